//! Counts as bars: one of each category, in it one part of each series. The same counts stand in a table beneath.

use crate::{
    form::grouped,
    govuk::{Cell, Content, Markup, Table},
    language::Language,
    link::link,
};
use askama::{Template, filters::HtmlSafe};
use std::iter::once;

/// The units that a chart is drawn in; a screen or a sheet scales them. A telephone shows about as many pixels.
const WIDTH: usize = 420;
/// The height of a line of text.
const LINE: usize = 18;
/// The width that a character needs, be it a wide one.
const CHARACTER: usize = 8;
/// The most characters on a line of a category's label, and of the legend.
const LABEL: usize = 20;
const LEGEND: usize = 46;
/// The height of a bar, and the room between two.
const BAR: usize = 20;
const GAP: usize = 12;
/// The room between a label and what it belongs to.
const SPACE: usize = 8;
/// The height of the axis with its numbers.
const AXIS: usize = 24;
/// The narrowest bar of a count that is not zero.
const NARROWEST: usize = 2;
/// The most steps of the axis.
const STEPS: usize = 4;
/// Inks, each with a contrast to white of at least 7 to 1.
const INKS: [&str; 2] = ["#0b4f6c", "#6b2d0c"];
/// What series are drawn with, on 8 by 8 units; the first is all ink.
const PATTERNS: [&str; 7] = [
    "M0 0h8v8h-8z",
    "M-2 2l4-4M-2 10l12-12M6 10l4-4",
    "M0 4h8",
    "M3 3h2v2h-2z",
    "M4 0v8",
    "M-2 6l4 4M-2-2l12 12M6-2l4 4",
    "M4 0v8M0 4h8",
];

/// Counts by category and series.
#[derive(Clone, Debug)]
pub(crate) struct Bars {
    /// What the elements' ids begin with: one of its own for each chart of a page.
    pub(crate) id: &'static str,
    pub(crate) title: String,
    /// What the counts come to, in a sentence or two.
    pub(crate) description: String,
    /// What a category is, such as "Month".
    pub(crate) category: String,
    /// What is counted, each told from the others by ink and pattern: fourteen can be.
    pub(crate) series: Vec<String>,
    pub(crate) categories: Vec<Category>,
}

/// What has a bar.
#[derive(Clone, Debug)]
pub(crate) struct Category {
    pub(crate) label: String,
    /// How many of each series there are.
    pub(crate) counts: Vec<u64>,
    /// Where they are listed.
    pub(crate) href: Option<String>,
}

impl Category {
    fn total(&self) -> u64 {
        self.counts.iter().sum()
    }
}

/// A chart with its heading and its table.
#[derive(Template)]
#[template(path = "chart/figure.html")]
struct Figure {
    title: String,
    drawing: Markup,
    table: Table,
    /// Whether the table may be wider than a telephone, and is then moved under it.
    wide: bool,
}

/// The drawing, in its own units.
#[derive(Template)]
#[template(path = "chart/bars.html")]
struct Drawing<'a> {
    id: &'a str,
    title: &'a str,
    description: &'a str,
    width: usize,
    height: usize,
    fills: Vec<Fill>,
    texts: Vec<Text>,
    ticks: Vec<Tick>,
    /// Where the bars begin, and from where to where the axis goes.
    left: usize,
    top: usize,
    bottom: usize,
    parts: Vec<Part>,
}

/// How a series is drawn.
struct Fill {
    number: usize,
    ink: &'static str,
    path: &'static str,
    solid: bool,
}

/// A line of text.
struct Text {
    x: usize,
    y: usize,
    line: String,
}

/// A place on the axis.
struct Tick {
    x: usize,
    text: String,
}

/// A part of a bar, or a sample in the legend.
struct Part {
    x: usize,
    y: usize,
    width: usize,
    height: usize,
    series: usize,
}

impl HtmlSafe for Figure {}
impl HtmlSafe for Drawing<'_> {}

impl Bars {
    /// The chart with its title above and its table beneath.
    pub(crate) fn show(&self, language: Language) -> Markup {
        let (drawing, table) = (Markup::of(&self.draw()), self.table(language));
        Markup::of(&Figure { title: self.title.clone(), drawing, table, wide: self.series.len() > 1 })
    }

    /// The same counts as a table, with the sum of each category where there is something to add.
    fn table(&self, language: Language) -> Table {
        let several = self.series.len() > 1;
        let total = several.then(|| language.say("chart-total"));
        let head = self.series.iter().cloned().chain(total).map(Cell::numeric);
        let row = |category: &Category| {
            let label: Content = match &category.href {
                Some(href) => link(category.label.clone(), href.clone()).into(),
                None => category.label.clone().into(),
            };
            let total = several.then(|| category.total());
            let counts = category.counts.iter().copied().chain(total).map(|count| Cell::numeric(said(count)));
            once(Cell::text(label)).chain(counts).collect()
        };
        Table {
            caption: self.title.clone(),
            caption_classes: "govuk-visually-hidden".into(),
            head: once(Cell::text(self.category.clone())).chain(head).collect(),
            rows: self.categories.iter().map(row).collect(),
            first_cell_is_header: true,
            ..Table::default()
        }
    }

    fn draw(&self) -> Drawing<'_> {
        let labels: Vec<_> = self.categories.iter().map(|category| wrap(&category.label, LABEL)).collect();
        let longest = labels.iter().flatten().map(|line| line.chars().count()).max().unwrap_or_default();
        let largest = self.categories.iter().map(Category::total).max().unwrap_or_default();
        let left = longest * CHARACTER + SPACE;
        let number = said(largest).len() * CHARACTER + SPACE;
        let span = WIDTH - left - number;
        let (step, end) = axis(largest, (span / number).clamp(1, STEPS));
        let scaled = |count: u64| scale(count, end, span);

        let (mut texts, mut parts) = (Vec::new(), Vec::new());
        let top = self.legend(&mut texts, &mut parts);
        let mut y = top + GAP / 2;
        for (category, lines) in self.categories.iter().zip(labels) {
            let height = BAR.max(lines.len() * LINE);
            let first = y + (height - lines.len() * LINE) / 2 + LINE - 4;
            let line = |(at, line)| Text { x: 0, y: first + at * LINE, line };
            texts.extend(lines.into_iter().enumerate().map(line));
            let bar = y + (height - BAR) / 2;
            let mut x = left;
            for (series, count) in category.counts.iter().enumerate().filter(|(_, count)| **count > 0) {
                let width = scaled(*count);
                parts.push(Part { x, y: bar, width, height: BAR, series });
                x += width;
            }
            texts.push(Text { x: x + SPACE - 2, y: bar + LINE - 3, line: said(category.total()) });
            y += height + GAP;
        }
        let bottom = y - GAP / 2;
        let counts = (0..=end / step).map(|at| at * step);
        Drawing {
            id: self.id,
            title: &self.title,
            description: &self.description,
            width: WIDTH,
            height: bottom + AXIS,
            fills: (0..self.series.len()).map(Fill::of).collect(),
            texts,
            ticks: counts.map(|count| Tick { x: left + scaled(count), text: said(count) }).collect(),
            left,
            top,
            bottom,
            parts,
        }
    }

    /// What each series looks like, where there are several; says where it ends.
    fn legend(&self, texts: &mut Vec<Text>, parts: &mut Vec<Part>) -> usize {
        let mut y = 0;
        for (series, label) in self.series.iter().enumerate().filter(|_| self.series.len() > 1) {
            parts.push(Part { x: 1, y: y + 1, width: LINE - 4, height: LINE - 4, series });
            for line in wrap(label, LEGEND) {
                texts.push(Text { x: LINE + SPACE, y: y + LINE - 5, line });
                y += LINE;
            }
            y += SPACE / 2;
        }
        y
    }
}

impl Fill {
    fn of(number: usize) -> Self {
        let (pattern, ink) = (number % PATTERNS.len(), number / PATTERNS.len() % INKS.len());
        Self { number, ink: INKS[ink], path: PATTERNS[pattern], solid: pattern == 0 }
    }
}

fn said(count: u64) -> String {
    grouped(i64::try_from(count).unwrap_or(i64::MAX))
}

/// How wide a count is, where the axis ends at `end`.
fn scale(count: u64, end: u64, span: usize) -> usize {
    let width = u128::from(count) * span as u128 / u128::from(end);
    let width = usize::try_from(width).unwrap_or(span);
    if count > 0 { width.max(NARROWEST) } else { 0 }
}

/// The step of the axis, which is 1, 2 or 5 with noughts, and its end, at most so many steps on.
fn axis(largest: u64, most: usize) -> (u64, u64) {
    let mut tens = 1_u64;
    loop {
        for step in [tens, tens.saturating_mul(2), tens.saturating_mul(5)] {
            let steps = largest.div_ceil(step).max(1);
            if steps <= most as u64 {
                return (step, step.saturating_mul(steps));
            }
        }
        tens = tens.saturating_mul(10);
    }
}

/// Breaks a text into lines of at most `most` characters, between words where it can.
fn wrap(text: &str, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let pieces = text.split_whitespace().flat_map(|word| {
        let characters: Vec<_> = word.chars().collect();
        characters.chunks(most).map(String::from_iter).collect::<Vec<_>>()
    });
    for piece in pieces {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + piece.chars().count() <= most => {
                line.push(' ');
                line.push_str(&piece);
            }
            _ => lines.push(piece),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{Bars, Category, PATTERNS, axis, scale, wrap};
    use crate::{govuk::Markup, language::Language};

    fn category(label: &str, counts: &[u64]) -> Category {
        Category { label: label.into(), counts: counts.into(), href: None }
    }

    fn bars(series: &[&str], categories: Vec<Category>) -> Bars {
        Bars {
            id: "chart",
            title: "Cases".into(),
            description: "One is late.".into(),
            category: "Due".into(),
            series: series.iter().map(ToString::to_string).collect(),
            categories,
        }
    }

    fn drawn(bars: &Bars) -> String {
        Markup::of(&bars.draw()).to_string()
    }

    #[test]
    fn a_small_chart_is_drawn_to_the_unit() {
        let chart = bars(
            &["Cases"],
            vec![category("Late", &[1]), category("Later on", &[4]), category("Never", &[0])],
        );
        let expected = concat!(
            r#"<svg class="c-chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 420 120" role="img" "#,
            r##"aria-labelledby="chart-title chart-desc" font-size="14" fill="#0b0c0c">"##,
            "\n<title id=\"chart-title\">Cases</title>\n<desc id=\"chart-desc\">One is late.</desc>\n",
            r##"<g stroke="#cecece" fill="#484949" text-anchor="middle" font-size="13">"##,
            "\n<path d=\"M72 0V96\"/><text stroke=\"none\" x=\"72\" y=\"114\">0</text>",
            "\n<path d=\"M155 0V96\"/><text stroke=\"none\" x=\"155\" y=\"114\">1</text>",
            "\n<path d=\"M238 0V96\"/><text stroke=\"none\" x=\"238\" y=\"114\">2</text>",
            "\n<path d=\"M321 0V96\"/><text stroke=\"none\" x=\"321\" y=\"114\">3</text>",
            "\n<path d=\"M404 0V96\"/><text stroke=\"none\" x=\"404\" y=\"114\">4</text>",
            "\n</g>",
            "\n<rect x=\"72\" y=\"6\" width=\"83\" height=\"20\" fill=\"#0b4f6c\" stroke=\"#0b4f6c\"/>",
            "\n<rect x=\"72\" y=\"38\" width=\"332\" height=\"20\" fill=\"#0b4f6c\" stroke=\"#0b4f6c\"/>",
            "\n<path d=\"M72 0V96\" stroke=\"#0b0c0c\" fill=\"none\"/>",
            "\n<text x=\"0\" y=\"21\">Late</text>\n<text x=\"161\" y=\"21\">1</text>",
            "\n<text x=\"0\" y=\"53\">Later on</text>\n<text x=\"410\" y=\"53\">4</text>",
            "\n<text x=\"0\" y=\"85\">Never</text>\n<text x=\"78\" y=\"85\">0</text>\n</svg>",
        );
        assert_eq!(drawn(&chart), expected);
    }

    #[test]
    fn several_series_have_a_pattern_and_a_place_in_the_legend_each() {
        let chart = bars(&["Open", "Closed"], vec![category("May", &[1, 2])]);
        let drawn = drawn(&chart);
        let pattern = r#"id="chart-fill-1" width="8" height="8" patternUnits="userSpaceOnUse""#;
        assert_eq!(drawn.matches("<pattern").count(), 1, "the first is all ink: {drawn}");
        assert!(drawn.contains(pattern) && drawn.contains(PATTERNS[1]), "{drawn}");
        assert_eq!(
            drawn.matches("fill=\"url(#chart-fill-1)\"").count(),
            2,
            "in the legend and in the bar: {drawn}"
        );
        assert!(drawn.contains(">Open</text>") && drawn.contains(">Closed</text>"), "{drawn}");
        assert!(drawn.contains(">3</text>"), "the sum stands beside the bar: {drawn}");
    }

    #[test]
    fn one_series_needs_no_legend() {
        let drawn = drawn(&bars(&["Open"], vec![category("May", &[1])]));
        assert!(!drawn.contains("Open") && !drawn.contains("<pattern"), "{drawn}");
    }

    #[test]
    fn the_table_has_every_count_its_sum_and_where_it_is_listed() {
        let mut chart = bars(&["Open", "Closed"], vec![category("May", &[1200, 34])]);
        chart.categories[0].href = Some("/cases?due=overdue".into());
        let table = chart.table(Language::English).to_string();
        let places: Vec<_> = [">1,200<", ">34<", ">1,234<", "href=\"/cases?due=overdue\">May</a>"]
            .iter()
            .map(|text| table.split_whitespace().collect::<String>().contains(&text.replace(' ', "")))
            .collect();
        assert_eq!(places, [true; 4], "{table}");
        let shown = chart.show(Language::English).to_string();
        assert!(
            shown.contains("<h2") && shown.contains("tabindex=\"0\""),
            "titled, and moved by keyboard: {shown}"
        );
        let one = bars(&["Open"], vec![category("May", &[7])]).table(Language::English);
        assert_eq!((one.head.len(), one.rows[0].len()), (2, 2), "one series has no sum");
        let shown = bars(&["Open"], vec![category("May", &[7])]).show(Language::English).to_string();
        assert!(!shown.contains("tabindex"), "nor is it ever wide: {shown}");
    }

    #[test]
    fn the_axis_has_few_steps_that_are_easy_to_read() {
        for (largest, expected) in [
            (0, (1, 1)),
            (1, (1, 1)),
            (4, (1, 4)),
            (5, (2, 6)),
            (9, (5, 10)),
            (40, (10, 40)),
            (41, (20, 60)),
            (1_234_567, (500_000, 1_500_000)),
        ] {
            assert_eq!(axis(largest, 4), expected, "{largest}");
        }
        assert_eq!(axis(4, 2), (2, 4), "fewer where numbers need more room");
        let (step, end) = axis(u64::MAX, 4);
        assert!(end / step <= 4, "even the largest number has an axis");
    }

    #[test]
    fn a_bar_is_as_wide_as_its_count_and_only_nothing_is_not_seen() {
        assert_eq!(scale(0, 10, 300), 0);
        assert_eq!(scale(5, 10, 300), 150);
        assert_eq!(scale(10, 10, 300), 300);
        assert_eq!(scale(1, 1_000_000, 300), 2);
        assert_eq!(scale(u64::MAX, u64::MAX, 300), 300);
    }

    #[test]
    fn nothing_at_all_is_drawn_as_noughts() {
        let drawn = drawn(&bars(&["Cases"], vec![category("Late", &[0]), category("Soon", &[0])]));
        assert!(!drawn.contains("<rect"), "{drawn}");
        assert_eq!(drawn.matches(">0</text>").count(), 3, "of each, and of the axis: {drawn}");
    }

    #[test]
    fn a_large_count_has_room_beside_the_longest_label() {
        let chart = bars(&["Cases"], vec![category("Wwwwwwwwwwwwwwwwwwwwwwwwwwwwww", &[1_500_000])]);
        let drawn = drawn(&chart);
        assert!(drawn.contains(">1,500,000</text>"), "{drawn}");
        let end =
            drawn.split("<rect x=\"168\" y=\"14\" width=\"").nth(1).and_then(|rest| rest.split('"').next());
        assert_eq!(end, Some("129"), "{drawn}");
        assert_eq!(
            drawn.matches("text-anchor").count() + drawn.matches("stroke=\"none\"").count(),
            4,
            "{drawn}"
        );
    }

    #[test]
    fn long_labels_are_broken_between_words_and_nothing_of_them_is_lost() {
        assert_eq!(wrap("Reported, not yet confirmed", 20), ["Reported, not yet", "confirmed"]);
        assert_eq!(wrap("Overdue", 20), ["Overdue"]);
        assert_eq!(wrap("Donaudampfschifffahrt now", 10), ["Donaudampf", "schifffahr", "t now"]);
        assert_eq!(wrap("", 20), Vec::<String>::new());
    }

    #[test]
    fn nothing_given_as_text_becomes_markup() {
        let mut chart = bars(&["<b>", "<i>"], vec![category("<u>", &[1, 1])]);
        chart.title = "<s>".into();
        chart.description = "<q>".into();
        let shown = chart.show(Language::English).to_string();
        for tag in ["<b>", "<i>", "<u>", "<s>", "<q>"] {
            assert!(!shown.contains(tag), "{tag}: {shown}");
        }
    }
}

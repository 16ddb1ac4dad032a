//! A statutory clock as a line: how much of its time has passed, in words and to the eye.

use crate::{govuk::Markup, language::Language, when};
use askama::{Template, filters::HtmlSafe};
use chassis::deadline::words;
use contracts::time::{self as pb, DeadlineState};
use jiff::{SignedDuration, Timestamp};

/// The width of the line, in the units that the gauge is drawn in.
const WIDTH: i64 = 400;
/// How much longer than the period the line grows when the period is over, at most.
const LONGEST: i32 = 2;
/// The hours up to which a length of time is told in hours.
const IN_HOURS: i64 = 7 * 24;

/// Shows a clock.
pub(crate) struct Gauge;

/// The drawing.
#[derive(Template)]
#[template(path = "chart/gauge.html")]
struct Drawing {
    /// What has passed, what that leaves, and what the law asks for.
    said: [String; 3],
    /// How much has passed in time.
    passed: i64,
    /// How much came after that.
    late: i64,
    /// Where it runs out.
    due: i64,
    width: i64,
    /// Whether less than a day is left.
    soon: bool,
}

impl HtmlSafe for Drawing {}

impl Gauge {
    /// Draws how much of a clock's time has passed; nothing if it has not started, or while it is paused.
    pub(crate) fn of(
        language: Language,
        deadline: &pb::Deadline,
        state: DeadlineState,
        now: Timestamp,
    ) -> Option<Markup> {
        let (start, due) = (when::read(deadline.started_at.as_ref())?, when::read(deadline.due_at.as_ref())?);
        let end = when::read(deadline.satisfied_at.as_ref()).unwrap_or(now);
        let period = Some(due.duration_since(start)).filter(SignedDuration::is_positive)?;
        let passed = match state {
            DeadlineState::NotRequired => SignedDuration::ZERO,
            _ => end.duration_since(start).max(SignedDuration::ZERO),
        };
        let said = said(language, state, passed, period, due)?;
        let line = passed.clamp(period, period * LONGEST);
        let scaled = |length: SignedDuration| WIDTH * length.as_secs() / line.as_secs();
        let in_time = scaled(passed.min(period));
        Some(Markup::of(&Drawing {
            said,
            passed: in_time,
            late: scaled(passed.min(line)) - in_time,
            due: scaled(period),
            width: WIDTH,
            soon: state == DeadlineState::DueSoon,
        }))
    }
}

/// What the gauge shows, in words.
fn said(
    language: Language,
    state: DeadlineState,
    passed: SignedDuration,
    period: SignedDuration,
    due: Timestamp,
) -> Option<[String; 3]> {
    let name = match state {
        DeadlineState::Running | DeadlineState::DueSoon => "gauge-running",
        DeadlineState::Overdue => "gauge-overdue",
        DeadlineState::Met => "gauge-met",
        DeadlineState::MetLate => "gauge-met-late",
        DeadlineState::NotRequired => "gauge-not-required",
        DeadlineState::NotStarted | DeadlineState::Unspecified => return None,
    };
    let arguments = [
        ("passed", passed.as_hours().into()),
        ("hours", period.as_hours().into()),
        ("length", length(language, passed).into()),
        ("apart", length(language, (period - passed).abs()).into()),
        ("due", words(due).into()),
    ];
    let part = |part: &str| language.say_with(&format!("{name}{part}"), &arguments);
    Some([part(""), part(".more"), part(".law")])
}

/// A length of time, rounded down.
fn length(language: Language, length: SignedDuration) -> String {
    let (unit, n) = match length.as_hours() {
        0 => ("minutes", length.as_mins()),
        hours @ 1..IN_HOURS => ("hours", hours),
        hours => ("days", hours / 24),
    };
    language.say_with(&format!("gauge-length-{unit}"), &[("n", n.into())])
}

#[cfg(test)]
mod tests {
    use super::Gauge;
    use crate::language::Language;
    use chassis::clock::to_wire;
    use contracts::time::{Deadline, DeadlineState};
    use jiff::{SignedDuration, Timestamp};

    fn start() -> Timestamp {
        "2026-05-03T08:14:00Z".parse().unwrap()
    }

    fn after(minutes: i64) -> Timestamp {
        start() + SignedDuration::from_mins(minutes)
    }

    fn clock(satisfied: Option<i64>) -> Deadline {
        Deadline {
            started_at: Some(to_wire(start())),
            due_at: Some(to_wire(after(72 * 60))),
            satisfied_at: satisfied.map(|minutes| to_wire(after(minutes))),
            ..Deadline::default()
        }
    }

    fn drawn(state: DeadlineState, satisfied: Option<i64>, now: i64) -> Option<String> {
        let markup = Gauge::of(Language::English, &clock(satisfied), state, after(now));
        markup.map(|markup| markup.to_string())
    }

    #[test]
    fn a_gauge_says_in_words_how_much_has_passed_and_what_is_left() {
        let due = "9:14am on 6 May 2026 (BST)";
        for (state, satisfied, now, title, description) in [
            (
                DeadlineState::Running,
                None,
                40 * 60 + 30,
                "40 of 72 hours have passed",
                format!("31 hours left. Notice is due by {due}."),
            ),
            (
                DeadlineState::DueSoon,
                None,
                71 * 60 + 15,
                "71 of 72 hours have passed",
                format!("45 minutes left. Notice is due by {due}."),
            ),
            (
                DeadlineState::Overdue,
                None,
                80 * 60,
                "All 72 hours have passed",
                format!("Overdue by 8 hours. Notice was due by {due}."),
            ),
            (
                DeadlineState::Overdue,
                None,
                (72 + 24 * 11) * 60,
                "All 72 hours have passed",
                format!("Overdue by 11 days. Notice was due by {due}."),
            ),
            (
                DeadlineState::Met,
                Some(51 * 60),
                999 * 60,
                "The regulator had notice after 51 hours",
                format!("In time: 72 hours were allowed. Notice was due by {due}."),
            ),
            (
                DeadlineState::MetLate,
                Some(73 * 60),
                999 * 60,
                "The regulator had notice after 73 hours",
                format!("Late by 1 hour: 72 hours were allowed. Notice was due by {due}."),
            ),
            (
                DeadlineState::NotRequired,
                None,
                999 * 60,
                "No notice is required",
                format!("It was decided that the regulator need not be told. It would be due by {due}."),
            ),
        ] {
            let drawn = drawn(state, satisfied, now).unwrap();
            let says = |element: &str, text: &str| drawn.contains(&format!("\">{text}</{element}>"));
            assert!(says("title", title) && says("desc", &description), "{state:?}: {drawn}");
            assert!(says("text", title), "who sees the gauge reads it too: {drawn}");
        }
    }

    #[test]
    fn the_line_is_filled_as_far_as_time_has_passed() {
        for (state, satisfied, now, passed, late, due) in [
            (DeadlineState::Running, None, 0, 0, 0, 400),
            (DeadlineState::Running, None, 36 * 60, 200, 0, 400),
            (DeadlineState::Overdue, None, 96 * 60, 300, 100, 300),
            // Far beyond, the line grows no longer.
            (DeadlineState::Overdue, None, 9_999 * 60, 200, 200, 200),
            (DeadlineState::Met, Some(36 * 60), 9_999 * 60, 200, 0, 400),
            (DeadlineState::MetLate, Some(96 * 60), 9_999 * 60, 300, 100, 300),
            // Awareness was corrected to after the notice.
            (DeadlineState::Met, Some(-60), 0, 0, 0, 400),
            (DeadlineState::NotRequired, None, 36 * 60, 0, 0, 400),
        ] {
            let drawn = drawn(state, satisfied, now).unwrap();
            let width = |class: &str| {
                let rest = drawn.split(&format!("class=\"{class}\" ")).nth(1)?;
                rest.split("width=\"").nth(1)?.split('"').next()?.parse::<i64>().ok()
            };
            let found = (width("c-gauge__passed").unwrap_or(0), width("c-gauge__late").unwrap_or(0));
            assert_eq!(found, (passed, late), "{state:?} {now}: {drawn}");
            assert!(drawn.contains(&format!("M{} ", due + 2)), "{state:?} {now}: {drawn}");
        }
    }

    #[test]
    fn what_came_late_is_told_by_a_pattern_and_not_by_colour_alone() {
        let late = drawn(DeadlineState::Overdue, None, 96 * 60).unwrap();
        let soon = drawn(DeadlineState::DueSoon, None, 60 * 60).unwrap();
        let running = drawn(DeadlineState::Running, None, 60).unwrap();
        assert!(late.contains("url(#gauge-late)") && !late.contains("url(#gauge-soon)"), "{late}");
        assert!(soon.contains("url(#gauge-soon)") && !soon.contains("url(#gauge-late)"), "{soon}");
        assert!(!running.contains("url("), "{running}");
    }

    #[test]
    fn a_clock_that_does_not_run_has_no_gauge() {
        assert_eq!(drawn(DeadlineState::NotStarted, None, 0), None);
        let paused = Deadline { due_at: None, ..clock(None) };
        assert!(Gauge::of(Language::English, &paused, DeadlineState::Running, start()).is_none());
        let no_time = Deadline { due_at: Some(to_wire(start())), ..clock(None) };
        assert!(Gauge::of(Language::English, &no_time, DeadlineState::Overdue, start()).is_none());
    }
}

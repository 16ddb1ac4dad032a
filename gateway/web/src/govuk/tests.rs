//! That nothing given as text becomes markup; and, in the modules, that components are what GOV.UK Frontend says.

mod fixtures;
mod html;
mod options;
mod shorthands;

use askama::Template;
use askama::filters::HtmlSafe;

use super::*;

/// Would break out of a text, of an attribute and of an element.
const HOSTILE: &str = "\"'><script>&</script>";

#[derive(Template)]
#[template(source = "<main>{{ button }}{{ markup }}{{ text }}</main>", ext = "html")]
struct Page {
    button: Button,
    markup: Content,
    text: Content,
}

impl HtmlSafe for Page {}

#[test]
fn a_page_writes_components_and_markup_as_they_are_and_text_escaped() {
    let page = Page {
        button: Button { href: "/a".into(), ..Button::text("Go & see") },
        markup: Markup::of(&Tag::text("New")).into(),
        text: "<b>".into(),
    };
    let page = Markup::of(&page).to_string();
    assert!(page.starts_with("<main><a href=\"/a\" role=\"button\""), "{page}");
    assert!(page.contains("Go &#38; see"), "{page}");
    assert!(page.ends_with("<strong class=\"govuk-tag\">\n  New\n</strong>&#60;b&#62;</main>"), "{page}");
}

#[test]
fn nothing_given_as_text_becomes_markup() {
    let label = Label { classes: HOSTILE.into(), ..Label::text(HOSTILE) };
    let hint = Hint { attributes: [("title", HOSTILE)].into(), ..Hint::text(HOSTILE) };
    let error = ErrorMessage { visually_hidden_text: Some(HOSTILE.into()), ..ErrorMessage::text(HOSTILE) };
    let pages = [
        Input {
            id: HOSTILE.into(),
            name: HOSTILE.into(),
            value: Some(HOSTILE.into()),
            label: label.clone(),
            hint: Some(hint.clone()),
            error_message: Some(error.clone()),
            prefix: Some(Affix::text(HOSTILE)),
            ..Input::default()
        }
        .to_string(),
        CharacterCount {
            id: HOSTILE.into(),
            value: HOSTILE.into(),
            maxwords: Some(9),
            label,
            textarea_description_text: HOSTILE.into(),
            ..CharacterCount::default()
        }
        .to_string(),
        Checkboxes {
            name: HOSTILE.into(),
            fieldset: Some(Fieldset::legend(Legend::text(HOSTILE))),
            hint: Some(hint),
            error_message: Some(error),
            items: vec![CheckboxesItem::new(HOSTILE, HOSTILE), CheckboxesItem::divider(HOSTILE)],
            ..Checkboxes::default()
        }
        .to_string(),
        Select { items: vec![SelectItem::new(HOSTILE, HOSTILE)], ..Select::default() }.to_string(),
        ErrorSummary::of([(HOSTILE, HOSTILE)]).to_string(),
        SummaryList {
            rows: vec![
                SummaryListRow::new(HOSTILE, HOSTILE)
                    .with_action(SummaryListAction::new(HOSTILE, HOSTILE, HOSTILE)),
            ],
            ..SummaryList::default()
        }
        .to_string(),
    ];
    for page in pages {
        assert!(page.contains("&#60;script&#62;") && page.contains("&#34;&#39;&#62;"), "{page}");
        assert!(!page.contains("<script") && !page.contains("\"'>"), "{page}");
    }
}

#[test]
fn an_error_summary_leads_to_each_control() {
    let summary = ErrorSummary::of([("title", "Say what happened"), ("when-day", "Say when")]).to_string();
    assert!(summary.contains("There is a problem"));
    assert!(summary.contains("<a href=\"#title\">Say what happened</a>"));
    assert!(summary.contains("<a href=\"#when-day\">Say when</a>"));
}

#[test]
fn classes_are_joined_by_one_space() {
    let [none, one, more] = ["", "a", "b c"].map(Classes::from);
    assert_eq!(none.clone().and(&one).to_string(), " a");
    assert_eq!(one.clone().and(&none).to_string(), " a");
    assert_eq!(one.and(&more).to_string(), " a b c");
    assert_eq!(none.clone().and(&none).to_string(), "");
    assert_eq!(Classes::from("a&b").and(&more).to_string(), " a&#38;b b c");
}

#[test]
fn attributes_keep_their_order() {
    let attributes = Attributes::from([("data-b", "1")]).with("data-a", "2");
    assert_eq!(attributes.to_string(), " data-b=\"1\" data-a=\"2\"");
}

#[test]
fn what_describes_checkboxes_describes_their_fieldset_too() {
    let checkboxes = Checkboxes {
        described_by: "more".into(),
        fieldset: Some(Fieldset::legend(Legend::text("Which?"))),
        hint: Some(Hint::text("Any")),
        name: "which".into(),
        ..Checkboxes::default()
    };
    let page = checkboxes.to_string();
    assert!(
        page.contains("<fieldset class=\"govuk-fieldset\" aria-describedby=\"more which-hint\">"),
        "{page}"
    );
}

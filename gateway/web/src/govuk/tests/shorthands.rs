//! Holds the shorthands to the options they stand for.

use std::fmt::Display;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::fixtures::renders;
use super::options;
use crate::govuk::*;

fn assert_gives<C: Display + DeserializeOwned>(component: &str, short: &C, options: Value) {
    let long = renders(component).unwrap()(options::ours(component, options)).unwrap();
    assert_eq!(short.to_string(), long);
}

#[test]
fn a_shorthand_gives_what_its_options_give() {
    assert_gives("back-link", &BackLink::to("/a"), json!({ "href": "/a" }));
    assert_gives("button", &Button::text("a"), json!({ "text": "a" }));
    assert_gives("error-message", &ErrorMessage::text("a"), json!({ "text": "a" }));
    assert_gives("hint", &Hint::text("a"), json!({ "text": "a" }));
    assert_gives("inset-text", &InsetText::text("a"), json!({ "text": "a" }));
    assert_gives("label", &Label::text("a"), json!({ "text": "a" }));
    assert_gives(
        "notification-banner",
        &NotificationBanner::success("a"),
        json!({ "text": "a", "type": "success" }),
    );
    assert_gives(
        "tag",
        &Tag::coloured("a", "govuk-tag--red"),
        json!({ "text": "a", "classes": "govuk-tag--red" }),
    );
    assert_gives("warning-text", &WarningText::text("a"), json!({ "text": "a" }));
}

#[test]
fn a_shorthand_of_a_list_gives_what_its_options_give() {
    let breadcrumbs = Breadcrumbs { items: vec![Breadcrumb::new("a", "/a")], ..Breadcrumbs::default() };
    assert_gives("breadcrumbs", &breadcrumbs, json!({ "items": [{ "text": "a", "href": "/a" }] }));

    let meta = FooterMeta { items: vec![FooterLink::new("a", "/a")], ..FooterMeta::default() };
    let footer = Footer { meta: Some(meta), ..Footer::default() };
    assert_gives("footer", &footer, json!({ "meta": { "items": [{ "text": "a", "href": "/a" }] } }));

    let pagination = Pagination {
        items: vec![PaginationItem::page(1, "/1"), PaginationItem::gap()],
        next: Some(PaginationLink::to("/2")),
        ..Pagination::default()
    };
    let options =
        json!({ "items": [{ "number": 1, "href": "/1" }, { "ellipsis": true }], "next": { "href": "/2" } });
    assert_gives("pagination", &pagination, options);

    let navigation = ServiceNavigation {
        navigation: vec![ServiceNavigationItem::new("a", "/a")],
        ..ServiceNavigation::default()
    };
    assert_gives("service-navigation", &navigation, json!({ "navigation": [{ "text": "a", "href": "/a" }] }));

    let row = SummaryListRow::new("a", "b").with_action(SummaryListAction::new("c", "/d", "e"));
    let summary_list = SummaryList { rows: vec![row], ..SummaryList::default() };
    let action = json!({ "text": "c", "href": "/d", "visuallyHiddenText": "e" });
    let row = json!({ "key": { "text": "a" }, "value": { "text": "b" }, "actions": { "items": [action] } });
    assert_gives("summary-list", &summary_list, json!({ "rows": [row] }));

    let table = Table { rows: vec![vec![Cell::text("a"), Cell::numeric("1")]], ..Table::default() };
    assert_gives(
        "table",
        &table,
        json!({ "rows": [[{ "text": "a" }, { "text": "1", "format": "numeric" }]] }),
    );

    let items = vec![
        TaskListItem::new("a", "/a", TaskListStatus::text("b")),
        TaskListItem::new("c", "", TaskListStatus::tag(Tag::text("d"))),
    ];
    let options = json!({ "items": [
        { "title": { "text": "a" }, "href": "/a", "status": { "text": "b" } },
        { "title": { "text": "c" }, "status": { "tag": { "text": "d" } } },
    ] });
    assert_gives("task-list", &TaskList { items, ..TaskList::default() }, options);
}

#[test]
fn a_shorthand_of_a_question_gives_what_its_options_give() {
    let day = DateInputItem::value("1");
    assert_gives(
        "date-input",
        &DateInput { day, ..DateInput::default() },
        json!({ "day": { "value": "1" } }),
    );

    let input = Input { suffix: Some(Affix::text("a")), ..Input::default() };
    assert_gives("input", &input, json!({ "suffix": { "text": "a" } }));

    let fieldset = Fieldset::legend(Legend::text("a"));
    let radios = Radios {
        fieldset: Some(fieldset.clone()),
        items: vec![RadiosItem::new("b", "c"), RadiosItem::divider("or")],
        ..Radios::default()
    };
    let options = json!({
        "fieldset": { "legend": { "text": "a" } },
        "items": [{ "value": "b", "text": "c" }, { "divider": "or" }],
    });
    assert_gives("radios", &radios, options.clone());

    let checkboxes = Checkboxes {
        fieldset: Some(fieldset),
        items: vec![CheckboxesItem::new("b", "c"), CheckboxesItem::divider("or")],
        ..Checkboxes::default()
    };
    assert_gives("checkboxes", &checkboxes, options);

    let select = Select { items: vec![SelectItem::new("a", "b")], ..Select::default() };
    assert_gives("select", &select, json!({ "items": [{ "value": "a", "text": "b" }] }));
}

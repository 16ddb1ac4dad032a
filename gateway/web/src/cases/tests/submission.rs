//! What a submission says, and what changed.

use super::reader;
use crate::cases::{
    changes,
    fields::{self, parts},
    submission::{hex, number},
};
use contracts::breaches::FieldChange;
use prost_reflect::DynamicMessage;
use serde::de::DeserializeSeed as _;
use serde_json::{Value, json};

fn message(json: &Value) -> DynamicMessage {
    fields::message().unwrap().deserialize(json).unwrap()
}

/// The heading of each part, and the values in it.
fn told(json: &Value) -> Vec<(String, Vec<String>)> {
    let parts = parts(&reader(true), message(json)).into_iter();
    parts
        .map(|part| (part.heading, part.rows.iter().map(|row| row.value.text.to_string()).collect()))
        .collect()
}

/// The cells of the table of a change, each without markup, by row.
fn changed(path: &str, before: &str, after: &str) -> Vec<Vec<String>> {
    let change = FieldChange { path: path.into(), before: before.into(), after: after.into() };
    let rows = changes::table(&reader(true), &[change]).rows;
    let plain = |markup: String| {
        markup.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect::<String>()
    };
    rows.into_iter().map(|row| row.into_iter().map(|cell| plain(cell.text.to_string())).collect()).collect()
}

#[test]
fn a_submission_is_told_part_by_part_and_organisations_and_roles_by_their_names() {
    let submission = json!({
        "number": 1,
        "controller": "organisations/hmrc",
        "processor": "organisations/nobody",
        "jointControllers": ["organisations/moj"],
        "facts": {
            "incident": { "description": "One\nTwo" },
            "people": { "affectedApprox": "250000" },
        },
        "decisionMakerRole": "dept.dpo",
        "delayReasons": "Late\nand later",
    });
    let expected = [
        ("The breach", vec!["1", "HM Revenue and Customs", "organisations/nobody", "Ministry of Justice"]),
        ("What happened", vec!["One\nTwo"]),
        ("The people affected", vec!["250,000"]),
        ("Risk, notice and what is outstanding", vec!["Late\nand later", "Data protection officer"]),
    ];
    let told = told(&submission);
    assert_eq!(told.len(), expected.len(), "{told:?}");
    for ((heading, values), (own, expected)) in told.iter().zip(&expected) {
        assert_eq!(heading, own);
        assert_eq!(values.len(), expected.len(), "{values:?}");
        for (value, expected) in values.iter().zip(expected) {
            assert!(value.contains(expected), "{expected} is not in {value}");
        }
    }
    assert!(told[3].1[0].contains("c-text"), "what was written on two lines is read on two: {told:?}");
}

#[test]
fn every_field_of_the_contract_is_in_a_part_that_has_a_heading() {
    let words = crate::language::Language::English;
    let mut parts: Vec<_> = crate::form::schema::fields(&fields::message().unwrap())
        .iter()
        .map(|field| fields::part(&field.path))
        .collect();
    parts.dedup();
    assert_eq!(parts.len(), 9, "each part is one piece: {parts:?}");
    assert!(parts.iter().all(|part| words.find(part, &[]).is_some()), "{parts:?}");
}

#[test]
fn a_change_is_told_in_words() {
    let rows = changed("facts.people.affectedApprox", "\"5000\"", "\"250000\"");
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0][1..], ["Removed: 5,000", "Added: 250,000"]);
    let rows = changed("facts.people.affectedBasis", "\"COUNT_BASIS_ESTIMATE\"", "\"COUNT_BASIS_MAXIMUM\"");
    assert_eq!(rows[0][1..], ["Removed: Estimate", "Added: Maximum"]);
    let rows = changed("controller", "\"organisations/hmrc\"", "\"organisations/moj\"");
    assert_eq!(rows[0][1..], ["Removed: HM Revenue and Customs", "Added: Ministry of Justice"]);
}

#[test]
fn what_was_not_there_before_or_is_not_there_now_is_said_so() {
    assert_eq!(changed("delayReasons", "", "\"Late\"")[0][1..], ["Not given", "Added: Late"]);
    assert_eq!(changed("delayReasons", "\"Late\"", "")[0][1..], ["Removed: Late", "Not given"]);
}

#[test]
fn of_what_changed_as_a_whole_every_field_is_told() {
    let rows = changed("firstNotice", "", r#"{"channel":"NOTICE_CHANNEL_EMAIL","reference":"A"}"#);
    let sides: Vec<_> = rows.iter().map(|row| row[1..].to_vec()).collect();
    assert_eq!(sides, [["Not given", "Added: Email"], ["Not given", "Added: A"]]);
}

#[test]
fn of_a_list_only_what_changed_is_told() {
    let item = |note: &str| format!(r#"{{"item":"OUTSTANDING_ITEM_NUMBER_OF_PEOPLE","note":"{note}"}}"#);
    let rows = changed("itemsOutstanding", &format!("[{}]", item("a")), &format!("[{}]", item("b")));
    assert_eq!(rows.len(), 1, "the item is the same: {rows:?}");
    assert_eq!(rows[0][1..], ["Removed: a", "Added: b"]);
}

#[test]
fn what_has_no_words_is_told_as_it_is_recorded() {
    let rows = changed("unheardOf", "1", "2");
    assert_eq!(rows, [["unheardOf", "Removed: 1", "Added: 2"]]);
    let rows = changed("facts.people.affectedBasis", "\"LATER\"", "");
    assert_eq!(rows, [["facts.people.affectedBasis", "Removed: &#34;LATER&#34;", "Not given"]]);
}

#[test]
fn a_change_is_marked_up_as_removed_and_added() {
    let change = FieldChange { path: "title".into(), before: "\"<b>\"".into(), after: "\"c\"".into() };
    let table = changes::table(&reader(true), &[change]).to_string();
    assert!(table.contains("<del><span class=\"govuk-visually-hidden\">Removed: </span>"), "{table}");
    assert!(table.contains("<ins><span class=\"govuk-visually-hidden\">Added: </span>"), "{table}");
    assert!(!table.contains("<b>"), "{table}");
}

#[test]
fn a_submission_has_one_number() {
    assert_eq!(number("1"), Some(1));
    assert_eq!(number("999999"), Some(999_999));
    for text in ["", "0", "01", "+1", "-1", "1.0", "one", "1000000", " 1", "१"] {
        assert_eq!(number(text), None, "{text}");
    }
}

#[test]
fn a_hash_is_written_in_hexadecimal_digits() {
    assert_eq!(hex(&[0, 15, 255]), "000fff");
}

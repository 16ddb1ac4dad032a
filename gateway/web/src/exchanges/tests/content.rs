//! What was sealed, in words.

use super::{act, at, disclosure, reader};
use crate::{
    exchanges::{
        content::{PARTS, latest, told, told_with_its_author},
        timeline::timeline,
    },
    form::schema,
    govuk::SummaryList,
};
use contracts::breaches::{
    CentreReportContent, Exchange, ExchangeAct, ExchangeActKind, FollowUpContent, FollowUpKind,
    ReceiptContent, ReferenceContent, SubmissionContent,
};

fn disclosed(number: i32) -> ExchangeAct {
    ExchangeAct { disclosure: Some(disclosure()), ..act(number, ExchangeActKind::Disclosure) }
}

/// The title of each card, and its lines.
fn cards(lists: &[SummaryList]) -> Vec<(String, Vec<(String, String)>)> {
    let title = |list: &SummaryList| {
        let title = list.card.as_ref().and_then(|card| card.title.as_ref());
        title.map(|title| title.text.to_string()).unwrap_or_default()
    };
    let lines = |list: &SummaryList| {
        let lines = list.rows.iter().map(|row| (row.key.text.to_string(), row.value.text.to_string()));
        lines.collect()
    };
    lists.iter().map(|list| (title(list), lines(list))).collect()
}

#[test]
fn every_field_of_a_copy_is_told_in_one_part() {
    let copy = schema::message("concordat.breaches.v1.BreachCopyContent").unwrap();
    let mut told: Vec<_> = PARTS
        .iter()
        .flat_map(|(_, paths)| paths.iter().flat_map(|path| schema::at(&copy, path)))
        .map(|field| field.path)
        .collect();
    let mut all: Vec<_> = schema::fields(&copy).into_iter().map(|field| field.path).collect();
    all.retain(|path| path != "parts");
    told.sort();
    all.sort();
    assert_eq!(told, all);
}

#[test]
fn every_part_of_a_record_has_its_fields_in_the_order_of_the_contract() {
    let all = schema::vocabulary("concordat.breaches.v1.BreachPart");
    // What the National Cyber Security Centre says in its own words is part of no record.
    let of_records = |value: &&str| *value != "BREACH_PART_NCSC_FINDINGS";
    let all: Vec<_> = all.iter().map(|(value, _)| value.as_str()).filter(of_records).collect();
    assert_eq!(PARTS.map(|(part, _)| part.as_str_name()).to_vec(), all);
}

#[test]
fn a_disclosure_is_told_to_the_last_field_and_what_is_not_in_it_is_not() {
    let cards = cards(&told(reader("moj").words(), &disclosed(2)));
    let titles: Vec<_> = cards.iter().map(|(title, _)| title.as_str()).collect();
    assert_eq!(
        titles,
        [
            "To whom, why and on what terms",
            "Title",
            "Controllers and legal regime",
            "Effects on systems",
            "Documents that go with it"
        ]
    );
    let terms: Vec<_> = cards[0].1.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(terms, ["To", "Purpose", "Basis", "Classification", "Onward sharing"]);
    assert_eq!(cards[0].1[0].1, "Ministry of Justice");
    assert!(cards[0].1[1].1.contains("To warn of the supplier"));
    assert!(cards[1].1[0].1.contains("Payroll file"));
    let controllers: Vec<_> = cards[2].1.iter().map(|(_, value)| value).collect();
    assert!(controllers[0].contains("HM Revenue and Customs") && controllers[1].contains("Home Office"));
    assert_eq!(cards[3].1, [("Effects on systems".to_owned(), "Nothing is said of this".to_owned())]);
    assert_eq!(cards[4].1[0].0, "Letter");
    assert!(cards[4].1[0].1.contains("application/pdf") && cards[4].1[0].1.contains(&"ab".repeat(32)));
}

#[test]
fn whoever_decides_on_a_disclosure_reads_first_which_role_prepared_it() {
    let prepared = ExchangeAct { kind: ExchangeActKind::Preparation.into(), ..disclosed(1) };
    let lists = told_with_its_author(reader("hmrc").words(), &prepared);
    let author = "Prepared by HM Revenue and Customs, Data protection officer, at 5:14am on 6 May 2026 (BST)";
    assert_eq!(cards(&lists)[0].1, [("Whose it is".to_owned(), author.to_owned())]);
    assert_eq!(cards(&lists)[1..], cards(&told(reader("hmrc").words(), &prepared)));
}

#[test]
fn what_the_centre_was_told_in_full_is_told_as_the_regulator_was_told_it() {
    let submission = SubmissionContent { title: "Payroll file".into(), ..SubmissionContent::default() };
    let first = ExchangeAct { submission: Some(submission.clone()), ..act(1, ExchangeActKind::Copy) };
    let content = FollowUpContent {
        kind: FollowUpKind::Correction.into(),
        reason: "It was wrong".into(),
        submission: Some(submission),
    };
    let second = ExchangeAct { follow_up: Some(content), ..act(2, ExchangeActKind::Copy) };
    let words = reader("gcdo").words();
    let titles = |act| cards(&told(words, act)).into_iter().map(|(title, _)| title).collect::<Vec<_>>();
    assert_eq!(titles(&first), ["What the regulator was told"]);
    assert_eq!(titles(&second), ["What the follow-up does", "What the regulator was told"]);
    assert!(cards(&told(words, &second))[0].1[1].1.contains("It was wrong"));
}

#[test]
fn a_copy_is_shown_before_the_mere_word_that_there_is_something() {
    let reference =
        ReferenceContent { notified_at: at("2026-05-06T04:14:00Z"), ..ReferenceContent::default() };
    let reference = ExchangeAct { reference: Some(reference), ..act(2, ExchangeActKind::Reference) };
    let report = CentreReportContent { statement: "Help".into(), ..CentreReportContent::default() };
    let report = ExchangeAct { centre_report: Some(report), ..act(1, ExchangeActKind::Report) };
    let receipt = ReceiptContent { message: "Thank you".into() };
    let receipt = ExchangeAct { receipt: Some(receipt), ..act(3, ExchangeActKind::Acknowledgement) };
    let exchange = |acts: &[&ExchangeAct]| Exchange {
        acts: acts.iter().map(|act| (*act).clone()).collect(),
        ..Exchange::default()
    };
    let number = |acts: &[&ExchangeAct]| latest(&exchange(acts)).map(|act| act.number);
    assert_eq!(number(&[&report, &reference, &receipt]), Some(1));
    assert_eq!(number(&[&reference, &receipt]), Some(2));
    assert_eq!(number(&[&receipt]), None, "a receipt discloses nothing");
}

#[test]
fn the_last_copy_is_shown_once_and_the_others_at_their_acts() {
    let receipt = ReceiptContent { message: "Thank you".into() };
    let receipt = ExchangeAct { receipt: Some(receipt), ..act(3, ExchangeActKind::Acknowledgement) };
    let exchange = Exchange {
        opener: "organisations/hmrc".into(),
        acts: vec![disclosed(1), disclosed(2), receipt],
        ..Exchange::default()
    };
    let entries = timeline(&reader("hmrc"), &exchange, "/exchanges/x");
    let shown: Vec<_> =
        entries.iter().map(|entry| (entry.id.as_str(), entry.said.rows.len(), entry.copy.len())).collect();
    assert_eq!(shown, [("3", 1, 0), ("2", 0, 0), ("1", 0, 5)], "the latest comes first");
    assert_eq!(entries[0].sealed, "/exchanges/x/acts/3/sealed");
    assert_eq!(entries[0].when, "4 hours ago");
}

//! Which cases an address asks for.

use super::reader;
use crate::{cases::filters::Filters, posted::Values};
use contracts::breaches::{CaseDue, CaseState};

fn read(regulator: bool, query: &str) -> Filters {
    Filters::read(&reader(regulator), &Values::parse(query.as_bytes()).unwrap())
}

const ALL: &str =
    "reference=IC-1%262&department=hmrc&state=received&state=info-requested&due=overdue&due=nothing";

#[test]
fn an_address_asks_the_service_for_what_it_says() {
    let request = read(true, ALL).request("organisations/ico".into(), "token".into());
    assert_eq!((request.parent.as_str(), request.page_token.as_str()), ("organisations/ico", "token"));
    assert_eq!((request.reference.as_str(), request.department.as_str()), ("IC-1&2", "organisations/hmrc"));
    assert!(request.states().eq([CaseState::Received, CaseState::InfoRequested]));
    assert!(request.due().eq([CaseDue::Overdue, CaseDue::Nothing]));
    assert!(request.next_due.is_empty());
}

#[test]
fn what_an_address_says_is_written_as_it_is_read() {
    assert_eq!(read(true, ALL).address(""), format!("/cases?{ALL}"));
    assert_eq!(Filters::default().address(""), "/cases");
    let with_page = read(true, "page=old&state=closed").address("a+b");
    assert_eq!(with_page, "/cases?page=a%2Bb&state=closed");
}

#[test]
fn what_cannot_be_meant_is_not_asked_for() {
    let too_long = format!("reference={}", "x".repeat(51));
    for query in [
        "state=lost&state=&state=CASE_STATE_CLOSED&state=unspecified",
        "due=yesterday&due=unspecified",
        "department=nobody",
        "department=ico",
        "department=..%2F",
        "reference=+",
        &too_long,
        "other=1",
    ] {
        assert!(!read(true, query).any(), "{query}");
    }
    let longest = "x".repeat(50);
    assert!(read(true, &format!("reference={longest}")).any());
}

#[test]
fn a_department_has_no_other_departments_to_choose_from() {
    assert!(!read(false, "department=hmrc").any());
    assert!(read(false, "").controls(&reader(false)).department.is_none());
    let choices = read(true, "").controls(&reader(true)).department.unwrap().items;
    let names: Vec<_> = choices.iter().map(|choice| choice.text.as_str()).collect();
    assert_eq!(names.first(), Some(&"All departments"));
    assert!(names.contains(&"HM Revenue and Customs") && names[1..].is_sorted(), "{names:?}");
    assert!(
        !names.iter().any(|name| name.contains("Information")),
        "the regulator is no department: {names:?}"
    );
}

#[test]
fn every_filter_in_use_can_be_taken_away_by_itself() {
    let in_use = read(true, ALL).in_use(&reader(true));
    let texts: Vec<_> = in_use.iter().map(|filter| filter.text.as_str()).collect();
    let expected = [
        "Case reference: IC-1&2",
        "Department: HM Revenue and Customs",
        "State: Received",
        "State: Information requested",
        "What is due next: Overdue",
        "What is due next: Nothing due",
    ];
    assert_eq!(texts, expected);
    let parts: Vec<_> = ALL.split('&').collect();
    for (filter, own) in in_use.iter().zip(&parts) {
        let others: Vec<_> = parts.iter().filter(|part| part != &own).copied().collect();
        assert_eq!(filter.without, format!("/cases?{}", others.join("&")), "{}", filter.text);
    }
    assert_eq!(read(true, "state=closed").in_use(&reader(true))[0].without, "/cases");
}

#[test]
fn the_form_shows_what_is_asked_for() {
    let controls = read(true, ALL).controls(&reader(true));
    assert_eq!(controls.reference.value.as_deref(), Some("IC-1&2"));
    assert_eq!(controls.department.unwrap().value, "hmrc");
    let chosen = |boxes: &crate::govuk::Checkboxes| {
        let chosen = boxes.items.iter().filter(|item| item.checked == Some(true));
        chosen.map(|item| item.value.clone()).collect::<Vec<_>>()
    };
    assert_eq!(
        (controls.states.items.len(), chosen(&controls.states)),
        (6, vec!["received".into(), "info-requested".into()])
    );
    assert_eq!(
        (controls.due.items.len(), chosen(&controls.due)),
        (5, vec!["overdue".into(), "nothing".into()])
    );
}

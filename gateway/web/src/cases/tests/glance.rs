//! What is seen of a case at a glance.

use super::{at, reader};
use crate::cases::{
    filters::Filters,
    glance::{Due, Glance, outstanding},
    list::{chart, pages, said},
};
use contracts::breaches::{
    AffectedBand, Case, CaseDue, CaseDueCount, CaseState, NextDue, OutstandingItemContent, RiskLevel,
    SummariseCasesResponse,
};

fn case() -> Case {
    Case {
        name: "organisations/ico/cases/0197c3a5-0000-7000-8000-000000000001".into(),
        title: "Payroll file".into(),
        department: "organisations/hmrc".into(),
        state: CaseState::Received.into(),
        received_at: at("2026-05-06T04:14:00Z"),
        affected_band: AffectedBand::From1k.into(),
        risk_level: RiskLevel::HighRisk.into(),
        items_outstanding: vec![OutstandingItemContent::default(); 2],
        items_owed: 3,
        next_due: NextDue::FollowUp.into(),
        next_due_at: at("2026-05-07T08:30:00Z"),
        ..Case::default()
    }
}

fn due(regulator: bool, what: NextDue, time: &str) -> (String, &'static str) {
    let case = Case { next_due: what.into(), next_due_at: at(time), ..case() };
    let due = Due::of(&reader(regulator), &case);
    assert!(due.at.contains(" May 2026 (BST)"), "{due:?}");
    (due.words, due.class)
}

#[test]
fn a_case_is_told_to_the_regulator_as_it_asks_for_it() {
    let glance = Glance::of(&reader(true), &case());
    assert_eq!(glance.href, "/cases/0197c3a5-0000-7000-8000-000000000001");
    assert_eq!(glance.facts, "HM Revenue and Customs, No reference yet, 1k to 10k people");
    assert_eq!(glance.due.words, "Follow-up expected tomorrow");
    assert_eq!(glance.due.at, "9:30am on 7 May 2026 (BST)");
    let notes = "Received 4 hours ago. 2 of 3 items outstanding. Waits for your acknowledgement.";
    assert_eq!(glance.notes, notes);
    let tags: Vec<_> = glance.tags.iter().map(|tag| tag.text.to_string()).collect();
    assert_eq!(tags, ["Received", "High risk"]);
}

#[test]
fn a_department_is_told_of_its_own_case_without_its_own_name() {
    let case = Case { case_reference: "IC-1".into(), withdrawn: true, ..case() };
    let glance = Glance::of(&reader(false), &case);
    assert_eq!(glance.facts, "IC-1, 1k to 10k people");
    assert_eq!(glance.due.words, "Your follow-up is due tomorrow");
    assert_eq!(glance.notes, "Sent 4 hours ago. 2 of 3 items outstanding. Not acknowledged yet.");
    assert_eq!(glance.tags.last().unwrap().text.to_string(), "Withdrawn");
}

#[test]
fn only_what_is_known_is_said() {
    let case = Case {
        state: CaseState::Acknowledged.into(),
        affected_band: AffectedBand::Unknown.into(),
        risk_level: RiskLevel::Risk.into(),
        items_outstanding: Vec::new(),
        items_owed: 0,
        case_reference: "IC-1".into(),
        ..case()
    };
    let glance = Glance::of(&reader(true), &case);
    assert_eq!((glance.facts.as_str(), glance.tags.len()), ("HM Revenue and Customs, IC-1", 1));
    assert_eq!(glance.notes, "Received 4 hours ago.");
}

#[test]
fn what_is_overdue_is_said_in_words_and_marked() {
    let late = "c-due--late";
    let overdue = |regulator, what| due(regulator, what, "2026-05-06T08:13:59Z");
    assert_eq!(
        overdue(true, NextDue::FollowUp),
        ("Overdue: the follow-up was expected just now".into(), late)
    );
    for (regulator, what, words) in [
        (true, NextDue::Answer, "Overdue: the answer was due 2 days ago"),
        (false, NextDue::Answer, "Overdue: your answer was due 2 days ago"),
        (true, NextDue::FollowUp, "Overdue: the follow-up was expected 2 days ago"),
        (false, NextDue::FollowUp, "Overdue: your follow-up was due 2 days ago"),
        (true, NextDue::RemediationUpdate, "Overdue: the update on remediation was expected 2 days ago"),
        (false, NextDue::RemediationUpdate, "Overdue: your update on remediation was due 2 days ago"),
    ] {
        assert_eq!(due(regulator, what, "2026-05-04T08:14:00Z"), (words.into(), late));
    }
}

#[test]
fn what_is_due_within_a_day_is_marked_and_what_is_due_later_is_not() {
    let soon = |time| due(true, NextDue::Answer, time).1;
    assert_eq!(soon("2026-05-06T08:14:00Z"), "c-due--soon", "due at this very moment, it is not late yet");
    assert_eq!(soon("2026-05-07T08:14:00Z"), "c-due--soon");
    assert_eq!(soon("2026-05-07T08:14:01Z"), "");
    for (regulator, what, words) in [
        (true, NextDue::Answer, "Answer due in 12 days"),
        (false, NextDue::Answer, "Your answer is due in 12 days"),
        (true, NextDue::FollowUp, "Follow-up expected in 12 days"),
        (false, NextDue::FollowUp, "Your follow-up is due in 12 days"),
        (true, NextDue::RemediationUpdate, "Update on remediation expected in 12 days"),
        (false, NextDue::RemediationUpdate, "Your update on remediation is due in 12 days"),
    ] {
        assert_eq!(due(regulator, what, "2026-05-18T08:14:00Z"), (words.into(), ""));
    }
}

#[test]
fn where_nothing_is_due_it_is_said_so() {
    let nothing = Case { next_due: 0, next_due_at: None, ..case() };
    let closed = Case { state: CaseState::Closed.into(), ..nothing.clone() };
    let due = |case| Due::of(&reader(true), case);
    let expected = |words: &str, class| Due { words: words.into(), at: String::new(), class };
    assert_eq!(due(&nothing), expected("Nothing is due", ""));
    assert_eq!(due(&closed), expected("The case is closed", "c-due--done"));
}

#[test]
fn it_is_counted_what_is_still_outstanding() {
    let said = |left: usize, owed| {
        let items_outstanding = vec![OutstandingItemContent::default(); left];
        outstanding(&reader(true), &Case { items_outstanding, items_owed: owed, ..Case::default() })
    };
    assert_eq!(said(0, 0), None);
    assert_eq!(said(1, 1).unwrap(), "1 of 1 item outstanding");
    assert_eq!(said(2, 3).unwrap(), "2 of 3 items outstanding");
    assert_eq!(said(0, 1).unwrap(), "The outstanding item was supplied");
    assert_eq!(said(0, 3).unwrap(), "All 3 outstanding items were supplied");
}

fn counted(overdue: i32, later: i32) -> SummariseCasesResponse {
    let band = |due: CaseDue, count| CaseDueCount { due: due.into(), count };
    let by_due = vec![band(CaseDue::Overdue, overdue), band(CaseDue::Later, later)];
    SummariseCasesResponse { by_due, ..SummariseCasesResponse::default() }
}

#[test]
fn it_is_said_how_many_cases_are_open_and_overdue() {
    let said = |overdue, later| said(&reader(true), &counted(overdue, later)).join(" ");
    assert_eq!(said(0, 0), "No case is open.");
    assert_eq!(said(0, 1), "1 case is open. Nothing is overdue.");
    assert_eq!(said(1, 1), "2 cases are open. Something is overdue in 1 of them.");
    assert_eq!(said(1_000, 500), "1,500 cases are open. Something is overdue in 1,000 of them.");
}

#[test]
fn every_band_of_the_chart_leads_to_its_cases() {
    let chart = chart(&reader(true), &counted(2, 0));
    let bands: Vec<_> = chart
        .categories
        .iter()
        .map(|band| (band.label.as_str(), band.counts.as_slice(), band.href.as_deref().unwrap()))
        .collect();
    let expected = [
        ("Overdue", [2].as_slice(), "/cases?due=overdue"),
        ("Due later", [0].as_slice(), "/cases?due=later"),
    ];
    assert_eq!(bands, expected);
    assert_eq!(chart.description, "2 cases are open. Something is overdue in 2 of them.");
}

#[test]
fn a_list_leads_on_and_back_to_its_beginning_with_the_same_filters() {
    let asked = Filters::due(CaseDue::Later);
    let hrefs = |begins, next| {
        pages(&reader(true), &asked, begins, next)
            .map(|pages| [pages.previous, pages.next].map(|link| link.map(|link| link.href)))
    };
    let (first, next) = ("/cases?due=later".to_owned(), "/cases?page=b%2F&due=later".to_owned());
    assert_eq!(hrefs("", ""), None);
    assert_eq!(hrefs("", "b/"), Some([None, Some(next.clone())]));
    assert_eq!(hrefs("a", "b/"), Some([Some(first.clone()), Some(next)]));
    assert_eq!(hrefs("a", ""), Some([Some(first), None]));
}

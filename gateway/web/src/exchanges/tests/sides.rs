//! Each party reads its own side.

use super::{act, at, disclosure, reader};
use crate::exchanges::{
    exchange::{lines_rows, notices, possible},
    href, latest,
    list::{Line, side},
    register::Entry,
    title,
};
use contracts::{
    access::Party,
    breaches::{
        DisclosureContent, Exchange, ExchangeAct, ExchangeActKind, ExchangeKind, ExchangeState, Lines,
        LinesContent,
    },
    exchange::{Basis, Direction, Disclosure, OnwardSharing, Seal},
    handling::Classification,
};

fn exchange(state: ExchangeState) -> Exchange {
    let disclosed = ExchangeAct { disclosure: Some(disclosure()), ..act(2, ExchangeActKind::Disclosure) };
    Exchange {
        name: "organisations/hmrc/exchanges/0197c3a5-0000-4000-8000-000000000001".into(),
        kind: ExchangeKind::Disclosure.into(),
        state: state.into(),
        opener: "organisations/hmrc".into(),
        recipient: "organisations/moj".into(),
        update_time: at("2026-05-06T04:14:00Z"),
        acts: vec![disclosed],
        ..Exchange::default()
    }
}

#[test]
fn what_has_no_title_is_called_by_what_it_is_and_whom_it_is_with() {
    let untitled = exchange(ExchangeState::Disclosed);
    assert_eq!(title(&reader("hmrc"), &untitled), "Disclosure, to Ministry of Justice");
    assert_eq!(title(&reader("moj"), &untitled), "Disclosure, from HM Revenue and Customs");
    let titled = Exchange { title: "Payroll file".into(), ..untitled };
    assert_eq!(title(&reader("moj"), &titled), "Payroll file");
}

#[test]
fn a_line_of_the_list_says_what_it_is_with_whom_and_since_when() {
    let expired = Exchange { expired: true, ..exchange(ExchangeState::Acknowledged) };
    let line = Line::of(&reader("moj"), &expired);
    assert_eq!(line.href, "/exchanges/0197c3a5-0000-4000-8000-000000000001");
    assert_eq!(line.between, "Disclosure, from HM Revenue and Customs");
    assert_eq!(line.when, "Changed 4 hours ago");
    let tags: Vec<_> = line.tags.iter().map(|tag| tag.text.to_string()).collect();
    assert_eq!(tags, ["Acknowledged", "Expired"]);
    assert_eq!(Line::of(&reader("moj"), &exchange(ExchangeState::Disclosed)).tags.len(), 1);
}

#[test]
fn each_side_is_told_first_what_it_must_know() {
    let told = |own, state| notices(&reader(own), &exchange(state)).join(" ");
    assert!(told("hmrc", ExchangeState::Prepared).contains("Another person than whoever prepared it"));
    assert!(told("hmrc", ExchangeState::Declined).contains("This was not disclosed"));
    assert!(told("hmrc", ExchangeState::Recalled).contains("Nothing is erased"));
    assert!(told("moj", ExchangeState::Recalled).contains("asks you to return or delete"));
    assert_eq!(told("moj", ExchangeState::Disclosed), "");
    let expired = Exchange {
        expired: true,
        expires_at: at("2026-05-05T22:59:59Z"),
        ..exchange(ExchangeState::Disclosed)
    };
    let told = |own| notices(&reader(own), &expired).join(" ");
    let until = "until 11:59pm on 5 May 2026 (BST)";
    assert!(told("moj").contains(until) && told("moj").contains("you can no longer read"), "{}", told("moj"));
    assert!(told("hmrc").contains(until) && told("hmrc").contains("You still can"), "{}", told("hmrc"));
}

#[test]
fn what_can_be_done_is_what_the_service_says_and_sharing_onward_what_the_discloser_left_free() {
    let rpcs = |own, exchange: &Exchange| {
        possible(&reader(own), exchange).into_iter().map(|act| act.rpc).collect::<Vec<_>>()
    };
    let acknowledge =
        Exchange { possible_acts: vec!["AcknowledgeExchange".into()], ..exchange(ExchangeState::Disclosed) };
    assert_eq!(rpcs("moj", &acknowledge), ["AcknowledgeExchange", "PrepareDisclosure"]);
    assert_eq!(
        rpcs("hmrc", &acknowledge),
        ["AcknowledgeExchange"],
        "its discloser discloses the record itself"
    );
    assert_eq!(rpcs("ico", &acknowledge), ["AcknowledgeExchange", "EnterDisclosure"]);
    let recalled = Exchange { state: ExchangeState::Recalled.into(), ..acknowledge.clone() };
    assert_eq!(rpcs("moj", &recalled), ["AcknowledgeExchange"]);
    let expired = Exchange { expired: true, ..acknowledge.clone() };
    assert_eq!(rpcs("moj", &expired), ["AcknowledgeExchange"]);
    for kept in [OnwardSharing::None, OnwardSharing::WithConsent] {
        let content = DisclosureContent { onward_sharing: kept.into(), ..disclosure() };
        let act = ExchangeAct { disclosure: Some(content), ..act(2, ExchangeActKind::Disclosure) };
        let kept = Exchange { acts: vec![act], ..acknowledge.clone() };
        assert_eq!(rpcs("moj", &kept), ["AcknowledgeExchange"]);
    }
}

#[test]
fn lines_say_how_they_stand_which_version_does_and_whether_it_was_issued_as_agreed() {
    let lines = Lines {
        version: 2,
        embargo_until: at("2026-05-06T09:00:00Z"),
        refusal_reason: "It is not known yet.".into(),
        issued_at: at("2026-05-06T04:14:00Z"),
        issued_as_agreed: false,
        issued_by: vec!["organisations/hmrc".to_owned()],
    };
    let text = |version| LinesContent { version, text: format!("Text {version}"), ..LinesContent::default() };
    let proposed =
        |version| ExchangeAct { lines: Some(text(version)), ..act(version, ExchangeActKind::Lines) };
    let refused = Exchange {
        kind: ExchangeKind::AgreedLines.into(),
        lines: Some(lines.clone()),
        acts: vec![proposed(1), proposed(2)],
        ..exchange(ExchangeState::NotAgreed)
    };
    let tags: Vec<_> =
        Line::of(&reader("moj"), &refused).tags.iter().map(|tag| tag.text.to_string()).collect();
    assert_eq!(tags, ["Not agreed", "Issued"]);
    assert!(notices(&reader("moj"), &refused).join(" ").contains("holds nobody up"));
    assert_eq!(latest(&refused).map(|act| act.number), Some(2), "the version that stands is shown whole");
    let told = |lines: &Lines| {
        let rows = lines_rows(&reader("moj"), lines).into_iter();
        rows.map(|row| (row.key.text.to_string(), row.value.text.to_string())).collect::<Vec<_>>()
    };
    let said = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    assert_eq!(
        told(&lines),
        [
            said("Version", "2"),
            said("Not to be issued, once agreed, before", "10:00am on 6 May 2026 (BST)"),
            said("Why it is not agreed", "It is not known yet."),
            said("Issued, without agreement", "5:14am on 6 May 2026 (BST)"),
        ]
    );
    let agreed = Lines { issued_as_agreed: true, refusal_reason: String::new(), ..lines };
    assert_eq!(told(&agreed).last(), Some(&said("Issued, as agreed", "5:14am on 6 May 2026 (BST)")));
    assert_eq!(told(&Lines { version: 1, ..Lines::default() }), [said("Version", "1")]);
}

#[test]
fn of_an_engagement_the_authority_alone_drafts_lines() {
    let engaged = Exchange { kind: ExchangeKind::NcscEngagement.into(), ..exchange(ExchangeState::Engaged) };
    let drafts =
        |own, exchange: &Exchange| possible(&reader(own), exchange).iter().any(|act| act.rpc == "DraftLines");
    assert!(drafts("ncsc", &engaged) && !drafts("hmrc", &engaged));
    assert!(!drafts("ncsc", &exchange(ExchangeState::Disclosed)));
}

#[test]
fn an_entry_of_the_register_says_all_terms_and_leads_to_where_it_was_disclosed() {
    let entry = Disclosure {
        at: at("2026-05-06T04:14:00Z"),
        direction: Direction::Given.into(),
        counterpart: "organisations/ico".into(),
        resource: "organisations/hmrc/cases/0197c3a5-0000-4000-8000-000000000002".into(),
        seal: Some(Seal { r#type: String::new(), hash: vec![0xab; 32] }),
        purpose: "personal data breach".into(),
        basis: Basis::StatutoryNotification.into(),
        classification: Classification::Official.into(),
        onward_sharing: OnwardSharing::None.into(),
        discloser_role: "dept.dpo".into(),
        approver_role: "dept.siro".into(),
        ..Disclosure::default()
    };
    let told = Entry::of(&reader("hmrc"), &entry);
    assert_eq!(told.title, "Given to Information Commissioner's Office");
    assert_eq!(told.at, "5:14am on 6 May 2026 (BST)");
    assert_eq!(told.href.as_deref(), Some("/cases/0197c3a5-0000-4000-8000-000000000002"));
    let lines: Vec<_> =
        told.terms.rows.iter().map(|row| (row.key.text.to_string(), row.value.text.to_string())).collect();
    let expected = [
        ("Purpose", "personal data breach"),
        ("Basis", "A duty to notify"),
        ("Classification", "OFFICIAL"),
        ("Onward sharing", "Not to be shared onward"),
        ("Disclosed by", "Data protection officer"),
        ("Approval by", "Senior information risk owner"),
    ];
    let expected = expected.map(|(key, value)| (key.to_owned(), value.to_owned()));
    assert_eq!(lines[..expected.len()], expected);
    assert!(lines[6].1.contains(&"ab".repeat(32)) && lines.len() == 7, "{lines:?}");
    let received =
        Disclosure { direction: Direction::Received.into(), expires_at: at("2026-06-01T22:59:59Z"), ..entry };
    let told = Entry::of(&reader("hmrc"), &received);
    assert_eq!(told.title, "Received from Information Commissioner's Office");
    assert!(told.terms.rows.iter().any(|row| row.value.text.to_string().contains("1 June 2026")));
}

#[test]
fn only_what_has_a_page_is_led_to() {
    assert_eq!(href("organisations/hmrc/exchanges/1").as_deref(), Some("/exchanges/1"));
    assert_eq!(href("organisations/hmrc/breaches/1").as_deref(), Some("/breaches/1"));
    for other in ["organisations/hmrc/groups/1", "organisations/hmrc", "https://example.org/cases/1", ""] {
        assert_eq!(href(other), None, "{other}");
    }
}

#[test]
fn every_party_has_words_of_its_own_for_the_list() {
    let words = crate::language::Language::English;
    let mut sides = [Party::Department, Party::Gcdo, Party::Ico, Party::Ncsc].map(side).to_vec();
    for said in ["title", "lead", "none"] {
        let said: Vec<_> =
            sides.iter().map(|side| words.find(&format!("exchanges-{said}-{side}"), &[])).collect();
        assert!(said.iter().all(Option::is_some), "{said:?}");
    }
    sides.dedup();
    assert_eq!(sides.len(), 4);
}

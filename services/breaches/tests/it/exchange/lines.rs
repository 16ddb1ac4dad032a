//! Agreed lines, from their draft on: what each side reads, what binds whom, and that nobody waits for anybody.

use super::*;
use crate::actors::{HMRC, NOW, at, regulators};
use chassis_testing::{details, reason};
use contracts::{
    breaches::{CaseState, ExchangeKind, MediaLinesState},
    exchange::Direction,
};
use std::fmt::Write as _;
use tonic::Code;

pub(super) const EMBARGO: &str = "2026-05-06T09:00:00Z";

/// Lines for somebody, under an embargo.
pub(crate) fn draft(source: &str, recipient: &str) -> pb::DraftLinesRequest {
    pb::DraftLinesRequest {
        parent: source.split('/').take(2).collect::<Vec<_>>().join("/"),
        source: source.to_owned(),
        recipient: recipient.to_owned(),
        subject: "Letters to former addresses".to_owned(),
        text: "We are asking the letters back.".to_owned(),
        embargo_until: at(EMBARGO),
        handling: Some(Handling {
            classification: Classification::OfficialSensitive.into(),
            ..Handling::default()
        }),
        request_id: id(),
        ..Default::default()
    }
}

pub(super) fn version(exchange: &Exchange) -> i32 {
    exchange.lines.as_ref().unwrap().version
}

impl Actor {
    pub(crate) async fn drafts_lines(&self, request: pb::DraftLinesRequest) -> Reply<Exchange> {
        Ok(self.draft_lines(request).await?.exchange.unwrap())
    }

    /// Proposes at once what was drafted elsewhere, as the regulator does.
    pub(crate) async fn enters_lines(&self, said: pb::DraftLinesRequest) -> Reply<Exchange> {
        let request = pb::EnterLinesRequest {
            parent: said.parent,
            source: said.source,
            recipient: said.recipient,
            subject: said.subject,
            text: said.text,
            embargo_until: said.embargo_until,
            handling: said.handling,
            note: said.note,
            request_id: said.request_id,
            personal_data_checked: said.personal_data_checked,
        };
        Ok(self.enter_lines(request).await?.exchange.unwrap())
    }

    pub(crate) async fn approves_lines(&self, exchange: &Exchange) -> Reply<Exchange> {
        Ok(self.approve_lines(says!(exchange, ApproveLinesRequest {})).await?.exchange.unwrap())
    }

    pub(super) async fn revises(&self, exchange: &Exchange, text: &str) -> Reply<Exchange> {
        let request = pb::ReviseLinesRequest {
            embargo_until: at(EMBARGO),
            ..says!(exchange, ReviseLinesRequest { text: text })
        };
        Ok(self.revise_lines(request).await?.exchange.unwrap())
    }

    pub(super) async fn agrees(&self, exchange: &Exchange) -> Reply<Exchange> {
        let request = says!(exchange, AgreeLinesRequest { version: version(exchange) });
        Ok(self.agree_lines(request).await?.exchange.unwrap())
    }

    pub(super) async fn does_not_agree(&self, exchange: &Exchange) -> Reply<Exchange> {
        let request = says!(
            exchange,
            RefuseLinesRequest { version: version(exchange), reason: "It is not known yet." }
        );
        Ok(self.refuse_lines(request).await?.exchange.unwrap())
    }

    pub(super) async fn issues(&self, exchange: &Exchange, issued_at: &str) -> Reply<Exchange> {
        let request = pb::RecordLinesIssueRequest {
            issued_at: at(issued_at),
            ..says!(
                exchange,
                RecordLinesIssueRequest { version: version(exchange), place: "On its website." }
            )
        };
        Ok(self.record_lines_issue(request).await?.exchange.unwrap())
    }
}

impl Cast {
    /// Lines that were proposed to somebody about a breach that the regulator was told of, as HMRC has them.
    pub(super) async fn proposed(&self, recipient: &str) -> Exchange {
        let breach = self.known_breach().await;
        let drafted = self.press().drafts_lines(draft(&breach.name, recipient)).await.unwrap();
        self.siro().approves_lines(&drafted).await.unwrap()
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

#[tokio::test]
async fn lines_are_drafted_approved_by_another_agreed_and_issued_and_both_registers_have_them() {
    let cast = Cast::new().await;
    let (press, siro, lead) = (cast.press(), cast.siro(), cast.lead());
    let breach = cast.known_breach().await;
    let ask = pb::DraftLinesRequest { note: "For tomorrow.".to_owned(), ..draft(&breach.name, ICO) };
    let drafted = press.drafts_lines(ask.clone()).await.unwrap();
    assert_eq!((drafted.kind(), drafted.state()), (ExchangeKind::AgreedLines, State::Prepared));
    assert_eq!((kinds(&drafted), drafted.source.as_str()), (vec![Kind::Preparation], breach.name.as_str()));
    assert_eq!(lead.has(&drafted).await.unwrap_err().code(), Code::NotFound);
    assert!(lead.exchanges().await.is_empty() && lead.register().await.is_empty());
    assert!(siro.register().await.is_empty(), "nothing has crossed");

    let proposed = siro.approves_lines(&drafted).await.unwrap();
    assert_eq!(proposed.state(), State::AwaitingAgreement);
    let theirs = lead.has(&proposed).await.unwrap();
    assert_eq!((kinds(&theirs), theirs.source.as_str()), (vec![Kind::Lines], ""));
    assert_eq!(theirs.title, ask.subject);
    let content = pb::LinesContent {
        subject: ask.subject,
        version: 1,
        text: ask.text,
        embargo_until: ask.embargo_until,
        handling: ask.handling,
        note: ask.note,
    };
    assert_eq!(theirs.acts[0].lines, Some(content));
    assert_eq!(theirs.acts[0].sealed, drafted.acts[0].sealed, "as it was drafted, to the byte");
    let stands = pb::Lines { version: 1, embargo_until: at(EMBARGO), ..Default::default() };
    assert_eq!(theirs.lines, Some(stands.clone()));

    let agreed = lead.agrees(&theirs).await.unwrap();
    assert_eq!((agreed.state(), agreed.lines.as_ref()), (State::Agreed, Some(&stands)));
    let binds = agreed.acts[1].lines_agreement.clone().unwrap();
    let seal = theirs.acts[0].seal.clone().unwrap();
    assert_eq!((binds.version, binds.hash), (1, hexadecimal(&seal.hash)), "to this text and no other");

    cast.world.set(EMBARGO);
    let issued = press.issues(&siro.has(&agreed).await.unwrap(), EMBARGO).await.unwrap();
    assert_eq!(issued.state(), State::Agreed, "that they were issued takes back no agreement");
    let said = lead.has(&issued).await.unwrap().acts[2].lines_issue.clone().unwrap();
    assert_eq!((said.issued_at, said.agreed, said.place.as_str()), (at(EMBARGO), true, "On its website."));
    assert_eq!(said.hash, hexadecimal(&seal.hash));
    let issued_by = vec![HMRC.to_owned()];
    let stands = pb::Lines { issued_at: at(EMBARGO), issued_as_agreed: true, issued_by, ..stands };
    assert_eq!(lead.has(&issued).await.unwrap().lines, Some(stands));

    for (who, given) in [(&siro, [true, false, true]), (&lead, [false, true, false])] {
        let register = who.register().await;
        let directions = register.iter().map(|entry| entry.direction() == Direction::Given);
        assert_eq!(directions.collect::<Vec<_>>(), given);
        for entry in register {
            assert_eq!(entry.basis(), Basis::MouVoluntary);
            assert_eq!(entry.classification(), Classification::OfficialSensitive);
            assert_eq!(entry.purpose, "agreed lines about a personal data breach");
            assert_eq!(entry.onward_sharing(), contracts::exchange::OnwardSharing::None);
        }
    }
    let first = siro.register().await.pop().unwrap();
    assert_eq!((first.discloser_role.as_str(), first.approver_role.as_str()), ("dept.comms", "dept.siro"));
    assert_eq!(
        reason(&cast.moj().has(&issued).await.unwrap_err()),
        "NOT_FOUND",
        "with each other party it is another exchange"
    );
}

#[tokio::test]
async fn a_counter_proposal_is_a_new_version_and_agreement_binds_to_the_one_that_stands() {
    let cast = Cast::new().await;
    let (siro, lead) = (cast.siro(), cast.lead());
    let proposed = cast.proposed(ICO).await;
    let theirs = lead.has(&proposed).await.unwrap();
    assert_eq!(reason(&siro.agrees(&proposed).await.unwrap_err()), "ACTING_ROLE", "it is theirs to agree");
    let countered = lead.revises(&theirs, "We are asking all letters back.").await.unwrap();
    assert_eq!((countered.state(), version(&countered)), (State::AwaitingAgreement, 2));
    let content = countered.acts[1].lines.clone().unwrap();
    assert_eq!(content.text, "We are asking all letters back.");
    assert_eq!(content.subject, theirs.acts[0].lines.clone().unwrap().subject);
    assert_eq!(reason(&lead.agrees(&countered).await.unwrap_err()), "ACTING_ROLE", "now it is the other's");

    let ours = siro.has(&countered).await.unwrap();
    for stale in [1, 3] {
        let agreement = says!(ours, AgreeLinesRequest { version: stale });
        let refusal = details(&siro.agree_lines(agreement).await.unwrap_err());
        assert_eq!((refusal.code, refusal.reason.as_str()), (Code::FailedPrecondition, "LINES_REVISED"));
        assert_eq!(refusal.fields, ["version"]);
        let no = says!(ours, RefuseLinesRequest { version: stale, reason: "No." });
        assert_eq!(reason(&siro.refuse_lines(no).await.unwrap_err()), "LINES_REVISED");
        let issue = pb::RecordLinesIssueRequest {
            issued_at: at(NOW),
            ..says!(ours, RecordLinesIssueRequest { version: stale, place: "Here." })
        };
        assert_eq!(reason(&siro.record_lines_issue(issue).await.unwrap_err()), "LINES_REVISED");
    }
    let agreed = siro.agrees(&ours).await.unwrap();
    let binds = agreed.acts.last().unwrap().lines_agreement.clone().unwrap();
    let seal = countered.acts[1].seal.clone().unwrap();
    assert_eq!((binds.version, binds.hash), (2, hexadecimal(&seal.hash)));

    let third = siro.revises(&agreed, "The letters are back.").await.unwrap();
    assert_eq!((third.state(), version(&third)), (State::AwaitingAgreement, 3), "which nobody agreed to yet");
}

#[tokio::test]
async fn not_agreeing_has_its_reason_is_final_for_the_version_and_another_version_begins_anew() {
    let cast = Cast::new().await;
    let (siro, lead) = (cast.siro(), cast.lead());
    let proposed = cast.proposed(ICO).await;
    let theirs = lead.has(&proposed).await.unwrap();
    for silent in ["", " \n"] {
        let silent = says!(theirs, RefuseLinesRequest { version: 1, reason: silent });
        assert_eq!(details(&lead.refuse_lines(silent).await.unwrap_err()).fields, ["reason"]);
    }
    let refused = lead.does_not_agree(&theirs).await.unwrap();
    assert_eq!(refused.state(), State::NotAgreed);
    let ours = siro.has(&refused).await.unwrap();
    assert_eq!(ours.lines.as_ref().unwrap().refusal_reason, "It is not known yet.");
    assert_eq!(reason(&lead.agrees(&refused).await.unwrap_err()), "STATE", "final");
    for who in [&siro, &lead] {
        let mine = who.has(&refused).await.unwrap();
        assert_eq!(reason(&who.does_not_agree(&mine).await.unwrap_err()), "STATE", "said once");
    }
    let revised = siro.revises(&ours, "Some letters went astray.").await.unwrap();
    assert_eq!(revised.lines.as_ref().unwrap().refusal_reason, "", "of this version nobody said so");
    let agreed = lead.agrees(&lead.has(&revised).await.unwrap()).await.unwrap();
    assert_eq!(agreed.state(), State::Agreed);
}

#[tokio::test]
async fn what_is_agreed_is_held_back_until_its_embargo_ends_unless_somebody_says_that_it_is_not_agreed() {
    let cast = Cast::new().await;
    let (siro, lead) = (cast.siro(), cast.lead());
    let proposed = cast.proposed(ICO).await;
    let agreed = lead.agrees(&lead.has(&proposed).await.unwrap()).await.unwrap();
    for who in [&siro, &lead] {
        let mine = who.has(&agreed).await.unwrap();
        let refusal = details(&who.issues(&mine, NOW).await.unwrap_err());
        assert_eq!((refusal.code, refusal.reason.as_str()), (Code::FailedPrecondition, "EMBARGO"));
        assert!(mine.possible_acts.iter().all(|act| act != "RecordLinesIssue"));
    }
    // Nor is it said afterwards that it was issued before.
    cast.world.set(EMBARGO);
    let mine = siro.has(&agreed).await.unwrap();
    assert_eq!(reason(&siro.issues(&mine, "2026-05-06T08:59:59Z").await.unwrap_err()), "EMBARGO");
    let ahead = details(&siro.issues(&mine, "2026-05-06T09:00:01Z").await.unwrap_err());
    assert_eq!((ahead.code, ahead.fields), (Code::InvalidArgument, vec!["issued_at".to_owned()]));

    cast.world.set("2026-05-06T10:00:00Z");
    let refused = lead.does_not_agree(&lead.has(&agreed).await.unwrap()).await.unwrap();
    let issued = lead.issues(&refused, "2026-05-06T08:00:00Z").await.unwrap();
    let said = issued.acts.last().unwrap().lines_issue.clone().unwrap();
    assert_eq!((said.agreed, issued.state()), (false, State::NotAgreed), "and the record says so");
    assert!(!siro.has(&issued).await.unwrap().lines.unwrap().issued_as_agreed);
}

#[tokio::test]
async fn either_party_issues_what_was_never_agreed_and_the_record_says_that_it_was_not() {
    let cast = Cast::new().await;
    for issuer in [cast.siro(), cast.lead()] {
        let proposed = cast.proposed(ICO).await;
        let mine = issuer.has(&proposed).await.unwrap();
        let issued = issuer.issues(&mine, NOW).await.unwrap();
        let lines = issued.lines.clone().unwrap();
        assert_eq!((lines.issued_at, lines.issued_as_agreed), (at(NOW), false));
        assert_eq!(issued.state(), State::AwaitingAgreement, "it is still open to the other");
        let revised = cast.siro().revises(&cast.siro().has(&issued).await.unwrap(), "Anew.").await.unwrap();
        assert_eq!(revised.lines.unwrap().issued_at, None, "this version was not issued");
    }
}

#[tokio::test]
async fn whatever_becomes_of_lines_the_regulator_goes_on_in_its_case_and_each_party_speaks_for_itself() {
    let cast = Cast::new().await;
    let (siro, lead) = (cast.siro(), cast.lead());
    for state in [
        State::Prepared,
        State::Declined,
        State::AwaitingAgreement,
        State::Agreed,
        State::NotAgreed,
        State::Recalled,
    ] {
        let case = cast.dpo().notifies(&cast, "A letter").await;
        let breach = cast.dpo().lists_own().await.remove(0);
        let drafted = cast.press().drafts_lines(draft(&breach.name, ICO)).await.unwrap();
        let proposes = async || siro.approves_lines(&drafted).await.unwrap();
        let theirs = async |ours: Exchange| lead.has(&ours).await.unwrap();
        match state {
            State::Declined => siro.declines(&drafted).await.unwrap(),
            State::AwaitingAgreement => proposes().await,
            State::Agreed => lead.agrees(&theirs(proposes().await).await).await.unwrap(),
            State::NotAgreed => lead.does_not_agree(&theirs(proposes().await).await).await.unwrap(),
            State::Recalled => siro.recalls(&proposes().await).await.unwrap(),
            _ => drafted.clone(),
        };
        assert_eq!(siro.has(&drafted).await.unwrap().state(), state);

        let before = cast.dpo().reads(&breach.name).await.unwrap();
        let read = lead.reads_case(&regulators(&case)).await.unwrap();
        let conclusion = pb::IssueOutcomeRequest {
            name: read.name,
            etag: read.etag,
            decision_taken: pb::DecisionTaken::NoFurtherAction.into(),
            letter: "We take no further action.".to_owned(),
            rationale_summary: "The letters came back.".to_owned(),
            request_id: id(),
            ..Default::default()
        };
        let concluded = lead.issue_outcome(conclusion).await.unwrap().case.unwrap();
        let closing = pb::CloseCaseRequest {
            name: concluded.name,
            etag: concluded.etag,
            message: "Thank you.".to_owned(),
            request_id: id(),
            ..Default::default()
        };
        let closed = lead.close_case(closing).await.unwrap().case.unwrap();
        assert_eq!(closed.state(), CaseState::Closed, "{state:?}");
        let after = cast.dpo().reads(&breach.name).await.unwrap();
        assert_eq!((after.state(), after.etag), (before.state(), before.etag), "{state:?}");

        if matches!(state, State::Prepared | State::Declined) {
            assert_eq!(lead.has(&drafted).await.unwrap_err().code(), Code::NotFound, "nothing holds it back");
            continue;
        }
        for who in [&lead, &siro] {
            let mut mine = who.has(&drafted).await.unwrap();
            if mine.state() == State::Agreed {
                mine = who.does_not_agree(&mine).await.unwrap();
            }
            who.issues(&mine, NOW).await.unwrap_or_else(|status| panic!("{state:?}: {status:?}"));
        }
    }
}

#[tokio::test]
async fn the_press_office_reads_the_lines_and_nothing_else_between_parties() {
    let cast = Cast::new().await;
    let press = cast.press();
    let disclosed = cast.disclosed(MOJ).await;
    assert_eq!(reason(&press.has(&disclosed).await.unwrap_err()), "NOT_FOUND");
    assert!(press.exchanges().await.is_empty() && press.register().await.is_empty());
    let proposed = cast.proposed(GCDO).await;
    let listed: Vec<_> = press.exchanges().await.into_iter().map(|one| one.name).collect();
    assert_eq!(listed, std::slice::from_ref(&proposed.name));
    assert_eq!(press.has(&proposed).await.unwrap().source, proposed.source);
    let stranger = cast.actor("hmrc", "rae", "dept.reporter", &["org", "reports", "own"]);
    assert_eq!(reason(&stranger.has(&proposed).await.unwrap_err()), "NOT_FOUND");
}

#[tokio::test]
async fn the_breach_shows_how_far_its_lines_are_as_they_moved_last_wherever_that_was() {
    let cast = Cast::new().await;
    let (press, siro, lead) = (cast.press(), cast.siro(), cast.lead());
    let breach = cast.known_breach().await;
    let track = async || {
        let seen = press.reads(&breach.name).await.unwrap().course.unwrap_or_default().media_lines;
        let handlers = cast.handler().reads(&breach.name).await.unwrap().course.unwrap_or_default();
        assert_eq!(handlers.media_lines, seen);
        seen.unwrap_or_default()
    };
    let records = async |state: MediaLinesState| {
        let read = press.reads(&breach.name).await.unwrap();
        let request = pb::RecordMediaLinesRequest {
            name: read.name,
            etag: read.etag,
            state: state.into(),
            note: "As agreed by telephone.".to_owned(),
            request_id: id(),
            ..Default::default()
        };
        press.record_media_lines(request).await.unwrap();
    };
    let moments = ["09:01", "09:02", "09:03", "09:04", "09:05", "09:06", "09:07", "09:08"];
    let mut moments = moments.into_iter().map(|clock| format!("2026-05-05T{clock}:00Z"));
    let mut later = || cast.world.set(&moments.next().unwrap());

    assert_eq!(track().await, pb::MediaLines::default());
    records(MediaLinesState::None).await;
    later();
    let drafted = press.drafts_lines(draft(&breach.name, ICO)).await.unwrap();
    assert_eq!(
        (track().await.state(), track().await.exchange),
        (MediaLinesState::Draft, drafted.name.clone())
    );
    later();
    let proposed = siro.approves_lines(&drafted).await.unwrap();
    assert_eq!(track().await.state(), MediaLinesState::AwaitingAgreement);
    later();
    let agreed = lead.agrees(&lead.has(&proposed).await.unwrap()).await.unwrap();
    assert_eq!(track().await.state(), MediaLinesState::Agreed);
    later();
    records(MediaLinesState::Draft).await;
    assert_eq!((track().await.state(), track().await.exchange), (MediaLinesState::Draft, String::new()));
    later();
    let before = cast.handler().reads(&breach.name).await.unwrap();
    let refused = lead.does_not_agree(&agreed).await.unwrap();
    let not_agreed = track().await;
    assert_eq!(not_agreed.state(), MediaLinesState::NotAgreed);
    let step = not_agreed.step.unwrap();
    assert_eq!((step.note.as_str(), step.at), ("It is not known yet.", at("2026-05-05T09:05:00Z")));
    let after = cast.handler().reads(&breach.name).await.unwrap();
    assert_eq!((after.state(), after.etag), (before.state(), before.etag), "the regulator moves no record");
    later();
    lead.issues(&refused, NOW).await.unwrap();
    assert_eq!(track().await.state(), MediaLinesState::Issued);
    later();
    let other = press.drafts_lines(draft(&breach.name, NCSC)).await.unwrap();
    assert_eq!(track().await.exchange, other.name, "what moved last");
    later();
    siro.declines(&other).await.unwrap();
    assert_eq!(track().await.state(), MediaLinesState::Issued, "what was declined is nothing");
}

#[tokio::test]
async fn what_was_issued_before_it_was_agreed_was_not_issued_as_agreed() {
    let cast = Cast::new().await;
    let breach = cast.known_breach().await;
    let ask = pb::DraftLinesRequest { embargo_until: None, ..draft(&breach.name, ICO) };
    let drafted = cast.press().drafts_lines(ask).await.unwrap();
    let proposed = cast.siro().approves_lines(&drafted).await.unwrap();
    cast.world.set("2026-05-07T09:00:00Z");
    let agreed = cast.lead().agrees(&cast.lead().has(&proposed).await.unwrap()).await.unwrap();
    let issued = cast.press().issues(&cast.siro().has(&agreed).await.unwrap(), "2026-05-01T09:00:00Z").await;
    assert!(!issued.unwrap().lines.unwrap().issued_as_agreed);
}

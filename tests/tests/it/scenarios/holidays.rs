//! A breach over the holidays.

use super::{affecting, assessed, confirmation, done, facts, individuals, known, planned};
use contracts::{
    breaches::{
        self as pb, ActionKind, AffectedBand, BreachState, Case, CaseActKind, ContainmentState, CountBasis,
        DataSubjectType, DataType, DecisionTaken, IncidentCategory, IncidentType, IndividualsState,
        MediaLinesState, RiskLevel,
    },
    time::{ClockEvent, ClockEventKind, DeadlineState},
};
use e2e::{
    World, refused,
    requests::{self, as_named_by},
};
use prost_types::Timestamp;

fn at(time: &str) -> Timestamp {
    time.parse().unwrap()
}

/// The letters of the outcomes that a case shows, oldest first.
fn outcomes(case: &Case) -> Vec<&str> {
    let outcomes = case.acts.iter().filter(|act| act.kind() == CaseActKind::Outcome);
    outcomes.map(|act| act.outcome.as_ref().unwrap().letter.as_str()).collect()
}

/// The Cabinet Office's honours list, which was published with addresses late on a Friday between Christmas and the new
/// year; here on the evening of Boxing Day in 2025, a Friday and a bank holiday.
#[tokio::test]
async fn the_clock_runs_through_the_holidays_and_what_the_regulator_decided_can_be_amended() {
    let world = World::new().await;
    let hmrc = world.hmrc();
    let data = [DataType::BasicPersonalIdentifiers];
    let list =
        facts(IncidentCategory::NonCyber, IncidentType::FailureToRedact, &data, &[DataSubjectType::Unknown]);
    let report = pb::Breach {
        detected_at: Some(at("2025-12-26T22:30:00Z")),
        ..requests::report("List published with addresses")
    };
    let known = known(hmrc, report, affecting(list, Some(1_097), CountBasis::Exact)).await;
    let confirmation = pb::ConfirmBreachRequest {
        aware_at: Some(at("2025-12-26T22:45:00Z")),
        occurred_from: Some(at("2025-12-26T22:30:00Z")),
        occurred_to: Some(at("2025-12-27T00:51:00Z")),
        ..confirmation(&known, 0)
    };
    let confirmed = hmrc.handler().wire.calls(confirmation).await.unwrap().breach.unwrap();
    let deadline = confirmed.deadline.clone().unwrap();
    assert_eq!(
        deadline.due_at,
        Some(at("2025-12-29T22:45:00Z")),
        "a bank holiday, a Saturday and a Sunday count"
    );
    assert_eq!(
        deadline.explanation,
        "72 hours from 10:45pm on 26 December 2025 (GMT); never paused; due 10:45pm on 29 December 2025 (GMT); \
         rule uk-gdpr-33/v1"
    );
    let explained = hmrc.dpo().wire.calls(requests::explain(&confirmed.name)).await.unwrap();
    assert_eq!(explained.deadline, Some(deadline));
    assert_eq!(explained.state(), DeadlineState::Overdue);
    let kinds: Vec<_> = explained.events.iter().map(ClockEvent::kind).collect();
    assert_eq!(kinds, [ClockEventKind::Start]);

    let reachable = pb::RecordContainmentRequest {
        state: ContainmentState::InProgress.into(),
        note: "The page is down; copies in caches can be reached.".to_owned(),
        ..requests::contain(&confirmed)
    };
    let reachable = hmrc.handler().wire.calls(reachable).await.unwrap().breach.unwrap();
    done(hmrc, &planned(hmrc, &reachable, ActionKind::Containment, "Purge the cached copies").await).await;
    let contained = hmrc.handler().contains(&reachable).await.unwrap();
    let containment = contained.course.clone().unwrap().containment.unwrap();
    assert_eq!(containment.state(), ContainmentState::Contained);
    let press = hmrc.role("dept.comms").drafts_media_lines(&contained).await.unwrap();
    let seen = press.course.clone().unwrap();
    assert_eq!(seen.media_lines.unwrap().state(), MediaLinesState::Draft);
    assert_eq!(seen.containment, None, "how it is dealt with is the handlers'");

    let assessed = assessed(hmrc, &press, RiskLevel::HighRisk).await;
    assert_eq!(refused(hmrc.dpo().notifies(&assessed).await).1, "DELAY_REASONS_REQUIRED");
    let reasons = "Nobody with the authority to decide was on duty until the new year.";
    let late =
        pb::NotifyRegulatorRequest { delay_reasons: reasons.to_owned(), ..requests::notify(&assessed) };
    let told = hmrc.dpo().wire.calls(late).await.unwrap();
    let content = told.submission.unwrap().content.unwrap();
    assert_eq!((content.delay_reasons.as_str(), content.affected_band()), (reasons, AffectedBand::From1k));
    let notified = told.breach.unwrap();
    assert_eq!(
        (notified.state(), notified.deadline_state()),
        (BreachState::NotifiedFull, DeadlineState::MetLate)
    );
    let informed = hmrc.dpo().tells_people(&notified).await.unwrap();
    assert_eq!(individuals(&informed), IndividualsState::Communicated);

    let (lead, name) = (world.ico().lead(), as_named_by("ico", &told.case));
    let outcome = |case: &Case, letter: &str| pb::IssueOutcomeRequest {
        decision_taken: DecisionTaken::RegulatoryActionTaken.into(),
        letter: letter.to_owned(),
        ..requests::conclude(case)
    };
    let received = lead.reads_case(&name).await.unwrap();
    assert_eq!(received.deadline_state(), DeadlineState::MetLate);
    let letters = ["A penalty of £500,000.", "The appeal is settled at £50,000."];
    let first = lead.wire.calls(outcome(&received, letters[0])).await.unwrap().case.unwrap();
    lead.wire.calls(outcome(&first, letters[1])).await.unwrap();
    assert_eq!(outcomes(&lead.reads_case(&name).await.unwrap()), letters);
    let ours = hmrc.dpo().reads_case(&told.case).await.unwrap();
    assert_eq!(outcomes(&ours), letters, "the first stays readable beside what replaces it");
    assert_eq!(ours.decision_taken(), DecisionTaken::RegulatoryActionTaken);
}

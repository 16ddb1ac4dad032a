//! Telling the regulator more, or otherwise, once it was told.

use crate::{
    actors::{Cast, at, correction, notification, regulators, supplement, withdrawal},
    machine::{
        acts::does,
        situations::{Situation, reach},
    },
};
use chassis_testing::{id, reason};
use contracts::breaches::{self as pb, Breach, BreachState, FollowUpKind, SubmissionPhase};

async fn title(cast: &Cast, breach: &Breach, title: &str) -> Breach {
    let change = Breach { title: title.to_owned(), ..Breach::default() };
    cast.handler().changes(breach, change, &["title"]).await.unwrap()
}

#[tokio::test]
async fn a_supplement_and_a_correction_are_numbered_and_say_what_they_do() {
    let cast = Cast::new().await;
    let told = reach(&cast, Situation::NotifiedInFull).await;
    let again = cast.dpo().notify_regulator(notification(&told)).await.unwrap_err();
    assert_eq!(reason(&again), "NOTIFIED_ALREADY");

    let renamed = title(&cast, &told, "Two letters").await;
    let more = cast.dpo().supplement_notification(supplement(&renamed)).await.unwrap();
    let submission = more.submission.unwrap();
    assert_eq!(submission.follow_up_kind(), FollowUpKind::Supplement);
    let content = submission.content.unwrap();
    assert_eq!((content.number, content.phase()), (2, SubmissionPhase::FollowUp));
    assert!(
        submission.changes.iter().any(|change| change.path == "title" && change.after == r#""Two letters""#)
    );

    let renamed = title(&cast, &more.breach.unwrap(), "One letter").await;
    let wrong = correction(&renamed, "There was one letter only.");
    let corrected = cast.dpo().correct_notification(wrong).await.unwrap().submission.unwrap();
    let case = cast.lead().reads_case(&regulators(&renamed.case)).await.unwrap();
    assert_eq!(case.acts.len(), 3);
    let seen = pb::GetSubmissionRequest { name: format!("{}/submissions/3", case.name) };
    let seen = cast.lead().get_submission(seen).await.unwrap().submission.unwrap();
    assert_eq!(
        (seen.follow_up_kind(), seen.reason.as_str()),
        (FollowUpKind::Correction, "There was one letter only.")
    );
    assert_eq!((seen.sealed, seen.seal), (corrected.sealed, corrected.seal), "both read the same bytes");
    assert_eq!(case.acts[2].seal.clone().unwrap().r#type, "concordat.breaches.v1.FollowUpContent");
}

#[tokio::test]
async fn what_was_never_told_is_not_followed_up() {
    let cast = Cast::new().await;
    for situation in [Situation::Assessed, Situation::LeftUnnotified, Situation::RemediationUntold] {
        let breach = reach(&cast, situation).await;
        for refusal in [
            cast.dpo().supplement_notification(supplement(&breach)).await.map(drop).unwrap_err(),
            cast.dpo().correct_notification(correction(&breach, "All.")).await.map(drop).unwrap_err(),
            cast.dpo().withdraw_notification(withdrawal(&breach)).await.map(drop).unwrap_err(),
        ] {
            assert_eq!(reason(&refusal), "STATE", "{situation:?}");
        }
    }
}

#[tokio::test]
async fn whoever_follows_up_names_who_decided_and_asks_first_without_changing_anything() {
    let cast = Cast::new().await;
    let told = reach(&cast, Situation::NotifiedInFull).await;
    let unnamed = cast.handler().supplement_notification(supplement(&told)).await.unwrap_err();
    assert_eq!(reason(&unnamed), "ACTING_ROLE");
    let ask = pb::SupplementNotificationRequest {
        validate_only: true,
        request_id: String::new(),
        ..supplement(&told)
    };
    let would = cast.dpo().supplement_notification(ask).await.unwrap();
    assert_eq!(would.submission.unwrap().content.unwrap().number, 2);
    assert_eq!(cast.handler().reads(&told.name).await.unwrap(), told);
    let by_system = cast.dpo().as_system().withdraw_notification(withdrawal(&told)).await.unwrap_err();
    assert_eq!(reason(&by_system), "ACTING_ROLE");
}

#[tokio::test]
async fn a_corrected_awareness_is_told_before_the_breach_is_closed() {
    let cast = Cast::new().await;
    let learning = reach(&cast, Situation::LearningTold).await;
    does(&cast.dpo(), "CorrectAwareness", &learning).await.unwrap();
    let owing = cast.dpo().reads(&learning.name).await.unwrap();
    assert_eq!(owing.course.clone().unwrap().follow_up_owed.unwrap().note, "awareness was corrected");
    assert_eq!(reason(&does(&cast.dpo(), "CloseBreach", &owing).await.unwrap_err()), "FOLLOW_UP_OWED");
    let wrong = correction(&owing, "We were aware later than we said.");
    let told = cast.dpo().correct_notification(wrong).await.unwrap();
    let content = told.submission.unwrap().content.unwrap();
    assert_eq!((content.aware_at, content.corrections.len()), (at("2026-05-03T08:15:00Z"), 1));
    let settled = told.breach.unwrap();
    assert_eq!(settled.course.clone().unwrap().follow_up_owed, None);
    does(&cast.dpo(), "CloseBreach", &settled).await.unwrap();

    let closed = cast.dpo().reads(&learning.name).await.unwrap();
    does(&cast.dpo(), "ReopenBreach", &closed).await.unwrap();
    let open = cast.dpo().reads(&learning.name).await.unwrap();
    assert_eq!(open.course.unwrap().follow_up_owed.unwrap().note, "it was opened again");
}

#[tokio::test]
async fn what_is_withdrawn_is_closed_as_no_breach_and_the_regulator_reads_why() {
    let cast = Cast::new().await;
    let told = reach(&cast, Situation::NotifiedInPart).await;
    let withdrawn = cast.dpo().withdraw_notification(withdrawal(&told)).await.unwrap();
    let breach = withdrawn.breach.unwrap();
    assert_eq!(breach.state(), BreachState::Closed);
    assert_eq!(breach.course.unwrap().closure.unwrap().root_cause(), pb::RootCause::NotABreach);
    let case = cast.lead().reads_case(&regulators(&withdrawn.case)).await.unwrap();
    assert!(case.withdrawn);
    assert_eq!((case.next_due_at, case.items_outstanding), (None, vec![]), "nothing is owed any longer");
    let seen = pb::GetSubmissionRequest { name: format!("{}/submissions/2", case.name) };
    let seen = cast.lead().get_submission(seen).await.unwrap().submission.unwrap();
    assert_eq!(
        (seen.follow_up_kind(), seen.reason.as_str()),
        (FollowUpKind::Withdrawal, "The file was never sent.")
    );
    let closes = pb::IssueOutcomeRequest {
        name: case.name,
        etag: case.etag,
        decision_taken: pb::DecisionTaken::NoFurtherAction.into(),
        letter: "Noted.".to_owned(),
        rationale_summary: "There was no breach.".to_owned(),
        request_id: id(),
        ..Default::default()
    };
    cast.lead().issue_outcome(closes).await.unwrap();
}

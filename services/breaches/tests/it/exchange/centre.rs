//! What the centre is let know when the regulator is told.

use super::*;
use crate::{
    actors::{at, correction, notification, regulators, supplement, withdrawal},
    machine::acts::does,
};
use chassis_testing::{details, reason};
use contracts::breaches::{CentreChoice, CentreTrack};
use tonic::Code;

fn choosing(breach: &Breach, choice: CentreChoice, reason: &str) -> pb::NotifyRegulatorRequest {
    pb::NotifyRegulatorRequest {
        centre_choice: choice.into(),
        centre_reason: reason.to_owned(),
        ..notification(breach)
    }
}

fn track(breach: &Breach) -> CentreTrack {
    breach.course.clone().unwrap_or_default().centre.unwrap_or_default()
}

#[tokio::test]
async fn unless_more_is_chosen_the_centre_knows_that_the_regulator_was_told_and_no_more() {
    for choice in [CentreChoice::Unspecified, CentreChoice::ReferenceOnly] {
        let cast = Cast::new().await;
        let breach = cast.known_breach().await;
        assert_eq!(track(&breach), CentreTrack::default());
        let told = cast.dpo().notify_regulator(choosing(&breach, choice, "")).await.unwrap().breach.unwrap();
        let known = track(&told);
        assert_eq!((known.choice(), known.state()), (CentreChoice::ReferenceOnly, State::Disclosed));
        assert_eq!((known.due_at, known.findings.len()), (None, 0), "nothing is owed besides");
        let seen = cast.analyst().exchanges().await;
        let seen = cast.analyst().reads_exchange(&seen[0].name).await.unwrap();
        assert_eq!((seen.kind(), kinds(&seen)), (pb::ExchangeKind::CentreReport, vec![Kind::Reference]));
        let reference =
            pb::ReferenceContent { notified_at: at("2026-05-05T09:00:00Z"), incident: String::new() };
        assert_eq!(seen.acts[0].reference, Some(reference));
        assert_eq!((seen.title.as_str(), seen.opener.as_str()), ("", "organisations/hmrc"));
        assert_eq!(known.exchange, seen.name.replace("gcdo", "hmrc"));
        assert_eq!(cast.dpo().reads_exchange(&known.exchange).await.unwrap().source, breach.name);

        // What follows for the regulator does not follow for the centre.
        let told = cast.dpo().supplement_notification(supplement(&told)).await.unwrap().breach.unwrap();
        let told =
            cast.dpo().correct_notification(correction(&told, "A date.")).await.unwrap().breach.unwrap();
        cast.dpo().withdraw_notification(withdrawal(&told)).await.unwrap();
        assert_eq!(cast.analyst().reads_exchange(&seen.name).await.unwrap(), seen);
        assert_eq!(cast.analyst().register().await.len(), 1);
        assert!(cast.moj().exchanges().await.is_empty() && cast.caseworker().exchanges().await.is_empty());
    }
}

#[tokio::test]
async fn the_centre_is_told_what_the_regulator_is_told_to_the_byte_where_that_was_chosen() {
    let cast = Cast::new().await;
    let breach = cast.known_breach().await;
    let told =
        cast.dpo().notify_regulator(choosing(&breach, CentreChoice::Full, "")).await.unwrap().breach.unwrap();
    let told = cast.dpo().supplement_notification(supplement(&told)).await.unwrap().breach.unwrap();
    let told = cast.dpo().correct_notification(correction(&told, "A date.")).await.unwrap().breach.unwrap();
    let told = cast.dpo().withdraw_notification(withdrawal(&told)).await.unwrap().breach.unwrap();
    let seen = cast.analyst().exchanges().await.remove(0);
    assert_eq!((seen.title.as_str(), seen.state()), ("A letter", State::Disclosed));
    let seen = cast.analyst().reads_exchange(&seen.name).await.unwrap();
    assert_eq!(kinds(&seen), [Kind::Copy; 4]);
    for (act, number) in seen.acts.iter().zip(1..) {
        let name = format!("{}/submissions/{number}", regulators(&told.case));
        let theirs = cast
            .caseworker()
            .get_submission(pb::GetSubmissionRequest { name })
            .await
            .unwrap()
            .submission
            .unwrap();
        assert_eq!(
            (&act.sealed, &act.seal.as_ref().unwrap().hash),
            (&theirs.sealed, &theirs.seal.as_ref().unwrap().hash)
        );
        assert_eq!((act.submission.is_some(), act.follow_up.is_some()), (number == 1, number > 1));
    }
    assert_eq!(cast.analyst().register().await.len(), 4);
    assert_eq!(track(&told).due_at, None);
}

#[tokio::test]
async fn how_remediation_goes_is_copied_where_everything_was_chosen_and_nothing_more_is_said_otherwise() {
    let cast = Cast::new().await;
    for (choice, expected) in [
        (CentreChoice::Full, vec![Kind::Copy, Kind::Copy]),
        (CentreChoice::ReferenceOnly, vec![Kind::Reference]),
        (CentreChoice::None, vec![]),
    ] {
        let before = cast.analyst().exchanges().await;
        let breach = cast.known_breach().await;
        let choosing = choosing(&breach, choice, "It is small.");
        let told = cast.dpo().notify_regulator(choosing).await.unwrap().breach.unwrap();
        let mut moving = told.clone();
        for (who, rpc) in [
            (cast.handler(), "RecordContainment"),
            (cast.handler(), "BeginRemediation"),
            (cast.dpo(), "SendRemediationUpdate"),
        ] {
            does(&who, rpc, &moving).await.unwrap();
            moving = cast.dpo().reads(&told.name).await.unwrap();
        }
        let mut new = cast.analyst().exchanges().await;
        new.retain(|one| before.iter().all(|known| known.name != one.name));
        assert_eq!(new.len(), usize::from(!expected.is_empty()));
        if let Some(new) = new.first() {
            let seen = cast.analyst().reads_exchange(&new.name).await.unwrap();
            assert_eq!(kinds(&seen), expected);
            let update = seen.acts.last().unwrap().remediation_update.as_ref();
            assert_eq!(
                update.map(|update| !update.progress.is_empty()),
                (choice == CentreChoice::Full).then_some(true)
            );
        }
    }
}

#[tokio::test]
async fn that_the_centre_is_let_know_nothing_has_a_reason_that_stays_in_the_department() {
    let cast = Cast::new().await;
    let breach = cast.known_breach().await;
    for empty in ["", "   "] {
        let unsaid =
            cast.dpo().notify_regulator(choosing(&breach, CentreChoice::None, empty)).await.unwrap_err();
        let unsaid = details(&unsaid);
        assert_eq!((unsaid.code, unsaid.reason.as_str()), (Code::FailedPrecondition, "INCOMPLETE"));
        assert_eq!(unsaid.fields, ["centre_reason"]);
    }
    let silent = choosing(&breach, CentreChoice::None, "It concerns the centre's own staff.");
    let told = cast.dpo().notify_regulator(silent).await.unwrap().breach.unwrap();
    let told = cast.dpo().supplement_notification(supplement(&told)).await.unwrap().breach.unwrap();
    let known = track(&told);
    assert_eq!(
        (known.choice(), known.choice_reason.as_str()),
        (CentreChoice::None, "It concerns the centre's own staff.")
    );
    assert_eq!((known.exchange.as_str(), known.state()), ("", State::Unspecified));
    assert!(cast.analyst().exchanges().await.is_empty() && cast.analyst().register().await.is_empty());
    let owner = cast.world.database.owner().await;
    for table in ["outbox", "disclosure", "exchange_act", "case_act"] {
        let held = format!(
            "SELECT count(*) FROM {table} AS t WHERE reader <> 'hmrc' AND (reader = 'gcdo' OR to_jsonb(t)::text LIKE '%own staff%')"
        );
        let held = sqlx::query_scalar::<_, i64>(sqlx::AssertSqlSafe(held)).fetch_one(&owner).await.unwrap();
        assert_eq!(held, 0, "{table}");
    }
}

#[tokio::test]
async fn what_the_centre_is_told_is_for_handlers_to_know() {
    let cast = Cast::new().await;
    let draft = cast.reporter().drafts("A letter").await;
    let logged = cast.handler().logs_draft(&draft, &id()).await.unwrap();
    let known = Breach { facts: Some(crate::actors::facts()), ..Breach::default() };
    let logged = cast.handler().changes(&logged, known, &["facts"]).await.unwrap();
    let confirmed = cast.handler().confirm_breach(crate::actors::confirmation(&logged)).await.unwrap();
    let silent = choosing(&confirmed.breach.unwrap(), CentreChoice::None, "Because.");
    let partial = pb::NotifyRegulatorRequest {
        items_outstanding: vec![crate::actors::owes(pb::OutstandingItem::RiskAssessment)],
        expected_by: at("2026-06-01T09:00:00Z"),
        ..silent
    };
    cast.dpo().notify_regulator(partial).await.unwrap();
    assert_ne!(track(&cast.handler().reads(&draft.name).await.unwrap()), CentreTrack::default());
    assert_eq!(track(&cast.reporter().reads(&draft.name).await.unwrap()), CentreTrack::default());
    let own = pb::ListExchangesRequest { parent: "organisations/hmrc".to_owned(), ..Default::default() };
    assert!(cast.reporter().list_exchanges(own).await.unwrap().exchanges.is_empty());
}

#[tokio::test]
async fn nothing_is_told_where_the_regulator_is_not() {
    let cast = Cast::new().await;
    let breach = cast.known_breach().await;
    let trial =
        pb::NotifyRegulatorRequest { validate_only: true, ..choosing(&breach, CentreChoice::Full, "") };
    let shown = cast.dpo().notify_regulator(trial).await.unwrap().breach.unwrap();
    assert_eq!(track(&shown).state(), State::Disclosed, "what would be");
    let stale = Breach { etag: "v1".to_owned(), ..breach.clone() };
    let refused = cast.dpo().notify_regulator(choosing(&stale, CentreChoice::Full, "")).await.unwrap_err();
    assert_eq!(reason(&refused), "ETAG_STALE");
    assert!(cast.analyst().exchanges().await.is_empty() && cast.analyst().register().await.is_empty());
}

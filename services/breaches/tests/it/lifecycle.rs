//! What follows a breach besides telling the regulator, and records that are no breach.

use crate::{
    actors::{Cast, HMRC, at, confirmation, notification, regulators, report},
    machine::{
        acts::{classification, does, upgrade},
        situations::{Situation, reach},
    },
};
use chassis_testing::{details, id, reason};
use contracts::{
    breaches::{self as pb, Breach, BreachState, IndividualsState, NearMissState, RetentionClass},
    time::DeadlineState,
};

fn individuals(breach: &Breach) -> pb::Individuals {
    breach.course.clone().unwrap().individuals.unwrap()
}

/// A request to close, with a reason why nothing was learnt.
fn closing(breach: &Breach) -> pb::CloseBreachRequest {
    pb::CloseBreachRequest {
        name: breach.name.clone(),
        etag: breach.etag.clone(),
        root_cause: pb::RootCause::ProcessGap.into(),
        no_lessons_reason: "It was learnt from the one before.".to_owned(),
        library_choice: pb::LibraryChoice::Keep.into(),
        risk_board_at: at("2026-07-01T09:00:00Z"),
        request_id: id(),
        ..Default::default()
    }
}

#[tokio::test]
async fn a_near_miss_goes_its_own_short_way_and_keeps_its_history_when_it_turns_out_to_be_a_breach() {
    let cast = Cast::new().await;
    let logged = cast.reporter().logs("Pivot cache in a draft release").await;
    let seen = cast.handler().reads(&logged.name).await.unwrap();
    let near = cast.handler().classify_near_miss(classification(&seen)).await.unwrap().breach.unwrap();
    assert_eq!((near.state(), near.retention_class()), (BreachState::NearMiss, RetentionClass::NearMiss));
    assert_eq!(near.deadline_state(), DeadlineState::NotStarted, "nothing is due for a near miss");
    assert_eq!(cast.reporter().reads(&near.name).await.unwrap().course, None, "the handlers deal with it");

    does(&cast.handler(), "ReviewNearMiss", &near).await.unwrap();
    let reviewed = cast.dpo().reads(&near.name).await.unwrap();
    does(&cast.dpo(), "FinishNearMiss", &reviewed).await.unwrap();
    let finished = cast.dpo().reads(&near.name).await.unwrap();
    let course = finished.course.clone().unwrap().near_miss.unwrap();
    assert_eq!(course.state(), NearMissState::Shared);
    assert_eq!(course.review.unwrap().role, "dept.handler");

    let breach = cast.dpo().upgrade_near_miss(upgrade(&finished)).await.unwrap().breach.unwrap();
    assert_eq!(breach.state(), BreachState::Confirmed);
    assert_eq!(breach.confirmation.unwrap().aware_at, at("2026-05-03T08:14:00Z"), "its own awareness");
    let kept = breach.course.unwrap().near_miss.unwrap();
    assert_eq!(kept.what_stopped_it, "A second reviewer found the hidden rows.");
    assert_eq!(kept.upgrade.unwrap().note, "The file had been sent before it was reviewed.");
}

#[tokio::test]
async fn whoever_proposes_a_dismissal_does_not_confirm_it_in_another_role() {
    let cast = Cast::new().await;
    let proposed = reach(&cast, Situation::DismissalProposed).await;
    let both = cast.actor("hmrc", "hal", "dept.dpo", &["org", "reports", "handlers", "dpo"]);
    assert_eq!(reason(&does(&both, "ConfirmDismissal", &proposed).await.unwrap_err()), "ACTING_ROLE");
    assert_eq!(does(&cast.dpo(), "ConfirmDismissal", &proposed).await.unwrap(), BreachState::NotPdb);
    let dismissed = cast.handler().reads(&proposed.name).await.unwrap();
    assert_eq!(dismissed.deadline, None);
}

#[tokio::test]
async fn a_person_ends_and_settles_things_and_no_system() {
    let cast = Cast::new().await;
    for (situation, role, act) in vec![
        (Situation::Logged, cast.handler(), "ClassifyNearMiss"),
        (Situation::NearMiss, cast.handler(), "ReviewNearMiss"),
        (Situation::NearMissReviewed, cast.dpo(), "FinishNearMiss"),
        (Situation::NearMiss, cast.handler(), "UpgradeNearMiss"),
        (Situation::Logged, cast.handler(), "ProposeDismissal"),
        (Situation::DismissalProposed, cast.dpo(), "ConfirmDismissal"),
        (Situation::Confirmed, cast.dpo(), "WithdrawConfirmation"),
        (Situation::Logged, cast.dpo(), "VoidBreach"),
        (Situation::LeftUnnotified, cast.handler(), "ReassessBreach"),
        (Situation::NotifiedAndContained, cast.handler(), "BeginRemediation"),
        (Situation::RemediationTold, cast.handler(), "BeginLearning"),
        (Situation::LearningTold, cast.dpo(), "CloseBreach"),
        (Situation::ClosedTold, cast.dpo(), "ReopenBreach"),
        (Situation::AssessedAsHighRisk, cast.siro(), "ClaimExemption"),
        (Situation::AssessedAsHighRisk, cast.dpo(), "RecordCommunication"),
    ] {
        let breach = reach(&cast, situation).await;
        let refusal = does(&role.as_system(), act, &breach).await.unwrap_err();
        assert_eq!(reason(&refusal), "ACTING_ROLE", "{act}");
    }
    let breach = reach(&cast, Situation::Confirmed).await;
    does(&cast.handler().as_system(), "RecordContainment", &breach).await.unwrap();
}

#[tokio::test]
async fn what_was_left_unnotified_and_turns_out_worse_is_late_from_its_own_awareness_on() {
    let cast = Cast::new().await;
    let left = reach(&cast, Situation::LeftUnnotified).await;
    assert_eq!(left.deadline_state(), DeadlineState::NotRequired);
    cast.world.set("2026-05-08T09:00:00Z");
    does(&cast.handler(), "ReassessBreach", &left).await.unwrap();
    let open = cast.dpo().reads(&left.name).await.unwrap();
    assert_eq!((open.state(), open.deadline_state()), (BreachState::Assessed, DeadlineState::Overdue));
    assert_eq!(open.not_notifiable, None);
    let aside = open.course.clone().unwrap().reassessments[0].put_aside.clone().unwrap();
    assert_eq!(Some(aside), left.not_notifiable, "what was decided before is kept");
    let explained =
        cast.dpo().explain_deadline(pb::ExplainDeadlineRequest { name: left.name.clone() }).await.unwrap();
    let kinds: Vec<_> = explained.events.iter().map(pb_kind).collect();
    assert_eq!(kinds, ["START", "DISCHARGE", "REINSTATE"]);

    let refusal = cast.siro().decide_not_to_notify(unnotified(&open)).await.unwrap_err();
    assert_eq!(reason(&refusal), "MUST_BE_NOTIFIED", "the assessment before the new facts counts no longer");
    let refusal = cast.dpo().notify_regulator(notification(&open)).await.unwrap_err();
    assert_eq!(reason(&refusal), "INCOMPLETE");
    let drafted = cast.handler().assesses(&open, pb::RiskLevel::Risk, pb::Answer::No).await.unwrap();
    let advised = cast.dpo().advises(&drafted, pb::RiskLevel::Risk).await.unwrap();
    let decided = cast.siro().decides(&advised, pb::RiskLevel::Risk, "").await.unwrap();
    let refusal = cast.dpo().notify_regulator(notification(&decided)).await.unwrap_err();
    assert_eq!(reason(&refusal), "DELAY_REASONS_REQUIRED");
    let late = pb::NotifyRegulatorRequest {
        delay_reasons: "It looked harmless at first.".to_owned(),
        ..notification(&decided)
    };
    let told = cast.dpo().notify_regulator(late).await.unwrap();
    assert_eq!(told.deadline_state(), DeadlineState::MetLate);
}

fn pb_kind(event: &contracts::time::ClockEvent) -> &'static str {
    event.kind().as_str_name().trim_start_matches("CLOCK_EVENT_KIND_")
}

fn unnotified(breach: &Breach) -> pb::DecideNotToNotifyRequest {
    pb::DecideNotToNotifyRequest {
        name: breach.name.clone(),
        etag: breach.etag.clone(),
        rationale: "It is so.".to_owned(),
        request_id: id(),
        ..Default::default()
    }
}

#[tokio::test]
async fn the_duty_is_disapplied_by_the_siro_alone_and_with_its_certificate() {
    let cast = Cast::new().await;
    let grave = reach(&cast, Situation::AssessedAsHighRisk).await;
    let security = pb::DecideNotToNotifyRequest {
        basis: pb::NotNotifiableBasis::NationalSecurity.into(),
        ..unnotified(&grave)
    };
    let refusal = cast.iao().decide_not_to_notify(security.clone()).await.unwrap_err();
    assert_eq!(reason(&refusal), "ACTING_ROLE");
    let refusal = details(&cast.siro().decide_not_to_notify(security.clone()).await.unwrap_err());
    assert_eq!(refusal.reason, "INCOMPLETE");
    let serious = pb::DecideNotToNotifyRequest {
        basis: pb::NotNotifiableBasis::NotSerious.into(),
        ..unnotified(&grave)
    };
    let refusal = cast.siro().decide_not_to_notify(serious).await.unwrap_err();
    assert_eq!(reason(&refusal), "MUST_BE_NOTIFIED", "that is a test of Part 4 alone");
    let certified =
        pb::DecideNotToNotifyRequest { certificate_reference: "S27/2026/4".to_owned(), ..security };
    let left = cast.siro().decide_not_to_notify(certified).await.unwrap().breach.unwrap();
    let decision = left.not_notifiable.clone().unwrap();
    assert_eq!(decision.basis(), pb::NotNotifiableBasis::NationalSecurity);
    assert_eq!(left.deadline_state(), DeadlineState::NotRequired);
}

#[tokio::test]
async fn a_duplicate_names_another_breach_of_its_organisation() {
    let cast = Cast::new().await;
    let (one, other) = (cast.handler().logs("A letter").await, cast.handler().logs("The letter").await);
    let void = |duplicate_of: &str| pb::VoidBreachRequest {
        name: one.name.clone(),
        etag: one.etag.clone(),
        reason: pb::VoidReason::Duplicate.into(),
        duplicate_of: duplicate_of.to_owned(),
        request_id: id(),
        ..Default::default()
    };
    let elsewhere = other.name.replace("hmrc", "moj");
    for wrong in ["", one.name.as_str(), elsewhere.as_str()] {
        let refusal = cast.dpo().void_breach(void(wrong)).await.unwrap_err();
        assert_eq!(reason(&refusal), "FIELD_INVALID", "{wrong}");
    }
    let void = cast.dpo().void_breach(void(&other.name)).await.unwrap().breach.unwrap();
    assert_eq!(void.state(), BreachState::Void);
    assert_eq!(void.course.unwrap().voiding.unwrap().duplicate_of, other.name);
}

#[tokio::test]
async fn a_duplicate_is_of_a_breach_that_is_there() {
    let cast = Cast::new().await;
    let logged = reach(&cast, Situation::Logged).await;
    let nowhere = pb::VoidBreachRequest {
        name: logged.name.clone(),
        etag: logged.etag.clone(),
        reason: pb::VoidReason::Duplicate.into(),
        duplicate_of: format!("{HMRC}/breaches/{}", id()),
        request_id: id(),
        ..Default::default()
    };
    let refusal = details(&cast.dpo().void_breach(nowhere).await.unwrap_err());
    assert_eq!((refusal.reason.as_str(), refusal.fields), ("FIELD_INVALID", vec!["duplicate_of".to_owned()]));
}

#[tokio::test]
async fn an_action_that_is_added_while_learning_is_settled_before_the_breach_is_closed() {
    let cast = Cast::new().await;
    let learning = reach(&cast, Situation::LearningUntold).await;
    let plan = pb::CreateActionRequest {
        parent: learning.name.clone(),
        kind: pb::ActionKind::Training.into(),
        title: "Ask a second pair of eyes".to_owned(),
        owner_role: "Head of casework".to_owned(),
        due_at: at("2026-06-01T09:00:00Z"),
        request_id: id(),
        ..Default::default()
    };
    let action = cast.handler().create_action(plan).await.unwrap().action.unwrap();
    let refusal = details(&cast.dpo().close_breach(closing(&learning)).await.unwrap_err());
    assert_eq!((refusal.reason.as_str(), refusal.fields), ("ACTION_OPEN", vec![action.name.clone()]));
    let borne = pb::AcceptActionRiskRequest {
        name: action.name,
        etag: action.etag,
        rationale: "It can wait.".to_owned(),
        expires_at: at("2026-06-01T09:00:00Z"),
        request_id: id(),
        ..Default::default()
    };
    cast.siro().accept_action_risk(borne).await.unwrap();
    cast.dpo().close_breach(closing(&learning)).await.unwrap();
}

#[tokio::test]
async fn what_is_assessed_again_after_it_was_closed_has_not_ended_nor_been_remedied() {
    let cast = Cast::new().await;
    let closed = reach(&cast, Situation::ClosedUntold).await;
    does(&cast.dpo(), "ReassessBreach", &closed).await.unwrap();
    let course = cast.dpo().reads(&closed.name).await.unwrap().course.unwrap();
    assert_eq!((course.closure, course.remediation), (None, None));
    assert_eq!(course.reassessments[0].closure, closed.course.unwrap().closure, "how it had ended is kept");

    let closed = reach(&cast, Situation::ClosedTold).await;
    does(&cast.dpo(), "ReopenBreach", &closed).await.unwrap();
    let remediation = cast.dpo().reads(&closed.name).await.unwrap().course.unwrap().remediation.unwrap();
    assert_eq!(remediation.done_at, None, "it is under way again");
}

#[tokio::test]
async fn what_people_were_told_stays_told() {
    let cast = Cast::new().await;
    let grave = reach(&cast, Situation::AssessedAsHighRisk).await;
    does(&cast.dpo(), "RecordCommunication", &grave).await.unwrap();
    let told = cast.dpo().reads(&grave.name).await.unwrap();
    let back = pb::RecordCommunicationRequest {
        name: told.name.clone(),
        etag: told.etag.clone(),
        state: pb::CommunicationState::InProgress.into(),
        method: pb::CommunicationMethod::Letter.into(),
        content: "More letters.".to_owned(),
        request_id: id(),
        ..Default::default()
    };
    assert_eq!(reason(&cast.dpo().record_communication(back).await.unwrap_err()), "STATE");
}

#[tokio::test]
async fn the_history_keeps_why_a_dismissal_was_not_agreed_to() {
    let cast = Cast::new().await;
    let proposed = reach(&cast, Situation::DismissalProposed).await;
    let note = "Somebody read the letter.".to_owned();
    let confirm = pb::ConfirmBreachRequest { note: note.clone(), ..confirmation(&proposed) };
    cast.dpo().confirm_breach(confirm).await.unwrap();
    let ask = pb::ListBreachEventsRequest { parent: proposed.name, ..Default::default() };
    let events = cast.siro().list_breach_events(ask).await.unwrap().events;
    let last = events.last().unwrap();
    assert_eq!((last.act.as_str(), last.role.as_str(), &last.note), ("breach.confirmed", "dept.dpo", &note));
}

#[tokio::test]
async fn a_high_risk_is_closed_once_the_people_were_told_and_a_major_breach_once_the_board_has_a_date() {
    let cast = Cast::new().await;
    let mut breach = reach(&cast, Situation::AssessedAsHighRisk).await;
    assert_eq!(individuals(&breach).state(), IndividualsState::Required);
    for (actor, act) in [
        (cast.dpo(), "NotifyRegulator"),
        (cast.handler(), "RecordContainment"),
        (cast.handler(), "BeginRemediation"),
        (cast.handler(), "BeginLearning"),
    ] {
        does(&actor, act, &breach).await.unwrap();
        breach = cast.handler().reads(&breach.name).await.unwrap();
    }
    let refusal = cast.siro().close_breach(closing(&breach)).await.unwrap_err();
    assert_eq!(reason(&refusal), "PEOPLE_NOT_TOLD");
    does(&cast.siro(), "ClaimExemption", &breach).await.unwrap();
    let exempt = cast.siro().reads(&breach.name).await.unwrap();
    assert_eq!(individuals(&exempt).state(), IndividualsState::Exempt);
    does(&cast.siro(), "DeclareMajor", &exempt).await.unwrap();
    let exempt = cast.siro().reads(&breach.name).await.unwrap();
    let undated = pb::CloseBreachRequest { risk_board_at: None, ..closing(&exempt) };
    let refusal = details(&cast.siro().close_breach(undated).await.unwrap_err());
    assert_eq!((refusal.reason.as_str(), refusal.fields), ("INCOMPLETE", vec!["risk_board_at".to_owned()]));
    let unlearnt = pb::CloseBreachRequest { no_lessons_reason: String::new(), ..closing(&exempt) };
    let refusal = details(&cast.siro().close_breach(unlearnt).await.unwrap_err());
    assert_eq!((refusal.reason.as_str(), refusal.fields), ("INCOMPLETE", vec!["lessons".to_owned()]));
    let closed = cast.siro().close_breach(closing(&exempt)).await.unwrap().breach.unwrap();
    assert_eq!(closed.state(), BreachState::Closed);

    does(&cast.dpo(), "ReopenBreach", &closed).await.unwrap();
    let open = cast.dpo().reads(&closed.name).await.unwrap();
    let course = open.course.unwrap();
    assert_eq!((open.state, course.closure), (BreachState::Remediation.into(), None));
    assert_eq!(course.reopenings[0].closure, closed.course.unwrap().closure, "how it had ended is kept");
}

#[tokio::test]
async fn telling_the_people_affected_follows_the_law_that_the_breach_falls_under() {
    let cast = Cast::new().await;
    let under = async |regime: pb::LegalRegime| {
        let logged = reach(&cast, Situation::Logged).await;
        let confirm = pb::ConfirmBreachRequest { legal_regime: regime.into(), ..confirmation(&logged) };
        let breach = cast.handler().confirm_breach(confirm).await.unwrap().breach.unwrap();
        let drafted =
            cast.handler().assesses(&breach, pb::RiskLevel::HighRisk, pb::Answer::No).await.unwrap();
        let advised = cast.dpo().advises(&drafted, pb::RiskLevel::HighRisk).await.unwrap();
        cast.siro().decides(&advised, pb::RiskLevel::HighRisk, "").await.unwrap()
    };
    let restricts = async |breach: &Breach| {
        let request = pb::ClaimExemptionRequest {
            name: breach.name.clone(),
            etag: breach.etag.clone(),
            exemption: pb::Exemption::Restriction.into(),
            rationale: "It would prejudice an inquiry.".to_owned(),
            request_id: id(),
            ..Default::default()
        };
        cast.siro().claim_exemption(request).await
    };
    let general = under(pb::LegalRegime::UkGdpr).await;
    assert_eq!(reason(&restricts(&general).await.unwrap_err()), "OTHER_REGIME");
    let police = under(pb::LegalRegime::DpaPart3).await;
    let exempt = restricts(&police).await.unwrap().breach.unwrap();
    assert_eq!(individuals(&exempt).state(), IndividualsState::Exempt);
    let services = under(pb::LegalRegime::DpaPart4).await;
    assert_eq!(individuals(&services).state(), IndividualsState::NotRequired);
    assert_eq!(reason(&restricts(&services).await.unwrap_err()), "STATE");
    let left = pb::DecideNotToNotifyRequest {
        basis: pb::NotNotifiableBasis::NotSerious.into(),
        ..unnotified(&services)
    };
    let left = cast.siro().decide_not_to_notify(left).await.unwrap().breach.unwrap();
    assert_eq!(left.not_notifiable.unwrap().basis(), pb::NotNotifiableBasis::NotSerious);
}

#[tokio::test]
async fn a_threat_to_life_is_told_upwards_before_anybody_decides() {
    let cast = Cast::new().await;
    let confirmed = reach(&cast, Situation::Confirmed).await;
    cast.handler().assesses(&confirmed, pb::RiskLevel::HighRisk, pb::Answer::Yes).await.unwrap();
    let owner = cast.world.database.owner().await;
    let told: Vec<(String, String)> = sqlx::query_as(
        "SELECT need, payload ->> 'roles' FROM outbox WHERE act = 'assessment.threat_to_life' ORDER BY need",
    )
    .fetch_all(&owner)
    .await
    .unwrap();
    let told: Vec<_> = told.iter().map(|(need, roles)| (need.as_str(), roles.as_str())).collect();
    assert_eq!(told, [("escalations", r#"["dept.ao"]"#), ("handlers", r#"["dept.siro"]"#)]);
}

#[tokio::test]
async fn an_order_of_the_regulator_outweighs_an_exemption_until_the_people_are_told() {
    let cast = Cast::new().await;
    let grave = reach(&cast, Situation::AssessedAsHighRisk).await;
    does(&cast.siro(), "ClaimExemption", &grave).await.unwrap();
    let exempt = cast.dpo().reads(&grave.name).await.unwrap();
    let case = regulators(&cast.dpo().notify_regulator(notification(&exempt)).await.unwrap().case);
    let seen = cast.lead().reads_case(&case).await.unwrap();
    let order = |due: &str, seen: &pb::Case| pb::OrderCommunicationRequest {
        name: seen.name.clone(),
        etag: seen.etag.clone(),
        letter: "Tell them what they can do.".to_owned(),
        due: at(due),
        request_id: id(),
        ..Default::default()
    };
    let past = cast.lead().order_communication(order("2026-05-05T09:00:00Z", &seen)).await.unwrap_err();
    assert_eq!(reason(&past), "DUE_IN_THE_PAST");
    let ordered =
        cast.lead().order_communication(order("2026-05-12T16:00:00Z", &seen)).await.unwrap().case.unwrap();
    let again = cast.lead().order_communication(order("2026-05-12T16:00:00Z", &ordered)).await.unwrap_err();
    assert_eq!(reason(&again), "STATE");
    let told = cast.dpo().reads(&grave.name).await.unwrap();
    let listed = cast.dpo().lists_own().await.into_iter().find(|one| one.name == grave.name).unwrap();
    assert_eq!(individuals(&told).state(), IndividualsState::OrderedByRegulator);
    assert_eq!(individuals(&listed), individuals(&told), "a list says the same");
    assert_eq!(individuals(&told).ordered_at, ordered.communication_ordered_at);
    assert_eq!(told.etag, cast.siro().reads(&grave.name).await.unwrap().etag, "the order moves no record");

    cast.world.set("2026-05-06T09:00:00Z");
    does(&cast.dpo(), "RecordCommunication", &told).await.unwrap();
    let done = cast.dpo().reads(&grave.name).await.unwrap();
    assert_eq!(individuals(&done).state(), IndividualsState::Communicated);
}

#[tokio::test]
async fn nothing_is_closed_while_the_regulator_waits_for_an_answer() {
    let cast = Cast::new().await;
    let learning = reach(&cast, Situation::LearningTold).await;
    let case = cast.lead().reads_case(&regulators(&learning.case)).await.unwrap();
    let ask = pb::RequestInformationRequest {
        name: case.name,
        etag: case.etag,
        questions: vec![pb::Question { text: "How long?".to_owned() }],
        due: at("2026-05-20T09:00:00Z"),
        request_id: id(),
        ..Default::default()
    };
    cast.caseworker().request_information(ask).await.unwrap();
    let refusal = cast.dpo().close_breach(closing(&learning)).await.unwrap_err();
    assert_eq!(reason(&refusal), "ANSWER_OWED");
}

#[tokio::test]
async fn what_is_privileged_is_not_disclosed() {
    let cast = Cast::new().await;
    let assessed = reach(&cast, Situation::Assessed).await;
    let flagged = Breach { privileged: true, ..Breach::default() };
    let privileged = cast.handler().changes(&assessed, flagged, &["privileged"]).await.unwrap();
    let refusal = cast.dpo().notify_regulator(notification(&privileged)).await.unwrap_err();
    assert_eq!(reason(&refusal), "PRIVILEGED");
}

#[tokio::test]
async fn recurrence_counts_the_same_type_in_the_same_unit_within_twelve_months() {
    let cast = Cast::new().await;
    let happened = async |unit: &str, detected: &str, group: &str| {
        let breach = Breach {
            unit: unit.to_owned(),
            detected_at: at(detected),
            incident_group: group.to_owned(),
            facts: Some(crate::actors::facts()),
            ..report("A letter")
        };
        let draft = cast.handler().starts(HMRC, breach, &id()).await.unwrap();
        cast.handler().logs_draft(&draft, &id()).await.unwrap()
    };
    happened("Payroll", "2025-05-03T06:59:59Z", "").await;
    happened("Payroll", "2025-05-03T07:00:00Z", "letters").await;
    happened("Payroll", "2026-05-03T07:00:01Z", "letters").await;
    happened("Pensions", "2026-01-01T07:00:00Z", "").await;
    let voided = happened("Payroll", "2026-01-01T07:00:00Z", "").await;
    does(&cast.dpo(), "VoidBreach", &voided).await.unwrap();
    let last = happened("Payroll", "2026-05-03T07:00:00Z", "letters").await;
    let seen = cast.dpo().reads(&last.name).await.unwrap();
    assert_eq!(seen.recurrences, Some(1));
    assert_eq!(cast.reporter().reads(&last.name).await.unwrap_err().code(), tonic::Code::NotFound);
    let grouped = pb::ListBreachesRequest {
        parent: HMRC.to_owned(),
        incident_group: "letters".to_owned(),
        ..Default::default()
    };
    assert_eq!(cast.dpo().list_breaches(grouped).await.unwrap().breaches.len(), 3);
}

#[tokio::test]
async fn the_history_shows_every_act_once_and_only_to_those_who_handle_it() {
    let cast = Cast::new().await;
    let left = reach(&cast, Situation::LeftUnnotified).await;
    let (mut events, mut token) = (Vec::new(), String::new());
    loop {
        let ask = pb::ListBreachEventsRequest { parent: left.name.clone(), page_size: 3, page_token: token };
        let page = cast.siro().list_breach_events(ask).await.unwrap();
        events.extend(page.events);
        token = page.next_page_token;
        if token.is_empty() {
            break;
        }
    }
    let acts: Vec<_> =
        events.iter().map(|event| (event.number, event.act.as_str(), event.role.as_str())).collect();
    assert_eq!(
        acts,
        [
            (1, "breach.started", "dept.reporter"),
            (2, "breach.logged", "dept.handler"),
            (3, "breach.confirmed", "dept.handler"),
            (4, "assessment.drafted", "dept.handler"),
            (5, "assessment.advised", "dept.dpo"),
            (6, "assessment.decided", "dept.siro"),
            (7, "breach.not_notifiable", "dept.siro"),
        ]
    );
    let last = events.last().unwrap();
    assert_eq!((last.from(), last.to()), (BreachState::Assessed, BreachState::NotNotifiable));
    assert_eq!(last.note, "Because it is so.");
    let ask = pb::ListBreachEventsRequest { parent: left.name.clone(), ..Default::default() };
    let own = cast.reporter().list_breach_events(ask.clone()).await.unwrap();
    assert_eq!(own.events, [], "what was said of it is the handlers'");
    assert_eq!(reason(&cast.moj().list_breach_events(ask).await.unwrap_err()), "NOT_FOUND");
}

#[tokio::test]
async fn the_press_office_sees_the_lines_for_the_media_and_nothing_else_of_the_course() {
    let cast = Cast::new().await;
    let confirmed = reach(&cast, Situation::Confirmed).await;
    let press = cast.actor("hmrc", "cam", "dept.comms", &["org", "reports", "comms"]);
    does(&cast.handler(), "RecordContainment", &confirmed).await.unwrap();
    let seen = press.reads(&confirmed.name).await.unwrap();
    assert_eq!(seen.course, None);
    does(&press, "RecordMediaLines", &seen).await.unwrap();
    let course = press.reads(&confirmed.name).await.unwrap().course.unwrap();
    assert_eq!(course.media_lines.unwrap().state(), pb::MediaLinesState::Draft);
    assert_eq!((course.containment, course.individuals), (None, None));
    let handlers = cast.handler().reads(&confirmed.name).await.unwrap().course.unwrap();
    assert_eq!(handlers.media_lines.unwrap().step.unwrap().role, "dept.comms");
}

//! Who may do what with a pointer, when, and how often.

use super::{informed, pointer, release, stub, theirs};
use crate::actors::{Cast, Reply};
use chassis_testing::{Refusal, details, id, reason};
use contracts::breaches::{self as pb, Answer, ExchangeState};
use sqlx::{AssertSqlSafe, Executor as _};
use tonic::Code;

const AWARE: &str = "2026-05-04T09:00:00Z";

type Change = fn(&mut pb::CreatePointerRequest);

fn refusal<T: std::fmt::Debug>(reply: Reply<T>) -> Refusal {
    details(&reply.unwrap_err())
}

fn lift(pointer: &pb::Pointer) -> pb::LiftPointerRequest {
    pb::LiftPointerRequest {
        name: pointer.name.clone(),
        etag: pointer.etag.clone(),
        breach: Some(crate::actors::report("It was this")),
        incident_type: pb::IncidentType::FailureToRedact.into(),
        incident_category: pb::IncidentCategory::NonCyber.into(),
        request_id: id(),
        ..Default::default()
    }
}

#[tokio::test]
async fn a_system_does_nothing_with_a_pointer() {
    let cast = Cast::new().await;
    let (siro, system) = (cast.siro(), cast.siro().as_system());
    let made = siro.points(AWARE).await;
    let (made, sent) = siro.releases(&made, &cast.lead()).await.unwrap();
    let read = cast.lead().reads_exchange(&theirs(&sent)).await.unwrap();
    let other = pb::CreatePointerRequest { reference: "ANOTHER".to_owned(), ..pointer(AWARE) };
    for reason in [
        refusal(system.create_pointer(other).await).reason,
        refusal(system.record_regulator_informed(informed(&made, AWARE)).await).reason,
        refusal(system.releases(&made, &cast.principal()).await).reason,
        refusal(system.lift_pointer(lift(&made)).await).reason,
        refusal(cast.lead().as_system().stubs(&read, AWARE).await).reason,
    ] {
        assert_eq!(reason, "ACTING_ROLE");
    }
    assert_eq!(system.reads_pointer(&made.name).await.unwrap().possible_acts, Vec::<String>::new());
}

#[tokio::test]
async fn a_pointer_is_released_to_a_person_at_the_centre_or_the_regulator_once_and_to_nobody_else() {
    let cast = Cast::new().await;
    let (siro, lead) = (cast.siro(), cast.lead());
    let made = siro.points(AWARE).await;
    let mark = lead.mark().await;
    for recipient in ["organisations/moj", "organisations/ncsc", "organisations/hmrc", "organisations/nobody"]
    {
        let refused = refusal(siro.release_pointer(release(&made, recipient, &mark)).await);
        assert_eq!((refused.code, refused.fields), (Code::InvalidArgument, vec!["recipient".to_owned()]));
    }
    for person in ["", "lee", "by:xyz", "by:0123456789ABCDEF0123456789ABCDEF"] {
        let refused = refusal(siro.release_pointer(release(&made, "organisations/ico", person)).await);
        assert_eq!(refused.fields, ["person"]);
    }
    let request = release(&made, "organisations/ico", &mark);
    let first = siro.release_pointer(request.clone()).await.unwrap();
    assert_eq!(siro.release_pointer(request).await.unwrap(), first, "the same again");
    assert_eq!(refusal(siro.releases(&made, &cast.principal()).await).reason, "ETAG_STALE");
    let pointer = first.pointer.unwrap();
    assert_eq!(refusal(siro.releases(&pointer, &lead).await).reason, "RELEASED_ALREADY");
    let (pointer, _) = siro.releases(&pointer, &cast.other_lead()).await.unwrap();
    assert_eq!(pointer.releases.len(), 2, "another person is another release");
}

#[tokio::test]
async fn nobody_reads_a_release_but_the_person_whom_it_names() {
    let cast = Cast::new().await;
    let (siro, lead) = (cast.siro(), cast.lead());
    let (_, sent) = siro.releases(&siro.points(AWARE).await, &lead).await.unwrap();
    assert_eq!((lead.exchanges().await.len(), lead.register().await.len()), (1, 1));
    let name = theirs(&sent);
    let elsewhere = name.replace("organisations/ico", "organisations/gcdo");
    for (who, name) in [
        (cast.other_lead(), &name),
        (cast.caseworker(), &name),
        (cast.actor("ico", "lee", "ico.lead", &["org", "case"]), &name),
        (cast.principal(), &elsewhere),
        (cast.analyst(), &elsewhere),
        (cast.handler(), &sent.name),
        (cast.accounting_officer(), &sent.name),
    ] {
        assert_eq!(refusal(who.reads_exchange(name).await).code, Code::NotFound);
        assert!(who.exchanges().await.is_empty() && who.register().await.is_empty());
    }
    assert_eq!(siro.reads_exchange(&sent.name).await.unwrap().acts, sent.acts);
    let owner = cast.world.database.owner().await;
    for table in ["exchange_act", "exchange_view", "disclosure"] {
        let nameless = format!("UPDATE {table} SET named = '' WHERE reader = 'ico'");
        assert!(
            owner.execute(AssertSqlSafe(nameless)).await.is_err(),
            "{table}: what names nobody is nobody's"
        );
    }
    let news = "SELECT reader || ' ' || need FROM outbox WHERE reader <> 'hmrc' OR need <> 'pointers'";
    let news: Vec<String> = sqlx::query_scalar(news).fetch_all(&owner).await.unwrap();
    assert_eq!(news, Vec::<String>::new(), "events are for whoever has a need, and this is one person's");
}

#[tokio::test]
async fn of_a_pointer_nothing_is_said_but_that_the_regulator_decided() {
    let cast = Cast::new().await;
    let (siro, lead, principal) = (cast.siro(), cast.lead(), cast.principal());
    let (pointer, sent) = siro.releases(&siro.points(AWARE).await, &lead).await.unwrap();
    let (_, centres) = siro.releases(&pointer, &principal).await.unwrap();
    let read = lead.reads_exchange(&theirs(&sent)).await.unwrap();
    let at_centre = principal.reads_exchange(&theirs(&centres)).await.unwrap();
    assert_eq!(at_centre.possible_acts, Vec::<String>::new());
    assert_eq!(refusal(principal.stubs(&at_centre, AWARE).await).reason, "ACTING_ROLE");
    assert_eq!(refusal(siro.stubs(&sent, AWARE).await).reason, "ACTING_ROLE");
    assert_eq!(refusal(cast.other_lead().stubs(&read, AWARE).await).code, Code::NotFound);
    assert_eq!(
        refusal(lead.stubs(&read, "2026-05-05T09:00:00.000001Z").await).reason,
        "DECIDED_IN_THE_FUTURE"
    );
    for decision in [pb::DecisionTaken::Unspecified, pb::DecisionTaken::NotYetAssigned] {
        let none = pb::RecordDecisionStubRequest { decision: decision.into(), ..stub(&read, AWARE) };
        assert_eq!(refusal(lead.record_decision_stub(none).await).fields, ["decision"]);
    }
    let narrative =
        pb::RecordDecisionStubRequest { rationale_location: "In short: no".to_owned(), ..stub(&read, AWARE) };
    assert_eq!(refusal(lead.record_decision_stub(narrative).await).fields, ["rationale_location"]);
    let request = stub(&read, "2026-05-05T09:00:00Z");
    let decided = lead.record_decision_stub(request.clone()).await.unwrap();
    assert_eq!(lead.record_decision_stub(request).await.unwrap(), decided);
    assert_eq!(decided.exchange.unwrap().state(), ExchangeState::Released);
    assert_eq!(refusal(lead.stubs(&read, AWARE).await).reason, "ETAG_STALE");
    let recall = pb::RecallDisclosureRequest {
        name: sent.name.clone(),
        etag: "v2".to_owned(),
        reason: "No.".to_owned(),
        request_id: id(),
        ..Default::default()
    };
    assert_eq!(refusal(siro.recall_disclosure(recall).await).reason, "STATE");
    let receipt = pb::AcknowledgeExchangeRequest {
        name: read.name.clone(),
        etag: "v2".to_owned(),
        request_id: id(),
        ..Default::default()
    };
    assert_eq!(refusal(lead.acknowledge_exchange(receipt).await).reason, "STATE");
    let onward = pb::EnterDisclosureRequest {
        parent: lead.parent(),
        source: read.name,
        recipient: "organisations/gcdo".to_owned(),
        statement: "Have you seen this?".to_owned(),
        purpose: "Gossip".to_owned(),
        basis: contracts::exchange::Basis::MouVoluntary.into(),
        handling: crate::actors::report("").handling,
        request_id: id(),
        ..Default::default()
    };
    assert_eq!(refusal(lead.enter_disclosure(onward.clone()).await).reason, "ONWARD_SHARING");
    assert_eq!(refusal(cast.other_lead().enter_disclosure(onward).await).code, Code::NotFound);
}

#[tokio::test]
async fn that_the_regulator_was_told_is_recorded_once_and_judged_on_its_time() {
    let cast = Cast::new().await;
    let siro = cast.siro();
    let made = siro.points("2026-05-01T09:00:00Z").await;
    for time in ["2026-05-01T08:59:59Z", "2026-05-05T09:00:00.000001Z"] {
        assert_eq!(refusal(siro.informs(&made, time).await).reason, "NOTICE_TIME");
    }
    let mut platform = informed(&made, "2026-05-04T09:00:00Z");
    platform.informed.as_mut().unwrap().set_channel(pb::NoticeChannel::Platform);
    assert_eq!(refusal(siro.record_regulator_informed(platform).await).fields, ["informed.channel"]);
    let request = informed(&made, "2026-05-04T09:00:00.000001Z");
    let told = cast.dpo().record_regulator_informed(request.clone()).await.unwrap();
    assert_eq!(cast.dpo().record_regulator_informed(request).await.unwrap(), told);
    let told = told.pointer.unwrap();
    assert_eq!(
        told.deadline_state(),
        contracts::time::DeadlineState::MetLate,
        "though it was recorded later still"
    );
    assert_eq!(refusal(siro.informs(&made, AWARE).await).reason, "ETAG_STALE");
    assert_eq!(refusal(siro.informs(&told, AWARE).await).reason, "NOTIFIED_ALREADY");
    assert_eq!(told.possible_acts, ["ReleasePointer", "LiftPointer"]);
}

#[tokio::test]
async fn a_pointer_is_made_of_marks_and_codes_and_of_no_words() {
    let cast = Cast::new().await;
    let siro = cast.siro();
    let wrong: [(Change, &str); 8] = [
        (|one| one.reference = "The list of names".to_owned(), "reference"),
        (|one| one.reference = "AB".to_owned(), "reference"),
        (|one| one.reference = "A".repeat(41), "reference"),
        (|one| one.handling_contact_role = "dept.siro, ask for Sid".to_owned(), "handling_contact_role"),
        (|one| one.controller = "organisations/moj".to_owned(), "controller"),
        (|one| one.reason_code = 0, "reason_code"),
        (|one| one.legal_regime = 0, "legal_regime"),
        (|one| one.aware_at = None, "aware_at"),
    ];
    for (change, field) in wrong {
        let mut request = pointer(AWARE);
        change(&mut request);
        let refused = refusal(siro.create_pointer(request).await);
        assert_eq!((refused.code, refused.fields), (Code::InvalidArgument, vec![field.to_owned()]));
    }
    assert_eq!(
        refusal(siro.create_pointer(pointer("2026-05-05T09:00:00.000001Z")).await).reason,
        "AWARE_IN_THE_FUTURE"
    );
    let request = pointer(AWARE);
    let made = siro.create_pointer(request.clone()).await.unwrap();
    assert_eq!(siro.create_pointer(request).await.unwrap(), made);
    assert_eq!(refusal(cast.dpo().create_pointer(pointer(AWARE)).await).fields, ["reference"]);
    let theirs = pb::CreatePointerRequest { parent: "organisations/moj".to_owned(), ..pointer(AWARE) };
    assert_eq!(refusal(siro.create_pointer(theirs.clone()).await).code, Code::NotFound);
    cast.moj().create_pointer(theirs).await.expect("a mark is a department's own");
    assert_eq!(siro.lists_pointers().await.len(), 1);
}

#[tokio::test]
async fn a_pointer_of_another_department_is_not_found_by_any_name() {
    let cast = Cast::new().await;
    let made = cast.siro().points(AWARE).await;
    let moj = cast.actor("moj", "mel", "dept.siro", &["org", "reports", "handlers", "pointers"]);
    let own = pb::Pointer { name: made.name.replace("hmrc", "moj"), ..made.clone() };
    for pointer in [&made, &own] {
        for code in [
            refusal(moj.reads_pointer(&pointer.name).await).code,
            refusal(moj.informs(pointer, AWARE).await).code,
            refusal(moj.releases(pointer, &cast.lead()).await).code,
            refusal(moj.lift_pointer(lift(pointer)).await).code,
        ] {
            assert_eq!(code, Code::NotFound);
        }
    }
    assert!(moj.lists_pointers().await.is_empty());
}

#[tokio::test]
async fn a_pointer_is_lifted_once_and_nobody_is_waited_for() {
    let cast = Cast::new().await;
    let siro = cast.siro();
    let (pointer, _) = siro.releases(&siro.points(AWARE).await, &cast.lead()).await.unwrap();
    let lifts = |pointer: &pb::Pointer| {
        let mut request = lift(pointer);
        request.breach.as_mut().unwrap().detected_at = pointer.aware_at;
        request
    };
    let stale = pb::LiftPointerRequest { etag: "v1".to_owned(), ..lifts(&pointer) };
    assert_eq!(refusal(siro.lift_pointer(stale).await).reason, "ETAG_STALE");
    let request = lifts(&pointer);
    let lifted = siro.lift_pointer(request.clone()).await.unwrap();
    assert_eq!(siro.lift_pointer(request).await.unwrap(), lifted);
    let after = lifted.pointer.unwrap();
    assert_eq!(refusal(siro.lift_pointer(lifts(&after)).await).reason, "STATE");
    assert_eq!(refusal(siro.informs(&after, AWARE).await).reason, "STATE");
    assert_eq!(refusal(siro.releases(&after, &cast.principal()).await).reason, "STATE");
    assert_eq!(reason(&cast.handler().reads_pointer(&after.name).await.unwrap_err()), "NOT_FOUND");
    let breach = cast.handler().reads(&after.breach).await.unwrap();
    cast.handler().assesses(&breach, pb::RiskLevel::Risk, Answer::No).await.expect("it goes on as any");
    let open = pb::ListPointersRequest {
        parent: siro.parent(),
        states: vec![pb::PointerState::Open.into()],
        ..Default::default()
    };
    assert!(siro.list_pointers(open).await.unwrap().pointers.is_empty());
}

#[tokio::test]
async fn what_was_released_to_a_person_at_the_wrong_organisation_is_released_again_to_the_right_one() {
    let cast = Cast::new().await;
    let (siro, lead) = (cast.siro(), cast.lead());
    let made = siro.points("2026-05-04T08:00:00Z").await;
    let wrong = release(&made, "organisations/gcdo", &lead.mark().await);
    let pointer = siro.release_pointer(wrong).await.unwrap().pointer.unwrap();
    siro.releases(&pointer, &lead).await.expect("nobody reads the other");
}

#[tokio::test]
async fn what_the_regulator_was_told_of_while_there_was_a_pointer_is_not_voided() {
    let cast = Cast::new().await;
    let (siro, dpo) = (cast.siro(), cast.dpo());
    let made = siro.points("2026-05-04T08:00:00Z").await;
    let informed = siro.informs(&made, "2026-05-05T08:00:00Z").await.unwrap();
    let lift = pb::LiftPointerRequest {
        name: informed.name.clone(),
        etag: informed.etag.clone(),
        breach: Some(crate::actors::report("It was this")),
        incident_type: pb::IncidentType::FailureToRedact.into(),
        incident_category: pb::IncidentCategory::NonCyber.into(),
        request_id: id(),
        ..Default::default()
    };
    let breach = siro
        .lift_pointer(pb::LiftPointerRequest { aware_delay_reason: "It took a day.".to_owned(), ..lift })
        .await
        .unwrap()
        .breach
        .unwrap();
    let void = pb::VoidBreachRequest {
        name: breach.name.clone(),
        etag: breach.etag.clone(),
        reason: pb::VoidReason::EnteredInError.into(),
        note: "No.".to_owned(),
        request_id: id(),
        ..Default::default()
    };
    assert_eq!(reason(&dpo.void_breach(void).await.unwrap_err()), "NOTIFIED_ALREADY");
}

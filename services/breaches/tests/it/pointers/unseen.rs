//! Nobody else can tell that there is a pointer, or a breach that is restricted: whatever they ask, they are answered to the byte
//! as before there was one.

use super::{informed, pointer, release, stub, theirs};
use crate::{
    actions::plan,
    actors::{Actor, Cast, HMRC, notification, report},
    machine::acts::{ACTS, does},
};
use chassis_testing::id;
use contracts::breaches::{self as pb, Breach, BreachOrder, RiskLevel};

/// What there is, or is not, by the names that its department has for it; and a breach that everybody sees.
struct Names {
    pointer: String,
    exchange: String,
    breach: String,
    case: String,
    action: String,
    known: Breach,
}

impl Names {
    /// Of nothing that there is.
    fn absent(known: &Breach) -> Self {
        let breach = format!("{HMRC}/breaches/{}", id());
        Self {
            pointer: format!("{HMRC}/pointers/{}", id()),
            exchange: format!("{HMRC}/exchanges/{}", id()),
            case: format!("{HMRC}/cases/{}", id()),
            action: format!("{breach}/actions/{}", id()),
            breach,
            known: known.clone(),
        }
    }
}

/// What somebody is answered, whatever they ask.
async fn answers(actor: &Actor, names: &Names) -> Vec<String> {
    let parent = actor.parent();
    let own = |name: &String| name.replacen(HMRC, &parent, 1);
    let mut answers = Vec::new();
    macro_rules! ask {
        ($($rpc:ident($request:ident { $($field:ident: $value:expr),* $(,)? });)*) => {
            $(
                let request = pb::$request { $($field: $value,)* ..Default::default() };
                answers.push(format!("{} {:?}", stringify!($rpc), actor.$rpc(request).await));
            )*
        };
    }
    ask! {
        list_breaches(ListBreachesRequest { parent: parent.clone() });
        list_breaches(ListBreachesRequest { parent: parent.clone(), order: BreachOrder::Deadline.into() });
        list_breaches(ListBreachesRequest { parent: parent.clone(), text: "laptop".to_owned() });
        list_breaches(ListBreachesRequest { parent: parent.clone(), incident_group: "together".to_owned() });
        summarise_breaches(SummariseBreachesRequest { parent: parent.clone() });
        get_breach(GetBreachRequest { name: own(&names.breach) });
        get_breach(GetBreachRequest { name: own(&names.known.name) });
        explain_deadline(ExplainDeadlineRequest { name: own(&names.breach) });
        list_breach_events(ListBreachEventsRequest { parent: own(&names.breach) });
        export_notification(ExportNotificationRequest { name: own(&names.breach), format: pb::ExportFormat::Json.into() });
        get_receipt(GetReceiptRequest { name: own(&names.breach) });
        list_actions(ListActionsRequest { parent: own(&names.breach) });
        get_action(GetActionRequest { name: own(&names.action) });
        list_cases(ListCasesRequest { parent: parent.clone() });
        summarise_cases(SummariseCasesRequest { parent: parent.clone() });
        get_case(GetCaseRequest { name: own(&names.case) });
        get_submission(GetSubmissionRequest { name: format!("{}/submissions/1", own(&names.case)) });
        list_exchanges(ListExchangesRequest { parent: parent.clone() });
        list_exchanges(ListExchangesRequest { parent: parent.clone(), kinds: vec![pb::ExchangeKind::Pointer.into()] });
        list_exchanges(ListExchangesRequest { parent: parent.clone(), source: own(&names.breach) });
        get_exchange(GetExchangeRequest { name: own(&names.exchange) });
        list_disclosures(ListDisclosuresRequest { parent: parent.clone() });
        get_pointer(GetPointerRequest { name: own(&names.pointer) });
        list_pointers(ListPointersRequest { parent: parent.clone() });
        void_breach(VoidBreachRequest {
            name: own(&names.known.name),
            etag: names.known.etag.clone(),
            reason: pb::VoidReason::Duplicate.into(),
            duplicate_of: own(&names.breach),
            note: "The same.".to_owned(),
            request_id: id(),
        });
    }
    answers.push(format!("{:?}", actor.create_action(plan(&own(&names.breach))).await));
    let breach = Breach { name: own(&names.breach), etag: "v1".to_owned(), ..Breach::default() };
    for (act, _) in ACTS {
        answers.push(format!("{act} {:?}", Box::pin(does(actor, act, &breach)).await));
    }
    let pointer = pb::Pointer { name: own(&names.pointer), etag: "v1".to_owned(), ..Default::default() };
    let exchange = pb::Exchange { name: own(&names.exchange), etag: "v1".to_owned(), ..Default::default() };
    let mark = format!("by:{}", "0".repeat(32));
    answers.push(format!("{:?}", actor.restricts(&breach).await));
    answers.push(format!("{:?}", actor.unrestricts(&breach).await));
    answers.push(format!(
        "{:?}",
        actor.record_regulator_informed(informed(&pointer, "2026-05-04T09:00:00Z")).await
    ));
    answers.push(format!("{:?}", actor.release_pointer(release(&pointer, "organisations/ico", &mark)).await));
    answers.push(format!("{:?}", actor.record_decision_stub(stub(&exchange, "2026-05-04T09:00:00Z")).await));
    answers
}

fn department(cast: &Cast) -> Vec<Actor> {
    let legal = cast.actor("hmrc", "leo", "dept.legal", &["org", "reports", "handlers"]);
    vec![cast.handler(), cast.reporter(), cast.iao(), legal, cast.accounting_officer(), cast.press()]
}

fn elsewhere(cast: &Cast) -> Vec<Actor> {
    vec![cast.analyst(), cast.other_principal(), cast.moj()]
}

async fn all(people: &[Actor], names: &Names) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for one in people {
        all.push(Box::pin(answers(one, names)).await);
    }
    all
}

fn are_equal(people: &[Actor], before: Vec<Vec<String>>, after: Vec<Vec<String>>) {
    for (person, (before, after)) in people.iter().zip(before.into_iter().zip(after)) {
        assert_eq!(before.len(), after.len());
        for (before, after) in before.into_iter().zip(after) {
            assert_eq!(before, after, "{}", person.person.caller.acting_role);
        }
    }
}

/// A breach that everybody in the department sees, in the unit and of the group of the one that they are not to.
async fn known(cast: &Cast) -> Breach {
    let content =
        Breach { unit: "Payroll".to_owned(), incident_group: "together".to_owned(), ..report("Lost phone") };
    let draft = cast.reporter().starts(HMRC, content, &id()).await.unwrap();
    let logged = cast.handler().logs_draft(&draft, &id()).await.unwrap();
    let confirmed = cast.handler().confirm_breach(crate::actors::confirmation(&logged)).await.unwrap();
    confirmed.breach.unwrap()
}

#[tokio::test]
async fn nobody_else_can_tell_that_there_is_a_pointer() {
    let cast = Cast::new().await;
    let known = known(&cast).await;
    let regulator = vec![cast.caseworker(), cast.other_lead()];
    let people = [department(&cast), elsewhere(&cast), regulator].concat();
    let before = all(&people, &Names::absent(&known)).await;

    let made = cast.siro().create_pointer(pointer("2026-05-04T09:00:00Z")).await.unwrap().pointer.unwrap();
    let (made, sent) = cast.siro().releases(&made, &cast.lead()).await.unwrap();
    cast.siro().releases(&made, &cast.principal()).await.unwrap();
    let read = cast.lead().reads_exchange(&theirs(&sent)).await.unwrap();
    cast.lead().stubs(&read, "2026-05-04T09:00:00Z").await.unwrap();
    let names = Names { pointer: made.name.clone(), exchange: sent.name.clone(), ..Names::absent(&known) };
    let after = all(&people, &names).await;
    are_equal(&people, before, after);
    assert_eq!((cast.dpo().lists_pointers().await.len(), cast.siro().exchanges().await.len()), (1, 2));
}

#[tokio::test]
async fn nobody_else_can_tell_that_there_is_a_breach_that_is_restricted() {
    let cast = Cast::new().await;
    let known = known(&cast).await;
    let people = [department(&cast), elsewhere(&cast)].concat();
    let before = all(&people, &Names::absent(&known)).await;

    let breach = cast.reporter().drafts("Lost laptop").await;
    let change = Breach {
        unit: "Payroll".to_owned(),
        incident_group: "together".to_owned(),
        facts: Some(crate::actors::facts()),
        detected_at: crate::actors::at("2026-05-03T06:00:00Z"),
        ..Breach::default()
    };
    let paths = ["unit", "incident_group", "facts", "detected_at"];
    let breach = cast.reporter().changes(&breach, change, &paths).await.unwrap();
    let breach = cast.handler().logs_draft(&breach, &id()).await.unwrap();
    let breach =
        cast.handler().confirm_breach(crate::actors::confirmation(&breach)).await.unwrap().breach.unwrap();
    let action = cast.handler().create_action(plan(&breach.name)).await.unwrap().action.unwrap();
    let drafted = cast.handler().assesses(&breach, RiskLevel::HighRisk, pb::Answer::Yes).await.unwrap();
    let advised = cast.dpo().advises(&drafted, RiskLevel::HighRisk).await.unwrap();
    let assessed = cast.siro().decides(&advised, RiskLevel::HighRisk, "").await.unwrap();
    // What the centre is told is the centre's: here it is told nothing.
    let untold = pb::NotifyRegulatorRequest {
        centre_choice: pb::CentreChoice::None.into(),
        centre_reason: "Not yet.".to_owned(),
        ..notification(&assessed)
    };
    let told = cast.dpo().notify_regulator(untold).await.unwrap();
    let seen = cast.handler().reads(&known.name).await.unwrap();
    assert_eq!(seen.recurrences, Some(1), "it counts while it is seen");
    cast.siro().restricts(&told.breach.unwrap()).await.unwrap();

    let names =
        Names { breach: breach.name.clone(), case: told.case, action: action.name, ..Names::absent(&known) };
    let after = all(&people, &names).await;
    are_equal(&people, before, after);
    assert_eq!(cast.dpo().lists_own().await.len(), 2);
}

//! Who may do what with a disclosure, and in which order.

use super::*;
use crate::actors::HMRC;
use chassis_testing::{details, open_for_two, reason, shut};
use tonic::Code;

#[tokio::test]
async fn whoever_prepared_it_does_not_approve_it_in_any_role() {
    let cast = Cast::new().await;
    let breach = cast.known_breach().await;
    let parts = [BreachPart::Title];
    let prepared = cast.dpo().prepares(disclosure(&breach.name, MOJ, &parts)).await.unwrap();
    let same = cast.actor("hmrc", "dee", "dept.siro", &["org", "reports", "handlers"]);
    let refused = same.approves(&prepared).await.unwrap_err();
    assert_eq!((refused.code(), reason(&refused).as_str()), (Code::PermissionDenied, "ACTING_ROLE"));
    assert!(cast.moj().exchanges().await.is_empty());
    cast.siro().approves(&prepared).await.unwrap();
    let entry = cast.siro().register().await.remove(0);
    assert_eq!((entry.discloser_role.as_str(), entry.approver_role.as_str()), ("dept.dpo", "dept.siro"));
}

#[tokio::test]
async fn a_system_prepares_and_does_nothing_else() {
    let cast = Cast::new().await;
    let breach = cast.known_breach().await;
    let system = cast.handler().as_system();
    let prepared = system.prepares(disclosure(&breach.name, MOJ, &[BreachPart::Title])).await.unwrap();
    assert_eq!(prepared.possible_acts, Vec::<String>::new());
    assert_eq!(reason(&cast.siro().as_system().approves(&prepared).await.unwrap_err()), "ACTING_ROLE");
    assert_eq!(reason(&cast.siro().as_system().declines(&prepared).await.unwrap_err()), "ACTING_ROLE");
    let disclosed = cast.siro().approves(&prepared).await.unwrap();
    assert_eq!(reason(&cast.siro().as_system().recalls(&disclosed).await.unwrap_err()), "ACTING_ROLE");
    let received = cast.moj().has(&prepared).await.unwrap();
    assert_eq!(reason(&cast.moj().as_system().acknowledges(&received).await.unwrap_err()), "ACTING_ROLE");
}

#[tokio::test]
async fn what_is_privileged_is_not_disclosed_though_it_was_not_when_it_was_prepared() {
    let cast = Cast::new().await;
    let breach = cast.known_breach().await;
    let ask = || disclosure(&breach.name, MOJ, &[BreachPart::Title]);
    let prepared = cast.handler().prepares(ask()).await.unwrap();
    let flagged = Breach { privileged: true, ..Breach::default() };
    let privileged = cast.handler().changes(&breach, flagged, &["privileged"]).await.unwrap();
    assert_eq!(reason(&cast.handler().prepares(ask()).await.unwrap_err()), "PRIVILEGED");
    assert_eq!(reason(&cast.siro().approves(&prepared).await.unwrap_err()), "PRIVILEGED");
    assert!(cast.moj().exchanges().await.is_empty());
    let shared = Breach { privileged: false, ..Breach::default() };
    cast.handler().changes(&privileged, shared, &["privileged"]).await.unwrap();
    cast.siro().approves(&prepared).await.unwrap();
}

#[tokio::test]
async fn only_a_breach_that_is_confirmed_and_stands_is_disclosed() {
    let cast = Cast::new().await;
    let logged = cast.handler().logs("Lost laptop").await;
    let ask = |breach: &Breach| disclosure(&breach.name, MOJ, &[BreachPart::Title]);
    assert_eq!(reason(&cast.handler().prepares(ask(&logged)).await.unwrap_err()), "STATE");
    let offered = |breach: &Breach| breach.possible_acts.iter().any(|act| act == "PrepareDisclosure");
    assert!(!offered(&logged));
    let confirmed = cast.handler().logs_and_confirms("Lost phone").await;
    assert!(offered(&confirmed) && !offered(&cast.reporter().drafts("Mine").await));
    let prepared = cast.handler().prepares(ask(&confirmed)).await.unwrap();
    crate::machine::acts::does(&cast.dpo(), "WithdrawConfirmation", &confirmed).await.unwrap();
    assert_eq!(reason(&cast.siro().approves(&prepared).await.unwrap_err()), "STATE", "it is none by now");
}

#[tokio::test]
async fn what_cannot_be_disclosed_is_said_at_once() {
    let cast = Cast::new().await;
    let breach = cast.known_breach().await;
    let ask = disclosure(&breach.name, MOJ, &[BreachPart::Title]);
    let with = |change: fn(&mut pb::PrepareDisclosureRequest)| {
        let mut ask = pb::PrepareDisclosureRequest { request_id: id(), ..ask.clone() };
        change(&mut ask);
        ask
    };
    for (field, ask) in [
        ("recipient", with(|ask| ask.recipient = HMRC.to_owned())),
        ("recipient", with(|ask| ask.recipient = "organisations/nobody".to_owned())),
        ("parts", with(|ask| ask.parts.clear())),
        ("purpose", with(|ask| ask.purpose = "  ".to_owned())),
        ("basis", with(|ask| ask.basis = 0)),
        ("basis", with(|ask| ask.basis = Basis::SdcAggregate.into())),
        ("handling", with(|ask| ask.handling = None)),
        ("handling.classification", with(|ask| ask.handling = Some(Handling::default()))),
        ("source", with(|ask| ask.source = ask.source.replace("hmrc", "moj"))),
        ("lawful_basis", with(|ask| ask.lawful_basis = pb::LawfulBasis::Consent.into())),
        ("harm_reduction_reason", with(|ask| ask.harm_reduction_reason = "It warns.".to_owned())),
    ] {
        let refusal = details(&cast.handler().prepares(ask).await.unwrap_err());
        assert_eq!(refusal.code, Code::InvalidArgument, "{field}");
        assert!(refusal.fields.iter().any(|named| named == field), "{field}: {:?}", refusal.fields);
    }
    let nobodys = with(|ask| ask.source = format!("{HMRC}/breaches/{}", id()));
    assert_eq!(details(&cast.handler().prepares(nobodys).await.unwrap_err()).code, Code::NotFound);
    let theirs = cast.moj().prepares(with(|_| {})).await.unwrap_err();
    assert_eq!((theirs.code(), theirs.message()), (Code::NotFound, "not found"));
    assert!(cast.handler().exchanges().await.is_empty());
}

#[tokio::test]
async fn a_repeated_request_is_answered_again_and_a_stale_one_is_refused() {
    let cast = Cast::new().await;
    let breach = cast.known_breach().await;
    let ask = disclosure(&breach.name, MOJ, &[BreachPart::Title]);
    let prepared = cast.handler().prepares(ask.clone()).await.unwrap();
    assert_eq!(cast.handler().prepares(ask).await.unwrap(), prepared);
    let approval = approval(&prepared);
    let first = cast.siro().approve_disclosure(approval.clone()).await.unwrap();
    assert_eq!(cast.siro().approve_disclosure(approval).await.unwrap(), first, "though it is stale by now");
    let stale = cast.siro().recalls(&prepared).await.unwrap_err();
    assert_eq!((stale.code(), reason(&stale).as_str()), (Code::Aborted, "ETAG_STALE"));
    let received = cast.moj().has(&prepared).await.unwrap();
    let receipt = receipt(&received);
    let once = cast.moj().acknowledge_exchange(receipt.clone()).await.unwrap();
    assert_eq!(cast.moj().acknowledge_exchange(receipt).await.unwrap(), once);
    let exchange = first.exchange.unwrap();
    assert_eq!(
        cast.siro().recalls(&exchange).await.unwrap_err().code(),
        Code::Aborted,
        "they acknowledged it"
    );
    assert_eq!(cast.siro().reads_exchange(&exchange.name).await.unwrap().acts.len(), 3);
    assert_eq!((cast.siro().register().await.len(), cast.moj().register().await.len()), (2, 2));
}

#[tokio::test]
async fn of_two_parties_who_act_at_once_one_is_told_to_read_again() {
    let here = Cast::new().await;
    let there = Cast::beside(&here).await;
    let disclosed = here.disclosed(MOJ).await;
    let received = here.moj().has(&disclosed).await.unwrap();
    let owner = here.world.database.owner().await;
    let (sid, mo) = (here.siro(), there.moj());
    let gate = shut(&owner, "exchange_act").await;
    let (recalled, acknowledged, ()) =
        tokio::join!(sid.recalls(&disclosed), mo.acknowledges(&received), open_for_two(gate));
    let refused = match (recalled, acknowledged) {
        (Ok(_), Err(refused)) | (Err(refused), Ok(_)) => refused,
        both => panic!("{both:?}"),
    };
    assert_eq!((refused.code(), reason(&refused).as_str()), (Code::Aborted, "ETAG_STALE"));
    assert_eq!(here.moj().has(&disclosed).await.unwrap().acts.len(), 2);
    assert_eq!(here.siro().register().await.len(), 2, "what was refused is in no register");
}

const DEEDS: [&str; 6] = [
    "ApproveDisclosure",
    "DeclineDisclosure",
    "AcknowledgeExchange",
    "RecallDisclosure",
    "SupportDepartment",
    "StandDown",
];

async fn does(who: &Actor, deed: &str, exchange: &Exchange) -> Reply<Exchange> {
    match deed {
        "ApproveDisclosure" => who.approves(exchange).await,
        "DeclineDisclosure" => who.declines(exchange).await,
        "AcknowledgeExchange" => who.acknowledges(exchange).await,
        "RecallDisclosure" => who.recalls(exchange).await,
        "SupportDepartment" => who.supports(exchange).await,
        _ => who.stands_down(exchange).await,
    }
}

/// Whose each deed is in a disclosure and in a report, at both of which HMRC begins and the centre receives.
fn doer(cast: &Cast, deed: &str) -> Actor {
    match deed {
        "ApproveDisclosure" | "DeclineDisclosure" | "RecallDisclosure" => cast.siro(),
        _ => cast.centre_lead(),
    }
}

#[tokio::test]
async fn each_side_is_offered_what_it_is_not_refused() {
    let cast = Cast::new().await;
    let disclosures: &[&[&str]] = &[
        &[],
        &["DeclineDisclosure"],
        &["ApproveDisclosure"],
        &["ApproveDisclosure", "AcknowledgeExchange"],
        &["ApproveDisclosure", "RecallDisclosure"],
        &["ApproveDisclosure", "RecallDisclosure", "AcknowledgeExchange"],
    ];
    let reports: &[&[&str]] = &[
        &[],
        &["AcknowledgeExchange"],
        &["AcknowledgeExchange", "SupportDepartment"],
        &["AcknowledgeExchange", "StandDown"],
        &["RecallDisclosure"],
    ];
    let mut offered = Vec::new();
    for (reported, ways) in [(false, disclosures), (true, reports)] {
        for way in ways {
            for side in [cast.siro(), cast.handler(), cast.centre_lead()] {
                for deed in DEEDS {
                    let begun = if reported { cast.reported().await } else { cast.prepared(GCDO).await };
                    for step in *way {
                        let who = doer(&cast, step);
                        let exchange = who.has(&begun).await.unwrap();
                        does(&who, step, &exchange).await.unwrap();
                    }
                    let Ok(exchange) = side.has(&begun).await else { continue };
                    let offers = exchange.possible_acts.iter().any(|act| act == deed);
                    match does(&side, deed, &exchange).await {
                        Ok(done) => {
                            assert!(offers, "{way:?}, then {deed}");
                            assert_eq!(done.possible_acts, side.has(&begun).await.unwrap().possible_acts);
                            offered.push((reported, way.len(), deed));
                        }
                        Err(refusal) => {
                            assert!(["STATE", "ACTING_ROLE"].contains(&reason(&refusal).as_str()));
                            assert!(!offers, "{way:?}, then {deed}: {refusal:?}");
                        }
                    }
                }
            }
        }
    }
    offered.sort_unstable();
    offered.dedup();
    assert_eq!(
        offered,
        [
            (false, 0, "ApproveDisclosure"),
            (false, 0, "DeclineDisclosure"),
            (false, 1, "AcknowledgeExchange"),
            (false, 1, "RecallDisclosure"),
            (false, 2, "AcknowledgeExchange"),
            (false, 2, "RecallDisclosure"),
            (true, 0, "AcknowledgeExchange"),
            (true, 0, "RecallDisclosure"),
            (true, 1, "AcknowledgeExchange"),
            (true, 1, "RecallDisclosure"),
            (true, 1, "StandDown"),
            (true, 1, "SupportDepartment"),
            (true, 2, "RecallDisclosure"),
            (true, 2, "StandDown"),
            (true, 2, "SupportDepartment"),
        ]
    );
}

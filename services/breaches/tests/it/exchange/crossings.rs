//! The registers: what crossed, once at either side, whatever it was an act of.

use super::*;
use crate::{
    actors::{HMRC, at, notification, regulators},
    cases::acknowledges,
};
use contracts::exchange::Direction;

/// What an entry says in short: which way, with whom, of what, where, by whom and who approved it.
fn says(entry: &contracts::exchange::Disclosure) -> String {
    let sealed = entry.seal.as_ref().unwrap().r#type.rsplit('.').next().unwrap();
    let way = if entry.direction() == Direction::Given { "to" } else { "from" };
    let (place, _) = entry.resource.rsplit_once('/').unwrap();
    let counterpart = entry.counterpart.trim_start_matches("organisations/");
    format!("{sealed} {way} {counterpart} at {place} by {} {}", entry.discloser_role, entry.approver_role)
}

async fn register(who: &Actor) -> Vec<String> {
    who.register().await.iter().rev().map(says).collect()
}

#[tokio::test]
async fn each_side_has_its_own_side_of_every_crossing_once() {
    let cast = Cast::new().await;
    let breach = cast.known_breach().await;
    let told = cast.dpo().notify_regulator(notification(&breach)).await.unwrap();
    cast.world.set("2026-05-05T10:00:00Z");
    let case = cast.caseworker().reads_case(&regulators(&told.case)).await.unwrap();
    cast.caseworker().acknowledge_case(acknowledges(&case)).await.unwrap();
    cast.world.set("2026-05-05T11:00:00Z");
    let ask = disclosure(&breach.name, MOJ, &[BreachPart::Title]);
    let prepared = cast.handler().prepares(ask.clone()).await.unwrap();
    cast.siro().approves(&prepared).await.unwrap();
    cast.world.set("2026-05-05T12:00:00Z");
    cast.moj().acknowledges(&cast.moj().has(&prepared).await.unwrap()).await.unwrap();
    // The submission and the reference to it crossed in one act, in an order that ids decide.
    let mut hmrc = register(&cast.dpo()).await;
    hmrc[..2].sort_unstable();
    assert_eq!(
        hmrc,
        [
            "ReferenceContent to gcdo at organisations/hmrc/exchanges by dept.dpo ",
            "SubmissionContent to ico at organisations/hmrc/cases by dept.dpo ",
            "AcknowledgementContent from ico at organisations/hmrc/cases by ico.case ",
            "DisclosureContent to moj at organisations/hmrc/exchanges by dept.handler dept.siro",
            "ReceiptContent from moj at organisations/hmrc/exchanges by dept.dpo ",
        ]
    );
    assert_eq!(
        register(&cast.caseworker()).await,
        [
            "SubmissionContent from hmrc at organisations/ico/cases by dept.dpo ",
            "AcknowledgementContent to hmrc at organisations/ico/cases by ico.case ",
        ]
    );
    assert_eq!(
        register(&cast.analyst()).await,
        ["ReferenceContent from hmrc at organisations/gcdo/exchanges by dept.dpo ",]
    );
    assert_eq!(
        register(&cast.moj()).await,
        [
            "DisclosureContent from hmrc at organisations/moj/exchanges by dept.handler dept.siro",
            "ReceiptContent to hmrc at organisations/moj/exchanges by dept.dpo ",
        ]
    );
    assert!(cast.incident().register().await.is_empty());

    let (given, received) = (cast.dpo().register().await.remove(1), cast.moj().register().await.remove(1));
    assert_eq!(
        (given.at, given.purpose.as_str(), given.basis()),
        (at("2026-05-05T11:00:00Z"), ask.purpose.as_str(), Basis::MouVoluntary)
    );
    assert_eq!((given.classification(), &given.resource), (Classification::Official, &prepared.name));
    assert_eq!(received.resource, named_by("moj", &prepared));
    assert_eq!((&received.seal, received.at), (&given.seal, given.at), "both know that it is the same");
    let sealed = cast.moj().has(&prepared).await.unwrap().acts.remove(0).seal;
    assert_eq!(received.seal, sealed);

    // Whatever stands at a reader's from somebody else crossed to them: it is in both registers, once in each.
    let unregistered = "
        SELECT count(*) FROM (SELECT organisation, reader, hash FROM exchange_act UNION ALL SELECT organisation, reader, hash FROM case_act) AS act
        WHERE organisation <> reader AND 2 <> (SELECT count(*) FROM disclosure AS entry
            WHERE entry.hash = act.hash AND entry.organisation = act.organisation AND entry.recipient = act.reader
                AND entry.reader IN (act.organisation, act.reader))";
    let owner = cast.world.database.owner().await;
    assert_eq!(sqlx::query_scalar::<_, i64>(unregistered).fetch_one(&owner).await.unwrap(), 0);
}

#[tokio::test]
async fn a_register_is_asked_for_one_way_for_one_counterpart_and_page_by_page() {
    let cast = Cast::new().await;
    cast.dpo().notifies(&cast, "A letter").await;
    let disclosed = cast.disclosed(MOJ).await;
    cast.world.set("2026-05-05T10:00:00Z");
    cast.moj().acknowledges(&cast.moj().has(&disclosed).await.unwrap()).await.unwrap();
    let all = pb::ListDisclosuresRequest { parent: HMRC.to_owned(), ..Default::default() };
    let asked = async |request: pb::ListDisclosuresRequest| {
        let entries = cast.handler().list_disclosures(request).await.unwrap().disclosures;
        let mut with: Vec<_> = entries.into_iter().map(|entry| entry.counterpart).collect();
        with.sort_unstable();
        with
    };
    assert_eq!(asked(all.clone()).await, [GCDO, ICO, MOJ, MOJ]);
    let one_way =
        |direction: Direction| pb::ListDisclosuresRequest { direction: direction.into(), ..all.clone() };
    assert_eq!(asked(one_way(Direction::Given)).await, [GCDO, ICO, MOJ]);
    assert_eq!(asked(one_way(Direction::Received)).await, [MOJ]);
    let with = pb::ListDisclosuresRequest { counterpart: ICO.to_owned(), ..all.clone() };
    assert_eq!(asked(with).await, [ICO]);
    let whole = cast.handler().register().await;
    let (mut seen, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = pb::ListDisclosuresRequest { page_size: 1, page_token, ..all.clone() };
        let page = cast.handler().list_disclosures(request).await.unwrap();
        seen.extend(page.disclosures);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    assert_eq!(seen, whole, "latest first");
    let theirs = pb::ListDisclosuresRequest { parent: MOJ.to_owned(), ..all.clone() };
    assert_eq!(cast.handler().list_disclosures(theirs).await.unwrap_err().code(), tonic::Code::NotFound);
    let learning = cast.actor("hmrc", "lea", "dept.learning", &["org"]);
    assert!(
        learning.list_disclosures(all).await.unwrap().disclosures.is_empty(),
        "who has no need sees none"
    );
}

//! What follows from a restriction between parties: for what was shared onward, and for whoever is told by default.

use super::*;
use crate::actors::notification;
use chassis_testing::{details, reason};
use contracts::exchange::OnwardSharing;

/// Something that another department told HMRC and left free, tied by HMRC to a breach of its own.
async fn received(cast: &Cast) -> (Breach, String) {
    let moj = cast.moj();
    let theirs = moj.logs_and_confirms("Of the ministry").await;
    let ask = pb::PrepareDisclosureRequest {
        onward_sharing: OnwardSharing::Free.into(),
        ..disclosure(&theirs.name, "organisations/hmrc", &[BreachPart::Title])
    };
    let siro = cast.actor("moj", "max", "dept.siro", &["org", "reports", "handlers"]);
    let sent = siro.approves(&moj.prepares(ask).await.unwrap()).await.unwrap();
    let ours = cast.handler().logs_and_confirms("Ours").await;
    let mine = cast.dpo().has(&sent).await.unwrap();
    let tie = pb::TieExchangeRequest {
        name: mine.name.clone(),
        etag: mine.etag,
        breach: ours.name.clone(),
        request_id: id(),
    };
    cast.dpo().tie_exchange(tie).await.unwrap();
    (cast.siro().reads(&ours.name).await.unwrap(), mine.name)
}

fn onward(name: &str) -> pb::PrepareDisclosureRequest {
    disclosure(name, GCDO, &[BreachPart::Title])
}

#[tokio::test]
async fn what_is_shared_onward_of_what_is_restricted_is_the_few_s_too() {
    let cast = Cast::new().await;
    let (ours, mine) = received(&cast).await;
    cast.siro().restricts(&ours).await.unwrap();
    assert_eq!(reason(&cast.handler().reads_exchange(&mine).await.unwrap_err()), "NOT_FOUND");
    let onward = cast.dpo().prepares(onward(&mine)).await.unwrap();
    let seen = cast.handler().exchanges().await;
    let read = cast.handler().reads_exchange(&onward.name).await;
    cast.siro().approves(&onward).await.unwrap();
    let register = cast.handler().register().await;
    assert!(
        seen.is_empty() && read.is_err() && register.is_empty(),
        "list {} register {} source {:?} (hidden: {mine})",
        seen.len(),
        register.len(),
        read.map(|read| (read.source, read.title))
    );
}

#[tokio::test]
async fn what_was_shared_onward_before_it_was_restricted_is_the_few_s_and_everybodys_again_once_it_is_lifted()
{
    let cast = Cast::new().await;
    let (ours, mine) = received(&cast).await;
    let onward = cast.handler().prepares(onward(&mine)).await.unwrap();
    let restricted = cast.siro().restricts(&ours).await.unwrap();
    assert!(cast.handler().reads_exchange(&mine).await.is_err());
    let read = cast.handler().reads_exchange(&onward.name).await;
    assert!(read.is_err(), "{:?}", read.map(|read| (read.source, read.title)));
    assert_eq!(cast.problems().await, Vec::<String>::new());
    cast.siro().unrestricts(&restricted).await.unwrap();
    cast.handler().reads_exchange(&onward.name).await.expect("it is theirs again");
    assert_eq!(cast.problems().await, Vec::<String>::new());
}

#[tokio::test]
async fn nothing_that_others_read_is_the_duplicate_of_what_is_restricted() {
    let cast = Cast::new().await;
    let hidden = cast.siro().reads(&cast.dpo().logs("Hidden").await.name).await.unwrap();
    cast.siro().restricts(&hidden).await.unwrap();
    let open = cast.handler().logs("Open").await;
    let void = pb::VoidBreachRequest {
        name: open.name.clone(),
        etag: open.etag.clone(),
        reason: pb::VoidReason::Duplicate.into(),
        duplicate_of: hidden.name.clone(),
        note: "The same.".to_owned(),
        request_id: id(),
        ..Default::default()
    };
    let refused = details(&cast.dpo().void_breach(void).await.unwrap_err());
    assert_eq!(refused.fields, ["duplicate_of"]);
}

#[tokio::test]
async fn the_centre_is_not_let_know_of_what_is_restricted_by_default() {
    let cast = Cast::new().await;
    let breach = cast.handler().assesses_whole(&cast, "Hidden", RiskLevel::Risk).await;
    let restricted = cast.siro().restricts(&cast.siro().reads(&breach.name).await.unwrap()).await.unwrap();
    cast.dpo().notify_regulator(notification(&restricted)).await.unwrap();
    let owner = cast.world.database.owner().await;
    let news: Vec<String> =
        sqlx::query_scalar("SELECT reader || ' ' || need || ' ' || act FROM outbox WHERE reader <> 'hmrc'")
            .fetch_all(&owner)
            .await
            .unwrap();
    let (centre, cases) = (cast.analyst().exchanges().await.len(), cast.caseworker().exchanges().await.len());
    assert_eq!((centre, cases), (0, 0), "every analyst of the centre reads of it: {news:?}");
}

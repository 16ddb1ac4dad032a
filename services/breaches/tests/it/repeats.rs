//! What a caller may rely on when a request is sent twice.

use crate::actors::{Actor, Cast, HMRC, report};
use chassis_testing::{details, id, open_for_two, shut};
use sqlx::{Executor as _, PgPool};
use tonic::Code;

/// Breaches, audit records, remembered requests.
async fn counts(owner: &PgPool) -> (i64, i64, i64) {
    let counts = "SELECT (SELECT count(*) FROM breach), (SELECT count(*) FROM audit_record),
                         (SELECT count(*) FROM request_memory)";
    sqlx::query_as(counts).fetch_one(owner).await.unwrap()
}

#[tokio::test]
async fn a_repeated_request_is_answered_again_and_not_done_again() {
    let cast = Cast::new().await;
    let owner = cast.world.database.owner().await;
    let (hal, first, second) = (cast.handler(), id(), id());
    let draft = hal.starts(HMRC, report("Lost laptop"), &first).await.unwrap();
    let logged = hal.logs_draft(&draft, &second).await.unwrap();
    assert_eq!(hal.starts(HMRC, report("Lost laptop"), &first).await.unwrap(), draft);
    assert_eq!(hal.logs_draft(&draft, &second).await.unwrap(), logged, "though its etag is stale by now");
    assert_eq!(hal.starts(HMRC, report("Lost laptop"), &first.to_uppercase()).await.unwrap(), draft);
    let other = details(&hal.starts(HMRC, report("Lost phone"), &first).await.unwrap_err());
    assert_eq!((other.code, other.fields), (Code::InvalidArgument, vec!["request_id".to_owned()]));
    assert_eq!(counts(&owner).await, (1, 2, 2));

    let others = cast.siro().starts(HMRC, report("Lost laptop"), &first).await.unwrap();
    assert_ne!(others.name, draft.name, "an id is its caller's");
    owner.execute("UPDATE breach SET reader = 'moj'").await.unwrap();
    let unseen = details(&hal.logs_draft(&draft, &second).await.unwrap_err());
    assert_eq!(unseen.code, Code::NotFound, "what may no longer be seen is not answered from memory");
    owner.execute("UPDATE request_memory SET need = 'dpo'").await.unwrap();
    let hidden = details(&hal.starts(HMRC, report("Lost laptop"), &first).await.unwrap_err());
    assert_eq!(hidden.code, Code::NotFound);
}

#[tokio::test]
async fn a_refused_request_is_not_remembered() {
    let cast = Cast::new().await;
    let (draft, again) = (cast.handler().drafts("Lost laptop").await, id());
    let stale = contracts::breaches::Breach { etag: "v9".to_owned(), ..draft.clone() };
    assert_eq!(details(&cast.handler().logs_draft(&stale, &again).await.unwrap_err()).code, Code::Aborted);
    cast.handler().logs_draft(&draft, &again).await.unwrap();
}

#[tokio::test]
async fn of_two_equal_requests_at_once_one_is_done_and_both_are_answered() {
    let here = Cast::new().await;
    let there = Cast::beside(&here).await;
    let owner = here.world.database.owner().await;
    let (one, other, first, second) = (here.handler(), there.handler(), id(), id());

    let gate = shut(&owner, "breach").await;
    let starts = async |who: &Actor| who.starts(HMRC, report("Lost laptop"), &first).await;
    let (draft, again, ()) = tokio::join!(starts(&one), starts(&other), open_for_two(gate));
    let draft = draft.unwrap();
    assert_eq!(again.unwrap(), draft);

    let gate = shut(&owner, "breach").await;
    let (logged, again, ()) =
        tokio::join!(one.logs_draft(&draft, &second), other.logs_draft(&draft, &second), open_for_two(gate));
    assert_eq!(again.unwrap(), logged.unwrap());
    assert_eq!(counts(&owner).await, (1, 2, 2));
}

#[tokio::test]
async fn requests_are_forgotten_after_a_day_and_not_before() {
    let cast = Cast::new().await;
    let owner = cast.world.database.owner().await;
    cast.handler().drafts("Lost laptop").await;
    cast.handler().drafts("Lost phone").await;
    owner.execute("UPDATE request_memory SET at = now() - interval '23 hours'").await.unwrap();
    let sweep = "SELECT forget_requests(1000)";
    assert_eq!(sqlx::query_scalar::<_, i64>(sweep).fetch_one(&cast.world.app).await.unwrap(), 0);
    owner.execute("UPDATE request_memory SET at = now() - interval '25 hours'").await.unwrap();
    let one = "SELECT forget_requests(1)";
    assert_eq!(
        sqlx::query_scalar::<_, i64>(one).fetch_one(&cast.world.app).await.unwrap(),
        1,
        "in small steps"
    );
    assert_eq!(sqlx::query_scalar::<_, i64>(sweep).fetch_one(&cast.world.app).await.unwrap(), 1);
}

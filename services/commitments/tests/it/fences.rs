//! What the rows refuse, also where the code above them is wrong.

use crate::actors::Cast;
use chassis::service::Service as _;
use commitments::Commitments;
use contracts::commitments::{AgreedInterval, Amendment};
use sqlx::{AssertSqlSafe, Executor as _};

/// Runs a statement as the serving role, in the name of somebody who has every need.
async fn rows(cast: &Cast, organisation: &str, sql: &str) -> Result<u64, sqlx::Error> {
    let context = format!(
        r#"SELECT set_config('concordat.context', '{{"{organisation}","by:x","org","centre","evidence"}}', true),
                  set_config('concordat.moment', '2026-05-05T09:00:00Z', true)"#
    );
    let mut tx = cast.world.app.begin().await?;
    tx.execute(AssertSqlSafe(context)).await?;
    Ok(tx.execute(AssertSqlSafe(sql.to_owned())).await?.rows_affected())
}

async fn proposed(cast: &Cast) -> Amendment {
    let monthly = |content: &mut contracts::commitments::CommitmentContent| {
        content.agreed_interval = Some(AgreedInterval { months: 1 });
    };
    cast.lead().amends("JNT-03", monthly).await.unwrap()
}

/// A version of the register that is not what two agreed, unless they did.
fn version(author: &str, amendment: &Amendment, hash: &str) -> String {
    let id = amendment.name.rsplit('/').next().unwrap();
    format!(
        "INSERT INTO register_version (organisation, reader, need, code, version, effective_from, at, exchange_id, content_type, content, hash)
         VALUES ('{author}', 'public', 'org', 'JNT-03', 2, '2026-05-06', now(), '{id}', 'x', '', {hash})"
    )
}

#[tokio::test]
async fn the_register_says_nothing_that_was_not_proposed_and_agreed_by_whoever_was_asked() {
    let cast = Cast::new().await;
    let amendment = proposed(&cast).await;
    let hash: Vec<_> =
        amendment.seal.as_ref().unwrap().hash.iter().map(|byte| format!("{byte:02x}")).collect();
    let hash = format!("decode('{}', 'hex')", hash.concat());
    for author in ["gcdo", "ico", "hmrc", "public"] {
        assert!(
            rows(&cast, author, &version(author, &amendment, &hash)).await.is_err(),
            "{author}, not agreed"
        );
    }
    cast.regulator().agrees(&amendment).await.unwrap();
    cast.world.app.close().await;
    let again = Cast {
        world: chassis_testing::World::over::<Commitments>(
            &commitments::Settings { register: None },
            cast.world.database.clone(),
            "2026-05-05T09:00:00Z",
        )
        .await,
    };
    let owner = again.world.database.owner().await;
    owner.execute("DELETE FROM register_version").await.unwrap();
    for (author, hash, says) in [
        ("gcdo", hash.as_str(), false),
        ("hmrc", hash.as_str(), false),
        ("ico", "sha256('')", false),
        ("ico", hash.as_str(), true),
    ] {
        let added = rows(&again, author, &version(author, &amendment, hash)).await;
        assert_eq!(added.is_ok(), says, "{author} {hash}: {added:?}");
    }
}

#[tokio::test]
async fn what_was_agreed_everybody_reads_and_nobody_changes() {
    let cast = Cast::new().await;
    let amendment = proposed(&cast).await;
    cast.regulator().agrees(&amendment).await.unwrap();
    for organisation in ["public", "hmrc", "gcdo", "ico", "ncsc"] {
        assert_eq!(
            rows(&cast, organisation, "SELECT FROM register_version").await.unwrap(),
            1,
            "{organisation}"
        );
        for statement in [
            "UPDATE register_version SET version = 3",
            "DELETE FROM register_version",
            "TRUNCATE register_version",
        ] {
            assert!(rows(&cast, organisation, statement).await.is_err(), "{statement}");
        }
    }
    let nobody = sqlx::query("SELECT FROM register_version").execute(&cast.world.app).await;
    assert!(nobody.is_err(), "a query without a context fails, and does not see nothing");
}

#[tokio::test]
async fn what_is_proposed_only_its_two_parties_see() {
    let cast = Cast::new().await;
    proposed(&cast).await;
    for (organisation, seen) in [("gcdo", 1), ("ico", 1), ("hmrc", 0), ("ncsc", 0), ("public", 0)] {
        for table in ["exchange_act", "exchange_view", "disclosure"] {
            assert_eq!(
                rows(&cast, organisation, &format!("SELECT FROM {table}")).await.unwrap(),
                seen,
                "{organisation} {table}"
            );
        }
    }
}

#[tokio::test]
async fn what_is_derived_is_checked_against_what_it_was_derived_from() {
    let cast = Cast::new().await;
    let amendment = proposed(&cast).await;
    cast.regulator().agrees(&amendment).await.unwrap();
    let owner = cast.world.database.owner().await;
    let problems = async || {
        let (directory, calendar) = (chassis_testing::directory(), chassis_testing::calendar());
        Commitments::check(owner.clone(), &directory, &calendar).await.unwrap()
    };
    assert_eq!(problems().await, [""; 0]);
    for (statement, undo) in [
        (
            "UPDATE register_version SET effective_from = '2026-05-07'",
            "UPDATE register_version SET effective_from = '2026-05-06'",
        ),
        ("UPDATE register_version SET version = 3", "UPDATE register_version SET version = 2"),
        (
            "UPDATE exchange_view SET state = 'REFUSED' WHERE reader = 'ico'",
            "UPDATE exchange_view SET state = 'AGREED'",
        ),
        (
            "UPDATE exchange_view SET subject = '' WHERE reader = 'ico'",
            "UPDATE exchange_view SET subject = 'commitments/JNT-03'",
        ),
    ] {
        owner.execute(statement).await.unwrap();
        assert_eq!(problems().await.len(), 1, "{statement}");
        owner.execute(undo).await.unwrap();
    }
    assert_eq!(problems().await, [""; 0]);
}

#[tokio::test]
async fn what_is_published_stands_in_the_register_of_disclosures() {
    let cast = Cast::new().await;
    let amendment = proposed(&cast).await;
    cast.regulator().agrees(&amendment).await.unwrap();
    let sql = "SELECT FROM disclosure WHERE recipient = 'public' AND basis = 'PUBLICATION'";
    for (organisation, seen) in [("ico", 1), ("public", 1), ("gcdo", 0), ("hmrc", 0)] {
        assert_eq!(rows(&cast, organisation, sql).await.unwrap(), seen, "{organisation}");
    }
}

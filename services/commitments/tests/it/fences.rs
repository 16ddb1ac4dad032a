//! What the rows refuse, also where the code above them is wrong.

use crate::{
    actors::{Cast, YEAR, draft, facts, planned},
    meetings::{commissioner, invited},
};
use chassis::service::Service as _;
use commitments::Commitments;
use contracts::commitments::{AgreedInterval, Amendment, ListEvidenceRequest, PackBody};
use sqlx::{AssertSqlSafe, Executor as _};

/// Runs a statement as the serving role, in the name of somebody who has every need.
async fn rows(cast: &Cast, organisation: &str, sql: &str) -> Result<u64, sqlx::Error> {
    cast.world.rows(organisation, r#""org","centre","evidence""#, sql).await
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
            &crate::actors::settings(),
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
async fn nothing_is_drafted_of_what_crossed_also_where_nothing_was_drafted_before() {
    let cast = Cast::new().await;
    invited(&cast, &[commissioner()]).await;
    let draft = "INSERT INTO exchange_act (organisation, reader, need, named, exchange_id, number, at, role, author, act, content_type,
                     content, hash, kind, state, opener, recipient, place, summary, subject, draft)
                 SELECT organisation, reader, need, named, exchange_id, 0, at, role, 'by:x', 'DRAFT', content_type,
                     content, hash, kind, 'WAITING', opener, recipient, place, summary, subject, 1
                 FROM exchange_act WHERE kind = 'INVITATION' AND reader = 'gcdo' AND number = 1";
    let refused = rows(&cast, "gcdo", draft).await.unwrap_err();
    assert!(refused.to_string().contains("row-level security"), "{refused}");
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

#[tokio::test]
async fn a_plan_is_seen_and_changed_by_its_own_organisation_s_planners_alone() {
    let cast = Cast::new().await;
    cast.dpo().plans("HMG-02", planned("Appoint a lead", "2026-06-30")).await.unwrap();
    for (organisation, seen) in [("hmrc", 1), ("gcdo", 0), ("moj", 0), ("ico", 0), ("public", 0)] {
        assert_eq!(rows(&cast, organisation, "SELECT FROM plan").await.unwrap(), seen, "{organisation}");
        let changed = rows(&cast, organisation, "UPDATE plan SET version = 2").await.unwrap();
        assert_eq!(changed, seen, "{organisation}");
    }
    for statement in [
        "UPDATE plan SET first_due_on = due_on",
        "UPDATE plan SET reader = 'gcdo'",
        "UPDATE plan SET code = 'HMG-01'",
        "DELETE FROM plan",
    ] {
        assert!(rows(&cast, "hmrc", statement).await.is_err(), "{statement}");
    }
    let copied = "INSERT INTO plan (organisation, reader, need, plan_id, version, created_at, updated_at, code, due_on, first_due_on,
                                    progress, facts, history)
                  SELECT organisation, reader, 'boards', gen_random_uuid(), version, created_at, updated_at, code, due_on,
                         first_due_on, progress, facts, history FROM plan";
    assert!(rows(&cast, "hmrc", copied).await.is_err(), "no board reads a plan");
    assert!(rows(&cast, "hmrc", &copied.replace("'boards'", "need")).await.is_ok());
}

#[tokio::test]
async fn a_plan_or_a_pack_that_is_not_what_it_says_is_found_by_the_check() {
    let cast = Cast::new().await;
    let plan = cast.dpo().plans("HMG-02", planned("Appoint a lead", "2026-06-30")).await.unwrap();
    cast.dpo().replans(&plan, planned("Appoint a lead", "2026-07-10"), "Nobody applied.").await.unwrap();
    let pack = cast.dpo().prepares(PackBody::TechnologyRiskGroup, draft(&[&plan])).await.unwrap();
    cast.world.set("2026-05-06T09:00:00Z");
    let pack = cast.siro().presents(&pack).await.unwrap();
    cast.secretariat().challenges(&pack, "Why so late?").await.unwrap();
    cast.siro().answers(&pack, 1).await.unwrap();
    let owner = cast.world.database.owner().await;
    let problems = async || {
        let (directory, calendar) = (chassis_testing::directory(), chassis_testing::calendar());
        Commitments::check(owner.clone(), &directory, &calendar).await.unwrap()
    };
    assert_eq!(problems().await, [""; 0]);
    for (statement, undo) in [
        ("UPDATE plan SET due_on = '2026-06-30'", "UPDATE plan SET due_on = '2026-07-10'"),
        ("UPDATE plan SET progress = 'DONE'", "UPDATE plan SET progress = 'UNDER_WAY'"),
        ("UPDATE plan SET history = '{}'", "UPDATE plan SET history = before.history FROM before"),
        (
            "UPDATE exchange_view SET state = 'PREPARED' WHERE reader = 'gcdo'",
            "UPDATE exchange_view SET state = 'PRESENTED'",
        ),
        // What a view says is said by the last act too; the acts come to something else all the same.
        (
            "UPDATE exchange_act SET state = 'PREPARED' WHERE reader = 'gcdo';
             UPDATE exchange_view SET state = 'PREPARED' WHERE reader = 'gcdo'",
            "UPDATE exchange_act SET state = 'PRESENTED' WHERE reader = 'gcdo';
             UPDATE exchange_view SET state = 'PRESENTED' WHERE reader = 'gcdo'",
        ),
        (
            "UPDATE exchange_act SET summary = summary || '{\"title\": \"Another\"}' WHERE reader = 'gcdo';
             UPDATE exchange_view SET summary = summary || '{\"title\": \"Another\"}' WHERE reader = 'gcdo'",
            "UPDATE exchange_act SET summary = summary || jsonb_build_object('title', title) FROM before WHERE reader = 'gcdo';
             UPDATE exchange_view SET summary = summary || jsonb_build_object('title', title) FROM before WHERE reader = 'gcdo'",
        ),
    ] {
        owner
            .execute(
                "DROP TABLE IF EXISTS before; CREATE TABLE before AS
                 SELECT history, (SELECT summary -> 'title' FROM exchange_view WHERE reader = 'gcdo') AS title FROM plan",
            )
            .await
            .unwrap();
        owner.execute(statement).await.unwrap();
        assert_eq!(problems().await.len(), 1, "{statement}");
        owner.execute(undo).await.unwrap();
    }
    assert_eq!(problems().await, [""; 0]);
}

#[tokio::test]
async fn evidence_that_was_drafted_before_it_was_submitted_is_what_its_acts_come_to() {
    let cast = Cast::new().await;
    let drafted = cast.dpo().drafts(YEAR, facts("A lead was appointed")).await.unwrap();
    cast.world.set("2026-05-06T09:00:00Z");
    let submitted = cast.dpo().submits(&drafted).await.unwrap();
    let received = cast.analyst().sees(&submitted).await.unwrap();
    assert_eq!(received.create_time, received.submit_time, "of drafts the centre learns nothing");
    let listed = cast.analyst().lists_evidence(ListEvidenceRequest::default()).await.remove(0);
    assert_eq!(listed.create_time, listed.submit_time);
    let owner = cast.world.database.owner().await;
    let (directory, calendar) = (chassis_testing::directory(), chassis_testing::calendar());
    assert_eq!(Commitments::check(owner, &directory, &calendar).await.unwrap(), [""; 0]);
}

#[tokio::test]
async fn a_post_is_held_by_one_at_a_time_and_on_no_day_that_its_own_organisation_did_not_say() {
    let cast = Cast::new().await;
    let hold = |reader: &str, post: &str, from: &str, until: &str| {
        format!(
            "INSERT INTO post_holding (organisation, reader, need, appointment_id, post, from_day, until_day)
             VALUES ('hmrc', '{reader}', 'org', gen_random_uuid(), '{post}', '{from}', {until})"
        )
    };
    let (cast, first) = (&cast, hold("hmrc", "LEAD", "2026-02-01", "'2026-03-01'"));
    assert_eq!(rows(cast, "hmrc", &first).await.unwrap(), 1);
    cast.world.database.owner().await.execute(AssertSqlSafe(first)).await.unwrap();
    for (post, from, until, taken) in [
        ("LEAD", "2026-02-28", "NULL", true),
        ("LEAD", "2026-01-08", "'2026-02-02'", true),
        ("LEAD", "2026-01-08", "'2026-02-01'", false),
        ("LEAD", "2026-03-01", "NULL", false),
        ("OTHER", "2026-02-01", "NULL", false),
    ] {
        let held = rows(cast, "hmrc", &hold("hmrc", post, from, until)).await;
        assert_eq!(held.is_err(), taken, "{post} {from} {until}: {held:?}");
    }
    assert!(rows(cast, "hmrc", &hold("hmrc", "LEAD", "2026-04-01", "'2026-04-01'")).await.is_err());
    assert!(rows(cast, "hmrc", &hold("gcdo", "LEAD", "2026-04-01", "NULL")).await.is_err(), "for another");
    assert!(
        rows(cast, "moj", &hold("moj", "LEAD", "2026-04-01", "NULL")).await.is_err(),
        "in another's name"
    );
    assert_eq!(rows(cast, "moj", "SELECT FROM post_holding").await.unwrap(), 0);
    assert_eq!(rows(cast, "moj", "UPDATE post_holding SET until_day = NULL").await.unwrap(), 0);
    assert_eq!(rows(cast, "hmrc", "UPDATE post_holding SET until_day = NULL").await.unwrap(), 1);
    for statement in ["UPDATE post_holding SET from_day = '2026-01-08'", "DELETE FROM post_holding"] {
        assert!(rows(cast, "hmrc", statement).await.is_err(), "{statement}");
    }
}

#[tokio::test]
async fn a_link_is_a_row_of_its_maker_and_of_nobody_else() {
    let cast = Cast::new().await;
    let link = |organisation: &str, author: &str| {
        format!(
            "INSERT INTO feed (organisation, reader, need, author, feed_id, secret_hash, role, at, ends_on)
             VALUES ('{organisation}', '{organisation}', 'org', '{author}', gen_random_uuid(), sha256('{author}'), 'x', now(), '2027-01-01')"
        )
    };
    for (organisation, author, good) in
        [("hmrc", "by:x", true), ("hmrc", "by:y", false), ("moj", "by:x", false)]
    {
        assert_eq!(
            rows(&cast, "hmrc", &link(organisation, author)).await.is_ok(),
            good,
            "{organisation} {author}"
        );
    }
    let owner = cast.world.database.owner().await;
    for author in ["by:x", "by:y"] {
        owner.execute(AssertSqlSafe(link("hmrc", author))).await.unwrap();
    }
    assert_eq!(rows(&cast, "hmrc", "SELECT FROM feed").await.unwrap(), 1);
    assert_eq!(rows(&cast, "hmrc", "UPDATE feed SET revoked_at = now()").await.unwrap(), 1);
    assert_eq!(rows(&cast, "moj", "SELECT FROM feed").await.unwrap(), 0);
    for statement in
        ["UPDATE feed SET ends_on = '2036-01-01'", "UPDATE feed SET author = 'by:z'", "DELETE FROM feed"]
    {
        assert!(rows(&cast, "hmrc", statement).await.is_err(), "{statement}");
    }
}

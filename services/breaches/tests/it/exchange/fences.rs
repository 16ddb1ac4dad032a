//! What the rows refuse, also where the code above them is wrong.

use super::*;
use breaches::Breaches;
use chassis::service::Service as _;
use chassis_testing::pool;
use sqlx::{AssertSqlSafe, Executor as _};
use tonic::Code;

/// Runs a statement as the serving role, in the name of somebody who has every need.
async fn rows(cast: &Cast, organisation: &str, sql: &str) -> Result<u64, sqlx::Error> {
    let needs = r#""org","reports","handlers","case","centre","incidents""#;
    cast.world.rows(organisation, needs, sql).await
}

/// An act that nothing is wrong with but, perhaps, who adds it to what.
fn act(author: &str, reader: &str, number: i32, parties: [&str; 2], exchange: &Exchange) -> String {
    let id = exchange.name.rsplit('/').next().unwrap();
    let by = if author == reader { "by:x" } else { "" };
    let [opener, recipient] = parties;
    format!(
        "INSERT INTO exchange_act (organisation, reader, need, named, exchange_id, number, at, role, author, act, content_type,
                                   content, hash, kind, state, opener, recipient, place, summary)
         VALUES ('{author}', '{reader}', 'handlers', '', '{id}', {number}, now(), 'x', '{by}', 'RECALL', 'x', '', sha256(''),
                 'DISCLOSURE', 'RECALLED', '{opener}', '{recipient}', 1, '{{}}')"
    )
}

#[tokio::test]
async fn nobody_adds_to_an_exchange_that_is_not_theirs_and_nobody_brings_in_a_third() {
    let cast = Cast::new().await;
    let disclosed = cast.disclosed(MOJ).await;
    let parties = ["hmrc", "moj"];
    for (author, reader, number, parties, adds) in [
        ("hmrc", "hmrc", 2, parties, true),
        ("hmrc", "moj", 2, parties, true),
        ("moj", "moj", 2, parties, true),
        ("moj", "hmrc", 2, parties, true),
        // Of another's exchange, in whatever name and by whatever number, one's own first one included.
        ("home-office", "moj", 2, parties, false),
        ("home-office", "hmrc", 1, parties, false),
        ("home-office", "moj", 1, parties, false),
        ("home-office", "moj", 1, ["home-office", "moj"], false),
        ("home-office", "home-office", 1, ["home-office", "moj"], false),
        ("home-office", "moj", 2, ["home-office", "moj"], false),
        ("moj", "moj", 1, ["moj", "hmrc"], false),
        // Past what there is, or over what there was.
        ("hmrc", "hmrc", 3, parties, false),
        ("hmrc", "hmrc", 1, parties, false),
        ("moj", "moj", 1, parties, false),
        // With a third.
        ("hmrc", "gcdo", 2, parties, false),
        ("hmrc", "gcdo", 2, ["hmrc", "gcdo"], false),
        ("hmrc", "gcdo", 1, ["hmrc", "gcdo"], false),
        ("moj", "gcdo", 2, ["moj", "gcdo"], false),
    ] {
        let added = rows(&cast, author, &act(author, reader, number, parties, &disclosed)).await;
        assert_eq!(added.is_ok(), adds, "{author} adds {number} for {reader} between {parties:?}: {added:?}");
    }
    let named = act("hmrc", "hmrc", 2, parties, &disclosed)
        .replace("'hmrc', 'hmrc', 'handlers'", "'moj', 'hmrc', 'handlers'");
    assert!(rows(&cast, "hmrc", &named).await.is_err(), "in another's name");
}

#[tokio::test]
async fn nobody_drafts_but_who_began_and_only_until_something_crossed() {
    let cast = Cast::new().await;
    let prepared = cast.prepared(MOJ).await;
    let draft = |author: &str, reader: &str, number: i32, draft: i32, exchange: &Exchange| {
        let act = act(author, reader, number, ["hmrc", "moj"], exchange);
        act.replace("summary)\n", "summary, draft)\n").replace("'{}')", &format!("'{{}}', {draft})"))
    };
    let adds = async |exchange: &Exchange, expected: &[(&str, &str, i32, i32)]| {
        for author in ["hmrc", "moj", "home-office"] {
            for (reader, number, next) in ["hmrc", "moj"]
                .iter()
                .flat_map(|reader| (0..3).flat_map(move |n| (0..5).map(move |d| (*reader, n, d))))
            {
                let added = rows(&cast, author, &draft(author, reader, number, next, exchange)).await.is_ok();
                let expects = expected.contains(&(author, reader, number, next));
                assert_eq!(added, expects, "{author} adds {number} and {next} for {reader}");
            }
        }
    };
    // The next draft; or what crosses, in whose own copy it takes the place of that.
    let after_one = [("hmrc", "hmrc", 0, 2), ("hmrc", "hmrc", 1, 2), ("hmrc", "moj", 1, 0)];
    adds(&prepared, &after_one).await;
    let crossed = cast.siro().approves(&prepared).await.unwrap();
    let after_that = ["hmrc", "moj"].map(|reader| [("hmrc", reader, 2, 0), ("moj", reader, 2, 0)]).concat();
    adds(&crossed, &after_that).await;
}

#[tokio::test]
async fn what_crossed_is_changed_by_nobody() {
    let cast = Cast::new().await;
    let disclosed = cast.disclosed(MOJ).await;
    for organisation in ["hmrc", "moj"] {
        for table in ["exchange_act", "exchange_view", "disclosure"] {
            assert!(rows(&cast, organisation, &format!("SELECT FROM {table}")).await.unwrap() > 0, "{table}");
            assert!(rows(&cast, organisation, &format!("DELETE FROM {table}")).await.is_err(), "{table}");
            assert!(rows(&cast, organisation, &format!("UPDATE {table} SET need = 'org'")).await.is_err());
        }
        for statement in [
            "UPDATE exchange_act SET content = ''",
            "UPDATE exchange_act SET expires_at = 'infinity'",
            "UPDATE exchange_act SET named = ''",
            "UPDATE exchange_view SET state = 'RECALLED'",
            "INSERT INTO exchange_view SELECT * FROM exchange_view",
            "UPDATE exchange_source SET source = 'x'",
            "DELETE FROM exchange_source",
            "UPDATE disclosure SET purpose = 'x'",
            "TRUNCATE exchange_act",
            "SELECT project_exchange_act()",
        ] {
            assert!(rows(&cast, organisation, statement).await.is_err(), "{statement}");
        }
    }
    assert_eq!(
        rows(&cast, "moj", "SELECT FROM exchange_source").await.unwrap(),
        0,
        "of what it is a copy is not told"
    );
    for table in ["exchange_act", "exchange_view", "exchange_source", "disclosure"] {
        for stranger in ["home-office", "gcdo", "ico", "ncsc"] {
            assert_eq!(rows(&cast, stranger, &format!("SELECT FROM {table}")).await.unwrap(), 0, "{table}");
        }
    }
    let entry = |organisation: &str, reader: &str, recipient: &str| {
        let id = disclosed.name.rsplit('/').next().unwrap();
        format!(
            "INSERT INTO disclosure (organisation, reader, need, disclosure_id, at, recipient, resource, content_type, hash,
                                     purpose, basis, classification, onward_sharing, discloser_role)
             VALUES ('{organisation}', '{reader}', 'handlers', '{id}', now(), '{recipient}', 'x', 'x', sha256(''), 'x',
                     'CONSENT', 'OFFICIAL', 'NONE', 'x')"
        )
    };
    assert!(rows(&cast, "hmrc", &entry("hmrc", "moj", "moj")).await.is_ok());
    assert!(rows(&cast, "hmrc", &entry("hmrc", "ico", "moj")).await.is_err(), "in no third party's register");
    assert!(rows(&cast, "hmrc", &entry("moj", "hmrc", "hmrc")).await.is_err(), "in nobody else's name");
}

#[tokio::test]
async fn what_is_one_persons_alone_shows_to_nobody_else_who_has_the_need() {
    let cast = Cast::new().await;
    let disclosed = cast.disclosed(MOJ).await;
    let owner = cast.world.database.owner().await;
    let dee = "SELECT author FROM exchange_act WHERE author <> '' LIMIT 1";
    cast.dpo().prepares(disclosure(&disclosed.source, GCDO, &[BreachPart::Title])).await.unwrap();
    let hal: String = sqlx::query_scalar(dee).fetch_one(&owner).await.unwrap();
    assert_eq!((cast.dpo().exchanges().await.len(), cast.dpo().register().await.len()), (2, 1));
    let superuser = pool(cast.world.database.superuser(), 1).await;
    for table in ["exchange_act", "exchange_view", "disclosure"] {
        let name = format!("UPDATE {table} SET named = '{hal}' WHERE reader = 'hmrc'");
        superuser.execute(AssertSqlSafe(name)).await.unwrap();
    }
    let seen = async |author: &str, needs: &str| {
        let mut tx = cast.world.app.begin().await.unwrap();
        let context = format!(
            r#"SELECT set_config('concordat.context', '{{"hmrc","{author}",{needs}}}', true),
                      set_config('concordat.moment', '2026-05-05T09:00:00Z', true)"#
        );
        tx.execute(AssertSqlSafe(context)).await.unwrap();
        let mut seen = Vec::new();
        for table in ["exchange_act", "exchange_view", "disclosure"] {
            let count = format!("SELECT count(*) FROM {table}");
            seen.push(sqlx::query_scalar::<_, i64>(AssertSqlSafe(count)).fetch_one(&mut *tx).await.unwrap());
        }
        seen
    };
    assert_eq!(seen(&hal, r#""handlers""#).await, [3, 2, 1]);
    assert_eq!(seen(&hal, r#""reports""#).await, [0, 0, 0], "nor to that person without the need");
    assert_eq!(seen("by:x", r#""org","reports","handlers","dpo""#).await, [0, 0, 0]);
    for other in [cast.dpo(), cast.siro()] {
        assert!(other.exchanges().await.is_empty() && other.register().await.is_empty());
        let refused = other.reads_exchange(&disclosed.name).await.unwrap_err();
        assert_eq!((refused.code(), refused.message()), (Code::NotFound, "not found"));
        assert_eq!(other.recalls(&disclosed).await.unwrap_err().code(), Code::NotFound);
    }
    assert_eq!(cast.handler().exchanges().await.len(), 2);
    assert_eq!(cast.handler().reads_exchange(&disclosed.name).await.unwrap().acts.len(), 2);
    assert_eq!(cast.moj().has(&disclosed).await.unwrap().acts.len(), 1, "the other side has its own");
}

#[tokio::test]
async fn a_check_finds_a_view_that_is_not_what_its_acts_come_to() {
    let cast = Cast::new().await;
    let owner = cast.world.database.owner().await;
    let disclosed = cast.disclosed(MOJ).await;
    cast.moj().acknowledges(&cast.moj().has(&disclosed).await.unwrap()).await.unwrap();
    let (directory, calendar) = (chassis_testing::directory(), chassis_testing::calendar());
    let problems = async || Breaches::check(owner.clone(), &directory, &calendar).await.unwrap();
    assert_eq!(problems().await, Vec::<String>::new());
    for (column, tampered) in [
        ("state", "'DISCLOSED'"),
        ("kind", "'CENTRE_REPORT'"),
        ("number", "number - 1"),
        ("place", "place + 1"),
        ("opener", "'gcdo'"),
        ("recipient", "'gcdo'"),
        ("summary", "jsonb_set(summary, '{title}', '\"Another\"')"),
    ] {
        owner.execute("CREATE TABLE kept AS SELECT * FROM exchange_view WHERE reader = 'moj'").await.unwrap();
        let edit = format!("UPDATE exchange_view SET {column} = {tampered} WHERE reader = 'moj'");
        owner.execute(AssertSqlSafe(edit)).await.unwrap();
        assert_eq!(problems().await.len(), 1, "{column}");
        let mend = format!(
            "UPDATE exchange_view AS view SET {column} = kept.{column} FROM kept WHERE view.reader = 'moj'; DROP TABLE kept"
        );
        owner.execute(AssertSqlSafe(mend)).await.unwrap();
    }
    // What a view says is said by the last act too; the acts come to something else all the same.
    owner.execute("CREATE TABLE kept AS SELECT * FROM exchange_view WHERE reader = 'moj'").await.unwrap();
    for (column, tampered) in
        [("state", "'DISCLOSED'"), ("summary", "jsonb_set(summary, '{title}', '\"Another\"')")]
    {
        for (value, found) in [(tampered, 1), (&*format!("(SELECT kept.{column} FROM kept)"), 0)] {
            for table in ["exchange_act", "exchange_view"] {
                let last = "reader = 'moj' AND number = (SELECT kept.number FROM kept)";
                let edit = format!("UPDATE {table} SET {column} = {value} WHERE {last}");
                owner.execute(AssertSqlSafe(edit)).await.unwrap();
            }
            assert_eq!(problems().await.len(), found, "{column}");
        }
    }
    let spoil = "UPDATE exchange_act SET hash = set_byte(hash, 0, get_byte(hash, 0) # 1) WHERE reader = 'moj' AND number = 1";
    owner.execute(spoil).await.unwrap();
    assert_eq!(problems().await.len(), 1, "nor are the acts");
    owner.execute(spoil).await.unwrap();
    assert_eq!(problems().await, Vec::<String>::new());
    owner.execute("DELETE FROM exchange_view WHERE reader = 'moj'").await.unwrap();
    assert_eq!(problems().await.len(), 1, "acts without a view");
}

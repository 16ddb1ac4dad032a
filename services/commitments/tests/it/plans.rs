//! How PostgreSQL answers the lists over much evidence and many views of many organisations: as golden files, for a caller
//! who has many rows and for one who has few, in a statement that is new and in one that somebody else's rows were planned for.

use chassis_testing::TestDb;
use commitments::Commitments;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use std::{fmt::Write as _, fs};

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/plans");

/// Evidence of 300 departments, a third of it one's, which the centre has copies of; and views of the regulator's that were
/// issued to all of them and to the centre. No table has more rows than ANALYZE reads, so that it guesses nothing.
const SEED: &str = "
ALTER TABLE exchange_view SET (autovacuum_enabled = false);
ALTER TABLE received_assessment SET (autovacuum_enabled = false);
CREATE TEMPORARY TABLE seeded AS
SELECT g, 'department-' || CASE WHEN g % 3 = 0 THEN 1 ELSE 2 + g % 299 END AS organisation,
       ('00000000-0000-7000-8000-' || lpad(to_hex(g), 12, '0'))::uuid AS id,
       -(extract(epoch FROM timestamptz '2026-02-01' + g * interval '5 minutes') * 1000000)::bigint AS place,
       format('commitments/HMG-%s/periods/20%s-01-08-P12M', lpad((1 + g % 17)::text, 2, '0'), 26 + g % 5) AS period
FROM generate_series(1, 14000) AS g;
INSERT INTO exchange_view (organisation, reader, need, named, exchange_id, number, kind, state, opener, recipient, place, summary,
                           subject)
SELECT organisation, reader.name, reader.need, '', id, 2, 'EVIDENCE',
       (ARRAY['SUBMITTED', 'ACCEPTED', 'RETURNED'])[1 + g % 3], organisation, 'gcdo', place,
       jsonb_build_object('period', period, 'facts', jsonb_build_object('title', 'A letter ' || g)), period
FROM seeded, LATERAL (VALUES (organisation, 'boards'), ('gcdo', 'centre')) AS reader (name, need);
INSERT INTO received_assessment (organisation, reader, need, issue_id, period, at, place, role, content_type, content, hash)
SELECT 'ico', reader, 'org', id, period, to_timestamp(-place / 1000000), place, 'ico.lead', 'x', 'x', sha256('')
FROM seeded, LATERAL (VALUES (organisation), ('gcdo')) AS copy (reader);
ANALYZE exchange_view, received_assessment;
";

/// As a VACUUM leaves it once nobody anywhere is in a transaction that is older than the seed: an index may do by itself.
const VISIBLE: &str =
    "UPDATE pg_class SET relallvisible = relpages WHERE relname IN ('exchange_view', 'received_assessment')";

/// Who asks: an organisation, and what somebody in it may see.
#[derive(Clone, Copy)]
struct Asker(&'static str, &'static str, &'static str);

const CENTRE: Asker = Asker("the centre", "gcdo", r#""org","centre","evidence""#);
const FEW: Asker = Asker("few", "department-300", r#""org","evidence","boards""#);

/// A list, what it is asked with, and the index that answers it.
struct List {
    name: &'static str,
    sql: &'static str,
    arguments: &'static str,
    index: &'static str,
}

const LISTS: [List; 7] = [
    List {
        name: "evidence",
        sql: include_str!("../../../chassis/queries/exchanges.sql"),
        arguments: "'{EVIDENCE}', '{}', NULL, NULL, -9000000000000000000, '00000000-0000-7000-8000-000000000000', 26,
                    NULL",
        index: "exchange_view_by_place",
    },
    List {
        name: "evidence_of_a_period",
        sql: include_str!("../../../chassis/queries/exchanges.sql"),
        arguments: "'{EVIDENCE}', '{}', NULL, NULL, -9000000000000000000, '00000000-0000-7000-8000-000000000000', 26,
                    'commitments/HMG-02/periods/2026-01-08-P12M'",
        index: "exchange_view_by_subject",
    },
    List {
        name: "received",
        sql: include_str!("../../queries/received.sql"),
        arguments: "NULL, -9000000000000000000, '00000000-0000-7000-8000-000000000000', 26",
        index: "received_assessment_by_place",
    },
    List {
        name: "received_of_a_period",
        sql: include_str!("../../queries/received.sql"),
        arguments: "'commitments/HMG-02/periods/2026-01-08-P12M', -9000000000000000000,
                    '00000000-0000-7000-8000-000000000000', 26",
        index: "received_assessment_by_period",
    },
    List {
        name: "own_evidence_by_period",
        sql: include_str!("../../queries/own_evidence.sql"),
        arguments: "'{commitments/HMG-02/periods/2026-01-08-P12M,commitments/HMG-03/periods/2026-01-08-P12M}', 'EVIDENCE',
                    'department-300'",
        index: "exchange_view_by_subject",
    },
    List {
        name: "evidence_of_departments",
        sql: include_str!("../../queries/departments_evidence.sql"),
        arguments: "'commitments/HMG-02/periods/2026-01-08-P12M', 'EVIDENCE'",
        index: "exchange_view_by_subject",
    },
    List {
        name: "latest_views",
        sql: include_str!("../../queries/latest_views.sql"),
        arguments: "'{commitments/HMG-02/periods/2026-01-08-P12M,commitments/HMG-03/periods/2026-01-08-P12M}'",
        index: "received_assessment_by_period",
    },
];

#[tokio::test]
async fn every_list_is_answered_from_its_index_in_pages() {
    let database = TestDb::of::<Commitments>().await;
    let mut superuser = PgConnection::connect_with(&database.superuser()).await.unwrap();
    superuser.execute(SEED).await.unwrap();
    superuser.execute(VISIBLE).await.unwrap();
    let mut problems = String::new();
    for list in LISTS {
        let mut connection = PgConnection::connect_with(&database.role("app")).await.unwrap();
        let mut page = String::new();
        for (asker, before) in [(CENTRE, CENTRE), (FEW, FEW), (CENTRE, FEW), (FEW, CENTRE)] {
            let plan = plan(&mut connection, &list, asker, before).await;
            assert!(!plan.contains("Seq Scan") && plan.contains(list.index), "{}:\n{plan}", list.name);
            let whose = if asker.0 == before.0 {
                "for the first time".to_owned()
            } else {
                format!("after {}", before.0)
            };
            let _ = writeln!(page, "# {}, {whose}\n{plan}", asker.0);
        }
        let file = format!("{GOLDEN}/{}.txt", list.name);
        if fs::read_to_string(&file).unwrap_or_default() != page {
            fs::create_dir_all(GOLDEN).unwrap();
            fs::write(format!("{file}.found"), &page).unwrap();
            let _ = writeln!(problems, "{file} differs from {file}.found");
        }
    }
    assert!(problems.is_empty(), "{problems}");
}

/// The plan by which `asker` is answered, in a statement that was prepared for `before` and has been used long enough to be
/// planned once for all, unless both are the same.
async fn plan(connection: &mut PgConnection, list: &List, asker: Asker, before: Asker) -> String {
    let prepare = format!("PREPARE list AS {}", list.sql);
    connection.execute(AssertSqlSafe(prepare)).await.unwrap();
    let execute = format!("EXECUTE list ({})", list.arguments);
    if asker.0 != before.0 {
        for _ in 0..8 {
            let mut tx = connection.begin().await.unwrap();
            tx.execute(AssertSqlSafe(context(before))).await.unwrap();
            tx.execute(AssertSqlSafe(execute.clone())).await.unwrap();
        }
    }
    let mut tx = connection.begin().await.unwrap();
    tx.execute(AssertSqlSafe(context(asker))).await.unwrap();
    let explain = format!("EXPLAIN (COSTS OFF) {execute}");
    let lines: Vec<String> = sqlx::query_scalar(AssertSqlSafe(explain)).fetch_all(&mut *tx).await.unwrap();
    tx.rollback().await.unwrap();
    connection.execute("DEALLOCATE list").await.unwrap();
    lines.join("\n")
}

fn context(Asker(_, organisation, needs): Asker) -> String {
    format!(r#"SELECT set_config('concordat.context', '{{"{organisation}","by:1",{needs}}}', true)"#)
}

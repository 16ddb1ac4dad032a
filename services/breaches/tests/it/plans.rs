//! How PostgreSQL answers the lists over many breaches of many organisations: as golden files, for a caller who has many
//! rows and for one who has few, in a statement that is new and in one that somebody else's rows were planned for.

use breaches::Breaches;
use chassis_testing::TestDb;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use std::{fmt::Write as _, fs};

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/plans");

/// 200,000 breaches of 450 organisations: three in ten are one organisation's, and the last has eighteen. One in ten waits
/// for its deadline. A third became cases, each with a view for either party; and as many were reported to the
/// centre, which has them all.
const SEED: &str = "
ALTER TABLE breach SET (autovacuum_enabled = false);
ALTER TABLE clock_event SET (autovacuum_enabled = false);
ALTER TABLE case_view SET (autovacuum_enabled = false);
ALTER TABLE exchange_view SET (autovacuum_enabled = false);
ALTER TABLE exchange_source SET (autovacuum_enabled = false);
ALTER TABLE disclosure SET (autovacuum_enabled = false);
CREATE TEMPORARY TABLE seeded AS
SELECT g, CASE WHEN g % 10000 = 0 AND g < 190000 THEN 'organisation-450'
               WHEN g % 10 < 3 THEN 'organisation-1'
               ELSE 'organisation-' || (2 + g % 448) END AS organisation,
       ('00000000-0000-7000-8000-' || lpad(to_hex(g), 12, '0'))::uuid AS id,
       timestamptz '2024-01-01' + g * interval '5 minutes' AS at
FROM generate_series(1, 200000) AS g;
INSERT INTO breach (organisation, reader, need, author, breach_id, version, created_at, updated_at, state, title, detected_at,
                    detected_how, reporter_role, handling, facts, incident_type, confirmation, rule, started_at, due_at,
                    satisfied_at, case_id, unit, incident_group)
SELECT organisation, organisation, 'reports', 'by:' || g % 50, id, 5, at, at,
       CASE WHEN g % 10 = 4 THEN 'CONFIRMED' ELSE 'NOTIFIED_FULL' END, 'A letter ' || g, at, 'A colleague noticed.', 'Caseworker',
       '{}', jsonb_build_object('incident', jsonb_build_object('description', repeat('It went astray. ', 10))),
       (ARRAY['PHISHING', 'RANSOMWARE', 'FAILURE_TO_REDACT'])[1 + g % 3], '{}', 'uk-gdpr-33/v1', at, at + interval '72 hours',
       CASE WHEN g % 10 <> 4 THEN at + interval '24 hours' END, CASE WHEN g % 10 <> 4 THEN id END,
       'Unit ' || g % 20, CASE WHEN g % 100 = 0 THEN 'group-' || g % 1000 ELSE '' END
FROM seeded;
INSERT INTO clock_event (organisation, reader, need, author, clock_id, seq, kind, at, recorded_at)
SELECT organisation, organisation, 'reports', 'by:' || g % 50, id, 0, 'START', at, at FROM seeded;
INSERT INTO case_view (organisation, reader, need, case_id, number, state, department, place, summary)
SELECT organisation, reader.name, reader.need, id, 1, 'RECEIVED', organisation,
       CASE WHEN g % 2 = 0 THEN 9000000000000000000 ELSE 0 END + (extract(epoch FROM at) * 1000000)::bigint,
       jsonb_build_object('caseReference', 'IC-' || g)
FROM seeded, LATERAL (VALUES (organisation, 'handlers'), ('ico', 'case')) AS reader (name, need) WHERE g % 3 = 0;
INSERT INTO exchange_view (organisation, reader, need, named, exchange_id, number, kind, state, opener, recipient, place, summary)
SELECT organisation, reader.name, reader.need, '', id, 1, 'CENTRE_REPORT', 'DISCLOSED', organisation, 'gcdo',
       -(extract(epoch FROM at) * 1000000)::bigint, '{}'
FROM seeded, LATERAL (VALUES (organisation, 'handlers'), ('gcdo', 'centre')) AS reader (name, need) WHERE g % 3 = 0 OR organisation = 'organisation-450';
INSERT INTO exchange_source (organisation, reader, need, exchange_id, source)
SELECT organisation, organisation, 'handlers', id, 'organisations/' || organisation || '/breaches/' || id
FROM seeded WHERE g % 3 = 0 OR organisation = 'organisation-450';
INSERT INTO disclosure (organisation, reader, need, disclosure_id, at, recipient, resource, content_type, hash, purpose, basis,
                        classification, onward_sharing, discloser_role)
SELECT organisation, reader.name, reader.need, id, at, 'gcdo', 'organisations/' || reader.name || '/exchanges/' || id, 'x',
       sha256(''), 'x', 'MOU_VOLUNTARY', 'OFFICIAL', 'NONE', 'dept.dpo'
FROM seeded, LATERAL (VALUES (organisation, 'handlers'), ('gcdo', 'centre')) AS reader (name, need) WHERE g % 3 = 0 OR organisation = 'organisation-450';
ANALYZE breach, clock_event, case_view, exchange_view, exchange_source, disclosure;
";

/// As a VACUUM leaves it once nobody anywhere is in a transaction that is older than the seed: an index may do by itself.
const VISIBLE: &str = "UPDATE pg_class SET relallvisible = relpages 
                       WHERE relname IN ('breach', 'case_view', 'exchange_view', 'exchange_source', 'disclosure')";

/// Who asks: an organisation, and what somebody in it may see.
#[derive(Clone, Copy)]
struct Asker(&'static str, &'static str, &'static str);

const MANY: Asker = Asker("many", "organisation-1", r#""org","reports","handlers""#);
const FEW: Asker = Asker("few", "organisation-450", r#""org","reports","handlers""#);
const REGULATOR: Asker = Asker("the regulator", "ico", r#""org","case""#);
const CENTRE: Asker = Asker("the centre", "gcdo", r#""org","centre""#);

/// A list, what it is asked with, and what its plan is named after.
struct List {
    name: &'static str,
    sql: &'static str,
    arguments: &'static str,
    filters: bool,
    askers: [Asker; 2],
}

const LISTS: [List; 15] = [
    List {
        name: "newest",
        sql: include_str!("../../queries/newest.sql"),
        arguments: "'{}', '{}', '{}', NULL, '2026-05-05', NULL, 26, NULL",
        filters: false,
        askers: [MANY, FEW],
    },
    List {
        name: "newest_of_a_kind",
        sql: include_str!("../../queries/newest.sql"),
        arguments: "'{CONFIRMED,ASSESSED}', '{PHISHING}', '{}', NULL, '2026-05-05',
                    '00000000-0000-7000-8000-000000020000', 26, NULL",
        filters: true,
        askers: [MANY, FEW],
    },
    List {
        name: "newest_with_a_text",
        sql: include_str!("../../queries/newest.sql"),
        arguments: "'{}', '{}', '{OVERDUE}', '%astray%', '2026-05-05', NULL, 26, NULL",
        filters: true,
        askers: [MANY, FEW],
    },
    List {
        name: "due_next",
        sql: include_str!("../../queries/due_next.sql"),
        arguments: "'{}', '{}', '{}', NULL, '2026-05-05', '1970-01-01', '00000000-0000-0000-0000-000000000000', 26, NULL",
        filters: false,
        askers: [MANY, FEW],
    },
    List {
        name: "cases",
        sql: include_str!("../../queries/cases.sql"),
        arguments: "'{}', NULL, '{}', '{}', '{1,2,3,4}', -9223372036854775808, 9223372036854775807,
                    -9223372036854775808, '00000000-0000-0000-0000-000000000000', 26",
        filters: false,
        askers: [REGULATOR, FEW],
    },
    List {
        name: "cases_of_one_department",
        sql: include_str!("../../queries/cases.sql"),
        arguments: "'{RECEIVED}', 'organisation-450', '{}', '{}', '{1,2,3,4}', -9223372036854775808, 9223372036854775807,
                    -9223372036854775808, '00000000-0000-0000-0000-000000000000', 26",
        filters: true,
        askers: [REGULATOR, FEW],
    },
    List {
        name: "cases_that_are_overdue",
        sql: include_str!("../../queries/cases.sql"),
        arguments: "'{}', NULL, '{}', '{0}', '{1704100000000000,1704200000000000,1704800000000000,4600000000000000000}',
                    -9223372036854775808, 1704099999999999,
                    -9223372036854775808, '00000000-0000-0000-0000-000000000000', 26",
        filters: false,
        askers: [REGULATOR, FEW],
    },
    List {
        name: "cases_by_reference",
        sql: include_str!("../../queries/cases_by_reference.sql"),
        arguments: "'{}', NULL, '{}', '{}', '{1,2,3,4}', 'IC-1200',
                    -9223372036854775808, '00000000-0000-0000-0000-000000000000', 26",
        filters: true,
        askers: [REGULATOR, FEW],
    },
    List {
        name: "case_counts",
        sql: include_str!("../../queries/case_counts.sql"),
        arguments: "'{1704100000000000,1704200000000000,1704800000000000,4600000000000000000}'",
        filters: false,
        askers: [REGULATOR, FEW],
    },
    List {
        name: "breach_counts",
        sql: include_str!("../../queries/breach_counts.sql"),
        arguments: "'{2025-10-01,2025-11-01,2025-12-01}', '2026-05-05'",
        filters: false,
        askers: [MANY, FEW],
    },
    List {
        name: "exchanges",
        sql: include_str!("../../../chassis/queries/exchanges.sql"),
        arguments: "'{}', '{}', NULL, NULL, -9223372036854775808, '00000000-0000-0000-0000-000000000000', 26, NULL",
        filters: false,
        askers: [CENTRE, FEW],
    },
    List {
        name: "exchanges_with_one_party",
        sql: include_str!("../../../chassis/queries/exchanges.sql"),
        arguments: "'{CENTRE_REPORT}', '{DISCLOSED}', 'organisation-450', NULL, -9223372036854775808,
                    '00000000-0000-0000-0000-000000000000', 26, NULL",
        filters: true,
        askers: [CENTRE, FEW],
    },
    List {
        name: "exchanges_about_one_thing",
        sql: include_str!("../../../chassis/queries/exchanges.sql"),
        arguments: "'{}', '{}', NULL, 'organisations/organisation-1/breaches/00000000-0000-7000-8000-000000000003',
                    -9223372036854775808, '00000000-0000-0000-0000-000000000000', 26, NULL",
        filters: true,
        askers: [MANY, FEW],
    },
    List {
        name: "disclosures",
        sql: include_str!("../../../chassis/queries/disclosures.sql"),
        arguments: "'infinity', 'ffffffff-ffff-ffff-ffff-ffffffffffff', NULL, '', NULL, 26",
        filters: false,
        askers: [CENTRE, FEW],
    },
    List {
        name: "disclosures_to_one_party",
        sql: include_str!("../../../chassis/queries/disclosures.sql"),
        arguments: "'infinity', 'ffffffff-ffff-ffff-ffff-ffffffffffff', false, 'gcdo', 'organisation-450', 26",
        filters: true,
        askers: [CENTRE, FEW],
    },
];

#[tokio::test]
async fn every_list_reads_from_an_index_whoever_asks_and_whoever_asked_before() {
    let database = TestDb::of::<Breaches>().await;
    database.owner().await.execute(SEED).await.unwrap();
    let mut superuser = PgConnection::connect_with(&database.superuser()).await.unwrap();
    superuser.execute(VISIBLE).await.unwrap();
    let mut problems = String::new();
    for list in LISTS {
        let mut connection = PgConnection::connect_with(&database.role("app")).await.unwrap();
        let mut page = String::new();
        for (asker, before) in [(0, 0), (1, 1), (0, 1), (1, 0)] {
            let (asker, before) = (list.askers[asker], list.askers[before]);
            let plan = plan(&mut connection, &list, asker, before).await;
            // What filters may read all of the reader's rows and sort what is left, where little is: how little is a guess
            // that a sample of the rows decides, so that its plan is no golden file. Nothing reads anybody else's rows.
            assert!(!plan.contains("Seq Scan"), "{}:\n{plan}", list.name);
            assert!(list.filters || !plan.contains("Sort"), "{}:\n{plan}", list.name);
            let index = match list.name {
                "cases_by_reference" => "case_view_by_reference",
                "exchanges_with_one_party" => "exchange_view_by_counterpart",
                "exchanges_about_one_thing" => "exchange_source_by_source",
                "disclosures_to_one_party" => "disclosure_by_counterpart",
                _ => "",
            };
            assert!(plan.contains(index), "{}:\n{plan}", list.name);
            let whose = if asker.0 == before.0 {
                "for the first time".to_owned()
            } else {
                format!("after {}", before.0)
            };
            let _ = writeln!(page, "# {}, {whose}\n{plan}", asker.0);
        }
        if list.filters {
            continue;
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

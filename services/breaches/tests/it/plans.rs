//! How PostgreSQL answers the lists over many breaches of many organisations.

use breaches::Breaches;
use chassis_testing::{Asker, List, Order, Plans};

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/plans");

/// 200,000 breaches of 450 organisations: three in ten are one organisation's, and the last has eighteen. One in ten waits
/// for its deadline. A third became cases, each with a view for either party; and as many were reported to the
/// centre, which has them all.
const SEED: &str = "
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
";

const TABLES: [&str; 6] =
    ["breach", "clock_event", "case_view", "exchange_view", "exchange_source", "disclosure"];

const MANY: Asker = Asker("many", "organisation-1", r#""org","reports","handlers""#);
const FEW: Asker = Asker("few", "organisation-450", r#""org","reports","handlers""#);
const REGULATOR: Asker = Asker("the regulator", "ico", r#""org","case""#);
const CENTRE: Asker = Asker("the centre", "gcdo", r#""org","centre""#);

const LISTS: [List; 15] = [
    List {
        name: "newest",
        sql: include_str!("../../queries/newest.sql"),
        arguments: "'{}', '{}', '{}', NULL, '2026-05-05', NULL, 26, NULL",
        index: "breach_by_reader",
        order: Order::Indexed,
        askers: [MANY, FEW],
    },
    List {
        name: "newest_of_a_kind",
        sql: include_str!("../../queries/newest.sql"),
        arguments: "'{CONFIRMED,ASSESSED}', '{PHISHING}', '{}', NULL, '2026-05-05',
                    '00000000-0000-7000-8000-000000020000', 26, NULL",
        index: "",
        order: Order::Filtered,
        askers: [MANY, FEW],
    },
    List {
        name: "newest_with_a_text",
        sql: include_str!("../../queries/newest.sql"),
        arguments: "'{}', '{}', '{OVERDUE}', '%astray%', '2026-05-05', NULL, 26, NULL",
        index: "",
        order: Order::Filtered,
        askers: [MANY, FEW],
    },
    List {
        name: "due_next",
        sql: include_str!("../../queries/due_next.sql"),
        arguments: "'{}', '{}', '{}', NULL, '2026-05-05', '1970-01-01', '00000000-0000-0000-0000-000000000000', 26, NULL",
        index: "breach_by_deadline",
        order: Order::Indexed,
        askers: [MANY, FEW],
    },
    List {
        name: "cases",
        sql: include_str!("../../queries/cases.sql"),
        arguments: "'{}', NULL, '{}', '{}', '{1,2,3,4}', -9223372036854775808, 9223372036854775807,
                    -9223372036854775808, '00000000-0000-0000-0000-000000000000', 26",
        index: "case_view_by_place",
        order: Order::Indexed,
        askers: [REGULATOR, FEW],
    },
    List {
        name: "cases_of_one_department",
        sql: include_str!("../../queries/cases.sql"),
        arguments: "'{RECEIVED}', 'organisation-450', '{}', '{}', '{1,2,3,4}', -9223372036854775808, 9223372036854775807,
                    -9223372036854775808, '00000000-0000-0000-0000-000000000000', 26",
        index: "",
        order: Order::Filtered,
        askers: [REGULATOR, FEW],
    },
    List {
        name: "cases_that_are_overdue",
        sql: include_str!("../../queries/cases.sql"),
        arguments: "'{}', NULL, '{}', '{0}', '{1704100000000000,1704200000000000,1704800000000000,4600000000000000000}',
                    -9223372036854775808, 1704099999999999,
                    -9223372036854775808, '00000000-0000-0000-0000-000000000000', 26",
        index: "case_view_by_place",
        order: Order::Indexed,
        askers: [REGULATOR, FEW],
    },
    List {
        name: "cases_by_reference",
        sql: include_str!("../../queries/cases_by_reference.sql"),
        arguments: "'{}', NULL, '{}', '{}', '{1,2,3,4}', 'IC-1200',
                    -9223372036854775808, '00000000-0000-0000-0000-000000000000', 26",
        index: "case_view_by_reference",
        order: Order::Filtered,
        askers: [REGULATOR, FEW],
    },
    List {
        name: "case_counts",
        sql: include_str!("../../queries/case_counts.sql"),
        arguments: "'{1704100000000000,1704200000000000,1704800000000000,4600000000000000000}'",
        index: "case_view_by_place",
        order: Order::Indexed,
        askers: [REGULATOR, FEW],
    },
    List {
        name: "breach_counts",
        sql: include_str!("../../queries/breach_counts.sql"),
        arguments: "'{2025-10-01,2025-11-01,2025-12-01}', '2026-05-05'",
        index: "breach_by_state",
        order: Order::Indexed,
        askers: [MANY, FEW],
    },
    List {
        name: "exchanges",
        sql: include_str!("../../../chassis/queries/exchanges.sql"),
        arguments: "'{}', '{}', NULL, NULL, -9223372036854775808, '00000000-0000-0000-0000-000000000000', 26, NULL",
        index: "exchange_view_by_place",
        order: Order::Indexed,
        askers: [CENTRE, FEW],
    },
    List {
        name: "exchanges_with_one_party",
        sql: include_str!("../../../chassis/queries/exchanges.sql"),
        arguments: "'{CENTRE_REPORT}', '{DISCLOSED}', 'organisation-450', NULL, -9223372036854775808,
                    '00000000-0000-0000-0000-000000000000', 26, NULL",
        index: "exchange_view_by_counterpart",
        order: Order::Filtered,
        askers: [CENTRE, FEW],
    },
    List {
        name: "exchanges_about_one_thing",
        sql: include_str!("../../../chassis/queries/exchanges.sql"),
        arguments: "'{}', '{}', NULL, 'organisations/organisation-1/breaches/00000000-0000-7000-8000-000000000003',
                    -9223372036854775808, '00000000-0000-0000-0000-000000000000', 26, NULL",
        index: "exchange_source_by_source",
        order: Order::Filtered,
        askers: [MANY, FEW],
    },
    List {
        name: "disclosures",
        sql: include_str!("../../../chassis/queries/disclosures.sql"),
        arguments: "'infinity', 'ffffffff-ffff-ffff-ffff-ffffffffffff', NULL, '', NULL, 26",
        index: "disclosure_by_reader",
        order: Order::Indexed,
        askers: [CENTRE, FEW],
    },
    List {
        name: "disclosures_to_one_party",
        sql: include_str!("../../../chassis/queries/disclosures.sql"),
        arguments: "'infinity', 'ffffffff-ffff-ffff-ffff-ffffffffffff', false, 'gcdo', 'organisation-450', 26",
        index: "disclosure_by_counterpart",
        order: Order::Filtered,
        askers: [CENTRE, FEW],
    },
];

#[tokio::test]
async fn every_list_reads_from_an_index_whoever_asks_and_whoever_asked_before() {
    Plans { seed: SEED, tables: &TABLES, lists: &LISTS, golden: GOLDEN }.hold::<Breaches>().await;
}

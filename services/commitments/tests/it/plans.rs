//! How PostgreSQL answers the lists over much evidence, many views, many plans and many disclosures of many organisations.

use chassis_testing::{Asker, List, Order, Plans};
use commitments::Commitments;

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/plans");

/// Evidence of 300 departments, a third of it one's, which the centre has copies of; and views of the regulator's that were
/// issued to all of them and to the centre; and plans of all of them and of the centre; and what all of them disclosed to it. No table has more rows than ANALYZE reads, so that it guesses nothing.
const SEED: &str = "
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
INSERT INTO plan (organisation, reader, need, plan_id, version, created_at, updated_at, code, due_on, first_due_on, progress, facts,
                  history)
SELECT reader, reader, 'evidence', id, 1, to_timestamp(-place / 1000000), to_timestamp(-place / 1000000),
       'HMG-' || lpad((1 + g % 17)::text, 2, '0'), day, day, (ARRAY['NOT_STARTED', 'UNDER_WAY', 'DONE'])[1 + g % 3],
       jsonb_build_object('what', 'A letter ' || g), '{}'
FROM seeded, LATERAL (VALUES (organisation), ('gcdo')) AS copy (reader), LATERAL (VALUES (date '2026-02-01' + g % 700)) AS due (day);
INSERT INTO feed (organisation, reader, need, author, feed_id, secret_hash, role, at, ends_on)
SELECT organisation, organisation, 'org', 'by:' || g % 50, id, sha256(id::text::bytea), 'dept.dpo', to_timestamp(-place / 1000000),
       '2027-01-01'
FROM seeded;
INSERT INTO disclosure (organisation, reader, need, disclosure_id, at, recipient, resource, content_type, hash, purpose, basis,
                        classification, onward_sharing, discloser_role)
SELECT organisation, reader.name, reader.need, id, to_timestamp(-place / 1000000), 'gcdo',
       'organisations/' || reader.name || '/evidence/' || id, 'x', sha256(''), 'x', 'MOU_VOLUNTARY', 'OFFICIAL', 'NONE', 'dept.dpo'
FROM seeded, LATERAL (VALUES (organisation, 'boards'), ('gcdo', 'centre')) AS reader (name, need);
";

const TABLES: [&str; 5] = ["exchange_view", "received_assessment", "plan", "feed", "disclosure"];

const CENTRE: Asker = Asker("the centre", "gcdo", r#""org","centre","evidence""#);
const FEW: Asker = Asker("few", "department-300", r#""org","evidence","boards""#);

const LISTS: [List; 18] = [
    List {
        name: "evidence",
        sql: include_str!("../../../chassis/queries/exchanges.sql"),
        arguments: "'{EVIDENCE}', '{}', NULL, NULL, -9000000000000000000, '00000000-0000-7000-8000-000000000000', 26,
                    NULL",
        index: "exchange_view_by_place",
        order: Order::Sorted,
        askers: [CENTRE, FEW],
    },
    List {
        name: "evidence_of_a_period",
        sql: include_str!("../../../chassis/queries/exchanges.sql"),
        arguments: "'{EVIDENCE}', '{}', NULL, NULL, -9000000000000000000, '00000000-0000-7000-8000-000000000000', 26,
                    'commitments/HMG-02/periods/2026-01-08-P12M'",
        index: "exchange_view_by_subject",
        order: Order::Indexed,
        askers: [CENTRE, FEW],
    },
    List {
        name: "received",
        sql: include_str!("../../queries/received.sql"),
        arguments: "-9000000000000000000, '00000000-0000-7000-8000-000000000000', 26",
        index: "received_assessment_by_place",
        order: Order::Indexed,
        askers: [CENTRE, FEW],
    },
    List {
        name: "received_of_a_period",
        sql: include_str!("../../queries/received_of.sql"),
        arguments: "'commitments/HMG-02/periods/2026-01-08-P12M', 'commitments/HMG-02/periods/2026-01-08-P12M',
                    -9000000000000000000, '00000000-0000-7000-8000-000000000000', 26",
        index: "received_assessment_by_period",
        order: Order::Sorted,
        askers: [CENTRE, FEW],
    },
    List {
        name: "received_of_a_commitment",
        sql: include_str!("../../queries/received_of.sql"),
        arguments: "'commitments/HMG-02/periods/', 'commitments/HMG-02/periods/p', -9000000000000000000,
                    '00000000-0000-7000-8000-000000000000', 26",
        // By its periods where there are few of them, else by the order of the list.
        index: "received_assessment_by_p",
        order: Order::Sorted,
        askers: [CENTRE, FEW],
    },
    List {
        name: "own_evidence_by_period",
        sql: include_str!("../../queries/own_evidence.sql"),
        arguments: "'{commitments/HMG-02/periods/2026-01-08-P12M,commitments/HMG-03/periods/2026-01-08-P12M}', 'EVIDENCE',
                    'department-300'",
        index: "exchange_view_by_subject",
        order: Order::Sorted,
        askers: [CENTRE, FEW],
    },
    List {
        name: "evidence_of_departments",
        sql: include_str!("../../queries/departments_evidence.sql"),
        arguments: "'commitments/HMG-02/periods/2026-01-08-P12M', 'EVIDENCE'",
        index: "exchange_view_by_subject",
        order: Order::Sorted,
        askers: [CENTRE, FEW],
    },
    List {
        name: "completions",
        sql: include_str!("../../queries/completions.sql"),
        arguments: "'{CAL-07-2026-01-01,CAL-12-2026-01-01}'",
        index: "exchange_view_by_subject",
        order: Order::Sorted,
        askers: [CENTRE, FEW],
    },
    List {
        name: "completions_between",
        sql: include_str!("../../queries/completions_between.sql"),
        arguments: "'CAL-14-2026-01-08', 'CAL-14-2027-01-08', 1001",
        index: "exchange_view_by_subject",
        order: Order::Indexed,
        askers: [CENTRE, FEW],
    },
    List {
        name: "attended",
        sql: include_str!("../../queries/attended.sql"),
        arguments: "'bodies/transformation-board', 'ico', '2026-01-08', '2026-07-07'",
        index: "exchange_view_by_subject",
        order: Order::Indexed,
        askers: [CENTRE, FEW],
    },
    List {
        name: "contests",
        sql: include_str!("../../queries/contests.sql"),
        arguments: "'{bodies/transformation-board/meetings/00000000-0000-7000-8000-000000000001}'",
        index: "exchange_view_by_subject",
        order: Order::Filtered,
        askers: [CENTRE, FEW],
    },
    List {
        name: "feeds",
        sql: include_str!("../../queries/feeds.sql"),
        arguments: "'by:1', 100",
        index: "feed_by_author",
        order: Order::Indexed,
        askers: [CENTRE, FEW],
    },
    List {
        name: "latest_views",
        sql: include_str!("../../queries/latest_views.sql"),
        arguments: "'{commitments/HMG-02/periods/2026-01-08-P12M,commitments/HMG-03/periods/2026-01-08-P12M}'",
        index: "received_assessment_by_period",
        order: Order::Sorted,
        askers: [CENTRE, FEW],
    },
    List {
        name: "accepted_evidence",
        sql: include_str!("../../queries/accepted.sql"),
        arguments: "'{commitments/HMG-02/periods/2026-01-08-P12M,commitments/HMG-03/periods/2026-01-08-P12M}', 'EVIDENCE',
                    'department-300', 20",
        index: "exchange_view_by_subject",
        order: Order::Sorted,
        askers: [CENTRE, FEW],
    },
    List {
        name: "plans",
        sql: include_str!("../../queries/plans.sql"),
        arguments: "NULL, '{}', '2000-01-01', '00000000-0000-7000-8000-000000000000', 26",
        index: "plan_by_due",
        order: Order::Sorted,
        askers: [CENTRE, FEW],
    },
    List {
        name: "plans_of_a_commitment",
        sql: include_str!("../../queries/plans.sql"),
        arguments: "'HMG-02', '{}', '2000-01-01', '00000000-0000-7000-8000-000000000000', 26",
        index: "plan_by_code",
        order: Order::Sorted,
        askers: [CENTRE, FEW],
    },
    List {
        name: "disclosures",
        sql: include_str!("../../../chassis/queries/disclosures.sql"),
        arguments: "'infinity', 'ffffffff-ffff-ffff-ffff-ffffffffffff', NULL, '', NULL, 26",
        index: "disclosure_by_reader",
        order: Order::Sorted,
        askers: [CENTRE, FEW],
    },
    List {
        name: "disclosures_to_one_party",
        sql: include_str!("../../../chassis/queries/disclosures.sql"),
        arguments: "'infinity', 'ffffffff-ffff-ffff-ffff-ffffffffffff', false, 'gcdo', 'department-300', 26",
        index: "disclosure_by_counterpart",
        order: Order::Filtered,
        askers: [CENTRE, FEW],
    },
];

#[tokio::test]
async fn every_list_is_answered_from_its_index_in_pages() {
    Plans { seed: SEED, tables: &TABLES, lists: &LISTS, golden: GOLDEN }.hold::<Commitments>().await;
}

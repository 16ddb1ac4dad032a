CALL assert_owner();

-- Cases in which the regulator waits for something that is due within thirty-five days; and since the last act when. Those of
-- breaches that are restricted too: what is said of them follows them (`keep_restricted`), and reaches the named few alone.
DROP INDEX case_view_by_due;
CREATE INDEX case_view_by_due ON case_view (place, case_id) INCLUDE (organisation, reader)
    WHERE need IN ('handlers', 'pointers') AND place < 4000000000000000;
CREATE OR REPLACE FUNCTION cases_to_remind_of(asked_at timestamptz, after_due timestamptz, after_id uuid, most integer)
RETURNS TABLE (organisation text, case_id uuid, due_at timestamptz, since timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT view.reader, view.case_id, due.at, (view.summary ->> 'updateTime')::timestamptz
    FROM case_view AS view, LATERAL (SELECT timestamptz 'epoch' + view.place * interval '1 microsecond') AS due (at)
    WHERE view.need IN ('handlers', 'pointers') AND view.place < 4000000000000000
        AND view.place <= (extract(epoch FROM asked_at + interval '35 days') * 1000000)::bigint
        AND (due.at, view.case_id) > (after_due, after_id)
        AND NOT EXISTS (
            SELECT FROM reminder
            WHERE reminder.organisation = view.reader AND reminder.subject = view.case_id
                AND reminder.due_at = due.at AND (reminder.next_at IS NULL OR reminder.next_at > asked_at))
    ORDER BY view.place, view.case_id
    LIMIT most
$$;

-- Breaches that go on and of which a report to the centre is owed, as in 1016: since what their department did, or else since a
-- category was assigned that makes it owed. Who assigns it writes no row of the department's but its copy of the act, so that this
-- is found by that, until the department acts.
CREATE INDEX exchange_act_by_category ON exchange_act (reader, exchange_id, at)
    WHERE act = 'CATEGORY' AND summary ->> 'category' IN ('NCSC_CATEGORY_1', 'NCSC_CATEGORY_2', 'NCSC_CATEGORY_3');
CREATE OR REPLACE FUNCTION reports_to_remind_of(asked_at timestamptz, after_due timestamptz, after_id uuid, most integer)
RETURNS TABLE (organisation text, breach_id uuid, report_id uuid, due_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT owed.organisation, owed.breach_id, report.id, owed.due_at
    FROM (
            SELECT breach.organisation, breach.breach_id, breach.report_due_at FROM breach
            WHERE breach.report_due_at IS NOT NULL AND breach.state NOT IN ('NOT_PDB', 'CLOSED', 'VOID')
            UNION ALL
            SELECT breach.organisation, breach.breach_id,
                   greatest(min(act.at), (breach.confirmation ->> 'confirmedAt')::timestamptz) + interval '24 hours'
            FROM exchange_act AS act JOIN exchange_source AS source USING (reader, exchange_id)
                JOIN breach ON breach.organisation = act.reader AND breach.breach_id = right(source.source, 36)::uuid
            WHERE act.act = 'CATEGORY'
                AND act.summary ->> 'category' IN ('NCSC_CATEGORY_1', 'NCSC_CATEGORY_2', 'NCSC_CATEGORY_3')
                AND breach.report_due_at IS NULL AND breach.state NOT IN ('NOT_PDB', 'CLOSED', 'VOID')
                AND breach.confirmation IS NOT NULL AND breach.course #> '{centre,report}' IS NULL
                AND breach.course #>> '{centre,choice}' IS DISTINCT FROM 'CENTRE_CHOICE_FULL'
            GROUP BY breach.organisation, breach.breach_id
        ) AS owed (organisation, breach_id, due_at),
        LATERAL (SELECT md5('report ' || owed.breach_id::text)::uuid AS id) AS report
    WHERE (owed.due_at, owed.breach_id) > (after_due, after_id)
        AND NOT EXISTS (
            SELECT FROM reminder
            WHERE reminder.organisation = owed.organisation AND reminder.subject = report.id
                AND reminder.due_at = owed.due_at AND (reminder.next_at IS NULL OR reminder.next_at > asked_at))
    ORDER BY owed.due_at, owed.breach_id
    LIMIT most
$$;

CALL assert_owner();

-- Where the counts of a quarter were released: a row for each party. Its key is what makes it one exchange.
CREATE TABLE release (
    organisation text NOT NULL, reader text NOT NULL, need text NOT NULL,
    kind text NOT NULL CONSTRAINT release_kind CHECK (kind IN ('QUARTERLY_RETURN', 'CASE_AGGREGATE')),
    quarter text NOT NULL CONSTRAINT release_quarter CHECK (quarter ~ '^20[0-9]{2}-Q[1-4]$'),
    exchange_id uuid NOT NULL,
    CONSTRAINT release_key PRIMARY KEY (organisation, kind, quarter, reader)
);
CREATE INDEX release_by_reader ON release (reader, kind, quarter, organisation);
CALL fence('release', 'SELECT, INSERT', sent => true);

-- Departments that did not return what was due at a time, of those that are asked about, and of which there may be something to say.
CREATE FUNCTION returns_to_remind_of(
    asked_at timestamptz, asked_quarter text, asked_subject uuid, owing text[], due timestamptz[], most integer
) RETURNS TABLE (organisation text, due_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT owed.organisation, owed.due_at FROM unnest(owing, due) AS owed (organisation, due_at)
    WHERE NOT EXISTS (
            SELECT FROM release
            WHERE release.organisation = owed.organisation AND release.kind = 'QUARTERLY_RETURN'
                AND release.quarter = asked_quarter)
        AND NOT EXISTS (
            SELECT FROM reminder
            WHERE reminder.organisation = owed.organisation AND reminder.subject = asked_subject
                AND reminder.due_at = owed.due_at AND (reminder.next_at IS NULL OR reminder.next_at > asked_at))
    ORDER BY owed.organisation
    LIMIT most
$$;
REVOKE ALL ON FUNCTION returns_to_remind_of FROM PUBLIC;
DO $$
BEGIN
    EXECUTE format('GRANT EXECUTE ON FUNCTION returns_to_remind_of TO %I', serving_role());
END $$;

-- Until when a breach must be reported to the centre, while it must and was not.
ALTER TABLE breach ADD COLUMN report_due_at timestamptz;
UPDATE breach
SET report_due_at = greatest((course #>> '{centre,findings,0,at}')::timestamptz, (confirmation ->> 'confirmedAt')::timestamptz)
    + interval '24 hours'
WHERE confirmation IS NOT NULL AND course #> '{centre,findings,0}' IS NOT NULL AND course #> '{centre,report}' IS NULL
    AND course #>> '{centre,choice}' IS DISTINCT FROM 'CENTRE_CHOICE_FULL';
CREATE INDEX breach_by_report ON breach (report_due_at, breach_id) INCLUDE (organisation, state)
    WHERE report_due_at IS NOT NULL;
DO $$
BEGIN
    EXECUTE format('GRANT UPDATE (report_due_at) ON breach TO %I', serving_role());
END $$;

-- Breaches that go on and of which a report to the centre is owed, each with an id that reminders of that go by: another one than that
-- of its clock, which may be due at the same time. As in 1006: identifiers and times, out of one partial index.
CREATE FUNCTION reports_to_remind_of(asked_at timestamptz, after_due timestamptz, after_id uuid, most integer)
RETURNS TABLE (organisation text, breach_id uuid, report_id uuid, due_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT breach.organisation, breach.breach_id, report.id, breach.report_due_at
    FROM breach, LATERAL (SELECT md5('report ' || breach.breach_id::text)::uuid AS id) AS report
    WHERE breach.report_due_at IS NOT NULL AND breach.state NOT IN ('NOT_PDB', 'CLOSED', 'VOID')
        AND (breach.report_due_at, breach.breach_id) > (after_due, after_id)
        AND NOT EXISTS (
            SELECT FROM reminder
            WHERE reminder.organisation = breach.organisation AND reminder.subject = report.id
                AND reminder.due_at = breach.report_due_at
                AND (reminder.next_at IS NULL OR reminder.next_at > asked_at))
    ORDER BY breach.report_due_at, breach.breach_id
    LIMIT most
$$;
REVOKE ALL ON FUNCTION reports_to_remind_of FROM PUBLIC;
DO $$
BEGIN
    EXECUTE format('GRANT EXECUTE ON FUNCTION reports_to_remind_of TO %I', serving_role());
END $$;

CALL assert_owner();

-- Reminders of what is due in days: actions, some working days before they are due and since, and what the regulator waits
-- for in a case. As in 1006: identifiers and times, never content, in the order of what is due, each out of one partial index,
-- that of actions without the table.
DROP FUNCTION actions_to_remind_of;
DROP INDEX breach_action_by_due;
CREATE INDEX breach_action_by_due ON breach_action (due_at, action_id) INCLUDE (organisation, breach_id, accepted_until, created_at)
    WHERE state = 'OPEN';

-- Actions that are open and due within thirty-five days, which twenty working days always are, their risk accepted by nobody
-- now, of breaches that go on; and since when there have been.
CREATE FUNCTION actions_to_remind_of(asked_at timestamptz, after_due timestamptz, after_id uuid, most integer)
RETURNS TABLE (organisation text, breach_id uuid, action_id uuid, due_at timestamptz, since timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT action.organisation, action.breach_id, action.action_id, action.due_at, action.created_at
    FROM breach_action AS action
    WHERE action.state = 'OPEN' AND action.due_at <= asked_at + interval '35 days'
        AND (action.accepted_until IS NULL OR action.accepted_until <= asked_at)
        AND (action.due_at, action.action_id) > (after_due, after_id)
        AND NOT EXISTS (
            SELECT FROM reminder
            WHERE reminder.organisation = action.organisation AND reminder.subject = action.action_id
                AND reminder.due_at = action.due_at AND (reminder.next_at IS NULL OR reminder.next_at > asked_at))
        AND EXISTS (
            SELECT FROM breach
            WHERE breach.organisation = action.organisation AND breach.breach_id = action.breach_id
                AND breach.state NOT IN ('NOT_PDB', 'CLOSED', 'VOID'))
    ORDER BY action.due_at, action.action_id
    LIMIT most
$$;

-- The place of a department's view of a case in which something is due is when, in microseconds: an answer, a follow-up, or
-- an update on remediation. What is due of nothing has a place beyond any such time.
CREATE INDEX case_view_by_due ON case_view (place, case_id) INCLUDE (organisation, reader)
    WHERE need = 'handlers' AND place < 4000000000000000;

-- Cases in which the regulator waits for something that is due within thirty-five days; and since the last act when.
CREATE FUNCTION cases_to_remind_of(asked_at timestamptz, after_due timestamptz, after_id uuid, most integer)
RETURNS TABLE (organisation text, case_id uuid, due_at timestamptz, since timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT view.reader, view.case_id, due.at, (view.summary ->> 'updateTime')::timestamptz
    FROM case_view AS view, LATERAL (SELECT timestamptz 'epoch' + view.place * interval '1 microsecond') AS due (at)
    WHERE view.need = 'handlers' AND view.place < 4000000000000000
        AND view.place <= (extract(epoch FROM asked_at + interval '35 days') * 1000000)::bigint
        AND (due.at, view.case_id) > (after_due, after_id)
        AND NOT EXISTS (
            SELECT FROM reminder
            WHERE reminder.organisation = view.reader AND reminder.subject = view.case_id
                AND reminder.due_at = due.at AND (reminder.next_at IS NULL OR reminder.next_at > asked_at))
    ORDER BY view.place, view.case_id
    LIMIT most
$$;

REVOKE ALL ON FUNCTION actions_to_remind_of, cases_to_remind_of FROM PUBLIC;
DO $$
BEGIN
    EXECUTE format('GRANT EXECUTE ON FUNCTION actions_to_remind_of, cases_to_remind_of TO %I', serving_role());
END $$;

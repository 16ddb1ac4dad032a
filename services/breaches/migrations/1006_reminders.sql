CALL assert_owner();

-- What the reminders look through, of all organisations: identifiers and times, never content. Both functions run as the
-- owner, since whoever reminds has no context and sees no row. Each reads one partial index in the order in which it
-- answers, from where the batch before ended, without the table (an index-only scan of running clocks, or of open
-- actions), and probes the primary key of `reminder` once a row: what was said already, and is not to be followed up yet,
-- drops out before it counts towards `most`. The cost grows with what runs, not with what was ever kept: among 200,000
-- breaches of 450 organisations, 20,000 of whose clocks run, a batch of 100 took 10 ms, and to find nothing 90 ms.
CREATE INDEX breach_by_clock ON breach (due_at, breach_id) INCLUDE (organisation, started_at)
    WHERE due_at IS NOT NULL AND satisfied_at IS NULL AND discharged_at IS NULL;
CREATE INDEX breach_action_by_due ON breach_action (due_at, action_id) INCLUDE (organisation, breach_id, accepted_until)
    WHERE state = 'OPEN';

-- Clocks that run and of which there may be something to say: nothing is said of one that is neither a day old nor due
-- within a day.
CREATE FUNCTION clocks_to_remind_of(asked_at timestamptz, after_due timestamptz, after_id uuid, most integer)
RETURNS TABLE (organisation text, breach_id uuid, started_at timestamptz, due_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT breach.organisation, breach.breach_id, breach.started_at, breach.due_at FROM breach
    WHERE breach.due_at IS NOT NULL AND breach.satisfied_at IS NULL AND breach.discharged_at IS NULL
        AND least(breach.started_at, breach.due_at - interval '48 hours') <= asked_at - interval '24 hours'
        AND (breach.due_at, breach.breach_id) > (after_due, after_id)
        AND NOT EXISTS (
            SELECT FROM reminder
            WHERE reminder.organisation = breach.organisation AND reminder.subject = breach.breach_id
                AND reminder.due_at = breach.due_at AND (reminder.next_at IS NULL OR reminder.next_at > asked_at))
    ORDER BY breach.due_at, breach.breach_id
    LIMIT most
$$;

-- Actions that are open a week after they were due, their risk accepted by nobody now, of breaches that go on.
CREATE FUNCTION actions_to_remind_of(asked_at timestamptz, after_due timestamptz, after_id uuid, most integer)
RETURNS TABLE (organisation text, breach_id uuid, action_id uuid, due_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT action.organisation, action.breach_id, action.action_id, action.due_at FROM breach_action AS action
    WHERE action.state = 'OPEN' AND action.due_at <= asked_at - interval '168 hours'
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

REVOKE ALL ON FUNCTION clocks_to_remind_of, actions_to_remind_of FROM PUBLIC;
DO $$
BEGIN
    EXECUTE format('GRANT EXECUTE ON FUNCTION clocks_to_remind_of, actions_to_remind_of TO %I', serving_role());
END $$;

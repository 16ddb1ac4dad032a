CALL assert_owner();

-- What was not done of what organisations owe, of what is asked about, and of which there may be something to say. It was done if
-- that was recorded and not taken back; or, of a body that is attended, if one attended a meeting of it on one of the days. As the
-- owner, since whoever reminds has no context and sees no row: identifiers and times.
CREATE FUNCTION duties_to_remind_of(
    asked_at timestamptz, owing text[], occurrences text[], subjects uuid[], due timestamptz[], bodies text[], first_days text[],
    last_days text[], attending text, most integer
) RETURNS TABLE (place bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT owed.place
    FROM unnest(owing, occurrences, subjects, due, bodies, first_days, last_days) WITH ORDINALITY
        AS owed (organisation, occurrence, subject, due_at, body, first_day, last_day, place)
    WHERE NOT EXISTS (
            SELECT FROM reminder
            WHERE reminder.organisation = owed.organisation AND reminder.subject = owed.subject AND reminder.due_at = owed.due_at
                AND (reminder.next_at IS NULL OR reminder.next_at > asked_at))
        AND NOT EXISTS (
            SELECT FROM exchange_view AS done
            WHERE done.reader = owed.organisation AND done.subject = owed.occurrence AND done.kind = 'COMPLETION' AND done.state = 'RECORDED')
        AND NOT EXISTS (
            SELECT FROM exchange_view AS meeting
            WHERE owed.body <> '' AND meeting.reader = owed.organisation
                AND meeting.subject BETWEEN owed.body || '/meetings/' AND owed.body || '/meetings/g'
                AND meeting.kind = 'INVITATION' AND meeting.state = 'HELD' AND meeting.recipient = attending
                AND meeting.summary ->> 'heldOn' BETWEEN owed.first_day AND owed.last_day
                AND (meeting.summary ->> 'attended')::boolean)
    ORDER BY owed.place
    LIMIT most
$$;
REVOKE ALL ON FUNCTION duties_to_remind_of FROM PUBLIC;
DO $$
BEGIN
    EXECUTE format('GRANT EXECUTE ON FUNCTION duties_to_remind_of TO %I', serving_role());
END $$;

CALL assert_owner();

-- On which days posts are held, by their own organisation: what the appointments come to, which are exchanges with the centre. A
-- post is held by one appointment at a time, whoever writes.
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE TABLE post_holding (
    organisation text NOT NULL, reader text NOT NULL, need text NOT NULL,
    appointment_id uuid NOT NULL,
    post text NOT NULL,
    from_day date NOT NULL,
    until_day date CONSTRAINT post_holding_days CHECK (until_day > from_day), -- the first day on which it is not held
    CONSTRAINT post_holding_key PRIMARY KEY (reader, appointment_id),
    CONSTRAINT post_holding_own CHECK (organisation = reader),
    CONSTRAINT post_holding_alone EXCLUDE USING gist (reader WITH =, post WITH =, daterange(from_day, until_day) WITH &&)
);
CALL fence('post_holding', 'SELECT, INSERT', 'until_day');

-- Posts that nobody holds on a day, of those that are asked about, and since when; of which there may be something to say. As the
-- owner, since whoever reminds has no context and sees no row: identifiers and days, out of the index of the constraint.
CREATE FUNCTION vacancies_to_remind_of(
    asked_at timestamptz, asked_on date, owing text[], posts text[], subjects uuid[], begun date[], most integer
) RETURNS TABLE (organisation text, subject uuid, since date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT owed.organisation, owed.subject, vacant.since
    FROM unnest(owing, posts, subjects, begun) AS owed (organisation, post, subject, begun),
        LATERAL (
            SELECT greatest(owed.begun, max(held.until_day)) AS since FROM post_holding AS held
            WHERE held.reader = owed.organisation AND held.post = owed.post AND held.until_day <= asked_on) AS vacant
    WHERE owed.begun <= asked_on
        AND NOT EXISTS (
            SELECT FROM post_holding AS held
            WHERE held.reader = owed.organisation AND held.post = owed.post
                AND daterange(held.from_day, held.until_day) @> asked_on)
        AND NOT EXISTS (
            SELECT FROM reminder
            WHERE reminder.organisation = owed.organisation AND reminder.subject = owed.subject
                AND reminder.due_at = vacant.since::timestamp AT TIME ZONE 'Europe/London'
                AND (reminder.next_at IS NULL OR reminder.next_at > asked_at))
    ORDER BY owed.organisation, owed.subject
    LIMIT most
$$;
REVOKE ALL ON FUNCTION vacancies_to_remind_of FROM PUBLIC;
DO $$
BEGIN
    EXECUTE format('GRANT EXECUTE ON FUNCTION vacancies_to_remind_of TO %I', serving_role());
END $$;

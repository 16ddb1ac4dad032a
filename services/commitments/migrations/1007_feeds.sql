CALL assert_owner();

-- Links to the calendar, of which only the hash of the secret is kept. Each is its maker's own.
CREATE TABLE feed (
    organisation text NOT NULL, reader text NOT NULL, need text NOT NULL, author text NOT NULL,
    feed_id uuid NOT NULL,
    secret_hash bytea NOT NULL CONSTRAINT feed_key PRIMARY KEY,
    role text NOT NULL,
    at timestamptz NOT NULL,
    ends_on date NOT NULL, -- the last day on which it counts
    revoked_at timestamptz,
    CONSTRAINT feed_name UNIQUE (reader, feed_id)
);
CREATE INDEX feed_by_author ON feed (reader, author, at, feed_id) INCLUDE (need);
CALL fence('feed', 'SELECT, INSERT', 'revoked_at');
CREATE POLICY authors ON feed AS RESTRICTIVE FOR ALL USING (author = (SELECT author()));

-- Whose calendar a link shows, if it counts on a day. As the owner, since whoever follows a link is nobody: the secret is the
-- proof, and the answer a code.
CREATE FUNCTION feed_of(hash bytea, asked_on date) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT organisation FROM feed WHERE secret_hash = hash AND revoked_at IS NULL AND asked_on <= ends_on
$$;
REVOKE ALL ON FUNCTION feed_of FROM PUBLIC;
DO $$
BEGIN
    EXECUTE format('GRANT EXECUTE ON FUNCTION feed_of TO %I', serving_role());
END $$;

-- What every service's database has. Runs as the owner, never as the serving role.

-- An owner whom the policies bind would validate constraints against the rows that it happens to see.
CREATE PROCEDURE assert_owner() LANGUAGE plpgsql AS $$
BEGIN
    IF NOT (SELECT rolbypassrls FROM pg_roles WHERE rolname = current_user) THEN
        RAISE EXCEPTION 'the owner must have BYPASSRLS';
    END IF;
END $$;
CALL assert_owner();

-- The role that serves: <service>_app, where the owner is <service>_owner.
CREATE FUNCTION serving_role() RETURNS name LANGUAGE sql STABLE
    RETURN regexp_replace(current_user, '_owner$', '_app')::name;

-- Whose transaction it is, who acts in it, and what they may see: one text array, local to the transaction. Without
-- it, or with one that was emptied, the casts fail: no query sees nothing by mistake.
CREATE FUNCTION me() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (current_setting('concordat.context')::text[])[1];
CREATE FUNCTION needs() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (current_setting('concordat.context')::text[])[3:];
CREATE FUNCTION author() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (current_setting('concordat.context')::text[])[2];
-- The author whose rows alone may be seen, for a role that sees only its own; NULL for any other.
CREATE FUNCTION only_author() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE WHEN 'own' = ANY (needs()) THEN author() END;

-- One owner, one reader: the policies of every table. A row for another reader is a copy that was sent, and neither
-- side can change it. The serving role gets `privileges` on the table, and UPDATE on `updated` columns only.
-- Only where rows are `sent` may they be inserted for another reader.
CREATE PROCEDURE fence(relation regclass, privileges text, updated text DEFAULT NULL, sent boolean DEFAULT false)
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', relation);
    EXECUTE format('CREATE POLICY reads ON %s FOR SELECT
        USING (reader = me() AND need = ANY ((SELECT needs())::text[]))', relation);
    EXECUTE format('CREATE POLICY inserts ON %s FOR INSERT WITH CHECK (organisation = me()%s)', relation,
                   CASE WHEN sent THEN '' ELSE ' AND reader = me()' END);
    EXECUTE format('CREATE POLICY updates ON %s FOR UPDATE USING (organisation = me() AND reader = me())', relation);
    EXECUTE format('GRANT %s ON %s TO %I', privileges, relation, serving_role());
    IF updated IS NOT NULL THEN
        EXECUTE format('GRANT UPDATE (%s) ON %s TO %I', updated, relation, serving_role());
    END IF;
END $$;

-- For the few tables that keep an author: whoever sees only their own sees only what they wrote.
CREATE PROCEDURE fence_authors(relation regclass) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE POLICY authors ON %s AS RESTRICTIVE FOR ALL
        USING (author = coalesce((SELECT only_author()), author))', relation);
END $$;

-- Who did what, when, in which role, under which policy.
CREATE TABLE audit_record (
    audit_id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT audit_record_key PRIMARY KEY,
    organisation text NOT NULL, reader text NOT NULL, need text NOT NULL,
    subject text NOT NULL, kind text NOT NULL, acting_role text NOT NULL,
    policy_version text NOT NULL, permission text NOT NULL,
    act text NOT NULL, resource text NOT NULL, at timestamptz NOT NULL
);
CREATE INDEX audit_record_by_reader ON audit_record (reader, resource, audit_id);
CALL fence('audit_record', 'INSERT');

-- What follows for whom, until it was delivered.
CREATE TABLE outbox (
    event_id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT outbox_key PRIMARY KEY,
    organisation text NOT NULL, reader text NOT NULL, need text NOT NULL,
    act text NOT NULL, resource text NOT NULL, at timestamptz NOT NULL, payload jsonb NOT NULL
);
CALL fence('outbox', 'INSERT', sent => true);

-- What was answered, so that a repeated request is answered again and not done again.
CREATE TABLE request_memory (
    -- SHA-256 of organisation, subject, RPC and request id.
    memory_key bytea NOT NULL CONSTRAINT request_memory_key PRIMARY KEY,
    organisation text NOT NULL, reader text NOT NULL, need text NOT NULL, author text NOT NULL,
    payload bytea NOT NULL, -- SHA-256 of the request without its id
    resource text NOT NULL, response bytea NOT NULL, at timestamptz NOT NULL
);
CREATE INDEX request_memory_by_time ON request_memory (at);
CALL fence('request_memory', 'SELECT, INSERT');
-- An answer is for whoever asked, and nobody else.
CREATE POLICY authors ON request_memory AS RESTRICTIVE FOR ALL USING (author = (SELECT author()));

-- Forgets at most `most` requests that were answered more than 24 hours ago; says how many. Runs as the owner, since
-- whoever sweeps has no context and sees no row.
CREATE FUNCTION forget_requests(most integer) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH old AS (
        SELECT memory_key FROM request_memory WHERE at < now() - interval '24 hours' ORDER BY at LIMIT most
    ), forgotten AS (
        DELETE FROM request_memory USING old WHERE request_memory.memory_key = old.memory_key RETURNING 1
    )
    SELECT count(*) FROM forgotten
$$;
REVOKE ALL ON FUNCTION forget_requests FROM PUBLIC;
DO $$
BEGIN
    EXECUTE format('GRANT EXECUTE ON FUNCTION forget_requests TO %I', serving_role());
END $$;

-- What happened to each statutory clock: appended to, and never changed. A resource's deadline columns are what its rule
-- makes of these.
CREATE TABLE clock_event (
    organisation text NOT NULL, reader text NOT NULL, need text NOT NULL, author text NOT NULL,
    clock_id uuid NOT NULL, seq integer NOT NULL,
    kind text NOT NULL CONSTRAINT clock_event_kind
        CHECK (kind IN ('START', 'CORRECT', 'PAUSE', 'RESUME', 'EXTEND', 'SATISFY', 'DISCHARGE')),
    at timestamptz NOT NULL, recorded_at timestamptz NOT NULL,
    CONSTRAINT clock_event_key PRIMARY KEY (organisation, clock_id, seq),
    CONSTRAINT clock_event_starts CHECK ((seq = 0) = (kind = 'START'))
);
CREATE INDEX clock_event_by_reader ON clock_event (reader, clock_id, seq);
CALL fence('clock_event', 'SELECT, INSERT');
CALL fence_authors('clock_event');

-- How a deadline stands at a time, as chassis::deadline::Deadline::state says it; a test holds the two to each other.
CREATE FUNCTION deadline_state(
    started_at timestamptz, due_at timestamptz, satisfied_at timestamptz, discharged_at timestamptz, at timestamptz
) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE
    WHEN started_at IS NULL THEN 'NOT_STARTED'
    WHEN satisfied_at > due_at THEN 'MET_LATE'
    WHEN satisfied_at IS NOT NULL THEN 'MET'
    WHEN discharged_at IS NOT NULL THEN 'NOT_REQUIRED'
    WHEN at > due_at THEN 'OVERDUE'
    WHEN due_at - at <= interval '24 hours' THEN 'DUE_SOON'
    ELSE 'RUNNING'
END;

-- Every crossing of a party boundary: what was disclosed to whom, sealed how, for what purpose and on what basis.
-- Appended to, and never changed. Each party reads its own side's.
CREATE TABLE disclosure (
    organisation text NOT NULL, reader text NOT NULL, need text NOT NULL,
    disclosure_id uuid NOT NULL CONSTRAINT disclosure_key PRIMARY KEY,
    at timestamptz NOT NULL,
    recipient text NOT NULL CONSTRAINT disclosure_crosses CHECK (recipient <> organisation),
    resource text NOT NULL, -- as the recipient names it
    content_type text NOT NULL,
    hash bytea NOT NULL CONSTRAINT disclosure_hash CHECK (octet_length(hash) = 32),
    purpose text NOT NULL,
    basis text NOT NULL CONSTRAINT disclosure_basis CHECK (basis IN (
        'STATUTORY_NOTIFICATION', 'STATUTORY_CONSULTATION', 'STATUTORY_NOTICE', 'MOU_VOLUNTARY', 'CONSENT', 'COURT_ORDER',
        'PUBLICATION', 'SDC_AGGREGATE')),
    classification text NOT NULL
        CONSTRAINT disclosure_classification CHECK (classification IN ('OFFICIAL', 'OFFICIAL_SENSITIVE')),
    onward_sharing text NOT NULL CONSTRAINT disclosure_onward CHECK (onward_sharing IN ('NONE', 'WITH_CONSENT', 'FREE')),
    discloser_role text NOT NULL
);
CREATE INDEX disclosure_by_reader ON disclosure (reader, disclosure_id);
CALL fence('disclosure', 'INSERT');

-- A projection: one row for each resource and reader, with what lists need. Whoever inserts an act says in the act's own
-- columns what follows from it; a trigger puts that into the projection, which nothing else can write. `key` names the
-- columns that identify a row besides the reader, `columns` the others; both stand in both tables.
CREATE PROCEDURE project(acts regclass, projection regclass, key text[], columns text[]) LANGUAGE plpgsql AS $$
DECLARE
    named text := (SELECT string_agg(quote_ident(name), ', ') FROM unnest(ARRAY['organisation', 'reader', 'need'] || key || columns) AS name);
    values text := (SELECT string_agg('NEW.' || quote_ident(name), ', ') FROM unnest(ARRAY['organisation', 'reader', 'need'] || key || columns) AS name);
    changed text := (SELECT string_agg(format('%1$I = excluded.%1$I', name), ', ') FROM unnest(columns) AS name);
    keyed text := (SELECT string_agg(quote_ident(name), ', ') FROM unnest(ARRAY['reader'] || key) AS name);
BEGIN
    EXECUTE format(
        'CREATE FUNCTION %1$I() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS
         $f$ BEGIN
             INSERT INTO %2$s (%3$s) VALUES (%4$s) ON CONFLICT (%5$s) DO UPDATE SET %6$s;
             RETURN NULL;
         END $f$',
        'project_' || acts::text, projection, named, values, keyed, changed);
    EXECUTE format('CREATE TRIGGER project AFTER INSERT ON %s FOR EACH ROW EXECUTE FUNCTION %I()', acts, 'project_' || acts::text);
END $$;

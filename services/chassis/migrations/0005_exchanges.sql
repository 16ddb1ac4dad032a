CALL assert_owner();

-- The time at which the transaction runs, as the service has it: what expires is judged by the same clock as everything else.
CREATE FUNCTION moment() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
    RETURN current_setting('concordat.moment')::timestamptz;

-- For the few tables whose rows may be one person's alone: `named` is that person as an author, and empty where everybody may
-- read a row who has its need.
CREATE PROCEDURE fence_named(relation regclass) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE POLICY named ON %s AS RESTRICTIVE FOR SELECT
        USING (named = ANY (ARRAY['''', (SELECT author())]))', relation);
END $$;

-- The register of disclosures is kept by both sides: each has its own row of what crossed, with its own name for where.
ALTER TABLE disclosure
    DROP CONSTRAINT disclosure_key,
    ADD CONSTRAINT disclosure_key PRIMARY KEY (disclosure_id, reader),
    ADD COLUMN approver_role text NOT NULL DEFAULT '',
    ADD COLUMN expires_at timestamptz,
    ADD COLUMN named text NOT NULL DEFAULT '',
    -- The other side: the recipient of what was given, the discloser of what was received.
    ADD COLUMN counterpart text NOT NULL GENERATED ALWAYS AS (CASE WHEN organisation = reader THEN recipient ELSE organisation END) STORED;
UPDATE disclosure SET resource = regexp_replace(resource, '^organisations/[^/]+/', 'organisations/' || organisation || '/');
INSERT INTO disclosure (organisation, reader, need, disclosure_id, at, recipient, resource, content_type, hash, purpose, basis,
                        classification, onward_sharing, discloser_role)
SELECT organisation, recipient, CASE need WHEN 'case' THEN 'handlers' ELSE 'case' END, disclosure_id, at, recipient,
       regexp_replace(resource, '^organisations/[^/]+/', 'organisations/' || recipient || '/'), content_type, hash, purpose,
       basis, classification, onward_sharing, discloser_role
FROM disclosure;
DROP INDEX disclosure_by_reader;
CREATE INDEX disclosure_by_reader ON disclosure (reader, at, disclosure_id) INCLUDE (need);
CREATE INDEX disclosure_by_counterpart ON disclosure (reader, counterpart, at, disclosure_id) INCLUDE (need);
DROP POLICY inserts ON disclosure;
CREATE POLICY inserts ON disclosure FOR INSERT
    WITH CHECK (organisation = me() AND (reader = me() OR reader = recipient));
DO $$
BEGIN
    EXECUTE format('GRANT SELECT ON disclosure TO %I', serving_role());
END $$;
CALL fence_named('disclosure');

-- Acts between parties, whatever about: a sealed copy for each reader, inserted by its author and never changed. The last
-- columns say what follows from an act for lists; they go into the projection.
CREATE TABLE exchange_act (
    organisation text NOT NULL, reader text NOT NULL, need text NOT NULL, named text NOT NULL,
    exchange_id uuid NOT NULL,
    number integer NOT NULL CONSTRAINT exchange_act_counts CHECK (number > 0),
    at timestamptz NOT NULL,
    role text NOT NULL,   -- the author's
    author text NOT NULL, -- for the author's own organisation; empty in what others read
    act text NOT NULL,    -- what kind of act
    content_type text NOT NULL,
    content bytea NOT NULL, -- verbatim
    hash bytea NOT NULL CONSTRAINT exchange_act_hash CHECK (octet_length(hash) = 32),
    expires_at timestamptz NOT NULL DEFAULT 'infinity', -- when this reader can no longer read it
    kind text NOT NULL,  -- what kind of exchange
    state text NOT NULL,
    opener text NOT NULL,
    recipient text NOT NULL,
    place bigint NOT NULL, -- in lists: what changed last first
    summary jsonb NOT NULL, -- what a list shows, without what depends on reader, time or acts
    CONSTRAINT exchange_act_parties CHECK (opener <> recipient),
    CONSTRAINT exchange_act_anonymous CHECK ((author = '') = (organisation <> reader)),
    -- Of two who act at once, the second finds its number taken.
    CONSTRAINT exchange_act_key PRIMARY KEY (exchange_id, number, reader)
);
CREATE INDEX exchange_act_by_reader ON exchange_act (reader, exchange_id, number);
CALL fence('exchange_act', 'SELECT, INSERT', sent => true);
CALL fence_named('exchange_act');
CREATE POLICY unexpired ON exchange_act AS RESTRICTIVE FOR SELECT USING (expires_at > (SELECT moment()));
-- Who adds to an exchange sees the act before, and leaves the parties what they are: nobody adds to what is not theirs, and
-- nobody brings in a third.
CREATE FUNCTION sees_exchange(id uuid, number integer, opener text, recipient text) RETURNS boolean LANGUAGE sql STABLE
    RETURN EXISTS (
        SELECT FROM exchange_act AS before
        WHERE before.exchange_id = id AND before.number = sees_exchange.number
            AND before.opener = sees_exchange.opener AND before.recipient = sees_exchange.recipient);
CREATE POLICY parties ON exchange_act AS RESTRICTIVE FOR INSERT WITH CHECK (
    CASE number WHEN 1 THEN opener = me() ELSE sees_exchange(exchange_id, number - 1, opener, recipient) END
    AND reader = ANY (ARRAY[opener, recipient]) AND organisation = ANY (ARRAY[opener, recipient]));
-- Nor does anybody who knows its id begin it again with others: where the other party has no copy of the first act, none of
-- the keys keeps that out.
CREATE FUNCTION keep_parties() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF EXISTS (SELECT FROM exchange_act AS other
               WHERE other.exchange_id = NEW.exchange_id AND (other.opener, other.recipient) <> (NEW.opener, NEW.recipient)) THEN
        RAISE insufficient_privilege USING MESSAGE = 'an exchange has the parties that it began with';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_parties BEFORE INSERT ON exchange_act FOR EACH ROW EXECUTE FUNCTION keep_parties();

-- Each party's view of each exchange, for lists.
CREATE TABLE exchange_view (
    organisation text NOT NULL, reader text NOT NULL, need text NOT NULL, named text NOT NULL,
    exchange_id uuid NOT NULL,
    number integer NOT NULL, -- of the last act
    kind text NOT NULL,
    state text NOT NULL,
    opener text NOT NULL,
    recipient text NOT NULL,
    place bigint NOT NULL,
    summary jsonb NOT NULL,
    counterpart text NOT NULL GENERATED ALWAYS AS (CASE WHEN opener = reader THEN recipient ELSE opener END) STORED,
    CONSTRAINT exchange_view_key PRIMARY KEY (reader, exchange_id)
);
CREATE INDEX exchange_view_by_place ON exchange_view (reader, place, exchange_id) INCLUDE (need, kind, state);
CREATE INDEX exchange_view_by_counterpart ON exchange_view (reader, counterpart, place, exchange_id) INCLUDE (need, kind, state);
CALL fence('exchange_view', 'SELECT');
CALL fence_named('exchange_view');
CALL project('exchange_act', 'exchange_view', '{exchange_id}', '{number,named,kind,state,opener,recipient,place,summary}');

-- What an exchange is about, for a party that said so: a resource of its own, which the other does not learn.
CREATE TABLE exchange_source (
    organisation text NOT NULL, reader text NOT NULL, need text NOT NULL,
    exchange_id uuid NOT NULL,
    source text NOT NULL, -- as its organisation names it
    CONSTRAINT exchange_source_key PRIMARY KEY (reader, exchange_id)
);
CREATE INDEX exchange_source_by_source ON exchange_source (reader, source, exchange_id) INCLUDE (need);
CALL fence('exchange_source', 'SELECT, INSERT');

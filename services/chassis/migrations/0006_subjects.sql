CALL assert_owner();

-- What an exchange is about where both parties know it from the beginning, as a resource that is nobody's own, such as
-- commitments/HMG-17; empty where there is none.
ALTER TABLE exchange_act
    ADD COLUMN subject text NOT NULL DEFAULT '',
    -- Where what one party does is settled by another person of the same, it is an exchange with itself.
    DROP CONSTRAINT exchange_act_parties;
ALTER TABLE exchange_view ADD COLUMN subject text NOT NULL DEFAULT '';
CREATE INDEX exchange_view_by_subject ON exchange_view (reader, subject, place, exchange_id) INCLUDE (need, kind, state);

-- As before, and who may see an exchange is who may see its last act: a draft is not for everybody who reads what came of it.
CREATE OR REPLACE FUNCTION project_exchange_act() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    INSERT INTO exchange_view (organisation, reader, need, exchange_id, number, named, kind, state, opener, recipient, place, summary, subject)
    VALUES (NEW.organisation, NEW.reader, NEW.need, NEW.exchange_id, NEW.number, NEW.named, NEW.kind, NEW.state, NEW.opener,
            NEW.recipient, NEW.place, NEW.summary, NEW.subject)
    ON CONFLICT (reader, exchange_id) DO UPDATE
    SET need = excluded.need, number = excluded.number, named = excluded.named, kind = excluded.kind, state = excluded.state,
        opener = excluded.opener, recipient = excluded.recipient, place = excluded.place, summary = excluded.summary,
        subject = excluded.subject;
    RETURN NULL;
END $$;

-- For what is published: rows whose reader is the public, and which therefore everybody reads. The serving role gets
-- `privileges` on the table. A context there must be here as well.
CREATE PROCEDURE fence_public(relation regclass, privileges text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', relation);
    EXECUTE format('CREATE POLICY reads ON %s FOR SELECT USING (reader = ''public'' AND (SELECT me()) IS NOT NULL)', relation);
    EXECUTE format('CREATE POLICY inserts ON %s FOR INSERT WITH CHECK (organisation = me() AND reader = ''public'')', relation);
    EXECUTE format('GRANT %s ON %s TO %I', privileges, relation, serving_role());
END $$;

CALL assert_owner();

-- That there is a breach of which nothing may be written here: no narrative, and nobody knows of it but those who have the need
-- `pointers`.
CREATE TABLE pointer (
    organisation text NOT NULL, reader text NOT NULL,
    need text NOT NULL CONSTRAINT pointer_need CHECK (need = 'pointers'),
    author text NOT NULL,
    pointer_id uuid NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    state text NOT NULL CONSTRAINT pointer_state CHECK (state IN ('OPEN', 'LIFTED')),
    reference text NOT NULL CONSTRAINT pointer_reference CHECK (reference ~ '^[A-Z0-9][A-Z0-9/-]{2,39}$'),
    content jsonb NOT NULL, -- concordat.breaches.v1.Pointer as proto-JSON, without what the other columns hold
    -- The clock: the rule that it is pinned to, and what the rule makes of its events. Written by nothing else.
    rule text NOT NULL,
    started_at timestamptz NOT NULL,
    due_at timestamptz,
    satisfied_at timestamptz,
    discharged_at timestamptz,
    breach_id uuid, -- the record that it became once it was lifted
    CONSTRAINT pointer_key PRIMARY KEY (organisation, pointer_id),
    CONSTRAINT pointer_reference_key UNIQUE (organisation, reference),
    CONSTRAINT pointer_lifted CHECK ((breach_id IS NOT NULL) = (state = 'LIFTED')),
    CONSTRAINT pointer_breach FOREIGN KEY (organisation, breach_id) REFERENCES breach
);
CREATE INDEX pointer_by_reader ON pointer (reader, pointer_id);
CALL fence('pointer', 'SELECT, INSERT', 'version, updated_at, state, content, satisfied_at, breach_id');

-- Pointers whose clocks run, unless there is nothing to say of them yet: identifiers and times.
CREATE INDEX pointer_running ON pointer (due_at, pointer_id)
    WHERE due_at IS NOT NULL AND satisfied_at IS NULL AND discharged_at IS NULL AND state = 'OPEN';
CREATE FUNCTION pointers_to_remind_of(asked_at timestamptz, after_due timestamptz, after_id uuid, most integer)
RETURNS TABLE (organisation text, pointer_id uuid, started_at timestamptz, due_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT pointer.organisation, pointer.pointer_id, pointer.started_at, pointer.due_at FROM pointer
    WHERE pointer.due_at IS NOT NULL AND pointer.satisfied_at IS NULL AND pointer.discharged_at IS NULL AND pointer.state = 'OPEN'
        AND least(pointer.started_at, pointer.due_at - interval '48 hours') <= asked_at - interval '24 hours'
        AND (pointer.due_at, pointer.pointer_id) > (after_due, after_id)
        AND NOT EXISTS (
            SELECT FROM reminder
            WHERE reminder.organisation = pointer.organisation AND reminder.subject = pointer.pointer_id
                AND reminder.due_at = pointer.due_at AND (reminder.next_at IS NULL OR reminder.next_at > asked_at))
    ORDER BY pointer.due_at, pointer.pointer_id
    LIMIT most
$$;
REVOKE ALL ON FUNCTION pointers_to_remind_of FROM PUBLIC;
DO $$
BEGIN
    EXECUTE format('GRANT EXECUTE ON FUNCTION pointers_to_remind_of TO %I', serving_role());
END $$;

-- Whoever has the need `named` reads what names them, and nothing that names nobody.
ALTER TABLE exchange_act ADD CONSTRAINT exchange_act_named CHECK (need <> 'named' OR named <> '');
ALTER TABLE exchange_view ADD CONSTRAINT exchange_view_named CHECK (need <> 'named' OR named <> '');
ALTER TABLE disclosure ADD CONSTRAINT disclosure_named CHECK (need <> 'named' OR named <> '');

-- A breach that only those with the need `pointers` may know of. Its need follows from that, and no statement can set it; who sets
-- or lifts a restriction must see the row before and after, by the policies of the table.
ALTER TABLE breach
    ADD COLUMN restriction jsonb, -- concordat.breaches.v1.Restriction as proto-JSON
    DROP CONSTRAINT breach_need,
    ADD CONSTRAINT breach_need CHECK (need = CASE WHEN restriction IS NULL THEN 'reports' ELSE 'pointers' END);
ALTER TABLE assessment_step
    DROP CONSTRAINT assessment_step_need,
    ADD CONSTRAINT assessment_step_need CHECK (need IN ('handlers', 'pointers'));
ALTER TABLE breach_event
    DROP CONSTRAINT breach_event_need,
    ADD CONSTRAINT breach_event_need CHECK (need IN ('handlers', 'pointers'));
ALTER TABLE breach_action
    DROP CONSTRAINT breach_action_need,
    ADD CONSTRAINT breach_action_need CHECK (need IN ('handlers', 'pointers'));
ALTER TABLE breach_incident
    DROP CONSTRAINT breach_incident_need,
    ADD CONSTRAINT breach_incident_need CHECK (need IN ('handlers', 'pointers'));
ALTER TABLE case_act
    DROP CONSTRAINT case_act_need,
    ADD CONSTRAINT case_act_need CHECK (need IN ('handlers', 'case', 'pointers'));
CREATE INDEX breach_restricted ON breach (organisation) WHERE restriction IS NOT NULL;

-- Whether a resource, as an organisation names it, is a breach that it restricted, or belongs to one: an action, the case, what
-- else stands between it and another party.
CREATE FUNCTION is_restricted(whose text, resource text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM breach, LATERAL (
            SELECT format('organisations/%s/breaches/%s', whose, breach.breach_id),
                   format('organisations/%s/cases/%s', whose, breach.case_id)) AS names (own, sent)
        WHERE breach.organisation = whose AND breach.restriction IS NOT NULL
            AND (resource IN (names.own, names.sent) OR starts_with(resource, names.own || '/')
                 OR EXISTS (
                     SELECT FROM exchange_source AS source
                     WHERE source.reader = whose AND source.source IN (names.own, names.sent)
                         AND resource = format('organisations/%s/exchanges/%s', whose, source.exchange_id))));
END $$;

-- Whatever is added to what is restricted is restricted, whoever adds it and whatever need they say: so that nobody can forget it.
-- The lock is shared by all who add to what an organisation has, and not by whoever restricts or lifts: no row slips by between.
CREATE FUNCTION keep_restricted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    about text;
BEGIN
    IF TG_TABLE_NAME IN ('assessment_step', 'breach_event', 'breach_action', 'breach_incident') THEN
        about := format('organisations/%s/breaches/%s', NEW.reader, NEW.breach_id);
    ELSIF TG_TABLE_NAME = 'clock_event' THEN
        about := format('organisations/%s/breaches/%s', NEW.reader, NEW.clock_id);
    ELSIF TG_TABLE_NAME = 'case_act' THEN
        about := format('organisations/%s/cases/%s', NEW.reader, NEW.case_id);
    ELSIF TG_TABLE_NAME = 'exchange_act' THEN
        about := format('organisations/%s/exchanges/%s', NEW.reader, NEW.exchange_id);
    ELSIF TG_TABLE_NAME = 'exchange_source' THEN
        about := NEW.source;
    ELSE
        about := NEW.resource;
    END IF;
    PERFORM pg_advisory_xact_lock_shared(1014, hashtext(NEW.reader));
    IF is_restricted(NEW.reader, about) THEN
        NEW.need := 'pointers';
    END IF;
    RETURN NEW;
END $$;
DO $$
DECLARE
    relation text;
BEGIN
    FOREACH relation IN ARRAY ARRAY['assessment_step', 'breach_event', 'breach_action', 'breach_incident', 'clock_event', 'case_act',
                                    'exchange_act', 'exchange_source', 'disclosure', 'outbox', 'audit_record', 'request_memory'] LOOP
        EXECUTE format('CREATE TRIGGER restricted BEFORE INSERT ON %I FOR EACH ROW EXECUTE FUNCTION keep_restricted()', relation);
    END LOOP;
END $$;

-- The need of a breach, as its restriction has it.
CREATE FUNCTION follow_restriction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.need := CASE WHEN NEW.restriction IS NULL THEN 'reports' ELSE 'pointers' END;
    RETURN NEW;
END $$;
CREATE TRIGGER restriction BEFORE UPDATE OF restriction ON breach FOR EACH ROW EXECUTE FUNCTION follow_restriction();

-- What belongs to a breach that was restricted, or is no longer, or became a case meanwhile: all that its department has of it.
CREATE FUNCTION settle_needs() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    handled text := CASE WHEN NEW.restriction IS NULL THEN 'handlers' ELSE 'pointers' END;
    names text[] := ARRAY[format('organisations/%s/breaches/%s', NEW.organisation, NEW.breach_id),
                          format('organisations/%s/cases/%s', NEW.organisation, NEW.case_id)];
    exchanges uuid[];
BEGIN
    PERFORM pg_advisory_xact_lock(1014, hashtext(NEW.organisation));
    exchanges := ARRAY(SELECT exchange_id FROM exchange_source WHERE reader = NEW.organisation AND source = ANY (names));
    UPDATE clock_event SET need = NEW.need WHERE organisation = NEW.organisation AND clock_id = NEW.breach_id;
    UPDATE assessment_step SET need = handled WHERE organisation = NEW.organisation AND breach_id = NEW.breach_id;
    UPDATE breach_event SET need = handled WHERE organisation = NEW.organisation AND breach_id = NEW.breach_id;
    UPDATE breach_action SET need = handled WHERE organisation = NEW.organisation AND breach_id = NEW.breach_id;
    UPDATE breach_incident SET need = handled WHERE organisation = NEW.organisation AND breach_id = NEW.breach_id;
    UPDATE case_act SET need = handled WHERE reader = NEW.organisation AND case_id = NEW.case_id;
    UPDATE case_view SET need = handled WHERE reader = NEW.organisation AND case_id = NEW.case_id;
    UPDATE exchange_source SET need = handled WHERE reader = NEW.organisation AND exchange_id = ANY (exchanges);
    UPDATE exchange_act SET need = handled WHERE reader = NEW.organisation AND exchange_id = ANY (exchanges);
    UPDATE exchange_view SET need = handled WHERE reader = NEW.organisation AND exchange_id = ANY (exchanges);
    names := names || ARRAY(SELECT format('organisations/%s/exchanges/%s', NEW.organisation, id) FROM unnest(exchanges) AS id);
    UPDATE disclosure SET need = handled WHERE reader = NEW.organisation AND resource = ANY (names);
    -- What nobody was told yet, nobody else is told; nor again, once it is lifted.
    UPDATE outbox SET need = 'pointers'
    WHERE NEW.restriction IS NOT NULL AND reader = NEW.organisation
        AND (resource = ANY (names) OR starts_with(resource, names[1] || '/'));
    RETURN NULL;
END $$;
CREATE TRIGGER settle_needs AFTER UPDATE OF restriction, case_id ON breach FOR EACH ROW
    WHEN (NEW.need <> OLD.need OR NEW.need = 'pointers' AND NEW.case_id IS DISTINCT FROM OLD.case_id)
    EXECUTE FUNCTION settle_needs();

-- What an exchange is about may be said after its first act.
CREATE FUNCTION settle_exchange() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE exchange_act SET need = NEW.need WHERE reader = NEW.reader AND exchange_id = NEW.exchange_id;
    UPDATE exchange_view SET need = NEW.need WHERE reader = NEW.reader AND exchange_id = NEW.exchange_id;
    UPDATE disclosure SET need = NEW.need
    WHERE reader = NEW.reader AND resource = format('organisations/%s/exchanges/%s', NEW.reader, NEW.exchange_id);
    RETURN NULL;
END $$;
CREATE TRIGGER settle_exchange AFTER INSERT ON exchange_source FOR EACH ROW WHEN (NEW.need = 'pointers')
    EXECUTE FUNCTION settle_exchange();

REVOKE ALL ON FUNCTION is_restricted, keep_restricted, follow_restriction, settle_needs, settle_exchange FROM PUBLIC;
DO $$
BEGIN
    EXECUTE format('GRANT UPDATE (restriction) ON breach TO %I', serving_role());
END $$;

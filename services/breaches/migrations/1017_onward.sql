CALL assert_owner();

-- Whether a resource, as an organisation names it, is a breach that it restricted, or belongs to one: an action, the case, what else
-- stands between it and another party, and what was shared onward of that.
CREATE OR REPLACE FUNCTION is_restricted(whose text, resource text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    -- Hardly any organisation restricts anything, and whoever writes is not to pay for that.
    IF NOT EXISTS (SELECT FROM breach WHERE breach.organisation = whose AND breach.restriction IS NOT NULL) THEN
        RETURN false;
    END IF;
    RETURN EXISTS (
        WITH RECURSIVE about (name) AS (
            SELECT is_restricted.resource
            UNION
            SELECT source.source FROM about JOIN exchange_source AS source
                ON source.reader = whose
                AND source.exchange_id = CASE
                    WHEN about.name ~ '^organisations/[^/]+/exchanges/[0-9a-f-]{36}$' THEN right(about.name, 36)::uuid END)
        SELECT FROM about, breach, LATERAL (
            SELECT format('organisations/%s/breaches/%s', whose, breach.breach_id),
                   format('organisations/%s/cases/%s', whose, breach.case_id)) AS names (own, sent)
        WHERE breach.organisation = whose AND breach.restriction IS NOT NULL
            AND (about.name IN (names.own, names.sent) OR starts_with(about.name, names.own || '/')));
END $$;

-- What belongs to a breach that was restricted, or is no longer, or became a case meanwhile: all that its department has of it.
CREATE OR REPLACE FUNCTION settle_needs() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    handled text := CASE WHEN NEW.restriction IS NULL THEN 'handlers' ELSE 'pointers' END;
    said text := CASE WHEN NEW.restriction IS NULL THEN 'lines' ELSE 'pointers' END;
    names text[] := ARRAY[format('organisations/%s/breaches/%s', NEW.organisation, NEW.breach_id),
                          format('organisations/%s/cases/%s', NEW.organisation, NEW.case_id)];
    exchanges uuid[];
    spoken uuid[]; -- those of them that are lines, which have a need of their own
BEGIN
    PERFORM pg_advisory_xact_lock(1014, hashtext(NEW.organisation));
    exchanges := ARRAY(
        WITH RECURSIVE about (id) AS (
            SELECT exchange_id FROM exchange_source WHERE reader = NEW.organisation AND source = ANY (names)
            UNION
            SELECT onward.exchange_id FROM about JOIN exchange_source AS onward
                ON onward.reader = NEW.organisation
                AND onward.source = format('organisations/%s/exchanges/%s', NEW.organisation, about.id))
        SELECT id FROM about);
    spoken := ARRAY(
        SELECT exchange_id FROM exchange_view
        WHERE reader = NEW.organisation AND exchange_id = ANY (exchanges) AND kind = 'AGREED_LINES');
    UPDATE clock_event SET need = NEW.need WHERE organisation = NEW.organisation AND clock_id = NEW.breach_id;
    UPDATE assessment_step SET need = handled WHERE organisation = NEW.organisation AND breach_id = NEW.breach_id;
    UPDATE breach_event SET need = handled WHERE organisation = NEW.organisation AND breach_id = NEW.breach_id;
    UPDATE breach_action SET need = handled WHERE organisation = NEW.organisation AND breach_id = NEW.breach_id;
    UPDATE breach_incident SET need = handled WHERE organisation = NEW.organisation AND breach_id = NEW.breach_id;
    UPDATE case_act SET need = handled WHERE reader = NEW.organisation AND case_id = NEW.case_id;
    UPDATE case_view SET need = handled WHERE reader = NEW.organisation AND case_id = NEW.case_id;
    UPDATE exchange_source SET need = CASE WHEN exchange_id = ANY (spoken) THEN said ELSE handled END
    WHERE reader = NEW.organisation AND exchange_id = ANY (exchanges);
    UPDATE exchange_act SET need = CASE WHEN exchange_id = ANY (spoken) THEN said ELSE handled END
    WHERE reader = NEW.organisation AND exchange_id = ANY (exchanges);
    UPDATE exchange_view SET need = CASE WHEN exchange_id = ANY (spoken) THEN said ELSE handled END
    WHERE reader = NEW.organisation AND exchange_id = ANY (exchanges);
    names := names || ARRAY(SELECT format('organisations/%s/exchanges/%s', NEW.organisation, id) FROM unnest(exchanges) AS id);
    UPDATE disclosure SET need = handled WHERE reader = NEW.organisation AND resource = ANY (names);
    UPDATE disclosure SET need = said
    WHERE reader = NEW.organisation
        AND resource = ANY (ARRAY(SELECT format('organisations/%s/exchanges/%s', NEW.organisation, id) FROM unnest(spoken) AS id));
    -- What nobody was told yet, nobody else is told; nor again, once it is lifted.
    UPDATE outbox SET need = 'pointers'
    WHERE NEW.restriction IS NOT NULL AND reader = NEW.organisation
        AND (resource = ANY (names) OR starts_with(resource, names[1] || '/'));
    RETURN NULL;
END $$;

CALL assert_owner();

-- What a party drafts before the other has anything is counted by itself, so that the other learns neither that there were drafts
-- nor how many: `number` is 0 in drafts, and counts from 1 what both have. `draft` counts drafts; what crosses first after
-- some takes the next, in its author's own copy alone, so that of two who follow the same draft the second finds that taken.
ALTER TABLE exchange_act
    ADD COLUMN draft integer NOT NULL DEFAULT 0,
    DROP CONSTRAINT exchange_act_counts,
    DROP CONSTRAINT exchange_act_key;
ALTER TABLE exchange_view ADD COLUMN draft integer NOT NULL DEFAULT 0;
-- What was numbered before is numbered so too.
UPDATE exchange_act AS act
SET number = CASE WHEN act.number < crosses.first THEN 0 ELSE act.number - crosses.first + 1 END,
    draft = CASE WHEN act.number < crosses.first OR act.number = crosses.first AND act.organisation = act.reader THEN act.number ELSE 0 END
FROM (SELECT exchange_id, coalesce(min(number) FILTER (WHERE organisation <> reader), max(number) + 1) AS first
      FROM exchange_act WHERE opener <> recipient GROUP BY exchange_id) AS crosses
WHERE crosses.exchange_id = act.exchange_id AND crosses.first > 1;
UPDATE exchange_view AS view SET number = last.number, draft = last.draft
FROM (SELECT DISTINCT ON (exchange_id, reader) * FROM exchange_act ORDER BY exchange_id, reader, number DESC, draft DESC) AS last
WHERE (last.exchange_id, last.reader) = (view.exchange_id, view.reader);
ALTER TABLE exchange_act
    ADD CONSTRAINT exchange_act_counts CHECK (number > 0 OR draft > 0),
    ADD CONSTRAINT exchange_act_drafts CHECK (draft >= 0 AND (draft = 0 OR number = 0 OR number = 1 AND draft > 1)),
    -- A draft is its author's own.
    ADD CONSTRAINT exchange_act_own CHECK (draft = 0 OR organisation = reader),
    ADD CONSTRAINT exchange_act_key PRIMARY KEY (exchange_id, number, draft, reader);
-- Of two who act at once, the second finds the next taken: what both have, or what follows a draft.
CREATE UNIQUE INDEX exchange_act_number ON exchange_act (exchange_id, number, reader) WHERE number > 0;
CREATE UNIQUE INDEX exchange_act_draft ON exchange_act (exchange_id, draft) WHERE draft > 0;
DROP INDEX exchange_act_by_reader;
CREATE INDEX exchange_act_by_reader ON exchange_act (reader, exchange_id, number, draft);

DROP POLICY parties ON exchange_act;
DROP FUNCTION sees_exchange;
CREATE FUNCTION sees_exchange(id uuid, number integer, draft integer, opener text, recipient text) RETURNS boolean
LANGUAGE sql STABLE
    RETURN EXISTS (
        SELECT FROM exchange_act AS before
        WHERE before.exchange_id = id AND before.number = sees_exchange.number
            AND (sees_exchange.number > 0 OR before.draft = sees_exchange.draft)
            AND before.opener = sees_exchange.opener AND before.recipient = sees_exchange.recipient);
CREATE POLICY parties ON exchange_act AS RESTRICTIVE FOR INSERT WITH CHECK (
    CASE WHEN number > 1 THEN sees_exchange(exchange_id, number - 1, 0, opener, recipient)
         WHEN draft > 1 THEN opener = me() AND sees_exchange(exchange_id, 0, draft - 1, opener, recipient)
         WHEN number = 1 AND reader = me() THEN opener = me() AND NOT sees_exchange(exchange_id, 0, 1, opener, recipient)
         ELSE opener = me() END
    AND reader = ANY (ARRAY[opener, recipient]) AND organisation = ANY (ARRAY[opener, recipient]));

-- As before, with what is counted by itself.
CREATE OR REPLACE FUNCTION project_exchange_act() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    INSERT INTO exchange_view (organisation, reader, need, exchange_id, number, draft, named, kind, state, opener, recipient, place, summary, subject)
    VALUES (NEW.organisation, NEW.reader, NEW.need, NEW.exchange_id, NEW.number, NEW.draft, NEW.named, NEW.kind, NEW.state,
            NEW.opener, NEW.recipient, NEW.place, NEW.summary, NEW.subject)
    ON CONFLICT (reader, exchange_id) DO UPDATE
    SET need = excluded.need, number = excluded.number, draft = excluded.draft, named = excluded.named, kind = excluded.kind,
        state = excluded.state, opener = excluded.opener, recipient = excluded.recipient, place = excluded.place,
        summary = excluded.summary, subject = excluded.subject;
    RETURN NULL;
END $$;

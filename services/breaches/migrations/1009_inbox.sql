CALL assert_owner();

-- What an inbox asks of cases. When each was received, and how many things it ever owed, go into the views that are there
-- already as the fold of their acts has it: the first act is the one that changed the case first, and every act says what was
-- outstanding after it.
UPDATE case_view AS view
SET summary = view.summary
    || (SELECT jsonb_build_object('receivedAt', act.summary -> 'updateTime') FROM case_act AS act
        WHERE act.case_id = view.case_id AND act.reader = view.reader AND act.number = 1)
    || (SELECT CASE count(*) WHEN 0 THEN '{}' ELSE jsonb_build_object('itemsOwed', sum(kind.most)) END
        FROM (SELECT max(listed.times) AS most
              FROM (SELECT item ->> 'item' AS item, count(*) AS times
                    FROM case_act AS act, jsonb_array_elements(act.summary -> 'itemsOutstanding') AS item
                    WHERE act.case_id = view.case_id AND act.reader = view.reader
                    GROUP BY act.number, item ->> 'item') AS listed
              GROUP BY listed.item) AS kind);

-- The regulator's reference, in small letters, as a column: of what an operator that is not leakproof makes out of a column,
-- an index serves nobody behind a policy. Compared byte by byte, so that what begins with a text is one range.
ALTER TABLE case_view ADD COLUMN reference text COLLATE "C" NOT NULL
    GENERATED ALWAYS AS (lower(coalesce(summary ->> 'caseReference', ''))) STORED;
CREATE INDEX case_view_by_reference ON case_view (reader, reference);

-- Counting reads every row of its reader's: with these columns in the indexes of the lists, out of the index alone.
DROP INDEX case_view_by_place;
CREATE INDEX case_view_by_place ON case_view (reader, place, case_id) INCLUDE (need, state);
CREATE INDEX breach_by_state ON breach (reader, state)
    INCLUDE (need, author, detected_at, started_at, due_at, satisfied_at, discharged_at);

CALL assert_owner();

-- Who had issued a version of lines, and proposed none since, as of each act of what was kept before that was said of them.
WITH issuer AS (
    SELECT act.reader, act.exchange_id, act.number, issue.organisation, max(issue.number) AS last
    FROM exchange_act AS act JOIN exchange_act AS issue USING (reader, exchange_id)
    WHERE issue.act = 'LINES_ISSUE' AND issue.number <= act.number
        AND NOT EXISTS (
            SELECT FROM exchange_act AS anew
            WHERE anew.reader = act.reader AND anew.exchange_id = act.exchange_id AND anew.act = 'LINES'
                AND anew.organisation = issue.organisation AND anew.number BETWEEN issue.number AND act.number)
    GROUP BY act.reader, act.exchange_id, act.number, issue.organisation
), issued AS (
    SELECT reader, exchange_id, number, jsonb_agg('organisations/' || organisation ORDER BY last) AS by
    FROM issuer GROUP BY reader, exchange_id, number
)
UPDATE exchange_act AS act SET summary = jsonb_set(act.summary, '{lines,issuedBy}', issued.by)
FROM issued WHERE (act.reader, act.exchange_id, act.number) = (issued.reader, issued.exchange_id, issued.number);
UPDATE exchange_view AS view SET summary = act.summary
FROM exchange_act AS act
WHERE view.kind = 'AGREED_LINES' AND (act.reader, act.exchange_id, act.number) = (view.reader, view.exchange_id, view.number)
    AND view.summary <> act.summary;

-- How many cases were received in a time, by what the last submission of each says, and by whose they are. What is counted is counted
-- out of the reader's own sealed copies.
SELECT
    content #>> '{facts,incident,category}' AS incident_category, content ->> 'affectedBand' AS band,
    department AS "department!", count(*) AS "cases!"
FROM (
    SELECT DISTINCT ON (act.case_id)
        view.department,
        CASE WHEN act.content_type LIKE '%.FollowUpContent' THEN sealed.content -> 'submission' ELSE sealed.content END AS content
    FROM case_view AS view JOIN case_act AS act USING (reader, case_id),
        LATERAL (SELECT convert_from(act.content, 'UTF8')::jsonb AS content) AS sealed
    WHERE (view.summary ->> 'receivedAt')::timestamptz >= $1 AND (view.summary ->> 'receivedAt')::timestamptz < $2
        AND (act.content_type LIKE '%.SubmissionContent' OR act.content_type LIKE '%.FollowUpContent')
    ORDER BY act.case_id, act.number DESC
) AS last
GROUP BY 1, 2, 3

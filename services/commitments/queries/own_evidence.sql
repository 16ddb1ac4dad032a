SELECT subject, state, count(*) AS "count!" FROM exchange_view
WHERE subject = ANY ($1) AND kind = $2 AND opener = $3 AND summary ->> 'owner' = 'organisations/' || opener
GROUP BY subject, state

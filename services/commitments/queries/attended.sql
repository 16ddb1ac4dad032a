SELECT exchange_id AS id, summary FROM exchange_view
WHERE subject BETWEEN $1 || '/meetings/' AND $1 || '/meetings/g' AND kind = 'INVITATION' AND state = 'HELD' AND recipient = $2
    AND summary ->> 'heldOn' BETWEEN $3 AND $4 AND (summary ->> 'attended')::boolean
ORDER BY subject, place, exchange_id LIMIT 200

SELECT exchange_id AS id, number, draft, summary FROM exchange_view
WHERE subject BETWEEN $1 AND $2 AND kind = 'COMPLETION' ORDER BY subject, place, exchange_id LIMIT $3

SELECT exchange_id AS id, number, draft, summary FROM exchange_view
WHERE subject = ANY ($1) AND kind = 'COMPLETION' ORDER BY subject, place, exchange_id

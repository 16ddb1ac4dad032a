SELECT exchange_id AS id, number AS version, summary FROM exchange_view
WHERE subject = ANY ($1) AND kind = 'COMPLETION' ORDER BY subject, place, exchange_id

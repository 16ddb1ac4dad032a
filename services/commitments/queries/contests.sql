SELECT subject, exchange_id AS id, summary ->> 'contestReason' AS "reason!" FROM exchange_view
WHERE subject = ANY ($1) AND kind = 'INVITATION' AND opener = reader AND summary ->> 'contestReason' <> ''

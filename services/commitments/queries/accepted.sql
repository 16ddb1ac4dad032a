SELECT subject, exchange_id, summary FROM (
    SELECT subject, exchange_id, summary, place,
           row_number() OVER (PARTITION BY subject ORDER BY place, exchange_id) AS rank
    FROM exchange_view WHERE subject = ANY ($1) AND kind = $2 AND opener = $3 AND state = 'ACCEPTED') AS ranked
WHERE rank <= $4 ORDER BY subject, place, exchange_id

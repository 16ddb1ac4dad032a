SELECT exchange_id AS id, place, number, draft, summary FROM exchange_view AS view
WHERE (cardinality($1::text[]) = 0 OR kind = ANY ($1)) AND (cardinality($2::text[]) = 0 OR state = ANY ($2))
    AND ($3::text IS NULL OR counterpart = $3)
    AND ($8::text IS NULL OR subject = $8)
    AND ($4::text IS NULL
         OR exchange_id IN (SELECT source.exchange_id FROM exchange_source AS source WHERE source.source = $4))
    AND (place, exchange_id) > ($5, $6)
ORDER BY place, exchange_id LIMIT $7

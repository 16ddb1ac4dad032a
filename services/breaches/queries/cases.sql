-- A page of cases: what is due next first, then what changed last.
SELECT case_id, place, summary FROM case_view
WHERE (cardinality($1::text[]) = 0 OR state = ANY ($1)) AND ($2::text IS NULL OR department = $2)
    AND (cardinality($3::text[]) = 0 OR summary ->> 'nextDue' = ANY ($3))
    AND (cardinality($4::integer[]) = 0 OR state <> 'CLOSED' AND width_bucket(place, $5::bigint[]) = ANY ($4))
    AND place BETWEEN $6 AND $7 AND (place, case_id) > ($8, $9)
ORDER BY place, case_id
LIMIT $10

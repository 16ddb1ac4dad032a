-- A page of cases: what is due next first, then what changed last.
SELECT case_id, place, summary FROM case_view
WHERE (cardinality($1::text[]) = 0 OR state = ANY ($1)) AND ($2::text IS NULL OR department = $2)
    AND (place, case_id) > ($3, $4)
ORDER BY place, case_id
LIMIT $5

-- A page of the cases whose reference begins with a text, in the same order: a range of the index of references, which ends
-- before the text with the last of all characters.
SELECT case_id, place, summary FROM case_view
WHERE reference >= lower($6) AND reference < lower($6) || chr(1114111)
    AND (cardinality($1::text[]) = 0 OR state = ANY ($1)) AND ($2::text IS NULL OR department = $2)
    AND (cardinality($3::text[]) = 0 OR summary ->> 'nextDue' = ANY ($3))
    AND (cardinality($4::integer[]) = 0 OR state <> 'CLOSED' AND width_bucket(place, $5::bigint[]) = ANY ($4))
    AND (place, case_id) > ($7, $8)
ORDER BY place, case_id
LIMIT $9

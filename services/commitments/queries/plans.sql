SELECT organisation, plan_id, version, created_at AS "created_at: _", updated_at AS "updated_at: _", code,
       due_on AS "due_on: _", first_due_on AS "first_due_on: _", progress, facts, history
FROM plan
WHERE ($1::text IS NULL OR code = $1) AND (cardinality($2::text[]) = 0 OR progress = ANY ($2)) AND (due_on, plan_id) > ($3, $4)
ORDER BY due_on, plan_id LIMIT $5

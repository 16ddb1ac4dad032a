SELECT organisation, issue_id, place, at AS "at: _", role, content_type, content, hash FROM received_assessment
WHERE ($1::text IS NULL OR period = $1) AND (place, issue_id) > ($2, $3)
ORDER BY place, issue_id LIMIT $4

SELECT organisation, issue_id, place, at AS "at: _", role, content_type, content, hash FROM received_assessment
WHERE period BETWEEN $1 AND $2 AND (place, issue_id) > ($3, $4)
ORDER BY place, issue_id LIMIT $5

SELECT organisation, issue_id, place, at AS "at: _", role, content_type, content, hash FROM received_assessment
WHERE (place, issue_id) > ($1, $2)
ORDER BY place, issue_id LIMIT $3

SELECT DISTINCT ON (period, organisation)
    organisation, issue_id, place, at AS "at: _", role, content_type, content, hash
FROM received_assessment WHERE period = ANY ($1) ORDER BY period, organisation, place, issue_id

-- A page of breaches, newest first: their ids tell when they were made.
SELECT
    breach.organisation, breach.breach_id, breach.version, breach.author, breach.created_at AS "created_at: _",
    breach.updated_at AS "updated_at: _", breach.state, breach.title, breach.detected_at AS "detected_at: _",
    breach.detected_how, breach.reporter_role, breach.handling, breach.facts, breach.confirmation, breach.rule,
    breach.due_at AS "due_at: _", breach.satisfied_at AS "satisfied_at: _", breach.discharged_at AS "discharged_at: _",
    breach.case_id, breach.not_notifiable, breach.course, breach.privileged, breach.unit, breach.incident_group,
    breach.proposed_by, breach.form, breach.restriction,
    (SELECT jsonb_agg(to_jsonb(event) ORDER BY event.seq) FROM clock_event AS event
     WHERE event.organisation = breach.organisation AND event.clock_id = breach.breach_id) AS "events",
    NULL::jsonb AS "steps",
    (SELECT view.summary FROM case_view AS view WHERE view.case_id = breach.case_id) AS "case_summary",
    NULL::jsonb AS "between", NULL::uuid AS "incident", NULL::integer AS "recurrences"
FROM breach
WHERE (cardinality($1::text[]) = 0 OR breach.state = ANY ($1))
    AND (cardinality($2::text[]) = 0 OR breach.incident_type = ANY ($2))
    AND (cardinality($3::text[]) = 0
         OR deadline_state(breach.started_at, breach.due_at, breach.satisfied_at, breach.discharged_at, $5::timestamptz) = ANY ($3))
    AND ($8::text IS NULL OR breach.incident_group = $8)
    AND ($4::text IS NULL OR breach.title ILIKE $4 OR breach.incident_group ILIKE $4
         OR breach.facts #>> '{incident,description}' ILIKE $4)
    AND ($6::uuid IS NULL OR breach.breach_id < $6)
ORDER BY breach.breach_id DESC
LIMIT $7

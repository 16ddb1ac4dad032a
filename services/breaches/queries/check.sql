-- A batch of all organisations' breaches, for whoever checks them as the owner.
SELECT
    breach.organisation, breach.breach_id, breach.version, breach.author, breach.created_at AS "created_at: _",
    breach.updated_at AS "updated_at: _", breach.state, breach.title, breach.detected_at AS "detected_at: _",
    breach.detected_how, breach.reporter_role, breach.handling, breach.facts, breach.confirmation, breach.rule,
    breach.due_at AS "due_at: _", breach.satisfied_at AS "satisfied_at: _", breach.discharged_at AS "discharged_at: _",
    breach.case_id, breach.not_notifiable, breach.course, breach.privileged, breach.unit, breach.incident_group,
    breach.proposed_by, breach.form, breach.restriction,
    (SELECT jsonb_agg(to_jsonb(event) ORDER BY event.seq) FROM clock_event AS event
     WHERE event.organisation = breach.organisation AND event.clock_id = breach.breach_id) AS "events",
    (SELECT jsonb_agg(to_jsonb(taken) ORDER BY taken.step) FROM assessment_step AS taken
     WHERE taken.organisation = breach.organisation AND taken.breach_id = breach.breach_id) AS "steps",
    NULL::jsonb AS "case_summary", NULL::jsonb AS "between", NULL::uuid AS "incident", NULL::integer AS "recurrences"
FROM breach
WHERE (breach.organisation, breach.breach_id) > ($1, $2)
ORDER BY breach.organisation, breach.breach_id
LIMIT 500

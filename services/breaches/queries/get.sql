-- A breach, with the events of its clock and the steps of its assessments, as far as its reader may see them.
SELECT
    breach.organisation, breach.breach_id, breach.version, breach.author, breach.created_at AS "created_at: _",
    breach.updated_at AS "updated_at: _", breach.state, breach.title, breach.detected_at AS "detected_at: _",
    breach.detected_how, breach.reporter_role, breach.handling, breach.facts, breach.confirmation, breach.rule,
    breach.due_at AS "due_at: _", breach.satisfied_at AS "satisfied_at: _", breach.discharged_at AS "discharged_at: _",
    breach.case_id, breach.not_notifiable,
    (SELECT jsonb_agg(to_jsonb(event) ORDER BY event.seq) FROM clock_event AS event
     WHERE event.organisation = breach.organisation AND event.clock_id = breach.breach_id) AS "events",
    (SELECT jsonb_agg(to_jsonb(taken) ORDER BY taken.step) FROM assessment_step AS taken
     WHERE taken.organisation = breach.organisation AND taken.breach_id = breach.breach_id) AS "steps"
FROM breach
WHERE breach.breach_id = $1

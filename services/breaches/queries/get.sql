-- A breach, with the events of its clock and the steps of its assessments, as far as its reader may see them.
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
    (SELECT view.summary FROM case_view AS view WHERE view.case_id = breach.case_id) AS "case_summary",
    (SELECT shared.incident_id FROM breach_incident AS shared
     WHERE shared.organisation = breach.organisation AND shared.breach_id = breach.breach_id) AS "incident",
    (SELECT jsonb_agg(jsonb_build_object('id', view.exchange_id, 'summary', view.summary, 'significant_at', (
         SELECT min(act.at) FROM exchange_act AS act
         WHERE act.reader = view.reader AND act.exchange_id = view.exchange_id AND act.act = 'CATEGORY'
             AND act.summary ->> 'category' IN ('NCSC_CATEGORY_1', 'NCSC_CATEGORY_2', 'NCSC_CATEGORY_3'))) ORDER BY view.place DESC)
     FROM exchange_source AS source JOIN exchange_view AS view USING (reader, exchange_id)
     WHERE source.source = concat('organisations/', breach.organisation, '/breaches/', breach.breach_id)
         AND view.kind IN ('CENTRE_REPORT', 'NCSC_ENGAGEMENT', 'AGREED_LINES')) AS "between",
    CASE WHEN breach.unit <> '' AND breach.incident_type IS NOT NULL AND breach.detected_at IS NOT NULL THEN (
        SELECT count(*)::integer FROM breach AS other
        WHERE other.unit <> '' AND other.unit = breach.unit AND other.incident_type = breach.incident_type
            AND other.detected_at BETWEEN breach.detected_at - interval '12 months' AND breach.detected_at
            AND other.breach_id <> breach.breach_id AND other.state NOT IN ('DRAFT', 'NEAR_MISS', 'NOT_PDB', 'VOID')
    ) END AS "recurrences"
FROM breach
WHERE breach.breach_id = $1

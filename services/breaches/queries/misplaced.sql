-- What belongs to a breach and is not restricted though the breach is, or the other way round, of all organisations.
SELECT breach.organisation, breach.breach_id, wrong.place AS "place!"
FROM breach, LATERAL (
    SELECT format('organisations/%s/breaches/%s', breach.organisation, breach.breach_id),
           format('organisations/%s/cases/%s', breach.organisation, breach.case_id)) AS names (own, sent),
    LATERAL (
        SELECT 'clock_event' AS place, need FROM clock_event
        WHERE clock_event.organisation = breach.organisation AND clock_id = breach.breach_id
        UNION ALL
        SELECT 'assessment_step', need FROM assessment_step AS step
        WHERE step.organisation = breach.organisation AND step.breach_id = breach.breach_id
        UNION ALL
        SELECT 'breach_event', need FROM breach_event AS event
        WHERE event.organisation = breach.organisation AND event.breach_id = breach.breach_id
        UNION ALL
        SELECT 'breach_action', need FROM breach_action AS action
        WHERE action.organisation = breach.organisation AND action.breach_id = breach.breach_id
        UNION ALL
        SELECT 'breach_incident', need FROM breach_incident AS incident
        WHERE incident.organisation = breach.organisation AND incident.breach_id = breach.breach_id
        UNION ALL
        SELECT 'case_act', need FROM case_act AS act WHERE act.reader = breach.organisation AND act.case_id = breach.case_id
        UNION ALL
        SELECT 'case_view', need FROM case_view AS view WHERE view.reader = breach.organisation AND view.case_id = breach.case_id
        UNION ALL
        SELECT 'exchange', marked.need
        FROM (
            WITH RECURSIVE about (id) AS (
                SELECT exchange_id FROM exchange_source
                WHERE reader = breach.organisation AND source IN (names.own, names.sent)
                UNION
                SELECT onward.exchange_id FROM about JOIN exchange_source AS onward
                    ON onward.reader = breach.organisation
                    AND onward.source = format('organisations/%s/exchanges/%s', breach.organisation, about.id))
            SELECT id FROM about) AS about
            JOIN exchange_source AS source ON source.reader = breach.organisation AND source.exchange_id = about.id
            JOIN exchange_act AS act USING (reader, exchange_id)
            JOIN exchange_view AS view USING (reader, exchange_id),
            LATERAL (VALUES (source.need), (act.need), (view.need)) AS marked (need)
        UNION ALL
        SELECT 'disclosure', need FROM disclosure
        WHERE disclosure.reader = breach.organisation AND disclosure.resource = names.sent
    ) AS wrong
WHERE (wrong.need = 'pointers') <> (breach.restriction IS NOT NULL)
GROUP BY 1, 2, 3
ORDER BY 1, 2, 3

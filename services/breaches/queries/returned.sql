-- What a department counts of a quarter, in one statement and so as it stands at one time: its totals, beside each combination of
-- type, category and band that there is.
WITH countable AS (
    -- The one place that says which breaches are counted at all: what no count may tell of is left out here.
    SELECT * FROM breach WHERE state NOT IN ('DRAFT', 'LOGGED', 'NOT_PDB', 'VOID') AND restriction IS NULL
), counted AS (
    SELECT
        breach.incident_type, breach.facts #>> '{incident,category}' AS incident_category,
        CASE WHEN breach.facts #>> '{people,affectedBasis}' IS DISTINCT FROM 'COUNT_BASIS_UNKNOWN'
            THEN width_bucket((breach.facts #>> '{people,affectedApprox}')::bigint, $3::bigint[]) END AS band,
        breach.not_notifiable IS NOT NULL AS not_notifiable,
        breach.case_id IS NOT NULL AS notified,
        breach.case_id IS NOT NULL AND breach.satisfied_at <= breach.started_at + interval '72 hours' AS notified_in_time,
        breach.course #>> '{individuals,state}' = 'INDIVIDUALS_STATE_COMMUNICATED' AND (
            SELECT decided.content ->> 'riskLevel' FROM assessment_step AS decided
            WHERE decided.organisation = breach.organisation AND decided.breach_id = breach.breach_id
                AND decided.kind = 'DECISION'
            ORDER BY decided.step DESC LIMIT 1) = 'RISK_LEVEL_HIGH_RISK' AS high_risk_communicated,
        -- Breaches of one incident, here or with others, are one incident.
        coalesce(shared.incident_id::text, nullif(breach.incident_group, ''), breach.breach_id::text) AS incident
    FROM countable AS breach LEFT JOIN breach_incident AS shared USING (organisation, breach_id)
    WHERE (breach.confirmation ->> 'confirmedAt')::timestamptz >= $1
        AND (breach.confirmation ->> 'confirmedAt')::timestamptz < $2
), near_misses AS (
    SELECT (course #>> '{nearMiss,classifiedAt}')::timestamptz AS classified_at FROM countable WHERE state = 'NEAR_MISS'
), totals AS (
    SELECT
        count(*) FILTER (WHERE not_notifiable) AS not_notifiable,
        count(*) FILTER (WHERE notified) AS notified,
        count(*) FILTER (WHERE notified_in_time) AS notified_in_time,
        count(*) FILTER (WHERE high_risk_communicated) AS high_risk_communicated,
        count(DISTINCT incident) AS incidents,
        (SELECT count(*) FROM near_misses WHERE classified_at >= $1 AND classified_at < $2) AS near_misses
    FROM counted
), kinds AS (
    SELECT incident_type, incident_category, band, count(*) AS breaches FROM counted GROUP BY 1, 2, 3
)
SELECT
    totals.not_notifiable AS "not_notifiable!", totals.notified AS "notified!",
    totals.notified_in_time AS "notified_in_time!", totals.high_risk_communicated AS "high_risk_communicated!",
    totals.incidents AS "incidents!", totals.near_misses AS "near_misses!",
    kinds.incident_type AS "incident_type?", kinds.incident_category, kinds.band AS "band?", kinds.breaches AS "breaches?"
FROM totals LEFT JOIN kinds ON true

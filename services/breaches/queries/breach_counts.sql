-- How many breaches are in each state, by the month in which they were detected and by how their deadlines stand.
SELECT
    state, width_bucket(detected_at, $1::timestamptz[]) AS "month",
    deadline_state(started_at, due_at, satisfied_at, discharged_at, $2::timestamptz) AS "deadline_state!",
    count(*) AS "count!"
FROM breach
GROUP BY 1, 2, 3

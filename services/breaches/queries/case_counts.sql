-- How many cases are in each state, by how soon something is due in them.
SELECT state, width_bucket(place, $1::bigint[]) AS "band!", count(*) AS "count!" FROM case_view
GROUP BY 1, 2

-- How many distinct incidents the cases are about.
SELECT count(DISTINCT incident) AS "incidents!" FROM case_view

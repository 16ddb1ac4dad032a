SELECT opener, state, count(*) AS "count!" FROM exchange_view
WHERE subject = $1 AND kind = $2 AND opener <> recipient GROUP BY opener, state

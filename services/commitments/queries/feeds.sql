SELECT feed_id, role, at AS "at: Stored", ends_on AS "ends_on: StoredDate", revoked_at AS "revoked_at: Stored"
FROM feed WHERE author = $1 ORDER BY at DESC, feed_id DESC LIMIT $2

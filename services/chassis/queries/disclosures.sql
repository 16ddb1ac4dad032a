SELECT disclosure_id, at AS "at: Stored", organisation, counterpart AS "counterpart!", resource, content_type, hash, purpose,
       basis, classification, onward_sharing, expires_at AS "expires_at: Stored", discloser_role, approver_role
FROM disclosure
WHERE (at, disclosure_id) < ($1, $2) AND ($3::boolean IS NULL OR (organisation = $4) = $3)
    AND ($5::text IS NULL OR counterpart = $5)
ORDER BY at DESC, disclosure_id DESC LIMIT $6

CALL assert_owner();

-- How other parties see a commitment in a period: sealed copies, inserted by whoever issued them and never changed.
CREATE TABLE received_assessment (
    organisation text NOT NULL, reader text NOT NULL, need text NOT NULL,
    issue_id uuid NOT NULL,
    period text NOT NULL, -- commitments/{commitment}/periods/{period}
    at timestamptz NOT NULL,
    place bigint NOT NULL, -- in lists: latest first
    role text NOT NULL, -- the issuer's
    content_type text NOT NULL,
    content bytea NOT NULL, -- verbatim
    hash bytea NOT NULL CONSTRAINT received_assessment_hash CHECK (octet_length(hash) = 32),
    CONSTRAINT received_assessment_key PRIMARY KEY (reader, issue_id),
    CONSTRAINT received_assessment_crosses CHECK (organisation <> reader)
);
CREATE INDEX received_assessment_by_place ON received_assessment (reader, place, issue_id) INCLUDE (need);
CREATE INDEX received_assessment_by_period ON received_assessment (reader, period, place, issue_id) INCLUDE (need, organisation);
CALL fence('received_assessment', 'SELECT, INSERT', sent => true);

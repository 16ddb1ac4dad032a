CALL assert_owner();

-- Versions of commitments, after the first, which the service brings: what an amendment says that two agreed. Everybody reads
-- them; none is ever changed.
CREATE TABLE register_version (
    organisation text NOT NULL, -- who agreed last
    reader text NOT NULL CONSTRAINT register_version_reader CHECK (reader = 'public'),
    need text NOT NULL,
    code text NOT NULL CONSTRAINT register_version_code CHECK (code ~ '^(JNT|HMG|ICO|NCSC|CAB)-[0-9]{2}$'),
    version integer NOT NULL CONSTRAINT register_version_counts CHECK (version > 1),
    effective_from date NOT NULL,
    at timestamptz NOT NULL,
    exchange_id uuid NOT NULL CONSTRAINT register_version_once UNIQUE,
    content_type text NOT NULL,
    content bytea NOT NULL, -- the proposal, verbatim
    hash bytea NOT NULL,
    -- Of two amendments of one version, the second finds its place taken.
    CONSTRAINT register_version_key PRIMARY KEY (code, version)
);
CALL fence_public('register_version', 'SELECT, INSERT');

-- The register says nothing but what was proposed in an exchange and agreed in the same by whoever was asked.
CREATE FUNCTION is_agreed(id uuid, proposed bytea) RETURNS boolean LANGUAGE sql STABLE
    RETURN EXISTS (
        SELECT FROM exchange_act AS proposal JOIN exchange_act AS agreement USING (reader, exchange_id)
        WHERE proposal.exchange_id = id AND proposal.number = 1 AND proposal.kind = 'AMENDMENT' AND proposal.act = 'PROPOSAL'
            AND proposal.hash = proposed
            AND agreement.number = 2 AND agreement.act = 'AGREEMENT' AND agreement.organisation = proposal.recipient
            AND agreement.organisation = me());
CREATE POLICY agreed ON register_version AS RESTRICTIVE FOR INSERT WITH CHECK (is_agreed(exchange_id, hash));

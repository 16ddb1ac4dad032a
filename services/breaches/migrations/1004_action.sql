CALL assert_owner();

-- What is to be done about a breach. That the risk of not doing it is accepted is no state: it depends on the time.
CREATE TABLE breach_action (
    organisation text NOT NULL, reader text NOT NULL,
    need text NOT NULL CONSTRAINT breach_action_need CHECK (need = 'handlers'),
    breach_id uuid NOT NULL,
    action_id uuid NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    kind text NOT NULL,
    title text NOT NULL CONSTRAINT breach_action_title CHECK (char_length(title) BETWEEN 1 AND 500),
    owner_role text NOT NULL CONSTRAINT breach_action_owner CHECK (char_length(owner_role) BETWEEN 1 AND 100),
    due_at timestamptz NOT NULL,
    original_due_at timestamptz NOT NULL,
    state text NOT NULL CONSTRAINT breach_action_state CHECK (state IN ('OPEN', 'COMPLETED', 'VERIFIED')),
    completed_by text,          -- the author who said that it was done; shown to nobody
    verified_by text,           -- the author who found that it was; shown to nobody
    accepted_until timestamptz, -- when the last acceptance of its risk expires, or expired
    -- concordat.breaches.v1.Action as proto-JSON, with what happened to it and nothing else. Appended to.
    history jsonb NOT NULL,
    CONSTRAINT breach_action_key PRIMARY KEY (organisation, breach_id, action_id),
    CONSTRAINT breach_action_breach FOREIGN KEY (organisation, breach_id) REFERENCES breach,
    CONSTRAINT breach_action_completed CHECK ((completed_by IS NOT NULL) = (state <> 'OPEN')),
    CONSTRAINT breach_action_verified CHECK ((verified_by IS NOT NULL) = (state = 'VERIFIED')),
    CONSTRAINT breach_action_four_eyes CHECK (verified_by <> completed_by)
);
CREATE INDEX breach_action_by_reader ON breach_action (reader, breach_id, action_id);
CALL fence(
    'breach_action', 'SELECT, INSERT',
    'version, updated_at, due_at, state, completed_by, verified_by, accepted_until, history'
);

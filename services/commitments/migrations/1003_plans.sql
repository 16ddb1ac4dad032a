CALL assert_owner();

-- What is planned so that a commitment is kept. Nobody sees it but those who write it: boards read packs.
CREATE TABLE plan (
    organisation text NOT NULL, reader text NOT NULL,
    need text NOT NULL CONSTRAINT plan_need CHECK (need = 'evidence'),
    plan_id uuid NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    code text NOT NULL CONSTRAINT plan_code CHECK (code ~ '^(JNT|HMG|ICO|NCSC|CAB)-[0-9]{2}$'),
    due_on date NOT NULL,
    first_due_on date NOT NULL,
    progress text NOT NULL CONSTRAINT plan_progress
        CHECK (progress IN ('NOT_STARTED', 'UNDER_WAY', 'BLOCKED', 'DONE', 'DROPPED')),
    -- concordat.commitments.v1.PlanFacts as proto-JSON.
    facts jsonb NOT NULL,
    -- concordat.commitments.v1.Plan as proto-JSON, with its reschedulings and nothing else. Appended to.
    history jsonb NOT NULL,
    CONSTRAINT plan_key PRIMARY KEY (reader, plan_id)
);
CREATE INDEX plan_by_due ON plan (reader, due_on, plan_id) INCLUDE (need, progress);
CREATE INDEX plan_by_code ON plan (reader, code, due_on, plan_id) INCLUDE (need, progress);
CALL fence('plan', 'SELECT, INSERT', 'version, updated_at, due_on, progress, facts, history');

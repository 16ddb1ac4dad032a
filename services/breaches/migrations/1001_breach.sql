CALL assert_owner();

-- The working record of a suspected or confirmed breach. What callers filter on is text with a CHECK: the operators of
-- an enum type are not leakproof, so behind a policy they use no index.
CREATE TABLE breach (
    organisation text NOT NULL, reader text NOT NULL,
    need text NOT NULL CONSTRAINT breach_need CHECK (need = 'reports'),
    author text NOT NULL, -- who created it: reporters see their own only
    breach_id uuid NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    state text NOT NULL CONSTRAINT breach_state
        CHECK (state IN ('DRAFT', 'LOGGED', 'CONFIRMED', 'ASSESSED', 'NOTIFIED_PARTIAL', 'NOTIFIED_FULL',
                         'NOT_NOTIFIABLE')),
    title text NOT NULL CONSTRAINT breach_title CHECK (char_length(title) <= 200),
    detected_at timestamptz,
    detected_how text NOT NULL,
    reporter_role text NOT NULL,
    handling jsonb,     -- concordat.handling.v1.Handling as proto-JSON
    facts jsonb NOT NULL, -- concordat.breaches.v1.Facts as proto-JSON
    incident_type text, -- as in facts, for filters
    confirmation jsonb, -- concordat.breaches.v1.Confirmation as proto-JSON
    -- The clock: the rule that it is pinned to, and what the rule makes of its events. Written by nothing else.
    rule text,
    started_at timestamptz,
    due_at timestamptz,
    satisfied_at timestamptz,
    discharged_at timestamptz,
    case_id uuid,         -- the case that it became, once the regulator was told
    not_notifiable jsonb, -- concordat.breaches.v1.NotNotifiable as proto-JSON
    -- With the organisation, so that foreign keys carry it and none crosses organisations.
    CONSTRAINT breach_key PRIMARY KEY (organisation, breach_id),
    CONSTRAINT breach_logged CHECK (
        state = 'DRAFT'
        OR (title <> '' AND detected_at IS NOT NULL AND detected_how <> '' AND reporter_role <> '' AND handling IS NOT NULL)
    ),
    CONSTRAINT breach_clock CHECK (
        num_nonnulls(confirmation, rule, started_at) = CASE WHEN state IN ('DRAFT', 'LOGGED') THEN 0 ELSE 3 END
    ),
    CONSTRAINT breach_told CHECK ((case_id IS NOT NULL) = (state IN ('NOTIFIED_PARTIAL', 'NOTIFIED_FULL'))),
    CONSTRAINT breach_discharged CHECK ((not_notifiable IS NOT NULL) = (state = 'NOT_NOTIFIABLE'))
);
CREATE INDEX breach_by_reader ON breach (reader, breach_id);
CREATE INDEX breach_by_deadline ON breach (reader, due_at, breach_id)
    WHERE due_at IS NOT NULL AND satisfied_at IS NULL AND discharged_at IS NULL;
CALL fence(
    'breach', 'SELECT, INSERT',
    'version, updated_at, state, title, detected_at, detected_how, reporter_role, handling, facts, incident_type,
     confirmation, rule, started_at, due_at, satisfied_at, discharged_at, case_id,
     not_notifiable'
);
CALL fence_authors('breach');

-- The steps of each assessment: drafts, then the data protection officer's advice, then the decision. Appended to, and
-- never changed.
CREATE TABLE assessment_step (
    organisation text NOT NULL, reader text NOT NULL,
    need text NOT NULL CONSTRAINT assessment_step_need CHECK (need = 'handlers'),
    breach_id uuid NOT NULL,
    step integer NOT NULL, -- counts over all versions of a breach
    version integer NOT NULL, -- of the assessment
    kind text NOT NULL CONSTRAINT assessment_step_kind CHECK (kind IN ('DRAFT', 'ADVICE', 'DECISION')),
    author text NOT NULL,
    content jsonb NOT NULL, -- concordat.breaches.v1.Assessment.Draft, .Advice or .Decision as proto-JSON
    at timestamptz NOT NULL,
    CONSTRAINT assessment_step_key PRIMARY KEY (organisation, breach_id, step),
    CONSTRAINT assessment_step_breach FOREIGN KEY (organisation, breach_id) REFERENCES breach
);
-- One advice and one decision a version.
CREATE UNIQUE INDEX assessment_step_once ON assessment_step (organisation, breach_id, version, kind) WHERE kind <> 'DRAFT';
CREATE INDEX assessment_step_by_reader ON assessment_step (reader, breach_id, step);
CALL fence('assessment_step', 'SELECT, INSERT');

CALL assert_owner();

-- Acts in cases between departments and the regulator: a sealed copy for each reader, inserted by its author and never
-- changed. The last columns say what follows from an act for lists; they go into the projection.
CREATE TABLE case_act (
    organisation text NOT NULL, reader text NOT NULL,
    need text NOT NULL CONSTRAINT case_act_need CHECK (need IN ('handlers', 'case')),
    case_id uuid NOT NULL,
    number integer NOT NULL CONSTRAINT case_act_counts CHECK (number > 0),
    at timestamptz NOT NULL,
    role text NOT NULL, -- the author's
    content_type text NOT NULL,
    content bytea NOT NULL, -- verbatim
    hash bytea NOT NULL CONSTRAINT case_act_hash CHECK (octet_length(hash) = 32),
    state text NOT NULL CONSTRAINT case_act_state CHECK (state IN (
        'RECEIVED', 'ACKNOWLEDGED', 'INFO_REQUESTED', 'INFO_SUPPLIED', 'OUTCOME_ISSUED', 'CLOSED')),
    department text NOT NULL,
    place bigint NOT NULL, -- in lists: what is due next first, then what changed last
    summary jsonb NOT NULL, -- concordat.breaches.v1.Case as proto-JSON, without what depends on reader, time or acts
    -- Of two parties who act at once, the second finds its number taken.
    CONSTRAINT case_act_key PRIMARY KEY (case_id, number, reader)
);
CREATE INDEX case_act_by_reader ON case_act (reader, case_id, number);
CALL fence('case_act', 'SELECT, INSERT', sent => true);
-- Who adds to a case sees the act before: nobody adds to a case that is not theirs.
CREATE FUNCTION sees_act(id uuid, number integer) RETURNS boolean LANGUAGE sql STABLE
    RETURN EXISTS (SELECT FROM case_act WHERE case_act.case_id = id AND case_act.number = sees_act.number);
CREATE POLICY parties ON case_act AS RESTRICTIVE FOR INSERT WITH CHECK (number = 1 OR sees_act(case_id, number - 1));

-- Each party's view of each case, for lists.
CREATE TABLE case_view (
    organisation text NOT NULL, reader text NOT NULL, need text NOT NULL,
    case_id uuid NOT NULL,
    number integer NOT NULL, -- of the last act
    state text NOT NULL,
    department text NOT NULL,
    place bigint NOT NULL,
    summary jsonb NOT NULL,
    CONSTRAINT case_view_key PRIMARY KEY (reader, case_id)
);
CREATE INDEX case_view_by_place ON case_view (reader, place, case_id);
CALL fence('case_view', 'SELECT');
CALL project('case_act', 'case_view', '{case_id}', '{number,state,department,place,summary}');

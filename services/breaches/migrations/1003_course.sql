CALL assert_owner();

-- The whole course of a breach: near misses, dismissals, and what follows once it is settled whether the regulator is
-- told.
ALTER TABLE breach
    ADD COLUMN course jsonb NOT NULL DEFAULT '{}', -- concordat.breaches.v1.Course as proto-JSON
    ADD COLUMN privileged boolean NOT NULL DEFAULT false,
    ADD COLUMN unit text NOT NULL DEFAULT '' CONSTRAINT breach_unit CHECK (char_length(unit) <= 100),
    ADD COLUMN incident_group text NOT NULL DEFAULT ''
        CONSTRAINT breach_incident_group CHECK (incident_group ~ '^([a-z0-9][a-z0-9-]{0,62})?$'),
    ADD COLUMN proposed_by text, -- who proposed to dismiss it: another confirms
    DROP CONSTRAINT breach_state,
    DROP CONSTRAINT breach_clock,
    DROP CONSTRAINT breach_told,
    DROP CONSTRAINT breach_discharged,
    ADD CONSTRAINT breach_state CHECK (state IN (
        'DRAFT', 'LOGGED', 'NEAR_MISS', 'NOT_PDB', 'CONFIRMED', 'ASSESSED', 'NOT_NOTIFIABLE', 'NOTIFIED_PARTIAL',
        'NOTIFIED_FULL', 'REMEDIATION', 'LEARNING', 'CLOSED', 'VOID')),
    -- What was never confirmed has no clock; what ended may have been confirmed before.
    ADD CONSTRAINT breach_clock CHECK (CASE num_nonnulls(confirmation, rule, started_at)
        WHEN 0 THEN state IN ('DRAFT', 'LOGGED', 'NEAR_MISS', 'NOT_PDB', 'VOID')
        WHEN 3 THEN state NOT IN ('DRAFT', 'LOGGED', 'NEAR_MISS')
        ELSE false
    END),
    -- The regulator was told, or it was decided that it need not be; once that is settled, one of the two.
    ADD CONSTRAINT breach_told CHECK (CASE
        WHEN state IN ('NOTIFIED_PARTIAL', 'NOTIFIED_FULL') THEN case_id IS NOT NULL AND not_notifiable IS NULL
        WHEN state = 'NOT_NOTIFIABLE' THEN case_id IS NULL AND not_notifiable IS NOT NULL
        WHEN state IN ('REMEDIATION', 'LEARNING', 'CLOSED') THEN num_nonnulls(case_id, not_notifiable) = 1
        ELSE num_nonnulls(case_id, not_notifiable) = 0
    END),
    -- Nothing is due for what ended without the regulator being told.
    ADD CONSTRAINT breach_discharged CHECK (
        (discharged_at IS NOT NULL) = (not_notifiable IS NOT NULL OR (state IN ('NOT_PDB', 'VOID') AND rule IS NOT NULL))),
    ADD CONSTRAINT breach_proposed CHECK (proposed_by IS NULL OR state <> 'DRAFT');

CREATE INDEX breach_by_group ON breach (reader, incident_group, breach_id) WHERE incident_group <> '';
-- Whether the same happened in the same unit before.
CREATE INDEX breach_by_unit ON breach (reader, unit, incident_type, detected_at) WHERE unit <> '';
DO $$
BEGIN
    EXECUTE format('GRANT UPDATE (course, privileged, unit, incident_group, proposed_by) ON breach TO %I', serving_role());
END $$;

-- What happened to each breach, act by act: appended to, and never changed.
CREATE TABLE breach_event (
    organisation text NOT NULL, reader text NOT NULL,
    need text NOT NULL CONSTRAINT breach_event_need CHECK (need = 'handlers'),
    breach_id uuid NOT NULL,
    number bigint NOT NULL CONSTRAINT breach_event_counts CHECK (number > 0), -- the version that it made
    act text NOT NULL,
    state_before text, -- NULL for the start
    state_after text NOT NULL,
    at timestamptz NOT NULL,
    role text NOT NULL,
    author text NOT NULL,
    note text NOT NULL,
    CONSTRAINT breach_event_key PRIMARY KEY (organisation, breach_id, number),
    CONSTRAINT breach_event_starts CHECK ((number = 1) = (state_before IS NULL)),
    CONSTRAINT breach_event_breach FOREIGN KEY (organisation, breach_id) REFERENCES breach
);
CREATE INDEX breach_event_by_reader ON breach_event (reader, breach_id, number);
CALL fence('breach_event', 'SELECT, INSERT');

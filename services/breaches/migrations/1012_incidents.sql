CALL assert_owner();

-- Which incident a breach is of that several organisations have a part in: each keeps for itself that its breach is.
CREATE TABLE breach_incident (
    organisation text NOT NULL, reader text NOT NULL,
    need text NOT NULL CONSTRAINT breach_incident_need CHECK (need = 'handlers'),
    breach_id uuid NOT NULL,
    incident_id uuid NOT NULL, -- the same for all of them, and random
    CONSTRAINT breach_incident_key PRIMARY KEY (organisation, breach_id),
    CONSTRAINT breach_incident_breach FOREIGN KEY (organisation, breach_id) REFERENCES breach
);
CREATE INDEX breach_incident_by_reader ON breach_incident (reader, breach_id) INCLUDE (incident_id);
CALL fence('breach_incident', 'SELECT, INSERT');

-- What cases are about, so that one incident counts once.
ALTER TABLE case_view ADD COLUMN incident text NOT NULL
    GENERATED ALWAYS AS (coalesce(nullif(summary ->> 'incident', ''), case_id::text)) STORED;
CREATE INDEX case_view_by_incident ON case_view (reader, incident) INCLUDE (need);

CALL assert_owner();

-- A clock that was discharged can be reinstated, and runs again from when it always ran.
ALTER TABLE clock_event DROP CONSTRAINT clock_event_kind;
ALTER TABLE clock_event ADD CONSTRAINT clock_event_kind
    CHECK (kind IN ('START', 'CORRECT', 'PAUSE', 'RESUME', 'EXTEND', 'SATISFY', 'DISCHARGE', 'REINSTATE'));

CALL assert_owner();

-- What the regulator's own form asks besides the facts: concordat.breaches.v1.RegulatorForm as proto-JSON.
ALTER TABLE breach ADD COLUMN form jsonb NOT NULL DEFAULT '{}';
DO $$
BEGIN
    EXECUTE format('GRANT UPDATE (form) ON breach TO %I', serving_role());
END $$;

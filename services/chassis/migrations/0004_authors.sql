CALL assert_owner();

-- As before, but in words that mislead no plan. PostgreSQL takes `author = <something unknown>` for a condition that hardly a
-- row meets, though for all but reporters every row does, and then reads all rows of an organisation and sorts them rather
-- than a page of them in the order of an index. Of a CASE it expects half.
CREATE OR REPLACE PROCEDURE fence_authors(relation regclass) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('DROP POLICY IF EXISTS authors ON %s', relation);
    EXECUTE format('CREATE POLICY authors ON %s AS RESTRICTIVE FOR ALL
        USING (CASE WHEN (SELECT only_author()) IS NULL THEN true ELSE author = (SELECT only_author()) END)', relation);
END $$;

CALL fence_authors('clock_event');

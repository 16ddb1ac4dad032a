CALL assert_owner();

-- For databases whose policy was written before the chassis knew better.
CALL fence_authors('breach');

CALL assert_owner();

-- As before; and what begins to be drafted has crossed nowhere yet, also where nothing was drafted before it did.
DROP POLICY parties ON exchange_act;
CREATE POLICY parties ON exchange_act AS RESTRICTIVE FOR INSERT WITH CHECK (
    CASE WHEN number > 1 THEN sees_exchange(exchange_id, number - 1, 0, opener, recipient)
         WHEN draft > 1 THEN opener = me() AND sees_exchange(exchange_id, 0, draft - 1, opener, recipient)
         WHEN number = 1 AND reader = me() THEN opener = me() AND NOT sees_exchange(exchange_id, 0, 1, opener, recipient)
         WHEN number = 0 THEN opener = me() AND NOT sees_exchange(exchange_id, 1, 0, opener, recipient)
         ELSE opener = me() END
    AND reader = ANY (ARRAY[opener, recipient]) AND organisation = ANY (ARRAY[opener, recipient]));

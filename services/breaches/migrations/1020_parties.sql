CALL assert_owner();

-- Here nothing stands between a party and itself.
ALTER TABLE exchange_act ADD CONSTRAINT exchange_act_parties CHECK (opener <> recipient);

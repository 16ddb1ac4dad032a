CALL assert_owner();

-- What people were reminded of, each point once: a row goes in with the transaction that writes the event, and whoever
-- comes second, at another replica or after a restart, meets the primary key and writes none. Appended to, and never
-- changed. The deadline is part of the key, so that one that was moved reminds anew.
CREATE TABLE reminder (
    organisation text NOT NULL, reader text NOT NULL, need text NOT NULL,
    subject uuid NOT NULL, -- the id of what is due
    due_at timestamptz NOT NULL,
    point text NOT NULL,
    at timestamptz NOT NULL,
    sent boolean NOT NULL, -- or skipped, since a later point had passed too when anybody looked
    next_at timestamptz,   -- before which there is nothing more to say of the subject; NULL where there never is
    CONSTRAINT reminder_key PRIMARY KEY (organisation, subject, due_at, point)
);
-- Whoever reminds sees nothing, not even this: no SELECT.
CALL fence('reminder', 'INSERT');

-- Practice: a group to learn on. It is kept by the same tables and the same rules as every other group, and it is outside
-- every total: what reads over many groups reads real_group, and its invented members stand in a register of their own,
-- which no list of organisations names. Triggers in 0032_practice_guards.* keep the two worlds apart.

-- Whether nothing in it is real. A group never changes between practice and real.
ALTER TABLE savings_group ADD COLUMN practice BOOLEAN NOT NULL DEFAULT FALSE CHECK (practice IN (TRUE, FALSE));

-- Whether it is no partner of the programme, but the register of the invented members of one practice group.
ALTER TABLE organisation ADD COLUMN practice BOOLEAN NOT NULL DEFAULT FALSE CHECK (practice IN (TRUE, FALSE));

-- A practice group and who learns on it. Whoever began it is its treasurer while it goes on. Beginning anew ends it for
-- good: its entries stay, as everywhere, but nobody is shown them any more, and its code passes to the new one.
CREATE TABLE practice_group (
    book_id     BIGINT      NOT NULL PRIMARY KEY REFERENCES savings_group (book_id),
    register_id UUID        NOT NULL UNIQUE REFERENCES organisation (id),   -- where its invented members stand
    like_book   BIGINT      REFERENCES savings_group (book_id),             -- whose rules were copied; NULL: a template's
    begun_by    UUID        NOT NULL REFERENCES app_user (id),
    begun_at    TIMESTAMPTZ NOT NULL,
    second      BOOLEAN     NOT NULL DEFAULT FALSE CHECK (second IN (TRUE, FALSE)),  -- she acts as its second officer at present
    ended_at    TIMESTAMPTZ,
    ended_by    UUID        REFERENCES app_user (id),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL))
) {table};
-- One at a time: whoever wants another begins anew.
CREATE UNIQUE INDEX practice_group_once ON practice_group (begun_by) WHERE ended_at IS NULL;

-- The groups of the programme: all but those of practice. Whatever counts, sums or lists groups reads these.
CREATE VIEW real_group AS
    SELECT book_id, id, organisation_id, code, name_km, name_latin, village_code, commodity, founded_on, demo, saves
      FROM savings_group WHERE NOT practice;

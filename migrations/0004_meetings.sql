-- Sealed meetings. A meeting is written once, with its entry; what is open lives in the form. Triggers in
-- 0005_records.* refuse every change.
--
-- The order of writing, in one transaction: the entry, then lines, other money and cash count, then the meeting itself.
-- The meeting's row shuts the door: nothing is added to a meeting that is there, and lines without one do not commit
-- (their foreign keys wait for the end of the transaction).
CREATE TABLE meeting (
    book_id         BIGINT      NOT NULL REFERENCES savings_group (book_id),
    no              BIGINT      NOT NULL CHECK (no >= 0),     -- 0: the baseline of a group that brings its past along
    id              UUID        NOT NULL UNIQUE,              -- the form's key; also the entry's key
    cycle_no        BIGINT      NOT NULL,
    kind            TEXT        NOT NULL CHECK (kind IN ('baseline', 'regular')),
    held_on         DATE        NOT NULL,
    digest          BYTEA       NOT NULL CHECK (length(digest) = 32),  -- of what was sealed: the same key, another sheet is refused
    expected        BIGINT      NOT NULL,                     -- what the book said was in the box, smallest units
    counted         BIGINT      CHECK (counted >= 0),         -- what was counted; NULL: not counted (an imported past)
    difference_reason TEXT      NOT NULL DEFAULT '',
    note            TEXT        NOT NULL DEFAULT '',
    entry_no        BIGINT,                                   -- NULL: nobody brought anything
    sealed_at       TIMESTAMPTZ NOT NULL,
    sealed_by       UUID        NOT NULL,
    PRIMARY KEY (book_id, no),
    FOREIGN KEY (book_id, cycle_no) REFERENCES cycle (book_id, no),
    FOREIGN KEY (book_id, entry_no) REFERENCES entry (book_id, no),
    CHECK (counted IS NULL OR counted = expected OR length(trim(difference_reason)) > 0)
) {table};

-- A member's line. Amounts are NULL where nothing was written: blank is not zero.
CREATE TABLE meeting_line (
    book_id     BIGINT  NOT NULL,
    meeting_no  BIGINT  NOT NULL,
    party_no    BIGINT  NOT NULL,
    attendance  TEXT    CHECK (attendance IN ('present', 'late', 'sent', 'excused', 'absent')),  -- NULL: at a baseline
    savings     BIGINT  CHECK (savings >= 0),
    social_fund BIGINT  CHECK (social_fund >= 0),
    fine        BIGINT  CHECK (fine >= 0),
    PRIMARY KEY (book_id, meeting_no, party_no),
    FOREIGN KEY (book_id, meeting_no) REFERENCES meeting (book_id, no) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (book_id, party_no) REFERENCES member (book_id, party_no)
) {clustered};
CREATE INDEX meeting_line_by_party ON meeting_line (book_id, party_no, meeting_no);

-- Money that went another way at the meeting.
CREATE TABLE meeting_other (
    book_id     BIGINT  NOT NULL,
    meeting_no  BIGINT  NOT NULL,
    line        BIGINT  NOT NULL,
    kind        TEXT    NOT NULL CHECK (kind IN ('expense', 'social-grant', 'withdrawal', 'bank-deposit', 'bank-withdrawal', 'income')),
    party_no    BIGINT,
    amount      BIGINT  NOT NULL CHECK (amount > 0),
    note        TEXT    NOT NULL DEFAULT '',
    PRIMARY KEY (book_id, meeting_no, line),
    FOREIGN KEY (book_id, meeting_no) REFERENCES meeting (book_id, no) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (book_id, party_no) REFERENCES member (book_id, party_no),
    CHECK (kind <> 'withdrawal' OR party_no IS NOT NULL)
) {clustered};

-- The count of the box, note by note; value 0 holds loose coins as an amount in pieces of one smallest unit.
CREATE TABLE cash_count (
    book_id     BIGINT  NOT NULL,
    meeting_no  BIGINT  NOT NULL,
    value       BIGINT  NOT NULL CHECK (value > 0),           -- of one note, smallest units (1: loose coins)
    pieces      BIGINT  NOT NULL CHECK (pieces > 0),
    PRIMARY KEY (book_id, meeting_no, value),
    FOREIGN KEY (book_id, meeting_no) REFERENCES meeting (book_id, no) DEFERRABLE INITIALLY DEFERRED
) {clustered};

-- A figure of a sealed meeting that one officer asks to be mended and another decides on.
CREATE TABLE correction (
    book_id     BIGINT      NOT NULL REFERENCES savings_group (book_id),
    no          BIGINT      NOT NULL CHECK (no > 0),
    id          UUID        NOT NULL UNIQUE,                  -- the form's key; also the entry's key
    meeting_no  BIGINT      NOT NULL,
    figure      TEXT        NOT NULL CHECK (figure IN ('savings', 'social-fund', 'fine', 'other')),
    party_no    BIGINT,                                       -- whose line; NULL for other money
    other_line  BIGINT,                                       -- which line of other money
    was         BIGINT      NOT NULL CHECK (was >= 0),        -- the figure as it stood when asked, earlier corrections counted
    becomes     BIGINT      NOT NULL CHECK (becomes >= 0),
    reason      TEXT        NOT NULL CHECK (length(trim(reason)) > 0),
    asked_by    UUID        NOT NULL,
    asked_at    TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (book_id, no),
    FOREIGN KEY (book_id, meeting_no) REFERENCES meeting (book_id, no),
    CHECK (was <> becomes),
    CHECK ((figure = 'other') = (other_line IS NOT NULL)),
    CHECK (figure = 'other' OR party_no IS NOT NULL)
) {table};
CREATE INDEX correction_by_meeting ON correction (book_id, meeting_no);

-- The second officer's decision; 'confirmed' comes with the entry that posts the difference.
CREATE TABLE correction_decision (
    book_id     BIGINT      NOT NULL,
    correction_no BIGINT    NOT NULL,
    decision    TEXT        NOT NULL CHECK (decision IN ('confirmed', 'refused')),
    entry_no    BIGINT,
    reason      TEXT        NOT NULL DEFAULT '',              -- why it was refused
    decided_by  UUID        NOT NULL,
    decided_at  TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (book_id, correction_no),
    FOREIGN KEY (book_id, correction_no) REFERENCES correction (book_id, no),
    FOREIGN KEY (book_id, entry_no) REFERENCES entry (book_id, no),
    CHECK ((decision = 'confirmed') = (entry_no IS NOT NULL)),
    CHECK (decision = 'confirmed' OR length(trim(reason)) > 0)
) {table};

-- A wish to open a closed period again, waiting for a second officer; the decision is a period_event (or a refusal).
CREATE TABLE reopening (
    book_id     BIGINT      NOT NULL REFERENCES book (id),
    no          BIGINT      NOT NULL CHECK (no > 0),
    through     DATE,                                         -- what would remain closed; NULL: nothing
    reason      TEXT        NOT NULL CHECK (length(trim(reason)) > 0),
    asked_by    UUID        NOT NULL,
    asked_at    TIMESTAMPTZ NOT NULL,
    decision    TEXT        CHECK (decision IN ('confirmed', 'refused')),
    decided_by  UUID,
    decided_at  TIMESTAMPTZ,
    PRIMARY KEY (book_id, no),
    CHECK ((decision IS NULL) = (decided_by IS NULL) AND (decision IS NULL) = (decided_at IS NULL)),
    CHECK (decision IS DISTINCT FROM 'confirmed' OR decided_by <> asked_by)
) {table};

-- Who did what, when; chained like the journal, a chain a book. No personal data: ids, codes and numbers only.
CREATE TABLE audit (
    book_id     BIGINT      NOT NULL,                         -- 0: not about one book
    no          BIGINT      NOT NULL CHECK (no > 0),          -- 1, 2, 3 … without gaps
    at          TIMESTAMPTZ NOT NULL,
    by_user     UUID,                                         -- NULL: the command line
    action      TEXT        NOT NULL,                         -- meeting-sealed, user-added …: `action-…` in words/*/ledger.ftl
    subject     TEXT        NOT NULL DEFAULT '',              -- 12, 2026-03, treasurer …
    previous    BYTEA       NOT NULL,
    hash        BYTEA       NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (book_id, no)
) {table};

-- Where each trail stands; moves only by appending to it.
CREATE TABLE audit_head (
    book_id     BIGINT      NOT NULL PRIMARY KEY,
    no          BIGINT      NOT NULL,                         -- 0: nothing yet
    hash        BYTEA       NOT NULL
) {counter};

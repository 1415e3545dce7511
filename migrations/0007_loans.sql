-- Loans, the share-out, and what is paid to a member who leaves. Triggers in 0008_loan_guards.* refuse every change.
--
-- The order of writing, in one transaction: the entry, then the loan with its instalments, then its events; events move
-- loan_state by themselves, as postings move balances.

-- What a group was not asked before: accounts that its book lacks.
INSERT INTO account (book_id, no, code, kind, per_party)
SELECT b.id, 2020, 'profit-shares', 'liability', TRUE FROM book b WHERE EXISTS (SELECT 1 FROM account a WHERE a.book_id = b.id AND a.no = 2010);
INSERT INTO account (book_id, no, code, kind, per_party)
SELECT b.id, 2210, 'administration', 'liability', FALSE FROM book b WHERE EXISTS (SELECT 1 FROM account a WHERE a.book_id = b.id AND a.no = 2010);
INSERT INTO account (book_id, no, code, kind, per_party)
SELECT b.id, 3020, 'reserve', 'equity', FALSE FROM book b WHERE EXISTS (SELECT 1 FROM account a WHERE a.book_id = b.id AND a.no = 2010);
INSERT INTO account (book_id, no, code, kind, per_party)
SELECT b.id, 5040, 'interest-paid', 'expense', FALSE FROM book b WHERE EXISTS (SELECT 1 FROM account a WHERE a.book_id = b.id AND a.no = 2010);

-- What a member paid back at a meeting, over all her loans, and what was lent to her; NULL: nothing was written.
ALTER TABLE meeting_line ADD COLUMN repayment BIGINT CHECK (repayment >= 0);
ALTER TABLE meeting_line ADD COLUMN loan BIGINT CHECK (loan >= 0);
-- Kept back from the loan at once.
ALTER TABLE meeting_line ADD COLUMN service_charge BIGINT CHECK (service_charge >= 0);

-- What a member asked for and how the meeting voted; the money goes out at a meeting, as a loan that names it.
CREATE TABLE loan_application (
    book_id         BIGINT      NOT NULL REFERENCES savings_group (book_id),
    no              BIGINT      NOT NULL CHECK (no > 0),
    id              UUID        NOT NULL UNIQUE,              -- the form's key
    party_no        BIGINT      NOT NULL,
    asked_on        DATE        NOT NULL,
    principal       BIGINT      NOT NULL CHECK (principal > 0),
    instalments     BIGINT      NOT NULL CHECK (instalments > 0),
    purpose         TEXT        NOT NULL DEFAULT '',
    votes_for       BIGINT      CHECK (votes_for >= 0),       -- NULL: nobody counted
    votes_against   BIGINT      CHECK (votes_against >= 0),
    decision        TEXT        NOT NULL CHECK (decision IN ('approved', 'refused')),
    reason          TEXT        NOT NULL DEFAULT '',          -- why it was refused
    recorded_by     UUID        NOT NULL,
    recorded_at     TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (book_id, no),
    FOREIGN KEY (book_id, party_no) REFERENCES member (book_id, party_no),
    CHECK ((votes_for IS NULL) = (votes_against IS NULL)),
    CHECK (decision = 'refused' OR votes_for IS NULL OR votes_for > votes_against)
) {table};

-- Who answers for it.
CREATE TABLE loan_guarantor (
    book_id         BIGINT  NOT NULL,
    application_no  BIGINT  NOT NULL,
    party_no        BIGINT  NOT NULL,
    PRIMARY KEY (book_id, application_no, party_no),
    FOREIGN KEY (book_id, application_no) REFERENCES loan_application (book_id, no) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (book_id, party_no) REFERENCES member (book_id, party_no)
) {clustered};

-- An approved application that will not be paid out after all.
CREATE TABLE loan_withdrawn (
    book_id         BIGINT      NOT NULL,
    application_no  BIGINT      NOT NULL,
    recorded_by     UUID        NOT NULL,
    recorded_at     TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (book_id, application_no),
    FOREIGN KEY (book_id, application_no) REFERENCES loan_application (book_id, no)
) {table};

-- A loan and the terms it was given under (domain::loans::terms, as TOML): a group that changes its rules does not
-- change what was lent before.
CREATE TABLE loan (
    book_id         BIGINT      NOT NULL REFERENCES savings_group (book_id),
    no              BIGINT      NOT NULL CHECK (no > 0),
    id              UUID        NOT NULL UNIQUE,
    party_no        BIGINT      NOT NULL,
    given_on        DATE        NOT NULL,
    terms           TEXT        NOT NULL,
    cycle_no        BIGINT      NOT NULL,
    meeting_no      BIGINT,                                   -- NULL: it ran before the group came to us
    application_no  BIGINT,
    purpose         TEXT        NOT NULL DEFAULT '',
    PRIMARY KEY (book_id, no),
    FOREIGN KEY (book_id, party_no) REFERENCES member (book_id, party_no),
    FOREIGN KEY (book_id, cycle_no) REFERENCES cycle (book_id, no),
    FOREIGN KEY (book_id, meeting_no) REFERENCES meeting (book_id, no) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (book_id, application_no) REFERENCES loan_application (book_id, no)
) {table};
CREATE INDEX loan_by_party ON loan (book_id, party_no);
CREATE INDEX loan_by_meeting ON loan (book_id, meeting_no);

-- What was agreed to be paid when; a decision to change it writes another version and keeps this one.
CREATE TABLE loan_instalment (
    book_id     BIGINT  NOT NULL,
    loan_no     BIGINT  NOT NULL,
    version     BIGINT  NOT NULL CHECK (version > 0),
    n           BIGINT  NOT NULL CHECK (n > 0),
    due_on      DATE    NOT NULL,
    principal   BIGINT  NOT NULL CHECK (principal >= 0),
    interest    BIGINT  NOT NULL CHECK (interest >= 0),   -- to be paid with it
    earned      BIGINT  NOT NULL CHECK (earned >= 0),     -- of its own period
    PRIMARY KEY (book_id, loan_no, version, n),
    FOREIGN KEY (book_id, loan_no) REFERENCES loan (book_id, no)
) {clustered};

-- Everything that happened to a loan, in the order it was written. What is owed is reckoned from these; penalty, interest
-- and principal are what was posted (principal: the change of what is owed; negative when it was paid).
CREATE TABLE loan_event (
    book_id     BIGINT      NOT NULL,
    loan_no     BIGINT      NOT NULL,
    no          BIGINT      NOT NULL CHECK (no > 0),
    kind        TEXT        NOT NULL CHECK (kind IN ('given', 'brought', 'repaid', 'settled', 'topped-up', 'amended', 'undone', 'rescheduled', 'written-off', 'recovered')),
    on_day      DATE        NOT NULL,
    amount      BIGINT      NOT NULL,                         -- the money that moved, above zero; 0: none did
    penalty     BIGINT      NOT NULL DEFAULT 0,
    interest    BIGINT      NOT NULL DEFAULT 0,
    principal   BIGINT      NOT NULL DEFAULT 0,
    lost        BIGINT      NOT NULL DEFAULT 0,               -- written off (above zero) or recovered after all (below)
    version     BIGINT,                                       -- of the instalments that hold from here on
    undoes      BIGINT,                                       -- the event that is taken back
    open        BOOLEAN     NOT NULL,                         -- whether something is still owed after it
    meeting_no  BIGINT,                                       -- the meeting it happened at
    entry_no    BIGINT,                                       -- what posted it; NULL: nothing was posted
    application_no BIGINT,                                    -- the application that a top-up follows
    recorded_at TIMESTAMPTZ NOT NULL,
    recorded_by UUID        NOT NULL,
    PRIMARY KEY (book_id, loan_no, no),
    FOREIGN KEY (book_id, application_no) REFERENCES loan_application (book_id, no),
    FOREIGN KEY (book_id, loan_no) REFERENCES loan (book_id, no),
    FOREIGN KEY (book_id, meeting_no) REFERENCES meeting (book_id, no) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (book_id, entry_no) REFERENCES entry (book_id, no),
    FOREIGN KEY (book_id, loan_no, undoes) REFERENCES loan_event (book_id, loan_no, no),
    CHECK (amount >= 0),
    CHECK (application_no IS NULL OR kind = 'topped-up'),
    CHECK ((kind = 'undone') = (undoes IS NOT NULL)),
    CHECK ((kind IN ('given', 'topped-up', 'amended', 'rescheduled')) = (version IS NOT NULL))
) {clustered};
CREATE INDEX loan_event_by_meeting ON loan_event (book_id, meeting_no);

-- Where each loan stands; moves only by an event of it.
CREATE TABLE loan_state (
    book_id     BIGINT  NOT NULL,
    loan_no     BIGINT  NOT NULL,
    principal   BIGINT  NOT NULL CHECK (principal >= 0),      -- owed
    lost        BIGINT  NOT NULL CHECK (lost >= 0),           -- written off and not recovered
    open        BOOLEAN NOT NULL,
    event_no    BIGINT  NOT NULL,
    PRIMARY KEY (book_id, loan_no),
    FOREIGN KEY (book_id, loan_no) REFERENCES loan (book_id, no)
) {counter};
CREATE INDEX loan_state_open ON loan_state (book_id, loan_no) WHERE open;

-- A new plan for the rest, or writing it off: one officer asks, another decides.
CREATE TABLE loan_request (
    book_id     BIGINT      NOT NULL,
    no          BIGINT      NOT NULL CHECK (no > 0),
    id          UUID        NOT NULL UNIQUE,
    loan_no     BIGINT      NOT NULL,
    kind        TEXT        NOT NULL CHECK (kind IN ('reschedule', 'skip', 'write-off')),
    on_day      DATE        NOT NULL,
    instalments BIGINT      CHECK (instalments > 0),          -- of the new plan
    first_due   DATE,
    reason      TEXT        NOT NULL CHECK (length(trim(reason)) > 0),
    asked_by    UUID        NOT NULL,
    asked_at    TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (book_id, no),
    FOREIGN KEY (book_id, loan_no) REFERENCES loan (book_id, no),
    CHECK ((kind = 'reschedule') = (instalments IS NOT NULL AND first_due IS NOT NULL))
) {table};
CREATE INDEX loan_request_by_loan ON loan_request (book_id, loan_no);

CREATE TABLE loan_request_decision (
    book_id     BIGINT      NOT NULL,
    request_no  BIGINT      NOT NULL,
    decision    TEXT        NOT NULL CHECK (decision IN ('confirmed', 'refused')),
    reason      TEXT        NOT NULL DEFAULT '',
    decided_by  UUID        NOT NULL,
    decided_at  TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (book_id, request_no),
    FOREIGN KEY (book_id, request_no) REFERENCES loan_request (book_id, no),
    CHECK (decision = 'confirmed' OR length(trim(reason)) > 0)
) {table};

-- The end of a cycle: begun (from then on nothing is lent), proposed with a count of the box, confirmed by another officer.
CREATE TABLE share_out (
    book_id     BIGINT      NOT NULL,
    no          BIGINT      NOT NULL CHECK (no > 0),
    id          UUID        NOT NULL UNIQUE,                  -- also the source of its entries
    cycle_no    BIGINT      NOT NULL,
    begun_by    UUID        NOT NULL,
    begun_at    TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (book_id, no),
    FOREIGN KEY (book_id, cycle_no) REFERENCES cycle (book_id, no)
) {table};

-- What one officer proposes: the count, the rule, the next cycle. A later proposal takes the place of an earlier one.
CREATE TABLE share_out_proposal (
    book_id         BIGINT      NOT NULL,
    share_out_no    BIGINT      NOT NULL,
    no              BIGINT      NOT NULL CHECK (no > 0),
    id              UUID        NOT NULL UNIQUE,              -- the form's key
    on_day          DATE        NOT NULL,
    rule            TEXT        NOT NULL,                     -- how the profit is divided, as in a constitution (TOML)
    round_to        BIGINT      NOT NULL CHECK (round_to > 0),
    counted         BIGINT      NOT NULL CHECK (counted >= 0),
    next_starts_on  DATE        NOT NULL,
    next_ends_on    DATE,
    digest          BYTEA       NOT NULL CHECK (length(digest) = 32),  -- of the division that was shown
    asked_by        UUID        NOT NULL,
    asked_at        TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (book_id, share_out_no, no),
    FOREIGN KEY (book_id, share_out_no) REFERENCES share_out (book_id, no),
    CHECK (next_ends_on > next_starts_on)
) {table};

CREATE TABLE share_out_count (
    book_id         BIGINT  NOT NULL,
    share_out_no    BIGINT  NOT NULL,
    proposal_no     BIGINT  NOT NULL,
    value           BIGINT  NOT NULL CHECK (value > 0),       -- of one note, smallest units (1: loose coins)
    pieces          BIGINT  NOT NULL CHECK (pieces > 0),
    PRIMARY KEY (book_id, share_out_no, proposal_no, value),
    FOREIGN KEY (book_id, share_out_no, proposal_no) REFERENCES share_out_proposal (book_id, share_out_no, no) DEFERRABLE INITIALLY DEFERRED
) {clustered};

-- What a member puts back at once for the next cycle.
CREATE TABLE share_out_reinvest (
    book_id         BIGINT  NOT NULL,
    share_out_no    BIGINT  NOT NULL,
    proposal_no     BIGINT  NOT NULL,
    party_no        BIGINT  NOT NULL,
    amount          BIGINT  NOT NULL CHECK (amount > 0),
    PRIMARY KEY (book_id, share_out_no, proposal_no, party_no),
    FOREIGN KEY (book_id, share_out_no, proposal_no) REFERENCES share_out_proposal (book_id, share_out_no, no) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (book_id, party_no) REFERENCES member (book_id, party_no)
) {clustered};

-- Confirmed by another officer, with what was divided; or given up.
CREATE TABLE share_out_decision (
    book_id         BIGINT      NOT NULL,
    share_out_no    BIGINT      NOT NULL,
    decision        TEXT        NOT NULL CHECK (decision IN ('confirmed', 'cancelled')),
    proposal_no     BIGINT,
    pool            BIGINT      NOT NULL DEFAULT 0,           -- what was there to be divided, smallest units
    profit          BIGINT      NOT NULL DEFAULT 0,
    administration  BIGINT      NOT NULL DEFAULT 0,
    reserve         BIGINT      NOT NULL DEFAULT 0,
    remainder       BIGINT      NOT NULL DEFAULT 0,           -- carried to the next cycle
    social_pool     BIGINT      NOT NULL DEFAULT 0,           -- what of the social fund was divided
    social_remainder BIGINT     NOT NULL DEFAULT 0,
    first_entry     BIGINT,
    last_entry      BIGINT,
    decided_by      UUID        NOT NULL,
    decided_at      TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (book_id, share_out_no),
    FOREIGN KEY (book_id, share_out_no) REFERENCES share_out (book_id, no),
    FOREIGN KEY (book_id, share_out_no, proposal_no) REFERENCES share_out_proposal (book_id, share_out_no, no),
    FOREIGN KEY (book_id, first_entry) REFERENCES entry (book_id, no),
    FOREIGN KEY (book_id, last_entry) REFERENCES entry (book_id, no),
    CHECK ((decision = 'confirmed') = (proposal_no IS NOT NULL)),
    CHECK ((first_entry IS NULL) = (last_entry IS NULL)),
    CHECK (first_entry <= last_entry)
) {table};

-- Each member's line: gross, what it settled, what she took home or put back.
CREATE TABLE share_out_line (
    book_id         BIGINT  NOT NULL,
    share_out_no    BIGINT  NOT NULL,
    party_no        BIGINT  NOT NULL,
    savings         BIGINT  NOT NULL,                         -- before it
    profit          BIGINT  NOT NULL,
    gross           BIGINT  NOT NULL CHECK (gross >= 0),
    social          BIGINT  NOT NULL CHECK (social >= 0),
    penalty         BIGINT  NOT NULL CHECK (penalty >= 0),    -- settled of her loans
    interest        BIGINT  NOT NULL CHECK (interest >= 0),
    principal       BIGINT  NOT NULL CHECK (principal >= 0),
    stays_owed      BIGINT  NOT NULL CHECK (stays_owed >= 0),
    reinvested      BIGINT  NOT NULL CHECK (reinvested >= 0),
    PRIMARY KEY (book_id, share_out_no, party_no),
    FOREIGN KEY (book_id, share_out_no) REFERENCES share_out_decision (book_id, share_out_no) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (book_id, party_no) REFERENCES member (book_id, party_no),
    CHECK (penalty + interest + principal + reinvested <= gross + social)
) {clustered};

-- What a member took along, or her heirs, when she left before the end of the cycle.
CREATE TABLE payout (
    book_id         BIGINT      NOT NULL,
    no              BIGINT      NOT NULL CHECK (no > 0),
    id              UUID        NOT NULL UNIQUE,              -- the form's key; also the entry's key
    party_no        BIGINT      NOT NULL,
    on_day          DATE        NOT NULL,
    savings         BIGINT      NOT NULL CHECK (savings >= 0),
    profit          BIGINT      NOT NULL,                     -- below zero: the group is worth less than was saved
    fee             BIGINT      NOT NULL CHECK (fee >= 0),
    social_grant    BIGINT      NOT NULL CHECK (social_grant >= 0),
    penalty         BIGINT      NOT NULL CHECK (penalty >= 0),
    interest        BIGINT      NOT NULL CHECK (interest >= 0),
    principal       BIGINT      NOT NULL CHECK (principal >= 0),
    stays_owed      BIGINT      NOT NULL CHECK (stays_owed >= 0),
    entry_no        BIGINT,
    recorded_by     UUID        NOT NULL,
    recorded_at     TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (book_id, no),
    UNIQUE (book_id, party_no),
    FOREIGN KEY (book_id, party_no) REFERENCES member (book_id, party_no),
    FOREIGN KEY (book_id, entry_no) REFERENCES entry (book_id, no)
) {table};

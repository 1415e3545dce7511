-- Books that travel: which rows were written after which, the instances that are known, where a book is kept, and the
-- bundles that went between them.

-- Every row that a bundle carries, in the order of writing (triggers in 0031_bundle_guards.*). A row that was mended stands
-- here once for each change.
CREATE TABLE written (
    no          {id},
    book_id     BIGINT  NOT NULL,
    what        TEXT    NOT NULL,                 -- the table; 'person': who the member of that number is
    key         TEXT    NOT NULL                  -- the rest of its key, as a JSON array
) {table};
CREATE INDEX written_by_book ON written (book_id, no);

-- This program and those it exchanges bundles with. A key is never exchanged: a new one is a new instance.
CREATE TABLE instance (
    id          UUID        NOT NULL PRIMARY KEY,
    name        TEXT        NOT NULL CHECK (length(trim(name)) BETWEEN 1 AND 80),
    kind        TEXT        NOT NULL CHECK (kind IN ('programme', 'laptop')),
    signs       BYTEA       NOT NULL UNIQUE CHECK (length(signs) = 32),   -- Ed25519: bundles are signed by it
    opens       BYTEA       NOT NULL CHECK (length(opens) = 32),          -- X25519: bundles are closed to it
    own         BOOLEAN     NOT NULL,                                     -- whether it is this one
    recorded_at TIMESTAMPTZ NOT NULL,
    recorded_by UUID,                                                     -- NULL: the command line
    lost_at     TIMESTAMPTZ                                               -- nothing is taken from it any more
) {table};
CREATE UNIQUE INDEX instance_own ON instance (own) WHERE own;

-- Who keeps a book, one record after the other; both sides keep the same records. A book without any is kept where it was
-- founded. The signature is of who says it: the keeper, or the programme where a laptop is lost.
CREATE TABLE keeping (
    book_id     BIGINT      NOT NULL REFERENCES book (id),
    no          BIGINT      NOT NULL CHECK (no > 0),
    how         TEXT        NOT NULL CHECK (how IN ('handed-over', 'handed-back', 'taken-back')),
    from_id     UUID        NOT NULL REFERENCES instance (id),
    to_id       UUID        NOT NULL REFERENCES instance (id),
    said_by     UUID        NOT NULL REFERENCES instance (id),
    head_no     BIGINT      NOT NULL CHECK (head_no >= 0),                -- where the book stood; 0: nothing was posted
    head_hash   BYTEA       NOT NULL,
    trail_no    BIGINT      NOT NULL CHECK (trail_no >= 0),
    trail_hash  BYTEA       NOT NULL,
    reason      TEXT        NOT NULL DEFAULT '',
    recorded_at TIMESTAMPTZ NOT NULL,
    recorded_by UUID,                                                     -- NULL: the command line
    signature   BYTEA       NOT NULL CHECK (length(signature) = 64),
    PRIMARY KEY (book_id, no),
    CHECK (from_id <> to_id),
    CHECK (how <> 'taken-back' OR length(trim(reason)) > 0)
) {table};

-- Books that another instance keeps.
CREATE VIEW away AS
SELECT k.book_id, k.to_id AS instance_id
  FROM keeping k JOIN instance i ON i.id = k.to_id
 WHERE k.no = (SELECT MAX(l.no) FROM keeping l WHERE l.book_id = k.book_id) AND i.own = FALSE;

-- Stands while a bundle's rows are being taken, within its transaction.
CREATE TABLE taking (
    book_id     BIGINT  NOT NULL PRIMARY KEY
) {table};

-- A bundle that went or came; a sender numbers its bundles to each receiver.
CREATE TABLE bundle (
    way         TEXT        NOT NULL CHECK (way IN ('sent', 'taken')),
    instance_id UUID        NOT NULL REFERENCES instance (id),            -- the other one
    no          BIGINT      NOT NULL CHECK (no > 0),
    digest      BYTEA       NOT NULL UNIQUE CHECK (length(digest) = 32),  -- SHA-256 of the file
    made_at     TIMESTAMPTZ NOT NULL,                                     -- by the sender's clock
    recorded_at TIMESTAMPTZ NOT NULL,                                     -- by ours
    recorded_by UUID,                                                     -- NULL: the command line, or the line itself
    receipted_at TIMESTAMPTZ,                                             -- sent: when the receipt for it came
    PRIMARY KEY (way, instance_id, no),
    CHECK (way = 'sent' OR receipted_at IS NULL)
) {table};

-- What it carried of each book, and where the book stood after it.
CREATE TABLE bundle_book (
    way         TEXT    NOT NULL,
    instance_id UUID    NOT NULL,
    bundle_no   BIGINT  NOT NULL,
    book_id     BIGINT  NOT NULL REFERENCES book (id),
    upto        BIGINT  NOT NULL CHECK (upto >= 0),                       -- our written.no: what is not above it, the other has
    lines       BIGINT  NOT NULL CHECK (lines >= 0),                      -- rows that it carried
    head_no     BIGINT  NOT NULL CHECK (head_no >= 0),
    head_hash   BYTEA   NOT NULL,
    trail_no    BIGINT  NOT NULL CHECK (trail_no >= 0),
    trail_hash  BYTEA   NOT NULL,
    PRIMARY KEY (way, instance_id, bundle_no, book_id),
    FOREIGN KEY (way, instance_id, bundle_no) REFERENCES bundle (way, instance_id, no) DEFERRABLE INITIALLY DEFERRED
) {table};
CREATE INDEX bundle_book_by_book ON bundle_book (book_id, instance_id);

-- What was written before there was this order: by the instant of recording, and at one instant in the order that the guards
-- expect. What bears no instant goes with what was written along with it, or comes first.
-- A clock that was set back between does not change the order of what is numbered, nor put what names an entry before it.
INSERT INTO written (book_id, what, key)
WITH rows_there AS (
    SELECT t.book_id AS book_id, 'fund' AS what, '[' || t.no || ']' AS key, CAST(NULL AS TIMESTAMPTZ) AS at, 0 AS phase, t.no AS a, 0 AS b, 0 AS c, 0 AS d, 0 AS g, CAST(NULL AS BIGINT) AS e
      FROM fund t
    UNION ALL SELECT t.book_id, 'account', '[' || t.no || ']', CAST(NULL AS TIMESTAMPTZ), 1, t.no, 0, 0, 0, 0, CAST(NULL AS BIGINT)
      FROM account t
    UNION ALL SELECT t.book_id, 'party', '[' || t.no || ']', CAST(NULL AS TIMESTAMPTZ), 2, t.no, 0, 0, 0, 0, CAST(NULL AS BIGINT)
      FROM party t
    UNION ALL SELECT t.book_id, 'savings_group', '[]', CAST(NULL AS TIMESTAMPTZ), 3, 0, 0, 0, 0, 0, CAST(NULL AS BIGINT)
      FROM savings_group t
    UNION ALL SELECT t.book_id, 'person', '[' || t.party_no || ']', CAST(NULL AS TIMESTAMPTZ), 4, t.party_no, 0, 0, 0, 0, CAST(NULL AS BIGINT)
      FROM member t
    UNION ALL SELECT t.book_id, 'member', '[' || t.party_no || ']', CAST(NULL AS TIMESTAMPTZ), 4, t.party_no, 0, 1, 0, 0, CAST(NULL AS BIGINT)
      FROM member t
    UNION ALL SELECT t.book_id, 'officer_term', '[' || t.no || ']', CAST(NULL AS TIMESTAMPTZ), 5, t.no, 0, 0, 0, 0, CAST(NULL AS BIGINT)
      FROM officer_term t
    UNION ALL SELECT t.book_id, 'constitution', '[' || t.version || ']', CAST(NULL AS TIMESTAMPTZ), 6, t.version, 0, 0, 0, 0, CAST(NULL AS BIGINT)
      FROM constitution t
    UNION ALL SELECT t.book_id, 'cycle', '[' || t.no || ']', CAST(NULL AS TIMESTAMPTZ), 7, t.no, 0, 0, 0, 0, CAST(NULL AS BIGINT)
      FROM cycle t
    UNION ALL SELECT t.book_id, 'bank', '[' || t.no || ']', t.recorded_at, 0, t.no, 0, 0, 0, 0, CAST(NULL AS BIGINT)
      FROM bank t
    UNION ALL SELECT t.book_id, 'bank_rules', '[' || t.bank_no || ',' || t.version || ']', t.recorded_at, 1, t.bank_no, t.version, 0, 0, t.bank_no, CAST(NULL AS BIGINT)
      FROM bank_rules t
    UNION ALL SELECT t.book_id, 'bank_season', '[' || t.bank_no || ',' || t.no || ']', t.recorded_at, 1, t.bank_no, t.no, 1, 0, t.bank_no, CAST(NULL AS BIGINT)
      FROM bank_season t
    UNION ALL SELECT t.book_id, 'bank_unit', '[' || t.bank_no || ',' || t.no || ']', t.recorded_at, 1, t.bank_no, t.no, 2, 0, t.bank_no, CAST(NULL AS BIGINT)
      FROM bank_unit t
    UNION ALL SELECT t.book_id, 'entry', '[' || t.no || ']', t.recorded_at, 2, t.no, 0, 0, 0, 0, t.no
      FROM entry t
    UNION ALL SELECT t.book_id, 'price', '[' || t.no || ']', t.recorded_at, 3, t.no, 0, 0, 0, 0, CAST(NULL AS BIGINT)
      FROM price t
    UNION ALL SELECT t.book_id, 'loan_guarantor', '[' || t.application_no || ',' || t.party_no || ']', p.recorded_at, 4, t.application_no, t.party_no, 0, 0, 0, CAST(NULL AS BIGINT)
      FROM loan_guarantor t JOIN loan_application p ON p.book_id = t.book_id AND p.no = t.application_no
    UNION ALL SELECT t.book_id, 'loan_application', '[' || t.no || ']', t.recorded_at, 5, t.no, 0, 1, 0, 0, CAST(NULL AS BIGINT)
      FROM loan_application t
    UNION ALL SELECT t.book_id, 'loan_withdrawn', '[' || t.application_no || ']', t.recorded_at, 6, t.application_no, 0, 0, 0, 0, CAST(NULL AS BIGINT)
      FROM loan_withdrawn t
    UNION ALL SELECT t.book_id, 'loan_request', '[' || t.no || ']', t.asked_at, 6, t.no, 0, 1, 0, 0, CAST(NULL AS BIGINT)
      FROM loan_request t
    UNION ALL SELECT t.book_id, 'loan_request_decision', '[' || t.request_no || ']', t.decided_at, 6, t.request_no, 0, 2, 0, 0, CAST(NULL AS BIGINT)
      FROM loan_request_decision t
    UNION ALL SELECT t.book_id, 'loan', '[' || t.no || ']', p.recorded_at, 7, t.no, 0, 0, 0, 0, p.entry_no
      FROM loan t JOIN loan_event p ON p.book_id = t.book_id AND p.loan_no = t.no AND p.no = 1
    UNION ALL SELECT t.book_id, 'loan_instalment', '[' || t.loan_no || ',' || t.version || ',' || t.n || ']', p.recorded_at, 8, t.loan_no, p.no, 0, t.n, t.loan_no, p.entry_no
      FROM loan_instalment t JOIN loan_event p ON p.book_id = t.book_id AND p.loan_no = t.loan_no AND p.version = t.version
    UNION ALL SELECT t.book_id, 'loan_event', '[' || t.loan_no || ',' || t.no || ']', t.recorded_at, 8, t.loan_no, t.no, 1, 0, t.loan_no, t.entry_no
      FROM loan_event t
    UNION ALL SELECT t.book_id, 'bank_request', '[' || t.bank_no || ',' || t.no || ']', t.asked_at, 9, t.bank_no, t.no, 0, 0, t.bank_no, CAST(NULL AS BIGINT)
      FROM bank_request t
    UNION ALL SELECT t.book_id, 'bank_animal', '[' || t.bank_no || ',' || t.no || ']', p.recorded_at, 10, t.bank_no, t.act_no, 0, t.no, t.bank_no, p.entry_no
      FROM bank_animal t JOIN bank_act p ON p.book_id = t.book_id AND p.bank_no = t.bank_no AND p.no = t.act_no
    UNION ALL SELECT t.book_id, 'bank_animal_move', '[' || t.bank_no || ',' || t.act_no || ',' || t.animal_no || ']', p.recorded_at, 10, t.bank_no, t.act_no, 1, t.animal_no, t.bank_no, p.entry_no
      FROM bank_animal_move t JOIN bank_act p ON p.book_id = t.book_id AND p.bank_no = t.bank_no AND p.no = t.act_no
    UNION ALL SELECT t.book_id, 'bank_act', '[' || t.bank_no || ',' || t.no || ']', t.recorded_at, 10, t.bank_no, t.no, 2, 0, t.bank_no, t.entry_no
      FROM bank_act t
    UNION ALL SELECT t.book_id, 'bank_request_decision', '[' || t.bank_no || ',' || t.request_no || ']', t.decided_at, 11, t.bank_no, t.request_no, 0, 0, t.bank_no, CAST(NULL AS BIGINT)
      FROM bank_request_decision t
    UNION ALL SELECT t.book_id, 'meeting_line', '[' || t.meeting_no || ',' || t.party_no || ']', p.sealed_at, 12, t.meeting_no, t.party_no, 0, 0, 0, p.entry_no
      FROM meeting_line t JOIN meeting p ON p.book_id = t.book_id AND p.no = t.meeting_no
    UNION ALL SELECT t.book_id, 'meeting_other', '[' || t.meeting_no || ',' || t.line || ']', p.sealed_at, 12, t.meeting_no, t.line, 0, 0, 0, p.entry_no
      FROM meeting_other t JOIN meeting p ON p.book_id = t.book_id AND p.no = t.meeting_no
    UNION ALL SELECT t.book_id, 'cash_count', '[' || t.meeting_no || ',' || t.value || ']', p.sealed_at, 12, t.meeting_no, t.value, 0, 0, 0, p.entry_no
      FROM cash_count t JOIN meeting p ON p.book_id = t.book_id AND p.no = t.meeting_no
    UNION ALL SELECT t.book_id, 'meeting', '[' || t.no || ']', t.sealed_at, 12, t.no, 9000000000000, 1, 0, 0, t.entry_no
      FROM meeting t
    UNION ALL SELECT t.book_id, 'correction', '[' || t.no || ']', t.asked_at, 13, t.no, 0, 0, 0, 0, CAST(NULL AS BIGINT)
      FROM correction t
    UNION ALL SELECT t.book_id, 'correction_decision', '[' || t.correction_no || ']', t.decided_at, 14, t.correction_no, 0, 0, 0, 0, t.entry_no
      FROM correction_decision t
    UNION ALL SELECT t.book_id, 'share_out', '[' || t.no || ']', t.begun_at, 15, t.no, 0, 0, 0, 0, CAST(NULL AS BIGINT)
      FROM share_out t
    UNION ALL SELECT t.book_id, 'share_out_count', '[' || t.share_out_no || ',' || t.proposal_no || ',' || t.value || ']', p.asked_at, 16, t.share_out_no, t.proposal_no, 0, 0, 0, CAST(NULL AS BIGINT)
      FROM share_out_count t JOIN share_out_proposal p ON p.book_id = t.book_id AND p.share_out_no = t.share_out_no AND p.no = t.proposal_no
    UNION ALL SELECT t.book_id, 'share_out_reinvest', '[' || t.share_out_no || ',' || t.proposal_no || ',' || t.party_no || ']', p.asked_at, 16, t.share_out_no, t.proposal_no, 1, 0, 0, CAST(NULL AS BIGINT)
      FROM share_out_reinvest t JOIN share_out_proposal p ON p.book_id = t.book_id AND p.share_out_no = t.share_out_no AND p.no = t.proposal_no
    UNION ALL SELECT t.book_id, 'share_out_proposal', '[' || t.share_out_no || ',' || t.no || ']', t.asked_at, 16, t.share_out_no, t.no, 2, 0, 0, CAST(NULL AS BIGINT)
      FROM share_out_proposal t
    UNION ALL SELECT t.book_id, 'share_out_line', '[' || t.share_out_no || ',' || t.party_no || ']', p.decided_at, 17, t.share_out_no, t.party_no, 0, 0, 0, p.last_entry
      FROM share_out_line t JOIN share_out_decision p ON p.book_id = t.book_id AND p.share_out_no = t.share_out_no
    UNION ALL SELECT t.book_id, 'share_out_decision', '[' || t.share_out_no || ']', t.decided_at, 18, t.share_out_no, 0, 0, 0, 0, t.last_entry
      FROM share_out_decision t
    UNION ALL SELECT t.book_id, 'payout', '[' || t.no || ']', t.recorded_at, 19, t.no, 0, 0, 0, 0, t.entry_no
      FROM payout t
    UNION ALL SELECT t.book_id, 'reopening', '[' || t.no || ']', t.asked_at, 20, t.no, 0, 0, 0, 0, CAST(NULL AS BIGINT)
      FROM reopening t
    UNION ALL SELECT t.book_id, 'period_event', '[' || t.no || ']', t.recorded_at, 21, t.no, 0, 0, 0, 0, t.entry_no
      FROM period_event t
    UNION ALL SELECT t.book_id, 'paper', '["' || t.code || '"]', t.printed_at, 22, 0, 0, 0, 0, 0, CAST(NULL AS BIGINT)
      FROM paper t
    UNION ALL SELECT t.book_id, 'audit', '[' || t.no || ']', t.at, 23, t.no, 0, 0, 0, 0, CAST(NULL AS BIGINT)
      FROM audit t WHERE t.book_id > 0
), entries_there AS (
    SELECT book_id, e, MAX(at) OVER (PARTITION BY book_id ORDER BY e) AS since FROM rows_there WHERE what = 'entry'
), rows_after AS (
    SELECT r.book_id, r.what, r.key, r.phase, r.a, r.b, r.c, r.d, r.g, CASE WHEN n.since > r.at THEN n.since ELSE r.at END AS at
      FROM rows_there r LEFT JOIN entries_there n ON n.book_id = r.book_id AND n.e = r.e
), rows_in_order AS (
    SELECT book_id, what, key, phase, a, b, c, d, MAX(at) OVER (PARTITION BY book_id, what, g ORDER BY a, b, c, d) AS since FROM rows_after
)
SELECT book_id, what, key FROM rows_in_order ORDER BY since NULLS FIRST, phase, a, b, c, d;

-- Awards, small grants, vouchers and their audit. Triggers in 0014_award_guards.* refuse every change.
--
-- An award is a book. What happens in it is a row of award_act, written once: what was decided (fact), and the entry that
-- posts it. Nothing in these tables says who somebody under a code is: there is no column for it (scope, section 10).

-- An award: from a donor, or a part of another award for a partner. Its chart has an account for each line of its budget.
CREATE TABLE award (
    book_id         BIGINT      NOT NULL PRIMARY KEY REFERENCES book (id),
    id              UUID        NOT NULL UNIQUE,
    organisation_id UUID        NOT NULL REFERENCES organisation (id),   -- who keeps it
    code            TEXT        NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 20),
    parent_book     BIGINT      REFERENCES award (book_id),             -- the award that it is a part of
    commodity       TEXT        NOT NULL REFERENCES commodity (code),
    from_day        DATE        NOT NULL,
    to_day          DATE        NOT NULL,
    terms           TEXT        NOT NULL CHECK (length(trim(terms)) > 0), -- domain::grants::Terms, as TOML
    demo            BOOLEAN     NOT NULL DEFAULT FALSE,
    recorded_at     TIMESTAMPTZ NOT NULL,
    recorded_by     UUID        NOT NULL,
    CHECK (to_day >= from_day),
    CHECK (parent_book <> book_id)
) {table};

-- What happened. The fact (domain::grants::Fact, as JSON) says everything that was decided.
CREATE TABLE award_act (
    book_id     BIGINT      NOT NULL REFERENCES award (book_id),
    no          BIGINT      NOT NULL CHECK (no > 0),          -- 1, 2, 3 … without gaps
    id          UUID        NOT NULL UNIQUE,                  -- the form's key; also the entry's key
    day         DATE        NOT NULL,                         -- the business date
    kind        TEXT        NOT NULL CHECK (kind IN
        ('received', 'returned', 'rate', 'changed', 'advance-back', 'holder-named', 'accounted', 'called', 'applied', 'screened',
         'appraised', 'ruled', 'agreed', 'varied', 'visited', 'closed', 'recovered', 'prepared', 'stepped', 'voided', 'reversed',
         'filed', 'sighted', 'brought')),
    fact        TEXT        NOT NULL,
    digest      BYTEA       NOT NULL CHECK (length(digest) = 32),  -- of what was asked: the same key, another ask is refused
    grant_no    BIGINT,                                       -- the grant it is about
    voucher_no  BIGINT,                                       -- the voucher it is about
    entry_no    BIGINT,                                       -- NULL: nothing was posted
    recorded_at TIMESTAMPTZ NOT NULL,
    recorded_by UUID        NOT NULL,
    PRIMARY KEY (book_id, no),
    FOREIGN KEY (book_id, entry_no) REFERENCES entry (book_id, no)
) {table};
CREATE INDEX award_act_by_grant ON award_act (book_id, grant_no, no) WHERE grant_no IS NOT NULL;
CREATE INDEX award_act_by_voucher ON award_act (book_id, voucher_no, no) WHERE voucher_no IS NOT NULL;
CREATE INDEX award_act_by_entry ON award_act (book_id, entry_no) WHERE entry_no IS NOT NULL;

-- A grant is a party of its book. A family's names the person; one under a code names nobody: the code stands in the
-- fact of its application, which only the liaison's pages read.
CREATE TABLE award_grant (
    book_id     BIGINT  NOT NULL REFERENCES award (book_id),
    no          BIGINT  NOT NULL CHECK (no > 0),              -- 1, 2, 3 … within the award
    party_no    BIGINT  NOT NULL,
    coded       BOOLEAN NOT NULL,
    person_id   UUID    REFERENCES person (id),
    act_no      BIGINT  NOT NULL,                             -- the act that brought it
    PRIMARY KEY (book_id, no),
    UNIQUE (book_id, party_no),
    FOREIGN KEY (book_id, party_no) REFERENCES party (book_id, no),
    FOREIGN KEY (book_id, act_no) REFERENCES award_act (book_id, no) DEFERRABLE INITIALLY DEFERRED,
    CHECK (coded = (person_id IS NULL))
) {table};
CREATE INDEX award_grant_by_person ON award_grant (person_id) WHERE person_id IS NOT NULL;

-- Scans of receipts and pictures of what was bought, by the digest of their bytes: in the database, so that a copy of it
-- has them and nothing serves them by accident. Never of a person, never for a grant under a code.
CREATE TABLE upload (
    hash        BYTEA       NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    kind        TEXT        NOT NULL CHECK (kind IN ('image/jpeg', 'image/png', 'application/pdf')),
    bytes       BYTEA       NOT NULL CHECK (length(bytes) BETWEEN 1 AND 5242880),
    recorded_at TIMESTAMPTZ NOT NULL,
    recorded_by UUID        NOT NULL
) {table};

-- Which award an upload belongs to: whoever may see the award's vouchers may see it.
CREATE TABLE award_upload (
    book_id     BIGINT      NOT NULL REFERENCES award (book_id),
    hash        BYTEA       NOT NULL REFERENCES upload (hash),
    recorded_at TIMESTAMPTZ NOT NULL,
    recorded_by UUID        NOT NULL,
    PRIMARY KEY (book_id, hash)
) {table};

-- Every look at a row under a code: who, when, which grant (0: the list), which page or export.
CREATE TABLE code_view (
    book_id     BIGINT      NOT NULL REFERENCES award (book_id),
    no          BIGINT      NOT NULL CHECK (no > 0),
    grant_no    BIGINT      NOT NULL CHECK (grant_no >= 0),
    what        TEXT        NOT NULL CHECK (what IN ('list', 'grant', 'voucher', 'export', 'paper', 'sample')),
    seen_at     TIMESTAMPTZ NOT NULL,
    seen_by     UUID        NOT NULL,
    PRIMARY KEY (book_id, no)
) {table};

-- A sample that was drawn: with the seed and the digest of the population it can be drawn again.
CREATE TABLE audit_sample (
    book_id     BIGINT      NOT NULL REFERENCES award (book_id),
    no          BIGINT      NOT NULL CHECK (no > 0),
    id          UUID        NOT NULL UNIQUE,
    kind        TEXT        NOT NULL CHECK (kind IN ('attribute', 'monetary-unit')),
    aim         TEXT        NOT NULL,                         -- what it is for, as JSON: tolerable, expected, confidence
    through_entry BIGINT    NOT NULL,                         -- the book's head when it was drawn
    population  BYTEA       NOT NULL CHECK (length(population) = 32), -- digest of the population's lines
    items       BIGINT      NOT NULL CHECK (items > 0),       -- how many there were
    total       BIGINT      NOT NULL CHECK (total >= 0),      -- and their sum
    seed        TEXT        NOT NULL CHECK (length(seed) BETWEEN 1 AND 64),
    drawn_at    TIMESTAMPTZ NOT NULL,
    drawn_by    UUID        NOT NULL,
    PRIMARY KEY (book_id, no)
) {table};

CREATE TABLE audit_sample_item (
    book_id     BIGINT  NOT NULL,
    sample_no   BIGINT  NOT NULL,
    voucher_no  BIGINT  NOT NULL,
    amount      BIGINT  NOT NULL,                             -- what the books say
    hits        BIGINT  NOT NULL CHECK (hits > 0),
    PRIMARY KEY (book_id, sample_no, voucher_no),
    FOREIGN KEY (book_id, sample_no) REFERENCES audit_sample (book_id, no)
) {clustered};

-- Working papers: what was tested, and what came of it. A later row on the same item takes the place of an earlier one.
CREATE TABLE audit_test (
    book_id     BIGINT      NOT NULL,
    sample_no   BIGINT      NOT NULL,
    no          BIGINT      NOT NULL CHECK (no > 0),
    voucher_no  BIGINT      NOT NULL,
    audited     BIGINT      NOT NULL,                         -- what it should be, in smallest units
    kept        BOOLEAN     NOT NULL,                         -- whether every control was kept
    note        TEXT        NOT NULL DEFAULT '' CHECK (length(note) <= 1000),
    tested_at   TIMESTAMPTZ NOT NULL,
    tested_by   UUID        NOT NULL,
    PRIMARY KEY (book_id, sample_no, no),
    FOREIGN KEY (book_id, sample_no, voucher_no) REFERENCES audit_sample_item (book_id, sample_no, voucher_no)
) {table};

-- A finding, and what was said of it: response, follow-up, accepted, closed. Nothing is changed, only added.
CREATE TABLE finding (
    book_id     BIGINT      NOT NULL REFERENCES award (book_id),
    no          BIGINT      NOT NULL CHECK (no > 0),
    id          UUID        NOT NULL UNIQUE,
    rule        TEXT        NOT NULL DEFAULT '',              -- the exception it comes from (domain::grants::exceptions), or none
    grant_no    BIGINT,
    voucher_no  BIGINT,
    sample_no   BIGINT,
    severity    TEXT        NOT NULL CHECK (severity IN ('low', 'medium', 'high')),
    amount      BIGINT      NOT NULL DEFAULT 0 CHECK (amount >= 0),
    text        TEXT        NOT NULL CHECK (length(trim(text)) BETWEEN 1 AND 2000),
    found_at    TIMESTAMPTZ NOT NULL,
    found_by    UUID        NOT NULL,
    PRIMARY KEY (book_id, no),
    FOREIGN KEY (book_id, sample_no) REFERENCES audit_sample (book_id, no)
) {table};

CREATE TABLE finding_event (
    book_id     BIGINT      NOT NULL,
    finding_no  BIGINT      NOT NULL,
    no          BIGINT      NOT NULL CHECK (no > 0),
    kind        TEXT        NOT NULL CHECK (kind IN ('response', 'follow-up', 'closed', 'reopened')),
    text        TEXT        NOT NULL CHECK (length(trim(text)) BETWEEN 1 AND 2000),
    said_at     TIMESTAMPTZ NOT NULL,
    said_by     UUID        NOT NULL,
    PRIMARY KEY (book_id, finding_no, no),
    FOREIGN KEY (book_id, finding_no) REFERENCES finding (book_id, no)
) {table};

-- What an auditor signs: the head of the chain at that moment. A copy kept elsewhere proves later that nothing before it
-- was rewritten.
CREATE TABLE audit_certificate (
    book_id     BIGINT      NOT NULL REFERENCES award (book_id),
    no          BIGINT      NOT NULL CHECK (no > 0),
    id          UUID        NOT NULL UNIQUE,
    from_day    DATE        NOT NULL,
    to_day      DATE        NOT NULL,
    entry_no    BIGINT      NOT NULL,
    hash        BYTEA       NOT NULL CHECK (length(hash) = 32),
    act_no      BIGINT      NOT NULL,                         -- the last act it covers
    note        TEXT        NOT NULL DEFAULT '' CHECK (length(note) <= 2000),
    signed_at   TIMESTAMPTZ NOT NULL,
    signed_by   UUID        NOT NULL,
    PRIMARY KEY (book_id, no),
    FOREIGN KEY (book_id, entry_no) REFERENCES entry (book_id, no),
    CHECK (to_day >= from_day)
) {table};

-- Rice banks, animal banks and loans in kind. Triggers in 0010_bank_guards.* refuse every change.
--
-- A bank is a fund of a book. What happens at it is a row of bank_act, written once: what was decided (fact), the price
-- it cites, the entry that posts it. The order of writing, in one transaction: the price that comes with it, the entry,
-- new animals and moves, then the act, which shuts the door behind them.

-- What a group was not asked before: accounts that its book lacks.
INSERT INTO account (book_id, no, code, kind, per_party)
SELECT b.id, a.no, a.code, a.kind, a.per_party
  FROM book b
 CROSS JOIN (SELECT 1210 AS no, 'store' AS code, 'asset' AS kind, FALSE AS per_party
   UNION ALL SELECT 1310, 'animals', 'asset', FALSE
   UNION ALL SELECT 1320, 'placed', 'asset', TRUE
   UNION ALL SELECT 1330, 'animals-due', 'asset', TRUE
   UNION ALL SELECT 2030, 'deposits', 'liability', TRUE
   UNION ALL SELECT 3030, 'capital', 'equity', FALSE
   UNION ALL SELECT 3040, 'passed', 'equity', FALSE
   UNION ALL SELECT 4050, 'donations', 'income', FALSE
   UNION ALL SELECT 4060, 'births', 'income', FALSE
   UNION ALL SELECT 4070, 'salvage', 'income', FALSE
   UNION ALL SELECT 5110, 'drying', 'expense', FALSE
   UNION ALL SELECT 5120, 'pests', 'expense', FALSE
   UNION ALL SELECT 5130, 'spillage', 'expense', FALSE
   UNION ALL SELECT 5140, 'theft', 'expense', FALSE
   UNION ALL SELECT 5150, 'flood', 'expense', FALSE
   UNION ALL SELECT 5160, 'stock-difference', 'expense', FALSE
   UNION ALL SELECT 5170, 'animal-deaths', 'expense', FALSE
   UNION ALL SELECT 5180, 'forgiven', 'expense', FALSE
   UNION ALL SELECT 5190, 'help', 'expense', FALSE
   UNION ALL SELECT 5200, 'animal-care', 'expense', FALSE
   UNION ALL SELECT 6010, 'conversion', 'conversion', FALSE) AS a
 WHERE EXISTS (SELECT 1 FROM account s WHERE s.book_id = b.id AND s.no = 2010)
   AND NOT EXISTS (SELECT 1 FROM account s WHERE s.book_id = b.id AND (s.no = a.no OR s.code = a.code));

-- A bank of its own is kept by a group that does not save: it has members, officers and a book, and no meetings.
ALTER TABLE savings_group ADD COLUMN saves BOOLEAN NOT NULL DEFAULT TRUE CHECK (saves IN (TRUE, FALSE));

-- What banks keep: those of fixtures/banks/goods.toml, and what a bank adds: a variety, a grade.
CREATE TABLE good (
    code            TEXT    NOT NULL PRIMARY KEY REFERENCES commodity (code),
    class           TEXT    NOT NULL CHECK (class IN ('paddy', 'rice', 'seed', 'vegetable-seed', 'cattle', 'buffalo', 'pig', 'chicken', 'duck')),
    grade           TEXT    NOT NULL DEFAULT '',
    variety_km      TEXT    NOT NULL DEFAULT '',
    variety_latin   TEXT    NOT NULL DEFAULT ''
) {table};

-- A bank, in a fund of its own.
CREATE TABLE bank (
    book_id         BIGINT      NOT NULL REFERENCES savings_group (book_id),
    no              BIGINT      NOT NULL CHECK (no > 0),
    id              UUID        NOT NULL UNIQUE,
    code            TEXT        NOT NULL UNIQUE CHECK (length(code) BETWEEN 2 AND 20),
    fund_no         BIGINT      NOT NULL,
    name_km         TEXT        NOT NULL,
    name_latin      TEXT        NOT NULL,
    village_code    TEXT        NOT NULL CHECK (length(village_code) IN (0, 2, 4, 6, 8)),  -- text: leading zeros
    opened_on       DATE        NOT NULL,
    recorded_at     TIMESTAMPTZ NOT NULL,
    recorded_by     UUID        NOT NULL,
    PRIMARY KEY (book_id, no),
    UNIQUE (book_id, fund_no),
    FOREIGN KEY (book_id, fund_no) REFERENCES fund (book_id, no),
    CHECK (length(name_km) + length(name_latin) > 0)
) {table};

-- What it agreed, version by version (domain::banks::Rules, as TOML). A version is never changed.
CREATE TABLE bank_rules (
    book_id     BIGINT      NOT NULL,
    bank_no     BIGINT      NOT NULL,
    version     BIGINT      NOT NULL CHECK (version > 0),
    holds_from  DATE        NOT NULL,
    rules       TEXT        NOT NULL CHECK (length(trim(rules)) > 0),
    recorded_at TIMESTAMPTZ NOT NULL,
    recorded_by UUID        NOT NULL,
    PRIMARY KEY (book_id, bank_no, version),
    FOREIGN KEY (book_id, bank_no) REFERENCES bank (book_id, no)
) {table};

-- Its calendar: when people borrow, when they bring back.
CREATE TABLE bank_season (
    book_id         BIGINT      NOT NULL,
    bank_no         BIGINT      NOT NULL,
    no              BIGINT      NOT NULL CHECK (no > 0),
    name_km         TEXT        NOT NULL,
    name_latin      TEXT        NOT NULL,
    lend_from       DATE        NOT NULL,
    lend_to         DATE        NOT NULL,
    harvest_from    DATE        NOT NULL,
    harvest_to      DATE        NOT NULL,
    recorded_at     TIMESTAMPTZ NOT NULL,
    recorded_by     UUID        NOT NULL,
    PRIMARY KEY (book_id, bank_no, no),
    FOREIGN KEY (book_id, bank_no) REFERENCES bank (book_id, no),
    CHECK (length(name_km) + length(name_latin) > 0),
    CHECK (lend_from <= lend_to AND lend_from < harvest_to AND harvest_from <= harvest_to)
) {table};

-- Local measures, weighed: from a day on, one of them is so many grams. A later row takes the place of an earlier one.
CREATE TABLE bank_unit (
    book_id     BIGINT      NOT NULL,
    bank_no     BIGINT      NOT NULL,
    no          BIGINT      NOT NULL CHECK (no > 0),
    unit        TEXT        NOT NULL CHECK (unit IN ('thang', 'tau', 'sack', 'basket', 'tonne')),
    grams       BIGINT      NOT NULL CHECK (grams BETWEEN 1 AND 1000000),
    from_day    DATE        NOT NULL,
    weighed     TEXT        NOT NULL CHECK (weighed IN ('scale', 'several', 'agreed')),  -- one weighing, the mean of several, only agreed
    recorded_at TIMESTAMPTZ NOT NULL,
    recorded_by UUID        NOT NULL,
    PRIMARY KEY (book_id, bank_no, no),
    FOREIGN KEY (book_id, bank_no) REFERENCES bank (book_id, no)
) {table};

-- What one unit was worth. Appended to; statements and acts cite a row.
CREATE TABLE price (
    book_id     BIGINT      NOT NULL REFERENCES savings_group (book_id),
    no          BIGINT      NOT NULL CHECK (no > 0),
    id          UUID        NOT NULL UNIQUE,                  -- the form's key
    good        TEXT        NOT NULL REFERENCES good (code),
    class       TEXT        NOT NULL DEFAULT '' CHECK (class IN ('', 'calf', 'heifer', 'cow', 'bull')),
    place       TEXT        NOT NULL DEFAULT '' CHECK (length(place) IN (0, 2, 4, 6, 8)),
    day         DATE        NOT NULL,
    amount      BIGINT      NOT NULL CHECK (amount > 0),      -- for a kilogram, a head, a pack; smallest units of the group's currency
    kind        TEXT        NOT NULL CHECK (kind IN ('market', 'agreed')),
    source      TEXT        NOT NULL CHECK (source IN ('market', 'trader', 'miller', 'office', 'committee', 'act', 'file')),
    reason      TEXT        NOT NULL DEFAULT '',              -- why it is so far from the last one
    recorded_at TIMESTAMPTZ NOT NULL,
    recorded_by UUID        NOT NULL,
    PRIMARY KEY (book_id, no)
) {table};
CREATE INDEX price_by_good ON price (book_id, good, class, day, no);

-- Something that a second officer must confirm: what is asked (domain::banks::Ask, as JSON).
CREATE TABLE bank_request (
    book_id     BIGINT      NOT NULL,
    bank_no     BIGINT      NOT NULL,
    no          BIGINT      NOT NULL CHECK (no > 0),
    id          UUID        NOT NULL UNIQUE,                  -- the form's key
    kind        TEXT        NOT NULL CHECK (kind IN ('count', 'reschedule', 'forgive', 'write-off', 'turn-to-money', 'sell-animal', 'waive', 'undo')),
    day         DATE        NOT NULL,
    ask         TEXT        NOT NULL,
    asked_by    UUID        NOT NULL,
    asked_at    TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (book_id, bank_no, no),
    FOREIGN KEY (book_id, bank_no) REFERENCES bank (book_id, no)
) {table};

CREATE TABLE bank_request_decision (
    book_id     BIGINT      NOT NULL,
    bank_no     BIGINT      NOT NULL,
    request_no  BIGINT      NOT NULL,
    decision    TEXT        NOT NULL CHECK (decision IN ('confirmed', 'refused')),
    reason      TEXT        NOT NULL DEFAULT '',              -- why it was refused
    decided_by  UUID        NOT NULL,
    decided_at  TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (book_id, bank_no, request_no),
    FOREIGN KEY (book_id, bank_no, request_no) REFERENCES bank_request (book_id, bank_no, no),
    CHECK (decision = 'confirmed' OR length(trim(reason)) > 0)
) {table};

-- What happened. The fact (domain::banks::Fact, as JSON) says everything that was decided.
CREATE TABLE bank_act (
    book_id     BIGINT      NOT NULL,
    bank_no     BIGINT      NOT NULL,
    no          BIGINT      NOT NULL CHECK (no > 0),          -- 1, 2, 3 … without gaps
    id          UUID        NOT NULL UNIQUE,                  -- the form's key (its second act: the next one); also the entry's key
    day         DATE        NOT NULL,                         -- the business date
    kind        TEXT        NOT NULL CHECK (kind IN           -- the fact's own word
        ('donated', 'deposited', 'deposit-returned', 'bought', 'sold', 'helped', 'money-in', 'money-out', 'counted', 'lent', 'repaid',
         'repaid-cash', 'rescheduled', 'forgiven', 'written-off', 'turned-to-money', 'condition-seen', 'animals-came', 'placed', 'born',
         'handed-over', 'lost', 'animal-sold', 'exchanged', 'title-passed', 'replaced', 'paid-for-animal', 'waived', 'noted', 'undone')),
    fact        TEXT        NOT NULL,
    digest      BYTEA       NOT NULL CHECK (length(digest) = 32),  -- of what was asked: the same key, another ask is refused
    price_no    BIGINT,                                       -- the price it cites
    entry_no    BIGINT,                                       -- NULL: nothing was posted
    undoes      BIGINT,                                       -- the act that is as if it had not been
    request_no  BIGINT,                                       -- what a second officer confirmed
    recorded_at TIMESTAMPTZ NOT NULL,
    recorded_by UUID        NOT NULL,
    confirmed_by UUID,
    PRIMARY KEY (book_id, bank_no, no),
    FOREIGN KEY (book_id, bank_no) REFERENCES bank (book_id, no),
    FOREIGN KEY (book_id, price_no) REFERENCES price (book_id, no),
    FOREIGN KEY (book_id, entry_no) REFERENCES entry (book_id, no),
    FOREIGN KEY (book_id, bank_no, undoes) REFERENCES bank_act (book_id, bank_no, no),
    FOREIGN KEY (book_id, bank_no, request_no) REFERENCES bank_request (book_id, bank_no, no),
    CHECK ((kind = 'undone') = (undoes IS NOT NULL)),
    CHECK (confirmed_by <> recorded_by),
    CHECK ((confirmed_by IS NULL) = (request_no IS NULL))
) {table};
CREATE UNIQUE INDEX bank_act_undone_once ON bank_act (book_id, bank_no, undoes) WHERE undoes IS NOT NULL;
CREATE UNIQUE INDEX bank_act_of_request ON bank_act (book_id, bank_no, request_no) WHERE request_no IS NOT NULL;
CREATE INDEX bank_act_by_entry ON bank_act (book_id, entry_no) WHERE entry_no IS NOT NULL;

-- The register: every animal under its tag, the bank's and those that families were left with.
CREATE TABLE bank_animal (
    book_id     BIGINT  NOT NULL,
    bank_no     BIGINT  NOT NULL,
    no          BIGINT  NOT NULL CHECK (no > 0),
    tag         TEXT    NOT NULL CHECK (length(trim(tag)) > 0),
    species     TEXT    NOT NULL CHECK (species IN ('cattle', 'buffalo')),
    sex         TEXT    NOT NULL CHECK (sex IN ('female', 'male')),
    born_on     DATE,
    dam_no      BIGINT,
    act_no      BIGINT  NOT NULL,                             -- the act that brought it
    PRIMARY KEY (book_id, bank_no, no),
    FOREIGN KEY (book_id, bank_no, act_no) REFERENCES bank_act (book_id, bank_no, no) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (book_id, bank_no, dam_no) REFERENCES bank_animal (book_id, bank_no, no)
) {table};

-- Where the bank's animals went: 0 is the bank itself, -1 outside, above nought a keeper's party. Head by head the same as
-- what the entry posts.
CREATE TABLE bank_animal_move (
    book_id     BIGINT  NOT NULL,
    bank_no     BIGINT  NOT NULL,
    act_no      BIGINT  NOT NULL,
    animal_no   BIGINT  NOT NULL,
    from_place  BIGINT  NOT NULL CHECK (from_place >= -1),
    to_place    BIGINT  NOT NULL CHECK (to_place >= -1),
    PRIMARY KEY (book_id, bank_no, act_no, animal_no),
    FOREIGN KEY (book_id, bank_no, animal_no) REFERENCES bank_animal (book_id, bank_no, no),
    FOREIGN KEY (book_id, bank_no, act_no) REFERENCES bank_act (book_id, bank_no, no) DEFERRABLE INITIALLY DEFERRED,
    CHECK (from_place <> to_place)
) {clustered};
CREATE INDEX bank_animal_move_by_animal ON bank_animal_move (book_id, bank_no, animal_no, act_no);

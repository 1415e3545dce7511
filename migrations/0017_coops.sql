-- Producer groups, cooperatives and the market. Triggers in 0018_coop_guards.* refuse every change.
--
-- A cooperative is a fund of a book that a group keeps which does not save. What happens at it is a row of coop_act, written
-- once: what was decided (fact), and the entry that posts it.

-- What a group was not asked before: accounts that its book lacks.
INSERT INTO account (book_id, no, code, kind, per_party)
SELECT b.id, a.no, a.code, a.kind, a.per_party
  FROM book b
 CROSS JOIN (SELECT 1120 AS no, 'buyers-owe' AS code, 'asset' AS kind, TRUE AS per_party
   UNION ALL SELECT 1230, 'stock-value', 'asset', FALSE
   UNION ALL SELECT 1510, 'equipment', 'asset', FALSE
   UNION ALL SELECT 2040, 'deliveries-owed', 'liability', TRUE
   UNION ALL SELECT 3050, 'shares', 'equity', TRUE
   UNION ALL SELECT 3060, 'social-fund', 'equity', FALSE
   UNION ALL SELECT 3070, 'education-fund', 'equity', FALSE
   UNION ALL SELECT 4110, 'sales', 'income', FALSE
   UNION ALL SELECT 4120, 'milling-fees', 'income', FALSE
   UNION ALL SELECT 5210, 'purchases', 'expense', FALSE
   UNION ALL SELECT 5215, 'purchases-others', 'expense', FALSE
   UNION ALL SELECT 5220, 'transport', 'expense', FALSE
   UNION ALL SELECT 5230, 'wages', 'expense', FALSE
   UNION ALL SELECT 5240, 'fuel', 'expense', FALSE
   UNION ALL SELECT 5250, 'repairs', 'expense', FALSE
   UNION ALL SELECT 5260, 'packing', 'expense', FALSE
   UNION ALL SELECT 5270, 'inputs', 'expense', FALSE) AS a
 WHERE EXISTS (SELECT 1 FROM account s WHERE s.book_id = b.id AND s.no = 2010)
   AND NOT EXISTS (SELECT 1 FROM account s WHERE s.book_id = b.id AND (s.no = a.no OR s.code = a.code));

-- A cooperative or a producer group, in a fund of its own.
CREATE TABLE coop (
    book_id         BIGINT      NOT NULL PRIMARY KEY REFERENCES savings_group (book_id),
    id              UUID        NOT NULL UNIQUE,
    code            TEXT        NOT NULL UNIQUE CHECK (length(code) BETWEEN 2 AND 20),
    fund_no         BIGINT      NOT NULL,
    kind            TEXT        NOT NULL CHECK (kind IN ('cooperative', 'group')),
    name_km         TEXT        NOT NULL,
    name_latin      TEXT        NOT NULL,
    village_code    TEXT        NOT NULL CHECK (length(village_code) IN (0, 2, 4, 6, 8)),  -- text: leading zeros
    opened_on       DATE        NOT NULL,
    recorded_at     TIMESTAMPTZ NOT NULL,
    recorded_by     UUID        NOT NULL,
    FOREIGN KEY (book_id, fund_no) REFERENCES fund (book_id, no),
    CHECK (length(name_km) + length(name_latin) > 0)
) {table};

-- Its by-laws, version by version (domain::coops::ByLaws, as TOML).
CREATE TABLE coop_laws (
    book_id     BIGINT      NOT NULL REFERENCES coop (book_id),
    version     BIGINT      NOT NULL CHECK (version > 0),
    holds_from  DATE        NOT NULL,
    laws        TEXT        NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL,
    recorded_by UUID        NOT NULL,
    PRIMARY KEY (book_id, version)
) {table};

-- Something that a second officer must confirm: what is asked (domain::coops::Ask, as JSON).
CREATE TABLE coop_request (
    book_id     BIGINT      NOT NULL REFERENCES coop (book_id),
    no          BIGINT      NOT NULL CHECK (no > 0),
    id          UUID        NOT NULL UNIQUE,                  -- the form's key
    kind        TEXT        NOT NULL CHECK (kind IN ('count', 'end-year', 'undo')),
    day         DATE        NOT NULL,
    ask         TEXT        NOT NULL,
    asked_by    UUID        NOT NULL,
    asked_at    TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (book_id, no)
) {table};

CREATE TABLE coop_request_decision (
    book_id     BIGINT      NOT NULL,
    request_no  BIGINT      NOT NULL,
    decision    TEXT        NOT NULL CHECK (decision IN ('confirmed', 'refused')),
    reason      TEXT        NOT NULL DEFAULT '',              -- why it was refused
    decided_by  UUID        NOT NULL,
    decided_at  TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (book_id, request_no),
    FOREIGN KEY (book_id, request_no) REFERENCES coop_request (book_id, no),
    CHECK (decision = 'confirmed' OR length(trim(reason)) > 0)
) {table};

-- What happened. The fact (domain::coops::Fact, as JSON) says everything that was decided.
CREATE TABLE coop_act (
    book_id     BIGINT      NOT NULL REFERENCES coop (book_id),
    no          BIGINT      NOT NULL CHECK (no > 0),          -- 1, 2, 3 … without gaps
    id          UUID        NOT NULL UNIQUE,                  -- the form's key; also the entry's key
    day         DATE        NOT NULL,                         -- the business date
    kind        TEXT        NOT NULL CHECK (kind IN
        ('group-named', 'group-joined', 'outsider-named', 'shares-bought', 'shares-passed', 'plot-noted', 'inspected', 'money',
         'credit-given', 'credit-paid', 'price-set', 'delivered', 'paid-out', 'counted', 'milled', 'contracted', 'sold', 'buyer-paid',
         'year-ended', 'undone')),
    fact        TEXT        NOT NULL,
    digest      BYTEA       NOT NULL CHECK (length(digest) = 32),  -- of what was asked: the same key, another ask is refused
    party_no    BIGINT,                                       -- whom it is about
    entry_no    BIGINT,                                       -- NULL: nothing was posted
    undoes      BIGINT,                                       -- the act that is as if it had not been
    request_no  BIGINT,                                       -- what a second officer confirmed
    recorded_at TIMESTAMPTZ NOT NULL,
    recorded_by UUID        NOT NULL,
    confirmed_by UUID,
    PRIMARY KEY (book_id, no),
    FOREIGN KEY (book_id, entry_no) REFERENCES entry (book_id, no),
    FOREIGN KEY (book_id, undoes) REFERENCES coop_act (book_id, no),
    FOREIGN KEY (book_id, request_no) REFERENCES coop_request (book_id, no),
    CHECK ((kind = 'undone') = (undoes IS NOT NULL)),
    CHECK (confirmed_by <> recorded_by),
    CHECK ((confirmed_by IS NULL) = (request_no IS NULL))
) {table};
CREATE UNIQUE INDEX coop_act_undone_once ON coop_act (book_id, undoes) WHERE undoes IS NOT NULL;
CREATE UNIQUE INDEX coop_act_of_request ON coop_act (book_id, request_no) WHERE request_no IS NOT NULL;
CREATE INDEX coop_act_by_party ON coop_act (book_id, party_no, no) WHERE party_no IS NOT NULL;
CREATE INDEX coop_act_of_years ON coop_act (book_id, no) WHERE kind = 'year-ended';
CREATE INDEX coop_act_by_entry ON coop_act (book_id, entry_no) WHERE entry_no IS NOT NULL;

-- The market, of the whole programme. Who buys.
CREATE TABLE buyer (
    id          UUID        NOT NULL PRIMARY KEY,
    name_km     TEXT        NOT NULL,
    name_latin  TEXT        NOT NULL,
    phone       TEXT        NOT NULL,
    place       TEXT        NOT NULL CHECK (length(place) IN (2, 4, 6, 8)),
    recorded_at TIMESTAMPTZ NOT NULL,
    recorded_by UUID        NOT NULL,
    CHECK (length(name_km) + length(name_latin) > 0)
) {table};

-- What a buyer wants: a later row on the same takes the place of an earlier one, and one of nought takes it back.
CREATE TABLE buyer_offer (
    no          BIGINT      NOT NULL PRIMARY KEY CHECK (no > 0),
    id          UUID        NOT NULL UNIQUE,                  -- the form's key
    buyer_id    UUID        NOT NULL REFERENCES buyer (id),
    crop        TEXT        NOT NULL,
    grade       TEXT        NOT NULL DEFAULT '',
    organic     BOOLEAN     NOT NULL,
    grams       BIGINT      NOT NULL CHECK (grams >= 0),
    price       BIGINT      NOT NULL CHECK (price > 0),       -- riel a kilogram
    place       TEXT        NOT NULL CHECK (length(place) IN (2, 4, 6, 8)),  -- where it is handed over
    days        BIGINT      NOT NULL CHECK (days BETWEEN 0 AND 365),         -- until it is paid
    from_day    DATE        NOT NULL,
    to_day      DATE        NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL,
    recorded_by UUID        NOT NULL,
    CHECK (to_day >= from_day)
) {table};
CREATE INDEX buyer_offer_by_crop ON buyer_offer (crop, to_day);

-- What a kilogram cost at a place on a day.
CREATE TABLE market_price (
    no          BIGINT      NOT NULL PRIMARY KEY CHECK (no > 0),
    id          UUID        NOT NULL UNIQUE,                  -- the form's key
    crop        TEXT        NOT NULL,
    grade       TEXT        NOT NULL DEFAULT '',
    organic     BOOLEAN     NOT NULL,
    place       TEXT        NOT NULL CHECK (length(place) IN (2, 4, 6, 8)),
    day         DATE        NOT NULL,
    amount      BIGINT      NOT NULL CHECK (amount > 0),      -- riel a kilogram
    source      TEXT        NOT NULL CHECK (source IN ('market', 'trader', 'miller', 'office', 'cooperative', 'file')),
    reason      TEXT        NOT NULL DEFAULT '',              -- why it is so far from the last one
    recorded_at TIMESTAMPTZ NOT NULL,
    recorded_by UUID        NOT NULL
) {table};
CREATE INDEX market_price_by_crop ON market_price (crop, grade, organic, place, day, no);

-- What it costs to bring a tonne from one place to another; a later row takes the place of an earlier one.
CREATE TABLE transport_rate (
    no          BIGINT      NOT NULL PRIMARY KEY CHECK (no > 0),
    id          UUID        NOT NULL UNIQUE,
    from_place  TEXT        NOT NULL CHECK (length(from_place) IN (2, 4, 6, 8)),
    to_place    TEXT        NOT NULL CHECK (length(to_place) IN (2, 4, 6, 8)),
    amount      BIGINT      NOT NULL CHECK (amount >= 0),     -- riel a tonne
    least       BIGINT      NOT NULL CHECK (least >= 0),      -- riel for one journey at least
    day         DATE        NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL,
    recorded_by UUID        NOT NULL
) {table};

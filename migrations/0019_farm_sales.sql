-- What farmers and groups sold by themselves, outside a cooperative's books. Triggers in 0020_farm_sale_guards.* refuse every
-- change. No money of ours moves: it says what somebody earned. A seller is a person or a group, never a grant; somebody who
-- is known here under a code alone is no person of these books and cannot be one.
CREATE TABLE farm_sale (
    no              BIGINT      NOT NULL PRIMARY KEY CHECK (no > 0),
    id              UUID        NOT NULL UNIQUE,                  -- the form's key
    organisation_id UUID        NOT NULL REFERENCES organisation (id),
    person_id       UUID        REFERENCES person (id),
    book_id         BIGINT      REFERENCES savings_group (book_id),
    commodity       TEXT        NOT NULL,                         -- a crop, or an animal
    grade           TEXT        NOT NULL DEFAULT '',
    organic         BOOLEAN     NOT NULL,
    quantity        BIGINT      NOT NULL CHECK (quantity > 0),
    unit            TEXT        NOT NULL CHECK (unit IN ('gram', 'head')),
    riel            BIGINT      NOT NULL CHECK (riel > 0),        -- for all of it
    day             DATE        NOT NULL,
    village         TEXT        NOT NULL CHECK (length(village) IN (2, 4, 6, 8)),  -- text: leading zeros
    buyer_id        UUID        REFERENCES buyer (id),
    buyer_kind      TEXT        CHECK (buyer_kind IN ('middleman', 'market', 'shop', 'mill', 'neighbour', 'other')),
    buyer_name      TEXT        NOT NULL DEFAULT '' CHECK (length(buyer_name) <= 80),
    linked          BOOLEAN     NOT NULL,                         -- the programme brought the two together
    recorded_at     TIMESTAMPTZ NOT NULL,
    recorded_by     UUID        NOT NULL,
    CHECK ((person_id IS NULL) <> (book_id IS NULL)),
    CHECK ((buyer_id IS NULL) <> (buyer_kind IS NULL)),
    CHECK (buyer_id IS NULL OR buyer_name = '')
) {table};
CREATE INDEX farm_sale_by_day ON farm_sale (day);
CREATE INDEX farm_sale_by_person ON farm_sale (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX farm_sale_by_group ON farm_sale (book_id) WHERE book_id IS NOT NULL;
CREATE INDEX farm_sale_by_buyer ON farm_sale (buyer_id) WHERE buyer_id IS NOT NULL;

-- A sale that was taken back, once, and why.
CREATE TABLE farm_sale_undone (
    sale_no     BIGINT      NOT NULL PRIMARY KEY REFERENCES farm_sale (no),
    reason      TEXT        NOT NULL CHECK (length(reason) BETWEEN 1 AND 200),
    recorded_at TIMESTAMPTZ NOT NULL,
    recorded_by UUID        NOT NULL
) {table};

-- What the programme promised, and who reads its figures from outside. Actuals are nowhere here: they are counted.

-- A target as its source words it. The number is NULL where none was stated.
CREATE TABLE target (
    id              UUID        NOT NULL PRIMARY KEY,
    code            TEXT        NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 20),
    organisation_id UUID        REFERENCES organisation (id), -- NULL: of the whole programme
    measure         TEXT        NOT NULL,                     -- domain::programme::Measure
    number          BIGINT      CHECK (number > 0),
    reading         TEXT        NOT NULL CHECK (reading IN ('total', 'each', 'ceiling')),
    provinces       TEXT        NOT NULL,                     -- JSON: codes of two digits; empty: not said
    name_km         TEXT        NOT NULL,
    name_latin      TEXT        NOT NULL,
    note_km         TEXT        NOT NULL DEFAULT '',          -- how the number is read
    note_latin      TEXT        NOT NULL DEFAULT '',
    source          TEXT        NOT NULL CHECK (length(trim(source)) > 0),
    from_day        DATE,                                     -- records before it do not count
    to_day          DATE,
    recorded_at     TIMESTAMPTZ NOT NULL,
    recorded_by     UUID        NOT NULL,
    CHECK (length(name_km) + length(name_latin) > 0),
    CHECK (to_day >= from_day)
) {table};

-- How many people a paid voucher was for, where a payment is all that the books know of them: scholarships. Counted, never
-- listed.
CREATE TABLE support (
    id              UUID        NOT NULL PRIMARY KEY,
    organisation_id UUID        NOT NULL REFERENCES organisation (id),
    kind            TEXT        NOT NULL CHECK (kind IN ('scholarship')),
    book_id         BIGINT      NOT NULL REFERENCES award (book_id),
    voucher_no      BIGINT      NOT NULL,
    day             DATE        NOT NULL,
    province        TEXT        NOT NULL CHECK (length(province) IN (0, 2)),
    female          BIGINT      NOT NULL CHECK (female >= 0),
    male            BIGINT      NOT NULL CHECK (male >= 0),
    recorded_at     TIMESTAMPTZ NOT NULL,
    recorded_by     UUID        NOT NULL,
    undone_at       TIMESTAMPTZ,
    undone_by       UUID,
    CHECK (female + male > 0),
    CHECK ((undone_at IS NULL) = (undone_by IS NULL))
) {table};
CREATE UNIQUE INDEX support_once ON support (book_id, voucher_no) WHERE undone_at IS NULL;

-- Who may read figures without signing in: a program of a partner or a donor. Only the digest of its token is here.
CREATE TABLE api_token (
    id              UUID        NOT NULL PRIMARY KEY,
    name            TEXT        NOT NULL CHECK (length(trim(name)) BETWEEN 1 AND 80),
    token_hash      BYTEA       NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    scopes          TEXT        NOT NULL,                     -- JSON: what it may read
    organisation_id UUID        REFERENCES organisation (id), -- NULL: the whole programme
    made_at         TIMESTAMPTZ NOT NULL,
    made_by         UUID        NOT NULL,
    ends_on         DATE        NOT NULL,
    used_on         DATE,                                     -- the last day
    revoked_at      TIMESTAMPTZ,
    revoked_by      UUID,
    CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
) {table};

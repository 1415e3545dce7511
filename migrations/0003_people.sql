-- Organisations, people, groups, members, officers, constitutions and cycles.

-- A partner organisation of the programme.
CREATE TABLE organisation (
    id          UUID    NOT NULL PRIMARY KEY,
    code        TEXT    NOT NULL UNIQUE,
    name_km     TEXT    NOT NULL,
    name_latin  TEXT    NOT NULL,
    CHECK (length(code) BETWEEN 1 AND 20 AND length(name_km) + length(name_latin) > 0)
) {table};

-- A person, once, however many groups she is in. Family name first; a birth year, since many know no day.
CREATE TABLE person (
    id                  UUID    NOT NULL PRIMARY KEY,
    organisation_id     UUID    NOT NULL REFERENCES organisation (id),
    family_name_km      TEXT    NOT NULL,
    given_name_km       TEXT    NOT NULL,
    family_name_latin   TEXT    NOT NULL,
    given_name_latin    TEXT    NOT NULL,
    sex                 TEXT    CHECK (sex IN ('female', 'male')),
    birth_year          BIGINT  CHECK (birth_year BETWEEN 1900 AND 2100),
    id_poor             BIGINT  CHECK (id_poor BETWEEN 0 AND 2),      -- 1 very poor, 2 poor, 0 seen and not poor
    phone               TEXT    NOT NULL DEFAULT '',                  -- +855…; a household may share one
    village_code        TEXT    NOT NULL DEFAULT '' CHECK (length(village_code) IN (0, 8)),
    CHECK (length(family_name_km) + length(family_name_latin) > 0)
) {table};
CREATE INDEX person_by_name_km ON person (organisation_id, family_name_km, given_name_km);
CREATE INDEX person_by_name_latin ON person (organisation_id, family_name_latin, given_name_latin);

-- A savings group; its book has the same life.
CREATE TABLE savings_group (
    book_id         BIGINT  NOT NULL PRIMARY KEY REFERENCES book (id),
    id              UUID    NOT NULL UNIQUE,
    organisation_id UUID    NOT NULL REFERENCES organisation (id),
    code            TEXT    NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 20),
    name_km         TEXT    NOT NULL,
    name_latin      TEXT    NOT NULL,
    village_code    TEXT    NOT NULL CHECK (length(village_code) IN (0, 2, 4, 6, 8)),  -- text: leading zeros
    commodity       TEXT    NOT NULL REFERENCES commodity (code),     -- the group's currency
    founded_on      DATE    NOT NULL,
    demo            BOOLEAN NOT NULL DEFAULT FALSE,                   -- invented or published figures, not a real group
    CHECK (length(name_km) + length(name_latin) > 0)
) {table};
CREATE INDEX savings_group_by_organisation ON savings_group (organisation_id, code);

-- A person's membership in a group. It is the party of the group's book; the number is the one on her passbook.
CREATE TABLE member (
    book_id     BIGINT  NOT NULL,
    party_no    BIGINT  NOT NULL,
    person_id   UUID    NOT NULL REFERENCES person (id),
    number      BIGINT  NOT NULL CHECK (number > 0),
    joined_on   DATE    NOT NULL,
    left_on     DATE,
    left_reason TEXT    CHECK (left_reason IN ('moved', 'died', 'own-wish', 'migrated', 'expelled', 'other')),
    left_note   TEXT    NOT NULL DEFAULT '',
    PRIMARY KEY (book_id, party_no),
    FOREIGN KEY (book_id, party_no) REFERENCES party (book_id, no),
    UNIQUE (book_id, number),
    CHECK (left_on >= joined_on),
    CHECK ((left_on IS NULL) = (left_reason IS NULL))
) {table};
CREATE INDEX member_by_person ON member (person_id);

-- Terms of office: an old term ends, a new one begins, nothing is overwritten.
CREATE TABLE officer_term (
    book_id     BIGINT  NOT NULL,
    no          BIGINT  NOT NULL,
    party_no    BIGINT  NOT NULL,
    office      TEXT    NOT NULL CHECK (office IN ('chair', 'secretary', 'treasurer', 'counter', 'key-holder')),
    from_day    DATE    NOT NULL,
    to_day      DATE,
    PRIMARY KEY (book_id, no),
    FOREIGN KEY (book_id, party_no) REFERENCES member (book_id, party_no),
    CHECK (to_day >= from_day)
) {table};

-- What the group agreed, version by version (domain::constitution, as TOML). A version is never changed.
CREATE TABLE constitution (
    book_id     BIGINT      NOT NULL REFERENCES savings_group (book_id),
    version     BIGINT      NOT NULL CHECK (version > 0),
    rules       TEXT        NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL,
    recorded_by UUID        NOT NULL,
    PRIMARY KEY (book_id, version)
) {table};

-- A cycle and the version that holds in it from its first sealed meeting to its end.
CREATE TABLE cycle (
    book_id         BIGINT  NOT NULL REFERENCES savings_group (book_id),
    no              BIGINT  NOT NULL CHECK (no > 0),
    constitution    BIGINT  NOT NULL,
    starts_on       DATE    NOT NULL,
    ends_on         DATE,                         -- NULL: a permanent group, without share-out
    PRIMARY KEY (book_id, no),
    FOREIGN KEY (book_id, constitution) REFERENCES constitution (book_id, version),
    CHECK (ends_on > starts_on)
) {table};

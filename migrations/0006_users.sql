-- Who may sign in, what they may do where, and their sessions.
CREATE TABLE app_user (
    id          UUID        NOT NULL PRIMARY KEY,
    login       TEXT        NOT NULL UNIQUE CHECK (length(login) BETWEEN 2 AND 40),   -- lower case
    name        TEXT        NOT NULL CHECK (length(trim(name)) > 0),
    password    TEXT        NOT NULL,                         -- argon2id, PHC string
    must_change BOOLEAN     NOT NULL DEFAULT FALSE,           -- a password that someone else chose
    language    TEXT        NOT NULL DEFAULT 'km' CHECK (language IN ('km', 'en')),
    digits      TEXT        NOT NULL DEFAULT 'latin' CHECK (digits IN ('latin', 'khmer')),
    created_at  TIMESTAMPTZ NOT NULL,
    signed_in_at TIMESTAMPTZ,                                 -- the last time
    disabled_at TIMESTAMPTZ
) {table};

-- A role on a scope: the programme (both NULL), an organisation, or a group.
CREATE TABLE app_role (
    user_id         UUID    NOT NULL REFERENCES app_user (id),
    no              BIGINT  NOT NULL,
    role            TEXT    NOT NULL CHECK (role IN ('treasurer', 'committee', 'advisor', 'officer', 'finance', 'auditor', 'administrator')),
    organisation_id UUID    REFERENCES organisation (id),
    book_id         BIGINT  REFERENCES savings_group (book_id),
    PRIMARY KEY (user_id, no),
    CHECK (organisation_id IS NULL OR book_id IS NULL)
) {table};
CREATE INDEX app_role_by_book ON app_role (book_id);

-- A signed-in browser. The cookie holds a random token; only its SHA-256 is here.
CREATE TABLE session (
    token_hash  BYTEA       NOT NULL PRIMARY KEY CHECK (length(token_hash) = 32),
    user_id     UUID        NOT NULL REFERENCES app_user (id),
    made_at     TIMESTAMPTZ NOT NULL,
    seen_at     TIMESTAMPTZ NOT NULL,
    ends_at     TIMESTAMPTZ NOT NULL,
    agent       TEXT        NOT NULL DEFAULT ''
) {clustered};
CREATE INDEX session_by_user ON session (user_id);

-- Failed sign-ins, by account and by address: each further one waits longer, nobody is locked out for good.
CREATE TABLE attempt (
    who         TEXT        NOT NULL PRIMARY KEY,
    fails       BIGINT      NOT NULL,
    until       TIMESTAMPTZ NOT NULL
) {clustered};

-- Facts about this database: demo or not, instance id.
CREATE TABLE setting (
    name        TEXT        NOT NULL PRIMARY KEY,
    value       TEXT        NOT NULL
) {clustered};

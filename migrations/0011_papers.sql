-- The register of papers: every passbook and receipt that was printed with a signature. Triggers in 0012_paper_guards.*
-- refuse every change.
--
-- What a paper says is its payload (domain::papers::Signed); the other columns repeat parts of it, so that a list need
-- not read each, and `check` compares. The register only helps: a payload that is scanned is believed by its signature.

-- The public half of every key that ever signed: papers of an earlier key stay good. The secret half is a file beside the
-- data, never here, so that a copy of the database alone signs nothing.
CREATE TABLE paper_key (
    id          TEXT        NOT NULL PRIMARY KEY CHECK (length(id) = 8),      -- first four bytes of the SHA-256 of the key
    public_key  BYTEA       NOT NULL UNIQUE CHECK (length(public_key) = 32),
    recorded_at TIMESTAMPTZ NOT NULL
) {clustered};

CREATE TABLE paper (
    book_id     BIGINT      NOT NULL REFERENCES book (id),
    code        TEXT        NOT NULL UNIQUE CHECK (length(code) = 12),        -- as it is typed, without hyphens
    kind        TEXT        NOT NULL CHECK (kind IN ('passbook', 'receipt')),
    party_no    BIGINT      NOT NULL,                                         -- whose
    entry_no    BIGINT      NOT NULL CHECK (entry_no >= 0),                   -- 0: nothing was posted yet
    payload     TEXT        NOT NULL,                                         -- what its QR code carries
    pages       TEXT,                                                         -- passbooks: hashes of all pages, [text, …]
    printed_at  TIMESTAMPTZ NOT NULL,                                         -- for the first time
    printed_by  UUID,                                                         -- NULL: the command line
    PRIMARY KEY (book_id, code),
    FOREIGN KEY (book_id, party_no) REFERENCES party (book_id, no),
    CHECK ((kind = 'passbook') = (pages IS NOT NULL))
) {table};
CREATE INDEX paper_by_party ON paper (book_id, kind, party_no, entry_no);

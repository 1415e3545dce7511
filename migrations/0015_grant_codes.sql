-- Codes of grants, kept apart from everything else: nothing but the liaison's pages reads this table, and each reading is
-- a row of code_view. What happened (award_act) does not say a code. Triggers in 0016_grant_code_guards.*.
--
-- A code is random and stands for nobody here; who knows is a provider, elsewhere (scope, section 10). When a grant need
-- not be kept for an audit any more, its code is drawn anew, and the provider's list leads nowhere.
CREATE TABLE grant_code (
    book_id     BIGINT      NOT NULL,
    grant_no    BIGINT      NOT NULL,
    code        TEXT        NOT NULL CHECK (length(code) = 8),
    drawn_at    TIMESTAMPTZ NOT NULL,                         -- when this code was written
    PRIMARY KEY (book_id, grant_no),
    UNIQUE (book_id, code),
    FOREIGN KEY (book_id, grant_no) REFERENCES award_grant (book_id, no)
) {table};

-- Training and referrals of a grant under a code: dates and words of a list, nothing else.
CREATE TABLE grant_service (
    book_id     BIGINT      NOT NULL,
    no          BIGINT      NOT NULL CHECK (no > 0),          -- 1, 2, 3 … within the award
    id          UUID        NOT NULL UNIQUE,                  -- the form's key
    grant_no    BIGINT      NOT NULL,
    kind        TEXT        NOT NULL CHECK (kind IN ('training', 'referral')),
    what        TEXT        NOT NULL CHECK (kind = 'training' AND what IN ('business', 'bookkeeping', 'farming', 'trade', 'marketing', 'other')
                                         OR kind = 'referral' AND what IN ('health', 'legal', 'education', 'training', 'job', 'lodging', 'finance', 'papers', 'other')),
    day         DATE        NOT NULL,
    hours       BIGINT      CHECK (hours BETWEEN 1 AND 2000), -- of a training
    done        BOOLEAN     NOT NULL,                         -- completed, or accepted
    recorded_at TIMESTAMPTZ NOT NULL,
    recorded_by UUID        NOT NULL,
    PRIMARY KEY (book_id, no),
    FOREIGN KEY (book_id, grant_no) REFERENCES award_grant (book_id, no),
    CHECK ((kind = 'training') = (hours IS NOT NULL))
) {table};
CREATE INDEX grant_service_by_grant ON grant_service (book_id, grant_no, no);

-- What a certificate covers besides the chain: a digest of every act through its act_no (awards::audit::acts_digest).
ALTER TABLE audit_certificate ADD COLUMN acts_digest BYTEA CHECK (length(acts_digest) = 32);

-- Business plans: for whom, what was written down version by version, and what was said of it. Triggers in
-- 0028_plan_guards.* refuse every change: what was handed in and approved can be read as it was.

CREATE TABLE business_plan (
    id              UUID        NOT NULL PRIMARY KEY,             -- the form's key
    organisation_id UUID        NOT NULL REFERENCES organisation (id),
    recorded_at     TIMESTAMPTZ NOT NULL,
    recorded_by     UUID        NOT NULL
) {table};
CREATE INDEX business_plan_by_organisation ON business_plan (organisation_id);

-- For whom it is, the latest row holds: nobody yet (all NULL), a person and her household, a group or cooperative (its book), a
-- grant, an application for a loan, or a loan. A grant under a code has no plan here: nothing may be written beside it.
CREATE TABLE plan_subject (
    plan_id         UUID        NOT NULL REFERENCES business_plan (id),
    no              BIGINT      NOT NULL CHECK (no > 0),          -- 1, 2, 3 … within the plan
    person_id       UUID        REFERENCES person (id),
    book_id         BIGINT      REFERENCES book (id),
    grant_no        BIGINT,
    application_no  BIGINT,
    loan_no         BIGINT,
    recorded_at     TIMESTAMPTZ NOT NULL,
    recorded_by     UUID        NOT NULL,
    PRIMARY KEY (plan_id, no),
    FOREIGN KEY (book_id, grant_no) REFERENCES award_grant (book_id, no),
    FOREIGN KEY (book_id, application_no) REFERENCES loan_application (book_id, no),
    FOREIGN KEY (book_id, loan_no) REFERENCES loan (book_id, no),
    CHECK (person_id IS NULL OR book_id IS NULL),
    CHECK (book_id IS NOT NULL OR (grant_no IS NULL AND application_no IS NULL AND loan_no IS NULL)),
    CHECK (grant_no IS NULL OR (application_no IS NULL AND loan_no IS NULL)),
    CHECK (application_no IS NULL OR loan_no IS NULL)
) {table};
CREATE INDEX plan_subject_by_person ON plan_subject (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX plan_subject_by_book ON plan_subject (book_id) WHERE book_id IS NOT NULL;

-- What was written down. The document says everything; its title and kind stand beside it for lists.
CREATE TABLE plan_version (
    plan_id     UUID        NOT NULL REFERENCES business_plan (id),
    no          BIGINT      NOT NULL CHECK (no > 0),              -- 1, 2, 3 … within the plan
    document    TEXT        NOT NULL CHECK (length(trim(document)) > 0),  -- domain::plans::Document, as TOML
    enterprise  TEXT        NOT NULL,
    title_km    TEXT        NOT NULL,
    title_latin TEXT        NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL,
    recorded_by UUID        NOT NULL,
    PRIMARY KEY (plan_id, no),
    CHECK (length(title_km) + length(title_latin) > 0)
) {table};

-- Handed in, given back, approved, taken back: of the version that was the latest then.
CREATE TABLE plan_step (
    plan_id     UUID        NOT NULL REFERENCES business_plan (id),
    no          BIGINT      NOT NULL CHECK (no > 0),              -- 1, 2, 3 … within the plan
    version_no  BIGINT      NOT NULL,
    step        TEXT        NOT NULL CHECK (step IN ('submitted', 'returned', 'approved', 'withdrawn')),
    note        TEXT        NOT NULL DEFAULT '' CHECK (length(note) <= 200),
    recorded_at TIMESTAMPTZ NOT NULL,
    recorded_by UUID        NOT NULL,
    PRIMARY KEY (plan_id, no),
    FOREIGN KEY (plan_id, version_no) REFERENCES plan_version (plan_id, no),
    CHECK (step <> 'returned' OR length(trim(note)) > 0)
) {table};

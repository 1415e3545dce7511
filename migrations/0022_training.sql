-- People counted once, who teaches whom, what was seen afterwards, and what the programme promised. Triggers in
-- 0023_training_guards.* say what may still be changed: a record that was wrong is taken back, never overwritten.

-- People who eat from one pot. It has no name of its own: it is known by who is in it.
CREATE TABLE household (
    id              UUID        NOT NULL PRIMARY KEY,
    organisation_id UUID        NOT NULL REFERENCES organisation (id),
    village_code    TEXT        NOT NULL DEFAULT '' CHECK (length(village_code) IN (0, 8)),
    recorded_at     TIMESTAMPTZ NOT NULL,
    recorded_by     UUID        NOT NULL
) {table};
ALTER TABLE person ADD COLUMN household_id UUID REFERENCES household (id);

-- Under whose name a person is counted: NULL, her own; else the head of all records that were found to be hers. It follows
-- from person_match alone; nothing that names a person is ever moved to another record.
ALTER TABLE person ADD COLUMN same_as UUID REFERENCES person (id) CHECK (same_as <> id);
CREATE INDEX person_by_household ON person (household_id) WHERE household_id IS NOT NULL;
CREATE INDEX person_by_same ON person (same_as) WHERE same_as IS NOT NULL;

-- What somebody found of two records: the same person, or two. Taken back, it is as if it was never said, and stays to be read.
CREATE TABLE person_match (
    id          UUID        NOT NULL PRIMARY KEY,
    one         UUID        NOT NULL REFERENCES person (id),
    other       UUID        NOT NULL REFERENCES person (id),
    verdict     TEXT        NOT NULL CHECK (verdict IN ('same', 'different')),
    recorded_at TIMESTAMPTZ NOT NULL,
    recorded_by UUID        NOT NULL,
    undone_at   TIMESTAMPTZ,
    undone_by   UUID,
    CHECK (one < other),
    CHECK ((undone_at IS NULL) = (undone_by IS NULL))
) {table};
CREATE UNIQUE INDEX person_match_once ON person_match (one, other) WHERE undone_at IS NULL;
CREATE INDEX person_match_by_other ON person_match (other);

-- A course: a row of sessions with topics (fixtures/training/practices.toml), as planned.
CREATE TABLE course (
    id              UUID        NOT NULL PRIMARY KEY,
    organisation_id UUID        NOT NULL REFERENCES organisation (id),
    code            TEXT        NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 20),
    name_km         TEXT        NOT NULL,
    name_latin      TEXT        NOT NULL,
    topics          TEXT        NOT NULL,                     -- JSON: codes
    minutes         BIGINT      NOT NULL CHECK (minutes > 0), -- all sessions together
    recorded_at     TIMESTAMPTZ NOT NULL,
    recorded_by     UUID        NOT NULL,
    CHECK (length(name_km) + length(name_latin) > 0)
) {table};

-- A session of a course, a workshop, a round of awareness raising: who came is listed, or only counted.
CREATE TABLE training_session (
    id              UUID        NOT NULL PRIMARY KEY,
    organisation_id UUID        NOT NULL REFERENCES organisation (id),
    kind            TEXT        NOT NULL CHECK (kind IN ('course', 'workshop', 'awareness', 'households', 'youth')),
    course_id       UUID        REFERENCES course (id),
    day             DATE        NOT NULL,
    minutes         BIGINT      NOT NULL CHECK (minutes BETWEEN 1 AND 1440),
    village_code    TEXT        NOT NULL CHECK (length(village_code) IN (2, 4, 6, 8)),
    topics          TEXT        NOT NULL,                     -- JSON: codes
    trainer_id      UUID        REFERENCES person (id),       -- NULL: somebody who is not in the register
    counted         BOOLEAN     NOT NULL,                     -- who came was counted, not listed
    recorded_at     TIMESTAMPTZ NOT NULL,
    recorded_by     UUID        NOT NULL,
    undone_at       TIMESTAMPTZ,
    undone_by       UUID,
    CHECK (kind <> 'course' OR course_id IS NOT NULL),
    CHECK ((undone_at IS NULL) = (undone_by IS NULL))
) {table};
CREATE INDEX training_session_by_day ON training_session (organisation_id, day);
CREATE INDEX training_session_by_course ON training_session (course_id) WHERE course_id IS NOT NULL;

-- Who came, and for how long.
CREATE TABLE session_person (
    session_id  UUID    NOT NULL REFERENCES training_session (id) DEFERRABLE INITIALLY DEFERRED,
    person_id   UUID    NOT NULL REFERENCES person (id),
    minutes     BIGINT  NOT NULL CHECK (minutes > 0),
    PRIMARY KEY (session_id, person_id)
) {table};
CREATE INDEX session_person_by_person ON session_person (person_id);

-- How many came, where nobody is listed.
CREATE TABLE session_count (
    session_id  UUID    NOT NULL REFERENCES training_session (id) DEFERRABLE INITIALLY DEFERRED,
    sex         TEXT    NOT NULL CHECK (sex IN ('female', 'male', '')),       -- '': not known
    age_band    TEXT    NOT NULL CHECK (age_band IN ('under-15', '15-29', '30-and-over', '')),
    people      BIGINT  NOT NULL CHECK (people > 0),
    PRIMARY KEY (session_id, sex, age_band)
) {table};

-- A term as model farmer or farm business advisor.
CREATE TABLE role_term (
    id              UUID        NOT NULL PRIMARY KEY,
    person_id       UUID        NOT NULL REFERENCES person (id),
    organisation_id UUID        NOT NULL REFERENCES organisation (id),
    role            TEXT        NOT NULL CHECK (role IN ('model-farmer', 'advisor')),
    village_code    TEXT        NOT NULL CHECK (length(village_code) IN (2, 4, 6, 8)),
    from_day        DATE        NOT NULL,
    to_day          DATE,
    ended           TEXT        CHECK (ended IN ('finished', 'dropped-out', 'moved', 'died', 'other', 'mistake')),
    recorded_at     TIMESTAMPTZ NOT NULL,
    recorded_by     UUID        NOT NULL,
    CHECK (to_day >= from_day),
    CHECK ((to_day IS NULL) = (ended IS NULL))
) {table};
CREATE UNIQUE INDEX role_term_once ON role_term (person_id, role) WHERE to_day IS NULL;
CREATE INDEX role_term_by_organisation ON role_term (organisation_id, role);

-- Who coaches whom, from when to when: a farmer by a farmer, or a household by a farm business advisor.
CREATE TABLE coaching (
    id              UUID        NOT NULL PRIMARY KEY,
    organisation_id UUID        NOT NULL REFERENCES organisation (id),
    kind            TEXT        NOT NULL CHECK (kind IN ('farmer', 'household')),
    coach_id        UUID        NOT NULL REFERENCES person (id),
    trainee_id      UUID        NOT NULL REFERENCES person (id),
    from_day        DATE        NOT NULL,
    to_day          DATE,
    ended           TEXT        CHECK (ended IN ('finished', 'dropped-out', 'moved', 'died', 'other', 'mistake', 'handed-over')),
    follows         UUID        REFERENCES coaching (id),     -- the coaching that was handed over to this coach
    recorded_at     TIMESTAMPTZ NOT NULL,
    recorded_by     UUID        NOT NULL,
    CHECK (coach_id <> trainee_id),
    CHECK (to_day >= from_day),
    CHECK ((to_day IS NULL) = (ended IS NULL))
) {table};
CREATE UNIQUE INDEX coaching_once ON coaching (coach_id, trainee_id, kind) WHERE to_day IS NULL;
CREATE INDEX coaching_by_trainee ON coaching (trainee_id);
CREATE INDEX coaching_by_organisation ON coaching (organisation_id);

-- A coaching visit: what was seen practice by practice, what was agreed for the next time.
CREATE TABLE coaching_visit (
    id          UUID        NOT NULL PRIMARY KEY,
    coaching_id UUID        NOT NULL REFERENCES coaching (id),
    day         DATE        NOT NULL,
    next_on     DATE,
    agreed      TEXT        NOT NULL,                         -- JSON: codes of practices to be done until then
    recorded_at TIMESTAMPTZ NOT NULL,
    recorded_by UUID        NOT NULL,
    undone_at   TIMESTAMPTZ,
    undone_by   UUID,
    CHECK (next_on > day),
    CHECK ((undone_at IS NULL) = (undone_by IS NULL))
) {table};
CREATE INDEX coaching_visit_by_coaching ON coaching_visit (coaching_id, day);

-- Whether a practice is applied: seen by the visitor, or told to her; its extent where it has one.
CREATE TABLE adoption (
    visit_id    UUID    NOT NULL REFERENCES coaching_visit (id) DEFERRABLE INITIALLY DEFERRED,
    practice    TEXT    NOT NULL,
    applied     TEXT    NOT NULL CHECK (applied IN ('yes', 'partly', 'no')),
    seen        BOOLEAN NOT NULL,
    extent      BIGINT  CHECK (extent > 0),                   -- square metres or head, as the practice is measured
    PRIMARY KEY (visit_id, practice)
) {table};

-- A picture of the farm, never of a person.
CREATE TABLE visit_upload (
    visit_id    UUID    NOT NULL REFERENCES coaching_visit (id),
    hash        BYTEA   NOT NULL REFERENCES upload (hash),
    PRIMARY KEY (visit_id, hash)
) {table};

-- What came of it: how many were started and live, what was harvested and eaten, what the household earns in a month.
CREATE TABLE farm_result (
    id              UUID        NOT NULL PRIMARY KEY,
    person_id       UUID        NOT NULL REFERENCES person (id),
    organisation_id UUID        NOT NULL REFERENCES organisation (id),
    visit_id        UUID        REFERENCES coaching_visit (id),
    day             DATE        NOT NULL,
    what            TEXT        NOT NULL CHECK (what IN ('started', 'alive', 'hatched', 'died', 'eaten', 'sold', 'harvested', 'income-month')),
    commodity       TEXT        NOT NULL,                     -- '': income of the household
    quantity        BIGINT      NOT NULL CHECK (quantity >= 0),           -- heads, grams, riel a month
    riel            BIGINT      CHECK (riel >= 0),            -- what a sale brought
    seen            BOOLEAN     NOT NULL,
    recorded_at     TIMESTAMPTZ NOT NULL,
    recorded_by     UUID        NOT NULL,
    undone_at       TIMESTAMPTZ,
    undone_by       UUID,
    CHECK ((what = 'income-month') = (commodity = '')),
    CHECK (riel IS NULL OR what = 'sold'),
    CHECK ((undone_at IS NULL) = (undone_by IS NULL))
) {table};
CREATE INDEX farm_result_by_person ON farm_result (person_id, day);
CREATE INDEX farm_result_by_organisation ON farm_result (organisation_id, day);

-- Which person of the register a sign-in is: an advisor's own list.
CREATE TABLE user_person (
    user_id     UUID    NOT NULL PRIMARY KEY REFERENCES app_user (id),
    person_id   UUID    NOT NULL UNIQUE REFERENCES person (id)
) {table};

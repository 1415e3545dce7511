-- People counted once, cascades and what was seen (SQLite spelling; 0023_training_guards.postgres.sql says the same).
--
-- The order of writing that these rules expect: who came before the session, what was seen before the visit, in the same
-- transaction; their row shuts the door behind them. They hold with foreign keys and recursive triggers switched off.
CREATE TRIGGER household_fixed BEFORE UPDATE ON household BEGIN SELECT RAISE(ABORT, 'record: a household is never changed'); END;
CREATE TRIGGER household_stays BEFORE DELETE ON household BEGIN SELECT RAISE(ABORT, 'record: a household is never removed'); END;
CREATE TRIGGER course_fixed BEFORE UPDATE ON course BEGIN SELECT RAISE(ABORT, 'record: a course is never changed'); END;
CREATE TRIGGER course_stays BEFORE DELETE ON course BEGIN SELECT RAISE(ABORT, 'record: a course is never removed'); END;
CREATE TRIGGER session_person_fixed BEFORE UPDATE ON session_person BEGIN SELECT RAISE(ABORT, 'record: who came is never changed'); END;
CREATE TRIGGER session_person_stays BEFORE DELETE ON session_person BEGIN SELECT RAISE(ABORT, 'record: who came is never removed'); END;
CREATE TRIGGER session_count_fixed BEFORE UPDATE ON session_count BEGIN SELECT RAISE(ABORT, 'record: a count of who came is never changed'); END;
CREATE TRIGGER session_count_stays BEFORE DELETE ON session_count BEGIN SELECT RAISE(ABORT, 'record: a count of who came is never removed'); END;
CREATE TRIGGER adoption_fixed BEFORE UPDATE ON adoption BEGIN SELECT RAISE(ABORT, 'record: what a visit saw is never changed'); END;
CREATE TRIGGER adoption_stays BEFORE DELETE ON adoption BEGIN SELECT RAISE(ABORT, 'record: what a visit saw is never removed'); END;
CREATE TRIGGER visit_upload_fixed BEFORE UPDATE ON visit_upload BEGIN SELECT RAISE(ABORT, 'record: a picture of a visit is never changed'); END;
CREATE TRIGGER visit_upload_stays BEFORE DELETE ON visit_upload BEGIN SELECT RAISE(ABORT, 'record: a picture of a visit is never removed'); END;

CREATE TRIGGER person_match_fixed BEFORE UPDATE ON person_match
BEGIN
    SELECT RAISE(ABORT, 'record: a finding is never changed')
     WHERE NEW.id IS NOT OLD.id OR NEW.one IS NOT OLD.one OR NEW.other IS NOT OLD.other OR NEW.verdict IS NOT OLD.verdict
        OR NEW.recorded_at IS NOT OLD.recorded_at OR NEW.recorded_by IS NOT OLD.recorded_by;
    SELECT RAISE(ABORT, 'record: a finding is taken back once')
     WHERE OLD.undone_at IS NOT NULL AND (NEW.undone_at IS NOT OLD.undone_at OR NEW.undone_by IS NOT OLD.undone_by);
END;
CREATE TRIGGER person_match_stays BEFORE DELETE ON person_match BEGIN SELECT RAISE(ABORT, 'record: a finding is never removed'); END;

CREATE TRIGGER training_session_fixed BEFORE UPDATE ON training_session
BEGIN
    SELECT RAISE(ABORT, 'record: a session is never changed')
     WHERE NEW.id IS NOT OLD.id OR NEW.organisation_id IS NOT OLD.organisation_id OR NEW.kind IS NOT OLD.kind
        OR NEW.course_id IS NOT OLD.course_id OR NEW.day IS NOT OLD.day OR NEW.minutes IS NOT OLD.minutes
        OR NEW.village_code IS NOT OLD.village_code OR NEW.topics IS NOT OLD.topics OR NEW.trainer_id IS NOT OLD.trainer_id
        OR NEW.counted IS NOT OLD.counted OR NEW.recorded_at IS NOT OLD.recorded_at OR NEW.recorded_by IS NOT OLD.recorded_by;
    SELECT RAISE(ABORT, 'record: a session is taken back once')
     WHERE OLD.undone_at IS NOT NULL AND (NEW.undone_at IS NOT OLD.undone_at OR NEW.undone_by IS NOT OLD.undone_by);
END;
CREATE TRIGGER training_session_stays BEFORE DELETE ON training_session BEGIN SELECT RAISE(ABORT, 'record: a session is never removed'); END;

CREATE TRIGGER role_term_fixed BEFORE UPDATE ON role_term
BEGIN
    SELECT RAISE(ABORT, 'record: a term is never changed')
     WHERE NEW.id IS NOT OLD.id OR NEW.person_id IS NOT OLD.person_id OR NEW.organisation_id IS NOT OLD.organisation_id
        OR NEW.role IS NOT OLD.role OR NEW.village_code IS NOT OLD.village_code OR NEW.from_day IS NOT OLD.from_day
        OR NEW.recorded_at IS NOT OLD.recorded_at OR NEW.recorded_by IS NOT OLD.recorded_by;
    SELECT RAISE(ABORT, 'record: a term is ended once')
     WHERE OLD.to_day IS NOT NULL AND (NEW.to_day IS NOT OLD.to_day OR NEW.ended IS NOT OLD.ended);
END;
CREATE TRIGGER role_term_stays BEFORE DELETE ON role_term BEGIN SELECT RAISE(ABORT, 'record: a term is never removed'); END;

CREATE TRIGGER coaching_fixed BEFORE UPDATE ON coaching
BEGIN
    SELECT RAISE(ABORT, 'record: a coaching is never changed')
     WHERE NEW.id IS NOT OLD.id OR NEW.organisation_id IS NOT OLD.organisation_id OR NEW.kind IS NOT OLD.kind
        OR NEW.coach_id IS NOT OLD.coach_id OR NEW.trainee_id IS NOT OLD.trainee_id OR NEW.from_day IS NOT OLD.from_day
        OR NEW.follows IS NOT OLD.follows OR NEW.recorded_at IS NOT OLD.recorded_at OR NEW.recorded_by IS NOT OLD.recorded_by;
    SELECT RAISE(ABORT, 'record: a coaching is ended once')
     WHERE OLD.to_day IS NOT NULL AND (NEW.to_day IS NOT OLD.to_day OR NEW.ended IS NOT OLD.ended);
END;
CREATE TRIGGER coaching_stays BEFORE DELETE ON coaching BEGIN SELECT RAISE(ABORT, 'record: a coaching is never removed'); END;

CREATE TRIGGER coaching_visit_fixed BEFORE UPDATE ON coaching_visit
BEGIN
    SELECT RAISE(ABORT, 'record: a visit is never changed')
     WHERE NEW.id IS NOT OLD.id OR NEW.coaching_id IS NOT OLD.coaching_id OR NEW.day IS NOT OLD.day OR NEW.next_on IS NOT OLD.next_on
        OR NEW.agreed IS NOT OLD.agreed OR NEW.recorded_at IS NOT OLD.recorded_at OR NEW.recorded_by IS NOT OLD.recorded_by;
    SELECT RAISE(ABORT, 'record: a visit is taken back once')
     WHERE OLD.undone_at IS NOT NULL AND (NEW.undone_at IS NOT OLD.undone_at OR NEW.undone_by IS NOT OLD.undone_by);
END;
CREATE TRIGGER coaching_visit_stays BEFORE DELETE ON coaching_visit BEGIN SELECT RAISE(ABORT, 'record: a visit is never removed'); END;

CREATE TRIGGER farm_result_fixed BEFORE UPDATE ON farm_result
BEGIN
    SELECT RAISE(ABORT, 'record: a result is never changed')
     WHERE NEW.id IS NOT OLD.id OR NEW.person_id IS NOT OLD.person_id OR NEW.organisation_id IS NOT OLD.organisation_id
        OR NEW.visit_id IS NOT OLD.visit_id OR NEW.day IS NOT OLD.day OR NEW.what IS NOT OLD.what
        OR NEW.commodity IS NOT OLD.commodity OR NEW.quantity IS NOT OLD.quantity OR NEW.riel IS NOT OLD.riel
        OR NEW.seen IS NOT OLD.seen OR NEW.recorded_at IS NOT OLD.recorded_at OR NEW.recorded_by IS NOT OLD.recorded_by;
    SELECT RAISE(ABORT, 'record: a result is taken back once')
     WHERE OLD.undone_at IS NOT NULL AND (NEW.undone_at IS NOT OLD.undone_at OR NEW.undone_by IS NOT OLD.undone_by);
END;
CREATE TRIGGER farm_result_stays BEFORE DELETE ON farm_result BEGIN SELECT RAISE(ABORT, 'record: a result is never removed'); END;

CREATE TRIGGER person_counted_under BEFORE UPDATE OF same_as ON person WHEN NEW.same_as IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'record: a person is counted under one who is counted under her own name')
     WHERE NOT EXISTS (SELECT 1 FROM person WHERE id = NEW.same_as AND same_as IS NULL);
    SELECT RAISE(ABORT, 'record: others are counted under this person')
     WHERE EXISTS (SELECT 1 FROM person WHERE same_as = NEW.id);
END;
CREATE TRIGGER person_removed_from_register BEFORE DELETE ON person
WHEN OLD.same_as IS NOT NULL OR EXISTS (SELECT 1 FROM person WHERE same_as = OLD.id)
BEGIN SELECT RAISE(ABORT, 'record: a person found to be another is never removed'); END;

CREATE TRIGGER session_fits BEFORE INSERT ON training_session
BEGIN
    SELECT RAISE(ABORT, 'record: the session is there already') WHERE EXISTS (SELECT 1 FROM training_session WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day') WHERE NEW.day IS NOT date(NEW.day);
    SELECT RAISE(ABORT, 'record: who came is listed or counted, and somebody came')
     WHERE NEW.counted IS NOT EXISTS (SELECT 1 FROM session_count WHERE session_id = NEW.id)
        OR NEW.counted IS EXISTS (SELECT 1 FROM session_person WHERE session_id = NEW.id);
    SELECT RAISE(ABORT, 'record: nobody stays longer than the session lasted')
     WHERE EXISTS (SELECT 1 FROM session_person WHERE session_id = NEW.id AND minutes > NEW.minutes);
    SELECT RAISE(ABORT, 'record: a session is written down before it is taken back') WHERE NEW.undone_at IS NOT NULL;
END;
CREATE TRIGGER session_person_fits BEFORE INSERT ON session_person
WHEN EXISTS (SELECT 1 FROM training_session WHERE id = NEW.session_id)
BEGIN SELECT RAISE(ABORT, 'record: a session that was written down takes nobody more'); END;
CREATE TRIGGER session_count_fits BEFORE INSERT ON session_count
WHEN EXISTS (SELECT 1 FROM training_session WHERE id = NEW.session_id)
BEGIN SELECT RAISE(ABORT, 'record: a session that was written down takes nobody more'); END;

CREATE TRIGGER role_term_fits BEFORE INSERT ON role_term
BEGIN
    SELECT RAISE(ABORT, 'record: the term is there already') WHERE EXISTS (SELECT 1 FROM role_term WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day') WHERE NEW.from_day IS NOT date(NEW.from_day);
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day') WHERE NEW.to_day IS NOT NULL AND NEW.to_day IS NOT date(NEW.to_day);
END;
CREATE TRIGGER coaching_fits BEFORE INSERT ON coaching
BEGIN
    SELECT RAISE(ABORT, 'record: the coaching is there already') WHERE EXISTS (SELECT 1 FROM coaching WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day') WHERE NEW.from_day IS NOT date(NEW.from_day);
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day') WHERE NEW.to_day IS NOT NULL AND NEW.to_day IS NOT date(NEW.to_day);
    SELECT RAISE(ABORT, 'record: what is handed over is the coaching of the same trainee')
     WHERE NEW.follows IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM coaching WHERE id = NEW.follows AND trainee_id = NEW.trainee_id AND kind = NEW.kind
                          AND ended IS 'handed-over');
END;

CREATE TRIGGER coaching_visit_fits BEFORE INSERT ON coaching_visit
BEGIN
    SELECT RAISE(ABORT, 'record: the visit is there already') WHERE EXISTS (SELECT 1 FROM coaching_visit WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day') WHERE NEW.day IS NOT date(NEW.day);
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day') WHERE NEW.next_on IS NOT NULL AND NEW.next_on IS NOT date(NEW.next_on);
    SELECT RAISE(ABORT, 'record: a visit is made while the coaching holds')
     WHERE NOT EXISTS (SELECT 1 FROM coaching WHERE id = NEW.coaching_id AND from_day <= NEW.day AND (to_day IS NULL OR NEW.day <= to_day));
    SELECT RAISE(ABORT, 'record: a visit is written down before it is taken back') WHERE NEW.undone_at IS NOT NULL;
END;
CREATE TRIGGER adoption_fits BEFORE INSERT ON adoption
WHEN EXISTS (SELECT 1 FROM coaching_visit WHERE id = NEW.visit_id)
BEGIN SELECT RAISE(ABORT, 'record: a visit that was written down takes nothing more'); END;
CREATE TRIGGER farm_result_fits BEFORE INSERT ON farm_result
BEGIN
    SELECT RAISE(ABORT, 'record: the result is there already') WHERE EXISTS (SELECT 1 FROM farm_result WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day') WHERE NEW.day IS NOT date(NEW.day);
END;
CREATE TRIGGER person_match_fits BEFORE INSERT ON person_match
BEGIN
    SELECT RAISE(ABORT, 'record: the finding is there already') WHERE EXISTS (SELECT 1 FROM person_match WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'record: of these two it was said already')
     WHERE EXISTS (SELECT 1 FROM person_match WHERE one = NEW.one AND other = NEW.other AND undone_at IS NULL);
END;

-- People counted once, cascades and what was seen (PostgreSQL spelling; 0023_training_guards.sqlite.sql says the same).
--
-- The order of writing that these rules expect: who came before the session, what was seen before the visit, in the same
-- transaction; their row shuts the door behind them.
DO $$
DECLARE said TEXT[];
BEGIN
    FOREACH said SLICE 1 IN ARRAY ARRAY[
        ['household', 'a household'],
        ['course', 'a course'],
        ['session_person', 'who came'],
        ['session_count', 'a count of who came'],
        ['adoption', 'what a visit saw'],
        ['visit_upload', 'a picture of a visit']]
    LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE ON %I EXECUTE FUNCTION refuse(%L)',
            said[1] || '_fixed', said[1], 'record: ' || said[2] || ' is never changed');
        EXECUTE format('CREATE TRIGGER %I BEFORE DELETE OR TRUNCATE ON %I EXECUTE FUNCTION refuse(%L)',
            said[1] || '_stays', said[1], 'record: ' || said[2] || ' is never removed');
    END LOOP;
END $$;

CREATE FUNCTION person_match_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if((NEW.id, NEW.one, NEW.other, NEW.verdict, NEW.recorded_at, NEW.recorded_by)
        IS DISTINCT FROM (OLD.id, OLD.one, OLD.other, OLD.verdict, OLD.recorded_at, OLD.recorded_by), 'record: a finding is never changed');
    PERFORM refuse_if(OLD.undone_at IS NOT NULL AND (NEW.undone_at, NEW.undone_by) IS DISTINCT FROM (OLD.undone_at, OLD.undone_by),
        'record: a finding is taken back once');
    RETURN NEW;
END $$;
CREATE TRIGGER person_match_fixed BEFORE UPDATE ON person_match FOR EACH ROW EXECUTE FUNCTION person_match_fixed();
CREATE TRIGGER person_match_stays BEFORE DELETE OR TRUNCATE ON person_match EXECUTE FUNCTION refuse('record: a finding is never removed');

CREATE FUNCTION training_session_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if((NEW.id, NEW.organisation_id, NEW.kind, NEW.course_id, NEW.day, NEW.minutes, NEW.village_code, NEW.topics,
        NEW.trainer_id, NEW.counted, NEW.recorded_at, NEW.recorded_by)
        IS DISTINCT FROM (OLD.id, OLD.organisation_id, OLD.kind, OLD.course_id, OLD.day, OLD.minutes, OLD.village_code, OLD.topics,
        OLD.trainer_id, OLD.counted, OLD.recorded_at, OLD.recorded_by), 'record: a session is never changed');
    PERFORM refuse_if(OLD.undone_at IS NOT NULL AND (NEW.undone_at, NEW.undone_by) IS DISTINCT FROM (OLD.undone_at, OLD.undone_by),
        'record: a session is taken back once');
    RETURN NEW;
END $$;
CREATE TRIGGER training_session_fixed BEFORE UPDATE ON training_session FOR EACH ROW EXECUTE FUNCTION training_session_fixed();
CREATE TRIGGER training_session_stays BEFORE DELETE OR TRUNCATE ON training_session EXECUTE FUNCTION refuse('record: a session is never removed');

CREATE FUNCTION role_term_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if((NEW.id, NEW.person_id, NEW.organisation_id, NEW.role, NEW.village_code, NEW.from_day, NEW.recorded_at,
        NEW.recorded_by)
        IS DISTINCT FROM (OLD.id, OLD.person_id, OLD.organisation_id, OLD.role, OLD.village_code, OLD.from_day, OLD.recorded_at,
        OLD.recorded_by), 'record: a term is never changed');
    PERFORM refuse_if(OLD.to_day IS NOT NULL AND (NEW.to_day, NEW.ended) IS DISTINCT FROM (OLD.to_day, OLD.ended),
        'record: a term is ended once');
    RETURN NEW;
END $$;
CREATE TRIGGER role_term_fixed BEFORE UPDATE ON role_term FOR EACH ROW EXECUTE FUNCTION role_term_fixed();
CREATE TRIGGER role_term_stays BEFORE DELETE OR TRUNCATE ON role_term EXECUTE FUNCTION refuse('record: a term is never removed');

CREATE FUNCTION coaching_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if((NEW.id, NEW.organisation_id, NEW.kind, NEW.coach_id, NEW.trainee_id, NEW.from_day, NEW.follows, NEW.recorded_at,
        NEW.recorded_by)
        IS DISTINCT FROM (OLD.id, OLD.organisation_id, OLD.kind, OLD.coach_id, OLD.trainee_id, OLD.from_day, OLD.follows,
        OLD.recorded_at, OLD.recorded_by), 'record: a coaching is never changed');
    PERFORM refuse_if(OLD.to_day IS NOT NULL AND (NEW.to_day, NEW.ended) IS DISTINCT FROM (OLD.to_day, OLD.ended),
        'record: a coaching is ended once');
    RETURN NEW;
END $$;
CREATE TRIGGER coaching_fixed BEFORE UPDATE ON coaching FOR EACH ROW EXECUTE FUNCTION coaching_fixed();
CREATE TRIGGER coaching_stays BEFORE DELETE OR TRUNCATE ON coaching EXECUTE FUNCTION refuse('record: a coaching is never removed');

CREATE FUNCTION coaching_visit_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if((NEW.id, NEW.coaching_id, NEW.day, NEW.next_on, NEW.agreed, NEW.recorded_at, NEW.recorded_by)
        IS DISTINCT FROM (OLD.id, OLD.coaching_id, OLD.day, OLD.next_on, OLD.agreed, OLD.recorded_at, OLD.recorded_by),
        'record: a visit is never changed');
    PERFORM refuse_if(OLD.undone_at IS NOT NULL AND (NEW.undone_at, NEW.undone_by) IS DISTINCT FROM (OLD.undone_at, OLD.undone_by),
        'record: a visit is taken back once');
    RETURN NEW;
END $$;
CREATE TRIGGER coaching_visit_fixed BEFORE UPDATE ON coaching_visit FOR EACH ROW EXECUTE FUNCTION coaching_visit_fixed();
CREATE TRIGGER coaching_visit_stays BEFORE DELETE OR TRUNCATE ON coaching_visit EXECUTE FUNCTION refuse('record: a visit is never removed');

CREATE FUNCTION farm_result_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if((NEW.id, NEW.person_id, NEW.organisation_id, NEW.visit_id, NEW.day, NEW.what, NEW.commodity, NEW.quantity,
        NEW.riel, NEW.seen, NEW.recorded_at, NEW.recorded_by)
        IS DISTINCT FROM (OLD.id, OLD.person_id, OLD.organisation_id, OLD.visit_id, OLD.day, OLD.what, OLD.commodity, OLD.quantity,
        OLD.riel, OLD.seen, OLD.recorded_at, OLD.recorded_by), 'record: a result is never changed');
    PERFORM refuse_if(OLD.undone_at IS NOT NULL AND (NEW.undone_at, NEW.undone_by) IS DISTINCT FROM (OLD.undone_at, OLD.undone_by),
        'record: a result is taken back once');
    RETURN NEW;
END $$;
CREATE TRIGGER farm_result_fixed BEFORE UPDATE ON farm_result FOR EACH ROW EXECUTE FUNCTION farm_result_fixed();
CREATE TRIGGER farm_result_stays BEFORE DELETE OR TRUNCATE ON farm_result EXECUTE FUNCTION refuse('record: a result is never removed');

CREATE FUNCTION person_counted_under() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Both records in line, the lesser first: two findings at once must not make a chain.
    PERFORM 1 FROM person WHERE id IN (NEW.id, NEW.same_as) ORDER BY id FOR NO KEY UPDATE;
    PERFORM refuse_if(NOT EXISTS (SELECT 1 FROM person WHERE id = NEW.same_as AND same_as IS NULL),
        'record: a person is counted under one who is counted under her own name');
    PERFORM refuse_if(EXISTS (SELECT 1 FROM person WHERE same_as = NEW.id), 'record: others are counted under this person');
    RETURN NEW;
END $$;
CREATE TRIGGER person_counted_under BEFORE UPDATE OF same_as ON person FOR EACH ROW WHEN (NEW.same_as IS NOT NULL)
    EXECUTE FUNCTION person_counted_under();
CREATE FUNCTION person_removed_from_register() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(OLD.same_as IS NOT NULL OR EXISTS (SELECT 1 FROM person WHERE same_as = OLD.id),
        'record: a person found to be another is never removed');
    RETURN OLD;
END $$;
CREATE TRIGGER person_removed_from_register BEFORE DELETE ON person FOR EACH ROW EXECUTE FUNCTION person_removed_from_register();

CREATE FUNCTION session_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(EXISTS (SELECT 1 FROM training_session WHERE id = NEW.id), 'record: the session is there already');
    PERFORM refuse_if(NEW.counted IS DISTINCT FROM EXISTS (SELECT 1 FROM session_count WHERE session_id = NEW.id)
        OR NEW.counted IS NOT DISTINCT FROM EXISTS (SELECT 1 FROM session_person WHERE session_id = NEW.id),
        'record: who came is listed or counted, and somebody came');
    PERFORM refuse_if(EXISTS (SELECT 1 FROM session_person WHERE session_id = NEW.id AND minutes > NEW.minutes),
        'record: nobody stays longer than the session lasted');
    PERFORM refuse_if(NEW.undone_at IS NOT NULL, 'record: a session is written down before it is taken back');
    RETURN NEW;
END $$;
CREATE TRIGGER session_fits BEFORE INSERT ON training_session FOR EACH ROW EXECUTE FUNCTION session_fits();
CREATE FUNCTION who_came_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(EXISTS (SELECT 1 FROM training_session WHERE id = NEW.session_id),
        'record: a session that was written down takes nobody more');
    RETURN NEW;
END $$;
CREATE TRIGGER session_person_fits BEFORE INSERT ON session_person FOR EACH ROW EXECUTE FUNCTION who_came_fits();
CREATE TRIGGER session_count_fits BEFORE INSERT ON session_count FOR EACH ROW EXECUTE FUNCTION who_came_fits();

CREATE FUNCTION role_term_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(EXISTS (SELECT 1 FROM role_term WHERE id = NEW.id), 'record: the term is there already');
    RETURN NEW;
END $$;
CREATE TRIGGER role_term_fits BEFORE INSERT ON role_term FOR EACH ROW EXECUTE FUNCTION role_term_fits();
CREATE FUNCTION coaching_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(EXISTS (SELECT 1 FROM coaching WHERE id = NEW.id), 'record: the coaching is there already');
    PERFORM refuse_if(NEW.follows IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM coaching WHERE id = NEW.follows AND trainee_id = NEW.trainee_id AND kind = NEW.kind
                           AND ended = 'handed-over'),
        'record: what is handed over is the coaching of the same trainee');
    RETURN NEW;
END $$;
CREATE TRIGGER coaching_fits BEFORE INSERT ON coaching FOR EACH ROW EXECUTE FUNCTION coaching_fits();

CREATE FUNCTION coaching_visit_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM coaching WHERE id = NEW.coaching_id FOR NO KEY UPDATE;
    PERFORM refuse_if(EXISTS (SELECT 1 FROM coaching_visit WHERE id = NEW.id), 'record: the visit is there already');
    PERFORM refuse_if(NOT EXISTS (SELECT 1 FROM coaching WHERE id = NEW.coaching_id AND from_day <= NEW.day
                                     AND (to_day IS NULL OR NEW.day <= to_day)),
        'record: a visit is made while the coaching holds');
    PERFORM refuse_if(NEW.undone_at IS NOT NULL, 'record: a visit is written down before it is taken back');
    RETURN NEW;
END $$;
CREATE TRIGGER coaching_visit_fits BEFORE INSERT ON coaching_visit FOR EACH ROW EXECUTE FUNCTION coaching_visit_fits();
CREATE FUNCTION adoption_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(EXISTS (SELECT 1 FROM coaching_visit WHERE id = NEW.visit_id),
        'record: a visit that was written down takes nothing more');
    RETURN NEW;
END $$;
CREATE TRIGGER adoption_fits BEFORE INSERT ON adoption FOR EACH ROW EXECUTE FUNCTION adoption_fits();
CREATE FUNCTION farm_result_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(EXISTS (SELECT 1 FROM farm_result WHERE id = NEW.id), 'record: the result is there already');
    RETURN NEW;
END $$;
CREATE TRIGGER farm_result_fits BEFORE INSERT ON farm_result FOR EACH ROW EXECUTE FUNCTION farm_result_fits();
CREATE FUNCTION person_match_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(EXISTS (SELECT 1 FROM person_match WHERE id = NEW.id), 'record: the finding is there already');
    PERFORM refuse_if(EXISTS (SELECT 1 FROM person_match WHERE one = NEW.one AND other = NEW.other AND undone_at IS NULL),
        'record: of these two it was said already');
    RETURN NEW;
END $$;
CREATE TRIGGER person_match_fits BEFORE INSERT ON person_match FOR EACH ROW EXECUTE FUNCTION person_match_fits();

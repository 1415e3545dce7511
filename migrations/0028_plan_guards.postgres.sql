-- Business plans stay as they were written (PostgreSQL spelling; 0028_plan_guards.sqlite.sql says the same).
DO $$
DECLARE said TEXT[];
BEGIN
    FOREACH said SLICE 1 IN ARRAY ARRAY[
        ['business_plan', 'a plan'],
        ['plan_subject', 'for whom a plan was'],
        ['plan_version', 'a version'],
        ['plan_step', 'a step of a plan']]
    LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE ON %I EXECUTE FUNCTION refuse(%L)',
            said[1] || '_fixed', said[1], 'record: ' || said[2] || ' is never changed');
        EXECUTE format('CREATE TRIGGER %I BEFORE DELETE OR TRUNCATE ON %I EXECUTE FUNCTION refuse(%L)',
            said[1] || '_stays', said[1], 'record: ' || said[2] || ' is never removed');
    END LOOP;
END $$;

CREATE FUNCTION business_plan_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(EXISTS (SELECT 1 FROM business_plan WHERE id = NEW.id), 'record: the plan is there already');
    RETURN NEW;
END $$;
CREATE TRIGGER business_plan_fits BEFORE INSERT ON business_plan FOR EACH ROW EXECUTE FUNCTION business_plan_fits();

CREATE FUNCTION plan_subject_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- One at a time: what is looked at here is what holds when the row is there.
    PERFORM pg_advisory_xact_lock(7027);
    PERFORM refuse_if(NEW.no IS DISTINCT FROM (SELECT COALESCE(MAX(no), 0) + 1 FROM plan_subject WHERE plan_id = NEW.plan_id),
        'record: for whom a plan is has the next number');
    PERFORM refuse_if(NEW.grant_no IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM award_grant WHERE book_id = NEW.book_id AND no = NEW.grant_no AND NOT coded),
        'record: a grant under a code has no plan');
    PERFORM refuse_if((NEW.person_id IS NOT NULL OR NEW.book_id IS NOT NULL)
        AND (SELECT organisation_id FROM business_plan WHERE id = NEW.plan_id) IS DISTINCT FROM COALESCE(
            (SELECT organisation_id FROM person WHERE id = NEW.person_id),
            (SELECT organisation_id FROM savings_group WHERE book_id = NEW.book_id AND NEW.grant_no IS NULL),
            (SELECT organisation_id FROM award WHERE book_id = NEW.book_id AND NEW.grant_no IS NOT NULL)),
        'record: a plan is kept by the organisation of whom it is for');
    PERFORM refuse_if(EXISTS (SELECT 1 FROM plan_step s
            WHERE s.plan_id = NEW.plan_id AND s.no = (SELECT MAX(no) FROM plan_step WHERE plan_id = NEW.plan_id)
              AND (s.step = 'submitted'
                   OR (s.step = 'approved' AND s.version_no = (SELECT MAX(no) FROM plan_version WHERE plan_id = NEW.plan_id)))),
        'record: for whom a plan is does not change once it was handed in');
    RETURN NEW;
END $$;
CREATE TRIGGER plan_subject_fits BEFORE INSERT ON plan_subject FOR EACH ROW EXECUTE FUNCTION plan_subject_fits();

CREATE FUNCTION plan_version_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(7027);
    PERFORM refuse_if(NEW.no IS DISTINCT FROM (SELECT COALESCE(MAX(no), 0) + 1 FROM plan_version WHERE plan_id = NEW.plan_id),
        'record: a version has the next number');
    PERFORM refuse_if(EXISTS (SELECT 1 FROM plan_step s
            WHERE s.plan_id = NEW.plan_id AND s.no = (SELECT MAX(no) FROM plan_step WHERE plan_id = NEW.plan_id)
              AND s.step = 'submitted'),
        'record: a plan that was handed in is not changed');
    RETURN NEW;
END $$;
CREATE TRIGGER plan_version_fits BEFORE INSERT ON plan_version FOR EACH ROW EXECUTE FUNCTION plan_version_fits();

CREATE FUNCTION plan_step_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(7027);
    PERFORM refuse_if(NEW.no IS DISTINCT FROM (SELECT COALESCE(MAX(no), 0) + 1 FROM plan_step WHERE plan_id = NEW.plan_id),
        'record: a step has the next number');
    PERFORM refuse_if(NEW.version_no IS DISTINCT FROM (SELECT MAX(no) FROM plan_version WHERE plan_id = NEW.plan_id),
        'record: a step is of the latest version');
    PERFORM refuse_if(NEW.step = 'submitted'
        AND (EXISTS (SELECT 1 FROM plan_step s
                      WHERE s.plan_id = NEW.plan_id AND s.no = NEW.no - 1
                        AND (s.step = 'submitted' OR (s.step = 'approved' AND s.version_no = NEW.version_no)))
             OR NOT EXISTS (SELECT 1 FROM plan_subject u
                             WHERE u.plan_id = NEW.plan_id AND u.no = (SELECT MAX(no) FROM plan_subject WHERE plan_id = NEW.plan_id)
                               AND (u.person_id IS NOT NULL OR u.book_id IS NOT NULL))),
        'record: a plan is handed in once, and for somebody');
    PERFORM refuse_if(NEW.step <> 'submitted'
        AND NOT EXISTS (SELECT 1 FROM plan_step s WHERE s.plan_id = NEW.plan_id AND s.no = NEW.no - 1 AND s.step = 'submitted'),
        'record: only what was handed in is given back, taken back or approved');
    PERFORM refuse_if(NEW.step = 'approved'
        AND (EXISTS (SELECT 1 FROM plan_version v WHERE v.plan_id = NEW.plan_id AND v.recorded_by = NEW.recorded_by)
             OR EXISTS (SELECT 1 FROM plan_step s
                         WHERE s.plan_id = NEW.plan_id AND s.no = NEW.no - 1 AND s.recorded_by = NEW.recorded_by)),
        'record: who wrote a plan or handed it in does not approve it');
    RETURN NEW;
END $$;
CREATE TRIGGER plan_step_fits BEFORE INSERT ON plan_step FOR EACH ROW EXECUTE FUNCTION plan_step_fits();

-- As in 0002: guards look for their tables here and nowhere else, and nobody hangs them elsewhere.
DO $$
DECLARE f REGPROCEDURE;
BEGIN
    FOR f IN SELECT p.oid::REGPROCEDURE FROM pg_proc p
              WHERE p.pronamespace = current_schema()::REGNAMESPACE AND p.prorettype = 'trigger'::REGTYPE
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', f, current_schema());
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    END LOOP;
END $$;

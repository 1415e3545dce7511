-- Business plans stay as they were written (SQLite spelling; 0028_plan_guards.postgres.sql says the same).
CREATE TRIGGER business_plan_fits BEFORE INSERT ON business_plan
BEGIN
    SELECT RAISE(ABORT, 'record: the plan is there already') WHERE EXISTS (SELECT 1 FROM business_plan WHERE id = NEW.id);
END;
CREATE TRIGGER business_plan_fixed BEFORE UPDATE ON business_plan BEGIN SELECT RAISE(ABORT, 'record: a plan is never changed'); END;
CREATE TRIGGER business_plan_stays BEFORE DELETE ON business_plan BEGIN SELECT RAISE(ABORT, 'record: a plan is never removed'); END;

CREATE TRIGGER plan_subject_fits BEFORE INSERT ON plan_subject
BEGIN
    SELECT RAISE(ABORT, 'record: for whom a plan is has the next number')
     WHERE NEW.no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM plan_subject WHERE plan_id = NEW.plan_id);
    SELECT RAISE(ABORT, 'record: a grant under a code has no plan')
     WHERE NEW.grant_no IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM award_grant WHERE book_id = NEW.book_id AND no = NEW.grant_no AND NOT coded);
    SELECT RAISE(ABORT, 'record: a plan is kept by the organisation of whom it is for')
     WHERE (NEW.person_id IS NOT NULL OR NEW.book_id IS NOT NULL)
       AND (SELECT organisation_id FROM business_plan WHERE id = NEW.plan_id) IS NOT COALESCE(
           (SELECT organisation_id FROM person WHERE id = NEW.person_id),
           (SELECT organisation_id FROM savings_group WHERE book_id = NEW.book_id AND NEW.grant_no IS NULL),
           (SELECT organisation_id FROM award WHERE book_id = NEW.book_id AND NEW.grant_no IS NOT NULL));
    SELECT RAISE(ABORT, 'record: for whom a plan is does not change once it was handed in')
     WHERE EXISTS (SELECT 1 FROM plan_step s
                    WHERE s.plan_id = NEW.plan_id AND s.no = (SELECT MAX(no) FROM plan_step WHERE plan_id = NEW.plan_id)
                      AND (s.step = 'submitted'
                           OR (s.step = 'approved' AND s.version_no = (SELECT MAX(no) FROM plan_version WHERE plan_id = NEW.plan_id))));
END;
CREATE TRIGGER plan_subject_fixed BEFORE UPDATE ON plan_subject BEGIN SELECT RAISE(ABORT, 'record: for whom a plan was is never changed'); END;
CREATE TRIGGER plan_subject_stays BEFORE DELETE ON plan_subject BEGIN SELECT RAISE(ABORT, 'record: for whom a plan was is never removed'); END;

CREATE TRIGGER plan_version_fits BEFORE INSERT ON plan_version
BEGIN
    SELECT RAISE(ABORT, 'record: a version has the next number')
     WHERE NEW.no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM plan_version WHERE plan_id = NEW.plan_id);
    SELECT RAISE(ABORT, 'record: a plan that was handed in is not changed')
     WHERE EXISTS (SELECT 1 FROM plan_step s
                    WHERE s.plan_id = NEW.plan_id AND s.no = (SELECT MAX(no) FROM plan_step WHERE plan_id = NEW.plan_id)
                      AND s.step = 'submitted');
END;
CREATE TRIGGER plan_version_fixed BEFORE UPDATE ON plan_version BEGIN SELECT RAISE(ABORT, 'record: a version is never changed'); END;
CREATE TRIGGER plan_version_stays BEFORE DELETE ON plan_version BEGIN SELECT RAISE(ABORT, 'record: a version is never removed'); END;

CREATE TRIGGER plan_step_fits BEFORE INSERT ON plan_step
BEGIN
    SELECT RAISE(ABORT, 'record: a step has the next number')
     WHERE NEW.no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM plan_step WHERE plan_id = NEW.plan_id);
    SELECT RAISE(ABORT, 'record: a step is of the latest version')
     WHERE NEW.version_no IS NOT (SELECT MAX(no) FROM plan_version WHERE plan_id = NEW.plan_id);
    SELECT RAISE(ABORT, 'record: a plan is handed in once, and for somebody')
     WHERE NEW.step = 'submitted'
       AND (EXISTS (SELECT 1 FROM plan_step s
                     WHERE s.plan_id = NEW.plan_id AND s.no = NEW.no - 1
                       AND (s.step = 'submitted' OR (s.step = 'approved' AND s.version_no = NEW.version_no)))
            OR NOT EXISTS (SELECT 1 FROM plan_subject u
                            WHERE u.plan_id = NEW.plan_id AND u.no = (SELECT MAX(no) FROM plan_subject WHERE plan_id = NEW.plan_id)
                              AND (u.person_id IS NOT NULL OR u.book_id IS NOT NULL)));
    SELECT RAISE(ABORT, 'record: only what was handed in is given back, taken back or approved')
     WHERE NEW.step <> 'submitted'
       AND NOT EXISTS (SELECT 1 FROM plan_step s WHERE s.plan_id = NEW.plan_id AND s.no = NEW.no - 1 AND s.step = 'submitted');
    SELECT RAISE(ABORT, 'record: who wrote a plan or handed it in does not approve it')
     WHERE NEW.step = 'approved'
       AND (EXISTS (SELECT 1 FROM plan_version v WHERE v.plan_id = NEW.plan_id AND v.recorded_by = NEW.recorded_by)
            OR EXISTS (SELECT 1 FROM plan_step s
                        WHERE s.plan_id = NEW.plan_id AND s.no = NEW.no - 1 AND s.recorded_by = NEW.recorded_by));
END;
CREATE TRIGGER plan_step_fixed BEFORE UPDATE ON plan_step BEGIN SELECT RAISE(ABORT, 'record: a step of a plan is never changed'); END;
CREATE TRIGGER plan_step_stays BEFORE DELETE ON plan_step BEGIN SELECT RAISE(ABORT, 'record: a step of a plan is never removed'); END;

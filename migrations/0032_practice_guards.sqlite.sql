-- What keeps practice apart from the programme, on SQLite.
CREATE TRIGGER group_practice_fixed BEFORE UPDATE ON savings_group WHEN NEW.practice IS NOT OLD.practice
BEGIN SELECT RAISE(ABORT, 'record: a group never changes between practice and real'); END;
CREATE TRIGGER organisation_practice_fixed BEFORE UPDATE ON organisation WHEN NEW.practice IS NOT OLD.practice
BEGIN SELECT RAISE(ABORT, 'record: a register never changes between practice and real'); END;
CREATE TRIGGER group_of_partner BEFORE INSERT ON savings_group
WHEN EXISTS (SELECT 1 FROM organisation WHERE id = NEW.organisation_id AND practice)
BEGIN SELECT RAISE(ABORT, 'record: a group belongs to a partner of the programme'); END;

CREATE TRIGGER practice_group_fits BEFORE INSERT ON practice_group
BEGIN
    SELECT RAISE(ABORT, 'record: the practice group is there already')
     WHERE EXISTS (SELECT 1 FROM practice_group WHERE book_id = NEW.book_id OR register_id = NEW.register_id
                      OR begun_by = NEW.begun_by AND ended_at IS NULL AND NEW.ended_at IS NULL);
    SELECT RAISE(ABORT, 'record: practice is kept by a practice group, with a register of its own')
     WHERE NOT EXISTS (SELECT 1 FROM savings_group WHERE book_id = NEW.book_id AND practice)
        OR NOT EXISTS (SELECT 1 FROM organisation WHERE id = NEW.register_id AND practice)
        OR EXISTS (SELECT 1 FROM savings_group WHERE book_id = NEW.like_book AND practice);
END;
CREATE TRIGGER practice_group_fixed BEFORE UPDATE ON practice_group
WHEN OLD.ended_at IS NOT NULL
  OR (NEW.book_id, NEW.register_id, NEW.like_book, NEW.begun_by, NEW.begun_at)
     IS NOT (OLD.book_id, OLD.register_id, OLD.like_book, OLD.begun_by, OLD.begun_at)
BEGIN SELECT RAISE(ABORT, 'record: a practice group keeps what it is, and what ended stays ended'); END;
CREATE TRIGGER practice_group_stays BEFORE DELETE ON practice_group
BEGIN SELECT RAISE(ABORT, 'record: a group is never removed'); END;

-- An invented member is of her practice group alone, and nobody real is a member of one.
CREATE TRIGGER practice_member_born BEFORE INSERT ON member
WHEN NOT EXISTS (SELECT 1 FROM savings_group g JOIN person p ON p.id = NEW.person_id
                   JOIN organisation o ON o.id = p.organisation_id
                   LEFT JOIN practice_group y ON y.book_id = g.book_id
                  WHERE g.book_id = NEW.book_id AND g.practice = o.practice AND (NOT g.practice OR o.id = y.register_id))
BEGIN SELECT RAISE(ABORT, 'record: members of practice are invented, and no others are'); END;
CREATE TRIGGER practice_member_moved BEFORE UPDATE OF person_id ON member
WHEN NOT EXISTS (SELECT 1 FROM savings_group g JOIN person p ON p.id = NEW.person_id
                   JOIN organisation o ON o.id = p.organisation_id
                   LEFT JOIN practice_group y ON y.book_id = g.book_id
                  WHERE g.book_id = NEW.book_id AND g.practice = o.practice AND (NOT g.practice OR o.id = y.register_id))
BEGIN SELECT RAISE(ABORT, 'record: members of practice are invented, and no others are'); END;
CREATE TRIGGER practice_person_moved BEFORE UPDATE ON person
WHEN NEW.organisation_id IS NOT OLD.organisation_id
 AND EXISTS (SELECT 1 FROM organisation WHERE id IN (NEW.organisation_id, OLD.organisation_id) AND practice)
BEGIN SELECT RAISE(ABORT, 'record: members of practice are invented, and no others are'); END;

-- What the programme says of people and groups is never said of practice.
CREATE TRIGGER practice_no_household BEFORE UPDATE OF household_id ON person WHEN NEW.household_id IS NOT NULL
 AND EXISTS (SELECT 1 FROM organisation WHERE id = NEW.organisation_id AND practice)
BEGIN SELECT RAISE(ABORT, 'record: this is for real people and groups, not for practice'); END;
CREATE TRIGGER practice_no_match BEFORE INSERT ON person_match
WHEN EXISTS (SELECT 1 FROM person p JOIN organisation o ON o.id = p.organisation_id WHERE p.id IN (NEW.one, NEW.other) AND o.practice)
BEGIN SELECT RAISE(ABORT, 'record: this is for real people and groups, not for practice'); END;
CREATE TRIGGER practice_no_session BEFORE INSERT ON session_person
WHEN EXISTS (SELECT 1 FROM person p JOIN organisation o ON o.id = p.organisation_id WHERE p.id = NEW.person_id AND o.practice)
BEGIN SELECT RAISE(ABORT, 'record: this is for real people and groups, not for practice'); END;
CREATE TRIGGER practice_no_term BEFORE INSERT ON role_term
WHEN EXISTS (SELECT 1 FROM person p JOIN organisation o ON o.id = p.organisation_id WHERE p.id = NEW.person_id AND o.practice)
BEGIN SELECT RAISE(ABORT, 'record: this is for real people and groups, not for practice'); END;
CREATE TRIGGER practice_no_coaching BEFORE INSERT ON coaching
WHEN EXISTS (SELECT 1 FROM person p JOIN organisation o ON o.id = p.organisation_id
              WHERE p.id IN (NEW.coach_id, NEW.trainee_id) AND o.practice)
BEGIN SELECT RAISE(ABORT, 'record: this is for real people and groups, not for practice'); END;
CREATE TRIGGER practice_no_result BEFORE INSERT ON farm_result
WHEN EXISTS (SELECT 1 FROM person p JOIN organisation o ON o.id = p.organisation_id WHERE p.id = NEW.person_id AND o.practice)
BEGIN SELECT RAISE(ABORT, 'record: this is for real people and groups, not for practice'); END;
CREATE TRIGGER practice_no_grant BEFORE INSERT ON award_grant
WHEN EXISTS (SELECT 1 FROM person p JOIN organisation o ON o.id = p.organisation_id WHERE p.id = NEW.person_id AND o.practice)
BEGIN SELECT RAISE(ABORT, 'record: this is for real people and groups, not for practice'); END;
CREATE TRIGGER practice_no_user BEFORE INSERT ON user_person
WHEN EXISTS (SELECT 1 FROM person p JOIN organisation o ON o.id = p.organisation_id WHERE p.id = NEW.person_id AND o.practice)
BEGIN SELECT RAISE(ABORT, 'record: this is for real people and groups, not for practice'); END;
CREATE TRIGGER practice_no_sale BEFORE INSERT ON farm_sale
WHEN EXISTS (SELECT 1 FROM savings_group WHERE book_id = NEW.book_id AND practice)
  OR EXISTS (SELECT 1 FROM person p JOIN organisation o ON o.id = p.organisation_id WHERE p.id = NEW.person_id AND o.practice)
BEGIN SELECT RAISE(ABORT, 'record: this is for real people and groups, not for practice'); END;
CREATE TRIGGER practice_no_plan BEFORE INSERT ON plan_subject
WHEN EXISTS (SELECT 1 FROM savings_group WHERE book_id = NEW.book_id AND practice)
  OR EXISTS (SELECT 1 FROM person p JOIN organisation o ON o.id = p.organisation_id WHERE p.id = NEW.person_id AND o.practice)
BEGIN SELECT RAISE(ABORT, 'record: this is for real people and groups, not for practice'); END;
CREATE TRIGGER practice_no_coop BEFORE INSERT ON coop
WHEN EXISTS (SELECT 1 FROM savings_group WHERE book_id = NEW.book_id AND practice)
BEGIN SELECT RAISE(ABORT, 'record: this is for real people and groups, not for practice'); END;
CREATE TRIGGER practice_no_role BEFORE INSERT ON app_role
WHEN EXISTS (SELECT 1 FROM organisation WHERE id = NEW.organisation_id AND practice)
BEGIN SELECT RAISE(ABORT, 'record: this is for real people and groups, not for practice'); END;

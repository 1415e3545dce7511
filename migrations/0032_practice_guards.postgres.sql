-- What keeps practice apart from the programme, on PostgreSQL.
CREATE TRIGGER group_practice_fixed BEFORE UPDATE ON savings_group FOR EACH ROW WHEN (NEW.practice IS DISTINCT FROM OLD.practice)
    EXECUTE FUNCTION refuse('record: a group never changes between practice and real');
CREATE TRIGGER organisation_practice_fixed BEFORE UPDATE ON organisation FOR EACH ROW
    WHEN (NEW.practice IS DISTINCT FROM OLD.practice)
    EXECUTE FUNCTION refuse('record: a register never changes between practice and real');
CREATE FUNCTION group_of_partner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(EXISTS (SELECT 1 FROM organisation WHERE id = NEW.organisation_id AND practice),
        'record: a group belongs to a partner of the programme');
    RETURN NEW;
END $$;
CREATE TRIGGER group_of_partner BEFORE INSERT ON savings_group FOR EACH ROW EXECUTE FUNCTION group_of_partner();

CREATE FUNCTION practice_group_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(NOT EXISTS (SELECT 1 FROM savings_group WHERE book_id = NEW.book_id AND practice)
        OR NOT EXISTS (SELECT 1 FROM organisation WHERE id = NEW.register_id AND practice)
        OR EXISTS (SELECT 1 FROM savings_group WHERE book_id = NEW.like_book AND practice),
        'record: practice is kept by a practice group, with a register of its own');
    RETURN NEW;
END $$;
CREATE TRIGGER practice_group_fits BEFORE INSERT ON practice_group FOR EACH ROW EXECUTE FUNCTION practice_group_fits();
CREATE TRIGGER practice_group_fixed BEFORE UPDATE ON practice_group FOR EACH ROW
    WHEN (OLD.ended_at IS NOT NULL
       OR (NEW.book_id, NEW.register_id, NEW.like_book, NEW.begun_by, NEW.begun_at)
          IS DISTINCT FROM (OLD.book_id, OLD.register_id, OLD.like_book, OLD.begun_by, OLD.begun_at))
    EXECUTE FUNCTION refuse('record: a practice group keeps what it is, and what ended stays ended');
CREATE TRIGGER practice_group_stays BEFORE DELETE OR TRUNCATE ON practice_group EXECUTE FUNCTION refuse('record: a group is never removed');

-- An invented member is of her practice group alone, and nobody real is a member of one.
CREATE FUNCTION practice_member() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(NOT EXISTS (
        SELECT 1 FROM savings_group g JOIN person p ON p.id = NEW.person_id
          JOIN organisation o ON o.id = p.organisation_id
          LEFT JOIN practice_group y ON y.book_id = g.book_id
         WHERE g.book_id = NEW.book_id AND g.practice = o.practice AND (NOT g.practice OR o.id = y.register_id)),
        'record: members of practice are invented, and no others are');
    RETURN NEW;
END $$;
CREATE TRIGGER practice_member_born BEFORE INSERT ON member FOR EACH ROW EXECUTE FUNCTION practice_member();
CREATE TRIGGER practice_member_moved BEFORE UPDATE OF person_id ON member FOR EACH ROW EXECUTE FUNCTION practice_member();
CREATE FUNCTION practice_person_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(EXISTS (SELECT 1 FROM organisation WHERE id IN (NEW.organisation_id, OLD.organisation_id) AND practice),
        'record: members of practice are invented, and no others are');
    RETURN NEW;
END $$;
CREATE TRIGGER practice_person_moved BEFORE UPDATE ON person FOR EACH ROW
    WHEN (NEW.organisation_id IS DISTINCT FROM OLD.organisation_id) EXECUTE FUNCTION practice_person_moved();

-- What the programme says of people and groups is never said of practice: the columns that name one are the arguments,
-- those of people first, then a dash, then those of books.
CREATE FUNCTION practice_stays_out() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    said JSONB := to_jsonb(NEW);
    name TEXT;
    of_books BOOLEAN := FALSE;
BEGIN
    FOREACH name IN ARRAY TG_ARGV LOOP
        IF name = '-' THEN
            of_books := TRUE;
        ELSIF of_books THEN
            PERFORM refuse_if(EXISTS (SELECT 1 FROM savings_group WHERE book_id = (said ->> name)::BIGINT AND practice),
                'record: this is for real people and groups, not for practice');
        ELSE
            PERFORM refuse_if(EXISTS (SELECT 1 FROM person p JOIN organisation o ON o.id = p.organisation_id
                                       WHERE p.id = (said ->> name)::UUID AND o.practice),
                'record: this is for real people and groups, not for practice');
        END IF;
    END LOOP;
    RETURN NEW;
END $$;
CREATE TRIGGER practice_no_household BEFORE UPDATE OF household_id ON person FOR EACH ROW WHEN (NEW.household_id IS NOT NULL)
    EXECUTE FUNCTION practice_stays_out('id');
CREATE TRIGGER practice_no_match BEFORE INSERT ON person_match FOR EACH ROW EXECUTE FUNCTION practice_stays_out('one', 'other');
CREATE TRIGGER practice_no_session BEFORE INSERT ON session_person FOR EACH ROW EXECUTE FUNCTION practice_stays_out('person_id');
CREATE TRIGGER practice_no_term BEFORE INSERT ON role_term FOR EACH ROW EXECUTE FUNCTION practice_stays_out('person_id');
CREATE TRIGGER practice_no_coaching BEFORE INSERT ON coaching FOR EACH ROW EXECUTE FUNCTION practice_stays_out('coach_id', 'trainee_id');
CREATE TRIGGER practice_no_result BEFORE INSERT ON farm_result FOR EACH ROW EXECUTE FUNCTION practice_stays_out('person_id');
CREATE TRIGGER practice_no_grant BEFORE INSERT ON award_grant FOR EACH ROW EXECUTE FUNCTION practice_stays_out('person_id');
CREATE TRIGGER practice_no_user BEFORE INSERT ON user_person FOR EACH ROW EXECUTE FUNCTION practice_stays_out('person_id');
CREATE TRIGGER practice_no_sale BEFORE INSERT ON farm_sale FOR EACH ROW EXECUTE FUNCTION practice_stays_out('person_id', '-', 'book_id');
CREATE TRIGGER practice_no_plan BEFORE INSERT ON plan_subject FOR EACH ROW EXECUTE FUNCTION practice_stays_out('person_id', '-', 'book_id');
CREATE TRIGGER practice_no_coop BEFORE INSERT ON coop FOR EACH ROW EXECUTE FUNCTION practice_stays_out('-', 'book_id');
CREATE FUNCTION practice_no_role() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(EXISTS (SELECT 1 FROM organisation WHERE id = NEW.organisation_id AND practice),
        'record: this is for real people and groups, not for practice');
    RETURN NEW;
END $$;
CREATE TRIGGER practice_no_role BEFORE INSERT ON app_role FOR EACH ROW EXECUTE FUNCTION practice_no_role();

-- What was sealed, asked, decided and done stays as it was (PostgreSQL spelling; 0005_records.sqlite.sql says the same).

-- Rows that are never changed and never removed: a statement that tries is refused before it looks for a row.
DO $$
DECLARE said TEXT[];
BEGIN
    FOREACH said SLICE 1 IN ARRAY ARRAY[
        ['meeting', 'a sealed meeting'], ['meeting_line', 'a line of a meeting'], ['meeting_other', 'a line of a meeting'],
        ['cash_count', 'a cash count'], ['correction', 'a correction'], ['correction_decision', 'a decision'],
        ['constitution', 'a constitution']]
    LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE ON %I EXECUTE FUNCTION refuse(%L)',
            said[1] || '_fixed', said[1], 'record: ' || said[2] || ' is never changed');
        EXECUTE format('CREATE TRIGGER %I BEFORE DELETE OR TRUNCATE ON %I EXECUTE FUNCTION refuse(%L)',
            said[1] || '_stays', said[1], 'record: ' || said[2] || ' is never removed');
    END LOOP;
    FOREACH said SLICE 1 IN ARRAY ARRAY[
        ['reopening', 'a reopening is never removed'], ['cycle', 'a cycle is never removed'], ['savings_group', 'a group is never removed'],
        ['audit', 'the trail is never shortened'], ['audit_head', 'the trail is never shortened']]
    LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE DELETE OR TRUNCATE ON %I EXECUTE FUNCTION refuse(%L)',
            said[1] || '_stays', said[1], 'record: ' || said[2]);
    END LOOP;
    FOREACH said SLICE 1 IN ARRAY ARRAY[['organisation', ''], ['person', ''], ['member', ''], ['officer_term', '']]
    LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I EXECUTE FUNCTION refuse(%L)',
            said[1] || '_stays_whole', said[1], 'record: people and groups are not removed in bulk');
    END LOOP;
END $$;

-- A meeting is the next of its group, not before the one before it, and agrees with its entry and its cash count. Its
-- lines were written before it, in the same transaction; its row shuts the door behind them.
CREATE FUNCTION meeting_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    PERFORM refuse_if(EXISTS (SELECT 1 FROM meeting WHERE book_id = NEW.book_id AND no = NEW.no)
        OR EXISTS (SELECT 1 FROM meeting WHERE id = NEW.id), 'record: the meeting is there already');
    PERFORM refuse_if((NEW.kind = 'baseline') IS DISTINCT FROM (NEW.no = 0), 'record: a baseline is meeting 0, and no other is');
    PERFORM refuse_if(NEW.no IS DISTINCT FROM COALESCE((SELECT MAX(no) + 1 FROM meeting WHERE book_id = NEW.book_id), LEAST(NEW.no, 1)),
        'record: a meeting has the next number of its group');
    PERFORM refuse_if(NEW.held_on < (SELECT held_on FROM meeting WHERE book_id = NEW.book_id ORDER BY no DESC LIMIT 1),
        'record: a meeting is not held before the one before it');
    PERFORM refuse_if(NEW.entry_no IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM entry WHERE book_id = NEW.book_id AND no = NEW.entry_no AND source = NEW.id AND day = NEW.held_on),
        'record: the entry of a meeting names it and has its day');
    PERFORM refuse_if((SELECT SUM(value * pieces) FROM cash_count WHERE book_id = NEW.book_id AND meeting_no = NEW.no) <> COALESCE(NEW.counted, -1),
        'record: the notes counted make the sum counted');
    RETURN NEW;
END $$;
CREATE TRIGGER meeting_fits BEFORE INSERT ON meeting FOR EACH ROW EXECUTE FUNCTION meeting_fits();

CREATE FUNCTION meeting_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(EXISTS (SELECT 1 FROM fresh f JOIN meeting m ON m.book_id = f.book_id AND m.no = f.meeting_no),
        'record: a sealed meeting takes no more lines');
    RETURN NULL;
END $$;
CREATE TRIGGER meeting_line_fits AFTER INSERT ON meeting_line REFERENCING NEW TABLE AS fresh EXECUTE FUNCTION meeting_open();
CREATE TRIGGER meeting_other_fits AFTER INSERT ON meeting_other REFERENCING NEW TABLE AS fresh EXECUTE FUNCTION meeting_open();
CREATE TRIGGER cash_count_fits AFTER INSERT ON cash_count REFERENCING NEW TABLE AS fresh EXECUTE FUNCTION meeting_open();

-- Corrections: asked once, decided once, confirmed by another officer and with the entry that posts the difference.
CREATE FUNCTION correction_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    PERFORM refuse_if(EXISTS (SELECT 1 FROM correction WHERE book_id = NEW.book_id AND no = NEW.no)
        OR EXISTS (SELECT 1 FROM correction WHERE id = NEW.id), 'record: the correction is there already');
    PERFORM refuse_if(NEW.no IS DISTINCT FROM (SELECT COALESCE(MAX(no), 0) + 1 FROM correction WHERE book_id = NEW.book_id),
        'record: a correction has the next number of its group');
    PERFORM refuse_if(NOT EXISTS (SELECT 1 FROM meeting WHERE book_id = NEW.book_id AND no = NEW.meeting_no),
        'record: a correction is of a meeting that was sealed');
    RETURN NEW;
END $$;
CREATE TRIGGER correction_fits BEFORE INSERT ON correction FOR EACH ROW EXECUTE FUNCTION correction_fits();

CREATE FUNCTION decision_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE c correction;
BEGIN
    SELECT * INTO c FROM correction WHERE book_id = NEW.book_id AND no = NEW.correction_no;
    PERFORM refuse_if(EXISTS (SELECT 1 FROM correction_decision WHERE book_id = NEW.book_id AND correction_no = NEW.correction_no),
        'record: the decision is there already');
    PERFORM refuse_if(c.no IS NULL, 'record: a decision is on a correction that was asked for');
    PERFORM refuse_if(NEW.decision = 'confirmed' AND NEW.decided_by IS NOT DISTINCT FROM c.asked_by, 'record: another officer confirms a correction');
    PERFORM refuse_if(NEW.entry_no IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM entry WHERE book_id = NEW.book_id AND no = NEW.entry_no AND source = c.id),
        'record: the entry of a correction names it');
    RETURN NEW;
END $$;
CREATE TRIGGER decision_fits BEFORE INSERT ON correction_decision FOR EACH ROW EXECUTE FUNCTION decision_fits();

-- A wish to reopen is undecided when it is asked, is decided once, and keeps its words.
CREATE FUNCTION reopening_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    PERFORM refuse_if(EXISTS (SELECT 1 FROM reopening WHERE book_id = NEW.book_id AND no = NEW.no), 'record: the reopening is there already');
    PERFORM refuse_if(NEW.no IS DISTINCT FROM (SELECT COALESCE(MAX(no), 0) + 1 FROM reopening WHERE book_id = NEW.book_id),
        'record: a reopening has the next number of its book');
    PERFORM refuse_if(NEW.decision IS NOT NULL, 'record: a reopening is asked before it is decided');
    RETURN NEW;
END $$;
CREATE TRIGGER reopening_fits BEFORE INSERT ON reopening FOR EACH ROW EXECUTE FUNCTION reopening_fits();
CREATE TRIGGER reopening_decided BEFORE UPDATE ON reopening FOR EACH ROW
    WHEN (OLD.decision IS NOT NULL OR NEW.decision IS NULL
       OR (NEW.book_id, NEW.no, NEW.through, NEW.reason, NEW.asked_by, NEW.asked_at)
          IS DISTINCT FROM (OLD.book_id, OLD.no, OLD.through, OLD.reason, OLD.asked_by, OLD.asked_at))
    EXECUTE FUNCTION refuse('record: a reopening is decided once and not otherwise changed');

-- What a group agreed is kept version by version; a cycle keeps its version from its first sealed meeting on.
CREATE FUNCTION constitution_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    PERFORM refuse_if(EXISTS (SELECT 1 FROM constitution WHERE book_id = NEW.book_id AND version = NEW.version),
        'record: the constitution is there already');
    PERFORM refuse_if(NEW.version IS DISTINCT FROM (SELECT COALESCE(MAX(version), 0) + 1 FROM constitution WHERE book_id = NEW.book_id),
        'record: a constitution has the next version of its group');
    RETURN NEW;
END $$;
CREATE TRIGGER constitution_fits BEFORE INSERT ON constitution FOR EACH ROW EXECUTE FUNCTION constitution_fits();
CREATE FUNCTION cycle_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if((NEW.book_id, NEW.no) IS DISTINCT FROM (OLD.book_id, OLD.no)
        OR (NEW.constitution, NEW.starts_on) IS DISTINCT FROM (OLD.constitution, OLD.starts_on)
           AND EXISTS (SELECT 1 FROM meeting WHERE book_id = OLD.book_id AND cycle_no = OLD.no),
        'record: a cycle keeps its constitution once a meeting was sealed in it');
    RETURN NEW;
END $$;
CREATE TRIGGER cycle_fixed BEFORE UPDATE ON cycle FOR EACH ROW EXECUTE FUNCTION cycle_fixed();

-- People and memberships may be mended, not taken away, once they stand in the books.
CREATE FUNCTION group_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if((NEW.book_id, NEW.id) IS DISTINCT FROM (OLD.book_id, OLD.id)
        OR NEW.commodity IS DISTINCT FROM OLD.commodity AND EXISTS (SELECT 1 FROM book WHERE id = OLD.book_id AND head_no IS NOT NULL),
        'record: a group keeps its identity, and its currency once an entry stands');
    RETURN NEW;
END $$;
CREATE TRIGGER group_fixed BEFORE UPDATE ON savings_group FOR EACH ROW EXECUTE FUNCTION group_fixed();
CREATE TRIGGER person_fixed BEFORE UPDATE ON person FOR EACH ROW WHEN (NEW.id <> OLD.id) EXECUTE FUNCTION refuse('record: a person keeps her identity');
CREATE FUNCTION person_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(EXISTS (SELECT 1 FROM member WHERE person_id = OLD.id), 'record: a person with a membership is never removed');
    RETURN OLD;
END $$;
CREATE TRIGGER person_stays BEFORE DELETE ON person FOR EACH ROW EXECUTE FUNCTION person_stays();
CREATE FUNCTION member_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if((NEW.book_id, NEW.party_no) IS DISTINCT FROM (OLD.book_id, OLD.party_no)
        OR NEW.person_id IS DISTINCT FROM OLD.person_id
           AND EXISTS (SELECT 1 FROM posting WHERE book_id = OLD.book_id AND party = OLD.party_no AND party > 0),
        'record: a membership keeps its party, and its person once a posting names it');
    RETURN NEW;
END $$;
CREATE TRIGGER member_fixed BEFORE UPDATE ON member FOR EACH ROW EXECUTE FUNCTION member_fixed();
CREATE FUNCTION member_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(EXISTS (SELECT 1 FROM posting WHERE book_id = OLD.book_id AND party = OLD.party_no AND party > 0)
        OR EXISTS (SELECT 1 FROM meeting_line WHERE book_id = OLD.book_id AND party_no = OLD.party_no),
        'record: a member who stands in the books is never removed');
    RETURN OLD;
END $$;
CREATE TRIGGER member_stays BEFORE DELETE ON member FOR EACH ROW EXECUTE FUNCTION member_stays();

-- The trail is only appended to, without gaps, each line continuing the one before; its head moves with it.
CREATE FUNCTION audit_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE h audit_head;
BEGIN
    SELECT * INTO h FROM audit_head WHERE book_id = NEW.book_id FOR NO KEY UPDATE;
    PERFORM refuse_if(NEW.no IS DISTINCT FROM COALESCE(h.no, 0) + 1, 'record: the trail has no gaps');
    PERFORM refuse_if(NEW.previous IS DISTINCT FROM COALESCE(h.hash, ''::BYTEA), 'record: a line of the trail continues the one before');
    RETURN NEW;
END $$;
CREATE TRIGGER audit_fits BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION audit_fits();
CREATE FUNCTION audit_moves() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO audit_head (book_id, no, hash) VALUES (NEW.book_id, 0, '') ON CONFLICT DO NOTHING;
    UPDATE audit_head SET no = NEW.no, hash = NEW.hash WHERE book_id = NEW.book_id;
    RETURN NULL;
END $$;
CREATE TRIGGER audit_moves AFTER INSERT ON audit FOR EACH ROW EXECUTE FUNCTION audit_moves();
CREATE TRIGGER audit_fixed BEFORE UPDATE ON audit EXECUTE FUNCTION refuse('record: the trail is never changed');
CREATE TRIGGER audit_head_born BEFORE INSERT ON audit_head FOR EACH ROW WHEN (NEW.no <> 0 OR NEW.hash <> '')
    EXECUTE FUNCTION refuse('record: a trail begins empty');
CREATE FUNCTION audit_head_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(NEW.book_id IS DISTINCT FROM OLD.book_id OR NEW.no IS DISTINCT FROM OLD.no + 1
        OR NOT EXISTS (SELECT 1 FROM audit WHERE book_id = NEW.book_id AND no = NEW.no AND hash = NEW.hash),
        'record: the head of a trail moves only by appending');
    RETURN NEW;
END $$;
CREATE TRIGGER audit_head_moves BEFORE UPDATE ON audit_head FOR EACH ROW EXECUTE FUNCTION audit_head_moves();

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

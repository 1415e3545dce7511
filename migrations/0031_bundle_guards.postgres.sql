-- Which rows of a book were written after which, and where a book is kept that travels (PostgreSQL spelling;
-- 0031_bundle_guards.sqlite.sql says the same).

-- Every row that a bundle carries is written down once it stands, in the order of writing: another instance takes the rows
-- in the same order, and so past the same guards. A row that may be mended is written down again with every change.
CREATE FUNCTION row_written() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    whole JSONB := to_jsonb(NEW);
    place TEXT;
BEGIN
    SELECT COALESCE(string_agg(CASE WHEN jsonb_typeof(whole -> c) = 'string' THEN (whole -> c)::text ELSE whole ->> c END, ',' ORDER BY n), '')
      INTO place FROM unnest(TG_ARGV) WITH ORDINALITY AS k (c, n);
    IF TG_TABLE_NAME = 'member' AND TG_OP = 'INSERT' THEN
        INSERT INTO written (book_id, what, key) VALUES ((whole ->> 'book_id')::bigint, 'person', '[' || place || ']');
    END IF;
    IF (whole ->> 'book_id')::bigint > 0 THEN
        INSERT INTO written (book_id, what, key) VALUES ((whole ->> 'book_id')::bigint, TG_TABLE_NAME, '[' || place || ']');
    END IF;
    RETURN NULL;
END $$;

DO $$
DECLARE
    said TEXT[];
    key TEXT;
BEGIN
    FOREACH said SLICE 1 IN ARRAY ARRAY[
        ['fund', 'no', ''],
        ['account', 'no', ''],
        ['party', 'no', ''],
        ['savings_group', '', 'change'],
        ['constitution', 'version', ''],
        ['cycle', 'no', 'change'],
        ['member', 'party_no', 'change'],
        ['officer_term', 'no', 'change'],
        ['entry', 'no', ''],
        ['period_event', 'no', ''],
        ['reopening', 'no', 'change'],
        ['loan_application', 'no', ''],
        ['loan_guarantor', 'application_no party_no', ''],
        ['loan_withdrawn', 'application_no', ''],
        ['loan', 'no', ''],
        ['loan_instalment', 'loan_no version n', ''],
        ['loan_event', 'loan_no no', ''],
        ['loan_request', 'no', ''],
        ['loan_request_decision', 'request_no', ''],
        ['meeting_line', 'meeting_no party_no', ''],
        ['meeting_other', 'meeting_no line', ''],
        ['cash_count', 'meeting_no value', ''],
        ['meeting', 'no', ''],
        ['correction', 'no', ''],
        ['correction_decision', 'correction_no', ''],
        ['share_out', 'no', ''],
        ['share_out_count', 'share_out_no proposal_no value', ''],
        ['share_out_reinvest', 'share_out_no proposal_no party_no', ''],
        ['share_out_proposal', 'share_out_no no', ''],
        ['share_out_line', 'share_out_no party_no', ''],
        ['share_out_decision', 'share_out_no', ''],
        ['payout', 'no', ''],
        ['bank', 'no', 'change'],
        ['bank_rules', 'bank_no version', ''],
        ['bank_season', 'bank_no no', ''],
        ['bank_unit', 'bank_no no', ''],
        ['price', 'no', ''],
        ['bank_request', 'bank_no no', ''],
        ['bank_animal', 'bank_no no', ''],
        ['bank_animal_move', 'bank_no act_no animal_no', ''],
        ['bank_act', 'bank_no no', ''],
        ['bank_request_decision', 'bank_no request_no', ''],
        ['paper', 'code', ''],
        ['audit', 'no', '']]
    LOOP
        SELECT COALESCE(string_agg(quote_literal(c), ', '), '') INTO key FROM unnest(string_to_array(said[2], ' ')) AS c;
        EXECUTE format('CREATE TRIGGER %I AFTER INSERT ON %I FOR EACH ROW EXECUTE FUNCTION row_written(%s)', said[1] || '_written', said[1], key);
        IF said[3] <> '' THEN
            EXECUTE format('CREATE TRIGGER %I AFTER UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION row_written(%s)', said[1] || '_rewritten', said[1], key);
        END IF;
    END LOOP;
END $$;

-- Who somebody is belongs to the programme; where a book is kept elsewhere, it is told there. Her household, and whom she is the
-- same as, stay at the programme.
CREATE FUNCTION person_rewritten() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO written (book_id, what, key)
    SELECT m.book_id, 'person', '[' || m.party_no || ']' FROM member m
     WHERE m.person_id = NEW.id AND NOT EXISTS (SELECT 1 FROM away a WHERE a.book_id = m.book_id);
    RETURN NULL;
END $$;
CREATE TRIGGER person_rewritten
    AFTER UPDATE OF family_name_km, given_name_km, family_name_latin, given_name_latin, sex, birth_year, id_poor, phone, village_code ON person FOR EACH ROW EXECUTE FUNCTION person_rewritten();

-- A book has one writer at a time. Elsewhere it is read; here it is written only while a bundle is being taken.
CREATE FUNCTION written_here() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(EXISTS (SELECT 1 FROM away WHERE book_id = NEW.book_id) AND NOT EXISTS (SELECT 1 FROM taking WHERE book_id = NEW.book_id),
        'record: the book is kept elsewhere');
    RETURN NEW;
END $$;
CREATE TRIGGER written_here BEFORE INSERT ON written FOR EACH ROW EXECUTE FUNCTION written_here();

CREATE FUNCTION instance_born() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(EXISTS (SELECT 1 FROM instance WHERE id = NEW.id OR signs = NEW.signs OR own AND NEW.own), 'record: the instance is there already');
    RETURN NEW;
END $$;
CREATE TRIGGER instance_born BEFORE INSERT ON instance FOR EACH ROW EXECUTE FUNCTION instance_born();
CREATE FUNCTION instance_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if((NEW.id, NEW.signs, NEW.opens, NEW.own, NEW.recorded_at, NEW.recorded_by)
        IS DISTINCT FROM (OLD.id, OLD.signs, OLD.opens, OLD.own, OLD.recorded_at, OLD.recorded_by), 'record: an instance keeps its identity and its keys');
    RETURN NEW;
END $$;
CREATE TRIGGER instance_fixed BEFORE UPDATE ON instance FOR EACH ROW EXECUTE FUNCTION instance_fixed();

-- Who keeps a book is handed on, one record after the other, each saying where the book stood.
CREATE FUNCTION keeping_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    PERFORM refuse_if(NEW.no IS DISTINCT FROM (SELECT COALESCE(MAX(no), 0) + 1 FROM keeping WHERE book_id = NEW.book_id),
        'record: a keeping has the next number of its book');
    PERFORM refuse_if(NEW.head_no > 0
        AND NOT EXISTS (SELECT 1 FROM entry WHERE book_id = NEW.book_id AND no = NEW.head_no AND hash = NEW.head_hash),
        'record: a book that is handed on stood as the record says');
    PERFORM refuse_if(COALESCE(NEW.to_id = (SELECT to_id FROM keeping WHERE book_id = NEW.book_id ORDER BY no DESC LIMIT 1), FALSE),
        'record: a book is not handed to who keeps it');
    RETURN NEW;
END $$;
CREATE TRIGGER keeping_fits BEFORE INSERT ON keeping FOR EACH ROW EXECUTE FUNCTION keeping_fits();

CREATE FUNCTION bundle_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(EXISTS (SELECT 1 FROM bundle WHERE way = NEW.way AND instance_id = NEW.instance_id AND no = NEW.no)
        OR EXISTS (SELECT 1 FROM bundle WHERE digest = NEW.digest), 'record: the bundle is there already');
    RETURN NEW;
END $$;
CREATE TRIGGER bundle_fits BEFORE INSERT ON bundle FOR EACH ROW EXECUTE FUNCTION bundle_fits();
CREATE FUNCTION bundle_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(OLD.receipted_at IS NOT NULL OR NEW.receipted_at IS NULL OR NEW.way <> 'sent'
        OR (NEW.way, NEW.instance_id, NEW.no, NEW.digest, NEW.made_at, NEW.recorded_at, NEW.recorded_by)
           IS DISTINCT FROM (OLD.way, OLD.instance_id, OLD.no, OLD.digest, OLD.made_at, OLD.recorded_at, OLD.recorded_by),
        'record: a bundle is receipted once and not otherwise changed');
    RETURN NEW;
END $$;
CREATE TRIGGER bundle_fixed BEFORE UPDATE ON bundle FOR EACH ROW EXECUTE FUNCTION bundle_fixed();

DO $$
DECLARE said TEXT[];
BEGIN
    FOREACH said SLICE 1 IN ARRAY ARRAY[
        ['written', 'the order of writing is never changed'], ['keeping', 'who kept a book is never changed'],
        ['bundle_book', 'what a bundle carried is never changed']]
    LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE ON %I EXECUTE FUNCTION refuse(%L)', said[1] || '_fixed', said[1], 'record: ' || said[2]);
    END LOOP;
    FOREACH said SLICE 1 IN ARRAY ARRAY[
        ['written', 'the order of writing is never shortened'], ['instance', 'an instance is never removed'],
        ['keeping', 'who kept a book is never removed'], ['bundle', 'a bundle is never removed'],
        ['bundle_book', 'what a bundle carried is never removed']]
    LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE DELETE OR TRUNCATE ON %I EXECUTE FUNCTION refuse(%L)', said[1] || '_stays', said[1], 'record: ' || said[2]);
    END LOOP;
END $$;

-- As in the files before.
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

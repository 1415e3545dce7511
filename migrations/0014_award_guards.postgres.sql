-- What happened under an award stays as it was written (PostgreSQL spelling; 0014_award_guards.sqlite.sql says the same).
--
-- The order of writing that these rules expect: a grant before the act that brings it, an entry before the act that names
-- it, the act last. No entry of an award's book follows one without an act, and no transaction ends that leaves one.

-- New roles, and a role on any book: a group's or an award's.
ALTER TABLE app_role DROP CONSTRAINT app_role_role_check;
ALTER TABLE app_role ADD CONSTRAINT app_role_role_check
    CHECK (role IN ('treasurer', 'committee', 'advisor', 'officer', 'finance', 'auditor', 'administrator',
                    'manager', 'cashier', 'bookkeeper', 'monitor', 'liaison'));
ALTER TABLE app_role DROP CONSTRAINT app_role_book_id_fkey;
ALTER TABLE app_role ADD CONSTRAINT app_role_book_id_fkey FOREIGN KEY (book_id) REFERENCES book (id);

-- Rows that are never changed and never removed: a statement that tries is refused before it looks for a row.
DO $$
DECLARE said TEXT[];
BEGIN
    FOREACH said SLICE 1 IN ARRAY ARRAY[
        ['award', 'an award'], ['award_grant', 'a grant'], ['award_act', 'an act'], ['upload', 'an upload'],
        ['code_view', 'a view'], ['audit_sample', 'a sample'], ['audit_sample_item', 'an item of a sample'], ['audit_test', 'a test'],
        ['finding', 'a finding'], ['finding_event', 'what was said of a finding'], ['audit_certificate', 'a certificate']]
    LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE ON %I EXECUTE FUNCTION refuse(%L)',
            said[1] || '_fixed', said[1], 'record: ' || said[2] || ' is never changed');
        EXECUTE format('CREATE TRIGGER %I BEFORE DELETE OR TRUNCATE ON %I EXECUTE FUNCTION refuse(%L)',
            said[1] || '_stays', said[1], 'record: ' || said[2] || ' is never removed');
    END LOOP;
END $$;
CREATE TRIGGER award_upload_fixed BEFORE UPDATE ON award_upload EXECUTE FUNCTION refuse('record: an upload stays with its award');
CREATE TRIGGER award_upload_stays BEFORE DELETE OR TRUNCATE ON award_upload EXECUTE FUNCTION refuse('record: an upload stays with its award');

-- A book is an award's or a group's. Both take the book, so that neither is written beside the other.
CREATE FUNCTION award_born() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE b book;
BEGIN
    SELECT * INTO b FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    PERFORM refuse_if(EXISTS (SELECT 1 FROM award WHERE book_id = NEW.book_id OR id = NEW.id OR code = NEW.code),
        'record: the award is there already');
    PERFORM refuse_if(b.id IS NULL OR b.head_no IS NOT NULL OR EXISTS (SELECT 1 FROM savings_group WHERE book_id = NEW.book_id),
        'record: an award begins in a book of its own, in which nothing was posted');
    PERFORM refuse_if(NEW.parent_book IS NOT NULL AND NOT EXISTS (SELECT 1 FROM award WHERE book_id = NEW.parent_book),
        'record: there is no such award');
    RETURN NEW;
END $$;
CREATE TRIGGER award_born BEFORE INSERT ON award FOR EACH ROW EXECUTE FUNCTION award_born();
CREATE FUNCTION group_is_no_award() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    PERFORM refuse_if(EXISTS (SELECT 1 FROM award WHERE book_id = NEW.book_id), 'record: the book of an award is no group''s');
    RETURN NEW;
END $$;
CREATE TRIGGER group_is_no_award BEFORE INSERT ON savings_group FOR EACH ROW EXECUTE FUNCTION group_is_no_award();

-- What is posted under an award belongs to an act: of the entry before when the next one comes, of the last one when its
-- transaction ends. (Called after entry_fits, by its name, which has taken the book.)
CREATE FUNCTION entry_of_award() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM award WHERE book_id = NEW.book_id) THEN
        PERFORM refuse_if(NEW.kind NOT IN ('ordinary', 'reversal'), 'record: what is posted under an award is an act, or takes one back');
        PERFORM refuse_if(NEW.no > 1 AND NOT EXISTS (SELECT 1 FROM award_act WHERE book_id = NEW.book_id AND entry_no = NEW.no - 1),
            'record: what was posted under an award belongs to an act');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER entry_of_award BEFORE INSERT ON entry FOR EACH ROW EXECUTE FUNCTION entry_of_award();
CREATE FUNCTION entry_has_act() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(EXISTS (SELECT 1 FROM award WHERE book_id = NEW.book_id)
        AND NOT EXISTS (SELECT 1 FROM award_act WHERE book_id = NEW.book_id AND entry_no = NEW.no),
        'record: what was posted under an award belongs to an act');
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER entry_has_act AFTER INSERT ON entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION entry_has_act();

-- A grant enters with the act that is being written.
CREATE FUNCTION award_grant_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    PERFORM refuse_if(NOT EXISTS (SELECT 1 FROM award WHERE book_id = NEW.book_id), 'record: there is no such award');
    PERFORM refuse_if(NEW.no IS DISTINCT FROM (SELECT COALESCE(MAX(no), 0) + 1 FROM award_grant WHERE book_id = NEW.book_id),
        'record: a grant has the next number of its award');
    PERFORM refuse_if(NEW.act_no IS DISTINCT FROM (SELECT COALESCE(MAX(no), 0) + 1 FROM award_act WHERE book_id = NEW.book_id),
        'record: a grant enters with the act that is being written');
    PERFORM refuse_if(NOT EXISTS (SELECT 1 FROM party WHERE book_id = NEW.book_id AND no = NEW.party_no)
        OR EXISTS (SELECT 1 FROM award_grant WHERE book_id = NEW.book_id AND party_no = NEW.party_no),
        'record: a grant is a party of its own');
    PERFORM refuse_if(NEW.coded IS DISTINCT FROM (NEW.person_id IS NULL)
        OR NEW.person_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM person WHERE id = NEW.person_id),
        'record: a grant to a family names a person, and one under a code nobody');
    RETURN NEW;
END $$;
CREATE TRIGGER award_grant_fits BEFORE INSERT ON award_grant FOR EACH ROW EXECUTE FUNCTION award_grant_fits();

-- An act is the next of its award, on an open day, and says of itself what it is. (The triggers of an act are called in
-- the order of their names; this one comes first and takes the book.)
CREATE FUNCTION award_act_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    closed DATE;
    told JSON;
BEGIN
    SELECT closed_through INTO closed FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    PERFORM refuse_if(EXISTS (SELECT 1 FROM award_act WHERE id = NEW.id), 'record: the act is there already');
    PERFORM refuse_if(NOT EXISTS (SELECT 1 FROM award WHERE book_id = NEW.book_id), 'record: there is no such award');
    PERFORM refuse_if(NEW.no IS DISTINCT FROM (SELECT COALESCE(MAX(no), 0) + 1 FROM award_act WHERE book_id = NEW.book_id),
        'record: an act has the next number of its award');
    PERFORM refuse_if(NEW.day <= closed, 'record: the period is closed');
    told := NEW.fact::JSON;
    PERFORM refuse_if(told ->> 'kind' IS DISTINCT FROM NEW.kind, 'record: the fact says what kind of act it is');
    PERFORM refuse_if(NEW.grant_no::TEXT IS DISTINCT FROM COALESCE(told ->> 'grant', told #>> '{purpose,grant}')
        OR NEW.voucher_no::TEXT IS DISTINCT FROM told ->> 'voucher',
        'record: the fact says which grant and which voucher it is about');
    PERFORM refuse_if(NEW.grant_no IS NOT NULL AND NOT EXISTS (SELECT 1 FROM award_grant WHERE book_id = NEW.book_id AND no = NEW.grant_no),
        'record: an act is about a grant of its award');
    PERFORM refuse_if((SELECT COUNT(*) FROM award_grant WHERE book_id = NEW.book_id AND act_no = NEW.no)
            <> CASE WHEN NEW.kind IN ('applied', 'brought') THEN 1 ELSE 0 END
        OR NEW.kind IN ('applied', 'brought')
           AND NOT EXISTS (SELECT 1 FROM award_grant
                            WHERE book_id = NEW.book_id AND act_no = NEW.no AND no = NEW.grant_no AND party_no::TEXT = told ->> 'party'
                              AND coded = (COALESCE(told #>> '{applicant,is}', '') = 'coded')
                              AND person_id::TEXT IS NOT DISTINCT FROM told #>> '{applicant,person}'),
        'record: a grant enters once, as its act says');
    RETURN NEW;
END $$;
CREATE TRIGGER award_act_fits BEFORE INSERT ON award_act FOR EACH ROW EXECUTE FUNCTION award_act_fits();

-- Who helped a family to apply neither screens nor appraises it, nor approves or pays; who screened or signed does not
-- pay; who paid does not verify (domain::grants::duties).
CREATE FUNCTION award_act_hands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    told JSON := NEW.fact::JSON;
    about BIGINT := COALESCE(NEW.grant_no,
        (SELECT grant_no FROM award_act WHERE book_id = NEW.book_id AND voucher_no = NEW.voucher_no AND kind = 'prepared'));
BEGIN
    PERFORM refuse_if(EXISTS (
            SELECT 1 FROM award_act a
             WHERE a.book_id = NEW.book_id AND a.recorded_by = NEW.recorded_by AND a.grant_no = about
               AND (a.kind = 'applied' AND (NEW.kind IN ('screened', 'appraised') OR told ->> 'step' IN ('approved', 'paid'))
                    OR a.kind IN ('screened', 'agreed') AND told ->> 'step' = 'paid'
                    OR a.kind = 'visited' AND a.fact::JSON #>> '{visiting,is}' = 'verification' AND told ->> 'step' = 'paid'))
        OR told #>> '{visiting,is}' = 'verification'
       AND EXISTS (
            SELECT 1 FROM award_act made JOIN award_act paid ON paid.book_id = made.book_id AND paid.voucher_no = made.voucher_no
             WHERE made.book_id = NEW.book_id AND made.grant_no = about AND made.kind = 'prepared'
               AND paid.kind = 'stepped' AND paid.fact::JSON ->> 'step' = 'paid' AND paid.recorded_by = NEW.recorded_by),
        'record: two duties of a grant do not lie in one hand');
    RETURN NEW;
END $$;
CREATE TRIGGER award_act_hands BEFORE INSERT ON award_act FOR EACH ROW
    WHEN (NEW.kind IN ('screened', 'appraised', 'stepped', 'visited')) EXECUTE FUNCTION award_act_hands();

-- What moves money is posted by an entry of its own; what is reversed is what recorded the voucher.
CREATE FUNCTION award_act_posted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE told JSON := NEW.fact::JSON;
BEGIN
    PERFORM refuse_if((NEW.entry_no IS NOT NULL) IS DISTINCT FROM CASE
            WHEN NEW.kind IN ('received', 'returned', 'changed', 'advance-back', 'accounted', 'agreed', 'recovered', 'reversed') THEN TRUE
            WHEN NEW.kind = 'stepped' THEN told ->> 'step' IS NOT DISTINCT FROM 'recorded'
            WHEN NEW.kind IN ('varied', 'closed', 'brought') THEN NEW.entry_no IS NOT NULL
            ELSE FALSE END, 'record: what moves money is posted, and nothing else is');
    IF NEW.entry_no IS NOT NULL THEN
        PERFORM refuse_if(NOT EXISTS (SELECT 1 FROM entry WHERE book_id = NEW.book_id AND no = NEW.entry_no AND key = NEW.id AND day = NEW.day
                                         AND kind = CASE NEW.kind WHEN 'reversed' THEN 'reversal' ELSE 'ordinary' END),
            'record: the entry of an act is its own, of its day');
        PERFORM refuse_if(NEW.entry_no <= (SELECT MAX(entry_no) FROM award_act WHERE book_id = NEW.book_id),
            'record: the entry of an act comes after those of the acts before');
        PERFORM refuse_if(NEW.kind = 'reversed'
            AND (SELECT mends FROM entry WHERE book_id = NEW.book_id AND no = NEW.entry_no)
                IS DISTINCT FROM (SELECT entry_no FROM award_act WHERE book_id = NEW.book_id AND voucher_no = NEW.voucher_no
                                     AND kind = 'stepped' AND award_act.fact::JSON ->> 'step' = 'recorded'),
            'record: what is reversed is what recorded the voucher');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER award_act_posted BEFORE INSERT ON award_act FOR EACH ROW EXECUTE FUNCTION award_act_posted();

-- Nothing is told of somebody under a code: no word that is not of the list, no receipt that is not sealed, no picture.
CREATE FUNCTION award_act_silent() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE told JSON := NEW.fact::JSON;
BEGIN
    PERFORM refuse_if(
        EXISTS (SELECT 1 FROM award_grant
                 WHERE book_id = NEW.book_id AND coded
                   AND no = COALESCE(NEW.grant_no, (SELECT grant_no FROM award_act
                                                     WHERE book_id = NEW.book_id AND voucher_no = NEW.voucher_no AND kind = 'prepared')))
        AND (EXISTS (SELECT 1 FROM json_object_keys(CASE json_typeof(told -> 'applicant') WHEN 'object' THEN told -> 'applicant' ELSE '{}' END) key
                      WHERE key NOT IN ('is', 'code', 'provider', 'sex', 'age', 'province', 'consent'))
             OR EXISTS (SELECT 1 FROM json_array_elements(CASE json_typeof(told -> 'plan') WHEN 'array' THEN told -> 'plan' ELSE '[]' END) line
                         WHERE line ->> 'what' IS DISTINCT FROM '')
             OR told ->> 'reason' <> ''
             OR told ->> 'picture' IS NOT NULL
             OR NEW.kind = 'filed' AND (told #>> '{receipt,sealed}' IS DISTINCT FROM 'true'
                                        OR told #>> '{receipt,supplier}' <> '' OR told #>> '{receipt,number}' <> '')),
        'record: nothing is told of somebody under a code');
    RETURN NEW;
END $$;
CREATE TRIGGER award_act_silent BEFORE INSERT ON award_act FOR EACH ROW
    WHEN (NEW.kind IN ('applied', 'brought', 'screened', 'visited', 'filed')) EXECUTE FUNCTION award_act_silent();

-- A voucher is made out once, goes step by step through five hands, and is taken back before it is paid or reversed after
-- it was recorded.
CREATE FUNCTION award_act_voucher() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    step TEXT := NEW.fact::JSON ->> 'step';
    steps BIGINT;
BEGIN
    IF NEW.kind = 'prepared' THEN
        PERFORM refuse_if(NEW.voucher_no IS DISTINCT FROM 1 + GREATEST(
                (SELECT MAX(voucher_no) FROM award_act WHERE book_id = NEW.book_id),
                (SELECT MAX((one ->> 'voucher')::BIGINT) FROM award_act a, json_array_elements(a.fact::JSON -> 'vouchers') one
                  WHERE a.book_id = NEW.book_id AND a.kind = 'brought'), 0),
            'record: a voucher has the next number of its award');
        RETURN NEW;
    END IF;
    PERFORM refuse_if(NOT EXISTS (SELECT 1 FROM award_act WHERE book_id = NEW.book_id AND voucher_no = NEW.voucher_no AND kind = 'prepared'),
        'record: there is no such voucher');
    PERFORM refuse_if(EXISTS (SELECT 1 FROM award_act WHERE book_id = NEW.book_id AND voucher_no = NEW.voucher_no AND kind IN ('voided', 'reversed')),
        'record: a voucher that was voided or reversed stays so');
    SELECT COUNT(*) INTO steps FROM award_act WHERE book_id = NEW.book_id AND voucher_no = NEW.voucher_no AND kind = 'stepped';
    PERFORM refuse_if(CASE NEW.kind
            WHEN 'stepped' THEN step IS DISTINCT FROM (ARRAY['checked', 'approved', 'paid', 'recorded'])[steps + 1]
            WHEN 'voided' THEN steps > 2
            WHEN 'reversed' THEN steps <> 4
            ELSE FALSE END OR NEW.kind = 'stepped' AND steps > 3, 'record: a voucher goes step by step');
    PERFORM refuse_if(NEW.kind = 'stepped'
        AND EXISTS (SELECT 1 FROM award_act WHERE book_id = NEW.book_id AND voucher_no = NEW.voucher_no
                       AND kind IN ('prepared', 'stepped') AND recorded_by = NEW.recorded_by),
        'record: each step of a voucher is another hand''s');
    RETURN NEW;
END $$;
CREATE TRIGGER award_act_voucher BEFORE INSERT ON award_act FOR EACH ROW
    WHEN (NEW.voucher_no IS NOT NULL) EXECUTE FUNCTION award_act_voucher();

-- Scans, by the digest of their bytes.
CREATE FUNCTION upload_born() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(EXISTS (SELECT 1 FROM upload WHERE hash = NEW.hash), 'record: the upload is there already');
    PERFORM refuse_if(NEW.hash IS DISTINCT FROM sha256(NEW.bytes), 'record: the digest of an upload is of its bytes');
    RETURN NEW;
END $$;
CREATE TRIGGER upload_born BEFORE INSERT ON upload FOR EACH ROW EXECUTE FUNCTION upload_born();

-- Who looked stays written.
CREATE FUNCTION code_view_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    PERFORM refuse_if(NEW.no IS DISTINCT FROM (SELECT COALESCE(MAX(no), 0) + 1 FROM code_view WHERE book_id = NEW.book_id),
        'record: a view has the next number of its award');
    PERFORM refuse_if(NEW.grant_no <> 0
        AND NOT EXISTS (SELECT 1 FROM award_grant WHERE book_id = NEW.book_id AND no = NEW.grant_no AND coded),
        'record: a view is of a grant under a code, or of their list');
    RETURN NEW;
END $$;
CREATE TRIGGER code_view_fits BEFORE INSERT ON code_view FOR EACH ROW EXECUTE FUNCTION code_view_fits();

-- Working papers of the audit.
CREATE FUNCTION audit_sample_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE head BIGINT;
BEGIN
    SELECT head_no INTO head FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    PERFORM refuse_if(NEW.no IS DISTINCT FROM (SELECT COALESCE(MAX(no), 0) + 1 FROM audit_sample WHERE book_id = NEW.book_id),
        'record: a sample has the next number of its award');
    PERFORM refuse_if(NEW.through_entry IS DISTINCT FROM COALESCE(head, 0), 'record: a sample is drawn from what is posted by then');
    RETURN NEW;
END $$;
CREATE TRIGGER audit_sample_fits BEFORE INSERT ON audit_sample FOR EACH ROW EXECUTE FUNCTION audit_sample_fits();
CREATE FUNCTION audit_sample_item_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    PERFORM refuse_if(NOT EXISTS (SELECT 1 FROM audit_sample WHERE book_id = NEW.book_id AND no = NEW.sample_no),
        'record: there is no such sample');
    PERFORM refuse_if(EXISTS (SELECT 1 FROM audit_test WHERE book_id = NEW.book_id AND sample_no = NEW.sample_no)
        OR (SELECT COUNT(*) FROM audit_sample_item WHERE book_id = NEW.book_id AND sample_no = NEW.sample_no)
           >= (SELECT items FROM audit_sample WHERE book_id = NEW.book_id AND no = NEW.sample_no),
        'record: a sample takes no item once it is tested, and no more than there were');
    RETURN NEW;
END $$;
CREATE TRIGGER audit_sample_item_fits BEFORE INSERT ON audit_sample_item FOR EACH ROW EXECUTE FUNCTION audit_sample_item_fits();
CREATE FUNCTION audit_test_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    PERFORM refuse_if(NEW.no IS DISTINCT FROM
        (SELECT COALESCE(MAX(no), 0) + 1 FROM audit_test WHERE book_id = NEW.book_id AND sample_no = NEW.sample_no),
        'record: a test has the next number of its sample');
    PERFORM refuse_if(NOT EXISTS (SELECT 1 FROM audit_sample_item
                                   WHERE book_id = NEW.book_id AND sample_no = NEW.sample_no AND voucher_no = NEW.voucher_no),
        'record: what is tested was drawn');
    RETURN NEW;
END $$;
CREATE TRIGGER audit_test_fits BEFORE INSERT ON audit_test FOR EACH ROW EXECUTE FUNCTION audit_test_fits();
CREATE FUNCTION finding_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    PERFORM refuse_if(NEW.no IS DISTINCT FROM (SELECT COALESCE(MAX(no), 0) + 1 FROM finding WHERE book_id = NEW.book_id),
        'record: a finding has the next number of its award');
    PERFORM refuse_if(NEW.grant_no IS NOT NULL AND NOT EXISTS (SELECT 1 FROM award_grant WHERE book_id = NEW.book_id AND no = NEW.grant_no)
        OR NEW.sample_no IS NOT NULL AND NOT EXISTS (SELECT 1 FROM audit_sample WHERE book_id = NEW.book_id AND no = NEW.sample_no),
        'record: a finding is about a grant and a sample that are there');
    RETURN NEW;
END $$;
CREATE TRIGGER finding_fits BEFORE INSERT ON finding FOR EACH ROW EXECUTE FUNCTION finding_fits();
CREATE FUNCTION finding_event_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    PERFORM refuse_if(NOT EXISTS (SELECT 1 FROM finding WHERE book_id = NEW.book_id AND no = NEW.finding_no),
        'record: there is no such finding');
    PERFORM refuse_if(NEW.no IS DISTINCT FROM
        (SELECT COALESCE(MAX(no), 0) + 1 FROM finding_event WHERE book_id = NEW.book_id AND finding_no = NEW.finding_no),
        'record: what is said of a finding has the next number');
    RETURN NEW;
END $$;
CREATE TRIGGER finding_event_fits BEFORE INSERT ON finding_event FOR EACH ROW EXECUTE FUNCTION finding_event_fits();

-- A certificate states the head as it is while it is signed.
CREATE FUNCTION audit_certificate_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE b book;
BEGIN
    SELECT * INTO b FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    PERFORM refuse_if(NEW.no IS DISTINCT FROM (SELECT COALESCE(MAX(no), 0) + 1 FROM audit_certificate WHERE book_id = NEW.book_id),
        'record: a certificate has the next number of its award');
    PERFORM refuse_if((NEW.entry_no, NEW.hash) IS DISTINCT FROM (b.head_no, b.head_hash)
        OR NEW.act_no IS DISTINCT FROM (SELECT MAX(no) FROM award_act WHERE book_id = NEW.book_id),
        'record: a certificate states the head of its book and the last act');
    RETURN NEW;
END $$;
CREATE TRIGGER audit_certificate_fits BEFORE INSERT ON audit_certificate FOR EACH ROW EXECUTE FUNCTION audit_certificate_fits();

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

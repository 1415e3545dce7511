-- What happened under an award stays as it was written (SQLite spelling; 0014_award_guards.postgres.sql says the same).
--
-- The order of writing that these rules expect: a grant before the act that brings it, an entry before the act that names
-- it, the act last. No entry of an award's book follows one without an act; the last one's is looked for by `check` (on
-- PostgreSQL the transaction that leaves it out does not end).
--
-- As in 0002: they hold with foreign keys and recursive triggers switched off, and say IS NOT, never <>.

-- New roles, and a role on any book: a group's or an award's.
CREATE TABLE app_role_of_any_book (
    user_id         UUID    NOT NULL REFERENCES app_user (id),
    no              BIGINT  NOT NULL,
    role            TEXT    NOT NULL CHECK (role IN ('treasurer', 'committee', 'advisor', 'officer', 'finance', 'auditor', 'administrator',
                                                     'manager', 'cashier', 'bookkeeper', 'monitor', 'liaison')),
    organisation_id UUID    REFERENCES organisation (id),
    book_id         BIGINT  REFERENCES book (id),
    PRIMARY KEY (user_id, no),
    CHECK (organisation_id IS NULL OR book_id IS NULL)
) {table};
INSERT INTO app_role_of_any_book (user_id, no, role, organisation_id, book_id) SELECT user_id, no, role, organisation_id, book_id FROM app_role;
DROP TABLE app_role;
ALTER TABLE app_role_of_any_book RENAME TO app_role;
CREATE INDEX app_role_by_book ON app_role (book_id);

-- A book is an award's or a group's.
CREATE TRIGGER award_born BEFORE INSERT ON award
BEGIN
    SELECT RAISE(ABORT, 'record: the award is there already')
     WHERE EXISTS (SELECT 1 FROM award WHERE book_id = NEW.book_id OR id = NEW.id OR code = NEW.code);
    SELECT RAISE(ABORT, 'record: an award begins in a book of its own, in which nothing was posted')
     WHERE NOT EXISTS (SELECT 1 FROM book WHERE id = NEW.book_id AND head_no IS NULL)
        OR EXISTS (SELECT 1 FROM savings_group WHERE book_id = NEW.book_id);
    SELECT RAISE(ABORT, 'record: there is no such award')
     WHERE NEW.parent_book IS NOT NULL AND NOT EXISTS (SELECT 1 FROM award WHERE book_id = NEW.parent_book);
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day')
     WHERE NEW.from_day IS NOT date(NEW.from_day) OR NEW.to_day IS NOT date(NEW.to_day);
END;
CREATE TRIGGER award_fixed BEFORE UPDATE ON award BEGIN SELECT RAISE(ABORT, 'record: an award is never changed'); END;
CREATE TRIGGER award_stays BEFORE DELETE ON award BEGIN SELECT RAISE(ABORT, 'record: an award is never removed'); END;
CREATE TRIGGER group_is_no_award BEFORE INSERT ON savings_group
WHEN EXISTS (SELECT 1 FROM award WHERE book_id = NEW.book_id)
BEGIN SELECT RAISE(ABORT, 'record: the book of an award is no group''s'); END;

-- What is posted under an award belongs to an act.
CREATE TRIGGER entry_of_award BEFORE INSERT ON entry WHEN EXISTS (SELECT 1 FROM award WHERE book_id = NEW.book_id)
BEGIN
    SELECT RAISE(ABORT, 'record: what is posted under an award is an act, or takes one back') WHERE NEW.kind NOT IN ('ordinary', 'reversal');
    SELECT RAISE(ABORT, 'record: what was posted under an award belongs to an act')
     WHERE NEW.no > 1 AND NOT EXISTS (SELECT 1 FROM award_act WHERE book_id = NEW.book_id AND entry_no = NEW.no - 1);
END;

-- A grant enters with the act that is being written.
CREATE TRIGGER award_grant_fits BEFORE INSERT ON award_grant
BEGIN
    SELECT RAISE(ABORT, 'record: there is no such award') WHERE NOT EXISTS (SELECT 1 FROM award WHERE book_id = NEW.book_id);
    SELECT RAISE(ABORT, 'record: a grant has the next number of its award')
     WHERE NEW.no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM award_grant WHERE book_id = NEW.book_id);
    SELECT RAISE(ABORT, 'record: a grant enters with the act that is being written')
     WHERE NEW.act_no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM award_act WHERE book_id = NEW.book_id);
    SELECT RAISE(ABORT, 'record: a grant is a party of its own')
     WHERE NOT EXISTS (SELECT 1 FROM party WHERE book_id = NEW.book_id AND no = NEW.party_no)
        OR EXISTS (SELECT 1 FROM award_grant WHERE book_id = NEW.book_id AND party_no = NEW.party_no);
    SELECT RAISE(ABORT, 'record: a grant to a family names a person, and one under a code nobody')
     WHERE NEW.coded IS NOT (NEW.person_id IS NULL)
        OR NEW.person_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM person WHERE id = NEW.person_id);
END;
CREATE TRIGGER award_grant_fixed BEFORE UPDATE ON award_grant BEGIN SELECT RAISE(ABORT, 'record: a grant is never changed'); END;
CREATE TRIGGER award_grant_stays BEFORE DELETE ON award_grant BEGIN SELECT RAISE(ABORT, 'record: a grant is never removed'); END;

-- An act is the next of its award, on an open day, and says of itself what it is.
CREATE TRIGGER award_act_fits BEFORE INSERT ON award_act
BEGIN
    SELECT RAISE(ABORT, 'record: the act is there already') WHERE EXISTS (SELECT 1 FROM award_act WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'record: there is no such award') WHERE NOT EXISTS (SELECT 1 FROM award WHERE book_id = NEW.book_id);
    SELECT RAISE(ABORT, 'record: an act has the next number of its award')
     WHERE NEW.no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM award_act WHERE book_id = NEW.book_id);
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day') WHERE NEW.day IS NOT date(NEW.day);
    SELECT RAISE(ABORT, 'record: the period is closed') WHERE NEW.day <= (SELECT closed_through FROM book WHERE id = NEW.book_id);
    SELECT RAISE(ABORT, 'record: keys are sixteen bytes') WHERE length(NEW.id) <> 16 OR length(NEW.recorded_by) <> 16;
    SELECT RAISE(ABORT, 'record: the fact says what kind of act it is')
     WHERE NOT CASE WHEN json_valid(NEW.fact) THEN NEW.fact ->> 'kind' IS NEW.kind ELSE FALSE END;
    SELECT RAISE(ABORT, 'record: the fact says which grant and which voucher it is about')
     WHERE NEW.grant_no IS NOT COALESCE(NEW.fact ->> 'grant', NEW.fact ->> '$.purpose.grant') OR NEW.voucher_no IS NOT NEW.fact ->> 'voucher';
    SELECT RAISE(ABORT, 'record: an act is about a grant of its award')
     WHERE NEW.grant_no IS NOT NULL AND NOT EXISTS (SELECT 1 FROM award_grant WHERE book_id = NEW.book_id AND no = NEW.grant_no);
    SELECT RAISE(ABORT, 'record: a grant enters once, as its act says')
     WHERE (SELECT COUNT(*) FROM award_grant WHERE book_id = NEW.book_id AND act_no = NEW.no) IS NOT (NEW.kind IN ('applied', 'brought'))
        OR NEW.kind IN ('applied', 'brought')
           AND NOT EXISTS (SELECT 1 FROM award_grant
                            WHERE book_id = NEW.book_id AND act_no = NEW.no AND no = NEW.grant_no AND party_no = NEW.fact ->> 'party'
                              AND coded IS (NEW.fact ->> '$.applicant.is' IS 'coded')
                              AND lower(hex(person_id)) IS COALESCE(replace(NEW.fact ->> '$.applicant.person', '-', ''), ''));
END;

-- Nothing is told of somebody under a code: no word that is not of the list, no receipt that is not sealed, no picture.
CREATE TRIGGER award_act_silent BEFORE INSERT ON award_act
WHEN NEW.kind IN ('applied', 'brought', 'screened', 'visited', 'filed')
BEGIN
    SELECT RAISE(ABORT, 'record: nothing is told of somebody under a code')
     WHERE EXISTS (SELECT 1 FROM award_grant
                    WHERE book_id = NEW.book_id AND coded
                      AND no = COALESCE(NEW.grant_no, (SELECT grant_no FROM award_act
                                                        WHERE book_id = NEW.book_id AND voucher_no = NEW.voucher_no AND kind = 'prepared')))
       AND (EXISTS (SELECT 1 FROM json_each(NEW.fact, '$.applicant') WHERE key NOT IN ('is', 'code', 'provider', 'sex', 'age', 'province', 'consent'))
            OR EXISTS (SELECT 1 FROM json_each(NEW.fact, '$.plan') WHERE value ->> 'what' IS NOT '')
            OR NEW.fact ->> 'reason' <> ''
            OR NEW.fact ->> 'picture' IS NOT NULL
            OR NEW.kind = 'filed' AND (NEW.fact ->> '$.receipt.sealed' IS NOT 1 OR NEW.fact ->> '$.receipt.supplier' <> '' OR NEW.fact ->> '$.receipt.number' <> ''));
END;

-- What moves money is posted by an entry of its own; what is reversed is what recorded the voucher.
CREATE TRIGGER award_act_posted BEFORE INSERT ON award_act
BEGIN
    SELECT RAISE(ABORT, 'record: what moves money is posted, and nothing else is')
     WHERE (NEW.entry_no IS NOT NULL) IS NOT CASE
            WHEN NEW.kind IN ('received', 'returned', 'changed', 'advance-back', 'accounted', 'agreed', 'recovered', 'reversed') THEN TRUE
            WHEN NEW.kind = 'stepped' THEN NEW.fact ->> 'step' IS 'recorded'
            WHEN NEW.kind IN ('varied', 'closed', 'brought') THEN NEW.entry_no IS NOT NULL
            ELSE FALSE END;
    SELECT RAISE(ABORT, 'record: the entry of an act is its own, of its day')
     WHERE NEW.entry_no IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM entry WHERE book_id = NEW.book_id AND no = NEW.entry_no AND key = NEW.id AND day = NEW.day
                          AND kind = CASE NEW.kind WHEN 'reversed' THEN 'reversal' ELSE 'ordinary' END);
    SELECT RAISE(ABORT, 'record: the entry of an act comes after those of the acts before')
     WHERE NEW.entry_no <= (SELECT MAX(entry_no) FROM award_act WHERE book_id = NEW.book_id);
    SELECT RAISE(ABORT, 'record: what is reversed is what recorded the voucher')
     WHERE NEW.kind = 'reversed'
       AND (SELECT mends FROM entry WHERE book_id = NEW.book_id AND no = NEW.entry_no)
           IS NOT (SELECT entry_no FROM award_act WHERE book_id = NEW.book_id AND voucher_no = NEW.voucher_no
                      AND kind = 'stepped' AND fact ->> 'step' IS 'recorded');
END;

-- A voucher is made out once, goes step by step through five hands, and is taken back before it is paid or reversed after
-- it was recorded.
CREATE TRIGGER award_act_voucher BEFORE INSERT ON award_act WHEN NEW.voucher_no IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'record: a voucher has the next number of its award')
     WHERE NEW.kind = 'prepared'
       AND NEW.voucher_no IS NOT 1 + max(
            COALESCE((SELECT MAX(voucher_no) FROM award_act WHERE book_id = NEW.book_id), 0),
            COALESCE((SELECT MAX(one.value ->> 'voucher') FROM award_act a, json_each(a.fact, '$.vouchers') one
                       WHERE a.book_id = NEW.book_id AND a.kind = 'brought'), 0));
    SELECT RAISE(ABORT, 'record: there is no such voucher')
     WHERE NEW.kind <> 'prepared'
       AND NOT EXISTS (SELECT 1 FROM award_act WHERE book_id = NEW.book_id AND voucher_no = NEW.voucher_no AND kind = 'prepared');
    SELECT RAISE(ABORT, 'record: a voucher that was voided or reversed stays so')
     WHERE EXISTS (SELECT 1 FROM award_act WHERE book_id = NEW.book_id AND voucher_no = NEW.voucher_no AND kind IN ('voided', 'reversed'));
    SELECT RAISE(ABORT, 'record: a voucher goes step by step')
     WHERE (SELECT COUNT(*) FROM award_act WHERE book_id = NEW.book_id AND voucher_no = NEW.voucher_no AND kind = 'stepped')
           NOT BETWEEN CASE NEW.kind WHEN 'reversed' THEN 4
                       WHEN 'stepped' THEN CASE NEW.fact ->> 'step' WHEN 'checked' THEN 0 WHEN 'approved' THEN 1 WHEN 'paid' THEN 2 WHEN 'recorded' THEN 3 ELSE 9 END
                       ELSE 0 END
               AND CASE NEW.kind WHEN 'voided' THEN 2
                       WHEN 'stepped' THEN CASE NEW.fact ->> 'step' WHEN 'checked' THEN 0 WHEN 'approved' THEN 1 WHEN 'paid' THEN 2 ELSE 3 END
                       ELSE 4 END;
    SELECT RAISE(ABORT, 'record: each step of a voucher is another hand''s')
     WHERE NEW.kind = 'stepped'
       AND NEW.recorded_by IN (SELECT recorded_by FROM award_act
                                WHERE book_id = NEW.book_id AND voucher_no = NEW.voucher_no AND kind IN ('prepared', 'stepped'));
END;

-- Who helped a family to apply neither screens nor appraises it, nor approves or pays; who screened or signed does not
-- pay; who paid does not verify (domain::grants::duties).
CREATE TRIGGER award_act_hands BEFORE INSERT ON award_act WHEN NEW.kind IN ('screened', 'appraised', 'stepped', 'visited')
BEGIN
    SELECT RAISE(ABORT, 'record: two duties of a grant do not lie in one hand')
     WHERE EXISTS (
        SELECT 1 FROM award_act a
         WHERE a.book_id = NEW.book_id AND a.recorded_by = NEW.recorded_by
           AND a.grant_no = COALESCE(NEW.grant_no, (SELECT grant_no FROM award_act WHERE book_id = NEW.book_id AND voucher_no = NEW.voucher_no AND kind = 'prepared'))
           AND (a.kind = 'applied' AND (NEW.kind IN ('screened', 'appraised') OR NEW.fact ->> 'step' IN ('approved', 'paid'))
                OR a.kind IN ('screened', 'agreed') AND NEW.fact ->> 'step' IS 'paid'
                OR a.kind = 'visited' AND a.fact ->> '$.visiting.is' IS 'verification' AND NEW.fact ->> 'step' IS 'paid'))
        OR NEW.fact ->> '$.visiting.is' IS 'verification'
       AND EXISTS (
        SELECT 1 FROM award_act made JOIN award_act paid ON paid.book_id = made.book_id AND paid.voucher_no = made.voucher_no
         WHERE made.book_id = NEW.book_id AND made.grant_no = NEW.grant_no AND made.kind = 'prepared'
           AND paid.kind = 'stepped' AND paid.fact ->> 'step' IS 'paid' AND paid.recorded_by = NEW.recorded_by);
END;
CREATE TRIGGER award_act_fixed BEFORE UPDATE ON award_act BEGIN SELECT RAISE(ABORT, 'record: an act is never changed'); END;
CREATE TRIGGER award_act_stays BEFORE DELETE ON award_act BEGIN SELECT RAISE(ABORT, 'record: an act is never removed'); END;

-- Scans. That a digest is of the bytes is looked at by `check`: this engine has no SHA-256.
CREATE TRIGGER upload_born BEFORE INSERT ON upload
BEGIN
    SELECT RAISE(ABORT, 'record: the upload is there already') WHERE EXISTS (SELECT 1 FROM upload WHERE hash = NEW.hash);
END;
CREATE TRIGGER upload_fixed BEFORE UPDATE ON upload BEGIN SELECT RAISE(ABORT, 'record: an upload is never changed'); END;
CREATE TRIGGER upload_stays BEFORE DELETE ON upload BEGIN SELECT RAISE(ABORT, 'record: an upload is never removed'); END;
CREATE TRIGGER award_upload_born BEFORE INSERT ON award_upload
BEGIN
    SELECT RAISE(ABORT, 'record: the upload is there already') WHERE EXISTS (SELECT 1 FROM award_upload WHERE book_id = NEW.book_id AND hash = NEW.hash);
    SELECT RAISE(ABORT, 'record: there is no such award') WHERE NOT EXISTS (SELECT 1 FROM award WHERE book_id = NEW.book_id);
    SELECT RAISE(ABORT, 'record: there is no such upload') WHERE NOT EXISTS (SELECT 1 FROM upload WHERE hash = NEW.hash);
END;
CREATE TRIGGER award_upload_fixed BEFORE UPDATE ON award_upload BEGIN SELECT RAISE(ABORT, 'record: an upload stays with its award'); END;
CREATE TRIGGER award_upload_stays BEFORE DELETE ON award_upload BEGIN SELECT RAISE(ABORT, 'record: an upload stays with its award'); END;

-- Who looked stays written.
CREATE TRIGGER code_view_fits BEFORE INSERT ON code_view
BEGIN
    SELECT RAISE(ABORT, 'record: there is no such award') WHERE NOT EXISTS (SELECT 1 FROM award WHERE book_id = NEW.book_id);
    SELECT RAISE(ABORT, 'record: a view has the next number of its award')
     WHERE NEW.no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM code_view WHERE book_id = NEW.book_id);
    SELECT RAISE(ABORT, 'record: a view is of a grant under a code, or of their list')
     WHERE NEW.grant_no <> 0 AND NOT EXISTS (SELECT 1 FROM award_grant WHERE book_id = NEW.book_id AND no = NEW.grant_no AND coded);
END;
CREATE TRIGGER code_view_fixed BEFORE UPDATE ON code_view BEGIN SELECT RAISE(ABORT, 'record: a view is never changed'); END;
CREATE TRIGGER code_view_stays BEFORE DELETE ON code_view BEGIN SELECT RAISE(ABORT, 'record: a view is never removed'); END;

-- Working papers of the audit.
CREATE TRIGGER audit_sample_fits BEFORE INSERT ON audit_sample
BEGIN
    SELECT RAISE(ABORT, 'record: the sample is there already') WHERE EXISTS (SELECT 1 FROM audit_sample WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'record: there is no such award') WHERE NOT EXISTS (SELECT 1 FROM award WHERE book_id = NEW.book_id);
    SELECT RAISE(ABORT, 'record: a sample has the next number of its award')
     WHERE NEW.no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM audit_sample WHERE book_id = NEW.book_id);
    SELECT RAISE(ABORT, 'record: a sample is drawn from what is posted by then')
     WHERE NEW.through_entry IS NOT (SELECT COALESCE(head_no, 0) FROM book WHERE id = NEW.book_id);
END;
CREATE TRIGGER audit_sample_fixed BEFORE UPDATE ON audit_sample BEGIN SELECT RAISE(ABORT, 'record: a sample is never changed'); END;
CREATE TRIGGER audit_sample_stays BEFORE DELETE ON audit_sample BEGIN SELECT RAISE(ABORT, 'record: a sample is never removed'); END;
CREATE TRIGGER audit_sample_item_fits BEFORE INSERT ON audit_sample_item
BEGIN
    SELECT RAISE(ABORT, 'record: the item is there already')
     WHERE EXISTS (SELECT 1 FROM audit_sample_item WHERE book_id = NEW.book_id AND sample_no = NEW.sample_no AND voucher_no = NEW.voucher_no);
    SELECT RAISE(ABORT, 'record: there is no such sample') WHERE NOT EXISTS (SELECT 1 FROM audit_sample WHERE book_id = NEW.book_id AND no = NEW.sample_no);
    SELECT RAISE(ABORT, 'record: a sample takes no item once it is tested, and no more than there were')
     WHERE EXISTS (SELECT 1 FROM audit_test WHERE book_id = NEW.book_id AND sample_no = NEW.sample_no)
        OR (SELECT COUNT(*) FROM audit_sample_item WHERE book_id = NEW.book_id AND sample_no = NEW.sample_no)
           >= (SELECT items FROM audit_sample WHERE book_id = NEW.book_id AND no = NEW.sample_no);
END;
CREATE TRIGGER audit_sample_item_fixed BEFORE UPDATE ON audit_sample_item BEGIN SELECT RAISE(ABORT, 'record: an item of a sample is never changed'); END;
CREATE TRIGGER audit_sample_item_stays BEFORE DELETE ON audit_sample_item BEGIN SELECT RAISE(ABORT, 'record: an item of a sample is never removed'); END;
CREATE TRIGGER audit_test_fits BEFORE INSERT ON audit_test
BEGIN
    SELECT RAISE(ABORT, 'record: a test has the next number of its sample')
     WHERE NEW.no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM audit_test WHERE book_id = NEW.book_id AND sample_no = NEW.sample_no);
    SELECT RAISE(ABORT, 'record: what is tested was drawn')
     WHERE NOT EXISTS (SELECT 1 FROM audit_sample_item WHERE book_id = NEW.book_id AND sample_no = NEW.sample_no AND voucher_no = NEW.voucher_no);
END;
CREATE TRIGGER audit_test_fixed BEFORE UPDATE ON audit_test BEGIN SELECT RAISE(ABORT, 'record: a test is never changed'); END;
CREATE TRIGGER audit_test_stays BEFORE DELETE ON audit_test BEGIN SELECT RAISE(ABORT, 'record: a test is never removed'); END;
CREATE TRIGGER finding_fits BEFORE INSERT ON finding
BEGIN
    SELECT RAISE(ABORT, 'record: the finding is there already') WHERE EXISTS (SELECT 1 FROM finding WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'record: there is no such award') WHERE NOT EXISTS (SELECT 1 FROM award WHERE book_id = NEW.book_id);
    SELECT RAISE(ABORT, 'record: a finding has the next number of its award')
     WHERE NEW.no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM finding WHERE book_id = NEW.book_id);
    SELECT RAISE(ABORT, 'record: a finding is about a grant and a sample that are there')
     WHERE NEW.grant_no IS NOT NULL AND NOT EXISTS (SELECT 1 FROM award_grant WHERE book_id = NEW.book_id AND no = NEW.grant_no)
        OR NEW.sample_no IS NOT NULL AND NOT EXISTS (SELECT 1 FROM audit_sample WHERE book_id = NEW.book_id AND no = NEW.sample_no);
END;
CREATE TRIGGER finding_fixed BEFORE UPDATE ON finding BEGIN SELECT RAISE(ABORT, 'record: a finding is never changed'); END;
CREATE TRIGGER finding_stays BEFORE DELETE ON finding BEGIN SELECT RAISE(ABORT, 'record: a finding is never removed'); END;
CREATE TRIGGER finding_event_fits BEFORE INSERT ON finding_event
BEGIN
    SELECT RAISE(ABORT, 'record: there is no such finding') WHERE NOT EXISTS (SELECT 1 FROM finding WHERE book_id = NEW.book_id AND no = NEW.finding_no);
    SELECT RAISE(ABORT, 'record: what is said of a finding has the next number')
     WHERE NEW.no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM finding_event WHERE book_id = NEW.book_id AND finding_no = NEW.finding_no);
END;
CREATE TRIGGER finding_event_fixed BEFORE UPDATE ON finding_event BEGIN SELECT RAISE(ABORT, 'record: what was said of a finding is never changed'); END;
CREATE TRIGGER finding_event_stays BEFORE DELETE ON finding_event BEGIN SELECT RAISE(ABORT, 'record: what was said of a finding is never removed'); END;

-- A certificate states the head as it is while it is signed.
CREATE TRIGGER audit_certificate_fits BEFORE INSERT ON audit_certificate
BEGIN
    SELECT RAISE(ABORT, 'record: the certificate is there already') WHERE EXISTS (SELECT 1 FROM audit_certificate WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'record: there is no such award') WHERE NOT EXISTS (SELECT 1 FROM award WHERE book_id = NEW.book_id);
    SELECT RAISE(ABORT, 'record: a certificate has the next number of its award')
     WHERE NEW.no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM audit_certificate WHERE book_id = NEW.book_id);
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day')
     WHERE NEW.from_day IS NOT date(NEW.from_day) OR NEW.to_day IS NOT date(NEW.to_day);
    SELECT RAISE(ABORT, 'record: a certificate states the head of its book and the last act')
     WHERE NOT EXISTS (SELECT 1 FROM book WHERE id = NEW.book_id AND head_no = NEW.entry_no AND head_hash = NEW.hash)
        OR NEW.act_no IS NOT (SELECT MAX(no) FROM award_act WHERE book_id = NEW.book_id);
END;
CREATE TRIGGER audit_certificate_fixed BEFORE UPDATE ON audit_certificate BEGIN SELECT RAISE(ABORT, 'record: a certificate is never changed'); END;
CREATE TRIGGER audit_certificate_stays BEFORE DELETE ON audit_certificate BEGIN SELECT RAISE(ABORT, 'record: a certificate is never removed'); END;

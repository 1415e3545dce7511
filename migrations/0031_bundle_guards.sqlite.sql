-- Which rows of a book were written after which, and where a book is kept that travels (SQLite spelling;
-- 0031_bundle_guards.postgres.sql says the same).

-- Every row that a bundle carries is written down once it stands, in the order of writing: another instance takes the rows
-- in the same order, and so past the same guards. A row that may be mended is written down again with every change.
CREATE TRIGGER fund_written AFTER INSERT ON fund
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'fund', '[' || NEW.no || ']'); END;
CREATE TRIGGER account_written AFTER INSERT ON account
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'account', '[' || NEW.no || ']'); END;
CREATE TRIGGER party_written AFTER INSERT ON party
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'party', '[' || NEW.no || ']'); END;
CREATE TRIGGER savings_group_written AFTER INSERT ON savings_group
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'savings_group', '[]'); END;
CREATE TRIGGER constitution_written AFTER INSERT ON constitution
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'constitution', '[' || NEW.version || ']'); END;
CREATE TRIGGER cycle_written AFTER INSERT ON cycle
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'cycle', '[' || NEW.no || ']'); END;
CREATE TRIGGER member_written AFTER INSERT ON member
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'person', '[' || NEW.party_no || ']'); INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'member', '[' || NEW.party_no || ']'); END;
CREATE TRIGGER officer_term_written AFTER INSERT ON officer_term
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'officer_term', '[' || NEW.no || ']'); END;
CREATE TRIGGER entry_written AFTER INSERT ON entry
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'entry', '[' || NEW.no || ']'); END;
CREATE TRIGGER period_event_written AFTER INSERT ON period_event
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'period_event', '[' || NEW.no || ']'); END;
CREATE TRIGGER reopening_written AFTER INSERT ON reopening
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'reopening', '[' || NEW.no || ']'); END;
CREATE TRIGGER loan_application_written AFTER INSERT ON loan_application
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'loan_application', '[' || NEW.no || ']'); END;
CREATE TRIGGER loan_guarantor_written AFTER INSERT ON loan_guarantor
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'loan_guarantor', '[' || NEW.application_no || ',' || NEW.party_no || ']'); END;
CREATE TRIGGER loan_withdrawn_written AFTER INSERT ON loan_withdrawn
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'loan_withdrawn', '[' || NEW.application_no || ']'); END;
CREATE TRIGGER loan_written AFTER INSERT ON loan
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'loan', '[' || NEW.no || ']'); END;
CREATE TRIGGER loan_instalment_written AFTER INSERT ON loan_instalment
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'loan_instalment', '[' || NEW.loan_no || ',' || NEW.version || ',' || NEW.n || ']'); END;
CREATE TRIGGER loan_event_written AFTER INSERT ON loan_event
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'loan_event', '[' || NEW.loan_no || ',' || NEW.no || ']'); END;
CREATE TRIGGER loan_request_written AFTER INSERT ON loan_request
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'loan_request', '[' || NEW.no || ']'); END;
CREATE TRIGGER loan_request_decision_written AFTER INSERT ON loan_request_decision
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'loan_request_decision', '[' || NEW.request_no || ']'); END;
CREATE TRIGGER meeting_line_written AFTER INSERT ON meeting_line
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'meeting_line', '[' || NEW.meeting_no || ',' || NEW.party_no || ']'); END;
CREATE TRIGGER meeting_other_written AFTER INSERT ON meeting_other
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'meeting_other', '[' || NEW.meeting_no || ',' || NEW.line || ']'); END;
CREATE TRIGGER cash_count_written AFTER INSERT ON cash_count
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'cash_count', '[' || NEW.meeting_no || ',' || NEW.value || ']'); END;
CREATE TRIGGER meeting_written AFTER INSERT ON meeting
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'meeting', '[' || NEW.no || ']'); END;
CREATE TRIGGER correction_written AFTER INSERT ON correction
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'correction', '[' || NEW.no || ']'); END;
CREATE TRIGGER correction_decision_written AFTER INSERT ON correction_decision
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'correction_decision', '[' || NEW.correction_no || ']'); END;
CREATE TRIGGER share_out_written AFTER INSERT ON share_out
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'share_out', '[' || NEW.no || ']'); END;
CREATE TRIGGER share_out_count_written AFTER INSERT ON share_out_count
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'share_out_count', '[' || NEW.share_out_no || ',' || NEW.proposal_no || ',' || NEW.value || ']'); END;
CREATE TRIGGER share_out_reinvest_written AFTER INSERT ON share_out_reinvest
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'share_out_reinvest', '[' || NEW.share_out_no || ',' || NEW.proposal_no || ',' || NEW.party_no || ']'); END;
CREATE TRIGGER share_out_proposal_written AFTER INSERT ON share_out_proposal
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'share_out_proposal', '[' || NEW.share_out_no || ',' || NEW.no || ']'); END;
CREATE TRIGGER share_out_line_written AFTER INSERT ON share_out_line
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'share_out_line', '[' || NEW.share_out_no || ',' || NEW.party_no || ']'); END;
CREATE TRIGGER share_out_decision_written AFTER INSERT ON share_out_decision
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'share_out_decision', '[' || NEW.share_out_no || ']'); END;
CREATE TRIGGER payout_written AFTER INSERT ON payout
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'payout', '[' || NEW.no || ']'); END;
CREATE TRIGGER bank_written AFTER INSERT ON bank
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'bank', '[' || NEW.no || ']'); END;
CREATE TRIGGER bank_rules_written AFTER INSERT ON bank_rules
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'bank_rules', '[' || NEW.bank_no || ',' || NEW.version || ']'); END;
CREATE TRIGGER bank_season_written AFTER INSERT ON bank_season
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'bank_season', '[' || NEW.bank_no || ',' || NEW.no || ']'); END;
CREATE TRIGGER bank_unit_written AFTER INSERT ON bank_unit
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'bank_unit', '[' || NEW.bank_no || ',' || NEW.no || ']'); END;
CREATE TRIGGER price_written AFTER INSERT ON price
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'price', '[' || NEW.no || ']'); END;
CREATE TRIGGER bank_request_written AFTER INSERT ON bank_request
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'bank_request', '[' || NEW.bank_no || ',' || NEW.no || ']'); END;
CREATE TRIGGER bank_animal_written AFTER INSERT ON bank_animal
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'bank_animal', '[' || NEW.bank_no || ',' || NEW.no || ']'); END;
CREATE TRIGGER bank_animal_move_written AFTER INSERT ON bank_animal_move
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'bank_animal_move', '[' || NEW.bank_no || ',' || NEW.act_no || ',' || NEW.animal_no || ']'); END;
CREATE TRIGGER bank_act_written AFTER INSERT ON bank_act
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'bank_act', '[' || NEW.bank_no || ',' || NEW.no || ']'); END;
CREATE TRIGGER bank_request_decision_written AFTER INSERT ON bank_request_decision
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'bank_request_decision', '[' || NEW.bank_no || ',' || NEW.request_no || ']'); END;
CREATE TRIGGER paper_written AFTER INSERT ON paper
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'paper', '["' || NEW.code || '"]'); END;
CREATE TRIGGER audit_written AFTER INSERT ON audit WHEN NEW.book_id > 0
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'audit', '[' || NEW.no || ']'); END;
CREATE TRIGGER savings_group_rewritten AFTER UPDATE ON savings_group
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'savings_group', '[]'); END;
CREATE TRIGGER cycle_rewritten AFTER UPDATE ON cycle
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'cycle', '[' || NEW.no || ']'); END;
CREATE TRIGGER member_rewritten AFTER UPDATE ON member
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'member', '[' || NEW.party_no || ']'); END;
CREATE TRIGGER officer_term_rewritten AFTER UPDATE ON officer_term
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'officer_term', '[' || NEW.no || ']'); END;
CREATE TRIGGER reopening_rewritten AFTER UPDATE ON reopening
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'reopening', '[' || NEW.no || ']'); END;
CREATE TRIGGER bank_rewritten AFTER UPDATE ON bank
BEGIN INSERT INTO written (book_id, what, key) VALUES (NEW.book_id, 'bank', '[' || NEW.no || ']'); END;
-- Who somebody is belongs to the programme; where a book is kept elsewhere, it is told there. Her household, and whom she is the
-- same as, stay at the programme.
CREATE TRIGGER person_rewritten
    AFTER UPDATE OF family_name_km, given_name_km, family_name_latin, given_name_latin, sex, birth_year, id_poor, phone, village_code ON person
BEGIN
    INSERT INTO written (book_id, what, key)
    SELECT m.book_id, 'person', '[' || m.party_no || ']' FROM member m
     WHERE m.person_id = NEW.id AND NOT EXISTS (SELECT 1 FROM away a WHERE a.book_id = m.book_id);
END;

-- A book has one writer at a time. Elsewhere it is read; here it is written only while a bundle is being taken.
CREATE TRIGGER written_here BEFORE INSERT ON written
BEGIN
    SELECT RAISE(ABORT, 'record: the book is kept elsewhere')
     WHERE EXISTS (SELECT 1 FROM away WHERE book_id = NEW.book_id) AND NOT EXISTS (SELECT 1 FROM taking WHERE book_id = NEW.book_id);
END;
CREATE TRIGGER written_fixed BEFORE UPDATE ON written BEGIN SELECT RAISE(ABORT, 'record: the order of writing is never changed'); END;
CREATE TRIGGER written_stays BEFORE DELETE ON written BEGIN SELECT RAISE(ABORT, 'record: the order of writing is never shortened'); END;

CREATE TRIGGER instance_born BEFORE INSERT ON instance
BEGIN
    SELECT RAISE(ABORT, 'record: the instance is there already')
     WHERE EXISTS (SELECT 1 FROM instance WHERE id = NEW.id OR signs = NEW.signs OR own AND NEW.own);
END;
CREATE TRIGGER instance_fixed BEFORE UPDATE ON instance
WHEN (NEW.id, NEW.signs, NEW.opens, NEW.own, NEW.recorded_at, NEW.recorded_by)
     IS NOT (OLD.id, OLD.signs, OLD.opens, OLD.own, OLD.recorded_at, OLD.recorded_by)
BEGIN SELECT RAISE(ABORT, 'record: an instance keeps its identity and its keys'); END;
CREATE TRIGGER instance_stays BEFORE DELETE ON instance BEGIN SELECT RAISE(ABORT, 'record: an instance is never removed'); END;

-- Who keeps a book is handed on, one record after the other, each saying where the book stood.
CREATE TRIGGER keeping_fits BEFORE INSERT ON keeping
BEGIN
    SELECT RAISE(ABORT, 'record: a keeping has the next number of its book')
     WHERE NEW.no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM keeping WHERE book_id = NEW.book_id);
    SELECT RAISE(ABORT, 'record: a book that is handed on stood as the record says')
     WHERE NEW.head_no > 0
       AND NOT EXISTS (SELECT 1 FROM entry WHERE book_id = NEW.book_id AND no = NEW.head_no AND hash = NEW.head_hash);
    SELECT RAISE(ABORT, 'record: a book is not handed to who keeps it')
     WHERE NEW.to_id IS (SELECT to_id FROM keeping WHERE book_id = NEW.book_id ORDER BY no DESC LIMIT 1);
END;
CREATE TRIGGER keeping_fixed BEFORE UPDATE ON keeping BEGIN SELECT RAISE(ABORT, 'record: who kept a book is never changed'); END;
CREATE TRIGGER keeping_stays BEFORE DELETE ON keeping BEGIN SELECT RAISE(ABORT, 'record: who kept a book is never removed'); END;

CREATE TRIGGER bundle_fits BEFORE INSERT ON bundle
BEGIN
    SELECT RAISE(ABORT, 'record: the bundle is there already')
     WHERE EXISTS (SELECT 1 FROM bundle WHERE way = NEW.way AND instance_id = NEW.instance_id AND no = NEW.no)
        OR EXISTS (SELECT 1 FROM bundle WHERE digest = NEW.digest);
END;
CREATE TRIGGER bundle_fixed BEFORE UPDATE ON bundle
WHEN OLD.receipted_at IS NOT NULL OR NEW.receipted_at IS NULL OR NEW.way <> 'sent'
  OR (NEW.way, NEW.instance_id, NEW.no, NEW.digest, NEW.made_at, NEW.recorded_at, NEW.recorded_by)
     IS NOT (OLD.way, OLD.instance_id, OLD.no, OLD.digest, OLD.made_at, OLD.recorded_at, OLD.recorded_by)
BEGIN SELECT RAISE(ABORT, 'record: a bundle is receipted once and not otherwise changed'); END;
CREATE TRIGGER bundle_stays BEFORE DELETE ON bundle BEGIN SELECT RAISE(ABORT, 'record: a bundle is never removed'); END;
CREATE TRIGGER bundle_book_fixed BEFORE UPDATE ON bundle_book BEGIN SELECT RAISE(ABORT, 'record: what a bundle carried is never changed'); END;
CREATE TRIGGER bundle_book_stays BEFORE DELETE ON bundle_book BEGIN SELECT RAISE(ABORT, 'record: what a bundle carried is never removed'); END;

-- What was sealed, asked, decided and done stays as it was (SQLite spelling; 0005_records.postgres.sql says the same).

-- A meeting is the next of its group, not before the one before it, and agrees with its entry and its cash count. Its
-- lines were written before it, in the same transaction; its row shuts the door behind them.
CREATE TRIGGER meeting_fits BEFORE INSERT ON meeting
BEGIN
    SELECT RAISE(ABORT, 'record: the meeting is there already')
     WHERE EXISTS (SELECT 1 FROM meeting WHERE book_id = NEW.book_id AND no = NEW.no) OR EXISTS (SELECT 1 FROM meeting WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'record: a baseline is meeting 0, and no other is') WHERE (NEW.kind = 'baseline') IS NOT (NEW.no = 0);
    SELECT RAISE(ABORT, 'record: a meeting has the next number of its group')
     WHERE NEW.no IS NOT COALESCE((SELECT MAX(no) + 1 FROM meeting WHERE book_id = NEW.book_id), MIN(NEW.no, 1));
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day') WHERE NEW.held_on IS NOT date(NEW.held_on);
    SELECT RAISE(ABORT, 'record: a meeting is not held before the one before it')
     WHERE NEW.held_on < (SELECT held_on FROM meeting WHERE book_id = NEW.book_id ORDER BY no DESC LIMIT 1);
    SELECT RAISE(ABORT, 'record: the entry of a meeting names it and has its day')
     WHERE NEW.entry_no IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM entry WHERE book_id = NEW.book_id AND no = NEW.entry_no AND source = NEW.id AND day = NEW.held_on);
    SELECT RAISE(ABORT, 'record: the notes counted make the sum counted')
     WHERE (SELECT SUM(value * pieces) FROM cash_count WHERE book_id = NEW.book_id AND meeting_no = NEW.no) <> COALESCE(NEW.counted, -1);
END;
CREATE TRIGGER meeting_fixed BEFORE UPDATE ON meeting BEGIN SELECT RAISE(ABORT, 'record: a sealed meeting is never changed'); END;
CREATE TRIGGER meeting_stays BEFORE DELETE ON meeting BEGIN SELECT RAISE(ABORT, 'record: a sealed meeting is never removed'); END;

CREATE TRIGGER meeting_line_fits BEFORE INSERT ON meeting_line
WHEN EXISTS (SELECT 1 FROM meeting WHERE book_id = NEW.book_id AND no = NEW.meeting_no)
BEGIN SELECT RAISE(ABORT, 'record: a sealed meeting takes no more lines'); END;
CREATE TRIGGER meeting_line_fixed BEFORE UPDATE ON meeting_line BEGIN SELECT RAISE(ABORT, 'record: a line of a meeting is never changed'); END;
CREATE TRIGGER meeting_line_stays BEFORE DELETE ON meeting_line BEGIN SELECT RAISE(ABORT, 'record: a line of a meeting is never removed'); END;

CREATE TRIGGER meeting_other_fits BEFORE INSERT ON meeting_other
WHEN EXISTS (SELECT 1 FROM meeting WHERE book_id = NEW.book_id AND no = NEW.meeting_no)
BEGIN SELECT RAISE(ABORT, 'record: a sealed meeting takes no more lines'); END;
CREATE TRIGGER meeting_other_fixed BEFORE UPDATE ON meeting_other BEGIN SELECT RAISE(ABORT, 'record: a line of a meeting is never changed'); END;
CREATE TRIGGER meeting_other_stays BEFORE DELETE ON meeting_other BEGIN SELECT RAISE(ABORT, 'record: a line of a meeting is never removed'); END;

CREATE TRIGGER cash_count_fits BEFORE INSERT ON cash_count
WHEN EXISTS (SELECT 1 FROM meeting WHERE book_id = NEW.book_id AND no = NEW.meeting_no)
BEGIN SELECT RAISE(ABORT, 'record: a sealed meeting takes no more lines'); END;
CREATE TRIGGER cash_count_fixed BEFORE UPDATE ON cash_count BEGIN SELECT RAISE(ABORT, 'record: a cash count is never changed'); END;
CREATE TRIGGER cash_count_stays BEFORE DELETE ON cash_count BEGIN SELECT RAISE(ABORT, 'record: a cash count is never removed'); END;

-- Corrections: asked once, decided once, confirmed by another officer and with the entry that posts the difference.
CREATE TRIGGER correction_fits BEFORE INSERT ON correction
BEGIN
    SELECT RAISE(ABORT, 'record: the correction is there already')
     WHERE EXISTS (SELECT 1 FROM correction WHERE book_id = NEW.book_id AND no = NEW.no) OR EXISTS (SELECT 1 FROM correction WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'record: a correction has the next number of its group')
     WHERE NEW.no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM correction WHERE book_id = NEW.book_id);
    SELECT RAISE(ABORT, 'record: a correction is of a meeting that was sealed')
     WHERE NOT EXISTS (SELECT 1 FROM meeting WHERE book_id = NEW.book_id AND no = NEW.meeting_no);
END;
CREATE TRIGGER correction_fixed BEFORE UPDATE ON correction BEGIN SELECT RAISE(ABORT, 'record: a correction is never changed'); END;
CREATE TRIGGER correction_stays BEFORE DELETE ON correction BEGIN SELECT RAISE(ABORT, 'record: a correction is never removed'); END;

CREATE TRIGGER decision_fits BEFORE INSERT ON correction_decision
BEGIN
    SELECT RAISE(ABORT, 'record: the decision is there already')
     WHERE EXISTS (SELECT 1 FROM correction_decision WHERE book_id = NEW.book_id AND correction_no = NEW.correction_no);
    SELECT RAISE(ABORT, 'record: a decision is on a correction that was asked for')
     WHERE NOT EXISTS (SELECT 1 FROM correction WHERE book_id = NEW.book_id AND no = NEW.correction_no);
    SELECT RAISE(ABORT, 'record: another officer confirms a correction')
     WHERE NEW.decision = 'confirmed'
       AND NEW.decided_by IS (SELECT asked_by FROM correction WHERE book_id = NEW.book_id AND no = NEW.correction_no);
    SELECT RAISE(ABORT, 'record: the entry of a correction names it')
     WHERE NEW.entry_no IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM entry e JOIN correction c ON c.book_id = e.book_id AND c.id = e.source
                        WHERE e.book_id = NEW.book_id AND e.no = NEW.entry_no AND c.no = NEW.correction_no);
END;
CREATE TRIGGER decision_fixed BEFORE UPDATE ON correction_decision BEGIN SELECT RAISE(ABORT, 'record: a decision is never changed'); END;
CREATE TRIGGER decision_stays BEFORE DELETE ON correction_decision BEGIN SELECT RAISE(ABORT, 'record: a decision is never removed'); END;

-- A wish to reopen is undecided when it is asked, is decided once, and keeps its words.
CREATE TRIGGER reopening_fits BEFORE INSERT ON reopening
BEGIN
    SELECT RAISE(ABORT, 'record: the reopening is there already') WHERE EXISTS (SELECT 1 FROM reopening WHERE book_id = NEW.book_id AND no = NEW.no);
    SELECT RAISE(ABORT, 'record: a reopening has the next number of its book')
     WHERE NEW.no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM reopening WHERE book_id = NEW.book_id);
    SELECT RAISE(ABORT, 'record: a reopening is asked before it is decided') WHERE NEW.decision IS NOT NULL;
END;
CREATE TRIGGER reopening_decided BEFORE UPDATE ON reopening
WHEN OLD.decision IS NOT NULL OR NEW.decision IS NULL
  OR (NEW.book_id, NEW.no, NEW.through, NEW.reason, NEW.asked_by, NEW.asked_at)
     IS NOT (OLD.book_id, OLD.no, OLD.through, OLD.reason, OLD.asked_by, OLD.asked_at)
BEGIN SELECT RAISE(ABORT, 'record: a reopening is decided once and not otherwise changed'); END;
CREATE TRIGGER reopening_stays BEFORE DELETE ON reopening BEGIN SELECT RAISE(ABORT, 'record: a reopening is never removed'); END;

-- What a group agreed is kept version by version; a cycle keeps its version from its first sealed meeting on.
CREATE TRIGGER constitution_fits BEFORE INSERT ON constitution
BEGIN
    SELECT RAISE(ABORT, 'record: the constitution is there already')
     WHERE EXISTS (SELECT 1 FROM constitution WHERE book_id = NEW.book_id AND version = NEW.version);
    SELECT RAISE(ABORT, 'record: a constitution has the next version of its group')
     WHERE NEW.version IS NOT (SELECT COALESCE(MAX(version), 0) + 1 FROM constitution WHERE book_id = NEW.book_id);
END;
CREATE TRIGGER constitution_fixed BEFORE UPDATE ON constitution BEGIN SELECT RAISE(ABORT, 'record: a constitution is never changed'); END;
CREATE TRIGGER constitution_stays BEFORE DELETE ON constitution BEGIN SELECT RAISE(ABORT, 'record: a constitution is never removed'); END;

CREATE TRIGGER cycle_fits BEFORE INSERT ON cycle
WHEN EXISTS (SELECT 1 FROM cycle WHERE book_id = NEW.book_id AND no = NEW.no)
BEGIN SELECT RAISE(ABORT, 'record: the cycle is there already'); END;
CREATE TRIGGER cycle_fixed BEFORE UPDATE ON cycle
WHEN (NEW.book_id, NEW.no) IS NOT (OLD.book_id, OLD.no)
  OR (NEW.constitution, NEW.starts_on) IS NOT (OLD.constitution, OLD.starts_on)
     AND EXISTS (SELECT 1 FROM meeting WHERE book_id = OLD.book_id AND cycle_no = OLD.no)
BEGIN SELECT RAISE(ABORT, 'record: a cycle keeps its constitution once a meeting was sealed in it'); END;
CREATE TRIGGER cycle_stays BEFORE DELETE ON cycle BEGIN SELECT RAISE(ABORT, 'record: a cycle is never removed'); END;

-- People and memberships may be mended, not taken away, once they stand in the books.
CREATE TRIGGER group_fits BEFORE INSERT ON savings_group
WHEN EXISTS (SELECT 1 FROM savings_group WHERE book_id = NEW.book_id OR id = NEW.id OR code = NEW.code)
BEGIN SELECT RAISE(ABORT, 'record: the group is there already'); END;
CREATE TRIGGER group_fixed BEFORE UPDATE ON savings_group
WHEN (NEW.book_id, NEW.id) IS NOT (OLD.book_id, OLD.id)
  OR NEW.commodity IS NOT OLD.commodity AND EXISTS (SELECT 1 FROM book WHERE id = OLD.book_id AND head_no IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'record: a group keeps its identity, and its currency once an entry stands'); END;
CREATE TRIGGER group_code_taken BEFORE UPDATE OF code ON savings_group
WHEN NEW.code IS NOT OLD.code AND EXISTS (SELECT 1 FROM savings_group WHERE code = NEW.code)
BEGIN SELECT RAISE(ABORT, 'record: the group is there already'); END;
CREATE TRIGGER group_stays BEFORE DELETE ON savings_group BEGIN SELECT RAISE(ABORT, 'record: a group is never removed'); END;

CREATE TRIGGER person_fits BEFORE INSERT ON person WHEN EXISTS (SELECT 1 FROM person WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'record: the person is there already'); END;
CREATE TRIGGER person_fixed BEFORE UPDATE ON person WHEN NEW.id IS NOT OLD.id
BEGIN SELECT RAISE(ABORT, 'record: a person keeps her identity'); END;
CREATE TRIGGER person_stays BEFORE DELETE ON person WHEN EXISTS (SELECT 1 FROM member WHERE person_id = OLD.id)
BEGIN SELECT RAISE(ABORT, 'record: a person with a membership is never removed'); END;

CREATE TRIGGER member_fits BEFORE INSERT ON member
WHEN EXISTS (SELECT 1 FROM member WHERE book_id = NEW.book_id AND (party_no = NEW.party_no OR number = NEW.number))
BEGIN SELECT RAISE(ABORT, 'record: the member is there already'); END;
CREATE TRIGGER member_fixed BEFORE UPDATE ON member
WHEN (NEW.book_id, NEW.party_no) IS NOT (OLD.book_id, OLD.party_no)
  OR NEW.person_id IS NOT OLD.person_id AND EXISTS (SELECT 1 FROM posting WHERE book_id = OLD.book_id AND party = OLD.party_no AND party > 0)
BEGIN SELECT RAISE(ABORT, 'record: a membership keeps its party, and its person once a posting names it'); END;
CREATE TRIGGER member_number_taken BEFORE UPDATE OF number ON member
WHEN NEW.number IS NOT OLD.number AND EXISTS (SELECT 1 FROM member WHERE book_id = NEW.book_id AND number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'record: the member is there already'); END;
CREATE TRIGGER member_stays BEFORE DELETE ON member
WHEN EXISTS (SELECT 1 FROM posting WHERE book_id = OLD.book_id AND party = OLD.party_no AND party > 0)
  OR EXISTS (SELECT 1 FROM meeting_line WHERE book_id = OLD.book_id AND party_no = OLD.party_no)
BEGIN SELECT RAISE(ABORT, 'record: a member who stands in the books is never removed'); END;

-- The trail is only appended to, without gaps, each line continuing the one before; its head moves with it.
CREATE TRIGGER audit_fits BEFORE INSERT ON audit
BEGIN
    SELECT RAISE(ABORT, 'record: the trail has no gaps')
     WHERE NEW.no IS NOT COALESCE((SELECT no FROM audit_head WHERE book_id = NEW.book_id), 0) + 1
        OR EXISTS (SELECT 1 FROM audit WHERE book_id = NEW.book_id AND no >= NEW.no);
    SELECT RAISE(ABORT, 'record: a line of the trail continues the one before')
     WHERE NEW.previous IS NOT COALESCE((SELECT hash FROM audit_head WHERE book_id = NEW.book_id), x'');
END;
CREATE TRIGGER audit_moves AFTER INSERT ON audit
BEGIN
    INSERT INTO audit_head (book_id, no, hash) SELECT NEW.book_id, 0, x''
     WHERE NOT EXISTS (SELECT 1 FROM audit_head WHERE book_id = NEW.book_id);
    UPDATE audit_head SET no = NEW.no, hash = NEW.hash WHERE book_id = NEW.book_id;
END;
CREATE TRIGGER audit_fixed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'record: the trail is never changed'); END;
CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'record: the trail is never shortened'); END;
CREATE TRIGGER audit_head_born BEFORE INSERT ON audit_head
BEGIN
    SELECT RAISE(ABORT, 'record: the trail is there already') WHERE EXISTS (SELECT 1 FROM audit_head WHERE book_id = NEW.book_id);
    SELECT RAISE(ABORT, 'record: a trail begins empty') WHERE NEW.no IS NOT 0 OR NEW.hash IS NOT x'';
END;
CREATE TRIGGER audit_head_moves BEFORE UPDATE ON audit_head
BEGIN
    SELECT RAISE(ABORT, 'record: the head of a trail moves only by appending')
     WHERE NEW.book_id IS NOT OLD.book_id OR NEW.no IS NOT OLD.no + 1
        OR NOT EXISTS (SELECT 1 FROM audit WHERE book_id = NEW.book_id AND no = NEW.no AND hash = NEW.hash);
END;
CREATE TRIGGER audit_head_stays BEFORE DELETE ON audit_head BEGIN SELECT RAISE(ABORT, 'record: the trail is never shortened'); END;

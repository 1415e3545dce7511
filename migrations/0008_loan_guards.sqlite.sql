-- What was lent and what was divided stays as it was written (SQLite spelling; 0008_loan_guards.postgres.sql says the same).
--
-- The order of writing that these rules expect: an entry before what names it; guarantors before their application; a
-- loan, its instalments, then its events as they happened; a decision before the event it allows; all of a meeting before
-- the meeting; count and re-investment before their proposal; lines before the decision of a share-out. The row that
-- comes last shuts the door behind the others.

-- Other money and corrections know more words. A check cannot be changed here, so the three tables are written anew, with
-- everything else as it was (0004, 0005).
DROP TRIGGER meeting_other_fits;
DROP TRIGGER meeting_other_fixed;
DROP TRIGGER meeting_other_stays;
DROP TRIGGER correction_fits;
DROP TRIGGER correction_fixed;
DROP TRIGGER correction_stays;
DROP TRIGGER decision_fits;
DROP TRIGGER decision_fixed;
DROP TRIGGER decision_stays;
DROP INDEX correction_by_meeting;
ALTER TABLE meeting_other RENAME TO meeting_other_before;
ALTER TABLE correction RENAME TO correction_before;
ALTER TABLE correction_decision RENAME TO correction_decision_before;

CREATE TABLE meeting_other (
    book_id     BIGINT  NOT NULL,
    meeting_no  BIGINT  NOT NULL,
    line        BIGINT  NOT NULL,
    kind        TEXT    NOT NULL CHECK (kind IN ('expense', 'social-grant', 'withdrawal', 'bank-deposit', 'bank-withdrawal', 'income',
                                                 'external-loan', 'external-repayment', 'external-interest', 'administration')),
    party_no    BIGINT,
    amount      BIGINT  NOT NULL CHECK (amount > 0),
    note        TEXT    NOT NULL DEFAULT '',
    PRIMARY KEY (book_id, meeting_no, line),
    FOREIGN KEY (book_id, meeting_no) REFERENCES meeting (book_id, no) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (book_id, party_no) REFERENCES member (book_id, party_no),
    CHECK (kind <> 'withdrawal' OR party_no IS NOT NULL)
) {clustered};
INSERT INTO meeting_other (book_id, meeting_no, line, kind, party_no, amount, note)
SELECT book_id, meeting_no, line, kind, party_no, amount, note FROM meeting_other_before;
DROP TABLE meeting_other_before;

CREATE TABLE correction (
    book_id     BIGINT      NOT NULL REFERENCES savings_group (book_id),
    no          BIGINT      NOT NULL CHECK (no > 0),
    id          UUID        NOT NULL UNIQUE,                  -- the form's key; also the entry's key
    meeting_no  BIGINT      NOT NULL,
    figure      TEXT        NOT NULL CHECK (figure IN ('savings', 'social-fund', 'fine', 'other', 'repayment', 'loan')),
    party_no    BIGINT,                                       -- whose line; NULL for other money
    other_line  BIGINT,                                       -- which line of other money
    was         BIGINT      NOT NULL CHECK (was >= 0),        -- the figure as it stood when asked, earlier corrections counted
    becomes     BIGINT      NOT NULL CHECK (becomes >= 0),
    reason      TEXT        NOT NULL CHECK (length(trim(reason)) > 0),
    asked_by    UUID        NOT NULL,
    asked_at    TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (book_id, no),
    FOREIGN KEY (book_id, meeting_no) REFERENCES meeting (book_id, no),
    CHECK (was <> becomes),
    CHECK ((figure = 'other') = (other_line IS NOT NULL)),
    CHECK (figure = 'other' OR party_no IS NOT NULL)
) {table};
INSERT INTO correction (book_id, no, id, meeting_no, figure, party_no, other_line, was, becomes, reason, asked_by, asked_at)
SELECT book_id, no, id, meeting_no, figure, party_no, other_line, was, becomes, reason, asked_by, asked_at FROM correction_before;

CREATE TABLE correction_decision (
    book_id     BIGINT      NOT NULL,
    correction_no BIGINT    NOT NULL,
    decision    TEXT        NOT NULL CHECK (decision IN ('confirmed', 'refused')),
    entry_no    BIGINT,
    reason      TEXT        NOT NULL DEFAULT '',              -- why it was refused
    decided_by  UUID        NOT NULL,
    decided_at  TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (book_id, correction_no),
    FOREIGN KEY (book_id, correction_no) REFERENCES correction (book_id, no),
    FOREIGN KEY (book_id, entry_no) REFERENCES entry (book_id, no),
    CHECK ((decision = 'confirmed') = (entry_no IS NOT NULL)),
    CHECK (decision = 'confirmed' OR length(trim(reason)) > 0)
) {table};
INSERT INTO correction_decision (book_id, correction_no, decision, entry_no, reason, decided_by, decided_at)
SELECT book_id, correction_no, decision, entry_no, reason, decided_by, decided_at FROM correction_decision_before;
DROP TABLE correction_decision_before;
DROP TABLE correction_before;
CREATE INDEX correction_by_meeting ON correction (book_id, meeting_no);

CREATE TRIGGER meeting_other_fits BEFORE INSERT ON meeting_other
WHEN EXISTS (SELECT 1 FROM meeting WHERE book_id = NEW.book_id AND no = NEW.meeting_no)
BEGIN SELECT RAISE(ABORT, 'record: a sealed meeting takes no more lines'); END;
CREATE TRIGGER meeting_other_fixed BEFORE UPDATE ON meeting_other BEGIN SELECT RAISE(ABORT, 'record: a line of a meeting is never changed'); END;
CREATE TRIGGER meeting_other_stays BEFORE DELETE ON meeting_other BEGIN SELECT RAISE(ABORT, 'record: a line of a meeting is never removed'); END;

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

-- Cycles follow one another.
DROP TRIGGER cycle_fits;
CREATE TRIGGER cycle_fits BEFORE INSERT ON cycle
BEGIN
    SELECT RAISE(ABORT, 'record: the cycle is there already') WHERE EXISTS (SELECT 1 FROM cycle WHERE book_id = NEW.book_id AND no = NEW.no);
    SELECT RAISE(ABORT, 'record: a cycle has the next number of its group')
     WHERE NEW.no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM cycle WHERE book_id = NEW.book_id);
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day') WHERE NEW.starts_on IS NOT date(NEW.starts_on) OR NEW.ends_on IS NOT date(NEW.ends_on);
END;

-- What was asked for, who answers for it, and what came of it.
CREATE TRIGGER loan_application_fits BEFORE INSERT ON loan_application
BEGIN
    SELECT RAISE(ABORT, 'record: the application is there already')
     WHERE EXISTS (SELECT 1 FROM loan_application WHERE book_id = NEW.book_id AND no = NEW.no) OR EXISTS (SELECT 1 FROM loan_application WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'record: an application has the next number of its group')
     WHERE NEW.no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM loan_application WHERE book_id = NEW.book_id);
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day') WHERE NEW.asked_on IS NOT date(NEW.asked_on);
END;
CREATE TRIGGER loan_application_fixed BEFORE UPDATE ON loan_application BEGIN SELECT RAISE(ABORT, 'record: an application is never changed'); END;
CREATE TRIGGER loan_application_stays BEFORE DELETE ON loan_application BEGIN SELECT RAISE(ABORT, 'record: an application is never removed'); END;

CREATE TRIGGER loan_guarantor_fits BEFORE INSERT ON loan_guarantor
WHEN EXISTS (SELECT 1 FROM loan_application WHERE book_id = NEW.book_id AND no = NEW.application_no)
BEGIN SELECT RAISE(ABORT, 'record: an application takes no more guarantors'); END;
CREATE TRIGGER loan_guarantor_fixed BEFORE UPDATE ON loan_guarantor BEGIN SELECT RAISE(ABORT, 'record: a guarantor is never changed'); END;
CREATE TRIGGER loan_guarantor_stays BEFORE DELETE ON loan_guarantor BEGIN SELECT RAISE(ABORT, 'record: a guarantor is never removed'); END;

CREATE TRIGGER loan_withdrawn_fits BEFORE INSERT ON loan_withdrawn
BEGIN
    SELECT RAISE(ABORT, 'record: the withdrawal is there already')
     WHERE EXISTS (SELECT 1 FROM loan_withdrawn WHERE book_id = NEW.book_id AND application_no = NEW.application_no);
    SELECT RAISE(ABORT, 'record: what is withdrawn was approved and not given')
     WHERE NOT EXISTS (SELECT 1 FROM loan_application WHERE book_id = NEW.book_id AND no = NEW.application_no AND decision = 'approved')
        OR EXISTS (SELECT 1 FROM loan WHERE book_id = NEW.book_id AND application_no = NEW.application_no);
END;
CREATE TRIGGER loan_withdrawn_fixed BEFORE UPDATE ON loan_withdrawn BEGIN SELECT RAISE(ABORT, 'record: a withdrawal is never changed'); END;
CREATE TRIGGER loan_withdrawn_stays BEFORE DELETE ON loan_withdrawn BEGIN SELECT RAISE(ABORT, 'record: a withdrawal is never removed'); END;

-- A loan is the next of its book; nothing is lent while the box is being divided.
CREATE TRIGGER loan_fits BEFORE INSERT ON loan
BEGIN
    SELECT RAISE(ABORT, 'record: the loan is there already')
     WHERE EXISTS (SELECT 1 FROM loan WHERE book_id = NEW.book_id AND no = NEW.no) OR EXISTS (SELECT 1 FROM loan WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'record: a loan has the next number of its group')
     WHERE NEW.no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM loan WHERE book_id = NEW.book_id);
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day') WHERE NEW.given_on IS NOT date(NEW.given_on);
    SELECT RAISE(ABORT, 'record: nothing is lent once the share-out has begun')
     WHERE EXISTS (SELECT 1 FROM share_out s WHERE s.book_id = NEW.book_id
                      AND NOT EXISTS (SELECT 1 FROM share_out_decision d WHERE d.book_id = s.book_id AND d.share_out_no = s.no));
    SELECT RAISE(ABORT, 'record: an application is paid out once, to who asked, if it was approved and not withdrawn')
     WHERE NEW.application_no IS NOT NULL
       AND (NOT EXISTS (SELECT 1 FROM loan_application WHERE book_id = NEW.book_id AND no = NEW.application_no
                           AND decision = 'approved' AND party_no = NEW.party_no)
         OR EXISTS (SELECT 1 FROM loan_withdrawn WHERE book_id = NEW.book_id AND application_no = NEW.application_no)
         OR EXISTS (SELECT 1 FROM loan WHERE book_id = NEW.book_id AND application_no = NEW.application_no));
END;
CREATE TRIGGER loan_fixed BEFORE UPDATE ON loan BEGIN SELECT RAISE(ABORT, 'record: a loan is never changed'); END;
CREATE TRIGGER loan_stays BEFORE DELETE ON loan BEGIN SELECT RAISE(ABORT, 'record: a loan is never removed'); END;

-- A plan is written before the event that agrees to it, and is the next of its loan.
CREATE TRIGGER loan_instalment_fits BEFORE INSERT ON loan_instalment
BEGIN
    SELECT RAISE(ABORT, 'record: an agreed plan takes no more instalments, and the next one is written next')
     WHERE NEW.version IS NOT (SELECT COALESCE(MAX(version), 0) + 1 FROM loan_event WHERE book_id = NEW.book_id AND loan_no = NEW.loan_no);
    SELECT RAISE(ABORT, 'record: the instalment is there already')
     WHERE EXISTS (SELECT 1 FROM loan_instalment WHERE book_id = NEW.book_id AND loan_no = NEW.loan_no AND version = NEW.version AND n = NEW.n);
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day') WHERE NEW.due_on IS NOT date(NEW.due_on);
END;
CREATE TRIGGER loan_instalment_fixed BEFORE UPDATE ON loan_instalment BEGIN SELECT RAISE(ABORT, 'record: an instalment is never changed'); END;
CREATE TRIGGER loan_instalment_stays BEFORE DELETE ON loan_instalment BEGIN SELECT RAISE(ABORT, 'record: an instalment is never removed'); END;

-- An event continues its loan, moves what its kind moves, and stands on what posted it, agreed to it or is undone by it.
-- Row values are compared with IS: a NULL among them refuses, where <> would not.
CREATE TRIGGER loan_event_fits BEFORE INSERT ON loan_event
BEGIN
    SELECT RAISE(ABORT, 'record: an event is of a loan that is there')
     WHERE NOT EXISTS (SELECT 1 FROM loan WHERE book_id = NEW.book_id AND no = NEW.loan_no);
    SELECT RAISE(ABORT, 'record: an event has the next number of its loan')
     WHERE NEW.no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM loan_event WHERE book_id = NEW.book_id AND loan_no = NEW.loan_no)
        OR NEW.no IS NOT COALESCE((SELECT event_no FROM loan_state WHERE book_id = NEW.book_id AND loan_no = NEW.loan_no), 0) + 1;
    SELECT RAISE(ABORT, 'record: a loan begins by being given, on its day and at its meeting, and only one from before is brought')
     WHERE (NEW.kind = 'given') IS NOT (NEW.no = 1)
        OR NEW.kind = 'given' AND NOT EXISTS (SELECT 1 FROM loan WHERE book_id = NEW.book_id AND no = NEW.loan_no
                                                 AND given_on IS NEW.on_day AND meeting_no IS NEW.meeting_no)
        OR NEW.kind = 'brought' AND (NEW.no <> 2 OR NOT EXISTS (SELECT 1 FROM loan WHERE book_id = NEW.book_id AND no = NEW.loan_no AND meeting_no IS NULL));
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day') WHERE NEW.on_day IS NOT date(NEW.on_day);
    SELECT RAISE(ABORT, 'record: nothing is lent once the share-out has begun')
     WHERE NEW.kind = 'topped-up'
       AND EXISTS (SELECT 1 FROM share_out s WHERE s.book_id = NEW.book_id
                      AND NOT EXISTS (SELECT 1 FROM share_out_decision d WHERE d.book_id = s.book_id AND d.share_out_no = s.no));
    SELECT RAISE(ABORT, 'record: an event moves what its kind moves')
     WHERE CASE NEW.kind
           WHEN 'given' THEN NEW.amount > 0 AND (NEW.penalty, NEW.interest, NEW.principal, NEW.lost) IS (0, 0, NEW.amount, 0)
           WHEN 'brought' THEN NEW.interest >= 0 AND NEW.principal <= 0 AND (NEW.amount, NEW.penalty, NEW.lost) IS (0, 0, 0)
           WHEN 'topped-up' THEN NEW.amount > 0 AND NEW.penalty + NEW.interest - NEW.principal - NEW.lost IS -NEW.amount
           WHEN 'amended' THEN abs(NEW.penalty + NEW.interest - NEW.principal - NEW.lost) IS NEW.amount
           WHEN 'undone' THEN abs(NEW.penalty + NEW.interest - NEW.principal - NEW.lost) IS NEW.amount
            AND NOT EXISTS (SELECT 1 FROM loan_event WHERE book_id = NEW.book_id AND loan_no = NEW.loan_no AND no = NEW.undoes
                               AND (kind IN ('given', 'topped-up') AND NEW.penalty + NEW.interest - NEW.principal - NEW.lost <> amount
                                 OR kind IN ('repaid', 'settled', 'recovered') AND NEW.penalty + NEW.interest - NEW.principal - NEW.lost <> -amount))
           WHEN 'rescheduled' THEN (NEW.amount, NEW.penalty, NEW.interest, NEW.principal, NEW.lost) IS (0, 0, 0, 0, 0)
           WHEN 'written-off' THEN (NEW.amount, NEW.penalty, NEW.interest, NEW.principal) IS (0, 0, 0, -NEW.lost)
                AND NEW.lost IS (SELECT principal FROM loan_state WHERE book_id = NEW.book_id AND loan_no = NEW.loan_no)
           ELSE NEW.amount > 0 AND NEW.penalty + NEW.interest - NEW.principal - NEW.lost IS NEW.amount END IS NOT TRUE;
    SELECT RAISE(ABORT, 'record: what is undone is an earlier event of the same loan, once')
     WHERE NEW.undoes IS NOT NULL
       AND (NOT EXISTS (SELECT 1 FROM loan_event WHERE book_id = NEW.book_id AND loan_no = NEW.loan_no AND no = NEW.undoes AND kind <> 'undone')
         OR EXISTS (SELECT 1 FROM loan_event WHERE book_id = NEW.book_id AND loan_no = NEW.loan_no AND undoes = NEW.undoes));
    SELECT RAISE(ABORT, 'record: what is owed or lost is never below zero, and a loan on which something is owed is open')
     WHERE NEW.open NOT IN (0, 1)
        OR COALESCE((SELECT principal FROM loan_state WHERE book_id = NEW.book_id AND loan_no = NEW.loan_no), 0) + NEW.principal < 0
        OR COALESCE((SELECT lost FROM loan_state WHERE book_id = NEW.book_id AND loan_no = NEW.loan_no), 0) + NEW.lost < 0
        OR COALESCE((SELECT principal FROM loan_state WHERE book_id = NEW.book_id AND loan_no = NEW.loan_no), 0) + NEW.principal > 0
           AND NEW.open = 0;
    -- Save where a sealed amount is mended: then the plan is for what should have been owed that day, and is empty for nothing.
    SELECT RAISE(ABORT, 'record: an agreed plan is the next of its loan and repays what is owed')
     WHERE NEW.version IS NOT NULL
       AND (NEW.version IS NOT (SELECT COALESCE(MAX(version), 0) + 1 FROM loan_event WHERE book_id = NEW.book_id AND loan_no = NEW.loan_no)
         OR NEW.kind <> 'amended'
            AND NOT (NEW.kind = 'topped-up' AND EXISTS (SELECT 1 FROM meeting WHERE book_id = NEW.book_id AND no = NEW.meeting_no))
            AND (SELECT SUM(principal) FROM loan_instalment WHERE book_id = NEW.book_id AND loan_no = NEW.loan_no AND version = NEW.version)
                IS NOT NEW.principal + COALESCE((SELECT principal FROM loan_state WHERE book_id = NEW.book_id AND loan_no = NEW.loan_no), 0));
    SELECT RAISE(ABORT, 'record: a loan has another plan, or is written off, when another officer confirmed it')
     WHERE NEW.kind IN ('rescheduled', 'written-off')
       AND (SELECT COUNT(*) FROM loan_request r
              JOIN loan_request_decision d ON d.book_id = r.book_id AND d.request_no = r.no AND d.decision = 'confirmed'
             WHERE r.book_id = NEW.book_id AND r.loan_no = NEW.loan_no AND (r.kind = 'write-off') = (NEW.kind = 'written-off'))
        <= (SELECT COUNT(*) FROM loan_event WHERE book_id = NEW.book_id AND loan_no = NEW.loan_no AND kind = NEW.kind);
    -- What a meeting or a correction posts on a member's loans may come to nothing, and a meeting then has no entry: as much
    -- was paid back as was lent. A loan that ran before is posted with all that was brought along.
    SELECT RAISE(ABORT, 'record: what an event moves is posted by an entry')
     WHERE NEW.entry_no IS NULL AND NEW.meeting_no IS NULL AND NEW.kind NOT IN ('given', 'brought')
       AND (NEW.penalty, NEW.interest, NEW.principal, NEW.lost) IS NOT (0, 0, 0, 0);
    SELECT RAISE(ABORT, 'record: the entry of an event is there, and is not dated before it')
     WHERE NEW.entry_no IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM entry WHERE book_id = NEW.book_id AND no = NEW.entry_no AND day >= NEW.on_day);
    SELECT RAISE(ABORT, 'record: the entry of an event posts on the loans of who borrowed')
     WHERE NEW.entry_no IS NOT NULL AND NEW.principal <> 0 AND NEW.meeting_no IS NULL
       AND NOT EXISTS (SELECT 1 FROM posting p JOIN loan l ON l.book_id = p.book_id AND l.party_no = p.party
                        WHERE p.book_id = NEW.book_id AND p.entry_no = NEW.entry_no AND p.account = 1110 AND l.no = NEW.loan_no);
    SELECT RAISE(ABORT, 'record: what is added to a sealed meeting is posted by a correction of it')
     WHERE NEW.kind <> 'rescheduled' AND EXISTS (SELECT 1 FROM meeting WHERE book_id = NEW.book_id AND no = NEW.meeting_no)
       AND NOT EXISTS (SELECT 1 FROM entry e JOIN correction c ON c.book_id = e.book_id AND c.id = e.source
                        WHERE e.book_id = NEW.book_id AND e.no = NEW.entry_no AND c.meeting_no = NEW.meeting_no);
END;
-- INSERT OR IGNORE would pass over a state that cannot hold its sum.
CREATE TRIGGER loan_event_moves AFTER INSERT ON loan_event
BEGIN
    INSERT INTO loan_state (book_id, loan_no, principal, lost, open, event_no)
    SELECT NEW.book_id, NEW.loan_no, NEW.principal, NEW.lost, NEW.open, NEW.no WHERE NEW.no = 1;
    UPDATE loan_state SET principal = principal + NEW.principal, lost = lost + NEW.lost, open = NEW.open, event_no = NEW.no
     WHERE book_id = NEW.book_id AND loan_no = NEW.loan_no AND NEW.no > 1;
    SELECT RAISE(ABORT, 'record: the state of a loan moves with every event of it')
     WHERE NOT EXISTS (SELECT 1 FROM loan_state WHERE book_id = NEW.book_id AND loan_no = NEW.loan_no AND event_no = NEW.no);
END;
CREATE TRIGGER loan_event_fixed BEFORE UPDATE ON loan_event BEGIN SELECT RAISE(ABORT, 'record: an event of a loan is never changed'); END;
CREATE TRIGGER loan_event_stays BEFORE DELETE ON loan_event BEGIN SELECT RAISE(ABORT, 'record: an event of a loan is never removed'); END;

-- An event that its loan's state has not counted exists only while its own INSERT is running.
CREATE TRIGGER loan_state_born BEFORE INSERT ON loan_state
BEGIN
    SELECT RAISE(ABORT, 'record: the state of a loan moves only by an event of it')
     WHERE EXISTS (SELECT 1 FROM loan_state WHERE book_id = NEW.book_id AND loan_no = NEW.loan_no)
        OR NEW.event_no IS NOT 1
        OR NOT EXISTS (SELECT 1 FROM loan_event WHERE book_id = NEW.book_id AND loan_no = NEW.loan_no AND no = 1
                          AND (principal, lost, open) IS (NEW.principal, NEW.lost, NEW.open));
END;
CREATE TRIGGER loan_state_moves BEFORE UPDATE ON loan_state
BEGIN
    SELECT RAISE(ABORT, 'record: the state of a loan moves only by an event of it')
     WHERE (NEW.book_id, NEW.loan_no, NEW.event_no) IS NOT (OLD.book_id, OLD.loan_no, OLD.event_no + 1)
        OR NOT EXISTS (SELECT 1 FROM loan_event WHERE book_id = NEW.book_id AND loan_no = NEW.loan_no AND no = NEW.event_no
                          AND (OLD.principal + principal, OLD.lost + lost, open) IS (NEW.principal, NEW.lost, NEW.open));
END;
CREATE TRIGGER loan_state_stays BEFORE DELETE ON loan_state BEGIN SELECT RAISE(ABORT, 'record: the state of a loan is never removed'); END;

-- Asked by one officer, decided by another.
CREATE TRIGGER loan_request_fits BEFORE INSERT ON loan_request
BEGIN
    SELECT RAISE(ABORT, 'record: the request is there already')
     WHERE EXISTS (SELECT 1 FROM loan_request WHERE book_id = NEW.book_id AND no = NEW.no) OR EXISTS (SELECT 1 FROM loan_request WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'record: a request has the next number of its group')
     WHERE NEW.no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM loan_request WHERE book_id = NEW.book_id);
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day')
     WHERE NEW.on_day IS NOT date(NEW.on_day) OR NEW.first_due IS NOT date(NEW.first_due);
    SELECT RAISE(ABORT, 'record: a request is on a loan on which something is owed')
     WHERE NOT EXISTS (SELECT 1 FROM loan_state WHERE book_id = NEW.book_id AND loan_no = NEW.loan_no AND open);
END;
CREATE TRIGGER loan_request_fixed BEFORE UPDATE ON loan_request BEGIN SELECT RAISE(ABORT, 'record: a request is never changed'); END;
CREATE TRIGGER loan_request_stays BEFORE DELETE ON loan_request BEGIN SELECT RAISE(ABORT, 'record: a request is never removed'); END;

CREATE TRIGGER loan_request_decision_fits BEFORE INSERT ON loan_request_decision
BEGIN
    SELECT RAISE(ABORT, 'record: the decision is there already')
     WHERE EXISTS (SELECT 1 FROM loan_request_decision WHERE book_id = NEW.book_id AND request_no = NEW.request_no);
    SELECT RAISE(ABORT, 'record: a decision is on a request that was made')
     WHERE NOT EXISTS (SELECT 1 FROM loan_request WHERE book_id = NEW.book_id AND no = NEW.request_no);
    SELECT RAISE(ABORT, 'record: another officer confirms a request')
     WHERE NEW.decision = 'confirmed'
       AND NEW.decided_by IS (SELECT asked_by FROM loan_request WHERE book_id = NEW.book_id AND no = NEW.request_no);
END;
CREATE TRIGGER loan_request_decision_fixed BEFORE UPDATE ON loan_request_decision BEGIN SELECT RAISE(ABORT, 'record: a decision is never changed'); END;
CREATE TRIGGER loan_request_decision_stays BEFORE DELETE ON loan_request_decision BEGIN SELECT RAISE(ABORT, 'record: a decision is never removed'); END;

-- One share-out at a time, of the present cycle, which is shared out once.
CREATE TRIGGER share_out_fits BEFORE INSERT ON share_out
BEGIN
    SELECT RAISE(ABORT, 'record: the share-out is there already')
     WHERE EXISTS (SELECT 1 FROM share_out WHERE book_id = NEW.book_id AND no = NEW.no) OR EXISTS (SELECT 1 FROM share_out WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'record: a share-out has the next number of its group')
     WHERE NEW.no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM share_out WHERE book_id = NEW.book_id);
    SELECT RAISE(ABORT, 'record: one share-out is decided before another begins, and a cycle is shared out once')
     WHERE EXISTS (SELECT 1 FROM share_out s LEFT JOIN share_out_decision d ON d.book_id = s.book_id AND d.share_out_no = s.no
                    WHERE s.book_id = NEW.book_id AND (d.decision IS NULL OR d.decision = 'confirmed' AND s.cycle_no = NEW.cycle_no));
    SELECT RAISE(ABORT, 'record: a share-out is of the present cycle')
     WHERE NEW.cycle_no IS NOT (SELECT MAX(no) FROM cycle WHERE book_id = NEW.book_id);
END;
CREATE TRIGGER share_out_fixed BEFORE UPDATE ON share_out BEGIN SELECT RAISE(ABORT, 'record: a share-out is never changed'); END;
CREATE TRIGGER share_out_stays BEFORE DELETE ON share_out BEGIN SELECT RAISE(ABORT, 'record: a share-out is never removed'); END;

CREATE TRIGGER share_out_proposal_fits BEFORE INSERT ON share_out_proposal
BEGIN
    SELECT RAISE(ABORT, 'record: the proposal is there already')
     WHERE EXISTS (SELECT 1 FROM share_out_proposal WHERE book_id = NEW.book_id AND share_out_no = NEW.share_out_no AND no = NEW.no)
        OR EXISTS (SELECT 1 FROM share_out_proposal WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'record: a proposal has the next number of its share-out')
     WHERE NEW.no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM share_out_proposal WHERE book_id = NEW.book_id AND share_out_no = NEW.share_out_no);
    SELECT RAISE(ABORT, 'record: a proposal is for a share-out that is not decided')
     WHERE NOT EXISTS (SELECT 1 FROM share_out WHERE book_id = NEW.book_id AND no = NEW.share_out_no)
        OR EXISTS (SELECT 1 FROM share_out_decision WHERE book_id = NEW.book_id AND share_out_no = NEW.share_out_no);
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day')
     WHERE NEW.on_day IS NOT date(NEW.on_day) OR NEW.next_starts_on IS NOT date(NEW.next_starts_on) OR NEW.next_ends_on IS NOT date(NEW.next_ends_on);
    SELECT RAISE(ABORT, 'record: the notes counted make the sum counted')
     WHERE NEW.counted IS NOT (SELECT COALESCE(SUM(value * pieces), 0) FROM share_out_count
                                WHERE book_id = NEW.book_id AND share_out_no = NEW.share_out_no AND proposal_no = NEW.no);
END;
CREATE TRIGGER share_out_proposal_fixed BEFORE UPDATE ON share_out_proposal BEGIN SELECT RAISE(ABORT, 'record: a proposal is never changed'); END;
CREATE TRIGGER share_out_proposal_stays BEFORE DELETE ON share_out_proposal BEGIN SELECT RAISE(ABORT, 'record: a proposal is never removed'); END;

CREATE TRIGGER share_out_count_fits BEFORE INSERT ON share_out_count
WHEN EXISTS (SELECT 1 FROM share_out_proposal WHERE book_id = NEW.book_id AND share_out_no = NEW.share_out_no AND no = NEW.proposal_no)
BEGIN SELECT RAISE(ABORT, 'record: a proposal takes nothing more'); END;
CREATE TRIGGER share_out_count_fixed BEFORE UPDATE ON share_out_count BEGIN SELECT RAISE(ABORT, 'record: a cash count is never changed'); END;
CREATE TRIGGER share_out_count_stays BEFORE DELETE ON share_out_count BEGIN SELECT RAISE(ABORT, 'record: a cash count is never removed'); END;

CREATE TRIGGER share_out_reinvest_fits BEFORE INSERT ON share_out_reinvest
WHEN EXISTS (SELECT 1 FROM share_out_proposal WHERE book_id = NEW.book_id AND share_out_no = NEW.share_out_no AND no = NEW.proposal_no)
BEGIN SELECT RAISE(ABORT, 'record: a proposal takes nothing more'); END;
CREATE TRIGGER share_out_reinvest_fixed BEFORE UPDATE ON share_out_reinvest BEGIN SELECT RAISE(ABORT, 'record: what is put back is never changed'); END;
CREATE TRIGGER share_out_reinvest_stays BEFORE DELETE ON share_out_reinvest BEGIN SELECT RAISE(ABORT, 'record: what is put back is never removed'); END;

-- Decided once; what is confirmed is the latest proposal, by another officer, with every entry of the share-out, and every
-- riel of it is somebody's.
CREATE TRIGGER share_out_decision_fits BEFORE INSERT ON share_out_decision
BEGIN
    SELECT RAISE(ABORT, 'record: the decision is there already')
     WHERE EXISTS (SELECT 1 FROM share_out_decision WHERE book_id = NEW.book_id AND share_out_no = NEW.share_out_no);
    SELECT RAISE(ABORT, 'record: a decision is on a share-out that was begun')
     WHERE NOT EXISTS (SELECT 1 FROM share_out WHERE book_id = NEW.book_id AND no = NEW.share_out_no);
    SELECT RAISE(ABORT, 'record: what is confirmed is the latest proposal')
     WHERE NEW.decision = 'confirmed'
       AND NEW.proposal_no IS NOT (SELECT MAX(no) FROM share_out_proposal WHERE book_id = NEW.book_id AND share_out_no = NEW.share_out_no);
    SELECT RAISE(ABORT, 'record: another officer confirms a share-out')
     WHERE NEW.decision = 'confirmed'
       AND NEW.decided_by IS (SELECT asked_by FROM share_out_proposal
                               WHERE book_id = NEW.book_id AND share_out_no = NEW.share_out_no AND no = NEW.proposal_no);
    SELECT RAISE(ABORT, 'record: a share-out that is given up divides nothing')
     WHERE NEW.decision = 'cancelled'
       AND (NEW.first_entry IS NOT NULL
         OR EXISTS (SELECT 1 FROM share_out_line WHERE book_id = NEW.book_id AND share_out_no = NEW.share_out_no));
    SELECT RAISE(ABORT, 'record: the entries of a share-out name it, and all of them are its own')
     WHERE (SELECT COUNT(*) FROM entry e JOIN share_out s ON s.book_id = e.book_id AND s.id = e.source
             WHERE s.book_id = NEW.book_id AND s.no = NEW.share_out_no)
           IS NOT COALESCE(NEW.last_entry - NEW.first_entry + 1, 0)
        OR EXISTS (SELECT 1 FROM entry e JOIN share_out s ON s.book_id = e.book_id AND s.id = e.source
                    WHERE s.book_id = NEW.book_id AND s.no = NEW.share_out_no AND e.no NOT BETWEEN NEW.first_entry AND NEW.last_entry);
    SELECT RAISE(ABORT, 'record: what is divided comes to what was there')
     WHERE NEW.decision = 'confirmed'
       AND COALESCE((SELECT NEW.administration + NEW.reserve + NEW.remainder + COALESCE(SUM(gross), 0) IN (NEW.pool, NEW.profit)
                        AND NEW.social_remainder + COALESCE(SUM(social), 0) = NEW.social_pool
                        AND (NEW.first_entry IS NOT NULL OR COALESCE(SUM(gross + social), 0) = 0)
                       FROM share_out_line WHERE book_id = NEW.book_id AND share_out_no = NEW.share_out_no), FALSE) = FALSE;
END;
CREATE TRIGGER share_out_decision_fixed BEFORE UPDATE ON share_out_decision BEGIN SELECT RAISE(ABORT, 'record: a decision is never changed'); END;
CREATE TRIGGER share_out_decision_stays BEFORE DELETE ON share_out_decision BEGIN SELECT RAISE(ABORT, 'record: a decision is never removed'); END;

CREATE TRIGGER share_out_line_fits BEFORE INSERT ON share_out_line
WHEN EXISTS (SELECT 1 FROM share_out_decision WHERE book_id = NEW.book_id AND share_out_no = NEW.share_out_no)
BEGIN SELECT RAISE(ABORT, 'record: a decided share-out takes no more lines'); END;
CREATE TRIGGER share_out_line_fixed BEFORE UPDATE ON share_out_line BEGIN SELECT RAISE(ABORT, 'record: a line of a share-out is never changed'); END;
CREATE TRIGGER share_out_line_stays BEFORE DELETE ON share_out_line BEGIN SELECT RAISE(ABORT, 'record: a line of a share-out is never removed'); END;

-- A member is paid out once.
CREATE TRIGGER payout_fits BEFORE INSERT ON payout
BEGIN
    SELECT RAISE(ABORT, 'record: the payout is there already')
     WHERE EXISTS (SELECT 1 FROM payout WHERE book_id = NEW.book_id AND (no = NEW.no OR party_no = NEW.party_no))
        OR EXISTS (SELECT 1 FROM payout WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'record: a payout has the next number of its group')
     WHERE NEW.no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM payout WHERE book_id = NEW.book_id);
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day') WHERE NEW.on_day IS NOT date(NEW.on_day);
    SELECT RAISE(ABORT, 'record: the entry of a payout names it and has its day')
     WHERE NEW.entry_no IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM entry WHERE book_id = NEW.book_id AND no = NEW.entry_no AND source = NEW.id AND day = NEW.on_day);
END;
CREATE TRIGGER payout_fixed BEFORE UPDATE ON payout BEGIN SELECT RAISE(ABORT, 'record: a payout is never changed'); END;
CREATE TRIGGER payout_stays BEFORE DELETE ON payout BEGIN SELECT RAISE(ABORT, 'record: a payout is never removed'); END;

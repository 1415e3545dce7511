-- What was lent and what was divided stays as it was written (PostgreSQL spelling; 0008_loan_guards.sqlite.sql says the same).
--
-- The order of writing that these rules expect: an entry before what names it; guarantors before their application; a
-- loan, its instalments, then its events as they happened; a decision before the event it allows; all of a meeting before
-- the meeting; count and re-investment before their proposal; lines before the decision of a share-out. The row that
-- comes last shuts the door behind the others.

-- Other money and corrections know more words.
ALTER TABLE meeting_other DROP CONSTRAINT meeting_other_kind_check, ADD CONSTRAINT meeting_other_kind_check
    CHECK (kind IN ('expense', 'social-grant', 'withdrawal', 'bank-deposit', 'bank-withdrawal', 'income',
                    'external-loan', 'external-repayment', 'external-interest', 'administration'));
ALTER TABLE correction DROP CONSTRAINT correction_figure_check, ADD CONSTRAINT correction_figure_check
    CHECK (figure IN ('savings', 'social-fund', 'fine', 'other', 'repayment', 'loan'));

-- Rows that are never changed and never removed: a statement that tries is refused before it looks for a row.
DO $$
DECLARE said TEXT[];
BEGIN
    FOREACH said SLICE 1 IN ARRAY ARRAY[
        ['loan_application', 'an application'], ['loan_guarantor', 'a guarantor'], ['loan_withdrawn', 'a withdrawal'],
        ['loan', 'a loan'], ['loan_instalment', 'an instalment'], ['loan_event', 'an event of a loan'],
        ['loan_request', 'a request'], ['loan_request_decision', 'a decision'], ['share_out', 'a share-out'],
        ['share_out_proposal', 'a proposal'], ['share_out_count', 'a cash count'], ['share_out_reinvest', 'what is put back'],
        ['share_out_decision', 'a decision'], ['share_out_line', 'a line of a share-out'], ['payout', 'a payout']]
    LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE ON %I EXECUTE FUNCTION refuse(%L)',
            said[1] || '_fixed', said[1], 'record: ' || said[2] || ' is never changed');
        EXECUTE format('CREATE TRIGGER %I BEFORE DELETE OR TRUNCATE ON %I EXECUTE FUNCTION refuse(%L)',
            said[1] || '_stays', said[1], 'record: ' || said[2] || ' is never removed');
    END LOOP;
END $$;

-- Cycles follow one another.
CREATE FUNCTION cycle_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    PERFORM refuse_if(EXISTS (SELECT 1 FROM cycle WHERE book_id = NEW.book_id AND no = NEW.no), 'record: the cycle is there already');
    PERFORM refuse_if(NEW.no IS DISTINCT FROM (SELECT COALESCE(MAX(no), 0) + 1 FROM cycle WHERE book_id = NEW.book_id),
        'record: a cycle has the next number of its group');
    RETURN NEW;
END $$;
CREATE TRIGGER cycle_fits BEFORE INSERT ON cycle FOR EACH ROW EXECUTE FUNCTION cycle_fits();

-- What was asked for, who answers for it, and what came of it.
CREATE FUNCTION loan_application_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    PERFORM refuse_if(EXISTS (SELECT 1 FROM loan_application WHERE book_id = NEW.book_id AND no = NEW.no)
        OR EXISTS (SELECT 1 FROM loan_application WHERE id = NEW.id), 'record: the application is there already');
    PERFORM refuse_if(NEW.no IS DISTINCT FROM (SELECT COALESCE(MAX(no), 0) + 1 FROM loan_application WHERE book_id = NEW.book_id),
        'record: an application has the next number of its group');
    RETURN NEW;
END $$;
CREATE TRIGGER loan_application_fits BEFORE INSERT ON loan_application FOR EACH ROW EXECUTE FUNCTION loan_application_fits();

CREATE FUNCTION loan_guarantor_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(EXISTS (SELECT 1 FROM fresh f JOIN loan_application a ON a.book_id = f.book_id AND a.no = f.application_no),
        'record: an application takes no more guarantors');
    RETURN NULL;
END $$;
CREATE TRIGGER loan_guarantor_fits AFTER INSERT ON loan_guarantor REFERENCING NEW TABLE AS fresh EXECUTE FUNCTION loan_guarantor_fits();

CREATE FUNCTION loan_withdrawn_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    PERFORM refuse_if(EXISTS (SELECT 1 FROM loan_withdrawn WHERE book_id = NEW.book_id AND application_no = NEW.application_no),
        'record: the withdrawal is there already');
    PERFORM refuse_if(NOT EXISTS (SELECT 1 FROM loan_application WHERE book_id = NEW.book_id AND no = NEW.application_no AND decision = 'approved')
        OR EXISTS (SELECT 1 FROM loan WHERE book_id = NEW.book_id AND application_no = NEW.application_no),
        'record: what is withdrawn was approved and not given');
    RETURN NEW;
END $$;
CREATE TRIGGER loan_withdrawn_fits BEFORE INSERT ON loan_withdrawn FOR EACH ROW EXECUTE FUNCTION loan_withdrawn_fits();

-- A loan is the next of its book; nothing is lent while the box is being divided.
CREATE FUNCTION loan_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    PERFORM refuse_if(EXISTS (SELECT 1 FROM loan WHERE book_id = NEW.book_id AND no = NEW.no)
        OR EXISTS (SELECT 1 FROM loan WHERE id = NEW.id), 'record: the loan is there already');
    PERFORM refuse_if(NEW.no IS DISTINCT FROM (SELECT COALESCE(MAX(no), 0) + 1 FROM loan WHERE book_id = NEW.book_id),
        'record: a loan has the next number of its group');
    PERFORM refuse_if(EXISTS (SELECT 1 FROM share_out s WHERE s.book_id = NEW.book_id
            AND NOT EXISTS (SELECT 1 FROM share_out_decision d WHERE d.book_id = s.book_id AND d.share_out_no = s.no)),
        'record: nothing is lent once the share-out has begun');
    IF NEW.application_no IS NOT NULL THEN
        PERFORM refuse_if(NOT EXISTS (SELECT 1 FROM loan_application WHERE book_id = NEW.book_id AND no = NEW.application_no
                                         AND decision = 'approved' AND party_no = NEW.party_no)
            OR EXISTS (SELECT 1 FROM loan_withdrawn WHERE book_id = NEW.book_id AND application_no = NEW.application_no)
            OR EXISTS (SELECT 1 FROM loan WHERE book_id = NEW.book_id AND application_no = NEW.application_no),
            'record: an application is paid out once, to who asked, if it was approved and not withdrawn');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER loan_fits BEFORE INSERT ON loan FOR EACH ROW EXECUTE FUNCTION loan_fits();

-- A plan is written before the event that agrees to it, and is the next of its loan.
CREATE FUNCTION loan_instalment_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(EXISTS (SELECT 1 FROM (SELECT DISTINCT book_id, loan_no, version FROM fresh) f
        WHERE f.version <> (SELECT COALESCE(MAX(e.version), 0) + 1 FROM loan_event e WHERE e.book_id = f.book_id AND e.loan_no = f.loan_no)),
        'record: an agreed plan takes no more instalments, and the next one is written next');
    RETURN NULL;
END $$;
CREATE TRIGGER loan_instalment_fits AFTER INSERT ON loan_instalment REFERENCING NEW TABLE AS fresh EXECUTE FUNCTION loan_instalment_fits();

-- An event continues its loan, moves what its kind moves, and stands on what posted it, agreed to it or is undone by it.
CREATE FUNCTION loan_event_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    l loan;
    e entry;
    undone loan_event;
    last BIGINT;
    owed BIGINT;
    lost BIGINT;
    came BIGINT = NEW.penalty + NEW.interest - NEW.principal - NEW.lost;
BEGIN
    PERFORM 1 FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    SELECT * INTO l FROM loan WHERE book_id = NEW.book_id AND no = NEW.loan_no;
    -- The state moves only when a whole statement is through; events written by the same one are counted here.
    SELECT COALESCE(MAX(v.no), 0), COALESCE(SUM(v.principal), 0), COALESCE(SUM(v.lost), 0) INTO last, owed, lost
      FROM loan_event v WHERE v.book_id = NEW.book_id AND v.loan_no = NEW.loan_no;
    PERFORM refuse_if(l.no IS NULL, 'record: an event is of a loan that is there');
    PERFORM refuse_if(NEW.no IS DISTINCT FROM last + 1, 'record: an event has the next number of its loan');
    PERFORM refuse_if((NEW.kind = 'given') IS DISTINCT FROM (NEW.no = 1)
        OR NEW.kind = 'given' AND (l.given_on, l.meeting_no) IS DISTINCT FROM (NEW.on_day, NEW.meeting_no)
        OR NEW.kind = 'brought' AND (NEW.no <> 2 OR l.meeting_no IS NOT NULL),
        'record: a loan begins by being given, on its day and at its meeting, and only one from before is brought');
    PERFORM refuse_if(NEW.kind = 'topped-up' AND EXISTS (SELECT 1 FROM share_out o WHERE o.book_id = NEW.book_id
            AND NOT EXISTS (SELECT 1 FROM share_out_decision d WHERE d.book_id = o.book_id AND d.share_out_no = o.no)),
        'record: nothing is lent once the share-out has begun');
    IF NEW.undoes IS NOT NULL THEN
        SELECT * INTO undone FROM loan_event WHERE book_id = NEW.book_id AND loan_no = NEW.loan_no AND no = NEW.undoes AND kind <> 'undone';
        PERFORM refuse_if(undone.no IS NULL
            OR EXISTS (SELECT 1 FROM loan_event WHERE book_id = NEW.book_id AND loan_no = NEW.loan_no AND undoes = NEW.undoes),
            'record: what is undone is an earlier event of the same loan, once');
    END IF;
    PERFORM refuse_if(CASE NEW.kind
        WHEN 'given' THEN NEW.amount > 0 AND (NEW.penalty, NEW.interest, NEW.principal, NEW.lost) = (0, 0, NEW.amount, 0)
        WHEN 'brought' THEN NEW.interest >= 0 AND NEW.principal <= 0 AND (NEW.amount, NEW.penalty, NEW.lost) = (0, 0, 0)
        WHEN 'topped-up' THEN NEW.amount > 0 AND came = -NEW.amount
        WHEN 'amended' THEN abs(came) = NEW.amount
        WHEN 'undone' THEN abs(came) = NEW.amount AND CASE
            WHEN undone.kind IN ('given', 'topped-up') THEN came = undone.amount
            WHEN undone.kind IN ('repaid', 'settled', 'recovered') THEN came = -undone.amount
            ELSE TRUE END
        WHEN 'rescheduled' THEN (NEW.amount, NEW.penalty, NEW.interest, NEW.principal, NEW.lost) = (0, 0, 0, 0, 0)
        WHEN 'written-off' THEN (NEW.amount, NEW.penalty, NEW.interest, NEW.principal, NEW.lost) = (0, 0, 0, -NEW.lost, owed)
        ELSE NEW.amount > 0 AND came = NEW.amount END IS NOT TRUE, 'record: an event moves what its kind moves');
    PERFORM refuse_if(owed + NEW.principal < 0 OR lost + NEW.lost < 0 OR owed + NEW.principal > 0 AND NOT NEW.open,
        'record: what is owed or lost is never below zero, and a loan on which something is owed is open');
    IF NEW.version IS NOT NULL THEN
        -- Save where a sealed amount is mended: then the plan is for what should have been owed that day, and is empty for nothing.
        PERFORM refuse_if(NEW.version IS DISTINCT FROM (SELECT COALESCE(MAX(version), 0) + 1 FROM loan_event WHERE book_id = NEW.book_id AND loan_no = NEW.loan_no)
            OR NEW.kind <> 'amended'
               AND NOT (NEW.kind = 'topped-up' AND EXISTS (SELECT 1 FROM meeting WHERE book_id = NEW.book_id AND no = NEW.meeting_no))
               AND (SELECT SUM(principal) FROM loan_instalment WHERE book_id = NEW.book_id AND loan_no = NEW.loan_no AND version = NEW.version)
                   IS DISTINCT FROM NEW.principal + owed,
            'record: an agreed plan is the next of its loan and repays what is owed');
    END IF;
    IF NEW.kind IN ('rescheduled', 'written-off') THEN
        PERFORM refuse_if((SELECT COUNT(*) FROM loan_request r
              JOIN loan_request_decision d ON d.book_id = r.book_id AND d.request_no = r.no AND d.decision = 'confirmed'
             WHERE r.book_id = NEW.book_id AND r.loan_no = NEW.loan_no AND (r.kind = 'write-off') = (NEW.kind = 'written-off'))
            <= (SELECT COUNT(*) FROM loan_event WHERE book_id = NEW.book_id AND loan_no = NEW.loan_no AND kind = NEW.kind),
            'record: a loan has another plan, or is written off, when another officer confirmed it');
    END IF;
    -- What a meeting or a correction posts on a member's loans may come to nothing, and a meeting then has no entry: as much
    -- was paid back as was lent. A loan that ran before is posted with all that was brought along.
    IF NEW.entry_no IS NULL THEN
        PERFORM refuse_if(NEW.meeting_no IS NULL AND NEW.kind NOT IN ('given', 'brought')
            AND (NEW.penalty, NEW.interest, NEW.principal, NEW.lost) <> (0, 0, 0, 0),
            'record: what an event moves is posted by an entry');
    ELSE
        SELECT * INTO e FROM entry WHERE book_id = NEW.book_id AND no = NEW.entry_no;
        PERFORM refuse_if((e.day >= NEW.on_day) IS NOT TRUE, 'record: the entry of an event is there, and is not dated before it');
        PERFORM refuse_if(NEW.principal <> 0 AND NEW.meeting_no IS NULL
            AND NOT EXISTS (SELECT 1 FROM posting WHERE book_id = NEW.book_id AND entry_no = NEW.entry_no AND account = 1110 AND party = l.party_no),
            'record: the entry of an event posts on the loans of who borrowed');
    END IF;
    PERFORM refuse_if(NEW.kind <> 'rescheduled' AND EXISTS (SELECT 1 FROM meeting WHERE book_id = NEW.book_id AND no = NEW.meeting_no)
        AND NOT EXISTS (SELECT 1 FROM correction WHERE book_id = NEW.book_id AND meeting_no = NEW.meeting_no AND id = e.source),
        'record: what is added to a sealed meeting is posted by a correction of it');
    RETURN NEW;
END $$;
CREATE TRIGGER loan_event_fits BEFORE INSERT ON loan_event FOR EACH ROW EXECUTE FUNCTION loan_event_fits();

-- With the owner's rights: the application's role needs no right to write a loan's state.
CREATE FUNCTION loan_event_moves() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF NEW.no = 1 THEN
        INSERT INTO loan_state (book_id, loan_no, principal, lost, open, event_no)
        VALUES (NEW.book_id, NEW.loan_no, NEW.principal, NEW.lost, NEW.open, NEW.no);
    ELSE
        UPDATE loan_state SET principal = principal + NEW.principal, lost = lost + NEW.lost, open = NEW.open, event_no = NEW.no
         WHERE book_id = NEW.book_id AND loan_no = NEW.loan_no;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER loan_event_moves AFTER INSERT ON loan_event FOR EACH ROW EXECUTE FUNCTION loan_event_moves();

-- An event that its loan's state has not counted exists only while its own INSERT is running.
CREATE FUNCTION loan_state_moves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was loan_state;
    e loan_event;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        was = OLD;
        PERFORM refuse_if((NEW.book_id, NEW.loan_no) IS DISTINCT FROM (OLD.book_id, OLD.loan_no),
            'record: the state of a loan moves only by an event of it');
    END IF;
    SELECT * INTO e FROM loan_event WHERE book_id = NEW.book_id AND loan_no = NEW.loan_no AND no = COALESCE(was.event_no, 0) + 1;
    PERFORM refuse_if(e.no IS NULL
        OR (NEW.principal, NEW.lost, NEW.open, NEW.event_no)
           IS DISTINCT FROM (COALESCE(was.principal, 0) + e.principal, COALESCE(was.lost, 0) + e.lost, e.open, e.no),
        'record: the state of a loan moves only by an event of it');
    RETURN NEW;
END $$;
CREATE TRIGGER loan_state_moves BEFORE INSERT OR UPDATE ON loan_state FOR EACH ROW EXECUTE FUNCTION loan_state_moves();
CREATE TRIGGER loan_state_stays BEFORE DELETE OR TRUNCATE ON loan_state EXECUTE FUNCTION refuse('record: the state of a loan is never removed');

-- Asked by one officer, decided by another.
CREATE FUNCTION loan_request_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    PERFORM refuse_if(EXISTS (SELECT 1 FROM loan_request WHERE book_id = NEW.book_id AND no = NEW.no)
        OR EXISTS (SELECT 1 FROM loan_request WHERE id = NEW.id), 'record: the request is there already');
    PERFORM refuse_if(NEW.no IS DISTINCT FROM (SELECT COALESCE(MAX(no), 0) + 1 FROM loan_request WHERE book_id = NEW.book_id),
        'record: a request has the next number of its group');
    PERFORM refuse_if(NOT EXISTS (SELECT 1 FROM loan_state WHERE book_id = NEW.book_id AND loan_no = NEW.loan_no AND open),
        'record: a request is on a loan on which something is owed');
    RETURN NEW;
END $$;
CREATE TRIGGER loan_request_fits BEFORE INSERT ON loan_request FOR EACH ROW EXECUTE FUNCTION loan_request_fits();

CREATE FUNCTION loan_request_decision_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE r loan_request;
BEGIN
    PERFORM 1 FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    SELECT * INTO r FROM loan_request WHERE book_id = NEW.book_id AND no = NEW.request_no;
    PERFORM refuse_if(EXISTS (SELECT 1 FROM loan_request_decision WHERE book_id = NEW.book_id AND request_no = NEW.request_no),
        'record: the decision is there already');
    PERFORM refuse_if(r.no IS NULL, 'record: a decision is on a request that was made');
    PERFORM refuse_if(NEW.decision = 'confirmed' AND NEW.decided_by IS NOT DISTINCT FROM r.asked_by, 'record: another officer confirms a request');
    RETURN NEW;
END $$;
CREATE TRIGGER loan_request_decision_fits BEFORE INSERT ON loan_request_decision FOR EACH ROW EXECUTE FUNCTION loan_request_decision_fits();

-- One share-out at a time, of the present cycle, which is shared out once.
CREATE FUNCTION share_out_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    PERFORM refuse_if(EXISTS (SELECT 1 FROM share_out WHERE book_id = NEW.book_id AND no = NEW.no)
        OR EXISTS (SELECT 1 FROM share_out WHERE id = NEW.id), 'record: the share-out is there already');
    PERFORM refuse_if(NEW.no IS DISTINCT FROM (SELECT COALESCE(MAX(no), 0) + 1 FROM share_out WHERE book_id = NEW.book_id),
        'record: a share-out has the next number of its group');
    PERFORM refuse_if(EXISTS (SELECT 1 FROM share_out s LEFT JOIN share_out_decision d ON d.book_id = s.book_id AND d.share_out_no = s.no
                               WHERE s.book_id = NEW.book_id AND (d.decision IS NULL OR d.decision = 'confirmed' AND s.cycle_no = NEW.cycle_no)),
        'record: one share-out is decided before another begins, and a cycle is shared out once');
    PERFORM refuse_if(NEW.cycle_no IS DISTINCT FROM (SELECT MAX(no) FROM cycle WHERE book_id = NEW.book_id),
        'record: a share-out is of the present cycle');
    RETURN NEW;
END $$;
CREATE TRIGGER share_out_fits BEFORE INSERT ON share_out FOR EACH ROW EXECUTE FUNCTION share_out_fits();

CREATE FUNCTION share_out_proposal_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    PERFORM refuse_if(EXISTS (SELECT 1 FROM share_out_proposal WHERE book_id = NEW.book_id AND share_out_no = NEW.share_out_no AND no = NEW.no)
        OR EXISTS (SELECT 1 FROM share_out_proposal WHERE id = NEW.id), 'record: the proposal is there already');
    PERFORM refuse_if(NEW.no IS DISTINCT FROM
        (SELECT COALESCE(MAX(no), 0) + 1 FROM share_out_proposal WHERE book_id = NEW.book_id AND share_out_no = NEW.share_out_no),
        'record: a proposal has the next number of its share-out');
    PERFORM refuse_if(NOT EXISTS (SELECT 1 FROM share_out WHERE book_id = NEW.book_id AND no = NEW.share_out_no)
        OR EXISTS (SELECT 1 FROM share_out_decision WHERE book_id = NEW.book_id AND share_out_no = NEW.share_out_no),
        'record: a proposal is for a share-out that is not decided');
    PERFORM refuse_if(NEW.counted IS DISTINCT FROM
        (SELECT COALESCE(SUM(value * pieces), 0) FROM share_out_count WHERE book_id = NEW.book_id AND share_out_no = NEW.share_out_no AND proposal_no = NEW.no),
        'record: the notes counted make the sum counted');
    RETURN NEW;
END $$;
CREATE TRIGGER share_out_proposal_fits BEFORE INSERT ON share_out_proposal FOR EACH ROW EXECUTE FUNCTION share_out_proposal_fits();

CREATE FUNCTION share_out_proposal_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(EXISTS (SELECT 1 FROM fresh f JOIN share_out_proposal p
            ON p.book_id = f.book_id AND p.share_out_no = f.share_out_no AND p.no = f.proposal_no),
        'record: a proposal takes nothing more');
    RETURN NULL;
END $$;
CREATE TRIGGER share_out_count_fits AFTER INSERT ON share_out_count REFERENCING NEW TABLE AS fresh EXECUTE FUNCTION share_out_proposal_open();
CREATE TRIGGER share_out_reinvest_fits AFTER INSERT ON share_out_reinvest REFERENCING NEW TABLE AS fresh EXECUTE FUNCTION share_out_proposal_open();

-- Decided once; what is confirmed is the latest proposal, by another officer, with every entry of the share-out, and every
-- riel of it is somebody's.
CREATE FUNCTION share_out_decision_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    s share_out;
    p share_out_proposal;
BEGIN
    PERFORM 1 FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    SELECT * INTO s FROM share_out WHERE book_id = NEW.book_id AND no = NEW.share_out_no;
    SELECT * INTO p FROM share_out_proposal WHERE book_id = NEW.book_id AND share_out_no = NEW.share_out_no ORDER BY no DESC LIMIT 1;
    PERFORM refuse_if(EXISTS (SELECT 1 FROM share_out_decision WHERE book_id = NEW.book_id AND share_out_no = NEW.share_out_no),
        'record: the decision is there already');
    PERFORM refuse_if(s.no IS NULL, 'record: a decision is on a share-out that was begun');
    PERFORM refuse_if((SELECT COUNT(*) FROM entry WHERE book_id = NEW.book_id AND source = s.id)
           IS DISTINCT FROM COALESCE(NEW.last_entry - NEW.first_entry + 1, 0)
        OR EXISTS (SELECT 1 FROM entry WHERE book_id = NEW.book_id AND source = s.id AND no NOT BETWEEN NEW.first_entry AND NEW.last_entry),
        'record: the entries of a share-out name it, and all of them are its own');
    IF NEW.decision = 'cancelled' THEN
        PERFORM refuse_if(NEW.first_entry IS NOT NULL
            OR EXISTS (SELECT 1 FROM share_out_line WHERE book_id = NEW.book_id AND share_out_no = NEW.share_out_no),
            'record: a share-out that is given up divides nothing');
        RETURN NEW;
    END IF;
    PERFORM refuse_if(NEW.proposal_no IS DISTINCT FROM p.no, 'record: what is confirmed is the latest proposal');
    PERFORM refuse_if(NEW.decided_by IS NOT DISTINCT FROM p.asked_by, 'record: another officer confirms a share-out');
    PERFORM refuse_if((SELECT NEW.administration + NEW.reserve + NEW.remainder + COALESCE(SUM(gross), 0) IN (NEW.pool, NEW.profit)
                          AND NEW.social_remainder + COALESCE(SUM(social), 0) = NEW.social_pool
                          AND (NEW.first_entry IS NOT NULL OR COALESCE(SUM(gross + social), 0) = 0)
                         FROM share_out_line WHERE book_id = NEW.book_id AND share_out_no = NEW.share_out_no) IS NOT TRUE,
        'record: what is divided comes to what was there');
    RETURN NEW;
END $$;
CREATE TRIGGER share_out_decision_fits BEFORE INSERT ON share_out_decision FOR EACH ROW EXECUTE FUNCTION share_out_decision_fits();

CREATE FUNCTION share_out_line_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(EXISTS (SELECT 1 FROM fresh f JOIN share_out_decision d ON d.book_id = f.book_id AND d.share_out_no = f.share_out_no),
        'record: a decided share-out takes no more lines');
    RETURN NULL;
END $$;
CREATE TRIGGER share_out_line_fits AFTER INSERT ON share_out_line REFERENCING NEW TABLE AS fresh EXECUTE FUNCTION share_out_line_fits();

-- A member is paid out once.
CREATE FUNCTION payout_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    PERFORM refuse_if(EXISTS (SELECT 1 FROM payout WHERE book_id = NEW.book_id AND (no = NEW.no OR party_no = NEW.party_no))
        OR EXISTS (SELECT 1 FROM payout WHERE id = NEW.id), 'record: the payout is there already');
    PERFORM refuse_if(NEW.no IS DISTINCT FROM (SELECT COALESCE(MAX(no), 0) + 1 FROM payout WHERE book_id = NEW.book_id),
        'record: a payout has the next number of its group');
    PERFORM refuse_if(NEW.entry_no IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM entry WHERE book_id = NEW.book_id AND no = NEW.entry_no AND source = NEW.id AND day = NEW.on_day),
        'record: the entry of a payout names it and has its day');
    RETURN NEW;
END $$;
CREATE TRIGGER payout_fits BEFORE INSERT ON payout FOR EACH ROW EXECUTE FUNCTION payout_fits();

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

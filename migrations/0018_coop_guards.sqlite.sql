-- What happened at a cooperative stays as it was written (SQLite spelling; 0018_coop_guards.postgres.sql says the same).
--
-- The order of writing that these rules expect: an entry before the act that names it, an act before the decision that
-- confirms it. As in 0002: they hold with foreign keys and recursive triggers switched off, and say IS NOT, never <>.
CREATE TRIGGER coop_born BEFORE INSERT ON coop
BEGIN
    SELECT RAISE(ABORT, 'record: the cooperative is there already')
     WHERE EXISTS (SELECT 1 FROM coop WHERE book_id = NEW.book_id OR id = NEW.id OR code = NEW.code);
    SELECT RAISE(ABORT, 'record: a cooperative is kept by a group that does not save')
     WHERE NOT EXISTS (SELECT 1 FROM savings_group WHERE book_id = NEW.book_id AND NOT saves);
    SELECT RAISE(ABORT, 'record: a cooperative has a fund of its own, above those of savings, in which nothing was posted')
     WHERE NEW.fund_no <= 2
        OR NOT EXISTS (SELECT 1 FROM fund WHERE book_id = NEW.book_id AND no = NEW.fund_no)
        OR EXISTS (SELECT 1 FROM bank WHERE book_id = NEW.book_id AND fund_no = NEW.fund_no)
        OR EXISTS (SELECT 1 FROM balance WHERE book_id = NEW.book_id AND fund = NEW.fund_no);
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day') WHERE NEW.opened_on IS NOT date(NEW.opened_on);
END;
CREATE TRIGGER coop_fixed BEFORE UPDATE ON coop BEGIN SELECT RAISE(ABORT, 'record: a cooperative is never changed'); END;
CREATE TRIGGER coop_stays BEFORE DELETE ON coop BEGIN SELECT RAISE(ABORT, 'record: a cooperative is never removed'); END;
CREATE TRIGGER bank_beside_coop BEFORE INSERT ON bank
WHEN EXISTS (SELECT 1 FROM coop WHERE book_id = NEW.book_id AND fund_no = NEW.fund_no)
BEGIN SELECT RAISE(ABORT, 'record: the fund is a cooperative''s'); END;
CREATE TRIGGER coop_currency BEFORE UPDATE ON savings_group
WHEN NEW.commodity IS NOT OLD.commodity AND EXISTS (SELECT 1 FROM coop WHERE book_id = OLD.book_id)
BEGIN SELECT RAISE(ABORT, 'record: a group keeps its currency once it has a cooperative'); END;

CREATE TRIGGER coop_laws_fits BEFORE INSERT ON coop_laws
BEGIN
    SELECT RAISE(ABORT, 'record: there is no such cooperative') WHERE NOT EXISTS (SELECT 1 FROM coop WHERE book_id = NEW.book_id);
    SELECT RAISE(ABORT, 'record: a version of by-laws has the next number of its cooperative')
     WHERE NEW.version IS NOT (SELECT COALESCE(MAX(version), 0) + 1 FROM coop_laws WHERE book_id = NEW.book_id);
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day') WHERE NEW.holds_from IS NOT date(NEW.holds_from);
    SELECT RAISE(ABORT, 'record: the first by-laws hold from the first day')
     WHERE NEW.version = 1 AND NEW.holds_from IS NOT (SELECT opened_on FROM coop WHERE book_id = NEW.book_id);
    SELECT RAISE(ABORT, 'record: later by-laws hold from a later day, or from the same')
     WHERE NEW.holds_from < (SELECT MAX(holds_from) FROM coop_laws WHERE book_id = NEW.book_id);
END;

CREATE TRIGGER coop_request_fits BEFORE INSERT ON coop_request
BEGIN
    SELECT RAISE(ABORT, 'record: the request is there already') WHERE EXISTS (SELECT 1 FROM coop_request WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'record: there is no such cooperative') WHERE NOT EXISTS (SELECT 1 FROM coop WHERE book_id = NEW.book_id);
    SELECT RAISE(ABORT, 'record: a request has the next number of its cooperative')
     WHERE NEW.no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM coop_request WHERE book_id = NEW.book_id);
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day') WHERE NEW.day IS NOT date(NEW.day);
    SELECT RAISE(ABORT, 'record: the ask says what kind of request it is')
     WHERE NOT CASE WHEN json_valid(NEW.ask) THEN NEW.ask ->> 'ask' IS NEW.kind ELSE FALSE END;
END;
CREATE TRIGGER coop_request_decision_fits BEFORE INSERT ON coop_request_decision
BEGIN
    SELECT RAISE(ABORT, 'record: the decision is there already')
     WHERE EXISTS (SELECT 1 FROM coop_request_decision WHERE book_id = NEW.book_id AND request_no = NEW.request_no);
    SELECT RAISE(ABORT, 'record: a decision is on a request that was made')
     WHERE NOT EXISTS (SELECT 1 FROM coop_request WHERE book_id = NEW.book_id AND no = NEW.request_no);
    SELECT RAISE(ABORT, 'record: another officer confirms a request')
     WHERE NEW.decision = 'confirmed' AND NEW.decided_by IS (SELECT asked_by FROM coop_request WHERE book_id = NEW.book_id AND no = NEW.request_no);
    SELECT RAISE(ABORT, 'record: what is confirmed was written by who confirms it, and what is refused was not written')
     WHERE (SELECT confirmed_by FROM coop_act WHERE book_id = NEW.book_id AND request_no = NEW.request_no)
           IS NOT CASE NEW.decision WHEN 'confirmed' THEN NEW.decided_by END;
END;

-- An act is the next of its cooperative, on a day when it and the books are open, and says of itself what it is.
CREATE TRIGGER coop_act_fits BEFORE INSERT ON coop_act
BEGIN
    SELECT RAISE(ABORT, 'record: the act is there already') WHERE EXISTS (SELECT 1 FROM coop_act WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'record: an act has the next number of its cooperative')
     WHERE NEW.no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM coop_act WHERE book_id = NEW.book_id);
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day') WHERE NEW.day IS NOT date(NEW.day);
    SELECT RAISE(ABORT, 'record: an act is of a cooperative that is open')
     WHERE NOT EXISTS (SELECT 1 FROM coop WHERE book_id = NEW.book_id AND opened_on <= NEW.day);
    SELECT RAISE(ABORT, 'record: the period is closed') WHERE NEW.day <= (SELECT closed_through FROM book WHERE id = NEW.book_id);
    SELECT RAISE(ABORT, 'record: a year that was divided stays as it was')
     WHERE EXISTS (SELECT 1 FROM coop_act a WHERE a.book_id = NEW.book_id AND a.kind = 'year-ended' AND a.fact ->> 'to' >= NEW.day
                      AND NOT EXISTS (SELECT 1 FROM coop_act u WHERE u.book_id = a.book_id AND u.undoes = a.no));
    SELECT RAISE(ABORT, 'record: the fact says what kind of act it is')
     WHERE NOT CASE WHEN json_valid(NEW.fact) THEN NEW.fact ->> 'kind' IS NEW.kind ELSE FALSE END;
    SELECT RAISE(ABORT, 'record: what two officers decide has two, and nothing else has')
     WHERE (NEW.kind IN ('counted', 'year-ended', 'undone'))
           IS NOT (NEW.confirmed_by IS NOT NULL AND NEW.confirmed_by IS NOT NEW.recorded_by AND NEW.request_no IS NOT NULL)
        OR (NEW.confirmed_by IS NULL) IS NOT (NEW.request_no IS NULL);
    SELECT RAISE(ABORT, 'record: what is confirmed is what another officer asked for, once, and nobody refused')
     WHERE NEW.request_no IS NOT NULL
       AND (NOT EXISTS (SELECT 1 FROM coop_request
                         WHERE book_id = NEW.book_id AND no = NEW.request_no AND asked_by = NEW.recorded_by AND day = NEW.day
                           AND kind = CASE NEW.kind WHEN 'counted' THEN 'count' WHEN 'year-ended' THEN 'end-year' WHEN 'undone' THEN 'undo' END)
            OR EXISTS (SELECT 1 FROM coop_act WHERE book_id = NEW.book_id AND request_no = NEW.request_no)
            OR EXISTS (SELECT 1 FROM coop_request_decision WHERE book_id = NEW.book_id AND request_no = NEW.request_no));
END;

-- What happens is posted by an entry of its own, in the cooperative's fund alone; what is undone is reversed.
CREATE TRIGGER coop_act_posted BEFORE INSERT ON coop_act
BEGIN
    SELECT RAISE(ABORT, 'record: what comes, goes or moves is posted, and nothing else is')
     WHERE NEW.kind IN ('group-named', 'group-joined', 'outsider-named', 'plot-noted', 'inspected', 'price-set', 'contracted') AND NEW.entry_no IS NOT NULL
        OR NEW.kind IN ('shares-bought', 'shares-passed', 'money', 'credit-given', 'credit-paid', 'delivered', 'paid-out', 'sold', 'buyer-paid') AND NEW.entry_no IS NULL;
    SELECT RAISE(ABORT, 'record: the entry of an act is its own, of its day, in the fund of its cooperative')
     WHERE NEW.entry_no IS NOT NULL
       AND (NOT EXISTS (SELECT 1 FROM entry WHERE book_id = NEW.book_id AND no = NEW.entry_no AND key = NEW.id AND day = NEW.day
                           AND kind = CASE NEW.kind WHEN 'undone' THEN 'reversal' ELSE 'ordinary' END)
            OR EXISTS (SELECT 1 FROM posting p JOIN coop c ON c.book_id = p.book_id
                        WHERE p.book_id = NEW.book_id AND p.entry_no = NEW.entry_no AND p.fund <> c.fund_no));
    SELECT RAISE(ABORT, 'record: what is undone is an earlier act, once, and its entry is reversed')
     WHERE NEW.kind = 'undone'
       AND (NEW.fact ->> 'act' IS NOT NEW.undoes
            OR NOT EXISTS (SELECT 1 FROM coop_act
                            WHERE book_id = NEW.book_id AND no = NEW.undoes AND kind <> 'undone' AND day <= NEW.day
                              AND entry_no IS (SELECT mends FROM entry WHERE book_id = NEW.book_id AND no = NEW.entry_no))
            OR EXISTS (SELECT 1 FROM coop_act WHERE book_id = NEW.book_id AND undoes = NEW.undoes));
    SELECT RAISE(ABORT, 'record: a mill gives what went in, and loses the rest')
     WHERE NEW.kind = 'milled'
       AND (NEW.fact ->> 'loss' < 0
            OR COALESCE(NEW.fact ->> '$.customer[1]', (SELECT SUM(value ->> 'grams') FROM json_each(NEW.fact, '$.takes')), 0)
               IS NOT (SELECT COALESCE(SUM(value ->> 'grams'), 0) FROM json_each(NEW.fact, '$.gives')) + (NEW.fact ->> 'loss'));
END;

-- No day of the past and none to come knows a store, a box, what somebody owes or is owed below nothing. What makes it
-- more cannot: only what takes away is looked at.
CREATE TRIGGER coop_act_holds BEFORE INSERT ON coop_act
BEGIN
    SELECT RAISE(ABORT, 'record: no store, box, credit or debt is below nothing on any day')
     WHERE EXISTS (
        SELECT 1 FROM (
            SELECT SUM(SUM(CASE WHEN p.account IN (2020, 2040, 3050) THEN -p.quantity ELSE p.quantity END))
                   OVER (PARTITION BY p.account, p.party, p.commodity ORDER BY p.day) AS held
              FROM (SELECT DISTINCT fund, account, party, commodity FROM posting
                     WHERE book_id = NEW.book_id AND entry_no = NEW.entry_no AND account IN (1010, 1020, 1110, 1120, 1210, 2020, 2040, 3050)
                       AND (quantity < 0) <> (account IN (2020, 2040, 3050))) AS touched
              JOIN posting p ON p.book_id = NEW.book_id AND p.account = touched.account AND p.party = touched.party
                            AND p.fund = touched.fund AND p.commodity = touched.commodity
             GROUP BY p.account, p.party, p.commodity, p.day) AS days
         WHERE held < 0);
END;

-- The market: appended to.
CREATE TRIGGER buyer_born BEFORE INSERT ON buyer
BEGIN SELECT RAISE(ABORT, 'record: the buyer is there already') WHERE EXISTS (SELECT 1 FROM buyer WHERE id = NEW.id); END;
CREATE TRIGGER buyer_stays BEFORE DELETE ON buyer BEGIN SELECT RAISE(ABORT, 'record: a buyer is never removed'); END;
CREATE TRIGGER buyer_offer_fits BEFORE INSERT ON buyer_offer
BEGIN
    SELECT RAISE(ABORT, 'record: the offer is there already') WHERE EXISTS (SELECT 1 FROM buyer_offer WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'record: an offer has the next number') WHERE NEW.no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM buyer_offer);
    SELECT RAISE(ABORT, 'record: there is no such buyer') WHERE NOT EXISTS (SELECT 1 FROM buyer WHERE id = NEW.buyer_id);
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day')
     WHERE NEW.from_day IS NOT date(NEW.from_day) OR NEW.to_day IS NOT date(NEW.to_day);
END;
CREATE TRIGGER market_price_fits BEFORE INSERT ON market_price
BEGIN
    SELECT RAISE(ABORT, 'record: the price is there already') WHERE EXISTS (SELECT 1 FROM market_price WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'record: a price has the next number') WHERE NEW.no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM market_price);
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day') WHERE NEW.day IS NOT date(NEW.day);
END;
CREATE TRIGGER transport_rate_fits BEFORE INSERT ON transport_rate
BEGIN
    SELECT RAISE(ABORT, 'record: the rate is there already') WHERE EXISTS (SELECT 1 FROM transport_rate WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'record: a rate has the next number') WHERE NEW.no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM transport_rate);
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day') WHERE NEW.day IS NOT date(NEW.day);
END;
CREATE TRIGGER coop_laws_fixed BEFORE UPDATE ON coop_laws BEGIN SELECT RAISE(ABORT, 'record: a version of by-laws is never changed'); END;
CREATE TRIGGER coop_laws_stays BEFORE DELETE ON coop_laws BEGIN SELECT RAISE(ABORT, 'record: a version of by-laws is never removed'); END;
CREATE TRIGGER coop_request_fixed BEFORE UPDATE ON coop_request BEGIN SELECT RAISE(ABORT, 'record: a request is never changed'); END;
CREATE TRIGGER coop_request_stays BEFORE DELETE ON coop_request BEGIN SELECT RAISE(ABORT, 'record: a request is never removed'); END;
CREATE TRIGGER coop_request_decision_fixed BEFORE UPDATE ON coop_request_decision BEGIN SELECT RAISE(ABORT, 'record: a decision is never changed'); END;
CREATE TRIGGER coop_request_decision_stays BEFORE DELETE ON coop_request_decision BEGIN SELECT RAISE(ABORT, 'record: a decision is never removed'); END;
CREATE TRIGGER coop_act_fixed BEFORE UPDATE ON coop_act BEGIN SELECT RAISE(ABORT, 'record: an act is never changed'); END;
CREATE TRIGGER coop_act_stays BEFORE DELETE ON coop_act BEGIN SELECT RAISE(ABORT, 'record: an act is never removed'); END;
CREATE TRIGGER buyer_offer_fixed BEFORE UPDATE ON buyer_offer BEGIN SELECT RAISE(ABORT, 'record: an offer is never changed'); END;
CREATE TRIGGER buyer_offer_stays BEFORE DELETE ON buyer_offer BEGIN SELECT RAISE(ABORT, 'record: an offer is never removed'); END;
CREATE TRIGGER market_price_fixed BEFORE UPDATE ON market_price BEGIN SELECT RAISE(ABORT, 'record: a price is never changed'); END;
CREATE TRIGGER market_price_stays BEFORE DELETE ON market_price BEGIN SELECT RAISE(ABORT, 'record: a price is never removed'); END;
CREATE TRIGGER transport_rate_fixed BEFORE UPDATE ON transport_rate BEGIN SELECT RAISE(ABORT, 'record: a rate is never changed'); END;
CREATE TRIGGER transport_rate_stays BEFORE DELETE ON transport_rate BEGIN SELECT RAISE(ABORT, 'record: a rate is never removed'); END;

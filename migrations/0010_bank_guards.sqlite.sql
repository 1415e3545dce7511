-- What happened at a bank stays as it was written (SQLite spelling; 0010_bank_guards.postgres.sql says the same).
--
-- The order of writing that these rules expect: a price before what cites it, an entry before the act that names it,
-- animals and their moves before their act. The act comes last and shuts the door.

-- Goods, banks, rules, seasons and measures are added and never changed.
CREATE TRIGGER good_born BEFORE INSERT ON good
BEGIN
    SELECT RAISE(ABORT, 'record: the good is there already') WHERE EXISTS (SELECT 1 FROM good WHERE code = NEW.code);
    SELECT RAISE(ABORT, 'record: a good is a commodity: grams of what is weighed, whole heads and packs')
     WHERE NOT EXISTS (SELECT 1 FROM commodity WHERE code = NEW.code
                          AND decimals = CASE WHEN NEW.class IN ('paddy', 'rice', 'seed') THEN 3 ELSE 0 END);
END;
CREATE TRIGGER good_fixed BEFORE UPDATE ON good BEGIN SELECT RAISE(ABORT, 'record: a good is never changed'); END;
CREATE TRIGGER good_stays BEFORE DELETE ON good BEGIN SELECT RAISE(ABORT, 'record: a good is never removed'); END;

CREATE TRIGGER bank_born BEFORE INSERT ON bank
BEGIN
    SELECT RAISE(ABORT, 'record: the bank is there already')
     WHERE EXISTS (SELECT 1 FROM bank WHERE book_id = NEW.book_id AND (no = NEW.no OR fund_no = NEW.fund_no))
        OR EXISTS (SELECT 1 FROM bank WHERE id = NEW.id OR code = NEW.code);
    SELECT RAISE(ABORT, 'record: a bank has the next number of its group')
     WHERE NEW.no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM bank WHERE book_id = NEW.book_id);
    SELECT RAISE(ABORT, 'record: a bank has a fund of its own, above those of savings')
     WHERE NEW.fund_no <= 2 OR NOT EXISTS (SELECT 1 FROM fund WHERE book_id = NEW.book_id AND no = NEW.fund_no);
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day') WHERE NEW.opened_on IS NOT date(NEW.opened_on);
END;
CREATE TRIGGER bank_fixed BEFORE UPDATE ON bank
WHEN NEW.book_id IS NOT OLD.book_id OR NEW.no IS NOT OLD.no OR NEW.id IS NOT OLD.id OR NEW.code IS NOT OLD.code
  OR NEW.fund_no IS NOT OLD.fund_no OR NEW.opened_on IS NOT OLD.opened_on
BEGIN SELECT RAISE(ABORT, 'record: a bank keeps its number, code, fund and first day'); END;
CREATE TRIGGER bank_stays BEFORE DELETE ON bank BEGIN SELECT RAISE(ABORT, 'record: a bank is never removed'); END;

CREATE TRIGGER bank_rules_fits BEFORE INSERT ON bank_rules
BEGIN
    SELECT RAISE(ABORT, 'record: a version of rules has the next number of its bank')
     WHERE NEW.version IS NOT (SELECT COALESCE(MAX(version), 0) + 1 FROM bank_rules WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no);
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day') WHERE NEW.holds_from IS NOT date(NEW.holds_from);
    SELECT RAISE(ABORT, 'record: later rules hold from a later day, or from the same')
     WHERE NEW.holds_from < (SELECT MAX(holds_from) FROM bank_rules WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no);
END;
CREATE TRIGGER bank_rules_fixed BEFORE UPDATE ON bank_rules BEGIN SELECT RAISE(ABORT, 'record: a version of rules is never changed'); END;
CREATE TRIGGER bank_rules_stays BEFORE DELETE ON bank_rules BEGIN SELECT RAISE(ABORT, 'record: a version of rules is never removed'); END;

CREATE TRIGGER bank_season_fits BEFORE INSERT ON bank_season
BEGIN
    SELECT RAISE(ABORT, 'record: a season has the next number of its bank')
     WHERE NEW.no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM bank_season WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no);
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day') WHERE NEW.lend_from IS NOT date(NEW.lend_from) OR NEW.lend_to IS NOT date(NEW.lend_to) OR NEW.harvest_from IS NOT date(NEW.harvest_from) OR NEW.harvest_to IS NOT date(NEW.harvest_to);
END;
CREATE TRIGGER bank_season_fixed BEFORE UPDATE ON bank_season BEGIN SELECT RAISE(ABORT, 'record: a season is never changed'); END;
CREATE TRIGGER bank_season_stays BEFORE DELETE ON bank_season BEGIN SELECT RAISE(ABORT, 'record: a season is never removed'); END;

CREATE TRIGGER bank_unit_fits BEFORE INSERT ON bank_unit
BEGIN
    SELECT RAISE(ABORT, 'record: a measure has the next number of its bank')
     WHERE NEW.no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM bank_unit WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no);
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day') WHERE NEW.from_day IS NOT date(NEW.from_day);
END;
CREATE TRIGGER bank_unit_fixed BEFORE UPDATE ON bank_unit BEGIN SELECT RAISE(ABORT, 'record: a measure is never changed'); END;
CREATE TRIGGER bank_unit_stays BEFORE DELETE ON bank_unit BEGIN SELECT RAISE(ABORT, 'record: a measure is never removed'); END;

CREATE TRIGGER price_fits BEFORE INSERT ON price
BEGIN
    SELECT RAISE(ABORT, 'record: the price is there already') WHERE EXISTS (SELECT 1 FROM price WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'record: a price has the next number of its book')
     WHERE NEW.no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM price WHERE book_id = NEW.book_id);
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day') WHERE NEW.day IS NOT date(NEW.day);
    SELECT RAISE(ABORT, 'record: animals of the register are priced by class, and nothing else is')
     WHERE (NEW.class <> '') IS NOT (SELECT class IN ('cattle', 'buffalo') FROM good WHERE code = NEW.good);
END;
CREATE TRIGGER price_fixed BEFORE UPDATE ON price BEGIN SELECT RAISE(ABORT, 'record: a price is never changed'); END;
CREATE TRIGGER price_stays BEFORE DELETE ON price BEGIN SELECT RAISE(ABORT, 'record: a price is never removed'); END;

-- Asked by one officer, decided by another.
CREATE TRIGGER bank_request_fits BEFORE INSERT ON bank_request
BEGIN
    SELECT RAISE(ABORT, 'record: the request is there already') WHERE EXISTS (SELECT 1 FROM bank_request WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'record: a request has the next number of its bank')
     WHERE NEW.no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM bank_request WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no);
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day') WHERE NEW.day IS NOT date(NEW.day);
END;
CREATE TRIGGER bank_request_fixed BEFORE UPDATE ON bank_request BEGIN SELECT RAISE(ABORT, 'record: a request is never changed'); END;
CREATE TRIGGER bank_request_stays BEFORE DELETE ON bank_request BEGIN SELECT RAISE(ABORT, 'record: a request is never removed'); END;

CREATE TRIGGER bank_request_decision_fits BEFORE INSERT ON bank_request_decision
BEGIN
    SELECT RAISE(ABORT, 'record: the decision is there already')
     WHERE EXISTS (SELECT 1 FROM bank_request_decision WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND request_no = NEW.request_no);
    SELECT RAISE(ABORT, 'record: another officer confirms a request')
     WHERE NEW.decision = 'confirmed'
       AND NEW.decided_by IS (SELECT asked_by FROM bank_request WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND no = NEW.request_no);
END;
CREATE TRIGGER bank_request_decision_fixed BEFORE UPDATE ON bank_request_decision BEGIN SELECT RAISE(ABORT, 'record: a decision is never changed'); END;
CREATE TRIGGER bank_request_decision_stays BEFORE DELETE ON bank_request_decision BEGIN SELECT RAISE(ABORT, 'record: a decision is never removed'); END;

-- Animals enter the register with the act that is being written.
CREATE TRIGGER bank_animal_fits BEFORE INSERT ON bank_animal
BEGIN
    SELECT RAISE(ABORT, 'record: an animal has the next number of its register')
     WHERE NEW.no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM bank_animal WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no);
    SELECT RAISE(ABORT, 'record: an animal enters with the act that is being written')
     WHERE NEW.act_no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM bank_act WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no);
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day') WHERE NEW.born_on IS NOT date(NEW.born_on);
    SELECT RAISE(ABORT, 'record: a dam is a female of the same species')
     WHERE NEW.dam_no IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM bank_animal WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND no = NEW.dam_no AND sex = 'female' AND species = NEW.species);
END;
CREATE TRIGGER bank_animal_fixed BEFORE UPDATE ON bank_animal BEGIN SELECT RAISE(ABORT, 'record: an animal of the register is never changed'); END;
CREATE TRIGGER bank_animal_stays BEFORE DELETE ON bank_animal BEGIN SELECT RAISE(ABORT, 'record: an animal of the register is never removed'); END;

-- An animal is in one place: each move begins where the last one ended.
CREATE TRIGGER bank_animal_move_fits BEFORE INSERT ON bank_animal_move
BEGIN
    SELECT RAISE(ABORT, 'record: an animal moves with the act that is being written')
     WHERE NEW.act_no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM bank_act WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no);
    SELECT RAISE(ABORT, 'record: an animal moves once in an act')
     WHERE EXISTS (SELECT 1 FROM bank_animal_move WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND act_no = NEW.act_no AND animal_no = NEW.animal_no);
    SELECT RAISE(ABORT, 'record: an animal is in one place')
     WHERE NEW.from_place IS NOT COALESCE((SELECT to_place FROM bank_animal_move WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND animal_no = NEW.animal_no
                                            ORDER BY act_no DESC LIMIT 1), -1);
    SELECT RAISE(ABORT, 'record: an animal is with a member')
     WHERE NEW.to_place > 0 AND NOT EXISTS (SELECT 1 FROM member WHERE book_id = NEW.book_id AND party_no = NEW.to_place);
END;
CREATE TRIGGER bank_animal_move_fixed BEFORE UPDATE ON bank_animal_move BEGIN SELECT RAISE(ABORT, 'record: a move is never changed'); END;
CREATE TRIGGER bank_animal_move_stays BEFORE DELETE ON bank_animal_move BEGIN SELECT RAISE(ABORT, 'record: a move is never removed'); END;

-- An act: the next of its bank, with the entry that posts it in the bank's fund alone, the register as the journal says,
-- and no store, box, loan or herd below nothing on any day.
CREATE TRIGGER bank_act_fits BEFORE INSERT ON bank_act
BEGIN
    SELECT RAISE(ABORT, 'record: the act is there already') WHERE EXISTS (SELECT 1 FROM bank_act WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'record: an act has the next number of its bank')
     WHERE NEW.no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM bank_act WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no);
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day') WHERE NEW.day IS NOT date(NEW.day);
    SELECT RAISE(ABORT, 'record: an act is of a bank that is open')
     WHERE NOT EXISTS (SELECT 1 FROM bank WHERE book_id = NEW.book_id AND no = NEW.bank_no AND opened_on <= NEW.day);
    SELECT RAISE(ABORT, 'record: the fact says what kind of act it is')
     WHERE NOT CASE WHEN json_valid(NEW.fact) THEN NEW.fact ->> 'kind' IS NEW.kind ELSE FALSE END;
    SELECT RAISE(ABORT, 'record: what two officers decide has two')
     WHERE NEW.kind IN ('counted', 'rescheduled', 'forgiven', 'written-off', 'turned-to-money', 'animal-sold', 'waived', 'undone')
       AND (NEW.confirmed_by IS NULL OR NEW.confirmed_by IS NEW.recorded_by);
    SELECT RAISE(ABORT, 'record: what is swapped cites a price')
     WHERE NEW.price_no IS NULL AND NEW.kind IN ('bought', 'sold', 'repaid-cash', 'turned-to-money', 'animals-came', 'animal-sold')
       AND EXISTS (SELECT 1 FROM posting WHERE book_id = NEW.book_id AND entry_no = NEW.entry_no AND account = 6010);
    SELECT RAISE(ABORT, 'record: the entry of an act is its own, of its day, in the fund of its bank')
     WHERE NEW.entry_no IS NOT NULL
       AND (NOT EXISTS (SELECT 1 FROM entry WHERE book_id = NEW.book_id AND no = NEW.entry_no AND key = NEW.id AND day = NEW.day)
            OR EXISTS (SELECT 1 FROM posting p JOIN bank b ON b.book_id = p.book_id AND b.no = NEW.bank_no
                        WHERE p.book_id = NEW.book_id AND p.entry_no = NEW.entry_no AND p.fund <> b.fund_no));
    SELECT RAISE(ABORT, 'record: an act that is undone is reversed line by line')
     WHERE NEW.kind = 'undone'
       AND (SELECT entry_no FROM bank_act WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND no = NEW.undoes)
           IS NOT (SELECT mends FROM entry WHERE book_id = NEW.book_id AND no = NEW.entry_no);
    SELECT RAISE(ABORT, 'record: the register moves as the journal posts')
     WHERE EXISTS (
        SELECT 1 FROM (
            SELECT CASE WHEN to_place = 0 THEN 1310 ELSE 1320 END AS account, to_place AS party, 1 AS head
              FROM bank_animal_move WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND act_no = NEW.no AND to_place >= 0
            UNION ALL
            SELECT CASE WHEN from_place = 0 THEN 1310 ELSE 1320 END, from_place, -1
              FROM bank_animal_move WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND act_no = NEW.no AND from_place >= 0
            UNION ALL
            SELECT account, party, -quantity FROM posting
             WHERE book_id = NEW.book_id AND entry_no = NEW.entry_no AND account IN (1310, 1320)) AS heads
         GROUP BY account, party HAVING SUM(head) <> 0);
    SELECT RAISE(ABORT, 'record: no store, box, loan or herd is below nothing on any day')
     WHERE EXISTS (
        SELECT 1 FROM (
            SELECT SUM(SUM(p.quantity)) OVER (PARTITION BY p.account, p.party, p.commodity ORDER BY p.day) AS held
              FROM posting p
              JOIN (SELECT DISTINCT fund, account, party, commodity FROM posting
                     WHERE book_id = NEW.book_id AND entry_no = NEW.entry_no AND account IN (1010, 1110, 1210, 1310, 1320, 1330)) AS touched
                ON touched.account = p.account AND touched.party = p.party AND touched.fund = p.fund AND touched.commodity = p.commodity
             WHERE p.book_id = NEW.book_id
             GROUP BY p.account, p.party, p.commodity, p.day) AS days
         WHERE held < 0);
END;
CREATE TRIGGER bank_act_fixed BEFORE UPDATE ON bank_act BEGIN SELECT RAISE(ABORT, 'record: an act is never changed'); END;
CREATE TRIGGER bank_act_stays BEFORE DELETE ON bank_act BEGIN SELECT RAISE(ABORT, 'record: an act is never removed'); END;

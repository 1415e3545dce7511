-- What happened at a bank stays as it was written (SQLite spelling; 0010_bank_guards.postgres.sql says the same).
--
-- The order of writing that these rules expect: a price before what cites it, an entry before the act that names it,
-- animals and their moves before their act, an act before the decision that confirms it. The act comes last of its own
-- and shuts the door: no animal enters or moves with one that is written.
--
-- As in 0002: they hold with foreign keys and recursive triggers switched off, and say IS NOT, never <>.

-- A bank that keeps no savings has no meetings, and a group that saves has them: neither turns into the other. What a bank
-- agreed and what things cost is said in the group's currency.
CREATE TRIGGER group_saves BEFORE UPDATE ON savings_group WHEN NEW.saves IS NOT OLD.saves
BEGIN SELECT RAISE(ABORT, 'record: a group saves from the beginning, or never'); END;
CREATE TRIGGER group_currency BEFORE UPDATE ON savings_group
WHEN NEW.commodity IS NOT OLD.commodity AND EXISTS (SELECT 1 FROM bank WHERE book_id = OLD.book_id)
BEGIN SELECT RAISE(ABORT, 'record: a group keeps its currency once it has a bank'); END;

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
    SELECT RAISE(ABORT, 'record: a bank is kept by a group')
     WHERE NOT EXISTS (SELECT 1 FROM savings_group WHERE book_id = NEW.book_id);
    SELECT RAISE(ABORT, 'record: a bank has the next number of its group')
     WHERE NEW.no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM bank WHERE book_id = NEW.book_id);
    SELECT RAISE(ABORT, 'record: a bank has a fund of its own, above those of savings, in which nothing was posted')
     WHERE NEW.fund_no <= 2
        OR NOT EXISTS (SELECT 1 FROM fund WHERE book_id = NEW.book_id AND no = NEW.fund_no)
        OR EXISTS (SELECT 1 FROM balance WHERE book_id = NEW.book_id AND fund = NEW.fund_no);
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day') WHERE NEW.opened_on IS NOT date(NEW.opened_on);
END;
CREATE TRIGGER bank_fixed BEFORE UPDATE ON bank
WHEN (NEW.book_id, NEW.no, NEW.id, NEW.code, NEW.fund_no, NEW.opened_on, NEW.recorded_at, NEW.recorded_by)
     IS NOT (OLD.book_id, OLD.no, OLD.id, OLD.code, OLD.fund_no, OLD.opened_on, OLD.recorded_at, OLD.recorded_by)
BEGIN SELECT RAISE(ABORT, 'record: a bank keeps its number, code, fund and first day'); END;
CREATE TRIGGER bank_stays BEFORE DELETE ON bank BEGIN SELECT RAISE(ABORT, 'record: a bank is never removed'); END;

CREATE TRIGGER bank_rules_fits BEFORE INSERT ON bank_rules
BEGIN
    SELECT RAISE(ABORT, 'record: there is no such bank') WHERE NOT EXISTS (SELECT 1 FROM bank WHERE book_id = NEW.book_id AND no = NEW.bank_no);
    SELECT RAISE(ABORT, 'record: a version of rules has the next number of its bank')
     WHERE NEW.version IS NOT (SELECT COALESCE(MAX(version), 0) + 1 FROM bank_rules WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no);
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day') WHERE NEW.holds_from IS NOT date(NEW.holds_from);
    SELECT RAISE(ABORT, 'record: the first rules hold from the first day of their bank')
     WHERE NEW.version = 1 AND NEW.holds_from IS NOT (SELECT opened_on FROM bank WHERE book_id = NEW.book_id AND no = NEW.bank_no);
    SELECT RAISE(ABORT, 'record: later rules hold from a later day, or from the same')
     WHERE NEW.holds_from < (SELECT MAX(holds_from) FROM bank_rules WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no);
END;
CREATE TRIGGER bank_rules_fixed BEFORE UPDATE ON bank_rules BEGIN SELECT RAISE(ABORT, 'record: a version of rules is never changed'); END;
CREATE TRIGGER bank_rules_stays BEFORE DELETE ON bank_rules BEGIN SELECT RAISE(ABORT, 'record: a version of rules is never removed'); END;

CREATE TRIGGER bank_season_fits BEFORE INSERT ON bank_season
BEGIN
    SELECT RAISE(ABORT, 'record: there is no such bank') WHERE NOT EXISTS (SELECT 1 FROM bank WHERE book_id = NEW.book_id AND no = NEW.bank_no);
    SELECT RAISE(ABORT, 'record: a season has the next number of its bank')
     WHERE NEW.no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM bank_season WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no);
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day')
     WHERE NEW.lend_from IS NOT date(NEW.lend_from) OR NEW.lend_to IS NOT date(NEW.lend_to)
        OR NEW.harvest_from IS NOT date(NEW.harvest_from) OR NEW.harvest_to IS NOT date(NEW.harvest_to);
END;
CREATE TRIGGER bank_season_fixed BEFORE UPDATE ON bank_season BEGIN SELECT RAISE(ABORT, 'record: a season is never changed'); END;
CREATE TRIGGER bank_season_stays BEFORE DELETE ON bank_season BEGIN SELECT RAISE(ABORT, 'record: a season is never removed'); END;

CREATE TRIGGER bank_unit_fits BEFORE INSERT ON bank_unit
BEGIN
    SELECT RAISE(ABORT, 'record: there is no such bank') WHERE NOT EXISTS (SELECT 1 FROM bank WHERE book_id = NEW.book_id AND no = NEW.bank_no);
    SELECT RAISE(ABORT, 'record: a measure has the next number of its bank')
     WHERE NEW.no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM bank_unit WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no);
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day') WHERE NEW.from_day IS NOT date(NEW.from_day);
END;
CREATE TRIGGER bank_unit_fixed BEFORE UPDATE ON bank_unit BEGIN SELECT RAISE(ABORT, 'record: a measure is never changed'); END;
CREATE TRIGGER bank_unit_stays BEFORE DELETE ON bank_unit BEGIN SELECT RAISE(ABORT, 'record: a measure is never removed'); END;

CREATE TRIGGER price_fits BEFORE INSERT ON price
BEGIN
    SELECT RAISE(ABORT, 'record: the price is there already') WHERE EXISTS (SELECT 1 FROM price WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'record: a price stands in the book of a group')
     WHERE NOT EXISTS (SELECT 1 FROM savings_group WHERE book_id = NEW.book_id);
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
    SELECT RAISE(ABORT, 'record: there is no such bank') WHERE NOT EXISTS (SELECT 1 FROM bank WHERE book_id = NEW.book_id AND no = NEW.bank_no);
    SELECT RAISE(ABORT, 'record: a request has the next number of its bank')
     WHERE NEW.no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM bank_request WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no);
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day') WHERE NEW.day IS NOT date(NEW.day);
    SELECT RAISE(ABORT, 'record: the ask says what kind of request it is')
     WHERE NOT CASE WHEN json_valid(NEW.ask) THEN NEW.ask ->> 'ask' IS NEW.kind ELSE FALSE END;
END;
CREATE TRIGGER bank_request_fixed BEFORE UPDATE ON bank_request BEGIN SELECT RAISE(ABORT, 'record: a request is never changed'); END;
CREATE TRIGGER bank_request_stays BEFORE DELETE ON bank_request BEGIN SELECT RAISE(ABORT, 'record: a request is never removed'); END;

CREATE TRIGGER bank_request_decision_fits BEFORE INSERT ON bank_request_decision
BEGIN
    SELECT RAISE(ABORT, 'record: the decision is there already')
     WHERE EXISTS (SELECT 1 FROM bank_request_decision WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND request_no = NEW.request_no);
    SELECT RAISE(ABORT, 'record: a decision is on a request that was made')
     WHERE NOT EXISTS (SELECT 1 FROM bank_request WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND no = NEW.request_no);
    SELECT RAISE(ABORT, 'record: another officer confirms a request')
     WHERE NEW.decision = 'confirmed'
       AND NEW.decided_by IS (SELECT asked_by FROM bank_request WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND no = NEW.request_no);
    SELECT RAISE(ABORT, 'record: what is confirmed was written by who confirms it, and what is refused was not written')
     WHERE (SELECT confirmed_by FROM bank_act WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND request_no = NEW.request_no)
           IS NOT CASE NEW.decision WHEN 'confirmed' THEN NEW.decided_by END;
END;
CREATE TRIGGER bank_request_decision_fixed BEFORE UPDATE ON bank_request_decision BEGIN SELECT RAISE(ABORT, 'record: a decision is never changed'); END;
CREATE TRIGGER bank_request_decision_stays BEFORE DELETE ON bank_request_decision BEGIN SELECT RAISE(ABORT, 'record: a decision is never removed'); END;

-- Animals enter the register with the act that is being written.
CREATE TRIGGER bank_animal_fits BEFORE INSERT ON bank_animal
BEGIN
    SELECT RAISE(ABORT, 'record: there is no such bank') WHERE NOT EXISTS (SELECT 1 FROM bank WHERE book_id = NEW.book_id AND no = NEW.bank_no);
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
    SELECT RAISE(ABORT, 'record: what moves is an animal of the register')
     WHERE NOT EXISTS (SELECT 1 FROM bank_animal WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND no = NEW.animal_no);
    SELECT RAISE(ABORT, 'record: an animal moves once in an act')
     WHERE EXISTS (SELECT 1 FROM bank_animal_move WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND act_no = NEW.act_no AND animal_no = NEW.animal_no);
    SELECT RAISE(ABORT, 'record: an animal is in one place')
     WHERE NEW.from_place IS NOT COALESCE((SELECT to_place FROM bank_animal_move
                                            WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND animal_no = NEW.animal_no
                                            ORDER BY act_no DESC LIMIT 1), -1);
    SELECT RAISE(ABORT, 'record: an animal is with a member')
     WHERE NEW.to_place > 0 AND NOT EXISTS (SELECT 1 FROM member WHERE book_id = NEW.book_id AND party_no = NEW.to_place);
END;
CREATE TRIGGER bank_animal_move_fixed BEFORE UPDATE ON bank_animal_move BEGIN SELECT RAISE(ABORT, 'record: a move is never changed'); END;
CREATE TRIGGER bank_animal_move_stays BEFORE DELETE ON bank_animal_move BEGIN SELECT RAISE(ABORT, 'record: a move is never removed'); END;

-- An act is the next of its bank, on a day when bank and books are open, and says of itself what it is.
CREATE TRIGGER bank_act_fits BEFORE INSERT ON bank_act
BEGIN
    SELECT RAISE(ABORT, 'record: the act is there already') WHERE EXISTS (SELECT 1 FROM bank_act WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'record: an act has the next number of its bank')
     WHERE NEW.no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM bank_act WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no);
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day') WHERE NEW.day IS NOT date(NEW.day);
    SELECT RAISE(ABORT, 'record: an act is of a bank that is open')
     WHERE NOT EXISTS (SELECT 1 FROM bank WHERE book_id = NEW.book_id AND no = NEW.bank_no AND opened_on <= NEW.day);
    SELECT RAISE(ABORT, 'record: the period is closed') WHERE NEW.day <= (SELECT closed_through FROM book WHERE id = NEW.book_id);
    SELECT RAISE(ABORT, 'record: the fact says what kind of act it is')
     WHERE NOT CASE WHEN json_valid(NEW.fact) THEN NEW.fact ->> 'kind' IS NEW.kind ELSE FALSE END;
    SELECT RAISE(ABORT, 'record: what two officers decide has two, and nothing else has')
     WHERE (NEW.kind IN ('counted', 'rescheduled', 'forgiven', 'written-off', 'turned-to-money', 'animal-sold', 'waived', 'undone'))
           IS NOT (NEW.confirmed_by IS NOT NULL AND NEW.confirmed_by IS NOT NEW.recorded_by AND NEW.request_no IS NOT NULL)
        OR (NEW.confirmed_by IS NULL) IS NOT (NEW.request_no IS NULL);
    SELECT RAISE(ABORT, 'record: what is confirmed is what another officer asked for, once, and nobody refused')
     WHERE NEW.request_no IS NOT NULL
       AND (NOT EXISTS (SELECT 1 FROM bank_request
                         WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND no = NEW.request_no AND asked_by = NEW.recorded_by AND day = NEW.day
                           AND kind = CASE NEW.kind WHEN 'counted' THEN 'count' WHEN 'rescheduled' THEN 'reschedule' WHEN 'forgiven' THEN 'forgive'
                                          WHEN 'written-off' THEN 'write-off' WHEN 'turned-to-money' THEN 'turn-to-money'
                                          WHEN 'animal-sold' THEN 'sell-animal' WHEN 'waived' THEN 'waive' WHEN 'undone' THEN 'undo' END)
            OR EXISTS (SELECT 1 FROM bank_act WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND request_no = NEW.request_no)
            OR EXISTS (SELECT 1 FROM bank_request_decision WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND request_no = NEW.request_no));
END;

-- What happens is posted by an entry of its own, in the bank's fund alone; what is undone is reversed.
CREATE TRIGGER bank_act_posted BEFORE INSERT ON bank_act
BEGIN
    SELECT RAISE(ABORT, 'record: what comes, goes or moves is posted, and nothing else is')
     WHERE NEW.kind <> 'undone'
       AND (NEW.entry_no IS NOT NULL) IS NOT CASE
            WHEN NEW.kind IN ('condition-seen', 'rescheduled', 'exchanged') THEN FALSE
            WHEN NEW.kind = 'counted' THEN json_array_length(NEW.fact, '$.losses') > 0
            WHEN NEW.kind IN ('forgiven', 'written-off') THEN NEW.fact ->> 'principal' > 0
            WHEN NEW.kind = 'born' THEN NEW.fact ->> 'bank'
            WHEN NEW.kind = 'noted' THEN NEW.fact ->> 'cost' > 0
            WHEN NEW.kind = 'waived' THEN NEW.entry_no IS NOT NULL
            ELSE TRUE END;
    SELECT RAISE(ABORT, 'record: the entry of an act is its own, of its day, in the fund of its bank')
     WHERE NEW.entry_no IS NOT NULL
       AND (NOT EXISTS (SELECT 1 FROM entry WHERE book_id = NEW.book_id AND no = NEW.entry_no AND key = NEW.id AND day = NEW.day
                           AND kind = CASE NEW.kind WHEN 'undone' THEN 'reversal' ELSE 'ordinary' END)
            OR EXISTS (SELECT 1 FROM posting p JOIN bank b ON b.book_id = p.book_id AND b.no = NEW.bank_no
                        WHERE p.book_id = NEW.book_id AND p.entry_no = NEW.entry_no AND p.fund <> b.fund_no));
    SELECT RAISE(ABORT, 'record: what is undone is an earlier act, once, and its entry is reversed')
     WHERE NEW.kind = 'undone'
       AND (NEW.fact ->> 'act' IS NOT NEW.undoes
            OR NOT EXISTS (SELECT 1 FROM bank_act
                            WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND no = NEW.undoes AND kind <> 'undone' AND day <= NEW.day
                              AND price_no IS NEW.price_no
                              AND entry_no IS (SELECT mends FROM entry WHERE book_id = NEW.book_id AND no = NEW.entry_no))
            OR EXISTS (SELECT 1 FROM bank_act WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND undoes = NEW.undoes));
    SELECT RAISE(ABORT, 'record: what is swapped cites a price')
     WHERE NEW.price_no IS NULL
       AND (SELECT COUNT(DISTINCT commodity) FROM posting WHERE book_id = NEW.book_id AND entry_no = NEW.entry_no AND account = 6010) > 1;
    SELECT RAISE(ABORT, 'record: the price of an act is of its good, and not of a later day')
     WHERE NEW.price_no IS NOT NULL AND NEW.kind <> 'undone'
       AND NOT EXISTS (SELECT 1 FROM price
                        WHERE book_id = NEW.book_id AND no = NEW.price_no AND day <= NEW.day AND (kind = 'market' OR day = NEW.day)
                          AND (good IS NEW.fact ->> 'good'
                               OR good IN (SELECT commodity FROM posting WHERE book_id = NEW.book_id AND entry_no = NEW.entry_no)));
END;

-- The register is what the fact says, and what the journal posts, head by head.
CREATE TRIGGER bank_act_register BEFORE INSERT ON bank_act
BEGIN
    SELECT RAISE(ABORT, 'record: the register takes in what the fact says')
     WHERE (SELECT COUNT(*) FROM bank_animal WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND act_no = NEW.no)
           IS NOT CASE NEW.kind WHEN 'animals-came' THEN json_array_length(NEW.fact, '$.animals') WHEN 'born' THEN 1 WHEN 'replaced' THEN 1 ELSE 0 END
        OR EXISTS (
            SELECT no, tag, sex, born_on, dam_no FROM bank_animal WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND act_no = NEW.no
            EXCEPT
            SELECT one ->> 'no', one ->> 'tag', one ->> 'sex', one ->> 'born_on', dam
              FROM (SELECT value AS one, NULL AS dam FROM json_each(NEW.fact, '$.animals') WHERE NEW.kind = 'animals-came'
          UNION ALL SELECT NEW.fact -> 'calf', NEW.fact ->> 'dam' WHERE NEW.kind = 'born'
          UNION ALL SELECT NEW.fact -> 'animal', NULL WHERE NEW.kind = 'replaced'))
        OR NEW.kind = 'animals-came'
           AND EXISTS (SELECT 1 FROM bank_animal WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND act_no = NEW.no AND species IS NOT NEW.fact ->> 'species');
    -- A calf that was owed and is replaced, paid for or waived leaves the bank too; the fact names only what it was owed by.
    SELECT RAISE(ABORT, 'record: animals go where the fact says')
     WHERE (SELECT COUNT(*) FROM bank_animal_move WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND act_no = NEW.no
               AND NEW.kind IN ('replaced', 'paid-for-animal', 'waived') AND to_place = -1) > 1
        OR (SELECT COUNT(*) FROM bank_animal_move WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND act_no = NEW.no
               AND NOT (NEW.kind IN ('replaced', 'paid-for-animal', 'waived') AND to_place = -1))
           IS NOT CASE
                WHEN NEW.kind = 'animals-came' THEN json_array_length(NEW.fact, '$.animals')
                WHEN NEW.kind = 'born' THEN NEW.fact ->> 'bank'
                WHEN NEW.kind IN ('placed', 'handed-over', 'lost', 'animal-sold', 'title-passed', 'replaced') THEN 1
                WHEN NEW.kind = 'exchanged' THEN 2
                WHEN NEW.kind = 'undone' THEN (SELECT COUNT(*) FROM bank_animal_move WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND act_no = NEW.undoes)
                ELSE 0 END
        OR EXISTS (
            SELECT animal_no, to_place FROM bank_animal_move WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND act_no = NEW.no
               AND NOT (NEW.kind IN ('replaced', 'paid-for-animal', 'waived') AND to_place = -1)
            EXCEPT
            SELECT animal, place
              FROM (SELECT value ->> 'no' AS animal, 0 AS place FROM json_each(NEW.fact, '$.animals') WHERE NEW.kind = 'animals-came'
          -- Where its dam was on that day: a birth may be written down after she went elsewhere.
          UNION ALL SELECT NEW.fact ->> '$.calf.no', to_place FROM bank_animal_move
                     WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND animal_no = NEW.fact ->> 'dam' AND to_place >= 0 AND NEW.kind = 'born'
          UNION ALL SELECT NEW.fact ->> 'animal', NEW.fact ->> 'keeper' WHERE NEW.kind = 'placed'
          UNION ALL SELECT NEW.fact ->> 'animal', COALESCE(NEW.fact ->> 'to', 0) WHERE NEW.kind = 'handed-over'
          UNION ALL SELECT NEW.fact ->> 'animal', -1 WHERE NEW.kind IN ('lost', 'animal-sold', 'title-passed')
          UNION ALL SELECT NEW.fact ->> '$.animal.no', 0 WHERE NEW.kind = 'replaced'
          UNION ALL SELECT NEW.fact ->> 'back', 0 WHERE NEW.kind = 'exchanged'
          UNION ALL SELECT NEW.fact ->> 'out', (SELECT from_place FROM bank_animal_move WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no
                                                   AND act_no = NEW.no AND animal_no = NEW.fact ->> 'back') WHERE NEW.kind = 'exchanged'
          UNION ALL SELECT animal_no, from_place FROM bank_animal_move
                     WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND act_no = NEW.undoes AND NEW.kind = 'undone'));
    SELECT RAISE(ABORT, 'record: what has gone comes back only where its going is undone')
     WHERE NEW.kind <> 'undone'
       AND EXISTS (SELECT 1 FROM bank_animal_move m JOIN bank_animal a ON a.book_id = m.book_id AND a.bank_no = m.bank_no AND a.no = m.animal_no
                    WHERE m.book_id = NEW.book_id AND m.bank_no = NEW.bank_no AND m.act_no = NEW.no AND m.from_place = -1 AND a.act_no IS NOT NEW.no);
    SELECT RAISE(ABORT, 'record: the register moves as the journal posts')
     WHERE EXISTS (
        SELECT 1 FROM (
            SELECT CASE place WHEN 0 THEN 1310 ELSE 1320 END AS account, place AS party, a.species AS species, head
              FROM (SELECT animal_no, to_place AS place, 1 AS head FROM bank_animal_move
                     WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND act_no = NEW.no
          UNION ALL SELECT animal_no, from_place, -1 FROM bank_animal_move
                     WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND act_no = NEW.no) AS m
              JOIN bank_animal a ON a.book_id = NEW.book_id AND a.bank_no = NEW.bank_no AND a.no = m.animal_no
             WHERE place >= 0
         UNION ALL
            SELECT p.account, p.party, COALESCE(g.class, p.commodity), -p.quantity FROM posting p LEFT JOIN good g ON g.code = p.commodity
             WHERE p.book_id = NEW.book_id AND p.entry_no = NEW.entry_no AND p.account IN (1310, 1320)) AS heads
         GROUP BY account, party, species HAVING SUM(head) <> 0);
END;

-- No day of the past and none to come knows a store, box, loan, deposit or herd below nothing.
CREATE TRIGGER bank_act_holds BEFORE INSERT ON bank_act
BEGIN
    SELECT RAISE(ABORT, 'record: no store, box, loan, deposit or herd is below nothing on any day')
     WHERE EXISTS (
        SELECT 1 FROM (
            SELECT SUM(SUM(CASE p.account WHEN 2030 THEN -p.quantity ELSE p.quantity END))
                   OVER (PARTITION BY p.account, p.party, p.commodity ORDER BY p.day) AS held
              FROM (SELECT DISTINCT fund, account, party, commodity FROM posting
                     WHERE book_id = NEW.book_id AND entry_no = NEW.entry_no AND account IN (1010, 1110, 1210, 1310, 1320, 1330, 2030)) AS touched
              JOIN posting p ON p.book_id = NEW.book_id AND p.account = touched.account AND p.party = touched.party
                            AND p.fund = touched.fund AND p.commodity = touched.commodity
             GROUP BY p.account, p.party, p.commodity, p.day) AS days
         WHERE held < 0);
END;
CREATE TRIGGER bank_act_fixed BEFORE UPDATE ON bank_act BEGIN SELECT RAISE(ABORT, 'record: an act is never changed'); END;
CREATE TRIGGER bank_act_stays BEFORE DELETE ON bank_act BEGIN SELECT RAISE(ABORT, 'record: an act is never removed'); END;

-- What happened at a bank stays as it was written (PostgreSQL spelling; 0010_bank_guards.sqlite.sql says the same).
--
-- The order of writing that these rules expect: a price before what cites it, an entry before the act that names it,
-- animals and their moves before their act, an act before the decision that confirms it. The act comes last of its own
-- and shuts the door: no animal enters or moves with one that is written.

-- Rows that are never changed and never removed: a statement that tries is refused before it looks for a row.
DO $$
DECLARE said TEXT[];
BEGIN
    FOREACH said SLICE 1 IN ARRAY ARRAY[
        ['good', 'a good'], ['bank_rules', 'a version of rules'], ['bank_season', 'a season'], ['bank_unit', 'a measure'],
        ['price', 'a price'], ['bank_request', 'a request'], ['bank_request_decision', 'a decision'],
        ['bank_animal', 'an animal of the register'], ['bank_animal_move', 'a move'], ['bank_act', 'an act']]
    LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE ON %I EXECUTE FUNCTION refuse(%L)',
            said[1] || '_fixed', said[1], 'record: ' || said[2] || ' is never changed');
        EXECUTE format('CREATE TRIGGER %I BEFORE DELETE OR TRUNCATE ON %I EXECUTE FUNCTION refuse(%L)',
            said[1] || '_stays', said[1], 'record: ' || said[2] || ' is never removed');
    END LOOP;
END $$;

-- A bank that keeps no savings has no meetings, and a group that saves has them: neither turns into the other. What a bank
-- agreed and what things cost is said in the group's currency.
CREATE TRIGGER group_saves BEFORE UPDATE ON savings_group FOR EACH ROW WHEN (NEW.saves IS DISTINCT FROM OLD.saves)
    EXECUTE FUNCTION refuse('record: a group saves from the beginning, or never');
CREATE FUNCTION group_currency() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(EXISTS (SELECT 1 FROM bank WHERE book_id = OLD.book_id), 'record: a group keeps its currency once it has a bank');
    RETURN NEW;
END $$;
CREATE TRIGGER group_currency BEFORE UPDATE ON savings_group FOR EACH ROW WHEN (NEW.commodity IS DISTINCT FROM OLD.commodity)
    EXECUTE FUNCTION group_currency();

-- Goods, banks, rules, seasons and measures are added and never changed.
CREATE FUNCTION good_born() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(EXISTS (SELECT 1 FROM good WHERE code = NEW.code), 'record: the good is there already');
    PERFORM refuse_if(NOT EXISTS (SELECT 1 FROM commodity WHERE code = NEW.code
                                     AND decimals = CASE WHEN NEW.class IN ('paddy', 'rice', 'seed') THEN 3 ELSE 0 END),
        'record: a good is a commodity: grams of what is weighed, whole heads and packs');
    RETURN NEW;
END $$;
CREATE TRIGGER good_born BEFORE INSERT ON good FOR EACH ROW EXECUTE FUNCTION good_born();

CREATE FUNCTION bank_born() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    PERFORM refuse_if(EXISTS (SELECT 1 FROM bank WHERE book_id = NEW.book_id AND (no = NEW.no OR fund_no = NEW.fund_no))
        OR EXISTS (SELECT 1 FROM bank WHERE id = NEW.id OR code = NEW.code), 'record: the bank is there already');
    PERFORM refuse_if(NOT EXISTS (SELECT 1 FROM savings_group WHERE book_id = NEW.book_id), 'record: a bank is kept by a group');
    PERFORM refuse_if(NEW.no IS DISTINCT FROM (SELECT COALESCE(MAX(no), 0) + 1 FROM bank WHERE book_id = NEW.book_id),
        'record: a bank has the next number of its group');
    PERFORM refuse_if(NEW.fund_no <= 2
        OR NOT EXISTS (SELECT 1 FROM fund WHERE book_id = NEW.book_id AND no = NEW.fund_no)
        OR EXISTS (SELECT 1 FROM balance WHERE book_id = NEW.book_id AND fund = NEW.fund_no),
        'record: a bank has a fund of its own, above those of savings, in which nothing was posted');
    RETURN NEW;
END $$;
CREATE TRIGGER bank_born BEFORE INSERT ON bank FOR EACH ROW EXECUTE FUNCTION bank_born();
CREATE TRIGGER bank_fixed BEFORE UPDATE ON bank FOR EACH ROW
    WHEN ((NEW.book_id, NEW.no, NEW.id, NEW.code, NEW.fund_no, NEW.opened_on, NEW.recorded_at, NEW.recorded_by)
          IS DISTINCT FROM (OLD.book_id, OLD.no, OLD.id, OLD.code, OLD.fund_no, OLD.opened_on, OLD.recorded_at, OLD.recorded_by))
    EXECUTE FUNCTION refuse('record: a bank keeps its number, code, fund and first day');
CREATE TRIGGER bank_stays BEFORE DELETE OR TRUNCATE ON bank EXECUTE FUNCTION refuse('record: a bank is never removed');

CREATE FUNCTION bank_rules_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE b bank;
BEGIN
    PERFORM 1 FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    SELECT * INTO b FROM bank WHERE book_id = NEW.book_id AND no = NEW.bank_no;
    PERFORM refuse_if(b.no IS NULL, 'record: there is no such bank');
    PERFORM refuse_if(NEW.version IS DISTINCT FROM
        (SELECT COALESCE(MAX(version), 0) + 1 FROM bank_rules WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no),
        'record: a version of rules has the next number of its bank');
    PERFORM refuse_if(NEW.version = 1 AND NEW.holds_from IS DISTINCT FROM b.opened_on,
        'record: the first rules hold from the first day of their bank');
    PERFORM refuse_if(NEW.holds_from < (SELECT MAX(holds_from) FROM bank_rules WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no),
        'record: later rules hold from a later day, or from the same');
    RETURN NEW;
END $$;
CREATE TRIGGER bank_rules_fits BEFORE INSERT ON bank_rules FOR EACH ROW EXECUTE FUNCTION bank_rules_fits();

CREATE FUNCTION bank_season_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    PERFORM refuse_if(NOT EXISTS (SELECT 1 FROM bank WHERE book_id = NEW.book_id AND no = NEW.bank_no), 'record: there is no such bank');
    PERFORM refuse_if(NEW.no IS DISTINCT FROM
        (SELECT COALESCE(MAX(no), 0) + 1 FROM bank_season WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no),
        'record: a season has the next number of its bank');
    RETURN NEW;
END $$;
CREATE TRIGGER bank_season_fits BEFORE INSERT ON bank_season FOR EACH ROW EXECUTE FUNCTION bank_season_fits();

CREATE FUNCTION bank_unit_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    PERFORM refuse_if(NOT EXISTS (SELECT 1 FROM bank WHERE book_id = NEW.book_id AND no = NEW.bank_no), 'record: there is no such bank');
    PERFORM refuse_if(NEW.no IS DISTINCT FROM
        (SELECT COALESCE(MAX(no), 0) + 1 FROM bank_unit WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no),
        'record: a measure has the next number of its bank');
    RETURN NEW;
END $$;
CREATE TRIGGER bank_unit_fits BEFORE INSERT ON bank_unit FOR EACH ROW EXECUTE FUNCTION bank_unit_fits();

CREATE FUNCTION price_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    PERFORM refuse_if(EXISTS (SELECT 1 FROM price WHERE id = NEW.id), 'record: the price is there already');
    PERFORM refuse_if(NOT EXISTS (SELECT 1 FROM savings_group WHERE book_id = NEW.book_id), 'record: a price stands in the book of a group');
    PERFORM refuse_if(NEW.no IS DISTINCT FROM (SELECT COALESCE(MAX(no), 0) + 1 FROM price WHERE book_id = NEW.book_id),
        'record: a price has the next number of its book');
    PERFORM refuse_if((NEW.class <> '') IS DISTINCT FROM (SELECT class IN ('cattle', 'buffalo') FROM good WHERE code = NEW.good),
        'record: animals of the register are priced by class, and nothing else is');
    RETURN NEW;
END $$;
CREATE TRIGGER price_fits BEFORE INSERT ON price FOR EACH ROW EXECUTE FUNCTION price_fits();

-- Asked by one officer, decided by another.
CREATE FUNCTION bank_request_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    PERFORM refuse_if(EXISTS (SELECT 1 FROM bank_request WHERE id = NEW.id), 'record: the request is there already');
    PERFORM refuse_if(NOT EXISTS (SELECT 1 FROM bank WHERE book_id = NEW.book_id AND no = NEW.bank_no), 'record: there is no such bank');
    PERFORM refuse_if(NEW.no IS DISTINCT FROM
        (SELECT COALESCE(MAX(no), 0) + 1 FROM bank_request WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no),
        'record: a request has the next number of its bank');
    PERFORM refuse_if(NEW.ask::JSON ->> 'ask' IS DISTINCT FROM NEW.kind, 'record: the ask says what kind of request it is');
    RETURN NEW;
END $$;
CREATE TRIGGER bank_request_fits BEFORE INSERT ON bank_request FOR EACH ROW EXECUTE FUNCTION bank_request_fits();

CREATE FUNCTION bank_request_decision_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE r bank_request;
BEGIN
    PERFORM 1 FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    SELECT * INTO r FROM bank_request WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND no = NEW.request_no;
    PERFORM refuse_if(EXISTS (SELECT 1 FROM bank_request_decision
                               WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND request_no = NEW.request_no),
        'record: the decision is there already');
    PERFORM refuse_if(r.no IS NULL, 'record: a decision is on a request that was made');
    PERFORM refuse_if(NEW.decision = 'confirmed' AND NEW.decided_by IS NOT DISTINCT FROM r.asked_by, 'record: another officer confirms a request');
    PERFORM refuse_if((SELECT confirmed_by FROM bank_act WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND request_no = NEW.request_no)
        IS DISTINCT FROM CASE NEW.decision WHEN 'confirmed' THEN NEW.decided_by END,
        'record: what is confirmed was written by who confirms it, and what is refused was not written');
    RETURN NEW;
END $$;
CREATE TRIGGER bank_request_decision_fits BEFORE INSERT ON bank_request_decision
    FOR EACH ROW EXECUTE FUNCTION bank_request_decision_fits();

-- Animals enter the register with the act that is being written.
CREATE FUNCTION bank_animal_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    PERFORM refuse_if(NOT EXISTS (SELECT 1 FROM bank WHERE book_id = NEW.book_id AND no = NEW.bank_no), 'record: there is no such bank');
    PERFORM refuse_if(NEW.no IS DISTINCT FROM
        (SELECT COALESCE(MAX(no), 0) + 1 FROM bank_animal WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no),
        'record: an animal has the next number of its register');
    PERFORM refuse_if(NEW.act_no IS DISTINCT FROM
        (SELECT COALESCE(MAX(no), 0) + 1 FROM bank_act WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no),
        'record: an animal enters with the act that is being written');
    PERFORM refuse_if(NEW.dam_no IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM bank_animal WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no
                           AND no = NEW.dam_no AND sex = 'female' AND species = NEW.species),
        'record: a dam is a female of the same species');
    RETURN NEW;
END $$;
CREATE TRIGGER bank_animal_fits BEFORE INSERT ON bank_animal FOR EACH ROW EXECUTE FUNCTION bank_animal_fits();

-- An animal is in one place: each move begins where the last one ended.
CREATE FUNCTION bank_animal_move_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    PERFORM refuse_if(NEW.act_no IS DISTINCT FROM
        (SELECT COALESCE(MAX(no), 0) + 1 FROM bank_act WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no),
        'record: an animal moves with the act that is being written');
    PERFORM refuse_if(NOT EXISTS (SELECT 1 FROM bank_animal WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND no = NEW.animal_no),
        'record: what moves is an animal of the register');
    PERFORM refuse_if(EXISTS (SELECT 1 FROM bank_animal_move
                               WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND act_no = NEW.act_no AND animal_no = NEW.animal_no),
        'record: an animal moves once in an act');
    PERFORM refuse_if(NEW.from_place IS DISTINCT FROM COALESCE((SELECT to_place FROM bank_animal_move
                                                                 WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND animal_no = NEW.animal_no
                                                                 ORDER BY act_no DESC LIMIT 1), -1), 'record: an animal is in one place');
    PERFORM refuse_if(NEW.to_place > 0 AND NOT EXISTS (SELECT 1 FROM member WHERE book_id = NEW.book_id AND party_no = NEW.to_place),
        'record: an animal is with a member');
    RETURN NEW;
END $$;
CREATE TRIGGER bank_animal_move_fits BEFORE INSERT ON bank_animal_move FOR EACH ROW EXECUTE FUNCTION bank_animal_move_fits();

-- An act is the next of its bank, on a day when bank and books are open, and says of itself what it is. (The triggers of
-- an act are called in the order of their names; this one comes first and takes the book.)
CREATE FUNCTION bank_act_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    r bank_request;
    closed DATE;
BEGIN
    SELECT closed_through INTO closed FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    PERFORM refuse_if(EXISTS (SELECT 1 FROM bank_act WHERE id = NEW.id), 'record: the act is there already');
    PERFORM refuse_if(NEW.no IS DISTINCT FROM
        (SELECT COALESCE(MAX(no), 0) + 1 FROM bank_act WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no),
        'record: an act has the next number of its bank');
    PERFORM refuse_if(NOT EXISTS (SELECT 1 FROM bank WHERE book_id = NEW.book_id AND no = NEW.bank_no AND opened_on <= NEW.day),
        'record: an act is of a bank that is open');
    PERFORM refuse_if(NEW.day <= closed, 'record: the period is closed');
    PERFORM refuse_if(NEW.fact::JSON ->> 'kind' IS DISTINCT FROM NEW.kind, 'record: the fact says what kind of act it is');
    PERFORM refuse_if((NEW.kind IN ('counted', 'rescheduled', 'forgiven', 'written-off', 'turned-to-money', 'animal-sold', 'waived', 'undone'))
            IS DISTINCT FROM (NEW.confirmed_by IS NOT NULL AND NEW.confirmed_by IS DISTINCT FROM NEW.recorded_by AND NEW.request_no IS NOT NULL)
        OR (NEW.confirmed_by IS NULL) <> (NEW.request_no IS NULL), 'record: what two officers decide has two, and nothing else has');
    IF NEW.request_no IS NOT NULL THEN
        SELECT * INTO r FROM bank_request WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND no = NEW.request_no;
        PERFORM refuse_if((r.asked_by, r.day, r.kind) IS DISTINCT FROM (NEW.recorded_by, NEW.day,
                CASE NEW.kind WHEN 'counted' THEN 'count' WHEN 'rescheduled' THEN 'reschedule' WHEN 'forgiven' THEN 'forgive'
                    WHEN 'written-off' THEN 'write-off' WHEN 'turned-to-money' THEN 'turn-to-money'
                    WHEN 'animal-sold' THEN 'sell-animal' WHEN 'waived' THEN 'waive' WHEN 'undone' THEN 'undo' END)
            OR EXISTS (SELECT 1 FROM bank_act WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND request_no = NEW.request_no)
            OR EXISTS (SELECT 1 FROM bank_request_decision WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND request_no = NEW.request_no),
            'record: what is confirmed is what another officer asked for, once, and nobody refused');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bank_act_fits BEFORE INSERT ON bank_act FOR EACH ROW EXECUTE FUNCTION bank_act_fits();

-- What happens is posted by an entry of its own, in the bank's fund alone; what is undone is reversed.
CREATE FUNCTION bank_act_posted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    f JSON = NEW.fact;
    e entry;
    u bank_act;
BEGIN
    SELECT * INTO e FROM entry WHERE book_id = NEW.book_id AND no = NEW.entry_no;
    PERFORM refuse_if(NEW.kind <> 'undone' AND (NEW.entry_no IS NOT NULL) IS DISTINCT FROM CASE
            WHEN NEW.kind IN ('condition-seen', 'rescheduled', 'exchanged') THEN FALSE
            WHEN NEW.kind = 'counted' THEN json_array_length(f -> 'losses') > 0
            WHEN NEW.kind IN ('forgiven', 'written-off') THEN (f ->> 'principal')::BIGINT > 0
            WHEN NEW.kind = 'born' THEN (f ->> 'bank')::BOOLEAN
            WHEN NEW.kind = 'noted' THEN (f ->> 'cost')::BIGINT > 0
            WHEN NEW.kind = 'waived' THEN NEW.entry_no IS NOT NULL
            ELSE TRUE END, 'record: what comes, goes or moves is posted, and nothing else is');
    IF NEW.entry_no IS NOT NULL THEN
        PERFORM refuse_if((e.key, e.day, e.kind) IS DISTINCT FROM (NEW.id, NEW.day, CASE NEW.kind WHEN 'undone' THEN 'reversal' ELSE 'ordinary' END)
            OR EXISTS (SELECT 1 FROM posting p JOIN bank b ON b.book_id = p.book_id AND b.no = NEW.bank_no
                        WHERE p.book_id = NEW.book_id AND p.entry_no = NEW.entry_no AND p.fund <> b.fund_no),
            'record: the entry of an act is its own, of its day, in the fund of its bank');
    END IF;
    IF NEW.kind = 'undone' THEN
        SELECT * INTO u FROM bank_act WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND no = NEW.undoes AND kind <> 'undone';
        PERFORM refuse_if((f ->> 'act')::BIGINT IS DISTINCT FROM NEW.undoes
            OR u.no IS NULL OR u.day > NEW.day OR (u.price_no, u.entry_no) IS DISTINCT FROM (NEW.price_no, e.mends)
            OR EXISTS (SELECT 1 FROM bank_act WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND undoes = NEW.undoes),
            'record: what is undone is an earlier act, once, and its entry is reversed');
        RETURN NEW;
    END IF;
    PERFORM refuse_if(NEW.price_no IS NULL
        AND (SELECT COUNT(DISTINCT commodity) FROM posting WHERE book_id = NEW.book_id AND entry_no = NEW.entry_no AND account = 6010) > 1,
        'record: what is swapped cites a price');
    PERFORM refuse_if(NEW.price_no IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM price
                         WHERE book_id = NEW.book_id AND no = NEW.price_no AND day <= NEW.day AND (kind = 'market' OR day = NEW.day)
                           AND (good IS NOT DISTINCT FROM f ->> 'good'
                                OR good IN (SELECT commodity FROM posting WHERE book_id = NEW.book_id AND entry_no = NEW.entry_no))),
        'record: the price of an act is of its good, and not of a later day');
    RETURN NEW;
END $$;
CREATE TRIGGER bank_act_posted BEFORE INSERT ON bank_act FOR EACH ROW EXECUTE FUNCTION bank_act_posted();

-- The register is what the fact says, and what the journal posts, head by head.
CREATE FUNCTION bank_act_register() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    f JSON = NEW.fact;
    -- A calf that was owed and is replaced, paid for or waived leaves the bank too; the fact names only what it was owed by.
    one_may_leave BOOLEAN = NEW.kind IN ('replaced', 'paid-for-animal', 'waived');
    came BIGINT = CASE WHEN NEW.kind = 'animals-came' THEN json_array_length(f -> 'animals') WHEN NEW.kind IN ('born', 'replaced') THEN 1 ELSE 0 END;
BEGIN
    PERFORM refuse_if((SELECT COUNT(*) FROM bank_animal WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND act_no = NEW.no) IS DISTINCT FROM came
        OR EXISTS (
            SELECT no, tag, sex, born_on, dam_no FROM bank_animal WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND act_no = NEW.no
            EXCEPT
            SELECT (one ->> 'no')::BIGINT, one ->> 'tag', one ->> 'sex', (one ->> 'born_on')::DATE, dam
              FROM (SELECT value AS one, NULL::BIGINT AS dam
                      FROM json_array_elements(CASE WHEN NEW.kind = 'animals-came' THEN f -> 'animals' ELSE '[]' END)
          UNION ALL SELECT f -> 'calf', (f ->> 'dam')::BIGINT WHERE NEW.kind = 'born'
          UNION ALL SELECT f -> 'animal', NULL WHERE NEW.kind = 'replaced') AS said)
        OR NEW.kind = 'animals-came'
           AND EXISTS (SELECT 1 FROM bank_animal WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND act_no = NEW.no
                                                   AND species IS DISTINCT FROM f ->> 'species'),
        'record: the register takes in what the fact says');
    PERFORM refuse_if((SELECT COUNT(*) FROM bank_animal_move WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND act_no = NEW.no
                          AND one_may_leave AND to_place = -1) > 1
        OR (SELECT COUNT(*) FROM bank_animal_move WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND act_no = NEW.no
               AND NOT (one_may_leave AND to_place = -1))
           IS DISTINCT FROM CASE
                WHEN NEW.kind = 'animals-came' THEN came
                WHEN NEW.kind = 'born' THEN (f ->> 'bank')::BOOLEAN::INT
                WHEN NEW.kind IN ('placed', 'handed-over', 'lost', 'animal-sold', 'title-passed', 'replaced') THEN 1
                WHEN NEW.kind = 'exchanged' THEN 2
                WHEN NEW.kind = 'undone' THEN (SELECT COUNT(*) FROM bank_animal_move WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND act_no = NEW.undoes)
                ELSE 0 END
        OR EXISTS (
            SELECT animal_no, to_place FROM bank_animal_move WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND act_no = NEW.no
               AND NOT (one_may_leave AND to_place = -1)
            EXCEPT
            SELECT animal::BIGINT, place::BIGINT
              FROM (SELECT value ->> 'no' AS animal, '0' AS place
                      FROM json_array_elements(CASE WHEN NEW.kind = 'animals-came' THEN f -> 'animals' ELSE '[]' END)
          -- Where its dam was on that day: a birth may be written down after she went elsewhere.
          UNION ALL SELECT f #>> '{calf,no}', to_place::TEXT FROM bank_animal_move
                     WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND animal_no = (f ->> 'dam')::BIGINT AND to_place >= 0
                       AND NEW.kind = 'born'
          UNION ALL SELECT f ->> 'animal', f ->> 'keeper' WHERE NEW.kind = 'placed'
          UNION ALL SELECT f ->> 'animal', COALESCE(f ->> 'to', '0') WHERE NEW.kind = 'handed-over'
          UNION ALL SELECT f ->> 'animal', '-1' WHERE NEW.kind IN ('lost', 'animal-sold', 'title-passed')
          UNION ALL SELECT f #>> '{animal,no}', '0' WHERE NEW.kind = 'replaced'
          UNION ALL SELECT f ->> 'back', '0' WHERE NEW.kind = 'exchanged'
          UNION ALL SELECT f ->> 'out', (SELECT from_place::TEXT FROM bank_animal_move WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no
                                            AND act_no = NEW.no AND animal_no = (f ->> 'back')::BIGINT) WHERE NEW.kind = 'exchanged'
          UNION ALL SELECT animal_no::TEXT, from_place::TEXT FROM bank_animal_move
                     WHERE book_id = NEW.book_id AND bank_no = NEW.bank_no AND act_no = NEW.undoes AND NEW.kind = 'undone') AS said),
        'record: animals go where the fact says');
    PERFORM refuse_if(NEW.kind <> 'undone'
        AND EXISTS (SELECT 1 FROM bank_animal_move m JOIN bank_animal a ON a.book_id = m.book_id AND a.bank_no = m.bank_no AND a.no = m.animal_no
                     WHERE m.book_id = NEW.book_id AND m.bank_no = NEW.bank_no AND m.act_no = NEW.no AND m.from_place = -1 AND a.act_no <> NEW.no),
        'record: what has gone comes back only where its going is undone');
    PERFORM refuse_if(EXISTS (
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
         GROUP BY account, party, species HAVING SUM(head) <> 0), 'record: the register moves as the journal posts');
    RETURN NEW;
END $$;
CREATE TRIGGER bank_act_register BEFORE INSERT ON bank_act FOR EACH ROW EXECUTE FUNCTION bank_act_register();

-- No day of the past and none to come knows a store, box, loan, deposit or herd below nothing.
CREATE FUNCTION bank_act_holds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(EXISTS (
        SELECT 1 FROM (
            SELECT SUM(SUM(CASE p.account WHEN 2030 THEN -p.quantity ELSE p.quantity END))
                   OVER (PARTITION BY p.account, p.party, p.commodity ORDER BY p.day) AS held
              FROM (SELECT DISTINCT fund, account, party, commodity FROM posting
                     WHERE book_id = NEW.book_id AND entry_no = NEW.entry_no AND account IN (1010, 1110, 1210, 1310, 1320, 1330, 2030)) AS touched
              JOIN posting p ON p.book_id = NEW.book_id AND p.account = touched.account AND p.party = touched.party
                            AND p.fund = touched.fund AND p.commodity = touched.commodity
             GROUP BY p.account, p.party, p.commodity, p.day) AS days
         WHERE held < 0), 'record: no store, box, loan, deposit or herd is below nothing on any day');
    RETURN NEW;
END $$;
CREATE TRIGGER bank_act_holds BEFORE INSERT ON bank_act FOR EACH ROW EXECUTE FUNCTION bank_act_holds();

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

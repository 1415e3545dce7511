-- What happened at a cooperative stays as it was written (PostgreSQL spelling; 0018_coop_guards.sqlite.sql says the same).
--
-- The order of writing that these rules expect: an entry before the act that names it, an act before the decision that
-- confirms it.
DO $$
DECLARE said TEXT[];
BEGIN
    FOREACH said SLICE 1 IN ARRAY ARRAY[
        ['coop', 'a cooperative'],
        ['coop_laws', 'a version of by-laws'],
        ['coop_request', 'a request'],
        ['coop_request_decision', 'a decision'],
        ['coop_act', 'an act'],
        ['buyer_offer', 'an offer'],
        ['market_price', 'a price'],
        ['transport_rate', 'a rate']]
    LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE ON %I EXECUTE FUNCTION refuse(%L)',
            said[1] || '_fixed', said[1], 'record: ' || said[2] || ' is never changed');
        EXECUTE format('CREATE TRIGGER %I BEFORE DELETE OR TRUNCATE ON %I EXECUTE FUNCTION refuse(%L)',
            said[1] || '_stays', said[1], 'record: ' || said[2] || ' is never removed');
    END LOOP;
END $$;
CREATE TRIGGER buyer_stays BEFORE DELETE OR TRUNCATE ON buyer EXECUTE FUNCTION refuse('record: a buyer is never removed');

CREATE FUNCTION coop_born() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    PERFORM refuse_if(EXISTS (SELECT 1 FROM coop WHERE book_id = NEW.book_id OR id = NEW.id OR code = NEW.code),
        'record: the cooperative is there already');
    PERFORM refuse_if(NOT EXISTS (SELECT 1 FROM savings_group WHERE book_id = NEW.book_id AND NOT saves),
        'record: a cooperative is kept by a group that does not save');
    PERFORM refuse_if(NEW.fund_no <= 2
        OR NOT EXISTS (SELECT 1 FROM fund WHERE book_id = NEW.book_id AND no = NEW.fund_no)
        OR EXISTS (SELECT 1 FROM bank WHERE book_id = NEW.book_id AND fund_no = NEW.fund_no)
        OR EXISTS (SELECT 1 FROM balance WHERE book_id = NEW.book_id AND fund = NEW.fund_no),
        'record: a cooperative has a fund of its own, above those of savings, in which nothing was posted');
    RETURN NEW;
END $$;
CREATE TRIGGER coop_born BEFORE INSERT ON coop FOR EACH ROW EXECUTE FUNCTION coop_born();
CREATE FUNCTION bank_beside_coop() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(EXISTS (SELECT 1 FROM coop WHERE book_id = NEW.book_id AND fund_no = NEW.fund_no), 'record: the fund is a cooperative''s');
    RETURN NEW;
END $$;
CREATE TRIGGER bank_beside_coop BEFORE INSERT ON bank FOR EACH ROW EXECUTE FUNCTION bank_beside_coop();
CREATE FUNCTION coop_currency() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(NEW.commodity <> OLD.commodity AND EXISTS (SELECT 1 FROM coop WHERE book_id = OLD.book_id),
        'record: a group keeps its currency once it has a cooperative');
    RETURN NEW;
END $$;
CREATE TRIGGER coop_currency BEFORE UPDATE ON savings_group FOR EACH ROW EXECUTE FUNCTION coop_currency();

CREATE FUNCTION coop_laws_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    PERFORM refuse_if(NEW.version IS DISTINCT FROM (SELECT COALESCE(MAX(version), 0) + 1 FROM coop_laws WHERE book_id = NEW.book_id),
        'record: a version of by-laws has the next number of its cooperative');
    PERFORM refuse_if(NEW.version = 1 AND NEW.holds_from IS DISTINCT FROM (SELECT opened_on FROM coop WHERE book_id = NEW.book_id),
        'record: the first by-laws hold from the first day');
    PERFORM refuse_if(NEW.holds_from < (SELECT MAX(holds_from) FROM coop_laws WHERE book_id = NEW.book_id),
        'record: later by-laws hold from a later day, or from the same');
    RETURN NEW;
END $$;
CREATE TRIGGER coop_laws_fits BEFORE INSERT ON coop_laws FOR EACH ROW EXECUTE FUNCTION coop_laws_fits();

CREATE FUNCTION coop_request_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    PERFORM refuse_if(NEW.no IS DISTINCT FROM (SELECT COALESCE(MAX(no), 0) + 1 FROM coop_request WHERE book_id = NEW.book_id),
        'record: a request has the next number of its cooperative');
    PERFORM refuse_if(NEW.ask::JSON ->> 'ask' IS DISTINCT FROM NEW.kind, 'record: the ask says what kind of request it is');
    RETURN NEW;
END $$;
CREATE TRIGGER coop_request_fits BEFORE INSERT ON coop_request FOR EACH ROW EXECUTE FUNCTION coop_request_fits();
CREATE FUNCTION coop_request_decision_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wrote UUID;
BEGIN
    PERFORM 1 FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    PERFORM refuse_if(NEW.decision = 'confirmed'
        AND NEW.decided_by IS NOT DISTINCT FROM (SELECT asked_by FROM coop_request WHERE book_id = NEW.book_id AND no = NEW.request_no),
        'record: another officer confirms a request');
    SELECT confirmed_by INTO wrote FROM coop_act WHERE book_id = NEW.book_id AND request_no = NEW.request_no;
    PERFORM refuse_if(wrote IS DISTINCT FROM CASE NEW.decision WHEN 'confirmed' THEN NEW.decided_by END,
        'record: what is confirmed was written by who confirms it, and what is refused was not written');
    RETURN NEW;
END $$;
CREATE TRIGGER coop_request_decision_fits BEFORE INSERT ON coop_request_decision FOR EACH ROW EXECUTE FUNCTION coop_request_decision_fits();

-- An act is the next of its cooperative, on a day when it and the books are open, and says of itself what it is.
CREATE FUNCTION coop_act_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    r coop_request;
    closed DATE;
BEGIN
    SELECT closed_through INTO closed FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    PERFORM refuse_if(EXISTS (SELECT 1 FROM coop_act WHERE id = NEW.id), 'record: the act is there already');
    PERFORM refuse_if(NEW.no IS DISTINCT FROM (SELECT COALESCE(MAX(no), 0) + 1 FROM coop_act WHERE book_id = NEW.book_id),
        'record: an act has the next number of its cooperative');
    PERFORM refuse_if(NOT EXISTS (SELECT 1 FROM coop WHERE book_id = NEW.book_id AND opened_on <= NEW.day),
        'record: an act is of a cooperative that is open');
    PERFORM refuse_if(NEW.day <= closed, 'record: the period is closed');
    PERFORM refuse_if(EXISTS (SELECT 1 FROM coop_act a WHERE a.book_id = NEW.book_id AND a.kind = 'year-ended' AND (a.fact::JSON ->> 'to')::DATE >= NEW.day
                                 AND NOT EXISTS (SELECT 1 FROM coop_act u WHERE u.book_id = a.book_id AND u.undoes = a.no)),
        'record: a year that was divided stays as it was');
    PERFORM refuse_if(NEW.fact::JSON ->> 'kind' IS DISTINCT FROM NEW.kind, 'record: the fact says what kind of act it is');
    PERFORM refuse_if((NEW.kind IN ('counted', 'year-ended', 'undone'))
            IS DISTINCT FROM (NEW.confirmed_by IS NOT NULL AND NEW.confirmed_by IS DISTINCT FROM NEW.recorded_by AND NEW.request_no IS NOT NULL)
        OR (NEW.confirmed_by IS NULL) <> (NEW.request_no IS NULL), 'record: what two officers decide has two, and nothing else has');
    IF NEW.request_no IS NOT NULL THEN
        SELECT * INTO r FROM coop_request WHERE book_id = NEW.book_id AND no = NEW.request_no;
        PERFORM refuse_if((r.asked_by, r.day, r.kind) IS DISTINCT FROM (NEW.recorded_by, NEW.day,
                CASE NEW.kind WHEN 'counted' THEN 'count' WHEN 'year-ended' THEN 'end-year' WHEN 'undone' THEN 'undo' END)
            OR EXISTS (SELECT 1 FROM coop_act WHERE book_id = NEW.book_id AND request_no = NEW.request_no)
            OR EXISTS (SELECT 1 FROM coop_request_decision WHERE book_id = NEW.book_id AND request_no = NEW.request_no),
            'record: what is confirmed is what another officer asked for, once, and nobody refused');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER coop_act_fits BEFORE INSERT ON coop_act FOR EACH ROW EXECUTE FUNCTION coop_act_fits();

-- What happens is posted by an entry of its own, in the cooperative's fund alone; what is undone is reversed.
CREATE FUNCTION coop_act_posted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    f JSON = NEW.fact;
    e entry;
    u coop_act;
BEGIN
    SELECT * INTO e FROM entry WHERE book_id = NEW.book_id AND no = NEW.entry_no;
    PERFORM refuse_if(NEW.kind IN ('group-named', 'group-joined', 'outsider-named', 'plot-noted', 'inspected', 'price-set', 'contracted') AND NEW.entry_no IS NOT NULL
        OR NEW.kind IN ('shares-bought', 'shares-passed', 'money', 'credit-given', 'credit-paid', 'delivered', 'paid-out', 'sold', 'buyer-paid') AND NEW.entry_no IS NULL,
        'record: what comes, goes or moves is posted, and nothing else is');
    IF NEW.entry_no IS NOT NULL THEN
        PERFORM refuse_if((e.key, e.day, e.kind) IS DISTINCT FROM (NEW.id, NEW.day, CASE NEW.kind WHEN 'undone' THEN 'reversal' ELSE 'ordinary' END)
            OR EXISTS (SELECT 1 FROM posting p JOIN coop c ON c.book_id = p.book_id
                        WHERE p.book_id = NEW.book_id AND p.entry_no = NEW.entry_no AND p.fund <> c.fund_no),
            'record: the entry of an act is its own, of its day, in the fund of its cooperative');
    END IF;
    IF NEW.kind = 'undone' THEN
        SELECT * INTO u FROM coop_act WHERE book_id = NEW.book_id AND no = NEW.undoes AND kind <> 'undone';
        PERFORM refuse_if((f ->> 'act')::BIGINT IS DISTINCT FROM NEW.undoes OR u.no IS NULL OR u.day > NEW.day OR u.entry_no IS DISTINCT FROM e.mends
            OR EXISTS (SELECT 1 FROM coop_act WHERE book_id = NEW.book_id AND undoes = NEW.undoes),
            'record: what is undone is an earlier act, once, and its entry is reversed');
    END IF;
    IF NEW.kind = 'milled' THEN
        PERFORM refuse_if((f ->> 'loss')::BIGINT < 0
            OR COALESCE((f #>> '{customer,1}')::BIGINT, (SELECT SUM((value ->> 'grams')::BIGINT) FROM json_array_elements(f -> 'takes')), 0)
               IS DISTINCT FROM (SELECT COALESCE(SUM((value ->> 'grams')::BIGINT), 0) FROM json_array_elements(f -> 'gives')) + (f ->> 'loss')::BIGINT,
            'record: a mill gives what went in, and loses the rest');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER coop_act_posted BEFORE INSERT ON coop_act FOR EACH ROW EXECUTE FUNCTION coop_act_posted();

-- No day of the past and none to come knows a store, a box, what somebody owes or is owed below nothing. What makes it
-- more cannot: only what takes away is looked at.
CREATE FUNCTION coop_act_holds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(EXISTS (
        SELECT 1 FROM (
            SELECT SUM(SUM(CASE WHEN p.account IN (2020, 2040, 3050) THEN -p.quantity ELSE p.quantity END))
                   OVER (PARTITION BY p.account, p.party, p.commodity ORDER BY p.day) AS held
              FROM (SELECT DISTINCT fund, account, party, commodity FROM posting
                     WHERE book_id = NEW.book_id AND entry_no = NEW.entry_no AND account IN (1010, 1020, 1110, 1120, 1210, 2020, 2040, 3050)
                       AND (quantity < 0) <> (account IN (2020, 2040, 3050))) AS touched
              JOIN posting p ON p.book_id = NEW.book_id AND p.account = touched.account AND p.party = touched.party
                            AND p.fund = touched.fund AND p.commodity = touched.commodity
             GROUP BY p.account, p.party, p.commodity, p.day) AS days
         WHERE held < 0), 'record: no store, box, credit or debt is below nothing on any day');
    RETURN NEW;
END $$;
CREATE TRIGGER coop_act_holds BEFORE INSERT ON coop_act FOR EACH ROW EXECUTE FUNCTION coop_act_holds();

-- The market: appended to, one after another.
CREATE FUNCTION market_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last BIGINT;
BEGIN
    -- One at a time, so that two writers do not give the same number.
    PERFORM pg_advisory_xact_lock(7011, TG_RELID::INT);
    EXECUTE format('SELECT COALESCE(MAX(no), 0) FROM %I', TG_TABLE_NAME) INTO last;
    PERFORM refuse_if(NEW.no <> last + 1, 'record: what is said on the market has the next number');
    RETURN NEW;
END $$;
CREATE TRIGGER buyer_offer_fits BEFORE INSERT ON buyer_offer FOR EACH ROW EXECUTE FUNCTION market_fits();
CREATE TRIGGER market_price_fits BEFORE INSERT ON market_price FOR EACH ROW EXECUTE FUNCTION market_fits();
CREATE TRIGGER transport_rate_fits BEFORE INSERT ON transport_rate FOR EACH ROW EXECUTE FUNCTION market_fits();

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

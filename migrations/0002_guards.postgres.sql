-- The rules of the ledger, kept by the database itself (PostgreSQL spelling; 0002_guards.sqlite.sql says the same).

CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END $$;

-- Refuses when its condition holds; the guards below are lists of these.
CREATE FUNCTION refuse_if(holds BOOLEAN, rule TEXT) RETURNS void LANGUAGE plpgsql AS $$
BEGIN IF holds THEN RAISE EXCEPTION '%', rule USING ERRCODE = 'integrity_constraint_violation'; END IF; END $$;

-- Commodities, books, funds, accounts and parties keep what they are for ever.
ALTER TABLE commodity ADD CONSTRAINT commodity_code CHECK (code ~ '^[A-Z0-9-]{1,11}$');
CREATE TRIGGER commodity_fixed BEFORE UPDATE ON commodity EXECUTE FUNCTION refuse('ledger: a commodity keeps its code and decimals');
CREATE TRIGGER commodity_stays BEFORE DELETE OR TRUNCATE ON commodity EXECUTE FUNCTION refuse('ledger: a commodity is never removed');
CREATE TRIGGER fund_fixed BEFORE UPDATE ON fund EXECUTE FUNCTION refuse('ledger: a fund keeps its number and code');
CREATE TRIGGER fund_stays BEFORE DELETE OR TRUNCATE ON fund EXECUTE FUNCTION refuse('ledger: a fund is never removed');
CREATE TRIGGER account_fixed BEFORE UPDATE ON account EXECUTE FUNCTION refuse('ledger: an account keeps its number, code, kind and way of keeping');
CREATE TRIGGER account_stays BEFORE DELETE OR TRUNCATE ON account EXECUTE FUNCTION refuse('ledger: an account is never removed');
CREATE TRIGGER party_fixed BEFORE UPDATE ON party EXECUTE FUNCTION refuse('ledger: a party keeps its number');
CREATE TRIGGER party_stays BEFORE DELETE OR TRUNCATE ON party EXECUTE FUNCTION refuse('ledger: a party is never removed');
CREATE TRIGGER book_stays BEFORE DELETE OR TRUNCATE ON book EXECUTE FUNCTION refuse('ledger: a book is never removed');

ALTER TABLE book ADD CONSTRAINT book_numbered CHECK (id > 0);
CREATE TRIGGER book_born BEFORE INSERT ON book FOR EACH ROW
    WHEN (NEW.head_no IS NOT NULL OR NEW.head_hash IS NOT NULL OR NEW.closed_through IS NOT NULL)
    EXECUTE FUNCTION refuse('ledger: a book begins empty and open');
CREATE FUNCTION book_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if((NEW.id, NEW.uid) IS DISTINCT FROM (OLD.id, OLD.uid), 'ledger: a book keeps its identity');
    IF (NEW.head_no, NEW.head_hash) IS DISTINCT FROM (OLD.head_no, OLD.head_hash) THEN
        PERFORM refuse_if(NEW.head_no IS DISTINCT FROM COALESCE(OLD.head_no, 0) + 1
            OR NOT EXISTS (SELECT 1 FROM entry WHERE book_id = NEW.id AND no = NEW.head_no AND hash = NEW.head_hash),
            'ledger: the head of a book moves only by posting');
    END IF;
    IF NEW.closed_through IS DISTINCT FROM OLD.closed_through THEN
        PERFORM refuse_if(NOT EXISTS (SELECT 1 FROM period_event WHERE book_id = NEW.id)
            OR NEW.closed_through IS DISTINCT FROM (SELECT through FROM period_event WHERE book_id = NEW.id ORDER BY no DESC LIMIT 1),
            'ledger: a closed period moves only by a period event');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER book_guard BEFORE UPDATE ON book FOR EACH ROW EXECUTE FUNCTION book_guard();

-- An entry continues its book: next number, next in the chain, a key not used, an open day. The row lock puts those who
-- post to one book in line; the head is read from the row that is locked.
CREATE FUNCTION entry_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE b book;
BEGIN
    SELECT * INTO b FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    PERFORM refuse_if(EXISTS (SELECT 1 FROM entry WHERE book_id = NEW.book_id AND key = NEW.key), 'ledger: the key of an entry is used once');
    PERFORM refuse_if(NEW.no IS DISTINCT FROM COALESCE(b.head_no, 0) + 1, 'ledger: an entry has the next number of its book');
    PERFORM refuse_if(NEW.previous IS DISTINCT FROM COALESCE(b.head_hash, ''::BYTEA), 'ledger: an entry continues the chain of its book');
    PERFORM refuse_if(NEW.day <= b.closed_through, 'ledger: the period is closed');
    IF NEW.mends IS NOT NULL THEN
        PERFORM refuse_if(NOT EXISTS (SELECT 1 FROM entry WHERE book_id = NEW.book_id AND no = NEW.mends),
            'ledger: an entry mends one that stands in its book');
        PERFORM refuse_if(NEW.kind = 'reversal'
            AND EXISTS (SELECT 1 FROM entry WHERE book_id = NEW.book_id AND mends = NEW.mends AND kind = 'reversal'),
            'ledger: an entry is reversed once');
    END IF;
    PERFORM refuse_if(NEW.lines !~ '^\[(?:,?\[[1-9][0-9]{0,18},[1-9][0-9]{0,18},(?:0|[1-9][0-9]{0,18}),"[A-Z0-9-]{1,11}",-?[1-9][0-9]{0,18}\])+\]$',
        'ledger: the lines are written as the ledger writes them');
    RETURN NEW;
END $$;
CREATE TRIGGER entry_fits BEFORE INSERT ON entry FOR EACH ROW EXECUTE FUNCTION entry_fits();

-- Inserting an entry does everything else, with the owner's rights: the application's role needs no right to write
-- posting, balance or a book's head, and their own triggers refuse whoever is not inside this one.
CREATE FUNCTION entry_posts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE count_of_lines BIGINT;
BEGIN
    INSERT INTO posting (book_id, entry_no, line, fund, account, party, commodity, quantity, day)
    SELECT NEW.book_id, NEW.no, l.no, (l.value ->> 0)::BIGINT, (l.value ->> 1)::BIGINT, (l.value ->> 2)::BIGINT,
           l.value ->> 3, (l.value ->> 4)::BIGINT, NEW.day
      FROM json_array_elements(NEW.lines::JSON) WITH ORDINALITY AS l (value, no);
    GET DIAGNOSTICS count_of_lines = ROW_COUNT;
    PERFORM refuse_if(GREATEST(2, count_of_lines) IS DISTINCT FROM (
        SELECT COUNT(*)
          FROM posting p
          JOIN fund f ON f.book_id = p.book_id AND f.no = p.fund
          JOIN account a ON a.book_id = p.book_id AND a.no = p.account AND a.per_party = (p.party <> 0)
          JOIN commodity c ON c.code = p.commodity
         WHERE p.book_id = NEW.book_id AND p.entry_no = NEW.no
           AND (p.party = 0 OR EXISTS (SELECT 1 FROM party w WHERE w.book_id = p.book_id AND w.no = p.party))),
        'ledger: an entry has two lines or more, each on a fund, account, party and commodity of its book');
    PERFORM refuse_if(EXISTS (SELECT 1 FROM posting WHERE book_id = NEW.book_id AND entry_no = NEW.no
                               GROUP BY fund, commodity HAVING SUM(quantity) <> 0),
        'ledger: an entry sums to zero in every fund and commodity');
    IF NEW.kind = 'reversal' THEN
        PERFORM refuse_if(EXISTS (SELECT 1 FROM posting WHERE book_id = NEW.book_id AND entry_no IN (NEW.no, NEW.mends)
                                   GROUP BY fund, account, party, commodity HAVING SUM(quantity) <> 0),
            'ledger: a reversal undoes its entry line by line');
    END IF;
    INSERT INTO balance (book_id, fund, account, party, commodity, quantity, entry_no)
    SELECT book_id, fund, account, party, commodity, SUM(quantity)::BIGINT, NEW.no FROM posting
     WHERE book_id = NEW.book_id AND entry_no = NEW.no GROUP BY book_id, fund, account, party, commodity
    ON CONFLICT (book_id, fund, account, party, commodity) DO UPDATE
       SET quantity = balance.quantity + excluded.quantity, entry_no = excluded.entry_no;
    UPDATE book SET head_no = NEW.no, head_hash = NEW.hash WHERE id = NEW.book_id;
    RETURN NULL;
END $$;
CREATE TRIGGER entry_posts AFTER INSERT ON entry FOR EACH ROW EXECUTE FUNCTION entry_posts();
CREATE TRIGGER entry_fixed BEFORE UPDATE ON entry EXECUTE FUNCTION refuse('ledger: an entry is never changed');
CREATE TRIGGER entry_stays BEFORE DELETE OR TRUNCATE ON entry EXECUTE FUNCTION refuse('ledger: an entry is never removed');

-- Postings and balances are written only from within: first no statement of a client's own, and then, should a client
-- hide behind a trigger of its own, only for an entry that stands one above its book's head, which none does once its
-- INSERT is over.
CREATE FUNCTION inside_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(EXISTS (SELECT 1 FROM (SELECT DISTINCT book_id, entry_no FROM fresh) f
        WHERE NOT EXISTS (SELECT 1 FROM book b JOIN entry e ON e.book_id = b.id AND e.no = COALESCE(b.head_no, 0) + 1
                           WHERE b.id = f.book_id AND e.no = f.entry_no)), TG_ARGV[0]);
    RETURN NULL;
END $$;
CREATE TRIGGER posting_inside BEFORE INSERT ON posting WHEN (pg_trigger_depth() = 0)
    EXECUTE FUNCTION refuse('ledger: postings are written by inserting their entry');
CREATE TRIGGER posting_of_entry AFTER INSERT ON posting REFERENCING NEW TABLE AS fresh
    EXECUTE FUNCTION inside_entry('ledger: postings are written by inserting their entry');
CREATE TRIGGER posting_fixed BEFORE UPDATE ON posting EXECUTE FUNCTION refuse('ledger: a posting is never changed');
CREATE TRIGGER posting_stays BEFORE DELETE OR TRUNCATE ON posting EXECUTE FUNCTION refuse('ledger: a posting is never removed');

CREATE TRIGGER balance_inside BEFORE INSERT OR UPDATE ON balance WHEN (pg_trigger_depth() = 0)
    EXECUTE FUNCTION refuse('ledger: balances move only by posting');
CREATE TRIGGER balance_of_entry AFTER INSERT ON balance REFERENCING NEW TABLE AS fresh
    EXECUTE FUNCTION inside_entry('ledger: balances move only by posting');
CREATE TRIGGER balance_moves AFTER UPDATE ON balance REFERENCING NEW TABLE AS fresh
    EXECUTE FUNCTION inside_entry('ledger: balances move only by posting');
CREATE TRIGGER balance_fixed BEFORE UPDATE ON balance FOR EACH ROW
    WHEN ((NEW.book_id, NEW.fund, NEW.account, NEW.party, NEW.commodity) IS DISTINCT FROM (OLD.book_id, OLD.fund, OLD.account, OLD.party, OLD.commodity))
    EXECUTE FUNCTION refuse('ledger: balances move only by posting');
CREATE TRIGGER balance_stays BEFORE DELETE OR TRUNCATE ON balance EXECUTE FUNCTION refuse('ledger: a balance is never removed');

-- Months close in order, each whole; opening again goes back, with two officers and a reason (the table's own check).
CREATE FUNCTION month_end(day DATE) RETURNS DATE LANGUAGE sql IMMUTABLE AS
    $$ SELECT (date_trunc('month', day::TIMESTAMP) + INTERVAL '1 month - 1 day')::DATE $$;
CREATE FUNCTION period_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE b book;
BEGIN
    SELECT * INTO b FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    PERFORM refuse_if(b.id IS NULL, 'ledger: there is no such book');
    PERFORM refuse_if(NEW.no IS DISTINCT FROM (SELECT COALESCE(MAX(no), 0) + 1 FROM period_event WHERE book_id = NEW.book_id),
        'ledger: a period event has the next number of its book');
    PERFORM refuse_if(NEW.through <> month_end(NEW.through), 'ledger: a period ends with the last day of a month');
    PERFORM refuse_if(NEW.kind = 'close' AND NEW.through <> month_end(b.closed_through + 1), 'ledger: months close in order');
    PERFORM refuse_if(NEW.kind = 'reopen' AND (b.closed_through IS NULL OR NEW.through >= b.closed_through), 'ledger: reopening goes back');
    PERFORM refuse_if(NEW.entry_no IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM entry WHERE book_id = NEW.book_id AND no = NEW.entry_no AND kind = 'closing'),
        'ledger: a year closes with a closing entry');
    RETURN NEW;
END $$;
CREATE TRIGGER period_fits BEFORE INSERT ON period_event FOR EACH ROW EXECUTE FUNCTION period_fits();
CREATE FUNCTION period_moves() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    UPDATE book SET closed_through = NEW.through WHERE id = NEW.book_id;
    RETURN NULL;
END $$;
CREATE TRIGGER period_moves AFTER INSERT ON period_event FOR EACH ROW EXECUTE FUNCTION period_moves();
CREATE TRIGGER period_fixed BEFORE UPDATE ON period_event EXECUTE FUNCTION refuse('ledger: a period event is never changed');
CREATE TRIGGER period_stays BEFORE DELETE OR TRUNCATE ON period_event EXECUTE FUNCTION refuse('ledger: a period event is never removed');

-- A guard looks for its tables here and nowhere else: not in a temporary table of the same name that a client made. And
-- nobody hangs these functions, which have the owner's rights, on a table of her own.
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

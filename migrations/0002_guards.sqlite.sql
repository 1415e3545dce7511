-- The rules of the ledger, kept by the database itself (SQLite spelling; 0002_guards.postgres.sql says the same).
--
-- They hold whoever writes, and whatever a connection left switched off: REPLACE deletes rows without a word to the
-- triggers unless recursive_triggers is on, so a key that is there is not inserted again; foreign keys may be off, so
-- the entry's own check looks for what it stands on. IS NOT and never <>, since a comparison with NULL refuses nothing.

-- Commodities, books, funds, accounts and parties keep what they are for ever.
CREATE TRIGGER commodity_born BEFORE INSERT ON commodity
BEGIN
    SELECT RAISE(ABORT, 'ledger: the commodity is there already') WHERE EXISTS (SELECT 1 FROM commodity WHERE code = NEW.code);
    SELECT RAISE(ABORT, 'ledger: a commodity is named by capitals, digits and dashes')
     WHERE NEW.code GLOB '*[^A-Z0-9-]*' OR length(NEW.code) NOT BETWEEN 1 AND 11;
END;
CREATE TRIGGER commodity_fixed BEFORE UPDATE ON commodity BEGIN SELECT RAISE(ABORT, 'ledger: a commodity keeps its code and decimals'); END;
CREATE TRIGGER commodity_stays BEFORE DELETE ON commodity BEGIN SELECT RAISE(ABORT, 'ledger: a commodity is never removed'); END;

CREATE TRIGGER book_born BEFORE INSERT ON book
BEGIN
    SELECT RAISE(ABORT, 'ledger: the book is there already') WHERE EXISTS (SELECT 1 FROM book WHERE id = NEW.id OR uid = NEW.uid);
    SELECT RAISE(ABORT, 'ledger: a book begins empty and open')
     WHERE NEW.head_no IS NOT NULL OR NEW.head_hash IS NOT NULL OR NEW.closed_through IS NOT NULL;
END;
CREATE TRIGGER book_numbered AFTER INSERT ON book WHEN NEW.id < 1
BEGIN SELECT RAISE(ABORT, 'ledger: books are numbered from 1'); END;
CREATE TRIGGER book_fixed BEFORE UPDATE ON book WHEN NEW.id IS NOT OLD.id OR NEW.uid IS NOT OLD.uid
BEGIN SELECT RAISE(ABORT, 'ledger: a book keeps its identity'); END;
CREATE TRIGGER book_head BEFORE UPDATE ON book WHEN NEW.head_no IS NOT OLD.head_no OR NEW.head_hash IS NOT OLD.head_hash
BEGIN
    SELECT RAISE(ABORT, 'ledger: the head of a book moves only by posting')
     WHERE NEW.head_no IS NOT COALESCE(OLD.head_no, 0) + 1
        OR NOT EXISTS (SELECT 1 FROM entry WHERE book_id = NEW.id AND no = NEW.head_no AND hash = NEW.head_hash);
END;
CREATE TRIGGER book_period BEFORE UPDATE ON book WHEN NEW.closed_through IS NOT OLD.closed_through
BEGIN
    SELECT RAISE(ABORT, 'ledger: a closed period moves only by a period event')
     WHERE NOT EXISTS (SELECT 1 FROM period_event WHERE book_id = NEW.id)
        OR NEW.closed_through IS NOT (SELECT through FROM period_event WHERE book_id = NEW.id ORDER BY no DESC LIMIT 1);
END;
CREATE TRIGGER book_stays BEFORE DELETE ON book BEGIN SELECT RAISE(ABORT, 'ledger: a book is never removed'); END;

CREATE TRIGGER fund_born BEFORE INSERT ON fund
BEGIN
    SELECT RAISE(ABORT, 'ledger: the fund is there already')
     WHERE EXISTS (SELECT 1 FROM fund WHERE book_id = NEW.book_id AND (no = NEW.no OR code = NEW.code));
    SELECT RAISE(ABORT, 'ledger: there is no such book') WHERE NOT EXISTS (SELECT 1 FROM book WHERE id = NEW.book_id);
END;
CREATE TRIGGER fund_fixed BEFORE UPDATE ON fund BEGIN SELECT RAISE(ABORT, 'ledger: a fund keeps its number and code'); END;
CREATE TRIGGER fund_stays BEFORE DELETE ON fund BEGIN SELECT RAISE(ABORT, 'ledger: a fund is never removed'); END;

CREATE TRIGGER account_born BEFORE INSERT ON account
BEGIN
    SELECT RAISE(ABORT, 'ledger: the account is there already')
     WHERE EXISTS (SELECT 1 FROM account WHERE book_id = NEW.book_id AND (no = NEW.no OR code = NEW.code));
    SELECT RAISE(ABORT, 'ledger: there is no such book') WHERE NOT EXISTS (SELECT 1 FROM book WHERE id = NEW.book_id);
    SELECT RAISE(ABORT, 'ledger: an account is kept by party or it is not') WHERE NEW.per_party NOT IN (0, 1);
END;
CREATE TRIGGER account_fixed BEFORE UPDATE ON account
BEGIN SELECT RAISE(ABORT, 'ledger: an account keeps its number, code, kind and way of keeping'); END;
CREATE TRIGGER account_stays BEFORE DELETE ON account BEGIN SELECT RAISE(ABORT, 'ledger: an account is never removed'); END;

CREATE TRIGGER party_born BEFORE INSERT ON party
BEGIN
    SELECT RAISE(ABORT, 'ledger: the party is there already')
     WHERE EXISTS (SELECT 1 FROM party WHERE book_id = NEW.book_id AND no = NEW.no) OR EXISTS (SELECT 1 FROM party WHERE uid = NEW.uid);
    SELECT RAISE(ABORT, 'ledger: there is no such book') WHERE NOT EXISTS (SELECT 1 FROM book WHERE id = NEW.book_id);
END;
CREATE TRIGGER party_fixed BEFORE UPDATE ON party BEGIN SELECT RAISE(ABORT, 'ledger: a party keeps its number'); END;
CREATE TRIGGER party_stays BEFORE DELETE ON party BEGIN SELECT RAISE(ABORT, 'ledger: a party is never removed'); END;

-- An entry continues its book: next number, next in the chain, a key not used, an open day.
CREATE TRIGGER entry_fits BEFORE INSERT ON entry
BEGIN
    SELECT RAISE(ABORT, 'ledger: the key of an entry is used once')
     WHERE EXISTS (SELECT 1 FROM entry WHERE book_id = NEW.book_id AND key = NEW.key);
    SELECT RAISE(ABORT, 'ledger: an entry has the next number of its book')
     WHERE NEW.no IS NOT (SELECT COALESCE(head_no, 0) + 1 FROM book WHERE id = NEW.book_id);
    SELECT RAISE(ABORT, 'ledger: an entry continues the chain of its book')
     WHERE NEW.previous IS NOT (SELECT COALESCE(head_hash, x'') FROM book WHERE id = NEW.book_id);
    SELECT RAISE(ABORT, 'ledger: a day is written as year, month and day') WHERE NEW.day IS NOT date(NEW.day);
    SELECT RAISE(ABORT, 'ledger: the period is closed')
     WHERE NEW.day <= (SELECT closed_through FROM book WHERE id = NEW.book_id);
    SELECT RAISE(ABORT, 'ledger: keys are sixteen bytes') WHERE length(NEW.key) <> 16 OR length(NEW.source) <> 16 OR length(NEW.recorded_by) <> 16;
    SELECT RAISE(ABORT, 'ledger: an entry mends one that stands in its book')
     WHERE NEW.mends IS NOT NULL AND NOT EXISTS (SELECT 1 FROM entry WHERE book_id = NEW.book_id AND no = NEW.mends);
    SELECT RAISE(ABORT, 'ledger: an entry is reversed once')
     WHERE NEW.kind = 'reversal'
       AND EXISTS (SELECT 1 FROM entry WHERE book_id = NEW.book_id AND mends = NEW.mends AND kind = 'reversal');
    SELECT RAISE(ABORT, 'ledger: the lines are written as the ledger writes them')
     WHERE NOT CASE WHEN json_valid(NEW.lines) THEN json_type(NEW.lines) = 'array' ELSE FALSE END;
END;

-- Inserting an entry does everything else. That the postings spell its text again, letter by letter, says at once that
-- no line was left out, added, or written as something that only reads like a number.
CREATE TRIGGER entry_posts AFTER INSERT ON entry
BEGIN
    INSERT INTO posting (book_id, entry_no, line, fund, account, party, commodity, quantity, day)
    SELECT NEW.book_id, NEW.no, key + 1, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, NEW.day
      FROM json_each(NEW.lines);
    SELECT RAISE(ABORT, 'ledger: the lines are written as the ledger writes them')
     WHERE NEW.lines IS NOT (
        SELECT '[' || group_concat('[' || fund || ',' || account || ',' || party || ',"' || commodity || '",' || quantity || ']', ',' ORDER BY line) || ']'
          FROM posting WHERE book_id = NEW.book_id AND entry_no = NEW.no);
    SELECT RAISE(ABORT, 'ledger: an entry has two lines or more, each on a fund, account, party and commodity of its book')
     WHERE json_array_length(NEW.lines) < 2
        OR EXISTS (
        SELECT 1
          FROM (SELECT DISTINCT fund, account, party <> 0 AS of_party, commodity FROM posting WHERE book_id = NEW.book_id AND entry_no = NEW.no) p
         WHERE NOT EXISTS (SELECT 1 FROM fund f WHERE f.book_id = NEW.book_id AND f.no = p.fund)
            OR NOT EXISTS (SELECT 1 FROM account a WHERE a.book_id = NEW.book_id AND a.no = p.account AND a.per_party = p.of_party)
            OR NOT EXISTS (SELECT 1 FROM commodity c WHERE c.code = p.commodity))
        OR EXISTS (
        SELECT 1 FROM posting p
         WHERE p.book_id = NEW.book_id AND p.entry_no = NEW.no AND p.party <> 0
           AND NOT EXISTS (SELECT 1 FROM party w WHERE w.book_id = NEW.book_id AND w.no = p.party));
    SELECT RAISE(ABORT, 'ledger: an entry sums to zero in every fund and commodity')
     WHERE EXISTS (SELECT 1 FROM posting WHERE book_id = NEW.book_id AND entry_no = NEW.no
                    GROUP BY fund, commodity HAVING SUM(quantity) <> 0);
    SELECT RAISE(ABORT, 'ledger: a reversal undoes its entry line by line')
     WHERE NEW.kind = 'reversal'
       AND EXISTS (SELECT 1 FROM posting WHERE book_id = NEW.book_id AND entry_no IN (NEW.no, NEW.mends)
                    GROUP BY fund, account, party, commodity HAVING SUM(quantity) <> 0);
    INSERT INTO balance (book_id, fund, account, party, commodity, quantity, entry_no)
    SELECT book_id, fund, account, party, commodity, SUM(quantity), NEW.no FROM posting
     WHERE book_id = NEW.book_id AND entry_no = NEW.no GROUP BY book_id, fund, account, party, commodity
    ON CONFLICT (book_id, fund, account, party, commodity) DO UPDATE
       SET quantity = balance.quantity + excluded.quantity, entry_no = excluded.entry_no;
    -- INSERT OR IGNORE would pass over a balance that cannot hold its sum.
    SELECT RAISE(ABORT, 'ledger: a balance holds what 64 bits hold')
     WHERE EXISTS (SELECT 1 FROM posting p
                     LEFT JOIN balance b ON b.book_id = p.book_id AND b.fund = p.fund AND b.account = p.account
                                        AND b.party = p.party AND b.commodity = p.commodity
                    WHERE p.book_id = NEW.book_id AND p.entry_no = NEW.no AND b.entry_no IS NOT NEW.no);
    UPDATE book SET head_no = NEW.no, head_hash = NEW.hash WHERE id = NEW.book_id;
END;
CREATE TRIGGER entry_fixed BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'ledger: an entry is never changed'); END;
CREATE TRIGGER entry_stays BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'ledger: an entry is never removed'); END;

-- An entry whose number is one above its book's head exists only while its own INSERT is running: that is when postings
-- and balances may be written, and no client can get a word in then.
CREATE TRIGGER posting_inside BEFORE INSERT ON posting
WHEN NOT EXISTS (SELECT 1 FROM book b JOIN entry e ON e.book_id = b.id AND e.no = COALESCE(b.head_no, 0) + 1
                  WHERE b.id = NEW.book_id AND e.no = NEW.entry_no)
BEGIN SELECT RAISE(ABORT, 'ledger: postings are written by inserting their entry'); END;
CREATE TRIGGER posting_fixed BEFORE UPDATE ON posting BEGIN SELECT RAISE(ABORT, 'ledger: a posting is never changed'); END;
CREATE TRIGGER posting_stays BEFORE DELETE ON posting BEGIN SELECT RAISE(ABORT, 'ledger: a posting is never removed'); END;

-- After, so that an upsert of a balance that is there meets balance_moves alone.
CREATE TRIGGER balance_inside AFTER INSERT ON balance
WHEN NOT EXISTS (SELECT 1 FROM book b JOIN entry e ON e.book_id = b.id AND e.no = COALESCE(b.head_no, 0) + 1
                  WHERE b.id = NEW.book_id AND e.no = NEW.entry_no)
BEGIN SELECT RAISE(ABORT, 'ledger: balances move only by posting'); END;
CREATE TRIGGER balance_fixed BEFORE UPDATE OF book_id, fund, account, party, commodity ON balance
BEGIN SELECT RAISE(ABORT, 'ledger: balances move only by posting'); END;
CREATE TRIGGER balance_moves BEFORE UPDATE OF quantity, entry_no ON balance
WHEN NOT EXISTS (SELECT 1 FROM book b JOIN entry e ON e.book_id = b.id AND e.no = COALESCE(b.head_no, 0) + 1
                  WHERE b.id = NEW.book_id AND e.no = NEW.entry_no)
BEGIN SELECT RAISE(ABORT, 'ledger: balances move only by posting'); END;
CREATE TRIGGER balance_stays BEFORE DELETE ON balance BEGIN SELECT RAISE(ABORT, 'ledger: a balance is never removed'); END;

-- Months close in order, each whole; opening again goes back, with two officers and a reason (the table's own check).
CREATE TRIGGER period_fits BEFORE INSERT ON period_event
BEGIN
    SELECT RAISE(ABORT, 'ledger: there is no such book') WHERE NOT EXISTS (SELECT 1 FROM book WHERE id = NEW.book_id);
    SELECT RAISE(ABORT, 'ledger: a period event has the next number of its book')
     WHERE NEW.no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM period_event WHERE book_id = NEW.book_id);
    SELECT RAISE(ABORT, 'ledger: a period ends with the last day of a month')
     WHERE NEW.through IS NOT NULL AND NEW.through IS NOT date(NEW.through, 'start of month', '+1 month', '-1 day');
    SELECT RAISE(ABORT, 'ledger: months close in order')
     WHERE NEW.kind = 'close'
       AND NEW.through <> (SELECT date(closed_through, '+1 day', 'start of month', '+1 month', '-1 day') FROM book WHERE id = NEW.book_id);
    SELECT RAISE(ABORT, 'ledger: reopening goes back')
     WHERE NEW.kind = 'reopen'
       AND NOT EXISTS (SELECT 1 FROM book WHERE id = NEW.book_id AND closed_through IS NOT NULL
                          AND (NEW.through IS NULL OR NEW.through < closed_through));
    SELECT RAISE(ABORT, 'ledger: a year closes with a closing entry')
     WHERE NEW.entry_no IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM entry WHERE book_id = NEW.book_id AND no = NEW.entry_no AND kind = 'closing');
END;
CREATE TRIGGER period_moves AFTER INSERT ON period_event
BEGIN UPDATE book SET closed_through = NEW.through WHERE id = NEW.book_id; END;
CREATE TRIGGER period_fixed BEFORE UPDATE ON period_event BEGIN SELECT RAISE(ABORT, 'ledger: a period event is never changed'); END;
CREATE TRIGGER period_stays BEFORE DELETE ON period_event BEGIN SELECT RAISE(ABORT, 'ledger: a period event is never removed'); END;

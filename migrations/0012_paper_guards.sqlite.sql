-- What was printed stays printed (SQLite spelling; 0012_paper_guards.postgres.sql says the same).
--
-- As in 0002: they hold with foreign keys and recursive triggers switched off, and say IS NOT, never <>.

CREATE TRIGGER paper_key_born BEFORE INSERT ON paper_key
BEGIN
    SELECT RAISE(ABORT, 'record: the key is there already')
     WHERE EXISTS (SELECT 1 FROM paper_key WHERE id = NEW.id OR public_key = NEW.public_key);
END;
CREATE TRIGGER paper_key_fixed BEFORE UPDATE ON paper_key BEGIN SELECT RAISE(ABORT, 'record: a key is never changed'); END;
CREATE TRIGGER paper_key_stays BEFORE DELETE ON paper_key BEGIN SELECT RAISE(ABORT, 'record: a key is never removed'); END;

CREATE TRIGGER paper_born BEFORE INSERT ON paper
BEGIN
    SELECT RAISE(ABORT, 'record: the paper is there already') WHERE EXISTS (SELECT 1 FROM paper WHERE code = NEW.code);
    SELECT RAISE(ABORT, 'record: a paper is of a member of its book')
     WHERE NOT EXISTS (SELECT 1 FROM party WHERE book_id = NEW.book_id AND no = NEW.party_no);
    SELECT RAISE(ABORT, 'record: a paper is of an entry that stands')
     WHERE NOT EXISTS (SELECT 1 FROM entry WHERE book_id = NEW.book_id AND no = NEW.entry_no)
       AND NOT (NEW.kind = 'passbook' AND NEW.entry_no = 0);
    SELECT RAISE(ABORT, 'record: the pages of a passbook are a list')
     WHERE NEW.pages IS NOT NULL AND NOT CASE WHEN json_valid(NEW.pages) THEN json_type(NEW.pages) = 'array' ELSE FALSE END;
    SELECT RAISE(ABORT, 'record: who printed is sixteen bytes') WHERE length(NEW.printed_by) <> 16;
END;
CREATE TRIGGER paper_fixed BEFORE UPDATE ON paper BEGIN SELECT RAISE(ABORT, 'record: a paper is never changed'); END;
CREATE TRIGGER paper_stays BEFORE DELETE ON paper BEGIN SELECT RAISE(ABORT, 'record: a paper is never removed'); END;

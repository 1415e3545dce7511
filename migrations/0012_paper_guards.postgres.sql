-- What was printed stays printed (PostgreSQL spelling; 0012_paper_guards.sqlite.sql says the same). That a key or a paper
-- is there already is said by the tables' own unique keys.

-- Rows that are never changed and never removed: a statement that tries is refused before it looks for a row.
DO $$
DECLARE said TEXT[];
BEGIN
    FOREACH said SLICE 1 IN ARRAY ARRAY[['paper_key', 'a key'], ['paper', 'a paper']]
    LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE ON %I EXECUTE FUNCTION refuse(%L)',
            said[1] || '_fixed', said[1], 'record: ' || said[2] || ' is never changed');
        EXECUTE format('CREATE TRIGGER %I BEFORE DELETE OR TRUNCATE ON %I EXECUTE FUNCTION refuse(%L)',
            said[1] || '_stays', said[1], 'record: ' || said[2] || ' is never removed');
    END LOOP;
END $$;

CREATE FUNCTION paper_born() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(NOT EXISTS (SELECT 1 FROM party WHERE book_id = NEW.book_id AND no = NEW.party_no),
        'record: a paper is of a member of its book');
    PERFORM refuse_if(NOT EXISTS (SELECT 1 FROM entry WHERE book_id = NEW.book_id AND no = NEW.entry_no)
            AND NOT (NEW.kind = 'passbook' AND NEW.entry_no = 0),
        'record: a paper is of an entry that stands');
    PERFORM refuse_if(NEW.pages IS NOT NULL AND json_typeof(NEW.pages::JSON) <> 'array', 'record: the pages of a passbook are a list');
    RETURN NEW;
END $$;
CREATE TRIGGER paper_born BEFORE INSERT ON paper FOR EACH ROW EXECUTE FUNCTION paper_born();

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

-- What farmers sold stays as it was written (PostgreSQL spelling; 0020_farm_sale_guards.sqlite.sql says the same).
DO $$
DECLARE said TEXT[];
BEGIN
    FOREACH said SLICE 1 IN ARRAY ARRAY[['farm_sale', 'a sale'], ['farm_sale_undone', 'a sale that was taken back']]
    LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE ON %I EXECUTE FUNCTION refuse(%L)',
            said[1] || '_fixed', said[1], 'record: ' || said[2] || ' is never changed');
        EXECUTE format('CREATE TRIGGER %I BEFORE DELETE OR TRUNCATE ON %I EXECUTE FUNCTION refuse(%L)',
            said[1] || '_stays', said[1], 'record: ' || said[2] || ' is never removed');
    END LOOP;
END $$;

CREATE FUNCTION farm_sale_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(NEW.organisation_id IS DISTINCT FROM COALESCE(
            (SELECT organisation_id FROM person WHERE id = NEW.person_id),
            (SELECT organisation_id FROM savings_group WHERE book_id = NEW.book_id)),
        'record: a sale is kept by the organisation of its seller');
    RETURN NEW;
END $$;
-- Triggers of one moment run in the order of their names: the number first, given to one at a time (0018).
CREATE TRIGGER farm_sale_fits_1 BEFORE INSERT ON farm_sale FOR EACH ROW EXECUTE FUNCTION market_fits();
CREATE TRIGGER farm_sale_fits_2 BEFORE INSERT ON farm_sale FOR EACH ROW EXECUTE FUNCTION farm_sale_fits();

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

-- Codes stay as they were drawn until their time is over (PostgreSQL spelling; 0016_grant_code_guards.sqlite.sql says the
-- same).
CREATE FUNCTION grant_code_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(NEW.code !~ '^[0-9A-HJKMNP-TV-Z]{8}$', 'record: a code has eight signs');
    PERFORM refuse_if(NOT EXISTS (SELECT 1 FROM award_grant WHERE book_id = NEW.book_id AND no = NEW.grant_no AND coded),
        'record: a code stands for a grant under a code');
    RETURN NEW;
END $$;
CREATE TRIGGER grant_code_fits BEFORE INSERT ON grant_code FOR EACH ROW EXECUTE FUNCTION grant_code_fits();
-- Three years after the end of the award at the earliest, every code of it at most once.
CREATE FUNCTION grant_code_anew() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if((NEW.book_id, NEW.grant_no) IS DISTINCT FROM (OLD.book_id, OLD.grant_no) OR NEW.code = OLD.code
        OR NEW.code !~ '^[0-9A-HJKMNP-TV-Z]{8}$', 'record: only a code is drawn anew');
    PERFORM refuse_if((NEW.drawn_at AT TIME ZONE 'UTC')::DATE <= (SELECT to_day FROM award WHERE book_id = NEW.book_id) + INTERVAL '3 years'
        OR NEW.drawn_at <= OLD.drawn_at, 'record: a code is kept for three years after its award');
    RETURN NEW;
END $$;
CREATE TRIGGER grant_code_anew BEFORE UPDATE ON grant_code FOR EACH ROW EXECUTE FUNCTION grant_code_anew();
CREATE TRIGGER grant_code_stays BEFORE DELETE OR TRUNCATE ON grant_code EXECUTE FUNCTION refuse('record: a code is never removed');

CREATE FUNCTION grant_service_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
    PERFORM refuse_if(NEW.no IS DISTINCT FROM (SELECT COALESCE(MAX(no), 0) + 1 FROM grant_service WHERE book_id = NEW.book_id),
        'record: a service has the next number of its award');
    PERFORM refuse_if(NOT EXISTS (SELECT 1 FROM award_grant WHERE book_id = NEW.book_id AND no = NEW.grant_no AND coded),
        'record: a service is of a grant under a code');
    RETURN NEW;
END $$;
CREATE TRIGGER grant_service_fits BEFORE INSERT ON grant_service FOR EACH ROW EXECUTE FUNCTION grant_service_fits();
CREATE TRIGGER grant_service_fixed BEFORE UPDATE ON grant_service EXECUTE FUNCTION refuse('record: a service is never changed');
CREATE TRIGGER grant_service_stays BEFORE DELETE OR TRUNCATE ON grant_service EXECUTE FUNCTION refuse('record: a service is never removed');

-- A certificate covers the acts too.
CREATE FUNCTION audit_certificate_covers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(NEW.acts_digest IS NULL, 'record: a certificate has a digest of the acts');
    RETURN NEW;
END $$;
CREATE TRIGGER audit_certificate_covers BEFORE INSERT ON audit_certificate FOR EACH ROW EXECUTE FUNCTION audit_certificate_covers();

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

-- Targets, supports and tokens (PostgreSQL spelling; 0025_programme_guards.sqlite.sql says the same).
CREATE FUNCTION support_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if((NEW.id, NEW.organisation_id, NEW.kind, NEW.book_id, NEW.voucher_no, NEW.day, NEW.province, NEW.female, NEW.male,
        NEW.recorded_at, NEW.recorded_by)
        IS DISTINCT FROM (OLD.id, OLD.organisation_id, OLD.kind, OLD.book_id, OLD.voucher_no, OLD.day, OLD.province, OLD.female,
        OLD.male, OLD.recorded_at, OLD.recorded_by), 'record: a support is never changed');
    PERFORM refuse_if(OLD.undone_at IS NOT NULL AND (NEW.undone_at, NEW.undone_by) IS DISTINCT FROM (OLD.undone_at, OLD.undone_by),
        'record: a support is taken back once');
    RETURN NEW;
END $$;
CREATE TRIGGER support_fixed BEFORE UPDATE ON support FOR EACH ROW EXECUTE FUNCTION support_fixed();
CREATE TRIGGER support_stays BEFORE DELETE OR TRUNCATE ON support EXECUTE FUNCTION refuse('record: a support is never removed');

CREATE FUNCTION api_token_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if((NEW.id, NEW.name, NEW.token_hash, NEW.scopes, NEW.organisation_id, NEW.made_at, NEW.made_by, NEW.ends_on)
        IS DISTINCT FROM (OLD.id, OLD.name, OLD.token_hash, OLD.scopes, OLD.organisation_id, OLD.made_at, OLD.made_by, OLD.ends_on),
        'record: a token is never changed');
    PERFORM refuse_if(OLD.revoked_at IS NOT NULL AND (NEW.revoked_at, NEW.revoked_by) IS DISTINCT FROM (OLD.revoked_at, OLD.revoked_by),
        'record: a token is revoked once');
    RETURN NEW;
END $$;
CREATE TRIGGER api_token_fixed BEFORE UPDATE ON api_token FOR EACH ROW EXECUTE FUNCTION api_token_fixed();
CREATE TRIGGER api_token_stays BEFORE DELETE OR TRUNCATE ON api_token EXECUTE FUNCTION refuse('record: a token is never removed');

CREATE FUNCTION support_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(EXISTS (SELECT 1 FROM support WHERE id = NEW.id), 'record: the support is there already');
    PERFORM refuse_if(EXISTS (SELECT 1 FROM support WHERE book_id = NEW.book_id AND voucher_no = NEW.voucher_no AND undone_at IS NULL),
        'record: of this voucher it was said already');
    RETURN NEW;
END $$;
CREATE TRIGGER support_fits BEFORE INSERT ON support FOR EACH ROW EXECUTE FUNCTION support_fits();
CREATE FUNCTION api_token_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(EXISTS (SELECT 1 FROM api_token WHERE id = NEW.id), 'record: the token is there already');
    RETURN NEW;
END $$;
CREATE TRIGGER api_token_fits BEFORE INSERT ON api_token FOR EACH ROW EXECUTE FUNCTION api_token_fits();
CREATE FUNCTION target_named() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if((NEW.id, NEW.code) IS DISTINCT FROM (OLD.id, OLD.code), 'record: a target keeps its code');
    RETURN NEW;
END $$;
CREATE TRIGGER target_named BEFORE UPDATE ON target FOR EACH ROW EXECUTE FUNCTION target_named();
CREATE TRIGGER target_stays BEFORE DELETE OR TRUNCATE ON target EXECUTE FUNCTION refuse('record: a target is never removed');

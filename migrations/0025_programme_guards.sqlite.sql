-- Targets, supports and tokens (SQLite spelling; 0025_programme_guards.postgres.sql says the same).
CREATE TRIGGER support_fixed BEFORE UPDATE ON support
BEGIN
    SELECT RAISE(ABORT, 'record: a support is never changed')
     WHERE NEW.id IS NOT OLD.id OR NEW.organisation_id IS NOT OLD.organisation_id OR NEW.kind IS NOT OLD.kind
        OR NEW.book_id IS NOT OLD.book_id OR NEW.voucher_no IS NOT OLD.voucher_no OR NEW.day IS NOT OLD.day
        OR NEW.province IS NOT OLD.province OR NEW.female IS NOT OLD.female OR NEW.male IS NOT OLD.male
        OR NEW.recorded_at IS NOT OLD.recorded_at OR NEW.recorded_by IS NOT OLD.recorded_by;
    SELECT RAISE(ABORT, 'record: a support is taken back once')
     WHERE OLD.undone_at IS NOT NULL AND (NEW.undone_at IS NOT OLD.undone_at OR NEW.undone_by IS NOT OLD.undone_by);
END;
CREATE TRIGGER support_stays BEFORE DELETE ON support BEGIN SELECT RAISE(ABORT, 'record: a support is never removed'); END;

CREATE TRIGGER api_token_fixed BEFORE UPDATE ON api_token
BEGIN
    SELECT RAISE(ABORT, 'record: a token is never changed')
     WHERE NEW.id IS NOT OLD.id OR NEW.name IS NOT OLD.name OR NEW.token_hash IS NOT OLD.token_hash OR NEW.scopes IS NOT OLD.scopes
        OR NEW.organisation_id IS NOT OLD.organisation_id OR NEW.made_at IS NOT OLD.made_at OR NEW.made_by IS NOT OLD.made_by
        OR NEW.ends_on IS NOT OLD.ends_on;
    SELECT RAISE(ABORT, 'record: a token is revoked once')
     WHERE OLD.revoked_at IS NOT NULL AND (NEW.revoked_at IS NOT OLD.revoked_at OR NEW.revoked_by IS NOT OLD.revoked_by);
END;
CREATE TRIGGER api_token_stays BEFORE DELETE ON api_token BEGIN SELECT RAISE(ABORT, 'record: a token is never removed'); END;

CREATE TRIGGER support_fits BEFORE INSERT ON support
BEGIN
    SELECT RAISE(ABORT, 'record: the support is there already') WHERE EXISTS (SELECT 1 FROM support WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day') WHERE NEW.day IS NOT date(NEW.day);
    SELECT RAISE(ABORT, 'record: of this voucher it was said already')
     WHERE EXISTS (SELECT 1 FROM support WHERE book_id = NEW.book_id AND voucher_no = NEW.voucher_no AND undone_at IS NULL);
END;
CREATE TRIGGER api_token_fits BEFORE INSERT ON api_token
BEGIN
    SELECT RAISE(ABORT, 'record: the token is there already') WHERE EXISTS (SELECT 1 FROM api_token WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day') WHERE NEW.ends_on IS NOT date(NEW.ends_on);
END;
CREATE TRIGGER target_named BEFORE UPDATE ON target WHEN NEW.id IS NOT OLD.id OR NEW.code IS NOT OLD.code
BEGIN SELECT RAISE(ABORT, 'record: a target keeps its code'); END;
CREATE TRIGGER target_stays BEFORE DELETE ON target BEGIN SELECT RAISE(ABORT, 'record: a target is never removed'); END;

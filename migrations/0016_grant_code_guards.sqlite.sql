-- Codes stay as they were drawn until their time is over (SQLite spelling; 0016_grant_code_guards.postgres.sql says the
-- same).
CREATE TRIGGER grant_code_fits BEFORE INSERT ON grant_code
BEGIN
    SELECT RAISE(ABORT, 'record: a code has eight signs') WHERE length(NEW.code) <> 8 OR NEW.code GLOB '*[^0-9A-HJKMNP-TV-Z]*';
    SELECT RAISE(ABORT, 'record: a code stands for a grant under a code')
     WHERE NOT EXISTS (SELECT 1 FROM award_grant WHERE book_id = NEW.book_id AND no = NEW.grant_no AND coded);
    -- The verb INSERT OR REPLACE removes without asking.
    SELECT RAISE(ABORT, 'record: the grant has a code already')
     WHERE EXISTS (SELECT 1 FROM grant_code WHERE book_id = NEW.book_id AND (grant_no = NEW.grant_no OR code = NEW.code));
END;
-- Three years after the end of the award at the earliest.
CREATE TRIGGER grant_code_anew BEFORE UPDATE ON grant_code
BEGIN
    SELECT RAISE(ABORT, 'record: only a code is drawn anew')
     WHERE NEW.book_id IS NOT OLD.book_id OR NEW.grant_no IS NOT OLD.grant_no OR NEW.code = OLD.code
        OR length(NEW.code) <> 8 OR NEW.code GLOB '*[^0-9A-HJKMNP-TV-Z]*';
    SELECT RAISE(ABORT, 'record: a code is kept for three years after its award')
     WHERE date(NEW.drawn_at) <= (SELECT date(to_day, '+3 years') FROM award WHERE book_id = NEW.book_id)
        OR NEW.drawn_at <= OLD.drawn_at;
END;
CREATE TRIGGER grant_code_stays BEFORE DELETE ON grant_code BEGIN SELECT RAISE(ABORT, 'record: a code is never removed'); END;

CREATE TRIGGER grant_service_fits BEFORE INSERT ON grant_service
BEGIN
    SELECT RAISE(ABORT, 'record: the service is there already') WHERE EXISTS (SELECT 1 FROM grant_service WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'record: a service has the next number of its award')
     WHERE NEW.no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM grant_service WHERE book_id = NEW.book_id);
    SELECT RAISE(ABORT, 'record: a service is of a grant under a code')
     WHERE NOT EXISTS (SELECT 1 FROM award_grant WHERE book_id = NEW.book_id AND no = NEW.grant_no AND coded);
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day') WHERE NEW.day IS NOT date(NEW.day);
END;
CREATE TRIGGER grant_service_fixed BEFORE UPDATE ON grant_service BEGIN SELECT RAISE(ABORT, 'record: a service is never changed'); END;
CREATE TRIGGER grant_service_stays BEFORE DELETE ON grant_service BEGIN SELECT RAISE(ABORT, 'record: a service is never removed'); END;

-- A certificate covers the acts too.
CREATE TRIGGER audit_certificate_covers BEFORE INSERT ON audit_certificate
BEGIN
    SELECT RAISE(ABORT, 'record: a certificate has a digest of the acts') WHERE NEW.acts_digest IS NULL;
END;

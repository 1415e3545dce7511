-- What farmers sold stays as it was written (SQLite spelling; 0020_farm_sale_guards.postgres.sql says the same).
CREATE TRIGGER farm_sale_fits BEFORE INSERT ON farm_sale
BEGIN
    SELECT RAISE(ABORT, 'record: the sale is there already') WHERE EXISTS (SELECT 1 FROM farm_sale WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'record: a sale has the next number') WHERE NEW.no IS NOT (SELECT COALESCE(MAX(no), 0) + 1 FROM farm_sale);
    SELECT RAISE(ABORT, 'record: a sale is kept by the organisation of its seller')
     WHERE NEW.organisation_id IS NOT COALESCE((SELECT organisation_id FROM person WHERE id = NEW.person_id),
                                               (SELECT organisation_id FROM savings_group WHERE book_id = NEW.book_id));
    SELECT RAISE(ABORT, 'record: there is no such buyer')
     WHERE NEW.buyer_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM buyer WHERE id = NEW.buyer_id);
    SELECT RAISE(ABORT, 'record: a day is written as year, month and day') WHERE NEW.day IS NOT date(NEW.day);
END;
CREATE TRIGGER farm_sale_fixed BEFORE UPDATE ON farm_sale BEGIN SELECT RAISE(ABORT, 'record: a sale is never changed'); END;
CREATE TRIGGER farm_sale_stays BEFORE DELETE ON farm_sale BEGIN SELECT RAISE(ABORT, 'record: a sale is never removed'); END;

CREATE TRIGGER farm_sale_undone_fits BEFORE INSERT ON farm_sale_undone
BEGIN
    SELECT RAISE(ABORT, 'record: a sale is taken back once') WHERE EXISTS (SELECT 1 FROM farm_sale_undone WHERE sale_no = NEW.sale_no);
    SELECT RAISE(ABORT, 'record: there is no such sale') WHERE NOT EXISTS (SELECT 1 FROM farm_sale WHERE no = NEW.sale_no);
END;
CREATE TRIGGER farm_sale_undone_fixed BEFORE UPDATE ON farm_sale_undone BEGIN SELECT RAISE(ABORT, 'record: a sale that was taken back is never changed'); END;
CREATE TRIGGER farm_sale_undone_stays BEFORE DELETE ON farm_sale_undone BEGIN SELECT RAISE(ABORT, 'record: a sale that was taken back is never removed'); END;

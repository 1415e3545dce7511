-- The register of people is listed by name, a page at a time: the first page is read without sorting everybody.
CREATE INDEX person_by_name ON person (family_name_latin, given_name_latin, family_name_km, given_name_km, id);

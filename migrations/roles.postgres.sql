-- What the application needs on PostgreSQL, and no more: it reads everything, appends to the books, and never holds the
-- right to change or remove what was posted, to write postings or balances, or to touch the guards. Run it as the owner
-- of the schema after migrating; then give your login the role: GRANT sansom_application TO sansom_web.
DO $$ BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'sansom_application') THEN
        CREATE ROLE sansom_application NOLOGIN;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- two databases of one server were set up at once
END $$;

DO $$ BEGIN
    EXECUTE format('REVOKE CREATE, TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('REVOKE CREATE ON SCHEMA %I FROM PUBLIC', current_schema());
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO sansom_application', current_schema());
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA %I FROM sansom_application', current_schema());
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO sansom_application', current_schema());
END $$;

-- Appended to, never changed. (A book's name may change; that right is also what lets a post take the book in line.)
GRANT INSERT ON commodity, book, fund, account, party, entry, period_event TO sansom_application;
GRANT UPDATE (name) ON book TO sansom_application;
GRANT INSERT ON meeting, meeting_line, meeting_other, cash_count, correction, correction_decision, constitution, audit, audit_head
    TO sansom_application;
-- A loan's state moves by its events, with the rights of the schema's owner.
GRANT INSERT ON loan_application, loan_guarantor, loan_withdrawn, loan, loan_instalment, loan_event, loan_request, loan_request_decision,
    share_out, share_out_proposal, share_out_count, share_out_reinvest, share_out_decision, share_out_line, payout TO sansom_application;
GRANT INSERT ON good, bank, bank_rules, bank_season, bank_unit, price, bank_request, bank_request_decision, bank_act, bank_animal,
    bank_animal_move TO sansom_application;
GRANT INSERT ON paper_key, paper TO sansom_application;
GRANT INSERT ON award, award_act, award_grant, upload, award_upload, code_view, audit_sample, audit_sample_item, audit_test, finding,
    finding_event, audit_certificate, grant_code, grant_service TO sansom_application;
-- A code is drawn anew when its grant need not be kept any more; nothing else of it changes.
GRANT UPDATE (code, drawn_at) ON grant_code TO sansom_application;
GRANT INSERT ON coop, coop_laws, coop_request, coop_request_decision, coop_act, buyer_offer, market_price, transport_rate TO sansom_application;
GRANT INSERT ON farm_sale, farm_sale_undone TO sansom_application;
GRANT INSERT, UPDATE (name_km, name_latin, phone, place) ON buyer TO sansom_application;
GRANT INSERT ON household, course, session_person, session_count, adoption, visit_upload TO sansom_application;
GRANT INSERT, UPDATE (undone_at, undone_by) ON person_match, training_session, coaching_visit, farm_result, support TO sansom_application;
GRANT INSERT, UPDATE (to_day, ended) ON role_term, coaching TO sansom_application;
GRANT INSERT, UPDATE (used_on, revoked_at, revoked_by) ON api_token TO sansom_application;
GRANT INSERT, UPDATE (second, ended_at, ended_by) ON practice_group TO sansom_application;
GRANT INSERT ON business_plan, plan_subject, plan_version, plan_step TO sansom_application;
-- The order of writing is kept with the rights of the schema's owner.
GRANT INSERT, UPDATE (name, lost_at) ON instance TO sansom_application;
GRANT INSERT, UPDATE (receipted_at) ON bundle TO sansom_application;
GRANT INSERT ON keeping, bundle_book TO sansom_application;
GRANT INSERT, DELETE ON taking TO sansom_application;
GRANT UPDATE (name_km, name_latin, village_code) ON bank TO sansom_application;
GRANT UPDATE (no) ON audit_head TO sansom_application;
GRANT INSERT, UPDATE (decision, decided_by, decided_at) ON reopening TO sansom_application;

-- Kept up to date.
GRANT INSERT, UPDATE ON target, organisation, person, savings_group, member, officer_term, cycle TO sansom_application;
GRANT INSERT, UPDATE, DELETE ON app_user, app_role, user_person, session, attempt, setting TO sansom_application;

//! The tests of the whole program, in one binary. With `SANSOM_TEST_POSTGRES` naming a server (scripts/postgres starts
//! one), whatever concerns the database is tried on both engines.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops there")]
mod support;

mod access;
mod award_reports;
mod awards_books;
mod awards_pages;
mod awards_vouchers;
mod bank_model;
mod banks_books;
mod banks_browser;
mod banks_days;
mod banks_herd;
mod banks_pages;
mod banks_reports;
mod books;
mod browser;
mod calculator;
mod cli;
mod cli_samples;
mod crash;
mod cycles;
mod guards;
mod health;
mod leaving;
mod lending_model;
mod loans;
mod meetings;
mod papers_contracts;
mod papers_passbook;
mod papers_runs;
mod papers_sheets;
mod papers_statements;
mod papers_verify;
mod people;
mod store;
mod story;
mod tidy;

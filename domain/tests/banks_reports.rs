//! What a bank reports: its statement, which balances to the riel, and the report of a season.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops there")]
#[path = "banks_goods/books.rs"]
#[allow(dead_code, reason = "a bank in memory that another test uses whole")]
mod books;
#[path = "banks_reports/golden.rs"]
mod golden;
#[path = "banks_reports/seasons.rs"]
mod seasons;
#[path = "banks_reports/statements.rs"]
mod statements;

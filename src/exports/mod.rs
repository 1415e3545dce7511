//! What the books say, for other programs and for a terminal: reports, and the whole journal of a group.
//!
//! Each report is read here as figures and names; the command line shows it as text, CSV or JSON. Amounts leave the
//! program as decimals in whole units.
mod awards;
mod banks;
mod beancount;
mod cash_book;
mod coops;
mod csv_file;
mod farm_sales;
mod health;
mod hledger;
pub mod interchange;
mod journal;
mod keeper;
mod loans;
mod passbook;
mod people;
mod rows;
mod sheets;
mod trial_balance;
mod valued;

pub use awards::{AwardBook, Told, award_book};
pub use banks::{
    BankBook, GroupStatement, HerdList, ObligationList, SeasonOf, StatementOf, StockList, bank_book, garbled, group_statement,
};
pub use cash_book::{CashBook, CashLine, cash_book};
pub use coops::{CoopBook, CoopReport, coop_book};
pub use farm_sales::{FarmSalesReport, farm_sales_report};
pub use health::{HealthReport, health_report};
pub use journal::{Journal, journal};
pub use keeper::Keeper;
pub use loans::{LoanBook, LoanLine, loan_book};
pub use passbook::{Passbook, PassbookLine, passbooks};
pub use people::{Listed, people_file};
pub use rows::{Cell, Rows};
pub use sheets::Sheets;
pub(crate) use trial_balance::said_name;
pub use trial_balance::{TrialBalance, TrialLine, trial_balance};

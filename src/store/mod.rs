//! The store: two engines behind one face, and the journal's own tables.
//!
//! `db` is the face, `schema` the migrations, `journal` posting and reading a book, `audit` the trail of who did what,
//! `check` the reckoning that trusts nothing kept. A feature's own statements are in its `store.rs`.
mod audit;
pub mod carry;
mod check;
mod db;
mod error;
mod journal;
mod memory;
mod reading;
mod schema;

pub use audit::{AuditFilter, AuditRow, record, trail};
pub use check::{Finding, check, check_book};
pub use db::{Db, Engine, Record, Sql, Tx, Value, Values};
pub use error::{Error, Result};
pub use journal::{
    BookId, PeriodEvent, PostError, add_party, create_book, ensure_commodity, head, lock, move_period, post, post_new, rename_book,
};
pub use reading::{
    BookRow, Line, LineFilter, Lines, Page, balances, balances_as_of, balances_of_party, book, books, commodities, entries,
    entries_between, entries_from, entries_of_source, entry, mended_by, postings_of_account, postings_of_party,
};
pub use schema::{ROLES, is_current, migrator, version as schema_version};

/// Names a module's statements and lists them as `STATEMENTS`, so that a test shows each to both engines:
///
/// ```ignore
/// statements! {
///     /// What the statement is for.
///     FUNDS = "select no, code from fund where book_id = $1 order by no";
///     LOCK = "select …", postgres: "select … for no key update";
/// }
/// ```
macro_rules! statements {
    ($($(#[$meta:meta])* $name:ident = $sqlite:expr $(, postgres: $postgres:expr)?;)*) => {
        $($(#[$meta])* const $name: $crate::store::Sql = $crate::store::statements!(@sql $sqlite $(, $postgres)?);)*
        /// Every statement of this module by name, for the test that shows them to both engines.
        pub const STATEMENTS: &[(&str, $crate::store::Sql)] = &[$((stringify!($name), $name)),*];
    };
    (@sql $one:expr) => { $crate::store::Sql::each($one, $one) };
    (@sql $sqlite:expr, $postgres:expr) => { $crate::store::Sql::each($sqlite, $postgres) };
}
pub(crate) use statements;

/// The statements of the store's own modules: module, name, text.
pub fn own_statements() -> impl Iterator<Item = (&'static str, &'static str, Sql)> {
    [("audit", audit::STATEMENTS), ("journal", journal::STATEMENTS), ("reading", reading::STATEMENTS)]
        .into_iter()
        .flat_map(|(module, list)| list.iter().map(move |&(name, sql)| (module, name, sql)))
        .chain(check::all_statements().map(|&(name, sql)| ("check", name, sql)))
        .chain(carry::statements().map(|(name, sql)| ("carry", name, sql)))
}

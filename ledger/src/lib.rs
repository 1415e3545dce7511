//! The double-entry core: commodities, accounts, entries, balances and the hash chain that binds them.
//!
//! An [`Entry`] is a set of [`Posting`]s that sums to zero in every fund and commodity; one that does not cannot be
//! built. A [`Journal`] numbers entries without gaps, chains them by hash and keeps balances; it is the rule-book that
//! the database repeats in its own words, and the second road by which a stored book is checked.
//!
//! Nothing here reads a clock, a random number or a row: times, keys and rows are arguments. A debit is positive, a
//! credit negative, everywhere.
mod amount;
mod balances;
mod chain;
mod chart;
mod entry;
mod journal;
#[cfg(test)]
mod properties;

pub use amount::{Amount, AmountError, Commodity, CommodityError};
pub use balances::{BalanceKey, Balances};
pub use chain::{Hash, Head, Numbered, Recorded};
pub use chart::{Account, AccountKind, Chart, ChartError};
pub use entry::{AccountNo, Entry, EntryError, EntryKey, EntryKind, EntryNo, FundNo, PartyNo, Posting, Postings};
pub use journal::{Flaw, Journal, Posted, Refusal};

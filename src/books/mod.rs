//! The books as an accountant reads them: cash book, accounts, trial balance, entries, the trail of who did what.
pub mod book;
pub mod csv;
pub mod entry;
pub mod form;
pub mod funds;
pub mod lines;
pub mod pages;
pub mod store;
pub mod trail;
pub mod trial;

//! The books as an accountant reads them: cash book, accounts, trial balance, entries, the trail of who did what.
pub mod pages;

//! Loans: applications, the loan book, one loan, who is late, and decisions about a loan.
pub mod store;

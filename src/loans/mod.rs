//! Loans: applications, the loan book, one loan, who is late, and decisions about a loan.
pub mod applications;
pub mod arrears;
pub mod form;
pub mod pages;
pub mod requests;
pub mod shown;
pub mod store;

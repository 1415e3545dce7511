//! Who signs in: users, roles, passwords, sessions.
pub mod account;
pub mod form;
pub mod pages;
pub mod password;
pub mod scopes;
pub mod sign_in;
pub mod store;

//! Organisations, groups and what they agreed.
pub mod banks;
mod codes;
pub mod form;
pub mod lending;
pub mod pages;
pub mod store;

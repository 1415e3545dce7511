//! Organisations, groups and what they agreed.
mod codes;
pub mod form;
pub mod lending;
pub mod pages;
pub mod store;

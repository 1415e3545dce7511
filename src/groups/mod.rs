//! Organisations, groups and what they agreed.
pub mod form;
pub mod pages;
pub mod store;

//! Closing months and years, and opening them again by two officers.
pub mod pages;
pub mod store;

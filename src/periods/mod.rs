//! Closing months and years, and opening them again by two officers.
pub mod closing;
pub mod form;
pub mod page;
pub mod pages;
pub mod store;

//! People, their memberships and their offices.
pub mod form;
pub mod pages;
pub mod store;

//! People, their memberships and their offices.
pub mod banks;
pub mod form;
pub mod leaving;
pub mod officers;
pub mod pages;
pub mod passbook;
pub mod store;

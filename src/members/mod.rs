//! People, their memberships and their offices.
pub mod banks;
pub mod coops;
pub mod form;
pub mod leaving;
pub mod officers;
pub mod pages;
pub mod passbook;
pub mod store;

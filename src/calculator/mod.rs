//! The loan calculator: a plan typed into an address, and its schedule. It reads no books and keeps nothing.
pub mod form;
pub mod pages;

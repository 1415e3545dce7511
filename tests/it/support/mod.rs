//! What the tests share.
pub mod book;
pub mod databases;

//! What the tests share.
pub mod book;
pub mod browser;
pub mod databases;
pub mod server;

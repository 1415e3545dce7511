//! What the tests share.
pub mod actor;
pub mod award;
pub mod book;
pub mod browser;
pub mod databases;
pub mod paper;
pub mod scans;
pub mod server;

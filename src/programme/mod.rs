//! What the programme promised and how far it is: indicators, targets, statements over many books.
pub mod accounts;
pub mod counting;
pub mod home;
pub mod indicators;
pub mod kept;
pub mod kinds;
pub mod records;
pub mod scope;
pub mod store;
pub mod supports;
pub mod tables;
pub mod targets;

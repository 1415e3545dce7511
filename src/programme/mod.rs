//! What the programme promised and how far it is: indicators, targets, statements over many books.
pub mod counting;
pub mod store;

//! Rice banks, animal banks, and loans in kind.
pub mod acts;
pub mod calendar;
pub mod counting;
pub mod herd;
pub mod prices;
pub mod refusals;
pub mod requests;
pub mod shown;
pub mod stock;
pub mod stock_forms;
pub mod store;
pub mod telling;
pub mod write;

//! Rice banks, animal banks, and loans in kind.
pub mod acts;
pub mod refusals;
pub mod requests;
pub mod shown;
pub mod store;
pub mod telling;
pub mod write;

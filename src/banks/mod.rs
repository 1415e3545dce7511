//! Rice banks, animal banks, and loans in kind.
pub mod shown;
pub mod store;
pub mod write;

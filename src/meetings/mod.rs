//! Meetings: the sheet, sealing, the sealed meeting, corrections.
pub mod corrections;
pub mod form;
pub mod pages;
pub mod seal;
pub mod store;

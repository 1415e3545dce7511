//! Meetings: the sheet, sealing, the sealed meeting, corrections.
mod conflict_page;
pub mod corrections;
pub mod form;
pub mod opening;
pub mod pages;
pub mod refusals;
pub mod seal;
pub(crate) mod sealed_page;
pub(crate) mod sheet_page;
pub mod store;

pub use sealed_page::mended;

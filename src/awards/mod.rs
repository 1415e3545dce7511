//! Awards, small grants, vouchers and their audit: the pages and files over `domain::grants`.
//!
//! Whatever is written goes through [`write::ask`]; whatever is read through [`store`]. An award is loaded whole: how it
//! stands is told from its acts, the same everywhere.
pub mod audit;
pub mod codes;
pub mod evidence;
pub mod exceptions;
pub mod forms;
pub mod grants;
pub mod money;
mod open;
pub mod overview;
pub mod pages;
pub mod refusals;
pub mod reports_pages;
pub mod store;
pub mod tasks;
pub mod turns;
pub mod uploads;
pub mod visit_picture;
pub mod voucher_forms;
pub mod voucher_steps;
pub mod vouchers;
pub mod words_of;
pub mod write;

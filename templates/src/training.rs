//! The pages of training.
pub mod alarms;
pub mod cascade;
pub mod coaching;
pub mod courses;
mod frame;
pub mod home;
pub mod session_form;
pub mod sessions;

pub use frame::duration;

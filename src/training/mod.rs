//! Training: courses and sessions, the cascade, and who coaches whom on the phone.
pub mod cascade;
pub mod coaching;
mod files;
pub mod home;
pub mod sessions;

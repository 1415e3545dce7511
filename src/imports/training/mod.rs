//! Training from files: who came to which session, who coaches whom, and what visits saw. Files of a survey (KoboToolbox, ODK) are read as they are.
pub mod attendance;
pub mod coaching;
pub mod visits;
mod who;

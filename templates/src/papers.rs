//! Pages about papers: what may be printed, print runs, where a paper is looked up.
pub mod choice;
pub mod offer;
pub mod run;
pub mod verify;

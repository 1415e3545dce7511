//! Paper judged from outside: what poppler reads and draws of our files, what qpdf says of them, what Chromium draws of
//! the same words, what a reader of squares sees. A missing tool fails the test that needs it: `scripts/test` installs
//! them all.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod awards;
mod bad_input;
mod booklets;
mod files;
mod judge;
mod pictures;
mod plans;
mod properties;
mod squares;
mod statements;
mod texts;
mod tools;

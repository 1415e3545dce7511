//! Rice banks: goods that come and go, loans in kind, what is repaid, forgiven, counted and taken back.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops there")]
#[path = "banks_goods/books.rs"]
mod books;
#[path = "banks_goods/figures.rs"]
mod figures;
#[path = "banks_goods/later.rs"]
mod later;
#[path = "banks_goods/properties.rs"]
mod properties;
#[path = "banks_goods/refusals.rs"]
mod refusals;

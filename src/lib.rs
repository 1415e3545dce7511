//! Sansom keeps the books of village livelihoods programmes.
//!
//! The crates beneath decide (`ledger`, `domain`), name (`words`) and draw (`templates`); this one stores, routes and
//! runs. A feature is a folder: `pages.rs` (its routes), `form.rs` (what is typed in), `store.rs` (its SQL).
pub mod api;
pub mod app;
pub mod awards;
pub mod banks;
pub mod books;
pub mod bundles;
pub mod calculator;
pub mod cli;
pub mod compared;
pub mod coops;
pub mod cycles;
pub mod demo;
pub mod error;
pub mod exports;
pub mod groups;
pub mod guard;
pub mod health;
pub mod home;
pub mod imports;
pub mod listing;
pub mod loans;
pub mod market;
pub mod meetings;
pub mod members;
pub mod offline;
pub mod papers;
pub mod people;
pub mod periods;
pub mod plans;
pub mod practice;
pub mod programme;
pub mod reader;
pub mod requests;
pub mod routes;
pub mod secrets;
pub mod store;
pub mod training;
pub mod users;
pub mod web;

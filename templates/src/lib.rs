//! The pages of Sansom: each is a function of one struct, drawn with maud, without a store and without words of its own.
//!
//! A page module holds the struct that the web layer fills, the raw form that people type into, and the function that
//! draws it. What pages share stands in [`layout`] (head bar, frame) and [`parts`] (tables, fields, badges, charts).
//! Stylesheet, scripts, icons and fonts are compiled in: [`assets`].
pub mod account;
pub mod assets;
pub mod audit;
pub mod awards;
pub mod banks;
pub mod books;
pub mod bundles;
pub mod calculator;
pub mod closing;
pub mod compare;
pub mod constitution;
pub mod constitution_form;
pub mod constitution_lending;
pub mod coops;
pub mod corrections;
pub mod cycles;
pub mod entries;
pub mod errors;
pub mod group_form;
pub mod groups;
pub mod health;
pub mod home;
pub mod layout;
pub mod leaving;
pub mod loans;
pub mod market;
pub mod meeting_list;
pub mod meetings;
pub mod member_banks;
pub mod member_form;
pub mod members;
pub mod officers;
pub mod offline;
pub mod opening;
pub mod papers;
pub mod parts;
pub mod passbook;
pub mod people;
pub mod plans;
pub mod practice;
pub mod programme;
pub mod requests;
pub mod sign_in;
pub mod tokens;
pub mod training;
pub mod trial_balance;
pub mod users;

pub use assets::{ASSETS, Asset};

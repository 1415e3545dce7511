//! The rules of the programme, pure: what a group agreed, how a meeting becomes an entry, how a figure is mended, when
//! a month may be closed.
//!
//! A rule is given everything it needs (the sheet, the group as it stands, today) and answers with what is to be posted
//! or with every refusal at once, as enums without text; words are found for them elsewhere.
pub mod banks;
pub mod bundles;
pub mod chart;
pub mod constitution;
pub mod coops;
pub mod corrections;
pub mod cycles;
pub mod farm_sales;
pub mod grants;
pub mod health;
pub mod leaving;
pub mod loans;
pub mod meetings;
pub mod opening;
pub mod papers;
pub mod passbook;
pub mod people;
pub mod periods;
pub mod plans;
pub mod programme;
pub mod samples;
pub mod share_outs;
pub mod statements;
pub mod training;
mod worded;

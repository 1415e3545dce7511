//! Paper: what a village keeps in its hands. A document is a struct of the same figures as its page; it becomes pages of
//! text, tables and lines, and those become a PDF that prints the same everywhere.
//!
//! ```text
//! document (passbook, receipt, …) → Story of blocks → pages (display list) → pdf
//!              words in one language or both   tables, facts   shaped text        embedded subsets
//! ```
//!
//! Khmer is shaped before it is measured or broken into lines ([`Shaped`]), and every cluster of it is one code of the
//! embedded font, so that searching and copying give back what was written. The same input gives the same bytes: nothing
//! here asks for the time.
pub mod agreement;
pub mod attendance_sheet;
pub mod audit_certificate;
pub mod audit_report;
pub mod bank_statement;
pub mod business_plan;
pub mod cash_count;
mod chart;
pub mod contract;
pub mod correction;
pub mod delivery_note;
pub mod donor_report;
mod faces;
pub mod farmers_list;
mod flow;
pub mod general_meeting;
pub mod grant_agreement;
pub mod group_plan;
pub mod herd_list;
mod impose;
pub mod kind_contract;
mod label;
mod lines;
pub mod loan_contract;
mod mark;
pub mod meeting_sheet;
pub mod member_statement;
pub mod members;
pub mod of_award;
pub mod of_group;
pub mod of_plan;
mod page;
pub mod passbook;
mod pdf;
mod plan_words;
pub mod programme_statements;
mod qr;
pub mod receipt;
pub mod receipt_list;
mod remember;
mod say;
pub mod season_report;
mod shape;
pub mod share_out_list;
pub mod share_out_proof;
pub mod statement;
mod subset;
mod table;
mod tiles;
pub mod voucher;

pub use chart::{Chart, Crossing, Flow, Flows, Scale, Series, Spot, Straight, Strip, Strips};
pub use flow::{Block, Facts, Seal, Signatures, Story};
pub use impose::{Booklet, booklet};
pub use label::Label;
pub use page::{Align, Bookmark, Colour, Document, Image, Item, MM, Margins, Page, Side, Size, Weight, colour};
pub use pdf::write;
pub use say::{Language, Say};
pub use shape::{Shaped, shape};
pub use table::{Cell, Column, Row, RowKind, Table, Width};
pub use tiles::Tiles;

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
mod chart;
mod faces;
mod flow;
mod impose;
mod label;
mod lines;
mod page;
mod pdf;
mod qr;
mod say;
mod shape;
mod subset;
mod table;

pub use chart::{Chart, Series};
pub use flow::{Block, Facts, Seal, Signatures, Story};
pub use impose::{Booklet, booklet};
pub use label::Label;
pub use page::{Align, Bookmark, Colour, Document, Image, Item, MM, Margins, Page, Side, Size, Weight, colour};
pub use pdf::write;
pub use say::{Language, Say};
pub use shape::{Shaped, shape};
pub use table::{Cell, Column, Row, RowKind, Table, Width};

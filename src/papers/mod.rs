//! Paper: every document of a group or a bank as a PDF, in Khmer, in English or in both.
//!
//! A document is filled from what its page shows ([`crate::members`], [`crate::loans`], …), drawn by the crate `reports`
//! away from the requests, and sent. Passbooks and receipts are signed besides and written into the register of papers.
pub mod agreement;
pub mod awards;
pub mod bank_statement;
pub mod cash_count;
pub mod correction;
pub mod farmers_list;
pub mod form;
pub mod general_meeting;
pub mod herd_list;
pub mod keys;
pub mod kind_contract;
pub mod loan_contract;
pub mod meeting_sheet;
pub mod member_statement;
pub mod members;
pub mod of_group;
pub mod offer;
pub mod pages;
pub mod parties;
pub mod passbook;
pub mod press;
pub mod printing;
pub mod receipt;
pub mod register;
pub mod runs;
pub mod season_report;
pub mod share_out_list;
pub mod statement;
pub mod store;
pub mod verify;

use crate::{
    error::{Answer, Fault},
    guard::Visit,
    practice,
};
use axum::{
    http::{HeaderValue, header},
    response::IntoResponse,
};
use reports::{Document, Language, Say};
use serde::Deserialize;
use words::{Digits, Words};

/// In what a paper is to be written, as an address or a form says it; what is missing is the reader's own.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Wish {
    /// `km`, `en` or `both`.
    #[serde(default)]
    pub lang: String,
    /// `latin` or `khmer`.
    #[serde(default)]
    pub digits: String,
}

impl Wish {
    /// What speaks on the paper.
    pub fn say(&self, reader: Words) -> Say {
        let own = if reader.language == words::Language::Khmer { Language::Khmer } else { Language::English };
        Say::new(Language::parse(&self.lang).unwrap_or(own), Digits::parse(&self.digits).unwrap_or(reader.digits))
    }
}

/// Draws a document away from the requests and answers with its PDF, to be looked at or printed. The name is the file's,
/// without its ending: letters, digits and dashes, never a person's. Where the visit is to a practice group, every page says so.
pub async fn answer(visit: &impl AsRef<Visit>, name: &str, draw: impl FnOnce() -> Document + Send + 'static) -> Answer {
    let practice = visit.as_ref().practice.is_some();
    let bytes = tokio::task::spawn_blocking(move || reports::write(&practice::marked(practice, draw())))
        .await
        .map_err(|error| Fault::Broken(format!("a document was not drawn: {error}")))?;
    pdf(name, bytes)
}

/// Answers with the bytes of a PDF.
pub fn pdf(name: &str, bytes: Vec<u8>) -> Answer {
    let named = HeaderValue::from_str(&format!("inline; filename=\"{name}.pdf\""))
        .map_err(|_| Fault::Broken(format!("a file cannot be named {name:?}")))?;
    let kind = HeaderValue::from_static("application/pdf");
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, named)], bytes).into_response())
}

//! What one officer asked and another decides, as banks and cooperatives keep it: each has its table, and asks of its own.
use crate::store::{Error, Result};
use chrono::{DateTime, NaiveDate, Utc};
use serde::de::DeserializeOwned;
use sqlx::FromRow;
use templates::{corrections::CorrectionState, requests::RequestLine};
use uuid::Uuid;

/// A request as it is stored, with its decision.
#[derive(Clone, Debug, FromRow)]
pub struct RequestRow {
    /// Its number in the bank or cooperative.
    pub no: i64,
    /// What is asked: the ask's word.
    pub kind: String,
    /// For which day.
    pub day: NaiveDate,
    /// The ask, JSON.
    pub ask: String,
    /// Who asked.
    pub asked_by: Uuid,
    /// Her name.
    pub asked_by_name: Option<String>,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// confirmed or refused; `None`: it waits.
    pub decision: Option<String>,
    /// Why it was refused.
    pub refusal: Option<String>,
    /// Who decided.
    pub decided_by_name: Option<String>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
}

impl RequestRow {
    /// What is asked.
    ///
    /// # Errors
    /// An ask that this program cannot read.
    pub fn read<A: DeserializeOwned>(&self) -> Result<A> {
        serde_json::from_str(&self.ask).map_err(|error| Error::Garbled(format!("request {}: {error}", self.no)))
    }

    /// As lists show it, with what is asked as a sentence.
    pub fn line(&self, what: String) -> RequestLine {
        RequestLine {
            no: self.no,
            day: self.day,
            what,
            asked_by: self.asked_by_name.clone().unwrap_or_default(),
            asked_at: self.asked_at,
            state: match self.decision.as_deref() {
                None => CorrectionState::Waiting,
                Some("confirmed") => CorrectionState::Posted,
                Some(_) => CorrectionState::Refused,
            },
            decided: self.decided_at.map(|at| (self.decided_by_name.clone().unwrap_or_default(), at)),
            refusal: self.refusal.clone().unwrap_or_default(),
        }
    }
}

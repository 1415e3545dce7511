//! What the pages of bundles are sent.
use super::line::MOST;
use crate::error::Fault;
use axum::extract::{FromRequest, Multipart, Request};
use serde::Deserialize;

/// The name of this computer, and what it is.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct NameForm {
    /// What others see.
    pub name: String,
    /// `programme` or `laptop`.
    pub kind: String,
}

/// A book that changes hands, asked or done.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct TurnForm {
    /// `over`, `back` or `lost`.
    #[serde(rename = "do")]
    pub what: String,
    /// The group's code.
    pub group: String,
    /// The laptop's id.
    pub to: String,
    /// Why a book is taken back.
    pub reason: String,
}

/// For whom a bundle is made.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct MakeForm {
    /// The other's id.
    pub to: String,
    /// `1`: everything, as if the other had nothing.
    pub whole: String,
}

/// Where a bundle is sent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct SendForm {
    /// The server's address.
    pub address: String,
}

/// The file of a form with one; empty where none was chosen.
///
/// # Errors
/// A form that is not one of ours, or a file that is too long.
pub async fn file(request: Request, named: &str) -> Result<Vec<u8>, Fault> {
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| Fault::Unreadable)?;
    let mut bytes = Vec::new();
    while let Some(mut field) = form.next_field().await.map_err(|_| Fault::Unreadable)? {
        let is_it = field.name() == Some(named);
        while let Some(chunk) = field.chunk().await.map_err(|_| Fault::Unreadable)? {
            if is_it {
                bytes.extend_from_slice(&chunk);
            }
            if bytes.len() > MOST {
                return Err(Fault::Unreadable);
            }
        }
    }
    Ok(bytes)
}

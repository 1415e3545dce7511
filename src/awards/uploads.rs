//! Scans on their way in and out: what a form brings, and what a page shows. They are kept in the database under the
//! digest of their bytes, so that a copy of it has them, and no address but this one gives them out.
use super::{
    evidence::{Kind, SCAN_MOST, Unfit},
    store,
};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::InAward,
};
use axum::{
    extract::{Multipart, Path, State},
    http::{HeaderName, HeaderValue, header},
    response::IntoResponse,
};

/// A form that brings a file along.
#[derive(Debug)]
pub struct Sent {
    /// Its other fields.
    pub pairs: Vec<(String, String)>,
    /// The file as it came; it was not looked at yet.
    pub file: Result<Vec<u8>, Unfit>,
}

/// The field of the file.
const FILE: &str = "scan";

/// Reads a form with a file. Of a file that is too long no more is kept than tells so.
///
/// # Errors
/// A form that is not one of ours.
pub async fn read(mut form: Multipart) -> Result<Sent, Fault> {
    let mut sent = Sent { pairs: vec![], file: Err(Unfit::Missing) };
    while let Some(mut field) = form.next_field().await.map_err(|_| Fault::Unreadable)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name != FILE {
            sent.pairs.push((name, field.text().await.map_err(|_| Fault::Unreadable)?));
            continue;
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = field.chunk().await.map_err(|_| Fault::Unreadable)? {
            if bytes.len() <= SCAN_MOST {
                bytes.extend_from_slice(&chunk);
            }
        }
        sent.file = if bytes.len() > SCAN_MOST { Err(Unfit::TooLong) } else { Ok(bytes) };
    }
    Ok(sent)
}

/// A digest as addresses and receipts write it.
pub fn written(hash: &[u8]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads one; none where it is no digest in small hexadecimal.
pub fn digest(text: &str) -> Option<Vec<u8>> {
    if !domain::grants::is_digest(text) {
        return None;
    }
    (0..32).map(|at| u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok()).collect()
}

/// Nothing in it may run, load or be framed, whatever a browser takes it for.
const POLICY: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";

/// `GET /awards/{award}/uploads/{hash}`
pub async fn show(State(app): State<App>, visit: InAward, Path((_, hash)): Path<(String, String)>) -> Answer {
    let digest = digest(&hash).ok_or(Fault::NotFound)?;
    let mut tx = app.db().read().await?;
    let (kind, bytes) = store::upload(&mut tx, visit.award.book, &digest).await?.ok_or(Fault::NotFound)?;
    let kind = Kind::parse(&kind).ok_or_else(|| Fault::Broken(format!("an upload of kind {kind}")))?;
    // A browser draws no PDF in a sandbox: it is kept, and opened by whatever the reader opens PDFs with.
    let manner = if kind == Kind::Pdf { "attachment" } else { "inline" };
    let name = format!("{manner}; filename=\"{}.{}\"", &hash[..16], kind.ending());
    let name = HeaderValue::from_str(&name).expect("a digest and an ending are ASCII");
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind.content_type())),
        (header::CONTENT_DISPOSITION, name),
        (HeaderName::from_static("content-security-policy"), HeaderValue::from_static(POLICY)),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    Ok((headers, bytes).into_response())
}

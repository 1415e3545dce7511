//! Scans on their way in and out: what a form brings, and what a page shows. They are kept in the database under the
//! digest of their bytes, so that a copy of it has them, and no address but this one gives them out.
use super::{
    evidence::{Kind, SCAN_MOST, Scan, Unfit},
    store,
};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::InAward,
    store::Tx,
    web,
};
use axum::{
    Form,
    extract::{FromRequest, Multipart, Path, Request, State},
    http::{HeaderName, HeaderValue, header},
    response::IntoResponse,
};
use chrono::{DateTime, Utc};

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

/// A form that may bring a file along or not: a browser sends either kind, and whoever has no file to send the plain one.
#[derive(Debug)]
pub struct AnyForm(pub Sent);

impl FromRequest<App> for AnyForm {
    type Rejection = Fault;

    async fn from_request(request: Request, app: &App) -> Result<AnyForm, Fault> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if kind.starts_with("multipart/form-data") {
            let form = Multipart::from_request(request, app).await.map_err(|_| Fault::Unreadable)?;
            return Ok(AnyForm(read(form).await?));
        }
        let Form(pairs) = Form::from_request(request, app).await.map_err(|_| Fault::Unreadable)?;
        Ok(AnyForm(Sent { pairs, file: Err(Unfit::Missing) }))
    }
}

/// Keeps a scan as one of the award's. The caller commits, or lets go of it together with what points to it.
///
/// # Errors
/// Where the store cannot.
pub async fn keep(tx: &mut Tx, visit: &InAward, scan: &Scan, at: DateTime<Utc>) -> Result<(), Fault> {
    let (digest, kind) = (web::digest(&scan.bytes), scan.kind.content_type());
    Ok(store::add_upload(tx, visit.award.book, &digest, kind, &scan.bytes, visit.visit.user.id, at).await?)
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

//! A bundle over the line: the same file as on a stick, sent to the programme's server, which answers with the receipt.
use super::{
    file,
    keep::Desk,
    send::{self, Made},
    take::{self, Outcome, Taken, TakenBook},
    told,
};
use crate::{
    app::App,
    error::{Answer, Fault},
    groups::store as groups,
    store::{Db, Result, record},
};
use axum::{
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures::StreamExt;
use serde::Deserialize;
use serde_json::json;
use std::{io, time::Duration};
use ureq::tls::{RootCerts, TlsConfig};
use uuid::Uuid;
use words::{Language, Words};

/// Where bundles come in.
pub const PATH: &str = "/bundles/line";
/// The largest bundle that comes over the line, in bytes: a group's book of ten years is some hundred KiB.
pub const MOST: usize = 64 * 1024 * 1024;
/// How long a bundle and its answer may take: a slow line carries a large book in minutes. Who sends gives up a minute
/// before that, and can say so.
pub const PATIENCE: Duration = Duration::from_secs(600);

/// What came of a bundle, and what is answered.
#[derive(Clone, Debug)]
pub struct Answered {
    /// What came of it.
    pub outcome: Outcome,
    /// The bundle that is its receipt, where one is due.
    pub receipt: Option<Made>,
}

/// When a bundle is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answers {
    /// Whatever it brought: over the line somebody waits.
    Always,
    /// Where it brought something, or did before: a receipt needs no receipt.
    WhatCame,
}

/// Takes a bundle in and makes the receipt that is due for it.
///
/// # Errors
/// Where the database cannot. A bundle that was taken stays taken where only the receipt fails: sent again it is known,
/// and answered.
pub async fn take_and_answer(db: &Db, desk: Desk<'_>, bytes: &[u8], answers: Answers) -> Result<Answered> {
    let outcome = take::take(db, desk, bytes).await?;
    let (from, due) = match &outcome {
        Outcome::Refused(_) => return Ok(Answered { outcome, receipt: None }),
        // A receipt that comes again needs no receipt either.
        Outcome::Known { from, no } => (*from, answers == Answers::Always || carried(db, *from, *no).await?),
        Outcome::Taken(taken) => (taken.from, answers == Answers::Always || taken.books.iter().any(brought)),
    };
    if !due {
        return Ok(Answered { outcome, receipt: None });
    }
    let mut tx = db.write().await?;
    let receipt = send::make(&mut tx, desk, from, false).await?.ok();
    if receipt.is_some() {
        tx.commit().await?;
    }
    Ok(Answered { outcome, receipt })
}

async fn carried(db: &Db, from: Uuid, no: i64) -> Result<bool> {
    super::store::carried_rows(&mut db.read().await?, from, no).await
}

/// Whether something came for a book.
pub fn brought(book: &TakenBook) -> bool {
    book.first || book.keepings > 0 || book.took.mended > 0 || !book.took.new.is_empty()
}

/// The programme's end of the line. Nobody is signed in: a bundle is signed by the instance that made it, and says
/// nothing to anybody else.
pub async fn receive(State(app): State<App>, request: Request) -> Answer {
    let mut body = request.into_body().into_data_stream();
    let mut bytes = Vec::new();
    // Its open line first: what is not from an instance that we know is not let in, however long it is.
    let header = loop {
        if let Some(header) = file::opening(&bytes) {
            break header;
        }
        match body.next().await {
            Some(chunk) => bytes.extend_from_slice(&chunk.map_err(|_| Fault::Unreadable)?),
            None => break Err(file::Unreadable::NoBundle),
        }
    };
    if let Some(refusal) = take::at_the_door(&mut app.db().read().await?, header).await? {
        return Ok(not_taken(&refusal));
    }
    let Ok(_place) = app.bodies().try_acquire() else { return Ok(busy()) };
    while let Some(chunk) = body.next().await {
        bytes.extend_from_slice(&chunk.map_err(|_| Fault::Unreadable)?);
        if bytes.len() > MOST {
            return Err(Fault::Unreadable);
        }
    }
    // One bundle at a time: checking a book anew takes the database's one writer.
    let Ok(_turn) = app.line().try_acquire() else { return Ok(busy()) };
    let desk = Desk { keys: app.keys(), now: app.now(), by: None };
    let Answered { outcome, receipt } = take_and_answer(app.db(), desk, &bytes, Answers::Always).await?;
    match (outcome, receipt) {
        (Outcome::Refused(refusal), _) => Ok(not_taken(&refusal)),
        (_, Some(made)) => Ok(([(header::CONTENT_TYPE, HeaderValue::from_static(KIND))], made.file).into_response()),
        (_, None) => Ok(StatusCode::NO_CONTENT.into_response()),
    }
}

fn not_taken(refusal: &take::Refusal) -> Response {
    let told = told::of_taking(Words::new(Language::English), refusal);
    tracing::warn!(refused = told.code, "a bundle over the line was refused");
    refused(StatusCode::CONFLICT, told.code, &format!("{} {}", told.what, told.next))
}

/// The type of the file.
pub const KIND: &str = "application/octet-stream";

fn refused(status: StatusCode, code: &str, text: &str) -> Response {
    let body = json!({ "refused": code, "text": text }).to_string();
    (status, [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], body).into_response()
}

fn busy() -> Response {
    let mut answer = refused(StatusCode::SERVICE_UNAVAILABLE, "busy", "another bundle is being taken; try again in half a minute");
    answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("30"));
    answer
}

/// Why a bundle did not get through, or was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsent {
    /// This instance has no programme that it could send to.
    NoProgramme,
    /// The key in the data folder is not the one that this instance was named with.
    Keys,
    /// It is no address of a server.
    Address,
    /// Nobody answered; the text is for the log and the terminal.
    NoLine(String),
    /// The server is busy: later.
    Busy,
    /// The server did not take it: a code as [`told`] has them.
    Refused(String),
    /// Something answered that is no server of ours, or not what one says.
    NotOurs,
    /// Our own programme refuses the receipt: a code.
    Receipt(&'static str),
}

/// An address as people type it: with `https://` before it where they said nothing, and without what follows the host.
pub fn address(typed: &str) -> Option<String> {
    let typed = typed.trim().trim_end_matches('/');
    let typed = typed.strip_suffix(PATH).unwrap_or(typed);
    let (scheme, rest) = match typed.split_once("://") {
        Some((scheme, rest)) => (scheme.to_ascii_lowercase(), rest),
        None => ("https".to_owned(), typed),
    };
    let host = rest.split('/').next().unwrap_or_default();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    let right = matches!(scheme.as_str(), "http" | "https") && (1..=200).contains(&host.len()) && host.chars().all(plain);
    right.then(|| format!("{scheme}://{host}"))
}

/// Sends what is new to the programme at an address, and takes what it answers.
///
/// # Errors
/// [`Unsent`] within: then the bundle waits for its receipt as one on a stick does, and the next carries the same again.
pub async fn exchange(db: &Db, desk: Desk<'_>, typed: &str) -> Result<std::result::Result<(Made, Taken), Unsent>> {
    let Some(address) = address(typed) else { return Ok(Err(Unsent::Address)) };
    let mut tx = db.write().await?;
    let programme = programme(&mut tx).await?;
    let Some(programme) = programme else { return Ok(Err(Unsent::NoProgramme)) };
    let made = match send::make(&mut tx, desk, programme, false).await? {
        Ok(made) => made,
        Err(send::Refusal::Keys) => return Ok(Err(Unsent::Keys)),
        Err(_) => return Ok(Err(Unsent::NoProgramme)),
    };
    tx.commit().await?;
    let (file, roots) = (made.file.clone(), desk.keys.roots());
    let sent = tokio::task::spawn_blocking(move || post(&address, &file, roots)).await;
    let answer = match sent.map_err(|error| io::Error::other(error.to_string()))? {
        Ok(answer) => answer,
        Err(unsent) => return Ok(Err(unsent)),
    };
    Ok(match take::take(db, desk, &answer).await? {
        Outcome::Taken(taken) => Ok((made, taken)),
        Outcome::Known { .. } => Err(Unsent::NotOurs),
        Outcome::Refused(refusal) => Err(Unsent::Receipt(told::code_of_taking(&refusal))),
    })
}

async fn programme(tx: &mut crate::store::Tx) -> Result<Option<Uuid>> {
    let all = super::store::instances(tx).await?;
    Ok(all.iter().find(|one| one.is_programme() && !one.own).map(|one| one.id))
}

#[derive(Deserialize)]
struct Refused {
    refused: String,
}

/// Posts a file; what is answered. `roots`: whom the server's certificate may be of, where not of the public ones.
fn post(address: &str, file: &[u8], roots: Option<RootCerts>) -> std::result::Result<Vec<u8>, Unsent> {
    let tls = TlsConfig::builder().root_certs(roots.unwrap_or(RootCerts::WebPki)).build();
    let config = ureq::Agent::config_builder()
        .tls_config(tls)
        .timeout_connect(Some(Duration::from_secs(20)))
        .timeout_global(Some(PATIENCE - Duration::from_secs(60)))
        .max_redirects(0)
        .http_status_as_error(false)
        .build();
    let agent = ureq::Agent::new_with_config(config);
    let sent = agent.post(format!("{address}{PATH}")).content_type(KIND).send(file);
    let mut answer = sent.map_err(|error| Unsent::NoLine(error.to_string()))?;
    let status = answer.status().as_u16();
    let read = answer.body_mut().with_config().limit(MOST as u64).read_to_vec();
    let body = read.map_err(|error| Unsent::NoLine(error.to_string()))?;
    match status {
        200 => Ok(body),
        409 => Err(serde_json::from_slice::<Refused>(&body).map_or(Unsent::NotOurs, |told| Unsent::Refused(told.refused))),
        429 | 502..=504 | 507 => Err(Unsent::Busy),
        _ => Err(Unsent::NotOurs),
    }
}

/// The setting under which a laptop keeps the address of its programme.
const ADDRESS: &str = "bundle-address";

/// The address that was last sent to.
///
/// # Errors
/// Where the database cannot.
pub async fn known_address(tx: &mut crate::store::Tx) -> Result<Option<String>> {
    groups::setting(tx, ADDRESS).await
}

/// Keeps the address for the next time.
///
/// # Errors
/// Where the database cannot.
pub async fn keep_address(tx: &mut crate::store::Tx, desk: Desk<'_>, address: &str) -> Result<()> {
    if known_address(tx).await?.as_deref() != Some(address) {
        groups::set_setting(tx, ADDRESS, address).await?;
        record(tx, None, desk.by, "bundle-address-kept", "", desk.now).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_people_type_it() {
        for (typed, expected) in [
            ("office.example.org", Some("https://office.example.org")),
            (" https://office.example.org/ ", Some("https://office.example.org")),
            ("http://192.168.1.10:8080/bundles/line", Some("http://192.168.1.10:8080")),
            ("HTTPS://office.example.org/groups", Some("https://office.example.org")),
            ("ftp://office.example.org", None),
            ("office example", None),
            ("", None),
        ] {
            assert_eq!(address(typed).as_deref(), expected, "{typed:?}");
        }
    }
}

//! The routes of what works without a line: the worker, its words, the page for when there is no line, what waits.
use crate::{
    error::{Answer, Fault},
    guard::Visit,
    web,
};
use axum::{
    Extension,
    extract::Path,
    http::{HeaderMap, HeaderValue, header},
    response::IntoResponse,
};
use templates::{offline, parts::Around};
use words::Language;

/// `GET /sw.js`: the worker that keeps sheets and their files. Asked for anew each time, so that a release arrives.
pub async fn worker() -> Answer {
    let kind = HeaderValue::from_static("text/javascript; charset=utf-8");
    let kept = HeaderValue::from_static("no-cache");
    Ok(([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, kept)], offline::worker()).into_response())
}

/// `GET /outbox/words/{language}`: what the outbox says. Its address carries the version.
pub async fn words(Path(language): Path<String>) -> Answer {
    let language = Language::parse(&language).ok_or(Fault::NotFound)?;
    let kind = HeaderValue::from_static("application/json");
    let kept = HeaderValue::from_static("public, max-age=31536000, immutable");
    Ok(([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, kept)], offline::spoken(language)).into_response())
}

/// `GET /offline`: in the reader's words, and without anything of hers, for a device keeps it beyond her session.
pub async fn no_line(visit: Option<Extension<Visit>>, headers: HeaderMap) -> Answer {
    let words = visit.map_or_else(|| web::words_of(&headers), |Extension(visit)| visit.words());
    let around = Around { words, user: None, path: "/offline".into(), notice: None, practice: None };
    Ok(web::html(offline::offline(&around)))
}

/// `GET /outbox`
pub async fn outbox(visit: Visit) -> Answer {
    Ok(web::html(offline::outbox(&visit.around())))
}

//! The web shell: layers around all routes, cookies, the language, where a write may come from.
use crate::{
    api,
    app::App,
    bundles,
    error::{self, Fault},
    guard, offline, routes,
};
use axum::{
    Router,
    extract::{DefaultBodyLimit, Path, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::MethodRouter,
};
use maud::Markup;
use sha2::{Digest, Sha256};
use std::{
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::Duration,
};
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer, DefaultPredicate,
        predicate::{NotForContentType, Predicate},
    },
    limit::RequestBodyLimitLayer,
    timeout::TimeoutLayer,
};
use words::{Language, Words};

/// The largest form: sixty members with every field filled take some 20 KiB.
pub const BODY_MOST: usize = 1024 * 1024;

/// The whole application: every route behind its door, and the layers around them.
pub fn router(app: App) -> Router {
    let mut router = Router::new();
    for route in routes::table() {
        let door = middleware::from_fn_with_state((app.clone(), route.access), guard::door);
        let handler: MethodRouter<App> = route.handler.route_layer(door).layer(DefaultBodyLimit::max(route.body_most));
        let handler: MethodRouter<App> = handler.layer(RequestBodyLimitLayer::new(route.body_most));
        let patience = TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, route.patience);
        router = router.route(route.path, handler.layer(patience));
    }
    router
        .route("/a/{name}", axum::routing::get(asset))
        .route("/healthz", axum::routing::get(|| async { "ok" }))
        .route(
            "/readyz",
            axum::routing::get(ready)
                .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, Duration::from_secs(30))),
        )
        .route("/metrics", axum::routing::get(metrics))
        .fallback(|| async { Fault::NotFound })
        .layer(middleware::from_fn(own_writes_only))
        .layer(CatchPanicLayer::custom(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response()))
        .layer(middleware::from_fn_with_state(app.clone(), error::pages))
        .layer(middleware::from_fn(offline::answers))
        .layer(middleware::from_fn(headers))
        // A PDF is packed already, and its reader likes to know its length.
        .layer(CompressionLayer::new().compress_when(DefaultPredicate::new().and(NotForContentType::const_new("application/pdf"))))
        .layer(middleware::from_fn(count))
        .with_state(app)
}

async fn asset(Path(name): Path<String>) -> Response {
    let Some(asset) = templates::Asset::find(&name) else { return Fault::NotFound.into_response() };
    // The address carries the version, or the name does: it may be kept for good.
    let kept = HeaderValue::from_static("public, max-age=31536000, immutable");
    ([(header::CONTENT_TYPE, HeaderValue::from_static(asset.content_type)), (header::CACHE_CONTROL, kept)], asset.bytes)
        .into_response()
}

async fn ready(State(app): State<App>) -> Response {
    match app.db().ping().await {
        Ok(()) => "ready".into_response(),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], "database away\n")
                .into_response()
        }
    }
}

static REQUESTS: [AtomicU64; 6] = [const { AtomicU64::new(0) }; 6];

async fn count(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    REQUESTS[usize::from(response.status().as_u16() / 100).min(5)].fetch_add(1, Relaxed);
    response
}

/// Counters in the text form that monitoring reads; no names, no paths.
async fn metrics() -> Response {
    let mut text = String::from("# HELP sansom_requests_total Answers by class of status.\n# TYPE sansom_requests_total counter\n");
    for (class, count) in REQUESTS.iter().enumerate().skip(2) {
        text += &format!("sansom_requests_total{{status=\"{class}xx\"}} {}\n", count.load(Relaxed));
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}

/// A write comes from our own pages or not at all: Fetch Metadata where the browser sends it, else Origin against Host.
async fn own_writes_only(request: Request, next: Next) -> Response {
    let own = is_own_write(&request);
    if own { next.run(request).await } else { Fault::Foreign.into_response() }
}

fn is_own_write(request: &Request) -> bool {
    // Below /api/ nothing writes: whatever is tried there is answered as such, by the router.
    if matches!(*request.method(), Method::GET | Method::HEAD) || request.uri().path().starts_with(api::BELOW) {
        return true;
    }
    // A bundle comes from a program on another machine, which has no pages; its signature says whose it is, and no cookie
    // is looked at. A foreign page that sends one brings nothing that its maker did not sign for us.
    if request.uri().path() == bundles::line::PATH {
        return true;
    }
    let text = |name: HeaderName| request.headers().get(name).and_then(|value| value.to_str().ok());
    match text(HeaderName::from_static("sec-fetch-site")) {
        Some(site) => site == "same-origin",
        None => match (text(header::ORIGIN), text(header::HOST)) {
            (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, origin)| origin == host),
            _ => false,
        },
    }
}

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
    connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'";

async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    // A browser shows a PDF with a page of its own, which our policy would leave without its style.
    let is_pdf = headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/pdf");
    for (name, value) in [
        ("content-security-policy", if is_pdf { "frame-ancestors 'none'" } else { POLICY }),
        ("x-content-type-options", "nosniff"),
        // Not "no-referrer": that makes Origin "null" on plain http, and every form would be refused.
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
        ("x-frame-options", "DENY"),
    ] {
        // A scan that somebody sent comes with a policy of its own, which is stricter.
        if !(name == "content-security-policy" && headers.contains_key(name)) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// A page.
pub fn html(page: Markup) -> Response {
    axum::response::Html(page.into_string()).into_response()
}

/// The same page again, with what is wrong at its place.
pub fn unprocessable(page: Markup) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, html(page)).into_response()
}

/// Goes to another of our pages after a write.
pub fn see_other(path: &str) -> Response {
    axum::response::Redirect::to(path).into_response()
}

/// A path that may be returned to: our own, and nothing that a browser could read as another host.
pub fn local(path: &str) -> &str {
    let own = path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\r', '\n', '\t']);
    if own { path } else { "/" }
}

/// What the query's `done=` says has just been done, in the reader's words; only sentences that we have.
pub fn notice(words: Words, path: &str) -> Option<String> {
    let (_, query) = path.split_once('?')?;
    let done = query.split('&').find_map(|pair| pair.strip_prefix("done="))?;
    let key = format!("done-{done}");
    words.has(&key).then(|| words.say(&key).into_owned())
}

/// Text as part of a query.
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => out.push(char::from(byte)),
            _ => out += &format!("%{byte:02X}"),
        }
    }
    out
}

/// SHA-256.
pub fn digest(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes).to_vec()
}

/// What a sheet says, as one digest, however its fields were ordered: the same sheet sent again is known by it, whatever
/// became of the book since. Blank fields say nothing; nor do the fields that go with a sheet unseen.
pub fn sheet_digest<'a>(fields: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<u8> {
    const UNSEEN: [&str; 6] = ["key", "do", "known", "upon", "also", "was"];
    let mut said: Vec<(&str, &str)> =
        fields.map(|(name, text)| (name, text.trim())).filter(|(name, text)| !text.is_empty() && !UNSEEN.contains(name)).collect();
    said.sort_unstable();
    digest(format!("{said:?}").as_bytes())
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    all.flat_map(|line| line.split(';')).find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// The token of the session cookie.
pub fn session_token(app: &App, headers: &HeaderMap) -> Option<Vec<u8>> {
    let token = cookie(headers, session_cookie(app))?;
    (token.len() == 64).then(|| token.as_bytes().to_vec())
}

fn session_cookie(app: &App) -> &'static str {
    if app.settings().secure_cookies { "__Host-s" } else { "s" }
}

/// The header that sets the session cookie for so many seconds; none ends it.
pub fn set_session(app: &App, token: &str, seconds: i64) -> HeaderValue {
    let secure = if app.settings().secure_cookies { "; Secure" } else { "" };
    let text = format!("{}={token}; Path=/{secure}; HttpOnly; SameSite=Lax; Max-Age={seconds}", session_cookie(app));
    HeaderValue::from_str(&text).expect("a token is hexadecimal")
}

/// The header that remembers the language for pages before sign-in, a year long.
pub fn set_language(language: Language) -> HeaderValue {
    let text = format!("lang={}; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000", language.code());
    HeaderValue::from_str(&text).expect("a language code is ASCII")
}

/// The words of a reader who may not be signed in: Khmer unless she chose otherwise.
pub fn words_of(headers: &HeaderMap) -> Words {
    Words::new(cookie(headers, "lang").and_then(Language::parse).unwrap_or(Language::Khmer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_paths_are_returned_to() {
        for (path, expected) in [
            ("/groups/A", "/groups/A"),
            ("//evil.example", "/"),
            ("https://evil.example", "/"),
            ("/\\evil.example", "/"),
            ("", "/"),
            ("/a\nb", "/"),
        ] {
            assert_eq!(local(path), expected, "{path:?}");
        }
    }
}

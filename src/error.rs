//! What goes wrong, and the only place that turns it into an answer.
//!
//! A refusal of the rules is not here: it is the same page again, with its message at its place. Here is what no page of
//! a feature can say: nothing there (or not for you: they look alike), a write from a foreign page, a full disk, a fault.
use crate::{
    api::{self, Refusal},
    app::App,
    store, web,
};
use axum::{
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use std::sync::Arc;
use templates::{
    errors::{self, ErrorPage, Failure},
    parts::Around,
};

/// `Result` of a handler.
pub type Answer = Result<Response, Fault>;

/// Why there is no page to show.
#[derive(Clone, Debug)]
pub enum Fault {
    /// Nothing there, or nothing that this person may know of.
    NotFound,
    /// Sign in first; then come back to this path.
    SignIn(String),
    /// Choose a password of your own first.
    ChangePassword,
    /// A write that did not come from our own pages.
    Foreign,
    /// A form that is not one of ours, or too large.
    Unreadable,
    /// Too many tries; wait so many seconds.
    TooMany(i64),
    /// Somebody was quicker, or the page is old.
    Conflict,
    /// The book is kept on another computer, of this name where it is known: here it is only read.
    KeptElsewhere(Option<String>),
    /// A program that is not answered, and why.
    Program(Refusal),
    /// The store could not do it.
    Store(Arc<store::Error>),
    /// Something that should not be; the text is for the log.
    Broken(String),
}

impl From<store::Error> for Fault {
    fn from(error: store::Error) -> Fault {
        match error {
            store::Error::Taken => Fault::Conflict,
            // What no door saw: a paper that is written into the register when it is looked at, or a write that was under
            // way while the book was handed over.
            store::Error::Refused(rule) if rule == "the book is kept elsewhere" => Fault::KeptElsewhere(None),
            error => Fault::Store(Arc::new(error)),
        }
    }
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Fault {
        Fault::Program(refusal)
    }
}

impl From<store::PostError> for Fault {
    fn from(error: store::PostError) -> Fault {
        match error {
            store::PostError::Store(error) => error.into(),
            store::PostError::Refused(refusal) => Fault::Broken(format!("the ledger refused an entry: {refusal:?}")),
        }
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        match &self {
            Fault::SignIn(next) => return Redirect::to(&format!("/sign-in?next={}", web::encode(next))).into_response(),
            Fault::ChangePassword => return Redirect::to("/account?must=1").into_response(),
            _ => {}
        }
        let status = match &self {
            Fault::NotFound => StatusCode::NOT_FOUND,
            Fault::Foreign => StatusCode::FORBIDDEN,
            Fault::Unreadable => StatusCode::BAD_REQUEST,
            Fault::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Fault::Conflict | Fault::KeptElsewhere(_) => StatusCode::CONFLICT,
            Fault::Program(refusal) => refusal.status(),
            Fault::Store(error) => match &**error {
                store::Error::Full => StatusCode::INSUFFICIENT_STORAGE,
                store::Error::Away(_) | store::Error::Io(_) => StatusCode::SERVICE_UNAVAILABLE,
                _ => StatusCode::INTERNAL_SERVER_ERROR,
            },
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let mut response = status.into_response();
        // The page is drawn by `pages` below, which knows the reader's language.
        response.extensions_mut().insert(self);
        response
    }
}

/// Draws the page of a fault, and logs what is one, once, under a number that the user can quote.
pub async fn pages(State(app): State<App>, request: Request, next: Next) -> Response {
    let words = web::words_of(request.headers());
    let signed_in = web::session_token(&app, request.headers()).is_some();
    let path = request.uri().path_and_query().map_or("/".to_owned(), |path| path.to_string());
    let method = request.method().clone();
    let is_api = request.uri().path().starts_with(api::BELOW);
    let response = next.run(request).await;
    let status = response.status();
    let fault = match response.extensions().get::<Fault>() {
        Some(fault) => fault.clone(),
        // What axum and tower answer by themselves.
        None if is_page(&response)
            || status.is_success()
            || status == StatusCode::SERVICE_UNAVAILABLE && response.headers().contains_key(header::CONTENT_TYPE) =>
        {
            return response;
        }
        None => match status {
            StatusCode::NOT_FOUND => Fault::NotFound,
            StatusCode::METHOD_NOT_ALLOWED if is_api => Fault::Program(Refusal::Method),
            StatusCode::METHOD_NOT_ALLOWED => Fault::NotFound,
            StatusCode::BAD_REQUEST
            | StatusCode::UNPROCESSABLE_ENTITY
            | StatusCode::PAYLOAD_TOO_LARGE
            | StatusCode::UNSUPPORTED_MEDIA_TYPE => Fault::Unreadable,
            StatusCode::REQUEST_TIMEOUT | StatusCode::SERVICE_UNAVAILABLE => {
                Fault::Store(Arc::new(store::Error::Away("overload".into())))
            }
            StatusCode::INTERNAL_SERVER_ERROR => Fault::Broken("a handler panicked".into()),
            _ => return response,
        },
    };
    let route = path.split('?').next().unwrap_or_default().to_owned();
    if is_api {
        let allow = response.headers().get(header::ALLOW).cloned();
        let mut answer = to_program(&app, &fault, &method, &route);
        answer.headers_mut().extend(allow.map(|allow| (header::ALLOW, allow)));
        return answer;
    }
    let failure = failure(&app, &fault, &method, &route);
    let status = StatusCode::from_u16(failure.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let tells = !matches!(failure, Failure::NotFound | Failure::KeptElsewhere { .. });
    let again = (method == axum::http::Method::GET && tells).then(|| path.clone());
    let around = Around { words, user: None, path: again.clone().unwrap_or_else(|| "/".into()), notice: None, practice: None };
    let mut answer = (status, web::html(errors::error(&ErrorPage { around, failure, signed_in, again }))).into_response();
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if matches!(status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::INSUFFICIENT_STORAGE) {
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("30"));
    }
    answer
}

/// What a program is told of a fault: the same statuses as on pages, in JSON.
fn to_program(app: &App, fault: &Fault, method: &axum::http::Method, route: &str) -> Response {
    if let Fault::Program(refusal) = fault {
        return api::refused(refusal.status(), refusal.code(), &refusal.message());
    }
    let failure = failure(app, fault, method, route);
    let status = StatusCode::from_u16(failure.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let (code, message) = match failure {
        Failure::NotFound => ("not-found", "nothing is here, or nothing that this token reaches".to_owned()),
        Failure::BadRequest | Failure::Refused => ("request", "the request cannot be read".to_owned()),
        Failure::Fault { number } => ("fault", format!("something went wrong; whoever runs this server finds it under {number}")),
        _ => ("busy", "the server is busy; try again in half a minute".to_owned()),
    };
    let mut answer = api::refused(status, code, &message);
    if status == StatusCode::SERVICE_UNAVAILABLE {
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("30"));
    }
    answer
}

fn is_page(response: &Response) -> bool {
    response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

/// What the page says of a fault; what is one of the program or its machine is logged, once, without personal data.
fn failure(app: &App, fault: &Fault, method: &axum::http::Method, route: &str) -> Failure {
    let cause = match fault {
        Fault::NotFound | Fault::SignIn(_) | Fault::ChangePassword | Fault::Program(_) => return Failure::NotFound,
        Fault::Foreign => {
            tracing::warn!(%method, route, "a write that did not come from our own pages was refused");
            return Failure::Refused;
        }
        Fault::Unreadable => return Failure::BadRequest,
        Fault::TooMany(seconds) => return Failure::TooMany { seconds: seconds.unsigned_abs() },
        Fault::Conflict => return Failure::Conflict,
        Fault::KeptElsewhere(keeper) => return Failure::KeptElsewhere { keeper: keeper.clone() },
        Fault::Store(error) => match &**error {
            store::Error::Full => {
                tracing::error!(%method, route, "the disk is full; nothing was written");
                return Failure::StorageFull;
            }
            error @ (store::Error::Away(_) | store::Error::Io(_)) => {
                tracing::error!(%method, route, %error, "the database is away");
                return Failure::Away;
            }
            error => error.to_string(),
        },
        Fault::Broken(why) => why.clone(),
    };
    let number = fault_number(app);
    tracing::error!(%method, route, fault = number, cause, "fault");
    Failure::Fault { number }
}

/// Logs a fault of work that no request waits for, and gives the number by which the line is found.
pub fn note(app: &App, fault: &Fault, work: &str) -> String {
    let number = fault_number(app);
    let cause = match fault {
        Fault::Store(error) => error.to_string(),
        Fault::Broken(why) => why.clone(),
        other => format!("{other:?}"),
    };
    tracing::error!(work, fault = number, cause, "fault");
    number
}

/// A short number to quote: the minute of the day and four random digits tell the line in the log.
fn fault_number(app: &App) -> String {
    let mut random = [0; 2];
    getrandom::fill(&mut random).ok();
    format!("{}-{:04}", app.now().format("%d%H%M"), u16::from_be_bytes(random) % 10_000)
}

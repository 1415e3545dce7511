//! Pages for when something cannot be done: each says what happened, that nothing is half done, and where to go.
use crate::layout::icon;
use crate::parts::Around;
use maud::{Markup, html};

/// Why there is no page to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No such page, or one that this person may not see: the two look alike.
    NotFound,
    /// A form that came from another site, or from no page at all.
    Refused,
    /// Too many requests; seconds to wait.
    TooMany {
        /// Seconds until the next request is heard.
        seconds: u64,
    },
    /// Someone else has changed the same thing in the meantime.
    Conflict,
    /// The book is kept on another computer, and is only read here.
    KeptElsewhere {
        /// What that computer is called, where it is known.
        keeper: Option<String>,
    },
    /// What was sent is not a form of ours, or too large.
    BadRequest,
    /// A fault of the program; the number stands in the log.
    Fault {
        /// The number to quote.
        number: String,
    },
    /// The disk is full: nothing was written, nothing is lost.
    StorageFull,
    /// The database does not answer, or the server is being looked after.
    Away,
}

impl Failure {
    /// The HTTP status that goes with it.
    pub fn status(&self) -> u16 {
        match self {
            Failure::NotFound => 404,
            Failure::Refused => 403,
            Failure::TooMany { .. } => 429,
            Failure::Conflict | Failure::KeptElsewhere { .. } => 409,
            Failure::BadRequest => 400,
            Failure::Fault { .. } => 500,
            Failure::StorageFull => 507,
            Failure::Away => 503,
        }
    }

    fn key(&self) -> (&'static str, &'static str) {
        match self {
            Failure::NotFound => ("not-found", "search"),
            Failure::Refused => ("refused", "shield"),
            Failure::TooMany { .. } => ("too-many", "hourglass"),
            Failure::Conflict => ("conflict", "users"),
            Failure::KeptElsewhere { .. } => ("kept-elsewhere", "book-open"),
            Failure::BadRequest => ("bad-request", "circle-alert"),
            Failure::Fault { .. } => ("fault", "triangle-alert"),
            Failure::StorageFull => ("storage-full", "hard-drive"),
            Failure::Away => ("away", "server-off"),
        }
    }
}

/// The page of a failure.
#[derive(Clone, Debug)]
pub struct ErrorPage {
    /// What surrounds the page.
    pub around: Around,
    /// What happened.
    pub failure: Failure,
    /// Somebody is signed in here, or was: signing in is then not what helps.
    pub signed_in: bool,
    /// The page to try again or to look at, besides home; a path of this server.
    pub again: Option<String>,
}

/// Any page that cannot be shown.
pub fn error(page: &ErrorPage) -> Markup {
    let words = page.around.words;
    let (key, symbol) = page.failure.key();
    let heading = words.say(&format!("error-{key}"));
    let body = html! {
        div.stack.narrow {
            section.card.fault {
                (icon(symbol))
                // The heading stands in the head bar; here it is only repeated for the eye.
                p.large aria-hidden="true" { (heading) }
                p { (words.say(&format!("error-{key}-text"))) }
                @match &page.failure {
                    Failure::TooMany { seconds } => p { b { (words.with("wait-seconds", &[("seconds", words.number(*seconds as i64).into())])) } },
                    Failure::KeptElsewhere { keeper: Some(keeper) } => p { (words.say("error-kept-elsewhere-on")) " " b { (keeper) } },
                    Failure::Fault { number } => p { (words.say("error-quote")) " " b.n { (number) } },
                    _ => {},
                }
                div.actions {
                    @if let Some(again) = &page.again { a.btn.main href=(again) { (icon("refresh-cw")) (words.say(if page.failure == Failure::Conflict { "see-what-holds" } else { "try-again" })) } }
                    a.btn href="/" { (icon("house")) (words.say("go-home")) }
                    @if !page.signed_in { a.btn href="/sign-in" { (icon("log-in")) (words.say("sign-in")) } }
                }
            }
        }
    };
    page.around.page(&heading, "", Some("/"), &[], body)
}

//! One's own account: language and digits, the password, and where one is signed in.
use crate::layout::icon;
use crate::parts::{Around, Fields, Problem, Tone, badge, card};
use chrono::{DateTime, Utc};
use maud::{Markup, html};
use serde::Deserialize;
use words::{Digits, Language};

/// What is typed to change the password.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PasswordForm {
    /// The password until now.
    pub current: String,
    /// The new one.
    pub new: String,
    /// The new one, again.
    pub again: String,
}

/// What is chosen about language and digits.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PreferencesForm {
    /// `km` or `en`.
    pub language: String,
    /// `latin` or `khmer`.
    pub digits: String,
}

/// One's own account.
#[derive(Clone, Debug)]
pub struct AccountPage {
    /// What surrounds the page.
    pub around: Around,
    /// The name one signs in with.
    pub login: String,
    /// The password must be changed before anything else (it was set by someone else).
    pub must_change: bool,
    /// Every refusal of the password form.
    pub problems: Vec<Problem>,
    /// Where one is signed in, this session first.
    pub sessions: Vec<SessionLine>,
}

/// A session.
#[derive(Clone, Debug)]
pub struct SessionLine {
    /// Its public id, for the form that ends it.
    pub id: String,
    /// When it began.
    pub began: DateTime<Utc>,
    /// When it was last used.
    pub used: DateTime<Utc>,
    /// The browser, as it names itself, shortened.
    pub browser: String,
    /// It is the session of this page.
    pub here: bool,
}

/// `GET /account`; `POST /account/password`, `/account/preferences`, `/account/sessions/end`.
pub fn account(page: &AccountPage) -> Markup {
    let words = page.around.words;
    let fields = Fields { words, problems: &page.problems };
    let digits = |digits: Digits, key: &str| (digits.code(), words.say(key), "".into());
    let body = html! {
        div.stack.narrow {
            (fields.summary())
            @if page.must_change { (crate::parts::note_box("warn", "key-round", html! { p { b { (words.say("must-change-password")) } } })) }
            form.card.form method="post" action="/account/password" novalidate {
                h2 { (icon("key-round")) (words.say("change-password")) }
                // A password manager wants to know whose password it is.
                input.vh type="text" name="login" value=(page.login) autocomplete="username" readonly tabindex="-1" aria-hidden="true";
                (fields.password("current", "current-password", "current-password"))
                (fields.password("new", "new-password", "new-password").hint("password-hint"))
                (fields.password("again", "new-password-again", "new-password"))
                div.actions { button.btn.main type="submit" { (icon("check")) (words.say("change-password-button")) } }
            }
            @if !page.must_change {
                form.card.form method="post" action="/account/preferences" {
                    h2 { (icon("languages")) (words.say("preferences")) }
                    (fields.radios("language", "language", words.language.code(), true,
                        &Language::ALL.map(|language| (language.code(), language.name().into(), "".into()))))
                    (fields.radios("digits", "digits", words.digits.code(), true,
                        &[digits(Digits::Latin, "digits-latin"), digits(Digits::Khmer, "digits-khmer")]))
                    div.actions { button.btn.main type="submit" { (icon("check")) (words.say("save")) } }
                }
                (card("monitor-smartphone", &words.say("my-sessions"), sessions(page)))
            }
        }
    };
    page.around.page(&words.say("menu-account"), &page.login, Some("/"), &page.problems, body)
}

fn sessions(page: &AccountPage) -> Markup {
    let words = page.around.words;
    html! {
        ul.signs {
            @for session in &page.sessions {
                li {
                    span {
                        (session.browser) " " @if session.here { (badge(Tone::Good, "check", &words.say("this-session"))) }
                        span.small { br; (words.with("session-used", &[("began", words.instant(session.began).into()), ("used", words.instant(session.used).into())])) }
                    }
                    @if !session.here {
                        form method="post" action="/account/sessions/end" {
                            input type="hidden" name="session" value=(session.id);
                            button.btn.danger type="submit" { (icon("log-out")) (words.say("end-session")) }
                        }
                    }
                }
            }
        }
    }
}

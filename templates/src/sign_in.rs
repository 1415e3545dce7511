//! Signing in, and the first page of a data folder in which nobody can sign in yet.
use crate::layout::icon;
use crate::parts::{Around, Fields, Problem, note_box};
use maud::{Markup, html};
use serde::Deserialize;

/// What is typed to sign in.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct SignInForm {
    /// The name one signs in with.
    pub login: String,
    /// The password; never shown again.
    pub password: String,
    /// The page one wanted, a path of this server.
    pub next: String,
}

/// The page where one signs in.
#[derive(Clone, Debug)]
pub struct SignInPage {
    /// What surrounds the page; nobody is signed in.
    pub around: Around,
    /// What has been typed.
    pub form: SignInForm,
    /// Every refusal.
    pub problems: Vec<Problem>,
    /// Seconds until the next attempt is heard, after too many wrong ones.
    pub wait_seconds: Option<u64>,
    /// The sign-ins of the demo, when it runs.
    pub demo: Vec<DemoSignIn>,
}

/// A sign-in of the demo.
#[derive(Clone, Debug)]
pub struct DemoSignIn {
    /// The name one signs in with.
    pub login: String,
    /// The password.
    pub password: String,
    /// The code of the role: a key `role-<code>` names it.
    pub role: String,
    /// Where she works: a group or an organisation, in the reader's language.
    pub place: String,
}

/// `GET, POST /sign-in`
pub fn sign_in(page: &SignInPage) -> Markup {
    let (words, form) = (page.around.words, &page.form);
    let fields = Fields { words, problems: &page.problems };
    let body = html! {
        div.stack.tight {
            @if let Some(seconds) = page.wait_seconds {
                (note_box("stop", "hourglass", html! {
                    p { b { (words.say("too-many-attempts")) } }
                    p { (words.with("wait-seconds", &[("seconds", words.number(seconds as i64).into())])) }
                }))
            }
            (fields.summary())
            form.card.form method="post" action="/sign-in" novalidate {
                h2 { (icon("key-round")) (words.say("sign-in")) }
                input type="hidden" name="next" value=(form.next);
                (fields.text("login", "login", &form.login).fills("username"))
                (fields.password("password", "password", "current-password"))
                button.btn.main.big type="submit" { (icon("log-in")) (words.say("sign-in-button")) }
                p.hint { (words.say("forgotten-password")) }
            }
            @if !page.demo.is_empty() { (demo(page)) }
        }
    };
    page.around.page(&words.say("app-name"), &words.say("app-line"), None, &page.problems, body)
}

/// Whom one may be, by where she works: long lists are opened by whoever wants them, and the form stays in sight.
fn demo(page: &SignInPage) -> Markup {
    let words = page.around.words;
    let mut places: Vec<&str> = Vec::new();
    for one in &page.demo {
        if !places.contains(&one.place.as_str()) {
            places.push(&one.place);
        }
    }
    html! {
        section.card {
            h2 { (icon("sprout")) (words.say("demo-sign-ins")) }
            p.small { (words.say("demo-text")) }
            @for place in &places {
                @let here: Vec<&DemoSignIn> = page.demo.iter().filter(|one| one.place == *place).collect();
                @let roles: Vec<_> = here.iter().map(|one| words.say(&format!("role-{}", one.role))).collect();
                details.fold.place {
                    summary { span { b { (place) } br; span.small { (roles.join(" · ")) } } (icon("chevron-right")) }
                    ul.signs { @for one in here { li { (one_tap(page, one)) } } }
                }
            }
            p.small { (words.say("demo-password")) " " code { (page.demo.first().map(|one| one.password.as_str()).unwrap_or_default()) } }
        }
    }
}

/// One tap signs in: the demo's passwords are no secret.
fn one_tap(page: &SignInPage, one: &DemoSignIn) -> Markup {
    html! {
        span { b { (page.around.words.say(&format!("role-{}", one.role))) } }
        form method="post" action="/sign-in" {
            input type="hidden" name="login" value=(one.login);
            input type="hidden" name="password" value=(one.password);
            input type="hidden" name="next" value=(page.form.next);
            button.btn type="submit" { (icon("log-in")) (one.login) }
        }
    }
}

/// The page of a data folder without users.
#[derive(Clone, Debug)]
pub struct FirstRunPage {
    /// What surrounds the page; nobody is signed in.
    pub around: Around,
    /// The command that makes the first administrator, with the data folder filled in.
    pub command: String,
}

/// `GET /` and `/sign-in` while there is no user.
pub fn first_run(page: &FirstRunPage) -> Markup {
    let words = page.around.words;
    let body = html! {
        div.stack.narrow {
            section.card.form {
                h2 { (icon("sprout")) (words.say("first-run")) }
                p { (words.say("first-run-text")) }
                p.code { (page.command) }
                p { (words.say("first-run-then")) }
                div.actions { a.btn.main href="/sign-in" { (icon("refresh-cw")) (words.say("first-run-done")) } }
            }
        }
    };
    page.around.page(&words.say("app-name"), &words.say("app-line"), None, &[], body)
}

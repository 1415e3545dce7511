//! One's own account: the password, language and digits, and where one is signed in.
use super::{
    password::{self, PasswordRefusal},
    sign_in::account_key,
    store::{self, Session},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::Visit,
    store::{Tx, record},
    web,
};
use axum::{Form, extract::State, http::header};
use serde::Deserialize;
use templates::{
    account::{AccountPage, PasswordForm, PreferencesForm, SessionLine, account},
    parts::Problem,
};
use words::{Digits, Language, Words};

/// Wrong passwords that are forgiven before the next must wait.
const FREE: i64 = 5;

/// `GET /account`
pub async fn show(State(app): State<App>, visit: Visit) -> Answer {
    let mut tx = app.db().read().await?;
    Ok(web::html(account(&page(&app, &mut tx, &visit, vec![]).await?)))
}

async fn page(app: &App, tx: &mut Tx, visit: &Visit, problems: Vec<Problem>) -> Result<AccountPage, Fault> {
    let mut sessions: Vec<SessionLine> =
        store::sessions(tx, visit.user.id, app.now()).await?.into_iter().map(|session| line(session, visit)).collect();
    sessions.sort_by_key(|session| !session.here);
    let mut around = visit.around();
    if !problems.is_empty() {
        around.path = "/account".into();
    }
    Ok(AccountPage { around, login: visit.user.login.clone(), must_change: visit.user.must_change, problems, sessions })
}

fn line(session: Session, visit: &Visit) -> SessionLine {
    SessionLine {
        id: id(&session),
        began: session.made_at,
        used: session.seen_at,
        here: session.token_hash == visit.session,
        browser: browser(&session.agent),
    }
}

/// A session's name in a form: of its token only the hash is known here, and even of that a part will do.
fn id(session: &Session) -> String {
    session.token_hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// `POST /account/password`
pub async fn change_password(State(app): State<App>, visit: Visit, Form(form): Form<PasswordForm>) -> Answer {
    let words = visit.words();
    let who = account_key(&visit.user.login);
    let mut tx = app.db().write().await?;
    let wait = store::must_wait(&mut tx, &who, app.now()).await?;
    if wait > 0 {
        return Err(Fault::TooMany(wait));
    }
    // As at the door: counted before it is looked at.
    store::failed(&mut tx, &who, FREE, app.now()).await?;
    tx.commit().await?;
    let (current, kept) = (form.current.clone(), visit.user.password.clone());
    let right = app.hashing(move || password::verify(&current, &kept)).await;
    let problems = problems(&form, right, &visit.user.login, words);
    if !problems.is_empty() {
        let mut tx = app.db().read().await?;
        return Ok(web::unprocessable(account(&page(&app, &mut tx, &visit, problems).await?)));
    }
    let hashed = app.hashing(move || password::hash(&form.new)).await;
    let mut tx = app.db().write().await?;
    store::succeeded(&mut tx, &who).await?;
    store::change_password(&mut tx, visit.user.id, hashed, &visit.session).await?;
    record(&mut tx, None, Some(visit.user.id), "password-changed", "", app.now()).await?;
    tx.commit().await?;
    Ok(web::see_other("/account?done=password-changed"))
}

/// Everything that is wrong with a new password.
fn problems(form: &PasswordForm, right: bool, login: &str, words: Words) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut refuse = |field: &str, key: &str| problems.push(Problem { field: field.into(), message: words.say(key).into_owned() });
    if !right {
        refuse("current", "password-wrong");
    }
    match password::check(&form.new, login) {
        Err(PasswordRefusal::TooShort) => refuse("new", "password-short"),
        Err(PasswordRefusal::TooLong) => refuse("new", "password-long"),
        Err(PasswordRefusal::Common) => refuse("new", "password-common"),
        Ok(()) if form.new == form.current => refuse("new", "password-same"),
        Ok(()) => {}
    }
    if form.new != form.again {
        refuse("again", "password-differs");
    }
    problems
}

/// `POST /account/preferences`
pub async fn keep_preferences(State(app): State<App>, visit: Visit, Form(form): Form<PreferencesForm>) -> Answer {
    let language = Language::parse(&form.language).ok_or(Fault::Unreadable)?;
    let digits = Digits::parse(&form.digits).ok_or(Fault::Unreadable)?;
    let mut tx = app.db().write().await?;
    store::set_words(&mut tx, visit.user.id, Words { language, digits }).await?;
    tx.commit().await?;
    let mut answer = web::see_other("/account?done=preferences-saved");
    answer.headers_mut().append(header::SET_COOKIE, web::set_language(language));
    Ok(answer)
}

/// The session that is to end.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct EndForm {
    session: String,
}

/// `POST /account/sessions/end`
pub async fn end_session(State(app): State<App>, visit: Visit, Form(form): Form<EndForm>) -> Answer {
    let mut tx = app.db().write().await?;
    let sessions = store::sessions(&mut tx, visit.user.id, app.now()).await?;
    // One that is not there any more has ended, which is what was wished for.
    if let Some(session) = sessions.iter().find(|session| id(session) == form.session) {
        store::end_session(&mut tx, &session.token_hash).await?;
        tx.commit().await?;
    }
    Ok(web::see_other("/account?done=session-ended"))
}

/// What people call a browser, from what it calls itself.
fn browser(agent: &str) -> String {
    // Each claims to be those after it as well.
    const BROWSERS: [(&str, &str); 7] = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("CriOS", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 6] = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    ];
    let name = |list: &[(&str, &'static str)]| list.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    match (name(&BROWSERS), name(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} · {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) if agent.is_empty() => "?".to_owned(),
        (None, None) => agent.chars().take(30).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_by_their_names() {
        let chrome =
            "Mozilla/5.0 (Linux; Android 13; SM-A135F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36";
        assert_eq!(browser(chrome), "Chrome · Android");
        assert_eq!(browser("Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0"), "Firefox · Linux");
        assert_eq!(browser("curl/8.5"), "curl/8.5");
        assert_eq!(browser(""), "?");
    }

    #[test]
    fn every_refusal_of_a_password_stands_at_its_field() {
        let words = Words::new(Language::English);
        let fields = |current: &str, new: &str, again: &str, right: bool| {
            let form = PasswordForm { current: current.into(), new: new.into(), again: again.into() };
            let problems = problems(&form, right, "chanthy", words);
            assert!(problems.iter().all(|problem| !problem.message.starts_with('[')), "{problems:?}");
            problems.into_iter().map(|problem| problem.field).collect::<Vec<_>>()
        };
        assert_eq!(fields("old one here", "three cows and a mill", "three cows and a mill", true), [""; 0]);
        assert_eq!(fields("x", "three cows and a mill", "three cows and a mill", false), ["current"]);
        assert_eq!(fields("x", "short", "short", true), ["new"]);
        assert_eq!(fields("x", "chanthy2026", "chanthy2026", true), ["new"]);
        assert_eq!(fields("three cows and a mill", "three cows and a mill", "three cows", true), ["new", "again"]);
    }
}

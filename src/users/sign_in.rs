//! Signing in and out, the language before and after, and the page of a data folder in which nobody can sign in yet.
//!
//! An unknown name and a wrong password cost the same and say the same. Every try is counted before it is looked at, so
//! that a hundred at once are a hundred; a right one is taken off the count again.
use super::{password, scopes::Scopes, store};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::{Scope, Visit},
    store::{Tx, record},
    web,
};
use axum::{
    Extension, Form,
    extract::{ConnectInfo, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::IntoResponse,
};
use serde::Deserialize;
use std::net::{IpAddr, SocketAddr};
use templates::{
    parts::{Around, Problem},
    sign_in::{DemoSignIn, FirstRunPage, SignInForm, SignInPage, first_run, sign_in},
};
use words::{Language, Words};

/// Wrong tries that an account is forgiven before it must wait.
const FREE_ACCOUNT: i64 = 5;
/// The same for an address: a whole village may share one.
const FREE_ADDRESS: i64 = 20;

/// Where to go after signing in.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Next {
    next: String,
    done: String,
}

/// `GET /sign-in`
pub async fn show(
    State(app): State<App>,
    visit: Option<Extension<Visit>>,
    Query(query): Query<Next>,
    headers: HeaderMap,
) -> Answer {
    if visit.is_some() {
        return Ok(web::see_other(web::local(&query.next)));
    }
    let words = web::words_of(&headers);
    let mut tx = app.db().read().await?;
    if store::count(&mut tx).await? == 0 {
        let around = around(words, "/sign-in".into());
        return Ok(web::html(first_run(&FirstRunPage { around, command: first_command(&app) })));
    }
    let form = SignInForm { next: web::local(&query.next).to_owned(), ..SignInForm::default() };
    let mut page = page(&app, &mut tx, words, form).await?;
    page.around.notice = web::notice(words, &format!("?done={}", query.done));
    Ok(web::html(sign_in(&page)))
}

/// `POST /sign-in`
pub async fn enter(
    State(app): State<App>,
    visit: Option<Extension<Visit>>,
    peer: Option<Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
    Form(form): Form<SignInForm>,
) -> Answer {
    let login = login_of(&form.login);
    let who = [account_key(&login), address_key(peer.map(|Extension(ConnectInfo(peer))| peer.ip()), &headers)];
    if login.is_empty() || form.password.is_empty() {
        return refused(&app, &headers, form, "sign-in-blank").await;
    }
    let (user, wait) = count_try(&app, &login, &who).await?;
    if wait > 0 {
        return must_wait(&app, &headers, form, wait).await;
    }
    let (typed, hashed) = (form.password.clone(), user.as_ref().map(|user| user.password.clone()));
    // Somebody who may not sign in is verified against the decoy too, and is told nothing else than a stranger.
    let right = app.hashing(move || password::verify(&typed, hashed.as_deref().unwrap_or(password::decoy()))).await;
    let Some(user) = user.filter(|_| right) else { return refused(&app, &headers, form, "sign-in-wrong").await };
    let token = password::token();
    let mut tx = app.db().write().await?;
    store::succeeded(&mut tx, &who[0]).await?;
    store::forgiven(&mut tx, &who[1], app.now()).await?;
    if let Some(Extension(visit)) = visit {
        store::end_session(&mut tx, &visit.session).await?;
    }
    store::start_session(&mut tx, user.id, web::digest(token.as_bytes()), agent(&headers), app.now()).await?;
    record(&mut tx, None, Some(user.id), "signed-in", "", app.now()).await?;
    tx.commit().await?;
    let mut answer = web::see_other(web::local(&form.next));
    answer.headers_mut().append(header::SET_COOKIE, web::set_session(&app, &token, store::LIFE.num_seconds()));
    answer.headers_mut().append(header::SET_COOKIE, web::set_language(user.words().language));
    Ok(answer)
}

/// What the button says when somebody leaves.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct LeaveForm {
    /// How much stands on this device only, as its script counted; blank and none without script.
    outbox: String,
}

/// `POST /sign-out`
pub async fn leave(State(app): State<App>, visit: Option<Extension<Visit>>, Form(form): Form<LeaveForm>) -> Answer {
    if let Some(Extension(visit)) = visit {
        let mut tx = app.db().write().await?;
        store::end_session(&mut tx, &visit.session).await?;
        tx.commit().await?;
    }
    let mut answer = web::see_other("/sign-in?done=signed-out");
    answer.headers_mut().append(header::SET_COOKIE, web::set_session(&app, "", 0));
    // Kept sheets go, with what a browser holds for its "back" button. What has not arrived yet stays: it is nowhere else.
    // The page of signing in then drops the sheets (outbox.js).
    let nothing_waits = form.outbox.parse::<u32>().unwrap_or(0) == 0;
    let clears = if nothing_waits { "\"cache\", \"storage\"" } else { "\"cache\"" };
    answer.headers_mut().insert("clear-site-data", HeaderValue::from_static(clears));
    Ok(answer)
}

/// What is chosen in the head bar.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct LanguageForm {
    language: String,
    next: String,
}

/// `POST /language`
pub async fn choose_language(State(app): State<App>, visit: Option<Extension<Visit>>, Form(form): Form<LanguageForm>) -> Answer {
    let language = Language::parse(&form.language).ok_or(Fault::Unreadable)?;
    if let Some(Extension(visit)) = visit {
        let mut tx = app.db().write().await?;
        store::set_words(&mut tx, visit.user.id, Words { language, ..visit.words() }).await?;
        tx.commit().await?;
    }
    let mut answer = web::see_other(web::local(&form.next));
    answer.headers_mut().append(header::SET_COOKIE, web::set_language(language));
    Ok(answer)
}

/// Finds the user of a login who may sign in, and counts the try unless it must wait; how many seconds it must.
async fn count_try(app: &App, login: &str, who: &[String; 2]) -> Result<(Option<store::User>, i64), Fault> {
    let mut tx = app.db().write().await?;
    let user = store::by_login(&mut tx, login).await?.filter(|user| user.disabled_at.is_none());
    let mut wait = 0;
    for key in who {
        wait = wait.max(store::must_wait(&mut tx, key, app.now()).await?);
    }
    if wait == 0 {
        for (key, free) in who.iter().zip([FREE_ACCOUNT, FREE_ADDRESS]) {
            store::failed(&mut tx, key, free, app.now()).await?;
        }
        tx.commit().await?;
    }
    Ok((user, wait))
}

async fn refused(app: &App, headers: &HeaderMap, form: SignInForm, key: &str) -> Answer {
    let mut tx = app.db().read().await?;
    let words = web::words_of(headers);
    let mut page = page(app, &mut tx, words, form).await?;
    page.problems = vec![Problem { field: "login".into(), message: words.say(key).into_owned() }];
    Ok(web::unprocessable(sign_in(&page)))
}

async fn must_wait(app: &App, headers: &HeaderMap, form: SignInForm, seconds: i64) -> Answer {
    let mut tx = app.db().read().await?;
    let mut page = page(app, &mut tx, web::words_of(headers), form).await?;
    page.wait_seconds = Some(seconds.unsigned_abs());
    let wait = [(header::RETRY_AFTER, seconds.to_string())];
    Ok((StatusCode::TOO_MANY_REQUESTS, wait, web::html(sign_in(&page))).into_response())
}

async fn page(app: &App, tx: &mut Tx, words: Words, form: SignInForm) -> Result<SignInPage, Fault> {
    let next = web::local(&form.next).to_owned();
    let path = if next == "/" { "/sign-in".to_owned() } else { format!("/sign-in?next={}", web::encode(&next)) };
    let form = SignInForm { password: String::new(), next, ..form };
    let demo = if app.settings().demo { demo_sign_ins(tx, words).await? } else { vec![] };
    Ok(SignInPage { around: around(words, path), form, problems: vec![], wait_seconds: None, demo })
}

fn around(words: Words, path: String) -> Around {
    Around { words, user: None, path, notice: None, practice: None }
}

/// The demo's sign-ins that are there, each with where she works.
async fn demo_sign_ins(tx: &mut Tx, words: Words) -> Result<Vec<DemoSignIn>, Fault> {
    let users = store::all(tx).await?;
    let roles = store::all_roles(tx).await?;
    let scopes = Scopes::load(tx).await?;
    let there = crate::demo::SIGN_INS.iter().filter_map(|(login, password, role)| {
        let user = users.iter().find(|user| user.login == *login && user.disabled_at.is_none())?;
        let scope =
            roles.iter().find(|on| on.user_id == user.id && on.role == *role).map_or(Scope::Programme, store::RoleRow::scope);
        Some(DemoSignIn {
            login: (*login).into(),
            password: (*password).into(),
            role: (*role).into(),
            place: scopes.named(scope).show(words),
        })
    });
    Ok(there.collect())
}

/// The command that makes the first administrator of this very database.
fn first_command(app: &App) -> String {
    let folder = app.db().file().and_then(|file| Some(file.parent()?.display().to_string()));
    let place = folder.filter(|folder| folder != "data").map_or(String::new(), |folder| format!(" --data {folder}"));
    format!("sansom{place} user add admin --role administrator")
}

/// What was typed as a login, as logins are kept.
pub fn login_of(text: &str) -> String {
    text.trim().to_lowercase().chars().take(40).collect()
}

/// An account's place in the count of tries. Hashed: people type passwords into the wrong field.
pub fn account_key(login: &str) -> String {
    let hash: String = web::digest(login.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("account {hash}")
}

/// An address's place in the count: the peer's, or, where the peer is a proxy on this machine, whom it speaks for. Whoever
/// has one IPv6 address has the sixty-four bits after it too.
fn address_key(peer: Option<IpAddr>, headers: &HeaderMap) -> String {
    let forwarded = || headers.get("x-forwarded-for")?.to_str().ok()?.rsplit(',').next()?.trim().parse().ok();
    let Some(peer) = peer else { return "address local".into() };
    match if peer.is_loopback() { forwarded().unwrap_or(peer) } else { peer } {
        IpAddr::V4(address) => format!("address {address}"),
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(address) => format!("address {address}"),
            None => format!("address {:x?}", &address.segments()[..4]),
        },
    }
}

fn agent(headers: &HeaderMap) -> &str {
    headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whose_tries_are_counted() {
        let key = |peer: &str, forwarded: &str| {
            let mut headers = HeaderMap::new();
            if !forwarded.is_empty() {
                headers.insert("x-forwarded-for", forwarded.parse().unwrap());
            }
            address_key(peer.parse().ok(), &headers)
        };
        assert_eq!(key("192.0.2.7", ""), "address 192.0.2.7");
        assert_eq!(key("192.0.2.7", "198.51.100.1"), "address 192.0.2.7", "a stranger speaks for nobody");
        assert_eq!(
            key("127.0.0.1", "192.0.2.9, 198.51.100.1"),
            "address 198.51.100.1",
            "whom the proxy saw, not what was claimed before"
        );
        assert_eq!(key("::1", "nonsense"), key("::1", ""));
        assert_eq!(key("::ffff:192.0.2.7", ""), "address 192.0.2.7");
        assert_eq!(key("2001:db8:1:2:3:4:5:6", ""), key("2001:db8:1:2::9", ""), "one household, one count");
        assert_ne!(account_key("a"), account_key("b"));
        assert_eq!((login_of(" Sok.Dara "), login_of(&"x".repeat(99)).len()), ("sok.dara".to_owned(), 40));
    }
}

//! The routes of those who keep users: the list, a new user, and what becomes of one.
use super::{
    form, password,
    scopes::Scopes,
    sign_in::account_key,
    store::{self, NewUser, RoleRow, User},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::{Role, RoleOn, Scope, Visit},
    listing::{ListQuery, matches},
    store::{Tx, record},
    web,
};
use axum::{
    Form,
    extract::{Path, Query, State},
    response::Response,
};
use serde::Deserialize;
use std::collections::HashMap;
use templates::{
    parts::Problem,
    users::{RoleForm, RoleLine, UserForm, UserFormPage, UserPage, UserRow, UsersPage, user, user_form, users},
};
use uuid::Uuid;

/// `GET /users`
pub async fn list(State(app): State<App>, visit: Visit, Query(query): Query<ListQuery>) -> Answer {
    let mut tx = app.db().read().await?;
    let scopes = Scopes::load(&mut tx).await?;
    let mut roles: HashMap<Uuid, Vec<RoleRow>> = HashMap::new();
    for role in store::all_roles(&mut tx).await? {
        roles.entry(role.user_id).or_default().push(role);
    }
    let mut last = store::last_sign_ins(&mut tx).await?;
    let needle = query.needle();
    let found = store::all(&mut tx).await?.into_iter().filter(|one| matches(&needle, &[&one.login, &one.name]));
    let rows: Vec<UserRow> = found
        .map(|one| {
            let own = roles.remove(&one.id).unwrap_or_default();
            let used = last.remove(&one.id);
            UserRow { used, ..row(one, own.iter().filter_map(RoleRow::role_on), &scopes) }
        })
        .collect();
    let (rows, listing) = query.page("/users", &[("q", &query.q)], rows, |by, a, b| match by {
        "login" => Some(a.login.cmp(&b.login)),
        "used" => Some(a.used.cmp(&b.used)),
        _ => None,
    });
    Ok(web::html(users(&UsersPage { around: visit.around(), users: rows, listing, query: query.q })))
}

fn row(one: User, roles: impl Iterator<Item = RoleOn>, scopes: &Scopes) -> UserRow {
    let line = |on: RoleOn| RoleLine { id: role_id(on, scopes), role: on.role.code().into(), scope: scopes.named(on.scope) };
    UserRow { roles: roles.map(line).collect(), login: one.login, name: one.name, used: None, disabled: one.disabled_at.is_some() }
}

/// What names a role in the form that takes it away: `treasurer group:CODE`.
fn role_id(on: RoleOn, scopes: &Scopes) -> String {
    format!("{} {}", on.role.code(), scopes.value(on.scope))
}

/// `GET /users/new`
pub async fn new(State(app): State<App>, visit: Visit) -> Answer {
    let mut tx = app.db().read().await?;
    let scopes = Scopes::load(&mut tx).await?;
    let form = UserForm { key: Uuid::now_v7().to_string(), ..UserForm::default() };
    Ok(web::html(user_form(&UserFormPage { around: visit.around(), scopes: scopes.options(), form, problems: vec![] })))
}

/// `POST /users/new`: answers with the user's page, where the first password stands this once.
pub async fn add(State(app): State<App>, visit: Visit, Form(typed): Form<UserForm>) -> Answer {
    let words = visit.words();
    let id: Uuid = typed.key.parse().map_err(|_| Fault::Unreadable)?;
    let slip = password::slip();
    let to_hash = slip.clone();
    let hashed = app.hashing(move || password::hash(&to_hash)).await;
    let mut tx = app.db().write().await?;
    if let Some(there) = store::by_id(&mut tx, id).await? {
        // The same form again.
        return Ok(web::see_other(&format!("/users/{}?done=user-made", there.login)));
    }
    let scopes = Scopes::load(&mut tx).await?;
    let new = match form::read(&typed, &scopes, words) {
        Ok(new) if store::by_login(&mut tx, &new.login).await?.is_none() => new,
        read => {
            let taken = || vec![Problem { field: "login".into(), message: words.say("user-login-taken").into_owned() }];
            let problems = read.err().unwrap_or_else(taken);
            return Ok(web::unprocessable(user_form(&UserFormPage {
                around: visit.around(),
                scopes: scopes.options(),
                form: typed,
                problems,
            })));
        }
    };
    let row = NewUser { login: new.login.clone(), name: new.name, password: hashed, must_change: true, language: words.language };
    store::add_as(&mut tx, id, row, app.now()).await?;
    store::set_roles(&mut tx, id, &[new.role]).await?;
    record(&mut tx, None, Some(visit.user.id), "user-added", &id.to_string(), app.now()).await?;
    let page = shown(&app, &mut tx, &visit, &new.login, Shown { password: Some(slip), done: "done-user-made", ..Shown::default() })
        .await?;
    tx.commit().await?;
    Ok(web::html(user(&page)))
}

/// What a user's page shows beside the user.
#[derive(Default)]
struct Shown {
    password: Option<String>,
    form: RoleForm,
    problems: Vec<Problem>,
    done: &'static str,
}

async fn find(tx: &mut Tx, login: &str) -> Result<User, Fault> {
    store::by_login(tx, login).await?.ok_or(Fault::NotFound)
}

async fn shown(app: &App, tx: &mut Tx, visit: &Visit, login: &str, shown: Shown) -> Result<UserPage, Fault> {
    let one = find(tx, login).await?;
    let scopes = Scopes::load(tx).await?;
    let roles = store::roles(tx, one.id).await?;
    let mut around = visit.around();
    if around.path.split('?').next() != Some(&*page_of(login)) {
        // The page was asked for by a form, whose address shows nothing.
        around.path = page_of(login);
    }
    if !shown.done.is_empty() {
        around.notice = Some(around.words.say(shown.done).into_owned());
    }
    Ok(UserPage {
        around,
        sessions: store::sessions(tx, one.id, app.now()).await?.len() as u32,
        is_self: one.id == visit.user.id,
        user: row(one, roles.into_iter(), &scopes),
        password: shown.password,
        scopes: scopes.options(),
        form: shown.form,
        problems: shown.problems,
    })
}

fn page_of(login: &str) -> String {
    format!("/users/{login}")
}

fn saved(login: &str) -> Response {
    web::see_other(&format!("/users/{login}?done=user-saved"))
}

/// `GET /users/{login}`
pub async fn show(State(app): State<App>, visit: Visit, Path(login): Path<String>) -> Answer {
    let mut tx = app.db().read().await?;
    Ok(web::html(user(&shown(&app, &mut tx, &visit, &login, Shown::default()).await?)))
}

/// `POST /users/{login}/roles`
pub async fn give_role(State(app): State<App>, visit: Visit, Path(login): Path<String>, Form(typed): Form<RoleForm>) -> Answer {
    let mut tx = app.db().write().await?;
    let one = find(&mut tx, &login).await?;
    let scopes = Scopes::load(&mut tx).await?;
    let on = match form::read_role(&typed, &scopes, visit.words()) {
        Ok(on) => on,
        Err(problems) => {
            let page = shown(&app, &mut tx, &visit, &login, Shown { form: typed, problems, ..Shown::default() }).await?;
            return Ok(web::unprocessable(user(&page)));
        }
    };
    let mut roles = store::roles(&mut tx, one.id).await?;
    if !roles.contains(&on) {
        roles.push(on);
        keep_roles(&app, tx, &visit, one.id, &roles).await?;
    }
    Ok(saved(&login))
}

/// The role that is to be taken away, as [`role_id`] names it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct TakeForm {
    role: String,
}

/// `POST /users/{login}/roles/remove`
pub async fn take_role(State(app): State<App>, visit: Visit, Path(login): Path<String>, Form(typed): Form<TakeForm>) -> Answer {
    let mut tx = app.db().write().await?;
    let one = find(&mut tx, &login).await?;
    let scopes = Scopes::load(&mut tx).await?;
    let before = store::roles(&mut tx, one.id).await?;
    let roles: Vec<RoleOn> = before.iter().copied().filter(|on| role_id(*on, &scopes) != typed.role).collect();
    let own = RoleOn { role: Role::Administrator, scope: Scope::Programme };
    if one.id == visit.user.id && !roles.contains(&own) {
        return refuse(&app, &mut tx, &visit, &login, "user-own-role").await;
    }
    if roles.len() < before.len() {
        keep_roles(&app, tx, &visit, one.id, &roles).await?;
    }
    Ok(saved(&login))
}

async fn keep_roles(app: &App, mut tx: Tx, visit: &Visit, of: Uuid, roles: &[RoleOn]) -> Result<(), Fault> {
    store::set_roles(&mut tx, of, roles).await?;
    record(&mut tx, None, Some(visit.user.id), "user-roles", &of.to_string(), app.now()).await?;
    Ok(tx.commit().await?)
}

/// `POST /users/{login}/password`: a new one, shown this once; every session of hers ends.
pub async fn reset_password(State(app): State<App>, visit: Visit, Path(login): Path<String>) -> Answer {
    let slip = password::slip();
    let to_hash = slip.clone();
    let hashed = app.hashing(move || password::hash(&to_hash)).await;
    let mut tx = app.db().write().await?;
    let one = find(&mut tx, &login).await?;
    if one.id == visit.user.id {
        return refuse(&app, &mut tx, &visit, &login, "user-own-password").await;
    }
    store::set_password(&mut tx, one.id, hashed, true).await?;
    store::succeeded(&mut tx, &account_key(&one.login)).await?;
    record(&mut tx, None, Some(visit.user.id), "password-reset", &one.id.to_string(), app.now()).await?;
    let page = shown(&app, &mut tx, &visit, &login, Shown { password: Some(slip), ..Shown::default() }).await?;
    tx.commit().await?;
    Ok(web::html(user(&page)))
}

/// `POST /users/{login}/sessions/end`
pub async fn end_sessions(State(app): State<App>, visit: Visit, Path(login): Path<String>) -> Answer {
    let mut tx = app.db().write().await?;
    let one = find(&mut tx, &login).await?;
    store::end_sessions(&mut tx, one.id).await?;
    record(&mut tx, None, Some(visit.user.id), "sessions-ended", &one.id.to_string(), app.now()).await?;
    tx.commit().await?;
    Ok(saved(&login))
}

/// `POST /users/{login}/disable`
pub async fn disable(State(app): State<App>, visit: Visit, Path(login): Path<String>) -> Answer {
    let mut tx = app.db().write().await?;
    let one = find(&mut tx, &login).await?;
    if one.id == visit.user.id {
        return refuse(&app, &mut tx, &visit, &login, "user-own-stop").await;
    }
    if one.disabled_at.is_none() {
        store::set_disabled(&mut tx, one.id, Some(app.now())).await?;
        record(&mut tx, None, Some(visit.user.id), "user-disabled", &one.id.to_string(), app.now()).await?;
        tx.commit().await?;
    }
    Ok(saved(&login))
}

/// `POST /users/{login}/enable`
pub async fn enable(State(app): State<App>, visit: Visit, Path(login): Path<String>) -> Answer {
    let mut tx = app.db().write().await?;
    let one = find(&mut tx, &login).await?;
    if one.disabled_at.is_some() {
        store::set_disabled(&mut tx, one.id, None).await?;
        record(&mut tx, None, Some(visit.user.id), "user-enabled", &one.id.to_string(), app.now()).await?;
        tx.commit().await?;
    }
    Ok(saved(&login))
}

/// The user's page again, with why something is not done.
async fn refuse(app: &App, tx: &mut Tx, visit: &Visit, login: &str, key: &str) -> Answer {
    let problems = vec![Problem { field: String::new(), message: visit.words().say(key).into_owned() }];
    Ok(web::unprocessable(user(&shown(app, tx, visit, login, Shown { problems, ..Shown::default() }).await?)))
}

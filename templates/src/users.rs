//! Who may sign in, and what they may do where.
use crate::layout::icon;
use crate::parts::{
    self, Around, Column, Fields, Listing, Name, Problem, Row, Table, Tone, badge, card, empty, note_box, table_card,
};
use chrono::{DateTime, Utc};
use maud::{Markup, html};
use serde::Deserialize;
use words::Words;

/// The roles, by code: a key `role-<code>` names each, `role-<code>-hint` says what it may do.
pub const ROLES: [&str; 12] = [
    "treasurer",
    "committee",
    "advisor",
    "officer",
    "finance",
    "auditor",
    "administrator",
    "manager",
    "cashier",
    "bookkeeper",
    "monitor",
    "liaison",
];

/// A role on a scope.
#[derive(Clone, Debug)]
pub struct RoleLine {
    /// What names it in the form that takes it away.
    pub id: String,
    /// The code of the role.
    pub role: String,
    /// Where it holds.
    pub scope: Scope,
}

/// Where a role holds.
#[derive(Clone, Debug)]
pub enum Scope {
    /// Everywhere.
    Programme,
    /// In an organisation and its groups.
    Organisation(Name),
    /// In one group.
    Group(Name),
    /// Under one award.
    Award(Name),
}

impl Scope {
    /// In the reader's words.
    pub fn show(&self, words: Words) -> String {
        match self {
            Scope::Programme => words.say("whole-programme").into_owned(),
            Scope::Organisation(name) | Scope::Group(name) | Scope::Award(name) => name.show(words).to_owned(),
        }
    }
}

/// The list of users.
#[derive(Clone, Debug)]
pub struct UsersPage {
    /// What surrounds the page.
    pub around: Around,
    /// The users of this page of the list.
    pub users: Vec<UserRow>,
    /// Sorting (`login`, `used`) and paging.
    pub listing: Listing,
    /// What was typed into the search box.
    pub query: String,
}

/// A user in a list.
#[derive(Clone, Debug)]
pub struct UserRow {
    /// The name she signs in with.
    pub login: String,
    /// Her display name.
    pub name: String,
    /// Her roles.
    pub roles: Vec<RoleLine>,
    /// When she was last here.
    pub used: Option<DateTime<Utc>>,
    /// May no longer sign in.
    pub disabled: bool,
}

/// `GET /users`
pub fn users(page: &UsersPage) -> Markup {
    let words = page.around.words;
    let heading = words.say("users");
    let columns = [
        Column::lead(words.say("name")).sorted_by("login"),
        Column::line(words.say("roles")),
        Column::text(words.say("last-here")).sorted_by("used"),
        Column::act(words.say("state")),
    ];
    let rows = page.users.iter().map(|user| Row {
        cells: vec![
            html! { a href={ "/users/" (parts::encode(&user.login)) } { (user.name) } span.small { (user.login) } },
            html! { @for role in &user.roles { (role_badge(words, role)) " " } },
            html! { @match user.used { Some(used) => span.n { (words.instant(used)) }, None => (words.say("never")) } },
            html! { @if user.disabled { (badge(Tone::Stop, "ban", &words.say("disabled"))) } @else { (badge(Tone::Good, "circle-check", &words.say("can-sign-in"))) } },
        ],
        tone: if user.disabled { "old" } else { "" },
    });
    let body = html! {
        div.stack {
            div.actions {
                a.btn.main href="/users/new" { (icon("user-plus")) (words.say("new-user")) }
                a.btn href="/programme/tokens" { (icon("key-round")) (words.say("tokens")) }
            }
            (table_card("key-round", &heading, html! {}, html! {
                form.filter.pad method="get" action="/users" role="search" {
                    div.f.grow { label for="q" { (words.say("search-users")) } input.box #q name="q" type="search" value=(page.query) autocomplete="off"; }
                    button.btn type="submit" { (icon("search")) (words.say("search")) }
                }
                @if page.users.is_empty() { (empty("search", &words.say("nothing-found"), &words.say("nothing-found-text"), Some(("/users", &words.say("show-all"))))) }
                @else { (Table { words, caption: &heading, columns: &columns, rows: rows.collect(), foot: vec![], listing: Some(&page.listing) }) }
            }))
        }
    };
    page.around.page(&heading, "", Some("/"), &[], body)
}

fn role_badge(words: Words, role: &RoleLine) -> Markup {
    let symbol = match role.scope {
        Scope::Programme => "shield",
        Scope::Organisation(_) => "building-2",
        Scope::Group(_) => "users",
        Scope::Award(_) => "hand-coins",
    };
    html! { span.role { (icon(symbol)) span { b { (words.say(&format!("role-{}", role.role))) } " · " (role.scope.show(words)) } } }
}

/// What is typed about a new user.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct UserForm {
    /// Made by the server: posting the same form twice makes one user.
    pub key: String,
    /// The name she will sign in with.
    pub login: String,
    /// Her display name.
    pub name: String,
    /// A code of [`ROLES`].
    pub role: String,
    /// `programme`, `organisation:<code>`, `group:<code>` or `award:<code>`.
    pub scope: String,
}

/// The form for a new user. Her first password is made by the server and shown once on her page.
#[derive(Clone, Debug)]
pub struct UserFormPage {
    /// What surrounds the page.
    pub around: Around,
    /// Where a role may hold: the value of `scope`, and its kind and name.
    pub scopes: Vec<(String, Scope)>,
    /// What has been typed.
    pub form: UserForm,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET, POST /users/new`
pub fn user_form(page: &UserFormPage) -> Markup {
    let (words, form) = (page.around.words, &page.form);
    let fields = Fields { words, problems: &page.problems };
    let body = html! {
        form.form.stack.narrow method="post" action="/users/new" novalidate {
            (fields.summary())
            input type="hidden" name="key" value=(form.key);
            section.card.form {
                (fields.text("name", "display-name", &form.name))
                (fields.text("login", "login", &form.login).mid().hint("login-hint"))
            }
            section.card.form { (role_fields(fields, &form.role, &form.scope, &page.scopes)) }
            (note_box("", "key-round", html! { p { (words.say("first-password-text")) } }))
            div.actions {
                button.btn.main type="submit" { (icon("check")) (words.say("make-user")) }
                a.btn href="/users" { (words.say("cancel")) }
            }
        }
    };
    page.around.page(&words.say("new-user"), "", Some("/users"), &page.problems, body)
}

fn role_fields(fields: Fields<'_>, role: &str, scope: &str, scopes: &[(String, Scope)]) -> Markup {
    let words = fields.words;
    let texts = ROLES.map(|code| (code, words.say(&format!("role-{code}")), words.say(&format!("role-{code}-hint"))));
    let scopes: Vec<_> = scopes.iter().map(|(value, scope)| (value.as_str().into(), scope.show(words).into())).collect();
    html! {
        (fields.radios("role", "role", role, false, &texts))
        (fields.select("scope", "scope", scope, &scopes))
    }
}

/// What is typed to give a role.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct RoleForm {
    /// A code of [`ROLES`].
    pub role: String,
    /// `programme`, `organisation:<code>` or `group:<code>`.
    pub scope: String,
}

/// A user's page.
#[derive(Clone, Debug)]
pub struct UserPage {
    /// What surrounds the page.
    pub around: Around,
    /// The user.
    pub user: UserRow,
    /// How many sessions she has.
    pub sessions: u32,
    /// A password that has just been made: shown this once.
    pub password: Option<String>,
    /// It is one's own page: one cannot disable oneself.
    pub is_self: bool,
    /// Where a role may hold.
    pub scopes: Vec<(String, Scope)>,
    /// What has been typed to give a role.
    pub form: RoleForm,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET /users/{login}`; `POST` to `…/roles`, `…/roles/remove` (field `role`), `…/password`, `…/sessions/end`,
/// `…/disable`, `…/enable`.
pub fn user(page: &UserPage) -> Markup {
    let (words, user) = (page.around.words, &page.user);
    let fields = Fields { words, problems: &page.problems };
    let here = format!("/users/{}", parts::encode(&user.login));
    let body = html! {
        div.stack.narrow {
            (fields.summary())
            @if let Some(password) = &page.password {
                (note_box("warn", "key-round", html! {
                    p { b { (words.say("password-once")) } }
                    p.code.secret { (password) }
                    p.small { (words.say("password-once-text")) }
                }))
            }
            @if user.disabled { (note_box("stop", "ban", html! { p { b { (words.say("user-disabled")) } } })) }
            (roles(words, &here, user))
            form.card.form method="post" action={ (here) "/roles" } novalidate {
                h2 { (icon("plus")) (words.say("give-role")) }
                (role_fields(fields, &page.form.role, &page.form.scope, &page.scopes))
                div.actions { button.btn.main type="submit" { (icon("check")) (words.say("give-role-button")) } }
            }
            (card("key-round", &words.say("access"), html! {
                p.small { (words.with("sessions-count", &[("count", words.number(page.sessions.into()).into())])) }
                div.actions {
                    @if page.is_self { a.btn href="/account" { (icon("key-round")) (words.say("change-password")) } }
                    @else { form method="post" action={ (here) "/password" } { button.btn type="submit" { (icon("key-round")) (words.say("reset-password")) } } }
                    @if page.sessions > 0 { form method="post" action={ (here) "/sessions/end" } { button.btn type="submit" { (icon("log-out")) (words.say("end-sessions")) } } }
                    @if user.disabled { form method="post" action={ (here) "/enable" } { button.btn type="submit" { (icon("user-check")) (words.say("enable-user")) } } }
                    @else if !page.is_self { form method="post" action={ (here) "/disable" } { button.btn.danger type="submit" { (icon("ban")) (words.say("disable-user")) } } }
                }
            }))
        }
    };
    page.around.page(&user.name, &user.login, Some("/users"), &page.problems, body)
}

fn roles(words: Words, here: &str, user: &UserRow) -> Markup {
    card(
        "shield",
        &words.say("roles"),
        html! {
            @if user.roles.is_empty() { p.muted { (words.say("no-roles")) } }
            ul.signs {
                @for role in &user.roles {
                    li {
                        (role_badge(words, role))
                        form method="post" action={ (here) "/roles/remove" } {
                            input type="hidden" name="role" value=(role.id);
                            button.btn type="submit" { (icon("x")) (words.say("take-role")) }
                        }
                    }
                }
            }
        },
    )
}

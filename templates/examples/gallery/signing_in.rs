//! Signing in, users, errors.
use crate::people::problem;
use crate::{around, sample::*};
use maud::Markup;
use templates::account::{AccountPage, SessionLine};
use templates::errors::{ErrorPage, Failure};
use templates::parts::{Around, Problem};
use templates::sign_in::{DemoSignIn, FirstRunPage, SignInForm, SignInPage};
use templates::tokens::{TokenForm, TokenFormPage, TokenRow, TokensPage};
use templates::users::{RoleForm, RoleLine, Scope, UserForm, UserFormPage, UserPage, UserRow, UsersPage};
use templates::{account, errors, sign_in, tokens, users};
use words::Words;

pub fn pages(words: Words) -> Vec<(&'static str, Markup)> {
    let stranger = |path: &str| Around { user: None, ..around(words, path) };
    let mut all = vec![
        ("sign-in", sign_in::sign_in(&sign_in_page(stranger("/sign-in"), vec![], None))),
        (
            "sign-in-wrong",
            sign_in::sign_in(&sign_in_page(stranger("/sign-in"), vec![problem("login", words, "sign-in-wrong")], Some(45))),
        ),
        (
            "first-run",
            sign_in::first_run(&FirstRunPage {
                around: stranger("/"),
                command: "sansom --data /srv/sansom user add --role administrator admin".into(),
            }),
        ),
        ("account", account::account(&account_page(words))),
        (
            "users",
            users::users(&UsersPage {
                around: around(words, "/users"),
                users: (0..9).map(user_row).collect(),
                listing: listing("/users", "login", 1, 2, 34),
                query: String::new(),
            }),
        ),
        (
            "user",
            users::user(&UserPage {
                around: around(words, "/users/x"),
                user: user_row(3),
                sessions: 2,
                password: Some("kangkeb-svay-thmor-42".into()),
                is_self: false,
                scopes: scopes(),
                form: RoleForm::default(),
                problems: vec![],
            }),
        ),
        (
            "user-new",
            users::user_form(&UserFormPage {
                around: around(words, "/users/new"),
                scopes: scopes(),
                form: UserForm::default(),
                problems: vec![],
            }),
        ),
    ];
    all.push(("tokens", tokens::tokens(&tokens_page(words))));
    all.push(("token-new", tokens::token_form(&token_form(words))));
    for (name, failure) in [
        ("error-not-found", Failure::NotFound),
        ("error-refused", Failure::Refused),
        ("error-too-many", Failure::TooMany { seconds: 30 }),
        ("error-conflict", Failure::Conflict),
        ("error-bad-request", Failure::BadRequest),
        ("error-fault", Failure::Fault { number: "7F3K-92QD".into() }),
        ("error-storage-full", Failure::StorageFull),
        ("error-away", Failure::Away),
    ] {
        let again = (failure != Failure::NotFound).then(|| "/x".to_owned());
        all.push((name, errors::error(&ErrorPage { around: around(words, "/x"), failure, signed_in: false, again })));
    }
    all
}

fn tokens_page(words: Words) -> TokensPage {
    let row = |at: usize| TokenRow {
        id: format!("019aa000-0000-7000-8000-00000000000{at}"),
        name: words.say("token-name-hint").into_owned(),
        reads: ["indicators", "targets", "groups"][..=at % 3].to_vec(),
        organisation: (at == 1).then(|| group().name),
        made_at: instant(at as u64),
        ends_on: instant(at as u64).date_naive(),
        used_on: (at != 2).then(|| instant(at as u64).date_naive()),
        ended: at == 2,
        revoked_at: (at == 3).then(|| instant(3)),
    };
    let made = format!("sansom_{}", "0123456789abcdefghjkmnpqrstvwxyz0123456789abcdefghjk");
    TokensPage { around: around(words, "/programme/tokens"), tokens: (0..4).map(row).collect(), made: Some(made) }
}

fn token_form(words: Words) -> TokenFormPage {
    let form = TokenForm { ends: "21/11/2027".into(), indicators: "1".into(), ..TokenForm::default() };
    let organisations = vec![("SP".into(), group().name)];
    TokenFormPage {
        around: around(words, "/programme/tokens/new"),
        organisations,
        form,
        problems: vec![problem("name", words, "token-name-missing")],
    }
}

fn sign_in_page(around: Around, problems: Vec<Problem>, wait_seconds: Option<u64>) -> SignInPage {
    let place = group().name.show(around.words).to_owned();
    let demo = ["treasurer", "committee", "officer", "auditor", "administrator"].map(|role| DemoSignIn {
        login: format!("{role}-demo"),
        password: "demo-sansom-2026".into(),
        role: role.into(),
        place: place.clone(),
    });
    SignInPage {
        around,
        form: SignInForm { login: "chantha".into(), ..SignInForm::default() },
        problems,
        wait_seconds,
        demo: demo.into(),
    }
}

fn account_page(words: Words) -> AccountPage {
    let session = |id: u64, here| SessionLine {
        id: id.to_string(),
        began: instant(id),
        used: instant(id + 1),
        browser: "Chrome · Android 12".into(),
        here,
    };
    AccountPage {
        around: around(words, "/account"),
        login: "chantha".into(),
        must_change: false,
        problems: vec![problem("new", words, "password-short")],
        sessions: vec![session(300, true), session(280, false)],
    }
}

fn role(role: &str, scope: Scope) -> RoleLine {
    RoleLine { id: role.into(), role: role.into(), scope }
}

fn user_row(at: u32) -> UserRow {
    let roles = match at % 4 {
        0 => vec![role("treasurer", Scope::Group(group().name))],
        1 => vec![role("officer", Scope::Organisation(organisation()))],
        2 => vec![role("administrator", Scope::Programme)],
        _ => vec![role("committee", Scope::Group(group().name)), role("advisor", Scope::Organisation(organisation()))],
    };
    UserRow {
        login: format!("user-{at}"),
        name: person(at).latin,
        roles,
        used: (at != 4).then(|| instant(u64::from(at) * 20)),
        disabled: at == 5,
    }
}

fn scopes() -> Vec<(String, Scope)> {
    vec![
        ("programme".into(), Scope::Programme),
        ("organisation:org1".into(), Scope::Organisation(organisation())),
        ("group:srae-khmer".into(), Scope::Group(group().name)),
    ]
}

//! `sansom user`: who may sign in. The first administrator is made here; there is no built-in password.
use super::{Failure, Outcome, Place, print};
use crate::{
    app::Clock,
    awards::store as awards,
    exports::{Cell, Rows},
    groups::store as groups,
    guard::{Role, RoleOn, Scope},
    store::{Db, Error, Tx, record},
    users::{
        form::is_login,
        password::{self, PasswordRefusal},
        store::{self, NewUser},
    },
};
use clap::{Args, Subcommand, ValueEnum};
use std::io::BufRead;
use words::Language;

/// Users.
#[derive(Debug, Subcommand)]
pub enum User {
    /// Add a user with a role. Her first password is made and printed once; she must choose her own when she signs in.
    #[command(after_help = "Examples:
  sansom user add admin --role administrator
  sansom user add treasurer-kc01 --name \"ជា ស្រីមុំ\" --role treasurer --group SP-KC-01
  sansom user add officer-sp --name \"Officer\" --role officer --organisation SP --language en
  sansom user add cashier-sg --name \"Cashier\" --role cashier --award SG-2026
  echo 'five words she chose herself' | sansom user add auditor --role auditor --password-stdin")]
    Add(Add),
    /// List users, their roles and whether they may sign in.
    #[command(after_help = "Example:
  sansom user list")]
    List,
    /// Give a user a new password, printed once, and sign her out everywhere.
    #[command(after_help = "Examples:
  sansom user password treasurer-kc01
  sansom user password admin --password-stdin < secret.txt")]
    Password {
        /// Whose.
        login: String,
        #[command(flatten)]
        typed: Typed,
    },
    /// Shut a user out and sign her out everywhere; what she did stays hers.
    #[command(after_help = "Examples:
  sansom user disable treasurer-kc01
  sansom user disable treasurer-kc01 --undo")]
    Disable {
        /// Whom.
        login: String,
        /// Let her in again.
        #[arg(long)]
        undo: bool,
    },
}

/// A user to be added.
#[derive(Args, Debug)]
pub struct Add {
    /// What she types to sign in: 2 to 40 small Latin letters, digits, full stops and hyphens.
    login: String,
    /// What others see; without it, the login.
    #[arg(long)]
    name: Option<String>,
    /// What she may do: treasurer, committee, advisor, officer, finance, auditor or administrator; under awards also
    /// manager, cashier, bookkeeper, monitor or liaison.
    #[arg(long, value_parser = role, value_name = "ROLE")]
    role: Role,
    /// Where: an organisation and its groups.
    #[arg(long, value_name = "CODE", conflicts_with = "group")]
    organisation: Option<String>,
    /// Where: one group. Treasurers and committees have one. Without any, the whole programme.
    #[arg(long, value_name = "CODE")]
    group: Option<String>,
    /// Where: one award.
    #[arg(long, value_name = "CODE", conflicts_with_all = ["organisation", "group"])]
    award: Option<String>,
    /// The language of her pages.
    #[arg(long, default_value = "km")]
    language: Tongue,
    #[command(flatten)]
    typed: Typed,
}

/// Where a password comes from.
#[derive(Args, Debug)]
pub struct Typed {
    /// Read the password, one line, from standard input instead of making one; it then need not be changed.
    #[arg(long)]
    password_stdin: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Tongue {
    Km,
    En,
}

fn role(text: &str) -> Result<Role, String> {
    Role::parse(text).ok_or_else(|| format!("one of {}", Role::ALL.map(Role::code).join(", ")))
}

impl User {
    pub async fn open(&self, place: &Place) -> Result<Db, Failure> {
        // The first user is where books begin.
        match self {
            User::Add(_) => place.open().await,
            _ => place.open_existing().await,
        }
    }

    pub async fn run(self, db: &Db) -> Outcome {
        match self {
            User::Add(add) => add.run(db).await,
            User::List => list(db).await,
            User::Password { login, typed } => set_password(db, &login, &typed).await,
            User::Disable { login, undo } => disable(db, &login, undo).await,
        }
    }
}

impl Add {
    async fn run(self, db: &Db) -> Outcome {
        let login = self.login;
        if !is_login(&login) {
            return Err(Failure(format!("“{login}” is not a login: 2 to 40 small Latin letters, digits, full stops and hyphens")));
        }
        let (password, chosen) = self.typed.password(&login)?;
        let hashed = password::hash(&password);
        let mut tx = db.write().await?;
        let scope = match &self.award {
            Some(code) => award(&mut tx, self.role, code).await?,
            None => scope(&mut tx, self.role, self.organisation.as_deref(), self.group.as_deref()).await?,
        };
        let language = match self.language {
            Tongue::Km => Language::Khmer,
            Tongue::En => Language::English,
        };
        let name = self.name.unwrap_or_else(|| login.clone()).trim().to_owned();
        let user = NewUser { login: login.clone(), name, password: hashed, must_change: !chosen, language };
        let now = Clock::System.now();
        let id = match store::add(&mut tx, user, now).await {
            Err(Error::Taken) => return Err(Failure(format!("there is a user {login} already"))),
            added => added?,
        };
        store::set_roles(&mut tx, id, &[RoleOn { role: self.role, scope }]).await?;
        record(&mut tx, None, None, "user-added", &id.to_string(), now).await?;
        tx.commit().await?;
        print(format!("user {login} added\n{}", shown(&password, chosen)))?;
        Ok(true)
    }
}

impl Typed {
    /// The password, and whether somebody chose it.
    fn password(&self, login: &str) -> Result<(String, bool), Failure> {
        if !self.password_stdin {
            return Ok((password::slip(), false));
        }
        let mut line = String::new();
        std::io::stdin()
            .lock()
            .read_line(&mut line)
            .map_err(|error| Failure(format!("the password could not be read: {error}")))?;
        let line = line.trim_end_matches(['\n', '\r']).to_owned();
        let refused = match password::check(&line, login) {
            Ok(()) => return Ok((line, true)),
            Err(PasswordRefusal::TooShort) => format!("the password has fewer than {} characters", password::SHORTEST),
            Err(PasswordRefusal::TooLong) => format!("the password is longer than {} bytes", password::LONGEST),
            Err(PasswordRefusal::Common) => "the password is among the first that anybody would try".to_owned(),
        };
        Err(Failure(refused))
    }
}

/// What is printed of a password: the one that was made, once.
fn shown(password: &str, chosen: bool) -> String {
    if chosen {
        String::new()
    } else {
        format!("first password, shown only this once: {password}\nit must be changed at the first sign-in\n")
    }
}

async fn scope(tx: &mut Tx, role: Role, organisation: Option<&str>, group: Option<&str>) -> Result<Scope, Failure> {
    match (organisation, group) {
        // As the page of users has it: an administrator is everywhere.
        (Some(_), _) | (_, Some(_)) if role == Role::Administrator => {
            Err(Failure("an administrator is one everywhere: no --organisation, no --group".into()))
        }
        (Some(code), _) if role.is_staff() => {
            let found = groups::organisation(tx, code).await?;
            Ok(Scope::Organisation(found.ok_or_else(|| Failure(format!("there is no organisation {code}")))?.id))
        }
        (_, Some(_)) if role.is_of_awards() => {
            Err(Failure(format!("a {} is one of awards, not of a group: --award CODE", role.code())))
        }
        (_, Some(code)) => Ok(Scope::Group(super::report::group(tx, code).await?.book.0)),
        (None, None) if role.is_staff() => Ok(Scope::Programme),
        _ => Err(Failure(format!("a {} has a group: --group CODE", role.code()))),
    }
}

/// An award as a scope.
async fn award(tx: &mut Tx, role: Role, code: &str) -> Result<Scope, Failure> {
    if role == Role::Administrator {
        return Err(Failure("an administrator is one everywhere: no --award".into()));
    }
    if !role.is_staff() {
        return Err(Failure(format!("a {} has a group: --group CODE", role.code())));
    }
    let found = awards::award(tx, code).await?;
    Ok(Scope::Group(found.ok_or_else(|| Failure(format!("there is no award {code}")))?.book.0))
}

async fn list(db: &Db) -> Outcome {
    let mut tx = db.read().await?;
    let roles = store::all_roles(&mut tx).await?;
    let mut rows = Rows::new(&["login", "roles", "language", "sign-in", "name"]);
    for user in store::all(&mut tx).await? {
        let mine = roles.iter().filter(|role| role.user_id == user.id);
        let said = mine.map(|on| match on.group_code.as_ref().or(on.organisation.as_ref()) {
            Some(place) => format!("{} of {place}", on.role),
            None => on.role.clone(),
        });
        let state = match (user.disabled_at, user.must_change) {
            (Some(since), _) => format!("disabled since {}", since.date_naive()),
            (None, true) => "must change password".to_owned(),
            (None, false) => "yes".to_owned(),
        };
        rows.push([
            Cell::text(user.login),
            Cell::text(said.collect::<Vec<_>>().join(", ")),
            Cell::text(user.language),
            Cell::text(state),
            Cell::text(user.name),
        ]);
    }
    print(rows.to_text())?;
    Ok(true)
}

async fn set_password(db: &Db, login: &str, typed: &Typed) -> Outcome {
    let (password, chosen) = typed.password(login)?;
    let hashed = password::hash(&password);
    let mut tx = db.write().await?;
    let user = user(&mut tx, login).await?;
    store::set_password(&mut tx, user.id, hashed, !chosen).await?;
    record(&mut tx, None, None, "password-reset", &user.id.to_string(), Clock::System.now()).await?;
    tx.commit().await?;
    print(format!("password of {login} changed\n{}", shown(&password, chosen)))?;
    Ok(true)
}

async fn disable(db: &Db, login: &str, undo: bool) -> Outcome {
    let mut tx = db.write().await?;
    let user = user(&mut tx, login).await?;
    let now = Clock::System.now();
    if user.disabled_at.is_some() != undo {
        print(format!("nothing changed: {login} may {}sign in\n", if undo { "" } else { "not " }))?;
        return Ok(true);
    }
    store::set_disabled(&mut tx, user.id, (!undo).then_some(now)).await?;
    let action = if undo { "user-enabled" } else { "user-disabled" };
    record(&mut tx, None, None, action, &user.id.to_string(), now).await?;
    tx.commit().await?;
    print(format!("{login} may {}sign in\n", if undo { "" } else { "no longer " }))?;
    Ok(true)
}

async fn user(tx: &mut Tx, login: &str) -> Result<store::User, Failure> {
    store::by_login(tx, login).await?.ok_or_else(|| Failure(format!("there is no user {login}")))
}

/// In whose name a command writes into the books: the named user, or the only administrator who may sign in.
pub async fn actor(tx: &mut Tx, by: Option<&str>) -> Result<store::User, Failure> {
    if let Some(login) = by {
        let user = user(tx, login).await?;
        return if user.disabled_at.is_none() { Ok(user) } else { Err(Failure(format!("{login} is disabled"))) };
    }
    let roles = store::all_roles(tx).await?;
    let administers = |user: &store::User| roles.iter().any(|on| on.user_id == user.id && on.role == Role::Administrator.code());
    let mut found: Vec<_> =
        store::all(tx).await?.into_iter().filter(|user| user.disabled_at.is_none() && administers(user)).collect();
    match (found.pop(), found.len()) {
        (Some(one), 0) => Ok(one),
        (None, _) => Err(Failure(
            "somebody must stand for it in the books: add a user first (sansom user add), or name one with --by LOGIN".into(),
        )),
        _ => Err(Failure("there are several administrators: say who brings this in with --by LOGIN".into())),
    }
}

//! The demo programme: made once, in a folder of its own, by the same functions that the commands and pages call.
//!
//! The fixtures keep fixed days. What is made is moved by whole weeks, so that the main group met within the last seven
//! days and its next meeting is due.
mod awards;
mod banks;
mod coops;
mod files;
pub mod whole;
mod year;

pub use awards::UNDER_WAY;
pub use coops::IN_SEASON;

use crate::{
    app::App,
    cli::Failure,
    groups::store as groups,
    guard::{Role, RoleOn, Scope},
    imports::{self, ImportError, table},
    meetings::seal::Act,
    store::{Tx, record},
    users::{
        password,
        store::{self as users, NewUser},
    },
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use files::{GroupFiles, Programme};
use std::time::Duration;
use words::Language;

/// The demo's sign-ins: login, password, role. They are shown on the sign-in page of a demo and exist nowhere else.
pub const SIGN_INS: &[(&str, &str, &str)] = &[
    ("treasurer", PASSWORD, "treasurer"),
    ("secretary", PASSWORD, "committee"),
    // Of the group in Takeo, whose cycle has ended: two officers share it out.
    ("takeo-treasurer", PASSWORD, "treasurer"),
    ("takeo-secretary", PASSWORD, "committee"),
    // Of the group in Svay Rieng that keeps a rice bank and a cow bank.
    ("bank-treasurer", PASSWORD, "treasurer"),
    ("bank-secretary", PASSWORD, "committee"),
    // Of the rice-mill cooperative that is in the middle of its season.
    ("coop-treasurer", PASSWORD, "treasurer"),
    ("coop-secretary", PASSWORD, "committee"),
    ("advisor", PASSWORD, "advisor"),
    ("officer", PASSWORD, "officer"),
    ("finance", PASSWORD, "finance"),
    // Each of these does one step of a grant or of its vouchers.
    ("manager", PASSWORD, "manager"),
    ("monitor", PASSWORD, "monitor"),
    ("cashier", PASSWORD, "cashier"),
    ("bookkeeper", PASSWORD, "bookkeeper"),
    ("liaison", PASSWORD, "liaison"),
    ("auditor", PASSWORD, "auditor"),
    ("administrator", PASSWORD, "administrator"),
];

/// The one password of the demo.
const PASSWORD: &str = "three cows and a mill";

/// Under this name the database keeps the day on which its demo was made.
const MADE: &str = "demo-made-on";

/// Makes the first of the demo programme, unless it was made before: in one transaction, so that it is there whole or not at
/// all. Pages can be shown from then on; [`cooperatives`] and [`whole`] come after it.
pub async fn make(app: &App) -> Result<(), Failure> {
    let hashed = app.hashing(|| password::hash(PASSWORD)).await;
    let mut tx = app.db().write().await?;
    if groups::setting(&mut tx, MADE).await?.is_some() {
        return Ok(());
    }
    if users::count(&mut tx).await? > 0 {
        return Err(Failure("this folder holds books that are not the demo’s".into()));
    }
    tracing::info!("making the demo programme");
    let demo = Demo { moved: moved(app.today()), now: app.now(), today: app.today() };
    let programme = files::programme()?;
    demo.organisations(&mut tx, &programme).await?;
    // Staff first, since somebody founds the groups; who belongs to a group comes with it.
    demo.users(&mut tx, &programme, &hashed, |user| user.group.is_none()).await?;
    for files in files::GROUPS {
        demo.group(&mut tx, files).await?;
        demo.users(&mut tx, &programme, &hashed, |user| user.group.as_deref() == Some(files.code)).await?;
        if files.code == files::MAIN {
            year::keep(&demo, &mut tx, files).await?;
        } else {
            demo.past(&mut tx, files).await?;
        }
    }
    for files in files::BANKS {
        demo.bank(&mut tx, files).await?;
        if let Some((code, _)) = files.members {
            demo.users(&mut tx, &programme, &hashed, |user| user.group.as_deref() == Some(code)).await?;
        }
        demo.bank_past(&mut tx, files).await?;
    }
    demo.awards(&mut tx).await?;
    let promised = demo.act(&mut tx, "officer", app.today()).await?;
    whole::promises(&mut tx, promised).await?;
    groups::set_setting(&mut tx, MADE, &app.today().to_string()).await?;
    groups::set_setting(&mut tx, coops::PARTS_MADE, "0").await?;
    tx.commit().await?;
    Ok(())
}

/// Makes the demo's cooperatives, unless they were made before: part after part, so that a start that was interrupted goes on.
///
/// # Errors
/// What was not taken: a fault of the program, since a test makes all of it.
pub async fn cooperatives(app: &App) -> Result<(), Failure> {
    coops::make(app, Duration::ZERO).await
}

/// The addresses and sign-ins of the demo, for the terminal.
pub fn sign_ins() -> String {
    let mut text = format!("Demo sign-ins; the password of each: {PASSWORD}\n");
    for (login, _, role) in SIGN_INS {
        let place = match *role {
            "treasurer" | "committee" if login.starts_with("takeo-") => "/groups/PC-TK-01/cycles".to_owned(),
            "treasurer" | "committee" if login.starts_with("bank-") => "/banks/CC-TM-RB".to_owned(),
            "treasurer" | "committee" if login.starts_with("coop-") => format!("/coops/{IN_SEASON}"),
            "treasurer" | "committee" => format!("/groups/{}", files::MAIN),
            "administrator" => "/users".to_owned(),
            "finance" | "manager" | "monitor" | "cashier" | "bookkeeper" | "liaison" => format!("/awards/{}", UNDER_WAY),
            _ => "/".to_owned(),
        };
        text += &format!("  {login:<17}{role:<15}{place}\n");
    }
    text
}

/// By how many days the fixtures move: whole weeks, so that the last meeting of the main group falls on one of the seven
/// days before today.
fn moved(today: NaiveDate) -> TimeDelta {
    let yesterday = today - TimeDelta::days(1);
    TimeDelta::weeks((yesterday - files::LAST_MEETING).num_days().div_euclid(7))
}

/// How the demo is being made.
struct Demo {
    moved: TimeDelta,
    now: DateTime<Utc>,
    today: NaiveDate,
}

impl Demo {
    /// Somebody's act on a past day, in the afternoon; never in the future.
    async fn act(&self, tx: &mut Tx, login: &str, day: NaiveDate) -> Result<Act, Failure> {
        let by = users::by_login(tx, login).await?.ok_or_else(|| Failure(format!("the demo has no user {login}")))?.id;
        // Nine in UTC is four in the afternoon in Cambodia.
        let at = day.and_hms_opt(9, 0, 0).map_or(self.now, |at| at.and_utc().min(self.now));
        Ok(Act { by, at, today: day.min(self.today) })
    }

    async fn organisations(&self, tx: &mut Tx, programme: &Programme) -> Result<(), Failure> {
        for one in &programme.organisation {
            groups::add_organisation(tx, &one.code, &one.name_km, &one.name_latin).await?;
            record(tx, None, None, "organisation-added", &one.code, self.now).await?;
        }
        Ok(())
    }

    async fn users(
        &self,
        tx: &mut Tx,
        programme: &Programme,
        hashed: &str,
        which: impl Fn(&files::User) -> bool,
    ) -> Result<(), Failure> {
        for user in programme.user.iter().filter(|user| which(user)) {
            let role = SIGN_INS.iter().find(|(login, ..)| *login == user.login).and_then(|(_, _, role)| Role::parse(role));
            let role = role.ok_or_else(|| Failure(format!("the demo has no role for {}", user.login)))?;
            let scope = match (&user.organisation, &user.group) {
                (Some(code), _) => {
                    let found = groups::organisation(tx, code).await?;
                    Scope::Organisation(found.ok_or_else(|| Failure(format!("the demo has no organisation {code}")))?.id)
                }
                (None, Some(code)) => Scope::Group(group(tx, code).await?.book.0),
                (None, None) => Scope::Programme,
            };
            let language = Language::parse(&user.language).unwrap_or(Language::Khmer);
            let new = NewUser {
                login: user.login.clone(),
                name: user.name.clone(),
                password: hashed.to_owned(),
                must_change: false,
                language,
            };
            let id = users::add(tx, new, self.now).await?;
            users::set_roles(tx, id, &[RoleOn { role, scope }]).await?;
            record(tx, None, None, "user-added", &id.to_string(), self.now).await?;
        }
        Ok(())
    }

    /// Founds a group from its file.
    async fn group(&self, tx: &mut Tx, files: &GroupFiles) -> Result<(), Failure> {
        let file = imports::groups::read_text(files.group, files::beside).map_err(Failure)?.moved(self.moved);
        let act = self.act(tx, "officer", file.founded_on()).await?;
        taken(files, file.write(tx, act).await)
    }

    /// A group whose members, opening and meetings are all brought in from files.
    async fn past(&self, tx: &mut Tx, files: &GroupFiles) -> Result<(), Failure> {
        let group = group(tx, files.code).await?;
        let act = self.act(tx, "officer", self.today).await?;
        let members = self.rows(files.members, imports::members::COLUMNS, "joined_on")?;
        taken(files, imports::members::write(tx, &group, &members, act).await)?;
        if let Some(opening) = files.opening {
            let rows = self.rows(opening, imports::opening::COLUMNS, "date")?;
            taken(files, imports::opening::write(tx, &group, &rows, act).await)?;
        }
        if let Some(meetings) = files.meetings {
            let rows = self.rows(meetings, imports::meetings::COLUMNS, "date")?;
            taken(files, imports::meetings::write(tx, &group, &rows, act).await)?;
        }
        Ok(())
    }

    /// The rows of a fixture with the days of a column moved.
    fn rows(&self, text: &str, columns: &[table::Column], dates: &'static str) -> Result<Vec<table::Row>, Failure> {
        let rows = table::read_text(text.as_bytes(), columns).map_err(|error| Failure(format!("a fixture: {error:?}")))?;
        let moved = |row: table::Row| {
            let day = words::read_date(row.text(dates)).map_err(|_| Failure(format!("a fixture, line {}: no date", row.line)))?;
            Ok(row.with(dates, (day + self.moved).to_string()))
        };
        rows.into_iter().map(moved).collect()
    }
}

async fn group(tx: &mut Tx, code: &str) -> Result<groups::Group, Failure> {
    groups::group(tx, code).await?.ok_or_else(|| Failure(format!("the demo has no group {code}")))
}

/// A fixture that is not taken is a fault of the program: a test makes the demo.
fn taken(files: &GroupFiles, imported: Result<imports::Imported, ImportError>) -> Result<(), Failure> {
    imported.map(drop).map_err(|error| Failure(format!("the demo’s group {}: {error:?}", files.code)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_meeting_is_within_the_last_seven_days() {
        for days in 0..30 {
            let today = files::LAST_MEETING + TimeDelta::days(days - 10);
            let ago = (today - (files::LAST_MEETING + moved(today))).num_days();
            assert!((1..=7).contains(&ago), "{today}: {ago} days ago");
        }
    }
}

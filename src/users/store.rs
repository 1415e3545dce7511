//! Users, their roles, their sessions, and failed sign-ins.
use crate::{
    guard::{Role, RoleOn, Scope},
    store::{Error, Result, Tx, statements},
};
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::FromRow;
use uuid::Uuid;
use words::{Digits, Language, Words};

statements! {
    /// Who holds a session that has not ended, one row a role.
    VISIT = "select u.id, u.login, u.name, u.password, u.must_change, u.language, u.digits, u.disabled_at, s.seen_at,
                    r.role, r.organisation_id, r.book_id
               from session s
               join app_user u on u.id = s.user_id
               left join app_role r on r.user_id = u.id
              where s.token_hash = $1 and s.ends_at > $2 and s.seen_at > $3 and u.disabled_at is null
              order by r.no";
    ROLES = "select role, organisation_id, book_id from app_role where user_id = $1 order by no";
    ALL_ROLES = "select r.user_id, r.role, r.organisation_id, r.book_id, o.code as organisation, coalesce(g.code, a.code) as group_code
                   from app_role r
                   left join organisation o on o.id = r.organisation_id
                   left join savings_group g on g.book_id = r.book_id
                   left join award a on a.book_id = r.book_id
                  order by r.user_id, r.no";
    BY_LOGIN = "select id, login, name, password, must_change, language, digits, disabled_at from app_user where login = $1";
    BY_ID = "select id, login, name, password, must_change, language, digits, disabled_at from app_user where id = $1";
    ALL = "select id, login, name, password, must_change, language, digits, disabled_at from app_user where login not like '~%' order by login";
    NAMES = "select id, name from app_user";
    COUNT = "select count(*) from app_user";
    ADD = "insert into app_user (id, login, name, password, must_change, language, created_at) values ($1, $2, $3, $4, $5, $6, $7)";
    RENAME = "update app_user set name = $2 where id = $1";
    SET_PASSWORD = "update app_user set password = $2, must_change = $3 where id = $1";
    SET_DISABLED = "update app_user set disabled_at = $2 where id = $1";
    SET_WORDS = "update app_user set language = $2, digits = $3 where id = $1";
    CLEAR_ROLES = "delete from app_role where user_id = $1";
    ADD_ROLE = "insert into app_role (user_id, no, role, organisation_id, book_id) values ($1, $2, $3, $4, $5)";
    START_SESSION = "insert into session (token_hash, user_id, made_at, seen_at, ends_at, agent) values ($1, $2, $3, $3, $4, $5)";
    SEEN = "update session set seen_at = $2 where token_hash = $1 and seen_at < $3";
    END_SESSION = "delete from session where token_hash = $1";
    END_SESSIONS = "delete from session where user_id = $1";
    END_OTHER_SESSIONS = "delete from session where user_id = $1 and token_hash <> $2";
    END_OLD_SESSIONS = "delete from session where ends_at < $1";
    SESSIONS = "select token_hash, made_at, seen_at, agent from session where user_id = $1 and ends_at > $2 and seen_at > $3 order by seen_at desc";
    LAST_SIGN_INS = "select id, signed_in_at from app_user where signed_in_at is not null";
    SIGNED_IN = "update app_user set signed_in_at = $2 where id = $1";
    ATTEMPT = "select until from attempt where who = $1";
    FAILED = "insert into attempt (who, fails, until) values ($1, 1, $2)
              on conflict (who) do update set fails = attempt.fails + 1 returning fails";
    WAIT = "update attempt set until = $2 where who = $1";
    SUCCEEDED = "delete from attempt where who = $1";
    FORGIVEN = "update attempt set fails = fails - 1, until = $2 where who = $1 and fails > 0";
    FORGET_ATTEMPTS = "delete from attempt where until < $1";
}

/// A person who signs in.
#[derive(Clone, Debug, FromRow)]
pub struct User {
    /// Her id; part of every entry's hash that she records.
    pub id: Uuid,
    /// What she types to sign in; lower case.
    pub login: String,
    /// What others see.
    pub name: String,
    /// argon2id, as a PHC string.
    pub password: String,
    /// Someone else chose the password: she must choose her own first.
    pub must_change: bool,
    /// `km` or `en`.
    pub language: String,
    /// `latin` or `khmer`.
    pub digits: String,
    /// Since when she may no longer sign in.
    pub disabled_at: Option<DateTime<Utc>>,
}

impl User {
    /// Her language and digits.
    pub fn words(&self) -> Words {
        Words {
            language: Language::parse(&self.language).unwrap_or(Language::Khmer),
            digits: Digits::parse(&self.digits).unwrap_or(Digits::Latin),
        }
    }
}

/// How long a session lasts unused, and at most.
const IDLE: TimeDelta = TimeDelta::hours(12);
/// How exactly it is kept when a session was last used: more would be a write for every page.
const NOTED: TimeDelta = TimeDelta::minutes(5);
/// At most a week, so that a lost phone does not stay signed in for a season.
pub const LIFE: TimeDelta = TimeDelta::days(7);

/// Who holds a session: the user, her roles, and when the session was last noted as used.
#[derive(Clone, Debug)]
pub struct Holder {
    /// Who.
    pub user: User,
    /// What she may do where.
    pub roles: Vec<RoleOn>,
    /// Whether the session was last noted as used so long ago that it should be noted again.
    pub stale: bool,
}

#[derive(FromRow)]
struct VisitRow {
    #[sqlx(flatten)]
    user: User,
    seen_at: DateTime<Utc>,
    role: Option<String>,
    organisation_id: Option<Uuid>,
    book_id: Option<i64>,
}

/// Who holds the session of this token hash, if it has not ended.
pub async fn visit(tx: &mut Tx, token_hash: &[u8], now: DateTime<Utc>) -> Result<Option<Holder>> {
    let rows: Vec<VisitRow> = tx.all(VISIT, (token_hash.to_vec(), now, now - IDLE)).await?;
    let of_row = |row: &VisitRow| row.role.as_deref().map(|role| role_on(role, row.organisation_id, row.book_id));
    let roles = rows.iter().filter_map(of_row).collect::<Result<Vec<_>>>()?;
    let holder = |VisitRow { user, seen_at, .. }| Holder { user, roles, stale: seen_at < now - NOTED };
    Ok(rows.into_iter().next().map(holder))
}

/// The roles of a user.
pub async fn roles(tx: &mut Tx, user: Uuid) -> Result<Vec<RoleOn>> {
    let rows: Vec<(String, Option<Uuid>, Option<i64>)> = tx.all(ROLES, (user,)).await?;
    rows.into_iter().map(|(role, organisation, book)| role_on(&role, organisation, book)).collect()
}

fn role_on(role: &str, organisation: Option<Uuid>, book: Option<i64>) -> Result<RoleOn> {
    let role = Role::parse(role).ok_or_else(|| Error::Garbled(format!("role {role}")))?;
    Ok(RoleOn { role, scope: scope(organisation, book) })
}

fn scope(organisation: Option<Uuid>, book: Option<i64>) -> Scope {
    match (organisation, book) {
        (Some(organisation), _) => Scope::Organisation(organisation),
        (None, Some(book)) => Scope::Group(book),
        (None, None) => Scope::Programme,
    }
}

/// A role with the codes of its scope, for lists.
#[derive(Clone, Debug, FromRow)]
pub struct RoleRow {
    /// Whose.
    pub user_id: Uuid,
    /// What.
    pub role: String,
    /// The organisation's id, where it holds in one.
    pub organisation_id: Option<Uuid>,
    /// The book of the group or award, where it holds in one.
    pub book_id: Option<i64>,
    /// The organisation's code.
    pub organisation: Option<String>,
    /// The group's or award's code.
    pub group_code: Option<String>,
}

impl RoleRow {
    /// What it is and where it holds.
    pub fn role_on(&self) -> Option<RoleOn> {
        Some(RoleOn { role: Role::parse(&self.role)?, scope: self.scope() })
    }

    /// Where it holds.
    pub fn scope(&self) -> Scope {
        scope(self.organisation_id, self.book_id)
    }
}

/// Everybody's roles, in one read.
pub async fn all_roles(tx: &mut Tx) -> Result<Vec<RoleRow>> {
    tx.all(ALL_ROLES, ()).await
}

/// The user of a login.
pub async fn by_login(tx: &mut Tx, login: &str) -> Result<Option<User>> {
    tx.optional(BY_LOGIN, (login.to_owned(),)).await
}

/// The user of an id.
pub async fn by_id(tx: &mut Tx, id: Uuid) -> Result<Option<User>> {
    tx.optional(BY_ID, (id,)).await
}

/// Everybody, by login.
pub async fn all(tx: &mut Tx) -> Result<Vec<User>> {
    tx.all(ALL, ()).await
}

/// Everybody's id and name: what a page needs to say who did something.
pub async fn names(tx: &mut Tx) -> Result<std::collections::HashMap<Uuid, String>> {
    Ok(tx.all::<(Uuid, String)>(NAMES, ()).await?.into_iter().collect())
}

/// How many users there are.
pub async fn count(tx: &mut Tx) -> Result<i64> {
    tx.value(COUNT, ()).await
}

/// A user to be added.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// Lower case.
    pub login: String,
    /// What others see.
    pub name: String,
    /// The hashed password.
    pub password: String,
    /// Whether she must choose her own at the first sign-in.
    pub must_change: bool,
    /// Her language.
    pub language: Language,
}

/// Adds a user; [`Error::Taken`] when the login is.
pub async fn add(tx: &mut Tx, user: NewUser, now: DateTime<Utc>) -> Result<Uuid> {
    let id = Uuid::now_v7();
    add_as(tx, id, user, now).await?;
    Ok(id)
}

/// The same under an id that a form carries, so that the form sent twice adds one user.
pub async fn add_as(tx: &mut Tx, id: Uuid, user: NewUser, now: DateTime<Utc>) -> Result<()> {
    let NewUser { login, name, password, must_change, language } = user;
    tx.run(ADD, (id, login, name, password, must_change, language.code().to_owned(), now)).await.map(drop)
}

/// Changes the name others see.
pub async fn rename(tx: &mut Tx, user: Uuid, name: &str) -> Result<()> {
    tx.run(RENAME, (user, name.to_owned())).await.map(drop)
}

/// Sets a hashed password and ends every session.
pub async fn set_password(tx: &mut Tx, user: Uuid, password: String, must_change: bool) -> Result<()> {
    tx.run(SET_PASSWORD, (user, password, must_change)).await?;
    end_sessions(tx, user).await
}

/// Sets a hashed password that its owner chose, and ends her other sessions.
pub async fn change_password(tx: &mut Tx, user: Uuid, password: String, session: &[u8]) -> Result<()> {
    tx.run(SET_PASSWORD, (user, password, false)).await?;
    tx.run(END_OTHER_SESSIONS, (user, session.to_vec())).await.map(drop)
}

/// Shuts a user out (or in again) and ends every session.
pub async fn set_disabled(tx: &mut Tx, user: Uuid, since: Option<DateTime<Utc>>) -> Result<()> {
    tx.run(SET_DISABLED, (user, since)).await?;
    end_sessions(tx, user).await
}

/// Keeps the language and digits of a user.
pub async fn set_words(tx: &mut Tx, user: Uuid, words: Words) -> Result<()> {
    tx.run(SET_WORDS, (user, words.language.code().to_owned(), words.digits.code().to_owned())).await.map(drop)
}

/// Gives a user these roles and no others.
pub async fn set_roles(tx: &mut Tx, user: Uuid, roles: &[RoleOn]) -> Result<()> {
    tx.run(CLEAR_ROLES, (user,)).await?;
    for (no, on) in (1_i64..).zip(roles) {
        let (organisation, book) = match on.scope {
            Scope::Programme => (None, None),
            Scope::Organisation(id) => (Some(id), None),
            Scope::Group(book) => (None, Some(book)),
        };
        tx.run(ADD_ROLE, (user, no, on.role.code().to_owned(), organisation, book)).await?;
    }
    Ok(())
}

/// Starts a session under a token's hash.
pub async fn start_session(tx: &mut Tx, user: Uuid, token_hash: Vec<u8>, agent: &str, now: DateTime<Utc>) -> Result<()> {
    tx.run(END_OLD_SESSIONS, (now,)).await?;
    tx.run(SIGNED_IN, (user, now)).await?;
    let agent: String = agent.chars().take(200).collect();
    tx.run(START_SESSION, (token_hash, user, now, now + LIFE, agent)).await.map(drop)
}

/// Notes that a session was used, at most every five minutes.
pub async fn seen(tx: &mut Tx, token_hash: &[u8], now: DateTime<Utc>) -> Result<()> {
    tx.run(SEEN, (token_hash.to_vec(), now, now - NOTED)).await.map(drop)
}

/// Ends one session.
pub async fn end_session(tx: &mut Tx, token_hash: &[u8]) -> Result<()> {
    tx.run(END_SESSION, (token_hash.to_vec(),)).await.map(drop)
}

/// Ends all sessions of a user.
pub async fn end_sessions(tx: &mut Tx, user: Uuid) -> Result<()> {
    tx.run(END_SESSIONS, (user,)).await.map(drop)
}

/// A session as its owner sees it.
#[derive(Clone, Debug, FromRow)]
pub struct Session {
    /// The hash of its token.
    pub token_hash: Vec<u8>,
    /// When she signed in.
    pub made_at: DateTime<Utc>,
    /// When it was last used, to five minutes.
    pub seen_at: DateTime<Utc>,
    /// What the browser calls itself.
    pub agent: String,
}

/// The sessions of a user that have not ended.
pub async fn sessions(tx: &mut Tx, user: Uuid, now: DateTime<Utc>) -> Result<Vec<Session>> {
    tx.all(SESSIONS, (user, now, now - IDLE)).await
}

/// When each user last signed in.
pub async fn last_sign_ins(tx: &mut Tx) -> Result<std::collections::HashMap<Uuid, DateTime<Utc>>> {
    Ok(tx.all::<(Uuid, DateTime<Utc>)>(LAST_SIGN_INS, ()).await?.into_iter().collect())
}

/// How many seconds this account or address must still wait; 0 when it need not.
pub async fn must_wait(tx: &mut Tx, who: &str, now: DateTime<Utc>) -> Result<i64> {
    let until: Option<(DateTime<Utc>,)> = tx.optional(ATTEMPT, (who.to_owned(),)).await?;
    Ok(until.map_or(0, |(until,)| ((until - now).num_milliseconds() + 999).div_euclid(1_000).clamp(0, 900)))
}

/// Notes a failed sign-in: `free` are forgiven, then each further one waits twice as long, 15 minutes at most.
pub async fn failed(tx: &mut Tx, who: &str, free: i64, now: DateTime<Utc>) -> Result<()> {
    tx.run(FORGET_ATTEMPTS, (now - TimeDelta::days(1),)).await?;
    let fails: i64 = tx.value(FAILED, (who.to_owned(), now)).await?;
    if fails > free {
        let wait = 1_i64 << (fails - free).min(10);
        tx.run(WAIT, (who.to_owned(), now + TimeDelta::seconds(wait.min(900)))).await?;
    }
    Ok(())
}

/// Takes back one try that was counted and turned out right, where others at the same address may have failed.
pub async fn forgiven(tx: &mut Tx, who: &str, now: DateTime<Utc>) -> Result<()> {
    tx.run(FORGIVEN, (who.to_owned(), now)).await.map(drop)
}

/// Forgets the failed sign-ins of an account.
pub async fn succeeded(tx: &mut Tx, who: &str) -> Result<()> {
    tx.run(SUCCEEDED, (who.to_owned(),)).await.map(drop)
}

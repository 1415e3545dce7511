//! The SQL of practice groups: who learns on which, and how one makes way for the next.
use crate::store::{BookId, Result, Tx, statements};
use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

/// Practice groups with who learns on them; those that ended are only asked for by book.
macro_rules! practice {
    ($which:literal) => {
        concat!(
            "select y.book_id, g.organisation_id, g.code, g.name_km, g.name_latin, y.like_book, coalesce(l.code, '') as like_code,
                    y.begun_by, u.name as begun_by_name, y.begun_at, y.second, y.ended_at
               from practice_group y
               join savings_group g on g.book_id = y.book_id
               join app_user u on u.id = y.begun_by
               left join savings_group l on l.book_id = y.like_book
              where ",
            $which
        )
    };
}

statements! {
    OF_BOOK = practice!("y.book_id = $1");
    OF_USER = practice!("y.begun_by = $1 and y.ended_at is null");
    UNDER_WAY = practice!("y.ended_at is null order by g.code");
    /// Every code that begins so: of groups of either kind, and of banks, which share the addresses of papers and files.
    CODES = "select code from savings_group where substr(code, 1, length($1)) = $1
             union select code from bank where substr(code, 1, length($1)) = $1";
    ADD_REGISTER = "insert into organisation (id, code, name_km, name_latin, practice) values ($1, $2, $3, $4, true)";
    ADD = "insert into practice_group (book_id, register_id, like_book, begun_by, begun_at) values ($1, $2, $3, $4, $5)";
    END = "update practice_group set ended_at = $2, ended_by = $3, second = false where book_id = $1 and ended_at is null";
    SET_CODE = "update savings_group set code = $2 where book_id = $1";
    ACT_AS = "update practice_group set second = $2 where book_id = $1 and ended_at is null";
    ADD_SECOND = "insert into app_user (id, login, name, password, must_change, language, created_at, disabled_at)
                  select $1, $2, $3, '', true, 'km', $4, $4 where not exists (select 1 from app_user where id = $1)";
}

/// Whom a learner acts as when she plays the second officer: somebody who never signs in.
pub const SECOND: Uuid = Uuid::from_u128(0x5361_6e73_6f6d_4070_8000_0000_0000_0002);

/// Under this she stands among the users; no login that can be typed begins so, and no list shows it.
const SECOND_LOGIN: &str = "~second-officer";

/// A practice group and who learns on it.
#[derive(Clone, Debug, FromRow)]
pub struct Practice {
    /// Its book.
    #[sqlx(rename = "book_id")]
    pub book: BookId,
    /// The organisation whose people may see it.
    pub organisation_id: Uuid,
    /// Its code.
    pub code: String,
    /// Its name in Khmer.
    pub name_km: String,
    /// Its name in Latin script.
    pub name_latin: String,
    /// The book of the group whose rules it copied.
    pub like_book: Option<i64>,
    /// That group's code; empty where the rules were ready-made.
    pub like_code: String,
    /// Who began it, and is its treasurer.
    pub begun_by: Uuid,
    /// Her name.
    pub begun_by_name: String,
    /// When.
    pub begun_at: DateTime<Utc>,
    /// She acts as its second officer at present.
    pub second: bool,
    /// Since when it is closed for good.
    pub ended_at: Option<DateTime<Utc>>,
}

impl Practice {
    /// Its name as pages take it.
    pub fn name(&self) -> templates::parts::Name {
        templates::parts::Name::new(&self.name_km, &self.name_latin)
    }
}

/// The practice group that a book is, be it under way or ended; `None`: the book is real.
pub async fn of_book(tx: &mut Tx, book: BookId) -> Result<Option<Practice>> {
    tx.optional(OF_BOOK, (book.0,)).await
}

/// The practice group that somebody learns on now.
pub async fn of_user(tx: &mut Tx, user: Uuid) -> Result<Option<Practice>> {
    tx.optional(OF_USER, (user,)).await
}

/// Every practice group under way, by code.
pub async fn under_way(tx: &mut Tx) -> Result<Vec<Practice>> {
    tx.all(UNDER_WAY, ()).await
}

/// The first code that is free: the wanted one, or with a number after `between`.
pub async fn free_code(tx: &mut Tx, wanted: &str, between: char) -> Result<String> {
    let taken: Vec<(String,)> = tx.all(CODES, (wanted.to_owned(),)).await?;
    let is_free = |code: &String| !taken.iter().any(|(other,)| other == code);
    let numbered = (1_u64..).map(|no| format!("{wanted}{between}{no}"));
    // What ended is always numbered; what is under way only where another has the plain code.
    let plain = (between == '-').then(|| wanted.to_owned());
    Ok(plain.into_iter().chain(numbered.skip(usize::from(between == '-'))).find(is_free).expect("numbers do not end"))
}

/// Makes the register of a practice group's invented members, and writes down who learns on the group.
pub async fn add(
    tx: &mut Tx,
    book: BookId,
    (name_km, name_latin): (&str, &str),
    like: Option<BookId>,
    (by, at): (Uuid, DateTime<Utc>),
) -> Result<()> {
    let register = Uuid::now_v7();
    tx.run(ADD_REGISTER, (register, format!("~{}", book.0), name_km.to_owned(), name_latin.to_owned())).await?;
    tx.run(ADD, (book.0, register, like.map(|book| book.0), by, at)).await.map(drop)
}

/// Closes a practice group for good and frees its code for the next one.
pub async fn end(tx: &mut Tx, practice: &Practice, by: Uuid, at: DateTime<Utc>) -> Result<()> {
    let code = free_code(tx, &practice.code, '~').await?;
    tx.run(SET_CODE, (practice.book.0, code)).await?;
    tx.run(END, (practice.book.0, at, by)).await.map(drop)
}

/// Lets who learns act as the second officer, or as the treasurer again.
pub async fn act_as(tx: &mut Tx, book: BookId, second: bool) -> Result<()> {
    tx.run(ACT_AS, (book.0, second)).await.map(drop)
}

/// Sees that the second officer whom learners play is among the users: she has no password and may not sign in.
pub async fn ensure_second(tx: &mut Tx, name: &str, at: DateTime<Utc>) -> Result<()> {
    tx.run(ADD_SECOND, (SECOND, SECOND_LOGIN.to_owned(), name.to_owned(), at)).await.map(drop)
}

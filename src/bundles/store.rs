//! The SQL of bundles: instances that are known, who keeps which book, and what went and came.
use super::keys::PublicKeys;
use crate::store::{BookId, Error, Result, Tx, statements};
use chrono::{DateTime, Utc};
use domain::bundles::{Hashes, How, Keeping, Place};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use std::collections::BTreeMap;
use uuid::Uuid;

statements! {
    INSTANCES = "select id, name, kind, signs, opens, own, recorded_at, lost_at from instance order by own desc, name, id";
    ADD_INSTANCE = "insert into instance (id, name, kind, signs, opens, own, recorded_at, recorded_by) values ($1, $2, $3, $4, $5, $6, $7, $8)";
    RENAME_INSTANCE = "update instance set name = $2 where id = $1";
    INSTANCE_LOST = "update instance set lost_at = $2 where id = $1";
    KEEPINGS = "select book_id, no, how, from_id, to_id, said_by, head_no, head_hash, trail_no, trail_hash, reason, recorded_at, recorded_by, signature
                  from keeping where book_id = $1 order by no";
    ALL_KEEPINGS = "select book_id, no, how, from_id, to_id, said_by, head_no, head_hash, trail_no, trail_hash, reason, recorded_at, recorded_by, signature
                      from keeping order by book_id, no";
    ADD_KEEPING = "insert into keeping (book_id, no, how, from_id, to_id, said_by, head_no, head_hash, trail_no, trail_hash, reason, recorded_at,
                                        recorded_by, signature)
                   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    AWAY = "select i.name from away a join instance i on i.id = a.instance_id where a.book_id = $1";
    ALL_AWAY = "select a.book_id, i.name from away a join instance i on i.id = a.instance_id";
    BOOK_OF_UID = "select id from book where uid = $1";
    BOOK = "select b.uid, b.name, g.code, g.practice, exists (select 1 from coop c where c.book_id = b.id) as sells
              from book b join savings_group g on g.book_id = b.id where b.id = $1";
    BOOK_NEW = "insert into book (uid, name) values ($1, $2) returning id";
    PLACE = "select coalesce(b.head_no, 0) as entry, b.head_hash as entry_hash, coalesce(h.no, 0) as line, h.hash as line_hash
               from book b left join audit_head h on h.book_id = b.id where b.id = $1";
    ENTRY_HASH = "select hash from entry where book_id = $1 and no = $2";
    LINE_HASH = "select hash from audit where book_id = $1 and no = $2";
    LAST_NO = "select coalesce(max(no), 0) from bundle where way = $1 and instance_id = $2";
    OF_DIGEST = "select instance_id, no from bundle where way = $1 and digest = $2";
    NO_TAKEN = "select count(*) from bundle where way = 'taken' and instance_id = $1 and no = $2";
    ADD_BUNDLE = "insert into bundle (way, instance_id, no, digest, made_at, recorded_at, recorded_by) values ($1, $2, $3, $4, $5, $6, $7)";
    ADD_BUNDLE_BOOK = "insert into bundle_book (way, instance_id, bundle_no, book_id, upto, lines, head_no, head_hash, trail_no, trail_hash)
                       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    RECEIPTED = "update bundle set receipted_at = $4 where way = 'sent' and instance_id = $1 and no = $2 and digest = $3 and receipted_at is null";
    TAKEN_LATELY = "select no, digest from bundle where way = 'taken' and instance_id = $1 order by no desc limit 50";
    /// What the other is known to have of a book: what came from it, and what it gave a receipt for.
    MARK = "select o.upto, o.head_no, o.head_hash, o.trail_no, o.trail_hash
              from bundle_book o join bundle b on b.way = o.way and b.instance_id = o.instance_id and b.no = o.bundle_no
             where o.book_id = $1 and o.instance_id = $2 and (o.way = 'taken' or b.receipted_at is not null)
             order by o.upto desc, o.head_no desc limit 1";
    BEGIN_TAKING = "insert into taking (book_id) values ($1)";
    END_TAKING = "delete from taking where book_id = $1";
    /// Of the groups whose books are named in a JSON array.
    ORGANISATIONS = "select distinct o.id, o.code, o.name_km, o.name_latin from savings_group g join organisation o on o.id = g.organisation_id
                      where g.book_id in (select value from json_each($1)) order by o.code",
        postgres: "select distinct o.id, o.code, o.name_km, o.name_latin from savings_group g join organisation o on o.id = g.organisation_id
                    where g.book_id in (select value::bigint from json_array_elements_text($1::json) as l (value)) order by o.code";
    ADD_ORGANISATION = "insert into organisation (id, code, name_km, name_latin)
                        select $1, $2, $3, $4 where not exists (select 1 from organisation where id = $1)";
    COMMODITIES = "select code, cast(decimals as bigint) from commodity order by code";
    GOODS = "select code, class, grade, variety_km, variety_latin from good order by code";
    ADD_GOOD = "insert into good (code, class, grade, variety_km, variety_latin)
                select $1, $2, $3, $4, $5 where not exists (select 1 from good where code = $1)";
    PAPER_KEYS = "select id, public_key, recorded_at from paper_key order by id";
    ADD_PAPER_KEY = "insert into paper_key (id, public_key, recorded_at)
                     select $1, $2, $3 where not exists (select 1 from paper_key where id = $1)";
    /// Who has a role in the book, and who ever did something in it.
    USERS = "select u.id, u.login, u.name, u.password, u.language, u.digits, r.role, u.disabled_at
               from app_user u left join app_role r on r.user_id = u.id and r.book_id = $1 and r.role in ('treasurer', 'committee')
              where r.user_id is not null or u.id in (select a.by_user from audit a where a.book_id = $1)
                 or u.id in (select e.recorded_by from entry e where e.book_id = $1)
              order by u.id, r.no";
    USER_THERE = "select count(*) from app_user where id = $1";
    LOGIN_THERE = "select count(*) from app_user where login = $1";
    ADD_USER = "insert into app_user (id, login, name, password, must_change, language, digits, created_at, disabled_at)
                values ($1, $2, $3, $4, false, $5, $6, $7, $8)";
    ADD_ROLE = "insert into app_role (user_id, no, role, book_id)
                select $1, (select coalesce(max(no), 0) + 1 from app_role where user_id = $1), $2, $3
                 where not exists (select 1 from app_role where user_id = $1 and role = $2 and book_id = $3)";
    LATEST = "select b.way, b.instance_id, max(b.recorded_at) as at,
                     sum(case when b.way = 'sent' and b.receipted_at is null then 1 else 0 end) as waiting
                from bundle b group by b.way, b.instance_id";
    /// Up to which entry each instance is known to have each book: it came from it, or it gave a receipt for it.
    KNOWN_THERE = "select o.instance_id, o.book_id, max(o.head_no)
                     from bundle_book o join bundle b on b.way = o.way and b.instance_id = o.instance_id and b.no = o.bundle_no
                    where o.way = 'taken' or b.receipted_at is not null group by o.instance_id, o.book_id";
    LAST_BROUGHT = "select b.recorded_at, o.head_no from bundle_book o
                      join bundle b on b.way = o.way and b.instance_id = o.instance_id and b.no = o.bundle_no
                     where o.way = 'taken' and o.book_id = $1 and o.lines > 0 order by b.recorded_at desc limit 1";
    /// What was written of each book, by table, that the other instance is not known to have: the programme of every book,
    /// a laptop of those that it keeps.
    NEW_THERE = "select m.instance_id, w.book_id, w.what, count(distinct w.key)
                   from (select p.instance_id, p.book_id, coalesce(max(o.upto), 0) as upto
                           from (select k.book_id, i.id as instance_id
                                   from keeping k join instance i on i.own = false and (i.id = k.to_id or i.kind = 'programme')
                                  where k.no = (select max(l.no) from keeping l where l.book_id = k.book_id)) p
                           left join (select o.instance_id, o.book_id, o.upto from bundle_book o
                                        join bundle b on b.way = o.way and b.instance_id = o.instance_id and b.no = o.bundle_no
                                       where o.way = 'taken' or b.receipted_at is not null) o
                             on o.instance_id = p.instance_id and o.book_id = p.book_id
                          group by p.instance_id, p.book_id) m
                   join written w on w.book_id = m.book_id and w.no > m.upto
                  group by m.instance_id, w.book_id, w.what order by m.instance_id, w.book_id, w.what";
    CARRIED_ROWS = "select coalesce(sum(lines), 0) from bundle_book where way = 'taken' and instance_id = $1 and bundle_no = $2",
        postgres: "select cast(coalesce(sum(lines), 0) as bigint) from bundle_book where way = 'taken' and instance_id = $1 and bundle_no = $2";
    IS_KEPT = "select count(*) from keeping where book_id = $1";
    GROUPS = "select count(*) from savings_group where practice = false";
    GROUPS_KEPT = "select g.book_id, g.code, g.name_km, g.name_latin, coalesce(b.head_no, 0) as head_no
                     from savings_group g join book b on b.id = g.book_id
                    where g.book_id in (select book_id from keeping) order by g.code";
}

/// An instance of the program: this one, or one that bundles are exchanged with.
#[derive(Clone, Debug, FromRow)]
pub struct Instance {
    /// Its id.
    pub id: Uuid,
    /// What people call it.
    pub name: String,
    /// `programme` or `laptop`.
    pub kind: String,
    /// Its Ed25519 key.
    pub signs: Vec<u8>,
    /// Its X25519 key.
    pub opens: Vec<u8>,
    /// Whether it is this one.
    pub own: bool,
    /// Since when it is known here.
    pub recorded_at: DateTime<Utc>,
    /// Since when nothing is taken from it.
    pub lost_at: Option<DateTime<Utc>>,
}

impl Instance {
    /// Its keys.
    ///
    /// # Errors
    /// Where what is stored is no key.
    pub fn keys(&self) -> Result<PublicKeys> {
        PublicKeys::from_bytes(&self.signs, &self.opens).ok_or_else(|| Error::Garbled(format!("the keys of instance {}", self.id)))
    }

    /// Whether it hands books to laptops.
    pub fn is_programme(&self) -> bool {
        self.kind == "programme"
    }
}

/// All instances, this one first.
pub async fn instances(tx: &mut Tx) -> Result<Vec<Instance>> {
    tx.all(INSTANCES, ()).await
}

/// Writes an instance down.
pub async fn add_instance(tx: &mut Tx, new: &Instance, by: Option<Uuid>) -> Result<()> {
    let row = (new.id, new.name.as_str(), new.kind.as_str(), new.signs.clone(), new.opens.clone(), new.own, new.recorded_at, by);
    tx.run(ADD_INSTANCE, row).await.map(drop)
}

/// Calls an instance something else.
pub async fn rename_instance(tx: &mut Tx, id: Uuid, name: &str) -> Result<()> {
    tx.run(RENAME_INSTANCE, (id, name)).await.map(drop)
}

/// Nothing is taken from it any more.
pub async fn instance_lost(tx: &mut Tx, id: Uuid, at: DateTime<Utc>) -> Result<()> {
    tx.run(INSTANCE_LOST, (id, at)).await.map(drop)
}

/// A record of who keeps a book, as it is stored and as it travels.
#[derive(Clone, Debug, PartialEq, Eq, FromRow, Serialize, Deserialize)]
pub struct KeepingRow {
    #[serde(skip)]
    pub(super) book_id: i64,
    /// 1, 2, 3 … within the book.
    pub no: i64,
    pub(super) how: String,
    pub(super) from_id: Uuid,
    /// Who keeps it from then on.
    pub to_id: Uuid,
    pub(super) said_by: Uuid,
    /// The book's last entry then.
    pub head_no: i64,
    pub(super) head_hash: Vec<u8>,
    pub(super) trail_no: i64,
    pub(super) trail_hash: Vec<u8>,
    /// Why, where it was taken back.
    pub reason: String,
    /// When.
    pub recorded_at: DateTime<Utc>,
    pub(super) recorded_by: Option<Uuid>,
    pub(super) signature: Vec<u8>,
}

impl KeepingRow {
    /// As the rules see it.
    ///
    /// # Errors
    /// Where it holds a word that is none.
    pub fn keeping(&self) -> Result<Keeping> {
        let how = How::parse(&self.how).ok_or_else(|| Error::Garbled(format!("keeping {}", self.no)))?;
        let place = Place {
            entry: self.head_no,
            entry_hash: self.head_hash.clone(),
            line: self.trail_no,
            line_hash: self.trail_hash.clone(),
        };
        Ok(Keeping { how, from: self.from_id, to: self.to_id, said_by: self.said_by, place })
    }

    /// What its signature covers.
    pub(super) fn signed(&self, book: Uuid) -> Vec<u8> {
        let hex = crate::secrets::hex;
        format!(
            "sansom-keeping-1 {book} {} {} {} {} {} {} {} {} {} {} {}",
            self.no,
            self.how,
            self.from_id,
            self.to_id,
            self.said_by,
            self.head_no,
            hex(&self.head_hash),
            self.trail_no,
            hex(&self.trail_hash),
            self.recorded_at.timestamp_micros(),
            self.reason
        )
        .into_bytes()
    }
}

/// Who kept a book, in order.
pub async fn keepings(tx: &mut Tx, book: BookId) -> Result<Vec<KeepingRow>> {
    tx.all(KEEPINGS, (book.0,)).await
}

/// The same for every book that ever changed hands.
pub async fn all_keepings(tx: &mut Tx) -> Result<Vec<KeepingRow>> {
    tx.all(ALL_KEEPINGS, ()).await
}

/// Writes such a record.
pub async fn add_keeping(tx: &mut Tx, book: BookId, row: &KeepingRow) -> Result<()> {
    let values = (
        book.0,
        row.no,
        row.how.as_str(),
        row.from_id,
        row.to_id,
        row.said_by,
        row.head_no,
        row.head_hash.clone(),
        row.trail_no,
        row.trail_hash.clone(),
        row.reason.as_str(),
        row.recorded_at,
        row.recorded_by,
        row.signature.clone(),
    );
    tx.run(ADD_KEEPING, values).await.map(drop)
}

/// What another instance is called that keeps a book; `None` where it is kept here.
pub async fn away(tx: &mut Tx, book: BookId) -> Result<Option<String>> {
    Ok(tx.optional::<(String,)>(AWAY, (book.0,)).await?.map(|(name,)| name))
}

/// Every book that another instance keeps, with what that is called.
pub async fn all_away(tx: &mut Tx) -> Result<BTreeMap<i64, String>> {
    Ok(tx.all::<(i64, String)>(ALL_AWAY, ()).await?.into_iter().collect())
}

/// The book of a uid, if it is here.
pub async fn book_of_uid(tx: &mut Tx, uid: Uuid) -> Result<Option<BookId>> {
    Ok(tx.optional::<(i64,)>(BOOK_OF_UID, (uid,)).await?.map(|(id,)| BookId(id)))
}

/// A group's book, as far as its travelling goes.
#[derive(Clone, Debug, FromRow)]
pub struct Travelling {
    /// Its name outside this database.
    pub uid: Uuid,
    /// Its name.
    pub name: String,
    /// The group's code.
    pub code: String,
    /// A group to learn on stays where it is.
    pub practice: bool,
    /// It keeps a cooperative, which buys and sells with the programme's market.
    pub sells: bool,
}

/// A group's book; `None` where the book is no group's.
pub async fn travelling(tx: &mut Tx, book: BookId) -> Result<Option<Travelling>> {
    tx.optional(BOOK, (book.0,)).await
}

/// Begins a book that was founded elsewhere: empty, its rows follow.
pub async fn begin_book(tx: &mut Tx, uid: Uuid, name: &str) -> Result<BookId> {
    Ok(BookId(tx.value(BOOK_NEW, (uid, name)).await?))
}

/// Where a book stands.
pub async fn place(tx: &mut Tx, book: BookId) -> Result<Place> {
    let (entry, entry_hash, line, line_hash): (i64, Option<Vec<u8>>, i64, Option<Vec<u8>>) = tx.one(PLACE, (book.0,)).await?;
    Ok(Place { entry, entry_hash: entry_hash.unwrap_or_default(), line, line_hash: line_hash.unwrap_or_default() })
}

/// Our hashes at the numbers of a place.
pub async fn hashes_at(tx: &mut Tx, book: BookId, place: &Place) -> Result<Hashes> {
    let entry: Option<(Vec<u8>,)> = tx.optional(ENTRY_HASH, (book.0, place.entry)).await?;
    let line: Option<(Vec<u8>,)> = tx.optional(LINE_HASH, (book.0, place.line)).await?;
    Ok(Hashes { entry: entry.map(|(hash,)| hash), line: line.map(|(hash,)| hash) })
}

/// Which way a bundle went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// From here.
    Sent,
    /// To here.
    Taken,
}

impl Way {
    /// The word that is kept.
    pub fn code(self) -> &'static str {
        match self {
            Way::Sent => "sent",
            Way::Taken => "taken",
        }
    }
}

/// The number of the last bundle to or from an instance; 0: none went yet.
pub async fn last_no(tx: &mut Tx, way: Way, instance: Uuid) -> Result<i64> {
    tx.value(LAST_NO, (way.code(), instance)).await
}

/// From whom, and as which number, a bundle was taken before.
pub async fn taken_before(tx: &mut Tx, digest: &[u8]) -> Result<Option<(Uuid, i64)>> {
    tx.optional(OF_DIGEST, ("taken", digest.to_vec())).await
}

/// Whether a bundle of that number was taken from an instance.
pub async fn number_taken(tx: &mut Tx, instance: Uuid, no: i64) -> Result<bool> {
    Ok(tx.value::<i64>(NO_TAKEN, (instance, no)).await? > 0)
}

/// A bundle, as it is written down.
#[derive(Clone, Debug)]
pub struct BundleRow {
    /// Which way.
    pub way: Way,
    /// The other instance.
    pub instance: Uuid,
    /// The sender's number.
    pub no: i64,
    /// SHA-256 of the file.
    pub digest: Vec<u8>,
    /// By the sender's clock.
    pub made_at: DateTime<Utc>,
    /// By ours.
    pub recorded_at: DateTime<Utc>,
    /// Who sent or took it.
    pub by: Option<Uuid>,
}

/// Writes it down.
pub async fn add_bundle(tx: &mut Tx, row: &BundleRow) -> Result<()> {
    let values = (row.way.code(), row.instance, row.no, row.digest.clone(), row.made_at, row.recorded_at, row.by);
    tx.run(ADD_BUNDLE, values).await.map(drop)
}

/// What a bundle carried of a book: up to which of our rows, how many, and where the book stood with it.
pub async fn add_bundle_book(tx: &mut Tx, of: &BundleRow, book: BookId, upto: i64, lines: i64, place: &Place) -> Result<()> {
    let (entry, line) = (place.entry_hash.clone(), place.line_hash.clone());
    let values = (of.way.code(), of.instance, of.no, book.0, upto, lines, place.entry, entry, place.line, line);
    tx.run(ADD_BUNDLE_BOOK, values).await.map(drop)
}

/// Notes a receipt; whether there was a bundle that waited for it.
pub async fn receipted(tx: &mut Tx, instance: Uuid, no: i64, digest: &[u8], at: DateTime<Utc>) -> Result<bool> {
    Ok(tx.run(RECEIPTED, (instance, no, digest.to_vec(), at)).await? > 0)
}

/// The last bundles that were taken from an instance: numbers and digests.
pub async fn taken_lately(tx: &mut Tx, instance: Uuid) -> Result<Vec<(i64, Vec<u8>)>> {
    tx.all(TAKEN_LATELY, (instance,)).await
}

#[derive(FromRow)]
struct MarkRow {
    upto: i64,
    head_no: i64,
    head_hash: Vec<u8>,
    trail_no: i64,
    trail_hash: Vec<u8>,
}

/// Up to which of our rows the other is known to have a book, and where it stands there; 0 and nothing: not at all.
pub async fn mark(tx: &mut Tx, book: BookId, instance: Uuid) -> Result<(i64, Place)> {
    Ok(tx.optional::<MarkRow>(MARK, (book.0, instance)).await?.map_or((0, Place::default()), |row| {
        let place = Place { entry: row.head_no, entry_hash: row.head_hash, line: row.trail_no, line_hash: row.trail_hash };
        (row.upto, place)
    }))
}

/// From here to the end of taking, rows may be written into a book that is kept elsewhere.
pub async fn begin_taking(tx: &mut Tx, book: BookId) -> Result<()> {
    tx.run(BEGIN_TAKING, (book.0,)).await.map(drop)
}

/// And from here on no more.
pub async fn end_taking(tx: &mut Tx, book: BookId) -> Result<()> {
    tx.run(END_TAKING, (book.0,)).await.map(drop)
}

/// What books refer to and is not of one book.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Reference {
    pub(super) organisations: Vec<(Uuid, String, String, String)>,
    pub(super) commodities: Vec<(String, i64)>,
    pub(super) goods: Vec<(String, String, String, String, String)>,
    pub(super) paper_keys: Vec<(String, Vec<u8>, DateTime<Utc>)>,
}

/// What some books refer to.
pub async fn reference(tx: &mut Tx, books: &[BookId]) -> Result<Reference> {
    let books = serde_json::Value::from(books.iter().map(|book| book.0).collect::<Vec<_>>()).to_string();
    Ok(Reference {
        organisations: tx.all(ORGANISATIONS, (books,)).await?,
        commodities: tx.all(COMMODITIES, ()).await?,
        goods: tx.all(GOODS, ()).await?,
        paper_keys: tx.all(PAPER_KEYS, ()).await?,
    })
}

/// Writes the organisations that are not here yet: on a laptop, which has those of its groups.
pub async fn add_organisations(tx: &mut Tx, reference: &Reference) -> Result<()> {
    for (id, code, km, latin) in &reference.organisations {
        tx.run(ADD_ORGANISATION, (*id, code.as_str(), km.as_str(), latin.as_str())).await?;
    }
    Ok(())
}

/// Writes what is not here yet of what books refer to, but for the organisations.
///
/// # Errors
/// [`Error::Refused`] where something is here under the same code and is something else.
pub async fn add_reference(tx: &mut Tx, reference: &Reference) -> Result<()> {
    for (code, decimals) in &reference.commodities {
        let decimals = u8::try_from(*decimals).map_err(|_| Error::Garbled("the decimals of a commodity".into()))?;
        let commodity = ledger::Commodity::new(code, decimals).map_err(|_| Error::Garbled("a commodity".into()))?;
        crate::store::ensure_commodity(tx, commodity).await?;
    }
    for (code, class, grade, km, latin) in &reference.goods {
        tx.run(ADD_GOOD, (code.as_str(), class.as_str(), grade.as_str(), km.as_str(), latin.as_str())).await?;
    }
    for (id, key, at) in &reference.paper_keys {
        tx.run(ADD_PAPER_KEY, (id.as_str(), key.clone(), *at)).await?;
    }
    Ok(())
}

/// Somebody who did something in a book, or may.
#[derive(Clone, Debug, FromRow, Serialize, Deserialize)]
pub struct UserRow {
    pub(super) id: Uuid,
    login: String,
    name: String,
    /// Only to the laptop, and only of who has a role in its book.
    pub(super) password: Option<String>,
    language: String,
    digits: String,
    /// A role in the book.
    pub(super) role: Option<String>,
    #[serde(skip)]
    pub(super) disabled_at: Option<DateTime<Utc>>,
}

impl UserRow {
    /// Her name alone: no password, no role.
    pub(super) fn named_only(&self) -> UserRow {
        UserRow { password: None, role: None, ..self.clone() }
    }
}

/// Who has a role in a book or did something in it, one row a role.
pub async fn users(tx: &mut Tx, book: BookId) -> Result<Vec<UserRow>> {
    tx.all(USERS, (book.0,)).await
}

/// Takes in who is not known here: with a password and her role where she may sign in here, else only by name, so that
/// pages can say who did what.
pub async fn add_user(tx: &mut Tx, user: &UserRow, book: BookId, at: DateTime<Utc>) -> Result<()> {
    if tx.value::<i64>(USER_THERE, (user.id,)).await? == 0 {
        let taken: i64 = tx.value(LOGIN_THERE, (user.login.as_str(),)).await?;
        let short: String = user.login.chars().take(30).collect();
        let login = if taken == 0 { user.login.clone() } else { format!("{short}-{}", &user.id.simple().to_string()[24..]) };
        let ended = user.password.is_none().then_some(at);
        let password = user.password.as_deref().unwrap_or("!");
        let (language, digits) = (user.language.as_str(), user.digits.as_str());
        tx.run(ADD_USER, (user.id, login.as_str(), user.name.as_str(), password, language, digits, at, ended)).await?;
    }
    if let (Some(role), Some(_)) = (&user.role, &user.password) {
        tx.run(ADD_ROLE, (user.id, role.as_str(), book.0)).await?;
    }
    Ok(())
}

/// What went to or came from an instance, in short.
#[derive(Clone, Debug, FromRow)]
pub struct Traffic {
    /// `sent` or `taken`.
    pub way: String,
    /// The other one.
    pub instance_id: Uuid,
    /// When, last.
    pub at: DateTime<Utc>,
    /// Of those sent, how many have no receipt yet.
    pub waiting: i64,
}

/// The traffic with every instance.
pub async fn traffic(tx: &mut Tx) -> Result<Vec<Traffic>> {
    tx.all(LATEST, ()).await
}

/// A group whose book ever changed hands.
#[derive(Clone, Debug, FromRow)]
pub struct KeptGroup {
    /// Its book.
    pub book_id: i64,
    /// Its code.
    pub code: String,
    /// Its name in Khmer.
    pub name_km: String,
    /// Its name in Latin script.
    pub name_latin: String,
    /// The last entry that is here.
    pub head_no: i64,
}

/// The groups whose books ever changed hands, by code.
pub async fn groups_kept(tx: &mut Tx) -> Result<Vec<KeptGroup>> {
    tx.all(GROUPS_KEPT, ()).await
}

/// Up to which entry each instance is known to have each book: instance, book, entry.
pub async fn known_there(tx: &mut Tx) -> Result<Vec<(Uuid, i64, i64)>> {
    tx.all(KNOWN_THERE, ()).await
}

/// What was written that other instances are not known to have: instance, book, table, how many.
pub async fn new_there(tx: &mut Tx) -> Result<Vec<(Uuid, i64, String, i64)>> {
    tx.all(NEW_THERE, ()).await
}

/// Whether a bundle that was taken brought rows of any book.
pub async fn carried_rows(tx: &mut Tx, from: Uuid, no: i64) -> Result<bool> {
    Ok(tx.value::<i64>(CARRIED_ROWS, (from, no)).await? > 0)
}

/// Whether a book ever changed hands.
pub async fn is_kept(tx: &mut Tx, book: i64) -> Result<bool> {
    Ok(tx.value::<i64>(IS_KEPT, (book,)).await? > 0)
}

/// Whether there is a group here that is not for practice.
pub async fn has_groups(tx: &mut Tx) -> Result<bool> {
    Ok(tx.value::<i64>(GROUPS, ()).await? > 0)
}

/// When a bundle last brought something of a book, and the entry through which the book then stood.
pub async fn last_brought(tx: &mut Tx, book: BookId) -> Result<Option<(DateTime<Utc>, i64)>> {
    tx.optional(LAST_BROUGHT, (book.0,)).await
}

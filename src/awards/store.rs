//! The SQL of awards: an award is loaded whole (terms, acts, balances), since how it stands is told from its acts by
//! `domain::grants`, the same everywhere.
use crate::store::{BookId, Error, Result, Tx, create_book, ensure_commodity, statements};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    grants::{
        Act, Applicant, Award, Fact, Money, Terms, Who,
        accounts::{self, AWARD_FUND},
        codes::Code,
    },
    people::Names,
};
use ledger::{AccountKind, AccountNo, Commodity};
use sqlx::FromRow;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use uuid::Uuid;

/// The acts of some books.
macro_rules! acts_of {
    ($books:literal) => {
        concat!(
            "select book_id, no, id, day, fact, entry_no, recorded_by from award_act where book_id in (",
            $books,
            ") order by book_id, no"
        )
    };
}

statements! {
    AWARD = "select book_id, id, organisation_id, code, parent_book, commodity, from_day, to_day, terms, demo from award where code = $1";
    AWARDS = "select book_id, id, organisation_id, code, parent_book, commodity, from_day, to_day, terms, demo from award order by code";
    AWARD_OF_BOOK = "select book_id, id, organisation_id, code, parent_book, commodity, from_day, to_day, terms, demo from award where book_id = $1";
    ORGANISATION = "select id from organisation where code = $1";
    ADD = "insert into award (book_id, id, organisation_id, code, parent_book, commodity, from_day, to_day, terms, demo, recorded_at, recorded_by)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    ACTS_FROM = "select no, id, day, fact, entry_no, recorded_by from award_act where book_id = $1 and no >= $2 order by no";
    /// The acts of books ($1, as JSON), read together.
    ACTS_OF = acts_of!("select value from json_each($1)"),
        postgres: acts_of!("select cast(value as bigint) from json_array_elements_text(cast($1 as json)) as l (value)");
    /// Every award with its last act, which is found by its number.
    LAST_ACTS = "select a.book_id, a.organisation_id, t.no, t.id from award a
                   left join award_act t on t.book_id = a.book_id and t.no = (select max(l.no) from award_act l where l.book_id = a.book_id)";
    ACT_OF_KEY = "select no, digest from award_act where book_id = $1 and id = $2";
    ADD_ACT = "insert into award_act (book_id, no, id, day, kind, fact, digest, grant_no, voucher_no, entry_no, recorded_at, recorded_by)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    ADD_GRANT = "insert into award_grant (book_id, no, party_no, coded, person_id, act_no) values ($1, $2, $3, $4, $5, $6)";
    HELD = "select account, party, commodity, quantity from balance
             where book_id = $1 and fund = 1 and account in (1010, 1020, 1410, 1420) and quantity <> 0
             order by account, party, commodity";
    ADD_CODE = "insert into grant_code (book_id, grant_no, code, drawn_at) values ($1, $2, $3, $4)";
    CODE_TAKEN = "select grant_no from grant_code where book_id = $1 and code = $2";
    GRANT_PEOPLE = "select p.id, p.family_name_km, p.given_name_km, p.family_name_latin, p.given_name_latin, t.fact
                      from award_grant g
                      join award a on a.book_id = g.book_id
                      join award_act t on t.book_id = g.book_id and t.no = g.act_no
                      join person p on p.id = g.person_id
                     where a.organisation_id = $1
                     order by g.book_id, g.no";
    GRANT_PARTIES = "select g.no, g.party_no, p.family_name_km, p.given_name_km, p.family_name_latin, p.given_name_latin
                       from award_grant g left join person p on p.id = g.person_id
                      where g.book_id = $1 order by g.no";
    CLOSED = "select closed_through from book where id = $1";
    /// Asked before what is there already is written again: the guards refuse that before a conflict clause is looked at.
    KEPT_UPLOAD = "select (select count(*) from upload where hash = $2), (select count(*) from award_upload where book_id = $1 and hash = $2)";
    ADD_UPLOAD = "insert into upload (hash, kind, bytes, recorded_at, recorded_by) values ($1, $2, $3, $4, $5) on conflict (hash) do nothing";
    LINK_UPLOAD = "insert into award_upload (book_id, hash, recorded_at, recorded_by) values ($1, $2, $3, $4) on conflict (book_id, hash) do nothing";
    UPLOAD = "select u.kind, u.bytes from award_upload a join upload u on u.hash = a.hash where a.book_id = $1 and a.hash = $2";
    UPLOAD_KINDS = "select a.hash, u.kind from award_upload a join upload u on u.hash = a.hash where a.book_id = $1";
}

/// An award as lists and addresses know it.
#[derive(Clone, Debug, FromRow)]
pub struct AwardRow {
    /// Its book.
    #[sqlx(rename = "book_id")]
    pub book: BookId,
    /// Its public id.
    pub id: Uuid,
    /// Who keeps it.
    pub organisation_id: Uuid,
    /// Its code, in addresses and files.
    pub code: String,
    /// The book of the award that it is a part of.
    pub parent_book: Option<i64>,
    /// Its currency.
    pub commodity: String,
    /// The first day of its time.
    pub from_day: NaiveDate,
    /// The last.
    pub to_day: NaiveDate,
    /// What was agreed, as TOML.
    terms: String,
    /// Invented or published figures.
    pub demo: bool,
}

impl AwardRow {
    /// What was agreed.
    ///
    /// # Errors
    /// Terms that this program cannot read.
    pub fn terms(&self) -> Result<Terms> {
        Terms::read(&self.terms).map_err(|refusals| Error::Garbled(format!("terms of {}: {refusals:?}", self.code)))
    }
}

/// The award of a code.
pub async fn award(tx: &mut Tx, code: &str) -> Result<Option<AwardRow>> {
    tx.optional(AWARD, (code.to_owned(),)).await
}

/// The award of a book.
pub async fn award_of_book(tx: &mut Tx, book: i64) -> Result<Option<AwardRow>> {
    tx.optional(AWARD_OF_BOOK, (book,)).await
}

/// Every award, by code.
pub async fn awards(tx: &mut Tx) -> Result<Vec<AwardRow>> {
    tx.all(AWARDS, ()).await
}

/// Why an award cannot begin.
#[derive(Debug)]
pub enum BeginError {
    /// There is no such organisation.
    Organisation,
    /// There is no such award to be a part of.
    Parent,
    /// Its time is not within that of the award it is a part of: from, to.
    ParentTime(NaiveDate, NaiveDate),
    /// It is more than the award it is a part of still has for parts, in smallest units: so much.
    ParentSum(i64),
    /// The currency is not one that is kept.
    Currency,
    /// The store: [`Error::Taken`] where the code is.
    Store(Error),
}

impl From<Error> for BeginError {
    fn from(error: Error) -> BeginError {
        BeginError::Store(error)
    }
}

/// The currencies an award is kept or paid in.
pub const CURRENCIES: [Commodity; 2] = [Commodity::USD, Commodity::KHR];

/// Begins an award in a book of its own, with an account for each line of its budget.
///
/// # Errors
/// What of its terms is not there.
pub async fn begin(
    tx: &mut Tx,
    terms: &Terms,
    text: &str,
    demo: bool,
    by: Uuid,
    now: DateTime<Utc>,
) -> Result<AwardRow, BeginError> {
    let organisation: Option<(Uuid,)> = tx.optional(ORGANISATION, (terms.organisation.clone(),)).await?;
    let (organisation_id,) = organisation.ok_or(BeginError::Organisation)?;
    let parent = match &terms.parent {
        None => None,
        Some(code) => Some(award(tx, code).await?.ok_or(BeginError::Parent)?),
    };
    if let Some(parent) = &parent {
        within(tx, parent, terms).await?;
    }
    if !CURRENCIES.iter().any(|currency| currency.code() == terms.currency) {
        return Err(BeginError::Currency);
    }
    for currency in CURRENCIES {
        ensure_commodity(tx, currency).await?;
    }
    let id = Uuid::now_v7();
    let lines: Vec<(AccountNo, String, AccountKind, bool)> = terms
        .lines
        .iter()
        .enumerate()
        .map(|(at, line)| (accounts::line(at), format!("line-{}", line.code), AccountKind::Expense, line.kind.per_party()))
        .collect();
    let mut chart: Vec<(AccountNo, &str, AccountKind, bool)> =
        accounts::CHART.iter().map(|line| (line.no, line.code, line.kind, line.per_party)).collect();
    chart.extend(lines.iter().map(|(no, code, kind, per_party)| (*no, code.as_str(), *kind, *per_party)));
    let book = create_book(tx, id, &terms.code, &chart, &[(AWARD_FUND, "award")]).await?;
    let parent_book = parent.as_ref().map(|parent| parent.book.0);
    let head = (book.0, id, organisation_id, terms.code.clone(), parent_book, terms.currency.clone());
    let row = (head.0, head.1, head.2, head.3, head.4, head.5, terms.from, terms.to, text.to_owned(), demo, now, by);
    tx.run(ADD, row).await?;
    award(tx, &terms.code).await?.ok_or_else(|| Error::Garbled("an award that was just begun".into()).into())
}

/// A part lies in the time of its whole, and all parts together are not more than it. Parts in another currency are not
/// reckoned: no rate holds for the years of an award.
async fn within(tx: &mut Tx, parent: &AwardRow, terms: &Terms) -> Result<(), BeginError> {
    if terms.from < parent.from_day || terms.to > parent.to_day {
        return Err(BeginError::ParentTime(parent.from_day, parent.to_day));
    }
    if terms.currency != parent.commodity {
        return Ok(());
    }
    let mut left = parent.terms()?.amount;
    for part in awards(tx).await?.iter().filter(|part| part.parent_book == Some(parent.book.0)) {
        let part = part.terms()?;
        if part.currency == terms.currency {
            left = left.saturating_sub(part.amount);
        }
    }
    if terms.amount > left { Err(BeginError::ParentSum(left.max(0))) } else { Ok(()) }
}

#[derive(FromRow)]
struct ActRow {
    no: i64,
    id: Uuid,
    day: NaiveDate,
    fact: String,
    entry_no: Option<i64>,
    recorded_by: Uuid,
}

/// An act of a book that is read with others.
#[derive(FromRow)]
struct ActRowOf {
    book_id: i64,
    #[sqlx(flatten)]
    row: ActRow,
}

/// An award with everything that happened.
pub async fn load(tx: &mut Tx, award: &AwardRow) -> Result<Award> {
    let (closed_through,): (Option<NaiveDate>,) = tx.one(CLOSED, (award.book.0,)).await?;
    // A fact holds no code, so neither does the memory.
    let acts = tx.appended(award.book, ACTS_FROM, |act: &Act| (act.no, act.id), |row| read_act(row, || award.code.clone())).await?;
    let acts = Arc::unwrap_or_clone(acts);
    Ok(Award { terms: award.terms()?, acts, money: money(tx, award.book).await?, closed_through })
}

/// An award, and how far it is.
#[derive(Clone, Copy, Debug, FromRow)]
pub struct LastAct {
    /// Its book.
    #[sqlx(rename = "book_id")]
    pub book: BookId,
    /// Who keeps it.
    pub organisation_id: Uuid,
    no: Option<i64>,
    id: Option<Uuid>,
}

impl LastAct {
    /// Number and key of its last act; none where nothing happened yet.
    pub fn last(&self) -> Option<(i64, Uuid)> {
        self.no.zip(self.id)
    }
}

/// Every award with its last act.
pub async fn last_acts(tx: &mut Tx) -> Result<Vec<LastAct>> {
    tx.all(LAST_ACTS, ()).await
}

/// All acts of some awards, by book, in one read.
pub async fn acts_of(tx: &mut Tx, books: &BTreeSet<BookId>) -> Result<BTreeMap<i64, Vec<Act>>> {
    let books: Vec<i64> = books.iter().map(|book| book.0).collect();
    let rows: Vec<ActRowOf> = tx.all(ACTS_OF, (serde_json::json!(books).to_string(),)).await?;
    let mut all: BTreeMap<i64, Vec<Act>> = BTreeMap::new();
    for ActRowOf { book_id, row } in rows {
        let act = read_act(row, || format!("book {book_id}"))?;
        all.entry(book_id).or_default().push(act);
    }
    Ok(all)
}

fn read_act(row: ActRow, of: impl Fn() -> String) -> Result<Act> {
    let fact = serde_json::from_str(&row.fact).map_err(|error| Error::Garbled(format!("act {} of {}: {error}", row.no, of())))?;
    Ok(Act { no: row.no, id: row.id, day: row.day, by: Who::User(row.recorded_by), fact, entry: row.entry_no })
}

async fn money(tx: &mut Tx, book: BookId) -> Result<Money> {
    let rows: Vec<(i64, i64, String, i64)> = tx.all(HELD, (book.0,)).await?;
    let of = |account: AccountNo| {
        let mine = rows.iter().filter(move |(no, ..)| *no == account.0);
        mine.map(|(_, party, code, quantity)| (*party, code.clone(), *quantity)).collect()
    };
    let at_hand = rows.iter().filter(|(no, ..)| [accounts::CASH.0, accounts::BANK.0].contains(no));
    Ok(Money {
        held: at_hand.map(|(no, _, code, quantity)| (*no, code.clone(), *quantity)).collect(),
        advances: of(accounts::ADVANCES),
        partners: of(accounts::PARTNERS),
    })
}

/// The act that was written under a form's key, with the digest of what was asked.
pub async fn act_of_key(tx: &mut Tx, book: BookId, key: Uuid) -> Result<Option<(i64, Vec<u8>)>> {
    tx.optional(ACT_OF_KEY, (book.0, key)).await
}

/// The grant that a code stands for already. (No reading of a code: who asks brings it.)
pub async fn code_taken(tx: &mut Tx, book: BookId, code: &Code) -> Result<Option<i64>> {
    let taken: Option<(i64,)> = tx.optional(CODE_TAKEN, (book.0, code.as_str().to_owned())).await?;
    Ok(taken.map(|(grant,)| grant))
}

/// An act to be written.
#[derive(Clone, Debug)]
pub struct NewAct<'a> {
    /// Its number.
    pub no: i64,
    /// Its key.
    pub id: Uuid,
    /// The business day.
    pub day: NaiveDate,
    /// What happened.
    pub fact: &'a Fact,
    /// SHA-256 of what was asked.
    pub digest: &'a [u8],
    /// The entry that posts it.
    pub entry: Option<i64>,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: Uuid,
}

/// Writes an act, and the grant that it brings.
pub async fn add_act(tx: &mut Tx, book: BookId, new: NewAct<'_>) -> Result<()> {
    let fact = serde_json::to_string(new.fact).map_err(|error| Error::Garbled(format!("a fact: {error}")))?;
    if let Some((grant, party, applicant)) = new.fact.brings() {
        let person = match applicant {
            Applicant::Family { person, .. } => Some(*person),
            Applicant::Coded { .. } => None,
        };
        tx.run(ADD_GRANT, (book.0, grant, party, person.is_none(), person, new.no)).await?;
        if let Applicant::Coded { code: Some(code), .. } = applicant {
            tx.run(ADD_CODE, (book.0, grant, code.as_str().to_owned(), new.at)).await?;
        }
    }
    let (grant, voucher) = (new.fact.grant(), new.fact.voucher());
    let kind = new.fact.code();
    let row = (book.0, new.no, new.id, new.day, kind, fact, new.digest.to_vec(), grant, voucher, new.entry, new.at, new.by);
    tx.run(ADD_ACT, row).await.map(drop)
}

/// Somebody who answers for a family that has a grant.
#[derive(Clone, Debug)]
pub struct GrantPerson {
    /// Who.
    pub id: Uuid,
    /// Her names.
    pub names: Names,
    /// What tells her household apart, as it was said with the grant; may be empty.
    pub household: String,
}

#[derive(FromRow)]
struct GrantPersonRow {
    id: Uuid,
    family_name_km: String,
    given_name_km: String,
    family_name_latin: String,
    given_name_latin: String,
    fact: String,
}

/// The people of an organisation's grants, a row for each grant.
pub async fn grant_people(tx: &mut Tx, organisation: Uuid) -> Result<Vec<GrantPerson>> {
    let rows: Vec<GrantPersonRow> = tx.all(GRANT_PEOPLE, (organisation,)).await?;
    let person = |row: GrantPersonRow| {
        let fact: Fact = serde_json::from_str(&row.fact).map_err(|error| Error::Garbled(format!("a grant's act: {error}")))?;
        let household = match fact.brings() {
            Some((.., Applicant::Family { household, .. })) => household.clone(),
            _ => String::new(),
        };
        let names = Names {
            family_km: row.family_name_km,
            given_km: row.given_name_km,
            family_latin: row.family_name_latin,
            given_latin: row.given_name_latin,
        };
        Ok(GrantPerson { id: row.id, names, household })
    };
    rows.into_iter().map(person).collect()
}

/// A grant as a party of its book.
#[derive(Clone, Debug)]
pub struct GrantParty {
    /// Its number.
    pub no: i64,
    /// Its party.
    pub party: i64,
    /// The names of who answers for the family; nobody's under a code.
    pub names: Option<Names>,
}

/// The grants of an award as parties of its book, by number.
pub async fn grant_parties(tx: &mut Tx, book: BookId) -> Result<Vec<GrantParty>> {
    type Row = (i64, i64, Option<String>, Option<String>, Option<String>, Option<String>);
    let rows: Vec<Row> = tx.all(GRANT_PARTIES, (book.0,)).await?;
    let read = |(no, party, family_km, given_km, family_latin, given_latin): Row| {
        let names = match (family_km, given_km, family_latin, given_latin) {
            (Some(family_km), Some(given_km), Some(family_latin), Some(given_latin)) => {
                Some(Names { family_km, given_km, family_latin, given_latin })
            }
            _ => None,
        };
        GrantParty { no, party, names }
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Keeps a scan by the digest of its bytes, as one of an award. One that is kept already stays as it is.
pub async fn add_upload(
    tx: &mut Tx,
    book: BookId,
    hash: &[u8],
    kind: &str,
    bytes: &[u8],
    by: Uuid,
    at: DateTime<Utc>,
) -> Result<()> {
    let (kept, linked): (i64, i64) = tx.one(KEPT_UPLOAD, (book.0, hash.to_vec())).await?;
    if kept == 0 {
        tx.run(ADD_UPLOAD, (hash.to_vec(), kind.to_owned(), bytes.to_vec(), at, by)).await?;
    }
    if linked == 0 {
        tx.run(LINK_UPLOAD, (book.0, hash.to_vec(), at, by)).await?;
    }
    Ok(())
}

/// A scan of an award: its content type and its bytes.
pub async fn upload(tx: &mut Tx, book: BookId, hash: &[u8]) -> Result<Option<(String, Vec<u8>)>> {
    tx.optional(UPLOAD, (book.0, hash.to_vec())).await
}

/// The content type of every scan of an award, by its digest.
pub async fn upload_kinds(tx: &mut Tx, book: BookId) -> Result<std::collections::HashMap<Vec<u8>, String>> {
    let rows: Vec<(Vec<u8>, String)> = tx.all(UPLOAD_KINDS, (book.0,)).await?;
    Ok(rows.into_iter().collect())
}

//! The SQL of organisations, groups, constitutions and cycles.
use crate::store::{BookId, Error, Result, Tx, statements};
use chrono::{DateTime, NaiveDate, Utc};
use domain::constitution::{Constitution, Rhythm};
use sqlx::FromRow;
use uuid::Uuid;

/// Groups with their organisation, as [`Group`] reads them. A practice group that ended is nowhere found.
macro_rules! groups {
    ($which:literal) => {
        concat!(
            "select g.book_id, g.id, g.organisation_id, g.code, g.name_km, g.name_latin, g.village_code, g.commodity, g.founded_on,
                    g.demo, g.saves, g.practice, coalesce(y.register_id, g.organisation_id) as register_id,
                    o.code as organisation_code, o.name_km as organisation_km, o.name_latin as organisation_latin
               from savings_group g
               join organisation o on o.id = g.organisation_id
               left join practice_group y on y.book_id = g.book_id
              where y.ended_at is null and ",
            $which
        )
    };
}

statements! {
    GROUP = groups!("g.code = $1");
    GROUP_OF_BOOK = groups!("g.book_id = $1");
    /// The groups of the programme: practice is nobody's figure.
    GROUPS = groups!("not g.practice order by g.code");
    ADD = "insert into savings_group (book_id, id, organisation_id, code, name_km, name_latin, village_code, commodity, founded_on, demo, saves, practice)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    /// The partners of the programme; a register of practice is none.
    ORGANISATIONS = "select id, code, name_km, name_latin from organisation where not practice order by code";
    ORGANISATION = "select id, code, name_km, name_latin from organisation where code = $1 and not practice";
    ADD_ORGANISATION = "insert into organisation (id, code, name_km, name_latin) values ($1, $2, $3, $4)";
    CYCLE = "select c.no, c.starts_on, c.ends_on, c.constitution as version, k.rules, k.recorded_at, k.recorded_by
               from cycle c join constitution k on k.book_id = c.book_id and k.version = c.constitution
              where c.book_id = $1 order by c.no desc limit 1";
    CYCLES = "select c.no, c.starts_on, c.ends_on, c.constitution as version, k.rules, k.recorded_at, k.recorded_by
                from cycle c join constitution k on k.book_id = c.book_id and k.version = c.constitution
               where c.book_id = $1 order by c.no";
    VERSIONS = "select version, rules, recorded_at, recorded_by from constitution where book_id = $1 order by version desc";
    ADD_CONSTITUTION = "insert into constitution (book_id, version, rules, recorded_at, recorded_by)
                        select $1, coalesce(max(version), 0) + 1, $2, $3, $4 from constitution where book_id = $1
                        returning version";
    ADD_CYCLE = "insert into cycle (book_id, no, constitution, starts_on, ends_on)
                 select $1, coalesce(max(no), 0) + 1, $2, $3, $4 from cycle where book_id = $1";
    SET_CYCLE = "update cycle set constitution = $3, starts_on = $4, ends_on = $5 where book_id = $1 and no = $2";
    FIGURES = "select g.book_id,
                      (select count(*) from member m where m.book_id = g.book_id and m.left_on is null) as members,
                      (select count(*) from member m join person p on p.id = m.person_id
                        where m.book_id = g.book_id and m.left_on is null and p.sex = 'female') as women,
                      (select cast(coalesce(-sum(b.quantity), 0) as bigint) from balance b
                        where b.book_id = g.book_id and b.fund = 1 and b.account = 2010) as savings,
                      (select max(m.no) from meeting m where m.book_id = g.book_id) as last_no,
                      (select max(m.held_on) from meeting m where m.book_id = g.book_id) as last_on,
                      (select count(*) from correction c where c.book_id = g.book_id and not exists
                        (select 1 from correction_decision d where d.book_id = c.book_id and d.correction_no = c.no)) as waiting
                 from real_group g";
    FIGURES_OF = "select g.book_id,
                      (select count(*) from member m where m.book_id = g.book_id and m.left_on is null) as members,
                      (select count(*) from member m join person p on p.id = m.person_id
                        where m.book_id = g.book_id and m.left_on is null and p.sex = 'female') as women,
                      (select cast(coalesce(-sum(b.quantity), 0) as bigint) from balance b
                        where b.book_id = g.book_id and b.fund = 1 and b.account = 2010) as savings,
                      (select max(m.no) from meeting m where m.book_id = g.book_id) as last_no,
                      (select max(m.held_on) from meeting m where m.book_id = g.book_id) as last_on,
                      (select count(*) from correction c where c.book_id = g.book_id and not exists
                        (select 1 from correction_decision d where d.book_id = c.book_id and d.correction_no = c.no)) as waiting
                 from savings_group g where g.book_id = $1";
    RHYTHMS = "select c.book_id, k.rules from cycle c join constitution k on k.book_id = c.book_id and k.version = c.constitution
                where c.no = (select max(l.no) from cycle l where l.book_id = c.book_id)";
    WAITING_FOR = "select count(*) from correction c where c.book_id = $1 and c.asked_by <> $2 and not exists
                     (select 1 from correction_decision d where d.book_id = c.book_id and d.correction_no = c.no)";
    SET_COMMODITY = "update savings_group set commodity = $2 where book_id = $1";
    CODE_OF = "select code from savings_group where id = $1";
    MEETS_IN = "select count(*) from meeting where book_id = $1 and cycle_no = $2";
    /// What belongs to the group itself in its loan fund: nothing of it is any member's.
    RETAINED = "select cast(coalesce(-sum(b.quantity), 0) as bigint) from balance b
                  join account a on a.book_id = b.book_id and a.no = b.account
                 where b.book_id = $1 and b.commodity = $2 and b.fund = 1 and a.kind in ('equity', 'income', 'expense')";
    /// What each bank's fund holds: its box, its store, its animals in hand and with families.
    BANK_HOLDINGS = "select fund, account, commodity, cast(sum(quantity) as bigint) from balance
                      where book_id = $1 and fund > 2 and account in (1010, 1210, 1310, 1320)
                      group by fund, account, commodity order by fund, commodity, account";
    SETTING = "select value from setting where name = $1";
    SET_SETTING = "insert into setting (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value";
}

/// A savings group.
#[derive(Clone, Debug, FromRow)]
pub struct Group {
    /// Its book.
    #[sqlx(rename = "book_id")]
    pub book: BookId,
    /// Its public id.
    pub id: Uuid,
    /// The organisation it belongs to.
    pub organisation_id: Uuid,
    /// Its code, in addresses and files.
    pub code: String,
    /// Its name in Khmer.
    pub name_km: String,
    /// Its name in Latin script.
    pub name_latin: String,
    /// Where it is: 2, 4, 6 or 8 digits, or empty.
    pub village_code: String,
    /// Its currency's code.
    pub commodity: String,
    /// Since when it exists.
    pub founded_on: NaiveDate,
    /// Its figures are invented or published, not of a real group.
    pub demo: bool,
    /// Whether its members save: a bank of its own is kept by a group that does not.
    pub saves: bool,
    /// Whether it is one to learn on, in which nothing is real.
    pub practice: bool,
    /// In whose register its members stand: its organisation's; the members of a practice group are in one of their own.
    pub register_id: Uuid,
    /// Its organisation's code.
    pub organisation_code: String,
    /// Its organisation's name in Khmer.
    pub organisation_km: String,
    /// Its organisation's name in Latin script.
    pub organisation_latin: String,
}

impl Group {
    /// The commodity it keeps.
    pub fn commodity(&self) -> ledger::Commodity {
        if self.commodity == "USD" { ledger::Commodity::USD } else { ledger::Commodity::KHR }
    }

    /// Its name as pages take it.
    pub fn name(&self) -> templates::parts::Name {
        templates::parts::Name::new(&self.name_km, &self.name_latin)
    }
}

/// The group of a code, be it one of practice.
pub async fn group(tx: &mut Tx, code: &str) -> Result<Option<Group>> {
    tx.optional(GROUP, (code.to_owned(),)).await
}

/// The group of a book.
pub async fn group_of_book(tx: &mut Tx, book: i64) -> Result<Option<Group>> {
    tx.optional(GROUP_OF_BOOK, (book,)).await
}

/// Every group of the programme, by code: none of practice.
pub async fn groups(tx: &mut Tx) -> Result<Vec<Group>> {
    tx.all(GROUPS, ()).await
}

/// A partner organisation.
#[derive(Clone, Debug, FromRow)]
pub struct Organisation {
    /// Its id.
    pub id: Uuid,
    /// Its code.
    pub code: String,
    /// Its name in Khmer.
    pub name_km: String,
    /// Its name in Latin script.
    pub name_latin: String,
}

/// Every organisation, by code.
pub async fn organisations(tx: &mut Tx) -> Result<Vec<Organisation>> {
    tx.all(ORGANISATIONS, ()).await
}

/// The organisation of a code.
pub async fn organisation(tx: &mut Tx, code: &str) -> Result<Option<Organisation>> {
    tx.optional(ORGANISATION, (code.to_owned(),)).await
}

/// Adds an organisation; [`Error::Taken`] when the code is.
pub async fn add_organisation(tx: &mut Tx, code: &str, name_km: &str, name_latin: &str) -> Result<Uuid> {
    let id = Uuid::now_v7();
    tx.run(ADD_ORGANISATION, (id, code.to_owned(), name_km.to_owned(), name_latin.to_owned())).await?;
    Ok(id)
}

/// A group to be founded.
#[derive(Clone, Debug)]
pub struct NewGroup {
    /// Its organisation.
    pub organisation_id: Uuid,
    /// Its code.
    pub code: String,
    /// Its name in Khmer.
    pub name_km: String,
    /// Its name in Latin script.
    pub name_latin: String,
    /// Where it is.
    pub village_code: String,
    /// Since when.
    pub founded_on: NaiveDate,
    /// Invented or published figures.
    pub demo: bool,
    /// What it agreed.
    pub constitution: Constitution,
    /// The first cycle's days.
    pub cycle: (NaiveDate, Option<NaiveDate>),
}

/// Founds a group: its book with chart and funds, its constitution and its first cycle. [`Error::Taken`] when the code is.
pub async fn found(tx: &mut Tx, group: &NewGroup, by: Uuid, now: DateTime<Utc>) -> Result<BookId> {
    found_as(tx, group, Uuid::now_v7(), by, now).await
}

/// The same under an id that a form carries, so that the form sent twice founds one group.
pub async fn found_as(tx: &mut Tx, group: &NewGroup, id: Uuid, by: Uuid, now: DateTime<Utc>) -> Result<BookId> {
    let NewGroup { organisation_id, code, name_km, name_latin, village_code, founded_on, demo, .. } = group.clone();
    let institution =
        NewInstitution { id, organisation_id, code, name_km, name_latin, village_code, founded_on, demo, saves: true };
    let book = found_institution(tx, &institution, group.constitution.commodity()).await?;
    agree(tx, book, group, by, now).await?;
    Ok(book)
}

/// Founds a group to learn on: the same, outside every total. Its members' register is kept in [`crate::practice`].
pub async fn found_practice(tx: &mut Tx, group: &NewGroup, by: Uuid, now: DateTime<Utc>) -> Result<BookId> {
    let NewGroup { organisation_id, code, name_km, name_latin, village_code, founded_on, demo, .. } = group.clone();
    let id = Uuid::now_v7();
    let institution =
        NewInstitution { id, organisation_id, code, name_km, name_latin, village_code, founded_on, demo, saves: true };
    let book = insert(tx, &institution, group.constitution.commodity(), true).await?;
    agree(tx, book, group, by, now).await?;
    Ok(book)
}

/// Writes what a new group agreed, and begins its first cycle.
async fn agree(tx: &mut Tx, book: BookId, group: &NewGroup, by: Uuid, now: DateTime<Utc>) -> Result<()> {
    let version = add_constitution(tx, book, &group.constitution, by, now).await?;
    add_cycle(tx, book, version, group.cycle.0, group.cycle.1).await
}

/// A group as such: people with a book.
#[derive(Clone, Debug)]
pub struct NewInstitution {
    /// Its public id.
    pub id: Uuid,
    /// Its organisation.
    pub organisation_id: Uuid,
    /// Its code.
    pub code: String,
    /// Its name in Khmer.
    pub name_km: String,
    /// Its name in Latin script.
    pub name_latin: String,
    /// Where it is.
    pub village_code: String,
    /// Since when.
    pub founded_on: NaiveDate,
    /// Invented or published figures.
    pub demo: bool,
    /// Whether its members save.
    pub saves: bool,
}

/// Founds the book of a group, with chart and funds. One that saves needs a constitution and a cycle besides ([`found`]);
/// one that only keeps banks does not. [`Error::Taken`] when the code is.
pub async fn found_institution(tx: &mut Tx, new: &NewInstitution, commodity: ledger::Commodity) -> Result<BookId> {
    insert(tx, new, commodity, false).await
}

async fn insert(tx: &mut Tx, new: &NewInstitution, commodity: ledger::Commodity, practice: bool) -> Result<BookId> {
    crate::store::ensure_commodity(tx, commodity).await?;
    let accounts: Vec<_> = domain::chart::ACCOUNTS.iter().map(|line| (line.no, line.code, line.kind, line.per_party)).collect();
    let book = crate::store::create_book(tx, Uuid::now_v7(), &new.code, &accounts, &domain::chart::FUNDS).await?;
    let NewInstitution { id, organisation_id, code, name_km, name_latin, village_code, founded_on, demo, saves } = new.clone();
    let currency = commodity.code().to_owned();
    let row = (book.0, id, organisation_id, code, name_km, name_latin, village_code, currency, founded_on, demo, saves, practice);
    tx.run(ADD, row).await?;
    Ok(book)
}

/// Writes a further version; it holds once a cycle names it.
pub async fn add_constitution(tx: &mut Tx, book: BookId, constitution: &Constitution, by: Uuid, now: DateTime<Utc>) -> Result<i64> {
    tx.value(ADD_CONSTITUTION, (book.0, constitution.to_toml(), now, by)).await
}

/// Begins the next cycle, under a version of what the group agreed.
pub async fn add_cycle(tx: &mut Tx, book: BookId, version: i64, starts_on: NaiveDate, ends_on: Option<NaiveDate>) -> Result<()> {
    tx.run(ADD_CYCLE, (book.0, version, starts_on, ends_on)).await.map(drop)
}

/// Lets a cycle, before its first sealed meeting, go by another version and other days.
pub async fn set_cycle(
    tx: &mut Tx,
    book: BookId,
    cycle: i64,
    version: i64,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
) -> Result<()> {
    tx.run(SET_CYCLE, (book.0, cycle, version, starts_on, ends_on)).await.map(drop)
}

/// A cycle as it is stored.
#[derive(FromRow)]
pub(crate) struct CycleRow {
    no: i64,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    version: i64,
    rules: String,
    recorded_at: DateTime<Utc>,
    recorded_by: Uuid,
}

/// A cycle and what holds in it.
#[derive(Clone, Debug)]
pub struct Cycle {
    /// 1, 2, 3 …
    pub no: i64,
    /// Its first day.
    pub starts_on: NaiveDate,
    /// Its last day; `None`: a permanent group.
    pub ends_on: Option<NaiveDate>,
    /// The version of the constitution.
    pub version: i64,
    /// The constitution.
    pub constitution: Constitution,
    /// When that version was written.
    pub recorded_at: DateTime<Utc>,
    /// And by whom.
    pub recorded_by: Uuid,
}

impl CycleRow {
    /// With its constitution read.
    pub(crate) fn read(self) -> Result<Cycle> {
        let CycleRow { no, starts_on, ends_on, version, recorded_at, recorded_by, .. } = self;
        Ok(Cycle { no, starts_on, ends_on, version, constitution: rules(&self.rules)?, recorded_at, recorded_by })
    }
}

fn rules(text: &str) -> Result<Constitution> {
    Constitution::parse(text).map_err(|error| Error::Garbled(format!("constitution: {error:?}")))
}

/// The present cycle: the last that was begun.
pub async fn cycle(tx: &mut Tx, book: BookId) -> Result<Cycle> {
    tx.one::<CycleRow>(CYCLE, (book.0,)).await?.read()
}

/// Every cycle, in order.
pub async fn cycles(tx: &mut Tx, book: BookId) -> Result<Vec<Cycle>> {
    tx.all::<CycleRow>(CYCLES, (book.0,)).await?.into_iter().map(CycleRow::read).collect()
}

/// A version of a constitution: number, rules, when, by whom.
pub type Version = (i64, Constitution, DateTime<Utc>, Uuid);

/// Every version, latest first.
pub async fn versions(tx: &mut Tx, book: BookId) -> Result<Vec<Version>> {
    let rows: Vec<(i64, String, DateTime<Utc>, Uuid)> = tx.all(VERSIONS, (book.0,)).await?;
    rows.into_iter().map(|(version, text, at, by)| Ok((version, rules(&text)?, at, by))).collect()
}

/// What a list of groups says of each.
#[derive(Clone, Debug, Default, FromRow)]
pub struct Figures {
    /// Whose.
    pub book_id: i64,
    /// Members who have not left.
    pub members: i64,
    /// Women among them.
    pub women: i64,
    /// Members' savings, smallest units.
    pub savings: i64,
    /// The last sealed meeting.
    pub last_no: Option<i64>,
    /// And its day.
    pub last_on: Option<NaiveDate>,
    /// Corrections that wait.
    pub waiting: i64,
}

/// The figures of every group, in one read.
pub async fn figures(tx: &mut Tx) -> Result<std::collections::HashMap<i64, Figures>> {
    let rows: Vec<Figures> = tx.all(FIGURES, ()).await?;
    Ok(rows.into_iter().map(|row| (row.book_id, row)).collect())
}

/// The figures of one group.
pub async fn figures_of(tx: &mut Tx, book: BookId) -> Result<Figures> {
    tx.one(FIGURES_OF, (book.0,)).await
}

/// How often each group meets, in one read.
pub async fn rhythms(tx: &mut Tx) -> Result<std::collections::HashMap<i64, Rhythm>> {
    let rows: Vec<(i64, String)> = tx.all(RHYTHMS, ()).await?;
    // The whole terms of a thousand groups would take longer to read than the page to draw.
    let rhythm = |text: &str| Rhythm::parse(text.lines().find_map(|line| line.strip_prefix("rhythm = "))?.trim_matches('"'));
    rows.into_iter()
        .map(|(book, text)| Ok((book, rhythm(&text).ok_or_else(|| Error::Garbled("constitution: rhythm".into()))?)))
        .collect()
}

/// How many corrections wait that others than this user asked for.
pub async fn waiting_for(tx: &mut Tx, book: BookId, user: Uuid) -> Result<i64> {
    tx.value(WAITING_FOR, (book.0, user)).await
}

/// What the funds of a group's banks hold: fund, account, commodity, smallest units.
pub async fn bank_holdings(tx: &mut Tx, book: BookId) -> Result<Vec<(i64, i64, String, i64)>> {
    tx.all(BANK_HOLDINGS, (book.0,)).await
}

/// The code of the group that was founded under an id.
pub async fn code_of_key(tx: &mut Tx, id: Uuid) -> Result<Option<String>> {
    Ok(tx.optional::<(String,)>(CODE_OF, (id,)).await?.map(|(code,)| code))
}

/// Whether a meeting was sealed in a cycle.
pub async fn meets_in(tx: &mut Tx, book: BookId, cycle: i64) -> Result<bool> {
    Ok(tx.value::<i64>(MEETS_IN, (book.0, cycle)).await? > 0)
}

/// What belongs to the group itself in its loan fund, smallest units: fines, gains and kept profit less losses.
pub async fn retained(tx: &mut Tx, book: BookId, commodity: &str) -> Result<i64> {
    tx.value(RETAINED, (book.0, commodity.to_owned())).await
}

/// Lets a group keep another currency, before anything was recorded.
pub async fn set_commodity(tx: &mut Tx, book: BookId, commodity: ledger::Commodity) -> Result<()> {
    crate::store::ensure_commodity(tx, commodity).await?;
    tx.run(SET_COMMODITY, (book.0, commodity.code().to_owned())).await.map(drop)
}

/// The constitution that holds now in every group, in one read.
pub async fn constitutions(tx: &mut Tx) -> Result<std::collections::HashMap<i64, Constitution>> {
    let rows: Vec<(i64, String)> = tx.all(RHYTHMS, ()).await?;
    rows.into_iter().map(|(book, text)| Ok((book, rules(&text)?))).collect()
}

/// A fact about this database.
pub async fn setting(tx: &mut Tx, name: &str) -> Result<Option<String>> {
    Ok(tx.optional::<(String,)>(SETTING, (name.to_owned(),)).await?.map(|(value,)| value))
}

/// Keeps a fact about this database.
pub async fn set_setting(tx: &mut Tx, name: &str, value: &str) -> Result<()> {
    tx.run(SET_SETTING, (name.to_owned(), value.to_owned())).await.map(drop)
}

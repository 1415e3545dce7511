//! The SQL of banks: a bank is loaded whole (rules, seasons, prices, members, acts), since what it has and is owed is told
//! from its acts by `domain::banks`, the same everywhere.
use crate::{
    groups::store::Group,
    requests::RequestRow,
    store::{BookId, Error, Result, Tx, ensure_commodity, statements},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::banks::{
    Act, Bank, Class, Fact, GOODS, Good, HerdMove, Member, Party, Price, PriceKind, Rules, Season, Version,
    acts::{NewAnimal, Sex},
    animals::Place,
    reconcile::Posted,
    rules::RulesError,
};
use ledger::{AccountNo, Commodity, FundNo, PartyNo, Posting};
use sqlx::FromRow;
use std::collections::BTreeMap;
use uuid::Uuid;

statements! {
    BANK = "select book_id, no, id, code, fund_no, name_km, name_latin, village_code, opened_on from bank where code = $1";
    BANKS = "select book_id, no, id, code, fund_no, name_km, name_latin, village_code, opened_on from bank
              where book_id in (select book_id from real_group) order by code";
    BANKS_OF = "select book_id, no, id, code, fund_no, name_km, name_latin, village_code, opened_on from bank where book_id = $1 order by no";
    CODE_OF = "select code from bank where id = $1";
    ADD = "insert into bank (book_id, no, id, code, fund_no, name_km, name_latin, village_code, opened_on, recorded_at, recorded_by)
           select $1, coalesce(max(no), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9, $10 from bank where book_id = $1 returning no";
    NEXT_FUND = "select coalesce(max(no), 0) + 1 from fund where book_id = $1";
    ADD_FUND = "insert into fund (book_id, no, code) values ($1, $2, $3)";
    GOODS_OF = "select code, class, grade, variety_km, variety_latin from good order by class, code";
    ADD_GOOD = "insert into good (code, class, grade, variety_km, variety_latin) values ($1, $2, $3, $4, $5)";
    RULES = "select version, holds_from, rules, recorded_at, recorded_by from bank_rules where book_id = $1 and bank_no = $2 order by version";
    ADD_RULES = "insert into bank_rules (book_id, bank_no, version, holds_from, rules, recorded_at, recorded_by)
                 select $1, $2, coalesce(max(version), 0) + 1, $3, $4, $5, $6 from bank_rules where book_id = $1 and bank_no = $2
                 returning version";
    SEASONS = "select no, name_km, name_latin, lend_from, lend_to, harvest_from, harvest_to
                 from bank_season where book_id = $1 and bank_no = $2 order by no";
    ADD_SEASON = "insert into bank_season (book_id, bank_no, no, name_km, name_latin, lend_from, lend_to, harvest_from, harvest_to, recorded_at, recorded_by)
                  select $1, $2, coalesce(max(no), 0) + 1, $3, $4, $5, $6, $7, $8, $9, $10 from bank_season where book_id = $1 and bank_no = $2
                  returning no";
    UNITS = "select no, unit, grams, from_day, weighed, recorded_at, recorded_by from bank_unit where book_id = $1 and bank_no = $2 order by no";
    ADD_UNIT = "insert into bank_unit (book_id, bank_no, no, unit, grams, from_day, weighed, recorded_at, recorded_by)
                select $1, $2, coalesce(max(no), 0) + 1, $3, $4, $5, $6, $7, $8 from bank_unit where book_id = $1 and bank_no = $2";
    PRICES = "select no, good, class, place, day, amount, kind, source, reason, recorded_at, recorded_by from price where book_id = $1 order by no";
    PRICE_OF_KEY = "select no from price where book_id = $1 and id = $2";
    ADD_PRICE = "insert into price (book_id, no, id, good, class, place, day, amount, kind, source, reason, recorded_at, recorded_by)
                 select $1, coalesce(max(no), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12 from price where book_id = $1 returning no";
    PEOPLE = "select m.party_no, m.joined_on, m.left_on, p.id_poor, p.sex, p.birth_year
                from member m join person p on p.id = m.person_id where m.book_id = $1 order by m.party_no";
    CLOSED = "select closed_through from book where id = $1";
    ACTS = "select no, id, day, fact, price_no, entry_no, request_no, recorded_at, recorded_by, confirmed_by
              from bank_act where book_id = $1 and bank_no = $2 order by no";
    ACT_OF_KEY = "select no, digest from bank_act where book_id = $1 and bank_no = $2 and id = $3";
    ADD_ACT = "insert into bank_act (book_id, bank_no, no, id, day, kind, fact, digest, price_no, entry_no, undoes, request_no,
                                     recorded_at, recorded_by, confirmed_by)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    ADD_ANIMALS = "insert into bank_animal (book_id, bank_no, no, tag, species, sex, born_on, dam_no, act_no)
                   select $1, $2, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, $3 from json_each($4)",
        postgres: "insert into bank_animal (book_id, bank_no, no, tag, species, sex, born_on, dam_no, act_no)
                   select $1, $2, (value ->> 0)::bigint, value ->> 1, value ->> 2, value ->> 3, (value ->> 4)::date, (value ->> 5)::bigint, $3
                     from json_array_elements($4::json) as a (value)";
    ADD_MOVES = "insert into bank_animal_move (book_id, bank_no, act_no, animal_no, from_place, to_place)
                 select $1, $2, $3, value ->> 0, value ->> 1, value ->> 2 from json_each($4)",
        postgres: "insert into bank_animal_move (book_id, bank_no, act_no, animal_no, from_place, to_place)
                   select $1, $2, $3, (value ->> 0)::bigint, (value ->> 1)::bigint, (value ->> 2)::bigint
                     from json_array_elements($4::json) as m (value)";
    MOVES_OF = "select animal_no, from_place, to_place from bank_animal_move where book_id = $1 and bank_no = $2 and act_no = $3 order by animal_no";
    REQUESTS = "select r.no, r.kind, r.day, r.ask, r.asked_by, a.name as asked_by_name, r.asked_at, d.decision, d.reason as refusal,
                       e.name as decided_by_name, d.decided_at
                  from bank_request r
                  left join app_user a on a.id = r.asked_by
                  left join bank_request_decision d on d.book_id = r.book_id and d.bank_no = r.bank_no and d.request_no = r.no
                  left join app_user e on e.id = d.decided_by
                 where r.book_id = $1 and r.bank_no = $2 order by r.no desc";
    REQUEST_OF_KEY = "select no from bank_request where book_id = $1 and bank_no = $2 and id = $3";
    ADD_REQUEST = "insert into bank_request (book_id, bank_no, no, id, kind, day, ask, asked_by, asked_at)
                   select $1, $2, coalesce(max(no), 0) + 1, $3, $4, $5, $6, $7, $8 from bank_request where book_id = $1 and bank_no = $2 returning no";
    ADD_DECISION = "insert into bank_request_decision (book_id, bank_no, request_no, decision, reason, decided_by, decided_at)
                    values ($1, $2, $3, $4, $5, $6, $7)";
    RULES_OF_ALL = "select bank_no, version, holds_from, rules, recorded_at, recorded_by from bank_rules where book_id = $1
                    order by bank_no, version";
    SEASONS_OF_ALL = "select bank_no, no, name_km, name_latin, lend_from, lend_to, harvest_from, harvest_to
                        from bank_season where book_id = $1 order by bank_no, no";
    ACTS_OF_ALL = "select bank_no, no, id, day, fact, price_no, entry_no, request_no, recorded_at, recorded_by, confirmed_by
                     from bank_act where book_id = $1 order by bank_no, no";
    POSTED = "select p.entry_no, p.day, p.account, p.party, p.commodity, c.decimals, p.quantity
                from posting p join commodity c on c.code = p.commodity
               where p.book_id = $1 and p.fund = $2 order by p.entry_no, p.line";
    PLACES = "select m.animal_no, m.to_place from bank_animal_move m
               where m.book_id = $1 and m.bank_no = $2
                 and m.act_no = (select max(l.act_no) from bank_animal_move l
                                  where l.book_id = m.book_id and l.bank_no = m.bank_no and l.animal_no = m.animal_no)";
    /// What each bank's fund holds: its box, its store, what it lent, its animals in hand and with families.
    HOLDINGS = "select n.book_id, n.no, b.account, b.commodity, cast(sum(b.quantity) as bigint) from bank n
                  join balance b on b.book_id = n.book_id and b.fund = n.fund_no
                 where b.account in (1010, 1110, 1210, 1310, 1320)
                 group by n.book_id, n.no, b.account, b.commodity order by n.book_id, n.no, b.account, b.commodity";
    /// Requests that wait, by bank: for lists and for the home page.
    WAITING = "select r.book_id, r.bank_no, r.no, r.kind, r.asked_by from bank_request r where not exists
                 (select 1 from bank_request_decision d where d.book_id = r.book_id and d.bank_no = r.bank_no and d.request_no = r.no)
                order by r.book_id, r.bank_no, r.no";
}

/// A bank as lists and addresses know it.
#[derive(Clone, Debug, FromRow)]
pub struct BankRow {
    /// Its book.
    #[sqlx(rename = "book_id")]
    pub book: BookId,
    /// Its number in the book.
    pub no: i64,
    /// Its public id.
    pub id: Uuid,
    /// Its code, in addresses and files.
    pub code: String,
    /// Its fund in the book.
    pub fund_no: i64,
    /// Its name in Khmer.
    pub name_km: String,
    /// Its name in Latin script.
    pub name_latin: String,
    /// Where it is.
    pub village_code: String,
    /// Its first day.
    pub opened_on: NaiveDate,
}

impl BankRow {
    /// Its name as pages take it.
    pub fn name(&self) -> templates::parts::Name {
        templates::parts::Name::new(&self.name_km, &self.name_latin)
    }

    /// Its fund.
    pub fn fund(&self) -> FundNo {
        FundNo(self.fund_no)
    }
}

/// The bank of a code.
pub async fn bank(tx: &mut Tx, code: &str) -> Result<Option<BankRow>> {
    tx.optional(BANK, (code.to_owned(),)).await
}

/// Every bank of the programme, by code.
pub async fn banks(tx: &mut Tx) -> Result<Vec<BankRow>> {
    tx.all(BANKS, ()).await
}

/// The banks of a group, in the order they were founded.
pub async fn banks_of(tx: &mut Tx, book: BookId) -> Result<Vec<BankRow>> {
    tx.all(BANKS_OF, (book.0,)).await
}

/// The code of the bank that was founded under a form's key.
pub async fn code_of_key(tx: &mut Tx, id: Uuid) -> Result<Option<String>> {
    Ok(tx.optional::<(String,)>(CODE_OF, (id,)).await?.map(|(code,)| code))
}

/// A bank to be founded.
#[derive(Clone, Debug)]
pub struct NewBank {
    /// Its public id: the form's key.
    pub id: Uuid,
    /// Its code.
    pub code: String,
    /// Its name in Khmer.
    pub name_km: String,
    /// Its name in Latin script.
    pub name_latin: String,
    /// Where it is.
    pub village_code: String,
    /// Its first day.
    pub opened_on: NaiveDate,
    /// What it agreed.
    pub rules: Rules,
}

/// Founds a bank in a fund of its own of a group's book. [`Error::Taken`] when the code is.
pub async fn found(tx: &mut Tx, group: &Group, new: &NewBank, by: Uuid, now: DateTime<Utc>) -> Result<BankRow> {
    crate::store::lock(tx, group.book).await?;
    ensure_goods(tx, &[]).await?;
    let fund: i64 = tx.value(NEXT_FUND, (group.book.0,)).await?;
    // Funds 1 and 2 are those of savings, in every book.
    tx.run(ADD_FUND, (group.book.0, fund, new.code.to_lowercase())).await?;
    let names = (new.name_km.clone(), new.name_latin.clone());
    let row = (group.book.0, new.id, new.code.clone(), fund, names.0, names.1, new.village_code.clone(), new.opened_on, now, by);
    let no: i64 = tx.value(ADD, row).await?;
    let NewBank { id, code, name_km, name_latin, village_code, opened_on, rules } = new.clone();
    let bank = BankRow { book: group.book, no, id, code, fund_no: fund, name_km, name_latin, village_code, opened_on };
    add_rules(tx, &bank, new.opened_on, &rules, by, now).await?;
    Ok(bank)
}

/// Writes a further version of what a bank agreed; it holds from a day.
pub async fn add_rules(tx: &mut Tx, bank: &BankRow, from: NaiveDate, rules: &Rules, by: Uuid, now: DateTime<Utc>) -> Result<i64> {
    tx.value(ADD_RULES, (bank.book.0, bank.no, from, rules.to_toml(), now, by)).await
}

/// Adds a season; its number.
pub async fn add_season(tx: &mut Tx, bank: &BankRow, season: &Season, by: Uuid, now: DateTime<Utc>) -> Result<i64> {
    let Season { name_km, name_latin, lend_from, lend_to, harvest_from, harvest_to, .. } = season.clone();
    tx.value(ADD_SEASON, (bank.book.0, bank.no, name_km, name_latin, lend_from, lend_to, harvest_from, harvest_to, now, by)).await
}

/// A local measure as it is stored.
#[derive(Clone, Debug, FromRow)]
pub struct UnitRow {
    /// Its number.
    pub no: i64,
    /// thang, tau, sack, basket or tonne.
    pub unit: String,
    /// Grams in one.
    pub grams: i64,
    /// From which day.
    pub from_day: NaiveDate,
    /// How it was weighed.
    pub weighed: String,
    /// When it was written down.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: Uuid,
}

/// The local measures of a bank, in the order they were written.
pub async fn units(tx: &mut Tx, bank: &BankRow) -> Result<Vec<UnitRow>> {
    tx.all(UNITS, (bank.book.0, bank.no)).await
}

/// Adds a measure that holds from a day.
pub async fn add_unit(
    tx: &mut Tx,
    bank: &BankRow,
    (unit, grams, weighed): (&str, i64, &str),
    from: NaiveDate,
    by: Uuid,
    now: DateTime<Utc>,
) -> Result<()> {
    tx.run(ADD_UNIT, (bank.book.0, bank.no, unit, grams, from, weighed, now, by)).await.map(drop)
}

#[derive(FromRow)]
struct GoodRow {
    code: String,
    class: String,
    grade: String,
    variety_km: String,
    variety_latin: String,
}

/// Every good there is.
pub async fn goods(tx: &mut Tx) -> Result<Vec<Good>> {
    let rows: Vec<GoodRow> = tx.all(GOODS_OF, ()).await?;
    rows.into_iter()
        .map(|row| {
            let class = Class::parse(&row.class).ok_or_else(|| Error::Garbled(format!("class of {}", row.code)))?;
            let good = Good::new(&row.code, class).map_err(|_| Error::Garbled(format!("code {}", row.code)))?;
            Ok(good.described(row.grade, row.variety_km, row.variety_latin))
        })
        .collect()
}

/// Sees that the goods of the program's own list, and these, are there. [`Error::Taken`] where a code stands for another.
pub async fn ensure_goods(tx: &mut Tx, more: &[Good]) -> Result<()> {
    let known: BTreeMap<String, Good> = goods(tx).await?.into_iter().map(|good| (good.code().to_owned(), good)).collect();
    for good in GOODS.iter().chain(more) {
        match known.get(good.code()) {
            Some(there) if there.class() == good.class() => {}
            Some(_) => return Err(Error::Taken),
            None => {
                ensure_commodity(tx, good.commodity()).await?;
                let Good { grade, variety_km, variety_latin, .. } = good.clone();
                tx.run(ADD_GOOD, (good.code(), good.class().code(), grade, variety_km, variety_latin)).await?;
            }
        }
    }
    Ok(())
}

/// A price as it is stored.
#[derive(Clone, Debug, FromRow)]
pub struct PriceRow {
    /// Its number in the book.
    pub no: i64,
    /// The good's code.
    pub good: String,
    /// The class of animal, or empty.
    pub class: String,
    /// Where.
    pub place: String,
    /// The day.
    pub day: NaiveDate,
    /// For one unit.
    pub amount: i64,
    /// market or agreed.
    pub kind: String,
    /// Who said so.
    pub source: String,
    /// Why it is so far from the last one.
    pub reason: String,
    /// When it was written down.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: Uuid,
}

/// A price to be written.
#[derive(Clone, Debug)]
pub struct NewPrice<'a> {
    /// The form's key.
    pub id: Uuid,
    /// The good's code.
    pub good: &'a str,
    /// The class of animal, or empty.
    pub class: &'a str,
    /// Where: a place's code.
    pub place: &'a str,
    /// The day.
    pub day: NaiveDate,
    /// For one unit.
    pub amount: i64,
    /// Of which kind.
    pub kind: PriceKind,
    /// Who said so.
    pub source: &'a str,
    /// Why it is so far from the last one.
    pub reason: &'a str,
}

/// The prices of a book, in the order they were written.
pub async fn prices(tx: &mut Tx, book: BookId) -> Result<Vec<PriceRow>> {
    tx.all(PRICES, (book.0,)).await
}

/// Whether a price was written under a key.
pub async fn has_price(tx: &mut Tx, book: BookId, id: Uuid) -> Result<bool> {
    Ok(tx.optional::<(i64,)>(PRICE_OF_KEY, (book.0, id)).await?.is_some())
}

/// Writes a price; the same key again answers with what was written. Its number.
pub async fn add_price(tx: &mut Tx, book: BookId, new: &NewPrice<'_>, by: Uuid, now: DateTime<Utc>) -> Result<i64> {
    if let Some((no,)) = tx.optional::<(i64,)>(PRICE_OF_KEY, (book.0, new.id)).await? {
        return Ok(no);
    }
    let NewPrice { id, good, class, place, day, amount, kind, source, reason } = new.clone();
    tx.value(ADD_PRICE, (book.0, id, good, class, place, day, amount, kind.code(), source, reason, now, by)).await
}

/// A version of rules with who wrote it.
#[derive(Clone, Debug, FromRow)]
pub struct RulesRow {
    /// Its number.
    pub version: i64,
    /// From which day it holds.
    pub holds_from: NaiveDate,
    /// The TOML.
    pub rules: String,
    /// When it was written.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: Uuid,
}

/// Every version of what a bank agreed, the earliest first.
pub async fn rules(tx: &mut Tx, bank: &BankRow) -> Result<Vec<RulesRow>> {
    tx.all(RULES, (bank.book.0, bank.no)).await
}

#[derive(FromRow)]
struct SeasonRow {
    no: i64,
    name_km: String,
    name_latin: String,
    lend_from: NaiveDate,
    lend_to: NaiveDate,
    harvest_from: NaiveDate,
    harvest_to: NaiveDate,
}

#[derive(FromRow)]
struct PersonRow {
    party_no: i64,
    joined_on: NaiveDate,
    left_on: Option<NaiveDate>,
    id_poor: Option<i64>,
    sex: Option<String>,
    birth_year: Option<i64>,
}

/// An act as it is stored.
#[derive(Clone, Debug, FromRow)]
pub struct ActRow {
    /// Its number.
    pub no: i64,
    /// Its key.
    pub id: Uuid,
    /// The business day.
    pub day: NaiveDate,
    /// The fact, JSON.
    pub fact: String,
    /// The price it cites.
    pub price_no: Option<i64>,
    /// The entry that posted it.
    pub entry_no: Option<i64>,
    /// The request that a second officer confirmed.
    pub request_no: Option<i64>,
    /// When it was written.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: Uuid,
    /// And by whom it was confirmed.
    pub confirmed_by: Option<Uuid>,
}

/// The acts of a bank as they are stored, for lists that say who wrote them.
pub async fn act_rows(tx: &mut Tx, bank: &BankRow) -> Result<Vec<ActRow>> {
    tx.all(ACTS, (bank.book.0, bank.no)).await
}

/// A bank whole, as its rules need it, in one read of each of its tables.
pub async fn load(tx: &mut Tx, bank: &BankRow, group: &Group) -> Result<Bank> {
    let key = (bank.book.0, bank.no);
    let shared = shared(tx, bank.book).await?;
    let (rules, seasons) = (rules(tx, bank).await?, tx.all(SEASONS, key).await?);
    let acts = act_rows(tx, bank).await?;
    shared.bank(bank, group, rules, seasons, &acts)
}

/// Every bank of a group whole, in as many reads as one of them.
pub async fn load_all(tx: &mut Tx, group: &Group) -> Result<Vec<(BankRow, Bank)>> {
    let banks = banks_of(tx, group.book).await?;
    if banks.is_empty() {
        return Ok(vec![]);
    }
    let key = (group.book.0,);
    let shared = shared(tx, group.book).await?;
    let mut rules: BTreeMap<i64, Vec<RulesRow>> = by_bank(tx.all(RULES_OF_ALL, key).await?);
    let mut seasons: BTreeMap<i64, Vec<SeasonRow>> = by_bank(tx.all(SEASONS_OF_ALL, key).await?);
    let mut acts: BTreeMap<i64, Vec<ActRow>> = by_bank(tx.all(ACTS_OF_ALL, key).await?);
    let mut whole = |bank: BankRow| {
        let mine = (rules.remove(&bank.no), seasons.remove(&bank.no), acts.remove(&bank.no));
        let loaded =
            shared.bank(&bank, group, mine.0.unwrap_or_default(), mine.1.unwrap_or_default(), &mine.2.unwrap_or_default())?;
        Ok((bank, loaded))
    };
    banks.into_iter().map(&mut whole).collect()
}

/// A row of one of the banks of a book.
#[derive(FromRow)]
struct OfBank<T> {
    bank_no: i64,
    #[sqlx(flatten)]
    row: T,
}

fn by_bank<T>(rows: Vec<OfBank<T>>) -> BTreeMap<i64, Vec<T>> {
    let mut all: BTreeMap<i64, Vec<T>> = BTreeMap::new();
    for OfBank { bank_no, row } in rows {
        all.entry(bank_no).or_default().push(row);
    }
    all
}

/// What the banks of a book share.
struct Shared {
    goods: Vec<Good>,
    prices: Vec<Price>,
    members: Vec<Member>,
    closed_through: Option<NaiveDate>,
}

async fn shared(tx: &mut Tx, book: BookId) -> Result<Shared> {
    let prices = prices(tx, book).await?.into_iter().map(read_price).collect::<Result<_>>()?;
    let people: Vec<PersonRow> = tx.all(PEOPLE, (book.0,)).await?;
    let (closed_through,): (Option<NaiveDate>,) = tx.one(CLOSED, (book.0,)).await?;
    Ok(Shared { goods: goods(tx).await?, prices, members: people.into_iter().map(read_member).collect(), closed_through })
}

impl Shared {
    fn bank(&self, bank: &BankRow, group: &Group, rules: Vec<RulesRow>, seasons: Vec<SeasonRow>, acts: &[ActRow]) -> Result<Bank> {
        let by_no: BTreeMap<i64, &Price> = self.prices.iter().map(|price| (price.no, price)).collect();
        let acts = acts.iter().map(|row| read_act(row, &by_no)).collect::<Result<_>>()?;
        Ok(Bank {
            fund: bank.fund(),
            money: group.commodity(),
            opened_on: bank.opened_on,
            rules: rules.into_iter().map(|row| read_rules(row, &self.goods)).collect::<Result<_>>()?,
            seasons: seasons.into_iter().map(read_season).collect(),
            goods: self.goods.clone(),
            members: self.members.clone(),
            acts,
            closed_through: self.closed_through,
            prices: self.prices.clone(),
        })
    }
}

#[derive(FromRow)]
struct PostedRow {
    entry_no: i64,
    day: NaiveDate,
    account: i64,
    party: i64,
    commodity: String,
    decimals: i64,
    quantity: i64,
}

/// Everything that was ever posted in a bank's fund, by entry.
pub async fn posted(tx: &mut Tx, bank: &BankRow) -> Result<Vec<Posted>> {
    let rows: Vec<PostedRow> = tx.all(POSTED, (bank.book.0, bank.fund_no)).await?;
    let read = |row: PostedRow| {
        let garbled = || Error::Garbled(format!("commodity {}", row.commodity));
        let decimals = u8::try_from(row.decimals).map_err(|_| garbled())?;
        let commodity = Commodity::new(&row.commodity, decimals).map_err(|_| garbled())?;
        let party = Some(row.party).filter(|party| *party > 0).map(PartyNo);
        let posting = Posting { fund: bank.fund(), account: AccountNo(row.account), party, amount: commodity.of(row.quantity) };
        Ok(Posted { entry: row.entry_no, day: row.day, posting })
    };
    rows.into_iter().map(read).collect()
}

/// Where the last move of each animal left it.
pub async fn places(tx: &mut Tx, bank: &BankRow) -> Result<BTreeMap<i64, Place>> {
    let rows: Vec<(i64, i64)> = tx.all(PLACES, (bank.book.0, bank.no)).await?;
    let place = |place: i64| match place {
        ..0 => Place::Gone,
        0 => Place::Bank,
        keeper => Place::With(Party(keeper)),
    };
    Ok(rows.into_iter().map(|(animal, to)| (animal, place(to))).collect())
}

fn read_rules(row: RulesRow, goods: &[Good]) -> Result<Version> {
    let rules =
        Rules::parse(&row.rules, goods).map_err(|error: RulesError| Error::Garbled(format!("rules of a bank: {error:?}")))?;
    Ok(Version { no: row.version, from: row.holds_from, rules })
}

fn read_season(row: SeasonRow) -> Season {
    let SeasonRow { no, name_km, name_latin, lend_from, lend_to, harvest_from, harvest_to } = row;
    Season { no, name_km, name_latin, lend_from, lend_to, harvest_from, harvest_to }
}

fn read_member(row: PersonRow) -> Member {
    let PersonRow { party_no, joined_on, left_on, id_poor, sex, birth_year } = row;
    Member { party: Party(party_no), joined_on, left_on, id_poor, woman: sex.map(|sex| sex == "female"), birth_year }
}

fn read_price(row: PriceRow) -> Result<Price> {
    let kind = PriceKind::parse(&row.kind).ok_or_else(|| Error::Garbled(format!("price {}", row.no)))?;
    let PriceRow { no, good, class, day, amount, .. } = row;
    Ok(Price { no, good, class, day, amount, kind })
}

fn read_act(row: &ActRow, prices: &BTreeMap<i64, &Price>) -> Result<Act> {
    let fact: Fact = serde_json::from_str(&row.fact).map_err(|error| Error::Garbled(format!("act {}: {error}", row.no)))?;
    let price = row.price_no.and_then(|no| prices.get(&no)).map(|price| (*price).clone());
    Ok(Act { no: row.no, id: row.id, day: row.day, fact, price, entry: row.entry_no })
}

/// What stands under a key: the act's number and the digest of what was asked.
pub async fn act_of_key(tx: &mut Tx, bank: &BankRow, key: Uuid) -> Result<Option<(i64, Vec<u8>)>> {
    tx.optional(ACT_OF_KEY, (bank.book.0, bank.no, key)).await
}

/// An act to be stored.
pub(super) struct NewAct<'a> {
    pub(super) no: i64,
    pub(super) id: Uuid,
    pub(super) day: NaiveDate,
    pub(super) fact: &'a Fact,
    pub(super) digest: &'a [u8],
    pub(super) price: Option<i64>,
    pub(super) entry: Option<i64>,
    pub(super) request: Option<i64>,
    pub(super) at: DateTime<Utc>,
    pub(super) by: Uuid,
    pub(super) confirmed_by: Option<Uuid>,
}

/// Stores an act behind its entry, animals and moves.
pub(super) async fn add_act(tx: &mut Tx, bank: &BankRow, act: NewAct<'_>) -> Result<()> {
    let fact = serde_json::to_value(act.fact).map_err(|error| Error::Garbled(error.to_string()))?;
    let kind = fact.get("kind").and_then(|kind| kind.as_str()).unwrap_or_default().to_owned();
    let undoes = if let Fact::Undone { act, .. } = act.fact { Some(*act) } else { None };
    let row = (
        bank.book.0,
        bank.no,
        act.no,
        act.id,
        act.day,
        kind,
        fact.to_string(),
        act.digest,
        act.price,
        act.entry,
        undoes,
        act.request,
        act.at,
        act.by,
        act.confirmed_by,
    );
    tx.run(ADD_ACT, row).await.map(drop)
}

/// An animal that enters the register with an act: species and dam beside what is said of it.
pub(super) type Entering<'a> = (&'a NewAnimal, Class, Option<i64>);

/// Enters animals into the register.
pub(super) async fn add_animals(tx: &mut Tx, bank: &BankRow, act: i64, animals: &[Entering<'_>]) -> Result<()> {
    if animals.is_empty() {
        return Ok(());
    }
    let row = |(new, species, dam): &Entering<'_>| {
        let sex = if new.sex == Sex::Female { "female" } else { "male" };
        serde_json::json!([new.no, new.tag, species.code(), sex, new.born_on.map(|day| day.to_string()), dam])
    };
    let rows: Vec<_> = animals.iter().map(row).collect();
    tx.run(ADD_ANIMALS, (bank.book.0, bank.no, act, serde_json::Value::from(rows).to_string())).await.map(drop)
}

/// A place as the register writes it: 0 the bank, -1 outside, above nought a keeper.
fn place_no(place: Place) -> i64 {
    match place {
        Place::Gone => -1,
        Place::Bank => 0,
        Place::With(keeper) => keeper.0,
    }
}

/// Writes where animals went.
pub(super) async fn add_moves(tx: &mut Tx, bank: &BankRow, act: i64, moves: &[HerdMove]) -> Result<()> {
    let rows = moves.iter().map(|step| (step.animal, place_no(step.from), place_no(step.to))).collect();
    write_moves(tx, bank, act, rows).await
}

/// Writes the moves of an act backwards, for the act that undoes it.
pub(super) async fn undo_moves(tx: &mut Tx, bank: &BankRow, act: i64, undone: i64) -> Result<()> {
    let rows: Vec<(i64, i64, i64)> = tx.all(MOVES_OF, (bank.book.0, bank.no, undone)).await?;
    write_moves(tx, bank, act, rows.into_iter().map(|(animal, from, to)| (animal, to, from)).collect()).await
}

async fn write_moves(tx: &mut Tx, bank: &BankRow, act: i64, rows: Vec<(i64, i64, i64)>) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let rows: Vec<_> = rows.into_iter().map(|(animal, from, to)| serde_json::json!([animal, from, to])).collect();
    tx.run(ADD_MOVES, (bank.book.0, bank.no, act, serde_json::Value::from(rows).to_string())).await.map(drop)
}

/// The requests of a bank, the latest first.
pub async fn requests(tx: &mut Tx, bank: &BankRow) -> Result<Vec<RequestRow>> {
    tx.all(REQUESTS, (bank.book.0, bank.no)).await
}

/// The request under a form's key.
pub(super) async fn request_of_key(tx: &mut Tx, bank: &BankRow, key: Uuid) -> Result<Option<i64>> {
    Ok(tx.optional::<(i64,)>(REQUEST_OF_KEY, (bank.book.0, bank.no, key)).await?.map(|(no,)| no))
}

/// Keeps a request until another officer decides; its number.
pub(super) async fn add_request(
    tx: &mut Tx,
    bank: &BankRow,
    key: Uuid,
    day: NaiveDate,
    ask: &domain::banks::Ask,
    by: Uuid,
    at: DateTime<Utc>,
) -> Result<i64> {
    let ask = serde_json::to_value(ask).map_err(|error| Error::Garbled(error.to_string()))?;
    let kind = ask.get("ask").and_then(|kind| kind.as_str()).unwrap_or_default().to_owned();
    tx.value(ADD_REQUEST, (bank.book.0, bank.no, key, kind, day, ask.to_string(), by, at)).await
}

/// Keeps what was decided.
pub(super) async fn add_decision(
    tx: &mut Tx,
    bank: &BankRow,
    request: i64,
    decision: &str,
    reason: &str,
    by: Uuid,
    at: DateTime<Utc>,
) -> Result<()> {
    tx.run(ADD_DECISION, (bank.book.0, bank.no, request, decision, reason, by, at)).await.map(drop)
}

/// A request that waits.
#[derive(Clone, Debug, FromRow)]
pub struct Waiting {
    /// The book.
    pub book_id: i64,
    /// The bank in it.
    pub bank_no: i64,
    /// The request.
    pub no: i64,
    /// What is asked.
    pub kind: String,
    /// Who asked.
    pub asked_by: Uuid,
}

/// Every request that waits, everywhere.
pub async fn waiting(tx: &mut Tx) -> Result<Vec<Waiting>> {
    tx.all(WAITING, ()).await
}

/// What every bank holds, in its box, its store, on loan, in animals: book, bank, account, commodity, quantity.
pub async fn holdings(tx: &mut Tx) -> Result<Vec<(i64, i64, i64, String, i64)>> {
    tx.all(HOLDINGS, ()).await
}

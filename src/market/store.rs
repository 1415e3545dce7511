//! The SQL of the market. Everything is appended; what holds on a day is reckoned by `domain::coops::market`.
use crate::store::{BookId, Error, Result, Tx, statements};
use chrono::{DateTime, NaiveDate, Utc};
use domain::coops::{
    Act, Kind,
    market::{BoardPrice, Offer, Rate},
};
use sqlx::FromRow;
use uuid::Uuid;

statements! {
    /// Numbers are given one after another; an SQLite file has one writer as it is.
    IN_LINE = "select cast(1 as bigint)", postgres: "select cast(1 as bigint) from (select pg_advisory_xact_lock(7012)) as held";
    BUYERS = "select id, name_km, name_latin, phone, place from buyer order by name_latin, name_km, id";
    ADD_BUYER = "insert into buyer (id, name_km, name_latin, phone, place, recorded_at, recorded_by) values ($1, $2, $3, $4, $5, $6, $7)";
    OFFERS = "select no, id, buyer_id, crop, grade, organic, grams, price, place, days, from_day, to_day from buyer_offer order by no";
    ADD_OFFER = "insert into buyer_offer (no, id, buyer_id, crop, grade, organic, grams, price, place, days, from_day, to_day, recorded_at, recorded_by)
                 select coalesce(max(no), 0) + 1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13 from buyer_offer returning no";
    PRICES = "select no, id, crop, grade, organic, place, day, amount, source, reason, recorded_by from market_price order by no";
    PRICES_SINCE = "select no, id, crop, grade, organic, place, day, amount, source, reason, recorded_by from market_price
                     where day >= $1 order by no";
    PRICES_OF = "select no, id, crop, grade, organic, place, day, amount, source, reason, recorded_by from market_price
                  where crop = $1 order by no";
    ADD_PRICE = "insert into market_price (no, id, crop, grade, organic, place, day, amount, source, reason, recorded_at, recorded_by)
                 select coalesce(max(no), 0) + 1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 from market_price returning no";
    RATES = "select id, from_place, to_place, amount, least, day from transport_rate order by no";
    ADD_RATE = "insert into transport_rate (no, id, from_place, to_place, amount, least, day, recorded_at, recorded_by)
                select coalesce(max(no), 0) + 1, $1, $2, $3, $4, $5, $6, $7, $8 from transport_rate returning no";
    /// Places that the market names: union leaves each once.
    PLACES = "select place from market_price union select place from buyer union select place from buyer_offer
              union select from_place from transport_rate union select to_place from transport_rate order by 1";
    /// What cooperatives agreed with buyers, sold to them and were paid, over all books.
    TRADE = "select book_id, no, id, day, fact from coop_act
              where kind in ('outsider-named', 'contracted', 'sold', 'buyer-paid', 'undone') order by book_id, day, no";
    /// What cooperatives said they pay.
    PAID_PRICES = "select book_id, no, id, day, fact from coop_act where kind in ('price-set', 'undone') order by book_id, day, no";
}

/// Who buys.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct BuyerRow {
    /// Its id.
    pub id: Uuid,
    /// Its name in Khmer.
    pub name_km: String,
    /// In Latin script.
    pub name_latin: String,
    /// `+855…`, or empty.
    pub phone: String,
    /// Where it is: a place's code.
    pub place: String,
}

impl BuyerRow {
    /// Its name as pages take it.
    pub fn name(&self) -> templates::parts::Name {
        templates::parts::Name::new(&self.name_km, &self.name_latin)
    }
}

/// An offer as it is stored.
#[derive(Clone, Debug, FromRow)]
pub struct OfferRow {
    /// Its number.
    pub no: i64,
    /// The form's key.
    pub id: Uuid,
    /// Whose.
    pub buyer_id: Uuid,
    /// The crop.
    pub crop: String,
    /// Its grade.
    pub grade: String,
    /// Whether it must be organic.
    pub organic: bool,
    /// How much at most; 0: it was taken back.
    pub grams: i64,
    /// Riel a kilogram.
    pub price: i64,
    /// Where it is handed over.
    pub place: String,
    /// Paid after so many days.
    pub days: i64,
    /// From which day.
    pub from_day: NaiveDate,
    /// Through which day.
    pub to_day: NaiveDate,
}

impl OfferRow {
    /// The offer as rules read it.
    pub fn offer(&self) -> Offer {
        Offer {
            no: self.no,
            buyer: self.buyer_id,
            kind: kind(&self.crop, &self.grade, self.organic),
            grams: self.grams,
            price: self.price,
            place: self.place.clone(),
            days: self.days,
            from: self.from_day,
            to: self.to_day,
        }
    }
}

/// A price of the board as it is stored.
#[derive(Clone, Debug, FromRow)]
pub struct PriceRow {
    /// Its number.
    pub no: i64,
    /// The form's key.
    pub id: Uuid,
    /// The crop.
    pub crop: String,
    /// Its grade.
    pub grade: String,
    /// Whether it is for organic produce.
    pub organic: bool,
    /// Where.
    pub place: String,
    /// When.
    pub day: NaiveDate,
    /// Riel a kilogram.
    pub amount: i64,
    /// Who said so: `market`, `trader`, `miller`, `office`, `cooperative`, `file`.
    pub source: String,
    /// Why it is so far from the last one.
    pub reason: String,
    /// Who wrote it down.
    pub recorded_by: Uuid,
}

impl PriceRow {
    /// The price as rules read it.
    pub fn price(&self) -> BoardPrice {
        let kind = kind(&self.crop, &self.grade, self.organic);
        BoardPrice { no: self.no, kind, place: self.place.clone(), day: self.day, amount: self.amount }
    }
}

fn kind(crop: &str, grade: &str, organic: bool) -> Kind {
    Kind { crop: crop.to_owned(), grade: grade.to_owned(), organic }
}

/// Every buyer, by name.
pub async fn buyers(tx: &mut Tx) -> Result<Vec<BuyerRow>> {
    tx.all(BUYERS, ()).await
}

/// Writes a buyer down.
pub async fn add_buyer(tx: &mut Tx, buyer: &BuyerRow, by: Uuid, at: DateTime<Utc>) -> Result<()> {
    let BuyerRow { id, name_km, name_latin, phone, place } = buyer.clone();
    tx.run(ADD_BUYER, (id, name_km, name_latin, phone, place, at, by)).await.map(drop)
}

/// Every offer, in the order they were written.
pub async fn offers(tx: &mut Tx) -> Result<Vec<OfferRow>> {
    tx.all(OFFERS, ()).await
}

/// Writes an offer down; its number. `id` is the form's key.
pub async fn add_offer(tx: &mut Tx, id: Uuid, offer: &Offer, by: Uuid, at: DateTime<Utc>) -> Result<i64> {
    tx.value::<i64>(IN_LINE, ()).await?;
    let Offer { buyer, kind, grams, price, place, days, from, to, .. } = offer.clone();
    let row = (id, buyer, kind.crop, kind.grade, kind.organic, grams, price, place, days, from, to, at, by);
    tx.value(ADD_OFFER, row).await
}

/// Every price of the board, in the order they were written.
pub async fn prices(tx: &mut Tx) -> Result<Vec<PriceRow>> {
    tx.all(PRICES, ()).await
}

/// Writes a price down, said by a source for a reason; its number. `id` is the form's key.
pub async fn add_price(
    tx: &mut Tx,
    id: Uuid,
    price: &BoardPrice,
    (source, reason): (&str, &str),
    by: Uuid,
    at: DateTime<Utc>,
) -> Result<i64> {
    tx.value::<i64>(IN_LINE, ()).await?;
    let BoardPrice { kind, place, day, amount, .. } = price.clone();
    let row = (id, kind.crop, kind.grade, kind.organic, place, day, amount, source.to_owned(), reason.to_owned(), at, by);
    tx.value(ADD_PRICE, row).await
}

/// The prices of the board from a day on, in the order they were written.
pub async fn prices_since(tx: &mut Tx, day: NaiveDate) -> Result<Vec<PriceRow>> {
    tx.all(PRICES_SINCE, (day,)).await
}

/// Every price of a crop, in the order they were written.
pub async fn prices_of(tx: &mut Tx, crop: &str) -> Result<Vec<PriceRow>> {
    tx.all(PRICES_OF, (crop.to_owned(),)).await
}

/// A rate as it is stored.
#[derive(Clone, Debug, FromRow)]
pub struct RateRow {
    /// The form's key.
    pub id: Uuid,
    /// From a place.
    pub from_place: String,
    /// To a place.
    pub to_place: String,
    /// Riel a tonne.
    pub amount: i64,
    /// Riel for one journey at least.
    pub least: i64,
    /// Since when.
    pub day: NaiveDate,
}

impl RateRow {
    /// The rate as rules read it.
    pub fn rate(&self) -> Rate {
        Rate { from: self.from_place.clone(), to: self.to_place.clone(), amount: self.amount, least: self.least }
    }
}

/// What bringing a tonne from one place to another costs, in the order they were written.
pub async fn rates(tx: &mut Tx) -> Result<Vec<RateRow>> {
    tx.all(RATES, ()).await
}

/// The places that prices, buyers, offers and rates name, by code.
pub async fn places(tx: &mut Tx) -> Result<Vec<String>> {
    Ok(tx.all::<(String,)>(PLACES, ()).await?.into_iter().map(|(place,)| place).collect())
}

/// The acts of all cooperatives that deal with buyers, book by book in the order of their days.
///
/// # Errors
/// A fact that this program cannot read.
pub async fn trade(tx: &mut Tx) -> Result<Vec<(BookId, Act)>> {
    read(tx.all(TRADE, ()).await?)
}

/// The acts of all cooperatives that set prices, book by book in the order of their days.
///
/// # Errors
/// A fact that this program cannot read.
pub async fn paid_prices(tx: &mut Tx) -> Result<Vec<(BookId, Act)>> {
    read(tx.all(PAID_PRICES, ()).await?)
}

fn read(rows: Vec<(i64, i64, Uuid, NaiveDate, String)>) -> Result<Vec<(BookId, Act)>> {
    let act = |(book, no, id, day, fact): (i64, i64, Uuid, NaiveDate, String)| match serde_json::from_str(&fact) {
        Ok(fact) => Ok((BookId(book), Act { no, id, day, fact, entry: None })),
        Err(error) => Err(Error::Garbled(format!("act {no} of book {book}: {error}"))),
    };
    rows.into_iter().map(act).collect()
}

/// Writes a rate down; its number. `id` is the form's key.
pub async fn add_rate(tx: &mut Tx, id: Uuid, rate: &Rate, day: NaiveDate, by: Uuid, at: DateTime<Utc>) -> Result<i64> {
    tx.value::<i64>(IN_LINE, ()).await?;
    let Rate { from, to, amount, least } = rate.clone();
    tx.value(ADD_RATE, (id, from, to, amount, least, day, at, by)).await
}

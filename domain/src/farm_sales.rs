//! What farmers and groups sold by themselves, outside a cooperative's books: what linkage brought, told as income.
//!
//! No money of ours moves: a sale is a statement about somebody's income, made by an advisor. It is never changed; a wrong one
//! is taken back with a reason. A seller is a person or a group, never a grant.
use crate::{
    banks::{
        GOODS, Measure,
        prices::{Distance, distance},
        units::{price_of, worth},
    },
    coops::{
        Kind,
        crops::crop,
        market::{BoardPrice, fresh},
    },
    people::VillageCode,
};
use chrono::{Datelike, Days, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// More than a thousand tonnes is no family's harvest.
pub const GRAMS_MOST: i64 = 1_000_000_000;
/// More animals than these are no family's.
pub const HEADS_MOST: i64 = 100_000;
/// A kilogram costs no more than a million riel.
pub const KILOGRAM_MOST: i64 = 1_000_000;
/// An animal costs no more than fifty million riel.
pub const HEAD_MOST: i64 = 50_000_000;
/// Further than so many per cent from the board a price is looked at twice.
pub const BAND_PERCENT: u32 = 30;
/// What was sold more than so many days ago is looked at twice.
pub const LONG_AGO_DAYS: u64 = 400;

/// What a quantity is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Unit {
    /// Grams, spoken of as kilograms.
    Gram,
    /// Animals.
    Head,
}

impl Unit {
    /// The word kept in the database and in files.
    pub fn code(self) -> &'static str {
        match self {
            Unit::Gram => "gram",
            Unit::Head => "head",
        }
    }

    /// Reads the word.
    pub fn parse(code: &str) -> Option<Unit> {
        [Unit::Gram, Unit::Head].into_iter().find(|unit| unit.code() == code)
    }

    /// Of how many of the smallest units the price is said: a kilogram, an animal.
    pub fn spoken(self) -> i64 {
        match self {
            Unit::Gram => 1_000,
            Unit::Head => 1,
        }
    }

    fn quantity_most(self) -> i64 {
        if self == Unit::Gram { GRAMS_MOST } else { HEADS_MOST }
    }

    fn price_most(self) -> i64 {
        if self == Unit::Gram { KILOGRAM_MOST } else { HEAD_MOST }
    }
}

/// In which units something is sold, its own first; nothing for what nobody sells. A crop is weighed; an animal is counted, or
/// weighed alive.
pub fn units(code: &str) -> &'static [Unit] {
    if crop(code).is_some() {
        return &[Unit::Gram];
    }
    let is_animal = GOODS.iter().any(|good| good.code() == code && good.class().measure() == Measure::Head);
    if is_animal { &[Unit::Head, Unit::Gram] } else { &[] }
}

/// Who sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Seller {
    /// A farmer.
    Person(Uuid),
    /// A group, by its book.
    Group(i64),
}

/// Who buys that is not on the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BuyerKind {
    /// Who comes to the village and sells on.
    Middleman,
    /// The market place itself.
    Market,
    /// A shop or an eating house.
    Shop,
    /// A mill.
    Mill,
    /// Somebody of the village.
    Neighbour,
    /// Anybody else.
    Other,
}

impl BuyerKind {
    /// Every kind.
    pub const ALL: [BuyerKind; 6] =
        [BuyerKind::Middleman, BuyerKind::Market, BuyerKind::Shop, BuyerKind::Mill, BuyerKind::Neighbour, BuyerKind::Other];

    /// The word kept in the database and in files.
    pub fn code(self) -> &'static str {
        match self {
            BuyerKind::Middleman => "middleman",
            BuyerKind::Market => "market",
            BuyerKind::Shop => "shop",
            BuyerKind::Mill => "mill",
            BuyerKind::Neighbour => "neighbour",
            BuyerKind::Other => "other",
        }
    }

    /// Reads the word.
    pub fn parse(code: &str) -> Option<BuyerKind> {
        BuyerKind::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// Who bought.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Buyer {
    /// A buyer of the board.
    Board(Uuid),
    /// Somebody else: of which kind, and a name that may be empty.
    Other(BuyerKind, String),
}

/// What somebody says was sold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Who sold.
    pub seller: Seller,
    /// What: a crop or an animal, its grade, and whether it is organic.
    pub kind: Kind,
    /// How much, grams or animals.
    pub quantity: i64,
    /// Which of them.
    pub unit: Unit,
    /// What was paid for all of it.
    pub riel: i64,
    /// When.
    pub day: NaiveDate,
    /// Where it was grown, as closely as is known.
    pub village: String,
    /// Who bought.
    pub buyer: Buyer,
    /// The programme brought the two together; otherwise they found each other.
    pub linked: bool,
}

/// Since when there has been a seller at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// A person of that year of birth; many know none.
    Born(Option<i64>),
    /// A group that was founded on that day.
    Founded(NaiveDate),
}

/// What is known of a seller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// Since when.
    pub since: Since,
    /// Of a person: she is a member of a cooperative. Of a group: its book is that of a cooperative, where its sales stand.
    pub in_coop: bool,
}

/// Why a sale is not written down, in the order it is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// What a cooperative sells stands in its own book.
    InCoop,
    /// Nobody sells such a thing here.
    Goods,
    /// It is not counted in this.
    Unit,
    /// Nothing, or more than anybody has.
    Quantity {
        /// The most, grams or animals.
        most: i64,
    },
    /// Nothing was paid.
    Riel,
    /// A kilogram or an animal cannot cost so much.
    Price {
        /// The most for one.
        most: i64,
    },
    /// The day is still to come.
    DayToCome,
    /// The seller was not born, or the group not founded, on that day.
    BeforeSeller,
    /// No place.
    Village,
    /// A name longer than a name is.
    BuyerName,
}

/// The most letters of a buyer's name.
pub const NAME_MOST: usize = 80;

/// What is looked at twice before it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caution {
    /// She is a member of a cooperative: what she delivered there stands in its book already.
    InCoop,
    /// The price is far from the board's, or ten times off.
    Far {
        /// For a kilogram here.
        price: i64,
        /// For a kilogram on the board.
        board: i64,
        /// The day of that price.
        day: NaiveDate,
        /// Ten times as much, or a tenth: a nought too many or too few.
        ten_times: bool,
    },
    /// The same seller sold the same that day already.
    Twin,
    /// It was long ago: is the year right?
    LongAgo,
}

/// A sale that can be: the only way to one is [`FarmSale::try_new`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FarmSale(Said);

impl FarmSale {
    /// Looks at what is said on a day.
    ///
    /// # Errors
    /// Everything that speaks against it.
    pub fn try_new(said: Said, known: Known, today: NaiveDate) -> Result<FarmSale, Vec<Refusal>> {
        let mut all = Vec::new();
        if known.in_coop && matches!(said.seller, Seller::Group(_)) {
            all.push(Refusal::InCoop);
        }
        let units = units(&said.kind.crop);
        let fits = |unit: &Unit| *unit == said.unit;
        if units.is_empty() {
            all.push(Refusal::Goods);
        } else if !units.iter().any(fits) {
            all.push(Refusal::Unit);
        }
        let most = said.unit.quantity_most();
        if !(1..=most).contains(&said.quantity) {
            all.push(Refusal::Quantity { most });
        }
        if said.riel <= 0 {
            all.push(Refusal::Riel);
        } else if said.quantity > 0 && price(&said) > said.unit.price_most() {
            all.push(Refusal::Price { most: said.unit.price_most() });
        }
        if said.day > today {
            all.push(Refusal::DayToCome);
        } else if before(known.since, said.day) {
            all.push(Refusal::BeforeSeller);
        }
        if VillageCode::parse_place(&said.village).is_err() {
            all.push(Refusal::Village);
        }
        if matches!(&said.buyer, Buyer::Other(_, name) if name.chars().count() > NAME_MOST) {
            all.push(Refusal::BuyerName);
        }
        if all.is_empty() { Ok(FarmSale(said)) } else { Err(all) }
    }

    /// What it says.
    pub fn said(&self) -> &Said {
        &self.0
    }

    /// What a kilogram or an animal brought, riel; halves up.
    pub fn price(&self) -> i64 {
        price(&self.0)
    }

    /// What is looked at twice, beside the board's prices and what the seller sold before.
    pub fn cautions(&self, known: Known, board: &[BoardPrice], before: &[Said], today: NaiveDate) -> Vec<Caution> {
        let said = &self.0;
        let mut all = Vec::new();
        if known.in_coop {
            all.push(Caution::InCoop);
        }
        // The board's prices are for a kilogram.
        let beside = if said.unit == Unit::Gram { fresh(board, &said.kind, &said.village, said.day) } else { None };
        if let Some(last) = beside {
            let how = distance(Some(last.amount), self.price().max(1), BAND_PERCENT);
            if how != Distance::Inside {
                let ten_times = how == Distance::TenTimes;
                all.push(Caution::Far { price: self.price(), board: last.amount, day: last.day, ten_times });
            }
        }
        if before.iter().any(|other| is_twin(said, other)) {
            all.push(Caution::Twin);
        }
        if said.day.checked_add_days(Days::new(LONG_AGO_DAYS)).is_some_and(|end| end < today) {
            all.push(Caution::LongAgo);
        }
        all
    }
}

/// What a kilogram or an animal brought, riel; halves up. What is said was looked at already: its quantity is above nothing.
pub fn price_of_one(said: &Said) -> i64 {
    price(said)
}

fn price(said: &Said) -> i64 {
    price_of(said.riel, said.quantity, said.unit.spoken())
}

fn before(since: Since, day: NaiveDate) -> bool {
    match since {
        Since::Born(year) => year.is_some_and(|year| i64::from(day.year()) < year),
        Since::Founded(on) => day < on,
    }
}

fn is_twin(one: &Said, other: &Said) -> bool {
    let same = |said: &Said| (said.seller, said.kind.clone(), said.quantity, said.unit, said.riel, said.day);
    same(one) == same(other)
}

/// What a price for one comes to for a quantity, riel; halves up.
pub fn total(quantity: i64, unit: Unit, price: i64) -> i64 {
    worth(quantity, unit.spoken(), price)
}

/// What sales came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// How many sales.
    pub sales: i64,
    /// How many different sellers.
    pub sellers: i64,
    /// What was weighed, grams.
    pub grams: i64,
    /// Animals that were counted.
    pub heads: i64,
    /// What was paid.
    pub riel: i64,
    /// Of it, where the programme brought the two together.
    pub linked: i64,
    /// How many of the sales were those.
    pub linked_sales: i64,
    /// How many of the sellers had such a sale.
    pub linked_sellers: i64,
}

impl Totals {
    /// What sellers earned who found their buyer alone.
    pub fn alone(&self) -> i64 {
        self.riel - self.linked
    }
}

/// Adds sales up.
pub fn totals<'a>(sales: impl IntoIterator<Item = &'a Said>) -> Totals {
    let (mut all, mut linked, mut sum) = (BTreeSet::new(), BTreeSet::new(), Totals::default());
    for one in sales {
        sum.sales += 1;
        all.insert(one.seller);
        match one.unit {
            Unit::Gram => sum.grams += one.quantity,
            Unit::Head => sum.heads += one.quantity,
        }
        sum.riel += one.riel;
        if one.linked {
            sum.linked += one.riel;
            sum.linked_sales += 1;
            linked.insert(one.seller);
        }
    }
    let count = |sellers: &BTreeSet<Seller>| i64::try_from(sellers.len()).unwrap_or(i64::MAX);
    Totals { sellers: count(&all), linked_sellers: count(&linked), ..sum }
}

/// Who bought, whatever the name where it is nobody of the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BuyerGroup {
    /// A buyer of the board.
    Board(Uuid),
    /// Everybody of a kind.
    Other(BuyerKind),
}

impl Buyer {
    /// With whom the buyer is added up.
    pub fn group(&self) -> BuyerGroup {
        match self {
            Buyer::Board(id) => BuyerGroup::Board(*id),
            Buyer::Other(kind, _) => BuyerGroup::Other(*kind),
        }
    }
}

/// The same for each buyer.
pub fn by_buyer<'a>(sales: impl IntoIterator<Item = &'a Said>) -> BTreeMap<BuyerGroup, Totals> {
    let mut of: BTreeMap<BuyerGroup, Vec<&Said>> = BTreeMap::new();
    for one in sales {
        of.entry(one.buyer.group()).or_default().push(one);
    }
    of.into_iter().map(|(buyer, sales)| (buyer, totals(sales))).collect()
}

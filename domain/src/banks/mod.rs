//! Rice banks, animal banks, and loans in kind (shared sources: rules of village rice and cow banks; passing on the gift).
//!
//! A bank is a fund of a book. What happens at it is a list of acts, told again from the first: [`Act`] and [`Fact`] say
//! what happened, [`State`] what the bank has and is owed after it, [`post()`] what the journal says of it. Somebody who
//! wants something written down makes an [`Ask`]; [`decide`] answers with facts or with everything that speaks against it.
//! What a bank agreed ([`Rules`]) is data, copied onto each loan and each contract when it begins.
//!
//! The journal holds grams, head and riel; a value in riel is a report from prices ([`statement`]), never a stored cost.
pub mod acts;
pub mod animals;
pub mod ask;
mod card;
mod checking;
mod deciding;
pub mod due;
pub mod family;
mod goods;
pub mod loan;
mod posting;
pub mod prices;
pub mod quality;
pub mod reconcile;
pub mod rules;
pub mod season_report;
pub mod span;
pub mod state;
pub mod statement;
pub mod units;

pub use acts::{Act, Fact, Party};
pub use ask::{Ask, Caution, Decided, Impossible, Priced, Refusal, Why};
pub use card::{CardLine, stock_card};
pub use deciding::{TEXT_MOST, When, cash_price, cash_to_close, decide, priority_order, priority_rank};
pub use goods::{Class, GOODS, Good, Measure, RawGood};
pub use posting::{HerdMove, moves, post};
pub use prices::{Price, PriceKind};
pub use rules::Rules;
pub use state::{Flaw, State, is_money};

use chrono::NaiveDate;
use ledger::{Commodity, FundNo};

/// A bank as its rules need it: what it is, what it agreed, and everything that happened.
#[derive(Clone, Debug)]
pub struct Bank {
    /// Its fund in the book.
    pub fund: FundNo,
    /// The currency of its box.
    pub money: Commodity,
    /// The first day of its life.
    pub opened_on: NaiveDate,
    /// What it agreed, version by version, the earliest first.
    pub rules: Vec<Version>,
    /// Its seasons.
    pub seasons: Vec<Season>,
    /// The goods there are.
    pub goods: Vec<Good>,
    /// The prices of its book, in the order they were written.
    pub prices: Vec<Price>,
    /// The members of its book, those who left included.
    pub members: Vec<Member>,
    /// Everything that happened, in the order it was written.
    pub acts: Vec<Act>,
    /// The last closed day of the book.
    pub closed_through: Option<NaiveDate>,
}

/// A version of what was agreed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its number.
    pub no: i64,
    /// From which day it holds.
    pub from: NaiveDate,
    /// What was agreed.
    pub rules: Rules,
}

/// A season: when people borrow, and when they bring back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Season {
    /// Its number in the bank.
    pub no: i64,
    /// Its name in Khmer.
    pub name_km: String,
    /// Its name in Latin script.
    pub name_latin: String,
    /// The first day of lending.
    pub lend_from: NaiveDate,
    /// The last.
    pub lend_to: NaiveDate,
    /// The first day of the harvest window.
    pub harvest_from: NaiveDate,
    /// The last: loans are due.
    pub harvest_to: NaiveDate,
}

/// A member, as the rules ask about her.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Her party in the book.
    pub party: Party,
    /// Since when.
    pub joined_on: NaiveDate,
    /// Until when.
    pub left_on: Option<NaiveDate>,
    /// ID-Poor level, where somebody looked: 1, 2, or 0 for not poor.
    pub id_poor: Option<i64>,
    /// Whether she is a woman; `None`: not written down.
    pub woman: Option<bool>,
    /// Her year of birth.
    pub birth_year: Option<i64>,
}

impl Member {
    /// Whether she is a member on a day.
    pub fn is_member(&self, day: NaiveDate) -> bool {
        self.joined_on <= day && self.left_on.is_none_or(|left| left >= day)
    }
}

impl Bank {
    /// What holds on a day: the last version that began by then, or the first.
    pub fn rules(&self, day: NaiveDate) -> Option<&Rules> {
        let holds = self.rules.iter().rev().find(|version| version.from <= day).or_else(|| self.rules.first());
        holds.map(|version| &version.rules)
    }

    /// What the bank has and is owed at the end of a day.
    ///
    /// # Errors
    /// An act that cannot have happened, which [`decide`] never lets in.
    pub fn state(&self, day: NaiveDate) -> Result<State, Flaw> {
        State::tell(&self.acts, day, &self.goods)
    }

    /// A good by its code; the bank's currency is one.
    pub fn good(&self, code: &str) -> Option<Good> {
        if code == self.money.code() {
            return Some(Good::money(self.money));
        }
        self.goods.iter().find(|good| good.code() == code).cloned()
    }

    /// The season of a number.
    pub fn season(&self, no: i64) -> Option<&Season> {
        self.seasons.iter().find(|season| season.no == no)
    }

    /// The season whose lending window or harvest holds a day, else the last one before it.
    pub fn season_of(&self, day: NaiveDate) -> Option<&Season> {
        let holds = |season: &&Season| season.lend_from <= day && day <= season.harvest_to;
        self.seasons.iter().rev().find(holds).or_else(|| self.seasons.iter().rev().find(|season| season.lend_from <= day))
    }

    /// A member, where she is one on a day.
    pub fn member(&self, party: Party, day: NaiveDate) -> Option<&Member> {
        self.members.iter().find(|member| member.party == party && member.is_member(day))
    }

    /// The number the next act will have.
    pub fn next_act(&self) -> i64 {
        self.acts.iter().map(|act| act.no).max().unwrap_or(0) + 1
    }

    /// The market price that holds on a day.
    pub fn market(&self, good: &str, class: &str, day: NaiveDate) -> Option<&Price> {
        prices::market(&self.prices, good, class, day)
    }
}

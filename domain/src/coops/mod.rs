//! Producer groups and cooperatives: shares, deliveries at the scale, organic control, milling, sales, and the year's surplus
//! (domain/cooperatives.md).
//!
//! A cooperative is a fund of a book. What happens at it is a list of acts, told again from the first: [`Act`] and [`Fact`]
//! say what happened, [`State`] how it stands at the end of a day. What it agreed ([`ByLaws`]) is data, version by version.
//! Weights are grams, paid as if they were dry and clean; amounts are in the smallest unit of the book's money. The journal
//! holds both, each in balance by itself; what the store is worth is a figure of the year's end.
pub mod acts;
pub mod ask;
pub mod bylaws;
pub mod crops;
mod deciding;
pub mod leaving;
pub mod market;
pub mod organic;
mod posting;
pub mod state;
pub mod surplus;
pub mod weights;

pub use acts::{Act, Fact, Kind};
pub use ask::{Ask, Caution, Refusal, Why};
pub use bylaws::ByLaws;
pub use deciding::{Answer, Running, TEXT_MOST, Unwritten, When, Written, agree, decide, preview};
pub use posting::post;
pub use state::{Flaw, Impossible, State};

use chrono::NaiveDate;
use ledger::{Commodity, FundNo};

/// A member, a buyer: a party of the book.
pub type Party = i64;

/// A cooperative as its rules need it: what it agreed, who belongs to it, and everything that happened.
#[derive(Clone, Debug)]
pub struct Coop {
    /// Its fund in the book.
    pub fund: FundNo,
    /// The currency of its box.
    pub money: Commodity,
    /// The first day of its life.
    pub opened_on: NaiveDate,
    /// Its by-laws, version by version, with the day from which each holds; the earliest first, one at least.
    pub laws: Vec<(NaiveDate, ByLaws)>,
    /// Its members, those who left included.
    pub members: Vec<Member>,
    /// Everything that happened, in the order it was written.
    pub acts: Vec<Act>,
    /// The last closed day of the book.
    pub closed_through: Option<NaiveDate>,
}

/// A member, as the rules ask about her.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// Her party in the book.
    pub party: Party,
    /// Since when.
    pub joined_on: NaiveDate,
    /// Until when.
    pub left_on: Option<NaiveDate>,
}

impl Coop {
    /// The by-laws of a day: the last that hold by then, or the first.
    pub fn laws(&self, day: NaiveDate) -> &ByLaws {
        static NONE: std::sync::LazyLock<ByLaws> = std::sync::LazyLock::new(ByLaws::default);
        let holds = self.laws.iter().rev().find(|(from, _)| *from <= day).or_else(|| self.laws.first());
        holds.map_or(&NONE, |(_, laws)| laws)
    }

    /// Whether somebody is a member on a day.
    pub fn is_member(&self, party: Party, day: NaiveDate) -> bool {
        let on = |member: &Member| member.joined_on <= day && member.left_on.is_none_or(|left| left >= day);
        self.members.iter().any(|member| member.party == party && on(member))
    }

    /// How it stands at the end of a day.
    ///
    /// # Errors
    /// An act that cannot have been, which [`decide`] never lets in.
    pub fn state(&self, day: NaiveDate) -> Result<State, Flaw> {
        State::tell(&self.acts, day)
    }

    /// The number of the next act.
    pub fn next_act(&self) -> i64 {
        self.acts.iter().map(|act| act.no).max().unwrap_or(0) + 1
    }

    /// Every act through a day that was not undone, in the order of their days, with how it stood before each.
    ///
    /// # Errors
    /// An act that cannot have been.
    pub fn each(&self, through: NaiveDate, see: impl FnMut(&Act, &State)) -> Result<State, Flaw> {
        State::tell_each(&self.acts, through, see)
    }
}

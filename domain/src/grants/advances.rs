//! Money that officers carry: who holds what since when. What is spent or brought back comes off what was given first, so
//! that the day beside a sum is that of the oldest riel still carried.
use super::{
    Award, Fact,
    acts::{Purpose, Source, Step},
    exceptions::Held,
};
use chrono::NaiveDate;
use std::collections::{BTreeMap, VecDeque};

/// What is still carried of one advance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advance {
    /// The holder's party in the book.
    pub holder: i64,
    /// The currency.
    pub currency: String,
    /// The day it was handed out.
    pub since: NaiveDate,
    /// How much of it is left, in smallest units.
    pub left: i64,
}

impl Advance {
    /// Days that it is held on a day.
    pub fn days(&self, on: NaiveDate) -> i64 {
        (on - self.since).num_days()
    }

    /// As the exceptions ask for it.
    pub fn held(&self) -> Held {
        (self.holder, self.since, self.left)
    }
}

/// What is carried at the end of a day: by holder and currency, the oldest first. Money counts from the moment it changes
/// hands, which is when a voucher is paid, not when it is written into the books.
pub fn advances(award: &Award, on: NaiveDate) -> Vec<Advance> {
    let mut purses: BTreeMap<(i64, String), Purse> = BTreeMap::new();
    for Movement { day, holder, currency, quantity } in movements(award).into_iter().filter(|movement| movement.day <= on) {
        let purse = purses.entry((holder, currency)).or_default();
        if quantity > 0 { purse.put(day, quantity) } else { purse.take(-quantity) }
    }
    let mut all = Vec::new();
    for ((holder, currency), purse) in purses {
        all.extend(purse.held.into_iter().map(|(since, left)| Advance { holder, currency: currency.clone(), since, left }));
    }
    all
}

#[derive(Debug)]
struct Movement {
    day: NaiveDate,
    holder: i64,
    currency: String,
    quantity: i64,
}

/// Everything that came to a holder and left, day by day; on a day what came first.
fn movements(award: &Award) -> Vec<Movement> {
    let state = award.state();
    let mut all = Vec::new();
    for voucher in state.vouchers.values().filter(|voucher| voucher.stands()) {
        let Some(paid) = voucher.step(Step::Paid) else { continue };
        let mut moves = |holder: i64, quantity: i64| {
            all.push(Movement { day: paid.on, holder, currency: voucher.currency.clone(), quantity });
        };
        if let Purpose::Advance { holder } = voucher.purpose {
            moves(holder, voucher.paid);
        }
        if let Source::Advance { holder } = voucher.source {
            moves(holder, -voucher.paid);
        }
    }
    all.extend(award.acts.iter().filter_map(|act| match &act.fact {
        Fact::AdvanceBack { holder, currency, amount } => {
            Some(Movement { day: act.day, holder: *holder, currency: currency.clone(), quantity: -amount })
        }
        _ => None,
    }));
    all.sort_by_key(|movement| (movement.day, movement.quantity < 0));
    all
}

/// What one holder carries of one currency.
#[derive(Debug, Default)]
struct Purse {
    held: VecDeque<(NaiveDate, i64)>,
    /// Spent before it was given: the next sum makes it good.
    short: i64,
}

impl Purse {
    fn put(&mut self, day: NaiveDate, quantity: i64) {
        let good = self.short.min(quantity);
        self.short -= good;
        if quantity > good {
            self.held.push_back((day, quantity - good));
        }
    }

    fn take(&mut self, mut quantity: i64) {
        while let Some((_, left)) = self.held.front_mut().filter(|_| quantity > 0) {
            let part = quantity.min(*left);
            *left -= part;
            quantity -= part;
            if *left == 0 {
                self.held.pop_front();
            }
        }
        self.short += quantity;
    }
}

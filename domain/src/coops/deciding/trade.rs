//! The mill, contracts and sales.
use super::{
    super::{
        Party,
        acts::{Contract, Fact, Kind, Milled, Milling, PriceRule, Sale, SaleLine},
        ask::{AskMilling, AskSale, Caution, Why},
        crops::{self, CropClass},
    },
    Desk, FIGURE_MOST,
};
use crate::banks::units::worth;
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// A loss above this in the mill is asked again, tenths of a per cent.
const LOSS_MOST: i64 = 50;
/// What the yield is told by.
const HEAD: &str = "RICE-HEAD";

impl Desk<'_> {
    pub(super) fn mill(&mut self, ask: &AskMilling) -> Option<Fact> {
        let mut lots = BTreeSet::new();
        let mut all_organic = ask.customer.is_none();
        for (row, taken) in ask.takes.iter().enumerate() {
            if !(1..=FIGURE_MOST).contains(&taken.grams) {
                self.refuse_at(row, Why::Amount);
            }
            match self.state.lots.get(&taken.lot) {
                None => self.refuse_at(row, Why::NoLot),
                Some(lot) if !is_class(&lot.kind.crop, &[CropClass::Paddy]) => self.refuse_at(row, Why::NotMilled),
                Some(lot) => all_organic &= lot.kind.organic,
            }
            if !lots.insert(taken.lot) {
                self.refuse_at(row, Why::Twice);
            }
        }
        if let Some((party, brought)) = ask.customer {
            self.known(party);
            self.amount(brought);
            self.check(ask.takes.is_empty(), Why::NothingMilled);
        }
        let mut next = self.last.next_lot();
        let mut gives = Vec::new();
        for (row, (kind, grams)) in ask.gives.iter().enumerate() {
            if !(1..=FIGURE_MOST).contains(grams) {
                self.refuse_at(row, Why::Amount);
            }
            if !is_class(&kind.crop, &[CropClass::Rice, CropClass::ByProduct]) {
                self.refuse_at(row, Why::Crop(kind.crop.clone()));
            }
            if kind.organic && !all_organic {
                self.refuse_at(row, Why::OrganicFrom);
            }
            let lot = ask.customer.is_none().then_some(next);
            next += i64::from(lot.is_some());
            gives.push(Milled { kind: kind.clone(), grams: *grams, lot });
        }
        let mut milling =
            Milling { no: self.last.next_milling(), customer: ask.customer, takes: ask.takes.clone(), gives, loss: 0, fee: 0 };
        let (paddy, out) = (milling.paddy(), milling.out());
        self.check(paddy > 0 && out > 0, Why::NothingMilled);
        self.check(out <= paddy, Why::GainsMass(paddy, out));
        milling.loss = paddy - out;
        milling.fee = ask.customer.map_or(0, |(_, brought)| worth(brought, 1_000, self.laws.milling.fee));
        self.yields(&milling);
        Some(Fact::Milled(Box::new(milling)))
    }

    /// The yield beside that of earlier millings of the cooperative's own paddy.
    fn yields(&mut self, milling: &Milling) {
        let tenths = |part: i64, whole: i64| worth(part, whole.max(1), 1_000);
        let earlier = self.state.millings.values().map(|(_, one)| one).filter(|one| one.customer.is_none());
        let (head, paddy) = earlier.fold((0, 0), |(head, paddy), one| (head + one.of(HEAD), paddy + one.paddy()));
        let loss = tenths(milling.loss, milling.paddy());
        if loss > LOSS_MOST {
            self.cautions.push(Caution::Loss(loss));
        }
        if paddy > 0 && milling.customer.is_none() {
            let (theirs, this) = (tenths(head, paddy), tenths(milling.of(HEAD), milling.paddy()));
            if (theirs - this).abs() > self.laws.milling.yield_band_tenths {
                self.cautions.push(Caution::Yield(theirs, this));
            }
        }
    }

    pub(super) fn contract(
        &mut self,
        buyer: Party,
        kind: &Kind,
        grams: i64,
        price: PriceRule,
        (from, to): (NaiveDate, NaiveDate),
        days: i64,
    ) -> Option<Fact> {
        self.known(buyer);
        self.kind(kind);
        self.amount(grams);
        match price {
            PriceRule::Fixed { price } => self.amount(price),
            PriceRule::Market { more, floor } => {
                self.check((-FIGURE_MOST..=FIGURE_MOST).contains(&more), Why::Amount);
                self.check((0..=FIGURE_MOST).contains(&floor), Why::Amount);
            }
        }
        self.check(from <= to, Why::DueBefore);
        self.check((0..=365).contains(&days), Why::Amount);
        let no = self.last.next_contract();
        Some(Fact::Contracted(Contract { no, buyer, kind: kind.clone(), grams, price, from, to, days }))
    }

    pub(super) fn sell(&mut self, ask: &AskSale) -> Option<Fact> {
        self.known(ask.buyer);
        self.check(!ask.lines.is_empty(), Why::Amount);
        let mut lots = BTreeSet::new();
        let mut lines = Vec::new();
        for (row, &(lot, grams, price)) in ask.lines.iter().enumerate() {
            if !(1..=FIGURE_MOST).contains(&grams) || !(1..=FIGURE_MOST).contains(&price) {
                self.refuse_at(row, Why::Amount);
            }
            if !lots.insert(lot) {
                self.refuse_at(row, Why::Twice);
            }
            match self.state.lots.get(&lot) {
                None => self.refuse_at(row, Why::NoLot),
                Some(known) => {
                    let kind = known.kind.clone();
                    self.sold_price(&kind, price);
                }
            }
            lines.push(SaleLine { lot, grams, price, amount: worth(grams, 1_000, price) });
        }
        let amount = lines.iter().fold(0_i64, |sum, line| sum.saturating_add(line.amount));
        self.amount(amount);
        self.check((0..=amount).contains(&ask.cash), Why::SaleMost(amount));
        self.check((0..=FIGURE_MOST).contains(&ask.transport), Why::Amount);
        self.check(ask.due.is_none_or(|due| due >= self.when.day), Why::DueBefore);
        let mut due = ask.due;
        if let Some(no) = ask.contract {
            due = due.or(self.under(no, ask));
        }
        let (cash, transport, contract) = (ask.cash, ask.transport, ask.contract);
        let due = due.filter(|_| cash < amount);
        Some(Fact::Sold(Box::new(Sale {
            no: self.last.next_sale(),
            buyer: ask.buyer,
            contract,
            lines,
            amount,
            transport,
            cash,
            due,
        })))
    }

    /// A price beside the last one that the same was sold for.
    fn sold_price(&mut self, kind: &Kind, price: i64) {
        let of = |line: &&SaleLine| self.state.lots.get(&line.lot).is_some_and(|lot| lot.kind == *kind);
        let last = self.state.sales.values().rev().find_map(|sold| sold.sale.lines.iter().find(of));
        let last = last.map(|line| line.price);
        self.price(last, price);
    }

    /// A sale under a contract: its buyer, its crop, its time, its quantity, its price. Answers when it is to be paid.
    fn under(&mut self, no: i64, ask: &AskSale) -> Option<NaiveDate> {
        let Some(contract) = self.state.contracts.get(&no).filter(|contract| contract.buyer == ask.buyer) else {
            self.refuse(Why::NoContract);
            return None;
        };
        let day = self.when.day;
        self.check((contract.from..=contract.to).contains(&day), Why::ContractTime(contract.from, contract.to));
        let mut grams = 0_i64;
        for (row, (lot, sold, price)) in ask.lines.iter().enumerate() {
            if self.state.lots.get(lot).is_some_and(|lot| lot.kind != contract.kind) {
                self.refuse_at(row, Why::ContractKind);
            }
            grams = grams.saturating_add(*sold);
            match contract.price {
                PriceRule::Fixed { price: agreed } if agreed != *price => self.cautions.push(Caution::NotTheContracts(agreed)),
                PriceRule::Market { floor, .. } if *price < floor => self.cautions.push(Caution::NotTheContracts(floor)),
                _ => {}
            }
        }
        let left = contract.grams - self.state.delivered_under(no);
        if grams > left {
            self.cautions.push(Caution::OverContract(left.max(0)));
        }
        day.checked_add_days(chrono::Days::new(u64::try_from(contract.days).unwrap_or(0)))
    }
}

fn is_class(crop: &str, classes: &[CropClass]) -> bool {
    crops::crop(crop).is_some_and(|crop| classes.contains(&crop.class))
}

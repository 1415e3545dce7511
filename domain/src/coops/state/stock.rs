//! The store's side of how a cooperative stands: prices, deliveries into lots, the mill, sales, and where a lot comes from.
use super::{Impossible, Lot, Origin, Sold, State};
use crate::coops::{
    Kind,
    acts::{ContractNo, Delivery, DeliveryNo, LotNo, Milling, Sale, SaleNo},
};
use chrono::NaiveDate;
use std::collections::BTreeSet;

impl State {
    /// What the cooperative pays for a kilogram on a day: the last price that was set by then; of two of one day the later.
    pub fn price(&self, kind: &Kind, day: NaiveDate) -> Option<i64> {
        // They are told in the order of their days.
        self.prices.iter().rev().find(|(from, of, _)| of == kind && *from <= day).map(|(.., amount)| *amount)
    }

    /// What there is of a kind, grams.
    pub fn stock(&self, kind: &Kind) -> i64 {
        self.lots.values().filter(|lot| lot.kind == *kind).map(|lot| lot.grams).sum()
    }

    /// What was sold under a contract, grams.
    pub fn delivered_under(&self, contract: ContractNo) -> i64 {
        let under = self.sales.values().filter(|sold| sold.sale.contract == Some(contract));
        under.flat_map(|sold| &sold.sale.lines).map(|line| line.grams).sum()
    }

    /// The lot into which a delivery of a day goes: that day's, if it is open.
    pub fn lot_of(&self, kind: &Kind, day: NaiveDate) -> Option<LotNo> {
        let fits = |lot: &Lot| lot.kind == *kind && lot.opened_on == day && matches!(lot.origin, Origin::Deliveries(_));
        self.lots.iter().find(|(_, lot)| fits(lot)).map(|(no, _)| *no)
    }

    /// From which deliveries a lot comes, whichever way through the mill.
    pub fn trace(&self, lot: LotNo) -> BTreeSet<DeliveryNo> {
        let (mut found, mut seen, mut open) = (BTreeSet::new(), BTreeSet::new(), vec![lot]);
        while let Some(no) = open.pop() {
            if !seen.insert(no) {
                continue;
            }
            match self.lots.get(&no).map(|lot| &lot.origin) {
                Some(Origin::Deliveries(deliveries)) => found.extend(deliveries),
                Some(Origin::Milling(milling)) => {
                    let takes = self.millings.get(milling).map(|(_, milling)| milling.takes.as_slice()).unwrap_or_default();
                    open.extend(takes.iter().map(|taken| taken.lot));
                }
                None => {}
            }
        }
        found
    }

    /// A delivery: into its lot, off what she owes, out of the box, and the rest is owed to her.
    pub(super) fn deliver(&mut self, day: NaiveDate, delivery: &Delivery) -> Result<(), Impossible> {
        for (credit, amount) in &delivery.offsets {
            self.settle(*credit, *amount)?;
        }
        self.cash(-delivery.cash)?;
        if delivery.owed() > 0 {
            *self.owed.entry(delivery.party).or_default() += delivery.owed();
        }
        if let Some(plot) = delivery.plot.filter(|_| delivery.kind.organic) {
            self.plots.get_mut(&plot).ok_or(Impossible::Unknown)?.delivered += delivery.weight;
        }
        let opened = || Lot { kind: delivery.kind.clone(), opened_on: day, origin: Origin::Deliveries(Vec::new()), grams: 0 };
        let lot = self.lots.entry(delivery.lot).or_insert_with(opened);
        let Origin::Deliveries(deliveries) = &mut lot.origin else { return Err(Impossible::Unknown) };
        deliveries.push(delivery.no);
        lot.grams += delivery.weight;
        self.deliveries.insert(delivery.no, (day, delivery.clone()));
        Ok(())
    }

    /// Something goes out of a lot, or into it below nought.
    pub(super) fn take_from(&mut self, lot: LotNo, grams: i64) -> Result<(), Impossible> {
        let lot_no = lot;
        let lot = self.lots.get_mut(&lot).ok_or(Impossible::Unknown)?;
        if lot.grams < grams {
            return Err(Impossible::Lot(lot_no, lot.grams));
        }
        lot.grams -= grams;
        Ok(())
    }

    /// A milling: what went in is what came out and what was lost.
    pub(super) fn mill(&mut self, day: NaiveDate, milling: &Milling) -> Result<(), Impossible> {
        let (paddy, out) = (milling.paddy(), milling.out().saturating_add(milling.loss));
        if paddy != out || milling.loss < 0 {
            return Err(Impossible::Mass(paddy, out));
        }
        for taken in &milling.takes {
            self.take_from(taken.lot, taken.grams)?;
        }
        for given in &milling.gives {
            let Some(no) = given.lot else { continue };
            let lot = Lot { kind: given.kind.clone(), opened_on: day, origin: Origin::Milling(milling.no), grams: given.grams };
            self.lots.insert(no, lot);
        }
        self.millings.insert(milling.no, (day, milling.clone()));
        self.cash(milling.fee)
    }

    /// A sale, with what was received at once and what bringing it there cost.
    pub(super) fn sell(&mut self, day: NaiveDate, sale: &Sale) -> Result<(), Impossible> {
        for line in &sale.lines {
            self.take_from(line.lot, line.grams)?;
        }
        let left = sale.amount - sale.cash;
        self.sales.insert(sale.no, Sold { on: day, sale: sale.clone(), left, paid_on: Some(day).filter(|_| left == 0) });
        self.cash(sale.cash)?;
        self.cash(-sale.transport)
    }

    /// A part of what a buyer owes was received.
    pub(super) fn collect(&mut self, day: NaiveDate, sale: SaleNo, amount: i64) -> Result<(), Impossible> {
        let sold = self.sales.get_mut(&sale).ok_or(Impossible::Unknown)?;
        if sold.left < amount {
            return Err(Impossible::Sale(sale, sold.left));
        }
        sold.left -= amount;
        sold.paid_on = Some(day).filter(|_| sold.left == 0);
        self.cash(amount)
    }
}

//! Fields, inspections, what is given against the harvest, and the harvest at the scale.
use super::{
    super::{
        Party,
        acts::{Delivery, Fact, Inspection, Outcome},
        ask::{AskDelivery, Caution, Pay, Why},
        crops::CropClass,
        organic::{self, Status},
        weights::{self, Measured},
    },
    Desk,
};
use crate::{
    banks::units::worth,
    share_outs::{HUNDRED_PERCENT, parts_of},
};
use chrono::NaiveDate;

impl Desk<'_> {
    pub(super) fn inspect(&mut self, inspection: &Inspection) -> Option<Fact> {
        self.check(self.laws.organic.is_some(), Why::NotOrganic);
        self.check(self.state.plots.contains_key(&inspection.plot), Why::NoPlot);
        self.text(&inspection.inspector, true);
        self.check((0..=100).contains(&inspection.score), Why::Score);
        self.check((0..=super::FIGURE_MOST).contains(&inspection.estimate), Why::Amount);
        let until = inspection.until;
        let right = match inspection.outcome {
            Outcome::Suspended => until.is_none_or(|until| until > self.when.day),
            _ => until.is_none(),
        };
        self.check(right, Why::Until);
        for (row, fault) in inspection.faults.iter().enumerate() {
            if fault.until.is_some_and(|until| until < self.when.day) {
                self.refuse_at(row, Why::DueBefore);
            }
        }
        Some(Fact::Inspected(inspection.clone()))
    }

    pub(super) fn give_credit(&mut self, party: Party, inputs: bool, what: &str, amount: i64, due: NaiveDate) -> Option<Fact> {
        let laws = &self.laws.credit;
        self.member(party);
        self.amount(amount);
        self.text(what, inputs);
        self.check(due >= self.when.day, Why::DueBefore);
        let part = parts_of(laws.charge_percent).unwrap_or(0);
        let charge = (2 * i128::from(amount) * part + HUNDRED_PERCENT) / (2 * HUNDRED_PERCENT);
        let charge = i64::try_from(charge).unwrap_or(i64::MAX);
        let owed: i64 = self.state.credits_of(party).iter().map(|(_, credit)| credit.left).sum();
        let free = (laws.ceiling - owed).max(0);
        self.check(laws.ceiling == 0 || amount.saturating_add(charge) <= free, Why::Ceiling(free));
        let late = self.state.credits_of(party).first().map(|(_, credit)| credit.due).filter(|due| *due < self.when.day);
        self.cautions.extend(late.map(Caution::Overdue));
        Some(Fact::CreditGiven { credit: self.last.next_credit(), party, inputs, what: what.to_owned(), amount, charge, due })
    }

    pub(super) fn deliver(&mut self, ask: &AskDelivery) -> Option<Fact> {
        self.known(ask.party);
        let member = self.coop.is_member(ask.party, self.when.day);
        let crop = self.kind(&ask.kind)?;
        self.check(matches!(crop.class, CropClass::Paddy | CropClass::Vegetable), Why::Crop(crop.code.clone()));
        let measured = Measured {
            gross: ask.gross,
            tare: ask.tare,
            moisture_tenths: ask.moisture_tenths,
            foreign_tenths: ask.foreign_tenths,
            taken_off: ask.taken_off.iter().map(|(_, grams)| *grams).collect(),
        };
        let weighed = match weights::weigh(&measured, crop.class, &self.laws.scale) {
            Ok(weighed) => weighed,
            Err(all) => {
                all.into_iter().for_each(|why| self.refuse(why));
                return None;
            }
        };
        self.plot(ask, weighed.paid);
        let Some(price) = self.state.price(&ask.kind, self.when.day) else {
            self.refuse(Why::NoPrice);
            return None;
        };
        let amount = worth(weighed.paid, 1_000, price);
        self.amount(amount);
        let offsets = self.offsets(ask, amount);
        let left = amount - offsets.iter().map(|(_, part)| part).sum::<i64>();
        let cash = match ask.pay {
            Pay::Later => 0,
            Pay::Now => left,
            Pay::Part { amount } => amount,
        };
        self.check((0..=left).contains(&cash), Why::PaidMost(left));
        let delivery = Delivery {
            no: self.last.next_delivery(),
            party: ask.party,
            member,
            plot: ask.plot,
            kind: ask.kind.clone(),
            gross: ask.gross,
            tare: ask.tare,
            moisture_tenths: ask.moisture_tenths,
            foreign_tenths: ask.foreign_tenths,
            taken_off: ask.taken_off.clone(),
            weight: weighed.paid,
            price,
            amount,
            offsets,
            cash,
            lot: self.last.lot_of(&ask.kind, self.when.day).unwrap_or_else(|| self.last.next_lot()),
        };
        Some(Fact::Delivered(Box::new(delivery)))
    }

    /// The hard gate: organic comes from a valid plot of hers, and not more of it than grew there.
    fn plot(&mut self, ask: &AskDelivery, weight: i64) {
        let day = self.when.day;
        let Some(no) = ask.plot else {
            return self.check(!ask.kind.organic, Why::PlotMissing);
        };
        let Some(plot) = self.state.plots.get(&no) else { return self.refuse(Why::NoPlot) };
        self.check(plot.said.party == ask.party, Why::NotHerPlot);
        self.check(plot.said.crop == ask.kind.crop, Why::OtherCrop);
        let Some(laws) = self.laws.organic.as_ref().filter(|_| ask.kind.organic) else { return };
        let status = organic::status(plot, laws, day);
        self.check(status == Status::Organic, Why::PlotStatus(status));
        // Deliveries of later days count too: the estimate is of the whole harvest, until the next inspection.
        let later = self.last.plots.get(&no).map(|later| organic::delivered(later, organic::last(plot, day)));
        let allowed = organic::allowed(plot, laws, day);
        let left = allowed - later.unwrap_or(plot.delivered).max(plot.delivered);
        self.check(weight <= left, Why::OverEstimate(left.max(0)));
        if (0..allowed / 10).contains(&(left - weight)) {
            self.cautions.push(Caution::NearEstimate(left - weight));
        }
    }

    /// What of a delivery goes to what she owes, the earliest due first.
    fn offsets(&mut self, ask: &AskDelivery, amount: i64) -> Vec<(i64, i64)> {
        let credits = self.state.credits_of(ask.party);
        let owed: i64 = credits.iter().map(|(_, credit)| credit.left).sum();
        let part = parts_of(self.laws.credit.offset_percent).filter(|part| *part > 0).unwrap_or(HUNDRED_PERCENT);
        let usual = i64::try_from(i128::from(amount) * part / HUNDRED_PERCENT).unwrap_or(amount);
        let mut left = ask.offset.unwrap_or_else(|| usual.min(owed));
        self.check((0..=owed.min(amount)).contains(&left), Why::OffsetMost(owed.min(amount)));
        let mut all = Vec::new();
        for (no, credit) in credits {
            let part = credit.left.min(left);
            all.extend((part > 0).then_some((no, part)));
            left -= part;
        }
        all
    }

    pub(super) fn pay_out(&mut self, party: Party, amount: i64) -> Option<Fact> {
        self.amount(amount);
        let of = |owed: &std::collections::BTreeMap<Party, i64>| owed.get(&party).copied().unwrap_or(0);
        let (deliveries, dividends) = (of(&self.state.owed), of(&self.state.dividends));
        self.check(amount <= deliveries + dividends, Why::OwedMost(deliveries + dividends));
        let first = amount.min(deliveries);
        Some(Fact::PaidOut { party, deliveries: first, dividends: amount - first })
    }
}

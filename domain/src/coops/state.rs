//! How a cooperative stands: told from its acts in the order of their days. An act that cannot have been (grain out of an
//! empty lot, money out of an empty box, a share that nobody held) is a [`Flaw`]: no rule lets one in, on no day.
use super::{
    Party,
    acts::{
        Act, ActNo, Certificate, CertificateNo, Contract, ContractNo, CreditNo, Delivery, DeliveryNo, Fact, Flow, GroupNo,
        Inspection, Kind, LotNo, Milling, MillingNo, PlotNo, PlotSaid, Sale, SaleNo, YearEnd,
    },
};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Everything at a cooperative, at the end of a day.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// Producer groups, by number.
    pub groups: BTreeMap<GroupNo, Group>,
    /// The producer group of a member.
    pub group_of: BTreeMap<Party, GroupNo>,
    /// Who is no member: name, and the buyer on the board.
    pub outsiders: BTreeMap<Party, (String, Option<Uuid>)>,
    /// Share certificates that stand.
    pub certificates: BTreeMap<CertificateNo, (NaiveDate, Certificate)>,
    /// The plots.
    pub plots: BTreeMap<PlotNo, Plot>,
    /// Advances and inputs on credit.
    pub credits: BTreeMap<CreditNo, Credit>,
    /// What the cooperative pays: from which day, for what, how much for a kilogram; in the order they were set.
    pub prices: Vec<(NaiveDate, Kind, i64)>,
    /// The deliveries, with their days.
    pub deliveries: BTreeMap<DeliveryNo, (NaiveDate, Delivery)>,
    /// What is owed to somebody for deliveries.
    pub owed: BTreeMap<Party, i64>,
    /// Dividends and refunds that were not fetched yet.
    pub dividends: BTreeMap<Party, i64>,
    /// Losses of years that no surplus has made up for.
    pub losses: i64,
    /// The lots, empty ones too.
    pub lots: BTreeMap<LotNo, Lot>,
    /// The millings.
    pub millings: BTreeMap<MillingNo, (NaiveDate, Milling)>,
    /// The contracts.
    pub contracts: BTreeMap<ContractNo, Contract>,
    /// The sales, with what is still owed for them.
    pub sales: BTreeMap<SaleNo, Sold>,
    /// In the box.
    pub cash: i64,
    /// At the bank.
    pub bank: i64,
    /// The years that were divided.
    pub years: Vec<(NaiveDate, YearEnd)>,
    /// Numbers that were given, those of undone acts too.
    last: Numbers,
}

/// The last number of each series.
#[derive(Clone, Copy, Debug, Default)]
struct Numbers {
    group: i64,
    certificate: i64,
    plot: i64,
    credit: i64,
    delivery: i64,
    lot: i64,
    milling: i64,
    sale: i64,
    contract: i64,
}

/// A producer group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its code on lists.
    pub code: String,
    /// Its name in Khmer.
    pub name_km: String,
    /// In Latin script.
    pub name_latin: String,
    /// Its village.
    pub village: String,
    /// What it grows.
    pub crop: String,
}

/// A plot.
#[derive(Clone, Debug)]
pub struct Plot {
    /// What is said of it.
    pub said: PlotSaid,
    /// Its inspections, in the order of their days.
    pub inspections: Vec<(NaiveDate, Inspection)>,
    /// Delivered as organic since the last inspection, grams.
    pub delivered: i64,
    /// The same after each inspection before the last, until the next one.
    pub earlier: Vec<i64>,
}

/// An advance, or inputs on credit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credit {
    /// Who owes.
    pub party: Party,
    /// Whether it was given as inputs.
    pub inputs: bool,
    /// What it was for.
    pub what: String,
    /// When.
    pub given_on: NaiveDate,
    /// When it is due.
    pub due: NaiveDate,
    /// What was given.
    pub amount: i64,
    /// What was added.
    pub charge: i64,
    /// What is still owed of both.
    pub left: i64,
}

/// Where a lot comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// From the scale: these deliveries.
    Deliveries(Vec<DeliveryNo>),
    /// From the mill.
    Milling(MillingNo),
}

/// A lot in the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lot {
    /// What.
    pub kind: Kind,
    /// Since when.
    pub opened_on: NaiveDate,
    /// Where it comes from.
    pub origin: Origin,
    /// What there is of it, grams.
    pub grams: i64,
}

/// A sale and what became of it.
#[derive(Clone, Debug)]
pub struct Sold {
    /// When.
    pub on: NaiveDate,
    /// The sale.
    pub sale: Sale,
    /// What is still owed.
    pub left: i64,
    /// When the last of it was paid.
    pub paid_on: Option<NaiveDate>,
}

/// An act that cannot have been.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// Which.
    pub act: ActNo,
    /// Why.
    pub why: Impossible,
}

/// Why an act cannot have been.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Impossible {
    /// More is taken from a lot than it has: the lot, what it has.
    Lot(LotNo, i64),
    /// More money goes out of the box than it has: what it has.
    Cash(i64),
    /// More goes out of the bank than there is.
    Bank(i64),
    /// A certificate that does not stand, or another's.
    Certificate(CertificateNo),
    /// More is paid on a credit than is owed: what is owed.
    Credit(CreditNo, i64),
    /// More is paid out than is owed to somebody: what is owed.
    Owed(i64),
    /// More is paid for a sale than is owed.
    Sale(SaleNo, i64),
    /// A milling whose parts do not sum to what went in.
    Mass(i64, i64),
    /// A number that nothing stands under.
    Unknown,
}

impl State {
    /// Tells the acts through a day, undone ones left out.
    ///
    /// # Errors
    /// The first act that cannot have been.
    pub fn tell(acts: &[Act], through: NaiveDate) -> Result<State, Flaw> {
        State::tell_each(acts, through, |_, _| {})
    }

    /// The same, and shows each act with how it stood before it.
    ///
    /// # Errors
    /// The first act that cannot have been.
    pub fn tell_each<'a>(
        acts: impl IntoIterator<Item = &'a Act>,
        through: NaiveDate,
        mut see: impl FnMut(&Act, &State),
    ) -> Result<State, Flaw> {
        let mut order: Vec<&Act> = acts.into_iter().filter(|act| act.day <= through).collect();
        let undone: BTreeSet<ActNo> =
            order.iter().filter_map(|act| if let Fact::Undone { act, .. } = act.fact { Some(act) } else { None }).collect();
        order.sort_by_key(|act| (act.day, act.no));
        let mut state = State::default();
        for act in order {
            state.number(&act.fact);
            if !undone.contains(&act.no) {
                see(act, &state);
                state.take(act).map_err(|why| Flaw { act: act.no, why })?;
            }
        }
        Ok(state)
    }

    /// Tells acts in the order in which they were written, and shows each (undone ones too) with how it stood on its day
    /// when it was written.
    ///
    /// # Errors
    /// The first act that cannot have been.
    pub fn retold(acts: &[Act], mut see: impl FnMut(&Act, &State)) -> Result<State, Flaw> {
        let (mut state, mut last) = (State::default(), NaiveDate::MIN);
        for (at, act) in acts.iter().enumerate() {
            let dated_back = act.day < last;
            if dated_back {
                see(act, &State::tell(&acts[..at], act.day)?);
            } else {
                see(act, &state);
            }
            last = last.max(act.day);
            // Everything so far is from this day or before it: one act more is told by itself, unless it takes one back.
            if dated_back || matches!(act.fact, Fact::Undone { .. }) {
                state = State::tell(&acts[..=at], last)?;
            } else {
                state.add(act)?;
            }
        }
        Ok(state)
    }

    /// Tells one act more, of the last day or a later one, that takes none back. Where it cannot have been, nothing that
    /// is told after it means anything.
    pub(super) fn add(&mut self, act: &Act) -> Result<(), Flaw> {
        self.number(&act.fact);
        self.take(act).map_err(|why| Flaw { act: act.no, why })
    }

    /// The next number of a group, certificate, plot, credit, delivery, lot, milling, sale or contract.
    pub fn next_group(&self) -> GroupNo {
        self.last.group + 1
    }
    /// The next certificate.
    pub fn next_certificate(&self) -> CertificateNo {
        self.last.certificate + 1
    }
    /// The next plot.
    pub fn next_plot(&self) -> PlotNo {
        self.last.plot + 1
    }
    /// The next credit.
    pub fn next_credit(&self) -> CreditNo {
        self.last.credit + 1
    }
    /// The next delivery.
    pub fn next_delivery(&self) -> DeliveryNo {
        self.last.delivery + 1
    }
    /// The next lot.
    pub fn next_lot(&self) -> LotNo {
        self.last.lot + 1
    }
    /// The next milling.
    pub fn next_milling(&self) -> MillingNo {
        self.last.milling + 1
    }
    /// The next sale.
    pub fn next_sale(&self) -> SaleNo {
        self.last.sale + 1
    }
    /// The next contract.
    pub fn next_contract(&self) -> ContractNo {
        self.last.contract + 1
    }

    /// Shares of a member.
    pub fn shares(&self, party: Party) -> i64 {
        self.certificates.values().filter(|(_, one)| one.party == party).map(|(_, one)| one.shares).sum()
    }

    /// All shares.
    pub fn all_shares(&self) -> i64 {
        self.certificates.values().map(|(_, one)| one.shares).sum()
    }

    /// What somebody owes, the earliest due first.
    pub fn credits_of(&self, party: Party) -> Vec<(CreditNo, &Credit)> {
        let mut all: Vec<(CreditNo, &Credit)> = self
            .credits
            .iter()
            .filter(|(_, credit)| credit.party == party && credit.left > 0)
            .map(|(no, one)| (*no, one))
            .collect();
        all.sort_by_key(|(no, credit)| (credit.due, *no));
        all
    }

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

    fn number(&mut self, fact: &Fact) {
        let last = &mut self.last;
        let up = |last: &mut i64, no: i64| *last = (*last).max(no);
        match fact {
            Fact::GroupNamed { group, .. } => up(&mut last.group, *group),
            Fact::SharesBought { certificate, .. } => up(&mut last.certificate, certificate.no),
            Fact::SharesPassed { new, .. } => new.iter().for_each(|one| up(&mut last.certificate, one.no)),
            Fact::PlotNoted(plot) => up(&mut last.plot, plot.no),
            Fact::CreditGiven { credit, .. } => up(&mut last.credit, *credit),
            Fact::Delivered(delivery) => {
                up(&mut last.delivery, delivery.no);
                up(&mut last.lot, delivery.lot);
            }
            Fact::Milled(milling) => {
                up(&mut last.milling, milling.no);
                milling.gives.iter().filter_map(|given| given.lot).for_each(|lot| up(&mut last.lot, lot));
            }
            Fact::Sold(sale) => up(&mut last.sale, sale.no),
            Fact::Contracted(contract) => up(&mut last.contract, contract.no),
            _ => {}
        }
    }

    fn take(&mut self, act: &Act) -> Result<(), Impossible> {
        match &act.fact {
            Fact::GroupNamed { group, code, name_km, name_latin, village, crop } => {
                let (code, name_km, name_latin) = (code.clone(), name_km.clone(), name_latin.clone());
                self.groups.insert(*group, Group { code, name_km, name_latin, village: village.clone(), crop: crop.clone() });
            }
            Fact::GroupJoined { party, group } => {
                self.group_of.remove(party);
                self.group_of.extend(group.map(|group| (*party, group)));
            }
            Fact::OutsiderNamed { party, name, buyer } => {
                self.outsiders.insert(*party, (name.clone(), *buyer));
            }
            Fact::SharesBought { certificate, paid } => {
                self.certificates.insert(certificate.no, (act.day, *certificate));
                self.cash(*paid)?;
            }
            Fact::SharesPassed { from, to, value, ends, new, .. } => {
                for no in ends {
                    let ended = self.certificates.remove(no).filter(|(_, one)| one.party == *from);
                    ended.ok_or(Impossible::Certificate(*no))?;
                }
                self.certificates.extend(new.iter().map(|one| (one.no, (act.day, *one))));
                if to.is_none() {
                    self.cash(-value)?;
                }
            }
            Fact::PlotNoted(said) => match self.plots.get_mut(&said.no) {
                Some(plot) => plot.said = said.clone(),
                None => {
                    let (inspections, earlier) = (Vec::new(), Vec::new());
                    self.plots.insert(said.no, Plot { said: said.clone(), inspections, delivered: 0, earlier });
                }
            },
            Fact::Inspected(inspection) => {
                let plot = self.plots.get_mut(&inspection.plot).ok_or(Impossible::Unknown)?;
                if !plot.inspections.is_empty() {
                    plot.earlier.push(plot.delivered);
                }
                plot.inspections.push((act.day, inspection.clone()));
                plot.delivered = 0;
            }
            Fact::Money { flow, amount, .. } => self.flow(*flow, *amount)?,
            Fact::CreditGiven { credit, party, inputs, what, amount, charge, due } => {
                if !inputs {
                    self.cash(-amount)?;
                }
                let left = amount.saturating_add(*charge);
                let (given_on, what) = (act.day, what.clone());
                let made =
                    Credit { party: *party, inputs: *inputs, what, given_on, due: *due, amount: *amount, charge: *charge, left };
                self.credits.insert(*credit, made);
            }
            Fact::CreditPaid { credit, amount } => {
                self.settle(*credit, *amount)?;
                self.cash(*amount)?;
            }
            Fact::PriceSet { kind_of, amount } => self.prices.push((act.day, kind_of.clone(), *amount)),
            Fact::Delivered(delivery) => self.deliver(act.day, delivery)?,
            Fact::PaidOut { party, deliveries, dividends } => {
                for (owed, amount) in [(&mut self.owed, deliveries), (&mut self.dividends, dividends)] {
                    let owed = owed.entry(*party).or_default();
                    if *owed < *amount {
                        return Err(Impossible::Owed(*owed));
                    }
                    *owed -= amount;
                }
                self.cash(-(deliveries + dividends))?;
            }
            Fact::Counted { lot, had, found, .. } => self.take_from(*lot, had - found)?,
            Fact::Milled(milling) => self.mill(act.day, milling)?,
            Fact::Contracted(contract) => {
                self.contracts.insert(contract.no, contract.clone());
            }
            Fact::Sold(sale) => self.sell(act.day, sale)?,
            Fact::BuyerPaid { sale, amount } => {
                let sold = self.sales.get_mut(sale).ok_or(Impossible::Unknown)?;
                if sold.left < *amount {
                    return Err(Impossible::Sale(*sale, sold.left));
                }
                sold.left -= amount;
                sold.paid_on = Some(act.day).filter(|_| sold.left == 0);
                self.cash(*amount)?;
            }
            Fact::YearEnded(year) => {
                for line in year.division.iter().flat_map(|division| &division.lines) {
                    *self.dividends.entry(line.party).or_default() += line.dividend + line.refund;
                }
                self.losses -= year.losses;
                self.years.push((act.day, YearEnd::clone(year)));
            }
            Fact::Undone { .. } => {}
        }
        Ok(())
    }

    fn cash(&mut self, more: i64) -> Result<(), Impossible> {
        let after = self.cash.checked_add(more).filter(|after| *after >= 0);
        self.cash = after.ok_or(Impossible::Cash(self.cash))?;
        Ok(())
    }

    fn flow(&mut self, flow: Flow, amount: i64) -> Result<(), Impossible> {
        match flow {
            Flow::Grant | Flow::Borrowed | Flow::OtherIncome => self.cash(amount),
            Flow::ToBank => {
                self.cash(-amount)?;
                self.bank += amount;
                Ok(())
            }
            Flow::FromBank => {
                if self.bank < amount {
                    return Err(Impossible::Bank(self.bank));
                }
                self.bank -= amount;
                self.cash(amount)
            }
            _ => self.cash(-amount),
        }
    }

    fn settle(&mut self, no: CreditNo, amount: i64) -> Result<(), Impossible> {
        let credit = self.credits.get_mut(&no).ok_or(Impossible::Unknown)?;
        if credit.left < amount {
            return Err(Impossible::Credit(no, credit.left));
        }
        credit.left -= amount;
        Ok(())
    }

    fn deliver(&mut self, day: NaiveDate, delivery: &Delivery) -> Result<(), Impossible> {
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

    fn take_from(&mut self, lot: LotNo, grams: i64) -> Result<(), Impossible> {
        let lot_no = lot;
        let lot = self.lots.get_mut(&lot).ok_or(Impossible::Unknown)?;
        if lot.grams < grams {
            return Err(Impossible::Lot(lot_no, lot.grams));
        }
        lot.grams -= grams;
        Ok(())
    }

    fn mill(&mut self, day: NaiveDate, milling: &Milling) -> Result<(), Impossible> {
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

    fn sell(&mut self, day: NaiveDate, sale: &Sale) -> Result<(), Impossible> {
        for line in &sale.lines {
            self.take_from(line.lot, line.grams)?;
        }
        let left = sale.amount - sale.cash;
        self.sales.insert(sale.no, Sold { on: day, sale: sale.clone(), left, paid_on: Some(day).filter(|_| left == 0) });
        self.cash(sale.cash)?;
        self.cash(-sale.transport)
    }
}

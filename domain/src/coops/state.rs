//! How a cooperative stands: told from its acts in the order of their days. An act that cannot have been (grain out of an
//! empty lot, money out of an empty box, a share that nobody held) is a [`Flaw`]: no rule lets one in, on no day.
mod members;
mod stock;

use self::members::pay;
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
                self.pass(act.day, *from, ends, new)?;
                if to.is_none() {
                    self.cash(-value)?;
                }
            }
            Fact::PlotNoted(said) => self.note_plot(said),
            Fact::Inspected(inspection) => self.inspect(act.day, inspection)?,
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
                pay(&mut self.owed, *party, *deliveries)?;
                pay(&mut self.dividends, *party, *dividends)?;
                self.cash(-(deliveries + dividends))?;
            }
            Fact::Counted { lot, had, found, .. } => self.take_from(*lot, had - found)?,
            Fact::Milled(milling) => self.mill(act.day, milling)?,
            Fact::Contracted(contract) => {
                self.contracts.insert(contract.no, contract.clone());
            }
            Fact::Sold(sale) => self.sell(act.day, sale)?,
            Fact::BuyerPaid { sale, amount } => self.collect(act.day, *sale, *amount)?,
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
}

//! From what is asked to what is written: who may deliver what, whether the sums agree, whether it can have been.
mod harvest;
mod par;
mod running;
mod trade;
mod year;

pub use par::agree;
pub use running::{Running, Unwritten, Written};
pub use year::preview;

use super::{
    Coop, Party, State,
    acts::{Act, ActNo, Certificate, Fact, Kind, PlotSaid},
    ask::{Ask, Caution, Refusal, Why},
    bylaws::ByLaws,
    crops::{self, Crop},
    state::Flaw,
};
use crate::banks::prices::{Distance, distance};
use chrono::NaiveDate;
use uuid::Uuid;

/// The most characters of a reason, a name, minutes.
pub const TEXT_MOST: usize = 200;
/// The most that one figure may say, in smallest units: a million tonnes, a thousand milliard riel.
pub const FIGURE_MOST: i64 = 1_000_000_000_000;

/// When something is asked, and whether its cautions were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
    /// The business day it is for.
    pub day: NaiveDate,
    /// The day it is.
    pub today: NaiveDate,
    /// Whether who asks has seen the cautions and wants it all the same.
    pub known: bool,
}

/// What a rule answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It may be written.
    Decided(Fact),
    /// It may be written once who asks has read these.
    Ask(Vec<Caution>),
    /// What speaks against it.
    Refused(Vec<Refusal>),
}

/// What a rule stands on, and what it finds.
struct Desk<'a> {
    coop: &'a Coop,
    laws: &'a ByLaws,
    /// How it stands at the end of the day that is asked for.
    state: &'a State,
    /// How it stands after everything that was written: numbers are given from here.
    last: &'a State,
    when: When,
    refusals: Vec<Refusal>,
    cautions: Vec<Caution>,
}

/// Decides.
pub fn decide(coop: &Coop, ask: &Ask, when: When) -> Answer {
    let (state, last) = match (coop.state(when.day), coop.state(NaiveDate::MAX)) {
        (Ok(state), Ok(last)) => (state, last),
        (Err(flaw), _) | (_, Err(flaw)) => {
            return Answer::Refused(vec![Refusal { row: None, why: Why::Later(flaw.act, flaw.why) }]);
        }
    };
    let (fact, cautions) = match considered(coop, (&state, &last), ask, when) {
        Ok(considered) => considered,
        Err(refusals) => return Answer::Refused(refusals),
    };
    if let Err(why) = fits(coop, &fact, when.day) {
        return Answer::Refused(vec![Refusal { row: None, why }]);
    }
    if cautions.is_empty() || when.known { Answer::Decided(fact) } else { Answer::Ask(cautions) }
}

/// What is decided by itself, before it is seen whether what was written for later days stays possible.
fn considered(coop: &Coop, (state, last): (&State, &State), ask: &Ask, when: When) -> Result<(Fact, Vec<Caution>), Vec<Refusal>> {
    let mut desk = Desk { coop, laws: coop.laws(when.day), state, last, when, refusals: Vec::new(), cautions: Vec::new() };
    desk.day();
    let fact = desk.fact(ask);
    let Desk { refusals, cautions, .. } = desk;
    match fact {
        Some(fact) if refusals.is_empty() => Ok((fact, cautions)),
        _ => Err(refusals),
    }
}

/// Sees that everything stays possible with a new fact, on its day and on every later one.
fn fits(coop: &Coop, fact: &Fact, day: NaiveDate) -> Result<(), Why> {
    let no = coop.next_act();
    let new = Act { no, id: Uuid::nil(), day, fact: fact.clone(), entry: None };
    // Days on which something that was undone later still stood are days too.
    let undone = coop
        .acts
        .iter()
        .filter(|act| act.day > day && matches!(act.fact, Fact::Undone { .. }))
        .filter_map(|act| act.day.pred_opt());
    for through in [day].into_iter().chain(undone).chain([NaiveDate::MAX]) {
        if let Err(Flaw { act, why }) = State::tell_each(coop.acts.iter().chain([&new]), through, |_, _| {}) {
            return Err(if act == no { Why::Impossible(why) } else { Why::Later(act, why) });
        }
    }
    Ok(())
}

impl Desk<'_> {
    fn refuse(&mut self, why: Why) {
        self.refusals.push(Refusal { row: None, why });
    }

    fn refuse_at(&mut self, row: usize, why: Why) {
        self.refusals.push(Refusal { row: Some(row), why });
    }

    fn check(&mut self, holds: bool, why: Why) {
        if !holds {
            self.refuse(why);
        }
    }

    fn amount(&mut self, amount: i64) {
        self.check((1..=FIGURE_MOST).contains(&amount), Why::Amount);
    }

    fn text(&mut self, text: &str, needed: bool) {
        self.check(!needed || !text.trim().is_empty(), Why::TextMissing);
        self.check(text.chars().count() <= TEXT_MOST, Why::TextLong);
    }

    fn day(&mut self) {
        let (day, coop) = (self.when.day, self.coop);
        self.check(day <= self.when.today, Why::Future);
        self.check(day >= coop.opened_on, Why::BeforeIt(coop.opened_on));
        if let Some(closed) = coop.closed_through.filter(|closed| day <= *closed) {
            self.refuse(Why::Closed(closed));
        }
        if let Some(ended) = self.last.years.last().map(|(_, year)| year.to).filter(|ended| day <= *ended) {
            self.refuse(Why::YearEnded(ended));
        }
    }

    fn member(&mut self, party: Party) {
        self.check(self.coop.is_member(party, self.when.day), Why::NotAMember);
    }

    /// Somebody known: a member, or one who was named.
    fn known(&mut self, party: Party) {
        let known = self.coop.members.iter().any(|member| member.party == party) || self.state.outsiders.contains_key(&party);
        self.check(known, Why::Nobody);
    }

    fn crop(&mut self, code: &str) -> Option<&'static Crop> {
        let found = crops::crop(code);
        if found.is_none() {
            self.refuse(Why::Crop(code.to_owned()));
        }
        found
    }

    fn kind(&mut self, kind: &Kind) -> Option<&'static Crop> {
        self.text(&kind.grade, false);
        self.check(!kind.organic || self.laws.organic.is_some(), Why::NotOrganic);
        self.crop(&kind.crop)
    }

    /// A price beside the last one for the same.
    fn price(&mut self, last: Option<i64>, price: i64) {
        self.amount(price);
        match distance(last, price, u32::try_from(self.laws.prices.band_percent).unwrap_or(u32::MAX)) {
            Distance::Inside => {}
            Distance::Outside => self.cautions.push(Caution::PriceBand(last.unwrap_or_default())),
            Distance::TenTimes => self.refuse(Why::TenTimes(last.unwrap_or_default())),
        }
    }

    fn fact(&mut self, ask: &Ask) -> Option<Fact> {
        match ask {
            Ask::NameGroup { group, code, name_km, name_latin, village, crop } => {
                self.text(code, true);
                self.text(name_km, name_latin.trim().is_empty());
                self.text(name_latin, false);
                self.crop(crop);
                self.check(group.is_none_or(|group| self.state.groups.contains_key(&group)), Why::NoGroup);
                let group = group.unwrap_or_else(|| self.last.next_group());
                let (code, name_km, name_latin) = (code.clone(), name_km.clone(), name_latin.clone());
                Some(Fact::GroupNamed { group, code, name_km, name_latin, village: village.clone(), crop: crop.clone() })
            }
            Ask::JoinGroup { party, group } => {
                self.member(*party);
                self.check(group.is_none_or(|group| self.state.groups.contains_key(&group)), Why::NoGroup);
                Some(Fact::GroupJoined { party: *party, group: *group })
            }
            Ask::NameOutsider { party, name, buyer } => {
                self.text(name, true);
                Some(Fact::OutsiderNamed { party: *party, name: name.clone(), buyer: *buyer })
            }
            Ask::BuyShares { party, shares } => self.buy_shares(*party, *shares),
            Ask::PassShares { from, to, shares } => self.pass_shares(*from, *to, *shares),
            Ask::NotePlot { plot, party, name, area, crop, forbidden_on } => {
                self.member(*party);
                self.text(name, true);
                self.amount(*area);
                self.crop(crop);
                self.check(forbidden_on.is_none_or(|day| day <= self.when.day), Why::Future);
                self.check(plot.is_none_or(|plot| self.state.plots.contains_key(&plot)), Why::NoPlot);
                let no = plot.unwrap_or_else(|| self.last.next_plot());
                let (name, crop) = (name.clone(), crop.clone());
                Some(Fact::PlotNoted(PlotSaid { no, party: *party, name, area: *area, crop, forbidden_on: *forbidden_on }))
            }
            Ask::Inspect(inspection) => self.inspect(inspection),
            Ask::Money { flow, amount, memo } => {
                self.amount(*amount);
                self.text(memo, false);
                Some(Fact::Money { flow: *flow, amount: *amount, memo: memo.clone() })
            }
            Ask::GiveCredit { party, inputs, what, amount, due } => self.give_credit(*party, *inputs, what, *amount, *due),
            Ask::PayCredit { credit, amount } => {
                self.amount(*amount);
                self.check(self.state.credits.contains_key(credit), Why::NoCredit);
                Some(Fact::CreditPaid { credit: *credit, amount: *amount })
            }
            Ask::SetPrice { kind_of, amount } => {
                self.kind(kind_of);
                self.price(self.state.price(kind_of, self.when.day), *amount);
                Some(Fact::PriceSet { kind_of: kind_of.clone(), amount: *amount })
            }
            Ask::Deliver(delivery) => self.deliver(delivery),
            Ask::PayOut { party, amount } => self.pay_out(*party, *amount),
            Ask::Count { lot, found, minute } => {
                self.text(minute, true);
                self.check((0..=FIGURE_MOST).contains(found), Why::Amount);
                let had = self.state.lots.get(lot).map(|lot| lot.grams);
                self.check(had.is_some(), Why::NoLot);
                Some(Fact::Counted { lot: *lot, had: had?, found: *found, minute: minute.clone() })
            }
            Ask::Mill(milling) => self.mill(milling),
            Ask::Contract { buyer, kind_of, grams, price, from, to, days } => {
                self.contract(*buyer, kind_of, *grams, *price, (*from, *to), *days)
            }
            Ask::Sell(sale) => self.sell(sale),
            Ask::Collect { sale, amount } => {
                self.amount(*amount);
                self.check(self.state.sales.contains_key(sale), Why::NoSale);
                Some(Fact::BuyerPaid { sale: *sale, amount: *amount })
            }
            Ask::EndYear { to, stock, minute } => self.end_year(*to, *stock, minute),
            Ask::Undo { act, reason } => self.undo(*act, reason),
        }
    }

    fn buy_shares(&mut self, party: Party, shares: i64) -> Option<Fact> {
        let laws = &self.laws.shares;
        self.member(party);
        self.amount(shares);
        self.check(laws.par > 0, Why::NoShares);
        self.par_stays(self.when.day);
        let held = self.state.shares(party).saturating_add(shares);
        self.check(held >= laws.least, Why::SharesLeast(laws.least));
        self.most_shares(party, shares, self.state.all_shares().saturating_add(shares));
        let paid = shares.checked_mul(laws.par).filter(|paid| *paid <= FIGURE_MOST);
        self.check(paid.is_some(), Why::Amount);
        let certificate = Certificate { no: self.last.next_certificate(), party, shares };
        Some(Fact::SharesBought { certificate, paid: paid? })
    }

    /// Nobody holds more of all shares than the by-laws allow. Until every member holds the least they are reckoned as if
    /// each did: the first who buys would hold all there are.
    fn most_shares(&mut self, party: Party, more: i64, all: i64) {
        let percent = self.laws.shares.most_percent;
        let members = self.coop.members.iter().filter(|member| self.coop.is_member(member.party, self.when.day)).count();
        let all = all.max(i64::try_from(members).unwrap_or(i64::MAX).saturating_mul(self.laws.shares.least));
        let held = self.state.shares(party).saturating_add(more);
        let most = crate::share_outs::parts_of(percent).unwrap_or(0) * i128::from(all) / crate::share_outs::HUNDRED_PERCENT;
        let most = i64::try_from(most).unwrap_or(i64::MAX).max(self.laws.shares.least);
        self.check(percent.is_zero() || held <= most, Why::SharesMost(most));
    }

    fn pass_shares(&mut self, from: Party, to: Option<Party>, shares: i64) -> Option<Fact> {
        let laws = &self.laws.shares;
        self.amount(shares);
        let held = self.state.shares(from);
        self.check(shares <= held, Why::SharesHeld(held));
        // Who leaves gives all back; who stays keeps the least.
        let stays = self.coop.is_member(from, self.when.day);
        self.check(!stays || held - shares == 0 || held - shares >= laws.least, Why::SharesLeast(laws.least));
        if let Some(to) = to {
            self.member(to);
            self.check(to != from, Why::Nobody);
            self.most_shares(to, shares, self.state.all_shares());
        }
        let (mut ends, mut left) = (Vec::new(), shares);
        let (mut new, mut no) = (Vec::new(), self.last.next_certificate());
        let mut give = |party, shares| {
            new.push(Certificate { no, party, shares });
            no += 1;
        };
        for (_, one) in self.state.certificates.values().filter(|(_, one)| one.party == from) {
            if left == 0 {
                break;
            }
            ends.push(one.no);
            if one.shares > left {
                give(from, one.shares - left);
            }
            left -= one.shares.min(left);
        }
        if let Some(to) = to {
            give(to, shares);
        }
        let value = shares.checked_mul(laws.par).filter(|value| *value <= FIGURE_MOST)?;
        Some(Fact::SharesPassed { from, to, shares, value, ends, new })
    }

    fn undo(&mut self, no: ActNo, reason: &str) -> Option<Fact> {
        self.text(reason, true);
        let undone = |act: &Act| matches!(act.fact, Fact::Undone { act, .. } if act == no);
        let act = self.coop.acts.iter().find(|act| act.no == no && !matches!(act.fact, Fact::Undone { .. }));
        let may = act.is_some_and(|act| act.day <= self.when.day) && !self.coop.acts.iter().any(undone);
        self.check(may, Why::NoAct);
        if let (Some(act), Some((_, year))) = (act, self.last.years.last()) {
            self.check(act.day > year.to, Why::YearEnded(year.to));
        }
        // What was given back would be out again.
        if let Some(act) = act.filter(|act| matches!(act.fact, Fact::SharesPassed { to: None, .. })) {
            self.par_stays(act.day);
        }
        Some(Fact::Undone { act: no, reason: reason.to_owned() })
    }
}

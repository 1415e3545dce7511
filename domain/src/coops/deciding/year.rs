//! The end of a year: its result, and who gets what.
use super::{
    super::{
        Coop,
        acts::{Fact, YearEnd},
        ask::Why,
        bylaws::{ByLaws, RefundBy},
        posting::post,
        state::{Flaw, State},
        surplus::{Claim, Year, divide},
    },
    Desk, FIGURE_MOST,
};
use crate::chart::{
    DONATIONS, EXPENSES, FUEL, INPUTS, INTEREST_PAID, MILLING_FEES, OTHER_INCOME, PACKING, PURCHASES, PURCHASES_OTHERS, REPAIRS,
    SALES, SERVICE_CHARGES, TRANSPORT, WAGES,
};
use chrono::NaiveDate;
use ledger::AccountNo;
use std::collections::{BTreeMap, BTreeSet};

/// The accounts of the year: income and costs in money. What was given for good (a grant) is income too.
const OF_THE_YEAR: [AccountNo; 15] = [
    DONATIONS,
    EXPENSES,
    FUEL,
    INPUTS,
    INTEREST_PAID,
    MILLING_FEES,
    OTHER_INCOME,
    PACKING,
    PURCHASES,
    PURCHASES_OTHERS,
    REPAIRS,
    SALES,
    SERVICE_CHARGES,
    TRANSPORT,
    WAGES,
];

/// What a division of the running year would give each by the by-laws, as if it ended on a day and the store were worth so
/// much; nothing is written.
///
/// # Errors
/// [`Why::YearEnd`] for a day of a year that was divided, [`Why::Division`] where the by-laws cannot divide it,
/// [`Why::Amount`] for a worth that cannot be.
pub fn preview(coop: &Coop, to: NaiveDate, stock: i64) -> Result<YearEnd, Why> {
    let last = coop.state(NaiveDate::MAX).map_err(|flaw| Why::Later(flaw.act, flaw.why))?;
    year(coop, &last, (to, NaiveDate::MAX), stock)
}

/// The year through `to` as it is divided on a later day: by the by-laws of that day, without what was undone by then.
/// `last` is how it stands after everything that was written.
fn year(coop: &Coop, last: &State, (to, on): (NaiveDate, NaiveDate), stock: i64) -> Result<YearEnd, Why> {
    let from = match last.years.last() {
        Some((_, year)) => year.to.succ_opt().ok_or(Why::YearEnd)?,
        None => coop.opened_on,
    };
    if to < from {
        return Err(Why::YearEnd);
    }
    if !(0..=FIGURE_MOST).contains(&stock) {
        return Err(Why::Amount);
    }
    let (at_end, closes) = results(coop, last, (to, on)).map_err(|flaw| Why::Later(flaw.act, flaw.why))?;
    let stock_before = last.years.last().map_or(0, |(_, year)| year.stock);
    let result = -closes.iter().map(|(.., stands)| stands).sum::<i64>() + stock - stock_before;
    let losses = if result < 0 { result } else { result.min(last.losses) };
    let surplus = result - losses;
    let division = if surplus > 0 {
        let laws = coop.laws(on);
        let year = claims(&at_end, (from, to), surplus, laws);
        Some(divide(&year, &laws.surplus).map_err(|_| Why::Division)?)
    } else {
        None
    };
    Ok(YearEnd { from, to, stock, minute: String::new(), stock_before, closes, losses, division })
}

/// What stands on an account of the year, for a party where it keeps them apart: a debit above zero.
type Stands = (i64, Option<i64>, i64);

/// How it stood at the end of a year, and its income and costs as far as no earlier year closed them; without what was undone
/// by the day of the meeting.
fn results(coop: &Coop, last: &State, (to, on): (NaiveDate, NaiveDate)) -> Result<(State, Vec<Stands>), Flaw> {
    let undone: BTreeSet<i64> = coop
        .acts
        .iter()
        .filter(|act| act.day <= on)
        .filter_map(|act| if let Fact::Undone { act, .. } = act.fact { Some(act) } else { None })
        .collect();
    let mut sums: BTreeMap<(i64, Option<i64>), i64> = BTreeMap::new();
    let stands = coop.acts.iter().filter(|act| !undone.contains(&act.no));
    let at_end = State::tell_each(stands, to, |act, before| {
        // What earlier years closed is taken off below: their meetings may have been held after this year's end.
        if matches!(act.fact, Fact::YearEnded(_)) {
            return;
        }
        for posting in post(&act.fact, before, coop.fund, coop.money).unwrap_or_default() {
            let of_year = OF_THE_YEAR.contains(&posting.account) && posting.amount.commodity() == coop.money;
            if of_year {
                *sums.entry((posting.account.0, posting.party.map(|party| party.0))).or_default() += posting.amount.quantity();
            }
        }
    })?;
    for (account, party, stands) in last.years.iter().flat_map(|(_, year)| &year.closes) {
        *sums.entry((*account, *party)).or_default() -= stands;
    }
    let sums = sums.into_iter().filter(|(_, stands)| *stands != 0);
    Ok((at_end, sums.map(|((account, party), stands)| (account, party, stands)).collect()))
}

/// Who has what to do with a year: shares at its end, what each delivered in it.
fn claims(at_end: &State, (from, to): (NaiveDate, NaiveDate), surplus: i64, laws: &ByLaws) -> Year {
    let mut claims: BTreeMap<i64, Claim> = BTreeMap::new();
    let new = |party| Claim { party, shares: 0, weight: 0, value: 0 };
    for (_, certificate) in at_end.certificates.values() {
        claims.entry(certificate.party).or_insert_with(|| new(certificate.party)).shares += certificate.shares;
    }
    let mut others = 0_i64;
    for (_, delivery) in at_end.deliveries.values().filter(|(day, _)| (from..=to).contains(day)) {
        if delivery.member {
            let claim = claims.entry(delivery.party).or_insert_with(|| new(delivery.party));
            claim.weight = claim.weight.saturating_add(delivery.weight);
            claim.value = claim.value.saturating_add(delivery.amount);
        } else {
            let by = if laws.surplus.refund_by == RefundBy::Weight { delivery.weight } else { delivery.amount };
            others = others.saturating_add(by);
        }
    }
    Year { surplus, others, par: laws.shares.par, claims: claims.into_values().collect() }
}

impl Desk<'_> {
    pub(super) fn end_year(&mut self, to: NaiveDate, stock: i64, minute: &str) -> Option<Fact> {
        self.text(minute, true);
        // A year is over when it is divided, and is divided after the years before it.
        let day = self.when.day;
        let after = self.last.years.last().is_none_or(|(divided_on, _)| *divided_on <= day);
        self.check(to < day && after, Why::YearEnd);
        match year(self.coop, self.last, (to, day), stock) {
            Ok(year) => Some(Fact::YearEnded(Box::new(YearEnd { minute: minute.to_owned(), ..year }))),
            Err(why) => {
                self.refuse(why);
                None
            }
        }
    }
}

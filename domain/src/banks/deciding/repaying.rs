//! Repayment days: paddy on the scale, money at an agreed price, and what of either pays interest.
use super::{Ground, Ruling, positive};
use crate::banks::{
    Good,
    acts::{CashLine, Fact, LoanNo, RepaidLine},
    ask::{Ask, Caution, RepayRow, Why},
    goods::Measure,
    loan::{Loan, Move, MoveKind},
    quality,
    rules::CashPrice,
    units::{self, worth},
};
use chrono::NaiveDate;
use std::collections::BTreeMap;

pub(super) fn rule(ground: &Ground, ask: &Ask) -> Ruling {
    let mut ruling = Ruling::default();
    if let Ask::Repay { good, agreed, market, rows } = ask {
        repay(ground, good, Said { agreed: *agreed, market: *market }, rows, &mut ruling);
    }
    ruling
}

/// The money that pays all that is owed of a loan on a day, at a price for one unit: not a riel more, and no gram is left
/// for want of a part of a riel. 0: nothing is owed.
pub fn cash_to_close(loan: &Loan, day: NaiveDate, agreed: i64) -> i64 {
    let owed = loan.owed(day).total();
    if owed == 0 { 0 } else { worth(owed, loan.unit, agreed).max(1) }
}

/// The price for one unit at which a rule takes money, given what was agreed and what the market pays; what is agreed may
/// be left out where the rule reckons it.
///
/// # Errors
/// [`Why::PriceMissing`], or [`Why::AgreedPrice`] with the price that holds, or that is the highest.
pub fn cash_price(rule: CashPrice, agreed: Option<i64>, market: Option<i64>) -> Result<i64, Why> {
    let reckoned = match rule {
        CashPrice::Committee => {
            let agreed = agreed.ok_or(Why::PriceMissing)?;
            return market.filter(|market| agreed > *market).map_or(Ok(agreed), |market| Err(Why::AgreedPrice(market)));
        }
        CashPrice::Market => market,
        CashPrice::MarketLess(percent) => market.map(|market| worth(i64::from(100_u32.saturating_sub(percent)), 100, market)),
    };
    let reckoned = reckoned.filter(|price| *price > 0).ok_or(Why::PriceMissing)?;
    if agreed.is_none_or(|agreed| agreed == reckoned) { Ok(reckoned) } else { Err(Why::AgreedPrice(reckoned)) }
}

/// The prices that somebody wrote above the sheet.
#[derive(Clone, Copy)]
struct Said {
    agreed: Option<i64>,
    market: Option<i64>,
}

/// The sheet while its rows are read: what each row pays is not owed any more by the next.
struct Sheet<'a> {
    ground: &'a Ground<'a>,
    good: Good,
    loans: BTreeMap<LoanNo, Loan>,
}

fn repay(ground: &Ground, code: &str, said: Said, rows: &[RepayRow], ruling: &mut Ruling) {
    if rows.is_empty() {
        ruling.refuse(Why::Nothing);
    }
    let Some(good) = ground.held_good(code, ruling) else { return };
    let named = rows.iter().filter_map(|row| ground.state.loans.get(&row.loan));
    let open = named.filter(|loan| loan.good == code && loan.is_open(ground.day));
    let loans = open.map(|loan| (loan.no, loan.clone())).collect();
    let mut sheet = Sheet { ground, good, loans };
    for (at, row) in rows.iter().enumerate() {
        if !sheet.loans.contains_key(&row.loan) {
            ruling.refuse_at(at, Why::NoLoan);
        }
        if row.weighed.is_none() && row.money.is_none() {
            ruling.refuse_at(at, Why::Nothing);
        }
    }
    let lines: Vec<_> = rows.iter().enumerate().filter_map(|(at, row)| sheet.in_kind(at, row, ruling)).collect();
    if !lines.is_empty() {
        let comes = lines.iter().map(|line| line.credited).sum();
        ground.roomy(&sheet.good, comes, ruling);
        let price = ground.flow_price(&sheet.good, ruling);
        ruling.write(Fact::Repaid { good: code.to_owned(), lines }, price);
    }
    if rows.iter().any(|row| row.money.is_some()) {
        sheet.in_money(said, rows, ruling);
    }
}

impl Sheet<'_> {
    /// What was brought, on the scale or in heads.
    fn in_kind(&mut self, at: usize, row: &RepayRow, ruling: &mut Ruling) -> Option<RepaidLine> {
        let weighed = row.weighed?;
        let store = &self.ground.rules.store;
        let by_weight = self.good.class().measure() == Measure::Weight;
        let measured = |tenths: Option<i64>| tenths.filter(|_| by_weight);
        let (moisture, foreign) = (measured(row.moisture_tenths), measured(row.foreign_tenths));
        let before = ruling.refusals.len();
        positive(Some(at), weighed, ruling);
        let most = store.scale_most.saturating_mul(self.good.unit());
        if by_weight && weighed > most {
            ruling.refuse_at(at, Why::AboveScale(most));
        }
        for why in quality::wrong(moisture, foreign, store) {
            ruling.refuse_at(at, why);
        }
        if ruling.refusals.len() > before {
            return None;
        }
        let credited = if by_weight { quality::correct(weighed, moisture, foreign, store).credited } else { weighed };
        // A handful of straw counts for nothing, and nothing is credited.
        if !positive(Some(at), credited, ruling) {
            return None;
        }
        let interest = self.credit(at, row.loan, MoveKind::Repaid, credited, ruling)?;
        let (moisture_tenths, foreign_tenths) = (moisture, foreign);
        Some(RepaidLine { loan: row.loan, credited, interest, weighed, moisture_tenths, foreign_tenths })
    }

    /// What was paid in money: one fact for each price, since old loans may have been given under another rule.
    fn in_money(&mut self, said: Said, rows: &[RepayRow], ruling: &mut Ruling) {
        let code = self.good.code().to_owned();
        let figures = [said.agreed, said.market].map(|price| price.is_none_or(|price| positive(None, price, ruling)));
        let figures = figures == [true, true];
        let market = said.market.or_else(|| self.ground.bank.market(&code, "", self.ground.day).map(|price| price.amount));
        let mut by_price: BTreeMap<i64, Vec<CashLine>> = BTreeMap::new();
        for (at, row) in rows.iter().enumerate() {
            let Some(money) = row.money else { continue };
            let fine = positive(Some(at), money, ruling);
            let Some(loan) = self.loans.get(&row.loan) else { continue };
            let Some(price_rule) = loan.terms.cash else {
                ruling.refuse_at(at, Why::NoCash);
                continue;
            };
            if !figures {
                continue;
            }
            match cash_price(price_rule, said.agreed, market) {
                Ok(price) if fine => by_price.entry(price).or_default().extend(self.paid(at, row.loan, money, price, ruling)),
                Ok(_) => {}
                Err(why) => refuse_once(why, ruling),
            }
        }
        // What the market pays is compared with what it paid last; where it is what was agreed, that is done below.
        if let Some(market) = said.market.filter(|market| figures && !by_price.contains_key(market)) {
            self.ground.agreed(&code, "", market, ruling);
        }
        if market.is_none() && !ruling.cautions.contains(&(None, Caution::NoPrice)) {
            ruling.caution(Caution::NoPrice);
        }
        for (agreed, lines) in by_price.into_iter().filter(|(_, lines)| !lines.is_empty()) {
            let price = self.ground.agreed_price(&self.good, agreed, ruling);
            ruling.write(Fact::RepaidCash { good: code.clone(), agreed, market, lines }, price);
        }
    }

    /// What money pays. A part of a gram is nobody's; what is counted by the head is paid whole.
    fn paid(&mut self, at: usize, no: LoanNo, money: i64, price: i64, ruling: &mut Ruling) -> Option<CashLine> {
        let loan = self.loans.get(&no)?;
        let (owed, unit) = (loan.owed(self.ground.day).total(), loan.unit);
        let close = cash_to_close(loan, self.ground.day, price);
        if money > close {
            ruling.refuse_at(at, Why::MoreThanOwed(owed));
            return None;
        }
        let credited = if money == close { owed } else { units::quantity_for(money, unit, price) };
        let whole = worth(credited, unit, price);
        if credited == 0 || (unit == 1 && money != close && whole != money) {
            ruling.refuse_at(at, Why::NotWhole(whole));
            return None;
        }
        let interest = self.credit(at, no, MoveKind::RepaidCash, credited, ruling)?;
        Some(CashLine { loan: no, credited, interest, received: money })
    }

    /// Takes a payment off what is owed, and says what of it is interest; more than is owed is refused.
    fn credit(&mut self, at: usize, no: LoanNo, kind: MoveKind, quantity: i64, ruling: &mut Ruling) -> Option<i64> {
        let day = self.ground.day;
        let loan = self.loans.get_mut(&no)?;
        let owed = loan.owed(day).total();
        if quantity > owed {
            ruling.refuse_at(at, Why::MoreThanOwed(owed));
            return None;
        }
        let interest = loan.interest_of(quantity, day);
        loan.moves.push(Move { act: 0, day, kind, principal: quantity - interest, interest, received: 0 });
        Some(interest)
    }
}

/// A price stands once above the sheet, so it is refused once.
fn refuse_once(why: Why, ruling: &mut Ruling) {
    if !ruling.refusals.iter().any(|refusal| refusal.why == why) {
        ruling.refuse(why);
    }
}

//! Loans in kind, told from acts.
use super::{State, add};
use crate::banks::{
    Good,
    acts::{Act, Fact, LoanNo},
    ask::Impossible,
    goods::Measure,
    loan::{Loan, Move, MoveKind},
    rules::Per,
};
use chrono::NaiveDate;

impl State {
    pub(super) fn apply_to_loans(&mut self, act: &Act, goods: &[Good]) -> Result<(), Impossible> {
        match &act.fact {
            Fact::Lent { good, purpose, season, terms, condition, lines } => {
                for line in lines {
                    self.take_out(good, line.quantity)?;
                    let loan = Loan {
                        no: line.loan,
                        party: line.party,
                        good: good.clone(),
                        unit: unit_of(good, goods),
                        purpose: *purpose,
                        season: *season,
                        given_on: act.day,
                        lent: line.quantity,
                        agreed: line.interest,
                        due_on: line.due_on,
                        first_due_on: line.due_on,
                        terms: terms.clone(),
                        guarantors: line.guarantors.clone(),
                        condition: *condition,
                        seen: Vec::new(),
                        moves: Vec::new(),
                    };
                    if self.loans.insert(line.loan, loan).is_some() {
                        return Err(Impossible::Taken(line.loan));
                    }
                }
                Ok(())
            }
            Fact::Repaid { good, lines } => {
                for line in lines {
                    self.take_in(good, line.credited)?;
                    self.move_loan(
                        act,
                        line.loan,
                        MoveKind::Repaid,
                        (line.credited - line.interest, line.interest),
                        line.credited,
                    )?;
                }
                Ok(())
            }
            Fact::RepaidCash { lines, .. } => {
                for line in lines {
                    add(&mut self.money, line.received)?;
                    let parts = (line.credited - line.interest, line.interest);
                    self.move_loan(act, line.loan, MoveKind::RepaidCash, parts, line.received)?;
                }
                Ok(())
            }
            Fact::Rescheduled { loan, due_on, extra_interest, .. } => {
                let found = self.loans.get_mut(loan).filter(|found| found.is_open(act.day)).ok_or(Impossible::Loan(*loan))?;
                // What being late has cost so far stays; the new day begins anew.
                let added = found.late_interest(act.day) + extra_interest;
                found.due_on = *due_on;
                let (no, day) = (act.no, act.day);
                found.moves.push(Move { act: no, day, kind: MoveKind::Rescheduled, principal: 0, interest: -added, received: 0 });
                Ok(())
            }
            Fact::Forgiven { loan, principal, interest, .. } => {
                self.move_loan(act, *loan, MoveKind::Forgiven, (*principal, *interest), 0)
            }
            Fact::WrittenOff { loan, principal, interest, .. } => {
                self.move_loan(act, *loan, MoveKind::WrittenOff, (*principal, *interest), 0)
            }
            Fact::TurnedToMoney { loan, principal, interest, amount, money, new_loan, due_on, .. } => {
                self.move_loan(act, *loan, MoveKind::TurnedToMoney, (*principal, *interest), *amount)?;
                self.owe_money(act, *loan, *new_loan, (money, *amount), *due_on)
            }
            Fact::ConditionSeen { loan, kept } => {
                let found = self.loans.get_mut(loan).ok_or(Impossible::Loan(*loan))?;
                found.seen.push((act.day, *kept));
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn move_loan(&mut self, act: &Act, no: LoanNo, kind: MoveKind, parts: (i64, i64), received: i64) -> Result<(), Impossible> {
        let loan = self.loans.get_mut(&no).filter(|loan| loan.is_open(act.day)).ok_or(Impossible::Loan(no))?;
        let (principal, interest) = parts;
        let owed = loan.owed(act.day);
        if principal < 0 || interest < 0 || principal > owed.principal || interest > owed.interest {
            return Err(Impossible::Overpaid(no));
        }
        loan.moves.push(Move { act: act.no, day: act.day, kind, principal, interest, received });
        Ok(())
    }

    /// The debt of money that a debt in kind has become: without interest.
    fn owe_money(
        &mut self,
        act: &Act,
        from: LoanNo,
        no: LoanNo,
        (money, amount): (&str, i64),
        due_on: NaiveDate,
    ) -> Result<(), Impossible> {
        let old = self.loans.get(&from).ok_or(Impossible::Loan(from))?;
        let mut terms = old.terms.clone();
        (terms.rate, terms.late_rate, terms.cash) = (0.into(), 0.into(), None);
        terms.per = Per::Loan;
        let loan = Loan {
            no,
            good: money.to_owned(),
            unit: 1,
            given_on: act.day,
            lent: amount,
            agreed: 0,
            due_on,
            first_due_on: due_on,
            terms,
            seen: Vec::new(),
            moves: Vec::new(),
            ..old.clone()
        };
        if self.loans.insert(no, loan).is_some() { Err(Impossible::Taken(no)) } else { Ok(()) }
    }
}

fn unit_of(good: &str, goods: &[Good]) -> i64 {
    let found = goods.iter().find(|known| known.code() == good);
    found.map_or(1, |known| if known.class().measure() == Measure::Money { 1 } else { known.unit() })
}

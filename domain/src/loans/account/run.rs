//! Telling a loan's events again: what each of them charges, pays and moves.
use super::{Event, LoanAccount, Part, Position, Row, Split, What};
use crate::{
    constitution::{AfterTerm, PaymentOrder, PenaltyAt},
    loans::schedule::{Every, EveryUnit, Instalment, InterestBy, Method, Plan, interest_between},
};
use chrono::{Days, Months, NaiveDate};

/// A loan while its events are told.
#[derive(Clone)]
pub(super) struct Run<'a> {
    loan: &'a LoanAccount,
    /// The plan that holds, for interest on another balance than was planned.
    plan: Plan,
    rows: Vec<Row>,
    pub(super) owed: i64,
    /// Interest earned in periods whose interest is paid later.
    later: i64,
    /// Interest paid before it was charged.
    ahead: i64,
    pub(super) paid: Split,
    pub(super) lost: i64,
}

impl<'a> Run<'a> {
    pub(super) fn new(loan: &'a LoanAccount) -> Run<'a> {
        let terms = &loan.terms;
        let plan = terms.plan(terms.principal, terms.instalments, terms.given_on);
        Run { loan, plan, rows: Vec::new(), owed: 0, later: 0, ahead: 0, paid: Split::default(), lost: 0 }
    }

    pub(super) fn take(&mut self, event: Event) -> Option<Split> {
        let on = event.on;
        match event.what {
            What::Given(version) => {
                self.owed = self.version(version).iter().map(|row| row.principal).sum();
                self.follow(version, on);
                None
            }
            What::Brought { interest, principal } => {
                self.bring(on, interest, principal);
                None
            }
            What::Repaid(amount) => {
                let split = self.pay(on, amount);
                Some(split)
            }
            What::ToppedUp { amount, version } => {
                self.charge(on);
                self.fine(on);
                self.owed += amount;
                self.follow(version, on);
                None
            }
            What::Rescheduled(version) => {
                self.charge(on);
                self.fine(on);
                self.follow(version, on);
                None
            }
            What::WrittenOff => {
                self.charge(on);
                self.lost += self.owed;
                // Interest that was spared so far is given up with the rest.
                (self.owed, self.later) = (0, 0);
                self.rows.iter_mut().for_each(|row| (row.principal_left, row.interest_left, row.penalty_left) = (0, 0, 0));
                None
            }
            What::Recovered(amount) => {
                let principal = amount.min(self.lost);
                self.lost -= principal;
                Some(Split { over: amount - principal, ..Split::default() })
            }
            What::Amended(_) | What::Undone(_) => None,
        }
    }

    fn version(&self, version: usize) -> &'a [Instalment] {
        self.loan.versions.get(version.saturating_sub(1)).map_or(&[], Vec::as_slice)
    }

    /// From here on another plan holds for what is owed: interest that was charged stays due, principal is spread anew.
    fn follow(&mut self, version: usize, on: NaiveDate) {
        self.rows.retain(|row| row.charged);
        self.rows.iter_mut().for_each(|row| {
            row.principal -= row.principal_left;
            row.principal_left = 0;
        });
        let planned = self.version(version);
        let terms = &self.loan.terms;
        self.plan = terms.plan(self.owed, u32::try_from(planned.len()).unwrap_or(1), on);
        let (mut from, mut owed) = (self.rows.last().map_or(on, |row| row.due.max(on)), self.owed);
        for (at, row) in planned.iter().enumerate() {
            // What was owed otherwise than planned falls to the last instalment.
            let last = at + 1 == planned.len();
            let principal = if last { owed } else { row.principal.min(owed) };
            self.rows.push(Row {
                n: row.n,
                due: row.due,
                principal,
                principal_left: principal,
                interest: row.interest,
                interest_left: row.interest,
                penalty_left: 0,
                charged: false,
                earned: row.earned,
                from,
                planned: row.balance + row.principal,
                fined: false,
            });
            owed -= principal;
            from = row.due;
        }
    }

    /// Interest of a row's period on what is owed now.
    fn earned(&self, row: &Row) -> i64 {
        if self.owed == 0 {
            return 0;
        }
        let flat = matches!(self.plan.method, Method::Flat | Method::Single);
        if row.n > 0 && (flat || self.owed == row.planned) {
            return row.earned;
        }
        if row.n > 0 && row.n <= self.plan.interest_free {
            return 0;
        }
        interest_between(&self.plan, self.owed, row.from, row.due)
    }

    /// Charges the interest of every instalment due through a day, and of every period after the term where it goes on.
    fn charge(&mut self, through: NaiveDate) {
        let mut at = 0;
        loop {
            if at == self.rows.len() && !self.goes_on() {
                return;
            }
            if self.rows[at].due > through {
                return;
            }
            if !self.rows[at].charged {
                let row = self.rows[at];
                self.later += self.earned(&row);
                let waits = row.n > 0 && row.n <= self.plan.grace_interest;
                let charged = if waits { 0 } else { std::mem::take(&mut self.later) };
                let paid = self.ahead.min(charged);
                self.ahead -= paid;
                let row = &mut self.rows[at];
                (row.interest, row.interest_left, row.charged) = (charged, charged - paid, true);
            }
            at += 1;
        }
    }

    /// Adds the period after the last, where interest goes on and something is owed.
    fn goes_on(&mut self) -> bool {
        let Some(last) = self.rows.last().copied() else { return false };
        let Some(due) = after(self.plan.every, last.due) else { return false };
        if self.loan.terms.after_term == AfterTerm::Stops || self.owed == 0 {
            return false;
        }
        self.rows.push(Row {
            n: 0,
            due,
            principal: 0,
            principal_left: 0,
            interest: 0,
            interest_left: 0,
            penalty_left: 0,
            charged: false,
            earned: 0,
            from: last.due,
            planned: 0,
            fined: true,
        });
        true
    }

    /// Charges penalties for what is late on a day.
    fn fine(&mut self, on: NaiveDate) {
        let (penalty, after) = (self.loan.terms.penalty, Days::new(u64::from(self.loan.terms.penalty_after_days)));
        for row in self.rows.iter_mut().filter(|row| row.charged && !row.fined) {
            let late = row.due.checked_add_days(after).is_some_and(|day| on > day);
            if late {
                row.fined = true;
                if row.principal_left + row.interest_left > 0 {
                    row.penalty_left = penalty;
                }
            }
        }
    }

    fn early(&self, on: NaiveDate) -> NaiveDate {
        on.checked_add_days(Days::new(u64::from(self.loan.terms.early_days))).unwrap_or(on)
    }

    /// Where interest is shared in proportion, all that was agreed counts from the beginning.
    fn is_proportional(&self) -> bool {
        self.loan.terms.payment_order == PaymentOrder::Proportional
    }

    fn prepare(&mut self, on: NaiveDate) {
        let agreed = self.rows.iter().filter(|row| row.n > 0).map(|row| row.due).max();
        self.charge(self.early(on).max(agreed.filter(|_| self.is_proportional()).unwrap_or(on)));
        self.fine(on);
    }

    /// A payment: what is due in the order that was agreed, then principal that is not due yet.
    pub(super) fn pay(&mut self, on: NaiveDate, amount: i64) -> Split {
        self.settle(on, amount).0
    }

    pub(super) fn settle(&mut self, on: NaiveDate, amount: i64) -> (Split, Vec<(Part, i64)>) {
        self.prepare(on);
        let mut pot = Pot { left: amount, split: Split::default(), order: Vec::new() };
        let horizon = self.early(on);
        let PaymentOrder::Proportional = self.loan.terms.payment_order else {
            self.pay_due(&mut pot, horizon);
            self.pay_ahead(&mut pot, on);
            return self.book(pot);
        };
        let first = self.loan.terms.penalty_at == PenaltyAt::First;
        if first {
            self.pay_part(&mut pot, Part::Penalty, NaiveDate::MAX, None);
        }
        let interest: i64 = self.rows.iter().map(|row| row.interest_left).sum();
        let paid = pot.left.min(self.owed + interest);
        let round = self.loan.terms.round_to.max(1);
        let part = (proportion(paid, interest, self.owed + interest) + round / 2) / round * round;
        // In whole notes, and no more principal than is owed.
        let part = part.clamp((paid - self.owed).max(0), interest.min(paid));
        self.pay_part(&mut pot, Part::Interest, NaiveDate::MAX, Some(part));
        self.pay_part(&mut pot, Part::Principal, NaiveDate::MAX, None);
        self.pay_part(&mut pot, Part::Penalty, NaiveDate::MAX, None);
        self.book(pot)
    }

    fn pay_due(&mut self, pot: &mut Pot, horizon: NaiveDate) {
        let first = self.loan.terms.penalty_at == PenaltyAt::First;
        if first {
            self.pay_part(pot, Part::Penalty, horizon, None);
        }
        match self.loan.terms.payment_order {
            PaymentOrder::InterestFirst | PaymentOrder::Proportional => {
                self.pay_part(pot, Part::Interest, horizon, None);
                self.pay_part(pot, Part::Principal, horizon, None);
            }
            PaymentOrder::PrincipalFirst => {
                self.pay_part(pot, Part::Principal, horizon, None);
                self.pay_part(pot, Part::Interest, horizon, None);
            }
            PaymentOrder::ByInstalment => {
                for at in 0..self.rows.len() {
                    if self.rows[at].due <= horizon {
                        pot.take(Part::Interest, &mut self.rows[at].interest_left, None);
                        pot.take(Part::Principal, &mut self.rows[at].principal_left, None);
                    }
                }
            }
        }
        self.pay_part(pot, Part::Penalty, horizon, None);
    }

    /// One part of every charged instalment due through a day, oldest first; at most `most`.
    fn pay_part(&mut self, pot: &mut Pot, part: Part, through: NaiveDate, most: Option<i64>) {
        let mut most = most;
        for row in self.rows.iter_mut().filter(|row| row.due <= through) {
            let left = match part {
                Part::Penalty => &mut row.penalty_left,
                Part::Interest if row.charged => &mut row.interest_left,
                Part::Interest => continue,
                Part::Principal => &mut row.principal_left,
            };
            let paid = pot.take(part, left, most);
            most = most.map(|most| most - paid);
        }
    }

    /// Principal ahead of its day. Who pays back everything pays what has accrued first.
    fn pay_ahead(&mut self, pot: &mut Pot, on: NaiveDate) {
        if pot.left > 0 && pot.left >= self.rows.iter().map(|row| row.principal_left).sum() {
            let accrued = self.accrued(on);
            let mut left = accrued;
            self.ahead += pot.take(Part::Interest, &mut left, None);
        }
        self.pay_part(pot, Part::Principal, NaiveDate::MAX, None);
    }

    fn book(&mut self, pot: Pot) -> (Split, Vec<(Part, i64)>) {
        let split = Split { over: pot.left, ..pot.split };
        self.owed -= split.principal;
        self.paid.penalty += split.penalty;
        self.paid.interest += split.interest;
        self.paid.principal += split.principal;
        (split, pot.order)
    }

    /// What was paid before the group came to us, interest and principal apart, oldest first.
    fn bring(&mut self, on: NaiveDate, interest: i64, principal: i64) {
        self.owed -= principal.min(self.owed);
        self.charge(on);
        let mut pot = Pot { left: interest, split: Split::default(), order: Vec::new() };
        self.pay_part(&mut pot, Part::Interest, NaiveDate::MAX, None);
        let mut pot = Pot { left: principal, split: Split::default(), order: Vec::new() };
        self.pay_part(&mut pot, Part::Principal, NaiveDate::MAX, None);
        // What was charged and not said to be paid before is not asked for twice: a past is not fined.
        for row in self.rows.iter_mut().filter(|row| row.charged) {
            row.fined = true;
        }
    }

    /// Interest that has run since the last instalment was due, for whole periods or by days, rounded down.
    fn accrued(&self, on: NaiveDate) -> i64 {
        let Some(row) = self.rows.iter().find(|row| !row.charged) else { return 0 };
        if self.owed == 0 || self.is_proportional() {
            return 0;
        }
        let full = i128::from(self.earned(row));
        let (run, all) = match self.plan.interest_by {
            InterestBy::Day => ((on - row.from).num_days(), (row.due - row.from).num_days()),
            InterestBy::Period => {
                let whole = |to| i64::from(self.plan.whole_periods(row.from, to).0);
                (whole(on), whole(row.due))
            }
        };
        let round = i128::from(self.loan.terms.round_to.max(1));
        let part = full * i128::from(run.clamp(0, all.max(0))) / i128::from(all.max(1)) / round * round;
        (self.later + i64::try_from(part).unwrap_or(0) - self.ahead).max(0)
    }

    pub(super) fn payoff(&self, on: NaiveDate) -> i64 {
        let mut run = self.clone();
        run.prepare(on);
        let due: i64 = run.rows.iter().map(|row| row.penalty_left + if row.charged { row.interest_left } else { 0 }).sum();
        due + run.owed + run.accrued(on)
    }

    pub(super) fn position(mut self, on: NaiveDate) -> Position {
        let payoff = self.payoff(on);
        let horizon = self.early(on);
        let soon = {
            let mut run = self.clone();
            run.prepare(on);
            run.rows.iter().filter(|row| row.due <= horizon).map(Row::left).sum()
        };
        self.charge(on);
        self.fine(on);
        let accrued = self.accrued(on);
        if self.owed == 0 {
            // Nothing more is ever charged: a period after the term was looked ahead to, and interest only planned.
            self.rows.retain(|row| row.n > 0 || row.interest > 0);
            self.rows.iter_mut().filter(|row| !row.charged).for_each(|row| (row.interest, row.interest_left) = (0, 0));
        }
        let due = |row: &&Row| row.due <= on || self.is_proportional();
        let late = self.rows.iter().filter(|row| row.due < on && row.left() > 0);
        let (overdue, oldest) = late.fold((0, None), |(sum, oldest), row| (sum + row.left(), oldest.or(Some(row.due))));
        Position {
            on,
            principal: self.owed,
            interest: self.rows.iter().filter(due).filter(|row| row.charged).map(|row| row.interest_left).sum(),
            penalty: self.rows.iter().map(|row| row.penalty_left).sum(),
            due: soon,
            overdue,
            days_late: oldest.map_or(0, |day| (on - day).num_days()),
            accrued,
            payoff,
            next: self
                .rows
                .iter()
                .find(|row| row.due > on && row.principal_left + row.interest_left > 0)
                .map(|row| (row.due, row.principal_left, if row.charged { row.interest_left } else { self.earned(row) })),
            paid: self.paid,
            lost: self.lost,
            rows: self.rows,
        }
    }
}

/// Money on its way through what is owed.
struct Pot {
    left: i64,
    split: Split,
    order: Vec<(Part, i64)>,
}

impl Pot {
    /// Pays one part as far as the money, and `most`, reach; answers how much.
    fn take(&mut self, part: Part, owed: &mut i64, most: Option<i64>) -> i64 {
        let paid = self.left.min(*owed).min(most.unwrap_or(i64::MAX)).max(0);
        if paid == 0 {
            return 0;
        }
        *owed -= paid;
        self.left -= paid;
        match part {
            Part::Penalty => self.split.penalty += paid,
            Part::Interest => self.split.interest += paid,
            Part::Principal => self.split.principal += paid,
        }
        match self.order.last_mut() {
            Some((last, sum)) if *last == part => *sum += paid,
            _ => self.order.push((part, paid)),
        }
        paid
    }
}

/// The day one span later.
pub(crate) fn after(every: Every, day: NaiveDate) -> Option<NaiveDate> {
    match every.unit {
        EveryUnit::Day => day.checked_add_days(Days::new(every.count.into())),
        EveryUnit::Week => day.checked_add_days(Days::new(u64::from(every.count) * 7)),
        EveryUnit::Month => day.checked_add_months(Months::new(every.count)),
    }
}

/// `amount × part ÷ whole`, half up; what is rounded away falls to the other part.
fn proportion(amount: i64, part: i64, whole: i64) -> i64 {
    if whole == 0 {
        return 0;
    }
    let (amount, part, whole) = (i128::from(amount), i128::from(part), i128::from(whole));
    i64::try_from((amount * part * 2 + whole) / (whole * 2)).unwrap_or(0)
}

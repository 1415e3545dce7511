//! A loan in kind: what was lent, what is owed on a day, and why.
//!
//! A loan of a rice bank is not paid off in instalments that bear interest by the day: 100 kg at 20 % are 120 kg at the
//! harvest, also for who brings them early. So it has a reckoning of its own beside [`crate::loans`]: interest agreed for
//! the season (or by the month begun), what each further season adds, and a cap.
use super::{
    acts::{ActNo, LoanNo, Party},
    rules::{Condition, LoanTerms, PaysFirst, Per, Purpose},
};
use chrono::{Datelike, Days, Months, NaiveDate};

/// A loan in kind, told from the bank's acts. Quantities in smallest units of its good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loan {
    /// Its number in the bank.
    pub no: LoanNo,
    /// Who borrowed.
    pub party: Party,
    /// The good's code.
    pub good: String,
    /// Smallest units in one that people speak of.
    pub unit: i64,
    /// For what.
    pub purpose: Purpose,
    /// In which season.
    pub season: Option<i64>,
    /// When.
    pub given_on: NaiveDate,
    /// How much.
    pub lent: i64,
    /// Interest agreed for it; by the month it is reckoned.
    pub agreed: i64,
    /// When it is due, as it stands.
    pub due_on: NaiveDate,
    /// When it was due at first.
    pub first_due_on: NaiveDate,
    /// Its terms.
    pub terms: LoanTerms,
    /// Who answers for it.
    pub guarantors: Vec<Party>,
    /// What was promised beside repayment.
    pub condition: Option<Condition>,
    /// When somebody looked whether the promise was kept, and whether it was.
    pub seen: Vec<(NaiveDate, bool)>,
    /// What happened to it, in order.
    pub moves: Vec<Move>,
}

/// Something that happened to a loan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    /// The act.
    pub act: ActNo,
    /// Its day.
    pub day: NaiveDate,
    /// What.
    pub kind: MoveKind,
    /// What of the principal is gone by it.
    pub principal: i64,
    /// What of the interest is gone by it; below zero: interest was added.
    pub interest: i64,
    /// What came in: for a repayment in money, money.
    pub received: i64,
}

/// What happened to a loan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MoveKind {
    /// Repaid in kind.
    Repaid,
    /// Repaid in money.
    RepaidCash,
    /// A new due day.
    Rescheduled,
    /// Forgiven.
    Forgiven,
    /// Written off.
    WrittenOff,
    /// Made a debt of money.
    TurnedToMoney,
}

/// What is owed on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Owed {
    /// Of what was lent.
    pub principal: i64,
    /// Interest, what further seasons added included.
    pub interest: i64,
}

impl Owed {
    /// Both.
    pub fn total(self) -> i64 {
        self.principal + self.interest
    }
}

impl Loan {
    /// What of the principal is owed after what happened through `day`.
    pub fn principal(&self, day: NaiveDate) -> i64 {
        self.lent - self.moves.iter().filter(|gone| gone.day <= day).map(|gone| gone.principal).sum::<i64>()
    }

    /// What is owed on a day, after what happened that day.
    pub fn owed(&self, day: NaiveDate) -> Owed {
        if self.moves.iter().any(|gone| gone.day <= day && ends(gone.kind)) {
            return Owed::default();
        }
        let gone: i64 = self.moves.iter().filter(|gone| gone.day <= day).map(|gone| gone.interest.max(0)).sum();
        Owed { principal: self.principal(day), interest: (self.charged(day) - gone).max(0) }
    }

    /// Interest charged through a day: agreed, added by decisions, and for being late; never above the cap.
    pub fn charged(&self, day: NaiveDate) -> i64 {
        let base = match self.terms.per {
            Per::Season | Per::Loan => self.agreed,
            Per::Month => self.terms.interest(self.lent, self.unit, months_begun(self.given_on, self.runs_until(day))),
        };
        let added: i64 = self.moves.iter().filter(|gone| gone.day <= day).map(|gone| (-gone.interest).max(0)).sum();
        self.terms.capped(base + added + self.late_interest(day), self.lent)
    }

    /// What further seasons have added under the due day as it stands: the first begins the day after grace.
    pub fn late_interest(&self, day: NaiveDate) -> i64 {
        if self.terms.late_rate.is_zero() {
            return 0;
        }
        let mut sum = 0;
        let Some(mut begins) = self.late_from() else { return 0 };
        while begins <= day {
            let before = begins.pred_opt().unwrap_or(begins);
            let owed = self.principal(before);
            if owed <= 0 {
                break;
            }
            sum += self.terms.late_interest(owed);
            match begins.checked_add_months(Months::new(self.terms.late_every_months)) {
                Some(next) => begins = next,
                None => break,
            }
        }
        sum
    }

    /// The first day it is late, where it is still owed then.
    fn late_from(&self) -> Option<NaiveDate> {
        self.due_on.checked_add_days(Days::new(u64::from(self.terms.grace_days) + 1))
    }

    /// The day until which interest by the month runs: the day the principal was all repaid.
    fn runs_until(&self, day: NaiveDate) -> NaiveDate {
        let mut owed = self.lent;
        for gone in self.moves.iter().filter(|gone| gone.day <= day) {
            owed -= gone.principal;
            if owed <= 0 {
                return gone.day;
            }
        }
        day
    }

    /// Whether something is owed on a day.
    pub fn is_open(&self, day: NaiveDate) -> bool {
        self.given_on <= day && self.owed(day).total() > 0
    }

    /// By how many days it is late; 0: it is not.
    pub fn days_late(&self, day: NaiveDate) -> i64 {
        let late = self.late_from().is_some_and(|from| from <= day) && self.is_open(day);
        if late { (day - self.due_on).num_days() } else { 0 }
    }

    /// How a payment of `quantity` falls apart on a day: what of it is interest.
    pub fn interest_of(&self, quantity: i64, day: NaiveDate) -> i64 {
        let owed = self.owed(day);
        match self.terms.pays_first {
            PaysFirst::Interest => quantity.min(owed.interest),
            PaysFirst::Principal => (quantity - owed.principal).max(0),
        }
    }

    /// Whether it was written off.
    pub fn is_written_off(&self) -> bool {
        self.moves.iter().any(|gone| gone.kind == MoveKind::WrittenOff)
    }
}

/// What leaves nothing owed, whatever was charged.
fn ends(kind: MoveKind) -> bool {
    matches!(kind, MoveKind::WrittenOff | MoveKind::TurnedToMoney)
}

/// Months begun from a day to another: 1 on the first day, 2 a month later.
pub fn months_begun(from: NaiveDate, to: NaiveDate) -> u32 {
    let whole = (to.year() - from.year()) * 12 + to.month() as i32 - from.month() as i32;
    let whole = u32::try_from(whole).unwrap_or(0);
    let full = from.checked_add_months(Months::new(whole)).is_some_and(|day| day <= to);
    if full { whole + 1 } else { whole.max(1) }
}

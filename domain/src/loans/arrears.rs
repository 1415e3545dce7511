//! Who is late, and how much of what was lent is at risk for it.
//!
//! A loan is late by the days since its oldest unpaid instalment was due: due yesterday is one day late. The portfolio at
//! risk of so many days is the principal still owed on loans late by that many days or more (all of it, not only what
//! fell due), divided by the principal still owed on all loans. What was written off is in neither.
use super::Position;
use rust_decimal::Decimal;

/// The days from which on the portfolio at risk is told: late at all, a month, two, three.
pub const AT_RISK_DAYS: [i64; 4] = [1, 30, 60, 90];

/// How long loans are late, from day to day; the last has no end.
const AGES: [(i64, Option<i64>); 4] = [(1, Some(30)), (31, Some(60)), (61, Some(90)), (91, None)];

/// Loans that are late by about as long. Smallest units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Age {
    /// Late by so many days at least …
    pub from: i64,
    /// … and at most.
    pub to: Option<i64>,
    /// How many loans.
    pub loans: i64,
    /// What was due on them and is not paid.
    pub overdue: i64,
    /// All principal owed on them.
    pub principal: i64,
}

/// The arrears of some loans, all in one commodity. Smallest units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrears {
    /// How many loans are open.
    pub loans: i64,
    /// Principal owed on all of them.
    pub principal: i64,
    /// How many are late.
    pub late: i64,
    /// What was due and is not paid.
    pub overdue: i64,
    /// How long they are late.
    pub ages: [Age; 4],
    at_risk: [i64; 4],
}

/// What of the loans is at risk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AtRisk {
    /// Late by so many days or more.
    pub days: i64,
    /// Principal owed on those loans, smallest units.
    pub principal: i64,
    /// … in per cent of all principal owed, to one place; none where nothing is lent.
    pub percent: Option<Decimal>,
}

impl Arrears {
    /// Sums loans up, each as it stands on the same day.
    pub fn of<'a>(loans: impl IntoIterator<Item = &'a Position>) -> Arrears {
        let ages = AGES.map(|(from, to)| Age { from, to, ..Age::default() });
        let mut sum = Arrears { loans: 0, principal: 0, late: 0, overdue: 0, ages, at_risk: [0; 4] };
        for loan in loans.into_iter().filter(|loan| loan.is_open()) {
            sum.add(loan);
        }
        sum
    }

    fn add(&mut self, loan: &Position) {
        self.loans += 1;
        self.principal += loan.principal;
        if loan.days_late == 0 {
            return;
        }
        self.late += 1;
        self.overdue += loan.overdue;
        for (at_risk, days) in self.at_risk.iter_mut().zip(AT_RISK_DAYS) {
            if loan.days_late >= days {
                *at_risk += loan.principal;
            }
        }
        let age = self.ages.iter_mut().find(|age| age.to.is_none_or(|to| loan.days_late <= to)).expect("the last age has no end");
        age.loans += 1;
        age.overdue += loan.overdue;
        age.principal += loan.principal;
    }

    /// The portfolio at risk, for each of [`AT_RISK_DAYS`].
    pub fn at_risk(&self) -> [AtRisk; 4] {
        let mut at = 0;
        self.at_risk.map(|principal| {
            let days = AT_RISK_DAYS[at];
            at += 1;
            AtRisk { days, principal, percent: percent(principal, self.principal) }
        })
    }

    /// The portfolio at risk of thirty days, in per cent.
    pub fn percent_30(&self) -> Option<Decimal> {
        percent(self.at_risk[1], self.principal)
    }
}

/// A part of a whole in per cent, to one place, half up: it is only read, nothing is posted from it.
fn percent(part: i64, whole: i64) -> Option<Decimal> {
    if whole <= 0 {
        return None;
    }
    let (part, whole) = (i128::from(part) * 1_000, i128::from(whole));
    Some(Decimal::from_i128_with_scale((part * 2 + whole) / (whole * 2), 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loans::{Split, sample::day};

    fn loan(principal: i64, overdue: i64, days_late: i64) -> Position {
        Position {
            on: day("2026-11-21"),
            principal,
            interest: 0,
            penalty: 0,
            due: overdue,
            overdue,
            days_late,
            accrued: 0,
            payoff: principal,
            next: None,
            paid: Split::default(),
            lost: 0,
            rows: vec![],
        }
    }

    fn percents(arrears: &Arrears) -> [String; 4] {
        arrears.at_risk().map(|at_risk| at_risk.percent.map_or("–".into(), |percent| percent.to_string()))
    }

    #[test]
    fn at_risk_by_hand() {
        // 1,000,000 owed in all; late: 100,000 by a day, 200,000 by thirty, 50,000 by 59, 25,000 by 60, 125,000 by 91.
        let loans = [
            loan(500_000, 0, 0),
            loan(100_000, 10_000, 1),
            loan(200_000, 20_000, 30),
            loan(50_000, 5_000, 59),
            loan(25_000, 25_000, 60),
            loan(125_000, 80_000, 91),
            loan(0, 0, 0),
        ];
        let arrears = Arrears::of(&loans);
        assert_eq!((arrears.loans, arrears.principal, arrears.late, arrears.overdue), (6, 1_000_000, 5, 140_000));
        assert_eq!(
            arrears.at_risk().map(|at_risk| (at_risk.days, at_risk.principal)),
            [(1, 500_000), (30, 400_000), (60, 150_000), (90, 125_000)]
        );
        assert_eq!(percents(&arrears), ["50.0", "40.0", "15.0", "12.5"]);
        let ages = arrears.ages.map(|age| (age.from, age.to, age.loans, age.overdue, age.principal));
        assert_eq!(
            ages,
            [
                (1, Some(30), 2, 30_000, 300_000),
                (31, Some(60), 2, 30_000, 75_000),
                (61, Some(90), 0, 0, 0),
                (91, None, 1, 80_000, 125_000),
            ]
        );
    }

    #[test]
    fn nothing_lent_has_no_per_cent() {
        assert_eq!(percents(&Arrears::of(&[])), ["–"; 4]);
        assert_eq!(percents(&Arrears::of(&[loan(300_000, 0, 0)])), ["0.0"; 4]);
    }

    #[test]
    fn a_third_is_rounded() {
        assert_eq!(percents(&Arrears::of(&[loan(1, 1, 95), loan(2, 0, 0)])), ["33.3"; 4]);
        assert_eq!(percents(&Arrears::of(&[loan(2, 1, 95), loan(1, 0, 0)])), ["66.7"; 4]);
    }

    #[test]
    fn due_yesterday_is_one_day_late() {
        let loan = crate::loans::sample::given("2026-01-05", 300_000, 3);
        let late = |on| loan.position(day(on)).days_late;
        assert_eq!([late("2026-02-04"), late("2026-02-05"), late("2026-02-06"), late("2026-03-07")], [0, 0, 1, 30]);
        let at_risk = |on| percents(&Arrears::of(&[loan.position(day(on))]));
        assert_eq!(at_risk("2026-02-05"), ["0.0", "0.0", "0.0", "0.0"]);
        assert_eq!(at_risk("2026-02-06"), ["100.0", "0.0", "0.0", "0.0"]);
        assert_eq!(at_risk("2026-03-06"), ["100.0", "0.0", "0.0", "0.0"]); // 29 days
        assert_eq!(at_risk("2026-03-07"), ["100.0", "100.0", "0.0", "0.0"]);
    }
}

//! Cash month by month: what comes in and goes out, when the box is lowest, when the investment has come back, and whether
//! the household can carry the instalments.
use super::{AFFORDABLE_PERCENT, Giver, Plan, Section};
use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

/// What comes in and goes out in one month; amounts in smallest units, all of them from zero up but `closing`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Month {
    /// The month of the plan, from 1.
    pub no: u32,
    /// Its first day.
    pub begins: NaiveDate,
    /// What was in the box.
    pub opening: i64,
    /// Sold.
    pub income: i64,
    /// Materials, paid labour, other and fixed costs.
    pub costs: i64,
    /// Set aside for what nobody foresees: planned as spent.
    pub contingency: i64,
    /// Invested.
    pub investment: i64,
    /// Own money put in.
    pub own: i64,
    /// Granted.
    pub grant: i64,
    /// Lent to the enterprise.
    pub loan: i64,
    /// Principal paid back.
    pub principal: i64,
    /// Interest paid.
    pub interest: i64,
    /// What is in the box at its end.
    pub closing: i64,
}

impl Month {
    /// What the enterprise itself brings: sold less costs.
    pub fn earned(&self) -> i64 {
        self.income - self.costs - self.contingency
    }

    /// What is paid back.
    pub fn instalment(&self) -> i64 {
        self.principal + self.interest
    }

    /// What the month changes.
    pub fn net(&self) -> i64 {
        self.earned() + self.own + self.grant + self.loan - self.investment - self.instalment()
    }
}

/// A year of the plan: profit and loss, and cash.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Year {
    /// Which, from 1: twelve months of the plan each.
    pub no: u32,
    /// Sold.
    pub income: i64,
    /// Costs and what is set aside.
    pub costs: i64,
    /// Wear of what was invested, for the cycles that end in the year.
    pub wear: i64,
    /// Interest.
    pub interest: i64,
    /// Income less costs, wear and interest.
    pub profit: i64,
    /// What the year changes in the box.
    pub cash: i64,
    /// What is in the box at its end.
    pub closing: i64,
}

/// Whether the household can carry the instalments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Affordable {
    /// All instalments.
    pub instalments: i64,
    /// What household and enterprise earn in the months until the last of them.
    pub earned: i64,
    /// Instalments by what is earned, in per cent; `None` where nothing is earned.
    pub percent: Option<Decimal>,
    /// The most that they may take, in per cent.
    pub limit_percent: Decimal,
}

impl Affordable {
    /// Whether they may be carried.
    pub fn holds(&self) -> bool {
        self.percent.is_some_and(|percent| percent <= self.limit_percent)
    }
}

/// Cash over all months of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cash {
    /// The months.
    pub months: Vec<Month>,
    /// The years.
    pub years: Vec<Year>,
    /// The month after which the least is in the box, from 1; the first of equal ones.
    pub lowest: u32,
    /// What is in the box then.
    pub lowest_amount: i64,
    /// The month, from 1, after which what was earned has covered what was invested; `None` within this plan.
    pub payback: Option<u32>,
    /// Whether instalments can be carried; `None` without a loan.
    pub affordable: Option<Affordable>,
}

impl Cash {
    /// What all months change.
    pub fn net(&self) -> i64 {
        self.months.iter().map(Month::net).sum()
    }

    /// What is in the box at the end.
    pub fn closing(&self) -> i64 {
        self.months.last().map_or(0, |month| month.closing)
    }
}

impl Plan {
    /// Cash month by month. The family's work and wear are no cash.
    pub fn cash(&self) -> Cash {
        let blank = |no| Month {
            no,
            begins: self.month(no),
            opening: 0,
            income: 0,
            costs: 0,
            contingency: 0,
            investment: 0,
            own: 0,
            grant: 0,
            loan: 0,
            principal: 0,
            interest: 0,
            closing: 0,
        };
        let mut months: Vec<Month> = (1..=self.months).map(blank).collect();
        for cycle in 0..self.written.cycle.times {
            self.round(cycle, &mut months);
        }
        let mut at = |no: u32, put: &dyn Fn(&mut Month)| put(&mut months[no as usize - 1]);
        for one in &self.written.investments {
            at(one.month, &|month| month.investment += self.wear(one).cost);
        }
        for one in &self.written.sources {
            let amount = self.whole(one.amount);
            at(one.month, &|month| match one.from {
                Giver::Own => month.own += amount,
                Giver::Grant => month.grant += amount,
            });
        }
        for loan in &self.written.loans {
            let rows = self.schedule(loan).expect("a loan was looked at when the plan was made");
            at(loan.month, &|month| month.loan += self.whole(loan.amount));
            for row in rows.rows() {
                // An instalment a month after the hand-out falls in the next month of the plan.
                let months = (row.due.year() * 12 + row.due.month0() as i32) - self.counted();
                let no = u32::try_from(months + 1).expect("nothing is due before the plan begins");
                at(no, &|month| {
                    month.principal += row.principal;
                    month.interest += row.interest;
                });
            }
        }
        let mut box_holds = 0;
        for month in &mut months {
            month.opening = box_holds;
            box_holds += month.net();
            month.closing = box_holds;
        }
        let lowest = months.iter().min_by_key(|month| (month.closing, month.no));
        let (lowest, lowest_amount) = lowest.map_or((1, 0), |month| (month.no, month.closing));
        let (years, payback, affordable) = (self.years(&months), payback(&months), self.affordable(&months));
        Cash { months, years, lowest, lowest_amount, payback, affordable }
    }

    /// Months of the calendar before the plan begins.
    fn counted(&self) -> i32 {
        self.starts.year() * 12 + self.starts.month0() as i32
    }

    /// What one cycle brings and costs.
    fn round(&self, cycle: u32, months: &mut [Month]) {
        let mut paid = vec![0_i64; months.len()];
        for line in self.written.lines.iter().filter(|line| line.section != Section::Family) {
            for (no, amount) in self.falls(line, cycle) {
                let month = &mut months[no as usize - 1];
                if line.section == Section::Income {
                    month.income += amount;
                } else {
                    month.costs += amount;
                    paid[no as usize - 1] += amount;
                }
            }
        }
        // What is set aside goes where the costs fall; the last month of them takes what does not come out even.
        let all: i64 = paid.iter().sum();
        let falls: Vec<usize> = (0..paid.len()).filter(|at| paid[*at] > 0).collect();
        let mut left = self.set_aside(all);
        for (nth, at) in falls.iter().enumerate() {
            let own = if nth + 1 == falls.len() { left } else { self.set_aside(paid[*at]).min(left) };
            months[*at].contingency += own;
            left -= own;
        }
    }

    fn years(&self, months: &[Month]) -> Vec<Year> {
        let wear: i64 = self.budget().wear.iter().sum();
        let of = |(at, months): (usize, &[Month])| {
            let no = at as u32 + 1;
            let ends = |cycle: &u32| (self.cycle_begins(*cycle) + self.cycle_months() - 2) / 12 + 1 == no;
            let sum = |of: fn(&Month) -> i64| months.iter().map(of).sum::<i64>();
            let (income, costs) = (sum(|month| month.income), sum(|month| month.costs + month.contingency));
            let (wear, interest) = (wear * (0..self.written.cycle.times).filter(ends).count() as i64, sum(|month| month.interest));
            let closing = months.last().map_or(0, |month| month.closing);
            Year { no, income, costs, wear, interest, profit: income - costs - wear - interest, cash: sum(Month::net), closing }
        };
        months.chunks(12).enumerate().map(of).collect()
    }

    fn affordable(&self, months: &[Month]) -> Option<Affordable> {
        let last = months.iter().rposition(|month| month.instalment() > 0)?;
        let household = self.written.household.as_ref();
        let a_month = household.map_or(0, |home| self.whole(home.income) - self.whole(home.spending));
        let until = &months[..=last];
        let earned = until.iter().map(Month::earned).sum::<i64>() + a_month * until.len() as i64;
        let instalments = until.iter().map(Month::instalment).sum();
        let percent = (earned > 0).then(|| Decimal::from(instalments) * Decimal::ONE_HUNDRED / Decimal::from(earned));
        let limit_percent = self.written.affordable.unwrap_or(Decimal::from(AFFORDABLE_PERCENT));
        Some(Affordable { instalments, earned, percent, limit_percent })
    }
}

/// The first month from which what was earned covers all that was invested, and goes on covering it.
fn payback(months: &[Month]) -> Option<u32> {
    let invested: i64 = months.iter().map(|month| month.investment).sum();
    if invested == 0 {
        return None;
    }
    let mut earned = 0;
    let through: Vec<i64> = months
        .iter()
        .map(|month| {
            earned += month.earned();
            earned
        })
        .collect();
    let last_short = through.iter().rposition(|earned| *earned < invested);
    match last_short {
        Some(at) if at + 1 == months.len() => None,
        Some(at) => Some(months[at + 1].no),
        None => months.first().map(|month| month.no),
    }
}

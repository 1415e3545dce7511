//! What speaks against a plan, each at its place: lines that do not multiply, totals that do not add up, units that do not
//! agree, a harvest before planting, a box below zero.
use super::{DAYS_OF_MONTH, Figure, Figures, Plan, Role, Section, budget::Budget};
use rust_decimal::{Decimal, RoundingStrategy};
use std::collections::BTreeMap;

/// Where something stands in a plan. Numbers count from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The plan as a whole.
    Plan,
    /// A line.
    Line(usize),
    /// An investment.
    Investment(usize),
    /// Money that need not be paid back.
    Source(usize),
    /// A loan.
    Loan(usize),
    /// A subtotal.
    Subtotal(Section),
    /// A total or a ratio.
    Figure(Figure),
    /// A month of the plan, from 1.
    Month(u32),
}

/// How much an objection weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// It is wrong.
    Wrong,
    /// It should be looked at.
    Doubt,
}

/// What speaks against a plan. Amounts are in the currency itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Quantity by price is another amount than the one printed.
    Amount {
        /// What the sheet says.
        printed: Decimal,
        /// What it is.
        ours: Decimal,
    },
    /// The lines of a section come to another subtotal.
    Subtotal {
        /// What the sheet says.
        printed: Decimal,
        /// What it is.
        ours: Decimal,
    },
    /// The subtotal counts a line of another section.
    Moved {
        /// Which line.
        line: usize,
        /// What it comes to.
        amount: Decimal,
        /// Where the sheet counts it.
        counted_in: Section,
        /// What the sheet says of its own section.
        printed: Decimal,
        /// What that is.
        ours: Decimal,
    },
    /// A total or a ratio is another.
    Total {
        /// What the sheet says.
        printed: Decimal,
        /// What it is.
        ours: Decimal,
    },
    /// A total follows from printed subtotals that are wrong.
    Carried {
        /// What the sheet says.
        printed: Decimal,
        /// What it is.
        ours: Decimal,
    },
    /// A figure was cut off where it should be rounded.
    Cut {
        /// What the sheet says.
        printed: Decimal,
        /// What it is.
        ours: Decimal,
    },
    /// The unit of the price is not the unit of the quantity, and nobody said how they go together.
    Units,
    /// It is sold in a month of the cycle when what it comes from was not there yet.
    BeforeStart {
        /// The month of the cycle in which it is sold.
        month: u32,
        /// The month in which the cycle begins to grow.
        starts: u32,
    },
    /// It is sold before it can have grown.
    TooSoon {
        /// The month of the cycle in which it is sold.
        month: u32,
        /// So many days it takes.
        days: u32,
    },
    /// What is called an investment is used up within a cycle: it is a cost, and the margin is less.
    UsedUp {
        /// What it costs.
        amount: Decimal,
        /// The gross margin with it.
        margin: Decimal,
    },
    /// Nobody said how long it lasts, so it wears nothing.
    NoLife,
    /// The box is below zero at the end of a month, and no loan or own money fills it.
    BelowZero {
        /// What it lacks.
        lacks: Decimal,
        /// The month of the plan in which it lacks most …
        worst: u32,
        /// … and what it lacks then.
        most: Decimal,
    },
    /// Instalments take more of what the household earns than they may; no per cent where it earns nothing.
    Unaffordable {
        /// What they take.
        percent: Option<Decimal>,
        /// What they may take.
        limit_percent: Decimal,
    },
    /// It sells nothing.
    NoIncome,
    /// It costs more than it brings.
    Loss {
        /// By so much in a cycle.
        by: Decimal,
    },
    /// A quantity or a price is zero.
    Zero,
}

impl What {
    /// The word in files, and of its sentence.
    pub fn code(&self) -> &'static str {
        match self {
            What::Amount { .. } => "amount",
            What::Subtotal { .. } => "subtotal",
            What::Moved { .. } => "moved",
            What::Total { .. } => "total",
            What::Carried { .. } => "carried",
            What::Cut { .. } => "cut",
            What::Units => "units",
            What::BeforeStart { .. } => "before-start",
            What::TooSoon { .. } => "too-soon",
            What::UsedUp { .. } => "used-up",
            What::NoLife => "no-life",
            What::BelowZero { .. } => "below-zero",
            What::Unaffordable { .. } => "unaffordable",
            What::NoIncome => "no-income",
            What::Loss { .. } => "loss",
            What::Zero => "zero",
        }
    }

    /// How much it weighs.
    pub fn weight(&self) -> Weight {
        match self {
            What::Carried { .. } | What::Cut { .. } | What::NoLife | What::Zero | What::UsedUp { .. } => Weight::Doubt,
            _ => Weight::Wrong,
        }
    }
}

/// One thing that speaks against a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Objection {
    /// Where.
    pub at: Place,
    /// What.
    pub what: What,
}

impl Plan {
    /// Everything that speaks against the plan: lines first, then what was printed, then the whole.
    pub fn objections(&self) -> Vec<Objection> {
        let budget = self.budget();
        let mut found = vec![];
        self.object_to_lines(&budget, &mut found);
        self.object_to_investments(&budget, &mut found);
        self.object_to_printed(&budget, &mut found);
        self.object_to_whole(&budget, &mut found);
        found
    }

    fn object_to_lines(&self, budget: &Budget, found: &mut Vec<Objection>) {
        let first = |no: &usize| self.written.lines[*no].months.first().copied().unwrap_or(1);
        let starts = (0..self.written.lines.len()).filter(|no| self.written.lines[*no].role == Some(Role::Start));
        let starts = starts.map(|no| first(&no)).min();
        for (no, (line, amount)) in self.written.lines.iter().zip(&budget.lines).enumerate() {
            let mut say = |what| found.push(Objection { at: Place::Line(no), what });
            let ours = self.in_currency(*amount);
            if let Some(printed) = line.amount.filter(|printed| *printed != ours) {
                say(What::Amount { printed, ours });
            }
            if self.per_unit(line).is_none() {
                say(What::Units);
            }
            if line.quantity.is_zero() || (line.price.is_zero() && line.prices.is_empty()) {
                say(What::Zero);
            }
            if line.section != Section::Income {
                continue;
            }
            let month = line.months.first().copied().unwrap_or_else(|| self.cycle_months());
            if let Some(starts) = starts.filter(|starts| month < *starts) {
                say(What::BeforeStart { month, starts });
            }
            // Sown on the first day of its month and sold on the last of another, it has grown no longer than this.
            let grown = (month + 1).saturating_sub(starts.unwrap_or(1)) * (DAYS_OF_MONTH + 1);
            if let Some(days) = line.grows_days.filter(|days| *days > grown) {
                say(What::TooSoon { month, days });
            }
        }
    }

    fn object_to_investments(&self, budget: &Budget, found: &mut Vec<Objection>) {
        for (no, one) in self.written.investments.iter().enumerate() {
            let mut say = |what| found.push(Objection { at: Place::Investment(no), what });
            let cost = self.wear(one).cost;
            let ours = self.in_currency(cost);
            if let Some(printed) = one.amount.filter(|printed| *printed != ours) {
                say(What::Amount { printed, ours });
            }
            let life = one.life_months.map(Decimal::from);
            let life = life.or_else(|| one.life_days.map(|days| Decimal::from(days) / Decimal::from(DAYS_OF_MONTH)));
            match life {
                None => say(What::NoLife),
                Some(life) if life <= self.cycle_length() => {
                    say(What::UsedUp { amount: ours, margin: self.in_currency(budget.gross - cost) });
                }
                Some(_) => {}
            }
        }
    }

    fn object_to_printed(&self, budget: &Budget, found: &mut Vec<Objection>) {
        let printed = &self.written.printed;
        let mut wrong: BTreeMap<Section, (Decimal, Decimal)> = BTreeMap::new();
        let mut as_printed = BTreeMap::new();
        for (section, says) in &printed.subtotals {
            let ours = self.in_currency(budget.subtotals.get(section).copied().unwrap_or(0));
            as_printed.insert(*section, self.smallest(*says).unwrap_or(0));
            if *says != ours {
                wrong.insert(*section, (*says, ours));
            }
        }
        for (section, (says, ours)) in &wrong {
            let moved = self.moved(budget, &wrong, *section);
            let what = match moved {
                Some((line, amount, counted_in)) => What::Moved { line, amount, counted_in, printed: *says, ours: *ours },
                None => What::Subtotal { printed: *says, ours: *ours },
            };
            found.push(Objection { at: Place::Subtotal(*section), what });
        }
        let (ours, carried) = (self.figures(budget), self.figures(&self.with_subtotals(budget, &as_printed)));
        for (figure, says) in &printed.figures {
            let own = ours.get(figure).copied().unwrap_or_default();
            let follows = !wrong.is_empty() && carried.get(figure).is_some_and(|value| rounds(*value, *says));
            let shown = own.round_dp_with_strategy(says.scale().max(2), RoundingStrategy::MidpointAwayFromZero).normalize();
            let what = if rounds(own, *says) || (cut(own, *says) && self.written.figures == Figures::Cut) {
                continue;
            } else if cut(own, *says) {
                What::Cut { printed: *says, ours: own.round_dp_with_strategy(says.scale(), RoundingStrategy::MidpointAwayFromZero) }
            } else if follows {
                What::Carried { printed: *says, ours: shown }
            } else {
                What::Total { printed: *says, ours: shown }
            };
            found.push(Objection { at: Place::Figure(*figure), what });
        }
    }

    /// A line that would explain two wrong subtotals: one lacks it, another has it too much.
    fn moved(
        &self,
        budget: &Budget,
        wrong: &BTreeMap<Section, (Decimal, Decimal)>,
        section: Section,
    ) -> Option<(usize, Decimal, Section)> {
        let (says, ours) = wrong.get(&section)?;
        let lacks = ours - says;
        if lacks <= Decimal::ZERO {
            return None;
        }
        let (counted_in, _) = wrong.iter().find(|(other, (says, ours))| **other != section && says - ours == lacks)?;
        let fits = |no: &usize| self.written.lines[*no].section == section && self.in_currency(budget.lines[*no]) == lacks;
        (0..budget.lines.len()).find(fits).map(|line| (line, lacks, *counted_in))
    }

    fn object_to_whole(&self, budget: &Budget, found: &mut Vec<Objection>) {
        let mut say = |at, what| found.push(Objection { at, what });
        if budget.income == 0 {
            say(Place::Plan, What::NoIncome);
        } else if budget.net < 0 {
            say(Place::Plan, What::Loss { by: self.in_currency(-budget.net) });
        }
        // A sheet that is only compared says nothing of whose money begins it.
        if self.written.sources.is_empty() && self.written.loans.is_empty() {
            return;
        }
        let cash = self.cash();
        if let Some(first) = cash.months.iter().find(|month| month.closing < 0) {
            let (lacks, most) = (self.in_currency(-first.closing), self.in_currency(-cash.lowest_amount));
            say(Place::Month(first.no), What::BelowZero { lacks, worst: cash.lowest, most });
        }
        if let Some(can) = cash.affordable.filter(|can| !can.holds()) {
            let percent = can.percent.map(|percent| percent.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero));
            say(Place::Loan(0), What::Unaffordable { percent, limit_percent: can.limit_percent });
        }
    }
}

/// Whether a figure, rounded to the places that are printed, is what is printed.
fn rounds(ours: Decimal, printed: Decimal) -> bool {
    ours.round_dp_with_strategy(printed.scale(), RoundingStrategy::MidpointAwayFromZero) == printed
}

/// Whether it is when it is cut off there.
fn cut(ours: Decimal, printed: Decimal) -> bool {
    ours.round_dp_with_strategy(printed.scale(), RoundingStrategy::ToZero) == printed
}

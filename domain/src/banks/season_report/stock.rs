//! What was in the store and lent, line by line.
use crate::banks::{
    Bank,
    acts::{Came, Cause, Fact, MoneySource, Spending},
    goods::Good,
    span::{ReportError, Span, Way},
    state::State,
};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Why something came to the store or went, was lent or came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Line {
    /// Given.
    Donated,
    /// Brought by members.
    Deposited,
    /// Given back to members.
    DepositReturned,
    /// Bought; for money: spent on what was bought.
    Bought,
    /// Money received as a grant or a contribution that stays.
    Capital,
    /// Other money received.
    Income,
    /// Lent.
    Lent,
    /// Repaid in kind, of what was lent.
    Repaid,
    /// Interest in kind.
    Interest,
    /// Repaid in money: what was lent leaves the loans; for money, what came in.
    RepaidCash,
    /// Made a debt of money.
    TurnedToMoney,
    /// Sold; for money: received for what was sold, animals included.
    Sold,
    /// Given to families in distress.
    Helped,
    /// Lost, and found at a count to be lost.
    Lost(Cause),
    /// Money spent.
    Spent(Spent),
    /// Forgiven.
    Forgiven,
    /// Given up.
    WrittenOff,
}

/// For what money was spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Spent {
    /// Building and mending the store.
    Repairs,
    /// The committee's honorarium.
    Honorarium,
    /// Transport.
    Transport,
    /// A grant to a family.
    FamilyGrant,
    /// Treating animals.
    Care,
    /// Anything else.
    Other,
}

impl Line {
    /// The word in files; `season-line-…` in words.
    pub fn code(self) -> &'static str {
        match self {
            Line::Donated => "donated",
            Line::Deposited => "deposited",
            Line::DepositReturned => "deposit-returned",
            Line::Bought => "bought",
            Line::Capital => "capital",
            Line::Income => "income",
            Line::Lent => "lent",
            Line::Repaid => "repaid",
            Line::Interest => "interest",
            Line::RepaidCash => "repaid-cash",
            Line::TurnedToMoney => "turned-to-money",
            Line::Sold => "sold",
            Line::Helped => "helped",
            Line::Lost(cause) => cause.code(),
            Line::Spent(Spent::Repairs) => "spent-repairs",
            Line::Spent(Spent::Honorarium) => "spent-honorarium",
            Line::Spent(Spent::Transport) => "spent-transport",
            Line::Spent(Spent::FamilyGrant) => "spent-family-grant",
            Line::Spent(Spent::Care) => "spent-care",
            Line::Spent(Spent::Other) => "spent-other",
            Line::Forgiven => "forgiven",
            Line::WrittenOff => "written-off",
        }
    }
}

/// What moved, smallest units; below zero: it went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// In the store, or in the box.
    pub store: i64,
    /// Of what is lent.
    pub lent: i64,
}

/// Loans that are open at the end of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Open {
    /// How many.
    pub loans: usize,
    /// What is owed of what was lent.
    pub principal: i64,
    /// And of the interest, which is income when it comes.
    pub interest: i64,
}

/// The report of one good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoodReport {
    /// Which.
    pub good: Good,
    /// What was there before.
    pub opening: Moved,
    /// What came and went, in the order of [`Line`].
    pub lines: Vec<(Line, Moved)>,
    /// What is there.
    pub closing: Moved,
    /// What of it members may have back.
    pub deposits: i64,
    /// Interest that came in kind, and what was settled of it with money.
    pub interest: (i64, i64),
    /// The open loans.
    pub open: Open,
    /// Those of them that are late.
    pub late: Open,
}

/// What was told of all goods.
#[derive(Debug, Default)]
pub(super) struct Told {
    lines: BTreeMap<(String, Line), Moved>,
    interest: BTreeMap<String, (i64, i64)>,
}

impl Told {
    fn add(&mut self, good: &str, line: Line, way: Way, (store, lent): (i64, i64)) {
        let sum = self.lines.entry((good.to_owned(), line)).or_default();
        sum.store = sum.store.saturating_add(way.of(store));
        sum.lent = sum.lent.saturating_add(way.of(lent));
    }

    fn earned(&mut self, good: &str, way: Way, (kind, cash): (i64, i64)) {
        let sum = self.interest.entry(good.to_owned()).or_default();
        *sum = (sum.0.saturating_add(way.of(kind)), sum.1.saturating_add(way.of(cash)));
    }

    /// Tells one act.
    pub(super) fn tell(&mut self, fact: &Fact, before: &State, way: Way, money: &str) {
        let mut one = |good: &str, line, store, lent| self.add(good, line, way, (store, lent));
        match fact {
            Fact::Donated { good, quantity, .. } => one(good, Line::Donated, *quantity, 0),
            Fact::Deposited { good, lines, .. } => one(good, Line::Deposited, sum(lines, |line| line.quantity), 0),
            Fact::DepositReturned { good, line } => one(good, Line::DepositReturned, -line.quantity, 0),
            Fact::Helped { good, line, .. } => one(good, Line::Helped, -line.quantity, 0),
            Fact::Bought { good, quantity, paid } => {
                one(good, Line::Bought, *quantity, 0);
                one(money, Line::Bought, -paid, 0);
            }
            Fact::Sold { good, quantity, received } => {
                one(good, Line::Sold, -quantity, 0);
                one(money, Line::Sold, *received, 0);
            }
            Fact::MoneyIn { source, amount, .. } => one(money, came(*source), *amount, 0),
            Fact::MoneyOut { purpose, amount, .. } => one(money, Line::Spent(spent(*purpose)), -amount, 0),
            Fact::Counted { good, losses, .. } => {
                for loss in losses {
                    let quantity = if loss.cause == Cause::Surplus { loss.quantity } else { -loss.quantity };
                    one(good, Line::Lost(loss.cause), quantity, 0);
                }
            }
            Fact::AnimalsCame { how: Came::Bought { paid }, .. } => one(money, Line::Bought, -paid, 0),
            Fact::Lost { salvage, .. } => one(money, Line::Sold, *salvage, 0),
            Fact::AnimalSold { received, .. } => one(money, Line::Sold, *received, 0),
            Fact::PaidForAnimal { amount, .. } => one(money, Line::Sold, *amount, 0),
            Fact::Noted { cost, .. } => one(money, Line::Spent(Spent::Care), -cost, 0),
            _ => self.loans(fact, before, way, money),
        }
    }

    fn loans(&mut self, fact: &Fact, before: &State, way: Way, money: &str) {
        let good_of = |loan: &i64| before.loans.get(loan).map_or(String::new(), |loan| loan.good.clone());
        let mut one = |good: &str, line, store, lent| self.add(good, line, way, (store, lent));
        match fact {
            Fact::Lent { good, lines, .. } => {
                let quantity = sum(lines, |line| line.quantity);
                one(good, Line::Lent, -quantity, quantity);
            }
            Fact::Repaid { good, lines } => {
                let (credited, interest) = (sum(lines, |line| line.credited), sum(lines, |line| line.interest));
                one(good, Line::Repaid, credited - interest, interest - credited);
                one(good, Line::Interest, interest, 0);
                self.earned(good, way, (interest, 0));
            }
            Fact::RepaidCash { good, lines, .. } => {
                let (credited, interest) = (sum(lines, |line| line.credited), sum(lines, |line| line.interest));
                one(good, Line::RepaidCash, 0, interest - credited);
                one(money, Line::RepaidCash, sum(lines, |line| line.received), 0);
                self.earned(good, way, (0, interest));
            }
            Fact::Forgiven { loan, principal, .. } => one(&good_of(loan), Line::Forgiven, 0, -principal),
            Fact::WrittenOff { loan, principal, .. } => one(&good_of(loan), Line::WrittenOff, 0, -principal),
            Fact::TurnedToMoney { loan, principal, interest, amount, .. } => {
                let good = good_of(loan);
                one(&good, Line::TurnedToMoney, 0, -principal);
                one(money, Line::TurnedToMoney, 0, *amount);
                self.earned(&good, way, (0, *interest));
            }
            _ => {}
        }
    }

    /// The reports of every good that was there or moved.
    pub(super) fn reports(&self, bank: &Bank, before: &State, after: &State, span: Span) -> Result<Vec<GoodReport>, ReportError> {
        let eve = span.before().unwrap_or(bank.opened_on);
        let money = Good::money(bank.money);
        let goods = std::iter::once(&money).chain(&bank.goods).filter(|good| !good.class().is_registered());
        let reports = goods.map(|good| self.report(good, (before, eve), (after, span.to)));
        reports.filter_map(Result::transpose).collect()
    }

    fn report(
        &self,
        good: &Good,
        (before, eve): (&State, NaiveDate),
        (after, end): (&State, NaiveDate),
    ) -> Result<Option<GoodReport>, ReportError> {
        let code = good.code();
        let (opening, closing) = (there(before, code, eve), there(after, code, end));
        let mine = self.lines.iter().filter(|((of, _), moved)| of == code && **moved != Moved::default());
        let lines: Vec<(Line, Moved)> = mine.map(|((_, line), moved)| (*line, *moved)).collect();
        let sum = lines.iter().fold(opening, |sum, (_, moved)| sum.and(*moved));
        if sum != closing {
            return Err(ReportError::Disagrees(code.to_owned()));
        }
        let open = || after.loans.values().filter(|loan| loan.good == code && loan.is_open(end));
        let report = GoodReport {
            good: good.clone(),
            opening,
            closing,
            deposits: after.deposits.iter().filter(|((_, of), _)| of == code).map(|(_, held)| *held).sum(),
            interest: self.interest.get(code).copied().unwrap_or_default(),
            open: open().fold(Open::default(), |all, loan| all.and(loan.owed(end))),
            late: open().filter(|loan| loan.days_late(end) > 0).fold(Open::default(), |all, loan| all.and(loan.owed(end))),
            lines,
        };
        let is_idle = report.lines.is_empty() && opening == Moved::default() && closing == Moved::default();
        Ok((!is_idle || report.open.loans > 0).then_some(report))
    }
}

impl Moved {
    fn and(self, other: Moved) -> Moved {
        Moved { store: self.store.saturating_add(other.store), lent: self.lent.saturating_add(other.lent) }
    }
}

impl Open {
    fn and(self, owed: crate::banks::loan::Owed) -> Open {
        Open {
            loans: self.loans + 1,
            principal: self.principal.saturating_add(owed.principal),
            interest: self.interest.saturating_add(owed.interest),
        }
    }

    /// All that is owed.
    pub fn owed(self) -> i64 {
        self.principal.saturating_add(self.interest)
    }
}

/// What of a good is in the store, and what is lent, on a day.
fn there(state: &State, good: &str, day: NaiveDate) -> Moved {
    let lent = state.loans.values().filter(|loan| loan.good == good).map(|loan| loan.principal(day));
    Moved { store: state.stock(good), lent: lent.fold(0, i64::saturating_add) }
}

fn sum<T>(lines: &[T], part: impl Fn(&T) -> i64) -> i64 {
    lines.iter().map(part).fold(0, i64::saturating_add)
}

fn came(source: MoneySource) -> Line {
    match source {
        MoneySource::Grant | MoneySource::Contribution => Line::Capital,
        MoneySource::Gift => Line::Donated,
        MoneySource::Insurance | MoneySource::Income => Line::Income,
    }
}

fn spent(purpose: Spending) -> Spent {
    match purpose {
        Spending::Repairs => Spent::Repairs,
        Spending::Honorarium => Spent::Honorarium,
        Spending::Transport => Spent::Transport,
        Spending::FamilyGrant => Spent::FamilyGrant,
        Spending::Other => Spent::Other,
    }
}

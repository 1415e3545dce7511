//! The statements that Cambodian non-profit reporting asks for (CIFRS for NFPEs), over as many books as somebody chooses:
//! financial position, activities by fund, cash flows, and what there is in kind.
//!
//! They are told from sums that the store groups: what stood before the first day, what the entries since moved, and what
//! stands after the last day; the third must be what the first two come to. What an entry only carries from one account to
//! another is told by the rule of a single group's statement ([`carries`]). Nothing is eliminated: what one book gave
//! another stands in both.
mod accounts;
mod kind;
mod riel;
mod sheets;

pub use accounts::{AWARD_COSTS, Account, FundKind, Sums};
pub use kind::{InKind, in_kind};
pub use riel::in_riel;
pub use sheets::{GoodNote, Prices, Row, Set, Tone};

use crate::{
    chart::{CAPITAL, EQUIPMENT, EXTERNAL_LOAN, PROFIT_SHARES, SAVINGS, SHARES, STOCK_VALUE},
    grants::accounts as award,
    statements::carries,
};
use ledger::{AccountKind, AccountNo, Commodity};
use std::collections::{BTreeMap, BTreeSet};

/// What an account of the funds of a kind holds on a day; a debit above zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// The funds.
    pub fund: FundKind,
    /// The account.
    pub account: AccountNo,
    /// What.
    pub commodity: Commodity,
    /// Smallest units.
    pub quantity: i64,
}

/// What sort of entry moved an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sort {
    /// What a book brought along.
    Opening,
    /// The run of things.
    Ordinary,
    /// Mends or undoes an earlier entry.
    Mends,
    /// The closing of a year.
    Closing,
    /// The end of a cooperative's year, which values its store, closes income and expense and divides.
    YearEnd,
}

impl Sort {
    /// Reads the word of an entry's kind, or `year-end`.
    pub fn parse(code: &str) -> Option<Sort> {
        match code {
            "opening" => Some(Sort::Opening),
            "ordinary" => Some(Sort::Ordinary),
            "correction" | "reversal" => Some(Sort::Mends),
            "closing" => Some(Sort::Closing),
            "year-end" => Some(Sort::YearEnd),
            _ => None,
        }
    }
}

/// What entries of one sort moved on an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The funds.
    pub fund: FundKind,
    /// The account.
    pub account: AccountNo,
    /// What.
    pub commodity: Commodity,
    /// The entries.
    pub sort: Sort,
    /// An account of what there is moved in them.
    pub assets: bool,
    /// Cash of this fund and commodity moved in them.
    pub cash: bool,
    /// Debits, smallest units; zero or more.
    pub debit: i64,
    /// Credits; zero or more.
    pub credit: i64,
}

/// The grouped sums of some days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// At the end of the day before the first.
    pub before: Vec<Held>,
    /// In the days.
    pub moved: Vec<Moved>,
    /// At the end of the last day.
    pub after: Vec<Held>,
}

/// Why nothing can be stated: the books are not what the ledger lets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Funds of this kind do not come to nothing, but to so much.
    Unbalanced(FundKind, i64),
    /// A chart does not have this account.
    Unknown(FundKind, AccountNo),
    /// What was before and what moved make another balance than the one that is kept.
    Disagrees(FundKind, AccountNo),
    /// A sum does not fit.
    TooLarge(FundKind),
}

/// What there is, what is owed, and what is left: balances by account, each as a debit above zero.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Position {
    accounts: BTreeMap<Account, Sums>,
}

impl Position {
    /// The accounts of a kind that hold anything, each in its own sense: above zero where it is as it should be.
    pub fn of(&self, kind: AccountKind) -> impl Iterator<Item = (Account, Sums)> + '_ {
        let own = move |sums: Sums| if matches!(kind, AccountKind::Asset | AccountKind::Expense) { sums } else { sums.turned() };
        let some = self.accounts.iter().filter(move |(account, sums)| account.kind == kind && !sums.is_zero());
        some.filter(|(account, _)| !account.is_memorandum()).map(move |(account, sums)| (*account, own(*sums)))
    }

    /// What an account holds, in its own sense.
    pub fn held(&self, account: Account) -> Sums {
        self.of(account.kind).find(|(one, _)| *one == account).map_or(Sums::default(), |(_, sums)| sums)
    }

    /// All there is.
    pub fn assets(&self) -> Sums {
        self.of(AccountKind::Asset).map(|(_, sums)| sums).sum()
    }

    /// All that is owed, members' savings included.
    pub fn liabilities(&self) -> Sums {
        self.of(AccountKind::Liability).map(|(_, sums)| sums).sum()
    }

    /// Income less expenses that no closing has carried yet.
    pub fn result(&self) -> Sums {
        let sum = |kind| self.of(kind).map(|(_, sums)| sums).sum::<Sums>();
        sum(AccountKind::Income).plus(sum(AccountKind::Expense).turned())
    }

    /// What is left when all that is owed is paid.
    pub fn net(&self) -> Sums {
        let sum = |kind| self.of(kind).map(|(_, sums)| sums).sum::<Sums>();
        sum(AccountKind::Equity).plus(sum(AccountKind::Conversion)).plus(self.result())
    }

    /// Money at hand.
    pub fn cash(&self) -> Sums {
        self.of(AccountKind::Asset).filter(|(account, _)| account.is_cash()).map(|(_, sums)| sums).sum()
    }

    /// Agreed with families and not paid yet.
    pub fn agreed(&self) -> i64 {
        self.accounts.iter().filter(|(account, _)| account.no == award::COMMITTED).map(|(_, sums)| sums.total()).sum()
    }

    fn add(&mut self, fund: FundKind, no: AccountNo, quantity: i64) -> Result<(), Flaw> {
        let account = Account::of(fund, no).ok_or(Flaw::Unknown(fund, no))?;
        self.accounts.entry(account).or_default().add(fund, quantity)
    }

    fn told(held: &[Held], commodity: Commodity) -> Result<Position, Flaw> {
        let mut position = Position::default();
        for one in held.iter().filter(|one| one.commodity == commodity) {
            position.add(one.fund, one.account, one.quantity)?;
        }
        position.balanced()
    }

    /// Every fund comes to nothing, and what was only agreed does so by itself: no statement shows it.
    fn balanced(self) -> Result<Position, Flaw> {
        for fund in FundKind::ALL {
            for memorandum in [true, false] {
                let some = self.accounts.iter().filter(|(account, _)| account.is_memorandum() == memorandum);
                let off = some.map(|(_, sums)| sums.of(fund)).try_fold(0_i64, i64::checked_add).ok_or(Flaw::TooLarge(fund))?;
                if off != 0 {
                    return Err(Flaw::Unbalanced(fund, off));
                }
            }
        }
        Ok(self)
    }

    /// The same position where an account that holds nothing is not there.
    fn trimmed(mut self) -> Position {
        self.accounts.retain(|_, sums| !sums.is_zero());
        self
    }
}

/// What a line of the activities is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum What {
    /// Given: by donors, and by members to stay.
    Given,
    /// Earned.
    Earned,
    /// Spent and lost; below zero.
    Spent,
    /// Swapped for goods in kind or for another money.
    Exchanged,
    /// The store of a cooperative became worth more or less.
    Stock,
    /// Brought along when a book began.
    Brought,
    /// Carried to what is owed: divided among members, set aside.
    Divided,
    /// Anything else: what members who left took along.
    Left,
}

/// What moved what is left over; above zero: more is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Activity {
    /// What.
    pub what: What,
    /// The account; none: all of this sort stands in one line.
    pub account: Option<Account>,
    /// By fund.
    pub sums: Sums,
}

/// Where cash came from or went to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Flow {
    /// From what the books are for.
    Operating,
    /// Into things that last.
    Investing,
    /// From those who put money in, and back to them.
    Financing,
    /// Was there when a book began.
    Brought,
}

impl Flow {
    /// All, in the order of the statement.
    pub const ALL: [Flow; 4] = [Flow::Operating, Flow::Investing, Flow::Financing, Flow::Brought];

    /// The word in files and words: `cash-flow-<word>`.
    pub fn code(self) -> &'static str {
        match self {
            Flow::Operating => "operating",
            Flow::Investing => "investing",
            Flow::Financing => "financing",
            Flow::Brought => "brought",
        }
    }

    fn of(fund: FundKind, account: AccountNo, sort: Sort) -> Flow {
        match account {
            _ if sort == Sort::Opening => Flow::Brought,
            _ if fund.is_award() => Flow::Operating,
            EQUIPMENT => Flow::Investing,
            SAVINGS | PROFIT_SHARES | EXTERNAL_LOAN | SHARES | CAPITAL => Flow::Financing,
            _ => Flow::Operating,
        }
    }
}

/// What came through an account on the other side of cash. Smallest units, zero or more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CashLine {
    /// Where from or to.
    pub flow: Flow,
    /// The account; none: what was brought along stands in one line.
    pub account: Option<Account>,
    /// Came in.
    pub came: Sums,
    /// Went out.
    pub went: Sums,
}

impl CashLine {
    /// What came, less what went.
    pub fn net(&self) -> Sums {
        self.came.plus(self.went.turned())
    }
}

/// The statements of some days in one money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The money; a converted statement counts in hundredths of a riel where whole riel do not say it exactly.
    pub money: Commodity,
    /// Before the first day.
    pub before: Position,
    /// After the last.
    pub now: Position,
    /// How the one became the other.
    pub activities: Vec<Activity>,
    /// How cash moved.
    pub cash: Vec<CashLine>,
}

impl Statement {
    /// The kinds of funds in which there is or was anything.
    pub fn funds(&self) -> Vec<FundKind> {
        let all = || {
            let positions = [&self.before, &self.now].into_iter().flat_map(|position| position.accounts.values());
            positions.chain(self.activities.iter().map(|line| &line.sums))
        };
        FundKind::ALL.into_iter().filter(|fund| all().any(|sums| sums.of(*fund) != 0)).collect()
    }

    /// Lines of one sort.
    pub fn of(&self, what: What) -> impl Iterator<Item = &Activity> {
        self.activities.iter().filter(move |line| line.what == what)
    }

    /// Lines of one sort together.
    pub fn sum(&self, what: What) -> Sums {
        self.of(what).map(|line| line.sums).sum()
    }

    /// What was given and earned, less what was spent, with what exchange and the worth of stores added.
    pub fn surplus(&self) -> Sums {
        [What::Given, What::Earned, What::Spent, What::Exchanged, What::Stock].map(|what| self.sum(what)).into_iter().sum()
    }

    /// What came of cash, less what went.
    pub fn cash_change(&self) -> Sums {
        self.cash.iter().map(CashLine::net).sum()
    }

    /// Nothing was there, nothing moved.
    pub fn is_empty(&self) -> bool {
        self.before.accounts.is_empty() && self.now.accounts.is_empty() && self.activities.is_empty() && self.cash.is_empty()
    }
}

/// The monies among some sums: riel before dollars.
pub fn monies(period: &Period) -> Vec<Commodity> {
    let held = period.before.iter().chain(&period.after).map(|held| held.commodity);
    let all: BTreeSet<Commodity> = held.chain(period.moved.iter().map(|moved| moved.commodity)).collect();
    [Commodity::KHR, Commodity::USD].into_iter().filter(|money| all.contains(money)).collect()
}

/// States some days in one money.
///
/// # Errors
/// [`Flaw`]: the books are not what the ledger lets in, or the sums do not meet.
pub fn stated(period: &Period, money: Commodity) -> Result<Statement, Flaw> {
    let before = Position::told(&period.before, money)?;
    let mut now = before.clone();
    let mut told = Telling::default();
    for moved in period.moved.iter().filter(|moved| moved.commodity == money) {
        let quantity = moved.debit.checked_sub(moved.credit).ok_or(Flaw::TooLarge(moved.fund))?;
        now.add(moved.fund, moved.account, quantity)?;
        let account = Account::of(moved.fund, moved.account).ok_or(Flaw::Unknown(moved.fund, moved.account))?;
        if account.is_memorandum() {
            continue;
        }
        told.activity(moved, account, quantity)?;
        told.cash(moved, account)?;
    }
    let (now, kept) = (now.balanced()?.trimmed(), Position::told(&period.after, money)?.trimmed());
    if let Some((fund, account)) = now.differs(&kept) {
        return Err(Flaw::Disagrees(fund, account));
    }
    Ok(told.stated(money, before.trimmed(), now))
}

impl Position {
    /// Where two positions differ first.
    fn differs(&self, other: &Position) -> Option<(FundKind, AccountNo)> {
        let accounts: BTreeSet<&Account> = self.accounts.keys().chain(other.accounts.keys()).collect();
        let of = |position: &Position, account: &Account| position.accounts.get(account).copied().unwrap_or_default();
        accounts.into_iter().find_map(|account| {
            let (own, others) = (of(self, account), of(other, account));
            FundKind::ALL.into_iter().find(|fund| own.of(*fund) != others.of(*fund)).map(|fund| (fund, account.no))
        })
    }
}

/// Activities and cash while they are told.
#[derive(Default)]
struct Telling {
    activities: BTreeMap<(What, Option<Account>), Sums>,
    cash: BTreeMap<(Flow, Option<Account>), (Sums, Sums)>,
}

impl Telling {
    fn activity(&mut self, moved: &Moved, account: Account, quantity: i64) -> Result<(), Flaw> {
        let fund = moved.fund;
        let credit = quantity.checked_neg().ok_or(Flaw::TooLarge(fund))?;
        // The end of a cooperative's year divides what is left, and values the store: the one is no earning, the other is.
        if moved.sort == Sort::YearEnd && account.no == STOCK_VALUE {
            self.add((What::Stock, None), fund, quantity)?;
            return self.add((What::Divided, None), fund, credit);
        }
        let one = |what| (what, Some(account));
        let line = match account.kind {
            AccountKind::Asset | AccountKind::Liability => return Ok(()),
            _ if is_carried(moved) => (What::Divided, None),
            AccountKind::Income => one(What::Earned),
            AccountKind::Expense => one(What::Spent),
            _ if moved.sort == Sort::Opening => (What::Brought, None),
            AccountKind::Conversion => (What::Exchanged, None),
            AccountKind::Equity if account.is_given(fund) => one(What::Given),
            AccountKind::Equity => (What::Left, None),
        };
        self.add(line, fund, credit)
    }

    fn add(&mut self, line: (What, Option<Account>), fund: FundKind, quantity: i64) -> Result<(), Flaw> {
        self.activities.entry(line).or_default().add(fund, quantity)
    }

    fn cash(&mut self, moved: &Moved, account: Account) -> Result<(), Flaw> {
        if !moved.cash || account.is_cash() {
            return Ok(());
        }
        let flow = Flow::of(moved.fund, moved.account, moved.sort);
        let (came, went) = self.cash.entry((flow, Some(account).filter(|_| flow != Flow::Brought))).or_default();
        came.add(moved.fund, moved.credit)?;
        went.add(moved.fund, moved.debit)
    }

    fn stated(self, money: Commodity, before: Position, now: Position) -> Statement {
        let activity = |((what, account), sums)| Activity { what, account, sums };
        let line = |((flow, account), (came, went))| CashLine { flow, account, came, went };
        Statement {
            money,
            before,
            now,
            activities: self.activities.into_iter().filter(|(_, sums)| !sums.is_zero()).map(activity).collect(),
            cash: self.cash.into_iter().filter(|(_, (came, went))| !came.is_zero() || !went.is_zero()).map(line).collect(),
        }
    }
}

/// Whether entries only carry what was earned before. An award's book carries nothing but by a closing: a grant that was
/// paid before the books began is spent, though no money of theirs moved.
fn is_carried(moved: &Moved) -> bool {
    match moved.sort {
        Sort::YearEnd | Sort::Closing => true,
        Sort::Ordinary => !moved.fund.is_award() && carries(moved.assets),
        Sort::Opening | Sort::Mends => false,
    }
}

#[cfg(test)]
mod tests;

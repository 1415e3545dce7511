//! The funds and accounts of many books: which are one, and what each is for; and sums by fund.
use super::Flaw;
use crate::{
    chart::{ACCOUNTS, BANK, CAPITAL, CASH, SHARES, SOCIAL_CONTRIBUTIONS},
    grants::accounts as award,
};
use ledger::{AccountKind, AccountNo};

/// What a fund of a book is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FundKind {
    /// Members' savings and what they earn.
    Loan,
    /// Members' contributions for emergencies.
    Social,
    /// A bank in kind.
    Bank,
    /// A cooperative or producer group that sells.
    Cooperative,
    /// A donor's award, restricted to its budget.
    Award,
}

impl FundKind {
    /// All, in the order of columns.
    pub const ALL: [FundKind; 5] = [FundKind::Loan, FundKind::Social, FundKind::Bank, FundKind::Cooperative, FundKind::Award];

    /// The word in files: `fund-kind-<word>` on pages.
    pub fn code(self) -> &'static str {
        match self {
            FundKind::Loan => "loan",
            FundKind::Social => "social",
            FundKind::Bank => "bank",
            FundKind::Cooperative => "cooperative",
            FundKind::Award => "award",
        }
    }

    /// Reads the word.
    pub fn parse(code: &str) -> Option<FundKind> {
        FundKind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Its accounts are those of an award's book; other funds have a group's.
    pub fn is_award(self) -> bool {
        self == FundKind::Award
    }

    fn at(self) -> usize {
        FundKind::ALL.iter().position(|kind| *kind == self).unwrap_or(0)
    }
}

/// An account over many books. Groups and awards have charts of their own; accounts of one code are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Account {
    /// Its number, by which accounts are ordered.
    pub no: AccountNo,
    /// Its code: `account-<code>` in words.
    pub code: &'static str,
    /// What it tells.
    pub kind: AccountKind,
}

/// Every line of an award's budget: awards name theirs as they like.
pub const AWARD_COSTS: &str = "award-costs";

impl Account {
    /// The account of a number in a fund's chart; none: the chart does not have it.
    pub fn of(fund: FundKind, no: AccountNo) -> Option<Account> {
        if fund.is_award() {
            let costs = Account { no: award::line(0), code: AWARD_COSTS, kind: AccountKind::Expense };
            let is_cost = (award::line(0)..award::CONVERSION).contains(&no);
            return if is_cost { Some(costs) } else { Account::charted(no) };
        }
        ACCOUNTS.iter().find(|line| line.no == no).map(|line| Account { no, code: line.code, kind: line.kind })
    }

    fn charted(no: AccountNo) -> Option<Account> {
        award::CHART.iter().find(|line| line.no == no).map(|line| Account { no, code: line.code, kind: line.kind })
    }

    /// What was agreed with families and not paid yet: a reminder beside the books, which moves nothing.
    pub(super) fn is_memorandum(self) -> bool {
        self.no == award::COMMITTED || self.no == award::COMMITMENTS
    }

    /// Money at hand.
    pub(super) fn is_cash(self) -> bool {
        self.no == CASH || self.no == BANK
    }

    /// Gifts, contributions and shares: given to stay, so no income, and yet nothing that was earned.
    pub(super) fn is_given(self, fund: FundKind) -> bool {
        let given: &[AccountNo] =
            if fund.is_award() { &[award::RECEIVED, award::RETURNED] } else { &[SOCIAL_CONTRIBUTIONS, SHARES, CAPITAL] };
        given.contains(&self.no)
    }
}

/// Sums by fund kind, smallest units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums([i64; 5]);

impl Sums {
    /// That of a fund kind.
    pub fn of(&self, fund: FundKind) -> i64 {
        self.0[fund.at()]
    }

    /// All funds together.
    pub fn total(&self) -> i64 {
        self.0.iter().fold(0, |sum, one| sum.saturating_add(*one))
    }

    /// Nothing in every fund.
    pub fn is_zero(&self) -> bool {
        self.0.iter().all(|one| *one == 0)
    }

    /// Both together.
    pub fn plus(self, other: Sums) -> Sums {
        Sums(std::array::from_fn(|at| self.0[at].saturating_add(other.0[at])))
    }

    /// The other way round.
    pub fn turned(self) -> Sums {
        Sums(self.0.map(i64::saturating_neg))
    }

    pub(super) fn add(&mut self, fund: FundKind, quantity: i64) -> Result<(), Flaw> {
        let sum = self.0[fund.at()].checked_add(quantity).ok_or(Flaw::TooLarge(fund))?;
        // The total is shown too: it must fit.
        self.0[fund.at()] = sum;
        self.0.iter().try_fold(0_i64, |sum, one| sum.checked_add(*one)).map(drop).ok_or(Flaw::TooLarge(fund))
    }
}

impl std::iter::Sum for Sums {
    fn sum<I: Iterator<Item = Sums>>(all: I) -> Sums {
        all.fold(Sums::default(), Sums::plus)
    }
}

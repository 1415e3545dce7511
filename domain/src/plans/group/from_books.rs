//! A group's plan from its books: where it stood, the year that has been, and, as a first guess for the committee to talk
//! over, years to come that go on like it.
use super::{Been, GroupWritten, KIND, Opening, Supposed};
use crate::chart::{
    EXTERNAL_LOAN, INTEREST, INTEREST_PAID, LOAN_FUND, LOAN_LOSSES, LOANS, SAVINGS, SOCIAL_CONTRIBUTIONS, SOCIAL_FUND,
    SOCIAL_GRANTS,
};
use chrono::{Datelike, NaiveDate};
use ledger::{AccountNo, Commodity, FundNo};
use rust_decimal::{Decimal, RoundingStrategy};

/// The years to come of a plan that begins from books.
const YEARS: u32 = 4;

/// What an account held before the year, and what moved on it; in smallest units, a debit of `before` is positive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The fund.
    pub fund: FundNo,
    /// The account.
    pub account: AccountNo,
    /// What it held.
    pub before: i64,
    /// Debited in the year.
    pub debit: i64,
    /// Credited in the year.
    pub credit: i64,
}

/// A group's book over the twelve months before the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Books {
    /// The first day of these months.
    pub from: NaiveDate,
    /// The currency.
    pub currency: Commodity,
    /// In how many of these months the book was kept: fewer for a group that is younger.
    pub months: u32,
    /// Members before them.
    pub members_before: u32,
    /// Members at their end.
    pub members: u32,
    /// Interest that members pay, in per cent a month, as the group agreed.
    pub percent_month: Decimal,
    /// The accounts.
    pub accounts: Vec<Moved>,
}

/// Income and spending accounts of the loan fund stand from 4000 to 5999 in every chart.
fn is_income(account: AccountNo) -> bool {
    (4_000..5_000).contains(&account.0)
}

fn is_spending(account: AccountNo) -> bool {
    (5_000..6_000).contains(&account.0)
}

impl Books {
    /// The plan that goes on from these books. Its first year is the one that has been; what the others suppose is what was
    /// seen in it, and a tenth more is saved each year.
    pub fn plan(&self, (title_km, title_latin): (String, String)) -> GroupWritten {
        let (opening, been) = (self.opening(), self.been());
        let years = (1..=YEARS).map(|ahead| self.supposed(&opening, &been, ahead)).collect();
        GroupWritten {
            kind: KIND.to_owned(),
            title_km,
            title_latin,
            currency: self.currency.code().to_owned(),
            decimals: self.currency.decimals(),
            starts: format!("{:04}-{:02}", self.from.year(), self.from.month()),
            chapters: Default::default(),
            opening,
            been: Some(been),
            years,
            costs: vec![],
        }
    }

    fn of(&self, account: AccountNo) -> impl Iterator<Item = &Moved> {
        self.accounts.iter().filter(move |one| one.fund == LOAN_FUND && one.account == account)
    }

    fn before(&self, account: AccountNo) -> i64 {
        self.of(account).map(|one| one.before).sum()
    }

    fn debit(&self, account: AccountNo) -> i64 {
        self.of(account).map(|one| one.debit).sum()
    }

    fn credit(&self, account: AccountNo) -> i64 {
        self.of(account).map(|one| one.credit).sum()
    }

    fn money(&self, amount: i64) -> Decimal {
        Decimal::new(amount, u32::from(self.currency.decimals()))
    }

    /// Whatever the loan fund holds (assets below 2000) that is neither savings nor borrowed was earned and kept.
    fn kept(&self, holds: impl Fn(&Moved) -> i64) -> i64 {
        let loan = || self.accounts.iter().filter(|one| one.fund == LOAN_FUND);
        let assets: i64 = loan().filter(|one| one.account.0 < 2_000).map(&holds).sum();
        let owed: i64 = loan().filter(|one| [SAVINGS, EXTERNAL_LOAN].contains(&one.account)).map(&holds).sum();
        assets + owed
    }

    fn opening(&self) -> Opening {
        let social = self.accounts.iter().filter(|one| one.fund == SOCIAL_FUND && one.account.0 < 2_000);
        Opening {
            members: self.members_before,
            savings: self.money(-self.before(SAVINGS)),
            retained: self.money(self.kept(|one| one.before)),
            borrowed: self.money(-self.before(EXTERNAL_LOAN)),
            loans: self.money(self.before(LOANS)),
            social: self.money(social.map(|one| one.before).sum::<i64>().max(0)),
        }
    }

    fn been(&self) -> Been {
        let loan = || self.accounts.iter().filter(|one| one.fund == LOAN_FUND);
        let interest = self.credit(INTEREST) - self.debit(INTEREST);
        let income: i64 = loan().filter(|one| is_income(one.account)).map(|one| one.credit - one.debit).sum();
        let spending: i64 = loan().filter(|one| is_spending(one.account)).map(|one| one.debit - one.credit).sum();
        let lost = (self.debit(LOAN_LOSSES) - self.credit(LOAN_LOSSES)).max(0);
        let interest_paid = (self.debit(INTEREST_PAID) - self.credit(INTEREST_PAID)).max(0);
        let mut costs = spending - lost - interest_paid;
        let mut other_income = income - interest;
        // A box that was over, or a loss that came back, is income.
        if costs < 0 {
            (costs, other_income) = (0, other_income - costs);
        }
        let after = self.kept(|one| one.before + one.debit - one.credit);
        let mut shared = self.kept(|one| one.before) + income - spending - after;
        if shared < 0 {
            (shared, other_income) = (0, other_income - shared);
        }
        let social = |account: AccountNo| self.accounts.iter().filter(move |one| one.fund == SOCIAL_FUND && one.account == account);
        let given: i64 = social(SOCIAL_GRANTS).map(|one| one.debit - one.credit).sum();
        let held: i64 = self
            .accounts
            .iter()
            .filter(|one| one.fund == SOCIAL_FUND && one.account.0 < 2_000)
            .map(|one| one.debit - one.credit)
            .sum();
        let paid: i64 = social(SOCIAL_CONTRIBUTIONS).map(|one| one.credit - one.debit).sum();
        // What else moved the social fund (a fine into it, a box that was over) is counted with what was paid in.
        let (social_in, social_out) = (paid.max(held + given).max(0), (paid.max(held + given) - held).max(0));
        Been {
            members: self.members,
            saved: self.money(self.credit(SAVINGS).max(0)),
            withdrawn: self.money((self.debit(SAVINGS)).max(0)),
            interest: self.money(interest.max(0)),
            other_income: self.money(other_income + interest.min(0)),
            costs: self.money(costs),
            lost: self.money(lost),
            interest_paid: self.money(interest_paid),
            borrowed: self.money(self.credit(EXTERNAL_LOAN) - self.debit(EXTERNAL_LOAN)),
            shared: self.money(shared),
            social_in: self.money(social_in),
            social_out: self.money(social_out),
            loans: self.money(self.before(LOANS) + self.debit(LOANS) - self.credit(LOANS)),
        }
    }

    /// The year so many ahead of the one that has been.
    fn supposed(&self, opening: &Opening, been: &Been, ahead: u32) -> Supposed {
        let members = self.members.max(1) + ahead;
        // Who was there from a young group's first day on was there before nobody joined.
        let first = if self.members_before == 0 { self.members } else { self.members_before };
        let on_average = Decimal::from(first + self.members).max(Decimal::TWO) / Decimal::TWO;
        let months = Decimal::from(self.months.clamp(1, 12));
        let a_month = been.saved / on_average / months;
        let grows = Decimal::ONE + Decimal::new(i64::from(ahead), 1);
        let fund = opening.savings + opening.retained + opening.borrowed;
        let end = been.saved - been.withdrawn + fund + been.interest + been.other_income - been.costs - been.lost - been.shared;
        let percent = |part: Decimal, of: Decimal| {
            if of <= Decimal::ZERO {
                return Decimal::ZERO;
            }
            (part * Decimal::ONE_HUNDRED / of)
                .round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero)
                .clamp(Decimal::ZERO, Decimal::ONE_HUNDRED)
        };
        let surplus = been.interest + been.other_income - been.costs - been.lost - been.interest_paid;
        Supposed {
            members,
            saves_month: self.round(a_month * grows),
            months: 12,
            withdrawn_percent: percent(been.withdrawn, opening.savings + been.saved),
            lent_percent: percent(been.loans, end).min(Decimal::from(90)),
            percent_month: self.percent_month,
            lost_percent: Decimal::ONE,
            other_income: None,
            borrowed: None,
            repaid: None,
            borrowed_percent_month: None,
            shared_percent: percent(been.shared, surplus),
            social_month: some(self.round(been.social_in / on_average / months)),
            social_given_percent: some(percent(been.social_out, opening.social + been.social_in)),
        }
    }

    /// An amount that a committee would say: to a hundred riel, or to ten cents.
    fn round(&self, amount: Decimal) -> Decimal {
        let unit = if self.currency.decimals() == 0 { Decimal::ONE_HUNDRED } else { Decimal::new(1, 1) };
        ((amount / unit).round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero) * unit).normalize()
    }
}

/// Nothing, where it would be nought: as it is where nobody typed it.
fn some(amount: Decimal) -> Option<Decimal> {
    Some(amount).filter(|amount| !amount.is_zero())
}

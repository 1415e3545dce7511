//! The share-out: the box is divided among the members, and every riel of it is accounted for.
//!
//! [`share_out`] finds what can really be divided. A debt that is settled out of a payout is money; a debt beyond what
//! its member is due is not, and stays owed. So the pool depends on the payouts and the payouts on the pool: the pool
//! falls from where all debts would be settled until it agrees with itself. [`divide`] takes the pool as given.
//! [`entries`] turns a division into what is posted, and sees that the books agree.
//!
//! A payout is rounded down once, to whole notes; what that leaves over is the remainder, which is carried to the next
//! cycle. Amounts are in smallest units of the group's one currency throughout.
mod checks;
mod entries;
mod fractions;
mod solve;

use crate::{
    chart::{ADMINISTRATION, BANK, CASH, EXTERNAL_LOAN, LOAN_FUND, PROFIT_SHARES, RESERVE, SOCIAL_FUND},
    constitution::{Constitution, Profit, SocialFundAtShareOut},
};
use checks::{check, check_box, check_pool};
pub(crate) use entries::repay;
pub use entries::{Balance, Books, EntryKeys, EntryRefusal, ShareOutEntries, entries};
pub(crate) use fractions::{HUNDRED_PERCENT, floor_to, parts_of};
use ledger::PartyNo;
use rust_decimal::Decimal;
use solve::Reckoner;

/// How the members' part of the profit is divided.
///
/// Where a rule finds nothing to weigh by it falls back: nobody paid interest, or no month of savings is known: by
/// savings; nobody saved: the same for every member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProfitRule {
    /// In proportion to savings (or shares).
    BySavings,
    /// The same for every member, whatever she saved.
    Equal,
    /// In proportion to the interest each paid: where the profit is interest and nothing else, each gets back hers.
    /// Interest that her own savings settle in the share-out counts as paid.
    ByInterestPaid,
    /// So many per cent by savings, the rest by interest paid; both parts are added before anything is rounded.
    Mixed {
        /// Per cent by savings.
        savings_percent: Decimal,
    },
    /// In proportion to savings and the months each of them was in.
    BySavingsMonths,
    /// Nothing is divided: savings go back, and the profit is carried to the next cycle with the remainder.
    None,
}

/// What is taken off the profit before the members' part. Each is rounded down to whole notes; members divide exactly
/// the percentage that is left, and what rounding cuts off these two goes to the remainder as well.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Appropriation {
    /// Per cent for administration: owed by the group until it is paid.
    pub administration_percent: Decimal,
    /// Per cent for capital, kept for good.
    pub reserve_percent: Decimal,
}

/// What is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Savings and profit: the share-out of a group whose cycle ends.
    PaidOut,
    /// The profit alone, while savings stay: the yearly split of a permanent group.
    Kept(Year),
}

/// Where the profit of a yearly split comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Year {
    /// Income less expense that stand open in the loan fund.
    pub earned: i64,
    /// The part of what is retained that this cycle earned: its income was closed into it in December, and what leavers
    /// took along came out of it (so it may be below zero).
    pub retained: i64,
    /// What earlier splits could not divide and carried here.
    pub carried: i64,
}

impl Year {
    /// What there is to divide before any debt is settled; below zero in a bad year.
    pub fn profit(&self) -> i64 {
        self.earned + self.retained + self.carried
    }
}

/// How a group divides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Savings and profit, or profit alone.
    pub scope: Scope,
    /// How the members' part of the profit is divided.
    pub profit: ProfitRule,
    /// What is taken off before it.
    pub appropriation: Appropriation,
    /// What becomes of the social fund.
    pub social: SocialFundAtShareOut,
    /// Payouts are whole multiples of this: 100 riel, the smallest note; at least 1.
    pub multiple: i64,
}

impl Rules {
    /// The rules that a constitution gives. Whether savings are paid out or kept says [`Constitution::savings_kept`].
    pub fn of(constitution: &Constitution, scope: Scope) -> Rules {
        let terms = constitution.terms();
        let mut appropriation = Appropriation::default();
        let profit = match &terms.profit {
            Profit::BySavings => ProfitRule::BySavings,
            Profit::Equal => ProfitRule::Equal,
            Profit::ByInterestPaid => ProfitRule::ByInterestPaid,
            Profit::Mixed { savings_percent } => ProfitRule::Mixed { savings_percent: *savings_percent },
            Profit::BySavingsMonths => ProfitRule::BySavingsMonths,
            Profit::Waterfall { administration_percent, reserve_percent } => {
                appropriation =
                    Appropriation { administration_percent: *administration_percent, reserve_percent: *reserve_percent };
                ProfitRule::BySavings
            }
            Profit::None => ProfitRule::None,
        };
        Rules { scope, profit, appropriation, social: terms.social_fund.at_share_out, multiple: constitution.cash_rounding() }
    }
}

/// What a member owes on her loans, or what of it is settled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Debts {
    /// Penalties of late loans.
    pub penalty: i64,
    /// Interest that is due.
    pub interest: i64,
    /// Principal.
    pub principal: i64,
}

impl Debts {
    /// All of it.
    pub fn total(&self) -> i64 {
        self.penalty + self.interest + self.principal
    }

    /// What so much money settles: penalties first, then interest, then principal, as a repayment does.
    pub fn settled_by(&self, money: i64) -> Debts {
        let penalty = self.penalty.min(money);
        let interest = self.interest.min(money - penalty);
        let principal = self.principal.min(money - penalty - interest);
        Debts { penalty, interest, principal }
    }

    /// What is left of it.
    pub fn less(&self, settled: &Debts) -> Debts {
        Debts {
            penalty: self.penalty - settled.penalty,
            interest: self.interest - settled.interest,
            principal: self.principal - settled.principal,
        }
    }
}

/// Someone with a part in the box, or a debt to it. Who left and has neither is not listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Whose.
    pub party: PartyNo,
    /// Whether she is a member today. Who left, and whose savings or debts still stand in the books, takes no part in
    /// what is divided equally.
    pub is_member: bool,
    /// What she has saved.
    pub savings: i64,
    /// Interest she paid in this cycle.
    pub interest_paid: i64,
    /// Each of her savings times the months (or days) it was in: a weight, compared with those of the others alone.
    pub savings_months: i64,
    /// What she owes. In a share-out: everything; in a yearly split: what is due, since her loan goes on.
    pub debts: Debts,
}

/// What the group has and owes as the share-out begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BoxStanding {
    /// Cash of the loan fund.
    pub cash_loan: i64,
    /// Money at the bank.
    pub bank: i64,
    /// What the group borrowed outside and has not paid back.
    pub external_debt: i64,
    /// Set aside for administration earlier, and still to be paid.
    pub administration: i64,
    /// Kept as capital for good.
    pub reserve: i64,
    /// Divided earlier and not yet handed over.
    pub unpaid_shares: i64,
    /// Cash of the social fund.
    pub cash_social: i64,
}

impl BoxStanding {
    /// Reads it out of the balances of both funds.
    pub fn read(balances: &[Balance]) -> BoxStanding {
        let sum = |fund, account| {
            let mine = |balance: &&Balance| (balance.fund, balance.account) == (fund, account);
            balances.iter().filter(mine).map(|balance| balance.quantity).sum::<i64>()
        };
        BoxStanding {
            cash_loan: sum(LOAN_FUND, CASH),
            bank: sum(LOAN_FUND, BANK),
            external_debt: -sum(LOAN_FUND, EXTERNAL_LOAN),
            administration: -sum(LOAN_FUND, ADMINISTRATION),
            reserve: -sum(LOAN_FUND, RESERVE),
            unpaid_shares: -sum(LOAN_FUND, PROFIT_SHARES),
            cash_social: sum(SOCIAL_FUND, CASH) + sum(SOCIAL_FUND, PROFIT_SHARES),
        }
    }

    /// What of the loan fund can be divided before any debt is settled: its money, less what is others' or is kept.
    pub fn free(&self) -> i64 {
        self.cash_loan + self.bank - self.external_debt - self.administration - self.reserve - self.unpaid_shares
    }
}

/// Why a box cannot be divided, in the order it is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The multiple is not between 1 and a billion.
    Multiple,
    /// A percentage below 0, above 100, beyond four decimal places, or more than 100 together.
    Percentages,
    /// Nobody is a member.
    NoMembers,
    /// Someone stands in the list twice.
    Twice(PartyNo),
    /// A figure below zero, of the box (`None`) or of someone in the list.
    Negative(Option<PartyNo>),
    /// A figure beyond what can be reckoned with, or all of them together.
    TooLarge(Option<PartyNo>),
    /// Nothing is there, or less than whole notes can divide.
    NothingToDivide,
}

/// The social fund as it is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Social {
    /// What becomes of it.
    pub rule: SocialFundAtShareOut,
    /// Its cash.
    pub pool: i64,
    /// Each member's part; zero when it is kept.
    pub each: i64,
    /// What stays in the fund: what cannot be divided, or all of it when it is kept.
    pub remainder: i64,
}

/// A divided box. Σ gross + administration + reserve + remainder = pool, and Σ social + what remains = the social pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Division {
    /// What was divided.
    pub scope: Scope,
    /// What can be divided: savings and profit, or in a yearly split the profit alone.
    pub pool: i64,
    /// What all have saved together.
    pub savings: i64,
    /// The pool beyond all savings, below zero in a loss; in a yearly split the pool.
    pub profit: i64,
    /// Taken off the profit for administration.
    pub administration: i64,
    /// Taken off the profit for capital.
    pub reserve: i64,
    /// What could not be divided into whole notes: carried to the next cycle.
    pub remainder: i64,
    /// The social fund.
    pub social: Social,
    /// Debts that no payout settles, of all together.
    pub stays_owed: i64,
    /// A line each, in the order of the list.
    pub lines: Vec<DivisionLine>,
}

impl Division {
    /// What is handed over, over all: to be on the mat, less what is saved anew at once.
    pub fn paid(&self) -> i64 {
        self.lines.iter().map(DivisionLine::paid).sum()
    }

    /// A yearly split of a year in which nothing was earned that could be divided: everything stays as it is.
    pub fn of_nothing(scope: Scope, claims: &[Claim], cash_social: i64) -> Division {
        let settled = Debts::default();
        let line = |&Claim { party, savings, .. }: &Claim| DivisionLine {
            party,
            savings,
            profit: 0,
            gross: 0,
            social: 0,
            debts: settled,
            settled,
            net: 0,
        };
        Division {
            scope,
            pool: 0,
            savings: claims.iter().map(|claim| claim.savings).sum(),
            profit: 0,
            administration: 0,
            reserve: 0,
            remainder: 0,
            social: Social { rule: SocialFundAtShareOut::Kept, pool: cash_social, each: 0, remainder: cash_social },
            stays_owed: 0,
            lines: claims.iter().map(line).collect(),
        }
    }

    /// Whether nothing is divided, and nothing posted.
    pub fn is_of_nothing(&self) -> bool {
        self.pool == 0
    }

    /// Principal that stays owed, over all.
    pub fn principal_owed(&self) -> i64 {
        self.lines.iter().map(|line| line.debts.principal - line.settled.principal).sum()
    }
}

/// A member's line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DivisionLine {
    /// Whose.
    pub party: PartyNo,
    /// What she has saved.
    pub savings: i64,
    /// Her part of the profit: what she is due beyond her savings, below zero in a loss.
    pub profit: i64,
    /// What she is due out of the loan fund, in whole notes.
    pub gross: i64,
    /// Her part of the social fund.
    pub social: i64,
    /// What she owed.
    pub debts: Debts,
    /// What of it her payout settles.
    pub settled: Debts,
    /// Gross and social less all she owed; below zero she stays owing that much.
    pub net: i64,
}

impl DivisionLine {
    /// What is handed over to her.
    pub fn paid(&self) -> i64 {
        self.net.max(0)
    }

    /// What she goes on owing.
    pub fn stays_owed(&self) -> i64 {
        (-self.net).max(0)
    }
}

/// What of the debts of the claim at a place so much money settles; all of the money, as long as it is no more than the
/// debts.
pub type Settles<'a> = dyn Fn(usize, i64) -> Debts + 'a;

/// Divides what can really be divided: money, less what is others' or kept, and the debts that payouts settle:
/// penalties first, then interest, then principal.
pub fn share_out(standing: &BoxStanding, rules: &Rules, claims: &[Claim]) -> Result<Division, Vec<Refusal>> {
    share_out_as(standing, rules, claims, &|at, money| claims[at].debts.settled_by(money))
}

/// The same where a payout that does not cover its debts settles them in the order that the loans themselves agreed.
pub fn share_out_as(
    standing: &BoxStanding,
    rules: &Rules,
    claims: &[Claim],
    settles: &Settles<'_>,
) -> Result<Division, Vec<Refusal>> {
    let mut refusals = check(rules, claims);
    refusals.extend(check_box(standing, claims));
    if !refusals.is_empty() {
        return Err(refusals);
    }
    let base = match rules.scope {
        Scope::PaidOut => standing.free(),
        Scope::Kept(year) => year.profit(),
    };
    let reckoner = Reckoner::new(rules, claims, standing.cash_social, settles);
    let (divided, pool) = reckoner.solve(base);
    reckoner.division(divided, pool).ok_or_else(|| vec![Refusal::NothingToDivide])
}

/// Divides a pool that is given, and a social pool: the arithmetic of [`share_out`] without asking whether debts beyond
/// what members are due make the pool smaller.
pub fn divide(pool: i64, social_pool: i64, rules: &Rules, claims: &[Claim]) -> Result<Division, Vec<Refusal>> {
    let mut refusals = check(rules, claims);
    refusals.extend(check_pool(pool, social_pool));
    if !refusals.is_empty() {
        return Err(refusals);
    }
    let settles = |at: usize, money| claims[at].debts.settled_by(money);
    Reckoner::new(rules, claims, social_pool, &settles).division(pool, pool).ok_or_else(|| vec![Refusal::NothingToDivide])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two members saved the same; member 1 has 500 of interest and 1,000 of principal due, and 1,000 were earned. With
    /// interest first her part pays the 500, which are earned with the rest: 1,500 are divided, 700 each. With principal
    /// first it pays no interest, so 1,000 are divided, 500 each.
    #[test]
    fn what_a_payout_settles_first_says_what_a_year_has_earned() {
        let debts = Debts { penalty: 0, interest: 500, principal: 1_000 };
        let claim = |party, debts| Claim {
            party: PartyNo(party),
            is_member: true,
            savings: 10_000,
            interest_paid: 0,
            savings_months: 0,
            debts,
        };
        let claims = [claim(1, debts), claim(2, Debts::default())];
        let rules = Rules {
            scope: Scope::Kept(Year { earned: 1_000, ..Year::default() }),
            profit: ProfitRule::BySavings,
            appropriation: Appropriation::default(),
            social: SocialFundAtShareOut::Kept,
            multiple: 100,
        };
        let standing = BoxStanding { cash_loan: 20_000, ..BoxStanding::default() };
        let principal_first = |at: usize, money: i64| {
            let Debts { interest, principal, .. } = claims[at].debts;
            let paid = principal.min(money);
            Debts { penalty: 0, interest: interest.min(money - paid), principal: paid }
        };
        let divided = share_out(&standing, &rules, &claims).unwrap();
        assert_eq!((divided.pool, divided.lines[0].gross, divided.lines[0].settled.interest), (1_500, 700, 500));
        let divided = share_out_as(&standing, &rules, &claims, &principal_first).unwrap();
        assert_eq!((divided.pool, divided.lines[0].gross, divided.lines[0].settled.principal), (1_000, 500, 500));
        assert_eq!(divided.lines[0].stays_owed(), 1_000);
    }

    #[test]
    fn a_year_of_nothing_divides_nothing() {
        let claim = Claim {
            party: PartyNo(1),
            is_member: true,
            savings: 10_000,
            interest_paid: 0,
            savings_months: 0,
            debts: Debts::default(),
        };
        let nothing = Division::of_nothing(Scope::Kept(Year::default()), &[claim], 700);
        assert!(nothing.is_of_nothing());
        assert_eq!((nothing.savings, nothing.paid(), nothing.social.remainder), (10_000, 0, 700));
    }
}

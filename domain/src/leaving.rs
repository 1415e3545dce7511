//! A member who leaves, dies or stays away before the cycle ends: what she or her heirs are paid.
//!
//! Her savings, by agreement with her part of what the group is worth today, less what the group keeps, less what she
//! owes. What she owes beyond that stays owed. A grant from the social fund (for a funeral) is a gift, not a payout:
//! it goes to the family whole, whatever she owed.
use crate::{
    banks::{
        Party, State,
        acts::{AnimalNo, LoanNo, ObligationNo},
    },
    chart::{CASH, LOAN_FUND, LOANS, OTHER_INCOME, RETAINED, SAVINGS, SOCIAL_FUND, SOCIAL_GRANTS},
    constitution::{Constitution, LeavingProfit},
    loans::{self, LoanAccount, Movement, Part},
    meetings::FIELD_MOST,
    share_outs::{Balance, BoxStanding, Debts, HUNDRED_PERCENT, floor_to, parts_of, repay},
};
use chrono::NaiveDate;
use ledger::{Commodity, Entry, EntryKey, EntryKind, PartyNo, Postings};
use rust_decimal::Decimal;
use uuid::Uuid;

/// What a group agreed for leavers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeavingRules {
    /// Whether she takes a part of the profit along.
    pub profit: LeavingProfit,
    /// What the group keeps of her savings, in per cent, rounded down to the multiple.
    pub fee_percent: Decimal,
    /// What is reckoned is rounded down to multiples of this, smallest units; at least 1.
    pub multiple: i64,
}

impl LeavingRules {
    /// The rules that a constitution gives.
    pub fn of(constitution: &Constitution) -> LeavingRules {
        let leaving = &constitution.terms().leaving;
        LeavingRules { profit: leaving.profit, fee_percent: leaving.fee_percent, multiple: constitution.cash_rounding() }
    }
}

/// The member, as the books know her. Smallest units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaver {
    /// Who.
    pub party: PartyNo,
    /// What she has saved.
    pub savings: i64,
    /// What she owes.
    pub debts: Debts,
}

/// The group, as the books know it. Smallest units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupStanding {
    /// The box.
    pub standing: BoxStanding,
    /// Principal that all members owe, hers with it.
    pub loans: i64,
    /// What all have saved, hers with it.
    pub savings: i64,
}

impl GroupStanding {
    /// Reads it out of the balances of both funds.
    pub fn read(balances: &[Balance]) -> GroupStanding {
        let sum = |account| {
            let mine = |balance: &&Balance| (balance.fund, balance.account) == (LOAN_FUND, account);
            balances.iter().filter(mine).map(|balance| balance.quantity).sum::<i64>()
        };
        GroupStanding { standing: BoxStanding::read(balances), loans: sum(LOANS), savings: -sum(SAVINGS) }
    }

    /// What the members' savings are worth together: money and loans, less what the group owes others and what it keeps
    /// for good. Interest counts once it is received.
    pub fn worth(&self) -> i64 {
        self.standing.free() + self.loans
    }
}

/// What a leaver is paid. savings + profit − fee − debts = net.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaving {
    /// Who.
    pub party: PartyNo,
    /// What she had saved.
    pub savings: i64,
    /// Her part of the profit; below zero where the group is worth less than was saved.
    pub profit: i64,
    /// What the group keeps of her savings; never more than she is due.
    pub fee: i64,
    /// What she owed.
    pub debts: Debts,
    /// What of it is settled.
    pub settled: Debts,
    /// What she is due less all she owed; below zero she stays owing that much.
    pub net: i64,
    /// Given from the social fund, beside all that.
    pub social_grant: i64,
}

impl Leaving {
    /// What is handed over out of the loan fund.
    pub fn paid(&self) -> i64 {
        self.net.max(0)
    }

    /// What she goes on owing.
    pub fn stays_owed(&self) -> i64 {
        (-self.net).max(0)
    }

    /// What a payout needs and the box does not have: of the loan fund, of the social fund.
    pub fn shortfalls(&self, standing: &BoxStanding) -> Vec<LeavingRefusal> {
        let short = |needed: i64, there: i64| Some(needed - there).filter(|short| *short > 0);
        let of_loan_fund = short(self.paid(), standing.cash_loan).map(LeavingRefusal::BoxShort);
        let of_social_fund = short(self.social_grant, standing.cash_social).map(LeavingRefusal::SocialFundShort);
        of_loan_fund.into_iter().chain(of_social_fund).collect()
    }

    /// The same as her loans have it: what the money settles goes by each loan's own order of payment, and what stays
    /// owed is what the loans then come to. With it the events that say so on the loans, which are not to have an event
    /// after `on`.
    ///
    /// Where the money does not close everything, interest that has only accrued is not owed yet: it falls due on its day.
    pub fn settle(mut self, loans: &mut [LoanAccount], on: NaiveDate, today: NaiveDate) -> (Leaving, Vec<Movement>) {
        let (movements, _) = loans::repay(loans, on, self.settled.total(), today);
        let moved = |of: fn(&Movement) -> i64| movements.iter().map(of).sum::<i64>();
        self.settled = Debts {
            penalty: moved(|movement| movement.moved.penalty),
            interest: moved(|movement| movement.moved.interest),
            principal: -moved(|movement| movement.moved.owed),
        };
        self.debts = self.settled;
        for left in loans.iter().map(|loan| loan.position(on)) {
            self.debts.penalty += left.penalty;
            self.debts.interest += left.interest;
            self.debts.principal += left.principal;
        }
        self.net = self.savings + self.profit - self.fee - self.debts.total();
        (self, movements)
    }

    /// The entry, dated `on`, of the payout `source`; `None` when there is nothing to post.
    ///
    /// Her part of the profit is taken out of what is retained. It is no expense of the group, which earned and spent
    /// the same whether she stays or goes: she is paid now what the others divide later. Until a cycle's income is
    /// closed into it, what is retained may stand below zero by as much; the share-out sums both.
    pub fn entry(&self, key: Uuid, source: Uuid, on: NaiveDate, commodity: Commodity) -> Option<Entry> {
        let of = |quantity: i64| commodity.of(quantity);
        let mut all = Postings::new();
        all.debit(LOAN_FUND, SAVINGS, Some(self.party), of(self.savings));
        all.debit(LOAN_FUND, RETAINED, None, of(self.profit));
        all.credit(LOAN_FUND, OTHER_INCOME, None, of(self.fee));
        all.credit(LOAN_FUND, CASH, None, of(self.savings + self.profit - self.fee));
        repay(&mut all, self.party, &self.settled, commodity);
        let grant = of(self.social_grant);
        all.debit(SOCIAL_FUND, SOCIAL_GRANTS, None, grant).credit(SOCIAL_FUND, CASH, None, grant);
        (!all.is_empty()).then(|| {
            let lines = all.finish().expect("amounts are bounded by FIELD_MOST, so their sums fit");
            let entry = Entry::new(EntryKey(key), on, EntryKind::Ordinary, "", lines);
            entry.expect("every amount is posted against cash in its own fund").of(source)
        })
    }
}

/// Why a leaver cannot be paid, in the order it is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeavingRefusal {
    /// The multiple is below 1.
    Multiple,
    /// The fee is not between 0 and 100 per cent, in four decimal places at most.
    Fee,
    /// A figure is below zero.
    Negative,
    /// A figure is beyond what can be reckoned with.
    TooLarge,
    /// She has saved more than all together: the figures are of two moments.
    OverAllSavings,
    /// The loan fund's box is short of so much.
    BoxShort(i64),
    /// The social fund is short of so much for the grant.
    SocialFundShort(i64),
}

/// What ties a member to a bank: whoever has it cannot leave, since goods and animals are not settled by a payout.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tie {
    /// She owes something of this loan: so much, smallest units of its good.
    Owes(LoanNo, i64),
    /// She keeps this animal of the bank.
    Keeps(AnimalNo),
    /// She owes something for an animal.
    Obligation(ObligationNo),
    /// She has so much of this good to get back.
    Deposit(String, i64),
    /// She answers for this loan of somebody else, which is open.
    AnswersFor(LoanNo),
}

/// Everything that ties a member to a bank on a day, as the bank stands then.
pub fn ties(bank: &State, party: Party, on: NaiveDate) -> Vec<Tie> {
    let owes = bank.open_loans(party, on).map(|loan| Tie::Owes(loan.no, loan.owed(on).total()));
    let kept = bank.herd().filter(|animal| animal.keeping().is_some_and(|keeping| keeping.keeper == party));
    let owed = bank.obligations.values().filter(|owed| owed.keeper == party && owed.is_open());
    let held = bank.deposits.iter().filter(|((of, _), quantity)| *of == party && **quantity > 0);
    let answers = bank.loans.values().filter(|loan| loan.guarantors.contains(&party) && loan.is_open(on));
    owes.chain(kept.map(|animal| Tie::Keeps(animal.no)))
        .chain(owed.map(|owed| Tie::Obligation(owed.no)))
        .chain(held.map(|((_, good), quantity)| Tie::Deposit(good.clone(), *quantity)))
        .chain(answers.map(|loan| Tie::AnswersFor(loan.no)))
        .collect()
}

/// What closes somebody's loans on a day: penalties, interest with what has accrued, principal.
pub fn debts(loans: &[LoanAccount], on: NaiveDate) -> Debts {
    let mut debts = Debts::default();
    for (part, amount) in loans.iter().flat_map(|loan| loan.order(on)) {
        match part {
            Part::Penalty => debts.penalty += amount,
            Part::Interest => debts.interest += amount,
            Part::Principal => debts.principal += amount,
        }
    }
    debts
}

/// What a leaver is paid, with this grant from the social fund, or every reason why not.
pub fn leave(
    leaver: &Leaver,
    rules: &LeavingRules,
    group: &GroupStanding,
    social_grant: i64,
) -> Result<Leaving, Vec<LeavingRefusal>> {
    let leaving = due(leaver, rules, group, social_grant)?;
    let short = leaving.shortfalls(&group.standing);
    if short.is_empty() { Ok(leaving) } else { Err(short) }
}

/// What a leaver is due, whether or not the box has it: what is shown before anything is paid.
pub fn due(
    leaver: &Leaver,
    rules: &LeavingRules,
    group: &GroupStanding,
    social_grant: i64,
) -> Result<Leaving, Vec<LeavingRefusal>> {
    let refusals = check(leaver, rules, group, social_grant);
    if refusals.is_empty() { Ok(reckon(leaver, rules, group, social_grant)) } else { Err(refusals) }
}

fn check(leaver: &Leaver, rules: &LeavingRules, group: &GroupStanding, social_grant: i64) -> Vec<LeavingRefusal> {
    let BoxStanding { cash_loan, bank, external_debt, administration, reserve, unpaid_shares, cash_social } = group.standing;
    let Debts { penalty, interest, principal } = leaver.debts;
    let amounts = [
        cash_loan,
        bank,
        external_debt,
        administration,
        reserve,
        unpaid_shares,
        cash_social,
        penalty,
        interest,
        principal,
        leaver.savings,
        group.loans,
        group.savings,
        social_grant,
    ];
    [
        (rules.multiple < 1).then_some(LeavingRefusal::Multiple),
        parts_of(rules.fee_percent).is_none().then_some(LeavingRefusal::Fee),
        amounts.iter().any(|&amount| amount < 0).then_some(LeavingRefusal::Negative),
        amounts.iter().any(|&amount| amount > FIELD_MOST).then_some(LeavingRefusal::TooLarge),
        (leaver.savings > group.savings).then_some(LeavingRefusal::OverAllSavings),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn reckon(leaver: &Leaver, rules: &LeavingRules, group: &GroupStanding, social_grant: i64) -> Leaving {
    let &Leaver { party, savings, debts } = leaver;
    let due = match rules.profit {
        // Savings go back to the riel, as they came.
        LeavingProfit::None => savings,
        LeavingProfit::CurrentWorth if savings == 0 => 0,
        // What rounding cuts off stays with those who stay.
        LeavingProfit::CurrentWorth => {
            let worth = i128::from(group.worth().max(0));
            floor_to(rules.multiple, worth * i128::from(savings) / i128::from(group.savings))
        }
    };
    let percent = parts_of(rules.fee_percent).expect("the fee was checked");
    let fee = floor_to(rules.multiple, i128::from(savings) * percent / HUNDRED_PERCENT).min(due);
    let settled = debts.settled_by(due - fee);
    Leaving { party, savings, profit: due - savings, fee, debts, settled, net: due - fee - debts.total(), social_grant }
}

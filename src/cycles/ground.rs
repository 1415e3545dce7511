//! A group at the end of its cycle, read once, and what the rules make of it: who has a claim, how the box is divided,
//! what is posted. The pages, the command line and the officer who confirms reckon by this and nothing else.
use super::store::{self, Plan, Stands};
use crate::{
    groups::store::{self as groups, Cycle, Group},
    loans::store::{self as loans, Which},
    members::store::{self as members, Member},
    store::{Result, Tx, balances},
};
use chrono::{Datelike, NaiveDate};
use domain::{
    chart::{ACCOUNTS, CARRIED, LOAN_FUND},
    constitution::{Constitution, Profit, TermsRefusal},
    cycles::{self, Chosen, Saved, Standing},
    loans::{LoanAccount, Movement, Position, repay, spread},
    share_outs::{
        Balance, Books, BoxStanding, Claim, Debts, Division, EntryKeys, EntryRefusal, Refusal, Rules, Scope, ShareOutEntries, Year,
        entries, share_out_as,
    },
};
use ledger::PartyNo;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A group at the end of its cycle.
#[derive(Clone, Debug)]
pub struct Ground {
    /// The present cycle.
    pub cycle: Cycle,
    /// The version of the rules under which the next one runs, and the rules.
    pub next: (i64, Constitution),
    /// What waits, and the last days.
    pub stands: Stands,
    /// Everyone who is or was a member, by number.
    pub members: Vec<Member>,
    /// The box and what else the fund holds and owes.
    pub holds: BoxStanding,
    /// The day the group has.
    pub today: NaiveDate,
    /// Every balance of the group's currency.
    balances: Vec<Balance>,
    /// Open loans by borrower, oldest first.
    loans: BTreeMap<PartyNo, Vec<LoanAccount>>,
    /// Interest that each paid in this cycle.
    interest_paid: BTreeMap<PartyNo, i64>,
    /// What each saved in which month.
    saved: BTreeMap<PartyNo, Vec<Saved>>,
    /// Retained profit of this cycle.
    retained: i64,
}

impl Ground {
    /// Reads everything, in the same few statements however many members there are.
    pub async fn load(tx: &mut Tx, group: &Group, today: NaiveDate) -> Result<Ground> {
        let (book, commodity) = (group.book, group.commodity.as_str());
        let cycle = groups::cycle(tx, book).await?;
        let next = groups::versions(tx, book).await?.into_iter().next().map(|(no, constitution, ..)| (no, constitution));
        let stands = store::stands(tx, book).await?;
        let members = members::members(tx, book, commodity).await?;
        let kept = balances(tx, book).await?.into_iter().filter(|(key, _)| key.commodity.code() == commodity);
        let balance = |(key, amount): (ledger::BalanceKey, ledger::Amount)| Balance {
            fund: key.fund,
            account: key.account,
            party: key.party,
            quantity: amount.quantity(),
        };
        let balances: Vec<Balance> = kept.map(balance).collect();
        let mut open: BTreeMap<PartyNo, Vec<LoanAccount>> = BTreeMap::new();
        for loan in loans::loans(tx, Which::Open(book)).await?.into_iter().filter(|loan| loan.open) {
            open.entry(loan.account.party).or_default().push(loan.account);
        }
        Ok(Ground {
            next: next.unwrap_or_else(|| (cycle.version, cycle.constitution.clone())),
            interest_paid: store::interest_paid(tx, book, commodity, stands.since).await?,
            saved: store::saved(tx, book, commodity, stands.since, cycle.starts_on).await?,
            retained: store::retained_since(tx, book, commodity, stands.since).await?,
            holds: BoxStanding::read(&balances),
            cycle,
            stands,
            members,
            balances,
            loans: open,
            today,
        })
    }

    /// Whether savings stay and only the profit is divided.
    pub fn kept(&self) -> bool {
        self.cycle.constitution.savings_kept()
    }

    /// What the book says is in the box, both funds.
    pub fn cash(&self) -> i64 {
        self.holds.cash_loan + self.holds.cash_social
    }

    /// The value of a share in the next cycle.
    pub fn share_value(&self) -> Option<i64> {
        self.next.1.shares().map(|(value, _)| value)
    }

    /// As the rules of a cycle take it.
    pub fn standing(&self, begun: bool) -> Standing {
        let Stands { recorded, corrections, requests, met_on, lent_on, closed_through, .. } = self.stands;
        Standing {
            begun,
            recorded,
            corrections,
            requests,
            cash: self.cash(),
            bank: self.holds.bank,
            savings_kept: self.kept(),
            last: met_on.max(lent_on),
            closed_through,
            today: self.today,
            rounding: self.cycle.constitution.cash_rounding(),
        }
    }

    /// What the constitution says, on a day, with the next cycle as it would usually be.
    pub fn usual(&self, on: NaiveDate) -> (Profit, Chosen) {
        let (next_starts_on, next_ends_on) = cycles::next(on, self.cycle.starts_on, self.cycle.ends_on);
        let round_to = self.cycle.constitution.cash_rounding();
        (self.cycle.constitution.terms().profit.clone(), Chosen { on, round_to, next_starts_on, next_ends_on })
    }

    /// The year of a yearly split: what stands open as earned, what was closed into retained profit, what was carried.
    pub fn year(&self) -> Year {
        let sum = |of: &dyn Fn(&Balance) -> bool| {
            let mine = self.balances.iter().filter(|balance| balance.fund == LOAN_FUND && of(balance));
            -mine.map(|balance| balance.quantity).sum::<i64>()
        };
        let of_the_year = |balance: &Balance| ACCOUNTS.iter().any(|line| line.no == balance.account && line.kind.is_of_the_year());
        Year { earned: sum(&of_the_year), retained: self.retained, carried: sum(&|balance| balance.account == CARRIED) }
    }

    fn scope(&self) -> Scope {
        if self.kept() { Scope::Kept(self.year()) } else { Scope::PaidOut }
    }

    fn loans_of(&self, party: PartyNo) -> &[LoanAccount] {
        self.loans.get(&party).map_or(&[], Vec::as_slice)
    }

    /// What somebody owes on a day: everything that closes her loans, in a yearly split what she would be asked to bring
    /// to a meeting on that day, since her loans go on. Told as her loans would take the money.
    pub fn debts(&self, party: PartyNo, on: NaiveDate) -> Debts {
        let loans = self.loans_of(party);
        if loans.is_empty() {
            return Debts::default();
        }
        let owed = |at: Position| if self.kept() { at.due.min(at.payoff) } else { at.payoff };
        settled_by(loans, on, loans.iter().map(|loan| owed(loan.position(on))).sum())
    }

    /// Everybody with a part in the box, or a debt to it, by number.
    pub fn claims(&self, on: NaiveDate) -> Vec<Claim> {
        let (starts_in, ends_in) = (month(self.cycle.starts_on), month(on));
        let claim = |member: &Member| {
            let party = member.party();
            let saved = self.saved.get(&party).map_or(&[][..], Vec::as_slice);
            Claim {
                party,
                is_member: member.left_on.is_none(),
                savings: member.savings,
                interest_paid: self.interest_paid.get(&party).copied().unwrap_or(0).max(0),
                savings_months: cycles::savings_months(saved, starts_in, ends_in),
                debts: self.debts(party, on),
            }
        };
        let counts = |claim: &Claim| claim.is_member || claim.savings != 0 || claim.debts.total() > 0;
        self.members.iter().map(claim).filter(counts).collect()
    }

    /// The rules by which a rule that was chosen divides.
    pub fn rules(&self, profit: &Profit, round_to: i64) -> Result<Rules, Vec<TermsRefusal>> {
        let terms = domain::constitution::Terms { profit: profit.clone(), ..self.cycle.constitution.terms().clone() };
        Ok(Rules { multiple: round_to, ..Rules::of(&Constitution::try_new(terms)?, self.scope()) })
    }

    /// The box, divided on a day. A yearly split of a year that brought nothing divides nothing, and the cycle ends.
    pub fn divide(&self, rules: &Rules, on: NaiveDate) -> Result<Division, Vec<Refusal>> {
        let claims = self.claims(on);
        let settles = |at: usize, money: i64| {
            let claim: &Claim = &claims[at];
            if money >= claim.debts.total() { claim.debts } else { settled_by(self.loans_of(claim.party), on, money) }
        };
        match share_out_as(&self.holds, rules, &claims, &settles) {
            Err(refusals) if refusals == [Refusal::NothingToDivide] && self.kept() => {
                Ok(Division::of_nothing(rules.scope, &claims, self.holds.cash_social))
            }
            divided => divided,
        }
    }

    /// What a division posts; none where nothing was divided.
    pub fn entries(&self, division: &Division, plan: &Plan, source: Uuid) -> Result<Option<ShareOutEntries>, Vec<EntryRefusal>> {
        if division.is_of_nothing() {
            return Ok(None);
        }
        let [settlement, appropriation, payout, reinvestment] = std::array::from_fn(|_| Uuid::now_v7());
        let books = Books {
            source,
            keys: EntryKeys { settlement, appropriation, payout, reinvestment },
            on: plan.chosen.on,
            commodity: self.cycle.constitution.commodity(),
            balances: &self.balances,
            reinvested: &plan.put_back,
        };
        entries(division, &books).map(Some)
    }

    /// What a division does to loans: each payout repays its owner's loans, oldest first.
    pub fn settlements(&self, division: &Division, on: NaiveDate) -> Vec<Movement> {
        let settled = division.lines.iter().filter(|line| line.settled.total() > 0);
        settled.flat_map(|line| repay(&mut self.loans_of(line.party).to_vec(), on, line.settled.total(), self.today).0).collect()
    }
}

/// How so much money falls on somebody's loans.
fn settled_by(loans: &[LoanAccount], on: NaiveDate, money: i64) -> Debts {
    let mut debts = Debts::default();
    for (at, part) in spread(loans, on, money).0 {
        let split = loans[at].split(on, part);
        debts.penalty += split.penalty;
        debts.interest += split.interest;
        debts.principal += split.principal;
    }
    debts
}

/// The months since the year 0.
fn month(day: NaiveDate) -> i64 {
    i64::from(day.year()) * 12 + i64::from(day.month())
}

/// SHA-256 of everything that who confirms agrees to: the same figures, or another proposal.
/// The next cycle's rules are part of it, by their version.
pub fn digest(division: &Division, plan: &Plan, next_rules: i64) -> Vec<u8> {
    Sha256::digest(format!("{division:?}{plan:?}{next_rules}")).to_vec()
}

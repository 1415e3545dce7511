//! A division as it is posted: up to four entries, each balanced in every fund, and the proof that the books agree.
//!
//! Payouts are posted gross, and a debt that is settled out of one is a real repayment: posting the net payout and the
//! repayment would make money out of nothing.
use super::{Debts, Division, Scope};
use crate::{
    chart::{
        ACCOUNTS, ADMINISTRATION, CARRIED, CASH, FINES, INTEREST, LOAN_FUND, LOANS, PROFIT_SHARES, RESERVE, RETAINED, SAVINGS,
        SOCIAL_CONTRIBUTIONS, SOCIAL_FUND,
    },
    constitution::SocialFundAtShareOut,
};
use chrono::NaiveDate;
use ledger::{AccountNo, Commodity, Entry, EntryError, EntryKey, EntryKind, FundNo, PartyNo, Postings};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// A balance of the group's book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Balance {
    /// The fund.
    pub fund: FundNo,
    /// The account.
    pub account: AccountNo,
    /// The member, where the account is kept by member.
    pub party: Option<PartyNo>,
    /// Debit positive, smallest units.
    pub quantity: i64,
}

/// The keys under which the entries are posted at most once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntryKeys {
    /// Of the first entry.
    pub settlement: Uuid,
    /// Of the second.
    pub appropriation: Uuid,
    /// Of the third.
    pub payout: Uuid,
    /// Of the fourth.
    pub reinvestment: Uuid,
}

/// The books in which a division is posted.
#[derive(Clone, Copy, Debug)]
pub struct Books<'a> {
    /// The share-out that the entries stand for.
    pub source: Uuid,
    /// Their keys.
    pub keys: EntryKeys,
    /// The day.
    pub on: NaiveDate,
    /// The one currency the group keeps.
    pub commodity: Commodity,
    /// Every balance of both funds as it stands now.
    pub balances: &'a [Balance],
    /// What each member leaves in the box as her savings of the next cycle.
    pub reinvested: &'a BTreeMap<PartyNo, i64>,
}

/// A division as it is posted, in this order, in one transaction. An entry that would say nothing is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShareOutEntries {
    /// Loans repaid out of payouts.
    pub settlement: Option<Entry>,
    /// What was saved and earned becomes what each is due, and what is kept or carried.
    pub appropriation: Option<Entry>,
    /// What each is due is paid, gross.
    pub payout: Option<Entry>,
    /// What members leave in the box for the next cycle.
    pub reinvestment: Option<Entry>,
}

impl ShareOutEntries {
    /// Those that are there, in the order of posting.
    pub fn iter(&self) -> impl Iterator<Item = &Entry> {
        [&self.settlement, &self.appropriation, &self.payout, &self.reinvestment].into_iter().flatten()
    }
}

/// Why a division cannot be posted, in the order it is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryRefusal {
    /// Someone who is not in the list would re-invest.
    NotInTheList(PartyNo),
    /// Below zero.
    Negative(PartyNo),
    /// More is re-invested than is handed over to her, which is so much.
    OverPayout(PartyNo, i64),
    /// Her savings, or in a share-out her loan, are not in the books as they were divided: something was posted since.
    Differs(PartyNo),
    /// The books of a fund have so much more (or, below zero, less) than was divided: something was posted since.
    Disagrees(FundNo, i64),
    /// The box of the loan fund is short of so much: it is at the bank or lent out, and must be fetched or re-invested.
    BoxShort(i64),
}

/// The entries of a division. Nothing is answered unless, after them, the books say what the division does.
pub fn entries(division: &Division, books: &Books<'_>) -> Result<ShareOutEntries, Vec<EntryRefusal>> {
    let mut refusals = check_reinvested(division, books);
    refusals.extend(check_balances(division, books));
    if !refusals.is_empty() {
        return Err(refusals);
    }
    let appropriation = appropriation(division, books).map_err(|refusal| vec![refusal])?;
    if let Some(by) = short(division, books) {
        return Err(vec![EntryRefusal::BoxShort(by)]);
    }
    let keys = &books.keys;
    let entry = |key, all| entry(books, key, all).expect("every amount is posted against cash in its own fund");
    Ok(ShareOutEntries {
        settlement: entry(keys.settlement, settlement(division, books.commodity)),
        appropriation,
        payout: entry(keys.payout, payout(division, books.commodity)),
        reinvestment: entry(keys.reinvestment, reinvestment(books)),
    })
}

fn check_reinvested(division: &Division, books: &Books<'_>) -> Vec<EntryRefusal> {
    let paid: BTreeMap<PartyNo, i64> = division.lines.iter().map(|line| (line.party, line.paid())).collect();
    let check = |(&party, &amount): (&PartyNo, &i64)| match paid.get(&party) {
        None => Some(EntryRefusal::NotInTheList(party)),
        Some(_) if amount < 0 => Some(EntryRefusal::Negative(party)),
        Some(&paid) => (amount > paid).then_some(EntryRefusal::OverPayout(party, paid)),
    };
    books.reinvested.iter().filter_map(check).collect()
}

/// Whether savings and principal stand in the books as they were divided, member by member: someone who is missing from
/// the list would otherwise lose her savings to the others.
fn check_balances(division: &Division, books: &Books<'_>) -> Vec<EntryRefusal> {
    let mut differences: BTreeMap<(PartyNo, AccountNo), i128> = BTreeMap::new();
    for Balance { fund, account, party, quantity } in books.balances {
        let counts = *account == SAVINGS || (*account == LOANS && division.scope == Scope::PaidOut);
        if let Some(party) = party.filter(|_| *fund == LOAN_FUND && counts) {
            *differences.entry((party, *account)).or_default() += i128::from(*quantity);
        }
    }
    for line in &division.lines {
        *differences.entry((line.party, SAVINGS)).or_default() += i128::from(line.savings);
        if division.scope == Scope::PaidOut {
            *differences.entry((line.party, LOANS)).or_default() -= i128::from(line.debts.principal);
        }
    }
    let parties: BTreeSet<PartyNo> =
        differences.into_iter().filter(|(_, difference)| *difference != 0).map(|((party, _), _)| party).collect();
    parties.into_iter().map(EntryRefusal::Differs).collect()
}

/// What the box of the loan fund is short of once debts are settled, everybody is paid and savings are left in it.
fn short(division: &Division, books: &Books<'_>) -> Option<i64> {
    let cash = |balance: &&Balance| (balance.fund, balance.account) == (LOAN_FUND, CASH);
    let there: i128 = books.balances.iter().filter(cash).map(|balance| i128::from(balance.quantity)).sum();
    let moved = |line: &super::DivisionLine| i128::from(line.settled.total()) - i128::from(line.gross);
    let left: i128 = books.reinvested.values().map(|&amount| i128::from(amount)).sum();
    let after = there + division.lines.iter().map(moved).sum::<i128>() + left;
    (after < 0).then(|| i64::try_from(-after).unwrap_or(i64::MAX))
}

/// 1: debts are repaid. Penalties of late loans are income of the loan fund, as interest is.
fn settlement(division: &Division, commodity: Commodity) -> Postings {
    let mut all = Postings::new();
    for line in &division.lines {
        repay(&mut all, line.party, &line.settled, commodity);
    }
    all
}

/// A repayment into the box of the loan fund.
pub(crate) fn repay(all: &mut Postings, party: PartyNo, settled: &Debts, commodity: Commodity) {
    all.debit(LOAN_FUND, CASH, None, commodity.of(settled.total()));
    for (account, part) in [(FINES, settled.penalty), (INTEREST, settled.interest), (LOANS, settled.principal)] {
        all.credit(LOAN_FUND, account, Some(party), commodity.of(part));
    }
}

/// 2: what was saved and earned is divided. Its two sides come from two roads, the books and the division; where they
/// do not meet, the entry does not balance and nothing is posted.
fn appropriation(division: &Division, books: &Books<'_>) -> Result<Option<Entry>, EntryRefusal> {
    let of = |quantity: i64| books.commodity.of(quantity);
    let mut all = Postings::new();
    for balance in books.balances.iter().filter(|balance| is_divided(balance, division)) {
        all.credit(balance.fund, balance.account, balance.party, of(balance.quantity));
    }
    for line in &division.lines {
        // What the settlement before this entry earned is divided with the rest.
        all.debit(LOAN_FUND, INTEREST, Some(line.party), of(line.settled.interest));
        all.debit(LOAN_FUND, FINES, Some(line.party), of(line.settled.penalty));
    }
    let mut carried = division.remainder;
    match division.scope {
        // Principal that stays owed is in the box of nobody: it is carried as what it is, a claim not paid for.
        Scope::PaidOut => carried += division.principal_owed(),
        Scope::Kept(year) => {
            all.debit(LOAN_FUND, RETAINED, None, of(year.retained)).debit(LOAN_FUND, CARRIED, None, of(year.carried));
        }
    }
    for line in &division.lines {
        let party = Some(line.party);
        all.credit(LOAN_FUND, PROFIT_SHARES, party, of(line.gross)).credit(SOCIAL_FUND, PROFIT_SHARES, party, of(line.social));
    }
    all.credit(LOAN_FUND, ADMINISTRATION, None, of(division.administration));
    all.credit(LOAN_FUND, RESERVE, None, of(division.reserve));
    all.credit(LOAN_FUND, CARRIED, None, of(carried));
    if division.social.rule == SocialFundAtShareOut::SplitEqually {
        all.credit(SOCIAL_FUND, CARRIED, None, of(division.social.remainder));
    }
    entry(books, books.keys.appropriation, all)
}

/// Whether a balance is among what is divided.
fn is_divided(balance: &Balance, division: &Division) -> bool {
    let of_the_year = || ACCOUNTS.iter().any(|line| line.no == balance.account && line.kind.is_of_the_year());
    let split = division.social.rule == SocialFundAtShareOut::SplitEqually;
    match (balance.fund, division.scope) {
        (LOAN_FUND, Scope::PaidOut) => [SAVINGS, RETAINED, CARRIED].contains(&balance.account) || of_the_year(),
        (LOAN_FUND, Scope::Kept(_)) => of_the_year(),
        (SOCIAL_FUND, _) if split => [SOCIAL_CONTRIBUTIONS, RETAINED, CARRIED].contains(&balance.account) || of_the_year(),
        _ => false,
    }
}

/// 3: each is paid what she is due.
fn payout(division: &Division, commodity: Commodity) -> Postings {
    let mut all = Postings::new();
    for line in &division.lines {
        for (fund, part) in [(LOAN_FUND, line.gross), (SOCIAL_FUND, line.social)] {
            let part = commodity.of(part);
            all.debit(fund, PROFIT_SHARES, Some(line.party), part).credit(fund, CASH, None, part);
        }
    }
    all
}

/// 4: what is left in the box is saved for the next cycle.
fn reinvestment(books: &Books<'_>) -> Postings {
    let mut all = Postings::new();
    for (&party, &amount) in books.reinvested {
        let amount = books.commodity.of(amount);
        all.debit(LOAN_FUND, CASH, None, amount).credit(LOAN_FUND, SAVINGS, Some(party), amount);
    }
    all
}

/// The entry of these postings; `None` when they come to nothing.
fn entry(books: &Books<'_>, key: Uuid, all: Postings) -> Result<Option<Entry>, EntryRefusal> {
    if all.is_empty() {
        return Ok(None);
    }
    let lines = all.finish().expect("balances of a book fit 64 bits, and so does what is left of them");
    if let [line] = lines[..] {
        return Err(EntryRefusal::Disagrees(line.fund, line.amount.quantity()));
    }
    match Entry::new(EntryKey(key), books.on, EntryKind::Ordinary, "", lines) {
        Ok(entry) => Ok(Some(entry.of(books.source))),
        Err(EntryError::Unbalanced(off)) => {
            let (fund, by) = off.first().expect("an unbalanced entry names what is off");
            // What the books give away is a debit: more of it than was divided leaves the entry with a debit.
            Err(EntryRefusal::Disagrees(*fund, by.quantity()))
        }
        Err(error) => unreachable!("{error:?}: lines of nothing fall away, the memo is empty and sums were bounded"),
    }
}

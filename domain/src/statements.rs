//! What a savings group's books come to, as an accountant states it: what each fund has, owes and calls its own before
//! and after some days, what it earned and spent in them, and how its own moved from the one to the other.
//!
//! It is told from the balances before, and from the entries since. A year's closing and a share-out empty income and
//! expense, so balances of those accounts cannot say what was earned: the entries do, and what was only carried from
//! one account to another is left out.
use crate::chart::{ACCOUNTS, CASH, LOANS, PROFIT_SHARES, SAVINGS, SOCIAL_CONTRIBUTIONS};
use chrono::{Datelike, Months, NaiveDate};
use ledger::{AccountKind, AccountNo, Amount, BalanceKey, Commodity, Entry, EntryKind, FundNo, Posting};
use std::collections::{BTreeMap, BTreeSet};

/// Why no statement can be told: the books are not what the ledger lets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatementFlaw {
    /// A fund does not come to nothing: it has so much more than it owes and calls its own.
    Unbalanced(FundNo, i64),
    /// A posting is on an account that the chart does not have.
    Unknown(AccountNo),
    /// The balances before and the entries since make another balance than the one that is kept.
    Disagrees(FundNo, AccountNo),
    /// A sum does not fit.
    TooLarge(FundNo),
}

/// What a fund has, owes and calls its own at the end of a day; every amount as it is spoken of, so above zero where an
/// account is as it should be. Accounts that come to nothing are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// What it has.
    pub assets: Vec<(AccountNo, i64)>,
    /// What it owes.
    pub liabilities: Vec<(AccountNo, i64)>,
    /// What was given to it or kept.
    pub equity: Vec<(AccountNo, i64)>,
    /// Earned less spent, and neither divided nor closed yet.
    pub result: i64,
}

impl Position {
    /// All it has.
    pub fn has(&self) -> i64 {
        sum(&self.assets)
    }

    /// All it owes, members' savings included.
    pub fn owes(&self) -> i64 {
        sum(&self.liabilities)
    }

    /// Of what it owes, what its members may have back: savings, and shares of profit that wait to be paid.
    pub fn owes_members(&self) -> i64 {
        self.liabilities.iter().filter(|(account, _)| is_members(*account)).fold(0, |sum, (_, owed)| sum.saturating_add(*owed))
    }

    /// Its own: what was given, kept, and earned since.
    pub fn own(&self) -> i64 {
        sum(&self.equity).saturating_add(self.result)
    }

    /// What an account holds; nothing where it is not among them.
    pub fn of(&self, account: AccountNo) -> i64 {
        let all = [&self.assets, &self.liabilities, &self.equity];
        all.into_iter().flatten().find(|(no, _)| *no == account).map_or(0, |(_, value)| *value)
    }

    fn told(fund: FundNo, balances: &BTreeMap<AccountNo, i64>) -> Result<Position, StatementFlaw> {
        let mut position = Position::default();
        let mut off = 0_i64;
        for (account, balance) in balances {
            let large = StatementFlaw::TooLarge(fund);
            off = off.checked_add(*balance).ok_or(large)?;
            let credit = balance.checked_neg().ok_or(large)?;
            let kind = kind(*account)?;
            let (list, value) = match kind {
                AccountKind::Asset => (&mut position.assets, *balance),
                AccountKind::Liability => (&mut position.liabilities, credit),
                AccountKind::Equity | AccountKind::Conversion => (&mut position.equity, credit),
                AccountKind::Income | AccountKind::Expense => {
                    position.result = position.result.checked_add(credit).ok_or(large)?;
                    continue;
                }
            };
            if value != 0 {
                list.push((*account, value));
            }
        }
        if off != 0 {
            return Err(StatementFlaw::Unbalanced(fund, off));
        }
        Ok(position)
    }
}

/// Whether what is owed on an account is a member's.
pub fn is_members(account: AccountNo) -> bool {
    account == SAVINGS || account == PROFIT_SHARES
}

/// How a fund's own moved, beside what it earned and spent; below zero: it went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OwnMoved {
    /// Brought along when the book began.
    pub brought: i64,
    /// Given by members to the social fund.
    pub contributed: i64,
    /// Divided among members, or set aside for administration.
    pub divided: i64,
    /// Anything else: what members who left took along of what had been kept.
    pub left: i64,
}

impl OwnMoved {
    /// All together.
    pub fn total(self) -> i64 {
        [self.brought, self.contributed, self.divided, self.left].into_iter().fold(0, i64::saturating_add)
    }
}

/// The statement of one fund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FundStatement {
    /// Which fund.
    pub fund: FundNo,
    /// Before the first day.
    pub before: Position,
    /// After the last day.
    pub now: Position,
    /// Earned in the days between, by account.
    pub earned: Vec<(AccountNo, i64)>,
    /// Spent and lost, by account; above zero.
    pub spent: Vec<(AccountNo, i64)>,
    /// How its own moved otherwise.
    pub moved: OwnMoved,
}

impl FundStatement {
    /// Earned less spent.
    pub fn result(&self) -> i64 {
        sum(&self.earned).saturating_sub(sum(&self.spent))
    }
}

/// The books of some days.
#[derive(Clone, Copy, Debug)]
pub struct Days<'a> {
    /// Every balance at the end of the day before the first; empty where the book began since.
    pub before: &'a [(BalanceKey, Amount)],
    /// Every entry of the days.
    pub entries: &'a [&'a Entry],
    /// Every balance at the end of the last day, as the books keep it.
    pub after: &'a [(BalanceKey, Amount)],
    /// The funds of banks, which are told from their acts ([`crate::banks::statement`]).
    pub banks: &'a [FundNo],
    /// The money that is stated.
    pub money: Commodity,
}

/// States each fund that keeps money and is no bank, by number. What is there at the end is reckoned from what was there
/// before and from the entries, and must be what the books keep.
///
/// # Errors
/// [`StatementFlaw`]: the books are not what the ledger lets in, or the two roads do not meet.
pub fn statements(days: &Days<'_>) -> Result<Vec<FundStatement>, StatementFlaw> {
    let before = balances(days, days.before)?;
    let mut books: BTreeMap<FundNo, Book> = BTreeMap::new();
    for (fund, balances) in before {
        let before = Position::told(fund, &balances)?;
        books.insert(fund, Book { before, balances, ..Book::default() });
    }
    for entry in days.entries {
        let carried = is_carried(entry);
        for posting in entry.postings().iter().filter(|posting| days.states(posting.fund, posting.amount.commodity())) {
            books.entry(posting.fund).or_default().post(entry.kind(), carried, posting)?;
        }
    }
    let kept = balances(days, days.after)?;
    for (fund, accounts) in &kept {
        for (account, balance) in accounts {
            let told = books.get(fund).and_then(|book| book.balances.get(account)).copied().unwrap_or(0);
            if told != *balance {
                return Err(StatementFlaw::Disagrees(*fund, *account));
            }
        }
    }
    let stated = books.into_iter().map(|(fund, book)| book.stated(fund, kept.get(&fund)));
    let stated: Vec<FundStatement> = stated.collect::<Result<_, _>>()?;
    Ok(stated.into_iter().filter(|fund| !fund.is_empty()).collect())
}

type Balances = BTreeMap<AccountNo, i64>;

/// The balances of each fund that is stated, members together.
fn balances(days: &Days<'_>, all: &[(BalanceKey, Amount)]) -> Result<BTreeMap<FundNo, Balances>, StatementFlaw> {
    let mut funds: BTreeMap<FundNo, Balances> = BTreeMap::new();
    for (key, amount) in all.iter().filter(|(key, _)| days.states(key.fund, key.commodity)) {
        let sum = funds.entry(key.fund).or_default().entry(key.account).or_default();
        *sum = sum.checked_add(amount.quantity()).ok_or(StatementFlaw::TooLarge(key.fund))?;
    }
    Ok(funds)
}

impl Days<'_> {
    fn states(&self, fund: FundNo, commodity: Commodity) -> bool {
        commodity == self.money && !self.banks.contains(&fund)
    }
}

/// A fund while its entries are told.
#[derive(Debug, Default)]
struct Book {
    before: Position,
    balances: Balances,
    earned: Balances,
    spent: Balances,
    moved: OwnMoved,
}

impl Book {
    fn post(&mut self, kind: EntryKind, carried: bool, posting: &Posting) -> Result<(), StatementFlaw> {
        let (account, quantity) = (posting.account, posting.amount.quantity());
        let large = StatementFlaw::TooLarge(posting.fund);
        let add = |to: &mut i64, quantity: i64| to.checked_add(quantity).map(|sum| *to = sum).ok_or(large);
        add(self.balances.entry(account).or_default(), quantity)?;
        let credit = quantity.checked_neg().ok_or(large)?;
        match self::kind(account)? {
            AccountKind::Asset | AccountKind::Liability => Ok(()),
            _ if carried => add(&mut self.moved.divided, credit),
            AccountKind::Income => add(self.earned.entry(account).or_default(), credit),
            AccountKind::Expense => add(self.spent.entry(account).or_default(), quantity),
            _ if kind == EntryKind::Opening => add(&mut self.moved.brought, credit),
            _ if account == SOCIAL_CONTRIBUTIONS => add(&mut self.moved.contributed, credit),
            _ => add(&mut self.moved.left, credit),
        }
    }

    fn stated(self, fund: FundNo, kept: Option<&Balances>) -> Result<FundStatement, StatementFlaw> {
        let missing = self
            .balances
            .iter()
            .find(|(account, told)| **told != 0 && kept.and_then(|kept| kept.get(account)).copied().unwrap_or(0) != **told);
        if let Some((account, _)) = missing {
            return Err(StatementFlaw::Disagrees(fund, *account));
        }
        let some = |accounts: Balances| accounts.into_iter().filter(|(_, value)| *value != 0).collect();
        let now = Position::told(fund, &self.balances)?;
        Ok(FundStatement { fund, before: self.before, now, earned: some(self.earned), spent: some(self.spent), moved: self.moved })
    }
}

impl FundStatement {
    fn is_empty(&self) -> bool {
        self.before == Position::default()
            && self.now == Position::default()
            && self.earned.is_empty()
            && self.spent.is_empty()
            && self.moved == OwnMoved::default()
    }
}

/// Whether an entry only carries what was earned before from one account to another: the closing of a year, and the
/// entry of a share-out that divides. Nothing that the group has moves in it, which every earning and spending does; a
/// correction, which may mend a figure against another, earns and spends what it mends.
fn is_carried(entry: &Entry) -> bool {
    let is_asset = |posting: &Posting| kind(posting.account) == Ok(AccountKind::Asset);
    match entry.kind() {
        EntryKind::Closing => true,
        EntryKind::Ordinary => carries(entry.postings().iter().any(is_asset)),
        EntryKind::Opening | EntryKind::Correction(_) | EntryKind::Reversal(_) => false,
    }
}

/// Whether an ordinary entry only carries, by whether anything that the group has moves in it: the rule of every statement,
/// of one book or of many ([`crate::programme::statements`]).
pub fn carries(moves_assets: bool) -> bool {
    !moves_assets
}

/// What a month did, for those who see a group's life in bars: smallest units, never below zero unless mended so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Month {
    /// Its first day.
    pub first: NaiveDate,
    /// Members saved.
    pub saved: i64,
    /// Was lent to them.
    pub lent: i64,
    /// Came back of what was lent.
    pub repaid: i64,
}

/// Every month from the first entry's to the last day's, the quiet ones among them. What a share-out divides, pays and
/// puts back is no saving. A savings figure that was mended counts in the month it was mended in; of loans, what went
/// through the box is told alone.
pub fn months(days: &Days<'_>, to: NaiveDate) -> Vec<Month> {
    let Some(first) = days.entries.iter().map(|entry| first_of(entry.on())).min() else { return Vec::new() };
    let firsts = (0_u32..).map_while(|nth| first.checked_add_months(Months::new(nth))).take_while(|month| *month <= to);
    let mut all: BTreeMap<NaiveDate, Month> =
        firsts.map(|month| (month, Month { first: month, saved: 0, lent: 0, repaid: 0 })).collect();
    // The share-out's own entries bear one source; the one that divides names it.
    let divided: BTreeSet<_> = days.entries.iter().filter(|entry| is_carried(entry)).filter_map(|entry| entry.source()).collect();
    for entry in days.entries {
        let of_share_out = entry.source().is_some_and(|source| divided.contains(&source));
        let counts = entry.kind() != EntryKind::Opening && !is_carried(entry) && !of_share_out;
        if let Some(month) = all.get_mut(&first_of(entry.on())).filter(|_| counts) {
            month.tell(days, entry);
        }
    }
    all.into_values().collect()
}

impl Month {
    fn tell(&mut self, days: &Days<'_>, entry: &Entry) {
        let mends = entry.kind().mends().is_some();
        let moves_cash = |fund| entry.postings().iter().any(|posting| (posting.fund, posting.account) == (fund, CASH));
        for posting in entry.postings().iter().filter(|posting| days.states(posting.fund, posting.amount.commodity())) {
            let quantity = posting.amount.quantity();
            let credit = quantity.saturating_neg();
            let through_the_box = !mends && moves_cash(posting.fund);
            let add = |to: &mut i64, quantity: i64| *to = to.saturating_add(quantity);
            match posting.account {
                SAVINGS if mends || credit > 0 => add(&mut self.saved, credit),
                LOANS if through_the_box && credit > 0 => add(&mut self.repaid, credit),
                LOANS if through_the_box => add(&mut self.lent, quantity),
                _ => {}
            }
        }
    }
}

fn first_of(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

fn kind(account: AccountNo) -> Result<AccountKind, StatementFlaw> {
    ACCOUNTS.iter().find(|line| line.no == account).map(|line| line.kind).ok_or(StatementFlaw::Unknown(account))
}

fn sum(lines: &[(AccountNo, i64)]) -> i64 {
    lines.iter().fold(0, |sum, (_, value)| sum.saturating_add(*value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::{CARRIED, EXPENSES, EXTERNAL_LOAN, INTEREST, LOAN_FUND, LOAN_LOSSES, RETAINED, SOCIAL_FUND, SOCIAL_GRANTS};
    use ledger::{EntryKey, EntryNo, PartyNo, Postings};
    use proptest::prelude::*;
    use uuid::Uuid;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// An entry of debits and credits: from, to, how much.
    fn entry(on: &str, kind: EntryKind, source: Option<Uuid>, moves: &[(FundNo, AccountNo, AccountNo, i64)]) -> Entry {
        let mut all = Postings::new();
        let party =
            |account: AccountNo| ACCOUNTS.iter().find(|line| line.no == account).filter(|line| line.per_party).map(|_| PartyNo(7));
        for (fund, debit, credit, quantity) in moves {
            let amount = Commodity::KHR.of(*quantity);
            all.debit(*fund, *debit, party(*debit), amount).credit(*fund, *credit, party(*credit), amount);
        }
        let entry = Entry::new(EntryKey(Uuid::now_v7()), day(on), kind, "", all.finish().unwrap()).unwrap();
        match source {
            Some(source) => entry.of(source),
            None => entry,
        }
    }

    fn balances_of(entries: &[Entry]) -> Vec<(BalanceKey, Amount)> {
        let mut sums: BTreeMap<BalanceKey, i64> = BTreeMap::new();
        for posting in entries.iter().flat_map(|entry| entry.postings()) {
            let Posting { fund, account, party, amount } = *posting;
            *sums.entry(BalanceKey { fund, account, party, commodity: amount.commodity() }).or_default() += amount.quantity();
        }
        sums.into_iter().map(|(key, sum)| (key, key.commodity.of(sum))).collect()
    }

    fn told(before: &[Entry], since: &[Entry]) -> (Vec<FundStatement>, Vec<Month>) {
        let (opening, closing) = (balances_of(before), balances_of(&[before, since].concat()));
        let entries: Vec<&Entry> = since.iter().collect();
        let days = Days { before: &opening, entries: &entries, after: &closing, banks: &[FundNo(3)], money: Commodity::KHR };
        (statements(&days).unwrap(), months(&days, day("2026-12-31")))
    }

    const MEETING: EntryKind = EntryKind::Ordinary;

    #[test]
    fn what_was_earned_is_told_though_the_year_was_closed_and_divided() {
        let loan = |debit, credit, quantity| (LOAN_FUND, debit, credit, quantity);
        let divided = Some(Uuid::from_u128(5));
        let before = [entry("2026-09-30", EntryKind::Opening, None, &[loan(CASH, SAVINGS, 900), loan(CASH, RETAINED, 100)])];
        let since = [
            entry(
                "2026-10-10",
                MEETING,
                None,
                &[loan(CASH, SAVINGS, 50), loan(LOANS, CASH, 400), (SOCIAL_FUND, CASH, SOCIAL_CONTRIBUTIONS, 20)],
            ),
            entry("2026-11-10", MEETING, None, &[loan(CASH, LOANS, 300), loan(CASH, INTEREST, 30), loan(EXPENSES, CASH, 4)]),
            entry("2026-11-11", EntryKind::Correction(EntryNo(2)), None, &[loan(INTEREST, crate::chart::CASH_DIFFERENCE, 6)]),
            entry("2026-11-12", MEETING, None, &[loan(LOAN_LOSSES, LOANS, 10), (SOCIAL_FUND, SOCIAL_GRANTS, CASH, 5)]),
            entry(
                "2026-12-20",
                MEETING,
                divided,
                &[loan(INTEREST, PROFIT_SHARES, 24), loan(RETAINED, PROFIT_SHARES, 90), loan(SAVINGS, PROFIT_SHARES, 950)],
            ),
            entry("2026-12-20", MEETING, divided, &[loan(PROFIT_SHARES, CASH, 1_000)]),
            entry("2026-12-20", MEETING, divided, &[loan(CASH, SAVINGS, 600)]),
            entry("2026-12-31", EntryKind::Closing, None, &[loan(RETAINED, EXPENSES, 4)]),
        ];
        let (funds, months) = told(&before, &since);
        let [savings, social] = &funds[..] else { panic!("{funds:?}") };
        assert_eq!(savings.earned, [(INTEREST, 24)]);
        assert_eq!(savings.spent, [(EXPENSES, 4), (LOAN_LOSSES, 10), (crate::chart::CASH_DIFFERENCE, -6)]);
        assert_eq!((savings.result(), savings.moved.divided, savings.moved.left), (16, -114, 0));
        assert_eq!((savings.before.own(), savings.now.own()), (100, 2));
        assert_eq!(savings.now.assets, [(CASH, 576), (LOANS, 90)]);
        assert_eq!((savings.now.owes_members(), savings.now.owes()), (664, 664));
        assert_eq!((social.moved.contributed, social.result(), social.now.own()), (20, -5, 15));
        let bars: Vec<_> = months.iter().map(|month| (month.first.month(), month.saved, month.lent, month.repaid)).collect();
        assert_eq!(bars, [(10, 50, 400, 0), (11, 0, 0, 300), (12, 0, 0, 0)]);
    }

    #[test]
    fn what_the_books_keep_must_be_what_their_entries_make() {
        let entries = [entry("2026-10-10", MEETING, None, &[(LOAN_FUND, CASH, SAVINGS, 50)])];
        let of: Vec<&Entry> = entries.iter().collect();
        let stated = |after: &[(BalanceKey, Amount)]| {
            statements(&Days { before: &[], entries: &of, after, banks: &[], money: Commodity::KHR }).map(|funds| funds.len())
        };
        let kept = balances_of(&entries);
        assert_eq!(stated(&kept), Ok(1));
        assert_eq!(stated(&kept[..1]), Err(StatementFlaw::Disagrees(LOAN_FUND, SAVINGS)));
        let mut other = kept.clone();
        other[0].1 = Commodity::KHR.of(49);
        assert_eq!(stated(&other), Err(StatementFlaw::Disagrees(LOAN_FUND, CASH)));
        let nothing = Days { before: &[], entries: &[], after: &[], banks: &[], money: Commodity::KHR };
        assert_eq!((statements(&nothing), months(&nothing, day("2026-12-31"))), (Ok(vec![]), vec![]));
    }

    proptest! {
        /// Whatever was posted, every fund balances to the riel, and what it earned, spent and moved otherwise is the
        /// whole way from its own before to its own now.
        #[test]
        fn it_balances_to_the_riel(
            moves in prop::collection::vec((0..12_usize, 0..12_usize, 1..900_000_000_000_i64, 1_i64..=3, 0..5_usize), 0..60),
            cut in 0..60_usize,
        ) {
            let accounts =
                [CASH, LOANS, SAVINGS, PROFIT_SHARES, EXTERNAL_LOAN, RETAINED, SOCIAL_CONTRIBUTIONS, CARRIED, INTEREST, EXPENSES, LOAN_LOSSES, crate::chart::BANK];
            let kinds = [MEETING, EntryKind::Opening, EntryKind::Closing, EntryKind::Correction(EntryNo(1)), EntryKind::Reversal(EntryNo(1))];
            let all: Vec<Entry> = moves
                .into_iter()
                .filter(|(debit, credit, ..)| debit != credit)
                .map(|(debit, credit, quantity, fund, kind)| {
                    entry("2026-10-10", kinds[kind], None, &[(FundNo(fund), accounts[debit], accounts[credit], quantity)])
                })
                .collect();
            let (before, since) = all.split_at(cut.min(all.len()));
            let (funds, _) = told(before, since);
            for fund in funds {
                prop_assert!(fund.fund != FundNo(3), "a bank is not told here");
                for position in [&fund.before, &fund.now] {
                    prop_assert_eq!(position.has(), position.owes() + position.own());
                }
                prop_assert_eq!(fund.before.own() + fund.result() + fund.moved.total(), fund.now.own());
            }
        }
    }
}

//! What holds of every book, whatever is tried on it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops there")]
use crate::*;
use chrono::{DateTime, Days, NaiveDate, Utc};
use proptest::prelude::*;
use std::collections::BTreeMap;
use uuid::Uuid;

const CASH: AccountNo = AccountNo(1010);
const SAVINGS: AccountNo = AccountNo(2010);
const INCOME: AccountNo = AccountNo(4010);
const SWAP: AccountNo = AccountNo(6010);

fn day(n: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + Days::new(n)
}

fn recorded(n: i64) -> Recorded {
    Recorded { at: DateTime::<Utc>::from_timestamp_micros(1_700_000_000_000_000 + n).unwrap(), by: Uuid::from_u128(7) }
}

fn book() -> Journal {
    book_of(Uuid::from_u128(1))
}

fn book_of(uid: Uuid) -> Journal {
    let account = |no, kind, per_party| Account { no, kind, per_party };
    let chart = Chart::try_new([
        account(CASH, AccountKind::Asset, false),
        account(SAVINGS, AccountKind::Liability, true),
        account(INCOME, AccountKind::Income, false),
        account(SWAP, AccountKind::Conversion, false),
    ]);
    Journal::new(uid, chart.unwrap(), [FundNo(1), FundNo(2)], (1..=3).map(PartyNo))
}

fn posting(fund: i64, account: AccountNo, party: i64, amount: Amount) -> Posting {
    Posting { fund: FundNo(fund), account, party: (party != 0).then_some(PartyNo(party)), amount }
}

/// A line as anybody might write it, right or wrong.
fn any_posting() -> impl Strategy<Value = Posting> {
    let account = prop_oneof![Just(CASH), Just(SAVINGS), Just(INCOME), Just(SWAP), Just(AccountNo(9999))];
    let commodity = prop_oneof![Just(Commodity::KHR), Just(Commodity::USD)];
    let quantity = prop_oneof![8 => -3i64..=3, 1 => Just(i64::MAX), 1 => Just(i64::MIN)];
    (1i64..=3, account, 0i64..=4, commodity, quantity)
        .prop_map(|(fund, account, party, commodity, quantity)| posting(fund, account, party, commodity.of(quantity)))
}

/// Lines that balance: money moved between two places, several times over.
fn balanced() -> impl Strategy<Value = Vec<Posting>> {
    let place = || prop_oneof![4 => Just((CASH, 0)), 4 => (1i64..=3).prop_map(|party| (SAVINGS, party)), 2 => Just((INCOME, 0)), 1 => Just((SWAP, 0)), 1 => Just((SAVINGS, 9)), 1 => Just((CASH, 1))];
    let commodity = prop_oneof![Just(Commodity::KHR), Just(Commodity::USD)];
    let quantity = prop_oneof![12 => 1i64..=1_000_000, 1 => Just(i64::MAX)];
    let transfer = (prop_oneof![6 => 1i64..=2, 1 => Just(3)], place(), place(), commodity, quantity);
    prop::collection::vec(transfer, 1..4).prop_map(|transfers| {
        let lines = transfers.into_iter().flat_map(|(fund, from, to, commodity, quantity)| {
            [posting(fund, to.0, to.1, commodity.of(quantity)), posting(fund, from.0, from.1, commodity.of(-quantity))]
        });
        lines.collect()
    })
}

#[derive(Clone, Debug)]
enum Act {
    Post { day: u64, lines: Vec<Posting> },
    Wild { day: u64, lines: Vec<Posting> },
    Reverse { no: i64, day: u64 },
    Correct { no: i64, day: u64, lines: Vec<Posting> },
    Again { no: usize },
    TakeKey { no: usize, lines: Vec<Posting> },
    Close { day: u64 },
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        8 => (0u64..60, balanced()).prop_map(|(day, lines)| Act::Post { day, lines }),
        2 => (0u64..60, prop::collection::vec(any_posting(), 0..6)).prop_map(|(day, lines)| Act::Wild { day, lines }),
        3 => (0i64..20, 0u64..60).prop_map(|(no, day)| Act::Reverse { no, day }),
        2 => (-1i64..20, 0u64..60, balanced()).prop_map(|(no, day, lines)| Act::Correct { no, day, lines }),
        2 => (0usize..20).prop_map(|no| Act::Again { no }),
        1 => (0usize..20, balanced()).prop_map(|(no, lines)| Act::TakeKey { no, lines }),
        1 => (0u64..30).prop_map(|day| Act::Close { day }),
    ];
    prop::collection::vec(act, 0..25)
}

/// Does what is told; answers the entry that was tried, if the act makes one, and what the journal said.
fn perform(journal: &mut Journal, at: usize, act: Act) -> Option<(Entry, Result<Posted, Refusal>)> {
    let key = EntryKey(Uuid::from_u128(1000 + at as u128));
    let standing = |no: usize| journal.entries().get(no).map(|numbered| numbered.entry.clone());
    let entry = match act {
        Act::Post { day: on, lines } | Act::Wild { day: on, lines } => {
            Entry::new(key, day(on), EntryKind::Ordinary, "", lines).ok()?
        }
        Act::Reverse { no, day: on } => standing(usize::try_from(no).ok()?)?.reversal(EntryNo(no + 1), key, day(on), "").ok()?,
        Act::Correct { no, day: on, lines } => Entry::new(key, day(on), EntryKind::Correction(EntryNo(no)), "", lines).ok()?,
        Act::Again { no } => standing(no)?,
        Act::TakeKey { no, lines } => Entry::new(standing(no)?.key(), day(59), EntryKind::Ordinary, "other", lines).ok()?,
        Act::Close { day: on } => {
            journal.close_through(day(on));
            return None;
        }
    };
    let answer = journal.post(entry.clone(), recorded(at as i64));
    Some((entry, answer))
}

fn played(acts: Vec<Act>) -> Journal {
    let mut journal = book();
    for (at, act) in acts.into_iter().enumerate() {
        perform(&mut journal, at, act);
    }
    journal
}

/// The sums by key, added up here by another road than `Balances`.
fn summed(entries: &[Numbered]) -> BTreeMap<(i64, i64, i64, String), i128> {
    let mut sums = BTreeMap::new();
    for posting in entries.iter().flat_map(|numbered| numbered.entry.postings()) {
        let key = (
            posting.fund.0,
            posting.account.0,
            posting.party.map_or(0, |party| party.0),
            posting.amount.commodity().code().to_owned(),
        );
        *sums.entry(key).or_default() += i128::from(posting.amount.quantity());
    }
    sums
}

fn kept(balances: &Balances) -> BTreeMap<(i64, i64, i64, String), i128> {
    let key = |key: BalanceKey| (key.fund.0, key.account.0, key.party.map_or(0, |party| party.0), key.commodity.code().to_owned());
    balances.iter().map(|(of, amount)| (key(of), i128::from(amount.quantity()))).collect()
}

/// Replays entries into an empty book; the first flaw, if any.
fn replayed(entries: &[Numbered]) -> (Journal, Option<Flaw>) {
    let mut journal = book();
    for entry in entries {
        if let Err(flaw) = journal.replay(entry.clone()) {
            return (journal, Some(flaw));
        }
    }
    (journal, None)
}

/// Where a flaw was found.
fn place(flaw: &Flaw) -> EntryNo {
    match flaw {
        Flaw::Gap { found, .. } => *found,
        Flaw::BrokenChain(no) | Flaw::Refused(no, _) => *no,
    }
}

/// The same entry with one thing changed.
fn tampered(stored: &Numbered, what: usize) -> Numbered {
    let old = &stored.entry;
    let rebuilt = |key, on, kind, memo: &str, lines| {
        let entry = Entry::new(key, on, kind, memo, lines).unwrap();
        Numbered { entry: old.source().map_or(entry.clone(), |source| entry.of(source)), ..stored.clone() }
    };
    let lines = old.postings().to_vec();
    match what % 8 {
        0 => rebuilt(old.key(), old.on(), old.kind(), "another reason", lines),
        1 => rebuilt(old.key(), old.on() + Days::new(1), old.kind(), old.memo(), lines),
        2 => rebuilt(EntryKey(Uuid::from_u128(5)), old.on(), old.kind(), old.memo(), lines),
        3 => {
            // Twice as much on every line still balances.
            let twice = |line: &Posting| Posting {
                amount: line.amount.commodity().of(line.amount.quantity().wrapping_mul(2) | 1),
                ..*line
            };
            let doubled = lines
                .iter()
                .map(|line| {
                    if line.amount.quantity().abs() < 1 << 40 {
                        Posting { amount: line.amount.plus(line.amount).unwrap(), ..*line }
                    } else {
                        twice(line)
                    }
                })
                .collect();
            match Entry::new(old.key(), old.on(), old.kind(), old.memo(), doubled) {
                Ok(entry) => Numbered { entry, ..stored.clone() },
                Err(_) => Numbered { recorded: recorded(-1), ..stored.clone() },
            }
        }
        4 => Numbered { recorded: recorded(-1), ..stored.clone() },
        5 => Numbered { recorded: Recorded { by: Uuid::from_u128(8), ..stored.recorded }, ..stored.clone() },
        6 => Numbered { hash: Hash::from_bytes(&[9; 32]).unwrap(), ..stored.clone() },
        _ => Numbered { entry: old.clone().of(Uuid::from_u128(404)), ..stored.clone() },
    }
}

proptest! {
    #[test]
    fn an_entry_balances_or_is_not(lines in prop::collection::vec(any_posting(), 0..8)) {
        let mut sums: BTreeMap<(i64, &str), i128> = BTreeMap::new();
        for line in &lines {
            *sums.entry((line.fund.0, if line.amount.commodity() == Commodity::KHR { "KHR" } else { "USD" })).or_default() += i128::from(line.amount.quantity());
        }
        let right = lines.len() >= 2 && lines.iter().all(|line| !line.amount.is_zero()) && sums.values().all(|sum| *sum == 0);
        match Entry::new(EntryKey(Uuid::nil()), day(0), EntryKind::Ordinary, "", lines) {
            Ok(_) => prop_assert!(right),
            // Sums beyond 64 bits on the way are refused even where they would come back.
            Err(why) => prop_assert!(!right || why == EntryError::Overflow),
        }
    }

    #[test]
    fn no_sequence_of_acts_breaks_a_book(acts in acts()) {
        let mut journal = book();
        for (at, act) in acts.into_iter().enumerate() {
            let before = journal.clone();
            match perform(&mut journal, at, act) {
                Some((_, Ok(posted))) if posted.again => {
                    prop_assert_eq!((journal.head(), journal.balances()), (before.head(), before.balances()));
                    prop_assert_eq!(journal.entries(), before.entries());
                }
                Some((entry, Ok(posted))) => {
                    prop_assert_eq!(posted.no, EntryNo(before.entries().len() as i64 + 1));
                    prop_assert_eq!(journal.head().last, Some((posted.no, posted.hash)));
                    let last = journal.entries().last().unwrap();
                    prop_assert_eq!(&last.entry, &entry);
                    prop_assert_eq!(last.previous, before.head().last.map(|(_, hash)| hash));
                    prop_assert!(before.head().closed_through.is_none_or(|through| entry.on() > through));
                }
                Some((_, Err(_))) => {
                    prop_assert_eq!((journal.head(), journal.balances()), (before.head(), before.balances()));
                    prop_assert_eq!(journal.entries(), before.entries());
                }
                None => prop_assert_eq!(journal.head().last, before.head().last),
            }
            for fund in [1, 2, 3] {
                for commodity in [Commodity::KHR, Commodity::USD] {
                    prop_assert_eq!(journal.balances().total(FundNo(fund), commodity), 0);
                }
            }
        }
        prop_assert_eq!(kept(journal.balances()), summed(journal.entries()));
    }

    #[test]
    fn what_was_posted_replays_to_the_same(acts in acts()) {
        let journal = played(acts);
        let (again, flaw) = replayed(journal.entries());
        prop_assert_eq!(flaw, None);
        prop_assert_eq!(again.balances(), journal.balances());
        prop_assert_eq!(again.head().last, journal.head().last);
    }

    #[test]
    fn a_reversal_undoes_exactly_and_once(acts in acts(), lines in balanced()) {
        let mut journal = played(acts);
        // At the edge of 64 bits the sum of an entry and its reversal may not fit on the way to nothing.
        let near = |posting: &Posting| posting.amount.quantity().unsigned_abs() < 1 << 58;
        prop_assume!(lines.iter().all(near) && journal.entries().iter().all(|one| one.entry.postings().iter().all(near)));
        let Ok(entry) = Entry::new(EntryKey(Uuid::from_u128(1)), day(59), EntryKind::Ordinary, "", lines) else { return Ok(()) };
        let before: BTreeMap<_, _> = kept(journal.balances()).into_iter().filter(|(_, sum)| *sum != 0).collect();
        let Ok(posted) = journal.post(entry.clone(), recorded(100)) else { return Ok(()) };
        let back = entry.reversal(posted.no, EntryKey(Uuid::from_u128(2)), day(59), "").unwrap();
        prop_assert!(journal.post(back, recorded(101)).is_ok());
        let after: BTreeMap<_, _> = kept(journal.balances()).into_iter().filter(|(_, sum)| *sum != 0).collect();
        prop_assert_eq!(before, after);
        let twice = entry.reversal(posted.no, EntryKey(Uuid::from_u128(3)), day(59), "").unwrap();
        prop_assert_eq!(journal.post(twice, recorded(102)), Err(Refusal::ReversedAlready(posted.no)));
    }

    #[test]
    fn tampering_is_found_at_its_place(acts in acts(), at in any::<prop::sample::Index>(), what in 0usize..8) {
        let entries = played(acts).entries().to_vec();
        prop_assume!(!entries.is_empty());
        let at = at.index(entries.len());
        let mut stored = entries.clone();
        stored[at] = tampered(&entries[at], what);
        let (_, flaw) = replayed(&stored);
        prop_assert_eq!(flaw.map(|flaw| place(&flaw)), Some(entries[at].no));
    }

    #[test]
    fn a_change_hashed_anew_is_found_at_the_next(acts in acts(), at in any::<prop::sample::Index>()) {
        let entries = played(acts).entries().to_vec();
        prop_assume!(entries.len() > 1);
        let at = at.index(entries.len() - 1);
        let mut stored = entries.clone();
        let changed = tampered(&entries[at], 0);
        let head = Head { last: at.checked_sub(1).map(|before| (entries[before].no, entries[before].hash)), ..Head::empty(Uuid::from_u128(1)) };
        stored[at] = head.number(changed.entry, changed.recorded).unwrap();
        let (_, flaw) = replayed(&stored);
        prop_assert_eq!(flaw, Some(Flaw::BrokenChain(entries[at + 1].no)));
    }

    #[test]
    fn what_is_taken_out_swapped_or_moved_is_found(acts in acts(), at in any::<prop::sample::Index>()) {
        let entries = played(acts).entries().to_vec();
        prop_assume!(entries.len() > 1);
        let at = at.index(entries.len() - 1);
        let mut stored = entries.clone();
        stored.remove(at);
        // As a gap, or, where it mends the one whose number it now has, as mending nothing.
        let found = |stored: &[Numbered]| replayed(stored).1.map(|flaw| place(&flaw));
        prop_assert_eq!(found(&stored), Some(entries[at + 1].no));
        let mut stored = entries.clone();
        stored.swap(at, at + 1);
        prop_assert_eq!(found(&stored), Some(entries[at + 1].no));
        // Into another book: not one of its entries fits there.
        let mut elsewhere = book_of(Uuid::from_u128(2));
        prop_assert_eq!(elsewhere.replay(entries[0].clone()), Err(Flaw::BrokenChain(entries[0].no)));
    }

    #[test]
    fn gathered_postings_sum_to_what_was_gathered(lines in prop::collection::vec((1i64..=2, 0i64..=2, -50i64..=50), 0..20)) {
        let mut all = Postings::new();
        let mut sums: BTreeMap<(i64, i64), i64> = BTreeMap::new();
        for &(fund, party, quantity) in &lines {
            all.debit(FundNo(fund), SAVINGS, (party != 0).then_some(PartyNo(party)), Commodity::KHR.of(quantity));
            *sums.entry((fund, party)).or_default() += quantity;
        }
        sums.retain(|_, sum| *sum != 0);
        prop_assert_eq!(all.is_empty(), sums.is_empty());
        let made = all.finish().unwrap();
        let got: BTreeMap<_, _> = made.iter().map(|line| ((line.fund.0, line.party.map_or(0, |party| party.0)), line.amount.quantity())).collect();
        prop_assert_eq!((made.len(), got), (sums.len(), sums));
    }
}

#[test]
fn every_refusal_has_its_case() {
    let riel = |quantity| Commodity::KHR.of(quantity);
    let made =
        |n: u128, on: u64, kind, lines: Vec<Posting>| Entry::new(EntryKey(Uuid::from_u128(n)), day(on), kind, "", lines).unwrap();
    let saved = |n, on, kind| made(n, on, kind, vec![posting(1, CASH, 0, riel(100)), posting(1, SAVINGS, 1, riel(-100))]);
    let pair = |n, a: Posting, b: Posting| made(n, 40, EntryKind::Ordinary, vec![a, b]);
    let mut journal = book();
    journal.post(saved(1, 20, EntryKind::Ordinary), recorded(0)).unwrap();
    journal.post(saved(2, 20, EntryKind::Ordinary), recorded(1)).unwrap();
    let back = saved(2, 20, EntryKind::Ordinary).reversal(EntryNo(2), EntryKey(Uuid::from_u128(3)), day(21), "").unwrap();
    journal.post(back.clone(), recorded(2)).unwrap();
    journal.close_through(day(30));
    let second = saved(2, 20, EntryKind::Ordinary).reversal(EntryNo(2), EntryKey(Uuid::from_u128(4)), day(40), "").unwrap();
    let most =
        made(11, 40, EntryKind::Ordinary, vec![posting(1, CASH, 0, riel(i64::MAX)), posting(1, SAVINGS, 1, riel(-i64::MAX))]);
    for (entry, refusal) in [
        (saved(5, 30, EntryKind::Ordinary), Refusal::PeriodClosed { through: day(30) }),
        (saved(5, 40, EntryKind::Correction(EntryNo(4))), Refusal::MendsNothing),
        (saved(5, 40, EntryKind::Correction(EntryNo(0))), Refusal::MendsNothing),
        (saved(1, 20, EntryKind::Opening), Refusal::KeyTaken(EntryNo(1))),
        (pair(5, posting(3, CASH, 0, riel(1)), posting(3, INCOME, 0, riel(-1))), Refusal::UnknownFund(FundNo(3))),
        (pair(5, posting(1, CASH, 0, riel(1)), posting(1, AccountNo(1), 0, riel(-1))), Refusal::UnknownAccount(AccountNo(1))),
        (pair(5, posting(1, CASH, 0, riel(1)), posting(1, SAVINGS, 0, riel(-1))), Refusal::PartyMismatch(SAVINGS)),
        (pair(5, posting(1, CASH, 1, riel(1)), posting(1, SAVINGS, 1, riel(-1))), Refusal::PartyMismatch(CASH)),
        (pair(5, posting(1, CASH, 0, riel(1)), posting(1, SAVINGS, 4, riel(-1))), Refusal::UnknownParty(PartyNo(4))),
        (saved(5, 40, EntryKind::Reversal(EntryNo(1))), Refusal::NotTheReverse(EntryNo(1))),
        (second, Refusal::ReversedAlready(EntryNo(2))),
        (most, Refusal::Overflow),
    ] {
        let before = (journal.head(), journal.balances().clone());
        assert_eq!(journal.post(entry, recorded(9)), Err(refusal));
        assert_eq!((journal.head(), journal.balances().clone()), before);
    }
    // The same again is no refusal, even in what was closed since.
    assert_eq!(journal.post(back, recorded(9)).map(|posted| (posted.no, posted.again)), Ok((EntryNo(3), true)));
}

#[test]
fn every_entry_that_cannot_be_made_has_its_case() {
    let riel = |quantity| Commodity::KHR.of(quantity);
    let new =
        |memo: &str, lines: Vec<Posting>| Entry::new(EntryKey(Uuid::nil()), day(0), EntryKind::Ordinary, memo, lines).unwrap_err();
    let two = |a: Amount, b: Amount| vec![posting(1, CASH, 0, a), posting(1, INCOME, 0, b)];
    assert_eq!(new("", vec![]), EntryError::TooFewLines);
    assert_eq!(new("", vec![posting(1, CASH, 0, riel(1))]), EntryError::TooFewLines);
    assert_eq!(new("", two(riel(0), riel(0))), EntryError::ZeroLine);
    assert_eq!(new("", two(riel(1), riel(-2))), EntryError::Unbalanced(vec![(FundNo(1), riel(-1))]));
    let usd = Commodity::USD.of(-1);
    assert_eq!(new("", two(riel(1), usd)), EntryError::Unbalanced(vec![(FundNo(1), riel(1)), (FundNo(1), usd)]));
    let funds = vec![posting(1, CASH, 0, riel(5)), posting(2, CASH, 0, riel(-5))];
    assert_eq!(new("", funds), EntryError::Unbalanced(vec![(FundNo(1), riel(5)), (FundNo(2), riel(-5))]));
    assert_eq!(new("", two(riel(i64::MAX), riel(1))), EntryError::Overflow);
    assert_eq!(new(&"ក".repeat(501), two(riel(1), riel(-1))), EntryError::LongMemo);
}

//! A book in which something of everything was recorded by the proper ways: what the attacks are tried on.
use chrono::{DateTime, NaiveDate, Utc};
use ledger::{AccountKind::*, AccountNo, Commodity, Entry, EntryKey, EntryKind, EntryNo, FundNo, PartyNo, Posting, Recorded};
use sansom::store::{self, BookId, Db, PeriodEvent, Tx};
use uuid::Uuid;

pub const BOOK: BookId = BookId(1);
pub const PADDY: fn() -> Commodity = || Commodity::new("PADDY", 3).unwrap();

/// Two officers who are not each other.
pub const SREY: Uuid = Uuid::from_u128(0x5e1);
pub const DARA: Uuid = Uuid::from_u128(0xda2a);
/// The two meetings and the correction.
pub const BASELINE: Uuid = Uuid::from_u128(0xb0);
pub const FIRST: Uuid = Uuid::from_u128(0xb1);
pub const CORRECTION: Uuid = Uuid::from_u128(0xc1);
pub const ORGANISATION: Uuid = Uuid::from_u128(0x09);

pub fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

pub fn recorded(by: Uuid) -> Recorded {
    Recorded { at: Utc::now(), by }
}

/// A line: fund, account, party (0: nobody), commodity, quantity.
pub fn line(fund: i64, account: i64, party: i64, commodity: Commodity, quantity: i64) -> Posting {
    let party = (party != 0).then_some(PartyNo(party));
    Posting { fund: FundNo(fund), account: AccountNo(account), party, amount: commodity.of(quantity) }
}

pub fn riel(fund: i64, account: i64, party: i64, quantity: i64) -> Posting {
    line(fund, account, party, Commodity::KHR, quantity)
}

pub fn entry(key: Uuid, on: NaiveDate, kind: EntryKind, lines: Vec<Posting>) -> Entry {
    Entry::new(EntryKey(key), on, kind, "as told", lines).unwrap().of(key)
}

/// Ten thousand riel saved by party 1.
pub fn saved(on: NaiveDate, quantity: i64) -> Entry {
    entry(Uuid::now_v7(), on, EntryKind::Ordinary, vec![riel(1, 1010, 0, quantity), riel(1, 2010, 1, -quantity)])
}

pub async fn post(tx: &mut Tx, entry: Entry) -> EntryNo {
    store::post(tx, BOOK, entry, recorded(SREY)).await.unwrap().no
}

/// Entries 1 (baseline), 2 (meeting), 3 (paddy for riel), 4 (correction of 2), 5 and its reversal 6; October closed.
pub async fn prepare(db: &Db) {
    let mut tx = db.write().await.unwrap();
    let now = Utc::now();
    for commodity in [Commodity::KHR, Commodity::USD, PADDY()] {
        store::ensure_commodity(&mut tx, commodity).await.unwrap();
    }
    let accounts = [
        (1010, "cash", Asset, false),
        (1500, "paddy", Asset, false),
        (2010, "savings", Liability, true),
        (3010, "retained", Equity, false),
        (3110, "social-contributions", Equity, true),
        (4020, "fines", Income, true),
        (5010, "expenses", Expense, false),
        (5090, "cash-difference", Expense, false),
        (6010, "swap", Conversion, false),
    ]
    .map(|(no, code, kind, per_party)| (AccountNo(no), code, kind, per_party));
    let funds = [(FundNo(1), "loan"), (FundNo(2), "social")];
    assert_eq!(store::create_book(&mut tx, Uuid::from_u128(0xb00c), "A", &accounts, &funds).await.unwrap(), BOOK);
    let other = store::create_book(&mut tx, Uuid::from_u128(0xb00d), "B", &accounts, &funds).await.unwrap();
    for party in 1..=3 {
        assert_eq!(store::add_party(&mut tx, BOOK, Uuid::from_u128(party)).await.unwrap(), PartyNo(party as i64));
    }
    store::add_party(&mut tx, other, Uuid::from_u128(99)).await.unwrap();
    group(&mut tx, now).await;

    let one = vec![
        riel(1, 1010, 0, 30_000),
        riel(1, 2010, 1, -20_000),
        riel(1, 2010, 2, -10_000),
        riel(2, 1010, 0, 5_000),
        riel(2, 3110, 1, -5_000),
    ];
    assert_eq!(post(&mut tx, entry(BASELINE, day(9, 30), EntryKind::Opening, one)).await, EntryNo(1));
    meeting(
        &mut tx,
        0,
        BASELINE,
        "baseline",
        day(9, 30),
        (35_000, None),
        1,
        &[(1, None, Some(20_000), Some(5_000)), (2, None, Some(10_000), None)],
        now,
    )
    .await;
    let two = vec![riel(1, 1010, 0, 10_000), riel(1, 2010, 1, -10_000)];
    assert_eq!(post(&mut tx, entry(FIRST, day(10, 7), EntryKind::Ordinary, two)).await, EntryNo(2));
    for (value, pieces) in [(20_000i64, 2i64), (5_000, 1)] {
        tx.run("insert into cash_count (book_id, meeting_no, value, pieces) values (1, 1, $1, $2)", (value, pieces)).await.unwrap();
    }
    meeting(
        &mut tx,
        1,
        FIRST,
        "regular",
        day(10, 7),
        (45_000, Some(45_000)),
        2,
        &[(1, Some("present"), Some(10_000), None), (2, Some("absent"), None, None)],
        now,
    )
    .await;
    let three = vec![
        line(1, 1500, 0, PADDY(), 100_000),
        line(1, 6010, 0, PADDY(), -100_000),
        riel(1, 6010, 0, 12_000),
        riel(1, 1010, 0, -12_000),
    ];
    post(&mut tx, entry(Uuid::now_v7(), day(11, 5), EntryKind::Ordinary, three)).await;

    tx.run(
        "insert into correction (book_id, no, id, meeting_no, figure, party_no, was, becomes, reason, asked_by, asked_at)
            values (1, 1, $1, 1, 'savings', 1, 10000, 12000, 'written wrong', $2, $3)",
        (CORRECTION, SREY, now),
    )
    .await
    .unwrap();
    let four = vec![riel(1, 5090, 0, 2_000), riel(1, 2010, 1, -2_000)];
    post(&mut tx, entry(CORRECTION, day(11, 6), EntryKind::Correction(EntryNo(2)), four)).await;
    tx.run(
        "insert into correction_decision (book_id, correction_no, decision, entry_no, decided_by, decided_at)
            values (1, 1, 'confirmed', 4, $1, $2)",
        (DARA, now),
    )
    .await
    .unwrap();
    tx.run(
        "insert into correction (book_id, no, id, meeting_no, figure, party_no, was, becomes, reason, asked_by, asked_at)
            values (1, 2, $1, 1, 'savings', 1, 12000, 11000, 'wrong again', $2, $3)",
        (Uuid::from_u128(0xc2), SREY, now),
    )
    .await
    .unwrap();

    let five = saved(day(11, 7), 7_000);
    let back = five.reversal(EntryNo(5), EntryKey(Uuid::now_v7()), day(11, 7), "twice").unwrap();
    assert_eq!((post(&mut tx, five).await, post(&mut tx, back).await), (EntryNo(5), EntryNo(6)));
    let close = PeriodEvent::Close { through: day(10, 31), entry: None };
    assert_eq!(store::move_period(&mut tx, BOOK, close, SREY, now).await.unwrap(), 1);
    for no in [1i64, 2] {
        tx.run("insert into reopening (book_id, no, through, reason, asked_by, asked_at) values (1, $1, null, 'a bill came late', $2, $3)", (no, SREY, now)).await.unwrap();
    }
    tx.run("update reopening set decision = 'refused', decided_by = $1, decided_at = $2 where book_id = 1 and no = 1", (DARA, now))
        .await
        .unwrap();
    for (book, action) in
        [(Some(BOOK), "meeting-sealed"), (Some(BOOK), "month-closed"), (None, "user-added"), (None, "user-disabled")]
    {
        store::record(&mut tx, book, Some(SREY), action, "1", now).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn group(tx: &mut Tx, now: DateTime<Utc>) {
    tx.run("insert into organisation (id, code, name_km, name_latin) values ($1, 'PDA', 'ក', 'A')", (ORGANISATION,)).await.unwrap();
    tx.run(
        "insert into savings_group (book_id, id, organisation_id, code, name_km, name_latin, village_code, commodity, founded_on)
            values (1, $1, $2, 'TK-01', 'ក', 'A', '21010101', 'KHR', $3)",
        (Uuid::from_u128(0x61), ORGANISATION, day(1, 1)),
    )
    .await
    .unwrap();
    for no in 1..=3i64 {
        let person = Uuid::from_u128(0x9000 + no as u128);
        tx.run(
            "insert into person (id, organisation_id, family_name_km, given_name_km, family_name_latin, given_name_latin)
                values ($1, $2, 'សុខ', 'ស្រី', 'SOK', 'Srey')",
            (person, ORGANISATION),
        )
        .await
        .unwrap();
        tx.run(
            "insert into member (book_id, party_no, person_id, number, joined_on) values (1, $1, $2, $1, $3)",
            (no, person, day(1, 1)),
        )
        .await
        .unwrap();
    }
    tx.run(
        "insert into constitution (book_id, version, rules, recorded_at, recorded_by) values (1, 1, 'x = 1', $1, $2)",
        (now, SREY),
    )
    .await
    .unwrap();
    tx.run("insert into cycle (book_id, no, constitution, starts_on) values (1, 1, 1, $1)", (day(1, 1),)).await.unwrap();
}

/// A member's line: party, attendance, savings, social fund.
pub type SheetLine = (i64, Option<&'static str>, Option<i64>, Option<i64>);

#[expect(clippy::too_many_arguments, reason = "a row of the table")]
pub async fn meeting(
    tx: &mut Tx,
    no: i64,
    id: Uuid,
    kind: &str,
    on: NaiveDate,
    cash: (i64, Option<i64>),
    entry: i64,
    lines: &[SheetLine],
    now: DateTime<Utc>,
) {
    for &(party, attendance, savings, social) in lines {
        tx.run("insert into meeting_line (book_id, meeting_no, party_no, attendance, savings, social_fund) values (1, $1, $2, $3, $4, $5)",
            (no, party, attendance, savings, social)).await.unwrap();
    }
    tx.run(
        "insert into meeting (book_id, no, id, cycle_no, kind, held_on, digest, expected, counted, entry_no, sealed_at, sealed_by)
            values (1, $1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10)",
        (no, id, kind, on, vec![7u8; 32], cash.0, cash.1, entry, now, SREY),
    )
    .await
    .unwrap();
}

/// Sees that `check` finds nothing.
pub async fn clean(db: &Db) {
    let found = store::check(db).await.unwrap();
    assert!(found.is_empty(), "{:?}: {}", db.engine(), found.iter().map(|one| format!("\n{one}")).collect::<String>());
}

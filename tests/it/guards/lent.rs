//! The book of `support::book`, a quarter later: something of everything that can happen to loans, a share-out and a
//! payout. Written row by row, as nothing but the database itself is tried here.
use crate::support::book::{DARA, SREY, day, entry, post, riel};
use chrono::{NaiveDate, Utc};
use domain::{
    constitution::{AfterTerm, PaymentOrder, PenaltyAt},
    loans::{
        LoanAccount, Movement, Terms, What,
        schedule::{Every, Instalment, InterestBy, Method, Per},
    },
};
use ledger::{AccountKind, EntryKind, EntryNo, PartyNo, Posting};
use sansom::store::{Db, Tx};
use uuid::Uuid;

/// The share-out that was confirmed, and the payout.
pub const SHARED: Uuid = Uuid::from_u128(0x502);
pub const LEFT: Uuid = Uuid::from_u128(0x701);
/// The first loan, application and request by their keys.
pub const LOAN: Uuid = Uuid::from_u128(0x101);
pub const APPLICATION: Uuid = Uuid::from_u128(0xa01);
pub const REQUEST: Uuid = Uuid::from_u128(0xe01);

/// A line of a sheet: party, savings, repayment, loan, service charge.
type Line = (i64, i64, Option<i64>, Option<i64>, Option<i64>);

/// Loans 1 to 4, share-outs 1 (given up) and 2 (confirmed), payout 1, cycle 2; entries 7 to 19, meetings 2 to 5.
pub async fn lend(db: &Db) {
    let mut tx = db.write().await.unwrap();
    accounts(&mut tx).await;
    applications(&mut tx).await;
    let (first, third) = meetings(&mut tx).await;
    let (first, third) = officers(&mut tx, first, third).await;
    let fourth = last_meeting(&mut tx, third).await;
    let first = mended(&mut tx, first, fourth).await;
    share_outs(&mut tx, first).await;
    payout(&mut tx).await;
    tx.commit().await.unwrap();
}

async fn accounts(tx: &mut Tx) {
    use AccountKind::*;
    for (no, code, kind, per_party) in [
        (1110_i64, "loans", Asset, true),
        (2020, "profit-shares", Liability, true),
        (2110, "external-loan", Liability, false),
        (2210, "administration", Liability, false),
        (3020, "reserve", Equity, false),
        (4010, "interest", Income, true),
        (4030, "service-charges", Income, true),
        (5020, "social-grants", Expense, false),
        (5030, "loan-losses", Expense, false),
        (5040, "interest-paid", Expense, false),
    ] {
        let sql = "insert into account (book_id, no, code, kind, per_party) values (1, $1, $2, $3, $4)";
        tx.run(sql, (no, code, kind.code(), per_party)).await.unwrap();
    }
}

/// 1 approved and paid out, 2 refused, 3 approved and withdrawn, 4 approved and waiting.
async fn applications(tx: &mut Tx) {
    for (no, party, decision) in [(1_i64, 1_i64, "approved"), (2, 2, "refused"), (3, 2, "approved"), (4, 2, "approved")] {
        tx.run("insert into loan_guarantor (book_id, application_no, party_no) values (1, $1, 3)", (no,)).await.unwrap();
        tx.run(
            "insert into loan_application (book_id, no, id, party_no, asked_on, principal, instalments, votes_for, votes_against,
                                           decision, reason, recorded_by, recorded_at)
             values (1, $1, $2, $3, '2026-11-08', 12000, 3, null, null, $4, '', $5, $6)",
            (no, Uuid::from_u128(0xa00 + no as u128), party, decision, SREY, Utc::now()),
        )
        .await
        .unwrap();
    }
    tx.run(
        "insert into loan_withdrawn (book_id, application_no, recorded_by, recorded_at) values (1, 3, $1, $2)",
        (SREY, Utc::now()),
    )
    .await
    .unwrap();
}

fn terms(principal: i64, given_on: NaiveDate, rate_percent: &str, method: Method, instalments: u32) -> Terms {
    Terms {
        commodity: "KHR".into(),
        decimals: 0,
        principal,
        given_on,
        rate_percent: rate_percent.parse().unwrap(),
        per: Per::Month,
        method,
        instalments,
        every: Every::month(),
        interest_by: InterestBy::Period,
        grace_principal: 0,
        grace_interest: 0,
        interest_free: 0,
        round_to: 1,
        early_days: 0,
        after_term: AfterTerm::Stops,
        penalty: 0,
        penalty_after_days: 0,
        payment_order: PaymentOrder::InterestFirst,
        penalty_at: PenaltyAt::Last,
        service_charge: 0,
    }
}

/// Where an event happened and what posted it.
#[derive(Clone, Copy)]
struct At {
    meeting: Option<i64>,
    entry: Option<i64>,
}

fn at(meeting: i64, entry: i64) -> At {
    At { meeting: Some(meeting), entry: Some(entry) }
}

async fn plan(tx: &mut Tx, loan: i64, version: i64, rows: &[Instalment]) {
    for row in rows {
        tx.run(
            "insert into loan_instalment (book_id, loan_no, version, n, due_on, principal, interest, earned) values (1, $1, $2, $3, $4, $5, $6, $7)",
            (loan, version, i64::from(row.n), row.due, row.principal, row.interest, row.earned),
        )
        .await
        .unwrap();
    }
}

async fn event(tx: &mut Tx, movement: &Movement, kind: &str, version: Option<i64>, at: At) {
    let Movement { loan, event, moved, open, .. } = movement;
    let (amount, interest) = match event.what {
        What::Brought { interest, .. } => (0, interest),
        _ => (moved.cash().abs(), moved.interest),
    };
    let undoes = if let What::Undone(no) = event.what { Some(no) } else { None };
    tx.run(
        "insert into loan_event (book_id, loan_no, no, kind, on_day, amount, penalty, interest, principal, lost, version, undoes, open,
                                 meeting_no, entry_no, recorded_at, recorded_by)
         values (1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        (
            *loan, event.no, kind.to_owned(), event.on, amount, moved.penalty, interest, moved.owed, moved.lost, version, undoes, *open,
            at.meeting, at.entry, Utc::now(), SREY,
        ),
    )
    .await
    .unwrap();
}

/// Writes a loan with its plan and gives it.
async fn give(tx: &mut Tx, no: i64, party: i64, terms: Terms, application: Option<i64>, at: At) -> LoanAccount {
    tx.run(
        "insert into loan (book_id, no, id, party_no, given_on, terms, cycle_no, meeting_no, application_no) values (1, $1, $2, $3, $4, $5, 1, $6, $7)",
        (no, Uuid::from_u128(0x100 + no as u128), party, terms.given_on, terms.to_toml(), at.meeting, application),
    )
    .await
    .unwrap();
    let on = terms.given_on;
    let rows = terms.schedule().unwrap();
    plan(tx, no, 1, &rows).await;
    let mut account = LoanAccount { no, party: PartyNo(party), terms, versions: vec![rows], events: vec![] };
    let given = account.movement(on, What::Given(1), on);
    event(tx, &given, "given", Some(1), at).await;
    account
}

/// Posts an entry of a meeting's sheet and seals it; the box is as expected.
async fn seal(tx: &mut Tx, no: i64, on: NaiveDate, entry_no: Option<i64>, expected: i64, lines: &[Line]) {
    for &(party, savings, repayment, loan, charge) in lines {
        tx.run(
            "insert into meeting_line (book_id, meeting_no, party_no, attendance, savings, repayment, loan, service_charge)
                values (1, $1, $2, 'present', $3, $4, $5, $6)",
            (no, party, savings, repayment, loan, charge),
        )
        .await
        .unwrap();
    }
    tx.run(
        "insert into meeting (book_id, no, id, cycle_no, kind, held_on, digest, expected, counted, entry_no, sealed_at, sealed_by)
            values (1, $1, $2, 1, 'regular', $3, $4, $5, $5, $6, $7, $8)",
        (no, Uuid::from_u128(0xb0 + no as u128), on, vec![7u8; 32], expected, entry_no, Utc::now(), SREY),
    )
    .await
    .unwrap();
}

async fn of_meeting(tx: &mut Tx, no: i64, on: NaiveDate, lines: Vec<Posting>) -> i64 {
    post(tx, entry(Uuid::from_u128(0xb0 + no as u128), on, EntryKind::Ordinary, lines)).await.0
}

/// Loan 1 is given at meeting 2 and paid back in part at meeting 3, where loan 2 is given; at meeting 4 loan 2 is paid
/// back and as much lent anew, which posts nothing.
async fn meetings(tx: &mut Tx) -> (LoanAccount, LoanAccount) {
    let on = day(11, 10);
    let other = [("external-loan", 5_000), ("external-repayment", 1_000), ("external-interest", 100), ("administration", 200)];
    let seven = vec![
        riel(1, 2010, 2, -40_000),
        riel(1, 1110, 1, 12_000),
        riel(1, 4030, 1, -100),
        riel(1, 2110, 0, -4_000),
        riel(1, 5040, 0, 100),
        riel(1, 2210, 0, 200),
        riel(1, 1010, 0, 31_800),
    ];
    let no = of_meeting(tx, 2, on, seven).await;
    let mut first = give(tx, 1, 1, terms(12_000, on, "2", Method::EqualPrincipal, 3), Some(1), at(2, no)).await;
    for (line, (kind, amount)) in other.into_iter().enumerate() {
        let sql = "insert into meeting_other (book_id, meeting_no, line, kind, amount) values (1, 2, $1, $2, $3)";
        tx.run(sql, (line as i64 + 1, kind, amount)).await.unwrap();
    }
    seal(tx, 2, on, Some(no), 64_800, &[(1, 0, None, Some(12_000), Some(100)), (2, 40_000, None, None, None)]).await;

    let on = day(12, 10);
    let eight = vec![riel(1, 4010, 1, -240), riel(1, 1110, 1, -4_000), riel(1, 1110, 2, 6_000), riel(1, 1010, 0, -1_760)];
    let no = of_meeting(tx, 3, on, eight).await;
    let repaid = first.movement(on, What::Repaid(4_240), on);
    event(tx, &repaid, "repaid", None, at(3, no)).await;
    let mut second = give(tx, 2, 2, terms(6_000, on, "0", Method::Single, 1), None, at(3, no)).await;
    seal(tx, 3, on, Some(no), 63_040, &[(1, 0, Some(4_240), None, None), (2, 0, None, Some(6_000), None)]).await;

    let (on, nowhere) = (day(12, 17), At { meeting: Some(4), entry: None });
    let repaid = second.movement(on, What::Repaid(6_000), on);
    event(tx, &repaid, "repaid", None, nowhere).await;
    let third = give(tx, 3, 2, terms(6_000, on, "0", Method::Single, 1), None, nowhere).await;
    seal(tx, 4, on, None, 63_040, &[(2, 0, Some(6_000), Some(6_000), None)]).await;
    (first, third)
}

async fn request(tx: &mut Tx, no: i64, loan: i64, kind: &str, plan: Option<i64>) -> Uuid {
    let id = Uuid::from_u128(0xe00 + no as u128);
    let first_due = plan.map(|_| day(12, 31));
    tx.run(
        "insert into loan_request (book_id, no, id, loan_no, kind, on_day, instalments, first_due, reason, asked_by, asked_at)
            values (1, $1, $2, $3, $4, '2026-12-27', $5, $6, 'the harvest failed', $7, $8)",
        (no, id, loan, kind.to_owned(), plan, first_due, SREY, Utc::now()),
    )
    .await
    .unwrap();
    id
}

async fn confirm(tx: &mut Tx, no: i64) {
    tx.run(
        "insert into loan_request_decision (book_id, request_no, decision, decided_by, decided_at) values (1, $1, 'confirmed', $2, $3)",
        (no, DARA, Utc::now()),
    )
    .await
    .unwrap();
}

/// A figure of a meeting is corrected: the number of the correction, meeting and figure of a party, was and becomes.
async fn corrected(
    tx: &mut Tx,
    no: i64,
    (meeting, figure, party): (i64, &str, i64),
    (was, becomes): (i64, i64),
    on: NaiveDate,
    lines: Vec<Posting>,
) -> i64 {
    let id = Uuid::from_u128(0xc0 + no as u128);
    tx.run(
        "insert into correction (book_id, no, id, meeting_no, figure, party_no, was, becomes, reason, asked_by, asked_at)
            values (1, $1, $2, $3, $4, $5, $6, $7, 'misread', $8, $9)",
        (no, id, meeting, figure.to_owned(), party, was, becomes, SREY, Utc::now()),
    )
    .await
    .unwrap();
    let entry_no = post(tx, entry(id, on, EntryKind::Correction(EntryNo(7)), lines)).await.0;
    tx.run(
        "insert into correction_decision (book_id, correction_no, decision, entry_no, decided_by, decided_at) values (1, $1, 'confirmed', $2, $3, $4)",
        (no, entry_no, DARA, Utc::now()),
    )
    .await
    .unwrap();
    entry_no
}

/// A repayment is corrected, loan 1 gets another plan and loan 3 is written off.
async fn officers(tx: &mut Tx, mut first: LoanAccount, mut third: LoanAccount) -> (LoanAccount, LoanAccount) {
    let lines = vec![riel(1, 1110, 1, 240), riel(1, 5090, 0, -240)];
    let no = corrected(tx, 3, (3, "repayment", 1), (4_240, 4_000), day(12, 26), lines).await;
    let (on, today) = (day(12, 10), day(12, 26));
    let undone = first.movement(on, What::Undone(2), today);
    event(tx, &undone, "undone", None, at(3, no)).await;
    let again = first.movement(on, What::Repaid(4_000), today);
    event(tx, &again, "repaid", None, at(3, no)).await;

    let on = day(12, 27);
    request(tx, 1, 1, "reschedule", Some(2)).await;
    confirm(tx, 1).await;
    let rows = first.terms.schedule_from(8_240, 2, on).unwrap();
    plan(tx, 1, 2, &rows).await;
    let (with_plan, version) = first.with_plan(rows);
    first = with_plan;
    let rescheduled = first.movement(on, What::Rescheduled(version), on);
    event(tx, &rescheduled, "rescheduled", Some(2), At { meeting: None, entry: None }).await;

    let source = request(tx, 2, 3, "write-off", None).await;
    confirm(tx, 2).await;
    request(tx, 3, 1, "write-off", None).await;
    let lines = vec![riel(1, 5030, 0, 6_000), riel(1, 1110, 2, -6_000)];
    let no = post(tx, entry(source, on, EntryKind::Ordinary, lines)).await.0;
    let lost = third.movement(on, What::WrittenOff, on);
    event(tx, &lost, "written-off", None, At { meeting: None, entry: Some(no) }).await;

    (first, third)
}

/// Loan 4 had run before; at meeting 5 it is topped up, and some of loan 3 comes back after all.
async fn last_meeting(tx: &mut Tx, mut third: LoanAccount) -> LoanAccount {
    let on = day(12, 27);
    let lines = vec![riel(1, 1110, 3, 8_000), riel(1, 3010, 0, -8_000)];
    let no = post(tx, entry(Uuid::now_v7(), on, EntryKind::Ordinary, lines)).await.0;
    let before = terms(10_000, day(8, 1), "1", Method::Single, 6);
    let mut fourth = give(tx, 4, 3, before, None, At { meeting: None, entry: Some(no) }).await;
    let brought = fourth.movement(on, What::Brought { interest: 300, principal: 2_000 }, on);
    event(tx, &brought, "brought", None, At { meeting: None, entry: None }).await;

    let on = day(12, 28);
    let lines = vec![riel(1, 5030, 0, -1_000), riel(1, 1110, 3, 2_000), riel(1, 1010, 0, -1_000)];
    let no = of_meeting(tx, 5, on, lines).await;
    let recovered = third.movement(on, What::Recovered(1_000), on);
    event(tx, &recovered, "recovered", None, at(5, no)).await;
    let rows = fourth.terms.schedule_from(10_000, 6, on).unwrap();
    plan(tx, 4, 2, &rows).await;
    let (mut fourth, version) = fourth.with_plan(rows);
    let more = fourth.movement(on, What::ToppedUp { amount: 2_000, version }, on);
    event(tx, &more, "topped-up", Some(2), at(5, no)).await;
    seal(tx, 5, on, Some(no), 62_040, &[(2, 0, Some(1_000), None, None), (3, 0, None, Some(2_000), None)]).await;
    fourth
}

/// Not 2,000 but 1,500 were lent on loan 4, and not 12,000 but 11,700 as loan 1: less of what came back was interest.
async fn mended(tx: &mut Tx, mut first: LoanAccount, fourth: LoanAccount) -> LoanAccount {
    let (on, today) = (day(12, 28), day(12, 29));
    let lines = vec![riel(1, 1110, 3, -500), riel(1, 5090, 0, 500)];
    let no = corrected(tx, 4, (5, "loan", 3), (2_000, 1_500), today, lines).await;
    let rows = fourth.terms.schedule_from(9_500, 6, on).unwrap();
    plan(tx, 4, 3, &rows).await;
    let (mut fourth, version) = fourth.with_plan(rows);
    let more = fourth.movement(on, What::ToppedUp { amount: 1_500, version }, today);
    event(tx, &more, "topped-up", Some(3), at(5, no)).await;
    let undone = fourth.movement(on, What::Undone(3), today);
    event(tx, &undone, "undone", None, at(5, no)).await;

    let on = first.terms.given_on;
    let lines = vec![riel(1, 1110, 1, -306), riel(1, 4010, 1, 6), riel(1, 5090, 0, 300)];
    let no = corrected(tx, 5, (2, "loan", 1), (12_000, 11_700), today, lines).await;
    let rows = first.terms.schedule_from(11_700, 3, on).unwrap();
    plan(tx, 1, 3, &rows).await;
    let (planned, version) = first.with_plan(rows);
    first = planned;
    let amended = first.movement(on, What::Amended(version), today);
    event(tx, &amended, "amended", Some(3), at(2, no)).await;
    first
}

/// Begins a share-out of a cycle.
pub async fn begin(tx: &mut Tx, no: i64, cycle: i64) -> Uuid {
    let id = Uuid::from_u128(0x500 + no as u128);
    let sql = "insert into share_out (book_id, no, id, cycle_no, begun_by, begun_at) values (1, $1, $2, $3, $4, $5)";
    tx.run(sql, (no, id, cycle, SREY, Utc::now())).await.unwrap();
    id
}

/// Proposes to divide a box in which 62,000 were counted; party 1 puts 50 back.
pub async fn propose(tx: &mut Tx, share_out: i64, no: i64, by: Uuid) {
    for (value, pieces) in [(20_000_i64, 3_i64), (1_000, 2)] {
        let sql = "insert into share_out_count (book_id, share_out_no, proposal_no, value, pieces) values (1, $1, $2, $3, $4)";
        tx.run(sql, (share_out, no, value, pieces)).await.unwrap();
    }
    let sql = "insert into share_out_reinvest (book_id, share_out_no, proposal_no, party_no, amount) values (1, $1, $2, 1, 50)";
    tx.run(sql, (share_out, no)).await.unwrap();
    tx.run(
        "insert into share_out_proposal (book_id, share_out_no, no, id, on_day, rule, round_to, counted, next_starts_on, next_ends_on,
                                         digest, asked_by, asked_at)
         values (1, $1, $2, $3, '2026-12-29', 'rule = 1', 100, 62000, '2027-01-01', null, $4, $5, $6)",
        (share_out, no, Uuid::from_u128(0x5000 + share_out as u128 * 0x10 + no as u128), vec![7u8; 32], by, Utc::now()),
    )
    .await
    .unwrap();
}

/// Gives a share-out up.
pub async fn cancel(tx: &mut Tx, no: i64) {
    let sql = "insert into share_out_decision (book_id, share_out_no, decision, decided_by, decided_at) values (1, $1, 'cancelled', $2, $3)";
    tx.run(sql, (no, DARA, Utc::now())).await.unwrap();
}

/// A profit of 1,000 is divided: 100 for administration, 200 as capital, 300 and 400 for two members; one of them pays
/// 100 of her loan out of it and puts 50 back.
async fn share_outs(tx: &mut Tx, mut first: LoanAccount) {
    begin(tx, 1, 1).await;
    propose(tx, 1, 1, SREY).await;
    cancel(tx, 1).await;
    let source = begin(tx, 2, 1).await;
    propose(tx, 2, 1, SREY).await;
    let on = day(12, 29);
    let entries = [
        vec![riel(1, 1010, 0, 100), riel(1, 1110, 1, -100)],
        vec![
            riel(1, 3010, 0, 1_000),
            riel(1, 2020, 1, -300),
            riel(1, 2020, 2, -400),
            riel(1, 2210, 0, -100),
            riel(1, 3020, 0, -200),
        ],
        vec![riel(1, 2020, 1, 300), riel(1, 2020, 2, 400), riel(1, 1010, 0, -700)],
        vec![riel(1, 1010, 0, 50), riel(1, 2010, 1, -50)],
    ];
    for lines in entries {
        post(tx, entry(Uuid::now_v7(), on, EntryKind::Ordinary, lines).of(source)).await;
    }
    let settled = first.movement(on, What::Repaid(100), on);
    event(tx, &settled, "settled", None, At { meeting: None, entry: Some(15) }).await;
    for (party, gross, principal, reinvested) in [(1_i64, 300_i64, 100_i64, 50_i64), (2, 400, 0, 0)] {
        tx.run(
            "insert into share_out_line (book_id, share_out_no, party_no, savings, profit, gross, social, penalty, interest, principal, stays_owed, reinvested)
                values (1, 2, $1, 0, $2, $2, 0, 0, 0, $3, 0, $4)",
            (party, gross, principal, reinvested),
        )
        .await
        .unwrap();
    }
    tx.run(
        "insert into share_out_decision (book_id, share_out_no, decision, proposal_no, pool, profit, administration, reserve, first_entry,
                                         last_entry, decided_by, decided_at)
         values (1, 2, 'confirmed', 1, 1000, 1000, 100, 200, 15, 18, $1, $2)",
        (DARA, Utc::now()),
    )
    .await
    .unwrap();
    tx.run("insert into cycle (book_id, no, constitution, starts_on) values (1, 2, 1, '2027-01-01')", ()).await.unwrap();
}

/// The family of party 3 gets 500 from the social fund; her loan stays owed.
async fn payout(tx: &mut Tx) {
    let on = day(12, 29);
    let lines = vec![riel(2, 5020, 0, 500), riel(2, 1010, 0, -500)];
    let no = post(tx, entry(LEFT, on, EntryKind::Ordinary, lines)).await;
    assert_eq!(no, EntryNo(19));
    tx.run(
        "insert into payout (book_id, no, id, party_no, on_day, savings, profit, fee, social_grant, penalty, interest, principal, stays_owed,
                             entry_no, recorded_by, recorded_at)
         values (1, 1, $1, 3, $2, 0, 0, 0, 500, 0, 0, 0, 9500, $3, $4, $5)",
        (LEFT, on, no.0, SREY, Utc::now()),
    )
    .await
    .unwrap();
}

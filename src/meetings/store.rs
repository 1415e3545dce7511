//! The SQL of meetings and corrections.
use crate::{
    groups::store::{Cycle, CycleRow},
    members::store::Members,
    store::{BookId, Result, Tx, statements},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::meetings::{Other, SealedLine};
use sqlx::FromRow;
use uuid::Uuid;

statements! {
    /// The present cycle, what holds in it, the last closed day, the last sealed meeting, cash and bank, in one read.
    STATE = "select c.no, c.starts_on, c.ends_on, c.constitution as version, k.rules, k.recorded_at, k.recorded_by,
                    b.closed_through, m.no as last_no, m.held_on as last_on,
                    coalesce((select l.quantity from balance l where l.book_id = b.id and l.fund = 1 and l.account = 1010 and l.party = 0 and l.commodity = $2), 0) as loan,
                    coalesce((select l.quantity from balance l where l.book_id = b.id and l.fund = 2 and l.account = 1010 and l.party = 0 and l.commodity = $2), 0) as social,
                    coalesce((select l.quantity from balance l where l.book_id = b.id and l.fund = 1 and l.account = 1020 and l.party = 0 and l.commodity = $2), 0) as bank,
                    coalesce((select -l.quantity from balance l where l.book_id = b.id and l.fund = 1 and l.account = 2110 and l.party = 0 and l.commodity = $2), 0) as external,
                    coalesce((select -l.quantity from balance l where l.book_id = b.id and l.fund = 1 and l.account = 2210 and l.party = 0 and l.commodity = $2), 0) as administration,
                    exists (select 1 from loan_state l where l.book_id = b.id and (l.open or l.lost > 0)) as has_loans,
                    exists (select 1 from loan_application l where l.book_id = b.id and l.decision = 'approved') as has_applications,
                    not exists (select 1 from share_out l where l.book_id = b.id
                                   and not exists (select 1 from share_out_decision d where d.book_id = l.book_id and d.share_out_no = l.no)) as lending
               from book b
               join cycle c on c.book_id = b.id and c.no = (select max(l.no) from cycle l where l.book_id = b.id)
               join constitution k on k.book_id = c.book_id and k.version = c.constitution
               left join meeting m on m.book_id = b.id and m.no = (select max(l.no) from meeting l where l.book_id = b.id)
              where b.id = $1";
    LAST = "select no, held_on from meeting where book_id = $1 order by no desc limit 1";
    CASH = "select fund, account, quantity from balance where book_id = $1 and account in (1010, 1020) and party = 0 and commodity = $2";
    /// What each fund's cash was before an entry: what it is now, less what that entry and those after it moved.
    CASH_BEFORE = "select b.fund, cast(b.quantity - coalesce((select sum(p.quantity) from posting p
                            where p.book_id = b.book_id and p.entry_no >= $2 and p.account = 1010 and p.fund = b.fund and p.commodity = b.commodity), 0) as bigint)
                     from balance b where b.book_id = $1 and b.account = 1010 and b.party = 0 and b.commodity = $3";
    CLOSED = "select closed_through from book where id = $1";
    MEETING = "select m.no, m.id, m.cycle_no, m.kind, m.held_on, m.digest, m.expected, m.counted, m.difference_reason, m.note,
                      m.entry_no, m.sealed_at, m.sealed_by, u.name as sealed_by_name, e.hash
                 from meeting m
                 left join app_user u on u.id = m.sealed_by
                 left join entry e on e.book_id = m.book_id and e.no = m.entry_no
                where m.book_id = $1 and m.no = $2";
    BY_KEY = "select no, digest from meeting where book_id = $1 and id = $2";
    LINES = "select party_no, attendance, savings, social_fund, fine, repayment, loan, service_charge from meeting_line where book_id = $1 and meeting_no = $2 order by party_no";
    OTHERS = "select line, kind, party_no, amount, note from meeting_other where book_id = $1 and meeting_no = $2 order by line";
    ALL_OTHERS = "select meeting_no, line, kind from meeting_other where book_id = $1 order by meeting_no, line";
    COUNTS = "select value, pieces from cash_count where book_id = $1 and meeting_no = $2 order by value desc";
    LAST_SAVINGS = "select party_no, savings from meeting_line where book_id = $1
                       and meeting_no = (select max(no) from meeting where book_id = $1 and kind = 'regular')";
    LIST = "select m.no, m.kind, m.held_on, m.expected, m.counted,
                   cast(coalesce(sum(case when l.attendance is not null or m.kind = 'baseline' then 1 else 0 end), 0) as bigint) as members,
                   cast(coalesce(sum(case when l.attendance in ('present', 'late') then 1 else 0 end), 0) as bigint) as came,
                   cast(coalesce(sum(l.savings), 0) as bigint) as savings,
                   cast(coalesce(sum(l.social_fund), 0) as bigint) as social_fund,
                   cast(coalesce(sum(l.fine), 0) as bigint) as fines,
                   cast(coalesce(sum(l.repayment), 0) as bigint) as repayments,
                   cast(coalesce(sum(l.loan), 0) as bigint) as loans,
                   (select count(*) from correction c join correction_decision d on d.book_id = c.book_id and d.correction_no = c.no
                     where c.book_id = m.book_id and c.meeting_no = m.no and d.decision = 'confirmed') as corrected
              from meeting m
              left join meeting_line l on l.book_id = m.book_id and l.meeting_no = m.no
             where m.book_id = $1
             group by m.book_id, m.no, m.kind, m.held_on, m.expected, m.counted
             order by m.no desc
             limit $2 offset $3";
    ADD_LINES = "insert into meeting_line (book_id, meeting_no, party_no, attendance, savings, social_fund, fine, repayment, loan, service_charge)
                 select $1, $2, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7 from json_each($3)",
        postgres: "insert into meeting_line (book_id, meeting_no, party_no, attendance, savings, social_fund, fine, repayment, loan, service_charge)
                   select $1, $2, (value ->> 0)::bigint, value ->> 1, (value ->> 2)::bigint, (value ->> 3)::bigint, (value ->> 4)::bigint,
                          (value ->> 5)::bigint, (value ->> 6)::bigint, (value ->> 7)::bigint
                     from json_array_elements($3::json) as l (value)";
    ADD_OTHER = "insert into meeting_other (book_id, meeting_no, line, kind, party_no, amount, note) values ($1, $2, $3, $4, $5, $6, $7)";
    ADD_COUNTS = "insert into cash_count (book_id, meeting_no, value, pieces) select $1, $2, value ->> 0, value ->> 1 from json_each($3)",
        postgres: "insert into cash_count (book_id, meeting_no, value, pieces)
                   select $1, $2, (value ->> 0)::bigint, (value ->> 1)::bigint from json_array_elements($3::json) as l (value)";
    ADD = "insert into meeting (book_id, no, id, cycle_no, kind, held_on, digest, expected, counted, difference_reason, note,
                                entry_no, sealed_at, sealed_by)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    /// How a member's lines ran, oldest first: her passbook.
    /// The lines of the members between two numbers: of one member, or of all.
    PASSBOOKS = "select l.party_no, l.meeting_no, m.kind, m.held_on, m.entry_no, l.attendance, l.savings, l.social_fund, l.fine,
                        l.repayment, l.loan
                   from meeting_line l join meeting m on m.book_id = l.book_id and m.no = l.meeting_no
                  where l.book_id = $1 and l.party_no between $2 and $3 order by l.party_no, l.meeting_no";
    BY_ENTRY = "select entry_no, no from meeting where book_id = $1 and entry_no is not null order by no";
    CORRECTIONS = "select c.no, c.id, c.meeting_no, m.cycle_no, c.figure, c.party_no, c.other_line, c.was, c.becomes, c.reason, c.asked_by, c.asked_at,
                          a.name as asked_by_name, d.decision, d.entry_no, d.reason as refusal, d.decided_by, d.decided_at, b.name as decided_by_name
                     from correction c
                     join meeting m on m.book_id = c.book_id and m.no = c.meeting_no
                     left join correction_decision d on d.book_id = c.book_id and d.correction_no = c.no
                     left join app_user a on a.id = c.asked_by
                     left join app_user b on b.id = d.decided_by
                    where c.book_id = $1 order by c.no desc";
    NEXT_CORRECTION = "select coalesce(max(no), 0) + 1 from correction where book_id = $1";
    ASK = "insert into correction (book_id, no, id, meeting_no, figure, party_no, other_line, was, becomes, reason, asked_by, asked_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    DECIDE = "insert into correction_decision (book_id, correction_no, decision, entry_no, reason, decided_by, decided_at) values ($1, $2, $3, $4, $5, $6, $7)";
    COUNTED_SINCE = "select count(*) from meeting where book_id = $1 and no >= $2 and counted is not null";
    WAITING_IN = "select count(*) from correction c join meeting m on m.book_id = c.book_id and m.no = c.meeting_no
                   where c.book_id = $1 and m.held_on <= $2 and not exists
                     (select 1 from correction_decision d where d.book_id = c.book_id and d.correction_no = c.no)";
}

/// Cash and bank of a book, smallest units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow)]
pub struct Cash {
    /// In the box, loan fund.
    pub loan: i64,
    /// In the box, social fund.
    pub social: i64,
    /// At the bank.
    pub bank: i64,
}

/// Cash and bank now, from the kept balances.
pub async fn cash(tx: &mut Tx, book: BookId, commodity: &str) -> Result<Cash> {
    let rows: Vec<(i64, i64, i64)> = tx.all(CASH, (book.0, commodity.to_owned())).await?;
    let mut cash = Cash::default();
    for (fund, account, quantity) in rows {
        match (fund, account) {
            (1, 1010) => cash.loan += quantity,
            (2, 1010) => cash.social += quantity,
            (1 | 2, 1020) => cash.bank += quantity,
            // The boxes of rice banks and cow banks are their own.
            _ => {}
        }
    }
    Ok(cash)
}

/// What the loan fund's and the social fund's cash were before an entry was posted.
pub async fn cash_before(tx: &mut Tx, book: BookId, entry_no: i64, commodity: &str) -> Result<(i64, i64)> {
    let rows: Vec<(i64, i64)> = tx.all(CASH_BEFORE, (book.0, entry_no, commodity.to_owned())).await?;
    let of = |fund: i64| rows.iter().filter(|row| row.0 == fund).map(|row| row.1).sum();
    Ok((of(1), of(2)))
}

/// Where a group's meetings stand.
#[derive(Clone, Debug)]
pub struct State {
    /// The present cycle and what holds in it.
    pub cycle: Cycle,
    /// The last closed day.
    pub closed_through: Option<NaiveDate>,
    /// Number and day of the last sealed meeting.
    pub last: Option<(i64, NaiveDate)>,
    /// Cash and bank.
    pub cash: Cash,
    /// What else the rules of a meeting ask.
    pub more: More,
}

/// What of a group stands beside cash and bank; smallest units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow)]
pub struct More {
    /// Owed outside.
    pub external: i64,
    /// Set aside for administration.
    pub administration: i64,
    /// Whether some loan is owed or may be recovered.
    pub has_loans: bool,
    /// Whether an application was ever approved.
    pub has_applications: bool,
    /// Whether anything is lent: not once the end of the cycle has begun.
    pub lending: bool,
}

#[derive(FromRow)]
struct StateRow {
    #[sqlx(flatten)]
    cycle: CycleRow,
    closed_through: Option<NaiveDate>,
    last_no: Option<i64>,
    last_on: Option<NaiveDate>,
    #[sqlx(flatten)]
    cash: Cash,
    #[sqlx(flatten)]
    more: More,
}

/// Where a group's meetings stand, in one read.
pub async fn state(tx: &mut Tx, book: BookId, commodity: &str) -> Result<State> {
    let StateRow { cycle, closed_through, last_no, last_on, cash, more } = tx.one(STATE, (book.0, commodity)).await?;
    Ok(State { cycle: cycle.read()?, closed_through, last: last_no.zip(last_on), cash, more })
}

/// Number and day of the last sealed meeting.
pub async fn last(tx: &mut Tx, book: BookId) -> Result<Option<(i64, NaiveDate)>> {
    tx.optional(LAST, (book.0,)).await
}

/// The last closed day.
pub async fn closed_through(tx: &mut Tx, book: BookId) -> Result<Option<NaiveDate>> {
    tx.value(CLOSED, (book.0,)).await
}

/// A sealed meeting.
#[derive(Clone, Debug, FromRow)]
pub struct Meeting {
    /// Its number; 0 is a baseline.
    pub no: i64,
    /// Its public id, and the form's key.
    pub id: Uuid,
    /// The cycle.
    pub cycle_no: i64,
    /// `baseline` or `regular`.
    pub kind: String,
    /// The day.
    pub held_on: NaiveDate,
    /// SHA-256 of what was sealed.
    pub digest: Vec<u8>,
    /// What the book said was in the box.
    pub expected: i64,
    /// What was counted.
    pub counted: Option<i64>,
    /// Why they differ.
    pub difference_reason: String,
    /// Minutes.
    pub note: String,
    /// Its entry.
    pub entry_no: Option<i64>,
    /// When it was sealed.
    pub sealed_at: DateTime<Utc>,
    /// By whom.
    pub sealed_by: Uuid,
    /// Her name.
    pub sealed_by_name: Option<String>,
    /// The entry's hash.
    pub hash: Option<Vec<u8>>,
}

/// The sealed meeting of a number.
pub async fn meeting(tx: &mut Tx, book: BookId, no: i64) -> Result<Option<Meeting>> {
    tx.optional(MEETING, (book.0, no)).await
}

/// Number and digest of the meeting sealed under a key.
pub async fn by_key(tx: &mut Tx, book: BookId, key: Uuid) -> Result<Option<(i64, Vec<u8>)>> {
    tx.optional(BY_KEY, (book.0, key)).await
}

/// A member's line of a sealed meeting.
#[derive(Clone, Debug, FromRow)]
pub struct LineRow {
    /// Whose.
    pub party_no: i64,
    /// How she was there.
    pub attendance: Option<String>,
    /// Saved.
    pub savings: Option<i64>,
    /// Given to the social fund.
    pub social_fund: Option<i64>,
    /// Paid in fines.
    pub fine: Option<i64>,
    /// Paid back on loans.
    pub repayment: Option<i64>,
    /// Lent.
    pub loan: Option<i64>,
    /// Kept back from it.
    pub service_charge: Option<i64>,
}

/// A line of other money of a sealed meeting.
#[derive(Clone, Debug, FromRow)]
pub struct OtherRow {
    /// Its place, from 1.
    pub line: i64,
    /// What kind.
    pub kind: String,
    /// Whose, where it concerns a member.
    pub party_no: Option<i64>,
    /// How much.
    pub amount: i64,
    /// What for.
    pub note: String,
}

/// The lines of a meeting, by party.
pub async fn lines(tx: &mut Tx, book: BookId, no: i64) -> Result<Vec<LineRow>> {
    tx.all(LINES, (book.0, no)).await
}

/// The other money of a meeting.
pub async fn others(tx: &mut Tx, book: BookId, no: i64) -> Result<Vec<OtherRow>> {
    tx.all(OTHERS, (book.0, no)).await
}

/// Meeting, line and kind of all other money, for lists that name it.
pub async fn all_others(tx: &mut Tx, book: BookId) -> Result<Vec<(i64, i64, String)>> {
    tx.all(ALL_OTHERS, (book.0,)).await
}

/// The count of a meeting: value of a note and pieces, largest first.
pub async fn counts(tx: &mut Tx, book: BookId, no: i64) -> Result<Vec<(i64, i64)>> {
    tx.all(COUNTS, (book.0, no)).await
}

/// What each saved at the last regular meeting.
pub async fn last_savings(tx: &mut Tx, book: BookId) -> Result<Vec<(i64, Option<i64>)>> {
    tx.all(LAST_SAVINGS, (book.0,)).await
}

/// A meeting in a list.
#[derive(Clone, Debug, FromRow)]
pub struct ListRow {
    /// Its number.
    pub no: i64,
    /// `baseline` or `regular`.
    pub kind: String,
    /// The day.
    pub held_on: NaiveDate,
    /// What the book said was in the box.
    pub expected: i64,
    /// What was counted.
    pub counted: Option<i64>,
    /// Members on the sheet.
    pub members: i64,
    /// Members who came, late or not.
    pub came: i64,
    /// Saved.
    pub savings: i64,
    /// Given to the social fund.
    pub social_fund: i64,
    /// Fines.
    pub fines: i64,
    /// Paid back on loans.
    pub repayments: i64,
    /// Lent.
    pub loans: i64,
    /// How many figures were corrected since.
    pub corrected: i64,
}

/// Meetings, latest first.
pub async fn list(tx: &mut Tx, book: BookId, limit: i64, offset: i64) -> Result<Vec<ListRow>> {
    tx.all(LIST, (book.0, limit, offset)).await
}

/// A meeting to be written.
#[derive(Clone, Debug)]
pub struct NewMeeting<'a> {
    /// Its number.
    pub no: i64,
    /// The form's key.
    pub key: Uuid,
    /// The cycle.
    pub cycle_no: i64,
    /// `baseline` or `regular`.
    pub kind: &'static str,
    /// The day.
    pub held_on: NaiveDate,
    /// SHA-256 of what is sealed.
    pub digest: Vec<u8>,
    /// What the book says is in the box.
    pub expected: i64,
    /// What was counted.
    pub counted: Option<i64>,
    /// Why they differ.
    pub difference_reason: &'a str,
    /// Minutes.
    pub note: &'a str,
    /// Its entry.
    pub entry_no: Option<i64>,
    /// The lines.
    pub lines: &'a [SealedLine],
    /// Other money.
    pub other: &'a [Other],
    /// The count: value and pieces.
    pub counts: Vec<(i64, i64)>,
}

/// Writes a meeting after its entry: lines and count first, then the meeting, which shuts the door behind them.
pub async fn add(tx: &mut Tx, book: BookId, meeting: NewMeeting<'_>, by: Uuid, now: DateTime<Utc>) -> Result<()> {
    let line = |line: &SealedLine| {
        serde_json::json!([
            line.party.0,
            line.attendance.map(|attendance| attendance.code()),
            line.savings,
            line.social_fund,
            line.fine,
            line.repayment,
            line.loan,
            line.service_charge
        ])
    };
    let lines: serde_json::Value = meeting.lines.iter().map(line).collect();
    tx.run(ADD_LINES, (book.0, meeting.no, lines.to_string())).await?;
    for (at, other) in (1_i64..).zip(meeting.other) {
        let party = other.party.map(|party| party.0);
        tx.run(ADD_OTHER, (book.0, meeting.no, at, other.kind.code(), party, other.amount, other.note.trim().to_owned())).await?;
    }
    let counts: serde_json::Value = meeting.counts.iter().map(|(value, pieces)| serde_json::json!([value, pieces])).collect();
    tx.run(ADD_COUNTS, (book.0, meeting.no, counts.to_string())).await?;
    let NewMeeting { no, key, cycle_no, kind, held_on, digest, expected, counted, difference_reason, note, entry_no, .. } = meeting;
    let (reason, note) = (difference_reason.trim().to_owned(), note.trim().to_owned());
    tx.run(ADD, (book.0, no, key, cycle_no, kind, held_on, digest, expected, counted, reason, note, entry_no, now, by))
        .await
        .map(drop)
}

/// A line of a member's passbook.
#[derive(Clone, Debug, FromRow)]
pub struct PassbookRow {
    /// The meeting.
    pub meeting_no: i64,
    /// `baseline` or `regular`.
    pub kind: String,
    /// Its day.
    pub held_on: NaiveDate,
    /// Its entry.
    pub entry_no: Option<i64>,
    /// How she was there.
    pub attendance: Option<String>,
    /// Saved.
    pub savings: Option<i64>,
    /// Given to the social fund.
    pub social_fund: Option<i64>,
    /// Paid in fines.
    pub fine: Option<i64>,
    /// Paid back on loans.
    pub repayment: Option<i64>,
    /// Lent.
    pub loan: Option<i64>,
}

/// A member's lines, oldest first.
/// The lines of a member, named by her number in the book, among those of all.
#[derive(Clone, Debug, FromRow)]
pub struct PassbookOf {
    /// Whose.
    pub party_no: i64,
    /// The line.
    #[sqlx(flatten)]
    pub row: PassbookRow,
}

/// The lines of one member, or of all, hers together and oldest first.
pub async fn passbooks(tx: &mut Tx, book: BookId, of: Members) -> Result<Vec<PassbookOf>> {
    let (first, last) = of.range();
    tx.all(PASSBOOKS, (book.0, first, last)).await
}

/// The meeting of each entry that is a meeting's: entry and meeting number.
pub async fn by_entry(tx: &mut Tx, book: BookId) -> Result<std::collections::BTreeMap<i64, i64>> {
    Ok(tx.all::<(i64, i64)>(BY_ENTRY, (book.0,)).await?.into_iter().collect())
}

/// A correction with its decision, if there is one.
#[derive(Clone, Debug, FromRow)]
pub struct CorrectionRow {
    /// Its number in the book.
    pub no: i64,
    /// Its public id, and the form's key.
    pub id: Uuid,
    /// The meeting whose figure it mends.
    pub meeting_no: i64,
    /// Its cycle.
    pub cycle_no: i64,
    /// `savings`, `social-fund`, `fine`, `repayment`, `loan` or `other`.
    pub figure: String,
    /// Whose line.
    pub party_no: Option<i64>,
    /// Which line of other money.
    pub other_line: Option<i64>,
    /// How the figure stood.
    pub was: i64,
    /// What is right.
    pub becomes: i64,
    /// Why.
    pub reason: String,
    /// Who asked.
    pub asked_by: Uuid,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// Her name.
    pub asked_by_name: Option<String>,
    /// `confirmed`, `refused`, or waiting.
    pub decision: Option<String>,
    /// The entry that posts the difference.
    pub entry_no: Option<i64>,
    /// Why it was refused.
    pub refusal: Option<String>,
    /// Who decided.
    pub decided_by: Option<Uuid>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// Her name.
    pub decided_by_name: Option<String>,
}

/// Every correction of a book, latest first.
pub async fn corrections(tx: &mut Tx, book: BookId) -> Result<Vec<CorrectionRow>> {
    tx.all(CORRECTIONS, (book.0,)).await
}

/// A correction that is asked for.
#[derive(Clone, Debug)]
pub struct NewCorrection {
    /// The form's key.
    pub key: Uuid,
    /// The meeting.
    pub meeting_no: i64,
    /// `savings`, `social-fund`, `fine`, `repayment`, `loan` or `other`.
    pub figure: &'static str,
    /// Whose line.
    pub party_no: Option<i64>,
    /// Which line of other money.
    pub other_line: Option<i64>,
    /// How the figure stands.
    pub was: i64,
    /// What is right.
    pub becomes: i64,
    /// Why.
    pub reason: String,
}

/// Writes down that a correction was asked for; answers its number.
pub async fn ask(tx: &mut Tx, book: BookId, new: NewCorrection, by: Uuid, now: DateTime<Utc>) -> Result<i64> {
    let no: i64 = tx.value(NEXT_CORRECTION, (book.0,)).await?;
    let NewCorrection { key, meeting_no, figure, party_no, other_line, was, becomes, reason } = new;
    tx.run(ASK, (book.0, no, key, meeting_no, figure, party_no, other_line, was, becomes, reason, by, now)).await?;
    Ok(no)
}

/// A second officer's decision on a correction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Confirmed, and posted by this entry.
    Confirmed(i64),
    /// Refused, for this reason.
    Refused(String),
}

/// Writes down the second officer's decision.
pub async fn decide(tx: &mut Tx, book: BookId, no: i64, decision: Decision, by: Uuid, now: DateTime<Utc>) -> Result<()> {
    let (word, entry_no, reason) = match decision {
        Decision::Confirmed(entry) => ("confirmed", Some(entry), String::new()),
        Decision::Refused(reason) => ("refused", None, reason),
    };
    tx.run(DECIDE, (book.0, no, word, entry_no, reason, by, now)).await.map(drop)
}

/// Whether the box was counted at this meeting or at one after it.
pub async fn counted_since(tx: &mut Tx, book: BookId, meeting: i64) -> Result<bool> {
    Ok(tx.value::<i64>(COUNTED_SINCE, (book.0, meeting)).await? > 0)
}

/// How many corrections of meetings on or before a day wait for a second officer.
pub async fn waiting_through(tx: &mut Tx, book: BookId, day: NaiveDate) -> Result<i64> {
    tx.value(WAITING_IN, (book.0, day)).await
}

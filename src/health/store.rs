//! The SQL of a group's health: every figure of the present cycle is summed by the database, in a few statements however
//! many meetings and loans there are.
use crate::store::{BookId, Result, Tx, statements};
use chrono::NaiveDate;
use domain::{health, share_outs::Balance};
use ledger::{AccountNo, FundNo};
use sqlx::FromRow;

statements! {
    /// Who is a member, who owes, what happened in a cycle ($3) that began on a day ($2), and where what came before ends.
    /// Who sealed a meeting is judged by the roles of today, as former ones are not kept: an account without any was a
    /// treasurer's once, since nobody of programme staff seals.
    CYCLE = "select (select count(*) from member m where m.book_id = b.id and m.left_on is null) as members,
                    (select count(*) from member m where m.book_id = b.id and m.joined_on <= $2 and (m.left_on is null or m.left_on > $2)) as at_start,
                    (select count(*) from member m where m.book_id = b.id and m.joined_on > $2) as joiners,
                    (select count(*) from member m where m.book_id = b.id and m.left_on > $2) as leavers,
                    (select count(distinct l.party_no) from loan_state s
                       join loan l on l.book_id = s.book_id and l.no = s.loan_no
                       join member m on m.book_id = l.book_id and m.party_no = l.party_no and m.left_on is null
                      where s.book_id = b.id and s.open) as with_loan,
                    (select count(*) from meeting m where m.book_id = b.id and m.cycle_no = $3 and m.kind = 'regular') as held,
                    (select count(m.counted) from meeting m where m.book_id = b.id and m.cycle_no = $3 and m.kind = 'regular') as counted,
                    (select count(*) from meeting m where m.book_id = b.id and m.cycle_no = $3 and m.kind = 'regular' and m.counted = m.expected) as agreed,
                    (select count(m.counted) from meeting m join app_user u on u.id = m.sealed_by
                      where m.book_id = b.id and m.cycle_no = $3 and m.kind = 'regular'
                        and (not exists (select 1 from app_role r where r.user_id = u.id and r.role not in ('treasurer', 'committee'))
                             or exists (select 1 from app_role r where r.user_id = u.id and r.role in ('treasurer', 'committee') and r.book_id = b.id))) as own,
                    (select m.held_on from meeting m where m.book_id = b.id and m.cycle_no = $3 and m.kind = 'baseline' and m.held_on >= $2) as baseline_on,
                    (select m.entry_no from meeting m where m.book_id = b.id and m.kind = 'baseline' and m.held_on <= $2) as baseline_before,
                    b.closed_through,
                    exists (select 1 from share_out s join share_out_decision d on d.book_id = s.book_id and d.share_out_no = s.no
                             where s.book_id = b.id and s.cycle_no = $3 - 1 and d.decision = 'confirmed') as shared_out,
                    coalesce((select max(d.last_entry) from share_out s join share_out_decision d on d.book_id = s.book_id and d.share_out_no = s.no
                               where s.book_id = b.id and s.cycle_no < $3 and d.decision = 'confirmed'), 0) as last_before
               from book b where b.id = $1";
    /// Every account of each fund, members together.
    BALANCES = "select fund, account, cast(sum(quantity) as bigint) from balance where book_id = $1 and commodity = $2
                 group by fund, account order by fund, account";
    /// By how much what belongs to no member grew in the loan fund after an entry. Closing a year moves nothing of it.
    GAINED = "select cast(coalesce(-sum(p.quantity), 0) as bigint) from posting p
                join account a on a.book_id = p.book_id and a.no = p.account
               where p.book_id = $1 and p.entry_no > $2 and p.entry_no <> $3 and p.fund = 1 and p.commodity = $4
                 and a.kind in ('equity', 'income', 'expense')";
    /// What was lent and given up since a day. What mends or takes back an event belongs to the day of that event; money
    /// lent is what an event says is owed more, less what it says was received.
    LENDING = "select cast(coalesce(sum(x.lent), 0) as bigint) as lent, count(case when x.lent > 0 then 1 end) as loans,
                      cast(coalesce(sum(x.written_off), 0) as bigint) as written_off
                 from (select e.loan_no,
                              sum(case when t.kind in ('given', 'topped-up', 'amended') then e.principal + e.lost - e.interest - e.penalty else 0 end) as lent,
                              sum(case when t.kind = 'written-off' then e.lost else 0 end) as written_off
                         from loan_event e
                         join loan_event t on t.book_id = e.book_id and t.loan_no = e.loan_no
                                          and t.no = case e.kind when 'undone' then e.undoes when 'amended' then 1 else e.no end
                        where e.book_id = $1 and t.on_day >= $2
                        group by e.loan_no) x";
    /// The last meetings, oldest first: who was a member that day, for how many the roll was called, who came and saved.
    MEETINGS = "select m.no, m.held_on,
                       (select count(*) from member w where w.book_id = m.book_id and w.joined_on <= m.held_on
                           and (w.left_on is null or w.left_on >= m.held_on)) as members,
                       count(l.attendance) as called,
                       count(case when l.attendance in ('present', 'late') then 1 end) as present,
                       count(case when l.attendance = 'sent' then 1 end) as sent,
                       cast(coalesce(sum(l.savings), 0) as bigint) as savings
                  from (select book_id, no, held_on from meeting where book_id = $1 and kind = 'regular' order by no desc limit $2) m
                  left join meeting_line l on l.book_id = m.book_id and l.meeting_no = m.no
                 group by m.book_id, m.no, m.held_on
                 order by m.no";
    /// By how much the loans grew or fell on each day after one; member by member, so that an index leads to these days.
    LOANS_MOVED = "select p.day, cast(sum(p.quantity) as bigint) from member m
                     join posting p on p.book_id = m.book_id and p.account = 1110 and p.party = m.party_no and p.day > $2
                                   and p.fund = 1 and p.commodity = $3
                    where m.book_id = $1
                    group by p.day order by p.day";
}

/// What happened in a cycle.
#[derive(Clone, Debug, FromRow)]
pub struct CycleRow {
    /// Members who have not left.
    pub members: i64,
    /// Members at the end of its first day.
    pub at_start: i64,
    /// Who joined after it.
    pub joiners: i64,
    /// Who left after it.
    pub leavers: i64,
    /// Members who owe on a loan.
    pub with_loan: i64,
    /// Meetings sealed, without a baseline.
    pub held: i64,
    /// Of these, with the box counted.
    pub counted: i64,
    /// Of these, where it agreed.
    pub agreed: i64,
    /// Of those counted, sealed by the group's own account.
    pub own: i64,
    /// The day of a baseline on the cycle's first day or later.
    pub baseline_on: Option<NaiveDate>,
    /// The entry of a baseline on the cycle's first day or before it.
    pub baseline_before: Option<i64>,
    /// The last closed day.
    pub closed_through: Option<NaiveDate>,
    /// Whether the cycle before ended with a share-out.
    pub shared_out: bool,
    /// The last entry of the share-outs before this cycle; 0: there was none.
    pub last_before: i64,
}

/// What happened in a cycle that began on a day.
pub async fn cycle(tx: &mut Tx, book: BookId, cycle_no: i64, from: NaiveDate) -> Result<CycleRow> {
    tx.one(CYCLE, (book.0, from, cycle_no)).await
}

/// Every balance, members together.
pub async fn balances(tx: &mut Tx, book: BookId, commodity: &str) -> Result<Vec<Balance>> {
    let rows: Vec<(i64, i64, i64)> = tx.all(BALANCES, (book.0, commodity.to_owned())).await?;
    let balance = |(fund, account, quantity)| Balance { fund: FundNo(fund), account: AccountNo(account), party: None, quantity };
    Ok(rows.into_iter().map(balance).collect())
}

/// By how much what belongs to no member grew in the loan fund since a cycle began.
pub async fn gained(tx: &mut Tx, book: BookId, since: &CycleRow, commodity: &str) -> Result<i64> {
    tx.value(GAINED, (book.0, since.last_before, since.baseline_before.unwrap_or(0), commodity.to_owned())).await
}

/// What was lent and given up since a day. What is late is told by the loans themselves.
pub async fn lending(tx: &mut Tx, book: BookId, from: NaiveDate) -> Result<health::Lending> {
    let (lent, loans, written_off) = tx.one(LENDING, (book.0, from)).await?;
    Ok(health::Lending { lent, loans, written_off, late: 0 })
}

/// A meeting as the charts show it.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct MeetingRow {
    /// Its number.
    pub no: i64,
    /// Its day.
    pub held_on: NaiveDate,
    /// Members on that day.
    pub members: i64,
    /// For how many the roll was called.
    pub called: i64,
    /// Who came, late or in time.
    pub present: i64,
    /// Who sent money.
    pub sent: i64,
    /// What was saved, smallest units.
    pub savings: i64,
}

/// The last meetings, oldest first.
pub async fn meetings(tx: &mut Tx, book: BookId, most: i64) -> Result<Vec<MeetingRow>> {
    tx.all(MEETINGS, (book.0, most)).await
}

/// By how much the loans grew or fell on each day after one.
pub async fn loans_moved(tx: &mut Tx, book: BookId, after: NaiveDate, commodity: &str) -> Result<Vec<(NaiveDate, i64)>> {
    tx.all(LOANS_MOVED, (book.0, after, commodity.to_owned())).await
}

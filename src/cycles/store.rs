//! The SQL of share-outs: how a group stands at the end of its cycle, what was proposed and decided, and what a
//! share-out did to the books.
use crate::{
    members::store::Members,
    store::{BookId, Error, Result, Tx, statements},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    constitution::{Profit, SocialFundAtShareOut},
    cycles::Saved,
    share_outs::Division,
};
use ledger::PartyNo;
use serde_json::{Value, json};
use sqlx::FromRow;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Who had how much more saved from which month on; a month is counted from the year 0, `$month` says how.
macro_rules! saved {
    ($month:literal) => {
        concat!(
            "select p.party, case when p.entry_no <= $2 or p.day < $3
                                  or p.entry_no in (select o.no from entry o where o.book_id = $1 and o.kind = 'opening') then null else ",
            $month,
            " end as month, cast(-sum(p.quantity) as bigint) as quantity
               from posting p
              where p.book_id = $1 and p.account = 2010 and p.fund = 1 and p.commodity = $4
              group by 1, 2 order by 1, 2"
        )
    };
}

statements! {
    /// How the group stands, in one read: what waits, the last days of which something tells, the last entry of the last
    /// share-out.
    STANDS = "select exists (select 1 from meeting m where m.book_id = b.id and m.cycle_no = (select max(c.no) from cycle c where c.book_id = b.id)) as recorded,
                     (select count(*) from correction c where c.book_id = b.id and not exists
                       (select 1 from correction_decision d where d.book_id = c.book_id and d.correction_no = c.no)) as corrections,
                     (select count(*) from loan_request r where r.book_id = b.id and not exists
                       (select 1 from loan_request_decision d where d.book_id = r.book_id and d.request_no = r.no)) as requests,
                     (select count(*) from loan_application a where a.book_id = b.id and a.decision = 'approved'
                         and not exists (select 1 from loan l where l.book_id = a.book_id and l.application_no = a.no)
                         and not exists (select 1 from loan_event v where v.book_id = a.book_id and v.application_no = a.no)
                         and not exists (select 1 from loan_withdrawn w where w.book_id = a.book_id and w.application_no = a.no)) as applications,
                     (select count(*) from meeting m where m.book_id = b.id and m.kind = 'regular'
                         and m.cycle_no = (select max(c.no) from cycle c where c.book_id = b.id)) as meetings,
                     (select max(m.no) from meeting m where m.book_id = b.id) as last_meeting,
                     (select max(m.held_on) from meeting m where m.book_id = b.id) as met_on,
                     (select max(e.on_day) from loan_event e where e.book_id = b.id) as lent_on,
                     b.closed_through,
                     coalesce((select max(d.last_entry) from share_out_decision d where d.book_id = b.id), 0) as since
                from book b where b.id = $1";
    /// Interest that each member paid since an entry; what a year's closing did to the account is no payment.
    INTEREST_PAID = "select p.party, cast(-sum(p.quantity) as bigint) from posting p join entry e on e.book_id = p.book_id and e.no = p.entry_no
                      where p.book_id = $1 and p.account = 4010 and p.fund = 1 and p.commodity = $2 and p.entry_no > $3 and e.kind <> 'closing'
                      group by p.party";
    /// What of the loan fund's retained profit was earned since an entry: closed into it in December, and taken along by
    /// those who left.
    RETAINED_SINCE = "select cast(coalesce(-sum(p.quantity), 0) as bigint) from posting p join entry e on e.book_id = p.book_id and e.no = p.entry_no
                       where p.book_id = $1 and p.account = 3010 and p.fund = 1 and p.commodity = $2 and p.entry_no > $3
                         and (e.kind = 'closing' or exists (select 1 from payout o where o.book_id = e.book_id and o.entry_no = e.no))";
    SAVED = saved!("cast(substr(p.day, 1, 4) as integer) * 12 + cast(substr(p.day, 6, 2) as integer)"),
        postgres: saved!("cast(extract(year from p.day) * 12 + extract(month from p.day) as bigint)");
    SHARE_OUTS = "select s.no, s.id, s.cycle_no, s.begun_by, s.begun_at, b.name as begun_by_name, d.decision, p.on_day, coalesce(d.pool, 0) as pool
                    from share_out s
                    left join app_user b on b.id = s.begun_by
                    left join share_out_decision d on d.book_id = s.book_id and d.share_out_no = s.no
                    left join share_out_proposal p on p.book_id = s.book_id and p.share_out_no = s.no and p.no = d.proposal_no
                   where s.book_id = $1 order by s.no desc";
    PROPOSAL = "select p.no, p.id, p.on_day, p.rule, p.round_to, p.counted, p.next_starts_on, p.next_ends_on, p.digest, p.asked_by, p.asked_at,
                       u.name as asked_by_name
                  from share_out_proposal p left join app_user u on u.id = p.asked_by
                 where p.book_id = $1 and p.share_out_no = $2 order by p.no desc limit 1";
    COUNTS = "select value, pieces from share_out_count where book_id = $1 and share_out_no = $2 and proposal_no = $3";
    PUT_BACK = "select party_no, amount from share_out_reinvest where book_id = $1 and share_out_no = $2 and proposal_no = $3";
    BEGIN = "insert into share_out (book_id, no, id, cycle_no, begun_by, begun_at) values ($1, $2, $3, $4, $5, $6)";
    LAST_NO = "select coalesce(max(no), 0) from share_out where book_id = $1";
    PROPOSE = "insert into share_out_proposal (book_id, share_out_no, no, id, on_day, rule, round_to, counted, next_starts_on, next_ends_on, digest, asked_by, asked_at)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    ADD_COUNTS = "insert into share_out_count (book_id, share_out_no, proposal_no, value, pieces)
                  select $1, $2, $3, value ->> 0, value ->> 1 from json_each($4)",
        postgres: "insert into share_out_count (book_id, share_out_no, proposal_no, value, pieces)
                   select $1, $2, $3, (value ->> 0)::bigint, (value ->> 1)::bigint from json_array_elements($4::json) as l (value)";
    ADD_PUT_BACK = "insert into share_out_reinvest (book_id, share_out_no, proposal_no, party_no, amount)
                    select $1, $2, $3, value ->> 0, value ->> 1 from json_each($4)",
        postgres: "insert into share_out_reinvest (book_id, share_out_no, proposal_no, party_no, amount)
                   select $1, $2, $3, (value ->> 0)::bigint, (value ->> 1)::bigint from json_array_elements($4::json) as l (value)";
    ADD_LINES = "insert into share_out_line (book_id, share_out_no, party_no, savings, profit, gross, social, penalty, interest, principal, stays_owed, reinvested)
                 select $1, $2, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8, value ->> 9
                   from json_each($3)",
        postgres: "insert into share_out_line (book_id, share_out_no, party_no, savings, profit, gross, social, penalty, interest, principal, stays_owed, reinvested)
                   select $1, $2, (value ->> 0)::bigint, (value ->> 1)::bigint, (value ->> 2)::bigint, (value ->> 3)::bigint, (value ->> 4)::bigint,
                          (value ->> 5)::bigint, (value ->> 6)::bigint, (value ->> 7)::bigint, (value ->> 8)::bigint, (value ->> 9)::bigint
                     from json_array_elements($3::json) as l (value)";
    CONFIRM = "insert into share_out_decision (book_id, share_out_no, decision, proposal_no, pool, profit, administration, reserve, remainder,
                                               social_pool, social_remainder, first_entry, last_entry, decided_by, decided_at)
               values ($1, $2, 'confirmed', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    CANCEL = "insert into share_out_decision (book_id, share_out_no, decision, decided_by, decided_at) values ($1, $2, 'cancelled', $3, $4)";
    /// What was approved and will not be paid out after all.
    WITHDRAW = "insert into loan_withdrawn (book_id, application_no, recorded_by, recorded_at)
                select a.book_id, a.no, $2, $3 from loan_application a where a.book_id = $1 and a.decision = 'approved'
                   and not exists (select 1 from loan l where l.book_id = a.book_id and l.application_no = a.no)
                   and not exists (select 1 from loan_event v where v.book_id = a.book_id and v.application_no = a.no)
                   and not exists (select 1 from loan_withdrawn w where w.book_id = a.book_id and w.application_no = a.no)";
    DECIDED = "select s.no, s.cycle_no, p.on_day, p.rule, p.round_to, p.counted, p.next_starts_on, p.next_ends_on, p.asked_at, p.asked_by_name,
                      d.decided_at, u.name as decided_by_name, d.pool, d.profit, d.administration, d.reserve, d.remainder, d.social_pool,
                      d.social_remainder, d.first_entry, d.last_entry
                 from share_out s
                 join share_out_decision d on d.book_id = s.book_id and d.share_out_no = s.no and d.decision = 'confirmed'
                 join (select q.*, v.name as asked_by_name from share_out_proposal q left join app_user v on v.id = q.asked_by) p
                   on p.book_id = d.book_id and p.share_out_no = d.share_out_no and p.no = d.proposal_no
                 left join app_user u on u.id = d.decided_by
                where s.book_id = $1 and s.no = $2";
    /// What share-outs did to what a member had saved and given.
    SHARED_OUT = "select p.party as party_no, d.share_out_no as no, p.entry_no, e.day,
                         cast(-sum(case when p.account = 2010 then p.quantity else 0 end) as bigint) as savings,
                         cast(-sum(case when p.account = 3110 then p.quantity else 0 end) as bigint) as social_fund
                    from posting p
                    join share_out_decision d on d.book_id = p.book_id and p.entry_no between d.first_entry and d.last_entry
                    join entry e on e.book_id = p.book_id and e.no = p.entry_no
                   where p.book_id = $1 and p.party between $2 and $3 and p.party > 0 and p.account in (2010, 3110)
                   group by p.party, d.share_out_no, p.entry_no, e.day order by p.party, p.entry_no";
    SOURCES = "select id from share_out where book_id = $1";
    LINES = "select party_no, savings, profit, gross, social, penalty, interest, principal, stays_owed, reinvested
               from share_out_line where book_id = $1 and share_out_no = $2 order by party_no";
    /// Every account's balance before an entry: what it is now, less what that entry and those after it moved.
    BEFORE = "select b.fund, b.account, cast(sum(b.quantity) - coalesce((select sum(p.quantity) from posting p
                      where p.book_id = b.book_id and p.account = b.account and p.fund = b.fund and p.commodity = b.commodity and p.entry_no >= $2), 0) as bigint)
                from balance b where b.book_id = $1 and b.commodity = $3
               group by b.book_id, b.fund, b.account, b.commodity order by b.fund, b.account";
    /// What each of some entries moved on each account.
    MOVED = "select entry_no, fund, account, cast(sum(quantity) as bigint) from posting
              where book_id = $1 and entry_no between $2 and $3 and commodity = $4
              group by entry_no, fund, account order by entry_no, fund, account";
}

/// How a group stands at the end of its cycle.
#[derive(Clone, Copy, Debug, FromRow)]
pub struct Stands {
    /// Whether a meeting, or the baseline, was recorded in the present cycle.
    pub recorded: bool,
    /// Corrections that wait.
    pub corrections: i64,
    /// Requests on loans that wait.
    pub requests: i64,
    /// Approved applications that were not paid out.
    pub applications: i64,
    /// Regular meetings of the present cycle.
    pub meetings: i64,
    /// The number of the last meeting.
    pub last_meeting: Option<i64>,
    /// Its day.
    pub met_on: Option<NaiveDate>,
    /// The last day on which something happened to a loan.
    pub lent_on: Option<NaiveDate>,
    /// The last closed day.
    pub closed_through: Option<NaiveDate>,
    /// The last entry of the last share-out; 0 where there was none.
    pub since: i64,
}

/// How a group stands, in one read.
pub async fn stands(tx: &mut Tx, book: BookId) -> Result<Stands> {
    tx.one(STANDS, (book.0,)).await
}

/// Interest that each member paid since an entry, smallest units.
pub async fn interest_paid(tx: &mut Tx, book: BookId, commodity: &str, since: i64) -> Result<BTreeMap<PartyNo, i64>> {
    let rows: Vec<(i64, i64)> = tx.all(INTEREST_PAID, (book.0, commodity.to_owned(), since)).await?;
    Ok(rows.into_iter().map(|(party, paid)| (PartyNo(party), paid)).collect())
}

/// What of the retained profit was earned since an entry, smallest units.
pub async fn retained_since(tx: &mut Tx, book: BookId, commodity: &str, since: i64) -> Result<i64> {
    tx.value(RETAINED_SINCE, (book.0, commodity.to_owned(), since)).await
}

/// What each member saved in which month of a cycle that began after an entry and on a day.
pub async fn saved(
    tx: &mut Tx,
    book: BookId,
    commodity: &str,
    since: i64,
    starts_on: NaiveDate,
) -> Result<BTreeMap<PartyNo, Vec<Saved>>> {
    let rows: Vec<(i64, Option<i64>, i64)> = tx.all(SAVED, (book.0, since, starts_on, commodity.to_owned())).await?;
    let mut saved: BTreeMap<PartyNo, Vec<Saved>> = BTreeMap::new();
    for (party, month, quantity) in rows {
        saved.entry(PartyNo(party)).or_default().push((month, quantity));
    }
    Ok(saved)
}

/// A share-out as lists show it.
#[derive(Clone, Debug, FromRow)]
pub struct ShareOutRow {
    /// Its number in the book.
    pub no: i64,
    /// Its public id, and the source of its entries.
    pub id: Uuid,
    /// The cycle that it ends.
    pub cycle_no: i64,
    /// Who began.
    pub begun_by: Uuid,
    /// When.
    pub begun_at: DateTime<Utc>,
    /// Her name.
    pub begun_by_name: Option<String>,
    /// `confirmed`, `cancelled`, or none yet.
    pub decision: Option<String>,
    /// The day of what was confirmed.
    pub on_day: Option<NaiveDate>,
    /// What was divided, smallest units.
    pub pool: i64,
}

/// Every share-out of a book, latest first.
pub async fn share_outs(tx: &mut Tx, book: BookId) -> Result<Vec<ShareOutRow>> {
    tx.all(SHARE_OUTS, (book.0,)).await
}

/// What an officer proposes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// How the profit is divided.
    pub profit: Profit,
    /// Day, rounding, next cycle.
    pub chosen: domain::cycles::Chosen,
    /// Notes by value.
    pub counts: BTreeMap<i64, i64>,
    /// What each leaves in the box.
    pub put_back: BTreeMap<PartyNo, i64>,
}

impl Plan {
    /// What was counted.
    pub fn counted(&self) -> i64 {
        self.counts.iter().map(|(value, pieces)| value.saturating_mul(*pieces)).fold(0, i64::saturating_add)
    }
}

/// A proposal as it is kept.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// Its number in the share-out.
    pub no: i64,
    /// The form's key.
    pub id: Uuid,
    /// What is proposed.
    pub plan: Plan,
    /// SHA-256 of the division that was shown.
    pub digest: Vec<u8>,
    /// Who proposed it.
    pub asked_by: Uuid,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// Her name.
    pub asked_by_name: String,
}

#[derive(FromRow)]
struct ProposalRow {
    no: i64,
    id: Uuid,
    on_day: NaiveDate,
    rule: String,
    round_to: i64,
    next_starts_on: NaiveDate,
    next_ends_on: Option<NaiveDate>,
    digest: Vec<u8>,
    asked_by: Uuid,
    asked_at: DateTime<Utc>,
    asked_by_name: Option<String>,
}

/// Reads a rule as it is kept.
pub fn rule(text: &str) -> Result<Profit> {
    toml::from_str(text).map_err(|error| Error::Garbled(format!("share-out: {error}")))
}

/// The latest proposal of a share-out.
pub async fn proposal(tx: &mut Tx, book: BookId, share_out: i64) -> Result<Option<Proposal>> {
    let Some(row) = tx.optional::<ProposalRow>(PROPOSAL, (book.0, share_out)).await? else { return Ok(None) };
    let counts: Vec<(i64, i64)> = tx.all(COUNTS, (book.0, share_out, row.no)).await?;
    let put_back: Vec<(i64, i64)> = tx.all(PUT_BACK, (book.0, share_out, row.no)).await?;
    let chosen = domain::cycles::Chosen {
        on: row.on_day,
        round_to: row.round_to,
        next_starts_on: row.next_starts_on,
        next_ends_on: row.next_ends_on,
    };
    let plan = Plan {
        profit: rule(&row.rule)?,
        chosen,
        counts: counts.into_iter().collect(),
        put_back: put_back.into_iter().map(|(party, amount)| (PartyNo(party), amount)).collect(),
    };
    Ok(Some(Proposal {
        no: row.no,
        id: row.id,
        plan,
        digest: row.digest,
        asked_by: row.asked_by,
        asked_at: row.asked_at,
        asked_by_name: row.asked_by_name.unwrap_or_default(),
    }))
}

/// Begins the end of a cycle: from now on nothing is lent. Answers the number of the share-out.
pub async fn begin(tx: &mut Tx, book: BookId, cycle_no: i64, by: Uuid, at: DateTime<Utc>) -> Result<i64> {
    let no = tx.value::<i64>(LAST_NO, (book.0,)).await? + 1;
    tx.run(BEGIN, (book.0, no, Uuid::now_v7(), cycle_no, by, at)).await?;
    Ok(no)
}

/// Writes a proposal under the next number: its count and what is put back first, since the proposal shuts the door.
pub async fn propose(
    tx: &mut Tx,
    book: BookId,
    (share_out, no): (i64, i64),
    key: Uuid,
    plan: &Plan,
    digest: Vec<u8>,
    (by, at): (Uuid, DateTime<Utc>),
) -> Result<()> {
    let counts: Value =
        plan.counts.iter().filter(|(_, pieces)| **pieces > 0).map(|(value, pieces)| json!([value, pieces])).collect();
    let put_back: Value = plan.put_back.iter().map(|(party, amount)| json!([party.0, amount])).collect();
    tx.run(ADD_COUNTS, (book.0, share_out, no, list(counts))).await?;
    tx.run(ADD_PUT_BACK, (book.0, share_out, no, list(put_back))).await?;
    let rule = toml::to_string(&plan.profit).map_err(|error| Error::Garbled(format!("share-out: {error}")))?;
    let domain::cycles::Chosen { on, round_to, next_starts_on, next_ends_on } = plan.chosen;
    let row = (book.0, share_out, no, key, on, rule, round_to, plan.counted(), next_starts_on, next_ends_on, digest, by, at);
    tx.run(PROPOSE, row).await.map(drop)
}

/// A list as JSON, an empty one too.
fn list(rows: Value) -> String {
    if rows.is_null() { "[]".into() } else { rows.to_string() }
}

/// Writes down that a share-out was given up.
pub async fn cancel(tx: &mut Tx, book: BookId, share_out: i64, by: Uuid, at: DateTime<Utc>) -> Result<()> {
    tx.run(CANCEL, (book.0, share_out, by, at)).await.map(drop)
}

/// Writes down what was divided: everybody's line, then the decision; and what was approved and is not lent any more.
pub async fn confirm(
    tx: &mut Tx,
    book: BookId,
    (share_out, proposal): (i64, i64),
    division: &Division,
    put_back: &BTreeMap<PartyNo, i64>,
    entries: Option<(i64, i64)>,
    (by, at): (Uuid, DateTime<Utc>),
) -> Result<()> {
    let line = |line: &domain::share_outs::DivisionLine| {
        json!([
            line.party.0,
            line.savings,
            line.profit,
            line.gross,
            line.social,
            line.settled.penalty,
            line.settled.interest,
            line.settled.principal,
            line.stays_owed(),
            put_back.get(&line.party).copied().unwrap_or(0),
        ])
    };
    let lines: Value = division.lines.iter().map(line).collect();
    tx.run(ADD_LINES, (book.0, share_out, list(lines))).await?;
    let split = division.social.rule == SocialFundAtShareOut::SplitEqually;
    let (social_pool, social_remainder) = if split { (division.social.pool, division.social.remainder) } else { (0, 0) };
    let (first, last) = entries.unzip();
    let row = (
        book.0,
        share_out,
        proposal,
        division.pool,
        division.profit,
        division.administration,
        division.reserve,
        division.remainder,
        social_pool,
        social_remainder,
        first,
        last,
        by,
        at,
    );
    tx.run(CONFIRM, row).await?;
    tx.run(WITHDRAW, (book.0, by, at)).await.map(drop)
}

/// A share-out that took place.
#[derive(Clone, Debug, FromRow)]
pub struct Decided {
    /// Its number.
    pub no: i64,
    /// The cycle that it ended.
    pub cycle_no: i64,
    /// Its day.
    pub on_day: NaiveDate,
    /// The rule, as TOML.
    pub rule: String,
    /// What payouts were rounded to.
    pub round_to: i64,
    /// What was counted.
    pub counted: i64,
    /// The next cycle's first day.
    pub next_starts_on: NaiveDate,
    /// And its last.
    pub next_ends_on: Option<NaiveDate>,
    /// When it was proposed.
    pub asked_at: DateTime<Utc>,
    /// By whom.
    pub asked_by_name: Option<String>,
    /// When it was confirmed.
    pub decided_at: DateTime<Utc>,
    /// By whom.
    pub decided_by_name: Option<String>,
    /// What was divided, smallest units.
    pub pool: i64,
    /// The profit.
    pub profit: i64,
    /// For administration.
    pub administration: i64,
    /// For capital.
    pub reserve: i64,
    /// Carried on.
    pub remainder: i64,
    /// What of the social fund was divided.
    pub social_pool: i64,
    /// What of it was left.
    pub social_remainder: i64,
    /// Its first entry.
    pub first_entry: Option<i64>,
    /// And its last.
    pub last_entry: Option<i64>,
}

/// A share-out that took place.
pub async fn decided(tx: &mut Tx, book: BookId, no: i64) -> Result<Option<Decided>> {
    tx.optional(DECIDED, (book.0, no)).await
}

/// A member's line of a share-out that took place, smallest units.
#[derive(Clone, Copy, Debug, FromRow)]
pub struct LineRow {
    /// Whose.
    pub party_no: i64,
    /// What she had saved.
    pub savings: i64,
    /// Her part of the profit.
    pub profit: i64,
    /// What she was due out of the loan fund.
    pub gross: i64,
    /// Her part of the social fund.
    pub social: i64,
    /// Settled of her penalties.
    pub penalty: i64,
    /// Of her interest.
    pub interest: i64,
    /// Of her principal.
    pub principal: i64,
    /// What she stayed owing.
    pub stays_owed: i64,
    /// What she left in the box.
    pub reinvested: i64,
}

/// Everybody's lines of a share-out.
pub async fn lines(tx: &mut Tx, book: BookId, no: i64) -> Result<Vec<LineRow>> {
    tx.all(LINES, (book.0, no)).await
}

/// What an entry of a share-out did to what a member had; smallest units, below zero: it was paid out.
#[derive(Clone, Copy, Debug, FromRow)]
pub struct SharedOut {
    /// Whose.
    pub party_no: i64,
    /// The share-out.
    pub no: i64,
    /// Its entry.
    pub entry_no: i64,
    /// Its day.
    pub day: NaiveDate,
    /// What became of her savings.
    pub savings: i64,
    /// What became of what she gave to the social fund.
    pub social_fund: i64,
}

/// What share-outs did to what one member had, or all, hers together and oldest first.
pub async fn shared_out(tx: &mut Tx, book: BookId, of: Members) -> Result<Vec<SharedOut>> {
    let (first, last) = of.range();
    tx.all(SHARED_OUT, (book.0, first, last)).await
}

/// The share-outs of a book, as the sources of their entries.
pub async fn sources(tx: &mut Tx, book: BookId) -> Result<BTreeSet<Uuid>> {
    Ok(tx.all::<(Uuid,)>(SOURCES, (book.0,)).await?.into_iter().map(|(id,)| id).collect())
}

/// Balances by fund and account, debit positive.
pub type Balances = BTreeMap<(i64, i64), i64>;

/// Every account's balance before an entry; as it is now, where the entry is to come.
pub async fn before(tx: &mut Tx, book: BookId, entry: i64, commodity: &str) -> Result<Balances> {
    let rows: Vec<(i64, i64, i64)> = tx.all(BEFORE, (book.0, entry, commodity.to_owned())).await?;
    Ok(rows.into_iter().map(|(fund, account, quantity)| ((fund, account), quantity)).collect())
}

/// What each entry between two moved: entry, fund, account, debit-positive quantity.
pub async fn moved(tx: &mut Tx, book: BookId, (first, last): (i64, i64), commodity: &str) -> Result<Vec<(i64, i64, i64, i64)>> {
    tx.all(MOVED, (book.0, first, last, commodity.to_owned())).await
}

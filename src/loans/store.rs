//! The SQL of loans. A loan is read whole, with its plans and events, in one statement however many loans there are; what
//! is owed is told by `domain::loans`, from the same events everywhere.
use crate::store::{BookId, Error, Result, Tx, statements};
use chrono::{DateTime, NaiveDate, Utc};
use domain::loans::{Event, LoanAccount, Movement, Terms, What, decisions::Ask, schedule::Instalment};
use domain::meetings::Approved;
use domain::people::Names;
use ledger::PartyNo;
use sqlx::FromRow;
use std::collections::BTreeMap;
use uuid::Uuid;

/// A loan with its plans and events as lists, for SQLite; `$from` says which loans.
macro_rules! accounts {
    ($from:literal) => {
        concat!(
            "select l.book_id, l.no, l.id, l.party_no, l.given_on, l.terms, l.cycle_no, l.meeting_no, l.application_no, l.purpose,
                    s.principal, s.lost, s.open,
                    (select json_group_array(json_array(i.version, i.n, i.due_on, i.principal, i.interest, i.earned))
                       from loan_instalment i where i.book_id = l.book_id and i.loan_no = l.no) as plans,
                    (select json_group_array(json_array(e.no, e.kind, e.on_day, e.amount, e.penalty, e.interest, e.principal, e.lost,
                                                        e.version, e.undoes, e.meeting_no, e.entry_no, e.open))
                       from loan_event e where e.book_id = l.book_id and e.loan_no = l.no) as events
               from loan l join loan_state s on s.book_id = l.book_id and s.loan_no = l.no ",
            $from,
            " order by l.book_id, l.no"
        )
    };
    (postgres $from:literal) => {
        concat!(
            "select l.book_id, l.no, l.id, l.party_no, l.given_on, l.terms, l.cycle_no, l.meeting_no, l.application_no, l.purpose,
                    s.principal, s.lost, s.open,
                    (select coalesce(json_agg(json_build_array(i.version, i.n, i.due_on, i.principal, i.interest, i.earned)), '[]')::text
                       from loan_instalment i where i.book_id = l.book_id and i.loan_no = l.no) as plans,
                    (select coalesce(json_agg(json_build_array(e.no, e.kind, e.on_day, e.amount, e.penalty, e.interest, e.principal, e.lost,
                                                               e.version, e.undoes, e.meeting_no, e.entry_no, e.open)), '[]')::text
                       from loan_event e where e.book_id = l.book_id and e.loan_no = l.no) as events
               from loan l join loan_state s on s.book_id = l.book_id and s.loan_no = l.no ",
            $from,
            " order by l.book_id, l.no"
        )
    };
}

statements! {
    /// On which something is owed, or was given up and may be recovered.
    OPEN = accounts!("where l.book_id = $1 and (s.open or s.lost > 0)"),
        postgres: accounts!(postgres "where l.book_id = $1 and (s.open or s.lost > 0)");
    ALL = accounts!("where l.book_id = $1"), postgres: accounts!(postgres "where l.book_id = $1");
    OF_PARTY = accounts!("where l.book_id = $1 and l.party_no = $2"), postgres: accounts!(postgres "where l.book_id = $1 and l.party_no = $2");
    ONE = accounts!("where l.book_id = $1 and l.no = $2"), postgres: accounts!(postgres "where l.book_id = $1 and l.no = $2");
    /// Every open loan of every group, for the arrears of a programme.
    OPEN_EVERYWHERE = accounts!("where s.open"), postgres: accounts!(postgres "where s.open");
    LAST_NO = "select coalesce(max(no), 0) from loan where book_id = $1";
    ADD_LOANS = "insert into loan (book_id, no, id, party_no, given_on, terms, cycle_no, meeting_no, application_no, purpose)
                 select $1, value ->> 0, unhex(value ->> 1), value ->> 2, value ->> 3, value ->> 4, $2, value ->> 5, value ->> 6, value ->> 7 from json_each($3)",
        postgres: "insert into loan (book_id, no, id, party_no, given_on, terms, cycle_no, meeting_no, application_no, purpose)
                   select $1, (value ->> 0)::bigint, (value ->> 1)::uuid, (value ->> 2)::bigint, (value ->> 3)::date, value ->> 4, $2,
                          (value ->> 5)::bigint, (value ->> 6)::bigint, value ->> 7
                     from json_array_elements($3::json) as l (value)";
    ADD_PLANS = "insert into loan_instalment (book_id, loan_no, version, n, due_on, principal, interest, earned)
                 select $1, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6 from json_each($2)",
        postgres: "insert into loan_instalment (book_id, loan_no, version, n, due_on, principal, interest, earned)
                   select $1, (value ->> 0)::bigint, (value ->> 1)::bigint, (value ->> 2)::bigint, (value ->> 3)::date, (value ->> 4)::bigint,
                          (value ->> 5)::bigint, (value ->> 6)::bigint
                     from json_array_elements($2::json) as l (value)";
    ADD_EVENTS = "insert into loan_event (book_id, loan_no, no, kind, on_day, amount, penalty, interest, principal, lost, version, undoes, open,
                                          meeting_no, entry_no, recorded_at, recorded_by, application_no)
                  select $1, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8,
                         value ->> 9, value ->> 10, value ->> 11, $2, $3, $4, $5, $7 from json_each($6)",
        postgres: "insert into loan_event (book_id, loan_no, no, kind, on_day, amount, penalty, interest, principal, lost, version, undoes, open,
                                           meeting_no, entry_no, recorded_at, recorded_by, application_no)
                   select $1, (value ->> 0)::bigint, (value ->> 1)::bigint, value ->> 2, (value ->> 3)::date, (value ->> 4)::bigint, (value ->> 5)::bigint,
                          (value ->> 6)::bigint, (value ->> 7)::bigint, (value ->> 8)::bigint, (value ->> 9)::bigint, (value ->> 10)::bigint,
                          (value ->> 11)::bigint::int::boolean, $2, $3, $4, $5, $7
                     from json_array_elements($6::json) as l (value)";
    /// Approved, not paid out and not withdrawn.
    APPROVED = "select a.party_no, a.no, a.principal, a.instalments, a.purpose from loan_application a
                 where a.book_id = $1 and a.decision = 'approved'
                   and not exists (select 1 from loan l where l.book_id = a.book_id and l.application_no = a.no)
                   and not exists (select 1 from loan_event v where v.book_id = a.book_id and v.application_no = a.no)
                   and not exists (select 1 from loan_withdrawn w where w.book_id = a.book_id and w.application_no = a.no)
                 order by a.no";
    APPLICATIONS = "select a.no, a.party_no, a.asked_on, a.principal, a.instalments, a.purpose, a.votes_for, a.votes_against,
                           a.decision, a.reason,
                           coalesce(l.no, (select min(v.loan_no) from loan_event v where v.book_id = a.book_id and v.application_no = a.no)) as loan_no,
                           exists (select 1 from loan_withdrawn w where w.book_id = a.book_id and w.application_no = a.no) as withdrawn
                      from loan_application a
                      left join loan l on l.book_id = a.book_id and l.application_no = a.no
                     where a.book_id = $1 order by a.no desc";
    GUARANTORS = "select application_no, party_no from loan_guarantor where book_id = $1 order by application_no, party_no";
    APPLICATION_OF_KEY = "select decision from loan_application where book_id = $1 and id = $2";
    NEXT_APPLICATION = "select coalesce(max(no), 0) + 1 from loan_application where book_id = $1";
    ADD_APPLICATION = "insert into loan_application (book_id, no, id, party_no, asked_on, principal, instalments, purpose, votes_for,
                                                     votes_against, decision, reason, recorded_by, recorded_at)
                       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    ADD_GUARANTORS = "insert into loan_guarantor (book_id, application_no, party_no) select $1, $2, value from json_each($3)",
        postgres: "insert into loan_guarantor (book_id, application_no, party_no)
                   select $1, $2, value::bigint from json_array_elements_text($3::json) as l (value)";
    WITHDRAW = "insert into loan_withdrawn (book_id, application_no, recorded_by, recorded_at) values ($1, $2, $3, $4)";
    REQUESTS = "select r.no, r.id, r.loan_no, r.kind, r.instalments, r.first_due, r.reason, r.asked_by, r.asked_at,
                       a.name as asked_by_name, d.decision, d.reason as refusal, d.decided_at, b.name as decided_by_name
                  from loan_request r
                  left join loan_request_decision d on d.book_id = r.book_id and d.request_no = r.no
                  left join app_user a on a.id = r.asked_by
                  left join app_user b on b.id = d.decided_by
                 where r.book_id = $1 and r.loan_no = $2 order by r.no desc";
    /// Loan and request of those that wait for a second officer.
    WAITING = "select r.loan_no, r.no from loan_request r
                where r.book_id = $1
                  and not exists (select 1 from loan_request_decision d where d.book_id = r.book_id and d.request_no = r.no)
                order by r.no";
    REQUEST_OF_KEY = "select loan_no, no from loan_request where book_id = $1 and id = $2";
    NEXT_REQUEST = "select coalesce(max(no), 0) + 1 from loan_request where book_id = $1";
    ASK = "insert into loan_request (book_id, no, id, loan_no, kind, on_day, instalments, first_due, reason, asked_by, asked_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    DECIDE = "insert into loan_request_decision (book_id, request_no, decision, reason, decided_by, decided_at) values ($1, $2, $3, $4, $5, $6)";
    /// Who borrowed, of every open loan of every book.
    BORROWERS = "select l.book_id, l.no, m.number, p.family_name_km, p.given_name_km, p.family_name_latin, p.given_name_latin
                   from loan_state s
                   join loan l on l.book_id = s.book_id and l.no = s.loan_no
                   join member m on m.book_id = l.book_id and m.party_no = l.party_no
                   join person p on p.id = m.person_id
                  where s.open";
}

/// Which loans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Those of a book on which something is owed, or was given up and may be recovered.
    Open(BookId),
    /// Every loan of a book.
    All(BookId),
    /// Every loan of a member.
    OfParty(BookId, PartyNo),
    /// The loan of a number.
    One(BookId, i64),
    /// Every open loan of every book.
    OpenEverywhere,
}

/// A loan as it is kept.
#[derive(Clone, Debug)]
pub struct Loan {
    /// Its book.
    pub book: BookId,
    /// Terms, plans and events.
    pub account: LoanAccount,
    /// Its public id.
    pub id: Uuid,
    /// The cycle in which it was given.
    pub cycle_no: i64,
    /// The meeting at which it was given; none: it ran before.
    pub meeting_no: Option<i64>,
    /// The application it follows.
    pub application_no: Option<i64>,
    /// What for.
    pub purpose: String,
    /// Whether something is owed.
    pub open: bool,
    /// What happened, as it was posted.
    pub history: Vec<EventRow>,
}

/// An event as it was posted. Smallest units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRow {
    /// Its number in the loan.
    pub no: i64,
    /// `given`, `repaid`, … as in the table loan_event.
    pub kind: String,
    /// The day it belongs to.
    pub on: NaiveDate,
    /// The money that moved.
    pub amount: i64,
    /// Penalties received.
    pub penalty: i64,
    /// Interest received.
    pub interest: i64,
    /// The change of what is owed.
    pub principal: i64,
    /// What was given up, or (below zero) recovered.
    pub lost: i64,
    /// The plan that holds from here on.
    pub version: Option<i64>,
    /// The event that it takes back.
    pub undoes: Option<i64>,
    /// The meeting.
    pub meeting_no: Option<i64>,
    /// What posted it.
    pub entry_no: Option<i64>,
}

#[derive(FromRow)]
struct Row {
    book_id: i64,
    no: i64,
    id: Uuid,
    party_no: i64,
    terms: String,
    cycle_no: i64,
    meeting_no: Option<i64>,
    application_no: Option<i64>,
    purpose: String,
    open: bool,
    plans: String,
    events: String,
}

/// Version, number, day, principal, interest, earned.
type PlanRow = (i64, u32, NaiveDate, i64, i64, i64);
/// As the statement lists an event; whether it left the loan open is 0 or 1 on one engine and a boolean on the other.
type EventList =
    (i64, String, NaiveDate, i64, i64, i64, i64, i64, Option<i64>, Option<i64>, Option<i64>, Option<i64>, serde_json::Value);

impl Row {
    fn read(self) -> Result<Loan> {
        let garbled = |what: &str| Error::Garbled(format!("loan {} of book {}: {what}", self.no, self.book_id));
        let terms = Terms::parse(&self.terms).map_err(|why| garbled(&why))?;
        let plans: Vec<PlanRow> = serde_json::from_str(&self.plans).map_err(|why| garbled(&why.to_string()))?;
        let events: Vec<EventList> = serde_json::from_str(&self.events).map_err(|why| garbled(&why.to_string()))?;
        let mut history: Vec<EventRow> =
            events
                .into_iter()
                .map(|(no, kind, on, amount, penalty, interest, principal, lost, version, undoes, meeting_no, entry_no, _)| {
                    EventRow { no, kind, on, amount, penalty, interest, principal, lost, version, undoes, meeting_no, entry_no }
                })
                .collect();
        history.sort_by_key(|event| event.no);
        let events = history.iter().map(|event| event.read().ok_or_else(|| garbled("an event")));
        let account = LoanAccount {
            no: self.no,
            party: PartyNo(self.party_no),
            terms,
            versions: versions(plans, &history),
            events: events.collect::<Result<Vec<Event>>>()?,
        };
        Ok(Loan {
            book: BookId(self.book_id),
            account,
            id: self.id,
            cycle_no: self.cycle_no,
            meeting_no: self.meeting_no,
            application_no: self.application_no,
            purpose: self.purpose,
            open: self.open,
            history,
        })
    }
}

impl EventRow {
    fn read(&self) -> Option<Event> {
        let version = self.version.and_then(|version| usize::try_from(version).ok());
        let what = match self.kind.as_str() {
            "given" => What::Given(version?),
            "brought" => What::Brought { interest: self.interest, principal: -self.principal },
            "repaid" | "settled" => What::Repaid(self.amount),
            "topped-up" => What::ToppedUp { amount: self.amount, version: version? },
            "amended" => What::Amended(version?),
            "undone" => What::Undone(self.undoes?),
            "rescheduled" => What::Rescheduled(version?),
            "written-off" => What::WrittenOff,
            "recovered" => What::Recovered(self.amount),
            _ => return None,
        };
        Some(Event { no: self.no, on: self.on, what })
    }
}

/// The plans by version; one that an event names and that has no instalment is the plan of a loan that was not given.
fn versions(mut rows: Vec<PlanRow>, history: &[EventRow]) -> Vec<Vec<Instalment>> {
    rows.sort_unstable_by_key(|row| (row.0, row.1));
    let last = history.iter().filter_map(|event| event.version).chain(rows.iter().map(|row| row.0)).max().unwrap_or(0);
    (1..=last)
        .map(|version| {
            let mut balance: i64 = rows.iter().filter(|row| row.0 == version).map(|row| row.3).sum();
            let rows = rows.iter().filter(|row| row.0 == version).map(|&(_, n, due, principal, interest, earned)| {
                balance -= principal;
                Instalment { n, due, principal, interest, earned, balance }
            });
            rows.collect()
        })
        .collect()
}

/// Loans, by book and number, in one read.
pub async fn loans(tx: &mut Tx, which: Which) -> Result<Vec<Loan>> {
    let rows: Vec<Row> = match which {
        Which::Open(book) => tx.all(OPEN, (book.0,)).await?,
        Which::All(book) => tx.all(ALL, (book.0,)).await?,
        Which::OfParty(book, party) => tx.all(OF_PARTY, (book.0, party.0)).await?,
        Which::One(book, no) => tx.all(ONE, (book.0, no)).await?,
        Which::OpenEverywhere => tx.all(OPEN_EVERYWHERE, ()).await?,
    };
    rows.into_iter().map(Row::read).collect()
}

/// Applications that were approved and wait for their money, by member: the oldest of each.
pub async fn approved(tx: &mut Tx, book: BookId) -> Result<BTreeMap<i64, (Approved, String)>> {
    let rows: Vec<(i64, i64, i64, i64, String)> = tx.all(APPROVED, (book.0,)).await?;
    let mut approved = BTreeMap::new();
    for (party, application, principal, instalments, purpose) in rows {
        let instalments = u32::try_from(instalments).map_err(|_| Error::Garbled(format!("application {application}")))?;
        approved.entry(party).or_insert((Approved { application, principal, instalments }, purpose));
    }
    Ok(approved)
}

/// The number of the last loan; 0 where there was none.
pub async fn last_no(tx: &mut Tx, book: BookId) -> Result<i64> {
    tx.value(LAST_NO, (book.0,)).await
}

/// A loan to be written; its first event follows with [`add_events`].
#[derive(Clone, Debug)]
pub struct NewLoan {
    /// Its number.
    pub no: i64,
    /// Its public id.
    pub id: Uuid,
    /// Who borrows.
    pub party: PartyNo,
    /// What was agreed.
    pub terms: Terms,
    /// What is due when.
    pub plan: Vec<Instalment>,
    /// The application it follows.
    pub application_no: Option<i64>,
    /// What for.
    pub purpose: String,
}

/// Writes loans with their first plans, in two statements.
pub async fn add_loans(tx: &mut Tx, book: BookId, cycle_no: i64, meeting_no: Option<i64>, new: &[NewLoan]) -> Result<()> {
    if new.is_empty() {
        return Ok(());
    }
    let row = |loan: &NewLoan| {
        let terms = loan.terms.to_toml();
        serde_json::json!([
            loan.no,
            loan.id.simple().to_string(),
            loan.party.0,
            loan.terms.given_on,
            terms,
            meeting_no,
            loan.application_no,
            loan.purpose
        ])
    };
    let rows: serde_json::Value = new.iter().map(row).collect();
    tx.run(ADD_LOANS, (book.0, cycle_no, rows.to_string())).await?;
    let plans: Vec<(i64, i64, &[Instalment])> = new.iter().map(|loan| (loan.no, 1, loan.plan.as_slice())).collect();
    add_plans(tx, book, &plans).await
}

/// Writes plans: loan, version, instalments.
pub async fn add_plans(tx: &mut Tx, book: BookId, plans: &[(i64, i64, &[Instalment])]) -> Result<()> {
    let row = |loan: i64, version: i64, row: &Instalment| {
        serde_json::json!([loan, version, row.n, row.due, row.principal, row.interest, row.earned])
    };
    let rows: Vec<serde_json::Value> =
        plans.iter().flat_map(|(loan, version, plan)| plan.iter().map(move |each| row(*loan, *version, each))).collect();
    if rows.is_empty() {
        return Ok(());
    }
    tx.run(ADD_PLANS, (book.0, serde_json::Value::from(rows).to_string())).await.map(drop)
}

/// Where events were written: by whom and when, at which meeting, posted by which entry.
#[derive(Clone, Copy, Debug)]
pub struct Written {
    /// The meeting.
    pub meeting_no: Option<i64>,
    /// The entry.
    pub entry_no: Option<i64>,
    /// Who.
    pub by: Uuid,
    /// When.
    pub at: DateTime<Utc>,
}

/// Writes events, each the next of its loan, in one statement; where each loan stands moves along. `settled`: repayments
/// were kept back from a payout.
pub async fn add_events(tx: &mut Tx, book: BookId, movements: &[Movement], written: Written, settled: bool) -> Result<()> {
    write_events(tx, book, movements, written, settled, None).await
}

/// Writes a top-up with the application it follows, which is paid out by it.
pub async fn add_top_up(tx: &mut Tx, book: BookId, movement: Movement, written: Written, application: Option<i64>) -> Result<()> {
    write_events(tx, book, &[movement], written, false, application).await
}

async fn write_events(
    tx: &mut Tx,
    book: BookId,
    movements: &[Movement],
    written: Written,
    settled: bool,
    application: Option<i64>,
) -> Result<()> {
    if movements.is_empty() {
        return Ok(());
    }
    let rows: serde_json::Value = movements.iter().map(|movement| event_row(movement, settled)).collect();
    let row = (book.0, written.meeting_no, written.entry_no, written.at, written.by, rows.to_string(), application);
    tx.run(ADD_EVENTS, row).await.map(drop)
}

fn event_row(movement: &Movement, settled: bool) -> serde_json::Value {
    let Movement { loan, event, moved, open, .. } = movement;
    let (kind, version, undoes) = match event.what {
        What::Given(version) => ("given", Some(version), None),
        What::Brought { .. } => ("brought", None, None),
        What::Repaid(_) if settled => ("settled", None, None),
        What::Repaid(_) => ("repaid", None, None),
        What::ToppedUp { version, .. } => ("topped-up", Some(version), None),
        What::Amended(version) => ("amended", Some(version), None),
        What::Undone(no) => ("undone", None, Some(no)),
        What::Rescheduled(version) => ("rescheduled", Some(version), None),
        What::WrittenOff => ("written-off", None, None),
        What::Recovered(_) => ("recovered", None, None),
    };
    // What was brought along was paid before, and is in nobody's box here; its interest stands in its column all the same.
    let (amount, interest) = match event.what {
        What::Brought { interest, .. } => (0, interest),
        _ => (moved.cash().abs(), moved.interest),
    };
    serde_json::json!([
        loan,
        event.no,
        kind,
        event.on,
        amount,
        moved.penalty,
        interest,
        moved.owed,
        moved.lost,
        version,
        undoes,
        i64::from(*open)
    ])
}

/// An application with what came of it. Smallest units.
#[derive(Clone, Debug, FromRow)]
pub struct Application {
    /// Its number in the book.
    pub no: i64,
    /// Who asked.
    pub party_no: i64,
    /// When.
    pub asked_on: NaiveDate,
    /// For how much.
    pub principal: i64,
    /// In how many instalments.
    pub instalments: i64,
    /// What for.
    pub purpose: String,
    /// Votes for it, where they were counted.
    pub votes_for: Option<i64>,
    /// Votes against it.
    pub votes_against: Option<i64>,
    /// `approved` or `refused`.
    pub decision: String,
    /// Why it was refused.
    pub reason: String,
    /// The loan that was given.
    pub loan_no: Option<i64>,
    /// Approved, and withdrawn since.
    pub withdrawn: bool,
    /// Who answers for it.
    #[sqlx(skip)]
    pub guarantors: Vec<i64>,
}

impl Application {
    /// Whether the money is to go out still.
    pub fn waits(&self) -> bool {
        self.decision == "approved" && self.loan_no.is_none() && !self.withdrawn
    }

    /// Votes for and against, where they were counted.
    pub fn votes(&self) -> Option<(i64, i64)> {
        self.votes_for.zip(self.votes_against)
    }
}

/// Every application of a book with its guarantors, latest first.
pub async fn applications(tx: &mut Tx, book: BookId) -> Result<Vec<Application>> {
    let mut all: Vec<Application> = tx.all(APPLICATIONS, (book.0,)).await?;
    let guarantors: Vec<(i64, i64)> = tx.all(GUARANTORS, (book.0,)).await?;
    for application in &mut all {
        application.guarantors = guarantors.iter().filter(|row| row.0 == application.no).map(|row| row.1).collect();
    }
    Ok(all)
}

/// An application to be written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewApplication {
    /// The form's key.
    pub key: Uuid,
    /// Who asks.
    pub party: PartyNo,
    /// When.
    pub asked_on: NaiveDate,
    /// For how much, smallest units.
    pub principal: i64,
    /// In how many instalments.
    pub instalments: i64,
    /// What for.
    pub purpose: String,
    /// Who answers for it.
    pub guarantors: Vec<PartyNo>,
    /// Votes for and against, where they were counted.
    pub votes: Option<(i64, i64)>,
    /// Why it was refused; none: it was approved.
    pub refused: Option<String>,
}

/// Whether the application of a form's key was approved, if it is there.
pub async fn application_of_key(tx: &mut Tx, book: BookId, key: Uuid) -> Result<Option<bool>> {
    let decision: Option<(String,)> = tx.optional(APPLICATION_OF_KEY, (book.0, key)).await?;
    Ok(decision.map(|(decision,)| decision == "approved"))
}

/// Writes an application down, its guarantors first; answers its number.
pub async fn add_application(tx: &mut Tx, book: BookId, new: &NewApplication, by: Uuid, at: DateTime<Utc>) -> Result<i64> {
    let no: i64 = tx.value(NEXT_APPLICATION, (book.0,)).await?;
    let guarantors: serde_json::Value = new.guarantors.iter().map(|party| party.0).collect();
    tx.run(ADD_GUARANTORS, (book.0, no, guarantors.to_string())).await?;
    let (votes_for, votes_against) = (new.votes.map(|votes| votes.0), new.votes.map(|votes| votes.1));
    let decision = if new.refused.is_some() { "refused" } else { "approved" };
    let reason = new.refused.clone().unwrap_or_default();
    let NewApplication { key, party, asked_on, principal, instalments, purpose, .. } = new.clone();
    let row =
        (book.0, no, key, party.0, asked_on, principal, instalments, purpose, votes_for, votes_against, decision, reason, by, at);
    tx.run(ADD_APPLICATION, row).await?;
    Ok(no)
}

/// Writes down that an approved application will not be paid out.
pub async fn withdraw(tx: &mut Tx, book: BookId, application: i64, by: Uuid, at: DateTime<Utc>) -> Result<()> {
    tx.run(WITHDRAW, (book.0, application, by, at)).await.map(drop)
}

/// A request about a loan with its decision, if there is one.
#[derive(Clone, Debug, FromRow)]
pub struct Request {
    /// Its number in the book.
    pub no: i64,
    /// Its public id, and the form's key.
    pub id: Uuid,
    /// The loan.
    pub loan_no: i64,
    /// `reschedule`, `skip` or `write-off`.
    pub kind: String,
    /// Instalments of the new plan.
    pub instalments: Option<i64>,
    /// When its first is due.
    pub first_due: Option<NaiveDate>,
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
    /// Why it was refused.
    pub refusal: Option<String>,
    /// When it was decided.
    pub decided_at: Option<DateTime<Utc>>,
    /// By whom.
    pub decided_by_name: Option<String>,
}

impl Request {
    /// What is to be decided.
    pub fn ask(&self) -> Option<Ask> {
        match self.kind.as_str() {
            "skip" => Some(Ask::Skip),
            "write-off" => Some(Ask::WriteOff),
            _ => Some(Ask::Reschedule {
                instalments: self.instalments.and_then(|count| count.try_into().ok())?,
                first_due: self.first_due?,
            }),
        }
    }
}

/// The requests of a loan, latest first.
pub async fn requests(tx: &mut Tx, book: BookId, loan: i64) -> Result<Vec<Request>> {
    tx.all(REQUESTS, (book.0, loan)).await
}

/// Loan and number of the requests that wait for a second officer.
pub async fn waiting(tx: &mut Tx, book: BookId) -> Result<Vec<(i64, i64)>> {
    tx.all(WAITING, (book.0,)).await
}

/// Loan and number of the request of a form's key, if it is there.
pub async fn request_of_key(tx: &mut Tx, book: BookId, key: Uuid) -> Result<Option<(i64, i64)>> {
    tx.optional(REQUEST_OF_KEY, (book.0, key)).await
}

/// Who asked for something, or decided it, and when.
#[derive(Clone, Copy, Debug)]
pub struct By {
    /// Who.
    pub user: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// On which day, where the group is.
    pub today: NaiveDate,
}

/// Writes down that a decision about a loan was asked for; answers its number.
pub async fn ask(tx: &mut Tx, book: BookId, key: Uuid, loan: i64, ask: Ask, reason: &str, by: By) -> Result<i64> {
    let no: i64 = tx.value(NEXT_REQUEST, (book.0,)).await?;
    let (instalments, first_due) = match ask {
        Ask::Reschedule { instalments, first_due } => (Some(i64::from(instalments)), Some(first_due)),
        Ask::Skip | Ask::WriteOff => (None, None),
    };
    let row = (book.0, no, key, loan, ask.code(), by.today, instalments, first_due, reason.to_owned(), by.user, by.at);
    tx.run(ASK, row).await?;
    Ok(no)
}

/// Writes down what was decided on a request: confirmed, or refused for a reason.
pub async fn decide(tx: &mut Tx, book: BookId, request: i64, refused: Option<&str>, by: By) -> Result<()> {
    let word = if refused.is_some() { "refused" } else { "confirmed" };
    let reason = refused.unwrap_or_default().to_owned();
    tx.run(DECIDE, (book.0, request, word, reason, by.user, by.at)).await.map(drop)
}

#[derive(FromRow)]
struct BorrowerRow {
    book_id: i64,
    no: i64,
    number: i64,
    family_name_km: String,
    given_name_km: String,
    family_name_latin: String,
    given_name_latin: String,
}

/// Who borrowed, of every open loan of every book: number and names by book and loan.
pub async fn borrowers(tx: &mut Tx) -> Result<BTreeMap<(i64, i64), (i64, Names)>> {
    let rows: Vec<BorrowerRow> = tx.all(BORROWERS, ()).await?;
    let named = rows.into_iter().map(|row| {
        let names = Names {
            family_km: row.family_name_km,
            given_km: row.given_name_km,
            family_latin: row.family_name_latin,
            given_latin: row.given_name_latin,
        };
        ((row.book_id, row.no), (row.number, names))
    });
    Ok(named.collect())
}

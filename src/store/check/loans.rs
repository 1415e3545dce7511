//! Loans against their own past: where each stands against its events, its events against what the rules make of them
//! told again from the beginning, and both against what was posted.
use super::{
    Findings,
    books::{PostingRow, Stored},
    meetings::Said,
};
use crate::store::{Result, Tx, statements};
use chrono::NaiveDate;
use domain::{
    chart::{FINES, INTEREST, LOAN_FUND, LOAN_LOSSES, LOANS},
    loans::{Event, LoanAccount, Terms, What, schedule::Instalment},
};
use ledger::PartyNo;
use sqlx::FromRow;
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::RangeInclusive,
};

statements! {
    LENT = "select no, party_no, given_on, terms from loan where book_id = $1 order by no";
    PLANS = "select loan_no, version, n, due_on, principal, interest, earned from loan_instalment
              where book_id = $1 order by loan_no, version, n";
    EVENTS = "select loan_no, no, kind, on_day, amount, penalty, interest, principal, lost, version, undoes, open, meeting_no, entry_no
                from loan_event where book_id = $1 order by loan_no, no";
    STATES = "select loan_no, principal, lost, open, event_no from loan_state where book_id = $1";
    REQUESTS = "select r.loan_no, r.kind from loan_request r
                  join loan_request_decision d on d.book_id = r.book_id and d.request_no = r.no
                 where r.book_id = $1 and d.decision = 'confirmed'";
    OF_MEETINGS = "select entry_no from meeting where book_id = $1 and entry_no is not null";
}

#[derive(FromRow)]
struct LoanRow {
    no: i64,
    party_no: i64,
    given_on: NaiveDate,
    terms: String,
}

#[derive(FromRow)]
struct PlanRow {
    loan_no: i64,
    version: i64,
    n: i64,
    due_on: NaiveDate,
    principal: i64,
    interest: i64,
    earned: i64,
}

/// A row of `loan_event`.
#[derive(FromRow)]
pub(super) struct EventRow {
    pub loan_no: i64,
    pub no: i64,
    pub kind: String,
    pub on_day: NaiveDate,
    pub amount: i64,
    pub penalty: i64,
    pub interest: i64,
    pub principal: i64,
    pub lost: i64,
    pub version: Option<i64>,
    pub undoes: Option<i64>,
    pub open: bool,
    pub meeting_no: Option<i64>,
    pub entry_no: Option<i64>,
}

#[derive(FromRow)]
struct StateRow {
    loan_no: i64,
    principal: i64,
    lost: i64,
    open: bool,
    event_no: i64,
}

/// The loans of a book and all that happened to them, as stored.
pub(super) struct Lent {
    loans: Vec<LoanRow>,
    plans: Vec<PlanRow>,
    events: Vec<EventRow>,
    states: Vec<StateRow>,
    /// Loan and kind of every request that was confirmed.
    requests: Vec<(i64, String)>,
    of_meetings: BTreeSet<i64>,
    /// What the events that name an entry say it posted.
    posted: BTreeMap<i64, Said>,
}

impl Lent {
    pub async fn load(tx: &mut Tx, id: (i64,)) -> Result<Lent> {
        let mut lent = Lent {
            loans: tx.all(LENT, id).await?,
            plans: tx.all(PLANS, id).await?,
            events: tx.all(EVENTS, id).await?,
            states: tx.all(STATES, id).await?,
            requests: tx.all(REQUESTS, id).await?,
            of_meetings: tx.all::<(i64,)>(OF_MEETINGS, id).await?.into_iter().map(|(no,)| no).collect(),
            posted: BTreeMap::new(),
        };
        let mut posted: BTreeMap<i64, Said> = BTreeMap::new();
        for event in &lent.events {
            let Some(entry) = lent.entry(event) else { continue };
            add(posted.entry(entry).or_default(), lent.party(event.loan_no), event);
        }
        lent.posted = posted;
        Ok(lent)
    }

    /// What the events of a meeting say its entry posted; where it has none, what they move comes to nothing.
    pub fn said(&self, meeting: i64, entry: Option<i64>) -> Said {
        if let Some(entry) = entry {
            return self.posted.get(&entry).cloned().unwrap_or_default();
        }
        let mut said = Said::new();
        self.at_meeting(meeting, None).for_each(|(party, event)| add(&mut said, party, event));
        said
    }

    /// The events of a meeting that its own entry posted, each with who borrowed.
    pub fn at_meeting(&self, meeting: i64, entry: Option<i64>) -> impl Iterator<Item = (i64, &EventRow)> {
        let here = move |event: &&EventRow| event.meeting_no == Some(meeting) && event.entry_no == entry;
        self.events.iter().filter(here).map(|event| (self.party(event.loan_no), event))
    }

    /// What an entry settled of a member's loans: penalty, interest, principal.
    pub fn settled(&self, party: i64, entries: RangeInclusive<i64>) -> [i128; 3] {
        let hers = |event: &&EventRow| {
            event.kind == "settled"
                && event.entry_no.is_some_and(|entry| entries.contains(&entry))
                && self.party(event.loan_no) == party
        };
        self.events.iter().filter(hers).fold([0; 3], |[penalty, interest, principal], event| {
            [penalty + i128::from(event.penalty), interest + i128::from(event.interest), principal - i128::from(event.principal)]
        })
    }

    /// Who borrowed; 0 where the loan is not there.
    fn party(&self, loan: i64) -> i64 {
        self.loans.binary_search_by_key(&loan, |row| row.no).map_or(0, |at| self.loans[at].party_no)
    }

    /// What posted an event. What was paid before the group came is not posted: the entry of the loan has what was left.
    fn entry(&self, event: &EventRow) -> Option<i64> {
        let given = || self.events_of(event.loan_no).first().filter(|_| event.kind == "brought")?.entry_no;
        event.entry_no.or_else(given)
    }

    fn events_of(&self, loan: i64) -> &[EventRow] {
        let from = self.events.partition_point(|event| event.loan_no < loan);
        let to = self.events.partition_point(|event| event.loan_no <= loan);
        &self.events[from..to]
    }

    fn plans_of(&self, loan: i64) -> &[PlanRow] {
        let from = self.plans.partition_point(|row| row.loan_no < loan);
        let to = self.plans.partition_point(|row| row.loan_no <= loan);
        &self.plans[from..to]
    }

    /// The loan as the rules know it, from its rows; what cannot be read is answered in words.
    fn account(&self, loan: &LoanRow) -> std::result::Result<LoanAccount, String> {
        let terms = Terms::parse(&loan.terms)?;
        let mut versions: Vec<Vec<Instalment>> = Vec::new();
        for row in self.plans_of(loan.no) {
            let (at, n) = (usize::try_from(row.version), u32::try_from(row.n));
            let (Ok(at), Ok(n)) = (at, n) else { return Err(format!("instalment {} of plan {}", row.n, row.version)) };
            versions.resize_with(versions.len().max(at), Vec::new);
            versions[at - 1].push(Instalment {
                n,
                due: row.due_on,
                principal: row.principal,
                interest: row.interest,
                earned: row.earned,
                balance: 0,
            });
        }
        for plan in &mut versions {
            let mut balance: i64 = plan.iter().map(|row| row.principal).sum();
            for row in plan {
                balance -= row.principal;
                row.balance = balance;
            }
        }
        let told = |row: &EventRow| Some(Event { no: row.no, on: row.on_day, what: row.what()? });
        let events = self.events_of(loan.no).iter().map(|row| told(row).ok_or(format!("event {}", row.no)));
        let events = events.collect::<std::result::Result<_, _>>()?;
        Ok(LoanAccount { no: loan.no, party: PartyNo(loan.party_no), terms, versions, events })
    }
}

/// Adds what an event says was posted.
fn add(said: &mut Said, party: i64, event: &EventRow) {
    for (account, party, quantity) in [
        (LOANS, party, event.principal),
        (INTEREST, party, -event.received()),
        (FINES, party, -event.penalty),
        (LOAN_LOSSES, 0, event.lost),
    ] {
        *said.entry((account.0, party)).or_default() += i128::from(quantity);
    }
}

impl EventRow {
    fn what(&self) -> Option<What> {
        let version = || usize::try_from(self.version?).ok();
        Some(match self.kind.as_str() {
            "given" => What::Given(version()?),
            "brought" => What::Brought { interest: self.interest, principal: -self.principal },
            "repaid" | "settled" => What::Repaid(self.amount),
            "topped-up" => What::ToppedUp { amount: self.amount, version: version()? },
            "amended" => What::Amended(version()?),
            "undone" => What::Undone(self.undoes?),
            "rescheduled" => What::Rescheduled(version()?),
            "written-off" => What::WrittenOff,
            "recovered" => What::Recovered(self.amount),
            _ => return None,
        })
    }

    /// Interest that was received by us: what is brought along was received before.
    fn received(&self) -> i64 {
        if self.kind == "brought" { 0 } else { self.interest }
    }
}

pub(super) fn check(book: &Stored, lent: &Lent, commodity: &str, found: &mut Findings) {
    for loan in &lent.loans {
        state(loan, lent, found);
        retold(loan, lent, found);
        confirmed(loan, lent, found);
    }
    owed(book, lent, commodity, found);
    posted(book, lent, commodity, found);
}

/// Where a loan stands is what its events make.
fn state(loan: &LoanRow, lent: &Lent, found: &mut Findings) {
    let place = format!("loan {}", loan.no);
    let events = lent.events_of(loan.no);
    let Some(last) = events.last() else { return found.add(place, "nothing ever happened to it: it was not even given") };
    if events.iter().zip(1..).any(|(event, no)| event.no != no) {
        found.add(place.as_str(), "its events are not numbered one by one");
    }
    let sum = |of: fn(&EventRow) -> i64| events.iter().map(|event| i128::from(of(event))).sum::<i128>();
    let (principal, lost) = (sum(|event| event.principal), sum(|event| event.lost));
    let kept = lent.states.iter().find(|state| state.loan_no == loan.no);
    let Some(kept) = kept else { return found.add(place, "where it stands is not kept") };
    if (i128::from(kept.principal), i128::from(kept.lost), kept.open, kept.event_no) != (principal, lost, last.open, last.no) {
        let says = format!("kept as {} owed and {} lost after event {}", kept.principal, kept.lost, kept.event_no);
        found.add(place, format!("{says}, and its events make {principal} and {lost} after event {}", last.no));
    }
}

/// What the events say was owed, received and lost is what the rules make of them, told again from the beginning.
fn retold(loan: &LoanRow, lent: &Lent, found: &mut Findings) {
    let place = format!("loan {}", loan.no);
    let events = lent.events_of(loan.no);
    let account = match lent.account(loan) {
        Ok(account) => account,
        Err(what) => return found.add(place, format!("it cannot be read: {what}")),
    };
    if account.terms.given_on != loan.given_on {
        found.add(place.as_str(), "its terms are of another day");
    }
    let Some(last) = events.iter().map(|event| event.on_day).max() else { return };
    let position = account.position(last);
    let sum = |of: fn(&EventRow) -> i64| events.iter().map(of).map(i128::from).sum::<i128>();
    for (what, told, rows) in [
        ("principal owed", position.principal, sum(|event| event.principal)),
        ("interest received", position.paid.interest, sum(EventRow::received)),
        ("penalties received", position.paid.penalty, sum(|event| event.penalty)),
        ("lost", position.lost, sum(|event| event.lost)),
    ] {
        if i128::from(told) != rows {
            found.add(place.as_str(), format!("{what}: its terms and events make {told}, and what was posted makes {rows}"));
        }
    }
}

/// Another plan, and writing off, take two officers each time.
fn confirmed(loan: &LoanRow, lent: &Lent, found: &mut Findings) {
    for (kind, writes_off) in [("rescheduled", false), ("written-off", true)] {
        let done = lent.events_of(loan.no).iter().filter(|event| event.kind == kind).count();
        let asked = lent.requests.iter().filter(|(no, kind)| *no == loan.no && (kind == "write-off") == writes_off).count();
        if done > asked {
            found.add(format!("loan {}", loan.no), format!("it was {kind} {done} times, and that was confirmed {asked} times"));
        }
    }
}

/// What each member owes on her loans is what the book says she owes.
fn owed(book: &Stored, lent: &Lent, commodity: &str, found: &mut Findings) {
    let mut off: BTreeMap<i64, (i128, i128)> = BTreeMap::new();
    for state in &lent.states {
        off.entry(lent.party(state.loan_no)).or_default().0 += i128::from(state.principal);
    }
    for posting in book.postings.iter().filter(|row| is_lending(row, commodity) && row.account == LOANS.0) {
        off.entry(posting.party).or_default().1 += i128::from(posting.quantity);
    }
    for (party, (loans, account)) in off.into_iter().filter(|(_, (loans, account))| loans != account) {
        found.add(format!("party {party}"), format!("she owes {loans} on her loans, and {account} on account {}", LOANS.0));
    }
}

/// Every entry that events name posts what they moved, and no other entry lends or takes back. Those of meetings are
/// seen to with their sheets.
fn posted(book: &Stored, lent: &Lent, commodity: &str, found: &mut Findings) {
    let nowhere = |event: &&EventRow| event.principal != 0 && lent.entry(event).is_none();
    let unposted: BTreeSet<i64> = lent.events.iter().filter(nowhere).map(|event| lent.party(event.loan_no)).collect();
    let mut off: BTreeMap<i64, Said> = lent.posted.clone();
    for row in book.postings.iter().filter(|row| is_lending(row, commodity)) {
        let lends = row.account == LOANS.0 && !unposted.contains(&row.party);
        if lends || lent.posted.contains_key(&row.entry_no) {
            *off.entry(row.entry_no).or_default().entry((row.account, row.party)).or_default() -= i128::from(row.quantity);
        }
    }
    for (entry, off) in off.into_iter().filter(|(entry, _)| !lent.of_meetings.contains(entry)) {
        for ((account, party), by) in off.into_iter().filter(|(_, by)| *by != 0) {
            let whose = if party == 0 { String::new() } else { format!(", party {party}") };
            let what = format!("account {account}{whose}: it and what happened to loans differ by {}", by.abs());
            found.add(format!("entry {entry}"), what);
        }
    }
}

/// Whether a posting is on an account that loans move, in the loan fund.
fn is_lending(row: &PostingRow, commodity: &str) -> bool {
    let of_loans = [LOANS, INTEREST, FINES, LOAN_LOSSES].iter().any(|account| account.0 == row.account);
    of_loans && row.fund == LOAN_FUND.0 && row.commodity == commodity
}

//! Cooperatives against their own past: every act told again from the first, what each one posted against what its fact
//! posts, and what there is at the end against the journal.
use super::{Findings, books::Stored};
use crate::store::{Result, Tx, reading, statements};
use chrono::NaiveDate;
use domain::{
    chart::{BANK, BUYERS_OWE, CASH, DELIVERIES_OWED, LOANS, PROFIT_SHARES, STOCK_VALUE, STORE},
    coops::{Act, Ask, ByLaws, Fact, State, post},
};
use ledger::{AccountNo, Commodity, EntryKind, FundNo, Numbered, PartyNo, Posting};
use sqlx::FromRow;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

statements! {
    COOP = "select code, fund_no, opened_on from coop where book_id = $1";
    LAWS = "select version, holds_from, laws from coop_laws where book_id = $1 order by version";
    ACTS = "select no, id, day, kind, fact, party_no, entry_no, undoes, request_no, recorded_by, confirmed_by
              from coop_act where book_id = $1 order by no";
    REQUESTS = "select r.no, r.kind, r.day, r.ask, r.asked_by, d.decision, d.decided_by
                  from coop_request r
                  left join coop_request_decision d on d.book_id = r.book_id and d.request_no = r.no
                 where r.book_id = $1 order by r.no";
}

#[derive(FromRow)]
struct CoopRow {
    code: String,
    fund_no: i64,
    opened_on: NaiveDate,
}

#[derive(FromRow)]
struct LawsRow {
    version: i64,
    holds_from: NaiveDate,
    laws: String,
}

#[derive(FromRow)]
struct ActRow {
    no: i64,
    id: Uuid,
    day: NaiveDate,
    kind: String,
    fact: String,
    party_no: Option<i64>,
    entry_no: Option<i64>,
    undoes: Option<i64>,
    request_no: Option<i64>,
    recorded_by: Uuid,
    confirmed_by: Option<Uuid>,
}

impl ActRow {
    fn read(&self) -> std::result::Result<Act, String> {
        let fact: Fact = serde_json::from_str(&self.fact).map_err(|error| format!("act {}: {error}", self.no))?;
        Ok(Act { no: self.no, id: self.id, day: self.day, fact, entry: self.entry_no })
    }
}

#[derive(FromRow)]
struct RequestRow {
    no: i64,
    kind: String,
    day: NaiveDate,
    ask: String,
    asked_by: Uuid,
    decision: Option<String>,
    decided_by: Option<Uuid>,
}

pub(super) async fn check(tx: &mut Tx, book: &Stored, commodity: &str, found: &mut Findings) -> Result<()> {
    let Some(row) = tx.optional::<CoopRow>(COOP, (book.id.0,)).await? else { return Ok(()) };
    let known = reading::commodities(tx).await?;
    let Some(&money) = known.get(commodity) else { return Ok(()) };
    let place = format!("coop {}", row.code);
    laws(&place, &row, &tx.all::<LawsRow>(LAWS, (book.id.0,)).await?, found);
    let rows: Vec<ActRow> = tx.all(ACTS, (book.id.0,)).await?;
    let requests: Vec<RequestRow> = tx.all(REQUESTS, (book.id.0,)).await?;
    let acts: Vec<Act> = match rows.iter().map(ActRow::read).collect::<std::result::Result<_, _>>() {
        Ok(acts) => acts,
        Err(what) => {
            found.add(place, format!("it cannot be read: {what}"));
            return Ok(());
        }
    };
    Checked { row: &row, place, money, rows: &rows, acts: &acts, requests: &requests, book }.check(found);
    Ok(())
}

/// By-laws can be read, and hold one after another from the first day.
fn laws(place: &str, coop: &CoopRow, rows: &[LawsRow], found: &mut Findings) {
    let mut last = None;
    for (row, no) in rows.iter().zip(1..) {
        let follows = last.map_or(row.holds_from == coop.opened_on, |last| row.holds_from >= last);
        if row.version != no || !follows {
            found.add(place, format!("by-laws {} do not follow those before", row.version));
        }
        if ByLaws::read(&row.laws).is_err() {
            found.add(place, format!("it cannot be read: by-laws {}", row.version));
        }
        last = Some(row.holds_from);
    }
    if rows.is_empty() {
        found.add(place, "it has no by-laws");
    }
}

/// A cooperative while it is looked at.
struct Checked<'a> {
    row: &'a CoopRow,
    place: String,
    money: Commodity,
    rows: &'a [ActRow],
    acts: &'a [Act],
    requests: &'a [RequestRow],
    book: &'a Stored,
}

impl Checked<'_> {
    fn check(&self, found: &mut Findings) {
        self.shape(found);
        self.decided(found);
        let balances = self.fund(found);
        let told = State::retold(self.acts, |act, before| self.posts(act, before, found));
        match told {
            Ok(state) => self.balances(&balances, &state, found),
            // What is told after it would say nothing of its own.
            Err(flaw) => found.add(self.act(flaw.act), format!("it cannot have happened: {:?}", flaw.why)),
        }
    }

    fn act(&self, no: i64) -> String {
        format!("{}, act {no}", self.place)
    }

    fn entry(&self, no: i64) -> Option<&Numbered> {
        let at = self.book.entries.binary_search_by_key(&no, |entry| entry.no.0).ok()?;
        self.book.entries.get(at)
    }

    /// Numbers, days, and what stands beside a fact that the fact says itself.
    fn shape(&self, found: &mut Findings) {
        for ((row, act), no) in self.rows.iter().zip(self.acts).zip(1..) {
            if row.no != no {
                found.add(self.act(row.no), "acts are not numbered one by one");
            }
            let undoes = if let Fact::Undone { act, .. } = act.fact { Some(act) } else { None };
            if (row.kind.as_str(), row.undoes, row.party_no) != (act.fact.code(), undoes, act.fact.party()) {
                found.add(self.act(row.no), "what stands beside its fact is not what the fact says");
            }
            if act.day < self.row.opened_on {
                found.add(self.act(row.no), "it is of a day before the cooperative");
            }
        }
    }

    /// What two officers decide was asked by one and confirmed by the other, and nothing else was; every confirmed request
    /// has its act.
    fn decided(&self, found: &mut Findings) {
        for row in self.rows {
            let asked = row.request_no.map(|no| self.requests.iter().find(|request| request.no == no));
            let fits = match (asked_as(&row.kind), asked) {
                (None, asked) => asked.is_none() && row.confirmed_by.is_none(),
                (Some(kind), Some(Some(request))) => {
                    (request.kind.as_str(), request.day, request.asked_by) == (kind, row.day, row.recorded_by)
                        && request.decision.as_deref() == Some("confirmed")
                        && request.decided_by.is_some_and(|by| Some(by) == row.confirmed_by && by != row.recorded_by)
                }
                (Some(_), _) => false,
            };
            if !fits {
                found.add(self.act(row.no), "it is not what one officer asked for and another confirmed");
            }
        }
        for (request, no) in self.requests.iter().zip(1..) {
            let place = format!("{}, request {}", self.place, request.no);
            if request.no != no {
                found.add(place.as_str(), "requests are not numbered one by one");
            }
            let ask = serde_json::from_str::<Ask>(&request.ask);
            let acts: Vec<&Act> =
                self.rows.iter().zip(self.acts).filter(|(row, _)| row.request_no == Some(request.no)).map(|(_, act)| act).collect();
            match ask {
                Ok(ask) if ask.needs_two() => {
                    for act in acts.iter().filter(|act| !became(&ask, &act.fact)) {
                        found.add(self.act(act.no), "it is not what was asked");
                    }
                }
                _ => found.add(place.as_str(), "what it asks cannot be read"),
            }
            let should = usize::from(request.decision.as_deref() == Some("confirmed"));
            if acts.len() != should {
                found.add(place, format!("{should} act should have come of it, and {} did", acts.len()));
            }
        }
    }

    /// What stands on each account of its fund; each entry there is of an act.
    fn fund(&self, found: &mut Findings) -> BTreeMap<(i64, i64, Commodity), i128> {
        let mut balances = BTreeMap::new();
        let of_acts: BTreeSet<i64> = self.acts.iter().filter_map(|act| act.entry).collect();
        for numbered in &self.book.entries {
            let mine = |posting: &&Posting| posting.fund == FundNo(self.row.fund_no);
            let mut any = false;
            for posting in numbered.entry.postings().iter().filter(mine) {
                any = true;
                let key = (posting.account.0, posting.party.map_or(0, |party| party.0), posting.amount.commodity());
                *balances.entry(key).or_default() += i128::from(posting.amount.quantity());
            }
            if any && !of_acts.contains(&numbered.no.0) {
                let what = format!("it posts in the fund of {}, and no act of it does", self.place);
                found.add(format!("entry {}", numbered.no.0), what);
            }
        }
        balances
    }

    /// An act's entry is what its fact posts, given how it stood when it was written.
    fn posts(&self, act: &Act, before: &State, found: &mut Findings) {
        let said = || post(&act.fact, before, FundNo(self.row.fund_no), self.money);
        let Some(no) = act.entry else {
            let nothing = match act.fact {
                Fact::Undone { act, .. } => self.acts.iter().all(|one| one.no != act || one.entry.is_none()),
                _ => said().is_ok_and(|postings| postings.is_empty()),
            };
            if !nothing {
                found.add(self.act(act.no), "it was not posted");
            }
            return;
        };
        let Some(numbered) = self.entry(no) else { return found.add(self.act(act.no), "its entry is not there") };
        let entry = &numbered.entry;
        if entry.key().0 != act.id || entry.on() != act.day {
            found.add(self.act(act.no), "its entry is not its own, or not of its day");
        }
        let same = match act.fact {
            // That it takes the entry back line by line is seen where the journal is replayed.
            Fact::Undone { act, .. } => {
                let undone = self.acts.iter().find(|one| one.no == act).and_then(|one| one.entry);
                undone.is_some() && matches!(entry.kind(), EntryKind::Reversal(no) if Some(no.0) == undone)
            }
            _ => entry.kind() == EntryKind::Ordinary && said().map(|said| sums(&said)).as_ref() == Ok(&sums(entry.postings())),
        };
        if !same {
            found.add(self.act(act.no), "its entry does not post what it says");
        }
    }

    /// What there is after the last day is what the journal holds.
    fn balances(&self, posted: &BTreeMap<(i64, i64, Commodity), i128>, state: &State, found: &mut Findings) {
        let mut should: BTreeMap<(i64, i64, Commodity), i128> = BTreeMap::new();
        let mut add = |account: AccountNo, party: i64, commodity: Commodity, quantity: i64| {
            *should.entry((account.0, party, commodity)).or_default() += i128::from(quantity);
        };
        add(CASH, 0, self.money, state.cash);
        add(BANK, 0, self.money, state.bank);
        add(STOCK_VALUE, 0, self.money, state.years.last().map_or(0, |(_, year)| year.stock));
        for credit in state.credits.values() {
            add(LOANS, credit.party, self.money, credit.left);
        }
        for (account, owed) in [(DELIVERIES_OWED, &state.owed), (PROFIT_SHARES, &state.dividends)] {
            for (party, owed) in owed {
                add(account, *party, self.money, -owed);
            }
        }
        for sold in state.sales.values() {
            add(BUYERS_OWE, sold.sale.buyer, self.money, sold.left);
        }
        for lot in state.lots.values() {
            match domain::coops::crops::crop(&lot.kind.crop) {
                Some(crop) => add(STORE, 0, crop.commodity(), lot.grams),
                None => found.add(self.place.as_str(), format!("nobody knows the crop {}", lot.kind.crop)),
            }
        }
        let told = [CASH, BANK, STOCK_VALUE, LOANS, DELIVERIES_OWED, PROFIT_SHARES, BUYERS_OWE, STORE];
        let stands = posted.keys().filter(|(account, ..)| told.contains(&AccountNo(*account)));
        let keys: BTreeSet<_> = should.keys().chain(stands).copied().collect();
        for key in keys {
            let (should, is) = (should.get(&key).copied().unwrap_or(0), posted.get(&key).copied().unwrap_or(0));
            if should != is {
                let (account, party, commodity) = key;
                let whose = if party == 0 { String::new() } else { format!(", party {party}") };
                let what =
                    format!("{} on account {account}{whose}: {should} should be there, and {is} is posted", commodity.code());
                found.add(self.place.as_str(), what);
            }
        }
    }
}

/// The word under which a second officer was asked to confirm what an act of this kind is; `None`: nobody needs to.
fn asked_as(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "counted" => "count",
        "year-ended" => "end-year",
        "undone" => "undo",
        _ => return None,
    })
}

/// Whether a fact is what was asked.
fn became(ask: &Ask, fact: &Fact) -> bool {
    match (ask, fact) {
        (Ask::Count { lot, found, minute }, Fact::Counted { lot: of, found: there, minute: said, .. }) => {
            (lot, found, minute) == (of, there, said)
        }
        (Ask::EndYear { to, stock, minute }, Fact::YearEnded(year)) => (to, stock, minute) == (&year.to, &year.stock, &year.minute),
        (Ask::Undo { act, reason }, Fact::Undone { act: of, reason: said }) => (act, reason) == (of, said),
        _ => false,
    }
}

/// Postings by what they are on, in whatever order they were written.
fn sums(postings: &[Posting]) -> BTreeMap<(FundNo, AccountNo, Option<PartyNo>, Commodity), i128> {
    let mut sums = BTreeMap::new();
    for posting in postings {
        let key = (posting.fund, posting.account, posting.party, posting.amount.commodity());
        *sums.entry(key).or_default() += i128::from(posting.amount.quantity());
    }
    sums
}

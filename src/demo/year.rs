//! The main group's year: meeting after meeting is sealed by its treasurer with count, other money and named
//! differences, months are closed behind it, a figure is corrected, and another correction waits.
use super::{
    Demo, files,
    files::{Day, GroupFiles, Year},
    group, taken,
};
use crate::{
    cli::Failure,
    groups::store::Group,
    imports::{self, ImportError, table},
    meetings::{
        seal::{Act, Outcome, load, seal_sheet},
        store::{self as meetings, Decision, NewCorrection},
    },
    members::store as members,
    periods,
    store::{Tx, post, record},
};
use chrono::{NaiveDate, TimeDelta};
use domain::{
    corrections::{self as rules, BookStanding, Figure},
    meetings::{Count, Other, OtherKind, Sheet},
    people::LeaveReason,
};
use ledger::{EntryNo, PartyNo, Recorded};
use std::collections::BTreeMap;

/// Months that end less than this before the last meeting stay open.
const OPEN: TimeDelta = TimeDelta::days(60);

/// Keeps the year.
pub async fn keep(demo: &Demo, tx: &mut Tx, files: &GroupFiles) -> Result<(), Failure> {
    let year = YearOf { demo, group: group(tx, files.code).await?, year: files::year()?, counts: counts(demo)? };
    let members = demo.rows(files.members, imports::members::COLUMNS, "joined_on")?;
    let rows = demo.rows(files.meetings.unwrap_or_default(), imports::meetings::COLUMNS, "date")?;
    let mut days: Vec<String> = rows.iter().map(|row| row.text("date").to_owned()).collect();
    days.dedup();
    let mut before = NaiveDate::MIN;
    for text in &days {
        let day: NaiveDate = text.parse()?;
        year.correct(tx, before, day).await?;
        year.close_month(tx, before).await?;
        let act = demo.act(tx, "treasurer", day).await?;
        let of_day =
            |rows: &[table::Row], column: &str| rows.iter().filter(|row| row.text(column) == text).cloned().collect::<Vec<_>>();
        let joined = of_day(&members, "joined_on");
        if !joined.is_empty() {
            taken(files, imports::members::write(tx, &year.group, &joined, act).await)?;
        }
        year.seal(tx, day, &of_day(&rows, "date"), act).await?;
        year.leave(tx, day, act).await?;
        before = day;
    }
    year.correct(tx, before, demo.today + TimeDelta::days(1)).await
}

struct YearOf<'a> {
    demo: &'a Demo,
    group: Group,
    year: Year,
    counts: BTreeMap<NaiveDate, BTreeMap<i64, i64>>,
}

impl YearOf<'_> {
    fn on(&self, day: Day) -> NaiveDate {
        day.0 + self.demo.moved
    }

    /// Seals the meeting of a day.
    async fn seal(&self, tx: &mut Tx, day: NaiveDate, rows: &[table::Row], act: Act) -> Result<(), Failure> {
        let wrong = |what: String| Failure(format!("the demo’s meeting of {day}: {what}"));
        let (files, bad) =
            imports::meetings::understood(tx, &self.group, rows).await.map_err(|error| wrong(format!("{error:?}")))?;
        bad.none().map_err(|error: ImportError| wrong(format!("{error:?}")))?;
        let file = files.into_iter().next().ok_or_else(|| wrong("no lines".into()))?;
        let parties = parties(tx, &self.group).await?;
        let other = self.year.other.iter().filter(|other| self.on(other.date) == day).enumerate().map(|(row, other)| {
            let kind = OtherKind::parse(&other.kind).ok_or_else(|| wrong(format!("no kind {}", other.kind)))?;
            let party = other.member.and_then(|number| parties.get(&number).copied());
            Ok(Other { row, kind, party, amount: other.amount, note: other.note.clone() })
        });
        let difference = self.year.difference.iter().find(|one| self.on(one.date) == day);
        let minutes = self.year.minutes.iter().filter(|one| self.on(one.date) == day).map(|one| one.text.as_str());
        let sheet = Sheet {
            after: meetings::last(tx, self.group.book).await?.map(|(no, _)| no),
            other: other.collect::<Result<_, Failure>>()?,
            count: Count::Counted(self.counts.get(&day).cloned().unwrap_or_default()),
            difference_reason: difference.map(|one| one.reason.clone()).unwrap_or_default(),
            difference_named: difference.map(|one| one.amount),
            witnessed: true,
            note: minutes.collect::<Vec<_>>().join(" "),
            ..file.sheet
        };
        match seal_sheet(tx, &self.group, &sheet, act).await? {
            Outcome::Sealed(_) => Ok(()),
            other => Err(wrong(format!("{other:?}"))),
        }
    }

    /// Ends the memberships that end on a day.
    async fn leave(&self, tx: &mut Tx, day: NaiveDate, act: Act) -> Result<(), Failure> {
        for leaving in self.year.leaving.iter().filter(|one| self.on(one.date) == day) {
            let parties = parties(tx, &self.group).await?;
            let reason = LeaveReason::parse(&leaving.reason).ok_or_else(|| Failure(format!("no reason {}", leaving.reason)))?;
            let party = parties.get(&leaving.member).copied().ok_or_else(|| Failure(format!("no member {}", leaving.member)))?;
            members::leave(tx, self.group.book, party, day, reason, &leaving.note).await?;
            record(tx, Some(self.group.book), Some(act.by), "member-left", &leaving.member.to_string(), act.at).await?;
        }
        Ok(())
    }

    /// Closes the month before the last meeting, as finance would two days after it; the last months stay open.
    async fn close_month(&self, tx: &mut Tx, last: NaiveDate) -> Result<(), Failure> {
        let closed = meetings::closed_through(tx, self.group.book).await?;
        let Some(next) = domain::periods::next(Some(self.group.founded_on), closed) else { return Ok(()) };
        if next.through >= last || next.through >= files::LAST_MEETING + self.demo.moved - OPEN {
            return Ok(());
        }
        let act = self.demo.act(tx, "finance", last + TimeDelta::days(2)).await?;
        match periods::closing::close(tx, self.group.book, next.through, act).await? {
            Ok(_) => Ok(()),
            Err(refusal) => Err(Failure(format!("the demo’s month {}: {refusal:?}", next.through))),
        }
    }

    /// Asks for the corrections of the days between two meetings, and confirms those that were confirmed.
    async fn correct(&self, tx: &mut Tx, from: NaiveDate, to: NaiveDate) -> Result<(), Failure> {
        for one in self.year.correction.iter().filter(|one| from <= self.on(one.asked_on) && self.on(one.asked_on) < to) {
            self.correct_one(tx, one).await?;
        }
        Ok(())
    }

    async fn correct_one(&self, tx: &mut Tx, one: &files::Correction) -> Result<(), Failure> {
        let wrong = |what: String| Failure(format!("the demo’s correction of {}: {what}", one.meeting.0));
        let key = imports::key(&["meeting", &self.group.code, &self.on(one.meeting).to_string()]);
        let (no, _) = meetings::by_key(tx, self.group.book, key).await?.ok_or_else(|| wrong("no such meeting".into()))?;
        let meeting = meetings::meeting(tx, self.group.book, no).await?.ok_or_else(|| wrong("no such meeting".into()))?;
        let party = parties(tx, &self.group).await?.get(&one.member).copied().ok_or_else(|| wrong("no such member".into()))?;
        let lines = meetings::lines(tx, self.group.book, no).await?;
        let line = lines.iter().find(|line| line.party_no == party.0).ok_or_else(|| wrong("no such line".into()))?;
        let (figure, code, was) = match one.figure.as_str() {
            "savings" => (Figure::Savings(party), "savings", line.savings),
            "fine" => (Figure::Fine(party), "fine", line.fine),
            other => return Err(wrong(format!("no figure {other}"))),
        };
        let asks = self.demo.act(tx, "treasurer", self.on(one.asked_on)).await?;
        let correction = rules::Correction {
            key: imports::key(&["correction", &self.group.code, &no.to_string(), &one.member.to_string(), code]),
            figure,
            was: was.unwrap_or(0),
            becomes: one.becomes,
            reason: one.reason.clone(),
            asked_by: asks.by,
        };
        let loaded = load(tx, &self.group).await?;
        let standing = BookStanding {
            baseline: false,
            constitution: &loaded.cycle.constitution,
            entry: meeting.entry_no.map(EntryNo),
            counted_since: meetings::counted_since(tx, self.group.book, no).await?,
            savings: loaded.members.iter().find(|member| member.party() == party).map_or(0, |member| member.savings),
            cash_loan: loaded.cash.loan,
            cash_social: loaded.cash.social,
            bank: loaded.cash.bank,
            external: loaded.more.external,
            administration: loaded.more.administration,
            today: asks.today,
            held_on: meeting.held_on,
            loans: &[],
            events: &[],
            service_charge: 0,
        };
        rules::check(&correction, correction.was, &standing).map_err(|refusal| wrong(format!("{refusal:?}")))?;
        let new = NewCorrection {
            key: correction.key,
            meeting_no: no,
            figure: code,
            party_no: Some(party.0),
            other_line: None,
            was: correction.was,
            becomes: correction.becomes,
            reason: correction.reason.clone(),
        };
        let number = meetings::ask(tx, self.group.book, new, asks.by, asks.at).await?;
        record(tx, Some(self.group.book), Some(asks.by), "correction-asked", &number.to_string(), asks.at).await?;
        let Some(confirmed_on) = one.confirmed_on else { return Ok(()) };
        let act = self.demo.act(tx, "secretary", self.on(confirmed_on)).await?;
        let standing = BookStanding { today: act.today, ..standing };
        let mended =
            rules::confirm(&correction, correction.was, &standing, act.by).map_err(|refusal| wrong(format!("{refusal:?}")))?;
        let posted = post(tx, self.group.book, mended.entry, Recorded { at: act.at, by: act.by }).await?;
        meetings::decide(tx, self.group.book, number, Decision::Confirmed(posted.no.0), act.by, act.at).await?;
        record(tx, Some(self.group.book), Some(act.by), "correction-confirmed", &number.to_string(), act.at).await?;
        Ok(())
    }
}

async fn parties(tx: &mut Tx, group: &Group) -> Result<BTreeMap<i64, PartyNo>, Failure> {
    let members = members::members(tx, group.book, &group.commodity).await?;
    Ok(members.iter().map(|member| (member.number, member.party())).collect())
}

/// What was in the box, by day and note.
fn counts(demo: &Demo) -> Result<BTreeMap<NaiveDate, BTreeMap<i64, i64>>, Failure> {
    let mut reader = csv::Reader::from_reader(files::COUNTS.as_bytes());
    let values: Vec<i64> = reader.headers()?.iter().skip(1).map(|value| value.parse()).collect::<Result<_, _>>()?;
    let mut counts = BTreeMap::new();
    for record in reader.records() {
        let record = record?;
        let day: NaiveDate = record.get(0).unwrap_or_default().parse()?;
        let mut notes = BTreeMap::new();
        for (value, pieces) in values.iter().zip(record.iter().skip(1)).filter(|(_, pieces)| !pieces.is_empty()) {
            notes.insert(*value, pieces.parse()?);
        }
        counts.insert(day + demo.moved, notes);
    }
    Ok(counts)
}

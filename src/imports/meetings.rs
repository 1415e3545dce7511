//! A season of meetings from a file, a line a member and meeting, sealed one after the other by the rules of the sheet.
//! What the box held was not counted, and nothing pretends that it was.
use super::{BadLines, ImportError, Imported, WORDS, count, day, key, quantity, said, shown, table};
use crate::{
    groups::store::Group,
    meetings::{
        refusals,
        seal::{Act, Outcome, seal_sheet},
        store as meetings,
    },
    members::store as members,
    store::{Tx, lock},
};
use chrono::NaiveDate;
use domain::meetings::{Attendance, Count, Line, Place, Refusal, Saved, Sheet, Why};
use ledger::PartyNo;
use std::{collections::BTreeMap, path::Path};
use table::{Column, Row};

/// The columns; repayment and loan wait for the version that keeps loans.
pub const COLUMNS: &[Column] = &[
    Column::needed("date"),
    Column::needed("member"),
    Column::needed("attendance"),
    Column::needed("savings"),
    Column::needed("social_fund"),
    Column::needed("fine"),
    Column::optional("repayment"),
    Column::optional("loan"),
];

/// A meeting as a file says it: the sheet, and where each member's line stands.
#[derive(Clone, Debug)]
pub struct MeetingFile {
    /// As the sheet would have been filled in, without count and other money.
    pub sheet: Sheet,
    lines: BTreeMap<PartyNo, u64>,
    first: u64,
}

/// Reads the rows of a file.
pub fn read(path: &Path) -> Result<Vec<Row>, ImportError> {
    table::read(path, COLUMNS)
}

/// Seals the meetings of a file, in order, or sees that they stand just so. Caller commits when any is new.
pub async fn write(tx: &mut Tx, group: &Group, rows: &[Row], act: Act) -> Result<Imported, ImportError> {
    lock(tx, group.book).await?;
    let (files, mut bad) = understood(tx, group, rows).await?;
    let mut done = Imported::default();
    for file in files {
        if let Some((no, _)) = meetings::by_key(tx, group.book, file.sheet.key).await? {
            compare(tx, group, no, &file, &mut bad).await?;
            done.same += 1;
            continue;
        }
        let last = meetings::last(tx, group.book).await?;
        if last.is_some_and(|(_, day)| day == file.sheet.held_on) {
            bad.add(file.first, "date", "A meeting of this day was sealed already, from elsewhere.");
            continue;
        }
        let sheet = Sheet { after: last.map(|(no, _)| no), ..file.sheet.clone() };
        match seal_sheet(tx, group, &sheet, act).await? {
            Outcome::Refused(refusals) => refused(tx, group, &file, refusals, &mut bad).await?,
            Outcome::Sealed(_) => done.new += 1,
            // The book is held, so nobody sealed anything meanwhile; should that fail, it is said.
            Outcome::Again(no) | Outcome::Overtaken(no) => bad.add(file.first, "date", format!("Meeting {no} was sealed already.")),
        }
    }
    bad.none()?;
    Ok(done)
}

/// Turns rows into sheets, and lists every cell that cannot be understood; the sheets leave such cells blank.
pub async fn understood(tx: &mut Tx, group: &Group, rows: &[Row]) -> Result<(Vec<MeetingFile>, BadLines), ImportError> {
    if rows.is_empty() {
        return Err(ImportError::File("the file has no lines".into()));
    }
    let known: BTreeMap<i64, PartyNo> =
        members::members(tx, group.book, &group.commodity).await?.iter().map(|member| (member.number, member.party())).collect();
    let mut bad = BadLines::default();
    let mut files: Vec<MeetingFile> = Vec::new();
    for row in rows {
        let line = line(row, group, &known, &mut bad);
        let Some(on) = day(row, "date", &mut bad) else { continue };
        match files.last() {
            Some(last) if on < last.sheet.held_on => {
                bad.add(
                    row.line,
                    "date",
                    format!("Before {}, the meeting above it; meetings stand in the order of their days.", last.sheet.held_on),
                );
                continue;
            }
            Some(last) if on == last.sheet.held_on => {}
            _ => files.push(meeting(group, on, row.line)),
        }
        let (Some(line), Some(file)) = (line, files.last_mut()) else { continue };
        match file.lines.get(&line.party) {
            Some(earlier) => {
                bad.add(row.line, "member", format!("Line {earlier} has member {} at this meeting too.", row.text("member")))
            }
            None => {
                file.lines.insert(line.party, row.line);
                file.sheet.lines.push(line);
            }
        }
    }
    Ok((files, bad))
}

fn meeting(group: &Group, on: NaiveDate, first: u64) -> MeetingFile {
    let sheet = Sheet {
        key: key(&["meeting", &group.code, &on.to_string()]),
        after: None,
        held_on: on,
        lines: vec![],
        other: vec![],
        count: Count::NotCounted,
        difference_reason: String::new(),
        difference_named: None,
        witnessed: false,
        note: String::new(),
    };
    MeetingFile { sheet, lines: BTreeMap::new(), first }
}

fn line(row: &Row, group: &Group, known: &BTreeMap<i64, PartyNo>, bad: &mut BadLines) -> Option<Line> {
    let word = row.text("attendance").to_lowercase();
    let attendance = Attendance::parse(if word.starts_with("sent") { "sent" } else { &word });
    if attendance.is_none() {
        bad.add(row.line, "attendance", said(row.text("attendance"), "Not present, late, sent, excused or absent."));
    }
    let savings = quantity(row, "savings", group.commodity(), bad).map(Saved::Amount);
    let social_fund = quantity(row, "social_fund", group.commodity(), bad);
    let fine = quantity(row, "fine", group.commodity(), bad);
    let repayment = quantity(row, "repayment", group.commodity(), bad);
    let loan = quantity(row, "loan", group.commodity(), bad);
    let number = count(row, "member", bad);
    let party = number.and_then(|number| known.get(&number).copied());
    if party.is_none() {
        bad.add(row.line, "member", said(row.text("member"), &WORDS.say("refuse-not-a-member")));
    }
    Some(Line { party: party?, attendance, savings, social_fund, fine, repayment, loan })
}

/// Lists what the rules of the sheet refused, at its line and column.
async fn refused(
    tx: &mut Tx,
    group: &Group,
    file: &MeetingFile,
    refusals: Vec<Refusal>,
    bad: &mut BadLines,
) -> Result<(), ImportError> {
    let members = members::members(tx, group.book, &group.commodity).await?;
    for Refusal { place, why } in refusals {
        let (party, column) = match place {
            Place::Attendance(party) if matches!(why, Why::NotAMember | Why::NotYetAMember | Why::HasLeft | Why::Twice) => {
                (Some(party), "member")
            }
            Place::Attendance(party) => (Some(party), "attendance"),
            Place::Savings(party) => (Some(party), "savings"),
            Place::SocialFund(party) => (Some(party), "social_fund"),
            Place::Fine(party) => (Some(party), "fine"),
            Place::Repayment(party) => (Some(party), "repayment"),
            Place::Loan(party) => (Some(party), "loan"),
            _ => (None, "date"),
        };
        let line = party.and_then(|party| file.lines.get(&party).copied());
        match (party, line) {
            (Some(party), None) => {
                let number = members.iter().find(|member| member.party() == party).map_or(0, |member| member.number);
                // One place for each who is missing, and they may be many.
                bad.add(
                    file.first,
                    &format!("member {number}"),
                    format!("She has no line at the meeting of {}.", file.sheet.held_on),
                );
            }
            _ => bad.add(line.unwrap_or(file.first), column, refusals::why(WORDS, group.commodity(), why)),
        }
    }
    Ok(())
}

/// Sees that the meeting that stands is the file's.
async fn compare(tx: &mut Tx, group: &Group, no: i64, file: &MeetingFile, bad: &mut BadLines) -> Result<(), ImportError> {
    let stand: BTreeMap<i64, meetings::LineRow> =
        meetings::lines(tx, group.book, no).await?.into_iter().map(|line| (line.party_no, line)).collect();
    let figure = |quantity: Option<i64>| quantity.map_or("blank".to_owned(), |quantity| shown(quantity, group.commodity()));
    for line in &file.sheet.lines {
        let at = file.lines.get(&line.party).copied().unwrap_or(file.first);
        let Some(stands) = stand.get(&line.party.0) else {
            bad.add(at, "member", format!("Meeting {no} stands already, without this member."));
            continue;
        };
        let savings = line.savings.map(|saved| match saved {
            Saved::Amount(amount) | Saved::Shares(amount) => amount,
        });
        for (column, says, there) in [
            ("savings", savings, stands.savings),
            ("social_fund", line.social_fund, stands.social_fund),
            ("fine", line.fine, stands.fine),
            ("repayment", line.repayment, stands.repayment),
            ("loan", line.loan, stands.loan),
        ] {
            if says != there {
                bad.add(
                    at,
                    column,
                    format!("Meeting {no} stands already, with {}; a wrong figure is mended by a correction.", figure(there)),
                );
            }
        }
        if line.attendance.map(Attendance::code) != stands.attendance.as_deref() {
            bad.add(
                at,
                "attendance",
                format!("Meeting {no} stands already, with {}.", stands.attendance.as_deref().unwrap_or("none")),
            );
        }
    }
    if stand.len() != file.sheet.lines.len() {
        bad.add(file.first, "", format!("Meeting {no} stands already, with {} members.", stand.len()));
    }
    Ok(())
}

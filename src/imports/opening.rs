//! The baseline of a group that has met for years, from a file: what each member has, and what else is in the box.
use super::{BadLines, ImportError, Imported, WORDS, count, day, key, quantity, said, shown, table};
use crate::{
    groups::store::Group,
    meetings::{
        refusals,
        seal::{Act, open_books},
        store as meetings,
    },
    members::store as members,
    store::Tx,
};
use chrono::NaiveDate;
use domain::{
    meetings::Why,
    opening::{Opening, OpeningLine, OpeningPlace},
};
use ledger::PartyNo;
use std::{collections::BTreeMap, path::Path};
use table::{Column, Row};

/// The columns; a row without a member carries `other_cash`, what the box holds beyond members' money.
pub const COLUMNS: &[Column] = &[
    Column::needed("date"),
    Column::needed("member"),
    Column::needed("savings"),
    Column::needed("social_fund"),
    Column::trailing("other_cash"),
];

/// An opening, and where each of its figures stands in the file.
#[derive(Clone, Debug)]
pub struct OpeningFile {
    opening: Opening,
    lines: BTreeMap<PartyNo, u64>,
    first: u64,
    other: u64,
}

/// Reads the rows of a file.
pub fn read(path: &Path) -> Result<Vec<Row>, ImportError> {
    table::read(path, COLUMNS)
}

/// Writes the baseline of a group, or sees that it stands just so. Caller commits when it is new.
pub async fn write(tx: &mut Tx, group: &Group, rows: &[Row], act: Act) -> Result<Imported, ImportError> {
    let (file, mut bad) = understood(tx, group, rows).await?;
    if file.opening.on == NaiveDate::MIN {
        // Without a day no rule can judge the rest.
        bad.none()?;
        return Err(ImportError::File("the file says no date".into()));
    }
    if meetings::by_key(tx, group.book, file.opening.key).await?.is_some() {
        compare(tx, group, &file, &mut bad).await?;
        bad.none()?;
        return Ok(Imported { same: 1, ..Imported::default() });
    }
    let refusals = open_books(tx, group, &file.opening, act).await?.err().unwrap_or_default();
    for (place, why) in refusals {
        let line = |party: PartyNo| file.lines.get(&party).copied().unwrap_or(file.first);
        let (line, column) = match place {
            OpeningPlace::Whole | OpeningPlace::Date => (file.first, "date"),
            OpeningPlace::Savings(party) => (line(party), "savings"),
            OpeningPlace::SocialFund(party) => (line(party), "social_fund"),
            OpeningPlace::Member(party) => (line(party), "member"),
            OpeningPlace::OtherCash => (file.other, "other_cash"),
        };
        let reason = match why {
            Why::SealedMeanwhile(_) => "The group has meetings already; an opening comes before the first.".to_owned(),
            why => refusals::why(WORDS, group.commodity(), why),
        };
        bad.add(line, column, reason);
    }
    bad.none()?;
    Ok(Imported { new: 1, ..Imported::default() })
}

/// Turns rows into an opening, and lists every cell that cannot be understood; the opening leaves such cells out.
async fn understood(tx: &mut Tx, group: &Group, rows: &[Row]) -> Result<(OpeningFile, BadLines), ImportError> {
    let known: BTreeMap<i64, PartyNo> =
        members::members(tx, group.book, &group.commodity).await?.iter().map(|member| (member.number, member.party())).collect();
    let first = rows.first().ok_or_else(|| ImportError::File("the file has no lines".into()))?;
    let mut bad = BadLines::default();
    let mut on: Option<NaiveDate> = None;
    let opening = Opening { key: key(&["opening", &group.code]), on: NaiveDate::MIN, lines: vec![], other_cash: 0 };
    let mut file = OpeningFile { opening, lines: BTreeMap::new(), first: first.line, other: first.line };
    for (at, row) in rows.iter().enumerate() {
        let last = at + 1 == rows.len();
        if !(row.text("member").is_empty() && row.text("date").is_empty()) {
            match (day(row, "date", &mut bad), on) {
                (Some(day), Some(first)) if day != first => {
                    bad.add(row.line, "date", "Another day than the first line; an opening has one.")
                }
                (day, _) => on = on.or(day),
            }
        }
        let savings = quantity(row, "savings", group.commodity(), &mut bad);
        let social_fund = quantity(row, "social_fund", group.commodity(), &mut bad);
        let other = quantity(row, "other_cash", group.commodity(), &mut bad);
        if row.text("member").is_empty() {
            if !last {
                bad.add(row.line, "member", "The member is missing; only the last line may be without.");
            } else if savings.or(social_fund).is_some() {
                bad.add(row.line, "member", "A line without a member carries only other_cash, in a column of that name.");
            }
            file.opening.other_cash = other.unwrap_or(0);
            file.other = row.line;
            continue;
        }
        if other.is_some() {
            bad.add(row.line, "other_cash", "Only the last line, which has no member, carries other_cash.");
        }
        let Some(number) = count(row, "member", &mut bad) else { continue };
        let Some(&party) = known.get(&number) else {
            bad.add(row.line, "member", said(row.text("member"), &WORDS.say("refuse-not-a-member")));
            continue;
        };
        if let Some(line) = file.lines.insert(party, row.line) {
            bad.add(row.line, "member", format!("Line {line} has member {number} too."));
        }
        file.opening.lines.push(OpeningLine { party, savings: savings.unwrap_or(0), social_fund: social_fund.unwrap_or(0) });
    }
    match on {
        Some(on) => file.opening.on = on,
        None => bad.add(file.first, "date", WORDS.say("refuse-date-missing")),
    }
    Ok((file, bad))
}

/// Sees that the baseline that stands is the file's.
async fn compare(tx: &mut Tx, group: &Group, file: &OpeningFile, bad: &mut BadLines) -> Result<(), ImportError> {
    let meeting = meetings::meeting(tx, group.book, 0)
        .await?
        .ok_or_else(|| ImportError::File("the opening that stands cannot be found".into()))?;
    let stand: BTreeMap<i64, (i64, i64)> = meetings::lines(tx, group.book, 0)
        .await?
        .iter()
        .map(|line| (line.party_no, (line.savings.unwrap_or(0), line.social_fund.unwrap_or(0))))
        .collect();
    let shown = |quantity: i64| shown(quantity, group.commodity());
    if meeting.held_on != file.opening.on {
        bad.add(file.first, "date", format!("The opening stands already, on {}.", meeting.held_on));
    }
    for line in &file.opening.lines {
        let at = file.lines.get(&line.party).copied().unwrap_or(file.first);
        match stand.get(&line.party.0) {
            None => bad.add(at, "member", "The opening stands already, without this member."),
            Some((savings, _)) if *savings != line.savings => {
                bad.add(at, "savings", format!("The opening stands already, with {}.", shown(*savings)));
            }
            Some((_, social)) if *social != line.social_fund => {
                bad.add(at, "social_fund", format!("The opening stands already, with {}.", shown(*social)));
            }
            Some(_) => {}
        }
    }
    if stand.len() != file.lines.len() {
        bad.add(file.first, "", format!("The opening stands already, with {} members.", stand.len()));
    }
    let other = meeting.expected - stand.values().map(|(savings, social)| savings + social).sum::<i64>();
    if other != file.opening.other_cash {
        bad.add(file.other, "other_cash", format!("The opening stands already, with {}.", shown(other)));
    }
    Ok(())
}

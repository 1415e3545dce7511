//! Loans that were running before the group came to us, from a file: after the opening balances, before the first meeting.
use super::{BadLines, ImportError, Imported, WORDS, count, day, key, quantity, said, shown, table};
use crate::{
    groups::store::Group,
    loans::store::{self as loans, NewLoan, Which, Written},
    meetings::seal::{self, Act},
    members::store as members,
    store::{Tx, lock, post, record},
};
use chrono::NaiveDate;
use domain::loans::brought::{Before, BroughtLoans, BroughtRefusal, RunningLoan, bring};
use ledger::{PartyNo, Recorded};
use std::{collections::BTreeMap, path::Path};
use table::{Column, Row};
use uuid::Uuid;

/// The columns. `date` is the day the figures are of; `owed` is principal; a blank rate is that of the constitution.
pub const COLUMNS: &[Column] = &[
    Column::needed("date"),
    Column::needed("member"),
    Column::needed("given_on"),
    Column::needed("principal"),
    Column::needed("owed"),
    Column::needed("interest_paid"),
    Column::needed("instalments"),
    Column::trailing("rate_percent_month"),
    Column::trailing("purpose"),
];

/// Reads the rows of a file.
pub fn read(path: &Path) -> Result<Vec<Row>, ImportError> {
    table::read(path, COLUMNS)
}

/// A line of the file: the loan, its public id, what for, and where it stands.
struct FileLoan {
    loan: RunningLoan,
    id: Uuid,
    purpose: String,
    line: u64,
}

/// Writes the running loans of a group, or sees that they stand just so. Caller commits when they are new.
pub async fn write(tx: &mut Tx, group: &Group, rows: &[Row], act: Act) -> Result<Imported, ImportError> {
    let (on, file, mut bad) = understood(tx, group, rows).await?;
    lock(tx, group.book).await?;
    let stand: BTreeMap<Uuid, loans::Loan> =
        loans::loans(tx, Which::All(group.book)).await?.into_iter().map(|loan| (loan.id, loan)).collect();
    if file.iter().any(|one| stand.contains_key(&one.id)) {
        compare(group, &file, &stand, &mut bad);
        bad.none()?;
        return Ok(Imported { same: file.len(), ..Imported::default() });
    }
    bad = match on {
        Some(on) => post_loans(tx, group, on, &file, act, bad).await?,
        None => bad,
    };
    bad.none()?;
    Ok(Imported { new: file.len(), ..Imported::default() })
}

async fn post_loans(
    tx: &mut Tx,
    group: &Group,
    on: NaiveDate,
    file: &[FileLoan],
    act: Act,
    mut bad: BadLines,
) -> Result<BadLines, ImportError> {
    let loaded = seal::load(tx, group).await?;
    let before = Before {
        constitution: &loaded.cycle.constitution,
        on,
        begun: loaded.last.map(|(no, _)| no).filter(|no| *no > 0),
        opened_on: loaded.last.map(|(_, day)| day),
        closed_through: loaded.closed_through,
        cash_loan: loaded.cash.loan,
        last_no: loans::last_no(tx, group.book).await?,
        today: act.today,
    };
    let running: Vec<RunningLoan> = file.iter().map(|one| one.loan.clone()).collect();
    match bring(&running, &before, key(&["loans", &group.code])) {
        Err(refusals) => {
            for (at, why) in refusals {
                let line = at.and_then(|at| file.get(at)).or(file.first()).map_or(1, |one| one.line);
                let (column, reason) = refused(group, why);
                bad.add(line, column, reason);
            }
        }
        // A file with a line that was not understood writes nothing.
        Ok(_) if !bad.is_empty() => {}
        Ok(brought) => save(tx, group, loaded.cycle.no, file, brought, act).await?,
    }
    Ok(bad)
}

async fn save(
    tx: &mut Tx,
    group: &Group,
    cycle_no: i64,
    file: &[FileLoan],
    brought: BroughtLoans,
    act: Act,
) -> Result<(), ImportError> {
    let posted = post(tx, group.book, brought.entry, Recorded { at: act.at, by: act.by }).await?;
    let new = brought.loans.into_iter().zip(file).map(|((account, plan), one)| NewLoan {
        no: account.no,
        id: one.id,
        party: account.party,
        terms: account.terms,
        plan,
        application_no: None,
        purpose: one.purpose.clone(),
    });
    loans::add_loans(tx, group.book, cycle_no, None, &new.collect::<Vec<_>>()).await?;
    let written = Written { meeting_no: None, entry_no: Some(posted.no.0), by: act.by, at: act.at };
    loans::add_events(tx, group.book, &brought.movements, written, false).await?;
    record(tx, Some(group.book), Some(act.by), "loans-brought", &file.len().to_string(), act.at).await?;
    Ok(())
}

/// Turns rows into loans, and lists every cell that cannot be understood.
async fn understood(tx: &mut Tx, group: &Group, rows: &[Row]) -> Result<(Option<NaiveDate>, Vec<FileLoan>, BadLines), ImportError> {
    let known: BTreeMap<i64, PartyNo> =
        members::members(tx, group.book, &group.commodity).await?.iter().map(|member| (member.number, member.party())).collect();
    if rows.is_empty() {
        return Err(ImportError::File("the file has no lines".into()));
    }
    let (mut bad, mut on, mut file) = (BadLines::default(), None, Vec::<FileLoan>::new());
    for row in rows {
        match (day(row, "date", &mut bad), on) {
            (Some(day), Some(first)) if day != first => {
                bad.add(row.line, "date", "Another day than the first line; the figures have one.")
            }
            (day, _) => on = on.or(day),
        }
        let Some(one) = understood_row(row, group, &known, &file, &mut bad) else { continue };
        file.push(one);
    }
    Ok((on, file, bad))
}

fn understood_row(
    row: &Row,
    group: &Group,
    known: &BTreeMap<i64, PartyNo>,
    before: &[FileLoan],
    bad: &mut BadLines,
) -> Option<FileLoan> {
    let number = count(row, "member", bad);
    let party = number.and_then(|number| known.get(&number).copied());
    if party.is_none() {
        bad.add(row.line, "member", said(row.text("member"), &WORDS.say("refuse-not-a-member")));
    }
    let given_on = day(row, "given_on", bad);
    let mut amount = |column: &str| {
        let read = quantity(row, column, group.commodity(), bad);
        if read.is_none() {
            bad.add(row.line, column, "The amount is missing; write 0 for none.");
        }
        read
    };
    let (principal, owed, interest_paid) = (amount("principal"), amount("owed"), amount("interest_paid"));
    let instalments = count(row, "instalments", bad).and_then(|count| u32::try_from(count).ok()).filter(|count| *count > 0);
    if instalments.is_none() {
        bad.add(row.line, "instalments", "How many instalments the loan has in all, 1 or more.");
    }
    let rate = row.text("rate_percent_month").trim();
    let rate_percent_month = match rate {
        "" => None,
        text => {
            let read = text.trim_end_matches('%').trim().parse().ok();
            if read.is_none() {
                bad.add(row.line, "rate_percent_month", said(text, "Not a rate such as 2 or 2.5."));
            }
            read
        }
    };
    let (party, given_on) = (party?, given_on?);
    let same = |one: &FileLoan| one.loan.party == party && one.loan.given_on == given_on;
    let again = before.iter().filter(|one| same(one)).count();
    let loan = RunningLoan {
        party,
        given_on,
        principal: principal?,
        owed: owed?,
        interest_paid: interest_paid?,
        instalments: instalments?,
        rate_percent_month,
    };
    let id = key(&["loan", &group.code, &number?.to_string(), &given_on.to_string(), &again.to_string()]);
    Some(FileLoan { loan, id, purpose: row.text("purpose").trim().chars().take(200).collect(), line: row.line })
}

/// Column and reason of what the rule refused.
fn refused(group: &Group, why: BroughtRefusal) -> (&'static str, String) {
    let amount = |quantity: i64| shown(quantity, group.commodity());
    match why {
        BroughtRefusal::Begun(_) => ("date", "The group has meetings already; running loans come before the first.".into()),
        BroughtRefusal::Future => ("date", WORDS.say("refuse-future").into_owned()),
        BroughtRefusal::PeriodClosed(through) => ("date", format!("The books are closed through {through}.")),
        BroughtRefusal::NotTheOpening(day) => {
            ("date", format!("The opening balances are of {day}; the loans must be of the same day."))
        }
        BroughtRefusal::GivenLater => ("given_on", "Given after the day the figures are of.".into()),
        BroughtRefusal::Principal => ("principal", "What was lent must be above zero.".into()),
        BroughtRefusal::NotRounded(multiple) => ("principal", format!("Amounts are multiples of {}.", amount(multiple))),
        BroughtRefusal::Owed => {
            ("owed", "Above zero, and no more than was lent; a loan that is paid back is not brought along.".into())
        }
        BroughtRefusal::InterestPaid => ("interest_paid", "Zero or more.".into()),
        BroughtRefusal::Instalments => ("instalments", "Between 1 and 600 instalments.".into()),
        BroughtRefusal::Rate => ("rate_percent_month", "Between 0 and 20 per cent a month.".into()),
        BroughtRefusal::BoxShort(short) => (
            "owed",
            format!(
                "More is lent out than the opening balances hold: {} is missing. Bring in the opening first, with all savings and other_cash.",
                amount(short)
            ),
        ),
    }
}

/// Sees that the loans that stand are the file's.
fn compare(group: &Group, file: &[FileLoan], stand: &BTreeMap<Uuid, loans::Loan>, bad: &mut BadLines) {
    for one in file {
        match stand.get(&one.id) {
            None => bad.add(one.line, "member", "Running loans stand already, without this one."),
            Some(loan) if loan.account.terms.principal != one.loan.principal => {
                let stands = shown(loan.account.terms.principal, group.commodity());
                bad.add(one.line, "principal", format!("The loan stands already, with {stands}."));
            }
            Some(_) => {}
        }
    }
}

//! Loans in kind, and what was brought back.
use super::{Ground, Officers, needed, perform, sum};
use crate::{
    banks::{
        store::{self, BankRow},
        write::Wish,
    },
    groups::store::Group,
    imports::{BadLines, ImportError, Imported, count, day, key, quantity, said, table::Row},
    store::Tx,
};
use domain::banks::{
    Ask, Party,
    ask::{LendRow, RepayRow},
    rules::Purpose,
};

/// Writes loans in kind: the lines of one day, good and purpose are one lending day. Caller commits.
///
/// # Errors
/// Every line that cannot be taken.
pub async fn loans(tx: &mut Tx, group: &Group, row: &BankRow, rows: &[Row], officers: Officers) -> Result<Imported, ImportError> {
    let (mut bad, mut imported) = (BadLines::default(), Imported::default());
    for lines in together(rows, &["date", "good", "purpose", "season"]) {
        let ground = Ground::load(tx, group, row).await?;
        let head = lines[0];
        let (on, good) = (day(head, "date", &mut bad), ground.good(head, &mut bad));
        let purpose = Purpose::parse(head.text("purpose"));
        if purpose.is_none() {
            bad.add(head.line, "purpose", said(head.text("purpose"), "food, seed, breeding, garden, emergency or other."));
        }
        let (Some(on), Some(good), Some(purpose)) = (on, good, purpose) else { continue };
        let season = count(head, "season", &mut bad).or_else(|| ground.bank.season_of(on).map(|season| season.no));
        let mut asked = Vec::new();
        for line in &lines {
            let party = ground.member(line, line.text("member"), "member", &mut bad);
            let amount = quantity(line, "quantity", good.commodity(), &mut bad);
            let names = line.text("guarantors").split('+').map(str::trim).filter(|name| !name.is_empty());
            let guarantors: Option<Vec<Party>> = names.map(|name| ground.member(line, name, "guarantors", &mut bad)).collect();
            if let (Some(party), Some(quantity), Some(guarantors)) = (party, needed(line, "quantity", amount, &mut bad), guarantors)
            {
                asked.push(LendRow { party, quantity, guarantors });
            }
        }
        if asked.len() < lines.len() {
            continue;
        }
        let ask = Ask::Lend { good: good.code().to_owned(), purpose, season, rows: asked };
        let id = key(&["kind-loans", &row.code, head.text("date"), head.text("good"), head.text("purpose"), head.text("season")]);
        sum(
            &mut imported,
            perform(tx, &ground, &Wish { key: id, day: on, known: true, ask: &ask }, officers, &lines, &mut bad).await?,
        );
    }
    bad.none().map(|()| imported)
}

/// Lines that follow one another and say the same in these columns.
fn together<'a>(rows: &'a [Row], columns: &[&str]) -> Vec<Vec<&'a Row>> {
    let mut all: Vec<Vec<&Row>> = Vec::new();
    for row in rows {
        let same = |other: &&Row| columns.iter().all(|column| other.text(column) == row.text(column));
        match all.last_mut().filter(|lines| lines.first().is_some_and(same)) {
            Some(lines) => lines.push(row),
            None => all.push(vec![row]),
        }
    }
    all
}

/// Writes what was brought back: the lines of one day, good and price are one repayment day; a line pays the member's
/// oldest open loan of the good. Caller commits.
///
/// # Errors
/// Every line that cannot be taken.
pub async fn repayments(
    tx: &mut Tx,
    group: &Group,
    row: &BankRow,
    rows: &[Row],
    officers: Officers,
) -> Result<Imported, ImportError> {
    let (mut bad, mut imported) = (BadLines::default(), Imported::default());
    for lines in together(rows, &["date", "good", "price", "market"]) {
        let ground = Ground::load(tx, group, row).await?;
        let head = lines[0];
        let (Some(on), Some(good)) = (day(head, "date", &mut bad), ground.good(head, &mut bad)) else { continue };
        let money = group.commodity();
        let (agreed, market) = (quantity(head, "price", money, &mut bad), quantity(head, "market", money, &mut bad));
        let id =
            key(&["kind-repayments", &row.code, head.text("date"), head.text("good"), head.text("price"), head.text("market")]);
        // The same file again finds its loans closed; what was written under its key says that it was.
        let written = store::act_of_key(tx, row, id).await?;
        if let Some((no, _)) = written {
            imported.same += lines.len();
            tracing::debug!(no, "these lines were written before");
            continue;
        }
        let state = ground.state(on)?;
        let mut asked: Vec<RepayRow> = Vec::new();
        for line in &lines {
            let Some(party) = ground.member(line, line.text("member"), "member", &mut bad) else { continue };
            let open = state.open_loans(party, on).filter(|loan| loan.good == good.code());
            let Some(loan) =
                open.filter(|loan| asked.iter().all(|row| row.loan != loan.no)).min_by_key(|loan| (loan.due_on, loan.no))
            else {
                bad.add(line.line, "member", "She has no open loan of this good.");
                continue;
            };
            asked.push(RepayRow {
                loan: loan.no,
                weighed: quantity(line, "quantity", good.commodity(), &mut bad),
                moisture_tenths: tenths(line, "moisture", &mut bad),
                foreign_tenths: tenths(line, "foreign", &mut bad),
                money: quantity(line, "money", money, &mut bad),
            });
        }
        if asked.len() < lines.len() {
            continue;
        }
        let ask = Ask::Repay { good: good.code().to_owned(), agreed, market, rows: asked };
        sum(
            &mut imported,
            perform(tx, &ground, &Wish { key: id, day: on, known: true, ask: &ask }, officers, &lines, &mut bad).await?,
        );
    }
    bad.none().map(|()| imported)
}

/// A per cent with one decimal, as tenths.
fn tenths(line: &Row, column: &str, bad: &mut BadLines) -> Option<i64> {
    match words::read_quantity(line.text(column), 1) {
        Ok(read) => read,
        Err(_) => {
            bad.add(line.line, column, said(line.text(column), "Not a percentage with one decimal."));
            None
        }
    }
}

//! The demo's banks: founded from their files, and everything that happened at them brought in line by line, in the order
//! of its days, by the roads that files take.
use super::{Demo, Failure, files::BankFiles, group};
use crate::{
    banks::store::{self, BankRow},
    groups::store::Group,
    imports::{self, ImportError, banks::Officers, table},
    store::Tx,
};
use table::{Column, Row};

/// Who writes at a bank, and who confirms.
const OFFICERS: (&str, &str) = ("bank-treasurer", "bank-secretary");

impl Demo {
    /// Founds a bank, with the members of its group where they come along.
    pub(super) async fn bank(&self, tx: &mut Tx, files: &BankFiles) -> Result<(), Failure> {
        let file = imports::banks::read_text(files.bank, super::files::scheme).map_err(Failure)?.moved(self.moved);
        let act = self.act(tx, "officer", self.today).await?;
        taken(files, file.write(tx, act).await)?;
        if let Some((code, members)) = files.members {
            let group = group(tx, code).await?;
            let rows = self.rows(members, imports::members::COLUMNS, "joined_on")?;
            taken(files, imports::members::write(tx, &group, &rows, act).await)?;
        }
        Ok(())
    }

    /// What happened at it.
    pub(super) async fn bank_past(&self, tx: &mut Tx, files: &BankFiles) -> Result<(), Failure> {
        let missing = || Failure(format!("the demo has no bank {}", files.code));
        let bank = store::bank(tx, files.code).await?.ok_or_else(missing)?;
        let group = crate::groups::store::group_of_book(tx, bank.book.0).await?.ok_or_else(missing)?;
        let (first, second) = (self.act(tx, OFFICERS.0, self.today).await?, self.act(tx, OFFICERS.1, self.today).await?);
        let officers = Officers { first, second: Some(second) };
        let prices = self.rows(files.prices, imports::banks::PRICES, "date")?;
        taken(files, imports::banks::prices(tx, &group, &bank, &prices, first).await)?;
        // Each file is in the order of its days; a count, and a sale, must come after what was lent and brought back before.
        let mut lines = self.lines(imports::banks::STOCK, Some(files.stock), Kind::Stock)?;
        lines.extend(self.lines(imports::banks::LOANS, files.loans, Kind::Loans)?);
        lines.extend(self.lines(imports::banks::REPAYMENTS, files.repayments, Kind::Repayments)?);
        lines.extend(self.lines(imports::banks::ANIMALS, files.animals, Kind::Animals)?);
        lines.sort_by(|a, b| a.day.cmp(&b.day));
        let mut at = 0;
        while at < lines.len() {
            let kind = lines[at].kind;
            let run = lines[at..].iter().take_while(|line| line.kind == kind).count();
            let rows: Vec<Row> = lines[at..at + run].iter().map(|line| line.row.clone()).collect();
            taken(files, write(tx, &group, &bank, kind, &rows, officers).await)?;
            at += run;
        }
        Ok(())
    }

    fn lines(&self, columns: &[Column], text: Option<&str>, kind: Kind) -> Result<Vec<Line>, Failure> {
        let rows = match text {
            Some(text) => self.rows(text, columns, "date")?,
            None => Vec::new(),
        };
        // A calf's birthday moves with the rest of its life.
        let moved = |row: Row| match words::read_date(row.text("born_on")) {
            Ok(born) => row.with("born_on", (born + self.moved).to_string()),
            Err(_) => row,
        };
        Ok(rows.into_iter().map(moved).map(|row| Line { day: row.text("date").to_owned(), kind, row }).collect())
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Stock,
    Loans,
    Repayments,
    Animals,
}

struct Line {
    day: String,
    kind: Kind,
    row: Row,
}

async fn write(
    tx: &mut Tx,
    group: &Group,
    bank: &BankRow,
    kind: Kind,
    rows: &[Row],
    officers: Officers,
) -> Result<imports::Imported, ImportError> {
    match kind {
        Kind::Stock => imports::banks::stock(tx, group, bank, rows, officers).await,
        Kind::Loans => imports::banks::loans(tx, group, bank, rows, officers).await,
        Kind::Repayments => imports::banks::repayments(tx, group, bank, rows, officers).await,
        Kind::Animals => imports::banks::animals(tx, group, bank, rows, officers).await,
    }
}

/// A fixture that is not taken is a fault of the program: a test makes the demo.
fn taken(files: &BankFiles, imported: Result<imports::Imported, ImportError>) -> Result<(), Failure> {
    imported.map(drop).map_err(|error| Failure(format!("the demo’s bank {}: {error:?}", files.code)))
}

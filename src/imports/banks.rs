//! Banks from files: a bank with what it agreed, and what happened at it, in the order of its days. Every line goes the
//! same road as a form (`banks::write`), so a file can bring nothing that a committee could not have written.
mod animals;
mod file;
mod loans;
mod stock;

pub use animals::animals;
pub use file::{BankFile, read, read_text};
pub use loans::{loans, repayments};
pub use stock::{prices, stock};

use super::{BadLines, ImportError, Imported, WORDS, key, said, table};
use crate::{
    banks::{
        refusals,
        store::{self, BankRow},
        write::{self, Outcome, Wish},
    },
    groups::store::Group,
    meetings::seal::Act,
    members::store as members,
    store::Tx,
};
use chrono::NaiveDate;
use domain::banks::{Ask, Bank, Good, Party, State, acts::AnimalNo};
use std::collections::BTreeMap;
use table::{Column, Row};
use uuid::Uuid;

/// A file of prices.
pub const PRICES: &[Column] =
    &[Column::needed("date"), Column::needed("good"), Column::needed("class"), Column::needed("price"), Column::trailing("reason")];

/// A file of what came into the store and the box and went out of them.
pub const STOCK: &[Column] = &[
    Column::needed("date"),
    Column::needed("kind"),
    Column::needed("good"),
    Column::needed("quantity"),
    Column::needed("money"),
    Column::needed("member"),
    Column::needed("note"),
];

/// A file of loans in kind.
pub const LOANS: &[Column] = &[
    Column::needed("date"),
    Column::needed("member"),
    Column::needed("good"),
    Column::needed("purpose"),
    Column::needed("quantity"),
    Column::trailing("season"),
    Column::trailing("guarantors"),
];

/// A file of what was brought back.
pub const REPAYMENTS: &[Column] = &[
    Column::needed("date"),
    Column::needed("member"),
    Column::needed("good"),
    Column::needed("quantity"),
    Column::needed("moisture"),
    Column::needed("foreign"),
    Column::needed("money"),
    Column::needed("price"),
    Column::trailing("market"),
];

/// A file of what happened to animals.
pub const ANIMALS: &[Column] = &[
    Column::needed("date"),
    Column::needed("event"),
    Column::needed("tag"),
    Column::needed("species"),
    Column::needed("sex"),
    Column::needed("born_on"),
    Column::needed("dam"),
    Column::needed("member"),
    Column::needed("money"),
    Column::needed("note"),
    Column::trailing("calved"),
];

/// In whose name lines are written: who records, and who confirms what needs two.
#[derive(Clone, Copy, Debug)]
pub struct Officers {
    /// Who records.
    pub first: Act,
    /// Who confirms; without one, what needs two officers is refused.
    pub second: Option<Act>,
}

/// What lines need to be understood, read anew before each act.
struct Ground<'a> {
    group: &'a Group,
    row: &'a BankRow,
    bank: Bank,
    numbers: BTreeMap<i64, Party>,
}

impl<'a> Ground<'a> {
    async fn load(tx: &mut Tx, group: &'a Group, row: &'a BankRow) -> Result<Ground<'a>, ImportError> {
        let bank = store::load(tx, row, group).await?;
        let all = members::members(tx, group.book, &group.commodity).await?;
        let numbers = all.iter().map(|member| (member.number, Party::from(member.party()))).collect();
        Ok(Ground { group, row, bank, numbers })
    }

    fn good(&self, row: &Row, bad: &mut BadLines) -> Option<Good> {
        let found = self.bank.good(row.text("good"));
        if found.is_none() {
            bad.add(row.line, "good", said(row.text("good"), "No such good; see docs/CLI.md for the list."));
        }
        found
    }

    fn member(&self, row: &Row, text: &str, column: &str, bad: &mut BadLines) -> Option<Party> {
        let found = words::read_count(text).ok().flatten().and_then(|number| self.numbers.get(&number).copied());
        if found.is_none() {
            bad.add(row.line, column, said(text, "No member has this number."));
        }
        found
    }

    fn state(&self, day: NaiveDate) -> Result<State, ImportError> {
        self.bank.state(day).map_err(|flaw| ImportError::File(format!("{}: its acts do not fit: {flaw:?}", self.row.code)))
    }

    fn animal(&self, state: &State, row: &Row, column: &str, bad: &mut BadLines) -> Option<AnimalNo> {
        let tag = row.text(column);
        let found = state.animals.values().filter(|animal| animal.tag == tag).max_by_key(|animal| animal.no);
        if found.is_none() {
            bad.add(row.line, column, said(tag, "No animal of the register has this tag."));
        }
        found.map(|animal| animal.no)
    }
}

/// The key of a line: of what it says, and the how-manieth it is of those that say the same.
fn repeated(of: &[&str], line: &Row, rows: &[Row], at: usize) -> Uuid {
    let before = rows[..at].iter().filter(|other| other.says() == line.says()).count().to_string();
    let says = line.says();
    key(&[of, &[says.as_str(), before.as_str()]].concat())
}

/// Writes one act of a file and says what became of it.
async fn perform(
    tx: &mut Tx,
    ground: &Ground<'_>,
    wish: &Wish<'_>,
    officers: Officers,
    lines: &[&Row],
    bad: &mut BadLines,
) -> Result<Imported, ImportError> {
    let first = lines.first().map_or(1, |line| line.line);
    let one = |again: bool| match again {
        true => Imported { same: lines.len(), ..Imported::default() },
        false => Imported { new: lines.len(), ..Imported::default() },
    };
    // A file brings what was written down at the time: what must be reported within some days was.
    let then = |officer: Act| Act { today: wish.day.min(officer.today), ..officer };
    let mut outcome = write::ask(tx, ground.group, ground.row, wish, then(officers.first)).await?;
    if let Outcome::Asked(no) = outcome {
        let Some(second) = officers.second else {
            bad.add(first, "", "This needs two officers: name the second with --confirmed-by.");
            return Ok(Imported::default());
        };
        let request = store::requests(tx, ground.row).await?.into_iter().find(|request| request.no == no);
        let request = request.ok_or_else(|| ImportError::File(format!("request {no} is gone")))?;
        if request.decision.is_some() {
            return Ok(one(true));
        }
        outcome = write::confirm(tx, ground.group, ground.row, &request, then(second)).await?;
    }
    match outcome {
        Outcome::Written(..) => Ok(one(false)),
        Outcome::Again(_) => Ok(one(true)),
        Outcome::Other(no) => {
            bad.add(first, "", format!("Act {no} was written from this line with other figures."));
            Ok(Imported::default())
        }
        Outcome::Asked(_) => Ok(Imported::default()),
        Outcome::Refused(refusals) => {
            for refusal in refusals {
                let line = refusal.row.and_then(|row| lines.get(row)).map_or(first, |line| line.line);
                bad.add(line, "", refusals::text(WORDS, &ground.bank, good_of(wish.ask), &refusal.why));
            }
            Ok(Imported::default())
        }
    }
}

fn good_of(ask: &Ask) -> Option<&str> {
    match ask {
        Ask::Donate { good, .. }
        | Ask::Deposit { good, .. }
        | Ask::ReturnDeposit { good, .. }
        | Ask::Buy { good, .. }
        | Ask::Sell { good, .. }
        | Ask::Help { good, .. }
        | Ask::Count { good, .. }
        | Ask::Lend { good, .. }
        | Ask::Repay { good, .. } => Some(good),
        _ => None,
    }
}

fn sum(all: &mut Imported, one: Imported) {
    all.new += one.new;
    all.same += one.same;
}

fn needed<T>(line: &Row, column: &str, value: Option<T>, bad: &mut BadLines) -> Option<T> {
    if value.is_none() {
        bad.add(line.line, column, "This is needed here.");
    }
    value
}

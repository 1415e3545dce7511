//! What a terminal is told of refusals, forks and what came.
use super::Failure;
use crate::{
    bundles::{
        keep, line, send,
        take::{EntryText, Fork, Refusal, TakenBook},
        told::{self, Came, Told},
    },
    exports::{Cell, Rows},
    store::{Tx, commodities},
};
use ledger::Commodity;
use std::collections::BTreeMap;
use words::{Language, Words};

fn english() -> Words {
    Words::new(Language::English)
}

fn one_line(told: &Told) -> String {
    format!("{} {}", told.what, told.next)
}

/// Why an installation is not met, or a book does not change hands.
pub fn keeping(refusal: &keep::Refusal) -> Failure {
    Failure(one_line(&told::of_keeping(english(), refusal)))
}

/// Why no bundle is made.
pub fn sending(refusal: &send::Refusal) -> Failure {
    Failure(one_line(&told::of_sending(english(), refusal)))
}

/// Why a bundle is not taken.
pub fn taking(refusal: &Refusal) -> Failure {
    let lines = [one_line(&told::of_taking(english(), refusal))].into_iter().chain(told::detail(refusal));
    Failure(lines.collect::<Vec<_>>().join("\n  "))
}

/// Why a bundle did not go over the line.
pub fn line(unsent: &line::Unsent) -> String {
    one_line(&told::of_line(english(), unsent))
}

/// What came, group by group.
pub fn came(books: &[&TakenBook]) -> String {
    let mut rows = Rows::new(&["group", "entries", "meetings", "loans", "members", "acts", "others", "last"]);
    for book in books {
        let Came { entries, meetings, loans, acts, members, others } = Came::of(book);
        let counts = [entries, meetings, loans, members, acts, others];
        let counts = counts.map(|count| Cell::count(i64::try_from(count).unwrap_or(i64::MAX)));
        rows.push([Cell::text(&book.code)].into_iter().chain(counts).chain([Cell::count(book.head_no)]));
    }
    rows.to_text()
}

/// Entry by entry what stands here and what was brought.
pub async fn fork(tx: &mut Tx, fork: &Fork) -> Result<String, Failure> {
    let commodities = commodities(tx).await?;
    let mut rows = Rows::new(&["entry", "where", "day", "recorded", "fund", "account", "party", "amount", "in", "memo"]);
    for entry in &fork.entries {
        for (side, text) in [("here", &entry.here), ("brought", &entry.brought)] {
            match text {
                Some(text) => lines(&mut rows, entry.no, side, text, &commodities),
                None => {
                    let empty = || Cell::text("");
                    rows.push(
                        [Cell::count(entry.no), Cell::text(side), Cell::text("none")].into_iter().chain((3..10).map(|_| empty())),
                    );
                }
            }
        }
    }
    let mut text = format!("\nthe book of {}\n", fork.code);
    if let Some(why) = told::misfit(english(), fork) {
        text += &format!("{why}\n");
    }
    if !fork.entries.is_empty() {
        text += &rows.to_text();
    }
    if fork.others > 0 {
        text += &format!("and {} other rows that say something else here\n", fork.others);
    }
    Ok(text)
}

fn lines(rows: &mut Rows, no: i64, side: &str, entry: &EntryText, commodities: &BTreeMap<String, Commodity>) {
    for (at, (fund, account, party, commodity, quantity)) in entry.lines.iter().enumerate() {
        let amount = commodities.get(commodity).map_or_else(|| Cell::count(*quantity), |known| Cell::amount(known.of(*quantity)));
        // What is of the whole entry stands once.
        let first = |text: &str| Cell::text(if at == 0 { text } else { "" });
        let recorded = entry.recorded_at.get(..16).unwrap_or(&entry.recorded_at).replace('T', " ");
        rows.push([
            if at == 0 { Cell::count(no) } else { Cell::Number(String::new()) },
            first(side),
            first(&entry.day),
            first(&recorded),
            Cell::count(*fund),
            Cell::count(*account),
            Cell::count(*party),
            amount,
            Cell::text(commodity),
            first(&entry.memo),
        ]);
    }
}

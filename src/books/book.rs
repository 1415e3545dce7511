//! The lines of an account with their running balance, read and said: the cash book and every ledger.
use super::{
    csv::Cell,
    form::{Asked, Typed},
    funds::Funds,
    lines,
    pages::sense,
    store::{self as sums, Document},
};
use crate::{
    groups::store::Group,
    members::store::Member,
    store::{self, Line, LineFilter, Lines, Page, Result, Tx},
};
use chrono::Datelike;
use domain::chart::CASH;
use ledger::{AccountNo, Commodity, Entry, EntryKind, PartyNo};
use std::collections::HashMap;
use templates::{
    books::{AccountClass, BookLine, BookLines},
    parts::{Listing, Name},
};
use words::Words;

/// How many lines a page holds.
const PAGE: i64 = 50;

/// A book of lines, read, in one commodity.
pub struct Book {
    commodity: Commodity,
    opening: i64,
    debit: i64,
    credit: i64,
    closing: i64,
    count: i64,
    page: i64,
    lines: Vec<BookLine>,
}

/// Which account, and how its lines are told apart.
pub struct Of<'a> {
    /// The account.
    pub account: AccountNo,
    /// What it counts.
    pub class: AccountClass,
    /// In which commodity: what is counted in another has a book of its own.
    pub commodity: Commodity,
    /// Only this member's.
    pub party: Option<PartyNo>,
    /// Everyone, where it is kept by member.
    pub members: &'a [Member],
    /// The funds of the book.
    pub funds: &'a Funds,
    /// Whether a line says its fund.
    pub several_funds: bool,
}

/// The cash book: a line is what an entry did to a fund's cash, with what came in and what went out side by side.
pub async fn cash(tx: &mut Tx, group: &Group, asked: &Asked, funds: (&Funds, bool), words: Words) -> Result<Book> {
    let commodity = group.commodity();
    let (filter, (funds, several_funds)) = (filter(asked, commodity, None), funds);
    let (read, page) = read(tx, group, CASH, filter, asked).await?;
    let documents = documents(tx, group, &read.lines).await?;
    let entries = entries(tx, group, &read.lines).await?;
    let line = |line: &Line| {
        let moved =
            entries.get(&line.entry.0).map(|entry| lines::moved(entry, CASH, line.posting.fund, commodity)).unwrap_or_default();
        let (came, went) = moved
            .iter()
            .fold((0_i64, 0_i64), |(came, went), moved| (came.saturating_add(moved.came), went.saturating_add(moved.went)));
        let said = said(line, &documents, funds_of(funds, several_funds, asked), words);
        let parts = [lines::say_moved(words, commodity, &moved), said.detail.clone()];
        let detail = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
        BookLine { detail, debit: came, credit: went, balance: line.running.quantity(), ..said }
    };
    let lines = read.lines.iter().map(line).collect();
    let (debit, credit) = sums::cash_turnover(tx, group.book, filter, &group.commodity).await?;
    let of = |amounts: &[ledger::Amount]| quantity(amounts, commodity);
    Ok(Book { commodity, opening: of(&read.opening), debit, credit, closing: of(&read.closing), count: read.count, page, lines })
}

/// The ledger of an account; balances in its own sense.
pub async fn account(tx: &mut Tx, group: &Group, asked: &Asked, of: Of<'_>, words: Words) -> Result<Book> {
    let (commodity, filter) = (of.commodity, filter(asked, of.commodity, of.party));
    let (read, page) = read(tx, group, of.account, filter, asked).await?;
    let documents = documents(tx, group, &read.lines).await?;
    let names: HashMap<i64, Name> = of.members.iter().map(|member| (member.party_no, member.name())).collect();
    let line = |line: &Line| {
        let quantity = line.posting.amount.quantity();
        let party =
            line.posting.party.filter(|_| of.party.is_none()).and_then(|party| names.get(&party.0)).cloned().unwrap_or_default();
        BookLine {
            party,
            debit: quantity.max(0),
            credit: quantity.min(0).saturating_neg(),
            balance: sense(of.class, line.running.quantity()),
            ..said(line, &documents, funds_of(of.funds, of.several_funds, asked), words)
        }
    };
    let lines = read.lines.iter().map(line).collect();
    let (debit, credit) = sums::turnover(tx, group.book, of.account, filter, commodity.code()).await?;
    let sum = |amounts: &[ledger::Amount]| sense(of.class, quantity(amounts, commodity));
    Ok(Book { commodity, opening: sum(&read.opening), debit, credit, closing: sum(&read.closing), count: read.count, page, lines })
}

impl Book {
    /// As a page shows it.
    pub fn page(self, path: &str, typed: &Typed) -> BookLines {
        let keep = [
            ("fund", &typed.fund),
            ("member", &typed.member),
            ("commodity", &typed.commodity),
            ("from", &typed.from),
            ("until", &typed.until),
        ];
        let pages = (self.count + PAGE - 1) / PAGE;
        let listing = Listing {
            path: path.to_owned(),
            keep: keep.map(|(name, value)| (name.to_owned(), value.clone())).into(),
            page: u32::try_from(self.page).unwrap_or(1),
            pages: u32::try_from(pages.max(1)).unwrap_or(u32::MAX),
            rows: self.count.unsigned_abs(),
            ..Listing::default()
        };
        BookLines {
            unit: lines::unit(self.commodity),
            opening: self.opening,
            debit: self.debit,
            credit: self.credit,
            closing: self.closing,
            lines: self.lines,
            listing,
        }
    }

    /// As a file: a head, the opening balance, the lines, the sums.
    pub fn rows(&self, words: Words, heads: [&str; 2]) -> Vec<Vec<Cell>> {
        let commodity = self.commodity;
        let say = |key: &str| Cell::text(words.say(key));
        let amount = |quantity: i64| Cell::amount(commodity, quantity);
        let keys = ["date", "number-short", "what-for", "reason", "party", "fund", heads[0], heads[1], "balance", "currency"];
        let mut rows = vec![keys.map(say).into()];
        let sum = |key: &str, sides: [Cell; 2], balance: i64| {
            let [debit, credit] = sides;
            let blank = Cell::blank;
            vec![
                blank(),
                blank(),
                say(key),
                blank(),
                blank(),
                blank(),
                debit,
                credit,
                amount(balance),
                Cell::text(commodity.code()),
            ]
        };
        rows.push(sum("opening-balance", [Cell::blank(), Cell::blank()], self.opening));
        for line in &self.lines {
            rows.push(vec![
                Cell::day(line.date),
                Cell::number(line.entry.cast_signed()),
                Cell::text(&line.why),
                Cell::text(&line.detail),
                Cell::text(line.party.show(words)),
                Cell::text(line.fund.show(words)),
                amount(line.debit),
                amount(line.credit),
                amount(line.balance),
                Cell::text(commodity.code()),
            ]);
        }
        rows.push(sum("closing-balance", [amount(self.debit), amount(self.credit)], self.closing));
        rows
    }
}

fn filter(asked: &Asked, commodity: Commodity, party: Option<PartyNo>) -> LineFilter {
    LineFilter { party, fund: asked.fund, commodity: Some(commodity), from: Some(asked.from), to: Some(asked.until) }
}

/// The funds, where a line has to say which one it is of.
fn funds_of<'a>(funds: &'a Funds, several: bool, asked: &Asked) -> Option<&'a Funds> {
    (several && asked.fund.is_none()).then_some(funds)
}

/// The page that was asked for, or the last where there are fewer; a file holds everything.
async fn read(tx: &mut Tx, group: &Group, account: AccountNo, filter: LineFilter, asked: &Asked) -> Result<(Lines, i64)> {
    if asked.csv {
        return Ok((store::postings_of_account(tx, group.book, account, filter, Page::ALL).await?, 1));
    }
    let at = |page: i64| Page { skip: (page - 1) * PAGE, most: PAGE };
    let read = store::postings_of_account(tx, group.book, account, filter, at(asked.page)).await?;
    if !read.lines.is_empty() || read.count == 0 {
        return Ok((read, asked.page));
    }
    let last = (read.count + PAGE - 1) / PAGE;
    Ok((store::postings_of_account(tx, group.book, account, filter, at(last)).await?, last))
}

/// What a line says of its entry; sides and balance are for whoever knows the account.
fn said(line: &Line, documents: &HashMap<i64, Document>, funds: Option<&Funds>, words: Words) -> BookLine {
    BookLine {
        date: line.day,
        entry: line.entry.0.unsigned_abs(),
        why: lines::why(words, line.entry, line.kind, line.day.year(), documents.get(&line.entry.0)),
        detail: line.memo.clone(),
        party: Name::default(),
        fund: funds.map(|funds| funds.name(words, line.posting.fund)).unwrap_or_default(),
        debit: 0,
        credit: 0,
        balance: 0,
        correction: matches!(line.kind, EntryKind::Correction(_) | EntryKind::Reversal(_)),
    }
}

/// The documents of the lines' entries.
async fn documents(tx: &mut Tx, group: &Group, lines: &[Line]) -> Result<HashMap<i64, Document>> {
    let numbers = lines.iter().map(|line| line.entry);
    match (numbers.clone().min(), numbers.max()) {
        (Some(first), Some(last)) => sums::documents(tx, group.book, first, last).await,
        _ => Ok(HashMap::new()),
    }
}

/// The entries of the lines, by number, in one read.
async fn entries(tx: &mut Tx, group: &Group, lines: &[Line]) -> Result<HashMap<i64, Entry>> {
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return Ok(HashMap::new()) };
    let entries = store::entries_between(tx, group.book, first.day, last.day).await?;
    Ok(entries.into_iter().map(|numbered| (numbered.no.0, numbered.entry)).collect())
}

fn quantity(amounts: &[ledger::Amount], commodity: Commodity) -> i64 {
    amounts.iter().find(|amount| amount.commodity() == commodity).map_or(0, |amount| amount.quantity())
}

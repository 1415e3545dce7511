//! The consolidated trial balance: read once, shown as a page, as files, and at the terminal.
use super::{
    books::{Book, Ground, Whose},
    files, ground,
    store::{self, OfBook},
    tables,
};
use crate::{
    app::App,
    awards::reports_pages::file,
    banks::store as banks,
    books::{form::read_day, lines},
    error::{Answer, Fault},
    guard::Visit,
    listing::ListQuery,
    programme::scope::{Scope, name},
    store::Tx,
    web,
};
use axum::extract::{Query, State};
use chrono::NaiveDate;
use domain::{
    banks::{Good, is_money},
    programme::statements::{Account, FundKind, Held},
};
use ledger::Commodity;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use templates::{
    parts::{Problem, with_query},
    programme::accounts::{
        Page,
        trial::{BookLine, BooksPage, PartnerSum, TrialLine, TrialPage, TrialTable, books as draw_books, trial as draw},
    },
};
use words::Words;

/// What an address of the trial balance says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct TrialQuery {
    /// The partner's code.
    organisation: String,
    /// The day.
    as_of: String,
    /// As a file.
    format: String,
    /// The books behind a line: which funds,
    fund: String,
    /// which account,
    account: String,
    /// and what is counted.
    commodity: String,
}

/// Balances by what is counted, fund and account: of each book its own.
pub struct Trial {
    /// The day.
    pub as_of: NaiveDate,
    lines: BTreeMap<(Order, FundKind, Account), BTreeMap<i64, i64>>,
}

/// Money first, riel before dollars; then goods by code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Order(bool, Commodity);

impl Order {
    fn of(commodity: Commodity) -> Order {
        Order(!is_money(commodity.code()), commodity)
    }
}

/// A line of the trial balance with its sides.
pub struct Sides {
    /// What is counted.
    pub commodity: Commodity,
    /// The funds.
    pub fund: FundKind,
    /// The account.
    pub account: Account,
    /// In how many books.
    pub books: i64,
    /// Debit balances.
    pub debit: i64,
    /// Credit balances.
    pub credit: i64,
}

impl Trial {
    /// Reads it: today's from the balances that are kept, another day's from the history.
    ///
    /// # Errors
    /// The store; an account that no chart has.
    pub async fn load(tx: &mut Tx, ground: &Ground, whose: &Whose, as_of: NaiveDate, today: NaiveDate) -> Result<Trial, Fault> {
        let day = Some(as_of).filter(|day| *day != today);
        Trial::of(&store::balances(tx, ground, whose, day).await?, as_of)
    }

    fn of(all: &[OfBook<Held>], as_of: NaiveDate) -> Result<Trial, Fault> {
        let mut lines: BTreeMap<_, BTreeMap<i64, i64>> = BTreeMap::new();
        for OfBook { book, of } in all {
            let account = Account::of(of.fund, of.account)
                .ok_or_else(|| Fault::Broken(format!("book {book} has account {} which no chart has", of.account.0)))?;
            let sum = lines.entry((Order::of(of.commodity), of.fund, account)).or_default().entry(*book).or_default();
            *sum = sum.checked_add(of.quantity).ok_or_else(|| Fault::Broken(format!("a sum of book {book} does not fit")))?;
        }
        lines.values_mut().for_each(|books| books.retain(|_, quantity| *quantity != 0));
        lines.retain(|_, books| !books.is_empty());
        Ok(Trial { as_of, lines })
    }

    /// Its lines, money first.
    pub fn sides(&self) -> impl Iterator<Item = Sides> + '_ {
        self.lines.iter().map(|((order, fund, account), books)| {
            let (debit, credit) = sums(books.values());
            Sides { commodity: order.1, fund: *fund, account: *account, books: books.len() as i64, debit, credit }
        })
    }

    /// Debit and credit of each book and money.
    fn by_book(&self) -> BTreeMap<(i64, Order), (i64, i64)> {
        let mut all: BTreeMap<_, (i64, i64)> = BTreeMap::new();
        for ((order, ..), books) in &self.lines {
            for (book, quantity) in books {
                let sum = all.entry((*book, *order)).or_default();
                *sum = (sum.0.saturating_add((*quantity).max(0)), sum.1.saturating_add(quantity.min(&0).saturating_neg()));
            }
        }
        all
    }
}

/// Above zero and below.
fn sums<'a>(all: impl Iterator<Item = &'a i64>) -> (i64, i64) {
    all.fold((0_i64, 0_i64), |(debit, credit), one| {
        (debit.saturating_add((*one).max(0)), credit.saturating_add(one.min(&0).saturating_neg()))
    })
}

/// `GET /programme/trial-balance?organisation=&as_of=&format=`, and with `fund`, `account` and `commodity` the books behind a line.
pub async fn show(State(app): State<App>, visit: Visit, Query(query): Query<TrialQuery>, Query(list): Query<ListQuery>) -> Answer {
    let (words, today) = (visit.words(), app.today());
    let (as_of, problems) = day(&query.as_of, today, words);
    let mut tx = app.db().read().await?;
    let scope = Scope::load(&mut tx, &visit, &query.organisation).await?;
    let (ground, whose) = ground(&mut tx, &visit, &scope, None).await?;
    let trial = Trial::load(&mut tx, &ground, &whose, as_of, today).await?;
    if !query.account.is_empty() {
        return behind(&visit, &scope, &ground, &trial, &query, &list);
    }
    if !query.format.is_empty() && problems.is_empty() {
        return file(&tables::trial(&trial, scope.code()), &format!("trial-balance-{as_of}"), &query.format, as_of);
    }
    let goods = banks::goods(&mut tx).await?;
    let day_text = as_of.to_string();
    let keep = [("organisation", scope.code()), ("as_of", day_text.as_str())];
    let page = TrialPage {
        around: visit.around(),
        as_of,
        typed: if query.as_of.trim().is_empty() { words.date_short(as_of) } else { query.as_of.clone() },
        history: as_of != today,
        files: files(Page::Trial.path(), &keep, &["csv", "xlsx", "json"]),
        counted: ground.counted(),
        tables: tables_of(&trial, &goods, words, &keep),
        partners: partners(&trial, &ground, &scope),
        scope: scope.shown(),
        problems: problems.clone(),
    };
    Ok(if problems.is_empty() { web::html(draw(&page)) } else { web::unprocessable(draw(&page)) })
}

/// The day that was typed, today when none was; of a day to come nobody knows the balances.
pub(super) fn day(typed: &str, today: NaiveDate, words: Words) -> (NaiveDate, Vec<Problem>) {
    let refuse = |message: String| (today, vec![Problem { field: "as_of".into(), message }]);
    match read_day(typed, words) {
        Ok(Some(day)) if day > today => refuse(words.say("as-of-future").into_owned()),
        Ok(day) => (day.unwrap_or(today), vec![]),
        Err(message) => refuse(message),
    }
}

fn tables_of(trial: &Trial, goods: &[Good], words: Words, keep: &[(&str, &str)]) -> Vec<TrialTable> {
    let mut tables: Vec<TrialTable> = Vec::new();
    for line in trial.sides() {
        let unit = lines::unit(line.commodity);
        let code = line.commodity.code();
        let which = [("fund", line.fund.code()), ("account", line.account.code), ("commodity", code)];
        let shown = TrialLine {
            fund: line.fund,
            account: line.account,
            href: with_query(Page::Trial.path(), &[keep, &which].concat()),
            books: line.books,
            debit: line.debit,
            credit: line.credit,
        };
        match tables.last_mut().filter(|table| table.unit == unit) {
            Some(table) => table.lines.push(shown),
            None => {
                let named = || super::good_name(goods, line.commodity).show(words).to_owned();
                let good = if is_money(code) { String::new() } else { named() };
                tables.push(TrialTable { unit, good, lines: vec![shown] });
            }
        }
    }
    tables
}

fn partners(trial: &Trial, ground: &Ground, scope: &Scope) -> Vec<PartnerSum> {
    let by_book = trial.by_book();
    let of = |partner: &crate::groups::store::Organisation| {
        let own = |book: i64| ground.book(book).is_some_and(|book| book.organisation == partner.id);
        let mut sums: BTreeMap<Order, (i64, i64)> = BTreeMap::new();
        for ((_, order), (debit, credit)) in by_book.iter().filter(|((book, order), _)| own(*book) && !order.0) {
            let sum = sums.entry(*order).or_default();
            *sum = (sum.0.saturating_add(*debit), sum.1.saturating_add(*credit));
        }
        PartnerSum {
            name: name(partner),
            code: partner.code.clone(),
            books: ground.books().filter(|book| book.organisation == partner.id).count() as i64,
            sums: sums.into_iter().map(|(order, (debit, credit))| (lines::unit(order.1), debit, credit)).collect(),
        }
    };
    scope
        .partners
        .iter()
        .filter(|one| scope.whose().is_none_or(|chosen| chosen == one.id))
        .map(of)
        .filter(|one| one.books > 0)
        .collect()
}

/// The books behind a line, with links to those that the reader may see.
fn behind(visit: &Visit, scope: &Scope, ground: &Ground, trial: &Trial, query: &TrialQuery, list: &ListQuery) -> Answer {
    let words = visit.words();
    let is_it = |(order, fund, account): &(Order, FundKind, Account)| {
        order.1.code() == query.commodity && fund.code() == query.fund && account.code == query.account
    };
    let ((order, fund, account), held) = trial.lines.iter().find(|(key, _)| is_it(key)).ok_or(Fault::NotFound)?;
    let line = |(book, quantity): (&Book, i64)| BookLine {
        code: book.code.clone(),
        name: book.name.clone(),
        partner: ground.partner(book.organisation).1,
        href: book.href(visit),
        debit: quantity.max(0),
        credit: quantity.min(0).saturating_neg(),
    };
    let rows: Vec<BookLine> = held.iter().filter_map(|(no, quantity)| Some((ground.book(*no)?, *quantity))).map(line).collect();
    let day = trial.as_of.to_string();
    let scoped = [("organisation", scope.code()), ("as_of", &*day)];
    let keep = [&scoped[..], &[("fund", &*query.fund), ("account", &*query.account), ("commodity", &*query.commodity)]].concat();
    let (books, listing) = list.page(Page::Trial.path(), &keep, rows, |by, a, b| match by {
        "name" => Some(a.name.show(words).cmp(b.name.show(words))),
        "partner" => Some(a.partner.show(words).cmp(b.partner.show(words))),
        "debit" => Some(a.debit.cmp(&b.debit)),
        "credit" => Some(a.credit.cmp(&b.credit)),
        _ => None,
    });
    Ok(web::html(draw_books(&BooksPage {
        around: visit.around(),
        scope: scope.shown(),
        as_of: trial.as_of,
        back: with_query(Page::Trial.path(), &scoped),
        fund: *fund,
        account: *account,
        unit: lines::unit(order.1),
        books,
        listing,
        sums: sums(held.values()),
    })))
}

/// The codes of what is counted, for those who check.
pub fn commodities(trial: &Trial) -> BTreeSet<Commodity> {
    trial.lines.keys().map(|(order, ..)| order.1).collect()
}

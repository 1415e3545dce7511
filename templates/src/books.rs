//! The books of a group as lists: the cash book by fund, the accounts, the ledger of one account.
use crate::layout::icon;
use crate::parts::{self, Around, Column, Fields, GroupHead, Listing, Name, Problem, Row, Table, Tile, Tone, Unit, badge, empty, table_card};
use chrono::NaiveDate;
use maud::{Markup, html};
use words::Words;

/// An account as pages name it.
#[derive(Clone, Debug, Default)]
pub struct AccountName {
    /// What stands in its address.
    pub number: String,
    /// Its name.
    pub name: Name,
}

/// One line of a cash book or ledger. Quantities are smallest units of the page's unit.
#[derive(Clone, Debug)]
pub struct BookLine {
    /// The day it counts for.
    pub date: NaiveDate,
    /// The entry's number in the book.
    pub entry: u64,
    /// What it was for, already said in the reader's language.
    pub why: String,
    /// Whom it concerns, such as a member; empty for none.
    pub party: Name,
    /// In, or debit.
    pub debit: i64,
    /// Out, or credit.
    pub credit: i64,
    /// The balance after it.
    pub balance: i64,
    /// It is a correction.
    pub correction: bool,
}

/// The cash book of a group: one fund and commodity, one period.
#[derive(Clone, Debug)]
pub struct CashBookPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which group.
    pub group: GroupHead,
    /// The funds and commodities that hold cash: value for the address and name.
    pub funds: Vec<(String, Name)>,
    /// The value of the one shown; empty for all funds together.
    pub fund: String,
    /// What its cash is counted in.
    pub unit: Unit,
    /// First day, as typed.
    pub from: String,
    /// Last day, as typed.
    pub until: String,
    /// Cash before the first day.
    pub opening: i64,
    /// Sum of what came in, over all pages.
    pub debit: i64,
    /// Sum of what went out, over all pages.
    pub credit: i64,
    /// Cash after the last day.
    pub closing: i64,
    /// The lines of this page of the list, in order of posting.
    pub lines: Vec<BookLine>,
    /// Paging.
    pub listing: Listing,
    /// Dates that could not be read.
    pub problems: Vec<Problem>,
}

/// `GET /groups/{code}/cash-book?fund=&from=&until=`
pub fn cash_book(page: &CashBookPage) -> Markup {
    let (words, group, unit) = (page.around.words, &page.group, &page.unit);
    let heading = words.say("cash-book");
    let fields = Fields { words, problems: &page.problems };
    let path = group.href("cash-book");
    let body = html! {
        div.stack {
            (book_tabs(words, group, 0))
            (fields.summary())
            form.filter.card method="get" action=(path) novalidate {
                @if page.funds.len() > 1 {
                    div.f { label for="fund" { (words.say("fund")) }
                        select.box #fund name="fund" {
                            option value="" { (words.say("all-funds")) }
                            @for (value, name) in &page.funds { option value=(value) selected[*value == page.fund] { (name.show(words)) } }
                        } }
                }
                (fields.text("from", "from-date", &page.from).mid())
                (fields.text("until", "until-date", &page.until).mid())
                button.btn type="submit" { (icon("filter")) (words.say("show")) }
            }
            (parts::tiles(&[
                Tile { icon: "vault", label: words.say("opening-balance"), figure: unit.amount(words, page.opening), under: html! {} },
                Tile { icon: "banknote-arrow-down", label: words.say("cash-in"), figure: unit.amount(words, page.debit), under: html! {} },
                Tile { icon: "banknote-arrow-up", label: words.say("cash-out"), figure: unit.amount(words, page.credit), under: html! {} },
                Tile { icon: "vault", label: words.say("closing-balance"), figure: unit.amount(words, page.closing), under: html! {} },
            ]))
            @if page.lines.is_empty() {
                div.card { (empty("wallet", &words.say("no-lines"), &words.say("no-lines-text"), Some((&path, &words.say("show-all"))))) }
            } @else {
                (table_card("wallet", &heading, html! {}, lines(words, group, unit, &page.lines, &page.listing, ["cash-in", "cash-out"], &heading)))
            }
        }
    };
    page.around.page(&heading, group.name.show(words), Some(&group.href("")), &page.problems, body)
}

/// The lines of a book with a running balance.
fn lines(words: Words, group: &GroupHead, unit: &Unit, lines: &[BookLine], listing: &Listing, heads: [&str; 2], caption: &str) -> Markup {
    let columns = [
        Column::text(words.say("date")),
        Column::lead(words.say("what-for")),
        Column::number(words.say(heads[0])),
        Column::number(words.say(heads[1])),
        Column::figure(words.say("balance")),
    ];
    let rows = lines.iter().map(|line| Row {
        cells: vec![
            html! { span.n { (words.date_short(line.date)) } },
            html! {
                a href=(group.href(&format!("entries/{}", line.entry))) { (line.why) }
                @if !line.party.show(words).is_empty() { span.small { (line.party.show(words)) } }
                @if line.correction { (badge(Tone::Warn, "undo-2", &words.say("correction"))) }
            },
            html! { @if line.debit != 0 { span.in { (unit.number(words, line.debit)) } } },
            html! { @if line.credit != 0 { span.out { (unit.number(words, line.credit)) } } },
            unit.number(words, line.balance),
        ],
        tone: if line.correction { "fix" } else { "" },
    });
    html! { (Table { words, caption, columns: &columns, rows: rows.collect(), foot: vec![], listing: Some(listing) }) }
}

/// The tabs over the books; `here` counts from the cash book.
pub(crate) fn book_tabs(words: Words, group: &GroupHead, here: usize) -> Markup {
    let tab = |symbol, below: &str, key| (symbol, group.href(below), words.say(key));
    parts::tabs(&words.say("books"), here, &[
        tab("wallet", "cash-book", "cash-book"),
        tab("scale", "trial-balance", "trial-balance"),
        tab("book-open", "accounts", "accounts"),
        tab("lock", "closing", "closing"),
        tab("history", "audit", "audit-trail"),
    ])
}

/// What an account counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AccountClass {
    /// What the group has.
    Asset,
    /// What the group owes its members and others.
    Liability,
    /// What the group itself owns.
    Equity,
    /// What came in for good.
    Income,
    /// What went out for good.
    Expense,
    /// Where one commodity was given for another.
    Conversion,
}

impl AccountClass {
    fn key(self) -> &'static str {
        match self {
            AccountClass::Asset => "class-asset",
            AccountClass::Liability => "class-liability",
            AccountClass::Equity => "class-equity",
            AccountClass::Income => "class-income",
            AccountClass::Expense => "class-expense",
            AccountClass::Conversion => "class-conversion",
        }
    }
}

/// The accounts of a group's book.
#[derive(Clone, Debug)]
pub struct AccountsPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which group.
    pub group: GroupHead,
    /// Every account with a balance or a posting, by class and number; one row per commodity.
    pub accounts: Vec<AccountRow>,
}

/// An account with its balance.
#[derive(Clone, Debug)]
pub struct AccountRow {
    /// Which account.
    pub account: AccountName,
    /// What it counts.
    pub class: AccountClass,
    /// Its fund.
    pub fund: Name,
    /// What the balance is counted in.
    pub unit: Unit,
    /// Balance in the account's own sense (assets and expenses debit, the rest credit), smallest units.
    pub balance: i64,
    /// How many postings it has.
    pub postings: u64,
}

/// `GET /groups/{code}/accounts`
pub fn accounts(page: &AccountsPage) -> Markup {
    let (words, group) = (page.around.words, &page.group);
    let heading = words.say("accounts");
    let columns = [
        Column::mark(words.say("number-short")),
        Column::lead(words.say("account")),
        Column::text(words.say("fund")),
        Column::number(words.say("postings")),
        Column::figure(words.say("balance")),
    ];
    let mut rows = vec![];
    let mut class = None;
    for account in &page.accounts {
        if class != Some(account.class) {
            class = Some(account.class);
            rows.push(Row { cells: vec![html! { span.vh { "–" } }, html! { (words.say(account.class.key())) }, html! {}, html! {}, html! { span {} }], tone: "group" });
        }
        rows.push(Row::new(vec![
            html! { (account.account.number) },
            html! { a href=(group.href(&format!("accounts/{}", parts::encode(&account.account.number)))) { (account.account.name.show(words)) } },
            html! { (account.fund.show(words)) },
            html! { (words.number(account.postings as i64)) },
            account.unit.amount(words, account.balance),
        ]));
    }
    let body = html! {
        div.stack {
            (book_tabs(words, group, 2))
            @if page.accounts.is_empty() {
                div.card { (empty("book-open", &words.say("no-lines"), &words.say("books-empty-text"), None)) }
            } @else {
                (table_card("book-open", &heading, html! {}, html! { (Table { words, caption: &heading, columns: &columns, rows, foot: vec![], listing: None }) }))
            }
        }
    };
    page.around.page(&heading, group.name.show(words), Some(&group.href("")), &[], body)
}

/// The ledger of one account.
#[derive(Clone, Debug)]
pub struct AccountPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which group.
    pub group: GroupHead,
    /// Which account.
    pub account: AccountName,
    /// What it counts.
    pub class: AccountClass,
    /// Its fund; empty when the lines of several funds are shown.
    pub fund: Name,
    /// What it is counted in.
    pub unit: Unit,
    /// Balance before the lines shown.
    pub opening: i64,
    /// Balance now.
    pub balance: i64,
    /// The lines of this page of the list.
    pub lines: Vec<BookLine>,
    /// Paging.
    pub listing: Listing,
}

/// `GET /groups/{code}/accounts/{number}`
pub fn account(page: &AccountPage) -> Markup {
    let (words, group, unit) = (page.around.words, &page.group, &page.unit);
    let name = page.account.name.show(words);
    let body = html! {
        div.stack {
            (book_tabs(words, group, 2))
            (parts::tiles(&[
                Tile { icon: "book-open", label: words.say("kind"), figure: html! { (words.say(page.class.key())) }, under: html! { (page.fund.show(words)) } },
                Tile { icon: "scale", label: words.say("opening-balance"), figure: unit.amount(words, page.opening), under: html! {} },
                Tile { icon: "scale", label: words.say("balance-now"), figure: unit.amount(words, page.balance), under: html! {} },
            ]))
            @if page.lines.is_empty() {
                div.card { (empty("book-open", &words.say("no-lines"), &words.say("books-empty-text"), None)) }
            } @else {
                (table_card("book-open", name, html! {}, lines(words, group, unit, &page.lines, &page.listing, ["debit", "credit"], name)))
            }
        }
    };
    let title = format!("{} {name}", page.account.number);
    page.around.page(&title, group.name.show(words), Some(&group.href("accounts")), &[], body)
}

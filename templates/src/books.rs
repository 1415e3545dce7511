//! The books of a group as lists: the cash book by fund, the accounts, the ledger of one account.
use crate::layout::icon;
use crate::parts::{
    self, Around, Column, Fields, GroupHead, Listing, Name, Problem, Row, Table, Tile, Tone, Unit, badge, empty, table_card,
};
use chrono::NaiveDate;
use maud::{Markup, html};
use std::borrow::Cow;
use words::Words;

/// An account as pages name it.
#[derive(Clone, Debug, Default)]
pub struct AccountName {
    /// What stands in its address.
    pub number: String,
    /// Its name.
    pub name: Name,
}

/// One line of a cash book or ledger. Quantities are smallest units of the book's unit.
#[derive(Clone, Debug)]
pub struct BookLine {
    /// The day it counts for.
    pub date: NaiveDate,
    /// The entry's number in the book.
    pub entry: u64,
    /// What it was for, already said in the reader's language.
    pub why: String,
    /// More about it, already said: what came in and went out, or a reason; empty for none.
    pub detail: String,
    /// Whom it concerns, such as a member; empty for none.
    pub party: Name,
    /// Its fund; empty where only one is shown.
    pub fund: Name,
    /// In, or debit.
    pub debit: i64,
    /// Out, or credit.
    pub credit: i64,
    /// The balance after it.
    pub balance: i64,
    /// It is a correction.
    pub correction: bool,
}

/// What is looked for in a cash book or ledger, and what may be chosen.
#[derive(Clone, Debug, Default)]
pub struct BookFilter {
    /// The funds: value for the address and name.
    pub funds: Vec<(String, Name)>,
    /// The value of the one shown; empty for all funds together.
    pub fund: String,
    /// The members, where the account is kept by member: number and name.
    pub members: Vec<(String, Name)>,
    /// The number of the one shown; empty for all.
    pub member: String,
    /// What the account counts, where it counts several things: code and name.
    pub commodities: Vec<(String, Name)>,
    /// The code of what is shown.
    pub commodity: String,
    /// First day, as typed.
    pub from: String,
    /// Last day, as typed.
    pub until: String,
    /// The address of everything since the first entry; none while nothing was ever recorded.
    pub all: Option<String>,
    /// The address of the same lines as a file for a spreadsheet.
    pub csv: String,
}

/// The lines of a cash book or ledger and what surrounds them, smallest units.
#[derive(Clone, Debug)]
pub struct BookLines {
    /// What they are counted in.
    pub unit: Unit,
    /// Before the first day.
    pub opening: i64,
    /// Sum of what came in or was debited, over all pages.
    pub debit: i64,
    /// Sum of what went out or was credited, over all pages.
    pub credit: i64,
    /// After the last day.
    pub closing: i64,
    /// The lines of this page of the list, by day.
    pub lines: Vec<BookLine>,
    /// Paging.
    pub listing: Listing,
}

/// The cash book of a group: cash in the box, one period.
#[derive(Clone, Debug)]
pub struct CashBookPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which group.
    pub group: GroupHead,
    /// Whether the reader may see who did what.
    pub trail: bool,
    /// What is shown.
    pub filter: BookFilter,
    /// The lines.
    pub book: BookLines,
    /// Dates that could not be read.
    pub problems: Vec<Problem>,
}

/// `GET /groups/{code}/cash-book?fund=&from=&until=`
pub fn cash_book(page: &CashBookPage) -> Markup {
    let (words, group) = (page.around.words, &page.group);
    let heading = words.say("cash-book");
    let body = html! {
        div.stack {
            (book_tabs(words, group, 0, page.trail))
            (filter_form(words, &group.href("cash-book"), &page.filter, &page.problems))
            (book(words, group, &page.book, &page.filter, ["cash-in", "cash-out"], "wallet", &heading))
        }
    };
    page.around.page(&heading, group.name.show(words), Some(&group.href("")), &page.problems, body)
}

/// What may be chosen, by value and name.
fn listed(words: Words, list: &[(String, Name)]) -> Vec<(Cow<'static, str>, Cow<'static, str>)> {
    list.iter().map(|(value, name)| (value.clone().into(), name.show(words).to_owned().into())).collect()
}

/// Fund, commodity, member and days to look for.
fn filter_form(words: Words, path: &str, filter: &BookFilter, problems: &[Problem]) -> Markup {
    let fields = Fields { words, problems };
    let choice = |all: &str, list: &[(String, Name)]| [vec![("".into(), words.say(all))], listed(words, list)].concat();
    html! {
        (fields.summary())
        form.filter.card method="get" action=(path) novalidate {
            @if filter.funds.len() > 1 { (fields.select("fund", "fund", &filter.fund, &choice("all-funds", &filter.funds))) }
            @if filter.commodities.len() > 1 { (fields.select("commodity", "counted-in", &filter.commodity, &listed(words, &filter.commodities))) }
            @if !filter.members.is_empty() { (fields.select("member", "member", &filter.member, &choice("all", &filter.members))) }
            (fields.text("from", "from-date", &filter.from).mid())
            (fields.text("until", "until-date", &filter.until).mid())
            button.btn type="submit" { (icon("filter")) (words.say("show")) }
        }
    }
}

/// Opening, in, out, closing, and the lines between them.
fn book(
    words: Words,
    group: &GroupHead,
    book: &BookLines,
    filter: &BookFilter,
    heads: [&str; 2],
    symbol: &str,
    heading: &str,
) -> Markup {
    let unit = &book.unit;
    let [came, went] = if heads[0] == "cash-in" { ["banknote-arrow-down", "banknote-arrow-up"] } else { ["scale", "scale"] };
    html! {
        (parts::tiles(&[
            Tile { icon: "vault", label: words.say("opening-balance"), figure: unit.amount(words, book.opening), under: html! {} },
            Tile { icon: came, label: words.say(heads[0]), figure: unit.amount(words, book.debit), under: html! {} },
            Tile { icon: went, label: words.say(heads[1]), figure: unit.amount(words, book.credit), under: html! {} },
            Tile { icon: "vault", label: words.say("closing-balance"), figure: unit.amount(words, book.closing), under: html! {} },
        ]))
        @if book.lines.is_empty() {
            div.card {
                @match &filter.all {
                    Some(all) => (empty(symbol, &words.say("no-lines"), &words.say("no-lines-text"), Some((all, &words.say("show-all"))))),
                    None => (nothing_yet(words, group, symbol)),
                }
            }
        } @else {
            (table_card(symbol, heading, save_as(words, &filter.csv), lines(words, group, book, heads, heading)))
        }
    }
}

/// What stands where a book is still empty: where its first line comes from.
pub(crate) fn nothing_yet(words: Words, group: &GroupHead, symbol: &str) -> Markup {
    let (text, below, door) = match group.saves {
        true => ("books-empty-text", "meetings", "meetings"),
        false => ("books-empty-bank-text", "banks", "banks"),
    };
    empty(symbol, &words.say("no-lines"), &words.say(text), Some((&group.href(below), &words.say(door))))
}

/// The way to the same figures as a file.
fn save_as(words: Words, csv: &str) -> Markup {
    html! { a.more href=(csv) download { (icon("file-text")) (words.say("save-as-csv")) } }
}

/// The lines of a book with a running balance.
fn lines(words: Words, group: &GroupHead, book: &BookLines, heads: [&str; 2], caption: &str) -> Markup {
    let BookLines { unit, lines, listing, .. } = book;
    let columns = [
        Column::text(words.say("date")),
        Column::lead(words.say("what-for")),
        Column::number(words.say(heads[0])),
        Column::number(words.say(heads[1])),
        Column::figure(words.say("balance")),
    ];
    // Only money that comes and goes has a colour: a credit is neither good nor bad.
    let [came, went] = if heads[0] == "cash-in" { ["in", "out"] } else { ["", ""] };
    let small = |line: &BookLine| {
        let parts = [line.party.show(words), line.fund.show(words), &line.detail];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    };
    let rows = lines.iter().map(|line| Row {
        cells: vec![
            html! { span.n { (words.date_short(line.date)) } },
            html! {
                a href=(group.href(&format!("entries/{}", line.entry))) { (line.why) }
                @if !small(line).is_empty() { span.small { (small(line)) } }
                @if line.correction { (badge(Tone::Warn, "undo-2", &words.say("correction"))) }
            },
            html! { @if line.debit != 0 { span.(came) { (unit.number(words, line.debit)) } } },
            html! { @if line.credit != 0 { span.(went) { (unit.number(words, line.credit)) } } },
            unit.number(words, line.balance),
        ],
        tone: if line.correction { "fix" } else { "" },
    });
    html! { (Table { words, caption, columns: &columns, rows: rows.collect(), foot: vec![], listing: Some(listing) }) }
}

/// The tabs over the books; `here` counts from the cash book. Not everybody may see who did what.
pub(crate) fn book_tabs(words: Words, group: &GroupHead, here: usize, trail: bool) -> Markup {
    let tab = |symbol, below: &str, key| (symbol, group.href(below), words.say(key));
    let tabs = [
        tab("wallet", "cash-book", "cash-book"),
        tab("scale", "trial-balance", "trial-balance"),
        tab("book-open", "accounts", "accounts"),
        tab("lock", "closing", "closing"),
        tab("history", "audit", "audit-trail"),
    ];
    parts::tabs(&words.say("books"), here, if trail { &tabs } else { &tabs[..4] })
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
    /// Whether the reader may see who did what.
    pub trail: bool,
    /// Every account with a balance or a posting, by class and number; one row per commodity.
    pub accounts: Vec<AccountRow>,
}

/// An account with its balance.
#[derive(Clone, Debug)]
pub struct AccountRow {
    /// Which account.
    pub account: AccountName,
    /// The address of its lines, of this fund and commodity where they are not those of savings.
    pub href: String,
    /// What it counts.
    pub class: AccountClass,
    /// Its fund.
    pub fund: Name,
    /// The name of the good that is counted; empty for money.
    pub counted: String,
    /// What the balance is counted in.
    pub unit: Unit,
    /// Balance in the account's own sense (assets and expenses debit, the rest credit), smallest units.
    pub balance: i64,
    /// How many members have something on it; 0 where it is not kept by member.
    pub members: u64,
}

/// `GET /groups/{code}/accounts`
pub fn accounts(page: &AccountsPage) -> Markup {
    let (words, group) = (page.around.words, &page.group);
    let heading = words.say("accounts");
    let columns = [
        Column::mark(words.say("number-short")),
        Column::lead(words.say("account")),
        Column::text(words.say("fund")),
        Column::number(words.say("members")),
        Column::figure(words.say("balance")),
    ];
    let mut rows = vec![];
    let mut class = None;
    for account in &page.accounts {
        if class != Some(account.class) {
            class = Some(account.class);
            rows.push(Row {
                cells: vec![
                    html! { span.vh { "–" } },
                    html! { (words.say(account.class.key())) },
                    html! {},
                    html! {},
                    html! { span {} },
                ],
                tone: "group",
            });
        }
        rows.push(Row::new(vec![
            html! { (account.account.number) },
            html! {
                a href=(account.href) { (account.account.name.show(words)) }
                @if !account.counted.is_empty() { span.small { (account.counted) } }
            },
            html! { (account.fund.show(words)) },
            html! { @if account.members > 0 { (words.number(account.members as i64)) } },
            account.unit.amount(words, account.balance),
        ]));
    }
    let body = html! {
        div.stack {
            (book_tabs(words, group, 2, page.trail))
            @if page.accounts.is_empty() {
                div.card { (nothing_yet(words, group, "book-open")) }
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
    /// Whether the reader may see who did what.
    pub trail: bool,
    /// Which account.
    pub account: AccountName,
    /// What it counts.
    pub class: AccountClass,
    /// The name of the good whose lines are shown; empty for money.
    pub counted: String,
    /// What is shown.
    pub filter: BookFilter,
    /// The lines; balances in the account's own sense.
    pub book: BookLines,
    /// Dates that could not be read.
    pub problems: Vec<Problem>,
}

/// `GET /groups/{code}/accounts/{number}?fund=&member=&from=&until=`
pub fn account(page: &AccountPage) -> Markup {
    let (words, group) = (page.around.words, &page.group);
    let name = page.account.name.show(words);
    let path = group.href(&format!("accounts/{}", parts::encode(&page.account.number)));
    let body = html! {
        div.stack {
            (book_tabs(words, group, 2, page.trail))
            (filter_form(words, &path, &page.filter, &page.problems))
            (book(words, group, &page.book, &page.filter, ["debit", "credit"], "book-open", name))
        }
    };
    let title = format!("{} {name}", page.account.number);
    let parts = [&*words.say(page.class.key()), &page.counted, group.name.show(words)];
    let under = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    page.around.page(&title, &under, Some(&group.href("accounts")), &page.problems, body)
}

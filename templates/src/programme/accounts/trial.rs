//! The trial balance over all books, commodity by commodity and fund by fund; and the books behind one of its lines.
use super::{Page, account_name, buttons, draw, fund_name, number, sheet_card};
use crate::{
    layout::icon,
    parts::{Around, Column, Fields, Listing, Name, Problem, Row, Table, Unit, card, empty, note_box, sign, table_card},
    programme::Scope,
};
use chrono::NaiveDate;
use domain::programme::statements::{Account, FundKind};
use maud::{Markup, html};
use words::Words;

/// The page.
#[derive(Clone, Debug)]
pub struct TrialPage {
    /// What surrounds the page.
    pub around: Around,
    /// Whose books.
    pub scope: Scope,
    /// The day it holds for.
    pub as_of: NaiveDate,
    /// The day as typed.
    pub typed: String,
    /// It was summed from the history of that day, not from the balances that are kept.
    pub history: bool,
    /// The day could not be read.
    pub problems: Vec<Problem>,
    /// The same as files.
    pub files: Vec<(&'static str, String)>,
    /// How many books there are: of groups, banks in them, cooperatives in them, of awards.
    pub counted: [i64; 4],
    /// What is counted, money first.
    pub tables: Vec<TrialTable>,
    /// Every partner's share of it.
    pub partners: Vec<PartnerSum>,
}

/// The balances in one commodity, smallest units.
#[derive(Clone, Debug)]
pub struct TrialTable {
    /// What they are counted in.
    pub unit: Unit,
    /// The name of the good; empty for money.
    pub good: String,
    /// Lines by fund and account.
    pub lines: Vec<TrialLine>,
}

impl TrialTable {
    /// The debits, and the credits, of a kind of fund; of all without one.
    pub fn sums(&self, fund: Option<FundKind>) -> (i64, i64) {
        let some = self.lines.iter().filter(|line| fund.is_none_or(|fund| line.fund == fund));
        some.fold((0, 0), |sums: (i64, i64), line| (sums.0.saturating_add(line.debit), sums.1.saturating_add(line.credit)))
    }

    /// Debits are credits in every kind of fund.
    pub fn balances(&self) -> bool {
        FundKind::ALL.into_iter().all(|fund| {
            let (debit, credit) = self.sums(Some(fund));
            debit == credit
        })
    }
}

/// An account of the funds of one kind: debit balances of some books, credit balances of others.
#[derive(Clone, Debug)]
pub struct TrialLine {
    /// The funds.
    pub fund: FundKind,
    /// The account.
    pub account: Account,
    /// Where its books are listed.
    pub href: String,
    /// In how many books.
    pub books: i64,
    /// Debit balances.
    pub debit: i64,
    /// Credit balances.
    pub credit: i64,
}

/// A partner's books in one commodity.
#[derive(Clone, Debug)]
pub struct PartnerSum {
    /// Whose.
    pub name: Name,
    /// Its code.
    pub code: String,
    /// How many books.
    pub books: i64,
    /// Money and its debits, which are its credits.
    pub sums: Vec<(Unit, i64, i64)>,
}

/// `GET /programme/trial-balance?organisation=&as_of=`
pub fn trial(page: &TrialPage) -> Markup {
    let words = page.around.words;
    let fields = Fields { words, problems: &page.problems };
    let balances = page.tables.iter().all(TrialTable::balances);
    let body = html! {
        (fields.summary())
        form.filter.card.wraps method="get" action=(Page::Trial.path()) novalidate {
            (page.scope.field(words))
            (fields.date("as_of", "as-of", &page.typed))
            button.btn type="submit" { (icon("filter")) (words.say("show")) }
        }
        @if page.tables.is_empty() {
            div.card { (empty("scale", &words.say("accounts-nothing"), &words.say("accounts-nothing-text"), None)) }
        } @else {
            p.verdict.(if balances { "" } else { "off" }) {
                (icon(if balances { "circle-check" } else { "triangle-alert" }))
                (words.say(if balances { "accounts-balance" } else { "accounts-do-not-balance" }))
            }
            (card("book-open", &words.with("accounts-on", &[("date", words.date(page.as_of).into())]), html! {
                (counted(words, page.counted))
                @if page.history { p.small { (icon("history")) " " (words.say("accounts-history")) } }
                p.small { (words.say("accounts-not-eliminated")) }
            }))
        }
        @for (at, table) in page.tables.iter().enumerate() { (table_of(words, table, at == 0)) }
        @if page.partners.len() > 1 { (partners(words, &page.partners)) }
        (buttons(words, &page.files))
    };
    draw(&page.around, Page::Trial, &page.scope, &page.problems, body)
}

/// How many books of each sort are read together.
pub(super) fn counted(words: Words, [groups, banks, cooperatives, awards]: [i64; 4]) -> Markup {
    let number = |count| words.number(count).into();
    let all =
        [("groups", number(groups)), ("banks", number(banks)), ("cooperatives", number(cooperatives)), ("awards", number(awards))];
    html! { p { (words.with("accounts-paper-counted", &all)) } }
}

fn table_of(words: Words, table: &TrialTable, open: bool) -> Markup {
    let unit = &table.unit;
    let caption = if table.good.is_empty() { words.say("accounts-money").into_owned() } else { table.good.clone() };
    let caption = format!("{caption} ({})", sign(words, unit));
    let columns = [
        Column::mark(words.say("number-short")),
        Column::lead(words.say("account")),
        Column::number(words.say("accounts-books")),
        Column::side(words.say("debit")),
        Column::side(words.say("credit")),
    ];
    let mut rows = Vec::new();
    for fund in FundKind::ALL {
        let lines: Vec<&TrialLine> = table.lines.iter().filter(|line| line.fund == fund).collect();
        if lines.is_empty() {
            continue;
        }
        let (debit, credit) = table.sums(Some(fund));
        let name = html! { b { (fund_name(words, fund)) } };
        rows.push(Row {
            cells: vec![html! {}, name, html! {}, unit.number(words, debit), unit.number(words, credit)],
            tone: "group",
        });
        rows.extend(lines.into_iter().map(|line| {
            Row::new(vec![
                html! { (line.account.no.0) },
                html! { a href=(line.href) { (account_name(words, &line.account)) } },
                number(words, line.books),
                unit.or_blank(words, line.debit),
                unit.or_blank(words, line.credit),
            ])
        }));
    }
    let (debit, credit) = table.sums(None);
    let total = html! { (words.say("total")) };
    let foot = Row::new(vec![html! {}, total, html! {}, unit.amount(words, debit), unit.amount(words, credit)]);
    let table = Table { words, caption: &caption, columns: &columns, rows, foot: vec![foot], listing: None };
    sheet_card("scale", &caption, open, html! { (table) })
}

fn partners(words: Words, partners: &[PartnerSum]) -> Markup {
    let caption = words.say("programme-by-partner");
    let columns = [
        Column::lead(words.say("programme-partner")),
        Column::number(words.say("accounts-books")),
        Column::side(words.say("debit")),
        Column::side(words.say("credit")),
    ];
    let side = |sums: &[(Unit, i64, i64)], of: fn(&(Unit, i64, i64)) -> i64| {
        html! { @for (at, sum) in sums.iter().enumerate() { @if at > 0 { br; } (sum.0.amount(words, of(sum))) } }
    };
    let row = |one: &PartnerSum| {
        let href = crate::parts::with_query(Page::Trial.path(), &[("organisation", &one.code)]);
        Row::new(vec![
            html! { a href=(href) { (one.name.show(words)) } },
            number(words, one.books),
            side(&one.sums, |sum| sum.1),
            side(&one.sums, |sum| sum.2),
        ])
    };
    let rows = partners.iter().map(row).collect();
    table_card(
        "users",
        &caption,
        html! {},
        html! { (Table { words, caption: &caption, columns: &columns, rows, foot: vec![], listing: None }) },
    )
}

/// The books behind a line.
#[derive(Clone, Debug)]
pub struct BooksPage {
    /// What surrounds the page.
    pub around: Around,
    /// Whose books.
    pub scope: Scope,
    /// The day.
    pub as_of: NaiveDate,
    /// The address of the trial balance they come from.
    pub back: String,
    /// The funds.
    pub fund: FundKind,
    /// The account.
    pub account: Account,
    /// What is counted.
    pub unit: Unit,
    /// The books of this page of the list.
    pub books: Vec<BookLine>,
    /// Sorting (`code`, `name`, `partner`, `debit`, `credit`) and paging.
    pub listing: Listing,
    /// All of them together.
    pub sums: (i64, i64),
}

/// A book with its balance of that account.
#[derive(Clone, Debug)]
pub struct BookLine {
    /// The code of the group or award.
    pub code: String,
    /// Its name.
    pub name: Name,
    /// Whose.
    pub partner: Name,
    /// Where its own books are, for who may see them.
    pub href: Option<String>,
    /// A debit balance.
    pub debit: i64,
    /// A credit balance.
    pub credit: i64,
}

/// `GET /programme/trial-balance?…&fund=&account=&commodity=`
pub fn books(page: &BooksPage) -> Markup {
    let (words, unit) = (page.around.words, &page.unit);
    let caption = format!("{} · {}", account_name(words, &page.account), fund_name(words, page.fund));
    let columns = [
        Column::lead(words.say("accounts-book")).sorted_by("name"),
        Column::text(words.say("programme-partner")).sorted_by("partner"),
        Column::side(words.say("debit")).sorted_by("debit"),
        Column::side(words.say("credit")).sorted_by("credit"),
    ];
    let row = |line: &BookLine| {
        Row::new(vec![
            html! {
                @match &line.href { Some(href) => a href=(href) { (line.name.show(words)) }, None => (line.name.show(words)) }
                " " span.small { (line.code) }
            },
            html! { (line.partner.show(words)) },
            unit.or_blank(words, line.debit),
            unit.or_blank(words, line.credit),
        ])
    };
    let foot =
        Row::new(vec![html! { (words.say("total")) }, html! {}, unit.amount(words, page.sums.0), unit.amount(words, page.sums.1)]);
    let body = html! {
        p { a.more href=(page.back) { (icon("arrow-left")) " " (words.say("programme-trial-balance")) } }
        (note_box("", "info", html! { p { (words.with("accounts-on", &[("date", words.date(page.as_of).into())])) " " (words.say("accounts-books-text")) } }))
        (table_card("book-open", &caption, html! { span.small { (sign(words, unit)) } }, html! {
            (Table { words, caption: &caption, columns: &columns, rows: page.books.iter().map(row).collect(), foot: vec![foot], listing: Some(&page.listing) })
        }))
    };
    draw(&page.around, Page::Trial, &page.scope, &[], body)
}

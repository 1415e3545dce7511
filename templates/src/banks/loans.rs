//! The loans in kind of a bank: what is lent to whom, what is owed, who is late.
use super::{BankHead, GoodHead, Who};
use crate::{
    layout::icon,
    parts::{Around, Column, Listing, Row, Table, Tile, Tone, badge, empty, table_card, tabs, tiles, with_query},
};
use chrono::NaiveDate;
use maud::{Markup, html};
use words::Words;

/// The loans of a bank.
#[derive(Clone, Debug)]
pub struct BankLoansPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which bank.
    pub bank: BankHead,
    /// What is owed, by good.
    pub sums: Vec<GoodSum>,
    /// The loans of this page of the list.
    pub loans: Vec<BankLoanRow>,
    /// Sorting (`number`, `name`, `lent`, `owed`, `due`, `late`) and paging.
    pub listing: Listing,
    /// Which are listed, one of [`STATES`].
    pub state: String,
    /// What was searched for.
    pub q: String,
    /// The bank has lent something, ever.
    pub any: bool,
    /// May lend and take in.
    pub may_write: bool,
}

/// The states that the list can be limited to.
pub const STATES: [&str; 4] = ["open", "late", "closed", "all"];

/// What is owed of a good. Smallest units.
#[derive(Clone, Debug)]
pub struct GoodSum {
    /// The good.
    pub good: GoodHead,
    /// Open loans.
    pub open: i64,
    /// How many of them are late.
    pub late: i64,
    /// Owed of what was lent.
    pub principal: i64,
    /// Owed of interest.
    pub interest: i64,
    /// What of both is late.
    pub overdue: i64,
}

/// A loan in a list. Smallest units of its good.
#[derive(Clone, Debug)]
pub struct BankLoanRow {
    /// Its number in the bank.
    pub no: i64,
    /// Who borrowed.
    pub who: Who,
    /// What.
    pub good: GoodHead,
    /// For what: `purpose-<code>` in words.
    pub purpose: &'static str,
    /// When.
    pub given_on: NaiveDate,
    /// How much.
    pub lent: i64,
    /// What is owed today.
    pub owed: i64,
    /// When it is due.
    pub due_on: NaiveDate,
    /// Where it stands.
    pub state: KindLoanState,
}

/// Where a loan in kind stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KindLoanState {
    /// Something is owed, and nothing is late.
    Open,
    /// Late by so many days.
    Late(i64),
    /// Everything is paid or forgiven.
    Closed,
    /// Given up.
    WrittenOff,
    /// It became a debt of money.
    TurnedToMoney,
}

impl KindLoanState {
    /// The state as a badge.
    pub fn badge(self, words: Words) -> Markup {
        match self {
            KindLoanState::Open => badge(Tone::Calm, "hand-coins", &words.say("loan-open")),
            KindLoanState::Late(days) => {
                badge(Tone::Warn, "clock", &words.with("loan-late-days", &[("count", words.number(days).into())]))
            }
            KindLoanState::Closed => badge(Tone::Good, "check-check", &words.say("loan-closed")),
            KindLoanState::WrittenOff => badge(Tone::Stop, "ban", &words.say("loan-written-off")),
            KindLoanState::TurnedToMoney => badge(Tone::Past, "banknote", &words.say("kind-turned-to-money")),
        }
    }
}

/// `GET /banks/{bank}/loans`
pub fn loans(page: &BankLoansPage) -> Markup {
    let (words, bank) = (page.around.words, &page.bank);
    let title = words.say("kind-loans");
    let body = html! {
        div.stack {
            (bank.tabs(words, "loans"))
            @if page.may_write {
                div.actions {
                    a.btn.main href=(bank.href("lending")) { (icon("hand-coins")) (words.say("bank-tab-lending")) }
                    a.btn href=(bank.href("repaying")) { (icon("undo-2")) (words.say("bank-tab-repaying")) }
                }
            }
            @if !page.any {
                div.card { (empty("hand-coins", &words.say("kind-loans-none"), &words.say("kind-loans-none-text"), None)) }
            } @else {
                @for sum in &page.sums { (owed(words, sum)) }
                (search(page))
                (table_card("list", &title, html! {}, html! {
                    @if page.loans.is_empty() {
                        (empty("search", &words.say("nothing-found"), &words.say("nothing-found-text"),
                            Some((&*with_query(&bank.href("loans"), &[("state", "all")]), &*words.say("show-all")))))
                    } @else { (table(page, &title)) }
                }))
            }
        }
    };
    let under = format!("{} · {}", bank.name.show(words), bank.group.name.show(words));
    page.around.page(&title, &under, Some(&bank.href("")), &[], body)
}

fn owed(words: Words, sum: &GoodSum) -> Markup {
    let count = |key: &str, count: i64| words.with(key, &[("count", words.number(count).into())]);
    html! {
        section {
            h2.plain-h { (sum.good.icon()) (sum.good.name(words)) }
            (tiles(&[
                Tile { icon: "hand-coins", label: words.say("loan-owed-in-all"), figure: sum.good.amount(words, sum.principal + sum.interest),
                    under: html! { (count("loan-open-count", sum.open)) } },
                Tile { icon: "sprout", label: words.say("kind-of-it-interest"), figure: sum.good.amount(words, sum.interest), under: html! {} },
                Tile { icon: "clock", label: words.say("loan-overdue"), figure: sum.good.amount(words, sum.overdue),
                    under: html! { @if sum.late > 0 { (count("loan-late-count", sum.late)) } } },
            ]))
        }
    }
}

fn search(page: &BankLoansPage) -> Markup {
    let (words, bank) = (page.around.words, &page.bank);
    let at = STATES.iter().position(|state| *state == page.state).unwrap_or(0);
    let doors: Vec<_> = STATES
        .iter()
        .zip(["hand-coins", "clock", "check-check", "list"])
        .map(|(state, symbol)| {
            (symbol, with_query(&bank.href("loans"), &[("state", state), ("q", &page.q)]), words.say(&format!("kind-list-{state}")))
        })
        .collect();
    html! {
        div.stack {
            (tabs(&words.say("state"), at, &doors))
            form.filter method="get" action=(bank.href("loans")) {
                input type="hidden" name="state" value=(page.state);
                div.f.grow {
                    label for="q" { (words.say("kind-find")) }
                    input.box #q name="q" type="search" value=(page.q) autocomplete="off" maxlength="80";
                }
                button.btn type="submit" { (icon("search")) (words.say("search")) }
            }
        }
    }
}

fn table(page: &BankLoansPage, caption: &str) -> Markup {
    let (words, bank) = (page.around.words, &page.bank);
    let columns = [
        Column::mark(words.say("number-short")).sorted_by("number"),
        Column::lead(words.say("member")).sorted_by("name"),
        Column::text(words.say("kind-what")),
        Column::number(words.say("loan-lent")).sorted_by("lent"),
        Column::figure(words.say("loan-owed-today")).sorted_by("owed"),
        Column::text(words.say("kind-due-on")).sorted_by("due"),
        Column::act(words.say("state")).sorted_by("late"),
    ];
    let rows = page.loans.iter().map(|loan| {
        Row::new(vec![
            html! { (words.ordinal(loan.no)) },
            html! {
                a href=(bank.href(&format!("loans/{}", loan.no))) { (loan.who.name.show(words)) }
                span.small { span.n { (words.ordinal(loan.who.number)) } " · " (words.date_short(loan.given_on)) }
            },
            html! { (loan.good.name(words)) " · " (words.say(&format!("purpose-{}", loan.purpose))) },
            loan.good.amount(words, loan.lent),
            loan.good.amount(words, loan.owed),
            html! { span.n { (words.date_short(loan.due_on)) } },
            loan.state.badge(words),
        ])
    });
    html! { (Table { words, caption, columns: &columns, rows: rows.collect(), foot: vec![], listing: Some(&page.listing) }) }
}

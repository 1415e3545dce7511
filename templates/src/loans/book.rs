//! The loan book of a group: what is lent to whom, and what is due next.
use super::{LoanState, Who, percent, title};
use crate::layout::icon;
use crate::parts::{self, Around, Column, GroupHead, Listing, Row, Table, Tile, empty, note_box, table_card, tabs, with_query};
use chrono::NaiveDate;
use maud::{Markup, html};
use words::Words;

/// The loans of a group. Quantities are smallest units of its unit.
#[derive(Clone, Debug)]
pub struct LoanBookPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which group.
    pub group: GroupHead,
    /// The loans that are open, summed.
    pub sums: LoanSums,
    /// The loans of this page of the list.
    pub loans: Vec<LoanRow>,
    /// Sorting (`number`, `name`, `lent`, `owed`, `next`, `late`) and paging.
    pub listing: Listing,
    /// Which are listed: `open`, `closed`, `written-off` or `all`.
    pub state: String,
    /// The group has lent something, ever.
    pub any: bool,
    /// Approved applications whose money waits for a meeting.
    pub applications: u32,
    /// Requests about a loan that wait for a second officer: the loan's number and the request's.
    pub requests: Vec<(i64, i64)>,
    /// May write down an application.
    pub may_apply: bool,
}

/// The states that the list can be limited to.
pub const STATES: [&str; 4] = ["open", "closed", "written-off", "all"];

/// Open loans, summed.
#[derive(Clone, Copy, Debug, Default)]
pub struct LoanSums {
    /// How many.
    pub open: u32,
    /// How many of them are late.
    pub late: u32,
    /// What is owed in all: principal, and interest and penalties that are due.
    pub owed: i64,
    /// Of it interest and penalties.
    pub interest: i64,
    /// What was due before today and is not paid.
    pub overdue: i64,
    /// Portfolio at risk of thirty days, tenths of a per cent; none where nothing is lent.
    pub at_risk: Option<i64>,
}

/// A loan in a list.
#[derive(Clone, Debug)]
pub struct LoanRow {
    /// Its number in the group.
    pub no: i64,
    /// Who borrowed.
    pub who: Who,
    /// When.
    pub given_on: NaiveDate,
    /// How much.
    pub lent: i64,
    /// What is owed today, interest that is due in it.
    pub owed: i64,
    /// The next day on which something is due, and how much; what is late is not in it.
    pub next: Option<(NaiveDate, i64)>,
    /// Where it stands.
    pub state: LoanState,
}

/// `GET /groups/{code}/loans`
pub fn loan_book(page: &LoanBookPage) -> Markup {
    let (words, group) = (page.around.words, &page.group);
    let heading = words.say("loans");
    let body = html! {
        div.stack {
            div.actions {
                @if page.may_apply { a.btn.main href=(group.href("loans/applications/new")) { (icon("hand-coins")) (words.say("loan-apply")) } }
                a.btn href=(group.href("loans/applications")) { (icon("clipboard-list")) (words.say("loan-applications")) }
                a.btn href=(group.href("arrears")) { (icon("clock")) (words.say("loan-arrears")) }
                a.btn href="/calculator" { (icon("calculator")) (words.say("calculator")) }
            }
            (waiting(page))
            @if page.any { (sums(page)) }
            @if !page.any {
                div.card { (empty("hand-coins", &words.say("loan-none-yet"), &words.say("loan-none-yet-text"), None)) }
            } @else {
                (filter(page))
                (table_card("hand-coins", &heading, aside(page), html! {
                    @if page.loans.is_empty() {
                        (empty("check", &words.say("loan-none-such"), &words.say("loan-none-such-text"),
                            Some((&*with_query(&group.href("loans"), &[("state", "all")]), &*words.say("show-all")))))
                    } @else { (table(page, &heading)) }
                }))
            }
        }
    };
    page.around.page(&heading, group.name.show(words), Some(&group.href("")), &[], body)
}

/// What waits for somebody.
fn waiting(page: &LoanBookPage) -> Markup {
    let (words, group) = (page.around.words, &page.group);
    html! {
        @for (loan, request) in &page.requests {
            (note_box("warn", "hourglass", html! {
                p { b { (words.with("loan-request-waits", &[("loan", words.ordinal(*loan).into())])) } }
                (parts::more(&group.href(&format!("loans/{loan}/requests/{request}")), &words.say("loan-see-request")))
            }))
        }
        @if page.applications > 0 {
            (note_box("", "clipboard-list", html! {
                p { (words.with("loan-applications-wait", &[("count", words.number(page.applications.into()).into())])) }
                (parts::more(&group.href("loans/applications"), &words.say("loan-applications")))
            }))
        }
    }
}

fn sums(page: &LoanBookPage) -> Markup {
    let (words, unit, sums) = (page.around.words, &page.group.unit, &page.sums);
    let count = |key: &str, number: u32| words.with(key, &[("count", words.number(number.into()).into())]);
    parts::tiles(&[
        Tile {
            icon: "hand-coins",
            label: words.say("loan-owed-in-all"),
            figure: unit.amount(words, sums.owed),
            under: html! { (count("loan-open-count", sums.open)) },
        },
        Tile { icon: "coins", label: words.say("loan-interest-due"), figure: unit.amount(words, sums.interest), under: html! {} },
        Tile {
            icon: "clock",
            label: words.say("loan-overdue"),
            figure: unit.amount(words, sums.overdue),
            under: html! { (count("loan-late-count", sums.late)) },
        },
        Tile { icon: "triangle-alert", label: words.say("loan-at-risk-30"), figure: percent(words, sums.at_risk), under: html! {} },
    ])
}

fn filter(page: &LoanBookPage) -> Markup {
    let words = page.around.words;
    let symbols = ["hand-coins", "check-check", "ban", "filter"];
    let all: Vec<_> = STATES
        .iter()
        .zip(symbols)
        .map(|(state, symbol)| {
            let href = with_query(&page.group.href("loans"), &[("state", state)]);
            (symbol, href, words.say(&format!("loan-list-{state}")))
        })
        .collect();
    let here = STATES.iter().position(|state| *state == page.state).unwrap_or(0);
    tabs(&words.say("state"), here, &all)
}

fn aside(page: &LoanBookPage) -> Markup {
    let words = page.around.words;
    html! {
        div.actions {
            span.small { (words.with("amounts-in", &[("sign", parts::sign(words, &page.group.unit).into())])) }
            (print_button(words))
        }
    }
}

/// A button that prints, where there is a script to do it.
pub(crate) fn print_button(words: Words) -> Markup {
    html! { button.btn.needjs type="button" data-print="" { (icon("printer")) (words.say("print")) } }
}

fn table(page: &LoanBookPage, heading: &str) -> Markup {
    let words = page.around.words;
    let columns = [
        Column::mark(words.say("number-short")).sorted_by("number"),
        Column::lead(words.say("member")).sorted_by("name"),
        Column::number(words.say("loan-lent")).sorted_by("lent"),
        Column::figure(words.say("loan-owed-today")).sorted_by("owed"),
        Column::text(words.say("loan-next")).sorted_by("next"),
        Column::act(words.say("state")).sorted_by("late"),
    ];
    let rows = page.loans.iter().map(|row| loan_row(page, row)).collect();
    html! { (Table { words, caption: heading, columns: &columns, rows, foot: vec![], listing: Some(&page.listing) }) }
}

/// A member's loans on her own page: what she owes on each today, and what is next.
pub(crate) fn member_loans(words: Words, group: &GroupHead, loans: &[LoanRow]) -> Markup {
    html! {
        ul.signs {
            @for loan in loans {
                li {
                    span {
                        a href=(group.href(&format!("loans/{}", loan.no))) { (title(words, loan.no)) } " "
                        (loan.state.badge(words))
                        @if let Some((due, amount)) = loan.next {
                            p.small { (words.say("loan-next")) " " span.n { (words.date_short(due)) } " · " (group.unit.amount(words, amount)) }
                        }
                    }
                    b { (group.unit.amount(words, loan.owed)) }
                }
            }
        }
    }
}

fn loan_row(page: &LoanBookPage, row: &LoanRow) -> Row {
    let (words, unit) = (page.around.words, &page.group.unit);
    Row {
        cells: vec![
            html! { (words.ordinal(row.no)) },
            html! {
                a href=(page.group.href(&format!("loans/{}", row.no))) { (row.who.name.show(words)) span.vh { " · " (title(words, row.no)) } }
                span.small { (words.with("loan-given-short", &[("date", words.date_short(row.given_on).into())])) }
            },
            unit.number(words, row.lent),
            unit.number(words, row.owed),
            html! { @if let Some((due, amount)) = row.next { span.n { (words.date_short(due)) } " · " (unit.number(words, amount)) } },
            row.state.badge(words),
        ],
        tone: if matches!(row.state, LoanState::Closed | LoanState::WrittenOff) { "old" } else { "" },
    }
}

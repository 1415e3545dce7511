//! The trial balance: every account's balance by fund, debits and credits side by side, and whether they agree.
use crate::books::{AccountName, book_tabs, nothing_yet};
use crate::layout::icon;
use crate::parts::{self, Around, Column, Fields, GroupHead, Name, Problem, Row, Table, Unit, table_card};
use chrono::NaiveDate;
use maud::{Markup, html};

/// The trial balance of a group's book.
#[derive(Clone, Debug)]
pub struct TrialBalancePage {
    /// What surrounds the page.
    pub around: Around,
    /// Which group.
    pub group: GroupHead,
    /// Whether the reader may see who did what.
    pub trail: bool,
    /// The address of the same figures as a file for a spreadsheet.
    pub csv: String,
    /// The day it holds for.
    pub as_of: NaiveDate,
    /// The day as typed.
    pub typed: String,
    /// Balances of each fund in each commodity; each balances by itself.
    pub funds: Vec<FundBalances>,
    /// The date could not be read.
    pub problems: Vec<Problem>,
}

/// The balances of one fund in one commodity, smallest units.
#[derive(Clone, Debug)]
pub struct FundBalances {
    /// The fund.
    pub fund: Name,
    /// The name of the good; empty for money.
    pub counted: String,
    /// The commodity.
    pub unit: Unit,
    /// The accounts, by number.
    pub lines: Vec<TrialLine>,
    /// Sum of the debits.
    pub debit: i64,
    /// Sum of the credits.
    pub credit: i64,
}

/// An account's balance: one of the two is zero.
#[derive(Clone, Debug)]
pub struct TrialLine {
    /// Which account.
    pub account: AccountName,
    /// The address of its lines.
    pub href: String,
    /// A debit balance.
    pub debit: i64,
    /// A credit balance.
    pub credit: i64,
    /// What it is made of, where the account is kept by member: number, name, balance in the account's own sense.
    pub members: Vec<(u32, Name, i64)>,
}

/// `GET /groups/{code}/trial-balance?as_of=`
pub fn trial_balance(page: &TrialBalancePage) -> Markup {
    let (words, group) = (page.around.words, &page.group);
    let heading = words.say("trial-balance");
    let fields = Fields { words, problems: &page.problems };
    let balanced = page.funds.iter().all(|fund| fund.debit == fund.credit);
    let body = html! {
        div.stack {
            (book_tabs(words, group, 1, page.trail))
            (fields.summary())
            form.filter.card method="get" action=(group.href("trial-balance")) novalidate {
                (fields.date("as_of", "as-of", &page.typed))
                button.btn type="submit" { (icon("filter")) (words.say("show")) }
                button.btn.needjs type="button" data-print="" { (icon("printer")) (words.say("print")) }
                a.btn href=(page.csv) download { (icon("file-text")) (words.say("save-as-csv")) }
            }
            @if page.funds.is_empty() {
                div.card { (nothing_yet(words, group, "scale")) }
            } @else {
                p.verdict.(if balanced { "" } else { "off" }) {
                    (icon(if balanced { "circle-check" } else { "triangle-alert" }))
                    (words.say(if balanced { "books-balance" } else { "books-do-not-balance" }))
                }
            }
            @for fund in &page.funds { (fund_table(page, fund)) }
        }
    };
    let under = format!("{} · {}", words.date(page.as_of), group.name.show(words));
    page.around.page(&heading, &under, Some(&group.href("")), &page.problems, body)
}

fn fund_table(page: &TrialBalancePage, fund: &FundBalances) -> Markup {
    let (words, unit) = (page.around.words, &fund.unit);
    let columns = [
        Column::mark(words.say("number-short")),
        Column::lead(words.say("account")),
        Column::side(words.say("debit")),
        Column::side(words.say("credit")),
    ];
    let cell = |quantity: i64| unit.or_blank(words, quantity);
    let rows = fund.lines.iter().map(|line| {
        Row::new(vec![
            html! { (line.account.number) },
            html! {
                a href=(line.href) { (line.account.name.show(words)) }
                @if !line.members.is_empty() { (members(page, unit, line)) }
            },
            cell(line.debit),
            cell(line.credit),
        ])
    });
    let foot = Row::new(vec![
        html! { span {} },
        html! { (words.say("total")) },
        unit.amount(words, fund.debit),
        unit.amount(words, fund.credit),
    ]);
    let caption = match fund.counted.as_str() {
        "" => fund.fund.show(words).to_owned(),
        good => format!("{} · {good}", fund.fund.show(words)),
    };
    let table = Table { words, caption: &caption, columns: &columns, rows: rows.collect(), foot: vec![foot], listing: None };
    let aside = html! { span.small { (words.with("amounts-in", &[("sign", parts::sign(words, unit).into())])) } };
    table_card("scale", &caption, aside, html! { (table) })
}

/// The members behind an account's total, folded until somebody wants them.
fn members(page: &TrialBalancePage, unit: &Unit, line: &TrialLine) -> Markup {
    let (words, group) = (page.around.words, &page.group);
    html! {
        details.fold {
            summary { (icon("chevron-right")) (words.with("members-count", &[("count", words.number(line.members.len() as i64).into())])) }
            dl.facts {
                @for (number, name, balance) in &line.members {
                    div {
                        dt { (words.ordinal((*number).into())) " " a href=(group.href(&format!("members/{number}"))) { (name.show(words)) } }
                        dd { (unit.number(words, *balance)) }
                    }
                }
            }
        }
    }
}

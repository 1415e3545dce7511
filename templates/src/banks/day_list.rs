//! The list of a lending day or a repayment day, as it was written down: to be printed, with a place for a thumbprint in
//! each row, and to be read for years after.
use super::{BankHead, GoodHead, Who, repaying::percent, sheet};
use crate::{
    layout::icon,
    parts::{Around, Column, Row, Table, Unit, facts, note_box, table_card},
};
use chrono::{DateTime, NaiveDate, Utc};
use maud::{Markup, html};
use words::Words;

/// What both lists say above their rows.
#[derive(Clone, Debug)]
pub struct DayHead {
    /// What surrounds the page.
    pub around: Around,
    /// Which bank.
    pub bank: BankHead,
    /// The acts that were written together.
    pub acts: Vec<i64>,
    /// Their day.
    pub day: NaiveDate,
    /// What it was about.
    pub good: GoodHead,
    /// Who wrote it down.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Whether an act was taken back since.
    pub undone: bool,
    /// The draft on the device, and the keys of what stands here: one that bears such a key is done with.
    pub draft: (String, Vec<String>),
}

/// A lending day.
#[derive(Clone, Debug)]
pub struct LentPage {
    /// What stands above.
    pub head: DayHead,
    /// For what: `purpose-<code>` in words.
    pub purpose: &'static str,
    /// Who borrowed.
    pub rows: Vec<LentRow>,
}

/// Who borrowed. Smallest units of the good.
#[derive(Clone, Debug)]
pub struct LentRow {
    /// The loan's number.
    pub loan: i64,
    /// Who.
    pub who: Who,
    /// How much.
    pub quantity: i64,
    /// What is due, with interest.
    pub back: i64,
    /// When.
    pub due_on: NaiveDate,
    /// Who answers for it.
    pub guarantors: Vec<Who>,
}

/// A repayment day.
#[derive(Clone, Debug)]
pub struct RepaidPage {
    /// What stands above.
    pub head: DayHead,
    /// The money of the box.
    pub money: Unit,
    /// Whether the good is weighed.
    pub weighed: bool,
    /// The agreed price and the market's, where somebody paid in money.
    pub prices: Vec<(i64, Option<i64>)>,
    /// What was brought.
    pub rows: Vec<RepaidRow>,
}

/// What was brought for a loan, once.
#[derive(Clone, Debug)]
pub struct RepaidRow {
    /// The loan's number.
    pub loan: i64,
    /// Who.
    pub who: Who,
    /// On the scale, smallest units; none: money.
    pub weighed: Option<i64>,
    /// Moisture and foreign matter, tenths of a per cent.
    pub quality: (Option<i64>, Option<i64>),
    /// Money.
    pub money: Option<i64>,
    /// What counts of it.
    pub credited: i64,
    /// What of that was interest.
    pub interest: i64,
    /// What was owed after it.
    pub left: i64,
}

/// `GET /banks/{bank}/lending/{act}`
pub fn lent(page: &LentPage) -> Markup {
    let (head, words) = (&page.head, page.head.around.words);
    let guarantors = page.rows.iter().any(|row| !row.guarantors.is_empty());
    let mut columns = vec![
        Column::mark(words.say("number-short")),
        Column::lead(words.say("member")),
        Column::figure(words.say("lend-lent")),
        Column::number(words.say("lend-back")),
        Column::text(words.say("kind-due-on")),
    ];
    if guarantors {
        columns.push(Column::text(words.say("loan-guarantors")));
    }
    columns.push(Column::text(words.say("kind-loan-and-thumb")));
    let amount = |quantity| head.good.amount(words, quantity);
    let rows = page.rows.iter().map(|row| {
        let mut cells = vec![
            html! { (words.ordinal(row.who.number)) },
            html! { (row.who.name.show(words)) },
            amount(row.quantity),
            amount(row.back),
            html! { span.n { (words.date_short(row.due_on)) } },
        ];
        if guarantors {
            cells.push(html! { @for (at, who) in row.guarantors.iter().enumerate() { @if at > 0 { br; } (super::lending::listed(words, who)) } });
        }
        cells.push(loan_and_thumb(words, head, row.loan));
        Row::new(cells)
    });
    let rows: Vec<Row> = rows.collect();
    let mut foot = vec![
        html! { span {} },
        html! { (words.say("total")) " · " span.n { (words.number(page.rows.len() as i64)) } },
        amount(page.rows.iter().map(|row| row.quantity).sum()),
        amount(page.rows.iter().map(|row| row.back).sum()),
    ];
    foot.resize(columns.len(), html! {});
    let title = words.with("lend-list-of", &[("date", words.date(head.day).into())]);
    let more =
        vec![(words.say("kind-what"), html! { (head.good.name(words)) " · " (words.say(&format!("purpose-{}", page.purpose))) })];
    let table = Table { words, caption: &title, columns: &columns, rows, foot: vec![Row::new(foot)], listing: None };
    drawn(head, "lending", &title, more, html! { (table) })
}

/// `GET /banks/{bank}/repaying/{act}`
pub fn repaid(page: &RepaidPage) -> Markup {
    let (head, words) = (&page.head, page.head.around.words);
    let columns = [
        Column::mark(words.say("number-short")),
        Column::lead(words.say("member")),
        Column::figure(words.say("repay-credited")),
        Column::number(words.say("repay-brought")),
        Column::number(words.say("repay-interest")),
        Column::number(words.say("repay-left")),
        Column::text(words.say("kind-loan-and-thumb")),
    ];
    let amount = |quantity| head.good.amount(words, quantity);
    let rows = page.rows.iter().map(|row| {
        Row::new(vec![
            html! { (words.ordinal(row.who.number)) },
            html! { (row.who.name.show(words)) },
            amount(row.credited),
            brought(words, page, row),
            amount(row.interest),
            amount(row.left),
            loan_and_thumb(words, head, row.loan),
        ])
    });
    let rows: Vec<Row> = rows.collect();
    let sum = |part: fn(&RepaidRow) -> i64| page.rows.iter().map(part).sum::<i64>();
    let foot = Row::new(vec![
        html! { span {} },
        html! { (words.say("total")) " · " span.n { (words.number(page.rows.len() as i64)) } },
        amount(sum(|row| row.credited)),
        html! { @let money = sum(|row| row.money.unwrap_or_default()); @if money > 0 { (page.money.amount(words, money)) } },
        amount(sum(|row| row.interest)),
        html! {},
        html! {},
    ]);
    let title = words.with("repay-list-of", &[("date", words.date(head.day).into())]);
    let mut more = vec![(words.say("kind-what"), html! { (head.good.name(words)) })];
    for (agreed, market) in &page.prices {
        more.push((words.say("repay-price"), price(words, page, *agreed, *market)));
    }
    let table = Table { words, caption: &title, columns: &columns, rows, foot: vec![foot], listing: None };
    drawn(head, "repaying", &title, more, html! { (table) })
}

/// What was on the scale with what was measured, or the money.
fn brought(words: Words, page: &RepaidPage, row: &RepaidRow) -> Markup {
    let (moisture, foreign) = row.quality;
    html! {
        @if let Some(weighed) = row.weighed { (page.head.good.amount(words, weighed)) }
        @if let Some(money) = row.money { (page.money.amount(words, money)) }
        @if let Some(tenths) = moisture.filter(|_| page.weighed) { span.small.n { (words.say("kind-moisture")) " " (percent(words, tenths)) " %" } }
        @if let Some(tenths) = foreign.filter(|_| page.weighed) { span.small.n { (words.say("kind-foreign")) " " (percent(words, tenths)) " %" } }
    }
}

fn price(words: Words, page: &RepaidPage, agreed: i64, market: Option<i64>) -> Markup {
    let unit = page.head.good.counted_in(words);
    html! {
        span.n { (page.money.text(words, agreed)) " / " (unit) }
        @if let Some(market) = market.filter(|market| *market != agreed) {
            " · " (words.with("repay-market-then", &[("amount", page.money.text(words, market).into())]))
        }
    }
}

fn loan_and_thumb(words: Words, head: &DayHead, loan: i64) -> Markup {
    html! {
        a href=(head.bank.href(&format!("loans/{loan}"))) { (words.with("loan-number", &[("number", words.ordinal(loan).into())])) }
        span.thumb aria-hidden="true" {}
    }
}

fn drawn(head: &DayHead, below: &str, title: &str, more: Vec<(std::borrow::Cow<'static, str>, Markup)>, table: Markup) -> Markup {
    let words = head.around.words;
    let mut all = vec![(words.say("date"), html! { (words.date(head.day)) })];
    all.extend(more);
    all.push((words.say("kind-written-by"), html! { (head.by) " · " span.n { (words.instant(head.at)) } }));
    let body = html! {
        div.stack.bk.day-list data-draft-done=(head.draft.0) data-draft-keys=(head.draft.1.join(" ")) {
            @if head.undone { (note_box("warn", "undo-2", html! { p { (words.say("kind-undone")) } })) }
            section.card {
                div.card-head {
                    h2 { (icon("scroll-text")) (title) }
                    button.btn.needjs type="button" data-print { (icon("printer")) (words.say("print")) }
                }
                (facts(&all))
                p.no-paper.small { @for act in &head.acts { a.more href=(head.bank.href(&format!("acts/{act}"))) { (words.with("kind-act", &[("number", words.ordinal(*act).into())])) } " " } }
            }
            (table_card("users", &words.say("kind-families"), html! {}, table))
            p.only-paper { (words.say("kind-read-aloud")) }
            div.only-paper { ul.signing {
                @for key in ["office-chair", "office-treasurer", "office-secretary"] { li { span.pad {} span.small { (words.say(key)) } } }
            } }
            div.actions.no-paper {
                a.btn href=(head.bank.href(below)) { (icon("arrow-left")) (words.say(if below == "lending" { "bank-tab-lending" } else { "bank-tab-repaying" })) }
                a.btn href=(head.bank.href("loans")) { (icon("list")) (words.say("bank-tab-loans")) }
            }
        }
    };
    sheet::framed(&head.around, &head.bank, title, &head.bank.href(below), false, body)
}

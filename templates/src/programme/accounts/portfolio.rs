//! What is lent and given: loans of groups and cooperatives in money, loans of banks in kind, and families' grants.
use super::{Page, buttons, draw, number, percent};
use crate::{
    layout::icon,
    parts::{Amount, Around, Column, Name, Row, Table, Tile, Unit, amounts, empty, encode, table_card, tiles},
    programme::Scope,
};
use chrono::NaiveDate;
use maud::{Markup, html};
use words::Words;

/// Loans of money, by some heading. Smallest units.
#[derive(Clone, Debug)]
pub struct Lent {
    /// A partner or a province.
    pub name: Name,
    /// What they are in.
    pub unit: Unit,
    /// Open loans.
    pub loans: i64,
    /// Principal owed.
    pub principal: i64,
    /// What was due and is not paid.
    pub overdue: i64,
    /// Principal owed on loans late by thirty days or more.
    pub late: i64,
    /// That, of all principal; tenths of a per cent.
    pub at_risk: Option<i64>,
    /// Given up this year.
    pub written_off: i64,
}

/// What banks lent of a good, or families keep.
#[derive(Clone, Debug)]
pub struct InKind {
    /// The partner.
    pub name: Name,
    /// The good.
    pub good: String,
    /// What it is counted in.
    pub unit: Unit,
    /// Owed by members.
    pub lent: i64,
    /// Animals with families, the bank's own still.
    pub placed: i64,
}

/// What cooperatives gave members before the harvest.
#[derive(Clone, Debug)]
pub struct Credit {
    /// The partner.
    pub name: Name,
    /// Cooperatives with something owed.
    pub books: i64,
    /// Owed.
    pub owed: Amount,
}

/// An award and its families' grants.
#[derive(Clone, Debug)]
pub struct Grants {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Name,
    /// The reader may open it.
    pub seen: bool,
    /// Asked for.
    pub applied: i64,
    /// Signed and not closed.
    pub running: i64,
    /// Closed.
    pub closed: i64,
    /// Agreed and not paid yet.
    pub agreed: Amount,
    /// Charged to its budget so far, grants and costs.
    pub spent: Amount,
}

/// The page.
#[derive(Clone, Debug)]
pub struct PortfolioPage {
    /// What surrounds the page.
    pub around: Around,
    /// Whose.
    pub scope: Scope,
    /// The day.
    pub on: NaiveDate,
    /// The first day of the year in which loans were given up.
    pub year_from: NaiveDate,
    /// All loans, one line a money.
    pub sums: Vec<Lent>,
    /// By partner.
    pub partners: Vec<Lent>,
    /// By province.
    pub provinces: Vec<Lent>,
    /// Of banks.
    pub kind: Vec<InKind>,
    /// Of cooperatives.
    pub credits: Vec<Credit>,
    /// Of awards.
    pub grants: Vec<Grants>,
    /// The same as files.
    pub files: Vec<(&'static str, String)>,
}

/// `GET /programme/portfolio`
pub fn portfolio(page: &PortfolioPage) -> Markup {
    let words = page.around.words;
    let heads = page.scope.is_choice().then(|| {
        html! {
            form.filter.card method="get" action=(Page::Portfolio.path()) {
                (page.scope.field(words))
                button.btn type="submit" { (icon("filter")) (words.say("show")) }
            }
        }
    });
    let body = html! {
        @if let Some(heads) = heads { (heads) }
        p.small { (words.with("accounts-figures-of", &[("date", words.date(page.on).into())])) }
        @if page.sums.is_empty() && page.kind.is_empty() && page.grants.is_empty() {
            div.card { (empty("hand-coins", &words.say("accounts-nothing"), &words.say("accounts-nothing-text"), None)) }
        }
        (sums(words, &page.sums))
        @if !page.sums.is_empty() {
            p.small { (words.say("accounts-par-how")) " " (words.with("accounts-written-off-how", &[("date", words.date_short(page.year_from).into())])) }
        }
        (lent(words, "users", "programme-by-partner", "programme-partner", &page.partners))
        (lent(words, "map-pin", "accounts-by-province", "programme-province", &page.provinces))
        (in_kind(words, &page.kind))
        (credits(words, &page.credits))
        (grants(words, &page.grants))
        (buttons(words, &page.files))
    };
    draw(&page.around, Page::Portfolio, &page.scope, &[], body)
}

fn sums(words: Words, sums: &[Lent]) -> Markup {
    let tile = |icon: &'static str, key: &str, figure: Markup, under: Markup| Tile { icon, label: words.say(key), figure, under };
    html! { @for sum in sums {
        @let open = words.with("accounts-loans-count", &[("count", words.number(sum.loans).into())]);
        (tiles(&[
            tile("hand-coins", "health-input-loans", sum.unit.amount(words, sum.principal), html! { span.small { (open) } }),
            tile("clock", "accounts-overdue", sum.unit.amount(words, sum.overdue), html! {}),
            tile("triangle-alert", "health-portfolio-at-risk", percent(words, sum.at_risk), sum.unit.amount(words, sum.late)),
            tile("circle-x", "accounts-written-off", sum.unit.amount(words, sum.written_off), html! {}),
        ]))
    } }
}

fn lent(words: Words, symbol: &str, heading: &str, lead: &str, rows: &[Lent]) -> Markup {
    if rows.is_empty() {
        return html! {};
    }
    let caption = format!("{} · {}", words.say("accounts-lent"), words.say(heading));
    let columns = [
        Column::lead(words.say(lead)),
        Column::number(words.say("accounts-loans")),
        Column::figure(words.say("health-input-loans")),
        Column::number(words.say("accounts-overdue")),
        Column::number(words.say("accounts-late-30")),
        Column::number(words.say("health-portfolio-at-risk")),
        Column::number(words.say("accounts-written-off")),
    ];
    let blank = |unit: &Unit, quantity: i64| html! { @if quantity != 0 { (unit.amount(words, quantity)) } };
    let row = |one: &Lent| {
        Row::new(vec![
            html! { (one.name.show(words)) },
            number(words, one.loans),
            one.unit.amount(words, one.principal),
            blank(&one.unit, one.overdue),
            blank(&one.unit, one.late),
            percent(words, one.at_risk),
            blank(&one.unit, one.written_off),
        ])
    };
    let rows = rows.iter().map(row).collect();
    table_card(
        symbol,
        &caption,
        html! {},
        html! { (Table { words, caption: &caption, columns: &columns, rows, foot: vec![], listing: None }) },
    )
}

fn in_kind(words: Words, all: &[InKind]) -> Markup {
    if all.is_empty() {
        return html! {};
    }
    let caption = words.say("accounts-kind");
    let columns = [
        Column::lead(words.say("programme-partner")),
        Column::text(words.say("accounts-good")),
        Column::figure(words.say("accounts-kind-lent")),
        Column::number(words.say("accounts-kind-placed")),
    ];
    let some = |unit: &Unit, quantity: i64| html! { @if quantity != 0 { (unit.amount(words, quantity)) } };
    let row = |one: &InKind| {
        Row::new(vec![
            html! { (one.name.show(words)) },
            html! { (one.good) },
            some(&one.unit, one.lent),
            some(&one.unit, one.placed),
        ])
    };
    let rows = all.iter().map(row).collect();
    table_card(
        "wheat",
        &caption,
        html! {},
        html! { (Table { words, caption: &caption, columns: &columns, rows, foot: vec![], listing: None }) },
    )
}

fn credits(words: Words, all: &[Credit]) -> Markup {
    if all.is_empty() {
        return html! {};
    }
    let caption = words.say("accounts-credit");
    let columns = [
        Column::lead(words.say("programme-partner")),
        Column::number(words.say("accounts-cooperatives")),
        Column::figure(words.say("accounts-owed")),
    ];
    let row = |one: &Credit| {
        Row::new(vec![html! { (one.name.show(words)) }, number(words, one.books), amounts(words, std::slice::from_ref(&one.owed))])
    };
    let rows = all.iter().map(row).collect();
    table_card(
        "sprout",
        &caption,
        html! {},
        html! { (Table { words, caption: &caption, columns: &columns, rows, foot: vec![], listing: None }) },
    )
}

fn grants(words: Words, all: &[Grants]) -> Markup {
    if all.is_empty() {
        return html! {};
    }
    let caption = words.say("accounts-grants");
    let columns = [
        Column::lead(words.say("award")),
        Column::number(words.say("accounts-grants-applied")),
        Column::number(words.say("accounts-grants-running")),
        Column::number(words.say("accounts-grants-closed")),
        Column::number(words.say("accounts-agreed")),
        Column::figure(words.say("account-award-costs")),
    ];
    let row = |one: &Grants| {
        Row::new(vec![
            html! {
                @if one.seen { a href={ "/awards/" (encode(&one.code)) } { (one.name.show(words)) } } @else { (one.name.show(words)) }
                " " span.small { (one.code) }
            },
            number(words, one.applied),
            number(words, one.running),
            number(words, one.closed),
            amounts(words, std::slice::from_ref(&one.agreed)),
            amounts(words, std::slice::from_ref(&one.spent)),
        ])
    };
    let rows = all.iter().map(row).collect();
    html! {
        (table_card("hand-heart", &caption, html! {}, html! { (Table { words, caption: &caption, columns: &columns, rows, foot: vec![], listing: None }) }))
        p.small { (words.say("accounts-grants-text")) }
    }
}

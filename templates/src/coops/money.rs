//! Money of a cooperative besides its harvest: what came and went by its name; and what it pays for a kilogram.
use super::{
    CoopHead, cautions,
    contracts::kind,
    desk::{Choice, Desk, Filled, options},
};
use crate::{
    layout::icon,
    parts::{Around, Column, Fields, Problem, Row, Table, Tile, Tone, badge, card, empty, sign, table_card, tiles},
};
use chrono::NaiveDate;
use maud::{Markup, html};

/// The box, the bank, and the form.
#[derive(Clone, Debug)]
pub struct MoneyPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which cooperative.
    pub coop: CoopHead,
    /// In the box, at the bank, owed for deliveries, owed of what years gave, owed by buyers, owed by members.
    pub stands: [i64; 6],
    /// Every way money comes or goes: code and name.
    pub flows: Vec<Choice>,
    /// What moved the box, the latest first.
    pub moves: Vec<MoneyLine>,
    /// May write.
    pub may_write: bool,
    /// What has been typed.
    pub form: Filled,
    /// What is to be looked at twice.
    pub cautions: Vec<String>,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// Money that moved.
#[derive(Clone, Debug)]
pub struct MoneyLine {
    /// The act.
    pub act: i64,
    /// When.
    pub day: NaiveDate,
    /// What happened, in words.
    pub what: String,
    /// What was said of it.
    pub memo: String,
    /// Into the box (above nothing) or out of it.
    pub change: i64,
    /// In the box after it.
    pub after: i64,
}

/// `GET, POST /coops/{coop}/money` (fields `key`, `day`, `flow`, `amount`, `memo`)
pub fn money(page: &MoneyPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let fields = Fields { words, problems: &page.problems };
    let title = words.say("coop-money");
    let names = [
        ("wallet", "coop-box-has"),
        ("building-2", "coop-bank-has"),
        ("scale", "coop-owed-deliveries"),
        ("coins", "coop-owed-dividends"),
        ("store", "coop-buyers-owe"),
        ("hand-coins", "coop-members-owe"),
    ];
    let shown = names.iter().zip(page.stands).enumerate().filter(|(at, (_, amount))| *at == 0 || *amount != 0);
    let figures: Vec<Tile<'_>> = shown
        .map(|(_, ((icon, key), amount))| Tile { icon, label: words.say(key), figure: coop.money(words, amount), under: html! {} })
        .collect();
    let body = html! {
        (fields.summary())
        (tiles(&figures))
        div.actions { a.btn href=(coop.href("prices")) { (icon("banknote")) (words.say("coop-prices")) } a.btn href=(coop.href("acts")) { (icon("book-open")) (words.say("coop-day-book")) } }
        @if page.may_write { (form(page, fields)) }
        (moves(page))
    };
    Desk { around: &page.around, coop, tab: Some("money"), title: &title, back: "", problems: &page.problems, scripts: &[] }
        .draw(body)
}

fn form(page: &MoneyPage, fields: Fields<'_>) -> Markup {
    let (words, coop, form) = (fields.words, &page.coop, &page.form);
    let money = sign(words, &coop.group.unit);
    html! {
        form.card.form.narrow method="post" action=(coop.href("money")) novalidate {
            h2 { (icon("notebook-pen")) (words.say("coop-money-write")) }
            (cautions(fields, &page.cautions))
            input type="hidden" name="key" value=(form.get("key"));
            div.pair.start {
                (fields.date("day", "date", form.get("day")))
                (fields.select("flow", "coop-flow", form.get("flow"), &options(Some(words.say("coop-choose")), &page.flows)))
            }
            div.pair.start {
                (fields.amount("amount", "amount", form.get("amount"), &money))
                (fields.text("memo", "coop-memo", form.get("memo")))
            }
            div.actions { button.btn.main type="submit" { (icon("check")) (words.say("coop-write-down")) } }
        }
    }
}

fn moves(page: &MoneyPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let caption = words.say("coop-money-last");
    if page.moves.is_empty() {
        return html! { div.card { (empty("wallet", &words.say("coop-money-none"), &words.say("coop-money-none-text"), None)) } };
    }
    let columns = [
        Column::text(words.say("date")),
        Column::lead(words.say("coop-what-happened")),
        Column::line(words.say("coop-memo")),
        Column::side(words.say("bank-in")),
        Column::side(words.say("bank-out")),
        Column::number(words.say("coop-box-has")),
    ];
    let row = |one: &MoneyLine| {
        Row::new(vec![
            html! { span.n { (words.date_short(one.day)) } },
            html! { a href=(coop.href(&format!("acts/{}", one.act))) { (one.what) } },
            html! { (one.memo) },
            html! { @if one.change > 0 { span.n.in { (coop.group.unit.number(words, one.change)) } } },
            html! { @if one.change < 0 { span.n.out { (coop.group.unit.number(words, one.change.saturating_neg())) } } },
            html! { b { (coop.group.unit.number(words, one.after)) } },
        ])
    };
    let rows = page.moves.iter().map(row).collect();
    let table = Table { words, caption: &caption, columns: &columns, rows, foot: vec![], listing: None };
    let unit = words.with("amounts-in", &[("sign", sign(words, &coop.group.unit).into())]);
    table_card("book-open", &caption, html! { span.small { (unit) } }, html! { (table) })
}

/// What the cooperative pays.
#[derive(Clone, Debug)]
pub struct PricesPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which cooperative.
    pub coop: CoopHead,
    /// What is paid for each kind today, and since when.
    pub now: Vec<(String, NaiveDate, i64)>,
    /// Every price that was set, the latest first: day, kind, amount, what it was before.
    pub set: Vec<(NaiveDate, String, i64, Option<i64>)>,
    /// Crops by code.
    pub crops: Vec<Choice>,
    /// Organic produce is taken in here.
    pub organic: bool,
    /// May set one.
    pub may_write: bool,
    /// What has been typed.
    pub form: Filled,
    /// What is to be looked at twice.
    pub cautions: Vec<String>,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET, POST /coops/{coop}/prices` (fields `key`, `day`, `crop`, `grade`, `organic`, `amount`)
pub fn prices(page: &PricesPage) -> Markup {
    let (words, coop, form) = (page.around.words, &page.coop, &page.form);
    let fields = Fields { words, problems: &page.problems };
    let title = words.say("coop-prices");
    let unit = sign(words, &coop.group.unit);
    let body = html! {
        (fields.summary())
        @if page.now.is_empty() { div.card { (empty("banknote", &words.say("coop-prices-none"), &words.say("coop-prices-none-text"), None)) } }
        @else { (now(page)) }
        @if page.may_write {
            form.card.form.narrow method="post" action=(coop.href("prices")) novalidate {
                h2 { (icon("pencil")) (words.say("coop-price-set")) }
                (cautions(fields, &page.cautions))
                input type="hidden" name="key" value=(form.get("key"));
                (fields.date("day", "coop-price-from", form.get("day")))
                (kind(fields, form, &page.crops, page.organic))
                (fields.amount("amount", "coop-price-of-kg", form.get("amount"), &unit))
                div.actions { button.btn.main type="submit" { (icon("check")) (words.say("coop-write-down")) } }
            }
        }
        @if !page.set.is_empty() { (history(page)) }
    };
    Desk { around: &page.around, coop, tab: None, title: &title, back: "money", problems: &page.problems, scripts: &[] }.draw(body)
}

fn now(page: &PricesPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let caption = words.say("coop-prices-now");
    let columns = [
        Column::lead(words.say("coop-what-kind")),
        Column::text(words.say("coop-price-since")),
        Column::figure(words.say("coop-price-of-kg")),
    ];
    let row = |(kind, day, amount): &(String, NaiveDate, i64)| {
        Row::new(vec![html! { (kind) }, html! { span.n { (words.date_short(*day)) } }, coop.money(words, *amount)])
    };
    let rows = page.now.iter().map(row).collect();
    let table = Table { words, caption: &caption, columns: &columns, rows, foot: vec![], listing: None };
    table_card("banknote", &caption, badge(Tone::Good, "circle-check", &words.say("holds-now")), html! { (table) })
}

fn history(page: &PricesPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let line = |(day, kind, amount, before): &(NaiveDate, String, i64, Option<i64>)| {
        let money = |amount: i64| coop.group.unit.text(words, amount);
        html! {
            li {
                span.n { (words.date_short(*day)) } " · " (kind) " · " b.n { (money(*amount)) }
                @if let Some(before) = before { " " span.small { (words.with("coop-price-before", &[("amount", money(*before).into())])) } }
            }
        }
    };
    card("history", &words.say("coop-prices-set"), html! { ol.line { @for one in &page.set { (line(one)) } } })
}

//! Contracts with buyers, each followed to delivery and payment; and how reliable each buyer proved.
use super::{
    CoopHead, cautions,
    desk::{Choice, Desk, Filled, kg, options, share_of},
    kilograms_text,
    milling::who,
    sales::{SaleLine, table as sales_table},
};
use crate::{
    layout::icon,
    parts::{Around, Column, Fields, Problem, Row, Table, Tone, badge, card, empty, facts, sign, table_card},
};
use chrono::NaiveDate;
use domain::coops::market::Record;
use maud::{Markup, html};
use words::Words;

/// The contracts.
#[derive(Clone, Debug)]
pub struct ContractsPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which cooperative.
    pub coop: CoopHead,
    /// Every contract, the latest first.
    pub contracts: Vec<ContractLine>,
    /// Everyone who was sold to: name, what was sold, what is due, how they paid.
    pub buyers: Vec<(String, i64, i64, Record)>,
    /// May write a new one.
    pub may_write: bool,
}

/// A contract and how far it is.
#[derive(Clone, Debug)]
pub struct ContractLine {
    /// Its number.
    pub no: i64,
    /// With whom.
    pub buyer: String,
    /// Of what.
    pub kind: String,
    /// How much was agreed, grams.
    pub grams: i64,
    /// How much of it was delivered.
    pub delivered: i64,
    /// Its price, in words.
    pub price: String,
    /// From which day.
    pub from: NaiveDate,
    /// By which day.
    pub to: NaiveDate,
    /// Paid so many days after each delivery.
    pub days: i64,
    /// What was sold under it.
    pub sold: i64,
    /// What of it was paid.
    pub paid: i64,
    /// How it stands.
    pub stands: ContractStands,
}

/// How a contract stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContractStands {
    /// It has not begun.
    ToCome,
    /// It may be delivered to.
    Runs,
    /// All of it was delivered.
    Delivered,
    /// Its time is over and less was delivered.
    Short,
}

impl ContractStands {
    /// As a badge.
    pub fn badge(self, words: Words) -> Markup {
        let (tone, symbol, key) = match self {
            ContractStands::ToCome => (Tone::Calm, "calendar", "coop-contract-to-come"),
            ContractStands::Runs => (Tone::Wait, "hourglass", "coop-contract-runs"),
            ContractStands::Delivered => (Tone::Good, "circle-check", "coop-contract-delivered"),
            ContractStands::Short => (Tone::Stop, "triangle-alert", "coop-contract-short"),
        };
        badge(tone, symbol, &words.say(key))
    }
}

/// `GET /coops/{coop}/contracts`
pub fn contracts(page: &ContractsPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let title = words.say("coop-contracts");
    let body = html! {
        @if page.may_write {
            div.actions { a.btn.main href=(coop.href("contracts/new")) { (icon("plus")) (words.say("coop-contract-new")) } }
        }
        @if page.contracts.is_empty() {
            div.card { (empty("handshake", &words.say("coop-contracts-none"), &words.say("coop-contracts-none-text"), None)) }
        } @else { (list(page, &title)) }
        @if !page.buyers.is_empty() { (buyers(page)) }
    };
    Desk { around: &page.around, coop, tab: None, title: &title, back: "sales", problems: &[], scripts: &[] }.draw(body)
}

fn list(page: &ContractsPage, caption: &str) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let columns = [
        Column::mark(words.say("number-short")),
        Column::lead(words.say("coop-buyer")),
        Column::text(words.say("coop-contract-time")),
        Column::line(words.say("coop-delivered-of")),
        Column::line(words.say("coop-paid-of")),
        Column::act(words.say("state")),
    ];
    let row = |one: &ContractLine| {
        Row::new(vec![
            html! { (words.ordinal(one.no)) },
            html! {
                a href=(coop.href(&format!("contracts/{}", one.no))) { (one.buyer) }
                p.small { (one.kind) " · " (one.price) }
            },
            html! { span.n { (words.date_short(one.from)) } " – " span.n { (words.date_short(one.to)) } },
            delivered(words, one),
            paid(words, coop, one),
            one.stands.badge(words),
        ])
    };
    let rows = page.contracts.iter().map(row).collect();
    let table = Table { words, caption, columns: &columns, rows, foot: vec![], listing: None };
    table_card("handshake", caption, html! {}, html! { (table) })
}

fn delivered(words: Words, one: &ContractLine) -> Markup {
    let said = html! { (kg(words, one.delivered)) " / " (kg(words, one.grams)) };
    part_of(&words.say("coop-delivered-of"), said, (one.delivered, one.grams))
}

fn paid(words: Words, coop: &CoopHead, one: &ContractLine) -> Markup {
    if one.sold == 0 {
        return html! {};
    }
    let said = html! { (coop.money(words, one.paid)) " / " (coop.money(words, one.sold)) };
    part_of(&words.say("coop-paid-of"), said, (one.paid, one.sold))
}

/// So much of so much, with a bar below that is as wide as its place. The label stands where no column's head says it.
fn part_of(label: &str, said: Markup, (part, whole): (i64, i64)) -> Markup {
    html! { div.part { span.small { (label) } span { (said) } (share_of(label, part, whole)) } }
}

fn buyers(page: &ContractsPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let caption = words.say("coop-buyers-record");
    let columns = [
        Column::lead(words.say("coop-buyer")),
        Column::number(words.say("coop-sold-all")),
        Column::number(words.say("coop-left-to-pay")),
        Column::text(words.say("coop-record")),
    ];
    let row = |(name, sold, due, record): &(String, i64, i64, Record)| {
        Row::new(vec![
            html! { (name) },
            coop.money(words, *sold),
            html! { @if *due > 0 { (coop.money(words, *due)) } },
            said(words, *record),
        ])
    };
    let rows = page.buyers.iter().map(row).collect();
    let table = Table { words, caption: &caption, columns: &columns, rows, foot: vec![], listing: None };
    table_card("users", &caption, html! {}, html! { (table) })
}

/// How a buyer paid what was due by now.
fn said(words: Words, record: Record) -> Markup {
    let number = |count: i64| words.number(count);
    if record.due == 0 {
        return html! { span.muted { (words.say("coop-record-none")) } };
    }
    let text = words.with(
        "coop-record-said",
        &[("due", number(record.due).into()), ("on-time", number(record.on_time).into()), ("open", number(record.open).into())],
    );
    let (tone, symbol) = match (record.open > 0, record.on_time == record.due) {
        (true, _) => (Tone::Stop, "triangle-alert"),
        (false, true) => (Tone::Good, "circle-check"),
        (false, false) => (Tone::Warn, "clock"),
    };
    badge(tone, symbol, &text)
}

/// The form of a contract.
#[derive(Clone, Debug)]
pub struct ContractFormPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which cooperative.
    pub coop: CoopHead,
    /// Those who are known.
    pub people: Vec<Choice>,
    /// Crops by code.
    pub crops: Vec<Choice>,
    /// Organic produce is taken in here.
    pub organic: bool,
    /// What has been typed.
    pub form: Filled,
    /// What is to be looked at twice.
    pub cautions: Vec<String>,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET, POST /coops/{coop}/contracts/new`
pub fn contract_form(page: &ContractFormPage) -> Markup {
    let (words, coop, form) = (page.around.words, &page.coop, &page.form);
    let fields = Fields { words, problems: &page.problems };
    let title = words.say("coop-contract-new");
    let money = sign(words, &coop.group.unit);
    let rule = |code: &'static str| {
        (code, words.say(&format!("coop-price-rule-{code}")), words.say(&format!("coop-price-rule-{code}-hint")))
    };
    let body = html! {
        form.form.narrow.amid method="post" action=(coop.href("contracts/new")) novalidate {
            (fields.summary())
            (cautions(fields, &page.cautions))
            input type="hidden" name="key" value=(form.get("key"));
            div.card.form {
                (fields.date("day", "coop-agreed-on", form.get("day")))
                (who(fields, form, &page.people, "coop-buyer"))
                (kind(fields, form, &page.crops, page.organic))
                (fields.count("quantity", "coop-quantity-agreed", form.get("quantity")).keypad("decimal").after(words.say("unit-kg")))
            }
            div.card.form {
                (fields.radios("rule", "coop-price-rule", form.get("rule"), false, &[rule("fixed"), rule("market")]))
                (fields.amount("price", "coop-price-fixed", form.get("price"), &money).hint("coop-price-fixed-hint"))
                div.pair.start {
                    (fields.amount("more", "coop-price-more", form.get("more"), &money).hint("coop-price-more-hint"))
                    (fields.amount("floor", "coop-price-floor", form.get("floor"), &money).hint("coop-price-floor-hint"))
                }
            }
            div.card.form {
                div.pair.start {
                    (fields.date("from", "coop-contract-from", form.get("from")))
                    (fields.date("to", "coop-contract-to", form.get("to")))
                }
                (fields.count("days", "coop-pays-after", form.get("days")).after(words.say("coop-days")))
            }
            div.actions {
                button.btn.main type="submit" { (icon("check")) (words.say("coop-write-down")) }
                a.btn href=(coop.href("contracts")) { (words.say("cancel")) }
            }
        }
    };
    Desk { around: &page.around, coop, tab: None, title: &title, back: "contracts", problems: &page.problems, scripts: &[] }
        .draw(body)
}

/// Crop, grade, and whether it is organic.
pub(super) fn kind(fields: Fields<'_>, form: &Filled, crops: &[Choice], organic: bool) -> Markup {
    html! {
        div.pair.start {
            (fields.select("crop", "coop-crop", form.get("crop"), &options(None, crops)))
            (fields.text("grade", "coop-grade", form.get("grade")).hint("coop-grade-hint").mid())
        }
        @if organic { (fields.check("organic", "coop-is-organic", form.get("organic") == "1")) }
    }
}

/// One contract.
#[derive(Clone, Debug)]
pub struct ContractPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which cooperative.
    pub coop: CoopHead,
    /// The contract.
    pub line: ContractLine,
    /// How the buyer paid so far.
    pub record: Record,
    /// What was sold under it, the latest first.
    pub sales: Vec<SaleLine>,
    /// May sell under it.
    pub may_write: bool,
}

/// `GET /coops/{coop}/contracts/{no}`
pub fn contract(page: &ContractPage) -> Markup {
    let (words, coop, one) = (page.around.words, &page.coop, &page.line);
    let title = words.with("coop-contract-number", &[("number", words.ordinal(one.no).into())]);
    let all = [
        (words.say("state"), one.stands.badge(words)),
        (words.say("coop-what-kind"), html! { (one.kind) }),
        (words.say("coop-price-rule"), html! { (one.price) }),
        (words.say("coop-contract-time"), html! { span.n { (words.date(one.from)) } " – " span.n { (words.date(one.to)) } }),
        (words.say("coop-pays-after"), html! { (words.with("coop-days-count", &[("count", words.number(one.days).into())])) }),
        (words.say("coop-delivered-of"), delivered(words, one)),
        (words.say("coop-still-to-deliver"), kg(words, (one.grams - one.delivered).max(0))),
        (words.say("coop-paid-of"), paid(words, coop, one)),
        (words.say("coop-record"), said(words, page.record)),
    ];
    let caption = words.say("coop-sold-under");
    let sell = crate::parts::with_query(&coop.href("sales/new"), &[("contract", &one.no.to_string())]);
    let body = html! {
        (card("handshake", &one.buyer, facts(&all)))
        @if page.may_write && one.stands == ContractStands::Runs {
            div.actions { a.btn.main href=(sell) { (icon("store")) (words.with("coop-sell-under", &[("weight", kilograms_text(words, one.grams - one.delivered).into())])) } }
        }
        @if page.sales.is_empty() { (card("store", &caption, html! { p.muted { (words.say("coop-sold-under-none")) } })) }
        @else { (table_card("store", &caption, html! {}, sales_table(words, coop, &caption, &page.sales, None))) }
    };
    Desk { around: &page.around, coop, tab: None, title: &title, back: "contracts", problems: &[], scripts: &[] }.draw(body)
}

//! The price table of a bank: the last price of each good, its history, and the form that adds one. A price is never
//! changed; a later one takes its place.
use super::{BankHead, GoodHead, frame::BankFrame, stock_form::Choice};
use crate::{
    layout::icon,
    parts::{
        Around, Chart, Column, Fields, Listing, Name, Problem, Row, Shape, Table, Tone, Unit, badge, card, empty, table_card,
        with_query,
    },
};
use chrono::NaiveDate;
use maud::{Markup, html};
use serde::Deserialize;
use std::borrow::Cow;
use words::Words;

/// Where a price may come from.
pub const SOURCES: [&str; 5] = ["market", "trader", "miller", "office", "committee"];

/// What is typed about a price.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PriceForm {
    /// Made by the server: sent twice, written once.
    pub key: String,
    /// The good's code, and for animals after a stroke the class: `CATTLE/cow`.
    pub good: String,
    /// The day.
    pub day: String,
    /// For one unit.
    pub amount: String,
    /// A place's code.
    pub place: String,
    /// One of [`SOURCES`].
    pub source: String,
    /// Why it is so far from the last one.
    pub reason: String,
}

/// The price table.
#[derive(Clone, Debug)]
pub struct PricesPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which bank.
    pub bank: BankHead,
    /// What prices are counted in.
    pub money: Unit,
    /// Every good that has a price or wants one.
    pub goods: Vec<Priced>,
    /// Which of them is shown.
    pub here: usize,
    /// Its market prices for the drawing, the earliest first: name of the day and price.
    pub trend: Vec<(String, i64)>,
    /// Its prices of this page of the list, the latest first.
    pub prices: Vec<PriceLine>,
    /// Paging.
    pub listing: Listing,
    /// What a price can be for: value and text.
    pub choices: Vec<Choice>,
    /// May add prices.
    pub may_add: bool,
    /// What has been typed.
    pub form: PriceForm,
    /// The price is far from the last one: it is written with a reason.
    pub far: bool,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// A good with its last price.
#[derive(Clone, Debug)]
pub struct Priced {
    /// Its value in the address: the code, and the class of an animal after a stroke.
    pub key: String,
    /// The good.
    pub good: GoodHead,
    /// The class of animal: a key `animal-<species>-<code>` names it; empty for what is weighed.
    pub class: String,
    /// The last market price and its day.
    pub last: Option<(i64, NaiveDate)>,
    /// The market price before it.
    pub before: Option<i64>,
}

impl Priced {
    /// What is priced, in words.
    pub fn name(&self, words: Words) -> String {
        named(words, &self.good, &self.class)
    }
}

/// A good and a class of animal in words.
pub fn named(words: Words, good: &GoodHead, class: &str) -> String {
    let name = good.name(words);
    if class.is_empty() { name } else { format!("{name} · {}", words.say(&format!("animal-{}-{class}", good.class))) }
}

/// A price in the table.
#[derive(Clone, Debug)]
pub struct PriceLine {
    /// Its number in the book.
    pub no: i64,
    /// The day.
    pub day: NaiveDate,
    /// For one unit.
    pub amount: i64,
    /// It was agreed in an act, and values that act alone.
    pub agreed: bool,
    /// Where.
    pub place: Name,
    /// Who said so: a key `bank-price-source-<code>` names it.
    pub source: String,
    /// Why it is so far from the one before.
    pub reason: String,
    /// Who wrote it down.
    pub by: String,
}

/// `GET, POST /banks/{code}/prices?good=`
pub fn prices(page: &PricesPage) -> Markup {
    let (words, bank) = (page.around.words, &page.bank);
    let fields = Fields { words, problems: &page.problems };
    let title = words.say("bank-prices");
    let body = html! {
        (fields.summary())
        @if page.may_add { div.to-form { a.btn href="#amount" { (icon("plus")) (words.say("bank-price-add")) } } }
        div.halves {
            div.stack { (last_prices(page)) (history(page)) }
            @if page.may_add { (form(page, fields)) }
        }
    };
    let frame = BankFrame { around: &page.around, bank, tab: None, title: &title, back: bank.href(""), problems: &page.problems };
    frame.draw(body)
}

fn last_prices(page: &PricesPage) -> Markup {
    let (words, bank) = (page.around.words, &page.bank);
    let caption = words.say("bank-last-prices");
    let columns = [
        Column::lead(words.say("bank-good")),
        Column::figure(words.say("bank-price")),
        Column::text(words.say("bank-price-since")),
        Column::text(words.say("bank-price-change")),
    ];
    let row = |at: usize, one: &Priced| Row {
        cells: vec![
            html! {
                a href=(with_query(&bank.href("prices"), &[("good", &one.key)])) aria-current=[(at == page.here).then_some("true")] { (one.name(words)) }
            },
            html! {
                @match one.last {
                    Some((price, _)) => { (page.money.amount(words, price)) span.small { (per(words, &one.good)) } },
                    None => (badge(Tone::Warn, "triangle-alert", &words.say("bank-price-none"))),
                }
            },
            html! { @if let Some((_, day)) = one.last { span.n { (words.date_short(day)) } } },
            html! { @if let (Some((price, _)), Some(before)) = (one.last, one.before) { (change(words, before, price)) } },
        ],
        tone: if at == page.here { "group" } else { "" },
    };
    let rows = page.goods.iter().enumerate().map(|(at, one)| row(at, one)).collect();
    let table = Table { words, caption: &caption, columns: &columns, rows, foot: vec![], listing: None };
    table_card("banknote", &caption, html! {}, html! { (table) })
}

/// For how much of a good a price is: `for 1 kg`.
fn per(words: Words, good: &GoodHead) -> String {
    let one = 10_i64.pow(u32::from(good.unit.decimals));
    words.with("bank-price-per", &[("unit", good.unit.text(words, one).into())])
}

/// By how many per cent a price rose or fell, whole per cents.
fn change(words: Words, before: i64, now: i64) -> Markup {
    let (before, now) = (i128::from(before.max(1)), i128::from(now));
    let half = before / 2;
    let moved = (now - before).abs();
    let percent = i64::try_from((moved * 100 + half) / before).unwrap_or(i64::MAX);
    html! {
        @if moved == 0 { span.n { (icon("equal")) " 0\u{a0}%" } }
        @else if now > before { span.n { (icon("chevron-up")) "+" (words.number(percent)) "\u{a0}%" } }
        @else { span.n { (icon("chevron-down")) "\u{2212}" (words.number(percent)) "\u{a0}%" } }
    }
}

fn history(page: &PricesPage) -> Markup {
    let words = page.around.words;
    let Some(one) = page.goods.get(page.here) else {
        return html! { div.card { (empty("banknote", &words.say("bank-no-prices"), &words.say("bank-no-prices-text"), None)) } };
    };
    let caption = words.with("bank-prices-of", &[("good", one.name(words).into())]);
    html! {
        @if page.trend.len() > 1 {
            (card("banknote", &caption, html! {
                (Chart { words, caption: &per(words, &one.good), of: &words.say("date"), points: &page.trend, decimals: page.money.decimals,
                    commodity: &page.money.commodity, shape: Shape::Line })
            }))
        }
        @if page.prices.is_empty() {
            div.card { (empty("banknote", &words.say("bank-no-prices"), &words.say("bank-no-prices-text"), None)) }
        } @else { (table(page, &caption)) }
    }
}

fn table(page: &PricesPage, caption: &str) -> Markup {
    let words = page.around.words;
    let columns = [
        Column::lead(words.say("date")),
        Column::figure(words.say("bank-price")),
        Column::line(words.say("kind")),
        Column::text(words.say("recorded-by")),
    ];
    let row = |line: &PriceLine| {
        Row::new(vec![
            html! { span.n { (words.date_short(line.day)) } },
            page.money.amount(words, line.amount),
            html! {
                (words.say(if line.agreed { "bank-price-agreed" } else { "bank-price-market" }))
                " " span.small {
                    (words.say(&format!("bank-price-source-{}", line.source)))
                    @if !line.place.show(words).is_empty() { " · " (line.place.show(words)) }
                    @if !line.reason.is_empty() { " · " (line.reason) }
                }
            },
            html! { (line.by) },
        ])
    };
    let rows = page.prices.iter().map(row).collect();
    let table = Table { words, caption, columns: &columns, rows, foot: vec![], listing: Some(&page.listing) };
    table_card("list", caption, html! {}, html! { (table) })
}

fn form(page: &PricesPage, fields: Fields<'_>) -> Markup {
    let (words, form) = (fields.words, &page.form);
    let choices: Vec<(Cow<'_, str>, Cow<'_, str>)> =
        page.choices.iter().map(|(value, text)| (Cow::from(value), Cow::from(text))).collect();
    let sources: Vec<_> = SOURCES.iter().map(|code| (Cow::from(*code), words.say(&format!("bank-price-source-{code}")))).collect();
    let sign = crate::parts::sign(words, &page.money);
    html! {
        form.card.form method="post" action=(page.bank.href("prices")) novalidate {
            h2 { (icon("plus")) (words.say("bank-price-add")) }
            p.hint { (words.say("bank-price-add-text")) }
            input type="hidden" name="key" value=(form.key);
            (fields.select("good", "bank-good", &form.good, &choices))
            (fields.date("day", "bank-price-day", &form.day))
            (fields.amount("amount", "bank-price", &form.amount, &sign).hint("bank-price-hint"))
            (fields.select("source", "bank-price-source", &form.source, &sources))
            (fields.text("place", "bank-price-place", &form.place).hint("bank-price-place-hint").short())
            @if page.far || !form.reason.is_empty() { (fields.area("reason", "bank-price-reason", &form.reason).hint("bank-price-reason-hint")) }
            div.actions { button.btn.main type="submit" { (icon("check")) (words.say("bank-price-write")) } }
        }
    }
}

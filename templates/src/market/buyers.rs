//! Who buys: the list, a buyer's offers, contracts and record, and the forms that write them down.
use super::{Choice, KindHead, MarketFrame, PlaceHead, Tab, history::paid_after, kind_fields, per_kilogram, place_fields, weight};
use crate::{
    layout::icon,
    parts::{
        self, Around, Column, Fields, Listing, Name, Problem, Row, Table, Tone, Unit, badge, card, empty, facts, sign, table_card,
    },
};
use chrono::NaiveDate;
use domain::{
    coops::{acts::PriceRule, market::Record},
    farm_sales::Totals,
};
use maud::{Markup, html};
use serde::Deserialize;
use words::Words;

/// The list of buyers.
#[derive(Clone, Debug)]
pub struct BuyersPage {
    /// What surrounds the page.
    pub around: Around,
    /// What prices are counted in.
    pub money: Unit,
    /// The buyers of this page of the list.
    pub buyers: Vec<BuyerLine>,
    /// Sorting (`name`, `place`) and paging.
    pub listing: Listing,
    /// The search as it was typed.
    pub query: String,
    /// May write buyers down.
    pub may_keep: bool,
}

/// A buyer in the list.
#[derive(Clone, Debug)]
pub struct BuyerLine {
    /// Its id in addresses.
    pub id: String,
    /// Its name.
    pub name: Name,
    /// Where it is.
    pub place: PlaceHead,
    /// What it wants today.
    pub wants: Vec<OfferLine>,
    /// How it paid.
    pub record: Record,
}

/// Something that a buyer wants.
#[derive(Clone, Debug)]
pub struct OfferLine {
    /// Its number.
    pub no: i64,
    /// What.
    pub kind: KindHead,
    /// How much at most, grams.
    pub grams: i64,
    /// For a kilogram.
    pub price: i64,
    /// Where it is handed over.
    pub place: PlaceHead,
    /// Paid after so many days.
    pub days: i64,
    /// From which day.
    pub from: NaiveDate,
    /// Through which day.
    pub to: NaiveDate,
}

/// How reliable a buyer proved, in a badge and words.
pub(crate) fn proved(words: Words, record: &Record) -> Markup {
    let values = [("due", words.number(record.due).into()), ("kept", words.number(record.on_time).into())];
    html! {
        @if record.due == 0 { (badge(Tone::Past, "clock", &words.say("market-record-none"))) }
        @else if record.on_time == record.due { (badge(Tone::Good, "circle-check", &words.with("market-record-kept", &values))) }
        @else { (badge(Tone::Warn, "triangle-alert", &words.with("market-record-kept", &values))) }
        @if record.open > 0 {
            " " (badge(Tone::Stop, "hourglass", &words.with("market-record-open", &[("count", words.number(record.open).into())])))
        }
    }
}

/// `GET /market/buyers`
pub fn buyers(page: &BuyersPage) -> Markup {
    let words = page.around.words;
    let title = words.say("market-buyers");
    let add = || page.may_keep.then_some(("/market/buyers/new", words.say("market-buyer-add")));
    let body = html! {
        @if let Some((href, label)) = add() { div.actions { a.btn.main href=(href) { (icon("plus")) (label) } } }
        (table_card("shopping-cart", &title, html! {}, html! {
            form.filter.pad method="get" action="/market/buyers" role="search" {
                div.f.grow { label for="q" { (words.say("market-search-buyers")) } input.box #q name="q" type="search" value=(page.query) autocomplete="off"; }
                button.btn type="submit" { (icon("search")) (words.say("search")) }
            }
            @if page.buyers.is_empty() && !page.query.is_empty() {
                (empty("search", &words.say("nothing-found"), &words.say("nothing-found-text"), Some(("/market/buyers", &words.say("show-all")))))
            } @else if page.buyers.is_empty() {
                (empty("shopping-cart", &words.say("market-no-buyers"), &words.say("market-no-buyers-text"), add().as_ref().map(|(href, label)| (*href, &**label))))
            } @else { (table(page, &title)) }
        }))
    };
    MarketFrame { around: &page.around, tab: Tab::Buyers, title: &title, back: "/market", problems: &[] }.draw(body)
}

fn table(page: &BuyersPage, caption: &str) -> Markup {
    let words = page.around.words;
    let columns = [
        Column::lead(words.say("market-buyer")).sorted_by("name"),
        Column::text(words.say("market-place")).sorted_by("place"),
        Column::line(words.say("market-wants")),
        Column::line(words.say("market-record")),
    ];
    let row = |buyer: &BuyerLine| {
        Row::new(vec![
            html! { a href={ "/market/buyers/" (buyer.id) } { (buyer.name.show(words)) } },
            html! { (buyer.place.name.show(words)) },
            html! {
                @if buyer.wants.is_empty() { span.muted { (words.say("market-wants-nothing")) } }
                @else { ul.wants { @for want in &buyer.wants { li {
                    span { (want.kind.said(words)) } " " b { (per_kilogram(words, &page.money, want.price)) }
                    span.small { (up_to(words, want.grams)) " · " (paid_after(words, want.days)) }
                } } } }
            },
            proved(words, &buyer.record),
        ])
    };
    let rows = page.buyers.iter().map(row).collect();
    html! { (Table { words, caption, columns: &columns, rows, foot: vec![], listing: Some(&page.listing) }) }
}

fn up_to(words: Words, grams: i64) -> String {
    words.with("market-up-to", &[("weight", words.amount(grams, 3, "").into())])
}

/// What is typed about a buyer.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct BuyerForm {
    /// Made by the server: the buyer's id.
    pub key: String,
    /// Its name in Khmer.
    pub name_km: String,
    /// In Latin script.
    pub name_latin: String,
    /// Its telephone.
    pub phone: String,
    /// A place of the list.
    pub place: String,
    /// Or a place's code, more closely.
    pub closer: String,
}

/// The form of a buyer.
#[derive(Clone, Debug)]
pub struct BuyerFormPage {
    /// What surrounds the page.
    pub around: Around,
    /// The places.
    pub places: Vec<Choice>,
    /// What has been typed.
    pub form: BuyerForm,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET, POST /market/buyers/new`
pub fn buyer_form(page: &BuyerFormPage) -> Markup {
    let (words, form) = (page.around.words, &page.form);
    let fields = Fields { words, problems: &page.problems };
    let title = words.say("market-buyer-add");
    let body = html! {
        form.form.card.narrow.amid method="post" action="/market/buyers/new" novalidate {
            (fields.summary())
            input type="hidden" name="key" value=(form.key);
            div.pair.start {
                (fields.text("name_km", "market-name-km", &form.name_km))
                (fields.text("name_latin", "market-name-latin", &form.name_latin))
            }
            p.hint { (words.say("market-buyer-text")) }
            (fields.text("phone", "market-phone", &form.phone).mid().keypad("tel"))
            (place_fields(fields, ("place", "closer"), "market-place", &page.places, (&form.place, &form.closer)))
            div.actions {
                button.btn.main type="submit" { (icon("check")) (words.say("market-buyer-write")) }
                a.btn href="/market/buyers" { (words.say("cancel")) }
            }
        }
    };
    MarketFrame { around: &page.around, tab: Tab::Buyers, title: &title, back: "/market/buyers", problems: &page.problems }
        .draw(body)
}

/// What is typed about an offer.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct OfferForm {
    /// Made by the server: sent twice, written once.
    pub key: String,
    /// The crop's code.
    pub crop: String,
    /// Its grade.
    pub grade: String,
    /// `1`: it must be organic.
    pub organic: String,
    /// How much at most, kilograms.
    pub kg: String,
    /// For a kilogram.
    pub price: String,
    /// A place of the list.
    pub place: String,
    /// Or a place's code, more closely.
    pub closer: String,
    /// Paid after so many days.
    pub days: String,
    /// From which day.
    pub from: String,
    /// Through which day.
    pub to: String,
}

/// A contract of a cooperative with a buyer.
#[derive(Clone, Debug)]
pub struct ContractLine {
    /// The cooperative.
    pub coop: Name,
    /// Its code in addresses.
    pub code: String,
    /// The contract's number there.
    pub no: i64,
    /// Of what.
    pub kind: KindHead,
    /// How much, grams.
    pub grams: i64,
    /// Sold under it so far, grams.
    pub sold: i64,
    /// How its price is found.
    pub price: PriceRule,
    /// From which day.
    pub from: NaiveDate,
    /// By which day.
    pub to: NaiveDate,
}

/// A buyer.
#[derive(Clone, Debug)]
pub struct BuyerPage {
    /// What surrounds the page.
    pub around: Around,
    /// What prices are counted in.
    pub money: Unit,
    /// Its id in addresses.
    pub id: String,
    /// Its name.
    pub name: Name,
    /// Where it is.
    pub place: PlaceHead,
    /// Its telephone; empty when nobody wrote it down.
    pub phone: String,
    /// How it paid.
    pub record: Record,
    /// What it wants today, and what it will want.
    pub offers: Vec<OfferLine>,
    /// What it wanted, the latest first; none under 0 grams.
    pub past: Vec<OfferLine>,
    /// What it bought from farmers and groups, in sums.
    pub bought: Totals,
    /// Its contracts with cooperatives that the reader may see.
    pub contracts: Vec<ContractLine>,
    /// May write offers down.
    pub may_keep: bool,
    /// The crops.
    pub crops: Vec<Choice>,
    /// The places.
    pub places: Vec<Choice>,
    /// What has been typed about an offer.
    pub form: OfferForm,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

impl BuyerPage {
    fn href(&self, below: &str) -> String {
        format!("/market/buyers/{}{below}", self.id)
    }
}

/// `GET /market/buyers/{id}`, `POST /market/buyers/{id}/offers`
pub fn buyer(page: &BuyerPage) -> Markup {
    let words = page.around.words;
    let fields = Fields { words, problems: &page.problems };
    let title = page.name.show(words).to_owned();
    let body = html! {
        (fields.summary())
        @if page.may_keep { div.to-form { a.btn href="#crop" { (icon("plus")) (words.say("market-offer-add")) } } }
        div.(if page.may_keep { "halves" } else { "stack" }) {
            div.stack {
                (who(page))
                (offers(page))
                (contracts(page))
                (super::farm_sales::bought(words, &page.money, &page.bought))
                (past(page))
            }
            @if page.may_keep { (offer_form(page, fields)) }
        }
    };
    let (tab, back) = (Tab::Buyers, "/market/buyers");
    MarketFrame { around: &page.around, tab, title: &title, back, problems: &page.problems }.draw(body)
}

fn who(page: &BuyerPage) -> Markup {
    let (words, record) = (page.around.words, &page.record);
    let number = |figure: i64| html! { span.n { (words.number(figure)) } };
    let phone = page.phone.strip_prefix("+855").map(|rest| format!("0{rest}")).unwrap_or_else(|| page.phone.clone());
    card(
        "shopping-cart",
        &words.say("market-buyer"),
        html! {
            (facts(&[
                (words.say("market-place"), html! { (page.place.name.show(words)) }),
                (words.say("market-phone"), html! { @if !phone.is_empty() { a href={ "tel:" (page.phone) } { (phone) } } }),
                (words.say("market-record"), proved(words, record)),
                (words.say("market-sales-due"), number(record.due)),
                (words.say("market-sales-on-time"), number(record.on_time)),
                (words.say("market-sales-open"), number(record.open)),
            ]))
            p.hint { (words.say("market-record-text")) }
        },
    )
}

fn offers(page: &BuyerPage) -> Markup {
    let words = page.around.words;
    let caption = words.say("market-wants");
    let mut columns = offer_columns(words).to_vec();
    if page.may_keep {
        columns.push(Column::act(words.say("market-offer-end")));
    }
    let row = |offer: &OfferLine| {
        let mut cells = cells(words, &page.money, offer);
        if page.may_keep {
            let action = page.href(&format!("/offers/{}/end", offer.no));
            cells.push(html! {
                form method="post" action=(action) {
                    button.btn.tiny type="submit" {
                        (icon("undo-2")) (words.say("market-offer-end")) span.vh { " " (offer.kind.said(words)) }
                    }
                }
            });
        }
        Row::new(cells)
    };
    let rows: Vec<Row> = page.offers.iter().map(row).collect();
    table_card(
        "shopping-cart",
        &caption,
        html! {},
        html! {
            @if rows.is_empty() { p.pad-in.muted { (words.say("market-wants-nothing")) } }
            @else { (Table { words, caption: &caption, columns: &columns, rows, foot: vec![], listing: None }) }
        },
    )
}

/// The columns of offers; they stand beside a form, so what belongs together shares a cell.
fn offer_columns<'a>(words: Words) -> [Column<'a>; 4] {
    [
        Column::lead(words.say("market-crop")),
        Column::figure(words.say("market-price")),
        Column::number(words.say("market-at-most")),
        Column::text(words.say("market-holds")),
    ]
}

fn cells(words: Words, money: &Unit, offer: &OfferLine) -> Vec<Markup> {
    vec![
        html! {
            (offer.kind.said(words))
            span.small { (icon("map-pin")) " " (offer.place.name.show(words)) " · " (paid_after(words, offer.days)) }
        },
        per_kilogram(words, money, offer.price),
        html! { @if offer.grams > 0 { (weight(words, offer.grams)) } @else { (words.say("market-taken-back")) } },
        span(words, offer.from, offer.to),
    ]
}

/// From one day to another.
fn span(words: Words, from: NaiveDate, to: NaiveDate) -> Markup {
    html! { span.n { (words.date_short(from)) } " – " span.n { (words.date_short(to)) } }
}

fn past(page: &BuyerPage) -> Markup {
    let words = page.around.words;
    let caption = words.say("market-wanted-before");
    let columns = offer_columns(words);
    let rows: Vec<Row> = page.past.iter().map(|offer| Row { cells: cells(words, &page.money, offer), tone: "old" }).collect();
    html! {
        @if !rows.is_empty() {
            (table_card("history", &caption, html! {}, html! {
                (Table { words, caption: &caption, columns: &columns, rows, foot: vec![], listing: None })
            }))
        }
    }
}

fn contracts(page: &BuyerPage) -> Markup {
    let words = page.around.words;
    let caption = words.say("market-contracts");
    let columns = [
        Column::lead(words.say("market-coop")),
        Column::number(words.say("market-agreed-weight")),
        Column::number(words.say("market-sold-so-far")),
        Column::text(words.say("market-price")),
    ];
    let price = |rule: &PriceRule| match rule {
        PriceRule::Fixed { price } => words.with("market-rule-fixed", &[("price", page.money.text(words, *price).into())]),
        PriceRule::Market { more, floor } => {
            let values = [("more", page.money.text(words, *more).into()), ("floor", page.money.text(words, *floor).into())];
            words.with("market-rule-market", &values)
        }
    };
    let row = |line: &ContractLine| {
        Row::new(vec![
            html! {
                a href={ "/coops/" (parts::encode(&line.code)) "/contracts" } { (line.coop.show(words)) }
                span.small { (words.with("market-contract-number", &[("number", words.ordinal(line.no).into())])) }
                span.small { (line.kind.said(words)) }
                span.small { (span(words, line.from, line.to)) }
            },
            weight(words, line.grams),
            weight(words, line.sold),
            html! { (price(&line.price)) },
        ])
    };
    let rows: Vec<Row> = page.contracts.iter().map(row).collect();
    html! {
        @if !rows.is_empty() {
            (table_card("handshake", &caption, html! {}, html! {
                (Table { words, caption: &caption, columns: &columns, rows, foot: vec![], listing: None })
            }))
        }
    }
}

fn offer_form(page: &BuyerPage, fields: Fields<'_>) -> Markup {
    let (words, form) = (fields.words, &page.form);
    html! {
        form.card.form method="post" action=(page.href("/offers")) novalidate {
            h2 { (icon("plus")) (words.say("market-offer-add")) }
            p.hint { (words.say("market-offer-text")) }
            input type="hidden" name="key" value=(form.key);
            (kind_fields(fields, &page.crops, &form.crop, &form.grade, &form.organic))
            (fields.amount("kg", "market-at-most", &form.kg, &words.unit(3, "")))
            (fields.amount("price", "market-price-of-kg", &form.price, &sign(words, &page.money)))
            (place_fields(fields, ("place", "closer"), "market-handed-over", &page.places, (&form.place, &form.closer)))
            (fields.count("days", "market-days", &form.days).hint("market-days-hint"))
            (fields.date("from", "market-offer-from", &form.from))
            (fields.date("to", "market-offer-to", &form.to))
            div.actions { button.btn.main type="submit" { (icon("check")) (words.say("market-offer-write")) } }
        }
    }
}

//! What farmers and groups sold by themselves: the list with its sums, one sale, and the cards that show them on other pages.
use super::{Choice, KindHead, MarketFrame, PlaceHead, Tab, chosen, per_kilogram, weight};
use crate::{
    layout::icon,
    parts::{
        self, Around, Column, Fields, Listing, Name, Problem, Row, Table, Tile, Tone, Unit, badge, card, empty, facts, table_card,
        with_query,
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::farm_sales::{Totals, Unit as Counted};
use maud::{Markup, html};
use words::Words;

/// A sale as lists show it.
#[derive(Clone, Debug)]
pub struct SaleLine {
    /// Its number.
    pub no: i64,
    /// Who sold.
    pub seller: Name,
    /// What.
    pub kind: KindHead,
    /// How much, grams or animals.
    pub quantity: i64,
    /// Which of them.
    pub unit: Counted,
    /// What was paid for all of it.
    pub riel: i64,
    /// For a kilogram or an animal.
    pub price: i64,
    /// When.
    pub day: NaiveDate,
    /// Where it was grown.
    pub place: PlaceHead,
    /// Who bought.
    pub buyer: Name,
    /// The programme brought the two together.
    pub linked: bool,
    /// It was taken back.
    pub undone: bool,
}

impl SaleLine {
    fn href(&self) -> String {
        format!("/market/sales/{}", self.no)
    }
}

/// How many animals.
fn heads(words: Words, count: i64) -> String {
    words.with("farm-sale-heads", &[("count", words.number(count).into())])
}

/// A quantity in its unit.
fn quantity(words: Words, quantity: i64, unit: Counted) -> Markup {
    match unit {
        Counted::Gram => weight(words, quantity),
        Counted::Head => html! { span.n { (heads(words, quantity)) } },
    }
}

fn price(words: Words, money: &Unit, line: &SaleLine) -> Markup {
    match line.unit {
        Counted::Gram => per_kilogram(words, money, line.price),
        Counted::Head => html! { (money.amount(words, line.price)) " " span.per { (words.say("farm-sale-per-head")) } },
    }
}

/// How seller and buyer found each other.
fn how(words: Words, linked: bool) -> Markup {
    if linked {
        badge(Tone::Good, "handshake", &words.say("farm-sale-linked"))
    } else {
        badge(Tone::Past, "user", &words.say("farm-sale-alone"))
    }
}

/// The list of sales.
#[derive(Clone, Debug)]
pub struct SalesPage {
    /// What surrounds the page.
    pub around: Around,
    /// What was paid.
    pub money: Unit,
    /// The sales of this page of the list.
    pub sales: Vec<SaleLine>,
    /// Sorting (`day`, `seller`, `kind`, `riel`, `buyer`) and paging.
    pub listing: Listing,
    /// What all sales of the filter came to; what was taken back is not counted.
    pub totals: Totals,
    /// The same for each buyer, the largest first.
    pub buyers: Vec<(Name, Totals)>,
    /// The filter.
    pub filter: SalesFilter,
    /// May write sales down.
    pub may_keep: bool,
}

/// What the filter offers, and what is chosen of it; empty for all.
#[derive(Clone, Debug, Default)]
pub struct SalesFilter {
    /// Months that have sales: `2026-11` and its name.
    pub months: Vec<Choice>,
    /// The month.
    pub month: String,
    /// Provinces that have sales.
    pub provinces: Vec<Choice>,
    /// The province.
    pub province: String,
    /// Organisations that have sales.
    pub organisations: Vec<Choice>,
    /// The organisation's code.
    pub organisation: String,
    /// `linked` or `alone`.
    pub how: String,
}

impl SalesFilter {
    fn is_set(&self) -> bool {
        [&self.month, &self.province, &self.organisation, &self.how].iter().any(|chosen| !chosen.is_empty())
    }
}

/// `GET /market/sales`
pub fn sales(page: &SalesPage) -> Markup {
    let words = page.around.words;
    let title = words.say("farm-sales");
    let add = || page.may_keep.then_some(("/market/sales/new", words.say("farm-sale-add")));
    let action = add();
    let body = html! {
        @if let Some((href, label)) = add() { div.actions { a.btn.main href=(href) { (icon("plus")) (label) } } }
        @if page.totals.sales > 0 { (sums(words, &page.money, &page.totals)) }
        (table_card("shopping-cart", &title, html! {}, html! {
            (filter(words, &page.filter))
            @if page.sales.is_empty() && page.filter.is_set() {
                (empty("search", &words.say("nothing-found"), &words.say("farm-sales-none-here"), Some(("/market/sales", &words.say("show-all")))))
            } @else if page.sales.is_empty() {
                (empty("shopping-cart", &words.say("farm-sales-none"), &words.say("farm-sales-none-text"), action.as_ref().map(|(href, label)| (*href, &**label))))
            } @else { (table(words, &page.money, &title, &page.sales, Some(&page.listing))) }
        }))
        @if !page.buyers.is_empty() { (buyers(page)) }
    };
    MarketFrame { around: &page.around, tab: Tab::Sales, title: &title, back: "/market", problems: &[] }.draw(body)
}

fn sums(words: Words, money: &Unit, totals: &Totals) -> Markup {
    let said = |key: &str, count: i64| words.with(key, &[("count", words.number(count).into())]);
    let small = |text: String| html! { span.small { (text) } };
    let tile = |icon: &'static str, key: &str, figure: Markup, under: Markup| Tile { icon, label: words.say(key), figure, under };
    let mut all =
        vec![tile("coins", "farm-sale-income", money.amount(words, totals.riel), small(said("farm-sale-in-sales", totals.sales)))];
    all.push(tile(
        "handshake",
        "farm-sale-linked",
        money.amount(words, totals.linked),
        html! { span.small { (share(words, totals)) " · " (said("farm-sale-of-sellers", totals.linked_sellers)) } },
    ));
    all.push(tile("user", "farm-sale-alone", money.amount(words, totals.alone()), html! {}));
    all.push(tile("users", "farm-sale-sellers", html! { span.n { (words.number(totals.sellers)) } }, html! {}));
    if totals.grams > 0 {
        all.push(tile("scale", "farm-sale-weight", weight(words, totals.grams), html! {}));
    }
    if totals.heads > 0 {
        all.push(tile("beef", "farm-sale-animals", html! { span.n { (heads(words, totals.heads)) } }, html! {}));
    }
    parts::tiles(&all)
}

/// Which part of the income linkage brought, whole per cents.
fn share(words: Words, totals: &Totals) -> String {
    let (linked, whole) = (i128::from(totals.linked), i128::from(totals.riel.max(1)));
    let percent = i64::try_from((linked * 100 + whole / 2) / whole).unwrap_or(100);
    words.with("farm-sale-share", &[("percent", format!("{}\u{a0}%", words.number(percent)).into())])
}

fn filter(words: Words, filter: &SalesFilter) -> Markup {
    let select = |name: &str, label: &str, here: &str, all: &str, choices: &[Choice]| {
        html! {
            div.f { label for=(name) { (words.say(label)) }
                select.box #(name) name=(name) {
                    option value="" { (words.say(all)) }
                    @for (value, text) in chosen(choices) { option value=(value) selected[value == here] { (text) } }
                } }
        }
    };
    let how = ["linked", "alone"].map(|code| (code.to_owned(), words.say(&format!("farm-sale-{code}")).into_owned()));
    html! {
        form.filter.pad method="get" action="/market/sales" role="search" {
            (select("month", "farm-sale-month", &filter.month, "farm-sale-all-months", &filter.months))
            (select("province", "farm-sale-province", &filter.province, "market-all-places", &filter.provinces))
            @if filter.organisations.len() > 1 {
                (select("organisation", "farm-sale-organisation", &filter.organisation, "farm-sale-all-organisations", &filter.organisations))
            }
            (select("how", "farm-sale-how", &filter.how, "farm-sale-how-all", &how))
            button.btn type="submit" { (icon("search")) (words.say("show")) }
        }
    }
}

fn table(words: Words, money: &Unit, caption: &str, sales: &[SaleLine], listing: Option<&Listing>) -> Markup {
    let columns = [
        Column::lead(words.say("farm-sale-seller")).sorted_by("seller"),
        Column::text(words.say("farm-sale-what")).sorted_by("kind"),
        Column::figure(words.say("farm-sale-total")).sorted_by("riel"),
        Column::text(words.say("date")).sorted_by("day"),
        Column::text(words.say("farm-sale-buyer")).sorted_by("buyer"),
        Column::line(words.say("farm-sale-how")),
    ];
    let row = |line: &SaleLine| Row {
        cells: vec![
            html! {
                a href=(line.href()) { (line.seller.show(words)) }
                span.small { (icon("map-pin")) " " (line.place.name.show(words)) }
            },
            html! { (line.kind.said(words)) span.small { (quantity(words, line.quantity, line.unit)) " · " (price(words, money, line)) } },
            money.amount(words, line.riel),
            html! { span.n { (words.date_short(line.day)) } },
            html! { (line.buyer.show(words)) },
            html! {
                @if line.undone { (badge(Tone::Stop, "undo-2", &words.say("farm-sale-undone"))) } @else { (how(words, line.linked)) }
            },
        ],
        tone: if line.undone { "old" } else { "" },
    };
    let rows = sales.iter().map(row).collect();
    html! { (Table { words, caption, columns: &columns, rows, foot: vec![], listing }) }
}

fn buyers(page: &SalesPage) -> Markup {
    let (words, money) = (page.around.words, &page.money);
    let caption = words.say("farm-sale-by-buyer");
    let columns = [
        Column::lead(words.say("farm-sale-buyer")),
        Column::number(words.say("farm-sale-sellers")),
        Column::number(words.say("farm-sale-weight")),
        Column::number(words.say("farm-sale-animals")),
        Column::figure(words.say("farm-sale-income")),
        Column::number(words.say("farm-sale-linked")),
    ];
    let row = |(name, totals): &(Name, Totals)| {
        Row::new(vec![
            html! { (name.show(words)) },
            html! { span.n { (words.number(totals.sellers)) } },
            html! { @if totals.grams > 0 { (weight(words, totals.grams)) } },
            html! { @if totals.heads > 0 { span.n { (heads(words, totals.heads)) } } },
            money.amount(words, totals.riel),
            html! { @if totals.linked > 0 { (money.amount(words, totals.linked)) } },
        ])
    };
    let rows = page.buyers.iter().map(row).collect();
    table_card(
        "shopping-cart",
        &caption,
        html! {},
        html! { (Table { words, caption: &caption, columns: &columns, rows, foot: vec![], listing: None }) },
    )
}

/// One sale.
#[derive(Clone, Debug)]
pub struct SalePage {
    /// What surrounds the page.
    pub around: Around,
    /// What was paid.
    pub money: Unit,
    /// The sale.
    pub line: SaleLine,
    /// The seller as the form of another sale names it; empty where the reader may write none.
    pub seller: String,
    /// Who wrote it down, and when.
    pub recorded: (String, DateTime<Utc>),
    /// Who took it back, when, and why.
    pub undone: Option<(String, DateTime<Utc>, String)>,
    /// May take it back.
    pub may_undo: bool,
    /// The reason that was typed.
    pub reason: String,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET /market/sales/{no}`
pub fn sale(page: &SalePage) -> Markup {
    let (words, line) = (page.around.words, &page.line);
    let fields = Fields { words, problems: &page.problems };
    let title = words.with("farm-sale", &[("number", words.ordinal(line.no).into())]);
    let by = |name: &str, at: DateTime<Utc>| {
        let values = [("name", name.into()), ("date", words.instant(at).into())];
        html! { (words.with("farm-sale-recorded-by", &values)) }
    };
    let all = [
        (words.say("farm-sale-seller"), html! { b { (line.seller.show(words)) } }),
        (words.say("farm-sale-what"), html! { (line.kind.said(words)) }),
        (words.say("farm-sale-quantity"), quantity(words, line.quantity, line.unit)),
        (words.say("farm-sale-total"), html! { b { (page.money.amount(words, line.riel)) } }),
        (words.say("farm-sale-price"), price(words, &page.money, line)),
        (words.say("farm-sale-day"), html! { span.n { (words.date_short(line.day)) } }),
        (words.say("market-place"), html! { (line.place.name.show(words)) }),
        (words.say("farm-sale-buyer"), html! { (line.buyer.show(words)) }),
        (words.say("farm-sale-how"), how(words, line.linked)),
        (words.say("farm-sale-recorded"), by(&page.recorded.0, page.recorded.1)),
    ];
    let body = html! {
        (fields.summary())
        @if let Some((name, at, reason)) = &page.undone {
            (parts::note_box("stop", "undo-2", html! {
                p { b { (words.say("farm-sale-undone")) } " · " (by(name, *at)) }
                p { (reason) }
            }))
        }
        @if !page.seller.is_empty() {
            @let values = [("name", line.seller.show(words).into())];
            div.actions {
                a.btn.main href=(with_query("/market/sales/new", &[("seller", &page.seller)])) { (icon("plus")) (words.with("farm-sale-another", &values)) }
                a.btn href="/market/sales/new" { (icon("user")) (words.say("farm-sale-other-seller")) }
            }
        }
        (card("shopping-cart", &title, facts(&all)))
        @if page.may_undo {
            form.card.form method="post" action={ (line.href()) "/undo" } novalidate {
                h2 { (icon("undo-2")) (words.say("farm-sale-undo")) }
                p.hint { (words.say("farm-sale-undo-text")) }
                (fields.area("reason", "farm-sale-undo-reason", &page.reason))
                div.actions { button.btn.danger type="submit" { (icon("undo-2")) (words.say("farm-sale-undo")) } }
            }
        }
    };
    MarketFrame { around: &page.around, tab: Tab::Sales, title: &title, back: "/market/sales", problems: &page.problems }.draw(body)
}

/// What a seller sold, for her own page.
#[derive(Clone, Debug)]
pub struct SellerSales {
    /// What was paid.
    pub money: Unit,
    /// The last of them, the latest first.
    pub last: Vec<SaleLine>,
    /// What all of them came to.
    pub totals: Totals,
    /// The seller as the form of another sale names it; empty where the reader may write none.
    pub seller: String,
}

/// Her sales and what they brought; nothing where she sold nothing and the reader writes nothing down.
pub fn seller_sales(words: Words, sales: &SellerSales) -> Markup {
    if sales.last.is_empty() && sales.seller.is_empty() {
        return html! {};
    }
    let (money, totals) = (&sales.money, &sales.totals);
    let sums = [
        (words.say("farm-sale-income"), html! { b { (money.amount(words, totals.riel)) } }),
        (words.say("farm-sale-linked"), html! { (money.amount(words, totals.linked)) " · " (share(words, totals)) }),
        (words.say("farm-sale-weight"), html! { @if totals.grams > 0 { (weight(words, totals.grams)) } }),
        (words.say("farm-sale-animals"), html! { @if totals.heads > 0 { (heads(words, totals.heads)) } }),
    ];
    let body = html! {
        @if sales.last.is_empty() { p.muted { (words.say("farm-sales-none")) } } @else { (facts(&sums)) }
        ul.sold { @for line in &sales.last { li {
            a href=(line.href()) { (line.kind.said(words)) } " " b { (money.amount(words, line.riel)) }
            span.small { (quantity(words, line.quantity, line.unit)) " · " span.n { (words.date_short(line.day)) } " · " (line.buyer.show(words)) }
        } } }
        p.hint { (words.say("farm-sales-of-text")) }
        @if !sales.seller.is_empty() {
            (parts::more(&with_query("/market/sales/new", &[("seller", &sales.seller)]), &words.say("farm-sale-add")))
        }
    };
    card("shopping-cart", &words.say("farm-sales-of"), body)
}

/// What a buyer bought from farmers and groups: sums alone, so that no seller's income is told.
pub(super) fn bought(words: Words, money: &Unit, totals: &Totals) -> Markup {
    let number = |count: i64| html! { span.n { (words.number(count)) } };
    let all = [
        (words.say("farm-sale-sellers"), number(totals.sellers)),
        (words.say("farm-sale-income"), money.amount(words, totals.riel)),
        (words.say("farm-sale-weight"), html! { @if totals.grams > 0 { (weight(words, totals.grams)) } }),
        (words.say("farm-sale-animals"), html! { @if totals.heads > 0 { (heads(words, totals.heads)) } }),
        (words.say("farm-sale-linked"), html! { (money.amount(words, totals.linked)) }),
    ];
    card(
        "users",
        &words.say("farm-bought"),
        html! { @if totals.sales == 0 { p.muted { (words.say("farm-bought-none")) } } @else { (facts(&all)) } },
    )
}

//! The list of cooperatives, and the page of one: what is in the store and in the box, who is owed, what to do next.
use super::{CoopFrame, CoopHead, KindHead, kilograms};
use crate::{
    layout::icon,
    parts::{
        Around, Column, Listing, Name, Row, Table, Tile, card, doors, empty, encode, facts, more, table_card, tiles, with_query,
    },
};
use chrono::NaiveDate;
use maud::{Markup, html};

/// A cooperative in the list.
#[derive(Clone, Debug)]
pub struct CoopLine {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Name,
    /// `cooperative` or `group`.
    pub kind: String,
    /// The group that keeps it: code and name.
    pub group: (String, Name),
    /// Where it is.
    pub place: Name,
}

/// The list of cooperatives.
#[derive(Clone, Debug)]
pub struct CoopsPage {
    /// What surrounds the page.
    pub around: Around,
    /// Those of this page of the list.
    pub coops: Vec<CoopLine>,
    /// Sorting and paging.
    pub listing: Listing,
    /// Groups without one in which she may found one: code and name.
    pub founds: Vec<(String, Name)>,
}

/// `GET /coops`
pub fn coops(page: &CoopsPage) -> Markup {
    let words = page.around.words;
    let title = words.say("coops");
    let body = html! {
        div.stack {
            @if page.coops.is_empty() {
                div.card { (empty("store", &words.say("coops-none"), &words.say("coops-none-text"), None)) }
            } @else {
                (table_card("store", &title, html! { a.more href="/market" { (words.say("coop-market")) (icon("chevron-right")) } }, lines(page)))
            }
            @if !page.founds.is_empty() {
                (card("plus", &words.say("coop-found"), html! {
                    ul.things {
                        @for (code, name) in &page.founds {
                            li { a href={ "/groups/" (encode(code)) "/coop/new" } { (icon("users")) span { (name.show(words)) } (icon("chevron-right")) } }
                        }
                    }
                }))
            }
        }
    };
    page.around.page(&title, page.around.user_name(), Some("/"), &[], body)
}

fn lines(page: &CoopsPage) -> Markup {
    let words = page.around.words;
    let columns = [
        Column::lead(words.say("coop-name")).sorted_by("name"),
        Column::text(words.say("coop-kind")).sorted_by("kind"),
        Column::text(words.say("coop-kept-by")).sorted_by("group"),
        Column::line(words.say("place")),
    ];
    let row = |line: &CoopLine| {
        let key = if line.kind == "group" { "coop-group" } else { "coop" };
        Row::new(vec![
            html! { a href={ "/coops/" (encode(&line.code)) } { (line.name.show(words)) } },
            html! { (words.say(key)) },
            html! { a href={ "/groups/" (encode(&line.group.0)) } { (line.group.1.show(words)) } },
            html! { (line.place.show(words)) },
        ])
    };
    let caption = words.say("coops");
    let rows = page.coops.iter().map(row).collect();
    html! { (Table { words, caption: &caption, columns: &columns, rows, foot: vec![], listing: Some(&page.listing) }) }
}

/// Something to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thing {
    /// How pressing: `stop`, `warn` or nothing.
    pub tone: &'static str,
    /// A symbol of the sprite.
    pub icon: &'static str,
    /// What.
    pub text: String,
    /// Where it is done.
    pub href: String,
}

/// What there is of a kind.
#[derive(Clone, Debug)]
pub struct Stock {
    /// What.
    pub kind: KindHead,
    /// How much, grams.
    pub grams: i64,
    /// In how many lots.
    pub lots: i64,
    /// What is paid for a kilogram today.
    pub price: Option<i64>,
}

/// The page of a cooperative.
#[derive(Clone, Debug)]
pub struct HomePage {
    /// What surrounds the page.
    pub around: Around,
    /// Which cooperative.
    pub coop: CoopHead,
    /// Where it is.
    pub place: Name,
    /// Since when.
    pub opened_on: NaiveDate,
    /// Today.
    pub today: NaiveDate,
    /// Members today.
    pub members: i64,
    /// Shares that stand, and what they are worth at par.
    pub shares: (i64, i64),
    /// In the box.
    pub cash: i64,
    /// At the bank.
    pub bank: i64,
    /// Owed to members and others for deliveries, and dividends that were not fetched.
    pub owed: (i64, i64),
    /// Owed by buyers.
    pub buyers: i64,
    /// Owed by members: advances and inputs.
    pub credits: i64,
    /// What there is, kind by kind.
    pub stock: Vec<Stock>,
    /// What came in today: how many deliveries, grams.
    pub came: (i64, i64),
    /// What to do next, the most urgent first.
    pub things: Vec<Thing>,
    /// May write deliveries.
    pub may_write: bool,
}

/// `GET /coops/{code}`
pub fn home(page: &HomePage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let title = coop.name.show(words).to_owned();
    let body = html! {
        @if page.may_write {
            div.next-up {
                a.btn.main.big href=(coop.href("deliveries")) data-keep="1" { (icon("scale")) (words.say("coop-open-scale")) }
                @if page.came.0 > 0 {
                    p.small { (words.with("coop-came-today", &[("count", words.number(page.came.0).into()), ("weight", super::kilograms_text(words, page.came.1).into())])) }
                }
            }
        }
        (figures(page))
        div.halves.house {
            (things(page))
            (stock(page))
            (about(page))
        }
        (ways(page))
    };
    let back = coop.group.href("");
    let frame = CoopFrame { around: &page.around, coop, tab: Some(""), title: &title, back, problems: &[], scripts: &[] };
    frame.draw(body)
}

fn figures(page: &HomePage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let small = |key: &str, amount: i64| html! { @if amount != 0 { (words.say(key)) ": " (coop.money(words, amount)) } };
    let tile = |icon: &'static str, key: &str, amount: i64, under: Markup| Tile {
        icon,
        label: words.say(key),
        figure: coop.money(words, amount),
        under,
    };
    tiles(&[
        tile("vault", "coop-in-box", page.cash, small("coop-at-bank", page.bank)),
        tile("user", "coop-owed-to-members", page.owed.0, small("coop-unfetched", page.owed.1)),
        tile("shopping-cart", "coop-owed-by-buyers", page.buyers, html! {}),
        tile("hand-coins", "coop-owed-by-members", page.credits, html! {}),
    ])
}

fn things(page: &HomePage) -> Markup {
    let words = page.around.words;
    card(
        "bell",
        &words.say("coop-next"),
        html! {
            @if page.things.is_empty() { p.muted { (icon("circle-check")) " " (words.say("coop-nothing-next")) } }
            ul.things {
                @for thing in &page.things {
                    li.(thing.tone) { a href=(thing.href) { (icon(thing.icon)) span { (thing.text) } (icon("chevron-right")) } }
                }
            }
        },
    )
}

fn stock(page: &HomePage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let under = |one: &Stock| {
        html! {
            br;
            span.small {
                (words.with("coop-lots-count", &[("count", words.number(one.lots).into())]))
                @if let Some(price) = one.price { " · " (words.say("coop-price-today")) " " (coop.money(words, price)) }
            }
        }
    };
    card(
        "warehouse",
        &words.say("coop-in-store"),
        html! {
            @if page.stock.is_empty() { p.muted { (words.say("coop-store-empty")) } }
            dl.facts {
                @for one in &page.stock { div { dt { (one.kind.show(words)) (under(one)) } dd { b { (kilograms(words, one.grams)) } } } }
            }
            (more(&coop.href("lots"), &words.say("coop-see-lots")))
        },
    )
}

fn about(page: &HomePage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let (shares, worth) = page.shares;
    let shares = html! { @if coop.shares { (words.number(shares)) " · " (coop.money(words, worth)) } };
    card(
        "info",
        &words.say(if coop.shares { "coop-about" } else { "coop-about-group" }),
        facts(&[
            (words.say("coop-code"), html! { (coop.code) }),
            (words.say("coop-kept-by"), html! { a href=(coop.group.href("")) { (coop.group.name.show(words)) } }),
            (words.say("place"), html! { (page.place.show(words)) }),
            (words.say("coop-opened-on"), html! { (words.date(page.opened_on)) }),
            (words.say("members"), html! { (words.number(page.members)) }),
            (words.say("coop-home-shares"), shares),
        ]),
    )
}

fn ways(page: &HomePage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let door = |symbol: &'static str, below: &str, key: &str| (symbol, coop.href(below), words.say(key));
    let mut all = vec![door("banknote", "prices", "coop-door-prices"), door("handshake", "contracts", "coop-door-contracts")];
    if coop.shares {
        all.push(door("id-card", "shares", "coop-door-shares"));
    }
    all.extend([
        door("hand-coins", "credits", "coop-door-credits"),
        door("scroll-text", "laws", "coop-door-laws"),
        ("store", with_query("/market", &[]), words.say("coop-market")),
        ("book-open", coop.group.href("cash-book"), words.say("cash-book")),
        ("printer", coop.group.href("papers"), words.say("offer-papers")),
    ]);
    doors(&words.say("coop-more-pages"), &all)
}

//! The stock card of a good: what came, what went, what there was after each; and the doors to the forms that write it.
use super::{BankHead, GoodHead, frame::BankFrame};
use crate::{
    layout::icon,
    parts::{Around, Column, Listing, Row, Table, Tile, doors, empty, table_card, tiles, with_query},
};
use chrono::NaiveDate;
use maud::{Markup, html};
use words::Words;

/// The stock card of a good.
#[derive(Clone, Debug)]
pub struct StockPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which bank.
    pub bank: BankHead,
    /// Every good that the bank keeps or kept, and what there is of it.
    pub goods: Vec<(GoodHead, i64)>,
    /// Which of them is shown.
    pub here: usize,
    /// The lines of this page of the list, the latest first.
    pub lines: Vec<StockLine>,
    /// Paging.
    pub listing: Listing,
    /// What the whole store holds by weight, and what it can hold, grams; none where nobody measured it.
    pub room: Option<(i64, i64)>,
    /// The last count of this good: day and act.
    pub counted: Option<(NaiveDate, i64)>,
    /// May write what comes and goes.
    pub may_write: bool,
}

/// A line of a stock card.
#[derive(Clone, Debug)]
pub struct StockLine {
    /// The act.
    pub act: i64,
    /// Its day.
    pub day: NaiveDate,
    /// What happened.
    pub what: String,
    /// What came (above zero) or went.
    pub change: i64,
    /// What there was after it.
    pub balance: i64,
    /// Moisture that was measured, in words; empty for none.
    pub moisture: String,
    /// Who wrote it down.
    pub by: String,
}

/// `GET /banks/{code}/stock?good=`
pub fn stock(page: &StockPage) -> Markup {
    let (words, bank) = (page.around.words, &page.bank);
    let title = words.say("bank-tab-stock");
    let body = html! {
        @match page.goods.get(page.here) {
            None => div.card { (empty("package", &words.say("bank-no-stock"), &words.say("bank-no-stock-text"), None)) },
            Some((good, balance)) => {
                (choose(page))
                (figures(page, good, *balance))
                @if page.may_write { (ways(page, good)) }
                (card(page, good))
            }
        }
    };
    let frame = BankFrame { around: &page.around, bank, tab: Some("stock"), title: &title, back: bank.href(""), problems: &[] };
    frame.draw(body)
}

/// The goods, each with what there is of it.
fn choose(page: &StockPage) -> Markup {
    let (words, bank) = (page.around.words, &page.bank);
    html! {
        nav.goods aria-label=(words.say("bank-goods")) {
            @for (at, (good, balance)) in page.goods.iter().enumerate() {
                a href=(with_query(&bank.href("stock"), &[("good", &good.unit.commodity)])) aria-current=[(at == page.here).then_some("true")] {
                    (good.icon()) span { (good.name(words)) b { (good.amount(words, *balance)) } }
                }
            }
        }
    }
}

fn figures(page: &StockPage, good: &GoodHead, balance: i64) -> Markup {
    let words = page.around.words;
    let mut all = vec![Tile {
        icon: "package",
        label: words.say(if good.class == "money" { "bank-money-box" } else { "bank-there-is" }),
        figure: good.amount(words, balance),
        under: html! {},
    }];
    if let Some((held, most)) = page.room.filter(|_| good.unit.decimals == 3) {
        all.push(Tile {
            icon: "warehouse",
            label: words.say("bank-store-holds"),
            figure: good.amount(words, held),
            under: room(words, good, held, most),
        });
    }
    // Animals that are registered one by one are seen, not counted.
    if !matches!(good.class, "money" | "cattle" | "buffalo") {
        let under = html! { @if let Some((_, act)) = page.counted { a href=(page.bank.href(&format!("acts/{act}"))) { (words.say("bank-see-count")) } } };
        all.push(Tile {
            icon: "scale",
            label: words.say("bank-last-count"),
            figure: html! { @match page.counted { Some((day, _)) => span.n { (words.date_short(day)) }, None => (words.say("bank-never-counted")) } },
            under,
        });
    }
    tiles(&all)
}

/// How full the store is, drawn and said.
pub(super) fn room(words: Words, good: &GoodHead, held: i64, most: i64) -> Markup {
    let said = words.with("bank-store-most", &[("amount", good.unit.text(words, most).into())]);
    html! {
        progress.bar-full max=(most.max(1)) value=(held.clamp(0, most.max(1))) aria-label=(words.say("bank-store-holds")) {}
        (said)
        @if held > most { span.bad-ink { " " (icon("triangle-alert")) (words.say("bank-store-over")) } }
    }
}

/// What can be written about a good.
fn ways(page: &StockPage, good: &GoodHead) -> Markup {
    let (words, bank) = (page.around.words, &page.bank);
    let to = |what: &str| with_query(&bank.href(&format!("stock/{what}")), &[("good", &good.unit.commodity)]);
    let door = |symbol: &'static str, what: &str| (symbol, to(what), words.say(&format!("bank-do-{what}")));
    let registered = matches!(good.class, "cattle" | "buffalo");
    let all = match good.class {
        "money" => vec![door("plus", "money-in"), door("minus", "money-out")],
        _ if registered => vec![("beef", bank.href("herd"), words.say("bank-tab-herd"))],
        _ => vec![
            door("gift", "donate"),
            door("users", "deposit"),
            door("undo-2", "return-deposit"),
            door("shopping-cart", "buy"),
            door("store", "sell"),
            door("hand-heart", "help"),
            ("scale", with_query(&bank.href("count"), &[("good", &good.unit.commodity)]), words.say("bank-do-count")),
        ],
    };
    doors(&words.say("bank-write-down"), &all)
}

fn card(page: &StockPage, good: &GoodHead) -> Markup {
    let (words, bank) = (page.around.words, &page.bank);
    let caption = words.with("bank-card-of", &[("good", good.name(words).into())]);
    if page.lines.is_empty() {
        return html! { div.card { (empty("package", &words.say("bank-card-empty"), &words.say("bank-card-empty-text"), None)) } };
    }
    // Only paddy is measured for moisture, and not always.
    let measured = page.lines.iter().any(|line| !line.moisture.is_empty());
    let mut columns = vec![
        Column::text(words.say("date")),
        Column::lead(words.say("bank-what-happened")),
        Column::side(words.say("bank-in")),
        Column::side(words.say("bank-out")),
        Column::number(words.say("bank-balance")),
    ];
    if measured {
        columns.push(Column::text(words.say("bank-moisture")));
    }
    columns.push(Column::extra(words.say("recorded-by")));
    let row = |line: &StockLine| {
        let mut cells = vec![
            html! { span.n { (words.date_short(line.day)) } },
            html! { a href=(bank.href(&format!("acts/{}", line.act))) { (line.what) } },
            html! { @if line.change > 0 { span.n.in { "+" (words.quantity(line.change, good.unit.decimals)) } } },
            html! { @if line.change < 0 { span.n.out { "\u{2212}" (words.quantity(line.change.saturating_neg(), good.unit.decimals)) } } },
            html! { b { (good.unit.number(words, line.balance)) } },
        ];
        if measured {
            cells.push(html! { @if !line.moisture.is_empty() { span.n { (line.moisture) } } });
        }
        cells.push(html! { (line.by) });
        Row::new(cells)
    };
    let rows = page.lines.iter().map(row).collect();
    let table = Table { words, caption: &caption, columns: &columns, rows, foot: vec![], listing: Some(&page.listing) };
    let aside = html! { span.small { (words.with("amounts-in", &[("sign", good.counted_in(words).into())])) } };
    html! { div.stock-card { (table_card("book-open", &caption, aside, html! { (table) })) } }
}

//! Sales: what was sold to whom, what is still due; the form that sells from lots; and one sale until it is paid.
use super::{
    CoopHead, cautions,
    desk::{Choice, Desk, Filled, kg, options},
    kilograms_text,
    milling::who,
};
use crate::{
    layout::icon,
    parts::{
        Around, Column, Fields, Listing, Name, Problem, Row, Table, Tile, Tone, badge, card, empty, facts, sign, table_card, tiles,
    },
};
use chrono::NaiveDate;
use maud::{Markup, html};
use words::Words;

/// The sales.
#[derive(Clone, Debug)]
pub struct SalesPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which cooperative.
    pub coop: CoopHead,
    /// Those of this page of the list, the latest first.
    pub sales: Vec<SaleLine>,
    /// All of them: what they came to, what is due, what of it is late.
    pub sums: [i64; 3],
    /// May write a new one.
    pub may_write: bool,
    /// Paging.
    pub listing: Listing,
}

/// A sale in a list.
#[derive(Clone, Debug)]
pub struct SaleLine {
    /// Its number.
    pub no: i64,
    /// When.
    pub day: NaiveDate,
    /// To whom.
    pub buyer: String,
    /// What: kinds, in words.
    pub what: String,
    /// How much, grams.
    pub grams: i64,
    /// What it came to.
    pub amount: i64,
    /// What is still due.
    pub left: i64,
    /// By when.
    pub due: Option<NaiveDate>,
    /// How it stands.
    pub stands: Stands,
    /// When it was paid in full.
    pub paid_on: Option<NaiveDate>,
}

/// How what was sold stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stands {
    /// Paid in full.
    Paid,
    /// Not paid yet, and not due.
    Open,
    /// Not paid, and its day is over.
    Late,
}

impl Stands {
    /// As a badge.
    pub fn badge(self, words: Words) -> Markup {
        let (tone, symbol, key) = match self {
            Stands::Paid => (Tone::Good, "circle-check", "coop-sale-paid"),
            Stands::Open => (Tone::Wait, "hourglass", "coop-sale-open"),
            Stands::Late => (Tone::Stop, "clock", "coop-sale-late"),
        };
        badge(tone, symbol, &words.say(key))
    }
}

/// `GET /coops/{coop}/sales`
pub fn sales(page: &SalesPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let title = words.say("coop-sales");
    let [sold, due, late] = page.sums;
    let figures = [
        Tile { icon: "banknote", label: words.say("coop-sold-all"), figure: coop.money(words, sold), under: html! {} },
        Tile {
            icon: "hourglass",
            label: words.say("coop-buyers-owe"),
            figure: coop.money(words, due),
            under: html! { @if late > 0 { span.bad-ink { (words.with("coop-of-it-late", &[("amount", coop.group.unit.text(words, late).into())])) } } },
        },
    ];
    let body = html! {
        div.actions {
            @if page.may_write { a.btn.main href=(coop.href("sales/new")) { (icon("plus")) (words.say("coop-sell")) } }
            a.btn href=(coop.href("contracts")) { (icon("handshake")) (words.say("coop-contracts")) }
            a.btn href="/market/sell" { (icon("map-pin")) (words.say("coop-where-to-sell")) }
        }
        @if page.sales.is_empty() {
            div.card { (empty("store", &words.say("coop-sales-none"), &words.say("coop-sales-none-text"), None)) }
        } @else {
            (tiles(&figures))
            (table_card("store", &title, html! {}, table(words, coop, &title, &page.sales, Some(&page.listing))))
        }
    };
    Desk { around: &page.around, coop, tab: Some("sales"), title: &title, back: "", problems: &[], scripts: &[] }.draw(body)
}

/// Sales under each other.
pub(super) fn table(words: Words, coop: &CoopHead, caption: &str, sales: &[SaleLine], listing: Option<&Listing>) -> Markup {
    let columns = [
        Column::mark(words.say("number-short")),
        Column::lead(words.say("coop-buyer")),
        Column::text(words.say("date")),
        Column::text(words.say("coop-what-sold")),
        Column::number(words.say("coop-weight")),
        Column::figure(words.say("amount")),
        Column::number(words.say("coop-left-to-pay")),
        Column::act(words.say("state")),
    ];
    let row = |sale: &SaleLine| {
        Row::new(vec![
            html! { (words.ordinal(sale.no)) },
            html! { a href=(coop.href(&format!("sales/{}", sale.no))) { (sale.buyer) } },
            html! { span.n { (words.date_short(sale.day)) } },
            html! { (sale.what) },
            kg(words, sale.grams),
            coop.money(words, sale.amount),
            html! { @if sale.left > 0 { (coop.money(words, sale.left)) } },
            sale.stands.badge(words),
        ])
    };
    let rows = sales.iter().map(row).collect();
    html! { (Table { words, caption, columns: &columns, rows, foot: vec![], listing }) }
}

/// The form of a sale.
#[derive(Clone, Debug)]
pub struct SaleFormPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which cooperative.
    pub coop: CoopHead,
    /// Lots that hold something.
    pub lots: Vec<ForSale>,
    /// Those who are known.
    pub people: Vec<Choice>,
    /// Contracts that may be delivered to today.
    pub contracts: Vec<Choice>,
    /// What has been typed.
    pub form: Filled,
    /// What is to be looked at twice.
    pub cautions: Vec<String>,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// A lot that may be sold from.
#[derive(Clone, Debug)]
pub struct ForSale {
    /// Its number.
    pub no: i64,
    /// What it is.
    pub kind: String,
    /// What there is, grams.
    pub grams: i64,
    /// The last price a kilogram of the same was sold for.
    pub last: Option<i64>,
    /// What the board says, where the contract goes by it.
    pub board: Option<BoardSaid>,
}

/// The board's price beside a contract at the market's price.
#[derive(Clone, Debug)]
pub struct BoardSaid {
    /// For a kilogram on the board.
    pub amount: i64,
    /// For a kilogram by the contract.
    pub agreed: i64,
    /// When.
    pub day: NaiveDate,
    /// Where.
    pub place: Name,
    /// Who said so: a key `market-source-<code>` names it.
    pub source: String,
}

/// `GET, POST /coops/{coop}/sales/new` (fields `sell_<lot>` in kilograms, `price_<lot>`)
pub fn sale_form(page: &SaleFormPage) -> Markup {
    let (words, coop, form) = (page.around.words, &page.coop, &page.form);
    let fields = Fields { words, problems: &page.problems };
    let title = words.say("coop-sell");
    let money = sign(words, &coop.group.unit);
    let body = html! {
        form.form.narrow.amid method="post" action=(coop.href("sales/new")) novalidate {
            (fields.summary())
            (cautions(fields, &page.cautions))
            input type="hidden" name="key" value=(form.get("key"));
            div.card.form {
                (fields.date("day", "coop-sold-on", form.get("day")))
                (who(fields, form, &page.people, "coop-buyer"))
                @if !page.contracts.is_empty() {
                    (fields.select("contract", "coop-contract", form.get("contract"), &options(Some(words.say("coop-no-contract")), &page.contracts)))
                }
            }
            div.card.form {
                fieldset.set {
                    legend { (icon("package")) (words.say("coop-from-lots")) }
                    @if page.lots.is_empty() { p.hint { (words.say("coop-lots-none-text")) } }
                    @for lot in &page.lots { (for_sale(page, fields, lot, &money)) }
                }
            }
            div.card.form {
                (fields.amount("transport", "coop-transport", form.get("transport"), &money).hint("coop-transport-hint"))
                div.pair.start {
                    (fields.amount("cash", "coop-paid-at-once", form.get("cash"), &money).hint("coop-paid-at-once-hint"))
                    (fields.date("due", "coop-rest-due", form.get("due")).hint("coop-rest-due-hint"))
                }
            }
            div.actions {
                button.btn.main type="submit" { (icon("check")) (words.say("coop-write-down")) }
                a.btn href=(coop.href("sales")) { (words.say("cancel")) }
            }
        }
    };
    Desk { around: &page.around, coop, tab: None, title: &title, back: "sales", problems: &page.problems, scripts: &[] }.draw(body)
}

fn for_sale(page: &SaleFormPage, fields: Fields<'_>, lot: &ForSale, money: &str) -> Markup {
    let (words, form) = (fields.words, &page.form);
    let (sell, price) = (format!("sell_{}", lot.no), format!("price_{}", lot.no));
    let label = words.with(
        "coop-lot-with",
        &[
            ("number", words.ordinal(lot.no).into()),
            ("kind", lot.kind.as_str().into()),
            ("weight", kilograms_text(words, lot.grams).into()),
        ],
    );
    let last = lot.last.map(|last| page.coop.group.unit.text(words, last));
    let price_label = match last {
        Some(last) => words.with("coop-price-last", &[("amount", last.into())]),
        None => words.say("coop-price-of-kg").into_owned(),
    };
    let unit = &page.coop.group.unit;
    let beside = lot.board.as_ref().map(|board| {
        let values = [
            ("board", unit.text(words, board.amount).into()),
            ("agreed", unit.text(words, board.agreed).into()),
            ("day", words.date_short(board.day).into()),
            ("place", board.place.show(words).into()),
            ("source", words.say(&format!("market-source-{}", board.source))),
        ];
        words.with("coop-price-by-board", &values)
    });
    html! {
        @if let Some(beside) = &beside { p.hint { (icon("info")) " " (beside) } }
        div.pair.start {
            (fields.count("", "coop-weight", form.get(&sell)).named(sell.clone()).labelled(label).keypad("decimal").after(words.say("unit-kg")))
            (fields.amount("", "coop-price-of-kg", form.get(&price), money).named(price.clone()).labelled(price_label))
        }
    }
}

/// One sale.
#[derive(Clone, Debug)]
pub struct SalePage {
    /// What surrounds the page.
    pub around: Around,
    /// Which cooperative.
    pub coop: CoopHead,
    /// The sale.
    pub line: SaleLine,
    /// Its lines: lot, kind, grams, price, amount.
    pub lines: Vec<(i64, String, i64, i64, i64)>,
    /// The contract it was under.
    pub contract: Option<i64>,
    /// What bringing it there cost.
    pub transport: i64,
    /// Received at once.
    pub cash: i64,
    /// Received later: day and amount.
    pub received: Vec<(NaiveDate, i64)>,
    /// The act that wrote it.
    pub act: i64,
    /// May write that the buyer paid.
    pub may_write: bool,
    /// What has been typed.
    pub form: Filled,
    /// What is to be looked at twice.
    pub cautions: Vec<String>,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET /coops/{coop}/sales/{no}`; `POST …/collect` (fields `key`, `day`, `amount`)
pub fn sale(page: &SalePage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let fields = Fields { words, problems: &page.problems };
    let title = words.with("coop-sale-number", &[("number", words.ordinal(page.line.no).into())]);
    let body = html! {
        (fields.summary())
        div.halves.even {
            (card("store", &page.line.buyer, about(page)))
            @if page.may_write && page.line.left > 0 { (collect(page, fields)) }
        }
        (lines(page))
    };
    Desk { around: &page.around, coop, tab: None, title: &title, back: "sales", problems: &page.problems, scripts: &[] }.draw(body)
}

fn about(page: &SalePage) -> Markup {
    let (words, coop, sale) = (page.around.words, &page.coop, &page.line);
    let mut all = vec![
        (words.say("state"), sale.stands.badge(words)),
        (words.say("date"), html! { span.n { (words.date(sale.day)) } }),
        (words.say("amount"), html! { b { (coop.money(words, sale.amount)) } }),
        (words.say("coop-paid-at-once"), coop.money(words, page.cash)),
    ];
    for (day, amount) in &page.received {
        let label = words.with("coop-received-on", &[("date", words.date_short(*day).into())]);
        all.push((label.into(), coop.money(words, *amount)));
    }
    all.push((words.say("coop-left-to-pay"), html! { b { (coop.money(words, sale.left)) } }));
    if let Some(due) = sale.due {
        all.push((words.say("coop-rest-due"), html! { span.n { (words.date(due)) } }));
    }
    if page.transport > 0 {
        all.push((words.say("coop-transport"), coop.money(words, page.transport)));
    }
    if let Some(no) = page.contract {
        let contract = words.with("coop-contract-number", &[("number", words.ordinal(no).into())]);
        all.push((words.say("coop-contract"), html! { a href=(coop.href(&format!("contracts/{no}"))) { (contract) } }));
    }
    let act = words.with("coop-act-number", &[("number", words.ordinal(page.act).into())]);
    all.push((words.say("coop-act"), html! { a href=(coop.href(&format!("acts/{}", page.act))) { (act) } }));
    facts(&all)
}

fn collect(page: &SalePage, fields: Fields<'_>) -> Markup {
    let (words, coop, form) = (fields.words, &page.coop, &page.form);
    let money = sign(words, &coop.group.unit);
    html! {
        form.card.form method="post" action=(coop.href(&format!("sales/{}/collect", page.line.no))) novalidate {
            h2 { (icon("hand-coins")) (words.say("coop-buyer-pays")) }
            (cautions(fields, &page.cautions))
            input type="hidden" name="key" value=(form.get("key"));
            (fields.date("day", "coop-received-day", form.get("day")))
            (fields.amount("amount", "amount", form.get("amount"), &money))
            div.actions { button.btn.main type="submit" { (icon("check")) (words.say("coop-write-down")) } }
        }
    }
}

fn lines(page: &SalePage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let caption = words.say("coop-what-sold");
    let columns = [
        Column::mark(words.say("coop-lot")),
        Column::lead(words.say("coop-what-kind")),
        Column::number(words.say("coop-weight")),
        Column::number(words.say("coop-price-of-kg")),
        Column::figure(words.say("amount")),
    ];
    let row = |(lot, kind, grams, price, amount): &(i64, String, i64, i64, i64)| {
        Row::new(vec![
            html! { (words.ordinal(*lot)) },
            html! { a href=(coop.href(&format!("lots/{lot}"))) { (kind) } },
            kg(words, *grams),
            coop.money(words, *price),
            coop.money(words, *amount),
        ])
    };
    let rows = page.lines.iter().map(row).collect();
    let foot = vec![Row::new(vec![
        html! {},
        html! { (words.say("coop-together")) },
        kg(words, page.line.grams),
        html! {},
        coop.money(words, page.line.amount),
    ])];
    let table = Table { words, caption: &caption, columns: &columns, rows, foot, listing: None };
    table_card("package", &caption, html! {}, html! { (table) })
}

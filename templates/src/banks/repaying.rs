//! A repayment day: what each family brings for its loans, on the scale or in money, on one page. Fields beside those of
//! every sheet (`L` is the loan's number):
//!
//! | field | value |
//! |---|---|
//! | `good` | which loans the sheet is about, hidden |
//! | `moisture` | moisture of every row that has none of its own, per cent |
//! | `agreed`, `market` | the price of one unit for who pays in money: what is agreed, and what the market pays |
//! | `l{L}-kg` | what the scale says, several weighings with `+` between them; heads, packs, or money where money was lent |
//! | `l{L}-moisture`, `l{L}-foreign` | per cent |
//! | `l{L}-cash` | money |
use super::{
    BankHead, GoodHead, Who,
    sheet::{self, DayLine, Figure, SheetHead},
};
use crate::{
    layout::icon,
    parts::{Around, Unit, empty, tabs},
};
use chrono::NaiveDate;
use domain::banks::{
    Measure,
    rules::{CashPrice, PaysFirst},
};
use maud::{Markup, html};
use words::Words;

/// The page of repayment days.
#[derive(Clone, Debug)]
pub struct RepayingPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which bank.
    pub bank: BankHead,
    /// The sheet; none for who may only look, or where nothing is owed.
    pub sheet: Option<RepayingSheet>,
    /// Earlier repayment days, latest first.
    pub days: Vec<DayLine>,
}

/// The sheet of one good. Quantities are its smallest units.
#[derive(Clone, Debug)]
pub struct RepayingSheet {
    /// What every sheet holds.
    pub head: SheetHead,
    /// Goods of which something is owed, with the address of each sheet, and whether it is this one.
    pub goods: Vec<(GoodHead, String, bool)>,
    /// What is owed.
    pub good: GoodHead,
    /// What it is counted in.
    pub measure: Measure,
    /// The money of the box.
    pub money: Unit,
    /// Moisture at which paddy counts whole, and foreign matter that is allowed, tenths of a per cent.
    pub allowed: (i64, i64),
    /// The most that the scale weighs at once, smallest units.
    pub scale_most: i64,
    /// Moisture for every row, as typed.
    pub moisture: String,
    /// The price of one unit, where some loan may be paid in money.
    pub price: Option<PriceAsked>,
    /// The loans.
    pub rows: Vec<RepayingRow>,
    /// What was typed comes to so much.
    pub totals: RepayingTotals,
}

/// The price of one unit, as the top of the sheet asks for it.
#[derive(Clone, Debug)]
pub struct PriceAsked {
    /// Whether the committee agrees on a price; otherwise it follows from the market's.
    pub agreed: bool,
    /// The agreed price, as typed.
    pub agreed_typed: String,
    /// What the market pays today, as typed.
    pub market_typed: String,
    /// The market's last price in the book and its day.
    pub last: Option<(i64, NaiveDate)>,
    /// What the rules make of the market's price, where they are the same for every loan: so many per cent less.
    pub less_percent: Option<u32>,
}

/// A loan's line.
#[derive(Clone, Debug)]
pub struct RepayingRow {
    /// The loan's number, used in the names of the fields.
    pub loan: i64,
    /// Who borrowed.
    pub who: Who,
    /// Owed today: of what was lent, and interest.
    pub owed: (i64, i64),
    /// What a payment pays first.
    pub pays_first: PaysFirst,
    /// When it is due.
    pub due_on: NaiveDate,
    /// By how many days it is late.
    pub days_late: i64,
    /// How money is taken for it; none: in kind alone.
    pub cash: Option<CashPrice>,
    /// On the scale, as typed.
    pub typed: String,
    /// Moisture, as typed.
    pub moisture: String,
    /// Foreign matter, as typed.
    pub foreign: String,
    /// Money, as typed.
    pub paid: String,
    /// What it comes to.
    pub comes: Comes,
}

/// What a row's figures come to. Smallest units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Comes {
    /// Something readable was typed.
    pub any: bool,
    /// What counts of the weight, after moisture and foreign matter.
    pub credited: i64,
    /// What the money pays.
    pub bought: i64,
    /// Money.
    pub money: i64,
    /// What of both pays interest.
    pub interest: i64,
    /// What is owed after it.
    pub left: i64,
    /// Money that the family saves against the market's price.
    pub concession: i64,
}

/// What the rows come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RepayingTotals {
    /// What comes into the store, credited.
    pub credited: i64,
    /// What comes into the box.
    pub money: i64,
    /// Loans of which nothing is owed any more.
    pub closed: i64,
    /// Loans that brought something.
    pub loans: i64,
    /// Money below the market's price.
    pub concession: i64,
}

/// `GET /banks/{bank}/repaying`
pub fn repaying(page: &RepayingPage) -> Markup {
    let words = page.around.words;
    let title = words.say("bank-tab-repaying");
    let error = page.sheet.as_ref().is_some_and(|sheet| !sheet.head.problems.is_empty());
    let body = html! {
        div.stack.bk {
            div.wide-only { (page.bank.tabs(words, "repaying")) }
            @match &page.sheet {
                Some(sheet) => (whole(page, sheet)),
                None => div.card { (empty("check-check", &words.say("repay-none"), &words.say("repay-none-text"), None)) },
            }
            (sheet::days(words, &page.bank, "repaying", &words.say("repay-days"), &page.days))
        }
    };
    sheet::framed(&page.around, &page.bank, &title, &page.bank.href(""), error, body)
}

fn whole(page: &RepayingPage, sheet: &RepayingSheet) -> Markup {
    let words = page.around.words;
    let has = |field: &str| {
        let priced = sheet.price.as_ref().is_some_and(|price| field == "market" || field == "agreed" && price.agreed);
        let row = sheet.rows.iter().any(|row| field.strip_prefix(&format!("l{}-", row.loan)).is_some());
        field == "day" || field == "moisture" && weighed(sheet) || priced || row
    };
    html! {
        (sheet::summary(words, &sheet.head, has))
        (sheet::banners(words))
        @if sheet.goods.len() > 1 { (good_tabs(words, sheet)) }
        form #sheet.sheet.repay method="post" action=(page.bank.href("repaying")) novalidate autocomplete="off" data-kind="repay"
            data-outbox=(words.with("outbox-title-repaying", &[("bank", page.bank.code.as_str().into())])) data-outbox-do="save"
            data-draft=(sheet.head.draft) data-drawn=(sheet.head.day) data-typed=[sheet.head.typed.then_some("1")] data-decimals=(sheet.good.unit.decimals)
            data-digits=(words.digits.code()) data-sign=(sheet.good.counted_in(words)) data-moisture=(sheet.allowed.0)
            data-foreign=(sheet.allowed.1) data-scale=[weighed(sheet).then_some(sheet.scale_most)] data-unit=(one(sheet))
            data-money-decimals=(sheet.money.decimals) data-money-sign=(crate::parts::sign(words, &sheet.money))
            data-last=[sheet.price.as_ref().and_then(|price| price.last).map(|(amount, _)| amount)]
            data-say-number=(words.say("sheet-not-a-number")) data-say-kept=(words.say("sheet-kept")) data-say-lost=(words.say("sheet-not-kept"))
            data-say-scale=(words.with("bank-why-above-scale", &[("amount", "%".into())]))
            data-say-owed=(words.with("bank-why-more-than-owed", &[("amount", "%".into())]))
            data-say-percent=(words.say("bank-why-not-a-percentage")) data-say-price=(words.say("bank-why-price-missing")) {
            (sheet.head.hidden())
            input type="hidden" name="good" value=(sheet.good.unit.commodity);
            // Enter in a field presses the form's first submit button, which must not write anything down.
            button.vh type="submit" name="do" value="work-out" tabindex="-1" aria-hidden="true" { "=" }
            (top(words, sheet))
            (sheet::finder(words))
            (table(words, page, sheet))
            (finish(words, sheet))
            (sheet::tools(words, "repay-all", weighed(sheet).then_some("repay-another-sack"), folds(sheet).then_some("repay-more-of")))
            template #tool-line { (comes_line(words, sheet, &Comes::default())) }
            (foot(words, sheet))
        }
    }
}

/// Smallest units in one that people speak of.
fn one(sheet: &RepayingSheet) -> i64 {
    10_i64.pow(u32::from(sheet.good.unit.decimals))
}

fn weighed(sheet: &RepayingSheet) -> bool {
    sheet.measure == Measure::Weight
}

/// Whether a row may say more than what is on the scale.
fn folds(sheet: &RepayingSheet) -> bool {
    weighed(sheet) || sheet.price.is_some()
}

fn good_tabs(words: Words, sheet: &RepayingSheet) -> Markup {
    let here = sheet.goods.iter().position(|(_, _, here)| *here).unwrap_or(usize::MAX);
    let doors: Vec<_> = sheet.goods.iter().map(|(good, href, _)| ("undo-2", href.clone(), good.name(words).into())).collect();
    tabs(&words.say("repay-goods"), here, &doors)
}

/// What holds for every row: the day, moisture, the price.
fn top(words: Words, sheet: &RepayingSheet) -> Markup {
    let head = &sheet.head;
    html! {
        section.card.sheet-top aria-labelledby="what-h" {
            h2 #what-h { (sheet.good.icon()) (sheet.good.name(words)) }
            div.asks {
                (sheet::day(words, head))
                @if weighed(sheet) {
                    div.f.(head.bad("moisture")) {
                        label for="moisture" #moisture-l { (icon("droplets")) (words.say("repay-moisture-all")) }
                        div.joined {
                            input.box.num.pct #moisture name="moisture" type="text" inputmode="decimal" autocomplete="off" maxlength="6" value=(sheet.moisture)
                                aria-describedby={ "moisture-h" @if head.error("moisture").is_some() { " e-moisture" } } aria-invalid=[head.invalid("moisture")];
                            span { "%" }
                        }
                        p.hint #moisture-h { (words.with("repay-moisture-hint", &[("percent", percent(words, sheet.allowed.0).into())])) }
                        (head.message(words, "moisture"))
                    }
                }
                @if let Some(price) = &sheet.price { (prices(words, sheet, price)) }
            }
        }
    }
}

/// Tenths of a per cent as people say them.
pub(super) fn percent(words: Words, tenths: i64) -> String {
    if tenths % 10 == 0 { words.quantity(tenths / 10, 0) } else { words.quantity(tenths, 1) }
}

/// The two prices side by side: what the market pays, and what is agreed.
fn prices(words: Words, sheet: &RepayingSheet, price: &PriceAsked) -> Markup {
    let field = |name: &str, label: Markup, hint: Markup, typed: &str| {
        html! {
            div.f.(sheet.head.bad(name)) {
                label for=(name) { (label) }
                div.joined {
                    input.box.num.price id=(name) name=(name) type="text" inputmode=(if sheet.money.decimals > 0 { "decimal" } else { "numeric" }) autocomplete="off"
                        maxlength="20" value=(typed) aria-describedby={ (name) "-h" @if sheet.head.error(name).is_some() { " e-" (name) } }
                        aria-invalid=[sheet.head.invalid(name)];
                    span { (crate::parts::sign(words, &sheet.money)) }
                }
                p.hint id={ (name) "-h" } { (hint) }
                (sheet.head.message(words, name))
            }
        }
    };
    let unit = sheet.good.counted_in(words);
    let last = match price.last {
        Some((amount, day)) => words.with(
            "repay-market-last",
            &[("amount", sheet.money.text(words, amount).into()), ("date", words.date_short(day).into())],
        ),
        None => words.say("repay-market-unknown").into_owned(),
    };
    html! {
        (field("market", html! { (icon("store")) (words.with("repay-market", &[("unit", unit.clone().into())])) }, html! { (last) }, &price.market_typed))
        @if price.agreed {
            (field("agreed", html! { (icon("handshake")) (words.with("repay-agreed", &[("unit", unit.into())])) },
                html! { (words.say("repay-agreed-hint")) }, &price.agreed_typed))
        } @else if let Some(less) = price.less_percent.filter(|less| *less > 0) {
            p.small { (words.with("repay-price-less", &[("percent", words.number(less.into()).into())])) }
        } @else {
            p.small { (words.say("repay-price-market")) }
        }
    }
}

fn table(words: Words, page: &RepayingPage, sheet: &RepayingSheet) -> Markup {
    let unit = sheet.good.counted_in(words);
    html! {
        div.paper {
            table.bt.repay role="table" {
                caption.vh { (words.with("repay-caption", &[("count", words.number(sheet.rows.len() as i64).into())])) }
                thead role="rowgroup" { tr role="row" {
                    th.c-no scope="col" role="columnheader" { (words.say("number-short")) }
                    th.c-name scope="col" role="columnheader" { (words.say("member")) }
                    th.c-owes.r scope="col" role="columnheader" { (words.say("loan-owed-today")) }
                    th.c-kg.r scope="col" role="columnheader" #h-kg { (words.say(brought_key(sheet.measure))) " (" (unit) ")" }
                    @if weighed(sheet) {
                        th.c-q.r scope="col" role="columnheader" {
                            span #h-moisture { (words.say("kind-moisture")) " %" } " · " span #h-foreign { (words.say("kind-foreign")) " %" }
                        }
                    }
                    @if sheet.price.is_some() { th.c-cash.r scope="col" role="columnheader" #h-cash { (words.say("repay-money")) " (" (crate::parts::sign(words, &sheet.money)) ")" } }
                    th.c-back.r scope="col" role="columnheader" { (words.say("repay-comes-to")) }
                } }
                tbody role="rowgroup" { @for row in &sheet.rows { (line(words, page, sheet, row)) } }
            }
        }
    }
}

fn brought_key(measure: Measure) -> &'static str {
    match measure {
        Measure::Weight => "repay-scale",
        Measure::Head | Measure::Pack => "repay-heads",
        Measure::Money => "repay-money",
    }
}

/// How the price of a loan follows, for the script.
fn cash_code(cash: CashPrice) -> String {
    match cash {
        CashPrice::Committee => "committee".into(),
        CashPrice::Market => "less:0".into(),
        CashPrice::MarketLess(percent) => format!("less:{percent}"),
    }
}

fn line(words: Words, page: &RepayingPage, sheet: &RepayingSheet, row: &RepayingRow) -> Markup {
    let name = |end: &str| format!("l{}-{end}", row.loan);
    let (kg, cash) = (name("kg"), name("cash"));
    let bad = ["kg", "moisture", "foreign", "cash"].iter().any(|end| sheet.head.error(&name(end)).is_some());
    let (principal, interest) = row.owed;
    let open = !row.moisture.is_empty() || !row.foreign.is_empty() || !row.paid.is_empty() || bad;
    html! {
        tr.(if bad { "bad" } else { "" }).(if open { "open" } else { "" }) role="row" data-l=(row.loan) data-principal=(principal) data-interest=(interest)
            data-first=(if row.pays_first == PaysFirst::Interest { "i" } else { "p" }) data-cash=[row.cash.map(cash_code)] {
            td.c-no role="cell" { (words.ordinal(row.who.number)) }
            th.c-name scope="row" role="rowheader" {
                span #{ "n" (row.loan) } { (row.who.name.show(words)) }
                span.marks {
                    a.flag href=(page.bank.href(&format!("loans/{}", row.loan))) { (words.with("loan-number", &[("number", words.ordinal(row.loan).into())])) }
                    @if row.days_late > 0 { span.flag.late { (icon("clock")) (words.with("loan-late-days", &[("count", words.number(row.days_late).into())])) } }
                }
            }
            td.c-owes.r role="cell" {
                b { (sheet.good.amount(words, principal + interest)) }
                @if interest > 0 { span.small.n { (words.with("repay-of-it-interest", &[("amount", words.quantity(interest, sheet.good.unit.decimals).into())])) } }
            }
            td.c-kg.r role="cell" {
                span.ctl {
                    (sheet::figure(&sheet.head, &Figure { name: &kg, value: &row.typed, labelled: format!("n{} h-kg", row.loan),
                        decimals: sheet.good.unit.decimals > 0, class: if weighed(sheet) { "sum" } else { "" }, most: 60 }))
                }
                (sheet.head.message(words, &kg))
            }
            @if weighed(sheet) { (quality(words, sheet, row)) }
            @if sheet.price.is_some() {
                td.c-cash.r role="cell" {
                    @if row.cash.is_some() {
                        span.lab { (icon("banknote")) (words.say("repay-money")) }
                        span.ctl {
                            (sheet::figure(&sheet.head, &Figure { name: &cash, value: &row.paid, labelled: format!("n{} h-cash", row.loan),
                                decimals: sheet.money.decimals > 0, class: "", most: 30 }))
                        }
                        (sheet.head.message(words, &cash))
                    } @else { span.small { (words.say("repay-no-money")) } (sheet.head.message(words, &cash)) }
                }
            }
            td.c-back.r role="cell" { (comes(words, sheet, row)) }
        }
    }
}

/// Moisture and foreign matter of a row that differs.
fn quality(words: Words, sheet: &RepayingSheet, row: &RepayingRow) -> Markup {
    let field = |end: &str, value: &str, key: &str| {
        let name = format!("l{}-{end}", row.loan);
        html! {
            span.lab { (icon(if end == "moisture" { "droplets" } else { "wheat" })) (words.say(key)) " %" }
            (sheet::figure(&sheet.head, &Figure { name: &name, value, labelled: format!("n{} h-{end}", row.loan), decimals: true, class: "pct", most: 6 }))
            (sheet.head.message(words, &name))
        }
    };
    html! {
        td.c-q.r role="cell" {
            span.q2 { (field("moisture", &row.moisture, "kind-moisture")) }
            span.q2 { (field("foreign", &row.foreign, "kind-foreign")) }
        }
    }
}

/// What the row comes to: what is credited, of it interest, what is left; the concession beside it.
fn comes(words: Words, sheet: &RepayingSheet, row: &RepayingRow) -> Markup {
    html! {
        span.live-line #{ "b" (row.loan) } hidden[!row.comes.any] { @if row.comes.any { (comes_line(words, sheet, &row.comes)) } }
    }
}

fn comes_line(words: Words, sheet: &RepayingSheet, shown: &Comes) -> Markup {
    let quantity = |quantity| words.quantity(quantity, sheet.good.unit.decimals);
    let part = |class: &str, key: &str, figure: String, hidden: bool| html! { span.part.(class) hidden[hidden] { (words.say(key)) " " b.n { (figure) } } };
    html! {
        (part("credited", "repay-credited", quantity(shown.credited + shown.bought), false))
        (part("interest", "repay-interest", quantity(shown.interest), shown.interest == 0))
        (part("left", "repay-left", quantity(shown.left), shown.left == 0))
        span.part.done hidden[shown.left != 0] { (icon("check-check")) (words.say("loan-closed")) }
        (part("concession", "repay-concession", sheet.money.text(words, shown.concession), shown.concession == 0))
    }
}

/// Everything once more before it is written down, to be read aloud.
fn finish(words: Words, sheet: &RepayingSheet) -> Markup {
    let totals = &sheet.totals;
    html! {
        section.card.finish #finish aria-labelledby="finish-h" tabindex="-1" {
            h2 #finish-h { (icon("list-checks")) (words.say("repay-read-aloud")) }
            ol.said #said data-empty=(words.say("repay-nobody-yet")) {
                @for row in sheet.rows.iter().filter(|row| row.comes.any) {
                    li {
                        span { (super::lending::listed(words, &row.who)) }
                        b {
                            @if row.comes.credited > 0 { (sheet.good.amount(words, row.comes.credited)) }
                            @if row.comes.credited > 0 && row.comes.money > 0 { " + " }
                            @if row.comes.money > 0 { (sheet.money.amount(words, row.comes.money)) }
                        }
                        span.small { (words.say("repay-left")) " " (sheet.good.unit.text(words, row.comes.left)) }
                    }
                }
                @if totals.loans == 0 { li.muted { (words.say("repay-nobody-yet")) } }
            }
            dl.facts {
                div { dt { (words.say("repay-loans-paid")) } dd.n.t-loans { (words.number(totals.loans)) } }
                div { dt { (words.say(if sheet.measure == Measure::Money { "kind-into-box" } else { "repay-into-store" })) } dd.t-credited { (sheet.good.amount(words, totals.credited)) } }
                @if sheet.price.is_some() {
                    div { dt { (words.say("kind-into-box")) } dd.t-money { (sheet.money.amount(words, totals.money)) } }
                    div { dt { (words.say("repay-concession-all")) } dd.t-concession { (sheet.money.amount(words, totals.concession)) } }
                }
                div.sum { dt { (words.say("repay-closed")) } dd.n.t-closed { (words.number(totals.closed)) } }
            }
            (sheet::cautions(words, &sheet.head))
            (sheet::buttons(words, &words.say("repay-save")))
        }
    }
}

fn foot(words: Words, sheet: &RepayingSheet) -> Markup {
    let totals = &sheet.totals;
    let mut figures = vec![("bar-credited", words.say("repay-in"), html! { (sheet.good.unit.text(words, totals.credited)) })];
    if sheet.price.is_some() {
        figures.push(("bar-money", words.say("repay-money"), html! { (sheet.money.text(words, totals.money)) }));
    }
    figures.push(("bar-closed", words.say("repay-closed"), html! { (words.number(totals.closed)) }));
    sheet::bar(words, &figures)
}

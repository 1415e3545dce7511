//! A lending day: who borrows how much, for one purpose, on one page. Fields beside those of every sheet (`P` is the
//! member's party number, `i` counts guarantors from 0):
//!
//! | field | value |
//! |---|---|
//! | `purpose`, `good` | what the sheet lends, hidden |
//! | `season` | the season's number |
//! | `unit` | `kg`, or a measure of the bank: what the figures are typed in |
//! | `p{P}-kg` | how much; blank is not lent |
//! | `p{P}-g{i}` | the number of who answers for it, a name after it does no harm |
use super::{
    BankHead, GoodHead, Who,
    sheet::{self, DayLine, Figure, SheetHead},
};
use crate::{
    layout::icon,
    parts::{Around, Name, empty, note_box, tabs},
};
use chrono::NaiveDate;
use domain::banks::rules::{LoanTerms, Per, Priority, RoundInterest};
use maud::{Markup, html};
use words::Words;

/// The page of lending days.
#[derive(Clone, Debug)]
pub struct LendingPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which bank.
    pub bank: BankHead,
    /// The sheet; none for who may only look, or where nothing is lent.
    pub sheet: Option<LendingSheet>,
    /// Earlier lending days, latest first.
    pub days: Vec<DayLine>,
}

/// The sheet of one purpose. Quantities are smallest units of its good.
#[derive(Clone, Debug)]
pub struct LendingSheet {
    /// What every sheet holds.
    pub head: SheetHead,
    /// What this bank lends: purpose and good, the address of its sheet, whether it is this one.
    pub lines: Vec<LendingLine>,
    /// For what: `purpose-<code>` in words.
    pub purpose: &'static str,
    /// What is lent.
    pub good: GoodHead,
    /// The terms that each loan gets.
    pub terms: LoanTerms,
    /// The seasons to choose from; a sheet whose loans are due otherwise may have none.
    pub seasons: Vec<SeasonChoice>,
    /// The season chosen.
    pub season: Option<i64>,
    /// When these loans are due, and months begun until then; none while that is not known.
    pub due: Option<(NaiveDate, u32)>,
    /// The measures of the village beside the kilogram: code and grams.
    pub units: Vec<(String, i64)>,
    /// What the figures are typed in: a code of `units`, or `kg`.
    pub unit: String,
    /// What is in the store, or in the box.
    pub stock: i64,
    /// The most that a family may owe; 0: no ceiling.
    pub ceiling: i64,
    /// How many members answer for a loan.
    pub guarantors: u32,
    /// The families, those first whom the bank serves first.
    pub rows: Vec<LendingRow>,
    /// What was typed comes to so much.
    pub totals: LendingTotals,
}

/// Something that the bank lends.
#[derive(Clone, Debug)]
pub struct LendingLine {
    /// For what: `purpose-<code>` in words.
    pub purpose: &'static str,
    /// What.
    pub good: GoodHead,
    /// The address of its sheet.
    pub href: String,
    /// Whether it is this sheet.
    pub here: bool,
}

/// A season to choose.
#[derive(Clone, Debug)]
pub struct SeasonChoice {
    /// Its number.
    pub no: i64,
    /// Its name.
    pub name: Name,
    /// When loans of it are due, and months begun from the sheet's day until then.
    pub due: (NaiveDate, u32),
}

/// A family's line.
#[derive(Clone, Debug)]
pub struct LendingRow {
    /// The party number, used in the names of the fields.
    pub party: i64,
    /// Who.
    pub who: Who,
    /// ID-Poor level, 1 or 2.
    pub id_poor: Option<i64>,
    /// Why she comes first; none: with everybody else.
    pub first: Option<Priority>,
    /// What she owes already of this good.
    pub owes: i64,
    /// Whether she may borrow.
    pub may: MayBorrow,
    /// How much, as typed.
    pub typed: String,
    /// Who answers for it, as typed.
    pub guarantors: Vec<String>,
    /// What was typed, read; none: blank or unreadable.
    pub quantity: Option<i64>,
    /// With interest on the due day.
    pub back: i64,
}

/// Whether a family may borrow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MayBorrow {
    /// Up to so much; none: no ceiling.
    UpTo(Option<i64>),
    /// She has borrowed all she may.
    Full,
    /// She is late with this loan by so many days.
    Late(i64, i64),
}

/// What the rows come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LendingTotals {
    /// Families that borrow.
    pub families: i64,
    /// What is lent.
    pub lent: i64,
    /// What comes back with interest.
    pub back: i64,
}

/// `GET /banks/{bank}/lending`
pub fn lending(page: &LendingPage) -> Markup {
    let words = page.around.words;
    let title = words.say("bank-tab-lending");
    let error = page.sheet.as_ref().is_some_and(|sheet| !sheet.head.problems.is_empty());
    let body = html! {
        div.stack.bk {
            div.wide-only { (page.bank.tabs(words, "lending")) }
            @match &page.sheet {
                Some(sheet) => (whole(page, sheet)),
                None => div.card { (empty("hand-coins", &words.say("lend-none"), &words.say("lend-none-text"), None)) },
            }
            (sheet::days(words, &page.bank, "lending", &words.say("lend-days-before"), &page.days))
        }
    };
    sheet::framed(&page.around, &page.bank, &title, &page.bank.href(""), error, body)
}

fn whole(page: &LendingPage, sheet: &LendingSheet) -> Markup {
    let words = page.around.words;
    let has = |field: &str| {
        let own =
            |row: &LendingRow| field.strip_prefix(&format!("p{}-", row.party)).is_some() && matches!(row.may, MayBorrow::UpTo(_));
        field == "day" || (field == "season" && !sheet.seasons.is_empty()) || sheet.rows.iter().any(own)
    };
    html! {
        (sheet::summary(words, &sheet.head, has))
        (sheet::banners(words))
        @if sheet.lines.len() > 1 { (line_tabs(words, sheet)) }
        form #sheet.sheet.lend method="post" action=(page.bank.href("lending")) novalidate autocomplete="off" data-kind="lend"
            data-outbox=(words.with("outbox-title-lending", &[("bank", page.bank.code.as_str().into())])) data-outbox-do="save"
            data-draft=(sheet.head.draft) data-drawn=(sheet.head.day) data-typed=[sheet.head.typed.then_some("1")] data-decimals=(sheet.good.unit.decimals)
            data-digits=(words.digits.code()) data-sign=(sheet.good.counted_in(words)) data-stock=(sheet.stock)
            data-rate=(format!("{}/{}", sheet.terms.rate.mantissa(), sheet.terms.rate.scale()))
            data-cap=(format!("{}/{}", sheet.terms.cap.mantissa(), sheet.terms.cap.scale()))
            data-per=(per_code(sheet.terms.per)) data-round=(sheet.terms.round_to) data-rounding=(rounding_code(sheet.terms.rounding))
            data-months=[sheet.due.map(|(_, months)| months)]
            data-say-number=(words.say("sheet-not-a-number")) data-say-kept=(words.say("sheet-kept")) data-say-lost=(words.say("sheet-not-kept"))
            data-say-over=(words.with("lend-over-store", &[("amount", "%".into())]))
            data-say-most=(words.with("lend-over-most", &[("amount", "%".into())])) {
            (sheet.head.hidden())
            input type="hidden" name="purpose" value=(sheet.purpose);
            input type="hidden" name="good" value=(sheet.good.unit.commodity);
            // Enter in a field presses the form's first submit button, which must not write anything down.
            button.vh type="submit" name="do" value="work-out" tabindex="-1" aria-hidden="true" { "=" }
            (top(words, &page.bank, sheet))
            (sheet::finder(words))
            (table(words, page, sheet))
            (finish(words, sheet))
            (people(words, sheet))
            (sheet::tools(words, "lend-all-she-may", None, None))
            template #tool-line { (back_line(words, sheet, "", "")) }
            (foot(words, sheet))
        }
    }
}

fn line_tabs(words: Words, sheet: &LendingSheet) -> Markup {
    let here = sheet.lines.iter().position(|line| line.here).unwrap_or(usize::MAX);
    let doors: Vec<_> = sheet
        .lines
        .iter()
        .map(|line| {
            let text = format!("{} · {}", words.say(&format!("purpose-{}", line.purpose)), line.good.name(words));
            ("hand-coins", line.href.clone(), text.into())
        })
        .collect();
    tabs(&words.say("lend-lines"), here, &doors)
}

/// For the script: how a rate is said.
fn per_code(per: Per) -> &'static str {
    match per {
        Per::Season => "season",
        Per::Month => "month",
        Per::Loan => "loan",
    }
}

fn rounding_code(rounding: RoundInterest) -> &'static str {
    match rounding {
        RoundInterest::HalfUp => "half-up",
        RoundInterest::Up => "up",
        RoundInterest::Down => "down",
    }
}

/// What holds for the whole sheet: what is lent, the day, the season with its due day, the measure, the store.
fn top(words: Words, bank: &BankHead, sheet: &LendingSheet) -> Markup {
    let head = &sheet.head;
    let rate = super::loan::rate(words, &sheet.good, &sheet.terms);
    html! {
        section.card.sheet-top aria-labelledby="what-h" {
            h2 #what-h { (sheet.good.icon()) (sheet.good.name(words)) " · " (words.say(&format!("purpose-{}", sheet.purpose))) }
            p.muted { (rate) }
            div.asks {
                (sheet::day(words, head))
                @if !sheet.seasons.is_empty() {
                    div.f.(head.bad("season")) {
                        label for="season" { (words.say("kind-season")) }
                        select.box #season name="season" aria-invalid=[head.invalid("season")] aria-describedby=[head.described("season")] {
                            @for season in &sheet.seasons {
                                option value=(season.no) selected[sheet.season == Some(season.no)] data-months=(season.due.1)
                                    data-due=(words.date(season.due.0)) { (season.name.show(words)) }
                            }
                        }
                        (head.message(words, "season"))
                    }
                }
                @if !sheet.units.is_empty() { (measure(words, sheet)) }
            }
            dl.facts-big {
                div.due { dt { (icon("calendar-check")) (words.say("kind-due-on")) }
                    dd #due { @match sheet.due { Some((due, _)) => (words.date(due)), None => (words.say("lend-no-season")) } } }
                div { dt { (icon("warehouse")) (words.say(if sheet.good.class == "money" { "kind-in-box" } else { "kind-in-store" })) }
                    dd #stock { (sheet.good.amount(words, sheet.stock)) } }
                @if sheet.ceiling > 0 {
                    div { dt { (icon("ruler")) (words.say("lend-ceiling")) } dd { (sheet.good.amount(words, sheet.ceiling)) } }
                }
            }
            @if sheet.due.is_none() && sheet.seasons.is_empty() {
                (note_box("warn", "calendar", html! { p { (words.say("lend-season-first")) } p { a href=(bank.href("seasons")) { (words.say("lend-to-seasons")) } } }))
            }
        }
    }
}

/// What the figures are typed in.
fn measure(words: Words, sheet: &LendingSheet) -> Markup {
    html! {
        div.f {
            label for="unit" { (words.say("lend-typed-in")) }
            select.box #unit name="unit" {
                option value="kg" data-grams="1000" data-word=(sheet.good.counted_in(words)) selected[sheet.unit == "kg"] { (sheet.good.counted_in(words)) }
                @for (code, grams) in &sheet.units {
                    @let word = words.say(&format!("measure-{code}"));
                    option value=(code) data-grams=(grams) data-word=(word) selected[sheet.unit == *code] {
                        (word) " = " (sheet.good.unit.text(words, *grams))
                    }
                }
            }
        }
    }
}

fn table(words: Words, page: &LendingPage, sheet: &LendingSheet) -> Markup {
    let unit =
        if sheet.unit == "kg" { sheet.good.counted_in(words) } else { words.say(&format!("measure-{}", sheet.unit)).into_owned() };
    html! {
        div.paper {
            table.bt role="table" {
                caption.vh { (words.with("lend-caption", &[("count", words.number(sheet.rows.len() as i64).into())])) }
                thead role="rowgroup" { tr role="row" {
                    th.c-no scope="col" role="columnheader" { (words.say("number-short")) }
                    th.c-name scope="col" role="columnheader" { (words.say("member")) }
                    th.c-owes.r scope="col" role="columnheader" { (words.say("lend-owes-already")) }
                    th.c-kg.r scope="col" role="columnheader" #h-kg { (words.say("lend-borrows")) " (" span.unit-word { (unit) } ")" }
                    th.c-back.r scope="col" role="columnheader" { (words.say("lend-back")) }
                    @if sheet.guarantors > 0 { th.c-g scope="col" role="columnheader" #h-g { (words.say("loan-guarantors")) } }
                } }
                tbody role="rowgroup" { @for row in &sheet.rows { (line(words, page, sheet, row)) } }
            }
        }
    }
}

fn line(words: Words, page: &LendingPage, sheet: &LendingSheet, row: &LendingRow) -> Markup {
    let field = format!("p{}-kg", row.party);
    let most = if let MayBorrow::UpTo(most) = row.may { most } else { None };
    html! {
        tr.(sheet.head.bad(&field)) role="row" data-p=(row.party) data-most=[most] {
            td.c-no role="cell" { (words.ordinal(row.who.number)) }
            th.c-name scope="row" role="rowheader" {
                span #{ "n" (row.party) } { (row.who.name.show(words)) }
                (marks(words, row))
            }
            td.c-owes.r role="cell" {
                @if row.owes > 0 { span.lab { (words.say("lend-owes-already")) " " } (sheet.good.amount(words, row.owes)) }
                @else { span.nil aria-hidden="true" { "–" } }
            }
            @match row.may {
                MayBorrow::UpTo(_) => {
                    td.c-kg.r role="cell" {
                        span.ctl {
                            (sheet::figure(&sheet.head, &Figure {
                                name: &field, value: &row.typed, labelled: format!("n{} h-kg", row.party), decimals: sheet.good.unit.decimals > 0,
                                class: "", most: 20,
                            }))
                        }
                        (sheet.head.message(words, &field))
                    }
                    td.c-back.r role="cell" { (back(words, sheet, row)) }
                }
                MayBorrow::Full => td.c-kg.no.r role="cell" colspan="2" { (words.say("lend-full")) },
                MayBorrow::Late(loan, days) => td.c-kg.no.r role="cell" colspan="2" {
                    a href=(page.bank.href(&format!("loans/{loan}"))) { (words.with("loan-number", &[("number", words.ordinal(loan).into())])) }
                    " · " (words.with("loan-late-days", &[("count", words.number(days).into())]))
                    span.small { (words.say("lend-late-text")) }
                },
            }
            @if sheet.guarantors > 0 {
                @if matches!(row.may, MayBorrow::UpTo(_)) { (guarantors(words, sheet, row)) } @else { td.c-g role="cell" {} }
            }
        }
    }
}

/// ID-Poor, who comes first, late.
fn marks(words: Words, row: &LendingRow) -> Markup {
    let first = row.first.map(|first| match first {
        Priority::IdPoor1 => ("id-card", "lend-first-id-poor-1"),
        Priority::IdPoor2 => ("id-card", "lend-first-id-poor-2"),
        Priority::Women => ("user", "lend-first-women"),
        Priority::Elderly => ("user", "lend-first-elderly"),
    });
    let id_poor = row.id_poor.filter(|level| *level > 0 && !matches!(row.first, Some(Priority::IdPoor1 | Priority::IdPoor2)));
    html! {
        span.marks {
            @if let Some((symbol, key)) = first { span.flag.first { (icon(symbol)) (words.say(key)) } }
            @if let Some(level) = id_poor { span.flag { (icon("id-card")) (words.with("lend-id-poor", &[("level", words.ordinal(level).into())])) } }
            @if let MayBorrow::Late(..) = row.may { span.flag.late { (icon("clock")) (words.say("lend-late")) } }
        }
    }
}

/// What was typed in kilograms, where it was typed in another measure, and with interest at the due day.
fn back(words: Words, sheet: &LendingSheet, row: &LendingRow) -> Markup {
    let there = row.quantity.filter(|quantity| *quantity > 0);
    html! {
        span.live-line #{ "b" (row.party) } hidden[there.is_none()] {
            @if let Some(quantity) = there { (back_line(words, sheet, &sheet.good.unit.text(words, quantity), &sheet.good.unit.text(words, row.back))) }
        }
    }
}

fn back_line(words: Words, sheet: &LendingSheet, quantity: &str, back: &str) -> Markup {
    html! {
        span.in-kg hidden[sheet.unit == "kg"] { "= " span.n.q { (quantity) } }
        span.back { span.lab { (words.say("lend-back")) " " } b.n { (back) } }
    }
}

fn guarantors(words: Words, sheet: &LendingSheet, row: &LendingRow) -> Markup {
    let name = |at: usize| format!("p{}-g{at}", row.party);
    html! {
        td.c-g role="cell" {
            @for at in 0..sheet.guarantors as usize {
                @let field = name(at);
                label.vh for=(field) { (words.with("loan-guarantor-number", &[("number", words.ordinal(at as i64 + 1).into())])) " " (row.who.name.show(words)) }
                span.lab aria-hidden="true" { (words.say("loan-guarantor")) }
                input.box.who type="text" list="people" autocomplete="off" maxlength="120" id=(field) name=(field)
                    value=(row.guarantors.get(at).map_or("", String::as_str)) placeholder=(words.say("lend-guarantor-number"))
                    aria-invalid=[sheet.head.invalid(&field)] aria-describedby=[sheet.head.described(&field)];
                (sheet.head.message(words, &field))
            }
        }
    }
}

/// Who can answer for a loan: offered by the browser while a number or a name is typed.
fn people(words: Words, sheet: &LendingSheet) -> Markup {
    html! {
        @if sheet.guarantors > 0 {
            datalist #people {
                @for row in &sheet.rows { option value=(listed(words, &row.who)) {} }
            }
        }
    }
}

/// Number and name, as a guarantor is typed or chosen.
pub fn listed(words: Words, who: &Who) -> String {
    format!("{} · {}", words.ordinal(who.number), who.name.show(words))
}

/// Everything once more before it is written down, to be read aloud.
fn finish(words: Words, sheet: &LendingSheet) -> Markup {
    let lent = sheet.rows.iter().filter(|row| row.quantity.is_some_and(|quantity| quantity > 0));
    html! {
        section.card.finish #finish aria-labelledby="finish-h" tabindex="-1" {
            h2 #finish-h { (icon("list-checks")) (words.say("lend-read-aloud")) }
            ol.said #said data-empty=(words.say("lend-nobody-yet")) {
                @for row in lent {
                    li { span { (listed(words, &row.who)) } b { (sheet.good.amount(words, row.quantity.unwrap_or_default())) } span.small { (words.say("lend-back")) " " (sheet.good.unit.text(words, row.back)) } }
                }
                @if sheet.totals.families == 0 { li.muted { (words.say("lend-nobody-yet")) } }
            }
            dl.facts {
                div { dt { (words.say("kind-families")) } dd.n.t-families { (words.number(sheet.totals.families)) } }
                div { dt { (words.say("lend-lent")) } dd.t-lent { (sheet.good.amount(words, sheet.totals.lent)) } }
                div { dt { (words.say("lend-back-all")) } dd.t-back { (sheet.good.amount(words, sheet.totals.back)) } }
                div.sum { dt { (words.say("lend-left")) } dd.t-left { (sheet.good.amount(words, sheet.stock - sheet.totals.lent)) } }
            }
            p.err #over hidden { (icon("circle-alert")) span { } }
            (sheet::cautions(words, &sheet.head))
            (sheet::buttons(words, &words.say("lend-save")))
        }
    }
}

fn foot(words: Words, sheet: &LendingSheet) -> Markup {
    let amount = |quantity| html! { (sheet.good.unit.text(words, quantity)) };
    sheet::bar(
        words,
        &[
            ("bar-families", words.say("kind-families"), html! { (words.number(sheet.totals.families)) }),
            ("bar-lent", words.say("lend-lent"), amount(sheet.totals.lent)),
            ("bar-left", words.say("lend-left-short"), amount(sheet.stock - sheet.totals.lent)),
        ],
    )
}

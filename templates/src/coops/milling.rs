//! The mill: every milling with its yield beside the others', the form that closes the mass while one types, and one
//! milling with what went in and what came out.
use super::{
    CoopHead, cautions,
    desk::{Choice, Desk, Filled, head_in, kg, kg_or_blank, of_thousand, options, percent, share_of},
    kilograms_text,
};
use crate::{
    layout::icon,
    parts::{Around, Column, Fields, Listing, Problem, Row, Table, Tile, card, empty, facts, table_card, tabs, tiles},
};
use chrono::NaiveDate;
use maud::{Markup, html};

/// The millings.
#[derive(Clone, Debug)]
pub struct MillingsPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which cooperative.
    pub coop: CoopHead,
    /// Those of this page of the list, the latest first.
    pub millings: Vec<MillingLine>,
    /// All of the cooperative's own paddy so far: paddy, head rice, everything that came out; grams.
    pub own: (i64, i64, i64),
    /// Milled for others, grams, and the fees.
    pub others: (i64, i64),
    /// May write a new one.
    pub may_write: bool,
    /// Paging.
    pub listing: Listing,
}

/// A milling in a list.
#[derive(Clone, Debug)]
pub struct MillingLine {
    /// Its number.
    pub no: i64,
    /// When.
    pub day: NaiveDate,
    /// Whose paddy; none: the cooperative's own.
    pub customer: Option<String>,
    /// What went in, grams.
    pub paddy: i64,
    /// Head rice, grams.
    pub head: i64,
    /// Everything that came out, grams.
    pub out: i64,
    /// What was lost, grams.
    pub loss: i64,
    /// Head rice of a thousand grams of paddy.
    pub yield_tenths: i64,
}

/// `GET /coops/{coop}/milling`
pub fn millings(page: &MillingsPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let title = words.say("coop-milling");
    let body = html! {
        @if page.may_write {
            div.actions {
                a.btn.main href=(coop.href("milling/new")) { (icon("plus")) (words.say("coop-mill-own")) }
                a.btn href=(coop.href("milling/new?whose=customer")) { (icon("users")) (words.say("coop-mill-customer")) }
            }
        }
        @if page.millings.is_empty() {
            div.card { (empty("wheat", &words.say("coop-millings-none"), &words.say("coop-millings-none-text"), None)) }
        } @else {
            (figures(page))
            (list(page, &title))
        }
    };
    Desk { around: &page.around, coop, tab: Some("milling"), title: &title, back: "", problems: &[], scripts: &[] }.draw(body)
}

fn figures(page: &MillingsPage) -> Markup {
    let words = page.around.words;
    let (paddy, head, out) = page.own;
    let of_paddy = |part: i64| percent(words, of_thousand(part, paddy));
    let (milled, fees) = page.others;
    let mut all = vec![
        Tile { icon: "wheat", label: words.say("coop-milled-paddy"), figure: kg(words, paddy), under: html! {} },
        Tile {
            icon: "package",
            label: words.say("coop-yield-head"),
            figure: html! { span.n { (of_paddy(head)) } },
            under: kg(words, head),
        },
        Tile {
            icon: "scale",
            label: words.say("coop-loss"),
            figure: html! { span.n { (of_paddy(paddy - out)) } },
            under: kg(words, paddy - out),
        },
    ];
    if milled > 0 {
        let fees = page.coop.group.unit.amount(words, fees);
        all.push(Tile { icon: "users", label: words.say("coop-milled-others"), figure: kg(words, milled), under: fees });
    }
    tiles(&all)
}

fn list(page: &MillingsPage, caption: &str) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let unit = words.say("unit-kg");
    let columns = [
        Column::mark(words.say("number-short")),
        Column::lead(words.say("coop-whose-paddy")),
        Column::text(words.say("date")),
        Column::number(head_in(words, "coop-paddy-in", &unit)),
        Column::number(head_in(words, "coop-head-rice", &unit)),
        Column::number(head_in(words, "coop-loss", &unit)),
        Column::figure(words.say("coop-yield")),
    ];
    let row = |one: &MillingLine| {
        Row::new(vec![
            html! { (words.ordinal(one.no)) },
            html! {
                a href=(coop.href(&format!("milling/{}", one.no))) {
                    @match &one.customer { Some(name) => (name), None => (words.say("coop-own-paddy")) }
                }
            },
            html! { span.n { (words.date_short(one.day)) } },
            kg_or_blank(words, one.paddy),
            kg_or_blank(words, one.head),
            kg_or_blank(words, one.loss),
            html! { span.n { (percent(words, one.yield_tenths)) } },
        ])
    };
    let rows = page.millings.iter().map(row).collect();
    let table = Table { words, caption, columns: &columns, rows, foot: vec![], listing: Some(&page.listing) };
    table_card("wheat", caption, html! {}, html! { (table) })
}

/// The form of a milling.
#[derive(Clone, Debug)]
pub struct MillingFormPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which cooperative.
    pub coop: CoopHead,
    /// Somebody else's paddy.
    pub customer: bool,
    /// Lots of paddy that may be milled: number, name, grams there.
    pub lots: Vec<(i64, String, i64)>,
    /// What may come out: the crop's code and name.
    pub products: Vec<Choice>,
    /// Those who are known.
    pub people: Vec<Choice>,
    /// The fee for a kilogram.
    pub fee: i64,
    /// The yield of earlier millings, tenths of a per cent; none yet.
    pub earlier: Option<i64>,
    /// Organic paddy may be among it.
    pub organic: bool,
    /// What has been typed.
    pub form: Filled,
    /// What is to be looked at twice.
    pub cautions: Vec<String>,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET, POST /coops/{coop}/milling/new?whose=` (fields `take_<lot>`, `give_<crop>`, `grade_<crop>`)
pub fn milling_form(page: &MillingFormPage) -> Markup {
    let (words, coop, form) = (page.around.words, &page.coop, &page.form);
    let fields = Fields { words, problems: &page.problems };
    let title = words.say(if page.customer { "coop-mill-customer" } else { "coop-mill-own" });
    let doors = [
        ("wheat", coop.href("milling/new"), words.say("coop-own-paddy")),
        ("users", coop.href("milling/new?whose=customer"), words.say("coop-customers-paddy")),
    ];
    let data = |key: &str| words.say(key);
    let body = html! {
        (tabs(&words.say("coop-whose-paddy"), usize::from(page.customer), &doors))
        form.form.narrow.amid method="post" action=(coop.href("milling/new")) novalidate
            data-mill="" data-closes=(data("coop-mass-closes")) data-over=(data("coop-mass-gains")) data-none=(data("coop-mass-none"))
            data-digits=(words.digits.code()) data-unit=(words.say("unit-kg")) {
            (fields.summary())
            (cautions(fields, &page.cautions))
            input type="hidden" name="key" value=(form.get("key"));
            input type="hidden" name="whose" value=(if page.customer { "customer" } else { "" });
            div.card.form {
                (fields.date("day", "coop-milled-on", form.get("day")))
                @if page.customer { (customer(page, fields)) } @else { (takes(page, fields)) }
            }
            (gives(page, fields))
            div.note-box #mass aria-live="polite" {
                (icon("scale"))
                div {
                    p { b #mass-said { (words.say("coop-mass-none")) } }
                    p.small { (words.say("coop-mass-text")) }
                    @if let Some(earlier) = page.earlier.filter(|_| !page.customer) {
                        p.small { (words.with("coop-yield-earlier", &[("percent", percent(words, earlier).into())])) " " span #mass-yield {} }
                    }
                }
            }
            div.actions {
                button.btn.main type="submit" { (icon("check")) (words.say("coop-write-down")) }
                a.btn href=(coop.href("milling")) { (words.say("cancel")) }
            }
        }
    };
    Desk {
        around: &page.around,
        coop,
        tab: None,
        title: &title,
        back: "milling",
        problems: &page.problems,
        scripts: &["coop_mill.js"],
    }
    .draw(body)
}

fn customer(page: &MillingFormPage, fields: Fields<'_>) -> Markup {
    let (words, form) = (fields.words, &page.form);
    let fee = page.coop.group.unit.text(words, page.fee);
    html! {
        (who(fields, form, &page.people, "coop-customer"))
        (fields.count("brought", "coop-brought", form.get("brought")).keypad("decimal").after(words.say("unit-kg")))
        p.hint { (words.with("coop-mill-fee-says", &[("amount", fee.into())])) }
    }
}

/// Somebody who is known, or a new name.
pub(super) fn who(fields: Fields<'_>, form: &Filled, people: &[Choice], label: &str) -> Markup {
    let blank = fields.words.say("coop-somebody-new");
    html! {
        div.pair.start {
            @if people.is_empty() { input type="hidden" name="party" value=""; }
            @else { (fields.select("party", label, form.get("party"), &options(Some(blank), people))) }
            (fields.text("name", "coop-new-name", form.get("name")).hint("coop-new-name-hint"))
        }
    }
}

fn takes(page: &MillingFormPage, fields: Fields<'_>) -> Markup {
    let (words, form) = (fields.words, &page.form);
    html! {
        fieldset.set {
            legend { (icon("arrow-right")) (words.say("coop-goes-in")) }
            @if page.lots.is_empty() { p.hint { (words.say("coop-no-paddy")) } }
            @for (no, name, there) in &page.lots {
                @let field = format!("take_{no}");
                @let label = words.with("coop-lot-with", &[("number", words.ordinal(*no).into()), ("kind", name.as_str().into()), ("weight", kilograms_text(words, *there).into())]);
                (fields.count("", "coop-goes-in", form.get(&field)).named(field.clone()).labelled(label).keypad("decimal").after(words.say("unit-kg")))
            }
        }
    }
}

fn gives(page: &MillingFormPage, fields: Fields<'_>) -> Markup {
    let (words, form) = (fields.words, &page.form);
    html! {
        div.card.form {
            fieldset.set {
                legend { (icon("package")) (words.say("coop-comes-out")) }
                @for (code, name) in &page.products {
                    @let (give, grade) = (format!("give_{code}"), format!("grade_{code}"));
                    div.pair.start {
                        (fields.count("", "coop-comes-out", form.get(&give)).named(give.clone()).labelled(name.clone()).keypad("decimal").after(words.say("unit-kg")))
                        // Bran and husk come in one grade.
                        @if !page.customer && code.starts_with("RICE") {
                            (fields.text("", "coop-grade", form.get(&grade)).named(grade.clone()).labelled(words.with("coop-grade-of", &[("kind", name.as_str().into())])).mid())
                        }
                    }
                }
                @if page.organic && !page.customer { (fields.check("organic", "coop-stays-organic", form.get("organic") == "1")) }
            }
        }
    }
}

/// One milling.
#[derive(Clone, Debug)]
pub struct MillingPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which cooperative.
    pub coop: CoopHead,
    /// The milling.
    pub line: MillingLine,
    /// What went in: lot, its kind, grams.
    pub takes: Vec<(i64, String, i64)>,
    /// What came out: kind, the lot it became, grams.
    pub gives: Vec<(String, Option<i64>, i64)>,
    /// What the customer paid.
    pub fee: i64,
    /// The yield of the millings before it.
    pub earlier: Option<i64>,
    /// The act that wrote it.
    pub act: i64,
}

/// `GET /coops/{coop}/milling/{no}`
pub fn milling(page: &MillingPage) -> Markup {
    let (words, coop, line) = (page.around.words, &page.coop, &page.line);
    let title = words.with("coop-milling-number", &[("number", words.ordinal(line.no).into())]);
    let heading = line.customer.clone().unwrap_or_else(|| words.say("coop-own-paddy").into_owned());
    let mut all = vec![
        (words.say("date"), html! { span.n { (words.date(line.day)) } }),
        (words.say("coop-paddy-in"), kg(words, line.paddy)),
        (words.say("coop-comes-out"), kg(words, line.out)),
        (
            words.say("coop-loss"),
            html! { (kg(words, line.loss)) " · " span.n { (percent(words, of_thousand(line.loss, line.paddy))) } },
        ),
        (words.say("coop-yield-head"), html! { b.n { (percent(words, line.yield_tenths)) } }),
    ];
    if let Some(earlier) = page.earlier {
        all.push((words.say("coop-yield-before"), html! { span.n { (percent(words, earlier)) } }));
    }
    if line.customer.is_some() {
        all.push((words.say("coop-fee"), coop.group.unit.amount(words, page.fee)));
    }
    let act = coop.href(&format!("acts/{}", page.act));
    all.push((
        words.say("coop-act"),
        html! { a href=(act) { (words.with("coop-act-number", &[("number", words.ordinal(page.act).into())])) } },
    ));
    let body = html! {
        div.halves.even {
            (card("wheat", &heading, facts(&all)))
            @if !page.takes.is_empty() { (went_in(page)) }
        }
        (came_out(page))
    };
    Desk { around: &page.around, coop, tab: None, title: &title, back: "milling", problems: &[], scripts: &[] }.draw(body)
}

fn went_in(page: &MillingPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let caption = words.say("coop-goes-in");
    let columns =
        [Column::mark(words.say("coop-lot")), Column::lead(words.say("coop-what-kind")), Column::figure(words.say("coop-weight"))];
    let row = |(no, kind, grams): &(i64, String, i64)| {
        let lot = html! { a href=(coop.href(&format!("lots/{no}"))) { (kind) } };
        Row::new(vec![html! { (words.ordinal(*no)) }, lot, kg(words, *grams)])
    };
    let rows = page.takes.iter().map(row).collect();
    let table = Table { words, caption: &caption, columns: &columns, rows, foot: vec![], listing: None };
    table_card("arrow-right", &caption, html! {}, html! { (table) })
}

fn came_out(page: &MillingPage) -> Markup {
    let (words, coop, line) = (page.around.words, &page.coop, &page.line);
    let caption = words.say("coop-comes-out");
    let columns = [
        Column::lead(words.say("coop-what-kind")),
        Column::text(words.say("coop-lot")),
        Column::number(words.say("coop-of-paddy")),
        Column::figure(words.say("coop-weight")),
    ];
    let of = |grams: i64| {
        let label = words.say("coop-of-paddy");
        html! { span.n { (percent(words, of_thousand(grams, line.paddy))) } (share_of(&label, grams, line.paddy)) }
    };
    let row = |(kind, lot, grams): &(String, Option<i64>, i64)| {
        let lot = html! { @if let Some(no) = lot { a href=(coop.href(&format!("lots/{no}"))) { (words.with("coop-lot-number", &[("number", words.ordinal(*no).into())])) } } };
        Row::new(vec![html! { (kind) }, lot, of(*grams), kg(words, *grams)])
    };
    let mut rows: Vec<Row> = page.gives.iter().map(row).collect();
    rows.push(Row::new(vec![html! { (words.say("coop-loss")) }, html! {}, of(line.loss), kg(words, line.loss)]));
    let whole = html! { span.n { (percent(words, 1_000)) } };
    let foot = vec![Row::new(vec![html! { (words.say("coop-paddy-in")) }, html! {}, whole, kg(words, line.paddy)])];
    let table = Table { words, caption: &caption, columns: &columns, rows, foot, listing: None };
    table_card("package", &caption, html! {}, html! { (table) })
}

//! The store of a cooperative: what there is of each kind, lot by lot; and one lot traced back to the fields it came from
//! and forward to where it went.
use super::{
    CoopHead,
    desk::{Desk, Filled, kg},
};
use crate::{
    layout::icon,
    parts::{
        Around, Column, Fields, Listing, Problem, Row, Table, Tile, Tone, badge, card, empty, facts, more, note_box, table_card,
        tiles, with_query,
    },
};
use chrono::NaiveDate;
use maud::{Markup, html};

/// What there is.
#[derive(Clone, Debug)]
pub struct LotsPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which cooperative.
    pub coop: CoopHead,
    /// Each kind there is: its name, grams, in how many lots.
    pub kinds: Vec<(String, i64, usize)>,
    /// The lots of this page of the list, the latest first.
    pub lots: Vec<LotLine>,
    /// Empty lots are among them.
    pub all: bool,
    /// Paging.
    pub listing: Listing,
}

/// A lot in a list.
#[derive(Clone, Debug)]
pub struct LotLine {
    /// Its number.
    pub no: i64,
    /// What it is.
    pub kind: String,
    /// Its first day.
    pub opened_on: NaiveDate,
    /// The milling it came from; none: from the scale.
    pub milling: Option<i64>,
    /// How many deliveries are in it, those before the mill too.
    pub deliveries: usize,
    /// What there is of it, grams.
    pub grams: i64,
}

/// `GET /coops/{coop}/lots?all=1&page=`
pub fn lots(page: &LotsPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let title = words.say("coop-lots");
    let body = html! {
        @if page.kinds.is_empty() && page.lots.is_empty() {
            div.card { (empty("warehouse", &words.say("coop-lots-none"), &words.say("coop-lots-none-text"), None)) }
        } @else {
            (kinds(page))
            (list(page))
        }
    };
    Desk { around: &page.around, coop, tab: Some("lots"), title: &title, back: "", problems: &[], scripts: &[] }.draw(body)
}

fn kinds(page: &LotsPage) -> Markup {
    let words = page.around.words;
    let under = |lots: usize| html! { (words.with("coop-in-lots", &[("count", words.number(lots as i64).into())])) };
    let each = page.kinds.iter();
    let all: Vec<Tile<'_>> = each
        .map(|(name, grams, lots)| Tile {
            icon: "package",
            label: name.as_str().into(),
            figure: kg(words, *grams),
            under: under(*lots),
        })
        .collect();
    tiles(&all)
}

fn list(page: &LotsPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let caption = words.say(if page.all { "coop-lots-all" } else { "coop-lots-there" });
    let columns = [
        Column::mark(words.say("number-short")),
        Column::lead(words.say("coop-what-kind")),
        Column::text(words.say("coop-lot-since")),
        Column::text(words.say("coop-lot-from")),
        Column::figure(words.say("coop-lot-left")),
    ];
    let row = |lot: &LotLine| Row {
        cells: vec![
            html! { (words.ordinal(lot.no)) },
            html! { a href=(coop.href(&format!("lots/{}", lot.no))) { (lot.kind) } },
            html! { span.n { (words.date_short(lot.opened_on)) } },
            html! {
                @match lot.milling {
                    Some(no) => a href=(coop.href(&format!("milling/{no}"))) { (words.with("coop-milling-number", &[("number", words.ordinal(no).into())])) },
                    None => (words.with("coop-deliveries-count", &[("count", words.number(lot.deliveries as i64).into())])),
                }
            },
            kg(words, lot.grams),
        ],
        tone: if lot.grams == 0 { "old" } else { "" },
    };
    let rows = page.lots.iter().map(row).collect();
    let table = Table { words, caption: &caption, columns: &columns, rows, foot: vec![], listing: Some(&page.listing) };
    let (other, label) = if page.all {
        (coop.href("lots"), "coop-lots-there")
    } else {
        (with_query(&coop.href("lots"), &[("all", "1")]), "coop-lots-all")
    };
    table_card("warehouse", &caption, more(&other, &words.say(label)), html! { (table) })
}

/// One lot.
#[derive(Clone, Debug)]
pub struct LotPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which cooperative.
    pub coop: CoopHead,
    /// The lot.
    pub lot: LotLine,
    /// What came into it, grams.
    pub came: i64,
    /// The lots that went into the mill before it: number and kind.
    pub before: Vec<(i64, String)>,
    /// The deliveries it comes from, on whichever way.
    pub deliveries: Vec<TraceLine>,
    /// How many members brought them, from how many plots.
    pub brought_by: (usize, usize),
    /// Where it went: millings, sales, counts.
    pub uses: Vec<UseLine>,
    /// May say what it weighs.
    pub may_count: bool,
    /// A count that waits for a second officer.
    pub waiting: Option<i64>,
    /// What has been typed.
    pub form: Filled,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// A delivery that a lot comes from.
#[derive(Clone, Debug)]
pub struct TraceLine {
    /// Its number.
    pub no: i64,
    /// Its day.
    pub day: NaiveDate,
    /// Who brought it.
    pub who: String,
    /// Her producer group; empty: none.
    pub group: String,
    /// From which plot: number and name.
    pub plot: Option<(i64, String)>,
    /// What was paid for, grams.
    pub grams: i64,
}

/// Where a part of a lot went.
#[derive(Clone, Debug)]
pub struct UseLine {
    /// When.
    pub day: NaiveDate,
    /// What happened, in words.
    pub what: String,
    /// The page below the cooperative that says more.
    pub below: String,
    /// How much went; below nothing: found more.
    pub grams: i64,
}

/// `GET /coops/{coop}/lots/{no}`; `POST …/count` (fields `key`, `day`, `found`, `minute`)
pub fn lot(page: &LotPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let fields = Fields { words, problems: &page.problems };
    let title = words.with("coop-lot-number", &[("number", words.ordinal(page.lot.no).into())]);
    let body = html! {
        (fields.summary())
        div.halves.even {
            (card("package", &page.lot.kind, about(page)))
            @if let Some(no) = page.waiting {
                (note_box("warn", "hourglass", html! { p { a href=(coop.href(&format!("requests/{no}"))) { (words.say("coop-count-waits")) } } }))
            } @else if page.may_count { (count(page, fields)) }
        }
        (uses(page))
        (trace(page))
    };
    Desk { around: &page.around, coop, tab: None, title: &title, back: "lots", problems: &page.problems, scripts: &[] }.draw(body)
}

fn about(page: &LotPage) -> Markup {
    let (words, coop, lot) = (page.around.words, &page.coop, &page.lot);
    let (members, plots) = page.brought_by;
    let number = |count: usize| words.number(count as i64);
    facts(&[
        (words.say("coop-lot-left"), html! { b { (kg(words, lot.grams)) } }),
        (words.say("coop-lot-came"), kg(words, page.came)),
        (words.say("coop-lot-since"), html! { span.n { (words.date(lot.opened_on)) } }),
        (
            words.say("coop-lot-from"),
            html! {
                @match lot.milling {
                    Some(no) => {
                        a href=(coop.href(&format!("milling/{no}"))) { (words.with("coop-milling-number", &[("number", words.ordinal(no).into())])) }
                        @for (no, kind) in &page.before { br; a href=(coop.href(&format!("lots/{no}"))) { (words.with("coop-lot-of", &[("number", words.ordinal(*no).into()), ("kind", kind.as_str().into())])) } }
                    },
                    None => (words.say("coop-from-scale")),
                }
            },
        ),
        (
            words.say("coop-traced-to"),
            html! {
                (words.with("coop-traced-figures", &[("deliveries", number(page.deliveries.len()).into()), ("members", number(members).into()), ("plots", number(plots).into())]))
            },
        ),
    ])
}

fn count(page: &LotPage, fields: Fields<'_>) -> Markup {
    let (words, form) = (fields.words, &page.form);
    html! {
        form.card.form method="post" action=(page.coop.href(&format!("lots/{}/count", page.lot.no))) novalidate {
            h2 { (icon("scale")) (words.say("coop-count-lot")) }
            p.hint { (words.say("coop-count-lot-text")) }
            input type="hidden" name="key" value=(form.get("key"));
            (fields.date("day", "coop-counted-on", form.get("day")))
            (fields.count("found", "coop-count-found", form.get("found")).keypad("decimal").after(words.say("unit-kg")))
            (fields.text("minute", "coop-count-minute", form.get("minute")).hint("coop-count-minute-hint"))
            div.actions { button.btn.main type="submit" { (icon("send")) (words.say("coop-count-ask")) } }
        }
    }
}

fn uses(page: &LotPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let caption = words.say("coop-lot-went");
    if page.uses.is_empty() {
        return card("arrow-right", &caption, html! { p.muted { (words.say("coop-lot-went-nowhere")) } });
    }
    let columns = [
        Column::text(words.say("date")),
        Column::lead(words.say("coop-what-happened")),
        Column::figure(words.say("coop-lot-taken")),
    ];
    let row = |one: &UseLine| {
        Row::new(vec![
            html! { span.n { (words.date_short(one.day)) } },
            html! { a href=(coop.href(&one.below)) { (one.what) } },
            kg(words, one.grams),
        ])
    };
    let rows = page.uses.iter().map(row).collect();
    let table = Table { words, caption: &caption, columns: &columns, rows, foot: vec![], listing: None };
    table_card("arrow-right", &caption, html! {}, html! { (table) })
}

fn trace(page: &LotPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let caption = words.say("coop-lot-trace");
    let columns = [
        Column::mark(words.say("number-short")),
        Column::lead(words.say("coop-brought-by")),
        Column::text(words.say("date")),
        Column::text(words.say("coop-producer-group")),
        Column::text(words.say("coop-plot")),
        Column::figure(words.say("coop-net-weight")),
    ];
    let row = |line: &TraceLine| {
        Row::new(vec![
            html! { (words.ordinal(line.no)) },
            html! { a href=(coop.href(&format!("deliveries/{}", line.no))) { (line.who) } },
            html! { span.n { (words.date_short(line.day)) } },
            html! { (line.group) },
            html! { @if let Some((no, name)) = &line.plot { a href=(coop.href(&format!("plots/{no}"))) { (name) } } },
            kg(words, line.grams),
        ])
    };
    let rows = page.deliveries.iter().map(row).collect();
    let table = Table { words, caption: &caption, columns: &columns, rows, foot: vec![], listing: None };
    table_card("sprout", &caption, badge(Tone::Calm, "sprout", &words.say("coop-from-field")), html! { (table) })
}

//! What came of a bundle or of a card, and a book in which two wrote: entry by entry, both sides beside each other.
use crate::layout::{Frame, icon, page as draw_page};
use crate::parts::{self, Around, Column, Row, Table, Unit, card, note_box};
use chrono::{DateTime, NaiveDate, Utc};
use maud::{Markup, html};
use words::Words;

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It is taken.
    Taken,
    /// It was sent over the line, and the office's answer is taken.
    Sent,
    /// It was taken before.
    Known,
    /// Nothing is taken: what is the matter, and what to do.
    Refused {
        /// What is the matter.
        what: String,
        /// What to do.
        next: String,
    },
}

/// The page.
#[derive(Clone, Debug)]
pub struct OutcomePage {
    /// What surrounds the page.
    pub around: Around,
    /// What came of it.
    pub ending: Ending,
    /// Who made it, as far as that is known.
    pub from: String,
    /// What came, group by group.
    pub came: Vec<CameRow>,
    /// For how many of our bundles it is the receipt.
    pub receipts: i64,
    /// Days by which its clock is ahead of ours; below zero: behind.
    pub clock: Option<i64>,
    /// The other computer, where it waits for a receipt.
    pub receipt_for: Option<String>,
    /// For whoever looks after the program.
    pub details: Vec<String>,
    /// Books in which two wrote.
    pub forks: Vec<ForkView>,
}

/// What came for a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CameRow {
    /// Its code.
    pub code: String,
    /// Whether its book was not here before.
    pub first: bool,
    /// Whether its book came to be kept somewhere else with this.
    pub turned: bool,
    /// Entries, meetings, loans, members, acts of banks, and other rows.
    pub counts: [i64; 6],
    /// The last entry now.
    pub last: i64,
}

/// A book in which two wrote.
#[derive(Clone, Debug)]
pub struct ForkView {
    /// The group's code.
    pub code: String,
    /// Why, where that is not in its entries.
    pub why: Option<String>,
    /// Where they differ.
    pub entries: Vec<ForkEntry>,
    /// How many other rows say something else.
    pub others: i64,
}

/// An entry number with both sides.
#[derive(Clone, Debug)]
pub struct ForkEntry {
    /// The number.
    pub no: i64,
    /// What stands here.
    pub here: Option<ForkSide>,
    /// What was brought.
    pub brought: Option<ForkSide>,
}

/// One side of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForkSide {
    /// Its business date.
    pub day: Option<NaiveDate>,
    /// What it was for.
    pub memo: String,
    /// When it was written down.
    pub recorded: Option<DateTime<Utc>>,
    /// Where, and how much.
    pub lines: Vec<(String, Unit, i64)>,
}

/// The answer of `POST /bundles/take` and `/bundles/send`
pub fn outcome(page: &OutcomePage) -> Markup {
    let words = page.around.words;
    // Only a laptop sends over the line.
    let door = if page.ending == Ending::Sent { "bundles-laptop-title" } else { "bundles-title" };
    let (title, refused) = match &page.ending {
        Ending::Taken => ("bundles-taken", false),
        Ending::Sent => ("bundles-sent-taken", false),
        Ending::Known => ("bundles-known", false),
        Ending::Refused { .. } => ("bundles-refused", true),
    };
    let title = words.say(title);
    let frame = Frame {
        words,
        title: &title,
        under: &page.from,
        back: Some("/bundles"),
        user: page.around.user.as_deref(),
        path: &page.around.path,
        error: refused,
        scripts: &[],
        styles: &["sheet.css"],
        notice: None,
        practice: None,
    };
    draw_page(
        &frame,
        html! {
            div.stack {
                (said(words, page))
                @if !page.came.is_empty() { (came(words, &page.came)) }
                @if let Some(days) = page.clock { (clock(words, days)) }
                @if page.receipts > 0 { p { (icon("circle-check")) " " (words.with("bundles-receipts", &[("count", words.number(page.receipts).into())])) } }
                @if let Some(to) = &page.receipt_for { (receipt(words, to)) }
                @for fork in &page.forks { (fork_table(words, fork)) }
                @if !page.details.is_empty() {
                    (card("info", &words.say("bundles-details"), html! { ul { @for line in &page.details { li.small { span.code { (line) } } } } }))
                }
                div.actions { a.btn href="/bundles" { (icon("arrow-left")) (words.say(door)) } }
            }
        },
    )
}

fn said(words: Words, page: &OutcomePage) -> Markup {
    match &page.ending {
        Ending::Refused { what, next } => note_box("stop", "circle-x", html! { p { b { (what) } } p { (next) } }),
        Ending::Known => {
            note_box("", "circle-check", html! { p { b { (words.say("bundles-known")) } } p { (words.say("bundles-known-text")) } })
        }
        Ending::Sent => note_box(
            "",
            "circle-check",
            html! { p { b { (words.say("bundles-sent-whole")) } } p { (words.say("bundles-sent-answer")) } },
        ),
        Ending::Taken if page.came.iter().all(|row| row.counts == [0; 6] && !row.turned) => {
            note_box("", "circle-check", html! { p { b { (words.say("bundles-nothing-new")) } } })
        }
        Ending::Taken => note_box("", "circle-check", html! { p { b { (words.say("bundles-whole")) } } }),
    }
}

fn came(words: Words, rows: &[CameRow]) -> Markup {
    let heading = words.say("bundles-came");
    let columns = [
        Column::lead(words.say("group")),
        Column::number(words.say("bundles-came-entries")),
        Column::number(words.say("bundles-came-meetings")),
        Column::number(words.say("bundles-came-loans")),
        Column::number(words.say("bundles-came-members")),
        Column::number(words.say("bundles-came-acts")),
        Column::number(words.say("bundles-came-last")),
    ];
    let number = |count: i64| html! { @if count != 0 { span.n { (words.number(count)) } } };
    let row = |one: &CameRow| {
        let lead = html! {
            a href={ "/groups/" (parts::encode(&one.code)) } { (one.code) }
            @if one.first { " " span.small { (words.say("bundles-came-first")) } }
            @if one.turned { " " span.small { (words.say("bundles-came-turned")) } }
        };
        let [entries, meetings, loans, members, acts, _] = one.counts;
        let counts = [entries, meetings, loans, members, acts].map(number);
        Row::new([lead].into_iter().chain(counts).chain([html! { span.n { (words.ordinal(one.last)) } }]).collect())
    };
    let table =
        Table { words, caption: &heading, columns: &columns, rows: rows.iter().map(row).collect(), foot: vec![], listing: None };
    parts::table_card("package", &heading, html! {}, html! { (table) })
}

fn clock(words: Words, days: i64) -> Markup {
    let key = if days > 0 { "bundles-clock-ahead" } else { "bundles-clock-behind" };
    let days = words.number(days.abs());
    note_box(
        "warn",
        "clock",
        html! { p { b { (words.with(key, &[("days", days.into())])) } } p { (words.say("bundles-clock-text")) } },
    )
}

fn receipt(words: Words, to: &str) -> Markup {
    html! {
        form.card.stack method="post" action="/bundles/make" {
            h2 { (icon("hard-drive")) (words.say("bundles-receipt")) }
            p { (words.say("bundles-receipt-text")) }
            input type="hidden" name="to" value=(to);
            div.actions { button.btn.main type="submit" { (icon("hard-drive")) (words.say("bundles-receipt-make")) } }
        }
    }
}

fn fork_table(words: Words, fork: &ForkView) -> Markup {
    let heading = words.with("bundles-fork", &[("group", fork.code.as_str().into())]);
    html! {
        section.stack aria-label=(heading) {
            h2.plain-h { (icon("scale")) (heading) }
            @if let Some(why) = &fork.why { (note_box("warn", "info", html! { p { b { (why) } } })) }
            @if fork.entries.is_empty() { p { (words.say("bundles-fork-same")) } }
            @for entry in &fork.entries { (both(words, entry)) }
            @if fork.others > 0 { p.small { (words.with("bundles-fork-others", &[("count", words.number(fork.others).into())])) } }
        }
    }
}

/// An entry with both sides: what differs line by line, and how many lines are the same.
fn both(words: Words, entry: &ForkEntry) -> Markup {
    let lines = paired(entry);
    let same = lines.iter().filter(|line| line.here == line.brought).count();
    let (here, brought) = (words.say("bundles-fork-here"), words.say("bundles-fork-brought"));
    let amount = |unit: &Unit, quantity: Option<i64>| html! { @match quantity { Some(quantity) => (unit.amount(words, quantity)), None => (none(words)) } };
    html! {
        div.card.flush {
            div.card-head { h3 { (words.with("bundles-fork-no", &[("no", words.ordinal(entry.no).into())])) } }
            table.t.both {
                thead { tr {
                    th scope="col" { (words.say("bundles-fork-line")) }
                    th.num scope="col" { (here) }
                    th.num scope="col" { (brought) }
                } }
                tbody {
                    tr {
                        th.wide scope="row" { (words.say("bundles-fork-entry")) }
                        td.num.det data-l=(here) { (head(words, entry.here.as_ref())) }
                        td.num.det data-l=(brought) { (head(words, entry.brought.as_ref())) }
                    }
                    @for line in lines.iter().filter(|line| line.here != line.brought) { tr {
                        th.wide scope="row" { (line.what) }
                        td.num.det data-l=(here) { (amount(line.unit, line.here)) }
                        td.num.det.mine data-l=(brought) { (amount(line.unit, line.brought)) }
                    } }
                }
            }
            @if same > 0 { p.below.small { (icon("equal")) " " (words.with("compare-same", &[("count", words.number(same as i64).into())])) } }
        }
    }
}

/// When an entry was held and written down, and what for.
fn head(words: Words, side: Option<&ForkSide>) -> Markup {
    let Some(side) = side else { return none(words) };
    html! {
        @if let Some(day) = side.day { b.n { (words.date_short(day)) } }
        @if !side.memo.is_empty() { br; (side.memo) }
        @if let Some(at) = side.recorded { br; span.small { (words.with("bundles-fork-recorded", &[("time", words.instant(at).into())])) } }
    }
}

fn none(words: Words) -> Markup {
    html! { span.muted { (words.say("bundles-fork-none")) } }
}

/// A line of an entry as both sides have it.
struct Paired<'e> {
    what: &'e str,
    unit: &'e Unit,
    here: Option<i64>,
    brought: Option<i64>,
}

fn paired(entry: &ForkEntry) -> Vec<Paired<'_>> {
    let mut all: Vec<Paired<'_>> = Vec::new();
    for (side, is_here) in [(&entry.here, true), (&entry.brought, false)] {
        for (what, unit, quantity) in side.iter().flat_map(|side| &side.lines) {
            let at = all.iter().position(|line| line.what == what && line.unit == unit).unwrap_or_else(|| {
                all.push(Paired { what, unit, here: None, brought: None });
                all.len() - 1
            });
            let place = if is_here { &mut all[at].here } else { &mut all[at].brought };
            // Two lines of one account and member are one amount to people.
            *place = Some(place.unwrap_or(0).saturating_add(*quantity));
        }
    }
    all
}

/// The page after a card was taken.
#[derive(Clone, Debug)]
pub struct Met {
    /// What surrounds the page.
    pub around: Around,
    /// The other computer.
    pub name: String,
    /// What people compare.
    pub fingerprint: String,
}

/// The answer of `POST /bundles/meet`
pub fn met(page: &Met) -> Markup {
    let words = page.around.words;
    let title = words.with("bundles-met", &[("name", page.name.as_str().into())]);
    let body = html! {
        div.stack.narrow {
            (note_box("warn", "shield-check", html! { p { b { (words.say("bundles-met-compare")) } } p { (words.say("bundles-met-text")) } }))
            section.card { p.large { span.code { (page.fingerprint) } } }
            div.actions { a.btn.main href="/bundles" { (words.say("bundles-title")) } }
        }
    };
    page.around.page(&title, "", Some("/bundles"), &[], body)
}

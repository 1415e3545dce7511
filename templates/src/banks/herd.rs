//! The herd of a bank, as a register: every animal with its keeper and its owner; and the same on paper.
use super::{
    BankHead,
    animal::{AnimalHead, Stands, condition_mark, frame},
    owed::OwedLine,
};
use crate::{
    layout::icon,
    papers::choice::paper_button,
    parts::{self, Around, Chart, Column, Listing, Row, Shape, Table, Tile, Tone, badge, card, empty, table_card, with_query},
};
use chrono::{Datelike, NaiveDate};
use domain::banks::{Class, animals::Stage, family::Counts, prices::AgeClass};
use maud::{Markup, html};
use words::Words;

/// Which animals are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Which {
    /// Those that are there.
    #[default]
    There,
    /// The bank's, with families.
    Placed,
    /// The bank's, in its own hands.
    AtBank,
    /// Calves that are to be handed over.
    ToHandOver,
    /// The families' own.
    Own,
    /// Those that left.
    Gone,
}

impl Which {
    /// All, in the order of the filter.
    pub const ALL: [Which; 6] = [Which::There, Which::Placed, Which::AtBank, Which::ToHandOver, Which::Own, Which::Gone];

    /// The word in the address.
    pub fn code(self) -> &'static str {
        match self {
            Which::There => "there",
            Which::Placed => "placed",
            Which::AtBank => "at-bank",
            Which::ToHandOver => "to-hand-over",
            Which::Own => "own",
            Which::Gone => "gone",
        }
    }

    /// Reads the word; what there is not is those that are there.
    pub fn parse(code: &str) -> Which {
        Which::ALL.into_iter().find(|which| which.code() == code).unwrap_or_default()
    }

    fn symbol(self) -> &'static str {
        match self {
            Which::There => "list",
            Which::Placed => "handshake",
            Which::AtBank => "house",
            Which::ToHandOver => "bell",
            Which::Own => "gift",
            Which::Gone => "log-out",
        }
    }
}

/// The herd.
#[derive(Clone, Debug)]
pub struct HerdPage {
    /// What surrounds the page.
    pub around: Around,
    /// The bank.
    pub bank: BankHead,
    /// The animals of this page of the list.
    pub animals: Vec<HerdRow>,
    /// Sorting (`tag`, `keeper`, `since`, `seen`, `due`) and paging.
    pub listing: Listing,
    /// Which are shown.
    pub which: Which,
    /// How many there are of each, in the order of [`Which::ALL`].
    pub counts: [usize; 6],
    /// What was typed into the search box.
    pub query: String,
    /// The bank's animals by class, of each species that it has.
    pub classes: Vec<(Class, Vec<(AgeClass, usize)>)>,
    /// What became of the herd, head by head.
    pub family: Counts,
    /// How many came on the first day.
    pub first: usize,
    /// How many head the bank had on days gone by, the earliest first.
    pub growth: Vec<(NaiveDate, i64)>,
    /// May bring animals.
    pub may_bring: bool,
}

/// An animal in the register.
#[derive(Clone, Debug)]
pub struct HerdRow {
    /// The animal.
    pub animal: AnimalHead,
    /// Colour and marks.
    pub marks: String,
    /// Where it is.
    pub stands: Stands,
    /// Whether it is a family's.
    pub own: bool,
    /// When it was last seen, and its condition then.
    pub seen: Option<(NaiveDate, Option<u8>)>,
    /// It was not seen for too long.
    pub unseen: bool,
    /// What is due next for it.
    pub next: Option<OwedLine>,
}

/// `GET /banks/{bank}/herd`
pub fn herd(page: &HerdPage) -> Markup {
    let (words, bank) = (page.around.words, &page.bank);
    let heading = words.say("herd");
    let new_href = bank.href("herd/new");
    let any = page.counts.iter().any(|count| *count > 0);
    let body = html! {
        div.stack {
            (bank.tabs(words, "herd"))
            @if any {
                (sums(page))
                div.actions.no-paper {
                    @if page.may_bring { a.btn.main href=(new_href) { (icon("plus")) (words.say("herd-bring")) } }
                    a.btn href=(bank.href("herd/tree")) { (icon("network")) (words.say("herd-tree")) }
                    a.btn href=(with_query(&bank.href("papers/herd"), &[("which", page.which.code())])) { (icon("printer")) (words.say("herd-list-paper")) }
                }
                (table_card("list", &heading, html! {}, html! {
                    (filter(page))
                    @if page.animals.is_empty() {
                        (empty("search", &words.say("nothing-found"), &words.say("nothing-found-text"), Some((&bank.href("herd"), &words.say("show-all")))))
                    } @else { (table(page, &heading)) }
                }))
                div.halves.even { (growth(page)) (account(page)) }
            } @else {
                div.card { (empty("beef", &words.say("herd-none"), &words.say("herd-none-text"),
                    page.may_bring.then_some((&*new_href, &*words.say("herd-bring"))))) }
            }
        }
    };
    frame(&page.around, &heading, bank, "", &[], body)
}

/// Heads in all and where they are, then by class: what the committee counts aloud.
fn sums(page: &HerdPage) -> Markup {
    let words = page.around.words;
    let figure = |count: usize| html! { span.n { (words.number(count as i64)) } };
    let tile = |icon, key: &str, count: usize, under: Markup| Tile { icon, label: words.say(key), figure: figure(count), under };
    let was = words.with("herd-was", &[("count", words.number(page.first as i64).into())]);
    html! {
        (parts::tiles(&[
            tile("beef", "herd-heads", page.family.herd, html! { (was) }),
            tile("handshake", "herd-with-families", page.family.placed, html! {}),
            tile("house", "herd-in-hand", page.family.herd.saturating_sub(page.family.placed), html! {}),
            tile("bell", "herd-calves-due", page.counts[3], html! {}),
        ]))
        ul.classes {
            @for (species, classes) in &page.classes {
                @for (class, count) in classes {
                    @let head = AnimalHead { no: 0, tag: String::new(), species: *species, class: *class, sex: domain::banks::acts::Sex::Female };
                    li { (head.picture()) b.n { (words.number(*count as i64)) } span { (words.say(&format!("animal-{}-{}", species.code(), class.code()))) } }
                }
            }
        }
    }
}

fn filter(page: &HerdPage) -> Markup {
    let (words, bank) = (page.around.words, &page.bank);
    html! {
        nav.tabs.pad aria-label=(words.say("herd-filter")) {
            @for (which, count) in Which::ALL.into_iter().zip(page.counts) {
                @let code = if which == Which::There { "" } else { which.code() };
                a href=(with_query(&bank.href("herd"), &[("which", code), ("q", &page.query)])) aria-current=[(which == page.which).then_some("true")] {
                    (icon(which.symbol())) (words.say(&format!("herd-which-{}", which.code()))) " " span.n { (words.number(count as i64)) }
                }
            }
        }
        form.filter.pad method="get" action=(bank.href("herd")) role="search" {
            @if page.which != Which::There { input type="hidden" name="which" value=(page.which.code()); }
            div.f.grow { label for="q" { (words.say("herd-search")) } input.box #q name="q" type="search" value=(page.query) autocomplete="off"; }
            button.btn type="submit" { (icon("search")) (words.say("search")) }
        }
    }
}

fn table(page: &HerdPage, heading: &str) -> Markup {
    let words = page.around.words;
    let columns = [
        Column::lead(words.say("herd-animal")).sorted_by("tag"),
        Column::text(words.say("herd-keeper")).sorted_by("keeper"),
        Column::text(words.say("herd-since")).sorted_by("since"),
        Column::text(words.say("herd-owner")),
        Column::text(words.say("herd-seen")).sorted_by("seen"),
        Column::line(words.say("herd-next")).sorted_by("due"),
    ];
    let rows = page.animals.iter().map(|row| herd_row(page, row)).collect();
    html! { (Table { words, caption: heading, columns: &columns, rows, foot: vec![], listing: Some(&page.listing) }) }
}

fn herd_row(page: &HerdPage, row: &HerdRow) -> Row {
    let (words, bank) = (page.around.words, &page.bank);
    let (keeper, since) = match &row.stands {
        Stands::Bank => (html! { (row.stands.badge(words)) }, html! {}),
        Stands::With(who, since) => (who.link(words, &bank.group), html! { span.n { (words.date_short(*since)) } }),
        Stands::Own(who) => (who.link(words, &bank.group), html! {}),
        Stands::Gone(on, _) => (row.stands.badge(words), html! { span.n { (words.date_short(*on)) } }),
    };
    let cells = vec![
        html! { span.named { (row.animal.picture()) span { (row.animal.link(bank)) span.small { (row.animal.kind(words)) } } } },
        keeper,
        since,
        html! { span.n { (words.say(if row.own { "whose-family" } else { "whose-bank" })) } },
        seen(words, row),
        html! { @if let Some(owed) = &row.next { (next(words, bank, row, owed)) } },
    ];
    Row { cells, tone: if matches!(row.stands, Stands::Gone(..)) { "old" } else { "" } }
}

fn seen(words: Words, row: &HerdRow) -> Markup {
    html! {
        @if let Some((day, condition)) = row.seen {
            span.n { (words.date_short(day)) }
            @if let Some(condition) = condition { " " span.n.muted { (words.with("condition-of-five", &[("figure", words.ordinal(condition.into()).into())])) } }
        }
        @if row.unseen { " " (badge(Tone::Warn, "eye", &words.say("herd-unseen"))) }
    }
}

fn next(words: Words, bank: &BankHead, row: &HerdRow, owed: &OwedLine) -> Markup {
    // Of a calf that goes, its own row says that it goes, not which one of its dam it is.
    let goes = owed.calf.as_ref().is_some_and(|calf| calf.no == row.animal.no);
    html! {
        @if owed.stage == Stage::Open && owed.due_on.is_none() {
            span.muted { (owed.short(words, bank)) ": " (owed.stage_word(words, Stage::Open)) }
        } @else {
            @if goes { (words.say("owed-goes")) } @else { (owed.short(words, bank)) }
            @if let Some(due) = owed.due_on { " " span.n { (words.date_short(due)) } }
            " " (owed.badge(words))
        }
    }
}

/// How the herd grew: the heads that the bank had.
fn growth(page: &HerdPage) -> Markup {
    let words = page.around.words;
    let points: Vec<(String, i64)> = page.growth.iter().map(|(day, heads)| (month(words, *day), *heads)).collect();
    let (was, now) = (page.first as i64, page.family.herd as i64);
    let own = page.counts[4] as i64;
    let said = words.with("herd-was-now", &[("was", words.number(was).into()), ("now", words.number(now).into())]);
    let chart = Chart {
        words,
        caption: &words.say("herd-growth-chart"),
        of: &words.say("herd-growth-of"),
        points: &points,
        decimals: 0,
        commodity: "CATTLE",
        shape: Shape::Columns,
    };
    card(
        "sprout",
        &words.say("herd-growth"),
        html! {
        p.large { (said) }
        @if own > 0 { p.small { (words.with("herd-now-with-own", &[("count", words.number(now + own).into())])) } }
        @if points.len() > 1 { (chart) } },
    )
}

/// `6/26`: short enough to stand under a column.
fn month(words: Words, day: NaiveDate) -> String {
    format!("{}/{}", words.ordinal(day.month().into()), words.ordinal((day.year() % 100).into()))
}

/// What became of the herd, head by head: what came, was born, passed to families and was lost makes what is there.
fn account(page: &HerdPage) -> Markup {
    let (words, counts) = (page.around.words, &page.family);
    let line = |key: &str, sign: &str, count: usize, class: &str| {
        html! {
            @if count > 0 || class == "sum" { div.(class) { dt { (words.say(key)) } dd { span.n { (sign) (words.number(count as i64)) } } } }
        }
    };
    card(
        "scale",
        &words.say("herd-account"),
        html! {
            dl.facts {
                (line("herd-account-came", "", counts.came, ""))
                (line("herd-account-born", "+ ", counts.born, ""))
                (line("herd-account-owned", "− ", counts.owned, ""))
                (line("herd-account-lost", "− ", counts.lost, ""))
                (line("herd-account-sold", "− ", counts.sold, ""))
                (line("herd-account-now", "= ", counts.herd, "sum"))
            }
            @if counts.family_calves > 0 {
                p.small { (words.with("herd-account-family", &[("count", words.number(counts.family_calves as i64).into())])) }
            }
        },
    )
}

/// The herd on paper: what the committee takes along when it goes to see the animals.
#[derive(Clone, Debug)]
pub struct HerdListPage {
    /// What surrounds the page.
    pub around: Around,
    /// The bank.
    pub bank: BankHead,
    /// The animals, all of them.
    pub animals: Vec<HerdRow>,
    /// Which.
    pub which: Which,
    /// The day.
    pub today: NaiveDate,
}

/// `GET /banks/{bank}/herd/list`
pub fn list(page: &HerdListPage) -> Markup {
    let (words, bank) = (page.around.words, &page.bank);
    let heading = words.say("herd-list");
    let which = words.say(&format!("herd-which-{}", page.which.code()));
    let heads = words.with("herd-list-heads", &[("count", words.number(page.animals.len() as i64).into())]);
    let columns = [
        Column::mark(words.say("number-short")),
        Column::lead(words.say("herd-animal")),
        Column::text(words.say("animal-marks")),
        Column::text(words.say("herd-keeper")),
        Column::text(words.say("herd-since")),
        Column::text(words.say("herd-owner")),
        Column::text(words.say("herd-seen")),
        Column::extra(words.say("herd-list-condition")),
        Column::extra(words.say("herd-list-sign")),
    ];
    let rows = page.animals.iter().zip(1..).map(|(row, no)| paper_row(page, row, no)).collect();
    let body = html! {
        div.stack.herd-paper {
            p { b { (which) } " · " (heads) " · " (words.date(page.today)) }
            section.card.flush {
                div.card-head { h2 { (icon("list")) (heading) } (paper_button(words, &with_query(&bank.href("papers/herd"), &[("which", page.which.code())]))) }
                (Table { words, caption: &heading, columns: &columns, rows, foot: vec![], listing: None })
            }
        }
    };
    frame(&page.around, &heading, bank, "herd", &[], body)
}

fn paper_row(page: &HerdListPage, row: &HerdRow, no: i64) -> Row {
    let words = page.around.words;
    let name = |who: &super::Who| html! { span.num { (words.ordinal(who.number)) } " " (who.name.show(words)) };
    let (keeper, since) = match &row.stands {
        Stands::Bank => (html! { (words.say("herd-at-bank")) }, None),
        Stands::With(who, since) => (name(who), Some(*since)),
        Stands::Own(who) => (name(who), None),
        Stands::Gone(on, left) => (html! { (super::animal::left_word(words, *left)) }, Some(*on)),
    };
    Row::new(vec![
        html! { (words.ordinal(no)) },
        html! { (row.animal.tag) span.small { (row.animal.kind(words)) } },
        html! { (row.marks) },
        keeper,
        html! { @if let Some(since) = since { span.n { (words.date_short(since)) } } },
        html! { span.n { (words.say(if row.own { "whose-family" } else { "whose-bank" })) } },
        html! { @if let Some((day, condition)) = row.seen { span.n { (words.date_short(day)) } @if let Some(condition) = condition { " " (condition_mark(words, condition)) } } },
        html! { span.write-here {} },
        html! { span.write-here {} },
    ])
}

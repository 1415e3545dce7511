//! The list of awards, and the page of one: what is left of its money, its grants by stage, and what waits.
use super::{
    AwardFrame, AwardHead,
    reports::{BudgetFigures, bar, bar_key, figure, footnote, hidden},
    tasks::{Kind, shortly},
};
use crate::{
    layout::icon,
    parts::{Around, Column, Name, Row, Table, Tile, Tone, badge, card, empty, more, table_card, tiles},
};
use chrono::NaiveDate;
use maud::{Markup, html};
use words::Words;

/// Every award that the reader may see.
#[derive(Clone, Debug)]
pub struct AwardsPage {
    /// What surrounds the page.
    pub around: Around,
    /// The awards, by code.
    pub awards: Vec<AwardRow>,
}

/// An award in the list.
#[derive(Clone, Debug)]
pub struct AwardRow {
    /// Which.
    pub head: AwardHead,
    /// Who gives.
    pub donor: String,
    /// Its first and last day.
    pub time: (NaiveDate, NaiveDate),
    /// Its sum.
    pub amount: i64,
    /// It is over.
    pub over: bool,
}

/// `GET /awards`
pub fn awards(page: &AwardsPage) -> Markup {
    let words = page.around.words;
    let title = words.say("awards");
    let columns = [
        Column::lead(words.say("award")),
        Column::text(words.say("award-donor")),
        Column::text(words.say("award-time")),
        Column::figure(words.say("award-sum")),
        Column::act(words.say("state")),
    ];
    let row = |row: &AwardRow| {
        Row::new(vec![
            html! { a href=(row.head.href("")) { (row.head.name.show(words)) } " " span.small { (row.head.code) } },
            html! { (row.donor) },
            span(words, row.time),
            row.head.unit.amount(words, row.amount),
            state(words, row.over),
        ])
    };
    let rows = page.awards.iter().map(row).collect();
    let body = html! {
        div.stack {
            @if page.awards.is_empty() {
                div.card { (empty("scroll-text", &words.say("awards-none"), &words.say("awards-none-text"), None)) }
            } @else {
                (table_card("scroll-text", &title, html! {}, html! {
                    (Table { words, caption: &title, columns: &columns, rows, foot: vec![], listing: None })
                }))
            }
        }
    };
    page.around.page(&title, &words.say("home-programme"), Some("/"), &[], body)
}

fn span(words: Words, (from, to): (NaiveDate, NaiveDate)) -> Markup {
    html! { span.n { (words.date_short(from)) } " – " span.n { (words.date_short(to)) } }
}

fn state(words: Words, over: bool) -> Markup {
    if over {
        badge(Tone::Past, "lock", &words.say("award-over"))
    } else {
        badge(Tone::Good, "circle-check", &words.say("award-runs"))
    }
}

/// An award's own page.
#[derive(Clone, Debug)]
pub struct OverviewPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which award.
    pub award: AwardHead,
    /// Who gives.
    pub donor: String,
    /// Its first and last day.
    pub time: (NaiveDate, NaiveDate),
    /// Received from the donor, less what was returned.
    pub received: i64,
    /// At the bank and in cash, in each currency; not told where a hidden sum could be reckoned from it.
    pub held: Option<Vec<crate::parts::Amount>>,
    /// With officers and partners, in each currency.
    pub advanced: Vec<crate::parts::Amount>,
    /// The lines of the budget.
    pub lines: Vec<BudgetFigures>,
    /// All lines together.
    pub sum: BudgetFigures,
    /// Families' grants by stage: the stage's word and how many.
    pub stages: Vec<(&'static str, i64)>,
    /// Grants by code, by stage; none where they are too few to be told.
    pub coded: Vec<(&'static str, Option<i64>)>,
    /// What waits for the reader.
    pub tasks: Vec<Kind>,
    /// Where the rest of the award is: a symbol of the sprite, the address below the award's, the key of its word.
    pub menu: Vec<(&'static str, &'static str, &'static str)>,
    /// Calls that are open: the line's name and the last day.
    pub calls: Vec<(Name, NaiveDate)>,
    /// May call for applications.
    pub may_call: bool,
    /// May help to apply.
    pub may_apply: bool,
    /// The award that this one is a part of.
    pub parent: Option<AwardHead>,
    /// The awards that are parts of this one.
    pub parts: Vec<AwardHead>,
    /// It is there to be tried out.
    pub demo: bool,
}

/// `GET /awards/{code}`
pub fn overview(page: &OverviewPage) -> Markup {
    let (words, award) = (page.around.words, &page.award);
    let title = award.name.show(words).to_owned();
    let body = html! {
        (figures(page))
        // On a phone what waits comes first, then the ways on; on a laptop the ways stand beside.
        div.halves.award-home {
            (shortly(words, &page.tasks))
            div.stack {
                (menu(page))
                @if !(page.stages.is_empty() && page.coded.is_empty()) { (stages(page)) }
                (calls(page))
            }
            div.stack { (budget(page)) (about(page)) }
        }
    };
    AwardFrame { around: &page.around, award, tab: None, title: &title, back: "/awards".into(), problems: &[] }.draw(body)
}

fn figures(page: &OverviewPage) -> Markup {
    let (words, unit) = (page.around.words, &page.award.unit);
    let tile = |icon, key: &str, figure: Markup, under: Markup| Tile { icon, label: words.say(key), figure, under };
    let sum = |of: Option<i64>| of.map_or_else(|| hidden(words), |of| unit.amount(words, of));
    let with_others = html! {
        @if !page.advanced.is_empty() { (words.say("award-advanced")) ": " (crate::parts::amounts(words, &page.advanced)) }
    };
    let held = page.held.as_ref().map_or_else(|| hidden(words), |held| crate::parts::amounts(words, held));
    tiles(&[
        tile("hand-coins", "award-received", unit.amount(words, page.received), html! {}),
        tile("vault", "award-held", held, with_others),
        tile("banknote", "award-spent", sum(page.sum.spent), html! {}),
        tile("hourglass", "award-committed", sum(page.sum.committed), html! {}),
        tile("circle-check", "award-available", sum(page.sum.available), html! {}),
    ])
}

/// Where everything else of the award is: rows with symbols, which a thumb finds.
fn menu(page: &OverviewPage) -> Markup {
    let words = page.around.words;
    html! {
        nav.card.award-menu aria-label=(words.say("award-menu")) {
            ul.things {
                @for (symbol, below, key) in &page.menu {
                    li { a href=(page.award.href(below)) { (icon(symbol)) span { (words.say(key)) } (icon("chevron-right")) } }
                }
            }
        }
    }
}

fn budget(page: &OverviewPage) -> Markup {
    let (words, unit) = (page.around.words, &page.award.unit);
    let columns = [
        Column::lead(words.say("award-line")),
        Column::line(words.say("report-used")),
        Column::number(words.say("award-budget")),
        Column::number(words.say("award-spent")),
        Column::figure(words.say("award-available")),
    ];
    let row = |line: &BudgetFigures| {
        Row::new(vec![
            html! { (line.name.show(words)) },
            bar(words, line),
            unit.number(words, line.budget),
            figure(words, unit, line.spent),
            figure(words, unit, line.available),
        ])
    };
    let rows = page.lines.iter().map(row).collect();
    let heading = words.with("award-budget-in", &[("sign", crate::parts::sign(words, unit).into())]);
    let table = Table { words, caption: &heading, columns: &columns, rows, foot: vec![row(&page.sum)], listing: None };
    let aside = more(&page.award.href("budget"), &words.say("report-budget-whole"));
    let inside = html! { (table) (bar_key(words)) (footnote(words, page.lines.iter().any(BudgetFigures::hides))) };
    table_card("list-checks", &heading, aside, inside)
}

fn stages(page: &OverviewPage) -> Markup {
    let (words, award) = (page.around.words, &page.award);
    let line = |code: &str| words.say(&format!("grant-stage-{code}"));
    let hidden = page.coded.iter().any(|(_, count)| count.is_none());
    card(
        "sprout",
        &words.say("award-grants-by-stage"),
        html! {
            dl.facts {
                @for (code, count) in &page.stages {
                    div {
                        dt { (line(code)) }
                        dd {
                            @if *count == 0 { (words.number(0)) }
                            @else { a href=(crate::parts::with_query(&award.href("grants"), &[("stage", code)])) { (words.number(*count)) } }
                        }
                    }
                }
            }
            @if !page.coded.is_empty() {
                h3 { (words.say("award-small-grants")) }
                dl.facts {
                    @for (code, count) in &page.coded {
                        div { dt { (line(code)) } dd { @match count { Some(count) => (words.number(*count)), None => "…" } } }
                    }
                }
                @if hidden { p.small { (words.say("award-too-few")) } }
            }
            @if award.grants { (more(&award.href("grants"), &words.say("award-see-grants"))) }
            @if page.may_apply { " " (more(&award.href("grants/new"), &words.say("grant-apply"))) }
        },
    )
}

fn calls(page: &OverviewPage) -> Markup {
    let words = page.around.words;
    html! {
        @if page.may_call || !page.calls.is_empty() {
            (card("clipboard-list", &words.say("award-calls"), html! {
                @if page.calls.is_empty() { p.muted { (words.say("award-calls-none")) } }
                ul.plain-list {
                    @for (line, until) in &page.calls {
                        li { b { (line.show(words)) } " · " (words.with("award-call-until", &[("date", words.date(*until).into())])) }
                    }
                }
                @if page.may_call { (more(&page.award.href("calls"), &words.say("award-call-new"))) }
            }))
        }
    }
}

fn about(page: &OverviewPage) -> Markup {
    let words = page.around.words;
    card(
        "info",
        &words.say("award-about"),
        crate::parts::facts(&[
            (words.say("award-code"), html! { (page.award.code) }),
            (words.say("award-donor"), html! { (page.donor) }),
            (words.say("award-time"), span(words, page.time)),
            (words.say("award-part-of"), html! { @if let Some(parent) = &page.parent { (way_to(words, parent)) } }),
            (words.say("award-parts"), html! { @for part in &page.parts { div { (way_to(words, part)) } } }),
            (words.say("award-demo"), html! { @if page.demo { (badge(Tone::Calm, "sprout", &words.say("award-demo-text"))) } }),
        ]),
    )
}

fn way_to(words: Words, award: &AwardHead) -> Markup {
    html! { a href=(award.href("")) { (award.name.show(words)) } " " span.small { (award.code) } }
}

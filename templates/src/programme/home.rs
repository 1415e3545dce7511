//! The home of programme staff.
use super::{
    Door, ProgrammeFrame, Scope, Tab, counted_at, footnote,
    map::{self, Province},
    targets::TargetLine,
};
use crate::{
    layout::icon,
    parts::{Around, Column, Name, Row, Table, Tile, card, doors, empty, more, table_card, tiles, with_query},
};
use chrono::{DateTime, Utc};
use maud::{Markup, html};
use words::Words;

/// The targets of a partner.
#[derive(Clone, Debug)]
pub struct Group {
    /// Whose; none: of the whole programme.
    pub partner: Option<Name>,
    /// Its code.
    pub code: String,
    /// Its targets, by code.
    pub targets: Vec<TargetLine>,
}

/// Something that is late.
#[derive(Clone, Debug)]
pub struct Late {
    /// A symbol of the sprite.
    pub symbol: &'static str,
    /// The key of its words.
    pub key: &'static str,
    /// How many.
    pub count: i64,
    /// Where they are listed, for who may see them.
    pub href: Option<String>,
}

/// What waits for the reader.
#[derive(Clone, Copy, Debug, Default)]
pub struct Needs {
    /// Tasks under awards; none where she serves no award.
    pub tasks: Option<i64>,
    /// Corrections that wait in groups she serves.
    pub corrections: i64,
    /// Requests that wait at banks of these.
    pub requests: i64,
}

/// A partner in the table.
#[derive(Clone, Debug)]
pub struct PartnerRow {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Name,
    /// People who took part.
    pub people: i64,
    /// Women among them.
    pub women: i64,
    /// Savings groups.
    pub groups: i64,
    /// Households in them.
    pub households: i64,
    /// Targets that are met, of those with a number.
    pub met: (i64, i64),
}

/// The page.
#[derive(Clone, Debug)]
pub struct HomePage {
    /// What surrounds the page.
    pub around: Around,
    /// Whose figures.
    pub scope: Scope,
    /// Targets by partner.
    pub groups: Vec<Group>,
    /// What is late.
    pub late: Vec<Late>,
    /// What waits for the reader.
    pub needs: Needs,
    /// People who took part this fiscal year, women among them, savings groups, households in them.
    pub figures: [i64; 4],
    /// The fiscal year.
    pub year: i32,
    /// By partner.
    pub partners: Vec<PartnerRow>,
    /// By province.
    pub provinces: Vec<Province>,
    /// Other pages of the programme.
    pub doors: Vec<Door>,
    /// When it was counted.
    pub counted_at: DateTime<Utc>,
    /// While a demo is being filled: savings groups that are there, of how many.
    pub filling: Option<(i64, i64)>,
}

/// `GET /programme`
pub fn home(page: &HomePage) -> Markup {
    let words = page.around.words;
    let links: Vec<_> = page.doors.iter().map(|door| (door.symbol, door.href.clone(), words.say(door.key))).collect();
    let hides = page.groups.iter().flat_map(|group| &group.targets).any(|one| one.standing.is_none());
    let body = html! {
        (choice(page))
        (figures(page))
        div.halves.even { (needs(words, page)) (late(words, page)) }
        @if page.groups.is_empty() { (empty("list-checks", &words.say("targets-none"), &words.say("targets-none-text"), None)) }
        @for group in &page.groups { (group_card(words, group)) }
        (footnote(words, hides))
        div.halves.even {
            (card("map-pin", &words.say("programme-by-province"), html! {
                p.small { (words.say("programme-map-reading")) }
                (map::map(words, &page.provinces))
            }))
            (table_card("map-pin", &words.say("programme-provinces"), html! {}, map::table(words, &page.provinces)))
        }
        @if page.partners.len() > 1 { (partners(words, page)) }
        (doors(&words.say("programme"), &links))
    };
    let (title, under) = (words.say("programme"), page.scope.said(words));
    ProgrammeFrame {
        around: &page.around,
        tab: Tab::Home,
        title: &title,
        under: &under,
        back: "/",
        organisation: &page.scope.chosen,
        problems: &[],
    }
    .draw(body)
}

fn choice(page: &HomePage) -> Markup {
    let words = page.around.words;
    html! {
        @if page.scope.is_choice() {
            form.filter.card method="get" action="/programme" {
                (page.scope.field(words))
                button.btn type="submit" { (icon("filter")) (words.say("show")) }
            }
        }
    }
}

fn figures(page: &HomePage) -> Markup {
    let words = page.around.words;
    let keys = [
        ("users", "programme-participants"),
        ("user-check", "programme-women"),
        ("piggy-bank", "programme-groups"),
        ("house", "programme-households"),
    ];
    let tile = |((icon, key), number): ((&'static str, &str), &i64)| Tile {
        icon,
        label: words.say(key),
        figure: html! { span.n { (words.number(*number)) } },
        under: html! {},
    };
    let all: Vec<Tile<'_>> = keys.into_iter().zip(&page.figures).map(tile).collect();
    html! {
        div {
            p.small { (words.with("programme-this-year", &[("year", words.ordinal(page.year.into()).into())])) }
            (tiles(&all))
            @if let Some((made, of)) = page.filling {
                p.small { (words.with("programme-filling", &[("made", words.number(made).into()), ("of", words.number(of).into())])) }
            }
            (counted_at(words, page.counted_at))
        }
    }
}

fn count(words: Words, number: i64) -> Markup {
    html! { b.n { (words.number(number)) } }
}

fn needs(words: Words, page: &HomePage) -> Markup {
    let Needs { tasks, corrections, requests } = page.needs;
    let none = tasks.unwrap_or(0) + corrections + requests == 0;
    card(
        "bell",
        &words.say("programme-needs"),
        html! {
            @if none { p.muted { (words.say("programme-needs-nothing")) } } @else {
                ul.plain-list {
                    @if let Some(tasks) = tasks.filter(|tasks| *tasks > 0) { li { a href="/tasks" { (icon("list-checks")) span { (words.say("programme-tasks")) } (count(words, tasks)) } } }
                    @if corrections > 0 { li { a href="/" { (icon("pencil")) span { (words.say("programme-corrections")) } (count(words, corrections)) } } }
                    @if requests > 0 { li { a href="/" { (icon("stamp")) span { (words.say("programme-requests")) } (count(words, requests)) } } }
                }
            }
        },
    )
}

fn late(words: Words, page: &HomePage) -> Markup {
    card(
        "hourglass",
        &words.say("programme-late"),
        html! {
            ul.plain-list {
                @for one in &page.late {
                    @let line = html! { (icon(one.symbol)) span { (words.say(one.key)) } (count(words, one.count)) };
                    li { @match one.href.as_ref().filter(|_| one.count > 0) { Some(href) => a href=(href) { (line) }, None => span.row { (line) } } }
                }
            }
        },
    )
}

fn group_card(words: Words, group: &Group) -> Markup {
    let name = match &group.partner {
        Some(name) => name.show(words).to_owned(),
        None => words.say("target-of-programme").into_owned(),
    };
    let href = with_query("/programme/targets", &[("organisation", &group.code)]);
    html! {
        section.card {
            div.card-head { h2 { (icon("building-2")) (name) } (more(&href, &words.say("programme-targets"))) }
            ul.bars {
                @for target in &group.targets {
                    li { p.name { span.mark { (target.code) } a href=(target.href()) { (target.name.show(words)) } } div { (target.progress(words)) } }
                }
            }
        }
    }
}

fn partners(words: Words, page: &HomePage) -> Markup {
    let columns = [
        Column::lead(words.say("programme-partner")),
        Column::figure(words.say("programme-participants")),
        Column::number(words.say("programme-women")),
        Column::number(words.say("programme-groups")),
        Column::number(words.say("programme-households")),
        Column::number(words.say("programme-met")),
    ];
    let number = |number: i64| html! { span.n { (words.number(number)) } };
    let row = |one: &PartnerRow| {
        let met = [("met", words.number(one.met.0).into()), ("of", words.number(one.met.1).into())];
        let met = if one.met.1 > 0 { words.with("programme-met-of", &met) } else { String::new() };
        let href = with_query("/programme", &[("organisation", &one.code)]);
        Row::new(vec![
            html! { a href=(href) { (one.name.show(words)) } },
            number(one.people),
            number(one.women),
            number(one.groups),
            number(one.households),
            html! { (met) },
        ])
    };
    let body = html! {
        (Table { words, caption: &words.say("programme-by-partner"), columns: &columns, rows: page.partners.iter().map(row).collect(), foot: vec![], listing: None })
        p.small.pad-in { (words.say("indicator-two-partners")) }
    };
    table_card("building-2", &words.say("programme-by-partner"), html! {}, body)
}

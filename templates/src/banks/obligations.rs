//! What is due at an animal bank: calves to hand over, money, animals that nobody has seen, cows without a calf; each with
//! the button that settles it.
use super::{
    BankHead, Who,
    animal::{AnimalHead, frame},
    owed::OwedLine,
};
use crate::{
    layout::icon,
    loans::book::print_button,
    parts::{self, Around, Column, Row, Table, Tile, empty},
};
use chrono::NaiveDate;
use maud::{Markup, html};

/// What is due.
#[derive(Clone, Debug)]
pub struct ObligationsPage {
    /// What surrounds the page.
    pub around: Around,
    /// The bank.
    pub bank: BankHead,
    /// The day it is looked at.
    pub today: NaiveDate,
    /// Animals to be handed over now, the earliest first.
    pub due: Vec<OwedLine>,
    /// Money and claims that are due.
    pub money: Vec<OwedLine>,
    /// What will be handed over within two months.
    pub soon: Vec<OwedLine>,
    /// What waits: not born yet, or too young, or not yet to be paid.
    pub waits: Vec<OwedLine>,
    /// What was settled, the latest first.
    pub settled: Vec<OwedLine>,
    /// Animals not seen for too long.
    pub unseen: Vec<OverdueRow>,
    /// Cows without a calf for years.
    pub barren: Vec<OverdueRow>,
    /// May settle.
    pub may_settle: bool,
}

/// An animal for which something should have happened by now.
#[derive(Clone, Debug)]
pub struct OverdueRow {
    /// The animal.
    pub animal: AnimalHead,
    /// With whom.
    pub keeper: Who,
    /// When it last happened.
    pub since: NaiveDate,
    /// By when it should have happened again.
    pub due_on: NaiveDate,
}

/// `GET /banks/{bank}/obligations`
pub fn obligations(page: &ObligationsPage) -> Markup {
    let (words, bank) = (page.around.words, &page.bank);
    let heading = words.say("owed-heading");
    let nothing = page.due.is_empty() && page.money.is_empty() && page.unseen.is_empty() && page.barren.is_empty();
    let body = html! {
        div.stack {
            (bank.tabs(words, "obligations"))
            (tiles(page))
            @if nothing { div.card { (empty("circle-check", &words.say("owed-nothing"), &words.say("owed-nothing-text"), None)) } }
            (lines(page, "bell", "owed-due-now", &page.due, true))
            (lines(page, "banknote", "owed-money-now", &page.money, true))
            (overdue(page, "eye", "owed-unseen", &page.unseen, "note"))
            (overdue(page, "hourglass", "owed-barren", &page.barren, "exchange"))
            (lines(page, "calendar", "owed-soon", &page.soon, false))
            (fold(page, "hourglass", "owed-waits", &page.waits))
            (fold(page, "check-check", "owed-settled", &page.settled))
        }
    };
    frame(&page.around, &heading, bank, "", &[], body)
}

fn tiles(page: &ObligationsPage) -> Markup {
    let words = page.around.words;
    let tile = |icon, key: &str, count: usize| Tile {
        icon,
        label: words.say(key),
        figure: html! { span.n { (words.number(count as i64)) } },
        under: html! {},
    };
    parts::tiles(&[
        tile("bell", "owed-tile-due", page.due.len() + page.money.len()),
        tile("calendar", "owed-soon", page.soon.len()),
        tile("eye", "owed-unseen", page.unseen.len()),
        tile("hourglass", "owed-barren", page.barren.len()),
    ])
}

fn lines(page: &ObligationsPage, symbol: &str, key: &str, lines: &[OwedLine], first: bool) -> Markup {
    let (words, bank) = (page.around.words, &page.bank);
    html! {
        @if !lines.is_empty() {
            section.card.long {
                div.card-head { h2 { (icon(symbol)) (words.say(key)) } @if first && !page.due.is_empty() && symbol == "bell" { (print_button(words)) } }
                ul.owed-list {
                    @for line in lines {
                        li {
                            div.owed-what {
                                (line.calf.as_ref().unwrap_or(&line.animal).picture())
                                p { b { (line.calf.as_ref().unwrap_or(&line.animal).link(bank)) } " · " (line.keeper.link(words, &bank.group))
                                    span.small { (line.what(words, bank)) " · " (line.when(words, bank)) } }
                            }
                            (line.steps(words))
                            @if page.may_settle { (line.buttons(words, bank)) }
                        }
                    }
                }
            }
        }
    }
}

fn overdue(page: &ObligationsPage, symbol: &str, key: &str, rows: &[OverdueRow], act: &str) -> Markup {
    let (words, bank) = (page.around.words, &page.bank);
    html! {
        @if !rows.is_empty() {
            section.card.long {
                h2 { (icon(symbol)) (words.say(key)) }
                ul.owed-list.short {
                    @for row in rows {
                        li {
                            div.owed-what {
                                (row.animal.picture())
                                p { b { (row.animal.link(bank)) } " · " (row.keeper.link(words, &bank.group))
                                    span.small { (words.with(&format!("{key}-since"), &[("date", words.date(row.since).into())])) } }
                            }
                            @if page.may_settle {
                                div.actions.settle { a.btn href={ (row.animal.href(bank)) "/" (act) } {
                                    (icon(if act == "note" { "eye" } else { "arrow-right-left" })) (words.say(if act == "note" { "herd-do-see" } else { "herd-do-exchange" })) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A long list that is not for today: closed until somebody opens it.
fn fold(page: &ObligationsPage, symbol: &str, key: &str, lines: &[OwedLine]) -> Markup {
    let (words, bank) = (page.around.words, &page.bank);
    let heading = words.say(key);
    let columns = [
        Column::lead(words.say("herd-animal")),
        Column::text(words.say("herd-keeper")),
        Column::line(words.say("owed-thing")),
        Column::text(words.say("owed-day")),
        Column::act(words.say("state")),
    ];
    let row = |line: &OwedLine| {
        Row::new(vec![
            line.calf.as_ref().unwrap_or(&line.animal).link(bank),
            line.keeper.link(words, &bank.group),
            html! { (line.what(words, bank)) },
            line.when(words, bank),
            line.badge(words),
        ])
    };
    html! {
        @if !lines.is_empty() {
            section.card.flush {
                details.fold-card {
                    summary { h2 { (icon(symbol)) (heading) " " span.muted.n { (words.number(lines.len() as i64)) } (icon("chevron-right")) } }
                    (Table { words, caption: &heading, columns: &columns, rows: lines.iter().map(row).collect(), foot: vec![], listing: None })
                }
            }
        }
    }
}

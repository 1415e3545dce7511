//! A bank's calendar of seasons, and the measures of its village.
use super::{BankHead, frame::BankFrame};
use crate::{
    layout::icon,
    parts::{Around, Column, Fields, Name, Problem, Row, Table, Tone, badge, empty, table_card},
};
use chrono::NaiveDate;
use maud::{Markup, html};
use serde::Deserialize;
use std::borrow::Cow;
use words::Words;

/// The measures that a village may have beside the kilogram: a key `measure-<code>` names each.
pub const MEASURES: [&str; 5] = ["thang", "tau", "sack", "basket", "tonne"];
/// How a measure was weighed: a key `bank-weighed-<code>` names each.
pub const WEIGHED: [&str; 3] = ["scale", "several", "agreed"];

/// What is typed about a season.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct SeasonForm {
    /// Its name in Khmer.
    pub name_km: String,
    /// Its name in Latin script.
    pub name_latin: String,
    /// The first day of lending.
    pub lend_from: String,
    /// The last.
    pub lend_to: String,
    /// The first day of the harvest window.
    pub harvest_from: String,
    /// The last.
    pub harvest_to: String,
}

/// Where a season stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeasonState {
    /// Lending has not begun.
    Coming,
    /// It lends now.
    Lending,
    /// Between lending and harvest.
    Growing,
    /// The harvest: loans are brought back.
    Harvest,
    /// Past.
    Past,
}

impl SeasonState {
    /// Where a season of these days stands.
    pub fn on(day: NaiveDate, lend: (NaiveDate, NaiveDate), harvest: (NaiveDate, NaiveDate)) -> SeasonState {
        match day {
            _ if day > harvest.1 => SeasonState::Past,
            _ if day >= harvest.0 => SeasonState::Harvest,
            _ if day > lend.1 => SeasonState::Growing,
            _ if day >= lend.0 => SeasonState::Lending,
            _ => SeasonState::Coming,
        }
    }

    /// As a badge.
    pub fn badge(self, words: Words) -> Markup {
        let (tone, symbol, key) = match self {
            SeasonState::Coming => (Tone::Calm, "calendar", "bank-season-coming"),
            SeasonState::Lending => (Tone::Good, "hand-coins", "bank-season-lending"),
            SeasonState::Growing => (Tone::Calm, "sprout", "bank-season-growing"),
            SeasonState::Harvest => (Tone::Wait, "wheat", "bank-season-harvest"),
            SeasonState::Past => (Tone::Past, "history", "bank-season-past"),
        };
        badge(tone, symbol, &words.say(key))
    }
}

/// A season.
#[derive(Clone, Debug)]
pub struct SeasonLine {
    /// Its number.
    pub no: i64,
    /// Its name.
    pub name: Name,
    /// When people borrow.
    pub lend: (NaiveDate, NaiveDate),
    /// When they bring back.
    pub harvest: (NaiveDate, NaiveDate),
    /// Where it stands.
    pub state: SeasonState,
}

/// The calendar.
#[derive(Clone, Debug)]
pub struct SeasonsPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which bank.
    pub bank: BankHead,
    /// Its seasons, the latest first.
    pub seasons: Vec<SeasonLine>,
    /// May add one.
    pub may_add: bool,
    /// What has been typed.
    pub form: SeasonForm,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET, POST /banks/{code}/seasons`
pub fn seasons(page: &SeasonsPage) -> Markup {
    let (words, bank) = (page.around.words, &page.bank);
    let fields = Fields { words, problems: &page.problems };
    let title = words.say("bank-seasons");
    let columns = [
        Column::lead(words.say("bank-season")),
        Column::text(words.say("bank-season-lends")),
        Column::text(words.say("bank-season-harvests")),
        Column::act(words.say("state")),
    ];
    let span =
        |(from, to): (NaiveDate, NaiveDate)| html! { span.n { (words.date_short(from)) } " – " span.n { (words.date_short(to)) } };
    let row = |line: &SeasonLine| {
        Row::new(vec![html! { (line.name.show(words)) }, span(line.lend), span(line.harvest), line.state.badge(words)])
    };
    let rows = page.seasons.iter().map(row).collect();
    let table = Table { words, caption: &title, columns: &columns, rows, foot: vec![], listing: None };
    let body = html! {
        (fields.summary())
        div.(if page.may_add { "halves" } else { "stack" }) {
            @if page.seasons.is_empty() {
                div.card { (empty("calendar", &words.say("bank-no-seasons"), &words.say("bank-no-seasons-text"), None)) }
            } @else { (table_card("calendar", &title, html! {}, html! { (table) })) }
            @if page.may_add { (season_form(page, fields)) }
        }
    };
    let frame = BankFrame { around: &page.around, bank, tab: None, title: &title, back: bank.href(""), problems: &page.problems };
    frame.draw(body)
}

fn season_form(page: &SeasonsPage, fields: Fields<'_>) -> Markup {
    let (words, form) = (fields.words, &page.form);
    html! {
        form.card.form method="post" action=(page.bank.href("seasons")) novalidate {
            h2 { (icon("plus")) (words.say("bank-season-add")) }
            p.hint { (words.say("bank-season-add-text")) }
            div.pair {
                (fields.text("name_km", "bank-name-km", &form.name_km))
                (fields.text("name_latin", "bank-name-latin", &form.name_latin))
            }
            fieldset.f {
                legend { (words.say("bank-season-lends")) }
                div.pair.start {
                    (fields.date("lend_from", "from-date", &form.lend_from))
                    (fields.date("lend_to", "until-date", &form.lend_to))
                }
            }
            fieldset.f {
                legend { (words.say("bank-season-harvests")) }
                div.pair.start {
                    (fields.date("harvest_from", "from-date", &form.harvest_from))
                    (fields.date("harvest_to", "until-date", &form.harvest_to))
                }
            }
            div.actions { button.btn.main type="submit" { (icon("check")) (words.say("bank-season-write")) } }
        }
    }
}

/// What is typed about a measure.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct UnitForm {
    /// One of [`MEASURES`].
    pub unit: String,
    /// Kilograms in one.
    pub kilograms: String,
    /// From which day.
    pub from: String,
    /// One of [`WEIGHED`].
    pub weighed: String,
}

/// A measure.
#[derive(Clone, Debug)]
pub struct UnitLine {
    /// One of [`MEASURES`].
    pub unit: String,
    /// Grams in one.
    pub grams: i64,
    /// From which day.
    pub from: NaiveDate,
    /// Until which; none: it holds.
    pub until: Option<NaiveDate>,
    /// One of [`WEIGHED`].
    pub weighed: String,
    /// Who wrote it down.
    pub by: String,
}

/// The measures of a village.
#[derive(Clone, Debug)]
pub struct UnitsPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which bank.
    pub bank: BankHead,
    /// Every measure, those that hold first.
    pub units: Vec<UnitLine>,
    /// May add one.
    pub may_add: bool,
    /// What has been typed.
    pub form: UnitForm,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET, POST /banks/{code}/units`
pub fn units(page: &UnitsPage) -> Markup {
    let (words, bank) = (page.around.words, &page.bank);
    let fields = Fields { words, problems: &page.problems };
    let title = words.say("bank-units");
    let columns = [
        Column::lead(words.say("bank-unit")),
        Column::figure(words.say("bank-unit-weighs")),
        Column::text(words.say("bank-unit-from")),
        Column::text(words.say("bank-unit-weighed")),
        Column::text(words.say("recorded-by")),
    ];
    let row = |line: &UnitLine| Row {
        cells: vec![
            html! { (words.say(&format!("measure-{}", line.unit))) },
            html! { span.n { (words.amount(line.grams, 3, "PADDY")) } },
            html! { span.n { (words.date_short(line.from)) } @if let Some(until) = line.until { " – " span.n { (words.date_short(until)) } } },
            html! { (words.say(&format!("bank-weighed-{}", line.weighed))) },
            html! { (line.by) },
        ],
        tone: if line.until.is_some() { "old" } else { "" },
    };
    let rows = page.units.iter().map(row).collect();
    let table = Table { words, caption: &title, columns: &columns, rows, foot: vec![], listing: None };
    let body = html! {
        (fields.summary())
        p.hint { (words.say("bank-units-text")) }
        div.(if page.may_add { "halves" } else { "stack" }) {
            @if page.units.is_empty() {
                div.card { (empty("ruler", &words.say("bank-no-units"), &words.say("bank-no-units-text"), None)) }
            } @else { (table_card("ruler", &title, html! {}, html! { (table) })) }
            @if page.may_add { (unit_form(page, fields)) }
        }
    };
    let frame = BankFrame { around: &page.around, bank, tab: None, title: &title, back: bank.href(""), problems: &page.problems };
    frame.draw(body)
}

fn unit_form(page: &UnitsPage, fields: Fields<'_>) -> Markup {
    let (words, form) = (fields.words, &page.form);
    let measures: Vec<_> = MEASURES.iter().map(|code| (Cow::from(*code), words.say(&format!("measure-{code}")))).collect();
    let weighed: Vec<_> = WEIGHED.iter().map(|code| (*code, words.say(&format!("bank-weighed-{code}")), Cow::from(""))).collect();
    html! {
        form.card.form method="post" action=(page.bank.href("units")) novalidate {
            h2 { (icon("plus")) (words.say("bank-unit-add")) }
            (fields.select("unit", "bank-unit", &form.unit, &measures))
            (fields.amount("kilograms", "bank-unit-weighs", &form.kilograms, &words.say("unit-kg")))
            (fields.date("from", "bank-unit-from", &form.from))
            (fields.radios("weighed", "bank-unit-weighed", &form.weighed, false, &weighed))
            div.actions { button.btn.main type="submit" { (icon("check")) (words.say("bank-unit-write")) } }
        }
    }
}

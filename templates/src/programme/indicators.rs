//! Indicators: the list, and one of them with its definition and all that its figure is told apart by.
use super::{ProgrammeFrame, Scope, Tab, bar, counted_at, figure, footnote, print_button, unit};
use crate::{
    awards::reports::files,
    layout::icon,
    parts::{Around, Column, Row, Table, card, encode, facts, more, note_box, table_card, with_query},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::programme::{Dimension, Measure};
use maud::{Markup, html};
use std::borrow::Cow;
use words::Words;

/// A measure with its figures.
#[derive(Clone, Copy, Debug)]
pub struct IndicatorLine {
    /// Which.
    pub measure: Measure,
    /// Of the fiscal year that is shown; none: too few to be told.
    pub now: Option<i64>,
    /// Of the year before.
    pub last: Option<i64>,
}

/// The list.
#[derive(Clone, Debug)]
pub struct IndicatorsPage {
    /// What surrounds the page.
    pub around: Around,
    /// Whose figures.
    pub scope: Scope,
    /// The fiscal year.
    pub year: i64,
    /// Those that may be chosen.
    pub years: Vec<i64>,
    /// It is not over yet.
    pub running: bool,
    /// Every measure.
    pub lines: Vec<IndicatorLine>,
    /// When they were counted.
    pub counted_at: DateTime<Utc>,
    /// The same as files.
    pub files: Vec<(&'static str, String)>,
}

fn filter(words: Words, action: &str, scope: &Scope, year: i64, years: &[i64]) -> Markup {
    html! {
        form.filter.card method="get" action=(action) {
            @if !years.is_empty() {
                div.f { label for="year" { (words.say("indicator-year")) }
                    select.box #year name="year" {
                        @for one in years { option value=(one) selected[*one == year] { (words.ordinal(*one)) } }
                    } }
            }
            (scope.field(words))
            button.btn type="submit" { (icon("filter")) (words.say("show")) }
        }
    }
}

fn year_name(words: Words, year: i64) -> String {
    words.with("indicator-year-name", &[("year", words.ordinal(year).into()), ("before", words.ordinal(year - 1).into())])
}

/// A measure's name.
pub fn name(words: Words, measure: Measure) -> Cow<'static, str> {
    words.say(&format!("indicator-{}", measure.code()))
}

/// `GET /programme/indicators`
pub fn indicators(page: &IndicatorsPage) -> Markup {
    let words = page.around.words;
    let columns = [
        Column::lead(words.say("indicator")),
        Column::text(words.say("indicator-handbook")),
        Column::text(words.say("target-unit")),
        Column::figure(words.say(if page.running { "indicator-this-year" } else { "indicator-that-year" })),
        Column::number(words.say("indicator-year-before")),
    ];
    let row = |line: &IndicatorLine| {
        let (measure, counting) = (line.measure, line.measure.counting());
        let path = format!("/programme/indicators/{}", encode(measure.code()));
        let year = page.year.to_string();
        let href = with_query(&path, &[("organisation", &page.scope.chosen), ("year", if page.running { "" } else { &year })]);
        Row::new(vec![
            html! {
                a href=(href) { (name(words, measure)) }
                @if measure.is_protected() { " " span.small { (words.say("indicator-from-beginning")) } }
            },
            html! { (measure.handbook().unwrap_or_default()) },
            html! { (unit(words, counting)) },
            figure(words, counting, line.now),
            figure(words, counting, line.last),
        ])
    };
    let hides = page.lines.iter().any(|line| line.now.is_none() || line.last.is_none());
    let title = words.say("programme-indicators");
    let body = html! {
        (filter(words, "/programme/indicators", &page.scope, page.year, &page.years))
        div.card-head { (counted_at(words, page.counted_at)) (print_button(words)) }
        (table_card("clipboard-list", &year_name(words, page.year), html! {}, html! {
            (Table { words, caption: &title, columns: &columns, rows: page.lines.iter().map(row).collect(), foot: vec![], listing: None })
            (footnote(words, hides))
        }))
        (files(words, &page.files))
    };
    frame(&page.around, &title, &page.scope, "/programme", body)
}

fn frame(around: &Around, title: &str, scope: &Scope, back: &str, body: Markup) -> Markup {
    let under = scope.said(around.words);
    ProgrammeFrame { around, tab: Tab::Indicators, title, under: &under, back, organisation: &scope.chosen, problems: &[] }
        .draw(body)
}

/// A cell of a figure that is told apart.
#[derive(Clone, Debug)]
pub struct CellLine {
    /// What it is of.
    pub name: String,
    /// How many; none: too few to be told.
    pub number: Option<i64>,
}

/// A figure told apart by something.
#[derive(Clone, Debug)]
pub struct Split {
    /// By what.
    pub dimension: Dimension,
    /// The cells.
    pub cells: Vec<CellLine>,
    /// Together they are more than all, since some count in several.
    pub overlaps: bool,
}

/// One indicator.
#[derive(Clone, Debug)]
pub struct IndicatorPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which.
    pub measure: Measure,
    /// Whose figures.
    pub scope: Scope,
    /// The fiscal year.
    pub year: i64,
    /// Those that may be chosen.
    pub years: Vec<i64>,
    /// The days whose records count; none: from the beginning.
    pub days: (Option<NaiveDate>, NaiveDate),
    /// The figure; none: too few to be told.
    pub total: Option<i64>,
    /// That of the year before.
    pub last: Option<i64>,
    /// How many records count; none of a protected one.
    pub counted: Option<i64>,
    /// Where these are listed.
    pub records: String,
    /// Told apart.
    pub splits: Vec<Split>,
    /// When it was counted.
    pub counted_at: DateTime<Utc>,
    /// The same as files.
    pub files: Vec<(&'static str, String)>,
}

/// `GET /programme/indicators/{measure}`
pub fn indicator(page: &IndicatorPage) -> Markup {
    let (words, measure) = (page.around.words, page.measure);
    let path = format!("/programme/indicators/{}", encode(measure.code()));
    let years: &[i64] = if measure.is_protected() { &[] } else { &page.years };
    let hides = page.total.is_none() || page.splits.iter().flat_map(|split| &split.cells).any(|cell| cell.number.is_none());
    let body = html! {
        @if !years.is_empty() || page.scope.is_choice() { (filter(words, &path, &page.scope, page.year, years)) }
        div.halves.even { (value(page)) (definition(words, measure)) }
        @if measure.is_protected() { (note_box("", "shield", html! { p { (words.say("indicator-protected")) } })) }
        div.halves.even { @for split in &page.splits { (split_card(page, split)) } }
        (footnote(words, hides))
        (files(words, &page.files))
    };
    let back = with_query("/programme/indicators", &[("organisation", &page.scope.chosen)]);
    frame(&page.around, &name(words, measure), &page.scope, &back, body)
}

fn value(page: &IndicatorPage) -> Markup {
    let (words, measure) = (page.around.words, page.measure);
    let counting = measure.counting();
    let days = match page.days.0 {
        Some(from) => words.with("indicator-days", &[("from", words.date(from).into()), ("to", words.date(page.days.1).into())]),
        None => words.with("indicator-until", &[("to", words.date(page.days.1).into())]),
    };
    let heading = match measure.is_protected() {
        true => words.say("indicator-from-beginning").into_owned(),
        false => year_name(words, page.year),
    };
    let mut told = vec![(words.say("target-unit"), html! { (unit(words, counting)) })];
    told.push((words.say("indicator-counted-days"), html! { (days) }));
    if !measure.is_protected() {
        told.push((words.say("indicator-year-before"), figure(words, counting, page.last)));
    }
    if let Some(counted) = page.counted {
        told.push((words.say("indicator-records-counted"), html! { span.n { (words.number(counted)) } }));
    }
    card(
        "clipboard-list",
        &heading,
        html! {
            p.huge { (figure(words, counting, page.total)) }
            (facts(&told))
            (counted_at(words, page.counted_at))
            div.actions.no-paper {
                @if !measure.is_protected() { (more(&page.records, &words.say("indicator-see-records"))) }
                (print_button(words))
            }
        },
    )
}

fn definition(words: Words, measure: Measure) -> Markup {
    let code = measure.code();
    card(
        "info",
        &words.say("indicator-definition"),
        html! {
            p { (words.say(&format!("indicator-{code}-what"))) }
            h3 { (words.say("indicator-inputs")) }
            p { (words.say(&format!("indicator-{code}-from"))) }
            @if let Some(handbook) = measure.handbook() { p.small { (words.with("indicator-handbook-code", &[("code", handbook.into())])) } }
        },
    )
}

fn split_card(page: &IndicatorPage, split: &Split) -> Markup {
    let words = page.around.words;
    let counting = page.measure.counting();
    let heading = words.say(&format!("indicator-by-{}", split.dimension.code()));
    let most = split.cells.iter().filter_map(|cell| cell.number).max().unwrap_or(0).max(1);
    // Whatever there is shows at least a sliver: an empty bar means none.
    let percent =
        |number: i64| i64::try_from(i128::from(number) * 100 / i128::from(most)).unwrap_or(100).max(i64::from(number > 0));
    let of = match split.dimension {
        Dimension::Organisation => words.say("programme-partner"),
        Dimension::Province => words.say("programme-province"),
        _ => words.say("indicator-cell"),
    };
    let columns = [Column::lead(of), Column::figure(unit(words, counting)), Column::line("")];
    let row = |cell: &CellLine| {
        Row::new(vec![
            html! { (cell.name) },
            figure(words, counting, cell.number),
            html! { @if let Some(number) = cell.number { (bar(percent(number), "")) } },
        ])
    };
    let rows = split.cells.iter().map(row).collect();
    table_card(
        symbol(split.dimension),
        &heading,
        html! {},
        html! {
            (Table { words, caption: &heading, columns: &columns, rows, foot: vec![], listing: None })
            @if split.overlaps { p.small.pad-in { (words.say(overlap(split.dimension))) } }
        },
    )
}

fn overlap(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Organisation => "indicator-two-partners",
        Dimension::Kind => "indicator-two-kinds",
        _ => "indicator-two-cells",
    }
}

fn symbol(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Organisation => "building-2",
        Dimension::Province => "map-pin",
        Dimension::Sex => "user",
        Dimension::Age => "calendar",
        Dimension::Poverty => "id-card",
        Dimension::New => "sprout",
        Dimension::Kind => "list",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        programme::{AgeBand, Counting, Reading},
        training::PRACTICES,
    };
    use words::Language;

    /// Every word that a code asks for is there: these keys are put together, so no search of the source finds them.
    #[test]
    fn every_code_has_its_words() {
        for language in Language::ALL {
            let words = Words::new(language);
            let known = |key: String| assert!(words.has(&key), "{}: {key}", language.code());
            for measure in Measure::ALL {
                for ending in ["", "-what", "-from"] {
                    known(format!("indicator-{}{ending}", measure.code()));
                }
                known(format!("programme-unit-{}", measure.counting().code()));
            }
            known(format!("programme-unit-{}", Counting::Loans.code()));
            Dimension::ALL.iter().for_each(|one| known(format!("indicator-by-{}", one.code())));
            AgeBand::ALL.iter().for_each(|band| known(format!("indicator-age-{}", band.code())));
            for (dimension, cells) in
                [("sex", &["female", "male"][..]), ("id-poor", &["0", "1", "2"]), ("new", &["new", "continuing"])]
            {
                cells.iter().for_each(|cell| known(format!("indicator-{dimension}-{cell}")));
            }
            PRACTICES.iter().for_each(|practice| known(format!("indicator-kind-{}", practice.of_type.code())));
            for reading in [Reading::Total, Reading::Each, Reading::Ceiling] {
                for key in ["target-of", "target-reading"] {
                    known(format!("{key}-{}", reading.code()));
                }
            }
            known("target-fulfilled-each".into());
            known("target-fulfilled-ceiling".into());
        }
    }
}

//! The records behind a figure, as far as the reader's role goes.
use super::{ProgrammeFrame, Scope, Tab, figure, indicators::name};
use crate::parts::{Around, Column, Listing, Name, Row, Table, empty, encode, note_box, table_card, with_query};
use chrono::NaiveDate;
use domain::programme::{Counting, Measure};
use maud::{Markup, html};
use words::Words;

/// A record that counts.
#[derive(Clone, Debug)]
pub struct RecordLine {
    /// Whose, or of what; empty where it has no name.
    pub name: String,
    /// Its page, where the reader may open it.
    pub href: Option<String>,
    /// The partner.
    pub partner: Name,
    /// Where.
    pub place: Name,
    /// Since when it counts.
    pub day: NaiveDate,
    /// Until when; none where it lasts or was of one day.
    pub until: Option<NaiveDate>,
    /// What the measure tells apart; may be empty.
    pub kind: String,
    /// How much.
    pub amount: i64,
}

/// The page.
#[derive(Clone, Debug)]
pub struct RecordsPage {
    /// What surrounds the page.
    pub around: Around,
    /// Of which figure.
    pub measure: Measure,
    /// Whose figures.
    pub scope: Scope,
    /// Records of several partners are shown.
    pub partners: bool,
    /// The fiscal year.
    pub year: i64,
    /// The records of this page of the list, the latest first.
    pub lines: Vec<RecordLine>,
    /// Paging.
    pub listing: Listing,
    /// Records that count and that the reader's role does not show.
    pub untold: i64,
}

/// `GET /programme/indicators/{measure}/records`
pub fn records(page: &RecordsPage) -> Markup {
    let (words, measure) = (page.around.words, page.measure);
    let title = name(words, measure);
    let body = html! {
        @if measure.is_protected() {
            (note_box("", "shield", html! { p { (words.say("records-protected")) } }))
        } @else {
            @if page.untold > 0 {
                (note_box("", "shield", html! { p { (words.with("records-untold", &[("count", words.number(page.untold).into())])) } }))
            }
            @if page.lines.is_empty() && page.untold == 0 {
                (empty("list", &words.say("records-none"), &words.say("records-none-text"), None))
            } @else if !page.lines.is_empty() {
                (table_card("list", &words.say("records"), html! {}, table(words, page)))
            }
        }
    };
    let year = page.year.to_string();
    let back = with_query(
        &format!("/programme/indicators/{}", encode(measure.code())),
        &[("organisation", &page.scope.chosen), ("year", &year)],
    );
    let under = page.scope.said(words);
    ProgrammeFrame {
        around: &page.around,
        tab: Tab::Indicators,
        title: &title,
        under: &under,
        back: &back,
        organisation: &page.scope.chosen,
        problems: &[],
    }
    .draw(body)
}

fn table(words: Words, page: &RecordsPage) -> Markup {
    let counting = page.measure.counting();
    let amounts =
        matches!(counting, Counting::Riel | Counting::Area | Counting::Minutes) || page.lines.iter().any(|line| line.amount != 1);
    let kinds = page.lines.iter().any(|line| !line.kind.is_empty());
    let mut columns = vec![Column::lead(words.say("record-of"))];
    if amounts {
        columns.push(Column::figure(words.say("record-amount")));
    }
    columns.push(Column::text(words.say("record-since")));
    if kinds {
        columns.push(Column::text(words.say("indicator-by-kind")));
    }
    columns.push(Column::text(words.say("programme-province")));
    if page.partners {
        columns.push(Column::text(words.say("programme-partner")));
    }
    let row = |line: &RecordLine| {
        let name = if line.name.is_empty() { words.say("record-without-name").into_owned() } else { line.name.clone() };
        let mut cells = vec![html! { @match &line.href { Some(href) => a href=(href) { (name) }, None => (name) } }];
        if amounts {
            cells.push(figure(words, counting, Some(line.amount)));
        }
        let day = words.date_short(line.day);
        cells.push(html! { span.n { (day) @if let Some(until) = line.until { " – " (words.date_short(until)) } } });
        if kinds {
            cells.push(html! { (line.kind) });
        }
        cells.push(html! { (line.place.show(words)) });
        if page.partners {
            cells.push(html! { (line.partner.show(words)) });
        }
        Row::new(cells)
    };
    let rows = page.lines.iter().map(row).collect();
    html! { (Table { words, caption: &words.say("records"), columns: &columns, rows, foot: vec![], listing: Some(&page.listing) }) }
}

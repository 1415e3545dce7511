//! The list of a group's meetings.
use crate::layout::icon;
use crate::parts::{Around, Column, GroupHead, Listing, Row, Table, Tone, badge, empty, table_card};
use chrono::NaiveDate;
use maud::{Markup, html};
use words::Words;

/// The list of a group's meetings.
#[derive(Clone, Debug)]
pub struct MeetingsPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which group.
    pub group: GroupHead,
    /// The meetings of this page of the list.
    pub meetings: Vec<MeetingRow>,
    /// Sorting (`number`, `savings`, `difference`) and paging.
    pub listing: Listing,
    /// The number of the next meeting, for those who may record it.
    pub next: Option<u32>,
}

/// What kind of meeting it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MeetingKind {
    /// The baseline: what members already had.
    Opening,
    /// By the group's rhythm.
    Regular,
    /// Called besides.
    Extra,
    /// The one that shares out.
    ShareOut,
}

impl MeetingKind {
    fn key(self) -> &'static str {
        match self {
            MeetingKind::Opening => "meeting-kind-opening",
            MeetingKind::Regular => "meeting-kind-regular",
            MeetingKind::Extra => "meeting-kind-extra",
            MeetingKind::ShareOut => "meeting-kind-share-out",
        }
    }
}

/// A meeting in a list. Quantities are smallest units of the group's unit.
#[derive(Clone, Debug)]
pub struct MeetingRow {
    /// Its number in the group.
    pub number: u32,
    /// The day.
    pub date: NaiveDate,
    /// What kind.
    pub kind: MeetingKind,
    /// Members present, late or who sent money; none before attendance was kept.
    pub attended: Option<u32>,
    /// Members expected.
    pub expected: u32,
    /// Savings paid in.
    pub savings: i64,
    /// Paid into the social fund.
    pub social_fund: i64,
    /// Cash counted at the end, in the group's unit; none where it was not counted.
    pub counted: Option<i64>,
    /// Counted less expected: 0 agrees.
    pub difference: i64,
    /// Corrections posted since; 0 for none.
    pub corrections: u32,
    /// Sealed; a draft otherwise.
    pub sealed: bool,
}

/// `GET /groups/{code}/meetings`
pub fn meetings(page: &MeetingsPage) -> Markup {
    let (words, group) = (page.around.words, &page.group);
    let heading = words.say("meetings");
    let columns = meeting_columns(words, true);
    let rows = page.meetings.iter().map(|row| meeting_row(words, group, row, true)).collect();
    let next_href = page.next.map(|next| group.href(&format!("meetings/{next}")));
    let body = html! {
        div.stack {
            @if let (Some(href), Some(next)) = (&next_href, page.next) {
                div.next-up { a.btn.main.big href=(href) { (icon("list-checks")) (words.with("open-meeting-sheet", &[("number", words.ordinal(next.into()).into())])) } }
            }
            div.actions.no-paper {
                a.btn href=(group.href("papers/meeting-sheet")) { (icon("printer")) (words.say("offer-sheet-blank")) }
            }
            @if page.meetings.is_empty() {
                div.card { (empty("calendar-check", &words.say("no-meeting-yet"), &words.say("no-meeting-yet-text"), None)) }
            } @else {
                (table_card("calendar-check", &heading, html! {}, html! {
                    (Table { words, caption: &heading, columns: &columns, rows, foot: vec![], listing: Some(&page.listing) })
                }))
            }
        }
    };
    page.around.page(&heading, group.name.show(words), Some(&group.href("")), &[], body)
}

/// The columns of a table of meetings; `full` adds the kind and what was counted.
pub(crate) fn meeting_columns<'a>(words: Words, full: bool) -> Vec<Column<'a>> {
    let mut columns = vec![Column::lead(words.say("meeting")).sorted_by("number")];
    if full {
        columns.push(Column::text(words.say("kind")));
    }
    columns.push(Column::number(words.say("attended")));
    columns.push(Column::figure(words.say("savings")).sorted_by("savings"));
    if full {
        columns.push(Column::number(words.say("social-fund")));
        columns.push(Column::number(words.say("counted")));
    }
    columns.push(Column::number(words.say("difference")).sorted_by("difference"));
    columns.push(Column::act(words.say("state")));
    columns
}

/// The row of a meeting, for [`meeting_columns`].
pub(crate) fn meeting_row(words: Words, group: &GroupHead, row: &MeetingRow, full: bool) -> Row {
    let unit = &group.unit;
    let mut cells = vec![html! {
        a href=(group.href(&format!("meetings/{}", row.number))) {
            (meeting_name(words, row.number))
        }
        span.small { (words.date(row.date)) }
    }];
    if full {
        cells.push(html! { (words.say(row.kind.key())) });
    }
    cells.push(html! { @if let Some(attended) = row.attended { span.n { (words.number(attended.into())) "/" (words.number(row.expected.into())) } } });
    cells.push(unit.number(words, row.savings));
    if full {
        cells.push(unit.number(words, row.social_fund));
        cells.push(html! { @if let Some(counted) = row.counted { (unit.number(words, counted)) } @else { "–" } });
    }
    cells.push(difference(words, group, row));
    cells.push(html! {
        @if !row.sealed { (badge(Tone::Wait, "pencil", &words.say("draft"))) }
        @if row.corrections > 0 { (badge(Tone::Warn, "undo-2", &words.say("corrected"))) }
        @else if row.sealed { (badge(Tone::Good, "lock", &words.say("sealed"))) }
    });
    Row { cells, tone: "" }
}

/// What a meeting is called: the one before all others brings the opening balances.
pub(crate) fn meeting_name(words: Words, number: u32) -> String {
    match number {
        0 => words.say("opening-title").into_owned(),
        _ => words.with("meeting-number", &[("number", words.ordinal(number.into()).into())]),
    }
}

fn difference(words: Words, group: &GroupHead, row: &MeetingRow) -> Markup {
    html! {
        @if row.counted.is_none() {}
        @else if row.sealed && row.difference == 0 { span.in { (icon("check")) span.vh { (words.say("agrees")) } } }
        @else if row.sealed { span.bad-ink { (group.unit.number(words, row.difference)) } }
    }
}

//! The sealed meeting: what was written once, and beside it what was mended since.
use super::kinds::{Column as _, Shown as _, other_key};
use super::{Attendance, MeetingHead, OtherKind, Saving, SheetTotals, Step, Tint, cash};
use crate::layout::{Frame, icon, page};
use crate::papers::choice::receipt_form;
use crate::parts::encode;
use chrono::{DateTime, NaiveDate, Utc};
use maud::{Markup, html};

/// A sealed meeting, to be read.
#[derive(Clone, Debug)]
pub struct SealedPage {
    /// Group, meeting, reader, currency.
    pub head: MeetingHead,
    /// What has just been done, said once at the top ("Meeting 12 is sealed").
    pub notice: Option<String>,
    /// The day of the meeting.
    pub date: NaiveDate,
    /// Who sealed it.
    pub sealed_by: String,
    /// When.
    pub sealed_at: DateTime<Utc>,
    /// The entries of the book that it made, one or one a fund.
    pub entries: Vec<EntryLink>,
    /// Hash of the last of them, in hexadecimal. Its first eight characters are written into the paper book.
    pub hash: String,
    /// The draft to be cleared from this device: [`super::SheetPage::draft`] of this meeting and this reader.
    pub draft_done: Option<String>,
    /// Shares or amounts, as the constitution said then.
    pub saving: Saving,
    /// Whether the group has a social fund.
    pub has_social: bool,
    /// Whether repayments are shown.
    pub has_repayments: bool,
    /// Whether new loans are shown.
    pub has_loans: bool,
    /// The members, in their order.
    pub rows: Vec<SealedRow>,
    /// Totals as sealed.
    pub totals: SheetTotals,
    /// Totals after corrections, in the order savings, social fund, fines, repayments, loans; none where nothing was
    /// corrected. (What the box held that day does not change by a correction.)
    pub corrected_totals: Option<[i64; 5]>,
    /// Other money.
    pub other: Vec<SealedOther>,
    /// The notes counted, largest first; those that were counted as none may be left out.
    pub notes: Vec<SealedNote>,
    /// Loose money beside the notes.
    pub coins: Option<i64>,
    /// Why the box differed; empty where it agreed.
    pub difference_reason: String,
    /// The minutes.
    pub note: String,
    /// Where a figure is corrected; none for a reader who may not, or in a closed period.
    pub correct: Option<String>,
    /// Where the paper is (a PDF); none prints the page itself.
    pub paper: Option<String>,
    /// What comes next: the group's next sheet, or the list of meetings.
    pub next: Option<String>,
}

/// A link to an entry of the book.
#[derive(Clone, Debug)]
pub struct EntryLink {
    /// The entry's number in the book.
    pub number: i64,
    /// Its page.
    pub url: String,
}

/// An amount as sealed, and as corrected since.
#[derive(Clone, Debug, Default)]
pub struct Figure {
    /// As sealed; none where the field was blank.
    pub sealed: Option<i64>,
    /// The right figure, where it was corrected (the last correction counts).
    pub corrected: Option<Corrected>,
}

/// What a figure was corrected to.
#[derive(Clone, Debug)]
pub struct Corrected {
    /// The right figure.
    pub right: i64,
    /// The page of the correction.
    pub url: String,
}

/// A member's line.
#[derive(Clone, Debug)]
pub struct SealedRow {
    /// The number in the group.
    pub number: i64,
    /// The name, already chosen for the language.
    pub name: String,
    /// The member's page, where the reader may see it.
    pub url: Option<String>,
    /// Who was there; none where nothing was chosen.
    pub attendance: Option<Attendance>,
    /// Shares (a count) or savings (an amount).
    pub savings: Figure,
    /// Social fund contribution.
    pub social: Figure,
    /// Fine.
    pub fine: Figure,
    /// Repayment.
    pub repayment: Figure,
    /// New loan.
    pub loan: Figure,
}

/// A line of other money.
#[derive(Clone, Debug)]
pub struct SealedOther {
    /// Its kind.
    pub kind: OtherKind,
    /// The member it concerns.
    pub member: Option<String>,
    /// The amount.
    pub amount: Figure,
    /// What for.
    pub note: String,
}

/// How many of a note were counted.
#[derive(Clone, Debug)]
pub struct SealedNote {
    /// Its value in the smallest unit.
    pub value: i64,
    /// Its colour.
    pub tint: Tint,
    /// How many.
    pub many: i64,
}

/// Draws the sealed meeting.
pub fn sealed(p: &SealedPage) -> Markup {
    let head = &p.head;
    let title = match head.number {
        0 => head.say("opening-title").into_owned(),
        number => head.with("meeting-title", "number", head.words.ordinal(number)),
    };
    let under = format!("{} · {}", head.group, head.code);
    let frame = Frame {
        words: head.words,
        title: &title,
        under: &under,
        back: Some(&head.back),
        user: Some(&head.user),
        path: &head.path,
        error: false,
        scripts: &["draft.js", "sheet.js"],
        styles: &["sheet.css"],
        notice: p.notice.as_deref(),
        practice: head.practice.as_ref(),
    };
    page(
        &frame,
        html! {
            div.stack.sealed data-draft-done=[p.draft_done.as_deref()] {
                (facts(p))
                (members(p))
                div.halves.even {
                    div.stack {
                        (other(p))
                        @if !p.note.is_empty() {
                            section.card { h2 { (icon("notebook-pen")) (head.say("meeting-minutes")) } p.pre { (p.note) } }
                        }
                    }
                    (count(p))
                }
                (receipts(p))
                (actions(p))
                section.sign aria-hidden="true" {
                    @for key in ["sign-chair", "sign-secretary", "sign-treasurer", "sign-counters"] { div { (head.say(key)) span { } } }
                }
            }
        },
    )
}

fn facts(p: &SealedPage) -> Markup {
    let head = &p.head;
    let anchor: String = p.hash.chars().take(8).collect();
    html! {
        section.card.facts-card aria-labelledby="h-facts" {
            div.card-head {
                h2 #h-facts { (icon("calendar")) (head.words.date(p.date)) }
                span.badge.good { (icon("lock")) (head.say("meeting-sealed")) }
            }
            dl.facts {
                div { dt { (head.say("meeting-sealed-by")) } dd { (p.sealed_by) " · " span.n { (head.words.instant(p.sealed_at)) } } }
                div { dt { (head.say("meeting-entries")) } dd { @for (at, entry) in p.entries.iter().enumerate() {
                    @if at > 0 { ", " } a.n href=(entry.url) { (head.words.ordinal(entry.number)) }
                } } }
                div { dt { (head.say("meeting-anchor")) } dd { code.anchor { (anchor) } } }
            }
            p.small { (head.say("meeting-anchor-hint")) }
        }
    }
}

/// The columns after attendance.
fn columns(p: &SealedPage) -> Vec<Step> {
    let mut columns = vec![Step::Savings];
    columns.extend(p.has_social.then_some(Step::SocialFund));
    columns.push(Step::Fines);
    columns.extend(p.has_repayments.then_some(Step::Repayments));
    columns.extend(p.has_loans.then_some(Step::Loans));
    columns
}

fn members(p: &SealedPage) -> Markup {
    let head = &p.head;
    let columns = columns(p);
    html! {
        section.card.flush aria-labelledby="h-members" {
            div.card-head { h2 #h-members { (icon("users")) (head.say("meeting-members")) } }
            table.t.meeting {
                caption.vh { (head.with("sheet-caption", "count", head.words.ordinal(p.rows.len() as i64))) }
                thead { tr {
                    th.mark scope="col" { span.vh { (head.say("sheet-number")) } }
                    th scope="col" { (head.say("sheet-member")) }
                    th scope="col" { (head.say("step-attendance")) }
                    @for step in &columns { th.num scope="col" { (head.say(step.key(p.saving))) } }
                } }
                tbody { @for row in &p.rows { (member(p, row, &columns)) } }
                tfoot {
                    (totals(p, &columns, "total", sums(p)))
                    @if let Some(corrected) = p.corrected_totals { (totals(p, &columns, "meeting-total-corrected", corrected)) }
                }
            }
        }
    }
}

fn sums(p: &SealedPage) -> [i64; 5] {
    let r = &p.totals.reckoning;
    [r.savings, r.social.unwrap_or_default(), r.fines, r.repayments.unwrap_or_default(), r.loans.unwrap_or_default()]
}

fn totals(p: &SealedPage, columns: &[Step], key: &str, sums: [i64; 5]) -> Markup {
    let head = &p.head;
    let came = p.totals.attendance[0] + p.totals.attendance[1];
    let amount = |step: Step| match step {
        Step::Savings => sums[0],
        Step::SocialFund => sums[1],
        Step::Fines => sums[2],
        Step::Repayments => sums[3],
        _ => sums[4],
    };
    html! {
        tr {
            td.mark {}
            th.lead scope="row" { (head.say(key)) }
            td.det.(if key == "total" { "" } else { "none" }) data-l=(head.say("step-attendance")) {
                @if key == "total" { span.n { (head.with("meeting-came", "count", head.words.ordinal(came))) } }
            }
            @for step in columns { td.num.det data-l=(head.say(step.tab_key(p.saving))) {
                @if let (Step::Savings, Saving::Shares { value, .. }) = (*step, p.saving) { span.n { (head.words.number(sums[0] / value)) " = " } }
                span.n { (head.quantity(amount(*step))) }
            } }
        }
    }
}

fn member(p: &SealedPage, row: &SealedRow, columns: &[Step]) -> Markup {
    let head = &p.head;
    html! {
        tr {
            td.mark { (head.words.ordinal(row.number)) }
            th.lead scope="row" { @match &row.url { Some(url) => a href=(url) { (row.name) }, None => (row.name) } }
            td.state { @match row.attendance {
                Some(state) => span.att.(state.code()) { (icon(state.icon())) (head.say(state.key())) },
                None => span.muted { "–" },
            } }
            @for step in columns {
                @let figure = figure_of(row, *step);
                @let none = figure.sealed.is_none() && figure.corrected.is_none();
                td.num.det.(if none { "none" } else { "" }) data-l=(head.say(step.tab_key(p.saving))) {
                    @if !none { (draw(head, figure, *step == Step::Savings && matches!(p.saving, Saving::Shares { .. }))) }
                }
            }
        }
    }
}

fn figure_of(row: &SealedRow, step: Step) -> &Figure {
    match step {
        Step::SocialFund => &row.social,
        Step::Fines => &row.fine,
        Step::Repayments => &row.repayment,
        Step::Loans => &row.loan,
        _ => &row.savings,
    }
}

/// The figure as sealed; where it was corrected, that one struck out and the right one beside it.
fn draw(head: &MeetingHead, figure: &Figure, count: bool) -> Markup {
    let text = |amount: i64| {
        if count { head.words.number(amount) } else { head.quantity(amount) }
    };
    let sealed = figure.sealed.map_or_else(|| "–".to_owned(), text);
    html! {
        @match &figure.corrected {
            None => span.n { (sealed) },
            Some(corrected) => {
                span.fixed {
                    del.n { span.vh { (head.say("meeting-was")) " " } (sealed) } " "
                    a.n href=(corrected.url) { span.vh { (head.say("meeting-corrected")) " " } (icon("pencil")) (text(corrected.right)) }
                }
            }
        }
    }
}

fn other(p: &SealedPage) -> Markup {
    let head = &p.head;
    html! {
        section.card aria-labelledby="h-other" {
            h2 #h-other { (icon("wallet")) (head.say("step-other")) }
            @if p.other.is_empty() { p.muted { (head.say("meeting-no-other")) } }
            ul.lines {
                @for line in &p.other {
                    li {
                        span { b { (head.say(other_key(line.kind))) } @if let Some(member) = &line.member { " · " (member) }
                            @if !line.note.is_empty() { span.small { (line.note) } } }
                        span.n.(if line.kind.comes_in() { "in" } else { "out" }) {
                            (if line.kind.comes_in() { "+" } else { "\u{2212}" }) " " (draw(head, &line.amount, false))
                        }
                    }
                }
            }
        }
    }
}

fn count(p: &SealedPage) -> Markup {
    let head = &p.head;
    html! {
        section.card.sums aria-labelledby="h-reckoning" {
            h2 #h-reckoning { (icon("vault")) (head.say("reckoning")) }
            (cash::reckoning(head, &p.totals.reckoning, false))
            h3 { (head.say("count")) }
            table.notes.read {
                thead.vh { tr { th scope="col" { (head.say("count-note")) } th scope="col" { (head.say("count-many")) } th scope="col" { (head.say("count-amount")) } } }
                tbody {
                    @for note in &p.notes { tr {
                        th scope="row" { span.note.n.(note.tint.class()) { (cash::plain(head, note.value)) } }
                        td.n { "× " (head.words.number(note.many)) }
                        td.worth.n { (head.quantity(note.value.saturating_mul(note.many))) }
                    } }
                    @if let Some(coins) = p.coins { tr {
                        th scope="row" { span.note.t-grey { (head.say("count-coins")) } } td {} td.worth.n { (head.quantity(coins)) }
                    } }
                }
            }
            (cash::verdict(head, &p.totals))
            @if !p.difference_reason.is_empty() { p { b { (head.say("meeting-reason")) ": " } (p.difference_reason) } }
        }
    }
}

/// A receipt for whoever paid or received something at the meeting.
fn receipts(p: &SealedPage) -> Markup {
    let head = &p.head;
    let moved = |row: &&SealedRow| {
        let figures = [&row.savings, &row.social, &row.fine, &row.repayment, &row.loan];
        figures.iter().any(|figure| figure.sealed.is_some_and(|quantity| quantity != 0))
    };
    let named = |row: &SealedRow| (row.number.to_string(), format!("{} · {}", head.words.ordinal(row.number), row.name));
    let options: Vec<(String, String)> = p.rows.iter().filter(moved).map(named).collect();
    html! {
        @if let Some(entry) = p.entries.first().filter(|_| !options.is_empty()) {
            section.card.no-paper { (receipt_form(head.words, &head.code, ("entry", &entry.number.to_string()), "member", &options)) }
        }
    }
}

fn actions(p: &SealedPage) -> Markup {
    let head = &p.head;
    html! {
        div.actions {
            @if let Some(next) = &p.next { a.btn.main href=(next) { (head.say("meeting-next")) (icon("chevron-right")) } }
            @match &p.paper {
                Some(paper) => {
                    a.btn href=(paper) { (icon("printer")) (head.say("meeting-print")) }
                    a.btn href={ "/groups/" (encode(&head.code)) "/papers/cash-count?meeting=" (head.number) } { (icon("vault")) (head.say("offer-cash-count")) }
                },
                None => button.btn.needjs type="button" data-print { (icon("printer")) (head.say("meeting-print")) },
            }
            @if let Some(correct) = &p.correct { a.btn href=(correct) { (icon("pencil")) (head.say("meeting-correct")) } }
        }
    }
}

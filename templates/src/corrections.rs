//! Corrections: a wrong figure of a sealed meeting is mended in the open, by one officer's word and a second's.
use crate::layout::icon;
use crate::parts::{
    self, Around, Column, Fields, GroupHead, Listing, Name, Problem, Row, Table, Tone, badge, card, empty, facts, note_box,
    table_card,
};
use chrono::{DateTime, NaiveDate, Utc};
use maud::{Markup, html};
use serde::Deserialize;
use words::Words;

/// What is typed to ask for a correction.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct CorrectionForm {
    /// Made by the server: posting the same form twice asks once.
    pub key: String,
    /// The member's number.
    pub member: String,
    /// The code of the figure (a key `figure-<code>` names it: `shares`, `savings`, `social-fund`, `fine`), or an [`OtherLine`]'s.
    pub figure: String,
    /// What is right.
    pub right: String,
    /// Why it was wrong.
    pub reason: String,
}

/// The form that asks for a correction.
#[derive(Clone, Debug)]
pub struct NewCorrectionPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which group.
    pub group: GroupHead,
    /// The meeting to correct.
    pub meeting: u32,
    /// Its day.
    pub date: NaiveDate,
    /// The codes of the figures that a member's line has, in the sheet's order.
    pub figures: Vec<String>,
    /// The lines of the sheet as they stand now, earlier corrections included.
    pub lines: Vec<SheetLine>,
    /// Lines of other money, which belong to no column.
    pub others: Vec<OtherLine>,
    /// What has been typed; member and figure come from the address when a figure was tapped.
    pub form: CorrectionForm,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// A line of a sealed sheet.
#[derive(Clone, Debug)]
pub struct SheetLine {
    /// The member's number.
    pub member: u32,
    /// Her name.
    pub name: Name,
    /// Her figures, in the order of `figures`: amounts in smallest units, shares as a count.
    pub figures: Vec<i64>,
}

/// A line of other money on a sealed sheet.
#[derive(Clone, Debug)]
pub struct OtherLine {
    /// The value of the form's field `figure` that chooses it.
    pub figure: String,
    /// The code of its kind: a key `figure-<code>` names it.
    pub kind: String,
    /// What it was for, as noted.
    pub note: String,
    /// Smallest units.
    pub quantity: i64,
}

/// `GET, POST /groups/{code}/meetings/{no}/corrections/new?member=&figure=`
pub fn new_correction(page: &NewCorrectionPage) -> Markup {
    let (words, group, form) = (page.around.words, &page.group, &page.form);
    let fields = Fields { words, problems: &page.problems };
    let back = group.href(&format!("meetings/{}", page.meeting));
    let action = group.href(&format!("meetings/{}/corrections/new", page.meeting));
    let members: Vec<_> = page
        .lines
        .iter()
        .map(|line| {
            (line.member.to_string().into(), format!("{} · {}", words.ordinal(line.member.into()), line.name.show(words)).into())
        })
        .collect();
    let mut figures: Vec<_> =
        page.figures.iter().map(|code| (code.as_str(), words.say(&format!("figure-{code}")), "".into())).collect();
    figures.extend(page.others.iter().map(|other| {
        (
            other.figure.as_str(),
            words.say(&format!("figure-{}", other.kind)),
            format!("{} · {}", other.note, group.unit.text(words, other.quantity)).into(),
        )
    }));
    let stands = page
        .lines
        .iter()
        .find(|line| line.member.to_string() == form.member)
        .zip(page.figures.iter().position(|code| *code == form.figure))
        .and_then(|(line, at)| line.figures.get(at))
        .or_else(|| page.others.iter().find(|other| other.figure == form.figure).map(|other| &other.quantity));
    let body = html! {
        div.stack {
            (fields.summary())
            (note_box("", "info", html! { p { (words.say("correction-text")) } }))
            div.halves.even {
                form.card.form method="post" action=(action) novalidate {
                    h2 { (icon("undo-2")) (words.say("what-is-right")) }
                    input type="hidden" name="key" value=(form.key);
                    (fields.select("member", "member", &form.member, &members))
                    (fields.radios("figure", "which-figure", &form.figure, true, &figures))
                    @if let Some(stands) = stands { p { (words.say("stands-now")) " " b { (figure(page, &form.figure, *stands)) } } }
                    (fields.amount("right", "right-figure", &form.right, ""))
                    (fields.area("reason", "reason", &form.reason).hint("correction-reason-hint"))
                    div.actions {
                        button.btn.main type="submit" { (icon("send")) (words.say("ask-for-correction")) }
                        a.btn href=(back) { (words.say("cancel")) }
                    }
                }
                (lines(page, &action))
            }
        }
    };
    let under = format!("{} · {}", words.date(page.date), group.name.show(words));
    let title = words.with("correct-meeting", &[("number", words.ordinal(page.meeting.into()).into())]);
    page.around.page(&title, &under, Some(&back), &page.problems, body)
}

/// The sheet as it stands; a tap on a figure chooses it.
fn lines(page: &NewCorrectionPage, action: &str) -> Markup {
    let words = page.around.words;
    let heading = words.say("sheet-as-it-stands");
    let mut columns = vec![Column::mark(words.say("number-short")), Column::lead(words.say("member"))];
    columns.extend(page.figures.iter().map(|code| Column::number(words.say(&format!("figure-{code}")))));
    let rows = page.lines.iter().map(|line| {
        let mut cells = vec![html! { (words.ordinal(line.member.into())) }, html! { (line.name.show(words)) }];
        for (code, quantity) in page.figures.iter().zip(&line.figures) {
            let href = parts::with_query(action, &[("member", &line.member.to_string()), ("figure", code)]);
            cells.push(html! { a.n href=(href) { (figure(page, code, *quantity)) } });
        }
        Row::new(cells)
    });
    let table = Table { words, caption: &heading, columns: &columns, rows: rows.collect(), foot: vec![], listing: None };
    table_card("list-checks", &heading, html! {}, html! { (table) })
}

fn figure(page: &NewCorrectionPage, code: &str, quantity: i64) -> Markup {
    let words = page.around.words;
    if code == "shares" {
        html! { span.n { (words.number(quantity)) } }
    } else {
        page.group.unit.number(words, quantity)
    }
}

/// Where a correction stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CorrectionState {
    /// Waits for a second officer.
    Waiting,
    /// Confirmed and posted.
    Posted,
    /// Refused.
    Refused,
}

impl CorrectionState {
    /// The state as a badge.
    pub fn badge(self, words: Words) -> Markup {
        match self {
            CorrectionState::Waiting => badge(Tone::Wait, "hourglass", &words.say("correction-waiting")),
            CorrectionState::Posted => badge(Tone::Good, "check-check", &words.say("correction-posted")),
            CorrectionState::Refused => badge(Tone::Stop, "ban", &words.say("correction-refused")),
        }
    }
}

/// A correction, asked for or decided.
#[derive(Clone, Debug)]
pub struct CorrectionLine {
    /// Its number in the group.
    pub number: u32,
    /// The meeting it corrects.
    pub meeting: u32,
    /// The member's number; none for a line of other money.
    pub member: Option<u32>,
    /// Her name; empty for none.
    pub name: Name,
    /// The code of the figure: a key `figure-<code>` names it.
    pub figure: String,
    /// The figure is a count (shares), not an amount.
    pub is_count: bool,
    /// What stood there.
    pub before: i64,
    /// What is right.
    pub after: i64,
    /// Who asked.
    pub asked_by: String,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// Where it stands.
    pub state: CorrectionState,
}

impl CorrectionLine {
    fn quantity(&self, words: Words, group: &GroupHead, quantity: i64) -> Markup {
        if self.is_count {
            html! { span.n { (words.number(quantity)) } }
        } else {
            group.unit.amount(words, quantity)
        }
    }
}

/// The list of a group's corrections.
#[derive(Clone, Debug)]
pub struct CorrectionsPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which group.
    pub group: GroupHead,
    /// The corrections of this page of the list, waiting ones first.
    pub corrections: Vec<CorrectionLine>,
    /// Paging.
    pub listing: Listing,
}

/// `GET /groups/{code}/corrections`
pub fn corrections(page: &CorrectionsPage) -> Markup {
    let (words, group) = (page.around.words, &page.group);
    let heading = words.say("corrections");
    let columns = [
        Column::lead(words.say("correction")),
        Column::text(words.say("member")),
        Column::text(words.say("which-figure")),
        Column::number(words.say("before")),
        Column::number(words.say("after")),
        Column::text(words.say("asked-by")),
        Column::act(words.say("state")),
    ];
    let rows = page.corrections.iter().map(|line| {
        Row::new(vec![
            html! {
                a href=(group.href(&format!("corrections/{}", line.number))) { (words.with("correction-number", &[("number", words.ordinal(line.number.into()).into())])) }
                span.small { (words.with("meeting-number", &[("number", words.ordinal(line.meeting.into()).into())])) }
            },
            html! { (line.name.show(words)) },
            html! { (words.say(&format!("figure-{}", line.figure))) },
            html! { span.line-through { (line.quantity(words, group, line.before)) } },
            html! { b { (line.quantity(words, group, line.after)) } },
            html! { (line.asked_by) },
            line.state.badge(words),
        ])
    });
    let body = html! {
        div.stack {
            @if page.corrections.is_empty() {
                div.card { (empty("check-check", &words.say("no-corrections"), &words.say("no-corrections-text"), Some((&group.href("meetings"), &words.say("meetings"))))) }
            } @else {
                (table_card("undo-2", &heading, html! {}, html! { (Table { words, caption: &heading, columns: &columns, rows: rows.collect(), foot: vec![], listing: Some(&page.listing) }) }))
            }
        }
    };
    page.around.page(&heading, group.name.show(words), Some(&group.href("")), &[], body)
}

/// One correction.
#[derive(Clone, Debug)]
pub struct CorrectionPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which group.
    pub group: GroupHead,
    /// The correction.
    pub line: CorrectionLine,
    /// Why the figure was wrong.
    pub reason: String,
    /// The original entry.
    pub original_entry: u64,
    /// The entry that posts the difference, once confirmed.
    pub entry: Option<u64>,
    /// Who decided and when.
    pub decided: Option<(String, DateTime<Utc>)>,
    /// Why it was refused; empty otherwise.
    pub refusal: String,
    /// This person asked for it: someone else must confirm.
    pub is_own: bool,
    /// May decide corrections of this group at all.
    pub may_decide: bool,
    /// Every refusal of the form.
    pub problems: Vec<Problem>,
}

/// `GET /groups/{code}/corrections/{no}`; `POST` to `…/confirm` and `…/refuse` (field `reason`).
pub fn correction(page: &CorrectionPage) -> Markup {
    let (words, group, line) = (page.around.words, &page.group, &page.line);
    let fields = Fields { words, problems: &page.problems };
    let entry_link = |number: u64| html! { a href=(group.href(&format!("entries/{number}"))) { (words.with("entry-number", &[("number", words.ordinal(number as i64).into())])) } };
    let body = html! {
        div.stack.narrow {
            (fields.summary())
            section.card.stack {
                div.card-head { h2 { (icon("undo-2")) (words.say(&format!("figure-{}", line.figure))) } (line.state.badge(words)) }
                div.versus {
                    div.old { span.small { (words.say("before")) } b { (line.quantity(words, group, line.before)) } }
                    (icon("arrow-right"))
                    div.new { span.small { (words.say("after")) } b { (line.quantity(words, group, line.after)) } }
                }
                (facts(&[
                    (words.say("member"), html! { @if let Some(number) = line.member { a href=(group.href(&format!("members/{number}"))) { (line.name.show(words)) } } }),
                    (words.say("meeting"), html! { a href=(group.href(&format!("meetings/{}", line.meeting))) { (words.with("meeting-number", &[("number", words.ordinal(line.meeting.into()).into())])) } }),
                    (words.say("reason"), html! { (page.reason) }),
                    (words.say("asked-by"), html! { (line.asked_by) " · " span.n { (words.instant(line.asked_at)) } }),
                    (words.say("original-entry"), entry_link(page.original_entry)),
                    (words.say("correcting-entry"), html! { @if let Some(number) = page.entry { (entry_link(number)) } }),
                    (words.say("decided-by"), html! { @if let Some((who, at)) = &page.decided { (who) " · " span.n { (words.instant(*at)) } } }),
                    (words.say("refused-because"), html! { (page.refusal) }),
                ]))
                div.actions {
                    a.btn.no-paper href=(group.href(&format!("papers/correction?no={}", line.number))) { (icon("printer")) (words.say("offer-correction")) }
                }
            }
            @if line.state == CorrectionState::Waiting { (decide(page, fields)) }
        }
    };
    let title = words.with("correction-number", &[("number", words.ordinal(line.number.into()).into())]);
    page.around.page(&title, group.name.show(words), Some(&group.href("corrections")), &page.problems, body)
}

fn decide(page: &CorrectionPage, fields: Fields<'_>) -> Markup {
    let words = page.around.words;
    let here = page.group.href(&format!("corrections/{}", page.line.number));
    if page.is_own {
        return html! {
            (note_box("warn", "users", html! { p { b { (words.say("own-correction")) } } p { (words.say("own-correction-text")) } }))
            @if page.may_decide {
                form.card.form method="post" action={ (here) "/refuse" } novalidate {
                    h2 { (icon("ban")) (words.say("take-back")) }
                    (fields.area("reason", "reason", ""))
                    div.actions { button.btn.danger type="submit" { (icon("ban")) (words.say("take-back")) } }
                }
            }
        };
    }
    if !page.may_decide {
        return note_box("", "hourglass", html! { p { (words.say("waits-for-officer")) } });
    }
    html! {
        (card("user-check", &words.say("your-decision"), html! {
            p { (words.say("confirm-correction-text")) }
            form.actions #confirm tabindex="-1" method="post" action={ (here) "/confirm" } { button.btn.main type="submit" { (icon("check")) (words.say("confirm-correction")) } }
        }))
        form.card.form method="post" action={ (here) "/refuse" } novalidate {
            h2 { (icon("ban")) (words.say("or-refuse")) }
            (fields.area("reason", "reason", ""))
            div.actions { button.btn.danger type="submit" { (icon("ban")) (words.say("refuse-correction")) } }
        }
    }
}

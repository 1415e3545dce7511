//! Two people had the same meeting's sheet open, and the other one sealed first.
use super::kinds::{Column as _, Shown as _, other_key};
use super::{Attendance, MeetingHead, OtherKind, Saving, Step, cash};
use crate::{
    compare,
    layout::{Frame, icon, page},
};
use chrono::{DateTime, Utc};
use maud::{Markup, html};

/// The answer to a seal that came second: nothing was posted, nothing typed is lost, a person decides.
#[derive(Clone, Debug)]
pub struct ConflictPage {
    /// Group, meeting, reader, currency.
    pub head: MeetingHead,
    /// Who sealed the meeting.
    pub sealed_by: String,
    /// When.
    pub sealed_at: DateTime<Utc>,
    /// The sealed meeting.
    pub sealed_url: String,
    /// Where a figure of the sealed meeting is corrected; none for a reader who may not.
    pub correct: Option<String>,
    /// How the group saves.
    pub saving: Saving,
    /// Only what differs, in the order of the sheet. Empty where both are the same.
    pub lines: Vec<ConflictLine>,
    /// Where what was typed goes on, if it was of another meeting; `None`: it was of this one.
    pub next: Option<NextSheet>,
    /// The draft on this device, which the reader may throw away when she has seen both.
    pub draft: String,
    /// The key that it was sent under.
    pub key: String,
}

/// The sheet of the next meeting, for what was typed under the number of one that is sealed.
#[derive(Clone, Debug)]
pub struct NextSheet {
    /// Its number.
    pub number: i64,
    /// Where its form is posted to.
    pub action: String,
    /// Everything that was typed, but for the key.
    pub fields: Vec<(String, String)>,
    /// The new key.
    pub key: String,
}

/// One figure that differs.
#[derive(Clone, Debug)]
pub struct ConflictLine {
    /// What it is.
    pub item: ConflictItem,
    /// As sealed by the other.
    pub sealed: ConflictValue,
    /// As typed by the reader.
    pub typed: ConflictValue,
}

/// What a differing figure is.
#[derive(Clone, Debug)]
pub enum ConflictItem {
    /// The day of the meeting.
    Date,
    /// A member's figure in one of the columns.
    Member {
        /// The number in the group.
        number: i64,
        /// The name.
        name: String,
        /// The column.
        step: Step,
    },
    /// Other money: what stands on one side and not on the other.
    Other(OtherKind),
    /// How many of a note, by its value in the smallest unit.
    Note(i64),
    /// Loose money.
    Coins,
    /// What was counted in all.
    Counted,
    /// Why box and book differ.
    Reason,
    /// The minutes.
    Minutes,
}

/// One side of a differing figure.
#[derive(Clone, Debug)]
pub enum ConflictValue {
    /// Nothing was written.
    Blank,
    /// An amount in the smallest unit.
    Amount(i64),
    /// A number of shares or notes.
    Count(i64),
    /// Who was there.
    Attendance(Attendance),
    /// Anything else, ready to read: a date, or text that could not be read as a number.
    Text(String),
}

/// Draws the page.
pub fn conflict(p: &ConflictPage) -> Markup {
    let head = &p.head;
    let title = head.with("conflict-title", "number", head.words.ordinal(head.number));
    let under = format!("{} · {}", head.group, head.code);
    let frame = Frame {
        words: head.words,
        title: &title,
        under: &under,
        back: Some(&head.back),
        user: Some(&head.user),
        path: &head.path,
        error: true,
        scripts: &["draft.js", "sheet.js"],
        styles: &["sheet.css"],
        notice: None,
        practice: head.practice.as_ref(),
    };
    let who = head.words.with(
        "conflict-who",
        &[
            ("number", head.words.ordinal(head.number).into()),
            ("user", p.sealed_by.as_str().into()),
            ("time", head.words.instant(p.sealed_at).into()),
        ],
    );
    page(
        &frame,
        html! {
            div.stack.conflict {
                div.note-box.warn role="alert" {
                    (icon("triangle-alert"))
                    div { p { b { (who) } } p { (head.say("conflict-nothing-lost")) } }
                }
                @if p.lines.is_empty() {
                    div.card { p { (icon("circle-check")) " " (head.say("conflict-same")) } }
                } @else {
                    (lines(p))
                    section.card aria-labelledby="h-do" {
                        h2 #h-do { (icon("info")) (head.say("conflict-do")) }
                        ol.todo {
                            li { (head.say("conflict-do-talk")) }
                            li { (head.say("conflict-do-correct")) }
                            li { (head.say("conflict-do-next")) }
                        }
                    }
                }
                @if let Some(next) = &p.next { (go_on(p, next)) }
                div.actions {
                    a.btn.main href=(p.sealed_url) { (icon("lock")) (head.say("conflict-see")) }
                    @if let (Some(correct), false) = (&p.correct, p.lines.is_empty()) {
                        a.btn href=(correct) { (icon("pencil")) (head.say("meeting-correct")) }
                    }
                    button.btn.needjs type="button" data-print { (icon("printer")) (head.say("conflict-print")) }
                    button.btn.danger.needjs type="button" data-draft-drop=(p.draft) data-draft-keys=(p.key) data-done=(head.say("conflict-dropped")) {
                        (icon("trash-2")) span { (head.say("conflict-drop")) }
                    }
                }
            }
        },
    )
}

/// Two meetings, not two sheets of one: what was typed goes on under the next number.
fn go_on(p: &ConflictPage, next: &NextSheet) -> Markup {
    let number = p.head.words.ordinal(next.number);
    html! {
        form #go-on.card method="post" action=(next.action) {
            p { (p.head.with("conflict-other-meeting", "number", number.clone())) }
            input type="hidden" name="key" value=(next.key);
            // The next sheet says that the device is done with the key under which this one was sent.
            input type="hidden" name="was" value=(p.key);
            input type="hidden" name="was-draft" value=(p.draft);
            @for (name, value) in &next.fields { input type="hidden" name=(name) value=(value); }
            div.actions {
                button.btn type="submit" name="do" value="recalculate" { (icon("arrow-right")) (p.head.with("conflict-go-on", "number", number)) }
            }
        }
    }
}

fn lines(p: &ConflictPage) -> Markup {
    let row = |line: &ConflictLine| (item(p, &line.item), value(&p.head, &line.sealed), value(&p.head, &line.typed));
    compare::table(p.head.words, "conflict-differs", "conflict-sealed", p.lines.iter().map(row).collect(), None)
}

fn item(p: &ConflictPage, item: &ConflictItem) -> Markup {
    let head = &p.head;
    html! {
        @match item {
            ConflictItem::Date => (head.say("sheet-date")),
            ConflictItem::Member { number, name, step } => {
                (head.words.ordinal(*number)) ". " (name) " " span.small { (head.say(step.key(p.saving))) }
            }
            ConflictItem::Other(kind) => { (head.say("step-other")) " " span.small { (head.say(other_key(*kind))) } }
            ConflictItem::Note(value) => { (head.say("count")) " " span.small.n { (cash::plain(head, *value)) } }
            ConflictItem::Coins => { (head.say("count")) " " span.small { (head.say("count-coins")) } }
            ConflictItem::Counted => (head.say("counted")),
            ConflictItem::Reason => (head.say("difference-reason")),
            ConflictItem::Minutes => (head.say("meeting-minutes")),
        }
    }
}

fn value(head: &MeetingHead, value: &ConflictValue) -> Markup {
    html! {
        @match value {
            ConflictValue::Blank => (compare::blank(head.words)),
            ConflictValue::Amount(amount) => span.n { (head.amount(*amount)) },
            ConflictValue::Count(count) => span.n { (head.words.number(*count)) },
            ConflictValue::Attendance(state) => span.att.(state.code()) { (icon(state.icon())) (head.say(state.key())) },
            ConflictValue::Text(text) => span.said { (text) },
        }
    }
}

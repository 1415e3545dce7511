//! A sheet that was sent beside what stands in the book: the same one sent before with other figures, or somebody else's of
//! the same day. Nothing was written, nothing typed is lost, and a person decides.
use crate::{
    layout::{Frame, icon, page},
    parts::Around,
};
use maud::{Markup, html};
use std::collections::BTreeSet;
use words::{Words, read_date};

/// One side of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Side {
    /// Nothing was written.
    Blank,
    /// A figure with its unit, ready to read.
    Figure(String),
    /// Anything else, ready to read: a name, a day, or what could not be read as a number.
    Text(String),
}

impl Side {
    /// A text; nothing where it is empty.
    pub fn text(text: impl Into<String>) -> Side {
        let text = text.into();
        if text.is_empty() { Side::Blank } else { Side::Text(text) }
    }

    /// What several say, each once.
    pub fn texts(all: impl IntoIterator<Item = String>) -> Side {
        let all: BTreeSet<String> = all.into_iter().filter(|text| !text.is_empty()).collect();
        Side::text(all.into_iter().collect::<Vec<_>>().join(", "))
    }

    /// A day as it was typed; what is no day stays as it is.
    pub fn typed_day(words: Words, raw: &str) -> Side {
        read_date(raw).map_or_else(|_| Side::text(raw), |day| Side::Text(words.date(day)))
    }

    /// Figures that belong together, such as the weights of sacks; nothing where there are none.
    pub fn figures(all: Vec<String>) -> Side {
        if all.is_empty() { Side::Blank } else { Side::Figure(all.join(" + ")) }
    }
}

/// A line of both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Of whom or of what it is.
    pub what: String,
    /// And which figure of hers; may be empty.
    pub which: String,
    /// As it stands in the book.
    pub stands: Side,
    /// As it was typed.
    pub typed: Side,
}

/// The lines that differ, and how many are the same on both sides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// Those that differ, in the order of the sheet.
    pub differ: Vec<Line>,
    /// How many say the same.
    pub same: usize,
}

impl Lines {
    /// Takes a line in. What is blank on both sides is no line.
    pub fn push(&mut self, what: impl Into<String>, which: impl Into<String>, stands: Side, typed: Side) {
        match stands == typed {
            true if stands == Side::Blank => {}
            true => self.same += 1,
            false => self.differ.push(Line { what: what.into(), which: which.into(), stands, typed }),
        }
    }

    /// The day of both, where it is another one: by itself it is no line that is the same.
    pub fn push_day(&mut self, what: impl Into<String>, stands: Side, typed: Side) {
        if stands != typed {
            self.push(what, "", stands, typed);
        }
    }
}

/// Why both are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// This sheet arrived before, with other figures. It may go on as another one, under this key.
    Sent {
        /// The key of the sheet that goes on.
        fresh: String,
    },
    /// Others wrote down the same day since the sheet was opened. With these named as looked at it is taken all the same.
    Others {
        /// The value of the field `also`.
        seen: String,
    },
}

/// Something that stands in the book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What: `Lending day 10 June 2026, day book no. 4`.
    pub what: String,
    /// Who wrote it down.
    pub by: String,
    /// When, ready to read.
    pub at: String,
    /// Where it is seen.
    pub href: String,
    /// Where it is taken back; nowhere for a reader who may not.
    pub undo: Option<String>,
}

/// The page.
#[derive(Clone, Debug)]
pub struct ComparePage {
    /// What surrounds the page.
    pub around: Around,
    /// A small line under the title.
    pub under: String,
    /// The sheet's own address: where the arrow leads, and where what was typed goes.
    pub action: String,
    /// Why both are shown.
    pub cause: Cause,
    /// What stands in the book.
    pub standing: Vec<Standing>,
    /// Line by line.
    pub lines: Lines,
    /// Everything that was typed, field by field, the key among it.
    pub typed: Vec<(String, String)>,
    /// The button value that draws the sheet again with what was typed.
    pub back: &'static str,
    /// The button value that writes down.
    pub save: &'static str,
    /// The draft on this device, and the key that it was sent under.
    pub draft: (String, String),
    /// What the reader must know besides, such as that a picture is to be chosen again.
    pub note: Option<String>,
}

/// Draws the page.
pub fn compare(p: &ComparePage) -> Markup {
    let words = p.around.words;
    let sent = matches!(p.cause, Cause::Sent { .. });
    let title = words.say(if sent { "compare-title-sent" } else { "compare-title-others" });
    let frame = Frame {
        words,
        title: &title,
        under: &p.under,
        back: Some(&p.action),
        user: p.around.user.as_deref(),
        practice: p.around.practice.as_ref(),
        path: &p.around.path,
        error: true,
        scripts: &["draft.js", "compare.js"],
        styles: &["sheet.css"],
        notice: None,
    };
    page(
        &frame,
        html! {
            div.stack.conflict {
                div.note-box.warn role="alert" {
                    (icon("triangle-alert"))
                    div {
                        @for one in &p.standing { p { b { (who(words, one)) } } }
                        p { (words.say(if sent { "compare-sent" } else { "compare-others" })) }
                        @if let Some(note) = &p.note { p { (note) } }
                    }
                }
                @if p.lines.differ.is_empty() { div.card { p { (icon("equal")) " " (words.say("compare-all-same")) } } } @else { (differing(words, &p.lines)) }
                (todo(words, p, sent))
                (go_on(words, p))
                (leave(words, p))
            }
        },
    )
}

fn who(words: Words, one: &Standing) -> String {
    words.with(
        "compare-who",
        &[("user", one.by.as_str().into()), ("what", one.what.as_str().into()), ("time", one.at.as_str().into())],
    )
}

fn differing(words: Words, lines: &Lines) -> Markup {
    let rows = lines.differ.iter().map(|line| {
        let item = html! { (line.what) @if !line.which.is_empty() { " " span.small { (line.which) } } };
        (item, side(words, &line.stands), side(words, &line.typed))
    });
    let below = (lines.same > 0).then(|| words.with("compare-same", &[("count", words.number(lines.same as i64).into())]));
    table(words, "compare-differs", "compare-stands", rows.collect(), below)
}

/// The table of both: item, as it stands, as it was typed. `heading` and `stands` are keys.
pub(crate) fn table(
    words: Words,
    heading: &str,
    stands: &str,
    rows: Vec<(Markup, Markup, Markup)>,
    below: Option<String>,
) -> Markup {
    html! {
        section.card.flush aria-labelledby="h-lines" {
            div.card-head { h2 #h-lines { (icon("scale"))
                (words.with(heading, &[("count", words.ordinal(rows.len() as i64).into())])) } }
            table.t.both {
                thead { tr {
                    th scope="col" { (words.say("conflict-what")) }
                    th.num scope="col" { (words.say(stands)) }
                    th.num scope="col" { (words.say("conflict-typed")) }
                } }
                tbody { @for (item, there, here) in &rows { tr {
                    th.wide scope="row" { (item) }
                    td.num.det data-l=(words.say(stands)) { (there) }
                    td.num.det.mine data-l=(words.say("conflict-typed")) { (here) }
                } } }
            }
            @if let Some(below) = below { p.below.small { (icon("equal")) " " (below) } }
        }
    }
}

/// On the sheet that goes on under another key: the device is done with the key that it was sent under at first.
pub(crate) fn went_on(draft: &str, was: &str) -> Markup {
    html! { @if !was.is_empty() { span hidden data-draft-done=(draft) data-draft-keys=(was) {} } }
}

/// One side of a line in its cell.
fn side(words: Words, side: &Side) -> Markup {
    html! {
        @match side {
            Side::Blank => (blank(words)),
            Side::Figure(text) => span.n { (text) },
            Side::Text(text) => span.said { (text) },
        }
    }
}

/// What stands where nothing was written.
pub(crate) fn blank(words: Words) -> Markup {
    html! { span.muted { (words.say("conflict-blank")) } }
}

fn todo(words: Words, p: &ComparePage, sent: bool) -> Markup {
    let undo = p.standing.iter().any(|one| one.undo.is_some());
    html! {
        section.card aria-labelledby="h-do" {
            h2 #h-do { (icon("info")) (words.say("conflict-do")) }
            ol.todo {
                li { (words.say("compare-do-talk")) }
                li { (words.say("compare-do-keep")) }
                @if undo || sent { li { (words.say("compare-do-undo")) } }
                @if !sent { li { (words.say("compare-do-also")) } li { (words.say("compare-do-back")) } }
            }
            div.actions {
                @for one in &p.standing {
                    a.btn href=(one.href) { (icon("scroll-text")) (words.with("compare-see", &[("what", one.what.as_str().into())])) }
                    @if let Some(undo) = &one.undo { a.btn href=(undo) { (icon("undo-2")) (words.say("compare-undo")) } }
                }
            }
        }
    }
}

/// Everything that was typed, and the ways on from here.
fn go_on(words: Words, p: &ComparePage) -> Markup {
    html! {
        form #go-on.(if matches!(p.cause, Cause::Others { .. }) { "card" } else { "" }) method="post" action=(p.action) {
            // The sheet goes on as another one: its page says that the device is done with the key under which it was sent.
            @if let Cause::Sent { .. } = p.cause { input type="hidden" name="was" value=(p.draft.1); }
            @for (name, value) in &p.typed {
                @match (&p.cause, name.as_str()) {
                    (Cause::Sent { fresh }, "key") => input type="hidden" name="key" value=(fresh);,
                    // What was looked at earlier is named again in the tick.
                    (Cause::Others { .. }, "also") => {}
                    (_, "do" | "known" | "was") => {}
                    _ => input type="hidden" name=(name) value=(value);,
                }
            }
            @if let Cause::Others { seen } = &p.cause {
                label.opt {
                    input type="checkbox" name="also" value=(seen) required;
                    span { (words.say("compare-also")) }
                }
                div.actions {
                    button.btn type="submit" name="do" value=(p.save) { (icon("lock")) (words.say("compare-also-send")) }
                    (back(words, p))
                }
            } @else {
                div.actions { (back(words, p)) }
            }
        }
    }
}

fn back(words: Words, p: &ComparePage) -> Markup {
    html! { button.btn type="submit" name="do" value=(p.back) formnovalidate { (icon("pencil")) (words.say("compare-back")) } }
}

/// On paper, or done with.
fn leave(words: Words, p: &ComparePage) -> Markup {
    let (draft, key) = &p.draft;
    html! {
        div.actions {
            button.btn.needjs type="button" data-print { (icon("printer")) (words.say("conflict-print")) }
            button.btn.danger.needjs type="button" data-draft-drop=(draft) data-draft-keys=(key) data-done=(words.say("conflict-dropped")) {
                (icon("trash-2")) span { (words.say("conflict-drop")) }
            }
        }
    }
}

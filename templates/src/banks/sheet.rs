//! What a lending day and a repayment day have in common: a form of sixty rows that is filled in with a thumb, a bar that
//! adds up at the foot, what must be mended, what is to be looked at twice, and a draft that the device keeps.
//!
//! Fields of both: `key` (the same key is written once), `upon` (the last act when the sheet was opened), `also` (acts of others
//! that were looked at), `day`, `known` (`1`: the cautions were read), and the button
//! `do`: `save` writes down, anything else works out and shows. `templates/assets/bank.js` adds up while one types; the
//! server adds up again.
use super::BankHead;
use crate::{
    compare::went_on,
    layout::{Frame, icon, page},
    parts::{Around, Column, Row, Table, Unit, table_card},
};
use chrono::NaiveDate;
use maud::{Markup, html};
use std::borrow::Cow;
use words::Words;

/// Something that must be mended before a sheet can be written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowProblem {
    /// The field's name, such as `p12-kg`; a name that no field has stands for the whole sheet.
    pub field: String,
    /// Number and name of whose row it is.
    pub who: Option<String>,
    /// What is wrong and what to do.
    pub message: String,
}

/// What every sheet holds beside its rows.
#[derive(Clone, Debug, Default)]
pub struct SheetHead {
    /// The key of what will be written: the same key again writes nothing anew.
    pub key: String,
    /// The last act of the bank when the sheet was opened: what was written since is news to whoever types.
    pub upon: String,
    /// The acts that were looked at beside this sheet and found to be other ones; blank as a rule.
    pub also: String,
    /// The key under which it was sent before it went on as another sheet; blank as a rule.
    pub was: String,
    /// The name of the draft on the device: bank, sheet and user. Nobody else's draft comes back.
    pub draft: String,
    /// Whether the values were typed (the answer to a post). A draft on the device is then not laid over them.
    pub typed: bool,
    /// The day as typed.
    pub day: String,
    /// What must be mended. A fresh sheet has none.
    pub problems: Vec<RowProblem>,
    /// What is to be looked at twice.
    pub cautions: Vec<String>,
    /// Whether the tick that they were looked at is set.
    pub known: bool,
}

impl SheetHead {
    /// What goes with the sheet unseen: its key, and what it was opened upon.
    pub(super) fn hidden(&self) -> Markup {
        html! {
            input type="hidden" name="key" value=(self.key);
            input type="hidden" name="upon" value=(self.upon);
            @if !self.also.is_empty() { input type="hidden" name="also" value=(self.also); }
            (went_on(&self.draft, &self.was))
        }
    }

    /// What is wrong with a field, if anything.
    pub(super) fn error(&self, field: &str) -> Option<&RowProblem> {
        self.problems.iter().find(|problem| problem.field == field)
    }

    /// `bad` for what holds a field that is refused.
    pub(super) fn bad(&self, field: &str) -> &'static str {
        if self.error(field).is_some() { "bad" } else { "" }
    }

    /// The message under a field.
    pub(super) fn message(&self, words: Words, field: &str) -> Markup {
        html! {
            @if let Some(problem) = self.error(field) {
                p.err id={ "e-" (field) } { (icon("circle-alert")) span { span.vh { (words.say("error-prefix")) " " } (problem.message) } }
            }
        }
    }

    /// `aria-describedby` of a field that is refused.
    pub(super) fn described(&self, field: &str) -> Option<String> {
        self.error(field).map(|_| format!("e-{field}"))
    }

    /// `aria-invalid` of a field that is refused.
    pub(super) fn invalid(&self, field: &str) -> Option<&'static str> {
        self.error(field).map(|_| "true")
    }
}

/// A day on which the same was done before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayLine {
    /// The act.
    pub act: i64,
    /// Its day.
    pub day: NaiveDate,
    /// What: purpose or good.
    pub what: String,
    /// How many rows it had.
    pub rows: usize,
    /// What they came to.
    pub quantity: i64,
    /// In which unit.
    pub unit: Unit,
}

/// A page of a sheet or of its day's list, with the stylesheet and the script of both.
pub(super) fn framed(around: &Around, bank: &BankHead, title: &str, back: &str, error: bool, body: Markup) -> Markup {
    let words = around.words;
    let under = format!("{} · {}", bank.name.show(words), bank.group.name.show(words));
    let frame = Frame {
        words,
        title,
        under: &under,
        back: Some(back),
        user: around.user.as_deref(),
        path: &around.path,
        error,
        scripts: &["bank.js"],
        styles: &["bank.css"],
        notice: around.notice.as_deref(),
        practice: around.practice.as_ref(),
    };
    page(&frame, body)
}

/// The list of what must be mended and looked at, each leading to its field.
pub(super) fn summary(words: Words, head: &SheetHead, has: impl Fn(&str) -> bool) -> Markup {
    const SHOWN: usize = 12;
    let many = head.problems.len();
    html! {
        @if many > 0 || !head.cautions.is_empty() {
            div.summary #problems role="alert" tabindex="-1" aria-labelledby="problems-h" {
                h2 #problems-h {
                    (icon("triangle-alert"))
                    @if many > 0 { (words.with("please-mend", &[("count", words.number(many as i64).into())])) } @else { (words.say("kind-look-twice")) }
                }
                ul {
                    @for problem in head.problems.iter().take(SHOWN) {
                        li {
                            @if has(&problem.field) { a href={ "#" (problem.field) } { (said(problem)) } } @else { p.bad-ink { (said(problem)) } }
                        }
                    }
                    @for caution in &head.cautions { li { a href="#known" { (caution) } } }
                    @if many > SHOWN {
                        li { (words.with("kind-problems-more", &[("count", words.number((many - SHOWN) as i64).into())])) }
                    }
                }
                p.small { (words.say("kind-nothing-written")) }
            }
        }
    }
}

fn said(problem: &RowProblem) -> Markup {
    html! { @if let Some(who) = &problem.who { b { (who) } " · " } (problem.message) }
}

/// What only the script can know: a draft that came back, and a line that is down. Hidden until then.
pub(super) fn banners(words: Words) -> Markup {
    html! {
        div.note-box.banner #draft-back role="status" hidden {
            (icon("history"))
            p data-back=(words.with("sheet-draft-back", &[("time", "%".into())])) data-gone=(words.say("sheet-draft-gone")) { }
            button.btn #draft-discard type="button" data-undo=(words.say("sheet-draft-restore")) {
                (icon("trash-2")) span { (words.say("sheet-draft-discard")) }
            }
        }
        div.note-box.warn.banner #offline role="status" hidden { (icon("cloud-off")) p { (words.say("kind-offline")) } }
    }
}

/// The day, as on paper; the browser's calendar stays one tap away.
pub(super) fn day(words: Words, head: &SheetHead) -> Markup {
    html! {
        div.f.(head.bad("day")) {
            label for="day" { (words.say("kind-day")) }
            div.joined {
                input.box.short #day name="day" type="text" inputmode="numeric" autocomplete="off" maxlength="12" value=(head.day)
                    data-date aria-invalid=[head.invalid("day")] aria-describedby=[head.described("day")];
                button.pick type="button" hidden aria-label=(words.say("open-calendar")) { (icon("calendar")) }
            }
            (head.message(words, "day"))
        }
    }
}

/// Finds a row among sixty; only a script can.
pub(super) fn finder(words: Words) -> Markup {
    html! {
        div.find.needlive {
            label for="find" { (icon("search")) span.vh { (words.say("kind-find")) } }
            input.box #find type="search" autocomplete="off" enterkeyhint="search" placeholder=(words.say("kind-find"));
            label.only { input #only type="checkbox"; span { (words.say("kind-only-filled")) } }
            p.small #found role="status" data-none=(words.say("nothing-found")) { }
        }
    }
}

/// What a field of a row is: its name, what labels it, and how it is typed.
pub(super) struct Figure<'a> {
    /// The field's name.
    pub(super) name: &'a str,
    /// What stands in it.
    pub(super) value: &'a str,
    /// The ids of what labels it.
    pub(super) labelled: String,
    /// Whether it takes a decimal point.
    pub(super) decimals: bool,
    /// A class of its own.
    pub(super) class: &'static str,
    /// How many characters at most.
    pub(super) most: u32,
}

/// A field for a figure.
pub(super) fn figure(head: &SheetHead, field: &Figure<'_>) -> Markup {
    html! {
        input.num.(field.class) type="text" inputmode=(if field.decimals { "decimal" } else { "numeric" }) autocomplete="off" enterkeyhint="next"
            maxlength=(field.most) id=(field.name) name=(field.name) value=(field.value) aria-labelledby=(field.labelled)
            aria-invalid=[head.invalid(field.name)] aria-describedby=[head.described(field.name)];
    }
}

/// What only a script can use, so that only a script puts it into the rows: a tap that fills a field, one more weighing,
/// what else a row may say.
pub(super) fn tools(words: Words, all: &str, plus: Option<&str>, more: Option<&str>) -> Markup {
    let button = |id: &str, class: &str, symbol: &str, key: &str| {
        html! {
            template id=(id) { button.(class) type="button" tabindex="-1" { (icon(symbol)) span.vh { (words.say(key)) " " } @if class == "chip" { b.n {} } } }
        }
    };
    html! {
        (button("tool-chip", "chip", "check", all))
        @if let Some(key) = plus { (button("tool-plus", "step", "plus", key)) }
        @if let Some(key) = more { (button("tool-more", "more-of", "chevron-down", key)) }
    }
}

/// The tick under what is to be looked at twice.
pub(super) fn cautions(words: Words, head: &SheetHead) -> Markup {
    html! {
        @if !head.cautions.is_empty() {
            div.note-box.warn {
                (icon("triangle-alert"))
                div {
                    p { b { (words.say("kind-look-twice")) } }
                    div #e-known { @for caution in &head.cautions { p { (caution) } } }
                    label.opt {
                        input #known type="checkbox" name="known" value="1" checked[head.known] aria-describedby="e-known";
                        span { (words.say("kind-known")) }
                    }
                }
            }
        }
    }
}

/// The foot of the screen: what the rows come to, and the way to the end of the sheet.
pub(super) fn bar(words: Words, figures: &[(&str, Cow<'_, str>, Markup)]) -> Markup {
    html! {
        div.bar #bar {
            dl { @for (id, label, value) in figures { div { dt { (label) } dd.n id=(id) { (value) } } } }
            a.btn.main href="#finish" { (words.say("kind-go-on")) (icon("chevron-down")) }
        }
    }
}

/// The two buttons at the end of the sheet. Nothing is written before the first of them.
pub(super) fn buttons(words: Words, save: &str) -> Markup {
    html! {
        div.actions {
            button.btn.main.big #save type="submit" name="do" value="save" data-saving=(words.say("kind-saving")) { (icon("lock")) span { (save) } }
            button.btn #work-out type="submit" name="do" value="work-out" { (icon("calculator")) span { (words.say("kind-work-out")) } }
            p.kept #kept role="status" hidden { (icon("cloud-check")) span { } }
        }
        p.small { (words.say("kind-save-means")) }
    }
}

/// Earlier days, latest first.
pub(super) fn days(words: Words, bank: &BankHead, below: &str, heading: &str, days: &[DayLine]) -> Markup {
    let columns = [
        Column::lead(words.say("date")),
        Column::text(words.say("kind-what")),
        Column::number(words.say("kind-families")),
        Column::figure(words.say("amount")),
    ];
    let rows = days.iter().map(|line| {
        Row::new(vec![
            html! { a href=(bank.href(&format!("{below}/{}", line.act))) { (words.date(line.day)) } },
            html! { (line.what) },
            html! { span.n { (words.number(line.rows as i64)) } },
            line.unit.amount(words, line.quantity),
        ])
    });
    html! {
        @if !days.is_empty() {
            (table_card("history", heading, html! {}, html! {
                (Table { words, caption: heading, columns: &columns, rows: rows.collect(), foot: vec![], listing: None })
            }))
        }
    }
}

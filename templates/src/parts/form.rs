//! Fields of forms, each with its label, hint and refusal, and the list of refusals at the top.
use crate::layout::icon;
use maud::{Markup, Render, html};
use std::borrow::Cow;
use words::Words;

/// A refusal and the field it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The field's name, which is also its id on the page; empty for the form as a whole.
    pub field: String,
    /// What is wrong and what to do, in the reader's language.
    pub message: String,
}

/// The fields of one form: every field finds its own refusal.
#[derive(Clone, Copy, Debug)]
pub struct Fields<'a> {
    /// The reader's words.
    pub words: Words,
    /// Every refusal of the last attempt; none on a fresh form.
    pub problems: &'a [Problem],
}

impl<'a> Fields<'a> {
    /// The list of refusals, each a link to its field. Takes the focus when a script runs.
    pub fn summary(self) -> Markup {
        let count = self.words.number(self.problems.len() as i64);
        html! {
            @if !self.problems.is_empty() {
                div.summary #problems role="alert" tabindex="-1" aria-labelledby="problems-h" {
                    h2 #problems-h { (icon("triangle-alert")) (self.words.with("please-mend", &[("count", count.into())])) }
                    ul {
                        @for problem in self.problems {
                            li {
                                @if problem.field.is_empty() { p { (problem.message) } }
                                @else { a href={ "#" (problem.field) } { (problem.message) } }
                            }
                        }
                    }
                }
            }
        }
    }

    /// A line of text.
    pub fn text(self, name: &'a str, label: &str, value: &'a str) -> Input<'a> {
        Input {
            fields: self,
            name: name.into(),
            label: self.words.say(label),
            value: value.into(),
            hint: "".into(),
            kind: Kind::Text,
            width: "",
            suffix: "".into(),
            autocomplete: "off",
            inputmode: None,
        }
    }

    /// An amount in smallest units' whole or decimal form, with the sign of its commodity after it.
    pub fn amount(self, name: &'a str, label: &str, value: &'a str, sign: &'a str) -> Input<'a> {
        Input { width: "amount", suffix: sign.into(), inputmode: Some("decimal"), ..self.text(name, label, value) }
    }

    /// A small whole number.
    pub fn count(self, name: &'a str, label: &str, value: &'a str) -> Input<'a> {
        Input { width: "short", inputmode: Some("numeric"), ..self.text(name, label, value) }
    }

    /// A date as on paper, `21/11/2026`; with a script a calendar beside it.
    pub fn date(self, name: &'a str, label: &str, value: &'a str) -> Input<'a> {
        Input { kind: Kind::Date, width: "mid", hint: self.words.say("date-hint"), ..self.text(name, label, value) }
    }

    /// A password; `autocomplete` is `current-password` or `new-password`. Never filled in again.
    pub fn password(self, name: &'a str, label: &str, autocomplete: &'static str) -> Input<'a> {
        Input { kind: Kind::Password, autocomplete, ..self.text(name, label, "") }
    }

    /// Several lines of text.
    pub fn area(self, name: &'a str, label: &str, value: &'a str) -> Input<'a> {
        Input { kind: Kind::Area, ..self.text(name, label, value) }
    }

    /// A choice from a list that folds; each option is a value and its text.
    pub fn select(self, name: &str, label: &str, value: &str, options: &[(Cow<'_, str>, Cow<'_, str>)]) -> Markup {
        let input = html! {
            select.box #(name) name=(name) aria-invalid=[self.find(name).map(|_| "true")] aria-describedby=[self.find(name).map(|_| format!("{name}-e"))] {
                @for (option, text) in options { option value=(option) selected[option == value] { (text) } }
            }
        };
        self.around(name, &self.words.say(label), "", input)
    }

    /// A choice among a few, all seen at once; each option is a value, its text and a hint that may be empty.
    pub fn radios(
        self,
        name: &str,
        label: &str,
        value: &str,
        in_a_row: bool,
        options: &[(&str, Cow<'_, str>, Cow<'_, str>)],
    ) -> Markup {
        html! {
            fieldset.f.(self.state(name)) aria-describedby=[self.find(name).map(|_| format!("{name}-e"))] {
                legend { (self.words.say(label)) }
                div.opts.(if in_a_row { "row" } else { "" }) {
                    @for (at, (option, text, hint)) in options.iter().enumerate() {
                        label.opt {
                            input type="radio" name=(name) id=(if at == 0 { name.to_owned() } else { format!("{name}-{option}") })
                                value=(option) checked[*option == value];
                            span { (text) @if !hint.is_empty() { span.hint { (hint) } } }
                        }
                    }
                }
                (self.refusal(name))
            }
        }
    }

    /// A box to tick; its value is `1` when ticked and absent otherwise.
    pub fn check(self, name: &str, label: &str, ticked: bool) -> Markup {
        html! {
            div.f.(self.state(name)) {
                label.opt {
                    input type="checkbox" id=(name) name=(name) value="1" checked[ticked] aria-describedby=[self.find(name).map(|_| format!("{name}-e"))];
                    span { (self.words.say(label)) }
                }
                (self.refusal(name))
            }
        }
    }

    fn find(self, name: &str) -> Option<&'a Problem> {
        self.problems.iter().find(|problem| problem.field == name)
    }

    fn state(self, name: &str) -> &'static str {
        if self.find(name).is_some() { "bad" } else { "" }
    }

    fn refusal(self, name: &str) -> Markup {
        html! {
            @if let Some(problem) = self.find(name) {
                p.err id={ (name) "-e" } { (icon("circle-alert")) span { span.vh { (self.words.say("error-prefix")) " " } (problem.message) } }
            }
        }
    }

    fn around(self, name: &str, label: &str, hint: &str, input: Markup) -> Markup {
        html! {
            div.f.(self.state(name)) {
                label for=(name) { (label) }
                @if !hint.is_empty() { p.hint id={ (name) "-h" } { (hint) } }
                (input)
                (self.refusal(name))
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Date,
    Password,
    Area,
}

/// A field being put together; it draws itself where it stands in a page.
pub struct Input<'a> {
    fields: Fields<'a>,
    name: Cow<'a, str>,
    label: Cow<'a, str>,
    value: Cow<'a, str>,
    hint: Cow<'a, str>,
    kind: Kind,
    width: &'static str,
    suffix: Cow<'a, str>,
    autocomplete: &'static str,
    inputmode: Option<&'static str>,
}

impl<'a> Input<'a> {
    /// Words that help to fill it in, by key.
    pub fn hint(self, key: &str) -> Input<'a> {
        Input { hint: self.fields.words.say(key), ..self }
    }
    /// A narrow field.
    pub fn short(self) -> Input<'a> {
        Input { width: "short", ..self }
    }
    /// A field of middling width.
    pub fn mid(self) -> Input<'a> {
        Input { width: "mid", ..self }
    }
    /// What stands after the field, such as a unit; already in the reader's language.
    pub fn after(self, suffix: impl Into<Cow<'a, str>>) -> Input<'a> {
        Input { suffix: suffix.into(), ..self }
    }
    /// What a browser may fill in by itself.
    pub fn fills(self, autocomplete: &'static str) -> Input<'a> {
        Input { autocomplete, ..self }
    }
    /// The keypad a phone shows.
    pub fn keypad(self, inputmode: &'static str) -> Input<'a> {
        Input { inputmode: Some(inputmode), ..self }
    }
    /// A label that is no key, such as a member's name.
    pub fn labelled(self, label: impl Into<Cow<'a, str>>) -> Input<'a> {
        Input { label: label.into(), ..self }
    }
    /// A name made on the way, such as `fine_3_amount`.
    pub fn named(self, name: String) -> Input<'a> {
        Input { name: name.into(), ..self }
    }
}

impl Render for Input<'_> {
    fn render(&self) -> Markup {
        let (name, problem) = (self.name.as_ref(), self.fields.find(&self.name));
        let described = match (self.hint.is_empty(), problem.is_some()) {
            (true, false) => None,
            (false, false) => Some(format!("{name}-h")),
            (true, true) => Some(format!("{name}-e")),
            (false, true) => Some(format!("{name}-h {name}-e")),
        };
        let invalid = problem.map(|_| "true");
        let kind = if self.kind == Kind::Password { "password" } else { "text" };
        let date = (self.kind == Kind::Date).then_some("");
        let input = html! {
            @if self.kind == Kind::Area {
                textarea.box id=(name) name=(name) rows="3" aria-invalid=[invalid] aria-describedby=[described] { (self.value) }
            } @else {
                input.box.(self.width) id=(name) name=(name) type=(kind) value=(self.value) autocomplete=(self.autocomplete)
                    inputmode=[self.inputmode] data-date=[date] aria-invalid=[invalid] aria-describedby=[described];
            }
        };
        let input = html! {
            @if self.kind == Kind::Date {
                div.joined { (input) button.pick type="button" hidden aria-label=(self.fields.words.say("open-calendar")) { (icon("calendar")) } }
            } @else if !self.suffix.is_empty() {
                div.joined { (input) span { (self.suffix) } }
            } @else { (input) }
        };
        self.fields.around(name, &self.label, &self.hint, input)
    }
}

//! A file that a form brings along: a button in the reader's language, and the name of what was chosen.
//!
//! A browser writes its own button in its own language, which is seldom Khmer. The style takes that button away and leaves
//! the field, in which the browser writes the file's name; the label is drawn as the button. Nothing of it needs a script:
//! one only keeps an optional field silent while it is empty, which a style can know of a required one alone.
use super::Fields;
use crate::layout::icon;
use maud::{Markup, html};

/// The field.
#[derive(Clone, Copy, Debug)]
pub struct Upload<'a> {
    /// Its name, which is its id too.
    pub name: &'a str,
    /// The key of what it is.
    pub label: &'a str,
    /// The key of what may be sent.
    pub hint: &'a str,
    /// The key of the word on the button.
    pub button: &'a str,
    /// The content types that are offered.
    pub accept: &'a str,
    /// Something must be chosen.
    pub must: bool,
}

impl Upload<'_> {
    /// Draws it.
    pub fn draw(&self, fields: Fields<'_>) -> Markup {
        let words = fields.words;
        let problem = fields.problems.iter().find(|problem| problem.field == self.name);
        let (hint, wrong) = (format!("{}-h", self.name), format!("{}-e", self.name));
        let told = if problem.is_some() { format!("{hint} {wrong}") } else { hint.clone() };
        html! {
            div.f.(if problem.is_some() { "bad" } else { "" }) {
                label for=(self.name) { (words.say(self.label)) }
                p.hint id=(hint) { (words.say(self.hint)) }
                div.upload {
                    input #(self.name) type="file" name=(self.name) accept=(self.accept) required[self.must]
                        aria-describedby=(told) aria-invalid=[problem.map(|_| "true")];
                    label.btn for=(self.name) aria-hidden="true" { (icon("plus")) (words.say(self.button)) }
                    span.picked { (icon("circle-check")) " " (words.say("upload-chosen")) }
                }
                @if let Some(problem) = problem {
                    p.err id=(wrong) { (icon("circle-alert")) span { span.vh { (words.say("error-prefix")) " " } (problem.message) } }
                }
            }
        }
    }
}

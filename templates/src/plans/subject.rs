//! For whom a plan is: searched for by name, number or code, found, and chosen. Works without a script.
use super::{PlanHead, Sheet, SubjectLine};
use crate::{
    layout::icon,
    parts::{Around, Fields, Problem},
};
use maud::{Markup, html};
use words::Words;

/// What was searched for and what was found.
#[derive(Clone, Debug, Default)]
pub struct Finder {
    /// What was typed.
    pub query: String,
    /// They.
    pub found: Vec<SubjectLine>,
    /// More were found than are shown.
    pub more: bool,
    /// Who is chosen.
    pub chosen: SubjectLine,
}

/// The field: who is chosen, who was found, and the search. `find` is the value of the button that searches.
pub(super) fn finder(fields: Fields<'_>, finder: &Finder) -> Markup {
    let words = fields.words;
    let kind = |line: &SubjectLine| words.say(&format!("plan-for-{}", line.kind())).into_owned();
    let option = |line: &SubjectLine, first: bool| {
        let id = if first { "for".to_owned() } else { format!("for-{}", line.key) };
        let checked = line.key == finder.chosen.key;
        html! {
            label.opt {
                input type="radio" id=(id) name="for" value=(line.key) checked[checked];
                span { (line.name.show(words)) span.hint { (kind(line)) @if !line.under.is_empty() { " · " (line.under) } } }
            }
        }
    };
    let others = finder.found.iter().filter(|line| line.key != finder.chosen.key);
    let problem = fields.problems.iter().find(|problem| problem.field == "for");
    html! {
        div.opts {
            @if finder.chosen.key.is_empty() {
                label.opt { input type="radio" id="for" name="for" value="" checked; span { (words.say("plan-for-nobody")) span.hint { (words.say("plan-for-nobody-hint")) } } }
                @for line in others { (option(line, false)) }
            } @else {
                (option(&finder.chosen, true))
                @for line in others { (option(line, false)) }
                label.opt { input type="radio" id="for-nobody" name="for" value=""; span { (words.say("plan-for-nobody")) } }
            }
        }
        @if let Some(problem) = problem { p.err { (icon("circle-alert")) span { (problem.message) } } }
        @if finder.more { p.hint { (words.say("plan-for-more")) } }
        @if finder.found.is_empty() && !finder.query.trim().is_empty() { p.hint { (words.say("plan-for-not-found")) } }
        div.find {
            (fields.text("q", "plan-for-search", &finder.query).hint("plan-for-search-hint"))
            button.btn type="submit" name="do" value="find" formnovalidate { (icon("search")) (words.say("search")) }
        }
    }
}

/// Saying for whom a plan is.
#[derive(Clone, Debug)]
pub struct SubjectPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which plan.
    pub head: PlanHead,
    /// Who is meant.
    pub finder: Finder,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET, POST /plans/{plan}/subject`
pub fn subject(page: &SubjectPage) -> Markup {
    let words = page.around.words;
    let fields = Fields { words, problems: &page.problems };
    let body = html! {
        form.card.form.narrow method="post" action=(page.head.href("subject")) novalidate {
            (fields.summary())
            p { (words.say("plan-for-text")) }
            (finder(fields, &page.finder))
            div.actions { button.btn.main type="submit" name="do" value="keep" { (icon("check")) (words.say("save")) } }
        }
    };
    let title = words.say("plan-for-title");
    let (under, back) = (page.head.title.show(words).to_owned(), page.head.href(""));
    Sheet { around: &page.around, title: &title, under: &under, back: &back, problems: &page.problems, scripts: &[] }.draw(body)
}

/// For whom a plan is, as a line with a link where there is one.
pub(super) fn line(words: Words, subject: &SubjectLine) -> Markup {
    html! {
        @match &subject.href {
            Some(href) => a href=(href) { (subject.text(words)) },
            None => (subject.text(words)),
        }
    }
}

//! Who eats from one pot: putting somebody into a household, and taking her out.
use super::{PersonHead, frame, register::heading};
use crate::{
    layout::icon,
    parts::{Around, Fields, Problem, card, empty},
};
use maud::{Markup, html};
use serde::Deserialize;
use words::Words;

/// The household of a person.
#[derive(Clone, Debug)]
pub struct HouseholdPage {
    /// What surrounds the page.
    pub around: Around,
    /// Whose.
    pub person: PersonHead,
    /// Everybody in it; she alone where there is none.
    pub members: Vec<PersonHead>,
    /// She is in a household.
    pub has_one: bool,
    /// What was searched for.
    pub query: String,
    /// Who was found, and whether each is in another household.
    pub found: Vec<(PersonHead, bool)>,
    /// There were more than are shown.
    pub more: bool,
    /// Why the last change was not taken.
    pub problems: Vec<Problem>,
}

/// A change of a household.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct HouseholdForm {
    /// `join` or `leave`.
    pub act: String,
    /// Who.
    pub who: String,
}

/// `GET, POST /people/{person}/household`
pub fn household(page: &HouseholdPage) -> Markup {
    let words = page.around.words;
    let fields = Fields { words, problems: &page.problems };
    let here = format!("{}/household", page.person.href());
    let body = html! {
        (fields.summary())
        (heading(words, &page.person))
        (card("house", &words.say("people-household-in"), html! {
            p.muted { (words.say("people-household-text")) }
            ul.plain.people { @for one in &page.members { li {
                (who(words, one))
                @if page.has_one { (button(words, &here, "leave", one, "user-minus", "people-household-leave")) }
            } } }
        }))
        (card("user-plus", &words.say("people-household-add"), html! {
            form.filter method="get" action=(here) role="search" {
                div.f.grow { label for="q" { (words.say("people-search-name")) } input.box #q name="q" type="search" value=(page.query) autocomplete="off"; }
                button.btn type="submit" { (icon("search")) (words.say("search")) }
            }
            @if page.found.is_empty() && !page.query.is_empty() {
                (empty("search", &words.say("nothing-found"), &words.say("people-household-nobody"), None))
            }
            ul.plain.people { @for (one, elsewhere) in &page.found { li {
                (who(words, one))
                @if *elsewhere { span.muted.small { (words.say("people-household-other")) } }
                @else { (button(words, &here, "join", one, "user-plus", "people-household-join")) }
            } } }
            @if page.more { p.muted { (words.say("people-household-more")) } }
        }))
    };
    frame(&page.around, (&words.say("people-household"), page.person.name.show(words), &page.person.href()), &page.problems, body)
}

fn who(words: Words, person: &PersonHead) -> Markup {
    html! {
        span.grow {
            a href=(person.href()) { (person.name.show(words)) }
            span.small.each {
                @if let Some(year) = person.birth_year { (words.with("born-in", &[("year", words.ordinal(year).into())])) @if !person.place.show(words).is_empty() { " · " } }
                (person.place.show(words))
            }
        }
    }
}

fn button(words: Words, action: &str, act: &str, person: &PersonHead, symbol: &str, label: &str) -> Markup {
    html! {
        form method="post" action=(action) {
            input type="hidden" name="act" value=(act);
            input type="hidden" name="who" value=(person.id);
            button.btn.tiny type="submit" { (icon(symbol)) (words.say(label)) }
        }
    }
}

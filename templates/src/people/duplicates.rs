//! Who may be in the register twice: two records side by side, what speaks for it, and the two answers.
use super::{PersonHead, both, frame, group, sex};
use crate::{
    layout::icon,
    parts::{Around, Fields, Listing, Name, Problem, Tone, badge, empty, plain_pager},
};
use maud::{Markup, html};
use serde::Deserialize;
use words::Words;

/// Proposals, the likeliest first.
#[derive(Clone, Debug)]
pub struct DuplicatesPage {
    /// What surrounds the page.
    pub around: Around,
    /// The proposals of this page of the list.
    pub proposals: Vec<ProposalLine>,
    /// Paging.
    pub listing: Listing,
    /// The organisations that she may see, by code.
    pub organisations: Vec<(String, Name)>,
    /// The code of the organisation chosen in the filter; empty for all.
    pub organisation: String,
    /// May answer.
    pub may_keep: bool,
    /// Why the last answer was not taken.
    pub problems: Vec<Problem>,
}

/// Two records that may be one person's.
#[derive(Clone, Debug)]
pub struct ProposalLine {
    /// A record.
    pub one: PersonHead,
    /// Another.
    pub other: PersonHead,
    /// What speaks for it: `evidence-<code>` names it.
    pub evidence: Vec<&'static str>,
}

/// An answer.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct FindingForm {
    /// A record.
    pub one: String,
    /// Another.
    pub other: String,
    /// `same` or `different`.
    pub verdict: String,
    /// The organisation chosen in the filter.
    pub organisation: String,
    /// The page of the list.
    pub page: String,
}

/// `GET, POST /people/duplicates`
pub fn duplicates(page: &DuplicatesPage) -> Markup {
    let words = page.around.words;
    let title = words.say("people-duplicates");
    let fields = Fields { words, problems: &page.problems };
    let body = html! {
        (fields.summary())
        p.muted { (words.say("people-duplicates-text")) }
        @if page.organisations.len() > 1 {
            form.filter method="get" action="/people/duplicates" {
                div.f { label for="organisation" { (words.say("organisation")) }
                    select.box #organisation name="organisation" {
                        option value="" { (words.say("all")) }
                        @for (code, name) in &page.organisations { option value=(code) selected[*code == page.organisation] { (name.show(words)) } }
                    } }
                button.btn type="submit" { (icon("filter")) (words.say("show")) }
            }
        }
        @if page.proposals.is_empty() {
            div.card { (empty("circle-check", &words.say("people-no-duplicates"), &words.say("people-no-duplicates-text"), Some(("/people", &words.say("people-all"))))) }
        } @else {
            p { b { (words.with("people-proposals", &[("count", words.number(page.listing.rows as i64).into())])) } }
            @for line in &page.proposals { (proposal(words, page, line)) }
            (plain_pager(words, &page.listing))
        }
    };
    frame(&page.around, (&title, &words.say("people-under"), "/people"), &page.problems, body)
}

fn proposal(words: Words, page: &DuplicatesPage, line: &ProposalLine) -> Markup {
    let (one, other) = (&line.one, &line.other);
    let has = |of: fn(&PersonHead) -> bool| of(one) || of(other);
    html! {
        section.card.twins {
            p.evidence {
                @for code in &line.evidence { (badge(tone(code), symbol(code), &words.say(&format!("evidence-{code}")))) " " }
            }
            table.side {
                thead { tr { td {} @for who in [one, other] { th scope="col" { a href=(who.href()) { (both(words, &who.name)) } } } } }
                tbody {
                    (row(words, "sex", line, |who| sex(words, &who.sex)))
                    (row(words, "birth-year", line, |who| html! { @if let Some(year) = who.birth_year { (words.ordinal(year)) } }))
                    (row(words, "people-village", line, |who| html! { (who.place.show(words)) }))
                    @if has(|who| !who.phone.is_empty()) { (row(words, "phone", line, |who| html! { @if !who.phone.is_empty() { span.n { (who.phone) } } })) }
                    @if has(|who| !who.groups.is_empty()) { (row(words, "people-groups", line, |who| html! { @for one in &who.groups { (group(words, one)) } })) }
                    @if one.organisation != other.organisation { (row(words, "organisation", line, |who| html! { (who.organisation.show(words)) })) }
                }
            }
            @if page.may_keep {
                form.actions method="post" action="/people/duplicates" {
                    input type="hidden" name="one" value=(one.id);
                    input type="hidden" name="other" value=(other.id);
                    input type="hidden" name="organisation" value=(page.organisation);
                    input type="hidden" name="page" value=(page.listing.page);
                    button.btn type="submit" name="verdict" value="same" { (icon("link")) (words.say("people-the-same")) }
                    button.btn type="submit" name="verdict" value="different" { (icon("users")) (words.say("people-two")) }
                }
            }
        }
    }
}

/// A fact of both, where they differ in bold.
fn row(words: Words, label: &str, line: &ProposalLine, of: impl Fn(&PersonHead) -> Markup) -> Markup {
    let (one, other) = (of(&line.one), of(&line.other));
    let differ = one.0 != other.0;
    html! {
        tr { th scope="row" { (words.say(label)) }
            @for cell in [one, other] { td.differs[differ && !cell.0.is_empty()] { @if cell.0.is_empty() { span.muted { "–" } } @else { (cell) } } } }
    }
}

/// What speaks against stands out.
fn tone(evidence: &str) -> Tone {
    if evidence == "one-group" { Tone::Warn } else { Tone::Calm }
}

fn symbol(evidence: &str) -> &'static str {
    match evidence {
        "one-group" => "users",
        "same-year" | "near-year" => "calendar",
        "same-village" | "same-commune" => "map-pin",
        "same-phone" => "phone",
        _ => "user",
    }
}

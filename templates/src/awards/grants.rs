//! The board of an award's grants: a column for each stage on a laptop, a list on a phone.
use super::{AwardFrame, AwardHead};
use crate::{
    layout::icon,
    parts::{Around, Name, Unit, empty},
};
use maud::{Markup, html};
use std::borrow::Cow;
use words::Words;

/// The board.
#[derive(Clone, Debug)]
pub struct BoardPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which award.
    pub award: AwardHead,
    /// What was searched for.
    pub query: String,
    /// The stage chosen in the filter; empty for all.
    pub stage: String,
    /// Every stage, in their order: for the filter.
    pub stages: Vec<&'static str>,
    /// The stages that are shown, with their grants.
    pub columns: Vec<(&'static str, Vec<Card>)>,
    /// There is no grant at all.
    pub none: bool,
    /// May help to apply.
    pub may_apply: bool,
}

/// A grant on the board.
#[derive(Clone, Debug)]
pub struct Card {
    /// Its number.
    pub no: i64,
    /// Who answers for the family.
    pub name: Name,
    /// Where.
    pub place: Name,
    /// What business, by its word.
    pub business: String,
    /// What is agreed, or approved, or asked for.
    pub amount: i64,
    /// It waits for the reader.
    pub waits: bool,
}

/// `GET /awards/{code}/grants`
pub fn board(page: &BoardPage) -> Markup {
    let (words, award) = (page.around.words, &page.award);
    let title = words.say("grants");
    let apply = page.may_apply.then(|| award.href("grants/new"));
    let label = words.say("grant-apply");
    let empty_board = page.columns.iter().all(|(_, cards)| cards.is_empty());
    let body = html! {
        @if page.none {
            div.card {
                (empty("sprout", &words.say("grants-none"), &words.say("grants-none-text"), apply.as_deref().map(|href| (href, &*label))))
            }
        } @else {
            (filter(page))
            @if let Some(href) = &apply { div.actions { a.btn.main href=(href) { (icon("plus")) (label) } } }
            @if empty_board {
                div.card {
                    (empty("search", &words.say("nothing-found"), &words.say("nothing-found-text"), Some((&award.href("grants"), &words.say("show-all")))))
                }
            }
            div.board {
                @for (stage, cards) in page.columns.iter().filter(|(_, cards)| !cards.is_empty()) {
                    section.lane aria-label=(words.say(&format!("grant-stage-{stage}"))) {
                        h2 { (words.say(&format!("grant-stage-{stage}"))) " " span.count { (words.number(cards.len() as i64)) } }
                        ul { @for card in cards { li { (one(words, award, &award.unit, card)) } } }
                    }
                }
            }
        }
    };
    AwardFrame { around: &page.around, award, tab: Some("grants"), title: &title, back: award.href(""), problems: &[] }.draw(body)
}

fn one(words: Words, award: &AwardHead, unit: &Unit, card: &Card) -> Markup {
    html! {
        a.grant-card.(if card.waits { "waits" } else { "" }) href=(award.href(&format!("grants/{}", card.no))) {
            span.name-line { span.n { (words.ordinal(card.no)) } b { (card.name.show(words)) } }
            span.small { (words.say(&format!("grant-business-{}", card.business))) " · " (card.place.show(words)) }
            span.foot {
                b { (unit.amount(words, card.amount)) }
                @if card.waits { span.yours { (icon("bell")) (words.say("grant-waits-for-you")) } }
            }
        }
    }
}

fn filter(page: &BoardPage) -> Markup {
    let words = page.around.words;
    let mut stages: Vec<(Cow<'_, str>, Cow<'_, str>)> = vec![("".into(), words.say("all"))];
    stages.extend(page.stages.iter().map(|stage| (Cow::from(*stage), words.say(&format!("grant-stage-{stage}")))));
    html! {
        form.filter method="get" action=(page.award.href("grants")) role="search" {
            div.f {
                label for="q" { (words.say("grants-search")) }
                input.box #q name="q" type="search" value=(page.query) autocomplete="off";
            }
            div.f {
                label for="stage" { (words.say("grant-stage")) }
                select.box #stage name="stage" {
                    @for (value, text) in &stages { option value=(value) selected[*value == page.stage] { (text) } }
                }
            }
            button.btn type="submit" { (icon("search")) (words.say("show")) }
        }
    }
}

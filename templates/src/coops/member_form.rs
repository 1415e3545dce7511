//! The small forms about one member: shares, her producer group, what is given against the harvest, what is paid out.
use super::{
    CoopFrame, CoopHead, Who, cautions,
    desk::{Choice, Filled, options},
};
use crate::{
    layout::icon,
    parts::{Around, Fields, Problem, facts},
};
use maud::{Markup, html};
use std::borrow::Cow;

/// What can be written about a member: the last part of the address.
pub const WAYS: [&str; 6] = ["buy-shares", "pass-shares", "join-group", "give-credit", "pay-credit", "pay-out"];

/// A form about a member.
#[derive(Clone, Debug)]
pub struct MemberFormPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which cooperative.
    pub coop: CoopHead,
    /// Who.
    pub who: Who,
    /// One of [`WAYS`].
    pub what: &'static str,
    /// What it stands on: facts that help to fill it in, each with its label, in the reader's language.
    pub facts: Vec<(String, String)>,
    /// Members, producer groups or credits to choose from.
    pub choices: Vec<Choice>,
    /// The form's key.
    pub key: String,
    /// What has been typed.
    pub filled: Filled,
    /// What is to be looked at once more.
    pub cautions: Vec<String>,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET, POST /coops/{coop}/members/{party}/{what}`
pub fn member_form(page: &MemberFormPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let fields = Fields { words, problems: &page.problems };
    let title = words.say(&format!("coop-do-{}", page.what));
    let back = coop.href(&format!("members/{}", page.who.party));
    let stands: Vec<_> = page.facts.iter().map(|(label, value)| (Cow::from(label), html! { (value) })).collect();
    let body = html! {
        form.form.narrow.amid method="post" action=(coop.href(&format!("members/{}/{}", page.who.party, page.what))) novalidate {
            (fields.summary())
            div.card.form {
                h2 { (icon("user")) (page.who.text(words)) }
                p.hint { (words.say(&format!("coop-do-{}-text", page.what))) }
                (facts(&stands))
                input type="hidden" name="key" value=(page.key);
                (fields.date("day", "coop-member-day", page.filled.get("day")))
                (inside(page, fields))
                @if page.cautions.is_empty() {
                    div.actions {
                        button.btn.main type="submit" { (icon("check")) (words.say("coop-member-write-it")) }
                        a.btn href=(back) { (words.say("cancel")) }
                    }
                } @else { (cautions(fields, &page.cautions)) }
            }
        }
    };
    let problems = &page.problems;
    CoopFrame { around: &page.around, coop, tab: None, title: &title, back: back.clone(), problems, scripts: &[] }.draw(body)
}

fn inside(page: &MemberFormPage, fields: Fields<'_>) -> Markup {
    let (words, filled) = (fields.words, &page.filled);
    let sign = crate::parts::sign(words, &page.coop.group.unit);
    match page.what {
        "buy-shares" => html! { (fields.count("shares", "coop-shares-how-many", filled.get("shares"))) },
        "pass-shares" => html! {
            (fields.count("shares", "coop-shares-how-many", filled.get("shares")))
            (fields.select("to", "coop-shares-to", filled.get("to"), &options(None, &page.choices)))
        },
        "join-group" => html! { (fields.select("group", "coop-group", filled.get("group"), &options(None, &page.choices))) },
        "give-credit" => {
            let sorts = ["advance", "inputs"]
                .map(|sort| (sort, words.say(&format!("coop-credit-{sort}")), words.say(&format!("coop-credit-{sort}-hint"))));
            html! {
                (fields.radios("sort", "coop-credit-sort", filled.get("sort"), false, &sorts))
                (fields.text("what", "coop-credit-for", filled.get("what")).hint("coop-credit-for-hint"))
                (fields.amount("amount", "amount", filled.get("amount"), &sign))
                (fields.date("due", "coop-credit-due", filled.get("due")))
            }
        }
        "pay-credit" => html! {
            (fields.select("credit", "coop-credit-which", filled.get("credit"), &options(None, &page.choices)))
            (fields.amount("amount", "amount", filled.get("amount"), &sign))
        },
        _ => html! { (fields.amount("amount", "amount", filled.get("amount"), &sign)) },
    }
}

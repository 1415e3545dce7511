//! The contract of a loan on the screen: what was agreed, in the reader's language and beside it in the other one, when
//! it is to be paid, and lines for signatures and thumbprints.
use super::{PlanRow, Who, plan_table, terms_in_words, title};
use crate::layout::icon;
use crate::papers::choice::paper_button;
use crate::parts::{Around, GroupHead, Name, facts};
use chrono::NaiveDate;
use domain::loans::Terms;
use maud::{Markup, html};
use words::Words;

/// The contract of a loan. Quantities are smallest units of the group's unit.
#[derive(Clone, Debug)]
pub struct ContractPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which group.
    pub group: GroupHead,
    /// Where it is.
    pub place: Name,
    /// The loan's number.
    pub no: i64,
    /// Who borrowed.
    pub who: Who,
    /// What it is for.
    pub purpose: String,
    /// Who answers for it.
    pub guarantors: Vec<Who>,
    /// What was agreed.
    pub terms: Terms,
    /// The rate, as it is read in both languages.
    pub rate: String,
    /// The plan that holds.
    pub rows: Vec<PlanRow>,
    /// The day on which the plan took the place of an earlier one.
    pub planned_on: Option<NaiveDate>,
    /// Who signs for the group: code of the office, and her name.
    pub officers: Vec<(String, Name)>,
}

/// `GET /groups/{code}/loans/{no}/contract`
pub fn contract(page: &ContractPage) -> Markup {
    let (words, group) = (page.around.words, &page.group);
    let other = Words { language: words.language.other(), ..words };
    let schedule = words.say("calculator-schedule");
    let body = html! {
        div.stack.contract {
            section.card {
                div.card-head { h2 { (both(words, "loan-contract-of")) } (paper_button(words, &group.href(&format!("papers/loan-contract?no={}", page.no)))) }
                div.beside {
                    div { (agreed(page, words)) }
                    div lang=(other.language.code()) { (agreed(page, other)) }
                }
            }
            section.card.flush {
                div.card-head {
                    h2 { (icon("calendar-check")) (both(words, "calculator-schedule")) }
                    @if let Some(day) = page.planned_on { span.small { (words.with("loan-plan-of", &[("date", words.date(day).into())])) } }
                }
                (plan_table(words, &group.unit, &schedule, &page.rows))
            }
            section.card {
                p { (words.say("loan-contract-sign")) }
                p.small lang=(other.language.code()) { (other.say("loan-contract-sign")) }
                (signatures(page))
            }
        }
    };
    let under = format!("{} · {}", page.who.name.show(words), group.name.show(words));
    let back = group.href(&format!("loans/{}", page.no));
    page.around.page(&title(words, page.no), &under, Some(&back), &[], body)
}

/// A word in the reader's language, with the other one after it.
fn both(words: Words, key: &str) -> Markup {
    let other = Words { language: words.language.other(), ..words };
    html! { (words.say(key)) " · " span lang=(other.language.code()) { (other.say(key)) } }
}

fn agreed(page: &ContractPage, words: Words) -> Markup {
    let (unit, name) = (&page.group.unit, page.who.name.show(words));
    let place = page.place.show(words);
    let lent = words.with(
        "loan-contract-lent",
        &[
            ("group", page.group.name.show(words).into()),
            ("amount", unit.text(words, page.terms.principal).into()),
            ("name", name.into()),
            ("number", words.ordinal(page.who.number.into()).into()),
            ("date", words.date(page.terms.given_on).into()),
        ],
    );
    let mut all = vec![
        (words.say("loan-purpose"), html! { (page.purpose) }),
        (
            words.say("loan-guarantors"),
            html! { @for (at, who) in page.guarantors.iter().enumerate() { @if at > 0 { br; } (who.listed(words)) } },
        ),
    ];
    // What the sentence above says is not said twice.
    all.extend(terms_in_words(words, unit, &page.terms, &page.rate).into_iter().skip(2));
    html! {
        @if !place.is_empty() { p.small { (place) } }
        p { (lent) }
        p { (words.say("loan-contract-repaid")) }
        (facts(&all))
    }
}

fn signatures(page: &ContractPage) -> Markup {
    let words = page.around.words;
    let line = |role: Markup, name: &str| {
        html! {
            li { span.pad {} b { (name) } span.small { (role) } }
        }
    };
    html! {
        ul.signing {
            (line(both(words, "loan-borrower"), page.who.name.show(words)))
            @for who in &page.guarantors { (line(both(words, "loan-guarantor"), who.name.show(words))) }
            @for (office, name) in &page.officers { (line(both(words, &format!("office-{office}")), name.show(words))) }
        }
        p.small { (both(words, "loan-contract-thumb")) }
    }
}

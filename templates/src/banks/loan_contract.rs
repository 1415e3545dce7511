//! The contract of a loan in kind: what was agreed, in the reader's language and beside it in the other one, with places
//! for signatures and thumbprints.
use super::{BankHead, GoodHead, Who, loan::terms_in_words};
use crate::{
    papers::choice::paper_button,
    parts::{Around, Name, facts},
};
use chrono::NaiveDate;
use domain::banks::rules::{Condition, LoanTerms};
use maud::{Markup, html};
use words::Words;

/// The contract of a loan in kind. Quantities are smallest units of its good.
#[derive(Clone, Debug)]
pub struct KindContractPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which bank.
    pub bank: BankHead,
    /// Where it is.
    pub place: Name,
    /// The loan's number.
    pub no: i64,
    /// Who borrowed.
    pub who: Who,
    /// What.
    pub good: GoodHead,
    /// For what: `purpose-<code>` in words.
    pub purpose: &'static str,
    /// How much.
    pub lent: i64,
    /// With interest on the due day.
    pub back: i64,
    /// When it was given, and when it is due.
    pub days: (NaiveDate, NaiveDate),
    /// What was agreed.
    pub terms: LoanTerms,
    /// What was promised beside it.
    pub condition: Option<Condition>,
    /// Who answers for it.
    pub guarantors: Vec<Who>,
    /// Who signs for the bank: code of the office, and her name.
    pub officers: Vec<(String, Name)>,
}

/// `GET /banks/{bank}/loans/{no}/contract`
pub fn contract(page: &KindContractPage) -> Markup {
    let (words, bank) = (page.around.words, &page.bank);
    let other = other(words);
    let body = html! {
        div.stack.contract {
            section.card {
                div.card-head {
                    h2 { (both(words, "kind-contract-of")) }
                    (paper_button(words, &bank.href(&format!("papers/loan-contract?no={}", page.no))))
                }
                div.beside {
                    div { (agreed(page, words)) }
                    div lang=(other.language.code()) { (agreed(page, other)) }
                }
            }
            section.card {
                p { (words.say("loan-contract-sign")) }
                p.small lang=(other.language.code()) { (other.say("loan-contract-sign")) }
                (signatures(page))
            }
        }
    };
    let title = words.with("loan-number", &[("number", words.ordinal(page.no).into())]);
    let under = format!("{} · {}", page.who.name.show(words), bank.name.show(words));
    page.around.page(&title, &under, Some(&bank.href(&format!("loans/{}", page.no))), &[], body)
}

fn other(words: Words) -> Words {
    Words { language: words.language.other(), ..words }
}

/// A word in the reader's language, with the other one after it.
fn both(words: Words, key: &str) -> Markup {
    let other = other(words);
    html! { (words.say(key)) " · " span lang=(other.language.code()) { (other.say(key)) } }
}

fn agreed(page: &KindContractPage, words: Words) -> Markup {
    let (given, due) = page.days;
    let amount = |quantity: i64| page.good.unit.text(words, quantity);
    let lent = words.with(
        "kind-contract-lent",
        &[
            ("bank", page.bank.name.show(words).into()),
            ("good", page.good.name(words).into()),
            ("amount", amount(page.lent).into()),
            ("name", page.who.name.show(words).into()),
            ("number", words.ordinal(page.who.number).into()),
            ("date", words.date(given).into()),
            ("purpose", words.say(&format!("purpose-{}", page.purpose))),
        ],
    );
    let name = page.who.name.show(words);
    let back = words.with(
        "kind-contract-back",
        &[("name", name.into()), ("amount", amount(page.back).into()), ("date", words.date(due).into())],
    );
    let promised = page.condition.map(|condition| match condition {
        Condition::SchoolAttendance => "kind-condition-school",
        Condition::Training => "kind-condition-training",
    });
    let place = page.place.show(words);
    html! {
        @if !place.is_empty() { p.small { (place) } }
        p { (lent) }
        p { b { (back) } }
        (facts(&terms_in_words(words, &page.good, &page.terms)))
        @if let Some(key) = promised { p { (words.say(key)) } }
        @if !page.guarantors.is_empty() {
            p { (words.say("kind-contract-guarantors")) " "
                @for (at, who) in page.guarantors.iter().enumerate() { @if at > 0 { ", " } (super::lending::listed(words, who)) } }
        }
    }
}

fn signatures(page: &KindContractPage) -> Markup {
    let words = page.around.words;
    let line = |role: Markup, name: &str| html! { li { span.pad {} b { (name) } span.small { (role) } } };
    html! {
        ul.signing {
            (line(both(words, "loan-borrower"), page.who.name.show(words)))
            @for who in &page.guarantors { (line(both(words, "loan-guarantor"), who.name.show(words))) }
            @for (office, name) in &page.officers { (line(both(words, &format!("office-{office}")), name.show(words))) }
        }
        p.small { (both(words, "loan-contract-thumb")) }
    }
}

//! From a template to a plan in six answers, on one page.
use super::{
    Choice, Sheet, SubjectLine, say,
    subject::{Finder, finder},
    symbol,
};
use crate::{
    awards::forms::Typed,
    layout::icon,
    parts::{Around, Fields, Name, Problem},
};
use domain::plans::Written;
use maud::{Markup, html};

/// The six questions.
#[derive(Clone, Debug)]
pub struct QuestionsPage {
    /// What surrounds the page.
    pub around: Around,
    /// The template's code.
    pub code: String,
    /// The template.
    pub template: Written,
    /// What the price is asked of: the output's name and the unit of its price.
    pub output: Option<(Name, String)>,
    /// Months to begin with.
    pub months: Vec<Choice>,
    /// For whom.
    pub finder: Finder,
    /// The organisations that may keep it, where there are several.
    pub organisations: Vec<Choice>,
    /// What was typed.
    pub typed: Typed,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET, POST /plans/new/{template}`
pub fn questions(page: &QuestionsPage) -> Markup {
    let words = page.around.words;
    let fields = Fields { words, problems: &page.problems };
    let (typed, sign) = (&page.typed, say::sign(words, &page.template.currency).into_owned());
    let of = |list: &[Choice]| list.iter().map(|(value, text)| (value.clone().into(), text.clone().into())).collect::<Vec<_>>();
    let money = |name: &'static str, label: &str| fields.amount(name, label, typed.get(name), &sign);
    let title = super::enterprise(words, &page.code);
    let body = html! {
        form.form.narrow.plan-ask method="post" action={ "/plans/new/" (page.code) } novalidate {
            (fields.summary())
            input type="hidden" name="key" value=(typed.get("key"));
            // Enter in a field means going on, not searching.
            button.vh type="submit" name="do" value="begin" tabindex="-1" aria-hidden="true" {}
            (set(1, "plan-ask-what", words.say("plan-ask-what-text").as_ref(), page, html! {
                (fields.text("title", "plan-title", typed.get("title")))
                @if page.organisations.len() > 1 { (fields.select("organisation", "organisation", typed.get("organisation"), &of(&page.organisations))) }
                (finder(fields, &page.finder))
            }))
            (set(2, "plan-ask-size", "", page, html! {
                @if let Some(size) = &page.template.size {
                    (fields.amount("size", "plan-ask-size-how", typed.get("size"), &say::unit(words, &size.unit)))
                    p.hint { (words.with("plan-ask-size-hint", &[("size", say::of_unit(words, size.quantity, &size.unit).into())])) }
                } @else { p.hint { (words.say("plan-ask-size-none")) } }
            }))
            (set(3, "plan-ask-when", "", page, html! {
                div.pair {
                    (fields.select("starts", "plan-ask-starts", typed.get("starts"), &of(&page.months)))
                    (fields.count("times", "plan-ask-times", typed.get("times")))
                }
                p.hint { (cycle(page)) }
            }))
            (set(4, "plan-ask-price", "", page, html! {
                @if let Some((name, unit)) = &page.output {
                    (fields.amount("price", "plan-ask-price", typed.get("price"), &sign)
                        .labelled(words.with("plan-ask-price-of", &[("item", name.show(words).into()), ("unit", say::unit(words, unit).into())])))
                    p.hint { (words.say("plan-ask-price-hint")) }
                } @else { p.hint { (words.say("plan-ask-price-none")) } }
            }))
            (set(5, "plan-ask-money", words.say("plan-ask-money-text").as_ref(), page, html! {
                div.pair {
                    (money("own", "plan-giver-own"))
                    (money("grant", "plan-giver-grant"))
                }
                div.pair.three {
                    (money("loan", "plan-loan"))
                    (fields.amount("percent", "plan-ask-percent", typed.get("percent"), "%"))
                    (fields.count("months", "plan-ask-loan-months", typed.get("months")))
                }
            }))
            (set(6, "plan-household", words.say("plan-ask-household-text").as_ref(), page, html! {
                div.pair {
                    (money("income", "plan-household-income"))
                    (money("spending", "plan-household-spending"))
                }
            }))
            div.actions { button.btn.main.big type="submit" name="do" value="begin" { (icon("check")) (words.say("plan-ask-begin")) } }
        }
    };
    let under = subject_under(page.around.words, &page.finder.chosen);
    let sheet =
        Sheet { around: &page.around, title: &title, under: &under, back: "/plans/new", problems: &page.problems, scripts: &[] };
    sheet.draw(body)
}

fn subject_under(words: words::Words, subject: &SubjectLine) -> String {
    if subject.key.is_empty() { words.say("plan-new").into_owned() } else { subject.text(words) }
}

/// One question: its number, its heading and its fields.
fn set(no: i64, heading: &str, text: &str, page: &QuestionsPage, body: Markup) -> Markup {
    let words = page.around.words;
    html! {
        fieldset.set {
            legend { span.ask-no { (words.ordinal(no)) } " " @if no == 1 { (icon(symbol(&page.code))) } (words.say(heading)) }
            @if !text.is_empty() { p.hint { (text) } }
            (body)
        }
    }
}

/// How long a round takes.
fn cycle(page: &QuestionsPage) -> String {
    let (words, cycle) = (page.around.words, &page.template.cycle);
    let number = |number: u32| words.number(i64::from(number));
    match (cycle.days, cycle.months) {
        (Some(days), _) => words.with("plan-ask-cycle-days", &[("days", number(days).into())]),
        (_, Some(months)) => words.with("plan-ask-cycle-months", &[("months", number(months).into())]),
        _ => String::new(),
    }
}

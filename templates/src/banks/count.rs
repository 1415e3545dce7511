//! Counting the store: two people, and the figure of the books not shown before theirs is written.
use super::{
    BankHead,
    frame::{BankFrame, cautions},
    stock_form::Choice,
};
use crate::{
    layout::icon,
    parts::{Around, Fields, Problem, note_box, with_query},
};
use maud::{Markup, html};
use std::borrow::Cow;

/// What is typed about a count.
#[derive(Clone, Debug, Default)]
pub struct CountForm {
    /// Made by the server: sent twice, asked once.
    pub key: String,
    /// The cautions were read.
    pub known: bool,
    /// The day.
    pub day: String,
    /// The good's code.
    pub good: String,
    /// What was there.
    pub counted: String,
    /// How it was counted.
    pub method: String,
    /// Moisture, per cent.
    pub moisture: String,
    /// Who counted: two parties.
    pub counters: [String; 2],
    /// How much went each way: in the order of the page's causes.
    pub losses: Vec<(String, String)>,
}

impl CountForm {
    /// Reads what a browser sent.
    pub fn read(pairs: &[(String, String)]) -> CountForm {
        let get = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()).unwrap_or_default();
        let loss = |(key, value): &(String, String)| Some((key.strip_prefix("loss-")?.to_owned(), value.clone()));
        CountForm {
            key: get("key"),
            known: get("known") == "1",
            day: get("day"),
            good: get("good"),
            counted: get("counted"),
            method: get("method"),
            moisture: get("moisture"),
            counters: [get("counter_1"), get("counter_2")],
            losses: pairs.iter().filter_map(loss).collect(),
        }
    }
}

/// The form of a count.
#[derive(Clone, Debug)]
pub struct CountPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which bank.
    pub bank: BankHead,
    /// The good that is counted, and its name.
    pub good: Choice,
    /// The goods that can be counted.
    pub goods: Vec<Choice>,
    /// The unit of the good.
    pub unit: String,
    /// Whether it is weighed, and can be measured for moisture.
    pub by_weight: bool,
    /// The causes that this good can have.
    pub causes: Vec<&'static str>,
    /// Members, who count.
    pub members: Vec<Choice>,
    /// What has been typed.
    pub form: CountForm,
    /// What the books say beside what was counted, once that was sent: both in words.
    pub beside: Option<(String, String)>,
    /// What is to be looked at once more.
    pub cautions: Vec<String>,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET, POST /banks/{code}/count?good=`
pub fn count(page: &CountPage) -> Markup {
    let (words, bank) = (page.around.words, &page.bank);
    let fields = Fields { words, problems: &page.problems };
    let title = words.say("bank-do-count");
    let back = with_query(&bank.href("stock"), &[("good", &page.good.0)]);
    let body = html! {
        (choose(page))
        form.form.narrow.amid method="post" action=(bank.href("count")) novalidate {
            (fields.summary())
            (cautions(fields, &page.cautions))
            input type="hidden" name="key" value=(page.form.key);
            input type="hidden" name="good" value=(page.good.0);
            (what(page, fields))
            @if let Some((book, found)) = &page.beside { (versus(page, book, found)) }
            (went(page, fields))
            div.actions {
                button.btn.main type="submit" { (icon("send")) (words.say("bank-count-send")) }
                a.btn href=(back) { (words.say("cancel")) }
            }
            p.hint { (words.say("bank-count-second")) }
        }
    };
    let frame = BankFrame { around: &page.around, bank, tab: None, title: &title, back: back.clone(), problems: &page.problems };
    frame.draw(body)
}

fn choose(page: &CountPage) -> Markup {
    let (words, bank) = (page.around.words, &page.bank);
    if page.goods.len() < 2 {
        return html! {};
    }
    html! {
        nav.tabs aria-label=(words.say("bank-goods")) {
            @for (code, name) in &page.goods {
                a href=(with_query(&bank.href("count"), &[("good", code)])) aria-current=[(*code == page.good.0).then_some("true")] { (name) }
            }
        }
    }
}

fn what(page: &CountPage, fields: Fields<'_>) -> Markup {
    let (words, form) = (fields.words, &page.form);
    let methods: &[&str] = if page.by_weight { &["weighed", "sacks", "measured"] } else { &["heads"] };
    let methods: Vec<_> = methods.iter().map(|code| (*code, words.say(&format!("bank-method-{code}")), Cow::from(""))).collect();
    let mut members = vec![(Cow::from(""), words.say("bank-choose-member"))];
    members.extend(page.members.iter().map(|(value, text)| (Cow::from(value), Cow::from(text))));
    html! {
        div.card.form {
            h2 { (icon("scale")) (page.good.1) }
            (note_box("", "info", html! { p { (words.say("bank-count-blind")) } }))
            (fields.date("day", "bank-counted-on", &form.day))
            (fields.amount("counted", "bank-counted", &form.counted, &page.unit))
            @if methods.len() > 1 {
                (fields.radios("method", "bank-count-method", &form.method, false, &methods))
            } @else {
                input type="hidden" name="method" value=(methods[0].0);
            }
            @if page.by_weight { (fields.count("moisture", "bank-moisture", &form.moisture).keypad("decimal").after("%").hint("bank-moisture-hint")) }
            div.pair.start {
                (fields.select("counter_1", "bank-counter-first", &form.counters[0], &members))
                (fields.select("counter_2", "bank-counter-second", &form.counters[1], &members))
            }
        }
    }
}

fn versus(page: &CountPage, book: &str, found: &str) -> Markup {
    let words = page.around.words;
    html! {
        div.versus {
            div { span.small { (words.say("bank-book-figure")) } b { (book) } }
            (icon("arrow-right-left"))
            div { span.small { (words.say("bank-counted")) } b { (found) } }
        }
    }
}

fn went(page: &CountPage, fields: Fields<'_>) -> Markup {
    let words = fields.words;
    let typed = |code: &str| page.form.losses.iter().find(|(cause, _)| cause == code).map_or("", |(_, text)| text.as_str());
    html! {
        fieldset.set {
            legend { (icon("list-checks")) (words.say("bank-causes")) }
            p.hint { (words.say("bank-causes-hint")) }
            div.each #losses {
                @for code in &page.causes {
                    (fields.amount("", &format!("bank-cause-{code}"), typed(code), &page.unit).named(format!("loss-{code}")))
                }
            }
        }
    }
}

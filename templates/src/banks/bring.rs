//! Bringing animals into the register: a line for each, bought for one sum or given.
use super::{BankHead, animal::frame as herd_page, frame::cautions};
use crate::{
    layout::icon,
    parts::{Around, Fields, Problem, sign},
};
use domain::banks::Class;
use maud::{Markup, html};
use std::borrow::Cow;

/// Bringing animals into the register.
#[derive(Clone, Debug)]
pub struct BringPage {
    /// What surrounds the page.
    pub around: Around,
    /// The bank.
    pub bank: BankHead,
    /// The species that its rules place.
    pub species: Vec<Class>,
    /// What has been typed.
    pub form: BringForm,
    /// What is to be looked at once more.
    pub cautions: Vec<String>,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// What is typed to bring animals.
#[derive(Clone, Debug, Default)]
pub struct BringForm {
    /// Made when the page is shown.
    pub key: String,
    /// The day they came.
    pub day: String,
    /// `1`: the cautions were read.
    pub known: String,
    /// `cattle` or `buffalo`.
    pub species: String,
    /// `bought` or `donated`.
    pub how: String,
    /// What was paid for all of them.
    pub paid: String,
    /// The animals.
    pub rows: Vec<BringRow>,
}

/// An animal that comes.
#[derive(Clone, Debug, Default)]
pub struct BringRow {
    /// Tag or name.
    pub tag: String,
    /// `female`, `cow` (a female that has calved) or `male`.
    pub sex: String,
    /// An age, or a birthday.
    pub age: String,
    /// `months` or `years`: of the age.
    pub unit: String,
    /// Colour and marks.
    pub marks: String,
}

impl BringRow {
    /// Whether nothing was typed into it.
    pub fn is_blank(&self) -> bool {
        [&self.tag, &self.sex, &self.age, &self.marks].iter().all(|text| text.trim().is_empty())
    }
}

/// `GET, POST /banks/{bank}/herd/new`
pub fn bring(page: &BringPage) -> Markup {
    let (words, bank, form) = (page.around.words, &page.bank, &page.form);
    let fields = Fields { words, problems: &page.problems };
    let ways = [
        ("bought", words.say("herd-bought"), words.say("herd-bought-hint")),
        ("donated", words.say("herd-donated"), words.say("herd-donated-hint")),
    ];
    let heading = words.say("herd-bring");
    let body = html! {
        form.stack method="post" action=(bank.href("herd/new")) novalidate {
            (fields.summary())
            (cautions(fields, &page.cautions))
            input type="hidden" name="key" value=(form.key);
            section.card.form {
                div.pair.start {
                    (fields.date("day", "herd-day-bring", &form.day))
                    @if page.species.len() > 1 {
                        @let all: Vec<_> = page.species.iter().map(|one| (one.code(), words.say(&format!("good-{}", one.code())), Cow::from(""))).collect();
                        (fields.radios("species", "herd-species", &form.species, true, &all))
                    }
                }
                div.pair.start {
                    (fields.radios("how", "herd-how-came", &form.how, false, &ways))
                    (fields.amount("paid", "herd-paid", &form.paid, &sign(words, &bank.group.unit)).hint("herd-paid-hint"))
                }
            }
            section.card {
                div.card-head { h2 { (icon("beef")) (words.say("herd-animals")) } }
                p.hint { (words.say("herd-bring-hint")) }
                div.bring-rows { @for (no, row) in (1..).zip(&form.rows) { (bring_row(fields, no, row)) } }
                div.actions { button.btn type="submit" name="do" value="more" { (icon("plus")) (words.say("herd-more-rows")) } }
            }
            div.actions {
                button.btn.main type="submit" name="do" value="write" { (icon("check")) (words.say("herd-button-bring")) }
                a.btn href=(bank.href("herd")) { (words.say("cancel")) }
            }
        }
    };
    herd_page(&page.around, &heading, bank, "herd", &page.problems, body)
}

fn bring_row(fields: Fields<'_>, no: usize, row: &BringRow) -> Markup {
    let words = fields.words;
    let name = |end: &str| format!("a{no}-{end}");
    let sexes = [
        ("".into(), "–".into()),
        ("female".into(), words.say("sex-female-heifer")),
        ("cow".into(), words.say("sex-female-calved")),
        ("male".into(), words.say("sex-male")),
    ];
    html! {
        fieldset.bring-row {
            legend { (words.with("herd-animal-no", &[("number", words.ordinal(no as i64).into())])) }
            (fields.text("", "animal-tag", &row.tag).named(name("tag")))
            (fields.select(&name("sex"), "animal-sex", &row.sex, &sexes))
            (fields.text("", "animal-age", &row.age).named(name("age")))
            (fields.select(&name("unit"), "animal-age-unit", &row.unit, &[("years".into(), words.say("unit-years")), ("months".into(), words.say("unit-months"))]))
            (fields.text("", "animal-marks", &row.marks).named(name("marks")))
        }
    }
}

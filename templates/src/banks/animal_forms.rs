//! The short forms of an animal bank: each asks what one act needs and nothing more, beside what must be known to fill it
//! in. What needs two officers says so before it is sent.
use super::{
    BankHead, Who,
    animal::{AnimalAct, AnimalHead, Stands, frame, lost_word},
    contract,
    frame::cautions,
    owed::OwedLine,
};
use crate::{
    layout::icon,
    parts::{Around, Fields, Problem, card, note_box, sign},
};
use domain::banks::{
    acts::{LostHow, Seen, Sex},
    animals::Due,
    rules::{Bears, Placing, Whose},
};
use maud::{Markup, html};
use serde::Deserialize;
use std::borrow::Cow;

/// What is typed into the form of an act; each act reads its own fields.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AnimalForm {
    /// Made when the page is shown: the same form sent twice writes once.
    pub key: String,
    /// The day it happened.
    pub day: String,
    /// `1`: the cautions were read.
    pub known: String,
    /// The number of the member who keeps it.
    pub keeper: String,
    /// The number of the member it goes to, or `bank`.
    pub to: String,
    /// Tag or name.
    pub tag: String,
    /// `female`, `cow` (a female that has calved) or `male`.
    pub sex: String,
    /// Colour and marks.
    pub marks: String,
    /// An age, or a birthday.
    pub age: String,
    /// `months` or `years`: of the age.
    pub unit: String,
    /// How it was lost.
    pub how: String,
    /// The number of a member who saw it.
    pub witness_1: String,
    /// And of another.
    pub witness_2: String,
    /// `none`, `vet` or `chief`.
    pub note: String,
    /// The day the committee was told; empty: today.
    pub reported: String,
    /// Money that hide and meat brought.
    pub salvage: String,
    /// Its price, where the market's is not known.
    pub worth: String,
    /// Money received for it.
    pub received: String,
    /// The decision.
    pub minute: String,
    /// The number of the animal that goes out.
    pub out: String,
    /// What was seen or done.
    pub what: String,
    /// What it cost, all together.
    pub cost: String,
    /// Condition 1 to 5.
    pub condition: String,
    /// Money paid.
    pub amount: String,
}

/// How something owed is settled otherwise than by handing over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwedAct {
    /// With another animal.
    Replace,
    /// With money.
    Pay,
    /// It is waived.
    Waive,
}

impl OwedAct {
    /// All.
    pub const ALL: [OwedAct; 3] = [OwedAct::Replace, OwedAct::Pay, OwedAct::Waive];

    /// The word in addresses and keys.
    pub fn code(self) -> &'static str {
        match self {
            OwedAct::Replace => "replace",
            OwedAct::Pay => "pay",
            OwedAct::Waive => "waive",
        }
    }
}

/// What the form is for.
#[derive(Clone, Debug)]
pub enum For {
    /// An act with the animal.
    Animal(AnimalAct),
    /// Settling something owed for it.
    Owed(OwedAct, Box<OwedLine>),
}

impl For {
    fn code(&self) -> &'static str {
        match self {
            For::Animal(act) => act.code(),
            For::Owed(act, _) => act.code(),
        }
    }

    fn symbol(&self) -> &'static str {
        match self {
            For::Animal(act) => act.symbol(),
            For::Owed(OwedAct::Replace, _) => "repeat",
            For::Owed(OwedAct::Pay, _) => "banknote",
            For::Owed(OwedAct::Waive, _) => "gavel",
        }
    }

    /// Whether another officer must confirm it.
    fn needs_two(&self) -> bool {
        matches!(self, For::Animal(AnimalAct::Sell) | For::Owed(OwedAct::Waive, _))
    }
}

/// Somebody who may keep an animal, and how many she keeps already.
#[derive(Clone, Debug)]
pub struct Keeper {
    /// Who.
    pub who: Who,
    /// How many.
    pub keeps: usize,
}

/// The form of an act.
#[derive(Clone, Debug)]
pub struct AnimalFormPage {
    /// What surrounds the page.
    pub around: Around,
    /// The bank.
    pub bank: BankHead,
    /// The animal.
    pub animal: AnimalHead,
    /// Where it is.
    pub stands: Stands,
    /// What the form is for.
    pub act: For,
    /// What has been typed.
    pub form: AnimalForm,
    /// Members who may keep it or saw it.
    pub people: Vec<Keeper>,
    /// Whether it may go to a family at all.
    pub to_family: bool,
    /// Nothing is to be handed over yet: the family gives it back.
    pub gives_back: bool,
    /// Animals that may go out in its place.
    pub out: Vec<AnimalHead>,
    /// The place of the next calf in the order of the contract, and whose it is.
    pub next_calf: Option<(u32, Whose)>,
    /// The contract it is under, or would be, and how many of its calves took their place in it.
    pub contract: Option<(Placing, u32)>,
    /// What the market pays for such an animal, money.
    pub market: Option<i64>,
    /// What is to be looked at once more.
    pub cautions: Vec<String>,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET, POST /banks/{bank}/herd/{no}/{act}` and `…/obligations/{no}/{act}`
pub fn form(page: &AnimalFormPage) -> Markup {
    let (words, bank) = (page.around.words, &page.bank);
    let fields = Fields { words, problems: &page.problems };
    let back = match &page.act {
        For::Animal(_) => format!("herd/{}", page.animal.no),
        For::Owed(..) => "obligations".to_owned(),
    };
    let action = match &page.act {
        For::Animal(act) => bank.href(&format!("herd/{}/{}", page.animal.no, act.code())),
        For::Owed(act, line) => bank.href(&format!("obligations/{}/{}", line.no, act.code())),
    };
    let heading = match &page.act {
        For::Animal(act) => words.say(&act.title(page.gives_back)),
        For::Owed(act, _) => words.say(&format!("herd-do-{}", act.code())),
    };
    let body = html! {
        div.stack {
            (fields.summary())
            div.halves {
                form.card.form method="post" action=(action) novalidate {
                    (which(page))
                    (cautions(fields, &page.cautions))
                    input type="hidden" name="key" value=(page.form.key);
                    (fields.date("day", &format!("herd-day-{}", page.act.code()), &page.form.day))
                    (asked(page, fields))
                    @if page.act.needs_two() { (note_box("", "users", html! { p { (words.say("herd-needs-two")) } })) }
                    div.actions {
                        button.btn.main type="submit" { (icon(page.act.symbol())) (words.say(&format!("herd-button-{}", page.act.code()))) }
                        a.btn href=(bank.href(&back)) { (words.say("cancel")) }
                    }
                }
                div.stack { (beside(page)) }
            }
        }
    };
    frame(&page.around, &heading, bank, &back, &page.problems, body)
}

/// The animal the form is about, so that nobody writes on another one's card.
fn which(page: &AnimalFormPage) -> Markup {
    let words = page.around.words;
    html! {
        div.which {
            (page.animal.picture())
            p { b { (page.animal.tag) } " " span.muted { (page.animal.kind(words)) }
                span.small { (page.stands.badge(words)) @if let Some(who) = page.stands.family() { " " (who.link(words, &page.bank.group)) } } }
        }
        @if let For::Owed(_, line) = &page.act {
            div.owed-what.flat { p { b { (line.what(words, &page.bank)) } span.small { (line.keeper.link(words, &page.bank.group)) " " (line.when(words, &page.bank)) } } }
            (line.steps(words))
        }
    }
}

fn asked(page: &AnimalFormPage, fields: Fields<'_>) -> Markup {
    match &page.act {
        For::Animal(AnimalAct::Place) => people(page, fields, "keeper", "herd-next-keeper", &page.form.keeper, &[]),
        For::Animal(AnimalAct::Birth) => described(page, fields, false),
        For::Animal(AnimalAct::HandOver) => hand_over(page, fields),
        For::Animal(AnimalAct::Note) => note(page, fields),
        For::Animal(AnimalAct::Exchange) => exchange(page, fields),
        For::Animal(AnimalAct::Title) => html! { p { (fields.words.say("herd-title-text")) } },
        For::Animal(AnimalAct::Sell) => sell(page, fields),
        For::Animal(AnimalAct::Lose) => lose(page, fields),
        For::Owed(OwedAct::Replace, _) => described(page, fields, true),
        For::Owed(OwedAct::Pay, line) => pay(page, fields, line),
        For::Owed(OwedAct::Waive, _) => html! { p { (fields.words.say("herd-waive-text")) } (minute(page, fields)) },
    }
}

/// A choice among members, by number; `first` stands before them.
fn people(page: &AnimalFormPage, fields: Fields<'_>, name: &str, label: &str, value: &str, first: &[(&str, &str)]) -> Markup {
    let words = fields.words;
    let mut options: Vec<(Cow<'_, str>, Cow<'_, str>)> = vec![("".into(), words.say("loan-choose"))];
    options.extend(first.iter().map(|(value, key)| (Cow::Borrowed(*value), words.say(key))));
    options.extend(page.people.iter().map(|keeper| {
        let keeps = match keeper.keeps {
            0 => String::new(),
            count => format!(" · {}", words.with("herd-keeps", &[("count", words.number(count as i64).into())])),
        };
        let who = &keeper.who;
        (who.number.to_string().into(), format!("{} · {}{keeps}", words.ordinal(who.number), who.name.show(words)).into())
    }));
    fields.select(name, label, value, &options)
}

fn hand_over(page: &AnimalFormPage, fields: Fields<'_>) -> Markup {
    let words = fields.words;
    if page.to_family {
        return people(page, fields, "to", "herd-hand-to", &page.form.to, &[("bank", "herd-to-bank")]);
    }
    html! {
        input type="hidden" name="to" value="bank";
        p { (words.say(match (page.gives_back, page.animal.sex) {
            (true, _) => "herd-gives-back",
            (false, Sex::Male) => "herd-to-bank-male",
            (false, Sex::Female) => "herd-to-bank-only",
        })) }
    }
}

/// A new animal: a calf, or one that is given for another; only the latter has an age.
fn described(page: &AnimalFormPage, fields: Fields<'_>, aged: bool) -> Markup {
    let (words, form) = (fields.words, &page.form);
    html! {
        @if let Some((nth, whose)) = page.next_calf {
            @let key = match whose { Whose::Bank => "herd-next-calf-bank", Whose::Family => "herd-next-calf-family" };
            (note_box("", "baby", html! { p { (words.with(key, &[("nth", words.ordinal(nth.into()).into())])) } }))
        }
        (fields.text("tag", "animal-tag", &form.tag).mid().hint("animal-tag-hint"))
        (sexes(fields, "sex", &form.sex, aged))
        @if aged { (age_fields(fields, "age", &form.age, "unit", &form.unit)) }
        (fields.text("marks", "animal-marks", &form.marks).hint("animal-marks-hint"))
    }
}

/// Female or male; of one that comes from outside also whether she has calved, since a cow has another price.
fn sexes(fields: Fields<'_>, name: &str, value: &str, grown: bool) -> Markup {
    let words = fields.words;
    let all = [
        ("female", words.say(if grown { "sex-female-heifer" } else { "sex-female" }), Cow::from("")),
        ("cow", words.say("sex-female-calved"), "".into()),
        ("male", words.say("sex-male"), "".into()),
    ];
    let shown: Vec<_> = all.into_iter().filter(|(code, ..)| grown || *code != "cow").collect();
    fields.radios(name, "animal-sex", value, true, &shown)
}

/// An age with its unit; a birthday may stand in its place.
fn age_fields(fields: Fields<'_>, age: &str, value: &str, unit: &str, chosen: &str) -> Markup {
    let words = fields.words;
    let units = [("years".into(), words.say("unit-years")), ("months".into(), words.say("unit-months"))];
    html! {
        div.age-pair {
            (fields.text("", "animal-age", value).named(age.to_owned()).short().hint("animal-age-hint"))
            (fields.select(unit, "animal-age-unit", chosen, &units))
        }
    }
}

fn note(page: &AnimalFormPage, fields: Fields<'_>) -> Markup {
    let (words, form) = (fields.words, &page.form);
    let kinds: Vec<_> =
        Seen::ALL.iter().map(|seen| (seen.code(), words.say(&format!("seen-{}", seen.code())), Cow::from(""))).collect();
    let condition = |code: &'static str| {
        let figure = words.ordinal(code.parse().unwrap_or_default());
        (code, format!("{figure} {}", words.say(&format!("condition-{code}"))).into(), Cow::from(""))
    };
    let conditions = ["1", "2", "3", "4", "5"].map(condition);
    html! {
        (fields.radios("what", "herd-what-seen", &form.what, true, &kinds))
        (fields.radios("condition", "herd-condition", &form.condition, true, &conditions))
        (fields.amount("cost", "herd-cost", &form.cost, &sign(words, &page.bank.group.unit)).hint("herd-cost-hint"))
    }
}

fn exchange(page: &AnimalFormPage, fields: Fields<'_>) -> Markup {
    let words = fields.words;
    let mut options: Vec<(Cow<'_, str>, Cow<'_, str>)> = vec![("".into(), words.say("loan-choose"))];
    options.extend(page.out.iter().map(|head| (head.no.to_string().into(), head.listed(words).into())));
    html! {
        p { (words.say("herd-exchange-text")) }
        @if page.out.is_empty() { (note_box("warn", "info", html! { p { (words.say("herd-exchange-none")) } })) }
        (fields.select("out", "herd-out", &page.form.out, &options))
    }
}

fn sell(page: &AnimalFormPage, fields: Fields<'_>) -> Markup {
    html! {
        (fields.amount("received", "herd-received", &page.form.received, &sign(fields.words, &page.bank.group.unit)))
        (minute(page, fields))
    }
}

fn minute(page: &AnimalFormPage, fields: Fields<'_>) -> Markup {
    html! { (fields.text("minute", "herd-minute", &page.form.minute).hint("herd-minute-hint")) }
}

fn pay(page: &AnimalFormPage, fields: Fields<'_>, line: &OwedLine) -> Markup {
    let words = fields.words;
    let exact = match line.what {
        Due::Claim(sum) | Due::Money(sum) | Due::Instalment(_, sum) => Some(sum),
        Due::Calf(_) | Due::MovesOn => None,
    };
    html! {
        @if exact.is_none() { p { (words.say("herd-pay-calf-text")) } }
        (fields.amount("amount", "herd-amount", &page.form.amount, &sign(words, &page.bank.group.unit)))
    }
}

fn lose(page: &AnimalFormPage, fields: Fields<'_>) -> Markup {
    let (words, form) = (fields.words, &page.form);
    let sign = sign(words, &page.bank.group.unit);
    let kept = page.stands.family().is_some();
    let bears = |how: LostHow| match (&page.contract, kept) {
        (Some((contract, _)), true) => words.say(match borne(how, contract) {
            Bears::Bank => "herd-bank-bears",
            Bears::Keeper => "herd-family-owes",
        }),
        _ => "".into(),
    };
    let ways: Vec<_> = LostHow::ALL.into_iter().map(|how| (how.code(), lost_word(words, how), bears(how))).collect();
    let notes = [("none", "herd-note-none"), ("vet", "herd-note-vet"), ("chief", "herd-note-chief")];
    let notes = notes.map(|(code, key)| (code, words.say(key), Cow::from("")));
    html! {
        (fields.radios("how", "herd-how-lost", &form.how, false, &ways))
        div.pair.start {
            (people(page, fields, "witness_1", "herd-witness-1", &form.witness_1, &[]))
            (people(page, fields, "witness_2", "herd-witness-2", &form.witness_2, &[]))
        }
        (fields.radios("note", "herd-loss-note", &form.note, true, &notes))
        (fields.date("reported", "herd-reported", &form.reported).hint("herd-reported-hint"))
        (fields.amount("salvage", "herd-salvage", &form.salvage, &sign).hint("herd-salvage-hint"))
        @if page.market.is_none() { (fields.amount("worth", "herd-worth", &form.worth, &sign).hint("herd-worth-hint")) }
    }
}

/// Who bears a loss, as the contract says it.
fn borne(how: LostHow, contract: &Placing) -> Bears {
    match how {
        LostHow::Disease => contract.death.disease,
        LostHow::Accident | LostHow::Stolen => contract.death.accident,
        LostHow::Age => contract.death.age,
        LostHow::Neglect => contract.death.neglect,
        LostHow::SoldWithoutLeave | LostHow::SwappedWithoutLeave => Bears::Keeper,
    }
}

/// What must be known to fill the form in: what holds for who takes it, what the market pays.
fn beside(page: &AnimalFormPage) -> Markup {
    let (words, unit) = (page.around.words, &page.bank.group.unit);
    let priced = matches!(page.act, For::Animal(AnimalAct::Sell | AnimalAct::Lose) | For::Owed(OwedAct::Pay, _));
    html! {
        @if priced {
            @match page.market {
                Some(price) => (note_box("", "scale", html! { p { (words.with("herd-market", &[("amount", unit.text(words, price).into())])) } })),
                None => (note_box("warn", "scale", html! { p { (words.say("herd-market-none")) } })),
            }
        }
        @if let Some((contract, calves)) = &page.contract {
            @let key = if matches!(page.act, For::Animal(AnimalAct::Place | AnimalAct::HandOver)) { "herd-contract-next" } else { "animal-contract" };
            (card("scroll-text", &words.say(key), contract::in_words(words, unit, contract, *calves)))
        }
    }
}

/// Reads `female`, `cow` (a female that has calved before she came) or `male`; beside the sex, whether she has calved.
pub fn read_sex(text: &str) -> Option<(Sex, bool)> {
    match text {
        "female" => Some((Sex::Female, false)),
        "cow" => Some((Sex::Female, true)),
        "male" => Some((Sex::Male, false)),
        _ => None,
    }
}

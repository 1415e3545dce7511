//! Something owed for an animal: what it is, how far it is (open, born, due, and how it ended), and what settles it.
use super::{BankHead, Who, animal::AnimalHead};
use crate::{
    layout::icon,
    parts::{Tone, badge},
};
use chrono::NaiveDate;
use domain::banks::animals::{Due, Stage};
use maud::{Markup, html};
use std::borrow::Cow;
use words::Words;

/// Something owed for an animal.
#[derive(Clone, Debug)]
pub struct OwedLine {
    /// Its number.
    pub no: i64,
    /// Who owes it.
    pub keeper: Who,
    /// For which animal.
    pub animal: AnimalHead,
    /// What.
    pub what: Due,
    /// The calf that fills it, once it is born.
    pub calf: Option<AnimalHead>,
    /// From when it can be asked for.
    pub due_on: Option<NaiveDate>,
    /// How far it is.
    pub stage: Stage,
    /// How it ended, and when.
    pub ended: Option<(NaiveDate, Settled)>,
}

/// How something owed ended.
#[derive(Clone, Debug)]
pub enum Settled {
    /// Handed over to this family, or to the bank.
    HandedOver(Option<Who>),
    /// Another animal was given.
    Replaced(AnimalHead),
    /// Paid in money.
    Paid(i64),
    /// Waived by decision.
    Waived,
    /// It ended with its animal.
    Fell,
}

impl OwedLine {
    /// What is owed, in words.
    pub fn what(&self, words: Words, bank: &BankHead) -> String {
        let (unit, animal) = (&bank.group.unit, &self.animal.tag);
        let tag: (&str, Cow<'_, str>) = ("animal", animal.into());
        match self.what {
            Due::Calf(nth) => words.with("owed-calf", &[("nth", words.ordinal(nth.into()).into()), tag]),
            Due::MovesOn => words.with("owed-moves-on", &[tag]),
            Due::Claim(sum) => words.with("owed-claim", &[("amount", unit.text(words, sum).into()), tag]),
            Due::Money(sum) => words.with("owed-money", &[("amount", unit.text(words, sum).into()), tag]),
            Due::Instalment(nth, sum) => {
                let nth = ("nth", words.ordinal(nth.into()).into());
                words.with("owed-instalment", &[nth, ("amount", unit.text(words, sum).into()), tag])
            }
        }
    }

    /// What is owed, beside the name of its animal.
    pub fn short(&self, words: Words, bank: &BankHead) -> String {
        let unit = &bank.group.unit;
        match self.what {
            Due::Calf(nth) => words.with("owed-short-calf", &[("nth", words.ordinal(nth.into()).into())]),
            Due::MovesOn => words.say("owed-short-moves-on").into_owned(),
            Due::Claim(sum) | Due::Money(sum) => unit.text(words, sum),
            Due::Instalment(nth, sum) => {
                let nth = ("nth", words.ordinal(nth.into()).into());
                words.with("owed-short-instalment", &[nth, ("amount", unit.text(words, sum).into())])
            }
        }
    }

    /// Open, born, due, and how it ended: a line of steps, the one where it is marked.
    pub fn steps(&self, words: Words) -> Markup {
        let last = match self.stage {
            Stage::Replaced | Stage::Paid | Stage::Waived | Stage::Fell | Stage::HandedOver => self.stage,
            _ if matches!(self.what, Due::Calf(_) | Due::MovesOn) => Stage::HandedOver,
            _ => Stage::Paid,
        };
        let way: &[Stage] = match self.what {
            Due::Calf(_) => &[Stage::Open, Stage::Born, Stage::Due],
            Due::MovesOn | Due::Instalment(..) | Due::Money(_) => &[Stage::Open, Stage::Due],
            Due::Claim(_) => &[Stage::Due],
        };
        // A calf that was settled before it was born, or before its day, never was where the line would have led.
        let reached = |stage: Stage| match stage {
            Stage::Born => self.calf.is_some(),
            Stage::Due => {
                self.due_on.is_some_and(|due| self.ended.as_ref().is_none_or(|(on, _)| due <= *on)) && self.stage >= Stage::Due
            }
            _ => true,
        };
        let ended = self.ended.is_some();
        html! {
            ol.steps-owed aria-label=(words.say("owed-how-far")) {
                @for stage in way.iter().copied().chain([last]) {
                    @let here = stage == self.stage;
                    @let done = if here && ended { true } else { stage < self.stage && reached(stage) };
                    li.(if done { "done" } else { "" }).(if ended && stage == last { tone(last) } else { stage.code() }) aria-current=[here.then_some("step")] {
                        (icon(symbol(stage))) span { (self.stage_word(words, stage)) }
                        @if done && !here { span.vh { (words.say("owed-reached")) } }
                    }
                }
            }
        }
    }

    /// A calf that is not there yet is not born; anything else is not due yet.
    pub(crate) fn stage_word(&self, words: Words, stage: Stage) -> Cow<'static, str> {
        match (stage, self.what) {
            (Stage::Open, Due::MovesOn | Due::Claim(_) | Due::Money(_) | Due::Instalment(..)) => words.say("owed-waiting"),
            _ => words.say(&format!("owed-{}", stage.code())),
        }
    }

    /// How far it is, as a badge.
    pub fn badge(&self, words: Words) -> Markup {
        let tone = match self.stage {
            Stage::Open => Tone::Past,
            Stage::Born => Tone::Calm,
            Stage::Due => Tone::Warn,
            Stage::HandedOver | Stage::Replaced | Stage::Paid => Tone::Good,
            Stage::Waived | Stage::Fell => Tone::Past,
        };
        badge(tone, symbol(self.stage), &self.stage_word(words, self.stage))
    }

    /// When it is due or how it ended, in words.
    pub fn when(&self, words: Words, bank: &BankHead) -> Markup {
        let date = |key: &str, day: NaiveDate| html! { (words.with(key, &[("date", words.date(day).into())])) };
        match (&self.ended, self.due_on) {
            (Some((on, settled)), _) => html! { (words.date(*on)) @if let Some(how) = settled.text(words, bank) { " · " (how) } },
            (None, Some(due)) if self.stage == Stage::Due => date("owed-since", due),
            (None, Some(due)) => date("owed-from", due),
            (None, None) => html! {},
        }
    }

    /// The button that settles it as the contract means, where it is due; the other ways stand folded beside it.
    pub fn buttons(&self, words: Words, bank: &BankHead) -> Markup {
        if self.ended.is_some() {
            return html! {};
        }
        let to = |act: &str| bank.href(&format!("obligations/{}/{act}", self.no));
        let money = matches!(self.what, Due::Claim(_) | Due::Money(_) | Due::Instalment(..));
        let due = self.stage == Stage::Due;
        let goes = match (&self.calf, self.what) {
            (Some(calf), Due::Calf(_)) => Some(calf),
            (_, Due::MovesOn) => Some(&self.animal),
            _ => None,
        };
        let pay = |class: &'static str| html! { a.btn.(class) href=(to("pay")) { (icon("banknote")) (words.say("herd-do-pay")) } };
        html! {
            div.actions.settle {
                @if let Some(animal) = goes.filter(|_| due) {
                    a.btn.main href={ (animal.href(bank)) "/hand-over" } { (icon("handshake")) (words.say("herd-do-hand-over")) }
                }
                @if money { (pay(if due { "main" } else { "" })) }
                details.otherwise {
                    summary { (icon("chevron-right")) (words.say("owed-otherwise")) }
                    div.actions {
                        @if !money && self.calf.is_some() { (pay("")) }
                        @if matches!(self.what, Due::Claim(_) | Due::Calf(_)) { a.btn href=(to("replace")) { (icon("repeat")) (words.say("herd-do-replace")) } }
                        a.btn href=(to("waive")) { (icon("gavel")) (words.say("herd-do-waive")) }
                    }
                }
            }
        }
    }
}

impl Settled {
    fn text(&self, words: Words, bank: &BankHead) -> Option<Markup> {
        match self {
            Settled::HandedOver(Some(who)) => Some(html! { (words.say("owed-to")) " " (who.link(words, &bank.group)) }),
            Settled::HandedOver(None) => Some(html! { (words.say("owed-to-bank")) }),
            Settled::Replaced(animal) => Some(html! { (animal.link(bank)) }),
            Settled::Paid(sum) => Some(bank.group.unit.amount(words, *sum)),
            Settled::Waived | Settled::Fell => None,
        }
    }
}

fn symbol(stage: Stage) -> &'static str {
    match stage {
        Stage::Open => "hourglass",
        Stage::Born => "baby",
        Stage::Due => "bell",
        Stage::HandedOver => "handshake",
        Stage::Replaced => "repeat",
        Stage::Paid => "banknote",
        Stage::Waived => "gavel",
        Stage::Fell => "ban",
    }
}

fn tone(stage: Stage) -> &'static str {
    if matches!(stage, Stage::Waived | Stage::Fell) { "past" } else { "good" }
}

//! An animal of a bank: who keeps it and who owns it (two things), what the contract says, what is owed for it and how far
//! that is, what was seen of it, what happened to it.
use super::{BankHead, Who, contract, owed::OwedLine};
use crate::{
    layout::{self, Frame, asset, icon},
    papers::choice::paper_button,
    parts::{Around, Problem, Tone, badge, card, facts, more},
};
use chrono::{Months, NaiveDate};
use domain::banks::{
    Class,
    acts::{LostHow, Seen, Sex},
    animals::Left,
    prices::AgeClass,
    rules::Placing,
};
use maud::{Markup, html};
use std::borrow::Cow;
use words::Words;

/// An animal as lists, forms and branches of the tree name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnimalHead {
    /// Its number in the register.
    pub no: i64,
    /// Its tag or name.
    pub tag: String,
    /// Cattle or buffalo.
    pub species: Class,
    /// Calf, heifer, cow or bull, on the day that is looked at.
    pub class: AgeClass,
    /// Its sex.
    pub sex: Sex,
}

impl AnimalHead {
    /// What it is: cow, heifer, female calf …
    pub fn kind(&self, words: Words) -> Cow<'static, str> {
        let (species, class) = (self.species.code(), self.class.code());
        match (self.class, self.sex) {
            (AgeClass::Calf, Sex::Female) => words.say(&format!("animal-{species}-calf-female")),
            (AgeClass::Calf, Sex::Male) => words.say(&format!("animal-{species}-calf-male")),
            _ => words.say(&format!("animal-{species}-{class}")),
        }
    }

    /// A little picture of its kind; the word beside it says the same.
    pub fn picture(&self) -> Markup {
        let name = match (self.species, self.class) {
            (Class::Buffalo, AgeClass::Calf) => "buffalo-calf",
            (Class::Buffalo, AgeClass::Bull) => "buffalo-bull",
            (Class::Buffalo, _) => "buffalo-cow",
            (_, AgeClass::Calf) => "cattle-calf",
            (_, AgeClass::Heifer) => "cattle-heifer",
            (_, AgeClass::Bull) => "cattle-bull",
            (_, AgeClass::Cow) => "cattle-cow",
        };
        html! { svg.beast viewBox="0 0 64 48" aria-hidden="true" focusable="false" { use href={ (asset("herd.svg")) "#" (name) } {} } }
    }

    /// Its page.
    pub fn href(&self, bank: &BankHead) -> String {
        bank.href(&format!("herd/{}", self.no))
    }

    /// Its tag, leading to its page.
    pub fn link(&self, bank: &BankHead) -> Markup {
        html! { a href=(self.href(bank)) { (self.tag) } }
    }

    /// Tag and kind, as one reads them in a list to choose from.
    pub fn listed(&self, words: Words) -> String {
        format!("{} · {}", self.tag, self.kind(words))
    }
}

/// Where an animal is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stands {
    /// In the bank's own hands.
    Bank,
    /// With a family, since a day.
    With(Who, NaiveDate),
    /// A family's own: in the register alone.
    Own(Who),
    /// Not there any more.
    Gone(NaiveDate, Left),
}

impl Stands {
    /// Where it is, as a badge.
    pub fn badge(&self, words: Words) -> Markup {
        match self {
            Stands::Bank => badge(Tone::Wait, "house", &words.say("herd-at-bank")),
            Stands::With(..) => badge(Tone::Good, "handshake", &words.say("herd-placed")),
            Stands::Own(_) => badge(Tone::Calm, "gift", &words.say("herd-own")),
            Stands::Gone(_, left) => badge(Tone::Past, "log-out", &left_word(words, *left)),
        }
    }

    /// The family it is with, whoever owns it.
    pub fn family(&self) -> Option<&Who> {
        match self {
            Stands::With(who, _) | Stands::Own(who) => Some(who),
            Stands::Bank | Stands::Gone(..) => None,
        }
    }
}

/// How an animal left, in a word.
pub fn left_word(words: Words, left: Left) -> Cow<'static, str> {
    match left {
        Left::Lost(how) => lost_word(words, how),
        Left::Sold => words.say("herd-sold"),
    }
}

/// How an animal was lost, in a word.
pub fn lost_word(words: Words, how: LostHow) -> Cow<'static, str> {
    words.say(&format!("herd-lost-{}", how.code()))
}

/// What may be done with an animal now; each is a form on a page of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnimalAct {
    /// Place it with a family.
    Place,
    /// Write down a calf.
    Birth,
    /// Hand it over.
    HandOver,
    /// Write down what was seen or done.
    Note,
    /// Exchange it for another.
    Exchange,
    /// It becomes the keeper's own.
    Title,
    /// The bank sells it.
    Sell,
    /// It is lost.
    Lose,
}

impl AnimalAct {
    /// All, in the order in which their buttons stand.
    pub const ALL: [AnimalAct; 8] = [
        AnimalAct::Place,
        AnimalAct::Birth,
        AnimalAct::HandOver,
        AnimalAct::Note,
        AnimalAct::Exchange,
        AnimalAct::Title,
        AnimalAct::Sell,
        AnimalAct::Lose,
    ];

    /// The word in addresses and keys.
    pub fn code(self) -> &'static str {
        match self {
            AnimalAct::Place => "place",
            AnimalAct::Birth => "birth",
            AnimalAct::HandOver => "hand-over",
            AnimalAct::Note => "note",
            AnimalAct::Exchange => "exchange",
            AnimalAct::Title => "title",
            AnimalAct::Sell => "sell",
            AnimalAct::Lose => "lose",
        }
    }

    /// The key of what it does.
    pub(crate) fn title(self, gives_back: bool) -> String {
        match self {
            AnimalAct::HandOver if gives_back => "herd-do-give-back".to_owned(),
            act => format!("herd-do-{}", act.code()),
        }
    }

    /// Its symbol.
    pub fn symbol(self) -> &'static str {
        match self {
            AnimalAct::Place | AnimalAct::HandOver => "handshake",
            AnimalAct::Birth => "baby",
            AnimalAct::Note => "eye",
            AnimalAct::Exchange => "arrow-right-left",
            AnimalAct::Title => "gift",
            AnimalAct::Sell => "banknote",
            AnimalAct::Lose => "triangle-alert",
        }
    }
}

/// An animal's page.
#[derive(Clone, Debug)]
pub struct AnimalPage {
    /// What surrounds the page.
    pub around: Around,
    /// The bank.
    pub bank: BankHead,
    /// The animal.
    pub animal: AnimalHead,
    /// The day it is looked at.
    pub today: NaiveDate,
    /// Its birthday, often estimated.
    pub born_on: Option<NaiveDate>,
    /// Colour and marks.
    pub marks: String,
    /// Since when it is in the register.
    pub came_on: NaiveDate,
    /// Where it is.
    pub stands: Stands,
    /// Its owner, where it is a family's.
    pub owner: Option<Who>,
    /// Its dam.
    pub dam: Option<AnimalHead>,
    /// Its calves, the eldest first, each with its birthday and where it is.
    pub calves: Vec<(AnimalHead, Option<NaiveDate>, Stands)>,
    /// Those who kept it before, each with the first and the last day.
    pub before: Vec<(Who, NaiveDate, NaiveDate)>,
    /// The contract it is under, and how many of its calves took their place in it.
    pub contract: Option<(Placing, u32)>,
    /// What is owed for it, or with it.
    pub owed: Vec<OwedLine>,
    /// What was seen and done, the latest first.
    pub log: Vec<SeenLine>,
    /// What happened, the latest first.
    pub acts: Vec<ActLine>,
    /// What may be done now, by who looks.
    pub may: Vec<AnimalAct>,
    /// Nothing is to be handed over yet: a family that parts with it gives it back.
    pub gives_back: bool,
    /// Whether who looks may settle what is owed.
    pub may_settle: bool,
}

/// A line of the log.
#[derive(Clone, Copy, Debug)]
pub struct SeenLine {
    /// The act.
    pub act: i64,
    /// The day.
    pub day: NaiveDate,
    /// What.
    pub what: Seen,
    /// What it cost the bank.
    pub cost: i64,
    /// Condition 1 to 5.
    pub condition: Option<u8>,
}

/// Something that happened.
#[derive(Clone, Debug)]
pub struct ActLine {
    /// The act.
    pub act: i64,
    /// The day.
    pub day: NaiveDate,
    /// Its symbol.
    pub symbol: &'static str,
    /// What, in the reader's words.
    pub text: String,
}

/// `GET /banks/{bank}/herd/{no}`
pub fn animal(page: &AnimalPage) -> Markup {
    let (words, bank) = (page.around.words, &page.bank);
    let body = html! {
        div.stack {
            (who_and_whose(page))
            @if !page.may.is_empty() { (actions(page)) }
            @if !page.owed.is_empty() { (owed(page)) }
            div.halves.even {
                div.stack {
                    @if let Some((placing, calves)) = &page.contract {
                        (card("scroll-text", &words.say("animal-contract"), html! {
                            (contract::in_words(words, &bank.group.unit, placing, *calves))
                            @if matches!(page.stands, Stands::With(..)) {
                                div.actions { (paper_button(words, &bank.href(&format!("papers/agreement?no={}", page.animal.no)))) }
                            }
                        }))
                    }
                    (kin(page))
                }
                div.stack { (log(page)) (happened(page)) }
            }
        }
    };
    let title = page.animal.listed(words);
    frame(&page.around, &title, bank, "herd", &[], body)
}

/// Who keeps it and who owns it are two things: they stand side by side, alike.
fn who_and_whose(page: &AnimalPage) -> Markup {
    let (words, bank, animal) = (page.around.words, &page.bank, &page.animal);
    let keeper = match &page.stands {
        Stands::Bank => html! { b { (words.say("herd-keeper-bank")) } },
        Stands::With(who, since) => html! { b { (who.link(words, &bank.group)) } span.small { (since_text(words, *since)) } },
        Stands::Own(who) => html! { b { (who.link(words, &bank.group)) } },
        // Who kept it last.
        Stands::Gone(on, left) => html! {
            b { @match page.before.last() { Some((who, ..)) => (who.link(words, &bank.group)), None => (words.say("herd-keeper-bank")) } }
            span.small { (left_word(words, *left)) " · " (words.date(*on)) }
        },
    };
    let owner = match &page.owner {
        None => html! { b { (words.say("herd-owner-bank")) } span.small { (bank.name.show(words)) } },
        Some(who) => html! { b { (who.link(words, &bank.group)) } span.small { (words.say("herd-owner-family")) } },
    };
    let seen = page.log.iter().find(|line| line.what == Seen::Sighting);
    html! {
        section.card.animal-card {
            div.portrait { (animal.picture()) (page.stands.badge(words)) }
            div.two-things {
                div { span.fl { (icon("user")) (words.say("herd-keeper")) } (keeper) }
                div { span.fl { (icon("key-round")) (words.say("herd-owner")) } (owner) }
            }
            (facts(&[
                (words.say("animal-kind"), html! { (animal.kind(words)) }),
                (words.say("animal-born"), html! { @if let Some(born) = page.born_on { (words.date(born)) span.muted { " · " (age(words, born, page.today)) } } }),
                (words.say("animal-marks"), html! { (page.marks) }),
                (words.say("animal-came"), html! { (words.date(page.came_on)) }),
                (words.say("herd-seen"), html! { @if let Some(line) = seen { (words.date(line.day)) @if let Some(condition) = line.condition { " " (condition_mark(words, condition)) } } }),
            ]))
        }
    }
}

fn actions(page: &AnimalPage) -> Markup {
    let words = page.around.words;
    html! {
        nav.doors.no-paper aria-label=(words.say("animal-actions")) {
            @for act in &page.may {
                a href={ (page.animal.href(&page.bank)) "/" (act.code()) } { (icon(act.symbol())) span { (words.say(&act.title(page.gives_back))) } }
            }
        }
    }
}

fn owed(page: &AnimalPage) -> Markup {
    let (words, bank) = (page.around.words, &page.bank);
    let body = html! {
        ul.owed-list {
            @for line in &page.owed {
                li.(if line.ended.is_some() { "old" } else { "" }) {
                    p { b { (line.what(words, bank)) } span.small { (line.keeper.link(words, &bank.group))
                        @if let Some(calf) = &line.calf { " · " (calf.link(bank)) } " " (line.when(words, bank)) } }
                    (line.steps(words))
                    @if page.may_settle { (line.buttons(words, bank)) }
                }
            }
        }
    };
    card("baby", &words.say("animal-owed"), body)
}

fn kin(page: &AnimalPage) -> Markup {
    let (words, bank) = (page.around.words, &page.bank);
    let line = |head: &AnimalHead, under: Markup| html! { li { (head.picture()) span { b { (head.link(bank)) } " " span.muted { (head.kind(words)) } span.small { (under) } } } };
    let body = html! {
        @if let Some(dam) = &page.dam { h3 { (words.say("animal-dam")) } ul.kin { (line(dam, html! {})) } }
        @if !page.calves.is_empty() {
            h3 { (words.with("animal-calves", &[("count", words.number(page.calves.len() as i64).into())])) }
            ul.kin { @for (calf, born, stands) in &page.calves {
                (line(calf, html! { @if let Some(born) = born { (words.date(*born)) " " } (stands.badge(words)) @if let Some(who) = stands.family() { " " (who.link(words, &bank.group)) } }))
            } }
        }
        @if page.dam.is_none() && page.calves.is_empty() { p.muted { (words.say("animal-no-kin")) } }
        @if !page.before.is_empty() {
            h3 { (words.say("animal-keepers-before")) }
            ul.line { @for (who, from, until) in &page.before {
                li { (who.link(words, &bank.group)) p.small { (words.date_short(*from)) " – " (words.date_short(*until)) } }
            } }
        }
        p { (more(&bank.href("herd/tree"), &words.say("herd-tree"))) }
    };
    card("network", &words.say("animal-kin"), body)
}

fn log(page: &AnimalPage) -> Markup {
    let (words, bank) = (page.around.words, &page.bank);
    let body = html! {
        @if page.log.is_empty() { p.muted { (words.say("animal-log-empty")) } }
        ul.log { @for line in &page.log {
            li {
                (icon(seen_symbol(line.what)))
                span {
                    a href=(bank.href(&format!("acts/{}", line.act))) { (words.say(&format!("seen-{}", line.what.code()))) }
                    @if let Some(condition) = line.condition { " " (condition_mark(words, condition)) }
                    span.small { (words.date(line.day)) @if line.cost > 0 { " · " (bank.group.unit.amount(words, line.cost)) } }
                }
            }
        } }
    };
    card("stethoscope", &words.say("animal-log"), body)
}

fn happened(page: &AnimalPage) -> Markup {
    let (words, bank) = (page.around.words, &page.bank);
    let body = html! {
        ul.log { @for line in &page.acts {
            li { (icon(line.symbol)) span { a href=(bank.href(&format!("acts/{}", line.act))) { (line.text) } span.small { (words.date(line.day)) } } }
        } }
    };
    card("history", &words.say("animal-happened"), body)
}

/// The symbol of what was seen or done.
pub fn seen_symbol(seen: Seen) -> &'static str {
    match seen {
        Seen::Sighting => "eye",
        Seen::Sickness => "heart-pulse",
        Seen::Treatment => "stethoscope",
        Seen::VaccineFootMouth | Seen::VaccineSepticaemia => "syringe",
        Seen::Mated => "droplets",
        Seen::InCalf => "baby",
    }
}

/// Condition 1 (thin) to 5 (fat): filled squares and the figure.
pub fn condition_mark(words: Words, condition: u8) -> Markup {
    let figure = words.ordinal(condition.into());
    html! {
        span.condition.n {
            span.stamps aria-hidden="true" { @for at in 1..=5 { i.(if at <= condition { "on" } else { "" }) {} } }
            " " (words.with("condition-of-five", &[("figure", figure.into())]))
        }
    }
}

/// An age in months, or in whole years from two years on.
pub fn age(words: Words, born: NaiveDate, today: NaiveDate) -> String {
    let months =
        (1..=600).take_while(|months| born.checked_add_months(Months::new(*months)).is_some_and(|day| day <= today)).count() as i64;
    if months < 24 {
        words.with("age-months", &[("count", words.number(months).into())])
    } else {
        words.with("age-years", &[("count", words.number(months / 12).into())])
    }
}

/// “since 3 February 2026”.
pub fn since_text(words: Words, day: NaiveDate) -> String {
    words.with("herd-since-day", &[("date", words.date(day).into())])
}

/// A page of the herd, with its stylesheet; `back` is the address below the bank that the arrow leads to.
pub(crate) fn frame(around: &Around, title: &str, bank: &BankHead, back: &str, problems: &[Problem], body: Markup) -> Markup {
    let frame = Frame {
        words: around.words,
        title,
        under: &format!("{} · {}", bank.name.show(around.words), bank.group.name.show(around.words)),
        back: Some(&bank.href(back)),
        user: around.user.as_deref(),
        path: &around.path,
        error: !problems.is_empty(),
        scripts: &[],
        styles: &["herd.css"],
        notice: around.notice.as_deref(),
        practice: around.practice.as_ref(),
    };
    layout::page(&frame, body)
}

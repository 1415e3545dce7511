//! What a member has to do with her group's banks, on her own page: rice and animals beside savings.
use crate::banks::{GoodHead, Who};
use crate::layout::icon;
use crate::parts::{self, GroupHead, Name, Tile, Tone, Unit, badge, card};
use chrono::NaiveDate;
use maud::{Markup, html};
use words::Words;

/// What she has to do with one bank. Quantities are smallest units of their good, money of the group's currency.
#[derive(Clone, Debug)]
pub struct AtBank {
    /// The bank's code.
    pub code: String,
    /// Its name.
    pub name: Name,
    /// Her loans in kind on which something is owed.
    pub loans: Vec<KindLoan>,
    /// The bank's animals that she keeps.
    pub animals: Vec<KeptAnimal>,
    /// What she owes for animals.
    pub owes: Vec<OwedFor>,
    /// What she may have back.
    pub deposits: Vec<(GoodHead, i64)>,
    /// Open loans of others for which she answers.
    pub answers: Vec<Answers>,
}

/// A loan in kind.
#[derive(Clone, Debug)]
pub struct KindLoan {
    /// Its number in the bank.
    pub no: i64,
    /// Of what.
    pub good: GoodHead,
    /// What is owed today, interest with it.
    pub owed: i64,
    /// When it is due.
    pub due_on: NaiveDate,
    /// By how many days it is late; 0: it is not.
    pub days_late: i64,
}

/// An animal of the bank that is with her.
#[derive(Clone, Debug)]
pub struct KeptAnimal {
    /// Its number in the register.
    pub no: i64,
    /// Tag or name.
    pub tag: String,
    /// Cattle or buffalo: `good-<species>` names it.
    pub species: &'static str,
    /// Since when it is with her.
    pub since: NaiveDate,
}

/// Something that she owes for an animal.
#[derive(Clone, Debug)]
pub struct OwedFor {
    /// The animal's number in the register, and its tag or name.
    pub animal: (i64, String),
    /// What.
    pub what: Owing,
    /// From when it can be asked for; `None`: not known yet.
    pub due_on: Option<NaiveDate>,
    /// Whether that day has come.
    pub due: bool,
}

/// What is owed for an animal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owing {
    /// The so-manieth calf.
    Calf(u32),
    /// The animal itself moves on.
    MovesOn,
    /// Another animal for a lost one, or so much money.
    Claim(i64),
    /// Money for a male calf.
    Money(i64),
    /// The so-manieth instalment, so much money.
    Instalment(u32, i64),
}

/// A loan of somebody else for which she answers.
#[derive(Clone, Debug)]
pub struct Answers {
    /// Its number in the bank.
    pub loan: i64,
    /// Who borrowed.
    pub who: Who,
    /// Of what.
    pub good: GoodHead,
    /// What is owed of it.
    pub owed: i64,
}

impl AtBank {
    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.loans.is_empty()
            && self.animals.is_empty()
            && self.owes.is_empty()
            && self.deposits.is_empty()
            && self.answers.is_empty()
    }

    fn href(&self, below: &str) -> String {
        format!("/banks/{}/{below}", parts::encode(&self.code))
    }
}

/// What she owes and keeps, as tiles: one a good that she owes, one for the animals.
pub(crate) fn tiles<'a>(words: Words, banks: &[AtBank]) -> Vec<Tile<'a>> {
    let mut owed: Vec<(&GoodHead, i64)> = Vec::new();
    for loan in banks.iter().flat_map(|bank| &bank.loans) {
        match owed.iter_mut().find(|(good, _)| *good == &loan.good) {
            Some((_, sum)) => *sum += loan.owed,
            None => owed.push((&loan.good, loan.owed)),
        }
    }
    let mut tiles: Vec<Tile<'a>> = owed
        .into_iter()
        .map(|(good, sum)| Tile {
            icon: "wheat",
            label: words.say("at-bank-owed"),
            figure: good.amount(words, sum),
            under: html! { (good.name(words)) },
        })
        .collect();
    let animals: usize = banks.iter().map(|bank| bank.animals.len()).sum();
    if animals > 0 {
        tiles.push(Tile {
            icon: "beef",
            label: words.say("at-bank-animals"),
            figure: html! { (words.number(animals as i64)) },
            under: html! {},
        });
    }
    tiles
}

/// A card for each bank with which she has anything to do.
pub(crate) fn cards(words: Words, group: &GroupHead, banks: &[AtBank]) -> Markup {
    html! { @for bank in banks.iter().filter(|bank| !bank.is_empty()) { (bank_card(words, group, bank)) } }
}

fn bank_card(words: Words, group: &GroupHead, bank: &AtBank) -> Markup {
    let part = |key: &str, rows: Markup| html! { div { h3 { (words.say(key)) } dl.facts { (rows) } } };
    card(
        "warehouse",
        bank.name.show(words),
        html! {
            div.stack {
                @if !bank.loans.is_empty() { (part("at-bank-loans", html! { @for loan in &bank.loans { (loan_row(words, bank, loan)) } })) }
                @if !bank.animals.is_empty() { (part("at-bank-animals", html! { @for animal in &bank.animals { (animal_row(words, bank, animal)) } })) }
                @if !bank.owes.is_empty() { (part("at-bank-owes", html! { @for owed in &bank.owes { (owed_row(words, &group.unit, bank, owed)) } })) }
                @if !bank.deposits.is_empty() {
                    (part("at-bank-deposits", html! { @for (good, quantity) in &bank.deposits { div { dt { (good.name(words)) } dd { (good.amount(words, *quantity)) } } } }))
                }
                @if !bank.answers.is_empty() { (part("at-bank-answers", html! { @for answers in &bank.answers { (answers_row(words, group, bank, answers)) } })) }
            }
        },
    )
}

fn loan_row(words: Words, bank: &AtBank, loan: &KindLoan) -> Markup {
    let number = words.with("loan-number", &[("number", words.ordinal(loan.no).into())]);
    html! {
        div {
            dt { a href=(bank.href(&format!("loans/{}", loan.no))) { (number) } " " span.small { (loan.good.name(words)) } }
            dd {
                (loan.good.amount(words, loan.owed))
                br;
                span.small { (words.say("at-bank-due-on")) " " span.n { (words.date_short(loan.due_on)) } }
                @if loan.days_late > 0 {
                    " " (badge(Tone::Warn, "clock", &words.with("at-bank-late", &[("days", words.number(loan.days_late).into())])))
                }
            }
        }
    }
}

fn animal_row(words: Words, bank: &AtBank, animal: &KeptAnimal) -> Markup {
    html! {
        div {
            dt { (icon("beef")) " " a href=(bank.href(&format!("herd/{}", animal.no))) { (animal.tag) } " " span.small { (words.say(&format!("good-{}", animal.species))) } }
            dd { span.small { (words.with("at-bank-keeps-since", &[("date", words.date_short(animal.since).into())])) } }
        }
    }
}

fn owed_row(words: Words, money: &Unit, bank: &AtBank, owed: &OwedFor) -> Markup {
    let (no, tag) = &owed.animal;
    let said = |key: &str, number: u32, amount: i64| {
        let (number, amount) = (words.ordinal(number.into()), money.text(words, amount));
        words.with(key, &[("animal", tag.into()), ("number", number.into()), ("amount", amount.into())])
    };
    let what = match owed.what {
        Owing::Calf(nth) => said("at-bank-owes-calf", nth, 0),
        Owing::MovesOn => said("at-bank-owes-moves-on", 0, 0),
        Owing::Claim(amount) => said("at-bank-owes-claim", 0, amount),
        Owing::Money(amount) => said("at-bank-owes-money", 0, amount),
        Owing::Instalment(nth, amount) => said("at-bank-owes-instalment", nth, amount),
    };
    let from = match owed.due_on {
        Some(day) => words.with("at-bank-due-from", &[("date", words.date_short(day).into())]),
        None => words.say("at-bank-due-open").into_owned(),
    };
    html! {
        div {
            dt { a href=(bank.href(&format!("herd/{no}"))) { (what) } }
            dd { @if owed.due { (badge(Tone::Warn, "clock", &from)) } @else { span.small { (from) } } }
        }
    }
}

fn answers_row(words: Words, group: &GroupHead, bank: &AtBank, answers: &Answers) -> Markup {
    let number = words.with("loan-number", &[("number", words.ordinal(answers.loan).into())]);
    html! {
        div {
            dt { a href=(bank.href(&format!("loans/{}", answers.loan))) { (number) } " " (answers.who.link(words, group)) }
            dd { (answers.good.amount(words, answers.owed)) }
        }
    }
}

//! The register of a bank's animals, told from its acts: where each one is, who keeps it under which contract, what is
//! owed for it.
use super::{
    acts::{ActNo, AnimalNo, LostHow, ObligationNo, Party, Seen, Sex},
    goods::Class,
    prices::AgeClass,
    rules::{Handover, Placing},
};
use chrono::{Months, NaiveDate};

/// An animal of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Animal {
    /// Its number.
    pub no: AnimalNo,
    /// Tag or name.
    pub tag: String,
    /// Cattle or buffalo.
    pub species: Class,
    /// Its sex.
    pub sex: Sex,
    /// Its birthday, often estimated.
    pub born_on: Option<NaiveDate>,
    /// Colour and marks.
    pub marks: String,
    /// Its dam, where she is in the register.
    pub dam: Option<AnimalNo>,
    /// Whose it is.
    pub owner: Owner,
    /// Where it is.
    pub place: Place,
    /// Since when it is in the register.
    pub came_on: NaiveDate,
    /// How it left, and when.
    pub left: Option<(NaiveDate, Left)>,
    /// Whether it had calved before it came.
    pub calved_before: bool,
    /// Days on which it calved in the register.
    pub calved: Vec<NaiveDate>,
    /// What was seen and done, in order.
    pub log: Vec<LogLine>,
    /// Every keeper, in order.
    pub keepers: Vec<Keeping>,
    /// The last act that concerned it.
    pub last_act: (NaiveDate, ActNo),
}

/// A line of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// The act.
    pub act: ActNo,
    /// The day.
    pub day: NaiveDate,
    /// What.
    pub what: Seen,
    /// What it cost the bank, money.
    pub cost: i64,
    /// Condition 1 to 5.
    pub condition: Option<u8>,
}

/// Whose an animal is. Owner and keeper are two things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Owner {
    /// The bank's: it stands in the journal.
    Bank,
    /// A family's: it stands in the register alone.
    Family(Party),
}

/// Where an animal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// In the bank's own hands.
    Bank,
    /// With a family.
    With(Party),
    /// Not there any more (or, before it came, not yet).
    Gone,
}

/// How an animal left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Left {
    /// Lost.
    Lost(LostHow),
    /// Sold by the bank.
    Sold,
}

/// A time with a family under a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keeping {
    /// The act that began it.
    pub act: ActNo,
    /// Who.
    pub keeper: Party,
    /// From when.
    pub from: NaiveDate,
    /// Until when; `None`: still.
    pub until: Option<NaiveDate>,
    /// The contract.
    pub contract: Placing,
    /// The last place of its order that a calf took. A calf that takes the place of one that died moves nothing.
    pub calves: u32,
    /// All calves born in it.
    pub births: u32,
}

/// Something owed for an animal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obligation {
    /// Its number: the act that began it times 1,000, and its place there. So it stays the same whatever is written later.
    pub no: ObligationNo,
    /// Who owes it.
    pub keeper: Party,
    /// For which animal.
    pub animal: AnimalNo,
    /// What.
    pub what: Due,
    /// The calf that fills it, once it is born.
    pub calf: Option<AnimalNo>,
    /// From when it can be asked for; `None`: not known yet.
    pub due_on: Option<NaiveDate>,
    /// How it ended.
    pub ended: Option<(NaiveDate, Ended)>,
}

/// What is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Due {
    /// The so-manieth calf.
    Calf(u32),
    /// The animal itself moves on.
    MovesOn,
    /// An animal lost through the keeper's fault: another one, or this much money.
    Claim(i64),
    /// Money: a share of a male calf.
    Money(i64),
    /// Money: the so-manieth instalment.
    Instalment(u32, i64),
}

/// How something owed ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ended {
    /// Handed over to this family, or to the bank.
    HandedOver(Option<Party>),
    /// Another animal was given.
    Replaced(AnimalNo),
    /// Paid in money.
    Paid(i64),
    /// Waived by decision.
    Waived,
    /// It ended with its animal, or another thing is owed in its place.
    Fell,
}

/// How far something owed is: what lists and colours say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stage {
    /// Nothing is born yet.
    Open,
    /// Born, and too young.
    Born,
    /// To be handed over, or paid.
    Due,
    /// Handed over.
    HandedOver,
    /// Replaced.
    Replaced,
    /// Paid in money.
    Paid,
    /// Waived.
    Waived,
    /// Ended with its animal.
    Fell,
}

impl Stage {
    /// The word for classes and files.
    pub fn code(self) -> &'static str {
        match self {
            Stage::Open => "open",
            Stage::Born => "born",
            Stage::Due => "due",
            Stage::HandedOver => "handed-over",
            Stage::Replaced => "replaced",
            Stage::Paid => "paid",
            Stage::Waived => "waived",
            Stage::Fell => "fell",
        }
    }
}

impl Obligation {
    /// How far it is on a day.
    pub fn stage(&self, day: NaiveDate) -> Stage {
        match self.ended {
            Some((on, ended)) if on <= day => match ended {
                Ended::HandedOver(_) => Stage::HandedOver,
                Ended::Replaced(_) => Stage::Replaced,
                Ended::Paid(_) => Stage::Paid,
                Ended::Waived => Stage::Waived,
                Ended::Fell => Stage::Fell,
            },
            _ if self.due_on.is_some_and(|due| due <= day) => Stage::Due,
            _ if self.calf.is_some() => Stage::Born,
            _ => Stage::Open,
        }
    }

    /// Whether it still is owed.
    pub fn is_open(&self) -> bool {
        self.ended.is_none()
    }
}

impl Animal {
    /// Whether it stands in the journal: the bank's, and there.
    pub fn is_the_banks(&self) -> bool {
        self.owner == Owner::Bank && self.place != Place::Gone
    }

    /// Whether it lives, as far as anybody knows.
    pub fn is_there(&self) -> bool {
        self.left.is_none()
    }

    /// Its class on a day, under which it is priced.
    pub fn class(&self, day: NaiveDate) -> AgeClass {
        age_class(self.sex, self.born_on, self.calved_before || self.calved.iter().any(|on| *on <= day), day)
    }

    /// The family it is with now, and under which contract.
    pub fn keeping(&self) -> Option<&Keeping> {
        self.keepers.last().filter(|keeping| keeping.until.is_none())
    }

    /// Since when it has not calved where it is: its last calf there, or the day it came.
    pub fn barren_since(&self) -> Option<NaiveDate> {
        let keeping = self.keeping()?;
        Some(self.calved.iter().max().map_or(keeping.from, |calved| (*calved).max(keeping.from)))
    }

    /// From when its contract calls it infertile, and it may be exchanged; `None`: never.
    pub fn infertile_from(&self) -> Option<NaiveDate> {
        let years = self.keeping()?.contract.infertile_years;
        self.barren_since()?.checked_add_months(Months::new(years.saturating_mul(12))).filter(|_| years > 0)
    }
}

/// The class of an animal on a day: a calf until it is a year old; where nobody knows its birthday, grown.
pub(super) fn age_class(sex: Sex, born_on: Option<NaiveDate>, calved: bool, day: NaiveDate) -> AgeClass {
    let year_old = born_on.is_none_or(|born| born.checked_add_months(Months::new(12)).is_some_and(|grown| grown <= day));
    match (year_old, sex) {
        (false, _) => AgeClass::Calf,
        (true, Sex::Male) => AgeClass::Bull,
        (true, Sex::Female) if calved => AgeClass::Cow,
        (true, Sex::Female) => AgeClass::Heifer,
    }
}

/// When a calf that is owed can be asked for.
pub(super) fn due_on(handover: Handover, born: NaiveDate, births: u32) -> Option<NaiveDate> {
    match handover {
        Handover::AtMonths(months) => born.checked_add_months(Months::new(months)),
        Handover::AfterCalves(calves) => (births >= calves).then_some(born),
    }
}

//! The herd: animals come, go to families, calve, are handed on, are exchanged, and become a family's own.
use super::{FIGURE_MOST, Ground, Ruling, TEXT_MOST, positive};
use crate::banks::{
    acts::{AnimalNo, Came, Fact, NewAnimal, ObligationNo, Party, Seen, Sex},
    animals::{Animal, Due, Keeping, Obligation, Owner, Place, age_class},
    ask::{Ask, AskAnimal, Caution, Impossible, Priced, Refusal, Text, Why},
    goods::Class,
    prices::AgeClass,
    rules::{Handover, HandoverTo, Placing, SexRule, Title, Whose},
};
use chrono::{Months, NaiveDate};

/// A cow carries for so many days: no dam calves again sooner. A buffalo carries longer, so it holds for her too.
const GESTATION_DAYS: i64 = 283;
/// Calves of one dam born within so many days are twins.
const TWIN_DAYS: i64 = 2;
/// No heifer calves younger than this, months; the first calf comes at about three years.
const CALVES_FROM_MONTHS: u32 = 18;

pub(super) fn rule(ground: &Ground, ask: &Ask) -> Ruling {
    let mut ruling = Ruling::default();
    match ask {
        Ask::BringAnimals { species, paid, animals } => bring(ground, *species, *paid, animals, &mut ruling),
        Ask::Place { animal, keeper } => place(ground, *animal, *keeper, &mut ruling),
        Ask::Birth { dam, calf } => birth(ground, *dam, calf, &mut ruling),
        Ask::HandOver { animal, to } => hand_over(ground, *animal, *to, &mut ruling),
        Ask::Exchange { back, out } => exchange(ground, *back, *out, &mut ruling),
        Ask::PassTitle { animal } => pass_title(ground, *animal, &mut ruling),
        Ask::Note { animal, what, cost, condition } => note(ground, *animal, *what, *cost, *condition, &mut ruling),
        _ => {}
    }
    ruling
}

/// The code under which a species stands in the journal: every head of it is one commodity.
pub(super) fn head(ground: &Ground, species: Class, ruling: &mut Ruling) -> String {
    match ground.bank.goods.iter().find(|good| good.class() == species && species.is_registered()) {
        Some(good) => good.code().to_owned(),
        None => {
            ruling.refuse(Why::Good(species.code().to_owned()));
            String::new()
        }
    }
}

/// An animal of the bank that is there; otherwise it is refused.
pub(super) fn the_banks<'a>(ground: &Ground<'a>, row: Option<usize>, no: AnimalNo, ruling: &mut Ruling) -> Option<&'a Animal> {
    let found = ground.state.animals.get(&no).filter(|animal| animal.is_the_banks());
    if found.is_none() {
        ruling.refusals.push(Refusal { row, why: Why::NoAnimal });
    }
    found
}

/// The market's price of an animal's class that day, cited.
pub(super) fn market_of(ground: &Ground, animal: &Animal, ruling: &mut Ruling) -> Priced {
    let code = head(ground, animal.species, ruling);
    ground.market(&code, animal.class(ground.day).code(), ruling)
}

/// An animal as it enters the register under a number, and what speaks against its description.
pub(super) fn described(ground: &Ground, row: Option<usize>, no: AnimalNo, asked: &AskAnimal, ruling: &mut Ruling) -> NewAnimal {
    let tag = asked.tag.trim();
    let mut refuse = |why| ruling.refusals.push(Refusal { row, why });
    if tag.is_empty() {
        refuse(Why::Missing(Text::Tag));
    }
    if tag.chars().count() > TEXT_MOST {
        refuse(Why::TooLong(Text::Tag));
    }
    if asked.marks.chars().count() > TEXT_MOST {
        refuse(Why::TooLong(Text::Note));
    }
    if ground.state.animals.values().any(|other| other.is_there() && other.tag == tag) {
        refuse(Why::TagTaken);
    }
    if asked.born_on.is_some_and(|born| born > ground.day) {
        refuse(Why::Future);
    }
    if asked.calved && age_class(asked.sex, asked.born_on, true, ground.day) != AgeClass::Cow {
        refuse(Why::NotCalved);
    }
    let (tag, marks) = (tag.to_owned(), asked.marks.trim().to_owned());
    NewAnimal { no, tag, sex: asked.sex, born_on: asked.born_on, marks, calved: asked.calved }
}

/// Whether a contract is met with calves: such an animal must be able to bear them.
fn lives_by_calves(contract: &Placing) -> bool {
    contract.offspring.contains(&Whose::Bank) || contract.then == Whose::Bank || contract.moves_on_after > 0
}

/// The contract of the day for an animal that goes to a family.
fn contract_for(ground: &Ground, animal: &Animal, ruling: &mut Ruling) -> Option<Placing> {
    let contract = ground.rules.placing(animal.species);
    match contract {
        None => ruling.refuse(Why::NotPlaced),
        Some(contract) if animal.sex == Sex::Male && lives_by_calves(contract) => ruling.refuse(Why::Male),
        Some(_) => {}
    }
    contract.cloned()
}

fn bring(ground: &Ground, species: Class, paid: Option<i64>, asked: &[AskAnimal], ruling: &mut Ruling) {
    let code = head(ground, species, ruling);
    if asked.is_empty() {
        ruling.refuse(Why::Nothing);
    }
    if let Some(paid) = paid {
        positive(None, paid, ruling);
    }
    // A price is a class's: what was given is written class by class, what was bought must be of one class.
    let mut classes: Vec<(AgeClass, Vec<NewAnimal>)> = Vec::new();
    for ((row, one), no) in asked.iter().enumerate().zip(ground.next_animal()..) {
        let animal = described(ground, Some(row), no, one, ruling);
        if asked[..row].iter().any(|other| other.tag.trim() == animal.tag) {
            ruling.refuse_at(row, Why::TagTaken);
        }
        let class = age_class(one.sex, one.born_on, one.calved, ground.day);
        match classes.iter().position(|(other, _)| *other == class) {
            Some(at) => classes[at].1.push(animal),
            None if paid.is_some() && !classes.is_empty() => ruling.refuse_at(row, Why::MixedClasses),
            None => classes.push((class, vec![animal])),
        }
    }
    for (class, animals) in classes {
        let (how, price) = match paid {
            Some(paid) => {
                // What is posted is the sum; its share for each head, half up, is only what the price table is told.
                let heads = asked.len() as i64;
                let each = (paid.clamp(0, FIGURE_MOST) + heads / 2) / heads;
                (Came::Bought { paid }, ground.agreed(&code, class.code(), each.max(1), ruling))
            }
            None => (Came::Donated, ground.market(&code, class.code(), ruling)),
        };
        ruling.write(Fact::AnimalsCame { how, species, animals }, price);
    }
}

fn place(ground: &Ground, no: AnimalNo, keeper: Party, ruling: &mut Ruling) {
    ground.member(None, keeper, ruling);
    let Some(animal) = the_banks(ground, None, no, ruling) else { return };
    if animal.place != Place::Bank {
        ruling.refuse(Why::Impossible(Impossible::Animal(no)));
    }
    if let Some(contract) = contract_for(ground, animal, ruling) {
        ruling.write(Fact::Placed { animal: no, keeper, contract }, Priced::Not);
    }
}

/// Whose a calf is, and what is owed for it.
struct Belongs {
    nth: Option<u32>,
    bank: bool,
    fills: Option<ObligationNo>,
    owes_money: Option<i64>,
}

impl Belongs {
    /// The family's, and outside the order of the contract.
    const FAMILY: Belongs = Belongs { nth: None, bank: false, fills: None, owes_money: None };
}

fn birth(ground: &Ground, no: AnimalNo, asked: &AskAnimal, ruling: &mut Ruling) {
    let asked = AskAnimal { born_on: Some(ground.day), calved: false, ..asked.clone() };
    let calf = described(ground, None, ground.next_animal(), &asked, ruling);
    let Some(dam) = ground.state.animals.get(&no) else { return ruling.refuse(Why::NoAnimal) };
    if dam.sex == Sex::Male {
        ruling.refuse(Why::DamMale);
    }
    if !dam.is_there() {
        ruling.refuse(Why::DamGone);
    }
    can_calve(ground, dam, ruling);
    let code = head(ground, dam.species, ruling);
    let belongs = match (dam.owner, dam.keeping()) {
        (Owner::Family(_), _) => Belongs::FAMILY,
        (Owner::Bank, None) => Belongs { bank: true, ..Belongs::FAMILY },
        (Owner::Bank, Some(keeping)) => by_contract(ground, dam, keeping, calf.sex, &code, ruling),
    };
    // A family's own calf stands in the register alone: no value comes to the bank.
    let price = if belongs.bank { ground.market(&code, AgeClass::Calf.code(), ruling) } else { Priced::Not };
    let Belongs { nth, bank, fills, owes_money } = belongs;
    ruling.write(Fact::Born { dam: no, calf, nth, bank, fills, owes_money }, price);
}

/// Whether a dam can calve that day: old enough, and not too soon before or after another calf.
fn can_calve(ground: &Ground, dam: &Animal, ruling: &mut Ruling) {
    let old_enough = dam.born_on.and_then(|born| born.checked_add_months(Months::new(CALVES_FROM_MONTHS)));
    // Calves that were born later and written down sooner count too.
    let whole = ground.bank.state(NaiveDate::MAX);
    let calved = whole.as_ref().ok().and_then(|state| state.animals.get(&dam.no)).map_or(&dam.calved, |dam| &dam.calved);
    let apart = calved.iter().map(|on| (ground.day - *on).num_days().abs()).min();
    if old_enough.is_some_and(|day| ground.day < day) || apart.is_some_and(|days| days > TWIN_DAYS && days < GESTATION_DAYS) {
        ruling.refuse(Why::TooSoon(GESTATION_DAYS));
    } else if let Some(days) = apart.filter(|days| *days <= TWIN_DAYS) {
        ruling.caution(Caution::Twin(days));
    }
}

/// What the ordered rule of a contract says of the next calf.
fn by_contract(ground: &Ground, dam: &Animal, keeping: &Keeping, sex: Sex, code: &str, ruling: &mut Ruling) -> Belongs {
    let contract = &keeping.contract;
    // A place that a calf had taken before it died comes first; then the next one of the order.
    let open = |nth: u32| ground.state.obligations.values().find(|owed| unfilled(owed, dam.no, keeping.keeper) == Some(nth));
    let again = (1..=keeping.calves).find(|&nth| open(nth).is_some());
    let nth = again.unwrap_or(keeping.calves + 1);
    let fills = open(nth).map(|owed| owed.no);
    let beyond = contract.offspring.get(nth as usize - 1).is_none();
    // What the order gives the bank is owed by its row: one that was settled before the calf came leaves the calf to the family.
    let owed = fills.is_some() || beyond && contract.then == Whose::Bank;
    let share = match (contract.counts, sex) {
        (SexRule::Any, _) | (_, Sex::Female) => None,
        (SexRule::FemaleKeepMale, Sex::Male) => return Belongs::FAMILY,
        (SexRule::FemaleSellMale(sum), Sex::Male) => Some(Some(sum)),
        (SexRule::FemaleShareMale(percent), Sex::Male) => {
            let market = ground.bank.market(code, AgeClass::Calf.code(), ground.day);
            Some(market.map(|price| percent_of(price.amount, percent)))
        }
    };
    match share {
        None => Belongs { nth: Some(nth), bank: owed, fills, owes_money: None },
        Some(_) if !owed => Belongs { nth: Some(nth), ..Belongs::FAMILY },
        Some(None) => {
            ruling.refuse(Why::PriceMissing);
            Belongs::FAMILY
        }
        Some(owes_money) => Belongs { nth: Some(nth), bank: false, fills, owes_money },
    }
}

/// The place in the order of an obligation that waits for a calf of this dam and keeper.
fn unfilled(owed: &Obligation, dam: AnimalNo, keeper: Party) -> Option<u32> {
    match owed.what {
        Due::Calf(nth) if owed.is_open() && owed.calf.is_none() && owed.animal == dam && owed.keeper == keeper => Some(nth),
        _ => None,
    }
}

/// So many per cent of an amount (100 at most), halves up.
pub(super) fn percent_of(amount: i64, percent: u32) -> i64 {
    let hundredths = i128::from(amount) * i128::from(percent);
    i64::try_from((hundredths + 50).div_euclid(100)).unwrap_or(i64::MAX)
}

fn hand_over(ground: &Ground, no: AnimalNo, to: Option<Party>, ruling: &mut Ruling) {
    if let Some(next) = to {
        ground.member(None, next, ruling);
    }
    let Some(animal) = the_banks(ground, None, no, ruling) else { return };
    let (Some(keeping), Place::With(keeper)) = (animal.keeping(), animal.place) else { return ruling.refuse(Why::WrongWay) };
    let open = || ground.state.obligations.values().filter(|owed| owed.is_open());
    let calf = open().find(|owed| owed.calf == Some(no));
    let moves_on = open().find(|owed| owed.animal == no && owed.keeper == keeper && owed.what == Due::MovesOn);
    let ripe = |owed: &&Obligation| owed.due_on.is_some_and(|due| due <= ground.day);
    // A calf goes as its contract says; no next family there is a reason to take it back. What moves on goes either way. A
    // family may give an animal back at any time, and it then owes no more calves of it; it chooses nobody to follow it.
    let wrong = match (calf, moves_on) {
        (Some(_), _) => to.is_some() && keeping.contract.handover_to == HandoverTo::Bank,
        (None, Some(_)) => false,
        (None, None) => to.is_some(),
    };
    if wrong || to == Some(keeper) {
        ruling.refuse(Why::WrongWay);
    }
    let early = match (calf, moves_on) {
        (Some(owed), _) => Some(owed),
        (None, owed) => owed.filter(|_| to.is_some()),
    };
    if let Some(owed) = early.filter(|owed| !ripe(owed)) {
        ruling.refuse(not_yet(owed, &keeping.contract));
    }
    let contract = if to.is_some() && !wrong { contract_for(ground, animal, ruling) } else { None };
    let settles = calf.or(moves_on.filter(ripe)).map(|owed| owed.no);
    ruling.write(Fact::HandedOver { animal: no, to, contract, settles }, Priced::Not);
}

/// Why something cannot be handed over yet: a day, or calves that are still to come.
fn not_yet(owed: &Obligation, contract: &Placing) -> Why {
    match (owed.due_on, owed.what, contract.handover) {
        (Some(due), ..) => Why::NotYetDue(due),
        (None, Due::MovesOn, _) => Why::CalvesFirst(contract.moves_on_after),
        (None, _, Handover::AfterCalves(calves)) => Why::CalvesFirst(calves),
        (None, _, Handover::AtMonths(_)) => Why::CalvesFirst(1),
    }
}

fn exchange(ground: &Ground, back: AnimalNo, out: AnimalNo, ruling: &mut Ruling) {
    let old = the_banks(ground, Some(0), back, ruling);
    let new = the_banks(ground, Some(1), out, ruling);
    if let Some(new) = new.filter(|new| new.place != Place::Bank) {
        ruling.refuse_at(1, Why::Impossible(Impossible::Animal(new.no)));
    }
    let Some(old) = old else { return };
    let Some(keeping) = old.keeping() else { return ruling.refuse_at(0, Why::Impossible(Impossible::Animal(back))) };
    if old.sex == Sex::Male {
        ruling.refuse_at(0, Why::Male);
    }
    let owed = ground.state.obligations.values().any(|owed| owed.is_open() && owed.calf == Some(back));
    match old.infertile_from().filter(|_| !owed) {
        None => ruling.refuse_at(0, Why::NoExchange),
        Some(from) if ground.day < from => ruling.refuse_at(0, Why::NotYetDue(from)),
        Some(_) => {}
    }
    if let Some(new) = new {
        if new.species != old.species {
            ruling.refuse_at(1, Why::OtherSpecies);
        }
        if new.sex == Sex::Male && lives_by_calves(&keeping.contract) {
            ruling.refuse_at(1, Why::Male);
        }
    }
    ruling.write(Fact::Exchanged { back, out }, Priced::Not);
}

fn pass_title(ground: &Ground, no: AnimalNo, ruling: &mut Ruling) {
    let Some(animal) = the_banks(ground, None, no, ruling) else { return };
    let Some(keeping) = animal.keeping() else { return ruling.refuse(Why::Impossible(Impossible::Animal(no))) };
    if keeping.contract.title == Title::Never {
        ruling.refuse(Why::NoTitle);
    }
    let owed = ground.state.still_owed(no, keeping.keeper).count();
    if owed > 0 {
        ruling.refuse(Why::StillOwed(owed));
    }
    let paid_off = keeping.contract.hire_purchase.is_some();
    let price = market_of(ground, animal, ruling);
    ruling.write(Fact::TitlePassed { animal: no, paid_off }, price);
}

fn note(ground: &Ground, no: AnimalNo, what: Seen, cost: i64, condition: Option<u8>, ruling: &mut Ruling) {
    let found = ground.state.animals.get(&no).filter(|animal| animal.is_there());
    if found.is_none() {
        ruling.refuse(Why::NoAnimal);
    }
    if cost != 0 {
        positive(None, cost, ruling);
    }
    if condition.is_some_and(|condition| what != Seen::Sighting || !(1..=5).contains(&condition)) {
        ruling.refuse(Why::Condition);
    }
    let Some(animal) = found else { return };
    let keeper_pays = match animal.owner {
        Owner::Family(_) => 100,
        Owner::Bank => animal.keeping().map_or(0, |keeping| keeping.contract.keeper_pays_care.min(100)),
    };
    let cost = percent_of(cost, 100 - keeper_pays);
    ruling.write(Fact::Noted { animal: no, what, cost, condition }, Priced::Not);
}

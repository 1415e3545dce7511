//! Animals that are lost or sold, and how what is owed for them is settled otherwise than by handing over.
use super::{
    FIGURE_MOST, Ground, Ruling,
    herd::{described, head, market_of, the_banks},
    positive, text,
};
use crate::banks::{
    acts::{AnimalNo, Fact, LossNote, LostHow, ObligationNo, Party, Sex},
    animals::{Animal, Due, Left, Obligation, Place, age_class},
    ask::{Ask, AskAnimal, Priced, Text, Why},
    prices::AgeClass,
    rules::{Bears, DeathRule, Placing, SexRule},
};
use chrono::NaiveDate;

pub(super) fn rule(ground: &Ground, ask: &Ask) -> Ruling {
    let mut ruling = Ruling::default();
    match ask {
        Ask::Lose { animal, how, witnesses, note, salvage, worth, reported_on } => {
            let reported_on = reported_on.unwrap_or(ground.today);
            let loss = Loss { how: *how, witnesses, note: *note, salvage: *salvage, worth: *worth, reported_on };
            lose(ground, *animal, &loss, &mut ruling);
        }
        Ask::SellAnimal { animal, received, minute } => sell(ground, *animal, *received, minute, &mut ruling),
        Ask::Replace { obligation, animal } => replace(ground, *obligation, animal, &mut ruling),
        Ask::PayForAnimal { obligation, amount } => pay(ground, *obligation, *amount, &mut ruling),
        Ask::Waive { obligation, minute } => waive(ground, *obligation, minute, &mut ruling),
        _ => {}
    }
    ruling
}

/// How an animal was lost, as somebody reports it.
struct Loss<'a> {
    how: LostHow,
    witnesses: &'a [Party],
    note: LossNote,
    salvage: i64,
    worth: Option<i64>,
    reported_on: NaiveDate,
}

fn lose(ground: &Ground, no: AnimalNo, loss: &Loss, ruling: &mut Ruling) {
    if loss.salvage != 0 {
        positive(None, loss.salvage, ruling);
    }
    let worth = loss.worth.filter(|worth| positive(None, *worth, ruling));
    let Some(animal) = the_banks(ground, None, no, ruling) else { return };
    let keeper = if let Place::With(keeper) = animal.place { Some(keeper) } else { None };
    let contract = animal.keeping().map(|keeping| &keeping.contract).or_else(|| ground.rules.placing(animal.species));
    let bears = match (keeper, contract) {
        (Some(_), Some(contract)) => who_bears(loss.how, &contract.death),
        _ => Bears::Bank,
    };
    let seen = witnesses(ground, keeper, loss.witnesses, ruling);
    if let (Bears::Bank, Some(contract)) = (bears, contract) {
        evidence(ground, &contract.death, seen, loss, ruling);
    }
    let code = head(ground, animal.species, ruling);
    let class = animal.class(ground.day).code();
    let market = ground.bank.market(&code, class, ground.day).map(|price| price.amount);
    let price = match (market, worth) {
        (None, Some(worth)) => ground.agreed(&code, class, worth, ruling),
        _ => market_of(ground, animal, ruling),
    };
    let keeper_owes = bears == Bears::Keeper;
    let times = contract.map_or(1, |contract| multiple(loss.how, contract));
    let claim = match market.or(worth).map(|worth| worth.checked_mul(times)) {
        _ if !keeper_owes => 0,
        Some(Some(claim)) if claim <= FIGURE_MOST => claim,
        Some(_) => return ruling.refuse(Why::TooLarge(FIGURE_MOST)),
        None => return ruling.refuse(Why::PriceMissing),
    };
    let &Loss { how, witnesses, note, salvage, .. } = loss;
    ruling.write(Fact::Lost { animal: no, how, witnesses: witnesses.to_vec(), note, salvage, keeper_owes, claim }, price);
}

/// Who bears a loss of an animal that a family kept. What was stolen is borne like an accident; what she sold or swapped
/// without leave is hers to make good.
fn who_bears(how: LostHow, rule: &DeathRule) -> Bears {
    match how {
        LostHow::Disease => rule.disease,
        LostHow::Accident | LostHow::Stolen => rule.accident,
        LostHow::Age => rule.age,
        LostHow::Neglect => rule.neglect,
        LostHow::SoldWithoutLeave | LostHow::SwappedWithoutLeave => Bears::Keeper,
    }
}

/// How many times its price is owed for an animal lost in this way.
fn multiple(how: LostHow, contract: &Placing) -> i64 {
    match how {
        LostHow::SoldWithoutLeave | LostHow::SwappedWithoutLeave => i64::from(contract.fine_multiple.max(1)),
        _ => 1,
    }
}

/// Looks at each witness, and counts those who may say what they saw: members, each once, and not the keeper.
fn witnesses(ground: &Ground, keeper: Option<Party>, witnesses: &[Party], ruling: &mut Ruling) -> usize {
    let mut seen = 0;
    for (row, witness) in witnesses.iter().enumerate() {
        let member = ground.member(Some(row), *witness, ruling);
        let same = Some(*witness) == keeper || witnesses[..row].contains(witness);
        if same {
            ruling.refuse_at(row, Why::SamePerson);
        }
        seen += usize::from(member && !same);
    }
    seen
}

/// What the bank must see before it bears a loss. Who has none of it may write the loss down as neglect.
fn evidence(ground: &Ground, rule: &DeathRule, seen: usize, loss: &Loss, ruling: &mut Ruling) {
    if seen < rule.witnesses as usize {
        ruling.refuse(Why::Witnesses(rule.witnesses));
    }
    if rule.note && loss.note == LossNote::None {
        ruling.refuse(Why::Missing(Text::Note));
    }
    if loss.reported_on < ground.day || loss.reported_on > ground.today {
        ruling.refuse(Why::ReportedOn);
    } else if rule.within_days > 0 && (loss.reported_on - ground.day).num_days() > i64::from(rule.within_days) {
        ruling.refuse(Why::ReportedLate(rule.within_days));
    }
}

fn sell(ground: &Ground, no: AnimalNo, received: i64, minute: &str, ruling: &mut Ruling) {
    text(minute, Text::Minute, ruling);
    let paid = positive(None, received, ruling);
    let Some(animal) = the_banks(ground, None, no, ruling) else { return };
    let code = head(ground, animal.species, ruling);
    if paid {
        let price = ground.agreed(&code, animal.class(ground.day).code(), received, ruling);
        ruling.write(Fact::AnimalSold { animal: no, received, minute: minute.trim().to_owned() }, price);
    }
}

/// Something that is still owed, and the animal it is owed for; otherwise it is refused.
fn owed<'a>(ground: &Ground<'a>, no: ObligationNo, ruling: &mut Ruling) -> Option<(&'a Obligation, &'a Animal)> {
    let owed = ground.state.obligations.get(&no).filter(|owed| owed.is_open());
    let found = owed.and_then(|owed| Some((owed, ground.state.animals.get(&owed.animal)?)));
    if found.is_none() {
        ruling.refuse(Why::NoObligation);
    }
    found
}

/// The contract under which it is owed.
fn contract_of<'a>(owed: &Obligation, animal: &'a Animal) -> Option<&'a Placing> {
    animal.keepers.iter().rev().find(|keeping| keeping.keeper == owed.keeper).map(|keeping| &keeping.contract)
}

/// The class of a lost animal on the day it was lost.
fn class_when_lost(ground: &Ground, animal: &Animal) -> AgeClass {
    animal.class(animal.left.map_or(ground.day, |(day, _)| day))
}

fn replace(ground: &Ground, no: ObligationNo, asked: &AskAnimal, ruling: &mut Ruling) {
    let new = described(ground, None, ground.next_animal(), asked, ruling);
    let Some((owed, of)) = owed(ground, no, ruling) else { return };
    let female = match owed.what {
        Due::Claim(_) => of.sex == Sex::Female,
        Due::Calf(_) => contract_of(owed, of).is_some_and(|contract| contract.counts != SexRule::Any),
        Due::MovesOn | Due::Money(_) | Due::Instalment(..) => return ruling.refuse(Why::NoObligation),
    };
    if female && new.sex == Sex::Male {
        ruling.refuse(Why::MustBeFemale);
    }
    let code = head(ground, of.species, ruling);
    let class = age_class(new.sex, new.born_on, new.calved, ground.day);
    let price = ground.market(&code, class.code(), ruling);
    ruling.write(Fact::Replaced { obligation: no, animal: new }, price);
}

fn pay(ground: &Ground, no: ObligationNo, amount: i64, ruling: &mut Ruling) {
    let paid = positive(None, amount, ruling);
    let Some((owed, of)) = owed(ground, no, ruling) else { return };
    let exactly = match owed.what {
        Due::Claim(sum) | Due::Money(sum) | Due::Instalment(_, sum) => Some(sum),
        Due::Calf(_) | Due::MovesOn => None,
    };
    if !paid {
        return;
    }
    if let Some(sum) = exactly.filter(|sum| *sum != amount) {
        return ruling.refuse(Why::Exactly(sum));
    }
    let code = head(ground, of.species, ruling);
    let (price, cited) = match owed.what {
        Due::Money(_) => (0, Priced::Not),
        Due::Instalment(..) => (amount, Priced::Not),
        Due::Claim(claim) => {
            // The claim is so many times the price of the day it was lost: the rest is a fine.
            let times = match of.left {
                Some((_, Left::Lost(how))) => contract_of(owed, of).map_or(1, |contract| multiple(how, contract)),
                _ => 1,
            };
            let price = claim / times;
            (price, ground.agreed(&code, class_when_lost(ground, of).code(), price, ruling))
        }
        Due::Calf(_) => match owed.calf.and_then(|calf| ground.state.animals.get(&calf)) {
            Some(calf) => (amount, ground.agreed(&code, calf.class(ground.day).code(), amount, ruling)),
            // What is not born has no price.
            None => return ruling.refuse(Why::NoObligation),
        },
        Due::MovesOn => return ruling.refuse(Why::NoObligation),
    };
    ruling.write(Fact::PaidForAnimal { obligation: no, amount, price }, cited);
}

fn waive(ground: &Ground, no: ObligationNo, minute: &str, ruling: &mut Ruling) {
    text(minute, Text::Minute, ruling);
    let Some((owed, of)) = owed(ground, no, ruling) else { return };
    // A head leaves what the bank has: the claim on a lost animal, or the calf that stays with its family.
    let price = match (owed.what, owed.calf.and_then(|calf| ground.state.animals.get(&calf))) {
        (Due::Claim(_), _) => {
            let code = head(ground, of.species, ruling);
            ground.market(&code, class_when_lost(ground, of).code(), ruling)
        }
        (_, Some(calf)) => market_of(ground, calf, ruling),
        (_, None) => Priced::Not,
    };
    ruling.write(Fact::Waived { obligation: no, minute: minute.trim().to_owned() }, price);
}

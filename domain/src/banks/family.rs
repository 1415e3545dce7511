//! The pass-on chain: a family tree of animals and of those who keep them. Animals that came from outside are its roots;
//! a calf hangs beneath its dam, and where it went on to another family, the branch says from whom to whom.
use super::{
    State,
    acts::{AnimalNo, LostHow, Party, Sex},
    animals::{Animal, Ended, Keeping, Left, Owner, Place},
    goods::Class,
};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// The tree of a bank's animals, and what it comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Family {
    /// Animals that came from outside, in the order they came.
    pub roots: Vec<Branch>,
    /// What it comes to.
    pub counts: Counts,
}

/// An animal, who kept it, and what was born of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// Its number.
    pub no: AnimalNo,
    /// Its tag or name.
    pub tag: String,
    /// Cattle or buffalo.
    pub species: Class,
    /// Its sex.
    pub sex: Sex,
    /// Its birthday, often estimated.
    pub born_on: Option<NaiveDate>,
    /// Since when it is in the register.
    pub came_on: NaiveDate,
    /// Whose it is.
    pub owner: Owner,
    /// Where it is.
    pub place: Place,
    /// How it left, and when.
    pub left: Option<(NaiveDate, Left)>,
    /// Who kept it, in order. A calf of the bank begins with its dam's keeper; a family's own calf has none.
    pub keepers: Vec<Stay>,
    /// How it went on from the family it was born with, if it did.
    pub passed: Option<Passed>,
    /// Its calves, the eldest first.
    pub calves: Vec<Branch>,
}

/// A time with a family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stay {
    /// Who.
    pub keeper: Party,
    /// From when.
    pub from: NaiveDate,
    /// Until when; `None`: still.
    pub until: Option<NaiveDate>,
}

/// A calf that went from the keeper of its dam to the next family, straight or by way of the bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passed {
    /// Where it was born.
    pub from: Party,
    /// Where it went.
    pub to: Party,
    /// When it came there.
    pub on: NaiveDate,
}

/// What a tree comes to, head by head. The herd of the bank is `came + born − owned − lost − sold`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Came from outside: bought, given, brought as a replacement.
    pub came: usize,
    /// Born as the bank's.
    pub born: usize,
    /// The bank's now.
    pub herd: usize,
    /// … of which with families.
    pub placed: usize,
    /// Born as a family's own: in the register alone.
    pub family_calves: usize,
    /// The bank's before, and a family's own now: the title passed, or a calf was paid for, replaced or waived.
    pub owned: usize,
    /// … of which animals whose title passed.
    pub titles: usize,
    /// Lost to the bank, in whatever way.
    pub lost: usize,
    /// … of which died.
    pub died: usize,
    /// Sold by the bank.
    pub sold: usize,
    /// Calves that went on to a next family.
    pub passed_on: usize,
    /// Families that keep or kept an animal of the bank.
    pub families: usize,
}

/// The tree of what a bank has after its acts.
pub fn family(state: &State) -> Family {
    let mut calves: BTreeMap<Option<AnimalNo>, Vec<&Animal>> = BTreeMap::new();
    for animal in state.animals.values() {
        // A dam that the register does not know makes no branch.
        let dam = animal.dam.filter(|dam| state.animals.contains_key(dam));
        calves.entry(dam).or_default().push(animal);
    }
    calves.values_mut().for_each(|litter| litter.sort_by_key(|animal| (animal.came_on, animal.no)));
    let roots = calves.get(&None).into_iter().flatten().map(|animal| branch(state, &calves, animal)).collect();
    Family { roots, counts: counts(state) }
}

fn branch(state: &State, calves: &BTreeMap<Option<AnimalNo>, Vec<&Animal>>, animal: &Animal) -> Branch {
    let stay = |keeping: &Keeping| Stay { keeper: keeping.keeper, from: keeping.from, until: keeping.until };
    let own = calves.get(&Some(animal.no)).into_iter().flatten();
    Branch {
        no: animal.no,
        tag: animal.tag.clone(),
        species: animal.species,
        sex: animal.sex,
        born_on: animal.born_on,
        came_on: animal.came_on,
        owner: animal.owner,
        place: animal.place,
        left: animal.left,
        keepers: animal.keepers.iter().map(stay).collect(),
        passed: passed(state, animal),
        calves: own.map(|calf| branch(state, calves, calf)).collect(),
    }
}

/// How a calf went on from the family it was born with.
fn passed(state: &State, animal: &Animal) -> Option<Passed> {
    let dam = state.animals.get(&animal.dam?)?;
    let (born_with, next) = (animal.keepers.first()?, animal.keepers.get(1)?);
    let day = animal.came_on;
    let with = |keeping: &Keeping| keeping.from <= day && keeping.until.is_none_or(|until| until >= day);
    let at_home = dam.keepers.iter().any(|keeping| keeping.keeper == born_with.keeper && with(keeping));
    let goes_on = born_with.from == day && at_home && next.keeper != born_with.keeper;
    goes_on.then_some(Passed { from: born_with.keeper, to: next.keeper, on: next.from })
}

fn died(how: LostHow) -> bool {
    match how {
        LostHow::Disease | LostHow::Accident | LostHow::Age | LostHow::Neglect => true,
        LostHow::Stolen | LostHow::SoldWithoutLeave | LostHow::SwappedWithoutLeave => false,
    }
}

fn counts(state: &State) -> Counts {
    let mut counts = Counts::default();
    let mut families = BTreeSet::new();
    // Calves that stayed with their family although they were owed.
    let kept_otherwise = |ended: &Ended| matches!(ended, Ended::Paid(_) | Ended::Replaced(_) | Ended::Waived);
    let settled = state.obligations.values().filter(|owed| owed.ended.as_ref().is_some_and(|(_, ended)| kept_otherwise(ended)));
    let stayed: BTreeSet<AnimalNo> = settled.filter_map(|owed| owed.calf).collect();
    for animal in state.animals.values() {
        families.extend(animal.keepers.iter().map(|keeping| keeping.keeper));
        counts.came += usize::from(animal.dam.is_none());
        counts.herd += usize::from(animal.is_the_banks());
        counts.placed += usize::from(animal.is_the_banks() && matches!(animal.place, Place::With(_)));
        counts.passed_on += usize::from(passed(state, animal).is_some());
        match (animal.owner, animal.keepers.is_empty()) {
            (Owner::Family(_), true) => counts.family_calves += 1,
            (Owner::Family(_), false) => {
                counts.owned += 1;
                counts.titles += usize::from(!stayed.contains(&animal.no));
            }
            (Owner::Bank, _) => {}
        }
        counts.born +=
            usize::from(animal.dam.is_some() && !(matches!(animal.owner, Owner::Family(_)) && animal.keepers.is_empty()));
        match animal.left {
            Some((_, Left::Lost(how))) => {
                counts.lost += 1;
                counts.died += usize::from(died(how));
            }
            Some((_, Left::Sold)) => counts.sold += 1,
            None => {}
        }
    }
    counts.families = families.len();
    counts
}

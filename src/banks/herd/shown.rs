//! The register as pages show it: animals, what is owed for them, branches of the tree; each with the people's names.
use crate::{banks::shown as banks, members::store::Member};
use chrono::NaiveDate;
use domain::banks::{
    Class, Fact, Party, State,
    acts::{Came, Seen, Sex},
    animals::{Animal, Due, Ended, Obligation, Owner, Place, Stage},
    due::Dues,
    family,
    prices::AgeClass,
    rules::Title,
};
use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
};
use templates::banks::{
    Who,
    animal::{AnimalAct, AnimalHead, Stands},
    herd::HerdRow,
    owed::{OwedLine, Settled},
    tree::{Branch, Passed},
};
use words::Words;

/// What pages about animals are made from.
#[derive(Clone, Copy)]
pub(super) struct Shown<'a> {
    pub(super) has: &'a State,
    pub(super) people: &'a BTreeMap<Party, Member>,
    pub(super) day: NaiveDate,
}

impl Shown<'_> {
    pub(super) fn who(&self, party: Party) -> Who {
        banks::who(self.people, party)
    }

    pub(super) fn head(&self, animal: &Animal) -> AnimalHead {
        let class = animal.class(self.day);
        AnimalHead { no: animal.no, tag: animal.tag.clone(), species: animal.species, class, sex: animal.sex }
    }

    /// The family that owns it; `None`: the bank.
    pub(super) fn owner(&self, animal: &Animal) -> Option<Who> {
        match animal.owner {
            Owner::Bank => None,
            Owner::Family(party) => Some(self.who(party)),
        }
    }

    pub(super) fn stands(&self, animal: &Animal) -> Stands {
        match (animal.left, animal.owner, animal.place) {
            (Some((on, left)), ..) => Stands::Gone(on, left),
            (None, Owner::Family(party), _) => Stands::Own(self.who(party)),
            (None, Owner::Bank, Place::With(keeper)) => {
                let since = animal.keeping().map_or(animal.came_on, |keeping| keeping.from);
                Stands::With(self.who(keeper), since)
            }
            (None, Owner::Bank, Place::Bank | Place::Gone) => Stands::Bank,
        }
    }

    pub(super) fn owed(&self, owed: &Obligation) -> Option<OwedLine> {
        let head = |no: &i64| self.has.animals.get(no).map(|animal| self.head(animal));
        let ended = owed.ended.and_then(|(on, ended)| {
            let settled = match ended {
                Ended::HandedOver(to) => Settled::HandedOver(to.map(|party| self.who(party))),
                Ended::Replaced(animal) => Settled::Replaced(head(&animal)?),
                Ended::Paid(amount) => Settled::Paid(amount),
                Ended::Waived => Settled::Waived,
                Ended::Fell => Settled::Fell,
            };
            Some((on, settled))
        });
        Some(OwedLine {
            no: owed.no,
            keeper: self.who(owed.keeper),
            animal: head(&owed.animal)?,
            what: owed.what,
            calf: owed.calf.as_ref().and_then(head),
            due_on: owed.due_on,
            stage: owed.stage(self.day),
            ended,
        })
    }

    /// The whole register as rows, in the order of the tags.
    pub(super) fn rows(&self, dues: &Dues) -> Vec<HerdRow> {
        let unseen: BTreeSet<i64> = dues.unseen.iter().map(|late| late.animal).collect();
        let mut rows: Vec<HerdRow> =
            self.has.animals.values().map(|animal| self.row(animal, unseen.contains(&animal.no))).collect();
        rows.sort_by(|a, b| a.animal.tag.cmp(&b.animal.tag));
        rows
    }

    fn row(&self, animal: &Animal, unseen: bool) -> HerdRow {
        let seen = animal.log.iter().rev().find(|line| line.what == Seen::Sighting);
        HerdRow {
            animal: self.head(animal),
            marks: animal.marks.clone(),
            stands: self.stands(animal),
            own: matches!(animal.owner, Owner::Family(_)),
            seen: seen.map(|line| (line.day, line.condition)),
            unseen,
            next: self.next(animal).and_then(|owed| self.owed(owed)),
        }
    }

    /// What is due next for an animal. Of a calf that was born for its dam, the calf's own row speaks.
    fn next(&self, animal: &Animal) -> Option<&Obligation> {
        let of = |owed: &&Obligation| owed.calf == Some(animal.no) || owed.animal == animal.no && owed.calf.is_none();
        let open = self.has.obligations.values().filter(|owed| owed.is_open()).filter(of);
        open.min_by_key(|owed| (owed.due_on.is_none(), owed.due_on, owed.no))
    }

    /// What may be done with an animal as it stands; the rules have the last word when it is asked.
    pub(super) fn may(&self, animal: &Animal) -> Vec<AnimalAct> {
        let banks = animal.is_the_banks();
        let kept = animal.keeping().filter(|_| banks);
        let waits = self.has.obligations.values().any(|owed| owed.is_open() && owed.calf == Some(animal.no));
        let female = animal.sex == Sex::Female;
        let may = |act: &AnimalAct| match act {
            AnimalAct::Place => banks && animal.place == Place::Bank,
            AnimalAct::Birth => female && animal.is_there() && animal.class(self.day) != AgeClass::Calf,
            AnimalAct::HandOver => kept.is_some(),
            AnimalAct::Note => animal.is_there(),
            AnimalAct::Exchange => {
                kept.is_some() && female && !waits && animal.infertile_from().is_some_and(|from| from <= self.day)
            }
            AnimalAct::Title => kept.is_some_and(|keeping| {
                keeping.contract.title != Title::Never && self.has.still_owed(animal.no, keeping.keeper).next().is_none()
            }),
            AnimalAct::Sell | AnimalAct::Lose => banks,
        };
        AnimalAct::ALL.into_iter().filter(may).collect()
    }

    /// Whether nothing about it is to be handed over yet: it is no calf that is owed, and does not move on today.
    pub(super) fn gives_back(&self, animal: &Animal) -> bool {
        let mut open = self.has.obligations.values().filter(|owed| owed.is_open());
        let ripe = |owed: &Obligation| owed.due_on.is_some_and(|due| due <= self.day);
        !open.any(|owed| owed.calf == Some(animal.no) || owed.animal == animal.no && owed.what == Due::MovesOn && ripe(owed))
    }

    pub(super) fn branch(&self, branch: &family::Branch) -> Option<Branch> {
        let animal = self.has.animals.get(&branch.no)?;
        let passed = branch.passed.map(|passed| Passed { from: self.who(passed.from), to: self.who(passed.to), on: passed.on });
        Some(Branch {
            animal: self.head(animal),
            born_on: branch.born_on,
            came_on: branch.came_on,
            stands: self.stands(animal),
            keepers: branch.keepers.iter().map(|stay| (self.who(stay.keeper), stay.from, stay.until)).collect(),
            passed,
            calves: branch.calves.iter().filter_map(|calf| self.branch(calf)).collect(),
        })
    }
}

/// Whether something owed is an animal that goes to somebody, and not money.
pub(super) fn goes(line: &OwedLine) -> bool {
    matches!(line.what, Due::MovesOn | Due::Calf(_))
}

/// The bank's animals by class, of each species that it has.
pub(super) fn classes<'a>(rows: impl Iterator<Item = &'a HerdRow>) -> Vec<(Class, Vec<(AgeClass, usize)>)> {
    let mut counts: BTreeMap<Class, BTreeMap<AgeClass, usize>> = BTreeMap::new();
    for row in rows {
        *counts.entry(row.animal.species).or_default().entry(row.animal.class).or_default() += 1;
    }
    counts.into_iter().map(|(species, classes)| (species, classes.into_iter().collect())).collect()
}

/// How two rows stand to each other by a column of the list.
pub(super) fn order(words: Words, by: &str, a: &HerdRow, b: &HerdRow) -> Option<Ordering> {
    let keeper = |row: &HerdRow| row.stands.family().map(|who| who.name.show(words).to_owned()).unwrap_or_default();
    let since = |row: &HerdRow| match &row.stands {
        Stands::With(_, since) | Stands::Gone(since, _) => Some(*since),
        Stands::Bank | Stands::Own(_) => None,
    };
    let due = |row: &HerdRow| row.next.as_ref().map(|owed| (owed.stage != Stage::Due, owed.due_on.is_none(), owed.due_on));
    Some(match by {
        "tag" => a.animal.tag.cmp(&b.animal.tag),
        "keeper" => keeper(a).cmp(&keeper(b)),
        "since" => since(a).cmp(&since(b)),
        "seen" => a.seen.cmp(&b.seen),
        "due" => (due(a).is_none(), due(a)).cmp(&(due(b).is_none(), due(b))),
        _ => return None,
    })
}

/// Whether a fact is about an animal. What was seen of it is told elsewhere.
pub(super) fn concerns(has: &State, fact: &Fact, no: i64) -> bool {
    let settles = |owed: &i64| has.obligations.get(owed).is_some_and(|owed| owed.animal == no || owed.calf == Some(no));
    match fact {
        Fact::AnimalsCame { animals, .. } => animals.iter().any(|new| new.no == no),
        Fact::Born { dam, calf, .. } => *dam == no || calf.no == no,
        Fact::Exchanged { back, out } => *back == no || *out == no,
        Fact::Placed { animal, .. }
        | Fact::HandedOver { animal, .. }
        | Fact::Lost { animal, .. }
        | Fact::AnimalSold { animal, .. }
        | Fact::TitlePassed { animal, .. } => *animal == no,
        Fact::Replaced { obligation, animal } => animal.no == no || settles(obligation),
        Fact::PaidForAnimal { obligation, .. } | Fact::Waived { obligation, .. } => settles(obligation),
        _ => false,
    }
}

/// That an animal came with others, which its own page need not name.
pub(super) fn came_with(words: Words, fact: &Fact) -> Option<String> {
    let Fact::AnimalsCame { how, animals, .. } = fact else { return None };
    let key = match how {
        Came::Bought { .. } => "herd-bought-with",
        Came::Donated => "herd-given-with",
    };
    let others = animals.len().checked_sub(1).filter(|others| *others > 1)?;
    Some(words.with(key, &[("count", words.number(others as i64).into())]))
}

/// The symbol of what happened to an animal.
pub(super) fn symbol(fact: &Fact) -> &'static str {
    match fact {
        Fact::AnimalsCame { how: Came::Bought { .. }, .. } | Fact::AnimalSold { .. } | Fact::PaidForAnimal { .. } => "banknote",
        Fact::AnimalsCame { how: Came::Donated, .. } | Fact::TitlePassed { .. } => "gift",
        Fact::Born { .. } => "baby",
        Fact::Placed { .. } | Fact::HandedOver { .. } => "handshake",
        Fact::Exchanged { .. } | Fact::Replaced { .. } => "repeat",
        Fact::Lost { .. } => "triangle-alert",
        _ => "gavel",
    }
}

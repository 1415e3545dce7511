//! Who was helped. People are counted once each, however often they came.
use crate::banks::{
    Bank, Member,
    acts::{Fact, Party},
    span::Way,
};
use std::collections::BTreeSet;

/// So many people, and who of them was written down as what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct People {
    /// How many.
    pub all: usize,
    /// Women.
    pub women: usize,
    /// With an ID-Poor card of level 1.
    pub id_poor_1: usize,
    /// Of level 2.
    pub id_poor_2: usize,
}

/// Who was helped, and with what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Helped {
    /// Anyhow.
    pub anyhow: People,
    /// With a loan.
    pub borrowed: People,
    /// With goods in distress.
    pub received: People,
    /// With an animal to keep.
    pub animals: People,
}

/// Who was told of.
#[derive(Debug, Default)]
pub(super) struct Told {
    borrowed: BTreeSet<Party>,
    received: BTreeSet<Party>,
    animals: BTreeSet<Party>,
}

impl Told {
    /// Tells one act; what was undone of earlier days helped nobody in these.
    pub(super) fn tell(&mut self, fact: &Fact, way: Way) {
        if way == Way::Undone {
            return;
        }
        match fact {
            Fact::Lent { lines, .. } => self.borrowed.extend(lines.iter().map(|line| line.party)),
            Fact::Helped { line, .. } => drop(self.received.insert(line.party)),
            Fact::Placed { keeper, .. } => drop(self.animals.insert(*keeper)),
            Fact::HandedOver { to: Some(next), .. } => drop(self.animals.insert(*next)),
            _ => {}
        }
    }

    /// Counts them.
    pub(super) fn helped(&self, bank: &Bank) -> Helped {
        let anyhow = self.borrowed.iter().chain(&self.received).chain(&self.animals).copied().collect();
        let of = |who: &BTreeSet<Party>| people(bank, who);
        Helped { anyhow: of(&anyhow), borrowed: of(&self.borrowed), received: of(&self.received), animals: of(&self.animals) }
    }
}

fn people(bank: &Bank, who: &BTreeSet<Party>) -> People {
    let found: Vec<&Member> = who.iter().filter_map(|party| bank.members.iter().find(|member| member.party == *party)).collect();
    let level = |level| found.iter().filter(|member| member.id_poor == Some(level)).count();
    let women = found.iter().filter(|member| member.woman == Some(true)).count();
    People { all: who.len(), women, id_poor_1: level(1), id_poor_2: level(2) }
}

//! The bank's animals, head by head: what came, what went, and what went from hand to hand.
use crate::banks::{
    Bank,
    acts::{Came, Fact, LostHow, Party},
    animals::{Due, Place},
    goods::{Class, Good},
    posting::moves,
    span::{ReportError, Way},
    state::State,
};
use std::collections::{BTreeMap, BTreeSet};

/// Why the bank has more or fewer animals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum HerdLine {
    /// Bought.
    Bought,
    /// Given.
    Donated,
    /// Born as the bank's.
    Born,
    /// Given by a keeper in place of what she owed.
    Replaced,
    /// Died.
    Died,
    /// Stolen or strayed.
    Stolen,
    /// Sold or swapped by a keeper without leave.
    WithoutLeave,
    /// Sold by the bank.
    Sold,
    /// A calf that was owed stayed with its family, which paid for it.
    Settled,
    /// A calf that was owed stayed with its family, by decision.
    Waived,
    /// Became its keeper's own.
    Passed,
}

impl HerdLine {
    /// The word in files; `season-herd-…` in words.
    pub fn code(self) -> &'static str {
        match self {
            HerdLine::Bought => "bought",
            HerdLine::Donated => "donated",
            HerdLine::Born => "born",
            HerdLine::Replaced => "replaced",
            HerdLine::Died => "died",
            HerdLine::Stolen => "stolen",
            HerdLine::WithoutLeave => "without-leave",
            HerdLine::Sold => "sold",
            HerdLine::Settled => "settled",
            HerdLine::Waived => "waived",
            HerdLine::Passed => "passed",
        }
    }
}

/// The report of one species, head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HerdReport {
    /// Which.
    pub good: Good,
    /// The bank's before.
    pub opening: i64,
    /// What came and went, in the order of [`HerdLine`]; below zero: it went.
    pub lines: Vec<(HerdLine, i64)>,
    /// The bank's now.
    pub closing: i64,
    /// Of them in its own hands.
    pub own_hands: i64,
    /// Families that keep one of the bank's now.
    pub keepers: i64,
    /// Placed with a family from the bank's own hands.
    pub placed: i64,
    /// Passed on from one family to the next.
    pub passed_on: i64,
    /// Given back to the bank.
    pub returned: i64,
    /// Calves that were born as their families' own; they are in the register alone.
    pub families: i64,
    /// Owed by keepers through whose fault one was lost.
    pub due: i64,
}

/// What was told of all animals.
#[derive(Debug, Default)]
pub(super) struct Told {
    lines: BTreeMap<(Class, HerdLine), i64>,
    placed: BTreeMap<Class, i64>,
    passed_on: BTreeMap<Class, i64>,
    returned: BTreeMap<Class, i64>,
    families: BTreeMap<Class, i64>,
}

impl Told {
    /// Tells one act.
    pub(super) fn tell(&mut self, fact: &Fact, before: &State, way: Way) {
        let add = |to: &mut BTreeMap<Class, i64>, species| *to.entry(species).or_default() += way.of(1);
        for step in moves(fact, before) {
            match (step.from, step.to) {
                (Place::Gone, Place::Gone) => {}
                (Place::Gone, _) => *self.lines.entry((step.species, line(fact))).or_default() += way.of(1),
                (_, Place::Gone) => *self.lines.entry((step.species, line(fact))).or_default() -= way.of(1),
                (Place::Bank, _) => add(&mut self.placed, step.species),
                (_, Place::Bank) => add(&mut self.returned, step.species),
                (Place::With(_), Place::With(_)) => add(&mut self.passed_on, step.species),
            }
        }
        if let Fact::Born { dam, bank: false, .. } = fact
            && let Some(dam) = before.animals.get(dam)
        {
            add(&mut self.families, dam.species);
        }
    }

    /// The reports of every species whose animals were there or moved.
    pub(super) fn reports(&self, bank: &Bank, before: &State, after: &State) -> Result<Vec<HerdReport>, ReportError> {
        let mut reports = Vec::new();
        for good in bank.goods.iter().filter(|good| good.class().is_registered()) {
            let report = self.report(good, before, after);
            let moved: i64 = report.lines.iter().map(|(_, heads)| heads).sum();
            if report.opening + moved != report.closing {
                return Err(ReportError::Disagrees(good.code().to_owned()));
            }
            if report.opening != 0 || report.closing != 0 || !report.lines.is_empty() {
                reports.push(report);
            }
        }
        Ok(reports)
    }

    fn report(&self, good: &Good, before: &State, after: &State) -> HerdReport {
        let species = good.class();
        let herd = |state: &State| state.herd().filter(|animal| animal.species == species).count() as i64;
        let of = |counts: &BTreeMap<Class, i64>| counts.get(&species).copied().unwrap_or(0);
        let mine = || after.herd().filter(|animal| animal.species == species);
        let keepers: BTreeSet<Party> = mine().filter_map(|animal| animal.keeping()).map(|keeping| keeping.keeper).collect();
        let claims = after.obligations.values().filter(|owed| owed.is_open() && matches!(owed.what, Due::Claim(_)));
        let lost = claims.filter_map(|owed| after.animals.get(&owed.animal)).filter(|lost| lost.species == species);
        let lines = self.lines.iter().filter(|((of, _), heads)| *of == species && **heads != 0);
        HerdReport {
            good: good.clone(),
            opening: herd(before),
            lines: lines.map(|((_, line), heads)| (*line, *heads)).collect(),
            closing: herd(after),
            own_hands: mine().filter(|animal| animal.place == Place::Bank).count() as i64,
            keepers: keepers.len() as i64,
            placed: of(&self.placed),
            passed_on: of(&self.passed_on),
            returned: of(&self.returned),
            families: of(&self.families),
            due: lost.count() as i64,
        }
    }
}

/// Why an animal came or went with a fact.
fn line(fact: &Fact) -> HerdLine {
    match fact {
        Fact::AnimalsCame { how: Came::Bought { .. }, .. } => HerdLine::Bought,
        Fact::AnimalsCame { how: Came::Donated, .. } => HerdLine::Donated,
        Fact::Born { .. } => HerdLine::Born,
        Fact::Lost { how: LostHow::Stolen, .. } => HerdLine::Stolen,
        Fact::Lost { how: LostHow::SoldWithoutLeave | LostHow::SwappedWithoutLeave, .. } => HerdLine::WithoutLeave,
        Fact::Lost { .. } => HerdLine::Died,
        Fact::AnimalSold { .. } => HerdLine::Sold,
        Fact::PaidForAnimal { .. } => HerdLine::Settled,
        Fact::Waived { .. } => HerdLine::Waived,
        Fact::Replaced { .. } => HerdLine::Replaced,
        _ => HerdLine::Passed,
    }
}

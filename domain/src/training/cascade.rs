//! Who coaches whom, generation by generation, and what in it asks for somebody's attention.
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// What sort of coaching it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CoachingKind {
    /// A farmer by a farmer.
    Farmer,
    /// A household, through one of its people, by a farm business advisor.
    Household,
}

impl CoachingKind {
    /// Both.
    pub const ALL: [CoachingKind; 2] = [CoachingKind::Farmer, CoachingKind::Household];

    /// The word kept in the database.
    pub fn code(self) -> &'static str {
        match self {
            CoachingKind::Farmer => "farmer",
            CoachingKind::Household => "household",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<CoachingKind> {
        CoachingKind::ALL.into_iter().find(|kind| kind.code() == text)
    }
}

/// Why a coaching, or a term as model farmer or advisor, ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EndReason {
    /// All was taught.
    Finished,
    /// Did not want to go on.
    DroppedOut,
    /// Moved away.
    Moved,
    /// Died.
    Died,
    /// Something else.
    Other,
    /// It was written down by mistake: it counts for nothing.
    Mistake,
    /// Somebody else coaches her now.
    HandedOver,
}

impl EndReason {
    /// What may be chosen; that a coaching was handed over says itself.
    pub const CHOSEN: [EndReason; 6] =
        [EndReason::Finished, EndReason::DroppedOut, EndReason::Moved, EndReason::Died, EndReason::Other, EndReason::Mistake];

    /// The word kept in the database.
    pub fn code(self) -> &'static str {
        match self {
            EndReason::Finished => "finished",
            EndReason::DroppedOut => "dropped-out",
            EndReason::Moved => "moved",
            EndReason::Died => "died",
            EndReason::Other => "other",
            EndReason::Mistake => "mistake",
            EndReason::HandedOver => "handed-over",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<EndReason> {
        EndReason::CHOSEN.into_iter().chain([EndReason::HandedOver]).find(|reason| reason.code() == text)
    }
}

/// One coaches another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coaching {
    /// Which.
    pub id: Uuid,
    /// Of what sort.
    pub kind: CoachingKind,
    /// Who coaches.
    pub coach: Uuid,
    /// Who is coached.
    pub trainee: Uuid,
    /// Since when.
    pub from: NaiveDate,
    /// Until when, and why it ended.
    pub ended: Option<(NaiveDate, EndReason)>,
}

impl Coaching {
    /// Whether it is under way on a day.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.ended.is_none_or(|(to, why)| why != EndReason::Mistake && day < to)
    }

    /// Whether it counts at all.
    pub fn counts(&self) -> bool {
        !matches!(self.ended, Some((_, EndReason::Mistake)))
    }
}

/// How many are too many, and how long is too long. Defaults are those of the programme's documents (domain file 6.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Farmers of a model farmer.
    pub trainees: usize,
    /// Households of an advisor.
    pub households: usize,
    /// Days without a visit.
    pub days: i64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { trainees: 30, households: 10, days: 60 }
    }
}

/// Why one may not coach another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkRefusal {
    /// Nobody coaches herself.
    Herself,
    /// It would begin in the future, or before the programme's time.
    Day,
    /// She coaches her already.
    Already,
    /// The trainee coaches her coach, directly or through others.
    Circle,
    /// The coach's term as model farmer or advisor had ended, or had not begun.
    NotCoach,
    /// It ends before it began, or in the future.
    EndsBefore,
    /// It ended already.
    Ended,
}

/// Something that asks for attention.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Alarm {
    /// A coach with more farmers than one can teach.
    TooManyTrainees {
        /// Who.
        coach: Uuid,
        /// How many she has.
        has: usize,
    },
    /// An advisor with more households than one can stand by.
    TooManyHouseholds {
        /// Who.
        coach: Uuid,
        /// How many she has.
        has: usize,
    },
    /// A trainee whom several coach at once.
    SeveralCoaches {
        /// Who.
        trainee: Uuid,
        /// By whom.
        coaches: Vec<Uuid>,
    },
    /// Nobody went there for too long.
    NotVisited {
        /// Which coaching.
        coaching: Uuid,
        /// Days since the last visit, or since it began.
        days: i64,
        /// Whether there was any.
        ever: bool,
    },
    /// Coached, though she came to no session.
    NoAttendance {
        /// Which coaching.
        coaching: Uuid,
    },
}

/// How alive a coaching is: the colour of its node in the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Activity {
    /// Visited within the days that a coaching may go without.
    Active,
    /// Not visited for longer.
    Quiet,
    /// Ended.
    Ended,
}

/// How alive a coaching is on a day, by the last visit.
pub fn activity(coaching: &Coaching, last_visit: Option<NaiveDate>, on: NaiveDate, limits: Limits) -> Activity {
    if !coaching.holds_on(on) {
        return Activity::Ended;
    }
    let since = last_visit.unwrap_or(coaching.from);
    if (on - since).num_days() > limits.days { Activity::Quiet } else { Activity::Active }
}

/// All coachings, ready to be asked.
#[derive(Clone, Debug, Default)]
pub struct Cascade {
    all: Vec<Coaching>,
    of_coach: BTreeMap<Uuid, Vec<usize>>,
    of_trainee: BTreeMap<Uuid, Vec<usize>>,
}

impl Cascade {
    /// Takes all that count; mistakes are left out.
    pub fn new(all: impl IntoIterator<Item = Coaching>) -> Cascade {
        let mut cascade = Cascade { all: all.into_iter().filter(Coaching::counts).collect(), ..Cascade::default() };
        for (at, one) in cascade.all.iter().enumerate() {
            cascade.of_coach.entry(one.coach).or_default().push(at);
            cascade.of_trainee.entry(one.trainee).or_default().push(at);
        }
        cascade
    }

    /// All of them.
    pub fn all(&self) -> &[Coaching] {
        &self.all
    }

    /// Whom a coach coaches or coached, in the order given.
    pub fn of(&self, coach: Uuid) -> impl Iterator<Item = &Coaching> {
        self.of_coach.get(&coach).into_iter().flatten().map(|at| &self.all[*at])
    }

    /// Who coaches or coached somebody.
    pub fn coaches(&self, trainee: Uuid) -> impl Iterator<Item = &Coaching> {
        self.of_trainee.get(&trainee).into_iter().flatten().map(|at| &self.all[*at])
    }

    /// Those who coach and were never coached as farmers: where the cascade begins.
    pub fn roots(&self) -> Vec<Uuid> {
        let taught = |coach: &Uuid| self.coaches(*coach).any(|one| one.kind == CoachingKind::Farmer);
        self.of_coach.keys().filter(|coach| !taught(coach)).copied().collect()
    }

    /// The generation of everybody in the cascade: 0 where it begins, and one more than her first coach's for a trainee.
    /// Somebody in a circle, which [`Cascade::may_link`] refuses and an old file may bring, has the last one reached.
    pub fn generations(&self) -> BTreeMap<Uuid, u32> {
        let mut generation: BTreeMap<Uuid, u32> = self.roots().into_iter().map(|root| (root, 0)).collect();
        let mut next: Vec<Uuid> = generation.keys().copied().collect();
        let mut depth = 0;
        while !next.is_empty() {
            depth += 1;
            let mut reached = Vec::new();
            for coach in next {
                for one in self.of(coach) {
                    generation.entry(one.trainee).or_insert_with(|| {
                        reached.push(one.trainee);
                        depth
                    });
                }
            }
            next = reached;
        }
        generation
    }

    /// Whether one may begin to coach another on a day. That a coach has more than she can manage, or a trainee another
    /// coach, is told by [`Cascade::alarms`] and does not stop the pen: it happened.
    ///
    /// # Errors
    /// Why not.
    pub fn may_link(
        &self,
        kind: CoachingKind,
        coach: Uuid,
        trainee: Uuid,
        from: NaiveDate,
        today: NaiveDate,
    ) -> Result<(), LinkRefusal> {
        if coach == trainee {
            return Err(LinkRefusal::Herself);
        }
        if from > today || from < NaiveDate::from_ymd_opt(1990, 1, 1).expect("a day") {
            return Err(LinkRefusal::Day);
        }
        if self.of(coach).any(|one| one.kind == kind && one.trainee == trainee && one.ended.is_none()) {
            return Err(LinkRefusal::Already);
        }
        if kind == CoachingKind::Farmer && self.below(trainee).contains(&coach) {
            return Err(LinkRefusal::Circle);
        }
        Ok(())
    }

    /// Everybody who was ever coached as a farmer by somebody, directly or through others.
    fn below(&self, person: Uuid) -> BTreeSet<Uuid> {
        let mut below = BTreeSet::new();
        let mut next = vec![person];
        while let Some(coach) = next.pop() {
            for one in self.of(coach).filter(|one| one.kind == CoachingKind::Farmer) {
                if below.insert(one.trainee) {
                    next.push(one.trainee);
                }
            }
        }
        below
    }

    /// What asks for attention on a day: `visited` is the last visit of each coaching, `attended` everybody who came to a
    /// session of a course. Ordered by kind, then by whom it is about.
    pub fn alarms(
        &self,
        visited: &BTreeMap<Uuid, NaiveDate>,
        attended: &BTreeSet<Uuid>,
        on: NaiveDate,
        limits: Limits,
    ) -> Vec<Alarm> {
        let mut alarms = Vec::new();
        for coach in self.of_coach.keys() {
            let has = |kind| self.of(*coach).filter(|one| one.kind == kind && one.holds_on(on)).count();
            let (farmers, households) = (has(CoachingKind::Farmer), has(CoachingKind::Household));
            if farmers > limits.trainees {
                alarms.push(Alarm::TooManyTrainees { coach: *coach, has: farmers });
            }
            if households > limits.households {
                alarms.push(Alarm::TooManyHouseholds { coach: *coach, has: households });
            }
        }
        for trainee in self.of_trainee.keys() {
            for kind in CoachingKind::ALL {
                let coaches: BTreeSet<Uuid> =
                    self.coaches(*trainee).filter(|one| one.kind == kind && one.holds_on(on)).map(|one| one.coach).collect();
                if coaches.len() > 1 {
                    alarms.push(Alarm::SeveralCoaches { trainee: *trainee, coaches: coaches.into_iter().collect() });
                }
            }
        }
        for one in self.all.iter().filter(|one| one.holds_on(on)) {
            let last = visited.get(&one.id);
            let days = (on - last.copied().unwrap_or(one.from)).num_days();
            if days > limits.days {
                alarms.push(Alarm::NotVisited { coaching: one.id, days, ever: last.is_some() });
            }
            if one.kind == CoachingKind::Farmer && !attended.contains(&one.trainee) {
                alarms.push(Alarm::NoAttendance { coaching: one.id });
            }
        }
        alarms.sort();
        alarms
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn id(no: u128) -> Uuid {
        Uuid::from_u128(no)
    }

    fn coaching(no: u128, coach: u128, trainee: u128) -> Coaching {
        let (coach, trainee, from) = (id(coach), id(trainee), day("2026-01-05"));
        Coaching { id: id(1000 + no), kind: CoachingKind::Farmer, coach, trainee, from, ended: None }
    }

    #[test]
    fn generations_follow_the_coach() {
        let cascade = Cascade::new([coaching(1, 1, 2), coaching(2, 2, 3), coaching(3, 3, 4)]);
        assert_eq!(cascade.roots(), [id(1)]);
        assert_eq!(cascade.generations(), BTreeMap::from([(id(1), 0), (id(2), 1), (id(3), 2), (id(4), 3)]));
        assert_eq!(
            cascade.may_link(CoachingKind::Farmer, id(4), id(1), day("2026-02-01"), day("2026-03-01")),
            Err(LinkRefusal::Circle)
        );
        assert_eq!(
            cascade.may_link(CoachingKind::Farmer, id(1), id(2), day("2026-02-01"), day("2026-03-01")),
            Err(LinkRefusal::Already)
        );
        assert_eq!(cascade.may_link(CoachingKind::Farmer, id(1), id(4), day("2026-02-01"), day("2026-03-01")), Ok(()));
    }

    #[test]
    fn thirty_are_enough_and_thirty_one_too_many() {
        let on = day("2026-02-01");
        let thirty: Vec<Coaching> = (0..30).map(|no| coaching(no, 1, 100 + no)).collect();
        let attended: BTreeSet<Uuid> = (0..31).map(|no| id(100 + no)).collect();
        let alarms = |all: &[Coaching]| Cascade::new(all.to_vec()).alarms(&BTreeMap::new(), &attended, on, Limits::default());
        assert_eq!(alarms(&thirty), []);
        let more = [&thirty[..], &[coaching(30, 1, 130)]].concat();
        assert_eq!(alarms(&more), [Alarm::TooManyTrainees { coach: id(1), has: 31 }]);
    }

    #[test]
    fn sixty_days_without_a_visit_are_enough() {
        let one = coaching(1, 1, 2);
        let attended = BTreeSet::from([id(2)]);
        let cascade = Cascade::new([one.clone()]);
        let alarms = |on, visited: &BTreeMap<Uuid, NaiveDate>| cascade.alarms(visited, &attended, day(on), Limits::default());
        assert_eq!(alarms("2026-03-06", &BTreeMap::new()), []);
        assert_eq!(alarms("2026-03-07", &BTreeMap::new()), [Alarm::NotVisited { coaching: one.id, days: 61, ever: false }]);
        let visited = BTreeMap::from([(one.id, day("2026-03-01"))]);
        assert_eq!(alarms("2026-03-07", &visited), []);
    }

    #[test]
    fn two_coaches_and_no_session() {
        let (one, other) = (coaching(1, 1, 3), coaching(2, 2, 3));
        let alarms = Cascade::new([one.clone(), other.clone()]).alarms(
            &BTreeMap::new(),
            &BTreeSet::new(),
            day("2026-01-10"),
            Limits::default(),
        );
        assert_eq!(
            alarms,
            [
                Alarm::SeveralCoaches { trainee: id(3), coaches: vec![id(1), id(2)] },
                Alarm::NoAttendance { coaching: one.id },
                Alarm::NoAttendance { coaching: other.id },
            ]
        );
    }

    #[test]
    fn what_was_a_mistake_counts_for_nothing() {
        let mut one = coaching(1, 1, 2);
        one.ended = Some((day("2026-01-06"), EndReason::Mistake));
        assert!(Cascade::new([one]).all().is_empty());
    }

    proptest! {
        /// Links that are each allowed never make a circle, and everybody has a generation above her first coach's.
        #[test]
        fn no_circle_is_ever_let_in(pairs in prop::collection::vec((0_u128..8, 0_u128..8), 0..30)) {
            let mut all: Vec<Coaching> = Vec::new();
            for (no, (coach, trainee)) in pairs.into_iter().enumerate() {
                let link = coaching(no as u128, coach, trainee);
                if Cascade::new(all.clone()).may_link(link.kind, link.coach, link.trainee, link.from, day("2026-12-31")).is_ok() {
                    all.push(link);
                }
            }
            let cascade = Cascade::new(all.clone());
            let generations = cascade.generations();
            for one in &all {
                prop_assert!(!cascade.below(one.trainee).contains(&one.trainee));
                prop_assert!(generations[&one.trainee] >= 1);
                prop_assert!(generations[&one.trainee] <= generations[&one.coach] + 1);
            }
        }
    }
}

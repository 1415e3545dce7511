//! Coaching visits: what was seen and agreed, and whom to visit next.
use super::practices::{Extent, practice};
use chrono::{Months, NaiveDate, TimeDelta};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Whether a practice is applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Applied {
    /// As it was taught.
    Yes,
    /// In part.
    Partly,
    /// Not.
    No,
}

impl Applied {
    /// All three.
    pub const ALL: [Applied; 3] = [Applied::Yes, Applied::Partly, Applied::No];

    /// The word kept in the database.
    pub fn code(self) -> &'static str {
        match self {
            Applied::Yes => "yes",
            Applied::Partly => "partly",
            Applied::No => "no",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Applied> {
        Applied::ALL.into_iter().find(|applied| applied.code() == text)
    }
}

/// What a visit says of one practice: the adoption observation of the domain file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Its code.
    pub practice: String,
    /// Whether it is applied.
    pub applied: Applied,
    /// The visitor saw it; else it was told to her.
    pub seen: bool,
    /// On how many square metres, or with how many head.
    pub extent: Option<i64>,
}

/// Why a visit is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VisitRefusal {
    /// It is still to come, or before the coaching began.
    Day,
    /// The coaching had ended on that day.
    Ended,
    /// Nothing was answered and nothing agreed.
    Empty,
    /// There is no such practice.
    Practice(String),
    /// The practice is answered twice.
    Twice(String),
    /// An extent where the practice has none, where it is not applied, or out of any measure.
    Extent(String),
    /// The next visit is not after this one, or more than a year off.
    NextOn,
}

/// A visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    day: NaiveDate,
    seen: Vec<Seen>,
    agreed: Vec<String>,
    next_on: Option<NaiveDate>,
}

/// A household of the programme farms no more than this: a hundred hectares, a hundred thousand head.
const LARGEST_AREA: i64 = 1_000_000;
const LARGEST_FLOCK: i64 = 100_000;

impl Visit {
    /// Checks everything at once. `holds` is when the coaching began and, where it ended, the day from which it did not hold.
    ///
    /// # Errors
    /// All that is wrong, in the order of the form.
    pub fn try_new(
        day: NaiveDate,
        seen: Vec<Seen>,
        agreed: Vec<String>,
        next_on: Option<NaiveDate>,
        holds: (NaiveDate, Option<NaiveDate>),
        today: NaiveDate,
    ) -> Result<Visit, Vec<VisitRefusal>> {
        let mut refusals = Vec::new();
        if day > today || day < holds.0 {
            refusals.push(VisitRefusal::Day);
        }
        if holds.1.is_some_and(|to| day > to) {
            refusals.push(VisitRefusal::Ended);
        }
        if seen.is_empty() && agreed.is_empty() {
            refusals.push(VisitRefusal::Empty);
        }
        let mut answered = BTreeSet::new();
        for one in &seen {
            if !answered.insert(&one.practice) {
                refusals.push(VisitRefusal::Twice(one.practice.clone()));
                continue;
            }
            let Some(known) = practice(&one.practice) else {
                refusals.push(VisitRefusal::Practice(one.practice.clone()));
                continue;
            };
            let fits = match (known.measured, one.extent) {
                (_, None) => true,
                (Extent::None, Some(_)) => false,
                (Extent::Area, Some(area)) => (1..=LARGEST_AREA).contains(&area) && one.applied != Applied::No,
                (Extent::Head, Some(head)) => (1..=LARGEST_FLOCK).contains(&head) && one.applied != Applied::No,
            };
            if !fits {
                refusals.push(VisitRefusal::Extent(one.practice.clone()));
            }
        }
        refusals.extend(agreed.iter().filter(|code| practice(code).is_none()).map(|code| VisitRefusal::Practice(code.clone())));
        if next_on.is_some_and(|next| next <= day || day.checked_add_months(Months::new(12)).is_some_and(|year| next > year)) {
            refusals.push(VisitRefusal::NextOn);
        }
        if refusals.is_empty() { Ok(Visit { day, seen, agreed, next_on }) } else { Err(refusals) }
    }

    /// When it was.
    pub fn day(&self) -> NaiveDate {
        self.day
    }

    /// What was seen or told, practice by practice.
    pub fn seen(&self) -> &[Seen] {
        &self.seen
    }

    /// Which practices are to be done until the next visit.
    pub fn agreed(&self) -> &[String] {
        &self.agreed
    }

    /// When the next visit is.
    pub fn next_on(&self) -> Option<NaiveDate> {
        self.next_on
    }
}

/// A coaching that waits for its next visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Which coaching.
    pub coaching: Uuid,
    /// Where the trainee lives.
    pub village_code: String,
    /// Since when she is coached.
    pub from: NaiveDate,
    /// The last visit, and the day that was agreed for the next.
    pub last: Option<(NaiveDate, Option<NaiveDate>)>,
}

/// When a visit is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Due {
    /// It was due before today.
    Late,
    /// Today, or within the week.
    Soon,
    /// Later.
    Later,
}

/// A visit is due a month after the last one where no day was agreed, and a week after the coaching began.
const USUAL: TimeDelta = TimeDelta::days(30);
const FIRST: TimeDelta = TimeDelta::days(7);

impl Waiting {
    /// The day of the next visit.
    pub fn due_on(&self) -> NaiveDate {
        match self.last {
            Some((_, Some(next))) => next,
            Some((last, None)) => last + USUAL,
            None => self.from + FIRST,
        }
    }

    /// How pressing it is.
    pub fn due(&self, today: NaiveDate) -> Due {
        match (self.due_on() - today).num_days() {
            ..0 => Due::Late,
            0..=7 => Due::Soon,
            _ => Due::Later,
        }
    }
}

/// The order of a day: village by village, since the road costs most; the village with the longest wait first, and in it
/// who waits longest.
pub fn day_list(mut waiting: Vec<Waiting>) -> Vec<Waiting> {
    let mut earliest = std::collections::BTreeMap::new();
    for one in &waiting {
        let due = one.due_on();
        earliest.entry(one.village_code.clone()).and_modify(|day: &mut NaiveDate| *day = due.min(*day)).or_insert(due);
    }
    waiting
        .sort_by_cached_key(|one| (earliest.get(&one.village_code).copied(), one.village_code.clone(), one.due_on(), one.coaching));
    waiting
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn seen(practice: &str, applied: Applied, extent: Option<i64>) -> Seen {
        Seen { practice: practice.into(), applied, seen: true, extent }
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let holds = (day("2026-06-01"), None);
        let lines = vec![
            seen("cage", Applied::No, Some(30)),
            seen("cage", Applied::Yes, None),
            seen("plan", Applied::Yes, Some(1)),
            seen("flying", Applied::Yes, None),
            seen("mulch", Applied::Partly, Some(40)),
        ];
        let refused =
            Visit::try_new(day("2026-05-31"), lines, vec!["moon".into()], Some(day("2026-05-31")), holds, day("2026-07-01"))
                .unwrap_err();
        use VisitRefusal::*;
        let code = |text: &str| text.to_owned();
        assert_eq!(
            refused,
            [
                Day,
                Extent(code("cage")),
                Twice(code("cage")),
                Extent(code("plan")),
                Practice(code("flying")),
                Practice(code("moon")),
                NextOn
            ]
        );
        assert_eq!(Visit::try_new(day("2026-06-02"), vec![], vec![], None, holds, day("2026-07-01")).unwrap_err(), [Empty]);
    }

    #[test]
    fn a_village_is_visited_at_once() {
        let waits = |no: u128, village: &str, last: &str| Waiting {
            coaching: Uuid::from_u128(no),
            village_code: village.into(),
            from: day("2026-01-01"),
            last: Some((day(last), None)),
        };
        let list = day_list(vec![
            waits(1, "03010101", "2026-05-01"),
            waits(2, "03010102", "2026-04-01"),
            waits(3, "03010102", "2026-06-01"),
        ]);
        let order: Vec<u128> = list.iter().map(|one| one.coaching.as_u128()).collect();
        assert_eq!(order, [2, 3, 1]);
        assert_eq!(list[0].due(day("2026-05-02")), Due::Late);
        assert_eq!(list[2].due(day("2026-05-24")), Due::Soon);
        assert_eq!(list[1].due(day("2026-05-24")), Due::Later);
    }
}

//! Sessions: of a course, a workshop, a round of awareness raising. Who came is listed, or only counted.
use super::practices::topic;
use crate::{
    people::{Sex, VillageCode},
    programme::AgeBand,
};
use chrono::NaiveDate;
use std::collections::BTreeSet;
use uuid::Uuid;

/// What sort of session it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SessionKind {
    /// One of a course.
    Course,
    /// A workshop with key participants of a commune.
    Workshop,
    /// A round of awareness raising in a commune.
    Awareness,
    /// Training of households.
    Households,
    /// Training of young people.
    Youth,
}

impl SessionKind {
    /// All of them.
    pub const ALL: [SessionKind; 5] =
        [SessionKind::Course, SessionKind::Workshop, SessionKind::Awareness, SessionKind::Households, SessionKind::Youth];

    /// The word kept in the database.
    pub fn code(self) -> &'static str {
        match self {
            SessionKind::Course => "course",
            SessionKind::Workshop => "workshop",
            SessionKind::Awareness => "awareness",
            SessionKind::Households => "households",
            SessionKind::Youth => "youth",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<SessionKind> {
        SessionKind::ALL.into_iter().find(|kind| kind.code() == text)
    }
}

/// Why a session is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionRefusal {
    /// It is still to come, or before the programme's time (1990).
    Day,
    /// Less than a minute, or more than a day.
    Minutes,
    /// The place is no code of a province, district, commune or village.
    Place,
    /// No topic was chosen, or one that does not exist.
    Topics,
    /// A session of a course names no course.
    CourseMissing,
    /// Nobody came.
    NobodyCame,
    /// Somebody is listed twice.
    ListedTwice(Uuid),
    /// Somebody stayed longer than it lasted, or not at all.
    Stayed(Uuid),
    /// A count is not above nothing, or above ten thousand.
    Count,
}

/// How long somebody was there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attendance {
    /// Who.
    pub person: Uuid,
    /// For how long.
    pub minutes: i64,
}

/// How many of a kind came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Of which sex; `None`: not known.
    pub sex: Option<Sex>,
    /// Of which age; `None`: not known.
    pub age: Option<AgeBand>,
    /// How many.
    pub people: i64,
}

/// Who came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Came {
    /// By name.
    Listed(Vec<Attendance>),
    /// Counted only.
    Counted(Vec<Counted>),
}

/// A session that was held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    kind: SessionKind,
    course: Option<Uuid>,
    day: NaiveDate,
    minutes: i64,
    place: VillageCode,
    topics: Vec<String>,
    came: Came,
}

/// The first day on which a session may have been held: older papers are not ours.
const FIRST: NaiveDate = NaiveDate::from_ymd_opt(1990, 1, 1).expect("a day");

impl Session {
    /// Checks everything at once.
    ///
    /// # Errors
    /// All that is wrong, in the order of the form.
    pub fn try_new(
        (kind, course): (SessionKind, Option<Uuid>),
        day: NaiveDate,
        minutes: i64,
        place: &str,
        topics: Vec<String>,
        came: Came,
        today: NaiveDate,
    ) -> Result<Session, Vec<SessionRefusal>> {
        let mut refusals = Vec::new();
        if day > today || day < FIRST {
            refusals.push(SessionRefusal::Day);
        }
        if !(1..=1440).contains(&minutes) {
            refusals.push(SessionRefusal::Minutes);
        }
        let place = VillageCode::parse_place(place).map_err(|_| refusals.push(SessionRefusal::Place));
        if topics.is_empty() || topics.iter().any(|code| topic(code).is_none()) {
            refusals.push(SessionRefusal::Topics);
        }
        if kind == SessionKind::Course && course.is_none() {
            refusals.push(SessionRefusal::CourseMissing);
        }
        refusals.extend(wrong(&came, minutes));
        match place {
            Ok(place) if refusals.is_empty() => Ok(Session { kind, course, day, minutes, place, topics, came }),
            _ => Err(refusals),
        }
    }

    /// What sort it is.
    pub fn kind(&self) -> SessionKind {
        self.kind
    }

    /// Of which course.
    pub fn course(&self) -> Option<Uuid> {
        self.course
    }

    /// When it was held.
    pub fn day(&self) -> NaiveDate {
        self.day
    }

    /// How long it lasted.
    pub fn minutes(&self) -> i64 {
        self.minutes
    }

    /// Where.
    pub fn place(&self) -> &VillageCode {
        &self.place
    }

    /// What it was about.
    pub fn topics(&self) -> &[String] {
        &self.topics
    }

    /// Who came.
    pub fn came(&self) -> &Came {
        &self.came
    }

    /// How many came.
    pub fn people(&self) -> i64 {
        match &self.came {
            Came::Listed(listed) => listed.len() as i64,
            Came::Counted(counts) => counts.iter().map(|count| count.people).sum(),
        }
    }
}

fn wrong(came: &Came, minutes: i64) -> Vec<SessionRefusal> {
    match came {
        Came::Listed(listed) if listed.is_empty() => vec![SessionRefusal::NobodyCame],
        Came::Listed(listed) => {
            let mut seen = BTreeSet::new();
            let mut refusals = Vec::new();
            for one in listed {
                if !seen.insert(one.person) {
                    refusals.push(SessionRefusal::ListedTwice(one.person));
                } else if !(1..=minutes.max(1)).contains(&one.minutes) {
                    refusals.push(SessionRefusal::Stayed(one.person));
                }
            }
            refusals
        }
        Came::Counted(counts) if counts.is_empty() => vec![SessionRefusal::NobodyCame],
        Came::Counted(counts) if counts.iter().any(|count| !(1..=10_000).contains(&count.people)) => vec![SessionRefusal::Count],
        Came::Counted(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let person = Uuid::from_u128(1);
        let twice = Came::Listed(vec![Attendance { person, minutes: 60 }, Attendance { person, minutes: 60 }]);
        let refused = Session::try_new(
            (SessionKind::Course, None),
            day("2026-12-01"),
            0,
            "3",
            vec!["no such topic".into()],
            twice,
            day("2026-11-22"),
        )
        .unwrap_err();
        use SessionRefusal::*;
        assert_eq!(refused, [Day, Minutes, Place, Topics, CourseMissing, Stayed(person), ListedTwice(person)]);
    }

    #[test]
    fn who_came_may_be_counted() {
        let came = Came::Counted(vec![
            Counted { sex: Some(Sex::Female), age: None, people: 12 },
            Counted { sex: Some(Sex::Male), age: Some(AgeBand::Young), people: 5 },
        ]);
        let topics = vec!["migration".into()];
        let made =
            Session::try_new((SessionKind::Workshop, None), day("2026-11-01"), 180, "090301", topics, came, day("2026-11-22"));
        assert_eq!(made.unwrap().people(), 17);
    }
}

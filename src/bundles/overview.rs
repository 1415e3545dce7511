//! Who keeps which book, and since when nothing was heard of it.
use super::store::{self, Instance, KeepingRow, KeptGroup};
use crate::store::{BookId, Result, Tx};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// After so many days without a bundle somebody should ask.
pub const DAYS_MOST: i64 = 30;

/// All of it.
#[derive(Clone, Debug)]
pub struct Overview {
    /// This instance; `None`: it has no name yet.
    pub own: Option<Instance>,
    /// The others: who was longest not heard of first, who is lost last.
    pub others: Vec<Other>,
}

/// Another instance.
#[derive(Clone, Debug)]
pub struct Other {
    /// Which.
    pub instance: Instance,
    /// The books that went to it or come from it.
    pub books: Vec<Kept>,
    /// When a bundle was last made for it.
    pub sent_at: Option<DateTime<Utc>>,
    /// When one of it was last taken.
    pub taken_at: Option<DateTime<Utc>>,
    /// Bundles made for it that it gave no receipt for.
    pub waiting: i64,
}

/// A book, as far as one other instance goes.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Whose.
    pub group: KeptGroup,
    /// What its keeper is called.
    pub keeper: String,
    /// Whether that is the other instance.
    pub is_there: bool,
    /// Whether it is this one.
    pub is_here: bool,
    /// Since when.
    pub since: DateTime<Utc>,
    /// The last entry that the other is known to have.
    pub known_there: i64,
    /// What was written here and is not known to be there.
    pub new: New,
}

/// How much of a book the other is not known to have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct New {
    /// Entries.
    pub entries: i64,
    /// Meetings.
    pub meetings: i64,
    /// Loans.
    pub loans: i64,
    /// Members who came, or of whom something changed.
    pub members: i64,
    /// Whatever else: rules, terms of office, what was asked for, a change of hands.
    pub others: i64,
}

impl Other {
    /// Days since it was last heard of, or since it has had something to tell: a laptop since it got a book, the programme
    /// since we did. None where it is lost, or has nothing to tell.
    pub fn silent_days(&self, now: DateTime<Utc>) -> Option<i64> {
        let is_programme = self.instance.is_programme();
        let of = |book: &&Kept| if is_programme { book.is_here } else { book.is_there };
        let since = self.books.iter().filter(of).map(|book| book.since).max();
        let has_to_tell = since.is_some() || is_programme && self.waiting > 0;
        let last = self.taken_at.max(since).unwrap_or(self.instance.recorded_at);
        (has_to_tell && self.instance.lost_at.is_none()).then(|| (now - last).num_days().max(0))
    }

    /// Whether somebody should ask after it.
    pub fn is_silent(&self, now: DateTime<Utc>) -> bool {
        self.silent_days(now).is_some_and(|days| days > DAYS_MOST)
    }
}

impl Overview {
    /// Reads it.
    ///
    /// # Errors
    /// Where the database cannot.
    pub async fn read(tx: &mut Tx) -> Result<Overview> {
        let all = store::instances(tx).await?;
        let groups = store::groups_kept(tx).await?;
        let keepings = store::all_keepings(tx).await?;
        let traffic = store::traffic(tx).await?;
        let known = store::known_there(tx).await?;
        let new = store::new_there(tx).await?;
        let own = all.iter().find(|one| one.own).cloned();
        let mut others = Vec::new();
        for instance in all.iter().filter(|one| !one.own) {
            let of = |way: &str| traffic.iter().find(|line| line.instance_id == instance.id && line.way == way);
            let books = groups.iter().filter_map(|group| {
                let kept = Kept::of(group, instance, &all, &keepings)?;
                let known = known.iter().find(|(id, book, _)| *id == instance.id && *book == group.book_id);
                Some(Kept { known_there: known.map_or(0, |known| known.2), new: New::of(&new, instance.id, group.book_id), ..kept })
            });
            others.push(Other {
                instance: instance.clone(),
                books: books.collect(),
                sent_at: of("sent").map(|line| line.at),
                taken_at: of("taken").map(|line| line.at),
                waiting: of("sent").map_or(0, |line| line.waiting),
            });
        }
        others.sort_by_key(|other| {
            let keeps = other.books.iter().any(|book| book.is_there) || other.instance.is_programme();
            (other.instance.lost_at.is_some(), !keeps, other.taken_at.unwrap_or(other.instance.recorded_at))
        });
        Ok(Overview { own, others })
    }

    /// The programme that this laptop sends to.
    pub fn programme(&self) -> Option<&Other> {
        self.others.iter().find(|other| other.instance.is_programme())
    }

    /// Whether this instance is a village's laptop.
    pub fn is_laptop(&self) -> bool {
        self.own.as_ref().is_some_and(|own| !own.is_programme())
    }
}

impl Kept {
    fn of(group: &KeptGroup, other: &Instance, all: &[Instance], keepings: &[KeepingRow]) -> Option<Kept> {
        let rows = || keepings.iter().filter(|row| row.book_id == group.book_id);
        let last = rows().next_back()?;
        rows().any(|row| row.to_id == other.id || row.from_id == other.id).then_some(())?;
        let keeper = all.iter().find(|one| one.id == last.to_id)?;
        Some(Kept {
            group: group.clone(),
            keeper: keeper.name.clone(),
            is_there: keeper.id == other.id,
            is_here: keeper.own,
            since: last.recorded_at,
            known_there: 0,
            new: New::default(),
        })
    }
}

impl New {
    fn of(rows: &[(Uuid, i64, String, i64)], there: Uuid, book: i64) -> New {
        let mut new = New::default();
        for (_, _, what, many) in rows.iter().filter(|row| (row.0, row.1) == (there, book)) {
            let of = match what.as_str() {
                "entry" => &mut new.entries,
                "meeting" => &mut new.meetings,
                "loan" => &mut new.loans,
                "member" => &mut new.members,
                _ => &mut new.others,
            };
            *of += many;
        }
        new
    }

    /// Whether there is nothing.
    pub fn is_nothing(self) -> bool {
        self == New::default()
    }
}

/// Where a group's book is kept.
#[derive(Clone, Debug)]
pub struct Place {
    /// What its keeper is called.
    pub keeper: String,
    /// Whether that is this instance.
    pub is_here: bool,
    /// Since when.
    pub since: DateTime<Utc>,
    /// When a bundle last brought something of it, and the entry through which it then stood.
    pub brought: Option<(DateTime<Utc>, i64)>,
}

/// Where a book is kept; `None` where it never changed hands, and so is kept here.
///
/// # Errors
/// Where the database cannot.
pub async fn place(tx: &mut Tx, book: BookId) -> Result<Option<Place>> {
    let rows = store::keepings(tx, book).await?;
    let Some(last) = rows.last() else { return Ok(None) };
    let all = store::instances(tx).await?;
    let Some(keeper) = all.iter().find(|one| one.id == last.to_id) else { return Ok(None) };
    let brought = store::last_brought(tx, book).await?;
    Ok(Some(Place { keeper: keeper.name.clone(), is_here: keeper.own, since: last.recorded_at, brought }))
}

//! Books that travel between instances of the program on a stick or a line: who keeps a book, and whether what another
//! instance brings continues what is here.
//!
//! A book has one writer at a time. Who that is, is told by its keepings, which both sides hold; where a book stands, by
//! the hashes of its last entry and of the last line of its trail, which cover everything before them.
use uuid::Uuid;

/// Where a book stands. Nothing written yet is number 0 and an empty hash.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The last entry.
    pub entry: i64,
    /// Its hash.
    pub entry_hash: Vec<u8>,
    /// The last line of the trail.
    pub line: i64,
    /// Its hash.
    pub line_hash: Vec<u8>,
}

/// How a book changed hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// The programme gave it to a laptop.
    HandedOver,
    /// The laptop gave it back.
    HandedBack,
    /// The programme took it back from a laptop that is lost or broken, as far as it had come.
    TakenBack,
}

impl How {
    /// All of them.
    pub const ALL: [How; 3] = [How::HandedOver, How::HandedBack, How::TakenBack];

    /// The word that is kept.
    pub fn code(self) -> &'static str {
        match self {
            How::HandedOver => "handed-over",
            How::HandedBack => "handed-back",
            How::TakenBack => "taken-back",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<How> {
        How::ALL.into_iter().find(|how| how.code() == text)
    }
}

/// A record of who keeps a book from then on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keeping {
    /// How.
    pub how: How,
    /// Who kept it before.
    pub from: Uuid,
    /// Who keeps it now.
    pub to: Uuid,
    /// Who says so, and signs it.
    pub said_by: Uuid,
    /// Where the book stood.
    pub place: Place,
}

/// Why a keeping is not one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoKeeping {
    /// It is given by who does not keep the book.
    NotTheirs,
    /// Only a keeper hands a book on; only the programme takes one back, and to itself.
    NotTheirsToSay,
}

/// Whether a record may follow: `keeper` keeps the book, `programme` is the instance that hands books to laptops.
///
/// # Errors
/// [`NoKeeping`].
pub fn follows(keeping: &Keeping, keeper: Uuid, programme: Uuid) -> Result<(), NoKeeping> {
    if keeping.from != keeper {
        return Err(NoKeeping::NotTheirs);
    }
    let right = match keeping.how {
        How::HandedOver => keeping.said_by == keeper && keeping.from == programme && keeping.to != programme,
        How::HandedBack => keeping.said_by == keeper && keeping.from != programme && keeping.to == programme,
        How::TakenBack => keeping.said_by == programme && keeping.to == programme && keeping.from != programme,
    };
    if right { Ok(()) } else { Err(NoKeeping::NotTheirsToSay) }
}

/// The hashes of an entry and of a line of the trail, as far as they are here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hashes {
    /// Of the entry.
    pub entry: Option<Vec<u8>>,
    /// Of the line.
    pub line: Option<Vec<u8>>,
}

impl Hashes {
    /// Whether the same stands here as there.
    pub fn agree(&self, place: &Place) -> bool {
        let same = |no: i64, there: &[u8], here: &Option<Vec<u8>>| no == 0 || here.as_deref() == Some(there);
        same(place.entry, &place.entry_hash, &self.entry) && same(place.line, &place.line_hash, &self.line)
    }
}

/// What is here of a book.
#[derive(Clone, Debug)]
pub struct Here {
    /// Where it stands.
    pub place: Place,
    /// Our hashes at the numbers that the bundle continues from.
    pub after: Hashes,
    /// Our hashes at the numbers where the book stands with it.
    pub until: Hashes,
    /// Our records of who keeps it, in order.
    pub keepings: Vec<Keeping>,
}

/// What a bundle brings of a book.
#[derive(Clone, Debug)]
pub struct Brought {
    /// What it continues: what the sender knows the receiver to have.
    pub after: Place,
    /// Where the book stands with it.
    pub until: Place,
    /// The sender's records of who keeps it, in order.
    pub keepings: Vec<Keeping>,
}

/// Why a book of a bundle is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// Something between is missing: we stand at an earlier entry or line than the bundle continues from.
    Gap {
        /// Our last entry.
        here: i64,
        /// The entry it continues from.
        after: i64,
    },
    /// Two wrote: what stands here under the number that it continues from is something else.
    Fork,
    /// The records of who keeps the book part ways at this number.
    Parted(usize),
    /// Its sender does not keep the book, and brings something new all the same.
    NotKept,
    /// We keep the book, and its sender has more of it than we: this is an older copy, or the sender wrote in our book.
    Older {
        /// Our last entry.
        here: i64,
        /// The last entry that was brought.
        there: i64,
    },
}

/// What a bundle's book may do to ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Welcome {
    /// Write: its sender keeps the book, or a record that comes with it covers what is new.
    Write,
    /// Say again what is here already, and nothing else.
    Repeat,
}

/// Whether a bundle's book continues ours, and what it may do; `sender` made the bundle, `own` takes it. What is in it that we have already is
/// not looked at here. A book that nobody is on record to keep does not travel.
///
/// # Errors
/// [`Misfit`], the first that holds.
pub fn fits(here: &Here, brought: &Brought, sender: Uuid, own: Uuid) -> Result<Welcome, Misfit> {
    let both = here.keepings.iter().zip(&brought.keepings);
    if let Some(at) = both.clone().position(|(ours, theirs)| ours != theirs) {
        return Err(Misfit::Parted(at + 1));
    }
    let is_new = !here.until.agree(&brought.until);
    // A record that is new here covers what was written before it, with the signature of who says it. What comes after the
    // last record was written by who keeps the book since.
    let last = brought.keepings.get(here.keepings.len()..).and_then(<[Keeping]>::last);
    let covered = last.is_some_and(|last| brought.until.entry <= last.place.entry && brought.until.line <= last.place.line);
    let keeper = last.or(here.keepings.last()).map(|record| record.to);
    let may_write = covered || keeper == Some(sender);
    if is_new && !may_write {
        let (here, there) = (here.place.entry, brought.until.entry);
        return Err(if keeper == Some(own) && there > here { Misfit::Older { here, there } } else { Misfit::NotKept });
    }
    if here.place.entry < brought.after.entry || here.place.line < brought.after.line {
        return Err(Misfit::Gap { here: here.place.entry, after: brought.after.entry });
    }
    if !here.after.agree(&brought.after) {
        return Err(Misfit::Fork);
    }
    Ok(if may_write { Welcome::Write } else { Welcome::Repeat })
}

/// How many days a sender's clock is ahead of ours (below zero: behind), where it is so far off that somebody should
/// set it: more than a day. A bundle may well have been under way for weeks, so that a clock behind ours is told only
/// where the bundle was made before what it carries was recorded, or before a year ago.
pub fn clock_off(made: chrono::DateTime<chrono::Utc>, now: chrono::DateTime<chrono::Utc>) -> Option<i64> {
    let days = (made - now).num_days();
    (days >= 1 || days <= -300).then_some(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFICE: Uuid = Uuid::from_u128(1);
    const ONE: Uuid = Uuid::from_u128(2);
    const TWO: Uuid = Uuid::from_u128(3);

    fn place(entry: i64, mark: u8) -> Place {
        Place { entry, entry_hash: vec![mark; 32], line: entry, line_hash: vec![mark; 32] }
    }

    fn keeping(how: How, from: Uuid, to: Uuid, said_by: Uuid) -> Keeping {
        Keeping { how, from, to, said_by, place: place(5, 5) }
    }

    fn over(to: Uuid) -> Keeping {
        keeping(How::HandedOver, OFFICE, to, OFFICE)
    }

    /// The office stands at entry `at`, with these records; a bundle continues from `after`.
    fn fit(at: i64, ours: &[Keeping], after: i64, until: i64, theirs: &[Keeping]) -> Result<Welcome, Misfit> {
        let at_number = |no: i64| (no <= at).then(|| vec![no as u8; 32]);
        let hashes = |no: i64| Hashes { entry: at_number(no), line: at_number(no) };
        let here = Here { place: place(at, at as u8), after: hashes(after), until: hashes(until), keepings: ours.to_vec() };
        let brought = Brought { after: place(after, after as u8), until: place(until, until as u8), keepings: theirs.to_vec() };
        fits(&here, &brought, ONE, OFFICE)
    }

    #[test]
    fn who_may_hand_a_book_on() {
        let table = [
            (over(ONE), OFFICE, Ok(())),
            (over(ONE), ONE, Err(NoKeeping::NotTheirs)),
            (keeping(How::HandedOver, ONE, TWO, ONE), ONE, Err(NoKeeping::NotTheirsToSay)),
            (keeping(How::HandedBack, ONE, OFFICE, ONE), ONE, Ok(())),
            (keeping(How::HandedBack, ONE, OFFICE, OFFICE), ONE, Err(NoKeeping::NotTheirsToSay)),
            (keeping(How::TakenBack, ONE, OFFICE, OFFICE), ONE, Ok(())),
            (keeping(How::TakenBack, ONE, OFFICE, ONE), ONE, Err(NoKeeping::NotTheirsToSay)),
            (keeping(How::TakenBack, OFFICE, ONE, ONE), OFFICE, Err(NoKeeping::NotTheirsToSay)),
        ];
        for (record, keeper, expected) in table {
            assert_eq!(follows(&record, keeper, OFFICE), expected, "{record:?}");
        }
    }

    #[test]
    fn what_continues_is_taken_and_what_does_not_is_named() {
        let kept = [over(ONE)];
        assert_eq!(fit(5, &kept, 5, 9, &kept), Ok(Welcome::Write), "the next");
        assert_eq!(fit(7, &kept, 5, 9, &kept), Ok(Welcome::Write), "some of it is here already");
        assert_eq!(fit(9, &kept, 5, 9, &kept), Ok(Welcome::Write), "all of it is here already");
        assert_eq!(fit(4, &kept, 5, 9, &kept), Err(Misfit::Gap { here: 4, after: 5 }));
        let back = |at: i64| [over(ONE), Keeping { place: place(at, at as u8), ..keeping(How::HandedBack, ONE, OFFICE, ONE) }];
        assert_eq!(fit(5, &kept, 5, 9, &back(9)), Ok(Welcome::Write), "what is new was written before it was handed back");
        let ours = Err(Misfit::Older { here: 5, there: 9 });
        assert_eq!(fit(5, &kept, 5, 9, &back(8)), ours, "and after it nothing is written there");
        assert_eq!(fit(5, &back(5), 5, 9, &back(5)), ours, "nor when the record is known");
        assert_eq!(fit(0, &[], 0, 5, &kept), Ok(Welcome::Write), "what we signed ourselves, and lost");
        assert_eq!(fit(0, &[], 0, 9, &kept), Ok(Welcome::Write), "and what its keeper wrote since");
        assert_eq!(fit(0, &[], 0, 9, &[]), Err(Misfit::NotKept), "a book that nobody was given");
        let lost = [over(ONE), keeping(How::TakenBack, ONE, OFFICE, OFFICE), over(TWO)];
        assert_eq!(fit(5, &lost, 5, 9, &kept), Err(Misfit::NotKept), "a laptop that was lost and comes back");
        assert_eq!(fit(9, &lost, 5, 9, &kept), Ok(Welcome::Repeat), "and brings nothing new");
        let other = Hashes { entry: Some(vec![7; 32]), line: Some(vec![9; 32]) };
        let here = Here { place: place(9, 7), after: Hashes::default(), until: other, keepings: lost.to_vec() };
        let brought = Brought { after: Place::default(), until: place(9, 9), keepings: kept.to_vec() };
        assert_eq!(fits(&here, &brought, ONE, OFFICE), Err(Misfit::NotKept), "as many entries, and others");
        assert_eq!(fit(5, &lost, 5, 9, &back(9)), Err(Misfit::Parted(2)));
    }

    #[test]
    fn another_entry_under_the_same_number_is_a_fork() {
        let kept = vec![over(ONE)];
        let after = Hashes { entry: Some(vec![8; 32]), line: Some(vec![5; 32]) };
        let here = Here { place: place(5, 5), after, until: Hashes::default(), keepings: kept.clone() };
        let brought = Brought { after: place(5, 5), until: place(6, 6), keepings: kept };
        assert_eq!(fits(&here, &brought, ONE, OFFICE), Err(Misfit::Fork));
    }

    #[test]
    fn a_clock_is_told_when_it_is_a_year_off() {
        let now = chrono::DateTime::from_timestamp(1_800_000_000, 0).expect("an instant");
        let days = |days: i64| clock_off(now + chrono::TimeDelta::days(days), now);
        assert_eq!([days(0), days(-20), days(-365), days(365), days(1)], [None, None, Some(-365), Some(365), Some(1)]);
    }
}

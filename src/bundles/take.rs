//! Taking a bundle in: seen to be whole, signed and for us; its books seen to continue ours; its rows written past the
//! same guards as if they had been typed here; the books reckoned anew; all of it in one transaction, or none.
use super::{
    BookCargo, Cargo,
    file::{self, Header, Sealed, Unreadable},
    keep::Desk,
    store::{self, BundleRow, Instance, KeepingRow, Way},
};
use crate::store::{
    BookId, Db, Engine, Error, Finding, Result, Tx, carry,
    carry::{Carried, NotTaken, Took},
    check_book, lock, record,
};
use domain::bundles::{Brought, Hashes, Here, Keeping, Misfit, Place, Welcome, clock_off, fits, follows};
use serde_json::Value;
use std::collections::BTreeMap;
use uuid::Uuid;

/// What came of a bundle.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// It was taken before, as this number: nothing is done.
    Known {
        /// From whom.
        from: Uuid,
        /// Its number.
        no: i64,
    },
    /// It is taken, as a whole.
    Taken(Taken),
    /// Nothing of it is taken.
    Refused(Refusal),
}

/// What was taken.
#[derive(Clone, Debug)]
pub struct Taken {
    /// From whom.
    pub from: Uuid,
    /// What people call it.
    pub name: String,
    /// Its number.
    pub no: i64,
    /// The books that something came for.
    pub books: Vec<TakenBook>,
    /// How many of our bundles it gives a receipt for that had none.
    pub receipts: usize,
    /// By how many days its clock is ahead of ours, where somebody should set it.
    pub clock: Option<i64>,
}

/// What came for a book.
#[derive(Clone, Debug)]
pub struct TakenBook {
    /// The group's code.
    pub code: String,
    /// Whether the book was not here before.
    pub first: bool,
    /// Rows by table, mended ones, and those that were here.
    pub took: Took,
    /// The last entry now.
    pub head_no: i64,
    /// Records of who keeps it that were new here.
    pub keepings: usize,
}

/// Why nothing is taken.
#[derive(Clone, Debug)]
pub enum Refusal {
    /// This instance has no name yet.
    Unnamed,
    /// The file is no bundle, was changed, or does not open.
    Unreadable(Unreadable),
    /// It is for another instance: of another programme, perhaps.
    ForAnother,
    /// Its sender is not known here.
    Stranger,
    /// Its sender was given up as lost.
    Lost(Forks),
    /// Another bundle of this number came from the same sender: it works on from an older copy, or two have its key.
    NumberTaken(i64),
    /// A book continues from an entry that is not here.
    Gap {
        /// The group's code.
        code: String,
        /// Our last entry.
        here: i64,
        /// The entry it continues from.
        after: i64,
    },
    /// Two wrote in a book, or one that does not keep it.
    Forked(Vec<Fork>),
    /// A record of who keeps a book is not signed, or not one that may be.
    Keeping(String),
    /// A row is of a sort that this program does not know: it was written by a newer one.
    Strange(String),
    /// A guard of the database refuses a row.
    Guard(String),
    /// The rows stand, and a book does not come out right.
    Unsound(Vec<Finding>),
}

/// Forks that were seen; shown entry by entry.
pub type Forks = Vec<Fork>;

/// A book in which two wrote.
#[derive(Clone, Debug)]
pub struct Fork {
    /// The group's code.
    pub code: String,
    /// Why.
    pub misfit: Option<Misfit>,
    /// Entry by entry what stands here and what was brought, where they differ.
    pub entries: Vec<ForkedEntry>,
    /// How many other rows say something else here.
    pub others: usize,
}

/// An entry number under which something else stands here than was brought.
#[derive(Clone, Debug)]
pub struct ForkedEntry {
    /// The number.
    pub no: i64,
    /// What stands here.
    pub here: Option<EntryText>,
    /// What was brought.
    pub brought: Option<EntryText>,
}

/// An entry, for people to compare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryText {
    /// Its business date, as year, month and day.
    pub day: String,
    /// What it was for.
    pub memo: String,
    /// Fund, account, party (0: nobody), commodity, quantity in smallest units.
    pub lines: Vec<(i64, i64, i64, String, i64)>,
    /// When it was recorded, in RFC 3339.
    pub recorded_at: String,
}

/// Takes a bundle in. What is written is kept only where the outcome is [`Outcome::Taken`].
///
/// # Errors
/// Only where the database cannot: a full disk, a lost connection; nothing is taken then either.
pub async fn take(db: &Db, desk: Desk<'_>, bytes: &[u8]) -> Result<Outcome> {
    let digest = crate::web::digest(bytes);
    let mut tx = db.write().await?;
    let sealed = match file::read(bytes) {
        Ok(sealed) => sealed,
        Err(why) => return Ok(Outcome::Refused(Refusal::Unreadable(why))),
    };
    let Opened { own, from, cargo } = match opened(&mut tx, desk, &sealed).await? {
        Ok(opened) => opened,
        Err(refusal) => return Ok(Outcome::Refused(refusal)),
    };
    if let Some((from, no)) = store::taken_before(&mut tx, &digest).await? {
        return Ok(Outcome::Known { from, no });
    }
    let no = sealed.header.no;
    if store::number_taken(&mut tx, from.id, no).await? {
        return Ok(Outcome::Refused(Refusal::NumberTaken(no)));
    }
    let row = BundleRow {
        way: Way::Taken,
        instance: from.id,
        no,
        digest,
        made_at: sealed.header.made_at,
        recorded_at: desk.now,
        by: desk.by,
    };
    let mut work = Work { tx: &mut tx, engine: db.engine(), desk, own: &own, from: &from };
    match work.all(&cargo, &row).await {
        Ok(books) => {
            let mut receipts = 0;
            for (no, digest) in &cargo.receipts {
                receipts += usize::from(store::receipted(&mut tx, from.id, *no, digest, desk.now).await?);
            }
            record(&mut tx, None, desk.by, "bundle-taken", &format!("{} {no}", &from.id.simple().to_string()[..8]), desk.now)
                .await?;
            tx.commit().await?;
            let clock = clock_off(sealed.header.made_at, desk.now);
            Ok(Outcome::Taken(Taken { from: from.id, name: from.name, no, books, receipts, clock }))
        }
        Err(Stop::Refused(refusal)) => Ok(Outcome::Refused(*refusal)),
        Err(Stop::Store(error)) => Err(error),
    }
}

/// Why a bundle with this open line is not let in at all, as far as that can be said before the rest of it is here.
///
/// # Errors
/// Where the database cannot.
pub async fn at_the_door(tx: &mut Tx, header: std::result::Result<Header, Unreadable>) -> Result<Option<Refusal>> {
    let all = store::instances(tx).await?;
    Ok(match header {
        Err(why) => Some(Refusal::Unreadable(why)),
        Ok(header) => ends(&all, &header).err(),
    })
}

/// This instance and the sender. Bundles go between the programme and a laptop and no other way: a laptop that knows another
/// one by name, from the records of a book, does not take books from it.
fn ends<'i>(all: &'i [Instance], header: &Header) -> std::result::Result<(&'i Instance, &'i Instance), Refusal> {
    let own = all.iter().find(|one| one.own).ok_or(Refusal::Unnamed)?;
    if header.to != own.id {
        return Err(Refusal::ForAnother);
    }
    let from = all.iter().find(|one| one.id == header.from && one.is_programme() != own.is_programme());
    Ok((own, from.ok_or(Refusal::Stranger)?))
}

struct Opened {
    own: Instance,
    from: Instance,
    cargo: Cargo,
}

/// Who sent it, and what is in it.
async fn opened(tx: &mut Tx, desk: Desk<'_>, sealed: &Sealed<'_>) -> Result<std::result::Result<Opened, Refusal>> {
    let all = store::instances(tx).await?;
    let (own, from) = match ends(&all, &sealed.header) {
        Ok(ends) => ends,
        Err(refusal) => return Ok(Err(refusal)),
    };
    Ok(match sealed.open::<Cargo>(&from.keys()?, desk.keys) {
        Ok(cargo) => Ok(Opened { own: own.clone(), from: from.clone(), cargo }),
        Err(why) => Err(Refusal::Unreadable(why)),
    })
}

enum Stop {
    Refused(Box<Refusal>),
    Store(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Stop {
        match error {
            // A guard that says no has a reason; everything else is the database's own trouble.
            Error::Refused(rule) => Refusal::Guard(rule).into(),
            Error::Taken => Refusal::Guard("it is there already".into()).into(),
            error => Stop::Store(error),
        }
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Stop {
        Stop::Refused(Box::new(refusal))
    }
}

struct Work<'w> {
    tx: &'w mut Tx,
    engine: Engine,
    desk: Desk<'w>,
    own: &'w Instance,
    from: &'w Instance,
}

impl Work<'_> {
    async fn all(&mut self, cargo: &Cargo, row: &BundleRow) -> std::result::Result<Vec<TakenBook>, Stop> {
        if !self.own.is_programme() {
            self.instances(cargo).await?;
            store::add_organisations(self.tx, &cargo.reference).await?;
        }
        store::add_reference(self.tx, &cargo.reference).await?;
        store::add_bundle(self.tx, row).await?;
        let welcomes = self.welcomes(cargo).await?;
        let mut taken = Vec::new();
        for (book, welcome) in cargo.books.iter().zip(welcomes) {
            taken.push(self.book(book, welcome, row).await?);
        }
        Ok(taken)
    }

    /// Laptops that records name and that a laptop has not met: its programme has, and answers for them. The programme
    /// knows every instance that its own records name, and takes no laptop's word for another.
    async fn instances(&mut self, cargo: &Cargo) -> std::result::Result<(), Stop> {
        let known = store::instances(self.tx).await?;
        for card in cargo.instances.iter().filter(|card| known.iter().all(|one| one.id != card.id)) {
            let new = card.instance(false, self.desk.now).filter(|new| !new.is_programme());
            let new = new.ok_or_else(|| Refusal::Strange("an instance that is no laptop".into()))?;
            store::add_instance(self.tx, &new, self.desk.by).await?;
        }
        Ok(())
    }

    /// What each book may do here. All that do not continue ours are told at once; a gap by itself, since nothing is wrong
    /// with it.
    async fn welcomes(&mut self, cargo: &Cargo) -> std::result::Result<Vec<Welcome>, Stop> {
        let (mut welcomes, mut forks) = (Vec::new(), Vec::new());
        for book in &cargo.books {
            let id = store::book_of_uid(self.tx, book.uid).await?;
            let here = self.here(id, book).await?;
            let brought = Brought { after: book.after.place(), until: book.until.place(), keepings: self.records(book)? };
            match fits(&here, &brought, self.from.id, self.own.id) {
                Ok(welcome) => welcomes.push(welcome),
                Err(Misfit::Gap { here, after }) => return Err(Refusal::Gap { code: book.code.clone(), here, after }.into()),
                Err(misfit) => forks.push(self.fork(id, book, Some(misfit), 0).await?),
            }
        }
        if forks.is_empty() { Ok(welcomes) } else { Err(self.forked(forks)) }
    }

    fn forked(&self, forks: Forks) -> Stop {
        if self.from.lost_at.is_some() { Refusal::Lost(forks).into() } else { Refusal::Forked(forks).into() }
    }

    async fn here(&mut self, id: Option<BookId>, book: &BookCargo) -> std::result::Result<Here, Stop> {
        let Some(id) = id else {
            let (after, until) = (Hashes::default(), Hashes::default());
            return Ok(Here { place: Place::default(), after, until, keepings: Vec::new() });
        };
        lock(self.tx, id).await?;
        let after = store::hashes_at(self.tx, id, &book.after.place()).await?;
        let until = store::hashes_at(self.tx, id, &book.until.place()).await?;
        let rows = store::keepings(self.tx, id).await?;
        let keepings = rows.iter().map(KeepingRow::keeping).collect::<Result<_>>()?;
        Ok(Here { place: store::place(self.tx, id).await?, after, until, keepings })
    }

    fn records(&self, book: &BookCargo) -> std::result::Result<Vec<Keeping>, Stop> {
        let strange = |_| Stop::from(Refusal::Keeping(book.code.clone()));
        let numbered = book.keepings.iter().enumerate().all(|(at, row)| row.no == at as i64 + 1);
        if !numbered {
            return Err(Refusal::Keeping(book.code.clone()).into());
        }
        book.keepings.iter().map(|row| row.keeping().map_err(strange)).collect()
    }

    async fn book(&mut self, book: &BookCargo, welcome: Welcome, row: &BundleRow) -> std::result::Result<TakenBook, Stop> {
        let there = store::book_of_uid(self.tx, book.uid).await?;
        let id = match there {
            Some(id) => id,
            None => store::begin_book(self.tx, book.uid, &book.name).await?,
        };
        let before = store::place(self.tx, id).await?;
        let rows: Vec<Carried> = book.rows.iter().map(|(what, row)| Carried { what: what.clone(), row: row.clone() }).collect();
        store::begin_taking(self.tx, id).await?;
        let took = match carry::take(self.tx, self.engine, id, &rows).await {
            Ok(took) => took,
            Err(NotTaken::Clashes(clashes)) => {
                let others = clashes.iter().filter(|clash| clash.what != "entry").count();
                let fork = self.fork(Some(id), book, None, others).await?;
                return Err(self.forked(vec![fork]));
            }
            Err(NotTaken::Strange(what)) => return Err(Refusal::Strange(what).into()),
            Err(NotTaken::Store(error)) => return Err(error.into()),
        };
        let wrote = !took.new.is_empty() || took.mended > 0;
        if wrote && welcome == Welcome::Repeat {
            let fork = self.fork(Some(id), book, Some(Misfit::NotKept), 0).await?;
            return Err(self.forked(vec![fork]));
        }
        for user in &book.users {
            // Who may sign in at the programme is said there: a laptop tells only the names of who did what.
            let named = self.own.is_programme().then(|| user.named_only());
            store::add_user(self.tx, named.as_ref().unwrap_or(user), id, self.desk.now).await?;
        }
        let keepings = self.keepings(id, book).await?;
        store::end_taking(self.tx, id).await?;
        let place = self.sound(id, book, &before, wrote).await?;
        let upto = carry::last_written(self.tx, id).await?;
        store::add_bundle_book(self.tx, row, id, upto, rows.len() as i64, &place).await?;
        Ok(TakenBook { code: book.code.clone(), first: there.is_none(), took, head_no: place.entry, keepings })
    }

    /// Sees that the book now stands where the bundle says, or where it stood `before` if it was that far already, and
    /// reckons it anew from its postings.
    async fn sound(&mut self, id: BookId, book: &BookCargo, before: &Place, wrote: bool) -> std::result::Result<Place, Stop> {
        let until = book.until.place();
        let place = store::place(self.tx, id).await?;
        let there = store::hashes_at(self.tx, id, &until).await?.agree(&until);
        if !there || (place != until && place != *before) {
            let fork = self.fork(Some(id), book, None, 0).await?;
            return Err(self.forked(vec![fork]));
        }
        if wrote {
            let findings = check_book(self.tx, id).await?;
            if !findings.is_empty() {
                return Err(Refusal::Unsound(findings).into());
            }
        }
        Ok(place)
    }

    /// Adds the records that are new here: each signed by who says it, and each one that may follow.
    async fn keepings(&mut self, id: BookId, book: &BookCargo) -> std::result::Result<usize, Stop> {
        let refused = || Stop::from(Refusal::Keeping(book.code.clone()));
        let ours = store::keepings(self.tx, id).await?;
        let all = store::instances(self.tx).await?;
        let programme = all.iter().find(|one| one.is_programme()).ok_or_else(refused)?;
        let mut keeper = ours.last().map(|row| row.to_id);
        let new = book.keepings.get(ours.len()..).unwrap_or_default();
        for row in new {
            let keeping = row.keeping().map_err(|_| refused())?;
            let known = |id: Uuid| all.iter().find(|one| one.id == id).ok_or_else(refused);
            let (by, _, _) = (known(keeping.said_by)?, known(keeping.from)?, known(keeping.to)?);
            let right = by.keys()?.signed(&row.signed(book.uid), &row.signature)
                && follows(&keeping, keeper.unwrap_or(keeping.from), programme.id).is_ok()
                && store::hashes_at(self.tx, id, &keeping.place).await?.agree(&keeping.place);
            if !right {
                return Err(refused());
            }
            store::add_keeping(self.tx, id, row).await?;
            keeper = Some(keeping.to);
        }
        Ok(new.len())
    }

    /// What stands here and what was brought, entry by entry.
    async fn fork(
        &mut self,
        id: Option<BookId>,
        book: &BookCargo,
        misfit: Option<Misfit>,
        others: usize,
    ) -> std::result::Result<Fork, Stop> {
        let brought: BTreeMap<i64, &[Value]> = entries(book.rows.iter().map(|(what, row)| (what.as_str(), &row[..])));
        let ours = match id {
            Some(id) => carry::since(self.tx, id, 0).await?.0,
            None => Vec::new(),
        };
        let here: BTreeMap<i64, &[Value]> = entries(ours.iter().map(|carried| (carried.what.as_str(), &carried.row[..])));
        let first = brought
            .keys()
            .chain(here.keys())
            .filter(|no| here.get(no) != brought.get(no))
            .filter(|no| **no > book.after.entry)
            .min();
        let first = first.copied().unwrap_or(i64::MAX);
        let last = here.keys().chain(brought.keys()).max().copied().unwrap_or(0);
        let differs = (first..=last).filter(|no| here.get(no) != brought.get(no)).map(|no| ForkedEntry {
            no,
            here: here.get(&no).and_then(|row| EntryText::read(row)),
            brought: brought.get(&no).and_then(|row| EntryText::read(row)),
        });
        Ok(Fork { code: book.code.clone(), misfit, entries: differs.collect(), others })
    }
}

fn entries<'r>(rows: impl Iterator<Item = (&'r str, &'r [Value])>) -> BTreeMap<i64, &'r [Value]> {
    rows.filter(|(what, _)| *what == "entry").filter_map(|(_, row)| Some((row.first()?.as_i64()?, row))).collect()
}

impl EntryText {
    /// Out of a row as it travels: no, day, kind, mends, memo, source, lines, key, recorded_at …
    fn read(row: &[Value]) -> Option<EntryText> {
        let text = |at: usize| row.get(at).and_then(Value::as_str).map(str::to_owned);
        let lines = serde_json::from_str(&text(6)?).ok()?;
        Some(EntryText { day: text(1)?, memo: text(4)?, lines, recorded_at: text(8)? })
    }
}

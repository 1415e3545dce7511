//! Signing papers and writing them into the register.
//!
//! The same paper of the same state is the same claim, hence the same signature and the same code: printing it again adds
//! nothing to the register.
use super::{
    press::Press,
    store::{self, FigureRow, NewPaper},
};
use crate::{
    store::{BookId, Error, Result, Tx, record},
    web,
};
use chrono::{DateTime, Utc};
use domain::papers::{Anchor, Claim, Code, Figure, Kind, Signed};
use ledger::{EntryNo, PartyNo};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// A paper that is to be signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The passbook of a member.
    Passbook {
        /// Whose.
        party: PartyNo,
        /// Hashes of all its pages, those that are not printed again included: what the next print is compared with.
        pages: Vec<String>,
    },
    /// A receipt of what an entry posted to a member.
    Receipt {
        /// Whose.
        party: PartyNo,
        /// Which entry.
        entry: EntryNo,
    },
}

/// What is printed, and by whom.
#[derive(Clone, Copy, Debug)]
pub struct Printing {
    /// The book.
    pub book: BookId,
    /// The last entry that passbooks know (0: none): that of the snapshot from which their pages were drawn. What was
    /// posted since is in neither, so that page and signature say the same.
    pub through: EntryNo,
    /// Who prints; nobody is the command line.
    pub by: Option<Uuid>,
    /// When.
    pub at: DateTime<Utc>,
}

/// A paper that was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// Which paper.
    pub kind: Kind,
    /// Whose.
    pub party: PartyNo,
    /// The entry it names.
    pub entry: EntryNo,
    /// The short code, to be printed as it shows itself: `K7QF-2M9X-P3TD`.
    pub code: Code,
    /// What the QR code carries behind the address.
    pub payload: String,
    /// The whole address of the QR code.
    pub url: String,
    /// What it claims.
    pub claim: Claim,
}

/// Signs papers of one book, in the order that was asked; writes nothing. However many they are, it asks the database a
/// fixed number of times.
///
/// # Errors
/// [`Error::Garbled`] where an entry that is named is not there, or posted nothing to the member of a receipt.
pub async fn sign(tx: &mut Tx, press: &Press, printing: Printing, wanted: &[Wanted]) -> Result<Vec<Issued>> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let claims = claims(tx, printing, wanted).await?;
    Ok(claims.into_iter().map(|claim| signed(press, claim)).collect())
}

/// Writes papers that were signed and drawn into the register, those that are not there yet, and into the trail who
/// printed how many. What is registered is on paper: it comes last, when nothing can go wrong with the drawing any more.
///
/// # Errors
/// [`Error::Garbled`] where two papers have one code.
pub async fn enter(tx: &mut Tx, press: &Press, printing: Printing, wanted: &[Wanted], issued: &[Issued]) -> Result<()> {
    if issued.is_empty() {
        return Ok(());
    }
    let codes: Vec<Code> = issued.iter().map(|paper| paper.code).collect();
    let known: HashMap<String, String> = store::known(tx, &codes).await?.into_iter().collect();
    let mut new: BTreeMap<String, NewPaper<'_>> = BTreeMap::new();
    for (paper, wanted) in issued.iter().zip(wanted) {
        match known.get(&paper.code.plain()) {
            Some(payload) if *payload == paper.payload => {}
            // Fifty-five bits of hash: not within the life of a programme.
            Some(_) => return Err(Error::Garbled(format!("two papers of the code {}", paper.code))),
            None => drop(new.insert(paper.code.plain(), row(paper, wanted))),
        }
    }
    if !new.is_empty() {
        let new: Vec<NewPaper<'_>> = new.into_values().collect();
        store::keep_key(tx, press.key().public(), printing.at).await?;
        store::add(tx, printing.book, &new, printing.by, printing.at).await?;
    }
    record(tx, Some(printing.book), printing.by, "papers-printed", &issued.len().to_string(), printing.at).await
}

/// Both at once, for a paper that is drawn in a moment.
///
/// # Errors
/// Those of both.
pub async fn issue(tx: &mut Tx, press: &Press, printing: Printing, wanted: &[Wanted]) -> Result<Vec<Issued>> {
    let issued = sign(tx, press, printing, wanted).await?;
    enter(tx, press, printing, wanted, &issued).await?;
    Ok(issued)
}

/// The last passbook that was printed for a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastPassbook {
    /// The last entry it knows.
    pub entry: EntryNo,
    /// Hashes of all its pages.
    pub pages: Vec<String>,
    /// When it was printed first.
    pub printed_at: DateTime<Utc>,
}

/// The last passbook of each member who ever had one: for printing only the pages that are new.
pub async fn last_passbooks(tx: &mut Tx, book: BookId) -> Result<BTreeMap<PartyNo, LastPassbook>> {
    let rows = store::last_passbooks(tx, book).await?;
    let read = |row: store::PassbookRow| {
        let pages = serde_json::from_str(row.pages.as_deref().unwrap_or_default())
            .map_err(|_| Error::Garbled(format!("the pages of the paper {}", row.code)))?;
        Ok((PartyNo(row.party_no), LastPassbook { entry: EntryNo(row.entry_no), pages, printed_at: row.printed_at }))
    };
    rows.into_iter().map(read).collect()
}

/// The short code of a signed paper.
pub fn code_of(paper: &Signed) -> Code {
    let hash = web::digest(&paper.bytes());
    Code::of(hash.as_slice().try_into().expect("a SHA-256 is thirty-two bytes long"))
}

fn signed(press: &Press, claim: Claim) -> Issued {
    let signed = press.key().sign(claim);
    let (code, payload) = (code_of(&signed), signed.payload());
    let url = press.address(&payload);
    let claim = signed.claim;
    Issued { kind: claim.kind(), party: claim.party(), entry: claim.entry(), code, payload, url, claim }
}

fn row<'a>(paper: &'a Issued, wanted: &'a Wanted) -> NewPaper<'a> {
    let pages = match wanted {
        Wanted::Passbook { pages, .. } => Some(&pages[..]),
        Wanted::Receipt { .. } => None,
    };
    NewPaper { code: paper.code, kind: paper.kind, party: paper.party, entry: paper.entry, payload: &paper.payload, pages }
}

/// What each paper says: figures of all members, and of all entries, at once.
async fn claims(tx: &mut Tx, printing: Printing, wanted: &[Wanted]) -> Result<Vec<Claim>> {
    let book = printing.book;
    let receipts: Vec<(EntryNo, PartyNo)> = wanted
        .iter()
        .filter_map(|one| if let Wanted::Receipt { party, entry } = one { Some((*entry, *party)) } else { None })
        .collect();
    let passbooks = receipts.len() < wanted.len();
    let mut numbers: Vec<EntryNo> = receipts.iter().map(|(entry, _)| *entry).collect();
    numbers.extend(passbooks.then_some(printing.through).filter(|entry| entry.0 > 0));
    let mut anchors: HashMap<EntryNo, Anchor> =
        store::entries(tx, book, &numbers).await?.iter().map(|entry| (entry.no, entry.anchor)).collect();
    if passbooks && printing.through.0 == 0 {
        anchors.insert(printing.through, Anchor::NOTHING);
    }
    let mut has = match passbooks {
        true => by_place(&store::figures_through(tx, book, printing.through).await?)?,
        false => HashMap::new(),
    };
    has.extend(if receipts.is_empty() { HashMap::new() } else { by_place(&store::figures_in(tx, book, &receipts).await?)? });
    let uid = store::uid(tx, book).await?;
    let claim = |one: &Wanted| {
        let (kind, party, entry, place) = match *one {
            Wanted::Passbook { party, .. } => (Kind::Passbook, party, printing.through, (0, party.0)),
            Wanted::Receipt { party, entry } => (Kind::Receipt, party, entry, (entry.0, party.0)),
        };
        let figures: Vec<Figure> = has.get(&place).cloned().unwrap_or_default();
        let anchor = anchors.get(&entry).copied();
        let said = kind == Kind::Passbook || !figures.is_empty();
        let claim = anchor.filter(|_| said).and_then(|anchor| Claim::try_new(kind, uid, party, (entry, anchor), figures).ok());
        claim.ok_or_else(|| Error::Garbled(format!("no paper of entry {} for party {}", entry.0, party.0)))
    };
    wanted.iter().map(claim).collect()
}

/// Figures by entry (0: through one) and member.
fn by_place(rows: &[FigureRow]) -> Result<HashMap<(i64, i64), Vec<Figure>>> {
    let mut places: HashMap<(i64, i64), Vec<Figure>> = HashMap::new();
    for row in rows {
        places.entry((row.entry_no, row.party)).or_default().push(row.figure()?);
    }
    Ok(places)
}

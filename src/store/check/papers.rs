//! The register of papers against the postings: each paper is signed by a key that is known, its row says what it says,
//! and the books said then what it claims.
use super::{Findings, books::Stored};
use crate::{
    papers::{keys::PublicKey, register::code_of},
    store::{Result, Tx, statements},
};
use domain::papers::{Anchor, Claim, Code, Figure, KeyId, Kind, Signed};
use ledger::{EntryNo, Hash};
use sqlx::FromRow;
use std::collections::{BTreeMap, HashMap};

statements! {
    KEYS = "select id, public_key from paper_key order by id";
    PAPERS = "select code, kind, party_no, entry_no, payload from paper where book_id = $1 order by party_no, entry_no, code";
}

#[derive(FromRow)]
struct PaperRow {
    code: String,
    kind: String,
    party_no: i64,
    entry_no: i64,
    payload: String,
}

/// The keys that ever signed, by the name that papers bear.
pub(super) type Keys = HashMap<String, PublicKey>;

/// Reads the keys; one whose name is not its own is a finding.
pub(super) async fn keys(tx: &mut Tx, found: &mut Findings) -> Result<Keys> {
    let rows: Vec<(String, Vec<u8>)> = tx.all(KEYS, ()).await?;
    let mut keys = Keys::new();
    for (id, bytes) in rows {
        match PublicKey::from_bytes(&bytes).filter(|key| key.id().to_string() == id) {
            Some(key) => drop(keys.insert(id, key)),
            None => found.add(format!("paper key {id}"), "it is no key of that name"),
        }
    }
    Ok(keys)
}

/// Fund, account and commodity.
type Sums<'a> = BTreeMap<(i64, i64, &'a str), i128>;

pub(super) async fn check(tx: &mut Tx, book: &Stored, keys: &Keys, found: &mut Findings) -> Result<()> {
    let rows: Vec<PaperRow> = tx.all(PAPERS, (book.id.0,)).await?;
    if rows.is_empty() {
        return Ok(());
    }
    let anchors: HashMap<EntryNo, &Hash> = book.entries.iter().map(|entry| (entry.no, &entry.hash)).collect();
    let mut of_party: HashMap<i64, Vec<usize>> = HashMap::new();
    for (at, posting) in book.postings.iter().enumerate() {
        of_party.entry(posting.party).or_default().push(at);
    }
    // Papers come member by member in the order of their entries: what she has is summed once, not once a paper.
    let mut member = Member::default();
    for row in &rows {
        let place = format!("paper {}", row.code);
        let claim = match signed(row, book, keys) {
            Ok(claim) => claim,
            Err(what) => {
                found.add(place, what);
                continue;
            }
        };
        let anchor = match claim.entry() {
            EntryNo(0) => Some(Anchor::NOTHING),
            no => anchors.get(&no).map(|hash| Anchor::of(hash)),
        };
        if anchor != Some(claim.anchor()) {
            found.add(place, format!("entry {} is not the one that it names", claim.entry().0));
            continue;
        }
        let postings = of_party.get(&row.party_no).map_or(&[][..], Vec::as_slice);
        let said = member.sums(book, row.party_no, postings, &claim);
        let same = |one: &Figure| {
            let commodity = one.amount.commodity();
            said.get(&(one.fund.0, one.account.0, commodity.code())) == Some(&i128::from(one.amount.quantity()))
        };
        if said.len() != claim.figures().len() || !claim.figures().iter().all(same) {
            found.add(place, "its figures are not what was posted by then");
        }
    }
    Ok(())
}

/// Reads a row: what it repeats is what its payload says, and a key that is known signed it.
fn signed(row: &PaperRow, book: &Stored, keys: &Keys) -> Result<Claim, &'static str> {
    let Ok(paper) = Signed::read(&row.payload) else { return Err("its payload cannot be read") };
    let key = keys.get(&KeyId::to_string(&paper.key)).ok_or("it is signed by a key that is not known")?;
    if !key.signed(&paper) {
        return Err("its signature does not fit");
    }
    let claim = &paper.claim;
    let same = (claim.kind().code(), claim.party().0, claim.entry().0) == (row.kind.as_str(), row.party_no, row.entry_no);
    if !same || Code::plain(&code_of(&paper)) != row.code || claim.book() != book.uid {
        return Err("its payload is of another paper");
    }
    Ok(paper.claim)
}

/// A member whose postings are being summed.
#[derive(Default)]
struct Member<'a> {
    party: i64,
    read: usize,
    through: Sums<'a>,
}

impl<'a> Member<'a> {
    /// What was posted to her through the claim's entry; for a receipt in that entry alone.
    fn sums(&mut self, book: &'a Stored, party: i64, postings: &[usize], claim: &Claim) -> Sums<'a> {
        if self.party != party {
            *self = Member { party, ..Member::default() };
        }
        let entry = claim.entry().0;
        let add = |sums: &mut Sums<'a>, at: usize| {
            let row = &book.postings[at];
            *sums.entry((row.fund, row.account, row.commodity.as_str())).or_default() += i128::from(row.quantity);
        };
        let mut sums = match claim.kind() {
            Kind::Receipt => {
                let of_entry = postings.iter().filter(|&&at| book.postings[at].entry_no == entry);
                of_entry.fold(Sums::new(), |mut sums, &at| {
                    add(&mut sums, at);
                    sums
                })
            }
            Kind::Passbook => {
                while let Some(&at) = postings.get(self.read).filter(|&&at| book.postings[at].entry_no <= entry) {
                    add(&mut self.through, at);
                    self.read += 1;
                }
                self.through.clone()
            }
        };
        sums.retain(|_, sum| *sum != 0);
        sums
    }
}

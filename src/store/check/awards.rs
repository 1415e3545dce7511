//! Awards against their own past: every act told again from the first, its entry against what its fact posts, grants and
//! vouchers against the acts that brought them, working papers and certificates against what they name, and every scan
//! against its digest.
mod kept;

use super::{Findings, books::Stored};
use crate::{
    secrets::hex,
    store::{Result, Sql, Tx},
};
use domain::grants::{
    Act, Applicant, Fact, State, Terms, Who,
    accounts::{self, CHART},
    acts::Step,
    audits::{self, ActLine, ActsDigest, Again, Drawn},
    duties, post,
};
use kept::{ActRow, ItemRow, Kept};
use ledger::{AccountNo, Commodity, EntryKind, FundNo, Numbered, PartyNo, Posting};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

pub(super) const STATEMENTS: &[(&str, Sql)] = kept::STATEMENTS;

/// The currencies an award is kept or paid in.
const CURRENCIES: [Commodity; 2] = crate::awards::store::CURRENCIES;

/// Looks at the award of a book; nothing where it is a group's.
pub(super) async fn check(tx: &mut Tx, book: &Stored, found: &mut Findings) -> Result<()> {
    let Some(kept) = Kept::load(tx, book.id.0).await? else { return Ok(()) };
    for (what, of) in &kept.gaps {
        let of = if *of > 0 { format!(" {of}") } else { String::new() };
        found.add(format!("{what}{of}"), "not numbered one by one");
    }
    let terms = match Terms::read(&kept.award.terms) {
        Ok(terms) => terms,
        Err(refusals) => {
            found.add("award", format!("its terms cannot be read: {refusals:?}"));
            return Ok(());
        }
    };
    let mut acts = Vec::new();
    for row in &kept.acts {
        match serde_json::from_str(&row.fact) {
            Ok(fact) => {
                let by = Who::User(row.recorded_by);
                acts.push(Act { no: row.no, id: row.id, day: row.day, by, fact, entry: row.entry_no });
            }
            // What is told after it would say nothing of its own.
            Err(error) => {
                found.add(format!("act {}", row.no), format!("it cannot be read: {error}"));
                return Ok(());
            }
        }
    }
    Checked { kept: &kept, terms: &terms, acts: &acts, book }.check(found);
    Ok(())
}

/// Every upload is what its digest says.
pub(super) async fn uploads(tx: &mut Tx, found: &mut Findings) -> Result<()> {
    let mut after = Vec::new();
    loop {
        let rows = kept::uploads(tx, after).await?;
        let Some((last, _)) = rows.last() else { return Ok(()) };
        after = last.clone();
        for (hash, _) in rows.iter().filter(|(hash, bytes)| Sha256::digest(bytes).to_vec() != *hash) {
            found.add(format!("upload {}", hex(hash)), "its digest is not of its bytes");
        }
    }
}

/// An award while it is looked at.
struct Checked<'a> {
    kept: &'a Kept,
    terms: &'a Terms,
    acts: &'a [Act],
    book: &'a Stored,
}

impl Checked<'_> {
    fn check(&self, found: &mut Findings) {
        self.head(found);
        self.shape(found);
        self.grants(found);
        let mut state = State::default();
        for act in self.acts {
            self.posts(act, &state, found);
            self.follows(act, &state, found);
            state.take(act);
        }
        self.entries(found);
        self.vouchers(&state, found);
        self.scans(found);
        self.samples(&state, found);
        self.certificates(found);
    }

    fn entry(&self, no: i64) -> Option<&Numbered> {
        let at = self.book.entries.binary_search_by_key(&no, |entry| entry.no.0).ok()?;
        self.book.entries.get(at)
    }

    /// What stands beside the terms is what they say, and every account they need is there.
    fn head(&self, found: &mut Findings) {
        let (row, terms) = (&self.kept.award, self.terms);
        let same = (row.code.as_str(), row.commodity.as_str(), row.from_day, row.to_day)
            == (terms.code.as_str(), terms.currency.as_str(), terms.from, terms.to)
            && row.organisation.as_deref() == Some(terms.organisation.as_str())
            && row.parent == terms.parent;
        if !same {
            found.add("award", "what stands beside its terms is not what they say");
        }
        let chart = CHART.iter().map(|line| (line.no.0, line.code.to_owned(), line.per_party));
        let lines = terms.lines.iter().enumerate();
        let lines = lines.map(|(at, line)| (accounts::line(at).0, format!("line-{}", line.code), line.kind.per_party()));
        for account in chart.chain(lines).filter(|account| !self.kept.accounts.contains(account)) {
            found.add(format!("account {}", account.0), "it is not as the award has it");
        }
    }

    /// Numbers, and what stands beside a fact that the fact says itself.
    fn shape(&self, found: &mut Findings) {
        let mut last = None;
        for ((row, act), no) in self.kept.acts.iter().zip(self.acts).zip(1..) {
            let place = || format!("act {}", row.no);
            if row.no != no {
                found.add(place(), "acts are not numbered one by one");
            }
            if (row.kind.as_str(), row.grant_no, row.voucher_no) != (act.fact.code(), act.fact.grant(), act.fact.voucher()) {
                found.add(place(), "what stands beside its fact is not what the fact says");
            }
            if row.entry_no.is_some() && row.entry_no <= last {
                found.add(place(), "its entry comes before those of earlier acts");
            }
            last = last.max(row.entry_no);
        }
    }

    /// The grants are those that acts brought, of the parties and people that they name.
    fn grants(&self, found: &mut Findings) {
        let mut told = BTreeMap::new();
        for act in self.acts {
            if let Some((no, party, applicant)) = act.fact.brings() {
                let person = match applicant {
                    Applicant::Family { person, .. } => Some(*person),
                    Applicant::Coded { .. } => None,
                };
                if told.insert(no, (party, person.is_none(), person, act.no)).is_some() {
                    found.add(format!("grant {no}"), "two acts bring it");
                }
            }
        }
        let kept: BTreeMap<i64, _> =
            self.kept.grants.iter().map(|row| (row.no, (row.party_no, row.coded, row.person_id, row.act_no))).collect();
        for no in told.keys().chain(kept.keys().filter(|no| !told.contains_key(no))) {
            if told.get(no) != kept.get(no) {
                found.add(format!("grant {no}"), "it is not as an act brought it");
            }
        }
        for (no, _) in self.kept.codes.iter().filter(|(_, codes)| *codes == 0) {
            found.add(format!("grant {no}"), "it has no code");
        }
    }

    /// An act's entry is what its fact posts, given what was there when it was written.
    fn posts(&self, act: &Act, before: &State, found: &mut Findings) {
        let place = || format!("act {}", act.no);
        let Some(no) = act.entry else {
            let nothing = !matches!(act.fact, Fact::Reversed { .. })
                && post(&act.fact, before, self.terms, &CURRENCIES).is_ok_and(|postings| postings.is_empty());
            if !nothing {
                found.add(place(), "it was not posted");
            }
            return;
        };
        let Some(entry) = self.entry(no).map(|numbered| &numbered.entry) else {
            return found.add(place(), "its entry is not there");
        };
        if entry.key().0 != act.id || entry.on() != act.day {
            found.add(place(), "its entry is not its own, or not of its day");
        }
        let same = match &act.fact {
            // That it takes the entry back line by line is seen where the journal is replayed.
            Fact::Reversed { voucher, .. } => {
                let recorded = before.vouchers.get(voucher).and_then(|voucher| voucher.entry);
                recorded.is_some() && matches!(entry.kind(), EntryKind::Reversal(no) if Some(no.0) == recorded)
            }
            fact => {
                let said = post(fact, before, self.terms, &CURRENCIES).map(|postings| sums(&postings));
                entry.kind() == EntryKind::Ordinary && said.as_ref() == Ok(&sums(entry.postings()))
            }
        };
        if !same {
            found.add(place(), "its entry does not post what it says");
        }
    }

    /// What an act follows is there, and a voucher's step is its turn.
    fn follows(&self, act: &Act, before: &State, found: &mut Findings) {
        let brought = act.fact.brings().map(|(no, ..)| no);
        let missing_grant = act.fact.grant().is_some_and(|grant| Some(grant) != brought && !before.grants.contains_key(&grant));
        let made = matches!(act.fact, Fact::Prepared { .. });
        let voucher = act.fact.voucher();
        let missing_voucher = voucher.is_some_and(|voucher| before.vouchers.contains_key(&voucher) == made);
        if missing_grant || missing_voucher {
            found.add(format!("act {}", act.no), "it is about a grant or voucher that is not there, or is there already");
        }
        let kept = voucher.and_then(|voucher| before.vouchers.get(&voucher));
        let turn = match (&act.fact, kept) {
            (Fact::Stepped { step, .. }, Some(voucher)) => voucher.next() == Some(*step),
            (Fact::Voided { .. }, Some(voucher)) => voucher.stands() && voucher.step(Step::Paid).is_none(),
            (Fact::Reversed { .. }, Some(voucher)) => voucher.stands() && voucher.entry.is_some(),
            _ => true,
        };
        if !turn {
            found.add(format!("act {}", act.no), "it was not that step's turn");
        }
    }

    /// Every entry is of an act.
    fn entries(&self, found: &mut Findings) {
        let of_acts: BTreeSet<i64> = self.acts.iter().filter_map(|act| act.entry).collect();
        for entry in self.book.entries.iter().filter(|entry| !of_acts.contains(&entry.no.0)) {
            found.add(format!("entry {}", entry.no.0), "no act of the award posts it");
        }
    }

    /// Vouchers are numbered one by one, and no two duties that must be apart lie in one hand. What was brought from
    /// papers is as the papers say: exceptions tell of it.
    fn vouchers(&self, state: &State, found: &mut Findings) {
        for ((no, voucher), should) in state.vouchers.iter().zip(1..) {
            let place = || format!("voucher {no}");
            if *no != should {
                return found.add(place(), "vouchers are not numbered one by one");
            }
            let steps = || voucher.steps.iter().map(|(step, done)| (step.duty(), &done.by));
            let one_hand = steps()
                .enumerate()
                .any(|(at, (duty, by))| steps().take(at).any(|(earlier, who)| who == by && duties::apart(earlier, duty)));
            if one_hand && !voucher.brought {
                found.add(place(), "two of its steps lie in one hand");
            }
        }
    }

    /// What was filed and photographed is kept.
    fn scans(&self, found: &mut Findings) {
        let kept: BTreeSet<String> = self.kept.scans.iter().map(|hash| hex(hash)).collect();
        for act in self.acts {
            let hash = match &act.fact {
                Fact::Filed { receipt, .. } if !receipt.sealed => Some(&receipt.hash),
                Fact::Visited { picture, .. } => picture.as_ref(),
                _ => None,
            };
            if hash.is_some_and(|hash| !kept.contains(hash)) {
                found.add(format!("act {}", act.no), "the scan that it names is not kept");
            }
        }
    }

    /// What was drawn are vouchers, at what the books say.
    fn samples(&self, state: &State, found: &mut Findings) {
        let mut drawn: BTreeMap<i64, (i64, i64)> = BTreeMap::new();
        for item in &self.kept.items {
            let count = drawn.entry(item.no).or_insert((item.items, 0));
            let Some(no) = item.voucher_no else { continue };
            count.1 += 1;
            let amount = state.vouchers.get(&no).map(|voucher| voucher.amount);
            if amount.is_none() || amount != item.amount {
                found.add(format!("sample {}", item.no), format!("voucher {no} is not there, or not of that amount"));
            }
        }
        self.drawn_again(found);
        for (no, (_, chosen)) in drawn.iter().filter(|(_, (items, chosen))| *chosen == 0 || chosen > items) {
            found.add(format!("sample {no}"), format!("{chosen} vouchers were drawn, and it cannot be so many"));
        }
    }

    /// A sample drawn again from what was posted by then comes out the same.
    fn drawn_again(&self, found: &mut Findings) {
        let mut samples: BTreeMap<i64, (&ItemRow, Vec<Drawn>)> = BTreeMap::new();
        for row in &self.kept.items {
            let (_, drawn) = samples.entry(row.no).or_insert_with(|| (row, Vec::new()));
            if let (Some(voucher), Some(amount), Some(hits)) = (row.voucher_no, row.amount, row.hits) {
                drawn.push(Drawn { voucher, amount, hits });
            }
        }
        for (no, (row, drawn)) in &samples {
            let place = format!("sample {no}");
            let Ok(plan) = serde_json::from_str(&row.aim) else {
                found.add(place, "what it was drawn for cannot be read");
                continue;
            };
            let (through_entry, items, total) = (row.through_entry, row.items, row.total);
            let kept = audits::Kept { plan, through_entry, population: &row.population, items, total, seed: &row.seed, drawn };
            match audits::again(self.acts, &kept) {
                Again::Same => {}
                Again::OtherPopulation => found.add(place, "the vouchers through its entry are not those it was drawn from"),
                Again::OtherItems => found.add(place, "drawn again, other vouchers come out"),
            }
        }
    }

    /// The digest of the acts through one, as they stand.
    fn acts_digest(&self, through: i64) -> [u8; 32] {
        let mut digest = ActsDigest::default();
        for row in self.kept.acts.iter().filter(|row| row.no <= through) {
            digest.add(&ActLine {
                no: row.no,
                id: row.id,
                day: row.day,
                kind: &row.kind,
                fact: &row.fact,
                digest: &row.digest,
                entry: row.entry_no,
                recorded_at: row.recorded_at,
                recorded_by: row.recorded_by,
            });
        }
        digest.finish()
    }

    /// A certificate names an entry as it stands, and the act after whose entry no other had been posted.
    fn certificates(&self, found: &mut Findings) {
        for row in &self.kept.certificates {
            let place = format!("certificate {}", row.no);
            if self.entry(row.entry_no).is_none_or(|entry| entry.hash.as_bytes() != row.hash.as_slice()) {
                found.add(place.as_str(), format!("entry {} is not the one that it names", row.entry_no));
            }
            // What was signed before there was a digest has none.
            if row.acts_digest.as_ref().is_some_and(|digest| *digest != self.acts_digest(row.act_no)) {
                found.add(place.as_str(), format!("the acts through {} are not those that it covers", row.act_no));
            }
            let of = |covered: bool| self.kept.acts.iter().filter(move |act: &&ActRow| (act.no <= row.act_no) == covered);
            let fits = of(true).filter_map(|act| act.entry_no).max() == Some(row.entry_no)
                && of(false).filter_map(|act| act.entry_no).all(|entry| entry > row.entry_no);
            if !fits || of(true).count() as i64 != row.act_no {
                found.add(place, format!("its entry and act {} do not belong together", row.act_no));
            }
        }
    }
}

/// Postings by what they are on, in whatever order they were written.
fn sums(postings: &[Posting]) -> BTreeMap<(FundNo, AccountNo, Option<PartyNo>, Commodity), i128> {
    let mut sums = BTreeMap::new();
    for posting in postings {
        let key = (posting.fund, posting.account, posting.party, posting.amount.commodity());
        *sums.entry(key).or_default() += i128::from(posting.amount.quantity());
    }
    sums
}

//! Banks against their own past: every act told again from the first, what each one posted and moved against what its fact
//! posts and moves, and what is there at the end against journal and register, head by head.
mod kept;

use super::{Findings, books::Stored};
use crate::store::{Result, Sql, Tx, reading};
use domain::banks::{
    Act, Ask, Bank, Fact, State,
    acts::Sex,
    animals::Place,
    post,
    prices::Distance,
    reconcile::{self, Posted, Register, What},
};
use kept::{ActRow, AnimalRow, BankRow, Kept, RequestRow};
use ledger::{AccountNo, EntryKind, FundNo, Numbered, PartyNo, Posting};
use std::collections::{BTreeMap, BTreeSet};

pub(super) const STATEMENTS: &[(&str, Sql)] = kept::STATEMENTS;

pub(super) async fn check(tx: &mut Tx, book: &Stored, commodity: &str, found: &mut Findings) -> Result<()> {
    let kept = Kept::load(tx, (book.id.0,)).await?;
    let known = if kept.banks.is_empty() { BTreeMap::new() } else { reading::commodities(tx).await? };
    let Some(&money) = known.get(commodity) else { return Ok(()) };
    for row in &kept.banks {
        match kept.bank(row, money) {
            Ok(bank) => Checked { row, bank: &bank, kept: &kept, book }.check(found),
            Err(what) => found.add(format!("bank {}", row.code), format!("it cannot be read: {what}")),
        }
    }
    Ok(())
}

/// A bank while it is looked at.
struct Checked<'a> {
    row: &'a BankRow,
    bank: &'a Bank,
    kept: &'a Kept,
    book: &'a Stored,
}

impl Checked<'_> {
    fn check(&self, found: &mut Findings) {
        self.shape(found);
        self.requests(found);
        let posted = self.fund(found);
        let mut register = Register::default();
        let told = reconcile::retold(&self.bank.acts, &self.bank.goods, |act, before| {
            self.posts(act, before, found);
            register.add(act, before);
        });
        let state = match told {
            Ok(state) => state,
            // What is told after it would say nothing of its own.
            Err(flaw) => return found.add(self.act(flaw.act), format!("it cannot have happened: {:?}", flaw.why)),
        };
        self.register(&register, &state, found);
        self.balances(&posted, found);
        self.swaps(&posted, found);
    }

    fn act(&self, no: i64) -> String {
        format!("bank {}, act {no}", self.row.code)
    }

    fn acts(&self) -> impl Iterator<Item = (&ActRow, &Act)> {
        self.kept.acts.iter().filter(|row| row.bank_no == self.row.no).zip(&self.bank.acts)
    }

    fn entry(&self, no: i64) -> Option<&Numbered> {
        let at = self.book.entries.binary_search_by_key(&no, |entry| entry.no.0).ok()?;
        self.book.entries.get(at)
    }

    /// Numbers, days, and what stands beside a fact that the fact says itself.
    fn shape(&self, found: &mut Findings) {
        for ((row, act), no) in self.acts().zip(1..) {
            if row.no != no {
                found.add(self.act(row.no), "acts are not numbered one by one");
            }
            let kind = serde_json::to_value(&act.fact).ok().and_then(|fact| Some(fact.get("kind")?.as_str()?.to_owned()));
            let undoes = if let Fact::Undone { act, .. } = act.fact { Some(act) } else { None };
            if kind.as_deref() != Some(row.kind.as_str()) || undoes != row.undoes {
                found.add(self.act(row.no), "what stands beside its fact is not what the fact says");
            }
            if act.day < self.bank.opened_on {
                found.add(self.act(row.no), "it is of a day before the bank");
            }
        }
    }

    /// What two officers decide was asked by one and confirmed by the other, and nothing else was; every confirmed request
    /// has its act.
    fn requests(&self, found: &mut Findings) {
        let requests: Vec<&RequestRow> = self.kept.requests.iter().filter(|request| request.bank_no == self.row.no).collect();
        for (row, _) in self.acts() {
            let asked = row.request_no.map(|no| requests.iter().find(|request| request.no == no));
            let fits = match (asked_as(&row.kind), asked) {
                (None, asked) => asked.is_none() && row.confirmed_by.is_none(),
                (Some(kind), Some(Some(request))) => {
                    (request.kind.as_str(), request.day, request.asked_by) == (kind, row.day, row.recorded_by)
                        && request.decision.as_deref() == Some("confirmed")
                        && request.decided_by.is_some_and(|by| Some(by) == row.confirmed_by && by != row.recorded_by)
                }
                (Some(_), _) => false,
            };
            if !fits {
                found.add(self.act(row.no), "it is not what one officer asked for and another confirmed");
            }
        }
        for request in requests {
            let place = format!("bank {}, request {}", self.row.code, request.no);
            let needs_two = serde_json::from_str::<Ask>(&request.ask).is_ok_and(|ask| ask.needs_two());
            if !needs_two {
                found.add(place.as_str(), "what it asks cannot be read");
            }
            let written = self.acts().filter(|(row, _)| row.request_no == Some(request.no)).count();
            let should = usize::from(request.decision.as_deref() == Some("confirmed"));
            if written != should {
                found.add(place, format!("{should} act should have come of it, and {written} did"));
            }
        }
    }

    /// Every posting in the bank's fund; each is of an act, or of the closing of a year.
    fn fund(&self, found: &mut Findings) -> Vec<Posted> {
        let mut posted = Vec::new();
        let of_acts: BTreeSet<i64> = self.bank.acts.iter().filter_map(|act| act.entry).collect();
        for numbered in &self.book.entries {
            let before = posted.len();
            let (entry, day) = (numbered.no.0, numbered.entry.on());
            let mine = numbered.entry.postings().iter().filter(|posting| posting.fund == self.bank.fund);
            posted.extend(mine.map(|&posting| Posted { entry, day, posting }));
            if posted.len() > before && numbered.entry.kind() != EntryKind::Closing && !of_acts.contains(&entry) {
                found.add(
                    format!("entry {entry}"),
                    format!("it posts in the fund of bank {}, and no act of it does", self.row.code),
                );
            }
        }
        posted
    }

    /// An act's entry is what its fact posts, given what was there when it was written.
    fn posts(&self, act: &Act, before: &State, found: &mut Findings) {
        let entry = act.entry.map(|no| self.entry(no));
        let Some(entry) = entry else {
            let nothing = match act.fact {
                Fact::Undone { act, .. } => self.bank.acts.iter().all(|one| one.no != act || one.entry.is_none()),
                _ => self.post(act, before).is_ok_and(|postings| postings.is_empty()),
            };
            if !nothing {
                found.add(self.act(act.no), "it was not posted");
            }
            return;
        };
        let Some(entry) = entry.map(|numbered| &numbered.entry) else {
            return found.add(self.act(act.no), "its entry is not there");
        };
        if entry.key().0 != act.id || entry.on() != act.day {
            found.add(self.act(act.no), "its entry is not its own, or not of its day");
        }
        let same = match act.fact {
            // That it takes the entry back line by line is seen where the journal is replayed.
            Fact::Undone { act, .. } => {
                let undone = self.bank.acts.iter().find(|one| one.no == act).and_then(|one| one.entry);
                undone.is_some() && matches!(entry.kind(), EntryKind::Reversal(no) if Some(no.0) == undone)
            }
            _ => {
                let said = self.post(act, before).map(|postings| sums(&postings));
                entry.kind() == EntryKind::Ordinary && said.as_ref() == Ok(&sums(entry.postings()))
            }
        };
        if !same {
            found.add(self.act(act.no), "its entry does not post what it says");
        }
    }

    fn post(&self, act: &Act, before: &State) -> std::result::Result<Vec<Posting>, ()> {
        post(&act.fact, before, self.bank.fund, self.bank.money, &self.bank.goods).map_err(|_| ())
    }

    /// The register is what acts brought and moved, and every animal is where they left it.
    fn register(&self, told: &Register, state: &State, found: &mut Findings) {
        let place = format!("bank {}", self.row.code);
        let mine: Vec<&AnimalRow> = self.kept.animals.iter().filter(|animal| animal.bank_no == self.row.no).collect();
        let kept = |no: i64| mine.iter().find(|animal| animal.no == no);
        for (no, entered) in &told.animals {
            let says = |row: &&&AnimalRow| {
                let sex = if entered.animal.sex == Sex::Female { "female" } else { "male" };
                (row.act_no, row.tag.as_str(), row.species.as_str(), row.sex.as_str(), row.born_on, row.dam_no)
                    == (entered.act, entered.animal.tag.as_str(), entered.species.code(), sex, entered.animal.born_on, entered.dam)
            };
            if kept(*no).filter(says).is_none() {
                found.add(place.as_str(), format!("animal {no} of the register is not as act {} brought it", entered.act));
            }
        }
        for animal in mine.iter().filter(|animal| !told.animals.contains_key(&animal.no)) {
            found.add(place.as_str(), format!("animal {} of the register was brought by no act", animal.no));
        }
        let moves = self.kept.moves.iter().filter(|step| step.bank_no == self.row.no);
        let moves: BTreeMap<(i64, i64), (Place, Place)> =
            moves.map(|step| ((step.act_no, step.animal_no), (at(step.from_place), at(step.to_place)))).collect();
        for (act, animal) in told.moves.keys().chain(moves.keys().filter(|key| !told.moves.contains_key(key))) {
            if told.moves.get(&(*act, *animal)) != moves.get(&(*act, *animal)) {
                found.add(self.act(*act), format!("animal {animal} did not go where the act says"));
            }
        }
        let places = moves.iter().map(|((_, animal), (_, to))| (*animal, *to)).collect();
        for head in reconcile::heads(state, &places).into_iter().filter(|head| !head.agrees()) {
            let what =
                format!("animal {} should be {}, and is {} in the register", head.animal, spoken(head.should), spoken(head.is));
            found.add(place.as_str(), what);
        }
    }

    /// What is there after the last day is what the journal holds; and the journal never held less than nothing.
    fn balances(&self, posted: &[Posted], found: &mut Findings) {
        let place = format!("bank {}", self.row.code);
        let days = posted.iter().map(|line| line.day).chain(self.bank.acts.iter().map(|act| act.day));
        let lines = days.max().map(|last| reconcile::reconcile(self.bank, posted, last));
        for line in lines.and_then(std::result::Result::ok).unwrap_or_default().into_iter().filter(|line| !line.agrees()) {
            let what = match line.what {
                What::Balance { account, party, good } => {
                    format!("{good} on account {}{}", account.0, whose(party.map(PartyNo::from)))
                }
                What::Counted { good, act, .. } => format!("{good} at the count of act {act}"),
                What::Sum { good } => format!("{good} in its fund"),
            };
            found.add(place.as_str(), format!("{what}: {} should be there, and {} is posted", line.should, line.is));
        }
        for below in reconcile::below_nothing(posted) {
            let what = format!("{} on account {}{}", below.good, below.account.0, whose(below.party.map(PartyNo::from)));
            found.add(place.as_str(), format!("{what}: below nothing on {}, by {}", below.day, below.quantity.saturating_neg()));
        }
    }

    /// Where goods were swapped for money, the price is the one that is cited, and no nought too many or too few.
    fn swaps(&self, posted: &[Posted], found: &mut Findings) {
        for swap in reconcile::swaps(self.bank, posted) {
            let unit = self.bank.good(&swap.good).map_or(1, |good| good.unit());
            let Some(cited) = swap.cited else { return found.add(self.act(swap.act), "it swaps, and cites no price") };
            if !swap.fits {
                found.add(self.act(swap.act), format!("one cost {}, and it cites a price of {cited}", swap.implied(unit)));
            }
            if swap.distance == Distance::TenTimes {
                let market = swap.market.unwrap_or_default();
                found.add(self.act(swap.act), format!("its price of {cited} is ten times off the market's of {market}"));
            }
        }
    }
}

/// The word under which a second officer was asked to confirm what an act of this kind is; `None`: nobody needs to.
fn asked_as(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "counted" => "count",
        "rescheduled" => "reschedule",
        "forgiven" => "forgive",
        "written-off" => "write-off",
        "turned-to-money" => "turn-to-money",
        "animal-sold" => "sell-animal",
        "waived" => "waive",
        "undone" => "undo",
        _ => return None,
    })
}

/// Postings by what they are on, in whatever order they were written.
fn sums(postings: &[Posting]) -> BTreeMap<(FundNo, AccountNo, Option<PartyNo>, ledger::Commodity), i128> {
    let mut sums = BTreeMap::new();
    for posting in postings {
        let key = (posting.fund, posting.account, posting.party, posting.amount.commodity());
        *sums.entry(key).or_default() += i128::from(posting.amount.quantity());
    }
    sums
}

/// A place as the register writes it: 0 the bank, below nought outside, above it a keeper.
fn at(place: i64) -> Place {
    match place {
        ..0 => Place::Gone,
        0 => Place::Bank,
        keeper => Place::With(domain::banks::Party(keeper)),
    }
}

fn spoken(place: Place) -> String {
    match place {
        Place::Gone => "outside".to_owned(),
        Place::Bank => "in the bank".to_owned(),
        Place::With(keeper) => format!("with party {}", keeper.0),
    }
}

fn whose(party: Option<PartyNo>) -> String {
    party.map_or_else(String::new, |party| format!(", party {}", party.0))
}

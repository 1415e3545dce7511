//! What is open under awards: which turns wait, whoever's they are. How an award stands is told from all its acts, so it is told
//! once and kept with the last act it was told from; a page that only counts what waits for somebody reads no more than that
//! act's number. Where another act was written since, or the day is another, it is told anew.
use super::{
    store::{self, AwardRow, LastAct},
    turns,
};
use crate::{
    error::Fault,
    guard::{Can, Visit},
    store::{BookId, Tx},
};
use chrono::NaiveDate;
use domain::grants::{Act, Award, Grant, Money, State, Turn, Turns, Who};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use uuid::Uuid;

/// A turn that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Open {
    /// The office that is asked for.
    office: Can,
    /// Whoever of it has done already what keeps her from it.
    barred: Vec<Uuid>,
}

/// What is open under an award on a day.
#[derive(Debug)]
struct OpenAward {
    /// Number and key of the act through which it was told.
    last: (i64, Uuid),
    day: NaiveDate,
    open: Vec<Open>,
}

impl OpenAward {
    /// How much of it somebody may do.
    fn count_for(&self, visit: &Visit, award: &LastAct) -> u32 {
        let hers = |one: &&Open| may(visit, one.office, award) && !one.barred.contains(&visit.user.id);
        self.open.iter().filter(hers).count() as u32
    }
}

fn may(visit: &Visit, can: Can, award: &LastAct) -> bool {
    visit.may_in_book(can, award.book.0, award.organisation_id)
}

/// Whether somebody has something to do under an award.
pub(super) fn serves(visit: &Visit, book: BookId, organisation: Uuid) -> bool {
    let may = |can| visit.may_in_book(can, book.0, organisation);
    may(Can::SeeAward) && Turn::ALL.into_iter().any(|turn| may(turns::office(turn, false)) || may(turns::office(turn, true)))
}

/// How much waits for somebody under all awards; none where she serves none.
///
/// # Errors
/// The store, and terms that this program cannot read.
pub(super) async fn waiting(tx: &mut Tx, visit: &Visit, today: NaiveDate) -> Result<Option<u32>, Fault> {
    let mut served = store::last_acts(tx).await?;
    served.retain(|award| serves(visit, award.book, award.organisation_id));
    if served.is_empty() {
        return Ok(None);
    }
    let (mut count, mut untold) = (0, BTreeMap::new());
    for award in served {
        // Where nothing happened yet, nothing waits.
        let Some(last) = award.last() else { continue };
        match tx.remembered::<OpenAward>(award.book).filter(|kept| kept.last == last && kept.day == today) {
            Some(kept) => count += kept.count_for(visit, &award),
            None => _ = untold.insert(award.book, award),
        }
    }
    if !untold.is_empty() {
        let mut acts = store::acts_of(tx, &untold.keys().copied().collect()).await?;
        for row in store::awards(tx).await? {
            let Some((award, acts)) = untold.get(&row.book).zip(acts.remove(&row.book.0)) else { continue };
            let open = tell(&row, acts, today)?;
            count += open.count_for(visit, award);
            tx.remember(award.book, 1 + open.open.len(), &Arc::new(open));
        }
    }
    Ok(Some(count))
}

/// Tells what is open from all acts of an award.
fn tell(row: &AwardRow, acts: Vec<Act>, today: NaiveDate) -> Result<OpenAward, Fault> {
    let last = acts.last().map_or((0, Uuid::nil()), |act| (act.no, act.id));
    // Whose turn it is does not depend on what money is there, nor on what is closed.
    let award = Award { terms: row.terms()?, acts, money: Money::default(), closed_through: None };
    let state = award.state();
    let may = |_: Turn, _: bool| true;
    let of = |me: Uuid| Turns { award: &award, state: &state, me: Who::User(me), today, may: &may };
    // Nobody has this id, so nothing keeps her from anything.
    let (anybody, known) = (of(Uuid::nil()), known(&award, &state).into_iter().map(|id| (id, of(id))).collect::<Vec<_>>());
    let mut open = Vec::new();
    for grant in state.grants.values() {
        for turn in turns_of(&anybody, grant) {
            let barred = known.iter().filter(|(_, turns)| !turns_of(turns, grant).contains(&turn)).map(|(id, _)| *id);
            open.push(Open { office: turns::office(turn, grant.is_coded()), barred: barred.collect() });
        }
    }
    for voucher in state.vouchers.values() {
        let Some((turn, None)) = anybody.of_voucher(voucher) else { continue };
        let coded = voucher.grant().and_then(|no| state.grants.get(&no)).is_some_and(Grant::is_coded);
        let barred = known.iter().filter(|(_, turns)| turns.of_voucher(voucher) != Some((turn, None))).map(|(id, _)| *id);
        open.push(Open { office: turns::office(turn, coded), barred: barred.collect() });
    }
    Ok(OpenAward { last, day: today, open })
}

/// The turns of a grant that wait.
fn turns_of(turns: &Turns<'_>, grant: &Grant) -> Vec<Turn> {
    let waits = turns.of_grant(grant).into_iter().filter(|(_, waits)| *waits).map(|(turn, _)| turn);
    waits.chain(turns.to_prepare(grant).map(|_| Turn::Prepare)).collect()
}

/// Everybody with a sign-in who did something under an award, or voted.
fn known(award: &Award, state: &State) -> BTreeSet<Uuid> {
    let did = award.acts.iter().map(|act| &act.by);
    let voted = state.grants.values().filter_map(|grant| grant.ruled.as_ref()).flat_map(|ruling| &ruling.members);
    let users = did.chain(voted).filter_map(|who| match who {
        Who::User(id) => Some(*id),
        Who::Named(_) => None,
    });
    users.collect()
}

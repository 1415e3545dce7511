//! The slip of a correction on paper.
use super::{
    Wish, answer,
    of_group::{name, of_group},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    groups::store::Group,
    guard::InGroup,
    meetings::{
        corrections::{line, shares},
        store::{self as meetings, CorrectionRow},
    },
    members::store as members,
    store::{self, Tx},
};
use axum::extract::{Query, State};
use ledger::EntryNo;
use reports::{
    contract::Person,
    correction::{CorrectionSlip, Decision},
};
use serde::Deserialize;

/// Which correction.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Which {
    no: String,
}

/// `GET /groups/{group}/papers/correction?no=`
pub async fn show(State(app): State<App>, visit: InGroup, Query(wish): Query<Wish>, Query(which): Query<Which>) -> Answer {
    let no = which.no.trim().parse().map_err(|_| Fault::NotFound)?;
    let mut tx = app.db().read().await?;
    let slip = load(&mut tx, &visit.group, no).await?;
    let (say, file) = (wish.say(visit.words()), format!("{}-correction-{no}", visit.group.code));
    answer(&visit, &file, move || slip.document(say)).await
}

/// The slip of a correction: what its page shows, and what its entry posted.
///
/// # Errors
/// [`Fault::NotFound`]: there is no such correction.
pub async fn load(tx: &mut Tx, group: &Group, no: i64) -> Result<CorrectionSlip, Fault> {
    let rows = meetings::corrections(tx, group.book).await?;
    let row = rows.into_iter().find(|row| row.no == no).ok_or(Fault::NotFound)?;
    let meeting = meetings::meeting(tx, group.book, row.meeting_no).await?.ok_or(Fault::NotFound)?;
    let all = members::members(tx, group.book, &group.commodity).await?;
    let others = meetings::all_others(tx, group.book).await?;
    let shown = line(&row, &all, &others, &shares(tx, group).await?);
    let decision = decision(tx, group, &row).await?;
    let member = row.party_no.and_then(|party| all.iter().find(|member| member.party_no == party));
    Ok(CorrectionSlip {
        group: of_group(group),
        commodity: group.commodity(),
        number: row.no,
        meeting: (row.meeting_no, meeting.held_on),
        member: member.map(|member| Person { number: member.number, name: name(member.name()) }),
        figure: shown.figure,
        is_count: shown.is_count,
        was: shown.before,
        becomes: shown.after,
        reason: row.reason,
        asked: (shown.asked_by, row.asked_at),
        original_entry: meeting.entry_no,
        decision,
    })
}

async fn decision(tx: &mut Tx, group: &Group, row: &CorrectionRow) -> Result<Decision, Fault> {
    let Some((word, at)) = row.decision.as_deref().zip(row.decided_at) else { return Ok(Decision::Waiting) };
    let by = (row.decided_by_name.clone().unwrap_or_default(), at);
    Ok(match row.entry_no.filter(|_| word == "confirmed") {
        Some(entry) => {
            let numbered = store::entry(tx, group.book, EntryNo(entry)).await?.ok_or(Fault::NotFound)?;
            Decision::Confirmed { by, entry, postings: numbered.entry.postings().to_vec() }
        }
        None => Decision::Refused { by, why: row.refusal.clone().unwrap_or_default() },
    })
}

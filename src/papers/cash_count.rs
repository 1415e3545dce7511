//! The count of the box on paper: blank, or of a sealed meeting.
use super::{
    Wish, answer,
    meeting_sheet::{self, Which},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    groups::store::Group,
    guard::InGroup,
    store::Tx,
};
use axum::extract::{Query, State};
use chrono::NaiveDate;
use reports::{cash_count::CashCount, meeting_sheet::Filled};

/// `GET /groups/{group}/papers/cash-count?meeting=`
pub async fn show(State(app): State<App>, visit: InGroup, Query(wish): Query<Wish>, Query(which): Query<Which>) -> Answer {
    let mut tx = app.db().read().await?;
    let count = load(&mut tx, &visit.group, which.number()?, app.today()).await?;
    let (say, file) = (wish.say(visit.words()), format!("{}-cash-count-{}", visit.group.code, count.meeting.0));
    answer(&visit, &file, move || count.document(say)).await
}

/// The count of a sealed meeting, or a blank one for the next: the same figures as on its sheet.
///
/// # Errors
/// [`Fault::NotFound`]: there is no such sealed meeting.
pub async fn load(tx: &mut Tx, group: &Group, meeting: Option<i64>, today: NaiveDate) -> Result<CashCount, Fault> {
    let sheet = meeting_sheet::load(tx, group, meeting, today).await?;
    let held_on = match &sheet.filled {
        Filled::Blank(_) => None,
        Filled::Held(held) => Some(held.on),
    };
    Ok(CashCount { group: sheet.group, meeting: (sheet.number, held_on), count: sheet.count, signers: sheet.signers })
}

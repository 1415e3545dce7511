//! The agreement on a family's grant on paper.
use super::{super::answer, Wish, line, name, stand};
use crate::{
    app::App,
    awards::{store::AwardRow, words_of::word},
    error::{Answer, Fault},
    guard::InAward,
    papers::parties::village,
    store::Tx,
};
use axum::extract::{Path, Query, State};
use domain::grants::{Applicant, GrantNo, acts::Tranche};
use reports::{Say, grant_agreement::GrantAgreement};

/// `GET /awards/{award}/grants/{no}/agreement.pdf`
pub async fn show(
    State(app): State<App>,
    visit: InAward,
    Path((_, no)): Path<(String, GrantNo)>,
    Query(wish): Query<Wish>,
) -> Answer {
    let (mut tx, say) = (app.db().read().await?, wish.say(visit.words()));
    let paper = load(&mut tx, &visit.award, no, say).await?.ok_or(Fault::NotFound)?;
    let file = file(&visit.award, no);
    drop(tx);
    answer(&visit, &file, move || paper.document(say)).await
}

/// The name of its file, without the ending.
pub fn file(row: &AwardRow, no: GrantNo) -> String {
    format!("agreement-{}-{no}", row.code)
}

/// The agreement of a family's grant that was agreed here; nothing of one under a code, of one that is not agreed, or
/// whose agreement is a paper of before.
///
/// # Errors
/// Where the store cannot be read.
pub async fn load(tx: &mut Tx, row: &AwardRow, no: GrantNo, say: Say) -> Result<Option<GrantAgreement>, Fault> {
    let (ground, of) = stand(tx, row, say).await?;
    let Some(grant) = ground.state.grants.get(&no).filter(|grant| !grant.brought) else { return Ok(None) };
    let (Applicant::Family { village: at, .. }, Some(agreed)) = (&grant.applicant, &grant.agreed) else { return Ok(None) };
    let tranche = |tranche: &Tranche| {
        let means = say.say(&format!("grant-means-{}", word(tranche.means)));
        (tranche.amount, tranche.from, means)
    };
    Ok(Some(GrantAgreement {
        of,
        no,
        family: name(ground.family_name(no)),
        village: village(at),
        business: say.say(&format!("grant-business-{}", word(grant.business))),
        line: line(say, &ground.award, &grant.line),
        own: grant.own,
        plan: grant.plan.iter().map(|part| (part.what.clone(), part.amount)).collect(),
        tranches: grant.tranches.iter().map(tranche).collect(),
        agreed: (agreed.on, ground.who(&agreed.by)),
        changed: grant.variations.last().copied(),
    }))
}

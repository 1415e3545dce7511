//! The certificate of an audit on paper.
use super::{super::answer, Wish, stand};
use crate::{
    app::App,
    awards::{audit::store as desk, store::AwardRow},
    error::{Answer, Fault},
    guard::InAward,
    papers::press::Press,
    secrets::hex,
    store::Tx,
};
use axum::extract::{Path, Query, State};
use domain::grants::Who;
use reports::{Say, audit_certificate::AuditCertificate};

/// `GET /awards/{award}/audit/certificates/{no}/certificate.pdf`
pub async fn show(State(app): State<App>, visit: InAward, Path((_, no)): Path<(String, i64)>, Query(wish): Query<Wish>) -> Answer {
    let (mut tx, say) = (app.db().read().await?, wish.say(visit.words()));
    let paper = load(&mut tx, &visit.award, no, app.press(), say).await?.ok_or(Fault::NotFound)?;
    let file = file(&visit.award, no);
    drop(tx);
    answer(&visit, &file, move || paper.document(say)).await
}

/// The name of its file, without the ending.
pub fn file(row: &AwardRow, no: i64) -> String {
    format!("certificate-{}-{no}", row.code)
}

/// A certificate as it was signed, whatever the books say now; nothing where the award has none of that number.
///
/// # Errors
/// Where the store cannot be read.
pub async fn load(tx: &mut Tx, row: &AwardRow, no: i64, press: &Press, say: Say) -> Result<Option<AuditCertificate>, Fault> {
    let (ground, of) = stand(tx, row, say).await?;
    let Some(one) = desk::certificates(tx, row.book).await?.into_iter().find(|one| one.no == no) else { return Ok(None) };
    Ok(Some(AuditCertificate {
        no,
        period: (one.from_day, one.to_day),
        entry: (one.entry_no, hex(&one.hash)),
        acts: (one.act_no, one.acts_digest.as_deref().map(hex)),
        note: one.note,
        signed: (ground.who(&Who::User(one.signed_by)), one.signed_at),
        site: press.public_url().to_owned(),
        of,
    }))
}

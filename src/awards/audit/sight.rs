//! A sealed receipt that an auditor saw at the provider's: only that she saw it comes back.
use super::Pairs;
use crate::{
    app::App,
    awards::{
        refusals,
        voucher_forms::{get, of_day, to, used},
        voucher_steps::filled,
        vouchers::page,
        write::{self, Outcome, Wish},
    },
    error::{Answer, Fault},
    guard::InAward,
    meetings::seal::Act as By,
    reader::Reader,
    web,
};
use axum::{
    Form,
    extract::{Path, State},
};
use domain::grants::{Ask, Refusal, VoucherNo};
use templates::{
    awards::voucher::{ActForm, voucher as draw},
    parts::Problem,
};
use uuid::Uuid;

/// `POST /awards/{award}/vouchers/{no}/sight`
pub async fn sight(
    State(app): State<App>,
    visit: InAward,
    Path((_, no)): Path<(String, VoucherNo)>,
    Form(pairs): Form<Pairs>,
) -> Answer {
    let form = ActForm { key: get(&pairs, "key"), sight_day: get(&pairs, "sight_day"), ..ActForm::default() };
    let key: Uuid = form.key.parse().map_err(|_| Fault::Unreadable)?;
    let receipt: i64 = get(&pairs, "receipt").parse().map_err(|_| Fault::Unreadable)?;
    let by = By::now(&app, visit.visit.user.id);
    let mut tx = app.db().write().await?;
    // A receipt is seen where its voucher is shown.
    if !page(&mut tx, &visit, no, form.clone(), vec![]).await?.receipts.iter().any(|shown| shown.no == receipt) {
        return Err(Fault::NotFound);
    }
    let mut reader = Reader::new(visit.words());
    let day = reader.past_day("sight_day", &form.sight_day, by.today);
    let (form, problems) = match reader.finish(day) {
        Err(problems) => (form, problems),
        Ok(day) => match write::ask(&mut tx, &visit.award, &Wish { key, day, ask: &Ask::Sight { receipt } }, by).await? {
            Outcome::Written(_) | Outcome::Again(_) => {
                tx.commit().await?;
                return Ok(to(&visit, no));
            }
            Outcome::Other(other) => {
                let (key, problem) = used(visit.words(), other);
                (ActForm { key, ..form }, vec![problem])
            }
            Outcome::Refused(refused) => {
                let problem = |refusal: &Refusal| Problem {
                    field: if of_day(&refusal.why) { "sight_day" } else { "" }.into(),
                    message: refusals::text(visit.words(), &visit.award.commodity, &refusal.why),
                };
                (form, refused.iter().map(problem).collect())
            }
        },
    };
    Ok(web::unprocessable(draw(&filled(&app, page(&mut tx, &visit, no, form, problems).await?))))
}

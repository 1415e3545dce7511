//! What the liaison writes down about a grant under a code: visits, sealed receipts, training and referrals.
use super::{
    form,
    pages::{Sent, again, grant_of, looker, proved},
    store as codes,
};
use crate::{
    app::App,
    awards::{
        forms::Reading,
        grants::{self, used},
        refusals,
        voucher_forms::{Pairs, of_day},
        words_of::currency,
        write::{self, Outcome, Wish},
    },
    error::{Answer, Fault},
    guard::InAward,
    meetings::seal::Act as By,
    web,
};
use axum::{
    Form,
    extract::{Path, State},
};
use domain::grants::{Ask, GrantNo, Refusal, Why};
use templates::{
    awards::forms::Typed,
    parts::{Problem, encode},
};
use uuid::Uuid;

fn done(visit: &InAward, no: GrantNo) -> axum::response::Response {
    web::see_other(&format!("/awards/{}/codes/{no}?done=award-written", encode(&visit.award.code)))
}

/// `POST /awards/{award}/codes/{no}/visit`
pub async fn visit(
    State(app): State<App>,
    visit: InAward,
    Path((_, no)): Path<(String, GrantNo)>,
    Form(pairs): Form<Pairs>,
) -> Answer {
    let mut typed = Typed::new(pairs);
    let key: Uuid = typed.get("key").parse().map_err(|_| Fault::Unreadable)?;
    let by = By::now(&app, visit.visit.user.id);
    let mut tx = app.db().write().await?;
    let ground = grants::ground(&mut tx, &visit, by.today).await?;
    grant_of(&ground, no)?;
    let reading = Reading { typed: &typed, currency: currency(&ground.award.terms), words: visit.words(), today: by.today };
    let problems = match reading.act("visit", no) {
        Err(problems) => problems,
        Ok((_, Ask::Visit { safe: None, .. })) => {
            vec![Problem { field: "safe".into(), message: visit.words().say("refuse-choice").into_owned() }]
        }
        Ok((day, ask)) => match write::ask(&mut tx, &visit.award, &Wish { key, day, ask: &ask }, by).await? {
            Outcome::Written(_) | Outcome::Again(_) => {
                tx.commit().await?;
                return Ok(done(&visit, no));
            }
            Outcome::Other(other) => {
                let problem = used(visit.words(), other);
                typed.set("key", Uuid::now_v7().to_string());
                vec![problem]
            }
            Outcome::Refused(refused) => reading.problems("visit", &refused, |who| ground.teller(&visit).who(who)),
        },
    };
    again(tx, &app, &visit, no, Sent { visit: Some(typed), problems, ..Sent::default() }).await
}

/// `POST /awards/{award}/codes/{no}/receipt`: what the provider keeps under seal, by its digest.
pub async fn receipt(
    State(app): State<App>,
    visit: InAward,
    Path((_, no)): Path<(String, GrantNo)>,
    Form(pairs): Form<Pairs>,
) -> Answer {
    let mut form = form::receipt_form(&pairs);
    let key: Uuid = form.key.parse().map_err(|_| Fault::Unreadable)?;
    let by = By::now(&app, visit.visit.user.id);
    let mut tx = app.db().write().await?;
    let ground = grants::ground(&mut tx, &visit, by.today).await?;
    grant_of(&ground, no)?;
    let problems = match form::receipt(&form, &proved(&ground, no), (visit.words(), by.today)) {
        Err(problems) => problems,
        Ok((day, ask)) => match write::ask(&mut tx, &visit.award, &Wish { key, day, ask: &ask }, by).await? {
            Outcome::Written(_) | Outcome::Again(_) => {
                tx.commit().await?;
                return Ok(done(&visit, no));
            }
            Outcome::Other(other) => {
                form.key = Uuid::now_v7().to_string();
                vec![used(visit.words(), other)]
            }
            Outcome::Refused(refused) => {
                let own = &ground.award.terms.currency;
                refused.iter().map(|refusal| filed(visit.words(), own, refusal)).collect()
            }
        },
    };
    again(tx, &app, &visit, no, Sent { receipt: Some(form), problems, ..Sent::default() }).await
}

fn filed(words: words::Words, own: &str, refusal: &Refusal) -> Problem {
    let field = match &refusal.why {
        Why::ReceiptDay => "receipt_day",
        why if of_day(why) => "filed",
        Why::Amount => "amount",
        Why::Digest | Why::ReceiptUsed(_) => "hash",
        _ => "",
    };
    let message = match &refusal.why {
        // Not a file but what is typed of one.
        Why::Digest => words.say("code-digest").into_owned(),
        why => refusals::text(words, own, why),
    };
    Problem { field: field.into(), message }
}

/// `POST /awards/{award}/codes/{no}/service`
pub async fn service(
    State(app): State<App>,
    visit: InAward,
    Path((_, no)): Path<(String, GrantNo)>,
    Form(pairs): Form<Pairs>,
) -> Answer {
    let mut form = form::service_form(&pairs);
    let key: Uuid = form.key.parse().map_err(|_| Fault::Unreadable)?;
    let mut tx = app.db().write().await?;
    let ground = grants::ground(&mut tx, &visit, app.today()).await?;
    grant_of(&ground, no)?;
    let problems = match form::service(&form, visit.words(), app.today()) {
        Err(problems) => problems,
        Ok(service) => match codes::service_of_key(&mut tx, visit.award.book, key).await? {
            Some(before) if before == (no, service.clone()) => return Ok(done(&visit, no)),
            Some(_) => {
                form.key = Uuid::now_v7().to_string();
                vec![Problem { field: String::new(), message: visit.words().say("code-key-used").into_owned() }]
            }
            None => {
                codes::add_service(&mut tx, &visit.award, (key, no), &service, looker(&app, &visit)).await?;
                tx.commit().await?;
                return Ok(done(&visit, no));
            }
        },
    };
    again(tx, &app, &visit, no, Sent { service: Some(form), problems, ..Sent::default() }).await
}

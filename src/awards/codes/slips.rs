//! Slips: what everybody but the liaison sees of a grant under a code while a step of it waits for her hand. Every look is
//! written down.
use super::{
    SLIPS,
    pages::{grant_of, looker},
    slips_waiting,
    store::{self as codes, Look},
};
use crate::{
    app::App,
    awards::{
        forms::Reading,
        grants::{self, Ground, used},
        turns, vouchers,
        words_of::{self, currency, head},
        write::{self, Outcome, Wish},
    },
    error::{Answer, Fault},
    guard::{Can, InAward},
    meetings::seal::Act as By,
    reader::Reader,
    web,
};
use axum::{
    Form,
    extract::{Path, Query, State},
};
use domain::grants::{Ask, Grant, GrantNo, Turn};
use serde::Deserialize;
use std::collections::BTreeMap;
use templates::{
    awards::{
        forms::Typed,
        slips::{SlipPage, SlipRow, SlipsPage, slip as draw, slips as draw_all},
    },
    parts::{Amount, Problem, with_query},
};
use uuid::Uuid;

/// `?no=12`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    no: String,
}

/// `GET /awards/{award}/slips`
pub async fn list(State(app): State<App>, visit: InAward, Query(query): Query<ListQuery>) -> Answer {
    let mut tx = app.db().write().await?;
    let ground = grants::ground(&mut tx, &visit, app.today()).await?;
    let head = head(&visit.award, &ground.award.terms);
    let may = turns::may(&visit);
    let hers = turns::of(&visit, &ground.award, &ground.state, ground.today, &may);
    let by_number = visit.may(Can::Sign) || visit.may(Can::CloseGrant);
    let mut problems = Vec::new();
    if by_number && !query.no.is_empty() {
        match other(&visit, &ground, &query.no) {
            Ok(no) => return Ok(web::see_other(&head.href(&format!("slips/{no}")))),
            Err(told) => problems = told,
        }
    }
    let row = |no: GrantNo| {
        let grant = &ground.state.grants[&no];
        let approved = grant.ruled.as_ref().and_then(|ruling| ruling.approved);
        let amount = if grant.tranches.is_empty() { approved.unwrap_or(grant.asked) } else { grant.agreement() };
        SlipRow { no, line: words_of::line(&ground.award.terms, &grant.line), amount }
    };
    let waiting: Vec<(&'static str, Vec<SlipRow>)> =
        slips_waiting(&hers).into_iter().map(|(turn, grants)| (turn.code(), grants.into_iter().map(row).collect())).collect();
    if !waiting.is_empty() {
        codes::look(&mut tx, &visit.award, 0, Look::List, looker(&app, &visit)).await?;
        tx.commit().await?;
    }
    let refused = !problems.is_empty();
    let page = SlipsPage { around: visit.visit.around(), award: head, waiting, by_number, typed: query.no, problems };
    Ok(if refused { web::unprocessable(draw_all(&page)) } else { web::html(draw_all(&page)) })
}

/// The grant of a typed number, where a step of it is hers.
fn other(visit: &InAward, ground: &Ground, typed: &str) -> Result<GrantNo, Vec<Problem>> {
    let mut reader = Reader::new(visit.words());
    let no = reader.some_count("no", typed);
    let hers = no.filter(|no| grant_of(ground, *no).is_ok_and(|grant| !steps(visit, ground, grant).is_empty()));
    if no.is_some() && hers.is_none() {
        reader.refuse("no", "slips-not-yours");
    }
    reader.finish(hers)
}

/// Her steps of a grant, and whether each waits; what waits first.
fn steps(visit: &InAward, ground: &Ground, grant: &Grant) -> Vec<(Turn, bool)> {
    let may = turns::may(visit);
    let hers = turns::of(visit, &ground.award, &ground.state, ground.today, &may);
    hers.of_grant(grant).into_iter().filter(|(turn, _)| SLIPS.contains(turn)).collect()
}

/// `?act=close`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SlipQuery {
    act: String,
}

/// `GET /awards/{award}/slips/{no}`
pub async fn show(
    State(app): State<App>,
    visit: InAward,
    Path((_, no)): Path<(String, GrantNo)>,
    Query(query): Query<SlipQuery>,
) -> Answer {
    let mut tx = app.db().write().await?;
    let ground = grants::ground(&mut tx, &visit, app.today()).await?;
    let grant = grant_of(&ground, no)?;
    let hers = steps(&visit, &ground, grant);
    let chosen = hers.iter().find(|(turn, _)| turn.code() == query.act).or(hers.first()).ok_or(Fault::NotFound)?;
    let typed = grants::fresh(&ground, &visit, grant, chosen.0.code());
    let page = page(&visit, &ground, grant, (chosen.0, typed), vec![]);
    codes::look(&mut tx, &visit.award, no, Look::Grant, looker(&app, &visit)).await?;
    tx.commit().await?;
    Ok(web::html(draw(&page)))
}

fn page(visit: &InAward, ground: &Ground, grant: &Grant, (turn, typed): (Turn, Typed), problems: Vec<Problem>) -> SlipPage {
    let teller = ground.teller(visit);
    let may = turns::may(visit);
    let hers = turns::of(visit, &ground.award, &ground.state, ground.today, &may);
    let others = steps(visit, ground, grant).into_iter().filter(|(other, _)| *other != turn);
    let approved = grant.ruled.as_ref().and_then(|ruling| ruling.approved).unwrap_or(0);
    let mut tranches = grants::tranches(ground, grant, |_| String::new());
    // What a voucher's page tells is told there, to those whose office it is.
    tranches.iter_mut().for_each(|tranche| tranche.vouchers.clear());
    SlipPage {
        around: visit.visit.around(),
        award: head(&visit.award, &ground.award.terms),
        no: grant.no,
        line: words_of::line(&ground.award.terms, &grant.line),
        sums: [grant.asked, grant.own, approved, grant.agreement(), ground.state.paid(grant.no), grant.to_recover],
        plan: grant.plan.iter().map(|part| part.amount).collect(),
        tranches,
        receipts: if turn == Turn::Close { receipts(ground, grant) } else { vec![] },
        form: Some(grants::form(&teller, &hers, ground, grant, (turn.code(), typed))),
        others: others.map(|(other, _)| other.code()).collect(),
        problems,
    }
}

/// What the sealed receipts of a grant show, by currency.
fn receipts(ground: &Ground, grant: &Grant) -> Vec<Amount> {
    let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
    for voucher in ground.state.vouchers_of(grant.no).filter(|voucher| voucher.stands()) {
        let shown: i64 = voucher.receipts.iter().map(|(receipt, _)| receipt.amount).sum();
        *sums.entry(&voucher.currency).or_default() += shown;
    }
    sums.into_iter().filter(|(_, sum)| *sum != 0).map(|(code, sum)| vouchers::amount(code, sum)).collect()
}

/// `POST /awards/{award}/slips/{no}/{act}`: the door let in who may see; each step asks for more.
pub async fn send(
    State(app): State<App>,
    visit: InAward,
    Path((_, no, act)): Path<(String, GrantNo, String)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let turn = Turn::parse(&act).filter(|turn| SLIPS.contains(turn)).ok_or(Fault::NotFound)?;
    if !visit.may(turns::office(turn, true)) {
        return Err(Fault::NotFound);
    }
    // Nobody is written down by a word: who votes signs in.
    let mut typed = Typed::new(pairs).without(|name| name.starts_with("other-"));
    let key: Uuid = typed.get("key").parse().map_err(|_| Fault::Unreadable)?;
    let by = By::now(&app, visit.visit.user.id);
    let mut tx = app.db().write().await?;
    let ground = grants::ground(&mut tx, &visit, by.today).await?;
    let grant = grant_of(&ground, no)?;
    let reading = Reading { typed: &typed, currency: currency(&ground.award.terms), words: visit.words(), today: by.today };
    let problems = match reading.act(turn.code(), no) {
        Err(problems) => problems,
        Ok((_, Ask::Close { exit: None, .. })) => {
            vec![Problem { field: "exit".into(), message: visit.words().say("refuse-choice").into_owned() }]
        }
        Ok((day, ask)) => match write::ask(&mut tx, &visit.award, &Wish { key, day, ask: &ask }, by).await? {
            Outcome::Written(_) | Outcome::Again(_) => {
                tx.commit().await?;
                let href = head(&visit.award, &ground.award.terms).href("slips");
                return Ok(web::see_other(&with_query(&href, &[("done", "award-written")])));
            }
            Outcome::Other(other) => {
                let problem = used(visit.words(), other);
                typed.set("key", Uuid::now_v7().to_string());
                vec![problem]
            }
            Outcome::Refused(refused) => reading.problems(turn.code(), &refused, |who| ground.teller(&visit).who(who)),
        },
    };
    let page = page(&visit, &ground, grant, (turn, typed), problems);
    codes::look(&mut tx, &visit.award, no, Look::Grant, looker(&app, &visit)).await?;
    tx.commit().await?;
    Ok(web::unprocessable(draw(&page)))
}

//! The routes of what one officer asks and another decides: every kind of request alike, with the figures that it changes.
use super::{
    acts::{method_key, people_list, percent},
    refusals, shown, store,
    telling::Teller,
    write::{self, Outcome},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::{Can, InBank},
    listing::ListQuery,
    meetings::{form::written, seal::Act as By},
    requests::RequestRow,
    store::{Tx, lock},
    web,
};
use axum::{
    Form,
    extract::{Path, Query, State},
};
use chrono::NaiveDate;
use domain::banks::{Act, Ask, Bank, Refusal, State as Has, When, Why, decide};
use serde::Deserialize;
use std::borrow::Cow;
use templates::{
    banks::requests::{RequestPage, RequestsPage, request as draw, requests as draw_all},
    parts::Problem,
    requests::RequestLine,
};
use uuid::Uuid;

/// The most letters of a reason.
const REASON_MOST: usize = 200;

/// `GET /banks/{bank}/requests`
pub async fn list(State(app): State<App>, visit: InBank, Query(query): Query<ListQuery>) -> Answer {
    let InBank { group, bank, .. } = &visit;
    let mut tx = app.db().read().await?;
    let loaded = store::load(&mut tx, bank, group).await?;
    let people = shown::people(&mut tx, group).await?;
    let mut rows = store::requests(&mut tx, bank).await?;
    // What waits stands first; the store gives the latest first.
    rows.sort_by_key(|row| row.decision.is_some());
    let head = shown::head(&mut tx, group, bank, &loaded).await?;
    let (rows, listing) = query.page(&head.href("requests"), &[], rows, |_, _, _| None);
    let teller = Teller { words: visit.words(), bank: &loaded, people: &people };
    let requests = rows.iter().map(|row| line(&teller, row)).collect::<Result<_, Fault>>()?;
    Ok(web::html(draw_all(&RequestsPage { around: visit.visit.around(), bank: head, requests, listing })))
}

fn line(teller: &Teller<'_>, row: &RequestRow) -> Result<RequestLine, Fault> {
    Ok(row.line(teller.ask(&row.read()?)))
}

async fn find(tx: &mut Tx, visit: &InBank, no: i64) -> Result<RequestRow, Fault> {
    store::requests(tx, &visit.bank).await?.into_iter().find(|row| row.no == no).ok_or(Fault::NotFound)
}

/// `GET /banks/{bank}/requests/{no}`
pub async fn show(State(app): State<App>, visit: InBank, Path((_, no)): Path<(String, i64)>) -> Answer {
    let mut tx = app.db().read().await?;
    let row = find(&mut tx, &visit, no).await?;
    Ok(web::html(draw(&page(&app, &mut tx, &visit, &row, vec![]).await?)))
}

async fn page(app: &App, tx: &mut Tx, visit: &InBank, row: &RequestRow, mut problems: Vec<Problem>) -> Result<RequestPage, Fault> {
    let InBank { group, bank, .. } = visit;
    let loaded = store::load(tx, bank, group).await?;
    let people = shown::people(tx, group).await?;
    let teller = Teller { words: visit.words(), bank: &loaded, people: &people };
    let ask = row.read()?;
    let (mut changes, mut cautions, mut stuck) = (vec![], vec![], false);
    if row.decision.is_none() {
        match would(&loaded, &ask, row.day, app.today()) {
            Ok(would) => {
                changes = changed(&teller, &ask, row.day, &would);
                cautions = would.cautions.iter().map(|why| say(&teller, &ask, why)).collect();
            }
            // That it cannot be confirmed any more is said before somebody tries.
            Err(refused) => {
                stuck = true;
                problems.extend(refused.iter().map(|refusal| at_confirm(&teller, &ask, &refusal.why)));
            }
        }
    }
    let act = store::act_rows(tx, bank).await?.into_iter().find(|act| act.request_no == Some(row.no)).map(|act| act.no);
    Ok(RequestPage {
        around: visit.visit.around(),
        bank: shown::head(tx, group, bank, &loaded).await?,
        line: line(&teller, row)?,
        said: details(&teller, &ask),
        changes,
        cautions,
        act,
        is_own: row.asked_by == visit.visit.user.id,
        may_decide: visit.may(Can::Correct),
        stuck,
        problems: problems.into_iter().fold(vec![], |mut once, problem| {
            if !once.contains(&problem) {
                once.push(problem);
            }
            once
        }),
    })
}

fn say(teller: &Teller<'_>, ask: &Ask, why: &Why) -> String {
    refusals::text(teller.words, teller.bank, good_of(teller, ask).as_deref(), why)
}

fn at_confirm(teller: &Teller<'_>, ask: &Ask, why: &Why) -> Problem {
    Problem { field: String::new(), message: say(teller, ask, why) }
}

/// The good that a request is about, in whose unit its quantities are told.
fn good_of(teller: &Teller<'_>, ask: &Ask) -> Option<String> {
    match ask {
        Ask::Count { good, .. } => Some(good.clone()),
        Ask::Reschedule { loan, .. } | Ask::Forgive { loan, .. } | Ask::WriteOff { loan, .. } | Ask::TurnToMoney { loan, .. } => {
            teller.lent(*loan).map(|(_, good)| good)
        }
        _ => None,
    }
}

/// What the bank would have once a request is confirmed, beside what it has; and what is to be looked at first.
struct Would {
    before: Has,
    after: Has,
    cautions: Vec<Why>,
}

fn would(loaded: &Bank, ask: &Ask, day: NaiveDate, today: NaiveDate) -> Result<Would, Vec<Refusal>> {
    let decided = decide(loaded, ask, When { day, today, known: true })?;
    let cautions = match decide(loaded, ask, When { day, today, known: false }) {
        Ok(_) => vec![],
        Err(refused) => refused.into_iter().map(|refusal| refusal.why).collect(),
    };
    let flawed = |flaw: domain::banks::Flaw| vec![Refusal::whole(Why::Impossible(flaw.why))];
    let mut with = loaded.clone();
    for one in decided {
        with.acts.push(Act { no: with.next_act(), id: Uuid::nil(), day, fact: one.fact, price: None, entry: None });
    }
    let before = loaded.state(today).map_err(flawed)?;
    let after = with.state(today).map_err(flawed)?;
    Ok(Would { before, after, cautions })
}

/// The figures that differ: stores, the box, loans, heads.
fn changed(teller: &Teller<'_>, ask: &Ask, day: NaiveDate, would: &Would) -> Vec<(String, String, String)> {
    let (before, after, words) = (&would.before, &would.after, teller.words);
    let mut all: Vec<(String, String, String)> = Vec::new();
    for good in teller.bank.goods.iter().map(|good| good.code()) {
        let label = format!("{} · {}", words.say("bank-in-store"), teller.good(good));
        all.push((label, said(teller.quantity(good, before.stock(good))), said(teller.quantity(good, after.stock(good)))));
    }
    all.push((said(words.say("bank-money-box")), said(teller.money(before.money)), said(teller.money(after.money))));
    if let Ask::Reschedule { loan, .. } | Ask::Forgive { loan, .. } | Ask::WriteOff { loan, .. } | Ask::TurnToMoney { loan, .. } =
        ask
    {
        let (one, other) = (before.loans.get(loan), after.loans.get(loan));
        if let (Some(one), Some(other)) = (one, other) {
            let owed = |loan: &domain::banks::loan::Loan| said(teller.quantity(&loan.good, loan.owed(day).total()));
            let heading = |key: &str| words.with(key, &[("loan", words.ordinal(*loan).into())]);
            all.push((heading("bank-owed-on-loan"), owed(one), owed(other)));
            all.push((heading("bank-due-of-loan"), words.date(one.due_on), words.date(other.due_on)));
        }
    }
    let heads = |has: &Has| words.number(has.herd().count() as i64);
    all.push((said(words.say("bank-heads")), heads(before), heads(after)));
    let open = |has: &Has| words.number(has.obligations.values().filter(|owed| owed.is_open()).count() as i64);
    all.push((said(words.say("bank-things-owed")), open(before), open(after)));
    let loans = |has: &Has| words.number(has.loans.values().filter(|loan| loan.is_open(day)).count() as i64);
    all.push((said(words.say("bank-open-loans")), loans(before), loans(after)));
    all.into_iter().filter(|(_, before, after)| before != after).collect()
}

fn said(text: Cow<'static, str>) -> String {
    text.into_owned()
}

/// What a request says beside its sentence.
fn details(teller: &Teller<'_>, ask: &Ask) -> Vec<(Cow<'static, str>, String)> {
    let words = teller.words;
    let all: Vec<(&str, String)> = match ask {
        Ask::Count { good, losses, counters, method, moisture_tenths, .. } => {
            let cause = |(cause, quantity): &(domain::banks::acts::Cause, i64)| {
                format!("{} {}", words.say(&format!("bank-cause-{}", cause.code())), teller.quantity(good, *quantity))
            };
            vec![
                ("bank-causes", losses.iter().map(cause).collect::<Vec<_>>().join(", ")),
                ("bank-counters", people_list(teller, counters)),
                ("bank-count-method", said(words.say(method_key(*method)))),
                ("bank-moisture", moisture_tenths.map(|tenths| percent(words, tenths)).unwrap_or_default()),
            ]
        }
        Ask::Reschedule { loan, extra_interest, minute, .. } => {
            let extra = if *extra_interest == 0 { String::new() } else { said(teller.owed_of(*loan, *extra_interest)) };
            vec![("bank-borrower", borrower(teller, *loan)), ("bank-extra-interest", extra), ("bank-minute", minute.clone())]
        }
        Ask::TurnToMoney { loan, due_on, minute, .. } => {
            vec![("bank-borrower", borrower(teller, *loan)), ("bank-due-on", words.date(*due_on)), ("bank-minute", minute.clone())]
        }
        Ask::Forgive { loan, minute, .. } | Ask::WriteOff { loan, minute } => {
            vec![("bank-borrower", borrower(teller, *loan)), ("bank-minute", minute.clone())]
        }
        Ask::SellAnimal { minute, .. } | Ask::Waive { minute, .. } => vec![("bank-minute", minute.clone())],
        Ask::Undo { reason, .. } => vec![("reason", reason.clone())],
        _ => vec![],
    };
    all.into_iter().filter(|(_, text)| !text.is_empty()).map(|(key, text)| (words.say(key), text)).collect()
}

fn borrower(teller: &Teller<'_>, loan: i64) -> String {
    teller.borrower(loan).map(|party| said(teller.who(party))).unwrap_or_default()
}

/// `POST /banks/{bank}/requests/{no}/confirm`: by another officer than who asked.
pub async fn confirm(State(app): State<App>, visit: InBank, Path((_, no)): Path<(String, i64)>) -> Answer {
    let InBank { group, bank, .. } = &visit;
    let by = By::now(&app, visit.visit.user.id);
    let mut tx = app.db().write().await?;
    lock(&mut tx, group.book).await?;
    let row = find(&mut tx, &visit, no).await?;
    let here = format!("/banks/{}/requests/{no}", templates::parts::encode(&bank.code));
    if row.decision.is_some() {
        return Ok(web::see_other(&here)); // decided before: the page says by whom
    }
    if row.asked_by == by.by {
        let message = format!("{} {}", visit.words().say("loan-own-request"), visit.words().say("own-correction-text"));
        let problems = vec![Problem { field: String::new(), message }];
        return Ok(web::unprocessable(draw(&page(&app, &mut tx, &visit, &row, problems).await?)));
    }
    match write::confirm(&mut tx, group, bank, &row, by).await? {
        Outcome::Written(first, _) => {
            tx.commit().await?;
            tracing::info!(bank = bank.code, request = no, act = first, "request confirmed");
            Ok(web::see_other(&format!("{here}?done=bank-request-confirmed")))
        }
        // The page itself says what speaks against it now.
        Outcome::Refused(_) => Ok(web::unprocessable(draw(&page(&app, &mut tx, &visit, &row, vec![]).await?))),
        Outcome::Again(_) | Outcome::Other(_) | Outcome::Asked(_) => Ok(web::see_other(&here)),
    }
}

/// What is typed to refuse a request.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RefuseForm {
    reason: String,
}

/// `POST /banks/{bank}/requests/{no}/refuse`: who asked may take it back, another officer may refuse it.
pub async fn refuse(
    State(app): State<App>,
    visit: InBank,
    Path((_, no)): Path<(String, i64)>,
    Form(form): Form<RefuseForm>,
) -> Answer {
    let InBank { group, bank, .. } = &visit;
    let by = By::now(&app, visit.visit.user.id);
    let mut tx = app.db().write().await?;
    lock(&mut tx, group.book).await?;
    let row = find(&mut tx, &visit, no).await?;
    let here = format!("/banks/{}/requests/{no}", templates::parts::encode(&bank.code));
    if row.decision.is_some() {
        return Ok(web::see_other(&here));
    }
    let reason: String = written(&form.reason).chars().take(REASON_MOST).collect();
    if reason.is_empty() {
        let problems = vec![Problem { field: "reason".into(), message: visit.words().say("reason-missing").into_owned() }];
        return Ok(web::unprocessable(draw(&page(&app, &mut tx, &visit, &row, problems).await?)));
    }
    write::refuse(&mut tx, group, bank, no, &reason, by).await?;
    tx.commit().await?;
    Ok(web::see_other(&format!("{here}?done=bank-request-refused")))
}

//! The routes of a visit: the form on the telephone, writing it down once, its picture, and taking it back.
mod both;
pub mod store;

use super::{
    coaching,
    form::text,
    results,
    store::{CoachingRow, Stamp, hold, topics},
};
use crate::{
    app::App,
    awards::{
        evidence::{Kind, Scan},
        uploads::{self, AnyForm},
        visit_picture,
    },
    error::{Answer, Fault},
    guard::{Can, Visit},
    meetings::seal::Act,
    offline,
    reader::Reader,
    store::{Tx, record},
    web,
};
use axum::{
    extract::{Path, State},
    http::{HeaderName, HeaderValue, header},
    response::IntoResponse,
};
use both::Met;
use chrono::{Months, NaiveDate};
use domain::training::{self, Applied, Extent, FarmResult, PRACTICES, Practice, Seen, TOPICS, VisitRefusal, What};
use std::collections::BTreeSet;
use templates::{
    parts::{Name, Problem},
    training::coaching::visit::{PracticeField, TopicFields, VisitForm, VisitPage, visit as draw},
};
use uuid::Uuid;

/// `GET /training/coachings/{coaching}/visit`
pub async fn new(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = app.db().read().await?;
    let row = coaching(&mut tx, &visit, &id, Can::KeepTraining).await?;
    if row.coaching.ended.is_some() {
        return Err(Fault::NotFound);
    }
    let (words, today) = (visit.words(), app.today());
    let animal = flock(&mut tx, &row).await?.unwrap_or_else(|| results::USUAL_ANIMAL.to_owned());
    let next = today.checked_add_months(Months::new(1));
    let form = VisitForm {
        key: Uuid::now_v7().to_string(),
        day: words.date_short(today),
        next_on: next.map(|next| words.date_short(next)).unwrap_or_default(),
        animal,
        ..VisitForm::default()
    };
    Ok(offline::sheet(&visit, draw(&page(&mut tx, &visit, &row, &[], form, vec![]).await?)))
}

/// The animal that she was last told to have.
async fn flock(tx: &mut Tx, row: &CoachingRow) -> Result<Option<String>, Fault> {
    let all = store::results(tx, row.coaching.trainee).await?;
    let standing = results::standing(&all)?;
    let animal = standing.iter().rev().find(|(_, said)| matches!(said.what(), What::Alive | What::Started));
    Ok(animal.map(|(_, said)| said.commodity().to_owned()))
}

/// The topics that the checklist unfolds: those she was trained in, else those of her coach.
async fn trained(tx: &mut Tx, row: &CoachingRow) -> Result<BTreeSet<String>, Fault> {
    let own = topics(tx, row.coaching.trainee).await?;
    let has_practices = |topics: &BTreeSet<String>| PRACTICES.iter().any(|practice| topics.contains(&practice.topic));
    if has_practices(&own) { Ok(own) } else { Ok(topics(tx, row.coaching.coach).await?) }
}

async fn page(
    tx: &mut Tx,
    visit: &Visit,
    row: &CoachingRow,
    pairs: &[(String, String)],
    form: VisitForm,
    problems: Vec<Problem>,
) -> Result<VisitPage, Fault> {
    let words = visit.words();
    let trained = trained(tx, row).await?;
    let latest = store::latest(tx, row.coaching.coach).await?.remove(&row.coaching.id);
    let was_agreed = latest.map(|latest| latest.agreed).unwrap_or_default();
    let started = store::results(tx, row.coaching.trainee).await?;
    let asks_started = !results::standing(&started)?.iter().any(|(_, said)| said.what() == What::Started);
    let field = |practice: &Practice| practice_field(practice, pairs, was_agreed.contains(&practice.code));
    let topic = |topic: &training::Topic| {
        let of = |practice: &&Practice| practice.topic == topic.code;
        let practices: Vec<PracticeField> = PRACTICES.iter().filter(of).map(field).collect();
        let open = trained.contains(&topic.code) || practices.iter().any(|one| one.was_agreed);
        TopicFields { name: Name::new(&topic.name_km, &topic.name_latin), open, practices }
    };
    let mut topics: Vec<TopicFields> = TOPICS.iter().map(topic).filter(|topic| !topic.practices.is_empty()).collect();
    topics.sort_by_key(|topic| !topic.open);
    Ok(VisitPage {
        around: visit.around(),
        id: row.coaching.id.to_string(),
        draft: draft(visit, row.coaching.id),
        name: row.trainee_name.clone(),
        money: super::riel(),
        topics,
        animals: results::animals(words),
        asks_started,
        form,
        typed: !pairs.is_empty(),
        problems,
    })
}

/// The name of the reader's draft on her telephone.
pub(super) fn draft(visit: &Visit, coaching: Uuid) -> String {
    format!("visit:{coaching}:{}", visit.owner())
}

fn practice_field(practice: &Practice, pairs: &[(String, String)], was_agreed: bool) -> PracticeField {
    let typed = |kind: &str| text(pairs, &format!("{kind}-{}", practice.code)).to_owned();
    PracticeField {
        code: practice.code.clone(),
        name: Name::new(&practice.name_km, &practice.name_latin),
        measured: practice.measured,
        applied: typed("p"),
        told: typed("t") == "1",
        extent: typed("x"),
        agreed: typed("a") == "1",
        was_agreed,
    }
}

/// `POST /training/coachings/{coaching}/visit`
pub async fn send(State(app): State<App>, visit: Visit, Path(id): Path<String>, AnyForm(sent): AnyForm) -> Answer {
    let mut tx = app.db().write().await?;
    let row = coaching(&mut tx, &visit, &id, Can::KeepTraining).await?;
    let pairs = sent.pairs;
    let key: Uuid = text(&pairs, "key").parse().map_err(|_| Fault::Unreadable)?;
    let to = web::see_other(&format!("/training/coachings/{}?done=coaching-visit-recorded", row.coaching.id));
    if text(&pairs, "do") == "back" {
        return Ok(web::html(draw(&page(&mut tx, &visit, &row, &pairs, typed(&pairs), vec![]).await?)));
    }
    hold(&mut tx, row.coaching.id).await?;
    let scan = visit_picture::read(visit.words(), sent.file);
    let picture = scan.as_ref().ok().and_then(Option::as_ref);
    match both::met(&mut tx, visit.words(), &row, (key, &pairs), picture).await? {
        Met::Nothing => {}
        Met::Same(()) => return Ok(to),
        Met::Both(both) => return both::answer(&mut tx, &visit, &row, (key, pairs), both).await,
    }
    let by = Act::now(&app, visit.user.id);
    let mut reader = Reader::new(visit.words());
    let read = read(&mut reader, &pairs, &row, by.today);
    let scan = match scan {
        Ok(scan) => scan,
        Err(problem) => {
            reader.say(&problem.field, problem.message);
            None
        }
    };
    let (written, results) = match reader.finish(read) {
        Ok(read) => read,
        Err(problems) => {
            let page = page(&mut tx, &visit, &row, &pairs, typed(&pairs), problems).await?;
            return Ok(web::unprocessable(draw(&page)));
        }
    };
    save(&mut tx, key, &row, &written, results, scan, by).await?;
    tx.commit().await?;
    Ok(to)
}

async fn save(
    tx: &mut Tx,
    key: Uuid,
    row: &CoachingRow,
    written: &training::Visit,
    results: Vec<FarmResult>,
    scan: Option<Scan>,
    by: Act,
) -> Result<(), Fault> {
    let stamp = Stamp { by: by.by, at: by.at };
    store::add_visit(tx, key, row.coaching.id, written, stamp).await?;
    let results: Vec<(Uuid, FarmResult)> = results.into_iter().map(|one| (Uuid::now_v7(), one)).collect();
    store::add_results(tx, (row.trainee_record, row.organisation, Some(key)), &results, stamp).await?;
    if let Some(Scan { kind, bytes }) = scan {
        store::add_picture(tx, key, &web::digest(&bytes), kind.content_type(), &bytes, stamp).await?;
    }
    Ok(record(tx, None, Some(by.by), "coaching-visit-recorded", &key.to_string(), by.at).await?)
}

/// What was typed beside the practices.
fn typed(pairs: &[(String, String)]) -> VisitForm {
    let field = |name| text(pairs, name).to_owned();
    VisitForm {
        key: field("key"),
        also: field("also"),
        was: field("was"),
        day: field("day"),
        next_on: field("next_on"),
        animal: field("animal"),
        started: field("started"),
        alive: field("alive"),
        hatched: field("hatched"),
        died: field("died"),
        eaten: field("eaten"),
        sold: field("sold"),
        riel: field("riel"),
        income: field("income"),
    }
}

fn read(
    reader: &mut Reader,
    pairs: &[(String, String)],
    row: &CoachingRow,
    today: NaiveDate,
) -> Option<(training::Visit, Vec<FarmResult>)> {
    let day = reader.day("day", text(pairs, "day"));
    let seen: Vec<Seen> = PRACTICES.iter().filter_map(|practice| read_seen(reader, pairs, practice)).collect();
    let is_yes = |code: &str| seen.iter().any(|one| one.practice == code && one.applied == Applied::Yes);
    // What is done already is not agreed for the next time; its tick is hidden then.
    let asked = |practice: &&Practice| text(pairs, &format!("a-{}", practice.code)) == "1" && !is_yes(&practice.code);
    let agreed: Vec<String> = PRACTICES.iter().filter(asked).map(|practice| practice.code.clone()).collect();
    let next_on = text(pairs, "next_on");
    let next_on = if next_on.trim().is_empty() { None } else { reader.day("next_on", next_on) };
    let results = results::read(reader, pairs, day, today);
    let one = &row.coaching;
    let holds = (one.from, one.ended.map(|(to, _)| to));
    match training::Visit::try_new(day?, seen, agreed, next_on, holds, today) {
        Ok(visit) => Some((visit, results)),
        Err(why) => {
            why.iter().for_each(|why| refuse(reader, why, day > Some(today)));
            None
        }
    }
}

fn read_seen(reader: &mut Reader, pairs: &[(String, String)], practice: &Practice) -> Option<Seen> {
    let code = &practice.code;
    let applied = text(pairs, &format!("p-{code}"));
    if applied.is_empty() {
        return None;
    }
    let applied = reader.choice(&format!("p-{code}"), Applied::parse(applied))?;
    // Where it is not applied the field of its extent is hidden, and what stood in it says nothing.
    let extent = if applied == Applied::No || practice.measured == Extent::None {
        None
    } else {
        let field = format!("x-{code}");
        reader.count(&field, text(pairs, &field))
    };
    let seen = text(pairs, &format!("t-{code}")) != "1";
    Some(Seen { practice: code.clone(), applied, seen, extent })
}

fn refuse(reader: &mut Reader, why: &VisitRefusal, to_come: bool) {
    match why {
        VisitRefusal::Day if to_come => reader.refuse("day", "day-to-come"),
        VisitRefusal::Day => reader.refuse("day", "coaching-refuse-visit-day"),
        VisitRefusal::Ended => reader.refuse("day", "coaching-refuse-visit-ended"),
        VisitRefusal::Empty => reader.refuse("", "coaching-visit-empty"),
        VisitRefusal::Practice(code) | VisitRefusal::Twice(code) => reader.refuse(&format!("p-{code}"), "refuse-choice"),
        VisitRefusal::Extent(code) => reader.refuse(&format!("x-{code}"), "coaching-refuse-extent"),
        VisitRefusal::NextOn => reader.refuse("next_on", "coaching-refuse-next-on"),
    }
}

/// `POST /training/coachings/{coaching}/visits/{visit}/undo`
pub async fn undo(State(app): State<App>, visit: Visit, Path((id, made)): Path<(String, String)>) -> Answer {
    let mut tx = app.db().write().await?;
    let row = coaching(&mut tx, &visit, &id, Can::KeepTraining).await?;
    let made: Uuid = made.parse().map_err(|_| Fault::NotFound)?;
    let of = |found: &store::VisitRow| found.coaching_id == row.coaching.id;
    store::visit(&mut tx, made).await?.filter(of).ok_or(Fault::NotFound)?;
    let by = Act::now(&app, visit.user.id);
    // Taken back twice, it is taken back once.
    if store::undo_visit(&mut tx, made, Stamp { by: by.by, at: by.at }).await? > 0 {
        record(&mut tx, None, Some(by.by), "coaching-visit-taken-back", &made.to_string(), by.at).await?;
        tx.commit().await?;
    }
    Ok(web::see_other(&format!("/training/coachings/{}?done=coaching-visit-taken-back", row.coaching.id)))
}

/// Nothing in it may run, load or be framed, whatever a browser takes it for.
const POLICY: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";

/// `GET /training/coachings/{coaching}/pictures/{hash}`
pub async fn picture(State(app): State<App>, visit: Visit, Path((id, hash)): Path<(String, String)>) -> Answer {
    let mut tx = app.db().read().await?;
    let row = coaching(&mut tx, &visit, &id, Can::SeeTraining).await?;
    let digest = uploads::digest(&hash).ok_or(Fault::NotFound)?;
    let (kind, bytes) = store::picture(&mut tx, row.coaching.id, &digest).await?.ok_or(Fault::NotFound)?;
    let kind = Kind::parse(&kind).ok_or_else(|| Fault::Broken(format!("an upload of kind {kind}")))?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind.content_type())),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("inline")),
        (HeaderName::from_static("content-security-policy"), HeaderValue::from_static(POLICY)),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    Ok((headers, bytes).into_response())
}

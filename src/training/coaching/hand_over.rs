//! Handing trainees over to another coach in one act: what happens when a model farmer drops out.
use super::{
    Ground, head,
    store::{self, CoachingRow, Stamp},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    groups::pages::place,
    guard::{Can, Visit},
    meetings::seal::Act,
    people::store as people,
    reader::Reader,
    store::{Tx, record},
    web,
};
use axum::{
    Form,
    extract::{Path, Query, State},
};
use chrono::NaiveDate;
use domain::training::LinkRefusal;
use serde::Deserialize;
use std::collections::BTreeSet;
use templates::{
    parts::{Name, Problem},
    training::coaching::hand_over::{HandOverPage, Taken, hand_over as draw},
};
use uuid::Uuid;

/// Those whom a coach has, and the reader's right to hand them over.
struct Desk {
    ground: Ground,
    coach: Uuid,
    name: Name,
}

impl Desk {
    async fn load(tx: &mut Tx, visit: &Visit, person: &str) -> Result<Desk, Fault> {
        let (coach, _) = head(tx, person).await?;
        let ground = Ground::load(tx, visit, Can::KeepTraining).await?;
        let name = ground.name(coach).ok_or(Fault::NotFound)?;
        Ok(Desk { ground, coach, name })
    }

    fn running(&self) -> impl Iterator<Item = &CoachingRow> {
        self.ground.of(self.coach).filter(|row| row.coaching.ended.is_none())
    }

    fn page(&self, visit: &Visit, today: NaiveDate, typed: Typed, problems: Vec<Problem>) -> HandOverPage {
        let words = visit.words();
        let taken = |row: &CoachingRow| Taken {
            id: row.coaching.id.to_string(),
            name: row.trainee_name.clone(),
            place: place(&row.village),
            kind: row.coaching.kind.code(),
            ticked: typed.take.as_ref().is_none_or(|take| take.contains(&row.coaching.id)),
        };
        let others = self.ground.coaches(today).into_iter().filter(|(id, _, _)| *id != self.coach);
        let choice = |(id, name, has): (Uuid, Name, usize)| {
            let values = [("name", name.show(words).into()), ("count", words.number(has as i64).into())];
            (id.to_string(), words.with("coaching-coach-has", &values))
        };
        let none = (String::new(), words.say("coaching-choose").into_owned());
        HandOverPage {
            around: visit.around(),
            coach: (self.coach.to_string(), self.name.clone()),
            trainees: self.running().map(taken).collect(),
            coaches: std::iter::once(none).chain(others.map(choice)).collect(),
            to: typed.to,
            on: typed.on,
            problems,
        }
    }
}

/// What was typed; of a fresh form everybody is ticked.
#[derive(Clone, Debug, Default)]
struct Typed {
    take: Option<BTreeSet<Uuid>>,
    to: String,
    on: String,
}

impl Typed {
    fn read(pairs: Vec<(String, String)>) -> Typed {
        let mut typed = Typed { take: Some(BTreeSet::new()), ..Typed::default() };
        for (name, value) in pairs {
            match name.as_str() {
                "take" => typed.take.get_or_insert_default().extend(value.parse::<Uuid>()),
                "to" => typed.to = value,
                "on" => typed.on = value,
                _ => {}
            }
        }
        typed
    }
}

/// What the address says: `none=1` begins with nobody ticked, where only some are too many.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Begin {
    none: String,
}

/// `GET /training/coaches/{person}/hand-over?none=`
pub async fn show(State(app): State<App>, visit: Visit, Path(person): Path<String>, Query(begin): Query<Begin>) -> Answer {
    let mut tx = app.db().read().await?;
    let desk = Desk::load(&mut tx, &visit, &person).await?;
    let take = (begin.none == "1").then(BTreeSet::new);
    let typed = Typed { take, on: visit.words().date_short(app.today()), ..Typed::default() };
    Ok(web::html(draw(&desk.page(&visit, app.today(), typed, vec![]))))
}

/// `POST /training/coaches/{person}/hand-over`
pub async fn send(
    State(app): State<App>,
    visit: Visit,
    Path(person): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let mut tx = app.db().write().await?;
    let by = Act::now(&app, visit.user.id);
    let desk = Desk::load(&mut tx, &visit, &person).await?;
    let typed = Typed::read(pairs);
    let to = web::see_other(&format!("/training/coaches/{}?done=coaching-handed-over", desk.coach));
    if desk.was_done(&typed) {
        return Ok(to);
    }
    let mut reader = Reader::new(visit.words());
    let read = desk.read(&mut reader, &typed, by.today);
    let (take, coach, on) = match reader.finish(read) {
        Ok(read) => read,
        Err(problems) => return Ok(web::unprocessable(draw(&desk.page(&visit, by.today, typed, problems)))),
    };
    let records = people::records(&mut tx, coach).await?;
    let organisation = desk.ground.organisation(coach);
    let own = records.iter().find(|row| Some(row.organisation_id) == organisation).map_or(coach, |row| row.id);
    let pairs: Vec<(Uuid, Uuid)> = take.into_iter().map(|id| (id, Uuid::now_v7())).collect();
    store::hand_over(&mut tx, &pairs, own, on, Stamp { by: by.by, at: by.at }).await?;
    for (old, new) in &pairs {
        record(&mut tx, None, Some(by.by), "coaching-handed-over", &format!("{old} {new}"), by.at).await?;
    }
    tx.commit().await?;
    Ok(to)
}

impl Desk {
    /// The same form once more: all that were ticked went to this coach already.
    fn was_done(&self, typed: &Typed) -> bool {
        let Some(take) = typed.take.as_ref().filter(|take| !take.is_empty()) else { return false };
        take.iter().all(|old| {
            let follows = |row: &&CoachingRow| row.follows == Some(*old) && row.coaching.coach.to_string() == typed.to;
            self.ground.rows.iter().any(|row| follows(&row))
        })
    }

    fn read(&self, reader: &mut Reader, typed: &Typed, today: NaiveDate) -> Option<(Vec<Uuid>, Uuid, NaiveDate)> {
        let ticked = |row: &&CoachingRow| typed.take.as_ref().is_some_and(|take| take.contains(&row.coaching.id));
        let take: Vec<&CoachingRow> = self.running().filter(ticked).collect();
        if take.is_empty() {
            reader.refuse("take", "coaching-take-none");
        }
        let on = reader.past_day("on", &typed.on, today);
        let others = self.ground.coaches(today);
        let to = others.iter().map(|(id, _, _)| *id).find(|id| *id != self.coach && id.to_string() == typed.to);
        let to = reader.choice("to", to);
        let (on, to) = on.zip(to)?;
        for row in &take {
            self.refuse(reader, row, to, on, today);
        }
        Some((take.iter().map(|row| row.coaching.id).collect(), to, on))
    }

    fn refuse(&self, reader: &mut Reader, row: &CoachingRow, to: Uuid, on: NaiveDate, today: NaiveDate) {
        let one = &row.coaching;
        let words = reader.words;
        let name = || [("name", row.trainee_name.show(words).into())];
        let visited = self.ground.visited.get(&one.id);
        if on < one.from || visited.is_some_and(|last| on < *last) {
            reader.say("on", words.with("coaching-hand-over-early", &name()));
            return;
        }
        if !self.ground.may_coach(to, one.kind, on) {
            reader.refuse("to", super::form::link_key(LinkRefusal::NotCoach));
            return;
        }
        match self.ground.cascade.may_link(one.kind, to, one.trainee, on, today) {
            Ok(()) => {}
            Err(LinkRefusal::Already) => reader.say("take", words.with("coaching-take-already", &name())),
            Err(LinkRefusal::Herself) => reader.say("take", words.with("coaching-take-herself", &name())),
            Err(LinkRefusal::Circle) => reader.say("take", words.with("coaching-take-circle", &name())),
            Err(why) => reader.refuse("to", super::form::link_key(why)),
        }
    }
}

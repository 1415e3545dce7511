//! Two people, or one phone on a bad line, send the same sheet: a meeting, a lending day, a repayment day, a delivery, a
//! visit. The same sheet again gets the same answer and is written once; the same key with other figures shows both and
//! writes nothing; what another officer wrote down meanwhile is shown beside it, and the person chooses. Nothing typed is
//! lost.
mod banks;
mod deliveries;
mod hammered;
mod meeting;
mod visits;

use crate::{
    meetings::{Form, read},
    support::{
        actor::{Actor, Answer, World},
        databases::Database,
    },
};
use chrono::{NaiveDate, TimeDelta};
use http::StatusCode;
use std::collections::BTreeMap;

#[track_caller]
fn contains(page: &str, all: &[&str]) {
    for shown in all {
        assert!(page.contains(shown), "{shown}: {page}");
    }
}

/// The page of both, in plain words.
#[track_caller]
fn both(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::CONFLICT, "to {}: {}", answer.location(), read(answer));
    read(answer)
}

/// The same world on another day.
fn on(world: &World, day: NaiveDate) -> World {
    World::at(world.base.clone(), day.and_hms_opt(3, 0, 0).unwrap().and_utc())
}

/// The same world so many days later.
fn days_later(world: &World, days: i64) -> World {
    World::at(world.base.clone(), world.app.now() + TimeDelta::days(days))
}

/// What the page of both carries on: every hidden field, and apart from them what its tick would say.
fn carried(answer: &Answer) -> (Form, Option<String>) {
    let (_, form) = answer.text.split_once("id=\"go-on\"").expect("a form goes on");
    let form = form.split("</form>").next().unwrap();
    let value = |tag: &str, name: &str| {
        let value = tag.split_once(&format!(" {name}=\"")).and_then(|(_, rest)| rest.split('"').next());
        value.map(|value| value.replace("&lt;", "<").replace("&quot;", "\"").replace("&amp;", "&"))
    };
    let path = value(form.split('>').next().unwrap(), "action").unwrap();
    let (mut fields, mut tick) = (BTreeMap::new(), None);
    for tag in form.split("<input").skip(1).map(|rest| rest.split('>').next().unwrap()) {
        match value(tag, "type").as_deref() {
            Some("hidden") => drop(fields.insert(value(tag, "name").unwrap(), value(tag, "value").unwrap())),
            Some("checkbox") => tick = value(tag, "value"),
            other => panic!("a field of type {other:?}"),
        }
    }
    (Form { path, fields }, tick)
}

/// Everything that was typed is on the page that comes after.
#[track_caller]
fn keeps(answer: &Answer, typed: &[(&str, &str)]) {
    let (form, _) = carried(answer);
    for (name, text) in typed {
        assert_eq!(form.get(name), *text, "{name}");
    }
}

/// How many there are.
async fn count(world: &World, sql: &'static str) -> i64 {
    world.db().read().await.unwrap().value(sql, ()).await.unwrap()
}

/// How many there are of each.
async fn counts<const N: usize>(world: &World, all: [&'static str; N]) -> [i64; N] {
    let mut found = [0; N];
    for (at, sql) in all.into_iter().enumerate() {
        found[at] = count(world, sql).await;
    }
    found
}

/// Opens a sheet and fills it in; it is sent to its address without the question.
async fn sheet(actor: &mut Actor, path: &str, typed: &[(&str, &str)]) -> Form {
    let mut form = Form::open(actor, path.to_owned()).await.with(typed);
    form.path = path.split('?').next().unwrap().to_owned();
    form
}

/// A bank with two loans that are open, and its two officers.
async fn bank(base: Database) -> (World, Actor, Actor) {
    let world = crate::banks_days::lent(base).await;
    let (treasurer, committee) = (world.session("treasurer-own-1").await, world.session("committee-own-1").await);
    (world, treasurer, committee)
}

//! The farm business advisors: a hundred farmers, each of whom stands by ten households at most.
use super::{
    Whole,
    coaching::{self, Care, Farm, Link},
    groups::{self, Partner},
    luck::Luck,
    people,
    sessions::{self, Held},
};
use crate::{
    cli::Failure,
    imports,
    members::store as members,
    people::store as register,
    store::{Tx, record},
    training::coaching::store::{self, CoachRole, NewTerm, Stamp},
};
use chrono::Days;
use domain::training::{CoachingKind, SessionKind};
use uuid::Uuid;

/// All of them.
const ADVISORS: i64 = 100;
/// In steps of so many.
const AT_ONCE: i64 = 10;
/// So many steps.
pub const RUNS: i64 = ADVISORS / AT_ONCE;
/// The partner.
const PARTNER: &str = "CEDAC";
/// The course.
const COURSE: &str = "CE-GARDENS";
/// The most households that one stands by.
const MOST: i64 = 10;

const GARDEN: Farm =
    Farm { practices: &["raised-bed", "mulch", "natural-spray", "write-down"], commodity: "TOMATO", start: 80_000, price: 2_500 };

/// Some of them.
pub async fn make(whole: &Whole, tx: &mut Tx, run: i64) -> Result<(), Failure> {
    let organisation = whole.organisation(PARTNER)?;
    let begun = whole.today() - Days::new(300);
    if run == 0 {
        let names = (COURSE, "ទីប្រឹក្សាអាជីវកម្មកសិកម្ម", "Farm business advisors");
        sessions::course(whole, tx, organisation, names, &["vegetables", "marketing", "business"], begun).await?;
    }
    let mut all = Vec::new();
    for advisor in run * AT_ONCE..(run + 1) * AT_ONCE {
        all.push((one(whole, tx, advisor).await?, 360));
    }
    let word = format!("advisors {run}");
    let held = Held {
        word: &word,
        organisation,
        kind: SessionKind::Course,
        course: Some(sessions::key(COURSE)),
        day: begun,
        minutes: 360,
        place: "17",
        topics: &["vegetables", "marketing", "business"],
        trainer: None,
    };
    sessions::listed(whole, tx, &held, &all).await?;
    let act = whole.act(whole.today());
    record(tx, None, Some(act.by), "coach-term-begun", &format!("{PARTNER} {run}"), act.at).await?;
    Ok(())
}

/// An advisor of a village with a savings group, and her households: some of members, some of others.
async fn one(whole: &Whole, tx: &mut Tx, advisor: i64) -> Result<Uuid, Failure> {
    let organisation = whole.organisation(PARTNER)?;
    let partner = Partner::of(PARTNER).ok_or_else(|| Failure("no partner".into()))?;
    let at = usize::try_from(advisor)?;
    let begun = whole.today() - Days::new(300);
    let word = format!("advisor {advisor}");
    let mut luck = Luck::of(&word);
    let mut households = Vec::new();
    let village = partner.village(at % partner.new);
    let person = if at < partner.new {
        let group = super::super::group(tx, &partner.group(at)).await?;
        let members = groups::all(tx, &group).await?;
        households.extend(members.iter().filter(|member| (11..=14).contains(&member.number)).map(|member| member.person_id));
        members.iter().find(|member| member.number == 6).map(|member| member.person_id)
    } else {
        None
    };
    let person = match person {
        Some(person) => person,
        None => members::add_person(tx, organisation, &people::person(&mut luck, &village, (1_970, 1_998))).await?,
    };
    let act = whole.act(begun);
    let stamp = Stamp { by: act.by, at: act.at };
    let id = imports::key(&["demo", "term", PARTNER, &advisor.to_string()]);
    store::add_term(
        tx,
        &NewTerm { id, person, organisation, role: CoachRole::Advisor, village: village.clone(), from: begun },
        stamp,
    )
    .await?;
    let has = MOST - luck.below(4);
    while i64::try_from(households.len())? < has {
        households.push(members::add_person(tx, organisation, &people::person(&mut luck, &village, people::ADULTS)).await?);
    }
    for (no, trainee) in households.into_iter().enumerate() {
        let pot = register::add_household(tx, organisation, &village, (act.at, act.by)).await?;
        register::set_household(tx, trainee, Some(pot)).await?;
        let word = format!("{word} {no}");
        let from = begun + Days::new(10 + luck.below(60).unsigned_abs());
        let care = Care::by(&mut luck);
        let link = Link { word: &word, organisation, kind: CoachingKind::Household, coach: person, trainee, from, care };
        coaching::keep(whole, tx, &link, &GARDEN).await?;
    }
    Ok(person)
}

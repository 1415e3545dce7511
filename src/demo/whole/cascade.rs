//! The model farmers: thirty-two who raise chickens, each with thirty farmers whom she teaches and coaches, some of whom coach on;
//! and a few of everything that asks for attention.
use super::{
    Whole,
    coaching::{self, Care, Farm, Link},
    groups::{self, Partner},
    luck::Luck,
    people, places,
    sessions::{self, Held},
};
use crate::{
    cli::Failure,
    imports,
    members::store::{self as members, Member, Person},
    store::{Tx, record},
    training::coaching::store::{self, CoachRole, NewTerm, Stamp},
    users::store as users,
};
use chrono::Days;
use domain::{
    people::{Names, Sex},
    training::{CoachingKind, EndReason, SessionKind},
};
use uuid::Uuid;

/// How many model farmers there are.
pub const FARMERS: i64 = 32;
/// Whom each reaches.
const TRAINEES: i64 = 30;
/// The partner.
const PARTNER: &str = "SP";
/// The course.
pub const COURSE: &str = "SP-CHICKENS";
/// The first of them have trainees who coach on: so many of the thirty are coached by two of the others.
const COACHED_ON: usize = 6;
const WITH_COACHES: i64 = 8;
/// From this farmer on, nobody of a savings group is among her trainees; some are known to another partner.
const APART: i64 = 28;
/// How many of each of these.
pub const OF_ANOTHER: i64 = 3;

const CHICKENS: Farm =
    Farm { practices: &["cage", "vaccine", "feed", "clean-water"], commodity: "CHICKEN", start: 12, price: 24_000 };

fn term(farmer: i64) -> Uuid {
    imports::key(&["demo", "term", PARTNER, &farmer.to_string()])
}

/// The model farmers, and the course in which they learnt what they teach.
pub async fn model_farmers(whole: &Whole, tx: &mut Tx) -> Result<(), Failure> {
    let organisation = whole.organisation(PARTNER)?;
    let begun = whole.today() - Days::new(330);
    let act = whole.act(begun);
    let course = sessions::course(
        whole,
        tx,
        organisation,
        (COURSE, "ចិញ្ចឹមមាន់ជាលក្ខណៈអាជីវកម្ម", "Raising chickens for sale"),
        &["chickens"],
        begun,
    )
    .await?;
    let mut all = Vec::new();
    for farmer in 0..FARMERS {
        let village = places::farmers(farmer);
        let person = people::person(&mut Luck::of(&format!("farmer {farmer}")), &village, (1_965, 1_992));
        let person = members::add_person(tx, organisation, &person).await?;
        let new = NewTerm { id: term(farmer), person, organisation, role: CoachRole::ModelFarmer, village, from: begun };
        store::add_term(tx, &new, Stamp { by: act.by, at: act.at }).await?;
        all.push((person, 480));
    }
    record(tx, None, Some(act.by), "coach-term-begun", PARTNER, act.at).await?;
    // Who signs in as advisor is the first of them, and finds her own day.
    if let (Some(user), Some((person, _))) = (users::by_login(tx, "advisor").await?, all.first()) {
        store::link_user(tx, user.id, *person).await?;
        record(tx, None, Some(act.by), "coach-sign-in-linked", &user.id.to_string(), act.at).await?;
    }
    let held = Held {
        word: "model farmers",
        organisation,
        kind: SessionKind::Course,
        course: Some(course),
        day: begun,
        minutes: 480,
        place: "0307",
        topics: &["chickens", "business"],
        trainer: None,
    };
    sessions::listed(whole, tx, &held, &all).await
}

/// What one of them does.
pub async fn farmer(whole: &Whole, tx: &mut Tx, farmer: i64) -> Result<(), Failure> {
    let missing = || Failure(format!("farmer {farmer} has no term"));
    let coach = store::term(tx, term(farmer)).await?.ok_or_else(missing)?.person;
    let trainees = trainees(whole, tx, farmer).await?;
    sessions_of(whole, tx, farmer, coach, &trainees).await?;
    let hers = if farmer < WITH_COACHES { trainees.len() - COACHED_ON } else { trainees.len() };
    for (at, trainee) in trainees.iter().enumerate() {
        // Two of the first coach three each of the last.
        let (coach, generation) = if at < hers { (coach, 1) } else { (trainees[(at - hers) % 2], 2) };
        one(whole, tx, (coach, *trainee), &format!("{farmer} {at}"), generation).await?;
    }
    alarms(whole, tx, farmer, coach, &trainees).await?;
    let act = whole.act(whole.today());
    record(tx, None, Some(act.by), "coaching-begun", &format!("{PARTNER} {farmer}"), act.at).await?;
    Ok(())
}

/// One coaching with its visits; in the end a few left.
async fn one(whole: &Whole, tx: &mut Tx, (coach, trainee): (Uuid, Uuid), word: &str, generation: u64) -> Result<(), Failure> {
    let mut luck = Luck::of(&format!("link {word}"));
    let from = whole.today() - Days::new(310 - 120 * generation + luck.below(40).unsigned_abs());
    let organisation = whole.organisation(PARTNER)?;
    let kind = CoachingKind::Farmer;
    let link = Link { word, organisation, kind, coach, trainee, from, care: Care::by(&mut luck) };
    let coaching = coaching::keep(whole, tx, &link, &CHICKENS).await?;
    if luck.percent(2) {
        store::end_coaching(tx, coaching, whole.today(), EndReason::Moved).await?;
    }
    Ok(())
}

/// The thirty: members of the savings group nearby and others of the village.
async fn trainees(whole: &Whole, tx: &mut Tx, farmer: i64) -> Result<Vec<Uuid>, Failure> {
    let organisation = whole.organisation(PARTNER)?;
    let mut all = Vec::new();
    if farmer < APART {
        // Two farmers share a group: the first has those of low numbers.
        let members = group(tx, PARTNER, usize::try_from(farmer / 2)?).await?;
        let half = if farmer % 2 == 0 { 6..=20 } else { 21..=35 };
        all.extend(members.iter().filter(|member| half.contains(&member.number)).map(|member| member.person_id));
    } else {
        for person in of_another(tx, farmer).await? {
            all.push(members::add_person(tx, organisation, &person).await?);
        }
    }
    let mut luck = Luck::of(&format!("trainees {farmer}"));
    let village = places::farmers(farmer);
    while i64::try_from(all.len())? < TRAINEES {
        all.push(members::add_person(tx, organisation, &people::person(&mut luck, &village, people::ADULTS)).await?);
    }
    Ok(all)
}

/// The members of a group that was made here.
async fn group(tx: &mut Tx, partner: &str, at: usize) -> Result<Vec<Member>, Failure> {
    let missing = || Failure(format!("{partner} has no groups"));
    let code = Partner::of(partner).ok_or_else(missing)?.group(at);
    let group = super::super::group(tx, &code).await?;
    groups::all(tx, &group).await
}

/// The members of another partner's savings group who come to a farmer too: the same people, known to the two partners.
pub async fn known_elsewhere(tx: &mut Tx, farmer: i64) -> Result<Vec<Member>, Failure> {
    // Every third group of that partner is in the same province.
    let at = usize::try_from(farmer - APART)? * 3 + 1;
    let members = group(tx, "CEDAC", at).await?;
    Ok(members.into_iter().filter(|member| (8..8 + OF_ANOTHER).contains(&member.number)).collect())
}

/// What the partner wrote down of them: everything as the other did.
async fn of_another(tx: &mut Tx, farmer: i64) -> Result<Vec<Person>, Failure> {
    let person = |member: Member| Person {
        names: Names {
            family_km: member.family_name_km,
            given_km: member.given_name_km,
            family_latin: member.family_name_latin,
            given_latin: member.given_name_latin,
        },
        sex: member.sex.as_deref().and_then(Sex::parse),
        birth_year: member.birth_year,
        id_poor: member.id_poor,
        phone: member.phone,
        village_code: member.village_code,
    };
    Ok(known_elsewhere(tx, farmer).await?.into_iter().map(person).collect())
}

/// Four mornings; to the first everybody came.
async fn sessions_of(whole: &Whole, tx: &mut Tx, farmer: i64, coach: Uuid, trainees: &[Uuid]) -> Result<(), Failure> {
    let place = places::farmers(farmer);
    for morning in 0..4_u64 {
        let word = format!("{farmer} morning {morning}");
        let mut luck = Luck::of(&word);
        let stayed = |trainee: &Uuid, luck: &mut Luck| (*trainee, if luck.percent(88) { 180 } else { 120 });
        let came = trainees.iter().filter_map(|trainee| {
            let came = morning == 0 || luck.percent(86);
            came.then(|| stayed(trainee, &mut luck))
        });
        let came: Vec<(Uuid, i64)> = came.collect();
        let held = Held {
            word: &word,
            organisation: whole.organisation(PARTNER)?,
            kind: SessionKind::Course,
            course: Some(sessions::key(COURSE)),
            day: whole.today() - Days::new(320 - 25 * morning),
            minutes: 180,
            place: &place,
            topics: if morning == 3 { &["chickens", "marketing"][..] } else { &["chickens"] },
            trainer: Some(coach),
        };
        sessions::listed(whole, tx, &held, &came).await?;
    }
    Ok(())
}

/// What asks for attention at some of them.
async fn alarms(whole: &Whole, tx: &mut Tx, farmer: i64, coach: Uuid, trainees: &[Uuid]) -> Result<(), Failure> {
    let organisation = whole.organisation(PARTNER)?;
    let trainee = match farmer {
        // Somebody who never came to a session: at the first of these, who has thirty already, one too many.
        20 | 0 | 1 => {
            let person = people::person(&mut Luck::of(&format!("late {farmer}")), &places::farmers(farmer), people::ADULTS);
            members::add_person(tx, organisation, &person).await?
        }
        // One whom somebody else coaches already.
        3 | 4 => *trainees.last().ok_or_else(|| Failure("no trainees".into()))?,
        _ => return Ok(()),
    };
    let word = format!("{farmer} besides");
    let from = whole.today() - Days::new(40);
    let link = Link { word: &word, organisation, kind: CoachingKind::Farmer, coach, trainee, from, care: Care::Never };
    coaching::begin(whole, tx, &link).await.map(drop)
}

//! Workshops, rounds of awareness raising, trainings of households and of young people.
use super::{
    Whole,
    groups::{self, Partner},
    luck::Luck,
    people, places,
    sessions::{self, Held},
};
use crate::{cli::Failure, members::store as members, store::Tx};
use chrono::{Days, NaiveDate};
use domain::{
    people::Sex,
    programme::AgeBand,
    training::{Counted, SessionKind},
};
use uuid::Uuid;

/// The partner of workshops and households.
const PARTNER: &str = "CCPCR";
/// Communes with workshops.
const COMMUNES: i64 = 14;
/// Who came to all workshops together.
const PARTICIPANTS: i64 = 240;
/// In so many communes they are listed; elsewhere counted.
const LISTED_IN: i64 = 4;
/// Rounds in each commune.
const ROUNDS: i64 = 2;
/// Of each group of the partner so many households are trained, in so many groups.
const HOUSEHOLDS_OF: i64 = 6;
const TRAINED_GROUPS: usize = 20;

/// Workshops in every commune, and rounds of awareness raising after them.
pub async fn workshops(whole: &Whole, tx: &mut Tx) -> Result<(), Failure> {
    let organisation = whole.organisation(PARTNER)?;
    for at in 0..COMMUNES {
        let place = places::workshop(at);
        // What does not divide comes to the last communes.
        let people = PARTICIPANTS / COMMUNES + i64::from(at >= COMMUNES - PARTICIPANTS % COMMUNES);
        let word = format!("workshop {at}");
        let day = whole.today() - Days::new((240 - 6 * at).unsigned_abs());
        let topics = ["migration", "law"];
        let held = held(&word, organisation, SessionKind::Workshop, day, 300, &place, &topics);
        if at < LISTED_IN {
            let mut luck = Luck::of(&word);
            let mut came = Vec::new();
            for _ in 0..people {
                let somebody = people::person(&mut luck, &format!("{place}01"), (1_955, 1_998));
                came.push((members::add_person(tx, organisation, &somebody).await?, 300));
            }
            sessions::listed(whole, tx, &held, &came).await?;
        } else {
            let women = people * 6 / 10;
            let came = vec![adults(Sex::Female, women), adults(Sex::Male, people - women)];
            sessions::counted(whole, tx, &held, came).await?;
        }
        for round in 0..ROUNDS {
            awareness(whole, tx, organisation, at, round).await?;
        }
    }
    Ok(())
}

async fn awareness(whole: &Whole, tx: &mut Tx, organisation: Uuid, at: i64, round: i64) -> Result<(), Failure> {
    let (word, place) = (format!("round {at} {round}"), places::workshop(at));
    let mut luck = Luck::of(&word);
    let day = whole.today() - Days::new((180 - 6 * at - 70 * round).unsigned_abs());
    let young = |sex| Counted { sex: Some(sex), age: Some(AgeBand::Young), people: 0 };
    let came = [young(Sex::Female), young(Sex::Male), adults(Sex::Female, 0), adults(Sex::Male, 0)];
    let came = came.map(|count| Counted { people: 8 + luck.below(22), ..count });
    let topics = ["migration"];
    let held = held(&word, organisation, SessionKind::Awareness, day, 90, &place, &topics);
    sessions::counted(whole, tx, &held, came.to_vec()).await
}

/// Four topics for six households of each group: on four days, in four places at once.
pub async fn households(whole: &Whole, tx: &mut Tx) -> Result<(), Failure> {
    let organisation = whole.organisation(PARTNER)?;
    let partner = Partner::of(PARTNER).ok_or_else(|| Failure("no partner".into()))?;
    let mut all: Vec<(Uuid, String)> = Vec::new();
    for at in 0..TRAINED_GROUPS {
        let group = super::super::group(tx, &partner.group(at)).await?;
        let members = groups::all(tx, &group).await?;
        let chosen = members.into_iter().filter(|member| (7..7 + HOUSEHOLDS_OF).contains(&member.number));
        all.extend(chosen.map(|member| (member.person_id, group.village_code.clone())));
    }
    for (room, came) in all.chunks(30).enumerate() {
        for (no, topic) in ["chickens", "finance", "marketing", "business"].into_iter().enumerate() {
            let word = format!("households {room} {topic}");
            let day = whole.today() - Days::new(150 - 14 * no as u64 - room as u64);
            let place = came.first().map_or("20", |(_, village)| &village[..6]);
            let topics = [topic];
            let held = held(&word, organisation, SessionKind::Households, day, 240, place, &topics);
            let mut luck = Luck::of(&word);
            let came: Vec<(Uuid, i64)> =
                came.iter().filter(|_| no == 0 || luck.percent(93)).map(|(person, _)| (*person, 240)).collect();
            sessions::listed(whole, tx, &held, &came).await?;
        }
    }
    Ok(())
}

/// Four courses of twenty-five young people; they are counted and not listed.
pub async fn youth(whole: &Whole, tx: &mut Tx) -> Result<(), Failure> {
    let organisation = whole.organisation("USAID")?;
    for (at, place) in (0_u64..).zip(["12", "17", "18", "12"]) {
        let word = format!("youth {at}");
        let day = whole.today() - Days::new(300 - 60 * at);
        let topics = ["hospitality", "jobs"];
        let held = held(&word, organisation, SessionKind::Youth, day, 480, place, &topics);
        let of = |sex, people| Counted { sex: Some(sex), age: Some(AgeBand::Young), people };
        sessions::counted(whole, tx, &held, vec![of(Sex::Female, 15), of(Sex::Male, 10)]).await?;
    }
    Ok(())
}

fn adults(sex: Sex, people: i64) -> Counted {
    Counted { sex: Some(sex), age: Some(AgeBand::Adult), people }
}

fn held<'a>(
    word: &'a str,
    organisation: Uuid,
    kind: SessionKind,
    day: NaiveDate,
    minutes: i64,
    place: &'a str,
    topics: &'a [&'a str],
) -> Held<'a> {
    Held { word, organisation, kind, course: None, day, minutes, place, topics, trainer: None }
}

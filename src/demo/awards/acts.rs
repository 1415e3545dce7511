//! What happened under an award of the demo, act by act: each is asked for by who does it, on its day, by the one road
//! there is, so that the rules judge the demo as they judge everybody.
use super::{
    Demo,
    pictures::{self, Pictures},
};
use crate::{
    awards::{
        store::AwardRow,
        write::{self, Outcome, Wish},
    },
    cli::Failure,
    imports,
    meetings::seal::Act,
    members::store::{self as members, Person},
    store::{Tx, add_party},
    users::store as users,
};
use chrono::{NaiveDate, TimeDelta};
use domain::{
    grants::{Applicant, Ask, Who},
    people::Names,
};
use serde::Deserialize;
use std::collections::HashMap;
use uuid::Uuid;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    acts: Vec<Asked>,
}

/// One act.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    on: NaiveDate,
    /// The sign-in.
    by: String,
    /// Who answers for the family that applies: family and given name in Khmer and in Latin script.
    names: Option<[String; 4]>,
    does: Ask,
}

/// Writes them in their order.
pub async fn write(
    demo: &Demo,
    tx: &mut Tx,
    award: &AwardRow,
    text: &str,
    days: TimeDelta,
    pictures: &Pictures,
) -> Result<(), Failure> {
    let file: File = toml::from_str(text).map_err(|error| Failure(format!("acts of {}: {error}", award.code)))?;
    let logins: HashMap<String, Uuid> = users::all(tx).await?.into_iter().map(|user| (user.login, user.id)).collect();
    let desk = Desk { demo, award, days, pictures, logins };
    for (at, asked) in file.acts.into_iter().enumerate() {
        desk.act(tx, at, asked).await?;
    }
    Ok(())
}

struct Desk<'a> {
    demo: &'a Demo,
    award: &'a AwardRow,
    days: TimeDelta,
    pictures: &'a Pictures,
    logins: HashMap<String, Uuid>,
}

impl Desk<'_> {
    async fn act(&self, tx: &mut Tx, at: usize, asked: Asked) -> Result<(), Failure> {
        let Asked { on, by, names, does: mut ask } = asked;
        let day = on + self.days;
        let wrong = |what: String| Failure(format!("the demo’s award {}, act {at} on {on}: {what}", self.award.code));
        let who = self.logins.get(&by).copied().ok_or_else(|| wrong(format!("no user {by}")))?;
        // Nine in UTC is four in the afternoon in Cambodia.
        let time = day.and_hms_opt(9, 0, 0).map_or(self.demo.now, |time| time.and_utc().min(self.demo.now));
        let by = Act { by: who, at: time, today: day.min(self.demo.today) };
        self.move_days(&mut ask);
        self.name_people(tx, &mut ask, names, by).await?;
        let key = imports::key(&["demo", &self.award.code, &at.to_string()]);
        match write::ask(tx, self.award, &Wish { key, day, ask: &ask }, by).await? {
            Outcome::Written(_) => Ok(()),
            other => Err(wrong(format!("{other:?}"))),
        }
    }

    /// Moves the days that an act names.
    fn move_days(&self, ask: &mut Ask) {
        match ask {
            Ask::Call { until, .. } => *until += self.days,
            Ask::Agree { tranches, .. } | Ask::Vary { tranches, .. } => {
                tranches.iter_mut().for_each(|tranche| tranche.from += self.days);
            }
            Ask::File { receipt, .. } => receipt.day += self.days,
            _ => {}
        }
    }

    /// Adds whom an act names and the file cannot: persons, parties, sign-ins; and keeps the picture that it files.
    async fn name_people(&self, tx: &mut Tx, ask: &mut Ask, names: Option<[String; 4]>, by: Act) -> Result<(), Failure> {
        match ask {
            Ask::Apply { party, applicant, .. } => {
                self.add_party(tx, *party).await?;
                if let (Applicant::Family { person, village, .. }, Some(names)) = (applicant, names) {
                    *person = self.add_person(tx, names, village).await?;
                }
            }
            Ask::NameHolder { holder, user, name } => {
                self.add_party(tx, *holder).await?;
                *user = self.logins.get(name).copied();
            }
            Ask::Rule { members, .. } => members.iter_mut().for_each(|member| {
                let known = if let Who::Named(login) = &member { self.logins.get(login).copied() } else { None };
                if let Some(id) = known {
                    *member = Who::User(id);
                }
            }),
            Ask::File { receipt, .. } => pictures::keep(tx, self.award, self.pictures, &receipt.hash, by).await?,
            _ => {}
        }
        Ok(())
    }

    /// The file counts parties as they come.
    async fn add_party(&self, tx: &mut Tx, expected: i64) -> Result<(), Failure> {
        let party = add_party(tx, self.award.book, Uuid::now_v7()).await?.0;
        if party == expected { Ok(()) } else { Err(Failure(format!("acts of {}: party {expected} is {party}", self.award.code))) }
    }

    async fn add_person(&self, tx: &mut Tx, names: [String; 4], village: &str) -> Result<Uuid, Failure> {
        let [family_km, given_km, family_latin, given_latin] = names;
        let names = Names { family_km, given_km, family_latin, given_latin };
        let village_code = village.to_owned();
        let person = Person { names, sex: None, birth_year: None, id_poor: None, phone: String::new(), village_code };
        Ok(members::add_person(tx, self.award.organisation_id, &person).await?)
    }
}

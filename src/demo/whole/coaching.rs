//! Coachings of the whole demo: who coaches whom, how often she came by, what she saw and what came of it.
use super::{Whole, luck::Luck};
use crate::{
    cli::Failure,
    imports,
    store::Tx,
    training::coaching::{
        store::{self, NewCoaching, Stamp},
        visits::store as visits,
    },
};
use chrono::{Days, NaiveDate};
use domain::training::{Applied, Cascade, CoachingKind, Extent, FarmResult, Seen, Visit, What, practice};
use std::fmt::Debug;
use uuid::Uuid;

/// How well a trainee is looked after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Care {
    /// Visited of late.
    Visited,
    /// Visited, and then not for more than sixty days.
    Forgotten,
    /// Never visited, for more than sixty days.
    Never,
}

impl Care {
    /// Most are visited.
    pub fn by(luck: &mut Luck) -> Care {
        match luck.below(100) {
            ..90 => Care::Visited,
            90..96 => Care::Forgotten,
            _ => Care::Never,
        }
    }
}

/// What is looked at and counted at somebody's farm.
pub struct Farm {
    /// Practices that a visit asks for.
    pub practices: &'static [&'static str],
    /// What she raises or grows.
    pub commodity: &'static str,
    /// Heads or grams at the beginning.
    pub start: i64,
    /// Riel for a head, or for a kilogram.
    pub price: i64,
}

/// Who coaches whom.
pub struct Link<'a> {
    /// What tells it from others: the same words, the same coaching.
    pub word: &'a str,
    pub organisation: Uuid,
    pub kind: CoachingKind,
    pub coach: Uuid,
    pub trainee: Uuid,
    pub from: NaiveDate,
    pub care: Care,
}

/// A value that the rules refuse is a fault of the program.
pub fn right<T, E: Debug>(word: &str, made: Result<T, E>) -> Result<T, Failure> {
    made.map_err(|why| Failure(format!("{word}: {why:?}")))
}

/// Begins a coaching; its id.
pub async fn begin(whole: &Whole, tx: &mut Tx, link: &Link<'_>) -> Result<Uuid, Failure> {
    right(link.word, Cascade::default().may_link(link.kind, link.coach, link.trainee, link.from, whole.today()))?;
    let id = imports::key(&["demo", "coaching", link.word]);
    let Link { organisation, kind, coach, trainee, from, .. } = *link;
    let act = whole.act(from);
    store::add_coaching(tx, &NewCoaching { id, organisation, kind, coach, trainee, from }, Stamp { by: act.by, at: act.at })
        .await?;
    Ok(id)
}

/// Begins a coaching and makes its visits, with what they saw.
pub async fn keep(whole: &Whole, tx: &mut Tx, link: &Link<'_>, farm: &Farm) -> Result<Uuid, Failure> {
    let coaching = begin(whole, tx, link).await?;
    let mut luck = Luck::of(link.word);
    let days = days(whole.today(), link, &mut luck);
    for (at, day) in days.iter().enumerate() {
        let visit = visit(link, farm, *day, at, whole.today(), &mut luck)?;
        let results = results(link, farm, *day, (at, days.len()), &mut luck)?;
        let act = whole.act(*day);
        let stamp = Stamp { by: act.by, at: act.at };
        let id = imports::key(&["demo", "visit", link.word, &at.to_string()]);
        visits::add_visit(tx, id, coaching, &visit, stamp).await?;
        visits::add_results(tx, (link.trainee, link.organisation, Some(id)), &results, stamp).await?;
    }
    Ok(coaching)
}

/// The days of the visits, the first first.
fn days(today: NaiveDate, link: &Link<'_>, luck: &mut Luck) -> Vec<NaiveDate> {
    let ago = match link.care {
        Care::Visited => 2 + luck.below(54),
        Care::Forgotten => 66 + luck.below(60),
        Care::Never => return vec![],
    };
    let between = 32 + luck.below(12);
    let count = 2 + luck.below(2);
    let day = |back: i64| today.checked_sub_days(Days::new((ago + back * between).unsigned_abs()));
    (0..count).rev().filter_map(day).filter(|day| *day > link.from).collect()
}

fn visit(link: &Link<'_>, farm: &Farm, day: NaiveDate, at: usize, today: NaiveDate, luck: &mut Luck) -> Result<Visit, Failure> {
    let (mut seen, mut agreed) = (Vec::new(), Vec::new());
    for code in farm.practices {
        // At each visit more is applied.
        let applied = match luck.below(100) - 20 * i64::try_from(at).unwrap_or(0) {
            ..45 => Applied::Yes,
            45..70 => Applied::Partly,
            _ => Applied::No,
        };
        let extent = match practice(code).map(|practice| practice.measured) {
            Some(Extent::Head) => Some(6 + luck.below(40)),
            Some(Extent::Area) => Some(100 * (2 + luck.below(40))),
            _ => None,
        };
        if applied != Applied::Yes && agreed.len() < 2 {
            agreed.push((*code).to_owned());
        }
        seen.push(Seen {
            practice: (*code).to_owned(),
            applied,
            seen: luck.percent(80),
            extent: extent.filter(|_| applied != Applied::No),
        });
    }
    let next = day + Days::new(25 + luck.below(20).unsigned_abs());
    right(link.word, Visit::try_new(day, seen, agreed, Some(next), (link.from, None), today))
}

/// What was told at the first visit, and at the last.
fn results(
    link: &Link<'_>,
    farm: &Farm,
    day: NaiveDate,
    (at, count): (usize, usize),
    luck: &mut Luck,
) -> Result<Vec<(Uuid, FarmResult)>, Failure> {
    let mut said = Vec::new();
    let is_animal = domain::coops::crops::crop(farm.commodity).is_none();
    let income = 250_000 + 10_000 * luck.below(40);
    if at == 0 {
        said.push((What::IncomeMonth, "", income, None));
        if is_animal {
            said.push((What::Started, farm.commodity, farm.start, None));
        }
    } else if at + 1 == count {
        let part = 30 + luck.below(90);
        let sold = (farm.start * part / 100).max(1);
        // Of a head the price is for one, of a crop for a kilogram.
        let riel = if is_animal { sold * farm.price } else { sold / 1_000 * farm.price };
        said.push((What::IncomeMonth, "", income + 20_000 * luck.below(12), None));
        said.push((
            if is_animal { What::Alive } else { What::Harvested },
            farm.commodity,
            farm.start * (60 + luck.below(160)) / 100,
            None,
        ));
        if luck.percent(70) {
            said.push((What::Sold, farm.commodity, sold, Some(riel.max(1_000))));
        }
    }
    let made = said.into_iter().enumerate().map(|(no, (what, commodity, quantity, riel))| {
        let id = imports::key(&["demo", "result", link.word, &at.to_string(), &no.to_string()]);
        let seen = what != What::IncomeMonth;
        right(link.word, FarmResult::try_new(day, (what, commodity), quantity, riel, seen, day)).map(|result| (id, result))
    });
    made.collect()
}

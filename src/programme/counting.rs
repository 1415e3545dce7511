//! From records of the store to figures of the domain: which records hold in the period that is asked for, and what each is
//! told apart by.
use super::store::Record;
use chrono::NaiveDate;
use domain::{
    people::Sex,
    programme::{
        Actual, AgeBand, Cell, Counting, Dimension, Figure, Key, LEAST, Measure, Once, Reading, Target, count, suppressed,
    },
    training::{Extent, practice},
};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// A period: from a day, or from the beginning; through a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The first day; `None`: everything before counts too.
    pub from: Option<NaiveDate>,
    /// The last day.
    pub through: NaiveDate,
}

/// Whether a measure counts what there is on the last day, or all that was in the period.
fn counts_what_is(measure: Measure) -> bool {
    matches!(
        measure,
        Measure::GroupMembers
            | Measure::GroupHouseholds
            | Measure::RiceGroupMembers
            | Measure::VegetableGroupMembers
            | Measure::CooperativeMembers
    )
}

fn key(record: &Record, measure: Measure) -> Key {
    let who = record.who.map_or(0, |who| who.as_u128());
    // Where amounts are added up, each record counts for itself; where people are counted, a person counts once.
    let adds = matches!(measure.counting(), Counting::Riel | Counting::Minutes) || record.who.is_none();
    let salt = if adds { record.salt.map_or(0, |salt| salt.as_u128().rotate_left(61)) } else { 0 };
    let thing = (record.book as u128) << 64 | u128::from(record.no as u64);
    let thing = if adds || record.who.is_none() { thing.rotate_left(17) } else { 0 };
    who ^ salt ^ thing
}

/// The records that count in a period, for one partner or all, each with its place among all of them. Somebody is new to a
/// partner in the year in which that partner saw her first, and to the programme when any of them did; of those who were only
/// counted nobody knows.
pub fn counted(records: &[Record], measure: Measure, period: Period, organisation: Option<Uuid>) -> Vec<(Once, usize)> {
    let whose = |record: &Record| organisation.is_none_or(|one| one == record.organisation_id);
    let mut first: HashMap<Uuid, NaiveDate> = HashMap::new();
    for record in records.iter().filter(|record| whose(record)) {
        if let Some(who) = record.who {
            first.entry(who).and_modify(|day| *day = record.day.min(*day)).or_insert(record.day);
        }
    }
    let asks_new = measure.dimensions().contains(&Dimension::New);
    let once = |(at, record): (usize, &Record)| {
        let key = key(record, measure);
        let seen = record.who.filter(|_| asks_new).and_then(|who| first.get(&who));
        let new = seen.zip(period.from).map(|(day, from)| *day >= from);
        Some((
            Once {
                key,
                organisation: record.organisation_id,
                province: record.place.get(..2).unwrap_or("").to_owned(),
                sex: record.sex.as_deref().and_then(Sex::parse),
                age: age(record, period),
                id_poor: record.id_poor,
                new,
                kind: kind(record, measure)?,
                amount: amount(record, measure)?,
            },
            at,
        ))
    };
    let ours = |record: &Record| whose(record) && holds(record, measure, period);
    records.iter().enumerate().filter(|(_, record)| ours(record)).filter_map(once).collect()
}

fn holds(record: &Record, measure: Measure, period: Period) -> bool {
    if record.day > period.through {
        return false;
    }
    if counts_what_is(measure) {
        return record.until.is_none_or(|until| until > period.through);
    }
    record.until.is_none_or(|until| period.from.is_none_or(|from| until >= from))
}

/// The age on the day of what is counted; for what lasts, on the first day of it that is in the period.
fn age(record: &Record, period: Period) -> Option<AgeBand> {
    match record.birth_year? {
        -1 => Some(AgeBand::School),
        -2 => Some(AgeBand::Young),
        -3 => Some(AgeBand::Adult),
        year => Some(AgeBand::of(year, record.day.max(period.from.unwrap_or(record.day)))),
    }
}

/// Practices are told apart by their type; one that there is no more tells nothing.
fn kind(record: &Record, measure: Measure) -> Option<String> {
    match measure {
        Measure::Applying | Measure::AppliedArea => Some(practice(&record.kind)?.of_type.code().to_owned()),
        _ => Some(record.kind.clone()),
    }
}

fn amount(record: &Record, measure: Measure) -> Option<i64> {
    match measure {
        Measure::Applying => Some(1),
        Measure::AppliedArea => (practice(&record.kind)?.measured == Extent::Area && record.amount > 0).then_some(record.amount),
        _ => Some(record.amount),
    }
}

/// The figure of a measure.
pub fn figure(records: &[Record], measure: Measure, period: Period, organisation: Option<Uuid>) -> Figure {
    let counted = counted(records, measure, period, organisation);
    count(counted.iter().map(|(once, _)| once), measure.dimensions())
}

/// What is counted for a target, of its provinces where it names some: in all, or at each cooperative, commune, advisor.
pub fn actual(records: &[Record], target: &Target, period: Period, organisation: Option<Uuid>) -> Actual {
    let reading = target.reading;
    let mut counted = counted(records, target.measure, period, organisation);
    counted.retain(|(once, _)| target.counts_in(&once.province));
    if reading == Reading::Total {
        return Actual::Total(count(counted.iter().map(|(once, _)| once), &[]).total);
    }
    let mut each: BTreeMap<(i64, Option<Uuid>), Vec<&Once>> = BTreeMap::new();
    // A ceiling is of what somebody has at one time: what ended made room for another.
    let now = |record: &Record| reading != Reading::Ceiling || record.until.is_none_or(|until| until > period.through);
    for (once, at) in counted.iter().filter(|(_, at)| now(&records[*at])) {
        each.entry((records[*at].of_book, records[*at].of_who)).or_default().push(once);
    }
    Actual::Each(each.into_values().map(|records| count(records, &[]).total).collect())
}

/// What is counted for a target of a protected measure. Of some provinces it is told only where that says nothing new: where
/// nothing was counted in any other, or where each of them is shown by itself.
pub fn actual_of_few(records: &[Record], target: &Target, period: Period, organisation: Option<Uuid>, today: NaiveDate) -> Cell {
    let shown = shown(records, target.measure, period, organisation, today);
    let counted = counted(records, target.measure, Period { from: None, ..period }, organisation);
    if counted.iter().all(|(once, _)| target.counts_in(&once.province)) {
        return shown.total;
    }
    let Some(provinces) = shown.by.get(&Dimension::Province) else { return Cell::Hidden };
    let own = provinces.iter().filter(|(province, _)| target.counts_in(province)).map(|(_, cell)| cell.shown());
    own.sum::<Option<i64>>().map_or(Cell::Hidden, Cell::Shown)
}

/// A figure as it may be shown: of a protected measure without what would tell of few.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// All of it.
    pub total: Cell,
    /// Told apart.
    pub by: BTreeMap<Dimension, BTreeMap<String, Cell>>,
}

/// What each partner and all of them together have of a measure in a period, in one pass, where it is not protected: a person
/// whom two partners know counts with each, and once in all.
pub fn totals(records: &[Record], measure: Measure, period: Period) -> (i64, BTreeMap<String, i64>) {
    let counted = counted(records, measure, period, None);
    let mut figure = count(counted.iter().map(|(once, _)| once), &[Dimension::Organisation]);
    (figure.total, figure.by.remove(&Dimension::Organisation).unwrap_or_default())
}

/// The figure of a measure as it may be shown on a day. A protected one is told from the beginning through that day alone,
/// since the difference of two periods would tell of a few; told by partner and province at once, so that what is hidden of
/// one partner is not what is left of all.
pub fn shown(records: &[Record], measure: Measure, period: Period, organisation: Option<Uuid>, today: NaiveDate) -> Shown {
    if !measure.is_protected() {
        let open = |cells: BTreeMap<String, i64>| cells.into_iter().map(|(cell, number)| (cell, Cell::Shown(number))).collect();
        let figure = figure(records, measure, period, organisation);
        return Shown {
            total: Cell::Shown(figure.total),
            by: figure.by.into_iter().map(|(dimension, cells)| (dimension, open(cells))).collect(),
        };
    }
    if period.through < today {
        return Shown { total: Cell::Hidden, by: BTreeMap::new() };
    }
    let counted = counted(records, measure, Period { from: None, ..period }, None);
    let all = count(counted.iter().map(|(once, _)| once), &[Dimension::Organisation, Dimension::Province]);
    let partners = all.by.get(&Dimension::Organisation).map_or(0, BTreeMap::len);
    let (total, mut by) = suppressed(&all, LEAST);
    let own = by.remove(&Dimension::Organisation).unwrap_or_default();
    match organisation {
        None => Shown { total, by },
        Some(one) if all.of(Dimension::Organisation, &one.to_string()) == 0 => Shown { total: Cell::Shown(0), by: BTreeMap::new() },
        Some(_) if partners == 1 => Shown { total, by },
        Some(one) => Shown { total: own.get(&one.to_string()).copied().unwrap_or(Cell::Hidden), by: BTreeMap::new() },
    }
}

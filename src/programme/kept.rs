//! Figures that are kept: those of the programme's home, of all targets and of the list of indicators. Counting everybody once
//! reads every record, so it is done once and kept in the program with the version of the data it was counted from, and pages
//! say when that was.
//!
//! The version is the number of acts in the trails of all books: every act of consequence writes there, in the transaction in
//! which it is done. Each process keeps its own figures and reads the version from the database, so several on one PostgreSQL
//! are as right as one.
use super::{
    counting::{self, Period, Shown},
    store,
    targets::store::{self as targets, TargetRow},
};
use crate::{
    app::App,
    error::Fault,
    groups::store::{self as groups, Organisation},
    home,
    loans::store::{self as loans, Which},
    store::Tx,
    training::coaching::store as coaching,
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{
    programme::{Actual, Cell, Dimension, FiscalYear, Measure},
    training::{Alarm, Cascade, Limits},
};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};
use store::Record;
use uuid::Uuid;

/// Figures younger than this are shown without asking whether the data have moved.
const PATIENCE: TimeDelta = TimeDelta::seconds(60);

/// Of one partner, or of all.
pub type Whose = Option<Uuid>;

/// What was counted for a target, as it may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Counted {
    /// So many.
    Open(Actual),
    /// Too few to be told.
    Hidden,
}

/// What is late.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Late {
    /// Groups that have not met for more than two of their intervals.
    pub groups: i64,
    /// Loans with an instalment that was not paid.
    pub loans: i64,
    /// Coachings without a visit for too long.
    pub quiet: i64,
    /// Everything else that the cascade's alarms tell.
    pub alarms: i64,
}

/// Everything that was counted, at one moment.
#[derive(Clone, Debug)]
pub struct Reckoned {
    /// How many acts the trails had.
    pub version: i64,
    /// The day for which it was counted.
    pub day: NaiveDate,
    /// When it was counted.
    pub at: DateTime<Utc>,
    /// Every target with what was counted.
    pub targets: Vec<(TargetRow, Counted)>,
    /// This fiscal year's figures and the last one's, of every measure, by whose they are; told apart only for the home.
    pub years: BTreeMap<(Measure, FiscalYear, Whose), Cell>,
    /// People who took part this fiscal year, and groups, by province.
    pub provinces: BTreeMap<Whose, BTreeMap<String, (i64, i64)>>,
    /// Women among those who took part.
    pub women: BTreeMap<Whose, i64>,
    /// What is late.
    pub late: BTreeMap<Whose, Late>,
}

impl Reckoned {
    /// The fiscal year that was running.
    pub fn year(&self) -> FiscalYear {
        FiscalYear::of(self.day)
    }

    /// A figure of this fiscal year.
    pub fn now(&self, measure: Measure, whose: Whose) -> Cell {
        self.years.get(&(measure, self.year(), whose)).copied().unwrap_or(Cell::Shown(0))
    }
}

/// Where the figures are kept.
#[derive(Debug, Default)]
pub struct Kept {
    last: Mutex<Option<Arc<Reckoned>>>,
    turn: tokio::sync::Mutex<()>,
}

impl Kept {
    fn last(&self) -> Option<Arc<Reckoned>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, reckoned: &Arc<Reckoned>) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(reckoned.clone());
    }
}

/// What is kept, at an instant. Where nothing is, the caller waits for the first; where what is kept is older than a minute and
/// the data or the day have moved, the next is reckoned beside the request, by one at a time.
///
/// # Errors
/// The store.
pub async fn reckoned(app: &App, now: DateTime<Utc>) -> Result<Arc<Reckoned>, Fault> {
    let kept = app.figures();
    let Some(last) = kept.last() else {
        let _turn = kept.turn.lock().await;
        // Somebody else may have reckoned it meanwhile.
        return match kept.last() {
            Some(last) => Ok(last),
            None => reckon_and_keep(app, now).await,
        };
    };
    if is_stale(app, &last, now).await? {
        let app = app.clone();
        tokio::spawn(async move {
            let Ok(_turn) = app.figures().turn.try_lock() else { return };
            if let Err(error) = reckon_and_keep(&app, now).await {
                tracing::warn!(?error, "figures of the programme were not counted anew");
            }
        });
    }
    Ok(last)
}

async fn is_stale(app: &App, last: &Reckoned, now: DateTime<Utc>) -> Result<bool, Fault> {
    if last.day != app.today() {
        return Ok(true);
    }
    if now - last.at < PATIENCE {
        return Ok(false);
    }
    let mut tx = app.db().read().await?;
    Ok(store::version(&mut tx).await? != last.version)
}

async fn reckon_and_keep(app: &App, now: DateTime<Utc>) -> Result<Arc<Reckoned>, Fault> {
    let reckoned = Arc::new(reckon(app, now).await?);
    app.figures().keep(&reckoned);
    Ok(reckoned)
}

/// Counts everything, now, from one state of the database.
///
/// # Errors
/// The store.
pub async fn reckon(app: &App, now: DateTime<Utc>) -> Result<Reckoned, Fault> {
    let day = app.today();
    let mut tx = app.db().read().await?;
    // First of all: what is written while we count makes the version move, and the next count follows.
    let version = store::version(&mut tx).await?;
    let all = Arc::new(targets::targets(&mut tx).await?);
    let organisations = groups::organisations(&mut tx).await?;
    let whose: Arc<Vec<Whose>> = Arc::new(std::iter::once(None).chain(organisations.iter().map(|one| Some(one.id))).collect());
    let (mut told, mut read) = (Told::default(), None::<(Measure, Arc<Vec<Record>>)>);
    // A fixed number of statements: a few for each measure, and none for one that counts the records of the one before it.
    // Counting is work for a thread of its own.
    for measure in Measure::ALL {
        let alike = read.take().filter(|(before, _)| store::alike(*before, *measure));
        let records = match alike {
            Some((_, records)) => records,
            None => Arc::new(store::records(&mut tx, *measure, day).await?),
        };
        read = Some((*measure, records.clone()));
        let (all, whose) = (all.clone(), whose.clone());
        let one = tokio::task::spawn_blocking(move || Told::of(&records, *measure, &all, &whose, day)).await;
        told.add(one.map_err(|error| Fault::Broken(format!("counting {}: {error}", measure.code())))?);
    }
    let counted = |row: &TargetRow| told.targets.get(&row.id).cloned().unwrap_or(Counted::Hidden);
    Ok(Reckoned {
        version,
        day,
        at: now,
        targets: all.iter().map(|row| (row.clone(), counted(row))).collect(),
        years: told.years,
        provinces: told.provinces,
        women: told.women,
        late: late(&mut tx, &organisations, day).await?,
    })
}

/// What one measure tells, and all together.
#[derive(Default)]
struct Told {
    targets: BTreeMap<Uuid, Counted>,
    years: BTreeMap<(Measure, FiscalYear, Whose), Cell>,
    provinces: BTreeMap<Whose, BTreeMap<String, (i64, i64)>>,
    women: BTreeMap<Whose, i64>,
}

impl Told {
    fn of(records: &[Record], measure: Measure, targets: &[TargetRow], whose: &[Whose], day: NaiveDate) -> Told {
        let mut told = Told::default();
        for row in targets.iter().filter(|row| row.target.measure == measure) {
            told.targets.insert(row.id, counted(records, row, day));
        }
        for year in years(day) {
            told.year(records, measure, year, whose, day);
        }
        if is_of_home(measure) {
            for whose in whose {
                let shown = counting::shown(records, measure, year_through(FiscalYear::of(day), day), *whose, day);
                told.home(measure, *whose, &shown);
            }
        }
        told
    }

    /// The totals of a year. What is open is counted once for all partners; of what is protected each is asked for by itself.
    fn year(&mut self, records: &[Record], measure: Measure, year: FiscalYear, whose: &[Whose], day: NaiveDate) {
        let period = year_through(year, day);
        if measure.is_protected() {
            let shown = |whose: &Whose| counting::shown(records, measure, period, *whose, day).total;
            self.years.extend(whose.iter().map(|whose| ((measure, year, *whose), shown(whose))));
            return;
        }
        let (all, by) = counting::totals(records, measure, period);
        let of = |whose: &Whose| whose.map_or(all, |one| by.get(&one.to_string()).copied().unwrap_or(0));
        self.years.extend(whose.iter().map(|whose| ((measure, year, *whose), Cell::Shown(of(whose)))));
    }

    fn home(&mut self, measure: Measure, whose: Whose, shown: &Shown) {
        let cells = |dimension| shown.by.get(&dimension).into_iter().flatten();
        let number = |cell: &Cell| cell.shown().unwrap_or(0);
        let provinces = self.provinces.entry(whose).or_default();
        for (province, cell) in cells(Dimension::Province) {
            let both = provinces.entry(province.clone()).or_default();
            let of = if measure == Measure::Participants { &mut both.0 } else { &mut both.1 };
            *of = number(cell);
        }
        if measure == Measure::Participants {
            let women = cells(Dimension::Sex).find(|(sex, _)| *sex == "female").map_or(0, |(_, cell)| number(cell));
            self.women.insert(whose, women);
        }
    }

    fn add(&mut self, other: Told) {
        self.targets.extend(other.targets);
        self.years.extend(other.years);
        self.women.extend(other.women);
        for (whose, provinces) in other.provinces {
            let own = self.provinces.entry(whose).or_default();
            for (province, (people, groups)) in provinces {
                let both = own.entry(province).or_default();
                *both = (both.0 + people, both.1 + groups);
            }
        }
    }
}

/// Whether the home tells it apart by province, and people by sex.
fn is_of_home(measure: Measure) -> bool {
    matches!(measure, Measure::Participants | Measure::SavingsGroups)
}

/// This fiscal year and the one before.
fn years(day: NaiveDate) -> Vec<FiscalYear> {
    let this = FiscalYear::of(day);
    std::iter::once(this).chain(FiscalYear::named(this.year() - 1)).collect()
}

/// A fiscal year, as far as it has come.
pub fn year_through(year: FiscalYear, day: NaiveDate) -> Period {
    let (from, to) = year.days();
    Period { from: Some(from), through: to.min(day) }
}

/// What is counted for a target on a day.
pub fn counted(records: &[Record], row: &TargetRow, day: NaiveDate) -> Counted {
    let target = &row.target;
    let period = Period { from: target.days.0, through: target.days.1.unwrap_or(day).min(day) };
    if target.measure.is_protected() {
        return match counting::actual_of_few(records, target, period, row.organisation_id, day) {
            Cell::Shown(total) => Counted::Open(Actual::Total(total)),
            Cell::Hidden => Counted::Hidden,
        };
    }
    Counted::Open(counting::actual(records, target, period, row.organisation_id))
}

async fn late(tx: &mut Tx, organisations: &[Organisation], day: NaiveDate) -> Result<BTreeMap<Whose, Late>, Fault> {
    let mut late: BTreeMap<Whose, Late> = organisations.iter().map(|one| (Some(one.id), Late::default())).collect();
    let all = groups::groups(tx).await?;
    let (figures, rhythms) = (groups::figures(tx).await?, groups::rhythms(tx).await?);
    let of_book: BTreeMap<i64, Uuid> = all.iter().map(|group| (group.book.0, group.organisation_id)).collect();
    for group in all.iter().filter(|group| group.saves) {
        let last = figures.get(&group.book.0).and_then(|figures| figures.last_on);
        let state = home::state(rhythms.get(&group.book.0).copied(), last, day);
        if state == templates::home::GroupState::Late {
            late.entry(Some(group.organisation_id)).or_default().groups += 1;
        }
    }
    for loan in loans::loans(tx, Which::OpenEverywhere).await? {
        if let Some(organisation) = of_book.get(&loan.book.0)
            && loan.account.position(day).days_late > 0
        {
            late.entry(Some(*organisation)).or_default().loans += 1;
        }
    }
    let coachings = coaching::coachings(tx, None).await?;
    let (visited, attended) = (coaching::last_visits(tx, None).await?, coaching::attended(tx).await?);
    for organisation in organisations {
        let own = coachings.iter().filter(|row| row.organisation == organisation.id).map(|row| row.coaching.clone());
        let of = late.entry(Some(organisation.id)).or_default();
        for alarm in Cascade::new(own).alarms(&visited, &attended, day, Limits::default()) {
            *(if matches!(alarm, Alarm::NotVisited { .. }) { &mut of.quiet } else { &mut of.alarms }) += 1;
        }
    }
    let sum = |of: fn(&Late) -> i64| late.values().map(of).sum();
    let total =
        Late { groups: sum(|of| of.groups), loans: sum(|of| of.loans), quiet: sum(|of| of.quiet), alarms: sum(|of| of.alarms) };
    late.insert(None, total);
    Ok(late)
}

//! The routes of plots: what each is today, what came from it and where that went, and the year's inspections.
use super::{
    ground::{self, Ground},
    members::group_name,
};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::{Can, InCoop},
    listing::{ListQuery, matches},
    web,
};
use axum::extract::{Path, Query, State};
use chrono::{Datelike, Months, NaiveDate};
use domain::coops::{
    Party,
    acts::{Inspection, LotNo, PlotNo},
    bylaws::Organic,
    organic::{self, Status},
    state::{Plot, State as Stand},
};
use serde::Deserialize;
use std::collections::BTreeSet;
use templates::coops::{
    plot::{InspectionLine, PlotDelivery, PlotPage, plot as draw},
    plots::{InspectionsPage, PlotLine, PlotsPage, WHICH, inspections as draw_inspections, plots as draw_list},
};
use words::Words;

/// An inspection that ends within so many days is to be made again.
const SOON: u64 = 30;

/// The rules of organic control; those of nobody who says nothing of them.
pub(crate) fn laws(ground: &Ground) -> Organic {
    ground.laws().organic.clone().unwrap_or_default()
}

/// Through which day the last inspection holds.
pub(super) fn holds(plot: &Plot, laws: &Organic, day: NaiveDate) -> Option<NaiveDate> {
    let (on, _) = organic::last(plot, day)?;
    on.checked_add_months(Months::new(laws.inspection_months))
}

/// Whether somebody should go and look: nobody did, it is too long ago, it will be soon, or a suspension is over.
fn to_inspect(plot: &Plot, status: Status, laws: &Organic, day: NaiveDate) -> bool {
    let soon = day.checked_add_days(chrono::Days::new(SOON)).unwrap_or(day);
    match status {
        Status::NotInspected | Status::Overdue(_) => true,
        Status::Excluded | Status::Suspended(_) => false,
        Status::Organic | Status::Conversion(_) => holds(plot, laws, day).is_some_and(|holds| holds < soon),
    }
}

/// A plot as lists show it.
fn line(ground: &Ground, plot: &Plot, laws: &Organic, words: Words) -> PlotLine {
    let said = &plot.said;
    let last = organic::last(plot, ground.day).map(|(on, inspection)| (on, inspection.clone()));
    let mut faults: Vec<_> = last.iter().flat_map(|(_, one)| &one.faults).map(|fault| (fault.fault, fault.until)).collect();
    faults.sort_by_key(|(_, until)| until.unwrap_or(NaiveDate::MAX));
    PlotLine {
        no: said.no,
        name: said.name.clone(),
        who: ground.who(said.party),
        group: group_name(&ground.state, said.party).map(|name| name.show(words).to_owned()).unwrap_or_default(),
        crop: ground::crop(&said.crop).show(words).to_owned(),
        area: said.area,
        status: organic::status(plot, laws, ground.day),
        inspected: last.map(|(on, inspection)| (on, inspection.score)),
        left: organic::left(plot, laws, ground.day),
        late: faults.iter().any(|(_, until)| until.is_some_and(|until| until < ground.day)),
        faults,
    }
}

/// The plots of a list (one of [`WHICH`]), each with whether somebody should go and look.
pub(crate) fn of_list<'a>(ground: &'a Ground, which: &str) -> Vec<(bool, &'a Plot)> {
    let laws = laws(ground);
    let all = ground.state.plots.values().map(|plot| {
        let status = organic::status(plot, &laws, ground.day);
        (status, to_inspect(plot, status, &laws, ground.day), plot)
    });
    all.filter(|(status, open, _)| is(which, *status, *open)).map(|(_, open, plot)| (open, plot)).collect()
}

/// Whether a plot of this status, to be inspected or not, is one of a list.
fn is(which: &str, status: Status, open: bool) -> bool {
    match which {
        "all" => true,
        "to-inspect" => open,
        code => status.code() == code,
    }
}

/// `GET /coops/{coop}/plots`
pub async fn list(State(app): State<App>, visit: InCoop, Query(query): Query<ListQuery>) -> Answer {
    let words = visit.words();
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, app.today()).await?;
    let laws = laws(&ground);
    let which = *WHICH.iter().find(|which| **which == query.state).unwrap_or(&WHICH[0]);
    let all: Vec<(bool, PlotLine)> = ground
        .state
        .plots
        .values()
        .map(|plot| {
            let line = line(&ground, plot, &laws, words);
            (to_inspect(plot, line.status, &laws, ground.day), line)
        })
        .collect();
    let is = |which: &str, (open, line): &(bool, PlotLine)| is(which, line.status, *open);
    let counts = WHICH.map(|which| all.iter().filter(|one| is(which, one)).count() as i64);
    let valid = all.iter().filter(|(_, line)| line.status == Status::Organic);
    let left = valid.map(|(_, line)| line.left.max(0)).sum();
    let needle = query.needle();
    let fits = |line: &PlotLine| {
        let numbers = [line.no, line.who.number.unwrap_or_default()].map(|number| number.to_string());
        let who = &line.who.name;
        matches(&needle, &[&line.name, &who.khmer, &who.latin, &line.group, &numbers[0], &numbers[1]])
    };
    let mut rows: Vec<(bool, PlotLine)> = all.into_iter().filter(|one| is(which, one) && fits(&one.1)).collect();
    // Those that somebody should go and see stand first, the longest without a visit before the others.
    rows.sort_by_key(|(open, line)| (!open, line.inspected.map(|(day, _)| day).filter(|_| *open), line.no));
    let rows: Vec<PlotLine> = rows.into_iter().map(|(_, line)| line).collect();
    let path = ground.head.href("plots");
    let (plots, listing) = query.page(&path, &[("state", which), ("q", &query.q)], rows, |by, a, b| match by {
        "number" => Some(a.no.cmp(&b.no)),
        "farmer" => Some(a.who.name.show(words).cmp(b.who.name.show(words))),
        "area" => Some(a.area.cmp(&b.area)),
        "inspected" => Some(a.inspected.cmp(&b.inspected)),
        "left" => Some(a.left.cmp(&b.left)),
        _ => None,
    });
    let page = PlotsPage {
        around: visit.visit.around(),
        counts,
        left,
        plots,
        listing,
        which,
        q: query.q.clone(),
        may_write: visit.may(Can::Seal),
        coop: ground.head.clone(),
    };
    Ok(web::html(draw_list(&page)))
}

/// `GET /coops/{coop}/plots/{no}`
pub async fn show(State(app): State<App>, visit: InCoop, Path((_, no)): Path<(String, PlotNo)>) -> Answer {
    let words = visit.words();
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, app.today()).await?;
    let plot = ground.state.plots.get(&no).ok_or(Fault::NotFound)?;
    let (organic_here, laws) = (ground.laws().organic.is_some(), laws(&ground));
    let last = organic::last(plot, ground.day);
    let estimate = last.map_or(0, |(_, inspection)| inspection.estimate);
    let allowed = organic::allowed(plot, &laws, ground.day);
    let mut deliveries: Vec<PlotDelivery> = ground
        .state
        .deliveries
        .values()
        .filter(|(_, one)| one.plot == Some(no))
        .map(|(day, one)| {
            let what = ground::kind(&one.kind).name(words);
            PlotDelivery { no: one.no, day: *day, what, weight: one.weight, lot: one.lot }
        })
        .collect();
    deliveries.reverse();
    let lots = went(&ground.state, deliveries.iter().map(|one| one.lot));
    let known = lots.iter().filter_map(|lot| Some((*lot, ground.state.lots.get(lot)?)));
    let in_lots = known.map(|(no, lot)| (no, ground::kind(&lot.kind).name(words), lot.opened_on, lot.grams)).collect();
    let sold = ground.state.sales.values().filter(|sold| sold.sale.lines.iter().any(|line| lots.contains(&line.lot)));
    let page = PlotPage {
        around: visit.visit.around(),
        no,
        name: plot.said.name.clone(),
        who: ground.who(plot.said.party),
        crop: ground::crop(&plot.said.crop).show(words).to_owned(),
        area: plot.said.area,
        forbidden_on: plot.said.forbidden_on,
        status: organic_here.then(|| organic::status(plot, &laws, ground.day)),
        holds: holds(plot, &laws, ground.day).filter(|_| organic_here),
        estimate: [estimate, allowed, plot.delivered, allowed - plot.delivered],
        today: ground.day,
        inspections: plot.inspections.iter().rev().map(|(on, one)| inspection(*on, one)).collect(),
        deliveries,
        lots: in_lots,
        sales: sold.map(|sold| (sold.sale.no, sold.on, ground.who(sold.sale.buyer))).collect(),
        may_write: visit.may(Can::Seal),
        coop: ground.head.clone(),
    };
    Ok(web::html(draw(&page)))
}

fn inspection(day: NaiveDate, one: &Inspection) -> InspectionLine {
    InspectionLine {
        day,
        inspector: one.inspector.clone(),
        score: one.score,
        faults: one.faults.iter().map(|fault| (fault.fault, fault.until)).collect(),
        outcome: one.outcome,
        until: one.until,
        estimate: one.estimate,
    }
}

/// The lots into which something out of these lots went, themselves among them, whichever way through the mill.
fn went(state: &Stand, lots: impl Iterator<Item = LotNo>) -> BTreeSet<LotNo> {
    let mut found: BTreeSet<LotNo> = lots.collect();
    // Millings are told in the order of their days, but one of a later number may be of an earlier day: look until nothing
    // more is found.
    loop {
        let before = found.len();
        for (_, milling) in state.millings.values() {
            if milling.takes.iter().any(|taken| found.contains(&taken.lot)) {
                found.extend(milling.gives.iter().filter_map(|given| given.lot));
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

/// Which year's inspections.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct YearQuery {
    year: String,
}

/// `GET /coops/{coop}/inspections`
pub async fn inspections(State(app): State<App>, visit: InCoop, Query(query): Query<YearQuery>) -> Answer {
    let words = visit.words();
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, app.today()).await?;
    let laws = laws(&ground);
    let this = ground.day.year();
    let years: Vec<i32> = (ground.loaded.opened_on.year().min(this)..=this).rev().collect();
    let year = query.year.parse().ok().filter(|year| years.contains(year)).unwrap_or(this);
    let (mut growers, mut seen): (BTreeSet<Party>, BTreeSet<Party>) = Default::default();
    let (mut open, mut done, mut seen_plots) = (vec![], vec![], 0);
    for plot in ground.state.plots.values() {
        let line = line(&ground, plot, &laws, words);
        if line.status == Status::Excluded && !plot.inspections.iter().any(|(on, _)| on.year() == year) {
            continue;
        }
        growers.insert(plot.said.party);
        let in_year: Vec<_> = plot.inspections.iter().filter(|(on, _)| on.year() == year).collect();
        if in_year.is_empty() {
            open.push(line);
            continue;
        }
        seen.insert(plot.said.party);
        seen_plots += 1;
        for (on, one) in in_year {
            let faults = one.faults.iter().map(|fault| (fault.fault, fault.until)).collect();
            let inspected = Some((*on, one.score));
            done.push((*on, PlotLine { inspected, faults, ..line.clone() }, one.inspector.clone()));
        }
    }
    // The inspector goes from village to village: the list follows the groups.
    open.sort_by_cached_key(|line| (line.group.is_empty(), line.group.clone(), line.who.number, line.no));
    done.sort_by_key(|(on, line, _)| (std::cmp::Reverse(*on), line.no));
    let page = InspectionsPage {
        around: visit.visit.around(),
        year,
        years,
        today: ground.day,
        growers: (growers.len() as i64, seen.len() as i64),
        plots: (open.len() as i64 + seen_plots, seen_plots),
        open,
        done,
        may_write: visit.may(Can::Seal),
        coop: ground.head.clone(),
    };
    Ok(web::html(draw_inspections(&page)))
}

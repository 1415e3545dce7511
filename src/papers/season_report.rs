//! The report of a bank's season on paper.
use super::{Wish, answer, bank_statement::of_bank, of_group::of_group, statement::committee};
use crate::{
    app::App,
    banks::{
        reports::{asked, value},
        store::{self as banks, BankRow},
    },
    error::{Answer, Fault},
    exports::{self, BankBook},
    groups::store::Group,
    guard::InBank,
    store::Tx,
};
use axum::extract::{Query, State};
use chrono::{Datelike, Months, NaiveDate};
use domain::banks::{
    Bank, Good, Measure, State as Has,
    animals::Place,
    prices::Distance,
    reconcile::{Posted, What, below_nothing, heads, reconcile, swaps},
    season_report::SeasonReport,
    span::Span,
};
use reports::{
    contract::Name,
    season_report::{Agreed, Bars, Count, Sale, SeasonPaper},
};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Bars that a chart has room for.
const BARS: usize = 24;

/// Which season: its number, or `year-2026`; empty: the one that today belongs to.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Which {
    season: String,
}

/// `GET /banks/{bank}/papers/season-report?season=`
pub async fn show(State(app): State<App>, visit: InBank, Query(wish): Query<Wish>, Query(which): Query<Which>) -> Answer {
    let today = app.today();
    let mut tx = app.db().read().await?;
    let book = exports::bank_book(&mut tx, &visit.bank, &visit.group).await?;
    let (season, span) = asked(&book.bank, &which.season, today).ok_or(Fault::NotFound)?;
    let report = load(&mut tx, &visit.bank, &visit.group, book, (season, span), today).await?;
    let (say, file) = (wish.say(visit.words()), format!("{}-season-{}", visit.bank.code, value(season, span)));
    answer(&visit, &file, move || report.document(say)).await
}

/// The report of the days of a season, or of a year.
///
/// # Errors
/// Where the store cannot be read, or the bank's acts are not what the rules let in.
pub async fn load(
    tx: &mut Tx,
    row: &BankRow,
    group: &Group,
    book: BankBook,
    (season, span): (Option<i64>, Span),
    today: NaiveDate,
) -> Result<SeasonPaper, Fault> {
    let told = book.season(season, span)?.told;
    let posted = banks::posted(tx, row).await?;
    let places = banks::places(tx, row).await?;
    let bank = book.bank;
    let named = season.and_then(|no| bank.season(no)).map(|season| Name::new(&*season.name_km, &*season.name_latin));
    let lends = bank.rules.last().is_some_and(|version| !version.rules.lending.is_empty());
    Ok(SeasonPaper {
        bank: of_bank(row),
        group: of_group(group),
        season: named,
        lends,
        bars: bars(&bank, &told)?,
        sales: sales(&bank, &posted, span),
        agreed: agreed(&bank, &posted, &places, (span.to, today))?,
        told,
        money: bank.money,
        signers: committee(tx, group, span.to).await?,
        goods: bank.goods,
    })
}

/// What a bank has at the end of a day.
fn state(bank: &Bank, day: NaiveDate) -> Result<Has, Fault> {
    bank.state(day).map_err(|flaw| Fault::Broken(format!("act {} cannot have happened: {:?}", flaw.act, flaw.why)))
}

/// The last days of the months of a span and its own last day, so many as bars have room for.
fn points(opened_on: NaiveDate, span: Span) -> Vec<NaiveDate> {
    let from = span.from.unwrap_or(opened_on).max(opened_on);
    let first = from.with_day(1).unwrap_or(from);
    let ends = (1_u32..).map_while(|nth| first.checked_add_months(Months::new(nth))?.pred_opt());
    let mut days: Vec<NaiveDate> = ends.take_while(|end| *end < span.to).collect();
    days.push(span.to);
    let step = days.len().div_ceil(BARS).max(1);
    // The last day is always among them.
    days.into_iter().rev().step_by(step).collect::<Vec<_>>().into_iter().rev().collect()
}

/// Bars of each species, and of the good of which there was most: what was there at the ends of months.
fn bars(bank: &Bank, told: &SeasonReport) -> Result<Vec<Bars>, Fault> {
    let days = points(bank.opened_on, told.span);
    let states: Vec<(NaiveDate, Has)> = days.into_iter().map(|day| Ok((day, state(bank, day)?))).collect::<Result<_, Fault>>()?;
    let herds = told.herds.iter().map(|herd| herd.good.clone());
    let weighed = told.goods.iter().filter(|report| report.good.class().measure() != Measure::Money);
    let most = weighed.max_by_key(|report| {
        let lent: i64 = report.lines.iter().map(|(_, moved)| moved.lent.max(0)).sum();
        (lent, report.opening.store.max(report.closing.store))
    });
    let goods = herds.chain(most.map(|report| report.good.clone()));
    let bars = goods.map(|good| Bars { points: states.iter().map(|(day, has)| point(&good, *day, has)).collect(), good });
    Ok(bars.collect())
}

fn point(good: &Good, day: NaiveDate, has: &Has) -> (NaiveDate, i64, i64) {
    if good.class().is_registered() {
        let of = |placed: bool| {
            let mine = has.herd().filter(|animal| animal.species == good.class());
            mine.filter(|animal| matches!(animal.place, Place::With(_)) == placed).count() as i64
        };
        return (day, of(false), of(true));
    }
    let lent = has.loans.values().filter(|loan| loan.good == good.code()).map(|loan| loan.principal(day)).sum();
    (day, has.stock(good.code()), lent)
}

/// Where goods and money changed hands in the days, the earliest first.
fn sales(bank: &Bank, posted: &[Posted], span: Span) -> Vec<Sale> {
    let sale = |swap: domain::banks::reconcile::Swap| {
        let act = bank.acts.iter().find(|act| act.no == swap.act).filter(|act| span.holds(act.day))?;
        let unit = bank.goods.iter().find(|good| good.code() == swap.good).map_or(1, Good::unit);
        let kind = serde_json::to_value(&act.fact).ok()?.get("kind")?.as_str()?.to_owned();
        let (implied, quantity) = (swap.implied(unit), swap.quantity);
        Some(Sale { day: act.day, act: act.no, kind, good: swap.good, quantity, money: swap.money, implied, market: swap.market })
    };
    let mut all: Vec<Sale> = swaps(bank, posted).into_iter().filter_map(sale).collect();
    all.sort_by_key(|sale| (sale.day, sale.act));
    all
}

/// How the figures agree, counted as the page of the reconciliation counts them.
fn agreed(
    bank: &Bank,
    posted: &[Posted],
    places: &BTreeMap<i64, Place>,
    (to, today): (NaiveDate, NaiveDate),
) -> Result<Agreed, Fault> {
    let lines = reconcile(bank, posted, to).map_err(|flaw| Fault::Broken(format!("acts of a bank: {flaw:?}")))?;
    let unsound = swaps(bank, posted).iter().filter(|swap| !swap.fits || swap.distance == Distance::TenTimes).count();
    // The register is as it is today.
    let off = [
        lines.iter().filter(|line| !line.agrees()).count(),
        heads(&state(bank, today)?, places).iter().filter(|head| !head.agrees()).count(),
        below_nothing(posted).len(),
        unsound,
    ];
    let counts = lines.iter().filter_map(|line| match &line.what {
        What::Counted { good, day, .. } => Some(Count { good: good.clone(), day: *day, counted: line.should, book: line.is }),
        _ => None,
    });
    Ok(Agreed { off: off.into_iter().sum(), counts: counts.collect() })
}

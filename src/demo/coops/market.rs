//! The demo's market: buyers and what they want, a year of prices at several places, and what a tonne costs on the road.
use super::{super::Demo, brought, file, taken};
use crate::{
    cli::Failure,
    imports::{
        self,
        table::{self, Row},
    },
    market::store,
    store::{Tx, record},
};
use chrono::{NaiveDate, TimeDelta};
use domain::coops::market::Rate;
use serde::Deserialize;

/// Who writes the market down.
const WRITES: &str = "officer";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Market {
    /// The day of the last price; the others lie whole weeks before it.
    last: NaiveDate,
    series: Vec<Series>,
    rate: Vec<RateRow>,
}

/// What something cost at a place, month by month; from one month to the next it moves week by week.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Series {
    crop: String,
    #[serde(default)]
    organic: bool,
    place: String,
    source: String,
    /// A price is written down every so many weeks.
    every: i64,
    /// Riel a kilogram, the last one on the last day, the others four weeks apart before it.
    months: Vec<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RateRow {
    from: String,
    to: String,
    amount: i64,
    least: i64,
}

/// Weeks from one figure of a series to the next.
const MONTH: i64 = 4;

/// Makes the market.
pub async fn make(demo: &Demo, tx: &mut Tx) -> Result<(), Failure> {
    let market: Market = toml::from_str(file!("market.toml")).map_err(|error| Failure(format!("the market: {error}")))?;
    let by = demo.act(tx, WRITES, demo.today).await?;
    let mut prices: Vec<(NaiveDate, Row)> = market.series.iter().flat_map(|series| series.rows(market.last + demo.moved)).collect();
    prices.sort_by_key(|(day, _)| *day);
    let prices: Vec<Row> = prices.into_iter().map(|(_, row)| row).collect();
    brought("prices", imports::coops::market_prices(tx, &prices, by).await)?;
    let buyers = taken("buyers", table::read_text(file!("buyers.csv").as_bytes(), imports::coops::BUYERS))?;
    let buyers = demo.moved_in(demo.moved_in(buyers, "from")?, "to")?;
    brought("buyers", imports::coops::buyers(tx, &buyers, by).await)?;
    for RateRow { from, to, amount, least } in market.rate {
        let id = imports::key(&["demo-rate", &from, &to]);
        let no = store::add_rate(tx, id, &Rate { from, to, amount, least }, by.today, by.by, by.at).await?;
        record(tx, None, Some(by.by), "transport-rate-written", &no.to_string(), by.at).await?;
    }
    Ok(())
}

impl Series {
    /// Its prices as lines of a file, with their days.
    fn rows(&self, last: NaiveDate) -> Vec<(NaiveDate, Row)> {
        let weeks = MONTH * (i64::try_from(self.months.len()).unwrap_or(0) - 1);
        let row = |back: i64| {
            let day = last - TimeDelta::weeks(back);
            let row = Row::default()
                .with("date", day.to_string())
                .with("crop", self.crop.clone())
                .with("grade", String::new())
                .with("organic", if self.organic { "yes" } else { "no" }.to_owned())
                .with("place", self.place.clone())
                .with("price", self.price(weeks - back).to_string())
                .with("source", self.source.clone());
            (day, row)
        };
        (0..=weeks).filter(|back| back % self.every == 0).map(row).collect()
    }

    /// The price of a week, in tens of riel: between the figures of its months, and a little of this and that.
    fn price(&self, week: i64) -> i64 {
        let figure = |month: i64| usize::try_from(month).ok().and_then(|at| self.months.get(at)).or(self.months.last());
        let (before, after) = (figure(week / MONTH).copied().unwrap_or(0), figure(week / MONTH + 1).copied().unwrap_or(0));
        let between = before + (after - before) * (week % MONTH) / MONTH;
        let luck = (week * 7 + before / 10) % 5 - 2;
        (between + between * luck * i64::from(week % MONTH != 0) / 100) / 10 * 10
    }
}

impl Demo {
    /// Lines with the days of a column moved; where nothing stands there is nothing to move.
    fn moved_in(&self, rows: Vec<Row>, column: &'static str) -> Result<Vec<Row>, Failure> {
        let moved = |row: Row| match row.text(column) {
            "" => Ok(row),
            text => {
                let day = words::read_date(text).map_err(|_| Failure(format!("a buyer, line {}: no date", row.line)))?;
                Ok(row.with(column, (day + self.moved).to_string()))
            }
        };
        rows.into_iter().map(moved).collect()
    }
}

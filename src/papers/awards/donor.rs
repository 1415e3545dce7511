//! The report to the donor on paper.
use super::{super::answer, Wish, line, rate_on, stand};
use crate::{
    app::App,
    awards::{store::AwardRow, vouchers::commodity, words_of::word},
    error::{Answer, Fault},
    guard::InAward,
    store::Tx,
    web,
};
use axum::extract::{Query, RawQuery, State};
use chrono::NaiveDate;
use domain::grants::{
    Award, Fact,
    helped::helped,
    reports::{BudgetLine, RateFor, RateUsed, budget, donor},
};
use reports::{
    Say,
    donor_report::{DonorReport, DonorRow, RateOf, RateRow},
    of_award::Rate,
};
use serde::Deserialize;

/// The days that an address asks for; the award's first day, and today.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Days {
    from: String,
    to: String,
}

impl Days {
    fn span(&self, row: &AwardRow, today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
        let day = |text: &str, usual| match text.trim() {
            "" => Some(usual),
            typed => words::read_date(typed).ok(),
        };
        let (from, to) = (day(&self.from, row.from_day.min(today))?, day(&self.to, today)?);
        (from <= to).then_some((from, to))
    }
}

/// `GET /awards/{award}/donor.pdf?from=&to=`
pub async fn show(
    State(app): State<App>,
    visit: InAward,
    Query(days): Query<Days>,
    Query(wish): Query<Wish>,
    RawQuery(query): RawQuery,
) -> Answer {
    let Some(span) = days.span(&visit.award, app.today()) else {
        // What is wrong with the days is said on the page.
        return Ok(web::see_other(&format!("/awards/{}/donor?{}", visit.award.code, query.unwrap_or_default())));
    };
    let (mut tx, say) = (app.db().read().await?, wish.say(visit.words()));
    let paper = load(&mut tx, &visit.award, span, say).await?;
    let file = file(&visit.award, span.1);
    drop(tx);
    answer(&visit, &file, move || paper.document(say)).await
}

/// The name of its file, without the ending.
pub fn file(row: &AwardRow, to: NaiveDate) -> String {
    format!("donor-{}-{to}", row.code)
}

/// The donor's account of a span, both days included.
///
/// # Errors
/// Where the store cannot be read.
pub async fn load(tx: &mut Tx, row: &AwardRow, span: (NaiveDate, NaiveDate), say: Say) -> Result<DonorReport, Fault> {
    let (ground, of) = stand(tx, row, say).await?;
    let award = &ground.award;
    let (from, to) = span;
    let (told, people) = (donor(award, from, to), helped(award, from, to));
    let stands: Vec<BudgetLine> = budget(award, to);
    let lines = told.lines.iter().zip(&stands).map(|(told, stands)| DonorRow {
        name: line(say, award, &told.line),
        budget: told.budget,
        before: told.before,
        spent: told.spent,
        // What hides one figure hides every one that it could be reckoned from.
        verified: told.left.and(stands.verified),
        available: told.left.and(stands.available),
    });
    Ok(DonorReport {
        donor: award.terms.donor.clone(),
        span,
        lines: lines.collect(),
        fund: [told.brought_forward, Some(told.received), Some(told.returned), told.spent()],
        helped: people.kinds.iter().map(|(help, count)| (say.say(&format!("voucher-help-{}", word(help))), *count)).collect(),
        helped_all: people.all,
        families: people.families,
        coded: people.coded,
        below: people.below,
        rates: told.rates.iter().map(|used| rate(award, used, to)).collect(),
        of,
    })
}

fn rate(award: &Award, used: &RateUsed, to: NaiveDate) -> RateRow {
    let currency = commodity(&used.currency);
    // The table's is the one that was read last by then; of several days together, the last one that is the same.
    let read = match used.day {
        Some(day) => rate_on(award, &used.currency, day),
        None => award.acts.iter().rev().find_map(|act| match &act.fact {
            Fact::Rate { currency, per_million, source } if *currency == used.currency && *per_million == used.per_million => {
                Some(Rate { of: commodity(currency), per_million: *per_million, read: Some((source.clone(), act.day)) })
            }
            _ => None,
        }),
    };
    let read = read.filter(|rate| rate.per_million == used.per_million).and_then(|rate| rate.read);
    RateRow {
        what: match used.what {
            RateFor::Notes => RateOf::Notes,
            RateFor::Voucher(no) => RateOf::Voucher(no),
            RateFor::ByCode => RateOf::ByCode,
        },
        day: used.day,
        sums: used.sums.map(|(paid, charged)| (currency.of(paid), charged)),
        other: used.table != Some(used.per_million) && used.what != RateFor::Notes,
        rate: Rate { of: currency, per_million: used.per_million, read: read.filter(|(_, on)| *on <= to) },
    }
}

//! The routes of what transport costs.
use super::{keeps, money, place_head, places, read_place, store};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::Visit,
    meetings::seal::Act as By,
    reader::Reader,
    store::{Tx, record},
    web,
};
use axum::{Form, extract::State};
use domain::coops::market::Rate;
use ledger::Commodity;
use std::collections::BTreeMap;
use store::RateRow;
use templates::{
    market::transport::{RateForm, RateLine, TransportPage, transport as draw},
    parts::Problem,
};
use uuid::Uuid;
use words::Words;

/// A tonne, or a journey, costs no more than ten million riel.
const RATE_MOST: i64 = 10_000_000;

/// `GET /market/transport`
pub async fn show(State(app): State<App>, visit: Visit) -> Answer {
    let mut tx = app.db().read().await?;
    let form = RateForm { key: Uuid::now_v7().to_string(), ..RateForm::default() };
    Ok(web::html(draw(&page(&mut tx, &visit, form, vec![]).await?)))
}

async fn page(tx: &mut Tx, visit: &Visit, form: RateForm, problems: Vec<Problem>) -> Result<TransportPage, Fault> {
    let words = visit.words();
    Ok(TransportPage {
        around: visit.around(),
        money: money(),
        rates: lines(&store::rates(tx).await?),
        places: places(words, store::places(tx).await?, &[&form.from, &form.to]),
        may_keep: keeps(tx, visit).await?,
        form,
        problems,
    })
}

/// Of each two places the last rate, whichever way it was said.
fn lines(rows: &[RateRow]) -> Vec<RateLine> {
    let mut last: BTreeMap<(&str, &str), &RateRow> = BTreeMap::new();
    for row in rows {
        let (one, other) = (row.from_place.as_str(), row.to_place.as_str());
        last.insert((one.min(other), one.max(other)), row);
    }
    let line = |row: &RateRow| RateLine {
        from: place_head(&row.from_place),
        to: place_head(&row.to_place),
        amount: row.amount,
        least: row.least,
        day: row.day,
    };
    last.into_values().map(line).collect()
}

/// `POST /market/transport`
pub async fn add(State(app): State<App>, visit: Visit, Form(form): Form<RateForm>) -> Answer {
    let mut tx = app.db().write().await?;
    if !keeps(&mut tx, &visit).await? {
        return Err(Fault::NotFound);
    }
    let id: Uuid = form.key.parse().map_err(|_| Fault::Unreadable)?;
    let by = By::now(&app, visit.user.id);
    let rate = match read(&form, visit.words()) {
        Ok(rate) => rate,
        Err(problems) => return Ok(web::unprocessable(draw(&page(&mut tx, &visit, form, problems).await?))),
    };
    if store::rates(&mut tx).await?.iter().all(|row| row.id != id) {
        let no = store::add_rate(&mut tx, id, &rate, by.today, by.by, by.at).await?;
        record(&mut tx, None, Some(by.by), "transport-rate-written", &no.to_string(), by.at).await?;
        tx.commit().await?;
    }
    Ok(web::see_other("/market/transport?done=market-rate-written"))
}

fn read(form: &RateForm, words: Words) -> Result<Rate, Vec<Problem>> {
    let mut reader = Reader::new(words);
    let from = read_place(&mut reader, ("from", &form.from), ("from_closer", &form.from_closer));
    let to = read_place(&mut reader, ("to", &form.to), ("to_closer", &form.to_closer));
    let amount = reader.some_amount("amount", &form.amount, Commodity::KHR);
    let least = reader.amount("least", &form.least, Commodity::KHR).unwrap_or(0);
    for (field, figure) in [("amount", amount.unwrap_or(0)), ("least", least)] {
        if !(0..=RATE_MOST).contains(&figure) {
            let most = money().text(words, RATE_MOST);
            reader.say(field, words.with("market-rate-most", &[("amount", most.into())]));
        }
    }
    let read = from.zip(to).zip(amount).map(|((from, to), amount)| Rate { from, to, amount, least });
    reader.finish(read)
}

//! The routes that write a price of the board down. Far from the last price a reason is asked for; ten times off is a slip
//! of the pen.
use super::{BAND_PERCENT, crops, keeps, kind_head, money, places, read_kind, read_place, read_price, store};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::Visit,
    meetings::{form::written, seal::Act as By},
    reader::Reader,
    store::{Tx, record},
    web,
};
use axum::{
    Form,
    extract::{Query, State},
};
use chrono::NaiveDate;
use domain::{
    banks::prices::{Distance, distance},
    coops::{
        Kind,
        crops::crop,
        market::{self, BoardPrice},
    },
};
use store::PriceRow;
use templates::{
    market::{
        SOURCES,
        price_form::{PriceForm, PriceFormPage, price_form as draw},
    },
    parts::Problem,
};
use uuid::Uuid;
use words::Words;

/// The most letters of a reason.
const REASON_MOST: usize = 200;

/// `GET /market/prices/new`
pub async fn new(State(app): State<App>, visit: Visit, Query(asked): Query<PriceForm>) -> Answer {
    let mut tx = app.db().read().await?;
    if !keeps(&mut tx, &visit).await? {
        return Err(Fault::NotFound);
    }
    let day = visit.words().date_short(app.today());
    let form = PriceForm { key: Uuid::now_v7().to_string(), day, source: "market".into(), ..asked };
    Ok(web::html(draw(&page(&mut tx, &visit, form, false, vec![]).await?)))
}

async fn page(tx: &mut Tx, visit: &Visit, form: PriceForm, far: bool, problems: Vec<Problem>) -> Result<PriceFormPage, Fault> {
    let words = visit.words();
    let kind = crop(&form.crop)
        .map(|crop| kind_head(&Kind { crop: crop.code.clone(), grade: form.grade.clone(), organic: form.organic == "1" }));
    Ok(PriceFormPage {
        around: visit.around(),
        money: money(),
        crops: crops(words),
        places: places(words, store::places(tx).await?, &[&form.place]),
        form,
        kind,
        far,
        problems,
    })
}

/// `POST /market/prices/new`
pub async fn add(State(app): State<App>, visit: Visit, Form(form): Form<PriceForm>) -> Answer {
    let mut tx = app.db().write().await?;
    if !keeps(&mut tx, &visit).await? {
        return Err(Fault::NotFound);
    }
    let id: Uuid = form.key.parse().map_err(|_| Fault::Unreadable)?;
    let by = By::now(&app, visit.user.id);
    let known = store::prices_of(&mut tx, &form.crop).await?;
    let read = match read(&form, &known, visit.words(), by.today) {
        Ok(read) => read,
        Err((problems, far)) => return Ok(web::unprocessable(draw(&page(&mut tx, &visit, form, far, problems).await?))),
    };
    if known.iter().all(|row| row.id != id) {
        let no = store::add_price(&mut tx, id, &read.price, (&read.source, &read.reason), by.by, by.at).await?;
        record(&mut tx, None, Some(by.by), "market-price-written", &no.to_string(), by.at).await?;
        tx.commit().await?;
    }
    let BoardPrice { kind, place, .. } = &read.price;
    Ok(web::see_other(&format!("{}&done=market-price-written", kind_head(kind).href(place))))
}

struct Read {
    price: BoardPrice,
    source: String,
    reason: String,
}

/// Reads a price; with the problems, whether it is one that is written with a reason.
fn read(form: &PriceForm, known: &[PriceRow], words: Words, today: NaiveDate) -> Result<Read, (Vec<Problem>, bool)> {
    let mut reader = Reader::new(words);
    let kind = read_kind(&mut reader, &form.crop, &form.grade, &form.organic);
    let place = read_place(&mut reader, ("place", &form.place), ("closer", &form.closer));
    let amount = read_price(&mut reader, "amount", &form.amount);
    let day = reader.past_day("day", &form.day, today);
    let source = reader.choice("source", SOURCES.into_iter().find(|source| *source == form.source && *source != "file"));
    let reason = reader.text("reason", &written(&form.reason), REASON_MOST);
    let mut far = false;
    let price = kind.zip(place).zip(day).zip(amount);
    let price = price.map(|(((kind, place), day), amount)| BoardPrice { no: 0, kind, place, day, amount });
    if let Some(price) = &price {
        // The same form sent twice is no second price beside the first.
        let board: Vec<BoardPrice> = known.iter().filter(|row| row.id.to_string() != form.key).map(PriceRow::price).collect();
        let (how, last) = judged(&board, price);
        let said = |key: &str| words.with(key, &[("amount", money().text(words, last.unwrap_or_default()).into())]);
        far = how == Distance::Outside;
        match how {
            Distance::TenTimes => reader.say("amount", said("market-price-ten-times")),
            Distance::Outside if reason.is_empty() => reader.say("reason", said("market-price-far")),
            _ => {}
        }
    }
    let read = price.zip(source).map(|(price, source)| Read { price, source: source.to_owned(), reason });
    reader.finish(read).map_err(|problems| (problems, far))
}

/// How far a price is from the last one there. Where there was none yet, a nought too many shows beside the last one of
/// anywhere; whether it is far is not asked, since places differ.
pub(super) fn judged(board: &[BoardPrice], price: &BoardPrice) -> (Distance, Option<i64>) {
    let BoardPrice { kind, place, day, amount, .. } = price;
    if let Some(last) = market::last(board, kind, place, *day) {
        return (distance(Some(last.amount), *amount, BAND_PERCENT), Some(last.amount));
    }
    let anywhere = board.iter().filter(|other| other.kind == *kind && other.day <= *day).max_by_key(|other| (other.day, other.no));
    match distance(anywhere.map(|other| other.amount), *amount, BAND_PERCENT) {
        Distance::TenTimes => (Distance::TenTimes, anywhere.map(|other| other.amount)),
        _ => (Distance::Inside, None),
    }
}

//! The routes of the price table: what the market paid, good by good. Far from the last price a reason is asked for; ten
//! times off is a slip of the pen.
use super::{
    refusals, shown, stock,
    store::{self, NewPrice, PriceRow},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    groups::pages::place,
    guard::{Can, InBank},
    listing::ListQuery,
    meetings::{form::written, seal::Act as By},
    reader::Reader,
    store::{Tx, lock, record},
    users, web,
};
use axum::{
    Form,
    extract::{Query, State},
};
use chrono::NaiveDate;
use domain::{
    banks::{
        Bank, Good, Measure, PriceKind, Why,
        prices::{self as pricing, AgeClass, by_age, judge, market},
    },
    people::VillageCode,
};
use std::cmp::Reverse;
use templates::banks::prices::{PriceForm, PriceLine, Priced, PricesPage, SOURCES, named, prices as draw};
use templates::parts::Problem;
use uuid::Uuid;
use words::Words;

/// The most letters of a reason.
const REASON_MOST: usize = 200;
/// How many prices are drawn.
const DRAWN: usize = 24;

/// A good and a class of animal, as the address says them: `CATTLE/cow`.
fn key(good: &str, class: &str) -> String {
    if class.is_empty() { good.to_owned() } else { format!("{good}/{class}") }
}

/// What this bank needs prices of: each kind of good it keeps, animals by their class; without money.
fn wanted(loaded: &Bank) -> Vec<(Good, &'static str)> {
    let kept = stock::kept(loaded).into_iter().filter(|good| good.class().measure() != Measure::Money);
    let classes = |good: Good| match by_age(good.class()) {
        true => AgeClass::ALL.map(AgeClass::code).map(|class| (good.clone(), class)).to_vec(),
        false => vec![(good, "")],
    };
    kept.flat_map(classes).collect()
}

/// `GET /banks/{bank}/prices`
pub async fn show(State(app): State<App>, visit: InBank, Query(query): Query<stock::CardQuery>) -> Answer {
    let mut tx = app.db().read().await?;
    let loaded = store::load(&mut tx, &visit.bank, &visit.group).await?;
    let form = PriceForm {
        key: Uuid::now_v7().to_string(),
        good: query.good.clone(),
        day: visit.words().date_short(app.today()),
        place: visit.bank.village_code.clone(),
        source: "market".into(),
        ..PriceForm::default()
    };
    let typed = Typed { form, far: false, problems: vec![], page: query.page };
    Ok(web::html(draw(&page(&mut tx, &visit, &loaded, typed).await?)))
}

/// The form as it stands on the page, and the page of the list.
struct Typed {
    form: PriceForm,
    far: bool,
    problems: Vec<Problem>,
    page: String,
}

async fn page(tx: &mut Tx, visit: &InBank, loaded: &Bank, typed: Typed) -> Result<PricesPage, Fault> {
    let words = visit.words();
    let names = users::store::names(tx).await?;
    let rows = store::prices(tx, visit.group.book).await?;
    let wanted = wanted(loaded);
    let here = wanted.iter().position(|(good, class)| key(good.code(), class) == typed.form.good).unwrap_or(0);
    let of_here = |row: &&PriceRow| wanted.get(here).is_some_and(|(good, class)| row.good == good.code() && row.class == *class);
    let mut all: Vec<&PriceRow> = rows.iter().filter(of_here).collect();
    all.sort_by_key(|row| Reverse((row.day, row.no)));
    let mut trend: Vec<(String, i64)> = (all.iter().filter(|row| row.kind == "market").take(DRAWN))
        .map(|row| (words.date_short(row.day).chars().skip(3).collect(), row.amount))
        .collect();
    trend.reverse();
    let bank = shown::head(tx, &visit.group, &visit.bank, loaded).await?;
    let query = ListQuery { page: typed.page, ..ListQuery::default() };
    let (all, listing) = query.page(&bank.href("prices"), &[("good", &typed.form.good)], all, |_, _, _| None);
    let line = |row: &PriceRow| PriceLine {
        no: row.no,
        day: row.day,
        amount: row.amount,
        agreed: row.kind != PriceKind::Market.code(),
        place: place(&row.place),
        source: row.source.clone(),
        reason: row.reason.clone(),
        by: names.get(&row.recorded_by).cloned().unwrap_or_default(),
    };
    Ok(PricesPage {
        around: visit.visit.around(),
        money: crate::books::lines::unit(loaded.money),
        goods: wanted.iter().map(|(good, class)| priced(loaded, good, class)).collect(),
        here,
        trend,
        prices: all.into_iter().map(line).collect(),
        listing,
        choices: choices(loaded, &wanted, words),
        may_add: visit.may(Can::Correct),
        form: typed.form,
        far: typed.far,
        problems: typed.problems,
        bank,
    })
}

fn priced(loaded: &Bank, good: &Good, class: &str) -> Priced {
    let last = market(&loaded.prices, good.code(), class, NaiveDate::MAX);
    let before = last.and_then(|last| {
        let earlier: Vec<_> = loaded.prices.iter().filter(|price| (price.day, price.no) < (last.day, last.no)).cloned().collect();
        market(&earlier, good.code(), class, NaiveDate::MAX).map(|price| price.amount)
    });
    Priced {
        key: key(good.code(), class),
        good: shown::good(good),
        class: class.to_owned(),
        last: last.map(|price| (price.amount, price.day)),
        before,
    }
}

/// What a price can be written for: what the bank keeps first, then every other good.
fn choices(loaded: &Bank, wanted: &[(Good, &'static str)], words: Words) -> Vec<(String, String)> {
    let others = loaded.goods.iter().filter(|good| wanted.iter().all(|(known, _)| known.code() != good.code()));
    let mut others: Vec<Good> = others.filter(|good| !by_age(good.class())).cloned().collect();
    stock::in_order(&mut others);
    let others = others.into_iter().map(|good| (good, ""));
    wanted
        .iter()
        .cloned()
        .chain(others)
        .map(|(good, class)| (key(good.code(), class), named(words, &shown::good(&good), class)))
        .collect()
}

/// `POST /banks/{bank}/prices`
pub async fn add(State(app): State<App>, visit: InBank, Form(form): Form<PriceForm>) -> Answer {
    let InBank { group, bank, .. } = &visit;
    let id: Uuid = form.key.parse().map_err(|_| Fault::Unreadable)?;
    let by = By::now(&app, visit.visit.user.id);
    let mut tx = app.db().write().await?;
    lock(&mut tx, group.book).await?;
    let loaded = store::load(&mut tx, bank, group).await?;
    let read = match read(&form, &loaded, visit.words(), by.today) {
        Ok(read) => read,
        Err((problems, far)) => {
            let typed = Typed { form, far, problems, page: String::new() };
            return Ok(web::unprocessable(draw(&page(&mut tx, &visit, &loaded, typed).await?)));
        }
    };
    let Read { good, class, day, amount, place, source, reason } = &read;
    let (good, class, day, amount) = (good.code(), class.as_str(), *day, *amount);
    let new = NewPrice { id, good, class, place, day, amount, kind: PriceKind::Market, source, reason };
    let no = store::add_price(&mut tx, group.book, &new, by.by, by.at).await?;
    record(&mut tx, Some(group.book), Some(by.by), "bank-price-written", &no.to_string(), by.at).await?;
    tx.commit().await?;
    let (code, good) = (templates::parts::encode(&bank.code), templates::parts::encode(&form.good));
    Ok(web::see_other(&format!("/banks/{code}/prices?good={good}&done=bank-price-written")))
}

struct Read {
    good: Good,
    class: String,
    day: NaiveDate,
    amount: i64,
    place: String,
    source: String,
    reason: String,
}

/// Reads a price; with the problems, whether it is one that is written with a reason.
fn read(form: &PriceForm, loaded: &Bank, words: Words, today: NaiveDate) -> Result<Read, (Vec<Problem>, bool)> {
    let mut reader = Reader::new(words);
    let (code, class) = form.good.split_once('/').unwrap_or((&form.good, ""));
    let good = loaded.goods.iter().find(|good| good.code() == code);
    let good = reader.choice("good", good.filter(|good| by_age(good.class()) == AgeClass::parse(class).is_some()));
    let day = reader.past_day("day", &form.day, today);
    let say = |why: &Why| refusals::text(words, loaded, Some(code), why);
    let amount = reader.some_amount("amount", &form.amount, loaded.money);
    if amount == Some(0) {
        reader.refuse("amount", "bank-why-not-positive");
    }
    let place = form.place.trim().to_owned();
    if !place.is_empty() && VillageCode::parse_place(&place).is_err() {
        reader.refuse("place", "place-code-bad");
    }
    let source = reader.choice("source", SOURCES.into_iter().find(|source| *source == form.source));
    let reason = reader.text("reason", &written(&form.reason), REASON_MOST);
    let mut far = false;
    if let (Some(_), Some(day), Some(amount)) = (good, day, amount.filter(|amount| *amount > 0)) {
        let judged = judge(loaded, pricing::NewPrice { good: code, class, day, amount, reason: &reason }, today);
        far = judged.far;
        for why in &judged.refusals {
            match why {
                Why::Future | Why::Closed(_) => reader.say("day", say(why)),
                Why::Caution(_) => reader.say("reason", format!("{} {}", say(why), words.say("bank-price-why"))),
                _ => reader.say("amount", say(why)),
            }
        }
    }
    let read = good.cloned().zip(day).zip(amount).zip(source).map(|(((good, day), amount), source)| Read {
        good,
        class: class.to_owned(),
        day,
        amount,
        place,
        source: source.to_owned(),
        reason,
    });
    reader.finish(read).map_err(|problems| (problems, far))
}

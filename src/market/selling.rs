//! The route of where to sell: what every buyer and every cooperative pays for so much from a place, less transport.
use super::{
    GRAMS_MOST, crops, kind_head, money, places, read_kind, read_place, read_weight,
    store::{self, BuyerRow, OfferRow, RateRow},
    trade::{self, Seen},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    groups::{pages::place, store as groups},
    guard::Visit,
    reader::Reader,
    store::Tx,
    web,
};
use axum::extract::{Query, State};
use chrono::NaiveDate;
use domain::coops::{
    Kind,
    market::{self, Choice, Offer, Rate, Record},
};
use std::collections::{BTreeSet, HashMap};
use templates::{
    market::selling::{ChoiceLine, SellAnswer, SellForm, SellPage, sell as draw},
    parts::{Problem, with_query},
};
use uuid::Uuid;
use words::Words;

/// `GET /market/sell`
pub async fn show(State(app): State<App>, visit: Visit, Query(mut form): Query<SellForm>) -> Answer {
    let words = visit.words();
    let mut tx = app.db().read().await?;
    let asked = !form.crop.is_empty() && !form.kg.trim().is_empty();
    if form.place.is_empty() && form.closer.is_empty() && !asked {
        form.place = home(&mut tx, &visit).await?.unwrap_or_default();
    }
    let (answer, problems) = match asked.then(|| read(&form, words)) {
        None => (None, vec![]),
        Some(Err(problems)) => (None, problems),
        Some(Ok(asked)) => (Some(answered(&mut tx, &visit, asked, app.today()).await?), vec![]),
    };
    let status = if problems.is_empty() { web::html } else { web::unprocessable };
    let page = SellPage {
        around: visit.around(),
        money: money(),
        crops: crops(words),
        places: places(words, store::places(&mut tx).await?, &[&form.place]),
        form,
        answer,
        problems,
    };
    Ok(status(draw(&page)))
}

/// Where somebody is whose only roles are in groups: the village of the first.
async fn home(tx: &mut Tx, visit: &Visit) -> Result<Option<String>, Fault> {
    let Some(book) = visit.roles.iter().find_map(|on| on.scope.book()) else { return Ok(None) };
    let group = groups::group_of_book(tx, book).await?;
    Ok(group.map(|group| group.village_code).filter(|code| !code.is_empty()))
}

/// What somebody has, how much of it, grams, and where.
struct Asked {
    kind: Kind,
    grams: i64,
    place: String,
}

fn read(form: &SellForm, words: Words) -> Result<Asked, Vec<Problem>> {
    let mut reader = Reader::new(words);
    let kind = read_kind(&mut reader, &form.crop, &form.grade, &form.organic);
    let grams = read_weight(&mut reader, "kg", &form.kg);
    let place = read_place(&mut reader, ("place", &form.place), ("closer", &form.closer));
    let read = kind.zip(grams).zip(place).map(|((kind, grams), place)| Asked { kind, grams, place });
    reader.finish(read)
}

/// Who may be sold to: buyers by their id, cooperatives by theirs.
struct Takers {
    buyers: HashMap<Uuid, (BuyerRow, Record)>,
    coops: HashMap<Uuid, Seen>,
}

async fn answered(tx: &mut Tx, visit: &Visit, asked: Asked, today: NaiveDate) -> Result<SellAnswer, Fault> {
    let mut offers: Vec<Offer> = store::offers(tx).await?.iter().map(OfferRow::offer).collect();
    let rates: Vec<Rate> = store::rates(tx).await?.iter().map(RateRow::rate).collect();
    let dealings = trade::dealings(tx, today).await?;
    let seen = trade::seen(tx, visit).await?;
    // What a cooperative pays at its scale today is an offer like any other.
    for pays in trade::pays(tx, today).await? {
        let Some(seen) = seen.get(&pays.book.0).filter(|seen| !seen.coop.village_code.is_empty()) else { continue };
        let (buyer, place) = (seen.coop.id, seen.coop.village_code.clone());
        let (price, kind) = (pays.amount, pays.kind);
        offers.push(Offer { no: 0, buyer, kind, grams: GRAMS_MOST, price, place, days: 0, from: today, to: today });
    }
    let record = |id: Uuid| dealings.get(&id).map(|dealings| dealings.record).unwrap_or_default();
    let takers = Takers {
        buyers: store::buyers(tx).await?.into_iter().map(|buyer| (buyer.id, (buyer.clone(), record(buyer.id)))).collect(),
        coops: seen.into_values().map(|seen| (seen.coop.id, seen)).collect(),
    };
    let choices = market::choices(&offers, &rates, &asked.kind, asked.grams, &asked.place, today);
    let others = if choices.is_empty() { others(&offers, &asked, today) } else { vec![] };
    Ok(SellAnswer {
        kind: kind_head(&asked.kind),
        grams: asked.grams,
        place: place(&asked.place),
        choices: choices.iter().filter_map(|choice| line(choice, &takers)).collect(),
        others,
    })
}

fn line(choice: &Choice, takers: &Takers) -> Option<ChoiceLine> {
    let id = choice.offer.buyer;
    let (name, href, coop, record) = match (takers.buyers.get(&id), takers.coops.get(&id)) {
        (Some((buyer, record)), _) => (buyer.name(), format!("/market/buyers/{id}"), false, Some(*record)),
        (None, Some(seen)) => (seen.coop.name(), seen.href(), true, None),
        (None, None) => return None,
    };
    Some(ChoiceLine {
        name,
        href,
        coop,
        record,
        place: place(&choice.offer.place),
        price: choice.offer.price,
        grams: choice.grams,
        pays: choice.pays,
        transport: choice.transport,
        net: choice.net,
        net_per_kilogram: choice.net_per_kilogram(),
        days: choice.offer.days,
    })
}

/// What of the same crop somebody does buy today, with the same question about it.
fn others(offers: &[Offer], asked: &Asked, today: NaiveDate) -> Vec<(String, templates::market::KindHead)> {
    let standing = market::standing(offers, today);
    let kinds: BTreeSet<&Kind> = standing.iter().map(|offer| &offer.kind).filter(|kind| kind.crop == asked.kind.crop).collect();
    let kg = Words::new(words::Language::English).quantity(asked.grams, 3).replace(',', "");
    let link = |kind: &Kind| {
        let organic = if kind.organic { "1" } else { "" };
        let pairs = [("crop", &*kind.crop), ("grade", &kind.grade), ("organic", organic), ("kg", &kg), ("place", &asked.place)];
        (with_query("/market/sell", &pairs), kind_head(kind))
    };
    kinds.into_iter().map(link).collect()
}

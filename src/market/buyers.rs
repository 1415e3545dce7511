//! The routes of who buys: the list, a buyer with its offers, contracts and record, and the forms that write them down.
use super::{
    crops, farm_sales, keeps, kind_head, money, place_head, places,
    prices::judged,
    read_kind, read_place, read_price, read_weight,
    store::{self, BuyerRow, OfferRow},
    trade::{self, Dealings, Seen},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::Visit,
    listing::{ListQuery, matches},
    meetings::seal::Act as By,
    reader::Reader,
    store::{BookId, Tx, record},
    web,
};
use axum::{
    Form,
    extract::{Path, Query, State},
};
use chrono::{Days, NaiveDate};
use domain::{
    banks::prices::Distance,
    coops::{
        TEXT_MOST,
        acts::Contract,
        market::{self, BoardPrice, Offer, Record},
    },
    farm_sales::Said,
    people::Phone,
};
use std::{cmp::Reverse, collections::HashMap};
use templates::{
    market::buyers::{
        BuyerForm, BuyerFormPage, BuyerLine, BuyerPage, BuyersPage, ContractLine, OfferForm, OfferLine, buyer as draw,
        buyer_form as draw_form, buyers as draw_list,
    },
    parts::Problem,
};
use uuid::Uuid;
use words::Words;

/// A buyer that wants something stays on the board for so many days, unless the form says otherwise.
const OFFER_DAYS: u64 = 30;
/// The most offers that are over on a page.
const PAST_MOST: usize = 20;

/// `GET /market/buyers`
pub async fn list(State(app): State<App>, visit: Visit, Query(list): Query<ListQuery>) -> Answer {
    let (words, today) = (visit.words(), app.today());
    let mut tx = app.db().read().await?;
    let offers: Vec<Offer> = store::offers(&mut tx).await?.iter().map(OfferRow::offer).collect();
    let standing = market::standing(&offers, today);
    let dealings = trade::dealings(&mut tx, today).await?;
    let bought = farm_sales::bought(&mut tx).await?;
    let line = |buyer: BuyerRow| BuyerLine {
        id: buyer.id.to_string(),
        name: buyer.name(),
        place: place_head(&buyer.place),
        wants: standing.iter().filter(|offer| offer.buyer == buyer.id).map(|offer| offer_line(offer)).collect(),
        record: recorded(dealings.get(&buyer.id), bought.get(&buyer.id), today),
    };
    let needle = list.needle();
    let found = |line: &BuyerLine| {
        let wants: Vec<String> = line.wants.iter().map(|want| want.kind.said(words)).collect();
        let mut texts = vec![&*line.name.khmer, &*line.name.latin, line.place.name.show(words)];
        texts.extend(wants.iter().map(String::as_str));
        matches(&needle, &texts)
    };
    let lines: Vec<BuyerLine> = store::buyers(&mut tx).await?.into_iter().map(line).filter(found).collect();
    let (buyers, listing) = list.page("/market/buyers", &[("q", &list.q)], lines, |by, a, b| match by {
        "name" => Some(a.name.show(words).cmp(b.name.show(words))),
        "place" => Some(a.place.name.show(words).cmp(b.place.name.show(words))),
        _ => None,
    });
    let may_keep = keeps(&mut tx, &visit).await?;
    Ok(web::html(draw_list(&BuyersPage { around: visit.around(), money: money(), buyers, listing, query: list.q, may_keep })))
}

/// How a buyer proved with cooperatives, which may wait for their money, and with farmers and groups, which were paid.
fn recorded(dealings: Option<&Dealings>, bought: Option<&Vec<Said>>, today: NaiveDate) -> Record {
    let mut record = dealings.map(|dealings| dealings.record).unwrap_or_default();
    bought.into_iter().flatten().for_each(|said| record.count_sale(said.day, Some(said.day), today));
    record
}

fn offer_line(offer: &Offer) -> OfferLine {
    OfferLine {
        no: offer.no,
        kind: kind_head(&offer.kind),
        grams: offer.grams,
        price: offer.price,
        place: place_head(&offer.place),
        days: offer.days,
        from: offer.from,
        to: offer.to,
    }
}

/// `GET /market/buyers/new`
pub async fn new(State(app): State<App>, visit: Visit) -> Answer {
    let mut tx = app.db().read().await?;
    if !keeps(&mut tx, &visit).await? {
        return Err(Fault::NotFound);
    }
    let form = BuyerForm { key: Uuid::now_v7().to_string(), ..BuyerForm::default() };
    Ok(web::html(draw_form(&form_page(&mut tx, &visit, form, vec![]).await?)))
}

async fn form_page(tx: &mut Tx, visit: &Visit, form: BuyerForm, problems: Vec<Problem>) -> Result<BuyerFormPage, Fault> {
    let places = places(visit.words(), store::places(tx).await?, &[&form.place]);
    Ok(BuyerFormPage { around: visit.around(), places, form, problems })
}

/// `POST /market/buyers/new`
pub async fn add(State(app): State<App>, visit: Visit, Form(form): Form<BuyerForm>) -> Answer {
    let mut tx = app.db().write().await?;
    if !keeps(&mut tx, &visit).await? {
        return Err(Fault::NotFound);
    }
    let id: Uuid = form.key.parse().map_err(|_| Fault::Unreadable)?;
    let by = By::now(&app, visit.user.id);
    let known = store::buyers(&mut tx).await?;
    if known.iter().all(|buyer| buyer.id != id) {
        let buyer = match read_buyer(&form, id, &known, visit.words()) {
            Ok(buyer) => buyer,
            Err(problems) => return Ok(web::unprocessable(draw_form(&form_page(&mut tx, &visit, form, problems).await?))),
        };
        store::add_buyer(&mut tx, &buyer, by.by, by.at).await?;
        record(&mut tx, None, Some(by.by), "buyer-written", buyer.name().show(visit.words()), by.at).await?;
        tx.commit().await?;
    }
    Ok(web::see_other(&format!("/market/buyers/{id}?done=market-buyer-written")))
}

fn read_buyer(form: &BuyerForm, id: Uuid, known: &[BuyerRow], words: Words) -> Result<BuyerRow, Vec<Problem>> {
    let mut reader = Reader::new(words);
    let name_km = reader.text("name_km", &form.name_km, TEXT_MOST);
    let name_latin = reader.text("name_latin", &form.name_latin, TEXT_MOST);
    if name_km.is_empty() && name_latin.is_empty() {
        reader.refuse("name_km", "market-name-missing");
    }
    let taken = |name: &str| !name.is_empty() && known.iter().any(|buyer| buyer.name_km == name || buyer.name_latin == name);
    for (field, name) in [("name_km", &name_km), ("name_latin", &name_latin)] {
        if taken(name) {
            reader.refuse(field, "market-name-taken");
        }
    }
    let phone = match crate::imports::table::latin_digits(form.phone.trim()) {
        blank if blank.is_empty() => String::new(),
        typed => Phone::parse(&typed).map(|phone| phone.as_str().to_owned()).unwrap_or_else(|_| {
            reader.refuse("phone", "market-phone-bad");
            String::new()
        }),
    };
    let place = read_place(&mut reader, ("place", &form.place), ("closer", &form.closer));
    let read = place.map(|place| BuyerRow { id, name_km, name_latin, phone, place });
    reader.finish(read)
}

/// `GET /market/buyers/{buyer}`
pub async fn show(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Answer {
    let (words, today) = (visit.words(), app.today());
    let mut tx = app.db().read().await?;
    let buyer = named(&mut tx, &id).await?;
    let form = OfferForm {
        key: Uuid::now_v7().to_string(),
        place: buyer.place.clone(),
        days: words.number(0),
        from: words.date_short(today),
        to: words.date_short(today.checked_add_days(Days::new(OFFER_DAYS)).unwrap_or(today)),
        ..OfferForm::default()
    };
    Ok(web::html(draw(&page(&mut tx, &visit, &buyer, today, (form, vec![])).await?)))
}

async fn named(tx: &mut Tx, id: &str) -> Result<BuyerRow, Fault> {
    let id: Uuid = id.parse().map_err(|_| Fault::NotFound)?;
    store::buyers(tx).await?.into_iter().find(|buyer| buyer.id == id).ok_or(Fault::NotFound)
}

async fn offers_of(tx: &mut Tx, buyer: &BuyerRow) -> Result<Vec<Offer>, Fault> {
    Ok(store::offers(tx).await?.iter().filter(|row| row.buyer_id == buyer.id).map(OfferRow::offer).collect())
}

/// Whether an offer holds today or will hold: no later one has taken its place.
fn holds(offer: &Offer, own: &[Offer], today: NaiveDate) -> bool {
    offer.to >= today && market::standing(own, offer.from.max(today)).contains(&offer)
}

async fn page(
    tx: &mut Tx,
    visit: &Visit,
    buyer: &BuyerRow,
    today: NaiveDate,
    (form, problems): (OfferForm, Vec<Problem>),
) -> Result<BuyerPage, Fault> {
    let words = visit.words();
    let own = offers_of(tx, buyer).await?;
    let (mut holding, mut past): (Vec<&Offer>, Vec<&Offer>) = own.iter().partition(|offer| holds(offer, &own, today));
    holding.sort_by_key(|offer| (offer.from, offer.no));
    past.sort_by_key(|offer| Reverse(offer.no));
    let dealings = trade::dealings(tx, today).await?.remove(&buyer.id).unwrap_or_default();
    let bought = farm_sales::bought(tx).await?.remove(&buyer.id);
    let record = recorded(Some(&dealings), bought.as_ref(), today);
    let seen = trade::seen(tx, visit).await?;
    Ok(BuyerPage {
        around: visit.around(),
        money: money(),
        id: buyer.id.to_string(),
        name: buyer.name(),
        place: place_head(&buyer.place),
        phone: buyer.phone.clone(),
        record,
        offers: holding.into_iter().map(offer_line).collect(),
        past: past.into_iter().take(PAST_MOST).map(offer_line).collect(),
        bought: farm_sales::sums(bought.as_ref()),
        contracts: dealings.contracts.iter().filter_map(|one| contract_line(one, &seen)).collect(),
        may_keep: keeps(tx, visit).await?,
        crops: crops(words),
        places: places(words, store::places(tx).await?, &[&form.place, &buyer.place]),
        form,
        problems,
    })
}

/// A contract, where the reader may see the cooperative.
fn contract_line((book, contract, sold): &(BookId, Contract, i64), seen: &HashMap<i64, Seen>) -> Option<ContractLine> {
    let seen = seen.get(&book.0).filter(|seen| seen.open)?;
    Some(ContractLine {
        coop: seen.coop.name(),
        code: seen.coop.code.clone(),
        no: contract.no,
        kind: kind_head(&contract.kind),
        grams: contract.grams,
        sold: *sold,
        price: contract.price,
        from: contract.from,
        to: contract.to,
    })
}

/// `POST /market/buyers/{buyer}/offers`
pub async fn add_offer(State(app): State<App>, visit: Visit, Path(id): Path<String>, Form(form): Form<OfferForm>) -> Answer {
    let mut tx = app.db().write().await?;
    if !keeps(&mut tx, &visit).await? {
        return Err(Fault::NotFound);
    }
    let buyer = named(&mut tx, &id).await?;
    let key: Uuid = form.key.parse().map_err(|_| Fault::Unreadable)?;
    let by = By::now(&app, visit.user.id);
    if store::offers(&mut tx).await?.iter().all(|row| row.id != key) {
        let board: Vec<BoardPrice> = store::prices_of(&mut tx, &form.crop).await?.iter().map(store::PriceRow::price).collect();
        let offer = match read_offer(&form, &buyer, &board, visit.words(), by.today) {
            Ok(offer) => offer,
            Err(problems) => {
                let page = page(&mut tx, &visit, &buyer, by.today, (form, problems)).await?;
                return Ok(web::unprocessable(draw(&page)));
            }
        };
        let no = store::add_offer(&mut tx, key, &offer, by.by, by.at).await?;
        record(&mut tx, None, Some(by.by), "buyer-offer-written", &no.to_string(), by.at).await?;
        tx.commit().await?;
    }
    Ok(web::see_other(&format!("/market/buyers/{}?done=market-offer-written", buyer.id)))
}

fn read_offer(
    form: &OfferForm,
    buyer: &BuyerRow,
    board: &[BoardPrice],
    words: Words,
    today: NaiveDate,
) -> Result<Offer, Vec<Problem>> {
    let mut reader = Reader::new(words);
    let kind = read_kind(&mut reader, &form.crop, &form.grade, &form.organic);
    let grams = read_weight(&mut reader, "kg", &form.kg);
    let price = read_price(&mut reader, "price", &form.price);
    let place = read_place(&mut reader, ("place", &form.place), ("closer", &form.closer));
    let days = reader.some_count("days", &form.days);
    if days.is_some_and(|days| !(0..=365).contains(&days)) {
        reader.refuse("days", "market-days-bad");
    }
    let (from, to) = (reader.day("from", &form.from), reader.day("to", &form.to));
    match from.zip(to) {
        Some((from, to)) if to < from => reader.refuse("to", "market-offer-over"),
        Some((_, to)) if to < today => reader.refuse("to", "market-offer-past"),
        _ => {}
    }
    let read = kind.zip(grams).zip(price).zip(place).zip(days).zip(from).zip(to);
    let offer = read.map(|((((((kind, grams), price), place), days), from), to)| Offer {
        no: 0,
        buyer: buyer.id,
        kind,
        grams,
        price,
        place,
        days,
        from,
        to,
    });
    if let Some(Offer { kind, price, place, .. }) = &offer {
        let as_price = BoardPrice { no: 0, kind: kind.clone(), place: place.clone(), day: today, amount: *price };
        if let (Distance::TenTimes, last) = judged(board, &as_price) {
            let last = money().text(words, last.unwrap_or_default());
            reader.say("price", words.with("market-price-ten-times", &[("amount", last.into())]));
        }
    }
    reader.finish(offer)
}

/// `POST /market/buyers/{buyer}/offers/{no}/end`
pub async fn end_offer(State(app): State<App>, visit: Visit, Path((id, no)): Path<(String, i64)>) -> Answer {
    let mut tx = app.db().write().await?;
    if !keeps(&mut tx, &visit).await? {
        return Err(Fault::NotFound);
    }
    let buyer = named(&mut tx, &id).await?;
    let by = By::now(&app, visit.user.id);
    let own = offers_of(&mut tx, &buyer).await?;
    let offer = own.iter().find(|offer| offer.no == no).ok_or(Fault::NotFound)?;
    // Taken back twice, it is taken back once.
    if holds(offer, &own, by.today) {
        let back = Offer { grams: 0, from: offer.from.max(by.today), ..offer.clone() };
        store::add_offer(&mut tx, Uuid::now_v7(), &back, by.by, by.at).await?;
        record(&mut tx, None, Some(by.by), "buyer-offer-ended", &no.to_string(), by.at).await?;
        tx.commit().await?;
    }
    Ok(web::see_other(&format!("/market/buyers/{}?done=market-offer-ended", buyer.id)))
}

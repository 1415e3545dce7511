//! The routes that write a sale down: who sold is found, then what was sold is typed, looked at, and written once.
use super::{
    goods, kind_name,
    seller::{Who, find, who},
    store::{self, SaleRow},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    groups::{pages::place, store as groups},
    guard::{Can, Visit},
    imports::table::latin_digits,
    market::{money, read_goods, store as market},
    meetings::seal::Act as By,
    members::{form::read_person, store as members},
    reader::Reader,
    store::{Tx, record},
    web,
};
use axum::{
    Form,
    extract::{Query, State},
};
use domain::{
    coops::{market::BoardPrice, weights::kilograms},
    farm_sales::{Buyer, BuyerKind, Caution, FarmSale, Known, NAME_MOST, Refusal, Said, Seller, Since, Unit},
    people::VillageCode,
};
use ledger::Commodity;
use members::Person;
use serde::Deserialize;
use templates::{
    market::{
        Choice,
        farm_sale_form::{SaleForm, SaleFormPage, sale_form as draw, seller as draw_seller},
    },
    member_form::MemberForm,
    parts::{Name, Problem},
};
use uuid::Uuid;
use words::Words;

/// What was searched for, or who was found.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct NewQuery {
    q: String,
    seller: String,
}

/// `GET /market/sales/new`
pub async fn new(State(app): State<App>, visit: Visit, Query(query): Query<NewQuery>) -> Answer {
    let (words, today) = (visit.words(), app.today());
    let mut tx = app.db().read().await?;
    if query.seller.is_empty() {
        return Ok(web::html(draw_seller(&find(&mut tx, &visit, query.q).await?)));
    }
    let who = who(&mut tx, &visit, &query.seller, "").await?;
    let last = match who.seller {
        Some(seller) => store::of_seller(&mut tx, seller).await?.iter().find(|row| row.stands()).map(SaleRow::said).transpose()?,
        None => None,
    };
    let mut form = SaleForm {
        key: Uuid::now_v7().to_string(),
        seller: query.seller,
        unit: Unit::Gram.code().into(),
        day: words.date_short(today),
        buyer: format!("kind-{}", BuyerKind::Middleman.code()),
        ..SaleForm::default()
    };
    match last {
        // What she sold last time is often what she sells again.
        Some(said) => {
            form.crop = said.kind.crop;
            form.grade = said.kind.grade;
            form.organic = if said.kind.organic { "1".into() } else { String::new() };
            form.unit = said.unit.code().into();
            form.village = said.village;
        }
        None => form.village = village(&mut tx, &visit, &who).await?,
    }
    Ok(web::html(draw(&page(&mut tx, &visit, &who, form, Told::default()).await?)))
}

/// What is said back about a form.
#[derive(Default)]
struct Told {
    problems: Vec<Problem>,
    cautions: Vec<String>,
    same_name: bool,
}

/// The village of a seller who has no sale yet: her own, or the one in which the reader wrote last.
async fn village(tx: &mut Tx, visit: &Visit, who: &Who) -> Result<String, Fault> {
    if !who.village.is_empty() {
        return Ok(who.village.clone());
    }
    let own = store::sales(tx).await?.into_iter().filter(|row| row.recorded_by == visit.user.id).max_by_key(|row| row.no);
    Ok(own.map(|row| row.said()).transpose()?.map_or(String::new(), |said| said.village))
}

async fn page(tx: &mut Tx, visit: &Visit, who: &Who, form: SaleForm, said: Told) -> Result<SaleFormPage, Fault> {
    let words = visit.words();
    let organisations = groups::organisations(tx).await?.into_iter().filter(|one| visit.may_for(Can::KeepMarket, one.id));
    let organisations: Vec<Choice> = organisations
        .map(|one| {
            let name = words.name(&one.name_km, &one.name_latin).to_owned();
            (one.code, name)
        })
        .collect();
    let village = latin_digits(form.village.trim());
    Ok(SaleFormPage {
        around: visit.around(),
        money: money(),
        seller: who.line.clone(),
        organisations,
        goods: goods(words),
        buyers: buyers(tx, words).await?,
        place: if VillageCode::parse_place(&village).is_ok() { place(&village) } else { Name::default() },
        same_name: said.same_name,
        form,
        cautions: said.cautions,
        problems: said.problems,
    })
}

/// Who may have bought: the kinds of those whom nobody knows by name, then the board.
async fn buyers(tx: &mut Tx, words: Words) -> Result<Vec<Choice>, Fault> {
    let kinds = BuyerKind::ALL.map(|kind| (format!("kind-{}", kind.code()), kind_name(kind).show(words).to_owned()));
    let board = market::buyers(tx).await?.into_iter().map(|buyer| {
        let name = buyer.name();
        (buyer.id.to_string(), words.with("farm-sale-buyer-board", &[("name", name.show(words).into())]))
    });
    Ok(kinds.into_iter().chain(board).collect())
}

/// `POST /market/sales/new`
pub async fn add(State(app): State<App>, visit: Visit, Form(form): Form<SaleForm>) -> Answer {
    let mut tx = app.db().write().await?;
    let key: Uuid = form.key.parse().map_err(|_| Fault::Unreadable)?;
    let by = By::now(&app, visit.user.id);
    let who = who(&mut tx, &visit, &form.seller, &form.organisation).await?;
    let to = |no: i64| web::see_other(&format!("/market/sales/{no}?done=farm-sale-written"));
    if let Some(no) = store::no_of_key(&mut tx, key).await? {
        return Ok(to(no));
    }
    let read = match read(&mut tx, &form, &who, visit.words(), by.today).await? {
        Ok(read) => read,
        Err(said) => return Ok(web::unprocessable(draw(&page(&mut tx, &visit, &who, form, said).await?))),
    };
    let cautions = cautions(&mut tx, &read, &who, by.today).await?;
    if !cautions.is_empty() && form.known != "1" {
        let cautions = cautions.iter().map(|caution| caution_text(visit.words(), caution)).collect();
        let said = Told { cautions, ..Told::default() };
        return Ok(web::unprocessable(draw(&page(&mut tx, &visit, &who, form, said).await?)));
    }
    let sale = match read.person {
        None => read.sale,
        Some(person) => {
            // She is known from now on; her id takes the place of the one that stood for nobody.
            let id = members::add_person(&mut tx, who.organisation, &person).await?;
            record(&mut tx, None, Some(by.by), "farm-seller-added", &id.to_string(), by.at).await?;
            let said = Said { seller: Seller::Person(id), ..read.sale.said().clone() };
            FarmSale::try_new(said, who.known, by.today).map_err(|_| Fault::Broken("a sale that could be cannot be".into()))?
        }
    };
    let no = store::add(&mut tx, key, who.organisation, &sale, by.by, by.at).await?;
    record(&mut tx, None, Some(by.by), "farm-sale-written", &no.to_string(), by.at).await?;
    tx.commit().await?;
    Ok(to(no))
}

/// A sale that can be, and somebody new whose it is.
struct Read {
    sale: FarmSale,
    person: Option<Person>,
}

async fn read(
    tx: &mut Tx,
    form: &SaleForm,
    who: &Who,
    words: Words,
    today: chrono::NaiveDate,
) -> Result<Result<Read, Told>, Fault> {
    let mut reader = Reader::new(words);
    let (mut person, mut same_name) = (None, false);
    if who.seller.is_none() {
        person = read_person(&mut reader, &somebody(form), today);
        if let Some(person) = &person {
            same_name = !members::namesakes(tx, who.organisation, &person.names).await?.is_empty();
        }
        if same_name && form.other != "1" {
            reader.refuse("other", "farm-sale-somebody-there");
        }
    }
    let kind = read_goods(&mut reader, &form.crop, &form.grade, &form.organic);
    let unit = reader.choice("unit", Unit::parse(&form.unit));
    let quantity = match unit {
        Some(Unit::Head) => reader.some_count("quantity", &form.quantity),
        _ => reader.some_amount("quantity", &form.quantity, kilograms()),
    };
    let riel = reader.some_amount("riel", &form.riel, Commodity::KHR);
    let day = reader.day("day", &form.day);
    let name = reader.text("buyer_name", &form.buyer_name, NAME_MOST);
    let buyer = buyer(tx, &form.buyer, name).await?;
    let buyer = reader.choice("buyer", buyer);
    let linked = reader.choice("how", ["linked", "alone"].into_iter().find(|how| *how == form.how)).map(|how| how == "linked");
    let village = latin_digits(form.village.trim());
    let birth_year = person.as_ref().and_then(|person| person.birth_year);
    let known = if who.seller.is_none() { Known { since: Since::Born(birth_year), ..who.known } } else { who.known };
    let said = kind.zip(unit).zip(quantity).zip(riel).zip(day).zip(buyer).zip(linked);
    // Somebody new has no id before she is written down.
    let seller = who.seller.unwrap_or(Seller::Person(Uuid::nil()));
    let said = said.map(|((((((kind, unit), quantity), riel), day), buyer), linked)| Said {
        seller,
        kind,
        quantity,
        unit,
        riel,
        day,
        village,
        buyer,
        linked,
    });
    let sale = said.and_then(|said| match FarmSale::try_new(said.clone(), known, today) {
        Ok(sale) => Some(sale),
        Err(all) => {
            all.iter().for_each(|why| refuse(&mut reader, why, &said));
            None
        }
    });
    let is_new = who.seller.is_none();
    let read = sale.filter(|_| !is_new || person.is_some()).map(|sale| Read { sale, person });
    Ok(reader.finish(read).map_err(|problems| Told { problems, same_name, ..Told::default() }))
}

/// What is said of somebody new: her village is that of the sale, where it is known so closely.
fn somebody(form: &SaleForm) -> MemberForm {
    let village = form.village.trim();
    MemberForm {
        family_name_km: form.family_name_km.clone(),
        given_name_km: form.given_name_km.clone(),
        family_name_latin: form.family_name_latin.clone(),
        given_name_latin: form.given_name_latin.clone(),
        sex: form.sex.clone(),
        birth_year: form.birth_year.clone(),
        village_code: if village.chars().count() == 8 { village.to_owned() } else { String::new() },
        ..MemberForm::default()
    }
}

/// The buyer of the list that was chosen.
async fn buyer(tx: &mut Tx, chosen: &str, name: String) -> Result<Option<Buyer>, Fault> {
    if let Some(kind) = chosen.strip_prefix("kind-") {
        return Ok(BuyerKind::parse(kind).map(|kind| Buyer::Other(kind, name)));
    }
    let board = market::buyers(tx).await?;
    Ok(board.iter().find(|buyer| buyer.id.to_string() == chosen).map(|buyer| Buyer::Board(buyer.id)))
}

/// A refusal at its field.
fn refuse(reader: &mut Reader, why: &Refusal, said: &Said) {
    let words = reader.words;
    match *why {
        Refusal::InCoop => reader.refuse("seller", "farm-sale-in-coop"),
        Refusal::Goods => reader.refuse("crop", "farm-sale-goods-bad"),
        Refusal::Unit => reader.refuse("unit", "farm-sale-unit-bad"),
        Refusal::Quantity { most } => {
            let most = match said.unit {
                Unit::Gram => words.amount(most, 3, ""),
                Unit::Head => words.with("farm-sale-heads", &[("count", words.number(most).into())]),
            };
            reader.say("quantity", words.with("farm-sale-quantity-bad", &[("most", most.into())]));
        }
        Refusal::Riel => reader.refuse("riel", "farm-sale-total-bad"),
        Refusal::Price { most } => {
            reader.say("riel", words.with("farm-sale-price-most", &[("most", money().text(words, most).into())]));
        }
        Refusal::DayToCome => reader.refuse("day", "day-to-come"),
        Refusal::BeforeSeller => {
            let is_group = matches!(said.seller, Seller::Group(_));
            reader.refuse("day", if is_group { "farm-sale-before-group" } else { "farm-sale-before-person" });
        }
        Refusal::Village => reader.refuse("village", "place-code-bad"),
        Refusal::BuyerName => {
            let most = words.number(NAME_MOST as i64);
            reader.say("buyer_name", words.with("text-too-long", &[("most", most.into())]));
        }
    }
}

/// What is to be looked at twice, beside the board and what she sold before.
async fn cautions(tx: &mut Tx, read: &Read, who: &Who, today: chrono::NaiveDate) -> Result<Vec<Caution>, Fault> {
    let said = read.sale.said();
    let board: Vec<BoardPrice> = market::prices_of(tx, &said.kind.crop).await?.iter().map(market::PriceRow::price).collect();
    let before: Vec<Said> = match who.seller {
        Some(seller) => {
            let rows = super::list::read(store::of_seller(tx, seller).await?, SaleRow::stands)?;
            rows.into_iter().map(|(_, said)| said).collect()
        }
        None => vec![],
    };
    Ok(read.sale.cautions(who.known, &board, &before, today))
}

fn caution_text(words: Words, caution: &Caution) -> String {
    match *caution {
        Caution::Far { price, board, day, ten_times } => {
            let values = [
                ("price", money().text(words, price).into()),
                ("board", money().text(words, board).into()),
                ("day", words.date_short(day).into()),
            ];
            words.with(if ten_times { "farm-caution-ten-times" } else { "farm-caution-far" }, &values)
        }
        Caution::Twin => words.say("farm-caution-twin").into_owned(),
        Caution::LongAgo => words.say("farm-caution-long-ago").into_owned(),
        Caution::InCoop => words.say("farm-caution-in-coop").into_owned(),
    }
}

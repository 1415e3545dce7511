//! The routes of contracts: each followed to delivery and payment, and how the buyers proved.
use super::{
    desk,
    forms::{Said, Sent},
    ground::Ground,
    sales,
};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::{Can, InCoop},
    meetings::seal::Act as By,
    reader::Reader,
    store::Tx,
    web,
};
use axum::{
    Form,
    extract::{Path, State},
};
use chrono::NaiveDate;
use domain::coops::{
    Ask, Party, Refusal, Why,
    acts::{Contract, PriceRule},
    market::Record,
    state::Sold,
};
use std::collections::BTreeSet;
use templates::coops::{
    contracts::{
        ContractFormPage, ContractLine, ContractPage, ContractStands, ContractsPage, contract as draw, contract_form as draw_form,
        contracts as draw_all,
    },
    desk::Filled,
};
use words::Words;

/// `GET /coops/{coop}/contracts`
pub async fn list(State(app): State<App>, visit: InCoop) -> Answer {
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, app.today()).await?;
    let words = visit.words();
    let page = ContractsPage {
        around: visit.visit.around(),
        contracts: ground.state.contracts.values().rev().map(|one| line(&ground, words, one)).collect(),
        buyers: buyers(&ground, words),
        may_write: visit.may(Can::Seal),
        coop: ground.head,
    };
    Ok(web::html(draw_all(&page)))
}

/// Everyone who was sold to: name, what was sold, what is due, how they paid.
fn buyers(ground: &Ground, words: Words) -> Vec<(String, i64, i64, Record)> {
    let all: BTreeSet<Party> = ground.state.sales.values().map(|sold| sold.sale.buyer).collect();
    let of = |buyer: Party| {
        let sales: Vec<&Sold> = ground.state.sales.values().filter(|sold| sold.sale.buyer == buyer).collect();
        let sold = sales.iter().map(|one| one.sale.amount).sum();
        let left = sales.iter().map(|one| one.left).sum();
        (ground.name(buyer).show(words).to_owned(), sold, left, record(sales.into_iter(), ground.day))
    };
    all.into_iter().map(of).collect()
}

/// How a buyer paid what was due by a day.
fn record<'a>(sales: impl Iterator<Item = &'a Sold>, day: NaiveDate) -> Record {
    let mut record = Record::default();
    for sold in sales {
        let Some(due) = sold.sale.due.filter(|due| *due <= day) else { continue };
        record.due += 1;
        record.on_time += i64::from(sold.paid_on.is_some_and(|paid| paid <= due));
        record.open += i64::from(sold.left > 0 && due < day);
    }
    record
}

fn line(ground: &Ground, words: Words, one: &Contract) -> ContractLine {
    let under = ground.state.sales.values().filter(|sold| sold.sale.contract == Some(one.no));
    let (sold, left) = under.fold((0, 0), |(sold, left), sale| (sold + sale.sale.amount, left + sale.left));
    let delivered = ground.state.delivered_under(one.no);
    let stands = match () {
        () if delivered >= one.grams => ContractStands::Delivered,
        () if one.to < ground.day => ContractStands::Short,
        () if ground.day < one.from => ContractStands::ToCome,
        () => ContractStands::Runs,
    };
    ContractLine {
        no: one.no,
        buyer: ground.name(one.buyer).show(words).to_owned(),
        kind: desk::said(words, &one.kind),
        grams: one.grams,
        delivered,
        price: price(ground, words, one.price),
        from: one.from,
        to: one.to,
        days: one.days,
        sold,
        paid: sold - left,
        stands,
    }
}

fn price(ground: &Ground, words: Words, rule: PriceRule) -> String {
    let money = |amount: i64| ground.head.group.unit.text(words, amount);
    match rule {
        PriceRule::Fixed { price } => words.with("coop-rule-fixed", &[("amount", money(price).into())]),
        PriceRule::Market { more, floor } => {
            words.with("coop-rule-market", &[("more", money(more).into()), ("floor", money(floor).into())])
        }
    }
}

/// `GET /coops/{coop}/contracts/{no}`
pub async fn show(State(app): State<App>, visit: InCoop, Path((_, no)): Path<(String, i64)>) -> Answer {
    let today = app.today();
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, today).await?;
    let words = visit.words();
    let one = ground.state.contracts.get(&no).ok_or(Fault::NotFound)?;
    let under: Vec<&Sold> = ground.state.sales.values().rev().filter(|sold| sold.sale.contract == Some(no)).collect();
    let of_buyer = ground.state.sales.values().filter(|sold| sold.sale.buyer == one.buyer);
    let page = ContractPage {
        around: visit.visit.around(),
        line: line(&ground, words, one),
        record: record(of_buyer, today),
        sales: under.into_iter().map(|sold| sales::line(&ground, words, sold, today)).collect(),
        may_write: visit.may(Can::Seal),
        coop: ground.head.clone(),
    };
    Ok(web::html(draw(&page)))
}

/// `GET /coops/{coop}/contracts/new`
pub async fn new(State(app): State<App>, visit: InCoop) -> Answer {
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, app.today()).await?;
    let day = visit.words().date_short(app.today());
    let form = desk::fresh(visit.words(), app.today()).with("rule", "fixed").with("from", day).with("days", "0");
    Ok(web::html(draw_form(&page(&mut tx, &visit, ground, form, Said::default()).await?)))
}

async fn page(tx: &mut Tx, visit: &InCoop, ground: Ground, form: Filled, said: Said) -> Result<ContractFormPage, Fault> {
    let words = visit.words();
    Ok(ContractFormPage {
        around: visit.visit.around(),
        people: desk::people(tx, &ground, words).await?,
        crops: desk::crops(words, &[]),
        organic: ground.laws().organic.is_some(),
        form: desk::again(form, &said),
        cautions: said.cautions,
        problems: said.problems,
        coop: ground.head,
    })
}

/// `POST /coops/{coop}/contracts/new`
pub async fn send(State(app): State<App>, visit: InCoop, Form(pairs): Form<Vec<(String, String)>>) -> Answer {
    let (typed, filled) = desk::both(pairs);
    let (words, by) = (visit.words(), By::now(&app, visit.visit.user.id));
    let mut tx = app.db().write().await?;
    let ground = Ground::load(&mut tx, &visit, by.today).await?;
    let mut reader = Reader::new(words);
    let day = reader.past_day("day", filled.get("day"), by.today);
    let who = desk::read_who(&mut tx, &ground, &filled, &mut reader).await?;
    let kind_of = desk::read_kind(&mut reader, &filled);
    let grams = desk::some_grams(&mut reader, "quantity", filled.get("quantity"));
    let price = read_price(&mut reader, &filled, &ground);
    let (from, to) = (reader.day("from", filled.get("from")), reader.day("to", filled.get("to")));
    let days = reader.count("days", filled.get("days")).unwrap_or(0);
    let read = day.zip(who).zip(kind_of).zip(grams).zip(price).zip(from.zip(to));
    let sent = match reader.finish(read) {
        Err(problems) => Sent::Said(problems.into()),
        Ok((((((day, who), kind_of), grams), price), (from, to))) => {
            let buyer = desk::party_of(&mut tx, &ground, &typed, who, (day, by)).await?;
            let ask = Ask::Contract { buyer, kind_of, grams, price, from, to, days };
            desk::send(&mut tx, &ground, &typed, Ok((day, ask)), (words, by), place).await?
        }
    };
    match sent {
        Sent::Written(act) => {
            let to = desk::page_of(&mut tx, &visit, by.today, act, "coop-contracted").await?;
            tx.commit().await?;
            Ok(web::see_other(&to))
        }
        Sent::Asked(_) => Err(Fault::Unreadable),
        Sent::Said(said) => Ok(web::unprocessable(draw_form(&page(&mut tx, &visit, ground, filled, said).await?))),
    }
}

fn read_price(reader: &mut Reader, typed: &Filled, ground: &Ground) -> Option<PriceRule> {
    let money = ground.loaded.money;
    match typed.get("rule") {
        "fixed" => Some(PriceRule::Fixed { price: reader.some_amount("price", typed.get("price"), money)? }),
        "market" => {
            let mut amount = |field: &str| reader.amount(field, typed.get(field), money).unwrap_or(0);
            Some(PriceRule::Market { more: amount("more"), floor: amount("floor") })
        }
        _ => reader.choice("rule", None),
    }
}

fn place(refusal: &Refusal) -> String {
    match refusal.why {
        Why::Nobody => "party",
        Why::Crop(_) => "crop",
        Why::TextLong => "grade",
        Why::NotOrganic => "organic",
        Why::Amount => "quantity",
        Why::DueBefore => "to",
        _ => "day",
    }
    .to_owned()
}

//! The routes of sales: what was sold and is due, a new sale from lots, one sale until it is paid.
use super::{
    desk,
    forms::{Said, Sent},
    ground::Ground,
    milling::rows,
};
use crate::{
    app::App,
    error::{Answer, Fault},
    groups::pages::place as place_of,
    guard::{Can, InCoop},
    listing::ListQuery,
    market::store as market,
    meetings::seal::Act as By,
    reader::Reader,
    store::Tx,
    web,
};
use axum::{
    Form,
    extract::{Path, Query, State},
};
use chrono::NaiveDate;
use domain::coops::{
    Ask, Fact, Impossible, Kind, Refusal, Why,
    acts::{Contract, PriceRule, SaleNo},
    ask::AskSale,
    market::{BoardPrice, fresh},
    state::Sold,
};
use serde::Deserialize;
use templates::coops::{
    desk::{Choice, Filled},
    kilograms_text,
    sales::{
        BoardSaid, ForSale, SaleFormPage, SaleLine, SalePage, SalesPage, Stands, sale as draw, sale_form as draw_form,
        sales as draw_all,
    },
};
use words::Words;

/// `GET /coops/{coop}/sales`
pub async fn list(State(app): State<App>, visit: InCoop, Query(query): Query<ListQuery>) -> Answer {
    let today = app.today();
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, today).await?;
    let words = visit.words();
    let all: Vec<&Sold> = ground.state.sales.values().rev().collect();
    let sum =
        |of: &dyn Fn(&&&Sold) -> bool, what: fn(&Sold) -> i64| all.iter().filter(|sold| of(sold)).map(|sold| what(sold)).sum();
    let late = |sold: &&&Sold| stands(sold, today) == Stands::Late;
    let sums = [sum(&|_| true, |sold| sold.sale.amount), sum(&|_| true, |sold| sold.left), sum(&late, |sold| sold.left)];
    let (shown, listing) = query.page(&ground.head.href("sales"), &[], all.clone(), |_, _, _| None);
    let page = SalesPage {
        around: visit.visit.around(),
        sales: shown.into_iter().map(|sold| line(&ground, words, sold, today)).collect(),
        sums,
        may_write: visit.may(Can::Seal),
        listing,
        coop: ground.head.clone(),
    };
    Ok(web::html(draw_all(&page)))
}

/// How a sale stands on a day.
pub(super) fn stands(sold: &Sold, today: NaiveDate) -> Stands {
    match (sold.left, sold.sale.due) {
        (0, _) => Stands::Paid,
        (_, Some(due)) if due < today => Stands::Late,
        _ => Stands::Open,
    }
}

/// A sale in a list.
pub(super) fn line(ground: &Ground, words: Words, sold: &Sold, today: NaiveDate) -> SaleLine {
    let mut kinds: Vec<&Kind> =
        sold.sale.lines.iter().filter_map(|line| ground.state.lots.get(&line.lot)).map(|lot| &lot.kind).collect();
    kinds.sort();
    kinds.dedup();
    SaleLine {
        no: sold.sale.no,
        day: sold.on,
        buyer: ground.name(sold.sale.buyer).show(words).to_owned(),
        what: kinds.into_iter().map(|kind| desk::said(words, kind)).collect::<Vec<_>>().join(", "),
        grams: sold.sale.lines.iter().map(|line| line.grams).sum(),
        amount: sold.sale.amount,
        left: sold.left,
        due: sold.sale.due,
        stands: stands(sold, today),
        paid_on: sold.paid_on,
    }
}

/// What the form is opened with.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Under {
    contract: String,
}

/// `GET /coops/{coop}/sales/new?contract=`
pub async fn new(State(app): State<App>, visit: InCoop, Query(under): Query<Under>) -> Answer {
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, app.today()).await?;
    let mut form = desk::fresh(visit.words(), app.today());
    if let Some(contract) = under.contract.parse().ok().and_then(|no: i64| ground.state.contracts.get(&no)) {
        form.put("contract", contract.no.to_string());
        form.put("party", contract.buyer.to_string());
    }
    Ok(web::html(draw_form(&page(&mut tx, &visit, ground, form, Said::default()).await?)))
}

async fn page(tx: &mut Tx, visit: &InCoop, ground: Ground, mut form: Filled, said: Said) -> Result<SaleFormPage, Fault> {
    let words = visit.words();
    // Under a contract only what it is about is offered, and what was typed already.
    let contract = form.get("contract").parse().ok().and_then(|no: i64| ground.state.contracts.get(&no)).cloned();
    let contract = contract.as_ref();
    let day = words::read_date(form.get("day")).unwrap_or(ground.day);
    let board = match contract {
        Some(contract) => beside_board(tx, visit, contract, day).await?,
        None => None,
    };
    if let (Some(board), Some(contract)) = (&board, contract) {
        for (no, _) in ground.state.lots.iter().filter(|(_, lot)| lot.grams > 0 && lot.kind == contract.kind) {
            let field = format!("price_{no}");
            // What was typed stays.
            if form.get(&field).is_empty() && form.get(&format!("sell_{no}")).is_empty() {
                form.put(&field, words.quantity(board.agreed, ground.loaded.money.decimals()));
            }
        }
    }
    let fits = |no: &i64, kind: &Kind| {
        contract.is_none_or(|contract| contract.kind == *kind) || !form.get(&format!("sell_{no}")).is_empty()
    };
    let lots = ground.state.lots.iter().filter(|(no, lot)| lot.grams > 0 && fits(no, &lot.kind));
    let for_sale = lots.map(|(no, lot)| ForSale {
        no: *no,
        kind: desk::said(words, &lot.kind),
        grams: lot.grams,
        last: last_price(&ground, &lot.kind),
        board: board.clone().filter(|_| contract.is_some_and(|contract| contract.kind == lot.kind)),
    });
    Ok(SaleFormPage {
        around: visit.visit.around(),
        lots: for_sale.collect(),
        people: desk::people(tx, &ground, words).await?,
        contracts: contracts(&ground, words),
        form: desk::again(form, &said),
        cautions: said.cautions,
        problems: said.problems,
        coop: ground.head,
    })
}

/// What the board said last of what a contract is about, at the cooperative's place, and what comes of it by the contract; nothing
/// where the price is fixed, or where the board says nothing that still holds.
async fn beside_board(tx: &mut Tx, visit: &InCoop, contract: &Contract, day: NaiveDate) -> Result<Option<BoardSaid>, Fault> {
    let PriceRule::Market { more, floor } = contract.price else { return Ok(None) };
    let rows = market::prices_of(tx, &contract.kind.crop).await?;
    let prices: Vec<BoardPrice> = rows.iter().map(market::PriceRow::price).collect();
    let Some(last) = fresh(&prices, &contract.kind, &visit.coop.village_code, day) else { return Ok(None) };
    let source = rows.iter().find(|row| row.no == last.no).map(|row| row.source.clone()).unwrap_or_default();
    let agreed = (last.amount + more).max(floor);
    Ok(Some(BoardSaid { amount: last.amount, agreed, day: last.day, place: place_of(&last.place), source }))
}

/// The last price for which a kind was sold.
fn last_price(ground: &Ground, kind: &Kind) -> Option<i64> {
    let of = |lot: i64| ground.state.lots.get(&lot).is_some_and(|lot| lot.kind == *kind);
    let mut lines = ground.state.sales.values().rev().flat_map(|sold| &sold.sale.lines);
    lines.find(|line| of(line.lot)).map(|line| line.price)
}

/// Contracts that run and are not filled yet.
fn contracts(ground: &Ground, words: Words) -> Vec<Choice> {
    let open = ground.state.contracts.values().filter(|one| one.from <= ground.day && ground.day <= one.to);
    let said = |one: &domain::coops::acts::Contract| {
        let left = (one.grams - ground.state.delivered_under(one.no)).max(0);
        words.with(
            "coop-contract-choice",
            &[
                ("number", words.ordinal(one.no).into()),
                ("name", ground.name(one.buyer).show(words).to_owned().into()),
                ("kind", desk::said(words, &one.kind).into()),
                ("weight", kilograms_text(words, left).into()),
            ],
        )
    };
    open.map(|one| (one.no.to_string(), said(one))).collect()
}

/// `POST /coops/{coop}/sales/new`
pub async fn send(State(app): State<App>, visit: InCoop, Form(pairs): Form<Vec<(String, String)>>) -> Answer {
    let (typed, filled) = desk::both(pairs);
    let (words, by) = (visit.words(), By::now(&app, visit.visit.user.id));
    let mut tx = app.db().write().await?;
    let ground = Ground::load(&mut tx, &visit, by.today).await?;
    let mut reader = Reader::new(words);
    let day = reader.past_day("day", filled.get("day"), by.today);
    let who = desk::read_who(&mut tx, &ground, &filled, &mut reader).await?;
    let lines = lines(&mut reader, &filled, &ground);
    let money = ground.loaded.money;
    let [transport, cash] = ["transport", "cash"].map(|field| reader.amount(field, filled.get(field), money).unwrap_or(0));
    let due = if filled.get("due").is_empty() { None } else { reader.day("due", filled.get("due")) };
    let contract = filled.get("contract").parse().ok();
    if lines.is_empty() {
        reader.refuse("", "coop-sell-nothing");
    }
    let sent = match reader.finish(day.zip(who)) {
        Err(problems) => Sent::Said(problems.into()),
        Ok((day, who)) => {
            let buyer = desk::party_of(&mut tx, &ground, &typed, who, (day, by)).await?;
            let lots: Vec<i64> = lines.iter().map(|(lot, ..)| *lot).collect();
            let ask = Ask::Sell(AskSale { buyer, contract, lines, transport, cash, due });
            let place = |refusal: &Refusal| place(refusal, &lots);
            desk::send(&mut tx, &ground, &typed, Ok((day, ask)), (words, by), place).await?
        }
    };
    match sent {
        Sent::Written(act) => {
            let to = desk::page_of(&mut tx, &visit, by.today, act, "coop-sold").await?;
            tx.commit().await?;
            Ok(web::see_other(&to))
        }
        Sent::Asked(_) => Err(Fault::Unreadable),
        Sent::Said(said) => Ok(web::unprocessable(draw_form(&page(&mut tx, &visit, ground, filled, said).await?))),
    }
}

/// Lot, grams and price of each row that was filled in.
fn lines(reader: &mut Reader, typed: &Filled, ground: &Ground) -> Vec<(i64, i64, i64)> {
    let filled = rows(reader, typed, "sell_");
    let priced = |(lot, grams): (i64, i64)| {
        let field = format!("price_{lot}");
        let price = reader.some_amount(&field, typed.get(&field), ground.loaded.money)?;
        Some((lot, grams, price))
    };
    filled.into_iter().filter_map(priced).collect()
}

/// Where the refusals of a sale are said.
fn place(refusal: &Refusal, lots: &[i64]) -> String {
    let row = |before: &str| refusal.row.and_then(|row| lots.get(row)).map(|lot| format!("{before}_{lot}"));
    let found = match &refusal.why {
        Why::Impossible(Impossible::Lot(lot, _)) => Some(format!("sell_{lot}")),
        Why::Impossible(Impossible::Cash(_)) => Some("transport".into()),
        Why::TenTimes(_) => lots.first().filter(|_| lots.len() == 1).map(|lot| format!("price_{lot}")),
        Why::Amount | Why::NoLot | Why::Twice | Why::ContractKind if refusal.row.is_some() => row("sell"),
        Why::NoContract | Why::ContractTime(..) => Some("contract".into()),
        Why::SaleMost(_) => Some("cash".into()),
        Why::DueBefore => Some("due".into()),
        Why::Nobody => Some("party".into()),
        Why::Future | Why::Closed(_) | Why::YearEnded(_) | Why::BeforeIt(_) | Why::Later(..) => Some("day".into()),
        _ => None,
    };
    found.unwrap_or_default()
}

/// `GET /coops/{coop}/sales/{no}`
pub async fn show(State(app): State<App>, visit: InCoop, Path((_, no)): Path<(String, i64)>) -> Answer {
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, app.today()).await?;
    let form = desk::fresh(visit.words(), app.today());
    Ok(web::html(draw(&sale_page(&visit, ground, no, form, Said::default())?)))
}

fn sale_page(visit: &InCoop, ground: Ground, no: SaleNo, mut form: Filled, said: Said) -> Result<SalePage, Fault> {
    let words = visit.words();
    let sold = ground.state.sales.get(&no).ok_or(Fault::NotFound)?;
    let kind_of = |lot: i64| ground.state.lots.get(&lot).map(|lot| desk::said(words, &lot.kind)).unwrap_or_default();
    let undone: Vec<i64> = ground
        .loaded
        .acts
        .iter()
        .filter_map(|act| if let Fact::Undone { act, .. } = act.fact { Some(act) } else { None })
        .collect();
    let received = ground.loaded.acts.iter().filter(|act| !undone.contains(&act.no)).filter_map(|act| match act.fact {
        Fact::BuyerPaid { sale, amount } if sale == no => Some((act.day, amount)),
        _ => None,
    });
    let act = ground.loaded.acts.iter().find(|act| matches!(&act.fact, Fact::Sold(sale) if sale.no == no));
    if form.get("amount").is_empty() && said.problems.is_empty() {
        form.put("amount", words.quantity(sold.left, ground.head.group.unit.decimals));
    }
    Ok(SalePage {
        around: visit.visit.around(),
        line: line(&ground, words, sold, ground.day),
        lines: sold.sale.lines.iter().map(|one| (one.lot, kind_of(one.lot), one.grams, one.price, one.amount)).collect(),
        contract: sold.sale.contract,
        transport: sold.sale.transport,
        cash: sold.sale.cash,
        received: received.collect(),
        act: act.map(|act| act.no).unwrap_or_default(),
        may_write: visit.may(Can::Seal),
        form: desk::again(form, &said),
        cautions: said.cautions,
        problems: said.problems,
        coop: ground.head.clone(),
    })
}

/// `POST /coops/{coop}/sales/{no}/collect`
pub async fn collect(
    State(app): State<App>,
    visit: InCoop,
    Path((_, no)): Path<(String, i64)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let (typed, filled) = desk::both(pairs);
    let (words, by) = (visit.words(), By::now(&app, visit.visit.user.id));
    let mut tx = app.db().write().await?;
    let ground = Ground::load(&mut tx, &visit, by.today).await?;
    let mut reader = Reader::new(words);
    let day = reader.past_day("day", filled.get("day"), by.today);
    let amount = reader.some_amount("amount", filled.get("amount"), ground.loaded.money);
    let read = reader.finish(day.zip(amount).map(|(day, amount)| (day, Ask::Collect { sale: no, amount })));
    let place = |refusal: &Refusal| {
        let is_amount = matches!(refusal.why, Why::Amount | Why::Impossible(_) | Why::NoSale);
        (if is_amount { "amount" } else { "day" }).to_owned()
    };
    match desk::send(&mut tx, &ground, &typed, read, (words, by), place).await? {
        Sent::Written(_) => {
            tx.commit().await?;
            Ok(web::see_other(&ground.head.href(&format!("sales/{no}?done=coop-collected"))))
        }
        Sent::Asked(_) => Err(Fault::Unreadable),
        Sent::Said(said) => Ok(web::unprocessable(draw(&sale_page(&visit, ground, no, filled, said)?))),
    }
}

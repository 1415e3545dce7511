//! The routes of money besides the harvest, and of what the cooperative pays for a kilogram.
use super::{
    desk,
    forms::{Said, Sent},
    ground::Ground,
    telling::{Teller, flow_code},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::{Can, InCoop},
    meetings::seal::Act as By,
    reader::Reader,
    web,
};
use axum::{Form, extract::State};
use chrono::NaiveDate;
use domain::{
    chart::CASH,
    coops::{Ask, Kind, Refusal, Why, acts::Flow, post},
};
use std::collections::{BTreeMap, BTreeSet};
use templates::{
    coops::{
        desk::Filled,
        money::{MoneyLine, MoneyPage, PricesPage, money as draw, prices as draw_prices},
    },
    parts::Problem,
};
use words::Words;

/// Every way money comes or goes, as they are offered.
const FLOWS: [Flow; 18] = [
    Flow::Wages,
    Flow::Fuel,
    Flow::Repairs,
    Flow::Packing,
    Flow::Inputs,
    Flow::Transport,
    Flow::OtherCost,
    Flow::Equipment,
    Flow::OtherIncome,
    Flow::Grant,
    Flow::Borrowed,
    Flow::LoanRepaid,
    Flow::Interest,
    Flow::ToBank,
    Flow::FromBank,
    Flow::Social,
    Flow::Education,
    Flow::Committee,
];
/// Lines that the page shows.
const SHOWN: usize = 50;

/// `GET /coops/{coop}/money`
pub async fn show(State(app): State<App>, visit: InCoop) -> Answer {
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, app.today()).await?;
    let form = desk::fresh(visit.words(), app.today());
    Ok(web::html(draw(&page(&visit, ground, form, Said::default())?)))
}

fn page(visit: &InCoop, ground: Ground, form: Filled, said: Said) -> Result<MoneyPage, Fault> {
    let words = visit.words();
    let state = &ground.state;
    let stands = [
        state.cash,
        state.bank,
        state.owed.values().sum(),
        state.dividends.values().sum(),
        state.sales.values().map(|sold| sold.left).sum(),
        state.credits.values().map(|credit| credit.left).sum(),
    ];
    let flows = FLOWS.map(flow_code).into_iter();
    Ok(MoneyPage {
        around: visit.visit.around(),
        stands,
        flows: flows.map(|code| (code.clone(), words.say(&format!("coop-flow-{code}")).into_owned())).collect(),
        moves: moves(&ground, words)?,
        may_write: visit.may(Can::Seal),
        form: desk::again(form, &said),
        cautions: said.cautions,
        problems: said.problems,
        coop: ground.head,
    })
}

/// What moved the box, the latest first.
fn moves(ground: &Ground, words: Words) -> Result<Vec<MoneyLine>, Fault> {
    let teller = Teller { words, ground };
    let mut all = Vec::new();
    let broken = |what: String| Fault::Broken(format!("{} of {}", what, ground.row.code));
    let told = ground.loaded.each(ground.day, |act, before| {
        let postings = post(&act.fact, before, ground.loaded.fund, ground.loaded.money).unwrap_or_default();
        let change: i64 = postings.iter().filter(|line| line.account == CASH).map(|line| line.amount.quantity()).sum();
        if change != 0 {
            all.push((act.clone(), change, before.cash + change));
        }
    });
    told.map_err(|flaw| broken(format!("acts {flaw:?}")))?;
    let line = |(act, change, after): &(domain::coops::Act, i64, i64)| MoneyLine {
        act: act.no,
        day: act.day,
        what: teller.fact(&act.fact),
        memo: teller.said(&act.fact),
        change: *change,
        after: *after,
    };
    Ok(all.iter().rev().take(SHOWN).map(line).collect())
}

/// `POST /coops/{coop}/money`
pub async fn send(State(app): State<App>, visit: InCoop, Form(pairs): Form<Vec<(String, String)>>) -> Answer {
    let (typed, filled) = desk::both(pairs);
    let (words, by) = (visit.words(), By::now(&app, visit.visit.user.id));
    let mut tx = app.db().write().await?;
    let ground = Ground::load(&mut tx, &visit, by.today).await?;
    let read = read(&filled, &ground, words, by.today);
    match desk::send(&mut tx, &ground, &typed, read, (words, by), place).await? {
        Sent::Written(_) => {
            tx.commit().await?;
            Ok(web::see_other(&ground.head.href("money?done=coop-money-written")))
        }
        Sent::Asked(_) => Err(Fault::Unreadable),
        Sent::Said(said) => Ok(web::unprocessable(draw(&page(&visit, ground, filled, said)?))),
    }
}

fn read(typed: &Filled, ground: &Ground, words: Words, today: NaiveDate) -> Result<(NaiveDate, Ask), Vec<Problem>> {
    let mut reader = Reader::new(words);
    let day = reader.past_day("day", typed.get("day"), today);
    let flow = reader.choice("flow", FLOWS.into_iter().find(|flow| flow_code(*flow) == typed.get("flow")));
    let amount = reader.some_amount("amount", typed.get("amount"), ground.loaded.money);
    let memo = reader.text("memo", typed.get("memo"), domain::coops::TEXT_MOST);
    let read = day.zip(flow).zip(amount);
    reader.finish(read.map(|((day, flow), amount)| (day, Ask::Money { flow, amount, memo })))
}

fn place(refusal: &Refusal) -> String {
    match refusal.why {
        Why::Amount | Why::Impossible(_) => "amount",
        Why::TextLong => "memo",
        _ => "day",
    }
    .to_owned()
}

/// `GET /coops/{coop}/prices`
pub async fn prices(State(app): State<App>, visit: InCoop) -> Answer {
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, app.today()).await?;
    let form = desk::fresh(visit.words(), app.today());
    Ok(web::html(draw_prices(&prices_page(&visit, ground, form, Said::default()))))
}

fn prices_page(visit: &InCoop, ground: Ground, form: Filled, said: Said) -> PricesPage {
    let words = visit.words();
    let all = &ground.state.prices;
    let kinds: BTreeSet<&Kind> = all.iter().map(|(_, kind, _)| kind).collect();
    let now = kinds.iter().filter_map(|kind| all.iter().rev().find(|(_, of, _)| of == *kind));
    let now = now.map(|(day, kind, amount)| (desk::said(words, kind), *day, *amount)).collect();
    let mut before: BTreeMap<&Kind, i64> = BTreeMap::new();
    let set = all.iter().map(|(day, kind, amount)| (*day, desk::said(words, kind), *amount, before.insert(kind, *amount)));
    let mut set: Vec<_> = set.collect();
    set.reverse();
    set.truncate(SHOWN);
    PricesPage {
        around: visit.visit.around(),
        now,
        set,
        crops: desk::crops(words, &[]),
        organic: ground.laws().organic.is_some(),
        may_write: visit.may(Can::Seal),
        form: desk::again(form, &said),
        cautions: said.cautions,
        problems: said.problems,
        coop: ground.head,
    }
}

/// `POST /coops/{coop}/prices`
pub async fn set_price(State(app): State<App>, visit: InCoop, Form(pairs): Form<Vec<(String, String)>>) -> Answer {
    let (typed, filled) = desk::both(pairs);
    let (words, by) = (visit.words(), By::now(&app, visit.visit.user.id));
    let mut tx = app.db().write().await?;
    let ground = Ground::load(&mut tx, &visit, by.today).await?;
    let mut reader = Reader::new(words);
    let day = reader.past_day("day", filled.get("day"), by.today);
    let kind_of = desk::read_kind(&mut reader, &filled);
    let amount = reader.some_amount("amount", filled.get("amount"), ground.loaded.money);
    let read = day.zip(kind_of).zip(amount);
    let read = reader.finish(read.map(|((day, kind_of), amount)| (day, Ask::SetPrice { kind_of, amount })));
    let place = |refusal: &Refusal| {
        let field = match refusal.why {
            Why::Amount | Why::TenTimes(_) => "amount",
            Why::Crop(_) => "crop",
            Why::TextLong => "grade",
            Why::NotOrganic => "organic",
            _ => "day",
        };
        field.to_owned()
    };
    match desk::send(&mut tx, &ground, &typed, read, (words, by), place).await? {
        Sent::Written(_) => {
            tx.commit().await?;
            Ok(web::see_other(&ground.head.href("prices?done=coop-price-set")))
        }
        Sent::Asked(_) => Err(Fault::Unreadable),
        Sent::Said(said) => Ok(web::unprocessable(draw_prices(&prices_page(&visit, ground, filled, said)))),
    }
}

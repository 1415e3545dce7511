//! What happened beside what was planned: sales and what visits were told of a household, or a group's own books.
use super::{head, reckoned, store};
use crate::{
    app::App,
    error::{Answer, Fault},
    groups::store as groups,
    guard::{Can, InPlan},
    market::farm_sales::store as sales,
    store::Tx,
    training::coaching::{results::commodity_name, visits::store as visits},
    web,
};
use axum::extract::State;
use chrono::{Datelike, NaiveDate};
use domain::{
    coops::crops::{CropClass, crop},
    farm_sales::{Said, Seller, Unit as SoldUnit},
    plans::Plan,
    training::What,
};
use ledger::Commodity;
use std::collections::BTreeMap;
use store::Subject;
use templates::plans::{
    self as pages,
    actual::{ActualMonth, ActualPage, actual as draw},
};
use uuid::Uuid;

/// `GET /plans/{plan}/actual`
pub async fn show(State(app): State<App>, visit: InPlan) -> Answer {
    let (row, words, today) = (&visit.plan, visit.words(), app.today());
    let mut tx = app.db().read().await?;
    let document = store::document(&mut tx, row.id, row.version).await?.ok_or(Fault::NotFound)?;
    let plan = reckoned(document)?;
    let mut told = Told { months: planned(&plan, today), notes: vec![], sold: vec![] };
    match row.subject() {
        Subject::Nobody => told.notes.push(words.say("plan-actual-note-nobody").into_owned()),
        Subject::Group(book) => of_group(&mut tx, &visit, &plan, book, &mut told).await?,
        _ => of_person(&mut tx, &visit, &plan, &mut told).await?,
    }
    Ok(web::html(draw(&ActualPage {
        around: visit.visit.around(),
        head: head(&visit.visit, row)?,
        unit: pages::unit(&plan),
        months: told.months,
        notes: told.notes,
        sold: told.sold,
    })))
}

/// Something sold: the day, what, how much of it where that was told, and for how much.
type Sold = (NaiveDate, String, Option<(i64, SoldUnit)>, i64);

/// What is told so far.
struct Told {
    months: Vec<ActualMonth>,
    notes: Vec<String>,
    sold: Vec<(String, String, i64)>,
}

impl Told {
    fn month(&mut self, day: NaiveDate) -> Option<&mut ActualMonth> {
        self.months.iter_mut().find(|month| (month.begins.year(), month.begins.month()) == (day.year(), day.month()))
    }
}

/// The months of the plan that have begun, with what was planned.
fn planned(plan: &Plan, today: NaiveDate) -> Vec<ActualMonth> {
    let begun = |month: &&domain::plans::Month| month.begins <= today;
    let month = |month: &domain::plans::Month| ActualMonth {
        begins: month.begins,
        planned_income: month.income,
        planned_costs: month.costs + month.contingency + month.investment,
        ..ActualMonth::default()
    };
    plan.cash().months.iter().filter(begun).map(month).collect()
}

/// A group's own books: income and costs month by month.
async fn of_group(tx: &mut Tx, visit: &InPlan, plan: &Plan, book: i64, told: &mut Told) -> Result<(), Fault> {
    let words = visit.words();
    let group = groups::group_of_book(tx, book).await?.ok_or(Fault::NotFound)?;
    if group.commodity() != plan.currency() {
        let currency = plan.currency().code().to_owned();
        told.notes.push(words.with("plan-actual-note-currency", &[("currency", currency.into())]));
        return Ok(());
    }
    told.notes.push(words.say("plan-actual-note-books").into_owned());
    let (Some(first), Some(last)) = (told.months.first(), told.months.last()) else { return Ok(()) };
    let through = last.begins.checked_add_months(chrono::Months::new(1)).and_then(|day| day.pred_opt()).unwrap_or(last.begins);
    let earned = store::earned(tx, book, &group.commodity, (first.begins, through)).await?;
    for month in &mut told.months {
        let (income, spent) = earned.get(&super::month_code(month.begins)).copied().unwrap_or_default();
        (month.income, month.costs) = (Some(income), Some(spent));
    }
    Ok(())
}

/// What a household sold, and what visits were told that it earns.
async fn of_person(tx: &mut Tx, visit: &InPlan, plan: &Plan, told: &mut Told) -> Result<(), Fault> {
    let (row, words) = (&visit.plan, visit.words());
    let Some(person) = row.person_id else { return Ok(()) };
    if plan.currency() != Commodity::KHR {
        let currency = plan.currency().code().to_owned();
        told.notes.push(words.with("plan-actual-note-currency", &[("currency", currency.into())]));
        return Ok(());
    }
    // What a family earns is its own matter: told to staff who see its sales and visits, and to nobody else.
    let (sees, visited) =
        (visit.visit.may_for(Can::See, row.organisation_id), visit.visit.may_for(Can::SeeTraining, row.organisation_id));
    if !sees && !visited {
        told.notes.push(words.say("plan-actual-note-hidden").into_owned());
        return Ok(());
    }
    let name = row.person().show(words).to_owned();
    told.notes.push(words.with("plan-actual-note-sales", &[("name", name.into())]));
    told.notes.push(words.say("plan-actual-note-no-costs").into_owned());
    let mut sold: Vec<Sold> = Vec::new();
    if sees {
        let rows = sales::of_seller(tx, Seller::Person(person)).await?;
        for sale in rows.iter().filter(|sale| sale.stands()) {
            let Said { day, kind, quantity, unit, riel, .. } = sale.said()?;
            sold.push((day, kind.crop, Some((quantity, unit)), riel));
        }
    }
    if visited {
        sold.extend(results(tx, person, told).await?);
    }
    let mut other = 0;
    let mut sums: BTreeMap<String, (i64, Option<SoldUnit>, i64)> = BTreeMap::new();
    for (day, commodity, quantity, riel) in sold {
        let is_own = belongs(&row.enterprise, &commodity);
        let Some(month) = told.month(day) else { continue };
        if !is_own {
            other += riel;
            continue;
        }
        month.income = Some(month.income.unwrap_or(0) + riel);
        let sum = sums.entry(commodity).or_default();
        sum.2 += riel;
        if let Some((quantity, unit)) = quantity {
            (sum.0, sum.1) = (sum.0 + quantity, Some(unit));
        }
    }
    told.sold = sums
        .into_iter()
        .map(|(code, (quantity, unit, riel))| {
            let name = commodity_name(&code);
            let name = if name.show(words).is_empty() { code } else { name.show(words).to_owned() };
            let quantity = match unit {
                Some(SoldUnit::Gram) => words.amount(quantity, 3, ""),
                Some(SoldUnit::Head) => words.with("farm-sale-heads", &[("count", words.number(quantity).into())]),
                None => String::new(),
            };
            (name, quantity, riel)
        })
        .collect();
    if other > 0 {
        let amount = crate::market::money().text(words, other);
        told.notes.push(words.with("plan-actual-note-other", &[("amount", amount.into())]));
    }
    Ok(())
}

/// What visits were told: heads that were sold with what they brought, and what the household earns in a month.
async fn results(tx: &mut Tx, person: Uuid, told: &mut Told) -> Result<Vec<Sold>, Fault> {
    let head = crate::people::store::person(tx, person).await?.map_or(person, |row| row.head());
    let mut sold = Vec::new();
    for row in visits::results(tx, head).await?.iter().filter(|row| row.stands()) {
        let said = row.read()?;
        match said.what() {
            What::Sold => {
                if let Some(riel) = said.riel() {
                    sold.push((said.day(), said.commodity().to_owned(), Some((said.quantity(), SoldUnit::Head)), riel));
                }
            }
            What::IncomeMonth => {
                if let Some(month) = told.month(said.day()) {
                    month.told = Some(said.quantity());
                }
            }
            _ => {}
        }
    }
    Ok(sold)
}

/// Whether something that was sold is what an enterprise brings; everything is, where nobody can tell.
fn belongs(enterprise: &str, commodity: &str) -> bool {
    match enterprise {
        "chickens-native" | "chickens-layers" | "chickens-meat" => commodity == "CHICKEN",
        "pigs" => commodity == "PIG",
        "cattle-fattening" => commodity == "CATTLE",
        "rice-wet" | "rice-dry" => commodity.starts_with("PADDY") || commodity.starts_with("RICE"),
        "vegetables" => crop(commodity).is_some_and(|crop| crop.class == CropClass::Vegetable),
        _ => true,
    }
}

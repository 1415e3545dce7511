//! The routes of the year's end: the preview, asking for the division, and the years that were divided.
use super::{
    desk,
    forms::{Said, Sent},
    ground::Ground,
    refusals, store as coops,
};
use crate::{
    app::App,
    books::lines,
    error::{Answer, Fault},
    guard::{Can, InCoop},
    listing::ListQuery,
    meetings::seal::Act as By,
    reader::Reader,
    store::Tx,
    web,
};
use axum::{
    Form,
    extract::{Path, Query, State},
};
use chrono::{Datelike, NaiveDate};
use domain::coops::{Ask, Refusal, Why, acts::YearEnd, preview};
use ledger::AccountNo;
use serde::Deserialize;
use std::collections::BTreeMap;
use templates::{
    coops::{
        desk::Filled,
        year::{Gets, MemberLine, YearDonePage, YearFigures, YearPage, year as draw, year_done as draw_done},
    },
    parts::Problem,
};
use words::Words;

/// What the preview is reckoned for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Which {
    to: String,
    stock: String,
}

/// `GET /coops/{coop}/year?to=&stock=`
pub async fn show(State(app): State<App>, visit: InCoop, Query(which): Query<Which>) -> Answer {
    let (words, today) = (visit.words(), app.today());
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, today).await?;
    let asked = !which.to.is_empty();
    let to = if asked { which.to } else { words.date_short(usual_end(&ground, today)) };
    let form = desk::fresh(words, today).with("to", to).with("stock", which.stock);
    Ok(web::html(draw(&page(&mut tx, &visit, ground, form, Said::default(), asked).await?)))
}

/// The day at which the running year usually ends: a year after the last one, or with the calendar; never to come.
fn usual_end(ground: &Ground, today: NaiveDate) -> NaiveDate {
    let last = ground.state.years.last().map(|(_, year)| year.to);
    let end = match last {
        Some(last) => last.with_year(last.year() + 1).unwrap_or(today),
        None => NaiveDate::from_ymd_opt(ground.loaded.opened_on.year(), 12, 31).unwrap_or(today),
    };
    end.min(today.pred_opt().unwrap_or(today)).max(ground.loaded.opened_on)
}

async fn page(tx: &mut Tx, visit: &InCoop, ground: Ground, form: Filled, mut said: Said, asked: bool) -> Result<YearPage, Fault> {
    let words = visit.words();
    let mut shown = None;
    if asked || !said.problems.is_empty() {
        match reckoned(&ground, &form, words) {
            Ok(reckoned) => shown = Some(reckoned),
            Err(problems) => {
                let known: Vec<String> = said.problems.iter().map(|problem| problem.field.clone()).collect();
                said.problems.extend(problems.into_iter().filter(|problem| !known.contains(&problem.field)));
            }
        }
    }
    let surplus = |year: &YearEnd| year.division.as_ref().map_or(0, |one| one.surplus);
    let years = ground.state.years.iter().enumerate().rev();
    let years = years.map(|(at, (_, year))| (at + 1, year.from, year.to, surplus(year)));
    Ok(YearPage {
        around: visit.visit.around(),
        preview: shown,
        years: years.collect(),
        waiting: waiting(tx, &ground).await?,
        may_ask: visit.may(Can::Correct),
        form: desk::again(form, &said),
        problems: said.problems,
        coop: ground.head.clone(),
    })
}

/// The year as the form says it.
fn reckoned(ground: &Ground, form: &Filled, words: Words) -> Result<(YearFigures, Vec<MemberLine>), Vec<Problem>> {
    let (to, stock) = read_year(form, ground, words)?;
    let refused = |why: Why| {
        let message = refusals::text(words, &ground.loaded, &why);
        vec![Problem { field: place(&Refusal { row: None, why }), message }]
    };
    let year = preview(&ground.loaded, to, stock).map_err(refused)?;
    Ok((figures(ground, &year, words), members(ground, &year)))
}

fn read_year(form: &Filled, ground: &Ground, words: Words) -> Result<(NaiveDate, i64), Vec<Problem>> {
    let mut reader = Reader::new(words);
    let to = reader.past_day("to", form.get("to"), ground.day);
    let stock = reader.some_amount("stock", form.get("stock"), ground.loaded.money);
    reader.finish(to.zip(stock))
}

/// What a year earned and how it is divided, in words.
pub fn figures(ground: &Ground, year: &YearEnd, words: Words) -> YearFigures {
    let mut sums: BTreeMap<i64, i64> = BTreeMap::new();
    for (account, _, stands) in &year.closes {
        *sums.entry(*account).or_default() += stands;
    }
    let name = |account: i64| lines::account_name(words, AccountNo(account)).name.show(words).to_owned();
    let of = |sign: i64| sums.iter().filter(move |(_, stands)| **stands * sign > 0);
    let division = year.division.as_ref();
    let part = |key: &str, note: String, amount: i64| (words.say(key).into_owned(), note, amount);
    let money = |amount: i64| ground.head.group.unit.text(words, amount);
    let parts = division.map(|one| {
        let others =
            if one.others > 0 { words.with("coop-of-it-others", &[("amount", money(one.others).into())]) } else { String::new() };
        let all = [
            part("coop-part-reserve", others, one.reserve),
            part("coop-part-social", String::new(), one.social),
            part("coop-part-education", String::new(), one.education),
            part("coop-part-committee", String::new(), one.committee),
            part("coop-part-dividend", String::new(), one.dividend()),
            part("coop-part-refund", String::new(), one.refund()),
        ];
        all.into_iter().filter(|(_, _, amount)| *amount != 0).collect()
    });
    YearFigures {
        days: (year.from, year.to),
        income: of(-1).map(|(account, stands)| (name(*account), -stands)).collect(),
        costs: of(1).map(|(account, stands)| (name(*account), *stands)).collect(),
        stock: (year.stock_before, year.stock),
        losses: year.losses,
        parts: parts.unwrap_or_default(),
        surplus: division.map_or(0, |one| one.surplus),
    }
}

/// What each member gets of a year, by number.
pub fn members(ground: &Ground, year: &YearEnd) -> Vec<MemberLine> {
    // Shares at the end of the year, as the division reckons them.
    let Ok(at_end) = ground.loaded.state(year.to) else { return vec![] };
    let mut brought: BTreeMap<i64, i64> = BTreeMap::new();
    for (day, one) in at_end.deliveries.values().filter(|(_, one)| one.member) {
        if (year.from..=year.to).contains(day) {
            *brought.entry(one.party).or_default() += one.weight;
        }
    }
    let line = |line: &domain::coops::surplus::Line| MemberLine {
        who: ground.who(line.party),
        shares: at_end.shares(line.party),
        weight: brought.get(&line.party).copied().unwrap_or(0),
        dividend: line.dividend,
        refund: line.refund,
    };
    let mut all: Vec<MemberLine> = year.division.iter().flat_map(|division| &division.lines).map(line).collect();
    all.sort_by_key(|line| line.who.number);
    all
}

/// A year's end that waits for a second officer.
async fn waiting(tx: &mut Tx, ground: &Ground) -> Result<Option<i64>, Fault> {
    for request in coops::requests(tx, &ground.row).await?.iter().filter(|request| request.decision.is_none()) {
        if matches!(request.read()?, Ask::EndYear { .. }) {
            return Ok(Some(request.no));
        }
    }
    Ok(None)
}

/// `POST /coops/{coop}/year`: becomes a request that another officer confirms.
pub async fn send(State(app): State<App>, visit: InCoop, Form(pairs): Form<Vec<(String, String)>>) -> Answer {
    let (typed, filled) = desk::both(pairs);
    let (words, by) = (visit.words(), By::now(&app, visit.visit.user.id));
    let mut tx = app.db().write().await?;
    let ground = Ground::load(&mut tx, &visit, by.today).await?;
    let read = read(&filled, &ground, words);
    match desk::send(&mut tx, &ground, &typed, read, (words, by), place).await? {
        Sent::Asked(request) => {
            tx.commit().await?;
            Ok(web::see_other(&ground.head.href(&format!("requests/{request}?done=bank-request-asked"))))
        }
        Sent::Written(_) => Err(Fault::Unreadable),
        Sent::Said(said) => Ok(web::unprocessable(draw(&page(&mut tx, &visit, ground, filled, said, true).await?))),
    }
}

fn read(form: &Filled, ground: &Ground, words: Words) -> Result<(NaiveDate, Ask), Vec<Problem>> {
    let year = read_year(form, ground, words);
    let mut reader = Reader::new(words);
    let day = reader.past_day("day", form.get("day"), ground.day);
    let minute = reader.text("minute", form.get("minute"), domain::coops::TEXT_MOST);
    match (reader.finish(day), year) {
        (Ok(day), Ok((to, stock))) => Ok((day, Ask::EndYear { to, stock, minute })),
        (day, year) => Err(day.err().into_iter().chain(year.err()).flatten().collect()),
    }
}

fn place(refusal: &Refusal) -> String {
    match refusal.why {
        Why::TextMissing | Why::TextLong => "minute",
        Why::YearEnd => "to",
        Why::Amount => "stock",
        Why::Division | Why::Later(..) | Why::Impossible(_) => "",
        _ => "day",
    }
    .to_owned()
}

/// `GET /coops/{coop}/year/{no}?sort=&dir=&page=`
pub async fn done(
    State(app): State<App>,
    visit: InCoop,
    Path((_, no)): Path<(String, usize)>,
    Query(list): Query<ListQuery>,
) -> Answer {
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, app.today()).await?;
    let words = visit.words();
    let at = no.checked_sub(1).ok_or(Fault::NotFound)?;
    let (decided_on, year) = ground.state.years.get(at).ok_or(Fault::NotFound)?;
    let all = members(&ground, year);
    let gets = Gets::of(&all);
    let (members, listing) = list.page(&ground.head.href(&format!("year/{no}")), &[], all, |by, a, b| {
        Some(match by {
            "name" => a.who.name.show(words).cmp(b.who.name.show(words)),
            "shares" => a.shares.cmp(&b.shares),
            "weight" => a.weight.cmp(&b.weight),
            "dividend" => a.dividend.cmp(&b.dividend),
            "refund" => a.refund.cmp(&b.refund),
            "together" => (a.dividend + a.refund).cmp(&(b.dividend + b.refund)),
            _ => return None,
        })
    });
    let page = YearDonePage {
        around: visit.visit.around(),
        no,
        decided_on: *decided_on,
        minute: year.minute.clone(),
        figures: figures(&ground, year, words),
        members,
        listing,
        gets,
        unpaid: ground.state.dividends.values().sum(),
        coop: ground.head.clone(),
    };
    Ok(web::html(draw_done(&page)))
}

//! The routes of a delivery day: the page at the scale, what is sent from it, and all deliveries of a day.
mod both;

use super::{
    forms::{self, Said, Sent, Typed},
    ground::{self, Ground},
    scale::{self, Read},
    write::{self, Wish},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::{Can, InCoop},
    listing::ListQuery,
    meetings::seal::Act as By,
    offline,
    store::Tx,
    web,
};
use axum::{
    Form,
    extract::{Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::IntoResponse,
};
use both::Met;
use chrono::NaiveDate;
use domain::coops::{Ask, Fact, Kind, acts::Delivery};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use templates::{
    coops::{
        day::{DayPage, day as draw_day},
        deliveries::{DayList, DeliveriesPage, DeliveryForm, DeliveryLine, KindTotal, deliveries as draw, list as draw_list},
    },
    parts::with_query,
};
use words::{Words, read_date};

/// Deliveries shown below the form.
const SHOWN: usize = 20;

/// Which day an address names.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct DayQuery {
    /// The day, as on paper; blank or unreadable: today.
    pub day: String,
}

impl DayQuery {
    fn day(&self, today: NaiveDate) -> NaiveDate {
        read_date(&self.day).unwrap_or(today).min(today)
    }
}

/// `GET /coops/{coop}/deliveries?day=`
pub async fn show(State(app): State<App>, visit: InCoop, Query(query): Query<DayQuery>) -> Answer {
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, query.day(app.today())).await?;
    let form = scale::fresh(&ground, visit.words());
    Ok(offline::sheet(&visit.visit, draw(&page(&visit, &ground, form, Said::default()))))
}

/// `POST /coops/{coop}/deliveries?day=`: a form, or what the script sends and wants told as JSON.
pub async fn send(State(app): State<App>, visit: InCoop, headers: HeaderMap, Form(pairs): Form<Vec<(String, String)>>) -> Answer {
    let typed = Typed::new(pairs);
    let words = visit.words();
    let by = By::now(&app, visit.visit.user.id);
    let mut tx = app.db().write().await?;
    let day = read_date(typed.get("day")).map_err(|_| Fault::Unreadable)?;
    let by_script = headers.get(header::ACCEPT).is_some_and(|kind| kind == "application/json");
    let arrived = both::arrived(&mut tx, &visit, &typed).await?;
    let ground = Ground::load(&mut tx, &visit, day).await?;
    if typed.get("do") == "back" {
        return Ok(web::html(draw(&page(&visit, &ground, scale::form(&typed), Said::default()))));
    }
    let became = match both::met(&mut tx, &ground, &typed, arrived, (words, by)).await? {
        Met::Same(act) => Ok(act),
        Met::Both(_) if by_script => return Ok((StatusCode::CONFLICT, beside(&typed, words)?).into_response()),
        Met::Both(both) => return both::answer(&mut tx, &visit, &ground, &typed, both).await,
        Met::Nothing => written(&mut tx, &ground, &typed, (words, by)).await?,
    };
    match became {
        Ok(act) if by_script => {
            tx.commit().await?;
            // Read anew: what is committed is remembered for the next delivery.
            let after = Ground::load(&mut app.db().read().await?, &visit, day).await?;
            told(&after, act, words)
        }
        Ok(_) => {
            tx.commit().await?;
            let path = with_query(&ground.head.href("deliveries"), &[("day", &words.date_short(day)), ("done", "coop-delivered")]);
            Ok(web::see_other(&path))
        }
        // What is refused is an answer too: the script reads it from the body.
        Err(said) if by_script => json(&refused(&typed, &said)),
        Err(said) => Ok(web::unprocessable(draw(&page(&visit, &ground, scale::form(&typed), said)))),
    }
}

/// Writes the delivery that was typed, and names who was never here before.
async fn written(tx: &mut Tx, ground: &Ground, typed: &Typed, (words, by): (Words, By)) -> Result<Result<i64, Said>, Fault> {
    let Read { ask, names } = match scale::read(ground, typed, words) {
        Ok(read) => read,
        Err(problems) => return Ok(Err(problems.into())),
    };
    let ask = match names {
        None => ask,
        Some(name) => match scale::named(tx, ground, typed, (&name, ask), (words, by)).await? {
            Ok(ask) => ask,
            Err(said) => return Ok(Err(said)),
        },
    };
    let ask = Ask::Deliver(ask);
    let wish = Wish { key: typed.key()?, day: ground.day, known: typed.known(), ask: &ask };
    let outcome = write::send(tx, &ground.group, &ground.row, (&wish, typed.digest()), by).await?;
    Ok(match forms::became(ground, outcome, words, |refusal| scale::place(refusal, &ask)) {
        Sent::Written(act) => Ok(act),
        Sent::Said(said) => Err(said),
        Sent::Asked(_) => return Err(Fault::Broken("a delivery became a request".into())),
    })
}

/// What the script is told after a delivery: the last deliveries anew, what changed of those who brought them, and the key
/// of the next form.
fn told(ground: &Ground, act: i64, words: Words) -> Answer {
    let list = day_list(ground);
    let drawn = draw_list(words, &ground.head, ground.day, &list).into_string();
    let written = ground.loaded.acts.iter().find(|one| one.no == act);
    let said = match written.map(|one| &one.fact) {
        Some(Fact::Delivered(delivery)) => scale::said(ground, &line(ground, delivery), words),
        _ => return Err(Fault::Broken(format!("act {act} is no delivery"))),
    };
    let brought: BTreeSet<_> = list.lines.iter().map(|line| line.who.party).collect();
    let members = scale::members_data(ground, words, |party| brought.contains(&party));
    let data = serde_json::json!({ "kinds": scale::kinds_data(ground), "members": members });
    let (key, upon) = (forms::key(None, false), scale::upon(ground));
    json(&serde_json::json!({ "key": key, "upon": upon, "list": drawn, "said": said, "data": data }))
}

fn refused(typed: &Typed, said: &Said) -> serde_json::Value {
    let problems: Vec<_> = said.problems.iter().map(|one| serde_json::json!([one.field, one.message])).collect();
    serde_json::json!({ "key": forms::key(Some(typed), said.used), "problems": problems, "cautions": said.cautions })
}

/// What the script is told of a delivery that stands in the book already, or beside another's: the page shows both.
fn beside(typed: &Typed, words: Words) -> Answer {
    let problem = ["", &words.say("compare-script")];
    json(&serde_json::json!({ "key": typed.get("key"), "compare": true, "problems": [problem], "cautions": [] }))
}

fn json(value: &serde_json::Value) -> Answer {
    let kind = HeaderValue::from_static("application/json");
    Ok(([(header::CONTENT_TYPE, kind)], value.to_string()).into_response())
}

fn page(visit: &InCoop, ground: &Ground, form: DeliveryForm, said: Said) -> DeliveriesPage {
    let words = visit.words();
    let kinds = scale::kinds(ground);
    DeliveriesPage {
        around: visit.visit.around(),
        coop: ground.head.clone(),
        draft: both::draft(visit),
        day: ground.day,
        kinds: kinds.iter().map(|(kind, price)| scale::kind_option(ground, words, kind, *price)).collect(),
        grain: kinds.iter().any(|(kind, _)| scale::is_paddy(kind)),
        sellers: scale::sellers(ground),
        plots: scale::plots_of(ground, words, &form),
        reckoning: scale::reckoning(ground, words),
        list: day_list(ground),
        may_write: visit.may(Can::Seal),
        may_price: visit.may(Can::Correct),
        problems: said.problems,
        cautions: said.cautions,
        form,
    }
}

/// A delivery of the day as a line.
fn line(ground: &Ground, delivery: &Delivery) -> DeliveryLine {
    DeliveryLine {
        no: delivery.no,
        who: ground.who(delivery.party),
        kind: ground::kind(&delivery.kind),
        net: delivery.net(),
        moisture: delivery.moisture_tenths,
        weight: delivery.weight,
        price: delivery.price,
        amount: delivery.amount,
        offset: delivery.offset(),
        cash: delivery.cash,
    }
}

/// The deliveries of the ground's day, the latest first.
fn of_day(ground: &Ground) -> impl Iterator<Item = &Delivery> {
    ground.state.deliveries.values().rev().filter(|(on, _)| *on == ground.day).map(|(_, delivery)| delivery)
}

fn day_list(ground: &Ground) -> DayList {
    let mut totals: BTreeMap<&Kind, KindTotal> = BTreeMap::new();
    for one in of_day(ground) {
        let new = || KindTotal { kind: ground::kind(&one.kind), count: 0, net: 0, weight: 0, amount: 0, offset: 0, cash: 0 };
        let total = totals.entry(&one.kind).or_insert_with(new);
        total.count += 1;
        total.net += one.net();
        total.weight += one.weight;
        total.amount += one.amount;
        total.offset += one.offset();
        total.cash += one.cash;
    }
    DayList {
        lines: of_day(ground).take(SHOWN).map(|delivery| line(ground, delivery)).collect(),
        totals: totals.into_values().collect(),
        cash: ground.state.cash,
    }
}

/// `GET /coops/{coop}/deliveries/all?day=`
pub async fn all(State(app): State<App>, visit: InCoop, Query(day): Query<DayQuery>, Query(query): Query<ListQuery>) -> Answer {
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, day.day(app.today())).await?;
    let words = visit.words();
    let lines = of_day(&ground).map(|delivery| line(&ground, delivery)).collect();
    let (path, typed) = (ground.head.href("deliveries/all"), words.date_short(ground.day));
    let (lines, listing) = query.page(&path, &[("day", &typed)], lines, |_, _, _| None);
    let list = DayList { lines, ..day_list(&ground) };
    let page = DayPage { around: visit.visit.around(), coop: ground.head.clone(), day: ground.day, list, listing };
    Ok(web::html(draw_day(&page)))
}

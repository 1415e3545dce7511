//! The routes of the store: what there is, lot by lot, one lot with its trace, and saying what it weighs.
use super::{
    desk,
    forms::{Said, Sent},
    ground::Ground,
    store as coops,
};
use crate::{
    app::App,
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
use chrono::NaiveDate;
use domain::coops::{
    Ask, Fact, Kind, Refusal, Why,
    acts::{Delivery, LotNo},
    state::{Lot, Origin},
};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use templates::{
    coops::{
        desk::Filled,
        lots::{LotLine, LotPage, LotsPage, TraceLine, UseLine, lot as draw, lots as draw_all},
    },
    parts::Problem,
};
use words::Words;

/// What the address of the store says besides its page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Which {
    all: String,
}

/// `GET /coops/{coop}/lots`
pub async fn list(State(app): State<App>, visit: InCoop, Query(query): Query<ListQuery>, Query(which): Query<Which>) -> Answer {
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, app.today()).await?;
    let words = visit.words();
    let all = which.all == "1";
    let shown = ground.state.lots.iter().rev().filter(|(_, lot)| all || lot.grams > 0);
    let lots: Vec<(LotNo, &Lot)> = shown.map(|(no, lot)| (*no, lot)).collect();
    let keep = [("all", if all { "1" } else { "" })];
    let (lots, listing) = query.page(&ground.head.href("lots"), &keep, lots, |_, _, _| None);
    let page = LotsPage {
        around: visit.visit.around(),
        kinds: kinds(&ground, words),
        lots: lots.into_iter().map(|(no, lot)| line(&ground, words, no, lot)).collect(),
        all,
        listing,
        coop: ground.head,
    };
    Ok(web::html(draw_all(&page)))
}

/// What there is of each kind, and in how many lots.
fn kinds(ground: &Ground, words: Words) -> Vec<(String, i64, usize)> {
    let mut all: BTreeMap<&Kind, (i64, usize)> = BTreeMap::new();
    for lot in ground.state.lots.values().filter(|lot| lot.grams > 0) {
        let sum = all.entry(&lot.kind).or_default();
        *sum = (sum.0 + lot.grams, sum.1 + 1);
    }
    all.into_iter().map(|(kind, (grams, lots))| (desk::said(words, kind), grams, lots)).collect()
}

fn line(ground: &Ground, words: Words, no: LotNo, lot: &Lot) -> LotLine {
    LotLine {
        no,
        kind: desk::said(words, &lot.kind),
        opened_on: lot.opened_on,
        milling: match lot.origin {
            Origin::Milling(milling) => Some(milling),
            Origin::Deliveries(_) => None,
        },
        deliveries: ground.state.trace(no).len(),
        grams: lot.grams,
    }
}

/// `GET /coops/{coop}/lots/{no}`
pub async fn show(State(app): State<App>, visit: InCoop, Path((_, no)): Path<(String, i64)>) -> Answer {
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, app.today()).await?;
    let form = desk::fresh(visit.words(), app.today());
    Ok(web::html(draw(&page(&mut tx, &visit, ground, no, form, vec![]).await?)))
}

async fn page(
    tx: &mut Tx,
    visit: &InCoop,
    ground: Ground,
    no: LotNo,
    form: Filled,
    problems: Vec<Problem>,
) -> Result<LotPage, Fault> {
    let words = visit.words();
    let lot = ground.state.lots.get(&no).ok_or(Fault::NotFound)?;
    let deliveries: Vec<&(NaiveDate, Delivery)> =
        ground.state.trace(no).iter().filter_map(|delivery| ground.state.deliveries.get(delivery)).collect();
    let members: BTreeSet<i64> = deliveries.iter().map(|(_, one)| one.party).collect();
    let plots: BTreeSet<i64> = deliveries.iter().filter_map(|(_, one)| one.plot).collect();
    Ok(LotPage {
        around: visit.visit.around(),
        lot: line(&ground, words, no, lot),
        came: came(&ground, no, lot),
        before: before(&ground, words, lot),
        brought_by: (members.len(), plots.len()),
        deliveries: deliveries.into_iter().map(|(day, one)| trace(&ground, words, *day, one)).collect(),
        uses: uses(&ground, words, no),
        may_count: visit.may(Can::Correct),
        waiting: waiting(tx, &ground, no).await?,
        form,
        problems,
        coop: ground.head,
    })
}

/// What came into a lot, grams.
fn came(ground: &Ground, no: LotNo, lot: &Lot) -> i64 {
    match &lot.origin {
        Origin::Deliveries(all) => {
            all.iter().filter_map(|delivery| ground.state.deliveries.get(delivery)).map(|(_, one)| one.weight).sum()
        }
        Origin::Milling(milling) => {
            let gives = ground.state.millings.get(milling).map(|(_, one)| one.gives.as_slice()).unwrap_or_default();
            gives.iter().filter(|given| given.lot == Some(no)).map(|given| given.grams).sum()
        }
    }
}

/// The lots that were milled into this one.
fn before(ground: &Ground, words: Words, lot: &Lot) -> Vec<(LotNo, String)> {
    let Origin::Milling(milling) = lot.origin else { return vec![] };
    let takes = ground.state.millings.get(&milling).map(|(_, one)| one.takes.as_slice()).unwrap_or_default();
    let named = takes.iter().filter_map(|taken| Some((taken.lot, ground.state.lots.get(&taken.lot)?)));
    named.map(|(no, lot)| (no, desk::said(words, &lot.kind))).collect()
}

fn trace(ground: &Ground, words: Words, day: NaiveDate, one: &Delivery) -> TraceLine {
    let group = ground.state.group_of.get(&one.party).and_then(|group| ground.state.groups.get(group));
    let plot = one.plot.and_then(|no| Some((no, ground.state.plots.get(&no)?.said.name.clone())));
    TraceLine {
        no: one.no,
        day,
        who: ground.who(one.party).text(words),
        group: group.map(|group| words.name(&group.name_km, &group.name_latin).to_owned()).unwrap_or_default(),
        plot,
        grams: one.weight,
    }
}

/// Where parts of a lot went, the earliest first.
fn uses(ground: &Ground, words: Words, no: LotNo) -> Vec<UseLine> {
    let number = |key: &str, number: i64| words.with(key, &[("number", words.ordinal(number).into())]);
    let millings = ground.state.millings.values().flat_map(|(day, one)| {
        let taken = one.takes.iter().filter(|taken| taken.lot == no);
        taken.map(|taken| UseLine {
            day: *day,
            what: number("coop-milling-number", one.no),
            below: format!("milling/{}", one.no),
            grams: taken.grams,
        })
    });
    let sales = ground.state.sales.values().flat_map(|sold| {
        let lines = sold.sale.lines.iter().filter(|line| line.lot == no);
        lines.map(|line| UseLine {
            day: sold.on,
            what: format!("{} · {}", number("coop-sale-number", sold.sale.no), ground.name(sold.sale.buyer).show(words)),
            below: format!("sales/{}", sold.sale.no),
            grams: line.grams,
        })
    });
    let undone: BTreeSet<i64> = ground.loaded.acts.iter().filter_map(|act| undoes(&act.fact)).collect();
    let counts = ground.loaded.acts.iter().filter(|act| !undone.contains(&act.no)).filter_map(|act| match &act.fact {
        Fact::Counted { lot, had, found, .. } if *lot == no => Some(UseLine {
            day: act.day,
            what: words.say("coop-count-difference").into_owned(),
            below: format!("acts/{}", act.no),
            grams: had - found,
        }),
        _ => None,
    });
    let mut all: Vec<UseLine> = millings.chain(sales).chain(counts).collect();
    all.sort_by_key(|one| one.day);
    all
}

fn undoes(fact: &Fact) -> Option<i64> {
    if let Fact::Undone { act, .. } = fact { Some(*act) } else { None }
}

/// A count of this lot that waits for a second officer.
async fn waiting(tx: &mut Tx, ground: &Ground, no: LotNo) -> Result<Option<i64>, Fault> {
    for request in coops::requests(tx, &ground.row).await?.iter().filter(|request| request.decision.is_none()) {
        if matches!(request.read()?, Ask::Count { lot, .. } if lot == no) {
            return Ok(Some(request.no));
        }
    }
    Ok(None)
}

/// `POST /coops/{coop}/lots/{no}/count`: becomes a request that another officer confirms.
pub async fn count(
    State(app): State<App>,
    visit: InCoop,
    Path((_, no)): Path<(String, i64)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let (typed, filled) = desk::both(pairs);
    let (words, by) = (visit.words(), By::now(&app, visit.visit.user.id));
    let mut tx = app.db().write().await?;
    let ground = Ground::load(&mut tx, &visit, by.today).await?;
    let read = read(&filled, no, words, by.today);
    match desk::send(&mut tx, &ground, &typed, read, (words, by), place).await? {
        Sent::Asked(request) => {
            tx.commit().await?;
            Ok(web::see_other(&ground.head.href(&format!("requests/{request}?done=bank-request-asked"))))
        }
        Sent::Written(_) => Err(Fault::Unreadable),
        Sent::Said(said) => {
            let Said { problems, .. } = said.clone();
            let form = desk::again(filled, &said);
            Ok(web::unprocessable(draw(&page(&mut tx, &visit, ground, no, form, problems).await?)))
        }
    }
}

fn read(typed: &Filled, lot: LotNo, words: Words, today: NaiveDate) -> Result<(NaiveDate, Ask), Vec<Problem>> {
    let mut reader = Reader::new(words);
    let day = reader.past_day("day", typed.get("day"), today);
    let found = desk::some_grams(&mut reader, "found", typed.get("found"));
    let minute = reader.text("minute", typed.get("minute"), domain::coops::TEXT_MOST);
    let read = day.zip(found).map(|(day, found)| (day, Ask::Count { lot, found, minute }));
    reader.finish(read)
}

fn place(refusal: &Refusal) -> String {
    match refusal.why {
        Why::TextMissing | Why::TextLong => "minute",
        Why::Amount | Why::NoLot | Why::Impossible(_) => "found",
        _ => "day",
    }
    .to_owned()
}

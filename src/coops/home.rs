//! The routes of the list of cooperatives and of a cooperative's own page.
use super::{
    ground::{self, Ground},
    store::{self, CoopRow},
};
use crate::{
    app::App,
    error::Answer,
    groups::{
        pages::place,
        store::{self as groups, Group},
    },
    guard::{Can, InCoop, Visit},
    listing::ListQuery,
    web,
};
use axum::extract::{Query, State};
use chrono::{Days, NaiveDate};
use domain::coops::{Kind, organic};
use std::collections::{BTreeMap, HashMap};
use templates::coops::home::{CoopLine, CoopsPage, HomePage, Stock, Thing, coops as draw_all, home as draw};
use words::Words;

/// Credits that fall due within so many days are told of.
const SOON_DAYS: u64 = 14;

/// `GET /coops`
pub async fn list(State(app): State<App>, visit: Visit, Query(query): Query<ListQuery>) -> Answer {
    let mut tx = app.db().read().await?;
    let groups = groups::groups(&mut tx).await?;
    let seen: HashMap<i64, &Group> =
        groups.iter().filter(|group| visit.may_in(Can::See, group)).map(|group| (group.book.0, group)).collect();
    let all = store::coops(&mut tx).await?;
    let kept: Vec<i64> = all.iter().map(|coop| coop.book.0).collect();
    let line = |coop: CoopRow| {
        let group = seen.get(&coop.book.0)?;
        Some(CoopLine {
            name: coop.name(),
            place: place(&coop.village_code),
            group: (group.code.clone(), group.name()),
            kind: coop.kind,
            code: coop.code,
        })
    };
    let lines: Vec<CoopLine> = all.into_iter().filter_map(line).collect();
    let words = visit.words();
    let (coops, listing) = query.page("/coops", &[], lines, |by, one, other| match by {
        "name" => Some(one.name.show(words).cmp(other.name.show(words))),
        "kind" => Some(one.kind.cmp(&other.kind)),
        "group" => Some(one.group.1.show(words).cmp(other.group.1.show(words))),
        _ => None,
    });
    let may = |group: &&Group| !group.saves && visit.may_in(Can::KeepConstitution, group) && !kept.contains(&group.book.0);
    let founds = groups.iter().filter(may).map(|group| (group.code.clone(), group.name())).collect();
    Ok(web::html(draw_all(&CoopsPage { around: visit.around(), coops, listing, founds })))
}

/// `GET /coops/{coop}`
pub async fn show(State(app): State<App>, visit: InCoop) -> Answer {
    let today = app.today();
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, today).await?;
    let requests = store::requests(&mut tx, &visit.coop).await?;
    let mine = |request: &&crate::requests::RequestRow| request.decision.is_none() && request.asked_by != visit.visit.user.id;
    let mine = if visit.may(Can::Correct) { requests.iter().filter(mine).count() } else { 0 };
    let waiting = ground.head.waiting as usize - mine;
    let state = &ground.state;
    let came: Vec<i64> = state.deliveries.values().filter(|(on, _)| *on == today).map(|(_, one)| one.weight).collect();
    let shares = state.all_shares();
    let page = HomePage {
        around: visit.visit.around(),
        coop: ground.head.clone(),
        place: place(&ground.row.village_code),
        opened_on: ground.row.opened_on,
        today,
        members: ground.members_on(today).len() as i64,
        shares: (shares, shares.saturating_mul(ground.laws().shares.par)),
        cash: state.cash,
        bank: state.bank,
        owed: (state.owed.values().sum(), state.dividends.values().sum()),
        buyers: state.sales.values().map(|sold| sold.left).sum(),
        credits: state.credits.values().map(|credit| credit.left).sum(),
        stock: stock(&ground),
        came: (came.len() as i64, came.iter().sum()),
        things: things(&ground, visit.words(), (mine, waiting)),
        may_write: visit.may(Can::Seal),
    };
    Ok(web::html(draw(&page)))
}

fn stock(ground: &Ground) -> Vec<Stock> {
    let mut kinds: BTreeMap<&Kind, (i64, i64)> = BTreeMap::new();
    for lot in ground.state.lots.values().filter(|lot| lot.grams > 0) {
        let (grams, lots) = kinds.entry(&lot.kind).or_default();
        *grams += lot.grams;
        *lots += 1;
    }
    let one = |(kind, (grams, lots)): (&Kind, (i64, i64))| Stock {
        kind: ground::kind(kind),
        grams,
        lots,
        price: ground.state.price(kind, ground.day),
    };
    kinds.into_iter().map(one).collect()
}

/// What to do next, the most urgent first; `mine` requests wait for who reads, `others` for somebody else.
fn things(ground: &Ground, words: Words, (mine, others): (usize, usize)) -> Vec<Thing> {
    let (state, today) = (&ground.state, ground.day);
    let soon = today.checked_add_days(Days::new(SOON_DAYS)).unwrap_or(NaiveDate::MAX);
    let open = || state.credits.values().filter(|credit| credit.left > 0);
    let late = open().filter(|credit| credit.due < today).count();
    let due = open().filter(|credit| credit.due >= today && credit.due <= soon).count();
    let unpaid = state.sales.values().filter(|sold| sold.left > 0 && sold.sale.due.is_some_and(|due| due < today)).count();
    let owed = state.owed.values().filter(|owed| **owed > 0).count();
    let laws = ground.laws().organic.as_ref();
    let of = |wanted: fn(organic::Status) -> bool| {
        laws.map_or(0, |laws| state.plots.values().filter(|plot| wanted(organic::status(plot, laws, today))).count())
    };
    let inspect = of(|status| matches!(status, organic::Status::NotInspected | organic::Status::Overdue(_)));
    let all = [
        ("warn", "user-check", "coop-thing-confirm", mine, "requests"),
        ("", "hourglass", "coop-thing-waits", others, "requests"),
        ("stop", "clock", "coop-thing-late", late, "credits"),
        ("stop", "shopping-cart", "coop-thing-unpaid", unpaid, "sales"),
        ("warn", "sprout", "coop-thing-inspect", inspect, "plots"),
        ("", "calendar", "coop-thing-due", due, "credits"),
        ("", "banknote", "coop-thing-owed", owed, "members"),
    ];
    let thing = |(tone, icon, key, count, below): (&'static str, &'static str, &str, usize, &str)| {
        let text = words.with(key, &[("count", words.number(count as i64).into())]);
        (count > 0).then(|| Thing { tone, icon, text, href: ground.head.href(below) })
    };
    let mut things: Vec<Thing> = all.into_iter().filter_map(thing).collect();
    if super::scale::kinds(ground).is_empty() {
        let text = words.say("coop-thing-price").into_owned();
        things.push(Thing { tone: "warn", icon: "banknote", text, href: ground.head.href("prices") });
    }
    things
}

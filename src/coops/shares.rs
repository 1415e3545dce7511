//! The routes of a cooperative's shares (the register, and whether they make the capital that is reported) and of what was
//! given against the harvest.
use super::{ground::Ground, members::credit_line};
use crate::{
    app::App,
    error::Answer,
    guard::InCoop,
    listing::{ListQuery, matches},
    reader::Reader,
    store::{Result, Tx, balances},
    web,
};
use axum::extract::{Query, State};
use domain::{
    chart::SHARES,
    coops::{Party, acts::Certificate},
};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use templates::{
    coops::{
        member::CreditLine,
        shares::{
            CREDIT_STATES, CertificateLine, CheckForm, Checked, CreditsPage, SharesPage, credits as draw_credits, shares as draw,
        },
    },
    parts::Problem,
};
use words::Words;

/// What the check of a report was asked.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct CheckQuery {
    shares: String,
    capital: String,
}

/// `GET /coops/{coop}/shares`
pub async fn register(
    State(app): State<App>,
    visit: InCoop,
    Query(query): Query<ListQuery>,
    Query(check): Query<CheckQuery>,
) -> Answer {
    let words = visit.words();
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, app.today()).await?;
    let books = capital(&mut tx, &ground).await?;
    let shares = &ground.laws().shares;
    let (par, least) = (shares.par, shares.least);
    let mut held: BTreeMap<Party, i64> = BTreeMap::new();
    for (_, certificate) in ground.state.certificates.values() {
        *held.entry(certificate.party).or_default() += certificate.shares;
    }
    let members = ground.members_on(ground.day);
    let few = members.iter().filter(|who| held.get(&who.party).copied().unwrap_or(0) < least).count();
    let needle = query.needle();
    let line = |(since, one): &(chrono::NaiveDate, Certificate)| CertificateLine {
        no: one.no,
        who: ground.who(one.party),
        since: *since,
        shares: one.shares,
    };
    let fits = |line: &CertificateLine| {
        let numbers = [line.no, line.who.number.unwrap_or_default()].map(|number| number.to_string());
        matches(&needle, &[&line.who.name.khmer, &line.who.name.latin, &numbers[0], &numbers[1]])
    };
    let rows: Vec<CertificateLine> = ground.state.certificates.values().map(line).filter(fits).collect();
    let (certificates, listing) = query.page(&ground.head.href("shares"), &[("q", &query.q)], rows, |by, a, b| match by {
        "number" => Some(a.no.cmp(&b.no)),
        "name" => Some(a.who.name.show(words).cmp(b.who.name.show(words))),
        "since" => Some(a.since.cmp(&b.since)),
        "shares" => Some(a.shares.cmp(&b.shares)),
        _ => None,
    });
    let all = ground.state.all_shares();
    let (checked, problems) = read(&check, &ground, words);
    let typed = if check.shares.is_empty() { words.number(all) } else { check.shares };
    let page = SharesPage {
        around: visit.visit.around(),
        par,
        shares: all,
        holders: held.values().filter(|shares| **shares > 0).count() as i64,
        too_few: (few as i64, least),
        books,
        certificates,
        listing,
        q: query.q.clone(),
        check: CheckForm { shares: typed, capital: check.capital },
        checked,
        problems,
        coop: ground.head.clone(),
    };
    Ok(web::html(draw(&page)))
}

/// The capital that the books say: what stands on the account of shares in the cooperative's fund.
async fn capital(tx: &mut Tx, ground: &Ground) -> Result<i64> {
    let (fund, money) = (ground.loaded.fund, ground.loaded.money);
    let all = balances(tx, ground.group.book).await?;
    let shares = all.iter().filter(|(key, _)| key.fund == fund && key.account == SHARES && key.commodity == money);
    Ok(-shares.map(|(_, amount)| amount.quantity()).sum::<i64>())
}

/// What a report's figures come to; nothing while no capital was typed.
fn read(check: &CheckQuery, ground: &Ground, words: Words) -> (Option<Checked>, Vec<Problem>) {
    if check.capital.trim().is_empty() {
        return (None, vec![]);
    }
    let mut reader = Reader::new(words);
    let shares = reader.some_count("shares", &check.shares);
    let capital = reader.some_amount("capital", &check.capital, ground.loaded.money);
    let read = shares.zip(capital).map(|(shares, capital)| Checked {
        shares,
        capital,
        makes: shares.saturating_mul(ground.laws().shares.par),
    });
    match reader.finish(read) {
        Ok(checked) => (Some(checked), vec![]),
        Err(problems) => (None, problems),
    }
}

/// `GET /coops/{coop}/credits`
pub async fn credits(State(app): State<App>, visit: InCoop, Query(query): Query<ListQuery>) -> Answer {
    let words = visit.words();
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, app.today()).await?;
    let state = *CREDIT_STATES.iter().find(|state| **state == query.state).unwrap_or(&CREDIT_STATES[0]);
    let mut all: Vec<CreditLine> = ground.state.credits.iter().map(|(no, credit)| credit_line(&ground, *no, credit)).collect();
    all.sort_by_key(|credit| (credit.left == 0, credit.due, credit.no));
    let sum = |fits: fn(&CreditLine) -> bool| {
        let those = || all.iter().filter(|credit| credit.left > 0 && fits(credit));
        let people: BTreeSet<Party> = those().map(|credit| credit.who.party).collect();
        (those().map(|credit| credit.left).sum(), people.len() as i64)
    };
    let (owed, late, any) = (sum(|_| true), sum(|credit| credit.late), !all.is_empty());
    let needle = query.needle();
    let listed = |credit: &CreditLine| match state {
        "open" => credit.left > 0,
        "late" => credit.late,
        "paid" => credit.left == 0,
        _ => true,
    };
    let fits = |credit: &CreditLine| {
        let number = credit.who.number.map(|number| number.to_string()).unwrap_or_default();
        listed(credit) && matches(&needle, &[&credit.who.name.khmer, &credit.who.name.latin, &number, &credit.what])
    };
    all.retain(fits);
    let path = ground.head.href("credits");
    let (credits, listing) = query.page(&path, &[("state", state), ("q", &query.q)], all, |by, a, b| match by {
        "number" => Some(a.no.cmp(&b.no)),
        "name" => Some(a.who.name.show(words).cmp(b.who.name.show(words))),
        "due" => Some(a.due.cmp(&b.due)),
        "left" => Some(a.left.cmp(&b.left)),
        _ => None,
    });
    let page = CreditsPage {
        around: visit.visit.around(),
        ceiling: ground.laws().credit.ceiling,
        owed,
        late,
        credits,
        listing,
        state,
        q: query.q.clone(),
        any,
        coop: ground.head,
    };
    Ok(web::html(draw_credits(&page)))
}

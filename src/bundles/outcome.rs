//! What came of a bundle, as its page tells it.
use super::{
    store::instances,
    take::{EntryText, Fork, Outcome, Refusal, Taken, TakenBook},
    told::{self, Came},
};
use crate::{
    app::App,
    books::{funds::Funds, lines},
    error::{Answer, Fault},
    groups::store::{self as groups, Group},
    guard::{Can, Visit},
    members::store::{self as members, Member},
    store::{Tx, commodities},
    web,
};
use axum::{http::StatusCode, response::IntoResponse};
use chrono::{DateTime, Utc};
use ledger::{AccountNo, Commodity, FundNo};
use std::collections::BTreeMap;
use templates::{
    bundles::{CameRow, Ending, ForkEntry, ForkSide, ForkView, OutcomePage, outcome as draw},
    parts::Unit,
};
use words::Words;

fn blank(visit: &Visit, ending: Ending) -> OutcomePage {
    OutcomePage {
        around: visit.around(),
        ending,
        from: String::new(),
        came: vec![],
        receipts: 0,
        clock: None,
        receipt_for: None,
        details: vec![],
        forks: vec![],
    }
}

/// The page after a file was taken or refused.
pub async fn of_file(app: &App, visit: &Visit, outcome: Outcome) -> Answer {
    match outcome {
        Outcome::Taken(taken) => of_taken(app, visit, taken, Ending::Taken).await,
        Outcome::Known { from, .. } => {
            let mut tx = app.db().read().await?;
            let name = instances(&mut tx).await?.into_iter().find(|one| one.id == from).map(|one| one.name);
            let page =
                OutcomePage { from: name.unwrap_or_default(), receipt_for: Some(from.to_string()), ..blank(visit, Ending::Known) };
            Ok(web::html(draw(&page)))
        }
        Outcome::Refused(refusal) => refused(app, visit, &refusal).await,
    }
}

/// The page after a bundle was taken, from a stick or as the answer over the line.
pub async fn of_taken(app: &App, visit: &Visit, taken: Taken, ending: Ending) -> Answer {
    let mut tx = app.db().read().await?;
    let is_programme = instances(&mut tx).await?.iter().any(|one| one.own && one.is_programme());
    // What a book says is shown to whom the book is shown.
    let all = groups::groups(&mut tx).await?;
    let sees = |code: &str| all.iter().any(|group| group.code == code && visit.may_in(Can::See, group));
    let came: Vec<CameRow> = taken.books.iter().map(came).collect();
    // The office answers whatever comes; a laptop what brought something, since a receipt needs no receipt.
    let brought = came.iter().any(|row| row.counts != [0; 6] || row.turned);
    let due = (is_programme || brought) && ending == Ending::Taken;
    let page = OutcomePage {
        from: taken.name.clone(),
        came: came.into_iter().filter(|row| (row.counts != [0; 6] || row.turned) && sees(&row.code)).collect(),
        receipts: i64::try_from(taken.receipts).unwrap_or(i64::MAX),
        clock: taken.clock,
        receipt_for: due.then(|| taken.from.to_string()),
        ..blank(visit, ending)
    };
    Ok(web::html(draw(&page)))
}

fn came(book: &TakenBook) -> CameRow {
    let Came { entries, meetings, loans, acts, members, others } = Came::of(book);
    let counts = [entries, meetings, loans, members, acts, others].map(|count| i64::try_from(count).unwrap_or(i64::MAX));
    CameRow { code: book.code.clone(), first: book.first, turned: book.keepings > 0, counts, last: book.head_no }
}

async fn refused(app: &App, visit: &Visit, refusal: &Refusal) -> Answer {
    let told = told::of_taking(visit.words(), refusal);
    let mut page = blank(visit, Ending::Refused { what: told.what, next: told.next });
    if visit.may_somewhere(Can::KeepBundles) {
        page.details = told::detail(refusal);
    }
    let mut tx = app.db().read().await?;
    let all = groups::groups(&mut tx).await?;
    for fork in told::forks(refusal) {
        // What a book says is shown to whom the book is shown.
        let group = all.iter().find(|group| group.code == fork.code && visit.may_in(Can::See, group));
        page.forks.push(view(&mut tx, visit.words(), group, fork).await?);
    }
    Ok((StatusCode::CONFLICT, web::html(draw(&page))).into_response())
}

async fn view(tx: &mut Tx, words: Words, group: Option<&Group>, fork: &Fork) -> Result<ForkView, Fault> {
    let others = i64::try_from(fork.others).unwrap_or(i64::MAX);
    let why = told::misfit(words, fork);
    let Some(group) = group else { return Ok(ForkView { code: fork.code.clone(), why, entries: vec![], others }) };
    let named = Named {
        words,
        funds: Funds::load(tx, group.book).await?,
        members: members::members(tx, group.book, &group.commodity).await?,
        commodities: commodities(tx).await?,
    };
    let entries = fork.entries.iter().map(|entry| ForkEntry {
        no: entry.no,
        here: entry.here.as_ref().map(|text| named.side(text)),
        brought: entry.brought.as_ref().map(|text| named.side(text)),
    });
    Ok(ForkView { code: fork.code.clone(), why, entries: entries.collect(), others })
}

/// What the lines of an entry are called by here.
struct Named {
    words: Words,
    funds: Funds,
    members: Vec<Member>,
    commodities: BTreeMap<String, Commodity>,
}

impl Named {
    fn side(&self, text: &EntryText) -> ForkSide {
        let lines = text.lines.iter().map(|line| self.line(line));
        let recorded = DateTime::parse_from_rfc3339(&text.recorded_at).ok().map(|at| at.with_timezone(&Utc));
        ForkSide { day: text.day.parse().ok(), memo: text.memo.clone(), recorded, lines: lines.collect() }
    }

    fn line(&self, (fund, account, party, commodity, quantity): &(i64, i64, i64, String, i64)) -> (String, Unit, i64) {
        let (words, number) = (self.words, *account);
        let member = self.members.iter().find(|member| *party != 0 && member.party().0 == *party);
        let account = lines::account_name(words, AccountNo(*account)).name;
        let fund = self.funds.name(words, FundNo(*fund));
        let mut what = format!("{} · {}", fund.show(words), account.show(words));
        match member {
            Some(member) => {
                what += &format!(" · {}", words.with("bundles-fork-member", &[("no", words.ordinal(member.number).into())]))
            }
            // Somebody who was written down on the other side alone.
            None if *party != 0 => {
                what += &format!(" · {}", words.with("bundles-fork-party", &[("no", words.ordinal(*party).into())]))
            }
            None => {}
        }
        // What is owed, owned and earned is told without the minus of the books.
        let told = if (2000..5000).contains(&number) { quantity.saturating_neg() } else { *quantity };
        let decimals = self.commodities.get(commodity).map_or(0, Commodity::decimals);
        (what, Unit { commodity: commodity.clone(), decimals }, told)
    }
}

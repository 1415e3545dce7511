//! `GET /groups/{group}/papers`: every paper of a group and of its banks, with what may be chosen of each.
use super::form::Order;
use crate::{
    app::App,
    banks::{
        reports::choices,
        store::{self as banks, BankRow},
    },
    cycles,
    error::{Answer, Fault},
    guard::InGroup,
    loans::store::{self as loans, Which},
    meetings::{self, pages::head},
    members::store::{Member, members},
    store::Tx,
    web,
};
use axum::extract::{Query, State};
use chrono::NaiveDate;
use domain::banks::{
    Bank, Party,
    animals::{Owner, Place},
};
use maud::Markup;
use std::collections::BTreeMap;
use templates::{
    papers::{
        choice::{PaperChoice, PassbooksForm},
        offer::{BankPapers, OfferPage, offer as draw},
    },
    parts::{Name, Problem},
};
use words::Words;

/// How many of one kind a list offers, the latest; older ones are reached from their own pages.
const MOST: usize = 60;

/// `GET /groups/{group}/papers?lang=&digits=`
pub async fn show(State(app): State<App>, visit: InGroup, Query(choice): Query<PaperChoice>) -> Answer {
    let form = PassbooksForm { lang: choice.lang, digits: choice.digits, ..PassbooksForm::default() };
    let mut tx = app.db().read().await?;
    Ok(web::html(page(&mut tx, &visit, form, vec![], app.today()).await?))
}

/// The page, with what was typed and what is wrong with it.
pub(super) async fn page(
    tx: &mut Tx,
    visit: &InGroup,
    typed: PassbooksForm,
    problems: Vec<Problem>,
    today: NaiveDate,
) -> Result<Markup, Fault> {
    let (group, words) = (&visit.group, visit.words());
    let everybody = members(tx, group.book, &group.commodity).await?;
    let names: BTreeMap<i64, &Member> = everybody.iter().map(|member| (member.party_no, member)).collect();
    let own = spoken(&typed, words);
    let mut page = OfferPage {
        around: visit.visit.around(),
        group: head(group),
        members: everybody
            .iter()
            .filter(|member| member.left_on.is_none())
            .map(|member| (member.number as u32, member.name()))
            .collect(),
        meetings: vec![],
        loans: vec![],
        corrections: vec![],
        share_outs: vec![],
        banks: vec![],
        form: typed,
        problems,
        choice: own,
    };
    if group.saves {
        of_savings(tx, visit, &names, &mut page).await?;
    }
    for (row, bank) in banks::load_all(tx, group).await? {
        page.banks.push(of_bank(&row, &bank, &names, words, today)?);
    }
    Ok(draw(&page))
}

/// In what papers are written: as chosen, else as the reader reads.
fn spoken(typed: &PassbooksForm, words: Words) -> PaperChoice {
    let say = super::Wish { lang: typed.lang.clone(), digits: typed.digits.clone() }.say(words);
    let PassbooksForm { lang, digits, .. } = Order { say, ..Order::default() }.form();
    PaperChoice { lang, digits }
}

async fn of_savings(tx: &mut Tx, visit: &InGroup, names: &BTreeMap<i64, &Member>, page: &mut OfferPage) -> Result<(), Fault> {
    let (book, words) = (visit.group.book, visit.words());
    let number = |key: &str, no: i64| words.with(key, &[("number", words.ordinal(no).into())]);
    let dated = |key: &str, no: i64, day: NaiveDate| format!("{} · {}", number(key, no), words.date_short(day));
    let held = meetings::store::list(tx, book, MOST as i64, 0).await?;
    let held = held.iter().filter(|meeting| meeting.no > 0);
    page.meetings = held.map(|one| (one.no.to_string(), dated("meeting-number", one.no, one.held_on))).collect();
    let corrections = meetings::store::corrections(tx, book).await?;
    page.corrections = corrections
        .iter()
        .take(MOST)
        .map(|one| {
            let text = format!("{} · {}", number("correction-number", one.no), number("meeting-number", one.meeting_no));
            (one.no.to_string(), text)
        })
        .collect();
    let shared = cycles::store::share_outs(tx, book).await?;
    page.share_outs = shared
        .iter()
        .filter_map(|one| one.on_day.filter(|_| one.decision.as_deref() == Some("confirmed")).map(|day| (one.no, day)))
        .map(|(no, day)| (no.to_string(), dated("share-out-number", no, day)))
        .collect();
    let lent = loans::loans(tx, Which::Open(book)).await?;
    let lent = lent.iter().rev().filter(|loan| loan.open).map(|loan| (loan.account.no, loan.account.party.0));
    page.loans = lent.map(|(no, party)| of_whom(no, names.get(&party).map(|member| member.name()), words)).collect();
    Ok(())
}

/// A loan by its number and who borrowed.
fn of_whom(no: i64, name: Option<Name>, words: Words) -> (String, String) {
    let name = name.unwrap_or_default();
    let text = words.with("offer-loan-of", &[("number", words.ordinal(no).into()), ("name", name.show(words).into())]);
    (no.to_string(), text)
}

fn of_bank(
    row: &BankRow,
    bank: &Bank,
    names: &BTreeMap<i64, &Member>,
    words: Words,
    today: NaiveDate,
) -> Result<BankPapers, Fault> {
    let has = bank.state(today).map_err(|flaw| Fault::Broken(format!("the acts of the bank {}: {flaw:?}", row.code)))?;
    let name = |party: Party| names.get(&party.0).map(|member| member.name());
    let loans = has.loans.values().rev().filter(|loan| loan.is_open(today));
    let placed = has.animals.values().filter_map(|animal| match (animal.owner, animal.place) {
        (Owner::Bank, Place::With(party)) => Some((animal, party)),
        _ => None,
    });
    let rules = bank.rules.last().map(|version| &version.rules);
    let agreement = |tag: &str, party| format!("{tag} · {}", name(party).unwrap_or_default().show(words));
    Ok(BankPapers {
        code: row.code.clone(),
        name: row.name(),
        places: !has.animals.is_empty() || rules.is_some_and(|rules| !rules.placing.is_empty()),
        loans: loans.map(|loan| of_whom(loan.no, name(loan.party), words)).collect(),
        agreements: placed.map(|(animal, party)| (animal.no.to_string(), agreement(&animal.tag, party))).collect(),
        seasons: choices(bank, today).into_iter().map(|(value, chosen)| (value, chosen.name(words))).collect(),
    })
}

//! The routes of the cash book, the accounts, and the ledger of one account.
use super::{
    book, csv,
    form::{self, Asked, Typed},
    lines,
};
use crate::{
    app::App,
    error::{Answer, Fault},
    groups::store::Group,
    guard::{Can, InGroup},
    meetings::pages::head,
    members::store::{self as members, Member},
    store::{self, Tx},
    web,
};
use axum::extract::{Path, Query, State};
use chrono::NaiveDate;
use domain::chart::{ACCOUNTS, CASH, ChartAccount};
use ledger::{AccountKind, AccountNo, Commodity, FundNo, PartyNo};
use std::collections::{BTreeMap, BTreeSet};
use templates::{
    books::{self as pages, AccountClass, AccountPage, AccountRow, AccountsPage, BookFilter, CashBookPage},
    parts::{Problem, with_query},
};
use words::Words;

/// `GET /groups/{group}/cash-book`: cash in the box by fund and days, or the same as a file.
pub async fn cash_book(State(app): State<App>, visit: InGroup, Query(typed): Query<Typed>) -> Answer {
    let (group, words) = (&visit.group, visit.words());
    let mut tx = app.db().read().await?;
    let days = days(&mut tx, group, app.today()).await?;
    let asked = form::read(&typed, days.usual, words);
    let funds = funds_of(&mut tx, group, CASH).await?;
    let book = book::cash(&mut tx, group, &asked, funds.len() > 1, words).await?;
    if asked.csv {
        return Ok(csv::file(
            &["cash-book", &group.code, &asked.until.to_string()],
            &book.rows(words, group.commodity(), ["cash-in", "cash-out"]),
        ));
    }
    let path = head(group).href("cash-book");
    let filter = filter(&typed, &asked, &path, &days, &funds, &[], words);
    let (around, problems) = (visit.visit.around(), asked.problems.clone());
    let page = CashBookPage {
        around,
        group: head(group),
        trail: visit.may(Can::SeeTrail),
        filter,
        book: book.page(&path, &typed),
        problems,
    };
    Ok(answer(pages::cash_book(&page), &asked.problems))
}

/// `GET /groups/{group}/accounts`: every account that ever moved, with its balance now.
pub async fn accounts(State(app): State<App>, visit: InGroup) -> Answer {
    let mut tx = app.db().read().await?;
    let mut sums: BTreeMap<(AccountClass, AccountNo, FundNo, Commodity), (i64, u64)> = BTreeMap::new();
    for (key, amount) in store::balances(&mut tx, visit.group.book).await? {
        let class = chart(key.account).map_or(AccountClass::Conversion, |account| class(account.kind));
        let (sum, members) = sums.entry((class, key.account, key.fund, key.commodity)).or_default();
        *sum = sum.saturating_add(amount.quantity());
        *members += u64::from(key.party.is_some() && !amount.is_zero());
    }
    let words = visit.words();
    let row = |((class, account, fund, commodity), (sum, members)): ((AccountClass, AccountNo, FundNo, Commodity), (i64, u64))| {
        AccountRow {
            account: lines::account_name(words, account),
            class,
            fund: lines::fund_name(words, fund),
            unit: lines::unit(commodity),
            balance: sense(class, sum),
            members,
        }
    };
    let accounts = sums.into_iter().map(row).collect();
    let (around, trail) = (visit.visit.around(), visit.may(Can::SeeTrail));
    Ok(web::html(pages::accounts(&AccountsPage { around, group: head(&visit.group), trail, accounts })))
}

/// `GET /groups/{group}/accounts/{no}`: the ledger of one account, or the same as a file.
pub async fn account(
    State(app): State<App>,
    visit: InGroup,
    Path((_, no)): Path<(String, String)>,
    Query(typed): Query<Typed>,
) -> Answer {
    let (group, words) = (&visit.group, visit.words());
    let account = no.parse().ok().and_then(|no| chart(AccountNo(no))).ok_or(Fault::NotFound)?;
    let mut tx = app.db().read().await?;
    let days = days(&mut tx, group, app.today()).await?;
    let asked = form::read(&typed, days.usual, words);
    let members = if account.per_party { members::members(&mut tx, group.book, &group.commodity).await? } else { vec![] };
    let party = member_asked(&typed, &members)?;
    let funds = funds_of(&mut tx, group, account.no).await?;
    let of = book::Of { account: account.no, class: class(account.kind), party, members: &members, several_funds: funds.len() > 1 };
    let book = book::account(&mut tx, group, &asked, of, words).await?;
    if asked.csv {
        return Ok(csv::file(
            &["account", &no, &group.code, &asked.until.to_string()],
            &book.rows(words, group.commodity(), ["debit", "credit"]),
        ));
    }
    let path = head(group).href(&format!("accounts/{no}"));
    let filter = filter(&typed, &asked, &path, &days, &funds, &members, words);
    let page = AccountPage {
        around: visit.visit.around(),
        group: head(group),
        trail: visit.may(Can::SeeTrail),
        account: lines::account_name(words, account.no),
        class: class(account.kind),
        filter,
        book: book.page(&path, &typed),
        problems: asked.problems.clone(),
    };
    Ok(answer(pages::account(&page), &asked.problems))
}

/// The page, or the same as a refusal when a field could not be read.
pub(super) fn answer(page: maud::Markup, problems: &[Problem]) -> axum::response::Response {
    if problems.is_empty() { web::html(page) } else { web::unprocessable(page) }
}

/// The account of the chart, if there is one.
fn chart(no: AccountNo) -> Option<&'static ChartAccount> {
    ACCOUNTS.iter().find(|account| account.no == no)
}

/// What an account counts, as pages name it.
pub(super) fn class(kind: AccountKind) -> AccountClass {
    match kind {
        AccountKind::Asset => AccountClass::Asset,
        AccountKind::Liability => AccountClass::Liability,
        AccountKind::Equity => AccountClass::Equity,
        AccountKind::Income => AccountClass::Income,
        AccountKind::Expense => AccountClass::Expense,
        AccountKind::Conversion => AccountClass::Conversion,
    }
}

/// A debit-positive balance in the account's own sense: what a group owes or earned is positive to its reader.
pub(super) fn sense(class: AccountClass, balance: i64) -> i64 {
    match class {
        AccountClass::Liability | AccountClass::Equity | AccountClass::Income => balance.saturating_neg(),
        AccountClass::Asset | AccountClass::Expense | AccountClass::Conversion => balance,
    }
}

/// Which days are shown unasked, and since when there is anything.
struct Days {
    usual: (NaiveDate, NaiveDate),
    first: Option<NaiveDate>,
}

async fn days(tx: &mut Tx, group: &Group, today: NaiveDate) -> store::Result<Days> {
    let cycle = crate::groups::store::cycle(tx, group.book).await?;
    let (mut from, until) = form::usual_span(cycle.starts_on, today);
    let span = super::store::first_and_last(tx, group.book).await?;
    if let Some((_, last)) = span.filter(|(_, last)| *last < from) {
        // A group that has not met for months still opens on its last page.
        from = form::month_start(last);
    }
    Ok(Days { usual: (from, until), first: span.map(|(first, _)| first) })
}

/// The funds in which an account ever moved.
async fn funds_of(tx: &mut Tx, group: &Group, account: AccountNo) -> store::Result<BTreeSet<FundNo>> {
    let balances = store::balances(tx, group.book).await?;
    Ok(balances.into_iter().filter(|(key, _)| key.account == account).map(|(key, _)| key.fund).collect())
}

fn member_asked(typed: &Typed, members: &[Member]) -> Result<Option<PartyNo>, Fault> {
    if typed.member.is_empty() {
        return Ok(None);
    }
    let number = words::read_count(&typed.member).ok().flatten().ok_or(Fault::NotFound)?;
    members.iter().find(|member| member.number == number).map(|member| Some(member.party())).ok_or(Fault::NotFound)
}

fn filter(
    typed: &Typed,
    asked: &Asked,
    path: &str,
    days: &Days,
    funds: &BTreeSet<FundNo>,
    members: &[Member],
    words: Words,
) -> BookFilter {
    let shown = |typed: &str, day: NaiveDate| if typed.trim().is_empty() { words.date_short(day) } else { typed.to_owned() };
    let query = |from: &str, until: &str, format: &str| {
        with_query(path, &[("fund", &typed.fund), ("member", &typed.member), ("from", from), ("until", until), ("format", format)])
    };
    BookFilter {
        funds: funds.iter().map(|&fund| (domain::chart::fund_code(fund).to_owned(), lines::fund_name(words, fund))).collect(),
        fund: typed.fund.clone(),
        members: members.iter().map(|member| (member.number.to_string(), member.name())).collect(),
        member: typed.member.clone(),
        from: shown(&typed.from, asked.from),
        until: shown(&typed.until, asked.until),
        all: days.first.map(|day| query(&day.to_string(), "", "")),
        csv: query(&typed.from, &typed.until, "csv"),
    }
}

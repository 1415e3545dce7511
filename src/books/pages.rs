//! The routes of the cash book, the accounts, and the ledger of one account.
use super::{
    book, csv,
    form::{self, Asked, Typed},
    funds::{Funds, Goods},
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
    parts::{GroupHead, Name, Problem, with_query},
};
use words::Words;

/// `GET /groups/{group}/cash-book`: cash in the box by fund and days, or the same as a file.
pub async fn cash_book(State(app): State<App>, visit: InGroup, Query(typed): Query<Typed>) -> Answer {
    let (group, words) = (&visit.group, visit.words());
    let mut tx = app.db().read().await?;
    let days = days(&mut tx, group, app.today()).await?;
    let funds = Funds::load(&mut tx, group.book).await?;
    let asked = form::read(&typed, days.usual, &funds, words);
    let moved = moved(&mut tx, group, CASH).await?;
    let book = book::cash(&mut tx, group, &asked, (&funds, moved.funds.len() > 1), words).await?;
    if asked.csv {
        return Ok(csv::file(&["cash-book", &group.code, &asked.until.to_string()], &book.rows(words, ["cash-in", "cash-out"])));
    }
    let path = head(group).href("cash-book");
    let filter = filter(&typed, &asked, &path, &days, choices(&moved, &funds, words), words);
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
    let funds = Funds::load(&mut tx, visit.group.book).await?;
    let goods = Goods::load(&mut tx).await?;
    let own = head(&visit.group);
    let row = |((class, account, fund, commodity), (sum, members)): ((AccountClass, AccountNo, FundNo, Commodity), (i64, u64))| {
        AccountRow {
            account: lines::account_name(words, account),
            href: account_href(&own, account, funds.code(fund), commodity),
            class,
            fund: funds.name(words, fund),
            counted: goods.get(commodity).map(|good| good.name(words)).unwrap_or_default(),
            unit: lines::unit(commodity),
            balance: sense(class, sum),
            members,
        }
    };
    let accounts = sums.into_iter().map(row).collect();
    let (around, trail) = (visit.visit.around(), visit.may(Can::SeeTrail));
    Ok(web::html(pages::accounts(&AccountsPage { around, group: own, trail, accounts })))
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
    let funds = Funds::load(&mut tx, group.book).await?;
    let goods = Goods::load(&mut tx).await?;
    let asked = form::read(&typed, days.usual, &funds, words);
    let members = if account.per_party { members::members(&mut tx, group.book, &group.commodity).await? } else { vec![] };
    let party = member_asked(&typed, &members)?;
    let moved = moved(&mut tx, group, account.no).await?;
    let of = book::Of {
        account: account.no,
        class: class(account.kind),
        commodity: moved.shown(&typed.commodity, asked.fund, group.commodity()),
        party,
        members: &members,
        funds: &funds,
        several_funds: moved.funds.len() > 1,
    };
    let commodity = of.commodity;
    let book = book::account(&mut tx, group, &asked, of, words).await?;
    if asked.csv {
        return Ok(csv::file(&["account", &no, &group.code, &asked.until.to_string()], &book.rows(words, ["debit", "credit"])));
    }
    let path = head(group).href(&format!("accounts/{no}"));
    let mut choices = choices(&moved, &funds, words);
    choices.members = members.iter().map(|member| (member.number.to_string(), member.name())).collect();
    choices.commodities =
        moved.commodities().into_iter().map(|one| (one.code().to_owned(), Name::said(goods.name(words, one)))).collect();
    choices.commodity = commodity.code().to_owned();
    let filter = filter(&typed, &asked, &path, &days, choices, words);
    let page = AccountPage {
        around: visit.visit.around(),
        group: head(group),
        trail: visit.may(Can::SeeTrail),
        account: lines::account_name(words, account.no),
        class: class(account.kind),
        counted: goods.get(commodity).map(|good| good.name(words)).unwrap_or_default(),
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
    let (mut from, until) = match group.saves {
        true => form::usual_span(crate::groups::store::cycle(tx, group.book).await?.starts_on, today),
        // Who keeps banks alone has no cycles, and goes by the year of rice.
        false => form::year_until(today),
    };
    let span = super::store::first_and_last(tx, group.book).await?;
    if let Some((_, last)) = span.filter(|(_, last)| *last < from) {
        // A group that has not met for months still opens on its last page.
        from = form::month_start(last);
    }
    Ok(Days { usual: (from, until), first: span.map(|(first, _)| first) })
}

/// Where an account ever moved.
struct Moved {
    funds: BTreeSet<FundNo>,
    pairs: BTreeSet<(FundNo, Commodity)>,
}

async fn moved(tx: &mut Tx, group: &Group, account: AccountNo) -> store::Result<Moved> {
    let balances = store::balances(tx, group.book).await?;
    let pairs = balances.into_iter().filter(|(key, _)| key.account == account).map(|(key, _)| (key.fund, key.commodity));
    let pairs: BTreeSet<_> = pairs.collect();
    Ok(Moved { funds: pairs.iter().map(|(fund, _)| *fund).collect(), pairs })
}

impl Moved {
    fn commodities(&self) -> BTreeSet<Commodity> {
        self.pairs.iter().map(|(_, commodity)| *commodity).collect()
    }

    /// What is shown: what was asked for where the account ever counted it, else the group's currency, else the first
    /// thing that it counted.
    fn shown(&self, asked: &str, fund: Option<FundNo>, own: Commodity) -> Commodity {
        let here = || self.pairs.iter().filter(|(of, _)| fund.is_none_or(|fund| fund == *of)).map(|(_, commodity)| *commodity);
        here()
            .find(|commodity| commodity.code() == asked)
            .or_else(|| here().find(|commodity| *commodity == own))
            .or_else(|| here().next())
            .unwrap_or(own)
    }
}

/// The ledger of an account as a row of a list stands for it: of a bank's fund or in goods, of that fund and good alone.
pub(super) fn account_href(group: &GroupHead, account: AccountNo, fund: &str, commodity: Commodity) -> String {
    let of_savings = domain::chart::FUNDS.iter().any(|(_, code)| *code == fund);
    let fund = if of_savings { "" } else { fund };
    let commodity = if commodity.code() == group.unit.commodity { "" } else { commodity.code() };
    with_query(&group.href(&format!("accounts/{}", account.0)), &[("fund", fund), ("commodity", commodity)])
}

/// What may be chosen on a page of lines.
fn choices(moved: &Moved, funds: &Funds, words: Words) -> BookFilter {
    BookFilter {
        funds: moved.funds.iter().map(|&fund| (funds.code(fund).to_owned(), funds.name(words, fund))).collect(),
        ..BookFilter::default()
    }
}

fn member_asked(typed: &Typed, members: &[Member]) -> Result<Option<PartyNo>, Fault> {
    if typed.member.is_empty() {
        return Ok(None);
    }
    let number = words::read_count(&typed.member).ok().flatten().ok_or(Fault::NotFound)?;
    members.iter().find(|member| member.number == number).map(|member| Some(member.party())).ok_or(Fault::NotFound)
}

fn filter(typed: &Typed, asked: &Asked, path: &str, days: &Days, choices: BookFilter, words: Words) -> BookFilter {
    let shown = |typed: &str, day: NaiveDate| if typed.trim().is_empty() { words.date_short(day) } else { typed.to_owned() };
    let query = |from: &str, until: &str, format: &str| {
        let kept = [("fund", &*typed.fund), ("member", &typed.member), ("commodity", &typed.commodity)];
        with_query(path, &[&kept[..], &[("from", from), ("until", until), ("format", format)]].concat())
    };
    BookFilter {
        fund: typed.fund.clone(),
        member: typed.member.clone(),
        from: shown(&typed.from, asked.from),
        until: shown(&typed.until, asked.until),
        all: days.first.map(|day| query(&day.to_string(), "", "")),
        csv: query(&typed.from, &typed.until, "csv"),
        ..choices
    }
}

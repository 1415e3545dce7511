//! The statement of a group on paper: the figures of its pages of books and banks, for some days.
use super::{
    Wish, answer,
    of_group::{name, of_group, signers},
};
use crate::{
    app::App,
    banks::{
        reports::{Typed, span},
        store::BankRow,
    },
    books::{
        form::{usual_span, year_until},
        lines,
        store::{self as books, Document},
    },
    error::{Answer, Fault},
    exports,
    groups::store::{self as groups, Group},
    guard::InGroup,
    members::store::{self as members, officers},
    store::{self, Line, LineFilter, Page, Tx},
    web,
};
use axum::extract::{Query, RawQuery, State};
use chrono::{Datelike, NaiveDate};
use domain::{
    banks::{Good, is_money, span::Span},
    chart::{CASH, LOANS},
    people::Office,
    statements::{Days, months, statements},
};
use ledger::{Amount, BalanceKey, Commodity, Entry, EntryKind, FundNo};
use reports::{
    of_group::Signer,
    statement::{BankPart, CashBook, CashLine, FundName, GroupStatement, Movement, TrialFund, TrialLine, Why},
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// `GET /groups/{group}/papers/statement?from=&to=`: of the running cycle, where no days are asked for. Days that cannot
/// be read are answered where they are typed.
pub async fn show(
    State(app): State<App>,
    visit: InGroup,
    Query(wish): Query<Wish>,
    Query(typed): Query<Typed>,
    RawQuery(query): RawQuery,
) -> Answer {
    let (words, today) = (visit.words(), app.today());
    let (span, problems) = span(&typed, today, words);
    if !problems.is_empty() {
        let page = crate::meetings::pages::head(&visit.group).href("statement");
        return Ok(web::see_other(&format!("{page}?{}", query.unwrap_or_default())));
    }
    let mut tx = app.db().read().await?;
    let statement = load(&mut tx, &visit.group, span.from, span.to, today).await?;
    let (say, file) = (wish.say(words), format!("{}-statement-{}", visit.group.code, span.to));
    answer(&visit, &file, move || statement.document(say)).await
}

/// The statement of some days; without a first one, from where its cycle began.
///
/// # Errors
/// Where the store cannot be read, or the books are not what the ledger lets in.
pub async fn load(
    tx: &mut Tx,
    group: &Group,
    from: Option<NaiveDate>,
    to: NaiveDate,
    today: NaiveDate,
) -> Result<GroupStatement, Fault> {
    let from = match from {
        Some(from) => from,
        None => usual(tx, group, today).await?.min(to),
    };
    let eve = from.pred_opt().ok_or(Fault::NotFound)?;
    let told = exports::group_statement(tx, group, Span { from: Some(from), to }).await?;
    let (before, after) = (store::balances_as_of(tx, group.book, eve).await?, store::balances_as_of(tx, group.book, to).await?);
    let numbered = store::entries_between(tx, group.book, from, to).await?;
    let entries: Vec<&Entry> = numbered.iter().map(|numbered| &numbered.entry).collect();
    let banks: Vec<FundNo> = told.banks.iter().map(|(row, _)| row.fund()).collect();
    let days = Days { before: &before, entries: &entries, after: &after, banks: &banks, money: group.commodity() };
    let names = FundNames(told.banks.iter().map(|(row, _)| row.clone()).collect());
    let by_no: HashMap<i64, &Entry> = numbered.iter().map(|numbered| (numbered.no.0, &numbered.entry)).collect();
    let everybody = members::members(tx, group.book, &group.commodity).await?;
    let here = everybody.iter().filter(|member| member.joined_on <= to && member.left_on.is_none_or(|left| left > to));
    Ok(GroupStatement {
        group: of_group(group),
        from,
        to,
        money: group.commodity(),
        members: here.count() as i64,
        borrowers: borrowers(&days),
        funds: statements(&days).map_err(|flaw| Fault::Broken(format!("books of {}: {flaw:?}", group.code)))?,
        months: if group.saves { months(&days, to) } else { vec![] },
        trial: trial(&after, &names, &told.goods),
        cash: cash(tx, group, (from, to), &by_no, &names).await?,
        banks: told
            .banks
            .into_iter()
            .map(|(row, told)| BankPart { code: row.code.clone(), name: name(row.name()), told })
            .collect(),
        sums: told.sums,
        goods: told.goods,
        signers: committee(tx, group, to).await?,
    })
}

/// The first day of the running cycle; of a group that only keeps banks, of the last twelve months.
async fn usual(tx: &mut Tx, group: &Group, today: NaiveDate) -> Result<NaiveDate, Fault> {
    Ok(match group.saves {
        true => usual_span(groups::cycle(tx, group.book).await?.starts_on, today).0,
        false => year_until(today).0,
    })
}

/// The committee, which signs what the books say.
pub(super) async fn committee(tx: &mut Tx, group: &Group, on: NaiveDate) -> Result<Vec<Signer>, Fault> {
    let mut all = signers(&officers(tx, group.book).await?, on);
    all.retain(|signer| signer.office != Office::Counter);
    // Whoever keeps the books signs first.
    all.sort_by_key(|signer| signer.office != Office::Treasurer);
    Ok(all)
}

/// Members who owe a loan of money at the end.
fn borrowers(days: &Days<'_>) -> i64 {
    let owes = |(key, amount): &&(BalanceKey, Amount)| {
        key.account == LOANS && key.commodity == days.money && !days.banks.contains(&key.fund) && !amount.is_zero()
    };
    days.after.iter().filter(owes).filter_map(|(key, _)| key.party).collect::<BTreeSet<_>>().len() as i64
}

/// The names of funds: a bank's own, or the chart's.
struct FundNames(Vec<BankRow>);

impl FundNames {
    fn name(&self, no: FundNo) -> FundName {
        let bank = self.0.iter().find(|row| row.fund() == no);
        bank.map_or(FundName::Chart(no), |row| FundName::Bank(name(row.name())))
    }
}

/// Every account that is not nought, members together; of each fund its money first.
fn trial(balances: &[(BalanceKey, Amount)], names: &FundNames, goods: &[Good]) -> Vec<TrialFund> {
    let mut funds: BTreeMap<(FundNo, bool, Commodity), BTreeMap<ledger::AccountNo, i64>> = BTreeMap::new();
    for (key, amount) in balances {
        let of = (key.fund, !is_money(key.commodity.code()), key.commodity);
        let sum = funds.entry(of).or_default().entry(key.account).or_default();
        *sum = sum.saturating_add(amount.quantity());
    }
    let line =
        |(account, sum): (ledger::AccountNo, i64)| TrialLine { account, debit: sum.max(0), credit: sum.min(0).saturating_neg() };
    let fund = |((no, _, commodity), accounts): ((FundNo, bool, Commodity), BTreeMap<_, i64>)| TrialFund {
        fund: names.name(no),
        commodity,
        good: goods.iter().find(|good| good.commodity() == commodity).cloned(),
        lines: accounts.into_iter().filter(|(_, sum)| *sum != 0).map(line).collect(),
    };
    funds.into_iter().map(fund).filter(|fund| !fund.lines.is_empty()).collect()
}

/// The cash book of the days, every line.
async fn cash(
    tx: &mut Tx,
    group: &Group,
    (from, to): (NaiveDate, NaiveDate),
    entries: &HashMap<i64, &Entry>,
    names: &FundNames,
) -> Result<CashBook, Fault> {
    let money = group.commodity();
    let filter = LineFilter { commodity: Some(money), from: Some(from), to: Some(to), ..LineFilter::default() };
    let read = store::postings_of_account(tx, group.book, CASH, filter, Page::ALL).await?;
    let (came, went) = books::cash_turnover(tx, group.book, filter, &group.commodity).await?;
    let numbers = read.lines.iter().map(|line| line.entry);
    let documents = match (numbers.clone().min(), numbers.max()) {
        (Some(first), Some(last)) => books::documents(tx, group.book, first, last).await?,
        _ => HashMap::new(),
    };
    let line = |line: &Line| {
        let moved = entries.get(&line.entry.0).map(|entry| lines::moved(entry, CASH, line.posting.fund, money)).unwrap_or_default();
        let mends = line.kind.mends().is_some();
        CashLine {
            day: line.day,
            entry: line.entry.0,
            why: why(line, documents.get(&line.entry.0)),
            reason: if mends { line.memo.clone() } else { String::new() },
            fund: names.name(line.posting.fund),
            came: moved.iter().fold(0, |sum, one| sum.saturating_add(one.came)),
            went: moved.iter().fold(0, |sum, one| sum.saturating_add(one.went)),
            moved: moved.iter().map(|one| Movement { account: one.account, came: one.came, went: one.went }).collect(),
            balance: line.running.quantity(),
        }
    };
    let quantity =
        |amounts: &[Amount]| amounts.iter().find(|amount| amount.commodity() == money).map_or(0, |amount| amount.quantity());
    let funds: BTreeSet<FundNo> = read.lines.iter().map(|line| line.posting.fund).collect();
    Ok(CashBook {
        several_funds: funds.len() > 1,
        opening: quantity(&read.opening),
        lines: read.lines.iter().map(line).collect(),
        came,
        went,
        closing: quantity(&read.closing),
    })
}

/// What an entry was for, as [`lines::why`] says it.
fn why(line: &Line, document: Option<&Document>) -> Why {
    match (line.kind, document) {
        (_, Some(Document::RunningLoans)) => Why::RunningLoans,
        (EntryKind::Opening, _) | (_, Some(Document::Meeting(0))) => Why::Opening,
        (EntryKind::Closing, _) => Why::Closing(line.day.year()),
        (EntryKind::Reversal(of), _) => Why::Reversal(of.0),
        (_, Some(Document::Meeting(no))) => Why::Meeting(*no),
        (_, Some(Document::ShareOut(no))) => Why::ShareOut(*no),
        (_, Some(Document::Payout(member))) => Why::Payout(*member),
        (_, Some(Document::WrittenOff(loan))) => Why::WrittenOff(*loan),
        (_, Some(Document::Act(act))) => Why::Act(act.no, act.kind.clone()),
        (_, Some(Document::Correction(no, meeting))) => Why::Correction(*no, *meeting),
        (EntryKind::Correction(of), None) => Why::Corrects(of.0),
        (EntryKind::Ordinary, None) => Why::Entry(line.entry.0),
    }
}

//! The route of the trial balance: today from the kept balances, an earlier day by summing.
use super::{
    csv::{self, Cell},
    form,
    funds::{Funds, Goods},
    lines,
    pages::{account_href, answer, class, sense},
};
use crate::{
    app::App,
    error::Answer,
    guard::{Can, InGroup},
    meetings::pages::head,
    members::store::{self as members, Member},
    store,
};
use axum::extract::{Query, State};
use chrono::NaiveDate;
use domain::{banks::is_money, chart::ACCOUNTS};
use ledger::{AccountNo, Amount, BalanceKey, Commodity, FundNo, PartyNo};
use serde::Deserialize;
use std::collections::BTreeMap;
use templates::{
    parts::{GroupHead, Name, Problem, with_query},
    trial_balance::{FundBalances, TrialBalancePage, TrialLine, trial_balance as draw},
};
use words::Words;

/// The query as it came.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// The day.
    as_of: String,
    /// `csv`: the same as a file.
    format: String,
}

/// `GET /groups/{group}/trial-balance`
pub async fn trial_balance(State(app): State<App>, visit: InGroup, Query(typed): Query<Typed>) -> Answer {
    let (group, words, today) = (&visit.group, visit.words(), app.today());
    let (as_of, problems) = day(&typed.as_of, today, words);
    let mut tx = app.db().read().await?;
    let balances = match as_of == today {
        true => store::balances(&mut tx, group.book).await?,
        false => store::balances_as_of(&mut tx, group.book, as_of).await?,
    };
    let members = members::members(&mut tx, group.book, &group.commodity).await?;
    let (funds, goods) = (Funds::load(&mut tx, group.book).await?, Goods::load(&mut tx).await?);
    let (sides, named) = (Sides::of(balances), Named { funds: &funds, goods: &goods, members: &members, words });
    if typed.format == "csv" && problems.is_empty() {
        return Ok(csv::file(&["trial-balance", &group.code, &as_of.to_string()], &sides.rows(&named)));
    }
    let head = head(group);
    let page = TrialBalancePage {
        around: visit.visit.around(),
        trail: visit.may(Can::SeeTrail),
        csv: with_query(&head.href("trial-balance"), &[("as_of", &as_of.to_string()), ("format", "csv")]),
        funds: sides.page(&head, &named),
        group: head,
        as_of,
        typed: if typed.as_of.trim().is_empty() { words.date_short(as_of) } else { typed.as_of },
        problems: problems.clone(),
    };
    Ok(answer(draw(&page), &problems))
}

/// The day that was typed, today when none was; a day to come is refused, since nobody knows its balances.
fn day(typed: &str, today: NaiveDate, words: Words) -> (NaiveDate, Vec<Problem>) {
    let refuse = |message: String| (today, vec![Problem { field: "as_of".into(), message }]);
    match form::read_day(typed, words) {
        Ok(Some(day)) if day > today => refuse(words.say("as-of-future").into_owned()),
        Ok(day) => (day.unwrap_or(today), vec![]),
        Err(message) => refuse(message),
    }
}

/// What funds, goods and members are called.
struct Named<'a> {
    funds: &'a Funds,
    goods: &'a Goods,
    members: &'a [Member],
    words: Words,
}

/// Balances by fund and commodity, then account, then member; what came to nothing is left out.
struct Sides(BTreeMap<(FundNo, Commodity), Accounts>);
type Accounts = BTreeMap<AccountNo, Vec<(Option<PartyNo>, i64)>>;

impl Sides {
    fn of(balances: Vec<(BalanceKey, Amount)>) -> Sides {
        let mut funds = Sides(BTreeMap::new());
        for (key, amount) in balances.into_iter().filter(|(_, amount)| !amount.is_zero()) {
            let accounts = funds.0.entry((key.fund, key.commodity)).or_default();
            accounts.entry(key.account).or_default().push((key.party, amount.quantity()));
        }
        funds
    }

    fn page(&self, group: &GroupHead, named: &Named<'_>) -> Vec<FundBalances> {
        let fund = |(&(fund, commodity), accounts): (&(FundNo, Commodity), &Accounts)| {
            let href = |account| account_href(group, account, named.funds.code(fund), commodity);
            let line = |(account, balances): (&AccountNo, &Vec<_>)| line(*account, href(*account), balances, named);
            let lines: Vec<TrialLine> = accounts.iter().map(line).collect();
            let sum = |side: fn(&TrialLine) -> i64| lines.iter().map(side).fold(0, i64::saturating_add);
            let (debit, credit) = (sum(|line| line.debit), sum(|line| line.credit));
            FundBalances {
                fund: named.funds.name(named.words, fund),
                counted: named.goods.get(commodity).map(|good| good.name(named.words)).unwrap_or_default(),
                unit: lines::unit(commodity),
                lines,
                debit,
                credit,
            }
        };
        // Money first, then what the fund keeps beside it.
        let mut all: Vec<_> = self.0.iter().collect();
        all.sort_by_key(|((fund, commodity), _)| (*fund, !is_money(commodity.code()), *commodity));
        all.into_iter().map(fund).collect()
    }

    /// As a file: a line a balance, members each on her own.
    fn rows(&self, named: &Named<'_>) -> Vec<Vec<Cell>> {
        let words = named.words;
        let keys = ["fund", "number-short", "account", "member", "name", "debit", "credit", "currency"];
        let mut rows = vec![keys.map(|key| Cell::text(words.say(key))).into()];
        for ((fund, commodity), accounts) in &self.0 {
            for (account, party, quantity) in
                accounts.iter().flat_map(|(account, list)| list.iter().map(move |(party, quantity)| (account, party, *quantity)))
            {
                let member = party.and_then(|party| named.members.iter().find(|member| member.party() == party));
                rows.push(vec![
                    Cell::text(named.funds.name(words, *fund).show(words)),
                    Cell::number(account.0),
                    Cell::text(lines::account_name(words, *account).name.show(words)),
                    member.map_or_else(Cell::blank, |member| Cell::number(member.number)),
                    member.map_or_else(Cell::blank, |member| Cell::text(member.name().show(words))),
                    Cell::amount(*commodity, quantity.max(0)),
                    Cell::amount(*commodity, quantity.min(0).saturating_neg()),
                    Cell::text(commodity.code()),
                ]);
            }
        }
        rows
    }
}

fn line(account: AccountNo, href: String, balances: &[(Option<PartyNo>, i64)], named: &Named<'_>) -> TrialLine {
    let sum = balances.iter().map(|(_, quantity)| *quantity).fold(0, i64::saturating_add);
    let sense_of = |quantity| match ACCOUNTS.iter().find(|line| line.no == account) {
        Some(line) => sense(class(line.kind), quantity),
        None => quantity,
    };
    let member = |(party, quantity): &(Option<PartyNo>, i64)| -> Option<(u32, Name, i64)> {
        let member = named.members.iter().find(|member| Some(member.party()) == *party)?;
        Some((u32::try_from(member.number).ok()?, member.name(), sense_of(*quantity)))
    };
    let mut of: Vec<_> = balances.iter().filter_map(member).collect();
    of.sort_by_key(|(number, _, _)| *number);
    TrialLine {
        account: lines::account_name(named.words, account),
        href,
        debit: sum.max(0),
        credit: sum.min(0).saturating_neg(),
        members: of,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::chart::{CAPITAL, CASH, LOAN_FUND, SAVINGS, STORE};
    use words::Language;

    #[test]
    fn each_fund_is_summed_by_itself_and_nothing_is_left_out_but_nothing() {
        let key = |account, party: Option<i64>| BalanceKey {
            fund: LOAN_FUND,
            account,
            party: party.map(PartyNo),
            commodity: Commodity::KHR,
        };
        let riel = |quantity| Commodity::KHR.of(quantity);
        let balances = vec![
            (key(CASH, None), riel(1_500)),
            (key(SAVINGS, Some(1)), riel(-1_000)),
            (key(SAVINGS, Some(2)), riel(-500)),
            (key(SAVINGS, Some(3)), riel(0)),
        ];
        let (funds, goods) = (Funds::of_chart(), Goods::default());
        let named = Named { funds: &funds, goods: &goods, members: &[], words: Words::new(Language::English) };
        let paddy = Commodity::new("PADDY", 3).unwrap();
        let store = BalanceKey { fund: FundNo(3), account: STORE, party: None, commodity: paddy };
        let capital = BalanceKey { account: CAPITAL, ..store };
        let sides = Sides::of([balances, vec![(store, paddy.of(5_000_000)), (capital, paddy.of(-5_000_000))]].concat());
        let unit = lines::unit(Commodity::KHR);
        let page = sides.page(&GroupHead { code: "A".into(), name: Name::default(), unit, saves: true, practice: false }, &named);
        let sums = |at: usize| (page[at].debit, page[at].credit, page[at].lines.len());
        assert_eq!((page.len(), sums(0), sums(1)), (2, (1_500, 1_500, 2), (5_000_000, 5_000_000, 2)));
        assert_eq!(page[0].lines[0].href, "/groups/A/accounts/1010");
        assert_eq!(page[1].lines[0].href, "/groups/A/accounts/1210?commodity=PADDY");
        assert_eq!(sides.rows(&named).len(), 6, "a head, cash, two members, and both sides of the store");
    }

    #[test]
    fn a_day_to_come_is_refused() {
        let (today, words) = ("2026-11-21".parse().unwrap(), Words::new(Language::English));
        assert_eq!(day("", today, words), (today, vec![]));
        assert_eq!(day("20/11/2026", today, words).0, "2026-11-20".parse().unwrap());
        for typed in ["22/11/2026", "soon"] {
            assert_eq!(day(typed, today, words).1.len(), 1, "{typed}");
        }
    }
}

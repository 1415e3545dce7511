//! The route of the stock card, and what the forms about stock share: which goods there are, how they are named.
use super::{acts::percent, shown, store, telling::Teller};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::{Can, InBank},
    listing::ListQuery,
    users, web,
};
use axum::extract::{Query, State};
use chrono::NaiveDate;
use domain::banks::{Bank, CardLine, Fact, Good, Measure, State as Has, stock_card};
use serde::Deserialize;
use templates::{
    banks::stock::{StockLine, StockPage, stock as draw},
    parts::Listing,
};
use words::Words;

/// What the address of a stock card says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct CardQuery {
    /// The good's code.
    pub good: String,
    /// The page of the list.
    pub page: String,
}

/// What a bank has on a day; that it cannot be told is a fault of the program.
pub(super) fn state(loaded: &Bank, day: NaiveDate) -> Result<Has, Fault> {
    loaded.state(day).map_err(|flaw| Fault::Broken(format!("acts of a bank: {flaw:?}")))
}

/// The goods that a bank keeps or ever kept, those its rules name included; money last.
pub(super) fn kept(loaded: &Bank) -> Vec<Good> {
    let named = |code: &str| {
        loaded.rules.iter().any(|version| {
            let rules = &version.rules;
            let lent = rules.lending.iter().any(|line| line.good == code);
            let placed = rules.placing.iter().any(|line| loaded.good(code).is_some_and(|good| good.class() == line.species));
            lent || placed || rules.joining.as_ref().is_some_and(|joining| joining.good == code)
        })
    };
    let moved = |good: &Good| loaded.acts.iter().any(|act| about(&act.fact, good));
    let mut all: Vec<Good> = loaded.goods.iter().filter(|good| named(good.code()) || moved(good)).cloned().collect();
    in_order(&mut all);
    all.push(Good::money(loaded.money));
    all
}

/// Paddy first, then what is made of it, then animals: as people name them.
pub(super) fn in_order(goods: &mut [Good]) {
    goods.sort_by(|one, other| (one.class(), one.code()).cmp(&(other.class(), other.code())));
}

/// Whether a fact is about a good.
fn about(fact: &Fact, good: &Good) -> bool {
    match fact {
        Fact::Donated { good: of, .. }
        | Fact::Deposited { good: of, .. }
        | Fact::DepositReturned { good: of, .. }
        | Fact::Bought { good: of, .. }
        | Fact::Sold { good: of, .. }
        | Fact::Helped { good: of, .. }
        | Fact::Counted { good: of, .. }
        | Fact::Lent { good: of, .. }
        | Fact::Repaid { good: of, .. }
        | Fact::RepaidCash { good: of, .. } => of == good.code(),
        Fact::AnimalsCame { species, .. } => *species == good.class(),
        _ => false,
    }
}

/// What there is of a good: in the store, in the box, or heads of the bank wherever they are.
pub(super) fn there_is(has: &Has, good: &Good) -> i64 {
    if good.class().is_registered() {
        return has.herd().filter(|animal| animal.species == good.class()).count() as i64;
    }
    has.stock(good.code())
}

/// What the store holds of all that is weighed and what it can hold, grams; none where nobody measured it.
pub(super) fn room(loaded: &Bank, has: &Has, day: NaiveDate) -> Option<(i64, i64)> {
    const GRAMS: i64 = 1_000;
    let capacity = loaded.rules(day)?.store.capacity;
    let weighed = loaded.goods.iter().filter(|good| good.class().measure() == Measure::Weight);
    let held = weighed.map(|good| has.stock(good.code())).fold(0_i64, i64::saturating_add);
    (capacity > 0).then(|| (held, capacity.saturating_mul(GRAMS)))
}

/// A good's name.
pub(super) fn name(words: Words, good: &Good) -> String {
    shown::good(good).name(words)
}

/// `GET /banks/{bank}/stock`
pub async fn card(State(app): State<App>, visit: InBank, Query(query): Query<CardQuery>) -> Answer {
    let InBank { group, bank, .. } = &visit;
    let (words, today) = (visit.words(), app.today());
    let mut tx = app.db().read().await?;
    let loaded = store::load(&mut tx, bank, group).await?;
    let people = shown::people(&mut tx, group).await?;
    let names = users::store::names(&mut tx).await?;
    let rows = store::act_rows(&mut tx, bank).await?;
    let has = state(&loaded, today)?;
    let goods = kept(&loaded);
    let here = goods.iter().position(|good| good.code() == query.good).unwrap_or(0);
    let head = shown::head(&mut tx, group, bank, &loaded).await?;
    let teller = Teller { words, bank: &loaded, people: &people };
    let by = |no: i64| {
        let row = rows.iter().find(|row| row.no == no);
        row.and_then(|row| names.get(&row.recorded_by)).cloned().unwrap_or_default()
    };
    let (lines, listing) = match goods.get(here) {
        Some(good) => lines(&loaded, good, today, &query.page, &head.href("stock"))?,
        None => (vec![], Listing::default()),
    };
    let counted = goods.get(here).and_then(|good| has.counted.get(good.code())).copied();
    let page = StockPage {
        around: visit.visit.around(),
        goods: goods.iter().map(|good| (shown::good(good), there_is(&has, good))).collect(),
        here,
        lines: lines.iter().map(|line| drawn(&teller, line, by(line.act.no))).collect(),
        listing,
        room: room(&loaded, &has, today),
        counted,
        may_write: visit.may(Can::Seal),
        bank: head,
    };
    Ok(web::html(draw(&page)))
}

/// The lines of a page of the card, the latest first.
fn lines<'a>(
    loaded: &'a Bank,
    good: &Good,
    through: NaiveDate,
    page: &str,
    path: &str,
) -> Result<(Vec<CardLine<'a>>, Listing), Fault> {
    let mut card = stock_card(loaded, good, through).map_err(|flaw| Fault::Broken(format!("a stock card: {flaw:?}")))?;
    card.reverse();
    let query = ListQuery { page: page.to_owned(), ..ListQuery::default() };
    Ok(query.page(path, &[("good", good.code())], card, |_, _, _| None))
}

fn drawn(teller: &Teller<'_>, line: &CardLine<'_>, by: String) -> StockLine {
    let moisture = match &line.act.fact {
        Fact::Counted { moisture_tenths, .. } => moisture_tenths.map(|tenths| percent(teller.words, tenths)),
        Fact::Repaid { lines, .. } => average(lines.iter().filter_map(|line| Some((line.moisture_tenths?, line.weighed))))
            .map(|tenths| percent(teller.words, tenths)),
        _ => None,
    };
    StockLine {
        act: line.act.no,
        day: line.act.day,
        what: teller.fact(&line.act.fact),
        change: line.change,
        balance: line.balance,
        moisture: moisture.unwrap_or_default(),
        by,
    }
}

/// The mean moisture of what was weighed, by weight, tenths of a per cent; halves up.
fn average(measured: impl Iterator<Item = (i64, i64)>) -> Option<i64> {
    let (sum, weight) = measured.fold((0_i128, 0_i128), |(sum, weight), (tenths, weighed)| {
        (sum + i128::from(tenths) * i128::from(weighed), weight + i128::from(weighed))
    });
    (weight > 0).then(|| i64::try_from((2 * sum + weight) / (2 * weight)).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moisture_is_weighed() {
        assert_eq!(average([(140, 100), (160, 300)].into_iter()), Some(155));
        assert_eq!(average([(141, 1), (140, 1)].into_iter()), Some(141));
        assert_eq!(average(std::iter::empty()), None);
    }
}

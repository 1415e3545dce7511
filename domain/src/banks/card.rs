//! The stock card of a good: every act that moved it, and what there was after each. It is told by the same road as
//! [`State`], so that its last balance is what the bank has.
use super::{
    Bank, Good, State,
    acts::{Act, Fact},
    state::Flaw,
};
use chrono::NaiveDate;

/// A line of a stock card. Quantities in smallest units of the good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CardLine<'a> {
    /// The act.
    pub act: &'a Act,
    /// What came (above zero) or went (below); a count that agreed: 0.
    pub change: i64,
    /// What there was after it.
    pub balance: i64,
}

/// The card of a good through a day, in the order of its days: what was undone did not happen. Of animals that are
/// registered one by one, the bank's heads, wherever they are.
///
/// # Errors
/// An act that cannot have happened, which [`super::decide`] never lets in.
pub fn stock_card<'a>(bank: &'a Bank, good: &Good, through: NaiveDate) -> Result<Vec<CardLine<'a>>, Flaw> {
    let mut before: Vec<(i64, i64)> = Vec::new();
    let end = State::tell_each(&bank.acts, through, &bank.goods, |act, state| {
        before.push((act.no, held(state, good)));
        Ok(())
    })?;
    let after = before.iter().skip(1).map(|(_, held)| *held).chain([held(&end, good)]);
    let told = before.iter().zip(after).filter_map(|((no, before), after)| {
        let act = bank.acts.iter().find(|act| act.no == *no)?;
        let counted = matches!(&act.fact, Fact::Counted { good: of, .. } if of == good.code());
        (after != *before || counted).then_some(CardLine { act, change: after - before, balance: after })
    });
    Ok(told.collect())
}

fn held(state: &State, good: &Good) -> i64 {
    if good.class().is_registered() {
        return state.herd().filter(|animal| animal.species == good.class()).count() as i64;
    }
    state.stock(good.code())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::banks::acts::{MoneySource, Spending};
    use ledger::{Commodity, FundNo};
    use uuid::Uuid;

    fn act(no: i64, day: u32, fact: Fact) -> Act {
        Act { no, id: Uuid::nil(), day: NaiveDate::from_ymd_opt(2026, 1, day).unwrap(), fact, price: None, entry: None }
    }

    fn bank(facts: Vec<(u32, Fact)>) -> Bank {
        Bank {
            fund: FundNo(3),
            money: Commodity::KHR,
            opened_on: NaiveDate::from_ymd_opt(2026, 1, 1).unwrap(),
            rules: vec![],
            seasons: vec![],
            goods: crate::banks::GOODS.clone(),
            prices: vec![],
            members: vec![],
            acts: (1..).zip(facts).map(|(no, (day, fact))| act(no, day, fact)).collect(),
            closed_through: None,
        }
    }

    #[test]
    fn a_card_runs_by_its_days_and_ends_in_what_there_is() {
        let given = |quantity| Fact::Donated { good: "PADDY".into(), quantity, capital: true, from: "all".into() };
        let bank = bank(vec![
            (5, given(5_000)),
            (9, Fact::Bought { good: "PADDY".into(), quantity: 100, paid: 300 }),
            (3, Fact::MoneyIn { source: MoneySource::Gift, amount: 1_000, note: String::new() }),
            (7, given(40)),
            (8, Fact::Undone { act: 4, reason: "twice".into() }),
            (4, Fact::MoneyOut { purpose: Spending::Other, amount: 200, note: String::new() }),
        ]);
        let last = NaiveDate::from_ymd_opt(2026, 1, 31).unwrap();
        let lines = |good: &Good| -> Vec<(i64, i64, i64)> {
            let card = stock_card(&bank, good, last).unwrap();
            card.iter().map(|line| (line.act.no, line.change, line.balance)).collect()
        };
        assert_eq!(lines(&bank.good("PADDY").unwrap()), [(1, 5_000, 5_000), (2, 100, 5_100)]);
        assert_eq!(lines(&bank.good("KHR").unwrap()), [(3, 1_000, 1_000), (6, -200, 800), (2, -300, 500)]);
        assert_eq!(bank.state(last).unwrap().stock("KHR"), 500);
    }
}

//! The banks of a group as its own pages show them: what each holds by the kept balances, and what waits there.
use super::store::{self, Group};
use crate::{
    banks::{
        shown,
        store::{self as banks, BankRow, Waiting},
    },
    guard::{Can, Visit},
    store::{Result, Tx},
};
use domain::{
    banks::Good,
    chart::{CASH, PLACED},
};
use templates::groups::BankCard;

/// The banks of a group, in the order they were founded.
pub async fn cards(tx: &mut Tx, visit: &Visit, group: &Group) -> Result<Vec<BankCard>> {
    let rows = banks::banks_of(tx, group.book).await?;
    if rows.is_empty() {
        return Ok(vec![]);
    }
    let goods = banks::goods(tx).await?;
    let holdings = store::bank_holdings(tx, group.book).await?;
    let waiting = banks::waiting(tx).await?;
    let may_decide = visit.may_in(Can::Correct, group);
    let card = |bank: BankRow| {
        let here: Vec<&Waiting> = waiting.iter().filter(|one| (one.book_id, one.bank_no) == (bank.book.0, bank.no)).collect();
        let for_me = here.iter().filter(|one| may_decide && one.asked_by != visit.user.id).count();
        let own: Vec<_> = holdings.iter().filter(|(fund, ..)| *fund == bank.fund_no).collect();
        let sum = |of: &dyn Fn(i64, &str) -> bool| -> i64 {
            own.iter().filter(|(_, account, code, _)| of(*account, code)).map(|(.., quantity)| quantity).sum()
        };
        let held = |good: &Good| {
            let all = sum(&|account, code| account != CASH.0 && code == good.code());
            let away = sum(&|account, code| account == PLACED.0 && code == good.code());
            (all != 0).then(|| (shown::good(good), all, away))
        };
        BankCard {
            name: bank.name(),
            holds: goods.iter().filter_map(held).collect(),
            money: sum(&|account, code| account == CASH.0 && code == group.commodity),
            waiting: here.len() as u32,
            waiting_for_me: for_me as u32,
            code: bank.code,
        }
    };
    Ok(rows.into_iter().map(card).collect())
}

//! What came into a store and a box and went out of them, and prices.
use super::{Ground, Officers, needed, perform, repeated, sum};
use crate::{
    banks::{
        refusals,
        store::{self, BankRow, NewPrice},
        write::Wish,
    },
    groups::store::Group,
    imports::{BadLines, ImportError, Imported, WORDS, day, quantity, said, table::Row},
    meetings::seal::Act,
    store::Tx,
};
use domain::banks::{
    Ask, Good, Party, PriceKind, Why,
    acts::{Cause, CountMethod, MoneySource, Spending},
    prices,
};

/// Writes prices, or sees that they stand. Caller commits.
///
/// # Errors
/// Every line that cannot be taken.
pub async fn prices(tx: &mut Tx, group: &Group, row: &BankRow, rows: &[Row], act: Act) -> Result<Imported, ImportError> {
    let (mut bad, mut imported) = (BadLines::default(), Imported::default());
    for (at, line) in rows.iter().enumerate() {
        let ground = Ground::load(tx, group, row).await?;
        let (on, good) = (day(line, "date", &mut bad), ground.good(line, &mut bad));
        let amount = quantity(line, "price", group.commodity(), &mut bad);
        let (Some(on), Some(good)) = (on, good) else { continue };
        let Some(amount) = needed(line, "price", amount, &mut bad) else { continue };
        let id = repeated(&["price", &group.code], line, rows, at);
        if store::has_price(tx, group.book, id).await? {
            imported.same += 1;
            continue;
        }
        let (code, class, reason) = (good.code(), line.text("class"), line.text("reason"));
        let judged = prices::judge(&ground.bank, prices::NewPrice { good: code, class, day: on, amount, reason }, act.today);
        for why in &judged.refusals {
            let (column, said) = match why {
                Why::Future | Why::Closed(_) => ("date", refusals::text(WORDS, &ground.bank, Some(code), why)),
                Why::Good(_) => ("class", said(class, "calf, heifer, cow or bull for cattle and buffalo; empty for all others.")),
                Why::Caution(_) => ("reason", "The price is far from the one before it: say why.".to_owned()),
                _ => ("price", said(line.text("price"), &refusals::text(WORDS, &ground.bank, Some(code), why))),
            };
            bad.add(line.line, column, said);
        }
        if judged.refusals.is_empty() {
            let (place, kind) = (row.village_code.as_str(), PriceKind::Market);
            let new = NewPrice { id, good: code, class, place, day: on, amount, kind, source: "file", reason };
            store::add_price(tx, group.book, &new, act.by, act.at).await?;
            imported.new += 1;
        }
    }
    bad.none().map(|()| imported)
}

/// Writes what came into the store and the box and went out. Caller commits.
///
/// # Errors
/// Every line that cannot be taken.
pub async fn stock(tx: &mut Tx, group: &Group, row: &BankRow, rows: &[Row], officers: Officers) -> Result<Imported, ImportError> {
    let (mut bad, mut imported) = (BadLines::default(), Imported::default());
    for (at, line) in rows.iter().enumerate() {
        let ground = Ground::load(tx, group, row).await?;
        let Some(on) = day(line, "date", &mut bad) else { continue };
        let Some(ask) = stock_ask(&ground, line, &mut bad) else { continue };
        let id = repeated(&["stock", &row.code], line, rows, at);
        sum(
            &mut imported,
            perform(tx, &ground, &Wish { key: id, day: on, known: true, ask: &ask }, officers, &[line], &mut bad).await?,
        );
    }
    bad.none().map(|()| imported)
}

fn stock_ask(ground: &Ground<'_>, line: &Row, bad: &mut BadLines) -> Option<Ask> {
    let note = line.text("note").to_owned();
    let kind = line.text("kind");
    let money = quantity(line, "money", ground.group.commodity(), bad);
    if let Some(source) = money_source(kind) {
        return Some(Ask::MoneyIn { source, amount: needed(line, "money", money, bad)?, note });
    }
    if let Some(purpose) = spending(kind) {
        return Some(Ask::MoneyOut { purpose, amount: needed(line, "money", money, bad)?, note });
    }
    let good = ground.good(line, bad)?;
    let amount = quantity(line, "quantity", good.commodity(), bad);
    let amount = needed(line, "quantity", amount, bad)?;
    let good = good.code().to_owned();
    let member = |bad: &mut BadLines| ground.member(line, line.text("member"), "member", bad);
    Some(match kind {
        "donated" | "given" => Ask::Donate { good, quantity: amount, capital: kind == "donated", from: note },
        "deposited" | "contributed" => Ask::Deposit { good, returned: kind == "deposited", rows: vec![(member(bad)?, amount)] },
        "deposit-returned" => Ask::ReturnDeposit { good, party: member(bad)?, quantity: amount },
        "bought" => Ask::Buy { good, quantity: amount, paid: needed(line, "money", money, bad)? },
        "sold" => Ask::Sell { good, quantity: amount, received: needed(line, "money", money, bad)? },
        "help" => Ask::Help { good, party: member(bad)?, quantity: amount, minute: note },
        "counted" => {
            let good_of = ground.bank.good(&good)?;
            Ask::Count {
                good,
                counted: amount,
                losses: losses(&good_of, line, &note, bad)?,
                counters: counters(ground, line, bad)?,
                method: CountMethod::Weighed,
                moisture_tenths: None,
            }
        }
        other => {
            bad.add(line.line, "kind", said(other, "No such kind; see docs/CLI.md for the list."));
            return None;
        }
    })
}

fn money_source(kind: &str) -> Option<MoneySource> {
    Some(match kind {
        "grant" => MoneySource::Grant,
        "contribution" => MoneySource::Contribution,
        "gift" => MoneySource::Gift,
        "insurance" => MoneySource::Insurance,
        "income" => MoneySource::Income,
        _ => return None,
    })
}

fn spending(kind: &str) -> Option<Spending> {
    Some(match kind {
        "repairs" => Spending::Repairs,
        "honorarium" => Spending::Honorarium,
        "transport" => Spending::Transport,
        "family-grant" => Spending::FamilyGrant,
        "expense" => Spending::Other,
        _ => return None,
    })
}

/// `drying 90; pests 60`.
fn losses(good: &Good, line: &Row, text: &str, bad: &mut BadLines) -> Option<Vec<(Cause, i64)>> {
    let mut all = Vec::new();
    for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        let read = part.split_once(' ').and_then(|(cause, amount)| {
            let cause = Cause::ALL.into_iter().find(|known| known.code() == cause)?;
            Some((cause, words::read_quantity(amount, good.commodity().decimals()).ok()??))
        });
        match read {
            Some(loss) => all.push(loss),
            None => {
                bad.add(line.line, "note", said(part, "A cause and a quantity, as “drying 90; pests 60”."));
                return None;
            }
        }
    }
    Some(all)
}

/// Two numbers of members: `3+7`.
fn counters(ground: &Ground<'_>, line: &Row, bad: &mut BadLines) -> Option<[Party; 2]> {
    let Some((first, second)) = line.text("member").split_once('+') else {
        bad.add(line.line, "member", said(line.text("member"), "Two people count: their numbers, as “3+7”."));
        return None;
    };
    Some([ground.member(line, first.trim(), "member", bad)?, ground.member(line, second.trim(), "member", bad)?])
}

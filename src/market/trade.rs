//! What cooperatives did with the buyers of the board, read over all books at once: what each pays today, what was agreed,
//! and how buyers paid.
use super::store;
use crate::{
    coops::store::{self as coops, CoopRow},
    groups::store as groups,
    guard::{Can, Visit},
    store::{BookId, Result, Tx},
};
use chrono::NaiveDate;
use domain::coops::{
    Act, Fact, Kind,
    acts::{ActNo, Contract},
    market::Record,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// What came of a buyer.
#[derive(Clone, Debug, Default)]
pub struct Dealings {
    /// How it paid.
    pub record: Record,
    /// Its contracts: whose book, what was agreed, and what was sold under it so far, grams.
    pub contracts: Vec<(BookId, Contract, i64)>,
}

/// A sale that may still be owed for.
struct Owed {
    buyer: Uuid,
    contract: Option<i64>,
    grams: i64,
    due: NaiveDate,
    left: i64,
    paid_on: Option<NaiveDate>,
}

/// What came of each buyer of the board, by its id.
pub async fn dealings(tx: &mut Tx, today: NaiveDate) -> Result<HashMap<Uuid, Dealings>> {
    Ok(told(&store::trade(tx).await?, today))
}

fn undone(acts: &[(BookId, Act)]) -> BTreeSet<(i64, ActNo)> {
    let undone = |(book, act): &(BookId, Act)| match act.fact {
        Fact::Undone { act, .. } => Some((book.0, act)),
        _ => None,
    };
    acts.iter().filter_map(undone).collect()
}

/// Tells dealings from the acts of all books, which come in the order of their days.
fn told(acts: &[(BookId, Act)], today: NaiveDate) -> HashMap<Uuid, Dealings> {
    let undone = undone(acts);
    let mut buyers: HashMap<(i64, i64), Uuid> = HashMap::new();
    let mut sales: BTreeMap<(i64, i64), Owed> = BTreeMap::new();
    let mut contracts: Vec<(BookId, Uuid, &Contract)> = Vec::new();
    for (book, act) in acts.iter().filter(|(book, act)| act.day <= today && !undone.contains(&(book.0, act.no))) {
        match &act.fact {
            Fact::OutsiderNamed { party, buyer, .. } => match buyer {
                Some(buyer) => drop(buyers.insert((book.0, *party), *buyer)),
                None => drop(buyers.remove(&(book.0, *party))),
            },
            Fact::Contracted(contract) => {
                contracts.extend(buyers.get(&(book.0, contract.buyer)).map(|buyer| (*book, *buyer, contract)));
            }
            Fact::Sold(sale) => {
                let Some(buyer) = buyers.get(&(book.0, sale.buyer)) else { continue };
                let left = sale.amount - sale.cash;
                let owed = Owed {
                    buyer: *buyer,
                    contract: sale.contract,
                    grams: sale.lines.iter().map(|line| line.grams).sum(),
                    due: sale.due.unwrap_or(act.day),
                    left,
                    paid_on: (left == 0).then_some(act.day),
                };
                sales.insert((book.0, sale.no), owed);
            }
            Fact::BuyerPaid { sale, amount } => {
                if let Some(owed) = sales.get_mut(&(book.0, *sale)) {
                    owed.left -= amount;
                    owed.paid_on = (owed.left == 0).then_some(act.day);
                }
            }
            _ => {}
        }
    }
    let mut all: HashMap<Uuid, Dealings> = HashMap::new();
    let mut sold: HashMap<(i64, i64), i64> = HashMap::new();
    for ((book, _), owed) in &sales {
        all.entry(owed.buyer).or_default().record.count_sale(owed.due, owed.paid_on, today);
        if let Some(contract) = owed.contract {
            *sold.entry((*book, contract)).or_default() += owed.grams;
        }
    }
    for (book, buyer, contract) in contracts {
        let sold = sold.get(&(book.0, contract.no)).copied().unwrap_or(0);
        all.entry(buyer).or_default().contracts.push((book, contract.clone(), sold));
    }
    all
}

/// A cooperative as the market shows it.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The cooperative.
    pub coop: CoopRow,
    /// Whether the reader may go to its pages.
    pub open: bool,
}

impl Seen {
    /// Its page; empty where the reader may not go.
    pub fn href(&self) -> String {
        if self.open { format!("/coops/{}", templates::parts::encode(&self.coop.code)) } else { String::new() }
    }
}

/// Every cooperative by its book, and whether the reader may see it.
pub async fn seen(tx: &mut Tx, visit: &Visit) -> Result<HashMap<i64, Seen>> {
    let organisations: HashMap<i64, Uuid> =
        groups::groups(tx).await?.into_iter().map(|group| (group.book.0, group.organisation_id)).collect();
    let one = |coop: CoopRow| {
        let book = coop.book.0;
        let open = organisations.get(&book).is_some_and(|organisation| visit.may_in_book(Can::See, book, *organisation));
        (book, Seen { coop, open })
    };
    Ok(coops::coops(tx).await?.into_iter().map(one).collect())
}

/// What a cooperative pays for a kilogram of something today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pays {
    /// Its book.
    pub book: BookId,
    /// For what.
    pub kind: Kind,
    /// How much.
    pub amount: i64,
}

/// What every cooperative pays on a day, by what it said last.
pub async fn pays(tx: &mut Tx, today: NaiveDate) -> Result<Vec<Pays>> {
    Ok(last_said(&store::paid_prices(tx).await?, today))
}

fn last_said(acts: &[(BookId, Act)], today: NaiveDate) -> Vec<Pays> {
    let undone = undone(acts);
    let mut last: BTreeMap<(i64, &Kind), i64> = BTreeMap::new();
    for (book, act) in acts.iter().filter(|(book, act)| act.day <= today && !undone.contains(&(book.0, act.no))) {
        if let Fact::PriceSet { kind_of, amount } = &act.fact {
            last.insert((book.0, kind_of), *amount);
        }
    }
    last.into_iter().map(|((book, kind), amount)| Pays { book: BookId(book), kind: kind.clone(), amount }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::coops::acts::{Sale, SaleLine};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn act(no: i64, on: &str, fact: Fact) -> (BookId, Act) {
        (BookId(7), Act { no, id: Uuid::from_u128(no.unsigned_abs().into()), day: day(on), fact, entry: None })
    }

    fn sold(no: i64, cash: i64, due: Option<&str>) -> Fact {
        let lines = vec![SaleLine { lot: 1, grams: 1_000_000, price: 1_000, amount: 1_000_000 }];
        let due = due.map(day);
        Fact::Sold(Box::new(Sale { no, buyer: 9, contract: None, lines, amount: 1_000_000, transport: 0, cash, due }))
    }

    #[test]
    fn a_buyer_is_as_reliable_as_it_paid() {
        let buyer = Uuid::from_u128(42);
        let acts = [
            act(1, "2026-10-01", Fact::OutsiderNamed { party: 9, name: "A mill".into(), buyer: Some(buyer) }),
            act(2, "2026-10-02", sold(1, 1_000_000, None)),
            act(3, "2026-10-03", sold(2, 0, Some("2026-10-20"))),
            act(4, "2026-10-04", sold(3, 0, Some("2026-10-20"))),
            act(5, "2026-10-05", sold(4, 0, Some("2026-12-20"))),
            act(6, "2026-10-06", sold(5, 0, Some("2026-10-20"))),
            act(7, "2026-10-25", Fact::BuyerPaid { sale: 2, amount: 1_000_000 }),
            act(8, "2026-10-26", Fact::BuyerPaid { sale: 3, amount: 400_000 }),
            act(9, "2026-10-27", Fact::Undone { act: 6, reason: "twice".into() }),
        ];
        // Paid at once; five days late; a part of it; not due yet; taken back.
        assert_eq!(told(&acts, day("2026-11-21"))[&buyer].record, Record { due: 3, on_time: 1, open: 1 });
    }

    #[test]
    fn a_cooperative_pays_what_it_said_last() {
        let kind = Kind { crop: "PADDY".into(), grade: String::new(), organic: true };
        let set = |amount| Fact::PriceSet { kind_of: kind.clone(), amount };
        let acts = [
            act(1, "2026-10-01", set(1_000)),
            act(2, "2026-10-05", set(1_100)),
            act(3, "2026-10-06", set(9_999)),
            act(4, "2026-10-07", Fact::Undone { act: 3, reason: "a slip".into() }),
            act(5, "2026-12-01", set(1_200)),
        ];
        assert_eq!(last_said(&acts, day("2026-11-21")), [Pays { book: BookId(7), kind: kind.clone(), amount: 1_100 }]);
    }
}

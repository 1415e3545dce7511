use super::*;
use crate::{
    banks::{
        Ask, GOODS, Member, Price, PriceKind, Priced, Rules, Version, When,
        acts::{Cause, CountMethod, LossNote, LostHow, MoneySource, Sex},
        animals::Place,
        ask::{AskAnimal, LendRow, RepayRow},
        decide, post,
        prices::Distance,
        rules::Purpose,
    },
    chart::LOAN_LOSSES,
};
use ledger::{Commodity, FundNo, PartyNo};
use uuid::Uuid;

const RULES: &str = r#"
[[lending]]
purpose = "food"
good = "PADDY"
[lending.terms]
rate = 20
per = "season"
due = { months = 8 }
cash = "committee"
[[placing]]
species = "cattle"
offspring = ["bank", "family"]
then = "family"
handover = { at-months = 4 }
handover_to = "next-family"
title = "obligations-met"
"#;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

struct Books {
    bank: Bank,
    posted: Vec<Posted>,
    register: Register,
}

impl Books {
    fn new() -> Books {
        let joined_on = day("2026-01-01");
        let member = |no| Member { party: Party(no), joined_on, left_on: None, id_poor: None, woman: None, birth_year: None };
        let bank = Bank {
            fund: FundNo(3),
            money: Commodity::KHR,
            opened_on: joined_on,
            rules: vec![Version { no: 1, from: joined_on, rules: Rules::parse(RULES, &GOODS).unwrap() }],
            seasons: vec![],
            goods: GOODS.clone(),
            prices: vec![],
            members: (1..=9).map(member).collect(),
            acts: vec![],
            closed_through: None,
        };
        let mut books = Books { bank, posted: vec![], register: Register::default() };
        for (good, class, amount) in
            [("PADDY", "", 1_000), ("CATTLE", "heifer", 1_900_000), ("CATTLE", "cow", 2_000_000), ("CATTLE", "calf", 500_000)]
        {
            books.price(good, class, joined_on, amount, PriceKind::Market);
        }
        books
    }

    fn price(&mut self, good: &str, class: &str, day: NaiveDate, amount: i64, kind: PriceKind) -> Price {
        let no = self.bank.prices.len() as i64 + 1;
        let price = Price { no, good: good.to_owned(), class: class.to_owned(), day, amount, kind };
        self.bank.prices.push(price.clone());
        price
    }

    fn does(&mut self, on: &str, ask: Ask) -> ActNo {
        let on = day(on);
        let decided = decide(&self.bank, &ask, When { day: on, today: day("2027-12-31"), known: true });
        for one in decided.unwrap_or_else(|why| panic!("{ask:?}: {why:?}")) {
            let no = self.bank.next_act();
            let before = self.bank.state(on).unwrap();
            let postings = match one.fact {
                Fact::Undone { act, .. } => {
                    let undone = self.posted.iter().filter(|line| line.entry == act).map(|line| line.posting);
                    undone.map(|line| Posting { amount: line.amount.negated().unwrap(), ..line }).collect()
                }
                _ => post(&one.fact, &before, self.bank.fund, self.bank.money, &self.bank.goods).unwrap(),
            };
            let price = match &one.price {
                Priced::Not => None,
                Priced::Cited(no) => Some(self.bank.prices[*no as usize - 1].clone()),
                Priced::New { good, class, amount } => Some(self.price(good, class, on, *amount, PriceKind::Agreed)),
            };
            let entry = (!postings.is_empty()).then_some(no);
            self.posted.extend(postings.into_iter().map(|posting| Posted { entry: no, day: on, posting }));
            let act = Act { no, id: Uuid::from_u128(no as u128), day: on, fact: one.fact, price, entry };
            self.register.add(&act, &before);
            self.bank.acts.push(act);
        }
        self.bank.next_act() - 1
    }

    fn places(&self) -> BTreeMap<AnimalNo, Place> {
        self.register.moves.iter().map(|((_, animal), (_, to))| (*animal, *to)).collect()
    }

    fn wrong(&self, on: &str) -> Vec<Line> {
        reconcile(&self.bank, &self.posted, day(on)).unwrap().into_iter().filter(|line| !line.agrees()).collect()
    }
}

/// Two years of a bank with a store and a herd: acts dated back, taken back, counted, lost and paid for.
fn lived() -> Books {
    let mut books = Books::new();
    let paddy = || "PADDY".to_owned();
    let row = |party, quantity| LendRow { party: Party(party), quantity, guarantors: vec![] };
    let animal =
        |tag: &str| AskAnimal { tag: tag.to_owned(), sex: Sex::Female, born_on: None, marks: String::new(), calved: false };
    books.does("2026-01-05", Ask::Donate { good: paddy(), quantity: 5_000_000, capital: true, from: "PDA".into() });
    books.does("2026-01-06", Ask::MoneyIn { source: MoneySource::Grant, amount: 9_000_000, note: String::new() });
    books.does(
        "2026-02-02",
        Ask::BringAnimals { species: Class::Cattle, paid: Some(3_800_001), animals: vec![animal("1"), animal("2")] },
    );
    books.does("2026-02-03", Ask::Place { animal: 1, keeper: Party(1) });
    books.does("2026-02-03", Ask::Place { animal: 2, keeper: Party(2) });
    let lend = Ask::Lend { good: paddy(), purpose: Purpose::Food, season: None, rows: vec![row(1, 100_000), row(2, 100_000)] };
    let lent = books.does("2026-06-10", lend.clone());
    books.does("2026-06-20", Ask::Undo { act: lent, reason: "the wrong day".into() });
    // The same again: loans 3 and 4, since a number is not given twice.
    books.does("2026-06-12", lend);
    books.does("2026-08-15", Ask::Birth { dam: 1, calf: animal("3") });
    let count = Ask::Count {
        good: paddy(),
        counted: 4_650_000,
        losses: vec![(Cause::Drying, 90_000), (Cause::Pests, 60_000)],
        counters: [Party(1), Party(2)],
        method: CountMethod::Weighed,
        moisture_tenths: None,
    };
    books.does("2026-09-30", count);
    books.does(
        "2026-11-05",
        Ask::Lose {
            animal: 2,
            how: LostHow::Neglect,
            witnesses: vec![],
            note: LossNote::None,
            salvage: 1,
            worth: None,
            reported_on: None,
        },
    );
    books.does("2026-12-15", Ask::HandOver { animal: 3, to: Some(Party(3)) });
    let repay = |loan, weighed, money| RepayRow { loan, weighed, moisture_tenths: None, foreign_tenths: None, money };
    let rows = vec![repay(3, Some(120_000), None), repay(4, None, Some(50_001))];
    books.does("2026-12-20", Ask::Repay { good: paddy(), agreed: Some(850), market: Some(900), rows });
    books.does("2026-12-22", Ask::Sell { good: paddy(), quantity: 999_999, received: 920_777 });
    books.does("2026-12-21", Ask::Deposit { good: paddy(), returned: true, rows: vec![(Party(4), 20_000)] });
    let claim = books
        .bank
        .state(day("2026-12-31"))
        .unwrap()
        .obligations
        .values()
        .find(|owed| matches!(owed.what, Due::Claim(_)))
        .unwrap()
        .no;
    books.does("2027-01-10", Ask::PayForAnimal { obligation: claim, amount: 1_900_000 });
    books
}

#[test]
fn a_bank_that_was_kept_agrees_on_every_day() {
    let books = lived();
    for act in &books.bank.acts {
        assert_eq!(books.wrong(&act.day.to_string()), [], "{}", act.day);
    }
    let lines = reconcile(&books.bank, &books.posted, day("2026-12-31")).unwrap();
    let store = |line: &&Line| matches!(&line.what, What::Balance { account: STORE, good, .. } if good == "PADDY");
    assert_eq!(lines.iter().find(store).map(|line| line.is), Some(4_650_000 + 120_000 - 999_999 + 20_000));
    assert!(lines.iter().any(|line| matches!(line.what, What::Counted { .. }) && line.is == 4_650_000));
    assert!(lines.iter().any(|line| matches!(line.what, What::Balance { account: ANIMALS_DUE, party: Some(Party(2)), .. })));
    assert_eq!(below_nothing(&books.posted), []);
    let state = books.bank.state(day("2027-12-31")).unwrap();
    assert!(heads(&state, &books.places()).iter().all(Head::agrees));
    let swaps = swaps(&books.bank, &books.posted);
    assert_eq!(swaps.len(), 4);
    assert!(swaps.iter().all(|swap| swap.fits), "{swaps:#?}");
    assert_eq!(
        swaps.iter().map(|swap| swap.implied(if swap.good == "PADDY" { 1_000 } else { 1 })).collect::<Vec<_>>(),
        [1_900_001, 850, 921, 1_900_000]
    );
}

#[test]
fn each_act_is_shown_what_was_there_when_it_was_written() {
    let books = lived();
    let mut seen = Vec::new();
    let mut register = Register::default();
    let last = retold(&books.bank.acts, &GOODS, |act, before| {
        let postings = post(&act.fact, before, books.bank.fund, books.bank.money, &GOODS).unwrap();
        let posted: Vec<Posting> =
            books.posted.iter().filter(|line| Some(line.entry) == act.entry).map(|line| line.posting).collect();
        assert!(matches!(act.fact, Fact::Undone { .. }) || posted == postings, "{act:?}");
        register.add(act, before);
        seen.push(act.no);
    });
    assert_eq!(seen.len(), books.bank.acts.len());
    assert_eq!(last, books.bank.state(day("2027-12-31")));
    assert_eq!(register, books.register);
    assert_eq!(register.animals.keys().copied().collect::<Vec<_>>(), [1, 2, 3]);
}

#[test]
fn what_was_tampered_with_does_not_agree() {
    // A kilogram posted away by no act.
    let mut books = lived();
    let kilogram = GOODS[0].commodity().of(1_000);
    let line = |account, amount| Posted {
        entry: 99,
        day: day("2026-02-01"),
        posting: Posting { fund: FundNo(3), account, party: None, amount },
    };
    books.posted.push(line(LOAN_LOSSES, kilogram));
    books.posted.push(line(STORE, kilogram.negated().unwrap()));
    let wrong: Vec<What> = books.wrong("2026-12-31").into_iter().map(|line| line.what).collect();
    assert!(matches!(&wrong[..], [What::Balance { account: STORE, .. }, What::Counted { .. }]), "{wrong:?}");
    // Half of an entry.
    books.posted.pop();
    assert!(matches!(&books.wrong("2026-12-31")[..], [Line { what: What::Sum { .. }, should: 0, is: 1_000 }]));
    // More than all of the store, dated back to a day when less was there.
    books.posted.push(Posted { day: day("2026-01-04"), ..line(STORE, kilogram.negated().unwrap()) });
    let below = below_nothing(&books.posted);
    assert_eq!(
        below.iter().map(|one| (one.account, one.day, one.quantity)).collect::<Vec<_>>(),
        [(STORE, day("2026-01-04"), -1_000)]
    );
    // An animal that the register has somewhere else, and one that nobody ever brought.
    let state = books.bank.state(day("2027-12-31")).unwrap();
    let mut places = books.places();
    places.extend([(1, Place::With(Party(9))), (7, Place::Bank)]);
    let astray: Vec<AnimalNo> = heads(&state, &places).iter().filter(|head| !head.agrees()).map(|head| head.animal).collect();
    assert_eq!(astray, [1, 7]);
    // A price that is not the one that was paid.
    let sold = books.bank.acts.iter().position(|act| matches!(act.fact, Fact::Sold { .. })).unwrap();
    let last = books.bank.acts[sold].price.as_mut().unwrap();
    last.amount = 9_210;
    let off: Vec<_> = swaps(&books.bank, &books.posted).into_iter().filter(|swap| !swap.fits).collect();
    assert_eq!(off.iter().map(|swap| swap.distance).collect::<Vec<_>>(), [Distance::Outside]);
}

#[test]
fn an_account_of_a_member_is_hers_alone() {
    let one = |party, quantity| Posted {
        entry: 1,
        day: day("2026-01-05"),
        posting: Posting {
            fund: FundNo(3),
            account: DEPOSITS,
            party: Some(PartyNo(party)),
            amount: GOODS[0].commodity().of(quantity),
        },
    };
    // Two deposits: one kept, and one of which more was given back than was brought.
    let below = below_nothing(&[one(1, -5), one(2, 5)]);
    assert_eq!(below.iter().map(|one| (one.party, one.quantity)).collect::<Vec<_>>(), [(Some(Party(2)), -5)]);
}

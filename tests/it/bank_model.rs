//! Two years of a bank with a store and a herd, played at random through the one road that writes: gifts, loans, what is
//! brought back in paddy and in money, counts, sales, calves, deaths, hand-overs, decisions of two officers, acts dated
//! back and acts taken back. What the rule takes, the database takes; and in the end `check`, which trusts nothing kept,
//! finds nothing.
//!
//! A failure prints its seed and the step. `SANSOM_MODEL_SEEDS` plays so many seeds instead of a few.
use crate::support::{
    actor::{OWN, World, now},
    book::clean,
    databases::{Database, each_engine},
};
use chrono::{Days, NaiveDate};
use domain::banks::{
    Ask, Bank, Class, Party, PriceKind, Rules,
    acts::{Cause, CountMethod, LossNote, LostHow, MoneySource, Seen, Sex, Spending},
    animals::{Place, Stage},
    ask::{AskAnimal, LendRow, RepayRow},
    rules::Purpose,
};
use sansom::{
    banks::{
        store::{self, BankRow, NewBank, NewPrice},
        write::{self, Outcome, Wish},
    },
    groups::store::Group,
    meetings::seal::Act,
    users::store as users,
};
use uuid::Uuid;

/// Goods and animals in one bank: the schemes themselves are two of those in fixtures/banks/schemes.
const RULES: [&str; 3] = [
    concat!(
        include_str!("../../fixtures/banks/schemes/cedac_mondulkiri.toml"),
        include_str!("../../fixtures/banks/schemes/chad_cows.toml")
    ),
    concat!(
        include_str!("../../fixtures/banks/schemes/teng_mao.toml"),
        include_str!("../../fixtures/banks/schemes/takeo_cows.toml")
    ),
    concat!(include_str!("../../fixtures/banks/schemes/lift.toml"), include_str!("../../fixtures/banks/schemes/first_heifer.toml")),
];

#[tokio::test]
async fn a_bank_stays_in_its_books() {
    each_engine(|base| async move {
        let seeds = std::env::var("SANSOM_MODEL_SEEDS").ok().and_then(|many| many.parse().ok()).unwrap_or(1);
        for (at, rules) in RULES.iter().enumerate() {
            for seed in 0..seeds {
                play(base.clone(), &format!("B-{at}-{seed}"), rules, at as u64 * 1_000 + seed).await;
            }
        }
    })
    .await;
}

/// A source of choices: the same seed plays the same.
struct Dice(u64);

impl Dice {
    /// One of `0..most`.
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most.max(1)
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let at = self.below(of.len() as u64) as usize;
        of.get(at)
    }

    fn between(&mut self, least: i64, most: i64) -> i64 {
        least + self.below((most - least + 1).unsigned_abs()) as i64
    }
}

const GOOD: &str = "PADDY";

fn begin() -> NaiveDate {
    "2026-02-01".parse().unwrap()
}

async fn play(base: Database, code: &str, rules: &str, seed: u64) {
    let world = if sansom::groups::store::group(&mut base.db.read().await.unwrap(), OWN).await.unwrap().is_some() {
        World::at(base, now())
    } else {
        World::new(base).await
    };
    let group = world.group(OWN).await;
    let mut tx = world.db().read().await.unwrap();
    let first = users::by_login(&mut tx, "treasurer-own-1").await.unwrap().unwrap().id;
    drop(tx);
    let second = Uuid::from_u128(0x5ec0);
    let bank = found(&world, &group, code, rules, first).await;
    let mut dice = Dice(seed);
    let (mut day, mut written) = (begin() + Days::new(20), 0);
    for step in 0..140 {
        day = day + Days::new(dice.below(9));
        // Now and then something is written for an earlier day.
        let on = if dice.below(6) == 0 { (day - Days::new(dice.below(120))).max(begin()) } else { day };
        let mut tx = world.db().write().await.unwrap();
        let loaded = store::load(&mut tx, &bank, &group).await.unwrap();
        let Some(ask) = ask(&mut dice, &loaded, on) else { continue };
        let act = |by| Act { by, at: now(), today: day };
        let wish = Wish { key: Uuid::now_v7(), day: on, known: dice.below(4) > 0, ask: &ask };
        let place = format!("seed {seed}, step {step}, {on}: {ask:?}");
        let mut outcome =
            write::ask(&mut tx, &group, &bank, &wish, act(first)).await.unwrap_or_else(|error| panic!("{place}: {error}"));
        if let Outcome::Asked(no) = outcome {
            let request = store::requests(&mut tx, &bank).await.unwrap().into_iter().find(|request| request.no == no).unwrap();
            outcome = write::confirm(&mut tx, &group, &bank, &request, act(second))
                .await
                .unwrap_or_else(|error| panic!("{place}: {error}"));
        }
        match outcome {
            Outcome::Written(..) => written += 1,
            Outcome::Refused(refusals) => {
                assert!(!refusals.is_empty(), "{place}: refused without a reason");
                continue;
            }
            other => panic!("{place}: {other:?}"),
        }
        tx.commit().await.unwrap();
    }
    assert!(written > 40, "seed {seed}: only {written} acts were taken");
    clean(world.db()).await;
}

async fn found(world: &World, group: &Group, code: &str, rules: &str, by: Uuid) -> BankRow {
    let mut tx = world.db().write().await.unwrap();
    store::ensure_goods(&mut tx, &[]).await.unwrap();
    let rules = rules.replace("due = \"harvest\"", "due = { months = 6 }");
    let rules = Rules::parse(&rules, &store::goods(&mut tx).await.unwrap()).unwrap();
    let new = NewBank {
        id: Uuid::now_v7(),
        code: code.into(),
        name_km: String::new(),
        name_latin: code.into(),
        village_code: String::new(),
        opened_on: begin(),
        rules,
    };
    let bank = store::found(&mut tx, group, &new, by, now()).await.unwrap();
    for (good, class, amount) in [
        (GOOD, "", 1_000),
        ("CATTLE", "calf", 500_000),
        ("CATTLE", "heifer", 1_900_000),
        ("CATTLE", "cow", 2_000_000),
        ("CATTLE", "bull", 1_700_000),
    ] {
        let (id, kind) = (Uuid::now_v7(), PriceKind::Market);
        let new = NewPrice { id, good, class, place: "", day: begin(), amount, kind, source: "market", reason: "" };
        store::add_price(&mut tx, group.book, &new, by, now()).await.unwrap();
    }
    tx.commit().await.unwrap();
    bank
}

/// Something that somebody might ask, sensible or not quite.
fn ask(dice: &mut Dice, bank: &Bank, on: NaiveDate) -> Option<Ask> {
    let state = bank.state(on).ok()?;
    let people: Vec<Party> = bank.members.iter().filter(|member| member.is_member(on)).map(|member| member.party).collect();
    let party = *dice.one(&people)?;
    let other = *dice.one(&people)?;
    let good = || GOOD.to_owned();
    let kilograms = |dice: &mut Dice, most: i64| dice.between(1, most) * 1_000;
    let animals: Vec<_> = state.herd().map(|animal| animal.no).collect();
    let owed: Vec<_> = state.obligations.values().filter(|owed| owed.is_open()).collect();
    let loans: Vec<_> = state.loans.values().filter(|loan| loan.is_open(on) && loan.good == GOOD).collect();
    Some(match dice.below(24) {
        0 => Ask::Donate { good: good(), quantity: kilograms(dice, 800), capital: dice.below(2) == 0, from: "Programme".into() },
        1 => Ask::MoneyIn { source: MoneySource::Grant, amount: dice.between(1, 5_000_000), note: String::new() },
        2 => Ask::MoneyOut { purpose: Spending::Repairs, amount: dice.between(1, 300_000), note: String::new() },
        3 => Ask::Deposit { good: good(), returned: true, rows: vec![(party, kilograms(dice, 60))] },
        4 => Ask::ReturnDeposit { good: good(), party, quantity: kilograms(dice, 60) },
        5 => {
            let quantity = kilograms(dice, 200);
            Ask::Sell { good: good(), quantity, received: quantity / 1_000 * dice.between(600, 1_400) }
        }
        6 => {
            let quantity = kilograms(dice, 200);
            Ask::Buy { good: good(), quantity, paid: quantity / 1_000 * dice.between(600, 1_400) }
        }
        7..=9 => {
            let row = LendRow { party, quantity: kilograms(dice, 120), guarantors: vec![other] };
            Ask::Lend { good: good(), purpose: Purpose::Food, season: None, rows: vec![row] }
        }
        10..=12 => {
            let loan = dice.one(&loans)?;
            let money = (dice.below(3) == 0).then(|| dice.between(1_000, 120_000));
            let weighed = money.is_none().then(|| dice.between(1, loan.owed(on).total() + 2_000));
            let wet = (dice.below(3) == 0).then(|| dice.between(100, 200));
            let row = RepayRow { loan: loan.no, weighed, moisture_tenths: wet, foreign_tenths: None, money };
            Ask::Repay { good: good(), agreed: Some(900), market: Some(1_000), rows: vec![row] }
        }
        13 => {
            let short = dice.between(0, 8_000).min(state.stock(GOOD));
            let losses = if short > 0 { vec![(Cause::Pests, short)] } else { vec![] };
            let counted = state.stock(GOOD) - short;
            let method = CountMethod::Weighed;
            Ask::Count { good: good(), counted, losses, counters: [party, other], method, moisture_tenths: Some(140) }
        }
        14 => {
            let loan = dice.one(&loans).copied()?;
            decision(dice, loan, on)
        }
        15 => {
            let animal = |tag: u64| AskAnimal {
                tag: format!("T{tag}"),
                calved: false,
                sex: if tag.is_multiple_of(9) { Sex::Male } else { Sex::Female },
                born_on: Some(on - Days::new(1_000)),
                marks: String::new(),
            };
            let tags = [dice.below(400), dice.below(400)];
            let paid = (dice.below(2) == 0).then_some(3_800_000);
            Ask::BringAnimals { species: Class::Cattle, paid, animals: tags.into_iter().map(animal).collect() }
        }
        16 | 17 => Ask::Place { animal: *dice.one(&animals)?, keeper: party },
        18 => {
            let calf = AskAnimal {
                tag: format!("K{}", dice.below(4_000)),
                calved: false,
                sex: if dice.below(2) == 0 { Sex::Female } else { Sex::Male },
                born_on: None,
                marks: String::new(),
            };
            Ask::Birth { dam: *dice.one(&animals)?, calf }
        }
        19 => {
            let due: Vec<_> = owed.iter().filter(|owed| owed.stage(on) == Stage::Due).filter_map(|owed| owed.calf).collect();
            let animal = dice.one(&due).or(dice.one(&animals)).copied()?;
            Ask::HandOver { animal, to: (dice.below(3) > 0).then_some(party) }
        }
        20 => {
            let how = *dice.one(&LostHow::ALL)?;
            let keeper = |animal| state.animals.get(&animal).map(|animal| animal.place);
            let animal = *dice.one(&animals)?;
            let witnesses = people.iter().copied().filter(|one| keeper(animal) != Some(Place::With(*one))).take(2).collect();
            Ask::Lose {
                animal,
                how,
                witnesses,
                note: LossNote::Vet,
                salvage: dice.between(0, 300_000),
                worth: None,
                reported_on: None,
            }
        }
        21 => {
            let owed = dice.one(&owed)?;
            match dice.below(3) {
                0 => Ask::Waive { obligation: owed.no, minute: "7".into() },
                1 => Ask::PayForAnimal { obligation: owed.no, amount: 500_000 },
                _ => Ask::PassTitle { animal: owed.animal },
            }
        }
        22 => match dice.below(2) {
            0 => Ask::SellAnimal { animal: *dice.one(&animals)?, received: dice.between(900_000, 2_400_000), minute: "8".into() },
            _ => Ask::Note { animal: *dice.one(&animals)?, what: Seen::Treatment, cost: dice.between(0, 40_000), condition: None },
        },
        _ => Ask::Undo { act: dice.between(1, bank.next_act() - 1), reason: "A mistake".into() },
    })
}

fn decision(dice: &mut Dice, loan: &domain::banks::loan::Loan, on: NaiveDate) -> Ask {
    let (loan, owed, minute) = (loan.no, loan.owed(on).total(), String::from("3"));
    match dice.below(4) {
        0 => Ask::Reschedule { loan, due_on: on + Days::new(200), extra_interest: dice.between(0, 5_000), minute },
        1 => Ask::Forgive { loan, quantity: dice.between(1, owed), minute },
        2 => Ask::WriteOff { loan, minute },
        _ => Ask::TurnToMoney { loan, agreed: dice.between(800, 1_200), due_on: on + Days::new(100), minute },
    }
}

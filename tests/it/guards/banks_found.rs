//! What somebody changed of banks behind the guards is found; and what a bank wrote by its own road never is.
use super::{
    banked::{Pen, keep},
    found::finds,
};
use crate::support::{
    book::{DARA, SREY, clean, day, entry, post, prepare, recorded, riel},
    databases::{each_engine, sqlite},
};
use chrono::{Days, Utc};
use domain::{
    banks::{
        Ask, Party,
        acts::{MoneySource, Sex},
        ask::AskAnimal,
    },
    periods::closing_entry,
};
use ledger::EntryKind;
use sansom::{
    banks::write::{self, Outcome, Wish},
    meetings::seal::Act,
    periods,
    store::{self, PeriodEvent},
};
use uuid::Uuid;

/// What is done to the file, and a part of what `check` says then.
const TAMPERED: [(&str, &str); 44] = [
    ("update bank_act set fact = 'x' where no = 1", "bank TK-R: it cannot be read: act 1"),
    (
        "update bank_act set fact = replace(fact, '\"amount\":9000000', '\"amount\":8000000') where no = 1",
        "act 1: its entry does not post what it says",
    ),
    (
        "update bank_act set fact = replace(fact, '\"interest\":20000', '\"interest\":10000') where no = 3",
        "act 5: it cannot have happened: Overpaid(1)",
    ),
    (
        "update bank_act set fact = replace(fact, '\"counted\":4650000', '\"counted\":4640000') where no = 4",
        "PADDY on account 1210: 3780000 should be there, and 3790000 is posted",
    ),
    (
        "update bank_act set fact = replace(fact, '\"cost\":20000', '\"cost\":10000') where no = 21",
        "act 21: its entry does not post what it says",
    ),
    (
        "update bank_act set fact = replace(fact, '\"keeper\":2', '\"keeper\":3') where no = 11",
        "act 11: animal 2 did not go where the act says",
    ),
    ("update bank_act set kind = 'money-out' where no = 1", "act 1: what stands beside its fact is not what the fact says"),
    ("update bank_act set undoes = 2 where no = 18", "act 18: what stands beside its fact is not what the fact says"),
    ("update bank_act set no = 99 where no = 22", "act 99: acts are not numbered one by one"),
    ("update bank_act set day = '2026-10-01' where no = 13", "act 13: it is of a day before the bank"),
    ("update bank_act set day = '2026-12-03' where no = 7", "act 7: its entry is not its own, or not of its day"),
    ("update bank_act set entry_no = null where no = 7", "act 7: it was not posted"),
    ("update bank_act set entry_no = null where no = 7", "it posts in the fund of bank TK-R, and no act of it does"),
    ("update bank_act set entry_no = 999 where no = 7", "act 7: its entry is not there"),
    ("update bank_act set entry_no = null where no = 18", "act 18: it was not posted"),
    ("delete from bank_act where no = 22", "party 2: 1 should be there, and 0 is posted"),
    ("delete from bank_act where no = 22", "it posts in the fund of bank TK-R, and no act of it does"),
    ("update bank_act set price_no = null where no = 7", "act 7: it swaps, and cites no price"),
    ("update bank_act set price_no = 99 where no = 7", "it cannot be read: price 99"),
    (
        "update price set amount = 1500 where no in (select price_no from bank_act where no = 7)",
        "act 7: one cost 920, and it cites a price of 1500",
    ),
    ("update price set amount = 9200 where no = 1", "act 7: its price of 920 is ten times off the market's of 9200"),
    ("update price set kind = 'dreamt' where no = 1", "it cannot be read: price 1"),
    ("update bank_rules set rules = 'x = 1' where version = 2", "it cannot be read: rules 2"),
    ("update good set class = 'gold' where code = 'PADDY'", "it cannot be read: good PADDY"),
    (
        "update bank_act set request_no = null, confirmed_by = null where no = 4",
        "act 4: it is not what one officer asked for and another confirmed",
    ),
    (
        "update bank_act set confirmed_by = recorded_by where no = 4",
        "act 4: it is not what one officer asked for and another confirmed",
    ),
    (
        "update bank_act set request_no = 8, confirmed_by = x'00000000000000000000000000000001' where no = 1",
        "act 1: it is not what one officer asked for",
    ),
    ("update bank_request set day = '2026-11-21' where no = 1", "act 4: it is not what one officer asked for"),
    ("update bank_request set kind = 'waive' where no = 1", "act 4: it is not what one officer asked for"),
    ("update bank_request set ask = '{\"ask\":\"sell\"}' where no = 1", "request 1: what it asks cannot be read"),
    (
        "update bank_request_decision set decision = 'refused', reason = 'x' where request_no = 1",
        "request 1: 0 act should have come of it, and 1 did",
    ),
    (
        "update bank_request_decision set decision = 'confirmed' where request_no = 7",
        "request 7: 1 act should have come of it, and 0 did",
    ),
    ("delete from bank_request_decision where request_no = 1", "act 4: it is not what one officer asked for"),
    ("update bank_animal set tag = 'other' where no = 1", "animal 1 of the register is not as act 9 brought it"),
    ("update bank_animal set dam_no = 3 where no = 4", "animal 4 of the register is not as act 12 brought it"),
    ("delete from bank_animal where no = 4", "animal 4 of the register is not as act 12 brought it"),
    (
        "insert into bank_animal (book_id, bank_no, no, tag, species, sex, act_no) values (1, 1, 5, 'x', 'cattle', 'male', 1)",
        "animal 5 of the register was brought by no act",
    ),
    ("update bank_animal_move set to_place = 3 where act_no = 10", "act 10: animal 1 did not go where the act says"),
    (
        "update bank_animal_move set to_place = 3 where act_no = 10",
        "animal 1 should be with party 1, and is with party 3 in the register",
    ),
    ("delete from bank_animal_move where act_no = 16", "animal 3 should be in the bank, and is outside in the register"),
    ("update bank set fund_no = 9 where no = 1", "act 1: its entry does not post what it says"),
    ("delete from bank where no = 1", "bank_act: 22 rows belong to nothing"),
    ("delete from bank_request where no = 7", "bank_request_decision: 1 rows belong to nothing"),
    ("delete from good where code = 'CATTLE'", "price: "),
];

#[tokio::test]
async fn check_finds_what_was_done_to_banks_behind_the_guards() {
    sqlite(|base| async move {
        prepare(&base.db).await;
        keep(&base.db).await;
        clean(&base.db).await;
        finds(&base, &TAMPERED).await;
    })
    .await;
}

/// The ledger itself takes an entry in a bank's fund that no act explains; `check` says so, and what is missing then.
#[tokio::test]
async fn an_entry_beside_an_act_is_found() {
    each_engine(|base| async move {
        prepare(&base.db).await;
        keep(&base.db).await;
        let mut tx = base.db.write().await.unwrap();
        let lines = vec![riel(3, 5010, 0, 90_000_000), riel(3, 1010, 0, -90_000_000)];
        let no = post(&mut tx, entry(Uuid::now_v7(), day(12, 11), EntryKind::Ordinary, lines)).await;
        tx.commit().await.unwrap();
        let found: Vec<String> = store::check(&base.db).await.unwrap().iter().map(ToString::to_string).collect();
        for says in [
            format!("entry {}: it posts in the fund of bank TK-R, and no act of it does", no.0),
            "bank TK-R: KHR on account 1010: ".to_owned(),
            "KHR on account 1010: below nothing on 2026-12-11".to_owned(),
        ] {
            assert!(found.iter().any(|one| one.contains(&says)), "{says}: {found:#?}");
        }
    })
    .await;
}

/// The box of a bank is not the box that a meeting opens, and its year is closed with the others.
#[tokio::test]
async fn a_bank_lives_beside_meetings_and_through_the_end_of_a_year() {
    each_engine(|base| async move {
        prepare(&base.db).await;
        keep(&base.db).await;
        let mut tx = base.db.write().await.unwrap();
        let (no, id) = (2_i64, Uuid::from_u128(0xb2));
        // What the last meeting left in the boxes of savings, less the paddy that was bought since.
        tx.run(
            "insert into meeting (book_id, no, id, cycle_no, kind, held_on, digest, expected, counted, entry_no, sealed_at, sealed_by)
                values (1, $1, $2, 1, 'regular', $3, $4, 33000, 33000, null, $5, $6)",
            (no, id, day(12, 30), vec![7u8; 32], Utc::now(), SREY),
        )
        .await
        .unwrap();
        store::move_period(&mut tx, super::BOOK, PeriodEvent::Close { through: day(11, 30), entry: None }, SREY, Utc::now()).await.unwrap();
        let balances = periods::store::year_balances(&mut tx, super::BOOK, day(12, 31)).await.unwrap();
        let closing = closing_entry(&balances, day(12, 31), Uuid::now_v7()).unwrap();
        let no = store::post(&mut tx, super::BOOK, closing, recorded(SREY)).await.unwrap().no;
        let year = PeriodEvent::Close { through: day(12, 31), entry: Some(no) };
        store::move_period(&mut tx, super::BOOK, year, SREY, Utc::now()).await.unwrap();
        tx.commit().await.unwrap();
        clean(&base.db).await;
    })
    .await;
}

/// Two officers with two telephones: whatever comes first stands, and nothing is written twice.
#[tokio::test]
async fn a_key_writes_once_and_a_request_is_confirmed_once() {
    each_engine(|base| async move {
        prepare(&base.db).await;
        keep(&base.db).await;
        let mut tx = base.db.write().await.unwrap();
        let pen = Pen::of(&mut tx).await;
        let by = |by| Act { by, at: Utc::now(), today: day(12, 31) };
        let gift = |amount| Ask::MoneyIn { source: MoneySource::Gift, amount, note: String::new() };
        let (first, other) = (gift(500), gift(501));
        let mut outcomes = Vec::new();
        for (ask, officer) in [(&first, SREY), (&first, DARA), (&other, SREY)] {
            let wish = Wish { key: Uuid::from_u128(0x1ee7), day: day(12, 20), known: true, ask };
            outcomes.push(write::ask(pen.tx, &pen.group, &pen.bank, &wish, by(officer)).await.unwrap());
        }
        let once = |no| matches!(outcomes[..], [Outcome::Written(one, _), Outcome::Again(two), Outcome::Other(three)] if [one, two, three] == [no; 3]);
        assert!(once(23), "{outcomes:?}");
        let requests = sansom::banks::store::requests(pen.tx, &pen.bank).await.unwrap();
        let waits = requests.iter().find(|request| request.decision.is_none()).unwrap();
        assert!(matches!(write::confirm(pen.tx, &pen.group, &pen.bank, waits, by(DARA)).await, Ok(Outcome::Written(..))));
        assert!(matches!(write::confirm(pen.tx, &pen.group, &pen.bank, waits, by(DARA)).await, Ok(Outcome::Again(..))));
        tx.commit().await.unwrap();
        clean(&base.db).await;
    })
    .await;
}

/// What was dated back under what came later, and an animal that was born, handed on and lost: check tells it all again.
#[tokio::test]
async fn what_was_dated_back_is_told_as_it_was_written() {
    each_engine(|base| async move {
        prepare(&base.db).await;
        keep(&base.db).await;
        let mut tx = base.db.write().await.unwrap();
        let mut pen = Pen::of(&mut tx).await.after(0x10000);
        for back in [3, 1, 2] {
            let on = day(12, 20).checked_sub_days(Days::new(back)).unwrap();
            pen.does(on, Ask::Donate { good: "PADDY".into(), quantity: 1_000, capital: false, from: "PDA".into() }).await;
        }
        pen.does(day(12, 12), Ask::Place { animal: 3, keeper: Party(3) }).await;
        let calf = AskAnimal { tag: "CB-5".into(), calved: false, sex: Sex::Male, born_on: None, marks: String::new() };
        pen.does(day(12, 13), Ask::Birth { dam: 3, calf }).await;
        let undone = pen.agrees(day(12, 21), Ask::Undo { act: 27, reason: "it was another cow".into() }).await;
        assert_eq!(undone, 28);
        pen.does(day(12, 15), Ask::MoneyIn { source: MoneySource::Gift, amount: 1, note: String::new() }).await;
        tx.commit().await.unwrap();
        clean(&base.db).await;
    })
    .await;
}

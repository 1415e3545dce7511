//! The rest of the program where a group keeps banks: its books in kilograms, head and riel, its files for other programs,
//! savings that look at their own two funds, members who are tied to a bank, and groups that do not save at all.
use crate::{
    cli::{exported, good, tool},
    meetings::{Form, read},
    support::{
        actor::{Actor, OWN, World, day, now},
        book::clean,
        databases::{Database, Folder, each_engine},
    },
};
use chrono::NaiveDate;
use domain::{
    banks::{
        Ask, Class, Party, PriceKind, Rules, Season,
        acts::{Cause, CountMethod, LossNote, LostHow, MoneySource, Sex},
        ask::{AskAnimal, LendRow, RepayRow},
        rules::Purpose,
        span::Span,
        statement::statement,
    },
    periods::month_end,
};
use http::StatusCode;
use sansom::{
    banks::{
        store::{self, BankRow, NewBank, NewPrice},
        write::{self, Outcome, Wish},
    },
    groups::store::{self as groups, Group, NewInstitution},
    guard::{Role, RoleOn, Scope},
    meetings::seal::Act,
    members::store as members,
    users::store as users,
};
use std::path::Path;
use uuid::Uuid;

const RICE: &str = include_str!("../../fixtures/banks/schemes/golden_rice.toml");
const COWS: &str = include_str!("../../fixtures/banks/schemes/golden_cows.toml");
/// What the worked year costs and is worth (shared cases: worked entries of a rice bank and a cow bank).
const WORTH: i64 = 7_803_500;

/// The same world on another day.
fn on(world: &World, day: NaiveDate) -> World {
    World::at(world.base.clone(), day.and_hms_opt(3, 0, 0).unwrap().and_utc())
}

async fn officer(world: &World, login: &str) -> Uuid {
    users::by_login(&mut world.db().read().await.unwrap(), login).await.unwrap().unwrap().id
}

/// Founds a bank of a group, with a season of the year.
async fn found(world: &World, group: &Group, code: &str, rules: &str) -> BankRow {
    let by = officer(world, "committee-own-1").await;
    let mut tx = world.db().write().await.unwrap();
    store::ensure_goods(&mut tx, &[]).await.unwrap();
    let goods = store::goods(&mut tx).await.unwrap();
    let new = NewBank {
        id: Uuid::now_v7(),
        code: code.into(),
        name_km: format!("ធនាគារ {code}"),
        name_latin: format!("Bank {code}"),
        village_code: "20010303".into(),
        opened_on: day(1, 1),
        rules: Rules::parse(rules, &goods).unwrap(),
    };
    let bank = store::found(&mut tx, group, &new, by, now()).await.unwrap();
    let season = Season {
        no: 0,
        name_km: String::new(),
        name_latin: "2026".into(),
        lend_from: day(5, 1),
        lend_to: day(10, 31),
        harvest_from: day(12, 1),
        harvest_to: day(12, 31),
    };
    store::add_season(&mut tx, &bank, &season, by, now()).await.unwrap();
    tx.commit().await.unwrap();
    bank
}

async fn price(world: &World, group: &Group, on: NaiveDate, good: &str, class: &str, amount: i64) {
    let by = officer(world, "committee-own-1").await;
    let mut tx = world.db().write().await.unwrap();
    let (place, kind, source, reason) = ("20010303", PriceKind::Market, "market", "");
    let new = NewPrice { id: Uuid::now_v7(), good, class, place, day: on, amount, kind, source, reason };
    store::add_price(&mut tx, group.book, &new, by, now()).await.unwrap();
    tx.commit().await.unwrap();
}

/// Has something written down on its day, by the treasurer; what needs two officers is confirmed by the committee.
async fn write(world: &World, bank: &BankRow, on: NaiveDate, ask: Ask) {
    let (first, second) = (officer(world, "treasurer-own-1").await, officer(world, "committee-own-1").await);
    let mut tx = world.db().write().await.unwrap();
    let group = groups::group_of_book(&mut tx, bank.book.0).await.unwrap().unwrap();
    let act = |by| Act { by, at: on.and_hms_opt(3, 0, 0).unwrap().and_utc(), today: on };
    let wish = Wish { key: Uuid::now_v7(), day: on, known: true, ask: &ask };
    let outcome = write::ask(&mut tx, &group, bank, &wish, act(first)).await.unwrap();
    let outcome = match outcome {
        Outcome::Asked(no) => {
            let request = store::requests(&mut tx, bank).await.unwrap().into_iter().find(|request| request.no == no).unwrap();
            write::confirm(&mut tx, &group, bank, &request, act(second)).await.unwrap()
        }
        outcome => outcome,
    };
    assert!(matches!(outcome, Outcome::Written(..)), "{ask:?}: {outcome:?}");
    tx.commit().await.unwrap();
}

fn paddy(kilograms: i64) -> (String, i64) {
    ("PADDY".into(), kilograms * 1_000)
}

fn donate(kilograms: i64) -> Ask {
    let (good, quantity) = paddy(kilograms);
    Ask::Donate { good, quantity, capital: true, from: "the project".into() }
}

fn lend(rows: &[(i64, i64, &[i64])]) -> Ask {
    let row = |(party, kilograms, guarantors): &(i64, i64, &[i64])| LendRow {
        party: Party(*party),
        quantity: kilograms * 1_000,
        guarantors: guarantors.iter().map(|one| Party(*one)).collect(),
    };
    Ask::Lend { good: "PADDY".into(), purpose: Purpose::Food, season: Some(1), rows: rows.iter().map(row).collect() }
}

fn repay(loan: i64, kilograms: Option<i64>, money: Option<i64>) -> Ask {
    let row = RepayRow { loan, weighed: kilograms.map(|kg| kg * 1_000), moisture_tenths: None, foreign_tenths: None, money };
    let (agreed, market) = (money.map(|_| 850), money.map(|_| 900));
    Ask::Repay { good: "PADDY".into(), agreed, market, rows: vec![row] }
}

fn heifer(tag: &str) -> AskAnimal {
    AskAnimal {
        tag: tag.into(),
        sex: Sex::Female,
        born_on: Some(day(1, 1) - chrono::Days::new(900)),
        marks: String::new(),
        calved: false,
    }
}

/// The worked year of a rice bank and a cow bank in the book of a group that saves besides: members 1 and 2 borrow and
/// keep cows, the calf goes to member 3.
async fn worked_year(base: Database) -> (World, BankRow, BankRow) {
    let world = on(&World::new(base).await, day(12, 31));
    let group = world.group(OWN).await;
    let (rice, cows) = (found(&world, &group, "TM-RB", RICE).await, found(&world, &group, "TM-CB", COWS).await);
    for (on, amount) in [(day(1, 5), 1_000), (day(6, 10), 1_100), (day(12, 20), 900), (day(12, 31), 950)] {
        price(&world, &group, on, "PADDY", "", amount).await;
    }
    for (on, class, amount) in [
        (day(2, 1), "heifer", 1_900_000),
        (day(8, 15), "calf", 500_000),
        (day(8, 20), "cow", 1_950_000),
        (day(12, 31), "cow", 2_000_000),
        (day(12, 31), "calf", 700_000),
    ] {
        price(&world, &group, on, "CATTLE", class, amount).await;
    }
    let (one, two) = (Party(1), Party(2));
    for (on, ask) in [
        (day(1, 5), donate(5_000)),
        (day(6, 10), lend(&[(1, 100, &[]), (2, 100, &[3])])),
        (
            day(9, 30),
            Ask::Count {
                good: "PADDY".into(),
                counted: 4_650_000,
                losses: vec![(Cause::Drying, 90_000), (Cause::Pests, 60_000)],
                counters: [one, two],
                method: CountMethod::Weighed,
                moisture_tenths: None,
            },
        ),
        (day(12, 20), repay(1, Some(120), None)),
        (day(12, 20), repay(2, None, Some(102_000))),
        (day(12, 22), Ask::Sell { good: "PADDY".into(), quantity: 1_000_000, received: 920_000 }),
    ] {
        write(&world, &rice, on, ask).await;
    }
    let grant = Ask::MoneyIn { source: MoneySource::Grant, amount: 4_000_000, note: "grant".into() };
    let two_heifers = vec![heifer("CB-0001"), heifer("CB-0002")];
    let calf = AskAnimal { tag: "CB-0003".into(), sex: Sex::Female, born_on: None, marks: String::new(), calved: false };
    for (on, ask) in [
        (day(2, 1), grant),
        (day(2, 2), Ask::BringAnimals { species: Class::Cattle, paid: Some(3_800_000), animals: two_heifers }),
        (day(2, 3), Ask::Place { animal: 1, keeper: one }),
        (day(2, 3), Ask::Place { animal: 2, keeper: two }),
        (day(8, 15), Ask::Birth { dam: 1, calf }),
        (
            day(11, 5),
            Ask::Lose {
                animal: 2,
                how: LostHow::Disease,
                witnesses: vec![one, Party(3)],
                note: LossNote::Vet,
                salvage: 300_000,
                worth: None,
                reported_on: None,
            },
        ),
        (day(12, 15), Ask::HandOver { animal: 3, to: Some(Party(3)) }),
    ] {
        write(&world, &cows, on, ask).await;
    }
    (world, rice, cows)
}

/// What hledger makes of a query, in riel at the prices of a day's end.
fn valued(journal: &Path, query: &str, at: NaiveDate) -> i64 {
    let end = (at + chrono::Days::new(1)).to_string();
    let args = ["-f", journal.to_str().unwrap(), "balance", "-e", &end, "-X", "KHR", "--value=end,KHR", "--layout=bare"];
    let query: Vec<&str> = query.split(' ').collect();
    let told = tool("hledger", &[&args[..], &["--output-format", "csv"], &query[..]].concat());
    let rows: Vec<Vec<String>> =
        csv::Reader::from_reader(told.as_bytes()).records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    let total: Vec<&Vec<String>> = rows.iter().filter(|row| row[0] == "total").collect();
    let [total] = total[..] else { panic!("one commodity: {told}") };
    assert!(total[1] == "KHR" || total[2] == "0", "{told}");
    total[2].parse().unwrap()
}

#[tokio::test]
async fn other_programs_reckon_the_same_kilograms_head_and_riel() {
    each_engine(|base| async move {
        let (world, rice, cows) = worked_year(base.clone()).await;
        let folder = Folder::new();
        exported(&base, OWN, &folder);
        let journal = folder.0.join(format!("{OWN}.journal"));
        let text = std::fs::read_to_string(&journal).unwrap();
        for line in [
            "commodity 1000.000 PADDY\n",
            "P 2026-12-31 PADDY 950 KHR\n",
            "P 2026-12-31 CATTLE 1350000 KHR\n",
            ") Lending day (TM-RB 2)\n",
            ") Repayment in cash (TM-RB 5)\n",
            "; price: 850 KHR per PADDY on 2026-12-20, agreed, no. ",
            "; price: 1900000 KHR per CATTLE heifer on 2026-02-0",
            "    assets:tm-rb:loans:m001  100.000 PADDY\n",
            "    assets:tm-cb:placed:m003  1 CATTLE = 1 CATTLE\n",
        ] {
            assert!(text.contains(line), "{line}: {text}");
        }

        // What each statement says of the ends of the months on which every price is known, hledger makes of its prices.
        let mut tx = world.db().read().await.unwrap();
        let group = groups::group(&mut tx, OWN).await.unwrap().unwrap();
        let mut known = 0;
        for month in 1..=12 {
            let at = month_end(day(month, 1));
            let mut sum = Some(0);
            for bank in [&rice, &cows] {
                let loaded = store::load(&mut tx, bank, &group).await.unwrap();
                let told = statement(&loaded, Span::through(at)).unwrap();
                let assets = told.sums.assets;
                if let Some(assets) = assets {
                    let query = format!("^assets:{}:", bank.code.to_lowercase());
                    assert_eq!(valued(&journal, &query, at), assets, "{} on {at}", bank.code);
                }
                sum = sum.zip(assets).map(|(sum, assets)| sum + assets);
            }
            known += usize::from(sum.is_some());
            if month == 12 {
                assert_eq!(sum, Some(WORTH));
                assert_eq!(valued(&journal, "^assets:tm-", at), WORTH);
                assert_eq!(valued(&journal, "^assets:tm-rb:store", at), 3_581_500);
                assert_eq!(valued(&journal, "cur:CATTLE ^assets:", at), 2_700_000);
            }
        }
        assert_eq!(known, 12, "every class that was there had a price");
        drop(tx);
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn a_variety_is_quoted_and_a_herd_that_does_not_divide_is_worth_the_same() {
    each_engine(|base| async move {
        let world = on(&World::new(base.clone()).await, day(11, 20));
        let group = world.group(OWN).await;
        let bank = found(&world, &group, "MIX", COWS).await;
        price(&world, &group, day(1, 5), "PADDY-PRMD", "", 1_234).await;
        price(&world, &group, day(1, 5), "CATTLE", "heifer", 1_900_000).await;
        price(&world, &group, day(1, 5), "CATTLE", "bull", 1_500_001).await;
        let good = "PADDY-PRMD".to_owned();
        write(&world, &bank, day(2, 1), Ask::Donate { good, quantity: 10_500, capital: true, from: "the project".into() }).await;
        let bring = |animals| Ask::BringAnimals { species: Class::Cattle, paid: None, animals };
        write(&world, &bank, day(2, 2), bring(vec![heifer("A"), heifer("B")])).await;
        let bull = AskAnimal { sex: Sex::Male, ..heifer("C") };
        write(&world, &bank, day(2, 3), bring(vec![bull])).await;
        let folder = Folder::new();
        exported(&base, OWN, &folder);
        let journal = folder.0.join(format!("{OWN}.journal"));
        let text = std::fs::read_to_string(&journal).unwrap();
        let lines = [
            "commodity 1000.000 \"PADDY-PRMD\"\n",
            "P 2026-01-05 \"PADDY-PRMD\" 1234 KHR\n",
            "10.500 \"PADDY-PRMD\"",
            "P 2026-02-28 CATTLE 1766667 KHR\n",
        ];
        for line in lines {
            assert!(text.contains(line), "{line}: {text}");
        }
        assert_eq!(valued(&journal, "cur:CATTLE ^assets:", day(2, 28)), 5_300_001);
        assert_eq!(valued(&journal, "^assets:mix:", day(2, 28)), 5_300_001 + 12_957);
        write(&world, &bank, day(3, 3), Ask::SellAnimal { animal: 1, received: 1_800_000, minute: "3 March".into() }).await;
        write(&world, &bank, day(3, 4), bring(vec![heifer("D"), heifer("E"), heifer("F"), heifer("G"), heifer("H")])).await;
        std::fs::write(&journal, good_export(&base)).unwrap();
        assert_eq!(valued(&journal, "cur:CATTLE ^assets:", day(3, 31)), 6 * 1_900_000 + 1_500_001, "sevenths");
        clean(world.db()).await;
    })
    .await;
}

fn good_export(base: &Database) -> String {
    good(base, &["export", "--group", OWN, "--format", "hledger"])
}

async fn page(actor: &mut Actor, path: &str) -> String {
    let answer = actor.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
    read(&answer)
}

/// A file that a page offers.
async fn file(actor: &mut Actor, path: &str) -> String {
    let answer = actor.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
    answer.text
}

#[track_caller]
fn contains(page: &str, all: &[&str]) {
    for shown in all {
        assert!(page.contains(shown), "{shown}: {page}");
    }
}

#[tokio::test]
async fn the_books_name_banks_and_count_each_thing_by_itself() {
    each_engine(|base| async move {
        let (world, ..) = worked_year(base.clone()).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let own = |below: &str| format!("/groups/{OWN}/{below}");

        // The trial balance: a table for each fund and thing, each with its sums.
        let balance = page(&mut treasurer, &own("trial-balance")).await;
        contains(&balance, &["The books balance", "Loan fund in ៛", "Bank TM-RB in ៛"]);
        contains(&balance, &["Bank TM-RB · Paddy in kg", "Bank TM-CB · Cattle in head"]);
        contains(&balance, &["1210", "3,770", "Total 5,040 kg 5,040 kg"]);
        let saved = file(&mut treasurer, &own("trial-balance?format=csv")).await;
        contains(&saved, &["Bank TM-RB,1210,", ",3770.000,0.000,PADDY", "Bank TM-CB,1320,", ",1,0,CATTLE"]);

        // The accounts, each with its thing, and the lines of one of them.
        let accounts = treasurer.get(&own("accounts")).await;
        for href in ["accounts/1210?fund=tm-rb&amp;commodity=PADDY", "accounts/1010?fund=tm-cb\"", "accounts/1010\""] {
            assert!(accounts.text.contains(href), "{href}: {}", accounts.text);
        }
        let all = "from=01/01/2026&until=31/12/2026";
        let store = page(&mut treasurer, &own(&format!("accounts/1210?{all}"))).await;
        contains(&store, &["Lending day · no. 2", "Closing balance 3,770 kg"]);
        let interest = page(&mut treasurer, &own(&format!("accounts/6010?fund=tm-rb&commodity=KHR&{all}"))).await;
        contains(&interest, &["Counted in", "Sale · no. 6", "1,022,000"]);
        let saved = file(&mut treasurer, &own(&format!("accounts/1110?commodity=PADDY&format=csv&{all}"))).await;
        contains(&saved, &["Lending day · no. 2", ",100.000,0.000,", "Repayment in cash · no. 5", ",0.000,100.000,0.000,PADDY"]);

        // The cash book: money alone, by fund.
        let cash = page(&mut treasurer, &own(&format!("cash-book?fund=tm-rb&{all}"))).await;
        contains(&cash, &["Bank TM-RB", "Repayment in cash · no. 5", "102,000", "Closing balance 1,022,000 ៛"]);
        assert!(!cash.contains("Meeting 1"), "{cash}");

        // An entry: what it is, where it stands at the bank, the price it cites, sums of each thing.
        let sold = {
            let mut tx = world.db().read().await.unwrap();
            let sql = "select max(entry_no) from bank_act where kind = 'sold'";
            tx.value::<i64>(sql, ()).await.unwrap()
        };
        let answer = treasurer.get(&own(&format!("entries/{sold}"))).await;
        assert!(answer.text.contains("/banks/TM-RB/acts/6\""), "{}", answer.text);
        contains(
            &read(&answer),
            &["Sale · no. 6", "920 ៛ for one kg (Paddy), 22 December 2026", "Total 920,000 ៛ 920,000 ៛", "1,000 kg"],
        );

        // What the command line says.
        let report = good(&base, &["report", "trial-balance", "--group", OWN, "--format", "csv"]);
        contains(&report, &["tm-rb,1210,store,,3770.000,,PADDY,", "tm-cb,1320,placed,3,1,,CATTLE,"]);
        let cash = good(&base, &["report", "cash-book", "--group", OWN, "--as-of", "2026-12-31", "--format", "json"]);
        contains(&cash, &["\"tm-rb\": \"1022000\"", "\"tm-cb\": \"500000\"", "\"fund\": \"tm-rb\""]);
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn savings_look_at_their_own_funds() {
    each_engine(|base| async move {
        let (world, ..) = worked_year(base.clone()).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let group = page(&mut treasurer, &format!("/groups/{OWN}")).await;
        contains(&group, &["Loan fund 25,000 ៛", "Social fund 3,000 ៛", "Total 28,000 ៛"]);
        contains(&group, &["Bank TM-RB Paddy 3,770 kg In its box 1,022,000 ៛", "Cattle 2 head of which with families: 2 head"]);
        let home = page(&mut treasurer, "/").await;
        contains(&home, &["Money in the box 28,000 ៛", "Bank TM-CB"]);
        // The box is counted without the boxes of the banks, and what each has saved and borrowed stays hers.
        assert_eq!(world.seal(OWN, day(12, 30)).await, 2);
        let health = page(&mut treasurer, &format!("/groups/{OWN}/health")).await;
        contains(&health, &["Cash of the loan fund 50,000 ៛ Bank 0 ៛", "Cash of the social fund 6,000 ៛"]);
        let passbook =
            good(&base, &["report", "passbook", "--group", OWN, "--member", "1", "--as-of", "2026-12-31", "--format", "csv"]);
        assert_eq!(passbook.lines().count(), 3, "a head and two meetings: {passbook}");
        assert!(good(&base, &["check"]).starts_with("nothing found"));
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn who_is_tied_to_a_bank_cannot_leave() {
    each_engine(|base| async move {
        let world = on(&World::new(base).await, day(12, 31));
        let group = world.group(OWN).await;
        let (rice, cows) = (found(&world, &group, "RB", RICE).await, found(&world, &group, "CB", COWS).await);
        price(&world, &group, day(1, 5), "PADDY", "", 1_000).await;
        for (class, amount) in [("heifer", 1_900_000), ("calf", 500_000), ("cow", 2_000_000)] {
            price(&world, &group, day(1, 5), "CATTLE", class, amount).await;
        }
        write(&world, &rice, day(1, 5), donate(500)).await;
        write(&world, &rice, day(6, 10), lend(&[(2, 100, &[3]), (1, 50, &[])])).await;
        let rows = vec![(Party(3), 20_000)];
        write(&world, &rice, day(6, 11), Ask::Deposit { good: "PADDY".into(), returned: true, rows }).await;
        let one = vec![heifer("CB-1")];
        write(&world, &cows, day(2, 2), Ask::BringAnimals { species: Class::Cattle, paid: None, animals: one }).await;
        write(&world, &cows, day(2, 3), Ask::Place { animal: 1, keeper: Party(3) }).await;

        let mut treasurer = world.session("treasurer-own-1").await;
        let own = |number: i64| format!("/groups/{OWN}/members/{number}");
        let member = treasurer.get(&own(2)).await;
        assert!(member.text.contains("/banks/RB/loans/1\""), "{}", member.text);
        contains(
            &read(&member),
            &["Savings 5,000 ៛", "Owed today 120 kg Paddy", "Borrowed in kind Loan 1 Paddy 120 kg Due on 31/01/2027"],
        );
        let keeper = page(&mut treasurer, &own(3)).await;
        contains(&keeper, &["Animals she keeps", "CB-1", "since 03/02/2026", "Calf 1 of CB-1 no day yet", "Calf 3 of CB-1"]);
        contains(&keeper, &["To get back Paddy 20 kg", "Answers for Loan 1 2 Test OWN-1 2 120 kg"]);

        // All of it is said before she tries, and when she tries all the same.
        let form = Form::open(&mut treasurer, format!("{}/leave", own(3))).await;
        let refused = form.with(&[("reason", "moved")]).press(&mut treasurer, "").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        contains(
            &read(&refused),
            &[
                "She cannot leave yet",
                "She keeps CB-1, an animal of Bank CB.",
                "She still owes something for CB-1 (Bank CB).",
                "She has 20 kg of Paddy to get back from Bank RB.",
                "She answers for loan 1 of Test OWN-1 2 (Bank RB), which is not repaid.",
            ],
        );
        let borrower = Form::open(&mut treasurer, format!("{}/leave", own(2))).await;
        let refused = borrower.with(&[("reason", "moved")]).press(&mut treasurer, "").await;
        contains(&read(&refused), &["She owes 120 kg of Paddy on loan 1 (Bank RB)."]);

        // When she has repaid she may leave, but not for a day before.
        write(&world, &rice, day(12, 20), repay(1, Some(120), None)).await;
        let form = Form::open(&mut treasurer, format!("{}/leave", own(2))).await;
        let early = form.with(&[("reason", "moved"), ("left_on", "10/12/2026"), ("reckon", "")]).press(&mut treasurer, "").await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", read(&early));
        let form = Form::open(&mut treasurer, format!("{}/leave", own(2))).await;
        let left = form.with(&[("reason", "moved")]).press(&mut treasurer, "").await;
        assert_eq!(left.location(), format!("{}?done=leaving-paid", own(2)), "{}", read(&left));
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn a_month_waits_for_requests_and_a_year_closes_in_kind() {
    each_engine(|base| async move {
        let (world, rice, _) = worked_year(base.clone()).await;
        let world = on(&world, NaiveDate::from_ymd_opt(2027, 1, 10).unwrap());
        let group = world.group(OWN).await;
        let by = officer(&world, "treasurer-own-1").await;
        let ask = Ask::Forgive { loan: 1, quantity: 0, minute: String::new() };
        let mut tx = world.db().write().await.unwrap();
        // A request of March that nobody decided on; what it asks for does not matter here.
        sansom::banks::store::requests(&mut tx, &rice).await.unwrap();
        let request = serde_json::to_string(&ask).unwrap();
        let sql = "insert into bank_request (book_id, bank_no, no, id, kind, day, ask, asked_by, asked_at)
                   select $1, $2, coalesce(max(no), 0) + 1, $3, $4, $5, $6, $7, $8 from bank_request where book_id = $1 and bank_no = $2";
        let row = (group.book.0, rice.no, Uuid::now_v7(), "forgive", day(3, 3), request, by, world.app.now());
        tx.run(sql, row).await.unwrap();
        tx.commit().await.unwrap();

        let mut treasurer = world.session("treasurer-own-1").await;
        let own = |below: &str| format!("/groups/{OWN}/{below}");
        for through in ["2026-01-31", "2026-02-28"] {
            let closed = treasurer.post(&own("closing"), &[("through", through)]).await;
            assert_eq!(closed.location(), own("closing?done=period-closed"), "{}", closed.text);
        }
        let waits = treasurer.post(&own("closing"), &[("through", "2026-03-31")]).await;
        assert_eq!(waits.status, StatusCode::UNPROCESSABLE_ENTITY);
        contains(&read(&waits), &["requests for days of this time wait for a second officer: 1", "See the banks"]);
        let mut tx = world.db().write().await.unwrap();
        let (no, second) = (store::requests(&mut tx, &rice).await.unwrap()[0].no, officer(&world, "committee-own-1").await);
        let act = Act { by: second, at: world.app.now(), today: world.app.today() };
        write::refuse(&mut tx, &group, &rice, no, "not needed", act).await.unwrap();
        tx.commit().await.unwrap();
        for month in 3..=12 {
            let through = month_end(day(month, 1)).to_string();
            let closed = treasurer.post(&own("closing"), &[("through", &through)]).await;
            assert_eq!(closed.status, StatusCode::SEE_OTHER, "{through}: {}", read(&closed));
        }
        // Interest of 40 kg less 150 kg lost, a calf born and a heifer that died: each is kept in its own measure.
        let kept = file(&mut treasurer, &own("trial-balance?format=csv")).await;
        contains(&kept, &["Bank TM-RB,3010,", ",110.000,0.000,PADDY", "Bank TM-CB,3010,", ",0,300000,KHR"]);
        assert!(!kept.contains(",4060,") && !kept.contains(",5110,"), "{kept}");
        // The statement is told from the acts, so a closed year says what it said.
        let loaded = store::load(&mut world.db().read().await.unwrap(), &rice, &group).await.unwrap();
        let told = statement(&loaded, Span::through(day(12, 31))).unwrap();
        assert_eq!((told.sums.balances(), told.sums.assets), (Some(true), Some(1_022_000 + 3_581_500)));
        exported(&base, OWN, &Folder::new());
        assert!(good(&base, &["check"]).starts_with("nothing found"));
        clean(world.db()).await;
    })
    .await;
}

/// A group that keeps a bank and does not save, with a treasurer and two members.
pub(crate) async fn of_its_own(world: &World, code: &str) -> Group {
    let own = world.group(OWN).await;
    let mut tx = world.db().write().await.unwrap();
    let new = NewInstitution {
        id: Uuid::now_v7(),
        organisation_id: own.organisation_id,
        code: code.into(),
        name_km: "ធនាគារដោយឡែក".into(),
        name_latin: "A bank of its own".into(),
        village_code: "20010303".into(),
        founded_on: day(1, 1),
        demo: true,
        saves: false,
    };
    let book = groups::found_institution(&mut tx, &new, ledger::Commodity::KHR).await.unwrap();
    let people = members::members(&mut tx, own.book, &own.commodity).await.unwrap();
    for (number, person) in (1..).zip(&people) {
        members::add_member(&mut tx, book, person.person_id, number, day(1, 1)).await.unwrap();
    }
    for (login, role) in [("treasurer-own-1", Role::Treasurer), ("committee-own-1", Role::Committee)] {
        let user = users::by_login(&mut tx, login).await.unwrap().unwrap().id;
        let mut roles = users::roles(&mut tx, user).await.unwrap();
        roles.push(RoleOn { role, scope: Scope::Group(book.0) });
        users::set_roles(&mut tx, user, &roles).await.unwrap();
    }
    tx.commit().await.unwrap();
    world.group(code).await
}

#[tokio::test]
async fn a_bank_of_its_own_has_members_and_books_and_no_savings() {
    each_engine(|base| async move {
        let world = World::new(base.clone()).await;
        let group = of_its_own(&world, "KB-1").await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let own = |below: &str| format!("/groups/KB-1{below}");
        let empty = page(&mut treasurer, &own("")).await;
        contains(&empty, &["This group keeps no bank yet", "Keeps banks"]);
        contains(&page(&mut treasurer, &own("/cash-book")).await, &["When something is written down at a bank of the group"]);

        let bank = found(&world, &group, "KB-RB", RICE).await;
        price(&world, &group, day(1, 5), "PADDY", "", 1_000).await;
        write(&world, &bank, day(2, 1), donate(700)).await;
        write(&world, &bank, day(6, 10), lend(&[(1, 100, &[])])).await;
        let shown = treasurer.get(&own("")).await;
        for absent in ["/meetings", "/loans\"", "/health", "/constitution", "/share-out", "Savings", "Last meeting"] {
            assert!(!shown.text.contains(absent), "{absent}: {}", shown.text);
        }
        contains(&read(&shown), &["Bank KB-RB Paddy 600 kg", "Members 3"]);
        let members = page(&mut treasurer, &own("/members")).await;
        assert!(!members.contains("Savings") && !members.contains("Social fund"), "{members}");
        let member = page(&mut treasurer, &own("/members/1")).await;
        contains(&member, &["Owed today 120 kg Paddy", "Bank KB-RB Borrowed in kind Loan 1"]);
        assert!(!member.contains("Savings"), "{member}");
        contains(&page(&mut treasurer, &own("/members/2")).await, &["Nothing borrowed, no animal kept"]);
        contains(&page(&mut treasurer, "/").await, &["A bank of its own", "Bank KB-RB Paddy 600 kg"]);
        let staff = page(&mut world.session("officer").await, "/?state=keeps-banks").await;
        contains(&staff, &["A bank of its own", "Bank KB-RB", "Keeps banks"]);
        assert!(!staff.contains("Group OWN-1"), "{staff}");
        contains(&page(&mut treasurer, &own("/accounts/1210")).await, &["Gift · no. 1", "Closing balance 600 kg"]);
        contains(&page(&mut treasurer, &own("/trial-balance")).await, &["Bank KB-RB · Paddy"]);
        assert_eq!(treasurer.get("/arrears").await.status, StatusCode::OK);

        // Somebody who owes nothing leaves; who owes does not.
        let form = Form::open(&mut treasurer, own("/members/2/leave")).await;
        let left = form.with(&[("reason", "moved")]).press(&mut treasurer, "").await;
        assert_eq!(left.location(), own("/members/2?done=leaving-recorded"), "{}", read(&left));
        let form = Form::open(&mut treasurer, own("/members/1/leave")).await;
        let refused = form.with(&[("reason", "moved")]).press(&mut treasurer, "").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);

        let list: serde_json::Value = serde_json::from_str(&good(&base, &["report", "groups", "--format", "json"])).unwrap();
        let line = list["groups"].as_array().unwrap().iter().find(|line| line["code"] == "KB-1").unwrap().clone();
        assert_eq!((&line["saves"], &line["banks"][0]), (&false.into(), &"KB-RB".into()));
        exported(&base, "KB-1", &Folder::new());
        for args in [&["report", "health"][..], &["share-out", "--preview"]] {
            let why = crate::cli::refused(&base, &[args, &["--group", "KB-1"]].concat());
            assert_eq!(why, "the members of KB-1 do not save: it only keeps banks");
        }
        assert!(good(&base, &["check"]).starts_with("nothing found"));
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn a_group_is_made_that_keeps_banks_alone() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut officer = world.session("officer").await;
        let form = Form::open(&mut officer, "/groups/new".into()).await;
        let typed = [("code", "NB-1"), ("name_latin", "New bank"), ("template", "banks-only")];
        let made = form.with(&typed).press(&mut officer, "").await;
        assert_eq!(made.location(), "/groups/NB-1?done=group-made-banks", "{}", read(&made));
        let again = form.with(&typed).press(&mut officer, "").await;
        assert_eq!(again.location(), "/groups/NB-1?done=group-made", "a second click");
        contains(
            &page(&mut officer, "/groups/NB-1?done=group-made-banks").await,
            &["Now add its members and found its bank", "No members yet"],
        );
        assert!(!world.group("NB-1").await.saves);
        assert_eq!(officer.get("/groups/NB-1/constitution").await.status, StatusCode::NOT_FOUND);
        clean(world.db()).await;
    })
    .await;
}

//! What a bank reports, through its pages and at the command line: the worked year of a rice bank and a cow bank in the
//! book of a savings group, whose figures are published and must come out exactly.
use crate::{
    cli::good,
    meetings::read,
    support::{
        actor::{Actor, FOREIGN, OWN, World, day, now},
        databases::{Database, each_engine},
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
    },
    people::{Names, Sex as Gender},
};
use http::StatusCode;
use sansom::{
    banks::{
        store::{self, BankRow, NewBank, NewPrice},
        write::{self, Outcome, Wish},
    },
    exports,
    groups::store::Group,
    meetings::seal::Act,
    members::store::{self as members, Person},
    store::Tx,
    users::store as users,
};
use serde_json::Value;
use uuid::Uuid;

const RICE: &str = include_str!("../../fixtures/banks/schemes/golden_rice.toml");
const COWS: &str = include_str!("../../fixtures/banks/schemes/golden_cows.toml");

/// The worked year, while it is written: who writes, and who confirms.
struct Year<'a> {
    tx: Tx,
    world: &'a World,
    group: Group,
    by: Uuid,
    second: Uuid,
}

impl Year<'_> {
    async fn found(&mut self, code: &str, rules: &str) -> BankRow {
        store::ensure_goods(&mut self.tx, &[]).await.unwrap();
        let goods = store::goods(&mut self.tx).await.unwrap();
        let new = NewBank {
            id: Uuid::now_v7(),
            code: code.into(),
            name_km: "ធនាគារសាក".into(),
            name_latin: format!("Bank {code}"),
            village_code: "21010101".into(),
            opened_on: day(1, 1),
            rules: Rules::parse(rules, &goods).unwrap(),
        };
        store::found(&mut self.tx, &self.group, &new, self.by, now()).await.unwrap()
    }

    async fn price(&mut self, good: &str, class: &str, day: NaiveDate, amount: i64) {
        let (id, place, kind) = (Uuid::now_v7(), "21010101", PriceKind::Market);
        let new = NewPrice { id, good, class, place, day, amount, kind, source: "market", reason: "" };
        store::add_price(&mut self.tx, self.group.book, &new, self.by, now()).await.unwrap();
    }

    async fn does(&mut self, bank: &BankRow, day: NaiveDate, ask: Ask) {
        let at = World::at(self.world.base.clone(), day.and_hms_opt(3, 0, 0).unwrap().and_utc());
        let wish = Wish { key: Uuid::now_v7(), day, known: false, ask: &ask };
        let by = |who| Act::now(&at.app, who);
        let outcome = write::ask(&mut self.tx, &self.group, bank, &wish, by(self.by)).await.unwrap();
        let outcome = match outcome {
            Outcome::Asked(no) => {
                let requests = store::requests(&mut self.tx, bank).await.unwrap();
                let asked = requests.iter().find(|request| request.no == no).unwrap();
                write::confirm(&mut self.tx, &self.group, bank, asked, by(self.second)).await.unwrap()
            }
            outcome => outcome,
        };
        assert!(matches!(outcome, Outcome::Written(..)), "{ask:?} on {day}: {outcome:?}");
    }

    /// Members under the numbers of the worked year; their parties.
    async fn members(&mut self) -> [Party; 5] {
        let mut parties = Vec::new();
        for number in [17, 18, 21, 22, 33] {
            let person = Person {
                names: Names::try_new("សាក", &format!("លេខ {number}"), "Test", &format!("number {number}")).unwrap(),
                sex: Some(if number == 18 { Gender::Male } else { Gender::Female }),
                birth_year: None,
                id_poor: Some(number % 3),
                phone: String::new(),
                village_code: String::new(),
            };
            let person = members::add_person(&mut self.tx, self.group.organisation_id, &person).await.unwrap();
            let party = members::add_member(&mut self.tx, self.group.book, person, number, day(1, 1)).await.unwrap();
            parties.push(Party::from(party));
        }
        parties.try_into().unwrap()
    }

    /// The year of the rice bank.
    async fn rice(&mut self, [first, second, third, ..]: [Party; 5]) {
        let bank = self.found("RICE", RICE).await;
        let season = Season {
            no: 1,
            name_km: "២០២៦".into(),
            name_latin: "2026".into(),
            lend_from: day(5, 1),
            lend_to: day(10, 31),
            harvest_from: day(12, 1),
            harvest_to: day(12, 31),
        };
        store::add_season(&mut self.tx, &bank, &season, self.by, now()).await.unwrap();
        let paddy = || "PADDY".to_owned();
        let row = |party| LendRow { party, quantity: 100_000, guarantors: vec![] };
        self.price("PADDY", "", day(1, 5), 1_000).await;
        self.does(&bank, day(1, 5), Ask::Donate { good: paddy(), quantity: 5_000_000, capital: true, from: "the project".into() })
            .await;
        self.price("PADDY", "", day(6, 10), 1_100).await;
        let rows = vec![row(first), row(second)];
        self.does(&bank, day(6, 10), Ask::Lend { good: paddy(), purpose: Purpose::Food, season: None, rows }).await;
        let count = Ask::Count {
            good: paddy(),
            counted: 4_650_000,
            losses: vec![(Cause::Drying, 90_000), (Cause::Pests, 60_000)],
            counters: [first, third],
            method: CountMethod::Weighed,
            moisture_tenths: None,
        };
        self.does(&bank, day(9, 30), count).await;
        self.price("PADDY", "", day(12, 20), 900).await;
        let kind = RepayRow { loan: 1, weighed: Some(120_000), moisture_tenths: None, foreign_tenths: None, money: None };
        let cash = RepayRow { loan: 2, weighed: None, money: Some(102_000), ..kind };
        self.does(&bank, day(12, 20), Ask::Repay { good: paddy(), agreed: None, market: None, rows: vec![kind] }).await;
        self.does(&bank, day(12, 20), Ask::Repay { good: paddy(), agreed: Some(850), market: None, rows: vec![cash] }).await;
        self.does(&bank, day(12, 22), Ask::Sell { good: paddy(), quantity: 1_000_000, received: 920_000 }).await;
        self.price("PADDY", "", day(12, 31), 950).await;
    }

    /// The year of the cow bank.
    async fn cows(&mut self, [one, two, keeper, other, next]: [Party; 5]) {
        let bank = self.found("COWS", COWS).await;
        self.price("CATTLE", "heifer", day(1, 31), 1_900_000).await;
        self.price("CATTLE", "calf", day(1, 31), 500_000).await;
        let grant = Ask::MoneyIn { source: MoneySource::Grant, amount: 4_000_000, note: "grant".into() };
        self.does(&bank, day(2, 1), grant).await;
        let animal =
            |tag: &str, born_on| AskAnimal { tag: tag.into(), sex: Sex::Female, born_on, marks: String::new(), calved: false };
        let grown = Some(NaiveDate::from_ymd_opt(2023, 6, 1).unwrap());
        let animals = vec![animal("CB-0001", grown), animal("CB-0002", grown)];
        self.does(&bank, day(2, 2), Ask::BringAnimals { species: Class::Cattle, paid: Some(3_800_000), animals }).await;
        self.does(&bank, day(2, 3), Ask::Place { animal: 1, keeper }).await;
        self.does(&bank, day(2, 3), Ask::Place { animal: 2, keeper: other }).await;
        self.does(&bank, day(8, 15), Ask::Birth { dam: 1, calf: animal("CB-0003", None) }).await;
        let (how, witnesses, note, worth) = (LostHow::Disease, vec![one, two], LossNote::Vet, None);
        self.does(&bank, day(11, 5), Ask::Lose { animal: 2, how, witnesses, note, salvage: 300_000, worth, reported_on: None })
            .await;
        self.does(&bank, day(12, 15), Ask::HandOver { animal: 3, to: Some(next) }).await;
        self.price("CATTLE", "cow", day(12, 31), 2_000_000).await;
        self.price("CATTLE", "calf", day(12, 31), 700_000).await;
    }
}

/// The worked year in the book of the own group, on its last day.
pub(crate) async fn golden(base: Database) -> World {
    let world = World::new(base.clone()).await;
    let group = world.group(OWN).await;
    let mut tx = world.db().write().await.unwrap();
    let by = users::by_login(&mut tx, "treasurer-own-1").await.unwrap().unwrap().id;
    let second = users::by_login(&mut tx, "committee-own-1").await.unwrap().unwrap().id;
    let mut year = Year { tx, world: &world, group, by, second };
    let parties = year.members().await;
    year.rice(parties).await;
    year.cows(parties).await;
    year.tx.commit().await.unwrap();
    World::at(base, day(12, 31).and_hms_opt(3, 0, 0).unwrap().and_utc())
}

async fn page(actor: &mut Actor, address: &str) -> String {
    let answer = actor.get(address).await;
    assert_eq!(answer.status, StatusCode::OK, "{address}: {}", answer.text);
    read(&answer)
}

#[track_caller]
fn says(page: &str, all: &[&str]) {
    for shown in all {
        assert!(page.contains(shown), "{shown}: {page}");
    }
}

#[tokio::test]
async fn the_statement_of_the_worked_year_on_its_pages() {
    each_engine(|base| async move {
        let world = golden(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let rice = page(&mut treasurer, "/banks/RICE/statement").await;
        says(&rice, &["It balances to the riel", "3,770", "3,581,500", "−266,500", "-1,120", "−1,022,000"].map(minus));
        says(&rice, &["4,603,500 ៛", "6,000 ៛", "950 ៛"]);
        let cows = page(&mut treasurer, "/banks/COWS/statement?from=1/1/2026&to=31/12/2026").await;
        says(&cows, &["2,700,000", "300,000", "−1,900,000", "3,200,000 ៛", "Animals that died"].map(minus));
        let all = page(&mut treasurer, &format!("/groups/{OWN}/statement")).await;
        // Three members saved 25,000 and gave 3,000 to the social fund.
        says(
            &all,
            &["Bank RICE", "Bank COWS", "7,831,500 ៛", "7,803,500", "9,000,000", "835,000", "−2,065,000", "33,500"].map(minus),
        );

        let file = treasurer.get("/banks/RICE/statement?to=2026-12-31&format=csv").await;
        assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
        says(&file.text, &["RICE,account,PADDY,holding,,-266500,KHR", "RICE,assets,PADDY,store,3770.000,3581500,KHR"]);
        let turned = treasurer.get("/banks/RICE/statement?from=1/2/2026&to=1/1/2026").await;
        assert_eq!(turned.status, StatusCode::UNPROCESSABLE_ENTITY);
        says(&read(&turned), &["The first day is after the last"]);
        // Before the first day of all there was nothing.
        says(&page(&mut treasurer, "/banks/RICE/statement?to=1/1/2026").await, &["Nothing was written by this day."]);
    })
    .await;
}

/// A minus as pages write it.
fn minus(text: &str) -> &str {
    text.strip_prefix('−').or(text.strip_prefix('-')).unwrap_or(text)
}

#[tokio::test]
async fn the_season_and_whether_the_figures_agree() {
    each_engine(|base| async move {
        let world = golden(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let season = page(&mut treasurer, "/banks/RICE/season").await;
        says(&season, &["Season 2026", "From the beginning to 31 December 2026", "Settled with money", "Drying", "4,603,500"]);
        says(&season, &["No loan is late.", "Read to the general meeting", "Chair"]);
        let year = page(&mut treasurer, "/banks/RICE/season?no=year-2026").await;
        says(&year, &["Year 2026", "1 January 2026 to 31 December 2026"]);
        let herd = page(&mut treasurer, "/banks/COWS/season").await;
        says(&herd, &["Passed on from family to family", "Received an animal to keep", "Born", "Died"]);
        for none in ["9", "year-2031", "x", "year-x"] {
            let answer = treasurer.get(&format!("/banks/RICE/season?no={none}")).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{none}");
        }
        for (bank, shown) in [("RICE", "counted on 30/09/2026"), ("COWS", "Each animal is where the register says: 3")] {
            let agrees = page(&mut treasurer, &format!("/banks/{bank}/reconciliation")).await;
            says(&agrees, &["Everything agrees.", shown]);
        }
        // What belongs to another organisation is not there.
        let mut other = world.session("treasurer-for-1").await;
        for address in ["/banks/RICE/season", "/banks/RICE/statement", "/banks/RICE/reconciliation"] {
            assert_eq!(other.get(address).await.status, StatusCode::NOT_FOUND, "{address}");
        }
        let nothing = page(&mut other, &format!("/groups/{FOREIGN}/statement")).await;
        says(&nothing, &["This group keeps no bank."]);
    })
    .await;
}

/// A price that nobody wrote down is asked for, and nothing is guessed.
#[tokio::test]
async fn what_is_missing_is_said() {
    each_engine(|base| async move {
        let world = golden(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let early = page(&mut treasurer, "/banks/COWS/statement?to=3/2/2026").await;
        says(&early, &["It balances to the riel"]);
        let calved = page(&mut treasurer, "/banks/COWS/statement?to=1/9/2026").await;
        says(&calved, &["a price is missing", "Cattle (cow), 01/09/2026: for what was there", "Write the market’s price"]);
    })
    .await;
}

#[tokio::test]
async fn reports_for_other_programs() {
    each_engine(|base| async move {
        let world = golden(base.clone()).await;
        let json = |words: &[&str]| -> Value {
            let told = good(&base, &[&["report"], words, &["--as-of", "2026-12-31", "--format", "json"]].concat());
            serde_json::from_str(&told).unwrap_or_else(|error| panic!("{error}: {told}"))
        };
        let all = json(&["statement", "--group", OWN]);
        let sums = &all["sums_of_banks"];
        let told = ["assets", "contributed", "income", "expenses", "holding", "own"].map(|name| sums[name].as_str().unwrap());
        assert_eq!(told, ["7803500", "9000000", "835000", "2065000", "33500", "7803500"]);
        assert_eq!((&all["balances"], &all["assets"], &all["own"]), (&true.into(), &"7831500".into(), &"7806500".into()));
        let rice = json(&["statement", "--bank", "RICE"]);
        assert_eq!((&rice["bank"], &rice["from"], &rice["concession"]), (&"RICE".into(), &Value::Null, &"6000".into()));
        let season = json(&["season", "--bank", "RICE"]);
        let paddy = season["goods"].as_array().unwrap().iter().find(|good| good["good"] == "PADDY").unwrap();
        assert_eq!((&season["season"], &paddy["closing"]["store"]), (&1.into(), &"3770.000".into()));
        assert_eq!(season["helped"]["borrowed"]["women"], 1);
        let stock = json(&["stock", "--bank", "RICE"]);
        assert_eq!((&stock["goods"][1]["store"], &stock["goods"][1]["value"]), (&"3770.000".into(), &"3581500".into()));
        let herd = json(&["herd", "--bank", "COWS"]);
        let told: Vec<_> =
            herd["animals"].as_array().unwrap().iter().map(|one| (&one["tag"], &one["state"], &one["keeper"])).collect();
        let (text, none) = (|text: &str| Value::from(text), Value::Null);
        assert_eq!(told[1], (&text("CB-0002"), &text("disease"), &none));
        assert_eq!(told[2], (&text("CB-0003"), &text("bank"), &text("33")));
        let owed = json(&["obligations", "--bank", "COWS"]);
        let stages: Vec<_> = owed["obligations"].as_array().unwrap().iter().map(|one| one["stage"].as_str().unwrap()).collect();
        assert!(stages.contains(&"handed-over") && stages.contains(&"open") && stages.contains(&"fell"), "{stages:?}");
        // The pages and the command line are told by the same road.
        let mut tx = world.db().read().await.unwrap();
        let group = world.group(OWN).await;
        let told = exports::group_statement(&mut tx, &group, Span::through(day(12, 31))).await.unwrap();
        assert_eq!((told.banks.len(), told.funds.len(), told.sums.own()), (2, 2, Some(7_803_500)));
        assert!(told.to_rows().to_csv().contains("all,sums,,own,,7806500,KHR"), "{}", told.to_rows().to_csv());
    })
    .await;
}

//! Lending days and repayment days of a rice bank through their pages, and decisions about its loans: what is written, what
//! is refused at its row, the same form twice, what needs two officers. Every figure here was worked out by hand.
mod browser;

use crate::{
    meetings::{Form, balances, read, refused},
    support::{
        actor::{Actor, Answer, OWN, World, day, now},
        book::clean,
        databases::{Database, each_engine},
    },
};
use chrono::NaiveDate;
use domain::banks::{Ask, PriceKind, Rules, Season};
use http::StatusCode;
use sansom::{
    banks::{
        store::{self, NewBank, NewPrice},
        write::{self, Outcome, Wish},
    },
    meetings::seal::Act,
    users::store as users,
};
use uuid::Uuid;
use words::{Language, Words};

const BANK: &str = "RICE";

/// 20 % a season for food, due with the harvest, or in money at the committee's price; seed at 50 % with a guarantor, in
/// kind alone; hens without interest for a year, while the children go to school.
const RULES: &str = r#"
[store]
scale_most = 150

[[lending]]
purpose = "food"
good = "PADDY"
ceiling = 200
[lending.terms]
rate = 20
per = "season"
due = "harvest"
round_to = 1000
cash = "committee"

[[lending]]
purpose = "seed"
good = "SEED"
ceiling = 50
guarantors = 1
[lending.terms]
rate = 50
per = "season"
due = "harvest"

[[lending]]
purpose = "breeding"
good = "CHICKEN"
ceiling = 6
condition = "school-attendance"
[lending.terms]
rate = 0
per = "loan"
due = { months = 12 }
cash = "market"
"#;

fn of(below: &str) -> String {
    format!("/banks/{BANK}/{below}")
}

/// The same world on another day.
fn on(world: &World, day: NaiveDate) -> World {
    World::at(world.base.clone(), day.and_hms_opt(3, 0, 0).unwrap().and_utc())
}

/// A rice bank of the own group with these rules: 500 kg of paddy, 40 kg of seed and 20 hens given on 5 January, a thang of
/// 22 kg, a season that is harvested until 31 January; the market pays 1,000 for a kilogram, 900 from 20 November on.
async fn founded(base: Database) -> World {
    let world = World::new(base).await;
    let group = world.group(OWN).await;
    let mut tx = world.db().write().await.unwrap();
    store::ensure_goods(&mut tx, &[]).await.unwrap();
    let goods = store::goods(&mut tx).await.unwrap();
    let new = NewBank {
        id: Uuid::now_v7(),
        code: BANK.into(),
        name_km: "ធនាគារស្រូវ".into(),
        name_latin: "Rice bank".into(),
        village_code: "20010303".into(),
        opened_on: day(1, 1),
        rules: Rules::parse(RULES, &goods).unwrap(),
    };
    let by = users::by_login(&mut tx, "treasurer-own-1").await.unwrap().unwrap().id;
    let bank = store::found(&mut tx, &group, &new, by, now()).await.unwrap();
    let season = Season {
        no: 0,
        name_km: "រដូវវស្សា".into(),
        name_latin: "Wet season".into(),
        lend_from: day(6, 1),
        lend_to: day(9, 30),
        harvest_from: day(12, 1),
        harvest_to: NaiveDate::from_ymd_opt(2027, 1, 31).unwrap(),
    };
    store::add_season(&mut tx, &bank, &season, by, now()).await.unwrap();
    store::add_unit(&mut tx, &bank, ("thang", 22_000, "scale"), day(1, 1), by, now()).await.unwrap();
    for (good, on, amount) in [("PADDY", day(1, 1), 1_000), ("PADDY", day(11, 20), 900), ("CHICKEN", day(1, 1), 20_000)] {
        let (place, kind) = ("20010303", PriceKind::Market);
        let new = NewPrice { id: Uuid::now_v7(), good, class: "", place, day: on, amount, kind, source: "market", reason: "" };
        store::add_price(&mut tx, group.book, &new, by, now()).await.unwrap();
    }
    for (good, quantity) in [("PADDY", 500_000), ("SEED", 40_000), ("CHICKEN", 20)] {
        let gift = Ask::Donate { good: good.into(), quantity, capital: true, from: "the community".into() };
        let wish = Wish { key: Uuid::now_v7(), day: day(1, 5), known: true, ask: &gift };
        let written = write::ask(&mut tx, &group, &bank, &wish, Act::now(&world.app, by)).await.unwrap();
        assert!(matches!(written, Outcome::Written(..)), "{written:?}");
    }
    tx.commit().await.unwrap();
    world
}

async fn page(actor: &mut Actor, below: &str) -> String {
    let answer = actor.get(&of(below)).await;
    assert_eq!(answer.status, StatusCode::OK, "{below}: {}", answer.text);
    read(&answer)
}

#[track_caller]
fn contains(page: &str, all: &[&str]) {
    for shown in all {
        assert!(page.contains(shown), "{shown}: {page}");
    }
}

/// A sentence of a refusal, in the words of the program.
fn say(key: &str) -> String {
    Words::new(Language::English).say(key).into_owned()
}

/// The same with one value.
fn with(key: &str, name: &str, value: &str) -> String {
    Words::new(Language::English).with(key, &[(name, value.into())])
}

/// What a refused sheet says at its top, in order.
#[track_caller]
fn refuses(page: &Answer, expected: &[(&str, String)]) {
    // A page's words are read with single spaces.
    let plain: Vec<String> = expected.iter().map(|(_, text)| text.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    let expected: Vec<(&str, &str)> = expected.iter().zip(&plain).map(|((field, _), text)| (*field, text.as_str())).collect();
    refused(page, &expected);
}

/// A sheet, opened and filled in.
async fn sheet(actor: &mut Actor, below: &str, typed: &[(&str, &str)]) -> Form {
    let mut form = Form::open(actor, of(below)).await.with(typed);
    form.path = of(below.split('?').next().unwrap());
    form
}

/// Fills a sheet in and writes it down.
async fn save(actor: &mut Actor, below: &str, typed: &[(&str, &str)]) -> Answer {
    sheet(actor, below, typed).await.press(actor, "save").await
}

/// The same of a sheet that must be taken, and leads there.
async fn saved(actor: &mut Actor, below: &str, typed: &[(&str, &str)], there: &str) -> String {
    let answer = save(actor, below, typed).await;
    assert_eq!(answer.location(), of(there), "{below}: {}", read(&answer));
    let there = answer.location().to_owned();
    let list = actor.get(&there).await;
    assert_eq!(list.status, StatusCode::OK);
    read(&list)
}

/// 100 kg to member 1 and 100 kg to member 2, on 10 June: act 4, loans 1 and 2; 120 kg each are due on 31 January.
pub(crate) async fn lent(base: Database) -> World {
    let world = founded(base).await;
    let mut treasurer = world.session("treasurer-own-1").await;
    let two = [("day", "10/06/2026"), ("p1-kg", "100"), ("p2-kg", "១០០")];
    saved(&mut treasurer, "lending", &two, "lending/4?done=lending-day").await;
    world
}

#[tokio::test]
async fn a_lending_day_is_written_down_and_printed() {
    each_engine(|base| async move {
        let world = founded(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let fresh = page(&mut treasurer, "lending").await;
        contains(&fresh, &["Paddy · Food 20 % for the season", "Due on 31 January 2027", "In the store 500 kg"]);
        contains(&fresh, &["Most for a family 200 kg", "kg thang = 22 kg", "1 Test OWN-1 1"]);
        // Two and a half thang are 55 kg; 20 % of them are 11 kg.
        let typed = [("day", "10/06/2026"), ("unit", "thang"), ("p1-kg", "2.5"), ("p3-kg", "៤")];
        let form = sheet(&mut treasurer, "lending", &typed).await;
        let worked = form.press(&mut treasurer, "work-out").await;
        assert_eq!(worked.status, StatusCode::OK);
        contains(&read(&worked), &["= 55 kg Brings back 66 kg", "= 88 kg Brings back 106 kg", "Families 2 Lent 143 kg"]);
        contains(&read(&worked), &["To come back, with interest 172 kg", "Left in the store 357 kg"]);
        let answer = form.press(&mut treasurer, "save").await;
        assert_eq!(answer.location(), of("lending/4?done=lending-day"), "{}", read(&answer));
        let list = page(&mut treasurer, "lending/4?done=lending-day").await;
        contains(&list, &["The loans are written down", "Lending day 10 June 2026", "The treasurer-own-1"]);
        contains(&list, &["1 Test OWN-1 1 55 kg 66 kg 31/01/2027 Loan 1", "3 Test OWN-1 3 88 kg 106 kg 31/01/2027 Loan 2"]);
        contains(&list, &["Total · 2 143 kg 172 kg"]);
        let booked: Vec<_> = balances(world.db(), OWN).await.into_iter().filter(|(fund, ..)| *fund == 3).collect();
        assert!(booked.contains(&(3, 1110, 1, 55_000)) && booked.contains(&(3, 1110, 3, 88_000)), "{booked:?}");
        contains(
            &page(&mut treasurer, "lending").await,
            &["Owes 66 kg", "Earlier lending days", "10 June 2026 Paddy · Food 2 143 kg"],
        );
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn the_same_sheet_is_written_once() {
    each_engine(|base| async move {
        let world = founded(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let form = sheet(&mut treasurer, "lending", &[("day", "10/06/2026"), ("p1-kg", "50")]).await;
        for _ in 0..2 {
            let answer = form.press(&mut treasurer, "save").await;
            assert_eq!(answer.location(), of("lending/4?done=lending-day"), "{}", read(&answer));
        }
        // The same key with another figure: nothing is written, and both are shown.
        let answer = form.with(&[("p2-kg", "60")]).press(&mut treasurer, "save").await;
        assert_eq!(answer.status, StatusCode::CONFLICT);
        contains(&read(&answer), &["lending day 10 June 2026, day book no. 4", "Borrows blank 60 kg"]);
        contains(&page(&mut treasurer, "loans").await, &["Owed in all 60 kg Loans: 1"]);
        // With another key it is another lending day.
        let key = Uuid::now_v7().to_string();
        let answer = form.with(&[("p1-kg", ""), ("p2-kg", "60"), ("key", &key)]).press(&mut treasurer, "save").await;
        assert_eq!(answer.location(), of("lending/5?done=lending-day"), "{}", read(&answer));
        contains(&page(&mut treasurer, "loans").await, &["Owed in all 132 kg Loans: 2"]);
        let repay = sheet(&mut treasurer, "repaying", &[("l1-kg", "20")]).await;
        for _ in 0..2 {
            let answer = repay.press(&mut treasurer, "save").await;
            assert_eq!(answer.location(), of("repaying/6?done=repayment-day"), "{}", read(&answer));
        }
        let answer = repay.with(&[("l1-kg", "30")]).press(&mut treasurer, "save").await;
        assert_eq!(answer.status, StatusCode::CONFLICT);
        contains(&read(&answer), &["repayment day 21 November 2026, day book no. 6", "On the scale 20 kg 30 kg"]);
        contains(&page(&mut treasurer, "loans").await, &["Owed in all 112 kg Loans: 2"]);
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn a_lending_day_is_refused_at_its_rows() {
    each_engine(|base| async move {
        let world = founded(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let wrong = [("day", "10/06/2026"), ("p1-kg", "ten"), ("p2-kg", "200.0001"), ("p3-kg", "201")];
        refuses(
            &save(&mut treasurer, "lending", &wrong).await,
            &[
                ("p1-kg", with("refuse-number", "example", "5,000")),
                ("p2-kg", say("refuse-grams")),
                ("p3-kg", with("bank-why-above-ceiling", "amount", "200\u{a0}kg")),
            ],
        );
        refuses(&save(&mut treasurer, "lending", &[]).await, &[("", say("bank-why-nothing"))]);
        let day = [("day", "22/11/2026"), ("p1-kg", "10")];
        refuses(&save(&mut treasurer, "lending", &day).await, &[("day", say("bank-why-future"))]);
        refuses(
            &save(&mut treasurer, "lending", &[("day", "x"), ("p1-kg", "10")]).await,
            &[("day", with("refuse-date", "example", "31/10/2026"))],
        );
        // Three families, 550 kg together, and 500 kg in the store: the third row is one too many.
        let much = [("day", "10/06/2026"), ("p1-kg", "200"), ("p2-kg", "200"), ("p3-kg", "150")];
        let answer = save(&mut treasurer, "lending", &much).await;
        let short = Words::new(Language::English)
            .with("bank-impossible-store", &[("good", "Paddy".into()), ("amount", "50\u{a0}kg".into())]);
        refuses(&answer, &[("p3-kg", short)]);
        contains(&read(&answer), &["Left in the store \u{2212}50 kg", "Nothing was written down yet"]);
        // Seed needs a guarantor, who is another member.
        let seed = "lending?purpose=seed&good=SEED";
        let alone = [("day", "10/06/2026"), ("p1-kg", "10"), ("p2-kg", "10"), ("p2-g0", "2"), ("p3-kg", "10"), ("p3-g0", "99")];
        refuses(
            &save(&mut treasurer, seed, &alone).await,
            &[
                ("p3-g0", say("lend-guarantor-unknown")),
                ("p1-g0", with("bank-why-guarantors", "count", "1")),
                ("p2-g0", say("bank-why-same-person")),
            ],
        );
        let good = [("day", "10/06/2026"), ("p1-kg", "10"), ("p1-g0", "3 · Test OWN-1 3"), ("p2-kg", "7.5"), ("p2-g0", "៣")];
        let list = saved(&mut treasurer, seed, &good, "lending/4?done=lending-day").await;
        contains(&list, &["1 Test OWN-1 1 10 kg 15 kg 31/01/2027 3 · Test OWN-1 3 Loan 1", "7.5 kg 11.25 kg"]);
        // Who is late borrows nothing, and has no field.
        let world = on(&world, NaiveDate::from_ymd_opt(2027, 2, 1).unwrap());
        let mut late = world.session("treasurer-own-1").await;
        let shown = late.get(&of("lending?purpose=breeding&good=CHICKEN")).await;
        contains(&read(&shown), &["Loan 1 · Days late: 1 Late: nothing more until it is brought back", "Due on 1 February 2028"]);
        assert!(!shown.text.contains("name=\"p1-kg\"") && shown.text.contains("name=\"p3-kg\""));
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn a_repayment_day_credits_what_is_dry_and_clean() {
    each_engine(|base| async move {
        let world = lent(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let fresh = page(&mut treasurer, "repaying").await;
        contains(
            &fresh,
            &["1 Test OWN-1 1 Loan 1 120 kg of it interest 20", "Up to 14 % counts in full", "Last: 900 ៛ on 20/11/2026"],
        );
        // 60 kg at 18 % are 60 × 82/86 = 57.209 kg; 50 kg less 2 % straw are 49 kg at 14 %.
        let typed = [("moisture", "18"), ("l1-kg", "60"), ("l2-kg", "30 + 20"), ("l2-moisture", "14"), ("l2-foreign", "2")];
        let form = sheet(&mut treasurer, "repaying", &typed).await;
        let worked = form.press(&mut treasurer, "work-out").await;
        contains(&read(&worked), &["Counts 57.209 Interest 20 Still owes 62.791", "Counts 49 Interest 20 Still owes 71"]);
        contains(&read(&worked), &["Into the store 106.209 kg", "Loans that brought something 2"]);
        let answer = form.press(&mut treasurer, "save").await;
        assert_eq!(answer.location(), of("repaying/5?done=repayment-day"), "{}", read(&answer));
        let list = page(&mut treasurer, "repaying/5").await;
        contains(&list, &["Repayment day 21 November 2026", "1 Test OWN-1 1 57.209 kg 60 kg Moisture 18 % 20 kg 62.791 kg Loan 1"]);
        contains(
            &list,
            &["29.4 kg 30 kg Moisture 14 % Straw and stones 2 % 20 kg 71 kg Loan 2", "19.6 kg 20 kg", "Total · 3 106.209 kg"],
        );
        let loan = page(&mut treasurer, "loans/1").await;
        contains(
            &loan,
            &["Owes today 62.791 kg", "Brought back \u{2212} 57.209 kg", "Interest agreed + 20 kg", "37.209 20 62.791"],
        );
        // The store: 500 − 200 + 106.209.
        contains(&page(&mut treasurer, "lending").await, &["In the store 406.209 kg"]);
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn money_pays_at_the_agreed_price() {
    each_engine(|base| async move {
        let world = lent(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        // The golden case: 120 kg at 850, where the market pays 900, are 102,000 riel; 6,000 are left to the family.
        let typed = [("agreed", "850"), ("l1-kg", "120"), ("l2-cash", "102,000")];
        let form = sheet(&mut treasurer, "repaying", &typed).await;
        let worked = form.press(&mut treasurer, "work-out").await;
        contains(&read(&worked), &["Paid back Below the market 6,000 ៛ Read aloud", "Money into the box 102,000 ៛"]);
        contains(&read(&worked), &["Left to families, against the market price 6,000 ៛ Paid off 2"]);
        let answer = form.press(&mut treasurer, "save").await;
        assert_eq!(answer.location(), of("repaying/5?done=repayment-day"), "{}", read(&answer));
        let list = page(&mut treasurer, "repaying/5").await;
        contains(&list, &["Price 850 ៛ / kg · The market paid 900 ៛", "Day book no. 5 Day book no. 6"]);
        contains(&list, &["1 Test OWN-1 1 120 kg 120 kg 20 kg 0 kg Loan 1", "2 Test OWN-1 2 120 kg 102,000 ៛ 20 kg 0 kg Loan 2"]);
        contains(&page(&mut treasurer, "repaying").await, &["Nothing to bring back", "21 November 2026 Paddy 2 240 kg"]);
        contains(&page(&mut treasurer, "loans?state=closed").await, &["Test OWN-1 1 1 · 10/06/2026 Paddy · Food 100 kg 0 kg"]);
        let loan = page(&mut treasurer, "loans/2").await;
        contains(&loan, &["Paid back", "Paid with 102,000 ៛ \u{2212} 120 kg", "Paid in money 21/11/2026 100 20 102,000 0"]);
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn a_repayment_day_is_refused_at_its_rows() {
    each_engine(|base| async move {
        let world = lent(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let wrong = [("l1-kg", "3000"), ("l2-kg", "10"), ("l2-moisture", "140")];
        refuses(
            &save(&mut treasurer, "repaying", &wrong).await,
            &[("l1-kg", with("bank-why-above-scale", "amount", "150\u{a0}kg")), ("l2-moisture", say("bank-why-not-a-percentage"))],
        );
        let wet = [("moisture", "26"), ("l1-kg", "10"), ("l2-kg", "70+60")];
        refuses(&save(&mut treasurer, "repaying", &wet).await, &[("moisture", with("bank-why-too-wet", "percent", "25"))]);
        let much = [("l2-kg", "70+60"), ("l1-cash", "1000")];
        refuses(
            &save(&mut treasurer, "repaying", &much).await,
            &[("l2-kg", with("bank-why-more-than-owed", "amount", "120\u{a0}kg")), ("agreed", say("bank-why-price-missing"))],
        );
        let dear = [("agreed", "950"), ("l1-cash", "1000")];
        refuses(
            &save(&mut treasurer, "repaying", &dear).await,
            &[("agreed", with("bank-why-agreed-price", "amount", "900\u{a0}៛"))],
        );
        let nought = [("agreed", "85"), ("l1-cash", "1000")];
        refuses(
            &save(&mut treasurer, "repaying", &nought).await,
            &[("agreed", with("bank-why-ten-times", "amount", "900\u{a0}៛"))],
        );
        let more = [("agreed", "850"), ("l1-cash", "102001")];
        refuses(
            &save(&mut treasurer, "repaying", &more).await,
            &[("l1-cash", with("bank-why-more-than-owed", "amount", "120\u{a0}kg"))],
        );
        let odd = [("l1-kg", "1+x"), ("l2-kg", "1"), ("l2-foreign", "1.25"), ("agreed", "8.5")];
        refuses(
            &save(&mut treasurer, "repaying", &odd).await,
            &[
                ("agreed", say("refuse-fraction")),
                ("l1-kg", with("refuse-number", "example", "5,000")),
                ("l2-foreign", say("repay-bad-percent")),
            ],
        );
        // A price far from the last one is looked at once more, and then taken.
        let far = [("agreed", "400"), ("l1-cash", "48000")];
        let form = sheet(&mut treasurer, "repaying", &far).await;
        let answer = form.press(&mut treasurer, "save").await;
        refuses(&answer, &[("known", with("bank-caution-price-band", "amount", "900\u{a0}៛"))]);
        assert_eq!(answer.text.matches("name=\"known\"").count(), 1);
        let answer = form.with(&[("known", "1")]).press(&mut treasurer, "save").await;
        assert_eq!(answer.location(), of("repaying/5?done=repayment-day"), "{}", read(&answer));
        // What was paid meanwhile is said of its row, though the row is gone.
        let looked_at = [("key", &*Uuid::now_v7().to_string()), ("known", "1"), ("also", "5")];
        let answer = form.with(&looked_at).press(&mut treasurer, "save").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        contains(&read(&answer), &[&format!("1 Test OWN-1 1 · {}", say("bank-why-no-loan"))]);
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn hens_come_back_as_hens_or_money() {
    each_engine(|base| async move {
        let world = founded(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let hens = "lending?purpose=breeding&good=CHICKEN";
        refuses(&save(&mut treasurer, hens, &[("p1-kg", "2.5")]).await, &[("p1-kg", say("refuse-fraction"))]);
        saved(&mut treasurer, hens, &[("p1-kg", "6"), ("p2-kg", "2")], "lending/4?done=lending-day").await;
        let fresh = page(&mut treasurer, "repaying").await;
        contains(&fresh, &["Who pays in money pays the market price.", "1 Test OWN-1 1 Loan 1 6 head"]);
        refuses(
            &save(&mut treasurer, "repaying", &[("l1-cash", "30,000")]).await,
            &[("l1-cash", with("bank-why-not-whole", "amount", "20,000\u{a0}៛"))],
        );
        let list = saved(
            &mut treasurer,
            "repaying",
            &[("l1-kg", "4"), ("l1-cash", "20,000"), ("l2-kg", "2")],
            "repaying/5?done=repayment-day",
        )
        .await;
        contains(&list, &["1 Test OWN-1 1 4 head 4 head 0 head 1 head Loan 1", "1 head 20,000 ៛ 0 head 1 head Loan 1"]);
        // Whether the children go to school is seen, and nothing else is asked.
        let loan = treasurer.get(&of("loans/1")).await;
        contains(
            &read(&loan),
            &["The family’s children go to school.", "Nobody has looked yet", "Interest None", "at the market price of the day"],
        );
        let seen = [("key", loan.hidden("key")), ("kept", "1".into())];
        let seen: Vec<(&str, &str)> = seen.iter().map(|(name, value)| (*name, value.as_str())).collect();
        for _ in 0..2 {
            let after = treasurer.post_and_follow(&of("loans/1/promise"), &seen).await;
            contains(&read(&after), &["Written down.", "21 November 2026 Kept"]);
            assert_eq!(read(&after).matches("21 November 2026 Kept").count(), 1);
        }
        assert_eq!(treasurer.post(&of("loans/1/promise"), &[("key", "x")]).await.status, StatusCode::BAD_REQUEST);
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn decisions_need_two_officers() {
    each_engine(|base| async move {
        let world = lent(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        contains(&page(&mut treasurer, "loans/1").await, &["Another due day", "Forgive", "Give it up", "Make it a debt of money"]);
        let ask = async |actor: &mut Actor, what: &str, typed: &[(&str, &str)]| {
            let mut form = Form::open(actor, of(&format!("loans/1/ask?what={what}"))).await.with(typed);
            form.path = of("loans/1/ask");
            form.press(actor, "").await
        };
        refuses(
            &ask(&mut treasurer, "reschedule", &[("due_on", "31/01/2027")]).await,
            &[("minute", say("bank-why-minute-missing")), ("due_on", say("bank-why-not-later"))],
        );
        refuses(
            &ask(&mut treasurer, "forgive", &[("quantity", "120.5"), ("minute", "12/2026")]).await,
            &[("quantity", with("bank-why-more-than-owed", "amount", "120\u{a0}kg"))],
        );
        refuses(
            &ask(&mut treasurer, "turn-to-money", &[("agreed", "")]).await,
            &[("agreed", say("refuse-amount-missing")), ("due_on", say("write-day"))],
        );
        let answer = ask(&mut treasurer, "forgive", &[("quantity", "60"), ("minute", "12/2026")]).await;
        assert_eq!(answer.location(), of("requests/1?done=kind-asked"), "{}", read(&answer));
        contains(&page(&mut treasurer, "loans/1").await, &["A decision about this loan waits", "Owes today 120 kg"]);
        let mut tx = world.db().write().await.unwrap();
        let group = world.group(OWN).await;
        let bank = store::bank(&mut tx, BANK).await.unwrap().unwrap();
        let request = store::requests(&mut tx, &bank).await.unwrap().remove(0);
        let by = users::by_login(&mut tx, "committee-own-1").await.unwrap().unwrap().id;
        let outcome = write::confirm(&mut tx, &group, &bank, &request, Act::now(&world.app, by)).await.unwrap();
        assert!(matches!(outcome, Outcome::Written(..)), "{outcome:?}");
        tx.commit().await.unwrap();
        let loan = page(&mut treasurer, "loans/1").await;
        contains(&loan, &["Owes today 60 kg", "Forgiven \u{2212} 60 kg", "Forgiven 21/11/2026 40 20 60"]);
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn the_contract_says_it_in_both_languages() {
    each_engine(|base| async move {
        let world = lent(base).await;
        let contract = page(&mut world.session("advisor").await, "loans/1/contract").await;
        contains(&contract, &["Rice bank lends Test OWN-1 1, member 1, 100 kg of Paddy on 10 June 2026. Purpose: Food."]);
        contains(&contract, &["Test OWN-1 1 brings back 120 kg by 31 January 2027.", "by the end of the harvest"]);
        contains(&contract, &["ធនាគារស្រូវ ឲ្យ សាក មួយ សមាជិកលេខ 1 ខ្ចីស្រូវ 100 គ.ក្រ នៅថ្ងៃទី10 មិថុនា 2026។"]);
        contains(&contract, &["Test OWN-1 1 Chair · ប្រធាន", "Signature or thumbprint"]);
    })
    .await;
}

#[tokio::test]
async fn others_look_and_strangers_do_not() {
    each_engine(|base| async move {
        let world = lent(base).await;
        let mut advisor = world.session("advisor").await;
        let lending = page(&mut advisor, "lending").await;
        contains(&lending, &["Nothing to lend here", "10 June 2026 Paddy · Food 2 200 kg"]);
        contains(&page(&mut advisor, "lending/4").await, &["Total · 2 200 kg 240 kg"]);
        contains(&page(&mut advisor, "repaying").await, &["Nothing to bring back"]);
        let loans = page(&mut advisor, "loans?q=test%20own-1%202").await;
        contains(&loans, &["2 Test OWN-1 2 2 · 10/06/2026 Paddy · Food 100 kg 120 kg 31/01/2027 Open"]);
        assert!(!loans.contains("Test OWN-1 1 1 ·"), "{loans}");
        for below in ["lending", "repaying", "loans/1/promise", "loans/1/ask"] {
            assert_eq!(advisor.post(&of(below), &[("key", "x")]).await.status, StatusCode::NOT_FOUND, "{below}");
        }
        assert_eq!(advisor.get(&of("loans/1/ask")).await.status, StatusCode::NOT_FOUND);
        let mut stranger = world.session("treasurer-for-1").await;
        for below in ["lending", "lending/4", "repaying", "loans", "loans/1", "loans/1/contract", "loans/1/ask"] {
            assert_eq!(stranger.get(&of(below)).await.status, StatusCode::NOT_FOUND, "{below}");
        }
        let mut treasurer = world.session("treasurer-own-1").await;
        for below in ["lending/1", "lending/99", "repaying/4", "loans/9", "loans/9/contract", "loans/9/ask", "loans/0"] {
            assert_eq!(treasurer.get(&of(below)).await.status, StatusCode::NOT_FOUND, "{below}");
        }
    })
    .await;
}

//! Lending days and repayment days. 100 kg of paddy were lent to members 1 and 2 on 10 June: act 4.
use super::{bank, both, carried, contains, counts, days_later, keeps, on, sheet};
use crate::{
    meetings::{Form, read},
    support::{
        actor::{Actor, Answer, World, day},
        book::clean,
        databases::each_engine,
    },
};
use http::StatusCode;
use sansom::{banks::store, users::store as users};

const LENDING: &str = "/banks/RICE/lending";
const REPAYING: &str = "/banks/RICE/repaying";
const WRITTEN: [&str; 3] = ["select count(*) from bank_act", "select count(*) from entry", "select count(*) from audit"];

fn lent(act: i64) -> String {
    format!("{LENDING}/{act}?done=lending-day")
}

fn repaid(act: i64) -> String {
    format!("{REPAYING}/{act}?done=repayment-day")
}

#[track_caller]
fn leads(answer: &Answer, there: &str) {
    assert_eq!(answer.location(), there, "{}", read(answer));
}

/// From now on the bank lends hens alone, and its thang weighs 20 kg.
async fn rules_change(world: &World) {
    let mut tx = world.db().write().await.unwrap();
    let bank = store::bank(&mut tx, "RICE").await.unwrap().unwrap();
    let group = world.group(crate::support::actor::OWN).await;
    let mut rules = store::load(&mut tx, &bank, &group).await.unwrap().rules(day(6, 10)).unwrap().clone();
    rules.lending.retain(|line| line.good == "CHICKEN");
    let by = users::by_login(&mut tx, "treasurer-own-1").await.unwrap().unwrap().id;
    store::add_rules(&mut tx, &bank, day(6, 1), &rules, by, world.app.now()).await.unwrap();
    store::add_unit(&mut tx, &bank, ("thang", 20_000, "scale"), day(6, 1), by, world.app.now()).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_lending_day_that_arrives_again_is_the_same_lending_day() {
    each_engine(|base| async move {
        let (world, mut treasurer, mut committee) = bank(base).await;
        let typed = [("day", "12/06/2026"), ("unit", "thang"), ("p1-kg", "1"), ("p3-kg", "2")];
        let form = sheet(&mut treasurer, LENDING, &typed).await;
        assert_eq!(form.get("upon"), "4");
        leads(&form.press(&mut treasurer, "save").await, &lent(5));
        let after = counts(&world, WRITTEN).await;
        leads(&form.press(&mut treasurer, "save").await, &lent(5));
        // Written otherwise it says the same; who sends it does not matter.
        leads(&form.with(&[("p1-kg", "១"), ("p3-kg", "2.0"), ("day", "12/6/2026")]).press(&mut treasurer, "save").await, &lent(5));
        leads(&form.press(&mut committee, "save").await, &lent(5));
        assert_eq!(counts(&world, WRITTEN).await, after);
        // After others wrote more, after the rules and measures changed, and four days later.
        leads(
            &sheet(&mut committee, LENDING, &[("day", "13/06/2026"), ("p2-kg", "5")]).await.press(&mut committee, "save").await,
            &lent(6),
        );
        rules_change(&world).await;
        leads(&form.press(&mut treasurer, "save").await, &lent(5));
        let later = days_later(&world, 4);
        leads(&form.press(&mut later.session("treasurer-own-1").await, "save").await, &lent(5));
        // A sheet that did not arrive before is refused now, and never becomes one of hens.
        let key = uuid::Uuid::now_v7().to_string();
        let stale = form.with(&[("key", &key), ("day", "14/06/2026")]).press(&mut treasurer, "save").await;
        assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(
            (stale.hidden("good"), counts(&world, ["select count(*) from bank_act"]).await[0]),
            ("PADDY".into(), after[0] + 1)
        );
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn a_lending_day_with_other_figures_is_shown_beside_the_one_that_arrived() {
    each_engine(|base| async move {
        let (world, mut treasurer, _) = bank(base).await;
        let typed = [("day", "12/06/2026"), ("p1-kg", "20"), ("p3-kg", "30")];
        let form = sheet(&mut treasurer, LENDING, &typed).await;
        leads(&form.press(&mut treasurer, "save").await, &lent(5));
        let after = counts(&world, WRITTEN).await;

        let other = [("p1-kg", "២៥"), ("p2-kg", "a lot"), ("p3-kg", "30.0"), ("day", "11/06/2026")];
        let answer = form.with(&other).press(&mut treasurer, "save").await;
        contains(
            &both(&answer),
            &[
                "The treasurer-own-1 wrote it down on 21/11/2026 10:00: lending day 12 June 2026, day book no. 5.",
                "It was not written down, so nothing is in the book twice.",
                "Lines that differ: 3",
                "Day 12 June 2026 11 June 2026",
                "1 Test OWN-1 1 Borrows 20 kg 25 kg",
                "2 Test OWN-1 2 Borrows blank a lot",
                "The same on both sides: 1",
            ],
        );
        assert!(answer.text.contains("href=\"/banks/RICE/lending/5\"") && answer.text.contains("href=\"/banks/RICE/acts/5\""));
        assert!(answer.text.contains(&format!("data-draft-keys=\"{}\"", form.get("key"))), "which draft is thrown away");
        keeps(&answer, &other);
        assert_eq!(counts(&world, WRITTEN).await, after);

        // Back to the sheet: all of it stands there, under another key.
        let (on, tick) = carried(&answer);
        assert_eq!(tick, None);
        assert_ne!(on.get("key"), form.get("key"));
        let sheet = on.press(&mut treasurer, "work-out").await;
        assert_eq!(sheet.status, StatusCode::OK);
        contains(&sheet.text, &["value=\"២៥\"", "value=\"a lot\"", "value=\"11/06/2026\"", on.get("key")]);
        // Which does not make a second lending day of it unseen.
        let again = on.with(&[("day", "12/06/2026"), ("p2-kg", "5")]);
        let answer = again.press(&mut treasurer, "save").await;
        contains(&both(&answer), &["2 Test OWN-1 2 Borrows blank 5 kg"]);
        contains(&answer.text, &["Something like this is in the book already"]);
        assert_eq!(carried(&answer).1.as_deref(), Some("5"));
        assert_eq!(counts(&world, WRITTEN).await, after);
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn two_officers_record_the_same_lending_day() {
    each_engine(|base| async move {
        let (world, mut treasurer, mut committee) = bank(base).await;
        let hers = sheet(&mut committee, LENDING, &[("day", "12/06/2026"), ("p1-kg", "20"), ("p2-kg", "15")]).await;
        let mine = sheet(&mut treasurer, LENDING, &[("day", "12/06/2026"), ("p1-kg", "20"), ("p3-kg", "x")]).await;
        leads(&hers.press(&mut committee, "save").await, &lent(5));
        let after = counts(&world, WRITTEN).await;
        let answer = mine.press(&mut treasurer, "save").await;
        contains(
            &both(&answer),
            &[
                "The committee-own-1 wrote it down on 21/11/2026 10:00: lending day 12 June 2026, day book no. 5.",
                "2 Test OWN-1 2 Borrows 15 kg blank",
                "3 Test OWN-1 3 Borrows blank x",
                "The same on both sides: 1",
                "Mine is something else and belongs in the book too",
            ],
        );
        keeps(&answer, &[("p1-kg", "20"), ("p3-kg", "x"), ("key", mine.get("key")), ("upon", "4")]);
        // Without the tick it is asked again; with it what cannot be is still said at its field, and the tick is kept.
        let (on, tick) = carried(&answer);
        both(&on.press(&mut treasurer, "save").await);
        assert_eq!(tick.as_deref(), Some("5"));
        let ticked = on.with(&[("also", "5")]);
        let refused = ticked.press(&mut treasurer, "save").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!((refused.hidden("also"), counts(&world, WRITTEN).await), ("5".into(), after));
        let good = ticked.with(&[("p3-kg", "7")]);
        leads(&good.press(&mut treasurer, "save").await, &lent(6));
        // Again it is the same, ticked or not.
        leads(&good.press(&mut treasurer, "save").await, &lent(6));
        leads(&good.with(&[("also", "")]).press(&mut treasurer, "save").await, &lent(6));
        assert_eq!(counts(&world, ["select count(*) from bank_act"]).await[0], after[0] + 1);

        // Other families, another day or another good are nothing that must be looked at; nor is what was taken back.
        let key = || uuid::Uuid::now_v7().to_string();
        let elsewhere = |typed: &[(&str, &str)]| mine.with(&[("p3-kg", ""), ("key", &key())]).with(typed);
        leads(&elsewhere(&[("day", "13/06/2026")]).press(&mut treasurer, "save").await, &lent(7));
        let typed = [("day", "12/06/2026"), ("p1-kg", "2"), ("upon", "4")];
        let hens = sheet(&mut treasurer, &format!("{LENDING}?purpose=breeding&good=CHICKEN"), &typed).await;
        leads(&hens.press(&mut treasurer, "save").await, &lent(8));
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn a_sheet_keeps_its_day_over_midnight() {
    each_engine(|base| async move {
        let (world, mut treasurer, _) = bank(base).await;
        let lending = sheet(&mut treasurer, LENDING, &[("p3-kg", "10"), ("day", "20/11/2026")]).await;
        let repaying = sheet(&mut treasurer, REPAYING, &[("l1-kg", "10")]).await;
        assert_eq!(repaying.get("day"), "21/11/2026");
        let next = on(&world, day(11, 22));
        let mut treasurer = next.session("treasurer-own-1").await;
        leads(&repaying.press(&mut treasurer, "save").await, &repaid(5));
        let list = read(&treasurer.get("/banks/RICE/repaying/5").await);
        contains(&list, &["21 November 2026", "22/11/2026"]);
        leads(&lending.press(&mut treasurer, "save").await, &lent(6));
        clean(world.db()).await;
    })
    .await;
}

/// In kind and in money on one sheet: acts 5 and 6.
async fn in_kind_and_money(treasurer: &mut Actor) -> Form {
    let typed = [("agreed", "850"), ("l1-kg", "60+20"), ("l1-foreign", "1"), ("l2-cash", "51,000")];
    sheet(treasurer, REPAYING, &typed).await
}

#[tokio::test]
async fn a_repayment_day_that_arrives_again_is_known_as_a_whole() {
    each_engine(|base| async move {
        let (world, mut treasurer, mut committee) = bank(base).await;
        let form = in_kind_and_money(&mut treasurer).await;
        leads(&form.press(&mut treasurer, "save").await, &repaid(5));
        let after = counts(&world, WRITTEN).await;
        assert_eq!(after[0], 6, "two acts of one sheet");
        leads(&form.press(&mut treasurer, "save").await, &repaid(5));
        leads(&form.with(&[("l2-cash", "51000")]).press(&mut treasurer, "save").await, &repaid(5));
        leads(&form.with(&[("l1-kg", "60 + ២០")]).press(&mut committee, "save").await, &repaid(5));
        assert_eq!(counts(&world, WRITTEN).await, after);
        // Both loans are paid off by others meanwhile: the same sheet is still known.
        let rest = sheet(&mut committee, REPAYING, &[("agreed", "850"), ("l1-kg", "40"), ("l2-kg", "60")]).await;
        leads(&rest.press(&mut committee, "save").await, &repaid(7));
        rules_change(&world).await;
        leads(&form.press(&mut days_later(&world, 9).session("treasurer-own-1").await, "save").await, &repaid(5));

        let mut treasurer = world.session("treasurer-own-1").await;
        let other = [("l1-kg", "60+25"), ("l1-foreign", "2"), ("l2-cash", "50,000"), ("agreed", "840")];
        let answer = form.with(&other).press(&mut treasurer, "save").await;
        contains(
            &both(&answer),
            &[
                "repayment day 21 November 2026, day book no. 5.",
                "Agreed price, for 1 kg 850 ៛ 840 ៛",
                "1 Test OWN-1 1 Loan 1 · On the scale 60 kg + 20 kg 60 kg + 25 kg",
                "1 Test OWN-1 1 Loan 1 · Straw and stones 1 % 2 %",
                "2 Test OWN-1 2 Loan 2 · Money 51,000 ៛ 50,000 ៛",
                "Lines that differ: 4",
            ],
        );
        keeps(&answer, &other);
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn two_officers_record_the_same_repayment_day() {
    each_engine(|base| async move {
        let (world, mut treasurer, mut committee) = bank(base).await;
        let hers = in_kind_and_money(&mut committee).await;
        let mine = sheet(&mut treasurer, REPAYING, &[("agreed", "850"), ("l2-cash", "51,000"), ("l1-kg", "30")]).await;
        leads(&hers.press(&mut committee, "save").await, &repaid(5));
        let after = counts(&world, WRITTEN).await;
        let answer = mine.press(&mut treasurer, "save").await;
        contains(
            &both(&answer),
            &["The committee-own-1 wrote it down", "Loan 1 · On the scale 60 kg + 20 kg 30 kg", "The same on both sides: 1"],
        );
        keeps(&answer, &[("l2-cash", "51,000"), ("l1-kg", "30"), ("agreed", "850")]);
        assert_eq!(counts(&world, WRITTEN).await, after);
        let (on, tick) = carried(&answer);
        assert_eq!(tick.as_deref(), Some("5,6"));
        // She clears what is in the book already, and writes down the rest with the tick.
        let rest = on.with(&[("also", "5,6"), ("l2-cash", "")]);
        leads(&rest.press(&mut treasurer, "save").await, &repaid(7));
        // More than is owed is refused at its field, with everything typed.
        let key = uuid::Uuid::now_v7().to_string();
        let refused = mine.with(&[("key", &key), ("also", "5,6,7"), ("l1-kg", "50")]).press(&mut treasurer, "save").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        contains(&refused.text, &["value=\"50\"", "value=\"51,000\"", "id=\"e-l1-kg\""]);
        clean(world.db()).await;
    })
    .await;
}

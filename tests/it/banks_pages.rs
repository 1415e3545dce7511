//! The pages of a bank that are neither its lending days nor its herd: founding it, what was agreed, seasons, measures,
//! prices, the stock card and its forms, counts by two people, what a second officer decides, the day book. Every figure
//! here was worked out by hand.
use crate::{
    meetings::{Form, read, refused},
    support::{
        actor::{Actor, Answer, OWN, World, day},
        book::clean,
        databases::{Database, each_engine},
    },
};
use chrono::NaiveDate;
use http::StatusCode;

const BANK: &str = "RICE";
const TODAY: &str = "21/11/2026";

fn of(below: &str) -> String {
    if below.is_empty() { format!("/banks/{BANK}") } else { format!("/banks/{BANK}/{below}") }
}

/// The same world on another day.
fn on(world: &World, day: NaiveDate) -> World {
    World::at(world.base.clone(), day.and_hms_opt(3, 0, 0).unwrap().and_utc())
}

async fn page(actor: &mut Actor, path: &str) -> String {
    let answer = actor.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
    read(&answer)
}

#[track_caller]
fn contains(page: &str, all: &[&str]) {
    for shown in all {
        assert!(page.contains(shown), "{shown}: {page}");
    }
}

/// Opens a form, types into it and sends it.
async fn send(actor: &mut Actor, path: &str, typed: &[(&str, &str)]) -> Answer {
    Form::open(actor, path.into()).await.with(typed).press(actor, "").await
}

/// The same where nothing speaks against it; where it led.
async fn write(actor: &mut Actor, path: &str, typed: &[(&str, &str)]) -> String {
    let answer = send(actor, path, typed).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}: {}", read(&answer));
    answer.location().to_owned()
}

/// A rice bank that lends at 20 %, founded by the committee on 1 January with 1,000 kg and 500,000 riel in June; the market
/// pays 1,000 riel.
async fn founded(base: Database) -> World {
    let world = World::new(base).await;
    let mut committee = world.session("committee-own-1").await;
    let form = [("code", BANK), ("name_latin", "Rice bank"), ("opened_on", "1/1/2026"), ("scheme", "rice-twenty")];
    write(&mut committee, &format!("/groups/{OWN}/banks/new"), &form).await;
    let mut treasurer = world.session("treasurer-own-1").await;
    let price = [("good", "PADDY"), ("day", "1/6/2026"), ("amount", "1,000"), ("source", "market")];
    write(&mut treasurer, &of("prices"), &price).await;
    let given = [("day", "2/6/2026"), ("good", "PADDY"), ("quantity", "1,000"), ("sort", "capital"), ("from", "A donor")];
    write(&mut treasurer, &of("stock/donate"), &given).await;
    let money = [("day", "3/6/2026"), ("purpose", "grant"), ("money", "500,000"), ("note", "for the store")];
    write(&mut treasurer, &of("stock/money-in"), &money).await;
    world
}

#[tokio::test]
async fn a_bank_is_founded_once_with_what_was_agreed() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let new = format!("/groups/{OWN}/banks/new");
        let mut treasurer = world.session("treasurer-own-1").await;
        assert_eq!(treasurer.get(&new).await.status, StatusCode::NOT_FOUND, "who keeps the box does not write the rules");
        contains(&page(&mut treasurer, &format!("/groups/{OWN}/banks")).await, &["No bank yet"]);

        let mut committee = world.session("committee-own-1").await;
        let bad = [("code", "x"), ("village_code", "1"), ("opened_on", "22/11/2026"), ("name_km", "")];
        refused(
            &send(&mut committee, &new, &bad).await,
            &[
                ("name_km", "Write the bank\u{2019}s name, in one script at least."),
                ("code", "Use 2 to 20 Latin letters, digits and hyphens."),
                ("village_code", "Write the 2, 4, 6 or 8 digits of the place, with the leading zero."),
                ("opened_on", "This day is still to come."),
                ("scheme", "Choose one of the answers"),
            ],
        );
        let text =
            "[[lending]]\npurpose = \"food\"\ngood = \"GOLD\"\n[lending.terms]\nrate = 400\nper = \"season\"\ndue = \"harvest\"\n";
        let good = [("code", "rice"), ("name_latin", "Rice bank"), ("opened_on", "1/1/2026")];
        let answer =
            Form::open(&mut committee, new.clone()).await.with(&good).with(&[("text", text)]).press(&mut committee, "").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        contains(&read(&answer), &["This good cannot be lent like that.", "Write between 0 and 300 per cent."]);

        let form = Form::open(&mut committee, new.clone()).await.with(&good).with(&[("scheme", "rice-twenty")]);
        for _ in 0..2 {
            let answer = form.press(&mut committee, "").await;
            assert_eq!(answer.location(), of("rules?done=bank-founded"), "founded once");
        }
        let twice = [("code", "RICE"), ("name_latin", "Another"), ("opened_on", "1/1/2026"), ("scheme", "chickens")];
        refused(&send(&mut committee, &new, &twice).await, &[("code", "Another bank has this code. Write another.")]);
        let rules = page(&mut treasurer, &of("rules")).await;
        contains(&rules, &["Version 1, from 1 January 2026", "Paddy is lent: Food", "Who borrows 100 kg brings back 120 kg."]);
        contains(&rules, &["ការប្រាក់ 20 % ក្នុងមួយរដូវ"]);
        contains(&page(&mut treasurer, "/banks").await, &["Rice bank Group OWN-1"]);
        contains(&page(&mut treasurer, &of("")).await, &["In the store · Paddy 0 kg", "Add the next season"]);
        let mut stranger = world.session("treasurer-for-1").await;
        contains(&page(&mut stranger, "/banks").await, &["No bank yet"]);
        for below in ["", "rules", "stock", "acts", "requests", "prices", "seasons", "units", "count", "stock/donate"] {
            assert_eq!(stranger.get(&of(below)).await.status, StatusCode::NOT_FOUND, "{below}");
        }
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn rules_are_written_anew_and_hold_from_a_day() {
    each_engine(|base| async move {
        let world = founded(base).await;
        let mut committee = world.session("committee-own-1").await;
        let edit = of("rules/edit");
        refused(
            &send(&mut committee, &edit, &[("from", "31/12/2025"), ("l0_rate", "400"), ("l0_ceiling", "many")]).await,
            &[
                ("from", "The last version holds from 1 January 2026. Write that day or a later one."),
                ("l0_ceiling", "Write a number."),
                ("l0_rate", "Write between 0 and 300 per cent."),
            ],
        );
        let form = Form::open(&mut committee, edit.clone()).await;
        let form = form.with(&[("from", "1/12/2026"), ("l0_rate", "15"), ("l0_ceiling", "200"), ("l0_cash", "market")]);
        for _ in 0..2 {
            assert_eq!(form.press(&mut committee, "").await.location(), of("rules?done=bank-rules-written"));
        }
        // The old version holds today, the new one from 1 December.
        contains(&page(&mut committee, &of("rules")).await, &["Version 1, from 1 January 2026", "brings back 120 kg", "Version 2"]);
        let second = page(&mut committee, &of("rules?version=2")).await;
        contains(&second, &["Version 2, from 1 December 2026", "Who borrows 100 kg brings back 115 kg.", "at most 200 kg"]);
        assert!(!second.contains("Version 3"), "the same form sent twice writes once");
        let text = committee.post(&edit, &[("as_text", "1"), ("text_from", "1/12/2026"), ("text", "lending = 5")]).await;
        assert_eq!(text.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", text.location());
        contains(&read(&text), &["This cannot be read:", "lending = 5"]);
        let december = on(&world, day(12, 1));
        contains(&page(&mut december.session("auditor").await, &of("rules")).await, &["Version 2, from 1 December 2026"]);
    })
    .await;
}

#[tokio::test]
async fn seasons_and_measures_are_added() {
    each_engine(|base| async move {
        let world = founded(base).await;
        let mut committee = world.session("committee-own-1").await;
        let days = [("lend_from", "1/6/2026"), ("lend_to", "1/5/2026"), ("harvest_from", "1/12/2026"), ("harvest_to", "x")];
        refused(
            &send(&mut committee, &of("seasons"), &days).await,
            &[
                ("name_km", "Write a name, in one script at least, such as 2026/27."),
                ("harvest_to", "Write day, month and year, such as 31/10/2026"),
                ("lend_to", "The last day comes before the first. Look at both."),
            ],
        );
        let season = [
            ("name_latin", "2026/27"),
            ("lend_from", "1/6/2026"),
            ("lend_to", "31/10/2026"),
            ("harvest_from", "1/12/2026"),
            ("harvest_to", "31/1/2027"),
        ];
        for _ in 0..2 {
            assert_eq!(write(&mut committee, &of("seasons"), &season).await, of("seasons?done=bank-season-added"));
        }
        let seasons = page(&mut committee, &of("seasons")).await;
        contains(&seasons, &["2026/27 01/06/2026 – 31/10/2026 01/12/2026 – 31/01/2027 Between lending and harvest"]);
        assert_eq!(seasons.matches("2026/27 01/06").count(), 1);

        refused(
            &send(&mut committee, &of("units"), &[("unit", "thang"), ("kilograms", "1,001"), ("from", "22/11/2026")]).await,
            &[("kilograms", "Write between 0.001 and 1,000 kilograms."), ("from", "This day is still to come.")],
        );
        write(&mut committee, &of("units"), &[("unit", "thang"), ("kilograms", "22.5"), ("from", "1/1/2026")]).await;
        write(&mut committee, &of("units"), &[("unit", "thang"), ("kilograms", "21"), ("from", "1/7/2026")]).await;
        let units = page(&mut committee, &of("units")).await;
        contains(&units, &["thang 21 kg 01/07/2026", "thang 22.5 kg 01/01/2026 – 30/06/2026"]);
        // Two thang of before July weigh 45 kg, of after it 42.
        let mut treasurer = world.session("treasurer-own-1").await;
        for (day, kilograms) in [("30/6/2026", "45 kg"), ("1/7/2026", "42 kg")] {
            let gift = [("day", day), ("quantity", "2"), ("measure", "thang"), ("sort", "gift"), ("from", "The community")];
            write(&mut treasurer, &of("stock/donate"), &gift).await;
            contains(&page(&mut treasurer, &of("stock")).await, &[&format!("The community gave {kilograms} of Paddy")]);
        }
        let early = [("day", "2/6/2026"), ("quantity", "2"), ("measure", "tau"), ("sort", "gift"), ("from", "x")];
        let later = "Nobody had weighed this measure by that day. Write kilograms.";
        refused(&send(&mut treasurer, &of("stock/donate"), &early).await, &[("measure", later)]);
    })
    .await;
}

#[tokio::test]
async fn a_price_far_from_the_last_one_is_asked_about() {
    each_engine(|base| async move {
        let world = founded(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let prices = of("prices?good=PADDY");
        let post = of("prices");
        let price = |amount: &'static str| [("good", "PADDY"), ("day", "20/11/2026"), ("amount", amount), ("source", "trader")];
        let form = Form::open(&mut treasurer, prices.clone()).await;
        let form = Form { path: post.clone(), ..form };
        let ten = form.with(&price("10,000")).press(&mut treasurer, "").await;
        let off = "The last price was 1,000 ៛: this one is ten times off. Look at the number of noughts.";
        refused(&ten, &[("amount", off)]);
        let far = form.with(&price("1,501")).press(&mut treasurer, "").await;
        refused(&far, &[("reason", "The last price was 1,000 ៛: this one is far from it. If it is right, write why.")]);
        let bad = form.with(&[("good", "CATTLE"), ("day", "22/11/2026"), ("amount", "0"), ("place", "1")]);
        refused(
            &bad.press(&mut treasurer, "").await,
            &[
                ("good", "Choose one of the answers"),
                ("day", "This day is still to come."),
                ("amount", "Write a figure above 0."),
                ("place", "Write the 2, 4, 6 or 8 digits of the place, with the leading zero."),
            ],
        );
        let why = form.with(&price("1,501")).with(&[("reason", "a bad harvest")]);
        for _ in 0..2 {
            assert_eq!(why.press(&mut treasurer, "").await.location(), of("prices?good=PADDY&done=bank-price-written"));
        }
        let shown = page(&mut treasurer, &prices).await;
        contains(
            &shown,
            &[
                "Paddy 1,501 ៛ for 1 kg 20/11/2026 +50 %",
                "20/11/2026 1,501 ៛ Market price A trader · Takéo · 21010101 · a bad harvest",
            ],
        );
        assert_eq!(shown.matches("a bad harvest").count(), 1, "{shown}");
        let mut officer = world.session("officer").await;
        write(&mut officer, &post, &[("good", "PADDY"), ("amount", "1,400"), ("source", "office")]).await;
        assert_eq!(world.session("auditor").await.post(&post, &[]).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn what_comes_and_goes_stands_on_the_card() {
    each_engine(|base| async move {
        let world = founded(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let donate = of("stock/donate?good=PADDY");
        let bad = [("day", "31/12/2025"), ("quantity", "0"), ("sort", ""), ("from", "")];
        let form = Form { path: of("stock/donate"), ..Form::open(&mut treasurer, donate).await };
        refused(&form.with(&bad).press(&mut treasurer, "").await, &[("quantity", "Write a figure above 0."), ("sort", "Choose one of the answers")]);
        let early = form.with(&[("day", "31/12/2025"), ("quantity", "5"), ("from", "")]).press(&mut treasurer, "").await;
        refused(&early, &[("day", "The bank began on 1 January 2026. Write that day or a later one.")]);
        let gift = form.with(&[("quantity", "250.5"), ("from", "The community")]);
        for _ in 0..2 {
            assert_eq!(gift.press(&mut treasurer, "").await.location(), of("stock?good=PADDY&done=bank-written"));
        }
        let other = gift.with(&[("quantity", "300")]).press(&mut treasurer, "").await;
        refused(&other, &[("", "This form was written down before, with other figures: number 3. If this is something more, send it once more.")]);
        // It came back with a new key: sent once more, it is something more.
        let again = Form { path: of("stock/donate"), ..gift.with(&[("quantity", "300"), ("key", &other.hidden("key"))]) };
        assert_eq!(again.press(&mut treasurer, "").await.status, StatusCode::SEE_OTHER);

        let deposit = of("stock/deposit");
        refused(&send(&mut treasurer, &deposit, &[("sort", "returned")]).await, &[("rows", "Nothing is written yet. Fill in at least one row.")]);
        let rows = [("sort", "returned"), ("p1", "20"), ("p3", "30")];
        write(&mut treasurer, &deposit, &rows).await;
        let much = [("member", "3"), ("quantity", "31")];
        let back = Form { path: of("stock/return-deposit"), ..Form::open(&mut treasurer, of("stock/return-deposit?good=PADDY")).await };
        refused(&back.with(&much).press(&mut treasurer, "").await, &[("quantity", "Only 30 kg is owed. Write that or less.")]);
        assert_eq!(back.with(&[("member", "3"), ("quantity", "10")]).press(&mut treasurer, "").await.status, StatusCode::SEE_OTHER);

        let sell = of("stock/sell");
        refused(
            &send(&mut treasurer, &sell, &[("quantity", "2,000"), ("money", "2,000,000")]).await,
            &[("quantity", "The store does not hold enough Paddy: 409.5 kg is missing. Write less, or write down first what came in.")],
        );
        refused(
            &send(&mut treasurer, &sell, &[("quantity", "1,000"), ("money", "100")]).await,
            &[("money", "For so much this is less than the smallest coin each. Look at the number of noughts.")],
        );
        // 1.5 times the market's price and more: looked at once more, then written.
        let dear = Form::open(&mut treasurer, sell.clone()).await.with(&[("quantity", "100"), ("money", "151,000")]);
        let looked = dear.press(&mut treasurer, "").await;
        assert_eq!(looked.status, StatusCode::UNPROCESSABLE_ENTITY);
        contains(&read(&looked), &["Look at this once more: The last price was 1,000 ៛: this one is far from it."]);
        assert_eq!(dear.with(&[("known", "1")]).press(&mut treasurer, "").await.status, StatusCode::SEE_OTHER);
        let ten = send(&mut treasurer, &sell, &[("quantity", "10"), ("money", "100,000")]).await;
        refused(&ten, &[("money", "The last price was 1,000 ៛: this one is ten times off. Look at the number of noughts.")]);
        let buy = [("quantity", "50"), ("money", "651,001")];
        let short = "There is not enough money in the bank\u{2019}s box: 1 ៛ is missing. Write less, or write down first what came in.";
        let answer = send(&mut treasurer, &of("stock/buy"), &buy).await;
        assert!(read(&answer).contains(short) || read(&answer).contains("ten times off"), "{}", read(&answer));
        write(&mut treasurer, &of("stock/buy"), &[("quantity", "50"), ("money", "50,000")]).await;
        let help = send(&mut treasurer, &of("stock/help"), &[("member", "2"), ("quantity", "5"), ("minute", " ")]).await;
        refused(&help, &[("minute", "Write which decision it rests on: the day or number of the minutes.")]);
        write(&mut treasurer, &of("stock/help"), &[("member", "2"), ("quantity", "5"), ("minute", "12")]).await;
        refused(
            &send(&mut treasurer, &of("stock/money-out"), &[("money", "1,000,000")]).await,
            &[("purpose", "Choose one of the answers")],
        );
        refused(
            &send(&mut treasurer, &of("stock/money-out"), &[("purpose", "repairs"), ("money", "1,000,000")]).await,
            &[("money", "There is not enough money in the bank\u{2019}s box: 399,000 ៛ is missing. Write less, or write down first what came in.")],
        );
        write(&mut treasurer, &of("stock/money-out"), &[("purpose", "repairs"), ("money", "1,000"), ("note", "nails")]).await;

        // 1,000 + 250.5 + 300 + 50 - 10 - 100 + 50 - 5 = 1,535.5 kg; 500,000 + 151,000 - 50,000 - 1,000 = 600,000 riel.
        let card = page(&mut treasurer, &of("stock?good=PADDY")).await;
        contains(&card, &["There is 1,535.5 kg", "5 kg of Paddy given to Test OWN-1 2 as help \u{2212}5 1,535.5"]);
        contains(&card, &["100 kg of Paddy sold for 151,000 ៛ \u{2212}100 1,490.5", "10 kg of Paddy given back to Test OWN-1 3 \u{2212}10 1,590.5"]);
        contains(&card, &["Members brought 50 kg of Paddy, to be given back: 2 +50 1,600.5"]);
        let money = page(&mut treasurer, &of("stock?good=KHR")).await;
        contains(&money, &["Money in the box 600,000 ៛", "1,000 ៛ spent on the store \u{2212}1,000 600,000"]);
        let book = page(&mut world.session("auditor").await, &of("acts")).await;
        contains(&book, &["10 1,000 ៛ spent on the store 21/11/2026 The treasurer-own-1"]);
        let act = page(&mut treasurer, &of("acts/7")).await;
        contains(&act, &["100 kg of Paddy sold for 151,000 ៛", "Price 1,510 ៛ for 1 kg (Agreed price, 21 November 2026)"]);
        contains(&act, &["1210 Goods in the store 100 kg", "1010 Cash in the box 151,000 ៛", "6010 Exchanged"]);
        assert_eq!(treasurer.get(&of("acts/99")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(treasurer.get(&of("stock/steal")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(world.session("officer").await.get(&of("stock/buy")).await.status, StatusCode::NOT_FOUND);
        clean(world.db()).await;
    })
    .await;
}

/// A count of this many kilograms by members 1 and 2, with these causes.
async fn count(actor: &mut Actor, kilograms: &str, causes: &[(&str, &str)]) -> Answer {
    let counted = [("counted", kilograms), ("method", "weighed"), ("moisture", "13.5"), ("counter_1", "1"), ("counter_2", "2")];
    Form::open(actor, of("count")).await.with(&counted).with(causes).press(actor, "").await
}

#[tokio::test]
async fn a_count_is_blind_and_needs_another_officer() {
    each_engine(|base| async move {
        let world = founded(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let blind = page(&mut treasurer, &of("count")).await;
        assert!(!blind.contains("1,000") && blind.contains("Count first."), "{blind}");
        let nothing = [("counter_1", "1"), ("counter_2", "1"), ("counted", "lots"), ("moisture", "140 %")];
        let answer = send(&mut treasurer, &of("count"), &nothing).await;
        refused(
            &answer,
            &[
                ("counted", "Write a number, such as 5,000"),
                ("method", "Choose one of the answers"),
                ("moisture", "This is not a part of 100. Write for example 14 or 14.5."),
            ],
        );
        assert!(!read(&answer).contains("In the books"), "what cannot be read tells nothing");
        // Only now the books speak: 1,000 kg.
        let answer = count(&mut treasurer, "850", &[]).await;
        let missing = "150 kg is missing. Write the causes so that together they make this.";
        refused(&answer, &[("losses", missing)]);
        contains(&read(&answer), &["In the books 1,000 kg What was there 850 kg"]);
        let answer = count(&mut treasurer, "850", &[("loss-drying", "90"), ("loss-pests", "60")]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        contains(&read(&answer), &["More than 6 % of the stock is missing. Count once more."]);
        let wet = count(&mut treasurer, "850", &[("loss-drying", "150"), ("moisture", "140")]).await;
        refused(&wet, &[("moisture", "This is not a part of 100. Write for example 14 or 14.5.")]);
        let counted = [("loss-drying", "90"), ("loss-pests", "60"), ("known", "1")];
        let form = Form::open(&mut treasurer, of("count")).await;
        let form =
            form.with(&[("counted", "850"), ("method", "weighed"), ("moisture", "13.5"), ("counter_1", "1"), ("counter_2", "2")]);
        for _ in 0..2 {
            let answer = form.with(&counted).press(&mut treasurer, "").await;
            assert_eq!(answer.location(), of("requests/1?done=bank-request-asked"), "asked once: {}", read(&answer));
        }
        // Nothing is written yet; who asked cannot confirm.
        contains(&page(&mut treasurer, &of("stock")).await, &["There is 1,000 kg", "Last count Never yet"]);
        let request = page(&mut treasurer, &of("requests/1")).await;
        contains(
            &request,
            &["Write down a count: 850 kg of Paddy", "In the store · Paddy 1,000 kg 850 kg", "You asked for it yourself."],
        );
        contains(&request, &["Drying 90 kg, Rats, insects, mould 60 kg", "Test OWN-1 1, Test OWN-1 2", "13.5 %"]);
        let own = treasurer.post(&of("requests/1/confirm"), &[]).await;
        assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY);
        contains(&read(&own), &["You asked for it yourself. Another officer must confirm"]);
        contains(&page(&mut treasurer, &of("")).await, &["Waiting for another officer: 1"]);

        let mut committee = world.session("committee-own-1").await;
        contains(&page(&mut committee, &of("")).await, &["To be confirmed by you: 1"]);
        contains(&page(&mut committee, &of("requests/1")).await, &["Your decision", "More than 6 % of the stock is missing."]);
        for done in ["?done=bank-request-confirmed", ""] {
            let answer = committee.post(&of("requests/1/confirm"), &[]).await;
            assert_eq!(answer.location(), of(&format!("requests/1{done}")), "confirmed once");
        }
        contains(
            &page(&mut committee, &of("stock")).await,
            &["There is 850 kg", "Last count 21/11/2026", "150 kg less than in the books"],
        );
        let act = page(&mut committee, &of("acts/3")).await;
        contains(
            &act,
            &["Paddy counted: 850 kg, 150 kg less than in the books", "In the books 1,000 kg", "Confirmed by The committee-own-1"],
        );
        contains(&act, &["5110", "90 kg", "5120", "60 kg"]);
        contains(&page(&mut treasurer, &of("requests/1")).await, &["Written down as Number 3", "Decided by The committee-own-1"]);
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn a_mistake_is_undone_by_two_officers() {
    each_engine(|base| async move {
        let world = founded(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let mut committee = world.session("committee-own-1").await;
        let undo = |no: i64| of(&format!("acts/{no}"));
        let ask = async |actor: &mut Actor, no: i64, day: &str, reason: &str| {
            let form = Form::open(actor, undo(no)).await.with(&[("day", day), ("reason", reason)]);
            Form { path: format!("{}/undo", undo(no)), ..form }.press(actor, "").await
        };
        refused(
            &ask(&mut treasurer, 2, "22/11/2026", " ").await,
            &[("day", "This day is still to come."), ("reason", "Write the reason.")],
        );
        let early = ask(&mut treasurer, 2, "1/6/2026", "twice").await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "before it happened: {}", early.location());
        let asked = ask(&mut treasurer, 2, TODAY, "it was 50,000").await;
        assert_eq!(asked.location(), of("requests/1?done=bank-request-asked"));
        contains(&page(&mut treasurer, &undo(2)).await, &["Somebody asked to undo it: request 1"]);
        let request = page(&mut committee, &of("requests/1")).await;
        contains(&request, &["Undo number 2: 500,000 ៛ came in as a grant that stays capital", "Money in the box 500,000 ៛ 0 ៛"]);

        // Refused with a reason, asked again, confirmed.
        let blank = committee.post(&of("requests/1/refuse"), &[("reason", " ")]).await;
        assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
        let no = committee.post(&of("requests/1/refuse"), &[("reason", "the receipt says 500,000")]).await;
        assert_eq!(no.location(), of("requests/1?done=bank-request-refused"));
        contains(&page(&mut treasurer, &of("requests/1")).await, &["Refused because the receipt says 500,000"]);
        let asked = ask(&mut treasurer, 2, TODAY, "it was 50,000 after all").await;
        assert_eq!(asked.location(), of("requests/2?done=bank-request-asked"));
        // In the meantime the money is spent: it cannot be undone, and the page says so before somebody tries.
        write(&mut treasurer, &of("stock/money-out"), &[("purpose", "transport"), ("money", "100")]).await;
        let stuck = page(&mut committee, &of("requests/2")).await;
        assert!(!stuck.contains("Your decision"), "{stuck}");
        let answer = committee.post(&of("requests/2/confirm"), &[]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        contains(&page(&mut treasurer, &of("stock?good=KHR")).await, &["Money in the box 499,900 ៛"]);
        write(&mut treasurer, &of("stock/money-in"), &[("day", "20/11/2026"), ("purpose", "income"), ("money", "100")]).await;
        assert_eq!(committee.post(&of("requests/2/confirm"), &[]).await.location(), of("requests/2?done=bank-request-confirmed"));
        contains(&page(&mut treasurer, &of("stock?good=KHR")).await, &["Money in the box 0 ៛"]);
        contains(&page(&mut treasurer, &undo(2)).await, &["Undone by number 5"]);
        contains(&page(&mut treasurer, &undo(5)).await, &["Undoes number 2", "Number 2 was undone: it was 50,000 after all"]);
        contains(&page(&mut treasurer, &of("acts")).await, &["500,000 ៛ came in as a grant that stays capital Undone"]);
        // Who asked may take her own request back.
        let asked = ask(&mut treasurer, 1, TODAY, "a slip").await;
        assert_eq!(asked.location(), of("requests/3?done=bank-request-asked"));
        let taken = treasurer.post(&of("requests/3/refuse"), &[("reason", "it was right")]).await;
        assert_eq!(taken.location(), of("requests/3?done=bank-request-refused"));
        clean(world.db()).await;
    })
    .await;
}

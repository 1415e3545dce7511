//! A cooperative in its books: brought in from files, refused with reasons, and through a season of two hundred members to
//! its general meeting, every kilogram and riel traced.
mod season;
mod statements;

use crate::{
    cli::{exported, good, refused, typed},
    support::{
        book::clean,
        databases::{Database, Folder, each_engine},
    },
};
use serde_json::Value;

const SMALL: &str = r#"
organisation = "CE"
code = "KM-01"
name_km = "សហករណ៍"
name_latin = "Cooperative"
village_code = "14"
opened_on = "2024-01-05"
[laws]
shares = { par = 20000 }
organic = { tolerance_percent = 10 }
[[producer_group]]
code = "ORG-1"
name_km = "ក្រុមស្រូវសរីរាង្គ"
village = "14010101"
crop = "PADDY"
[[member]]
family_name_latin = "Member"
given_name_latin = "One"
sex = "female"
producer_group = "ORG-1"
shares = 50
[[member.plot]]
name = "by the canal"
area = "0.8 ha"
crop = "PADDY"
[[member.plot.inspection]]
on = "2024-09-01"
inspector = "inspector 2"
score = 85
estimate = "2,000"
[[member]]
family_name_latin = "Member"
given_name_latin = "Two"
joined_on = "2024-02-01"
shares = 30
"#;

const PRICES: &str = "date,crop,grade,organic,price\n2024-11-01,PADDY,,yes,\"1,100\"\n2024-11-01,PADDY,,no,950\n";
const PLOTS: &str = "date,member,name,area,crop,forbidden_on,inspected_on,inspector,score,outcome,estimate,faults
2024-06-01,2,behind the school,8000,PADDY,2024-01-01,2024-09-02,inspector 2,60,conditions,1800,buffer 2024-12-01
2024-06-01,2,by the road,0.5 ha,PADDY,,,,,,,
";
const DELIVERIES: &str = "date,member,plot,crop,grade,organic,gross,tare,moisture,foreign,paid
2024-11-10,1,by the canal,PADDY,,yes,\"1,000\",,25,,all
2024-11-10,2,,PADDY,,no,102,2,14,,
2024-11-10,2,,PADDY,,no,102,2,14,,50000
";
const BAD: &str = "date,member,plot,crop,grade,organic,gross,tare,moisture,foreign,paid
2024-11-11,1,1,PADDY,,yes,1400,,14,,all
2024-11-11,2,2,PADDY,,yes,100,,14,,all
2024-11-11,2,,PADDY,,no,50,51,14,,all
2024-11-11,2,,PADDY,,no,50,,3,,all
2024-11-11,2,,PADY,,perhaps,50,,14,,all
2024-11-11,7,,PADDY,,no,50,,14,,all
2024-11-11,2,,PADDY,,no,50,,14,,\"5,000,000\"
";
const BOARD: &str = "date,crop,grade,organic,place,price,reason
2024-11-01,PADDY,,no,14,900,
2024-11-08,PADDY,,no,14,950,
";
const BUYERS: &str = "buyer,phone,place,crop,grade,organic,kg,price,days,from,to
Mill of the town,012 345 678,12,PADDY,,no,\"20,000\",\"1,050\",7,2024-11-01,2024-12-31
រោងម៉ាស៊ីន,,14,,,,,,,,
";

fn programme(database: &Database) {
    good(database, &["user", "add", "admin", "--role", "administrator", "--password-stdin"]);
    good(database, &["organisation", "add", "CE", "--name-latin", "Centre"]);
}

/// A file of a test.
fn written(folder: &Folder, name: &str, text: &str) -> String {
    let path = folder.0.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

/// What the command line says of a file that it does not take.
#[track_caller]
fn complaints(database: &Database, arguments: &[&str]) -> String {
    let done = typed(database, arguments, "");
    assert_eq!(done.status.code(), Some(1));
    String::from_utf8(done.stderr).unwrap()
}

fn json(database: &Database, arguments: &[&str]) -> Value {
    serde_json::from_str(&good(database, &[arguments, &["--format", "json"]].concat())).unwrap()
}

#[track_caller]
fn contains(text: &str, all: &[&str]) {
    for one in all {
        assert!(text.contains(one), "{one}: {text}");
    }
}

#[tokio::test]
async fn a_small_cooperative_from_files() {
    each_engine(|base| async move {
        programme(&base);
        let folder = Folder::new();
        let file = written(&folder, "coop.toml", SMALL);
        assert_eq!(good(&base, &["import", "coop", &file]), "1 cooperative imported\n");
        let again = good(&base, &["import", "coop", &file]);
        assert_eq!(again, "nothing changed: 1 cooperative there already\n");
        let other = written(&folder, "other.toml", &SMALL.replace("shares = 50", "shares = 51"));
        contains(&refused(&base, &["import", "coop", &other]), &["it is there already, and is not the same"]);
        let half = written(
            &folder,
            "half.toml",
            &SMALL.replace("KM-01", "KM-02").replace("organic = {", "surplus = { reserve = 19 }\norganic = {"),
        );
        contains(&refused(&base, &["import", "coop", &half]), &["the parts of the surplus sum to 99 %"]);

        let of = |what: &'static str, file: &str, says: &str| {
            let arguments = ["import", what, file, "--coop", "KM-01"];
            assert_eq!(good(&base, &arguments), format!("{says} imported\n"), "{what}");
            let again = good(&base, &arguments);
            assert!(again.starts_with("nothing changed"), "{what}: {again}");
        };
        of("prices", &written(&folder, "prices.csv", PRICES), "2 prices");
        of("plots", &written(&folder, "plots.csv", PLOTS), "2 plots");
        of("deliveries", &written(&folder, "deliveries.csv", DELIVERIES), "3 deliveries");
        let before = good(&base, &["export", "--group", "KM-01", "--format", "csv"]);
        let bad = complaints(&base, &["import", "deliveries", &written(&folder, "bad.csv", BAD), "--coop", "KM-01"]);
        contains(
            &bad,
            &[
                "bad.csv:2: gross: More than grew there: 1,327.907\u{a0}kg more may come from this plot.",
                "bad.csv:3: organic: This plot is in conversion: it is organic from ",
                "bad.csv:4: tare: The bags weigh as much as the whole or more.",
                "bad.csv:5: moisture: Grain is not drier than 8 %.",
                "bad.csv:6: crop: “PADY”: No such crop",
                "bad.csv:6: organic: “perhaps”: yes or no.",
                "bad.csv:7: member: “7”: No member has this number.",
                "bad.csv:8: paid: More than is left for her after what she owes: 47,500",
                "8 places are not right; nothing was imported",
            ],
        );
        let ten = written(&folder, "ten.csv", "date,crop,grade,organic,price\n2024-11-12,PADDY,,no,9500\n");
        contains(
            &complaints(&base, &["import", "prices", &ten, "--coop", "KM-01"]),
            &["ten.csv:2: price: Ten times or a tenth of the last price, which was 950"],
        );
        assert_eq!(good(&base, &["export", "--group", "KM-01", "--format", "csv"]), before, "nothing was posted");

        market(&base, &folder);
        reports(&base);
        exported(&base, "KM-01", &folder);
        clean(&base.db).await;
    })
    .await;
}

fn market(base: &Database, folder: &Folder) {
    let board = written(folder, "board.csv", BOARD);
    assert_eq!(good(base, &["import", "prices", &board, "--market"]), "2 prices imported\n");
    assert!(good(base, &["import", "prices", &board, "--market"]).starts_with("nothing changed"));
    let far = written(
        folder,
        "far.csv",
        "date,crop,grade,organic,place,price\n2024-11-09,PADDY,,no,140101,9600\n2024-11-09,PADDY,,no,14,1400\n2024-11-09,PADDY,,no,1,1400\n",
    );
    contains(
        &complaints(base, &["import", "prices", &far, "--market"]),
        &[
            "far.csv:2: price: “9600”: The last price was 950",
            "far.csv:3: reason: “1400”: It is far from",
            "far.csv:4: place: “1”: The code",
        ],
    );
    let buyers = written(folder, "buyers.csv", BUYERS);
    assert_eq!(good(base, &["import", "buyers", &buyers]), "2 buyers and offers imported\n");
    assert!(good(base, &["import", "buyers", &buyers]).starts_with("nothing changed"));
    let bad = written(folder, "bad-buyers.csv", &BUYERS.replace("345 678", "345 679").replace("2024-12-31", "2024-10-31"));
    contains(
        &complaints(base, &["import", "buyers", &bad]),
        &["bad-buyers.csv:2: phone: “012 345 679”: Mill of the town is there already", "bad-buyers.csv:2: to: "],
    );
    assert!(typed(base, &["import", "prices", &board], "").status.code() == Some(2), "whose prices they are must be said");
}

fn reports(base: &Database) {
    let deliveries = json(base, &["report", "deliveries", "--coop", "KM-01"]);
    // IRRI: 1,000 kg at 25 % are 872.093 kg at 14 %.
    let first = &deliveries["deliveries"][0];
    assert_eq!(
        (&first["kg"], &first["amount"], &first["paid"]),
        (&"872.093".into(), &"959302".into(), &"959302".into()),
        "{first}"
    );
    assert_eq!((&deliveries["kg"], &deliveries["amount"]), (&"1072.093".into(), &"1149302".into()));
    let lots = json(base, &["report", "lots", "--coop", "KM-01"]);
    assert_eq!((&lots["lots"][0]["left"], &lots["lots"][0]["plots"]), (&"872.093".into(), &serde_json::json!([1])), "{lots:#}");
    assert_eq!(lots["lots"][1]["in"], "200.000");
    let prices = json(base, &["report", "prices", "--coop", "KM-01"]);
    assert_eq!(prices["prices"][0]["price"], "1100");
    let plots = good(base, &["report", "plots", "--coop", "KM-01", "--as-of", "2024-11-20", "--format", "csv"]);
    contains(&plots, &["1,1,by the canal,Member One,8000,PADDY,2024-09-01,passed,organic,2000.000,872.093,1327.907"]);
    contains(&plots, &["conversion", "not-inspected"]);
    let args = ["patronage", "--coop", "KM-01", "--preview", "--to", "2024-12-31", "--stock", "1,500,000"];
    let told = json(base, &args);
    // The store of 1,500,000 less what was paid for the paddy.
    assert_eq!(told["division"]["surplus"], "350698", "{told:#}");
    let sum = |key: &str| told["division"][key].as_str().unwrap().parse::<i64>().unwrap();
    let parts = ["reserve", "social", "education", "committee", "dividend", "refund"].map(sum);
    assert_eq!(parts.iter().sum::<i64>(), 350_698);
    assert_eq!(told["members"].as_array().unwrap().len(), 2);
    contains(&good(base, &args), &["Member One", "reserve", "surplus"]);
    contains(
        &refused(base, &["patronage", "--coop", "KM-01", "--preview", "--to", "2023-12-31"]),
        &["was divided, or has not begun"],
    );
    contains(&refused(base, &["report", "lots", "--coop", "NONE"]), &["there is no cooperative NONE"]);
    assert_eq!(json(base, &["report", "patronage", "--coop", "KM-01"])["years"], serde_json::json!([]));
}

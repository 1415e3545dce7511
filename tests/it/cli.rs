//! The command line, run as the real program: what other programs read of it, what it refuses, copies and checks.
//! The long stories are in story.rs.
use crate::{
    story::sansom,
    support::databases::{Database, Folder, each_engine, sqlite},
};
use chrono::Datelike;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
};

const PASSWORD: &str = "five words nobody guesses";

/// Runs a command with something typed in.
pub(crate) fn typed(database: &Database, arguments: &[&str], input: &str) -> Output {
    let mut process = sansom(database);
    process.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    process.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/stories"));
    let mut child = process.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).ok();
    child.wait_with_output().unwrap()
}

/// Runs a command that is to succeed, and answers what it printed.
#[track_caller]
pub(crate) fn good(database: &Database, arguments: &[&str]) -> String {
    let done = typed(database, arguments, &format!("{PASSWORD}\n"));
    let complaints = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{arguments:?}: {complaints}");
    String::from_utf8(done.stdout).unwrap()
}

/// Runs a command that is to be refused, and answers its one complaint.
#[track_caller]
pub(crate) fn refused(database: &Database, arguments: &[&str]) -> String {
    let done = typed(database, arguments, &format!("{PASSWORD}\n"));
    let complaint = String::from_utf8(done.stderr).unwrap();
    assert_eq!(done.status.code(), Some(1), "{arguments:?}: {complaint}");
    assert!(complaint.starts_with("sansom: ") && complaint.trim_end().lines().count() == 1, "{arguments:?}: {complaint}");
    complaint.trim_end()["sansom: ".len()..].to_owned()
}

/// The group of fixtures/stories/season.txt.
fn season(database: &Database) {
    good(database, &["user", "add", "admin", "--role", "administrator", "--password-stdin"]);
    good(database, &["organisation", "add", "ST", "--name-latin", "Story Tellers"]);
    good(database, &["import", "group", "season/group.toml"]);
    for (what, file) in [("members", "season/members.csv"), ("opening", "season/opening.csv"), ("meetings", "season/meetings.csv")]
    {
        good(database, &["import", what, file, "--group", "ST-01"]);
    }
}

fn trial_balance(database: &Database, group: &str) -> Value {
    serde_json::from_str(&good(database, &["report", "trial-balance", "--group", group, "--format", "json"])).unwrap()
}

/// The trial balance's lines as a ledger of hledger's names them: account and commodity to balance in whole units.
fn by_account(balance: &Value) -> BTreeMap<String, String> {
    let line = |line: &Value| {
        let (fund, account) = (line["fund"].as_str().unwrap(), line["account"].as_str().unwrap());
        // A member by her number; who is no member by the label of the journal.
        let label = |party: &str| party.parse::<i64>().map_or_else(|_| party.to_owned(), |number| format!("m{number:03}"));
        let party = line["party"].as_str().map_or(String::new(), |party| format!(":{}", label(party)));
        let commodity = line["commodity"].as_str().unwrap();
        (format!("{fund}:{account}{party} {commodity}"), line["balance"].as_str().unwrap().to_owned())
    };
    balance["lines"].as_array().unwrap().iter().map(line).collect()
}

/// Runs a program that must be installed: a test that could not be made is a failed one.
pub(crate) fn tool(program: &str, arguments: &[&str]) -> String {
    let done =
        Command::new(program).args(arguments).output().unwrap_or_else(|error| panic!("{program} must be installed: {error}"));
    let (out, complaints) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "{program} {arguments:?}: {out}{complaints}");
    out.into_owned()
}

/// Exports a group and has both programs check and sum it.
pub(crate) fn exported(database: &Database, group: &str, folder: &Folder) {
    let expected = by_account(&trial_balance(database, group));
    let journal = folder.0.join(format!("{group}.journal"));
    std::fs::write(&journal, good(database, &["export", "--group", group, "--format", "hledger"])).unwrap();
    let journal = journal.to_str().unwrap();
    tool("hledger", &["-f", journal, "check", "accounts", "commodities", "balancednoautoconversion", "ordereddates"]);
    let sums = tool("hledger", &["-f", journal, "balance", "--flat", "--no-total", "--layout=bare", "--output-format", "csv"]);
    // The account of exchange is a kind of its own there, under equity.
    let without_kind = |account: &str| match account.to_lowercase().strip_prefix("equity:conversion:") {
        Some(fund) => format!("{fund}:conversion"),
        None => account.split_once(':').unwrap().1.to_owned(),
    };
    let sums = sums.lines().skip(1).map(|line| {
        let [account, commodity, sum] = line.trim_matches('"').split("\",\"").collect::<Vec<_>>()[..] else { panic!("{line}") };
        (format!("{} {commodity}", without_kind(account)), sum.to_owned())
    });
    assert_eq!(sums.collect::<BTreeMap<_, _>>(), expected, "hledger's balances of {group}");

    // A beancount file says each account's balance itself; bean-check reckons whether that is so.
    let text = good(database, &["export", "--group", group, "--format", "beancount"]);
    let journal = folder.0.join(format!("{group}.beancount"));
    std::fs::write(&journal, &text).unwrap();
    tool("bean-check", &[journal.to_str().unwrap()]);
    let said = text.lines().filter_map(|line| {
        let (account, sum) = line.split_once(" balance ")?.1.split_once("  ")?;
        let (sum, commodity) = sum.split_once(' ')?;
        let nought = sum.chars().all(|c| matches!(c, '0' | '.'));
        (!nought).then(|| (format!("{} {commodity}", without_kind(account).to_lowercase()), sum.to_owned()))
    });
    assert_eq!(said.collect::<BTreeMap<_, _>>(), expected, "beancount's balances of {group}");
}

#[tokio::test]
async fn hledger_and_beancount_agree() {
    each_engine(|database| async move {
        season(&database);
        exported(&database, "ST-01", &Folder::new());
    })
    .await;
}

#[tokio::test]
async fn a_trial_balance_as_programs_read_it() {
    each_engine(|database| async move {
        season(&database);
        let balance = trial_balance(&database, "ST-01");
        let keys: Vec<&String> = balance.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["as_of", "book", "lines", "totals"]);
        assert_eq!((&balance["book"], &balance["totals"]), (&json!("ST-01"), &json!({ "KHR": "0" })));
        let cash = json!({ "fund": "loan", "account": "cash", "party": null, "commodity": "KHR", "balance": "774500" });
        let hers = json!({ "fund": "loan", "account": "savings", "party": "3", "commodity": "KHR", "balance": "-295000" });
        let lines = balance["lines"].as_array().unwrap();
        assert!(lines.contains(&cash) && lines.contains(&hers), "{lines:#?}");
        assert_eq!(lines.len(), 18);
    })
    .await;
}

/// The published case: 60 members and a rice bank that takes 10 % and money below the market's price, a contribution of
/// 2,000,000 riel; a second bank that was given more than 13 t; 30 cows whose number about doubled in two years.
fn svay_rieng(ask: impl Fn(&[&str]) -> String) {
    let json = |arguments: &[&str]| -> Value { serde_json::from_str(&ask(arguments)).unwrap() };
    let groups = json(&["report", "groups", "--format", "json"]);
    let group = groups["groups"].as_array().unwrap().iter().find(|group| group["code"] == json!("CC-TM-01")).unwrap();
    assert_eq!(
        (&group["members"], &group["saves"], &group["banks"]),
        (&json!(60), &json!(false), &json!(["CC-TM-CB", "CC-TM-RB"]))
    );
    let books = json(&["report", "trial-balance", "--group", "CC-TM-01", "--format", "json"]);
    let sum = |fund: &str, account: &str, commodity: &str| -> f64 {
        let lines = books["lines"].as_array().unwrap().iter();
        let mine = lines.filter(|line| {
            (&line["fund"], &line["account"], &line["commodity"]) == (&json!(fund), &json!(account), &json!(commodity))
        });
        mine.map(|line| line["balance"].as_str().unwrap().parse::<f64>().unwrap()).sum()
    };
    assert_eq!(sum("cc-tm-rb", "capital", "KHR"), -2_000_000.0);
    assert!(sum("cc-tm-rb", "interest", "PADDY") < -500.0, "a tenth of what was lent and brought back");
    let herd = json(&["report", "herd", "--bank", "CC-TM-CB", "--format", "json"]);
    let animals = herd["animals"].as_array().unwrap();
    let there = animals.iter().filter(|animal| animal["left_on"].is_null()).count();
    assert!((55..=65).contains(&there), "30 cows have become {there}");
    let second = ask(&["report", "stock", "--bank", "CC-SC-RB", "--format", "csv"]);
    assert!(second.contains("PADDY,paddy,"), "{second}");
    let given = ask(&["report", "trial-balance", "--group", "CC-SC-RB", "--format", "csv"]);
    assert!(given.contains("capital") && given.contains("13200.000"), "{given}");
    for bank in ["CC-TM-RB", "CC-TM-CB", "CC-SC-RB"] {
        let statement = json(&["report", "statement", "--bank", bank, "--format", "json"]);
        assert!(statement.is_object(), "{bank}: every price is known");
    }
}

#[tokio::test]
async fn the_demo_shows_everything_and_balances() {
    sqlite(|database| async move {
        let folder = database.db.file().unwrap().parent().unwrap().to_owned();
        let address = demo(&folder);
        assert!(address.starts_with("Sansom is at http://127.0.0.1:"), "{address}");
        let demo_place = folder.join("demo");
        let ask = |arguments: &[&str]| {
            let done = Command::new(env!("CARGO_BIN_EXE_sansom")).arg("--data").arg(&demo_place).args(arguments).output().unwrap();
            assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
            String::from_utf8(done.stdout).unwrap()
        };
        assert!(ask(&["check"]).starts_with("nothing found"));
        let groups: Value = serde_json::from_str(&ask(&["report", "groups", "--format", "json"])).unwrap();
        let groups = groups["groups"].as_array().unwrap();
        assert_eq!(groups.len(), 22);
        assert!(groups.iter().all(|group| group["demo"] == json!(true)));
        let main = groups.iter().find(|group| group["code"] == json!("SP-KC-01")).unwrap();
        assert_eq!((&main["members"], &main["last_meeting"], &main["corrections_waiting"]), (&json!(25), &json!(52), &json!(1)));
        let last: chrono::NaiveDate = main["last_meeting_on"].as_str().unwrap().parse().unwrap();
        let ago = (sansom::app::Clock::System.today() - last).num_days();
        assert!((1..=7).contains(&ago), "the last meeting was {ago} days ago");

        // The published sums of the group in Takeo: 3,410,000 saved, 411,800 of interest, 8,800 in the emergency fund.
        let takeo: Value =
            serde_json::from_str(&ask(&["report", "trial-balance", "--group", "PC-TK-01", "--format", "json"])).unwrap();
        let sum = |fund: &str, account: &str| -> i64 {
            let mine = takeo["lines"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|line| line["fund"] == json!(fund) && line["account"] == json!(account));
            mine.map(|line| line["balance"].as_str().unwrap().parse::<i64>().unwrap()).sum()
        };
        assert_eq!(
            (sum("loan", "savings"), sum("loan", "retained"), sum("social", "social-contributions")),
            (-3_410_000, -411_800, -8_800)
        );
        assert_eq!((sum("loan", "cash"), sum("social", "cash")), (3_821_800, 8_800));

        svay_rieng(ask);

        let users = ask(&["user", "list"]);
        demo(&folder);
        assert_eq!(ask(&["user", "list"]), users, "a second start makes nothing");
        let db = sansom::store::Db::connect(&format!("sqlite:{}", demo_place.join("sansom.db").display())).await.unwrap();
        let mut demo = database.clone();
        demo.db = db.clone();
        for group in groups {
            exported(&demo, group["code"].as_str().unwrap(), &Folder::new());
        }
        db.close().await;
    })
    .await;
}

/// On whatever day of the year the demo is made, its months and its year close, and nothing of it is in the future.
#[tokio::test]
async fn a_demo_can_be_made_on_any_day() {
    for weeks in [0, 3, 9, 17, 26, 34, 45, 51, -40] {
        let now: chrono::DateTime<chrono::Utc> = "2026-11-16T02:00:00Z".parse().unwrap();
        let now = now + chrono::TimeDelta::weeks(weeks) + chrono::TimeDelta::days(weeks % 7);
        sqlite(|database| async move {
            let app = sansom::app::App::new(database.db.clone(), sansom::app::Clock::Fixed(now), Default::default());
            sansom::demo::make(&app).await.unwrap_or_else(|why| panic!("{now}: {why:?}"));
            sansom::demo::cooperatives(&app).await.unwrap_or_else(|why| panic!("{now}: {why:?}"));
            assert_eq!(sansom::store::check(&database.db).await.unwrap(), []);
            let mut tx = database.db.read().await.unwrap();
            let group = sansom::groups::store::group(&mut tx, "SP-KC-01").await.unwrap().unwrap();
            let entries = sansom::store::entries(&mut tx, group.book, None, 100).await.unwrap();
            assert!(entries.iter().all(|entry| entry.entry.on() <= app.today() && entry.recorded.at <= now), "{now}");
            let kinds: Vec<_> = entries.iter().map(|entry| entry.entry.kind().code()).collect();
            let closed = sansom::meetings::store::closed_through(&mut tx, group.book).await.unwrap().unwrap();
            assert!(kinds.contains(&"correction"), "{now}: {kinds:?}");
            assert_eq!(
                kinds.contains(&"closing"),
                closed.year() > group.founded_on.year() || closed.month() == 12,
                "{now}: {kinds:?}"
            );
            assert!((40..110).contains(&(app.today() - closed).num_days()), "{now}: closed through {closed}");
        })
        .await;
    }
}

/// Starts `serve --demo`, waits for its address and stops it.
fn demo(folder: &Path) -> String {
    use std::io::{BufRead, BufReader};
    let mut server = Command::new(env!("CARGO_BIN_EXE_sansom"))
        .args(["serve", "--demo", "--small", "--listen", "127.0.0.1:0", "--data"])
        .arg(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(server.stdout.take().unwrap()).lines().map(Result::unwrap);
    let address = lines.next().unwrap_or_default();
    let sign_ins: Vec<String> = lines.by_ref().take(8).collect();
    assert!(sign_ins[1].contains("treasurer") && sign_ins[1].contains("/groups/SP-KC-01"), "{sign_ins:?}");
    server.kill().unwrap();
    server.wait().unwrap();
    address
}

#[tokio::test]
async fn a_backup_comes_back() {
    sqlite(|database| async move {
        season(&database);
        let folder = Folder::new();
        let copy = folder.0.join("copy.db");
        let copy = copy.to_str().unwrap();
        good(&database, &["backup", copy]);
        assert!(refused(&database, &["backup", copy]).contains("is there already"));
        assert!(refused(&database, &["restore", copy]).contains("is there already; move it away first"));

        let elsewhere = folder.0.join("elsewhere");
        let at = |arguments: &[&str]| {
            let done = Command::new(env!("CARGO_BIN_EXE_sansom")).arg("--data").arg(&elsewhere).args(arguments).output().unwrap();
            (done.status.code(), String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap())
        };
        let (code, said, _) = at(&["restore", copy]);
        assert!(code == Some(0) && said.contains("nothing found"), "{said}");
        let report = ["report", "trial-balance", "--group", "ST-01", "--format", "csv"];
        assert_eq!(at(&report).1, good(&database, &report));
        let names: Vec<_> =
            std::fs::read_dir(&elsewhere).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        assert!(names.iter().all(|name| !name.contains("part")), "{names:?}");

        // What is not a copy of ours leaves nothing behind.
        let (elsewhere, text) = (folder.0.join("third"), folder.0.join("text.db"));
        std::fs::write(&text, "no database").unwrap();
        let done =
            Command::new(env!("CARGO_BIN_EXE_sansom")).arg("--data").arg(&elsewhere).arg("restore").arg(&text).output().unwrap();
        assert_eq!(done.status.code(), Some(1));
        assert_eq!(std::fs::read_dir(&elsewhere).unwrap().count(), 0);
    })
    .await;
}

#[tokio::test]
async fn a_changed_row_is_found() {
    each_engine(|database| async move {
        season(&database);
        assert!(good(&database, &["check"]).starts_with("nothing found"));
        let mut tx = database.db.write().await.unwrap();
        tx.run(sansom::store::Sql::each("drop trigger entry_fixed", "drop trigger entry_fixed on entry"), ()).await.unwrap();
        tx.run("update entry set memo = 'as if nothing had happened' where no = 3", ()).await.unwrap();
        tx.commit().await.unwrap();
        let done = typed(&database, &["check"], "");
        let said = String::from_utf8(done.stdout).unwrap();
        assert_eq!(done.status.code(), Some(1), "{said}");
        assert!(said.lines().any(|line| line.starts_with("ST-01: ") && line.contains('3')), "{said}");
    })
    .await;
}

#[tokio::test]
async fn users_of_the_command_line() {
    each_engine(|database| async move {
        assert!(refused(&database, &["import", "group", "season/group.toml"]).contains("add a user first"));
        let said = good(&database, &["user", "add", "admin", "--role", "administrator"]);
        let made = said.lines().find_map(|line| line.strip_prefix("first password, shown only this once: ")).unwrap();
        assert_eq!(made.len(), 14, "{said}");
        for (arguments, expected) in [
            (&["user", "add", "admin", "--role", "auditor"][..], "there is a user admin already"),
            (&["user", "add", "Admin 2", "--role", "auditor"], "is not a login"),
            (&["user", "add", "t1", "--role", "treasurer"], "--group CODE"),
            (&["user", "add", "t1", "--role", "treasurer", "--group", "X"], "there is no group X"),
            (&["user", "add", "a1", "--role", "advisor", "--organisation", "X"], "there is no organisation X"),
            (&["user", "add", "a2", "--role", "administrator", "--organisation", "X"], "an administrator is one everywhere"),
            (&["user", "password", "nobody"], "there is no user nobody"),
        ] {
            let complaint = refused(&database, arguments);
            assert!(complaint.contains(expected), "{arguments:?}: {complaint}");
        }
        let weak = typed(&database, &["user", "add", "a3", "--role", "auditor", "--password-stdin"], "password1\n");
        assert_eq!(weak.status.code(), Some(1));
        good(&database, &["user", "add", "a3", "--role", "auditor", "--language", "en", "--password-stdin"]);
        good(&database, &["user", "disable", "a3"]);
        assert!(good(&database, &["user", "disable", "a3"]).starts_with("nothing changed"));
        good(&database, &["user", "disable", "a3", "--undo"]);
        assert!(good(&database, &["user", "password", "a3"]).contains("first password"));
        let list = good(&database, &["user", "list"]);
        assert!(list.contains("a3     auditor        en        must change password"), "{list}");
        // Two administrators: somebody has to say in whose name.
        good(&database, &["user", "add", "second", "--role", "administrator"]);
        good(&database, &["organisation", "add", "ST", "--name-latin", "Story Tellers"]);
        assert!(refused(&database, &["import", "group", "season/group.toml"]).contains("--by LOGIN"));
        good(&database, &["import", "group", "season/group.toml", "--by", "second"]);
    })
    .await;
}

#[test]
fn every_command_shows_an_example() {
    let help = |arguments: &[&str]| {
        let done = Command::new(env!("CARGO_BIN_EXE_sansom")).args(arguments).arg("--help").output().unwrap();
        assert!(done.status.success(), "{arguments:?}");
        String::from_utf8(done.stdout).unwrap()
    };
    let mut commands: Vec<Vec<String>> = vec![vec![]];
    let mut seen = 0;
    while let Some(command) = commands.pop() {
        let words: Vec<&str> = command.iter().map(String::as_str).collect();
        let text = help(&words);
        let list = text.split("Commands:\n").nth(1).map_or("", |list| list.split("\n\n").next().unwrap());
        let names = list
            .lines()
            .filter_map(|line| line.strip_prefix("  ")?.split(' ').next())
            .filter(|name| !name.is_empty() && *name != "help");
        let names: Vec<String> = names.map(str::to_owned).collect();
        assert!(!names.is_empty() || text.contains("Example"), "{words:?} shows no example:\n{text}");
        commands.extend(names.into_iter().map(|name| command.iter().cloned().chain([name]).collect()));
        seen += 1;
    }
    assert!(seen >= 20, "{seen} commands");
    let done = Command::new(env!("CARGO_BIN_EXE_sansom")).arg("no-such-command").output().unwrap();
    assert_eq!(done.status.code(), Some(2));
}

#[tokio::test]
async fn a_question_makes_no_books() {
    let folder = Folder::new();
    for command in [&["report", "groups"][..], &["check"], &["user", "list"], &["backup", "x.db"]] {
        let done =
            Command::new(env!("CARGO_BIN_EXE_sansom")).arg("--data").arg(folder.0.join("none")).args(command).output().unwrap();
        assert_eq!(done.status.code(), Some(1), "{command:?}");
        assert!(String::from_utf8(done.stderr).unwrap().contains("there are no books in"), "{command:?}");
    }
    assert!(!folder.0.join("none").exists());
}

#[tokio::test]
async fn books_of_another_version_are_not_checked_but_said_to_be() {
    sqlite(|database| async move {
        let mut tx = database.db.write().await.unwrap();
        let last = "delete from _sqlx_migrations where version = (select max(version) from _sqlx_migrations)";
        tx.run(last, ()).await.unwrap();
        tx.commit().await.unwrap();
        let done = crate::story::sansom(&database).arg("check").output().unwrap();
        let said = String::from_utf8(done.stderr).unwrap();
        assert!(!done.status.success() && said.contains("another version"), "{said}");
    })
    .await;
}

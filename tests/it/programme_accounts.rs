//! The accounts over many books: the trial balance against hledger and plain SQL, the statements against the balances, groups'
//! health and the portfolio against counts of the test's own, and who may see which books.
use crate::{
    cli::tool,
    support::{
        actor::{Actor, FOREIGN, OWN, World},
        databases::{Database, Folder, each_engine},
        paper::read,
    },
};
use http::StatusCode;
use rust_decimal::Decimal;
use sansom::{
    awards::store as awards,
    exports::{self, Keeper},
    groups::store as groups,
};
use serde_json::Value;
use std::collections::BTreeMap;

const TRIAL: &str = "/programme/trial-balance";
const STATEMENTS: &str = "/programme/statements";

/// Two partners with everything that has accounts: savings here and a share-out there, banks, a cooperative, an award.
async fn rich(base: Database) -> World {
    let world = World::new(base).await;
    crate::cycles::shared_out(&world, FOREIGN).await;
    for code in [OWN, FOREIGN] {
        crate::banks_herd::kept(&world, code).await;
        crate::coops_pages::kept(&world, code).await;
        crate::awards_pages::begun(&world, code).await;
        crate::papers_awards::agreed(&world, code).await;
        crate::awards_vouchers::proved(&world, code).await;
    }
    world
}

async fn json(actor: &mut Actor, path: &str) -> Value {
    let answer = actor.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
    serde_json::from_str(&answer.text).unwrap()
}

fn decimal(value: &Value) -> Decimal {
    value.as_str().unwrap_or_else(|| panic!("{value}")).parse().unwrap()
}

/// Account and commodity to balance, as the page's file says.
fn by_account(trial: &Value) -> BTreeMap<String, Decimal> {
    let mut all: BTreeMap<String, Decimal> = BTreeMap::new();
    for line in trial["lines"].as_array().unwrap() {
        let name = format!("{} {}", line["account"].as_str().unwrap(), line["commodity"].as_str().unwrap());
        *all.entry(name).or_default() += decimal(&line["balance"]);
    }
    all.retain(|_, sum| !sum.is_zero());
    all
}

/// The same, as hledger reckons it from the exports of all books.
async fn by_hledger(world: &World) -> BTreeMap<String, Decimal> {
    let (folder, mut tx) = (Folder::new(), world.db().read().await.unwrap());
    let mut keepers = Vec::new();
    for group in groups::groups(&mut tx).await.unwrap() {
        keepers.push(Keeper::of_group(&mut tx, &group).await.unwrap());
    }
    for award in awards::awards(&mut tx).await.unwrap() {
        keepers.push(Keeper::of_award(&mut tx, &award).await.unwrap());
    }
    let mut all: BTreeMap<String, Decimal> = BTreeMap::new();
    for keeper in keepers {
        let code = keeper.code.clone();
        let text = exports::journal(&mut tx, keeper).await.unwrap().to_hledger();
        let path = folder.0.join(format!("{code}.journal"));
        std::fs::write(&path, text).unwrap();
        let path = path.to_str().unwrap();
        let sums = tool("hledger", &["-f", path, "balance", "--flat", "--no-total", "--layout=bare", "--output-format", "csv"]);
        for line in sums.lines().skip(1) {
            let [account, commodity, sum] = line.trim_matches('"').split("\",\"").collect::<Vec<_>>()[..] else { panic!("{line}") };
            let parts: Vec<&str> = account.split(':').collect();
            // The account of exchange and the reminder of what is agreed stand under equity:conversion.
            let code = match &parts[..] {
                ["equity", "conversion", "award", code, ..] => *code,
                ["equity", "conversion", ..] => "conversion",
                ["expenses", "award", ..] => "award-costs",
                [_, _, code, ..] => *code,
                _ => panic!("{account}"),
            };
            *all.entry(format!("{code} {commodity}")).or_default() += sum.parse::<Decimal>().unwrap();
        }
    }
    all.retain(|_, sum| !sum.is_zero());
    all
}

/// Sums of a statement of SQL: what, and how much.
async fn sums(world: &World, sql: &'static str) -> BTreeMap<String, i64> {
    let rows: Vec<(String, i64)> = world.db().read().await.unwrap().all(sql, ()).await.unwrap();
    rows.into_iter().collect()
}

/// Debits of each commodity in whole units: every account's balance of every book and fund that is above nothing.
const DEBITS: &str = "select commodity, cast(sum(case when held > 0 then held else 0 end) as bigint)
    from (select book_id, fund, account, commodity, sum(quantity) as held from posting group by book_id, fund, account, commodity) x
   group by commodity order by commodity";

#[tokio::test]
async fn the_trial_balance_of_all_books_is_what_hledger_makes_of_them() {
    each_engine(|base| async move {
        let world = rich(base).await;
        let mut auditor = world.session("auditor").await;
        let trial = json(&mut auditor, &format!("{TRIAL}?format=json")).await;
        assert_eq!(trial["eliminated"], false);
        assert_eq!(by_account(&trial), by_hledger(&world).await);
        let kinds: Vec<&str> = ["loan", "social", "bank", "cooperative", "award"].into();
        for kind in kinds {
            let lines: Vec<&Value> = trial["lines"].as_array().unwrap().iter().filter(|line| line["fund"] == kind).collect();
            assert!(!lines.is_empty(), "{kind}");
            let mut off: BTreeMap<&str, Decimal> = BTreeMap::new();
            for line in lines {
                *off.entry(line["commodity"].as_str().unwrap()).or_default() += decimal(&line["debit"]) - decimal(&line["credit"]);
            }
            assert!(off.values().all(Decimal::is_zero), "{kind}: {off:?}");
        }
        let plain = |sum: &Value| decimal(sum).mantissa();
        for (commodity, debit) in sums(&world, DEBITS).await {
            // The budget lines of one award stand together, all of them debits.
            assert_eq!(plain(&trial["totals"][&commodity]["debit"]), i128::from(debit), "{commodity}");
            assert_eq!(plain(&trial["totals"][&commodity]["credit"]), i128::from(debit), "{commodity}");
        }
        // An earlier day is summed from the history, and says so; the eve of everything has nothing.
        let page = auditor.get(&format!("{TRIAL}?as_of=14/11/2026")).await;
        assert!(page.text.contains("#history"), "{}", page.text);
        let nothing = json(&mut auditor, &format!("{TRIAL}?as_of=2000-01-01&format=json")).await;
        assert_eq!(nothing["lines"].as_array().unwrap().len(), 0);
        for (wrong, status) in [("as_of=soon", 422), ("as_of=1/1/2090", 422), ("organisation=NOBODY", 404), ("format=exe", 404)] {
            assert_eq!(auditor.get(&format!("{TRIAL}?{wrong}")).await.status.as_u16(), status, "{wrong}");
        }
        for format in ["csv", "xlsx"] {
            assert_eq!(auditor.get(&format!("{TRIAL}?format={format}")).await.status, StatusCode::OK, "{format}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_partners_staff_read_her_books_alone() {
    each_engine(|base| async move {
        let world = rich(base).await;
        let (mut officer, mut auditor) = (world.session("officer").await, world.session("auditor").await);
        let own = json(&mut officer, &format!("{TRIAL}?format=json")).await;
        assert_eq!(own["organisation"], "OWN");
        let same = json(&mut auditor, &format!("{TRIAL}?format=json&organisation=OWN")).await;
        assert_eq!(own, same);
        let both = json(&mut auditor, &format!("{TRIAL}?format=json")).await;
        assert_ne!(own["totals"], both["totals"]);
        for page in [TRIAL, STATEMENTS, "/programme/health", "/programme/portfolio"] {
            assert_eq!(officer.get(&format!("{page}?organisation=FOR")).await.status, StatusCode::NOT_FOUND, "{page}");
            let text = officer.get(page).await.text;
            assert!(!text.contains(FOREIGN), "{page}: {text}");
            assert_eq!(world.session("treasurer-own-1").await.get(page).await.status, StatusCode::NOT_FOUND, "{page}");
        }
        assert_eq!(officer.get(&format!("{STATEMENTS}?book={FOREIGN}")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        // Behind a line stand the books, with a link for who may see them.
        let savings = officer.get(&format!("{TRIAL}?fund=loan&account=savings&commodity=KHR")).await.text;
        assert!(savings.contains(&format!("/groups/{OWN}/trial-balance")), "{savings}");
        let behind = format!("{TRIAL}?fund=award&account=award-received&commodity=USD");
        let (hers, all) = (officer.get(&behind).await.text, auditor.get(&behind).await.text);
        assert!(hers.contains(&format!("/awards/AW-{OWN}\"")) && !hers.contains(FOREIGN), "{hers}");
        assert!(all.contains(&format!("/awards/AW-{FOREIGN}\"")), "{all}");
        assert_eq!(officer.get(&format!("{TRIAL}?fund=loan&account=nothing&commodity=KHR")).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

/// Riel on the accounts of a kind, over all books: what the statement of position says in its sums.
const KINDS: &str = "select a.kind, cast(sum(p.quantity) as bigint) from posting p
    join account a on a.book_id = p.book_id and a.no = p.account
   where p.commodity = 'KHR' and p.account < 9000 group by a.kind";
const CASH: &str = "select 'cash', cast(sum(quantity) as bigint) from posting where commodity = 'KHR' and account in (1010, 1020)";

fn row<'a>(told: &'a Value, statement: &str, money: &str, line: &str) -> &'a Value {
    let is_it = |row: &&Value| row["statement"] == statement && row["money"] == money && row["line"] == line;
    told["rows"].as_array().unwrap().iter().rfind(is_it).unwrap_or_else(|| panic!("{statement} {money} {line}: {told:#}"))
}

#[tokio::test]
async fn the_statements_say_what_the_books_say() {
    each_engine(|base| async move {
        let world = rich(base).await;
        let mut auditor = world.session("auditor").await;
        let told = json(&mut auditor, &format!("{STATEMENTS}?format=json")).await;
        let kinds = sums(&world, KINDS).await;
        let of = |kind: &str| kinds.get(kind).copied().unwrap_or(0);
        let riel = |statement: &str, line: &str| decimal(&row(&told, statement, "KHR", line)["together"]).mantissa();
        assert_eq!(riel("position", "total-assets"), i128::from(of("asset")));
        assert_eq!(riel("position", "total-liabilities"), i128::from(-of("liability")));
        let net = -(of("equity") + of("income") + of("expense") + of("conversion"));
        assert_eq!(riel("position", "total-net-assets"), i128::from(net));
        assert_eq!(riel("activities", "net-now"), i128::from(net));
        let cash = sums(&world, CASH).await["cash"];
        assert_eq!(riel("cash-flows", "cash-now"), i128::from(cash));
        assert_eq!(riel("cash-flows", "cash-before") + riel("cash-flows", "cash-change"), i128::from(cash));
        let before = decimal(&row(&told, "activities", "KHR", "net-before")["together"]).mantissa();
        let moved: i128 = ["surplus", "brought", "divided", "left"]
            .into_iter()
            .filter(|line| told["rows"].as_array().unwrap().iter().any(|row| row["money"] == "KHR" && row["line"] == *line))
            .map(|line| riel("activities", line))
            .sum();
        assert_eq!(before + moved, i128::from(net));
        // One book alone, and another way of choosing days.
        let one = json(&mut auditor, &format!("{STATEMENTS}?format=json&book={OWN}&compare=before&from=14/11/2026")).await;
        assert!(
            decimal(&row(&one, "position", "KHR", "total-assets")["together"])
                < decimal(&row(&told, "position", "KHR", "total-assets")["together"])
        );
        // In kind stands apart, in kilograms and head.
        assert!(
            told["in_kind"].as_array().unwrap().iter().any(|good| good["good"] == "CATTLE" && good["by_class"] == true),
            "{told:#}"
        );
    })
    .await;
}

#[tokio::test]
async fn dollars_turn_into_riel_only_at_a_rate_that_is_written_down() {
    each_engine(|base| async move {
        let world = rich(base).await;
        let mut auditor = world.session("auditor").await;
        let apart = json(&mut auditor, &format!("{STATEMENTS}?format=json")).await;
        let assets = |told: &Value, money: &str| decimal(&row(told, "position", money, "total-assets")["together"]);
        let rate = "rate=4065&rate_day=1/11/2026&rate_source=National%20Bank";
        let together = json(&mut auditor, &format!("{STATEMENTS}?format=json&{rate}")).await;
        assert_eq!(assets(&together, "KHR"), assets(&apart, "KHR") + assets(&apart, "USD") * Decimal::from(4065));
        assert!(together["rows"].as_array().unwrap().iter().all(|row| row["money"] == "KHR"));
        let page = auditor.get(&format!("{STATEMENTS}?{rate}&lang=en")).await;
        assert!(page.text.contains("4,065") && page.text.contains("National Bank"), "{}", page.text);
        for wrong in [
            "rate=4065",
            "rate=0&rate_day=1/11/2026&rate_source=x",
            "rate=4065&rate_day=1/1/2090&rate_source=x",
            "from=never",
            "book=NONE",
        ] {
            assert_eq!(auditor.get(&format!("{STATEMENTS}?{wrong}")).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        }
        let paper = read(&auditor.get(&format!("{STATEMENTS}?format=pdf&lang=en&{rate}")).await);
        for said in [
            "Statement of financial position",
            "Statement of activities by fund",
            "Statement of cash flows",
            "4,065",
            "National Bank",
            "nothing is eliminated",
        ] {
            assert!(paper.contains(said), "{said}: {paper}");
        }
        for format in ["csv", "xlsx"] {
            assert_eq!(auditor.get(&format!("{STATEMENTS}?format={format}")).await.status, StatusCode::OK, "{format}");
        }
    })
    .await;
}

const MEMBERS: &str = "select g.code, count(*) from savings_group g join member m on m.book_id = g.book_id
   where g.saves and m.left_on is null group by g.code";
const SAVED: &str = "select g.code, cast(-sum(p.quantity) as bigint) from savings_group g join posting p on p.book_id = g.book_id
   where p.account = 2010 and p.fund = 1 and p.commodity = g.commodity group by g.code";
const OPEN: &str = "select 'loans', count(*) from loan_state where open";
const OWED: &str = "select 'owed', cast(coalesce(sum(principal), 0) as bigint) from loan_state where open";

#[tokio::test]
async fn health_and_portfolio_are_counts_of_what_is_there() {
    each_engine(|base| async move {
        let world = rich(base).await;
        let mut auditor = world.session("auditor").await;
        let health = json(&mut auditor, "/programme/health?format=json").await;
        let (members, saved) = (sums(&world, MEMBERS).await, sums(&world, SAVED).await);
        let groups = health["groups"].as_array().unwrap();
        assert!(groups.len() >= 2, "{health}");
        for group in groups {
            let code = group["code"].as_str().unwrap();
            assert_eq!(group["members"].as_i64(), members.get(code).copied().or(Some(0)), "{code}");
            assert_eq!(decimal(&group["savings"]).mantissa(), i128::from(saved.get(code).copied().unwrap_or(0)), "{code}");
            // The same figure as on the group's own page.
            if let Some(percent) = group["attendance_percent"].as_str() {
                let page = auditor.get(&format!("/groups/{code}/health")).await.text;
                assert!(page.contains(percent), "{code} {percent}: {page}");
            }
        }
        for query in ["q=own", "province=99", "state=late", "sort=savings&dir=desc", "organisation=OWN"] {
            assert_eq!(auditor.get(&format!("/programme/health?{query}")).await.status, StatusCode::OK, "{query}");
        }
        let portfolio = json(&mut auditor, "/programme/portfolio?format=json").await;
        let all: Vec<&Value> = portfolio["loans"].as_array().unwrap().iter().filter(|line| line["by"] == "all").collect();
        let (open, owed) = (sums(&world, OPEN).await["loans"], sums(&world, OWED).await["owed"]);
        assert_eq!(all.iter().map(|line| line["loans"].as_i64().unwrap()).sum::<i64>(), open);
        assert_eq!(all.iter().map(|line| decimal(&line["principal"]).mantissa()).sum::<i128>(), i128::from(owed));
        for page in ["/programme/health", "/programme/portfolio"] {
            assert_eq!(auditor.get(page).await.status, StatusCode::OK, "{page}");
            for format in ["csv", "xlsx"] {
                assert_eq!(auditor.get(&format!("{page}?format={format}")).await.status, StatusCode::OK, "{page} {format}");
            }
        }
    })
    .await;
}

//! The book of an award, by the one road by which anything is written into it.
use crate::{
    cli::{good, refused, tool},
    support::{
        award::{CODE, Desk, agree, begin, coded, day, family, keep, now, who},
        book::clean,
        databases::{Folder, each_engine, sqlite},
    },
};
use domain::grants::{
    Ask, Duty, Why,
    acts::{Means, Purpose, Source, Step},
    codes::Code,
};
use sansom::{
    awards::{
        store,
        write::{self, Outcome, Wish},
    },
    exports::{self, Keeper},
    groups::store as groups,
    imports::{self, ImportError},
    meetings::seal::Act,
    store::add_party,
};
use uuid::Uuid;

#[tokio::test]
async fn an_award_is_kept_by_its_acts() {
    each_engine(|base| async move {
        keep(&base.db).await;
        clean(&base.db).await;
        let mut tx = base.db.read().await.unwrap();
        let row = store::award(&mut tx, CODE).await.unwrap().unwrap();
        let award = store::load(&mut tx, &row).await.unwrap();
        let state = award.state();
        assert_eq!((state.paid(1), state.paid(2), state.grants.len(), state.vouchers.len()), (20_000, 30_000, 2, 6));
        // 10,000.00 came; 200.00 and 300.00 were paid, 15.00 came back; 40.00 was reversed.
        assert_eq!(award.money.held, [(1020, "USD".to_owned(), 951_500)]);
    })
    .await;
}

#[tokio::test]
async fn the_same_key_writes_once() {
    each_engine(|base| async move {
        let mut tx = base.db.write().await.unwrap();
        begin(&mut tx).await;
        let desk = Desk::of(&mut tx).await;
        let (award, on) = (desk.award.clone(), desk.on);
        let by = Act { by: who("finance"), at: now(), today: on };
        let key = Uuid::from_u128(7);
        let ask = Ask::Receive { amount: 500, reference: "TT".into() };
        let other = Ask::Receive { amount: 501, reference: "TT".into() };
        for (ask, expected) in [(&ask, "Written(1)"), (&ask, "Again(1)"), (&other, "Other(1)")] {
            let outcome = write::ask(&mut tx, &award, &Wish { key, day: on, ask }, by).await.unwrap();
            assert_eq!(format!("{outcome:?}"), expected);
        }
        tx.commit().await.unwrap();
        clean(&base.db).await;
    })
    .await;
}

#[tokio::test]
async fn two_duties_do_not_lie_in_one_hand() {
    each_engine(|base| async move {
        let mut tx = base.db.write().await.unwrap();
        let person = begin(&mut tx).await;
        let award = store::award(&mut tx, CODE).await.unwrap().unwrap();
        for _ in 0..2 {
            add_party(&mut tx, award.book, Uuid::now_v7()).await.unwrap();
        }
        let mut desk = Desk::of(&mut tx).await;
        desk.does("finance", Ask::Receive { amount: 100_000, reference: "TT 1".into() }).await;
        for line in ["families", "coded"] {
            desk.does("manager", Ask::Call { line: line.into(), until: day(12, 31) }).await;
        }
        desk.does("advisor", family(1, person)).await;
        let screen = || Ask::Screen { grant: 1, passed: true, reason: String::new() };
        desk.refused("advisor", screen(), Why::SameHand(Duty::Helps)).await;
        agree(&mut desk, 1, &[20_000]).await;
        let (currency, source, means) = ("USD".to_owned(), Source::Bank, Means::Cash);
        let purpose = Purpose::Tranche { grant: 1, tranche: 0 };
        desk.does("officer", Ask::Prepare { purpose, currency, paid: 20_000, source, means, quotations: 0 }).await;
        let step = |step, witness| Ask::Step { voucher: 1, step, reference: String::new(), witness };
        desk.refused("officer", step(Step::Checked, false), Why::SameHand(Duty::Prepares)).await;
        desk.does("finance", step(Step::Checked, false)).await;
        desk.refused("finance", step(Step::Approved, false), Why::SameHand(Duty::Checks)).await;
        desk.refused("advisor", step(Step::Approved, false), Why::SameHand(Duty::Helps)).await;
        desk.does("manager", step(Step::Approved, false)).await;
        desk.refused("manager", step(Step::Paid, true), Why::SameHand(Duty::Approves)).await;
        desk.does("cashier", step(Step::Paid, true)).await;
        desk.refused("cashier", step(Step::Recorded, false), Why::SameHand(Duty::Pays)).await;
        desk.does("bookkeeper", step(Step::Recorded, false)).await;
        // Under a code the same holds, and nothing is told.
        desk.does("liaison", coded(2)).await;
        let told = Ask::Screen { grant: 2, passed: true, reason: "her story".into() };
        desk.refused("monitor", told, Why::FreeText).await;
        assert!(matches!(desk.tries("liaison", &Ask::Appraise { grant: 2, score: 1, passed: true }).await, Outcome::Refused(_)));
        tx.commit().await.unwrap();
        clean(&base.db).await;
    })
    .await;
}

/// Grants of before come in as their papers say; the same file again changes nothing.
#[tokio::test]
async fn grants_of_before_are_brought_in_once() {
    each_engine(|base| async move {
        let mut tx = base.db.write().await.unwrap();
        groups::add_organisation(&mut tx, "CCPCR", "ស", "CCPCR").await.unwrap();
        let by = Act { by: who("administrator"), at: now(), today: day(12, 31) };
        let file = |name: &str| std::path::PathBuf::from(format!("{}/fixtures/grants/{name}", env!("CARGO_MANIFEST_DIR")));
        let award = || imports::awards::read(&file("award.toml")).unwrap();
        let begun = award().write(&mut tx, by).await.unwrap();
        let again = award().write(&mut tx, by).await.unwrap();
        assert_eq!((begun.new, begun.same, again.new, again.same), (1, 0, 0, 1));
        let row = store::award(&mut tx, "SG-2016").await.unwrap().unwrap();
        let rows = imports::table::read(&file("planted.csv"), &imports::awards::columns()).unwrap();
        let brought = imports::awards::grants(&mut tx, &row, &rows, by).await.unwrap();
        let again = imports::awards::grants(&mut tx, &row, &rows, by).await.unwrap();
        assert_eq!((brought.new, brought.same, again.new, again.same), (96, 0, 0, 96));
        // What was planted differs from what is clean: every such grant is refused, and nothing is written.
        let clean_rows = imports::table::read(&file("clean.csv"), &imports::awards::columns()).unwrap();
        let Err(ImportError::Lines(bad)) = imports::awards::grants(&mut tx, &row, &clean_rows, by).await else { panic!() };
        assert!(bad.len() >= 14 && bad.iter().all(|bad| bad.reason.contains("other figures")), "{bad:?}");
        let state = store::load(&mut tx, &row).await.unwrap().state();
        assert_eq!((state.grants.len(), state.vouchers.len()), (90, 150));
        let people: i64 = tx.value("select count(*) from person", ()).await.unwrap();
        assert_eq!(people, 60, "one for each family, and nobody under a code");
        tx.commit().await.unwrap();
        clean(&base.db).await;
    })
    .await;
}

/// What other programs read of an award's book: its own accounts, families by grant, and of codes only their sum.
#[tokio::test]
async fn an_award_s_book_is_exported() {
    each_engine(|base| async move {
        keep(&base.db).await;
        let mut tx = base.db.read().await.unwrap();
        let row = store::award(&mut tx, CODE).await.unwrap().unwrap();
        let keeper = Keeper::of_award(&mut tx, &row).await.unwrap();
        let balance = exports::trial_balance(&mut tx, &keeper, None, day(12, 31)).await.unwrap();
        let lines: Vec<String> = balance
            .lines
            .iter()
            .map(|line| format!("{} {} {}", line.code, line.party.as_deref().unwrap_or("-"), line.balance.decimal()))
            .collect();
        let expected = [
            "bank - 9515.00",
            "disallowed g001 5.00",
            "award-received - -10000.00",
            "line-families g001 180.00",
            "line-coded by-code 300.00",
        ];
        assert_eq!(lines, expected);
        assert!(balance.totals.values().all(|sum| *sum == 0));
        let journal = exports::journal(&mut tx, keeper).await.unwrap();
        let (hledger, beancount, csv) = (journal.to_hledger(), journal.to_beancount(), journal.to_csv());
        for text in [&hledger, &beancount, &csv] {
            assert!(!text.contains("g002") && !text.contains(Code::new([1, 2, 3, 4, 5, 6, 7]).as_str()), "{text}");
        }
        assert!(hledger.contains("expenses:award:line-coded:by-code  300.00 USD"), "{hledger}");
        assert!(hledger.contains("equity:conversion:award:committed:g001"), "{hledger}");
        assert!(csv.contains(",line-families,1,120.00,USD,"), "{csv}");
        let folder = Folder::new();
        let [journal, ledger] = ["a.journal", "a.beancount"].map(|name| folder.0.join(name).display().to_string());
        std::fs::write(&journal, &hledger).unwrap();
        std::fs::write(&ledger, &beancount).unwrap();
        tool("hledger", &["-f", &journal, "check", "accounts", "commodities", "balancednoautoconversion"]);
        tool("bean-check", &[&ledger]);
    })
    .await;
}

/// The same from the command line: each refusal is one line that says what to do, and a role holds under an award.
#[tokio::test]
async fn awards_from_the_command_line() {
    sqlite(|base| async move {
        good(&base, &["user", "add", "admin", "--role", "administrator", "--password-stdin"]);
        let file = |name: &str| format!("{}/fixtures/grants/{name}", env!("CARGO_MANIFEST_DIR"));
        let (award, grants) = (file("award.toml"), file("clean.csv"));
        assert_eq!(
            refused(&base, &["import", "award", &award]),
            "organisation: there is no organisation CCPCR; add it with sansom organisation add; nothing was imported"
        );
        good(&base, &["organisation", "add", "CCPCR", "--name-latin", "CCPCR"]);
        let folder = Folder::new();
        let other = folder.0.join("other.toml").display().to_string();
        let text = std::fs::read_to_string(&award).unwrap();
        std::fs::write(&other, text.replacen("count = 20", "count = 5", 1)).unwrap();
        assert!(refused(&base, &["import", "award", &other]).contains(
            "the packages of line families are 45 grants and come to 12000.00 USD where it should be 18000.00 USD: 6000.00 USD less"
        ));
        assert!(refused(&base, &["import", "grants", &grants, "--award", "SG-2016"]).contains("there is no award SG-2016"));
        assert_eq!(good(&base, &["import", "award", &award]), "1 award imported\n");
        assert_eq!(good(&base, &["import", "award", &award]), "nothing changed: 1 award there already\n");
        std::fs::write(&other, text.replacen("Example donor", "Another donor", 1)).unwrap();
        assert!(refused(&base, &["import", "award", &other]).contains("the file says another donor"));
        assert_eq!(good(&base, &["import", "grants", &grants, "--award", "SG-2016"]), "96 grants and rates imported\n");
        let again = good(&base, &["import", "grants", &grants, "--award", "SG-2016"]);
        assert_eq!(again, "nothing changed: 96 grants and rates there already\n");

        good(&base, &["user", "add", "cashier", "--role", "cashier", "--award", "SG-2016", "--password-stdin"]);
        assert!(good(&base, &["user", "list"]).contains("cashier of SG-2016"));
        let user = |role: &'static str, scope: [&'static str; 2]| {
            refused(&base, &["user", "add", "somebody", "--role", role, scope[0], scope[1], "--password-stdin"])
        };
        assert_eq!(user("treasurer", ["--award", "SG-2016"]), "a treasurer has a group: --group CODE");
        assert_eq!(user("cashier", ["--group", "X"]), "a cashier is one of awards, not of a group: --award CODE");

        let balance = good(&base, &["report", "trial-balance", "--award", "SG-2016"]);
        assert!(balance.contains("line-by-code") && !balance.contains("CG-"), "{balance}");
        good(&base, &["export", "--award", "SG-2016", "--format", "hledger"]);
        good(&base, &["check"]);
    })
    .await;
}

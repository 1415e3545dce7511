//! Papers of an award: what stands on them is what the books say, the same from a page and from a terminal; of a grant
//! under a code there is its sum alone; a stranger finds nothing.
use crate::{
    cli::{good, refused},
    support::{
        actor::{Actor, OWN, World},
        award::{CODE, keep},
        databases::{Folder, each_engine},
        paper::read,
    },
};
use domain::grants::{
    Ask, Who,
    acts::{Means, Tranche},
};
use http::StatusCode;
use sansom::{
    awards::{
        store,
        write::{self, Outcome, Wish},
    },
    meetings::seal::Act,
};
use serde_json::Value;
use uuid::Uuid;

/// Carries the first grant of a group's award to its agreement, each step by somebody else.
pub async fn agreed(world: &World, group: &str) {
    let mut tx = world.db().write().await.unwrap();
    let award = store::award(&mut tx, &crate::awards_pages::award_of(group)).await.unwrap().unwrap();
    let grant = 1;
    let members = ["chief", "teacher", "elder"].map(|office| Who::Named(office.into())).into();
    let tranche = Tranche { amount: 20_000, from: world.app.today(), means: Means::Cash };
    let asks = [
        Ask::Screen { grant, passed: true, reason: String::new() },
        Ask::Appraise { grant, score: 80, passed: true },
        Ask::Rule { grant, minute: "1".into(), members, rank: 1, approved: Some(20_000) },
        Ask::Agree { grant, tranches: vec![tranche], witness: true },
    ];
    for (at, ask) in asks.iter().enumerate() {
        let by = Act { by: Uuid::from_u128(0xa9_0000 + at as u128), at: world.app.now(), today: world.app.today() };
        let wish = Wish { key: Uuid::now_v7(), day: by.today, ask };
        let outcome = write::ask(&mut tx, &award, &wish, by).await.unwrap();
        assert!(matches!(outcome, Outcome::Written(_)), "{ask:?}: {outcome:?}");
    }
    tx.commit().await.unwrap();
}

fn at(below: &str) -> String {
    format!("/awards/{CODE}/{below}")
}

async fn paper(actor: &mut Actor, below: &str) -> String {
    read(&actor.get(&at(below)).await)
}

#[tokio::test]
async fn papers_say_what_the_books_say() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        keep(world.db()).await;
        let mut auditor = world.session("auditor").await;
        let voucher = paper(&mut auditor, "vouchers/1/voucher.pdf?lang=en").await;
        for said in
            ["Voucher 1", "120.00 $", "one hundred twenty US dollars only", "SOK Srey", "Witness", "A-1", "Grants to families"]
        {
            assert!(voucher.contains(said), "{said}: {voucher}");
        }
        let both = paper(&mut auditor, "vouchers/1/voucher.pdf?lang=both&digits=khmer").await;
        assert!(both.contains("១២០,០០ $") && both.contains("មួយរយម្ភៃដុល្លារអាមេរិកគត់"), "{both}");
        let taken_back = paper(&mut auditor, "vouchers/3/voucher.pdf?lang=en").await;
        assert!(taken_back.contains("Taken back on"), "{taken_back}");
        let undone = paper(&mut auditor, "vouchers/5/voucher.pdf?lang=en").await;
        assert!(undone.contains("Undone on") && undone.contains("forty US dollars only"), "{undone}");

        let agreement = paper(&mut auditor, "grants/1/agreement.pdf?lang=en").await;
        for said in ["200.00 $", "120.00", "80.00", "chicks", "150.00", "70.00", "SOK Srey", "Svay Rieng"] {
            assert!(agreement.contains(said), "{said}: {agreement}");
        }
        let receipts = paper(&mut auditor, "receipts.pdf?lang=en").await;
        assert!(receipts.contains("420.00 $") && receipts.contains("sealed, kept by the provider"), "{receipts}");
        let own = paper(&mut auditor, "receipts.pdf?grant=1&lang=en").await;
        assert!(own.matches("120.00 $").count() == 2 && !own.contains("sealed"), "{own}");
        let some = paper(&mut auditor, "receipts.pdf?from=2&to=4&lang=en").await;
        assert!(some.contains("Receipts of vouchers 2 to 4") && some.matches("300.00 $").count() == 2, "{some}");
        let khmer = paper(&mut auditor, "receipts.pdf?from=២&to=៤&lang=en").await;
        assert!(khmer.contains("Receipts of vouchers 2 to 4"), "{khmer}");
        for (asked, field, said) in [
            ("from=4&to=2", "to-e", "The last voucher comes before the first"),
            ("from=some&to=", "from-e", "Write a number, such as"),
        ] {
            let wrong = auditor.get(&at(&format!("receipts.pdf?{asked}"))).await;
            assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{asked}");
            assert!(wrong.text.contains(&format!("id=\"{field}\"")) && wrong.text.contains(said), "{asked}: {}", wrong.text);
        }

        let told = good(&world.base, &["report", "donor", "--award", CODE, "--to", "2026-12-31", "--format", "json"]);
        let told: Value = serde_json::from_str(&told).unwrap();
        let donor = paper(&mut auditor, "donor.pdf?to=2026-12-31&lang=en").await;
        let (mut figures, mut hidden) = (0, 0);
        for line in told["lines"].as_array().unwrap() {
            for figure in ["budget", "before", "spent"] {
                match line[figure].as_str().and_then(|text| text.parse::<rust_decimal::Decimal>().ok()) {
                    Some(amount) => {
                        let amount = words::Words::new(words::Language::English)
                            .quantity(i64::try_from((amount * rust_decimal::Decimal::ONE_HUNDRED).normalize()).unwrap(), 2);
                        assert!(donor.contains(&amount), "{amount} of {line}: {donor}");
                        figures += 1;
                    }
                    None => hidden += 1,
                }
            }
        }
        assert!(figures > 6 && hidden > 0, "one grant under a code is not told: {told}");
        assert!(donor.contains("not told"), "{donor}");
        let wrong = auditor.get(&at("donor.pdf?from=31/12/2026&to=1/1/2026")).await;
        assert_eq!((wrong.status, wrong.location()), (StatusCode::SEE_OTHER, "/awards/SG-2026/donor?from=31/12/2026&to=1/1/2026"));
    })
    .await;
}

/// What says who somebody under a code is: nothing of it may stand on paper.
const SECRETS: [&str; 6] = ["Svay Rieng", "ស្វាយរៀង", "30 and over", "liaison", "Shop", "Grant 2"];

#[tokio::test]
async fn a_grant_under_a_code_is_a_sum_and_steps() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        keep(world.db()).await;
        let mut auditor = world.session("auditor").await;
        let code = domain::grants::codes::Code::new([1, 2, 3, 4, 5, 6, 7]);
        let hash = sansom::web::digest(&[crate::support::award::PICTURE, b"sealed"].concat());
        let beginning: Vec<String> = hash[..8].chunks(2).map(|pair| format!("{:02x}{:02x}", pair[0], pair[1])).collect();
        for lang in ["km", "en", "both"] {
            let voucher = paper(&mut auditor, &format!("vouchers/4/voucher.pdf?lang={lang}")).await;
            assert!(voucher.contains("300.00 $") && voucher.contains(&beginning.join(" ")), "{voucher}");
            for secret in SECRETS.iter().chain(&[code.as_str(), "Received by", "អ្នកទទួល", "Witness", "សាក្សី", "thumbprint"])
            {
                assert!(!voucher.contains(secret), "{secret} ({lang}): {voucher}");
            }
            for other in ["receipts.pdf", "donor.pdf", "audit/report.pdf"] {
                let text = paper(&mut auditor, &format!("{other}?lang={lang}")).await;
                assert!(
                    !text.contains(code.as_str()) && !text.contains("ស្វាយរៀង") && !text.contains("Svay Rieng"),
                    "{other}: {text}"
                );
            }
        }
        let voucher = paper(&mut auditor, "vouchers/4/voucher.pdf?lang=en").await;
        assert!(voucher.contains("Small grant by code") && voucher.contains("Receipt sealed, kept by the provider"), "{voucher}");
        // Which vouchers pay it, and what was agreed, is on no paper.
        for path in ["grants/2/agreement.pdf", "receipts.pdf?grant=2", "vouchers/99/voucher.pdf", "receipts.pdf?grant=x"] {
            assert_eq!(auditor.get(&at(path)).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert!(
            refused(&world.base, &["report", "agreement", "--award", CODE, "--grant", "2", "-o", "-"]).contains("no agreement")
        );
    })
    .await;
}

#[tokio::test]
async fn a_paper_of_an_award_is_not_for_a_stranger() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        keep(world.db()).await;
        let (mut stranger, mut nobody) = (world.session("treasurer-own-1").await, world.nobody());
        for path in ["vouchers/1/voucher.pdf", "grants/1/agreement.pdf", "receipts.pdf", "donor.pdf", "audit/report.pdf"] {
            assert_eq!(stranger.get(&at(path)).await.status, StatusCode::NOT_FOUND, "{path}");
            assert!(nobody.get(&at(path)).await.location().starts_with("/sign-in"), "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_terminal_writes_the_same_paper() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        keep(world.db()).await;
        let mut auditor = world.session("auditor").await;
        let folder = Folder::new();
        let papers: [(&str, &str, &[&str]); 4] = [
            ("vouchers/4/voucher.pdf", "voucher-SG-2026-4", &["voucher", "--no", "4"]),
            ("grants/1/agreement.pdf", "agreement-SG-2026-1", &["agreement", "--grant", "1"]),
            ("receipts.pdf?from=1&to=4", "receipts-SG-2026-1-4", &["receipts", "--from", "1", "--to", "4"]),
            ("donor.pdf?from=2026-01-01&to=2026-12-31", "donor-SG-2026-2026-12-31", &["donor", "--to", "2026-12-31"]),
        ];
        for (path, file, arguments) in papers {
            let and = if path.contains('?') { '&' } else { '?' };
            let answer = auditor.get(&at(&format!("{path}{and}lang=both&digits=latin"))).await;
            assert_eq!(answer.header("content-disposition"), format!("inline; filename=\"{file}.pdf\""));
            let to = folder.0.join(format!("{file}.pdf"));
            let to = to.to_str().unwrap();
            let arguments =
                [&["report"], arguments, &["--award", CODE, "--language", "both", "--format", "pdf", "-o", to]].concat();
            good(&world.base, &arguments);
            assert!(std::fs::read(to).unwrap() == answer.bytes, "{file}: a terminal writes other bytes");
        }
        assert!(refused(&world.base, &["report", "budget", "--award", CODE, "--format", "pdf", "-o", "-"]).contains("no paper"));
    })
    .await;
}

#[tokio::test]
async fn the_audit_is_printed_with_its_certificate() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        crate::awards_pages::begun(&world, OWN).await;
        crate::awards_vouchers::proved(&world, OWN).await;
        crate::audit_desk::audited(&world, OWN).await;
        let award = format!("/awards/{}", crate::awards_pages::award_of(OWN));
        let mut auditor = world.session("auditor").await;
        let report = read(&auditor.get(&format!("{award}/audit/report.pdf?lang=en")).await);
        for said in ["Sample 1", "seed", "Finding 1", "A round sum", "Certificates"] {
            assert!(report.contains(said), "{said}: {report}");
        }
        let mut tx = world.db().read().await.unwrap();
        let row = store::award(&mut tx, &crate::awards_pages::award_of(OWN)).await.unwrap().unwrap();
        let signed = sansom::awards::audit::store::certificates(&mut tx, row.book).await.unwrap().remove(0);
        drop(tx);
        let certificate = read(&auditor.get(&format!("{award}/audit/certificates/1/certificate.pdf?lang=en")).await);
        let hex: String = signed.hash.iter().map(|byte| format!("{byte:02x}")).collect();
        let grouped: Vec<&str> = (0..8).map(|at| &hex[at * 8..at * 8 + 8]).collect();
        assert!(certificate.contains(&grouped.join(" ")), "{certificate}");
        assert!(certificate.contains(&format!("last entry was {}", signed.entry_no)), "{certificate}");
        assert_eq!(auditor.get(&format!("{award}/audit/certificates/9/certificate.pdf")).await.status, StatusCode::NOT_FOUND);
        // A treasurer sees neither the award nor its audit; an advisor sees the award, and not its audit.
        let mut advisor = world.session("advisor").await;
        assert_eq!(advisor.get(&format!("{award}/audit/report.pdf")).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

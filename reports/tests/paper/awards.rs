//! Papers of an award: every figure is on them, nothing leaves its page, and of a grant under a code there is only its sum.
use crate::tools::{Paper, both, english, khmer, run, spaced};
use chrono::{DateTime, NaiveDate};
use domain::grants::{
    acts::Step,
    audits::{Plan, Said, Saying, Severity, Status, Stratum, Verdict},
};
use ledger::Commodity;
use reports::{
    Document, Label, Language, Say,
    audit_certificate::AuditCertificate,
    audit_report::{AuditReport, CertificateShown, ExceptionShown, FindingShown, ItemShown, SampleShown},
    contract::Name,
    donor_report::{DonorReport, DonorRow, RateOf, RateRow},
    grant_agreement::GrantAgreement,
    of_award::{OfAward, Rate, ReceiptRow},
    receipt_list::{ReceiptList, Whose},
    voucher::{Receiver, Stands, VoucherPaper},
};
use words::Digits;

const DIGEST: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn of() -> OfAward {
    OfAward {
        code: "SG-2026".into(),
        name: Name::new("ជំនួយតូច", "Small grants"),
        organisation: Name::new("អង្គការគំរូ", "The organisation"),
        currency: Commodity::USD,
    }
}

fn label(say: Say, khmer: &str, english: &str) -> Label {
    say.name(khmer, english)
}

fn receipt(no: i64, sealed: bool, amount: i64) -> ReceiptRow {
    let said = (!sealed).then(|| ("ផ្សារ Market".to_owned(), format!("A-{no}")));
    ReceiptRow { no, voucher: no, said, day: day("2026-03-02"), amount: Commodity::KHR.of(amount), digest: DIGEST.into() }
}

fn voucher(say: Say, receiver: Receiver) -> VoucherPaper {
    let done = |step: Step, who: &str| (step, Some((who.to_owned(), day("2026-03-01"))));
    let sealed = matches!(receiver, Receiver::Sealed(_));
    VoucherPaper {
        of: of(),
        no: 12,
        own_no: String::new(),
        what: if sealed {
            say.say("voucher-coded")
        } else {
            label(say, "ជំនួយលេខ 1 ដំណាក់ទី 1", "Grant 1, tranche 1")
        },
        line: label(say, "គ្រួសារ", "Grants to families"),
        source: say.say("voucher-source-bank"),
        means: say.say("voucher-means-cash"),
        reference: String::new(),
        quotations: 3,
        amount: 12_005,
        paid: Commodity::KHR.of(489_804),
        rate: Some(Rate { of: Commodity::KHR, per_million: 40_800_000, read: Some(("NBC".into(), day("2026-03-01"))) }),
        steps: vec![
            done(Step::Prepared, "The officer"),
            done(Step::Checked, "The finance officer"),
            done(Step::Approved, "The manager"),
            done(Step::Paid, "The cashier"),
            (Step::Recorded, None),
        ],
        receiver,
        receipts: if sealed { vec![] } else { vec![receipt(1, false, 400_000), receipt(2, true, 89_804)] },
        stands: Stands::Yes,
    }
}

fn signs() -> Receiver {
    Receiver::Signs { name: Name::new("សុខ ស្រី", "SOK Srey"), witness: true }
}

fn agreement(say: Say, lines: usize) -> GrantAgreement {
    GrantAgreement {
        of: of(),
        no: 1,
        family: Name::new("សុខ ស្រី", "SOK Srey"),
        village: Name::new("ស្វាយរៀង · 20010101", "Svay Rieng · 20010101"),
        business: say.say("grant-business-poultry"),
        line: label(say, "គ្រួសារ", "Grants to families"),
        own: 2_000,
        plan: (0..lines).map(|no| (format!("កូនមាន់ {no}"), 11_000)).collect(),
        tranches: [12_000, 8_000].map(|sum| (sum, day("2026-03-01"), say.say("grant-means-cash"))).into(),
        agreed: (day("2026-02-20"), "The manager".into()),
        changed: None,
    }
}

fn list(count: i64) -> ReceiptList {
    let receipts = (1..=count).map(|no| receipt(no, no % 3 == 0, 1_000 * no)).collect();
    ReceiptList { of: of(), whose: Whose::Vouchers(1, count), receipts }
}

fn donor(say: Say) -> DonorReport {
    let row = |name: &str, budget, spent| DonorRow {
        name: name.into(),
        budget,
        before: spent,
        spent,
        verified: spent,
        available: spent.map(|spent| budget - spent),
    };
    let rate = Rate { of: Commodity::KHR, per_million: 40_800_000, read: Some(("NBC".into(), day("2026-03-01"))) };
    DonorReport {
        of: of(),
        donor: "The donor".into(),
        span: (day("2026-01-01"), day("2026-06-30")),
        lines: vec![row("គ្រួសារ", 1_200_000, Some(24_000)), row("ជំនួយតូចតាមលេខកូដ", 300_000, None)],
        fund: [Some(0), Some(1_000_000), Some(2_000), Some(48_000)],
        helped: vec![(say.say("voucher-help-meals"), Some(41)), (say.say("voucher-help-transport"), None)],
        helped_all: None,
        families: 60,
        coded: Some(None),
        below: 5,
        rates: vec![
            RateRow {
                what: RateOf::Voucher(12),
                day: Some(day("2026-03-01")),
                sums: Some((Commodity::KHR.of(489_804), 12_005)),
                rate: rate.clone(),
                other: false,
            },
            RateRow { what: RateOf::ByCode, day: None, sums: None, rate, other: true },
        ],
    }
}

fn audit(say: Say) -> AuditReport {
    let at = DateTime::UNIX_EPOCH;
    let item = |voucher| ItemShown {
        voucher,
        amount: 12_000,
        found: (voucher != 4).then(|| (if voucher == 2 { 10_000 } else { 12_000 }, voucher != 2, Label::from("receipt A-7"))),
    };
    let sample = |no, plan, verdict, to| SampleShown {
        no,
        plan,
        size: Some((3, Some(165_700))),
        population: (90, 1_234_500),
        digest: DIGEST.into(),
        seed: "a seed of the day".into(),
        through_entry: 321,
        again: true,
        drawn: ("The auditor".into(), at),
        items: (1..=to).map(item).collect(),
        verdict: Some(verdict),
    };
    let error = Said::Error { projected: 248_840, basic_precision: 497_100, allowance: 31_000, upper_limit: 776_940 };
    AuditReport {
        of: of(),
        donor: "The donor".into(),
        period: (day("2026-01-01"), day("2026-12-31")),
        on: day("2026-11-22"),
        samples: vec![
            sample(
                1,
                Plan::Attribute { stratum: Stratum::Families, tolerable: 500, confidence: 9_500 },
                Verdict { said: Said::Deviations(1), accepted: false },
                4,
            ),
            sample(
                2,
                Plan::MonetaryUnit { stratum: Stratum::All, tolerable: 1_500_000, expected: 600_000, confidence: 9_500 },
                Verdict { said: error, accepted: true },
                3,
            ),
        ],
        exceptions: vec![
            ExceptionShown { rule: "one-hand", grant: say.say("voucher-coded"), voucher: Some(7), ground: "two duties".into() },
            ExceptionShown { rule: "one-hand", grant: "Grant 3".into(), voucher: Some(8), ground: "two others".into() },
            ExceptionShown { rule: "number-gap", grant: Label::default(), voucher: None, ground: "12".into() },
        ],
        findings: vec![FindingShown {
            no: 1,
            severity: Severity::High,
            status: Status::Answered,
            text: "One person prepared and paid.".into(),
            voucher: Some(8),
            amount: 12_000,
            found: ("The auditor".into(), at),
            said: vec![(Saying::Response, "The manager".into(), at, "It was mended.".into())],
        }],
        certificates: vec![CertificateShown {
            no: 1,
            period: (day("2026-01-01"), day("2026-06-30")),
            entry: 321,
            head: DIGEST.into(),
            signed: ("The auditor".into(), at),
        }],
    }
}

fn certificate() -> AuditCertificate {
    AuditCertificate {
        of: of(),
        no: 1,
        period: (day("2026-01-01"), day("2026-06-30")),
        entry: (321, DIGEST.into()),
        acts: (907, Some(DIGEST.into())),
        note: "Without reservation.".into(),
        signed: ("The auditor".into(), DateTime::UNIX_EPOCH),
        site: "https://books.example.org".into(),
    }
}

fn says() -> [Say; 4] {
    [khmer(), english(), both(), Say::new(Language::Khmer, Digits::Latin)]
}

fn all(say: Say) -> Vec<(&'static str, Document)> {
    vec![
        ("voucher", voucher(say, signs()).document(say)),
        ("coded", voucher(say, Receiver::Sealed(vec![DIGEST.into()])).document(say)),
        ("agreement", agreement(say, 2).document(say)),
        ("receipts", list(80).document(say)),
        ("donor", donor(say).document(say)),
        ("audit", audit(say).document(say)),
        ("certificate", certificate().document(say)),
    ]
}

#[test]
fn every_paper_is_sound_in_every_language_and_stays_on_its_page() {
    for say in says() {
        for (name, document) in all(say) {
            let paper = Paper::of(&document);
            paper.check();
            assert!(reports::write(&document) == reports::write(&document), "{name}: the same bytes");
            for (no, sheet) in paper.sheets().iter().enumerate() {
                for word in &sheet.words {
                    let [left, top, right, bottom] = word.edges;
                    let inside = left >= 0.0 && top >= 0.0 && right <= sheet.width && bottom <= sheet.height;
                    assert!(inside, "{name}, page {no}: {word:?} leaves it ({say:?})");
                }
            }
            let fonts = run("pdffonts", &[&paper.path]);
            assert!(fonts.lines().skip(2).all(|font| font.contains(" yes yes yes ")), "{name}: {fonts}");
            let text = paper.text();
            assert!(!text.contains("paper-") && !text.contains("[spelled") && !text.contains("[voucher"), "{name}: {text}");
        }
        assert_eq!(voucher(say, signs()).document(say).pages.len(), 1, "{say:?}");
        assert_eq!(agreement(say, 2).document(say).pages.len(), 1, "{say:?}");
        assert_eq!(certificate().document(say).pages.len(), 1, "{say:?}");
    }
}

#[test]
fn a_voucher_says_its_sum_in_figures_and_in_words() {
    let read = |say: Say| spaced(&Paper::of(&voucher(say, signs()).document(say)).text());
    let text = read(english());
    for said in [
        "Voucher 12",
        "489,804 ៛",
        "four hundred eighty-nine thousand eight hundred four riel only",
        "120.05 $",
        "4,080 ៛ for 1 $, NBC, 01/03/2026",
        "The cashier",
        "Not yet",
        "SOK Srey",
        "Witness",
        "0123 4567 89ab cdef",
        "sealed, kept by the provider",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let text = read(khmer());
    for said in ["៤៨៩.៨០៤ ៛", "បួនសែនប្រាំបីម៉ឺនប្រាំបួនពាន់ប្រាំបីរយបួនរៀលគត់", "សុខ ស្រី"]
    {
        assert!(text.contains(said), "{said}: {text}");
    }
}

#[test]
fn a_voucher_of_a_grant_under_a_code_has_no_place_for_who_receives() {
    for say in says() {
        let document = voucher(say, Receiver::Sealed(vec![DIGEST.into()])).document(say);
        let text = spaced(&Paper::of(&document).text());
        assert!(text.contains("0123 4567 89ab cdef"), "{text}");
        assert!(!text.contains("0123 4567 89ab cdef 0123"), "the beginning of the digest alone: {text}");
        for key in ["paper-voucher-receiver", "share-out-witness", "loan-contract-thumb", "voucher-supplier"] {
            assert!(!text.contains(&say.say(key).main), "{key}: {text}");
        }
    }
    let say = english();
    let none = spaced(&Paper::of(&voucher(say, Receiver::Sealed(vec![])).document(say)).text());
    assert!(none.contains("The receipt is sealed and kept by the provider."), "{none}");
}

#[test]
fn a_voucher_that_was_undone_says_so_and_nobody_signs_it() {
    let say = english();
    for (stands, said) in [
        (Stands::TakenBack(day("2026-03-05")), "Taken back on 5 March 2026"),
        (Stands::Undone(day("2026-03-06")), "Undone on 6 March 2026"),
        (Stands::Before, "From papers of before these books"),
    ] {
        let paper = VoucherPaper { stands, ..voucher(say, signs()) };
        let text = spaced(&Paper::of(&paper.document(say)).text());
        assert!(text.contains(said) && !text.contains("Received by") && !text.contains("Signature"), "{text}");
    }
}

#[test]
fn an_agreement_shows_plan_tranches_and_when_each_is_paid() {
    let text = spaced(&Paper::of(&agreement(english(), 2).document(english())).text());
    for said in [
        "200.00 $",
        "two hundred US dollars only",
        "220.00",
        "120.00",
        "80.00",
        "After a visit has seen what tranche 1 bought",
        "1, 3, 6 and 12 months",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    // A plan that needs more than a sheet goes on over the page.
    assert!(agreement(english(), 60).document(english()).pages.len() > 1);
}

#[test]
fn receipts_sum_up_by_currency() {
    let mut receipts = list(80);
    receipts.receipts[0].amount = Commodity::USD.of(1_250);
    let text = spaced(&Paper::of(&receipts.document(english())).text());
    for said in ["Receipts of vouchers 1 to 80", "12.50 $", "3,239,000 ៛", "sealed, kept by the provider"] {
        assert!(text.contains(said), "{said}: {text}");
    }
}

#[test]
fn what_is_hidden_from_a_donor_is_in_no_sum() {
    let text = spaced(&Paper::of(&donor(english()).document(english())).text());
    assert!(text.contains("not told") && text.contains("9,500.00") && text.contains("Voucher 12"), "{text}");
    // The line by code is hidden: neither it nor the sum of both is there.
    assert!(!text.contains("480.00 480.00"), "{text}");
    assert!(text.contains("Total not told"), "neither is the sum of people: {text}");
}

#[test]
fn an_audit_tells_samples_exceptions_and_findings() {
    let text = spaced(&Paper::of(&audit(english()).document(english())).text());
    for said in [
        "a seed of the day",
        "01234567 89abcdef",
        "3 of 4 vouchers were looked at",
        "2,488.40 $",
        "7,769.40 $",
        "This can be borne.",
        "Two duties in one hand · 2",
        "Small grant by code",
        "Finding 1 · High · Answered",
        "It was mended.",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
}

#[test]
fn a_certificate_states_both_hashes_in_groups_of_eight() {
    let text = spaced(&Paper::of(&certificate().document(english())).text());
    let grouped = "01234567 89abcdef 01234567 89abcdef 01234567 89abcdef 01234567 89abcdef";
    assert_eq!(text.matches(grouped).count(), 2, "{text}");
    for said in [
        "last entry was 321",
        "last act 907",
        "--entry 321 --hash … --acts 907 --digest …",
        "Without reservation.",
        "books.example.org/awards/SG-2026/audit/certificates/check",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
}

/// Writes every paper into a folder, to be looked at.
#[test]
#[ignore = "for eyes: SANSOM_PAPERS_INTO=FOLDER"]
fn writes_all_for_eyes() {
    let folder = std::env::var("SANSOM_PAPERS_INTO").unwrap();
    for say in [Say::new(Language::Khmer, Digits::Latin), english(), both()] {
        for (name, document) in all(say) {
            std::fs::write(format!("{folder}/{name}-{}.pdf", say.language().code()), reports::write(&document)).unwrap();
        }
    }
}

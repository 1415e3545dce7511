//! Contracts and the list of a share-out: nothing runs out of its page, no figure is parted, whatever the names, the
//! amounts and the number of rows.
use super::{Name, Person};
use crate::{
    Document, Item, Language, Say,
    agreement::{Agreement, Animal},
    kind_contract::KindContract,
    loan_contract::LoanContract,
    of_group::{OfGroup, Signer},
    share_out_list::{Pot, ShareOutLine, ShareOutList, ShareOutState},
    share_out_proof::{AccountProof, FundProof},
};
use chrono::{DateTime, NaiveDate};
use domain::{
    banks::{
        Class, GOODS, Good,
        acts::Sex,
        prices::AgeClass,
        rules::{Condition, Lending, Placing, Purpose, Rules, Store},
    },
    chart::{CASH, LOAN_FUND, SAVINGS},
    constitution::{Constitution, Profit},
    loans::Terms,
    people::Office,
};
use ledger::Commodity;
use words::Digits;

const LONG: i64 = 123_456_789_000;
const SHARES: &str = include_str!("../../../fixtures/constitutions/weekly_shares.toml");

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A name of eighty letters in both scripts.
fn endless(number: i64) -> Person {
    let (khmer, latin) = ("ចាន់សុវណ្ណារិទ្ធិ".repeat(5), "Chansovannarith".repeat(6));
    let first = |text: &str| text.chars().take(80).collect::<String>();
    Person { number, name: Name::new(first(&khmer), first(&latin)) }
}

fn says() -> impl Iterator<Item = Say> {
    Language::ALL.into_iter().flat_map(|language| [Digits::Latin, Digits::Khmer].map(|digits| Say::new(language, digits)))
}

/// An ordinary name.
fn short(number: i64) -> Person {
    Person { number, name: Name::new("ចាន់ សុខា", "Chan Sokha") }
}

fn officers(name: &Name) -> Vec<Signer> {
    [Office::Chair, Office::Secretary, Office::Treasurer].map(|office| Signer { office, name: name.clone() }).into()
}

/// Everything on the paper, as it is read.
fn text(document: &Document) -> String {
    let texts = document.pages.iter().flat_map(|page| &page.items).filter_map(|item| match item {
        Item::Text { text, .. } => Some(text.text()),
        _ => None,
    });
    texts.collect::<Vec<_>>().join("\n")
}

/// Every text stands within its page.
fn lies_within(document: &Document) {
    for (no, page) in document.pages.iter().enumerate() {
        for item in &page.items {
            let Item::Text { x, baseline, size, text, .. } = item else { continue };
            let right = x + text.width(*size);
            assert!(*x >= 0.0 && right <= page.width() + 0.5, "page {no}: {:?} ends at {right} of {}", text.text(), page.width());
            assert!(*baseline <= page.height() - 8.0, "page {no}: {:?} stands at {baseline} of {}", text.text(), page.height());
        }
    }
}

fn loan(principal: i64, instalments: u32, who: Person) -> LoanContract {
    let terms = Terms::of(&Constitution::parse(SHARES).unwrap(), principal, instalments, day("2026-11-21"));
    LoanContract {
        group: who.name.clone(),
        place: Name::new("កោះកុង · 09010101", "Koh Kong · 09010101"),
        no: 3,
        guarantors: vec![who.clone(), who.clone()],
        purpose: "seed".into(),
        plan: terms.schedule().unwrap(),
        planned_on: None,
        terms,
        officers: officers(&who.name),
        who,
    }
}

#[test]
fn a_loan_is_one_sheet_whatever_it_is_called_and_a_long_schedule_goes_on() {
    for say in says() {
        let ordinary = loan(300_000, 6, short(7)).document(say);
        lies_within(&ordinary);
        assert_eq!(ordinary.pages.len(), 1, "{say:?}");
        let large = loan(LONG, 6, endless(99)).document(say);
        lies_within(&large);
        assert!(text(&large).contains(&say.quantity(LONG, Commodity::KHR)), "{say:?}");
        let long = loan(LONG, 60, endless(99)).document(say);
        lies_within(&long);
        assert!(long.pages.len() > 1, "sixty instalments");
        for row in &loan(LONG, 60, endless(99)).plan {
            assert!(text(&long).contains(&say.day(row.due)), "{say:?} {row:?}");
        }
    }
}

#[test]
fn what_being_late_costs_is_said_also_when_it_costs_nothing() {
    let say = Say::new(Language::English, Digits::Latin);
    let mut contract = loan(300_000, 3, endless(1));
    contract.terms.penalty = 0;
    assert!(text(&contract.document(say)).contains("No penalty is taken"));
    (contract.terms.penalty, contract.terms.penalty_after_days) = (2_000, 5);
    assert!(text(&contract.document(say)).contains("2,000\u{a0}៛ for each instalment more than 5 days late"));
}

/// The rules of every scheme in the field that we know of.
fn schemes() -> Vec<Rules> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/banks/schemes");
    let files = std::fs::read_dir(folder).unwrap().map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
    files.map(|text| Rules::parse(&text, &GOODS).unwrap()).collect()
}

#[test]
fn a_loan_in_kind_stays_in_kind() {
    let lines: Vec<Lending> = schemes().into_iter().flat_map(|rules| rules.lending).collect();
    assert!(lines.len() > 10);
    let all = says().flat_map(|say| lines.iter().flat_map(move |line| [(say, line, short(7)), (say, line, endless(7))]));
    for (say, line, who) in all {
        let contract = KindContract {
            bank: who.name.clone(),
            place: Name::default(),
            no: 12,
            who: who.clone(),
            good: Good::new("PADDY", Class::Paddy).unwrap(),
            purpose: Purpose::Seed,
            lent: LONG,
            back: LONG + LONG / 5,
            given_on: day("2026-06-01"),
            due_on: day("2027-01-31"),
            terms: line.terms.clone(),
            store: Store::default(),
            condition: Some(Condition::SchoolAttendance),
            guarantors: vec![who.clone(), who.clone()],
            officers: officers(&who.name),
        };
        let document = contract.document(say);
        lies_within(&document);
        assert!(document.pages.len() == 1 || who == endless(7), "{say:?} {line:?}");
        let text = text(&document);
        assert!(!text.contains('៛'), "no figure of money stands on it: {text}");
        assert!(text.contains(&say.quantity(LONG + LONG / 5, contract.good.commodity())), "{text}");
    }
}

fn agreement(placing: Placing, keeper: Person) -> Agreement {
    Agreement {
        bank: keeper.name.clone(),
        place: Name::new("កោះកុង", "Koh Kong"),
        animal: Animal {
            no: 2,
            tag: "KC-0123".into(),
            species: Class::Cattle,
            class: AgeClass::Heifer,
            sex: Sex::Female,
            born_on: Some(day("2024-05-01")),
            marks: "brown, white foot".into(),
        },
        officers: officers(&keeper.name),
        keeper,
        from: day("2026-11-21"),
        placing,
        money: Commodity::KHR,
    }
}

#[test]
fn an_agreement_says_whose_each_calf_is_and_nothing_about_the_family() {
    let all: Vec<Placing> = schemes().into_iter().flat_map(|rules| rules.placing).collect();
    assert!(all.len() > 8);
    for (say, placing) in says().flat_map(|say| all.iter().map(move |placing| (say, placing))) {
        lies_within(&agreement(placing.clone(), endless(7)).document(say));
        let document = agreement(placing.clone(), short(7)).document(say);
        lies_within(&document);
        assert_eq!(document.pages.len(), 1, "{say:?} {placing:?}");
        let text = text(&document);
        for nth in 1..=placing.offspring.len() as i64 {
            let calf = say.with("contract-nth", |words| vec![("nth", words.ordinal(nth))]).main;
            assert!(text.contains(&calf), "{calf}: {text}");
        }
    }
}

fn share_out(count: i64, each: i64) -> ShareOutList {
    let line = |number: i64| ShareOutLine {
        who: endless(number),
        left: number % 7 == 0,
        savings: each,
        profit: each / 10,
        gross: each + each / 10,
        social: 500,
        settled: if number % 3 == 0 { each / 2 } else { 0 },
        penalty: if number % 5 == 0 { 1_000 } else { 0 },
        stays_owed: if number % 11 == 0 { each } else { 0 },
        put_back: if number % 4 == 0 { 10_000 } else { 0 },
    };
    let lines: Vec<ShareOutLine> = (1..=count).map(line).collect();
    let sum = |of: fn(&ShareOutLine) -> i64| lines.iter().map(of).sum::<i64>();
    let (gross, home) = (sum(|line| line.gross), sum(ShareOutLine::home));
    let account = |account, before: i64, after: i64| AccountProof {
        account,
        before,
        after,
        changes: vec![("share-out-why-paid-cash".into(), after - before), (String::new(), 0)],
    };
    ShareOutList {
        group: OfGroup { code: "SP-KC-01".into(), name: endless(1).name, place: Name::default() },
        unit: Commodity::KHR,
        kept: false,
        cycle: 1,
        on: day("2026-11-21"),
        rule: Profit::BySavings,
        round_to: 100,
        share_value: Some(5_000),
        pot: Pot {
            pool: gross + 60,
            savings: sum(|line| line.savings),
            profit: sum(|line| line.profit) + 60,
            remainder: 60,
            ..Pot::default()
        },
        social: Some((500 * count, 0)),
        counted: home + 60,
        stays: vec![("share-out-stays-remainder", 60)],
        officers: officers(&endless(1).name),
        state: ShareOutState::TookPlace {
            officers: ["one", "two"].map(|who| (who.to_owned(), DateTime::UNIX_EPOCH)),
            funds: vec![FundProof {
                fund: LOAN_FUND,
                has: vec![account(CASH, home + 60, 60)],
                owes: vec![account(SAVINGS, home + 60, 60)],
            }],
        },
        lines,
    }
}

#[test]
fn a_share_out_of_nobody_and_of_sixty_with_endless_names_and_large_amounts() {
    for say in says() {
        for (count, each) in [(0, 0), (1, 50_000), (60, LONG)] {
            let list = share_out(count, each);
            let document = list.document(say);
            lies_within(&document);
            let text = text(&document);
            assert!(text.contains(&say.quantity(list.sum(ShareOutLine::home), list.unit)), "the sum of what is taken home");
            for line in &list.lines {
                assert!(text.contains(&say.quantity(line.home(), list.unit)), "{line:?}");
            }
            assert!(text.contains(&say.say("share-out-proved").main), "{text}");
        }
    }
}

#[test]
fn nobody_signs_what_is_only_proposed() {
    let say = Say::new(Language::English, Digits::Latin);
    let list = ShareOutList { state: ShareOutState::Proposed(vec![("share-out-from-cash", 70_060)]), ..share_out(3, 50_000) };
    let text = text(&list.document(say));
    assert!(text.contains("not confirmed yet") && !text.contains("Signature or thumbprint"), "{text}");
    assert!(text.contains("Cash of the loan fund, counted"), "{text}");
}

#[test]
fn a_proof_that_does_not_agree_says_so() {
    let say = Say::new(Language::English, Digits::Latin);
    let list = share_out(3, 50_000);
    let wrong = ShareOutList { counted: list.counted + 1, ..list };
    let text = text(&wrong.document(say));
    assert!(text.contains("The figures do not agree"), "{text}");
}

#[test]
fn the_same_contract_is_the_same_bytes() {
    let say = Say::new(Language::Both, Digits::Khmer);
    let bytes = || crate::write(&loan(300_000, 6, endless(7)).document(say));
    assert!(bytes() == bytes());
}

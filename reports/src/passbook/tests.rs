//! Passbooks of every length and width: nothing is lost, nothing runs off its page, and a full page stays as it is.
use super::*;
use crate::{Item, contract::Name};
use domain::passbook::LineKind;
use words::Digits;

const RULES: &str = include_str!("../../../fixtures/constitutions/weekly_shares.toml");
const SIZES: [Size; 2] = [Size::A6, Size::A5];

fn day(after: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2020, 1, 6).unwrap() + chrono::Days::new(after)
}

fn line(meeting: u32, share: i64) -> Line {
    let of = i64::from(meeting);
    Line {
        kind: LineKind::Meeting,
        meeting: Some(meeting),
        entry: u64::from(meeting),
        date: day(u64::from(meeting) * 7),
        attendance: None,
        shares: Some(2),
        savings: 2 * share,
        savings_balance: 2 * share * of,
        social_fund: 1_000,
        social_balance: 1_000 * of,
        fine: if meeting.is_multiple_of(7) { 500 } else { 0 },
        corrected_by: None,
    }
}

fn passbook(meetings: u32, share: i64) -> Passbook {
    let lines: Vec<Line> = (1..=meetings).map(|meeting| line(meeting, share)).collect();
    let group = PassbookGroup {
        code: "SP-01".into(),
        name: Name::new("សាមគ្គី", "Samaki"),
        place: Name::new("កំពង់ចាម", "Kampong Cham"),
        commodity: Commodity::KHR,
        rules: Some(Constitution::parse(RULES).unwrap()),
        most_shares: vec![(day(0), Some(5))],
    };
    Passbook {
        group: Arc::new(group),
        number: 7,
        name: Name::new("តាំង គន្ធា", "Taing Kunthea"),
        place: Name::default(),
        joined_on: day(0),
        left_on: None,
        stand: Stand { on: day(30_000), savings: lines.last().map_or(0, |line| line.savings_balance), ..Stand::default() },
        lines,
        loans: vec![],
        banks: vec![],
        seal: Some(Signed {
            address: "https://books.example.org/verify/0".into(),
            code: "K7QF-2M9X-P3TD".into(),
            site: "x/verify".into(),
        }),
    }
}

fn loan(instalments: u32, principal: i64) -> PassbookLoan {
    let rules = Constitution::parse(&RULES.replace("term_months_most = 3", "term_months_most = 60\npenalty = 500")).unwrap();
    let terms = Terms::of(&rules, principal, instalments, day(0));
    let plan = terms.schedule().unwrap();
    let paid = |n: u32| LoanLine {
        kind: "repaid".into(),
        on: day(u64::from(n) * 30),
        meeting: Some(n.into()),
        amount: 10_000,
        penalty: 500,
        interest: 1_500,
        balance: principal - 8_000 * i64::from(n),
        undone: false,
    };
    PassbookLoan {
        no: 3, purpose: "ជ្រូក".into(), plan, planned_on: None, events: (1..=instalments).map(paid).collect(), terms
    }
}

fn says() -> impl Iterator<Item = Say> {
    Language::ALL.into_iter().flat_map(|language| [Digits::Latin, Digits::Khmer].map(|digits| Say::new(language, digits)))
}

/// Nothing stands outside of its page.
#[track_caller]
fn fits(document: &Document, what: &str) {
    for (at, page) in document.pages.iter().enumerate() {
        for item in &page.items {
            if let Item::Text { x, baseline, size, text, .. } = item {
                let (left, right) = (*x, x + text.width(*size));
                let inside = left > 8.0 && right < page.width() - 8.0 && *baseline > 10.0 && *baseline < page.height() - 8.0;
                assert!(inside, "{what}, page {}: “{}” at {left}, {baseline}", at + 1, text.text());
            }
        }
    }
}

fn texts(page: &Page) -> Vec<String> {
    let text = |item: &Item| if let Item::Text { text, .. } = item { Some(text.text().to_owned()) } else { None };
    page.items.iter().filter_map(text).collect()
}

#[test]
fn every_leaf_is_one_page_whatever_stands_on_it() {
    for (say, size) in says().flat_map(|say| SIZES.map(|size| (say, size))) {
        for (meetings, share) in [(0, 5_000), (1, 5_000), (25, 5_000), (40, 49_999_999_500)] {
            let mut book = passbook(meetings, share);
            book.loans = vec![loan(3, 300_000), loan(12, 900_000), loan(60, 6_000_000)];
            let document = book.document(&say, size);
            fits(&document, &format!("{say:?} {meetings}"));
            let leaves = book.pages_hash(&say, size).len();
            assert_eq!(document.pages.len(), leaves + 1, "{say:?} {size:?} {meetings} meetings: the last page is the one more");
        }
    }
}

#[test]
fn three_thousand_meetings_are_all_there() {
    let say = Say::new(Language::English, Digits::Latin);
    let document = passbook(3_000, 5_000).document(&say, Size::A6);
    assert_eq!(document.pages.len(), 300 + 4, "ten a page, the cover, the rules, thumbs and the last page");
    fits(&document, "3,000 meetings");
    let all: Vec<String> = document.pages.iter().flat_map(texts).collect();
    assert!(all.contains(&"30,000,000".to_owned()) && all.contains(&"3000".to_owned()));
}

#[test]
fn a_name_of_eighty_letters_stands_whole() {
    let mut book = passbook(3, 5_000);
    book.name = Name::new("សុភាពរតនាវិចិត្រ".repeat(5), "Sophearattanavicheth".repeat(4));
    for (say, size) in says().flat_map(|say| SIZES.map(|size| (say, size))) {
        let document = book.document(&say, size);
        let cover = texts(&document.pages[0]).concat();
        let bare = |text: &str| text.replace([' ', '\u{200b}'], "");
        assert!(bare(&cover).contains(&bare(&book.name.khmer)) && bare(&cover).contains(&bare(&book.name.latin)), "{cover}");
    }
}

#[test]
fn a_full_page_stays_when_meetings_are_added() {
    for (say, size) in says().flat_map(|say| SIZES.map(|size| (say, size))) {
        let (before, mut after) = (passbook(40, 5_000), passbook(47, 5_000));
        // A correction of an old meeting is a line of its own; the old line stays as it was printed.
        after.lines[4].corrected_by = Some(1);
        let rows = savings::rows(hand(say, size));
        let (was, is) = (before.pages_hash(&say, size), after.pages_hash(&say, size));
        let full = 2 + 40 / rows;
        assert_eq!(was[..full], is[..full], "cover, rules and full pages");
        assert!(!is.contains(&was[full]) || 40 % rows == 0, "the page that was not full is printed again");
        let (old, new) = (before.document(&say, size), after.document(&say, size));
        for at in 0..full {
            assert_eq!(format!("{:?}", old.pages[at].items), format!("{:?}", new.pages[at].items), "page {}", at + 1);
        }
        let more = after.new_leaves(&say, size, &was);
        assert_eq!(more.pages.len(), is.iter().filter(|leaf| !was.contains(leaf)).count() + 1);
        let last = after.new_leaves(&say, size, &is);
        assert_eq!(last.pages.len(), 1, "the last page is always printed");
    }
}

#[test]
fn dollars_have_cents_and_who_left_is_said_to_have_left() {
    let mut book = passbook(2, 500);
    let group = Arc::get_mut(&mut book.group).unwrap();
    group.commodity = Commodity::USD;
    book.left_on = Some(day(20));
    let document = book.document(&Say::new(Language::English, Digits::Latin), Size::A6);
    let all: Vec<String> = document.pages.iter().flat_map(texts).collect();
    assert!(all.contains(&"+10.00".to_owned()) && all.contains(&"20.00".to_owned()), "{all:?}");
    assert!(all.contains(&"26/01/2020".to_owned()), "{all:?}");
}

#[test]
fn a_group_that_only_keeps_banks_has_no_pages_of_savings() {
    let mut book = passbook(0, 0);
    let group = Arc::get_mut(&mut book.group).unwrap();
    group.rules = None;
    let say = Say::new(Language::Khmer, Digits::Khmer);
    assert_eq!(book.document(&say, Size::A6).pages.len(), 3, "cover, thumbs and the last page");
}

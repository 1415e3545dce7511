//! The report of a season: kilograms and head that add up, who was helped, who is late.
use super::{
    books::{Books, PADDY, donate, kind, minute, repay, undo},
    golden::{act, cows, day, rice},
};
use domain::banks::{
    Ask, Bank, Fact, Party, Season,
    acts::{LossNote, LostHow, MoneySource, Spending},
    season_report::{GoodReport, Moved, Open, People, SeasonReport, season_on, season_report, season_span, year_span},
    span::Span,
};

fn told(bank: &Bank, from: Option<&str>, to: &str) -> SeasonReport {
    season_report(bank, Some(1), Span { from: from.map(day), to: day(to) }).unwrap()
}

fn lines(report: &GoodReport) -> Vec<(&'static str, i64, i64)> {
    let unit = report.good.unit();
    report.lines.iter().map(|(line, moved)| (line.code(), moved.store / unit, moved.lent / unit)).collect()
}

fn of<'a>(report: &'a SeasonReport, good: &str) -> &'a GoodReport {
    report.goods.iter().find(|line| line.good.code() == good).unwrap()
}

#[test]
fn the_season_of_the_worked_year() {
    let report = told(&rice(), None, "2026-12-31");
    let paddy = of(&report, PADDY);
    let expected = [
        ("donated", 5_000, 0),
        ("lent", -200, 200),
        ("repaid", 100, -100),
        ("interest", 20, 0),
        ("repaid-cash", 0, -100),
        ("sold", -1_000, 0),
        ("drying", -90, 0),
        ("pests", -60, 0),
    ];
    assert_eq!(lines(paddy), expected);
    assert_eq!((paddy.opening, paddy.closing), (Moved::default(), Moved { store: 3_770_000, lent: 0 }));
    assert_eq!((paddy.interest, paddy.open, paddy.late), ((20_000, 20_000), Open::default(), Open::default()));
    assert_eq!(lines(of(&report, "KHR")), [("repaid-cash", 102_000, 0), ("sold", 920_000, 0)]);
    let people = |all, women, id_poor_1, id_poor_2| People { all, women, id_poor_1, id_poor_2 };
    assert_eq!(report.helped.borrowed, people(2, 1, 0, 1));
    assert_eq!((report.helped.anyhow, report.helped.received), (people(2, 1, 0, 1), People::default()));
    assert_eq!(report.statement.sums.own(), Some(4_603_500));
}

#[test]
fn the_herd_of_the_worked_year() {
    let report = told(&cows(), None, "2026-12-31");
    let herd = &report.herds[0];
    let lines: Vec<_> = herd.lines.iter().map(|(line, heads)| (line.code(), *heads)).collect();
    assert_eq!(lines, [("bought", 2), ("born", 1), ("died", -1)]);
    assert_eq!((herd.opening, herd.closing, herd.own_hands, herd.keepers), (0, 2, 0, 2));
    assert_eq!((herd.placed, herd.passed_on, herd.returned, herd.due), (2, 1, 0, 0));
    assert_eq!((report.helped.animals.all, report.helped.animals.id_poor_1), (3, 1));
    let later = told(&cows(), Some("2026-11-01"), "2026-12-31");
    assert_eq!((later.herds[0].opening, later.herds[0].closing, later.helped.anyhow.all), (3, 2, 1));
}

#[test]
fn an_animal_lost_through_neglect_is_owed() {
    let mut bank = cows();
    let lost = |how, keeper_owes| Fact::Lost {
        animal: 1,
        how,
        witnesses: vec![],
        note: LossNote::None,
        salvage: 0,
        keeper_owes,
        claim: 2_000_000,
    };
    act(&mut bank, "2026-12-30", lost(LostHow::SoldWithoutLeave, true), None);
    let herd = &told(&bank, None, "2026-12-31").herds[0];
    assert_eq!(herd.lines.last().map(|(line, heads)| (line.code(), *heads)), Some(("without-leave", -1)));
    assert_eq!((herd.closing, herd.due), (1, 1));
}

#[test]
fn who_is_late_at_the_end() {
    let mut books = Books::with_loans();
    books.does("2027-01-31", repay(None, &[kind(1, 70_000)]));
    let early = told(&books.bank, None, "2027-01-31");
    assert_eq!(of(&early, PADDY).open, Open { loans: 2, principal: 150_000, interest: 20_000 });
    assert_eq!(of(&early, PADDY).late, Open::default());
    let late = told(&books.bank, None, "2027-02-01");
    assert_eq!((of(&late, PADDY).late.loans, of(&late, PADDY).late.owed()), (2, 170_000));
}

#[test]
fn what_was_forgiven_and_given_up_leaves_the_loans() {
    let mut books = Books::with_loans();
    books.does("2026-12-20", Ask::Forgive { loan: 1, quantity: 60_000, minute: minute() });
    books.does("2026-12-21", Ask::WriteOff { loan: 2, minute: minute() });
    books.does("2026-12-22", Ask::Help { good: PADDY.into(), party: Party(19), quantity: 25_000, minute: minute() });
    let grant = |amount| Ask::MoneyIn { source: MoneySource::Grant, amount, note: String::new() };
    books.does("2026-12-22", grant(50_000));
    books.does("2026-12-23", Ask::MoneyOut { purpose: Spending::Honorarium, amount: 20_000, note: String::new() });
    let report = told(&books.bank, Some("2026-12-01"), "2026-12-31");
    assert_eq!(lines(of(&report, PADDY)), [("helped", -25, 0), ("forgiven", 0, -40), ("written-off", 0, -100)]);
    assert_eq!(lines(of(&report, "KHR")), [("capital", 50_000, 0), ("spent-honorarium", -20_000, 0)]);
    assert_eq!((report.helped.borrowed.all, report.helped.received.all, report.helped.anyhow.all), (0, 1, 1));
}

#[test]
fn what_was_undone_later_is_taken_back_in_the_lines() {
    let mut books = Books::with_loans();
    books.does("2026-12-23", undo(2));
    let report = told(&books.bank, Some("2026-12-01"), "2026-12-31");
    assert_eq!(lines(of(&report, PADDY)), [("lent", 200, -200)]);
    assert_eq!(of(&report, PADDY).opening, Moved { store: 4_800_000, lent: 200_000 });
    assert_eq!(report.helped.borrowed.all, 0);
}

#[test]
fn seasons_follow_each_other_without_a_gap() {
    let mut books = Books::new(super::books::RULES);
    books.does("2026-01-05", donate(1_000));
    let first = books.bank.seasons[0].clone();
    let (lend_from, lend_to) = (day("2027-05-01"), day("2027-10-31"));
    books.bank.seasons.push(Season {
        no: 2,
        lend_from,
        lend_to,
        harvest_from: day("2027-12-01"),
        harvest_to: day("2028-01-31"),
        ..first
    });
    let bank = &books.bank;
    let span = |from: Option<&str>, to: &str| Span { from: from.map(day), to: day(to) };
    assert_eq!(season_span(bank, 1, day("2026-06-30")), Some(span(None, "2026-06-30")));
    assert_eq!(season_span(bank, 1, day("2027-06-30")), Some(span(None, "2027-01-31")));
    assert_eq!(season_span(bank, 2, day("2027-02-10")), Some(span(Some("2027-02-01"), "2027-02-10")));
    assert_eq!((season_span(bank, 2, day("2027-01-31")), season_span(bank, 3, day("2027-01-31"))), (None, None));
    assert_eq!(season_on(bank, day("2027-03-15")), (Some(1), span(None, "2027-01-31")), "the one that ended last");
    assert_eq!(season_on(bank, day("2027-05-01")), (Some(2), span(Some("2027-02-01"), "2027-05-01")));
    assert_eq!(season_on(&cows(), day("2026-11-21")), (None, span(Some("2026-01-01"), "2026-11-21")));
    assert_eq!(year_span(2025, day("2026-11-21")), Some(span(Some("2025-01-01"), "2025-12-31")));
    assert_eq!(year_span(2027, day("2026-11-21")), None);
}

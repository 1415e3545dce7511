//! The tree of keepers and calves, and the lists of what is due.
use super::village::{Village, birth, day, give_back, hand, lose, note, pay, place, scheme, waive};
use domain::banks::{
    Ask, Party,
    acts::{
        LostHow, Seen,
        Sex::{Female, Male},
    },
    animals::{Due, Left, Owner, Stage},
    due::{Overdue, dues},
    family::{Branch, Passed, Stay, family},
};

/// Two heifers; a calf passed on straight, one by way of the bank, a calf of a calf, a family's own.
fn village() -> Village {
    let mut village = Village::with_heifers(scheme("svay_rieng_cows"), 2);
    village.does("2026-03-01", place(1, 21));
    village.does("2026-03-01", place(2, 22));
    village.does("2026-12-20", birth(1, "C-3", Female));
    village.does("2026-12-21", birth(2, "C-4", Female));
    village.does("2027-06-20", hand(3, 23));
    village.does("2027-06-21", give_back(4));
    village.does("2027-07-01", place(4, 24));
    village.does("2027-12-01", birth(1, "C-5", Male));
    village.does("2029-01-05", birth(3, "C-6", Female));
    village.does("2029-02-01", lose(2, LostHow::Disease));
    village
}

#[test]
fn the_tree() {
    let village = village();
    let tree = family(&village.state("2029-02-01"));
    let tags = |branches: &[Branch]| branches.iter().map(|branch| branch.tag.clone()).collect::<Vec<_>>();
    assert_eq!(tags(&tree.roots), ["CB-1", "CB-2"]);
    let [first, second] = &tree.roots[..] else { panic!("two came") };
    assert_eq!(tags(&first.calves), ["C-3", "C-5"]);
    assert_eq!(tags(&first.calves[0].calves), ["C-6"]);
    let (passed, stays) = (&first.calves[0].passed, &first.calves[0].keepers);
    assert_eq!(*passed, Some(Passed { from: Party(21), to: Party(23), on: day("2027-06-20") }));
    let stay = |keeper, from, until: Option<&str>| Stay { keeper: Party(keeper), from: day(from), until: until.map(day) };
    assert_eq!(stays[..], [stay(21, "2026-12-20", Some("2027-06-20")), stay(23, "2027-06-20", None)]);
    assert_eq!(second.calves[0].passed, Some(Passed { from: Party(22), to: Party(24), on: day("2027-07-01") }));
    assert_eq!(second.left, Some((day("2029-02-01"), Left::Lost(LostHow::Disease))));
    let own = &first.calves[1];
    assert_eq!((own.owner, own.keepers.len(), own.passed), (Owner::Family(Party(21)), 0, None));
    let counts = tree.counts;
    assert_eq!((counts.came, counts.born, counts.family_calves, counts.herd, counts.placed), (2, 3, 1, 4, 4));
    assert_eq!((counts.lost, counts.died, counts.sold, counts.owned, counts.titles), (1, 1, 0, 0, 0));
    assert_eq!((counts.passed_on, counts.families), (2, 4));
    village.agrees();
}

#[test]
fn what_became_a_familys_own_is_counted_apart() {
    let mut village = Village::with_heifers(scheme("helpage"), 2);
    village.does("2026-03-01", place(1, 21));
    village.does("2026-03-01", place(2, 22));
    village.does("2026-12-20", birth(1, "C-3", Female));
    village.does("2026-12-20", birth(2, "C-4", Female));
    let on = "2027-06-20";
    for (owed, _) in village.open(on) {
        let ask = if owed.calf == Some(3) { pay(owed.no, 500_000) } else { waive(owed.no) };
        village.does(on, ask);
    }
    village.does(on, Ask::PassTitle { animal: 1 });
    let counts = family(&village.state(on)).counts;
    assert_eq!((counts.owned, counts.titles, counts.herd, counts.placed), (3, 1, 1, 1));
    village.does(on, Ask::SellAnimal { animal: 2, received: 1_900_000, minute: "5".to_owned() });
    assert_eq!(family(&village.state(on)).counts.sold, 1);
    assert_eq!(family(&Village::of("sorya").state(on)).roots, []);
    village.agrees();
}

#[test]
fn what_is_owed_by_how_far_it_is() {
    let village = village();
    let on = |day_: &str| dues(&village.state(day_), day(day_), 30);
    let stages = |day_: &str| on(day_).obligations.iter().map(|(stage, owed)| (*stage, owed.len())).collect::<Vec<_>>();
    assert_eq!(stages("2026-03-01"), [(Stage::Open, 4)]);
    assert_eq!(stages("2027-06-19"), [(Stage::Open, 2), (Stage::Born, 2)]);
    // Handed over; and the next keepers owe two each.
    assert_eq!(stages("2027-07-01"), [(Stage::Open, 6), (Stage::HandedOver, 2)]);
    assert_eq!(stages("2029-02-01"), [(Stage::Open, 4), (Stage::Born, 1), (Stage::HandedOver, 2), (Stage::Fell, 1)]);
    let soon = |day_: &str| on(day_).soon.iter().map(|owed| (owed.calf, owed.due_on)).collect::<Vec<_>>();
    assert_eq!(soon("2027-05-20"), []);
    assert_eq!(soon("2027-05-21"), [(Some(3), Some(day("2027-06-20")))]);
    assert_eq!(soon("2027-05-22"), [(Some(3), Some(day("2027-06-20"))), (Some(4), Some(day("2027-06-21")))]);
    // What is due is not soon any more.
    assert_eq!(on("2027-06-20").obligations[&Stage::HandedOver].len(), 1);
    let first = on("2026-12-21").obligations[&Stage::Born][0].clone();
    assert_eq!((first.what, first.calf), (Due::Calf(1), Some(3)));
}

#[test]
fn who_was_not_seen_and_who_has_not_calved() {
    let mut village = village();
    let overdue = |animal, keeper, since, due_on| Overdue { animal, keeper: Party(keeper), since: day(since), due_on: day(due_on) };
    let unseen = |village: &Village, on: &str| dues(&village.state(on), day(on), 0).unseen;
    assert_eq!(unseen(&village, "2026-05-31"), []);
    let both = [overdue(1, 21, "2026-03-01", "2026-06-01"), overdue(2, 22, "2026-03-01", "2026-06-01")];
    assert_eq!(unseen(&village, "2026-06-01"), both);
    village.does("2026-05-15", note(1, Seen::Sighting, 0, Some(3)));
    village.does("2026-05-20", note(2, Seen::Treatment, 0, None));
    assert_eq!(unseen(&village, "2026-06-01"), both[1..], "a treatment is no visit of the committee");
    assert_eq!(unseen(&village, "2026-08-15")[1], overdue(1, 21, "2026-05-15", "2026-08-15"));
    let infertile = |on: &str| dues(&village.state(on), day(on), 0).infertile;
    assert_eq!(infertile("2030-06-30"), []);
    // The calf of 24 came there three years ago; that of 21 calved two and a half years ago.
    assert_eq!(infertile("2030-07-01"), [overdue(4, 24, "2027-07-01", "2030-07-01")]);
    assert_eq!(infertile("2030-12-01").len(), 2);
}

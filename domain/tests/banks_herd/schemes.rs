//! Schemes that contradict each other, each from the first calf to the end of what is owed.
use super::village::{MILLION, Village, birth, day, elsewhere, give_back, hand, lose, pay, place, replace, scheme, undo, unseen};
use domain::{
    banks::{
        Ask, Fact, GOODS, Impossible, Party, Rules, Why,
        acts::{
            LostHow,
            Sex::{Female, Male},
        },
        animals::{Due, Owner, Place, Stage},
    },
    chart::{ANIMALS, ANIMALS_DUE, BIRTHS, CASH, CONVERSION, FINES, OTHER_INCOME, PASSED, PLACED},
};

fn title(animal: i64) -> Ask {
    Ask::PassTitle { animal }
}

/// A village under a scheme, its heifer 1 placed with member 21 on 1 March 2026.
fn placed(name: &str, heifers: usize) -> Village {
    let mut village = Village::with_heifers(scheme(name), heifers);
    village.does("2026-03-01", place(1, 21));
    village
}

/// The first and the third calf are the bank's, the second and the fourth the farmer's; then nothing is owed.
#[test]
fn first_and_third_to_the_bank() {
    let mut village = placed("helpage", 1);
    assert_eq!(village.owed("2026-03-01"), [(21, Due::Calf(1), Stage::Open, None), (21, Due::Calf(3), Stage::Open, None)]);
    village.does("2026-12-20", birth(1, "C-2", Female));
    let due = Some("2027-06-20".to_owned());
    assert_eq!(village.owed("2027-06-19")[0], (21, Due::Calf(1), Stage::Born, due.clone()));
    assert_eq!(village.owed("2027-06-20")[0], (21, Due::Calf(1), Stage::Due, due));
    assert_eq!(village.refuses("2027-06-19", give_back(2)), [(None, Why::NotYetDue(day("2027-06-20")))]);
    assert_eq!(village.refuses("2027-06-20", hand(2, 22)), [(None, Why::WrongWay)]);
    village.does("2027-06-20", give_back(2));
    let second = village.does("2028-01-10", birth(1, "C-3", Female));
    assert_eq!(village.posted(second), []);
    assert_eq!(village.state("2028-01-10").animals[&3].owner, Owner::Family(Party(21)));
    assert_eq!(village.refuses("2028-01-10", title(1)), [(None, Why::StillOwed(1))]);
    village.does("2029-02-01", birth(1, "C-4", Male));
    assert_eq!(village.owed("2029-08-01"), [(21, Due::Calf(3), Stage::Due, Some("2029-08-01".to_owned()))]);
    village.does("2029-08-01", give_back(4));
    let passed = village.does("2029-08-02", title(1));
    assert_eq!(village.posted(passed), super::lines(&[(PASSED.0, None, "CATTLE", 1), (PLACED.0, Some(21), "CATTLE", -1)]));
    village.does("2030-03-01", birth(1, "C-5", Female));
    assert_eq!(village.owed("2030-03-01"), []);
    assert_eq!(village.balance(ANIMALS, "CATTLE", "2030-03-01"), 2);
    village.agrees();
}

/// The first is passed on, the second kept, the third passed on; then she owns the cow. Who receives a calf owes the same.
#[test]
fn first_and_third_passed_on() {
    let mut village = placed("chad_cows", 1);
    village.does("2026-12-20", birth(1, "C-2", Female));
    village.does("2027-06-20", hand(2, 22));
    assert_eq!(
        village.owed("2027-06-20"),
        [(21, Due::Calf(3), Stage::Open, None), (22, Due::Calf(1), Stage::Open, None), (22, Due::Calf(3), Stage::Open, None)]
    );
    village.does("2028-01-10", birth(1, "C-3", Female));
    village.does("2029-02-01", birth(1, "C-4", Female));
    village.does("2029-08-01", hand(4, 23));
    village.does("2029-08-01", title(1));
    // The calf of the calf is passed on as well.
    village.does("2030-01-05", birth(2, "C-5", Female));
    assert_eq!(village.owed("2030-07-05")[0], (22, Due::Calf(1), Stage::Due, Some("2030-07-05".to_owned())));
    village.does("2030-07-05", hand(5, 24));
    assert_eq!(village.refuses("2030-07-06", title(2)), [(None, Why::StillOwed(1))]);
    village.agrees();
}

/// Every firstborn is the organisation's; a cow that does not survive is replaced, whatever she died of.
#[test]
fn every_firstborn() {
    let mut village = placed("kovc", 1);
    village.does("2026-12-20", birth(1, "C-2", Female));
    village.does("2027-06-20", give_back(2));
    village.does("2027-07-01", place(2, 22));
    // The heifer that came back owes her firstborn too, and her second stays.
    village.does("2029-06-20", birth(2, "C-3", Female));
    assert_eq!(village.the("2029-12-20", Due::Calf(1)).due_on, Some(day("2029-12-20")));
    let died = village.does("2028-05-05", lose(1, LostHow::Disease));
    let loss = [(PLACED.0, Some(21), "CATTLE", -1), (ANIMALS_DUE.0, Some(21), "CATTLE", 1)];
    assert_eq!(village.posted(died), super::lines(&loss));
    let claim = village.the("2028-05-05", Due::Claim(1_900_000));
    assert_eq!(village.refuses("2028-06-01", replace(claim.no, "N-1", Male)), [(None, Why::MustBeFemale)]);
    let replaced = village.does("2028-06-01", replace(claim.no, "N-1", Female));
    let comes = [(ANIMALS.0, None, "CATTLE", 1), (ANIMALS_DUE.0, Some(21), "CATTLE", -1)];
    assert_eq!(village.posted(replaced), super::lines(&comes));
    village.agrees();
}

/// The family keeps the calf; the cow moves to the next family.
#[test]
fn the_cow_moves_on() {
    let mut village = placed("takeo_cows", 1);
    assert_eq!(village.owed("2026-03-01"), [(21, Due::MovesOn, Stage::Open, None)]);
    assert_eq!(village.refuses("2026-03-02", hand(1, 22)), [(None, Why::CalvesFirst(1))]);
    let calf = village.does("2026-12-20", birth(1, "C-2", Male));
    assert_eq!(village.posted(calf), []);
    assert_eq!(village.owed("2026-12-20"), [(21, Due::MovesOn, Stage::Open, Some("2027-06-20".to_owned()))]);
    assert_eq!(village.refuses("2027-06-19", hand(1, 22)), [(None, Why::NotYetDue(day("2027-06-20")))]);
    village.does("2027-06-20", hand(1, 22));
    assert_eq!(village.owed("2027-06-20"), [(22, Due::MovesOn, Stage::Open, None)]);
    assert_eq!(village.refuses("2027-06-21", title(1)), [(None, Why::NoTitle), (None, Why::StillOwed(1))]);
    village.does("2027-11-01", birth(1, "C-3", Female));
    village.does("2028-05-01", give_back(1));
    assert_eq!(village.owed("2028-05-01"), []);
    village.agrees();
}

/// The family keeps the calves, the organisation keeps the cow.
#[test]
fn the_cow_stays_the_banks() {
    let mut village = placed("sorya", 1);
    village.does("2026-12-20", birth(1, "C-2", Female));
    village.does("2028-01-10", birth(1, "C-3", Female));
    assert_eq!(village.owed("2028-01-10"), []);
    assert_eq!(village.refuses("2028-01-10", title(1)), [(None, Why::NoTitle)]);
    // She gives it back, and the committee chooses who is next.
    assert_eq!(village.refuses("2028-02-01", hand(1, 22)), [(None, Why::WrongWay)]);
    village.does("2028-02-01", give_back(1));
    village.does("2028-02-01", place(1, 22));
    assert_eq!((village.balance(PLACED, "CATTLE", "2028-02-01"), village.balance(BIRTHS, "CATTLE", "2028-02-01")), (1, 0));
    village.agrees();
}

/// The first heifer comes back after six months; a male is sold, and a sum repaid in its place.
#[test]
fn the_first_heifer_or_a_sum() {
    let mut village = placed("first_heifer", 2);
    village.does("2026-03-01", place(2, 22));
    village.does("2026-12-20", birth(1, "C-3", Female));
    let born = village.does("2026-12-21", birth(2, "C-4", Male));
    assert_eq!(village.posted(born), []);
    let in_june = |day: &str| Some(format!("2027-06-{day}"));
    let money = Due::Money(500_000);
    assert_eq!(
        village.owed("2027-06-20"),
        [(21, Due::Calf(1), Stage::Due, in_june("20")), (22, money, Stage::Open, in_june("21"))]
    );
    assert_eq!(village.owed("2027-06-21")[1].2, Stage::Due);
    village.does("2027-06-20", give_back(3));
    let owed = village.the("2027-06-20", money).no;
    assert_eq!(village.refuses("2027-06-25", pay(owed, 499_999)), [(None, Why::Exactly(500_000))]);
    assert_eq!(village.refuses("2027-06-25", title(2)), [(None, Why::StillOwed(1))]);
    let paid = village.does("2027-06-25", pay(owed, 500_000));
    assert_eq!(village.posted(paid), super::lines(&[(CASH.0, None, "KHR", 500_000), (OTHER_INCOME.0, None, "KHR", -500_000)]));
    assert_eq!(village.cited(paid), None);
    assert_eq!(village.refuses("2027-06-25", undo(born)), [(None, Why::Later(paid, Impossible::Obligation(owed)))]);
    // The sum stood in the place of the heifer: the next one is the family's.
    village.does("2028-01-10", birth(2, "C-5", Female));
    assert_eq!(village.owed("2028-01-10"), []);
    village.does("2028-01-10", title(2));
    village.does("2028-01-10", title(1));
    village.agrees();
}

/// The first heifer goes on; a male stays, and the heifer is owed still.
#[test]
fn the_first_heifer_goes_on() {
    let mut village = placed("pass_on_female", 1);
    village.does("2026-12-20", birth(1, "C-2", Male));
    assert_eq!(village.owed("2026-12-20"), [(21, Due::Calf(1), Stage::Open, None)]);
    village.does("2028-01-10", birth(1, "C-3", Female));
    village.does("2028-07-10", hand(3, 22));
    village.does("2028-07-10", title(1));
    village.agrees();
}

/// Of a male that would have been owed, a share of what a calf brings.
#[test]
fn a_share_of_a_male() {
    let text = "[[placing]]\nspecies = \"cattle\"\noffspring = [\"bank\"]\ncounts = { female-share-male = 33 }";
    let mut village = Village::with_heifers(Rules::parse(text, &GOODS).unwrap(), 1);
    village.price("CATTLE", "calf", "2026-12-01", 512_345);
    village.does("2026-03-01", place(1, 21));
    village.does("2026-12-20", birth(1, "C-2", Male));
    // 33 % of 512,345 are 169,073.85.
    assert_eq!(village.owed("2026-12-20"), [(21, Due::Money(169_074), Stage::Open, Some("2027-06-20".to_owned()))]);
    village.bank.prices.clear();
    let mut other = village.clone();
    other.bank.acts.truncate(3);
    assert_eq!(other.refuses("2026-12-20", birth(1, "C-2", Male)), [(None, Why::PriceMissing)]);
    village.agrees();
}

/// Dam and offspring go back together after the third calf.
#[test]
fn all_back_after_the_third_calf() {
    let mut village = placed("royal_bank", 1);
    for (on, tag) in [("2026-12-20", "C-2"), ("2028-01-10", "C-3")] {
        village.does(on, birth(1, tag, Female));
    }
    let waits = village.owed("2028-12-31");
    assert!(waits.iter().all(|(_, _, _, due)| due.is_none()), "{waits:?}");
    assert_eq!(village.refuses("2028-12-31", give_back(2)), [(None, Why::CalvesFirst(3))]);
    village.does("2029-02-01", birth(1, "C-4", Male));
    let due = Some("2029-02-01".to_owned());
    let expected = [Due::Calf(1), Due::Calf(2), Due::Calf(3), Due::MovesOn].map(|what| (21, what, Stage::Due, due.clone()));
    assert_eq!(village.owed("2029-02-01"), expected);
    assert_eq!(village.refuses("2029-02-02", hand(2, 22)), [(None, Why::WrongWay)]);
    for no in 1..=4 {
        village.does("2029-02-02", give_back(no));
    }
    assert_eq!(village.owed("2029-02-02"), []);
    assert_eq!(village.balance(ANIMALS, "BUFFALO", "2029-02-02"), 4);
    assert_eq!(village.refuses("2029-02-03", title(1)), [(None, elsewhere(1))]);
    village.agrees();
}

/// Without a calf in three years she is exchanged; the contract goes on with the other one.
#[test]
fn exchanged_after_three_years() {
    let mut village = placed("royal_bank", 3);
    village.does("2026-12-20", birth(1, "C-4", Female));
    let exchange = |out| Ask::Exchange { back: 1, out };
    assert_eq!(village.refuses("2029-12-19", exchange(2)), [(Some(0), Why::NotYetDue(day("2029-12-20")))]);
    let exchanged = village.does("2029-12-20", exchange(2));
    assert_eq!(village.posted(exchanged), [], "each goes where the other was");
    let state = village.state("2029-12-20");
    let with = Place::With(Party(21));
    assert_eq!((state.animals[&1].place, state.animals[&2].place), (Place::Bank, with));
    // One calf was born: two more of the other one, and it goes back with them.
    village.does("2030-12-01", birth(2, "C-5", Female));
    assert!(village.owed("2030-12-01").iter().all(|(_, _, _, due)| due.is_none()));
    village.does("2031-11-01", birth(2, "C-6", Female));
    assert_eq!(village.owed("2031-11-01").len(), 4);
    assert!(village.owed("2031-11-01").iter().all(|(keeper, _, stage, _)| (*keeper, *stage) == (21, Stage::Due)));
    for no in [4, 5, 6, 2] {
        village.does("2031-11-02", give_back(no));
    }
    assert_eq!(village.owed("2031-11-02"), []);
    village.agrees();
}

/// Swapped without leave: twice the price, of which one is the animal's and one a fine.
#[test]
fn a_double_fine() {
    let mut village = placed("royal_bank", 1);
    let swapped = village.does("2027-01-10", unseen(1, LostHow::SwappedWithoutLeave));
    assert!(matches!(village.fact(swapped), Fact::Lost { keeper_owes: true, claim: 3_800_000, .. }));
    let claim = village.the("2027-01-10", Due::Claim(3_800_000)).no;
    assert_eq!(village.refuses("2027-02-01", pay(claim, 1_900_000)), [(None, Why::Exactly(3_800_000))]);
    let paid = village.does("2027-02-01", pay(claim, 3_800_000));
    let expected = [
        (CASH.0, None, "KHR", 3_800_000),
        (CONVERSION.0, None, "KHR", -1_900_000),
        (FINES.0, Some(21), "KHR", -1_900_000),
        (CONVERSION.0, None, "BUFFALO", 1),
        (ANIMALS_DUE.0, Some(21), "BUFFALO", -1),
    ];
    assert_eq!(village.posted(paid), super::lines(&expected));
    assert_eq!(village.cited(paid), Some(("heifer".to_owned(), 1_900_000)));
    village.agrees();
}

/// Paid off in instalments instead of calves.
#[test]
fn hire_purchase() {
    let mut village = placed("royal_hire_purchase", 1);
    let due = ["2026-09-01", "2027-03-01", "2027-09-01", "2028-03-01", "2028-09-01", "2029-03-01"];
    let plan: Vec<_> = village.owed("2026-03-01").into_iter().map(|(_, what, _, due)| (what, due.unwrap())).collect();
    let expected: Vec<_> = (1..).zip(due).map(|(nth, due)| (Due::Instalment(nth, 400_000), due.to_owned())).collect();
    assert_eq!(plan, expected);
    // Her calves are her own.
    village.does("2026-12-20", birth(1, "C-2", Female));
    for (nth, on) in (1..).zip(due) {
        assert_eq!(village.refuses(on, title(1)), [(None, Why::StillOwed(7 - nth as usize))]);
        let owed = village.the(on, Due::Instalment(nth, 400_000)).no;
        assert_eq!(village.refuses(on, pay(owed, 300_000)), [(None, Why::Exactly(400_000))]);
        let paid = village.does(on, pay(owed, 400_000));
        assert_eq!(village.posted(paid), super::lines(&[(CASH.0, None, "KHR", 400_000), (CONVERSION.0, None, "KHR", -400_000)]));
    }
    let passed = village.does("2029-03-01", title(1));
    assert_eq!(village.posted(passed), super::lines(&[(CONVERSION.0, None, "BUFFALO", 1), (PLACED.0, Some(21), "BUFFALO", -1)]));
    // One was bought for 1,900,000 and paid off with 2,400,000.
    assert_eq!(village.balance(CONVERSION, "BUFFALO", "2029-03-01"), 0);
    assert_eq!(village.balance(CONVERSION, "KHR", "2029-03-01"), 1_900_000 - 2_400_000);
    assert_eq!(village.balance(CASH, "KHR", "2029-03-01"), 100 * MILLION - 1_900_000 + 2_400_000);
    village.agrees();
}

/// All calves after the order are the bank's: each is owed by a row of its own.
#[test]
fn all_further_calves() {
    let text = "[[placing]]\nspecies = \"cattle\"\noffspring = [\"family\"]\nthen = \"bank\"\nhandover_to = \"bank\"";
    let mut village = Village::with_heifers(Rules::parse(text, &GOODS).unwrap(), 1);
    village.does("2026-03-01", place(1, 21));
    village.does("2026-12-20", birth(1, "C-2", Female));
    assert_eq!(village.owed("2026-12-20"), []);
    village.does("2028-01-10", birth(1, "C-3", Male));
    assert_eq!(village.owed("2028-01-10"), [(21, Due::Calf(2), Stage::Born, Some("2028-07-10".to_owned()))]);
    village.does("2028-12-10", birth(1, "C-4", Female));
    assert_eq!(village.owed("2028-12-10").len(), 2);
    village.agrees();
}

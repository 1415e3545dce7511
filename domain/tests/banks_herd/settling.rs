//! What happens to what is owed when calves die, cows are lost, animals are given instead, and acts are taken back.
use super::{
    lines,
    village::{Village, birth, day, give_back, hand, lose, note, pay, place, replace, scheme, undo, unseen, waive},
};
use domain::{
    banks::{
        Ask, Fact, GOODS, Impossible, Party, Rules, Why,
        acts::{
            LostHow, Seen,
            Sex::{Female, Male},
        },
        animals::{Due, Ended, Owner, Stage},
    },
    chart::{ANIMAL_CARE, ANIMAL_DEATHS, ANIMALS, ANIMALS_DUE, BIRTHS, CASH, CONVERSION, FORGIVEN, PLACED, THEFT},
};

/// First and third calf owed; heifer 1 placed with 21 on 1 March 2026, its first calf 4 born on 20 December.
fn calved(rules: Rules) -> Village {
    let mut village = Village::with_heifers(rules, 3);
    village.does("2026-03-01", place(1, 21));
    village.does("2026-12-20", birth(1, "C-1", Female));
    village
}

fn first_and_third() -> Village {
    calved(scheme("chad_cows"))
}

fn rules(more: &str) -> Rules {
    let text = format!("[[placing]]\nspecies = \"cattle\"\noffspring = [\"bank\", \"family\", \"bank\"]\n{more}");
    Rules::parse(&text, &GOODS).unwrap()
}

/// The next calf takes the place of one that died, and the order goes on from there.
#[test]
fn a_calf_that_died_is_replaced_by_the_next() {
    let mut village = first_and_third();
    village.does("2027-02-01", lose(4, LostHow::Disease));
    assert_eq!(village.owed("2027-02-01")[0], (21, Due::Calf(1), Stage::Open, None));
    let owner = |village: &Village, on, no| village.state(on).animals[&no].owner;
    village.does("2028-01-10", birth(1, "C-2", Female));
    assert_eq!(owner(&village, "2028-01-10", 5), Owner::Bank);
    village.does("2028-11-10", birth(1, "C-3", Female));
    assert_eq!(owner(&village, "2028-11-10", 6), Owner::Family(Party(21)), "the second of the order is the family's");
    village.does("2029-09-10", birth(1, "C-4", Female));
    assert_eq!(owner(&village, "2029-09-10", 7), Owner::Bank);
    assert_eq!(village.owed("2029-09-10").len(), 2);
    village.agrees();
}

/// It died after the family's second was born: the third takes its place, and the one after that is the third.
#[test]
fn a_calf_that_died_late() {
    let mut village = first_and_third();
    village.does("2027-10-20", birth(1, "C-2", Female));
    village.does("2027-11-01", lose(4, LostHow::Disease));
    let (on, again) = ("2028-09-01", "2029-07-01");
    village.does(on, birth(1, "C-3", Female));
    assert_eq!(village.the(on, Due::Calf(1)).calf, Some(6));
    village.does(again, birth(1, "C-4", Female));
    assert_eq!(village.the(again, Due::Calf(3)).calf, Some(7));
    village.agrees();
}

#[test]
fn the_bank_bears_a_calf_that_died() {
    let mut village = calved(rules("lost_calf = \"bank-loss\""));
    village.does("2027-02-01", lose(4, LostHow::Disease));
    assert_eq!(village.owed("2027-02-01"), [(21, Due::Calf(3), Stage::Open, None)]);
    village.does("2028-01-10", birth(1, "C-2", Female));
    assert_eq!(village.owed("2028-01-10").len(), 1);
    village.agrees();
}

/// Who neglected a calf owes that calf, and not the next one beside it.
#[test]
fn a_neglected_calf_is_owed_once() {
    let mut village = first_and_third();
    village.does("2027-02-01", unseen(4, LostHow::Neglect));
    assert_eq!(
        village.owed("2027-02-01"),
        [(21, Due::Calf(3), Stage::Open, None), (21, Due::Claim(500_000), Stage::Due, Some("2027-02-01".to_owned()))]
    );
    let claim = village.the("2027-02-01", Due::Claim(500_000)).no;
    let paid = village.does("2027-03-01", pay(claim, 500_000));
    let expected = [
        (CASH.0, None, "KHR", 500_000),
        (CONVERSION.0, None, "KHR", -500_000),
        (CONVERSION.0, None, "CATTLE", 1),
        (ANIMALS_DUE.0, Some(21), "CATTLE", -1),
    ];
    assert_eq!(village.posted(paid), lines(&expected));
    village.agrees();
}

/// A cow that dies leaves the calf that waits; when that one dies too, nothing is left to be owed.
#[test]
fn a_cow_dies_and_then_her_calf() {
    let mut village = first_and_third();
    village.does("2027-01-01", lose(1, LostHow::Accident));
    assert_eq!(village.owed("2027-01-01"), [(21, Due::Calf(1), Stage::Born, Some("2027-06-20".to_owned()))]);
    village.does("2027-02-01", lose(4, LostHow::Disease));
    assert_eq!(village.owed("2027-02-01"), []);
    village.agrees();
}

/// Calves that waited for the third one wait no longer when no third one can come.
#[test]
fn no_third_calf_comes() {
    let mut village = calved(scheme("royal_bank"));
    assert_eq!(village.the("2027-01-01", Due::Calf(1)).due_on, None);
    village.does("2027-01-01", lose(1, LostHow::Disease));
    assert_eq!(village.owed("2027-01-01"), [(21, Due::Calf(1), Stage::Due, Some("2027-01-01".to_owned()))]);
    village.does("2027-01-02", give_back(4));
    village.agrees();
}

#[test]
fn a_thief_is_no_death() {
    let mut village = first_and_third();
    let stolen = village.does("2027-02-01", lose(1, LostHow::Stolen));
    assert_eq!(village.posted(stolen), lines(&[(THEFT.0, None, "CATTLE", 1), (PLACED.0, Some(21), "CATTLE", -1)]));
    // One that neither sat in a byre of the bank nor was seen by anybody is the keeper's to make good.
    let sold = village.clone().does("2027-02-02", unseen(4, LostHow::SoldWithoutLeave));
    assert!(sold > stolen);
    village.agrees();
}

/// Another animal before the calf is born comes in as that calf would have; the calf is then the family's.
#[test]
fn replaced_before_it_is_born() {
    let mut village = Village::with_heifers(scheme("chad_cows"), 1);
    village.does("2026-03-01", place(1, 21));
    let first = village.the("2026-03-01", Due::Calf(1)).no;
    let replaced = village.does("2026-04-01", replace(first, "N-1", Female));
    assert_eq!(village.posted(replaced), lines(&[(ANIMALS.0, None, "CATTLE", 1), (BIRTHS.0, None, "CATTLE", -1)]));
    village.does("2026-12-20", birth(1, "C-1", Female));
    assert_eq!(village.owed("2026-12-20"), [(21, Due::Calf(3), Stage::Open, None)]);
    village.agrees();
}

/// Another animal for a calf that is born: the calf stays, and is the family's.
#[test]
fn replaced_after_it_was_born() {
    let mut village = first_and_third();
    let first = village.the("2027-01-01", Due::Calf(1)).no;
    let replaced = village.does("2027-01-01", replace(first, "N-1", Male));
    assert_eq!(village.posted(replaced), lines(&[(ANIMALS.0, None, "CATTLE", 1), (PLACED.0, Some(21), "CATTLE", -1)]));
    let calf = &village.state("2027-01-01").animals[&4];
    assert_eq!((calf.owner, calf.keeping()), (Owner::Family(Party(21)), None));
    // It is hers: a calf of it concerns nobody, and a note on it costs the bank nothing.
    village.does("2029-12-20", birth(4, "G-1", Female));
    let noted = village.does("2029-12-20", note(4, Seen::Treatment, 20_000, None));
    assert_eq!(village.posted(noted), []);
    village.agrees();
}

#[test]
fn a_calf_is_paid_for_or_waived() {
    let mut village = first_and_third();
    let first = village.the("2027-01-01", Due::Calf(1)).no;
    let mut waived = village.clone();
    let paid = village.does("2027-01-01", pay(first, 550_000));
    let sold = [
        (PLACED.0, Some(21), "CATTLE", -1),
        (CONVERSION.0, None, "CATTLE", 1),
        (CASH.0, None, "KHR", 550_000),
        (CONVERSION.0, None, "KHR", -550_000),
    ];
    let mut posted = village.posted(paid);
    posted.sort();
    let mut expected = lines(&sold);
    expected.sort();
    assert_eq!(posted, expected);
    assert_eq!(village.cited(paid), Some(("calf".to_owned(), 550_000)));
    let forgiven = waived.does("2027-01-01", waive(first));
    assert_eq!(waived.posted(forgiven), lines(&[(FORGIVEN.0, None, "CATTLE", 1), (PLACED.0, Some(21), "CATTLE", -1)]));
    assert_eq!(waived.cited(forgiven), Some(("calf".to_owned(), 500_000)));
    village.agrees();
    waived.agrees();
}

#[test]
fn a_claim_is_waived() {
    let mut village = first_and_third();
    village.does("2027-02-01", unseen(1, LostHow::Neglect));
    let claim = village.the("2027-02-01", Due::Claim(1_900_000)).no;
    let waived = village.does("2028-02-01", waive(claim));
    assert_eq!(village.posted(waived), lines(&[(FORGIVEN.0, None, "CATTLE", 1), (ANIMALS_DUE.0, Some(21), "CATTLE", -1)]));
    assert_eq!(village.cited(waived).unwrap().0, "cow");
    assert_eq!(village.balance(ANIMAL_DEATHS, "CATTLE", "2028-02-01"), 0, "what she owed was never a loss of the bank");
    village.agrees();
}

/// The bank sells a calf that was owed to it: then it is owed no more.
#[test]
fn a_calf_is_sold() {
    let mut village = first_and_third();
    let first = village.the("2027-07-01", Due::Calf(1)).no;
    village.does("2027-07-01", Ask::SellAnimal { animal: 4, received: 600_000, minute: "5".to_owned() });
    assert_eq!(village.state("2027-07-01").obligations[&first].ended, Some((day("2027-07-01"), Ended::HandedOver(None))));
    village.agrees();
}

/// A family gives the cow back: what is not born is not owed; the calf that waits is.
#[test]
fn given_back() {
    let mut village = first_and_third();
    village.does("2027-02-01", give_back(1));
    assert_eq!(village.owed("2027-02-01").len(), 1);
    village.does("2027-03-01", place(1, 22));
    assert_eq!(village.owed("2027-03-01").len(), 3);
    village.does("2027-06-20", hand(4, 23));
    village.agrees();
}

#[test]
fn who_pays_the_vet() {
    let mut village = Village::with_heifers(rules("keeper_pays_care = 33"), 2);
    village.does("2026-03-01", place(1, 21));
    let shared = village.does("2026-04-01", note(1, Seen::Treatment, 10_001, None));
    // 67 % of 10,001 are 6,700.67.
    assert_eq!(village.posted(shared), lines(&[(CASH.0, None, "KHR", -6_701), (ANIMAL_CARE.0, None, "KHR", 6_701)]));
    let own = village.does("2026-04-01", note(2, Seen::VaccineFootMouth, 5_000, None));
    assert!(matches!(village.fact(own), Fact::Noted { cost: 5_000, .. }));
    village.agrees();
}

/// Twins are two calves of the order.
#[test]
fn twins() {
    let mut village = first_and_third();
    village.does("2026-12-21", birth(1, "C-2", Male));
    assert_eq!(village.state("2026-12-21").animals[&5].owner, Owner::Family(Party(21)));
    village.agrees();
}

/// What was written of an animal later rests on where it was: an earlier act may not change that, nor may one be taken back.
#[test]
fn what_rests_on_it_speaks_against_it() {
    let mut village = first_and_third();
    let handed = village.does("2027-06-20", hand(4, 22));
    let died = village.does("2027-08-01", lose(4, LostHow::Disease));
    assert_eq!(village.refuses("2027-09-01", undo(handed)), [(None, Why::Later(died, Impossible::Animal(4)))]);
    let back = village.refuses("2027-07-01", give_back(4));
    assert_eq!(back, [(None, Why::Later(died, Impossible::Animal(4)))]);
    let before = village.bank.state(day("2027-07-31")).unwrap();
    village.does("2027-09-01", undo(died));
    village.does("2027-09-02", undo(handed));
    let first = village.the("2027-09-02", Due::Calf(1));
    assert_eq!((first.calf, first.stage(day("2027-09-02"))), (Some(4), Stage::Due));
    assert_ne!(before, village.state("2027-09-02"));
    village.agrees();
}

/// The title passed because nothing was owed any more: that cannot be taken back beneath it.
#[test]
fn a_title_rests_on_what_was_given() {
    let mut village = calved(rules("").clone());
    let handed = village.does("2027-06-20", hand(4, 22));
    let third = village.open("2027-06-20").into_iter().find(|(owed, _)| owed.keeper == Party(21)).unwrap().0;
    village.does("2027-06-21", waive(third.no));
    let passed = village.does("2027-06-21", Ask::PassTitle { animal: 1 });
    let refused = village.refuses("2027-06-22", undo(handed));
    assert!(matches!(refused[..], [(None, Why::Later(act, Impossible::Obligation(_)))] if act == passed), "{refused:?}");
    village.agrees();
}

/// A birth may be written down late, even when its dam is not there any more.
#[test]
fn a_birth_is_written_down_late() {
    let mut village = Village::with_heifers(scheme("chad_cows"), 1);
    village.does("2026-03-01", place(1, 21));
    village.does("2027-02-01", lose(1, LostHow::Disease));
    village.does("2026-12-20", birth(1, "C-1", Female));
    assert_eq!(village.owed("2027-02-01"), [(21, Due::Calf(1), Stage::Born, Some("2027-06-20".to_owned()))]);
    village.agrees();
}

/// A birth that comes in late would move the places of those after it.
#[test]
fn births_stay_in_order() {
    let mut village = Village::with_heifers(scheme("chad_cows"), 1);
    village.does("2026-03-01", place(1, 21));
    let later = village.does("2028-01-10", birth(1, "C-2", Female));
    let refused = village.refuses("2026-12-20", birth(1, "C-1", Female));
    assert_eq!(refused, [(None, Why::Later(later, Impossible::Order(1)))]);
    // The family's places are places too.
    let second = village.does("2030-01-10", birth(1, "C-3", Female));
    let refused = village.refuses("2029-01-10", birth(1, "C-4", Female));
    assert_eq!(refused, [(None, Why::Later(second, Impossible::Order(1)))]);
}

//! Everything that is refused, each for its reason, and what is to be looked at once more.
use super::village::{
    MILLION, Village, animal, birth, day, elsewhere, give_back, grant, hand, lose, note, pay, place, replace, scheme, undo, unseen,
    waive,
};
use domain::banks::{
    Ask, Class, GOODS, Impossible, Party, Rules, Why,
    acts::{
        LossNote, LostHow, Seen,
        Sex::{Female, Male},
    },
    animals::Due,
    ask::{AskAnimal, Caution, Text},
};

/// Cattle with an order of calves, buffaloes under hire purchase.
const BOTH: &str = r#"
[[placing]]
species = "cattle"
offspring = ["bank", "family", "bank"]
infertile_years = 2
[[placing]]
species = "buffalo"
hire_purchase = { instalments = 2, every_months = 6, amount = 900000 }
"#;

fn both() -> Rules {
    Rules::parse(BOTH, &GOODS).unwrap()
}

/// Heifers 1 to 3 in the bank's hands, heifer 1 placed with 21 on 1 March 2026.
fn village() -> Village {
    let mut village = Village::with_heifers(both(), 3);
    village.does("2026-03-01", place(1, 21));
    village
}

fn bring(paid: Option<i64>, animals: Vec<AskAnimal>) -> Ask {
    Ask::BringAnimals { species: Class::Cattle, paid, animals }
}

#[test]
fn bringing() {
    let mut village = village();
    let on = "2026-04-01";
    let grown = |tag: &str| animal(tag, Female, Some("2023-01-01"));
    let long = "x".repeat(201);
    let pigs = Ask::BringAnimals { species: Class::Pig, paid: None, animals: vec![] };
    assert_eq!(village.refuses(on, pigs), [(None, Why::Good("pig".to_owned())), (None, Why::Nothing)]);
    let wrong = vec![
        grown(" "),
        grown(&long),
        AskAnimal { marks: long, ..grown("A") },
        grown("CB-2"),
        grown("B"),
        grown(" B "),
        animal("C", Female, Some("2026-04-02")),
        animal("D", Male, Some("2023-01-01")),
    ];
    let expected = [
        (None, Why::NotPositive),
        (Some(0), Why::Missing(Text::Tag)),
        (Some(1), Why::TooLong(Text::Tag)),
        (Some(2), Why::TooLong(Text::Note)),
        (Some(3), Why::TagTaken),
        (Some(5), Why::TagTaken),
        (Some(6), Why::Future),
        (Some(6), Why::MixedClasses),
        (Some(7), Why::MixedClasses),
        (None, Why::TenTimes(1_900_000)),
    ];
    assert_eq!(village.refuses(on, bring(Some(0), wrong)), expected);
    let two = || vec![grown("B"), grown("C")];
    assert_eq!(village.refuses(on, bring(Some(38 * MILLION), two())), [(None, Why::TenTimes(1_900_000))]);
    assert_eq!(village.cautions(on, bring(Some(5_800_000), two())), [Caution::PriceBand(1_900_000)]);
    let poor = Village::new(both());
    assert_eq!(poor.refuses(on, bring(Some(3_800_000), two())), [(None, Why::Impossible(Impossible::Box(3_800_000)))]);
    // What was given is written class by class, each with its price.
    let acts = village.ask(day(on), &bring(None, vec![grown("B"), animal("C", Male, Some("2026-01-01")), grown("D")])).unwrap();
    let cited: Vec<_> = acts.iter().map(|no| village.cited(*no).unwrap()).collect();
    assert_eq!(cited, [("heifer".to_owned(), 1_900_000), ("calf".to_owned(), 500_000)]);
    village.bank.prices.clear();
    assert_eq!(village.cautions(on, bring(None, vec![grown("E")])), [Caution::NoPrice]);
    village.agrees();
}

#[test]
fn placing() {
    let mut village = village();
    let on = "2026-04-01";
    assert_eq!(village.refuses(on, place(9, 99)), [(None, Why::NotAMember), (None, Why::NoAnimal)]);
    assert_eq!(village.refuses(on, place(1, 22)), [(None, elsewhere(1))]);
    village.does(on, bring(None, vec![animal("BULL", Male, Some("2022-01-01"))]));
    assert_eq!(village.refuses(on, place(4, 22)), [(None, Why::Male)]);
    let buffaloes = vec![animal("OX", Male, Some("2022-01-01"))];
    village.does(on, Ask::BringAnimals { species: Class::Buffalo, paid: None, animals: buffaloes });
    village.does(on, place(5, 22));
    village.bank.rules[0].rules.placing.clear();
    assert_eq!(village.refuses(on, place(2, 22)), [(None, Why::NotPlaced)]);
    // The contract was copied: that the rules are gone changes nothing.
    assert_eq!(village.the(on, Due::Instalment(1, 900_000)).keeper, Party(22));
    village.agrees();
}

#[test]
fn births() {
    let mut village = village();
    let young = vec![animal("YOUNG", Female, Some("2026-01-01"))];
    village.does("2026-04-01", bring(None, young));
    village.does("2026-04-01", bring(None, vec![animal("BULL", Male, Some("2022-01-01"))]));
    let on = "2026-12-20";
    assert_eq!(village.refuses(on, birth(99, "C", Female)), [(None, Why::NoAnimal)]);
    assert_eq!(village.refuses(on, birth(5, "CB-1", Female)), [(None, Why::TagTaken), (None, Why::DamMale)]);
    assert_eq!(village.refuses("2027-06-30", birth(4, "C", Female)), [(None, Why::TooSoon(283))]);
    village.does("2027-07-01", birth(4, "C-4", Female));
    village.does(on, birth(1, "C-1", Female));
    assert_eq!(village.cautions("2026-12-22", birth(1, "C-2", Female)), [Caution::Twin(2)]);
    assert_eq!(village.refuses("2026-12-23", birth(1, "C-2", Female)), [(None, Why::TooSoon(283))]);
    assert_eq!(village.refuses("2027-09-28", birth(1, "C-2", Female)), [(None, Why::TooSoon(283))]);
    // Nor so soon before a calf that was written down sooner.
    assert_eq!(village.refuses("2026-03-15", birth(1, "C-2", Female)), [(None, Why::TooSoon(283))]);
    village.does("2027-09-29", birth(1, "C-2", Female));
    village.does("2027-10-05", lose(1, LostHow::Disease));
    assert_eq!(village.refuses("2028-12-01", birth(1, "C-3", Female)), [(None, Why::DamGone)]);
    village.bank.prices.clear();
    assert_eq!(village.cautions("2028-12-01", birth(2, "C-3", Female)), [Caution::NoPrice]);
    village.agrees();
}

#[test]
fn handing_over() {
    let mut village = village();
    let on = "2027-06-20";
    village.does("2026-12-20", birth(1, "C-1", Female));
    assert_eq!(village.refuses(on, hand(99, 98)), [(None, Why::NotAMember), (None, Why::NoAnimal)]);
    assert_eq!(village.refuses(on, give_back(2)), [(None, Why::WrongWay)], "it is the bank's already");
    assert_eq!(village.refuses(on, hand(4, 21)), [(None, Why::WrongWay)], "she has it");
    assert_eq!(village.refuses(on, hand(1, 22)), [(None, Why::WrongWay)], "it stays");
    assert_eq!(village.refuses("2027-06-19", hand(4, 22)), [(None, Why::NotYetDue(day(on)))]);
    let mut none = village.clone();
    none.bank.rules[0].rules.placing.clear();
    assert_eq!(none.refuses(on, hand(4, 22)), [(None, Why::NotPlaced)]);
    // No next family there: the bank takes it.
    village.does(on, give_back(4));
    village.does("2027-12-01", birth(1, "C-2", Male));
    let third = village.does("2028-11-01", birth(1, "C-3", Male));
    assert_eq!(village.refuses("2029-05-01", hand(6, 22)), [(None, Why::Male)], "a bull bears no calves");
    village.does("2029-05-01", give_back(6));
    assert!(village.refuses("2029-06-01", undo(third)).iter().all(|(_, why)| matches!(why, Why::Later(..))));
    village.agrees();
}

#[test]
fn exchanging() {
    let mut village = village();
    let exchange = |back, out| Ask::Exchange { back, out };
    village.does("2026-04-01", bring(None, vec![animal("BULL", Male, Some("2022-01-01"))]));
    let buffaloes = vec![animal("OX", Male, Some("2022-01-01"))];
    village.does("2026-04-01", Ask::BringAnimals { species: Class::Buffalo, paid: None, animals: buffaloes });
    village.does("2026-04-01", place(5, 23));
    let on = "2028-03-01";
    assert_eq!(village.refuses(on, exchange(98, 99)), [(Some(0), Why::NoAnimal), (Some(1), Why::NoAnimal)]);
    assert_eq!(village.refuses(on, exchange(2, 3)), [(Some(0), elsewhere(2))]);
    assert_eq!(village.refuses(on, exchange(1, 1)), [(Some(1), elsewhere(1))]);
    assert_eq!(village.refuses(on, exchange(1, 4)), [(Some(1), Why::Male)]);
    let male = [(Some(0), Why::Male), (Some(0), Why::NoExchange), (Some(1), Why::OtherSpecies)];
    assert_eq!(village.refuses(on, exchange(5, 2)), male);
    assert_eq!(village.refuses("2028-02-29", exchange(1, 2)), [(Some(0), Why::NotYetDue(day(on)))]);
    // A calf that waits to be handed over is exchanged for nothing.
    village.does("2026-12-20", birth(1, "C-1", Female));
    assert_eq!(village.refuses("2029-12-20", exchange(6, 2)), [(Some(0), Why::NoExchange)]);
    assert_eq!(village.refuses("2028-12-19", exchange(1, 2)), [(Some(0), Why::NotYetDue(day("2028-12-20")))]);
    village.does("2028-12-20", exchange(1, 2));
    village.agrees();
}

#[test]
fn passing_the_title() {
    let mut village = village();
    let on = "2027-01-01";
    let title = |animal| Ask::PassTitle { animal };
    assert_eq!(village.refuses(on, title(99)), [(None, Why::NoAnimal)]);
    assert_eq!(village.refuses(on, title(2)), [(None, elsewhere(2))]);
    assert_eq!(village.refuses(on, title(1)), [(None, Why::StillOwed(2))]);
    village.does("2026-12-20", birth(1, "C-1", Female));
    assert_eq!(village.refuses(on, title(4)), [(None, Why::StillOwed(1))], "a calf that is owed is nobody's own");
    for owed in village.open(on) {
        village.does(on, waive(owed.0.no));
    }
    village.does(on, title(1));
    assert_eq!(village.refuses(on, title(1)), [(None, Why::NoAnimal)]);
    let mut sorya = Village::with_heifers(scheme("sorya"), 1);
    sorya.does(on, place(1, 21));
    assert_eq!(sorya.refuses(on, title(1)), [(None, Why::NoTitle)]);
    village.agrees();
}

#[test]
fn noting() {
    let mut village = village();
    let on = "2026-05-01";
    assert_eq!(village.refuses(on, note(99, Seen::Sickness, -1, None)), [(None, Why::NoAnimal), (None, Why::NotPositive)]);
    assert_eq!(village.refuses(on, note(1, Seen::Sighting, 0, Some(0))), [(None, Why::Condition)]);
    assert_eq!(village.refuses(on, note(1, Seen::Sighting, 0, Some(6))), [(None, Why::Condition)]);
    assert_eq!(village.refuses(on, note(1, Seen::Treatment, 0, Some(3))), [(None, Why::Condition)]);
    village.does(on, note(1, Seen::Sighting, 0, Some(5)));
    village.does("2026-06-01", lose(1, LostHow::Accident));
    assert_eq!(village.refuses("2026-06-02", note(1, Seen::Sighting, 0, Some(5))), [(None, Why::NoAnimal)]);
    // Nor did it die before it was seen.
    let before = village.refuses("2026-04-30", lose(1, LostHow::Accident));
    assert!(matches!(before[..], [(None, Why::Later(..))]), "{before:?}");
    village.agrees();
}

#[test]
fn losing() {
    let mut village = village();
    let on = "2026-05-01";
    let with = |witnesses: &[i64], note, salvage, worth| Ask::Lose {
        animal: 1,
        how: LostHow::Disease,
        witnesses: witnesses.iter().map(|no| Party(*no)).collect(),
        note,
        salvage,
        worth,
        reported_on: None,
    };
    assert_eq!(village.refuses(on, lose(99, LostHow::Age)), [(None, Why::NoAnimal)]);
    let nobody = [(None, Why::Witnesses(2)), (None, Why::Missing(Text::Note))];
    for how in [LostHow::Disease, LostHow::Accident, LostHow::Age, LostHow::Stolen] {
        assert_eq!(village.refuses(on, unseen(1, how)), nobody);
    }
    // The keeper sees for nobody, nor does a stranger; who saw it twice is one witness.
    let rows = [
        (None, Why::NotPositive),
        (None, Why::NotPositive),
        (Some(1), Why::SamePerson),
        (Some(2), Why::NotAMember),
        (Some(3), Why::SamePerson),
        (None, Why::Witnesses(2)),
    ];
    assert_eq!(village.refuses(on, with(&[31, 21, 99, 31], LossNote::Chief, -1, Some(0))), rows);
    village.today = Some(day("2026-05-09"));
    assert_eq!(village.refuses(on, with(&[31, 32], LossNote::Chief, 0, None)), [(None, Why::ReportedLate(7))]);
    // Told in time and written down later is in time; told before it happened, or tomorrow, is a slip of the pen.
    let told = |reported: &str| match with(&[31, 32], LossNote::Chief, 0, None) {
        Ask::Lose { animal, how, witnesses, note, salvage, worth, .. } => {
            Ask::Lose { animal, how, witnesses, note, salvage, worth, reported_on: Some(day(reported)) }
        }
        other => other,
    };
    village.clone().does(on, told("2026-05-08"));
    for wrong in ["2026-04-30", "2026-05-10"] {
        assert_eq!(village.refuses(on, told(wrong)), [(None, Why::ReportedOn)]);
    }
    // What the bank cannot bear may be written down as neglect: then its keeper owes it, and nobody need have seen it.
    let mut neglect = village.clone();
    neglect.does(on, unseen(1, LostHow::Neglect));
    assert_eq!(neglect.the(on, Due::Claim(1_900_000)).keeper, Party(21));
    neglect.agrees();
    village.today = Some(day("2026-05-08"));
    let mut blind = village.clone();
    blind.bank.prices.clear();
    assert_eq!(blind.refuses(on, unseen(1, LostHow::Neglect)), [(None, Why::PriceMissing)]);
    assert_eq!(blind.cautions(on, with(&[31, 32], LossNote::Chief, 0, None)), [Caution::NoPrice]);
    let worth = |worth| Ask::Lose {
        animal: 1,
        how: LostHow::Neglect,
        witnesses: vec![],
        note: LossNote::None,
        salvage: 0,
        worth: Some(worth),
        reported_on: None,
    };
    let act = blind.does(on, worth(1_700_000));
    assert_eq!(blind.the(on, Due::Claim(1_700_000)).keeper, Party(21));
    assert_eq!(blind.cited(act), Some(("heifer".to_owned(), 1_700_000)));
    // One in the bank's own hands needs the same witnesses, and nobody owes it.
    assert_eq!(village.refuses(on, unseen(2, LostHow::Neglect)), nobody);
    village.does(on, lose(2, LostHow::Neglect));
    assert_eq!(village.open(on).len(), 2);
    village.does(on, with(&[31, 32], LossNote::Chief, 0, None));
    assert_eq!(village.refuses(on, with(&[31, 32], LossNote::Chief, 0, None)), [(None, Why::NoAnimal)]);
    village.agrees();
}

#[test]
fn a_claim_beyond_counting() {
    let text = "[[placing]]\nspecies = \"cattle\"\noffspring = [\"bank\"]\nfine_multiple = 4000000000";
    let mut village = Village::with_heifers(Rules::parse(text, &GOODS).unwrap(), 1);
    village.does("2026-03-01", place(1, 21));
    let refused = village.refuses("2026-04-01", unseen(1, LostHow::SoldWithoutLeave));
    assert!(matches!(refused[..], [(None, Why::TooLarge(_))]), "{refused:?}");
}

#[test]
fn selling() {
    let mut village = village();
    let on = "2026-05-01";
    let sell = |animal, received, minute: &str| Ask::SellAnimal { animal, received, minute: minute.to_owned() };
    let all = [(None, Why::Missing(Text::Minute)), (None, Why::NotPositive), (None, Why::NoAnimal)];
    assert_eq!(village.refuses(on, sell(99, 0, " ")), all);
    assert_eq!(village.refuses(on, sell(2, 19 * MILLION, "4")), [(None, Why::TenTimes(1_900_000))]);
    assert_eq!(village.cautions(on, sell(2, 900_000, "4")), [Caution::PriceBand(1_900_000)]);
    let sold = village.does(on, sell(2, 2 * MILLION, "4"));
    assert_eq!(village.cited(sold), Some(("heifer".to_owned(), 2 * MILLION)));
    assert_eq!(village.refuses(on, sell(2, 2 * MILLION, "4")), [(None, Why::NoAnimal)]);
    village.agrees();
}

#[test]
fn settling() {
    let mut village = village();
    let on = "2027-01-01";
    assert_eq!(village.refuses(on, waive(77)), [(None, Why::NoObligation)]);
    assert_eq!(village.refuses(on, pay(77, 0)), [(None, Why::NotPositive), (None, Why::NoObligation)]);
    assert_eq!(village.refuses(on, replace(77, "", Female)), [(None, Why::Missing(Text::Tag)), (None, Why::NoObligation)]);
    let unborn = village.the(on, Due::Calf(1)).no;
    assert_eq!(village.refuses(on, Ask::Waive { obligation: unborn, minute: String::new() }), [(None, Why::Missing(Text::Minute))]);
    assert_eq!(village.refuses(on, pay(unborn, 500_000)), [(None, Why::NoObligation)], "what is not born has no price");
    village.does("2026-12-20", birth(1, "C-1", Female));
    assert_eq!(village.refuses(on, pay(unborn, 5 * MILLION)), [(None, Why::TenTimes(500_000))]);
    village.does(on, pay(unborn, 500_000));
    for ask in [pay(unborn, 500_000), waive(unborn), replace(unborn, "N", Female)] {
        assert_eq!(village.refuses(on, ask), [(None, Why::NoObligation)], "it was paid");
    }
    let mut moving = Village::with_heifers(scheme("takeo_cows"), 1);
    moving.does("2026-03-01", place(1, 21));
    let moves_on = moving.the(on, Due::MovesOn).no;
    assert_eq!(moving.refuses(on, pay(moves_on, MILLION)), [(None, Why::NoObligation)]);
    assert_eq!(moving.refuses(on, replace(moves_on, "N", Female)), [(None, Why::NoObligation)]);
    let mut female = Village::with_heifers(scheme("pass_on_female"), 1);
    female.does("2026-03-01", place(1, 21));
    let calf = female.the(on, Due::Calf(1)).no;
    assert_eq!(female.refuses(on, replace(calf, "N", Male)), [(None, Why::MustBeFemale)]);
    village.agrees();
}

#[test]
fn nothing_of_this_is_known_beforehand() {
    let mut village = Village::of("chad_cows");
    village.does("2026-02-01", grant(MILLION));
    assert_eq!(village.refuses("2026-02-01", give_back(1)), [(None, Why::NoAnimal)]);
}

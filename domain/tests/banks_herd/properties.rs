//! Whatever happens to animals, in whatever order it is written down: the register is what the journal says, head by head,
//! on every day; an animal is in one place; what is owed has its reason; and what is taken back is as if it had not been.
use super::village::{
    FUND, MILLION, Village, animal, birth, day, give_back, grant, hand, lose, note, pay, place, replace, scheme, undo, unseen,
    waive,
};
use chrono::{Days, NaiveDate};
use domain::banks::{
    Act, Ask, Fact, GOODS, Rules, State,
    acts::{ActNo, AnimalNo, LostHow, Seen, Sex},
    animals::{Due, Place},
    due::dues,
    moves, post,
    season_report::season_report,
    span::Span,
    statement::Sums,
};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use std::collections::{BTreeMap, BTreeSet};

const SCHEMES: [&str; 9] =
    ["helpage", "chad_cows", "kovc", "takeo_cows", "sorya", "first_heifer", "pass_on_female", "royal_bank", "royal_hire_purchase"];

/// Rules that no scheme found in the field has, and that a committee may agree all the same.
const OTHERS: [&str; 3] = [
    "species = \"cattle\"\noffspring = [\"family\", \"bank\"]\nthen = \"bank\"\nlost_calf = \"bank-loss\"\nkeeper_pays_care = 40",
    "species = \"buffalo\"\noffspring = [\"bank\"]\nthen = \"bank\"\ncounts = { female-share-male = 33 }\nmoves_on_after = 4",
    "species = \"cattle\"\noffspring = [\"bank\", \"bank\"]\nhandover = { after-calves = 2 }\ninfertile_years = 1\nfine_multiple = 3",
];

fn rules(at: usize) -> Rules {
    match SCHEMES.get(at) {
        Some(name) => scheme(name),
        None => Rules::parse(&format!("[[placing]]\n{}", OTHERS[at - SCHEMES.len()]), &GOODS).unwrap(),
    }
}

/// What somebody tries: the sort of ask, what it is about, how many days later, and how far back in the paper.
#[derive(Clone, Copy, Debug)]
struct Try {
    sort: u8,
    which: usize,
    who: usize,
    later: u64,
    back: u64,
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    let back = prop_oneof![4 => Just(0_u64), 1 => 1_u64..500];
    let one = (0_u8..44, any::<prop::sample::Index>(), 0_usize..13, 0_u64..160, back);
    prop::collection::vec(one, 1..45).prop_map(|all| {
        all.into_iter().map(|(sort, which, who, later, back)| Try { sort, which: which.index(1 << 16), who, later, back }).collect()
    })
}

/// One of those to which it may apply; now and then one to which it may not.
fn pick(from: Vec<i64>, which: usize) -> i64 {
    if from.is_empty() || which.is_multiple_of(16) { (which % 7) as i64 + 1 } else { from[which % from.len()] }
}

fn one_of<T: Copy>(all: &[T], which: usize) -> T {
    all[which % all.len()]
}

/// What is asked. Most of it is possible, since otherwise nothing would happen.
fn asked(village: &Village, state: &State, on: NaiveDate, Try { sort, which, who, .. }: Try) -> Ask {
    let animals = |fits: fn(Place) -> bool| -> Vec<AnimalNo> {
        state.herd().filter(|animal| fits(animal.place)).map(|animal| animal.no).collect()
    };
    let at_bank = || pick(animals(|place| place == Place::Bank), which);
    let placed = || pick(animals(|place| place != Place::Bank), which);
    let any = || pick(animals(|_| true), which);
    let owed = |fits: fn(&Due) -> bool| -> i64 {
        pick(state.obligations.values().filter(|owed| owed.is_open() && fits(&owed.what)).map(|owed| owed.no).collect(), which)
    };
    let party = 21 + who as i64;
    let sex = if which % 5 < 3 { Sex::Female } else { Sex::Male };
    let tag = format!("T-{}", if which % 23 == 0 { 1 } else { village.bank.acts.len() });
    match sort {
        0..=1 => {
            let animals = vec![animal(&tag, sex, Some("2022-01-01"))];
            Ask::BringAnimals { species: village.species(), paid: (which % 2 == 0).then_some(2 * MILLION), animals }
        }
        2..=7 => place(at_bank(), party),
        8..=17 => {
            let dams = state.animals.values().filter(|dam| dam.sex == Sex::Female && dam.is_there()).map(|dam| dam.no);
            birth(pick(dams.collect(), which), &tag, sex)
        }
        18..=22 => {
            let calves = state.obligations.values().filter(|owed| owed.is_open()).filter_map(|owed| owed.calf);
            let calf = pick(calves.collect(), which);
            if who % 3 == 0 { give_back(calf) } else { hand(calf, party) }
        }
        23 => give_back(placed()),
        24 => hand(placed(), party),
        25..=26 => lose(any(), one_of(&LostHow::ALL, who)),
        27 => unseen(placed(), one_of(&[LostHow::Neglect, LostHow::SoldWithoutLeave], who)),
        28 => Ask::SellAnimal { animal: any(), received: 1_500_000, minute: "3".to_owned() },
        29 | 40..=43 => {
            let barren =
                state.herd().filter(|animal| animal.infertile_from().is_some_and(|from| from <= on)).map(|animal| animal.no);
            Ask::Exchange { back: pick(barren.collect(), which), out: at_bank() }
        }
        30..=31 => Ask::PassTitle { animal: placed() },
        32 => replace(owed(|what| matches!(what, Due::Calf(_) | Due::Claim(_))), &tag, sex),
        33..=34 => {
            let no = owed(|what| *what != Due::MovesOn);
            let sum = match state.obligations.get(&no).map(|owed| owed.what) {
                Some(Due::Claim(sum) | Due::Money(sum) | Due::Instalment(_, sum)) => sum,
                _ => 450_000,
            };
            pay(no, sum)
        }
        35..=36 => waive(owed(|_| true)),
        37 => note(any(), one_of(&Seen::ALL, who), (who as i64) * 1_001, None),
        _ => undo(pick(village.bank.acts.iter().map(|act| act.no).collect(), which)),
    }
}

/// Tries everything in turn; `after` sees the village before each ask that was taken, and after it.
fn told(at: usize, tries: &[Try], mut after: impl FnMut(&Village, &Village, NaiveDate, &[i64])) -> Village {
    let mut village = Village::new(rules(at));
    village.does("2026-01-01", grant(20 * MILLION));
    for tag in ["A", "B", "C", "D"] {
        let animals = vec![animal(tag, Sex::Female, Some("2023-01-01"))];
        village.does("2026-01-02", Ask::BringAnimals { species: village.species(), paid: Some(1_900_000), animals });
    }
    for (no, keeper) in [(1, 21), (2, 22), (3, 23)] {
        village.does("2026-01-03", place(no, keeper));
    }
    let mut today = day("2026-01-03");
    for one in tries {
        today = today + Days::new(one.later);
        let on = (today - Days::new(one.back)).max(day("2026-01-03"));
        let ask = asked(&village, &village.bank.state(on).unwrap(), on, *one);
        // Paper of another day may be written down after the days within which a death is reported.
        village.today = Some(if one.who % 2 == 0 { today } else { on });
        let before = village.clone();
        if let Ok(acts) = village.ask(on, &ask) {
            after(&before, &village, today, &acts);
        }
    }
    village.today = Some(today);
    village
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_register_is_what_the_journal_says(at in 0..SCHEMES.len() + OTHERS.len(), tries in tries()) {
        let village = told(at, &tries, |_, _, _, _| {});
        village.agrees();
        for on in village.days() {
            dues(&village.bank.state(on).unwrap(), on, 90);
        }
    }

    #[test]
    fn what_is_taken_back_is_as_if_it_had_not_been(at in 0..SCHEMES.len() + OTHERS.len(), tries in tries()) {
        told(at, &tries, |before, after, today, acts| {
            if after.bank.acts.iter().any(|act| acts.contains(&act.no) && matches!(act.fact, Fact::Undone { .. })) {
                return;
            }
            let mut again = after.clone();
            let last = again.bank.acts.iter().map(|act| act.day).max().unwrap();
            let on = today.max(last);
            again.today = Some(on);
            for no in acts.iter().rev() {
                again.ask(on, &undo(*no)).unwrap_or_else(|why| panic!("act {no} cannot be taken back: {why:?}"));
            }
            assert_eq!(again.bank.state(on), before.bank.state(on));
            assert_eq!(again.sums(on), before.sums(on));
            again.one_place_each();
        });
    }

    /// What a bank reports adds up head by head and to the riel, whatever happened and wherever a year is cut in two.
    #[test]
    fn what_is_reported_adds_up(at in 0..SCHEMES.len() + OTHERS.len(), tries in tries(), cut in 0_u64..2_500) {
        let village = told(at, &tries, |_, _, _, _| {});
        let end = village.bank.acts.iter().map(|act| act.day).max().unwrap();
        let cut = (day("2026-01-01") + Days::new(cut)).min(end);
        let of = |from, to| season_report(&village.bank, None, Span { from, to }).unwrap();
        let (first, second, whole) = (of(None, cut), of(cut.succ_opt(), end), of(None, end));
        for report in [&first, &second, &whole] {
            prop_assert_eq!(report.statement.sums.balances(), Some(true), "{:?}", report.statement);
        }
        let moved = |sums: Sums| (sums.contributed, sums.income, sums.expenses, sums.passed, sums.holding);
        prop_assert_eq!(moved(first.statement.sums.with(second.statement.sums)), moved(whole.statement.sums));
        prop_assert_eq!(second.statement.sums.opening, first.statement.sums.own());
        prop_assert_eq!(second.statement.sums.assets, whole.statement.sums.assets);
    }

    /// An act of an earlier day that comes in late changes nothing that was posted of later days.
    #[test]
    fn posted_again_everything_is_the_same(at in 0..SCHEMES.len() + OTHERS.len(), tries in tries()) {
        let village = told(at, &tries, |_, _, _, _| {});
        let undone = |act: &Act| if let Fact::Undone { act, .. } = act.fact { Some(act) } else { None };
        let gone: BTreeSet<ActNo> = village.bank.acts.iter().filter_map(undone).collect();
        for act in village.bank.acts.iter().filter(|act| undone(act).is_none() && !gone.contains(&act.no)) {
            let mut earlier = village.bank.clone();
            earlier.acts.retain(|other| (other.day, other.no) < (act.day, act.no) && !gone.contains(&other.no) && undone(other).is_none());
            let before = earlier.state(act.day).unwrap();
            let lines = post(&act.fact, &before, FUND, earlier.money, &earlier.goods).unwrap();
            prop_assert_eq!(&lines, &village.lines[&act.no].1, "{:?}", act);
            prop_assert_eq!(&moves(&act.fact, &before), &village.moves[&act.no].1);
        }
    }
}

/// The tries above must do something: each sort of ask is taken often enough.
#[test]
fn most_of_it_happens() {
    let mut runner = TestRunner::deterministic();
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for at in (0..SCHEMES.len() + OTHERS.len()).cycle().take(240) {
        let tries = tries().new_tree(&mut runner).unwrap().current();
        let village = told(at, &tries, |_, _, _, _| {});
        for act in &village.bank.acts {
            let kind = serde_json::to_value(&act.fact).unwrap()["kind"].as_str().unwrap().to_owned();
            *kinds.entry(kind).or_default() += 1;
        }
    }
    let wanted = [
        "born",
        "handed-over",
        "lost",
        "animal-sold",
        "exchanged",
        "title-passed",
        "replaced",
        "paid-for-animal",
        "waived",
        "noted",
        "undone",
    ];
    for kind in wanted {
        assert!(kinds.get(kind).is_some_and(|times| *times >= 5), "{kind}: {kinds:?}");
    }
}

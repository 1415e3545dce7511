//! The herd of an animal bank.
use crate::{around, sample::*};
use chrono::NaiveDate;
use domain::banks::{
    Class,
    acts::{LostHow, Seen, Sex},
    animals::{Due, Left, Stage},
    family::Counts,
    prices::AgeClass,
    rules::{Bears, DeathRule, Handover, HandoverTo, Placing, SexRule, Title, Whose},
};
use maud::Markup;
use templates::{
    banks::{
        BankHead, Who,
        animal::{ActLine, AnimalAct, AnimalHead, AnimalPage, SeenLine, Stands, animal},
        animal_forms::{AnimalForm, AnimalFormPage, For, Keeper, OwedAct, form},
        bring::{BringForm, BringPage, BringRow, bring},
        herd::{HerdListPage, HerdPage, HerdRow, Which, herd, list},
        obligations::{ObligationsPage, OverdueRow, obligations},
        owed::{OwedLine, Settled},
        tree::{Branch, Passed, TreePage, tree},
    },
    parts::{Name, Problem},
};
use words::Words;

pub fn pages(words: Words) -> Vec<(&'static str, Markup)> {
    let act = |act| form(&asked(words, For::Animal(act)));
    let owed = |act, nth| form(&asked(words, For::Owed(act, Box::new(line(nth)))));
    vec![
        ("herd", herd(&register(words))),
        ("herd-none", herd(&HerdPage { counts: [0; 6], animals: vec![], ..register(words) })),
        (
            "herd-list",
            list(&HerdListPage {
                around: around(words, "/x"),
                bank: bank(),
                animals: rows(),
                which: Which::There,
                today: day(300),
            }),
        ),
        ("herd-animal", animal(&one(words))),
        ("herd-tree", tree(&chain(words, 3))),
        ("herd-tree-deep", tree(&chain(words, 6))),
        ("herd-obligations", obligations(&due(words))),
        ("herd-new", bring(&bringing(words))),
        ("herd-place", act(AnimalAct::Place)),
        ("herd-birth", act(AnimalAct::Birth)),
        ("herd-hand-over", act(AnimalAct::HandOver)),
        ("herd-note", act(AnimalAct::Note)),
        ("herd-exchange", act(AnimalAct::Exchange)),
        ("herd-title", act(AnimalAct::Title)),
        ("herd-sell", act(AnimalAct::Sell)),
        ("herd-lose", act(AnimalAct::Lose)),
        ("herd-replace", owed(OwedAct::Replace, 3)),
        ("herd-pay", owed(OwedAct::Pay, 4)),
        ("herd-waive", owed(OwedAct::Waive, 0)),
    ]
}

fn bank() -> BankHead {
    BankHead {
        code: "SR-COW".into(),
        name: Name::new("ធនាគារគោតែងម៉ៅ", "Taeng Mau cow bank"),
        group: group(),
        lends: false,
        places: true,
        waiting: 1,
    }
}

fn who(number: u32) -> Who {
    Who { number: number.into(), name: person(number) }
}

fn head(no: i64, class: AgeClass, sex: Sex) -> AnimalHead {
    let species = if no == 9 { Class::Buffalo } else { Class::Cattle };
    AnimalHead { no, tag: format!("CB-{no:04}"), species, class, sex }
}

fn cow(no: i64) -> AnimalHead {
    head(no, AgeClass::Cow, Sex::Female)
}

fn calf(no: i64) -> AnimalHead {
    head(no, AgeClass::Calf, if no % 2 == 0 { Sex::Male } else { Sex::Female })
}

fn placing() -> Placing {
    Placing {
        species: Class::Cattle,
        offspring: vec![Whose::Bank, Whose::Family, Whose::Bank],
        then: Whose::Family,
        counts: SexRule::FemaleSellMale(500_000),
        handover: Handover::AtMonths(6),
        handover_to: HandoverTo::NextFamily,
        title: Title::ObligationsMet,
        moves_on_after: 0,
        lost_calf: Default::default(),
        infertile_years: 3,
        death: DeathRule { accident: Bears::Keeper, ..DeathRule::default() },
        fine_multiple: 2,
        keeper_pays_care: 50,
        insurance_a_year: 10_000,
        hire_purchase: None,
        seen_every_months: 3,
    }
}

fn line(at: usize) -> OwedLine {
    let base =
        |no, what, stage| OwedLine { no, keeper: who(8), animal: cow(1), what, calf: None, due_on: None, stage, ended: None };
    match at {
        0 => OwedLine { calf: Some(calf(3)), due_on: Some(day(290)), ..base(2011, Due::Calf(1), Stage::Due) },
        1 => OwedLine { calf: Some(calf(4)), due_on: Some(day(340)), animal: cow(2), ..base(2012, Due::Calf(1), Stage::Born) },
        2 => base(2013, Due::Calf(3), Stage::Open),
        3 => OwedLine { due_on: Some(day(200)), ..base(2999, Due::Claim(1_900_000), Stage::Due) },
        4 => OwedLine { due_on: Some(day(280)), ..base(2014, Due::Money(500_000), Stage::Due) },
        5 => OwedLine {
            ended: Some((day(250), Settled::HandedOver(Some(who(7))))),
            due_on: Some(day(245)),
            calf: Some(calf(5)),
            ..base(2015, Due::Calf(1), Stage::HandedOver)
        },
        6 => OwedLine { ended: Some((day(250), Settled::Waived)), ..base(2016, Due::Calf(3), Stage::Waived) },
        7 => OwedLine { due_on: Some(day(295)), animal: cow(6), ..base(2017, Due::MovesOn, Stage::Due) },
        _ => OwedLine {
            ended: Some((day(250), Settled::Paid(700_000))),
            calf: Some(calf(6)),
            ..base(2018, Due::Calf(2), Stage::Paid)
        },
    }
}

fn rows() -> Vec<HerdRow> {
    let row = |animal: AnimalHead, stands: Stands, next: Option<OwedLine>| HerdRow {
        marks: if animal.no % 2 == 0 {
            "red, a white star on the forehead".into()
        } else {
            "ខ្មៅ ស្នាមសនៅជើងឆ្វេង".into()
        },
        own: matches!(stands, Stands::Own(_)),
        seen: (animal.no != 4).then(|| (day(200 + animal.no as u64), Some(3))),
        unseen: animal.no == 2,
        animal,
        stands,
        next,
    };
    vec![
        row(cow(1), Stands::With(who(8), day(31)), Some(line(2))),
        row(cow(2), Stands::With(who(21), day(31)), Some(line(1))),
        row(calf(3), Stands::With(who(8), day(220)), Some(line(0))),
        row(calf(4), Stands::Own(who(8)), None),
        row(head(5, AgeClass::Heifer, Sex::Female), Stands::Bank, None),
        row(head(7, AgeClass::Bull, Sex::Male), Stands::Gone(day(280), Left::Lost(LostHow::Disease)), None),
        row(cow(9), Stands::With(who(9), day(90)), Some(line(7))),
    ]
}

fn counts() -> Counts {
    Counts {
        came: 30,
        born: 34,
        herd: 57,
        placed: 55,
        family_calves: 9,
        owned: 2,
        titles: 1,
        lost: 4,
        died: 3,
        sold: 1,
        passed_on: 26,
        families: 54,
    }
}

fn register(words: Words) -> HerdPage {
    HerdPage {
        around: around(words, "/x"),
        bank: bank(),
        animals: rows(),
        listing: listing("/x", "tag", 1, 2, 57),
        which: Which::There,
        counts: [57, 55, 2, 3, 9, 5],
        query: String::new(),
        classes: vec![
            (Class::Cattle, vec![(AgeClass::Calf, 18), (AgeClass::Heifer, 9), (AgeClass::Cow, 29)]),
            (Class::Buffalo, vec![(AgeClass::Cow, 1)]),
        ],
        family: counts(),
        first: 30,
        growth: [(0, 0), (90, 30), (181, 36), (273, 44), (360, 57)].map(|(at, heads)| (day(at), heads)).to_vec(),
        may_bring: true,
    }
}

fn one(words: Words) -> AnimalPage {
    let seen = |act, at, what, cost, condition| SeenLine { act, day: day(at), what, cost, condition };
    let act = |act, at, symbol, text: &str| ActLine { act, day: day(at), symbol, text: text.into() };
    AnimalPage {
        around: around(words, "/x"),
        bank: bank(),
        animal: cow(1),
        today: day(300),
        born_on: NaiveDate::from_ymd_opt(2023, 2, 1),
        marks: "red, a white star on the forehead".into(),
        came_on: day(30),
        stands: Stands::With(who(8), day(31)),
        owner: None,
        dam: None,
        calves: vec![(calf(3), Some(day(220)), Stands::With(who(33), day(290))), (calf(4), Some(day(295)), Stands::Own(who(8)))],
        before: vec![(who(4), day(31), day(60))],
        contract: Some((placing(), 1)),
        owed: vec![line(5), line(0), line(2), line(6)],
        log: vec![
            seen(12, 290, Seen::Sighting, 0, Some(3)),
            seen(11, 270, Seen::VaccineFootMouth, 4_000, None),
            seen(10, 200, Seen::Sickness, 0, None),
            seen(9, 190, Seen::InCalf, 0, None),
        ],
        acts: vec![act(7, 290, "handshake", "Handed over"), act(3, 31, "handshake", "Placed"), act(2, 30, "banknote", "Bought")],
        may: AnimalAct::ALL.to_vec(),
        gives_back: false,
        may_settle: true,
    }
}

fn chain(words: Words, depth: u64) -> TreePage {
    TreePage {
        around: around(words, "/x"),
        bank: bank(),
        counts: counts(),
        roots: vec![branch(1, 0, depth), branch(2, 0, 1), branch(30, 0, depth - 1)],
    }
}

fn branch(no: i64, from: u64, depth: u64) -> Branch {
    let keeper = who(no as u32 + from as u32);
    let next = who(no as u32 + from as u32 + 1);
    let on = day(31 + from * 30);
    let stays = match no % 4 {
        0 => vec![(keeper, on, None)],
        _ if from == 0 => vec![(keeper, on, None)],
        _ => vec![(keeper.clone(), on, Some(day(80 + from * 30))), (next.clone(), day(80 + from * 30), None)],
    };
    let passed = (from > 0 && no % 4 != 0).then(|| Passed { from: who(no as u32), to: next, on: day(80 + from * 30) });
    let mut calves = Vec::new();
    if from + 1 < depth {
        calves.push(branch(no * 2 + 1, from + 1, depth));
        calves.push(Branch {
            animal: calf(no * 2 + 40),
            born_on: Some(day(300)),
            came_on: day(300),
            stands: Stands::Own(who(no as u32 + 3)),
            keepers: vec![],
            passed: None,
            calves: vec![],
        });
        if from == 0 {
            calves.push(Branch {
                animal: calf(no * 2 + 60),
                born_on: Some(day(320)),
                came_on: day(320),
                stands: Stands::Gone(day(330), Left::Lost(LostHow::Disease)),
                keepers: vec![(who(5), day(320), Some(day(330)))],
                passed: None,
                calves: vec![],
            });
        }
    }
    let animal = if from == 0 || from + 1 < depth { cow(no) } else { calf(no) };
    let stands = Stands::With(stays.last().map_or_else(|| who(1), |(who, ..)| who.clone()), on);
    Branch { animal, born_on: (from > 0).then_some(on), came_on: on, stands, keepers: stays, passed, calves }
}

fn due(words: Words) -> ObligationsPage {
    let row = |no, since| OverdueRow { animal: cow(no), keeper: who(no as u32), since: day(since), due_on: day(since + 90) };
    ObligationsPage {
        around: around(words, "/x"),
        bank: bank(),
        today: day(300),
        due: vec![line(0), line(7)],
        money: vec![line(3), line(4)],
        soon: vec![line(1)],
        waits: vec![line(2), line(2)],
        settled: vec![line(5), line(6), line(8)],
        unseen: vec![row(2, 31), row(9, 90)],
        barren: vec![row(6, 10)],
        may_settle: true,
    }
}

fn asked(words: Words, act: For) -> AnimalFormPage {
    let form = AnimalForm {
        key: "k".into(),
        day: words.date_short(day(300)),
        how: "disease".into(),
        note: "none".into(),
        ..AnimalForm::default()
    };
    AnimalFormPage {
        around: around(words, "/x"),
        bank: bank(),
        animal: cow(1),
        stands: Stands::With(who(8), day(31)),
        form,
        people: (1..30).map(|number| Keeper { who: who(number), keeps: (number % 3) as usize }).collect(),
        to_family: true,
        gives_back: false,
        out: vec![head(5, AgeClass::Heifer, Sex::Female)],
        next_calf: matches!(act, For::Animal(AnimalAct::Birth)).then_some((2, Whose::Family)),
        contract: Some((placing(), 1)),
        market: if matches!(act, For::Animal(AnimalAct::Lose)) { None } else { Some(2_000_000) },
        cautions: if matches!(act, For::Animal(AnimalAct::Sell)) { vec!["…".into()] } else { vec![] },
        problems: if matches!(act, For::Animal(AnimalAct::Birth)) {
            vec![Problem { field: "tag".into(), message: words.say("herd-write-tag").into_owned() }]
        } else {
            vec![]
        },
        act,
    }
}

fn bringing(words: Words) -> BringPage {
    let row = |tag: &str, sex: &str, age: &str| BringRow {
        tag: tag.into(),
        sex: sex.into(),
        age: age.into(),
        unit: "years".into(),
        marks: String::new(),
    };
    BringPage {
        around: around(words, "/x"),
        bank: bank(),
        species: vec![Class::Cattle, Class::Buffalo],
        form: BringForm {
            key: "k".into(),
            day: words.date_short(day(300)),
            known: String::new(),
            species: "cattle".into(),
            how: "bought".into(),
            paid: "3,800,000".into(),
            rows: vec![row("CB-0001", "female", "3"), row("CB-0001", "female", "3"), row("", "", ""), row("", "", "")],
        },
        cautions: vec![],
        problems: vec![Problem { field: "a2-tag".into(), message: words.say("bank-why-tag-taken").into_owned() }],
    }
}

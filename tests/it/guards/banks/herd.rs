//! The herd: an animal is in one place, and goes where its act and the journal say.
use super::{ACT, ANIMAL, Act, Attack, Bench, attack};

/// An animal by raw SQL: a cow without birthday or dam.
pub fn animal(verb: &str, no: i64, tag: &str, act: i64) -> String {
    format!(
        "{verb} into bank_animal (book_id, bank_no, no, tag, species, sex, born_on, dam_no, act_no)
         values (1, 1, {no}, '{tag}', 'cattle', 'female', null, null, {act})"
    )
}

fn dam(of: i64, species: &str) -> String {
    animal("insert", ANIMAL, "CB-9", ACT).replace("null, null", &format!("null, {of}")).replace("cattle", species)
}

/// A move by raw SQL.
pub fn step(verb: &str, act: i64, animal: i64, from: i64, to: i64) -> String {
    format!(
        "{verb} into bank_animal_move (book_id, bank_no, act_no, animal_no, from_place, to_place) values (1, 1, {act}, {animal}, {from}, {to})"
    )
}

fn go(animal: i64, from: i64, to: i64) -> String {
    step("insert", ACT, animal, from, to)
}

const PLACED: &str = r#"{"kind":"placed","animal":3,"keeper":3,"contract":{}}"#;
const TO_3: &str = r#"[[3,1320,3,"CATTLE",1],[3,1310,0,"CATTLE",-1]]"#;
const CAME: &str = r#"{"kind":"animals-came","how":{"way":"donated"},"species":"cattle","animals":[{"no":5,"tag":"CB-9","sex":"female","born_on":null,"marks":""}]}"#;
const GIVEN: &str = r#"[[3,1310,0,"CATTLE",1],[3,3030,0,"CATTLE",-1]]"#;

/// Animal 3 is placed with party 3.
fn placed(rows: Vec<String>) -> Act {
    Act { kind: "placed", fact: PLACED, posts: TO_3, rows, ..Act::right() }
}

/// A cow is given.
fn came(rows: Vec<String>) -> Act {
    Act { kind: "animals-came", fact: CAME, posts: GIVEN, rows, ..Act::right() }
}

fn new(tag: &str) -> String {
    animal("insert", ANIMAL, tag, ACT)
}

pub fn attacks(bench: &Bench) -> Vec<Attack> {
    let mut list = rows();
    list.extend(entering(bench));
    list.extend(moving(bench));
    list
}

/// The rows alone.
fn rows() -> Vec<Attack> {
    let place = "an animal is in one place";
    let written = "with the act that is being written";
    let dams = "a dam is a female of the same species";
    vec![
        attack("animal: a number left out", "the next number of its register", animal("insert", ANIMAL + 1, "CB-9", ACT)),
        attack("animal: with an act that is written", written, animal("insert", ANIMAL, "CB-9", 1)),
        attack("animal: with an act to come", written, animal("insert", ANIMAL, "CB-9", ACT + 1)),
        attack("animal: of no bank", "there is no such bank", animal("insert", 1, "CB-9", 1).replace("(1, 1, 1,", "(1, 7, 1,")),
        attack("animal: of a dam of another species", dams, dam(1, "buffalo")),
        attack("animal: of a dam that is not there", dams, dam(99, "cattle")),
        attack("animal: its own dam", dams, dam(ANIMAL, "cattle")),
        attack("move: with an act that is written", written, step("insert", 5, 1, 1, 0)),
        attack("move: of what is not there", "an animal of the register", go(99, -1, 0)),
        attack("move: from where it is not", place, go(1, 0, 2)),
        attack("move: of what has gone", place, go(2, 2, 0)),
        attack("move: to nobody", "an animal is with a member", go(1, 1, 99)),
        Attack { name: "move: twice in an act", rules: vec!["moves once in an act"], sql: vec![go(1, 1, 0), go(1, 0, 2)] },
        Attack { name: "move: to nowhere at all", rules: vec!["CHECK", "check constraint"], sql: vec![go(1, 1, -2)] },
        Attack { name: "move: to where it is", rules: vec!["CHECK", "check constraint"], sql: vec![go(1, 1, 1)] },
        Attack { name: "animal: without a tag", rules: vec!["CHECK", "check constraint"], sql: vec![new(" ")] },
    ]
}

/// What the register takes in.
fn entering(bench: &Bench) -> Vec<Attack> {
    let says = "the register takes in what the fact says";
    let act = |name, rule, act| bench.act(name, rule, act);
    let born = |rows: Vec<String>| Act {
        kind: "born",
        fact: r#"{"kind":"born","dam":1,"calf":{"no":5,"tag":"CB-9","sex":"female","born_on":null,"marks":""},"nth":2,"bank":false,"fills":null,"owes_money":null}"#,
        posts: "",
        rows,
        ..Act::right()
    };
    vec![
        act("came: and not in the register", says, came(vec![])),
        act("came: under another tag", says, came(vec![new("CB-8"), go(5, -1, 0)])),
        act("came: as another species", says, came(vec![new("CB-9").replace("cattle", "buffalo"), go(5, -1, 0)])),
        act("came: as a bull", says, came(vec![new("CB-9").replace("'female'", "'male'"), go(5, -1, 0)])),
        act("came: one more", says, came(vec![new("CB-9"), go(5, -1, 0), animal("insert", 6, "CB-10", ACT)])),
        act("came: with money", says, Act { rows: vec![new("CB-9")], ..Act::right() }),
        act("born: of no dam", says, born(vec![new("CB-9")])),
        act("born: of another dam", says, born(vec![dam(3, "cattle")])),
        act("born: twice", says, born(vec![dam(1, "cattle"), animal("insert", 6, "CB-10", ACT)])),
        act("born: the family's, and moved", "animals go where the fact says", born(vec![dam(1, "cattle"), go(5, -1, 0)])),
    ]
}

/// Where animals go.
fn moving(bench: &Bench) -> Vec<Attack> {
    let says = "animals go where the fact says";
    let journal = "the register moves as the journal posts";
    let act = |name, rule, act| bench.act(name, rule, act);
    let lost = Act {
        kind: "lost",
        fact: r#"{"kind":"lost","animal":3,"how":"disease","witnesses":[],"note":"none","salvage":0,"keeper_owes":false,"claim":0}"#,
        posts: r#"[[3,5170,0,"CATTLE",1],[3,1310,0,"CATTLE",-1]]"#,
        ..Act::right()
    };
    let handed = r#"{"kind":"handed-over","animal":4,"to":3,"contract":null,"settles":null}"#;
    let exchanged = |rows: Vec<String>| Act {
        kind: "exchanged",
        fact: r#"{"kind":"exchanged","back":1,"out":3}"#,
        posts: "",
        rows,
        ..Act::right()
    };
    let waived = |rows: Vec<String>| Act {
        kind: "waived",
        fact: r#"{"kind":"waived","obligation":1,"minute":"m"}"#,
        posts: r#"[[3,5180,0,"CATTLE",2],[3,1320,1,"CATTLE",-2]]"#,
        rows,
        request: "9",
        confirmed_by: Some(crate::support::book::DARA),
        ..Act::right()
    };
    let asks = format!(
        "insert into bank_request (book_id, bank_no, no, id, kind, day, ask, asked_by, asked_at)
         values (1, 1, 9, {}, 'waive', '2026-12-10', '{{\"ask\":\"waive\"}}', {}, {})",
        bench.s.uuid(uuid::Uuid::from_u128(0xfe00)),
        bench.s.uuid(crate::support::book::SREY),
        super::NOW
    );
    let mut both_waived = bench.act("waived: two at once", says, waived(vec![go(1, 1, -1), go(4, 1, -1)]));
    both_waived.sql.insert(0, asks);
    vec![
        act("placed: and not moved", says, placed(vec![])),
        act("placed: with another", says, placed(vec![go(3, 0, 2)])),
        act("placed: another animal", says, placed(vec![go(1, 1, 3)])),
        act("placed: and another beside it", says, placed(vec![go(3, 0, 3), go(4, 1, 2)])),
        act("placed: two that change places", says, Act { rows: vec![go(1, 1, 0), go(3, 0, 1)], ..Act::right() }),
        act("lost: and still there", says, Act { rows: vec![go(3, 0, 2)], ..lost }),
        act(
            "handed over: to another",
            says,
            Act {
                kind: "handed-over",
                fact: handed,
                posts: r#"[[3,1320,3,"CATTLE",1],[3,1320,1,"CATTLE",-1]]"#,
                rows: vec![go(4, 1, 2)],
                ..Act::right()
            },
        ),
        act("exchanged: one of them", says, exchanged(vec![go(1, 1, 0)])),
        act("exchanged: to another keeper", says, exchanged(vec![go(1, 1, 0), go(3, 0, 2)])),
        both_waived,
        act(
            "placed: what was lost",
            "comes back only where its going is undone",
            Act {
                fact: r#"{"kind":"placed","animal":2,"keeper":3,"contract":{}}"#,
                posts: r#"[[3,1320,3,"CATTLE",1],[3,5170,0,"CATTLE",-1]]"#,
                ..placed(vec![go(2, -1, 3)])
            },
        ),
        act(
            "placed: and posted with another",
            journal,
            Act { posts: r#"[[3,1320,2,"CATTLE",1],[3,1310,0,"CATTLE",-1]]"#, ..placed(vec![go(3, 0, 3)]) },
        ),
        act(
            "placed: and two are posted",
            journal,
            Act { posts: r#"[[3,1320,3,"CATTLE",2],[3,1310,0,"CATTLE",-1],[3,3030,0,"CATTLE",-1]]"#, ..placed(vec![go(3, 0, 3)]) },
        ),
        act(
            "placed: and a buffalo is posted",
            journal,
            Act { posts: r#"[[3,1320,3,"BUFFALO",1],[3,3030,0,"BUFFALO",-1]]"#, ..placed(vec![go(3, 0, 3)]) },
        ),
        act("placed: and money is posted", journal, Act { posts: MONEY_PLACED, ..placed(vec![go(3, 0, 3)]) }),
        act(
            "came: and nothing of the herd is posted",
            journal,
            Act { posts: super::MONEY, ..came(vec![new("CB-9"), go(5, -1, 0)]) },
        ),
        act(
            "money: and a head is posted",
            journal,
            Act { posts: r#"[[3,1310,0,"CATTLE",1],[3,3030,0,"CATTLE",-1]]"#, ..Act::right() },
        ),
    ]
}

const MONEY_PLACED: &str = r#"[[3,1320,3,"KHR",1],[3,3030,0,"KHR",-1]]"#;

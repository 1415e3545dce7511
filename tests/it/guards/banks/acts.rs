//! Acts: the next of their bank, posted by an entry of their own, decided by two where two are needed.
use super::{ACT, Act, Attack, Bench, FRESH, MONEY, check, kept};
use crate::support::book::{DARA, SREY};
use uuid::Uuid;

use super::super::banked::FIRST_ACT;

const SOLD: &str = r#"{"kind":"sold","good":"PADDY","quantity":1000,"received":1000}"#;
const SALE: &str = r#"[[3,6010,0,"PADDY",1000],[3,1210,0,"PADDY",-1000],[3,1010,0,"KHR",1000],[3,6010,0,"KHR",-1000]]"#;

/// Taking the cart of 50,000 back, which was taken back before.
pub fn undone(act: &'static str) -> Act {
    Act {
        kind: "undone",
        fact: r#"{"kind":"undone","act":17,"reason":"x"}"#,
        undoes: act,
        posts: "",
        request: "3",
        confirmed_by: Some(DARA),
        day: "2026-12-04",
        ..Act::right()
    }
}

pub fn attacks(bench: &Bench) -> Vec<Attack> {
    let mut list = numbered(bench);
    list.extend(of_two(bench));
    list.extend(posted(bench));
    list.extend(taken_back(bench));
    list.extend(priced(bench));
    list.extend(holding(bench));
    list
}

fn numbered(bench: &Bench) -> Vec<Attack> {
    let kind = "the fact says what kind of act it is";
    let act = |name, rule, act| bench.act(name, rule, act);
    vec![
        act("act: a number left out", "the next number of its bank", Act { no: ACT + 1, ..Act::right() }),
        act("act: a number used again", "the next number of its bank", Act { no: ACT - 1, ..Act::right() }),
        act("act: a key used again", "there already", Act { id: FIRST_ACT, ..Act::seen() }),
        act("act: of no bank", "a bank that is open", Act { bank: 7, no: 1, ..Act::right() }),
        act("act: before the bank", "a bank that is open", Act { bank: 2, no: 1, day: "2026-11-20", ..Act::seen() }),
        act("act: in a closed period", "the period is closed", Act { day: "2026-10-20", ..Act::seen() }),
        act("act: of another kind", kind, Act { fact: SOLD, ..Act::right() }),
        act("act: of no kind", kind, Act { fact: r#"{"amount":100}"#, ..Act::right() }),
        Attack {
            name: "act: that says nothing",
            rules: vec![kind, "invalid input syntax"],
            sql: bench.sql(&Act { fact: "money in", ..Act::right() }),
        },
        check("act: of a kind that is none", bench.sql(&Act { kind: "taken", fact: r#"{"kind":"taken"}"#, ..Act::right() })),
    ]
}

/// What needs two officers.
fn of_two(bench: &Bench) -> Vec<Attack> {
    let two = "what two officers decide has two, and nothing else has";
    let asked = "what another officer asked for, once, and nobody refused";
    let act = |name, rule, act| bench.act(name, rule, act);
    let alone = Act { request: "null", confirmed_by: None, ..Act::rescheduled() };
    let counted = r#"{"kind":"counted","good":"PADDY","book":0,"counted":0,"losses":[],"counters":[1,2],"method":"weighed","moisture_tenths":null}"#;
    vec![
        act("two: another due day by one", two, alone),
        act("two: by one who is two", two, Act { confirmed_by: Some(SREY), ..Act::rescheduled() }),
        act("two: confirmed, and nobody asked", two, Act { request: "null", ..Act::rescheduled() }),
        act("two: a count by one officer", two, Act { kind: "counted", fact: counted, posts: "", ..Act::right() }),
        act("two: where one is enough", two, Act { request: "8", confirmed_by: Some(DARA), ..Act::right() }),
        act("two: asked by another", asked, Act { by: Uuid::from_u128(3), ..Act::rescheduled() }),
        act("two: for another day", asked, Act { day: "2026-12-11", ..Act::rescheduled() }),
        act("two: another thing was asked", asked, Act { request: "1", day: "2026-11-20", ..Act::rescheduled() }),
        act("two: what was refused", asked, Act { request: "7", day: "2026-12-09", ..Act::rescheduled() }),
        act("two: what was done before", asked, Act { request: "6", day: "2026-12-06", ..Act::rescheduled() }),
        act("two: what nobody asked", asked, Act { request: "99", ..Act::rescheduled() }),
    ]
}

fn posted(bench: &Bench) -> Vec<Attack> {
    let nothing_else = "what comes, goes or moves is posted, and nothing else is";
    let own = "the entry of an act is its own, of its day, in the fund of its bank";
    let act = |name, rule, act| bench.act(name, rule, act);
    let of_another = |name, entry: &str| Attack { name, rules: vec![own], sql: vec![bench.row(&Act::right(), entry)] };
    let noted = |cost: &'static str, posts: &'static str| Act { kind: "noted", fact: cost, posts, ..Act::right() };
    vec![
        act("entry: none", nothing_else, Act { posts: "", ..Act::right() }),
        act(
            "entry: none of what was forgiven",
            nothing_else,
            Act { kind: "lent", fact: r#"{"kind":"lent","lines":[]}"#, posts: "", ..Act::right() },
        ),
        act(
            "entry: none of what a treatment cost",
            nothing_else,
            noted(r#"{"kind":"noted","animal":1,"what":"treatment","cost":5}"#, ""),
        ),
        act("entry: of a sighting", nothing_else, noted(r#"{"kind":"noted","animal":1,"what":"sighting","cost":0}"#, MONEY)),
        act("entry: of another due day", nothing_else, Act { posts: MONEY, ..Act::rescheduled() }),
        act(
            "entry: of a promise",
            nothing_else,
            Act { kind: "condition-seen", fact: r#"{"kind":"condition-seen","loan":2,"kept":true}"#, ..Act::right() },
        ),
        of_another("entry: another act's", "7"),
        of_another("entry: a meeting's", "2"),
        of_another("entry: that is not there", "999"),
        act("entry: of another day", own, Act { day: "2026-12-09", ..Act::right() }),
        act("entry: in the fund of savings", own, Act { posts: r#"[[1,1010,0,"KHR",100],[1,3010,0,"KHR",-100]]"#, ..Act::right() }),
        act("entry: in another bank's fund", own, Act { posts: r#"[[4,1010,0,"KHR",100],[4,3030,0,"KHR",-100]]"#, ..Act::right() }),
        act(
            "entry: half in another fund",
            own,
            Act { posts: r#"[[3,1010,0,"KHR",100],[3,3030,0,"KHR",-100],[1,1010,0,"KHR",-5],[1,5010,0,"KHR",5]]"#, ..Act::right() },
        ),
        act("entry: the closing of a year", own, Act { entry: ("closing", "null"), ..Act::right() }),
    ]
}

/// What was undone.
fn taken_back(bench: &Bench) -> Vec<Attack> {
    let reversed = "an earlier act, once, and its entry is reversed";
    let own = "the entry of an act is its own";
    let asks = |no: i64, day: &str| {
        format!(
            "insert into bank_request (book_id, bank_no, no, id, kind, day, ask, asked_by, asked_at)
             values (1, 1, {no}, {}, 'undo', '{day}', '{{\"ask\":\"undo\",\"act\":1,\"reason\":\"x\"}}', {}, {})",
            bench.s.uuid(Uuid::from_u128(0xfe00)),
            bench.s.uuid(SREY),
            super::NOW
        )
    };
    let undo = |name, rule, act: Act| {
        let act = Act { request: "9", day: "2026-12-10", ..act };
        Attack { name, rules: vec![rule], sql: [asks(9, "2026-12-10")].into_iter().chain(bench.sql(&act)).collect() }
    };
    let treatment = || Act { fact: r#"{"kind":"undone","act":21,"reason":"x"}"#, ..undone("21") };
    let sighting = || Act { fact: r#"{"kind":"undone","act":13,"reason":"x"}"#, ..undone("13") };
    let back = r#"[[3,5200,0,"KHR",-20000],[3,1010,0,"KHR",20000]]"#;
    vec![
        undo("undo: twice", reversed, undone("17")),
        undo("undo: an undoing", reversed, Act { fact: r#"{"kind":"undone","act":18,"reason":"x"}"#, ..undone("18") }),
        undo("undo: what never was", reversed, Act { fact: r#"{"kind":"undone","act":99,"reason":"x"}"#, ..undone("99") }),
        undo("undo: another than it says", reversed, Act { fact: r#"{"kind":"undone","act":2,"reason":"x"}"#, ..undone("13") }),
        undo("undo: without a reversal", reversed, treatment()),
        undo("undo: by something else", own, Act { posts: back, ..treatment() }),
        undo("undo: by a correction", own, Act { posts: back, entry: ("correction", "9"), ..treatment() }),
        undo("undo: a sighting, with money", own, Act { posts: back, ..sighting() }),
        undo(
            "undo: reversed in part",
            "a reversal undoes its entry line by line",
            Act { posts: r#"[[3,5200,0,"KHR",-10000],[3,1010,0,"KHR",10000]]"#, entry: ("reversal", "25"), ..treatment() },
        ),
        undo("undo: with a price of its own", reversed, Act { price: "1", ..sighting() }),
        Attack {
            name: "undo: before it was",
            rules: vec![reversed],
            sql: [asks(9, "2026-11-15")]
                .into_iter()
                .chain(bench.sql(&Act { request: "9", day: "2026-11-15", ..sighting() }))
                .collect(),
        },
        Attack {
            name: "undo: without being undone",
            rules: vec!["CHECK", "check constraint"],
            sql: bench.sql(&Act { undoes: "1", ..Act::right() }),
        },
        bench.act("undo: alone", "what two officers decide has two", Act { request: "null", confirmed_by: None, ..sighting() }),
    ]
}

fn priced(bench: &Bench) -> Vec<Attack> {
    let cites = "what is swapped cites a price";
    let of_its_good = "the price of an act is of its good, and not of a later day";
    let sold = |price: &'static str| Act { kind: "sold", fact: SOLD, posts: SALE, price, ..Act::right() };
    let with_price = |name, day: &str, kind: &str| {
        let row = kept::price(&bench.s, "insert", (1, 10), Uuid::from_u128(0xfe01), ("PADDY", ""), (day, kind));
        Attack { name, rules: vec![of_its_good], sql: [row].into_iter().chain(bench.sql(&sold("10"))).collect() }
    };
    vec![
        bench.act("price: none", cites, sold("null")),
        bench.act("price: that is not there", of_its_good, sold("99")),
        bench.act("price: of a calf", of_its_good, sold("4")),
        with_price("price: of tomorrow", "2026-12-11", "market"),
        with_price("price: agreed on another day", "2026-12-09", "agreed"),
        bench.act("price: of money", of_its_good, Act { price: "1", ..Act::right() }),
    ]
}

/// Nothing is below nothing on any day, whatever is there today.
fn holding(bench: &Bench) -> Vec<Attack> {
    let below = "below nothing on any day";
    let act = |name, act| bench.act(name, below, act);
    let on = |day: &'static str, act: Act| Act { day, entry_day: day, ..act };
    let helped = |posts: &'static str| Act {
        kind: "helped",
        fact: r#"{"kind":"helped","good":"PADDY","line":{"party":1,"quantity":1},"minute":"m"}"#,
        posts,
        ..Act::right()
    };
    let out = |posts: &'static str| Act {
        kind: "money-out",
        fact: r#"{"kind":"money-out","purpose":"other","amount":1,"note":""}"#,
        posts,
        ..Act::right()
    };
    let repaid =
        |posts: &'static str| Act { kind: "repaid", fact: r#"{"kind":"repaid","good":"PADDY","lines":[]}"#, posts, ..Act::right() };
    vec![
        act("store: more than there is", helped(r#"[[3,5190,0,"PADDY",9000000],[3,1210,0,"PADDY",-9000000]]"#)),
        // Enough is there on 10 December; before the first gift there was nothing.
        act("store: on a day before", on("2026-11-01", helped(r#"[[3,5190,0,"PADDY",1000],[3,1210,0,"PADDY",-1000]]"#))),
        act("store: of another good", helped(r#"[[3,5190,0,"RICE",1],[3,1210,0,"RICE",-1]]"#)),
        act("box: more than there is", out(r#"[[3,5010,0,"KHR",90000000],[3,1010,0,"KHR",-90000000]]"#)),
        act("box: on a day before", on("2026-11-01", out(r#"[[3,5010,0,"KHR",100],[3,1010,0,"KHR",-100]]"#))),
        act("box: in another currency", out(r#"[[3,5010,0,"USD",100],[3,1010,0,"USD",-100]]"#)),
        act("loan: more than is owed", repaid(r#"[[3,1210,0,"PADDY",200000],[3,1110,2,"PADDY",-200000]]"#)),
        act("loan: of who owes nothing", repaid(r#"[[3,1210,0,"PADDY",1],[3,1110,3,"PADDY",-1]]"#)),
        act("loan: before it was lent", on("2026-11-04", repaid(r#"[[3,1210,0,"PADDY",1],[3,1110,2,"PADDY",-1]]"#))),
        act(
            "deposit: more than was brought",
            Act {
                kind: "deposit-returned",
                fact: r#"{"kind":"deposit-returned","good":"PADDY","line":{"party":3,"quantity":1}}"#,
                posts: r#"[[3,2030,3,"PADDY",30000],[3,1210,0,"PADDY",-30000]]"#,
                ..Act::right()
            },
        ),
        act(
            "claim: that nobody owes",
            Act {
                kind: "paid-for-animal",
                fact: r#"{"kind":"paid-for-animal","obligation":1,"amount":1,"price":0}"#,
                posts: r#"[[3,1010,0,"KHR",100],[3,4090,0,"KHR",-100],[3,5180,0,"CATTLE",1],[3,1330,1,"CATTLE",-1]]"#,
                ..Act::right()
            },
        ),
        act(
            "act: two below nothing together",
            Act { id: FRESH, ..out(r#"[[3,5010,0,"KHR",5000000],[3,5200,0,"KHR",5000000],[3,1010,0,"KHR",-10000000]]"#) },
        ),
    ]
}

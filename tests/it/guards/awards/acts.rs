//! Acts of an award, each wrong in one thing.
use super::{ACT, Act, Attack, Bench, ENTRY, FIRST_ACT, FRESH, NOW, attack};
use crate::support::award::who;
use uuid::Uuid;

/// Numbers, keys, days, entries.
pub fn attacks(bench: &Bench) -> Vec<Attack> {
    let s = &bench.s;
    let right = Act::right;
    // Which of its rules an engine asks first is its own affair.
    let there = "is there already";
    let next = "an act has the next number of its award";
    let own = "the entry of an act is its own, of its day";
    let posted = "what moves money is posted, and nothing else is";
    let about = "the fact says which grant and which voucher it is about";
    let closed = format!(
        "insert into period_event (book_id, no, kind, through, asked_by, recorded_at) values (1, 1, 'close', '2026-06-30', {}, {NOW})",
        s.uuid(who("finance"))
    );
    let rate = r#""currency":"KHR","per_million":1,"source":"x""#;
    let fits = |name, rules: &[&'static str], act: Act| Attack { name, rules: rules.to_vec(), sql: bench.sql(&act) };
    let mut list = vec![
        attack("changed", "an act is never changed", "update award_act set fact = '{}' where no = 2"),
        attack("by somebody else", "an act is never changed", format!("update award_act set recorded_by = {}", s.uuid(FRESH))),
        attack("removed", "an act is never removed", "delete from award_act where no = 43"),
        bench.act("a number skipped", next, Act { no: ACT + 1, ..right() }),
        bench.act("a number used again", next, Act { no: ACT - 1, ..right() }),
        fits("a key used again", &[there, own], Act { id: FIRST_ACT, ..right() }),
        Attack {
            name: "in a closed month",
            rules: vec!["the period is closed"],
            sql: vec![closed, bench.row(&Act::told("rate", rate), "null")],
        },
        fits("a day that is none", &["a day is written", "date/time"], Act { day: "2026-02-30", ..Act::told("rate", rate) }),
        bench.act("another kind", "the fact says what kind of act it is", Act { kind: "returned", ..right() }),
        fits(
            "a fact that is none",
            &["the fact says what kind of act it is", "invalid input syntax"],
            Act { fact: "x".into(), ..Act::told("rate", rate) },
        ),
        fits(
            "another voucher",
            &[about, "a voucher goes step by step"],
            Act { voucher: Some(2), ..Act::step(6, "checked", "finance") },
        ),
        bench.act("no voucher", about, Act { voucher: None, ..Act::step(6, "checked", "finance") }),
        bench.act("a grant beside", about, Act { grant: Some(1), ..right() }),
        bench.act(
            "a grant that is not there",
            "an act is about a grant of its award",
            Act { grant: Some(9), ..Act::told("appraised", r#""grant":9,"score":1,"passed":true"#) },
        ),
        bench.act("money without an entry", posted, Act { posts: "", ..right() }),
        bench.act("an entry for a rate", posted, Act { posts: super::MONEY, ..Act::told("rate", rate) }),
        bench.act(
            "an entry for a step that is not recording",
            posted,
            Act { posts: super::MONEY, ..Act::step(6, "checked", "finance") },
        ),
        bench.act("an entry of another key", own, Act { entry_key: Uuid::from_u128(5), ..right() }),
        bench.act("an entry of another day", own, Act { entry_day: "2026-06-11", ..right() }),
        Attack { name: "an entry that another act has", rules: vec![own], sql: vec![bench.row(&right(), "1")] },
        bench.act(
            "an opening entry",
            "what is posted under an award is an act, or takes one back",
            Act { entry: ("opening", "null"), ..right() },
        ),
        Attack {
            name: "an entry beside",
            rules: vec!["what was posted under an award belongs to an act"],
            sql: vec![
                bench.entry(ENTRY, bench.previous.clone(), &right()),
                bench.entry(ENTRY + 1, vec![0xab; 32], &Act { entry_key: Uuid::from_u128(6), ..right() }),
            ],
        },
        fits("a reversal as what came", &[own], {
            let posts = r#"[[1,1020,0,"USD",-1000000],[1,3110,0,"USD",1000000]]"#;
            Act { entry: ("reversal", "1"), posts, ..right() }
        }),
    ];
    if !s.postgres {
        list.push(fits("replaced", &[there, own], Act { verb: "replace", id: FIRST_ACT, ..right() }));
        list.push(bench.act("replaced by number", next, Act { verb: "replace", no: 2, ..right() }));
    }
    list
}

/// Vouchers and hands.
pub fn of_vouchers(bench: &Bench) -> Vec<Attack> {
    let turn = "a voucher goes step by step";
    let hand = "each step of a voucher is another hand";
    let stays = "a voucher that was voided or reversed stays so";
    let hands = "two duties of a grant do not lie in one hand";
    let of_voucher = |kind, voucher: i64, office: &str| Act {
        voucher: Some(voucher),
        by: who(office),
        ..Act::told(kind, &format!(r#""voucher":{voucher},"reason":"x""#))
    };
    let prepared = |voucher: i64| Act {
        voucher: Some(voucher),
        ..Act::told("prepared", &format!(r#""voucher":{voucher},"purpose":{{"for":"cost","line":"office"}}"#))
    };
    let of_grant = |kind, fact: &str, office: &str| Act {
        grant: Some(1),
        by: who(office),
        ..Act::told(kind, &format!(r#""grant":1,"reason":"",{fact}"#))
    };
    let reversal = |voucher: i64, mends: &'static str, posts| Act {
        entry: ("reversal", mends),
        posts,
        ..of_voucher("reversed", voucher, "bookkeeper")
    };
    let first = r#"[[1,1020,0,"USD",-1000000],[1,3110,0,"USD",1000000]]"#;
    vec![
        bench.act("a step skipped", turn, Act::step(6, "approved", "manager")),
        bench.act("a step twice", turn, Act::step(4, "checked", "somebody")),
        bench.act("a step that is none", turn, Act::step(6, "dreamt", "manager")),
        bench.act("checked by who prepared", hand, Act::step(6, "checked", "officer")),
        bench.act("a voided voucher goes on", stays, Act::step(3, "checked", "finance")),
        bench.act("reversed twice", stays, of_voucher("voided", 5, "officer")),
        bench.act("a voucher that is not there", "there is no such voucher", Act::step(9, "checked", "finance")),
        bench.act("a number twice", "a voucher has the next number of its award", prepared(6)),
        bench.act("a number skipped", "a voucher has the next number of its award", prepared(8)),
        bench.act("voided after it was paid", turn, of_voucher("voided", 4, "officer")),
        Attack {
            name: "reversed before it was recorded",
            rules: vec!["what is reversed is what recorded", turn],
            sql: bench.sql(&reversal(6, "1", first)),
        },
        bench.act("another entry is reversed", "what is reversed is what recorded", reversal(4, "1", first)),
        bench.act("screened by who helped", hands, of_grant("screened", r#""passed":true"#, "advisor")),
        bench.act("appraised by who helped", hands, of_grant("appraised", r#""passed":true"#, "advisor")),
        bench.act("verified by who paid", hands, of_grant("visited", r#""visiting":{"is":"verification","tranche":0}"#, "cashier")),
    ]
}

/// What is told of somebody under a code.
pub fn of_codes(bench: &Bench) -> Vec<Attack> {
    let s = &bench.s;
    let nothing = "nothing is told of somebody under a code";
    let once = "a grant enters once, as its act says";
    let applied = |applicant: &str, plan: &str| Act {
        grant: Some(3),
        ..Act::told("applied", &format!(r#""grant":3,"party":3,"applicant":{applicant},"plan":[{{"what":"{plan}","amount":1}}]"#))
    };
    let party = format!("insert into party (book_id, no, uid) values (1, 3, {})", s.uuid(Uuid::from_u128(0x33)));
    let grant = |party: i64| {
        format!(
            "insert into award_grant (book_id, no, party_no, coded, person_id, act_no) values (1, 3, {party}, true, null, {ACT})"
        )
    };
    let entering =
        |name, rule, act: Act| Attack { name, rules: vec![rule], sql: vec![party.clone(), grant(3), bench.row(&act, "null")] };
    let of_grant =
        |kind, fact: &str| Act { grant: Some(2), by: who("monitor"), ..Act::told(kind, &format!(r#""grant":2,{fact}"#)) };
    let filed = |receipt: &str| Act { voucher: Some(4), ..Act::told("filed", &format!(r#""voucher":4,"receipt":{receipt}"#)) };
    vec![
        entering("a name", nothing, applied(r#"{"is":"coded","code":"X","name":"y"}"#, "")),
        entering("a phone", nothing, applied(r#"{"is":"coded","code":"X","phone":"012"}"#, "")),
        entering("a plan in words", nothing, applied(r#"{"is":"coded","code":"X"}"#, "her shop")),
        entering("a family as a code", once, applied(r#"{"is":"family","code":"X"}"#, "")),
        Attack {
            name: "a grant that never entered",
            rules: vec!["a grant of its award"],
            sql: vec![bench.row(&applied(r#"{"is":"coded"}"#, ""), "null")],
        },
        Attack {
            name: "an act that brings none",
            rules: vec![once],
            sql: vec![party.clone(), grant(3), bench.row(&of_grant("appraised", r#""score":1"#), "null")],
        },
        bench.act("a reason", nothing, of_grant("screened", r#""passed":true,"reason":"her story""#)),
        bench.act("a picture", nothing, of_grant("visited", r#""visiting":{"is":"follow-up"},"picture":"ab""#)),
        bench.act("a receipt that is not sealed", nothing, filed(r#"{"sealed":false,"supplier":"","number":""}"#)),
        bench.act("a supplier", nothing, filed(r#"{"sealed":true,"supplier":"Market","number":""}"#)),
        Attack {
            name: "a person under a code",
            rules: vec!["names a person, and one under a code nobody"],
            sql: vec![party.clone(), grant(3).replace("null", "(select person_id from award_grant where no = 1)")],
        },
        Attack {
            name: "a family of nobody",
            rules: vec!["names a person, and one under a code nobody"],
            sql: vec![party.clone(), grant(3).replace("true", "false")],
        },
        Attack { name: "a party twice", rules: vec!["a grant is a party of its own"], sql: vec![grant(2)] },
        Attack { name: "a party that is not there", rules: vec!["a grant is a party of its own"], sql: vec![grant(7)] },
        Attack {
            name: "a grant of an earlier act",
            rules: vec!["with the act that is being written"],
            sql: vec![party.clone(), grant(3).replace("44", "43")],
        },
        Attack {
            name: "a grant's number skipped",
            rules: vec!["a grant has the next number"],
            sql: vec![party.clone(), grant(3).replace("(1, 3, ", "(1, 4, ")],
        },
        attack(
            "a look at a family",
            "a view is of a grant under a code",
            format!(
                "insert into code_view (book_id, no, grant_no, what, seen_at, seen_by) values (1, 3, 1, 'grant', {NOW}, {})",
                s.uuid(who("liaison"))
            ),
        ),
        attack(
            "a look left out",
            "a view has the next number",
            format!(
                "insert into code_view (book_id, no, grant_no, what, seen_at, seen_by) values (1, 4, 2, 'grant', {NOW}, {})",
                s.uuid(who("liaison"))
            ),
        ),
    ]
}

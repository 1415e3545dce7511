//! Banks, goods, prices, rules, seasons, measures and requests: added one after the other, and never changed.
use super::{Act, Attack, Bench, FRESH, NOW, REQUEST, Spelled, WAITS, attack, check};
use crate::support::book::{DARA, ORGANISATION, SREY};
use uuid::Uuid;

use super::super::banked::{BANK, FIRST_ACT, FIRST_PRICE};

/// Every table that is only added to, with a column that somebody would like to be otherwise.
const KEPT: [(&str, &str); 10] = [
    ("good", "class = 'rice'"),
    ("bank_rules", "holds_from = '2026-01-01'"),
    ("bank_season", "harvest_to = '2027-01-31'"),
    ("bank_unit", "grams = 21000"),
    ("price", "amount = amount + 1"),
    ("bank_request", "day = '2026-12-01'"),
    ("bank_request_decision", "decision = 'refused', reason = 'x'"),
    ("bank_act", "no = no + 100"),
    ("bank_animal", "tag = 'other'"),
    ("bank_animal_move", "to_place = 0"),
];

fn bank(s: &Spelled, verb: &str, book: i64, no: i64, id: Uuid, code: &str, fund: i64) -> String {
    format!(
        "{verb} into bank (book_id, no, id, code, fund_no, name_km, name_latin, village_code, opened_on, recorded_at, recorded_by)
         values ({book}, {no}, {}, '{code}', {fund}, 'x', '', '', '2026-12-01', {NOW}, {})",
        s.uuid(id),
        s.uuid(SREY)
    )
}

fn fund(no: i64) -> String {
    format!("insert into fund (book_id, no, code) values (1, {no}, 'new-{no}')")
}

fn rules(s: &Spelled, verb: &str, bank: i64, version: i64, from: &str, text: &str) -> String {
    format!(
        "{verb} into bank_rules (book_id, bank_no, version, holds_from, rules, recorded_at, recorded_by)
         values (1, {bank}, {version}, '{from}', '{text}', {NOW}, {})",
        s.uuid(SREY)
    )
}

fn season(s: &Spelled, verb: &str, bank: i64, no: i64, lend_to: &str) -> String {
    format!(
        "{verb} into bank_season (book_id, bank_no, no, name_km, name_latin, lend_from, lend_to, harvest_from, harvest_to, recorded_at, recorded_by)
         values (1, {bank}, {no}, 'x', '', '2027-05-01', '{lend_to}', '2027-12-01', '2027-12-31', {NOW}, {})",
        s.uuid(SREY)
    )
}

fn unit(s: &Spelled, verb: &str, bank: i64, no: i64, unit: &str, grams: i64) -> String {
    format!(
        "{verb} into bank_unit (book_id, bank_no, no, unit, grams, from_day, weighed, recorded_at, recorded_by)
         values (1, {bank}, {no}, '{unit}', {grams}, '2026-12-01', 'scale', {NOW}, {})",
        s.uuid(SREY)
    )
}

/// A price by raw SQL: book, number, key, good, class, amount.
pub fn price(
    s: &Spelled,
    verb: &str,
    (book, no): (i64, i64),
    id: Uuid,
    (good, class): (&str, &str),
    (day, kind): (&str, &str),
) -> String {
    format!(
        "{verb} into price (book_id, no, id, good, class, day, amount, kind, source, recorded_at, recorded_by)
         values ({book}, {no}, {}, '{good}', '{class}', '{day}', 1000, '{kind}', 'market', {NOW}, {})",
        s.uuid(id),
        s.uuid(SREY)
    )
}

fn request(s: &Spelled, verb: &str, bank: i64, no: i64, id: Uuid, ask: &str) -> String {
    format!(
        "{verb} into bank_request (book_id, bank_no, no, id, kind, day, ask, asked_by, asked_at)
         values (1, {bank}, {no}, {}, 'undo', '2026-12-10', '{ask}', {}, {NOW})",
        s.uuid(id),
        s.uuid(SREY)
    )
}

/// A decision on a request of the bank.
pub fn decide(s: &Spelled, request: i64, decision: &str, by: Uuid) -> String {
    format!(
        "insert into bank_request_decision (book_id, bank_no, request_no, decision, reason, decided_by, decided_at)
         values (1, 1, {request}, '{decision}', 'x', {}, {NOW})",
        s.uuid(by)
    )
}

const UNDO: &str = r#"{"ask":"undo","act":1,"reason":"x"}"#;

pub fn attacks(bench: &Bench) -> Vec<Attack> {
    let s = &bench.s;
    let mut list = Vec::new();
    for (table, change) in KEPT {
        let of_the_book = if table == "good" { "" } else { "where book_id = 1" };
        list.push(attack("changed", "is never changed", format!("update {table} set {change} {of_the_book}")));
        list.push(attack("removed", "is never removed", format!("delete from {table} {of_the_book}")));
        if s.postgres {
            list.push(attack("truncated", "is never removed", format!("truncate {table} cascade")));
        } else {
            let replaced = format!("update or replace {table} set {change} {of_the_book}");
            list.push(attack("changed by replacing", "is never changed", replaced));
        }
    }
    if s.postgres {
        list.push(attack("bank truncated", "is never removed", "truncate bank cascade"));
    }
    list.extend(founded(s));
    list.extend(agreed(s));
    list.extend(asked(bench));
    list
}

/// Banks, goods and prices.
fn founded(s: &Spelled) -> Vec<Attack> {
    let own = "a fund of its own, above those of savings, in which nothing was posted";
    let keeps = "a bank keeps its number, code, fund and first day";
    let by_class = "animals of the register are priced by class, and nothing else is";
    let with_fund = |name, rule, sql| Attack { name, rules: vec![rule], sql: vec![fund(9), sql] };
    let again = "there already";
    vec![
        attack("bank: moved to another fund", keeps, "update bank set fund_no = 4 where book_id = 1 and no = 1"),
        attack("bank: older than it is", keeps, "update bank set opened_on = '2020-01-01' where book_id = 1 and no = 1"),
        attack("bank: another code", keeps, "update bank set code = 'X-1' where book_id = 1 and no = 1"),
        attack("bank: founded by another", keeps, format!("update bank set recorded_by = {} where book_id = 1", s.uuid(DARA))),
        attack("bank: removed", "a bank is never removed", "delete from bank where book_id = 1 and no = 2"),
        with_fund("bank: a number left out", "the next number of its group", bank(s, "insert", 1, 4, FRESH, "TK-X", 9)),
        with_fund("bank: a number used again", again, bank(s, "insert", 1, 2, FRESH, "TK-X", 9)),
        with_fund("bank: a code used again", again, bank(s, "insert", 1, 3, FRESH, "TK-R", 9)),
        with_fund("bank: a key used again", again, bank(s, "insert", 1, 3, BANK, "TK-X", 9)),
        attack("bank: in another's fund", again, bank(s, "insert", 1, 3, FRESH, "TK-X", 3)),
        attack("bank: in the fund of savings", own, bank(s, "insert", 1, 3, FRESH, "TK-X", 1)),
        attack("bank: in no fund", own, bank(s, "insert", 1, 3, FRESH, "TK-X", 9)),
        attack("bank: kept by nobody", "a bank is kept by a group", bank(s, "insert", 2, 1, FRESH, "TK-X", 1)),
        check("bank: without a name", vec![fund(9), bank(s, "insert", 1, 3, FRESH, "TK-X", 9).replace("'x', ''", "'', ''")]),
        attack(
            "group: saves no more",
            "a group saves from the beginning, or never",
            "update savings_group set saves = false where book_id = 1",
        ),
        Attack {
            name: "group: another currency, under its bank",
            rules: vec!["a group keeps its currency once it has a bank"],
            sql: vec![
                format!(
                    "insert into savings_group (book_id, id, organisation_id, code, name_km, name_latin, village_code, commodity, founded_on)
                     values (2, {}, {}, 'TK-02', 'x', '', '', 'KHR', '2026-12-01')",
                    s.uuid(FRESH),
                    s.uuid(ORGANISATION)
                ),
                fund(9).replace("(1, 9", "(2, 9"),
                bank(s, "insert", 2, 1, FRESH, "TK-X", 9),
                "update savings_group set commodity = 'USD' where book_id = 2".into(),
            ],
        },
        attack("good: again", "there already", "insert into good (code, class) values ('PADDY', 'rice')"),
        attack("good: no commodity", "a good is a commodity", "insert into good (code, class) values ('GOLD', 'rice')"),
        Attack {
            name: "good: half a cow",
            rules: vec!["grams of what is weighed, whole heads and packs"],
            sql: vec![
                "insert into commodity (code, decimals) values ('COW-HALF', 1)".into(),
                "insert into good (code, class) values ('COW-HALF', 'cattle')".into(),
            ],
        },
        attack(
            "price: a number left out",
            "the next number of its book",
            price(s, "insert", (1, 99), FRESH, ("PADDY", ""), ("2026-12-01", "market")),
        ),
        attack(
            "price: a key used again",
            "there already",
            price(s, "insert", (1, 10), FIRST_PRICE, ("PADDY", ""), ("2026-12-01", "market")),
        ),
        attack(
            "price: of nobody",
            "in the book of a group",
            price(s, "insert", (2, 1), FRESH, ("PADDY", ""), ("2026-12-01", "market")),
        ),
        attack(
            "price: of any head of cattle",
            by_class,
            price(s, "insert", (1, 10), FRESH, ("CATTLE", ""), ("2026-12-01", "market")),
        ),
        attack(
            "price: of a calf of paddy",
            by_class,
            price(s, "insert", (1, 10), FRESH, ("PADDY", "calf"), ("2026-12-01", "market")),
        ),
        attack("price: of what nobody keeps", by_class, price(s, "insert", (1, 10), FRESH, ("GOLD", ""), ("2026-12-01", "market"))),
        check(
            "price: nothing",
            vec![price(s, "insert", (1, 10), FRESH, ("PADDY", ""), ("2026-12-01", "market")).replace("1000", "0")],
        ),
    ]
}

/// What was agreed: rules, seasons, measures.
fn agreed(s: &Spelled) -> Vec<Attack> {
    let nobody = "there is no such bank";
    vec![
        attack("rules: a number left out", "the next number of its bank", rules(s, "insert", 1, 4, "2026-12-31", "x = 1")),
        attack("rules: before the last", "later rules hold from a later day", rules(s, "insert", 1, 3, "2026-11-30", "x = 1")),
        attack("rules: of no bank", nobody, rules(s, "insert", 7, 1, "2026-12-01", "x = 1")),
        check("rules: without a word", vec![rules(s, "insert", 1, 3, "2026-12-31", "  ")]),
        Attack {
            name: "rules: from before the bank",
            rules: vec!["the first rules hold from the first day of their bank"],
            sql: vec![fund(9), bank(s, "insert", 1, 3, FRESH, "TK-X", 9), rules(s, "insert", 3, 1, "2026-11-01", "x = 1")],
        },
        attack("season: a number left out", "the next number of its bank", season(s, "insert", 1, 3, "2027-10-31")),
        attack("season: of no bank", nobody, season(s, "insert", 7, 1, "2027-10-31")),
        check("season: ends before it begins", vec![season(s, "insert", 1, 2, "2027-04-01")]),
        attack("measure: a number left out", "the next number of its bank", unit(s, "insert", 1, 3, "thang", 21_000)),
        attack("measure: of no bank", nobody, unit(s, "insert", 7, 1, "thang", 21_000)),
        check("measure: of nothing", vec![unit(s, "insert", 1, 2, "thang", 0)]),
        check("measure: that nobody knows", vec![unit(s, "insert", 1, 2, "cup", 10)]),
    ]
}

/// Asked by one officer, decided by another.
fn asked(bench: &Bench) -> Vec<Attack> {
    let s = &bench.s;
    let written = "what is confirmed was written by who confirms it";
    let after = |name, rule, decision: String| Attack {
        name,
        rules: vec![rule],
        sql: bench.sql(&Act::rescheduled()).into_iter().chain([decision]).collect(),
    };
    vec![
        attack("request: a number left out", "the next number of its bank", request(s, "insert", 1, REQUEST + 1, FRESH, UNDO)),
        attack("request: of no bank", "there is no such bank", request(s, "insert", 7, 1, FRESH, UNDO)),
        attack(
            "request: of another kind",
            "the ask says what kind of request it is",
            request(s, "insert", 1, REQUEST, FRESH, r#"{"ask":"count"}"#),
        ),
        Attack {
            name: "request: that is no ask",
            rules: vec!["the ask says what kind of request it is", "invalid input syntax"],
            sql: vec![request(s, "insert", 1, REQUEST, FRESH, "undo it")],
        },
        check(
            "request: of what one officer may do",
            vec![request(s, "insert", 1, REQUEST, FRESH, r#"{"ask":"sell"}"#).replace("'undo'", "'sell'")],
        ),
        attack("decision: by who asked", "another officer confirms a request", decide(s, WAITS, "confirmed", SREY)),
        attack("decision: on nothing", "a request that was made", decide(s, 99, "refused", DARA)),
        attack("decision: twice", "there already", decide(s, 1, "confirmed", DARA)),
        attack("decision: on what was refused", "there already", decide(s, 7, "confirmed", DARA)),
        attack("decision: and nothing was written", written, decide(s, WAITS, "confirmed", DARA)),
        after("decision: refused, and written", written, decide(s, WAITS, "refused", SREY)),
        after("decision: by a third", written, decide(s, WAITS, "confirmed", Uuid::from_u128(3))),
        check("decision: refused without a word", vec![decide(s, WAITS, "refused", DARA).replace("'x'", "' '")]),
    ]
}

/// What SQLite would put in the place of another row, and days that are none.
pub fn replaced(bench: &Bench) -> Vec<Attack> {
    let s = &bench.s;
    if s.postgres {
        return Vec::new();
    }
    let again = "there already";
    let mut list = Vec::new();
    for verb in ["replace", "insert or replace", "insert or ignore"] {
        list.extend([
            attack("replace: bank", again, bank(s, verb, 1, 1, FRESH, "TK-X", 9)),
            attack("replace: bank by code", again, bank(s, verb, 1, 3, FRESH, "TK-R", 9)),
            attack("replace: bank by key", again, bank(s, verb, 1, 3, BANK, "TK-X", 9)),
            attack("replace: bank by fund", again, bank(s, verb, 1, 3, FRESH, "TK-X", 3)),
            attack("replace: good", again, format!("{verb} into good (code, class) values ('PADDY', 'rice')")),
            attack("replace: rules", "the next number", rules(s, verb, 1, 1, "2026-10-15", "x = 1")),
            attack("replace: season", "the next number", season(s, verb, 1, 1, "2027-10-31")),
            attack("replace: measure", "the next number", unit(s, verb, 1, 1, "thang", 5)),
            attack("replace: price", "the next number", price(s, verb, (1, 1), FRESH, ("PADDY", ""), ("2026-11-01", "market"))),
            attack("replace: price by key", again, price(s, verb, (1, 10), FIRST_PRICE, ("PADDY", ""), ("2026-11-01", "market"))),
            attack("replace: request", "the next number", request(s, verb, 1, 1, FRESH, UNDO)),
            attack("replace: decision", again, decide(s, 1, "refused", DARA).replacen("insert", verb, 1)),
            attack("replace: animal", "the next number", super::herd::animal(verb, 1, "CB-9", super::ACT)),
            attack("replace: move", "the act that is being written", super::herd::step(verb, 10, 1, 1, 0)),
            bench.act("replace: act", "the next number", Act { verb, no: 1, ..Act::right() }),
            bench.act("replace: act by key", again, Act { verb, id: FIRST_ACT, ..Act::seen() }),
            bench.act("replace: what was undone", "an earlier act, once", Act { verb, ..super::acts::undone("17") }),
            bench.act(
                "replace: what was confirmed",
                "asked for, once",
                Act { verb, request: "6", day: "2026-12-06", ..Act::rescheduled() },
            ),
            bench.act("replace: act without its entry", "is posted, and nothing else is", Act { verb, posts: "", ..Act::right() }),
            bench.act("replace: act of nothing at all", "what kind of act it is", Act { verb, fact: "{}", ..Act::right() }),
        ]);
    }
    let none = "a day is written";
    list.extend([
        attack(
            "bank: of no day",
            none,
            [fund(9), bank(s, "insert", 1, 3, FRESH, "TK-X", 9).replace("'2026-12-01'", "'soon'")].join(";"),
        ),
        attack("rules: of no day", none, rules(s, "insert", 1, 3, "2026-12-32", "x = 1")),
        attack("season: of no day", none, season(s, "insert", 1, 2, "2027-06-31")),
        attack("measure: of no day", none, unit(s, "insert", 1, 2, "thang", 5).replace("'2026-12-01'", "'2026-12-1'")),
        attack("price: of no day", none, price(s, "insert", (1, 10), FRESH, ("PADDY", ""), ("2026-12-01 ", "market"))),
        attack("request: of no day", none, request(s, "insert", 1, REQUEST, FRESH, UNDO).replace("'2026-12-10'", "'20261210'")),
        attack(
            "animal: born on no day",
            none,
            super::herd::animal("insert", super::ANIMAL, "CB-9", super::ACT).replace("null, null", "'soon', null"),
        ),
        bench.act("act: of no day", none, Act { day: "2026-12-10 ", ..Act::seen() }),
        attack("group: saves a little", "a group saves from the beginning", "update savings_group set saves = 7 where book_id = 1"),
    ]);
    list
}

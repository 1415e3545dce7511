//! Rows beside the acts of an award: the award itself, scans, working papers.
use super::{Attack, Bench, NOW, attack};
use crate::support::award::{PICTURE, who};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Everything that is written once.
pub const TABLES: [&str; 12] = [
    "award",
    "award_act",
    "award_grant",
    "upload",
    "award_upload",
    "code_view",
    "audit_sample",
    "audit_sample_item",
    "audit_test",
    "finding",
    "finding_event",
    "audit_certificate",
];

/// A column that every row of a table has.
pub fn first(table: &str) -> &'static str {
    if table == "upload" { "hash" } else { "book_id" }
}

pub fn attacks(bench: &Bench) -> Vec<Attack> {
    let s = &bench.s;
    let mut list = Vec::new();
    for table in TABLES {
        let column = first(table);
        let said = |text: String| vec![&*text.leak()];
        let rules = if table == "award_upload" { vec!["stays with its award"] } else { said("is never changed".into()) };
        list.push(Attack { name: table, rules, sql: vec![format!("update {table} set {column} = {column}")] });
        let rules = if table == "award_upload" { vec!["stays with its award"] } else { vec!["is never removed"] };
        list.push(Attack { name: table, rules: rules.clone(), sql: vec![format!("delete from {table}")] });
        if s.postgres {
            list.push(Attack { name: table, rules, sql: vec![format!("truncate {table} cascade")] });
        }
    }
    let award = |book: &str, id: u128, code: &str, parent: &str| {
        format!(
            "insert into award (book_id, id, organisation_id, code, parent_book, commodity, from_day, to_day, terms, recorded_at, recorded_by)
             select {book}, {}, organisation_id, '{code}', {parent}, commodity, from_day, to_day, terms, recorded_at, recorded_by from award where book_id = 1",
            s.uuid(Uuid::from_u128(id))
        )
    };
    let book = format!("insert into book (id, uid, name) values (9, {}, 'x')", s.uuid(Uuid::from_u128(9)));
    let group = |book: i64| {
        format!(
            "insert into savings_group (book_id, id, organisation_id, code, name_km, name_latin, village_code, commodity, founded_on)
             select {book}, {}, organisation_id, 'G-1', 'x', 'x', '', 'USD', '2026-01-01' from award where book_id = 1",
            s.uuid(Uuid::from_u128(0x61))
        )
    };
    let sequence = |name, rule, sql: Vec<String>| Attack { name, rules: vec![rule], sql };
    list.extend([
        sequence("a group in the book of an award", "the book of an award is no group's", vec![group(1)]),
        sequence(
            "an award in the book of a group",
            "begins in a book of its own",
            vec![book.clone(), group(9), award("9", 5, "A-9", "null")],
        ),
        sequence("an award without a book", "begins in a book of its own", vec![award("9", 5, "A-9", "null")]),
        sequence("a code twice", "is there already", vec![book.clone(), award("9", 5, "SG-2026", "null")]),
        sequence("a part of nothing", "there is no such award", vec![book.clone(), award("9", 5, "A-9", "8")]),
    ]);
    let kept = [PICTURE, b"A-1".as_slice()].concat();
    let upload = |verb: &str, hash: &[u8]| {
        format!(
            "{verb} into upload (hash, kind, bytes, recorded_at, recorded_by) values ({}, 'image/png', {}, {NOW}, {})",
            s.bytes(hash),
            s.bytes(b"other"),
            s.uuid(who("officer"))
        )
    };
    list.push(attack("an upload twice", "is there already", upload("insert", &Sha256::digest(&kept))));
    if s.postgres {
        list.push(attack("another digest", "the digest of an upload is of its bytes", upload("insert", &[7; 32])));
    } else {
        list.push(attack("an upload replaced", "is there already", upload("replace", &Sha256::digest(&kept))));
    }
    let kinds = upload("insert", &Sha256::digest(b"other")).replace("image/png", "text/html");
    list.push(Attack { name: "an upload of another kind", rules: vec!["CHECK", "check constraint"], sql: vec![kinds] });
    list
}

pub fn of_audit(bench: &Bench) -> Vec<Attack> {
    let s = &bench.s;
    let (by, id) = (s.uuid(who("auditor")), s.uuid(Uuid::from_u128(0x77)));
    let sample = |no: i64, through: i64| {
        format!(
            "insert into audit_sample (book_id, no, id, kind, aim, through_entry, population, items, total, seed, drawn_at, drawn_by)
             values (1, {no}, {id}, 'attribute', 'x', {through}, {}, 4, 1, 's', {NOW}, {by})",
            s.bytes(&[7; 32])
        )
    };
    let item = |sample: i64, voucher: i64| {
        format!(
            "insert into audit_sample_item (book_id, sample_no, voucher_no, amount, hits) values (1, {sample}, {voucher}, 1, 1)"
        )
    };
    let test = |no: i64, voucher: i64| {
        format!(
            "insert into audit_test (book_id, sample_no, no, voucher_no, audited, kept, tested_at, tested_by)
             values (1, 1, {no}, {voucher}, 1, true, {NOW}, {by})"
        )
    };
    let finding = |no: i64, grant: i64| {
        format!(
            "insert into finding (book_id, no, id, grant_no, severity, text, found_at, found_by)
             values (1, {no}, {id}, {grant}, 'low', 'x', {NOW}, {by})"
        )
    };
    let event = |finding: i64, no: i64| {
        format!(
            "insert into finding_event (book_id, finding_no, no, kind, text, said_at, said_by)
             values (1, {finding}, {no}, 'closed', 'x', {NOW}, {by})"
        )
    };
    let certificate = |no: i64, entry: i64, hash: &[u8], act: i64| {
        format!(
            "insert into audit_certificate (book_id, no, id, from_day, to_day, entry_no, hash, act_no, acts_digest, signed_at, signed_by)
             values (1, {no}, {id}, '2026-01-01', '2026-12-31', {entry}, {}, {act}, {}, {NOW}, {by})",
            s.bytes(hash),
            s.bytes(&[7; 32])
        )
    };
    let head = "a certificate states the head of its book and the last act";
    vec![
        attack("a sample skipped", "a sample has the next number", sample(3, 9)),
        attack("a sample of an earlier day", "a sample is drawn from what is posted by then", sample(2, 8)),
        attack("an item of no sample", "there is no such sample", item(9, 1)),
        attack("an item after a test", "a sample takes no item once it is tested", item(1, 2)),
        attack("a test skipped", "a test has the next number", test(3, 1)),
        attack("a test of what was not drawn", "what is tested was drawn", test(2, 2)),
        attack("a finding skipped", "a finding has the next number", finding(3, 1)),
        attack("a finding about nothing", "a finding is about a grant and a sample", finding(2, 9)),
        attack("said of nothing", "there is no such finding", event(9, 1)),
        attack("said and left out", "what is said of a finding has the next number", event(1, 3)),
        attack("a certificate skipped", "a certificate has the next number", certificate(3, 9, &bench.previous, 43)),
        attack("another hash", head, certificate(2, 9, &[7; 32], 43)),
        attack("an earlier entry", head, certificate(2, 8, &bench.previous, 43)),
        attack("an earlier act", head, certificate(2, 9, &bench.previous, 42)),
    ]
}

//! What loans, share-outs and payouts withstand.
use super::{
    Attack, Spelled, attack,
    lent::{APPLICATION, LEFT, LOAN, REQUEST, SHARED, begin, cancel, lend, propose},
    try_all,
};
use crate::support::{
    book::{DARA, SREY, clean, prepare},
    databases::{beside, each_engine},
};
use sansom::store::{self, Db, Engine};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use uuid::Uuid;

const NOW: &str = "'2026-12-31 00:00:00+00:00'";
const FRESH: Uuid = Uuid::from_u128(0xfeed);

/// An event by raw SQL, right in everything that is not changed: party 1 pays 100 on loan 1, by the entry that settled
/// her debts.
struct Forged {
    verb: &'static str,
    loan: i64,
    no: i64,
    kind: &'static str,
    on: &'static str,
    /// Amount, penalty, interest, principal, lost.
    moves: [i64; 5],
    version: &'static str,
    undoes: &'static str,
    open: bool,
    meeting: &'static str,
    entry: &'static str,
}

const RIGHT: Forged = Forged {
    verb: "insert",
    loan: 1,
    no: 8,
    kind: "repaid",
    on: "2026-12-29",
    moves: [100, 0, 0, -100, 0],
    version: "null",
    undoes: "null",
    open: true,
    meeting: "null",
    entry: "15",
};

impl Forged {
    fn sql(&self, s: &Spelled) -> String {
        let Forged { verb, loan, no, kind, on, moves: [amount, penalty, interest, principal, lost], .. } = self;
        let Forged { version, undoes, open, meeting, entry, .. } = self;
        format!(
            "{verb} into loan_event (book_id, loan_no, no, kind, on_day, amount, penalty, interest, principal, lost, version, undoes, open,
                                     meeting_no, entry_no, recorded_at, recorded_by)
             values (1, {loan}, {no}, '{kind}', '{on}', {amount}, {penalty}, {interest}, {principal}, {lost}, {version}, {undoes}, {open},
                     {meeting}, {entry}, {NOW}, {})",
            s.uuid(SREY)
        )
    }
}

fn instalment(verb: &str, loan: i64, version: i64, n: i64, principal: i64) -> String {
    format!(
        "{verb} into loan_instalment (book_id, loan_no, version, n, due_on, principal, interest, earned)
         values (1, {loan}, {version}, {n}, '2027-01-31', {principal}, 0, 0)"
    )
}

fn loan(s: &Spelled, verb: &str, no: i64, id: Uuid, party: i64, application: &str) -> String {
    format!(
        "{verb} into loan (book_id, no, id, party_no, given_on, terms, cycle_no, meeting_no, application_no)
         values (1, {no}, {}, {party}, '2026-12-30', 'x = 1', 1, null, {application})",
        s.uuid(id)
    )
}

/// Every table that is only added to, with a column that somebody would like to be otherwise.
const KEPT: [(&str, &str); 15] = [
    ("loan", "purpose = 'other'"),
    ("loan_instalment", "principal = principal + 1"),
    ("loan_event", "amount = amount + 1"),
    ("loan_application", "decision = 'approved'"),
    ("loan_guarantor", "party_no = 2"),
    ("loan_withdrawn", "application_no = 4"),
    ("loan_request", "reason = 'other'"),
    ("loan_request_decision", "decision = 'refused'"),
    ("share_out", "cycle_no = 2"),
    ("share_out_proposal", "counted = 0"),
    ("share_out_count", "pieces = pieces + 1"),
    ("share_out_reinvest", "amount = amount + 1"),
    ("share_out_decision", "pool = 0"),
    ("share_out_line", "gross = gross + 1"),
    ("payout", "savings = 1"),
];

fn kept(s: &Spelled) -> Vec<Attack> {
    let mut list = Vec::new();
    for (table, change) in KEPT {
        list.push(attack("changed", "is never changed", format!("update {table} set {change} where book_id = 1")));
        list.push(attack("removed", "is never removed", format!("delete from {table} where book_id = 1")));
        if s.postgres {
            list.push(attack("truncated", "is never removed", format!("truncate {table} cascade")));
        } else {
            let replaced = format!("update or replace {table} set {change} where book_id = 1");
            list.push(attack("changed by replacing", "is never changed", replaced));
        }
    }
    if s.postgres {
        list.push(attack("state truncated", "is never removed", "truncate loan_state"));
    }
    list
}

/// What is asked for, lent and agreed.
fn lending(s: &Spelled) -> Vec<Attack> {
    let given = "an application is paid out once";
    let plan = "an agreed plan takes no more instalments";
    let srey = s.uuid(SREY);
    let request = |no: i64, loan: i64| {
        format!(
            "insert into loan_request (book_id, no, id, loan_no, kind, on_day, reason, asked_by, asked_at)
             values (1, {no}, {}, {loan}, 'write-off', '2026-12-30', 'x', {srey}, {NOW})",
            s.uuid(FRESH)
        )
    };
    let decide = |no: i64, by: Uuid| {
        format!(
            "insert into loan_request_decision (book_id, request_no, decision, decided_by, decided_at) values (1, {no}, 'confirmed', {}, {NOW})",
            s.uuid(by)
        )
    };
    let withdraw = |no: i64| {
        format!("insert into loan_withdrawn (book_id, application_no, recorded_by, recorded_at) values (1, {no}, {srey}, {NOW})")
    };
    let application = |no: i64, id: Uuid| {
        format!(
            "insert into loan_application (book_id, no, id, party_no, asked_on, principal, instalments, decision, recorded_by, recorded_at)
             values (1, {no}, {}, 1, '2026-12-30', 1000, 1, 'approved', {srey}, {NOW})",
            s.uuid(id)
        )
    };
    vec![
        attack("loan: a number left out", "the next number", loan(s, "insert", 6, FRESH, 1, "null")),
        attack("loan: a number used again", "there already", loan(s, "insert", 4, FRESH, 1, "null")),
        attack("loan: a key used again", "there already", loan(s, "insert", 5, LOAN, 1, "null")),
        attack("loan: what was refused", given, loan(s, "insert", 5, FRESH, 2, "2")),
        attack("loan: what was withdrawn", given, loan(s, "insert", 5, FRESH, 2, "3")),
        attack("loan: to somebody else", given, loan(s, "insert", 5, FRESH, 1, "4")),
        attack("loan: twice", given, loan(s, "insert", 5, FRESH, 1, "1")),
        attack("application: a number left out", "the next number", application(6, FRESH)),
        attack("application: a key used again", "there already", application(5, APPLICATION)),
        attack(
            "guarantor: one more",
            "takes no more guarantors",
            "insert into loan_guarantor (book_id, application_no, party_no) values (1, 1, 2)",
        ),
        attack("withdrawn: what was paid out", "approved and not given", withdraw(1)),
        attack("withdrawn: what was refused", "approved and not given", withdraw(2)),
        attack("withdrawn: twice", "there already", withdraw(3)),
        attack("plan: an agreed one grows", plan, instalment("insert", 1, 2, 3, 5)),
        attack("plan: a version left out", plan, instalment("insert", 1, 5, 1, 5)),
        attack("request: a number left out", "the next number", request(5, 1)),
        attack("request: on a loan that is paid", "on which something is owed", request(4, 2)),
        attack("request: confirmed by who asked", "another officer confirms", decide(3, SREY)),
        attack("request: confirmed twice", "there already", decide(1, DARA)),
        attack("request: confirmed, and nobody asked", "a request that was made", decide(9, DARA)),
        attack(
            "cycle: a number left out",
            "the next number",
            "insert into cycle (book_id, no, constitution, starts_on) values (1, 4, 1, '2028-01-01')",
        ),
    ]
}

/// What happens to loans.
fn events(s: &Spelled) -> Vec<Attack> {
    let moves = "an event moves what its kind moves";
    let begins = "a loan begins by being given";
    let zero = "never below zero";
    let posts = "posts on the loans of who borrowed";
    let confirmed = "when another officer confirmed it";
    let event = |name, rule, forged: Forged| attack(name, rule, forged.sql(s));
    let planned = |name, rows: Vec<String>, forged: Forged| Attack {
        name,
        rules: vec!["repays what is owed"],
        sql: rows.into_iter().chain([forged.sql(s)]).collect(),
    };
    vec![
        event("event: a number left out", "the next number", Forged { no: 9, ..RIGHT }),
        event("event: a number used again", "the next number", Forged { no: 7, ..RIGHT }),
        event("event: of no loan", "a loan that is there", Forged { loan: 9, no: 1, ..RIGHT }),
        event("event: given again", begins, Forged { kind: "given", moves: [100, 0, 0, 100, 0], version: "4", ..RIGHT }),
        event("event: brought late", begins, Forged { kind: "brought", moves: [0, 0, 0, -100, 0], ..RIGHT }),
        event("event: pays more than it took", moves, Forged { moves: [100, 0, 0, -200, 0], ..RIGHT }),
        event("event: pays less than it took", moves, Forged { moves: [100, 0, 0, -50, 0], ..RIGHT }),
        event("event: takes nothing", moves, Forged { moves: [0, 0, 0, 0, 0], ..RIGHT }),
        event(
            "event: forgives without a word",
            moves,
            Forged { kind: "rescheduled", moves: [0, 0, 0, -100, 0], version: "4", ..RIGHT },
        ),
        event("event: writes off a part", moves, Forged { kind: "written-off", moves: [0, 0, 0, -100, 100], ..RIGHT }),
        event("event: writes off alone", confirmed, Forged { kind: "written-off", moves: [0, 0, 0, -7_834, 7_834], ..RIGHT }),
        event("event: pays more than is owed", zero, Forged { moves: [9_000, 0, 0, -9_000, 0], ..RIGHT }),
        event(
            "event: recovers more than was lost",
            zero,
            Forged { loan: 3, no: 4, kind: "recovered", moves: [9_000, 0, 0, 0, -9_000], ..RIGHT },
        ),
        event("event: closes what is owed", zero, Forged { open: false, ..RIGHT }),
        event(
            "event: undone twice",
            "an earlier event of the same loan, once",
            Forged { kind: "undone", undoes: "2", moves: [4_240, 0, -240, 4_000, 0], ..RIGHT },
        ),
        event(
            "event: undoes an undoing",
            "an earlier event of the same loan, once",
            Forged { kind: "undone", undoes: "3", ..RIGHT },
        ),
        event(
            "event: undoes what is not there",
            "an earlier event of the same loan, once",
            Forged { kind: "undone", undoes: "9", ..RIGHT },
        ),
        event("event: undoes less than it was", moves, Forged { kind: "undone", undoes: "4", moves: [100, 0, 0, 100, 0], ..RIGHT }),
        event("event: posted by nothing", "is posted by an entry", Forged { entry: "null", ..RIGHT }),
        event("event: posted by no entry there is", "the entry of an event is there", Forged { entry: "99", ..RIGHT }),
        event("event: posted before it happened", "not dated before it", Forged { entry: "8", ..RIGHT }),
        event("event: posted for somebody else", posts, Forged { entry: "17", ..RIGHT }),
        event(
            "event: added to a sealed meeting",
            "a sealed meeting is posted by a correction",
            Forged { on: "2026-12-10", meeting: "3", entry: "8", ..RIGHT },
        ),
        event(
            "event: another meeting's correction",
            "a sealed meeting is posted by a correction",
            Forged { on: "2026-12-10", meeting: "2", entry: "9", ..RIGHT },
        ),
        planned(
            "plan: for more than is owed",
            vec![instalment("insert", 1, 4, 1, 7_835)],
            Forged { kind: "rescheduled", moves: [0; 5], version: "4", entry: "null", ..RIGHT },
        ),
        planned("plan: of nothing", vec![], Forged { kind: "topped-up", moves: [100, 0, 0, 100, 0], version: "4", ..RIGHT }),
        planned("plan: agreed before", vec![], Forged { kind: "topped-up", moves: [100, 0, 0, 100, 0], version: "2", ..RIGHT }),
        Attack {
            name: "plan: nobody confirmed it",
            rules: vec![confirmed],
            sql: vec![
                instalment("insert", 1, 4, 1, 7_834),
                Forged { kind: "rescheduled", moves: [0; 5], version: "4", entry: "null", ..RIGHT }.sql(s),
            ],
        },
        attack("state: changed", "only by an event", "update loan_state set principal = 0 where book_id = 1 and loan_no = 1"),
        attack("state: closed", "only by an event", "update loan_state set open = false where book_id = 1 and loan_no = 1"),
        attack(
            "state: back",
            "only by an event",
            "update loan_state set event_no = 1, principal = 12000 where book_id = 1 and loan_no = 1",
        ),
        attack("state: removed", "is never removed", "delete from loan_state where book_id = 1"),
        attack(
            "state: invented",
            "only by an event",
            "insert into loan_state (book_id, loan_no, principal, lost, open, event_no) values (1, 5, 0, 0, false, 1)",
        ),
    ]
}

/// A share-out by raw SQL.
fn share_out(s: &Spelled, verb: &str, no: i64, id: Uuid, cycle: i64) -> String {
    format!(
        "{verb} into share_out (book_id, no, id, cycle_no, begun_by, begun_at) values (1, {no}, {}, {cycle}, {}, {NOW})",
        s.uuid(id),
        s.uuid(SREY)
    )
}

fn proposal(s: &Spelled, verb: &str, share_out: i64, no: i64, id: Uuid, counted: i64) -> String {
    format!(
        "{verb} into share_out_proposal (book_id, share_out_no, no, id, on_day, rule, round_to, counted, next_starts_on, digest, asked_by, asked_at)
         values (1, {share_out}, {no}, {}, '2026-12-30', 'x', 100, {counted}, '2027-01-01', {}, {}, {NOW})",
        s.uuid(id),
        s.bytes(&[7; 32]),
        s.uuid(SREY)
    )
}

/// A decision by raw SQL: word, proposal, pool, first and last entry, by whom.
fn decision(s: &Spelled, share_out: i64, word: &str, proposal: &str, pool: i64, entries: &str, by: Uuid) -> String {
    format!(
        "insert into share_out_decision (book_id, share_out_no, decision, proposal_no, pool, first_entry, last_entry, decided_by, decided_at)
         values (1, {share_out}, '{word}', {proposal}, {pool}, {entries}, {}, {NOW})",
        s.uuid(by)
    )
}

fn line(share_out: i64, party: i64, gross: i64) -> String {
    format!(
        "insert into share_out_line (book_id, share_out_no, party_no, savings, profit, gross, social, penalty, interest, principal, stays_owed, reinvested)
         values (1, {share_out}, {party}, 0, 0, {gross}, 0, 0, 0, 0, 0, 0)"
    )
}

fn payout(s: &Spelled, verb: &str, no: i64, id: Uuid, party: i64, entry: &str) -> String {
    format!(
        "{verb} into payout (book_id, no, id, party_no, on_day, savings, profit, fee, social_grant, penalty, interest, principal, stays_owed,
                             entry_no, recorded_by, recorded_at)
         values (1, {no}, {}, {party}, '2026-12-29', 0, 0, 0, 500, 0, 0, 0, 0, {entry}, {}, {NOW})",
        s.uuid(id),
        s.uuid(SREY)
    )
}

/// What was divided, and what was paid out.
fn divided(s: &Spelled) -> Vec<Attack> {
    let more = "a proposal takes nothing more";
    vec![
        attack("share-out: of a cycle that was shared out", "a cycle is shared out once", share_out(s, "insert", 3, FRESH, 1)),
        attack("share-out: of a cycle to come", "the present cycle", share_out(s, "insert", 3, FRESH, 3)),
        attack("share-out: a number left out", "the next number", share_out(s, "insert", 4, FRESH, 2)),
        attack("share-out: a key used again", "there already", share_out(s, "insert", 3, SHARED, 2)),
        attack("proposal: after the decision", "not decided", proposal(s, "insert", 2, 2, FRESH, 0)),
        attack("decision: twice", "there already", decision(s, 2, "cancelled", "null", 0, "null, null", DARA)),
        attack("decision: what was given up", "there already", decision(s, 1, "confirmed", "1", 0, "null, null", DARA)),
        attack("decision: on nothing", "that was begun", decision(s, 9, "cancelled", "null", 0, "null, null", DARA)),
        attack("line: one more", "takes no more lines", line(2, 3, 5)),
        attack(
            "count: one more note",
            more,
            "insert into share_out_count (book_id, share_out_no, proposal_no, value, pieces) values (1, 2, 1, 100, 1)",
        ),
        attack(
            "reinvest: one more",
            more,
            "insert into share_out_reinvest (book_id, share_out_no, proposal_no, party_no, amount) values (1, 2, 1, 2, 5)",
        ),
        attack("payout: twice", "there already", payout(s, "insert", 2, FRESH, 3, "null")),
        attack("payout: a number left out", "the next number", payout(s, "insert", 3, FRESH, 2, "null")),
        attack("payout: another's entry", "names it and has its day", payout(s, "insert", 2, FRESH, 2, "19")),
    ]
}

/// What is refused while a share-out is going on: the third, with two proposals.
fn begun(s: &Spelled) -> Vec<Attack> {
    let lent = "nothing is lent once the share-out has begun";
    let comes_to = "what is divided comes to what was there";
    let own = "the entries of a share-out name it";
    let after_line = |name, rule, sql: String| Attack { name, rules: vec![rule], sql: vec![line(3, 1, 500), sql] };
    vec![
        attack("begun: a loan", lent, loan(s, "insert", 5, FRESH, 2, "null")),
        attack("begun: an approved loan", lent, loan(s, "insert", 5, FRESH, 2, "4")),
        Attack {
            name: "begun: topped up",
            rules: vec![lent],
            sql: vec![
                instalment("insert", 1, 4, 1, 7_934),
                Forged { kind: "topped-up", moves: [100, 0, 0, 100, 0], version: "4", ..RIGHT }.sql(s),
            ],
        },
        attack("begun: another", "decided before another begins", share_out(s, "insert", 4, FRESH, 2)),
        attack("proposal: notes that make another sum", "make the sum counted", proposal(s, "insert", 3, 3, FRESH, 500)),
        attack("proposal: a number left out", "the next number", proposal(s, "insert", 3, 4, FRESH, 0)),
        attack("decision: by who proposed", "another officer confirms", decision(s, 3, "confirmed", "2", 0, "null, null", DARA)),
        attack("decision: on what was replaced", "the latest proposal", decision(s, 3, "confirmed", "1", 0, "null, null", DARA)),
        attack("decision: with another's entries", own, decision(s, 3, "confirmed", "2", 0, "15, 18", SREY)),
        after_line("decision: given up and divided", "divides nothing", decision(s, 3, "cancelled", "null", 0, "null, null", SREY)),
        after_line("decision: more than was there", comes_to, decision(s, 3, "confirmed", "2", 400, "null, null", SREY)),
        after_line("decision: divided, and not posted", comes_to, decision(s, 3, "confirmed", "2", 500, "null, null", SREY)),
    ]
}

/// What SQLite would put in the place of another row.
fn replaced(s: &Spelled) -> Vec<Attack> {
    if s.postgres {
        return Vec::new();
    }
    let again = "there already";
    let (srey, fresh) = (s.uuid(SREY), s.uuid(FRESH));
    let mut list = Vec::new();
    for verb in ["replace", "insert or replace", "insert or ignore"] {
        list.extend([
            attack("replace: loan", again, loan(s, verb, 1, FRESH, 2, "null")),
            attack("replace: loan by key", again, loan(s, verb, 5, LOAN, 2, "null")),
            attack("replace: event", "the next number", Forged { verb, no: 2, ..RIGHT }.sql(s)),
            attack(
                "replace: event of too much",
                "never below zero",
                Forged { verb, moves: [9_000, 0, 0, -9_000, 0], ..RIGHT }.sql(s),
            ),
            attack(
                "replace: event of nothing at all",
                "an event moves what its kind moves",
                Forged { verb, ..RIGHT }.sql(s).replace(", -100, 0,", ", null, 0,"),
            ),
            attack("replace: instalment", "an agreed plan", instalment(verb, 1, 1, 1, 5)),
            attack("replace: share-out", again, share_out(s, verb, 3, SHARED, 2)),
            attack("replace: proposal", again, proposal(s, verb, 2, 1, FRESH, 0)),
            attack("replace: payout", again, payout(s, verb, 1, LEFT, 3, "null")),
            attack("replace: payout of a member", again, payout(s, verb, 2, FRESH, 3, "null")),
        ]);
    }
    list.extend([
        attack(
            "replace: state",
            "only by an event",
            "replace into loan_state (book_id, loan_no, principal, lost, open, event_no) values (1, 1, 0, 0, 0, 6)",
        ),
        attack(
            "replace: guarantor",
            "no more guarantors",
            "replace into loan_guarantor (book_id, application_no, party_no) values (1, 1, 3)",
        ),
        attack(
            "replace: count",
            "nothing more",
            "replace into share_out_count (book_id, share_out_no, proposal_no, value, pieces) values (1, 2, 1, 20000, 9)",
        ),
        attack(
            "replace: reinvest",
            "nothing more",
            "replace into share_out_reinvest (book_id, share_out_no, proposal_no, party_no, amount) values (1, 2, 1, 1, 9)",
        ),
        attack("replace: line", "no more lines", line(2, 1, 9).replacen("insert", "replace", 1)),
        attack(
            "replace: decision",
            again,
            decision(s, 2, "cancelled", "null", 0, "null, null", DARA).replacen("insert", "replace", 1),
        ),
        attack("replace: cycle", again, "replace into cycle (book_id, no, constitution, starts_on) values (1, 1, 1, '2026-02-01')"),
        attack(
            "replace: request",
            again,
            format!(
                "replace into loan_request (book_id, no, id, loan_no, kind, on_day, reason, asked_by, asked_at)
                     values (1, 4, {}, 1, 'write-off', '2026-12-30', 'x', {srey}, {NOW})",
                s.uuid(REQUEST)
            ),
        ),
        attack(
            "loan: on no day",
            "a day is written",
            format!(
                "insert into loan (book_id, no, id, party_no, given_on, terms, cycle_no) values (1, 5, {fresh}, 1, 'soon', 'x', 1)"
            ),
        ),
        attack("event: on no day", "a day is written", Forged { on: "2026-12-2", ..RIGHT }.sql(s)),
        attack("event: neither open nor closed", "is open", Forged { ..RIGHT }.sql(s).replace(", true,", ", 7,")),
    ]);
    list
}

#[tokio::test]
async fn whoever_tampers_with_loans_and_share_outs_is_refused() {
    each_engine(|base| async move {
        prepare(&base.db).await;
        lend(&base.db).await;
        clean(&base.db).await;
        let s = Spelled { postgres: base.db.engine() == Engine::Postgres };
        let mut attacks = kept(&s);
        attacks.extend(lending(&s));
        attacks.extend(events(&s));
        attacks.extend(divided(&s));
        attacks.extend(replaced(&s));
        try_all(&base, &attacks).await;
        clean(&base.db).await;

        let mut tx = base.db.write().await.unwrap();
        begin(&mut tx, 3, 2).await;
        propose(&mut tx, 3, 1, SREY).await;
        propose(&mut tx, 3, 2, DARA).await;
        tx.commit().await.unwrap();
        try_all(&base, &begun(&s)).await;
        clean(&base.db).await;

        // … and when it is given up, what was approved can be lent.
        let mut tx = base.db.write().await.unwrap();
        cancel(&mut tx, 3).await;
        begin(&mut tx, 4, 2).await;
        cancel(&mut tx, 4).await;
        tx.commit().await.unwrap();
        clean(&base.db).await;
    })
    .await;
}

/// On PostgreSQL the application's role lends and shares out, and cannot touch where a loan stands.
#[tokio::test]
async fn the_application_role_can_lend_and_nothing_else() {
    each_engine(|base| async move {
        let Some(server) = &base.server else { return };
        prepare(&base.db).await;
        let mut owner = PgConnection::connect(&base.url).await.unwrap();
        owner.execute(AssertSqlSafe(store::ROLES)).await.unwrap();
        let login = format!("clerk_{}", Uuid::now_v7().simple());
        let role = format!("create role {login} login password 'clerk' in role sansom_application");
        owner.execute(AssertSqlSafe(role)).await.unwrap();
        let (_, address) = server.split_once('@').unwrap();
        let url = beside(&format!("postgres://{login}:clerk@{address}"), base.url.rsplit_once('/').unwrap().1);
        let clerk = Db::open(&url).await.unwrap();
        lend(&clerk).await;
        for sql in [
            "update loan_state set principal = 0",
            "insert into loan_state values (1, 5, 0, 0, false, 1)",
            "delete from loan_event",
            "update loan set purpose = 'x'",
            "update share_out_line set gross = 0",
            "truncate payout",
        ] {
            let mut tx = clerk.write().await.unwrap();
            let error = tx.run(sql, ()).await.expect_err(sql).to_string();
            assert!(error.contains("permission denied"), "{sql}: {error}");
        }
        clerk.close().await;
        clean(&base.db).await;
        owner.execute(AssertSqlSafe(format!("drop role {login}"))).await.unwrap();
    })
    .await;
}

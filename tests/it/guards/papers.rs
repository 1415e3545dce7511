//! What the register of papers withstands, and that `check` finds what somebody changed behind its guards.
use super::{Attack, Spelled, attack, found::finds, try_all};
use crate::support::{
    book::{BOOK, SREY, clean, prepare},
    databases::{each_engine, sqlite},
};
use chrono::Utc;
use ledger::{EntryNo, PartyNo};
use sansom::{
    papers::{
        keys::PaperKey,
        press::Press,
        register::{Issued, Printing, Wanted, issue},
    },
    store::{Db, Engine},
};
use uuid::Uuid;

const NOW: &str = "'2026-11-21 00:00:00+00:00'";

/// Passbooks of parties 1 and 2 and a receipt of entry 2, printed after entry 6.
async fn print(db: &Db) -> Vec<Issued> {
    let press = Press::new(PaperKey::from_secret(&[7; 32]), "http://sansom.test".into());
    let passbook = |party: i64| Wanted::Passbook { party: PartyNo(party), pages: vec!["a".into(), "b".into()] };
    let wanted = [passbook(1), passbook(2), Wanted::Receipt { party: PartyNo(1), entry: EntryNo(2) }];
    let printing = Printing { book: BOOK, through: EntryNo(6), by: Some(SREY), at: Utc::now() };
    let mut tx = db.write().await.unwrap();
    let issued = issue(&mut tx, &press, printing, &wanted).await.unwrap();
    tx.commit().await.unwrap();
    issued
}

/// A row of the register, right in everything that is not changed.
fn paper(verb: &str, code: &str, kind: &str, party: i64, entry: i64, pages: &str) -> String {
    format!(
        "{verb} into paper (book_id, code, kind, party_no, entry_no, payload, pages, printed_at)
         values (1, '{code}', '{kind}', {party}, {entry}, 'X', {pages}, {NOW})"
    )
}

fn attacks(s: &Spelled, printed: &Issued) -> Vec<Attack> {
    let code = printed.code.plain();
    let there = "it is there already";
    let key = |verb: &str, id: &str, bytes: &[u8]| {
        format!("{verb} into paper_key (id, public_key, recorded_at) values ('{id}', {}, {NOW})", s.bytes(bytes))
    };
    let own = PaperKey::from_secret(&[7; 32]).public();
    let check = |name, sql| Attack { name, sql: vec![sql], rules: vec!["CHECK", "check constraint"] };
    let mut list = vec![
        attack("paper: changed", "a paper is never changed", "update paper set payload = 'X'"),
        attack("paper: of another", "a paper is never changed", "update paper set party_no = 3"),
        attack("paper: removed", "a paper is never removed", "delete from paper"),
        attack("paper: of nobody", "a paper is of a member of its book", paper("insert", "000000000001", "passbook", 9, 6, "'[]'")),
        attack("paper: of an entry to come", "of an entry that stands", paper("insert", "000000000001", "passbook", 1, 7, "'[]'")),
        attack("paper: receipt of nothing", "of an entry that stands", paper("insert", "000000000001", "receipt", 1, 0, "null")),
        attack("paper: twice", there, paper("insert", &code, "passbook", 1, 6, "'[]'")),
        check("paper: a passbook without pages", paper("insert", "000000000001", "passbook", 1, 6, "null")),
        check("paper: a receipt with pages", paper("insert", "000000000001", "receipt", 1, 2, "'[]'")),
        check("paper: another kind", paper("insert", "000000000001", "poster", 1, 2, "null")),
        check("paper: a short code", paper("insert", "1", "receipt", 1, 2, "null")),
        attack("key: changed", "a key is never changed", format!("update paper_key set public_key = {}", s.bytes(&[1; 32]))),
        attack("key: removed", "a key is never removed", "delete from paper_key"),
        attack("key: of the same name", there, key("insert", &own.id().to_string(), &[1; 32])),
        attack("key: under another name", there, key("insert", "00000000", own.as_bytes())),
        check("key: too short", key("insert", "00000000", &[1; 31])),
    ];
    if s.postgres {
        list.push(attack("paper: truncated", "a paper is never removed", "truncate paper cascade"));
        list.push(attack("key: truncated", "a key is never removed", "truncate paper_key cascade"));
    } else {
        list.push(attack("paper: replaced", there, paper("replace", &code, "passbook", 1, 6, "'[]'")));
        list.push(attack("key: replaced", there, key("replace", &own.id().to_string(), &[1; 32])));
        list.push(attack("paper: pages that are none", "are a list", paper("insert", "000000000001", "passbook", 1, 6, "'a'")));
    }
    list
}

#[tokio::test]
async fn whoever_tampers_with_papers_is_refused() {
    each_engine(|base| async move {
        prepare(&base.db).await;
        let issued = print(&base.db).await;
        clean(&base.db).await;
        let s = Spelled { postgres: base.db.engine() == Engine::Postgres };
        try_all(&base, &attacks(&s, &issued[0])).await;
        clean(&base.db).await;
        assert_eq!(print(&base.db).await, issued, "the same state, the same papers");
    })
    .await;
}

#[tokio::test]
async fn check_finds_papers_that_the_books_contradict() {
    sqlite(|base| async move {
        prepare(&base.db).await;
        let issued = print(&base.db).await;
        clean(&base.db).await;
        let [first, second, receipt] = [&issued[0].code, &issued[1].code, &issued[2].code].map(|code| code.plain());
        // A payload of the right shape that nobody signed.
        let forged = {
            let mut paper = domain::papers::Signed::read(&issued[0].payload).unwrap();
            paper.signature[9] ^= 1;
            paper.payload()
        };
        let of = |code: &str, change: &str| format!("update paper set {change} where code = '{code}'");
        let tampered = [
            (of(&first, "payload = 'ABC'"), format!("paper {first}: its payload cannot be read")),
            (of(&first, &format!("payload = '{forged}'")), format!("paper {first}: its signature does not fit")),
            (of(&first, "party_no = 3"), format!("paper {first}: its payload is of another paper")),
            (of(&second, "entry_no = 5"), format!("paper {second}: its payload is of another paper")),
            (of(&second, "code = '000000000000'"), "paper 000000000000: its payload is of another paper".into()),
            ("delete from paper_key".into(), format!("paper {receipt}: it is signed by a key that is not known")),
            (format!("update paper_key set public_key = x'{}'", "01".repeat(32)), "it is no key of that name".into()),
            (
                "update posting set quantity = -20000 where entry_no = 2 and account = 2010".into(),
                format!("paper {receipt}: its figures are not what was posted by then"),
            ),
            (
                "update posting set quantity = -20000 where entry_no = 2 and account = 2010".into(),
                format!("paper {first}: its figures are not what was posted by then"),
            ),
            (
                format!("update entry set hash = x'{}' where no = 6", "ab".repeat(32)),
                format!("paper {second}: entry 6 is not the one that it names"),
            ),
            ("update paper set book_id = 7".into(), "paper: 3 rows belong to nothing".into()),
        ];
        let tampered: Vec<(&str, &str)> = tampered.iter().map(|(sql, found)| (sql.as_str(), found.as_str())).collect();
        finds(&base, &tampered).await;
    })
    .await;
}

/// Somebody else's key does not change what is known of the own one.
#[tokio::test]
async fn papers_of_an_earlier_key_stay_good() {
    each_engine(|base| async move {
        prepare(&base.db).await;
        let issued = print(&base.db).await;
        let press = Press::new(PaperKey::from_secret(&[8; 32]), "http://sansom.test".into());
        let printing = Printing { book: BOOK, through: EntryNo(6), by: None, at: Utc::now() };
        let wanted = [Wanted::Passbook { party: PartyNo(1), pages: vec!["c".into()] }];
        let mut tx = base.db.write().await.unwrap();
        let later = issue(&mut tx, &press, printing, &wanted).await.unwrap();
        let last = sansom::papers::register::last_passbooks(&mut tx, BOOK).await.unwrap();
        tx.commit().await.unwrap();
        assert_ne!(later[0].code, issued[0].code);
        assert_eq!((last[&PartyNo(1)].pages.as_slice(), last[&PartyNo(2)].pages.len(), last.len()), (&["c".to_owned()][..], 2, 2));
        clean(&base.db).await;
        // What was never printed is no paper: an entry that is not there, one that did not touch her.
        for wanted in [
            Wanted::Receipt { party: PartyNo(1), entry: EntryNo(99) },
            Wanted::Receipt { party: PartyNo(2), entry: EntryNo(2) },
            Wanted::Passbook { party: PartyNo(0), pages: vec![] },
        ] {
            let mut tx = base.db.write().await.unwrap();
            assert!(issue(&mut tx, &press, printing, std::slice::from_ref(&wanted)).await.is_err(), "{wanted:?}");
        }
        assert_eq!(Uuid::from_u128(0xb00c), issued[0].claim.book());
    })
    .await;
}

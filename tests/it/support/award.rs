//! An award with something of everything that can happen under it, written by the one road there is, by people whose
//! offices are their numbers.
use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::grants::{
    Applicant, Ask, Refusal, Terms, Who, Why,
    acts::{AgeBand, Business, Means, Operating, PlanLine, Purpose, Receipt, Seen, Source, Step, Tranche, Visiting},
    codes::Code,
};
use sansom::{
    awards::{
        store::{self, AwardRow},
        write::{self, Outcome, Wish},
    },
    groups::store as groups,
    meetings::seal::Act,
    members::store::{self as members, Person},
    store::{BookId, Db, Tx, add_party},
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

pub const CODE: &str = "SG-2026";
pub const TERMS: &str = r#"
code = "SG-2026"
name_km = "ជំនួយតូច"
name_latin = "Small grants"
donor = "Donor"
organisation = "CCPCR"
dated = "2026-01-01"
from = "2026-01-01"
to = "2026-12-31"
currency = "USD"
amount = 1800000
ineligible = ["alcohol"]
[[line]]
code = "families"
name_km = "គ្រួសារ"
name_latin = "Grants to families"
kind = "grants"
amount = 1200000
[[line]]
code = "coded"
name_km = ""
name_latin = "Small grants by code"
kind = "coded-grants"
amount = 300000
[[line]]
code = "office"
name_km = ""
name_latin = "Office"
kind = "cost"
amount = 300000
[[package]]
line = "families"
count = 60
each = 20000
[[package]]
line = "coded"
count = 10
each = 30000
"#;

/// A picture for whoever only asks for its digest.
pub const PICTURE: &[u8] = b"\xff\xd8\xff a receipt";

/// An office as a person.
pub fn who(office: &str) -> Uuid {
    Uuid::from_u128(0xe000 + office.bytes().fold(0_u128, |sum, byte| sum * 31 % 0xfff_ffff + u128::from(byte)))
}

pub fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

fn act(office: &str) -> Act {
    Act { by: who(office), at: now(), today: day(12, 31) }
}

pub fn now() -> DateTime<Utc> {
    day(12, 31).and_hms_opt(3, 0, 0).unwrap().and_utc()
}

/// The award while things happen: a day passes after each.
pub struct Desk<'a> {
    pub tx: &'a mut Tx,
    pub award: AwardRow,
    pub on: NaiveDate,
    keys: u128,
}

impl<'a> Desk<'a> {
    pub async fn of(tx: &'a mut Tx) -> Desk<'a> {
        let award = store::award(tx, CODE).await.unwrap().unwrap();
        Desk { tx, award, on: day(2, 1), keys: 0xac00 }
    }

    pub async fn tries(&mut self, office: &str, ask: &Ask) -> Outcome {
        self.keys += 1;
        let wish = Wish { key: Uuid::from_u128(self.keys), day: self.on, ask };
        write::ask(self.tx, &self.award, &wish, act(office)).await.unwrap()
    }

    pub async fn does(&mut self, office: &str, ask: Ask) -> i64 {
        match self.tries(office, &ask).await {
            Outcome::Written(no) => {
                self.on = self.on + Days::new(1);
                no
            }
            other => panic!("{ask:?}: {other:?}"),
        }
    }

    pub async fn refused(&mut self, office: &str, ask: Ask, why: Why) {
        match self.tries(office, &ask).await {
            Outcome::Refused(all) => assert!(all.contains(&Refusal { row: None, why }), "{ask:?}: {all:?}"),
            other => panic!("{ask:?}: {other:?}"),
        }
    }

    /// A voucher through its five hands.
    pub async fn pays(&mut self, voucher: i64, purpose: Purpose, paid: i64, means: Means) {
        let (currency, source) = ("USD".to_owned(), Source::Bank);
        self.does("officer", Ask::Prepare { purpose, currency, paid, source, means, quotations: 3 }).await;
        for (office, step) in
            [("finance", Step::Checked), ("manager", Step::Approved), ("cashier", Step::Paid), ("bookkeeper", Step::Recorded)]
        {
            let (pays, transfer) = (step == Step::Paid, means == Means::Transfer);
            let reference = if pays && transfer { "TT 7".to_owned() } else { String::new() };
            self.does(office, Ask::Step { voucher, step, reference, witness: pays && means == Means::Cash }).await;
        }
    }

    pub async fn files(&mut self, voucher: i64, number: &str, amount: i64, sealed: bool) -> i64 {
        let bytes = [PICTURE, number.as_bytes()].concat();
        let hash: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        if !sealed {
            upload(self.tx, self.award.book.0, &bytes).await;
        }
        let (supplier, number) = if sealed { ("", "") } else { ("Market", number) };
        let receipt =
            Receipt { no: 0, supplier: supplier.into(), number: number.into(), day: self.on, amount, lines: vec![], hash, sealed };
        self.does("officer", Ask::File { voucher, receipt }).await
    }
}

/// Keeps a scan of an award.
pub async fn upload(tx: &mut Tx, book: i64, bytes: &[u8]) {
    let hash = Sha256::digest(bytes).to_vec();
    // Twice: what is kept already stays as it is.
    for _ in 0..2 {
        store::add_upload(tx, BookId(book), &hash, "image/jpeg", bytes, who("officer"), now()).await.unwrap();
    }
}

pub fn family(party: i64, person: Uuid) -> Ask {
    let applicant = Applicant::Family {
        person,
        household: "HH-1".into(),
        phone: String::new(),
        account: String::new(),
        village: "20010101".into(),
        place: None,
    };
    let plan = vec![PlanLine { what: "chicks".into(), amount: 15_000 }, PlanLine { what: "feed".into(), amount: 7_000 }];
    Ask::Apply { party, line: "families".into(), applicant, business: Business::Poultry, asked: 20_000, own: 2_000, plan }
}

pub fn coded(party: i64) -> Ask {
    let applicant = Applicant::Coded {
        code: Some(Code::new([1, 2, 3, 4, 5, 6, 7])),
        provider: "CCPCR".into(),
        sex: None,
        age: Some(AgeBand::From25),
        province: "20".into(),
        consent: false,
    };
    let plan = vec![PlanLine { what: String::new(), amount: 30_000 }];
    Ask::Apply { party, line: "coded".into(), applicant, business: Business::Shop, asked: 30_000, own: 0, plan }
}

/// Screened, appraised, decided, signed in these tranches of cash.
pub async fn agree(desk: &mut Desk<'_>, grant: i64, tranches: &[i64]) {
    desk.does("monitor", Ask::Screen { grant, passed: true, reason: String::new() }).await;
    desk.does("monitor", Ask::Appraise { grant, score: 80, passed: true }).await;
    let members = vec![Who::User(who("chief")), Who::User(who("monitor")), Who::User(who("manager"))];
    let approved = Some(tranches.iter().sum());
    desk.does("manager", Ask::Rule { grant, minute: "12/2026".into(), members, rank: 1, approved }).await;
    let from = desk.on;
    let tranches = tranches.iter().map(|&amount| Tranche { amount, from, means: Means::Cash }).collect();
    desk.does("manager", Ask::Agree { grant, tranches, witness: true }).await;
}

pub fn visit(grant: i64, tranche: usize) -> Ask {
    Ask::Visit {
        grant,
        visiting: Visiting::Verification { tranche },
        seen: Seen::All,
        operating: Operating::Runs,
        sales: None,
        jobs: None,
        picture: None,
        safe: None,
    }
}

/// The award in an empty book; with the person who applies for the first grant.
pub async fn begin(tx: &mut Tx) -> Uuid {
    let organisation = match groups::organisation(tx, "CCPCR").await.unwrap() {
        Some(found) => found.id,
        None => groups::add_organisation(tx, "CCPCR", "ស", "CCPCR").await.unwrap(),
    };
    let terms = Terms::read(TERMS).unwrap();
    store::begin(tx, &terms, TERMS, false, who("administrator"), now()).await.unwrap();
    members::add_person(tx, organisation, &somebody()).await.unwrap()
}

fn somebody() -> Person {
    Person {
        names: domain::people::Names {
            family_km: "សុខ".into(),
            given_km: "ស្រី".into(),
            family_latin: "SOK".into(),
            given_latin: "Srey".into(),
        },
        sex: None,
        birth_year: None,
        id_poor: None,
        phone: String::new(),
        village_code: String::new(),
    }
}

/// Grant 1 of a family, paid in two tranches and closed; grant 2 under a code, one tranche paid and one voucher voided;
/// costs of the office, one of them reversed. Vouchers: 1, 2 of grant 1; 3 voided, 4 of grant 2; 5 reversed; 6 made out.
pub async fn keep(db: &Db) {
    let mut tx = db.write().await.unwrap();
    let person = begin(&mut tx).await;
    let award = store::award(&mut tx, CODE).await.unwrap().unwrap();
    for _ in 0..2 {
        add_party(&mut tx, award.book, Uuid::now_v7()).await.unwrap();
    }
    let mut desk = Desk::of(&mut tx).await;
    let desk = &mut desk;
    desk.does("finance", Ask::Receive { amount: 1_000_000, reference: "TT 1".into() }).await;
    desk.does("finance", Ask::NoteRate { currency: "KHR".into(), per_million: 40_800_000, source: "NBC".into() }).await;
    for line in ["families", "coded"] {
        desk.does("manager", Ask::Call { line: line.into(), until: day(12, 31) }).await;
    }
    desk.does("advisor", family(1, person)).await;
    agree(desk, 1, &[12_000, 8_000]).await;
    desk.pays(1, Purpose::Tranche { grant: 1, tranche: 0 }, 12_000, Means::Cash).await;
    desk.files(1, "A-1", 12_000, false).await;
    desk.does("monitor", visit(1, 0)).await;
    desk.pays(2, Purpose::Tranche { grant: 1, tranche: 1 }, 8_000, Means::Cash).await;
    desk.does("finance", Ask::Close { grant: 1, verified: 18_000, returned: 1_500, disallowed: 500, exit: None }).await;

    desk.does("liaison", coded(2)).await;
    agree(desk, 2, &[30_000]).await;
    let purpose = Purpose::Tranche { grant: 2, tranche: 0 };
    let prepare = |purpose| Ask::Prepare {
        purpose,
        currency: "USD".into(),
        paid: 30_000,
        source: Source::Bank,
        means: Means::Cash,
        quotations: 0,
    };
    desk.does("officer", prepare(purpose.clone())).await;
    desk.does("officer", Ask::Void { voucher: 3, reason: "amount".into() }).await;
    desk.pays(4, purpose, 30_000, Means::Cash).await;
    desk.files(4, "sealed", 30_000, true).await;
    let cost = || Purpose::Cost { line: "office".into(), persons: None, help: None, what: "paper".into() };
    desk.pays(5, cost(), 4_000, Means::Transfer).await;
    desk.does("bookkeeper", Ask::Reverse { voucher: 5, reason: "another month".into() }).await;
    let (currency, source, means) = ("USD".to_owned(), Source::Bank, Means::Transfer);
    desk.does("officer", Ask::Prepare { purpose: cost(), currency, paid: 2_500, source, means, quotations: 0 }).await;
    desk.does("auditor", Ask::Sight { receipt: 2 }).await;
    tx.commit().await.unwrap();
}

//! What it costs that a bank is told from its acts: a bank of 60 families after one season and after ten.
use super::{Fallible, found, median, page_of, row, world};
use domain::banks::{
    Ask, Party, Rules,
    ask::{LendRow, RepayRow},
    rules::Purpose,
};
use sansom::{
    app::Clock,
    banks::{
        store::{self, BankRow, NewBank},
        write::{self, Outcome, Wish},
    },
    groups::store as groups,
    guard::{Role, RoleOn, Scope},
    meetings::seal::Act,
    store::{Db, Tx},
    users::store as users,
};
use std::{
    path::Path,
    time::{Duration, Instant},
};
use uuid::Uuid;

const FAMILIES: i64 = 60;

/// A bank with everything that was written at it, and who wrote.
struct Kept {
    db: Db,
    group: groups::Group,
    bank: BankRow,
    by: Uuid,
}

pub(super) async fn measure(folder: &Path) -> Fallible<bool> {
    let (young, old) = (kept(&folder.join("young.db"), 1).await?, kept(&folder.join("old.db"), 10).await?);
    let told = [tell(&young).await?, tell(&old).await?];
    let measured = format!("{:.2} ms and {:.2} ms", told[0].as_secs_f64() * 1e3, told[1].as_secs_f64() * 1e3);
    let growth = told[1].as_secs_f64() / told[0].as_secs_f64();
    let what = "telling a bank of 60 families after one season and after ten (1,200 loans lent and repaid)";
    let told = row(what, &format!("{measured}: {growth:.1} ×"), "under 10 ×", growth < 10.0);
    let sheet = page_of(&old.db, &format!("/banks/{}/lending", old.bank.code)).await?;
    let first = page_of(&young.db, &format!("/banks/{}/lending", young.bank.code)).await?;
    let growth = sheet.as_secs_f64() / first.as_secs_f64();
    let measured = format!("{:.2} ms against {:.2} ms: {growth:.2} ×", sheet.as_secs_f64() * 1e3, first.as_secs_f64() * 1e3);
    let page = row("the sheet of its lending day, after ten seasons against after one", &measured, "under 4 ×", growth < 4.0);
    Ok(told && page)
}

/// A bank that lent to 60 families in so many seasons and got everything back.
async fn kept(file: &Path, seasons: u64) -> Fallible<Kept> {
    let (db, first, by) = world(file).await?;
    let mut tx = db.write().await?;
    let group = found(&mut tx, first.organisation_id, "B-1", by, FAMILIES).await?;
    users::set_roles(&mut tx, by, &[RoleOn { role: Role::Treasurer, scope: Scope::Group(group.book.0) }]).await?;
    store::ensure_goods(&mut tx, &[]).await?;
    let rules = include_str!("../../fixtures/banks/schemes/cws.toml").replace("due = \"harvest\"", "due = { months = 6 }");
    let rules = Rules::parse(&rules, &store::goods(&mut tx).await?).map_err(|error| format!("{error:?}"))?;
    let new = NewBank {
        id: Uuid::now_v7(),
        code: "B-1-RB".into(),
        name_km: String::new(),
        name_latin: "Rice bank".into(),
        village_code: String::new(),
        opened_on: Clock::System.today() - chrono::Days::new(2500),
        rules,
    };
    let bank = store::found(&mut tx, &group, &new, by, Clock::System.now()).await?;
    let kept = Kept { db: db.clone(), group, bank, by };
    let begun = Clock::System.today() - chrono::Days::new(2400);
    let good = || "PADDY".to_owned();
    let donate = Ask::Donate { good: good(), quantity: 8_000_000, capital: true, from: "Programme".into() };
    kept.write(&mut tx, begun, &donate).await?;
    for season in 0..seasons {
        let day = begun + chrono::Days::new(1 + season * 200);
        let borrow = |party| LendRow { party: Party(party), quantity: 100_000, guarantors: vec![] };
        let lend = Ask::Lend { good: good(), purpose: Purpose::Food, season: None, rows: (1..=FAMILIES).map(borrow).collect() };
        kept.write(&mut tx, day, &lend).await?;
        let bring = |at| RepayRow {
            loan: season as i64 * FAMILIES + at,
            weighed: Some(120_000),
            moisture_tenths: Some(140),
            foreign_tenths: None,
            money: None,
        };
        let repay = Ask::Repay { good: good(), agreed: None, market: None, rows: (1..=FAMILIES).map(bring).collect() };
        kept.write(&mut tx, day + chrono::Days::new(150), &repay).await?;
    }
    tx.commit().await?;
    Ok(kept)
}

impl Kept {
    async fn write(&self, tx: &mut Tx, day: chrono::NaiveDate, ask: &Ask) -> Fallible {
        let act = Act { by: self.by, at: Clock::System.now(), today: Clock::System.today() };
        let wish = Wish { key: Uuid::now_v7(), day, known: true, ask };
        match write::ask(tx, &self.group, &self.bank, &wish, act).await.map_err(|error| error.to_string())? {
            Outcome::Written(..) => Ok(()),
            other => Err(format!("{other:?}").into()),
        }
    }
}

/// The median time of reading a bank and telling what it has.
async fn tell(kept: &Kept) -> Fallible<Duration> {
    let mut times = Vec::new();
    for _ in 0..60 {
        let begun = Instant::now();
        let mut tx = kept.db.read().await?;
        let bank = store::load(&mut tx, &kept.bank, &kept.group).await?;
        let state = bank.state(Clock::System.today()).map_err(|flaw| format!("{flaw:?}"))?;
        times.push(begun.elapsed());
        if state.loans.is_empty() {
            return Err("a bank without its loans".into());
        }
    }
    Ok(median(times))
}

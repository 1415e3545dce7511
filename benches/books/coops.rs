//! What a cooperative of 200 members costs that is told from its acts: loading it and writing one act more, and a delivery
//! day at the scale from the first delivery to the two hundredth.
use super::{Fallible, joined, median, page_of, row, world};
use domain::coops::{
    Ask, Kind,
    acts::{Flow, Inspection, Outcome as Judged},
    ask::{AskDelivery, Pay},
};
use http_body_util::BodyExt;
use sansom::{
    app::{App, Clock, Settings},
    coops::{
        store::{self, CoopRow, NewCoop},
        write::{self, Outcome, Wish},
    },
    groups::store::{self as groups, NewInstitution},
    guard::{Role, RoleOn, Scope},
    meetings::seal::Act,
    store::{Db, Tx},
    users::{password, store as users},
    web,
};
use std::{
    path::Path,
    time::{Duration, Instant},
};
use tower::ServiceExt;
use uuid::Uuid;

const MEMBERS: i64 = 200;
/// Days before today on which deliveries of the past lie.
const PAST: u64 = 60;

/// A cooperative with everything that was written at it, and who wrote.
struct Kept {
    db: Db,
    group: groups::Group,
    coop: CoopRow,
    by: Uuid,
}

pub(super) async fn measure(folder: &Path) -> Fallible<bool> {
    let (young, old) = (kept(&folder.join("mill-young.db"), 1_000).await?, kept(&folder.join("mill-old.db"), 5_000).await?);
    let loaded = [load(&young).await?, load(&old).await?];
    let growth = loaded[1].as_secs_f64() / loaded[0].as_secs_f64();
    let what = "loading a cooperative of 200 members with 5,000 acts, against one with 1,000";
    let mut all = row(what, &against(loaded, growth), "under 8 ×", growth < 8.0);
    let written = [write(&young).await?, write(&old).await?];
    let growth = written[1].as_secs_f64() / written[0].as_secs_f64();
    let what = "writing the 5,001st act of it, durable, against the 1,001st";
    all &= row(what, &against(written, growth), "under 8 ×", growth < 8.0);
    let day = deliveries(&young).await?;
    let [tenth, last] = [median(day[5..15].to_vec()), median(day[190..].to_vec())];
    let growth = last.as_secs_f64() / tenth.as_secs_f64();
    let what = "a delivery at the scale, sent and answered, durable: the 200th of the day against the 10th";
    all &= row(what, &against([tenth, last], growth), "under 1.5 ×", growth < 1.5);
    let page = page_of(&young.db, &format!("/coops/{}/deliveries", young.coop.code)).await?;
    let notes = page_of(&young.db, &format!("/coops/{}/deliveries/all", young.coop.code)).await?;
    let ratio = page.as_secs_f64() / notes.as_secs_f64();
    let what = "the page at the scale on a day of 200 deliveries, against the list of all of them";
    Ok(all & row(what, &against([notes, page], ratio), "under 3 ×", ratio < 3.0))
}

/// Two times, the second measured by the first.
fn against([first, second]: [Duration; 2], ratio: f64) -> String {
    format!("{:.2} ms against {:.2} ms: {ratio:.2} ×", second.as_secs_f64() * 1e3, first.as_secs_f64() * 1e3)
}

fn paddy(organic: bool) -> Kind {
    Kind { crop: "PADDY".into(), grade: String::new(), organic }
}

fn delivered(party: i64) -> Ask {
    Ask::Deliver(AskDelivery {
        party,
        plot: None,
        kind: paddy(false),
        gross: 52_500,
        tare: 500,
        moisture_tenths: Some(150),
        foreign_tenths: None,
        taken_off: vec![],
        offset: None,
        pay: Pay::Now,
    })
}

/// A cooperative of 200 members with shares and plots, whose deliveries of days gone by make so many acts.
async fn kept(file: &Path, acts: usize) -> Fallible<Kept> {
    let (db, first, by) = world(file).await?;
    let today = Clock::System.today();
    let begun = today - chrono::Days::new(PAST + 10);
    let mut tx = db.write().await?;
    let institution = NewInstitution {
        id: Uuid::now_v7(),
        organisation_id: first.organisation_id,
        code: "M-1".into(),
        name_km: String::new(),
        name_latin: "M-1".into(),
        village_code: String::new(),
        founded_on: begun,
        demo: true,
        saves: false,
    };
    let book = groups::found_institution(&mut tx, &institution, ledger::Commodity::KHR).await?;
    joined(&mut tx, (first.organisation_id, book), MEMBERS, begun).await?;
    let group = groups::group(&mut tx, "M-1").await?.ok_or("the group was founded")?;
    users::set_roles(&mut tx, by, &[RoleOn { role: Role::Treasurer, scope: Scope::Group(group.book.0) }]).await?;
    let new = NewCoop {
        id: Uuid::now_v7(),
        code: "MILL".into(),
        kind: "cooperative".into(),
        name_km: String::new(),
        name_latin: "Rice mill".into(),
        village_code: String::new(),
        opened_on: begun,
        laws: "shares = { par = 20000 }\norganic = { tolerance_percent = 10 }\n".into(),
    };
    let coop = store::found(&mut tx, &group, &new, by, Clock::System.now()).await?;
    let mut asks = vec![Ask::Money { flow: Flow::Grant, amount: 900_000_000, memo: String::new() }];
    asks.extend([true, false].map(|organic| Ask::SetPrice { kind_of: paddy(organic), amount: 1_000 }));
    for party in 1..=MEMBERS {
        asks.push(Ask::BuyShares { party, shares: 5 });
        let (name, crop) = ("by the canal".to_owned(), "PADDY".to_owned());
        asks.push(Ask::NotePlot { plot: None, party, name, area: 10_000, crop, forbidden_on: None });
        let inspector = "inspector".to_owned();
        let (outcome, faults) = (Judged::Passed, vec![]);
        asks.push(Ask::Inspect(Inspection {
            plot: party,
            inspector,
            score: 80,
            outcome,
            until: None,
            faults,
            estimate: 2_000_000,
        }));
    }
    let deliveries = acts - asks.len();
    let wish = |ask, day| Wish { key: Uuid::now_v7(), day, known: true, ask };
    let past: Vec<Ask> = (1..=MEMBERS).map(delivered).collect();
    let mut wishes: Vec<Wish<'_>> = asks.iter().map(|ask| wish(ask, begun)).collect();
    wishes.extend((0..deliveries).map(|at| {
        let day = begun + chrono::Days::new(1 + at as u64 * PAST / deliveries as u64);
        wish(&past[at % past.len()], day)
    }));
    let act = Act { by, at: Clock::System.now(), today };
    match write::bring(&mut tx, &group, &coop, &wishes, act).await.map_err(|error| error.to_string())? {
        Ok(brought) if brought.new == acts => {}
        other => return Err(format!("{other:?}").into()),
    }
    tx.commit().await?;
    Ok(Kept { db, group, coop, by })
}

/// The median time of reading a cooperative and telling how it stands.
async fn load(kept: &Kept) -> Fallible<Duration> {
    let mut times = Vec::new();
    for _ in 0..40 {
        let begun = Instant::now();
        let mut tx = kept.db.read().await?;
        let coop = store::load(&mut tx, &kept.coop, &kept.group).await?;
        let state = coop.state(Clock::System.today()).map_err(|flaw| format!("{flaw:?}"))?;
        times.push(begun.elapsed());
        if state.deliveries.is_empty() {
            return Err("a cooperative without its deliveries".into());
        }
    }
    Ok(median(times))
}

/// The median time of writing one act more, each durable; it is about nothing that a delivery day shows.
async fn write(kept: &Kept) -> Fallible<Duration> {
    let mut times = Vec::new();
    for at in 0..20 {
        let ask = Ask::SetPrice { kind_of: Kind { grade: "B".into(), ..paddy(false) }, amount: 900 + at };
        let begun = Instant::now();
        let mut tx = kept.db.write().await?;
        written(kept, &mut tx, &ask).await?;
        tx.commit().await?;
        times.push(begun.elapsed());
    }
    Ok(median(times))
}

async fn written(kept: &Kept, tx: &mut Tx, ask: &Ask) -> Fallible {
    let today = Clock::System.today();
    let wish = Wish { key: Uuid::now_v7(), day: today, known: true, ask };
    let act = Act { by: kept.by, at: Clock::System.now(), today };
    match write::ask(tx, &kept.group, &kept.coop, &wish, act).await.map_err(|error| error.to_string())? {
        Outcome::Written(_) => Ok(()),
        other => Err(format!("{other:?}").into()),
    }
}

/// A delivery day by the form, as the page's script sends it: what each of 200 deliveries took, request and all.
async fn deliveries(kept: &Kept) -> Fallible<Vec<Duration>> {
    let token = password::token();
    let mut tx = kept.db.write().await?;
    users::start_session(&mut tx, kept.by, web::digest(token.as_bytes()), "bench", Clock::System.now()).await?;
    tx.commit().await?;
    let router = web::router(App::new(kept.db.clone(), Clock::System, Settings { secure_cookies: true, demo: false }));
    let mut times = Vec::new();
    for member in 1..=MEMBERS {
        let (key, day) = (Uuid::now_v7(), Clock::System.today());
        let form =
            format!("key={key}&day={day}&member={member}&kind=PADDY%7C0%7C&gross=52.5&tare=0.5&moisture=15&foreign=&pay=now");
        let request = http::Request::post(format!("/coops/{}/deliveries", kept.coop.code))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept", "application/json")
            .header("sec-fetch-site", "same-origin")
            .header("cookie", format!("__Host-s={token}"))
            .body(axum::body::Body::from(form))?;
        let begun = Instant::now();
        let response = router.clone().oneshot(request).await?;
        let body = response.into_body().collect().await?.to_bytes();
        times.push(begun.elapsed());
        if !body.windows(6).any(|part| part == b"\"list\"") {
            return Err(format!("delivery {member}: {}", String::from_utf8_lossy(&body)).into());
        }
    }
    Ok(times)
}

//! Schedules a second, and the preview of a share-out, which must not grow with the file.
use super::{Fallible, found, median, pages, row, world};
use domain::{
    loans::{
        Terms,
        schedule::{Every, InterestBy, Method, schedule},
    },
    meetings::{Attendance, Count, Line, Saved, Sheet},
};
use ledger::PartyNo;
use sansom::{
    app::Clock,
    cycles::ground::Ground,
    groups::store as groups,
    meetings::seal::{Act, Outcome, seal_sheet},
    store::{Db, Tx},
};
use std::{
    path::Path,
    time::{Duration, Instant},
};
use uuid::Uuid;

const MEMBERS: i64 = 60;
const WEEKS: i64 = 52;

pub(super) async fn measure(folder: &Path) -> Fallible<bool> {
    let schedules = schedules()?;
    let small = village(&folder.join("village.db"), 1).await?;
    let large = village(&folder.join("villages.db"), 10).await?;
    let times = [preview(&small).await?, preview(&large).await?];
    let ratio = times[1].as_secs_f64() / times[0].as_secs_f64();
    let measured = format!(
        "{:.2} ms and {:.2} ms: {ratio:.2} ×; {:.0} a second",
        times[0].as_secs_f64() * 1e3,
        times[1].as_secs_f64() * 1e3,
        1.0 / times[1].as_secs_f64()
    );
    let what = "preview of a share-out, 60 members and 52 meetings, in a file of one such group and of ten";
    let flat = row(what, &measured, "under 2 ×", ratio < 2.0);
    let page = pages(&large, &format!("meetings/{}", WEEKS + 1)).await?;
    let ratio = times[1].as_secs_f64() / page.as_secs_f64();
    let measured = format!("{:.2} ms against {:.2} ms: {ratio:.2} ×", times[1].as_secs_f64() * 1e3, page.as_secs_f64() * 1e3);
    let ordinary = row("the same preview, against the group's meeting sheet", &measured, "at most 3 ×", ratio <= 3.0);
    Ok(schedules && flat && ordinary)
}

/// Schedules of twelve instalments, as many of each method, by periods and by days.
fn schedules() -> Fallible<bool> {
    let rules = include_str!("../../fixtures/constitutions/weekly_shares.toml");
    let constitution = domain::constitution::Constitution::parse(rules).map_err(|error| format!("{error:?}"))?;
    let terms = Terms::of(&constitution, 1_200_000, 12, Clock::System.today());
    let mut plans = Vec::new();
    for method in Method::ALL {
        for interest_by in [InterestBy::Period, InterestBy::Day] {
            let terms = Terms { method, interest_by, every: Every::month(), ..terms.clone() };
            plans.push(terms.plan(terms.principal, terms.instalments, terms.given_on));
        }
    }
    let (begun, mut made) = (Instant::now(), 0_u32);
    while begun.elapsed() < Duration::from_secs(1) {
        for plan in &plans {
            schedule(plan).map_err(|refusals| format!("{refusals:?}"))?;
            made += 1;
        }
    }
    let rate = f64::from(made) / begun.elapsed().as_secs_f64();
    Ok(row("schedules of 12 instalments a second, every method", &format!("{rate:.0}"), "at least 10,000", rate >= 10_000.0))
}

/// A file with so many groups of 60 members, each with a year of weekly meetings; answers the first.
async fn village(file: &Path, many: i64) -> Fallible<(Db, groups::Group)> {
    let (db, first, user) = world(file).await?;
    let mut tx = db.write().await?;
    let mut answer = first.clone();
    for no in 0..many {
        let group = found(&mut tx, first.organisation_id, &format!("V-{no}"), user, MEMBERS).await?;
        for week in 1..=WEEKS {
            meeting(&mut tx, &group, week, user).await?;
        }
        if no == 0 {
            let role =
                sansom::guard::RoleOn { role: sansom::guard::Role::Treasurer, scope: sansom::guard::Scope::Group(group.book.0) };
            sansom::users::store::set_roles(&mut tx, user, &[role]).await?;
            answer = group;
        }
    }
    tx.commit().await?;
    Ok((db, answer))
}

async fn meeting(tx: &mut Tx, group: &groups::Group, week: i64, by: Uuid) -> Fallible {
    let today = Clock::System.today();
    let line = |party| Line {
        party: PartyNo(party),
        attendance: Some(Attendance::Present),
        savings: Some(Saved::Shares(1 + party % 5)),
        social_fund: Some(1_000),
        fine: (party % 20 == week % 20).then_some(500),
        repayment: None,
        loan: None,
    };
    let sheet = Sheet {
        key: Uuid::now_v7(),
        after: (week > 1).then_some(week - 1),
        held_on: today - chrono::Days::new(7 * (WEEKS - week).unsigned_abs()),
        lines: (1..=MEMBERS).map(line).collect(),
        other: vec![],
        count: Count::NotCounted,
        difference_reason: String::new(),
        difference_named: None,
        witnessed: true,
        note: String::new(),
    };
    match seal_sheet(tx, group, &sheet, Act { by, at: Clock::System.now(), today }).await.map_err(|error| error.to_string())? {
        Outcome::Sealed(_) => Ok(()),
        other => Err(format!("{other:?}").into()),
    }
}

/// The median time of reading a group and dividing its box.
async fn preview((db, group): &(Db, groups::Group)) -> Fallible<Duration> {
    let today = Clock::System.today();
    let mut times = Vec::new();
    for _ in 0..60 {
        let begun = Instant::now();
        let mut tx = db.read().await?;
        let ground = Ground::load(&mut tx, group, today).await?;
        let (profit, chosen) = ground.usual(today);
        let rules = ground.rules(&profit, chosen.round_to).map_err(|refusals| format!("{refusals:?}"))?;
        let division = ground.divide(&rules, today).map_err(|refusals| format!("{refusals:?}"))?;
        times.push(begun.elapsed());
        if division.lines.len() != MEMBERS as usize {
            return Err("a member is missing in the preview".into());
        }
    }
    Ok(median(times))
}

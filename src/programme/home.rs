//! The home of programme staff: how far each target is, what is late, what waits for her, and where people take part.
use super::{
    kept::{self, Reckoned},
    scope::{Scope, name},
    store, supports,
    targets::{self, TargetsQuery},
};
use crate::{
    app::App,
    awards::tasks,
    demo,
    error::{Answer, Fault},
    groups::{pages::place, store as groups},
    guard::{Can, Visit},
    store::Tx,
    web,
};
use axum::extract::{Query, State};
use domain::programme::Measure;
use templates::{
    parts::{Name, with_query},
    programme::{
        Door,
        home::{Group, HomePage, Late, Needs, PartnerRow, home as draw},
        map::Province,
    },
};

/// `GET /programme?organisation=`
pub async fn show(State(app): State<App>, visit: Visit, Query(query): Query<TargetsQuery>) -> Answer {
    let mut tx = app.db().read().await?;
    let scope = Scope::load(&mut tx, &visit, query.organisation()).await?;
    let needs = needs(&app, &mut tx, &visit).await?;
    let filling = demo::whole::progress(&mut tx).await?;
    drop(tx);
    let reckoned = kept::reckoned(&app, app.now()).await?;
    let number = |measure| reckoned.now(measure, scope.whose()).shown().unwrap_or(0);
    let page = HomePage {
        around: visit.around(),
        groups: by_partner(&reckoned, &scope),
        late: late(&reckoned, &scope, &visit),
        needs,
        figures: [
            number(Measure::Participants),
            women(&reckoned, &scope),
            number(Measure::SavingsGroups),
            number(Measure::GroupHouseholds),
        ],
        year: reckoned.year().year(),
        partners: partners(&reckoned, &scope),
        provinces: provinces(&reckoned, &scope),
        doors: doors(&visit, &scope),
        scope: scope.shown(),
        counted_at: reckoned.at,
        filling: filling.map(|progress| (progress.groups as i64, progress.of as i64)),
    };
    Ok(web::html(draw(&page)))
}

fn women(reckoned: &Reckoned, scope: &Scope) -> i64 {
    reckoned.women.get(&scope.whose()).copied().unwrap_or(0)
}

/// Targets under the partner whose they are; those of the whole programme last.
fn by_partner(reckoned: &Reckoned, scope: &Scope) -> Vec<Group> {
    let mut groups: Vec<Group> = scope
        .partners
        .iter()
        .map(|one| Group { partner: Some(name(one)), code: one.code.clone(), targets: vec![] })
        .chain([Group { partner: None, code: String::new(), targets: vec![] }])
        .collect();
    for (row, counted) in targets::own(reckoned, scope) {
        let line = targets::line(row, counted, scope);
        if let Some(group) = groups.iter_mut().find(|group| group.code == line.partner_code) {
            group.targets.push(line);
        }
    }
    groups.retain(|group| !group.targets.is_empty());
    groups
}

fn late(reckoned: &Reckoned, scope: &Scope, visit: &Visit) -> Vec<Late> {
    let late = reckoned.late.get(&scope.whose()).copied().unwrap_or_default();
    let training = visit.may_somewhere(Can::SeeTraining);
    let alarms = || training.then(|| with_query("/training/alarms", &[("organisation", scope.code())]));
    let groups = with_query("/", &[("state", "late"), ("organisation", scope.code())]);
    let see = visit.may_somewhere(Can::See);
    vec![
        Late { symbol: "calendar", key: "programme-late-groups", count: late.groups, href: see.then_some(groups) },
        Late { symbol: "hand-coins", key: "programme-late-loans", count: late.loans, href: see.then(|| "/arrears".to_owned()) },
        Late { symbol: "eye", key: "programme-late-visits", count: late.quiet, href: alarms() },
        Late { symbol: "triangle-alert", key: "programme-late-alarms", count: late.alarms, href: alarms() },
    ]
}

/// What waits for the reader now; this is hers alone and is never kept.
async fn needs(app: &App, tx: &mut Tx, visit: &Visit) -> Result<Needs, Fault> {
    let waiting = store::waiting(tx).await?;
    let hers = || waiting.iter().filter(|(book, organisation, ..)| visit.may_in_book(Can::See, *book, *organisation));
    let corrections = hers().map(|(_, _, corrections, _)| corrections).sum();
    let requests = hers().map(|(.., requests)| requests).sum();
    Ok(Needs { tasks: tasks::waiting(tx, visit, app.today()).await?.map(i64::from), corrections, requests })
}

fn partners(reckoned: &Reckoned, scope: &Scope) -> Vec<PartnerRow> {
    let shown = |one: &&groups::Organisation| scope.whose().is_none_or(|whose| whose == one.id);
    let row = |one: &groups::Organisation| {
        let number = |measure| reckoned.now(measure, Some(one.id)).shown().unwrap_or(0);
        let own = reckoned.targets.iter().filter(|(row, _)| row.organisation_id == Some(one.id));
        let met: Vec<bool> = own.filter_map(|(row, counted)| targets::line(row, counted, scope).standing?.met).collect();
        PartnerRow {
            code: one.code.clone(),
            name: name(one),
            people: number(Measure::Participants),
            women: reckoned.women.get(&Some(one.id)).copied().unwrap_or(0),
            groups: number(Measure::SavingsGroups),
            households: number(Measure::GroupHouseholds),
            met: (met.iter().filter(|met| **met).count() as i64, met.len() as i64),
        }
    };
    scope.partners.iter().filter(shown).map(row).filter(|row| row.people + row.groups + row.households + row.met.1 > 0).collect()
}

/// Every province with its figures; what is in none is under no code.
pub fn provinces(reckoned: &Reckoned, scope: &Scope) -> Vec<Province> {
    let told = reckoned.provinces.get(&scope.whose());
    let figures = |code: &str| told.and_then(|told| told.get(code)).copied().unwrap_or_default();
    let named = (1..=25).map(|no| {
        let code = format!("{no:02}");
        let (people, groups) = figures(&code);
        Province { name: place(&code), people, groups, code }
    });
    let (people, groups) = figures("");
    named.chain([Province { code: String::new(), name: Name::default(), people, groups }]).collect()
}

fn doors(visit: &Visit, scope: &Scope) -> Vec<Door> {
    let with = |path: &str| with_query(path, &[("organisation", scope.code())]);
    let mut doors = vec![
        Door { symbol: "heart-pulse", href: with("/programme/health"), key: "programme-health" },
        Door { symbol: "hand-coins", href: with("/programme/portfolio"), key: "programme-portfolio" },
        Door { symbol: "scale", href: with("/programme/trial-balance"), key: "programme-trial-balance" },
        Door { symbol: "scroll-text", href: with("/programme/statements"), key: "programme-statements" },
    ];
    if supports::may_keep(visit) {
        doors.push(Door { symbol: "stamp", href: "/programme/supports".into(), key: "programme-supports" });
    }
    if visit.may_somewhere(Can::SeeTraining) {
        doors.push(Door { symbol: "sprout", href: "/training".into(), key: "programme-training" });
    }
    if visit.may_somewhere(Can::SeePeople) {
        doors.push(Door { symbol: "users", href: "/people".into(), key: "programme-people" });
    }
    if visit.may_everywhere(Can::KeepTokens) {
        doors.push(Door { symbol: "key-round", href: "/programme/tokens".into(), key: "tokens" });
    }
    doors
}

//! The routes of groups: a group's own page, what it agreed, founding one.
use super::{
    form::{self, New},
    store::{self, NewInstitution},
};
use crate::{
    app::App,
    bundles,
    error::{Answer, Fault},
    groups::store::Group,
    guard::{Can, InGroup, Visit},
    home,
    meetings::{self, pages::head},
    members,
    store::{Result, Tx, record},
    users, web,
};
use axum::{
    Form,
    extract::{Query, State},
};
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::HashMap;
use templates::{
    constitution::{ConstitutionPage, VersionLine, constitution},
    constitution_form::{ConstitutionForm, ConstitutionFormPage, constitution_form},
    group_form::{GroupForm, GroupFormPage, group_form},
    groups::{FundCash, GroupPage, GroupRights, OfficerLine, group},
    home::GroupState,
    parts::{Amount, Name, Problem, with_query},
};
use uuid::Uuid;
use words::{Language, Words};

/// Meetings in the chart, and in the list, of a group's page.
const CHART: i64 = 12;
const LATEST: usize = 5;

/// `GET /groups/{group}`
pub async fn show(State(app): State<App>, visit: InGroup) -> Answer {
    let own = &visit.group;
    let mut tx = app.db().read().await?;
    let figures = store::figures_of(&mut tx, own.book).await?;
    // Who only keeps banks has no rules of saving and no cycle.
    let cycle = if own.saves { Some(store::cycle(&mut tx, own.book).await?) } else { None };
    let banks = super::banks::cards(&mut tx, &visit.visit, own).await?;
    let cash = meetings::store::cash(&mut tx, own.book, &own.commodity).await?;
    let latest = meetings::store::list(&mut tx, own.book, CHART, 0).await?;
    let mut officers = members::store::officers(&mut tx, own.book).await?;
    officers.sort_by_key(|term| (members::form::rank(&term.office), term.number));
    let words = visit.words();
    let of = |quantity| vec![Amount { quantity, unit: home::unit(own.commodity()) }];
    let page = GroupPage {
        around: visit.visit.around(),
        group: head(own),
        organisation: Name::new(&own.organisation_km, &own.organisation_latin),
        place: place(&own.village_code),
        state: match &cycle {
            Some(cycle) => home::state(Some(cycle.constitution.terms().rhythm), figures.last_on, app.today()),
            None => GroupState::KeepsBanks,
        },
        members: figures.members as u32,
        women: figures.women as u32,
        savings: figures.savings,
        shares: cycle.as_ref().and_then(|cycle| cycle.constitution.shares()).map(|(value, _)| figures.savings / value),
        social_fund: Some(cash.social),
        retained: store::retained(&mut tx, own.book, &own.commodity).await?,
        cash: vec![
            FundCash { fund: Name::said(words.say("fund-name-loan")), cash: of(cash.loan) },
            FundCash { fund: Name::said(words.say("fund-name-social")), cash: of(cash.social) },
        ],
        next: cycle.filter(|_| visit.may(Can::Seal) && figures.members > 0).map(|cycle| home::next(&figures, &cycle)),
        banks,
        coop: crate::coops::store::coop_of(&mut tx, own.book).await?.map(|coop| (coop.code.clone(), coop.name())),
        last: home::last(&figures),
        chart: latest.iter().rev().filter(|row| row.no > 0).map(|row| (row.no as u32, row.savings)).collect(),
        meetings: latest.into_iter().take(LATEST).map(meetings::pages::row).collect(),
        officers: officers.into_iter().filter(|term| term.to_day.is_none_or(|to| to >= app.today())).map(officer).collect(),
        waiting: figures.waiting as u32,
        waiting_for_me: home::waiting_for(&mut tx, &visit.visit, own).await?,
        needs_constitution: false,
        kept: bundles::pages::kept_line(&mut tx, &visit).await?,
        may: rights(&visit),
    };
    Ok(web::html(group(&page)))
}

fn officer(term: members::store::Term) -> OfficerLine {
    OfficerLine { name: term.name(), member: term.number as u32, office: term.office }
}

fn rights(visit: &InGroup) -> GroupRights {
    GroupRights {
        record: visit.may(Can::Seal),
        manage: visit.may(Can::KeepMembers),
        correct: visit.may(Can::Correct),
        close: visit.may(Can::Close),
        constitution: visit.may(Can::KeepConstitution),
        practise: visit.group.practice || crate::practice::may_begin(&visit.visit, &visit.group),
    }
}

/// A place by its code: the province by name, what is closer by its digits.
pub fn place(code: &str) -> Name {
    let Some(province) = code.get(..2) else { return Name::default() };
    let said = |language| {
        let words = Words::new(language);
        let key = format!("province-{province}");
        let name = if words.has(&key) { words.say(&key) } else { "".into() };
        if code.len() > 2 { format!("{name} · {code}") } else { name.into_owned() }
    };
    Name::new(said(Language::Khmer), said(Language::English))
}

/// Which version of a constitution is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct VersionQuery {
    version: String,
}

/// `GET /groups/{group}/constitution`
pub async fn rules(State(app): State<App>, visit: InGroup, Query(query): Query<VersionQuery>) -> Answer {
    let own = &visit.group;
    let mut tx = app.db().read().await?;
    let cycles = store::cycles(&mut tx, own.book).await?;
    let versions = store::versions(&mut tx, own.book).await?;
    let by = users::store::names(&mut tx).await?;
    let holds = cycles.last().ok_or_else(|| Fault::Broken("a group without a cycle".into()))?;
    let asked = if query.version.is_empty() { Some(holds.version) } else { query.version.parse().ok() };
    let (number, shown, ..) = versions.iter().find(|(number, ..)| Some(*number) == asked).ok_or(Fault::NotFound)?;
    // The days are those of the last cycle that goes by this version.
    let days = cycles.iter().rev().find(|cycle| cycle.version == *number).map(|cycle| (cycle.starts_on, cycle.ends_on));
    let page = ConstitutionPage {
        around: visit.visit.around(),
        group: head(own),
        rules: Some(form::shown(shown, days, visit.words())),
        version: *number as u32,
        versions: version_lines(&versions, &cycles, &by),
        may_change: visit.may(Can::KeepConstitution),
    };
    Ok(web::html(constitution(&page)))
}

/// Every version with its time: from the first cycle that went by it to the next that did not.
fn version_lines(versions: &[store::Version], cycles: &[store::Cycle], by: &HashMap<Uuid, String>) -> Vec<VersionLine> {
    let line = |(number, _, at, who): &store::Version| {
        let own: Vec<_> = cycles.iter().filter(|cycle| cycle.version == *number).collect();
        let after = own.last().and_then(|last| cycles.iter().find(|cycle| cycle.no > last.no));
        VersionLine {
            number: *number as u32,
            written: *at,
            from: own.first().map(|cycle| cycle.starts_on),
            until: after.and_then(|cycle| cycle.starts_on.pred_opt()),
            waits: own.is_empty() && cycles.iter().all(|cycle| cycle.version < *number),
            by: by.get(who).cloned().unwrap_or_default(),
        }
    };
    versions.iter().map(line).collect()
}

/// What the form of a constitution is shown with.
struct Standing {
    cycle: store::Cycle,
    latest: store::Version,
    /// Something is kept in its currency: a sealed meeting, or a bank.
    keeps_money: bool,
    in_cycle: bool,
}

async fn standing(tx: &mut Tx, own: &Group) -> Result<Standing, Fault> {
    let cycle = store::cycle(tx, own.book).await?;
    let latest =
        store::versions(tx, own.book).await?.into_iter().next().ok_or_else(|| Fault::Broken("a group without rules".into()))?;
    let in_cycle = store::meets_in(tx, own.book, cycle.no).await?;
    let keeps_money =
        meetings::store::last(tx, own.book).await?.is_some() || !crate::banks::store::banks_of(tx, own.book).await?.is_empty();
    Ok(Standing { cycle, latest, keeps_money, in_cycle })
}

fn form_page(visit: &InGroup, standing: &Standing, mut form: ConstitutionForm, problems: Vec<Problem>) -> ConstitutionFormPage {
    if standing.in_cycle {
        // Its days are shown, not asked for.
        (form.cycle_from, form.cycle_until) = form::written_days((standing.cycle.starts_on, standing.cycle.ends_on), visit.words());
    }
    ConstitutionFormPage {
        around: visit.visit.around(),
        group: head(&visit.group),
        dear: super::lending::dear_as_typed(&form.lending, visit.words()),
        form,
        problems,
        has_meetings: standing.keeps_money,
        cycle_runs: standing.in_cycle,
    }
}

/// `GET /groups/{group}/constitution/edit`
pub async fn rules_form(State(app): State<App>, visit: InGroup) -> Answer {
    let mut tx = app.db().read().await?;
    let standing = standing(&mut tx, &visit.group).await?;
    let days = (standing.cycle.starts_on, standing.cycle.ends_on);
    let form = form::written(&standing.latest.1, days, visit.words());
    Ok(web::html(constitution_form(&form_page(&visit, &standing, form, vec![]))))
}

/// `POST /groups/{group}/constitution/edit`
pub async fn write_rules(State(app): State<App>, visit: InGroup, Form(pairs): Form<Vec<(String, String)>>) -> Answer {
    let typed = ConstitutionForm::from_pairs(&pairs);
    let own = &visit.group;
    let mut tx = app.db().write().await?;
    crate::store::lock(&mut tx, own.book).await?;
    let standing = standing(&mut tx, own).await?;
    let running = standing.in_cycle.then_some((standing.cycle.starts_on, standing.cycle.ends_on));
    let currency = standing.keeps_money.then(|| standing.cycle.constitution.terms().currency);
    let (agreed, days) = match form::read(&typed, currency, running, visit.words()) {
        Ok(read) => read,
        Err(problems) => return Ok(web::unprocessable(constitution_form(&form_page(&visit, &standing, typed, problems)))),
    };
    let mut version = standing.latest.0;
    if agreed != standing.latest.1 || days != (standing.cycle.starts_on, standing.cycle.ends_on) {
        version = keep_rules(&mut tx, own, &standing, &agreed, days, visit.visit.user.id, &app).await?;
        tx.commit().await?;
    }
    let done = if standing.in_cycle { "constitution-waits" } else { "constitution-saved" };
    // A version that waits is not the one the page opens with; where it wants a warning, it is shown with it.
    let number = if agreed.terms().loans.is_dear() { version.to_string() } else { String::new() };
    Ok(web::see_other(&with_query(&format!("/groups/{}/constitution", own.code), &[("version", &number), ("done", done)])))
}

/// Before the first sealed meeting of a cycle the cycle goes by the new version; afterwards the version waits. Answers its
/// number.
async fn keep_rules(
    tx: &mut Tx,
    own: &Group,
    standing: &Standing,
    agreed: &domain::constitution::Constitution,
    days: (NaiveDate, Option<NaiveDate>),
    by: Uuid,
    app: &App,
) -> Result<i64, Fault> {
    let same = *agreed == standing.latest.1;
    let version = if same { standing.latest.0 } else { store::add_constitution(tx, own.book, agreed, by, app.now()).await? };
    if !standing.in_cycle {
        store::set_cycle(tx, own.book, standing.cycle.no, version, days.0, days.1).await?;
        if agreed.commodity().code() != own.commodity {
            store::set_commodity(tx, own.book, agreed.commodity()).await?;
        }
    }
    record(tx, Some(own.book), Some(by), "constitution-written", &version.to_string(), app.now()).await?;
    Ok(version)
}

/// `GET /groups/new`
pub async fn new(State(app): State<App>, visit: Visit) -> Answer {
    let mut tx = app.db().read().await?;
    let organisations = may_found_for(&mut tx, &visit).await?;
    let form = GroupForm {
        key: Uuid::now_v7().to_string(),
        organisation: organisations.first().map(|one| one.code.clone()).unwrap_or_default(),
        founded_on: visit.words().date_short(app.today()),
        template: form::TEMPLATES[0].0.into(),
        ..GroupForm::default()
    };
    Ok(web::html(group_form(&new_page(&visit, &organisations, form, vec![]))))
}

/// `POST /groups/new`
pub async fn found(State(app): State<App>, visit: Visit, Form(typed): Form<GroupForm>) -> Answer {
    let words = visit.words();
    let mut tx = app.db().write().await?;
    let organisations = may_found_for(&mut tx, &visit).await?;
    let key = typed.key.parse().map_err(|_| Fault::Unreadable)?;
    if let Some(code) = store::code_of_key(&mut tx, key).await? {
        // The same form again.
        return Ok(web::see_other(&format!("/groups/{code}?done=group-made")));
    }
    let read = form::read_group(&typed, &organisations, app.today(), words);
    let group = match read {
        Ok(group) if store::group(&mut tx, group.code()).await?.is_none() => group,
        read => {
            let taken = || vec![Problem { field: "code".into(), message: words.say("group-code-taken").into_owned() }];
            let problems = read.err().unwrap_or_else(taken);
            return Ok(web::unprocessable(group_form(&new_page(&visit, &organisations, typed, problems))));
        }
    };
    let by = visit.user.id;
    let book = match &group {
        New::Saves(group) => store::found_as(&mut tx, group, key, by, app.now()).await?,
        New::KeepsBanks(group) => {
            let institution = NewInstitution { id: key, ..group.clone() };
            store::found_institution(&mut tx, &institution, ledger::Commodity::KHR).await?
        }
    };
    record(&mut tx, Some(book), Some(by), "group-founded", group.code(), app.now()).await?;
    tx.commit().await?;
    let done = if matches!(group, New::Saves(_)) { "group-made" } else { "group-made-banks" };
    Ok(web::see_other(&format!("/groups/{}?done={done}", group.code())))
}

async fn may_found_for(tx: &mut Tx, visit: &Visit) -> Result<Vec<store::Organisation>> {
    let all = store::organisations(tx).await?;
    Ok(all.into_iter().filter(|one| visit.may_for(Can::FoundGroups, one.id)).collect())
}

fn new_page(visit: &Visit, organisations: &[store::Organisation], form: GroupForm, problems: Vec<Problem>) -> GroupFormPage {
    GroupFormPage {
        around: visit.around(),
        organisations: organisations.iter().map(|one| (one.code.clone(), Name::new(&one.name_km, &one.name_latin))).collect(),
        templates: form::templates(),
        form,
        problems,
    }
}

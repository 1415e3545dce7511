//! The pages of coaches and of one trainee.
use super::{
    Ground, alarm_text, coaching, codes, form, head, phone, results,
    store::{self, CoachRole, CoachingRow, TermRow},
    visits::{
        draft,
        store::{self as visits, VisitRow},
    },
};
use crate::{
    app::App,
    awards::uploads::written,
    error::{Answer, Fault},
    groups::{pages::place, store as groups},
    guard::{Can, Visit},
    listing::{ListQuery, matches},
    market::farm_sales,
    store::Tx,
    users::store as users,
    web,
};
use axum::extract::{Path, Query, State};
use chrono::NaiveDate;
use domain::training::{Activity, Alarm, PRACTICES, Waiting};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use templates::{
    parts::Problem,
    training::coaching::{
        Choice,
        coach::{CoachPage, TermLine, TraineeLine, coach as draw_coach},
        coaches::{CoachLine, CoachesPage, coaches as draw_coaches},
        trainee::{PracticeRow, TraineePage, VisitLine, trainee as draw_trainee},
    },
};
use uuid::Uuid;
use words::Words;

/// Over so many of the last visits a practice is told.
const LAST: usize = 4;

/// `GET /training/coaches`
pub async fn coaches(State(app): State<App>, visit: Visit, Query(list): Query<ListQuery>) -> Answer {
    let (words, today) = (visit.words(), app.today());
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, Can::SeeTraining).await?;
    let codes = codes(&mut tx).await?;
    let counted = visits::results_of_coaches(&mut tx).await?;
    let ended = list.left == "1";
    let mut lines = coach_lines(&ground, &codes, &counted, today);
    let needle = list.needle();
    lines.retain(|line| {
        (ended || line.ended.is_none())
            && (list.organisation.is_empty() || line.organisation == list.organisation)
            && matches(&needle, &[&line.name.khmer, &line.name.latin])
    });
    let keep = [("q", &*list.q), ("organisation", &*list.organisation), ("left", &*list.left)];
    let (coaches, listing) = list.page("/training/coaches", &keep, lines, |by, a, b| match by {
        "name" => Some(a.name.show(words).cmp(b.name.show(words))),
        "trainees" => Some(a.trainees.cmp(&b.trainees)),
        "quiet" => Some(a.quiet.cmp(&b.quiet)),
        "results" => Some(a.results.cmp(&b.results)),
        _ => None,
    });
    let seen = groups::organisations(&mut tx).await?.into_iter().filter(|one| visit.may_for(Can::SeeTraining, one.id));
    let organisations: Vec<Choice> = seen.map(|one| (one.code, words.name(&one.name_km, &one.name_latin).to_owned())).collect();
    Ok(web::html(draw_coaches(&CoachesPage {
        around: visit.around(),
        coaches,
        listing,
        query: list.q,
        organisations,
        organisation: list.organisation,
        ended,
        may_keep: visit.may_somewhere(Can::KeepTraining),
    })))
}

/// Everybody with a term, and whoever coaches without one; those with most to look at first.
fn coach_lines(ground: &Ground, codes: &BTreeMap<Uuid, String>, counted: &BTreeMap<Uuid, i64>, today: NaiveDate) -> Vec<CoachLine> {
    let mut over = BTreeSet::new();
    for alarm in ground.alarms(today) {
        if let Alarm::TooManyTrainees { coach, .. } | Alarm::TooManyHouseholds { coach, .. } = alarm {
            over.insert(coach);
        }
    }
    let mut terms: HashMap<Uuid, Vec<&TermRow>> = HashMap::new();
    for term in ground.terms.iter().filter(|term| !super::is_mistake(term)) {
        terms.entry(term.person).or_default().push(term);
    }
    let mut coaches: BTreeMap<Uuid, Vec<&CoachingRow>> = terms.keys().map(|coach| (*coach, vec![])).collect();
    for row in ground.rows.iter().filter(|row| row.coaching.counts()) {
        coaches.entry(row.coaching.coach).or_default().push(row);
    }
    let line = |(coach, rows): (Uuid, Vec<&CoachingRow>)| {
        let own = terms.get(&coach).map_or(&[][..], Vec::as_slice);
        let state = |row: &&&CoachingRow| ground.activity(&row.coaching, today);
        let running: Vec<Activity> = rows.iter().map(|row| state(&row)).filter(|state| *state != Activity::Ended).collect();
        let holds: Vec<&&TermRow> = own.iter().filter(|term| term.holds_on(today)).collect();
        let last = own.iter().max_by_key(|term| term.from);
        let ended = if holds.is_empty() && running.is_empty() { last.and_then(|term| term.ended).map(|(to, _)| to) } else { None };
        let organisation = last.map(|term| term.organisation).or(rows.first().map(|row| row.organisation));
        let has = |role: &CoachRole| holds.iter().any(|term| term.role == *role);
        CoachLine {
            id: coach.to_string(),
            name: last.map(|term| term.name.clone()).or(rows.first().map(|row| row.coach_name.clone())).unwrap_or_default(),
            roles: CoachRole::ALL.iter().filter(|role| has(role)).map(|role| role.code()).collect(),
            place: last.map(|term| place(&term.village)).unwrap_or_default(),
            organisation: organisation.and_then(|id| codes.get(&id).cloned()).unwrap_or_default(),
            trainees: running.len() as i64,
            quiet: running.iter().filter(|state| **state == Activity::Quiet).count() as i64,
            results: counted.get(&coach).copied().unwrap_or_default(),
            over: over.contains(&coach),
            ended,
        }
    };
    let mut lines: Vec<CoachLine> = coaches.into_iter().map(line).collect();
    lines.sort_by_key(|line| (line.ended.is_some(), !line.over, std::cmp::Reverse(line.quiet), line.name.latin.clone()));
    lines
}

/// `GET /training/coaches/{person}`
pub async fn coach(State(app): State<App>, visit: Visit, Path(person): Path<String>) -> Answer {
    let mut tx = app.db().read().await?;
    let (coach, _) = head(&mut tx, &person).await?;
    Ok(web::html(draw_coach(&coach_page(&mut tx, &app, &visit, coach).await?)))
}

/// The same page with what is wrong with the end of a term.
pub(super) async fn coach_again(
    tx: &mut Tx,
    app: &App,
    visit: &Visit,
    coach: Uuid,
    end: [String; 3],
    problems: Vec<Problem>,
) -> Answer {
    let page = CoachPage { end, problems, ..coach_page(tx, app, visit, coach).await? };
    Ok(web::unprocessable(draw_coach(&page)))
}

async fn coach_page(tx: &mut Tx, app: &App, visit: &Visit, coach: Uuid) -> Result<CoachPage, Fault> {
    let (words, today) = (visit.words(), app.today());
    let ground = Ground::load(tx, visit, Can::SeeTraining).await?;
    let name = ground.name(coach).ok_or(Fault::NotFound)?;
    let organisation = ground.organisation(coach).ok_or(Fault::NotFound)?;
    let may_keep = visit.may_for(Can::KeepTraining, organisation);
    let mut terms: Vec<TermLine> = ground
        .terms_of(coach)
        .map(|term| TermLine {
            id: term.id.to_string(),
            role: term.role.code(),
            place: place(&term.village),
            from: term.from,
            ended: term.ended.map(|(to, why)| (to, why.code())),
            may_end: term.ended.is_none() && visit.may_for(Can::KeepTraining, term.organisation),
        })
        .collect();
    terms.reverse();
    let trainees = trainee_lines(words, &ground, coach, today);
    let mut alarms = own_alarms(words, &ground, coach, today);
    let running = trainees.iter().filter(|line| line.activity != Activity::Ended).count();
    let ended = !terms.is_empty() && terms.iter().all(|term| term.ended.is_some());
    if ended && running > 0 {
        alarms.push(words.with("coach-left-trainees", &[("count", words.number(running as i64).into())]));
    }
    let names = users::names(tx).await?;
    let signs = store::users_of_person(tx, coach).await?;
    let none = (String::new(), words.say("coaching-choose").into_owned());
    let offered = form::sign_ins(tx, visit, organisation).await?;
    let offered = offered.into_iter().map(|user| (user.login.clone(), format!("{} ({})", user.name, user.login)));
    let phone_of = ground.terms_of(coach).map(|term| phone(&term.phone)).last();
    Ok(CoachPage {
        around: visit.around(),
        id: coach.to_string(),
        name,
        phone: phone_of.unwrap_or_default(),
        terms,
        trainees,
        alarms,
        sign_ins: signs.iter().filter_map(|user| names.get(user).cloned()).collect(),
        users: if may_keep { std::iter::once(none).chain(offered).collect() } else { vec![] },
        may_keep,
        end: Default::default(),
        problems: vec![],
    })
}

fn own_alarms(words: Words, ground: &Ground, coach: Uuid, today: NaiveDate) -> Vec<String> {
    let about = |alarm: &Alarm| matches!(alarm, Alarm::TooManyTrainees { coach: who, .. } | Alarm::TooManyHouseholds { coach: who, .. } if *who == coach);
    ground.alarms(today).iter().filter(|alarm| about(alarm)).map(|alarm| alarm_text(words, alarm, |_| None)).collect()
}

/// Those whom she coaches: quiet ones first, then active ones, then those whom she coached.
fn trainee_lines(words: Words, ground: &Ground, coach: Uuid, today: NaiveDate) -> Vec<TraineeLine> {
    let mut alarms: HashMap<Uuid, Vec<String>> = HashMap::new();
    let name = |id| ground.name(id).map(|name| name.show(words).to_owned());
    for alarm in ground.alarms(today) {
        let of = match &alarm {
            Alarm::NotVisited { coaching, .. } | Alarm::NoAttendance { coaching } => vec![*coaching],
            Alarm::SeveralCoaches { trainee, .. } => {
                ground.of(coach).filter(|row| row.coaching.trainee == *trainee).map(|row| row.coaching.id).collect()
            }
            _ => vec![],
        };
        for coaching in of {
            alarms.entry(coaching).or_default().push(alarm_text(words, &alarm, name));
        }
    }
    let line = |row: &CoachingRow| {
        let one = &row.coaching;
        let state = ground.activity(one, today);
        TraineeLine {
            id: one.id.to_string(),
            name: row.trainee_name.clone(),
            kind: one.kind.code(),
            place: place(&row.village),
            from: one.from,
            visited: ground.visited.get(&one.id).copied(),
            activity: state,
            ended: one.ended.map(|(_, why)| why.code()),
            alarms: if state == Activity::Ended { vec![] } else { alarms.remove(&one.id).unwrap_or_default() },
        }
    };
    let mut line = line;
    let mut lines: Vec<TraineeLine> = ground.of(coach).map(&mut line).collect();
    lines.sort_by_key(|line| match line.activity {
        Activity::Quiet => 0,
        Activity::Active => 1,
        Activity::Ended => 2,
    });
    lines
}

/// `GET /training/coachings/{coaching}`
pub async fn trainee(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = app.db().read().await?;
    let row = coaching(&mut tx, &visit, &id, Can::SeeTraining).await?;
    Ok(web::html(draw_trainee(&trainee_page(&mut tx, &app, &visit, &row).await?)))
}

/// The same page with what is wrong with the end of the coaching.
pub(super) async fn trainee_again(
    tx: &mut Tx,
    app: &App,
    visit: &Visit,
    row: &CoachingRow,
    end: [String; 2],
    problems: Vec<Problem>,
) -> Answer {
    let page = TraineePage { end, problems, ..trainee_page(tx, app, visit, row).await? };
    Ok(web::unprocessable(draw_trainee(&page)))
}

async fn trainee_page(tx: &mut Tx, app: &App, visit: &Visit, row: &CoachingRow) -> Result<TraineePage, Fault> {
    let (words, today, one) = (visit.words(), app.today(), &row.coaching);
    let may_keep = visit.may_for(Can::KeepTraining, row.organisation);
    let made = visits::visits(tx, one.id).await?;
    let standing: Vec<&VisitRow> = made.iter().filter(|visit| visit.stands()).collect();
    let last: Vec<&VisitRow> = standing.iter().take(LAST).copied().collect();
    let practices = practice_rows(&last, visits::seen(tx, one.id).await?);
    let mut found = visits::results(tx, one.trainee).await?;
    found.retain(|result| visit.may_for(Can::SeeTraining, result.organisation_id));
    let results = results::standing(&found)?;
    let waiting = Waiting {
        coaching: one.id,
        village_code: row.village.clone(),
        from: one.from,
        last: standing.first().map(|last| (last.day, last.next_on)),
    };
    let holds = one.holds_on(today);
    let visited = standing.first().map(|last| last.day);
    let sales = farm_sales::of_person(tx, visit, row.trainee_record, row.organisation).await?;
    let may_undo = |result: &visits::ResultRow| may_keep && result.organisation_id == row.organisation;
    Ok(TraineePage {
        around: visit.around(),
        id: one.id.to_string(),
        draft: draft(visit, one.id),
        coach: (one.coach.to_string(), row.coach_name.clone()),
        name: row.trainee_name.clone(),
        phone: phone(&row.phone),
        kind: one.kind.code(),
        place: place(&row.village),
        from: one.from,
        ended: one.ended.map(|(to, why)| (to, why.code())),
        activity: domain::training::activity(one, visited, today, super::limits()),
        next: holds.then(|| (waiting.due(today), waiting.due_on())),
        agreed: standing.first().map(|last| last.agreed()).transpose()?.unwrap_or_default(),
        days: last.iter().map(|visit| visit.day).collect(),
        practices,
        visits: visit_lines(tx, one.id, &made, may_keep).await?,
        flocks: results::flocks(&results),
        income: results::income(&results),
        results: results.iter().rev().map(|(result, said)| results::line(words, result, said, may_undo(result))).collect(),
        sales,
        money: super::riel(),
        may_keep,
        end: [words.date_short(today), String::new()],
        problems: vec![],
    })
}

/// Practice by practice over the last visits, in the order of the list.
fn practice_rows(last: &[&VisitRow], seen: Vec<(Uuid, domain::training::Seen)>) -> Vec<PracticeRow> {
    let mut said: BTreeMap<(String, Uuid), (domain::training::Applied, bool)> = BTreeMap::new();
    for (visit, one) in seen {
        said.insert((one.practice, visit), (one.applied, one.seen));
    }
    let row = |code: &str| {
        let said: Vec<_> = last.iter().map(|visit| said.get(&(code.to_owned(), visit.id)).copied()).collect();
        said.iter().any(Option::is_some).then(|| PracticeRow { code: code.to_owned(), said })
    };
    PRACTICES.iter().filter_map(|practice| row(&practice.code)).collect()
}

async fn visit_lines(tx: &mut Tx, coaching: Uuid, made: &[VisitRow], may_keep: bool) -> Result<Vec<VisitLine>, Fault> {
    let names = users::names(tx).await?;
    let mut pictures: HashMap<Uuid, Vec<String>> = HashMap::new();
    for (visit, hash) in visits::pictures(tx, coaching).await? {
        pictures.entry(visit).or_default().push(format!("/training/coachings/{coaching}/pictures/{}", written(&hash)));
    }
    let mut line = |visit: &VisitRow| VisitLine {
        id: visit.id.to_string(),
        day: visit.day,
        by: names.get(&visit.recorded_by).cloned().unwrap_or_default(),
        undone: !visit.stands(),
        pictures: if visit.stands() { pictures.remove(&visit.id).unwrap_or_default() } else { vec![] },
        may_undo: may_keep && visit.stands(),
    };
    Ok(made.iter().map(&mut line).collect())
}

//! The routes that begin a grant: the call for applications, and a family's application.
use super::{
    forms::{Application, Reading},
    grants::used,
    store,
    words_of::{self, currency, head},
    write::{self, Outcome, Wish},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::InAward,
    meetings::seal::Act as By,
    members::store as people,
    reader::Reader,
    store::{Tx, add_party, lock},
    web,
};
use axum::{Form, extract::State};
use chrono::NaiveDate;
use domain::grants::{Applicant, Ask, Award, Fact, terms::LineKind};
use templates::{
    awards::{
        beginnings::{ApplyPage, CallPage, Known, apply as draw_apply, call as draw_call},
        forms::{Choice, Typed},
    },
    parts::Problem,
};
use uuid::Uuid;

/// `GET /awards/{award}/calls`
pub async fn calls(State(app): State<App>, visit: InAward) -> Answer {
    let mut tx = app.db().read().await?;
    let award = store::load(&mut tx, &visit.award).await?;
    Ok(web::html(draw_call(&call_page(&visit, &award, app.today(), blank(&visit, app.today()), vec![]))))
}

/// An empty form of today.
fn blank(visit: &InAward, today: NaiveDate) -> Typed {
    let mut typed = Typed::default();
    typed.set("key", Uuid::now_v7().to_string());
    typed.set("day", visit.words().date_short(today));
    typed
}

fn call_page(visit: &InAward, award: &Award, today: NaiveDate, typed: Typed, problems: Vec<Problem>) -> CallPage {
    let terms = &award.terms;
    let name = |code: &str| words_of::line(terms, code);
    let calls = award.state().calls;
    CallPage {
        around: visit.visit.around(),
        award: head(&visit.award, terms),
        lines: lines(visit, award, terms.lines.iter().filter(|line| line.kind.is_grants()).map(|line| line.code.as_str())),
        calls: calls.iter().rev().map(|(line, until)| (name(line), *until, *until >= today)).collect(),
        typed,
        problems,
    }
}

fn lines<'a>(visit: &InAward, award: &Award, codes: impl Iterator<Item = &'a str>) -> Vec<Choice> {
    let mut all: Vec<Choice> = Vec::new();
    for code in codes {
        if all.iter().all(|(known, _)| known != code) {
            all.push((code.to_owned(), words_of::line(&award.terms, code).show(visit.words()).to_owned()));
        }
    }
    all
}

/// `POST /awards/{award}/calls`
pub async fn call(State(app): State<App>, visit: InAward, Form(pairs): Form<Vec<(String, String)>>) -> Answer {
    let mut typed = Typed::new(pairs);
    let key: Uuid = typed.get("key").parse().map_err(|_| Fault::Unreadable)?;
    let by = By::now(&app, visit.visit.user.id);
    let mut tx = app.db().write().await?;
    let award = store::load(&mut tx, &visit.award).await?;
    let reading = Reading { typed: &typed, currency: currency(&award.terms), words: visit.words(), today: by.today };
    let mut reader = Reader::new(visit.words());
    let (day, until) = (reader.past_day("day", typed.get("day"), by.today), reader.day("until", typed.get("until")));
    let problems = match reader.finish(day.zip(until)) {
        Err(problems) => problems,
        Ok((day, until)) => {
            let ask = Ask::Call { line: typed.get("line").to_owned(), until };
            match write::ask(&mut tx, &visit.award, &Wish { key, day, ask: &ask }, by).await? {
                Outcome::Written(_) | Outcome::Again(_) => {
                    tx.commit().await?;
                    let href = head(&visit.award, &award.terms).href("");
                    return Ok(web::see_other(&format!("{href}?done=award-written")));
                }
                Outcome::Refused(refused) => reading.problems("call", &refused, |_| String::new()),
                Outcome::Other(other) => {
                    typed.set("key", Uuid::now_v7().to_string());
                    vec![used(visit.words(), other)]
                }
            }
        }
    };
    Ok(web::unprocessable(draw_call(&call_page(&visit, &award, by.today, typed, problems))))
}

/// `GET /awards/{award}/grants/new`
pub async fn new(State(app): State<App>, visit: InAward) -> Answer {
    let mut tx = app.db().read().await?;
    let award = store::load(&mut tx, &visit.award).await?;
    let page = apply_page(&visit, &award, app.today(), blank(&visit, app.today()), (vec![], vec![]));
    Ok(web::html(draw_apply(&page)))
}

fn apply_page(
    visit: &InAward,
    award: &Award,
    today: NaiveDate,
    typed: Typed,
    (known, problems): (Vec<Known>, Vec<Problem>),
) -> ApplyPage {
    let (terms, state, currency) = (&award.terms, award.state(), currency(&award.terms));
    let family = |code: &&str| terms.line(code).is_some_and(|(_, line)| line.kind == LineKind::Grants);
    let open = award.open_calls(&state, today).map(|(line, _)| line).filter(family);
    ApplyPage {
        around: visit.visit.around(),
        award: head(&visit.award, terms),
        lines: lines(visit, award, open),
        sign: visit.words().unit(currency.decimals(), currency.code()).into_owned(),
        typed,
        known,
        problems,
    }
}

/// `POST /awards/{award}/grants/new`
pub async fn apply(State(app): State<App>, visit: InAward, Form(pairs): Form<Vec<(String, String)>>) -> Answer {
    let mut typed = Typed::new(pairs);
    let key: Uuid = typed.get("key").parse().map_err(|_| Fault::Unreadable)?;
    let by = By::now(&app, visit.visit.user.id);
    let mut tx = app.db().write().await?;
    lock(&mut tx, visit.award.book).await?;
    let award = store::load(&mut tx, &visit.award).await?;
    let reading = Reading { typed: &typed, currency: currency(&award.terms), words: visit.words(), today: by.today };
    let said = match reading.application() {
        Err(problems) => (vec![], problems),
        Ok(application) => match written_before(&award, key, &application) {
            Some(Ok(no)) => return Ok(added(&visit, &award, no)),
            Some(Err(act)) => {
                typed.set("key", Uuid::now_v7().to_string());
                (vec![], vec![used(visit.words(), act)])
            }
            None => match enter(&mut tx, &visit, &reading, &application, key, by).await? {
                Ok(()) => {
                    let no = award.state().next().0;
                    tx.commit().await?;
                    return Ok(added(&visit, &award, no));
                }
                Err(said) => said,
            },
        },
    };
    Ok(web::unprocessable(draw_apply(&apply_page(&visit, &award, by.today, typed, said))))
}

fn added(visit: &InAward, award: &Award, no: i64) -> axum::response::Response {
    web::see_other(&format!("{}?done=award-written", head(&visit.award, &award.terms).href(&format!("grants/{no}"))))
}

/// The grant that the same form brought before; the act, where the key was used for something else.
fn written_before(award: &Award, key: Uuid, application: &Application) -> Option<Result<i64, i64>> {
    let act = award.acts.iter().find(|act| act.id == key)?;
    let Fact::Applied { grant, party, line, applicant, business, asked, own, plan } = &act.fact else { return Some(Err(act.no)) };
    let Applicant::Family { person, .. } = applicant else { return Some(Err(act.no)) };
    let (line, applicant, plan) = (line.clone(), applicant.clone(), plan.clone());
    let was = Ask::Apply { party: *party, line, applicant, business: *business, asked: *asked, own: *own, plan };
    let same = act.day == application.day && application.ask(*party, *person) == was;
    Some(if same { Ok(*grant) } else { Err(act.no) })
}

/// What the form asks again, and what it says.
type Said = (Vec<Known>, Vec<Problem>);

/// Finds or makes the person, makes the party, and writes the application down; nothing stays where it is refused.
async fn enter(
    tx: &mut Tx,
    visit: &InAward,
    reading: &Reading<'_>,
    application: &Application,
    key: Uuid,
    by: By,
) -> Result<Result<(), Said>, Fault> {
    let organisation = visit.award.organisation_id;
    let namesakes = people::namesakes(tx, organisation, &application.person.names).await?;
    let chosen = reading.typed.get("person");
    let known = namesakes.iter().find(|one| one.id.to_string() == chosen).map(|one| one.id);
    if !namesakes.is_empty() && known.is_none() && chosen != "new" {
        let message = visit.words().say("choose-person").into_owned();
        return Ok(Err((same_names(&namesakes), vec![Problem { field: "person".into(), message }])));
    }
    let person = match known {
        Some(person) => person,
        None => people::add_person(tx, organisation, &application.person).await?,
    };
    let party = add_party(tx, visit.award.book, Uuid::now_v7()).await?;
    let ask = application.ask(party.0, person);
    match write::ask(tx, &visit.award, &Wish { key, day: application.day, ask: &ask }, by).await? {
        Outcome::Written(_) => Ok(Ok(())),
        Outcome::Refused(refused) => Ok(Err((same_names(&namesakes), reading.problems("apply", &refused, |_| String::new())))),
        Outcome::Again(act) | Outcome::Other(act) => Ok(Err((vec![], vec![used(visit.words(), act)]))),
    }
}

fn same_names(namesakes: &[people::Namesake]) -> Vec<Known> {
    let mut all: Vec<Known> = Vec::new();
    for one in namesakes {
        let person = one.id.to_string();
        if all.iter().all(|known| known.person != person) {
            all.push(Known { person, name: one.name(), birth_year: one.birth_year });
        }
    }
    all
}

//! The routes by which a plan comes as a file: of this program, or a sheet of somebody else's, which is compared with its own
//! arithmetic.
use super::{
    pages::keeping,
    start::{ForQuery, organisation},
    store::{self, NewPlan, Subject},
    subjects,
};
use crate::{
    app::App,
    awards::uploads::{AnyForm, Sent},
    error::{Answer, Fault},
    guard::Visit,
    imports::{ImportError, plans as sheets},
    meetings::seal::Act,
    store::{Tx, record},
    web,
};
use axum::extract::{Query, State};
use chrono::NaiveDate;
use domain::plans::{Document, Plan};
use maud::Markup;
use templates::{
    parts::Problem,
    plans::{
        SubjectLine,
        choose::{ImportPage, import as draw},
        say,
    },
};
use uuid::Uuid;
use words::Words;

/// The largest file, in bytes: two hundred lines take some 40 KB.
const BYTES_MOST: usize = 1024 * 1024;
/// So many lines that cannot be read are said.
const LINES_SAID: usize = 12;

/// `GET /plans/import?for=`
pub async fn show(State(app): State<App>, visit: Visit, Query(query): Query<ForQuery>) -> Answer {
    let mut tx = app.db().read().await?;
    let subject = subjects::find(&mut tx, &visit, &query.whom).await?.map(|named| named.line).unwrap_or_default();
    Ok(web::html(page(&mut tx, &visit, (Uuid::now_v7().to_string(), subject, String::new()), vec![]).await?))
}

async fn page(
    tx: &mut Tx,
    visit: &Visit,
    (key, subject, organisation): (String, SubjectLine, String),
    problems: Vec<Problem>,
) -> Result<Markup, Fault> {
    let words = visit.words();
    let organisations = keeping(tx, visit).await?;
    let organisations = organisations
        .into_iter()
        .map(|one| {
            let name = words.name(&one.name_km, &one.name_latin).to_owned();
            (one.code, name)
        })
        .collect();
    Ok(draw(&ImportPage { around: visit.around(), key, subject, organisations, organisation, problems }))
}

/// `POST /plans/import`
pub async fn send(State(app): State<App>, visit: Visit, AnyForm(Sent { pairs, file }): AnyForm) -> Answer {
    let words = visit.words();
    let field = |name: &str| pairs.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value.as_str());
    let key: Uuid = field("key").parse().map_err(|_| Fault::Unreadable)?;
    let today = app.today();
    // Read before the one writer is taken: a spreadsheet takes its time.
    let read = match file {
        Ok(bytes) if bytes.is_empty() => Err(vec![words.say("plan-import-missing").into_owned()]),
        Ok(bytes) if bytes.len() > BYTES_MOST => Err(vec![words.say("plan-import-large").into_owned()]),
        Ok(bytes) => tokio::task::spawn_blocking(move || read(&bytes, today, words))
            .await
            .map_err(|error| Fault::Broken(format!("a plan's file was not read: {error}")))?,
        Err(_) => Err(vec![words.say("plan-import-missing").into_owned()]),
    };
    let mut tx = app.db().write().await?;
    let to = |id: Uuid| web::see_other(&format!("/plans/{id}?done=plan-begun"));
    if store::plan(&mut tx, key).await?.is_some() {
        return Ok(to(key));
    }
    let named = subjects::find(&mut tx, &visit, field("for")).await?;
    let kept_by = organisation(&mut tx, &visit, named.as_ref(), field("organisation")).await?;
    let plan = match read {
        Ok(plan) => plan,
        Err(messages) => {
            let problem = |message| Problem { field: "scan".into(), message };
            let subject = named.map(|named| named.line).unwrap_or_default();
            let form = (key.to_string(), subject, field("organisation").to_owned());
            let page = page(&mut tx, &visit, form, messages.into_iter().map(problem).collect()).await?;
            return Ok(web::unprocessable(page));
        }
    };
    let act = Act::now(&app, visit.user.id);
    let document = Document::Enterprise(Box::new(plan.written().clone()));
    let subject = named.map_or(Subject::Nobody, |named| named.subject);
    store::begin(&mut tx, &NewPlan { id: key, organisation: kept_by, subject, document: &document }, act.by, act.at).await?;
    record(&mut tx, None, Some(act.by), "plan-begun", &key.to_string(), act.at).await?;
    tx.commit().await?;
    Ok(to(key))
}

/// A file as a plan, or everything that is wrong with it.
fn read(bytes: &[u8], today: NaiveDate, words: Words) -> Result<Plan, Vec<String>> {
    let title = words.say("plan").into_owned();
    // A spreadsheet is a packed folder; an old one begins otherwise and is read by the same reader.
    if bytes.starts_with(b"PK") || bytes.starts_with(&[0xd0, 0xcf]) {
        return of_sheet(bytes, &title, today, words);
    }
    let text = String::from_utf8_lossy(bytes);
    match Document::parse(&text) {
        Ok(Document::Enterprise(written)) => Plan::try_new((*written).clone())
            .map_err(|all| all.iter().take(LINES_SAID).map(|refusal| say::refusal(words, &written, refusal)).collect()),
        Ok(Document::Group(_)) => Err(vec![words.say("plan-import-group").into_owned()]),
        // A file of this program has tables; a sheet has none.
        Err(why) if text.lines().any(|line| line.trim_start().starts_with("[[")) => Err(vec![unreadable(words, &why)]),
        Err(_) => sheets::read_text(bytes, &title, today, words).map_err(|why| told(words, why)),
    }
}

/// A workbook is read from a file of its own, which is gone afterwards.
fn of_sheet(bytes: &[u8], title: &str, today: NaiveDate, words: Words) -> Result<Plan, Vec<String>> {
    let ending = if bytes.starts_with(b"PK") { "xlsx" } else { "xls" };
    let path = std::env::temp_dir().join(format!("sansom-plan-{}.{ending}", Uuid::now_v7().simple()));
    let read = std::fs::write(&path, bytes)
        .map_err(|error| vec![unreadable(words, &error.to_string())])
        .and_then(|()| sheets::read(&path, title, today, words).map_err(|why| told(words, why)));
    std::fs::remove_file(&path).ok();
    read
}

fn told(words: Words, why: ImportError) -> Vec<String> {
    match why {
        ImportError::File(why) => vec![unreadable(words, &why)],
        ImportError::Lines(all) => {
            let line = |bad: &crate::imports::BadLine| format!("{} {} {}", words.ordinal(bad.line as i64), bad.column, bad.reason);
            all.iter().take(LINES_SAID).map(line).collect()
        }
        ImportError::Store(why) => vec![unreadable(words, &format!("{why:?}"))],
    }
}

fn unreadable(words: Words, why: &str) -> String {
    words.with("plan-import-unreadable", &[("why", why.trim().to_owned().into())])
}

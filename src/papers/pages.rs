//! The routes of what is signed: passbooks are asked for, drawn beside the requests and fetched when they are ready; a
//! receipt is answered at once.
use super::{
    Wish, answer, form, offer, passbook, printing, receipt as receipts,
    register::{self, Printing, Wanted},
    runs::{Printed, Run, Stands},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::InGroup,
    meetings::pages::head,
    members::store::members,
    web,
};
use axum::{
    Form,
    body::{Body, Bytes},
    extract::{Path, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use ledger::EntryNo;
use serde::Deserialize;
use std::{io, sync::Arc, time::Duration};
use templates::{
    papers::{
        choice::PassbooksForm,
        run::{self as page, RunPage, run as draw},
    },
    parts::Problem,
};
use tokio::{fs::File, io::AsyncReadExt};
use uuid::Uuid;

/// How long an answer waits for a run that is ready at once, as a single passbook is.
const AT_ONCE: Duration = Duration::from_millis(1_000);
/// After how many seconds the page of a run under way comes again.
const AGAIN: &str = "2";
/// Bytes of a file that are read at once.
const PIECE: usize = 64 * 1024;

/// `POST /groups/{group}/papers/passbooks`
pub async fn passbooks(State(app): State<App>, visit: InGroup, Form(typed): Form<PassbooksForm>) -> Answer {
    let (group, words) = (&visit.group, visit.words());
    let mut tx = app.db().read().await?;
    let everybody = members(&mut tx, group.book, &group.commodity).await?;
    let known: Vec<i64> = everybody.iter().map(|member| member.number).collect();
    let begun = match form::read(&typed, &known, words) {
        Ok(order) => {
            let full = |_| vec![Problem { field: String::new(), message: words.say("run-too-many").into_owned() }];
            app.runs().begin(group.book, order, visit.visit.user.id, app.now()).map_err(full)
        }
        Err(problems) => Err(problems),
    };
    match begun {
        Ok((run, new)) => {
            drop(tx);
            if new {
                tokio::spawn(printing::carry_out(app.clone(), group.clone(), run.clone()));
            }
            run.wait(AT_ONCE).await;
            Ok(web::see_other(&address(&visit, run.id)))
        }
        Err(problems) => Ok(web::unprocessable(offer::page(&mut tx, &visit, typed, problems, app.today()).await?)),
    }
}

/// Where the page of a run is.
fn address(visit: &InGroup, id: Uuid) -> String {
    head(&visit.group).href(&format!("papers/runs/{}", id.simple()))
}

/// The run that an address names, where it is one of this group and still known.
fn find(app: &App, visit: &InGroup, id: &str) -> Option<Arc<Run>> {
    app.runs().find(visit.group.book, id.parse().ok()?, app.now())
}

/// `GET /groups/{group}/papers/runs/{run}`: while the run is under way the page comes again by itself, which the header
/// says: it needs no script, and nothing in the page moves under a reader's hands.
pub async fn run(State(app): State<App>, visit: InGroup, Path((_, id)): Path<(String, String)>) -> Answer {
    let run = find(&app, &visit, &id);
    let stands = run.as_ref().map_or(page::Stands::Gone, |run| told(run.stands(), &address(&visit, run.id)));
    let (goes_on, gone) = (stands.goes_on(), stands == page::Stands::Gone);
    let order = run.map(|run| run.order.form());
    let drawn = web::html(draw(&RunPage { around: visit.visit.around(), group: head(&visit.group), order, stands }));
    Ok(if goes_on {
        ([(HeaderName::from_static("refresh"), HeaderValue::from_static(AGAIN))], drawn).into_response()
    } else if gone {
        (StatusCode::GONE, drawn).into_response()
    } else {
        drawn
    })
}

/// How far a run is, as its page says it.
fn told(stands: Stands, at: &str) -> page::Stands {
    match stands {
        Stands::Waiting => page::Stands::Waiting,
        Stands::Drawing(drawn, all) => page::Stands::Drawing { drawn, all },
        Stands::Nothing => page::Stands::Nothing,
        Stands::Failed(number) => page::Stands::Failed(number),
        Stands::Ready(Printed { passbooks, left_out, pages, sides, bytes, undrawn }) => page::Stands::Ready(page::Ready {
            href: format!("{at}/file"),
            passbooks,
            left_out,
            pages,
            sides,
            kib: u32::try_from(bytes.div_ceil(1024)).unwrap_or(u32::MAX),
            undrawn: undrawn.into_iter().map(|one| format!("U+{:04X}", u32::from(one))).collect(),
        }),
    }
}

/// `GET /groups/{group}/papers/runs/{run}/file`; without a file, back to the page, which says why.
pub async fn file(State(app): State<App>, visit: InGroup, Path((_, id)): Path<(String, String)>) -> Answer {
    let back = || Ok(web::see_other(&head(&visit.group).href(&format!("papers/runs/{}", web::encode(&id)))));
    let Some(run) = find(&app, &visit, &id) else { return back() };
    let Stands::Ready(printed) = run.stands() else { return back() };
    match File::open(app.runs().file(run.id)).await {
        Ok(file) => sent(file, printed.bytes, &visit.group.code),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            app.runs().lose(run.id);
            back()
        }
        Err(error) => Err(Fault::Broken(format!("the file of a print run: {error}"))),
    }
}

/// Which receipt is wanted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ReceiptForm {
    /// The member's number.
    member: String,
    /// The entry of the book.
    entry: String,
    /// In what it is written.
    lang: String,
    /// The same.
    digits: String,
}

/// `POST /groups/{group}/papers/receipt`: signs, registers, and answers with the paper.
pub async fn receipt(State(app): State<App>, visit: InGroup, Form(typed): Form<ReceiptForm>) -> Answer {
    let (group, words) = (&visit.group, visit.words());
    let mut tx = app.db().read().await?;
    let found = match typed.member.parse().ok().zip(typed.entry.parse().ok().map(EntryNo)) {
        Some((number, entry)) => receipts::load(&mut tx, group, number, entry).await?.map(|found| (entry, found)),
        None => None,
    };
    let Some((entry, (party, mut paper))) = found else {
        let problems = vec![Problem { field: String::new(), message: words.say("offer-receipt-missing").into_owned() }];
        let form = PassbooksForm { lang: typed.lang, digits: typed.digits, ..PassbooksForm::default() };
        return Ok(web::unprocessable(offer::page(&mut tx, &visit, form, problems, app.today()).await?));
    };
    drop(tx);
    let mut tx = app.db().write().await?;
    let by = Some(visit.visit.user.id);
    let printing = Printing { book: group.book, through: entry, by, at: app.now() };
    let issued = register::issue(&mut tx, app.press(), printing, &[Wanted::Receipt { party, entry }]).await?;
    tx.commit().await?;
    paper.seal = issued.first().map(|issued| passbook::signed(app.press(), issued));
    let say = Wish { lang: typed.lang, digits: typed.digits }.say(words);
    let name = format!("{}-receipt-{}-{}", group.code, typed.member.trim(), entry.0);
    answer(&visit, &name, move || paper.document(&say)).await
}

/// A file piece by piece, so that a large one takes no more memory than a small one; the name is the group's.
fn sent(file: File, bytes: u64, code: &str) -> Result<Response, Fault> {
    let name = HeaderValue::from_str(&format!("inline; filename=\"passbooks-{code}.pdf\""))
        .map_err(|_| Fault::Broken(format!("a file cannot be named after {code:?}")))?;
    let pieces = futures::stream::try_unfold(file, |mut file| async move {
        let mut piece = vec![0; PIECE];
        let read = file.read(&mut piece).await?;
        piece.truncate(read);
        Ok::<_, io::Error>((read > 0).then(|| (Bytes::from(piece), file)))
    });
    let kind = HeaderValue::from_static("application/pdf");
    let headers =
        [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name), (header::CONTENT_LENGTH, HeaderValue::from(bytes))];
    Ok((headers, Body::from_stream(pieces)).into_response())
}

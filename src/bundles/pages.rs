//! The routes of bundles: who keeps which book, cards, the stick, the line, and a book that changes hands.
use super::{
    form::{self, MakeForm, NameForm, SendForm, TurnForm},
    keep::{self, Card, Desk, Kind, Turn},
    line::{self, Unsent},
    outcome,
    overview::{self, Kept, Other, Overview},
    send,
    store::{self, Instance},
    take, told,
};
use crate::{
    app::App,
    error::{Answer, Fault},
    groups::store::{self as groups, Group},
    guard::{Can, InGroup, Visit},
    store::{Result, Tx},
    web,
};
use axum::{
    Form,
    extract::{Query, Request, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use templates::{
    bundles::{
        BookLine, BundlesForm, BundlesPage, Door, Ending, KeptLine, Met, OtherCard, Own, TurnPage, bundles, met, turn as draw_turn,
    },
    parts::{Name, Problem},
};
use uuid::Uuid;

/// Where the pages begin.
const HOME: &str = "/bundles";

fn desk<'d>(app: &'d App, visit: &Visit) -> Desk<'d> {
    Desk { keys: app.keys(), now: app.now(), by: Some(visit.user.id) }
}

/// Whether she may see to bundles here: whoever founds groups, and on a laptop an officer of a group whose book changed hands.
async fn may_see(tx: &mut Tx, visit: &Visit) -> Result<bool> {
    if visit.may_somewhere(Can::KeepBundles) {
        return Ok(true);
    }
    let books = visit.roles.iter().filter(|on| on.role.may(Can::KeepBundles)).filter_map(|on| on.scope.book());
    if !is_laptop(tx).await? {
        return Ok(false);
    }
    // An officer is of one to three groups.
    for book in books {
        if store::is_kept(tx, book).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn is_laptop(tx: &mut Tx) -> Result<bool> {
    Ok(keep::own(tx).await?.is_some_and(|own| !own.is_programme()))
}

async fn must_see(tx: &mut Tx, visit: &Visit) -> std::result::Result<(), Fault> {
    if may_see(tx, visit).await? { Ok(()) } else { Err(Fault::NotFound) }
}

/// What is there, for who may see it.
async fn opened(tx: &mut Tx, visit: &Visit) -> std::result::Result<Overview, Fault> {
    must_see(tx, visit).await?;
    Ok(Overview::read(tx).await?)
}

/// The same for what is not an officer's of a group: naming, cards, books that change hands.
fn must_set_up(visit: &Visit) -> std::result::Result<(), Fault> {
    if visit.may_somewhere(Can::KeepBundles) { Ok(()) } else { Err(Fault::NotFound) }
}

/// `GET /bundles`
pub async fn show(State(app): State<App>, visit: Visit) -> Answer {
    let mut tx = app.db().read().await?;
    let overview = opened(&mut tx, &visit).await?;
    let form = BundlesForm { address: line::known_address(&mut tx).await?.unwrap_or_default(), ..BundlesForm::default() };
    Ok(web::html(bundles(&page(&app, &mut tx, &visit, &overview, form, vec![]).await?)))
}

async fn page(
    app: &App,
    tx: &mut Tx,
    visit: &Visit,
    overview: &Overview,
    form: BundlesForm,
    problems: Vec<Problem>,
) -> std::result::Result<BundlesPage, Fault> {
    let all = groups::groups(tx).await?;
    let own = match &overview.own {
        Some(own) => Some(Own {
            name: own.name.clone(),
            is_laptop: !own.is_programme(),
            fingerprint: own.keys()?.fingerprint(),
            lacks_key: keep::as_signer(own, desk(app, visit)).is_none(),
        }),
        None => None,
    };
    let mut others = Vec::new();
    for other in &overview.others {
        others.push(card(app, visit, other, &all)?);
    }
    let here = all.iter().filter(|group| visit.may_in(Can::KeepBundles, group) && !visit.away.contains_key(&group.book.0));
    Ok(BundlesPage {
        around: visit.around(),
        own,
        others,
        groups: here.map(|group| (group.code.clone(), group.name())).collect(),
        sets_up: visit.may_somewhere(Can::KeepBundles),
        names: visit.may_everywhere(Can::KeepBundles),
        form,
        problems,
    })
}

fn card(app: &App, visit: &Visit, other: &Other, groups: &[Group]) -> Result<OtherCard> {
    let seen = |kept: &&Kept| groups.iter().any(|group| group.book.0 == kept.group.book_id && visit.may_in(Can::See, group));
    let book = |kept: &Kept| BookLine {
        code: kept.group.code.clone(),
        name: Name::new(&kept.group.name_km, &kept.group.name_latin),
        is_there: kept.is_there,
        is_here: kept.is_here,
        since: kept.since,
        here: kept.group.head_no,
        there: kept.known_there,
        new_entries: kept.new.entries,
        new_meetings: kept.new.meetings,
        new_others: kept.new.loans + kept.new.members + kept.new.others,
        may_turn: groups.iter().any(|group| group.book.0 == kept.group.book_id && visit.may_in(Can::KeepBundles, group)),
    };
    Ok(OtherCard {
        id: other.instance.id.to_string(),
        name: other.instance.name.clone(),
        is_programme: other.instance.is_programme(),
        is_lost: other.instance.lost_at.is_some(),
        is_silent: other.is_silent(app.now()),
        heard: other.taken_at,
        days: other.silent_days(app.now()),
        sent: other.sent_at,
        waiting: other.waiting,
        fingerprint: other.instance.keys()?.fingerprint(),
        books: other.books.iter().filter(seen).map(book).collect(),
    })
}

/// The page again, with a refusal at its field.
async fn again(app: &App, visit: &Visit, mut form: BundlesForm, field: &str, told: told::Told) -> Answer {
    let mut tx = app.db().read().await?;
    let overview = opened(&mut tx, visit).await?;
    if form.address.is_empty() {
        form.address = line::known_address(&mut tx).await?.unwrap_or_default();
    }
    let problems = vec![Problem { field: field.into(), message: format!("{} {}", told.what, told.next) }];
    Ok(web::unprocessable(bundles(&page(app, &mut tx, visit, &overview, form, problems).await?)))
}

/// `POST /bundles/name`
pub async fn name(State(app): State<App>, visit: Visit, Form(typed): Form<NameForm>) -> Answer {
    // What this computer is, is said once, and for every partner.
    if !visit.may_everywhere(Can::KeepBundles) {
        return Err(Fault::NotFound);
    }
    let Some(kind) = Kind::parse(&typed.kind) else {
        let text = visit.words().say("bundles-kind-missing").into_owned();
        let told = told::Told { code: "kind", what: text, next: String::new() };
        return again(&app, &visit, BundlesForm { name: typed.name, ..BundlesForm::default() }, "kind", told).await;
    };
    let mut tx = app.db().write().await?;
    let named = keep::name(&mut tx, desk(&app, &visit), &typed.name, kind).await?;
    if let Err(refusal) = named {
        drop(tx);
        let form = BundlesForm { name: typed.name, kind: typed.kind, ..BundlesForm::default() };
        let field = if refusal == keep::Refusal::Name { "name" } else { "kind" };
        return again(&app, &visit, form, field, told::of_keeping(visit.words(), &refusal)).await;
    }
    tx.commit().await?;
    Ok(web::see_other("/bundles?done=bundles-named"))
}

/// `GET /bundles/card`: this computer's card as a file.
pub async fn own_card(State(app): State<App>, visit: Visit) -> Answer {
    must_set_up(&visit)?;
    let mut tx = app.db().read().await?;
    let own = keep::own(&mut tx).await?;
    // Without its key the page says what to do.
    let Some(own) = own.as_ref().and_then(|own| keep::as_signer(own, desk(&app, &visit))) else { return Ok(web::see_other(HOME)) };
    let name = format!("sansom-{}.card", &own.id.simple().to_string()[24..]);
    Ok(download(&name, "application/json", Card::of(own)?.written(app.keys()).into_bytes()))
}

fn download(name: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
    let saved =
        HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")).unwrap_or(HeaderValue::from_static("attachment"));
    ([(header::CONTENT_TYPE, HeaderValue::from_static(kind)), (header::CONTENT_DISPOSITION, saved)], bytes).into_response()
}

/// `POST /bundles/meet`: takes another computer's card, and shows what two people compare.
pub async fn meet(State(app): State<App>, visit: Visit, request: Request) -> Answer {
    must_set_up(&visit)?;
    let bytes = form::file(request, "card").await?;
    let card = std::str::from_utf8(&bytes).ok().and_then(Card::read);
    let mut tx = app.db().write().await?;
    let outcome = match &card {
        Some(card) => keep::meet(&mut tx, desk(&app, &visit), card).await?,
        None => Err(keep::Refusal::NoCard),
    };
    match outcome {
        Ok(new) => {
            tx.commit().await?;
            let page = Met { around: visit.around(), name: new.name.clone(), fingerprint: new.keys()?.fingerprint() };
            Ok(web::html(met(&page)))
        }
        Err(refusal) => {
            drop(tx);
            again(&app, &visit, BundlesForm::default(), "card", told::of_keeping(visit.words(), &refusal)).await
        }
    }
}

/// What a book's change of hands is about: the group, and the laptop that gets it or has it.
struct Asked {
    what: &'static str,
    group: Group,
    laptop: (String, String),
}

async fn asked(tx: &mut Tx, visit: &Visit, typed: &TurnForm) -> std::result::Result<Asked, Fault> {
    must_set_up(visit)?;
    let what = ["over", "back", "lost"].into_iter().find(|what| *what == typed.what).ok_or(Fault::NotFound)?;
    let group = groups::group(tx, &typed.group).await?.ok_or(Fault::NotFound)?;
    if !visit.may_in(Can::KeepBundles, &group) {
        return Err(Fault::NotFound);
    }
    let all = store::instances(tx).await?;
    let named = |one: &Instance| (one.id.to_string(), one.name.clone());
    let laptop = match what {
        "over" => all.iter().find(|one| !one.own && one.id.to_string() == typed.to).map(named).ok_or(Fault::NotFound)?,
        "back" => all.iter().find(|one| one.own).map(named).unwrap_or_default(),
        // Nobody has it any more where it was taken back before.
        _ => (String::new(), visit.away.get(&group.book.0).cloned().unwrap_or_default()),
    };
    Ok(Asked { what, group, laptop })
}

/// `GET /bundles/turn`: asks once more.
pub async fn ask_turn(State(app): State<App>, visit: Visit, Query(typed): Query<TurnForm>) -> Answer {
    must_set_up(&visit)?;
    if typed.what.is_empty() {
        return Ok(web::see_other(HOME));
    }
    let mut tx = app.db().read().await?;
    let asked = asked(&mut tx, &visit, &typed).await?;
    Ok(web::html(draw_turn(&turn_page(&visit, asked, &typed, vec![]))))
}

fn turn_page(visit: &Visit, asked: Asked, typed: &TurnForm, problems: Vec<Problem>) -> TurnPage {
    TurnPage {
        around: visit.around(),
        what: asked.what,
        group: asked.group.code.clone(),
        name: asked.group.name(),
        laptop: asked.laptop,
        reason: typed.reason.clone(),
        problems,
    }
}

/// `POST /bundles/turn`: the book changes hands.
pub async fn turn(State(app): State<App>, visit: Visit, Form(typed): Form<TurnForm>) -> Answer {
    must_set_up(&visit)?;
    if typed.what.is_empty() {
        return Ok(web::see_other(HOME));
    }
    let mut tx = app.db().write().await?;
    let asked = asked(&mut tx, &visit, &typed).await?;
    let (turn, done) = match asked.what {
        "over" => (Turn::Over(typed.to.parse::<Uuid>().map_err(|_| Fault::NotFound)?), "bundles-over"),
        "back" => (Turn::Back, "bundles-back"),
        _ => (Turn::Lost(&typed.reason), "bundles-lost"),
    };
    match keep::turn(&mut tx, desk(&app, &visit), asked.group.book, turn).await? {
        Ok(_) => {
            tx.commit().await?;
            Ok(web::see_other(&format!("/bundles?done={done}")))
        }
        // Pressed twice: it is done.
        Err(keep::Refusal::KeptHere | keep::Refusal::KeptElsewhere(_))
            if keep::is_done(&mut tx, asked.group.book, turn).await? =>
        {
            Ok(web::see_other(&format!("/bundles?done={done}")))
        }
        Err(refusal) => {
            let field = if refusal == keep::Refusal::Reason { "reason" } else { "" };
            let told = told::of_keeping(visit.words(), &refusal);
            let problems = vec![Problem { field: field.into(), message: format!("{} {}", told.what, told.next) }];
            Ok(web::unprocessable(draw_turn(&turn_page(&visit, asked, &typed, problems))))
        }
    }
}

/// `POST /bundles/make`: a bundle as a file.
pub async fn make(State(app): State<App>, visit: Visit, Form(typed): Form<MakeForm>) -> Answer {
    must_see(&mut app.db().read().await?, &visit).await?;
    let mut tx = app.db().write().await?;
    // What is no id is nobody's.
    let to: Uuid = typed.to.parse().unwrap_or_default();
    match send::make(&mut tx, desk(&app, &visit), to, typed.whole == "1").await? {
        Ok(made) => {
            tx.commit().await?;
            Ok(download(&made.name, line::KIND, made.file))
        }
        Err(refusal) => {
            drop(tx);
            again(&app, &visit, BundlesForm::default(), "", told::of_sending(visit.words(), &refusal)).await
        }
    }
}

/// `POST /bundles/take`: takes a bundle in, as a whole or not at all, and says what came of it.
pub async fn take(State(app): State<App>, visit: Visit, request: Request) -> Answer {
    must_see(&mut app.db().read().await?, &visit).await?;
    let bytes = form::file(request, "bundle").await?;
    let outcome = take::take(app.db(), desk(&app, &visit), &bytes).await?;
    // Which books are kept elsewhere may have changed with it.
    outcome::of_file(&app, &visit, outcome).await
}

/// `POST /bundles/send`: sends what is new to the office's server, and takes its answer.
pub async fn send_over(State(app): State<App>, visit: Visit, Form(typed): Form<SendForm>) -> Answer {
    let mut tx = app.db().read().await?;
    must_see(&mut tx, &visit).await?;
    let is_laptop = is_laptop(&mut tx).await?;
    drop(tx);
    if !is_laptop {
        return again(&app, &visit, BundlesForm::default(), "", told::of_line(visit.words(), &Unsent::NoProgramme)).await;
    }
    let desk = desk(&app, &visit);
    let sent = line::exchange(app.db(), desk, &typed.address).await?;
    // An address at which a server of ours answered is kept for the next time.
    if let (Ok(_) | Err(Unsent::Refused(_) | Unsent::Busy | Unsent::Receipt(_)), Some(address)) =
        (&sent, line::address(&typed.address))
    {
        let mut tx = app.db().write().await?;
        line::keep_address(&mut tx, desk, &address).await?;
        tx.commit().await?;
    }
    match sent {
        Ok((_, taken)) => outcome::of_taken(&app, &visit, taken, Ending::Sent).await,
        Err(unsent) => {
            if let Unsent::NoLine(why) = &unsent {
                tracing::info!(why, "a bundle did not go over the line");
            }
            let form = BundlesForm { address: typed.address, ..BundlesForm::default() };
            again(&app, &visit, form, "address", told::of_line(visit.words(), &unsent)).await
        }
    }
}

/// Where a group's book is kept, for its own page; none where it never left.
///
/// # Errors
/// Where the database cannot.
pub async fn kept_line(tx: &mut Tx, visit: &InGroup) -> Result<Option<KeptLine>> {
    let Some(place) = overview::place(tx, visit.group.book).await? else { return Ok(None) };
    let is_laptop = is_laptop(tx).await?;
    let may_see = visit.visit.may_somewhere(Can::KeepBundles) || is_laptop && visit.may(Can::KeepBundles);
    let door = may_see.then_some(Door { href: HOME, is_laptop });
    Ok(Some(KeptLine { keeper: place.keeper, is_here: place.is_here, since: place.since, brought: place.brought, door }))
}

/// Where the pages begin, for whom they are.
///
/// # Errors
/// Where the database cannot.
pub async fn door(tx: &mut Tx, visit: &Visit) -> Result<Option<Door>> {
    let is_laptop = is_laptop(tx).await?;
    Ok(may_see(tx, visit).await?.then_some(Door { href: HOME, is_laptop }))
}

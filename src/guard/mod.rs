//! Who may do what: the one table of roles, and the one door in front of every route.
//!
//! A route says what it needs ([`Access`]); the door finds who is there and, for a group's page, which group; a handler
//! behind it takes [`Visit`] or [`InGroup`] and has nothing left to ask. What is unknown and what is forbidden look alike.
mod roles;
mod visits;

pub use roles::{Can, Role, RoleOn, Scope};
pub use visits::{ByToken, InAward, InBank, InCoop, InGroup, InPlan, Visit};

use crate::{
    api::{Reads, Refusal, secret, store as tokens},
    app::App,
    bundles,
    error::Fault,
    offline, practice,
    users::store as users,
    web,
};
use axum::{
    extract::{MatchedPath, RawPathParams, Request, State},
    http::{Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::sync::Arc;
use uuid::Uuid;

/// What a route needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Nobody need be signed in.
    Open,
    /// Anybody who is signed in.
    SignedIn,
    /// Somebody who may do this in the group that the path names as `{group}`.
    Group(Can),
    /// The same, in a group whose members save: meetings, loans of money, the share-out.
    Saving(Can),
    /// Somebody who may do this in the group that keeps the bank which the path names as `{bank}`.
    Bank(Can),
    /// Somebody who may do this in the group that keeps the cooperative which the path names as `{coop}`.
    Coop(Can),
    /// Somebody who may do this under the award that the path names as `{award}`.
    Award(Can),
    /// Somebody who may do this with the business plan that the path names as `{plan}`: for its organisation, or in the group or
    /// under the award for which it is.
    Plan(Can),
    /// Somebody who may do this in an organisation, or everywhere.
    Organisation(Can),
    /// Somebody who may do this everywhere.
    Programme(Can),
    /// A program with a token that may read this, or with any token that holds. A session opens nothing here.
    Token(Option<Reads>),
}

/// The door: goes before every route, with what the route needs.
pub async fn door(State((app, access)): State<(App, Access)>, params: RawPathParams, mut request: Request, next: Next) -> Response {
    match admit(&app, access, &params, &mut request).await {
        Ok(()) => {
            let practice = request.extensions().get::<Visit>().is_some_and(|visit| visit.practice.is_some());
            let keeper = sheet_elsewhere(&request);
            let response = next.run(request).await;
            // Where a book is kept elsewhere there is no sheet to write on: that is said, instead of nothing.
            if keeper.is_some() && response.status() == StatusCode::NOT_FOUND {
                return Fault::KeptElsewhere(keeper).into_response();
            }
            if practice { practice::named(response) } else { response }
        }
        Err(fault) => fault.into_response(),
    }
}

/// Pages that are a sheet for who may write and otherwise may not be there.
const SHEETS: [&str; 3] = ["/groups/{group}/meetings/{no}", "/banks/{bank}/lending", "/banks/{bank}/repaying"];

/// Who keeps the book of the sheet that is asked for by somebody who could write on it there.
fn sheet_elsewhere(request: &Request) -> Option<String> {
    let matched = request.extensions().get::<MatchedPath>()?;
    SHEETS.contains(&matched.as_str()).then_some(())?;
    let (visit, group) = match (request.extensions().get::<InGroup>(), request.extensions().get::<InBank>()) {
        (Some(at), _) => (&at.visit, &at.group),
        (None, at) => at.map(|at| (&at.visit, &at.group))?,
    };
    let keeper = visit.away.get(&group.book.0)?;
    visit.has_role_in_book(Can::Seal, group.book.0, group.organisation_id).then(|| keeper.clone())
}

async fn admit(app: &App, access: Access, params: &RawPathParams, request: &mut Request) -> Result<(), Fault> {
    if let Access::Token(reads) = access {
        return admit_program(app, reads, request).await;
    }
    let path = request.uri().path_and_query().map_or("/".to_owned(), |path| path.to_string());
    let token = web::session_token(app, request.headers());
    if access == Access::Open && token.is_none() {
        return Ok(());
    }
    let mut tx = app.db().read().await?;
    let session = token.map(|token| web::digest(&token));
    let visit = match &session {
        Some(session) => users::visit(&mut tx, session, app.now()).await?,
        None => None,
    };
    let (Some(users::Holder { user, roles, stale }), Some(session)) = (visit, session) else {
        // A page that was written to is not a place to come back to.
        let back = if request.method() == Method::GET { path } else { "/".into() };
        return if access == Access::Open { Ok(()) } else { Err(Fault::SignIn(back)) };
    };
    let away = Arc::new(bundles::store::all_away(&mut tx).await?);
    let mut visit = Visit { user, roles, session, path, practice: None, away };
    if access != Access::Open {
        offline::of_its_owner(request.headers(), &visit)?;
    }
    if access != Access::Open && visit.user.must_change && !matches!(request.uri().path(), "/account" | "/account/password") {
        return Err(Fault::ChangePassword);
    }
    let allowed = match access {
        Access::Open | Access::SignedIn => true,
        // Programs were let in above, or not.
        Access::Token(_) => false,
        Access::Organisation(can) => visit.may_somewhere(can),
        Access::Programme(can) => visit.may_everywhere(can),
        Access::Bank(can) => {
            let bank = crate::banks::store::bank(&mut tx, named(params, "bank")?).await?.ok_or(Fault::NotFound)?;
            let group = crate::groups::store::group_of_book(&mut tx, bank.book.0).await?.ok_or(Fault::NotFound)?;
            practice::enter(&mut tx, &mut visit, &group).await?;
            visit.writes_elsewhere(can, request.method(), &group)?;
            let allowed = visit.may_in(can, &group);
            if allowed {
                request.extensions_mut().insert(InBank { visit: visit.clone(), group, bank });
            }
            allowed
        }
        Access::Coop(can) => {
            let coop = crate::coops::store::coop(&mut tx, named(params, "coop")?).await?.ok_or(Fault::NotFound)?;
            let group = crate::groups::store::group_of_book(&mut tx, coop.book.0).await?.ok_or(Fault::NotFound)?;
            let allowed = visit.may_in(can, &group);
            if allowed {
                request.extensions_mut().insert(InCoop { visit: visit.clone(), group, coop });
            }
            allowed
        }
        Access::Award(can) => {
            let award = crate::awards::store::award(&mut tx, named(params, "award")?).await?.ok_or(Fault::NotFound)?;
            let allowed = visit.may_in_award(can, &award);
            if allowed {
                request.extensions_mut().insert(InAward { visit: visit.clone(), award });
            }
            allowed
        }
        Access::Plan(can) => {
            let id = named(params, "plan")?.parse().map_err(|_| Fault::NotFound)?;
            let plan = crate::plans::store::plan(&mut tx, id).await?.ok_or(Fault::NotFound)?;
            let allowed = visit.may_with_plan(can, &plan);
            if allowed {
                request.extensions_mut().insert(InPlan { visit: visit.clone(), plan });
            }
            allowed
        }
        Access::Group(can) | Access::Saving(can) => {
            let group = crate::groups::store::group(&mut tx, named(params, "group")?).await?.ok_or(Fault::NotFound)?;
            practice::enter(&mut tx, &mut visit, &group).await?;
            let fits = group.saves || matches!(access, Access::Group(_));
            if fits {
                visit.writes_elsewhere(can, request.method(), &group)?;
            }
            let allowed = fits && visit.may_in(can, &group);
            if allowed {
                request.extensions_mut().insert(InGroup { visit: visit.clone(), group });
            }
            allowed
        }
    };
    if !allowed {
        return Err(Fault::NotFound);
    }
    if stale {
        tokio::spawn(note_use(app.clone(), visit.session.clone()));
    }
    request.extensions_mut().insert(visit);
    Ok(())
}

/// Lets a program in by its token alone: cookies are not looked at.
async fn admit_program(app: &App, reads: Option<Reads>, request: &mut Request) -> Result<(), Fault> {
    let header = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let bearer = header.and_then(|text| text.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let digest = bearer.and_then(|(_, token)| secret::digest(token.trim())).ok_or(Refusal::Token)?;
    let mut tx = app.db().read().await?;
    let token = tokens::holds(&mut tx, digest, app.today()).await?.ok_or(Refusal::Token)?;
    if let Some(reads) = reads
        && !token.reads.contains(&reads)
    {
        return Err(Refusal::Scope(reads).into());
    }
    if token.used_on != Some(app.today()) {
        tokio::spawn(note_token(app.clone(), token.id));
    }
    request.extensions_mut().insert(ByToken { organisation: token.organisation.map(|(id, _)| id) });
    Ok(())
}

/// Notes beside the request, once a day, that a token is in use.
async fn note_token(app: App, token: Uuid) {
    let noted = async {
        let mut tx = app.db().write().await?;
        tokens::used(&mut tx, token, app.today()).await?;
        tx.commit().await
    };
    if let Err(error) = noted.await {
        tracing::debug!(%error, "the use of a token was not noted");
    }
}

/// What the path names.
fn named<'a>(params: &'a RawPathParams, what: &str) -> Result<&'a str, Fault> {
    params.iter().find(|(name, _)| *name == what).map(|(_, code)| code).ok_or(Fault::NotFound)
}

/// Notes beside the request that a session is in use; a page is not kept waiting for it, and not refused for its sake.
async fn note_use(app: App, session: Vec<u8>) {
    let noted = async {
        let mut tx = app.db().write().await?;
        users::seen(&mut tx, &session, app.now()).await?;
        tx.commit().await
    };
    if let Err(error) = noted.await {
        tracing::debug!(%error, "the use of a session was not noted");
    }
}

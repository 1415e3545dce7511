//! The routes of those who keep tokens: the list, a new one, and revoking one.
use super::{
    form, secret,
    store::{self, Token},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    groups::store as groups,
    guard::Visit,
    store::{Tx, record},
    web,
};
use axum::{
    Form,
    extract::{Path, State},
};
use templates::{
    parts::{Confirm, Name, Problem, confirm},
    tokens::{TokenForm, TokenFormPage, TokenRow, TokensPage, token_form, tokens},
};
use uuid::Uuid;

/// `GET /programme/tokens`
pub async fn list(State(app): State<App>, visit: Visit) -> Answer {
    let mut tx = app.db().read().await?;
    Ok(web::html(tokens(&page(&app, &mut tx, &visit, None).await?)))
}

async fn page(app: &App, tx: &mut Tx, visit: &Visit, made: Option<String>) -> Result<TokensPage, Fault> {
    let mut around = visit.around();
    if made.is_some() {
        // The page was asked for by a form, whose address would show another one.
        around.path = "/programme/tokens".into();
        around.notice = Some(around.words.say("done-token-made").into_owned());
    }
    let organisations = groups::organisations(tx).await?;
    let name = |token: &Token| {
        let found = organisations.iter().find(|one| token.organisation.as_ref().is_some_and(|(id, _)| *id == one.id));
        found.map(|one| Name::new(&one.name_km, &one.name_latin))
    };
    let row = |token: Token| TokenRow {
        organisation: name(&token),
        id: token.id.to_string(),
        name: token.name,
        reads: token.reads.iter().map(|reads| reads.code()).collect(),
        made_at: token.made_at,
        ends_on: token.ends_on,
        used_on: token.used_on,
        ended: token.ends_on < app.today(),
        revoked_at: token.revoked_at,
    };
    Ok(TokensPage { around, tokens: store::tokens(tx).await?.into_iter().map(row).collect(), made })
}

/// `GET /programme/tokens/new`
pub async fn new(State(app): State<App>, visit: Visit) -> Answer {
    let mut tx = app.db().read().await?;
    let ends = visit.words().date_short(form::latest(app.today()));
    let form = TokenForm { key: Uuid::now_v7().to_string(), ends, ..TokenForm::default() };
    Ok(web::html(token_form(&form_page(&mut tx, &visit, form, vec![]).await?)))
}

async fn form_page(tx: &mut Tx, visit: &Visit, form: TokenForm, problems: Vec<Problem>) -> Result<TokenFormPage, Fault> {
    let all = groups::organisations(tx).await?;
    let organisations = all.into_iter().map(|one| (one.code, Name::new(one.name_km, one.name_latin))).collect();
    Ok(TokenFormPage { around: visit.around(), organisations, form, problems })
}

/// `POST /programme/tokens/new`: answers with the list, where the token stands this once.
pub async fn add(State(app): State<App>, visit: Visit, Form(typed): Form<TokenForm>) -> Answer {
    let id: Uuid = typed.key.parse().map_err(|_| Fault::Unreadable)?;
    let mut tx = app.db().write().await?;
    if store::token(&mut tx, id).await?.is_some() {
        // The same form again: what was shown once is not known any more.
        return Ok(web::see_other("/programme/tokens?done=token-made"));
    }
    let organisations = groups::organisations(&mut tx).await?;
    let new = match form::read(&typed, id, &organisations, app.today(), visit.words()) {
        Ok(new) => new,
        Err(problems) => return Ok(web::unprocessable(token_form(&form_page(&mut tx, &visit, typed, problems).await?))),
    };
    let token = secret::make();
    let digest = secret::digest(&token).ok_or_else(|| Fault::Broken("a token that is none".into()))?;
    store::add(&mut tx, new, digest, visit.user.id, app.now()).await?;
    record(&mut tx, None, Some(visit.user.id), "token-made", &id.to_string(), app.now()).await?;
    let page = page(&app, &mut tx, &visit, Some(token)).await?;
    tx.commit().await?;
    Ok(web::html(tokens(&page)))
}

/// A token that can still be revoked.
async fn find(tx: &mut Tx, id: &str) -> Result<Token, Fault> {
    let id: Uuid = id.parse().map_err(|_| Fault::NotFound)?;
    store::token(tx, id).await?.ok_or(Fault::NotFound)
}

/// `GET /programme/tokens/{token}/revoke`
pub async fn ask(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = app.db().read().await?;
    let token = find(&mut tx, &id).await?;
    if token.revoked_at.is_some() {
        return Ok(web::see_other("/programme/tokens"));
    }
    let (around, words) = (visit.around(), visit.words());
    Ok(web::html(confirm(&Confirm {
        around: &around,
        title: &words.say("token-revoke-ask"),
        under: &token.name,
        text: &words.say("token-revoke-text"),
        action: &format!("/programme/tokens/{}/revoke", token.id),
        hidden: &[],
        button: &words.say("token-revoke"),
        danger: true,
        back: "/programme/tokens",
    })))
}

/// `POST /programme/tokens/{token}/revoke`: from now on it opens nothing.
pub async fn revoke(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = app.db().write().await?;
    let token = find(&mut tx, &id).await?;
    if store::revoke(&mut tx, token.id, visit.user.id, app.now()).await? {
        record(&mut tx, None, Some(visit.user.id), "token-revoked", &token.id.to_string(), app.now()).await?;
        tx.commit().await?;
    }
    Ok(web::see_other("/programme/tokens?done=token-revoked"))
}

//! What works without a line: which pages a device may keep and for whom, how a sending from its outbox is answered, and the
//! pages that show what is only there. The device's side is `templates/assets/{sw,keeping,outbox}.js`; docs/OFFLINE.md says
//! what it is for.
pub mod pages;

use crate::{error::Fault, guard::Visit, web};
use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use maud::Markup;
use uuid::Uuid;

/// On a request: it comes from a device's outbox. On its answer: this server looked at it, and not a gate before it.
const OUTBOX: HeaderName = HeaderName::from_static("sansom-outbox");
/// On a request: whose the sending is.
const OWNER: HeaderName = HeaderName::from_static("sansom-owner");
/// On a page: a device may keep it, for this owner.
const KEEP: HeaderName = HeaderName::from_static("sansom-keep");

/// What stands for a user on a device: it tells two users of one telephone apart, and says nothing of either.
pub fn owner(user: Uuid) -> String {
    let digest = web::digest(&[b"sansom owner of what a device keeps ", user.as_bytes().as_slice()].concat());
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// A sheet that is written where there may be no line: the page, which the reader's device may keep for her alone.
pub fn sheet(visit: &Visit, page: Markup) -> Response {
    let mut answer = web::html(page);
    let headers = answer.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(KEEP, HeaderValue::from_str(&visit.owner()).expect("an owner is hexadecimal"));
    answer
}

/// Refuses a sending that another person made on the same device: it waits there until she signs in.
///
/// # Errors
/// [`Fault::SignIn`] where the request names another owner than the one who is signed in.
pub fn of_its_owner(headers: &HeaderMap, visit: &Visit) -> Result<(), Fault> {
    match headers.get(OWNER) {
        Some(named) if named.as_bytes() != visit.owner().as_bytes() => Err(Fault::SignIn("/".into())),
        _ => Ok(()),
    }
}

/// Answers an outbox, which follows no redirect: what was written names where it is seen, and a door that is closed says so by
/// its status. Everything else (mistakes, both versions, a fault) keeps its status.
pub async fn answers(request: Request, next: Next) -> Response {
    let asked = request.method() == Method::POST && request.headers().contains_key(OUTBOX);
    let answer = next.run(request).await;
    if !asked {
        return answer;
    }
    let mut answer = if answer.status().is_redirection() { told(answer) } else { answer };
    answer.headers_mut().insert(OUTBOX, HeaderValue::from_static("1"));
    answer
}

fn told(answer: Response) -> Response {
    let to = answer.headers().get(header::LOCATION).and_then(|to| to.to_str().ok()).unwrap_or("/").to_owned();
    let path = to.split('?').next().unwrap_or_default();
    let status = match path {
        "/sign-in" => StatusCode::UNAUTHORIZED,
        "/account" if to.ends_with("?must=1") => StatusCode::FORBIDDEN,
        _ => StatusCode::OK,
    };
    let body = if status == StatusCode::OK { serde_json::json!({ "url": to }) } else { serde_json::json!({}) };
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    let mut told = (status, kind, body.to_string()).into_response();
    for cookie in answer.headers().get_all(header::SET_COOKIE) {
        told.headers_mut().append(header::SET_COOKIE, cookie.clone());
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_is_the_same_each_time_and_says_nothing_of_the_user() {
        let user = Uuid::from_u128(7);
        assert_eq!(owner(user), owner(user));
        assert_ne!(owner(user), owner(Uuid::from_u128(8)));
        assert!(owner(user).len() == 16 && owner(user).bytes().all(|byte| byte.is_ascii_hexdigit()));
    }

    #[test]
    fn what_an_outbox_is_told() {
        let of = |to: &str| told(axum::response::Redirect::to(to).into_response()).status();
        assert_eq!(of("/groups/A/meetings/3?done=meeting-sealed"), StatusCode::OK);
        assert_eq!(of("/sign-in?next=/"), StatusCode::UNAUTHORIZED);
        assert_eq!(of("/account?must=1"), StatusCode::FORBIDDEN);
        assert_eq!(of("/account?done=preferences-saved"), StatusCode::OK);
    }
}

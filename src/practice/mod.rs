//! Practice: a group to learn on. It looks and works exactly like a real one and is plainly marked wherever it is seen: on
//! every page by the band under the head bar, on every paper by a line across it, in the name of every file.
//!
//! It is outside every total by where it stands: what reads over many groups reads the view `real_group`, and its members are
//! in a register that no list of organisations names. The triggers of `migrations/0032_practice_guards.*` refuse what would
//! mix the two.
pub mod begin;
mod fill;
pub mod pages;
pub mod store;

use crate::{
    error::Fault,
    groups::store::Group,
    guard::{Can, Role, RoleOn, Scope, Visit},
    store::Tx,
};
use axum::{
    http::{HeaderValue, header},
    response::Response,
};
use reports::Document;
use templates::practice::Band;
use uuid::Uuid;
use words::{Language, Words};

/// That a visit is to a practice group, and as whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Practised {
    /// The group's code.
    pub code: String,
    /// Who is signed in, whomever she acts as.
    pub signed_in: Uuid,
    /// She acts as the second officer.
    pub second: bool,
    /// She began it: the group is hers to press on.
    pub own: bool,
}

impl Practised {
    /// As the band says it.
    pub fn band(&self) -> Band {
        Band { code: self.code.clone(), second: self.second }
    }
}

/// What a practice group makes of somebody who comes to it: who began it is its treasurer, or its second officer while she
/// acts as such. To everybody else, and in every real group, nothing changes.
///
/// # Errors
/// A fault of the store.
pub async fn enter(tx: &mut Tx, visit: &mut Visit, group: &Group) -> Result<(), Fault> {
    if !group.practice {
        return Ok(());
    }
    let practice = store::of_book(tx, group.book).await?.ok_or(Fault::NotFound)?;
    let own = practice.begun_by == visit.user.id;
    let second = own && practice.second;
    visit.practice = Some(Practised { code: group.code.clone(), signed_in: visit.user.id, second, own });
    let scope = Scope::Group(group.book.0);
    if second {
        // Whom the books name, and all that she may do: the rules that ask for two officers hold here as they do everywhere.
        visit.user.id = store::SECOND;
        visit.roles = vec![RoleOn { role: Role::Committee, scope }];
    } else if own {
        visit.roles.push(RoleOn { role: Role::Treasurer, scope });
    }
    Ok(())
}

/// Whether somebody may begin a practice group like a group.
pub fn may_begin(visit: &Visit, group: &Group) -> bool {
    group.saves && !group.practice && visit.may_in(Can::Practise, group)
}

/// What is printed across every paper of a practice group, in both languages whatever else it is written in.
fn mark() -> String {
    let of = |language| Words::new(language).say("practice-paper");
    format!("{} · {}", of(Language::Khmer), of(Language::English))
}

/// A paper of a group: marked on every page where it is one to learn on.
pub fn marked(practice: bool, document: Document) -> Document {
    if practice { document.marked(&mark()) } else { document }
}

/// Names a file of a practice group as such, whatever made it.
pub fn named(mut response: Response) -> Response {
    let headers = response.headers_mut();
    let named = headers.get(header::CONTENT_DISPOSITION).and_then(|value| value.to_str().ok());
    let renamed = named.map(|text| text.replace("filename=\"", "filename=\"practice-"));
    if let Some(value) = renamed.and_then(|text| HeaderValue::from_str(&text).ok()) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

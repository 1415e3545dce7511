//! Who is behind the door: what a handler takes, made by the door alone.
use super::{Can, RoleOn, Scope};
use crate::{
    awards::store::AwardRow, banks::store::BankRow, coops::store::CoopRow, error::Fault, groups::store::Group, offline,
    plans::store::PlanRow, practice::Practised, users::store::User, web,
};
use axum::{
    extract::FromRequestParts,
    http::{Method, request::Parts},
};
use std::{collections::BTreeMap, sync::Arc};
use templates::parts::{Around, SignedIn};
use uuid::Uuid;
use words::Words;

/// Who is here: a signed-in person and what she may do.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The person.
    pub user: User,
    /// Her roles.
    pub roles: Vec<RoleOn>,
    /// SHA-256 of her session's token.
    pub session: Vec<u8>,
    /// The path and query she asked for.
    pub path: String,
    /// Where she is in a practice group: which, and as whom she acts there.
    pub practice: Option<Practised>,
    /// Books that are kept elsewhere, each with the name of who keeps it: here nobody writes them.
    pub away: Arc<BTreeMap<i64, String>>,
}

impl Visit {
    /// Her language and digits.
    pub fn words(&self) -> Words {
        self.user.words()
    }

    /// What stands around her page.
    pub fn around(&self) -> Around {
        let words = self.words();
        Around {
            words,
            user: Some(self.signed_in()),
            path: self.path.clone(),
            notice: web::notice(words, &self.path),
            practice: self.practice.as_ref().map(Practised::band),
        }
    }

    /// Who is signed in, as pages name her.
    pub fn signed_in(&self) -> Arc<SignedIn> {
        Arc::new(SignedIn { name: self.user.name.clone(), owner: self.owner() })
    }

    /// What stands for her on a device, whomever she acts as.
    pub fn owner(&self) -> String {
        offline::owner(self.practice.as_ref().map_or(self.user.id, |practised| practised.signed_in))
    }

    /// Whether she may do this in a group.
    pub fn may_in(&self, can: Can, group: &Group) -> bool {
        self.may_in_book(can, group.book.0, group.organisation_id)
    }

    /// Whether she may do this under an award.
    pub fn may_in_award(&self, can: Can, award: &AwardRow) -> bool {
        self.may_in_book(can, award.book.0, award.organisation_id)
    }

    /// Whether she may do this with a plan: for its organisation, or in the group or under the award for which it is.
    pub fn may_with_plan(&self, can: Can, plan: &PlanRow) -> bool {
        match plan.book_id {
            Some(book) => self.may_in_book(can, book, plan.organisation_id),
            None => self.may_for(can, plan.organisation_id),
        }
    }

    /// The same for a group that is only named: by its book and its organisation.
    pub fn may_in_book(&self, can: Can, book: i64, organisation: Uuid) -> bool {
        self.has_role_in_book(can, book, organisation) && !(can.writes_a_book() && self.away.contains_key(&book))
    }

    /// Whether one of her roles allows this in a book, wherever the book is kept.
    pub(super) fn has_role_in_book(&self, can: Can, book: i64, organisation: Uuid) -> bool {
        self.roles.iter().any(|on| on.role.may(can) && on.holds_in(book, organisation))
    }

    /// Refuses what writes in a group's book that is kept elsewhere. To whom it would not be allowed anyway, there is
    /// nothing here.
    pub(super) fn writes_elsewhere(&self, can: Can, method: &Method, group: &Group) -> Result<(), Fault> {
        let Some(keeper) = self.away.get(&group.book.0) else { return Ok(()) };
        // Beginning to practise with a group's rules reads this book and writes another.
        let writes = can.writes_a_book() || *method != Method::GET && !self.path.ends_with("/practice");
        if writes && self.has_role_in_book(can, group.book.0, group.organisation_id) {
            return Err(Fault::KeptElsewhere(Some(keeper.clone())));
        }
        Ok(())
    }

    /// Whether she may do this in an organisation.
    pub fn may_for(&self, can: Can, organisation: Uuid) -> bool {
        self.roles
            .iter()
            .any(|on| on.role.may(can) && (on.scope == Scope::Programme || on.scope == Scope::Organisation(organisation)))
    }

    /// Whether she may do this everywhere.
    pub fn may_everywhere(&self, can: Can) -> bool {
        self.roles.iter().any(|on| on.role.may(can) && on.scope == Scope::Programme)
    }

    /// Whether she may do this in an organisation at least.
    pub fn may_somewhere(&self, can: Can) -> bool {
        self.roles.iter().any(|on| on.role.may(can) && on.scope.book().is_none())
    }

    /// Whether she is programme staff, by any role.
    pub fn is_staff(&self) -> bool {
        self.roles.iter().any(|on| on.role.is_staff())
    }
}

impl AsRef<Visit> for Visit {
    fn as_ref(&self) -> &Visit {
        self
    }
}

macro_rules! visits {
    ($($place:ident),*) => {
        $(impl AsRef<Visit> for $place {
            fn as_ref(&self) -> &Visit {
                &self.visit
            }
        })*
    };
}
visits!(InGroup, InBank, InCoop, InAward, InPlan);

/// A visit to a group, by somebody who may do there what the route needs.
#[derive(Clone, Debug)]
pub struct InGroup {
    /// Who.
    pub visit: Visit,
    /// Which group.
    pub group: Group,
}

impl InGroup {
    /// Whether she may do this here.
    pub fn may(&self, can: Can) -> bool {
        self.visit.may_in(can, &self.group)
    }

    /// Her language and digits.
    pub fn words(&self) -> Words {
        self.visit.words()
    }
}

/// A visit to a bank, by somebody who may do there what the route needs.
#[derive(Clone, Debug)]
pub struct InBank {
    /// Who.
    pub visit: Visit,
    /// The group that keeps it.
    pub group: Group,
    /// Which bank.
    pub bank: BankRow,
}

impl InBank {
    /// Whether she may do this here.
    pub fn may(&self, can: Can) -> bool {
        self.visit.may_in(can, &self.group)
    }

    /// Her language and digits.
    pub fn words(&self) -> Words {
        self.visit.words()
    }
}

/// A visit to a cooperative, by somebody who may do there what the route needs.
#[derive(Clone, Debug)]
pub struct InCoop {
    /// Who.
    pub visit: Visit,
    /// The group that keeps it.
    pub group: Group,
    /// Which cooperative.
    pub coop: CoopRow,
}

impl InCoop {
    /// Whether she may do this here.
    pub fn may(&self, can: Can) -> bool {
        self.visit.may_in(can, &self.group)
    }

    /// Her language and digits.
    pub fn words(&self) -> Words {
        self.visit.words()
    }
}

/// A visit to an award, by somebody who may do there what the route needs.
#[derive(Clone, Debug)]
pub struct InAward {
    /// Who.
    pub visit: Visit,
    /// Which award.
    pub award: AwardRow,
}

impl InAward {
    /// Whether she may do this here.
    pub fn may(&self, can: Can) -> bool {
        self.visit.may_in_award(can, &self.award)
    }

    /// Her language and digits.
    pub fn words(&self) -> Words {
        self.visit.words()
    }
}

/// A visit to a business plan, by somebody who may do with it what the route needs.
#[derive(Clone, Debug)]
pub struct InPlan {
    /// Who.
    pub visit: Visit,
    /// Which plan.
    pub plan: PlanRow,
}

impl InPlan {
    /// Whether she may do this with it.
    pub fn may(&self, can: Can) -> bool {
        self.visit.may_with_plan(can, &self.plan)
    }

    /// Her language and digits.
    pub fn words(&self) -> Words {
        self.visit.words()
    }
}

/// A program that came with a token which may read what the route needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ByToken {
    /// The organisation that it may read of; `None`: all of them.
    pub organisation: Option<Uuid>,
}

impl ByToken {
    /// Whether it may read of an organisation.
    pub fn reaches(self, organisation: Uuid) -> bool {
        self.organisation.is_none_or(|own| own == organisation)
    }
}

macro_rules! behind_the_door {
    ($($visit:ident: $what:literal),* $(,)?) => {
        $(impl<S: Sync> FromRequestParts<S> for $visit {
            type Rejection = Fault;
            async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<$visit, Fault> {
                parts.extensions.get::<$visit>().cloned().ok_or_else(|| Fault::Broken(concat!($what, " without its door").into()))
            }
        })*
    };
}
behind_the_door!(
    Visit: "a route",
    ByToken: "a program's route",
    InGroup: "a group's route",
    InBank: "a bank's route",
    InCoop: "a cooperative's route",
    InAward: "an award's route",
    InPlan: "a plan's route",
);

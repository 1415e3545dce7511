//! Who may do what: the one table of roles, and the one door in front of every route.
//!
//! A route says what it needs ([`Access`]); the door finds who is there and, for a group's page, which group; a handler
//! behind it takes [`Visit`] or [`InGroup`] and has nothing left to ask. What is unknown and what is forbidden look alike.
use crate::{
    api::{Reads, Refusal, secret, store as tokens},
    app::App,
    awards::store::AwardRow,
    banks::store::BankRow,
    bundles,
    coops::store::CoopRow,
    error::Fault,
    groups::store::Group,
    offline,
    plans::store::PlanRow,
    practice::{self, Practised},
    users::store::{self as users, User},
    web,
};
use axum::{
    extract::{FromRequestParts, MatchedPath, RawPathParams, Request, State},
    http::{Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::{collections::BTreeMap, sync::Arc};
use templates::parts::{Around, SignedIn};
use uuid::Uuid;
use words::Words;

/// What a person may be, on a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Keeps a group's box and books.
    Treasurer,
    /// Of a group's committee: the second pair of eyes.
    Committee,
    /// A farm business or field advisor who follows groups.
    Advisor,
    /// A programme officer: founds groups and helps them.
    Officer,
    /// Finance staff.
    Finance,
    /// An auditor: sees everything, changes nothing.
    Auditor,
    /// Keeps users and groups; touches no money.
    Administrator,
    /// Leads an award: decides, signs, approves.
    Manager,
    /// Pays what is approved.
    Cashier,
    /// Records what is paid.
    Bookkeeper,
    /// Of monitoring: screens, appraises, verifies.
    Monitor,
    /// The only one who sees which codes an award has.
    Liaison,
}

/// What may be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Can {
    /// See a group, its members and its books.
    See,
    /// See who did what.
    SeeTrail,
    /// Record and seal a meeting.
    Seal,
    /// Ask for a correction, or confirm another officer's.
    Correct,
    /// Add, change and end memberships and terms of office.
    KeepMembers,
    /// Write the constitution.
    KeepConstitution,
    /// Close months and years; ask for a reopening, or confirm another officer's.
    Close,
    /// Found groups.
    FoundGroups,
    /// Begin a practice group like a group that she knows.
    Practise,
    /// Keep users.
    KeepUsers,
    /// See an award: budget, grants, vouchers and their evidence; of grants under codes only totals.
    SeeAward,
    /// Help to apply for a grant.
    Apply,
    /// Compare an applicant with every other grant.
    Screen,
    /// Look at a business before it is decided.
    Appraise,
    /// Write down what the committee decided.
    Decide,
    /// Sign an agreement or its change.
    Sign,
    /// Make out a voucher, file its receipts.
    Prepare,
    /// See that a voucher is right.
    Check,
    /// Approve a voucher.
    Approve,
    /// Pay a voucher.
    Pay,
    /// Record a voucher, or reverse it.
    Record,
    /// Visit a grant and write down what was seen.
    Verify,
    /// Close a grant, take back what was not allowed.
    CloseGrant,
    /// Call for applications; money of the award, rates, holders.
    KeepAward,
    /// See grants under codes one by one; every look is written down.
    SeeCodes,
    /// Draw samples, test, find, sign a certificate.
    Audit,
    /// See samples, tests and findings, and answer findings.
    SeeAudit,
    /// Write down prices, buyers and offers; an officer of a group where that group sells.
    KeepMarket,
    /// See the register of people, and who may be in it twice.
    SeePeople,
    /// Say of two records that they are one person's, or not; put people into households.
    KeepPeople,
    /// See sessions, who coaches whom, and what visits saw.
    SeeTraining,
    /// Write down sessions, coachings, visits and results.
    KeepTraining,
    /// See targets, indicators and statements over many books.
    SeeProgramme,
    /// Write down targets, and for how many a voucher paid.
    KeepProgramme,
    /// Give programs of others a token to read figures with, and revoke it.
    KeepTokens,
    /// See business plans; an officer of a group those of her group and of its loans.
    SeePlans,
    /// Write business plans and hand them in.
    KeepPlans,
    /// Give a plan back or approve it: never one's own.
    ApprovePlans,
    /// Meet laptops, hand books over and take bundles; an officer of a group where a laptop keeps its book.
    KeepBundles,
}

impl Can {
    /// Whether it writes in a group's book, which only the book's keeper does.
    fn writes_a_book(self) -> bool {
        use Can::*;
        matches!(self, Seal | Correct | KeepMembers | KeepConstitution | Close)
    }
}

impl Role {
    /// All roles.
    pub const ALL: [Role; 12] = [
        Role::Treasurer,
        Role::Committee,
        Role::Advisor,
        Role::Officer,
        Role::Finance,
        Role::Auditor,
        Role::Administrator,
        Role::Manager,
        Role::Cashier,
        Role::Bookkeeper,
        Role::Monitor,
        Role::Liaison,
    ];

    /// The word kept in the database.
    pub fn code(self) -> &'static str {
        match self {
            Role::Treasurer => "treasurer",
            Role::Committee => "committee",
            Role::Advisor => "advisor",
            Role::Officer => "officer",
            Role::Finance => "finance",
            Role::Auditor => "auditor",
            Role::Administrator => "administrator",
            Role::Manager => "manager",
            Role::Cashier => "cashier",
            Role::Bookkeeper => "bookkeeper",
            Role::Monitor => "monitor",
            Role::Liaison => "liaison",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.code() == text)
    }

    /// Whether the role is one of programme staff rather than of a village committee.
    pub fn is_staff(self) -> bool {
        !matches!(self, Role::Treasurer | Role::Committee)
    }

    /// Whether the role is one of awards alone: it says nothing of a savings group.
    pub fn is_of_awards(self) -> bool {
        matches!(self, Role::Manager | Role::Cashier | Role::Bookkeeper | Role::Monitor | Role::Liaison)
    }

    /// The table of roles: who may do what within the role's scope.
    pub fn may(self, can: Can) -> bool {
        use Can::*;
        let list: &[Can] = match self {
            Role::Treasurer => &[See, SeeTrail, Seal, Correct, KeepMembers, Close, Practise, KeepMarket, SeePlans, KeepBundles],
            Role::Committee => {
                &[See, SeeTrail, Seal, Correct, KeepMembers, KeepConstitution, Close, Practise, KeepMarket, SeePlans, KeepBundles]
            }
            Role::Advisor => {
                &[See, Practise, SeeAward, Apply, Verify, KeepMarket, SeeTraining, KeepTraining, SeeProgramme, SeePlans, KeepPlans]
            }
            Role::Officer => &[
                See,
                SeeTrail,
                Correct,
                KeepMembers,
                KeepConstitution,
                Close,
                FoundGroups,
                Practise,
                SeeAward,
                Apply,
                Prepare,
                Verify,
                KeepMarket,
                SeePeople,
                KeepPeople,
                SeeTraining,
                KeepTraining,
                SeeProgramme,
                KeepProgramme,
                SeePlans,
                KeepPlans,
                ApprovePlans,
                KeepBundles,
            ],
            Role::Finance => &[
                See,
                SeeTrail,
                Correct,
                Close,
                SeeAward,
                Prepare,
                Check,
                CloseGrant,
                KeepAward,
                SeeAudit,
                SeeTraining,
                SeeProgramme,
                KeepProgramme,
                SeePlans,
                ApprovePlans,
            ],
            Role::Auditor => &[See, SeeTrail, SeeAward, Audit, SeeAudit, SeePeople, SeeTraining, SeeProgramme, SeePlans],
            Role::Administrator => &[
                See,
                SeeTrail,
                KeepMembers,
                KeepConstitution,
                FoundGroups,
                Practise,
                KeepUsers,
                SeeAward,
                KeepMarket,
                SeePeople,
                KeepPeople,
                SeeTraining,
                KeepTraining,
                SeeProgramme,
                KeepProgramme,
                KeepTokens,
                SeePlans,
                KeepPlans,
                KeepBundles,
            ],
            Role::Manager => {
                &[SeeAward, Decide, Sign, Approve, KeepAward, SeeAudit, SeeTraining, SeeProgramme, SeePlans, ApprovePlans]
            }
            Role::Cashier => &[SeeAward, Pay],
            Role::Bookkeeper => &[SeeAward, Record],
            Role::Monitor => &[SeeAward, Screen, Appraise, Verify, SeeTraining, SeeProgramme, SeePlans],
            // She helps those under a code alone: a family's form is not hers.
            Role::Liaison => &[SeeAward, SeeCodes],
        };
        list.contains(&can)
    }
}

/// Where a role holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Everywhere.
    Programme,
    /// In an organisation and its groups.
    Organisation(Uuid),
    /// In one group or one award, named by its book.
    Group(i64),
}

impl Scope {
    /// The book of the group or award, where it is one.
    pub fn book(self) -> Option<i64> {
        if let Scope::Group(book) = self { Some(book) } else { None }
    }
}

/// A role on a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RoleOn {
    /// What.
    pub role: Role,
    /// Where.
    pub scope: Scope,
}

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
    fn has_role_in_book(&self, can: Can, book: i64, organisation: Uuid) -> bool {
        self.roles.iter().any(|on| on.role.may(can) && on.holds_in(book, organisation))
    }

    /// Refuses what writes in a group's book that is kept elsewhere. To whom it would not be allowed anyway, there is
    /// nothing here.
    fn writes_elsewhere(&self, can: Can, method: &Method, group: &Group) -> Result<(), Fault> {
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

impl RoleOn {
    /// Whether it holds in a group or under an award, named by its book and its organisation.
    pub fn holds_in(self, book: i64, organisation: Uuid) -> bool {
        match self.scope {
            Scope::Programme => true,
            Scope::Organisation(id) => id == organisation,
            Scope::Group(id) => id == book,
        }
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

impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = Fault;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Visit, Fault> {
        parts.extensions.get::<Visit>().cloned().ok_or_else(|| Fault::Broken("a route without its door".into()))
    }
}

impl<S: Sync> FromRequestParts<S> for ByToken {
    type Rejection = Fault;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<ByToken, Fault> {
        parts.extensions.get::<ByToken>().copied().ok_or_else(|| Fault::Broken("a program's route without its door".into()))
    }
}

impl<S: Sync> FromRequestParts<S> for InGroup {
    type Rejection = Fault;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<InGroup, Fault> {
        parts.extensions.get::<InGroup>().cloned().ok_or_else(|| Fault::Broken("a group's route without its door".into()))
    }
}

impl<S: Sync> FromRequestParts<S> for InBank {
    type Rejection = Fault;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<InBank, Fault> {
        parts.extensions.get::<InBank>().cloned().ok_or_else(|| Fault::Broken("a bank's route without its door".into()))
    }
}

impl<S: Sync> FromRequestParts<S> for InCoop {
    type Rejection = Fault;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<InCoop, Fault> {
        parts.extensions.get::<InCoop>().cloned().ok_or_else(|| Fault::Broken("a cooperative's route without its door".into()))
    }
}

impl<S: Sync> FromRequestParts<S> for InPlan {
    type Rejection = Fault;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<InPlan, Fault> {
        parts.extensions.get::<InPlan>().cloned().ok_or_else(|| Fault::Broken("a plan's route without its door".into()))
    }
}

impl<S: Sync> FromRequestParts<S> for InAward {
    type Rejection = Fault;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<InAward, Fault> {
        parts.extensions.get::<InAward>().cloned().ok_or_else(|| Fault::Broken("an award's route without its door".into()))
    }
}

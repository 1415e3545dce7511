//! Every address of the program, with what it needs and who answers. Nothing is reachable that is not listed here.
use crate::{
    app::App,
    books, calculator, cycles, groups,
    guard::{Access, Can},
    health, home, loans, meetings, members, periods, users,
};
use axum::{handler::Handler, routing::MethodRouter};

/// A line of the table.
#[derive(Clone, Debug)]
pub struct Route {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The path, with `{group}` where it is a group's.
    pub path: &'static str,
    /// What it needs.
    pub access: Access,
    /// Who answers.
    pub handler: MethodRouter<App>,
}

fn get<H: Handler<T, App>, T: 'static>(path: &'static str, access: Access, handler: H) -> Route {
    Route { method: "GET", path, access, handler: axum::routing::get(handler) }
}

fn post<H: Handler<T, App>, T: 'static>(path: &'static str, access: Access, handler: H) -> Route {
    Route { method: "POST", path, access, handler: axum::routing::post(handler) }
}

/// The table.
pub fn table() -> Vec<Route> {
    use Access::{Group, Open, Organisation, Programme, SignedIn};
    vec![
        // Signing in and one's own account
        get("/sign-in", Open, users::sign_in::show),
        post("/sign-in", Open, users::sign_in::enter),
        post("/sign-out", Open, users::sign_in::leave),
        post("/language", Open, users::sign_in::choose_language),
        get("/account", SignedIn, users::account::show),
        post("/account/password", SignedIn, users::account::change_password),
        post("/account/preferences", SignedIn, users::account::keep_preferences),
        post("/account/sessions/end", SignedIn, users::account::end_session),
        // Home
        get("/", SignedIn, home::show),
        // Groups and constitutions
        get("/groups/new", Organisation(Can::FoundGroups), groups::pages::new),
        post("/groups/new", Organisation(Can::FoundGroups), groups::pages::found),
        get("/groups/{group}", Group(Can::See), groups::pages::show),
        get("/groups/{group}/constitution", Group(Can::See), groups::pages::rules),
        get("/groups/{group}/constitution/edit", Group(Can::KeepConstitution), groups::pages::rules_form),
        post("/groups/{group}/constitution/edit", Group(Can::KeepConstitution), groups::pages::write_rules),
        // Members and officers
        get("/groups/{group}/members", Group(Can::See), members::pages::list),
        get("/groups/{group}/members/new", Group(Can::KeepMembers), members::pages::new),
        post("/groups/{group}/members/new", Group(Can::KeepMembers), members::pages::add),
        get("/groups/{group}/members/{number}", Group(Can::See), members::pages::show),
        get("/groups/{group}/members/{number}/edit", Group(Can::KeepMembers), members::pages::edit),
        post("/groups/{group}/members/{number}/edit", Group(Can::KeepMembers), members::pages::change),
        get("/groups/{group}/members/{number}/leave", Group(Can::KeepMembers), members::leaving::leave_form),
        post("/groups/{group}/members/{number}/leave", Group(Can::KeepMembers), members::leaving::take_leave),
        get("/groups/{group}/officers", Group(Can::See), members::officers::list),
        post("/groups/{group}/officers", Group(Can::KeepMembers), members::officers::begin),
        post("/groups/{group}/officers/end", Group(Can::KeepMembers), members::officers::end),
        // Meetings and corrections
        get("/groups/{group}/opening", Group(Can::Seal), meetings::opening::form),
        post("/groups/{group}/opening", Group(Can::Seal), meetings::opening::send),
        get("/groups/{group}/meetings", Group(Can::See), meetings::pages::list),
        get("/groups/{group}/meetings/{no}", Group(Can::See), meetings::pages::meeting),
        post("/groups/{group}/meetings/{no}", Group(Can::Seal), meetings::pages::send),
        get("/groups/{group}/meetings/{no}/corrections/new", Group(Can::Correct), meetings::corrections::form),
        post("/groups/{group}/meetings/{no}/corrections/new", Group(Can::Correct), meetings::corrections::ask),
        get("/groups/{group}/corrections", Group(Can::See), meetings::corrections::list),
        get("/groups/{group}/corrections/{no}", Group(Can::See), meetings::corrections::show),
        post("/groups/{group}/corrections/{no}/confirm", Group(Can::Correct), meetings::corrections::confirm),
        post("/groups/{group}/corrections/{no}/refuse", Group(Can::Correct), meetings::corrections::refuse),
        // Loans
        get("/groups/{group}/loans", Group(Can::See), loans::pages::book),
        get("/groups/{group}/loans/applications", Group(Can::See), loans::applications::list),
        get("/groups/{group}/loans/applications/new", Group(Can::Seal), loans::applications::new),
        post("/groups/{group}/loans/applications/new", Group(Can::Seal), loans::applications::send),
        post("/groups/{group}/loans/applications/{no}/withdraw", Group(Can::Seal), loans::applications::withdraw),
        get("/groups/{group}/loans/{no}", Group(Can::See), loans::pages::show),
        get("/groups/{group}/loans/{no}/contract", Group(Can::See), loans::pages::contract),
        get("/groups/{group}/loans/{no}/requests", Group(Can::See), loans::requests::list),
        post("/groups/{group}/loans/{no}/requests", Group(Can::Correct), loans::requests::ask),
        get("/groups/{group}/loans/{no}/requests/{request}", Group(Can::See), loans::requests::show),
        post("/groups/{group}/loans/{no}/requests/{request}/confirm", Group(Can::Correct), loans::requests::confirm),
        post("/groups/{group}/loans/{no}/requests/{request}/refuse", Group(Can::Correct), loans::requests::refuse),
        get("/groups/{group}/arrears", Group(Can::See), loans::arrears::of_group),
        get("/arrears", SignedIn, loans::arrears::everywhere),
        // Books
        get("/groups/{group}/cash-book", Group(Can::See), books::pages::cash_book),
        get("/groups/{group}/accounts", Group(Can::See), books::pages::accounts),
        get("/groups/{group}/accounts/{no}", Group(Can::See), books::pages::account),
        get("/groups/{group}/trial-balance", Group(Can::See), books::trial::trial_balance),
        get("/groups/{group}/entries/{no}", Group(Can::See), books::entry::entry),
        get("/groups/{group}/audit", Group(Can::SeeTrail), books::trail::audit),
        // Closing
        get("/groups/{group}/closing", Group(Can::See), periods::pages::closing),
        post("/groups/{group}/closing", Group(Can::Close), periods::pages::close),
        post("/groups/{group}/closing/reopen", Group(Can::Close), periods::pages::ask),
        post("/groups/{group}/closing/reopen/{no}/confirm", Group(Can::Close), periods::pages::confirm),
        post("/groups/{group}/closing/reopen/{no}/refuse", Group(Can::Close), periods::pages::refuse),
        // Health
        get("/groups/{group}/health", Group(Can::See), health::pages::show),
        // Cycles and the share-out
        get("/groups/{group}/cycles", Group(Can::See), cycles::pages::overview),
        post("/groups/{group}/share-out/begin", Group(Can::Seal), cycles::pages::begin),
        get("/groups/{group}/share-out", Group(Can::See), cycles::pages::stands),
        get("/groups/{group}/share-out/collect", Group(Can::See), cycles::pages::collect),
        get("/groups/{group}/share-out/count", Group(Can::Seal), cycles::pages::count),
        get("/groups/{group}/share-out/rule", Group(Can::Seal), cycles::pages::rule),
        get("/groups/{group}/share-out/put-back", Group(Can::Seal), cycles::pages::put_back),
        get("/groups/{group}/share-out/preview", Group(Can::Seal), cycles::pages::preview),
        post("/groups/{group}/share-out/propose", Group(Can::Seal), cycles::pages::propose),
        post("/groups/{group}/share-out/confirm", Group(Can::Correct), cycles::pages::confirm),
        post("/groups/{group}/share-out/cancel", Group(Can::Correct), cycles::pages::cancel),
        get("/groups/{group}/share-outs/{no}", Group(Can::See), cycles::proof::proof),
        get("/groups/{group}/share-outs/{no}/list", Group(Can::See), cycles::proof::list),
        // The loan calculator
        get("/calculator", SignedIn, calculator::pages::calculator),
        // Users
        get("/audit", Programme(Can::SeeTrail), books::trail::programme),
        get("/users", Programme(Can::KeepUsers), users::pages::list),
        get("/users/new", Programme(Can::KeepUsers), users::pages::new),
        post("/users/new", Programme(Can::KeepUsers), users::pages::add),
        get("/users/{login}", Programme(Can::KeepUsers), users::pages::show),
        post("/users/{login}/roles", Programme(Can::KeepUsers), users::pages::give_role),
        post("/users/{login}/roles/remove", Programme(Can::KeepUsers), users::pages::take_role),
        post("/users/{login}/password", Programme(Can::KeepUsers), users::pages::reset_password),
        post("/users/{login}/sessions/end", Programme(Can::KeepUsers), users::pages::end_sessions),
        post("/users/{login}/disable", Programme(Can::KeepUsers), users::pages::disable),
        post("/users/{login}/enable", Programme(Can::KeepUsers), users::pages::enable),
    ]
}

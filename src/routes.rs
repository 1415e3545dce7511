//! Every address of the program, with what it needs and who answers. Nothing is reachable that is not listed here.
use crate::{app::App, books, groups, guard::{Access, Can}, home, meetings, members, periods, users};
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
        // Home
        // Groups and constitutions
        // Members and officers
        // Meetings and corrections
        get("/groups/{group}/meetings", Group(Can::See), meetings::pages::list),
        get("/groups/{group}/meetings/{no}", Group(Can::See), meetings::pages::meeting),
        post("/groups/{group}/meetings/{no}", Group(Can::Seal), meetings::pages::send),
        get("/groups/{group}/meetings/{no}/corrections/new", Group(Can::Correct), meetings::corrections::form),
        post("/groups/{group}/meetings/{no}/corrections/new", Group(Can::Correct), meetings::corrections::ask),
        get("/groups/{group}/corrections", Group(Can::See), meetings::corrections::list),
        get("/groups/{group}/corrections/{no}", Group(Can::See), meetings::corrections::show),
        post("/groups/{group}/corrections/{no}/confirm", Group(Can::Correct), meetings::corrections::confirm),
        post("/groups/{group}/corrections/{no}/refuse", Group(Can::Correct), meetings::corrections::refuse),
        // Books
        // Closing
        // Users
    ]
}

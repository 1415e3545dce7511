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
        // Home
        // Groups and constitutions
        // Members and officers
        // Meetings and corrections
        // Books
        // Closing
        // Users
    ]
}

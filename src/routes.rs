//! Every address of the program, with what it needs and who answers. Nothing is reachable that is not listed here.
use crate::{
    app::App,
    awards, banks, books, calculator, cycles, groups,
    guard::{Access, Can},
    health, home, loans, meetings, members, papers, periods, users,
};
use crate::{awards::evidence::SCAN_MOST, web::BODY_MOST};
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
    /// The most bytes that may be sent.
    pub body_most: usize,
}

fn get<H: Handler<T, App>, T: 'static>(path: &'static str, access: Access, handler: H) -> Route {
    Route { method: "GET", path, access, handler: axum::routing::get(handler), body_most: BODY_MOST }
}

fn post<H: Handler<T, App>, T: 'static>(path: &'static str, access: Access, handler: H) -> Route {
    Route { method: "POST", path, access, handler: axum::routing::post(handler), body_most: BODY_MOST }
}

/// A form that brings a scan along.
fn scan<H: Handler<T, App>, T: 'static>(path: &'static str, access: Access, handler: H) -> Route {
    Route { body_most: SCAN_MOST + BODY_MOST, ..post(path, access, handler) }
}

/// The table.
pub fn table() -> Vec<Route> {
    use Access::{Award, Bank, Group, Open, Organisation, Programme, Saving, SignedIn};
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
        // Looking a paper up
        get("/verify", Open, papers::verify::show),
        get("/verify/{payload}", Open, papers::verify::scanned),
        // Home
        get("/", SignedIn, home::show),
        // Groups and constitutions
        get("/groups/new", Organisation(Can::FoundGroups), groups::pages::new),
        post("/groups/new", Organisation(Can::FoundGroups), groups::pages::found),
        get("/groups/{group}", Group(Can::See), groups::pages::show),
        get("/groups/{group}/constitution", Saving(Can::See), groups::pages::rules),
        get("/groups/{group}/constitution/edit", Saving(Can::KeepConstitution), groups::pages::rules_form),
        post("/groups/{group}/constitution/edit", Saving(Can::KeepConstitution), groups::pages::write_rules),
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
        get("/groups/{group}/opening", Saving(Can::Seal), meetings::opening::form),
        post("/groups/{group}/opening", Saving(Can::Seal), meetings::opening::send),
        get("/groups/{group}/meetings", Saving(Can::See), meetings::pages::list),
        get("/groups/{group}/meetings/{no}", Saving(Can::See), meetings::pages::meeting),
        post("/groups/{group}/meetings/{no}", Saving(Can::Seal), meetings::pages::send),
        get("/groups/{group}/meetings/{no}/corrections/new", Saving(Can::Correct), meetings::corrections::form),
        post("/groups/{group}/meetings/{no}/corrections/new", Saving(Can::Correct), meetings::corrections::ask),
        get("/groups/{group}/corrections", Saving(Can::See), meetings::corrections::list),
        get("/groups/{group}/corrections/{no}", Saving(Can::See), meetings::corrections::show),
        post("/groups/{group}/corrections/{no}/confirm", Saving(Can::Correct), meetings::corrections::confirm),
        post("/groups/{group}/corrections/{no}/refuse", Saving(Can::Correct), meetings::corrections::refuse),
        // Loans
        get("/groups/{group}/loans", Saving(Can::See), loans::pages::book),
        get("/groups/{group}/loans/applications", Saving(Can::See), loans::applications::list),
        get("/groups/{group}/loans/applications/new", Saving(Can::Seal), loans::applications::new),
        post("/groups/{group}/loans/applications/new", Saving(Can::Seal), loans::applications::send),
        post("/groups/{group}/loans/applications/{no}/withdraw", Saving(Can::Seal), loans::applications::withdraw),
        get("/groups/{group}/loans/{no}", Saving(Can::See), loans::pages::show),
        get("/groups/{group}/loans/{no}/contract", Saving(Can::See), loans::pages::contract),
        get("/groups/{group}/loans/{no}/requests", Saving(Can::See), loans::requests::list),
        post("/groups/{group}/loans/{no}/requests", Saving(Can::Correct), loans::requests::ask),
        get("/groups/{group}/loans/{no}/requests/{request}", Saving(Can::See), loans::requests::show),
        post("/groups/{group}/loans/{no}/requests/{request}/confirm", Saving(Can::Correct), loans::requests::confirm),
        post("/groups/{group}/loans/{no}/requests/{request}/refuse", Saving(Can::Correct), loans::requests::refuse),
        get("/groups/{group}/arrears", Saving(Can::See), loans::arrears::of_group),
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
        get("/groups/{group}/health", Saving(Can::See), health::pages::show),
        // Cycles and the share-out
        get("/groups/{group}/cycles", Saving(Can::See), cycles::pages::overview),
        post("/groups/{group}/share-out/begin", Saving(Can::Seal), cycles::pages::begin),
        get("/groups/{group}/share-out", Saving(Can::See), cycles::pages::stands),
        get("/groups/{group}/share-out/collect", Saving(Can::See), cycles::pages::collect),
        get("/groups/{group}/share-out/count", Saving(Can::Seal), cycles::pages::count),
        get("/groups/{group}/share-out/rule", Saving(Can::Seal), cycles::pages::rule),
        get("/groups/{group}/share-out/put-back", Saving(Can::Seal), cycles::pages::put_back),
        get("/groups/{group}/share-out/preview", Saving(Can::Seal), cycles::pages::preview),
        post("/groups/{group}/share-out/propose", Saving(Can::Seal), cycles::pages::propose),
        post("/groups/{group}/share-out/confirm", Saving(Can::Correct), cycles::pages::confirm),
        post("/groups/{group}/share-out/cancel", Saving(Can::Correct), cycles::pages::cancel),
        get("/groups/{group}/share-outs/{no}", Saving(Can::See), cycles::proof::proof),
        get("/groups/{group}/share-outs/{no}/list", Saving(Can::See), cycles::proof::list),
        // Banks: the list, founding, what was agreed, stock, counts, requests, the day book
        get("/banks", SignedIn, banks::list::all),
        get("/groups/{group}/banks", Group(Can::See), banks::list::of_group),
        get("/groups/{group}/banks/new", Group(Can::KeepConstitution), banks::list::new),
        post("/groups/{group}/banks/new", Group(Can::KeepConstitution), banks::list::found),
        get("/banks/{bank}", Bank(Can::See), banks::overview::show),
        get("/banks/{bank}/rules", Bank(Can::See), banks::rules::show),
        get("/banks/{bank}/rules/edit", Bank(Can::KeepConstitution), banks::rules::edit),
        post("/banks/{bank}/rules/edit", Bank(Can::KeepConstitution), banks::rules::write),
        get("/banks/{bank}/seasons", Bank(Can::See), banks::calendar::seasons),
        post("/banks/{bank}/seasons", Bank(Can::KeepConstitution), banks::calendar::add_season),
        get("/banks/{bank}/units", Bank(Can::See), banks::calendar::units),
        post("/banks/{bank}/units", Bank(Can::KeepConstitution), banks::calendar::add_unit),
        get("/banks/{bank}/prices", Bank(Can::See), banks::prices::show),
        post("/banks/{bank}/prices", Bank(Can::Correct), banks::prices::add),
        get("/banks/{bank}/stock", Bank(Can::See), banks::stock::card),
        get("/banks/{bank}/stock/{what}", Bank(Can::Seal), banks::stock_forms::show),
        post("/banks/{bank}/stock/{what}", Bank(Can::Seal), banks::stock_forms::send),
        get("/banks/{bank}/count", Bank(Can::Seal), banks::counting::show),
        post("/banks/{bank}/count", Bank(Can::Seal), banks::counting::send),
        get("/banks/{bank}/requests", Bank(Can::See), banks::requests::list),
        get("/banks/{bank}/requests/{no}", Bank(Can::See), banks::requests::show),
        post("/banks/{bank}/requests/{no}/confirm", Bank(Can::Correct), banks::requests::confirm),
        post("/banks/{bank}/requests/{no}/refuse", Bank(Can::Correct), banks::requests::refuse),
        get("/banks/{bank}/acts", Bank(Can::See), banks::acts::list),
        get("/banks/{bank}/acts/{no}", Bank(Can::See), banks::acts::show),
        post("/banks/{bank}/acts/{no}/undo", Bank(Can::Correct), banks::acts::undo),
        // Lending days, repayment days and loans in kind
        get("/banks/{bank}/lending", Bank(Can::See), banks::lending::show),
        post("/banks/{bank}/lending", Bank(Can::Seal), banks::lending::send),
        get("/banks/{bank}/lending/{written}", Bank(Can::See), banks::day_lists::lent),
        get("/banks/{bank}/repaying", Bank(Can::See), banks::repaying::show),
        post("/banks/{bank}/repaying", Bank(Can::Seal), banks::repaying::send),
        get("/banks/{bank}/repaying/{written}", Bank(Can::See), banks::day_lists::repaid),
        get("/banks/{bank}/loans", Bank(Can::See), banks::loans::list),
        get("/banks/{bank}/loans/{no}", Bank(Can::See), banks::loans::show),
        get("/banks/{bank}/loans/{no}/contract", Bank(Can::See), banks::loans::contract),
        post("/banks/{bank}/loans/{no}/promise", Bank(Can::Seal), banks::loans::promise),
        get("/banks/{bank}/loans/{no}/ask", Bank(Can::Correct), banks::relief::show),
        post("/banks/{bank}/loans/{no}/ask", Bank(Can::Correct), banks::relief::send),
        get("/banks/{bank}/season", Bank(Can::See), banks::reports::season),
        get("/banks/{bank}/statement", Bank(Can::See), banks::reports::statement),
        get("/banks/{bank}/reconciliation", Bank(Can::See), banks::reports::reconciliation),
        get("/groups/{group}/statement", Group(Can::See), banks::reports::together),
        // The herd of a bank
        get("/banks/{bank}/herd", Bank(Can::See), banks::herd::list),
        get("/banks/{bank}/herd/list", Bank(Can::See), banks::herd::paper),
        get("/banks/{bank}/herd/tree", Bank(Can::See), banks::herd::tree),
        get("/banks/{bank}/herd/new", Bank(Can::Seal), banks::herd::bring::new),
        post("/banks/{bank}/herd/new", Bank(Can::Seal), banks::herd::bring::send),
        get("/banks/{bank}/herd/{no}", Bank(Can::See), banks::herd::show),
        get("/banks/{bank}/herd/{no}/{act}", Bank(Can::Seal), banks::herd::forms::of_animal),
        post("/banks/{bank}/herd/{no}/{act}", Bank(Can::Seal), banks::herd::forms::send_animal),
        get("/banks/{bank}/obligations", Bank(Can::See), banks::herd::obligations),
        get("/banks/{bank}/obligations/{no}/{act}", Bank(Can::Seal), banks::herd::forms::of_owed),
        post("/banks/{bank}/obligations/{no}/{act}", Bank(Can::Seal), banks::herd::forms::send_owed),
        // Papers of the group's meetings
        get("/groups/{group}/papers/meeting-sheet", Saving(Can::See), papers::meeting_sheet::show),
        get("/groups/{group}/papers/cash-count", Saving(Can::See), papers::cash_count::show),
        get("/groups/{group}/papers/members", Group(Can::See), papers::members::show),
        get("/groups/{group}/papers/correction", Saving(Can::See), papers::correction::show),
        // Papers of a group, and print runs
        get("/groups/{group}/papers", Group(Can::See), papers::offer::show),
        post("/groups/{group}/papers/passbooks", Group(Can::See), papers::pages::passbooks),
        post("/groups/{group}/papers/receipt", Group(Can::See), papers::pages::receipt),
        get("/groups/{group}/papers/runs/{run}", Group(Can::See), papers::pages::run),
        get("/groups/{group}/papers/runs/{run}/file", Group(Can::See), papers::pages::file),
        // Contracts, and the list of a share-out
        get("/groups/{group}/papers/loan-contract", Saving(Can::See), papers::loan_contract::show),
        get("/groups/{group}/papers/share-out-list", Saving(Can::See), papers::share_out_list::show),
        get("/banks/{bank}/papers/loan-contract", Bank(Can::See), papers::kind_contract::show),
        get("/banks/{bank}/papers/agreement", Bank(Can::See), papers::agreement::show),
        get("/groups/{group}/papers/statement", Group(Can::See), papers::statement::show),
        get("/banks/{bank}/papers/statement", Bank(Can::See), papers::bank_statement::show),
        get("/banks/{bank}/papers/season-report", Bank(Can::See), papers::season_report::show),
        get("/banks/{bank}/papers/herd", Bank(Can::See), papers::herd_list::show),
        // Awards: the money, calls, the life of a grant
        get("/awards", SignedIn, awards::overview::list),
        get("/awards/{award}", Award(Can::SeeAward), awards::overview::show),
        get("/awards/{award}/calls", Award(Can::KeepAward), awards::pages::calls),
        post("/awards/{award}/calls", Award(Can::KeepAward), awards::pages::call),
        get("/awards/{award}/grants", Award(Can::SeeAward), awards::grants::board),
        get("/awards/{award}/grants/new", Award(Can::Apply), awards::pages::new),
        post("/awards/{award}/grants/new", Award(Can::Apply), awards::pages::apply),
        get("/awards/{award}/grants/{no}", Award(Can::SeeAward), awards::grants::show),
        post("/awards/{award}/grants/{no}/{act}", Award(Can::SeeAward), awards::grants::send),
        // Vouchers, what proves them, and the award's money
        get("/awards/{award}/vouchers", Award(Can::SeeAward), awards::vouchers::list),
        get("/awards/{award}/vouchers/new", Award(Can::Prepare), awards::voucher_forms::new),
        post("/awards/{award}/vouchers/new", Award(Can::Prepare), awards::voucher_forms::send),
        get("/awards/{award}/vouchers/{no}", Award(Can::SeeAward), awards::vouchers::show),
        post("/awards/{award}/vouchers/{no}/check", Award(Can::Check), awards::voucher_steps::check),
        post("/awards/{award}/vouchers/{no}/approve", Award(Can::Approve), awards::voucher_steps::approve),
        post("/awards/{award}/vouchers/{no}/pay", Award(Can::Pay), awards::voucher_steps::pay),
        post("/awards/{award}/vouchers/{no}/record", Award(Can::Record), awards::voucher_steps::record),
        post("/awards/{award}/vouchers/{no}/void", Award(Can::Prepare), awards::voucher_steps::void),
        post("/awards/{award}/vouchers/{no}/reverse", Award(Can::Record), awards::voucher_steps::reverse),
        scan("/awards/{award}/vouchers/{no}/receipt", Award(Can::Prepare), awards::voucher_steps::receipt),
        get("/awards/{award}/uploads/{hash}", Award(Can::SeeAward), awards::uploads::show),
        get("/awards/{award}/money", Award(Can::SeeAward), awards::money::show),
        get("/awards/{award}/money/{what}", Award(Can::KeepAward), awards::money::form),
        post("/awards/{award}/money/{what}", Award(Can::KeepAward), awards::money::send),
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

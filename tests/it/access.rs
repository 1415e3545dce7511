//! Who gets where. One table says it for every route, written by hand; the rest is what must hold on every page.
use crate::support::{
    actor::{Actor, Answer, FOREIGN, OWN, PASSWORD, World, day, form, found},
    databases::{Database, each_engine},
};
use chrono::{DateTime, Utc};
use domain::loans::{Event, Moved, Movement, Terms, What, decisions::Ask};
use http::{Method, StatusCode};
use ledger::PartyNo;
use sansom::{
    groups::store::Group,
    guard::{Access, Role, RoleOn, Scope},
    loans::store as loans,
    routes,
    store::{Engine, Tx},
    users::store as users,
};
use sqlx::{Connection, Row};
use std::collections::BTreeSet;

/// The users by their letters in the table: treasurer, committee, advisor, officer and finance of the own group or its
/// organisation, auditor and administrator of the programme.
const WHO: [(char, &str); 7] = [
    ('t', "treasurer-own-1"),
    ('c', "committee-own-1"),
    ('a', "advisor"),
    ('o', "officer"),
    ('f', "finance"),
    ('u', "auditor"),
    ('d', "administrator"),
];

/// Everybody, signed in or not.
const ALL: &str = "tcaofud and nobody";
/// Everybody who is signed in.
const IN: &str = "tcaofud";
/// Nobody, signed in or not: programs that come with a token.
const TOKEN: &str = "=";

/// Method, path, who gets there in the own group, and who in a group of another organisation.
const TABLE: &[(&str, &str, &str, &str)] = &[
    // Signing in and one's own account
    ("GET", "/sign-in", ALL, ""),
    ("POST", "/sign-in", ALL, ""),
    ("POST", "/sign-out", ALL, ""),
    ("POST", "/language", ALL, ""),
    ("GET", "/account", IN, ""),
    ("POST", "/account/password", IN, ""),
    ("POST", "/account/preferences", IN, ""),
    ("POST", "/account/sessions/end", IN, ""),
    // Without a line
    ("GET", "/sw.js", ALL, ""),
    ("GET", "/outbox/words/{language}", ALL, ""),
    ("GET", "/offline", ALL, ""),
    ("GET", "/outbox", IN, ""),
    // Looking a paper up
    ("GET", "/verify", ALL, ""),
    ("GET", "/verify/{payload}", ALL, ""),
    // Home
    ("GET", "/", IN, ""),
    // Groups and constitutions
    ("GET", "/groups/new", "od", ""),
    ("POST", "/groups/new", "od", ""),
    ("GET", "/groups/{group}", "tcaofud", "ud"),
    ("GET", "/groups/{group}/constitution", "tcaofud", "ud"),
    ("GET", "/groups/{group}/constitution/edit", "cod", "d"),
    ("POST", "/groups/{group}/constitution/edit", "cod", "d"),
    // Members and officers
    ("GET", "/groups/{group}/members", "tcaofud", "ud"),
    ("GET", "/groups/{group}/members/new", "tcod", "d"),
    ("POST", "/groups/{group}/members/new", "tcod", "d"),
    ("GET", "/groups/{group}/members/{number}", "tcaofud", "ud"),
    ("GET", "/groups/{group}/members/{number}/edit", "tcod", "d"),
    ("POST", "/groups/{group}/members/{number}/edit", "tcod", "d"),
    ("GET", "/groups/{group}/members/{number}/leave", "tcod", "d"),
    ("POST", "/groups/{group}/members/{number}/leave", "tcod", "d"),
    ("GET", "/groups/{group}/officers", "tcaofud", "ud"),
    ("POST", "/groups/{group}/officers", "tcod", "d"),
    ("POST", "/groups/{group}/officers/end", "tcod", "d"),
    // Meetings and corrections
    ("GET", "/groups/{group}/opening", "tc", ""),
    ("POST", "/groups/{group}/opening", "tc", ""),
    ("GET", "/groups/{group}/meetings", "tcaofud", "ud"),
    ("GET", "/groups/{group}/meetings/{no}", "tcaofud", "ud"),
    ("POST", "/groups/{group}/meetings/{no}", "tc", ""),
    ("GET", "/groups/{group}/meetings/{no}/corrections/new", "tcof", ""),
    ("POST", "/groups/{group}/meetings/{no}/corrections/new", "tcof", ""),
    ("GET", "/groups/{group}/corrections", "tcaofud", "ud"),
    ("GET", "/groups/{group}/corrections/{no}", "tcaofud", "ud"),
    ("POST", "/groups/{group}/corrections/{no}/confirm", "tcof", ""),
    ("POST", "/groups/{group}/corrections/{no}/refuse", "tcof", ""),
    // Loans
    ("GET", "/groups/{group}/loans", "tcaofud", "ud"),
    ("GET", "/groups/{group}/loans/applications", "tcaofud", "ud"),
    ("GET", "/groups/{group}/loans/applications/new", "tc", ""),
    ("POST", "/groups/{group}/loans/applications/new", "tc", ""),
    ("POST", "/groups/{group}/loans/applications/{no}/withdraw", "tc", ""),
    ("GET", "/groups/{group}/loans/{no}", "tcaofud", "ud"),
    ("GET", "/groups/{group}/loans/{no}/contract", "tcaofud", "ud"),
    ("GET", "/groups/{group}/loans/{no}/requests", "tcaofud", "ud"),
    ("POST", "/groups/{group}/loans/{no}/requests", "tcof", ""),
    ("GET", "/groups/{group}/loans/{no}/requests/{request}", "tcaofud", "ud"),
    ("POST", "/groups/{group}/loans/{no}/requests/{request}/confirm", "tcof", ""),
    ("POST", "/groups/{group}/loans/{no}/requests/{request}/refuse", "tcof", ""),
    ("GET", "/groups/{group}/arrears", "tcaofud", "ud"),
    ("GET", "/arrears", IN, ""),
    // Books
    ("GET", "/groups/{group}/cash-book", "tcaofud", "ud"),
    ("GET", "/groups/{group}/accounts", "tcaofud", "ud"),
    ("GET", "/groups/{group}/accounts/{no}", "tcaofud", "ud"),
    ("GET", "/groups/{group}/trial-balance", "tcaofud", "ud"),
    ("GET", "/groups/{group}/entries/{no}", "tcaofud", "ud"),
    ("GET", "/groups/{group}/audit", "tcofud", "ud"),
    // Closing
    ("GET", "/groups/{group}/closing", "tcaofud", "ud"),
    ("POST", "/groups/{group}/closing", "tcof", ""),
    ("POST", "/groups/{group}/closing/reopen", "tcof", ""),
    ("POST", "/groups/{group}/closing/reopen/{no}/confirm", "tcof", ""),
    ("POST", "/groups/{group}/closing/reopen/{no}/refuse", "tcof", ""),
    // Practice: a real group is none, so nothing of one is there to end or to play in
    ("GET", "/bundles", "od", "od"),
    ("POST", "/bundles/name", "d", "d"),
    ("GET", "/bundles/card", "od", "od"),
    ("POST", "/bundles/meet", "od", "od"),
    ("GET", "/bundles/turn", "od", "od"),
    ("POST", "/bundles/turn", "od", "od"),
    ("POST", "/bundles/make", "od", "od"),
    ("POST", "/bundles/take", "od", "od"),
    ("POST", "/bundles/send", "od", "od"),
    ("POST", "/bundles/line", ALL, ""),
    ("GET", "/practice", IN, ""),
    ("POST", "/practice", "od", ""),
    ("GET", "/groups/{group}/practice", "tcaod", "d"),
    ("POST", "/groups/{group}/practice", "tcaod", "d"),
    ("GET", "/groups/{group}/practice/anew", "", ""),
    ("POST", "/groups/{group}/practice/anew", "", ""),
    ("POST", "/groups/{group}/practice/second", "", ""),
    // Health
    ("GET", "/groups/{group}/health", "tcaofud", "ud"),
    // Papers of the group's meetings
    ("GET", "/groups/{group}/papers", "tcaofud", "ud"),
    ("POST", "/groups/{group}/papers/passbooks", "tcaofud", "ud"),
    ("POST", "/groups/{group}/papers/receipt", "tcaofud", "ud"),
    ("GET", "/groups/{group}/papers/runs/{run}", "tcaofud", "ud"),
    ("GET", "/groups/{group}/papers/runs/{run}/file", "tcaofud", "ud"),
    ("GET", "/groups/{group}/papers/meeting-sheet", "tcaofud", "ud"),
    ("GET", "/groups/{group}/papers/cash-count", "tcaofud", "ud"),
    ("GET", "/groups/{group}/papers/members", "tcaofud", "ud"),
    ("GET", "/groups/{group}/papers/correction", "tcaofud", "ud"),
    // Contracts, and the list of a share-out
    ("GET", "/groups/{group}/papers/loan-contract", "tcaofud", "ud"),
    ("GET", "/groups/{group}/papers/share-out-list", "tcaofud", "ud"),
    ("GET", "/banks/{bank}/papers/loan-contract", "tcaofud", "ud"),
    ("GET", "/banks/{bank}/papers/agreement", "tcaofud", "ud"),
    // Statements on paper
    ("GET", "/groups/{group}/papers/statement", "tcaofud", "ud"),
    ("GET", "/banks/{bank}/papers/statement", "tcaofud", "ud"),
    ("GET", "/banks/{bank}/papers/season-report", "tcaofud", "ud"),
    ("GET", "/banks/{bank}/papers/herd", "tcaofud", "ud"),
    // The loan calculator
    ("GET", "/calculator", IN, ""),
    // Cycles and the share-out
    ("GET", "/groups/{group}/cycles", "tcaofud", "ud"),
    ("POST", "/groups/{group}/share-out/begin", "tc", ""),
    ("GET", "/groups/{group}/share-out", "tcaofud", "ud"),
    ("GET", "/groups/{group}/share-out/collect", "tcaofud", "ud"),
    ("GET", "/groups/{group}/share-out/count", "tc", ""),
    ("GET", "/groups/{group}/share-out/rule", "tc", ""),
    ("GET", "/groups/{group}/share-out/put-back", "tc", ""),
    ("GET", "/groups/{group}/share-out/preview", "tc", ""),
    ("POST", "/groups/{group}/share-out/propose", "tc", ""),
    ("POST", "/groups/{group}/share-out/confirm", "tcof", ""),
    ("POST", "/groups/{group}/share-out/cancel", "tcof", ""),
    ("GET", "/groups/{group}/share-outs/{no}", "tcaofud", "ud"),
    ("GET", "/groups/{group}/share-outs/{no}/list", "tcaofud", "ud"),
    // Cooperatives: store, mill, sales, money
    ("GET", "/coops/{coop}/lots", "tcaofud", "ud"),
    ("GET", "/coops/{coop}/lots/{no}", "tcaofud", "ud"),
    ("POST", "/coops/{coop}/lots/{no}/count", "tcof", ""),
    ("GET", "/coops/{coop}/milling", "tcaofud", "ud"),
    ("GET", "/coops/{coop}/milling/new", "tc", ""),
    ("POST", "/coops/{coop}/milling/new", "tc", ""),
    ("GET", "/coops/{coop}/milling/{no}", "tcaofud", "ud"),
    ("GET", "/coops/{coop}/sales", "tcaofud", "ud"),
    ("GET", "/coops/{coop}/sales/new", "tc", ""),
    ("POST", "/coops/{coop}/sales/new", "tc", ""),
    ("GET", "/coops/{coop}/sales/{no}", "tcaofud", "ud"),
    ("POST", "/coops/{coop}/sales/{no}/collect", "tc", ""),
    ("GET", "/coops/{coop}/contracts", "tcaofud", "ud"),
    ("GET", "/coops/{coop}/contracts/new", "tc", ""),
    ("POST", "/coops/{coop}/contracts/new", "tc", ""),
    ("GET", "/coops/{coop}/contracts/{no}", "tcaofud", "ud"),
    ("GET", "/coops/{coop}/money", "tcaofud", "ud"),
    ("POST", "/coops/{coop}/money", "tc", ""),
    ("GET", "/coops/{coop}/prices", "tcaofud", "ud"),
    ("POST", "/coops/{coop}/prices", "tc", ""),
    // Cooperatives: the day book, requests, by-laws, the year's end
    ("GET", "/coops/{coop}/acts", "tcaofud", "ud"),
    ("GET", "/coops/{coop}/acts/{no}", "tcaofud", "ud"),
    ("POST", "/coops/{coop}/acts/{no}/undo", "tcof", ""),
    ("GET", "/coops/{coop}/requests", "tcaofud", "ud"),
    ("GET", "/coops/{coop}/requests/{no}", "tcaofud", "ud"),
    ("POST", "/coops/{coop}/requests/{no}/confirm", "tcof", ""),
    ("POST", "/coops/{coop}/requests/{no}/refuse", "tcof", ""),
    ("GET", "/coops/{coop}/laws", "tcaofud", "ud"),
    ("GET", "/coops/{coop}/laws/new", "cod", "d"),
    ("POST", "/coops/{coop}/laws/new", "cod", "d"),
    ("GET", "/coops/{coop}/year", "tcaofud", "ud"),
    ("POST", "/coops/{coop}/year", "tcof", ""),
    ("GET", "/coops/{coop}/year/{no}", "tcaofud", "ud"),
    ("GET", "/coops/{coop}/papers/general-meeting", "tcaofud", "ud"),
    ("GET", "/coops/{coop}/papers/statements", "tcaofud", "ud"),
    ("GET", "/coops/{coop}/papers/statements/{party}", "tcaofud", "ud"),
    ("GET", "/coops/{coop}/papers/farmers", "tcaofud", "ud"),
    // Cooperatives: members
    ("GET", "/coops/{coop}/members", "tcaofud", "ud"),
    ("GET", "/coops/{coop}/members/{party}", "tcaofud", "ud"),
    ("GET", "/coops/{coop}/members/{party}/{what}", "tc", ""),
    ("POST", "/coops/{coop}/members/{party}/{what}", "tc", ""),
    ("GET", "/coops/{coop}/groups", "tcaofud", "ud"),
    ("GET", "/coops/{coop}/groups/{no}", "tc", ""),
    ("POST", "/coops/{coop}/groups/{no}", "tc", ""),
    ("GET", "/coops/{coop}/shares", "tcaofud", "ud"),
    ("GET", "/coops/{coop}/credits", "tcaofud", "ud"),
    // Cooperatives: plots
    ("GET", "/coops/{coop}/plots", "tcaofud", "ud"),
    ("GET", "/coops/{coop}/plots/new", "tc", ""),
    ("POST", "/coops/{coop}/plots/new", "tc", ""),
    ("GET", "/coops/{coop}/plots/{no}", "tcaofud", "ud"),
    ("GET", "/coops/{coop}/plots/{no}/edit", "tc", ""),
    ("POST", "/coops/{coop}/plots/{no}/edit", "tc", ""),
    ("GET", "/coops/{coop}/plots/{no}/inspect", "tc", ""),
    ("POST", "/coops/{coop}/plots/{no}/inspect", "tc", ""),
    ("GET", "/coops/{coop}/inspections", "tcaofud", "ud"),
    // Banks: the list, founding, what was agreed, stock, counts, requests, the day book
    ("GET", "/banks", IN, ""),
    ("GET", "/groups/{group}/banks", "tcaofud", "ud"),
    ("GET", "/groups/{group}/banks/new", "cod", "d"),
    ("POST", "/groups/{group}/banks/new", "cod", "d"),
    ("GET", "/banks/{bank}", "tcaofud", "ud"),
    // Cooperatives: deliveries
    ("GET", "/coops/{coop}/deliveries", "tcaofud", "ud"),
    ("POST", "/coops/{coop}/deliveries", "tc", ""),
    ("GET", "/coops/{coop}/deliveries/all", "tcaofud", "ud"),
    ("GET", "/coops/{coop}/deliveries/{no}", "tcaofud", "ud"),
    ("GET", "/coops/{coop}/deliveries/{no}/note", "tcaofud", "ud"),
    // Cooperatives: home and founding
    ("GET", "/coops", IN, ""),
    ("GET", "/groups/{group}/coop/new", "cod", "d"),
    ("POST", "/groups/{group}/coop/new", "cod", "d"),
    ("GET", "/coops/{coop}", "tcaofud", "ud"),
    ("GET", "/banks/{bank}/rules", "tcaofud", "ud"),
    ("GET", "/banks/{bank}/rules/edit", "cod", "d"),
    ("POST", "/banks/{bank}/rules/edit", "cod", "d"),
    ("GET", "/banks/{bank}/seasons", "tcaofud", "ud"),
    ("POST", "/banks/{bank}/seasons", "cod", "d"),
    ("GET", "/banks/{bank}/units", "tcaofud", "ud"),
    ("POST", "/banks/{bank}/units", "cod", "d"),
    ("GET", "/banks/{bank}/prices", "tcaofud", "ud"),
    ("POST", "/banks/{bank}/prices", "tcof", ""),
    ("GET", "/banks/{bank}/stock", "tcaofud", "ud"),
    ("GET", "/banks/{bank}/stock/{what}", "tc", ""),
    ("POST", "/banks/{bank}/stock/{what}", "tc", ""),
    ("GET", "/banks/{bank}/count", "tc", ""),
    ("POST", "/banks/{bank}/count", "tc", ""),
    ("GET", "/banks/{bank}/requests", "tcaofud", "ud"),
    ("GET", "/banks/{bank}/requests/{no}", "tcaofud", "ud"),
    ("POST", "/banks/{bank}/requests/{no}/confirm", "tcof", ""),
    ("POST", "/banks/{bank}/requests/{no}/refuse", "tcof", ""),
    ("GET", "/banks/{bank}/acts", "tcaofud", "ud"),
    ("GET", "/banks/{bank}/acts/{no}", "tcaofud", "ud"),
    ("POST", "/banks/{bank}/acts/{no}/undo", "tcof", ""),
    // What banks report
    ("GET", "/banks/{bank}/season", "tcaofud", "ud"),
    ("GET", "/banks/{bank}/statement", "tcaofud", "ud"),
    ("GET", "/banks/{bank}/reconciliation", "tcaofud", "ud"),
    ("GET", "/groups/{group}/statement", "tcaofud", "ud"),
    // Lending days, repayment days and loans of a bank
    ("GET", "/banks/{bank}/lending", "tcaofud", "ud"),
    ("POST", "/banks/{bank}/lending", "tc", ""),
    ("GET", "/banks/{bank}/lending/{written}", "tcaofud", "ud"),
    ("GET", "/banks/{bank}/repaying", "tcaofud", "ud"),
    ("POST", "/banks/{bank}/repaying", "tc", ""),
    ("GET", "/banks/{bank}/repaying/{written}", "tcaofud", "ud"),
    ("GET", "/banks/{bank}/loans", "tcaofud", "ud"),
    ("GET", "/banks/{bank}/loans/{no}", "tcaofud", "ud"),
    ("GET", "/banks/{bank}/loans/{no}/contract", "tcaofud", "ud"),
    ("POST", "/banks/{bank}/loans/{no}/promise", "tc", ""),
    ("GET", "/banks/{bank}/loans/{no}/ask", "tcof", ""),
    ("POST", "/banks/{bank}/loans/{no}/ask", "tcof", ""),
    // The herd of a bank
    ("GET", "/banks/{bank}/herd", "tcaofud", "ud"),
    ("GET", "/banks/{bank}/herd/list", "tcaofud", "ud"),
    ("GET", "/banks/{bank}/herd/tree", "tcaofud", "ud"),
    ("GET", "/banks/{bank}/herd/new", "tc", ""),
    ("POST", "/banks/{bank}/herd/new", "tc", ""),
    ("GET", "/banks/{bank}/herd/{no}", "tcaofud", "ud"),
    ("GET", "/banks/{bank}/herd/{no}/{act}", "tc", ""),
    ("POST", "/banks/{bank}/herd/{no}/{act}", "tc", ""),
    ("GET", "/banks/{bank}/obligations", "tcaofud", "ud"),
    ("GET", "/banks/{bank}/obligations/{no}/{act}", "tc", ""),
    ("POST", "/banks/{bank}/obligations/{no}/{act}", "tc", ""),
    // Awards: the money, calls, the life of a grant
    ("GET", "/awards", IN, ""),
    ("GET", "/awards/{award}", "aofud", "ud"),
    ("GET", "/awards/{award}/calls", "f", ""),
    ("POST", "/awards/{award}/calls", "f", ""),
    ("GET", "/awards/{award}/grants", "aofud", "ud"),
    ("GET", "/awards/{award}/grants/new", "ao", ""),
    ("POST", "/awards/{award}/grants/new", "ao", ""),
    ("GET", "/awards/{award}/grants/{no}", "aofud", "ud"),
    ("POST", "/awards/{award}/grants/{no}/{act}", "ao", ""),
    // Grants under codes: the liaison's alone; of the only grant here, a family's, there is no slip
    ("GET", "/awards/{award}/codes", "", ""),
    ("POST", "/awards/{award}/codes", "", ""),
    ("GET", "/awards/{award}/codes/new", "", ""),
    ("POST", "/awards/{award}/codes/new", "", ""),
    ("GET", "/awards/{award}/codes/views", "u", "u"),
    ("GET", "/awards/{award}/codes/{no}", "", ""),
    ("POST", "/awards/{award}/codes/{no}/visit", "", ""),
    ("POST", "/awards/{award}/codes/{no}/receipt", "", ""),
    ("POST", "/awards/{award}/codes/{no}/service", "", ""),
    ("GET", "/awards/{award}/slips", "aofud", "ud"),
    ("GET", "/awards/{award}/slips/{no}", "", ""),
    ("POST", "/awards/{award}/slips/{no}/{act}", "", ""),
    // Vouchers, what proves them, and the award's money
    ("GET", "/awards/{award}/vouchers", "aofud", "ud"),
    ("GET", "/awards/{award}/vouchers/new", "of", ""),
    ("POST", "/awards/{award}/vouchers/new", "of", ""),
    ("GET", "/awards/{award}/vouchers/{no}", "aofud", "ud"),
    ("POST", "/awards/{award}/vouchers/{no}/check", "f", ""),
    ("POST", "/awards/{award}/vouchers/{no}/approve", "", ""),
    ("POST", "/awards/{award}/vouchers/{no}/pay", "", ""),
    ("POST", "/awards/{award}/vouchers/{no}/record", "", ""),
    ("POST", "/awards/{award}/vouchers/{no}/void", "of", ""),
    ("POST", "/awards/{award}/vouchers/{no}/reverse", "", ""),
    ("POST", "/awards/{award}/vouchers/{no}/receipt", "of", ""),
    ("GET", "/awards/{award}/uploads/{hash}", "aofud", "ud"),
    ("POST", "/awards/{award}/vouchers/{no}/sight", "u", "u"),
    // Papers of an award
    ("GET", "/awards/{award}/vouchers/{no}/voucher.pdf", "aofud", "ud"),
    ("GET", "/awards/{award}/grants/{no}/agreement.pdf", "aofud", "ud"),
    ("GET", "/awards/{award}/receipts.pdf", "aofud", "ud"),
    ("GET", "/awards/{award}/donor.pdf", "aofud", "ud"),
    ("GET", "/awards/{award}/audit/report.pdf", "fu", "u"),
    ("GET", "/awards/{award}/audit/certificates/{no}/certificate.pdf", "fu", "u"),
    // The audit desk
    ("GET", "/awards/{award}/audit", "fu", "u"),
    ("GET", "/awards/{award}/audit/samples/new", "u", "u"),
    ("POST", "/awards/{award}/audit/samples/new", "u", "u"),
    ("GET", "/awards/{award}/audit/samples/{no}", "fu", "u"),
    ("POST", "/awards/{award}/audit/samples/{no}/tests", "u", "u"),
    ("GET", "/awards/{award}/audit/findings", "fu", "u"),
    ("GET", "/awards/{award}/audit/findings/new", "u", "u"),
    ("POST", "/awards/{award}/audit/findings/new", "u", "u"),
    ("GET", "/awards/{award}/audit/findings/{no}", "fu", "u"),
    ("POST", "/awards/{award}/audit/findings/{no}/{what}", "f", ""),
    ("GET", "/awards/{award}/audit/certificates/new", "u", "u"),
    ("POST", "/awards/{award}/audit/certificates/new", "u", "u"),
    ("GET", "/awards/{award}/audit/certificates/check", "fu", "u"),
    ("GET", "/awards/{award}/audit/certificates/{no}", "fu", "u"),
    // What waits, what breaks a rule, and the award's reports
    ("GET", "/tasks", IN, ""),
    ("GET", "/awards/{award}/exceptions", "aofud", "ud"),
    ("GET", "/awards/{award}/budget", "aofud", "ud"),
    ("GET", "/awards/{award}/liquidation", "aofud", "ud"),
    ("GET", "/awards/{award}/advances", "aofud", "ud"),
    ("GET", "/awards/{award}/donor", "aofud", "ud"),
    ("GET", "/awards/{award}/money", "aofud", "ud"),
    ("GET", "/awards/{award}/money/{what}", "f", ""),
    ("POST", "/awards/{award}/money/{what}", "f", ""),
    // Market: whoever is signed in reads; officers write where their group sells
    ("GET", "/market", IN, ""),
    ("GET", "/market/prices/new", "tcaod", ""),
    ("POST", "/market/prices/new", "tcaod", ""),
    ("GET", "/market/prices/{crop}", IN, ""),
    ("GET", "/market/buyers", IN, ""),
    ("GET", "/market/buyers/new", "tcaod", ""),
    ("POST", "/market/buyers/new", "tcaod", ""),
    ("GET", "/market/buyers/{buyer}", IN, ""),
    ("POST", "/market/buyers/{buyer}/offers", "tcaod", ""),
    ("POST", "/market/buyers/{buyer}/offers/{no}/end", "tcaod", ""),
    ("GET", "/market/sell", IN, ""),
    ("GET", "/market/sales", "aofud", ""),
    ("GET", "/market/sales/new", "aod", ""),
    ("POST", "/market/sales/new", "aod", ""),
    ("GET", "/market/sales/{sale}", "aofud", ""),
    ("POST", "/market/sales/{sale}/undo", "aod", ""),
    ("GET", "/market/transport", IN, ""),
    ("POST", "/market/transport", "tcaod", ""),
    // Training: courses, sessions, the cascade, what asks for attention
    ("GET", "/training", "aofud", ""),
    ("GET", "/training/courses", "aofud", ""),
    ("GET", "/training/courses/new", "aod", ""),
    ("POST", "/training/courses/new", "aod", ""),
    ("GET", "/training/sessions", "aofud", ""),
    ("GET", "/training/sessions/new", "aod", ""),
    ("POST", "/training/sessions/new", "aod", ""),
    ("GET", "/training/sessions/{session}", "aofud", ""),
    ("POST", "/training/sessions/{session}/undo", "aod", ""),
    ("GET", "/training/sessions/{session}/sheet", "aofud", ""),
    ("GET", "/training/sheet", "aod", ""),
    ("GET", "/training/cascade", "aofud", ""),
    ("GET", "/training/cascade/{person}", "aofud", ""),
    ("GET", "/training/alarms", "aofud", ""),
    // Coaching: model farmers and advisors, the advisor's day, visits
    ("GET", "/training/coaches", "aofud", ""),
    ("GET", "/training/coaches/new", "aod", ""),
    ("POST", "/training/coaches/new", "aod", ""),
    ("GET", "/training/coaches/{person}", "aofud", ""),
    ("POST", "/training/coaches/{person}/end", "aod", ""),
    ("GET", "/training/coaches/{person}/begin", "aod", ""),
    ("POST", "/training/coaches/{person}/begin", "aod", ""),
    ("GET", "/training/coaches/{person}/hand-over", "aod", ""),
    ("POST", "/training/coaches/{person}/hand-over", "aod", ""),
    ("POST", "/training/coaches/{person}/sign-in", "aod", ""),
    ("GET", "/training/coaches/{person}/day", "aofud", ""),
    ("GET", "/training/mine", "aofud", ""),
    ("GET", "/training/coachings/{coaching}", "aofud", ""),
    ("POST", "/training/coachings/{coaching}/end", "aod", ""),
    ("GET", "/training/coachings/{coaching}/visit", "aod", ""),
    ("POST", "/training/coachings/{coaching}/visit", "aod", ""),
    ("POST", "/training/coachings/{coaching}/visits/{visit}/undo", "aod", ""),
    ("POST", "/training/coachings/{coaching}/results/{result}/undo", "aod", ""),
    ("GET", "/training/coachings/{coaching}/pictures/{hash}", "aofud", ""),
    // People: the register, who is in it twice, households
    ("GET", "/people", "oud", ""),
    ("GET", "/people/file", "oud", ""),
    ("GET", "/people/duplicates", "oud", ""),
    ("POST", "/people/duplicates", "od", ""),
    ("GET", "/people/{person}", "oud", ""),
    ("POST", "/people/{person}/findings/{finding}/undo", "od", ""),
    ("GET", "/people/{person}/household", "od", ""),
    ("POST", "/people/{person}/household", "od", ""),
    // Programs of others, and the tokens that let them in
    ("GET", "/programme/tokens", "d", ""),
    ("GET", "/programme/tokens/new", "d", ""),
    ("POST", "/programme/tokens/new", "d", ""),
    ("GET", "/programme/tokens/{token}/revoke", "d", ""),
    ("POST", "/programme/tokens/{token}/revoke", "d", ""),
    ("GET", "/api/v1/openapi.json", ALL, ""),
    ("GET", "/api/v1/organisations", TOKEN, ""),
    ("GET", "/api/v1/indicators", TOKEN, ""),
    ("GET", "/api/v1/indicators/{measure}", TOKEN, ""),
    ("GET", "/api/v1/targets", TOKEN, ""),
    ("GET", "/api/v1/groups", TOKEN, ""),
    // The programme: targets, indicators, supports
    ("GET", "/programme", "aofud", ""),
    ("GET", "/programme/targets", "aofud", ""),
    ("GET", "/programme/indicators", "aofud", ""),
    ("GET", "/programme/indicators/{measure}", "aofud", ""),
    ("GET", "/programme/indicators/{measure}/records", "aofud", ""),
    ("GET", "/programme/health", "aofud", ""),
    ("GET", "/programme/portfolio", "aofud", ""),
    ("GET", "/programme/trial-balance", "aofud", ""),
    ("GET", "/programme/statements", "aofud", ""),
    ("GET", "/programme/supports", "ofd", ""),
    ("POST", "/programme/supports", "ofd", ""),
    ("POST", "/programme/supports/{support}/undo", "ofd", ""),
    // Business plans: one of the own organisation; who approves is seldom who keeps
    ("GET", "/plans", "aofud", ""),
    ("GET", "/groups/{group}/plans", "tcaofud", "ud"),
    ("POST", "/groups/{group}/plans", "aod", "d"),
    ("GET", "/plans/new", "aod", ""),
    ("GET", "/plans/new/{template}", "aod", ""),
    ("POST", "/plans/new/{template}", "aod", ""),
    ("GET", "/plans/import", "aod", ""),
    ("POST", "/plans/import", "aod", ""),
    ("GET", "/plans/{plan}", "tcaofud", ""),
    ("GET", "/plans/{plan}/edit", "aod", ""),
    ("POST", "/plans/{plan}/edit", "aod", ""),
    ("GET", "/plans/{plan}/subject", "aod", ""),
    ("POST", "/plans/{plan}/subject", "aod", ""),
    ("GET", "/plans/{plan}/versions/{no}", "tcaofud", ""),
    ("GET", "/plans/{plan}/compare", "tcaofud", ""),
    ("GET", "/plans/{plan}/actual", "tcaofud", ""),
    ("GET", "/plans/{plan}/paper", "tcaofud", ""),
    ("POST", "/plans/{plan}/submit", "aod", ""),
    ("POST", "/plans/{plan}/withdraw", "aod", ""),
    ("POST", "/plans/{plan}/return", "of", ""),
    ("POST", "/plans/{plan}/approve", "of", ""),
    // Users
    ("GET", "/audit", "ud", ""),
    ("GET", "/users", "d", ""),
    ("GET", "/users/new", "d", ""),
    ("POST", "/users/new", "d", ""),
    ("GET", "/users/{login}", "d", ""),
    ("POST", "/users/{login}/roles", "d", ""),
    ("POST", "/users/{login}/roles/remove", "d", ""),
    ("POST", "/users/{login}/password", "d", ""),
    ("POST", "/users/{login}/sessions/end", "d", ""),
    ("POST", "/users/{login}/disable", "d", ""),
    ("POST", "/users/{login}/enable", "d", ""),
];

/// A token that is there.
const TOKEN_MADE: uuid::Uuid = uuid::Uuid::from_u128(0x70);

/// A path of the table with something that is there in every place.
fn filled(path: &str, group: &str) -> String {
    let no = match path {
        _ if path.contains("/accounts/") => "1010",
        _ if path.contains("/obligations/") => crate::banks_herd::OWED,
        _ => "1",
    };
    let act = match path {
        _ if path.contains("/obligations/") => "waive",
        _ if path.contains("/awards/{award}/grants/") => "visit",
        _ => "note",
    };
    let what = match path {
        _ if path.contains("/money/") => "receive",
        _ if path.contains("/findings/") => "response",
        _ if path.contains("/coops/") => "buy-shares",
        _ => "donate",
    };
    // Opening balances are brought along before the first meeting only: to the group beside it.
    let group = if path.ends_with("/opening") { group.replace('1', "0") } else { group.to_owned() };
    // The paper of one of several is asked for by its number.
    let which = if path.contains("/papers/") { "?no=1" } else { "" };
    format!("{path}{which}")
        .replace("{group}", &group)
        .replace("{bank}", &crate::banks_herd::bank_of(&group))
        .replace("{coop}", &crate::coops_pages::coop_of(&group))
        .replace("{party}", "1")
        .replace("{language}", "km")
        .replace("{award}", &crate::awards_pages::award_of(&group))
        .replace("{act}", act)
        .replace("{written}", if path.contains("/lending/") { "4" } else { "5" })
        .replace("{what}", what)
        .replace("{hash}", &crate::awards_vouchers::scan())
        .replace("{template}", "chickens-native")
        .replace("{plan}", &crate::plans::PLAN.to_string())
        .replace("{crop}", "PADDY")
        .replace("{buyer}", &crate::market::BUYER.to_string())
        .replace("{sale}", "1")
        .replace("{person}", &crate::register::record())
        .replace("{measure}", "group-members")
        .replace("{support}", &crate::programme::SUPPORT.to_string())
        .replace("{finding}", &crate::register::FINDING.to_string())
        .replace("{coaching}", &crate::coaching::COACHING.to_string())
        .replace("{session}", &crate::sessions::SESSION.to_string())
        .replace("{visit}", &crate::coaching::VISIT.to_string())
        .replace("{result}", &crate::coaching::RESULT.to_string())
        .replace("{login}", "somebody")
        .replace("{token}", &TOKEN_MADE.to_string())
        .replace("{payload}", "0")
        .replace("{number}", "2")
        .replace("{no}", no)
        .replace("{request}", "1")
        .replace("{run}", "019aa000000070008000000000000000")
}

/// In each group a share-out that took place, a correction and a reopening that wait, and beside it a new group, so that every address names something.
async fn with_something_waiting(world: &World) {
    for code in [OWN, FOREIGN] {
        crate::cycles::shared_out(world, code).await;
        crate::banks_herd::kept(world, code).await;
        crate::coops_pages::kept(world, code).await;
        crate::awards_pages::begun(world, code).await;
        crate::papers_awards::agreed(world, code).await;
        crate::awards_vouchers::proved(world, code).await;
        crate::audit_desk::audited(world, code).await;
    }
    crate::market::offered(world).await;
    crate::farm_sales::sold(world).await;
    crate::api::made(world, TOKEN_MADE, &sansom::api::Reads::ALL, None, world.app.today()).await;
    crate::register::registered(world).await;
    crate::coaching::coached(world).await;
    crate::sessions::held(world).await;
    crate::programme::supported(world).await;
    crate::plans::begun(world).await;
    let mut tx = world.db().write().await.unwrap();
    for code in [OWN, FOREIGN] {
        let organisation = world.group(code).await.organisation_id;
        let book = found(&mut tx, organisation, &code.replace('1', "0")).await;
        for (role, name) in [(Role::Treasurer, "treasurer"), (Role::Committee, "committee")] {
            let user = users::by_login(&mut tx, &format!("{name}-{}", code.to_lowercase())).await.unwrap().unwrap().id;
            let mut roles = users::roles(&mut tx, user).await.unwrap();
            roles.push(RoleOn { role, scope: Scope::Group(book.0) });
            users::set_roles(&mut tx, user, &roles).await.unwrap();
        }
    }
    tx.commit().await.unwrap();
    let group = world.group(OWN).await;
    for group in [group, world.group(FOREIGN).await] {
        let mut tx = world.db().write().await.unwrap();
        let line = sansom::meetings::store::NewCorrection {
            key: uuid::Uuid::now_v7(),
            meeting_no: 1,
            figure: "savings",
            party_no: Some(1),
            other_line: None,
            was: 15_000,
            becomes: 10_000,
            reason: "two shares".into(),
        };
        sansom::meetings::store::ask(&mut tx, group.book, line, uuid::Uuid::from_u128(1), world.app.now()).await.unwrap();
        lend(&mut tx, &group, world.app.now()).await;
        sansom::periods::store::ask(&mut tx, group.book, None, "a bill came late", uuid::Uuid::from_u128(1), world.app.now())
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
}

/// A loan about which a decision waits, and an application whose money does.
async fn lend(tx: &mut Tx, group: &Group, at: DateTime<Utc>) {
    let (on, by) = (day(11, 14), uuid::Uuid::from_u128(1));
    let party = PartyNo(1);
    let cycle = sansom::groups::store::cycle(tx, group.book).await.unwrap();
    let terms = Terms::of(&cycle.constitution, 10_000, 1, on);
    let plan = terms.schedule().unwrap();
    let id = uuid::Uuid::now_v7();
    let loan = loans::NewLoan { no: 1, id, party, terms, plan, application_no: None, purpose: String::new() };
    loans::add_loans(tx, group.book, cycle.no, None, &[loan]).await.unwrap();
    let event = Event { no: 1, on, what: What::Given(1) };
    let given = Movement { loan: 1, party, event, moved: Moved { owed: 10_000, ..Moved::default() }, open: true };
    let written = loans::Written { meeting_no: None, entry_no: None, by, at };
    loans::add_events(tx, group.book, &[given], written, false).await.unwrap();
    let application = loans::NewApplication {
        key: uuid::Uuid::now_v7(),
        party,
        asked_on: on,
        principal: 5_000,
        instalments: 1,
        purpose: "seed".into(),
        guarantors: vec![],
        votes: None,
        refused: None,
    };
    loans::add_application(tx, group.book, &application, by, at).await.unwrap();
    let asked = loans::By { user: by, at, today: on };
    loans::ask(tx, group.book, uuid::Uuid::now_v7(), 1, Ask::Skip, "no rain", asked).await.unwrap();
}

#[tokio::test]
async fn every_route_lets_in_whom_the_table_says_and_nobody_else() {
    let listed: BTreeSet<(&str, &str)> = TABLE.iter().map(|(method, path, ..)| (*method, *path)).collect();
    let there: BTreeSet<(&str, &str)> = routes::table().iter().map(|route| (route.method, route.path)).collect();
    assert_eq!(
        there.difference(&listed).collect::<Vec<_>>(),
        Vec::<&(&str, &str)>::new(),
        "routes that the table of this test lacks"
    );
    assert_eq!(listed.difference(&there).collect::<Vec<_>>(), Vec::<&(&str, &str)>::new(), "lines of this test without a route");
    each_engine(|base| async move {
        let world = World::new(base).await;
        with_something_waiting(&world).await;
        for (method, path, own, foreign) in TABLE {
            check(&world, method, path, OWN, own).await;
            if ["{group}", "{bank}", "{award}"].iter().any(|what| path.contains(what)) {
                check(&world, method, path, FOREIGN, foreign).await;
            }
        }
    })
    .await;
}

async fn check(world: &World, method: &str, path: &str, group: &str, expected: &str) {
    let address = filled(path, group);
    if expected == TOKEN {
        for (_, login) in WHO {
            let answer = call(&mut world.session(login).await, method, &address).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{method} {address} as {login}");
        }
        assert_eq!(call(&mut world.nobody(), method, &address).await.status, StatusCode::UNAUTHORIZED, "{method} {address}");
        return;
    }
    for (letter, login) in WHO {
        // Each with a session of its own: some of these routes end it.
        let answer = call(&mut world.session(login).await, method, &address).await;
        let place = format!("{method} {address} as {login}");
        if expected.contains(letter) {
            assert!(got_there(&answer), "{place} is let in: {} {}", answer.status, answer.text);
        } else {
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{place} is kept out");
        }
    }
    let answer = call(&mut world.nobody(), method, &address).await;
    if expected.contains("nobody") {
        assert!(got_there(&answer), "{method} {address} as nobody: {}", answer.status);
    } else {
        assert_eq!(
            (answer.status, answer.location().split('?').next()),
            (StatusCode::SEE_OTHER, Some("/sign-in")),
            "{method} {address} as nobody"
        );
    }
}

async fn call(actor: &mut Actor, method: &str, address: &str) -> Answer {
    if method == "GET" { actor.get(address).await } else { actor.post(address, &[]).await }
}

/// A page, a refusal, or on to another page: whatever a handler answers, and no door.
fn got_there(answer: &Answer) -> bool {
    !answer.status.is_server_error() && answer.status != StatusCode::NOT_FOUND && !answer.location().starts_with("/sign-in?next")
}

/// Where members do not save there is nothing of savings, not even for who may everything; people and books are there.
#[tokio::test]
async fn a_group_that_does_not_save_has_people_and_books_alone() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        crate::banks_books::of_its_own(&world, "KB-1").await;
        let saving: Vec<_> = routes::table().into_iter().filter(|route| matches!(route.access, Access::Saving(_))).collect();
        assert!(saving.len() > 40, "meetings, loans, share-outs, health, constitution");
        for route in &saving {
            let address = filled(route.path, "KB-1").replace("KB-0", "KB-1");
            for login in ["treasurer-own-1", "committee-own-1", "administrator"] {
                let answer = call(&mut world.session(login).await, route.method, &address).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{} {address} as {login}", route.method);
            }
        }
        let mut treasurer = world.session("treasurer-own-1").await;
        let here = ["", "/members", "/members/1", "/members/1/leave", "/members/new", "/officers"];
        let books = ["/cash-book", "/accounts", "/accounts/1210", "/trial-balance", "/closing", "/audit"];
        for below in here.iter().chain(&books) {
            let answer = treasurer.get(&format!("/groups/KB-1{below}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{below}: {}", answer.text);
        }
        for address in ["/", "/arrears"] {
            assert_eq!(world.session("administrator").await.get(address).await.status, StatusCode::OK, "{address}");
        }
    })
    .await;
}

#[tokio::test]
async fn unknown_and_forbidden_look_alike() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let unknown = treasurer.get("/nothing/here").await;
        assert_eq!(unknown.status, StatusCode::NOT_FOUND);
        for address in [
            format!("/groups/{FOREIGN}"),
            format!("/groups/{FOREIGN}/members/1"),
            format!("/groups/{FOREIGN}/no/such/page"),
            "/groups/NO-SUCH".into(),
            format!("/groups/{OWN}/members/999"),
            format!("/groups/{OWN}/members/x"),
            format!("/groups/{OWN}/meetings/999"),
            format!("/groups/{OWN}/entries/999"),
            format!("/groups/{OWN}/corrections/999"),
            format!("/groups/{OWN}/constitution?version=99"),
            format!("/groups/{OWN}/constitution/edit"),
            "/groups/new".into(),
            "/users".into(),
            "/users/auditor".into(),
            "/users/nobody-of-this-name".into(),
            "/a/no-such-file".into(),
        ] {
            let answer = treasurer.get(&address).await;
            assert_eq!((answer.status, &answer.text), (StatusCode::NOT_FOUND, &unknown.text), "{address}");
            assert_eq!(answer.headers.len(), unknown.headers.len(), "{address}: {:?}", answer.headers);
        }
        // To write where nothing may be written says no more.
        let written = treasurer.post(&format!("/groups/{FOREIGN}/members/new"), &[("key", "x")]).await;
        assert_eq!((written.status, written.text), (StatusCode::NOT_FOUND, unknown.text));
    })
    .await;
}

#[tokio::test]
async fn reading_changes_nothing() {
    each_engine(|base| async move {
        let world = World::new(base.clone()).await;
        with_something_waiting(&world).await;
        let mut readers = Vec::new();
        for (_, login) in WHO {
            readers.push(world.session(login).await);
        }
        let before = contents(&base).await;
        for (_, path, ..) in TABLE.iter().filter(|(method, ..)| *method == "GET") {
            for reader in &mut readers {
                reader.get(&filled(path, OWN)).await;
            }
            world.nobody().get(&filled(path, OWN)).await;
        }
        // A look at a grant under a code is written down, and on which day a token was last used (see `api`); nothing else is.
        let told = |all: Vec<(String, String)>| all.into_iter().filter(|(table, _)| table != "code_view").collect::<Vec<_>>();
        assert_eq!(told(contents(&base).await), told(before));
    })
    .await;
}

/// Every table with every row, as text.
pub async fn contents(base: &Database) -> Vec<(String, String)> {
    match base.db.engine() {
        Engine::Sqlite => {
            let mut db = sqlx::SqliteConnection::connect(&base.url).await.unwrap();
            let mut all = Vec::new();
            for table in
                sqlx::query("select name from sqlite_schema where type = 'table' order by name").fetch_all(&mut db).await.unwrap()
            {
                let table: String = table.get(0);
                let columns = sqlx::query(sqlx::AssertSqlSafe(format!("select name from pragma_table_info('{table}')")));
                let columns: Vec<String> = columns
                    .fetch_all(&mut db)
                    .await
                    .unwrap()
                    .iter()
                    .map(|row| format!("quote(\"{}\")", row.get::<String, _>(0)))
                    .collect();
                let rows = format!("select {} from \"{table}\"", columns.join(" || ',' || "));
                let rows = sqlx::query(sqlx::AssertSqlSafe(rows)).fetch_all(&mut db).await.unwrap();
                let mut rows: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
                rows.sort();
                all.push((table, rows.join("\n")));
            }
            all
        }
        Engine::Postgres => {
            let mut db = sqlx::PgConnection::connect(&base.url).await.unwrap();
            let mut all = Vec::new();
            let tables = "select table_name::text from information_schema.tables where table_schema = 'public' order by 1";
            for table in sqlx::query(tables).fetch_all(&mut db).await.unwrap() {
                let table: String = table.get(0);
                let rows = format!("select coalesce(string_agg(t::text, chr(10) order by t::text), '') from \"{table}\" t");
                let rows: String = sqlx::query(sqlx::AssertSqlSafe(rows)).fetch_one(&mut db).await.unwrap().get(0);
                all.push((table, rows));
            }
            all
        }
    }
}

#[tokio::test]
async fn a_write_comes_from_our_own_pages() {
    each_engine(|base| async move {
        let world = World::new(base.clone()).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let before = contents(&base).await;
        let foreign: &[&[(&str, &str)]] = &[
            &[],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "none")],
            &[("sec-fetch-site", "cross-site"), ("origin", "http://sansom.test")],
            &[("origin", "null")],
            &[("origin", "https://evil.test")],
            &[("origin", "https://sansom.test.evil.test")],
            &[("origin", "sansom.test")],
        ];
        for route in routes::table().iter().filter(|route| route.method == "POST") {
            for headers in foreign {
                let answer = treasurer.send(Method::POST, &filled(route.path, OWN), headers, form(&[])).await;
                // A bundle has no page that it comes from: its signature says whose it is, and this is none.
                let refused = if route.path == sansom::bundles::line::PATH { StatusCode::CONFLICT } else { StatusCode::FORBIDDEN };
                assert_eq!(answer.status, refused, "{} with {headers:?}", route.path);
            }
        }
        assert_eq!(contents(&base).await, before);
        let own = [("origin", "http://sansom.test")];
        let answer = treasurer.send(Method::POST, "/language", &own, form(&[("language", "km"), ("next", "/")])).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "an older browser sends Origin alone");
        // Anything but reading is a write, whatever it is called.
        for method in [Method::PUT, Method::DELETE, Method::PATCH] {
            assert_eq!(treasurer.send(method, "/language", &[], String::new()).await.status, StatusCode::FORBIDDEN);
        }
    })
    .await;
}

#[tokio::test]
async fn every_answer_carries_the_headers() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let answers = [
            treasurer.get("/").await,
            treasurer.get("/nothing").await,
            treasurer.get("/healthz").await,
            treasurer.get("/a/app.css").await,
            treasurer.get("/account?must=1&must=2").await,
            treasurer.post("/language", &[("language", "tlh")]).await,
            treasurer.post("/language", &[("language", "en"), ("next", "/")]).await,
            treasurer.send(Method::POST, "/language", &[], form(&[])).await,
            treasurer
                .send(Method::POST, "/language", &[("sec-fetch-site", "same-origin"), ("content-type", "text/plain")], "x".into())
                .await,
            treasurer.send(Method::POST, "/language", &[("sec-fetch-site", "same-origin")], "x".repeat(2 * 1024 * 1024)).await,
            world.nobody().get("/").await,
        ];
        for answer in answers {
            let policy = answer.header("content-security-policy");
            assert!(policy.contains("default-src 'none'") && policy.contains("script-src 'self';"), "{} {policy}", answer.status);
            for (name, value) in [
                ("x-content-type-options", "nosniff"),
                ("referrer-policy", "same-origin"),
                ("x-frame-options", "DENY"),
                ("cross-origin-opener-policy", "same-origin"),
                ("cross-origin-resource-policy", "same-origin"),
            ] {
                assert_eq!(answer.header(name), value, "{name} of {}", answer.status);
            }
            let kept = answer.header("cache-control");
            assert!(kept == "no-store" || kept.contains("immutable"), "{kept} of {}", answer.status);
            if answer.status.is_client_error() {
                assert!(answer.header("content-type").starts_with("text/html"), "{} is a page", answer.status);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_session_ends_when_it_should() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let is_in = async |actor: &mut Actor| actor.get("/account").await.status == StatusCode::OK;

        // Signing out ends it in the database, not only in the browser.
        let mut treasurer = world.sign_in("treasurer-own-1").await;
        assert!(is_in(&mut treasurer).await);
        let mut stolen = treasurer.clone();
        let answer = treasurer.post("/sign-out", &[]).await;
        assert_eq!(answer.header("clear-site-data"), "\"cache\", \"storage\"");
        assert!(!treasurer.cookies.contains_key("s") && !is_in(&mut stolen).await);

        // A new token at each sign-in, and the old one of this browser is gone.
        let mut advisor = world.sign_in("advisor").await;
        let mut before = advisor.clone();
        advisor.post("/sign-in", &[("login", "advisor"), ("password", PASSWORD)]).await;
        assert_ne!(advisor.cookies["s"], before.cookies["s"]);
        assert!(is_in(&mut advisor).await && !is_in(&mut before).await);

        // A changed password ends the other sessions.
        let mut officer = world.sign_in("officer").await;
        let mut elsewhere = world.sign_in("officer").await;
        let new = "seven ducks and a pond";
        let fields = [("current", PASSWORD), ("new", new), ("again", new)];
        assert_eq!(officer.post("/account/password", &fields).await.location(), "/account?done=password-changed");
        assert!(is_in(&mut officer).await && !is_in(&mut elsewhere).await);

        // One's own other session, by name.
        let mut here = world.sign_in("finance").await;
        let mut there = world.sign_in("finance").await;
        let id = here.get("/account").await.hidden("session");
        here.post("/account/sessions/end", &[("session", &id)]).await;
        assert!(is_in(&mut here).await && !is_in(&mut there).await);

        // An administrator stops, resets, and signs out; nobody else's session she does not know.
        let mut administrator = world.sign_in("administrator").await;
        for act in ["disable", "password", "sessions/end"] {
            let mut somebody = world.session("somebody").await;
            assert!(is_in(&mut somebody).await);
            administrator.post(&format!("/users/somebody/{act}"), &[]).await;
            assert!(!is_in(&mut somebody).await, "after {act}");
            administrator.post("/users/somebody/enable", &[]).await;
            let mut tx = world.db().write().await.unwrap();
            let id = sansom::users::store::by_login(&mut tx, "somebody").await.unwrap().unwrap().id;
            let hashed = sansom::users::password::hash(PASSWORD);
            sansom::users::store::set_password(&mut tx, id, hashed, false).await.unwrap();
            tx.commit().await.unwrap();
        }

        // Unused for twelve hours, or a week old.
        let actor = world.session("auditor").await;
        let after = |seconds| Actor { cookies: actor.cookies.clone(), ..world.later(seconds).nobody() };
        assert!(is_in(&mut after(12 * 3600 - 60)).await);
        assert!(!is_in(&mut after(24 * 3600)).await);
    })
    .await;
}

#[tokio::test]
async fn a_password_that_somebody_else_made_is_changed_first() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut administrator = world.session("administrator").await;
        let key = administrator.get("/users/new").await.hidden("key");
        let fields = [("key", &*key), ("name", "Second"), ("login", "Second.One"), ("role", "treasurer"), ("scope", "group:OWN-1")];
        let page = administrator.post("/users/new", &fields).await;
        assert_eq!(page.status, StatusCode::OK);
        let slip = page.text.split_once("secret\">").unwrap().1.split('<').next().unwrap().to_owned();
        // The form sent twice makes one user and shows no second password.
        assert_eq!(administrator.post("/users/new", &fields).await.location(), "/users/second.one?done=user-made");
        assert!(!administrator.get("/users/second.one").await.text.contains(&slip));

        let mut second = world.nobody();
        second.post("/sign-in", &[("login", "second.one"), ("password", &slip)]).await;
        for address in ["/", "/groups/OWN-1"] {
            assert_eq!(second.get(address).await.location(), "/account?must=1", "{address}");
        }
        assert_eq!(second.get("/account?must=1").await.status, StatusCode::OK);
        let own = "eleven frogs in a jar";
        let refused = second.post("/account/password", &[("current", &slip), ("new", &slip), ("again", &slip)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        second.post("/account/password", &[("current", &slip), ("new", own), ("again", own)]).await;
        assert_eq!(second.get("/groups/OWN-1").await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn an_administrator_does_not_lock_herself_out() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut administrator = world.session("administrator").await;
        for (path, fields) in [
            ("/users/administrator/disable", vec![]),
            ("/users/administrator/password", vec![]),
            ("/users/administrator/roles/remove", vec![("role", "administrator programme")]),
        ] {
            let answer = administrator.post(path, &fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        }
        assert_eq!(administrator.get("/users").await.status, StatusCode::OK);
        // A village role is for one group, an administrator's for the programme.
        for (role, scope, status) in [
            ("treasurer", "programme", StatusCode::UNPROCESSABLE_ENTITY),
            ("administrator", "group:OWN-1", StatusCode::UNPROCESSABLE_ENTITY),
            ("treasurer", "group:NO-SUCH", StatusCode::UNPROCESSABLE_ENTITY),
            ("treasurer", "group:FOR-1", StatusCode::SEE_OTHER),
        ] {
            let answer = administrator.post("/users/somebody/roles", &[("role", role), ("scope", scope)]).await;
            assert_eq!(answer.status, status, "{role} on {scope}");
        }
        let mut somebody = world.session("somebody").await;
        assert_eq!(somebody.get("/groups/FOR-1").await.status, StatusCode::OK);
        administrator.post("/users/somebody/roles/remove", &[("role", "treasurer group:FOR-1")]).await;
        assert_eq!(somebody.get("/groups/FOR-1").await.status, StatusCode::NOT_FOUND, "a role that is taken away ends at once");
    })
    .await;
}

#[tokio::test]
async fn guessing_a_password_gets_slower_and_stays_so() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let guess = async |world: &World, login: &str, password: &str| {
            world.nobody().post("/sign-in", &[("login", login), ("password", password)]).await
        };
        let wrong = guess(&world, "advisor", "wrong").await;
        let stranger = guess(&world, "nobody-of-this-name", "wrong").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(
            wrong.text.replace("advisor", ""),
            stranger.text.replace("nobody-of-this-name", ""),
            "an unknown name and a wrong password look alike"
        );
        for _ in 0..5 {
            assert_eq!(guess(&world, "advisor", "wrong").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        // The sixth was one too many: now even the right one waits, after a restart too.
        let waits = guess(&world, "advisor", PASSWORD).await;
        assert_eq!((waits.status, waits.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "2"));
        assert_eq!(guess(&world.later(1), "ADVISOR ", PASSWORD).await.status, StatusCode::TOO_MANY_REQUESTS);
        // Others of the same address come in meanwhile.
        assert_eq!(guess(&world, "officer", PASSWORD).await.status, StatusCode::SEE_OTHER);
        assert_eq!(guess(&world.later(3), "advisor", "wrong").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(guess(&world.later(4), "advisor", PASSWORD).await.header("retry-after"), "3");
        assert_eq!(guess(&world.later(8), "advisor", PASSWORD).await.status, StatusCode::SEE_OTHER);
        assert_eq!(
            guess(&world.later(8), "advisor", "wrong").await.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "the count begins anew"
        );

        // An address that tries one name after the other waits too.
        let later = world.later(10);
        let mut last = StatusCode::OK;
        for at in 0..30 {
            last = guess(&later, &format!("guess-{at}"), "wrong").await.status;
            if last == StatusCode::TOO_MANY_REQUESTS {
                break;
            }
        }
        assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    })
    .await;
}

#[tokio::test]
async fn next_leads_nowhere_else() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let asked = world.nobody().get("/groups/OWN-1/members?sort=name").await;
        assert_eq!(asked.location(), "/sign-in?next=/groups/OWN-1/members%3Fsort%3Dname");
        let page = world.nobody().get(asked.location()).await;
        assert_eq!(page.hidden("next"), "/groups/OWN-1/members?sort=name");
        for (next, to) in [
            ("/groups/OWN-1", "/groups/OWN-1"),
            ("//evil.test", "/"),
            ("https://evil.test/", "/"),
            ("/\\evil.test", "/"),
            ("javascript:alert(1)", "/"),
            ("", "/"),
        ] {
            let answer = world.nobody().post("/sign-in", &[("login", "advisor"), ("password", PASSWORD), ("next", next)]).await;
            assert_eq!(answer.location(), to, "{next}");
            let answer = world.nobody().post("/language", &[("language", "en"), ("next", next)]).await;
            assert_eq!(answer.location(), to, "{next} of the language");
            let page = world.nobody().get(&format!("/sign-in?next={}", sansom::web::encode(next))).await;
            assert_eq!(page.hidden("next"), to, "{next} on the page");
        }
    })
    .await;
}

#[tokio::test]
async fn fields_that_no_form_has_do_nothing() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let page = treasurer.get("/groups/OWN-1/members/new").await;
        let key = page.hidden("key");
        let fields = [
            ("key", &*key),
            ("number", "4"),
            ("family_name_km", "សាក"),
            ("given_name_km", "បួន"),
            ("joined_on", "20/11/2026"),
            ("book_id", "2"),
            ("organisation_id", "00000000-0000-0000-0000-000000000000"),
            ("savings", "1000000"),
            ("role", "administrator"),
        ];
        assert_eq!(treasurer.post_and_follow("/groups/OWN-1/members/new", &fields).await.status, StatusCode::OK);
        let mut tx = world.db().read().await.unwrap();
        let (own, foreign) = (world.group(OWN).await, world.group(FOREIGN).await);
        let added = sansom::members::store::member(&mut tx, own.book, "KHR", 4).await.unwrap().unwrap();
        assert_eq!((added.savings, added.joined_on), (0, day(11, 20)));
        assert!(sansom::members::store::member(&mut tx, foreign.book, "KHR", 4).await.unwrap().is_none());
        drop(tx);
        // The same form again adds nobody.
        assert_eq!(
            treasurer.post("/groups/OWN-1/members/new", &fields).await.location(),
            "/groups/OWN-1/members/4?done=member-added"
        );
        assert!(!treasurer.get("/groups/OWN-1/members").await.text.contains("/members/5\""));
    })
    .await;
}

#[tokio::test]
async fn what_is_typed_comes_back_as_text() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let nasty = "<script>alert(1)</script>\"'&";
        let khmer = "ស្រី\u{200b}មុំ";
        let shown = "&lt;script&gt;alert(1)&lt;/script&gt;&quot;'&amp;";
        let key = treasurer.get("/groups/OWN-1/members/new").await.hidden("key");
        let typed =
            [("key", &*key), ("number", "<b>"), ("family_name_km", khmer), ("family_name_latin", nasty), ("joined_on", "x\"><b>")];
        let again = treasurer.post("/groups/OWN-1/members/new", &typed).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            again.text.contains(shown) && again.text.contains(khmer) && again.text.contains("x&quot;&gt;&lt;b&gt;"),
            "{}",
            again.text
        );
        let good =
            [("key", &*key), ("number", "4"), ("family_name_km", khmer), ("family_name_latin", nasty), ("joined_on", "20/11/2026")];
        let page = treasurer.post_and_follow("/groups/OWN-1/members/new", &good).await;
        for text in [page.text, treasurer.get(&format!("/groups/OWN-1/members?q={}", sansom::web::encode(nasty))).await.text] {
            assert!(text.contains(shown) && !text.contains("<script>alert"), "{text}");
        }
        let found = treasurer.get(&format!("/groups/OWN-1/members?q={}", sansom::web::encode("ស្រីមុំ"))).await;
        assert!(found.text.contains("/members/4\""), "a search does not see the invisible space");
    })
    .await;
}

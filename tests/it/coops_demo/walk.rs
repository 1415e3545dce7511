//! Every page of the demo's cooperatives and of its market: as the officers of the one in its season see them, and as staff see
//! the one whose year was divided and a vegetable group.
use crate::{
    browser::walk,
    support::server::{Server, Visitor},
};
use sansom::{demo, guard::Access, routes};
use templates::coops::member_form::WAYS;

const DIVIDED: &str = "/coops/CE-PV-RM";
const GARDEN: &str = "/coops/CE-SR-VG1";

/// Pages of one act, plot, lot, … below a cooperative.
const BELOW: [&str; 16] = [
    "/members/12",
    "/members/201",
    "/groups/1",
    "/groups/new",
    "/plots/1",
    "/plots/23",
    "/plots/47",
    "/plots/1/edit",
    "/plots/1/inspect",
    "/lots/1",
    "/milling/1",
    "/sales/1",
    "/contracts/1",
    "/contracts/2",
    "/deliveries/1",
    "/acts/1",
];

/// The routes of pages below an address that name nothing of their own; a paper is no page.
fn plain(begins: &str) -> Vec<String> {
    let pages = routes::table().into_iter().filter(|route| route.method == "GET" && !route.path.contains("/papers/"));
    let below = pages.filter_map(|route| route.path.strip_prefix(begins));
    below.filter(|rest| (rest.is_empty() || rest.starts_with('/')) && !rest.contains('{')).map(str::to_owned).collect()
}

/// Whether an address is one of a route.
fn is_of(path: &str, route: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    let (path, route): (Vec<_>, Vec<_>) = (path.split('/').collect(), route.split('/').collect());
    path.len() == route.len() && path.iter().zip(&route).all(|(part, of)| part == of || of.starts_with('{'))
}

/// The first buyer of the board.
async fn buyer(server: &Server) -> String {
    let (_, password, _) = demo::SIGN_INS.iter().find(|(login, ..)| *login == "officer").expect("a demo sign-in");
    let mut officer = Visitor::signed_in(server, "officer", password).await;
    let page = officer.get(&server.url("/market/buyers")).await.expect("an answer").text;
    let hrefs = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let one = |href: &&str| href.strip_prefix("/market/buyers/").is_some_and(|id| id.len() == 36);
    hrefs.map(str::to_owned).find(|href| one(&href.as_str())).expect("a buyer")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_the_demos_cooperatives_can_be_read() {
    let server = Server::demo();
    let in_season = format!("/coops/{}", demo::IN_SEASON);
    let below = |coop: &str, pages: &[String]| -> Vec<String> { pages.iter().map(|page| format!("{coop}{page}")).collect() };
    let of_coop: Vec<String> = plain("/coops/{coop}").into_iter().filter(|page| page != "/laws/new").collect();
    let seen = ["", "/deliveries", "/deliveries/all", "/members", "/lots", "/lots/1", "/sales", "/prices", "/money", "/year"];

    let mut of_treasurer: Vec<String> = vec!["/".into(), "/coops".into()];
    of_treasurer.extend(below(&in_season, &of_coop));
    of_treasurer.extend(BELOW.map(|page| format!("{in_season}{page}")));
    of_treasurer.extend(WAYS.map(|way| format!("{in_season}/members/12/{way}")));
    of_treasurer.extend(["/market", "/market/sell?crop=PADDY-PRMD&organic=1&kg=5000&place=03"].map(str::to_owned));
    let of_secretary = ["/requests", "/requests/1", "/requests/2", "/laws/new"].map(|page| format!("{in_season}{page}"));
    let mut of_staff: Vec<String> = vec!["/".into(), "/coops".into(), "/groups/CC-TM-01/coop/new".into()];
    of_staff.extend(plain("/market").into_iter().map(|page| format!("/market{page}")));
    of_staff.extend(
        ["/market/prices/PADDY-PRMD", "/market/prices/MUSTARD", "/market/sell?crop=MUSTARD&kg=60&place=14"].map(str::to_owned),
    );
    of_staff.push(buyer(&server).await);
    of_staff.extend(
        ["", "/year", "/year/1", "/sales", "/milling", "/plots", "/members/12", "/lots/9"].map(|page| format!("{DIVIDED}{page}")),
    );
    of_staff.extend(seen.map(|page| format!("{GARDEN}{page}")));

    let known: Vec<&String> = of_treasurer.iter().chain(&of_secretary).chain(&of_staff).collect();
    let is_paper = |path: &str| path.contains("/papers/") || path.ends_with("/note");
    for route in routes::table().into_iter().filter(|route| route.method == "GET" && !is_paper(route.path)) {
        let is_ours = matches!(route.access, Access::Coop(_)) || route.path.starts_with("/market") || route.path.contains("/coop/");
        assert!(!is_ours || known.iter().any(|path| is_of(path, route.path)), "{} is looked at", route.path);
    }
    let rounds = [("coop-treasurer", of_treasurer), ("coop-secretary", of_secretary.into()), ("officer", of_staff)];
    walk(&server, &rounds).await;
}

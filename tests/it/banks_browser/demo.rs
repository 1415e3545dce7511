//! Every page of the demo's banks: the two that the group of Teng Mao keeps, as its officers see them, and the other rice
//! bank as staff do.
use crate::{
    browser::walk,
    support::server::{Server, Visitor},
};
use sansom::{guard::Access, routes, store::Db};
use std::collections::BTreeSet;

const RICE: &str = "/banks/CC-TM-RB";
const COWS: &str = "/banks/CC-TM-CB";
const OTHER: &str = "/banks/CC-SC-RB";
const HOME: &str = "/groups/CC-TM-01";

/// Pages below every bank that everybody may see who may see the bank.
const SEEN: [&str; 10] =
    ["", "/rules", "/seasons", "/units", "/prices", "/stock", "/requests", "/acts", "/statement", "/reconciliation"];

/// Somebody signed in over the wire.
async fn visitor(server: &Server, login: &str) -> Visitor {
    let (_, password, _) = sansom::demo::SIGN_INS.iter().find(|(known, ..)| *known == login).expect("a demo sign-in");
    Visitor::signed_in(server, login, password).await
}

/// The first act of a sort of a bank, and its last act.
async fn acts(server: &Server, code: &str, kind: &str) -> (i64, i64) {
    let db = Db::connect(&format!("sqlite:{}", server.database().display())).await.expect("the data file");
    let mut tx = db.read().await.expect("it is read");
    let text = "select min(case when a.kind = $2 then a.no end), max(a.no)
                  from bank_act a join bank b on b.book_id = a.book_id and b.no = a.bank_no where b.code = $1";
    tx.one(text, (code, kind)).await.expect("acts")
}

/// The addresses of a page that stand below one of its own.
async fn links(visitor: &mut Visitor, server: &Server, page: &str, below: &str) -> BTreeSet<String> {
    let text = visitor.get(&server.url(page)).await.expect("an answer").text;
    let starts = text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    starts.filter(|href| href.starts_with(below) && !href.contains('?')).map(str::to_owned).collect()
}

/// Each form of an animal, on the first animal that offers it; and each way to settle the first thing that is owed.
async fn of_animals(server: &Server, treasurer: &mut Visitor) -> Vec<String> {
    let mut forms: Vec<String> = Vec::new();
    for no in 1..=80 {
        for href in links(treasurer, server, &format!("{COWS}/herd/{no}"), &format!("{COWS}/herd/{no}/")).await {
            let act = |href: &str| href.rsplit('/').next().map(str::to_owned);
            if forms.iter().all(|known| act(known) != act(&href)) {
                forms.push(href);
            }
        }
    }
    let owed = links(treasurer, server, &format!("{COWS}/obligations"), &format!("{COWS}/obligations/")).await;
    let first = owed.first().and_then(|href| href.rsplit_once('/')).expect("something is owed").0.to_owned();
    forms.extend(["replace", "pay", "waive"].map(|act| format!("{first}/{act}")));
    forms
}

/// Asks to take the last act back, so that there is a request to look at.
async fn request(server: &Server, treasurer: &mut Visitor, last: i64) -> String {
    let today = (chrono::Utc::now() + chrono::TimeDelta::hours(7)).date_naive().to_string();
    let key = uuid::Uuid::now_v7().to_string();
    let fields = [("key", key.as_str()), ("day", &today), ("reason", "សរសេរខុស")];
    let page = treasurer.post(&server.url(&format!("{RICE}/acts/{last}/undo")), &fields).await.expect("an answer");
    assert_eq!(page.status, http::StatusCode::SEE_OTHER, "{}", page.text);
    page.location().split('?').next().unwrap_or_default().to_owned()
}

/// Whether an address is one of a route.
fn is_of(path: &str, route: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    let (path, route): (Vec<_>, Vec<_>) = (path.split('/').collect(), route.split('/').collect());
    path.len() == route.len() && path.iter().zip(&route).all(|(part, of)| part == of || of.starts_with('{'))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_the_demos_banks_can_be_read() {
    let server = Server::demo();
    let mut treasurer = visitor(&server, "bank-treasurer").await;
    let ((lent, _), (repaid, last)) = (acts(&server, "CC-TM-RB", "lent").await, acts(&server, "CC-TM-RB", "repaid").await);
    let request = request(&server, &mut treasurer, last).await;
    let open = links(&mut treasurer, &server, &format!("{RICE}/loans"), &format!("{RICE}/loans/")).await;
    let open = open.into_iter().next().expect("an open loan");
    let below = |bank: &str, pages: &[&str]| -> Vec<String> { pages.iter().map(|page| format!("{bank}{page}")).collect() };
    let mut of_treasurer = vec![
        "/".into(),
        "/banks".into(),
        format!("{HOME}/banks"),
        format!("{HOME}/statement"),
        format!("{HOME}/papers"),
        format!("{HOME}/members/1"),
    ];
    for bank in [RICE, COWS] {
        of_treasurer.extend(below(bank, &SEEN));
        of_treasurer.extend(below(bank, &["/season", "/acts/1", "/stock?good=KHR"]));
    }
    let lending = ["/lending", "/repaying", "/loans", "/loans/1", "/loans/1/contract", "/count"];
    of_treasurer.extend(below(RICE, &lending));
    of_treasurer.extend([
        format!("{RICE}/lending/{lent}"),
        format!("{RICE}/repaying/{repaid}"),
        format!("{open}/ask"),
        request.clone(),
    ]);
    let ways = ["donate", "deposit", "return-deposit", "buy", "sell", "help", "money-in", "money-out"];
    of_treasurer.extend(ways.map(|way| format!("{RICE}/stock/{way}")));
    of_treasurer.extend(below(COWS, &["/herd", "/herd/list", "/herd/tree", "/herd/new", "/herd/1", "/obligations"]));
    of_treasurer.extend(of_animals(&server, &mut treasurer).await);
    let mut of_secretary = vec![format!("{HOME}/banks/new"), request];
    of_secretary.extend([RICE, COWS].map(|bank| format!("{bank}/rules/edit")));
    let mut of_staff = below(OTHER, &SEEN);
    of_staff.extend(below(OTHER, &["/season", "/lending", "/repaying", "/loans", "/loans/1", "/acts/1", "/rules/edit"]));

    let known: Vec<&String> = of_treasurer.iter().chain(&of_secretary).chain(&of_staff).collect();
    // A paper is no page: tests/it/papers_runs.rs opens each.
    let pages = routes::table().into_iter().filter(|route| route.method == "GET" && !route.path.contains("/papers/"));
    for route in pages {
        let of_banks =
            matches!(route.access, Access::Bank(_)) || route.path.contains("/banks") || route.path.ends_with("/statement");
        assert!(!of_banks || known.iter().any(|path| is_of(path, route.path)), "{} is looked at", route.path);
    }
    let rounds = [("bank-treasurer", of_treasurer), ("bank-secretary", of_secretary), ("administrator", of_staff)];
    walk(&server, &rounds).await;
}

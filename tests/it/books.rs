//! Closing and the pages of the books, through the real routes: a group's year, its closing entry, a reopening by two
//! officers, and what the books show of it.
use crate::support::{book::clean, databases::each_engine};
use axum::{Router, body::Body};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    constitution::Constitution,
    meetings::{Attendance, Count, Line, Other, OtherKind, Saved, Sheet},
    opening::{Opening, OpeningLine},
    people::Names,
};
use http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use ledger::PartyNo;
use sansom::{
    app::{App, Clock, Settings},
    groups::store::{self as groups, NewGroup},
    guard::{Role, RoleOn, Scope},
    meetings::{
        seal::{Act, Outcome, open_books, seal_sheet},
        store::{self as meetings, Decision, NewCorrection},
    },
    members::store::{self as members, Person},
    store::{Db, balances_as_of},
    users::store::{self as users, NewUser},
    web,
};
use tower::Service;
use uuid::Uuid;
use words::Language;

const GROUP: &str = "TEST-01";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(day: NaiveDate) -> DateTime<Utc> {
    day.and_hms_opt(3, 0, 0).unwrap().and_utc()
}

/// A group with two officers, an auditor and an advisor, all signed in.
struct World {
    db: Db,
    officers: [Uuid; 4],
}

const TREASURER: usize = 0;
const COMMITTEE: usize = 1;
const AUDITOR: usize = 2;
const ADVISOR: usize = 3;

impl World {
    async fn new(db: Db) -> World {
        let now = at(day("2025-11-01"));
        let mut tx = db.write().await.unwrap();
        let organisation_id = groups::add_organisation(&mut tx, "TEST", "អង្គការ", "Organisation").await.unwrap();
        let constitution = Constitution::parse(include_str!("../../fixtures/constitutions/monthly_amounts.toml")).unwrap();
        let group = NewGroup {
            organisation_id,
            code: GROUP.into(),
            name_km: "ភូមិសាក".into(),
            name_latin: "Test village".into(),
            village_code: "03".into(),
            founded_on: day("2025-11-01"),
            demo: true,
            constitution,
            cycle: (day("2025-11-01"), None),
        };
        let book = groups::found(&mut tx, &group, Uuid::nil(), now).await.unwrap();
        for number in 1..=2 {
            let names = Names { family_latin: "=Member".into(), given_latin: number.to_string(), ..Names::default() };
            let person =
                Person { names, sex: None, birth_year: None, id_poor: None, phone: String::new(), village_code: String::new() };
            let id = members::add_person(&mut tx, organisation_id, &person).await.unwrap();
            members::add_member(&mut tx, book, id, number, day("2025-11-01")).await.unwrap();
        }
        let mut officers = [Uuid::nil(); 4];
        let roles = [Role::Treasurer, Role::Committee, Role::Auditor, Role::Advisor];
        for (officer, role) in officers.iter_mut().zip(roles) {
            let (login, name) = (role.code().to_owned(), format!("The {}", role.code()));
            let user = NewUser { login, name, password: "none".into(), must_change: false, language: Language::English };
            *officer = users::add(&mut tx, user, now).await.unwrap();
            users::set_roles(&mut tx, *officer, &[RoleOn { role, scope: Scope::Group(book.0) }]).await.unwrap();
        }
        tx.commit().await.unwrap();
        World { db, officers }
    }

    /// Opening balances in November, a meeting in December with fines, income and spending, one in January without.
    async fn with_a_year(db: Db) -> World {
        let world = World::new(db).await;
        let mut tx = world.db.write().await.unwrap();
        let group = groups::group(&mut tx, GROUP).await.unwrap().unwrap();
        let lines = [(1, 10_000, 2_000), (2, 5_000, 0)].map(|(party, savings, social_fund)| OpeningLine {
            party: PartyNo(party),
            savings,
            social_fund,
        });
        let opening = Opening { key: Uuid::now_v7(), on: day("2025-11-15"), lines: lines.into(), other_cash: 0 };
        open_books(&mut tx, &group, &opening, world.act("2025-11-15")).await.unwrap().unwrap();
        let other = |row, kind, party: Option<i64>, amount| Other {
            row,
            kind,
            party: party.map(PartyNo),
            amount,
            note: "for the test".into(),
        };
        let spent = vec![
            other(0, OtherKind::Expense, None, 700),
            other(1, OtherKind::Income, None, 3_000),
            other(2, OtherKind::SocialGrant, Some(1), 1_000),
        ];
        for (after, on, fine, other) in [(0, "2025-12-15", Some(500), spent), (1, "2026-01-15", None, vec![])] {
            let line = |party| Line {
                party: PartyNo(party),
                attendance: Some(Attendance::Present),
                savings: Some(Saved::Amount(5_000)),
                social_fund: None,
                fine: fine.filter(|_| party == 2),
                repayment: None,
                loan: None,
            };
            let sheet = Sheet {
                key: Uuid::now_v7(),
                after: Some(after),
                held_on: day(on),
                lines: vec![line(1), line(2)],
                other,
                count: Count::NotCounted,
                difference_reason: String::new(),
                difference_named: None,
                witnessed: true,
                note: String::new(),
            };
            let outcome = seal_sheet(&mut tx, &group, &sheet, world.act(on)).await.unwrap();
            assert!(matches!(outcome, Outcome::Sealed(no) if no == after + 1), "{outcome:?}");
        }
        tx.commit().await.unwrap();
        world
    }

    fn act(&self, today: &str) -> Act {
        Act { by: self.officers[TREASURER], at: at(day(today)), today: day(today) }
    }

    /// An officer's browser on a day.
    async fn on(&self, today: &str, officer: usize) -> Browser {
        let now = at(day(today));
        let token = format!("{:064}", officer);
        let mut tx = self.db.write().await.unwrap();
        let hash = web::digest(token.as_bytes()).to_vec();
        users::end_session(&mut tx, &hash).await.unwrap();
        users::start_session(&mut tx, self.officers[officer], hash, "test", now).await.unwrap();
        tx.commit().await.unwrap();
        let app = App::new(self.db.clone(), Clock::Fixed(now), Settings::default());
        Browser { router: web::router(app), cookie: format!("s={token}") }
    }

    /// A balance at the end of a day: fund, account.
    async fn balance(&self, as_of: &str, fund: i64, account: i64) -> i64 {
        let mut tx = self.db.read().await.unwrap();
        let group = groups::group(&mut tx, GROUP).await.unwrap().unwrap();
        let all = balances_as_of(&mut tx, group.book, day(as_of)).await.unwrap();
        all.iter().filter(|(key, _)| (key.fund.0, key.account.0) == (fund, account)).map(|(_, amount)| amount.quantity()).sum()
    }

    async fn closed_through(&self) -> Option<NaiveDate> {
        let mut tx = self.db.read().await.unwrap();
        let group = groups::group(&mut tx, GROUP).await.unwrap().unwrap();
        sansom::store::head(&mut tx, group.book).await.unwrap().closed_through
    }
}

struct Browser {
    router: Router,
    cookie: String,
}

struct Page {
    status: StatusCode,
    to: String,
    text: String,
}

impl Browser {
    async fn get(&mut self, below: &str) -> Page {
        self.send(Request::get(format!("/groups/{GROUP}/{below}")), "").await
    }

    async fn post(&mut self, below: &str, body: &str) -> Page {
        let request = Request::post(format!("/groups/{GROUP}/{below}"));
        self.send(
            request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").header("sec-fetch-site", "same-origin"),
            body,
        )
        .await
    }

    async fn send(&mut self, request: http::request::Builder, body: &str) -> Page {
        let request = request.header(header::COOKIE, &self.cookie).body(Body::from(body.to_owned())).unwrap();
        let response = self.router.call(request).await.unwrap();
        let to = response.headers().get(header::LOCATION).map(|to| to.to_str().unwrap().to_owned()).unwrap_or_default();
        let status = response.status();
        let text = String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap();
        Page { status, to, text }
    }

    /// Closes a month; says how the answer was.
    async fn close(&mut self, through: &str) -> Page {
        self.post("closing", &format!("through={through}")).await
    }
}

impl Page {
    fn done(&self, what: &str) -> bool {
        self.status == StatusCode::SEE_OTHER && self.to.ends_with(&format!("?done={what}"))
    }

    fn refused(&self, why: &str) -> bool {
        self.status == StatusCode::UNPROCESSABLE_ENTITY && self.text.contains(why)
    }
}

#[tokio::test]
async fn months_close_in_order_and_a_closed_one_takes_no_meeting() {
    each_engine(|base| async move {
        let world = World::with_a_year(base.db.clone()).await;
        let mut treasurer = world.on("2026-02-10", TREASURER).await;
        assert!(treasurer.close("2025-12-31").await.refused("Months close in order: November 2025 is next."));
        assert!(treasurer.close("2025-11-15").await.refused("Months close in order"), "not the end of a month");
        assert!(treasurer.close("2025-11-30").await.done("period-closed"));
        assert!(treasurer.close("2025-11-30").await.done("period-closed"), "a second click");
        assert_eq!(world.closed_through().await, Some(day("2025-11-30")));
        for through in ["2025-12-31", "2026-01-31"] {
            assert_eq!(treasurer.close(through).await.status, StatusCode::SEE_OTHER);
        }
        assert!(treasurer.close("2026-02-28").await.refused("February 2026 is not over. It can be closed from 1\u{a0}March 2026."));
        let page = treasurer.get("closing").await;
        assert!(page.text.contains("The treasurer") && page.text.contains("January 2026 is closed."), "who closed it is seen");

        let mut tx = world.db.write().await.unwrap();
        let group = groups::group(&mut tx, GROUP).await.unwrap().unwrap();
        let line = Line {
            party: PartyNo(1),
            attendance: Some(Attendance::Present),
            savings: None,
            social_fund: None,
            fine: None,
            repayment: None,
            loan: None,
        };
        let other = Line { party: PartyNo(2), ..line.clone() };
        let (key, note) = (Uuid::now_v7(), String::new());
        let sheet = Sheet {
            key,
            after: Some(2),
            held_on: day("2026-01-31"),
            lines: vec![line, other],
            other: vec![],
            count: Count::NotCounted,
            difference_reason: note.clone(),
            difference_named: None,
            witnessed: true,
            note,
        };
        let outcome = seal_sheet(&mut tx, &group, &sheet, world.act("2026-02-10")).await.unwrap();
        assert!(format!("{outcome:?}").contains("PeriodClosed"), "{outcome:?}");
        drop(tx);
        clean(&world.db).await;
    })
    .await;
}

#[tokio::test]
async fn a_closed_year_leaves_income_less_expense_in_what_is_retained_fund_by_fund() {
    each_engine(|base| async move {
        let world = World::with_a_year(base.db.clone()).await;
        let mut treasurer = world.on("2026-02-10", TREASURER).await;
        treasurer.close("2025-11-30").await;
        assert!(treasurer.get("closing").await.text.contains("The year closes with it"));
        assert!(treasurer.close("2025-12-31").await.done("year-closed"));
        // Loan fund: 3,000 given, 700 spent. Social fund: a fine of 500, a grant of 1,000. Credit is negative.
        for (fund, retained) in [(1, -2_300), (2, 500)] {
            assert_eq!(world.balance("2025-12-31", fund, 3010).await, retained);
            assert_eq!(world.balance("2025-12-30", fund, 3010).await, 0);
            for account in [4020, 4090, 5010, 5020] {
                assert_eq!(world.balance("2025-12-31", fund, account).await, 0, "{fund}/{account}");
            }
        }
        let entry = treasurer.get("entries/4").await;
        for shown in ["Closing of the year 2025", "31\u{a0}December 2025", "Kept from earlier years"] {
            assert!(entry.text.contains(shown), "{shown}");
        }
        assert!(treasurer.get("audit").await.text.contains("Year closed"));
        clean(&world.db).await;
    })
    .await;
}

#[tokio::test]
async fn opening_again_takes_two_officers_and_a_reason() {
    each_engine(|base| async move {
        let world = World::with_a_year(base.db.clone()).await;
        let mut treasurer = world.on("2026-02-10", TREASURER).await;
        let mut committee = world.on("2026-02-10", COMMITTEE).await;
        assert!(treasurer.post("closing/reopen", "month=2025-11-01&reason=x").await.refused("Nothing is closed"));
        for through in ["2025-11-30", "2025-12-31"] {
            treasurer.close(through).await;
        }
        assert!(treasurer.post("closing/reopen", "month=2025-12-01&reason=+").await.refused("Write why it must be opened"));
        assert!(treasurer.post("closing/reopen", "month=2026-01-01&reason=late").await.refused("Choose a month that is closed"));
        assert!(treasurer.post("closing/reopen", "month=&reason=late").await.refused("Choose a month that is closed"));
        // The instants of this test are fixed: the wish is of the day after the closing.
        let mut treasurer = world.on("2026-02-11", TREASURER).await;
        let wish = "month=2025-12-01&reason=A+bill+came+late";
        assert!(treasurer.post("closing/reopen", wish).await.done("reopening-asked"));
        assert!(treasurer.post("closing/reopen", wish).await.done("reopening-asked"), "a second click is one wish");
        assert!(committee.post("closing/reopen", "month=2025-11-01&reason=Another").await.refused("A wish waits already"));
        assert!(treasurer.post("closing/reopen/1/confirm", "").await.refused("You asked for it yourself"));
        assert_eq!(committee.post("closing/reopen/2/confirm", "").await.status, StatusCode::NOT_FOUND);
        assert_eq!(world.closed_through().await, Some(day("2025-12-31")));

        let mut committee = world.on("2026-02-12", COMMITTEE).await;
        assert!(committee.get("closing").await.text.contains("A bill came late"));
        assert!(committee.post("closing/reopen/1/confirm", "").await.done("reopening-confirmed"));
        assert!(committee.post("closing/reopen/1/confirm", "").await.done("reopening-confirmed"), "a second click");
        assert!(committee.post("closing/reopen/1/refuse", "").await.refused("decided already"));
        assert_eq!(world.closed_through().await, Some(day("2025-11-30")));
        let page = committee.get("closing").await;
        assert!(page.text.contains("December 2025 is open again.") && page.text.contains("The treasurer · The committee"));

        // Closed again: the earlier closing entry stands, so there is nothing left to carry and no second one.
        assert!(committee.close("2025-12-31").await.done("year-closed"));
        assert_eq!(world.balance("2025-12-31", 1, 3010).await, -2_300);
        assert_eq!(committee.get("entries/5").await.status, StatusCode::NOT_FOUND);
        clean(&world.db).await;
    })
    .await;
}

#[tokio::test]
async fn a_wish_is_overtaken_by_a_closing_and_may_be_taken_back() {
    each_engine(|base| async move {
        let world = World::with_a_year(base.db.clone()).await;
        world.on("2026-02-10", TREASURER).await.close("2025-11-30").await;
        let mut treasurer = world.on("2026-02-11", TREASURER).await;
        assert!(treasurer.post("closing/reopen", "month=2025-11-01&reason=late").await.done("reopening-asked"));
        let mut committee = world.on("2026-02-12", COMMITTEE).await;
        assert!(committee.close("2025-12-31").await.done("year-closed"));
        assert!(
            committee
                .post("closing/reopen/1/confirm", "")
                .await
                .refused("Since it was asked for, the books were closed or opened.")
        );
        assert!(treasurer.post("closing/reopen/1/refuse", "").await.done("reopening-refused"));
        assert!(treasurer.get("closing").await.text.contains("Taken back: November 2025 stays closed"));
        // Everything may be opened: then nothing stays closed.
        let mut treasurer = world.on("2026-02-13", TREASURER).await;
        assert!(treasurer.post("closing/reopen", "month=2025-11-01&reason=late").await.done("reopening-asked"));
        let mut committee = world.on("2026-02-14", COMMITTEE).await;
        assert!(committee.post("closing/reopen/2/confirm", "").await.done("reopening-confirmed"));
        assert_eq!(world.closed_through().await, None);
        clean(&world.db).await;
    })
    .await;
}

#[tokio::test]
async fn a_month_waits_for_the_corrections_asked_for_in_it() {
    each_engine(|base| async move {
        let world = World::with_a_year(base.db.clone()).await;
        let mut tx = world.db.write().await.unwrap();
        let group = groups::group(&mut tx, GROUP).await.unwrap().unwrap();
        let correction = NewCorrection {
            key: Uuid::now_v7(),
            meeting_no: 1,
            figure: "savings",
            party_no: Some(1),
            other_line: None,
            was: 5_000,
            becomes: 6_000,
            reason: "written wrong".into(),
        };
        let asked_at = at(day("2026-02-01"));
        meetings::ask(&mut tx, group.book, correction, world.officers[TREASURER], asked_at).await.unwrap();
        tx.commit().await.unwrap();
        let mut committee = world.on("2026-02-10", COMMITTEE).await;
        assert!(committee.close("2025-11-30").await.done("period-closed"), "the meeting was in December");
        let why = "Corrections of this time wait for a second officer: 1.";
        assert!(committee.get("closing").await.text.contains(why), "said before she tries");
        assert!(committee.close("2025-12-31").await.refused(why));
        let mut tx = world.db.write().await.unwrap();
        let refused = Decision::Refused("The figure is right".into());
        meetings::decide(&mut tx, group.book, 1, refused, world.officers[COMMITTEE], asked_at).await.unwrap();
        tx.commit().await.unwrap();
        assert!(committee.close("2025-12-31").await.done("year-closed"));
    })
    .await;
}

#[tokio::test]
async fn two_officers_close_at_the_same_moment_once() {
    each_engine(|base| async move {
        let world = World::with_a_year(base.db.clone()).await;
        let mut treasurer = world.on("2026-02-10", TREASURER).await;
        let mut committee = world.on("2026-02-10", COMMITTEE).await;
        treasurer.close("2025-11-30").await;
        let (one, other) = tokio::join!(treasurer.close("2025-12-31"), committee.close("2025-12-31"));
        assert_eq!((one.status, other.status), (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER));
        assert_eq!(treasurer.get("entries/4").await.status, StatusCode::OK);
        assert_eq!(treasurer.get("entries/5").await.status, StatusCode::NOT_FOUND, "one closing entry");
        clean(&world.db).await;
    })
    .await;
}

#[tokio::test]
async fn only_those_who_may_close_do_and_only_those_who_may_see_the_trail_see_it() {
    each_engine(|base| async move {
        let world = World::with_a_year(base.db.clone()).await;
        let mut auditor = world.on("2026-02-10", AUDITOR).await;
        let page = auditor.get("closing").await;
        assert!(page.status == StatusCode::OK && !page.text.contains("name=\"through\""));
        assert_eq!(auditor.close("2025-11-30").await.status, StatusCode::NOT_FOUND);
        assert_eq!(auditor.get("audit").await.status, StatusCode::OK);
        let mut advisor = world.on("2026-02-10", ADVISOR).await;
        assert_eq!(advisor.get("audit").await.status, StatusCode::NOT_FOUND);
        let page = advisor.get("cash-book").await;
        assert!(page.status == StatusCode::OK && !page.text.contains("/audit"), "no way to where she may not go");
    })
    .await;
}

#[tokio::test]
async fn the_books_show_what_was_recorded() {
    each_engine(|base| async move {
        let world = World::with_a_year(base.db.clone()).await;
        let mut treasurer = world.on("2026-02-10", TREASURER).await;
        let all = "from=01/11/2025&until=31/01/2026";

        // Meeting 1 brought 10,000 savings and 3,000 given, and 700 was spent: one line, both sides seen.
        let page = treasurer.get(&format!("cash-book?{all}&fund=loan")).await.text;
        for shown in ["Meeting 1", "13,000", "700", "Expenses of the group −700", "37,300\u{a0}៛"] {
            assert!(page.contains(shown), "{shown}");
        }
        let file = treasurer.get(&format!("cash-book?{all}&fund=loan&format=csv")).await.text;
        let lines: Vec<&str> = file.lines().collect();
        assert_eq!(lines[2], "2025-11-15,1,Opening balances,\"Members’ savings 15,000\",,,15000,0,15000,KHR");
        assert_eq!(lines[3], "2025-12-15,2,Meeting 1,\"Members’ savings 10,000 · Other income 3,000 · Expenses of the group −700\",,,13000,700,27300,KHR");
        assert_eq!(lines[5], ",,Closing balance,,,,38000,700,37300,KHR");

        // Opening and running balances of a later span, of one member.
        let page = treasurer.get("accounts/2010?member=2&from=01/01/2026&until=31/01/2026&format=csv").await.text;
        let lines: Vec<&str> = page.lines().collect();
        assert_eq!(lines[1], ",,Opening balance,,,,,,10000,KHR");
        assert_eq!(lines[2], "2026-01-15,3,Meeting 2,,,,0,5000,15000,KHR");
        let page = treasurer.get(&format!("accounts/2010?{all}&format=csv")).await.text;
        assert!(page.contains("'=Member 1"), "a name that a spreadsheet would reckon is words: {page}");

        // The trial balance of a past day balances and folds members away.
        let page = treasurer.get("trial-balance?as_of=30/11/2025").await.text;
        assert!(page.contains("The books balance") && page.contains("2 members") && page.contains("15,000"));
        let file = treasurer.get("trial-balance?format=csv").await.text;
        assert!(file.contains("Loan fund,1010,Cash in the box,,,37300,0,KHR"), "{file}");

        assert_eq!(treasurer.get("accounts").await.status, StatusCode::OK);
        let page = treasurer.get("entries/2").await.text;
        assert!(page.contains(&format!("/groups/{GROUP}/meetings/1")) && page.contains(&format!("/groups/{GROUP}/members/2")));

        for (refused, why) in [
            ("cash-book?from=31/02/2026", "Write day, month and year"),
            ("cash-book?from=01/02/2026&until=01/01/2026", "The last day is before the first"),
            ("trial-balance?as_of=11/02/2026", "This day is still to come"),
            ("accounts/2010?until=soon&format=csv", "Write day, month and year"),
        ] {
            assert!(treasurer.get(refused).await.refused(why), "{refused}");
        }
        for unknown in ["entries/9", "entries/x", "entries/0", "accounts/9999", "accounts/x", "accounts/2010?member=9"] {
            assert_eq!(treasurer.get(unknown).await.status, StatusCode::NOT_FOUND, "{unknown}");
        }
    })
    .await;
}

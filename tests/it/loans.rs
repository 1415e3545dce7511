//! Loans as people look at them and decide about them: the loan book, one loan, who is late, applications, decisions of
//! two officers, and the same for other programs. Every figure here was worked out by hand.
use crate::{
    meetings::{Form, SECOND, balances, postings, read, refused},
    story::sansom,
    support::{
        actor::{Actor, OWN, World},
        book::clean,
        databases::{Database, each_engine},
    },
};
use http::StatusCode;
use sansom::store::Db;
use serde_json::{Value, json};

const DAY: i64 = 86_400;

/// Meeting 2, on 21 November, with 30,000 lent to member 1 in three instalments at 2 % a month: 10,600 on 21 December,
/// 10,400 on 21 January, 10,200 on 21 February.
async fn lent(base: Database) -> World {
    let world = World::new(base).await;
    let mut treasurer = world.session("treasurer-own-1").await;
    let form = Form::sheet(&mut treasurer, OWN, 2).await.with(&SECOND);
    let form = form.with(&[("p1-loan", "30,000"), ("n20000", ""), ("n10000", "1")]);
    let answer = form.press(&mut treasurer, "seal").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", read(&answer));
    world
}

fn of(below: &str) -> String {
    format!("/groups/{OWN}/{below}")
}

async fn page(actor: &mut Actor, path: &str) -> String {
    let answer = actor.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
    read(&answer)
}

#[track_caller]
fn contains(page: &str, all: &[&str]) {
    for shown in all {
        assert!(page.contains(shown), "{shown}: {page}");
    }
}

#[tokio::test]
async fn what_she_owes_is_seen_and_late_by_the_day() {
    each_engine(|base| async move {
        let world = lent(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let book = page(&mut treasurer, &of("loans")).await;
        contains(&book, &["Owed in all 30,000 ៛ Loans: 1", "Interest due 0 ៛", "At risk (30 days) 0.0 %"]);
        contains(&book, &["Test OWN-1 1 · Loan 1 given 21/11/2026 30,000 30,000 21/12/2026 · 10,600 Open"]);
        contains(&page(&mut treasurer, &of("loans?state=closed")).await, &["None of these"]);
        let loan = page(&mut treasurer, &of("loans/1")).await;
        contains(&loan, &["Owes today 30,000 ៛ principal 30,000 ៛", "To close it today 30,000 ៛", "2 % a month"]);
        contains(&loan, &["1 21 December 2026 10,000 600 10,600 To come", "3 21 February 2027 10,000 200 10,200 To come"]);
        contains(&loan, &["Total 30,000 1,200 0 31,200", "Lent 21/11/2026 · Entry 2 30,000", "Meeting 2"]);
        contains(&page(&mut treasurer, &of("arrears")).await, &["Nobody is late"]);
        contains(&page(&mut treasurer, &of("members/1")).await, &["Owes today 30,000 ៛", "Loan 1 Open"]);

        // Due today is not late; due yesterday is one day late.
        let on = async |days: i64| {
            let world = world.later(days * DAY);
            let mut treasurer = world.session("treasurer-own-1").await;
            (page(&mut treasurer, &of("loans/1")).await, page(&mut treasurer, &of("arrears")).await)
        };
        let (loan, arrears) = on(30).await;
        contains(&loan, &["On 21 December 2026 Open Owes today 30,600 ៛", "1 21 December 2026 10,000 600 10,600 Due today"]);
        contains(&arrears, &["Nobody is late"]);
        let (loan, arrears) = on(31).await;
        contains(&loan, &["On 22 December 2026 Days late: 1 Owes today 30,600 ៛", "Overdue 10,600 ៛ Days late: 1"]);
        contains(&arrears, &["Test OWN-1 1 Loan 1 10,600 ៛ 30,600 ៛ Days late: 1", "1 to 30 days 1 10,600 30,000"]);
        contains(&arrears, &["one day or more 30,000 100.0 %", "30 days or more 0 0.0 %"]);
        let (_, arrears) = on(60).await;
        contains(&arrears, &["Days late: 30", "1 to 30 days 1 10,600 30,000", "30 days or more 30,000 100.0 %"]);
        let (_, arrears) = on(61).await;
        // The second instalment is due on that day, and not late.
        contains(&arrears, &["Days late: 31", "31 to 60 days 1 10,600 30,000", "60 days or more 0 0.0 %"]);
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn a_programme_sees_who_is_late_where_it_may() {
    each_engine(|base| async move {
        let world = lent(base).await.later(31 * DAY);
        for login in ["auditor", "advisor", "treasurer-own-1"] {
            let all = page(&mut world.session(login).await, "/arrears").await;
            contains(&all, &["Test OWN-1 1 Loan 1 Group OWN-1 10,600 ៛ 30,600 ៛ Days late: 1", "Loans: 1"]);
        }
        let mut stranger = world.session("treasurer-for-1").await;
        contains(&page(&mut stranger, "/arrears").await, &["Nothing is lent"]);
        for below in ["loans", "loans/1", "loans/1/contract", "arrears", "loans/applications", "loans/1/requests"] {
            assert_eq!(stranger.get(&of(below)).await.status, StatusCode::NOT_FOUND, "{below}");
        }
        let mut treasurer = world.session("treasurer-own-1").await;
        for below in ["loans/2", "loans/2/contract", "loans/1/requests/1", "loans/0"] {
            assert_eq!(treasurer.get(&of(below)).await.status, StatusCode::NOT_FOUND, "{below}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_contract_says_it_in_both_languages() {
    each_engine(|base| async move {
        let world = lent(base).await;
        let contract = page(&mut world.session("treasurer-own-1").await, &of("loans/1/contract")).await;
        contains(&contract, &["The group Group OWN-1 lends 30,000 ៛ to Test OWN-1 1, member 1, on 21 November 2026."]);
        contains(&contract, &["ក្រុមក្រុមសាក ឲ្យ សាក មួយ សមាជិកលេខ 1 ខ្ចីប្រាក់ 30,000 ៛ នៅថ្ងៃទី21 វិច្ឆិកា 2026។"]);
        contains(&contract, &["Schedule · តារាងសងប្រាក់", "Total 30,000 1,200 31,200", "Test OWN-1 1 Chair · ប្រធាន"]);
    })
    .await;
}

/// The form of an application with this typed into it, sent.
async fn apply(actor: &mut Actor, typed: &[(&str, &str)]) -> crate::support::actor::Answer {
    Form::open(actor, of("loans/applications/new")).await.with(typed).press(actor, "").await
}

#[tokio::test]
async fn an_application_is_refused_with_everything_that_is_wrong() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let form = page(&mut treasurer, &of("loans/applications/new?member=2")).await;
        contains(&form, &["Cash of the loan fund 25,000 ៛", "3 times her savings", "2 Test OWN-1 2 5,000", "15,000"]);
        let much = [
            ("member", "2"),
            ("amount", "40,000"),
            ("instalments", "9"),
            ("guarantor_1", "1"),
            ("guarantor_2", "2"),
            ("guarantor_3", "1"),
            ("votes_for", "1"),
            ("votes_against", "1"),
            ("decision", "approved"),
        ];
        refused(
            &apply(&mut treasurer, &much).await,
            &[
                ("amount", "She may borrow 15,000 ៛ still; this is 25,000 ៛ too much"),
                ("instalments", "Between 1 and 3 instalments"),
                ("guarantor_3", "The same guarantor stands here twice. Choose another member"),
                ("guarantor_2", "Nobody can answer for her own loan. Choose another member"),
                ("votes_for", "More members voted against it than for it, or as many: it cannot be approved"),
            ],
        );
        refused(
            &apply(&mut treasurer, &[("votes_for", "2")]).await,
            &[
                ("member", "Choose who asks."),
                ("amount", "Write how much"),
                ("instalments", "Write a number."),
                ("votes_against", "Write both numbers, or leave both empty."),
                ("decision", "Choose what the meeting decided."),
            ],
        );
        // The meeting says no: it is written down as it was asked, with the reason.
        let no = [("member", "2"), ("amount", "40,000"), ("instalments", "3"), ("decision", "refused"), ("purpose", "a motorbike")];
        refused(&apply(&mut treasurer, &no).await, &[("reason", "Write why it was refused.")]);
        let form = Form::open(&mut treasurer, of("loans/applications/new")).await.with(&no).with(&[("reason", "Too much")]);
        for _ in 0..2 {
            let answer = form.press(&mut treasurer, "").await;
            assert_eq!(answer.location(), of("loans/applications?done=application-refused"), "written once");
        }
        let list = page(&mut treasurer, &of("loans/applications")).await;
        contains(&list, &["1 Test OWN-1 2 21/11/2026 40,000 ៛ 3 a motorbike Refused Too much"]);
        assert_eq!(list.matches("Too much").count(), 1);
        assert_eq!(treasurer.post(&of("loans/applications/1/withdraw"), &[]).await.location(), of("loans/applications"));
        assert_eq!(treasurer.post(&of("loans/applications/2/withdraw"), &[]).await.status, StatusCode::NOT_FOUND);
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn an_approved_application_is_paid_out_at_the_meeting() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let pig = [
            ("member", "2"),
            ("amount", "១០.០០០"),
            ("instalments", "2"),
            ("purpose", "a pig"),
            ("guarantor_2", "1"),
            ("votes_for", "2"),
            ("votes_against", "1"),
            ("decision", "approved"),
        ];
        let approved = apply(&mut treasurer, &pig).await;
        assert_eq!(approved.location(), of("loans/applications?done=application-approved"));
        let twice = "An application of hers waits for the money already. Withdraw it first.";
        refused(&apply(&mut treasurer, &pig).await, &[("member", twice)]);
        contains(&page(&mut treasurer, &of("loans")).await, &["Approved, waiting for the money: 1"]);

        // Another is withdrawn before the meeting, and stays withdrawn.
        let rice = [("member", "3"), ("amount", "5000"), ("instalments", "1"), ("decision", "approved")];
        apply(&mut treasurer, &rice).await;
        let withdrawn = treasurer.post(&of("loans/applications/2/withdraw"), &[]).await;
        assert_eq!(withdrawn.location(), of("loans/applications?done=application-withdrawn"));
        assert_eq!(treasurer.post(&of("loans/applications/2/withdraw"), &[]).await.location(), of("loans/applications"));

        let sheet = Form::sheet(&mut treasurer, OWN, 2).await.with(&SECOND);
        let sheet = sheet.with(&[("p2-loan", "10,000"), ("n20000", "1"), ("n10000", "1")]);
        let sealed = sheet.press(&mut treasurer, "seal").await;
        assert_eq!(sealed.status, StatusCode::SEE_OTHER, "{}", read(&sealed));
        let list = page(&mut treasurer, &of("loans/applications")).await;
        contains(&list, &["2 Test OWN-1 3 21/11/2026 5,000 ៛ 1 Withdrawn"]);
        contains(&list, &["1 Test OWN-1 2 21/11/2026 10,000 ៛ 2 a pig Test OWN-1 1 2 for, 1 against Loan 1"]);
        let loan = page(&mut treasurer, &of("loans/1")).await;
        contains(&loan, &["What for a pig", "Guarantors 1 · Test OWN-1 1", "Votes 2 for, 1 against"]);
        contains(&loan, &["1 21 December 2026 5,000 200 5,200 To come", "2 21 January 2027 5,000 100 5,100 To come"]);
        // What was paid out is not withdrawn any more.
        treasurer.post(&of("loans/applications/1/withdraw"), &[]).await;
        assert!(page(&mut treasurer, &of("loans/applications")).await.contains("Loan 1"));
        let trail = page(&mut treasurer, &of("audit")).await;
        contains(&trail, &["Loan application written down", "Loan application withdrawn"]);
        clean(world.db()).await;
    })
    .await;
}

/// Kind, amount and change of principal of every event of loan 1, and how many instalments each of its plans has.
async fn kept(db: &Db) -> (Vec<(String, i64, i64)>, Vec<(i64, i64, i64)>) {
    let mut tx = db.read().await.unwrap();
    let events = "select e.kind, e.amount, e.principal from loan_event e join savings_group g on g.book_id = e.book_id
        where g.code = 'OWN-1' and e.loan_no = 1 order by e.no";
    let plans = "select i.version, count(*), cast(sum(i.principal) as bigint) from loan_instalment i
        join savings_group g on g.book_id = i.book_id where g.code = 'OWN-1' and i.loan_no = 1 group by i.version order by i.version";
    (tx.all(events, ()).await.unwrap(), tx.all(plans, ()).await.unwrap())
}

async fn ask(actor: &mut Actor, typed: &[(&str, &str)]) -> crate::support::actor::Answer {
    Form::open(actor, of("loans/1/requests")).await.with(typed).press(actor, "").await
}

/// Confirms what a page shows, as its form sends it.
async fn confirm(actor: &mut Actor, path: &str) -> crate::support::actor::Answer {
    let seen = actor.get(path).await.hidden("seen");
    actor.post(&format!("{path}/confirm"), &[("seen", &seen)]).await
}

#[tokio::test]
async fn one_officer_asks_for_a_skipped_instalment_and_another_confirms() {
    each_engine(|base| async move {
        let world = lent(base).await.later(31 * DAY);
        let (mut treasurer, mut committee) = (world.session("treasurer-own-1").await, world.session("committee-own-1").await);
        refused(&ask(&mut treasurer, &[]).await, &[("kind", "Choose what shall be done."), ("reason", "Write the reason.")]);
        let wrong = [("kind", "reschedule"), ("instalments", "0"), ("first_due", "22/12/2026"), ("reason", "x")];
        refused(
            &ask(&mut treasurer, &wrong).await,
            &[("instalments", "Between 1 and 600 times."), ("first_due", "Write a day after today.")],
        );
        let form = Form::open(&mut treasurer, of("loans/1/requests")).await;
        let form = form.with(&[("kind", "skip"), ("reason", " The rice was late. ")]);
        for _ in 0..2 {
            let asked = form.press(&mut treasurer, "").await;
            assert_eq!(asked.location(), of("loans/1/requests/1?done=loan-request-asked"), "asked once");
        }
        let request = of("loans/1/requests/1");
        let shown = page(&mut treasurer, &request).await;
        contains(&shown, &["You asked for it yourself.", "The rice was late.", "2 21 January 2027 10,000 600 10,600 20,000"]);
        contains(&shown, &["4 21 March 2027 10,000 200 10,200 0", "600 ៛ of interest and penalties stays due now"]);
        let own = treasurer.post(&format!("{request}/confirm"), &[("seen", "1")]).await;
        refused(&own, &[("confirm", "Another officer must confirm: you asked for it yourself.")]);
        let other = form.with(&[("key", &uuid::Uuid::now_v7().to_string())]).press(&mut committee, "").await;
        refused(&other, &[("kind", "Another request about this loan waits. Decide on it first.")]);
        let stale = committee.post(&format!("{request}/confirm"), &[("seen", "0")]).await;
        refused(
            &stale,
            &[("confirm", "Something happened to this loan since the page was opened. Look at it again, then confirm.")],
        );
        contains(&page(&mut committee, &of("loans")).await, &["Loan 1: a decision waits for a second officer."]);

        let before = balances(world.db(), OWN).await;
        assert_eq!(confirm(&mut committee, &request).await.location(), of("loans/1?done=loan-request-confirmed"));
        assert_eq!(committee.post(&format!("{request}/confirm"), &[("seen", "1")]).await.location(), request, "clicked twice");
        assert_eq!(balances(world.db(), OWN).await, before, "nothing is posted");
        let (events, plans) = kept(world.db()).await;
        assert_eq!(events, [("given".into(), 30_000, 30_000), ("rescheduled".into(), 0, 0)]);
        assert_eq!(plans, [(1, 3, 30_000), (2, 3, 30_000)]);
        let loan = page(&mut treasurer, &of("loans/1")).await;
        contains(&loan, &["The plan until 22 December 2026 No.", "New plan 22/12/2026", "Overdue 600 ៛ Days late: 1"]);
        contains(&loan, &["1 21 December 2026 0 600 600 Days late: 1 2 21 January 2027 10,000 600 10,600 To come"]);
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn a_loan_is_given_up_or_kept() {
    each_engine(|base| async move {
        let world = lent(base).await.later(31 * DAY);
        let (mut treasurer, mut committee) = (world.session("treasurer-own-1").await, world.session("committee-own-1").await);
        let gone = [("kind", "write-off"), ("reason", "She moved away.")];
        ask(&mut committee, &gone).await;
        let request = of("loans/1/requests/1");
        refused(&treasurer.post(&format!("{request}/refuse"), &[("reason", " ")]).await, &[("reason", "Write the reason.")]);
        let no = treasurer.post(&format!("{request}/refuse"), &[("reason", "Her mother will pay.")]).await;
        assert_eq!(no.location(), format!("{request}?done=loan-request-refused"));
        assert_eq!(treasurer.post(&format!("{request}/confirm"), &[("seen", "1")]).await.location(), request, "it was refused");
        contains(&page(&mut committee, &request).await, &["Refused", "Her mother will pay."]);
        assert_eq!(kept(world.db()).await.0.len(), 1);

        ask(&mut committee, &gone).await;
        let request = of("loans/1/requests/2");
        contains(&page(&mut treasurer, &request).await, &["30,000 ៛ of principal is booked as lost today"]);
        // Who may only look sees it, and decides nothing.
        let mut advisor = world.session("advisor").await;
        contains(&page(&mut advisor, &request).await, &["It waits for an officer of the group."]);
        assert_eq!(advisor.post(&format!("{request}/confirm"), &[("seen", "1")]).await.status, StatusCode::NOT_FOUND);
        assert_eq!(confirm(&mut treasurer, &request).await.status, StatusCode::SEE_OTHER);
        assert_eq!(postings(world.db(), OWN, 3).await, [(1, 1110, 1, -30_000), (1, 5030, 0, 30_000)]);
        assert_eq!(kept(world.db()).await.0[1], ("written-off".into(), 0, -30_000));
        let loan = page(&mut treasurer, &of("loans/1")).await;
        contains(&loan, &["On 22 December 2026 Given up Owes today 0 ៛", "Given up 30,000 ៛", "Given up 22/12/2026 · Entry 3"]);
        contains(&page(&mut treasurer, &of("loans?state=written-off")).await, &["Test OWN-1 1 · Loan 1"]);
        contains(&page(&mut treasurer, &of("arrears")).await, &["Nothing is lent"]);
        let form = Form { fields: Default::default(), path: of("loans/1/requests") };
        let closed = form.with(&[("key", &uuid::Uuid::now_v7().to_string()), ("kind", "skip"), ("reason", "x")]);
        refused(&closed.press(&mut treasurer, "").await, &[("kind", "Nothing is owed on this loan.")]);
        clean(world.db()).await;
    })
    .await;
}

/// What a report prints, read as JSON.
fn report(database: &Database, what: &str, as_of: &str) -> Value {
    let arguments = ["report", what, "--group", OWN, "--as-of", as_of, "--format", "json"];
    let done = sansom(database).args(arguments).output().unwrap();
    assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    serde_json::from_slice(&done.stdout).unwrap()
}

#[tokio::test]
async fn other_programs_read_loans_and_arrears() {
    each_engine(|base| async move {
        let world = lent(base).await;
        let book = report(&world.base, "loans", "2026-12-22");
        let loan = json!({
            "no": 1, "member": "1", "name_km": "សាក មួយ", "name_latin": "Test OWN-1 1", "given_on": "2026-11-21", "lent": "30000",
            "state": "open", "principal": "30000", "interest": "600", "penalty": "0", "owed": "30600", "accrued": "0",
            "payoff": "30600", "overdue": "10600", "days_late": 1, "next_due": "2027-01-21", "next_amount": "10600",
            "paid_principal": "0", "paid_interest": "0", "paid_penalty": "0", "written_off": "0",
        });
        let totals = json!({
            "owed": "30600", "principal": "30000", "interest": "600", "penalty": "0", "overdue": "10600", "written_off": "0",
        });
        let expected = json!({ "book": OWN, "as_of": "2026-12-22", "commodity": "KHR", "loans": [loan], "totals": totals });
        assert_eq!(book, expected);
        assert_eq!(report(&world.base, "loans", "2026-11-20")["loans"], json!([]), "it was not given yet");

        let arrears = report(&world.base, "arrears", "2026-12-22");
        let at_risk =
            |days: i64, principal: &str, percent: &str| json!({ "days": days, "principal": principal, "percent": percent });
        assert_eq!(
            arrears["at_risk"],
            json!([at_risk(1, "30000", "100.0"), at_risk(30, "0", "0.0"), at_risk(60, "0", "0.0"), at_risk(90, "0", "0.0")])
        );
        assert_eq!(arrears["ages"][0], json!({ "from": 1, "to": 30, "loans": 1, "overdue": "10600", "principal": "30000" }));
        assert_eq!((&arrears["ages"][3]["to"], &arrears["open"], &arrears["late"]), (&Value::Null, &json!(1), &json!(1)));
        let none = report(&world.base, "arrears", "2026-11-20");
        assert_eq!((&none["loans"], &none["at_risk"][0]["percent"]), (&json!([]), &Value::Null), "nothing is lent");

        let csv =
            sansom(&world.base).args(["report", "arrears", "--group", OWN, "--as-of", "2026-12-22", "--format", "csv"]).output();
        let csv = String::from_utf8(csv.unwrap().stdout).unwrap();
        assert_eq!(csv, "no,member,days_late,overdue,principal,owed,commodity,name\n1,1,1,10600,30000,30600,KHR,សាក មួយ\n");
    })
    .await;
}

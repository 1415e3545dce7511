//! Loans on the sheet: one is given, an instalment is brought, both are mended afterwards, and the box stays the judge.
use super::{Form, SECOND, balances, found, postings, read, refused};
use crate::support::{
    actor::{OWN, World, day},
    book::clean,
    databases::each_engine,
};
use http::StatusCode;
use sansom::store::Db;

/// Meeting 2 with 30,000 lent to member 1, who has saved 25,000 by then; 45,500 less 30,000 in the box.
async fn lend(world: &World) -> i64 {
    let mut treasurer = world.session("treasurer-own-1").await;
    let form = Form::sheet(&mut treasurer, OWN, 2).await.with(&SECOND);
    let form = form.with(&[("p1-loan", "៣០.០០០"), ("n20000", ""), ("n10000", "1")]);
    let answer = form.press(&mut treasurer, "seal").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", read(&answer));
    2
}

/// Kind, amount, interest and change of principal of every event of the first loan.
async fn events(db: &Db) -> Vec<(String, i64, i64, i64)> {
    let sql = "select e.kind, e.amount, e.interest, e.principal from loan_event e
                 join savings_group g on g.book_id = e.book_id where g.code = 'OWN-1' and e.loan_no = 1 order by e.no";
    db.read().await.unwrap().all(sql, ()).await.unwrap()
}

async fn owed(db: &Db) -> Vec<(i64, i64, bool)> {
    let sql = "select s.loan_no, s.principal, s.open from loan_state s
                 join savings_group g on g.book_id = s.book_id where g.code = 'OWN-1' order by s.loan_no";
    db.read().await.unwrap().all(sql, ()).await.unwrap()
}

#[tokio::test]
async fn a_loan_is_given_and_paid_back_on_the_sheet() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let form = Form::sheet(&mut treasurer, OWN, 2).await.with(&SECOND);
        // Three times 25,000; a meeting she did not come to; more than the box holds, though she might.
        let over = "She may borrow 75,000 ៛ still; this is 5,000 ៛ too much";
        refused(&form.with(&[("p1-loan", "80,000")]).press(&mut treasurer, "seal").await, &[("p1-loan", over)]);
        let absent = "A loan is given to a member who is here. Clear the field, or mark her as here";
        refused(&form.with(&[("p3-loan", "5,000")]).press(&mut treasurer, "seal").await, &[("p3-loan", absent)]);
        let none = "She owes nothing that could be paid back. Clear the field";
        refused(&form.with(&[("p1-repayment", "500")]).press(&mut treasurer, "seal").await, &[("p1-repayment", none)]);
        let short = "The loan fund has 40,500 ៛ to lend; 34,500 ៛ is missing. Lend less";
        refused(&form.with(&[("p1-loan", "75,000")]).press(&mut treasurer, "seal").await, &[("p1-loan", short)]);
        lend(&world).await;
        assert_eq!(owed(world.db()).await, [(1, 30_000, true)]);
        assert!(balances(world.db(), OWN).await.contains(&(1, 1110, 1, 30_000)));

        // A month later, a day before it is due: 10,000 and 600, one tap away; how it falls apart stands below.
        let world = world.later(29 * 86_400);
        let mut treasurer = world.session("treasurer-own-1").await;
        let form = Form::sheet(&mut treasurer, OWN, 3).await.with(&[("date", "20/12/2026")]);
        let sheet = form.press(&mut treasurer, "recalculate").await;
        assert!(sheet.text.contains("data-fill=\"10600\"") && read(&sheet).contains("Owes 30,600 ៛"), "{}", read(&sheet));
        let here = [("p1-attendance", "present"), ("p2-attendance", "present"), ("p3-attendance", "present")];
        let form = form.with(&here).with(&[("p1-repayment", "10,600"), ("witnessed", "1")]);
        let again = form.press(&mut treasurer, "recalculate").await;
        assert!(read(&again).contains("Interest 600 Principal 10,000 Left 20,000"), "{}", read(&again));
        let over = "More than she owes. 30,600 ៛ closes her loans today; give the rest back or write it as savings";
        let much = form.with(&[("p1-repayment", "31,000")]).press(&mut treasurer, "seal").await;
        assert!(read(&much).contains(over), "{}", read(&much));
        let counted = form.with(&[("n20000", "1"), ("n5000", "1"), ("n1000", "1"), ("n100", "1")]);
        let sealed = counted.press(&mut treasurer, "seal").await;
        assert_eq!(sealed.status, StatusCode::SEE_OTHER, "{}", read(&sealed));
        assert_eq!(postings(world.db(), OWN, 3).await, [(1, 1010, 0, 10_600), (1, 1110, 1, -10_000), (1, 4010, 1, -600)]);
        assert_eq!(owed(world.db()).await, [(1, 20_000, true)]);
        let page = read(&treasurer.get(&format!("/groups/{OWN}/meetings/3")).await);
        assert!(page.contains("10,600"), "{page}");
        clean(world.db()).await;
    })
    .await;
}

/// Asks for a correction and has another officer confirm it.
async fn mend(world: &World, meeting: i64, figure: &str, right: &str) {
    let (mut treasurer, mut committee) = (world.session("treasurer-own-1").await, world.session("committee-own-1").await);
    let form = Form::open(&mut treasurer, format!("/groups/{OWN}/meetings/{meeting}/corrections/new")).await;
    let form = form.with(&[("member", "1"), ("figure", figure), ("right", right), ("reason", "read from the receipt")]);
    let asked = form.press(&mut treasurer, "").await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", read(&asked));
    let path = asked.location().split('?').next().unwrap().to_owned();
    let confirmed = committee.post(&format!("{path}/confirm"), &[]).await;
    assert_eq!(confirmed.status, StatusCode::SEE_OTHER, "{}", read(&confirmed));
}

#[tokio::test]
async fn a_loan_and_a_repayment_are_mended() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        lend(&world).await;
        let world = world.later(29 * 86_400);
        let mut treasurer = world.session("treasurer-own-1").await;
        let here = [("p1-attendance", "present"), ("p2-attendance", "present"), ("p3-attendance", "present")];
        let form = Form::sheet(&mut treasurer, OWN, 3).await.with(&here).with(&[("date", "20/12/2026")]);
        // 10,000 were written and counted; she had brought 10,600.
        let form = form.with(&[("p1-repayment", "10,000"), ("n20000", "1"), ("n5000", "1"), ("n500", "1"), ("witnessed", "1")]);
        assert_eq!(form.press(&mut treasurer, "seal").await.status, StatusCode::SEE_OTHER);
        assert_eq!(owed(world.db()).await, [(1, 20_600, true)]);

        mend(&world, 3, "repayment", "10,600").await;
        // What was counted stays; short/over takes the 600 that were in no count.
        assert_eq!(postings(world.db(), OWN, 4).await, [(1, 1110, 1, -600), (1, 5090, 0, 600)]);
        assert_eq!(owed(world.db()).await, [(1, 20_000, true)]);

        // 24,000 were lent, not 30,000: 2 % of 24,000 is 480, in notes 500, so 10,100 of the 10,600 were principal.
        mend(&world, 2, "loan", "24,000").await;
        assert_eq!(postings(world.db(), OWN, 5).await, [(1, 1110, 1, -6_100), (1, 4010, 1, 100), (1, 5090, 0, 6_000)]);
        assert_eq!(owed(world.db()).await, [(1, 13_900, true)]);
        let kinds = events(world.db()).await;
        assert_eq!(
            kinds.iter().map(|(kind, amount, ..)| (kind.as_str(), *amount)).collect::<Vec<_>>(),
            [("given", 30_000), ("repaid", 10_000), ("undone", 10_000), ("repaid", 10_600), ("amended", 6_000)]
        );
        let entry: (chrono::NaiveDate,) = world
            .db()
            .read()
            .await
            .unwrap()
            .one(
                "select e.day from entry e join savings_group g on g.book_id = e.book_id where g.code = 'OWN-1' and e.no = $1",
                (5_i64,),
            )
            .await
            .unwrap();
        assert_eq!(entry.0, day(12, 20));
        // More than she owed on that day was never brought.
        let form = Form::open(&mut treasurer, format!("/groups/{OWN}/meetings/3/corrections/new")).await;
        let form = form.with(&[("member", "1"), ("figure", "repayment"), ("right", "40,000"), ("reason", "x")]);
        refused(&form.press(&mut treasurer, "").await, &[("right", "She owed 24,500 ៛ then. Write that much at most")]);
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn an_application_is_drawn_once_also_by_a_top_up() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let rules = include_str!("../../../fixtures/constitutions/weekly_shares.toml");
        found(&world, "TOP-1", &rules.replace("[loans]", "[loans]\ntop_up = true\nguarantors_least = 1")).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let here = [("p1-attendance", "present"), ("p2-attendance", "present"), ("p3-attendance", "present"), ("witnessed", "1")];
        let form = Form::sheet(&mut treasurer, "TOP-1", 1).await.with(&here).with(&[("p1-savings", "5"), ("n5000", "5")]);
        assert_eq!(form.press(&mut treasurer, "seal").await.status, StatusCode::SEE_OTHER);
        let apply = [("member", "1"), ("amount", "10000"), ("instalments", "2"), ("guarantor_1", "2"), ("decision", "approved")];
        for (no, box_holds) in [(2, "3"), (3, "1")] {
            let form = Form::open(&mut treasurer, "/groups/TOP-1/loans/applications/new".into()).await.with(&apply);
            let approved = form.press(&mut treasurer, "").await;
            assert_eq!(approved.status, StatusCode::SEE_OTHER, "{}", read(&approved));
            let form =
                Form::sheet(&mut treasurer, "TOP-1", no).await.with(&here).with(&[("p1-loan", "10,000"), ("n5000", box_holds)]);
            let sealed = form.press(&mut treasurer, "seal").await;
            assert_eq!(sealed.status, StatusCode::SEE_OTHER, "{}", read(&sealed));
        }
        // The second was lent on the first loan, and is drawn all the same: the next needs an application again.
        assert!(balances(world.db(), "TOP-1").await.contains(&(1, 1110, 1, 20_000)));
        let list = read(&treasurer.get("/groups/TOP-1/loans/applications").await);
        assert_eq!(list.matches("Loan 1").count(), 2, "{list}");
        let form = Form::sheet(&mut treasurer, "TOP-1", 4).await.with(&here).with(&[("p1-loan", "5,000"), ("n5000", "0")]);
        let needs = "This loan needs an approved application that names its guarantors, at least 1";
        refused(&form.press(&mut treasurer, "seal").await, &[("p1-loan", needs)]);
        clean(world.db()).await;
    })
    .await;
}

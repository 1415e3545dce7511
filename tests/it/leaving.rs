//! Members who leave with savings, with loans, with debts above their savings, or who died: what they or their heirs are
//! paid, what stays owed, and that the books agree afterwards.
use crate::support::{
    actor::{Actor, Answer, OWN, World, day},
    databases::each_engine,
};
use chrono::NaiveDate;
use domain::{
    constitution::{Constitution, Leaving, LeavingProfit},
    loans::Position,
    meetings::{Attendance, Count, Line, Other, OtherKind, Place, Refusal, Saved, Sheet, Why},
};
use http::StatusCode;
use ledger::PartyNo;
use sansom::{
    groups::store as groups,
    loans::store::{self as loans, Which},
    meetings::{
        seal::{Act, Outcome, seal_sheet},
        store as meetings,
    },
    members::store::{self as members, FinalPayout, Member},
    users::store as users,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Seals a meeting of everybody, each saving one share, at which these amounts are lent: to the member of a number.
async fn lend(world: &World, held_on: NaiveDate, lent: &[(i64, i64)]) {
    meet(world, held_on, lent, 0).await;
}

/// The same with a gift to the group.
async fn meet(world: &World, held_on: NaiveDate, lent: &[(i64, i64)], gift: i64) {
    let group = world.group(OWN).await;
    let mut tx = world.db().write().await.unwrap();
    let after = meetings::last(&mut tx, group.book).await.unwrap().map(|(no, _)| no);
    let cash = meetings::cash(&mut tx, group.book, &group.commodity).await.unwrap();
    let members = members::members(&mut tx, group.book, &group.commodity).await.unwrap();
    let line = |member: &Member| Line {
        party: member.party(),
        attendance: Some(Attendance::Present),
        savings: Some(Saved::Shares(1)),
        social_fund: Some(1_000),
        fine: None,
        repayment: None,
        loan: lent.iter().find(|(number, _)| *number == member.number).map(|(_, amount)| *amount),
    };
    let other = Other { row: 0, kind: OtherKind::Income, party: None, amount: gift, note: "a gift".into() };
    let brought = gift + members.len() as i64 * 6_000 - lent.iter().map(|(_, amount)| amount).sum::<i64>();
    let sheet = Sheet {
        key: Uuid::now_v7(),
        after,
        held_on,
        lines: members.iter().map(line).collect(),
        other: if gift > 0 { vec![other] } else { vec![] },
        count: Count::Counted(BTreeMap::from([(1_000, (cash.loan + cash.social + brought) / 1_000)])),
        difference_reason: String::new(),
        difference_named: None,
        witnessed: true,
        note: String::new(),
    };
    let by = users::by_login(&mut tx, "treasurer-own-1").await.unwrap().unwrap().id;
    let outcome = seal_sheet(&mut tx, &group, &sheet, Act::now(&world.app, by)).await.unwrap();
    assert!(matches!(outcome, Outcome::Sealed(_)), "{outcome:?}");
    tx.commit().await.unwrap();
}

/// The page of a leaving, and a form to send from it.
struct Leave {
    path: String,
    key: String,
    seen: String,
    text: String,
}

impl Leave {
    async fn open(actor: &mut Actor, number: i64) -> Leave {
        let path = format!("/groups/{OWN}/members/{number}/leave");
        let page = actor.get(&path).await;
        assert_eq!(page.status, StatusCode::OK);
        Leave { path, key: page.hidden("key"), seen: page.hidden("seen"), text: page.text }
    }

    /// Sends the form; the figures of the answer are seen, as a reader of it sees them.
    async fn send(&mut self, actor: &mut Actor, fields: &[(&str, &str)]) -> Answer {
        let mut all = vec![("key", self.key.clone()), ("seen", self.seen.clone())];
        all.extend(fields.iter().map(|(name, value)| (*name, (*value).to_owned())));
        let all: Vec<(&str, &str)> = all.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = actor.post(&self.path, &all).await;
        if answer.status != StatusCode::SEE_OTHER {
            self.seen = answer.hidden("seen");
            self.text.clone_from(&answer.text);
        }
        answer
    }
}

/// The words of a refused form.
fn refused(answer: &Answer) -> &str {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{} {}", answer.location(), answer.text);
    answer.text.split_once("id=\"problems\"").expect("a summary").1.split_once("</div>").unwrap().0
}

struct Left {
    member: Member,
    payout: Option<FinalPayout>,
    positions: Vec<(bool, Position)>,
    cash: meetings::Cash,
}

async fn left(world: &World, number: i64) -> Left {
    let group = world.group(OWN).await;
    let mut tx = world.db().read().await.unwrap();
    let member = members::member(&mut tx, group.book, "KHR", number).await.unwrap().unwrap();
    let lent = loans::loans(&mut tx, Which::OfParty(group.book, member.party())).await.unwrap();
    Left {
        payout: members::final_payout(&mut tx, group.book, member.party()).await.unwrap(),
        positions: lent.iter().map(|loan| (loan.open, loan.account.position(world.app.today()))).collect(),
        cash: meetings::cash(&mut tx, group.book, "KHR").await.unwrap(),
        member,
    }
}

async fn agrees(world: &World) {
    assert_eq!(sansom::store::check(world.db()).await.unwrap(), []);
}

const TODAY: [(&str, &str); 2] = [("left_on", "21/11/2026"), ("reason", "moved")];

#[tokio::test]
async fn who_has_only_savings_takes_them_along_once() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut officer = world.session("officer").await;
        let mut form = Leave::open(&mut officer, 3).await;
        assert!(refused(&form.send(&mut officer, &TODAY).await).contains("the treasurer"), "who keeps no box pays nobody");
        let mut treasurer = world.session("treasurer-own-1").await;
        let mut form = Leave::open(&mut treasurer, 3).await;
        assert!(form.text.contains("5,000\u{a0}៛ is taken out of the box"), "{}", form.text);
        assert!(
            refused(&form.send(&mut treasurer, &[("left_on", "13/11/2026"), ("reason", "moved")]).await)
                .contains("14\u{a0}November")
        );
        for _ in 0..2 {
            let sent = form.send(&mut treasurer, &TODAY).await;
            assert_eq!(sent.location(), format!("/groups/{OWN}/members/3?done=leaving-paid"));
        }
        let Left { member, payout, cash, .. } = left(&world, 3).await;
        assert_eq!((member.savings, member.left_on, member.left_reason.as_deref()), (0, Some(day(11, 21)), Some("moved")));
        let payout = payout.unwrap();
        assert_eq!((payout.savings, payout.profit, payout.fee, payout.stays_owed), (5_000, 0, 0, 0));
        assert_eq!((cash.loan, cash.social), (20_000, 3_000));
        let page = treasurer.get(&format!("/groups/{OWN}/members/3?done=leaving-paid")).await.text;
        assert!(
            page.contains("What was paid when she left") && page.contains("Paid out") && page.contains("what was paid."),
            "{page}"
        );
        let group = world.group(OWN).await;
        let mut tx = world.db().read().await.unwrap();
        let cycles = sansom::groups::store::cycles(&mut tx, group.book).await.unwrap();
        let lines = sansom::members::passbook::lines(&mut tx, &member, &cycles, group.book).await.unwrap();
        drop(tx);
        assert_eq!(
            lines.iter().map(|line| (line.savings, line.savings_balance)).collect::<Vec<_>>(),
            [(5_000, 5_000), (-5_000, 0)]
        );
        assert!(treasurer.get(&format!("/groups/{OWN}/audit")).await.text.contains("Leaver paid out"));
        agrees(&world).await;
        assert_eq!(world.seal(OWN, day(11, 21)).await, 2, "the next meeting goes on without her");
        agrees(&world).await;
    })
    .await;
}

#[tokio::test]
async fn a_loan_is_netted_with_the_interest_that_is_due() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        lend(&world, day(11, 20), &[(1, 20_000)]).await;
        // A month later the first instalment is overdue: 400 riel of interest.
        let later = world.later(35 * 24 * 3600);
        let mut treasurer = later.session("treasurer-own-1").await;
        let mut form = Leave::open(&mut treasurer, 1).await;
        assert!(form.text.contains("400\u{a0}៛") && form.text.contains("19,600\u{a0}៛"), "{}", form.text);
        let today = [("left_on", "26/12/2026"), ("reason", "migrated")];
        // Long before the instalment was due other figures hold: they are shown, and not paid unseen.
        let before = [("left_on", "01/12/2026"), ("reason", "migrated")];
        let shown = form.send(&mut treasurer, &[before[0], ("reckon", "1")]).await;
        assert_eq!(shown.status, StatusCode::OK, "who only asks for the figures need not say why she leaves");
        assert!(refused(&form.send(&mut treasurer, &today).await).contains("other than those you saw"));
        assert_eq!(form.send(&mut treasurer, &today).await.status, StatusCode::SEE_OTHER);
        let Left { member, payout, positions, cash } = left(&later, 1).await;
        let payout = payout.unwrap();
        assert_eq!((payout.savings, payout.interest, payout.principal, payout.stays_owed), (20_000, 400, 19_600, 400));
        assert_eq!((member.savings, positions[0].0, positions[0].1.owed()), (0, true, 400));
        assert_eq!((cash.loan, cash.social), (20_000, 6_000));
        agrees(&later).await;
    })
    .await;
}

#[tokio::test]
async fn a_loan_below_her_savings_is_closed_and_the_rest_is_hers() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        lend(&world, day(11, 20), &[(1, 8_000)]).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let mut form = Leave::open(&mut treasurer, 1).await;
        assert!(form.text.contains("12,000\u{a0}៛ is taken out of the box"), "{}", form.text);
        assert_eq!(form.send(&mut treasurer, &TODAY).await.status, StatusCode::SEE_OTHER);
        let Left { payout, positions, cash, .. } = left(&world, 1).await;
        let payout = payout.unwrap();
        assert_eq!((payout.savings, payout.principal, payout.stays_owed), (20_000, 8_000, 0));
        assert!(!positions[0].0 && !positions[0].1.is_open());
        assert_eq!(cash.loan, 25_000 + 15_000 - 8_000 - 12_000);
        agrees(&world).await;
    })
    .await;
}

#[tokio::test]
async fn debts_above_her_savings_stay_owed() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        lend(&world, day(11, 20), &[(2, 15_000)]).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let mut form = Leave::open(&mut treasurer, 2).await;
        assert!(form.text.contains("5,000\u{a0}៛ stays owed"), "{}", form.text);
        let gone = [("left_on", "21/11/2026"), ("reason", "other"), ("note", "went away at night")];
        assert_eq!(form.send(&mut treasurer, &gone).await.status, StatusCode::SEE_OTHER);
        let Left { member, payout, positions, cash } = left(&world, 2).await;
        let payout = payout.unwrap();
        assert_eq!((payout.savings, payout.principal, payout.stays_owed), (10_000, 10_000, 5_000));
        assert_eq!((member.savings, positions[0].0, positions[0].1.principal), (0, true, 5_000));
        assert_eq!(cash.loan, 25_000 + 15_000 - 15_000, "nothing left the box");
        agrees(&world).await;
    })
    .await;
}

#[tokio::test]
async fn what_a_payout_settled_is_not_paid_again_at_an_earlier_meeting() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        lend(&world, day(11, 20), &[(2, 15_000)]).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let mut form = Leave::open(&mut treasurer, 2).await;
        assert_eq!(form.send(&mut treasurer, &TODAY).await.status, StatusCode::SEE_OTHER);
        // On the day before she left she owed 15,000; of these her payout paid 10,000.
        let refused = [Refusal { place: Place::Repayment(PartyNo(2)), why: Why::OverOwed(5_000) }];
        assert!(matches!(repay(&world, day(11, 20), 2, 15_000).await, Outcome::Refused(why) if why == refused));
        let outcome = repay(&world, day(11, 20), 2, 5_000).await;
        assert!(matches!(outcome, Outcome::Sealed(_)), "{outcome:?}");
        let Left { positions, cash, .. } = left(&world, 2).await;
        assert_eq!((positions[0].0, positions[0].1.owed(), cash.loan), (false, 0, 25_000 + 15_000 - 15_000 + 5_000));
        agrees(&world).await;
    })
    .await;
}

/// A meeting at which one member pays back, and nobody else brings anything.
async fn repay(world: &World, held_on: NaiveDate, number: i64, amount: i64) -> Outcome {
    let group = world.group(OWN).await;
    let mut tx = world.db().write().await.unwrap();
    let after = meetings::last(&mut tx, group.book).await.unwrap().map(|(no, _)| no);
    let cash = meetings::cash(&mut tx, group.book, &group.commodity).await.unwrap();
    let members = members::members(&mut tx, group.book, &group.commodity).await.unwrap();
    let line = |member: &Member| Line {
        party: member.party(),
        attendance: Some(Attendance::Present),
        savings: None,
        social_fund: None,
        fine: None,
        repayment: Some(amount).filter(|_| member.number == number),
        loan: None,
    };
    let sheet = Sheet {
        key: Uuid::now_v7(),
        after,
        held_on,
        lines: members.iter().map(line).collect(),
        other: vec![],
        count: Count::Counted(BTreeMap::from([(100, (cash.loan + cash.social + amount) / 100)])),
        difference_reason: String::new(),
        difference_named: None,
        witnessed: true,
        note: String::new(),
    };
    let by = users::by_login(&mut tx, "treasurer-own-1").await.unwrap().unwrap().id;
    let outcome = seal_sheet(&mut tx, &group, &sheet, Act::now(&world.app, by)).await.unwrap();
    tx.commit().await.unwrap();
    outcome
}

#[tokio::test]
async fn who_died_is_buried_with_a_gift_of_the_social_fund() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let mut form = Leave::open(&mut treasurer, 3).await;
        let died = |grant: &'static str| [("left_on", "21/11/2026"), ("reason", "died"), ("social_grant", grant)];
        assert!(refused(&form.send(&mut treasurer, &died("4,000")).await).contains("1,000\u{a0}៛ is missing"));
        for grant in ["-1", "9,000,000,000,000", "much"] {
            assert!(refused(&form.send(&mut treasurer, &died(grant)).await).contains("#social_grant"), "{grant}");
        }
        assert!(refused(&form.send(&mut treasurer, &died("2,500")).await).contains("Look at them again"));
        assert!(form.text.contains("7,500\u{a0}៛ is taken out of the box"), "{}", form.text);
        assert_eq!(form.send(&mut treasurer, &died("2,500")).await.status, StatusCode::SEE_OTHER);
        let Left { member, payout, cash, .. } = left(&world, 3).await;
        assert_eq!((member.left_reason.as_deref(), payout.map(|payout| payout.social_grant)), (Some("died"), Some(2_500)));
        assert_eq!((cash.loan, cash.social), (20_000, 500));
        agrees(&world).await;
    })
    .await;
}

#[tokio::test]
async fn a_box_that_does_not_reach_pays_nobody() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        lend(&world, day(11, 20), &[(1, 38_000)]).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let mut form = Leave::open(&mut treasurer, 3).await;
        let answer = form.send(&mut treasurer, &TODAY).await;
        assert!(refused(&answer).contains("8,000\u{a0}៛ is missing. Take money from the bank"), "{}", answer.text);
        let Left { member, payout, cash, .. } = left(&world, 3).await;
        assert_eq!((member.savings, member.left_on, payout.is_none(), cash.loan), (10_000, None, true, 2_000));
        agrees(&world).await;
    })
    .await;
}

#[tokio::test]
async fn who_takes_her_part_of_the_profit_leaves_the_fee_behind() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let group = world.group(OWN).await;
        let mut tx = world.db().write().await.unwrap();
        let cycle = groups::cycle(&mut tx, group.book).await.unwrap();
        let mut terms = cycle.constitution.terms().clone();
        terms.leaving = Leaving { profit: LeavingProfit::CurrentWorth, fee_percent: 10.into() };
        let agreed = Constitution::try_new(terms).unwrap();
        let version = groups::add_constitution(&mut tx, group.book, &agreed, Uuid::nil(), world.app.now()).await.unwrap();
        groups::add_cycle(&mut tx, group.book, version, day(11, 15), None).await.unwrap();
        tx.commit().await.unwrap();
        // 40,000 riel were saved, a quarter of them by her, and the group is worth 44,000.
        meet(&world, day(11, 20), &[(1, 6_000)], 4_000).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let mut form = Leave::open(&mut treasurer, 3).await;
        assert_eq!(form.send(&mut treasurer, &TODAY).await.status, StatusCode::SEE_OTHER);
        let Left { payout, cash, .. } = left(&world, 3).await;
        let payout = payout.unwrap();
        assert_eq!((payout.savings, payout.profit, payout.fee), (10_000, 1_000, 1_000));
        assert_eq!(cash.loan, 25_000 + 15_000 + 4_000 - 6_000 - 10_000);
        agrees(&world).await;
    })
    .await;
}

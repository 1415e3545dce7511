//! The members of a cooperative through its pages: shares bought and passed on and their limits, producer groups, plots and
//! inspections, what is given against the harvest, what is paid out. Every figure here was worked out by hand.
use crate::{
    meetings::{Form, read, refused},
    support::{
        actor::{Actor, Answer, OWN, World, day},
        book::clean,
        databases::each_engine,
    },
};
use chrono::NaiveDate;
use domain::coops::{
    Ask, Kind,
    acts::Flow,
    ask::{AskDelivery, Pay},
};
use http::StatusCode;
use sansom::{
    coops::{
        store::{self, CoopRow, NewCoop},
        write::{self, Outcome, Wish},
    },
    groups::store::{self as groups, Group, NewInstitution},
    guard::{Role, RoleOn, Scope},
    meetings::seal::Act as By,
    members::store as members,
    users::store as users,
};
use uuid::Uuid;

const LAWS: &str = "
[shares]
par = 20000
least = 2
most_percent = 40
[organic]
tolerance_percent = 10
[credit]
ceiling = 300000
charge_percent = 2
";

/// The code of the cooperative beside a group of the world.
pub(crate) fn coop_of(group: &str) -> String {
    format!("C-{group}")
}

fn of(below: &str) -> String {
    format!("/coops/{}/{below}", coop_of(OWN))
}

/// A cooperative of three members since 1 January with half a million riel, kept by a group that does not save; the
/// treasurer and the committee of the group of the world keep it too.
pub(crate) struct Play<'a> {
    pub(crate) world: &'a World,
    pub(crate) group: Group,
    pub(crate) coop: CoopRow,
    pub(crate) by: By,
}

impl Play<'_> {
    pub(crate) async fn new<'a>(world: &'a World, beside: &str) -> Play<'a> {
        let own = world.group(beside).await;
        let mut tx = world.db().write().await.unwrap();
        let code = format!("K-{beside}");
        let new = NewInstitution {
            id: Uuid::now_v7(),
            organisation_id: own.organisation_id,
            code: code.clone(),
            name_km: "អ្នកដាំស្រូវ".into(),
            name_latin: "Rice growers".into(),
            village_code: "21010101".into(),
            founded_on: day(1, 1),
            demo: true,
            saves: false,
        };
        let book = groups::found_institution(&mut tx, &new, ledger::Commodity::KHR).await.unwrap();
        let people = members::members(&mut tx, own.book, &own.commodity).await.unwrap();
        for (number, person) in (1..).zip(&people) {
            members::add_member(&mut tx, book, person.person_id, number, day(1, 1)).await.unwrap();
        }
        let mut by = By::now(&world.app, Uuid::nil());
        for (role, name) in [(Role::Committee, "committee"), (Role::Treasurer, "treasurer")] {
            let user = users::by_login(&mut tx, &format!("{name}-{}", beside.to_lowercase())).await.unwrap().unwrap().id;
            let mut roles = users::roles(&mut tx, user).await.unwrap();
            roles.push(RoleOn { role, scope: Scope::Group(book.0) });
            users::set_roles(&mut tx, user, &roles).await.unwrap();
            by.by = user;
        }
        let group = groups::group(&mut tx, &code).await.unwrap().unwrap();
        let new = NewCoop {
            id: Uuid::now_v7(),
            code: coop_of(beside),
            kind: "cooperative".into(),
            name_km: "សហករណ៍".into(),
            name_latin: "Rice mill".into(),
            village_code: "21010101".into(),
            opened_on: day(1, 1),
            laws: LAWS.into(),
        };
        let coop = store::found(&mut tx, &group, &new, by.by, by.at).await.unwrap();
        tx.commit().await.unwrap();
        let play = Play { world, group, coop, by };
        play.write_on(day(1, 1), Ask::Money { flow: Flow::Grant, amount: 500_000, memo: String::new() }).await;
        play
    }

    /// Writes what no page of members writes.
    pub(crate) async fn write(&self, ask: Ask) {
        self.write_on(day(11, 1), ask).await;
    }

    async fn write_on(&self, day: NaiveDate, ask: Ask) {
        let mut tx = self.world.db().write().await.unwrap();
        let wish = Wish { key: Uuid::now_v7(), day, known: true, ask: &ask };
        let outcome = write::ask(&mut tx, &self.group, &self.coop, &wish, self.by).await.unwrap();
        assert!(matches!(outcome, Outcome::Written(_)), "{outcome:?}");
        tx.commit().await.unwrap();
    }

    /// Paddy at the scale, paid later at 1,000 riel a kilogram.
    pub(crate) async fn deliver(&self, party: i64, kilograms: i64, plot: Option<i64>) {
        let kind = Kind { crop: "PADDY".into(), grade: String::new(), organic: plot.is_some() };
        self.write(Ask::SetPrice { kind_of: kind.clone(), amount: 1_000 }).await;
        let delivery = AskDelivery {
            party,
            plot,
            kind,
            gross: kilograms * 1_000,
            tare: 0,
            moisture_tenths: Some(140),
            foreign_tenths: None,
            taken_off: vec![],
            offset: None,
            pay: Pay::Later,
        };
        self.write(Ask::Deliver(delivery)).await;
    }
}

#[tokio::test]
async fn who_leaves_settles_with_the_cooperative_first() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let play = Play::new(&world, OWN).await;
        play.write(Ask::BuyShares { party: 1, shares: 2 }).await;
        play.deliver(1, 20, None).await;
        let due = day(12, 31);
        play.write(Ask::GiveCredit { party: 1, inputs: true, what: "seed".into(), amount: 10_000, due }).await;
        let mut committee = world.session("committee-own-1").await;
        let leave = format!("/groups/{}/members/1/leave", play.group.code);
        let typed = [("left_on", "21/11/2026"), ("reason", "moved")];
        let answer = Form::open(&mut committee, leave.clone()).await.with(&typed).press(&mut committee, "").await;
        refused(&answer, &[("", "She cannot leave yet: look at what must be settled first.")]);
        let ties = [
            "She holds 2 shares of Rice mill: pass them on or give them back.",
            "She owes 10,200 ៛ of advance or inputs 1 (Rice mill).",
            "Rice mill owes her 20,000 ៛: pay it out to her.",
        ];
        contains(&read(&answer), &ties);
        for form in ["pass-shares", "pay-credit", "pay-out"] {
            assert!(answer.text.contains(&of(&format!("members/1/{form}"))), "{form}: {}", answer.text);
        }
        for settled in [
            Ask::PassShares { from: 1, to: Some(2), shares: 2 },
            Ask::PayCredit { credit: 1, amount: 10_200 },
            Ask::PayOut { party: 1, amount: 20_000 },
        ] {
            play.write_on(day(11, 20), settled).await;
        }
        // Shares went from her as a member's on the 20th.
        let early = [("left_on", "10/11/2026"), ("reason", "moved")];
        let answer = Form::open(&mut committee, leave.clone()).await.with(&early).press(&mut committee, "").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        contains(&read(&answer), &["Something of hers stands in the books on 20 November 2026"]);
        let answer = Form::open(&mut committee, leave).await.with(&typed).press(&mut committee, "").await;
        assert_eq!(answer.location(), format!("/groups/{}/members/1?done=leaving-recorded", play.group.code));
        clean(world.db()).await;
    })
    .await;
}

async fn page(actor: &mut Actor, below: &str) -> String {
    let answer = actor.get(&of(below)).await;
    assert_eq!(answer.status, StatusCode::OK, "{below}: {}", answer.text);
    read(&answer)
}

#[track_caller]
fn contains(page: &str, all: &[&str]) {
    for shown in all {
        assert!(page.contains(shown), "{shown}: {page}");
    }
}

async fn send(actor: &mut Actor, below: &str, typed: &[(&str, &str)]) -> Answer {
    Form::open(actor, of(below)).await.with(typed).press(actor, "").await
}

async fn write(actor: &mut Actor, below: &str, typed: &[(&str, &str)]) {
    let answer = send(actor, below, typed).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{below}: {}", read(&answer));
    assert!(answer.location().ends_with("?done=coop-member-written"), "{}", answer.location());
}

#[tokio::test]
async fn shares_are_bought_and_passed_on_within_the_by_laws() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        Play::new(&world, OWN).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        contains(&page(&mut treasurer, "members").await, &["Test OWN-1 1", "People: 3"]);
        refused(&send(&mut treasurer, "members/1/buy-shares", &[("shares", "")]).await, &[("shares", "Write a number.")]);
        let one = send(&mut treasurer, "members/1/buy-shares", &[("shares", "1")]).await;
        refused(&one, &[("shares", "A member holds 2 shares at least.")]);
        let many = send(&mut treasurer, "members/1/buy-shares", &[("shares", "3")]).await;
        refused(&many, &[("shares", "A member may hold 2 shares at most, say the by-laws.")]);
        let form = Form::open(&mut treasurer, of("members/1/buy-shares")).await.with(&[("shares", "2")]);
        for _ in 0..2 {
            assert_eq!(form.press(&mut treasurer, "").await.status, StatusCode::SEE_OTHER, "written once");
        }
        for party in ["2", "3"] {
            write(&mut treasurer, &format!("members/{party}/buy-shares"), &[("shares", "2")]).await;
        }
        let back = send(&mut treasurer, "members/3/pass-shares", &[("shares", "1"), ("to", "back")]).await;
        refused(&back, &[("shares", "A member holds 2 shares at least.")]);
        let held = send(&mut treasurer, "members/3/pass-shares", &[("shares", "9"), ("to", "back")]).await;
        refused(&held, &[("shares", "She holds only 2 shares."), ("shares", "A member holds 2 shares at least.")]);
        let nobody = send(&mut treasurer, "members/3/pass-shares", &[("shares", "2"), ("to", "")]).await;
        refused(&nobody, &[("to", "Choose one of the answers")]);
        write(&mut treasurer, "members/3/pass-shares", &[("shares", "2"), ("to", "back")]).await;
        contains(&page(&mut treasurer, "members/3").await, &["Given back for 40,000 ៛", "ended: 3"]);

        // Four shares of 20,000 stand, and the books say so; what was once published does not come out even.
        let shares = page(&mut treasurer, "shares").await;
        contains(&shares, &["The shares at par make what the books say: 80,000 ៛.", "Members who hold fewer than 2: 1"]);
        let report = page(&mut treasurer, "shares?shares=847&capital=38,800,000").await;
        contains(&report, &["847 shares of 20,000 ៛ make 16,940,000 ៛.", "The report says 38,800,000 ៛: 21,860,000 ៛ more."]);
        contains(&report, &["That capital would be 1,940 shares."]);
        let agrees = page(&mut treasurer, "shares?shares=847&capital=16,940,000").await;
        contains(&agrees, &["847 shares at par make 16,940,000 ៛, as the report says."]);
        contains(&page(&mut treasurer, "shares?shares=847&capital=x").await, &["To mend: 1"]);
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn shares_pass_to_another_with_new_certificates() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        Play::new(&world, OWN).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        for (party, shares) in [("1", "2"), ("2", "2"), ("3", "2")] {
            write(&mut treasurer, &format!("members/{party}/buy-shares"), &[("shares", shares)]).await;
        }
        // 40 % of six are two: who passes both on leaves the other with too many.
        let most = send(&mut treasurer, "members/1/pass-shares", &[("shares", "2"), ("to", "2")]).await;
        refused(&most, &[("shares", "A member may hold 2 shares at most, say the by-laws.")]);
        write(&mut treasurer, "members/3/pass-shares", &[("shares", "2"), ("to", "back")]).await;
        write(
            &mut treasurer,
            "groups/new",
            &[("code", "G1"), ("name_latin", "Canal group"), ("village", "Thnal"), ("crop", "PADDY")],
        )
        .await;
        let again = send(&mut treasurer, "groups/new", &[("code", "G1"), ("name_latin", "Another"), ("crop", "PADDY")]).await;
        refused(&again, &[("code", "Another group has this code. Write another.")]);
        write(&mut treasurer, "members/1/join-group", &[("group", "1")]).await;
        contains(&page(&mut treasurer, "groups").await, &["G1 Canal group", "Members who are in no group: 2"]);
        contains(&page(&mut treasurer, "members?q=canal").await, &["Test OWN-1 1", "People: 1"]);
        write(&mut treasurer, "groups/1", &[("name_latin", "Road group")]).await;
        contains(&page(&mut treasurer, "members/1").await, &["Road group", "Bought for 40,000 ៛", "certificate 1"]);
        let mut stranger = world.session("treasurer-for-1").await;
        for below in ["members", "members/1", "members/1/buy-shares", "groups", "shares", "credits", "plots", "inspections"] {
            assert_eq!(stranger.get(&of(below)).await.status, StatusCode::NOT_FOUND, "{below}");
        }
        let mut advisor = world.session("advisor").await;
        assert_eq!(advisor.get(&of("members/1/buy-shares")).await.status, StatusCode::NOT_FOUND, "who advises does not write");
        assert_eq!(treasurer.get(&of("members/99")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(treasurer.get(&of("members/1/anything")).await.status, StatusCode::NOT_FOUND);
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn a_plot_delivers_while_its_inspection_holds() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let play = Play::new(&world, OWN).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let bad = [("party", ""), ("name", "Behind the pagoda"), ("crop", "PADDY"), ("area", "x"), ("forbidden_on", "1/1/2027")];
        refused(
            &send(&mut treasurer, "plots/new", &bad).await,
            &[
                ("party", "Choose one of the answers"),
                ("area", "Write a number, such as 5,000"),
                ("forbidden_on", "This day is still to come."),
            ],
        );
        let plot = [("party", "1"), ("name", "Behind the pagoda"), ("crop", "PADDY"), ("area", "0.8"), ("day", "1/10/2026")];
        write(&mut treasurer, "plots/new", &plot).await;
        contains(&page(&mut treasurer, "plots").await, &["Behind the pagoda", "0.8 ha", "Not inspected"]);
        contains(&page(&mut treasurer, "inspections").await, &["Farmers visited 0 of 1", "Behind the pagoda", "never"]);

        let bad = [("score", "101"), ("inspector", ""), ("outcome", "passed"), ("estimate", "2,000"), ("until", "1/12/2026")];
        refused(
            &send(&mut treasurer, "plots/1/inspect", &bad).await,
            &[
                ("inspector", "Please write something here."),
                ("score", "A score lies between 0 and 100."),
                ("until", "Write until when it is suspended: a day to come. Other outcomes have no such day."),
            ],
        );
        let early = [("day", "15/10/2026"), ("score", "80"), ("inspector", "Inspector 2"), ("outcome", "conditions")];
        let fault = [("estimate", "2,000"), ("fault-buffer", "1"), ("until-buffer", "1/10/2026")];
        let late = send(&mut treasurer, "plots/1/inspect", &[&early[..], &fault].concat()).await;
        refused(&late, &[("until-buffer", "This day lies before the day it happened. Write a later one.")]);
        let fault = [("estimate", "2,000"), ("fault-buffer", "1"), ("until-buffer", "1/11/2026")];
        write(&mut treasurer, "plots/1/inspect", &[&early[..], &fault].concat()).await;
        play.deliver(1, 500, Some(1)).await;
        let plot = page(&mut treasurer, "plots/1").await;
        contains(&plot, &["Organic", "Inspection holds until 15/10/2027", "2,000 kg", "with tolerance at most 2,200 kg"]);
        contains(&plot, &["500 kg", "1,700 kg", "80 of 100", "No strip or ditch", "by 01/11/2026", "500 kg left in all"]);
        contains(&page(&mut treasurer, "plots?state=organic").await, &["to mend: overdue", "1,700 kg"]);

        let suspended = [("score", "40"), ("inspector", "Inspector 2"), ("outcome", "suspended"), ("until", "31/12/2026")];
        write(&mut treasurer, "plots/1/inspect", &[&suspended[..], &[("estimate", "2,000")]].concat()).await;
        let plot = page(&mut treasurer, "plots/1").await;
        contains(&plot, &["Suspended until 31/12/2026", "nothing as organic now"]);
        contains(&page(&mut treasurer, "members/1").await, &["Behind the pagoda", "Suspended until 31/12/2026"]);
        contains(&page(&mut treasurer, "inspections?year=2026").await, &["Every plot was inspected", "Farmers visited 1 of 1"]);
        write(&mut treasurer, "plots/1/edit", &[("area", "0.75")]).await;
        contains(&page(&mut treasurer, "plots/1").await, &["0.75 ha"]);
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn what_is_given_has_a_ceiling_and_what_is_owed_is_paid_once() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let play = Play::new(&world, OWN).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let give = |amount: &'static str| [("sort", "advance"), ("amount", amount), ("due", "31/12/2026"), ("what", "")];
        // 2 % are added: 294,118 would be 300,000 and two riel more.
        let over = send(&mut treasurer, "members/1/give-credit", &give("294,200")).await;
        refused(&over, &[("amount", "More than a member may owe. 300,000 ៛ is still free.")]);
        let nothing = [("sort", "inputs"), ("amount", "50,000"), ("due", "1/1/2026"), ("what", "")];
        refused(
            &send(&mut treasurer, "members/1/give-credit", &nothing).await,
            &[("what", "Please write something here."), ("due", "This day lies before the day it happened. Write a later one.")],
        );
        write(
            &mut treasurer,
            "members/1/give-credit",
            &[&give("100,000")[..], &[("day", "1/10/2026"), ("due", "1/11/2026")]].concat(),
        )
        .await;
        contains(&page(&mut treasurer, "credits?state=late").await, &["Advance", "102,000 ៛", "Overdue"]);
        let more = send(&mut treasurer, "members/1/give-credit", &give("50,000")).await;
        assert_eq!(more.status, StatusCode::UNPROCESSABLE_ENTITY);
        contains(
            &read(&more),
            &["Look at this once more:", "She has something to pay back that is overdue since 1 November 2026."],
        );
        let form = Form::open(&mut treasurer, of("members/1/give-credit")).await.with(&give("50,000")).with(&[("known", "1")]);
        assert_eq!(form.press(&mut treasurer, "").await.status, StatusCode::SEE_OTHER, "she looked, and wants it");
        let too_much = send(&mut treasurer, "members/1/pay-credit", &[("credit", "1"), ("amount", "102,001")]).await;
        refused(&too_much, &[("amount", "Of credit 1 only 102,000 ៛ is still owed.")]);
        let anothers = send(&mut treasurer, "members/2/pay-credit", &[("credit", "1"), ("amount", "1,000")]).await;
        refused(&anothers, &[("credit", "Choose one of the answers")]);
        write(&mut treasurer, "members/1/pay-credit", &[("credit", "1"), ("amount", "102,000")]).await;

        play.deliver(2, 100, None).await;
        let owed = page(&mut treasurer, "members/2").await;
        contains(&owed, &["Owed to her 100,000 ៛", "Paddy", "100 kg"]);
        let form = Form::open(&mut treasurer, of("members/2/pay-out")).await;
        assert_eq!(form.fields["amount"], "100,000", "everything that is owed stands there");
        refused(
            &form.with(&[("amount", "100,001")]).press(&mut treasurer, "").await,
            &[("amount", "More than is owed: 100,000 ៛.")],
        );
        write(&mut treasurer, "members/2/pay-out", &[("amount", "60,000")]).await;
        let paid = page(&mut treasurer, "members/2").await;
        contains(&paid, &["Owed to her 40,000 ៛", "Paid out", "60,000 ៛"]);
        clean(world.db()).await;
    })
    .await;
}

//! The end of a cycle, as two officers go through it: begin, collect, count, choose, look, confirm; what is refused on
//! the way; and that the books, the passbooks and other programs agree afterwards. The reckoning by hand stands beside
//! each group's figures.
use crate::{
    cli::exported,
    story::sansom as program,
    support::{
        actor::{Actor, Answer, World, form, now},
        databases::{Database, Folder, each_engine},
    },
};
use chrono::NaiveDate;
use domain::{
    constitution::Constitution,
    loans::LoanRefusal,
    meetings::{Attendance, Count, Line, Other, OtherKind, Saved, Sheet, Why},
    people::{Names, Sex},
};
use http::StatusCode;
use ledger::{AccountNo, FundNo, PartyNo};
use sansom::{
    cycles::{acts, ground::Ground, store as cycles},
    groups::store::{self as groups, Group, NewGroup},
    guard::{Role, RoleOn, Scope},
    loans::store::{self as loans, Which},
    meetings::{
        seal::{Act, Outcome, seal_sheet},
        store as meetings,
    },
    members::store::{self as members, Person},
    store,
    users::store as users,
};
use std::collections::BTreeMap;
use uuid::Uuid;

pub(crate) const CODE: &str = "CY-1";
const SHARES: &str = include_str!("../../fixtures/constitutions/weekly_shares.toml");
const YEARLY: &str = include_str!("../../fixtures/constitutions/monthly_amounts.toml");

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// What a member brought to a meeting, and what was lent to her: number, saved, paid back, lent.
type Brought = (i64, i64, i64, i64);

/// A group in the organisation of the world, with so many members, whose treasurer and committee are the world's.
struct Play {
    world: World,
}

impl Play {
    async fn new(base: Database, rules: &str, starts_on: &str, ends_on: Option<&str>, count: i64) -> Play {
        let world = World::new(base).await;
        let mut tx = world.db().write().await.unwrap();
        let organisation_id = groups::organisation(&mut tx, "OWN").await.unwrap().unwrap().id;
        let new = NewGroup {
            organisation_id,
            code: CODE.into(),
            name_km: "ក្រុមវដ្ដ".into(),
            name_latin: "The cycle".into(),
            village_code: "21010101".into(),
            founded_on: day(starts_on),
            demo: true,
            constitution: Constitution::parse(rules).unwrap(),
            cycle: (day(starts_on), ends_on.map(day)),
        };
        let book = groups::found(&mut tx, &new, Uuid::nil(), now()).await.unwrap();
        for number in 1..=count {
            let names = Names::try_new("ចាន់", "សាក", "Chan", &format!("Number {number}")).unwrap();
            let person = Person {
                names,
                sex: Some(Sex::Female),
                birth_year: None,
                id_poor: None,
                phone: String::new(),
                village_code: String::new(),
            };
            let person = members::add_person(&mut tx, organisation_id, &person).await.unwrap();
            members::add_member(&mut tx, book, person, number, day(starts_on)).await.unwrap();
        }
        for (login, role) in [("treasurer-own-1", Role::Treasurer), ("committee-own-1", Role::Committee)] {
            let id = users::by_login(&mut tx, login).await.unwrap().unwrap().id;
            let mut roles = users::roles(&mut tx, id).await.unwrap();
            roles.push(RoleOn { role, scope: Scope::Group(book.0) });
            users::set_roles(&mut tx, id, &roles).await.unwrap();
        }
        tx.commit().await.unwrap();
        Play { world }
    }

    /// The same in the morning of another day.
    fn on(&self, today: &str) -> Play {
        let at = day(today).and_hms_opt(3, 0, 0).unwrap().and_utc();
        Play { world: World::at(self.world.base.clone(), at) }
    }

    async fn group(&self) -> Group {
        self.world.group(CODE).await
    }

    async fn act(&self) -> Act {
        let mut tx = self.world.db().read().await.unwrap();
        let by = users::by_login(&mut tx, "treasurer-own-1").await.unwrap().unwrap().id;
        Act::now(&self.world.app, by)
    }

    /// Seals a meeting today, with other money beside.
    async fn meet(&self, brought: &[Brought], other: &[(OtherKind, i64)]) {
        let outcome = self.try_meet(brought, other).await;
        assert!(matches!(outcome, Outcome::Sealed(_)), "{outcome:?}");
    }

    async fn try_meet(&self, brought: &[Brought], other: &[(OtherKind, i64)]) -> Outcome {
        let group = self.group().await;
        let act = self.act().await;
        let mut tx = self.world.db().write().await.unwrap();
        let after = meetings::last(&mut tx, group.book).await.unwrap().map(|(no, _)| no);
        let cash = meetings::cash(&mut tx, group.book, &group.commodity).await.unwrap();
        let rules = groups::cycle(&mut tx, group.book).await.unwrap().constitution;
        let all = members::members(&mut tx, group.book, &group.commodity).await.unwrap();
        let some = |amount: i64| (amount > 0).then_some(amount);
        let social = rules.contribution().filter(|_| brought.iter().any(|(_, saved, ..)| *saved > 0));
        let line = |member: &members::Member| {
            let (_, saved, repaid, lent) = brought.iter().find(|row| row.0 == member.number).copied().unwrap_or((0, 0, 0, 0));
            let savings = some(saved).map(|saved| match rules.shares() {
                Some((value, _)) => Saved::Shares(saved / value),
                None => Saved::Amount(saved),
            });
            let attendance = Some(Attendance::Present);
            Line {
                party: member.party(),
                attendance,
                savings,
                social_fund: social,
                fine: None,
                repayment: some(repaid),
                loan: some(lent),
            }
        };
        let row = |(row, (kind, amount)): (usize, &(OtherKind, i64))| Other {
            row,
            kind: *kind,
            party: None,
            amount: *amount,
            note: "as told".into(),
        };
        let came = |kind: OtherKind, amount: i64| if kind == OtherKind::BankDeposit { -amount } else { amount };
        let sum: i64 = brought.iter().map(|(_, saved, repaid, lent)| saved + repaid - lent).sum::<i64>()
            + other.iter().map(|(kind, amount)| came(*kind, *amount)).sum::<i64>()
            + social.unwrap_or(0) * all.len() as i64;
        let sheet = Sheet {
            key: Uuid::now_v7(),
            after,
            held_on: self.world.app.today(),
            lines: all.iter().map(line).collect(),
            other: other.iter().enumerate().map(row).collect(),
            count: Count::Counted(BTreeMap::from([(100, (cash.loan + cash.social + sum) / 100)])),
            difference_reason: String::new(),
            difference_named: None,
            witnessed: true,
            note: String::new(),
        };
        let outcome = seal_sheet(&mut tx, &group, &sheet, act).await.unwrap();
        tx.commit().await.unwrap();
        outcome
    }

    /// What the book says is in the box, both funds.
    async fn cash(&self) -> i64 {
        let group = self.group().await;
        let cash = meetings::cash(&mut self.world.db().read().await.unwrap(), group.book, "KHR").await.unwrap();
        cash.loan + cash.social
    }

    /// A balance, debit positive: fund, account, number of a member or nobody.
    async fn balance(&self, fund: i64, account: i64, number: Option<i64>) -> i64 {
        let group = self.group().await;
        let mut tx = self.world.db().read().await.unwrap();
        let all = members::members(&mut tx, group.book, "KHR").await.unwrap();
        let party = number.map(|number| all.iter().find(|member| member.number == number).unwrap().party());
        let of = (FundNo(fund), AccountNo(account));
        let mine = store::balances(&mut tx, group.book).await.unwrap();
        let mine = mine.into_iter().filter(|(key, _)| (key.fund, key.account) == of && (number.is_none() || key.party == party));
        mine.map(|(_, amount)| amount.quantity()).sum()
    }

    async fn clean(&self) {
        let found = store::check(self.world.db()).await.unwrap();
        assert!(found.is_empty(), "{}", found.iter().map(|one| format!("\n{one}")).collect::<String>());
        exported(&self.world.base, CODE, &Folder::new());
    }

    /// What a member's passbook ends with, on the page: the last balance of her savings.
    async fn passbook(&self, actor: &mut Actor, number: i64) -> String {
        actor.get(&path(&format!("members/{number}"))).await.text
    }
}

fn path(below: &str) -> String {
    format!("/groups/{CODE}/{below}")
}

/// An amount as notes, field by field of the form.
fn notes(mut amount: i64) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for value in [100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 100] {
        if amount / value > 0 {
            fields.push((format!("n{value}"), (amount / value).to_string()));
            amount %= value;
        }
    }
    assert_eq!(amount, 0, "the box holds hundreds of riel");
    fields
}

/// The fields of a form as pairs, with some of them otherwise.
fn with(fields: &[(String, String)], more: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut all: Vec<_> = fields.iter().filter(|(name, _)| more.iter().all(|(other, _)| name != other)).cloned().collect();
    all.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    all
}

async fn step(actor: &mut Actor, below: &str, fields: &[(String, String)]) -> Answer {
    let pairs: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    actor.get(&format!("{}?{}", path(below), form(&pairs))).await
}

/// A share-out of a group of the world, without pages: its treasurer proposes today what its committee confirms.
pub async fn shared_out(world: &World, code: &str) {
    let group = world.group(code).await;
    let mut tx = world.db().write().await.unwrap();
    let login = |office: &str| format!("{office}-{}", code.to_lowercase());
    let one = Act::now(&world.app, users::by_login(&mut tx, &login("treasurer")).await.unwrap().unwrap().id);
    let other = Act { by: users::by_login(&mut tx, &login("committee")).await.unwrap().unwrap().id, ..one };
    acts::begin(&mut tx, &group, one).await.unwrap().unwrap();
    let open = acts::open(&mut tx, group.book).await.unwrap().unwrap();
    let ground = Ground::load(&mut tx, &group, one.today).await.unwrap();
    let (profit, chosen) = ground.usual(one.today);
    let plan = cycles::Plan { profit, chosen, counts: BTreeMap::from([(100, ground.cash() / 100)]), put_back: BTreeMap::new() };
    let reckoned = acts::reckon(&ground, &plan, open.id).unwrap();
    acts::propose(&mut tx, &group, &open, Uuid::now_v7(), (&plan, &reckoned.division), one).await.unwrap();
    assert_eq!(acts::confirm(&mut tx, &group, 1, other).await.unwrap(), acts::Confirmed::Now(1));
    tx.commit().await.unwrap();
}

/// Looks at the preview and proposes it.
async fn propose(actor: &mut Actor, fields: &[(String, String)]) -> Answer {
    let preview = step(actor, "share-out/preview", fields).await;
    assert_eq!(preview.status, StatusCode::OK, "{}", problems(&preview));
    let key = preview.hidden("key");
    let all = with(fields, &[("key", &key)]);
    let pairs: Vec<(&str, &str)> = all.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    actor.post(&path("share-out/propose"), &pairs).await
}

/// The words of a refused page.
fn problems(answer: &Answer) -> &str {
    answer.text.split_once("id=\"problems\"").map_or(&answer.text, |(_, rest)| rest.split_once("</ul>").unwrap().0)
}

#[track_caller]
fn refused(answer: &Answer, words: &str) {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{} {}", answer.location(), answer.text);
    assert!(answer.text.contains(words), "{words:?} is said: {}", problems(answer));
}

#[track_caller]
fn led_to(answer: &Answer, below: &str) {
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, path(below).as_str()), "{}", problems(answer));
}

/// Four members with shares. Saved: 25,000, 20,000, 5,000 and 10,000; a gift of 5,000; member 2 was lent 15,000 and
/// brought 5,300: interest 300, principal 5,000.
///
/// By hand: the loan fund's box has 60,000 − 15,000 + 5,300 + 5,000 = 55,300. Member 2 owes 10,000 more, which her payout
/// settles, so 65,300 are divided: 60,000 saved, 5,300 earned. Each has 5,300 ÷ 60,000 of her savings more, rounded down
/// to 100 riel: 27,200, 21,700, 5,400 and 10,800 are 65,100, and 200 remain. Each puts one share back. The box of 59,300
/// gives away 22,200 + 6,700 + 400 + 5,800 = 35,100 and keeps 24,200: the 200, four shares and the social fund's 4,000.
async fn shares(base: Database) -> Play {
    let play = Play::new(base, SHARES, "2026-01-01", Some("2026-12-31"), 4).await;
    play.on("2026-08-03").meet(&[(1, 25_000, 0, 0), (2, 20_000, 0, 15_000), (3, 5_000, 0, 0), (4, 10_000, 0, 0)], &[]).await;
    let play = play.on("2026-09-07");
    play.meet(&[(2, 0, 5_300, 0)], &[(OtherKind::Income, 5_000)]).await;
    play
}

/// The box of [`shares`], begun and proposed by the treasurer without pages; each puts one share back.
pub(crate) async fn proposed(base: Database) -> World {
    let play = shares(base).await;
    let (group, act) = (play.group().await, play.act().await);
    let mut tx = play.world.db().write().await.unwrap();
    acts::begin(&mut tx, &group, act).await.unwrap().unwrap();
    let open = acts::open(&mut tx, group.book).await.unwrap().unwrap();
    let ground = Ground::load(&mut tx, &group, act.today).await.unwrap();
    let (profit, chosen) = ground.usual(act.today);
    let put_back = ground.members.iter().map(|member| (member.party(), 5_000)).collect();
    let plan = cycles::Plan { profit, chosen, counts: BTreeMap::from([(100, ground.cash() / 100)]), put_back };
    let reckoned = acts::reckon(&ground, &plan, open.id).unwrap();
    acts::propose(&mut tx, &group, &open, Uuid::now_v7(), (&plan, &reckoned.division), act).await.unwrap();
    tx.commit().await.unwrap();
    play.world
}

/// What was proposed, confirmed by the committee.
pub(crate) async fn confirmed(world: &World) {
    let group = world.group(CODE).await;
    let mut tx = world.db().write().await.unwrap();
    let by = users::by_login(&mut tx, "committee-own-1").await.unwrap().unwrap().id;
    let act = Act::now(&world.app, by);
    assert_eq!(acts::confirm(&mut tx, &group, 1, act).await.unwrap(), acts::Confirmed::Now(1));
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn two_officers_share_out_a_box_to_the_riel() {
    each_engine(|base| async move {
        let play = shares(base).await;
        let mut treasurer = play.world.session("treasurer-own-1").await;
        let mut committee = play.world.session("committee-own-1").await;
        let page = treasurer.get(&path("cycles")).await;
        assert!(page.text.contains("Begin the share-out") && page.text.contains("This is the first cycle."));
        led_to(&treasurer.post(&path("share-out/begin"), &[]).await, "share-out/collect?done=share-out-begun");
        refused(&treasurer.post(&path("share-out/begin"), &[]).await, "A share-out has begun already");

        // Nothing is lent from now on.
        let outcome = play.try_meet(&[(4, 0, 0, 5_000)], &[]).await;
        let Outcome::Refused(why) = outcome else { panic!("{outcome:?}") };
        assert!(why.iter().any(|one| matches!(one.why, Why::Lending(LoanRefusal::ShareOutBegun))), "{why:?}");

        let page = treasurer.get(&path("share-out")).await;
        led_to(&page, "share-out/collect");
        let page = treasurer.get(&path("share-out/collect")).await;
        assert!(page.text.contains("10,000") && page.text.contains("Who still owes"), "{}", page.text);

        // The box: nothing, too little, not a number, and right.
        refused(&step(&mut treasurer, "share-out/rule", &[]).await, "Count the notes in the box");
        let short = with(&notes(59_300), &[("n50000", "")]);
        refused(&step(&mut treasurer, "share-out/rule", &short).await, "The box holds 50,000\u{a0}៛ less than the book");
        let over = with(&notes(59_300), &[("n20000", "1")]);
        refused(&step(&mut treasurer, "share-out/rule", &over).await, "The box holds 20,000\u{a0}៛ more than the book");
        assert_eq!(step(&mut treasurer, "share-out/rule", &with(&notes(59_300), &[("n100", "x")])).await.status.as_u16(), 422);
        let counted = notes(play.cash().await);
        let page = step(&mut treasurer, "share-out/rule", &counted).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text.contains("As the group agreed") && page.text.contains("08/09/2026"));

        let chosen = with(&counted, &rule("by-savings", "07/09/2026"));
        let page = step(&mut treasurer, "share-out/put-back", &with(&chosen, &[("each", "1"), ("do", "fill")])).await;
        assert_eq!(page.text.matches("value=\"5,000\"").count(), 4, "a share for everybody: {}", page.text);
        let fields = with(&chosen, &[("p1", "5,000"), ("p2", "5000"), ("p3", "5000"), ("p4", "៥០០០")]);
        let page = step(&mut treasurer, "share-out/preview", &fields).await;
        assert_eq!(page.status, StatusCode::OK, "{}", problems(&page));
        for figure in ["65,300", "5,300", "27,200", "21,700", "\u{2212}10,000", "22,200", "6,700", "35,100", "24,200"] {
            assert!(page.text.contains(figure), "{figure} stands in the preview: {}", page.text);
        }
        led_to(&propose(&mut treasurer, &fields).await, "share-out?done=share-out-proposed");

        // Who proposed cannot confirm; a stranger finds nothing; who has not seen it confirms nothing.
        let page = treasurer.get(&path("share-out")).await;
        assert!(
            page.text.contains("You proposed it: another officer must confirm.") && !page.text.contains("/share-out/confirm\"")
        );
        let own = treasurer.post(&path("share-out/confirm"), &[("proposal", "1")]).await;
        refused(&own, "You proposed it yourself. Another officer must confirm.");
        let mut stranger = play.world.session("treasurer-for-1").await;
        for below in ["cycles", "share-out", "share-out/preview", "share-outs/1"] {
            assert_eq!(stranger.get(&path(below)).await.status, StatusCode::NOT_FOUND, "{below}");
        }
        assert_eq!(stranger.post(&path("share-out/confirm"), &[("proposal", "1")]).await.status, StatusCode::NOT_FOUND);
        refused(&committee.post(&path("share-out/confirm"), &[]).await, "Nothing was posted. Look again");
        let page = committee.get(&path("share-out")).await;
        assert!(page.text.contains("27,200") && page.text.contains("Confirm and post"), "she sees the same figures");
        let answer = committee.post(&path("share-out/confirm"), &[("proposal", "1")]).await;
        led_to(&answer, "share-outs/1?done=share-out-confirmed");
        led_to(&committee.post(&path("share-out/confirm"), &[("proposal", "1")]).await, "cycles");

        // The books: 24,200 in the box, nothing owed, four shares saved, 200 carried.
        assert_eq!(play.cash().await, 24_200);
        let carried = (play.balance(1, 1110, None).await, play.balance(1, 2010, None).await, play.balance(1, 3210, None).await);
        assert_eq!(carried, (0, -20_000, -200));
        assert_eq!(
            (play.balance(1, 4010, None).await, play.balance(1, 2020, None).await, play.balance(2, 3110, None).await),
            (0, 0, -4_000)
        );
        let page = treasurer.get(&path("share-outs/1")).await;
        assert!(page.text.contains("Every riel is accounted for.") && page.text.contains("Both sides are equal"), "{}", page.text);
        for figure in ["59,300", "35,100", "24,200"] {
            assert!(page.text.contains(figure), "{figure} stands in the proof");
        }
        let page = treasurer.get(&path("share-outs/1/list")).await;
        assert!(
            page.text.contains("Signature or thumbprint") && page.text.contains("Chan Number 4") && page.text.contains("35,100")
        );

        // The next cycle, the passbooks, and the other programs.
        let group = play.group().await;
        let mut tx = play.world.db().read().await.unwrap();
        let cycle = groups::cycle(&mut tx, group.book).await.unwrap();
        assert_eq!((cycle.no, cycle.starts_on, cycle.ends_on), (2, day("2026-09-08"), Some(day("2027-09-07"))));
        let lent = loans::loans(&mut tx, Which::All(group.book)).await.unwrap();
        assert!(!lent[0].open && lent[0].history.last().unwrap().kind == "settled");
        drop(tx);
        let text = play.passbook(&mut treasurer, 2).await;
        assert!(text.contains("Share-out 1") && text.contains("Put back as savings") && text.contains("\u{2212}20,000"), "{text}");
        let page = treasurer.get(&path("cycles")).await;
        assert!(
            page.text.contains("65,300\u{a0}៛ divided") && page.text.contains("No meeting was recorded in this cycle"),
            "{}",
            page.text
        );
        refused(&treasurer.post(&path("share-out/begin"), &[]).await, "No meeting was recorded in this cycle");
        play.clean().await;

        // It goes on: lent again, in a cycle that begins after that day.
        play.on("2026-09-14").meet(&[(1, 25_000, 0, 0), (4, 5_000, 0, 10_000)], &[]).await;
        play.clean().await;
    })
    .await;
}

/// The fields of the rule, with the next cycle a year long.
fn rule<'a>(code: &'a str, on: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![("rule", code), ("round_to", "100"), ("on", on), ("next_starts_on", "08/09/2026"), ("next_ends_on", "07/09/2027")]
}

#[tokio::test]
async fn every_choice_that_cannot_be_is_refused_at_its_place() {
    each_engine(|base| async move {
        let play = shares(base).await;
        let mut treasurer = play.world.session("treasurer-own-1").await;
        treasurer.post(&path("share-out/begin"), &[]).await;
        let good = with(&notes(59_300), &rule("by-savings", "07/09/2026"));
        for (field, value, said) in [
            ("rule", "by-luck", "Choose one of the answers"),
            ("on", "08/09/2026", "This day is still to come."),
            ("on", "06/09/2026", "Something was recorded on 7\u{a0}September 2026"),
            ("on", "", "Write the day."),
            ("round_to", "150", "Write a multiple of 100\u{a0}៛"),
            ("round_to", "0", "Write a multiple of 100\u{a0}៛"),
            ("next_starts_on", "07/09/2026", "The next cycle begins after the day of the share-out."),
            ("next_ends_on", "08/09/2026", "The next cycle must end after it begins."),
            ("round_to", "1,000,000", "There is nothing to divide into whole notes."),
        ] {
            let answer = step(&mut treasurer, "share-out/put-back", &with(&good, &[(field, value)])).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}={value}");
            assert!(problems(&answer).contains(said), "{field}={value}: {}", problems(&answer));
        }
        for (rule, percent, value) in
            [("mixed", "savings_percent", "101"), ("mixed", "savings_percent", ""), ("waterfall", "administration_percent", "x")]
        {
            let answer = step(&mut treasurer, "share-out/preview", &with(&good, &[("rule", rule), (percent, value)])).await;
            refused(&answer, "Write between 0 and 100 per cent");
        }
        let both = [("rule", "waterfall"), ("administration_percent", "60"), ("reserve_percent", "50")];
        refused(&step(&mut treasurer, "share-out/preview", &with(&good, &both)).await, "together not more than 100");
        for (field, value, said) in [
            ("p1", "30,000", "At most 27,200\u{a0}៛, which is what she is due."),
            ("p1", "7,000", "Write whole shares: a multiple of 5,000\u{a0}៛."),
            ("p2", "20,000", "At most 11,700\u{a0}៛"),
        ] {
            refused(&step(&mut treasurer, "share-out/preview", &with(&good, &[(field, value)])).await, said);
        }
        refused(&step(&mut treasurer, "share-out/put-back", &with(&good, &[("do", "fill")])).await, "Write a number.");
        // Each rule divides the same box, to the riel.
        let more = [("savings_percent", "60"), ("administration_percent", "10"), ("reserve_percent", "30")];
        for rule in templates::cycles::rule::RULES {
            let answer = step(&mut treasurer, "share-out/preview", &with(&with(&good, &more), &[("rule", rule)])).await;
            assert_eq!(answer.status, StatusCode::OK, "{rule}: {}", problems(&answer));
            assert!(answer.text.contains("65,300"), "{rule}");
        }
        // What waits, and what is at the bank, comes first.
        play.meet(&[], &[(OtherKind::BankDeposit, 20_000)]).await;
        let answer = step(&mut treasurer, "share-out/count", &[]).await;
        refused(&answer, "20,000\u{a0}៛ is at the bank");
        let group = play.group().await;
        let mut tx = play.world.db().write().await.unwrap();
        let line = meetings::NewCorrection {
            key: Uuid::now_v7(),
            meeting_no: 1,
            figure: "savings",
            party_no: Some(1),
            other_line: None,
            was: 25_000,
            becomes: 20_000,
            reason: "four shares".into(),
        };
        meetings::ask(&mut tx, group.book, line, Uuid::from_u128(1), now()).await.unwrap();
        tx.commit().await.unwrap();
        refused(&step(&mut treasurer, "share-out/count", &[]).await, "Corrections wait for a second officer: 1.");
        assert_eq!(treasurer.get(&path("share-out/collect")).await.status, StatusCode::OK);
        led_to(&treasurer.post(&path("share-out/cancel"), &[]).await, "cycles?done=share-out-cancelled");
        refused(&treasurer.post(&path("share-out/begin"), &[]).await, "Corrections wait for a second officer: 1.");
    })
    .await;
}

#[tokio::test]
async fn given_up_lending_is_open_again_and_what_changed_is_proposed_anew() {
    each_engine(|base| async move {
        let play = shares(base).await;
        let mut treasurer = play.world.session("treasurer-own-1").await;
        let mut committee = play.world.session("committee-own-1").await;
        treasurer.post(&path("share-out/begin"), &[]).await;
        led_to(&committee.post(&path("share-out/cancel"), &[]).await, "cycles?done=share-out-cancelled");
        led_to(&committee.post(&path("share-out/cancel"), &[]).await, "cycles");
        for below in ["share-out", "share-out/collect", "share-out/preview"] {
            led_to(&treasurer.get(&path(below)).await, "cycles");
        }
        play.meet(&[(4, 0, 0, 5_000)], &[]).await;
        play.meet(&[(4, 0, 5_000, 0)], &[]).await;

        led_to(&treasurer.post(&path("share-out/begin"), &[]).await, "share-out/collect?done=share-out-begun");
        let fields = with(&notes(59_300), &rule("by-savings", "07/09/2026"));
        propose(&mut treasurer, &fields).await;
        // Somebody brings a gift: what was counted and divided is no longer what is there.
        play.meet(&[], &[(OtherKind::Income, 700)]).await;
        let answer = committee.post(&path("share-out/confirm"), &[("proposal", "1")]).await;
        refused(&answer, "The books or the proposal have changed since you looked.");
        let page = committee.get(&path("share-out")).await;
        assert!(page.text.contains("The books have changed since it was proposed") && !page.text.contains("Confirm and post"));
        propose(&mut treasurer, &with(&fields, &[("n500", "1"), ("n100", "5")])).await;
        refused(&committee.post(&path("share-out/confirm"), &[("proposal", "1")]).await, "Look again");
        led_to(&committee.post(&path("share-out/confirm"), &[("proposal", "2")]).await, "share-outs/2?done=share-out-confirmed");
        play.clean().await;
    })
    .await;
}

/// Member 3 saved 5,000 and was lent 15,000, of which she brought nothing: she owes 300 of interest and the principal.
///
/// By hand: the box has 60,000 − 15,000 + 5,000 = 50,000. Her payout settles what it comes to: with 54,500 to divide on
/// 60,000 saved she is due 4,541, so 4,500, and 50,000 + 4,500 are the 54,500. That is a loss, borne by savings: 22,700,
/// 18,100, 4,500 and 9,000, and 200 remain. Hers pays 300 of interest and 4,200 of principal; 10,800 stay owed.
#[tokio::test]
async fn who_owes_more_than_she_is_due_stays_owing_and_her_loan_goes_on() {
    each_engine(|base| async move {
        let play = Play::new(base, SHARES, "2026-01-01", Some("2026-12-31"), 4).await;
        let saved = [(1, 25_000, 0, 0), (2, 20_000, 0, 0), (3, 5_000, 0, 15_000), (4, 10_000, 0, 0)];
        play.on("2026-08-03").meet(&saved, &[]).await;
        let play = play.on("2026-09-07");
        play.meet(&[], &[(OtherKind::Income, 5_000)]).await;
        let mut treasurer = play.world.session("treasurer-own-1").await;
        let mut committee = play.world.session("committee-own-1").await;
        treasurer.post(&path("share-out/begin"), &[]).await;
        let page = treasurer.get(&path("share-out/collect")).await;
        assert!(page.text.contains("More than she saved") && page.text.contains("15,300"), "{}", page.text);
        let fields = with(&notes(54_000), &rule("by-savings", "07/09/2026"));
        let page = step(&mut treasurer, "share-out/preview", &fields).await;
        assert!(page.text.contains("These members stay owing") && page.text.contains("Stays owing 10,800\u{a0}៛"), "{}", page.text);
        for figure in ["54,500", "22,700", "18,100", "9,000"] {
            assert!(page.text.contains(figure), "{figure}");
        }
        propose(&mut treasurer, &fields).await;
        led_to(&committee.post(&path("share-out/confirm"), &[("proposal", "1")]).await, "share-outs/1?done=share-out-confirmed");
        assert_eq!((play.balance(1, 1110, Some(3)).await, play.balance(1, 3210, None).await), (10_800, -11_000));
        assert_eq!(play.cash().await, 4_200, "the remainder, and the social fund");
        let group = play.group().await;
        let mut tx = play.world.db().read().await.unwrap();
        let lent = loans::loans(&mut tx, Which::Open(group.book)).await.unwrap();
        let last = lent[0].history.last().unwrap();
        assert_eq!((last.kind.as_str(), last.amount, last.interest, last.principal), ("settled", 4_500, 300, -4_200));
        drop(tx);
        assert!(treasurer.get(&path("share-outs/1")).await.text.contains("Every riel is accounted for."));
        assert!(treasurer.get(&path("share-outs/1/list")).await.text.contains("Stays owing 10,800"));
        play.clean().await;

        // In the next cycle she brings it, and it is divided with the next box.
        let play = play.on("2026-10-05");
        play.meet(&[(1, 5_000, 0, 0), (3, 5_000, 10_800, 0)], &[]).await;
        treasurer = play.world.session("treasurer-own-1").await;
        committee = play.world.session("committee-own-1").await;
        treasurer.post(&path("share-out/begin"), &[]).await;
        let more = [("next_starts_on", "06/10/2026"), ("next_ends_on", "")];
        let fields = with(&with(&notes(play.cash().await), &rule("by-savings", "05/10/2026")), &more);
        propose(&mut treasurer, &fields).await;
        led_to(&committee.post(&path("share-out/confirm"), &[("proposal", "1")]).await, "share-outs/2?done=share-out-confirmed");
        play.clean().await;
    })
    .await;
}

/// A permanent group: 100,000, 50,000 and 50,000 saved in December with a gift of 10,000; member 1 was lent 60,000. The
/// year was closed. In January she brought 6,500 (interest 1,500), and there was a gift of 20,000.
///
/// By hand: 21,500 stand open and 10,000 were closed into retained profit, so 31,500 are divided: 10 % is 3,150, so 3,100
/// for administration; 30 % is 9,450, so 9,400 for capital; 60 % is 18,900: 9,450, 4,725 and 4,725, so 9,400, 4,700 and
/// 4,700; 200 remain. Member 2 adds her part to her savings. The box of 176,500 gives away 14,100.
#[tokio::test]
async fn a_permanent_group_splits_its_year_and_savings_stay() {
    each_engine(|base| async move {
        let play = Play::new(base, YEARLY, "2025-07-01", None, 3).await;
        let saved = [(1, 100_000, 0, 60_000), (2, 50_000, 0, 0), (3, 50_000, 0, 0)];
        play.on("2025-12-10").meet(&saved, &[(OtherKind::Income, 10_000)]).await;
        let play = play.on("2026-01-12");
        let (group, act) = (play.group().await, play.act().await);
        let mut tx = play.world.db().write().await.unwrap();
        sansom::periods::closing::close(&mut tx, group.book, day("2025-12-31"), act).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        play.meet(&[(1, 0, 6_500, 0)], &[(OtherKind::Income, 20_000)]).await;
        let mut treasurer = play.world.session("treasurer-own-1").await;
        let mut committee = play.world.session("committee-own-1").await;
        assert!(treasurer.get(&path("cycles")).await.text.contains("Begin the yearly split"));
        treasurer.post(&path("share-out/begin"), &[]).await;
        let page = treasurer.get(&path("share-out/collect")).await;
        assert!(page.text.contains("Nobody has anything due."), "her loan goes on: {}", page.text);
        let counted = notes(play.cash().await);
        let page = step(&mut treasurer, "share-out/rule", &counted).await;
        assert!(page.text.contains("value=\"10\"") && page.text.contains("value=\"30\""), "as agreed: {}", page.text);
        let chosen = [
            ("rule", "waterfall"),
            ("administration_percent", "10"),
            ("reserve_percent", "30"),
            ("round_to", "100"),
            ("on", "12/01/2026"),
            ("next_starts_on", "13/01/2026"),
            ("p2", "4,700"),
        ];
        let fields = with(&counted, &chosen);
        let page = step(&mut treasurer, "share-out/preview", &fields).await;
        assert_eq!(page.status, StatusCode::OK, "{}", problems(&page));
        for figure in ["31,500", "21,500", "10,000", "3,100", "9,400", "4,700", "200", "14,100", "Savings (stay)"] {
            assert!(page.text.contains(figure), "{figure} stands in the preview: {}", page.text);
        }
        propose(&mut treasurer, &fields).await;
        led_to(&committee.post(&path("share-out/confirm"), &[("proposal", "1")]).await, "share-outs/1?done=share-out-confirmed");
        assert_eq!(play.cash().await, 162_400);
        let kept = [(2010, -204_700), (2210, -3_100), (3020, -9_400), (3210, -200), (3010, 0), (1110, 55_000)];
        for (account, balance) in kept {
            assert_eq!(play.balance(1, account, None).await, balance, "account {account}");
        }
        let page = treasurer.get(&path("share-outs/1")).await;
        assert!(page.text.contains("Every riel is accounted for.") && page.text.contains("162,400"), "{}", page.text);
        assert!(play.passbook(&mut treasurer, 2).await.contains("54,700"));
        play.clean().await;

        // A year that brought nothing divides nothing, and the cycle ends all the same.
        let play = play.on("2026-03-02");
        play.meet(&[(2, 1_000, 0, 0)], &[]).await;
        treasurer = play.world.session("treasurer-own-1").await;
        committee = play.world.session("committee-own-1").await;
        treasurer.post(&path("share-out/begin"), &[]).await;
        let more = [("on", "02/03/2026"), ("next_starts_on", "03/03/2026"), ("rule", "none")];
        let fields = with(&with(&notes(play.cash().await), &chosen[..6]), &more);
        propose(&mut treasurer, &fields).await;
        led_to(&committee.post(&path("share-out/confirm"), &[("proposal", "1")]).await, "share-outs/2?done=share-out-confirmed");
        assert!(treasurer.get(&path("share-outs/2")).await.text.contains("Every riel is accounted for."));
        play.clean().await;
    })
    .await;
}

#[tokio::test]
async fn the_demos_group_in_takeo_shares_out_what_was_published() {
    each_engine(|base| async move {
        let world = World::at(base.clone(), now());
        sansom::demo::make(&world.app).await.unwrap_or_else(|why| panic!("{}", why.0));
        let preview = program(&base).args(["share-out", "--group", "PC-TK-01", "--preview", "--format", "json"]).output().unwrap();
        let preview: serde_json::Value = serde_json::from_slice(&preview.stdout).unwrap();
        assert_eq!(
            (&preview["rule"], &preview["pool"], &preview["kept"]["social"]),
            (&"by-savings".into(), &"3821800".into(), &"8800".into())
        );
        let number = |value: &serde_json::Value| value.as_str().unwrap().parse::<i64>().unwrap();
        let gross: i64 = preview["members"].as_array().unwrap().iter().map(|member| number(&member["gross"])).sum();
        assert_eq!(gross + number(&preview["remainder"]), 3_821_800);
        let refused = program(&base).args(["share-out", "--group", "NO-SUCH", "--preview"]).output().unwrap();
        assert_eq!(refused.status.code(), Some(1));
        assert_eq!(program(&base).args(["share-out", "--group", "PC-TK-01"]).output().unwrap().status.code(), Some(2));

        let mut treasurer = world.session("takeo-treasurer").await;
        let mut secretary = world.session("takeo-secretary").await;
        let path = |below: &str| format!("/groups/PC-TK-01/{below}");
        treasurer.post(&path("share-out/begin"), &[]).await;
        let fields = notes(3_830_600);
        let pairs: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let page = treasurer.get(&format!("{}?{}", path("share-out/preview"), form(&pairs))).await;
        assert_eq!(page.status, StatusCode::OK, "{}", problems(&page));
        let key = page.hidden("key");
        treasurer.post(&path("share-out/propose"), &[&pairs[..], &[("key", &key)]].concat()).await;
        let answer = secretary.post(&path("share-out/confirm"), &[("proposal", "1")]).await;
        assert_eq!(answer.location(), path("share-outs/1?done=share-out-confirmed"), "{}", problems(&answer));
        let group = world.group("PC-TK-01").await;
        let mut tx = world.db().read().await.unwrap();
        let cash = meetings::cash(&mut tx, group.book, "KHR").await.unwrap();
        let decided = cycles::decided(&mut tx, group.book, 1).await.unwrap().unwrap();
        assert_eq!((decided.pool, decided.remainder, cash.loan, cash.social), (3_821_800, 1_000, 1_000, 8_800));
        drop(tx);
        let found = store::check(world.db()).await.unwrap();
        assert!(found.is_empty(), "{found:?}");
        exported(&base, "PC-TK-01", &Folder::new());
    })
    .await;
}

/// By months of savings: 300,000 for two months, 200,000 for nine, 100,000 for twelve weigh as 10,000, 30,000 and 20,000
/// of a profit of 60,000 (fixtures/stories/share-outs), read from the postings of both engines.
#[tokio::test]
async fn months_of_savings_are_read_from_the_postings() {
    each_engine(|base| async move {
        let rules = YEARLY.split("[profit]").next().unwrap().to_owned() + "[profit]\nrule = \"by-savings-months\"\n";
        let play = Play::new(base, &rules, "2025-12-01", Some("2026-12-31"), 3).await;
        play.on("2025-12-15").meet(&[(3, 100_000, 0, 0)], &[]).await;
        play.on("2026-03-20").meet(&[(2, 200_000, 0, 0)], &[]).await;
        play.on("2026-10-01").meet(&[(1, 300_000, 0, 0)], &[]).await;
        let play = play.on("2026-12-20");
        play.meet(&[], &[(OtherKind::Income, 60_000)]).await;
        let group = play.group().await;
        let mut tx = play.world.db().read().await.unwrap();
        let ground = Ground::load(&mut tx, &group, play.world.app.today()).await.unwrap();
        let claims = ground.claims(day("2026-12-20"));
        let weights: Vec<(PartyNo, i64)> = claims.iter().map(|claim| (claim.party, claim.savings_months)).collect();
        assert_eq!(weights, [(PartyNo(1), 600_000), (PartyNo(2), 1_800_000), (PartyNo(3), 1_200_000)]);
    })
    .await;
}

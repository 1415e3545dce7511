//! A year and more of small groups, played at random: meetings, loans, repayments up to and beyond what is owed,
//! corrections, decisions about loans, leavers, closed months, a share-out and the cycle after it. Beside the books stands
//! what anybody could keep on a slate: what is in the box, and what each member has saved. After every step the books say
//! the same, no fund is below zero, every loan stands where its events put it, and every page that is opened answers.
//!
//! A failure prints its seed and every step before it. `SANSOM_MODEL_SEEDS` plays so many seeds instead of a few.
use crate::support::{
    actor::{Actor, Answer, World, now},
    databases::{Database, each_engine, sqlite},
};
use chrono::{Datelike, Days, NaiveDate};
use domain::{
    constitution::{
        AfterTerm, Constitution, Interest, LeavingProfit, PaymentOrder, PenaltyAt, Profit, Repay, SocialFundAtShareOut, Terms,
    },
    cycles::Hindrance,
    loans::schedule::{Every, InterestBy},
    meetings::{Attendance, Count, Line, MemberStanding, Other, OtherKind, Refusal, Saved, Sheet, Why},
    people::{Names, Sex},
    periods::month_end,
    share_outs::{EntryRefusal, Refusal as DivisionRefusal},
};
use http::StatusCode;
use ledger::PartyNo;
use rust_decimal::Decimal;
use sansom::{
    cycles::{
        acts::{self, Confirmed, PlanRefusal},
        ground::Ground,
        store as cycles,
    },
    groups::store::{self as groups, Group, NewGroup},
    guard::{Role, RoleOn, Scope},
    loans::store::{self as loans, Which},
    meetings::{
        seal::{self, Act, Outcome, seal_sheet},
        store as meetings,
    },
    members::store::{self as members, Member, Person},
    periods::closing,
    store,
    users::store as users,
};
use std::collections::BTreeMap;
use uuid::Uuid;

const CODE: &str = "LM-1";
const SHARES: &str = include_str!("../../fixtures/constitutions/weekly_shares.toml");
const YEARLY: &str = include_str!("../../fixtures/constitutions/monthly_amounts.toml");

#[tokio::test]
async fn a_group_of_shares_stays_in_its_books() {
    for seed in seeds(0, 8) {
        sqlite(|base| play(base, SHARES, seed)).await;
    }
}

#[tokio::test]
async fn a_group_of_monthly_amounts_stays_in_its_books() {
    for seed in seeds(500_000, 8) {
        sqlite(|base| play(base, YEARLY, seed)).await;
    }
}

#[tokio::test]
async fn both_engines_play_the_same() {
    each_engine(|base| play(base, SHARES, 1_000_001)).await;
    each_engine(|base| play(base, YEARLY, 1_000_002)).await;
}

fn seeds(first: u64, usual: u64) -> std::ops::Range<u64> {
    let first = std::env::var("SANSOM_MODEL_FIRST").ok().and_then(|text| text.parse::<u64>().ok()).map_or(first, |by| first + by);
    let many = std::env::var("SANSOM_MODEL_SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(usual);
    first..first + many
}

/// Numbers that look like chance and are the same for the same seed (SplitMix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0, below a bound above it.
    fn below(&mut self, bound: i64) -> i64 {
        (self.roll() % bound.max(1).unsigned_abs()) as i64
    }

    fn percent(&mut self, chance: i64) -> bool {
        self.below(100) < chance
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as i64) as usize].clone()
    }

    /// Hundreds of riel, up to an amount.
    fn riel(&mut self, most: i64) -> i64 {
        self.below(most.max(0) / 100 + 1) * 100
    }
}

/// Rules like those of a group, with other terms of lending.
fn rules(dice: &mut Dice, like: &str) -> Constitution {
    let base = Constitution::parse(like).unwrap().terms().clone();
    loop {
        let mut terms = base.clone();
        vary(dice, &mut terms);
        if let Ok(rules) = Constitution::try_new(terms) {
            return rules;
        }
    }
}

fn vary(dice: &mut Dice, terms: &mut Terms) {
    let agreed = &mut terms.loans;
    agreed.interest = dice.one(&[Interest::Declining, Interest::Declining, Interest::Flat]);
    agreed.interest_percent_month = Decimal::new(dice.one(&[0, 15, 20, 25, 37, 100]), 1);
    agreed.repay = dice.one(&[Repay::EqualPrincipal, Repay::EqualInstalments, Repay::Single]);
    agreed.every = Every::parse(dice.one(&["1 month", "1 month", "2 week", "4 week"])).unwrap();
    agreed.interest_by = dice.one(&[InterestBy::Period, InterestBy::Day]);
    agreed.term_months_most = dice.one(&[1, 3, 6]);
    agreed.grace_principal = dice.one(&[0, 0, 1, 2]);
    agreed.grace_interest = dice.one(&[0, 0, 1, 2]);
    agreed.interest_free = dice.one(&[0, 0, 1]);
    agreed.early_days = dice.one(&[0, 6, 6, 20]);
    agreed.interest_after_term = dice.one(&[None, Some(AfterTerm::GoesOn), Some(AfterTerm::Stops)]);
    agreed.penalty = Decimal::from(dice.one(&[0, 500, 500]));
    agreed.penalty_after_days = dice.one(&[0, 3]);
    agreed.payment_order = dice.one(&[
        PaymentOrder::InterestFirst,
        PaymentOrder::PrincipalFirst,
        PaymentOrder::ByInstalment,
        PaymentOrder::Proportional,
    ]);
    agreed.penalty_at = dice.one(&[PenaltyAt::First, PenaltyAt::Last]);
    agreed.at_a_time_most = dice.one(&[1, 1, 2]);
    agreed.top_up = dice.percent(40);
    agreed.service_charge = Decimal::from(dice.one(&[0, 0, 300]));
    terms.social_fund.at_share_out = dice.one(&[SocialFundAtShareOut::Kept, SocialFundAtShareOut::SplitEqually]);
    terms.leaving.profit = dice.one(&[LeavingProfit::None, LeavingProfit::CurrentWorth]);
    terms.leaving.fee_percent = Decimal::from(dice.one(&[0, 0, 10]));
}

/// A group at play, with its slate.
struct Game {
    world: World,
    dice: Dice,
    today: NaiveDate,
    /// What is in the box.
    in_box: i64,
    /// What each member has saved, by her number.
    saved: BTreeMap<i64, i64>,
    /// How often a kind of step was taken.
    taken: BTreeMap<&'static str, usize>,
    actors: Option<(Actor, Actor)>,
}

async fn play(base: Database, like: &'static str, seed: u64) {
    println!("seed {seed}");
    let mut game = Game::new(base, like, seed).await;
    for cycle in 0..2 {
        let ends = game.today + Days::new(if cycle == 0 { 330 } else { 90 });
        while game.today < ends {
            game.round().await;
        }
        if cycle == 0 {
            game.share_out().await;
        }
    }
    game.whole().await;
    println!("seed {seed} took {:?}", game.taken);
}

impl Game {
    async fn new(base: Database, like: &str, seed: u64) -> Game {
        let mut dice = Dice(seed);
        let today: NaiveDate = "2026-03-02".parse().unwrap();
        let world = World::new(base.clone()).await;
        let mut tx = world.db().write().await.unwrap();
        let organisation_id = groups::organisation(&mut tx, "OWN").await.unwrap().unwrap().id;
        let new = NewGroup {
            organisation_id,
            code: CODE.into(),
            name_km: "ក្រុមសាក".into(),
            name_latin: "At random".into(),
            village_code: String::new(),
            founded_on: today,
            demo: true,
            constitution: rules(&mut dice, like),
            cycle: (today, None),
        };
        println!("{}", new.constitution.to_toml());
        let book = groups::found(&mut tx, &new, Uuid::nil(), now()).await.unwrap();
        for (login, role) in [("treasurer-own-1", Role::Treasurer), ("committee-own-1", Role::Committee)] {
            let id = users::by_login(&mut tx, login).await.unwrap().unwrap().id;
            let mut roles = users::roles(&mut tx, id).await.unwrap();
            roles.push(RoleOn { role, scope: Scope::Group(book.0) });
            users::set_roles(&mut tx, id, &roles).await.unwrap();
        }
        tx.commit().await.unwrap();
        let mut game = Game { world, dice, today, in_box: 0, saved: BTreeMap::new(), taken: BTreeMap::new(), actors: None };
        for _ in 0..4 {
            game.join().await;
        }
        game.turn(today).await;
        game
    }

    /// The morning of another day.
    async fn turn(&mut self, today: NaiveDate) {
        self.today = today;
        let at = today.and_hms_opt(3, 0, 0).unwrap().and_utc();
        self.world = World::at(self.world.base.clone(), at);
        self.actors = None;
    }

    async fn actors(&mut self) -> &mut (Actor, Actor) {
        if self.actors.is_none() {
            let (one, other) = (self.world.session("treasurer-own-1").await, self.world.session("committee-own-1").await);
            self.actors = Some((one, other));
        }
        self.actors.as_mut().unwrap()
    }

    async fn open_page(&mut self, path: &str) -> Answer {
        let path = format!("/groups/{CODE}/{path}");
        let answer = self.actors().await.0.get(&path).await;
        assert!(answer.status.as_u16() < 400, "GET {path}: {} {}", answer.status, answer.text);
        answer
    }

    /// Sends a form, by the treasurer or by the committee; nothing breaks, and what is refused is said.
    async fn send(&mut self, second: bool, path: &str, fields: &[(&str, &str)]) -> Answer {
        let path = format!("/groups/{CODE}/{path}");
        let actors = self.actors().await;
        let actor = if second { &mut actors.1 } else { &mut actors.0 };
        let answer = actor.post(&path, fields).await;
        match answer.status {
            StatusCode::SEE_OTHER | StatusCode::OK => {}
            StatusCode::UNPROCESSABLE_ENTITY => {
                assert!(answer.text.contains("id=\"problems\""), "POST {path} {fields:?}: nothing is said: {}", answer.text);
            }
            other => panic!("POST {path} {fields:?}: {other} {}", answer.text),
        }
        answer
    }

    async fn group(&self) -> Group {
        self.world.group(CODE).await
    }

    async fn act(&self, login: &str) -> Act {
        let mut tx = self.world.db().read().await.unwrap();
        Act::now(&self.world.app, users::by_login(&mut tx, login).await.unwrap().unwrap().id)
    }

    async fn members(&self) -> Vec<Member> {
        let group = self.group().await;
        members::members(&mut self.world.db().read().await.unwrap(), group.book, &group.commodity).await.unwrap()
    }

    fn took(&mut self, what: &'static str) {
        *self.taken.entry(what).or_default() += 1;
    }

    async fn join(&mut self) {
        let number = self.saved.len() as i64 + 1;
        let group = self.group().await;
        let mut tx = self.world.db().write().await.unwrap();
        let person = Person {
            names: Names::try_new("ចាន់", "សាក", "Chan", &format!("Number {number}")).unwrap(),
            sex: Some(Sex::Female),
            birth_year: None,
            id_poor: None,
            phone: String::new(),
            village_code: String::new(),
        };
        let person = members::add_person(&mut tx, group.organisation_id, &person).await.unwrap();
        members::add_member(&mut tx, group.book, person, number, self.today).await.unwrap();
        tx.commit().await.unwrap();
        self.saved.insert(number, 0);
    }

    /// Some days later a meeting, and between meetings whatever happens.
    async fn round(&mut self) {
        let days = 4 + self.dice.below(26).unsigned_abs();
        self.turn(self.today + Days::new(days)).await;
        if self.dice.percent(85) {
            self.meeting(false).await;
            self.holds().await;
        }
        if self.dice.percent(40) {
            let later = self.today + Days::new(self.dice.below(4).unsigned_abs());
            self.turn(later).await;
        }
        if self.dice.percent(45) {
            self.correction().await;
            self.holds().await;
        }
        if self.dice.percent(35) {
            self.request().await;
            self.holds().await;
        }
        if self.dice.percent(5) {
            self.leaver().await;
            self.holds().await;
        }
        if self.dice.percent(15) {
            self.close_month().await;
        }
        if self.dice.percent(20) {
            self.look().await;
        }
    }

    /// Opens some pages.
    async fn look(&mut self) {
        for _ in 0..2 {
            let number = 1 + self.dice.below(self.saved.len() as i64);
            let group = self.group().await;
            let mut tx = self.world.db().read().await.unwrap();
            let meeting = 1 + meetings::last(&mut tx, group.book).await.unwrap().map_or(0, |(no, _)| no);
            let loan = 1 + self.dice.below(loans::last_no(&mut tx, group.book).await.unwrap());
            drop(tx);
            let page = match self.dice.below(8) {
                0 => format!("members/{number}"),
                1 => format!("members/{number}/leave"),
                2 => format!("meetings/{}", 1 + self.dice.below(meeting)),
                3 if self.taken.contains_key("lent") => format!("loans/{loan}"),
                4 if self.taken.contains_key("lent") => format!("loans/{loan}/contract"),
                _ => {
                    self.dice.one(&["loans", "arrears", "health", "share-out", "cycles", "corrections", "trial-balance"]).to_owned()
                }
            };
            self.open_page(&page).await;
        }
    }

    // -- meetings

    /// A meeting at random; with `fetch`, everything at the bank is fetched and nothing is lent.
    async fn meeting(&mut self, fetch: bool) {
        let group = self.group().await;
        let act = self.act("treasurer-own-1").await;
        let mut tx = self.world.db().write().await.unwrap();
        let ground = seal::load(&mut tx, &group).await.unwrap();
        let last = ground.last.map_or(ground.cycle.starts_on, |(_, day)| day).max(ground.cycle.starts_on);
        let held_on = if self.dice.percent(70) { self.today } else { self.today - Days::new(self.dice.below(7).unsigned_abs()) };
        let held_on = held_on.max(last);
        let shares = ground.cycle.constitution.shares().is_some();
        let numbers: BTreeMap<PartyNo, i64> = ground.members.iter().map(|member| (member.party(), member.number)).collect();
        let mut lines = Vec::new();
        for member in &ground.standings {
            lines.extend(self.line(member, held_on, shares, fetch));
        }
        let mut other = self.other(&ground.standings, ground.cash.bank, ground.more.external, ground.more.administration);
        if fetch {
            other = vec![Other {
                row: 0,
                kind: OtherKind::BankWithdrawal,
                party: None,
                amount: ground.cash.bank,
                note: "fetched".into(),
            }];
            other.retain(|other| other.amount > 0);
        }
        let charge = ground.cycle.constitution.service_charge();
        let mut in_box = self.in_box;
        let mut saved = self.saved.clone();
        for line in &lines {
            let mine = line.savings.map_or(0, |saved| match saved {
                Saved::Shares(count) => count * 5_000,
                Saved::Amount(amount) => amount,
            });
            let lent = line.loan.unwrap_or(0) - if line.loan.is_some() { charge } else { 0 };
            in_box += mine + line.social_fund.unwrap_or(0) + line.fine.unwrap_or(0) + line.repayment.unwrap_or(0) - lent;
            *saved.get_mut(&numbers[&line.party]).unwrap() += mine;
        }
        for other in &other {
            in_box += if other.kind.comes_in() { other.amount } else { -other.amount };
            if other.kind == OtherKind::Withdrawal {
                *saved.get_mut(&numbers[&other.party.unwrap()]).unwrap() -= other.amount;
            }
        }
        let off = if self.dice.percent(10) { self.dice.one(&[-200, 100, 1_000]) } else { 0 };
        let off = off.max(-in_box.max(0));
        in_box += off;
        let sheet = Sheet {
            key: Uuid::now_v7(),
            after: ground.last.map(|(no, _)| no),
            held_on,
            lines,
            other,
            // Loose, to the riel: where interest is shared in proportion, what is due need not be hundreds.
            count: Count::Counted(BTreeMap::from([(1, in_box)])),
            difference_reason: if off == 0 { String::new() } else { "miscounted".into() },
            difference_named: Some(off),
            witnessed: true,
            note: String::new(),
        };
        println!("{} meeting on {held_on}: {:?} {:?}", self.today, sheet.lines, sheet.other);
        match seal_sheet(&mut tx, &group, &sheet, act).await.unwrap() {
            Outcome::Sealed(_) => {
                tx.commit().await.unwrap();
                (self.in_box, self.saved) = (in_box, saved);
                self.took("sealed");
                if sheet.lines.iter().any(|line| line.loan.is_some()) {
                    self.took("lent");
                }
            }
            Outcome::Refused(refusals) => {
                println!("  refused: {refusals:?}");
                let of_count =
                    |refusal: &Refusal| matches!(refusal.why, Why::DifferenceWithoutReason(_) | Why::DifferenceNotNamed(_));
                assert!(!refusals.iter().any(of_count), "the slate says {in_box}: {refusals:?}");
                self.took("sheet refused");
            }
            outcome => panic!("{outcome:?}"),
        }
    }

    fn line(&mut self, member: &MemberStanding, held_on: NaiveDate, shares: bool, fetch: bool) -> Option<Line> {
        let dice = &mut self.dice;
        let party = member.party;
        let owes = member.loans.iter().map(|loan| loan.position(held_on).payoff).sum::<i64>();
        let due = member.loans.iter().map(|loan| loan.position(held_on).due).sum::<i64>();
        let lost = member.loans.iter().map(|loan| loan.position(held_on).lost).sum::<i64>();
        let some = |amount: i64| (amount > 0).then_some(amount);
        let repayment = match dice.below(12) {
            0..5 => some(due),
            5 => some(owes),
            6 | 7 => some(dice.riel(owes)),
            8 => some(dice.riel(owes + lost)),
            9 if owes > 0 && dice.percent(10) => some(owes + lost + 100),
            _ => None,
        };
        let blank = Line { party, attendance: None, savings: None, social_fund: None, fine: None, repayment, loan: None };
        if member.joined_on > held_on {
            return None;
        }
        if member.left_on.is_some() {
            return Some(blank).filter(|line| line.repayment.is_some());
        }
        let here = dice.one(&[Attendance::Present, Attendance::Present, Attendance::Present, Attendance::Late]);
        let savings = match shares {
            true => Saved::Shares(dice.below(6)),
            false => Saved::Amount(dice.riel(12_000)),
        };
        let limit = (member.savings * 3).min(200_000);
        let lends = !fetch && limit > 0 && dice.percent(35);
        Some(Line {
            attendance: Some(here),
            savings: Some(savings).filter(|_| dice.percent(85)),
            social_fund: some(dice.one(&[0, 1_000, 1_000, 500])),
            fine: some(dice.one(&[0, 0, 0, 500])),
            loan: some(dice.riel(limit)).filter(|_| lends),
            ..blank
        })
    }

    fn other(&mut self, members: &[MemberStanding], bank: i64, external: i64, administration: i64) -> Vec<Other> {
        let mut rows = Vec::new();
        while rows.len() < 3 && self.dice.percent(35) {
            let member = self.dice.one(members);
            let kind = self.dice.one(&OtherKind::ALL);
            let most = match kind {
                OtherKind::Withdrawal => member.savings.min(15_000),
                OtherKind::BankWithdrawal => bank,
                OtherKind::ExternalRepayment => external,
                OtherKind::Administration => administration,
                OtherKind::ExternalLoan => 100_000,
                OtherKind::BankDeposit => self.in_box / 2,
                _ => 3_000,
            };
            let beyond = if self.dice.percent(2) { 100 } else { 0 };
            let amount = self.dice.riel(most) + beyond;
            let party = (kind == OtherKind::Withdrawal).then_some(member.party);
            if amount > 0 {
                rows.push(Other { row: rows.len(), kind, party, amount, note: "as told".into() });
            }
        }
        rows
    }

    // -- corrections, decisions, leavers, closed months

    async fn correction(&mut self) {
        let group = self.group().await;
        let mut tx = self.world.db().read().await.unwrap();
        let Some((last, _)) = meetings::last(&mut tx, group.book).await.unwrap() else { return };
        // Mostly what is fresh.
        let back = if self.dice.percent(70) { self.dice.below(4) } else { self.dice.below(last) };
        let no = (last - back).max(1);
        let lines = meetings::lines(&mut tx, group.book, no).await.unwrap();
        let others = meetings::others(&mut tx, group.book, no).await.unwrap();
        let all = members::members(&mut tx, group.book, &group.commodity).await.unwrap();
        let shares = groups::cycle(&mut tx, group.book).await.unwrap().constitution.shares().is_some();
        drop(tx);
        let (figure, member, right) = if !others.is_empty() && self.dice.percent(35) {
            let other = self.dice.one(&others);
            (format!("other-{}", other.line), String::new(), self.dice.riel(2 * other.amount))
        } else {
            let line = self.dice.one(&lines);
            let number = all.iter().find(|member| member.party_no == line.party_no).unwrap().number;
            let lent = [line.repayment.is_some(), line.loan.is_some()];
            let figure = match lent {
                [true, _] if self.dice.percent(55) => "repayment",
                [_, true] if self.dice.percent(60) => "loan",
                _ if shares => self.dice.one(&["shares", "social-fund", "fine", "repayment"]),
                _ => self.dice.one(&["savings", "social-fund", "fine", "repayment"]),
            };
            let stood = match figure {
                "repayment" => line.repayment,
                "loan" => line.loan,
                _ => None,
            };
            let right = match (figure, stood) {
                ("shares", _) => self.dice.below(6),
                (_, Some(stood)) if self.dice.percent(60) => self.dice.riel(2 * stood),
                (_, Some(_)) if self.dice.percent(50) => 0,
                _ => self.dice.riel(20_000),
            };
            (figure.to_owned(), number.to_string(), right)
        };
        let (key, right) = (Uuid::now_v7().to_string(), right.to_string());
        println!("{} correction of meeting {no}: {figure} of {member} is {right}", self.today);
        let fields = [("key", &*key), ("member", &*member), ("figure", &*figure), ("right", &*right), ("reason", "misread")];
        let asked = self.send(false, &format!("meetings/{no}/corrections/new"), &fields).await;
        if asked.status != StatusCode::SEE_OTHER {
            return self.took("correction not asked");
        }
        let number = asked.location().rsplit_once('/').unwrap().1.split('?').next().unwrap().to_owned();
        let confirmed = self.send(true, &format!("corrections/{number}/confirm"), &[]).await;
        if confirmed.status != StatusCode::SEE_OTHER {
            self.send(true, &format!("corrections/{number}/refuse"), &[("reason", "no")]).await;
            return self.took("correction refused");
        }
        self.took("corrected");
        let mut tx = self.world.db().read().await.unwrap();
        let row = meetings::corrections(&mut tx, group.book).await.unwrap().into_iter().find(|row| row.no.to_string() == number);
        let row = row.unwrap();
        let mut move_savings = |party: i64, by: i64| {
            let number = all.iter().find(|member| member.party_no == party).unwrap().number;
            *self.saved.get_mut(&number).unwrap() += by;
        };
        match (row.figure.as_str(), row.party_no, row.other_line) {
            ("savings", Some(party), _) => move_savings(party, row.becomes - row.was),
            ("other", _, Some(line)) => {
                let other = others.iter().find(|other| other.line == line).unwrap();
                if other.kind == "withdrawal" {
                    move_savings(other.party_no.unwrap(), row.was - row.becomes);
                }
            }
            _ => {}
        }
    }

    async fn request(&mut self) {
        let group = self.group().await;
        let open = loans::loans(&mut self.world.db().read().await.unwrap(), Which::Open(group.book)).await.unwrap();
        let open: Vec<_> = open.into_iter().filter(|loan| loan.open).collect();
        if open.is_empty() {
            return;
        }
        let no = self.dice.one(&open).account.no;
        let kind = self.dice.one(&["skip", "skip", "reschedule", "reschedule", "write-off"]);
        let first_due = self.today + Days::new(self.dice.below(60).unsigned_abs());
        let first_due = first_due.format("%d/%m/%Y").to_string();
        let (key, instalments) = (Uuid::now_v7().to_string(), (1 + self.dice.below(5)).to_string());
        println!("{} {kind} of loan {no}: {instalments} from {first_due}", self.today);
        let fields =
            [("key", &*key), ("kind", kind), ("instalments", &*instalments), ("first_due", &*first_due), ("reason", "a flood")];
        let asked = self.send(false, &format!("loans/{no}/requests"), &fields).await;
        if asked.status != StatusCode::SEE_OTHER {
            return self.took("request not asked");
        }
        let number = asked.location().rsplit_once('/').unwrap().1.split('?').next().unwrap().to_owned();
        if self.dice.percent(30) {
            // The second officer comes days later.
            let later = self.today + Days::new(self.dice.below(40).unsigned_abs());
            self.turn(later).await;
            self.meeting(false).await;
        }
        let here = format!("loans/{no}/requests/{number}");
        let path = format!("/groups/{CODE}/{here}");
        let page = self.actors().await.1.get(&path).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        let seen = if page.text.contains("name=\"seen\"") { page.hidden("seen") } else { String::new() };
        let confirmed = self.send(true, &format!("{here}/confirm"), &[("seen", &*seen)]).await;
        if confirmed.status == StatusCode::SEE_OTHER {
            return self.took(kind);
        }
        self.send(true, &format!("{here}/refuse"), &[("reason", "no")]).await;
        self.took("request refused");
    }

    async fn leaver(&mut self) {
        let all = self.members().await;
        let here: Vec<_> = all.iter().filter(|member| member.left_on.is_none()).collect();
        if here.len() < 3 {
            return self.join().await;
        }
        let member = self.dice.one(&here);
        let path = format!("members/{}/leave", member.number);
        let page = self.open_page(&path).await;
        let (key, mut seen) = (page.hidden("key"), page.hidden("seen"));
        let on = self.today - Days::new(self.dice.one(&[0, 0, 0, 1, 3]));
        let on = on.format("%d/%m/%Y").to_string();
        let grant = if self.dice.percent(30) { "500" } else { "" };
        println!("{} member {} leaves on {on}, with {grant}", self.today, member.number);
        for _ in 0..2 {
            let fields = [("key", &*key), ("seen", &*seen), ("left_on", &*on), ("reason", "moved"), ("social_grant", grant)];
            let answer = self.send(false, &path, &fields).await;
            if answer.status == StatusCode::SEE_OTHER {
                let group = self.group().await;
                let mut tx = self.world.db().read().await.unwrap();
                let paid = members::final_payout(&mut tx, group.book, member.party()).await.unwrap();
                drop(tx);
                if let Some(row) = paid {
                    let home = row.savings + row.profit - row.fee - row.penalty - row.interest - row.principal;
                    assert!(home >= 0, "{row:?}");
                    assert_eq!(row.savings, self.saved[&member.number]);
                    self.in_box -= home + row.social_grant;
                    self.saved.insert(member.number, 0);
                }
                return self.took("left");
            }
            seen = answer.hidden("seen");
        }
        self.took("leaving refused");
    }

    async fn close_month(&mut self) {
        let group = self.group().await;
        let act = self.act("treasurer-own-1").await;
        let mut tx = self.world.db().write().await.unwrap();
        let closed = seal::load(&mut tx, &group).await.unwrap().closed_through;
        let first: NaiveDate = "2026-03-31".parse().unwrap();
        let through = closed.map_or(first, |closed| month_end(closed + Days::new(1)));
        println!("{} closes {through}", self.today);
        match closing::close(&mut tx, group.book, through, act).await.unwrap() {
            Ok(_) => {
                tx.commit().await.unwrap();
                self.took(if through.month() == 12 { "year closed" } else { "month closed" });
            }
            Err(_) => self.took("closing refused"),
        }
    }

    // -- the end of the cycle

    async fn share_out(&mut self) {
        let group = self.group().await;
        let (one, other) = (self.act("treasurer-own-1").await, self.act("committee-own-1").await);
        let mut tx = self.world.db().write().await.unwrap();
        acts::begin(&mut tx, &group, one).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        self.look().await;
        for _ in 0..4 {
            // What was owed is brought, nothing more is lent.
            self.meeting(true).await;
            self.holds().await;
            if self.dice.percent(30) {
                self.correction().await;
            }
            if self.divide(&group, one, other).await {
                self.holds().await;
                self.turn(self.today + Days::new(1)).await;
                for page in ["cycles", "share-outs/1", "share-outs/1/list", "health", "loans"] {
                    self.open_page(page).await;
                }
                return self.took("shared out");
            }
        }
        let mut tx = self.world.db().write().await.unwrap();
        acts::cancel(&mut tx, &group, one).await.unwrap();
        tx.commit().await.unwrap();
        self.took("share-out given up");
    }

    /// Proposes a division and confirms it; says whether it took place.
    async fn divide(&mut self, group: &Group, one: Act, other: Act) -> bool {
        let mut tx = self.world.db().write().await.unwrap();
        let open = acts::open(&mut tx, group.book).await.unwrap().unwrap();
        let ground = Ground::load(&mut tx, group, self.today).await.unwrap();
        let (_, mut chosen) = ground.usual(self.today);
        chosen.round_to = self.dice.one(&[100, 500, 1_000, 5_000]);
        let profit = self.dice.one(&[
            Profit::BySavings,
            Profit::Equal,
            Profit::ByInterestPaid,
            Profit::BySavingsMonths,
            Profit::Mixed { savings_percent: 60.into() },
            Profit::Waterfall { administration_percent: 10.into(), reserve_percent: 30.into() },
            Profit::None,
        ]);
        let counts = BTreeMap::from([(1, self.in_box)]);
        let mut plan = cycles::Plan { profit, chosen, counts, put_back: BTreeMap::new() };
        let may_not = |refusals: Vec<PlanRefusal>| {
            println!("  not divided: {refusals:?}");
            let usual = |refusal: &PlanRefusal| {
                matches!(
                    refusal,
                    PlanRefusal::Hindrance(Hindrance::AtBank(_))
                        | PlanRefusal::Division(DivisionRefusal::NothingToDivide)
                        | PlanRefusal::Entry(EntryRefusal::BoxShort(_))
                )
            };
            assert!(refusals.iter().all(usual), "{refusals:?}");
            false
        };
        let division = match acts::divided(&ground, &plan) {
            Ok(division) => division,
            Err(refusals) => return may_not(refusals),
        };
        for line in division.lines.iter().filter(|line| line.paid() > 0) {
            if self.dice.percent(40) {
                let back = self.dice.riel(line.paid());
                let back = ground.share_value().map_or(back, |value| back / value * value);
                plan.put_back.extend((back > 0).then_some((line.party, back)));
            }
        }
        println!("{} divides {plan:?}: {division:?}", self.today);
        let reckoned = match acts::reckon(&ground, &plan, open.id) {
            Ok(reckoned) => reckoned,
            Err(refusals) => return may_not(refusals),
        };
        let last = cycles::proposal(&mut tx, group.book, open.no).await.unwrap().map_or(0, |last| last.no);
        acts::propose(&mut tx, group, &open, Uuid::now_v7(), (&plan, &reckoned.division), one).await.unwrap();
        assert_eq!(acts::confirm(&mut tx, group, last + 1, other).await.unwrap(), Confirmed::Now(open.no));
        tx.commit().await.unwrap();
        let kept = ground.kept();
        for line in &division.lines {
            let back = plan.put_back.get(&line.party).copied().unwrap_or(0);
            let number = ground.members.iter().find(|member| member.party() == line.party).unwrap().number;
            self.in_box -= line.paid() - back;
            let saved = self.saved.get_mut(&number).unwrap();
            *saved = if kept { *saved } else { 0 } + back;
        }
        true
    }

    // -- what holds always

    /// The books say what the slate says, nothing is below zero, and every loan stands where its events put it.
    async fn holds(&mut self) {
        let group = self.group().await;
        let mut tx = self.world.db().read().await.unwrap();
        let ground = seal::load(&mut tx, &group).await.unwrap();
        let (cash, more) = (&ground.cash, &ground.more);
        assert_eq!(cash.loan + cash.social, self.in_box, "the box");
        let least = cash.loan.min(cash.social).min(cash.bank).min(more.external).min(more.administration);
        assert!(least >= 0, "{cash:?} {more:?}");
        let members = ground.members.iter().map(|member| (member.number, member.savings)).collect::<BTreeMap<_, _>>();
        assert_eq!(members, self.saved, "savings");
        let sql = "select loan_no, principal, lost, open from loan_state where book_id = $1";
        let states: Vec<(i64, i64, i64, bool)> = tx.all(sql, (group.book.0,)).await.unwrap();
        for loan in loans::loans(&mut tx, Which::All(group.book)).await.unwrap() {
            let position = loan.account.position(self.today);
            let state = states.iter().find(|state| state.0 == loan.account.no).unwrap();
            let told = (loan.account.no, position.principal, position.lost, position.is_open());
            assert_eq!(told, *state, "{position:?}\n{:?}", loan.account.events);
            assert!(!loan.account.has_too_much(), "{:?}", loan.account.events);
            assert!(position.payoff >= position.owed() && position.interest >= 0 && position.penalty >= 0, "{position:?}");
        }
        drop(tx);
        if self.dice.percent(15) {
            self.whole().await;
        }
    }

    async fn whole(&self) {
        let found = store::check(self.world.db()).await.unwrap();
        assert!(found.is_empty(), "{}", found.iter().map(|one| format!("\n{one}")).collect::<String>());
    }
}

//! Every pair of duties that must be two people: somebody with every office does the first, and is refused the second at
//! the page, with the reason, while nothing is written. The pairs are those of the rules' own table.
use super::told::{hire, id, rows};
use crate::{
    meetings::{problems, read},
    support::{
        actor::{Actor, Answer, World},
        book::clean,
        databases::each_engine,
    },
};
use domain::grants::{
    Duty, Why,
    duties::{APART, apart},
};
use http::StatusCode;
use sansom::{awards::refusals, guard::Role};
use std::collections::HashMap;
use uuid::Uuid;
use words::{Language, Words};

/// The duties in the order in which a grant needs them.
const ORDER: [Duty; 11] = [
    Duty::Helps,
    Duty::Screens,
    Duty::Appraises,
    Duty::Votes,
    Duty::Signs,
    Duty::Prepares,
    Duty::Checks,
    Duty::Approves,
    Duty::Pays,
    Duty::Records,
    Duty::Verifies,
];

/// Who does a duty in the usual way, and her office.
const HANDS: [(Duty, &str, Role); 11] = [
    (Duty::Helps, "helps", Role::Advisor),
    (Duty::Screens, "screens", Role::Monitor),
    (Duty::Appraises, "appraises", Role::Monitor),
    (Duty::Votes, "votes", Role::Manager),
    (Duty::Signs, "signs", Role::Manager),
    (Duty::Prepares, "prepares", Role::Officer),
    (Duty::Checks, "checks", Role::Finance),
    (Duty::Approves, "approves", Role::Manager),
    (Duty::Pays, "pays", Role::Cashier),
    (Duty::Records, "records", Role::Bookkeeper),
    (Duty::Verifies, "verifies", Role::Advisor),
];

/// Under a code it is the liaison who helps, makes the vouchers out, and goes.
const UNDER_CODES: [Duty; 3] = [Duty::Helps, Duty::Prepares, Duty::Verifies];

/// Everything that staff of an award may do, in one hand.
const EVERYTHING: [Role; 8] =
    [Role::Advisor, Role::Officer, Role::Monitor, Role::Manager, Role::Finance, Role::Cashier, Role::Bookkeeper, Role::Liaison];

const TODAY: &str = "21/11/2026";
const AWARD: &str = "/awards/AW-OWN-1";

/// The staff of an award, and the grant that is under way.
struct Staff {
    world: World,
    actors: HashMap<&'static str, Actor>,
    /// Grants under codes are tried, not families'.
    coded: bool,
    grant: i64,
    voucher: i64,
}

fn place(duty: Duty) -> usize {
    ORDER.iter().position(|one| *one == duty).unwrap_or_else(|| panic!("{duty:?} has its place in the order"))
}

fn hand(duty: Duty) -> &'static str {
    HANDS[place(duty)].1
}

impl Staff {
    async fn new(world: World, coded: bool) -> Staff {
        crate::awards_pages::begun(&world, crate::support::actor::OWN).await;
        let mut actors = HashMap::new();
        for (duty, login, role) in HANDS {
            let role = if coded && UNDER_CODES.contains(&duty) { Role::Liaison } else { role };
            hire(&world, login, &[role]).await;
            actors.insert(login, world.session(login).await);
        }
        hire(&world, "everything", &EVERYTHING).await;
        actors.insert("everything", world.session("everything").await);
        // The grant of `begun` is the first.
        let mut staff = Staff { world, actors, coded, grant: 1, voucher: 0 };
        let called = staff.post("signs", "calls", &[("line", "coded"), ("until", "31/12/2026")]).await;
        assert_eq!(called.status, StatusCode::SEE_OTHER, "{}", read(&called));
        staff
    }

    async fn post(&mut self, who: &str, path: &str, typed: &[(&str, &str)]) -> Answer {
        let key = Uuid::now_v7().to_string();
        let fields: Vec<(&str, &str)> = [("key", key.as_str()), ("day", TODAY)].iter().chain(typed).copied().collect();
        self.actors.get_mut(who).unwrap().post(&format!("{AWARD}/{path}"), &fields).await
    }

    /// Somebody does a duty, as its page asks for it.
    async fn does(&mut self, duty: Duty, who: &'static str) -> Answer {
        let grant = format!("{}/{}", if self.coded { "slips" } else { "grants" }, self.grant);
        let voucher = format!("vouchers/{}", self.voucher);
        match duty {
            Duty::Helps => self.helps(who).await,
            Duty::Screens => self.post(who, &format!("{grant}/screen"), &[("passed", "yes")]).await,
            Duty::Appraises => self.post(who, &format!("{grant}/appraise"), &[("score", "80"), ("passed", "yes")]).await,
            Duty::Votes => self.votes(who).await,
            Duty::Signs => {
                let typed = [("t0-amount", "100"), ("t0-from", TODAY), ("t0-means", "cash"), ("witness", "1")];
                self.post(who, &format!("{grant}/agree"), &typed).await
            }
            Duty::Prepares => {
                let number = self.grant.to_string();
                let typed = [
                    ("for", "tranche"),
                    ("grant", &*number),
                    ("tranche", "0"),
                    ("currency", "USD"),
                    ("paid", "100"),
                    ("source", "bank"),
                    ("means", "cash"),
                ];
                self.post(who, "vouchers/new", &typed).await
            }
            Duty::Checks => self.post(who, &format!("{voucher}/check"), &[]).await,
            Duty::Approves => self.post(who, &format!("{voucher}/approve"), &[]).await,
            Duty::Pays => self.post(who, &format!("{voucher}/pay"), &[("witness", "1")]).await,
            Duty::Records => self.post(who, &format!("{voucher}/record"), &[]).await,
            Duty::Verifies => {
                let grant = format!("{}/{}", if self.coded { "codes" } else { "grants" }, self.grant);
                let safe = ("safe", if self.coded { "yes" } else { "" });
                self.post(who, &format!("{grant}/visit"), &[("visiting", "t0"), ("seen", "all"), ("operating", "runs"), safe]).await
            }
        }
    }

    /// Another family, with nothing that is like an earlier one; or another code.
    async fn helps(&mut self, who: &str) -> Answer {
        if self.coded {
            let typed = [
                ("provider", "OWN"),
                ("province", "09"),
                ("line", "coded"),
                ("business", "poultry"),
                ("asked", "100"),
                ("plan-0-amount", "100"),
            ];
            return self.post(who, "codes/new", &typed).await;
        }
        let (given, household) = (format!("Number {}", self.grant), format!("HH-{}", self.grant));
        let typed = [
            ("family_name_latin", "FAMILY"),
            ("given_name_latin", &given),
            ("village_code", "03010203"),
            ("household", &household),
            ("line", "families"),
            ("business", "poultry"),
            ("asked", "100"),
            ("plan-0-what", "chicks"),
            ("plan-0-amount", "100"),
        ];
        self.post(who, "grants/new", &typed).await
    }

    /// Who writes the minutes down is the manager; who votes is among them. Under a code nobody votes who does not sign in.
    async fn votes(&mut self, who: &str) -> Answer {
        let voter = id(&self.world, who).await;
        if self.coded {
            let (second, third) = (id(&self.world, "approves").await, id(&self.world, "checks").await);
            let typed = [
                ("minute", "12/2026"),
                ("rank", "1"),
                ("passed", "yes"),
                ("approved", "100"),
                ("voter", &*voter),
                ("voter", &*second),
                ("voter", &*third),
            ];
            return self.post(hand(Duty::Signs), &format!("slips/{}/rule", self.grant), &typed).await;
        }
        let typed = [
            ("minute", "12/2026"),
            ("rank", "1"),
            ("passed", "yes"),
            ("approved", "100"),
            ("voter", &*voter),
            ("other-0", "The village chief"),
            ("other-1", "The head of the school"),
        ];
        let path = format!("grants/{}/rule", self.grant);
        self.post(hand(Duty::Signs), &path, &typed).await
    }

    /// A new grant: `one` does the first duty and is refused the second; who else does it may.
    async fn tries(&mut self, first: Duty, second: Duty) {
        assert!(place(first) < place(second), "{first:?} comes before {second:?}");
        self.grant += 1;
        self.voucher += i64::from(place(second) >= place(Duty::Prepares));
        for duty in ORDER.into_iter().take_while(|duty| *duty != second) {
            let who = if duty == first { "everything" } else { hand(duty) };
            let answer = self.does(duty, who).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{first:?} and {second:?}: {duty:?}: {}", read(&answer));
        }
        let before = rows(self.world.db()).await;
        let answer = self.does(second, "everything").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{first:?} and {second:?} in one hand");
        let said = refusals::text(Words::new(Language::English), "USD", &Why::SameHand(first));
        assert!(problems(&answer).iter().any(|(_, words)| words.ends_with(&said)), "{said}: {:?}", problems(&answer));
        assert_eq!(rows(self.world.db()).await, before, "{first:?} and {second:?}: nothing is written");
        let answer = self.does(second, hand(second)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{second:?} by another: {}", read(&answer));
    }
}

/// Every pair of the table, for grants of one kind.
async fn all_pairs(coded: bool) {
    each_engine(|base| async move {
        let mut staff = Staff::new(World::new(base).await, coded).await;
        for &(first, second) in APART {
            staff.tries(first, second).await;
        }
        clean(staff.world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn no_two_duties_that_must_be_apart_lie_in_one_hand() {
    all_pairs(false).await;
}

#[tokio::test]
async fn nor_under_a_code() {
    all_pairs(true).await;
}

/// The table is the law, and this its reading: whoever changes it sees here what he gives away.
#[test]
fn who_holds_the_money_does_nothing_else_for_a_grant() {
    for duty in
        [Duty::Helps, Duty::Screens, Duty::Signs, Duty::Prepares, Duty::Checks, Duty::Approves, Duty::Records, Duty::Verifies]
    {
        assert!(apart(duty, Duty::Pays), "{duty:?}");
    }
    let of_a_voucher = [Duty::Prepares, Duty::Checks, Duty::Approves, Duty::Pays, Duty::Records];
    for (at, one) in of_a_voucher.iter().enumerate() {
        for other in &of_a_voucher[at + 1..] {
            assert!(apart(*one, *other), "{one:?} and {other:?}");
        }
    }
}

//! A grant from the call to the close, and every forbidden hand.
use chrono::NaiveDate;
use domain::grants::{
    Act, Applicant, Ask, Award, Duty, Money, Refusal, Terms, When, Who, Why,
    accounts::BANK,
    acts::{Business, Means, Operating, PlanLine, Purpose, Receipt, Seen, Source, Step, Tranche, Visiting},
    decide, post,
};
use ledger::Commodity;
use std::collections::BTreeMap;
use uuid::Uuid;

const TERMS: &str = r#"
code = "FG-1"
name_km = "ជំនួយតូចៗ"
name_latin = "Small grants"
donor = "Donor"
organisation = "CCPCR"
dated = "2016-01-01"
from = "2016-01-01"
to = "2017-12-31"
currency = "USD"
amount = 1500000
[[line]]
code = "families"
name_km = ""
name_latin = "Grants to families"
kind = "grants"
amount = 1200000
[[line]]
code = "office"
name_km = ""
name_latin = "Office"
kind = "cost"
amount = 300000
[[package]]
line = "families"
count = 60
each = 20000
[[threshold]]
rule = "cash"
value = 50000
from = "2000-01-01"
"#;

struct Play {
    award: Award,
    balances: BTreeMap<(i64, i64, String), i64>,
    day: NaiveDate,
}

fn who(name: &str) -> Who {
    Who::Named(name.into())
}

impl Play {
    fn new() -> Play {
        let award =
            Award { terms: Terms::read(TERMS).expect("terms"), acts: vec![], money: Money::default(), closed_through: None };
        Play { award, balances: BTreeMap::new(), day: NaiveDate::from_ymd_opt(2016, 2, 1).expect("a day") }
    }

    fn tries(&mut self, by: &str, ask: Ask) -> Result<(), Vec<Why>> {
        let when = When { day: self.day, today: self.day, by: who(by) };
        let decided =
            decide(&self.award, &ask, &when).map_err(|all| all.into_iter().map(|Refusal { why, .. }| why).collect::<Vec<_>>())?;
        let postings =
            post(&decided.fact, &self.award.state(), &self.award.terms, &[Commodity::USD, Commodity::KHR]).expect("posted");
        let mut sums: BTreeMap<String, i64> = BTreeMap::new();
        for line in &postings {
            let code = line.amount.commodity().code().to_owned();
            *sums.entry(code.clone()).or_default() += line.amount.quantity();
            *self.balances.entry((line.account.0, line.party.map_or(0, |party| party.0), code)).or_default() +=
                line.amount.quantity();
        }
        assert!(sums.values().all(|sum| *sum == 0), "{postings:?}");
        let no = self.award.next_act();
        let entry = (!postings.is_empty()).then_some(no);
        self.award.acts.push(Act { no, id: Uuid::nil(), day: self.day, by: who(by), fact: decided.fact, entry });
        self.award.money.held = self
            .balances
            .iter()
            .filter(|((account, ..), _)| [1010, 1020].contains(account))
            .map(|((account, _, code), held)| (*account, code.clone(), *held))
            .collect();
        Ok(())
    }

    fn does(&mut self, by: &str, ask: Ask) {
        let said = format!("{ask:?}");
        self.tries(by, ask).unwrap_or_else(|why| panic!("{said}: {why:?}"));
        self.day = self.day.succ_opt().expect("a day");
    }

    fn refused(&mut self, by: &str, ask: Ask, why: Why) {
        let said = format!("{ask:?}");
        let got = self.tries(by, ask).expect_err(&said);
        assert!(got.contains(&why), "{said}: {got:?}, not {why:?}");
    }

    fn balance(&self, account: i64) -> i64 {
        self.balances.iter().filter(|((no, ..), _)| *no == account).map(|(_, held)| held).sum()
    }
}

fn family() -> Ask {
    let applicant = Applicant::Family {
        person: Uuid::from_u128(7),
        household: "HH-1".into(),
        phone: String::new(),
        account: String::new(),
        village: "09010101".into(),
        place: None,
    };
    let plan = vec![PlanLine { what: "chicks".into(), amount: 15_000 }, PlanLine { what: "feed".into(), amount: 7_000 }];
    Ask::Apply { party: 1, line: "families".into(), applicant, business: Business::Poultry, asked: 20_000, own: 2_000, plan }
}

fn step(voucher: i64, step: Step) -> Ask {
    Ask::Step { voucher, step, reference: String::new(), witness: step == Step::Paid }
}

fn tranche_voucher(tranche: usize, paid: i64) -> Ask {
    Ask::Prepare {
        purpose: Purpose::Tranche { grant: 1, tranche },
        currency: "USD".into(),
        paid,
        source: Source::Bank,
        means: Means::Cash,
        quotations: 0,
    }
}

#[test]
fn a_family_grant_from_call_to_close() {
    let mut play = Play::new();
    let until = NaiveDate::from_ymd_opt(2016, 12, 31).expect("a day");
    play.does("finance", Ask::Receive { amount: 1_000_000, reference: "TT 1".into() });
    play.refused("advisor", family(), Why::NoCall);
    play.does("manager", Ask::Call { line: "families".into(), until });
    play.does("advisor", family());
    play.refused("advisor", Ask::Screen { grant: 1, passed: true, reason: String::new() }, Why::SameHand(Duty::Helps));
    play.does("monitor", Ask::Screen { grant: 1, passed: true, reason: String::new() });
    play.refused("advisor", Ask::Appraise { grant: 1, score: 80, passed: true }, Why::SameHand(Duty::Helps));
    play.does("monitor", Ask::Appraise { grant: 1, score: 80, passed: true });
    let rule = |members: &[&str], approved| Ask::Rule {
        grant: 1,
        minute: "12/2016".into(),
        members: members.iter().map(|name| who(name)).collect(),
        rank: 1,
        approved,
    };
    play.refused("manager", rule(&["advisor", "chief", "manager"], Some(20_000)), Why::SameHand(Duty::Helps));
    play.refused("manager", rule(&["chief", "manager"], Some(20_000)), Why::Committee(3));
    play.refused("manager", rule(&["chief", "monitor", "manager"], Some(21_000)), Why::MoreThanAsked(20_000));
    play.does("manager", rule(&["chief", "monitor", "manager"], Some(20_000)));
    let from = play.day;
    let tranche = |amount| Tranche { amount, from, means: Means::Cash };
    play.refused(
        "manager",
        Ask::Agree { grant: 1, tranches: vec![tranche(12_000)], witness: true },
        Why::DoesNotSum(12_000, 20_000),
    );
    play.does("manager", Ask::Agree { grant: 1, tranches: vec![tranche(12_000), tranche(8_000)], witness: true });
    assert_eq!(play.balance(9010), 20_000);
    play.refused("officer", tranche_voucher(1, 8_000), Why::NotVerified(0));
    play.refused("officer", tranche_voucher(0, 12_001), Why::OverTranche(12_000));
    play.does("officer", tranche_voucher(0, 12_000));
    play.refused("finance", step(1, Step::Approved), Why::NextStep(Some(Step::Checked)));
    play.refused("officer", step(1, Step::Checked), Why::SameHand(Duty::Prepares));
    play.does("finance", step(1, Step::Checked));
    for (name, duty) in [("officer", Duty::Prepares), ("finance", Duty::Checks), ("advisor", Duty::Helps)] {
        play.refused(name, step(1, Step::Approved), Why::SameHand(duty));
    }
    play.does("manager", step(1, Step::Approved));
    for (name, duty) in [("officer", Duty::Prepares), ("finance", Duty::Checks), ("manager", Duty::Approves)] {
        play.refused(name, step(1, Step::Paid), Why::SameHand(duty));
    }
    play.refused(
        "cashier",
        Ask::Step { voucher: 1, step: Step::Paid, reference: String::new(), witness: false },
        Why::WitnessMissing,
    );
    play.does("cashier", step(1, Step::Paid));
    for (name, duty) in
        [("officer", Duty::Prepares), ("finance", Duty::Checks), ("manager", Duty::Approves), ("cashier", Duty::Pays)]
    {
        play.refused(name, step(1, Step::Recorded), Why::SameHand(duty));
    }
    play.does("bookkeeper", step(1, Step::Recorded));
    assert_eq!((play.balance(BANK.0), play.balance(5101), play.balance(9010)), (988_000, 12_000, 8_000));
    let receipt = |number: &str, amount| Receipt {
        no: 0,
        supplier: "Market".into(),
        number: number.into(),
        day: from,
        amount,
        lines: vec![],
        hash: "ab".repeat(32).replacen("ab", number, 1),
        sealed: false,
    };
    play.does("officer", Ask::File { voucher: 1, receipt: receipt("17", 12_000) });
    play.refused("officer", Ask::File { voucher: 1, receipt: receipt("17", 12_000) }, Why::ReceiptUsed(1));
    let visit = |tranche| Ask::Visit {
        grant: 1,
        visiting: Visiting::Verification { tranche },
        seen: Seen::All,
        operating: Operating::Runs,
        sales: None,
        jobs: None,
        picture: None,
        safe: None,
    };
    play.refused("cashier", visit(0), Why::SameHand(Duty::Pays));
    play.does("monitor", visit(0));
    play.does("officer", tranche_voucher(1, 8_000));
    play.refused("finance", Ask::Close { grant: 1, verified: 12_000, returned: 0, disallowed: 0, exit: None }, Why::VoucherOpen(2));
    for (name, next) in
        [("finance", Step::Checked), ("manager", Step::Approved), ("cashier", Step::Paid), ("bookkeeper", Step::Recorded)]
    {
        play.does(name, step(2, next));
    }
    play.does("monitor", visit(1));
    play.refused(
        "finance",
        Ask::Close { grant: 1, verified: 19_000, returned: 0, disallowed: 0, exit: None },
        Why::CloseDoesNotSum(19_000, 20_000),
    );
    play.does("finance", Ask::Close { grant: 1, verified: 19_500, returned: 0, disallowed: 500, exit: None });
    play.does("finance", Ask::Recover { grant: 1, amount: 500 });
    assert_eq!((play.balance(BANK.0), play.balance(5101), play.balance(9010), play.balance(1430)), (980_500, 19_500, 0, 0));
}

#[test]
fn a_plan_that_does_not_sum_is_refused_with_the_difference() {
    use domain::grants::terms::TermsRefusal;
    let wrong = TERMS.replace("count = 60", "count = 59");
    assert_eq!(Terms::read(&wrong), Err(vec![TermsRefusal::PackagesDoNotSum("families".into(), 1_180_000, 1_200_000)]));
}

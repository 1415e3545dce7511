//! Since when something waits: the day of what comes before it, or the one on which it is due.
use chrono::NaiveDate;
use domain::grants::{
    Act, Applicant, Fact, State, Turn, Who,
    acts::{Business, Means, Operating, PlanLine, Purpose, Seen, Source, Step, Tranche, Visiting},
    waiting::is_late,
};
use uuid::Uuid;

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).expect("a day")
}

#[derive(Default)]
struct Told(Vec<Act>);

impl Told {
    fn tell(&mut self, day: NaiveDate, fact: Fact) {
        let no = self.0.len() as i64 + 1;
        self.0.push(Act { no, id: Uuid::nil(), day, by: Who::Named("office".into()), fact, entry: None });
    }

    fn since(&self, turn: Turn, today: NaiveDate) -> Option<NaiveDate> {
        let state = State::tell(&self.0);
        state.grant_waits_since(&state.grants[&1], turn, today)
    }

    fn step(&mut self, day: NaiveDate, step: Step) {
        self.tell(day, Fact::Stepped { voucher: 1, step, reference: String::new(), witness: true });
    }
}

#[test]
fn what_waits_longest_is_known_at_every_turn() {
    let mut told = Told::default();
    let applicant = Applicant::Family {
        person: Uuid::nil(),
        household: String::new(),
        phone: String::new(),
        account: String::new(),
        village: "20010101".into(),
        place: None,
    };
    let plan = vec![PlanLine { what: "chicks".into(), amount: 20_000 }];
    let (line, business) = ("families".to_owned(), Business::Poultry);
    told.tell(day(1, 5), Fact::Applied { grant: 1, party: 1, line, applicant, business, asked: 20_000, own: 0, plan });
    assert_eq!(told.since(Turn::Screen, day(1, 9)), Some(day(1, 5)));
    told.tell(day(1, 8), Fact::Screened { grant: 1, matches: vec![], passed: true, reason: String::new() });
    assert_eq!(told.since(Turn::Appraise, day(1, 9)), Some(day(1, 8)));
    told.tell(day(1, 10), Fact::Appraised { grant: 1, score: 80, passed: true });
    assert_eq!(told.since(Turn::Rule, day(1, 12)), Some(day(1, 10)));
    let members = vec![];
    told.tell(day(1, 20), Fact::Ruled { grant: 1, minute: "1".into(), members, rank: 1, approved: Some(20_000) });
    assert_eq!(told.since(Turn::Agree, day(2, 1)), Some(day(1, 20)));
    let tranche = |amount, from| Tranche { amount, from, means: Means::Cash };
    let tranches = vec![tranche(12_000, day(2, 15)), tranche(8_000, day(4, 1))];
    told.tell(day(2, 1), Fact::Agreed { grant: 1, tranches, witness: true });
    assert_eq!(told.since(Turn::Prepare, day(2, 14)), None, "its day did not come yet");
    assert_eq!(told.since(Turn::Prepare, day(2, 20)), Some(day(2, 15)));
    let purpose = Purpose::Tranche { grant: 1, tranche: 0 };
    let (currency, source, means) = ("USD".to_owned(), Source::Bank, Means::Cash);
    let (amount, paid) = (12_000, 12_000);
    told.tell(day(2, 16), Fact::Prepared { voucher: 1, purpose, amount, currency, paid, source, means, quotations: 0 });
    assert_eq!(State::tell(&told.0).vouchers[&1].waits_since(), Some(day(2, 16)));
    told.step(day(2, 17), Step::Checked);
    assert_eq!(State::tell(&told.0).vouchers[&1].waits_since(), Some(day(2, 17)));
    told.step(day(2, 18), Step::Approved);
    told.step(day(2, 19), Step::Paid);
    told.step(day(2, 20), Step::Recorded);
    assert_eq!(State::tell(&told.0).vouchers[&1].waits_since(), None, "nothing comes after it");
    assert_eq!(told.since(Turn::Visit, day(3, 1)), Some(day(2, 19)), "paid and not seen");
    assert_eq!(told.since(Turn::Prepare, day(4, 2)), None, "the one before was not seen");
    let visited = |visiting| Fact::Visited {
        grant: 1,
        visiting,
        seen: Seen::All,
        operating: Operating::Runs,
        sales: None,
        jobs: None,
        picture: None,
        safe: None,
    };
    told.tell(day(4, 10), visited(Visiting::Verification { tranche: 0 }));
    assert_eq!(told.since(Turn::Prepare, day(4, 12)), Some(day(4, 10)), "seen after its day had come");
    assert_eq!(told.since(Turn::Visit, day(4, 12)), Some(day(3, 19)), "a month after the first payment");
    assert_eq!(told.since(Turn::Close, day(4, 12)), None);
}

#[test]
fn a_month_may_pass_before_it_is_late() {
    assert!(!is_late(day(3, 1), day(3, 31)));
    assert!(is_late(day(3, 1), day(4, 1)));
}

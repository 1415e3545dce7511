//! Whatever a bank of goods does, in any order and for any day that is accepted: each entry is in balance, the store, the
//! box, deposits and loans are what the journal says on every day, and never less than nothing.
use super::books::{Books, FUND, PADDY, RULES, buy, cash, day, donate, kind, lends, minute, repays, sell, undo};
use chrono::{Days, NaiveDate};
use domain::banks::{
    Ask, Impossible, Party, Why,
    acts::{Cause, CountMethod, LoanNo, MoneySource, Spending},
    ask::{LendRow, RepayRow},
    cash_price, cash_to_close,
    loan::Loan,
    rules::Purpose,
};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// What is tried: figures are taken modulo what there is, so that most of it is accepted.
#[derive(Clone, Copy, Debug)]
enum Try {
    Donate(i64),
    Deposit(i64, i64),
    ReturnDeposit(i64, i64),
    Buy(i64),
    Sell(i64),
    Help(i64),
    MoneyIn(i64),
    MoneyOut(i64),
    Count(i64),
    Lend(usize, i64, i64),
    Repay(usize, Part, i64),
    Pay(usize, Part, i64),
    Forgive(usize, i64),
    Reschedule(usize, u64, i64),
    WriteOff(usize),
    TurnToMoney(usize),
    Undo(usize),
}

/// How much of what is owed is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    All,
    PerMille(i64),
}

fn tries() -> impl Strategy<Value = Try> {
    let part = || prop_oneof![Just(Part::All), (1_i64..1_100).prop_map(Part::PerMille)];
    let (loan, who) = (0_usize..8, 17_i64..22);
    prop_oneof![
        2 => (1_i64..900_000).prop_map(Try::Donate),
        1 => (who.clone(), 1_i64..50_000).prop_map(|(who, quantity)| Try::Deposit(who, quantity)),
        1 => (who.clone(), 1_i64..30_000).prop_map(|(who, quantity)| Try::ReturnDeposit(who, quantity)),
        1 => (1_i64..100_000).prop_map(Try::Buy),
        2 => (1_i64..400_000).prop_map(Try::Sell),
        1 => (1_i64..40_000).prop_map(Try::Help),
        2 => (1_i64..400_000).prop_map(Try::MoneyIn),
        1 => (1_i64..200_000).prop_map(Try::MoneyOut),
        1 => (-900_i64..300).prop_map(Try::Count),
        7 => (0_usize..3, who, 1_i64..100_000).prop_map(|(what, who, quantity)| Try::Lend(what, who, quantity)),
        5 => (loan.clone(), part(), 0_i64..200).prop_map(|(loan, part, wet)| Try::Repay(loan, part, wet)),
        4 => (loan.clone(), part(), 700_i64..1_000).prop_map(|(loan, part, price)| Try::Pay(loan, part, price)),
        1 => (loan.clone(), 1_i64..1_100).prop_map(|(loan, part)| Try::Forgive(loan, part)),
        1 => (loan.clone(), 1_u64..400, 0_i64..9_000).prop_map(|(loan, days, more)| Try::Reschedule(loan, days, more)),
        1 => loan.clone().prop_map(Try::WriteOff),
        1 => loan.prop_map(Try::TurnToMoney),
        2 => (0_usize..24).prop_map(Try::Undo),
    ]
}

/// A bank whose loans grow when they are late, up to a cap, and whose scale takes what a family owes.
fn bank() -> Books {
    let rules = RULES
        .replace("capacity = 14000", "scale_most = 400")
        .replace("round_to = 1000", "round_to = 500\nlate_rate = 10\nlate_every_months = 2\ngrace_days = 5\ncap = 60")
        .replace("ceiling = 100", "ceiling = 200\nlend_to_late = true");
    let mut books = Books::new(&rules);
    books.market(PADDY, "2026-01-01", 1_000);
    books.bank.seasons[0].harvest_to = day("2026-09-30");
    books.ask(day("2026-01-01"), &donate(300_000)).unwrap();
    books
}

fn on(days: u64) -> NaiveDate {
    day("2026-01-01").checked_add_days(Days::new(days)).unwrap()
}

impl Try {
    /// What is asked on a day, as things stand then.
    fn ask(self, books: &Books, on: NaiveDate) -> Option<Ask> {
        let state = books.bank.state(on).unwrap();
        let good = PADDY.to_owned();
        let market = books.bank.market(PADDY, "", on).map_or(1, |price| price.amount);
        let loan = |at: usize| state.loans.values().nth(at % state.loans.len().max(1));
        let number = |at: usize| loan(at).map_or(1, |loan| loan.no);
        Some(match self {
            Try::Donate(quantity) => donate(quantity),
            Try::Deposit(who, quantity) => Ask::Deposit { good, returned: quantity % 2 == 0, rows: vec![(Party(who), quantity)] },
            Try::ReturnDeposit(who, quantity) => {
                let held = state.deposits.iter().find(|((party, _), held)| party.0 >= who && **held > 0);
                let (party, held) = held.map_or((Party(who), 1), |((party, _), held)| (*party, *held));
                Ask::ReturnDeposit { good, party, quantity: quantity.min(held) }
            }
            Try::Buy(quantity) => buy(quantity, quantity),
            Try::Sell(quantity) => sell(quantity, (quantity * market / 1_000).max(1)),
            Try::Help(quantity) => Ask::Help { good, party: Party(17), quantity, minute: minute() },
            Try::MoneyIn(amount) => Ask::MoneyIn { source: MoneySource::Gift, amount, note: String::new() },
            Try::MoneyOut(amount) => Ask::MoneyOut { purpose: Spending::Other, amount, note: String::new() },
            Try::Count(off) => {
                let counted = (state.stock(PADDY) + off).max(0);
                let missing = state.stock(PADDY) - counted;
                let losses = match missing {
                    ..0 => vec![(Cause::Surplus, -missing)],
                    0 => vec![],
                    1 => vec![(Cause::Drying, 1)],
                    _ => vec![(Cause::Drying, 1), (Cause::Pests, missing - 1)],
                };
                let (counters, method) = ([Party(18), Party(19)], CountMethod::Sacks);
                Ask::Count { good, counted, losses, counters, method, moisture_tenths: Some(135) }
            }
            Try::Lend(0, who, quantity) => lends(PADDY, Purpose::Food, Some(1), &[(who, quantity), (who + 1, quantity)]),
            Try::Lend(1, who, quantity) => {
                let guarantors = vec![Party(23), Party(24)];
                let rows = vec![LendRow { party: Party(who), quantity, guarantors }];
                Ask::Lend { good, purpose: Purpose::Seed, season: None, rows }
            }
            Try::Lend(_, who, quantity) => lends("KHR", Purpose::Other, None, &[(who, quantity)]),
            Try::Repay(at, part, wet) => {
                let loan = loan(at)?;
                let row = kind(loan.no, part.of(loan.owed(on).total()));
                let moisture_tenths = (part != Part::All).then_some(wet);
                repays(&loan.good, (None, None), &[RepayRow { moisture_tenths, ..row }])
            }
            Try::Pay(at, part, price) => {
                let loan = loan(at)?;
                let reckoned = |agreed| loan.terms.cash.and_then(|rule| cash_price(rule, agreed, Some(market)).ok());
                let agreed = reckoned(Some(price.min(market))).or(reckoned(None)).unwrap_or(price);
                let money = part.of(cash_to_close(loan, on, agreed));
                repays(&loan.good, (Some(agreed), None), &[cash(loan.no, money)])
            }
            Try::Forgive(at, part) => {
                let owed = loan(at)?.owed(on).total();
                Ask::Forgive { loan: number(at), quantity: owed * part / 1_000, minute: minute() }
            }
            Try::Reschedule(at, days, extra_interest) => {
                let due_on = loan(at)?.due_on.max(on) + Days::new(days);
                Ask::Reschedule { loan: number(at), due_on, extra_interest, minute: minute() }
            }
            Try::WriteOff(at) => Ask::WriteOff { loan: number(at), minute: minute() },
            Try::TurnToMoney(at) => {
                Ask::TurnToMoney { loan: number(at), agreed: market, due_on: on + Days::new(90), minute: minute() }
            }
            Try::Undo(at) => undo(i64::try_from(at).unwrap() % books.bank.next_act() + 1),
        })
    }

    /// The loan that is paid in full, where it is.
    fn closes(self, ask: &Ask) -> Option<LoanNo> {
        match (self, ask) {
            (Try::Repay(_, Part::All, _) | Try::Pay(_, Part::All, _), Ask::Repay { rows, .. }) => Some(rows[0].loan),
            _ => None,
        }
    }
}

impl Part {
    fn of(self, whole: i64) -> i64 {
        match self {
            Part::All => whole,
            Part::PerMille(part) => whole * part / 1_000,
        }
    }
}

/// What may speak against bringing exactly what is owed: what was written for later days, and that there is nothing to pay.
fn may_refuse(why: &Why, loan: &Loan, on: NaiveDate) -> bool {
    match why {
        Why::Later(..) | Why::Impossible(Impossible::Overpaid(_) | Impossible::Loan(_) | Impossible::Count) => true,
        Why::NoLoan | Why::NotPositive => !loan.is_open(on),
        Why::NoCash => loan.terms.cash.is_none(),
        Why::AboveScale(most) => loan.owed(on).total() > *most,
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_register_is_the_journal(tries in prop::collection::vec((0_u64..450, tries()), 1..28)) {
        let mut books = bank();
        let mut days = BTreeSet::from([on(0), on(450)]);
        for (at, tried) in tries {
            let on = on(at);
            let Some(ask) = tried.ask(&books, on) else { continue };
            let closes = tried.closes(&ask);
            let before = closes.map(|no| books.bank.state(on).unwrap().loans[&no].clone());
            match books.ask(on, &ask) {
                Ok(_) => {
                    days.extend([on, on.pred_opt().unwrap()]);
                    if let Some(no) = closes {
                        let loan = &books.bank.state(on).unwrap().loans[&no];
                        prop_assert!(!loan.is_open(on), "{ask:?} leaves {:?}", loan.owed(on));
                    }
                }
                Err(refused) => {
                    if let Some(loan) = before {
                        prop_assert!(refused.iter().all(|one| may_refuse(&one.why, &loan, on)), "{ask:?}: {refused:?}");
                    }
                }
            }
        }
        for on in days {
            books.agree(on);
        }
        prop_assert!(books.lines.values().flat_map(|(_, lines)| lines).all(|line| line.fund == FUND));
    }

    /// What is paid in parts, in kind and in money, pays the same as at once: interest and principal together.
    #[test]
    fn parts_make_the_whole(quantity in 1_i64..150_000, parts in prop::collection::vec(1_i64..60_000, 0..6), price in 300_i64..901) {
        let mut books = Books::new(&RULES.replace("ceiling = 100", ""));
        books.does("2026-01-05", donate(200_000));
        books.does("2026-06-10", lends(PADDY, Purpose::Food, Some(1), &[(17, quantity)]));
        let on = "2026-12-20";
        let whole = { let (principal, interest) = books.owed(1, on); principal + interest };
        let mut paid = 0;
        for (at, part) in parts.into_iter().enumerate() {
            let row = if at % 2 == 0 { kind(1, part) } else { cash(1, part * price / 1_000) };
            let money = row.money.unwrap_or(0);
            let Ok(acts) = books.ask(day(on), &repays(PADDY, (Some(price), None), &[row])) else { continue };
            let credited: i64 = books.state(on).loans[&1].moves.iter().filter(|gone| gone.act == acts[0]).map(|gone| gone.principal + gone.interest).sum();
            // Money never pays more than it buys, and never a gram less than whole ones.
            prop_assert!(row.money.is_none() || credited <= money * 1_000 / price + 1 && credited >= money * 1_000 / price);
            paid += credited;
            let (principal, interest) = books.owed(1, on);
            prop_assert_eq!(principal + interest + paid, whole);
        }
        let rest = cash_to_close(&books.state(on).loans[&1], day(on), price);
        if rest > 0 {
            books.does(on, repays(PADDY, (Some(price), None), &[cash(1, rest)]));
        }
        prop_assert_eq!(books.owed(1, on), (0, 0));
        books.agree(day(on));
    }
}

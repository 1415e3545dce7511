//! What a group decides about a loan that runs: another plan for what is owed, one instalment skipped, or giving it up.
//!
//! One officer asks, another confirms. A new plan posts nothing: what was charged stays due, and the principal that is
//! owed is spread anew. Interest goes on for the time until the first new instalment is due. Where it was agreed on the
//! original principal, a skipped instalment makes nothing dearer: every instalment comes one period later, as it was.
use super::{
    LoanAccount, Movement, Terms, What,
    account::{Position, Row, after},
    schedule::{INSTALMENTS_MOST, Instalment, Method, interest_between},
};
use crate::constitution::PaymentOrder;
use chrono::{Days, NaiveDate};
use ledger::{Entry, EntryError, EntryKey, EntryKind, Postings};
use uuid::Uuid;

/// The first new instalment is due within so many days.
pub const FIRST_DUE_DAYS_MOST: u64 = 366;

/// What is to be decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Another plan for what is owed.
    Reschedule {
        /// In how many instalments.
        instalments: u32,
        /// The day on which the first is due.
        first_due: NaiveDate,
    },
    /// Every open instalment is due one period later.
    Skip,
    /// What is owed is given up.
    WriteOff,
}

impl Ask {
    /// The word kept in the database and on the form.
    pub fn code(self) -> &'static str {
        match self {
            Ask::Reschedule { .. } => "reschedule",
            Ask::Skip => "skip",
            Ask::WriteOff => "write-off",
        }
    }
}

/// Why nothing is decided, in the order it is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecisionRefusal {
    /// The loan is closed.
    NothingOwed,
    /// Another request on this loan waits.
    Waits,
    /// The reason is missing.
    ReasonMissing,
    /// The reason is longer than 500 characters.
    LongReason,
    /// Principal is paid back, only interest or a penalty is owed: there is nothing to spread anew.
    NoPrincipal,
    /// Between one instalment and so many.
    Instalments(u32),
    /// The first new instalment is due after today.
    FirstDuePast,
    /// … and within [`FIRST_DUE_DAYS_MOST`].
    FirstDueFar,
    /// The oldest open instalment would be due before tomorrow still: a new plan is needed.
    SkipTooLate,
    /// Who asked cannot confirm.
    SameOfficer,
    /// Something happened to the loan since it was looked at.
    ChangedMeanwhile,
}

/// What a decision writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// The event.
    pub movement: Movement,
    /// The new plan, the next version of the loan's; empty when it is written off.
    pub plan: Vec<Instalment>,
}

/// Everything that keeps a decision from being asked for on a day; `waits`: another request on the loan does.
pub fn check(loan: &LoanAccount, ask: Ask, reason: &str, waits: bool, today: NaiveDate) -> Vec<DecisionRefusal> {
    let position = loan.position(today);
    let mut refusals = Vec::new();
    if !position.is_open() {
        return vec![DecisionRefusal::NothingOwed];
    }
    refusals.extend(waits.then_some(DecisionRefusal::Waits));
    refusals.extend(reason.trim().is_empty().then_some(DecisionRefusal::ReasonMissing));
    refusals.extend((reason.trim().chars().count() > Entry::MEMO_MOST).then_some(DecisionRefusal::LongReason));
    match ask {
        Ask::WriteOff => {}
        Ask::Reschedule { .. } | Ask::Skip if position.principal == 0 => refusals.push(DecisionRefusal::NoPrincipal),
        Ask::Reschedule { instalments, first_due } => {
            let count = (1..=INSTALMENTS_MOST).contains(&instalments) && (instalments == 1 || loan.terms.method != Method::Single);
            let most = if loan.terms.method == Method::Single { 1 } else { INSTALMENTS_MOST };
            refusals.extend((!count).then_some(DecisionRefusal::Instalments(most)));
            refusals.extend((first_due <= today).then_some(DecisionRefusal::FirstDuePast));
            let far = today.checked_add_days(Days::new(FIRST_DUE_DAYS_MOST)).is_none_or(|day| first_due > day);
            refusals.extend(far.then_some(DecisionRefusal::FirstDueFar));
        }
        Ask::Skip => refusals.extend((first_after_skip(loan, &position) <= Some(today)).then_some(DecisionRefusal::SkipTooLate)),
    }
    refusals
}

/// What a decision does on a day, for whoever looks at it before it is confirmed.
///
/// # Errors
/// The first of [`check`]'s refusals.
pub fn decide(loan: &LoanAccount, ask: Ask, today: NaiveDate) -> Result<Decided, DecisionRefusal> {
    // The reason was seen when it was asked for, and the request that waits is this one.
    if let Some(why) = check(loan, ask, "seen", false, today).into_iter().next() {
        return Err(why);
    }
    let position = loan.position(today);
    let plan = match ask {
        Ask::Reschedule { instalments, first_due } => rescheduled(loan, &position, instalments, first_due),
        Ask::Skip => skipped(loan, &position),
        Ask::WriteOff => Some(Vec::new()),
    };
    let plan = plan.ok_or(DecisionRefusal::Instalments(INSTALMENTS_MOST))?;
    let movement = match ask {
        Ask::WriteOff => loan.clone().movement(today, What::WrittenOff, today),
        _ => {
            let (mut planned, version) = loan.with_plan(plan.clone());
            planned.movement(today, What::Rescheduled(version), today)
        }
    };
    Ok(Decided { movement, plan })
}

/// The same, when another officer confirms what `asked_by` asked for; `seen` is the last event that she saw.
///
/// # Errors
/// Why it cannot be confirmed.
pub fn confirm(
    loan: &LoanAccount,
    ask: Ask,
    asked_by: Uuid,
    confirmed_by: Uuid,
    seen: i64,
    today: NaiveDate,
) -> Result<Decided, DecisionRefusal> {
    if confirmed_by == asked_by {
        return Err(DecisionRefusal::SameOfficer);
    }
    if seen + 1 != loan.next_event() {
        return Err(DecisionRefusal::ChangedMeanwhile);
    }
    decide(loan, ask, today)
}

/// What a loan that is given up posts: a loss, and no more loan. None where only interest was owed, which was never booked.
///
/// # Errors
/// What the ledger refuses.
pub fn entry(decided: &Decided, terms: &Terms, key: Uuid, reason: &str, today: NaiveDate) -> Result<Option<Entry>, EntryError> {
    let mut all = Postings::new();
    super::post(&mut all, decided.movement.party, &decided.movement.moved, terms.commodity());
    if all.is_empty() {
        return Ok(None);
    }
    let entry = Entry::new(EntryKey(key), today, EntryKind::Ordinary, reason.trim(), all.finish()?)?;
    Ok(Some(entry.of(key)))
}

/// Instalments of which something is still to be paid, in their order.
fn open(position: &Position) -> Vec<&Row> {
    position.rows.iter().filter(|row| row.n > 0 && (row.principal_left > 0 || !row.charged)).collect()
}

/// The day on which the oldest open instalment is due once it was moved.
fn first_after_skip(loan: &LoanAccount, position: &Position) -> Option<NaiveDate> {
    open(position).first().and_then(|row| after(loan.terms.every, row.due))
}

fn skipped(loan: &LoanAccount, position: &Position) -> Option<Vec<Instalment>> {
    let open = open(position);
    let parts = open.iter().map(|row| row.principal_left).collect();
    let mut plan = spread(loan, position, parts, first_after_skip(loan, position)?)?;
    if loan.terms.method == Method::Flat {
        for (row, agreed) in plan.iter_mut().zip(open) {
            row.earned = if agreed.charged { 0 } else { agreed.interest };
            row.interest = row.earned;
        }
    }
    Some(plan)
}

fn rescheduled(loan: &LoanAccount, position: &Position, instalments: u32, first_due: NaiveDate) -> Option<Vec<Instalment>> {
    // What was spared at the beginning is not spared once more.
    let terms = Terms { grace_principal: loan.terms.grace_principal.saturating_sub(charged(position)), ..loan.terms.clone() };
    let rows = terms.schedule_from(position.principal, instalments, position.on).ok()?;
    spread(loan, position, rows.iter().map(|row| row.principal).collect(), first_due)
}

/// A plan of these parts of the principal, one a period from a day on. Instalments go on counting after those that were
/// charged: a number is not used twice, and what is spared at the beginning is spared the first ones only.
fn spread(loan: &LoanAccount, position: &Position, parts: Vec<i64>, first_due: NaiveDate) -> Option<Vec<Instalment>> {
    let terms = &loan.terms;
    let mut from = charged_until(loan, position);
    let plan = Terms { interest_free: 0, ..terms.clone() }.plan(position.principal, 1, from);
    // All interest was charged at the beginning: what of it is unpaid stays owed, and no more comes.
    let agreed =
        terms.payment_order == PaymentOrder::Proportional && position.rows.iter().any(|row| row.charged && row.due > position.on);
    let (mut due, mut balance, mut waiting) = (first_due, position.principal, 0);
    let mut rows = Vec::with_capacity(parts.len());
    for (n, principal) in (charged(position) + 1..).zip(parts) {
        let free = agreed || n <= terms.interest_free;
        let earned = if free { 0 } else { interest_between(&plan, balance, from, due) };
        waiting += earned;
        let interest = if n <= terms.grace_interest { 0 } else { std::mem::take(&mut waiting) };
        balance -= principal;
        rows.push(Instalment { n, due, principal, interest, earned, balance });
        from = due;
        due = step(loan, first_due, rows.len())?;
    }
    Some(rows)
}

/// How many instalments were charged so far.
fn charged(position: &Position) -> u32 {
    position.rows.iter().filter(|row| row.charged).map(|row| row.n).max().unwrap_or(0)
}

/// The day so many periods after the first; the day of the month is kept.
fn step(loan: &LoanAccount, first: NaiveDate, times: usize) -> Option<NaiveDate> {
    let every = loan.terms.every;
    let count = every.count.checked_mul(u32::try_from(times).ok()?)?;
    after(super::schedule::Every { count, ..every }, first)
}

/// The day until which interest was charged: on the last instalment that was due, or the day the money went out.
fn charged_until(loan: &LoanAccount, position: &Position) -> NaiveDate {
    let undone = |no| loan.events.iter().any(|event| event.what == What::Undone(no));
    let lent =
        loan.events.iter().filter(|event| matches!(event.what, What::ToppedUp { .. }) && !undone(event.no)).map(|event| event.on);
    let charged = position.rows.iter().filter(|row| row.charged).map(|row| row.due);
    lent.chain(charged).fold(loan.terms.given_on, NaiveDate::max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        chart::{LOAN_FUND, LOAN_LOSSES, LOANS},
        loans::sample::{day, given, of, terms},
    };
    use ledger::PartyNo;

    const SREY: Uuid = Uuid::from_u128(1);
    const DARA: Uuid = Uuid::from_u128(2);

    fn shown(plan: &[Instalment]) -> Vec<(u32, String, i64, i64, i64)> {
        plan.iter().map(|row| (row.n, row.due.to_string(), row.principal, row.interest, row.balance)).collect()
    }

    fn row(n: u32, due: &str, principal: i64, interest: i64, balance: i64) -> (u32, String, i64, i64, i64) {
        (n, due.to_owned(), principal, interest, balance)
    }

    fn reschedule(instalments: u32, first_due: &str) -> Ask {
        Ask::Reschedule { instalments, first_due: day(first_due) }
    }

    /// The loan after a decision, as the store would keep it.
    fn decided(loan: &LoanAccount, ask: Ask, on: &str) -> LoanAccount {
        let decided = decide(loan, ask, day(on)).unwrap();
        let (mut next, _) = loan.with_plan(decided.plan);
        next.events.push(decided.movement.event);
        next
    }

    #[test]
    fn a_skipped_instalment_costs_the_interest_of_its_time() {
        // 300,000 at 2 % a month; nothing was due yet, so two months are charged on 5 March.
        let loan = given("2026-01-05", 300_000, 3);
        let plan = decide(&loan, Ask::Skip, day("2026-01-20")).unwrap().plan;
        assert_eq!(
            shown(&plan),
            [
                row(1, "2026-03-05", 100_000, 12_000, 200_000),
                row(2, "2026-04-05", 100_000, 4_000, 100_000),
                row(3, "2026-05-05", 100_000, 2_000, 0)
            ]
        );
        let skipped = decided(&loan, Ask::Skip, "2026-01-20");
        assert_eq!(skipped.position(day("2026-02-06")).days_late, 0);
        assert_eq!(skipped.position(day("2026-03-05")).due, 112_000);
        assert_eq!(skipped.position(day("2026-05-05")).interest, 12_000 + 6_000 + 6_000, "nothing was paid at all");
    }

    #[test]
    fn interest_that_was_charged_stays_due() {
        let loan = given("2026-01-05", 300_000, 3);
        let skipped = decided(&loan, Ask::Skip, "2026-02-10");
        assert_eq!(
            shown(&skipped.versions[1]),
            [
                row(2, "2026-03-05", 100_000, 6_000, 200_000),
                row(3, "2026-04-05", 100_000, 4_000, 100_000),
                row(4, "2026-05-05", 100_000, 2_000, 0)
            ]
        );
        let position = skipped.position(day("2026-02-10"));
        assert_eq!((position.overdue, position.days_late, position.principal), (6_000, 5, 300_000));
        let paid = skipped.with(day("2026-02-10"), What::Repaid(6_000));
        assert_eq!((paid.position(day("2026-03-04")).days_late, paid.position(day("2026-03-05")).due), (0, 106_000));
    }

    #[test]
    fn a_penalty_that_was_charged_stays() {
        // The first instalment lacks 25,000 of principal and is fined for it before a new plan is made.
        let loan = of(Terms { penalty: 1_000, penalty_after_days: 3, ..terms("2026-01-05", 300_000, 3) });
        let loan = loan.with(day("2026-02-05"), What::Repaid(81_000));
        let on = day("2026-02-10");
        assert_eq!(loan.position(on).penalty, 1_000);
        let again = decided(&loan, reschedule(3, "2026-03-05"), "2026-02-10");
        assert_eq!((again.position(on).owed(), again.position(on).overdue), (loan.position(on).owed(), 1_000));
    }

    #[test]
    fn a_part_that_was_paid_stays_paid() {
        let loan = given("2026-01-05", 300_000, 3).with(day("2026-02-05"), What::Repaid(156_000));
        let plan = decide(&loan, Ask::Skip, day("2026-02-10")).unwrap().plan;
        assert_eq!(shown(&plan), [row(2, "2026-04-05", 50_000, 6_000, 100_000), row(3, "2026-05-05", 100_000, 2_000, 0)]);
        assert_eq!(decide(&loan, Ask::Skip, day("2026-04-05")), Err(DecisionRefusal::SkipTooLate));
    }

    #[test]
    fn agreed_interest_comes_later_and_does_not_grow() {
        let flat = of(Terms {
            method: Method::Flat,
            after_term: crate::constitution::AfterTerm::Stops,
            ..terms("2026-01-05", 300_000, 3)
        });
        let plan = decide(&flat, Ask::Skip, day("2026-01-20")).unwrap().plan;
        assert_eq!(plan.iter().map(|row| (row.principal, row.interest)).collect::<Vec<_>>(), [(100_000, 6_000); 3]);
        // The first fell due: its interest is charged, and its principal comes later.
        let late = decided(&flat, Ask::Skip, "2026-02-10");
        assert_eq!(late.versions[1].iter().map(|row| row.interest).collect::<Vec<_>>(), [0, 6_000, 6_000]);
        assert_eq!(late.position(day("2026-12-31")).interest, 18_000);
    }

    #[test]
    fn another_plan_for_what_is_owed() {
        // 100,000 of 300,000 is paid back; the rest in four instalments from May on. April costs 2 % as well.
        let loan = given("2026-01-05", 300_000, 3).with(day("2026-02-05"), What::Repaid(106_000));
        let loan = loan.with(day("2026-03-05"), What::Repaid(4_000));
        let plan = decide(&loan, reschedule(4, "2026-05-05"), day("2026-03-10")).unwrap().plan;
        assert_eq!(
            shown(&plan),
            [
                row(3, "2026-05-05", 50_000, 8_000, 150_000),
                row(4, "2026-06-05", 50_000, 3_000, 100_000),
                row(5, "2026-07-05", 50_000, 2_000, 50_000),
                row(6, "2026-08-05", 50_000, 1_000, 0)
            ]
        );
        let again = decided(&loan, reschedule(4, "2026-05-05"), "2026-03-10");
        let position = again.position(day("2026-03-10"));
        assert_eq!((position.principal, position.due, position.days_late), (200_000, 0, 0));
        assert_eq!(again.position(day("2026-05-05")).due, 58_000);
        // Nothing moves in the books.
        assert_eq!(again.paid(day("2026-03-10")), loan.paid(day("2026-03-10")));
    }

    #[test]
    fn the_day_of_the_month_is_kept() {
        let loan = given("2026-01-05", 300_000, 3);
        let plan = decide(&loan, reschedule(3, "2026-01-31"), day("2026-01-10")).unwrap().plan;
        assert_eq!(plan.iter().map(|row| row.due).collect::<Vec<_>>(), [day("2026-01-31"), day("2026-02-28"), day("2026-03-31")]);
    }

    #[test]
    fn interest_agreed_for_the_whole_is_not_charged_twice() {
        let terms = Terms { method: Method::Flat, payment_order: PaymentOrder::Proportional, ..terms("2026-01-05", 300_000, 3) };
        let loan = of(terms).with(day("2026-02-05"), What::Repaid(106_000));
        let again = decided(&loan, reschedule(4, "2026-03-05"), "2026-02-05");
        assert_eq!(again.position(day("2026-02-05")).payoff, loan.position(day("2026-02-05")).payoff);
        assert_eq!(again.position(day("2026-06-05")).payoff, 212_000);
    }

    #[test]
    fn what_is_given_up_is_a_loss() {
        let loan = given("2026-01-05", 300_000, 3).with(day("2026-02-05"), What::Repaid(106_000));
        let on = day("2026-04-01");
        let decided = confirm(&loan, Ask::WriteOff, SREY, DARA, 2, on).unwrap();
        assert!(!decided.movement.open && decided.plan.is_empty());
        let entry = entry(&decided, &loan.terms, SREY, " She moved away. ", on).unwrap().unwrap();
        assert_eq!(
            (entry.on(), entry.memo(), entry.source(), entry.kind()),
            (on, "She moved away.", Some(SREY), EntryKind::Ordinary)
        );
        let sides: Vec<_> =
            entry.postings().iter().map(|side| (side.fund, side.account, side.party, side.amount.quantity())).collect();
        assert_eq!(sides, [(LOAN_FUND, LOANS, Some(PartyNo(7)), -200_000), (LOAN_FUND, LOAN_LOSSES, None, 200_000)]);
    }

    #[test]
    fn interest_that_is_given_up_was_never_booked() {
        let terms = Terms { payment_order: PaymentOrder::PrincipalFirst, ..terms("2026-01-05", 300_000, 1) };
        let loan = of(terms).with(day("2026-02-05"), What::Repaid(300_000));
        let on = day("2026-02-10");
        assert_eq!((loan.position(on).principal, loan.position(on).interest), (0, 6_000));
        assert_eq!(check(&loan, Ask::Skip, "x", false, on), [DecisionRefusal::NoPrincipal]);
        let decided = decide(&loan, Ask::WriteOff, on).unwrap();
        assert!(!decided.movement.open);
        assert_eq!(entry(&decided, &loan.terms, SREY, "x", on), Ok(None));
    }

    #[test]
    fn refusals() {
        use DecisionRefusal::*;
        let loan = given("2026-01-05", 300_000, 3);
        let today = day("2026-02-10");
        let check = |ask, reason: &str, waits| check(&loan, ask, reason, waits, today);
        assert_eq!(check(Ask::Skip, "the rice was late", false), []);
        assert_eq!(check(Ask::Skip, " ", true), [Waits, ReasonMissing]);
        assert_eq!(check(Ask::WriteOff, &"x".repeat(501), false), [LongReason]);
        assert_eq!(check(reschedule(0, "2026-02-10"), "x", false), [Instalments(INSTALMENTS_MOST), FirstDuePast]);
        assert_eq!(check(reschedule(601, "2027-02-12"), "x", false), [Instalments(INSTALMENTS_MOST), FirstDueFar]);
        assert_eq!(check(reschedule(600, "2027-02-11"), "x", false), []);
        assert_eq!(super::check(&loan, Ask::Skip, "x", false, day("2026-03-05")), [SkipTooLate]);
        let single = of(Terms { method: Method::Single, ..terms("2026-01-05", 300_000, 3) });
        assert_eq!(super::check(&single, reschedule(2, "2026-06-05"), "x", false, today), [Instalments(1)]);
        let closed = loan.with(day("2026-01-20"), What::Repaid(300_000));
        assert_eq!(super::check(&closed, Ask::WriteOff, "", false, today), [NothingOwed]);
        assert_eq!(confirm(&loan, Ask::Skip, SREY, SREY, 1, today), Err(SameOfficer));
        assert_eq!(confirm(&loan, Ask::Skip, SREY, DARA, 2, today), Err(ChangedMeanwhile));
        assert!(confirm(&loan, Ask::Skip, SREY, DARA, 1, today).is_ok());
    }
}

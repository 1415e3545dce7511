//! Bad years and mistakes: another due day, forgiving, giving up, a debt made one of money, an act taken back. Each rests
//! on a decision and is confirmed by a second officer.
use super::{Ground, Ruling, positive, text};
use crate::banks::{
    acts::{Act, ActNo, Fact, LoanNo},
    ask::{Ask, Priced, Text, Why},
    loan::Loan,
    state::is_money,
    units::worth,
};
use chrono::NaiveDate;

pub(super) fn rule(ground: &Ground, ask: &Ask) -> Ruling {
    let mut ruling = Ruling::default();
    match ask {
        Ask::Reschedule { loan, due_on, extra_interest, minute } => {
            text(minute, Text::Minute, &mut ruling);
            reschedule(ground, *loan, (*due_on, *extra_interest), minute, &mut ruling);
        }
        Ask::Forgive { loan, quantity, minute } => {
            text(minute, Text::Minute, &mut ruling);
            forgive(ground, *loan, *quantity, minute, &mut ruling);
        }
        Ask::WriteOff { loan, minute } => {
            text(minute, Text::Minute, &mut ruling);
            if let Some(found) = open_loan(ground, *loan, &mut ruling) {
                let owed = found.owed(ground.day);
                let price = given_up(ground, found, owed.principal, &mut ruling);
                let (principal, interest, minute) = (owed.principal, owed.interest, minute.trim().to_owned());
                ruling.write(Fact::WrittenOff { loan: *loan, principal, interest, minute }, price);
            }
        }
        Ask::TurnToMoney { loan, agreed, due_on, minute } => {
            text(minute, Text::Minute, &mut ruling);
            turn_to_money(ground, *loan, (*agreed, *due_on), minute, &mut ruling);
        }
        Ask::Undo { act, reason } => undo(ground, *act, reason, &mut ruling),
        _ => {}
    }
    ruling
}

fn open_loan<'a>(ground: &'a Ground, no: LoanNo, ruling: &mut Ruling) -> Option<&'a Loan> {
    let found = ground.state.loans.get(&no).filter(|loan| loan.is_open(ground.day));
    if found.is_none() {
        ruling.refuse(Why::NoLoan);
    }
    found
}

/// What was lent and does not come back is worth the market's price; interest was never posted, and money is worth itself.
fn given_up(ground: &Ground, loan: &Loan, principal: i64, ruling: &mut Ruling) -> Priced {
    let flows = principal > 0 && !is_money(&loan.good);
    if flows { ground.market(&loan.good, "", ruling) } else { Priced::Not }
}

fn reschedule(ground: &Ground, no: LoanNo, (due_on, extra): (NaiveDate, i64), minute: &str, ruling: &mut Ruling) {
    if extra != 0 {
        positive(None, extra, ruling);
    }
    let Some(loan) = open_loan(ground, no, ruling) else { return };
    // A day that has passed gives nobody time.
    if due_on <= loan.due_on || due_on <= ground.day {
        ruling.refuse(Why::NotLater);
    }
    let fact = Fact::Rescheduled { loan: no, due_on, extra_interest: extra, minute: minute.trim().to_owned() };
    ruling.write(fact, Priced::Not);
}

fn forgive(ground: &Ground, no: LoanNo, quantity: i64, minute: &str, ruling: &mut Ruling) {
    let figure = positive(None, quantity, ruling);
    let Some(loan) = open_loan(ground, no, ruling) else { return };
    let owed = loan.owed(ground.day);
    if figure && quantity > owed.total() {
        ruling.refuse(Why::MoreThanOwed(owed.total()));
    }
    let interest = quantity.min(owed.interest);
    let principal = quantity - interest;
    let price = given_up(ground, loan, principal, ruling);
    ruling.write(Fact::Forgiven { loan: no, principal, interest, minute: minute.trim().to_owned() }, price);
}

/// What is owed in kind becomes money at an agreed price, without interest from then on.
fn turn_to_money(ground: &Ground, no: LoanNo, (agreed, due_on): (i64, NaiveDate), minute: &str, ruling: &mut Ruling) {
    let figure = positive(None, agreed, ruling);
    if due_on <= ground.day {
        ruling.refuse(Why::NotLater);
    }
    let Some(loan) = open_loan(ground, no, ruling) else { return };
    let Some(good) = ground.bank.good(&loan.good).filter(|good| !is_money(good.code())) else {
        return ruling.refuse(Why::NoLoan);
    };
    if !figure {
        return;
    }
    let owed = loan.owed(ground.day);
    let amount = worth(owed.total(), loan.unit, agreed);
    positive(None, amount, ruling);
    let price = ground.agreed_price(&good, agreed, ruling);
    let fact = Fact::TurnedToMoney {
        loan: no,
        principal: owed.principal,
        interest: owed.interest,
        agreed,
        amount,
        money: ground.bank.money.code().to_owned(),
        new_loan: ground.next_loan(),
        due_on,
        minute: minute.trim().to_owned(),
    };
    ruling.write(fact, price);
}

/// What was undone stays told as undone: only an act that stands, and is older than the day, can be taken back. What
/// rests on it speaks against it later, when everything is told again without it.
fn undo(ground: &Ground, no: ActNo, reason: &str, ruling: &mut Ruling) {
    text(reason, Text::Reason, ruling);
    let undone = |act: &Act| matches!(act.fact, Fact::Undone { act, .. } if act == no);
    let stands = |act: &&Act| act.no == no && act.day <= ground.day && !matches!(act.fact, Fact::Undone { .. });
    let found = ground.bank.acts.iter().find(stands).filter(|_| !ground.bank.acts.iter().any(undone));
    let Some(act) = found else {
        return ruling.refuse(Why::NoAct);
    };
    // The reversal is worth what the act was worth.
    let price = act.price.as_ref().map_or(Priced::Not, |price| Priced::Cited(price.no));
    ruling.write(Fact::Undone { act: no, reason: reason.trim().to_owned() }, price);
}

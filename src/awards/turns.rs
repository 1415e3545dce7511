//! Which office's turn something is: the rule's turns and the table of roles, brought together.
use crate::guard::{Can, InAward};
use chrono::NaiveDate;
use domain::grants::{Award, State, Turn, Turns, Who};

/// What somebody must be allowed to do to take a turn. Under a code the liaison goes and sees, and makes out the vouchers:
/// nobody else knows where, and for whom.
pub fn office(turn: Turn, coded: bool) -> Can {
    match turn {
        Turn::Prepare | Turn::Visit if coded => Can::SeeCodes,
        Turn::Screen => Can::Screen,
        Turn::Appraise => Can::Appraise,
        Turn::Rule => Can::Decide,
        Turn::Agree | Turn::Vary => Can::Sign,
        Turn::Prepare => Can::Prepare,
        Turn::Check => Can::Check,
        Turn::Approve => Can::Approve,
        Turn::Pay => Can::Pay,
        Turn::Record => Can::Record,
        Turn::Visit => Can::Verify,
        Turn::Close | Turn::Recover => Can::CloseGrant,
    }
}

/// Whether an office of somebody's is asked for.
pub fn may(visit: &InAward) -> impl Fn(Turn, bool) -> bool + Send + Sync + '_ {
    move |turn, coded| visit.may(office(turn, coded))
}

/// Her turns under an award on a day.
pub fn of<'a>(
    visit: &InAward,
    award: &'a Award,
    state: &'a State,
    today: NaiveDate,
    may: &'a (dyn Fn(Turn, bool) -> bool + Send + Sync),
) -> Turns<'a> {
    Turns { award, state, me: Who::User(visit.visit.user.id), today, may }
}

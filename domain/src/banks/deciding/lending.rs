//! Lending days: who may borrow how much, for what, until when; and promises beside repayment.
use super::{Ground, Ruling, positive};
use crate::banks::{
    Good, Member,
    acts::{Fact, LentLine, Party},
    ask::{Ask, Caution, LendRow, Priced, Why},
    goods::Measure,
    rules::{Due, Lending, Per, Priority, Purpose},
};
use chrono::{Datelike, NaiveDate};

/// The age from which somebody is elderly, years.
const ELDERLY_YEARS: i64 = 60;

pub(super) fn rule(ground: &Ground, ask: &Ask) -> Ruling {
    let mut ruling = Ruling::default();
    match ask {
        Ask::Lend { good, purpose, season, rows } => lend(ground, (good, *purpose), *season, rows, &mut ruling),
        Ask::SeeCondition { loan, kept } => {
            if ground.state.loans.get(loan).is_none_or(|loan| loan.condition.is_none()) {
                ruling.refuse(Why::NoLoan);
            }
            ruling.write(Fact::ConditionSeen { loan: *loan, kept: *kept }, Priced::Not);
        }
        _ => {}
    }
    ruling
}

/// The members of a day, those first whom the bank agreed to serve first; within a rank as they are listed.
pub fn priority_order(members: &[Member], first: &[Priority], day: NaiveDate) -> Vec<Party> {
    let mut ranked: Vec<(usize, Party)> = members
        .iter()
        .filter(|member| member.is_member(day))
        .map(|member| (rank(member, first, day).unwrap_or(first.len()), member.party))
        .collect();
    ranked.sort_by_key(|&(rank, _)| rank);
    ranked.into_iter().map(|(_, party)| party).collect()
}

/// The place of somebody in the order of who comes first; `None`: with everybody else.
pub fn rank(member: &Member, first: &[Priority], day: NaiveDate) -> Option<usize> {
    first.iter().position(|priority| match priority {
        Priority::IdPoor1 => member.id_poor == Some(1),
        Priority::IdPoor2 => member.id_poor == Some(2),
        Priority::Women => member.woman == Some(true),
        Priority::Elderly => member.birth_year.is_some_and(|year| i64::from(day.year()) - year >= ELDERLY_YEARS),
    })
}

fn lend(ground: &Ground, (code, purpose): (&str, Purpose), season: Option<i64>, rows: &[LendRow], ruling: &mut Ruling) {
    let good = ground.held_good(code, ruling);
    let agreed = ground.rules.lending(purpose, code);
    if good.is_some() && agreed.is_none() {
        ruling.refuse(Why::NotLent);
    }
    if rows.is_empty() {
        ruling.refuse(Why::Nothing);
    }
    let (Some(good), Some(agreed)) = (good, agreed) else { return };
    let due_on = due_on(ground, agreed, season, ruling);
    for (at, row) in rows.iter().enumerate() {
        borrower(ground, &good, agreed, rows, at, ruling);
        guarantors(ground, agreed, row, at, ruling);
    }
    let left = left_after(ground, &good, rows, ruling);
    if waits(ground, &good, agreed, rows, left) {
        ruling.caution(Caution::Priority);
    }
    let Some(due_on) = due_on else { return };
    let terms = &agreed.terms;
    let lines = (ground.next_loan()..).zip(rows).map(|(loan, row)| LentLine {
        loan,
        party: row.party,
        quantity: row.quantity,
        interest: match terms.per {
            Per::Month => 0,
            Per::Season | Per::Loan => terms.interest(row.quantity, good.unit(), 1),
        },
        due_on,
        guarantors: row.guarantors.clone(),
    });
    let fact = Fact::Lent {
        good: code.to_owned(),
        purpose,
        season,
        terms: terms.clone(),
        condition: agreed.condition,
        lines: lines.collect(),
    };
    // Goods that are lent stay the bank's: no value flows, so a price that nobody knows is missed by nobody.
    let price = ground.bank.market(code, "", ground.day).filter(|_| good.class().measure() != Measure::Money);
    ruling.write(fact, price.map_or(Priced::Not, |price| Priced::Cited(price.no)));
}

/// When these loans are due. A day outside the lending window is no matter; one after the harvest is.
fn due_on(ground: &Ground, agreed: &Lending, season: Option<i64>, ruling: &mut Ruling) -> Option<NaiveDate> {
    let found = season.and_then(|no| ground.bank.season(no));
    let known = found.is_some() || (season.is_none() && agreed.terms.due != Due::Harvest);
    let due = agreed.terms.due_on(ground.day, found.map(|season| season.harvest_to));
    let due = due.filter(|due| known && *due > ground.day);
    if due.is_none() {
        ruling.refuse(Why::Season);
    }
    due
}

fn borrower(ground: &Ground, good: &Good, agreed: &Lending, rows: &[LendRow], at: usize, ruling: &mut Ruling) {
    let row = &rows[at];
    ground.member(Some(at), row.party, ruling);
    if rows[..at].iter().any(|other| other.party == row.party) {
        ruling.refuse_at(at, Why::SamePerson);
    }
    if positive(Some(at), row.quantity, ruling) && agreed.ceiling > 0 {
        let same = |good: &str, purpose| good == agreed.good && purpose == agreed.purpose;
        let open = ground.state.open_loans(row.party, ground.day).filter(|loan| same(&loan.good, loan.purpose));
        let owed: i64 = open.map(|loan| loan.principal(ground.day)).sum();
        let left = agreed.ceiling.saturating_mul(good.unit()).saturating_sub(owed).max(0);
        if row.quantity > left {
            ruling.refuse_at(at, Why::AboveCeiling(left));
        }
    }
    // A loan that was given up for lost bars her like one that is late, until she brings it after all and that is taken back.
    let mut hers = ground.state.loans.values().filter(|loan| loan.party == row.party);
    let late = hers.find(|loan| loan.is_written_off() || loan.days_late(ground.day) > 0);
    if let (Some(loan), false) = (late, agreed.lend_to_late) {
        ruling.refuse_at(at, Why::Late(loan.no));
    }
}

fn guarantors(ground: &Ground, agreed: &Lending, row: &LendRow, at: usize, ruling: &mut Ruling) {
    let named = &row.guarantors;
    if named.len() < agreed.guarantors as usize {
        ruling.refuse_at(at, Why::Guarantors(agreed.guarantors));
    }
    let twice = |(no, one): (usize, &Party)| *one == row.party || named[..no].contains(one);
    if named.iter().enumerate().any(twice) {
        ruling.refuse_at(at, Why::SamePerson);
    }
    if named.iter().any(|one| ground.bank.member(*one, ground.day).is_none()) {
        ruling.refuse_at(at, Why::NotAMember);
    }
}

/// What the store has left after the last row; the first row for which there is not enough is refused.
fn left_after(ground: &Ground, good: &Good, rows: &[LendRow], ruling: &mut Ruling) -> i64 {
    let mut left = ground.state.stock(good.code());
    for (at, row) in rows.iter().enumerate() {
        let before = left;
        left = left.saturating_sub(row.quantity.max(0));
        if before >= 0 && left < 0 {
            ruling.refuse_at(at, Why::Impossible(ground.short(good.code(), -left)));
        }
    }
    left
}

/// Whether people who come first have not borrowed, and what is left would not do for all of them.
fn waits(ground: &Ground, good: &Good, agreed: &Lending, rows: &[LendRow], left: i64) -> bool {
    let waiting = |member: &&Member| {
        member.is_member(ground.day)
            && rank(member, &agreed.first, ground.day).is_some()
            && ground.state.open_loans(member.party, ground.day).next().is_none()
            && !rows.iter().any(|row| row.party == member.party)
    };
    let many = ground.bank.members.iter().filter(waiting).count();
    let needed = i128::from(agreed.ceiling.saturating_mul(good.unit()).max(1)) * many as i128;
    many > 0 && i128::from(left) < needed
}

//! The baseline of a group that has met for years: what each member has, and the cash, as one opening entry.
use crate::{
    chart::{CASH, LOAN_FUND, RETAINED, SAVINGS, SOCIAL_CONTRIBUTIONS, SOCIAL_FUND},
    constitution::Constitution,
    meetings::{FIELD_MOST, MemberStanding, SealedLine, Why},
};
use chrono::NaiveDate;
use ledger::{Entry, EntryKey, EntryKind, PartyNo, Postings};
use std::collections::BTreeSet;
use uuid::Uuid;

/// What a group brings along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// The key: the baseline meeting's and the entry's.
    pub key: Uuid,
    /// The day on which these figures held.
    pub on: NaiveDate,
    /// Member by member: savings and social fund in smallest units.
    pub lines: Vec<OpeningLine>,
    /// Cash in the loan fund beyond members' savings: earned earlier and kept; smallest units.
    pub other_cash: i64,
}

/// A member's opening figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpeningLine {
    /// Whose.
    pub party: PartyNo,
    /// Saved so far, smallest units.
    pub savings: i64,
    /// Given to the social fund so far, and still there.
    pub social_fund: i64,
}

/// Where an opening is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpeningPlace {
    /// The opening as a whole.
    Whole,
    /// Its day.
    Date,
    /// A member's savings.
    Savings(PartyNo),
    /// A member's social fund.
    SocialFund(PartyNo),
    /// The line of a member.
    Member(PartyNo),
    /// Other cash.
    OtherCash,
}

/// Why an opening cannot be taken: a place, and a reason in the words of a meeting's refusals.
pub type OpeningRefusal = (OpeningPlace, Why);

/// What an opening becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The lines of the baseline meeting.
    pub lines: Vec<SealedLine>,
    /// The cash it says is in the box.
    pub expected: i64,
    /// The entry; `None` when everything is nought.
    pub entry: Option<Entry>,
}

/// Turns opening figures into the baseline entry, or says everything that is wrong. `begun` is the number of a meeting
/// that was sealed already, after which no baseline is taken.
pub fn open(
    opening: &Opening,
    constitution: &Constitution,
    members: &[MemberStanding],
    begun: Option<i64>,
    today: NaiveDate,
) -> Result<Opened, Vec<OpeningRefusal>> {
    let mut refusals = Vec::new();
    if let Some(no) = begun {
        refusals.push((OpeningPlace::Whole, Why::SealedMeanwhile(no)));
    }
    if opening.on > today {
        refusals.push((OpeningPlace::Date, Why::Future));
    }
    let rounding = constitution.cash_rounding();
    let amount = |quantity: i64| match quantity {
        ..0 => Some(Why::Negative),
        quantity if quantity > FIELD_MOST => Some(Why::TooLarge),
        quantity if quantity % rounding != 0 => Some(Why::NotRounded(rounding)),
        _ => None,
    };
    let mut seen = BTreeSet::new();
    for line in &opening.lines {
        match members.iter().find(|member| member.party == line.party) {
            None => refusals.push((OpeningPlace::Member(line.party), Why::NotAMember)),
            Some(_) if !seen.insert(line.party) => refusals.push((OpeningPlace::Member(line.party), Why::Twice)),
            Some(member) if member.joined_on > opening.on => refusals.push((OpeningPlace::Member(line.party), Why::NotYetAMember)),
            Some(_) => {}
        }
        let shares =
            constitution.shares().filter(|(value, _)| line.savings % value != 0).map(|(value, _)| Why::NotWholeShares(value));
        refusals.extend(amount(line.savings).or(shares).map(|why| (OpeningPlace::Savings(line.party), why)));
        refusals.extend(amount(line.social_fund).map(|why| (OpeningPlace::SocialFund(line.party), why)));
    }
    refusals.extend(amount(opening.other_cash).map(|why| (OpeningPlace::OtherCash, why)));
    if !refusals.is_empty() {
        return Err(refusals);
    }
    Ok(opened(opening, constitution))
}

fn opened(opening: &Opening, constitution: &Constitution) -> Opened {
    let of = |quantity: i64| constitution.commodity().of(quantity);
    let mut all = Postings::new();
    for line in &opening.lines {
        let party = Some(line.party);
        all.debit(LOAN_FUND, CASH, None, of(line.savings)).credit(LOAN_FUND, SAVINGS, party, of(line.savings));
        let social = of(line.social_fund);
        all.debit(SOCIAL_FUND, CASH, None, social).credit(SOCIAL_FUND, SOCIAL_CONTRIBUTIONS, party, social);
    }
    let other = of(opening.other_cash);
    all.debit(LOAN_FUND, CASH, None, other).credit(LOAN_FUND, RETAINED, None, other);
    let entry = (!all.is_empty()).then(|| {
        let lines = all.finish().expect("fields are bounded by FIELD_MOST, so their sums fit");
        let entry = Entry::new(EntryKey(opening.key), opening.on, EntryKind::Opening, "", lines);
        entry.expect("every amount is posted against cash in its own fund").of(opening.key)
    });
    let line = |line: &OpeningLine| SealedLine {
        party: line.party,
        attendance: None,
        savings: Some(line.savings),
        social_fund: Some(line.social_fund),
        fine: None,
        repayment: None,
        loan: None,
        service_charge: None,
    };
    Opened {
        lines: opening.lines.iter().map(line).collect(),
        expected: opening.other_cash + opening.lines.iter().map(|line| line.savings + line.social_fund).sum::<i64>(),
        entry,
    }
}

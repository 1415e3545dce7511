//! Who may not be who: the duties that never lie in one hand (what auditors test, rule 2). One table, asked when
//! something is to be written and again when the vouchers are looked over.
use Duty::*;
use serde::{Deserialize, Serialize};

/// What somebody does for a grant or a voucher.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Duty {
    /// Helps the family to apply.
    Helps,
    /// Looks whether the person, the household, the phone or the place has a grant already.
    Screens,
    /// Goes there and looks before it is decided.
    Appraises,
    /// Votes in the committee.
    Votes,
    /// Signs the agreement for the organisation.
    Signs,
    /// Makes out a voucher.
    Prepares,
    /// Sees that the voucher is right.
    Checks,
    /// Approves it.
    Approves,
    /// Hands out or sends the money.
    Pays,
    /// Writes it into the books.
    Records,
    /// Goes and sees what was bought.
    Verifies,
}

impl Duty {
    /// Its word, under which pages and papers name it: the same as it is kept.
    pub fn code(self) -> &'static str {
        match self {
            Helps => "helps",
            Screens => "screens",
            Appraises => "appraises",
            Votes => "votes",
            Signs => "signs",
            Prepares => "prepares",
            Checks => "checks",
            Approves => "approves",
            Pays => "pays",
            Records => "records",
            Verifies => "verifies",
        }
    }
}

/// The pairs that must be two people. Duties of a voucher are compared within it; the others within the grant.
pub const APART: &[(Duty, Duty)] = &[
    (Helps, Screens),
    (Helps, Appraises),
    (Helps, Votes),
    (Helps, Approves),
    (Helps, Pays),
    (Screens, Pays),
    (Signs, Pays),
    (Prepares, Checks),
    (Prepares, Approves),
    (Prepares, Pays),
    (Prepares, Records),
    (Checks, Approves),
    (Checks, Pays),
    (Checks, Records),
    (Approves, Pays),
    (Approves, Records),
    (Pays, Records),
    (Pays, Verifies),
];

/// Whether two duties must be two people.
pub fn apart(one: Duty, other: Duty) -> bool {
    APART.iter().any(|&(a, b)| (a, b) == (one, other) || (b, a) == (one, other))
}

/// The first of what somebody has done already that keeps her from a duty.
pub fn forbidden(duty: Duty, done: impl IntoIterator<Item = Duty>) -> Option<Duty> {
    done.into_iter().find(|earlier| apart(duty, *earlier))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duty_is_named_as_it_is_kept() {
        for duty in APART.iter().flat_map(|(one, other)| [one, other]) {
            assert_eq!(serde_json::to_value(duty).ok(), Some(duty.code().into()));
        }
    }
}

//! Small grants: from the call to the close, and every riel of them (shared source: how small grants are given and
//! audited).
//!
//! An award is a book. What happens in it is a list of acts, told again from the first: [`Act`] and [`Fact`] say what
//! happened, [`State`] how every grant and voucher stands after it, [`post`] what the journal says of it. Somebody who
//! wants something written down makes an [`Ask`]; [`decide`] answers with facts or with everything that speaks against it,
//! first of all that two duties lie in one hand ([`duties`]).
//!
//! History that was written elsewhere is brought in as it was ([`Fact::Brought`]): it may break every rule, and
//! [`exceptions`] says which. Amounts are in the smallest unit of the award's currency, unless a currency stands beside.
pub mod accounts;
pub mod acts;
pub mod advances;
pub mod ask;
pub mod audits;
pub mod codes;
mod deciding;
pub mod duties;
pub mod exceptions;
pub mod helped;
pub mod history;
pub mod posting;
pub mod reports;
pub mod state;
pub mod terms;
pub mod turns;
pub mod waiting;

pub use acts::{Act, Applicant, Fact, GrantNo, ReceiptNo, VoucherNo, Who};
pub use ask::{Ask, Refusal, Why};
pub use deciding::{Decided, TEXT_MOST, When, charged_at, decide, is_digest};
pub use duties::Duty;
pub use posting::post;
pub use state::{Grant, Stage, State, Voucher};
pub use terms::Terms;
pub use turns::{Turn, Turns};

use chrono::NaiveDate;

/// An award as its rules need it: what was agreed with the donor, and everything that happened.
#[derive(Clone, Debug)]
pub struct Award {
    /// What was agreed.
    pub terms: Terms,
    /// Everything that happened, in the order it was written.
    pub acts: Vec<Act>,
    /// What each officer holds, and what is at the bank and in cash, by the journal.
    pub money: Money,
    /// The last closed day of the book.
    pub closed_through: Option<NaiveDate>,
}

/// Balances that a rule asks for, in smallest units.
#[derive(Clone, Debug, Default)]
pub struct Money {
    /// At the bank and in the cash box, by currency: (account, currency, quantity).
    pub held: Vec<(i64, String, i64)>,
    /// Advances by holder: (party, currency, quantity).
    pub advances: Vec<(i64, String, i64)>,
    /// What partners have not accounted for: (party, currency, quantity).
    pub partners: Vec<(i64, String, i64)>,
}

impl Award {
    /// How everything stands.
    pub fn state(&self) -> State {
        State::tell(&self.acts)
    }

    /// The number of the next act.
    pub fn next_act(&self) -> i64 {
        self.acts.last().map_or(1, |act| act.no + 1)
    }
}

//! The meeting: the sheet that is filled in at the table, the sealed meeting that is read for years after, and the page
//! for two people who sealed the same meeting at once.
//!
//! The sheet is one plain form. Its fields (`P` is the member's party number, `i` counts rows from 0, `V` is a note's
//! value in the smallest unit):
//!
//! | field | value |
//! |---|---|
//! | `key` | the entry's key, given by the server; the same key again is the same seal |
//! | `after` | number of the last sealed meeting when the sheet was opened |
//! | `date` | day of the meeting, `dd/mm/yyyy` or `yyyy-mm-dd` |
//! | `p{P}-attendance` | `present`, `late`, `sent`, `excused`, `absent`; missing when nothing is chosen |
//! | `p{P}-savings` | number of shares, or an amount |
//! | `p{P}-social`, `p{P}-fine`, `p{P}-repayment`, `p{P}-loan` | an amount; blank is not zero |
//! | `o{i}-kind`, `o{i}-member`, `o{i}-amount`, `o{i}-note` | other money; a row whose kind, amount and note are blank is no row |
//! | `n{V}` | how many of that note; blank is not counted |
//! | `coins` | loose amount beside the notes, where there are cents |
//! | `difference-reason`, `difference-named` | why the box differs; the difference that is to be booked, box less book in smallest units |
//! | `witnessed` | `1` when counted together and read aloud |
//! | `note` | minutes |
//! | `do` | `seal`, `recalculate`, `fill-attendance`, `fill-savings`, `fill-social`, `fill-fines`; blank acts as `recalculate` |
//!
//! A `fill-` button fills blanks only: attendance `present` where nothing is chosen; savings as last time and the social
//! fund contribution for everyone but the excused and absent; the fine that goes with the attendance. The script does
//! the same without asking the server; the two must agree.
mod cash;
mod conflict;
mod grid;
mod kinds;
mod page;
mod sealed;
mod sheet;

use crate::practice::Band;
pub use conflict::{ConflictItem, ConflictLine, ConflictPage, ConflictValue, NextSheet, conflict};
pub use domain::loans::Part;
pub use kinds::{Attendance, FineRule, Fund, OtherKind, Reckoning, Saving, Step, Tint, field_of};
pub use page::{FieldError, LoanCell, MemberRow, NoteCount, OtherRow, RepaymentCell, SheetPage, SheetTotals, step_of};
pub use sealed::{Corrected, EntryLink, Figure, SealedNote, SealedOther, SealedPage, SealedRow, sealed};
pub use sheet::sheet;

use std::borrow::Cow;
use words::Words;

/// What the three pages of a meeting have in common.
#[derive(Clone, Debug)]
pub struct MeetingHead {
    /// The reader's language and digits.
    pub words: Words,
    /// The group's name, already chosen for the language.
    pub group: String,
    /// The group's code.
    pub code: String,
    /// The meeting's number in the group's book.
    pub number: i64,
    /// Name of the person signed in: the sheet says that it is sealed with this sign-in.
    pub user: std::sync::Arc<crate::parts::SignedIn>,
    /// Where "back" leads: the group, or its list of meetings.
    pub back: String,
    /// Path of this page, for the language switch.
    pub path: String,
    /// Code of the group's currency, `KHR` or `USD`.
    pub commodity: String,
    /// Decimal places of the currency: 0 or 2.
    pub decimals: u8,
    /// The practice group that the page is of.
    pub practice: Option<Band>,
}

impl MeetingHead {
    /// A text without values.
    pub(crate) fn say(&self, key: &str) -> Cow<'static, str> {
        self.words.say(key)
    }

    /// A text with one value.
    pub(crate) fn with<'v>(&self, key: &str, name: &str, value: impl Into<Cow<'v, str>>) -> String {
        self.words.with(key, &[(name, value.into())])
    }

    /// A bare number in whole currency units, as in the cells of a table.
    pub(crate) fn quantity(&self, quantity: i64) -> String {
        self.words.quantity(quantity, self.decimals)
    }

    /// An amount with its sign.
    pub(crate) fn amount(&self, quantity: i64) -> String {
        self.words.amount(quantity, self.decimals, &self.commodity)
    }
}

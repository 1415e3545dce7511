//! The meeting sheet: blank, for the day the power is out, or filled with a sealed meeting.
//!
//! Its columns come in the order in which the group holds its meeting. The blank one has what is known beforehand in
//! small print (what each gives to the social fund, what falls due on her loans) and room for a pencil beside it.
mod blank;
mod held;

pub use held::{Corrected, Figure, Held, HeldLine, OtherLine};

use crate::{
    Align, Column, Document, Label, Say, Width,
    cash_count::Count,
    contract::{Name, decimal},
    of_group::{OfGroup, Signer},
};
use chrono::NaiveDate;
use domain::constitution::{Occasion, Step};
use ledger::Commodity;
use rust_decimal::Decimal;

/// A meeting's sheet. Amounts are smallest units.
#[derive(Clone, Debug)]
pub struct MeetingSheet {
    /// Whose meeting.
    pub group: OfGroup,
    /// Its number; 0 is what the group brought along.
    pub number: i64,
    /// The currency.
    pub commodity: Commodity,
    /// The steps of the meeting, in the group's order.
    pub steps: Vec<Step>,
    /// How members save.
    pub saving: SheetSaving,
    /// Whether the group has a social fund, and what each gives, where that is agreed.
    pub social: Option<Option<i64>>,
    /// Whether something may be paid back.
    pub repayments: bool,
    /// Whether something may be lent.
    pub loans: bool,
    /// The rules in a line.
    pub rules: Rules,
    /// The members, in their order.
    pub members: Vec<SheetMember>,
    /// The count of the box.
    pub count: Count,
    /// Who signs.
    pub signers: Vec<Signer>,
    /// Blank or filled.
    pub filled: Filled,
}

/// Whether a sheet is blank or filled.
#[derive(Clone, Debug)]
pub enum Filled {
    /// Blank; what is due on loans is reckoned for this day.
    Blank(NaiveDate),
    /// What was sealed.
    Held(Box<Held>),
}

/// How members save.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SheetSaving {
    /// By shares.
    Shares {
        /// The value of one.
        value: i64,
        /// The most at a meeting.
        most: i64,
    },
    /// By amounts; what is usually brought, if the group agreed on something.
    Amounts(Option<i64>),
}

/// What the group agreed, as far as it is needed at the table.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// Fines: for what, and how much.
    pub fines: Vec<(Occasion, Name, i64)>,
    /// Loans: the most as times of savings, interest in per cent a month, the longest term in months. None: no loans.
    pub loans: Option<(Decimal, Decimal, i64)>,
}

/// A member's line.
#[derive(Clone, Debug, Default)]
pub struct SheetMember {
    /// Her number.
    pub number: i64,
    /// Her name.
    pub name: Name,
    /// What she is to bring for her loans, on a blank sheet.
    pub due: Option<Due>,
    /// What was written, on a filled one.
    pub line: HeldLine,
}

/// What is due on a member's loans, in the parts that a payment of it would fall into.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Due {
    /// Principal.
    pub principal: i64,
    /// Interest.
    pub interest: i64,
    /// Penalties.
    pub penalty: i64,
}

impl MeetingSheet {
    /// The pages.
    pub fn document(&self, say: Say) -> Document {
        match &self.filled {
            Filled::Blank(dues_on) => blank::document(self, *dues_on, say),
            Filled::Held(held) => held::document(self, held, say),
        }
    }

    fn title(&self, say: Say) -> Label {
        match self.number {
            0 => say.say("opening-title"),
            number => say.with("sheet-title", |words| vec![("number", words.ordinal(number))]),
        }
    }

    /// The steps that have a column of money, in the group's order.
    fn money(&self) -> impl Iterator<Item = Step> {
        let has = |step: &Step| match step {
            Step::Savings | Step::Fines => true,
            Step::SocialFund => self.social.is_some(),
            Step::Repayments => self.repayments,
            Step::Loans => self.loans,
            Step::Attendance | Step::Other | Step::Cash => false,
        };
        // A group whose order lacks a step still has its money.
        let lacking = Step::ALL.into_iter().filter(|step| !self.steps.contains(step));
        self.steps.iter().copied().chain(lacking).filter(has)
    }

    fn quantity(&self, say: Say, quantity: i64) -> String {
        say.quantity(quantity, self.commodity)
    }

    fn amount(&self, say: Say, quantity: i64) -> String {
        say.amount(self.commodity.of(quantity))
    }

    /// The rules of thumb in a line.
    fn rules_line(&self, say: Say) -> Label {
        say.of(|words| {
            let amount = |quantity: i64| words.amount(quantity, self.commodity.decimals(), self.commodity.code());
            let mut rules = Vec::new();
            match self.saving {
                SheetSaving::Shares { value, most } => {
                    let values = [("amount", amount(value).into()), ("count", words.number(most).into())];
                    rules.push(words.with("sheet-rule-share", &values));
                }
                SheetSaving::Amounts(Some(usual)) => {
                    rules.push(words.with("sheet-rule-saving", &[("amount", amount(usual).into())]))
                }
                SheetSaving::Amounts(None) => {}
            }
            if let Some(Some(each)) = self.social {
                rules.push(words.with("sheet-rule-social", &[("amount", amount(each).into())]));
            }
            for (_, name, fine) in &self.rules.fines {
                rules.push(format!("{} {}", name.show(words), amount(*fine)));
            }
            if let Some((times, percent, months)) = self.rules.loans {
                let decimal = |value: Decimal| decimal(words, value);
                let values = [
                    ("times", decimal(times).into()),
                    ("percent", decimal(percent).into()),
                    ("months", words.number(months).into()),
                ];
                rules.push(words.with("sheet-rule-loan", &values));
            }
            rules.join(" · ")
        })
    }
}

/// Number and name: what every sheet begins with.
fn lead(say: Say) -> Vec<Column> {
    vec![Column { head: say.say("sheet-number"), width: Width::Fit, align: Align::Middle }, Column::text(say.say("sheet-member"))]
}

/// Four sign a sheet, in one row: who counted with the first counter signs the count.
fn signing(sheet: &MeetingSheet) -> &[Signer] {
    &sheet.signers[..sheet.signers.len().min(4)]
}

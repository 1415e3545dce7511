//! What the web layer fills in to have a sheet drawn.
use super::kinds::Column as _;
use super::{Attendance, FineRule, Fund, MeetingHead, OtherKind, Reckoning, Saving, Step, Tint};
use crate::layout::icon;
use domain::loans::Part;
use maud::{Markup, html};
use std::borrow::Cow;

/// The sheet of a meeting that is not sealed yet, blank or with what was typed.
#[derive(Clone, Debug)]
pub struct SheetPage {
    /// Group, meeting, reader, currency.
    pub head: MeetingHead,
    /// Where the form is posted to.
    pub action: String,
    /// The entry's key (a UUID): the same key posted twice is sealed once.
    pub key: String,
    /// Number of the last sealed meeting when the sheet was opened; 0 before the first.
    pub after: i64,
    /// Name of the draft on the device: group, meeting number and user, such as `12:40:7`. Nobody else's draft comes back.
    pub draft: String,
    /// The draft and the key of another sheet that goes on as this one, where it does.
    pub went_on: Option<(String, String)>,
    /// Whether the values below were typed (the answer to a post). A draft on the device is then not laid over them.
    pub typed: bool,
    /// The meeting's day as typed; on a fresh sheet the expected day, written `dd/mm/yyyy` in the reader's digits.
    pub date: String,
    /// The steps in the constitution's order. Steps without their rule below are left out.
    pub steps: Vec<Step>,
    /// Shares or amounts.
    pub saving: Saving,
    /// The social fund contribution of one member; none where the group has no social fund, which hides the column.
    pub social: Option<i64>,
    /// The fines of the constitution.
    pub fines: Vec<FineRule>,
    /// The fund that fines go to.
    pub fines_fund: Fund,
    /// What all members owe this meeting; none hides the column of repayments.
    pub repayments: Option<i64>,
    /// What the loan fund may lend at most; none hides the column of new loans.
    pub loans: Option<i64>,
    /// What is kept back from each new loan.
    pub service_charge: i64,
    /// The members, in their order.
    pub members: Vec<MemberRow>,
    /// Other money: what was typed and at least three blank rows.
    pub other: Vec<OtherRow>,
    /// The notes of the currency, largest first.
    pub notes: Vec<NoteCount>,
    /// Loose money beside the notes, as typed; none where the currency has no cents.
    pub coins: Option<String>,
    /// Why the box differs, as typed.
    pub difference_reason: String,
    /// Whether booking the difference was ticked.
    pub difference_named: bool,
    /// Whether "counted together and read aloud" was ticked.
    pub witnessed: bool,
    /// The minutes, as typed.
    pub note: String,
    /// The totals of what was typed, computed by the server; unreadable fields count as nothing.
    pub totals: SheetTotals,
    /// What must be mended, in the order of the sheet. A fresh sheet has none.
    pub errors: Vec<FieldError>,
}

/// A member's line.
#[derive(Clone, Debug, Default)]
pub struct MemberRow {
    /// The party number, used in the names of the fields.
    pub party: i64,
    /// The number in the group, as in the passbook.
    pub number: i64,
    /// The name, already chosen for the language.
    pub name: String,
    /// Savings before this meeting, in the smallest unit.
    pub savings_total: i64,
    /// Shares before this meeting; 0 where the group saves in amounts.
    pub shares_total: i64,
    /// What was saved at the last meeting that the member saved at: shares or an amount.
    pub last_savings: Option<i64>,
    /// The attendance chosen.
    pub attendance: Option<Attendance>,
    /// Savings as typed.
    pub savings: String,
    /// Social fund contribution as typed.
    pub social: String,
    /// Fine as typed.
    pub fine: String,
    /// The loan being repaid; none for a member without one.
    pub repayment: Option<RepaymentCell>,
    /// The new loan; none for a member who may not borrow.
    pub loan: Option<LoanCell>,
    /// Whether she has left, and stands here because she owes something: only a repayment is taken.
    pub gone: bool,
}

/// A member's repayment.
#[derive(Clone, Debug, Default)]
pub struct RepaymentCell {
    /// Due at this meeting.
    pub due: i64,
    /// What closes her loans today.
    pub owed: i64,
    /// Days that the oldest unpaid instalment is late; 0: nothing is.
    pub days_late: i64,
    /// The parts of what is owed, in the order in which a payment meets them.
    pub order: Vec<(Part, i64)>,
    /// As typed.
    pub typed: String,
}

impl RepaymentCell {
    /// How the amount that was typed falls apart: interest with penalties, principal, what is left to pay; none where
    /// nothing was typed.
    pub(crate) fn split(&self, head: &MeetingHead) -> Option<[i64; 3]> {
        let amount = words::read_quantity(&self.typed, head.decimals).ok().flatten().filter(|amount| *amount > 0)?;
        let (mut left, mut interest, mut principal) = (amount, 0, 0);
        for (part, owed) in &self.order {
            let paid = left.min(*owed);
            left -= paid;
            if *part == Part::Principal { principal += paid } else { interest += paid }
        }
        Some([interest, principal, (self.owed - amount).max(0)])
    }

    /// The order as the script reads it: `i6000 p100000`, interest with penalties, and principal.
    pub(crate) fn order_code(&self) -> String {
        let code = |(part, amount): &(Part, i64)| format!("{}{amount}", if *part == Part::Principal { 'p' } else { 'i' });
        self.order.iter().map(code).collect::<Vec<_>>().join(" ")
    }
}

/// A member's new loan.
#[derive(Clone, Debug, Default)]
pub struct LoanCell {
    /// The most the member may borrow.
    pub limit: i64,
    /// What was approved and waits for its money.
    pub approved: Option<i64>,
    /// As typed.
    pub typed: String,
}

/// A row of other money, as typed.
#[derive(Clone, Debug, Default)]
pub struct OtherRow {
    /// The kind chosen.
    pub kind: Option<OtherKind>,
    /// The member chosen, by party number.
    pub member: Option<i64>,
    /// The amount.
    pub amount: String,
    /// What for.
    pub note: String,
}

/// A kind of note and how many were counted, as typed.
#[derive(Clone, Debug)]
pub struct NoteCount {
    /// Its value in the smallest unit.
    pub value: i64,
    /// Its colour; [`Tint::of`] knows the usual ones.
    pub tint: Tint,
    /// How many, as typed.
    pub typed: String,
}

/// What the sheet adds up to, by the server.
#[derive(Clone, Debug, Default)]
pub struct SheetTotals {
    /// Members in each attendance, in the order of [`Attendance::ALL`].
    pub attendance: [i64; 5],
    /// Shares bought; 0 where the group saves in amounts.
    pub shares: i64,
    /// The box.
    pub reckoning: Reckoning,
    /// What was counted; none while nothing is counted.
    pub counted: Option<i64>,
}

/// Something that must be mended before the sheet can be sealed.
#[derive(Clone, Debug)]
pub struct FieldError {
    /// The field's name, such as `p12-savings`.
    pub field: String,
    /// The member's name, where the field is a member's.
    pub who: Option<String>,
    /// What is wrong and what to do, in the reader's language.
    pub text: String,
}

impl SheetTotals {
    /// Counted less expected: below zero is short, above is over. None while nothing is counted.
    pub fn difference(&self) -> Option<i64> {
        self.counted.map(|counted| counted - self.reckoning.expected)
    }
}

impl SheetPage {
    /// The steps that are drawn, in order. The cash count is always one of them: it holds the seal.
    pub(crate) fn shown_steps(&self) -> Vec<Step> {
        let mut steps: Vec<Step> = self.steps.iter().copied().filter(|step| self.shows(*step)).collect();
        if !steps.contains(&Step::Cash) {
            steps.push(Step::Cash);
        }
        steps
    }

    fn shows(&self, step: Step) -> bool {
        match step {
            Step::SocialFund => self.social.is_some(),
            Step::Repayments => self.repayments.is_some(),
            Step::Loans => self.loans.is_some(),
            _ => true,
        }
    }

    /// What is wrong with a field, if anything.
    pub(crate) fn error(&self, field: &str) -> Option<&FieldError> {
        self.errors.iter().find(|error| error.field == field)
    }

    /// The message under a field.
    pub(crate) fn message(&self, field: &str) -> Markup {
        html! {
            @if let Some(error) = self.error(field) {
                p.err id={ "e-" (field) } {
                    (icon("circle-alert")) span { span.vh { (self.head.say("sheet-error")) " " } (error.text) }
                }
            }
        }
    }

    /// `bad` for a cell whose field is refused.
    pub(crate) fn bad(&self, field: &str) -> &'static str {
        if self.error(field).is_some() { "bad" } else { "" }
    }
}

/// The step in which a field stands, so that a phone opens the right one.
pub fn step_of(field: &str) -> Step {
    match field.split_once('-') {
        Some((party, end)) if is_numbered(party, 'p') => {
            Step::ALL.into_iter().find(|step| step.field() == Some(end)).unwrap_or(Step::Cash)
        }
        Some((row, _)) if is_numbered(row, 'o') => Step::Other,
        _ if field == "note" => Step::Other,
        _ if field == "date" => Step::Attendance,
        _ => Step::Cash,
    }
}

/// Whether a text is a letter and a number, such as `p12`.
fn is_numbered(text: &str, letter: char) -> bool {
    text.strip_prefix(letter).is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

/// The id of the element that a link in the list of errors leads to.
pub(super) fn anchor(field: &str) -> Cow<'_, str> {
    if field.ends_with("-attendance") { format!("{field}-present").into() } else { field.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(field: &str, step: Step, at: &str) {
        assert_eq!((step_of(field), anchor(field).as_ref()), (step, at), "{field}");
    }

    #[test]
    fn a_field_leads_to_its_step() {
        check("p12-attendance", Step::Attendance, "p12-attendance-present");
        check("p12-fine", Step::Fines, "p12-fine");
        check("p12-loan", Step::Loans, "p12-loan");
        check("o0-amount", Step::Other, "o0-amount");
        check("note", Step::Other, "note");
        check("n50000", Step::Cash, "n50000");
        check("witnessed", Step::Cash, "witnessed");
        check("difference-reason", Step::Cash, "difference-reason");
    }
}

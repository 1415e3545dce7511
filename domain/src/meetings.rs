//! A meeting: the sheet as it was filled in becomes one entry, or every refusal at once.
//!
//! What is written is what happened; nothing is filled in by the rule. Blank is not zero, and what was not counted is
//! not counted. The box is the judge: a difference between book and box is named, with its reason, and booked.
mod checks;
mod lending;
mod reckoning;

use crate::{
    chart::{LOAN_FUND, SOCIAL_FUND},
    constitution::Constitution,
    loans::{LoanAccount, LoanRefusal, Movement, Terms, schedule::Instalment},
};
use checks::{Refusals, check_count, check_day, check_funds, check_lines, check_notes, check_other};
use chrono::NaiveDate;
use ledger::{Entry, EntryKey, EntryKind, FundNo, PartyNo};
pub use lending::borrower;
use lending::lend;
pub(crate) use reckoning::post_other;
use reckoning::{Lent, amounts, postings, totals};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The five ways of being at a meeting, or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Attendance {
    /// Came.
    Present,
    /// Came late.
    Late,
    /// Did not come, and sent the money with someone.
    Sent,
    /// Did not come, with leave.
    Excused,
    /// Did not come.
    Absent,
}

impl Attendance {
    /// All five, as the sheet shows them.
    pub const ALL: [Attendance; 5] =
        [Attendance::Present, Attendance::Late, Attendance::Sent, Attendance::Excused, Attendance::Absent];

    /// The word kept in the database and in files.
    pub fn code(self) -> &'static str {
        match self {
            Attendance::Present => "present",
            Attendance::Late => "late",
            Attendance::Sent => "sent",
            Attendance::Excused => "excused",
            Attendance::Absent => "absent",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Attendance> {
        Attendance::ALL.into_iter().find(|attendance| attendance.code() == text.trim())
    }

    /// Whether money can have come from the member herself.
    pub fn brings_money(self) -> bool {
        matches!(self, Attendance::Present | Attendance::Late | Attendance::Sent)
    }
}

/// What a member saved, as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    /// So many shares.
    Shares(i64),
    /// An amount in smallest units.
    Amount(i64),
}

impl Saved {
    /// The amount in smallest units, where a share has this value.
    pub fn amount(self, share_value: i64) -> i64 {
        match self {
            Saved::Shares(shares) => shares.saturating_mul(share_value),
            Saved::Amount(amount) => amount,
        }
    }
}

/// A member's line as written. `None`: nothing was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Whose.
    pub party: PartyNo,
    /// How she was there.
    pub attendance: Option<Attendance>,
    /// What she saved.
    pub savings: Option<Saved>,
    /// What she gave to the social fund, smallest units.
    pub social_fund: Option<i64>,
    /// What she paid in fines, smallest units.
    pub fine: Option<i64>,
    /// What she paid back, over all her loans, smallest units.
    pub repayment: Option<i64>,
    /// What is lent to her, smallest units.
    pub loan: Option<i64>,
}

impl Line {
    /// Whether nothing but a repayment was written: all that is taken from somebody who has left.
    pub fn is_repayment_only(&self) -> bool {
        self.attendance.is_none()
            && self.savings.is_none()
            && self.social_fund.is_none()
            && self.fine.is_none()
            && self.loan.is_none()
    }
}

/// Money that goes another way than through a member's line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OtherKind {
    /// The group's own spending, from the loan fund.
    Expense,
    /// Given from the social fund, to a member or her family.
    SocialGrant,
    /// Savings paid back to a member.
    Withdrawal,
    /// From the box to the bank.
    BankDeposit,
    /// From the bank to the box.
    BankWithdrawal,
    /// A gift, or other income, into the loan fund.
    Income,
    /// Borrowed by the group outside.
    ExternalLoan,
    /// Paid back on what the group borrowed.
    ExternalRepayment,
    /// Interest on what the group borrowed.
    ExternalInterest,
    /// Paid from what was set aside for administration.
    Administration,
}

impl OtherKind {
    /// All kinds.
    pub const ALL: [OtherKind; 10] = [
        OtherKind::Expense,
        OtherKind::SocialGrant,
        OtherKind::Withdrawal,
        OtherKind::BankDeposit,
        OtherKind::BankWithdrawal,
        OtherKind::Income,
        OtherKind::ExternalLoan,
        OtherKind::ExternalRepayment,
        OtherKind::ExternalInterest,
        OtherKind::Administration,
    ];

    /// The word kept in the database and on the form.
    pub fn code(self) -> &'static str {
        match self {
            OtherKind::Expense => "expense",
            OtherKind::SocialGrant => "social-grant",
            OtherKind::Withdrawal => "withdrawal",
            OtherKind::BankDeposit => "bank-deposit",
            OtherKind::BankWithdrawal => "bank-withdrawal",
            OtherKind::Income => "income",
            OtherKind::ExternalLoan => "external-loan",
            OtherKind::ExternalRepayment => "external-repayment",
            OtherKind::ExternalInterest => "external-interest",
            OtherKind::Administration => "administration",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<OtherKind> {
        OtherKind::ALL.into_iter().find(|kind| kind.code() == text)
    }

    /// The fund it moves.
    pub fn fund(self) -> FundNo {
        if self == OtherKind::SocialGrant { SOCIAL_FUND } else { LOAN_FUND }
    }

    /// Whether it puts money into the box.
    pub fn comes_in(self) -> bool {
        matches!(self, OtherKind::BankWithdrawal | OtherKind::Income | OtherKind::ExternalLoan)
    }
}

/// A line of other money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Other {
    /// Its place on the sheet, from 0, so that a refusal finds its row.
    pub row: usize,
    /// What kind.
    pub kind: OtherKind,
    /// The member it concerns, where it concerns one.
    pub party: Option<PartyNo>,
    /// How much, smallest units, above zero.
    pub amount: i64,
    /// What for.
    pub note: String,
}

/// The count of the box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Count {
    /// Note by note: value of one note in smallest units, and how many. Loose coins are pieces of value 1.
    Counted(BTreeMap<i64, i64>),
    /// Nobody counted: only where a past is brought in from a file.
    NotCounted,
}

/// The sheet as it was filled in and read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// The form's key: the meeting's and the entry's.
    pub key: Uuid,
    /// The number of the last sealed meeting when the sheet was opened, if there was one.
    pub after: Option<i64>,
    /// The day of the meeting.
    pub held_on: NaiveDate,
    /// A line a member.
    pub lines: Vec<Line>,
    /// Other money.
    pub other: Vec<Other>,
    /// The count.
    pub count: Count,
    /// Why box and book differ.
    pub difference_reason: String,
    /// The difference that was named (box less book, smallest units): ticked with this amount in sight. Naming another
    /// than the one there is names nothing.
    pub difference_named: Option<i64>,
    /// Whether the count was made together and read aloud.
    pub witnessed: bool,
    /// Minutes.
    pub note: String,
}

/// A member as the rule needs her.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberStanding {
    /// Her number in the book.
    pub party: PartyNo,
    /// The day she joined.
    pub joined_on: NaiveDate,
    /// The day she left, if she did.
    pub left_on: Option<NaiveDate>,
    /// What she has saved, smallest units.
    pub savings: i64,
    /// Her loans on which something is owed or was given up, oldest first.
    pub loans: Vec<LoanAccount>,
    /// An application of hers that was approved and not paid out yet.
    pub approved: Option<Approved>,
}

/// An approved application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Approved {
    /// Its number in the book.
    pub application: i64,
    /// The most that was approved, smallest units.
    pub principal: i64,
    /// In how many instalments.
    pub instalments: u32,
}

/// The group as it stands before the meeting.
#[derive(Clone, Debug)]
pub struct Standing<'a> {
    /// What holds in this cycle.
    pub constitution: &'a Constitution,
    /// First day of the cycle.
    pub cycle_starts_on: NaiveDate,
    /// Its last day, if it has one.
    pub cycle_ends_on: Option<NaiveDate>,
    /// Everyone who is or was a member.
    pub members: &'a [MemberStanding],
    /// Number and day of the last sealed meeting.
    pub last: Option<(i64, NaiveDate)>,
    /// The last closed day.
    pub closed_through: Option<NaiveDate>,
    /// Cash in the loan fund, smallest units.
    pub cash_loan: i64,
    /// Cash in the social fund.
    pub cash_social: i64,
    /// Money at the bank.
    pub bank: i64,
    /// What the group owes outside.
    pub external: i64,
    /// What is set aside for administration.
    pub administration: i64,
    /// Whether anything is lent: not once the end of the cycle has begun.
    pub lending: bool,
    /// Today, where the group is.
    pub today: NaiveDate,
}

/// Where on the sheet something is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// The sheet as a whole.
    Sheet,
    /// The day of the meeting.
    Date,
    /// A member's attendance.
    Attendance(PartyNo),
    /// A member's savings.
    Savings(PartyNo),
    /// A member's social fund.
    SocialFund(PartyNo),
    /// A member's fine.
    Fine(PartyNo),
    /// What she paid back.
    Repayment(PartyNo),
    /// What is lent to her.
    Loan(PartyNo),
    /// A row of other money, from 0: its kind.
    OtherKind(usize),
    /// Its member.
    OtherMember(usize),
    /// Its amount.
    OtherAmount(usize),
    /// Its note.
    OtherNote(usize),
    /// The number of one note, by its value in smallest units.
    Note(i64),
    /// The count as a whole.
    Count,
    /// The reason of a difference.
    DifferenceReason,
    /// The tick that names it.
    DifferenceNamed,
    /// The tick that it was counted together.
    Witnessed,
    /// The minutes.
    Minutes,
}

/// Why a sheet cannot be sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Another meeting was sealed since the sheet was opened; its number.
    SealedMeanwhile(i64),
    /// The day is still to come.
    Future,
    /// Before the last sealed meeting, on this day.
    BeforeLastMeeting(NaiveDate),
    /// In a closed period, which ends on this day.
    PeriodClosed(NaiveDate),
    /// Before the cycle begins, on this day.
    BeforeCycle(NaiveDate),
    /// After the cycle ended, on this day.
    AfterCycle(NaiveDate),
    /// No such member in this group.
    NotAMember,
    /// She was not yet a member on that day.
    NotYetAMember,
    /// She had left.
    HasLeft,
    /// Two lines for one member.
    Twice,
    /// Nobody said how she was there.
    AttendanceMissing,
    /// Money from a member who is said not to have come nor sent any.
    AbsentButPaid,
    /// Below zero.
    Negative,
    /// More shares than the most a meeting.
    OverShares(i64),
    /// Not whole shares of this value, smallest units.
    NotWholeShares(i64),
    /// Not a multiple of what cash is rounded to, smallest units.
    NotRounded(i64),
    /// Above what a sheet can hold.
    TooLarge,
    /// An amount above zero is needed.
    AmountMissing,
    /// A member must be named.
    MemberMissing,
    /// What it was for must be said.
    NoteMissing,
    /// More than she has saved, smallest units.
    OverSavings(i64),
    /// More than is at the bank.
    OverBank(i64),
    /// She owes nothing that could be paid back.
    NoLoan,
    /// More than she owes; what closes her loans today.
    OverOwed(i64),
    /// Nothing is lent to who is not there.
    BorrowerAbsent,
    /// She cannot be lent that.
    Lending(LoanRefusal),
    /// More than the group owes outside.
    OverExternal(i64),
    /// More than is set aside for administration.
    OverAdministration(i64),
    /// The fund's cash does not reach; so much is missing.
    LoanFundShort(i64),
    /// The social fund's cash does not reach; so much is missing.
    SocialFundShort(i64),
    /// The box was not counted.
    NotCounted,
    /// Box and book differ by so much (negative: short), and no reason was given.
    DifferenceWithoutReason(i64),
    /// Box and book differ by so much, and the difference was not named.
    DifferenceNotNamed(i64),
    /// Nobody said that it was counted together and read aloud.
    NotWitnessed,
    /// A text longer than it may be.
    LongText,
}

/// Something that keeps a sheet from being sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Where.
    pub place: Place,
    /// Why.
    pub why: Why,
}

/// A member's line in amounts. `None`: nothing was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedLine {
    /// Whose.
    pub party: PartyNo,
    /// How she was there; `None` at a baseline.
    pub attendance: Option<Attendance>,
    /// Saved, smallest units.
    pub savings: Option<i64>,
    /// Given to the social fund.
    pub social_fund: Option<i64>,
    /// Paid in fines.
    pub fine: Option<i64>,
    /// Paid back on loans.
    pub repayment: Option<i64>,
    /// Lent to her.
    pub loan: Option<i64>,
    /// Kept back from it.
    pub service_charge: Option<i64>,
}

/// What a sheet comes to: the reckoning that is shown while it is filled in, and again when it is sealed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Members who came, late or not.
    pub came: i64,
    /// Members with an attendance.
    pub marked: i64,
    /// Saved, smallest units.
    pub savings: i64,
    /// Given to the social fund.
    pub social_fund: i64,
    /// Fines paid.
    pub fines: i64,
    /// Paid back on loans.
    pub repayments: i64,
    /// Lent.
    pub loans: i64,
    /// Service charges kept back from what was lent.
    pub service_charges: i64,
    /// Other money that came in.
    pub other_in: i64,
    /// Other money that went out.
    pub other_out: i64,
    /// What should be in the box.
    pub expected: i64,
    /// What was counted; `None`: nothing.
    pub counted: Option<i64>,
}

impl Totals {
    /// Box less book: negative is short, `None` not counted.
    pub fn difference(&self) -> Option<i64> {
        self.counted.map(|counted| counted - self.expected)
    }
}

/// A loan that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// To whom.
    pub party: PartyNo,
    /// The day.
    pub on: NaiveDate,
    /// How much.
    pub principal: i64,
    /// Kept back from it.
    pub service_charge: i64,
    /// The terms; of the loan that is topped up, where one is.
    pub terms: Terms,
    /// What is due when.
    pub plan: Vec<Instalment>,
    /// The application it follows.
    pub application: Option<i64>,
    /// The loan it tops up; none: it is a new one.
    pub tops_up: Option<i64>,
}

/// A meeting ready to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The lines in amounts.
    pub lines: Vec<SealedLine>,
    /// What it comes to.
    pub totals: Totals,
    /// What was paid back, loan by loan.
    pub repaid: Vec<Movement>,
    /// What was lent.
    pub given: Vec<Given>,
    /// The entry; `None` when nobody brought anything and box and book agree.
    pub entry: Option<Entry>,
}

/// The most that one field of a sheet may hold, smallest units; sums of a whole sheet stay far within 64 bits.
pub const FIELD_MOST: i64 = 1_000_000_000_000;
/// The most characters of a reason or a note.
pub const TEXT_MOST: usize = 500;

/// Turns a filled-in sheet into a meeting, or says everything that is wrong with it.
pub fn seal(sheet: &Sheet, group: &Standing<'_>) -> Result<Sealed, Vec<Refusal>> {
    let mut refusals = Refusals::default();
    check_day(sheet, group, &mut refusals);
    let lines = check_lines(sheet, group, &mut refusals);
    let (repaid, given) = lend(sheet, group, &mut refusals);
    check_other(sheet, group, &lines, &mut refusals);
    let totals = totals(sheet, group, &lines);
    check_notes(sheet, &mut refusals);
    // What a fund holds and how far box and book differ is known only once every figure can stand.
    if refusals.figures_stand() {
        check_funds(sheet, group, &lines, &mut refusals);
    }
    check_count(sheet, &totals, refusals.figures_stand(), &mut refusals);
    if !refusals.0.is_empty() {
        return Err(refusals.0);
    }
    let postings = postings(sheet, group, &lines, &Lent { repaid: &repaid, given: &given }, &totals);
    let entry = match postings.is_empty() {
        true => None,
        false => {
            let lines = postings.finish().expect("fields are bounded by FIELD_MOST, so their sums fit");
            let entry = Entry::new(EntryKey(sheet.key), sheet.held_on, EntryKind::Ordinary, "", lines);
            Some(entry.expect("every amount is posted against cash in its own fund").of(sheet.key))
        }
    };
    Ok(Sealed { lines, totals, repaid, given, entry })
}

/// What a sheet comes to as far as it is filled in, whether or not it could be sealed.
pub fn reckon(sheet: &Sheet, group: &Standing<'_>) -> Totals {
    totals(sheet, group, &amounts(sheet, group.constitution))
}

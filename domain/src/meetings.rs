//! A meeting: the sheet as it was filled in becomes one entry, or every refusal at once.
//!
//! What is written is what happened; nothing is filled in by the rule. Blank is not zero, and what was not counted is
//! not counted. The box is the judge: a difference between book and box is named, with its reason, and booked.
use crate::{
    chart::{
        BANK, CASH, CASH_DIFFERENCE, EXPENSES, FINES, LOAN_FUND, OTHER_INCOME, SAVINGS, SOCIAL_CONTRIBUTIONS, SOCIAL_FUND,
        SOCIAL_GRANTS,
    },
    constitution::Constitution,
};
use chrono::NaiveDate;
use ledger::{Commodity, Entry, EntryKey, EntryKind, FundNo, PartyNo, Postings};
use std::collections::{BTreeMap, BTreeSet};
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
}

impl OtherKind {
    /// All kinds.
    pub const ALL: [OtherKind; 6] = [
        OtherKind::Expense,
        OtherKind::SocialGrant,
        OtherKind::Withdrawal,
        OtherKind::BankDeposit,
        OtherKind::BankWithdrawal,
        OtherKind::Income,
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
        matches!(self, OtherKind::BankWithdrawal | OtherKind::Income)
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

/// A meeting ready to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The lines in amounts.
    pub lines: Vec<SealedLine>,
    /// What it comes to.
    pub totals: Totals,
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
    check_other(sheet, group, &lines, &mut refusals);
    let totals = totals(sheet, group, &lines);
    check_notes(sheet, &mut refusals);
    // What a fund holds and how far box and book differ is known only once every figure can stand.
    let figures_stand = refusals.0.iter().all(|refusal| matches!(refusal.place, Place::Date | Place::Sheet));
    if figures_stand {
        check_funds(sheet, group, &lines, &mut refusals);
    }
    check_count(sheet, &totals, figures_stand, &mut refusals);
    if !refusals.0.is_empty() {
        return Err(refusals.0);
    }
    let postings = postings(sheet, group, &lines, &totals);
    let entry = match postings.is_empty() {
        true => None,
        false => {
            let lines = postings.finish().expect("fields are bounded by FIELD_MOST, so their sums fit");
            let entry = Entry::new(EntryKey(sheet.key), sheet.held_on, EntryKind::Ordinary, "", lines);
            Some(entry.expect("every amount is posted against cash in its own fund").of(sheet.key))
        }
    };
    Ok(Sealed { lines, totals, entry })
}

/// What a sheet comes to as far as it is filled in, whether or not it could be sealed.
pub fn reckon(sheet: &Sheet, group: &Standing<'_>) -> Totals {
    totals(sheet, group, &amounts(sheet, group.constitution))
}

#[derive(Default)]
struct Refusals(Vec<Refusal>);

impl Refusals {
    fn add(&mut self, place: Place, why: Why) {
        self.0.push(Refusal { place, why });
    }
}

fn check_day(sheet: &Sheet, group: &Standing<'_>, refusals: &mut Refusals) {
    let day = sheet.held_on;
    if let Some((no, _)) = group.last.filter(|(no, _)| sheet.after != Some(*no)) {
        refusals.add(Place::Sheet, Why::SealedMeanwhile(no));
    }
    if day > group.today {
        refusals.add(Place::Date, Why::Future);
    }
    if let Some(through) = group.closed_through.filter(|&through| day <= through) {
        refusals.add(Place::Date, Why::PeriodClosed(through));
    } else if let Some((_, last)) = group.last.filter(|&(_, last)| day < last) {
        refusals.add(Place::Date, Why::BeforeLastMeeting(last));
    } else if day < group.cycle_starts_on {
        refusals.add(Place::Date, Why::BeforeCycle(group.cycle_starts_on));
    } else if let Some(end) = group.cycle_ends_on.filter(|&end| day > end) {
        refusals.add(Place::Date, Why::AfterCycle(end));
    }
    if sheet.note.chars().count() > TEXT_MOST {
        refusals.add(Place::Sheet, Why::LongText);
    }
}

/// Lines in amounts, as far as they can be reckoned.
fn amounts(sheet: &Sheet, constitution: &Constitution) -> Vec<SealedLine> {
    let value = constitution.shares().map_or(1, |(value, _)| value);
    let amount = |saved: Saved| match saved {
        Saved::Shares(shares) => shares.checked_mul(value).unwrap_or(FIELD_MOST),
        Saved::Amount(amount) => amount,
    };
    sheet
        .lines
        .iter()
        .map(|line| SealedLine {
            party: line.party,
            attendance: line.attendance,
            savings: line.savings.map(amount).map(bounded),
            social_fund: line.social_fund.map(bounded),
            fine: line.fine.map(bounded),
        })
        .collect()
}

/// An amount within what a field may hold: what is beyond is refused, and must not overflow a sum before it is.
fn bounded(amount: i64) -> i64 {
    amount.clamp(-FIELD_MOST, FIELD_MOST)
}

fn check_lines(sheet: &Sheet, group: &Standing<'_>, refusals: &mut Refusals) -> Vec<SealedLine> {
    let members: BTreeMap<PartyNo, &MemberStanding> = group.members.iter().map(|member| (member.party, member)).collect();
    let rounding = group.constitution.cash_rounding();
    let mut seen = BTreeSet::new();
    for line in &sheet.lines {
        let party = line.party;
        let at = Place::Attendance(party);
        match members.get(&party) {
            None => refusals.add(at, Why::NotAMember),
            Some(member) if sheet.held_on < member.joined_on => refusals.add(at, Why::NotYetAMember),
            Some(member) if member.left_on.is_some_and(|left| sheet.held_on > left) => refusals.add(at, Why::HasLeft),
            Some(_) if !seen.insert(party) => refusals.add(at, Why::Twice),
            Some(_) => {}
        }
        let paid = [
            line.savings.map(|saved| match saved {
                Saved::Shares(n) | Saved::Amount(n) => n,
            }),
            line.social_fund,
        ];
        match line.attendance {
            None => refusals.add(at, Why::AttendanceMissing),
            Some(attendance) if !attendance.brings_money() && paid.iter().flatten().any(|&amount| amount > 0) => {
                refusals.add(at, Why::AbsentButPaid);
            }
            Some(_) => {}
        }
        if let Some(why) = line.savings.and_then(|saved| check_savings(saved, group.constitution)) {
            refusals.add(Place::Savings(party), why);
        }
        for (place, amount) in [(Place::SocialFund(party), line.social_fund), (Place::Fine(party), line.fine)] {
            if let Some(why) = amount.and_then(|amount| check_amount(amount, rounding)) {
                refusals.add(place, why);
            }
        }
    }
    for member in group.members {
        let there = member.joined_on <= sheet.held_on && member.left_on.is_none_or(|left| left >= sheet.held_on);
        // On the day she leaves a member may be on the sheet and need not be.
        if there && member.left_on.is_none() && !sheet.lines.iter().any(|line| line.party == member.party) {
            refusals.add(Place::Attendance(member.party), Why::AttendanceMissing);
        }
    }
    amounts(sheet, group.constitution)
}

fn check_savings(saved: Saved, constitution: &Constitution) -> Option<Why> {
    let over = |shares: i64, most: i64| (shares > most).then_some(Why::OverShares(most));
    match (saved, constitution.shares()) {
        (Saved::Shares(n) | Saved::Amount(n), _) if n < 0 => Some(Why::Negative),
        (Saved::Shares(shares), Some((_, most))) => over(shares, most),
        (Saved::Amount(amount), Some((value, _))) if amount % value != 0 => Some(Why::NotWholeShares(value)),
        (Saved::Amount(amount), Some((value, most))) => over(amount / value, most),
        (Saved::Shares(n) | Saved::Amount(n), None) => check_amount(n, constitution.cash_rounding()),
    }
}

fn check_amount(amount: i64, rounding: i64) -> Option<Why> {
    match amount {
        ..0 => Some(Why::Negative),
        amount if amount > FIELD_MOST => Some(Why::TooLarge),
        amount if amount % rounding != 0 => Some(Why::NotRounded(rounding)),
        _ => None,
    }
}

fn check_other(sheet: &Sheet, group: &Standing<'_>, lines: &[SealedLine], refusals: &mut Refusals) {
    let saved_now = |party: PartyNo| lines.iter().filter(|line| line.party == party).filter_map(|line| line.savings).sum::<i64>();
    let mut paid_back: BTreeMap<PartyNo, i64> = BTreeMap::new();
    for other in &sheet.other {
        let row = other.row;
        if other.amount == 0 {
            refusals.add(Place::OtherAmount(row), Why::AmountMissing);
        } else if let Some(why) = check_amount(other.amount, group.constitution.cash_rounding()) {
            refusals.add(Place::OtherAmount(row), why);
        }
        if other.note.chars().count() > TEXT_MOST {
            refusals.add(Place::OtherNote(row), Why::LongText);
        }
        let says_what_for = matches!(other.kind, OtherKind::Expense | OtherKind::SocialGrant | OtherKind::Income);
        if says_what_for && other.note.trim().is_empty() {
            refusals.add(Place::OtherNote(row), Why::NoteMissing);
        }
        let member = other.party.map(|party| group.members.iter().find(|member| member.party == party));
        match (other.kind, member) {
            (_, Some(None)) => refusals.add(Place::OtherMember(row), Why::NotAMember),
            (OtherKind::Withdrawal, None) => refusals.add(Place::OtherMember(row), Why::MemberMissing),
            (OtherKind::Withdrawal, Some(Some(member))) => {
                let before = paid_back.entry(member.party).or_default();
                let has = member.savings + saved_now(member.party) - *before;
                *before += bounded(other.amount);
                if other.amount > has {
                    refusals.add(Place::OtherAmount(row), Why::OverSavings(has));
                }
            }
            _ => {}
        }
    }
    let banked: i64 = sheet
        .other
        .iter()
        .map(|other| match other.kind {
            OtherKind::BankDeposit => bounded(other.amount),
            OtherKind::BankWithdrawal => -bounded(other.amount),
            _ => 0,
        })
        .sum();
    if group.bank + banked < 0
        && let Some(other) = sheet.other.iter().rfind(|other| other.kind == OtherKind::BankWithdrawal)
    {
        refusals.add(Place::OtherAmount(other.row), Why::OverBank(group.bank));
    }
}

/// What each fund's cash comes to, before box and book are compared.
fn cash_after(sheet: &Sheet, group: &Standing<'_>, lines: &[SealedLine]) -> (i64, i64) {
    let (mut loan, mut social) = (group.cash_loan, group.cash_social);
    for line in lines {
        loan += line.savings.unwrap_or(0);
        social += line.social_fund.unwrap_or(0);
        let fine = line.fine.unwrap_or(0);
        if group.constitution.fines_fund() == SOCIAL_FUND { social += fine } else { loan += fine }
    }
    for other in &sheet.other {
        let amount = bounded(other.amount) * if other.kind.comes_in() { 1 } else { -1 };
        if other.kind.fund() == SOCIAL_FUND { social += amount } else { loan += amount }
    }
    (loan, social)
}

fn check_funds(sheet: &Sheet, group: &Standing<'_>, lines: &[SealedLine], refusals: &mut Refusals) {
    let (loan, social) = cash_after(sheet, group, lines);
    let last = |fund: FundNo| sheet.other.iter().rfind(|other| other.kind.fund() == fund && !other.kind.comes_in());
    for (short, fund, why) in [(-loan, LOAN_FUND, Why::LoanFundShort(-loan)), (-social, SOCIAL_FUND, Why::SocialFundShort(-social))]
    {
        if short > 0 {
            refusals.add(last(fund).map_or(Place::Sheet, |other| Place::OtherAmount(other.row)), why);
        }
    }
}

fn check_notes(sheet: &Sheet, refusals: &mut Refusals) {
    let Count::Counted(notes) = &sheet.count else { return };
    for (&value, &pieces) in notes {
        if pieces < 0 || value <= 0 {
            refusals.add(Place::Note(value), Why::Negative);
        } else if pieces.checked_mul(value).is_none_or(|amount| amount > FIELD_MOST) {
            refusals.add(Place::Note(value), Why::TooLarge);
        }
    }
}

fn check_count(sheet: &Sheet, totals: &Totals, figures_stand: bool, refusals: &mut Refusals) {
    if sheet.count == Count::NotCounted {
        return;
    }
    match totals.difference() {
        None => refusals.add(Place::Count, Why::NotCounted),
        Some(by) if by != 0 && figures_stand => {
            if sheet.difference_reason.trim().is_empty() {
                refusals.add(Place::DifferenceReason, Why::DifferenceWithoutReason(by));
            } else if sheet.difference_reason.chars().count() > TEXT_MOST {
                refusals.add(Place::DifferenceReason, Why::LongText);
            }
            if sheet.difference_named != Some(by) {
                refusals.add(Place::DifferenceNamed, Why::DifferenceNotNamed(by));
            }
        }
        Some(_) => {}
    }
    if !sheet.witnessed {
        refusals.add(Place::Witnessed, Why::NotWitnessed);
    }
}

fn totals(sheet: &Sheet, group: &Standing<'_>, lines: &[SealedLine]) -> Totals {
    let sum = |field: fn(&SealedLine) -> Option<i64>| lines.iter().filter_map(field).sum::<i64>();
    let other = |comes_in: bool| {
        sheet.other.iter().filter(|other| other.kind.comes_in() == comes_in).map(|other| bounded(other.amount)).sum()
    };
    let (loan, social) = cash_after(sheet, group, lines);
    Totals {
        came: lines.iter().filter(|line| matches!(line.attendance, Some(Attendance::Present | Attendance::Late))).count() as i64,
        marked: lines.iter().filter(|line| line.attendance.is_some()).count() as i64,
        savings: sum(|line| line.savings),
        social_fund: sum(|line| line.social_fund),
        fines: sum(|line| line.fine),
        other_in: other(true),
        other_out: other(false),
        expected: loan + social,
        counted: counted(&sheet.count),
    }
}

/// The sum of a count; `None` when nothing was counted. An empty box is counted by writing 0 at a note.
fn counted(count: &Count) -> Option<i64> {
    match count {
        Count::Counted(notes) if notes.is_empty() => None,
        Count::Counted(notes) => Some(notes.iter().map(|(value, pieces)| bounded(value.saturating_mul(*pieces))).sum()),
        Count::NotCounted => None,
    }
}

fn postings(sheet: &Sheet, group: &Standing<'_>, lines: &[SealedLine], totals: &Totals) -> Postings {
    let commodity: Commodity = group.constitution.commodity();
    let fines_fund = group.constitution.fines_fund();
    let of = |quantity: i64| commodity.of(quantity);
    let mut all = Postings::new();
    for line in lines {
        let party = Some(line.party);
        for (fund, account, quantity) in [
            (LOAN_FUND, SAVINGS, line.savings),
            (SOCIAL_FUND, SOCIAL_CONTRIBUTIONS, line.social_fund),
            (fines_fund, FINES, line.fine),
        ] {
            let quantity = of(quantity.unwrap_or(0));
            all.debit(fund, CASH, None, quantity).credit(fund, account, party, quantity);
        }
    }
    for other in &sheet.other {
        post_other(&mut all, other.kind, other.party, of(other.amount));
    }
    if let Some(difference) = totals.difference() {
        // Short: the loan fund's cash bears it, and the social fund's only what goes beyond.
        let (loan, _) = cash_after(sheet, group, lines);
        let loan_part = difference.max(-loan);
        for (fund, part) in [(LOAN_FUND, loan_part), (SOCIAL_FUND, difference - loan_part)] {
            all.debit(fund, CASH, None, of(part)).credit(fund, CASH_DIFFERENCE, None, of(part));
        }
    }
    all
}

/// The two sides of a line of other money; a negative amount takes it back.
pub(crate) fn post_other(all: &mut Postings, kind: OtherKind, party: Option<PartyNo>, amount: ledger::Amount) {
    let fund = kind.fund();
    let (account, party) = match kind {
        OtherKind::Expense => (EXPENSES, None),
        OtherKind::SocialGrant => (SOCIAL_GRANTS, None),
        OtherKind::Withdrawal => (SAVINGS, party),
        OtherKind::BankDeposit | OtherKind::BankWithdrawal => (BANK, None),
        OtherKind::Income => (OTHER_INCOME, None),
    };
    if kind.comes_in() {
        all.debit(fund, CASH, None, amount).credit(fund, account, party, amount);
    } else {
        all.debit(fund, account, party, amount).credit(fund, CASH, None, amount);
    }
}

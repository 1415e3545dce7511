//! The health of a group: the figures by which savings groups are compared, each with what it was reckoned from.
//!
//! Sources. *SAVIX*: the group ratios that SEEP and the SAVIX system report (who meets, borrows, leaves; return on savings
//! and on assets; use of the loan fund; portfolio at risk; write-offs), whose formulas are written here from knowledge of
//! the method. *DreamInsights*: its published glossary of February 2026 (attendance in person and with a representative,
//! loans outstanding and written off, average loan). *Indikit*: average savings.
//!
//! A figure is exact until it is shown ([`Ratio`]), and is not there at all where it would be divided by zero: a group
//! that was never rated is not a group that is rated badly.
mod practice;
mod ratio;

pub use practice::{Practice, Running, Standing, State, practices};
pub use ratio::Ratio;

use crate::leaving::GroupStanding;
use chrono::NaiveDate;

/// What every figure is reckoned from: whole numbers of one day. Amounts in smallest units of the group's one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inputs {
    /// The day they are of.
    pub on: NaiveDate,
    /// The first day of the present cycle.
    pub cycle_from: NaiveDate,
    /// Money, loans and savings, as the books say.
    pub group: GroupStanding,
    /// What of the loan fund was nobody's savings or claim when the cycle began: carried over, kept or reserved. What a
    /// group brought along that came in the middle of its cycle is not among it.
    pub kept_before: i64,
    /// Members.
    pub people: People,
    /// What was lent in this cycle, and how it stands.
    pub lending: Lending,
    /// The last meetings at which the roll was called, at most four.
    pub attended: Vec<Attended>,
    /// How the group runs itself.
    pub running: Running,
}

/// Members, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct People {
    /// Who have not left.
    pub members: i64,
    /// Who were members at the end of the cycle's first day.
    pub at_start: i64,
    /// Who joined after it.
    pub joined: i64,
    /// Who left after it, for whatever reason.
    pub left: i64,
    /// Members who owe on a loan.
    pub with_loan: i64,
}

/// What was lent in this cycle, and how all that is lent stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lending {
    /// Lent in this cycle, mistakes taken back.
    pub lent: i64,
    /// Loans on which it was lent.
    pub loans: i64,
    /// Given up in this cycle, what was recovered later included.
    pub written_off: i64,
    /// Principal still owed on loans with something unpaid for thirty days or more.
    pub late: i64,
}

/// Who came to a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attended {
    /// Members on that day.
    pub members: i64,
    /// Who came, late or in time.
    pub present: i64,
    /// Who did not come and sent money by somebody.
    pub sent: i64,
}

/// Days late from which a loan is at risk: more than this.
pub const AT_RISK_DAYS: i64 = 30;
/// Meetings over which attendance is averaged.
pub const MEETINGS_AVERAGED: usize = 4;

/// A figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Code {
    /// Members who have not left.
    Members,
    /// DreamInsights: members present ÷ all members, averaged over the last four meetings. Who came late was there.
    AttendanceInPerson,
    /// DreamInsights: members absent who sent money ÷ all members, averaged over the last four meetings.
    AttendanceWithRepresentative,
    /// SAVIX: (members now − members at the cycle's start) ÷ members at the cycle's start.
    MemberGrowth,
    /// SAVIX: leavers of this cycle ÷ (members at its start + who joined since).
    DropOut,
    /// Indikit: all savings, those lent out included, ÷ members.
    AverageSavings,
    /// SAVIX: loans outstanding ÷ (loans outstanding + cash of the loan fund + bank).
    LoanFundUtilisation,
    /// DreamInsights: members with a balance ÷ all members.
    MembersWithLoan,
    /// SAVIX: unpaid balance of late loans ÷ loans outstanding; late: thirty days or more.
    PortfolioAtRisk,
    /// SAVIX: written off in this cycle ÷ lent in this cycle.
    WriteOffRate,
    /// DreamInsights: value lent ÷ number of loans, of this cycle.
    AverageLoan,
    /// SAVIX: (cash of the loan fund + bank + loans outstanding) − (savings + debts), less what was there before the cycle.
    Profit,
    /// SAVIX: profit of this cycle ÷ savings.
    ReturnOnSavings,
    /// SAVIX: return on savings × 52 ÷ weeks since the cycle's start, of which there is at least one.
    AnnualisedReturnOnSavings,
    /// SAVIX: profit of this cycle ÷ assets. DreamInsights says what assets are: loan fund, loans outstanding, social fund.
    ReturnOnAssets,
    /// SAVIX: return on assets × 52 ÷ weeks since the cycle's start, of which there is at least one.
    AnnualisedReturnOnAssets,
    /// What each member would get if every loan were paid back and all were shared out today, on average: DreamInsights'
    /// total share-out (savings + profit), ÷ members.
    AverageShareOut,
}

/// What a figure is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// Who belongs to the group and comes.
    Members,
    /// What they save.
    Savings,
    /// What is lent.
    Loans,
    /// What it earns.
    Returns,
}

/// What a figure is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Hundredths, shown with one decimal.
    Percent,
    /// Smallest units of the group's currency.
    Amount,
    /// Members.
    Count,
}

impl Unit {
    /// The word in files.
    pub fn code(self) -> &'static str {
        match self {
            Unit::Percent => "percent",
            Unit::Amount => "amount",
            Unit::Count => "count",
        }
    }
}

/// Something a figure was reckoned from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// Smallest units.
    Amount(i64),
    /// How many.
    Count(i64),
    /// How many at each of several meetings, oldest first.
    Counts(Vec<i64>),
}

/// What something was reckoned from, by name.
pub type Named = (&'static str, Quantity);

/// A figure with what it was reckoned from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Which.
    pub code: Code,
    /// Its value, exact; `None`: it would be divided by zero.
    pub value: Option<Ratio>,
    /// What stands in its formula, under the names that it has there.
    pub inputs: Vec<Named>,
    /// The day it is of.
    pub on: NaiveDate,
}

impl Figure {
    /// As it is shown: tenths of a per cent, smallest units, or how many.
    pub fn shown(&self) -> Option<i64> {
        self.value.map(|value| if self.code.unit() == Unit::Percent { value.percent_tenths() } else { value.rounded() })
    }
}

impl Code {
    /// All of them, in the order they are shown.
    pub const ALL: [Code; 17] = [
        Code::Members,
        Code::AttendanceInPerson,
        Code::AttendanceWithRepresentative,
        Code::MemberGrowth,
        Code::DropOut,
        Code::AverageSavings,
        Code::AverageShareOut,
        Code::LoanFundUtilisation,
        Code::MembersWithLoan,
        Code::PortfolioAtRisk,
        Code::WriteOffRate,
        Code::AverageLoan,
        Code::Profit,
        Code::ReturnOnSavings,
        Code::AnnualisedReturnOnSavings,
        Code::ReturnOnAssets,
        Code::AnnualisedReturnOnAssets,
    ];

    /// The word in files.
    pub fn code(self) -> &'static str {
        self.told().0
    }

    /// What it is about.
    pub fn subject(self) -> Subject {
        self.told().1
    }

    /// What it is counted in.
    pub fn unit(self) -> Unit {
        self.told().2
    }

    /// Its formula, in the names of its inputs; a percentage is a hundred times this.
    pub fn formula(self) -> &'static str {
        self.told().3
    }

    fn told(self) -> (&'static str, Subject, Unit, &'static str) {
        use {Subject::*, Unit::*};
        match self {
            Code::Members => ("members", Members, Count, "members"),
            Code::AttendanceInPerson => ("attendance-in-person", Members, Percent, "mean(present / members_each)"),
            Code::AttendanceWithRepresentative => ("attendance-with-representative", Members, Percent, "mean(sent / members_each)"),
            Code::MemberGrowth => ("member-growth", Members, Percent, "(members - members_at_start) / members_at_start"),
            Code::DropOut => ("drop-out", Members, Percent, "left / (members_at_start + joined)"),
            Code::AverageSavings => ("average-savings", Savings, Amount, "savings / members"),
            Code::AverageShareOut => ("average-share-out", Savings, Amount, "(cash + bank + loans - debts - reserve) / members"),
            Code::LoanFundUtilisation => ("loan-fund-utilisation", Loans, Percent, "loans / (loans + cash + bank)"),
            Code::MembersWithLoan => ("members-with-loan", Loans, Percent, "with_loan / members"),
            Code::PortfolioAtRisk => ("portfolio-at-risk", Loans, Percent, "late / loans"),
            Code::WriteOffRate => ("write-off-rate", Loans, Percent, "written_off / lent"),
            Code::AverageLoan => ("average-loan", Loans, Amount, "lent / loans_given"),
            Code::Profit => ("profit", Returns, Amount, "cash + bank + loans - savings - debts - kept_before"),
            Code::ReturnOnSavings => ("return-on-savings", Returns, Percent, "profit / savings"),
            Code::AnnualisedReturnOnSavings => {
                ("annualised-return-on-savings", Returns, Percent, "profit / savings * 52 / (days / 7)")
            }
            Code::ReturnOnAssets => ("return-on-assets", Returns, Percent, "profit / (cash + bank + loans + social_cash)"),
            Code::AnnualisedReturnOnAssets => {
                ("annualised-return-on-assets", Returns, Percent, "profit / (cash + bank + loans + social_cash) * 52 / (days / 7)")
            }
        }
    }
}

/// Every figure, in the order of [`Code::ALL`].
pub fn figures(inputs: &Inputs) -> Vec<Figure> {
    Code::ALL
        .into_iter()
        .map(|code| {
            let (value, named) = inputs.figure(code);
            Figure { code, value, inputs: named, on: inputs.on }
        })
        .collect()
}

/// Members present ÷ all members, averaged over some meetings: the rule of [`Code::AttendanceInPerson`].
pub fn attendance(attended: &[Attended]) -> Option<Ratio> {
    mean(attended, |meeting| meeting.present)
}

fn mean(attended: &[Attended], who: fn(&Attended) -> i64) -> Option<Ratio> {
    Ratio::mean(attended.iter().filter_map(|meeting| Ratio::of(who(meeting), meeting.members)))
}

impl Inputs {
    /// What the loan fund holds and is owed, less what it owes its members and others, less what was there before.
    pub fn profit(&self) -> i64 {
        self.group.worth() + self.group.standing.reserve - self.group.savings - self.kept_before
    }

    /// What all of it is worth: money of both funds, and what members owe.
    pub fn assets(&self) -> i64 {
        let standing = &self.group.standing;
        standing.cash_loan + standing.bank + self.group.loans + standing.cash_social
    }

    /// What the loan fund owes others than its members' savings: to lenders, for administration, divided and not paid out.
    fn debts(&self) -> i64 {
        let standing = &self.group.standing;
        standing.external_debt + standing.administration + standing.unpaid_shares
    }

    /// Days since the cycle's start: a week at least, since a year's worth of a day tells nothing.
    fn days(&self) -> u32 {
        u32::try_from((self.on - self.cycle_from).num_days()).unwrap_or(0).max(7)
    }

    /// × 52 ÷ weeks, in days: no week is rounded.
    fn annualised(&self, ratio: Option<Ratio>) -> Option<Ratio> {
        ratio.map(|ratio| ratio.times(52 * 7, self.days()))
    }

    fn attendance(&self, who: fn(&Attended) -> i64) -> Option<Ratio> {
        mean(&self.attended, who)
    }

    fn figure(&self, code: Code) -> (Option<Ratio>, Vec<Named>) {
        let (people, lending, group) = (&self.people, &self.lending, &self.group);
        let lent_or_here = group.loans + group.standing.cash_loan + group.standing.bank;
        let value = match code {
            Code::Members => Some(Ratio::whole(people.members)),
            Code::AttendanceInPerson => self.attendance(|meeting| meeting.present),
            Code::AttendanceWithRepresentative => self.attendance(|meeting| meeting.sent),
            Code::MemberGrowth => Ratio::of(people.members - people.at_start, people.at_start),
            Code::DropOut => Ratio::of(people.left, people.at_start + people.joined),
            Code::AverageSavings => Ratio::of(group.savings, people.members),
            Code::AverageShareOut => Ratio::of(group.worth(), people.members),
            Code::LoanFundUtilisation => Ratio::of(group.loans, lent_or_here),
            Code::MembersWithLoan => Ratio::of(people.with_loan, people.members),
            Code::PortfolioAtRisk => Ratio::of(lending.late, group.loans),
            Code::WriteOffRate => Ratio::of(lending.written_off, lending.lent),
            Code::AverageLoan => Ratio::of(lending.lent, lending.loans),
            Code::Profit => Some(Ratio::whole(self.profit())),
            Code::ReturnOnSavings => Ratio::of(self.profit(), group.savings),
            Code::AnnualisedReturnOnSavings => self.annualised(Ratio::of(self.profit(), group.savings)),
            Code::ReturnOnAssets => Ratio::of(self.profit(), self.assets()),
            Code::AnnualisedReturnOnAssets => self.annualised(Ratio::of(self.profit(), self.assets())),
        };
        (value, names(code.formula()).into_iter().map(|name| (name, self.named(name))).collect())
    }

    /// What a name in a formula stands for.
    fn named(&self, name: &str) -> Quantity {
        let (people, lending, group, standing) = (&self.people, &self.lending, &self.group, &self.group.standing);
        let each = |who: fn(&Attended) -> i64| Quantity::Counts(self.attended.iter().map(who).collect());
        match name {
            "members" => Quantity::Count(people.members),
            "members_at_start" => Quantity::Count(people.at_start),
            "joined" => Quantity::Count(people.joined),
            "left" => Quantity::Count(people.left),
            "with_loan" => Quantity::Count(people.with_loan),
            "members_each" => each(|meeting| meeting.members),
            "present" => each(|meeting| meeting.present),
            "sent" => each(|meeting| meeting.sent),
            "savings" => Quantity::Amount(group.savings),
            "loans" => Quantity::Amount(group.loans),
            "cash" => Quantity::Amount(standing.cash_loan),
            "bank" => Quantity::Amount(standing.bank),
            "social_cash" => Quantity::Amount(standing.cash_social),
            "debts" => Quantity::Amount(self.debts()),
            "reserve" => Quantity::Amount(standing.reserve),
            "kept_before" => Quantity::Amount(self.kept_before),
            "profit" => Quantity::Amount(self.profit()),
            "lent" => Quantity::Amount(lending.lent),
            "loans_given" => Quantity::Count(lending.loans),
            "written_off" => Quantity::Amount(lending.written_off),
            "late" => Quantity::Amount(lending.late),
            "days" => Quantity::Count(self.days().into()),
            other => unreachable!("{other} stands in no formula; a test reads them all"),
        }
    }
}

/// The names in a formula, each once, in their order.
fn names(formula: &'static str) -> Vec<&'static str> {
    let mut names = Vec::new();
    for word in formula.split(|c: char| !c.is_ascii_lowercase() && c != '_') {
        if !word.is_empty() && word != "mean" && !names.contains(&word) {
            names.push(word);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{constitution::Rhythm, share_outs::BoxStanding};

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    /// A group on 1 July whose cycle began on 1 January, 181 days before. The loan fund has 300,000 in the box, 100,000 at
    /// the bank and 600,000 lent: 1,000,000, of which 800,000 are savings, 100,000 borrowed outside, and 30,000 were there
    /// in January (20,000 of it reserve): a profit of 70,000.
    fn group() -> Inputs {
        let standing = BoxStanding {
            cash_loan: 300_000,
            bank: 100_000,
            external_debt: 100_000,
            reserve: 20_000,
            cash_social: 50_000,
            ..BoxStanding::default()
        };
        let meeting = |members, present, sent| Attended { members, present, sent };
        Inputs {
            on: day(7, 1),
            cycle_from: day(1, 1),
            group: GroupStanding { standing, loans: 600_000, savings: 800_000 },
            kept_before: 30_000,
            people: People { members: 12, at_start: 10, joined: 4, left: 2, with_loan: 5 },
            lending: Lending { lent: 900_000, loans: 7, written_off: 45_000, late: 90_000 },
            attended: vec![meeting(10, 8, 1), meeting(10, 9, 0), meeting(12, 12, 0), meeting(12, 9, 3)],
            running: Running {
                rhythm: Rhythm::Weekly,
                baseline_on: None,
                cycle_until: None,
                held: 24,
                counted: 20,
                agreed: 15,
                own: 9,
                closed_through: Some(day(3, 31)),
                shared_out: false,
            },
        }
    }

    fn nothing() -> Inputs {
        Inputs {
            group: GroupStanding { standing: BoxStanding::default(), loans: 0, savings: 0 },
            kept_before: 0,
            people: People::default(),
            lending: Lending::default(),
            attended: vec![],
            running: Running { held: 0, counted: 0, agreed: 0, own: 0, closed_through: None, ..group().running },
            ..group()
        }
    }

    fn shown(inputs: &Inputs, code: Code) -> Option<i64> {
        figures(inputs).into_iter().find(|figure| figure.code == code).unwrap().shown()
    }

    #[test]
    fn the_figures_of_a_group_by_hand() {
        let by_hand = [
            (Code::Members, 12),
            (Code::AttendanceInPerson, 863),          // (80 + 90 + 100 + 75) ÷ 4 = 86.25
            (Code::AttendanceWithRepresentative, 88), // (10 + 0 + 0 + 25) ÷ 4 = 8.75
            (Code::MemberGrowth, 200),                // (12 − 10) ÷ 10
            (Code::DropOut, 143),                     // 2 ÷ (10 + 4) = 14.286
            (Code::AverageSavings, 66_667),           // 800,000 ÷ 12 = 66,666.67
            (Code::AverageShareOut, 73_333),          // (1,000,000 − 100,000 − 20,000) ÷ 12 = 73,333.33
            (Code::LoanFundUtilisation, 600),         // 600,000 ÷ 1,000,000
            (Code::MembersWithLoan, 417),             // 5 ÷ 12 = 41.667
            (Code::PortfolioAtRisk, 150),             // 90,000 ÷ 600,000
            (Code::WriteOffRate, 50),                 // 45,000 ÷ 900,000
            (Code::AverageLoan, 128_571),             // 900,000 ÷ 7 = 128,571.43
            (Code::Profit, 70_000),
            (Code::ReturnOnSavings, 88),            // 70,000 ÷ 800,000 = 8.75
            (Code::AnnualisedReturnOnSavings, 176), // 8.75 × 364 ÷ 181 = 17.597
            (Code::ReturnOnAssets, 67),             // 70,000 ÷ 1,050,000 = 6.667
            (Code::AnnualisedReturnOnAssets, 134),  // 6.667 × 364 ÷ 181 = 13.407
        ];
        let all = figures(&group());
        let reckoned: Vec<_> = all.iter().map(|figure| (figure.code, figure.shown().unwrap())).collect();
        assert_eq!(reckoned, by_hand.map(|(code, value)| (code, value)));
        assert!(all.iter().all(|figure| figure.on == day(7, 1)));
    }

    #[test]
    fn a_figure_names_what_stands_in_its_formula() {
        let of = |code| figures(&group()).into_iter().find(|figure| figure.code == code).unwrap().inputs;
        assert_eq!(of(Code::ReturnOnSavings), [("profit", Quantity::Amount(70_000)), ("savings", Quantity::Amount(800_000))]);
        assert_eq!(of(Code::MemberGrowth), [("members", Quantity::Count(12)), ("members_at_start", Quantity::Count(10))]);
        assert_eq!(of(Code::AttendanceInPerson)[0], ("present", Quantity::Counts(vec![8, 9, 12, 9])));
        let profit: i64 = of(Code::Profit)
            .iter()
            .map(|(name, quantity)| match (quantity, *name) {
                (Quantity::Amount(quantity), "savings" | "debts" | "kept_before") => -quantity,
                (Quantity::Amount(quantity), _) => *quantity,
                other => panic!("{other:?}"),
            })
            .sum();
        assert_eq!(profit, 70_000);
    }

    #[test]
    fn what_would_be_divided_by_zero_is_not_there() {
        for code in Code::ALL {
            let expected = [Code::Members, Code::Profit].contains(&code).then_some(0);
            assert_eq!(shown(&nothing(), code), expected, "{code:?}");
        }
        let without = |change: fn(&mut Inputs), codes: &[Code]| {
            let mut inputs = group();
            change(&mut inputs);
            for code in Code::ALL {
                assert_eq!(shown(&inputs, code).is_none(), codes.contains(&code), "{code:?}");
            }
        };
        without(|of| of.people.members = 0, &[Code::AverageSavings, Code::AverageShareOut, Code::MembersWithLoan]);
        without(|of| of.people.at_start = 0, &[Code::MemberGrowth]);
        without(|of| of.group.savings = 0, &[Code::ReturnOnSavings, Code::AnnualisedReturnOnSavings]);
        without(|of| of.group.loans = 0, &[Code::PortfolioAtRisk]);
        without(|of| of.lending = Lending::default(), &[Code::WriteOffRate, Code::AverageLoan]);
        without(|of| of.attended.clear(), &[Code::AttendanceInPerson, Code::AttendanceWithRepresentative]);
    }

    #[test]
    fn nought_is_a_figure_and_so_is_a_loss() {
        let mut inputs = group();
        inputs.lending = Lending { written_off: 0, late: 0, ..inputs.lending };
        inputs.people.left = 0;
        for code in [Code::WriteOffRate, Code::PortfolioAtRisk, Code::DropOut] {
            assert_eq!(shown(&inputs, code), Some(0), "{code:?}");
        }
        // 110,000 of the box are gone: 70,000 − 110,000 = −40,000, and −40,000 ÷ 800,000 = −5 %.
        inputs.group.standing.cash_loan -= 110_000;
        assert_eq!((shown(&inputs, Code::Profit), shown(&inputs, Code::ReturnOnSavings)), (Some(-40_000), Some(-50)));
    }

    #[test]
    fn a_year_is_reckoned_from_a_week_at_least() {
        let mut inputs = group();
        inputs.cycle_from = day(6, 28);
        // 8.75 × 52 = 455.0, not × 364 ÷ 3.
        assert_eq!(shown(&inputs, Code::AnnualisedReturnOnSavings), Some(4_550));
        inputs.cycle_from = day(8, 1);
        assert_eq!(shown(&inputs, Code::AnnualisedReturnOnSavings), Some(4_550), "a cycle still to come");
    }

    fn standing(inputs: &Inputs, practice: Practice) -> (State, Option<i64>) {
        let all = practices(inputs);
        let one = all.iter().find(|one| one.practice == practice).unwrap();
        (one.state, one.value.map(Ratio::percent_tenths))
    }

    #[test]
    fn how_a_group_runs_itself() {
        use {Practice::*, State::*};
        let inputs = group();
        let told = |practice| standing(&inputs, practice);
        // Thursdays from 1 January to 25 June: 26 were due before 1 July. 24 ÷ 26 = 92.3.
        assert_eq!(told(Meets), (Yes, Some(923)));
        assert_eq!(told(Counts), (Partly, Some(833)));
        assert_eq!(told(Agrees), (Partly, Some(750)));
        assert_eq!(told(OnItsOwn), (No, Some(450)));
        assert_eq!(told(Lends), (Yes, Some(600)));
        // January to May are to be closed by now (June until the end of July); three of five are.
        assert_eq!(told(Closes), (Partly, Some(600)));
    }

    #[test]
    fn nothing_is_said_of_what_could_not_be_done_yet() {
        let mut fresh = nothing();
        fresh.cycle_from = day(7, 1);
        for practice in Practice::ALL {
            assert_eq!(standing(&fresh, practice), (State::Unknown, None), "{practice:?}");
        }
    }

    #[test]
    fn a_past_from_a_file_and_a_baseline_tell_nothing_of_who_did_the_work() {
        let mut inputs = group();
        inputs.running = Running { counted: 0, agreed: 0, own: 0, ..inputs.running };
        assert_eq!(standing(&inputs, Practice::OnItsOwn), (State::Unknown, None));
        assert_eq!(standing(&inputs, Practice::Agrees), (State::Unknown, None));
        assert_eq!(standing(&inputs, Practice::Counts), (State::No, Some(0)));
        // A baseline on 1 June: due are 8, 15, 22 and 29 June; closed should be nothing yet.
        inputs.running = Running { baseline_on: Some(day(6, 1)), held: 3, ..inputs.running };
        assert_eq!(standing(&inputs, Practice::Meets), (State::Partly, Some(750)));
        assert_eq!(standing(&inputs, Practice::Closes), (State::Unknown, None));
    }

    #[test]
    fn an_empty_book_has_nothing_to_close() {
        assert_eq!(standing(&nothing(), Practice::Closes), (State::Unknown, None));
        assert_eq!(standing(&nothing(), Practice::Meets), (State::No, Some(0)));
    }

    #[test]
    fn what_is_lent_and_what_is_closed() {
        let mut inputs = group();
        inputs.group.loans = 100_000; // of 500,000
        assert_eq!(standing(&inputs, Practice::Lends), (State::Partly, Some(200)));
        inputs.lending.loans = 0;
        assert_eq!(standing(&inputs, Practice::Lends), (State::No, Some(200)));
        inputs.running.closed_through = None;
        assert_eq!(standing(&inputs, Practice::Closes), (State::No, Some(0)));
        inputs.running.shared_out = true;
        assert_eq!(standing(&inputs, Practice::Closes).0, State::Yes);
        inputs.running.cycle_until = Some(day(6, 30));
        assert_eq!(standing(&inputs, Practice::Closes).0, State::Partly, "its last day is past");
        inputs.running.cycle_until = Some(day(7, 1));
        assert_eq!(standing(&inputs, Practice::Closes).0, State::Yes);
    }

    #[test]
    fn no_meeting_is_due_after_the_cycle() {
        let mut inputs = group();
        inputs.running = Running { rhythm: Rhythm::Monthly, cycle_until: Some(day(3, 1)), held: 3, ..inputs.running };
        // 1 January, 1 February, 1 March.
        assert_eq!(standing(&inputs, Practice::Meets), (State::Yes, Some(1_000)));
    }
}

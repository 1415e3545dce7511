//! What a group agreed: its constitution, as data. Published schemes contradict each other (share values, where fines
//! go, what becomes of the social fund, how profit is divided), so nothing here is a constant of the program.
use chrono::{Days, Months, NaiveDate};
use ledger::{Commodity, FundNo};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

use crate::{
    chart::{LOAN_FUND, SOCIAL_FUND},
    loans::schedule::{Every, EveryUnit, InterestBy},
};

/// The terms as they are written, in a file or on a form; amounts in whole units of the currency. They become a
/// [`Constitution`] once they were found to hold together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// The one currency the group keeps: `KHR` or `USD`.
    pub currency: Currency,
    /// How often it meets.
    pub rhythm: Rhythm,
    /// Cash amounts are multiples of this (100 riel: the smallest note in use).
    #[serde(default, with = "whole")]
    pub cash_rounding: Decimal,
    /// The fund that fines go to: schemes differ.
    pub fines_go_to: FinesGoTo,
    /// The order of business.
    pub steps: Vec<Step>,
    /// How members save.
    pub saving: Saving,
    /// The social fund.
    pub social_fund: SocialFund,
    /// The fines that the group agreed.
    #[serde(default)]
    pub fines: Vec<Fine>,
    /// The rules of lending.
    pub loans: LoanTerms,
    /// How the profit is divided.
    pub profit: Profit,
    /// What becomes of savings when the cycle ends; not written: kept under a division in percentages or none at all,
    /// and paid out under every other rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub savings_at_share_out: Option<SavingsAtShareOut>,
    /// What a member takes along who leaves before the cycle ends.
    #[serde(default, skip_serializing_if = "Leaving::is_plain")]
    pub leaving: Leaving,
}

/// What becomes of savings when the cycle ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SavingsAtShareOut {
    /// They are paid out with their part of the profit: a share-out.
    PaidOut,
    /// They stay, and only the profit is divided: the yearly split of a permanent group.
    Kept,
}

/// What a member takes along who leaves before the cycle ends.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leaving {
    /// Her part of what was earned so far.
    #[serde(default)]
    pub profit: LeavingProfit,
    /// What the group keeps of her savings, in per cent.
    #[serde(default, with = "whole")]
    pub fee_percent: Decimal,
}

impl Leaving {
    fn is_plain(&self) -> bool {
        *self == Leaving::default()
    }
}

/// Whether somebody who leaves takes a part of the profit along.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LeavingProfit {
    /// Her savings and nothing else.
    #[default]
    None,
    /// What her savings are worth today.
    CurrentWorth,
}

/// The currencies a group may keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Currency {
    /// Riel.
    KHR,
    /// United States dollars.
    USD,
}

/// How often a group meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rhythm {
    /// Every week.
    Weekly,
    /// Every second week.
    Fortnightly,
    /// Every fourth week.
    FourWeekly,
    /// Once a month.
    Monthly,
}

impl Rhythm {
    /// All of them.
    pub const ALL: [Rhythm; 4] = [Rhythm::Weekly, Rhythm::Fortnightly, Rhythm::FourWeekly, Rhythm::Monthly];

    /// The word in files and on forms.
    pub fn code(self) -> &'static str {
        match self {
            Rhythm::Weekly => "weekly",
            Rhythm::Fortnightly => "fortnightly",
            Rhythm::FourWeekly => "four-weekly",
            Rhythm::Monthly => "monthly",
        }
    }

    /// Reads the word.
    pub fn parse(code: &str) -> Option<Rhythm> {
        Rhythm::ALL.into_iter().find(|rhythm| rhythm.code() == code)
    }

    /// The day on which a meeting is due after the last one.
    pub fn next(self, last: NaiveDate) -> NaiveDate {
        let next = match self {
            Rhythm::Weekly => last.checked_add_days(Days::new(7)),
            Rhythm::Fortnightly => last.checked_add_days(Days::new(14)),
            Rhythm::FourWeekly => last.checked_add_days(Days::new(28)),
            Rhythm::Monthly => last.checked_add_months(Months::new(1)),
        };
        next.unwrap_or(last)
    }
}

/// The fund that fines go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FinesGoTo {
    /// The loan fund: they are shared out as profit.
    Loan,
    /// The social fund.
    Social,
}

/// A step of the meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// The roll is called.
    Attendance,
    /// Shares are bought or savings paid in.
    Savings,
    /// Contributions to the social fund.
    SocialFund,
    /// Fines.
    Fines,
    /// Loans are repaid.
    Repayments,
    /// Loans are given.
    Loans,
    /// Money spent, given, banked or received otherwise.
    Other,
    /// The box is counted; always last.
    Cash,
}

impl Step {
    /// Every step, in the most usual order.
    pub const ALL: [Step; 8] =
        [Step::Attendance, Step::SocialFund, Step::Savings, Step::Fines, Step::Repayments, Step::Loans, Step::Other, Step::Cash];
}

/// How members save.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Saving {
    /// By shares of a fixed value.
    Shares {
        /// The value of one share.
        #[serde(with = "whole")]
        share_value: Decimal,
        /// The most shares a member may buy in one meeting.
        shares_most: i64,
    },
    /// By free amounts.
    Amounts {
        /// What is usually brought, if the group agreed on something.
        #[serde(default, with = "whole_option", skip_serializing_if = "Option::is_none")]
        expected: Option<Decimal>,
    },
}

/// The social fund.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SocialFund {
    /// What each member gives at each meeting; none: the group has no regular contribution.
    #[serde(default, with = "whole_option", skip_serializing_if = "Option::is_none")]
    pub contribution: Option<Decimal>,
    /// What becomes of it when the cycle ends.
    pub at_share_out: SocialFundAtShareOut,
}

/// What becomes of the social fund when the cycle ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SocialFundAtShareOut {
    /// It stays with the group.
    Kept,
    /// It is split equally among the members.
    SplitEqually,
}

/// A fine that the group agreed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fine {
    /// What it is for, in Khmer.
    pub name_km: String,
    /// What it is for, in English.
    #[serde(default)]
    pub name_en: String,
    /// How much.
    #[serde(with = "whole")]
    pub amount: Decimal,
    /// The attendance that brings it about, or something else.
    pub occasion: Occasion,
}

/// What brings a fine about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Occasion {
    /// Coming late.
    Late,
    /// Being absent without leave.
    Absent,
    /// Anything else.
    Other,
}

/// The longest term that a group may agree, in months.
const TERM_MONTHS_MOST: i64 = 60;

/// The rules of lending.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoanTerms {
    /// Interest a month, in per cent of principal. Above 20 is refused.
    #[serde(with = "whole")]
    pub interest_percent_month: Decimal,
    /// On the original principal, or on what is still owed.
    pub interest: Interest,
    /// The longest term in months.
    pub term_months_most: i64,
    /// The most a member may borrow, as a multiple of what she saved.
    #[serde(with = "whole")]
    pub limit_times_savings: Decimal,
    /// How many loans she may have at a time.
    pub at_a_time_most: i64,
    /// A fixed charge for each loan.
    #[serde(default, with = "whole")]
    pub service_charge: Decimal,
    /// How a loan is paid back.
    #[serde(default)]
    pub repay: Repay,
    /// How often an instalment is due: `1 month`, `4 week`.
    #[serde(default = "Every::month")]
    pub every: Every,
    /// Whether interest is reckoned by whole periods or by days.
    #[serde(default)]
    pub interest_by: InterestBy,
    /// The first instalments that repay nothing.
    #[serde(default)]
    pub grace_principal: u32,
    /// The first instalments whose interest is paid later.
    #[serde(default)]
    pub grace_interest: u32,
    /// The first instalments that bear no interest.
    #[serde(default)]
    pub interest_free: u32,
    /// So many days before it is due, an instalment may be paid as if it were due: meetings seldom fall on its day.
    #[serde(default = "six")]
    pub early_days: u32,
    /// Whether interest goes on after the last instalment was due; not written: it stops where it is reckoned on the
    /// original principal, and goes on where it is reckoned on what is owed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interest_after_term: Option<AfterTerm>,
    /// What an instalment costs that is late, once.
    #[serde(default, with = "whole")]
    pub penalty: Decimal,
    /// From how many days on an instalment counts as late enough for the penalty.
    #[serde(default)]
    pub penalty_after_days: u32,
    /// What a repayment pays first.
    #[serde(default)]
    pub payment_order: PaymentOrder,
    /// Whether penalties come before everything else or after it.
    #[serde(default)]
    pub penalty_at: PenaltyAt,
    /// How many guarantors an application names at least.
    #[serde(default)]
    pub guarantors_least: u32,
    /// Whether a member who is late with a loan may be lent more.
    #[serde(default = "yes")]
    pub late_may_borrow: bool,
    /// Whether a member with a loan may have more lent on it.
    #[serde(default)]
    pub top_up: bool,
}

fn yes() -> bool {
    true
}

fn six() -> u32 {
    6
}

/// How a loan is paid back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Repay {
    /// The same principal with every instalment.
    #[default]
    EqualPrincipal,
    /// Instalments of the same amount.
    EqualInstalments,
    /// All at once, when the term is over.
    Single,
}

/// Whether interest goes on after the last instalment was due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AfterTerm {
    /// What was agreed is all that is ever charged.
    Stops,
    /// Every further period is charged.
    GoesOn,
}

/// What a repayment pays first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaymentOrder {
    /// All interest due, oldest first, then principal, oldest first.
    #[default]
    InterestFirst,
    /// All principal due, oldest first, then interest.
    PrincipalFirst,
    /// The oldest instalment whole (interest, then principal), then the next.
    ByInstalment,
    /// Interest and principal in the proportion in which the whole loan still has them; for flat interest.
    Proportional,
}

/// Where penalties stand in the order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PenaltyAt {
    /// Before everything else.
    First,
    /// After everything else that is due.
    #[default]
    Last,
}

/// What interest is reckoned on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Interest {
    /// On the original principal.
    Flat,
    /// On what is still owed.
    Declining,
}

/// How the profit is divided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Profit {
    /// In proportion to savings (or shares).
    BySavings,
    /// The same for every member.
    Equal,
    /// Each gets back the interest she paid.
    ByInterestPaid,
    /// So many per cent in proportion to savings, the rest in proportion to the interest each paid (60 and 40).
    Mixed {
        /// Per cent in proportion to savings.
        #[serde(with = "whole")]
        savings_percent: Decimal,
    },
    /// In proportion to savings and the months that each of them was in.
    BySavingsMonths,
    /// First so much for administration and for reserve, the rest to members in proportion to savings.
    Waterfall {
        /// Per cent for administration.
        #[serde(with = "whole")]
        administration_percent: Decimal,
        /// Per cent for capital and social fund.
        #[serde(with = "whole")]
        reserve_percent: Decimal,
    },
    /// Nothing is divided.
    None,
}

/// Why terms do not hold together, in the order they are checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TermsRefusal {
    /// More decimal places than the currency has, or below zero, or beyond a billion. Names the field.
    Amount(&'static str),
    /// A share must be worth something.
    ShareValue,
    /// Between 1 and 100 shares a meeting.
    SharesMost,
    /// An amount that the group agreed is not a multiple of what cash is rounded to. Names the field.
    NotRounded(&'static str),
    /// A fine without a name or an amount; the number is its place, from 0.
    Fine(usize),
    /// Two fines for coming late, or two for being absent.
    FineTwice(Occasion),
    /// Every step once, attendance first and the count last.
    Steps,
    /// Interest above 20 % a month is refused.
    InterestTooHigh,
    /// Between 1 and 60 months.
    TermMonths,
    /// Between 1 and 10 loans at a time.
    AtATime,
    /// A multiple of savings between 0 and 100.
    Limit,
    /// Percentages below zero, or more than a hundred together.
    Waterfall,
    /// The part by savings is not between 0 and 100 per cent.
    Mixed,
    /// What a leaver's savings are cut by is not between 0 and 50 per cent.
    LeavingFee,
    /// An instalment is due every 1 to 366 days, 1 to 52 weeks or 1 to 12 months.
    Every,
    /// More instalments are spared than a loan of the longest term has.
    Grace,
    /// At most 31 days before, or 366 after, an instalment is due.
    Days,
    /// Paying in proportion goes with interest on the original principal only.
    Proportional,
    /// At most 10 guarantors.
    Guarantors,
}

/// Terms that hold together, with amounts in smallest units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constitution {
    terms: Terms,
}

impl Constitution {
    /// Checks the terms and answers with everything that is wrong at once.
    pub fn try_new(terms: Terms) -> Result<Constitution, Vec<TermsRefusal>> {
        let mut refusals = Vec::new();
        let commodity = terms.currency.commodity();
        let fits = |amount: Decimal| smallest(amount, commodity).is_some_and(|quantity| (0..=1_000_000_000).contains(&quantity));
        let mut amounts: Vec<(&'static str, Decimal)> =
            vec![("service_charge", terms.loans.service_charge), ("penalty", terms.loans.penalty)];
        match &terms.saving {
            Saving::Shares { share_value, .. } => amounts.push(("share_value", *share_value)),
            Saving::Amounts { expected } => amounts.extend(expected.map(|amount| ("expected", amount))),
        }
        amounts.extend(terms.social_fund.contribution.map(|amount| ("contribution", amount)));
        if !fits(terms.cash_rounding) {
            refusals.push(TermsRefusal::Amount("cash_rounding"));
        }
        refusals.extend(amounts.iter().filter(|(_, amount)| !fits(*amount)).map(|(field, _)| TermsRefusal::Amount(field)));
        if let Saving::Shares { share_value, shares_most } = &terms.saving {
            if *share_value <= Decimal::ZERO {
                refusals.push(TermsRefusal::ShareValue);
            }
            if !(1..=100).contains(shares_most) {
                refusals.push(TermsRefusal::SharesMost);
            }
        }
        let rounded = |amount: Decimal| terms.cash_rounding <= Decimal::ZERO || (amount % terms.cash_rounding).is_zero();
        refusals.extend(
            amounts
                .iter()
                .filter(|(_, amount)| fits(*amount) && !rounded(*amount))
                .map(|(field, _)| TermsRefusal::NotRounded(field)),
        );
        for (at, fine) in terms.fines.iter().enumerate() {
            let named = !(fine.name_km.trim().is_empty() && fine.name_en.trim().is_empty());
            if !named || fine.amount <= Decimal::ZERO || !fits(fine.amount) || !rounded(fine.amount) {
                refusals.push(TermsRefusal::Fine(at));
            }
        }
        for occasion in [Occasion::Late, Occasion::Absent] {
            if terms.fines.iter().filter(|fine| fine.occasion == occasion).count() > 1 {
                refusals.push(TermsRefusal::FineTwice(occasion));
            }
        }
        let once: BTreeSet<Step> = terms.steps.iter().copied().collect();
        let ends = (terms.steps.first(), terms.steps.last()) == (Some(&Step::Attendance), Some(&Step::Cash));
        if !ends || once.len() != Step::ALL.len() || terms.steps.len() != Step::ALL.len() {
            refusals.push(TermsRefusal::Steps);
        }
        refusals.extend(terms.loans.refusals());
        if let Profit::Waterfall { administration_percent, reserve_percent } = &terms.profit {
            let parts = [*administration_percent, *reserve_percent];
            if !parts.iter().all(|part| is_percent(*part, 100)) || parts.iter().sum::<Decimal>() > Decimal::ONE_HUNDRED {
                refusals.push(TermsRefusal::Waterfall);
            }
        }
        if let Profit::Mixed { savings_percent } = &terms.profit
            && !is_percent(*savings_percent, 100)
        {
            refusals.push(TermsRefusal::Mixed);
        }
        if !is_percent(terms.leaving.fee_percent, 50) {
            refusals.push(TermsRefusal::LeavingFee);
        }
        if refusals.is_empty() { Ok(Constitution { terms }) } else { Err(refusals) }
    }

    /// Reads the TOML in which a constitution is written and kept; the message of a malformed one names line and column.
    pub fn parse(toml: &str) -> Result<Constitution, ParseError> {
        let terms: Terms = toml::from_str(toml).map_err(|error| ParseError::Malformed(error.to_string()))?;
        Constitution::try_new(terms).map_err(ParseError::Refused)
    }

    /// The TOML in which it is kept.
    pub fn to_toml(&self) -> String {
        toml::to_string(&self.terms).expect("terms are plain values and tables, in an order that TOML can hold")
    }

    /// The terms as written.
    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    /// The one currency the group keeps.
    pub fn commodity(&self) -> Commodity {
        self.terms.currency.commodity()
    }

    /// The value of a share in smallest units, and the most a meeting; `None` where members save free amounts.
    pub fn shares(&self) -> Option<(i64, i64)> {
        match &self.terms.saving {
            Saving::Shares { share_value, shares_most } => Some((self.smallest(*share_value), *shares_most)),
            Saving::Amounts { .. } => None,
        }
    }

    /// What is usually saved, in smallest units, where free amounts were agreed.
    pub fn expected_saving(&self) -> Option<i64> {
        match &self.terms.saving {
            Saving::Amounts { expected } => expected.map(|amount| self.smallest(amount)),
            Saving::Shares { .. } => None,
        }
    }

    /// What each gives to the social fund at a meeting, in smallest units.
    pub fn contribution(&self) -> Option<i64> {
        self.terms.social_fund.contribution.map(|amount| self.smallest(amount))
    }

    /// What cash is rounded to, in smallest units; at least 1.
    pub fn cash_rounding(&self) -> i64 {
        self.smallest(self.terms.cash_rounding).max(1)
    }

    /// The fund that fines go to.
    pub fn fines_fund(&self) -> FundNo {
        match self.terms.fines_go_to {
            FinesGoTo::Loan => LOAN_FUND,
            FinesGoTo::Social => SOCIAL_FUND,
        }
    }

    /// Whether savings stay when a cycle ends, and only the profit is divided.
    pub fn savings_kept(&self) -> bool {
        match self.terms.savings_at_share_out {
            Some(what) => what == SavingsAtShareOut::Kept,
            None => matches!(self.terms.profit, Profit::Waterfall { .. } | Profit::None),
        }
    }

    /// The charge for each loan, in smallest units.
    pub fn service_charge(&self) -> i64 {
        self.smallest(self.terms.loans.service_charge)
    }

    /// What a late instalment costs, in smallest units.
    pub fn penalty(&self) -> i64 {
        self.smallest(self.terms.loans.penalty)
    }

    /// The amount of a fine in smallest units.
    pub fn fine_amount(&self, fine: &Fine) -> i64 {
        self.smallest(fine.amount)
    }

    /// The fine for an occasion, in smallest units.
    pub fn fine_for(&self, occasion: Occasion) -> Option<i64> {
        self.terms.fines.iter().find(|fine| fine.occasion == occasion).map(|fine| self.fine_amount(fine))
    }

    fn smallest(&self, amount: Decimal) -> i64 {
        smallest(amount, self.commodity()).expect("try_new saw that every amount fits the currency")
    }
}

/// Why a written constitution could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParseError {
    /// Not TOML, or a field that is missing, unknown or of the wrong kind; says where.
    Malformed(String),
    /// Terms that do not hold together.
    Refused(Vec<TermsRefusal>),
}

impl Currency {
    /// The commodity.
    pub fn commodity(self) -> Commodity {
        match self {
            Currency::KHR => Commodity::KHR,
            Currency::USD => Commodity::USD,
        }
    }
}

impl LoanTerms {
    /// The longest term in instalments, at least one.
    pub fn instalments_most(&self) -> u32 {
        // Beyond the longest term that is allowed nothing is reckoned: terms that are still to be checked overflow nothing.
        let months = self.term_months_most.clamp(1, TERM_MONTHS_MOST) as u32;
        let periods = match self.every.unit {
            EveryUnit::Month => months / self.every.count.max(1),
            EveryUnit::Week => months * 52 / 12 / self.every.count.max(1),
            EveryUnit::Day => months * 365 / 12 / self.every.count.max(1),
        };
        periods.max(1)
    }

    /// Whether interest above 10 % a month was agreed, which the field warns of.
    pub fn is_dear(&self) -> bool {
        self.interest_percent_month > Decimal::TEN
    }

    /// The instalments that a loan needs for what it spares: after grace one must remain.
    fn spared(&self) -> u32 {
        self.grace_principal.max(self.grace_interest).saturating_add(1).max(self.interest_free)
    }

    fn refusals(&self) -> impl Iterator<Item = TermsRefusal> {
        let percent = Decimal::ZERO..=Decimal::from(20);
        [
            (!percent.contains(&self.interest_percent_month)).then_some(TermsRefusal::InterestTooHigh),
            (!(1..=TERM_MONTHS_MOST).contains(&self.term_months_most)).then_some(TermsRefusal::TermMonths),
            (!(1..=10).contains(&self.at_a_time_most)).then_some(TermsRefusal::AtATime),
            (!(Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(&self.limit_times_savings)).then_some(TermsRefusal::Limit),
            (!self.every.is_usual()).then_some(TermsRefusal::Every),
            (self.every.is_usual() && self.spared() > self.instalments_most()).then_some(TermsRefusal::Grace),
            (self.early_days > 31 || self.penalty_after_days > 366).then_some(TermsRefusal::Days),
            (self.payment_order == PaymentOrder::Proportional && self.interest != Interest::Flat)
                .then_some(TermsRefusal::Proportional),
            (self.guarantors_least > 10).then_some(TermsRefusal::Guarantors),
        ]
        .into_iter()
        .flatten()
    }
}

/// Whether a percentage is between 0 and `most`, in four decimal places at most: money is divided by it exactly.
fn is_percent(percent: Decimal, most: u32) -> bool {
    (Decimal::ZERO..=Decimal::from(most)).contains(&percent) && percent.normalize().scale() <= 4
}

/// Whole units to smallest units, exactly; `None` where a fraction or an overflow remains.
fn smallest(amount: Decimal, commodity: Commodity) -> Option<i64> {
    let scaled = amount.checked_mul(Decimal::from(10_i64.pow(u32::from(commodity.decimals()))))?;
    if scaled.fract().is_zero() {
        i64::try_from(scaled.trunc().mantissa() / 10_i128.pow(scaled.trunc().scale())).ok()
    } else {
        None
    }
}

/// Amounts and rates in files: an integer, or text such as `"2.5"`; a float is refused, since it is not what was typed.
pub(crate) mod whole {
    use rust_decimal::Decimal;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    #[derive(Deserialize)]
    #[serde(untagged, expecting = "a whole number, or a decimal number in quotes such as \"2.5\"")]
    enum Written {
        Whole(i64),
        Text(String),
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Decimal, D::Error> {
        match Written::deserialize(from)? {
            Written::Whole(number) => Ok(Decimal::from(number)),
            Written::Text(text) => text.parse().map_err(|_| D::Error::custom(format!("{text:?} is not a decimal number"))),
        }
    }

    pub fn serialize<S: Serializer>(amount: &Decimal, to: S) -> Result<S::Ok, S::Error> {
        match i64::try_from(*amount) {
            Ok(whole) if amount.fract().is_zero() => to.serialize_i64(whole),
            _ => to.serialize_str(&amount.normalize().to_string()),
        }
    }
}

pub(crate) mod whole_option {
    use rust_decimal::Decimal;
    use serde::{Deserialize, Deserializer, Serializer};

    #[derive(Deserialize)]
    struct Kept(#[serde(with = "super::whole")] Decimal);

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Decimal>, D::Error> {
        Ok(Option::<Kept>::deserialize(from)?.map(|kept| kept.0))
    }

    pub fn serialize<S: Serializer>(amount: &Option<Decimal>, to: S) -> Result<S::Ok, S::Error> {
        match amount {
            Some(amount) => super::whole::serialize(amount, to),
            None => to.serialize_none(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEEKLY: &str = include_str!("../../fixtures/constitutions/weekly_shares.toml");
    const MONTHLY: &str = include_str!("../../fixtures/constitutions/monthly_amounts.toml");

    #[test]
    fn the_fixtures_hold_and_are_kept_as_they_are() {
        for text in [WEEKLY, MONTHLY] {
            let read = Constitution::parse(text).unwrap();
            assert_eq!(Constitution::parse(&read.to_toml()), Ok(read));
        }
        let weekly = Constitution::parse(WEEKLY).unwrap();
        assert_eq!((weekly.shares(), weekly.contribution(), weekly.cash_rounding()), (Some((5_000, 5)), Some(1_000), 100));
        assert_eq!((weekly.fine_for(Occasion::Late), weekly.fine_for(Occasion::Absent)), (Some(500), Some(1_000)));
    }

    #[track_caller]
    fn refused(from: &str, to: &str, expected: TermsRefusal) {
        let text = WEEKLY.replacen(from, to, 1);
        assert_ne!(text, WEEKLY, "{from:?} stands in the fixture");
        assert_eq!(Constitution::parse(&text), Err(ParseError::Refused(vec![expected])), "{to}");
    }

    #[test]
    fn terms_that_do_not_hold_together() {
        use TermsRefusal::*;
        refused("share_value = 5000", "share_value = \"5000.5\"", Amount("share_value"));
        refused("share_value = 5000", "share_value = 0", ShareValue);
        refused("share_value = 5000", "share_value = 5050", NotRounded("share_value"));
        refused("shares_most = 5", "shares_most = 0", SharesMost);
        refused("contribution = 1000", "contribution = -1000", Amount("contribution"));
        refused("amount = 500", "amount = 0", Fine(0));
        refused("occasion = \"absent\"", "occasion = \"late\"", FineTwice(Occasion::Late));
        refused("\"attendance\", \"social-fund\"", "\"social-fund\", \"attendance\"", Steps);
        refused("\"other\", \"cash\"", "\"cash\"", Steps);
        refused("interest_percent_month = \"2\"", "interest_percent_month = \"20.1\"", InterestTooHigh);
        refused("term_months_most = 3", "term_months_most = 0", TermMonths);
        refused("at_a_time_most = 1", "at_a_time_most = 0", AtATime);
        refused("limit_times_savings = \"3\"", "limit_times_savings = \"-1\"", Limit);
        let loan = |rule: &str, expected| refused("service_charge = 0", &format!("service_charge = 0\n{rule}"), expected);
        loan("penalty = -100", Amount("penalty"));
        loan("penalty = 150", NotRounded("penalty"));
        loan("every = \"13 month\"", Every);
        loan("every = \"0 week\"", Every);
        loan("grace_principal = 3", Grace);
        loan("grace_interest = 3", Grace);
        loan("interest_free = 4", Grace);
        loan("grace_principal = 4294967295", Grace);
        loan("early_days = 32", Days);
        loan("penalty_after_days = 367", Days);
        loan("payment_order = \"proportional\"", Proportional);
        loan("guarantors_least = 11", Guarantors);
        let profit = |rule: &str, expected| refused("rule = \"by-savings\"", rule, expected);
        for (administration, reserve) in [("60", "50"), ("-1", "0"), ("0", "0.00001")] {
            profit(
                &format!("rule = \"waterfall\"\nadministration_percent = \"{administration}\"\nreserve_percent = \"{reserve}\""),
                Waterfall,
            );
        }
        for savings in ["-1", "100.1", "33.33333"] {
            profit(&format!("rule = \"mixed\"\nsavings_percent = \"{savings}\""), Mixed);
        }
        for fee in ["-1", "50.1", "1.00001"] {
            profit(&format!("rule = \"by-savings\"\n[leaving]\nfee_percent = \"{fee}\""), LeavingFee);
        }
    }

    fn weekly(from: &str, to: &str) -> Constitution {
        Constitution::parse(&WEEKLY.replacen(from, to, 1)).unwrap()
    }

    #[test]
    fn the_longest_term_is_counted_in_instalments() {
        let most = |months: i64, every: &str| {
            let rule = format!("term_months_most = {months}\nevery = \"{every}\"");
            weekly("term_months_most = 3", &rule).terms().loans.instalments_most()
        };
        assert_eq!([most(3, "1 month"), most(3, "2 month"), most(1, "2 month")], [3, 1, 1]);
        assert_eq!([most(3, "1 week"), most(12, "4 week"), most(60, "1 week")], [13, 13, 260]);
        assert_eq!([most(3, "15 day"), most(1, "366 day")], [6, 1]);
        // Terms that are still to be checked are counted too, and overflow nothing.
        let mut unchecked = weekly("every", "every").terms().loans.clone();
        for (months, count, expected) in [(i64::MAX, 1, 60), (i64::MIN, 1, 1), (3, 0, 3)] {
            unchecked.term_months_most = months;
            unchecked.every = Every { count, unit: EveryUnit::Month };
            assert_eq!(unchecked.instalments_most(), expected);
        }
    }

    #[test]
    fn what_becomes_of_savings_follows_the_rule_of_profit_unless_it_is_written() {
        let kept = |rule: &str| weekly("rule = \"by-savings\"", rule).savings_kept();
        assert!(!kept("rule = \"equal\"") && !kept("rule = \"mixed\"\nsavings_percent = 60"));
        assert!(kept("rule = \"none\"") && Constitution::parse(MONTHLY).unwrap().savings_kept());
        let written = |what: &str| {
            let rule = format!("currency = \"KHR\"\nsavings_at_share_out = \"{what}\"");
            weekly("currency = \"KHR\"", &rule).savings_kept()
        };
        assert!(written("kept") && !written("paid-out"));
    }

    #[test]
    fn a_rate_above_ten_is_dear() {
        let dear = |rate: &str| {
            let rule = format!("interest_percent_month = \"{rate}\"");
            weekly("interest_percent_month = \"2\"", &rule).terms().loans.is_dear()
        };
        assert_eq!([dear("2"), dear("10"), dear("10.0001"), dear("20")], [false, false, true, true]);
    }

    #[test]
    fn a_malformed_file_says_where() {
        let text = WEEKLY.replace("rhythm = \"weekly\"", "rhythm = \"daily\"");
        let Err(ParseError::Malformed(why)) = Constitution::parse(&text) else { panic!("a daily rhythm was taken") };
        assert!(why.contains("line 4") && why.contains("rhythm"), "{why}");
    }

    #[test]
    fn dollars_have_cents() {
        let text = WEEKLY
            .replace("KHR", "USD")
            .replace("cash_rounding = 100", "cash_rounding = \"0.25\"")
            .replace("share_value = 5000", "share_value = \"2.50\"");
        let read = Constitution::parse(&text).unwrap();
        assert_eq!((read.shares(), read.contribution()), (Some((250, 5)), Some(100_000)));
    }
}

//! What a group agreed: its constitution, as data. Published schemes contradict each other (share values, where fines
//! go, what becomes of the social fund, how profit is divided), so nothing here is a constant of the program.
use chrono::{Days, Months, NaiveDate};
use ledger::{Commodity, FundNo};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

use crate::chart::{LOAN_FUND, SOCIAL_FUND};

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
        let mut amounts: Vec<(&'static str, Decimal)> = vec![("service_charge", terms.loans.service_charge)];
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
            if parts.iter().any(|part| *part < Decimal::ZERO) || parts.iter().sum::<Decimal>() > Decimal::ONE_HUNDRED {
                refusals.push(TermsRefusal::Waterfall);
            }
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
    fn refusals(&self) -> impl Iterator<Item = TermsRefusal> {
        let percent = Decimal::ZERO..=Decimal::from(20);
        [
            (!percent.contains(&self.interest_percent_month)).then_some(TermsRefusal::InterestTooHigh),
            (!(1..=60).contains(&self.term_months_most)).then_some(TermsRefusal::TermMonths),
            (!(1..=10).contains(&self.at_a_time_most)).then_some(TermsRefusal::AtATime),
            (!(Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(&self.limit_times_savings)).then_some(TermsRefusal::Limit),
        ]
        .into_iter()
        .flatten()
    }
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
mod whole {
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

mod whole_option {
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

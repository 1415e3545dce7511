//! `sansom loan-schedule`: the calculator. It needs no books.
use super::{
    Cli, Outcome,
    report::{Format, shown},
};
use crate::exports::{Cell, Rows};
use chrono::NaiveDate;
use clap::{
    Args, CommandFactory,
    builder::{PossibleValuesParser, TypedValueParser},
    error::ErrorKind,
};
use domain::loans::schedule::{
    DaysInMonth, DaysInYear, Every, INSTALMENTS_MOST, InterestBy, Method, PRINCIPAL_MOST, Per, Plan, PlanRefusal,
    RATE_PERCENT_YEAR_MOST, Rounding, Schedule, schedule,
};
use ledger::Commodity;
use rust_decimal::Decimal;
use words::{UnreadableNumber, read_quantity};

/// Commodities whose smallest unit is known; of any other there are no parts unless `--decimals` says so.
const DECIMALS: [(&str, u8); 7] = [("KHR", 0), ("USD", 2), ("THB", 2), ("VND", 0), ("EUR", 2), ("PADDY", 3), ("RICE", 3)];

/// An option that takes one of the words of an enum of the domain.
macro_rules! word {
    ($name:ident) => {
        PossibleValuesParser::new($name::ALL.map($name::code))
            .map(|code| $name::parse(&code).expect("only its own words are let through"))
    };
}

/// The schedule of a loan: every instalment with its principal, interest and what is owed after it.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  sansom loan-schedule --principal 300000 --commodity KHR --rate 2% --per month --method equal-principal \\
      --instalments 3 --every \"1 month\" --disbursed 2026-11-21 --round-to 100
  sansom loan-schedule --principal 5000 --commodity USD --rate 12 --per year --method equal-instalments \\
      --instalments 18 --every \"1 month\" --disbursed 2026-11-01 --interest-by day --round-instalment-to 1 --format json
  sansom loan-schedule --principal 120 --commodity PADDY --rate 20 --per season --method single \\
      --instalments 1 --every \"6 month\" --disbursed 2026-06-15

Amounts are whole units, such as 312.38 dollars. The last instalment takes what rounding left.
Exit codes: 0 reckoned; 2 the command line could not be read, or no schedule can be made of it.")]
pub struct LoanSchedule {
    /// What is lent.
    #[arg(long, value_name = "P", allow_negative_numbers = true)]
    principal: String,
    /// In what: KHR, USD, PADDY (kilograms) … any code of capital letters.
    #[arg(long, value_name = "CODE")]
    commodity: String,
    /// Decimal places of a commodity that is not known.
    #[arg(long, value_name = "N")]
    decimals: Option<u8>,
    /// Interest in per cent: 2, 2.5%.
    #[arg(long, value_name = "R", value_parser = rate, allow_negative_numbers = true)]
    rate: Decimal,
    /// The time the rate is said for; a season is six months.
    #[arg(long, value_name = "TIME", value_parser = word!(Per))]
    per: Per,
    /// How it comes back: interest on the original principal (flat), the same instalment or the same principal each time
    /// with interest on what is still owed, or everything on the last day.
    #[arg(long, value_name = "METHOD", value_parser = word!(Method))]
    method: Method,
    /// How many instalments; for single, how many spans of --every until the one payment.
    #[arg(long, value_name = "N")]
    instalments: u32,
    /// How often one is due: "1 month", "2 week", "15 day", "6 month".
    #[arg(long, value_name = "SPAN", value_parser = every)]
    every: Every,
    /// The day the money is handed out: 2026-11-21 or 21/11/2026. Instalments keep its day of the month.
    #[arg(long, value_name = "DATE", value_parser = super::report::day)]
    disbursed: NaiveDate,
    /// By whole periods (a month is a twelfth of a year whatever its length) or by the days that passed.
    #[arg(long, value_name = "WHAT", value_parser = word!(InterestBy), default_value = InterestBy::Period.code())]
    interest_by: InterestBy,
    /// How long a year is for interest by days.
    #[arg(long, value_name = "DAYS", value_parser = word!(DaysInYear), default_value = DaysInYear::Actual.code())]
    days_in_year: DaysInYear,
    /// How long a month is for interest by days; 30 with a year of 360 is "30/360".
    #[arg(long, value_name = "DAYS", value_parser = word!(DaysInMonth), default_value = DaysInMonth::Actual.code())]
    days_in_month: DaysInMonth,
    /// The first instalments that repay no principal.
    #[arg(long, value_name = "N", default_value_t = 0)]
    grace_principal: u32,
    /// The first instalments whose interest is paid with the first instalment after them.
    #[arg(long, value_name = "N", default_value_t = 0)]
    grace_interest: u32,
    /// The first instalments that bear no interest.
    #[arg(long, value_name = "N", default_value_t = 0)]
    interest_free: u32,
    /// Every amount is a multiple of this: 100 riel.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    round_to: Option<String>,
    /// The total of an instalment is a multiple of this; the last one takes the rest.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    round_instalment_to: Option<String>,
    /// How what does not come out even is rounded.
    #[arg(long, value_name = "HOW", value_parser = word!(Rounding), default_value = Rounding::HalfEven.code())]
    rounding: Rounding,
    /// How it is written.
    #[arg(long, default_value = "text")]
    format: Format,
}

impl LoanSchedule {
    pub fn run(self) -> Outcome {
        let made = self.plan().and_then(|plan| schedule(&plan).map_err(|all| all.into_iter().map(complaint).collect()));
        let schedule = made.unwrap_or_else(|complaints: Vec<String>| refuse(&complaints));
        let commodity = self.commodity().unwrap_or_else(|complaint| refuse(&[complaint]));
        shown(self.format, &rows(&schedule, commodity, self.format == Format::Text), || json(&schedule, commodity))
    }

    /// The plan as it was typed, or everything that could not be read.
    fn plan(&self) -> Result<Plan, Vec<String>> {
        let commodity = self.commodity().map_err(|complaint| vec![complaint])?;
        let mut complaints = Vec::new();
        let mut amount = |option: &str, typed: &str| match read_amount(typed, commodity) {
            Ok(amount) => Some(amount),
            Err(why) => {
                complaints.push(format!("{option}: {why}"));
                None
            }
        };
        let principal = amount("--principal", &self.principal);
        let round_to = self.round_to.as_deref().map(|typed| amount("--round-to", typed));
        let round_instalment_to = self.round_instalment_to.as_deref().map(|typed| amount("--round-instalment-to", typed));
        let Some(principal) = principal.filter(|_| complaints.is_empty()) else { return Err(complaints) };
        Ok(Plan {
            principal: commodity.of(principal),
            rate_percent: self.rate,
            per: self.per,
            method: self.method,
            instalments: self.instalments,
            every: self.every,
            disbursed: self.disbursed,
            interest_by: self.interest_by,
            days_in_year: self.days_in_year,
            days_in_month: self.days_in_month,
            grace_principal: self.grace_principal,
            grace_interest: self.grace_interest,
            interest_free: self.interest_free,
            round_to: round_to.flatten(),
            round_instalment_to: round_instalment_to.flatten(),
            rounding: self.rounding,
        })
    }

    fn commodity(&self) -> Result<Commodity, String> {
        let known = DECIMALS.iter().find(|(code, _)| *code == self.commodity).map(|(_, decimals)| *decimals);
        let decimals = match (known, self.decimals) {
            (Some(known), Some(said)) if known != said => {
                return Err(format!("--decimals: {} has {known}", self.commodity));
            }
            (known, said) => known.or(said).unwrap_or(0),
        };
        Commodity::new(&self.commodity, decimals).map_err(|why| match why {
            ledger::CommodityError::Code => {
                format!("--commodity: {:?} is no code: 1 to 11 capital letters, digits and dashes", self.commodity)
            }
            ledger::CommodityError::Decimals => "--decimals: at most 6".to_owned(),
        })
    }
}

/// Ends the program as it does where an option cannot be read: with the complaints and exit code 2.
fn refuse(complaints: &[String]) -> ! {
    let mut command = Cli::command();
    command.build();
    let own = command.find_subcommand_mut("loan-schedule").expect("it is a command of the program");
    own.error(ErrorKind::ValueValidation, complaints.join("\n       ")).exit()
}

fn rate(text: &str) -> Result<Decimal, String> {
    let number = text.trim().trim_end_matches('%').trim_end();
    Decimal::from_str_exact(number).map_err(|_| "a rate is a number of per cent, such as 2, 2.5% or 9.4822".to_owned())
}

fn every(text: &str) -> Result<Every, String> {
    Every::parse(text).ok_or_else(|| "a span is a number of days, weeks or months, such as \"1 month\" or \"2 week\"".to_owned())
}

fn read_amount(typed: &str, commodity: Commodity) -> Result<i64, String> {
    read_quantity(typed, commodity.decimals()).and_then(|read| read.ok_or(UnreadableNumber::NotANumber)).map_err(|why| match why {
        UnreadableNumber::NotANumber => format!("{typed:?} is not an amount"),
        UnreadableNumber::Negative => "an amount is not below zero".to_owned(),
        UnreadableNumber::Fraction => format!("{} has at most {} decimal places", commodity.code(), commodity.decimals()),
        UnreadableNumber::TooLarge => "the amount is too large".to_owned(),
    })
}

fn complaint(refusal: PlanRefusal) -> String {
    match refusal {
        PlanRefusal::PrincipalNotPositive => "--principal: more than nothing must be lent".into(),
        PlanRefusal::PrincipalTooLarge => format!("--principal: at most {PRINCIPAL_MOST} smallest units"),
        PlanRefusal::RateNegative => "--rate: interest is not below zero".into(),
        PlanRefusal::RateTooHigh => format!("--rate: at most {RATE_PERCENT_YEAR_MOST} % a year can be reckoned with"),
        PlanRefusal::Instalments => format!("--instalments: between 1 and {INSTALMENTS_MOST}"),
        PlanRefusal::Every => "--every: 1 to 366 days, 1 to 52 weeks or 1 to 12 months".into(),
        PlanRefusal::Disbursed => "--disbursed: a day between 1900 and 2199".into(),
        PlanRefusal::GracePrincipal => "--grace-principal: fewer than --instalments, as one must repay".into(),
        PlanRefusal::GraceInterest => "--grace-interest: fewer than --instalments, as one must pay the interest".into(),
        PlanRefusal::InterestFree => "--interest-free: no more than --instalments".into(),
        PlanRefusal::RoundTo => "--round-to: more than nothing".into(),
        PlanRefusal::RoundInstalmentTo => "--round-instalment-to: more than nothing, and a multiple of --round-to".into(),
    }
}

fn rows(schedule: &Schedule, commodity: Commodity, with_totals: bool) -> Rows {
    let amount = |quantity| Cell::amount(commodity.of(quantity));
    let mut rows = Rows::new(&["n", "due", "principal", "interest", "total", "balance"]);
    for row in schedule.rows() {
        rows.push([
            Cell::count(row.n.into()),
            Cell::text(row.due.to_string()),
            amount(row.principal),
            amount(row.interest),
            amount(row.total()),
            amount(row.balance),
        ]);
    }
    if with_totals {
        let sums = [schedule.principal(), schedule.interest(), schedule.total()].map(amount);
        rows.push([Cell::text(""), Cell::text("total")].into_iter().chain(sums).chain([Cell::text("")]));
    }
    rows
}

fn json(schedule: &Schedule, commodity: Commodity) -> serde_json::Value {
    let amount = |quantity| commodity.of(quantity).decimal().to_string();
    let instalment = |row: &domain::loans::schedule::Instalment| {
        serde_json::json!({
            "n": row.n, "due": row.due.to_string(), "principal": amount(row.principal), "interest": amount(row.interest),
            "total": amount(row.total()), "balance": amount(row.balance),
        })
    };
    serde_json::json!({
        "instalments": schedule.rows().iter().map(instalment).collect::<Vec<_>>(),
        "totals": {
            "principal": amount(schedule.principal()),
            "interest": amount(schedule.interest()),
            "total": amount(schedule.total()),
        },
    })
}

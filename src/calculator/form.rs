//! What is typed into the calculator.
use crate::reader::Reader;
use chrono::NaiveDate;
use domain::{
    constitution::Currency,
    loans::schedule::{
        DaysInMonth, DaysInYear, Every, EveryUnit, INSTALMENTS_MOST, InterestBy, Method, PERCENT_MONTH_MOST, Per, Plan,
        PlanRefusal, Rounding, Schedule, schedule,
    },
};
use ledger::Commodity;
use rust_decimal::Decimal;
use templates::{calculator::CalculatorForm, parts::Problem};
use words::{Words, read_quantity};

/// The fields that are folded away until somebody wants them.
pub const FOLDED: [&str; 9] = [
    "grace_principal",
    "grace_interest",
    "interest_free",
    "interest_by",
    "days_in_year",
    "days_in_month",
    "round_to",
    "round_instalment_to",
    "rounding",
];

/// What a village group usually agrees, to begin with; how much is borrowed is left to the reader.
pub fn usual(today: NaiveDate, words: Words) -> CalculatorForm {
    CalculatorForm {
        currency: "KHR".into(),
        principal: String::new(),
        rate: words.number(2),
        per: Per::Month.code().into(),
        method: Method::EqualPrincipal.code().into(),
        instalments: words.number(3),
        every: words.number(1),
        every_unit: EveryUnit::Month.code().into(),
        disbursed: words.date_short(today),
        interest_by: InterestBy::Period.code().into(),
        days_in_year: DaysInYear::Actual.code().into(),
        days_in_month: DaysInMonth::Actual.code().into(),
        grace_principal: words.number(0),
        grace_interest: words.number(0),
        interest_free: words.number(0),
        round_to: String::new(),
        round_instalment_to: String::new(),
        rounding: Rounding::HalfEven.code().into(),
    }
}

/// What the address says; what it leaves out is as usual.
pub fn typed(pairs: &[(String, String)], usual: &CalculatorForm) -> CalculatorForm {
    let get = |name: &str, usual: &String| {
        let typed = pairs.iter().find(|(key, _)| key == name);
        typed.map_or_else(|| usual.clone(), |(_, value)| value.clone())
    };
    CalculatorForm {
        currency: get("currency", &usual.currency),
        principal: get("principal", &usual.principal),
        rate: get("rate", &usual.rate),
        per: get("per", &usual.per),
        method: get("method", &usual.method),
        instalments: get("instalments", &usual.instalments),
        every: get("every", &usual.every),
        every_unit: get("every_unit", &usual.every_unit),
        disbursed: get("disbursed", &usual.disbursed),
        interest_by: get("interest_by", &usual.interest_by),
        days_in_year: get("days_in_year", &usual.days_in_year),
        days_in_month: get("days_in_month", &usual.days_in_month),
        grace_principal: get("grace_principal", &usual.grace_principal),
        grace_interest: get("grace_interest", &usual.grace_interest),
        interest_free: get("interest_free", &usual.interest_free),
        round_to: get("round_to", &usual.round_to),
        round_instalment_to: get("round_instalment_to", &usual.round_instalment_to),
        rounding: get("rounding", &usual.rounding),
    }
}

/// Whether something else than usual stands in a field that is folded away.
pub fn is_unusual(form: &CalculatorForm, usual: &CalculatorForm) -> bool {
    let open = CalculatorForm {
        currency: form.currency.clone(),
        principal: form.principal.clone(),
        rate: form.rate.clone(),
        per: form.per.clone(),
        method: form.method.clone(),
        instalments: form.instalments.clone(),
        every: form.every.clone(),
        every_unit: form.every_unit.clone(),
        disbursed: form.disbursed.clone(),
        ..usual.clone()
    };
    open != *form
}

/// The plan and its schedule, or everything that is wrong at its field.
pub fn read(form: &CalculatorForm, words: Words) -> Result<(Plan, Schedule), Vec<Problem>> {
    let mut reader = Reader::new(words);
    let plan = read_plan(form, &mut reader);
    if plan.is_too_dear() {
        too_dear(&mut reader);
    }
    let schedule = schedule(&plan).unwrap_or_else(|refusals| {
        refusals.into_iter().for_each(|refusal| refuse(&mut reader, refusal));
        Schedule::default()
    });
    reader.finish(Some((plan, schedule)))
}

/// Where a field could not be read, something harmless stands in the plan, so that the others are judged all the same.
fn read_plan(form: &CalculatorForm, reader: &mut Reader) -> Plan {
    let currency = match form.currency.as_str() {
        "KHR" => Some(Currency::KHR),
        "USD" => Some(Currency::USD),
        _ => None,
    };
    let commodity = reader.choice("currency", currency).unwrap_or(Currency::KHR).commodity();
    let principal = reader.some_amount("principal", &form.principal, commodity);
    let rate_percent = read_rate(reader, &form.rate);
    let per = reader.choice("per", Per::parse(&form.per));
    let method = reader.choice("method", Method::parse(&form.method));
    let instalments = count(reader, "instalments", &form.instalments);
    let every = count(reader, "every", &form.every);
    let unit = reader.choice("every_unit", EveryUnit::parse(&form.every_unit));
    let disbursed = reader.day("disbursed", &form.disbursed);
    let grace_principal = count(reader, "grace_principal", &form.grace_principal);
    let grace_interest = count(reader, "grace_interest", &form.grace_interest);
    let interest_free = count(reader, "interest_free", &form.interest_free);
    let interest_by = reader.choice("interest_by", InterestBy::parse(&form.interest_by));
    let days_in_year = reader.choice("days_in_year", DaysInYear::parse(&form.days_in_year));
    let days_in_month = reader.choice("days_in_month", DaysInMonth::parse(&form.days_in_month));
    let round_to = reader.amount("round_to", &form.round_to, commodity);
    let round_instalment_to = reader.amount("round_instalment_to", &form.round_instalment_to, commodity);
    let rounding = reader.choice("rounding", Rounding::parse(&form.rounding));
    Plan {
        principal: commodity.of(principal.unwrap_or(1)),
        rate_percent: rate_percent.unwrap_or_default(),
        per: per.unwrap_or(Per::Month),
        method: method.unwrap_or(Method::Flat),
        instalments: instalments.unwrap_or(INSTALMENTS_MOST),
        every: Every { count: every.unwrap_or(1), unit: unit.unwrap_or(EveryUnit::Month) },
        disbursed: disbursed.unwrap_or_default(),
        interest_by: interest_by.unwrap_or_default(),
        days_in_year: days_in_year.unwrap_or_default(),
        days_in_month: days_in_month.unwrap_or_default(),
        grace_principal: grace_principal.unwrap_or(0),
        grace_interest: grace_interest.unwrap_or(0),
        interest_free: interest_free.unwrap_or(0),
        round_to: round_to.or_else(|| smallest_note(commodity)),
        round_instalment_to,
        rounding: rounding.unwrap_or_default(),
    }
}

/// Riel are paid in notes, the smallest of 100; dollars are reckoned to the cent.
fn smallest_note(commodity: Commodity) -> Option<i64> {
    (commodity == Commodity::KHR).then_some(100)
}

/// A whole number that must be there; one beyond every limit stays beyond it.
fn count(reader: &mut Reader, field: &str, text: &str) -> Option<u32> {
    reader.some_count(field, text).map(|count| u32::try_from(count).unwrap_or(u32::MAX))
}

/// Per cent with at most four places after the point.
fn read_rate(reader: &mut Reader, text: &str) -> Option<Decimal> {
    match read_quantity(text.trim().trim_end_matches('%'), 4) {
        Ok(Some(rate)) => Some(Decimal::new(rate, 4).normalize()),
        Ok(None) => {
            reader.refuse("rate", "write-number");
            None
        }
        Err(_) => {
            let example = reader.words.quantity(25, 1);
            reader.say("rate", reader.words.with("terms-percent", &[("example", example.into())]));
            None
        }
    }
}

/// Per cent as the reader reads it, without the sign.
pub fn percent(rate: Decimal, words: Words) -> String {
    let rate = rate.normalize();
    let places = u8::try_from(rate.scale()).unwrap_or(0);
    words.quantity(i64::try_from(rate.mantissa()).unwrap_or(0), places)
}

fn refuse(reader: &mut Reader, refusal: PlanRefusal) {
    match refusal {
        PlanRefusal::PrincipalNotPositive => reader.refuse("principal", "calculator-nothing"),
        PlanRefusal::PrincipalTooLarge => reader.refuse("principal", "calculator-too-large"),
        PlanRefusal::RateNegative => reader.refuse("rate", "write-number"),
        PlanRefusal::RateTooHigh => too_dear(reader),
        PlanRefusal::Instalments => {
            let most = reader.words.number(INSTALMENTS_MOST.into());
            reader.say("instalments", reader.words.with("calculator-instalments-bad", &[("most", most.into())]));
        }
        PlanRefusal::Every => reader.refuse("every", "calculator-every-bad"),
        PlanRefusal::Disbursed => reader.refuse("disbursed", "calculator-day-bad"),
        PlanRefusal::GracePrincipal => reader.refuse("grace_principal", "calculator-grace-bad"),
        PlanRefusal::GraceInterest => reader.refuse("grace_interest", "calculator-grace-bad"),
        PlanRefusal::InterestFree => reader.refuse("interest_free", "calculator-free-bad"),
        PlanRefusal::RoundTo => reader.refuse("round_to", "calculator-round-bad"),
        PlanRefusal::RoundInstalmentTo => reader.refuse("round_instalment_to", "calculator-round-instalment-bad"),
    }
}

fn too_dear(reader: &mut Reader) {
    let most = reader.words.number(PERCENT_MONTH_MOST.into());
    reader.say("rate", reader.words.with("calculator-too-dear", &[("most", most.into())]));
}

#[cfg(test)]
mod tests {
    use super::*;
    use words::Language;

    const WORDS: Words = Words { language: Language::English, digits: words::Digits::Latin };

    fn form() -> CalculatorForm {
        let today = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
        CalculatorForm { principal: "300,000".into(), ..usual(today, WORDS) }
    }

    #[test]
    fn what_is_usual_is_reckoned_in_notes_of_a_hundred() {
        let (plan, schedule) = read(&CalculatorForm { principal: "៣១០.០០០".into(), ..form() }, WORDS).unwrap();
        assert_eq!((plan.principal, plan.round_to), (Commodity::KHR.of(310_000), Some(100)));
        assert_eq!(schedule.rows().iter().map(|row| row.principal).collect::<Vec<_>>(), [103_300, 103_300, 103_400]);
        let dollars = CalculatorForm { currency: "USD".into(), principal: "12.50".into(), ..form() };
        assert_eq!(read(&dollars, WORDS).unwrap().0.round_to, None);
    }

    #[track_caller]
    fn refused(change: impl Fn(&mut CalculatorForm), fields: &[&str]) {
        let mut form = form();
        change(&mut form);
        let problems = read(&form, WORDS).unwrap_err();
        assert_eq!(problems.iter().map(|problem| problem.field.as_str()).collect::<Vec<_>>(), fields, "{problems:?}");
        assert!(problems.iter().all(|problem| !problem.message.contains('[')), "{problems:?}");
    }

    #[test]
    fn each_refusal_stands_at_its_field() {
        refused(|form| form.principal = String::new(), &["principal"]);
        refused(|form| form.principal = "0".into(), &["principal"]);
        refused(|form| form.principal = "9,000,000,000,000".into(), &["principal"]);
        refused(|form| form.rate = "two".into(), &["rate"]);
        refused(|form| form.rate = "20.1".into(), &["rate"]);
        refused(|form| (form.rate, form.per) = ("5".into(), "week".into()), &["rate"]);
        refused(|form| form.rate = "99999".into(), &["rate"]);
        refused(|form| form.per = "decade".into(), &["per"]);
        refused(|form| form.method = String::new(), &["method"]);
        refused(|form| form.instalments = "601".into(), &["instalments"]);
        refused(|form| form.instalments = "99999999999".into(), &["instalments"]);
        refused(|form| form.every = "13".into(), &["every"]);
        refused(|form| form.disbursed = "31/02/2026".into(), &["disbursed"]);
        refused(|form| form.disbursed = "01/01/2500".into(), &["disbursed"]);
        refused(|form| form.grace_principal = "3".into(), &["grace_principal"]);
        refused(|form| form.grace_interest = "3".into(), &["grace_interest"]);
        refused(|form| form.interest_free = "4".into(), &["interest_free"]);
        refused(|form| form.round_to = "0".into(), &["round_to"]);
        refused(|form| form.round_instalment_to = "250".into(), &["round_instalment_to"]);
        refused(|form| form.currency = "THB".into(), &["currency"]);
        refused(|form| (form.principal, form.every) = ("0".into(), "0".into()), &["principal", "every"]);
        refused(|form| (form.principal, form.rate) = ("much".into(), "25".into()), &["principal", "rate"]);
    }

    #[test]
    fn only_folded_fields_unfold() {
        let usual = form();
        assert!(!is_unusual(&CalculatorForm { rate: "5".into(), method: "flat".into(), ..form() }, &usual));
        assert!(is_unusual(&CalculatorForm { grace_principal: "1".into(), ..form() }, &usual));
    }
}

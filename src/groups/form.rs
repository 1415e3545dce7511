//! What is typed about a group and its rules, and the rules as pages show them.
use super::{
    codes, lending,
    store::{NewGroup, NewInstitution, Organisation},
};
use crate::reader::Reader;
use chrono::NaiveDate;
use domain::{
    constitution::{
        Constitution, Currency, Fine, Leaving, Occasion, Profit, Rhythm, Saving, SavingsAtShareOut, SocialFund, Step, Terms,
        TermsRefusal,
    },
    people::VillageCode,
};
use ledger::Commodity;
use rust_decimal::Decimal;
use templates::{
    constitution::{FineRule, Rules, SavingRule},
    constitution_form::{ConstitutionForm, FINE_LINES, FineForm, STEPS},
    group_form::{ConstitutionTemplate, GroupForm},
    parts::{Name, Problem},
};
use uuid::Uuid;
use words::{Language, Words, read_quantity};

/// First and last day of a cycle.
pub type Days = (NaiveDate, Option<NaiveDate>);

/// Constitutions to start from: the code, which is also the key of its words, and the file.
pub const TEMPLATES: [(&str, &str); 2] = [
    ("weekly-shares", include_str!("../../fixtures/constitutions/weekly_shares.toml")),
    ("monthly-amounts", include_str!("../../fixtures/constitutions/monthly_amounts.toml")),
];

/// Beside them: a group whose members do not save, and which keeps banks.
pub const BANKS_ONLY: &str = "banks-only";

/// The same, as the form offers them.
pub fn templates() -> Vec<ConstitutionTemplate> {
    let name = |key: &str| Name::new(Words::new(Language::Khmer).say(key), Words::new(Language::English).say(key));
    let template = |code: &str| ConstitutionTemplate {
        code: code.to_owned(),
        name: name(&format!("template-{code}")),
        text: name(&format!("template-{code}-text")),
    };
    TEMPLATES.iter().map(|(code, _)| *code).chain([BANKS_ONLY]).map(template).collect()
}

/// A group to be founded.
#[derive(Clone, Debug)]
pub enum New {
    /// Its members save.
    Saves(Box<NewGroup>),
    /// It keeps banks alone; the id is still to be set.
    KeepsBanks(NewInstitution),
}

impl New {
    /// Its code.
    pub fn code(&self) -> &str {
        match self {
            New::Saves(group) => &group.code,
            New::KeepsBanks(group) => &group.code,
        }
    }
}

/// Reads a new group.
pub fn read_group(typed: &GroupForm, organisations: &[Organisation], today: NaiveDate, words: Words) -> Result<New, Vec<Problem>> {
    let mut reader = Reader::new(words);
    let organisation = reader.choice("organisation", organisations.iter().find(|one| one.code == typed.organisation));
    let name_km = reader.text("name_km", &typed.name_km, 80);
    let name_latin = reader.text("name_latin", &typed.name_latin, 80);
    if name_km.is_empty() && name_latin.is_empty() {
        reader.refuse("name_km", "group-name-missing");
    }
    let code = typed.code.trim().to_uppercase();
    if !is_code(&code) {
        reader.refuse("code", "group-code-bad");
    }
    let place = typed.village_code.trim();
    if !place.is_empty() && VillageCode::parse_place(place).is_err() {
        reader.refuse("village_code", "place-code-bad");
    }
    let founded_on = reader.past_day("founded_on", &typed.founded_on, today);
    let rules = TEMPLATES.iter().find(|(code, _)| *code == typed.template).map(|(_, text)| Some(*text));
    let rules = reader.choice("template", rules.or_else(|| (typed.template == BANKS_ONLY).then_some(None)));
    let group = organisation.zip(founded_on).zip(rules).map(|((organisation, founded_on), rules)| {
        let institution = NewInstitution {
            id: Uuid::nil(),
            organisation_id: organisation.id,
            code,
            name_km,
            name_latin,
            village_code: place.to_owned(),
            founded_on,
            demo: false,
            saves: rules.is_some(),
        };
        match rules {
            Some(text) => New::Saves(Box::new(saving(institution, text))),
            None => New::KeepsBanks(institution),
        }
    });
    reader.finish(group)
}

/// The same group with the rules of a template, in its first cycle.
fn saving(group: NewInstitution, rules: &str) -> NewGroup {
    let NewInstitution { organisation_id, code, name_km, name_latin, village_code, founded_on, demo, .. } = group;
    let constitution = Constitution::parse(rules).expect("a test of the domain reads every template");
    NewGroup { organisation_id, code, name_km, name_latin, village_code, founded_on, demo, constitution, cycle: (founded_on, None) }
}

/// A code as it stands in addresses and on papers; `NEW` would be the address of the form.
pub fn is_code(code: &str) -> bool {
    (2..=20).contains(&code.len())
        && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && code.as_bytes()[0].is_ascii_alphanumeric()
        && code != "NEW"
}

/// A constitution as its page shows it.
pub fn shown(agreed: &Constitution, days: Option<Days>, words: Words) -> Rules {
    let terms = agreed.terms();
    let rate = |percent: Decimal| rate(percent, words);
    Rules {
        rhythm: terms.rhythm.code().into(),
        cash_rounding: agreed.cash_rounding(),
        steps: terms.steps.iter().map(|step| codes::step(*step).to_owned()).collect(),
        saving: match agreed.shares() {
            Some((value, most)) => SavingRule::Shares { value, most },
            None => SavingRule::Amounts { expected: agreed.expected_saving() },
        },
        social_contribution: agreed.contribution(),
        social_at_share_out: codes::at_share_out(terms.social_fund.at_share_out).into(),
        fines: terms
            .fines
            .iter()
            .map(|fine| FineRule {
                name: Name::new(&fine.name_km, &fine.name_en),
                amount: agreed.fine_amount(fine),
                occasion: codes::occasion(fine.occasion).into(),
            })
            .collect(),
        fines_go_to: codes::fines_go_to(terms.fines_go_to).into(),
        lending: lending::shown(agreed, words),
        profit: codes::profit(&terms.profit).into(),
        mixed: match terms.profit {
            Profit::Mixed { savings_percent } => Some((rate(savings_percent), rate(Decimal::ONE_HUNDRED - savings_percent))),
            _ => None,
        },
        waterfall: match terms.profit {
            Profit::Waterfall { administration_percent, reserve_percent } => {
                Some((rate(administration_percent), rate(reserve_percent)))
            }
            _ => None,
        },
        savings_kept: agreed.savings_kept(),
        leaving_profit: codes::leaving_profit(terms.leaving.profit).into(),
        leaving_fee: (!terms.leaving.fee_percent.is_zero()).then(|| rate(terms.leaving.fee_percent)),
        cycle: days,
    }
}

/// A constitution as its form is filled in.
pub fn written(agreed: &Constitution, days: Days, words: Words) -> ConstitutionForm {
    let (terms, decimals) = (agreed.terms(), agreed.commodity().decimals());
    let amount = |amount: Decimal| words.quantity(quantity(amount, agreed.commodity()), decimals);
    let (cycle_from, cycle_until) = written_days(days, words);
    let mut form = ConstitutionForm {
        currency: agreed.commodity().code().to_owned(),
        rhythm: terms.rhythm.code().into(),
        cash_rounding: amount(terms.cash_rounding),
        fines_go_to: codes::fines_go_to(terms.fines_go_to).into(),
        steps: STEPS.map(|code| place_of(terms, code, words)),
        saving_by: if agreed.shares().is_some() { "shares" } else { "amounts" }.into(),
        social_contribution: terms.social_fund.contribution.map(amount).unwrap_or_default(),
        social_at_share_out: codes::at_share_out(terms.social_fund.at_share_out).into(),
        fines: terms.fines.iter().map(|fine| fine_form(fine, &amount)).collect(),
        lending: lending::written(agreed, words),
        profit: codes::profit(&terms.profit).into(),
        savings_at_share_out: terms.savings_at_share_out.map_or("usual", codes::savings_at_end).into(),
        leaving_profit: codes::leaving_profit(terms.leaving.profit).into(),
        leaving_fee_percent: rate(terms.leaving.fee_percent, words),
        cycle_from,
        cycle_until,
        ..ConstitutionForm::default()
    };
    form.fines.resize(FINE_LINES.max(terms.fines.len()), FineForm { occasion: "other".into(), ..FineForm::default() });
    match &terms.saving {
        Saving::Shares { share_value, shares_most } => {
            form.share_value = amount(*share_value);
            form.shares_most = words.number(*shares_most);
        }
        Saving::Amounts { expected } => form.expected = expected.map(amount).unwrap_or_default(),
    }
    match &terms.profit {
        Profit::Mixed { savings_percent } => form.savings_percent = rate(*savings_percent, words),
        Profit::Waterfall { administration_percent, reserve_percent } => {
            form.administration_percent = rate(*administration_percent, words);
            form.reserve_percent = rate(*reserve_percent, words);
        }
        _ => {}
    }
    form
}

/// The days of a cycle as they are typed; no last day for a permanent group.
pub fn written_days(days: Days, words: Words) -> (String, String) {
    (words.date_short(days.0), days.1.map(|day| words.date_short(day)).unwrap_or_default())
}

fn fine_form(fine: &Fine, amount: &impl Fn(Decimal) -> String) -> FineForm {
    FineForm {
        name_km: fine.name_km.clone(),
        name_en: fine.name_en.clone(),
        amount: amount(fine.amount),
        occasion: codes::occasion(fine.occasion).into(),
    }
}

fn place_of(terms: &Terms, code: &str, words: Words) -> String {
    let place = terms.steps.iter().position(|step| codes::step(*step) == code);
    place.map(|place| words.ordinal(place as i64 + 1)).unwrap_or_default()
}

/// Reads the rules, and the days of the cycle unless it is running. A currency that is fixed is not read from the form.
pub fn read(
    typed: &ConstitutionForm,
    fixed: Option<Currency>,
    running: Option<Days>,
    words: Words,
) -> Result<(Constitution, Days), Vec<Problem>> {
    let mut reader = Reader::new(words);
    let currency = fixed.or_else(|| codes::currency_of(&typed.currency));
    let Some(currency) = reader.choice("currency", currency) else { return reader.finish(None) };
    let days = match running {
        Some(days) => Some(days),
        None => read_days(&mut reader, typed),
    };
    let lines = fine_lines(typed);
    let terms = read_terms(&mut reader, typed, currency, &lines);
    let agreed = terms.and_then(|terms| match Constitution::try_new(terms.clone()) {
        Ok(agreed) => Some(agreed),
        Err(refusals) => {
            for refusal in refusals {
                refuse(&mut reader, refusal, &terms, &lines);
            }
            None
        }
    });
    reader.finish(agreed.zip(days))
}

fn read_days(reader: &mut Reader, typed: &ConstitutionForm) -> Option<Days> {
    let from = reader.day("cycle_from", &typed.cycle_from)?;
    if typed.cycle_until.trim().is_empty() {
        return Some((from, None));
    }
    let until = reader.day("cycle_until", &typed.cycle_until)?;
    if until <= from {
        reader.refuse("cycle_until", "cycle-ends-early");
        return None;
    }
    Some((from, Some(until)))
}

/// The lines of the form that name a fine.
fn fine_lines(typed: &ConstitutionForm) -> Vec<(usize, &FineForm)> {
    let written =
        |fine: &FineForm| !(fine.name_km.trim().is_empty() && fine.name_en.trim().is_empty() && fine.amount.trim().is_empty());
    typed.fines.iter().enumerate().filter(|(_, fine)| written(fine)).collect()
}

fn read_terms(reader: &mut Reader, typed: &ConstitutionForm, currency: Currency, lines: &[(usize, &FineForm)]) -> Option<Terms> {
    let commodity = currency.commodity();
    let whole = |quantity: i64| Decimal::new(quantity, u32::from(commodity.decimals()));
    let rhythm = reader.choice("rhythm", Rhythm::parse(&typed.rhythm));
    let cash_rounding = reader.amount("cash_rounding", &typed.cash_rounding, commodity).unwrap_or(0);
    let saving = read_saving(reader, typed, commodity);
    let contribution = reader.amount("social_contribution", &typed.social_contribution, commodity).map(whole);
    let at_share_out = reader.choice("social_at_share_out", codes::at_share_out_of(&typed.social_at_share_out));
    let fines = lines
        .iter()
        .map(|(at, fine)| Fine {
            name_km: reader.text(&format!("fine_{at}_name_km"), &fine.name_km, 60),
            name_en: reader.text(&format!("fine_{at}_name_en"), &fine.name_en, 60),
            amount: whole(reader.some_amount(&format!("fine_{at}_amount"), &fine.amount, commodity).unwrap_or(0)),
            occasion: reader.choice(&format!("fine_{at}_occasion"), codes::occasion_of(&fine.occasion)).unwrap_or(Occasion::Other),
        })
        .collect();
    let fines_go_to = reader.choice("fines_go_to", codes::fines_go_to_of(&typed.fines_go_to));
    let loans = lending::read(reader, &typed.lending, commodity);
    let profit = read_profit(reader, typed);
    let savings_at_share_out = read_savings_at_end(reader, &typed.savings_at_share_out);
    let leaving = read_leaving(reader, typed);
    let steps = read_steps(reader, typed);
    Some(Terms {
        currency,
        rhythm: rhythm?,
        cash_rounding: whole(cash_rounding),
        fines_go_to: fines_go_to?,
        steps: steps?,
        saving: saving?,
        social_fund: SocialFund { contribution, at_share_out: at_share_out? },
        fines,
        loans: loans?,
        profit: profit?,
        savings_at_share_out: savings_at_share_out?,
        leaving: leaving?,
    })
}

fn read_saving(reader: &mut Reader, typed: &ConstitutionForm, commodity: Commodity) -> Option<Saving> {
    let whole = |quantity: i64| Decimal::new(quantity, u32::from(commodity.decimals()));
    match typed.saving_by.as_str() {
        "shares" => {
            let value = reader.some_amount("share_value", &typed.share_value, commodity);
            let most = reader.some_count("shares_most", &typed.shares_most);
            Some(Saving::Shares { share_value: whole(value?), shares_most: most? })
        }
        "amounts" => Some(Saving::Amounts { expected: reader.amount("expected", &typed.expected, commodity).map(whole) }),
        _ => reader.choice("saving_by", None),
    }
}

fn read_profit(reader: &mut Reader, typed: &ConstitutionForm) -> Option<Profit> {
    match typed.profit.as_str() {
        "by-savings" => Some(Profit::BySavings),
        "equal" => Some(Profit::Equal),
        "by-interest-paid" => Some(Profit::ByInterestPaid),
        "by-savings-months" => Some(Profit::BySavingsMonths),
        "none" => Some(Profit::None),
        "mixed" => {
            read_rate(reader, "savings_percent", &typed.savings_percent).map(|savings_percent| Profit::Mixed { savings_percent })
        }
        "waterfall" => {
            let administration_percent = read_rate(reader, "administration_percent", &typed.administration_percent);
            let reserve_percent = read_rate(reader, "reserve_percent", &typed.reserve_percent);
            Some(Profit::Waterfall { administration_percent: administration_percent?, reserve_percent: reserve_percent? })
        }
        _ => reader.choice("profit", None),
    }
}

/// What becomes of savings when the cycle ends; `Some(None)` where the rule of profit says it.
fn read_savings_at_end(reader: &mut Reader, typed: &str) -> Option<Option<SavingsAtShareOut>> {
    let read = match typed {
        "usual" => Some(None),
        code => codes::savings_at_end_of(code).map(Some),
    };
    reader.choice("savings_at_share_out", read)
}

fn read_leaving(reader: &mut Reader, typed: &ConstitutionForm) -> Option<Leaving> {
    let profit = reader.choice("leaving_profit", codes::leaving_profit_of(&typed.leaving_profit));
    let fee_percent = match typed.leaving_fee_percent.trim() {
        "" => Some(Decimal::ZERO),
        text => read_rate(reader, "leaving_fee_percent", text),
    };
    Some(Leaving { profit: profit?, fee_percent: fee_percent? })
}

/// The steps in the order of the places typed for them; two on one place leave it open which comes first.
fn read_steps(reader: &mut Reader, typed: &ConstitutionForm) -> Option<Vec<Step>> {
    let mut placed = Vec::new();
    for (code, place) in STEPS.iter().zip(&typed.steps) {
        let field = format!("step_{code}");
        let place = reader.some_count(&field, place)?;
        if placed.iter().any(|(taken, _)| *taken == place) {
            reader.refuse(&field, "terms-steps");
            return None;
        }
        placed.push((place, codes::step_of(code)?));
    }
    placed.sort_unstable_by_key(|(place, _)| *place);
    Some(placed.into_iter().map(|(_, step)| step).collect())
}

/// Per cent, or times: at most four places after the point.
pub(crate) fn read_rate(reader: &mut Reader, field: &str, text: &str) -> Option<Decimal> {
    match read_quantity(text, 4) {
        Ok(Some(rate)) => Some(Decimal::new(rate, 4).normalize()),
        Ok(None) => {
            reader.refuse(field, "write-number");
            None
        }
        Err(_) => {
            let example = reader.words.quantity(25, 1);
            reader.say(field, reader.words.with("terms-percent", &[("example", example.into())]));
            None
        }
    }
}

/// The same as the reader reads it, without a sign.
pub(crate) fn rate(rate: Decimal, words: Words) -> String {
    let rate = rate.normalize();
    let places = u8::try_from(rate.scale()).unwrap_or(0);
    words.quantity(i64::try_from(rate.mantissa()).unwrap_or(0), places)
}

/// Says a refusal of the rules at its field.
fn refuse(reader: &mut Reader, refusal: TermsRefusal, terms: &Terms, lines: &[(usize, &FineForm)]) {
    let commodity = terms.currency.commodity();
    let rounding = reader.words.amount(quantity(terms.cash_rounding, commodity).max(1), commodity.decimals(), commodity.code());
    let rounded = |reader: &Reader, key: &str| reader.words.with(key, &[("amount", rounding.clone().into())]);
    for (field, message) in lending::refused(&refusal, &terms.loans, reader.words) {
        reader.say(field, message);
    }
    match refusal {
        TermsRefusal::Amount(field) => reader.refuse(form_field(field), "terms-amount"),
        TermsRefusal::ShareValue => reader.refuse("share_value", "terms-share-value"),
        TermsRefusal::SharesMost => reader.refuse("shares_most", "terms-shares-most"),
        TermsRefusal::NotRounded(field) => reader.say(form_field(field), rounded(reader, "terms-not-rounded")),
        TermsRefusal::Fine(at) => {
            let line = lines.get(at).map_or(at, |(line, _)| *line);
            let unnamed = lines.get(at).is_some_and(|(_, fine)| fine.name_km.trim().is_empty() && fine.name_en.trim().is_empty());
            let field = format!("fine_{line}_{}", if unnamed { "name_km" } else { "amount" });
            reader.say(&field, rounded(reader, "terms-fine"));
        }
        TermsRefusal::FineTwice(which) => {
            let code = codes::occasion(which);
            let line = lines.iter().filter(|(_, fine)| fine.occasion == code).nth(1).map_or(0, |(line, _)| *line);
            reader.refuse(&format!("fine_{line}_occasion"), &format!("terms-fine-{code}-twice"));
        }
        TermsRefusal::Steps => reader.refuse("step_attendance", "terms-steps"),
        TermsRefusal::Waterfall => reader.refuse("administration_percent", "terms-waterfall"),
        TermsRefusal::Mixed => reader.refuse("savings_percent", "terms-mixed"),
        TermsRefusal::LeavingFee => reader.refuse("leaving_fee_percent", "terms-leaving-fee"),
        // Said above.
        TermsRefusal::InterestTooHigh
        | TermsRefusal::TermMonths
        | TermsRefusal::AtATime
        | TermsRefusal::Limit
        | TermsRefusal::Every
        | TermsRefusal::Grace
        | TermsRefusal::Days
        | TermsRefusal::Proportional
        | TermsRefusal::Guarantors => {}
    }
}

/// The field of the form in which a field of the terms is typed.
fn form_field(field: &'static str) -> &'static str {
    if field == "contribution" { "social_contribution" } else { field }
}

/// An agreed amount in smallest units; it fits, since a constitution is made of it.
pub(super) fn quantity(amount: Decimal, commodity: Commodity) -> i64 {
    let scaled = amount * Decimal::from(10_i64.pow(u32::from(commodity.decimals())));
    i64::try_from(scaled.trunc()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use templates::constitution_lending::LendingForm;

    const WORDS: Words = Words { language: Language::English, digits: words::Digits::Latin };

    fn days() -> Days {
        (NaiveDate::from_ymd_opt(2026, 1, 5).unwrap(), NaiveDate::from_ymd_opt(2026, 12, 28))
    }

    fn template(at: usize) -> Constitution {
        Constitution::parse(TEMPLATES[at].1).unwrap()
    }

    #[test]
    fn what_is_shown_is_read_back() {
        for at in 0..TEMPLATES.len() {
            for digits in [words::Digits::Latin, words::Digits::Khmer] {
                let words = Words { digits, ..WORDS };
                let form = written(&template(at), days(), words);
                assert_eq!(read(&form, None, None, words).unwrap(), (template(at), days()));
            }
        }
    }

    #[track_caller]
    fn refused(change: impl Fn(&mut ConstitutionForm), field: &str) {
        let mut form = written(&template(0), days(), WORDS);
        change(&mut form);
        let problems = read(&form, None, None, WORDS).unwrap_err();
        assert_eq!(problems.iter().map(|problem| problem.field.as_str()).collect::<Vec<_>>(), [field], "{problems:?}");
        assert!(!problems[0].message.starts_with('['), "{problems:?}");
    }

    #[test]
    fn every_refusal_stands_at_its_field() {
        refused(|form| form.share_value = "5,050".into(), "share_value");
        refused(|form| form.share_value = "0".into(), "share_value");
        refused(|form| form.share_value = String::new(), "share_value");
        refused(|form| form.shares_most = "101".into(), "shares_most");
        refused(|form| form.cash_rounding = "-100".into(), "cash_rounding");
        refused(|form| form.social_contribution = "1,0x".into(), "social_contribution");
        refused(|form| form.social_contribution = "1050".into(), "social_contribution");
        refused(|form| form.fines[0].amount = String::new(), "fine_0_amount");
        refused(|form| form.fines[5].amount = "500".into(), "fine_5_name_km");
        refused(|form| form.fines[1].occasion = "late".into(), "fine_1_occasion");
        refused(|form| form.steps[0] = "9".into(), "step_attendance");
        refused(|form| form.steps[2] = "1".into(), "step_savings");
        refused(
            |form| {
                (form.profit, form.administration_percent, form.reserve_percent) = ("waterfall".into(), "60".into(), "50".into())
            },
            "administration_percent",
        );
        refused(|form| (form.profit, form.savings_percent) = ("mixed".into(), "100.5".into()), "savings_percent");
        refused(|form| form.profit = String::new(), "profit");
        refused(|form| form.savings_at_share_out = String::new(), "savings_at_share_out");
        refused(|form| form.leaving_profit = String::new(), "leaving_profit");
        refused(|form| form.leaving_fee_percent = "51".into(), "leaving_fee_percent");
        refused(|form| form.cycle_until = "01/01/2026".into(), "cycle_until");
        refused(|form| form.rhythm = "daily".into(), "rhythm");
        refused(|form| form.currency = "THB".into(), "currency");
    }

    #[test]
    fn every_refusal_of_lending_stands_at_its_field() {
        let refused = |change: fn(&mut LendingForm), field: &str| refused(|form| change(&mut form.lending), field);
        refused(|lending| lending.interest_percent_month = "20.5".into(), "interest_percent_month");
        refused(|lending| lending.interest_percent_month = "two".into(), "interest_percent_month");
        refused(|lending| lending.interest = String::new(), "interest");
        refused(|lending| lending.repay = String::new(), "repay");
        refused(|lending| lending.every_count = String::new(), "every_count");
        refused(|lending| lending.every_count = "13".into(), "every_count");
        refused(|lending| lending.every_unit = "year".into(), "every_unit");
        refused(|lending| lending.term_months_most = "61".into(), "term_months_most");
        refused(|lending| lending.at_a_time_most = "0".into(), "at_a_time_most");
        refused(|lending| lending.limit_times_savings = "101".into(), "limit_times_savings");
        refused(|lending| lending.service_charge = "999999999999".into(), "service_charge");
        refused(|lending| lending.grace_principal = "3".into(), "grace_principal");
        refused(|lending| lending.grace_interest = "-1".into(), "grace_interest");
        refused(|lending| lending.interest_free = "99999999999".into(), "interest_free");
        refused(|lending| lending.interest_by = String::new(), "interest_by");
        refused(|lending| lending.early_days = "32".into(), "early_days");
        refused(|lending| lending.interest_after_term = String::new(), "interest_after_term");
        refused(|lending| lending.penalty = "150".into(), "penalty");
        refused(|lending| lending.penalty_after_days = "367".into(), "penalty_after_days");
        refused(|lending| lending.payment_order = "proportional".into(), "payment_order");
        refused(|lending| lending.penalty_at = String::new(), "penalty_at");
        refused(|lending| lending.guarantors_least = "11".into(), "guarantors_least");
        refused(|lending| lending.late_may_borrow = String::new(), "late_may_borrow");
        refused(|lending| lending.top_up = String::new(), "top_up");
    }

    #[test]
    fn whatever_is_agreed_is_read_back() {
        let mut form = written(&template(0), days(), WORDS);
        form.lending = LendingForm {
            interest_percent_month: "12.5".into(),
            interest: "flat".into(),
            repay: "single".into(),
            every_count: "2".into(),
            every_unit: "week".into(),
            interest_by: "day".into(),
            grace_principal: "1".into(),
            grace_interest: String::new(),
            interest_after_term: "goes-on".into(),
            penalty: "1,000".into(),
            penalty_after_days: "7".into(),
            payment_order: "proportional".into(),
            penalty_at: "first".into(),
            guarantors_least: "2".into(),
            late_may_borrow: "no".into(),
            top_up: "yes".into(),
            ..form.lending
        };
        (form.profit, form.savings_percent) = ("mixed".into(), "60".into());
        form.savings_at_share_out = "kept".into();
        (form.leaving_profit, form.leaving_fee_percent) = ("current-worth".into(), "5".into());
        let (agreed, days) = read(&form, None, None, WORDS).unwrap();
        let again = written(&agreed, days, WORDS);
        assert_eq!(read(&again, None, None, WORDS).unwrap(), (agreed.clone(), days));
        assert_eq!(agreed.penalty(), 1_000);
        assert!(agreed.savings_kept() && !agreed.terms().loans.late_may_borrow && agreed.terms().loans.top_up);
        let page = shown(&agreed, None, WORDS);
        assert_eq!((page.lending.every.as_str(), page.lending.after_term.as_str()), ("every 2 weeks", "goes-on"));
        assert_eq!(page.mixed, Some(("60".into(), "40".into())));
        assert!(page.lending.dear.is_some() && lending::dear_as_typed(&form.lending, WORDS) == page.lending.dear);
    }

    #[test]
    fn codes_of_groups() {
        for (code, good) in [
            ("TK-01", true),
            ("A", false),
            ("-AB", false),
            ("A/B", false),
            ("NEW", false),
            ("ក្រុម", false),
            ("ABCDEFGHIJKLMNOPQRSTU", false),
        ] {
            assert_eq!(is_code(code), good, "{code}");
        }
    }
}

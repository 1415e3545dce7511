//! What is typed about a grant under a code: lists and figures, no word of anybody.
use super::store::Service;
use crate::{
    awards::{
        forms::{Reading, coded},
        voucher_forms::{Pairs, get},
    },
    reader::Reader,
};
use chrono::NaiveDate;
use domain::grants::{
    Applicant, Ask, VoucherNo,
    acts::{AgeBand, Business, PlanLine, Receipt},
};
use ledger::Commodity;
use templates::{
    awards::codes::{ReceiptForm, ServiceForm},
    parts::Problem,
};
use words::Words;

/// An application as it was typed.
#[derive(Clone, Debug)]
pub struct Application {
    /// When.
    pub day: NaiveDate,
    line: String,
    provider: String,
    sex: Option<String>,
    age: Option<AgeBand>,
    province: String,
    consent: bool,
    business: Business,
    asked: i64,
    own: i64,
    plan: Vec<PlanLine>,
}

impl Application {
    /// The ask of it, for a party that is there. A code is drawn when it is written.
    pub fn ask(&self, party: i64) -> Ask {
        let applicant = Applicant::Coded {
            code: None,
            provider: self.provider.clone(),
            sex: self.sex.clone(),
            age: self.age,
            province: self.province.clone(),
            consent: self.consent,
        };
        let (line, plan) = (self.line.clone(), self.plan.clone());
        Ask::Apply { party, line, applicant, business: self.business, asked: self.asked, own: self.own, plan }
    }
}

/// Reads an application; `providers` and `provinces` are those that may be chosen.
///
/// # Errors
/// Every field that cannot be read.
pub fn application(reading: &Reading<'_>, providers: &[String], provinces: &[String]) -> Result<Application, Vec<Problem>> {
    let (typed, mut reader) = (reading.typed, Reader::new(reading.words));
    let chosen = |field: &str, known: &[String]| known.iter().find(|known| *known == typed.get(field)).cloned();
    let provider = reader.choice("provider", chosen("provider", providers));
    let province = reader.choice("province", chosen("province", provinces));
    let sex = match typed.get("sex") {
        "" => Some(None),
        sex @ ("female" | "male") => Some(Some(sex.to_owned())),
        _ => None,
    };
    let sex = reader.choice("sex", sex);
    let age = if typed.get("age").is_empty() { Some(None) } else { coded(&age_word(typed.get("age"))).map(Some) };
    let age = reader.choice("age", age);
    let day = reader.past_day("day", typed.get("day"), reading.today);
    let business = reader.choice("business", coded(typed.get("business")));
    let asked = reader.some_amount("asked", typed.get("asked"), reading.currency);
    let own = reading.amount(&mut reader, "own");
    let plan = reading.plan(&mut reader);
    let (line, consent) = (typed.get("line").to_owned(), typed.get("consent") == "1");
    let read = (|| {
        let (day, provider, sex, age, province) = (day?, provider?, sex?, age?, province?);
        let (business, asked, own) = (business?, asked?, own?);
        Some(Application { day, line, provider, sex, age, province, consent, business, asked, own, plan })
    })();
    reader.finish(read)
}

/// The word of an age as facts spell it, from the form's.
fn age_word(typed: &str) -> String {
    [AgeBand::Under18, AgeBand::From18, AgeBand::From25, AgeBand::From30]
        .into_iter()
        .map(crate::awards::words_of::word)
        .find(|word| word.replace('-', "") == typed)
        .unwrap_or_default()
}

/// What is typed of a sealed receipt.
pub fn receipt_form(pairs: &Pairs) -> ReceiptForm {
    ReceiptForm {
        key: get(pairs, "key"),
        voucher: get(pairs, "voucher"),
        filed: get(pairs, "filed"),
        receipt_day: get(pairs, "receipt_day"),
        amount: get(pairs, "amount"),
        hash: get(pairs, "hash"),
        vouchers: vec![],
    }
}

/// Reads a sealed receipt: its digest, its day, its sum.
///
/// # Errors
/// Every field that cannot be read.
pub fn receipt(
    form: &ReceiptForm,
    vouchers: &[(VoucherNo, Commodity)],
    (words, today): (Words, NaiveDate),
) -> Result<(NaiveDate, Ask), Vec<Problem>> {
    let mut reader = Reader::new(words);
    let chosen = vouchers.iter().find(|(no, _)| no.to_string() == form.voucher).copied();
    let voucher = reader.choice("voucher", chosen);
    let filed = reader.past_day("filed", &form.filed, today);
    let day = reader.past_day("receipt_day", &form.receipt_day, today);
    let unit = voucher.map_or(Commodity::USD, |(_, unit)| unit);
    let amount = reader.some_amount("amount", &form.amount, unit);
    let hash = form.hash.trim().to_ascii_lowercase();
    let read = (|| {
        let (supplier, number, lines) = (String::new(), String::new(), vec![]);
        let receipt = Receipt { no: 0, supplier, number, day: day?, amount: amount?, lines, hash, sealed: true };
        Some((filed?, Ask::File { voucher: voucher?.0, receipt }))
    })();
    reader.finish(read)
}

/// What is typed of a training or a referral.
pub fn service_form(pairs: &Pairs) -> ServiceForm {
    ServiceForm {
        key: get(pairs, "key"),
        service: get(pairs, "service"),
        service_day: get(pairs, "service_day"),
        hours: get(pairs, "hours"),
        done: get(pairs, "done"),
    }
}

/// The most hours of a training: what the table takes.
const HOURS_MOST: i64 = 2_000;

/// Reads a training or a referral.
///
/// # Errors
/// Every field that cannot be read.
pub fn service(form: &ServiceForm, words: Words, today: NaiveDate) -> Result<Service, Vec<Problem>> {
    let mut reader = Reader::new(words);
    let known = templates::awards::codes::SERVICES.iter().find(|known| **known == form.service);
    let parts = reader.choice("service", known.and_then(|known| known.split_once('-')));
    let day = reader.past_day("service_day", &form.service_day, today);
    let trains = parts.is_some_and(|(kind, _)| kind == "training");
    let hours = if trains {
        let hours = reader.some_count("hours", &form.hours);
        hours.map(|hours| {
            if !(1..=HOURS_MOST).contains(&hours) {
                reader.refuse("hours", "refuse-award-amount");
            }
            Some(hours)
        })
    } else {
        Some(None)
    };
    let done = match form.done.as_str() {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    let done = reader.choice("done", done);
    let read = (|| {
        let (kind, what) = parts?;
        Some(Service { kind: kind.into(), what: what.into(), day: day?, hours: hours?, done: done? })
    })();
    reader.finish(read)
}

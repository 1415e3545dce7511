//! Reading the form of a support.
use crate::{awards::store::AwardRow, reader::Reader};
use chrono::NaiveDate;
use std::collections::BTreeSet;
use templates::{parts::Problem, programme::supports::SupportForm};
use words::Words;

/// The most people that one voucher is for.
const MOST: i64 = 100_000;

/// A voucher as far as a support asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paid {
    /// Its number.
    pub voucher: i64,
    /// When it was paid; none: it was not, or it was taken back.
    pub on: Option<NaiveDate>,
    /// It pays a grant, whose people are counted there.
    pub of_grant: bool,
}

/// A support that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// Which voucher.
    pub voucher: i64,
    /// `scholarship`.
    pub kind: &'static str,
    /// When it was paid.
    pub day: NaiveDate,
    /// The first two digits of a place; empty: not known.
    pub province: String,
    /// Girls and women.
    pub female: i64,
    /// Boys and men.
    pub male: i64,
}

/// Reads it; `said` are the vouchers of the award of which it was said already.
///
/// # Errors
/// What is wrong at which field.
pub fn read(
    typed: &SupportForm,
    award: Option<&AwardRow>,
    paid: &[Paid],
    said: &BTreeSet<i64>,
    words: Words,
) -> Result<Read, Vec<Problem>> {
    let mut reader = Reader::new(words);
    let award = reader.choice("award", award);
    let kind = reader.choice("kind", ["scholarship"].into_iter().find(|kind| *kind == typed.kind));
    let voucher = reader.some_count("voucher", &typed.voucher);
    let mut day = None;
    if let (Some(_), Some(no)) = (award, voucher) {
        match paid.iter().find(|one| one.voucher == no) {
            None => reader.refuse("voucher", "support-no-voucher"),
            Some(one) if one.of_grant => reader.refuse("voucher", "support-of-grant"),
            Some(Paid { on: None, .. }) => reader.refuse("voucher", "support-not-paid"),
            Some(_) if said.contains(&no) => reader.refuse("voucher", "support-said"),
            Some(one) => day = one.on,
        }
    }
    let known =
        typed.province.is_empty() || domain::people::VillageCode::parse_place(&typed.province).is_ok() && typed.province.len() == 2;
    let province = reader.choice("province", known.then(|| typed.province.clone()));
    let mut people = |field: &str, text: &str| match reader.count(field, text) {
        Some(count) if !(0..=MOST).contains(&count) => {
            reader.refuse(field, "support-too-many");
            None
        }
        Some(count) => Some(count),
        None => text.trim().is_empty().then_some(0),
    };
    let (female, male) = (people("female", &typed.female), people("male", &typed.male));
    if (female, male) == (Some(0), Some(0)) {
        reader.refuse("female", "support-nobody");
    }
    let all = voucher.zip(kind).zip(day).zip(province).zip(female).zip(male);
    reader.finish(all.map(|(((((voucher, kind), day), province), female), male)| Read {
        voucher,
        kind,
        day,
        province,
        female,
        male,
    }))
}

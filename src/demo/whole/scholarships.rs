//! Two awards that pay scholarships. The books know the vouchers and for how many each was; of no pupil they know more.
use super::{
    super::awards::{acts, pictures},
    Whole,
};
use crate::{
    awards::store as awards,
    cli::Failure,
    imports,
    programme::supports::store::{self, NewSupport},
    store::{Tx, record},
};
use chrono::{Days, NaiveDate, TimeDelta};
use std::fmt::Write;

/// An award, and what was paid under it.
pub struct Scholarships {
    organisation: &'static str,
    code: &'static str,
    name_km: &'static str,
    name_latin: &'static str,
    /// Where, girls, boys: a voucher each.
    paid: &'static [(&'static str, i64, i64)],
}

/// Both.
pub static AWARDS: [Scholarships; 2] = [
    Scholarships {
        organisation: "TAF",
        code: "SCH-TAF",
        name_km: "អាហារូបករណ៍ថ្នាក់ទី៩",
        name_latin: "Scholarships to the ninth grade",
        paid: &[("02", 34, 28), ("01", 33, 29), ("17", 32, 30), ("02", 35, 27), ("01", 31, 31)],
    },
    Scholarships {
        organisation: "USAID",
        code: "SCH-US",
        name_km: "អាហារូបករណ៍",
        name_latin: "Scholarships",
        paid: &[("12", 33, 27), ("18", 32, 28), ("17", 34, 26)],
    },
];

/// Cents for a pupil.
const EACH: i64 = 4_500;
/// So many days back the award began, and between two payments.
const BEGAN: u64 = 320;
const BETWEEN: u64 = 45;

/// Begins an award, pays its vouchers and says for how many each was.
pub async fn make(whole: &Whole, tx: &mut Tx, at: usize) -> Result<(), Failure> {
    let award = &AWARDS[at];
    let began = whole.today() - Days::new(BEGAN);
    let file = imports::awards::read_text(&terms(award, began, whole.today())).map_err(Failure)?.of_demo(TimeDelta::zero());
    let by = whole.demo.act(tx, "finance", began).await?;
    file.write(tx, by).await.map_err(|error| Failure(format!("{}: {error:?}", award.code)))?;
    let row = awards::award(tx, award.code).await?.ok_or_else(|| Failure(format!("{} is not there", award.code)))?;
    acts::write(&whole.demo, tx, &row, &paying(award, began), TimeDelta::zero(), &pictures::Pictures::new()).await?;
    for ((no, (province, female, male)), day) in (1_i64..).zip(award.paid).zip(payments(began)) {
        let act = whole.act(day);
        let new = NewSupport {
            id: imports::key(&["demo", "support", award.code, &no.to_string()]),
            organisation: whole.organisation(award.organisation)?,
            kind: "scholarship",
            book: row.book.0,
            voucher: no,
            day,
            province: (*province).to_owned(),
            female: *female,
            male: *male,
        };
        store::add(tx, new, act.by, act.at).await?;
        record(tx, Some(row.book), Some(act.by), "support-written", &no.to_string(), act.at).await?;
    }
    Ok(())
}

fn sum(award: &Scholarships) -> i64 {
    award.paid.iter().map(|(_, female, male)| (female + male) * EACH).sum()
}

fn terms(award: &Scholarships, began: NaiveDate, today: NaiveDate) -> String {
    let (sum, to) = (sum(award), today + Days::new(400));
    format!(
        "code = \"{}\"\nname_km = \"{}\"\nname_latin = \"{}\"\ndonor = \"Example donor\"\norganisation = \"{}\"\ndated = \"{began}\"\n\
         from = \"{began}\"\nto = \"{to}\"\ncurrency = \"USD\"\namount = {sum}\n[[line]]\ncode = \"scholarships\"\n\
         name_km = \"អាហារូបករណ៍\"\nname_latin = \"Scholarships\"\nkind = \"cost\"\namount = {sum}\n",
        award.code, award.name_km, award.name_latin, award.organisation,
    )
}

/// The days on which vouchers are paid.
fn payments(began: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    (1_u64..).map(move |no| began + Days::new(BETWEEN * no))
}

/// The money comes, and each voucher goes through all hands.
fn paying(award: &Scholarships, began: NaiveDate) -> String {
    let mut text = format!(
        "acts = [\n{{ on = \"{}\", by = \"finance\", does = {{ ask = \"receive\", amount = {}, reference = \"{} 1\" }} }},\n",
        began + Days::new(10),
        sum(award),
        award.code
    );
    // Writing into a text does not fail.
    for ((no, (_, female, male)), paid) in (1..).zip(award.paid).zip(payments(began)) {
        let amount = (female + male) * EACH;
        let _ = writeln!(
            text,
            "{{ on = \"{}\", by = \"officer\", does = {{ ask = \"prepare\", purpose = {{ for = \"cost\", line = \"scholarships\", \
             what = \"អាហារូបករណ៍ scholarships\" }}, currency = \"USD\", paid = {amount}, source = {{ is = \"bank\" }}, \
             means = \"transfer\", quotations = 0 }} }},",
            paid - Days::new(3)
        );
        for (before, by, step) in
            [(2, "finance", "checked"), (1, "manager", "approved"), (0, "cashier", "paid"), (0, "bookkeeper", "recorded")]
        {
            let reference = if step == "paid" { format!("TT s{no}") } else { String::new() };
            let _ = writeln!(
                text,
                "{{ on = \"{}\", by = \"{by}\", does = {{ ask = \"step\", voucher = {no}, step = \"{step}\", \
                 reference = \"{reference}\", witness = false }} }},",
                paid - Days::new(before)
            );
        }
    }
    text + "]\n"
}

//! The banks that savings groups of a partner keep: rice, a cow, chickens, seed of vegetables.
use super::{Whole, groups::Partner};
use crate::{
    banks::store,
    cli::Failure,
    imports::{
        ImportError,
        banks::{self as files, Officers},
        table::{self, Column, Row},
    },
    store::Tx,
};
use chrono::{Days, NaiveDate};

/// A bank, and what happened at it.
pub struct Bank {
    /// The how-manieth group of the partner keeps it.
    group: usize,
    /// The end of its code.
    letters: &'static str,
    name_km: &'static str,
    name_latin: &'static str,
    rules: &'static str,
    /// Lines of files, with days counted back from today.
    prices: &'static str,
    stock: &'static str,
    loans: &'static str,
    animals: &'static str,
}

macro_rules! rules {
    ($name:literal) => {
        include_str!(concat!("../../../fixtures/banks/schemes/", $name, ".toml"))
    };
}

/// All five.
pub static BANKS: [Bank; 5] = [
    Bank {
        group: 6,
        letters: "RB",
        name_km: "ធនាគារស្រូវ",
        name_latin: "Rice bank",
        rules: rules!("teng_mao"),
        prices: "-245,PADDY,,1100,\n",
        stock: "-240,donated,PADDY,2400,,,កម្មវិធី\n",
        loans: "-200,1,PADDY,food,100\n-200,4,PADDY,food,80\n-200,6,PADDY,food,120\n-200,9,PADDY,food,60\n-200,11,PADDY,food,100\n",
        animals: "",
    },
    Bank {
        group: 8,
        letters: "RB",
        name_km: "ធនាគារស្រូវ",
        name_latin: "Rice bank",
        rules: rules!("teng_mao"),
        prices: "-245,PADDY,,1050,\n",
        stock: "-240,donated,PADDY,3000,,,កម្មវិធី\n",
        loans: "-195,2,PADDY,food,100\n-195,3,PADDY,food,100\n-195,7,PADDY,food,150\n-195,8,PADDY,food,60\n",
        animals: "",
    },
    Bank {
        group: 9,
        letters: "CB",
        name_km: "ធនាគារគោ",
        name_latin: "Cow bank",
        rules: rules!("svay_rieng_cows"),
        prices: "-245,CATTLE,heifer,1900000,\n-245,CATTLE,cow,2100000,\n-245,CATTLE,calf,500000,\n-245,CATTLE,bull,1800000,\n",
        stock: "",
        loans: "",
        animals: "-240,donated,KC-001,cattle,F,-1100,,,,ត្នោត\n-240,donated,KC-002,cattle,F,-1200,,,,ប្រផេះ\n\
                  -240,donated,KC-003,cattle,F,-1000,,,,អុចខ្មៅ\n-230,placed,KC-001,,,,,2,,\n-230,placed,KC-002,,,,,5,,\n\
                  -230,placed,KC-003,,,,,8,,\n",
    },
    Bank {
        group: 10,
        letters: "HB",
        name_km: "ធនាគារមាន់",
        name_latin: "Chicken bank",
        rules: rules!("kampot_chickens"),
        prices: "-245,CHICKEN,,25000,\n",
        stock: "-240,donated,CHICKEN,60,,,កម្មវិធី\n",
        loans: "-200,1,CHICKEN,breeding,6\n-200,3,CHICKEN,breeding,6\n-200,5,CHICKEN,breeding,6\n-200,10,CHICKEN,breeding,6\n",
        animals: "",
    },
    Bank {
        group: 2,
        letters: "VB",
        name_km: "ធនាគារគ្រាប់ពូជបន្លែ",
        name_latin: "Vegetable seed bank",
        rules: rules!("vegetable_seed"),
        prices: "-245,VEGSEED,,3000,\n",
        stock: "-240,donated,VEGSEED,200,,,កម្មវិធី\n",
        loans: "-120,2,VEGSEED,garden,10\n-120,4,VEGSEED,garden,8\n-120,6,VEGSEED,garden,12\n",
        animals: "",
    },
];

/// Founds a bank and brings what happened at it.
pub async fn make(whole: &Whole, tx: &mut Tx, at: usize) -> Result<(), Failure> {
    let bank = &BANKS[at];
    let partner = Partner::of("SP").ok_or_else(|| Failure("no partner".into()))?;
    let keeper = partner.group(bank.group);
    let code = format!("{keeper}-{}", bank.letters);
    let taken = |error: ImportError| Failure(format!("{code}: {error:?}"));
    let ago = |days: u64| whole.today() - Days::new(days);
    let text = format!(
        "group = \"{keeper}\"\ncode = \"{code}\"\nname_km = \"{}\"\nname_latin = \"{}\"\nvillage_code = \"{}\"\nopened_on = \"{}\"\n\
         rules = \"rules\"\n[[season]]\nname_latin = \"{}\"\nlend_from = \"{}\"\nlend_to = \"{}\"\nharvest_from = \"{}\"\nharvest_to = \"{}\"\n",
        bank.name_km,
        bank.name_latin,
        partner.village(bank.group),
        ago(250),
        ago(220).format("%Y"),
        ago(220),
        ago(90),
        ago(60),
        ago(1),
    );
    let file = files::read_text(&text, |_| Ok(bank.rules.to_owned())).map_err(Failure)?;
    let act = whole.act(whole.today());
    file.write(tx, act).await.map_err(taken)?;
    let group = super::super::group(tx, &keeper).await?;
    let row = store::bank(tx, &code).await?.ok_or_else(|| Failure(format!("{code} is not there")))?;
    let officers = Officers { first: act, second: Some(whole.demo.act(tx, "finance", whole.today()).await?) };
    let prices = rows(whole, files::PRICES, bank.prices)?;
    files::prices(tx, &group, &row, &prices, act).await.map_err(taken)?;
    let stock = rows(whole, files::STOCK, bank.stock)?;
    files::stock(tx, &group, &row, &stock, officers).await.map_err(taken)?;
    let loans = rows(whole, files::LOANS, bank.loans)?;
    files::loans(tx, &group, &row, &loans, officers).await.map_err(taken)?;
    let animals = rows(whole, files::ANIMALS, bank.animals)?;
    files::animals(tx, &group, &row, &animals, officers).await.map_err(taken)?;
    Ok(())
}

/// The rows of a text, in which days are counted back from today.
fn rows(whole: &Whole, columns: &[Column], text: &str) -> Result<Vec<Row>, Failure> {
    let heads: Vec<&str> = columns.iter().filter(|column| !column.may_miss).map(|column| column.name).collect();
    if text.is_empty() {
        return Ok(vec![]);
    }
    let rows = table::read_text(format!("{}\n{text}", heads.join(",")).as_bytes(), columns);
    let rows = rows.map_err(|error| Failure(format!("lines of a bank: {error:?}")))?;
    let day = |text: &str| -> Option<NaiveDate> {
        let ago: u64 = text.strip_prefix('-')?.parse().ok()?;
        whole.today().checked_sub_days(Days::new(ago))
    };
    let moved = |mut row: Row| {
        for column in ["date", "born_on"] {
            if let Some(day) = day(row.text(column)) {
                row = row.with(column, day.to_string());
            }
        }
        row
    };
    Ok(rows.into_iter().map(moved).collect())
}

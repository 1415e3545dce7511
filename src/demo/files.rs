//! The fixtures of the demo, in the program itself: it needs no folder beside it.
use crate::cli::Failure;
use chrono::NaiveDate;
use serde::Deserialize;

/// The group that shows everything.
pub const MAIN: &str = "SP-KC-01";

/// The day of its last meeting in the fixtures.
pub const LAST_MEETING: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 15).expect("a Sunday");

/// The files of a group.
pub struct GroupFiles {
    pub code: &'static str,
    pub group: &'static str,
    pub members: &'static str,
    pub opening: Option<&'static str>,
    pub meetings: Option<&'static str>,
}

macro_rules! file {
    ($name:literal) => {
        include_str!(concat!("../../fixtures/demo/", $name))
    };
}

/// All groups, the main one first.
pub const GROUPS: &[GroupFiles] = &[
    GroupFiles {
        code: MAIN,
        group: file!("sp-kc-01.toml"),
        members: file!("sp-kc-01-members.csv"),
        opening: None,
        meetings: Some(file!("sp-kc-01-meetings.csv")),
    },
    GroupFiles {
        code: "PC-TK-01",
        group: file!("pc-tk-01.toml"),
        members: file!("pc-tk-01-members.csv"),
        opening: Some(file!("pc-tk-01-opening.csv")),
        meetings: None,
    },
    GroupFiles {
        code: "SP-PP-01",
        group: file!("sp-pp-01.toml"),
        members: file!("sp-pp-01-members.csv"),
        opening: None,
        meetings: Some(file!("sp-pp-01-meetings.csv")),
    },
    GroupFiles {
        code: "CE-SR-01",
        group: file!("ce-sr-01.toml"),
        members: file!("ce-sr-01-members.csv"),
        opening: Some(file!("ce-sr-01-opening.csv")),
        meetings: Some(file!("ce-sr-01-meetings.csv")),
    },
    GroupFiles {
        code: "CE-KC-01",
        group: file!("ce-kc-01.toml"),
        members: file!("ce-kc-01-members.csv"),
        opening: Some(file!("ce-kc-01-opening.csv")),
        meetings: Some(file!("ce-kc-01-meetings.csv")),
    },
    GroupFiles {
        code: "CE-PV-01",
        group: file!("ce-pv-01.toml"),
        members: file!("ce-pv-01-members.csv"),
        opening: None,
        meetings: Some(file!("ce-pv-01-meetings.csv")),
    },
    GroupFiles {
        code: "CC-KK-01",
        group: file!("cc-kk-01.toml"),
        members: file!("cc-kk-01-members.csv"),
        opening: None,
        meetings: Some(file!("cc-kk-01-meetings.csv")),
    },
    GroupFiles {
        code: "CC-SV-01",
        group: file!("cc-sv-01.toml"),
        members: file!("cc-sv-01-members.csv"),
        opening: None,
        meetings: None,
    },
];

/// The files of a bank, and of the group that only keeps banks where the bank brings it along.
pub struct BankFiles {
    pub code: &'static str,
    pub bank: &'static str,
    /// Members of a group that is founded with it: the group's code and who they are.
    pub members: Option<(&'static str, &'static str)>,
    pub prices: &'static str,
    pub stock: &'static str,
    pub loans: Option<&'static str>,
    pub repayments: Option<&'static str>,
    pub animals: Option<&'static str>,
}

/// All banks.
pub const BANKS: &[BankFiles] = &[
    BankFiles {
        code: "CC-TM-RB",
        bank: file!("cc-tm-rb.toml"),
        members: Some(("CC-TM-01", file!("cc-tm-members.csv"))),
        prices: file!("cc-tm-rb-prices.csv"),
        stock: file!("cc-tm-rb-stock.csv"),
        loans: Some(file!("cc-tm-rb-loans.csv")),
        repayments: Some(file!("cc-tm-rb-repayments.csv")),
        animals: None,
    },
    BankFiles {
        code: "CC-TM-CB",
        bank: file!("cc-tm-cb.toml"),
        members: None,
        prices: file!("cc-tm-cb-prices.csv"),
        stock: file!("cc-tm-cb-stock.csv"),
        loans: None,
        repayments: None,
        animals: Some(file!("cc-tm-cb-animals.csv")),
    },
    BankFiles {
        code: "CC-SC-RB",
        bank: file!("cc-sc-rb.toml"),
        members: Some(("CC-SC-RB", file!("cc-sc-members.csv"))),
        prices: file!("cc-sc-rb-prices.csv"),
        stock: file!("cc-sc-rb-stock.csv"),
        loans: Some(file!("cc-sc-rb-loans.csv")),
        repayments: None,
        animals: None,
    },
];

/// The rules that a bank's file names beside it.
pub fn scheme(name: &str) -> Result<String, String> {
    match name {
        "../banks/schemes/teng_mao.toml" => Ok(include_str!("../../fixtures/banks/schemes/teng_mao.toml").to_owned()),
        "../banks/schemes/svay_chrum.toml" => Ok(include_str!("../../fixtures/banks/schemes/svay_chrum.toml").to_owned()),
        "../banks/schemes/svay_rieng_cows.toml" => Ok(include_str!("../../fixtures/banks/schemes/svay_rieng_cows.toml").to_owned()),
        other => Err(format!("the demo has no {other}")),
    }
}

/// What the cash box held at each meeting of the main group, by note.
pub const COUNTS: &str = file!("sp-kc-01-counts.csv");

/// The constitution that a group's file names beside it.
pub fn beside(name: &str) -> Result<String, String> {
    match name {
        "../constitutions/weekly_shares.toml" => Ok(include_str!("../../fixtures/constitutions/weekly_shares.toml").to_owned()),
        "../constitutions/monthly_amounts.toml" => Ok(include_str!("../../fixtures/constitutions/monthly_amounts.toml").to_owned()),
        "../constitutions/takeo_shares.toml" => Ok(include_str!("../../fixtures/constitutions/takeo_shares.toml").to_owned()),
        other => Err(format!("the demo has no {other}")),
    }
}

/// Organisations and users.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Programme {
    pub organisation: Vec<Organisation>,
    pub user: Vec<User>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    pub code: String,
    pub name_km: String,
    pub name_latin: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct User {
    pub login: String,
    pub name: String,
    pub language: String,
    pub organisation: Option<String>,
    pub group: Option<String>,
}

/// Reads them.
pub fn programme() -> Result<Programme, Failure> {
    toml::from_str(file!("programme.toml")).map_err(|error| Failure(format!("programme.toml: {error}")))
}

/// What a year of meetings has besides members' lines.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Year {
    pub other: Vec<OtherMoney>,
    pub difference: Vec<Difference>,
    pub minutes: Vec<Minutes>,
    pub leaving: Vec<Leaving>,
    pub correction: Vec<Correction>,
}

/// A day as TOML has it.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "toml::value::Datetime")]
pub struct Day(pub NaiveDate);

impl TryFrom<toml::value::Datetime> for Day {
    type Error = String;
    fn try_from(date: toml::value::Datetime) -> Result<Day, String> {
        date.to_string().parse().map(Day).map_err(|_| format!("{date} is not a day"))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OtherMoney {
    pub date: Day,
    pub kind: String,
    pub member: Option<i64>,
    pub amount: i64,
    #[serde(default)]
    pub note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Difference {
    pub date: Day,
    /// Box less book, smallest units.
    pub amount: i64,
    pub reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Minutes {
    pub date: Day,
    pub text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leaving {
    pub date: Day,
    pub member: i64,
    pub reason: String,
    pub note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    pub meeting: Day,
    pub member: i64,
    pub figure: String,
    pub becomes: i64,
    pub reason: String,
    pub asked_on: Day,
    pub confirmed_on: Option<Day>,
}

/// Reads the main group's.
pub fn year() -> Result<Year, Failure> {
    toml::from_str(file!("sp-kc-01-year.toml")).map_err(|error| Failure(format!("sp-kc-01-year.toml: {error}")))
}

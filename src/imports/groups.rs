//! A group from a TOML file: what it is called, where it is, since when, what it agreed, and its present cycle.
use super::{ImportError, Imported, WORDS};
use crate::{
    groups::{
        form, lending,
        store::{self, Group, NewGroup},
    },
    meetings::seal::Act,
    store::{Tx, record},
};
use chrono::NaiveDate;
use domain::{
    constitution::{Constitution, Occasion, Terms, TermsRefusal},
    people::VillageCode,
};
use serde::Deserialize;
use std::path::Path;
use uuid::Uuid;

/// What a group's file says.
#[derive(Clone, Debug)]
pub struct GroupFile {
    organisation: String,
    group: NewGroup,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    organisation: String,
    code: String,
    #[serde(default)]
    name_km: String,
    #[serde(default)]
    name_latin: String,
    #[serde(default)]
    village_code: String,
    founded_on: Day,
    #[serde(default)]
    demo: bool,
    cycle: RawCycle,
    constitution: Rules,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCycle {
    starts_on: Day,
    ends_on: Option<Day>,
}

/// The rules in the file itself, or the path of theirs beside it.
#[derive(Deserialize)]
#[serde(untagged)]
enum Rules {
    File(String),
    Terms(toml::Table),
}

/// `2026-01-04` with or without quotes, and `"04/01/2026"`.
#[derive(Deserialize)]
#[serde(untagged)]
enum Day {
    Date(toml::value::Datetime),
    Text(String),
}

impl Day {
    fn read(&self, field: &str) -> Result<NaiveDate, String> {
        let text = match self {
            Day::Date(date) => date.to_string(),
            Day::Text(text) => text.clone(),
        };
        words::read_date(&text).map_err(|_| format!("{field}: “{text}” is not a date"))
    }
}

/// Reads a group's file; everything that is wrong with it is said at once.
pub fn read(path: &Path) -> Result<GroupFile, ImportError> {
    let fault = |why: String| ImportError::File(format!("{}: {why}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| fault(error.to_string()))?;
    let beside = |name: &str| {
        let rules = path.parent().unwrap_or(Path::new("")).join(name);
        std::fs::read_to_string(&rules).map_err(|error| format!("constitution: {}: {error}", rules.display()))
    };
    read_text(&text, beside).map_err(fault)
}

/// Reads the same from text; `beside` finds the constitution that it names.
pub fn read_text(text: &str, beside: impl Fn(&str) -> Result<String, String>) -> Result<GroupFile, String> {
    let raw: Raw = toml::from_str(text).map_err(|error| in_one_line(&error.to_string()))?;
    let mut wrong = Vec::new();
    let mut day = |day: &Day, field: &str| day.read(field).map_err(|why| wrong.push(why)).ok();
    let founded_on = day(&raw.founded_on, "founded_on");
    let starts_on = day(&raw.cycle.starts_on, "cycle.starts_on");
    let ends_on = raw.cycle.ends_on.as_ref().map(|end| day(end, "cycle.ends_on"));
    if let (Some(start), Some(Some(end))) = (starts_on, ends_on)
        && end <= start
    {
        wrong.push("cycle.ends_on: not after cycle.starts_on".into());
    }
    if !form::is_code(&raw.code) || raw.code.bytes().any(|b| b.is_ascii_lowercase()) {
        wrong.push(format!("code: “{}”: use 2 to 20 capital Latin letters, digits and hyphens", raw.code));
    }
    if raw.name_km.trim().is_empty() && raw.name_latin.trim().is_empty() {
        wrong.push("name_km, name_latin: a name in one script at least".into());
    }
    if !raw.village_code.is_empty() && VillageCode::parse_place(&raw.village_code).is_err() {
        let lost = matches!(raw.village_code.len(), 1 | 3 | 5 | 7);
        let hint = if lost { " Was it lost in a spreadsheet?" } else { "" };
        wrong.push(format!("village_code: “{}”: {}{hint}", raw.village_code, WORDS.say("place-code-bad")));
    }
    let constitution = rules(&raw.constitution, beside).map_err(|why| wrong.push(why)).ok();
    match (founded_on, starts_on, constitution) {
        (Some(founded_on), Some(starts_on), Some(constitution)) if wrong.is_empty() => Ok(GroupFile {
            organisation: raw.organisation.trim().to_owned(),
            group: NewGroup {
                organisation_id: Uuid::nil(),
                code: raw.code,
                name_km: raw.name_km.trim().to_owned(),
                name_latin: raw.name_latin.trim().to_owned(),
                village_code: raw.village_code,
                founded_on,
                demo: raw.demo,
                constitution,
                cycle: (starts_on, ends_on.flatten()),
            },
        }),
        _ => Err(wrong.join("; ")),
    }
}

fn rules(rules: &Rules, beside: impl Fn(&str) -> Result<String, String>) -> Result<Constitution, String> {
    let malformed = |error: toml::de::Error| format!("constitution: {}", in_one_line(&error.to_string()));
    let terms: Terms = match rules {
        Rules::File(name) => toml::from_str(&beside(name)?).map_err(malformed)?,
        Rules::Terms(table) => table.clone().try_into().map_err(malformed)?,
    };
    Constitution::try_new(terms.clone())
        .map_err(|refusals| refusals.iter().flat_map(|refusal| refused(refusal, &terms)).collect::<Vec<_>>().join("; "))
}

/// A rule that does not hold, in the words of the form: once for each field that it is about.
fn refused(refusal: &TermsRefusal, terms: &Terms) -> Vec<String> {
    let rounding = |key: &str| WORDS.with(key, &[("amount", "cash_rounding".into())]);
    let (field, why) = match refusal {
        TermsRefusal::Amount(field) => (*field, WORDS.say("terms-amount").into_owned()),
        TermsRefusal::ShareValue => ("share_value", WORDS.say("terms-share-value").into_owned()),
        TermsRefusal::SharesMost => ("shares_most", WORDS.say("terms-shares-most").into_owned()),
        TermsRefusal::NotRounded(field) => (*field, rounding("terms-not-rounded")),
        TermsRefusal::Fine(at) => return vec![format!("constitution.fines, number {}: {}", at + 1, rounding("terms-fine"))],
        TermsRefusal::FineTwice(Occasion::Late) => ("fines", WORDS.say("terms-fine-late-twice").into_owned()),
        TermsRefusal::FineTwice(_) => ("fines", WORDS.say("terms-fine-absent-twice").into_owned()),
        TermsRefusal::Steps => ("steps", WORDS.say("terms-steps").into_owned()),
        TermsRefusal::Waterfall => ("profit", WORDS.say("terms-waterfall").into_owned()),
        TermsRefusal::Mixed => ("profit.savings_percent", WORDS.say("terms-mixed").into_owned()),
        TermsRefusal::LeavingFee => ("leaving.fee_percent", WORDS.say("terms-leaving-fee").into_owned()),
        TermsRefusal::InterestTooHigh
        | TermsRefusal::TermMonths
        | TermsRefusal::AtATime
        | TermsRefusal::Limit
        | TermsRefusal::Every
        | TermsRefusal::Grace
        | TermsRefusal::Days
        | TermsRefusal::Proportional
        | TermsRefusal::Guarantors => {
            let of_lending = lending::refused(refusal, &terms.loans, WORDS).into_iter();
            return of_lending.map(|(field, why)| format!("constitution.loans.{field}: {why}")).collect();
        }
    };
    vec![format!("constitution.{field}: {why}")]
}

/// Where a TOML text is wrong and why, without the picture of the place that stands between.
pub(super) fn in_one_line(error: &str) -> String {
    let mut lines = error.lines().map(str::trim).filter(|line| !line.is_empty());
    match (lines.next(), lines.next_back()) {
        (Some(place), Some(why)) => format!("{place}: {why}"),
        (Some(why), None) => why.to_owned(),
        _ => error.to_owned(),
    }
}

impl GroupFile {
    /// The group's code.
    pub fn code(&self) -> &str {
        &self.group.code
    }

    /// Since when the group exists.
    pub fn founded_on(&self) -> NaiveDate {
        self.group.founded_on
    }

    /// The same with every day moved by so many days: the demo's past ends today.
    pub fn moved(mut self, days: chrono::TimeDelta) -> GroupFile {
        self.group.founded_on += days;
        self.group.cycle.0 += days;
        self.group.cycle.1 = self.group.cycle.1.map(|end| end + days);
        self
    }

    /// Founds the group, or sees that it stands just so. Caller commits.
    pub async fn write(mut self, tx: &mut Tx, act: Act) -> Result<Imported, ImportError> {
        let organisation = store::organisation(tx, &self.organisation).await?.ok_or_else(|| {
            ImportError::File(format!("organisation: there is no “{}”; add it with: sansom organisation add", self.organisation))
        })?;
        self.group.organisation_id = organisation.id;
        if self.group.founded_on > act.today {
            return Err(ImportError::File(format!("founded_on: {} is still to come", self.group.founded_on)));
        }
        if let Some(stands) = store::group(tx, &self.group.code).await? {
            return self.compare(tx, &stands).await;
        }
        let book = store::found(tx, &self.group, act.by, act.at).await?;
        record(tx, Some(book), Some(act.by), "group-founded", &self.group.code, act.at).await?;
        Ok(Imported { new: 1, ..Imported::default() })
    }

    async fn compare(&self, tx: &mut Tx, stands: &Group) -> Result<Imported, ImportError> {
        let file = &self.group;
        let cycles = store::cycles(tx, stands.book).await?;
        let cycle = cycles.first().ok_or_else(|| ImportError::File("the group has no cycle".into()))?;
        let differs: Vec<&str> = [
            ("organisation", stands.organisation_id == file.organisation_id),
            ("name_km", stands.name_km == file.name_km),
            ("name_latin", stands.name_latin == file.name_latin),
            ("village_code", stands.village_code == file.village_code),
            ("founded_on", stands.founded_on == file.founded_on),
            ("demo", stands.demo == file.demo),
            ("cycle", (cycle.starts_on, cycle.ends_on) == file.cycle),
            ("constitution", cycle.constitution == file.constitution),
        ]
        .into_iter()
        .filter_map(|(field, same)| (!same).then_some(field))
        .collect();
        if differs.is_empty() {
            return Ok(Imported { same: 1, ..Imported::default() });
        }
        Err(ImportError::File(format!("group {} is there already with another {}", file.code, differs.join(", "))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_of_lending_and_profit_is_refused_at_its_field() {
        let file = "organisation = \"OWN\"\ncode = \"AB-1\"\nname_latin = \"A\"\nfounded_on = 2026-01-04\n\
                    constitution = \"rules.toml\"\n[cycle]\nstarts_on = 2026-01-04\n";
        let rules = include_str!("../../fixtures/constitutions/weekly_shares.toml");
        let lending = "grace_principal = 3\ninterest_free = 9\nearly_days = 32\npenalty_after_days = 367\nevery = \"1 month\"\n\
                       payment_order = \"proportional\"\nguarantors_least = 11\npenalty = 150\nservice_charge = 0";
        let rules = rules
            .replace("service_charge = 0", lending)
            .replace("by-savings", "mixed")
            .replace("percent_month = \"2\"", "percent_month = 21");
        let rules = format!("{rules}savings_percent = \"0.00001\"\n[leaving]\nfee_percent = 51\n");
        let refused = read_text(file, |_| Ok(rules.clone())).unwrap_err();
        let fields = [
            "penalty",
            "loans.interest_percent_month",
            "loans.grace_principal",
            "loans.interest_free",
            "loans.early_days",
            "loans.penalty_after_days",
            "loans.payment_order",
            "loans.guarantors_least",
            "profit.savings_percent",
            "leaving.fee_percent",
        ];
        let said: Vec<&str> = refused.split("; ").filter_map(|one| one.strip_prefix("constitution.")?.split(':').next()).collect();
        assert_eq!(said, fields, "{refused}");
        assert!(!refused.contains('['), "every key has its words: {refused}");
    }
}

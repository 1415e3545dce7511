//! A bank's own file: what it is called, what it agreed, its seasons and measures.
use crate::{
    banks::store::{self, BankRow, NewBank},
    groups::store::Group,
    imports::{ImportError, Imported, WORDS, groups::in_one_line, institution::institution, key},
    meetings::seal::Act,
    store::{Tx, record},
};
use chrono::{NaiveDate, TimeDelta};
use domain::{
    banks::{Good, RawGood, Rules, Season, rules::RulesError},
    people::VillageCode,
};
use serde::Deserialize;
use std::path::Path;

/// What a bank's file says.
#[derive(Clone, Debug)]
pub struct BankFile {
    raw: Raw,
    opened_on: NaiveDate,
    rules: String,
    seasons: Vec<Season>,
    units: Vec<(String, i64, NaiveDate, String)>,
    goods: Vec<Good>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    /// The group that keeps it. With an organisation, a group that only keeps banks is founded where there is none yet;
    /// without a group, one under the bank's own code.
    group: Option<String>,
    organisation: Option<String>,
    #[serde(default)]
    group_name_km: String,
    #[serde(default)]
    group_name_latin: String,
    code: String,
    #[serde(default)]
    name_km: String,
    #[serde(default)]
    name_latin: String,
    #[serde(default)]
    village_code: String,
    opened_on: String,
    #[serde(default)]
    demo: bool,
    rules: Terms,
    #[serde(default)]
    good: Vec<RawGood>,
    #[serde(default)]
    season: Vec<RawSeason>,
    #[serde(default)]
    unit: Vec<RawUnit>,
}

/// The rules in the file itself, or the path of theirs beside it.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Terms {
    File(String),
    Table(toml::Table),
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSeason {
    #[serde(default)]
    name_km: String,
    #[serde(default)]
    name_latin: String,
    lend_from: String,
    lend_to: String,
    harvest_from: String,
    harvest_to: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawUnit {
    unit: String,
    kg: String,
    from: String,
    #[serde(default = "by_scale")]
    weighed: String,
}

fn by_scale() -> String {
    "scale".to_owned()
}

/// Reads a bank's file; everything that is wrong with it is said at once.
pub fn read(path: &Path) -> Result<BankFile, ImportError> {
    let fault = |why: String| ImportError::File(format!("{}: {why}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| fault(error.to_string()))?;
    let beside = |name: &str| {
        let rules = path.parent().unwrap_or(Path::new("")).join(name);
        std::fs::read_to_string(&rules).map_err(|error| format!("rules: {}: {error}", rules.display()))
    };
    read_text(&text, beside).map_err(fault)
}

/// Reads the same from text; `beside` finds the rules that it names.
pub fn read_text(text: &str, beside: impl Fn(&str) -> Result<String, String>) -> Result<BankFile, String> {
    let raw: Raw = toml::from_str(text).map_err(|error| in_one_line(&error.to_string()))?;
    let mut wrong = Vec::new();
    let mut read = |text: &str, field: &str| match words::read_date(text) {
        Ok(day) => Some(day),
        Err(_) => {
            wrong.push(format!("{field}: “{text}” is not a date"));
            None
        }
    };
    let opened_on = read(&raw.opened_on, "opened_on");
    let seasons: Vec<Option<Season>> = raw.season.iter().map(|season| read_season(season, &mut read)).collect();
    let days: Vec<Option<NaiveDate>> = raw.unit.iter().map(|unit| read(&unit.from, "unit.from")).collect();
    let mut units = Vec::new();
    for (unit, from) in raw.unit.iter().zip(days) {
        match (words::read_quantity(&unit.kg, 3), from) {
            (Ok(Some(grams)), Some(from)) if grams > 0 => units.push((unit.unit.clone(), grams, from, unit.weighed.clone())),
            (_, None) => {}
            _ => wrong.push(format!("unit.kg: “{}” is not a weight", unit.kg)),
        }
    }
    if raw.group.is_none() && raw.organisation.is_none() {
        wrong.push("group, organisation: the group that keeps it, or the organisation of a bank of its own".into());
    }
    if raw.name_km.trim().is_empty() && raw.name_latin.trim().is_empty() {
        wrong.push("name_km, name_latin: a name in one script at least".into());
    }
    if !crate::groups::form::is_code(&raw.code) || raw.code.bytes().any(|b| b.is_ascii_lowercase()) {
        wrong.push(format!("code: “{}”: use 2 to 20 capital Latin letters, digits and hyphens", raw.code));
    }
    if !raw.village_code.is_empty() && VillageCode::parse_place(&raw.village_code).is_err() {
        wrong.push(format!("village_code: “{}”: {}", raw.village_code, WORDS.say("place-code-bad")));
    }
    let goods: Vec<Good> = raw
        .good
        .iter()
        .cloned()
        .filter_map(|good| {
            good.read().map_err(|_| wrong.push("good.code: capital letters, digits and dashes, eleven at most".into())).ok()
        })
        .collect();
    let rules = match &raw.rules {
        Terms::File(name) => beside(name).map_err(|why| wrong.push(why)).ok(),
        Terms::Table(table) => Some(table.to_string()),
    };
    match (opened_on, rules) {
        (Some(opened_on), Some(rules)) if wrong.is_empty() => {
            Ok(BankFile { opened_on, rules, seasons: seasons.into_iter().flatten().collect(), units, goods, raw })
        }
        _ => Err(wrong.join("; ")),
    }
}

fn read_season(raw: &RawSeason, read: &mut impl FnMut(&str, &str) -> Option<NaiveDate>) -> Option<Season> {
    let lend_from = read(&raw.lend_from, "season.lend_from");
    let lend_to = read(&raw.lend_to, "season.lend_to");
    let harvest_from = read(&raw.harvest_from, "season.harvest_from");
    let harvest_to = read(&raw.harvest_to, "season.harvest_to");
    Some(Season {
        no: 0,
        name_km: raw.name_km.clone(),
        name_latin: raw.name_latin.clone(),
        lend_from: lend_from?,
        lend_to: lend_to?,
        harvest_from: harvest_from?,
        harvest_to: harvest_to?,
    })
}

impl BankFile {
    /// The bank's code.
    pub fn code(&self) -> &str {
        &self.raw.code
    }

    /// The same with every day moved by so many days.
    pub fn moved(mut self, days: TimeDelta) -> BankFile {
        self.opened_on += days;
        for season in &mut self.seasons {
            season.lend_from += days;
            season.lend_to += days;
            season.harvest_from += days;
            season.harvest_to += days;
        }
        for (.., from, _) in &mut self.units {
            *from += days;
        }
        self
    }

    /// Founds the bank (and its group, where it is a bank of its own), or sees that it stands just so. Caller commits.
    ///
    /// # Errors
    /// What is wrong with the file, or the store.
    pub async fn write(self, tx: &mut Tx, act: Act) -> Result<Imported, ImportError> {
        let fault = |why: &str| ImportError::File(format!("{}: {why}", self.raw.code));
        if self.opened_on > act.today {
            return Err(fault("opened_on is still to come"));
        }
        store::ensure_goods(tx, &self.goods).await?;
        let goods = store::goods(tx).await?;
        let rules = Rules::parse(&self.rules, &goods).map_err(|error| match error {
            RulesError::Text(why) => ImportError::File(format!("rules: {}", in_one_line(&why))),
            RulesError::Refused(list) => ImportError::File(format!("rules: they contradict themselves: {list:?}")),
        })?;
        if let Some(stands) = store::bank(tx, &self.raw.code).await? {
            return self.compare(tx, &stands, &rules).await;
        }
        let group = self.keeper(tx, act).await?;
        let Raw { code, name_km, name_latin, village_code, .. } = self.raw.clone();
        let id = key(&["bank", &code]);
        let new = NewBank { id, code, name_km, name_latin, village_code, opened_on: self.opened_on, rules };
        let bank = store::found(tx, &group, &new, act.by, act.at).await?;
        for season in &self.seasons {
            store::add_season(tx, &bank, season, act.by, act.at).await?;
        }
        for (unit, grams, from, weighed) in &self.units {
            store::add_unit(tx, &bank, (unit, *grams, weighed), *from, act.by, act.at).await?;
        }
        record(tx, Some(group.book), Some(act.by), "bank-founded", &bank.code, act.at).await?;
        Ok(Imported { new: 1, ..Imported::default() })
    }

    /// The group that keeps the bank: one that is there, or one that keeps nothing else and is founded with it.
    async fn keeper(&self, tx: &mut Tx, act: Act) -> Result<Group, ImportError> {
        let or = |own: &String, bank: &String| if own.is_empty() { bank.clone() } else { own.clone() };
        let raw = &self.raw;
        let names = (or(&raw.group_name_km, &raw.name_km), or(&raw.group_name_latin, &raw.name_latin));
        let code = raw.group.as_ref().unwrap_or(&raw.code);
        institution(tx, code, raw.organisation.as_deref(), names, (&raw.village_code, self.opened_on, raw.demo), act).await
    }

    async fn compare(&self, tx: &mut Tx, stands: &BankRow, rules: &Rules) -> Result<Imported, ImportError> {
        let first = store::rules(tx, stands).await?.into_iter().next();
        let raw = &self.raw;
        let same = stands.name_km == raw.name_km
            && stands.name_latin == raw.name_latin
            && stands.village_code == raw.village_code
            && stands.opened_on == self.opened_on
            && first.is_some_and(|row| row.rules == rules.to_toml());
        match same {
            true => Ok(Imported { same: 1, ..Imported::default() }),
            false => Err(ImportError::File(format!("bank {} is there already, and is not the same", raw.code))),
        }
    }
}

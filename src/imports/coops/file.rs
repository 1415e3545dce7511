//! A cooperative's own file: what it is called, what it agreed, its producer groups, members, shares, plots and inspections.
use super::{area, bad_rows};
use crate::{
    coops::{
        store::{self, CoopRow, NewCoop},
        write::{self, Wish},
    },
    groups::store::{self as groups, Group},
    imports::{BadLines, ImportError, Imported, WORDS, groups::in_one_line, institution::institution, key, members, table::Row},
    meetings::seal::Act,
    members::store as people,
    store::{Error, PostError, Tx, record},
};
use chrono::{NaiveDate, TimeDelta};
use domain::{
    coops::{
        Ask, ByLaws, Party,
        acts::{Inspection, Outcome},
        bylaws::ByLawRefusal,
    },
    people::VillageCode,
};
use serde::Deserialize;
use std::{collections::BTreeMap, path::Path};
use toml::Spanned;
use uuid::Uuid;

/// What a cooperative's file says.
#[derive(Clone, Debug)]
pub struct CoopFile {
    raw: Raw,
    opened_on: NaiveDate,
    laws: String,
    groups: Vec<(u64, RawGroup)>,
    members: Vec<NewMember>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    /// The group that keeps it. With an organisation, a group that does not save is founded where there is none yet; without
    /// a group, one under the cooperative's own code.
    group: Option<String>,
    organisation: Option<String>,
    code: String,
    #[serde(default = "cooperative")]
    kind: String,
    #[serde(default)]
    name_km: String,
    #[serde(default)]
    name_latin: String,
    #[serde(default)]
    village_code: String,
    opened_on: String,
    #[serde(default)]
    demo: bool,
    laws: Terms,
    #[serde(default)]
    producer_group: Vec<Spanned<RawGroup>>,
    #[serde(default)]
    member: Vec<Spanned<RawMember>>,
}

fn cooperative() -> String {
    "cooperative".to_owned()
}

/// The by-laws in the file itself, or the path of theirs beside it.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Terms {
    File(String),
    Table(toml::Table),
}

/// A figure as people write it: a number, or a text with separators and a unit.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Figure {
    Number(i64),
    Text(String),
}

impl Figure {
    fn text(&self) -> String {
        match self {
            Figure::Number(number) => number.to_string(),
            Figure::Text(text) => text.clone(),
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawGroup {
    code: String,
    #[serde(default)]
    name_km: String,
    #[serde(default)]
    name_latin: String,
    #[serde(default)]
    village: String,
    crop: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMember {
    number: Option<i64>,
    #[serde(default)]
    family_name_km: String,
    #[serde(default)]
    given_name_km: String,
    #[serde(default)]
    family_name_latin: String,
    #[serde(default)]
    given_name_latin: String,
    #[serde(default)]
    sex: String,
    birth_year: Option<i64>,
    #[serde(default)]
    phone: String,
    joined_on: Option<String>,
    #[serde(default)]
    role: String,
    producer_group: Option<String>,
    #[serde(default)]
    shares: i64,
    #[serde(default)]
    plot: Vec<RawPlot>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPlot {
    name: String,
    area: Figure,
    crop: String,
    forbidden_on: Option<String>,
    #[serde(default)]
    inspection: Vec<RawInspection>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawInspection {
    on: String,
    inspector: String,
    score: i64,
    #[serde(default = "passed")]
    outcome: Outcome,
    until: Option<String>,
    estimate: Figure,
}

fn passed() -> Outcome {
    Outcome::Passed
}

/// A member as the file says her.
#[derive(Clone, Debug)]
struct NewMember {
    line: u64,
    number: i64,
    joined_on: NaiveDate,
    group: Option<i64>,
    shares: i64,
    plots: Vec<NewPlot>,
    row: Row,
}

#[derive(Clone, Debug)]
struct NewPlot {
    name: String,
    area: i64,
    crop: String,
    forbidden_on: Option<NaiveDate>,
    inspections: Vec<(NaiveDate, Inspection)>,
}

/// Reads a cooperative's file.
///
/// # Errors
/// [`ImportError::File`] with everything that is wrong with its head, or [`ImportError::Lines`] with its members.
pub fn read(path: &Path) -> Result<CoopFile, ImportError> {
    let text = std::fs::read_to_string(path).map_err(|error| ImportError::File(format!("{}: {error}", path.display())))?;
    let beside = |name: &str| {
        let laws = path.parent().unwrap_or(Path::new("")).join(name);
        std::fs::read_to_string(&laws).map_err(|error| format!("laws: {}: {error}", laws.display()))
    };
    read_text(&text, beside).map_err(|error| match error {
        ImportError::File(why) => ImportError::File(format!("{}: {why}", path.display())),
        other => other,
    })
}

/// Reads the same from text; `beside` finds the by-laws that it names.
///
/// # Errors
/// As [`read`].
pub fn read_text(text: &str, beside: impl Fn(&str) -> Result<String, String>) -> Result<CoopFile, ImportError> {
    let raw: Raw = toml::from_str(text).map_err(|error| ImportError::File(in_one_line(&error.to_string())))?;
    let mut wrong = Vec::new();
    let opened_on = words::read_date(&raw.opened_on).ok();
    if opened_on.is_none() {
        wrong.push(format!("opened_on: “{}” is not a date", raw.opened_on));
    }
    if raw.group.is_none() && raw.organisation.is_none() {
        wrong.push("group, organisation: the group that keeps it, or the organisation of one of its own".into());
    }
    if raw.name_km.trim().is_empty() && raw.name_latin.trim().is_empty() {
        wrong.push("name_km, name_latin: a name in one script at least".into());
    }
    if !crate::groups::form::is_code(&raw.code) || raw.code.bytes().any(|b| b.is_ascii_lowercase()) {
        wrong.push(format!("code: “{}”: use 2 to 20 capital Latin letters, digits and hyphens", raw.code));
    }
    if !matches!(raw.kind.as_str(), "cooperative" | "group") {
        wrong.push(format!("kind: “{}”: cooperative or group", raw.kind));
    }
    if !raw.village_code.is_empty() && VillageCode::parse_place(&raw.village_code).is_err() {
        wrong.push(format!("village_code: “{}”: {}", raw.village_code, WORDS.say("place-code-bad")));
    }
    let laws = match &raw.laws {
        Terms::File(name) => beside(name).map_err(|why| wrong.push(why)).ok(),
        Terms::Table(table) => Some(table.to_string()),
    };
    if let Some(Err(refusals)) = laws.as_deref().map(ByLaws::read) {
        wrong.extend(refusals.iter().map(|refusal| format!("laws: {}", refused(refusal))));
    }
    let (Some(opened_on), Some(laws), true) = (opened_on, laws, wrong.is_empty()) else {
        return Err(ImportError::File(wrong.join("; ")));
    };
    let line = |at: usize| text[..at.min(text.len())].matches('\n').count() as u64 + 1;
    let groups: Vec<(u64, RawGroup)> =
        raw.producer_group.iter().map(|group| (line(group.span().start), group.get_ref().clone())).collect();
    let mut bad = BadLines::default();
    let mut members = Vec::new();
    for (raw, next) in raw.member.iter().zip(1..) {
        members
            .push(Reader { line: line(raw.span().start), groups: &groups, opened_on, bad: &mut bad }.member(raw.get_ref(), next));
    }
    bad.none()?;
    Ok(CoopFile { raw, opened_on, laws, groups, members })
}

/// Why by-laws are refused, in words.
fn refused(refusal: &ByLawRefusal) -> String {
    match refusal {
        ByLawRefusal::Unreadable(why) => in_one_line(why),
        ByLawRefusal::Figure(name) => format!("{name} cannot be"),
        ByLawRefusal::Parts(sum) => format!("the parts of the surplus sum to {sum} %, not to 100 %"),
        ByLawRefusal::Reserve => "the reserve gets less than surplus.reserve_least".to_owned(),
    }
}

/// Reads a member, and lists what cannot be understood at her line.
struct Reader<'a> {
    line: u64,
    groups: &'a [(u64, RawGroup)],
    opened_on: NaiveDate,
    bad: &'a mut BadLines,
}

impl Reader<'_> {
    fn member(&mut self, raw: &RawMember, next: i64) -> NewMember {
        let number = raw.number.unwrap_or(next);
        let joined_on = raw.joined_on.as_ref().map_or(self.opened_on, |day| self.day(day, "joined_on"));
        let group = raw.producer_group.as_ref().and_then(|code| {
            let at = self.groups.iter().position(|(_, group)| group.code == *code);
            if at.is_none() {
                self.bad.add(self.line, "producer_group", format!("“{code}”: no producer group of this file has this code."));
            }
            at.and_then(|at| i64::try_from(at + 1).ok())
        });
        if raw.shares < 0 {
            self.bad.add(self.line, "shares", "Not below nothing.");
        }
        let text = |number: Option<i64>| number.map_or(String::new(), |number| number.to_string());
        let mut row = Row::default();
        row.line = self.line;
        let row = row
            .with("number", number.to_string())
            .with("family_name_km", raw.family_name_km.clone())
            .with("given_name_km", raw.given_name_km.clone())
            .with("family_name_latin", raw.family_name_latin.clone())
            .with("given_name_latin", raw.given_name_latin.clone())
            .with("sex", raw.sex.clone())
            .with("birth_year", text(raw.birth_year))
            .with("id_poor", String::new())
            .with("phone", raw.phone.clone())
            .with("joined_on", joined_on.to_string())
            .with("role", raw.role.clone());
        let plots = raw.plot.iter().map(|plot| self.plot(plot)).collect();
        NewMember { line: self.line, number, joined_on, group, shares: raw.shares, plots, row }
    }

    fn plot(&mut self, raw: &RawPlot) -> NewPlot {
        let forbidden_on = raw.forbidden_on.as_ref().map(|day| self.day(day, "plot.forbidden_on"));
        let inspections = raw.inspection.iter().map(|one| self.inspection(one)).collect();
        let area = area(&raw.area.text()).unwrap_or_else(|| {
            self.bad.add(self.line, "plot.area", format!("“{}”: square metres, or hectares as “0.8 ha”.", raw.area.text()));
            0
        });
        NewPlot { name: raw.name.trim().to_owned(), area, crop: raw.crop.clone(), forbidden_on, inspections }
    }

    fn inspection(&mut self, raw: &RawInspection) -> (NaiveDate, Inspection) {
        let on = self.day(&raw.on, "plot.inspection.on");
        let until = raw.until.as_ref().map(|day| self.day(day, "plot.inspection.until"));
        let estimate = words::read_quantity(&raw.estimate.text(), 3).ok().flatten().unwrap_or_else(|| {
            self.bad.add(self.line, "plot.inspection.estimate", format!("“{}”: kilograms.", raw.estimate.text()));
            0
        });
        let (inspector, score, outcome) = (raw.inspector.trim().to_owned(), raw.score, raw.outcome);
        (on, Inspection { plot: 0, inspector, score, faults: vec![], outcome, until, estimate })
    }

    fn day(&mut self, text: &str, field: &str) -> NaiveDate {
        words::read_date(text).unwrap_or_else(|_| {
            self.bad.add(self.line, field, format!("“{text}” is not a date."));
            self.opened_on
        })
    }
}

/// Something that happened, at a line of the file.
struct Step {
    line: u64,
    key: Uuid,
    day: NaiveDate,
    ask: Ask,
}

impl CoopFile {
    /// The cooperative's code.
    pub fn code(&self) -> &str {
        &self.raw.code
    }

    /// The same with its days moved: a demo is not of yesteryear.
    #[must_use]
    pub fn moved(mut self, by: TimeDelta) -> CoopFile {
        self.opened_on += by;
        for member in &mut self.members {
            member.joined_on += by;
            member.row = std::mem::take(&mut member.row).with("joined_on", member.joined_on.to_string());
            for plot in &mut member.plots {
                plot.forbidden_on = plot.forbidden_on.map(|day| day + by);
                for (on, inspection) in &mut plot.inspections {
                    *on += by;
                    inspection.until = inspection.until.map(|day| day + by);
                }
            }
        }
        self
    }

    /// Founds the cooperative with all it says, or sees that it stands just so. Caller commits.
    ///
    /// # Errors
    /// What is wrong with the file, or the store.
    pub async fn write(self, tx: &mut Tx, act: Act) -> Result<Imported, ImportError> {
        let fault = |why: &str| ImportError::File(format!("{}: {why}", self.raw.code));
        if self.opened_on > act.today {
            return Err(fault("opened_on is still to come"));
        }
        let stands = store::coop(tx, &self.raw.code).await?;
        if let Some(stands) = &stands
            && !self.is_head_of(tx, stands).await?
        {
            return Err(fault("it is there already, and is not the same"));
        }
        let group = match &stands {
            Some(stands) => groups::group_of_book(tx, stands.book.0).await?.ok_or_else(|| fault("its group is gone"))?,
            None => self.keeper(tx, act).await?,
        };
        let coop = match stands.clone() {
            Some(stands) => stands,
            None => self.found(tx, &group, act).await?,
        };
        if !self.members.is_empty() {
            let rows: Vec<Row> = self.members.iter().map(|member| member.row.clone()).collect();
            let brought = members::write(tx, &group, &rows, act).await?;
            if stands.is_some() && brought.new > 0 {
                return Err(fault("it is there already, with other members"));
            }
        }
        let all = people::members(tx, group.book, &group.commodity).await?;
        let parties = all.iter().map(|member| (member.number, member.party_no)).collect();
        let steps = self.steps(&parties);
        let wishes: Vec<Wish<'_>> =
            steps.iter().map(|step| Wish { key: step.key, day: step.day, known: true, ask: &step.ask }).collect();
        let brought = match write::bring(tx, &group, &coop, &wishes, act).await {
            Err(PostError::Store(Error::Taken)) => return Err(fault("it is there already, and is not the same")),
            brought => brought?,
        };
        match brought {
            Err(bad) => Err(bad_rows(tx, &coop, &group, &bad, |row| (steps[row].line, Some(&steps[row].ask))).await?),
            Ok(brought) if stands.is_some() && brought.new > 0 => Err(fault("it is there already, and is not the same")),
            Ok(_) if stands.is_some() => Ok(Imported { same: 1, ..Imported::default() }),
            Ok(_) => Ok(Imported { new: 1, ..Imported::default() }),
        }
    }

    async fn found(&self, tx: &mut Tx, group: &Group, act: Act) -> Result<CoopRow, ImportError> {
        if group.saves {
            return Err(ImportError::File(format!("group: {} saves; a cooperative is kept by a group that does not", group.code)));
        }
        if store::coop_of(tx, group.book).await?.is_some() {
            return Err(ImportError::File(format!("group: {} keeps a cooperative already", group.code)));
        }
        let Raw { code, kind, name_km, name_latin, village_code, .. } = self.raw.clone();
        let (id, opened_on, laws) = (key(&["coop", &code]), self.opened_on, self.laws.clone());
        let new = NewCoop { id, code, kind, name_km, name_latin, village_code, opened_on, laws };
        let coop = store::found(tx, group, &new, act.by, act.at).await?;
        record(tx, Some(group.book), Some(act.by), "coop-founded", &coop.code, act.at).await?;
        Ok(coop)
    }

    /// The group that keeps it: one that is there, or one that is founded with it.
    async fn keeper(&self, tx: &mut Tx, act: Act) -> Result<Group, ImportError> {
        let raw = &self.raw;
        let names = (raw.name_km.clone(), raw.name_latin.clone());
        let code = raw.group.as_ref().unwrap_or(&raw.code);
        institution(tx, code, raw.organisation.as_deref(), names, (&raw.village_code, self.opened_on, raw.demo), act).await
    }

    /// What the file brings, in the order in which it is written: groups, then members by the day they joined, then
    /// inspections by their days. Groups and plots get their numbers in this order.
    fn steps(&self, parties: &BTreeMap<i64, Party>) -> Vec<Step> {
        let code = &self.raw.code;
        let step = |line: u64, words: &[&str], day: NaiveDate, ask: Ask| Step {
            line,
            key: key(&[&["coop", code.as_str()], words].concat()),
            day,
            ask,
        };
        let mut steps = Vec::new();
        for (line, group) in &self.groups {
            let RawGroup { code, name_km, name_latin, village, crop } = group.clone();
            let words = ["group", &code.clone()].map(str::to_owned);
            let ask = Ask::NameGroup { group: None, code, name_km, name_latin, village, crop };
            steps.push(step(*line, &words.each_ref().map(String::as_str), self.opened_on, ask));
        }
        let mut members: Vec<&NewMember> = self.members.iter().collect();
        members.sort_by_key(|member| member.joined_on);
        let (mut inspections, mut plot_no) = (Vec::new(), 0);
        for member in members {
            let Some(&party) = parties.get(&member.number) else { continue };
            let (number, day, line) = (member.number.to_string(), member.joined_on, member.line);
            if member.group.is_some() {
                steps.push(step(line, &["join", &number], day, Ask::JoinGroup { party, group: member.group }));
            }
            if member.shares > 0 {
                steps.push(step(line, &["shares", &number], day, Ask::BuyShares { party, shares: member.shares }));
            }
            for plot in &member.plots {
                plot_no += 1;
                let no = plot_no.to_string();
                let NewPlot { name, area, crop, forbidden_on, .. } = plot.clone();
                steps.push(step(line, &["plot", &no], day, Ask::NotePlot { plot: None, party, name, area, crop, forbidden_on }));
                for (on, inspection) in &plot.inspections {
                    let ask = Ask::Inspect(Inspection { plot: plot_no, ..inspection.clone() });
                    inspections.push(step(line, &["inspection", &no, &on.to_string()], *on, ask));
                }
            }
        }
        inspections.sort_by_key(|step| step.day);
        steps.extend(inspections);
        steps
    }

    /// Whether a cooperative that stands is called and agreed what the file says.
    async fn is_head_of(&self, tx: &mut Tx, stands: &CoopRow) -> Result<bool, ImportError> {
        let first = store::laws(tx, stands).await?.into_iter().next();
        let raw = &self.raw;
        Ok((&stands.name_km, &stands.name_latin, &stands.village_code, &stands.kind)
            == (&raw.name_km, &raw.name_latin, &raw.village_code, &raw.kind)
            && stands.opened_on == self.opened_on
            && first.is_some_and(|row| row.laws == self.laws))
    }
}

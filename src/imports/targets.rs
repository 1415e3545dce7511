//! Targets from a TOML file: what the programme's documents promise, number by number, with where each is from.
use super::{ImportError, Imported};
use crate::{
    groups::store as groups,
    meetings::seal::Act,
    programme::targets::store::{self, TargetRow},
    store::{Tx, record},
};
use domain::programme::{RawTarget, Target, TargetRefusal};
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// What a file says.
#[derive(Clone, Debug)]
pub struct TargetsFile(Vec<Target>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    target: Vec<RawTarget>,
}

/// Reads a file of targets; everything that is wrong with it is said at once.
///
/// # Errors
/// It cannot be read, or what is wrong with which target.
pub fn read(path: &Path) -> Result<TargetsFile, ImportError> {
    let fault = |why: String| ImportError::File(format!("{}: {why}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| fault(error.to_string()))?;
    read_text(&text).map_err(fault)
}

/// Reads the same from text.
///
/// # Errors
/// What is wrong with which target.
pub fn read_text(text: &str) -> Result<TargetsFile, String> {
    let raw: Raw = toml::from_str(text).map_err(|error| error.to_string().split_whitespace().collect::<Vec<_>>().join(" "))?;
    let (mut targets, mut wrong, mut codes) = (Vec::new(), Vec::new(), BTreeSet::new());
    for one in raw.target {
        let code = one.code.clone();
        if !codes.insert(code.clone()) {
            wrong.push(format!("{code}: it is there twice"));
        }
        match one.read() {
            Ok(target) => targets.push(target),
            Err(refusals) => wrong.extend(refusals.into_iter().map(|refusal| format!("{code}: {}", said(refusal)))),
        }
    }
    if wrong.is_empty() { Ok(TargetsFile(targets)) } else { Err(wrong.join("; ")) }
}

fn said(refusal: TargetRefusal) -> &'static str {
    match refusal {
        TargetRefusal::Code => "code: use 1 to 20 signs",
        TargetRefusal::Measure => "measure: there is none of this code (docs/CLI.md lists all)",
        TargetRefusal::Number => "number: above 0; leave it out where none was stated",
        TargetRefusal::Province => "provinces: codes of two digits, as text",
        TargetRefusal::Name => "name_km, name_latin: a name in one language at least",
        TargetRefusal::Source => "source: say where the number is from",
        TargetRefusal::Days => "to: not before from",
    }
}

impl TargetsFile {
    /// Writes down what is new and what says something else than before, each in the trail. What is there and not in the file
    /// stays: a promise is not taken back by forgetting it.
    ///
    /// # Errors
    /// An organisation that is not there; the store.
    pub async fn write(&self, tx: &mut Tx, act: Act) -> Result<Imported, ImportError> {
        let organisations: BTreeMap<_, _> = groups::organisations(tx).await?.into_iter().map(|one| (one.code, one.id)).collect();
        let missing: BTreeSet<&str> =
            self.0.iter().filter_map(|one| one.organisation.as_deref()).filter(|code| !organisations.contains_key(*code)).collect();
        if !missing.is_empty() {
            let missing: Vec<&str> = missing.into_iter().collect();
            return Err(ImportError::File(format!("organisation: there is no {}", missing.join(", "))));
        }
        let kept: BTreeMap<String, TargetRow> =
            store::targets(tx).await?.into_iter().map(|row| (row.target.code.clone(), row)).collect();
        let mut done = Imported::default();
        // A file has some thirty targets, each with a line of the trail.
        for target in &self.0 {
            let organisation = target.organisation.as_ref().and_then(|code| organisations.get(code)).copied();
            let action = match kept.get(&target.code) {
                Some(row) if row.target == *target => {
                    done.same += 1;
                    continue;
                }
                Some(row) => {
                    store::change(tx, row.id, target, organisation, act.by, act.at).await?;
                    done.notes.push(format!("{} is changed", target.code));
                    "target-changed"
                }
                None => {
                    store::add(tx, target, organisation, act.by, act.at).await?;
                    "target-added"
                }
            };
            done.new += 1;
            record(tx, None, Some(act.by), action, &target.code, act.at).await?;
        }
        Ok(done)
    }
}

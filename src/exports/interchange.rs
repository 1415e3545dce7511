//! Indicators for two systems that many donors keep: DHIS2 and ActivityInfo. Which of their ids stands for which measure,
//! place and cell is said by a mapping file (docs/EXCHANGE.md); what has no mapping is not sent but named. Figures that would
//! tell of few are not sent at all.
use crate::programme::tables::Indicator;
use domain::programme::{Cell, Dimension, FiscalYear, Measure};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// The most records that ActivityInfo takes at once.
const AT_ONCE: usize = 10;

/// What the figures are of.
#[derive(Clone, Copy, Debug)]
pub struct Of<'a> {
    /// The fiscal year.
    pub year: FiscalYear,
    /// The partner's code; none: of the whole programme.
    pub organisation: Option<&'a str>,
    /// Partners' codes by the ids that figures are told apart by.
    pub partners: &'a BTreeMap<String, String>,
}

/// What is sent, and what is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// One JSON text, or for ActivityInfo one a line.
    pub text: String,
    /// What has no mapping, each once.
    pub unmapped: BTreeSet<String>,
}

/// Why a mapping is not taken: every bad place in words for the terminal.
pub type Unreadable = Vec<String>;

/// A figure that may be told, with its place and cell as mappings name them.
struct Figure {
    measure: Measure,
    /// `programme`, `organisation:CODE` or `province:NN`.
    place: String,
    /// `total`, or a dimension and its cell: `sex:female`.
    cell: String,
    number: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Dhis2 {
    data_set: Option<String>,
    data_elements: BTreeMap<String, String>,
    org_units: BTreeMap<String, String>,
    category_option_combos: BTreeMap<String, String>,
}

/// A DHIS2 data value set (`POST /api/dataValueSets`). The period is DHIS2's financial year from October, named by the year in
/// which it begins.
///
/// # Errors
/// The mapping cannot be read, names a measure that there is not, or an id that is none of DHIS2's.
pub fn dhis2(all: &[Indicator], of: Of<'_>, mapping: &str) -> Result<Sent, Unreadable> {
    let map: Dhis2 = toml::from_str(mapping).map_err(|error| vec![error.to_string()])?;
    let ids = [&map.data_elements, &map.org_units, &map.category_option_combos].into_iter().flatten();
    let set = map.data_set.iter().map(|id| ("data_set", id));
    check(
        &map.data_elements,
        ids.map(|(name, id)| (name.as_str(), id)).chain(set),
        is_uid,
        "11 letters and digits, a letter first",
    )?;
    let period = format!("{}Oct", of.year.year() - 1);
    let (mut values, mut unmapped) = (Vec::new(), BTreeSet::new());
    for figure in figures(all, of) {
        let Some(element) = map.data_elements.get(figure.measure.code()) else {
            unmapped.insert(format!("data_elements: {}", figure.measure.code()));
            continue;
        };
        let (unit, combo) = (map.org_units.get(&figure.place), map.category_option_combos.get(&figure.cell));
        if unit.is_none() {
            unmapped.insert(format!("org_units: {}", figure.place));
        }
        if combo.is_none() {
            unmapped.insert(format!("category_option_combos: {}", figure.cell));
        }
        if let (Some(unit), Some(combo)) = (unit, combo) {
            values.push(json!({
                "dataElement": element, "period": period, "orgUnit": unit, "categoryOptionCombo": combo,
                "value": figure.number.to_string(),
            }));
        }
    }
    let mut set = Map::from_iter([("dataValues".to_owned(), Value::Array(values))]);
    set.extend(map.data_set.map(|id| ("dataSet".to_owned(), Value::String(id))));
    Ok(Sent { text: format!("{:#}\n", Value::Object(set)), unmapped })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ActivityInfo {
    form: String,
    year: String,
    place: String,
    figures: BTreeMap<String, String>,
}

/// Records of an ActivityInfo form (`POST /resources/update`), one for each place, whose quantity fields are the figures. A
/// record's id is made of form, place and year, so that the same year sent again changes the same record.
///
/// # Errors
/// The mapping cannot be read, names a measure that there is not, or an id that is none of ActivityInfo's.
pub fn activity_info(all: &[Indicator], of: Of<'_>, mapping: &str) -> Result<Sent, Unreadable> {
    let map: ActivityInfo = toml::from_str(mapping).map_err(|error| vec![error.to_string()])?;
    let own = [("form", &map.form), ("year", &map.year), ("place", &map.place)];
    let ids = map.figures.iter().map(|(name, id)| (name.as_str(), id)).chain(own);
    check(&map.figures, ids, is_cuid, "at most 32 small letters and digits, a letter first")?;
    let (mut places, mut unmapped): (BTreeMap<String, Map<String, Value>>, _) = (BTreeMap::new(), BTreeSet::new());
    for figure in figures(all, of) {
        let name = match figure.cell.as_str() {
            "total" => figure.measure.code().to_owned(),
            cell => format!("{}/{cell}", figure.measure.code()),
        };
        match map.figures.get(&name) {
            Some(field) => {
                places.entry(figure.place).or_default().insert(field.clone(), json!(figure.number));
            }
            None => {
                unmapped.insert(format!("figures: {name}"));
            }
        }
    }
    let record = |(place, mut fields): (String, Map<String, Value>)| {
        let id = record_id(&map.form, &place, of.year);
        fields.insert(map.year.clone(), json!(of.year.year().to_string()));
        fields.insert(map.place.clone(), json!(place));
        json!({ "formId": map.form, "recordId": id, "parentRecordId": null, "deleted": false, "fields": fields })
    };
    let records: Vec<Value> = places.into_iter().map(record).collect();
    let text = records.chunks(AT_ONCE).map(|some| format!("{}\n", json!({ "changes": some }))).collect();
    Ok(Sent { text, unmapped })
}

/// All that may be told. Cells of places are figures of those places; others are of the whole. Of one partner there are no
/// provinces: they would stand where the whole programme's do.
fn figures(all: &[Indicator], of: Of<'_>) -> Vec<Figure> {
    let whole = of.organisation.map_or_else(|| "programme".to_owned(), |code| format!("organisation:{code}"));
    let mut list = Vec::new();
    for Indicator { measure, shown } in all {
        let mut push = |place: &str, cell: String, number: Cell| {
            let told = number.shown().map(|number| Figure { measure: *measure, place: place.to_owned(), cell, number });
            list.extend(told);
        };
        push(&whole, "total".into(), shown.total);
        for (dimension, cells) in &shown.by {
            for (cell, number) in cells {
                let name = match of.partners.get(cell) {
                    Some(code) if *dimension == Dimension::Organisation => code.as_str(),
                    _ if cell.is_empty() => "not-known",
                    _ => cell.as_str(),
                };
                let name = format!("{}:{name}", dimension.code());
                match dimension {
                    Dimension::Organisation | Dimension::Province if of.organisation.is_none() => {
                        push(&name, "total".into(), *number)
                    }
                    Dimension::Organisation | Dimension::Province => {}
                    _ => push(&whole, name, *number),
                }
            }
        }
    }
    list
}

/// Whether what a mapping names exists, and its ids are such.
fn check<'a>(
    measures: &BTreeMap<String, String>,
    ids: impl Iterator<Item = (&'a str, &'a String)>,
    is_id: fn(&str) -> bool,
    must: &str,
) -> Result<(), Unreadable> {
    let strange = measures.keys().filter(|name| Measure::parse(name.split('/').next().unwrap_or_default()).is_none());
    let mut wrong: Vec<String> = strange.map(|name| format!("{name}: there is no such measure")).collect();
    wrong.extend(ids.filter(|(_, id)| !is_id(id)).map(|(name, id)| format!("{name}: “{id}” is no id: {must}")));
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

fn is_uid(id: &str) -> bool {
    id.len() == 11 && id.bytes().all(|byte| byte.is_ascii_alphanumeric()) && !id.starts_with(|first: char| first.is_ascii_digit())
}

fn is_cuid(id: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    (2..=32).contains(&id.len()) && id.bytes().all(plain) && !id.starts_with(|first: char| first.is_ascii_digit())
}

fn record_id(form: &str, place: &str, year: FiscalYear) -> String {
    let digest = Sha256::digest(format!("{form}\n{place}\n{}", year.year()));
    let letters: String = digest.iter().take(10).map(|byte| format!("{byte:02x}")).collect();
    format!("s{letters}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::programme::counting::Shown;

    const ORGANISATION: &str = "00000000-0000-0000-0000-000000000007";

    fn all() -> Vec<Indicator> {
        let cells = |cells: &[(&str, Cell)]| cells.iter().map(|(name, cell)| ((*name).to_owned(), *cell)).collect();
        let by = BTreeMap::from([
            (Dimension::Organisation, cells(&[(ORGANISATION, Cell::Shown(24))])),
            (Dimension::Sex, cells(&[("female", Cell::Shown(20)), ("", Cell::Shown(4))])),
        ]);
        let hidden = BTreeMap::from([(Dimension::Province, cells(&[("03", Cell::Hidden), ("17", Cell::Shown(19))]))]);
        vec![
            Indicator { measure: Measure::GroupMembers, shown: Shown { total: Cell::Shown(24), by } },
            Indicator { measure: Measure::CodedGrants, shown: Shown { total: Cell::Shown(30), by: hidden } },
        ]
    }

    fn sent(
        write: fn(&[Indicator], Of<'_>, &str) -> Result<Sent, Unreadable>,
        mapping: &str,
    ) -> Result<(Value, Vec<String>), Unreadable> {
        let partners = BTreeMap::from([(ORGANISATION.to_owned(), "SP".to_owned())]);
        let of = Of { year: FiscalYear::named(2027).unwrap(), organisation: None, partners: &partners };
        let sent = write(&all(), of, mapping)?;
        Ok((serde_json::from_str(&sent.text).unwrap(), sent.unmapped.into_iter().collect()))
    }

    #[test]
    fn data_values_go_by_the_mapping_and_the_rest_is_named() {
        let mapping = "data_set = 'dataSet0001'
            [data_elements]
            group-members = 'element0001'
            coded-grants = 'element0002'
            [org_units]
            programme = 'orgUnit0001'
            'organisation:SP' = 'orgUnit0002'
            'province:03' = 'orgUnit0003'
            [category_option_combos]
            total = 'HllvX50cXC0'
            'sex:female' = 'combo000001'";
        let (set, unmapped) = sent(dhis2, mapping).unwrap();
        let value = |element: &str, unit: &str, combo: &str, value: &str| json!({ "dataElement": element, "period": "2026Oct", "orgUnit": unit, "categoryOptionCombo": combo, "value": value });
        assert_eq!(set["dataSet"], "dataSet0001");
        assert_eq!(
            set["dataValues"],
            json!([
                value("element0001", "orgUnit0001", "HllvX50cXC0", "24"),
                value("element0001", "orgUnit0002", "HllvX50cXC0", "24"),
                value("element0001", "orgUnit0001", "combo000001", "20"),
                value("element0002", "orgUnit0001", "HllvX50cXC0", "30"),
            ]),
            "what is hidden is not sent, though it has a mapping"
        );
        assert_eq!(unmapped, ["category_option_combos: sex:not-known", "org_units: province:17"]);
    }

    #[test]
    fn records_go_by_the_mapping_and_keep_their_ids() {
        let mapping = "form = 'cform1'\nyear = 'cyear1'\nplace = 'cplace1'\n[figures]\ngroup-members = 'cmembers'\n'group-members/sex:female' = 'cwomen'";
        let (first, unmapped) = sent(activity_info, mapping).unwrap();
        let changes = first["changes"].as_array().unwrap();
        assert_eq!(changes.len(), 2);
        assert_eq!(changes[0]["fields"], json!({ "cyear1": "2027", "cplace1": "organisation:SP", "cmembers": 24 }));
        assert_eq!(changes[1]["fields"], json!({ "cyear1": "2027", "cplace1": "programme", "cmembers": 24, "cwomen": 20 }));
        assert_ne!(changes[0]["recordId"], changes[1]["recordId"]);
        assert_eq!(sent(activity_info, mapping).unwrap().0, first);
        assert_eq!(unmapped, ["figures: coded-grants", "figures: group-members/sex:not-known"]);
    }

    #[test]
    fn a_bad_mapping_is_refused_place_by_place() {
        let bad = "[data_elements]\nno-such = 'element0001'\ngroup-members = '1lement0001'\n[org_units]\nprogramme = 'short'\n[category_option_combos]";
        assert_eq!(sent(dhis2, bad).unwrap_err().len(), 3);
        assert_eq!(sent(dhis2, "[data_element]").unwrap_err().len(), 1);
        let bad = "form = 'Form'\nyear = 'y1'\nplace = '1place'\n[figures]\nno-such = 'c1'";
        assert_eq!(sent(activity_info, bad).unwrap_err().len(), 3);
    }
}

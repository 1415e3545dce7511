//! The audit of the demo: a sample that can be drawn again, some of its vouchers looked at, and what was found.
use super::Demo;
use crate::{
    awards::{
        audit::store::{self, EventRow, FindingRow, SampleRow, TestRow},
        store::{self as awards, AwardRow},
    },
    cli::Failure,
    imports,
    store::{Tx, head, record},
};
use chrono::NaiveDate;
use domain::grants::{
    State,
    audits::{Drawn, Plan, Population, Stratum},
};
use serde::Deserialize;

/// Who audits.
const AUDITS: &str = "auditor";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    seed: String,
    on: NaiveDate,
    /// Hundredths of a percent, as the confidence.
    tolerable: i64,
    confidence: i64,
    /// How many of the sample were looked at.
    tested: usize,
    note: String,
    finding: Vec<Finding>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Finding {
    /// Its number on the paper.
    voucher: String,
    rule: String,
    severity: String,
    /// In the award's smallest unit.
    amount: i64,
    on: NaiveDate,
    text: String,
    #[serde(default)]
    said: Vec<Said>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    on: NaiveDate,
    by: String,
    kind: String,
    text: String,
}

/// Writes the audit of an award.
pub async fn write(demo: &Demo, tx: &mut Tx, award: &AwardRow, text: &str) -> Result<(), Failure> {
    let file: File = toml::from_str(text).map_err(|error| Failure(format!("audit of {}: {error}", award.code)))?;
    let state = awards::load(tx, award).await?.state();
    let drawn = sample(demo, tx, award, &file, &state).await?;
    tests(demo, tx, award, &file, &state, &drawn).await?;
    for (no, finding) in (1..).zip(&file.finding) {
        let sampled = |voucher| drawn.iter().any(|item| item.voucher == voucher);
        add(demo, tx, award, (no, finding), &state, &sampled).await?;
    }
    Ok(())
}

async fn sample(demo: &Demo, tx: &mut Tx, award: &AwardRow, file: &File, state: &State) -> Result<Vec<Drawn>, Failure> {
    let wrong = |what: String| Failure(format!("the demo’s sample of {}: {what}", award.code));
    let by = demo.act(tx, AUDITS, file.on + demo.moved).await?;
    let plan = Plan::Attribute { stratum: Stratum::Families, tolerable: file.tolerable, confidence: file.confidence };
    let population = Population::of(state, Stratum::Families);
    let drawn = plan.draw(&population, &file.seed).map_err(|refusal| wrong(format!("{refusal:?}")))?;
    let row = SampleRow {
        no: 1,
        id: imports::key(&["demo", &award.code, "sample"]),
        kind: plan.code().into(),
        aim: serde_json::to_string(&plan).map_err(|error| wrong(error.to_string()))?,
        through_entry: head(tx, award.book).await?.last.map_or(0, |(no, _)| no.0),
        population: population.digest().to_vec(),
        items: i64::try_from(population.items.len())?,
        total: population.total().map_err(|refusal| wrong(format!("{refusal:?}")))?,
        seed: file.seed.clone(),
        drawn_at: by.at,
        drawn_by: by.by,
    };
    store::add_sample(tx, award.book, &row, &drawn).await?;
    record(tx, Some(award.book), Some(by.by), "sample-drawn", &format!("{} 1", award.code), by.at).await?;
    Ok(drawn)
}

/// The first of the sample were looked at; one of which something was found is worth less.
async fn tests(demo: &Demo, tx: &mut Tx, award: &AwardRow, file: &File, state: &State, drawn: &[Drawn]) -> Result<(), Failure> {
    let by = demo.act(tx, AUDITS, file.on + demo.moved).await?;
    for (no, item) in (1..).zip(drawn.iter().take(file.tested)) {
        let own_no = state.vouchers.get(&item.voucher).map_or("", |voucher| &voucher.own_no);
        let found = file.finding.iter().find(|finding| finding.voucher == own_no);
        let row = TestRow {
            sample_no: 1,
            no,
            voucher_no: item.voucher,
            audited: item.amount - found.map_or(0, |finding| finding.amount),
            kept: found.is_none(),
            note: found.map_or(&file.note, |finding| &finding.text).clone(),
            tested_at: by.at,
            tested_by: by.by,
        };
        store::add_test(tx, award.book, &row).await?;
        record(tx, Some(award.book), Some(by.by), "sample-tested", &format!("{} 1.{no}", award.code), by.at).await?;
    }
    Ok(())
}

async fn add(
    demo: &Demo,
    tx: &mut Tx,
    award: &AwardRow,
    (no, finding): (i64, &Finding),
    state: &State,
    sampled: &(dyn Fn(i64) -> bool + Sync),
) -> Result<(), Failure> {
    let missing = || Failure(format!("the demo has no voucher {}", finding.voucher));
    let voucher = state.vouchers.values().find(|voucher| voucher.own_no == finding.voucher).ok_or_else(missing)?;
    let by = demo.act(tx, AUDITS, finding.on + demo.moved).await?;
    let row = FindingRow {
        no,
        id: imports::key(&["demo", &award.code, "finding", &no.to_string()]),
        rule: finding.rule.clone(),
        grant_no: voucher.grant(),
        voucher_no: Some(voucher.no),
        sample_no: sampled(voucher.no).then_some(1),
        severity: finding.severity.clone(),
        amount: finding.amount,
        text: finding.text.clone(),
        found_at: by.at,
        found_by: by.by,
    };
    store::add_finding(tx, award.book, &row).await?;
    record(tx, Some(award.book), Some(by.by), "finding-written", &format!("{} {no}", award.code), by.at).await?;
    for (at, said) in (1..).zip(&finding.said) {
        let by = demo.act(tx, &said.by, said.on + demo.moved).await?;
        let (kind, text) = (said.kind.clone(), said.text.clone());
        let row = EventRow { finding_no: no, no: at, kind, text, said_at: by.at, said_by: by.by };
        store::add_event(tx, award.book, &row).await?;
        record(tx, Some(award.book), Some(by.by), "finding-said", &format!("{} {no}.{at} {}", award.code, row.kind), by.at).await?;
    }
    Ok(())
}

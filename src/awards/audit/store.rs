//! The SQL of the audit desk: samples, tests, findings and certificates are added and read, never changed.
use crate::store::{BookId, Error, Result, Tx, statements};
use chrono::{DateTime, NaiveDate, Utc};
use domain::grants::{
    Who,
    audits::{ActLine, ActsDigest, Drawn, Kept, Plan, Saying, Severity},
};
use sqlx::FromRow;
use uuid::Uuid;

statements! {
    SAMPLES = "select no, id, kind, aim, through_entry, population, items, total, seed, drawn_at, drawn_by
                 from audit_sample where book_id = $1 order by no";
    ITEMS = "select sample_no, voucher_no, amount, hits from audit_sample_item where book_id = $1 order by sample_no, voucher_no";
    TESTS = "select sample_no, no, voucher_no, audited, kept, note, tested_at, tested_by
               from audit_test where book_id = $1 order by sample_no, no";
    FINDINGS = "select no, id, rule, grant_no, voucher_no, sample_no, severity, amount, text, found_at, found_by
                  from finding where book_id = $1 order by no";
    EVENTS = "select finding_no, no, kind, text, said_at, said_by from finding_event where book_id = $1 order by finding_no, no";
    CERTIFICATES = "select no, id, from_day, to_day, entry_no, hash, act_no, acts_digest, note, signed_at, signed_by
                      from audit_certificate where book_id = $1 order by no";
    ADD_SAMPLE = "insert into audit_sample (book_id, no, id, kind, aim, through_entry, population, items, total, seed, drawn_at, drawn_by)
                  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    ADD_ITEMS = "insert into audit_sample_item (book_id, sample_no, voucher_no, amount, hits)
                 select $1, $2, value ->> 0, value ->> 1, value ->> 2 from json_each($3)",
        postgres: "insert into audit_sample_item (book_id, sample_no, voucher_no, amount, hits)
                   select $1, $2, (value ->> 0)::bigint, (value ->> 1)::bigint, (value ->> 2)::bigint
                     from json_array_elements($3::json) as l (value)";
    ADD_TEST = "insert into audit_test (book_id, sample_no, no, voucher_no, audited, kept, note, tested_at, tested_by)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    ADD_FINDING = "insert into finding (book_id, no, id, rule, grant_no, voucher_no, sample_no, severity, amount, text, found_at, found_by)
                   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    ADD_EVENT = "insert into finding_event (book_id, finding_no, no, kind, text, said_at, said_by) values ($1, $2, $3, $4, $5, $6, $7)";
    ADD_CERTIFICATE = "insert into audit_certificate (book_id, no, id, from_day, to_day, entry_no, hash, act_no, acts_digest, note, signed_at, signed_by)
                       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    LAST_ACT = "select coalesce(max(no), 0) from award_act where book_id = $1";
    ACTS = "select no, id, day, kind, fact, digest, entry_no, recorded_at, recorded_by from award_act
             where book_id = $1 and no > $2 and no <= $3 order by no limit 500";
}

/// A sample that was drawn.
#[derive(Clone, Debug, FromRow)]
pub struct SampleRow {
    /// Its number: 1, 2, 3 … within the award.
    pub no: i64,
    /// The form's key.
    pub id: Uuid,
    /// `attribute` or `monetary-unit`.
    pub kind: String,
    /// What it was drawn for, as JSON: [`SampleRow::plan`] reads it.
    pub aim: String,
    /// The book's last entry when it was drawn; 0: none.
    pub through_entry: i64,
    /// The digest of the population it was drawn from.
    pub population: Vec<u8>,
    /// How many vouchers there were.
    pub items: i64,
    /// Their sum.
    pub total: i64,
    /// Where the draw began.
    pub seed: String,
    /// When.
    pub drawn_at: DateTime<Utc>,
    /// By whom.
    pub drawn_by: Uuid,
}

impl SampleRow {
    /// What it was drawn for.
    ///
    /// # Errors
    /// An aim that this program cannot read.
    pub fn plan(&self) -> Result<Plan> {
        serde_json::from_str(&self.aim).map_err(|error| Error::Garbled(format!("aim of sample {}: {error}", self.no)))
    }

    /// The sample with its items, as the rule that draws it again takes it.
    ///
    /// # Errors
    /// An aim that this program cannot read.
    pub fn kept<'a>(&'a self, drawn: &'a [Drawn]) -> Result<Kept<'a>> {
        let (through_entry, items, total) = (self.through_entry, self.items, self.total);
        Ok(Kept { plan: self.plan()?, through_entry, population: &self.population, items, total, seed: &self.seed, drawn })
    }
}

/// A voucher of a sample.
#[derive(Clone, Copy, Debug, FromRow, PartialEq, Eq)]
pub struct ItemRow {
    /// Of which sample.
    pub sample_no: i64,
    /// Which voucher.
    pub voucher_no: i64,
    /// What the books said, in the award's smallest unit.
    pub amount: i64,
    /// How many units of it were hit; 1 in an attribute sample.
    pub hits: i64,
}

impl ItemRow {
    /// As the rules take it.
    pub fn drawn(&self) -> Drawn {
        Drawn { voucher: self.voucher_no, amount: self.amount, hits: self.hits }
    }
}

/// What was found of a voucher; a later row of the same voucher and sample takes the place of an earlier one.
#[derive(Clone, Debug, FromRow)]
pub struct TestRow {
    /// Of which sample.
    pub sample_no: i64,
    /// Its number within the sample.
    pub no: i64,
    /// Which voucher.
    pub voucher_no: i64,
    /// What it should be, in the award's smallest unit.
    pub audited: i64,
    /// Whether every control was kept.
    pub kept: bool,
    /// What was seen; empty of what nothing is told of.
    pub note: String,
    /// When.
    pub tested_at: DateTime<Utc>,
    /// By whom.
    pub tested_by: Uuid,
}

/// A finding.
#[derive(Clone, Debug, FromRow)]
pub struct FindingRow {
    /// Its number: 1, 2, 3 … within the award.
    pub no: i64,
    /// The form's key.
    pub id: Uuid,
    /// The rule it comes from (`domain::grants::exceptions::Rule::code`); empty: none.
    pub rule: String,
    /// The grant it is about.
    pub grant_no: Option<i64>,
    /// The voucher it is about.
    pub voucher_no: Option<i64>,
    /// The sample it comes from.
    pub sample_no: Option<i64>,
    /// `low`, `medium` or `high`.
    pub severity: String,
    /// How much it is about, in the award's smallest unit; 0: nothing was said.
    pub amount: i64,
    /// What was found; `rule:CODE` where nothing is told in free words ([`super::said`] reads it).
    pub text: String,
    /// When.
    pub found_at: DateTime<Utc>,
    /// By whom.
    pub found_by: Uuid,
}

impl FindingRow {
    /// How grave it is.
    pub fn severity(&self) -> Severity {
        Severity::parse(&self.severity).unwrap_or(Severity::High)
    }
}

/// What was said of a finding.
#[derive(Clone, Debug, FromRow)]
pub struct EventRow {
    /// Of which finding.
    pub finding_no: i64,
    /// Its number within the finding.
    pub no: i64,
    /// `response`, `follow-up`, `closed` or `reopened`.
    pub kind: String,
    /// What was said; `said:WORD` where nothing is told in free words ([`super::said`] reads it).
    pub text: String,
    /// When.
    pub said_at: DateTime<Utc>,
    /// By whom.
    pub said_by: Uuid,
}

impl EventRow {
    /// What it is.
    ///
    /// # Errors
    /// A kind that is none.
    pub fn saying(&self) -> Result<Saying> {
        Saying::parse(&self.kind).ok_or_else(|| Error::Garbled(format!("event {} of finding {}", self.no, self.finding_no)))
    }

    /// Who said what, as the rules take it.
    ///
    /// # Errors
    /// A kind that is none.
    pub fn said(&self) -> Result<(Saying, Who)> {
        Ok((self.saying()?, Who::User(self.said_by)))
    }
}

/// A certificate.
#[derive(Clone, Debug, FromRow)]
pub struct CertificateRow {
    /// Its number: 1, 2, 3 … within the award.
    pub no: i64,
    /// The form's key.
    pub id: Uuid,
    /// The first day of its period.
    pub from_day: NaiveDate,
    /// The last.
    pub to_day: NaiveDate,
    /// The book's last entry when it was signed.
    pub entry_no: i64,
    /// That entry's hash.
    pub hash: Vec<u8>,
    /// The last act.
    pub act_no: i64,
    /// The digest of every act through it; none on what was signed before there was one.
    pub acts_digest: Option<Vec<u8>>,
    /// What the auditor says of it.
    pub note: String,
    /// When.
    pub signed_at: DateTime<Utc>,
    /// By whom.
    pub signed_by: Uuid,
}

/// The samples of an award, by number.
pub async fn samples(tx: &mut Tx, book: BookId) -> Result<Vec<SampleRow>> {
    tx.all(SAMPLES, (book.0,)).await
}

/// The vouchers of all samples, by sample and voucher.
pub async fn items(tx: &mut Tx, book: BookId) -> Result<Vec<ItemRow>> {
    tx.all(ITEMS, (book.0,)).await
}

/// The tests of all samples, by sample and number.
pub async fn tests(tx: &mut Tx, book: BookId) -> Result<Vec<TestRow>> {
    tx.all(TESTS, (book.0,)).await
}

/// The findings of an award, by number.
pub async fn findings(tx: &mut Tx, book: BookId) -> Result<Vec<FindingRow>> {
    tx.all(FINDINGS, (book.0,)).await
}

/// What was said of all findings, by finding and number.
pub async fn events(tx: &mut Tx, book: BookId) -> Result<Vec<EventRow>> {
    tx.all(EVENTS, (book.0,)).await
}

/// The certificates of an award, by number.
pub async fn certificates(tx: &mut Tx, book: BookId) -> Result<Vec<CertificateRow>> {
    tx.all(CERTIFICATES, (book.0,)).await
}

/// Writes a sample with what was drawn.
pub async fn add_sample(tx: &mut Tx, book: BookId, row: &SampleRow, drawn: &[Drawn]) -> Result<()> {
    let (head, tail) = ((row.no, row.id, row.kind.clone(), row.aim.clone()), (row.seed.clone(), row.drawn_at, row.drawn_by));
    let (through, population) = (row.through_entry, row.population.clone());
    let values = (book.0, head.0, head.1, head.2, head.3, through, population, row.items, row.total, tail.0, tail.1, tail.2);
    tx.run(ADD_SAMPLE, values).await?;
    let items: Vec<[i64; 3]> = drawn.iter().map(|item| [item.voucher, item.amount, item.hits]).collect();
    let items = serde_json::to_string(&items).map_err(|error| Error::Garbled(format!("items of a sample: {error}")))?;
    tx.run(ADD_ITEMS, (book.0, row.no, items)).await.map(drop)
}

/// Writes what was found of a voucher.
pub async fn add_test(tx: &mut Tx, book: BookId, row: &TestRow) -> Result<()> {
    let values =
        (book.0, row.sample_no, row.no, row.voucher_no, row.audited, row.kept, row.note.clone(), row.tested_at, row.tested_by);
    tx.run(ADD_TEST, values).await.map(drop)
}

/// Writes a finding.
pub async fn add_finding(tx: &mut Tx, book: BookId, row: &FindingRow) -> Result<()> {
    let about = (row.rule.clone(), row.grant_no, row.voucher_no, row.sample_no);
    let (severity, text) = (row.severity.clone(), row.text.clone());
    let (no, id, at, by) = (row.no, row.id, row.found_at, row.found_by);
    tx.run(ADD_FINDING, (book.0, no, id, about.0, about.1, about.2, about.3, severity, row.amount, text, at, by)).await.map(drop)
}

/// Writes what was said of a finding.
pub async fn add_event(tx: &mut Tx, book: BookId, row: &EventRow) -> Result<()> {
    let values = (book.0, row.finding_no, row.no, row.kind.clone(), row.text.clone(), row.said_at, row.said_by);
    tx.run(ADD_EVENT, values).await.map(drop)
}

/// Writes a certificate.
pub async fn add_certificate(tx: &mut Tx, book: BookId, row: &CertificateRow) -> Result<()> {
    let period = (row.no, row.id, row.from_day, row.to_day);
    let stated = (row.entry_no, row.hash.clone(), row.act_no, row.acts_digest.clone());
    let (note, at, by) = (row.note.clone(), row.signed_at, row.signed_by);
    let values = (book.0, period.0, period.1, period.2, period.3, stated.0, stated.1, stated.2, stated.3, note, at, by);
    tx.run(ADD_CERTIFICATE, values).await.map(drop)
}

/// The number of the last act; 0: there is none.
pub async fn last_act(tx: &mut Tx, book: BookId) -> Result<i64> {
    tx.value(LAST_ACT, (book.0,)).await
}

#[derive(FromRow)]
struct ActRow {
    no: i64,
    id: Uuid,
    day: NaiveDate,
    kind: String,
    fact: String,
    digest: Vec<u8>,
    entry_no: Option<i64>,
    recorded_at: DateTime<Utc>,
    recorded_by: Uuid,
}

/// The digest of every act through one, as it stands in its row; a few hundred rows are held at a time.
pub async fn acts_digest(tx: &mut Tx, book: BookId, through_act: i64) -> Result<[u8; 32]> {
    let (mut digest, mut after) = (ActsDigest::default(), 0);
    loop {
        let rows: Vec<ActRow> = tx.all(ACTS, (book.0, after, through_act)).await?;
        let Some(last) = rows.last() else { return Ok(digest.finish()) };
        after = last.no;
        for row in &rows {
            digest.add(&ActLine {
                no: row.no,
                id: row.id,
                day: row.day,
                kind: &row.kind,
                fact: &row.fact,
                digest: &row.digest,
                entry: row.entry_no,
                recorded_at: row.recorded_at,
                recorded_by: row.recorded_by,
            });
        }
    }
}

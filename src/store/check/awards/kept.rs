//! The rows of an award as they are stored.
use crate::store::{Result, Tx, statements};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::FromRow;
use uuid::Uuid;

statements! {
    AWARD = "select a.code, a.commodity, a.from_day, a.to_day, a.terms, o.code as organisation, p.code as parent
               from award a left join organisation o on o.id = a.organisation_id left join award p on p.book_id = a.parent_book
              where a.book_id = $1";
    ACCOUNTS = "select no, code, per_party from account where book_id = $1 order by no";
    ACTS = "select no, id, day, kind, fact, digest, grant_no, voucher_no, entry_no, recorded_at, recorded_by from award_act where book_id = $1 order by no";
    GRANTS = "select no, party_no, coded, person_id, act_no from award_grant where book_id = $1 order by no";
    /// Of each grant whether it has a code: nothing is said of which.
    CODES = "select g.no, (select count(*) from grant_code c where c.book_id = g.book_id and c.grant_no = g.no and length(c.code) = 8)
               from award_grant g where g.book_id = $1 and g.coded order by g.no";
    SCANS = "select hash from award_upload where book_id = $1 order by hash";
    SAMPLES = "select s.no, s.aim, s.through_entry, s.population, s.items, s.total, s.seed, i.voucher_no, i.amount, i.hits from audit_sample s
                 left join audit_sample_item i on i.book_id = s.book_id and i.sample_no = s.no
                where s.book_id = $1 order by s.no, i.voucher_no";
    CERTIFICATES = "select no, entry_no, hash, act_no, acts_digest from audit_certificate where book_id = $1 order by no";
    /// What is numbered one by one, and is not.
    GAPS = "select what, of from (
                select 'view' as what, 0 as of, count(*) as rows, max(no) as last from code_view where book_id = $1
                 union all select 'sample', 0, count(*), max(no) from audit_sample where book_id = $1
                 union all select 'test of sample', sample_no, count(*), max(no) from audit_test where book_id = $1 group by sample_no
                 union all select 'service', 0, count(*), max(no) from grant_service where book_id = $1
                 union all select 'finding', 0, count(*), max(no) from finding where book_id = $1
                 union all select 'event of finding', finding_no, count(*), max(no) from finding_event where book_id = $1 group by finding_no
                 union all select 'certificate', 0, count(*), max(no) from audit_certificate where book_id = $1
            ) counted where rows <> last";
    UPLOADS = "select hash, bytes from upload where hash > $1 order by hash limit 16";
}

#[derive(FromRow)]
pub(super) struct AwardRow {
    pub code: String,
    pub commodity: String,
    pub from_day: NaiveDate,
    pub to_day: NaiveDate,
    pub terms: String,
    pub organisation: Option<String>,
    pub parent: Option<String>,
}

#[derive(FromRow)]
pub(super) struct ActRow {
    pub no: i64,
    pub id: Uuid,
    pub day: NaiveDate,
    pub kind: String,
    pub fact: String,
    pub digest: Vec<u8>,
    pub grant_no: Option<i64>,
    pub voucher_no: Option<i64>,
    pub entry_no: Option<i64>,
    pub recorded_at: DateTime<Utc>,
    pub recorded_by: Uuid,
}

#[derive(FromRow)]
pub(super) struct GrantRow {
    pub no: i64,
    pub party_no: i64,
    pub coded: bool,
    pub person_id: Option<Uuid>,
    pub act_no: i64,
}

/// A sample beside one of its items; without one where it has none.
#[derive(FromRow)]
pub(super) struct ItemRow {
    pub no: i64,
    pub aim: String,
    pub through_entry: i64,
    pub population: Vec<u8>,
    pub items: i64,
    pub total: i64,
    pub seed: String,
    pub voucher_no: Option<i64>,
    pub amount: Option<i64>,
    pub hits: Option<i64>,
}

#[derive(FromRow)]
pub(super) struct CertificateRow {
    pub no: i64,
    pub entry_no: i64,
    pub hash: Vec<u8>,
    pub act_no: i64,
    pub acts_digest: Option<Vec<u8>>,
}

/// Everything that is kept of an award.
pub(super) struct Kept {
    pub award: AwardRow,
    pub accounts: Vec<(i64, String, bool)>,
    pub acts: Vec<ActRow>,
    pub grants: Vec<GrantRow>,
    pub scans: Vec<Vec<u8>>,
    pub items: Vec<ItemRow>,
    pub certificates: Vec<CertificateRow>,
    /// Grants under codes, and whether there is one.
    pub codes: Vec<(i64, i64)>,
    pub gaps: Vec<(String, i64)>,
}

impl Kept {
    /// The award of a book, where it is one's.
    pub async fn load(tx: &mut Tx, book: i64) -> Result<Option<Kept>> {
        let Some(award) = tx.optional(AWARD, (book,)).await? else { return Ok(None) };
        let scans: Vec<(Vec<u8>,)> = tx.all(SCANS, (book,)).await?;
        Ok(Some(Kept {
            award,
            accounts: tx.all(ACCOUNTS, (book,)).await?,
            acts: tx.all(ACTS, (book,)).await?,
            grants: tx.all(GRANTS, (book,)).await?,
            scans: scans.into_iter().map(|(hash,)| hash).collect(),
            items: tx.all(SAMPLES, (book,)).await?,
            certificates: tx.all(CERTIFICATES, (book,)).await?,
            codes: tx.all(CODES, (book,)).await?,
            gaps: tx.all(GAPS, (book,)).await?,
        }))
    }
}

/// The next uploads after a digest, a few at a time: all of them together may be larger than memory.
pub(super) async fn uploads(tx: &mut Tx, after: Vec<u8>) -> Result<Vec<(Vec<u8>, Vec<u8>)>> {
    tx.all(UPLOADS, (after,)).await
}

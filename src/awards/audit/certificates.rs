//! Certificates: what an auditor signs of a period, and whether the books are still those that were signed.
use super::{
    Pairs, Papers, acts_digest,
    store::{self, CertificateRow},
    to, unhex, used,
};
use crate::{
    app::App,
    awards::{voucher_forms::get, words_of},
    error::{Answer, Fault},
    guard::{Can, InAward},
    reader::Reader,
    secrets::hex,
    store::{BookId, Error, Result as Stored, Tx, entries_from, head, lock, record},
    users::store as users,
    web,
};
use axum::{
    Form,
    extract::{Path, Query, State},
};
use chrono::{Days, NaiveDate};
use domain::grants::{
    Terms,
    audits::{Severity, Status},
};
use ledger::{EntryNo, Head};
use serde::Deserialize;
use templates::{
    awards::audit::certificates::{
        Answered, CertificateForm, CertificateFormPage, CertificatePage, CopyForm, CopyPage, certificate, certificate_form, copy,
    },
    parts::Problem,
};
use uuid::Uuid;
use words::Words;

/// The most letters of a note: what the table takes.
const NOTE_MOST: usize = 2_000;

/// What a certificate states, or a copy of it that was kept elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
    /// The book's last entry.
    pub entry: i64,
    /// Its hash.
    pub hash: Vec<u8>,
    /// The last act, and the digest of every act through it.
    pub acts: Option<(i64, Vec<u8>)>,
}

/// Where the books differ from what was stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    /// There is no such entry.
    NoEntry,
    /// This entry is not what its own hash says: it was rewritten.
    Rewritten(i64),
    /// An entry cannot be read any more.
    Unreadable,
    /// The entry's hash is another one.
    Hash,
    /// There is no such act.
    NoAct,
    /// The acts are others.
    Acts,
}

impl Difference {
    /// Its word.
    pub fn code(self) -> &'static str {
        match self {
            Difference::NoEntry => "no-entry",
            Difference::Rewritten(_) => "rewritten",
            Difference::Unreadable => "unreadable",
            Difference::Hash => "hash",
            Difference::NoAct => "no-act",
            Difference::Acts => "acts",
        }
    }

    fn text(self, words: Words) -> String {
        let key = format!("certificate-differs-{}", self.code());
        match self {
            Difference::Rewritten(entry) => words.with(&key, &[("number", words.ordinal(entry).into())]),
            _ => words.say(&key).into_owned(),
        }
    }
}

/// Compares what was stated with the books: every entry through it is hashed anew from what it says.
///
/// # Errors
/// Faults of the store.
pub async fn compare(tx: &mut Tx, book: BookId, stated: &Stated) -> Stored<Vec<Difference>> {
    let mut found: Vec<Difference> = chain(tx, book, stated).await?.into_iter().collect();
    if let Some((through, digest)) = &stated.acts {
        if *through < 1 || *through > store::last_act(tx, book).await? {
            found.push(Difference::NoAct);
        } else if acts_digest(tx, book, *through).await?.as_slice() != digest.as_slice() {
            found.push(Difference::Acts);
        }
    }
    Ok(found)
}

async fn chain(tx: &mut Tx, book: BookId, stated: &Stated) -> Stored<Option<Difference>> {
    // Periods are closed after entries were posted: a hash is reckoned without them.
    let mut at = Head { closed_through: None, last: None, ..head(tx, book).await? };
    loop {
        let next = at.last.map_or(1, |(no, _)| no.0 + 1);
        let entries = match entries_from(tx, book, EntryNo(next), 500).await {
            Ok(entries) => entries,
            Err(Error::Garbled(_)) => return Ok(Some(Difference::Unreadable)),
            Err(error) => return Err(error),
        };
        if entries.is_empty() {
            return Ok(Some(Difference::NoEntry));
        }
        for kept in entries {
            let own = at.number(kept.entry.clone(), kept.recorded);
            if own.as_ref() != Ok(&kept) {
                return Ok(Some(Difference::Rewritten(kept.no.0.min(stated.entry))));
            }
            if kept.no.0 == stated.entry {
                return Ok((kept.hash.as_bytes() != stated.hash.as_slice()).then_some(Difference::Hash));
            }
            at = at.after(&kept);
        }
    }
}

impl CertificateRow {
    /// What it states.
    pub fn stated(&self) -> Stated {
        let acts = self.acts_digest.clone().map(|digest| (self.act_no, digest));
        Stated { entry: self.entry_no, hash: self.hash.clone(), acts }
    }
}

fn answered(words: Words, differences: &[Difference]) -> Answered {
    Answered { differs: differences.iter().map(|difference| difference.text(words)).collect() }
}

// --- signing

/// `GET /awards/{award}/audit/certificates/new`
pub async fn new(State(app): State<App>, visit: InAward) -> Answer {
    let mut tx = app.db().read().await?;
    let papers = Papers::load(&mut tx, &visit).await?;
    let last = store::certificates(&mut tx, visit.award.book).await?.last().map(|last| last.to_day);
    let (from, to) = period(&papers.ground.award.terms, last, app.today());
    let form = CertificateForm {
        key: Uuid::now_v7().to_string(),
        from: visit.words().date_short(from),
        to: visit.words().date_short(to),
        note: String::new(),
    };
    Ok(web::html(certificate_form(&form_page(&mut tx, &papers, &visit, form, vec![]).await?)))
}

/// The period that comes next: from the day after the last one, through today or the end of the award.
fn period(terms: &Terms, last: Option<NaiveDate>, today: NaiveDate) -> (NaiveDate, NaiveDate) {
    let to = today.min(terms.to).max(terms.from);
    let from = last.and_then(|day| day.checked_add_days(Days::new(1))).unwrap_or(terms.from);
    (from.min(to), to)
}

async fn form_page(
    tx: &mut Tx,
    papers: &Papers,
    visit: &InAward,
    form: CertificateForm,
    problems: Vec<Problem>,
) -> Result<CertificateFormPage, Fault> {
    let last = head(tx, visit.award.book).await?.last;
    Ok(CertificateFormPage {
        around: visit.visit.around(),
        award: words_of::head(&visit.award, &papers.ground.award.terms),
        entry: last.map(|(no, hash)| (no.0, hash.to_string())),
        act: store::last_act(tx, visit.award.book).await?,
        grave: grave(papers)?,
        form,
        problems,
    })
}

/// How many findings of high severity are not closed.
fn grave(papers: &Papers) -> Result<i64, Fault> {
    let mut count = 0;
    for row in papers.findings.iter().filter(|row| row.severity() == Severity::High) {
        count += i64::from(papers.status(row.no)? != Status::Closed);
    }
    Ok(count)
}

/// `POST /awards/{award}/audit/certificates/new`
pub async fn sign(State(app): State<App>, visit: InAward, Form(pairs): Form<Pairs>) -> Answer {
    let form =
        CertificateForm { key: get(&pairs, "key"), from: get(&pairs, "from"), to: get(&pairs, "to"), note: get(&pairs, "note") };
    let key: Uuid = form.key.parse().map_err(|_| Fault::Unreadable)?;
    let book = visit.award.book;
    let mut tx = app.db().write().await?;
    lock(&mut tx, book).await?;
    let papers = Papers::load(&mut tx, &visit).await?;
    let certificates = store::certificates(&mut tx, book).await?;
    let last = head(&mut tx, book).await?.last;
    let mut reader = Reader::new(visit.words());
    let from = reader.day("from", &form.from);
    let until = reader.past_day("to", &form.to, app.today());
    if from.zip(until).is_some_and(|(from, until)| until < from) {
        reader.refuse("to", "certificate-refuse-period");
    }
    let note = reader.text("note", &form.note, NOTE_MOST);
    if grave(&papers)? > 0 && note.is_empty() {
        reader.refuse("note", "certificate-refuse-grave");
    }
    if last.is_none() {
        reader.refuse("", "certificate-refuse-nothing");
    }
    let read = (|| Some((from?, until?, last?)))();
    let (from, until, (entry, hash)) = match reader.finish(read) {
        Err(problems) => {
            return Ok(web::unprocessable(certificate_form(&form_page(&mut tx, &papers, &visit, form, problems).await?)));
        }
        Ok(read) => read,
    };
    if let Some(earlier) = certificates.iter().find(|earlier| earlier.id == key) {
        if (earlier.from_day, earlier.to_day, &earlier.note) == (from, until, &note) {
            return Ok(to(&visit, &format!("certificates/{}", earlier.no), "certificate-signed"));
        }
        let form = CertificateForm { key: Uuid::now_v7().to_string(), ..form };
        let problems = vec![used(visit.words())];
        return Ok(web::unprocessable(certificate_form(&form_page(&mut tx, &papers, &visit, form, problems).await?)));
    }
    let act_no = store::last_act(&mut tx, book).await?;
    let row = CertificateRow {
        no: certificates.last().map_or(1, |last| last.no + 1),
        id: key,
        from_day: from,
        to_day: until,
        entry_no: entry.0,
        hash: hash.as_bytes().to_vec(),
        act_no,
        acts_digest: Some(acts_digest(&mut tx, book, act_no).await?.to_vec()),
        note,
        signed_at: app.now(),
        signed_by: visit.visit.user.id,
    };
    // Nobody signs books that do not agree with themselves.
    let differences = compare(&mut tx, book, &row.stated()).await?;
    if !differences.is_empty() {
        let message = |difference: &Difference| Problem { field: String::new(), message: difference.text(visit.words()) };
        let problems = differences.iter().map(message).collect();
        return Ok(web::unprocessable(certificate_form(&form_page(&mut tx, &papers, &visit, form, problems).await?)));
    }
    store::add_certificate(&mut tx, book, &row).await?;
    let subject = format!("{} {}", visit.award.code, row.no);
    record(&mut tx, Some(book), Some(row.signed_by), "certificate-signed", &subject, app.now()).await?;
    tx.commit().await?;
    Ok(to(&visit, &format!("certificates/{}", row.no), "certificate-signed"))
}

/// `GET /awards/{award}/audit/certificates/{no}`
pub async fn show(State(app): State<App>, visit: InAward, Path((_, no)): Path<(String, i64)>) -> Answer {
    let mut tx = app.db().read().await?;
    let all = store::certificates(&mut tx, visit.award.book).await?;
    let row = all.iter().find(|row| row.no == no).ok_or(Fault::NotFound)?;
    let differences = compare(&mut tx, visit.award.book, &row.stated()).await?;
    let users = users::names(&mut tx).await?;
    let page = CertificatePage {
        around: visit.visit.around(),
        award: words_of::head(&visit.award, &visit.award.terms()?),
        no,
        period: (row.from_day, row.to_day),
        entry: row.entry_no,
        hash: hex(&row.hash),
        act: row.act_no,
        digest: row.acts_digest.as_deref().map(hex).unwrap_or_default(),
        note: row.note.clone(),
        signed: visit.words().instant(row.signed_at),
        by: users.get(&row.signed_by).cloned().unwrap_or_default(),
        answered: answered(visit.words(), &differences),
        may_audit: visit.may(Can::Audit),
    };
    Ok(web::html(certificate(&page)))
}

// --- a copy that was kept elsewhere

/// `?entry=9&hash=…&acts=43&digest=…`
#[derive(Debug, Default, Deserialize)]
pub struct CopyQuery {
    #[serde(default)]
    entry: String,
    #[serde(default)]
    hash: String,
    #[serde(default)]
    acts: String,
    #[serde(default)]
    digest: String,
}

/// `GET /awards/{award}/audit/certificates/check?entry=&hash=&acts=&digest=`
pub async fn check(State(app): State<App>, visit: InAward, Query(query): Query<CopyQuery>) -> Answer {
    let mut tx = app.db().read().await?;
    let CopyQuery { entry, hash, acts, digest } = query;
    let asked = [&entry, &hash, &acts, &digest].iter().any(|text| !text.trim().is_empty());
    let form = CopyForm { entry, hash, acts, digest };
    let read = if asked { read_copy(visit.words(), &form).map(Some) } else { Ok(None) };
    let (answered, problems) = match read {
        Err(problems) => (None, problems),
        Ok(None) => (None, vec![]),
        Ok(Some(stated)) => {
            let differences = compare(&mut tx, visit.award.book, &stated).await?;
            (Some(answered(visit.words(), &differences)), vec![])
        }
    };
    let award = words_of::head(&visit.award, &visit.award.terms()?);
    let refused = !problems.is_empty();
    let page = copy(&CopyPage { around: visit.visit.around(), award, form, answered, problems });
    Ok(if refused { web::unprocessable(page) } else { web::html(page) })
}

fn read_copy(words: Words, form: &CopyForm) -> Result<Stated, Vec<Problem>> {
    let mut reader = Reader::new(words);
    let entry = reader.some_count("entry", &form.entry);
    let hash = unhex(&form.hash);
    if hash.is_none() {
        reader.refuse("hash", "certificate-refuse-hash");
    }
    let acts = if form.acts.trim().is_empty() && form.digest.trim().is_empty() {
        Some(None)
    } else {
        let acts = reader.some_count("acts", &form.acts);
        let digest = unhex(&form.digest);
        if digest.is_none() {
            reader.refuse("digest", "certificate-refuse-hash");
        }
        acts.zip(digest).map(Some)
    };
    let stated = (|| Some(Stated { entry: entry?, hash: hash?, acts: acts? }))();
    reader.finish(stated)
}

//! The reckoning that trusts nothing kept: every book is read back and recomputed from what was posted.
//!
//! `books` replays entries through the ledger's own rules and compares what is kept beside them; `loans` tells every loan
//! again from its terms and events; `meetings` compares the sealed sheets with what they posted, `share_outs` what was
//! divided and paid out; `banks` tells every bank again from its acts, `coops` every cooperative and `awards` every award; `papers` holds what was printed against the books,
//! `people` tells again who is counted as whom.
//! The trail is followed line by line.
mod awards;
mod banks;
mod books;
mod coops;
mod loans;
mod meetings;
mod papers;
mod people;
mod share_outs;

use super::{BookId, Db, Error, Result, Sql, Tx, audit, carry, statements};
use std::fmt;
use uuid::Uuid;

statements! {
    BOOKS = "select b.id, b.uid, coalesce(g.code, a.code) as code, g.commodity, g.code is not null and a.code is not null as is_both
               from book b left join savings_group g on g.book_id = b.id left join award a on a.book_id = b.id order by b.id";
    AUDIT = "select no, at, by_user, action, subject, previous, hash from audit where book_id = $1 order by no";
    AUDIT_HEAD = "select no, hash from audit_head where book_id = $1";
    STRAY = "select 'posting', count(*) from posting p where not exists (select 1 from entry e where e.book_id = p.book_id and e.no = p.entry_no)
             union all
             select 'balance', count(*) from balance p where not exists (select 1 from book b where b.id = p.book_id)
             union all
             select 'meeting_line', count(*) from meeting_line p where not exists (select 1 from meeting m where m.book_id = p.book_id and m.no = p.meeting_no)
             union all
             select 'meeting_other', count(*) from meeting_other p where not exists (select 1 from meeting m where m.book_id = p.book_id and m.no = p.meeting_no)
             union all
             select 'cash_count', count(*) from cash_count p where not exists (select 1 from meeting m where m.book_id = p.book_id and m.no = p.meeting_no)
             union all
             select 'loan_instalment', count(*) from loan_instalment p where not exists (select 1 from loan l where l.book_id = p.book_id and l.no = p.loan_no)
             union all
             select 'loan_event', count(*) from loan_event p where not exists (select 1 from loan l where l.book_id = p.book_id and l.no = p.loan_no)
                or p.meeting_no is not null and not exists (select 1 from meeting m where m.book_id = p.book_id and m.no = p.meeting_no)
             union all
             select 'loan_state', count(*) from loan_state p where not exists (select 1 from loan l where l.book_id = p.book_id and l.no = p.loan_no)
             union all
             select 'loan_guarantor', count(*) from loan_guarantor p where not exists (select 1 from loan_application a where a.book_id = p.book_id and a.no = p.application_no)
             union all
             select 'share_out_count', count(*) from share_out_count p where not exists
                (select 1 from share_out_proposal o where o.book_id = p.book_id and o.share_out_no = p.share_out_no and o.no = p.proposal_no)
             union all
             select 'share_out_reinvest', count(*) from share_out_reinvest p where not exists
                (select 1 from share_out_proposal o where o.book_id = p.book_id and o.share_out_no = p.share_out_no and o.no = p.proposal_no)
             union all
             select 'share_out_line', count(*) from share_out_line p where not exists
                (select 1 from share_out_decision d where d.book_id = p.book_id and d.share_out_no = p.share_out_no and d.decision = 'confirmed')
             union all
             select 'bank', count(*) from bank b where not exists (select 1 from savings_group g where g.book_id = b.book_id)
             union all
             select 'bank_rules', count(*) from bank_rules p where not exists (select 1 from bank b where b.book_id = p.book_id and b.no = p.bank_no)
             union all
             select 'bank_season', count(*) from bank_season p where not exists (select 1 from bank b where b.book_id = p.book_id and b.no = p.bank_no)
             union all
             select 'bank_unit', count(*) from bank_unit p where not exists (select 1 from bank b where b.book_id = p.book_id and b.no = p.bank_no)
             union all
             select 'price', count(*) from price p where not exists (select 1 from good g where g.code = p.good)
                or not exists (select 1 from savings_group g where g.book_id = p.book_id)
             union all
             select 'bank_act', count(*) from bank_act p where not exists (select 1 from bank b where b.book_id = p.book_id and b.no = p.bank_no)
             union all
             select 'bank_animal', count(*) from bank_animal p where not exists
                (select 1 from bank_act a where a.book_id = p.book_id and a.bank_no = p.bank_no and a.no = p.act_no)
             union all
             select 'bank_animal_move', count(*) from bank_animal_move p where not exists
                (select 1 from bank_act a where a.book_id = p.book_id and a.bank_no = p.bank_no and a.no = p.act_no)
             union all
             select 'bank_request', count(*) from bank_request p where not exists (select 1 from bank b where b.book_id = p.book_id and b.no = p.bank_no)
             union all
             select 'bank_request_decision', count(*) from bank_request_decision p where not exists
                (select 1 from bank_request r where r.book_id = p.book_id and r.bank_no = p.bank_no and r.no = p.request_no)
             union all
             select 'coop', count(*) from coop k where not exists (select 1 from savings_group g where g.book_id = k.book_id)
             union all
             select 'coop_laws', count(*) from coop_laws p where not exists (select 1 from coop k where k.book_id = p.book_id)
             union all
             select 'coop_act', count(*) from coop_act p where not exists (select 1 from coop k where k.book_id = p.book_id)
             union all
             select 'coop_request', count(*) from coop_request p where not exists (select 1 from coop k where k.book_id = p.book_id)
             union all
             select 'coop_request_decision', count(*) from coop_request_decision p where not exists
                (select 1 from coop_request r where r.book_id = p.book_id and r.no = p.request_no)
             union all
             select 'buyer_offer', count(*) from buyer_offer p where not exists (select 1 from buyer b where b.id = p.buyer_id)
             union all
             select 'paper', count(*) from paper p where not exists (select 1 from book b where b.id = p.book_id)
             union all
             select 'award', count(*) from award p where not exists (select 1 from book b where b.id = p.book_id)
             union all
             select 'award_act', count(*) from award_act p where not exists (select 1 from award a where a.book_id = p.book_id)
             union all
             select 'award_grant', count(*) from award_grant p where not exists
                (select 1 from award_act a where a.book_id = p.book_id and a.no = p.act_no)
             union all
             select 'award_upload', count(*) from award_upload p where not exists (select 1 from award a where a.book_id = p.book_id)
                or not exists (select 1 from upload u where u.hash = p.hash)
             union all
             select 'code_view', count(*) from code_view p where not exists (select 1 from award a where a.book_id = p.book_id)
             union all
             select 'grant_code', count(*) from grant_code p where not exists
                (select 1 from award_grant g where g.book_id = p.book_id and g.no = p.grant_no)
             union all
             select 'grant_service', count(*) from grant_service p where not exists
                (select 1 from award_grant g where g.book_id = p.book_id and g.no = p.grant_no)
             union all
             select 'audit_sample', count(*) from audit_sample p where not exists (select 1 from award a where a.book_id = p.book_id)
             union all
             select 'audit_sample_item', count(*) from audit_sample_item p where not exists
                (select 1 from audit_sample s where s.book_id = p.book_id and s.no = p.sample_no)
             union all
             select 'audit_test', count(*) from audit_test p where not exists
                (select 1 from audit_sample_item i where i.book_id = p.book_id and i.sample_no = p.sample_no and i.voucher_no = p.voucher_no)
             union all
             select 'finding', count(*) from finding p where not exists (select 1 from award a where a.book_id = p.book_id)
             union all
             select 'finding_event', count(*) from finding_event p where not exists
                (select 1 from finding f where f.book_id = p.book_id and f.no = p.finding_no)
             union all
             select 'audit_certificate', count(*) from audit_certificate p where not exists (select 1 from award a where a.book_id = p.book_id)
             union all
             select 'audit', count(*) from audit p where p.book_id <> 0 and not exists (select 1 from book b where b.id = p.book_id)";
}

/// Something that is not as the postings say it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which book: its group's or award's code, or its uid; empty when it is not about one.
    pub book: String,
    /// Where in it: an entry, an account, a meeting.
    pub place: String,
    /// What is wrong, in plain English.
    pub what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.book.is_empty() {
            write!(f, "{}: ", self.book)?;
        }
        write!(f, "{}: {}", self.place, self.what)
    }
}

/// What is found, and in which book.
struct Findings {
    book: String,
    list: Vec<Finding>,
}

impl Findings {
    fn add(&mut self, place: impl Into<String>, what: impl Into<String>) {
        self.list.push(Finding { book: self.book.clone(), place: place.into(), what: what.into() });
    }
}

#[derive(sqlx::FromRow)]
struct BookRow {
    id: i64,
    uid: Uuid,
    code: Option<String>,
    commodity: Option<String>,
    is_both: bool,
}

/// Recomputes balances, heads, chains, loans, meetings, cash counts, share-outs, banks, cooperatives, awards and printed papers of every book from
/// its postings, in one snapshot.
/// Nothing found is an empty list.
///
/// # Errors
/// Only where the database cannot be read at all; a row that makes no sense is a finding.
pub async fn check(db: &Db) -> Result<Vec<Finding>> {
    let mut tx = db.read().await?;
    let mut found = Findings { book: String::new(), list: Vec::new() };
    let stray: Vec<(String, i64)> = tx.all(STRAY, ()).await?;
    for (table, count) in stray.into_iter().filter(|(_, count)| *count > 0) {
        found.add(table, format!("{count} rows belong to nothing"));
    }
    trail(&mut tx, 0, Uuid::nil(), &mut found).await?;
    people::check(&mut tx, &mut found).await?;
    let keys = papers::keys(&mut tx, &mut found).await?;
    awards::uploads(&mut tx, &mut found).await?;
    for row in tx.all::<BookRow>(BOOKS, ()).await? {
        one_book(&mut tx, row, &keys, &mut found).await?;
    }
    Ok(found.list)
}

/// The same for one book, as a transaction sees it: what a bundle brought is looked at before it is kept.
///
/// # Errors
/// As [`check`].
pub async fn check_book(tx: &mut Tx, book: BookId) -> Result<Vec<Finding>> {
    let mut found = Findings { book: String::new(), list: Vec::new() };
    let keys = papers::keys(tx, &mut found).await?;
    let rows = tx.all::<BookRow>(BOOKS, ()).await?;
    let row = rows.into_iter().find(|row| row.id == book.0).ok_or(Error::Garbled("no such book".into()))?;
    one_book(tx, row, &keys, &mut found).await?;
    Ok(found.list)
}

async fn one_book(tx: &mut Tx, row: BookRow, keys: &papers::Keys, found: &mut Findings) -> Result<()> {
    found.book = row.code.clone().unwrap_or_else(|| row.uid.to_string());
    let book = books::Stored::load(tx, BookId(row.id), row.uid).await?;
    books::check(&book, found);
    papers::check(tx, &book, keys, found).await?;
    if let Some(commodity) = row.commodity {
        let lent = loans::Lent::load(tx, (row.id,)).await?;
        loans::check(&book, &lent, &commodity, found);
        meetings::check(tx, &book, &lent, &commodity, found).await?;
        share_outs::check(tx, &book, &lent, found).await?;
        banks::check(tx, &book, &commodity, found).await?;
        coops::check(tx, &book, &commodity, found).await?;
        for (table, many) in carry::forgotten_rows(tx, BookId(row.id)).await? {
            found.add(table, format!("{many} rows stand in no order of writing and would not travel"));
        }
    }
    if row.is_both {
        found.add("book", "it is a group's and an award's");
    }
    awards::check(tx, &book, found).await?;
    trail(tx, row.id, row.uid, found).await
}

/// Follows a trail from its first line to its head.
async fn trail(tx: &mut Tx, book: i64, uid: Uuid, found: &mut Findings) -> Result<()> {
    let (mut last, mut hash) = (0, Vec::new());
    for row in tx.all::<audit::ChainRow>(AUDIT, (book,)).await? {
        if !row.follows(uid, book, last, &hash) {
            found.add(format!("audit line {}", row.no), "it does not follow from the line before, or was changed");
            return Ok(());
        }
        (last, hash) = (row.no, row.hash);
    }
    let head: Option<(i64, Vec<u8>)> = tx.optional(AUDIT_HEAD, (book,)).await?;
    if head.unwrap_or_default() != (last, hash) {
        found.add("audit", format!("the trail ends with line {last}, and its head says otherwise"));
    }
    Ok(())
}

/// The statements of all files here.
pub(super) fn all_statements() -> impl Iterator<Item = &'static (&'static str, Sql)> {
    let parts = [
        awards::STATEMENTS,
        banks::STATEMENTS,
        books::STATEMENTS,
        coops::STATEMENTS,
        loans::STATEMENTS,
        meetings::STATEMENTS,
        papers::STATEMENTS,
        people::STATEMENTS,
        share_outs::STATEMENTS,
    ];
    STATEMENTS.iter().chain(parts.into_iter().flatten())
}

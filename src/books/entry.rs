//! The route of one entry: its postings, who and when, its place in the chain, what it mends and what mends it.
use super::{
    lines,
    store::{self as documents, Document},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::InGroup,
    meetings::pages::head,
    members::store::{self as members, Member},
    store::{self, Tx},
    users, web,
};
use axum::extract::{Path, State};
use chrono::Datelike;
use ledger::{Entry, EntryNo, Hash, Numbered, Posting};
use templates::entries::{EntryPage, PostingLine, entry as draw};
use words::Words;

/// `GET /groups/{group}/entries/{no}`
pub async fn entry(State(app): State<App>, visit: InGroup, Path((_, no)): Path<(String, String)>) -> Answer {
    let (group, words) = (&visit.group, visit.words());
    let no = no.parse().map(EntryNo).map_err(|_| Fault::NotFound)?;
    let mut tx = app.db().read().await?;
    let numbered = store::entry(&mut tx, group.book, no).await?.ok_or(Fault::NotFound)?;
    let members = members::members(&mut tx, group.book, &group.commodity).await?;
    let document = document(&mut tx, &visit, no).await?;
    let recorder = users::store::by_id(&mut tx, numbered.recorded.by).await?;
    let last = store::head(&mut tx, group.book).await?.last.map_or(no, |(last, _)| last);
    let Numbered { entry, recorded, .. } = &numbered;
    let page = EntryPage {
        around: visit.visit.around(),
        group: head(group),
        number: no.0.unsigned_abs(),
        date: entry.on(),
        why: lines::why(words, no, entry.kind(), entry.on().year(), document),
        memo: entry.memo().to_owned(),
        recorded_at: recorded.at,
        recorded_by: recorder.map(|user| user.name).unwrap_or_default(),
        postings: lines_of(entry, &members, words),
        hash: hex(Some(numbered.hash)),
        previous_hash: hex(numbered.previous),
        meeting: match document {
            Some(Document::Meeting(no) | Document::Correction(_, no)) => u32::try_from(no).ok(),
            _ => None,
        },
        corrects: entry.kind().mends().map(|mended| (mended.0.unsigned_abs(), correction(document))),
        corrected_by: mended_by(&mut tx, &visit, no).await?,
        last: last.0.unsigned_abs(),
    };
    Ok(web::html(draw(&page)))
}

/// The postings as they are read: by fund, account and member. The order they were written in is in the mark.
fn lines_of(entry: &Entry, members: &[Member], words: Words) -> Vec<PostingLine> {
    let mut postings: Vec<&Posting> = entry.postings().iter().collect();
    postings.sort_by_key(|posting| (posting.fund, posting.account));
    let mut lines: Vec<PostingLine> = postings.into_iter().map(|posting| line(posting, members, words)).collect();
    for account in lines.chunk_by_mut(|one, next| (&one.fund, &one.account.number) == (&next.fund, &next.account.number)) {
        account.sort_by_key(|line| line.member);
    }
    lines
}

fn line(posting: &Posting, members: &[Member], words: Words) -> PostingLine {
    let member = posting.party.and_then(|party| members.iter().find(|member| member.party() == party));
    PostingLine {
        account: lines::account_name(words, posting.account),
        fund: lines::fund_name(words, posting.fund),
        party: member.map(Member::name).unwrap_or_default(),
        member: member.and_then(|member| u32::try_from(member.number).ok()),
        unit: lines::unit(posting.amount.commodity()),
        quantity: posting.amount.quantity(),
    }
}

async fn document(tx: &mut Tx, visit: &InGroup, no: EntryNo) -> store::Result<Option<Document>> {
    Ok(documents::documents(tx, visit.group.book, no, no).await?.remove(&no.0))
}

/// The entries that mend this one, each with the number of its correction.
async fn mended_by(tx: &mut Tx, visit: &InGroup, no: EntryNo) -> store::Result<Vec<(u64, Option<u32>)>> {
    let entries = store::mended_by(tx, visit.group.book, no).await?;
    let (Some(first), Some(last)) = (entries.first(), entries.last()) else { return Ok(vec![]) };
    let documents = documents::documents(tx, visit.group.book, first.no, last.no).await?;
    Ok(entries.iter().map(|entry| (entry.no.0.unsigned_abs(), correction(documents.get(&entry.no.0).copied()))).collect())
}

fn correction(document: Option<Document>) -> Option<u32> {
    match document {
        Some(Document::Correction(no, _)) => u32::try_from(no).ok(),
        _ => None,
    }
}

/// The mark in groups of eight, so that two people can read it to each other.
fn hex(hash: Option<Hash>) -> String {
    let bytes = hash.map(|hash| hash.as_bytes().to_vec()).unwrap_or_default();
    let groups = bytes.chunks(4).map(|group| group.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    groups.collect::<Vec<_>>().join(" ")
}

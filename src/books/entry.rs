//! The route of one entry: its postings, who and when, its place in the chain, what it mends and what mends it.
use super::{
    funds::{Funds, Goods},
    lines,
    pages::account_href,
    store::{self as documents, ActOf, Document},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    groups::store::Group,
    guard::InGroup,
    meetings::pages::head,
    members::store::{self as members, Member},
    secrets::hex,
    store::{self, Tx},
    users, web,
};
use axum::extract::{Path, State};
use chrono::Datelike;
use ledger::{Entry, EntryNo, Hash, Numbered, Posting};
use templates::{
    entries::{EntryPage, PostingLine, entry as draw},
    parts::GroupHead,
};
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
    let named = Named { funds: Funds::load(&mut tx, group.book).await?, goods: Goods::load(&mut tx).await?, members, words };
    let act = if let Some(Document::Act(act)) = &document { Some(&**act) } else { None };
    let Numbered { entry, recorded, .. } = &numbered;
    let page = EntryPage {
        around: visit.visit.around(),
        group: head(group),
        number: no.0.unsigned_abs(),
        date: entry.on(),
        why: lines::why(words, no, entry.kind(), entry.on().year(), document.as_ref()),
        memo: entry.memo().to_owned(),
        recorded_at: recorded.at,
        recorded_by: recorder.map(|user| user.name).unwrap_or_default(),
        postings: lines_of(entry, &head(group), &named),
        act: act.map(|act| (act.bank.clone(), act.name.clone(), act.no)),
        price: act.and_then(|act| price(act, group, &named)),
        hash: mark(Some(numbered.hash)),
        previous_hash: mark(numbered.previous),
        meeting: match document {
            Some(Document::Meeting(no) | Document::Correction(_, no)) => u32::try_from(no).ok(),
            _ => None,
        },
        corrects: entry.kind().mends().map(|mended| (mended.0.unsigned_abs(), correction(document.as_ref()))),
        corrected_by: mended_by(&mut tx, &visit, no).await?,
        last: last.0.unsigned_abs(),
    };
    Ok(web::html(draw(&page)))
}

/// What the lines of an entry are called by.
struct Named {
    funds: Funds,
    goods: Goods,
    members: Vec<Member>,
    words: Words,
}

/// The postings as they are read: by fund, commodity, account and member. The order they were written in is in the mark.
fn lines_of(entry: &Entry, group: &GroupHead, named: &Named) -> Vec<PostingLine> {
    let mut postings: Vec<&Posting> = entry.postings().iter().collect();
    postings.sort_by_key(|posting| (posting.fund, posting.amount.commodity(), posting.account));
    let of = |posting: &&Posting| (posting.fund, posting.amount.commodity(), posting.account);
    let accounts = postings.chunk_by(|one, next| of(one) == of(next)).map(|account| {
        let mut lines: Vec<PostingLine> = account.iter().map(|posting| line(posting, group, named)).collect();
        lines.sort_by_key(|line| line.member);
        lines
    });
    accounts.collect::<Vec<_>>().concat()
}

/// The price that an act cites, in words: `1,100 ៛ for 1 kg of Paddy, 10 June 2026`.
fn price(act: &ActOf, group: &Group, named: &Named) -> Option<String> {
    let (words, cited) = (named.words, act.price.as_ref()?);
    let unit = lines::unit(group.commodity());
    let good = named.goods.by_code(&cited.good);
    let class = if cited.class.is_empty() { "".into() } else { words.say(&format!("entry-price-of-{}", cited.class)) };
    let name = match (class.is_empty(), good) {
        (false, _) => class.into_owned(),
        (true, Some(good)) => good.name(words),
        (true, None) => cited.good.clone(),
    };
    let counted = good.map(|good| good.counted_in(words)).unwrap_or_default();
    let values = [
        ("price", unit.text(words, cited.amount).into()),
        ("unit", counted.into()),
        ("good", name.into()),
        ("date", words.date(cited.day).into()),
    ];
    Some(words.with("entry-price", &values))
}

fn line(posting: &Posting, group: &GroupHead, named: &Named) -> PostingLine {
    let (words, commodity) = (named.words, posting.amount.commodity());
    let member = posting.party.and_then(|party| named.members.iter().find(|member| member.party() == party));
    PostingLine {
        account: lines::account_name(words, posting.account),
        href: account_href(group, posting.account, named.funds.code(posting.fund), commodity),
        fund: named.funds.name(words, posting.fund),
        counted: named.goods.get(commodity).map(|good| good.name(words)).unwrap_or_default(),
        party: member.map(Member::name).unwrap_or_default(),
        member: member.and_then(|member| u32::try_from(member.number).ok()),
        unit: lines::unit(commodity),
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
    Ok(entries.iter().map(|entry| (entry.no.0.unsigned_abs(), correction(documents.get(&entry.no.0)))).collect())
}

fn correction(document: Option<&Document>) -> Option<u32> {
    match document {
        Some(Document::Correction(no, _)) => u32::try_from(*no).ok(),
        _ => None,
    }
}

/// The mark in groups of eight, so that two people can read it to each other.
fn mark(hash: Option<Hash>) -> String {
    let bytes = hash.map(|hash| hash.as_bytes().to_vec()).unwrap_or_default();
    bytes.chunks(4).map(hex).collect::<Vec<_>>().join(" ")
}

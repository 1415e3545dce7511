//! Reading a book: balances, entries, the lines of an account. Every statement goes by an index of the book.
use super::{BookId, Error, Result, Tx, statements};
use chrono::{DateTime, NaiveDate, Utc};
use ledger::{
    AccountNo, Amount, BalanceKey, Commodity, Entry, EntryKey, EntryKind, EntryNo, FundNo, Hash, Numbered, PartyNo, Posting,
    Recorded,
};
use sqlx::FromRow;
use std::collections::BTreeMap;
use uuid::Uuid;

statements! {
    BOOKS = "select id, uid, name from book order by id";
    BOOK = "select id from book where uid = $1";
    COMMODITIES = "select code, decimals from commodity";
    BALANCES = "select b.fund, b.account, b.party, b.commodity, c.decimals, b.quantity
                  from balance b join commodity c on c.code = b.commodity
                 where b.book_id = $1 order by b.fund, b.account, b.party, b.commodity";
    BALANCES_OF_PARTY = "select b.fund, b.account, b.party, b.commodity, c.decimals, b.quantity
                           from balance b join commodity c on c.code = b.commodity
                          where b.book_id = $1 and b.party = $2 and b.party > 0 order by b.fund, b.account, b.commodity";
    BALANCES_AS_OF = "select p.fund, p.account, p.party, p.commodity, c.decimals, cast(sum(p.quantity) as bigint) as quantity
                        from posting p join commodity c on c.code = p.commodity
                       where p.book_id = $1 and p.day <= $2
                       group by p.fund, p.account, p.party, p.commodity, c.decimals
                       order by p.fund, p.account, p.party, p.commodity";
    ENTRY = "select no, day, kind, mends, memo, source, lines, key, recorded_at, recorded_by, previous, hash
               from entry where book_id = $1 and no = $2";
    ENTRIES = "select no, day, kind, mends, memo, source, lines, key, recorded_at, recorded_by, previous, hash
                 from entry where book_id = $1 and no < $2 order by no desc limit $3";
    ENTRIES_FROM = "select no, day, kind, mends, memo, source, lines, key, recorded_at, recorded_by, previous, hash
                      from entry where book_id = $1 and no >= $2 order by no limit $3";
    ENTRIES_BETWEEN = "select no, day, kind, mends, memo, source, lines, key, recorded_at, recorded_by, previous, hash
                         from entry where book_id = $1 and day >= $2 and day <= $3 order by day, no";
    ENTRIES_OF_SOURCE = "select no, day, kind, mends, memo, source, lines, key, recorded_at, recorded_by, previous, hash
                           from entry where book_id = $1 and source = $2 order by no";
    MENDED_BY = "select no, day, kind, mends, memo, source, lines, key, recorded_at, recorded_by, previous, hash
                   from entry where book_id = $1 and mends = $2 order by no";
    /// The lines of an account with what had come together by each; party and fund are ranges so that the index serves.
    ACCOUNT_LINES = "with line as (
            select entry_no, line, fund, account, party, commodity, quantity, day,
                   cast(sum(quantity) over (partition by commodity order by day, entry_no, line rows unbounded preceding) as bigint) as running
              from posting
             where book_id = $1 and account = $2 and party between $3 and $4 and fund between $5 and $6 and day <= $8
               and ($11 = '' or commodity = $11))
        select l.entry_no, l.line, l.fund, l.account, l.party, l.commodity, c.decimals, l.quantity, l.running, l.day,
               e.kind, e.mends, e.memo, e.source, e.recorded_at, e.recorded_by
          from line l join entry e on e.book_id = $1 and e.no = l.entry_no join commodity c on c.code = l.commodity
         where l.day >= $7 order by l.day, l.entry_no, l.line limit $9 offset $10";
    ACCOUNT_SUMS = "select p.commodity, c.decimals, cast(sum(case when p.day < $7 then p.quantity else 0 end) as bigint),
                           cast(sum(p.quantity) as bigint), cast(sum(case when p.day < $7 then 0 else 1 end) as bigint)
                      from posting p join commodity c on c.code = p.commodity
                     where p.book_id = $1 and p.account = $2 and p.party between $3 and $4 and p.fund between $5 and $6 and p.day <= $8
                       and ($9 = '' or p.commodity = $9)
                     group by p.commodity, c.decimals order by p.commodity";
    /// A party's lines over all her accounts, each with what its account had come to.
    PARTY_LINES = "with line as (
            select entry_no, line, fund, account, party, commodity, quantity, day,
                   cast(sum(quantity) over (partition by fund, account, commodity order by day, entry_no, line
                                            rows unbounded preceding) as bigint) as running
              from posting where book_id = $1 and party = $2 and party > 0 and day <= $4)
        select l.entry_no, l.line, l.fund, l.account, l.party, l.commodity, c.decimals, l.quantity, l.running, l.day,
               e.kind, e.mends, e.memo, e.source, e.recorded_at, e.recorded_by
          from line l join entry e on e.book_id = $1 and e.no = l.entry_no join commodity c on c.code = l.commodity
         where l.day >= $3 order by l.day, l.entry_no, l.line limit $5 offset $6";
    PARTY_LINES_COUNT = "select count(*) from posting where book_id = $1 and party = $2 and party > 0 and day >= $3 and day <= $4";
}

/// The first day that any statement reaches back to.
const BEGINNING: NaiveDate = NaiveDate::from_ymd_opt(1, 1, 1).expect("it is a day");
/// The last.
const END: NaiveDate = NaiveDate::from_ymd_opt(9999, 12, 31).expect("it is a day");

/// A book as a list shows it.
#[derive(Clone, Debug, FromRow, PartialEq, Eq)]
pub struct BookRow {
    /// Its number here.
    pub id: i64,
    /// Its name outside.
    pub uid: Uuid,
    /// What people call it.
    pub name: String,
}

/// All books, in the order they were made.
pub async fn books(tx: &mut Tx) -> Result<Vec<BookRow>> {
    tx.all(BOOKS, ()).await
}

/// The book of a uid.
pub async fn book(tx: &mut Tx, uid: Uuid) -> Result<Option<BookId>> {
    Ok(tx.optional::<(i64,)>(BOOK, (uid,)).await?.map(|(id,)| BookId(id)))
}

/// What is counted here, by code.
pub async fn commodities(tx: &mut Tx) -> Result<BTreeMap<String, Commodity>> {
    let rows: Vec<(String, i64)> = tx.all(COMMODITIES, ()).await?;
    rows.into_iter().map(|(code, decimals)| Ok((code.clone(), commodity(&code, decimals)?))).collect()
}

/// Every balance that was ever moved (it may be zero again), as kept; by fund, account, party, commodity.
pub async fn balances(tx: &mut Tx, book: BookId) -> Result<Vec<(BalanceKey, Amount)>> {
    kept(tx.all(BALANCES, (book.0,)).await?)
}

/// The balances of one party.
pub async fn balances_of_party(tx: &mut Tx, book: BookId, party: PartyNo) -> Result<Vec<(BalanceKey, Amount)>> {
    kept(tx.all(BALANCES_OF_PARTY, (book.0, party.0)).await?)
}

/// The balances at the end of a business day, summed from the postings.
pub async fn balances_as_of(tx: &mut Tx, book: BookId, day: NaiveDate) -> Result<Vec<(BalanceKey, Amount)>> {
    kept(tx.all(BALANCES_AS_OF, (book.0, day)).await?)
}

#[derive(FromRow)]
pub(super) struct BalanceRow {
    fund: i64,
    account: i64,
    party: i64,
    commodity: String,
    decimals: i64,
    quantity: i64,
}

pub(super) fn kept(rows: Vec<BalanceRow>) -> Result<Vec<(BalanceKey, Amount)>> {
    let kept = |row: BalanceRow| {
        let commodity = commodity(&row.commodity, row.decimals)?;
        let key = BalanceKey { fund: FundNo(row.fund), account: AccountNo(row.account), party: party(row.party), commodity };
        Ok((key, commodity.of(row.quantity)))
    };
    rows.into_iter().map(kept).collect()
}

/// One entry with its postings.
pub async fn entry(tx: &mut Tx, book: BookId, no: EntryNo) -> Result<Option<Numbered>> {
    let row: Option<EntryRow> = tx.optional(ENTRY, (book.0, no.0)).await?;
    let Some(row) = row else { return Ok(None) };
    row.numbered(&commodities(tx).await?).map(Some)
}

/// At most `most` entries before one, newest first; `None` begins at the newest.
pub async fn entries(tx: &mut Tx, book: BookId, before: Option<EntryNo>, most: i64) -> Result<Vec<Numbered>> {
    let rows = tx.all(ENTRIES, (book.0, before.map_or(i64::MAX, |no| no.0), most)).await?;
    numbered(tx, rows).await
}

/// At most `most` entries from one on, in order: what an export goes through.
pub async fn entries_from(tx: &mut Tx, book: BookId, from: EntryNo, most: i64) -> Result<Vec<Numbered>> {
    let rows = tx.all(ENTRIES_FROM, (book.0, from.0, most)).await?;
    numbered(tx, rows).await
}

/// The entries of a span of business days, both included, by day and number.
pub async fn entries_between(tx: &mut Tx, book: BookId, from: NaiveDate, to: NaiveDate) -> Result<Vec<Numbered>> {
    let rows = tx.all(ENTRIES_BETWEEN, (book.0, from, to)).await?;
    numbered(tx, rows).await
}

/// The entries that stand for a document.
pub async fn entries_of_source(tx: &mut Tx, book: BookId, source: Uuid) -> Result<Vec<Numbered>> {
    let rows = tx.all(ENTRIES_OF_SOURCE, (book.0, source)).await?;
    numbered(tx, rows).await
}

/// The entries that correct or reverse this one.
pub async fn mended_by(tx: &mut Tx, book: BookId, no: EntryNo) -> Result<Vec<Numbered>> {
    let rows = tx.all(MENDED_BY, (book.0, no.0)).await?;
    numbered(tx, rows).await
}

async fn numbered(tx: &mut Tx, rows: Vec<EntryRow>) -> Result<Vec<Numbered>> {
    let known = commodities(tx).await?;
    rows.into_iter().map(|row| row.numbered(&known)).collect()
}

/// Which lines of an account: of a party, of a fund, of a commodity, between two days (both included); nothing named, all.
#[derive(Clone, Copy, Debug, Default)]
pub struct LineFilter {
    /// Only this party's.
    pub party: Option<PartyNo>,
    /// Only this fund's.
    pub fund: Option<FundNo>,
    /// Only what is counted in this.
    pub commodity: Option<Commodity>,
    /// From this day on.
    pub from: Option<NaiveDate>,
    /// Through this day.
    pub to: Option<NaiveDate>,
}

/// A part of a long list.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// How many lines are passed over.
    pub skip: i64,
    /// How many are shown at most.
    pub most: i64,
}

impl Page {
    /// Everything.
    pub const ALL: Page = Page { skip: 0, most: i64::MAX };
}

/// A line of an account, with what had come together by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The entry.
    pub entry: EntryNo,
    /// The business date.
    pub day: NaiveDate,
    /// What the entry is for.
    pub kind: EntryKind,
    /// The entry's reason.
    pub memo: String,
    /// The document the entry stands for.
    pub source: Option<Uuid>,
    /// When it was recorded, and by whom.
    pub recorded: Recorded,
    /// The line itself.
    pub posting: Posting,
    /// The balance after it, over the lines the filter lets through and all before them.
    pub running: Amount,
}

/// The lines of an account, and what surrounds them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lines {
    /// Before the first day, by commodity.
    pub opening: Vec<Amount>,
    /// After the last day, by commodity.
    pub closing: Vec<Amount>,
    /// How many lines there are in all, for turning pages.
    pub count: i64,
    /// This page's, oldest first.
    pub lines: Vec<Line>,
}

/// The lines of an account by day: the ledger of an account, the cash book, a passbook.
pub async fn postings_of_account(tx: &mut Tx, book: BookId, account: AccountNo, filter: LineFilter, page: Page) -> Result<Lines> {
    let (party_from, party_to) = filter.party.map_or((0, i64::MAX), |party| (party.0, party.0));
    let (fund_from, fund_to) = filter.fund.map_or((0, i64::MAX), |fund| (fund.0, fund.0));
    let (from, to) = (filter.from.unwrap_or(BEGINNING), filter.to.unwrap_or(END));
    let counted = filter.commodity.map_or(String::new(), |commodity| commodity.code().to_owned());
    let of = (book.0, account.0, party_from, party_to, fund_from, fund_to, from, to, counted.clone());
    let sums: Vec<(String, i64, i64, i64, i64)> = tx.all(ACCOUNT_SUMS, of).await?;
    let of = (book.0, account.0, party_from, party_to, fund_from, fund_to, from, to, page.most, page.skip, counted);
    let rows: Vec<LineRow> = tx.all(ACCOUNT_LINES, of).await?;
    let (mut opening, mut closing, mut count) = (Vec::new(), Vec::new(), 0);
    for (code, decimals, before, after, lines) in sums {
        let commodity = commodity(&code, decimals)?;
        opening.push(commodity.of(before));
        closing.push(commodity.of(after));
        count += lines;
    }
    let lines = rows.into_iter().map(LineRow::line).collect::<Result<_>>()?;
    Ok(Lines { opening, closing, count, lines })
}

/// A party's lines over all her accounts, oldest first, each with what its account, fund and commodity had come to; and
/// how many there are in all.
pub async fn postings_of_party(
    tx: &mut Tx,
    book: BookId,
    party: PartyNo,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    page: Page,
) -> Result<(Vec<Line>, i64)> {
    let (from, to) = (from.unwrap_or(BEGINNING), to.unwrap_or(END));
    let count = tx.value(PARTY_LINES_COUNT, (book.0, party.0, from, to)).await?;
    let rows: Vec<LineRow> = tx.all(PARTY_LINES, (book.0, party.0, from, to, page.most, page.skip)).await?;
    Ok((rows.into_iter().map(LineRow::line).collect::<Result<_>>()?, count))
}

#[derive(FromRow)]
struct LineRow {
    entry_no: i64,
    fund: i64,
    account: i64,
    party: i64,
    commodity: String,
    decimals: i64,
    quantity: i64,
    running: i64,
    day: NaiveDate,
    kind: String,
    mends: Option<i64>,
    memo: String,
    source: Option<Uuid>,
    recorded_at: DateTime<Utc>,
    recorded_by: Uuid,
}

impl LineRow {
    fn line(self) -> Result<Line> {
        let commodity = commodity(&self.commodity, self.decimals)?;
        Ok(Line {
            entry: EntryNo(self.entry_no),
            day: self.day,
            kind: kind(&self.kind, self.mends)?,
            memo: self.memo,
            source: self.source,
            recorded: Recorded { at: self.recorded_at, by: self.recorded_by },
            posting: Posting {
                fund: FundNo(self.fund),
                account: AccountNo(self.account),
                party: party(self.party),
                amount: commodity.of(self.quantity),
            },
            running: commodity.of(self.running),
        })
    }
}

/// A row of `entry`.
#[derive(Clone, Debug, FromRow)]
pub(super) struct EntryRow {
    pub no: i64,
    pub day: NaiveDate,
    pub kind: String,
    pub mends: Option<i64>,
    pub memo: String,
    pub source: Option<Uuid>,
    pub lines: String,
    pub key: Uuid,
    pub recorded_at: DateTime<Utc>,
    pub recorded_by: Uuid,
    pub previous: Vec<u8>,
    pub hash: Vec<u8>,
}

impl EntryRow {
    /// The entry as the ledger knows it, from the text of its lines.
    pub fn numbered(self, known: &BTreeMap<String, Commodity>) -> Result<Numbered> {
        let garbled = |what: &str| Error::Garbled(format!("entry {}: {what}", self.no));
        let lines: Vec<(i64, i64, i64, String, i64)> = serde_json::from_str(&self.lines).map_err(|_| garbled("its lines"))?;
        let mut postings = Vec::with_capacity(lines.len());
        for (fund, account, whose, code, quantity) in lines {
            let commodity = known.get(&code).ok_or_else(|| garbled("a commodity that is not there"))?;
            let amount = commodity.of(quantity);
            postings.push(Posting { fund: FundNo(fund), account: AccountNo(account), party: party(whose), amount });
        }
        let kind = kind(&self.kind, self.mends)?;
        let previous = if self.previous.is_empty() { None } else { Some(hash(&self.previous)?) };
        let entry = Entry::new(EntryKey(self.key), self.day, kind, self.memo.clone(), postings)
            .map_err(|why| garbled(&format!("it is no entry: {why:?}")))?;
        let entry = match self.source {
            Some(source) => entry.of(source),
            None => entry,
        };
        let recorded = Recorded { at: self.recorded_at, by: self.recorded_by };
        Ok(Numbered { no: EntryNo(self.no), previous, hash: hash(&self.hash)?, recorded, entry })
    }
}

pub(super) fn hash(bytes: &[u8]) -> Result<Hash> {
    Hash::from_bytes(bytes).ok_or_else(|| Error::Garbled("a hash that is not 32 bytes long".into()))
}

pub(super) fn commodity(code: &str, decimals: i64) -> Result<Commodity> {
    let decimals = u8::try_from(decimals).unwrap_or(u8::MAX);
    Commodity::new(code, decimals).map_err(|_| Error::Garbled(format!("commodity {code}")))
}

pub(super) fn party(no: i64) -> Option<PartyNo> {
    (no != 0).then_some(PartyNo(no))
}

fn kind(code: &str, mends: Option<i64>) -> Result<EntryKind> {
    EntryKind::parse(code, mends.map(EntryNo)).ok_or_else(|| Error::Garbled(format!("an entry of kind {code}")))
}

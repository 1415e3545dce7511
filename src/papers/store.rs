//! The SQL of the register of papers, and of what is asked of the books when a paper is looked up.
use super::keys::PublicKey;
use crate::store::{BookId, Error, Result, Tx, statements};
use chrono::{DateTime, NaiveDate, Utc};
use domain::papers::{Anchor, Code, Figure, KeyId, Kind};
use ledger::{AccountNo, Commodity, EntryKind, EntryNo, FundNo, Hash, PartyNo};
use sqlx::FromRow;
use uuid::Uuid;

statements! {
    KEY = "select public_key from paper_key where id = $1";
    ADD_KEY = "insert into paper_key (id, public_key, recorded_at) values ($1, $2, $3)",
        postgres: "insert into paper_key (id, public_key, recorded_at) values ($1, $2, $3) on conflict do nothing";
    /// What was posted to members through an entry; a debit is positive.
    FIGURES_THROUGH = "select cast(0 as bigint) as entry_no, p.party, p.fund, p.account, p.commodity, c.decimals, cast(sum(p.quantity) as bigint) as quantity
                         from posting p join commodity c on c.code = p.commodity
                        where p.book_id = $1 and p.party > 0 and p.entry_no <= $2
                        group by p.party, p.fund, p.account, p.commodity, c.decimals having sum(p.quantity) <> 0
                        order by p.party, p.fund, p.account, p.commodity";
    /// What entries posted to members: pairs of an entry and a member.
    FIGURES_IN = "select p.entry_no, p.party, p.fund, p.account, p.commodity, c.decimals, cast(sum(p.quantity) as bigint) as quantity
                    from (select distinct value ->> 0 as entry_no, value ->> 1 as party from json_each($2)) w
                    join posting p on p.book_id = $1 and p.entry_no = w.entry_no and p.party = w.party and p.party > 0
                    join commodity c on c.code = p.commodity
                   group by p.entry_no, p.party, p.fund, p.account, p.commodity, c.decimals having sum(p.quantity) <> 0
                   order by p.entry_no, p.party, p.fund, p.account, p.commodity",
        postgres: "select p.entry_no, p.party, p.fund, p.account, p.commodity, c.decimals, cast(sum(p.quantity) as bigint) as quantity
                     from (select distinct (value ->> 0)::bigint as entry_no, (value ->> 1)::bigint as party
                             from json_array_elements($2::json) as l (value)) w
                     join posting p on p.book_id = $1 and p.entry_no = w.entry_no and p.party = w.party and p.party > 0
                     join commodity c on c.code = p.commodity
                    group by p.entry_no, p.party, p.fund, p.account, p.commodity, c.decimals having sum(p.quantity) <> 0
                    order by p.entry_no, p.party, p.fund, p.account, p.commodity";
    /// What was posted to one member from one entry through another.
    FIGURES_OF = "select cast(0 as bigint) as entry_no, p.party, p.fund, p.account, p.commodity, c.decimals, cast(sum(p.quantity) as bigint) as quantity
                    from posting p join commodity c on c.code = p.commodity
                   where p.book_id = $1 and p.party = $2 and p.party > 0 and p.entry_no between $3 and $4
                   group by p.party, p.fund, p.account, p.commodity, c.decimals having sum(p.quantity) <> 0
                   order by p.fund, p.account, p.commodity";
    ENTRIES = "select no, day, kind, mends, hash from entry where book_id = $1 and no in (select value from json_each($2))",
        postgres: "select no, day, kind, mends, hash from entry where book_id = $1
                    and no in (select value::bigint from json_array_elements_text($2::json) as l (value))";
    BOOK_OF_UID = "select id, coalesce(head_no, 0) from book where uid = $1";
    UID = "select uid from book where id = $1";
    KNOWN = "select code, payload from paper where code in (select value from json_each($1))",
        postgres: "select code, payload from paper where code in (select value from json_array_elements_text($1::json) as l (value))";
    ADD = "insert into paper (book_id, code, kind, party_no, entry_no, payload, pages, printed_at, printed_by)
           select $1, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, $3, $4 from json_each($2)",
        postgres: "insert into paper (book_id, code, kind, party_no, entry_no, payload, pages, printed_at, printed_by)
                   select $1, value ->> 0, value ->> 1, (value ->> 2)::bigint, (value ->> 3)::bigint, value ->> 4, value ->> 5, $3, $4
                     from json_array_elements($2::json) as l (value)
                   on conflict do nothing";
    PAPER = "select payload, printed_at from paper where code = $1";
    LAST_PASSBOOKS = "select party_no, entry_no, pages, code, printed_at
                        from (select party_no, entry_no, pages, code, printed_at,
                                     row_number() over (partition by party_no order by entry_no desc, printed_at desc, code) as place
                                from paper where book_id = $1 and kind = 'passbook') l
                       where place = 1 order by party_no";
    /// What entries after a span posted to a member to mend entries of that span, each with the correction of a meeting or
    /// the act at a bank that it stands for.
    MENDED = "select e.no, e.day, p.fund, p.account, p.commodity, q.decimals, cast(sum(p.quantity) as bigint) as quantity,
                     c.meeting_no, m.held_on, c.figure as figure_kind, o.kind as other, c.was, c.becomes, a.no as act_no, a.kind as act, a.day as act_day
                from entry e
                join posting p on p.book_id = e.book_id and p.entry_no = e.no and p.party = $2 and p.party > 0
                join commodity q on q.code = p.commodity
                left join correction c on c.book_id = e.book_id and c.id = e.source
                left join meeting m on m.book_id = c.book_id and m.no = c.meeting_no
                left join meeting_other o on o.book_id = c.book_id and o.meeting_no = c.meeting_no and o.line = c.other_line
                left join bank_act a on a.book_id = e.book_id and a.entry_no = e.mends
               where e.book_id = $1 and e.no > $4 and e.mends between $3 and $4
               group by e.no, e.day, p.fund, p.account, p.commodity, q.decimals,
                        c.meeting_no, m.held_on, c.figure, o.kind, c.was, c.becomes, a.no, a.kind, a.day
              having sum(p.quantity) <> 0
               order by e.no, p.fund, p.account, p.commodity";
    MEETINGS_SINCE = "select count(*) from meeting where book_id = $1 and entry_no > $2";
    /// What else was posted to a member after an entry: no meeting, and nothing that mends what was before.
    OTHERS_SINCE = "select count(distinct p.entry_no) from posting p
                      join entry e on e.book_id = p.book_id and e.no = p.entry_no
                     where p.book_id = $1 and p.party = $2 and p.party > 0 and p.entry_no > $3 and (e.mends is null or e.mends > $3)
                       and not exists (select 1 from meeting m where m.book_id = p.book_id and m.entry_no = p.entry_no)";
    NUMBER = "select number from member where book_id = $1 and party_no = $2";
}

/// Sees that a key is known here for good; one that is known stays as it is.
pub async fn keep_key(tx: &mut Tx, key: PublicKey, at: DateTime<Utc>) -> Result<()> {
    let kept = match public_key(tx, key.id()).await? {
        Some(kept) => Some(kept),
        None => {
            tx.run(ADD_KEY, (key.id().to_string(), key.as_bytes().to_vec(), at)).await?;
            public_key(tx, key.id()).await?
        }
    };
    // Two keys of one name: four bytes are few, and then papers could not be told apart.
    if kept == Some(key) { Ok(()) } else { Err(Error::Garbled(format!("the key of papers {}", key.id()))) }
}

/// The public key of a name that papers bear.
pub async fn public_key(tx: &mut Tx, id: KeyId) -> Result<Option<PublicKey>> {
    let row: Option<(Vec<u8>,)> = tx.optional(KEY, (id.to_string(),)).await?;
    Ok(row.and_then(|(bytes,)| PublicKey::from_bytes(&bytes)))
}

/// What was posted to a member.
#[derive(FromRow)]
pub struct FigureRow {
    /// In which entry, where that was asked.
    pub entry_no: i64,
    /// Whose.
    pub party: i64,
    #[sqlx(flatten)]
    figure: RawFigure,
}

#[derive(FromRow)]
struct RawFigure {
    fund: i64,
    account: i64,
    commodity: String,
    decimals: i64,
    quantity: i64,
}

impl RawFigure {
    fn read(&self) -> Result<Figure> {
        let decimals = u8::try_from(self.decimals).unwrap_or(u8::MAX);
        let commodity =
            Commodity::new(&self.commodity, decimals).map_err(|_| Error::Garbled(format!("the commodity {:?}", self.commodity)))?;
        Ok(Figure { fund: FundNo(self.fund), account: AccountNo(self.account), amount: commodity.of(self.quantity) })
    }
}

impl FigureRow {
    /// Reads it.
    pub fn figure(&self) -> Result<Figure> {
        self.figure.read()
    }
}

/// What every member has through an entry, by member.
pub async fn figures_through(tx: &mut Tx, book: BookId, entry: EntryNo) -> Result<Vec<FigureRow>> {
    tx.all(FIGURES_THROUGH, (book.0, entry.0)).await
}

/// What these entries posted to these members.
pub async fn figures_in(tx: &mut Tx, book: BookId, wanted: &[(EntryNo, PartyNo)]) -> Result<Vec<FigureRow>> {
    let pairs: serde_json::Value = wanted.iter().map(|(entry, party)| serde_json::json!([entry.0, party.0])).collect();
    tx.all(FIGURES_IN, (book.0, pairs.to_string())).await
}

/// What was posted to a member from an entry through another, both included.
pub async fn figures_of(tx: &mut Tx, book: BookId, party: PartyNo, from: EntryNo, to: EntryNo) -> Result<Vec<Figure>> {
    let rows: Vec<FigureRow> = tx.all(FIGURES_OF, (book.0, party.0, from.0, to.0)).await?;
    rows.iter().map(FigureRow::figure).collect()
}

/// An entry that a paper names.
#[derive(Clone, Copy, Debug)]
pub struct Named {
    /// Its number.
    pub no: EntryNo,
    /// Its day.
    pub day: NaiveDate,
    /// What it is for.
    pub kind: EntryKind,
    /// The beginning of its hash.
    pub anchor: Anchor,
}

#[derive(FromRow)]
struct NamedRow {
    no: i64,
    day: NaiveDate,
    kind: String,
    mends: Option<i64>,
    hash: Vec<u8>,
}

impl NamedRow {
    fn read(self) -> Option<Named> {
        let kind = EntryKind::parse(&self.kind, self.mends.map(EntryNo))?;
        let anchor = Anchor::of(&Hash::from_bytes(&self.hash)?);
        Some(Named { no: EntryNo(self.no), day: self.day, kind, anchor })
    }
}

/// The entries of these numbers that there are and can be read.
pub async fn entries(tx: &mut Tx, book: BookId, numbers: &[EntryNo]) -> Result<Vec<Named>> {
    let numbers: serde_json::Value = numbers.iter().map(|no| serde_json::json!(no.0)).collect();
    let rows: Vec<NamedRow> = tx.all(ENTRIES, (book.0, numbers.to_string())).await?;
    Ok(rows.into_iter().filter_map(NamedRow::read).collect())
}

/// The book of a public name, and the number of its last entry.
pub async fn book_of_uid(tx: &mut Tx, uid: Uuid) -> Result<Option<(BookId, EntryNo)>> {
    let row: Option<(i64, i64)> = tx.optional(BOOK_OF_UID, (uid,)).await?;
    Ok(row.map(|(id, head)| (BookId(id), EntryNo(head))))
}

/// The public name of a book.
pub async fn uid(tx: &mut Tx, book: BookId) -> Result<Uuid> {
    tx.value(UID, (book.0,)).await
}

/// The payloads that stand under these codes: code and payload.
pub async fn known(tx: &mut Tx, codes: &[Code]) -> Result<Vec<(String, String)>> {
    let codes: serde_json::Value = codes.iter().map(Code::plain).collect();
    tx.all(KNOWN, (codes.to_string(),)).await
}

/// A paper to be written into the register.
#[derive(Clone, Debug)]
pub struct NewPaper<'a> {
    /// Its code.
    pub code: Code,
    /// Which paper.
    pub kind: Kind,
    /// Whose.
    pub party: PartyNo,
    /// The entry it names.
    pub entry: EntryNo,
    /// What its QR code carries.
    pub payload: &'a str,
    /// Of a passbook: hashes of all its pages.
    pub pages: Option<&'a [String]>,
}

/// Writes papers into the register.
pub async fn add(tx: &mut Tx, book: BookId, papers: &[NewPaper<'_>], by: Option<Uuid>, at: DateTime<Utc>) -> Result<()> {
    let row = |paper: &NewPaper<'_>| {
        let NewPaper { code, kind, party, entry, payload, pages } = paper;
        serde_json::json!([code.plain(), kind.code(), party.0, entry.0, payload, pages])
    };
    let rows: serde_json::Value = papers.iter().map(row).collect();
    tx.run(ADD, (book.0, rows.to_string(), at, by)).await.map(drop)
}

/// The payload that stands under a code, and when it was printed first.
pub async fn paper(tx: &mut Tx, code: &Code) -> Result<Option<(String, DateTime<Utc>)>> {
    tx.optional(PAPER, (code.plain(),)).await
}

/// A row of the last passbooks.
#[derive(Clone, Debug, FromRow)]
pub struct PassbookRow {
    /// Whose.
    pub party_no: i64,
    /// The last entry when it was printed.
    pub entry_no: i64,
    /// Hashes of all its pages, as JSON.
    pub pages: Option<String>,
    /// Its code.
    pub code: String,
    /// When it was printed first.
    pub printed_at: DateTime<Utc>,
}

/// The last passbook of each member who ever had one, by member.
pub async fn last_passbooks(tx: &mut Tx, book: BookId) -> Result<Vec<PassbookRow>> {
    tx.all(LAST_PASSBOOKS, (book.0,)).await
}

/// What an entry posted to a member to mend an earlier one, in one account.
#[derive(FromRow)]
pub struct MendedRow {
    /// The entry that mends.
    pub no: i64,
    /// Its day.
    pub day: NaiveDate,
    #[sqlx(flatten)]
    figure: RawFigure,
    /// Of a correction: the meeting whose figure was mended.
    pub meeting_no: Option<i64>,
    /// And its day.
    pub held_on: Option<NaiveDate>,
    /// And the figure: `savings` … `other`.
    pub figure_kind: Option<String>,
    /// And of other money its kind.
    pub other: Option<String>,
    /// How the figure stood.
    pub was: Option<i64>,
    /// What is right.
    pub becomes: Option<i64>,
    /// Of an act at a bank that was undone: its number there.
    pub act_no: Option<i64>,
    /// And its kind.
    pub act: Option<String>,
    /// And its day.
    pub act_day: Option<NaiveDate>,
}

impl MendedRow {
    /// By how much the account moved.
    pub fn moved(&self) -> Result<Figure> {
        self.figure.read()
    }
}

/// What mended, after the last of these entries, entries from the first through the last of them, of one member.
pub async fn mended(tx: &mut Tx, book: BookId, party: PartyNo, from: EntryNo, to: EntryNo) -> Result<Vec<MendedRow>> {
    tx.all(MENDED, (book.0, party.0, from.0, to.0)).await
}

/// How many meetings were sealed after an entry, and how often else something was posted to a member.
pub async fn since(tx: &mut Tx, book: BookId, party: PartyNo, entry: EntryNo) -> Result<(i64, i64)> {
    let meetings = tx.value(MEETINGS_SINCE, (book.0, entry.0)).await?;
    Ok((meetings, tx.value(OTHERS_SINCE, (book.0, party.0, entry.0)).await?))
}

/// The number on the passbook of a member.
pub async fn number(tx: &mut Tx, book: BookId, party: PartyNo) -> Result<Option<i64>> {
    Ok(tx.optional::<(i64,)>(NUMBER, (book.0, party.0)).await?.map(|(number,)| number))
}

//! The SQL of the accounts over many books: sums that the database groups, a fixed number of statements however many books
//! there are.
use super::books::{Ground, Whose};
use crate::store::{Error, Result, Tx, statements};
use chrono::NaiveDate;
use domain::programme::statements::{FundKind, Held, Moved, Sort};
use ledger::{AccountNo, Commodity};
use sqlx::FromRow;
use std::collections::HashMap;

statements! {
    /// What each fund of each book is for.
    FUNDS = "select f.book_id, f.no,
                    case when b.no is not null then 'bank' when c.book_id is not null then 'cooperative'
                         when w.book_id is not null then 'award' when f.no = 2 then 'social' else 'loan' end as kind
               from fund f
               left join bank b on b.book_id = f.book_id and b.fund_no = f.no
               left join coop c on c.book_id = f.book_id and c.fund_no = f.no
               left join award w on w.book_id = f.book_id";
    COMMODITIES = "select code, decimals from commodity";
    /// Every balance as the books keep it, parties together; of the books between two numbers.
    BALANCES = "select book_id, fund, account, commodity, cast(sum(quantity) as bigint) as quantity
                  from balance where book_id between $1 and $2
                 group by book_id, fund, account, commodity having sum(quantity) <> 0";
    /// The same at the end of a day: the history is summed.
    BALANCES_AS_OF = "select book_id, fund, account, commodity, cast(sum(quantity) as bigint) as quantity
                        from posting where book_id between $1 and $2 and day <= $3
                       group by book_id, fund, account, commodity having sum(quantity) <> 0";
    /// What moved in some days, told apart by the sort of entry, by whether an asset moved in it, and by whether cash (1010 and
    /// 1020 in every chart) of the same fund and commodity did. An entry that ended a cooperative's year is a sort of its own,
    /// and so is what undoes one.
    MOVED = "select x.book_id, x.fund, x.account, x.commodity, x.sort, cast(x.assets as bigint) as assets, cast(x.cash as bigint) as cash,
                    cast(sum(case when x.quantity > 0 then x.quantity else 0 end) as bigint) as debit,
                    cast(-sum(case when x.quantity < 0 then x.quantity else 0 end) as bigint) as credit
               from (select p.book_id, p.fund, p.account, p.commodity, p.quantity,
                            case when y.no is not null then 'year-end' else e.kind end as sort,
                            max(case when a.kind = 'asset' then 1 else 0 end) over (partition by p.book_id, p.entry_no) as assets,
                            max(case when p.account in (1010, 1020) then 1 else 0 end)
                              over (partition by p.book_id, p.entry_no, p.fund, p.commodity) as cash
                       from posting p
                       join entry e on e.book_id = p.book_id and e.no = p.entry_no
                       join account a on a.book_id = p.book_id and a.no = p.account
                       left join coop_act y on y.book_id = p.book_id and y.kind = 'year-ended' and y.entry_no = coalesce(e.mends, e.no)
                      where p.book_id between $1 and $2 and p.day >= $3 and p.day <= $4) x
              group by x.book_id, x.fund, x.account, x.commodity, x.sort, x.assets, x.cash";
    /// The last market price of what is weighed or counted without classes, in every book, on or before a day.
    PRICES = "select book_id, good, day, amount, source
                from (select p.book_id, p.good, p.day, p.amount, p.source,
                             row_number() over (partition by p.book_id, p.good order by p.day desc, p.no desc) as back
                        from price p where p.kind = 'market' and p.class = '' and p.day <= $1) x
               where x.back = 1";
    /// What every group that saves is judged by beside its balances: members and women among them.
    MEMBERS = "select m.book_id, count(*) as members, count(case when p.sex = 'female' then 1 end) as women
                 from member m join person p on p.id = m.person_id where m.left_on is null group by m.book_id";
    /// The last meetings of every group at which the roll was called, four at most: who was a member that day, who came, who sent.
    ATTENDED = "select x.book_id, x.no, x.held_on,
                       (select count(*) from member w where w.book_id = x.book_id and w.joined_on <= x.held_on
                           and (w.left_on is null or w.left_on >= x.held_on)) as members,
                       x.present, x.sent
                  from (select m.book_id, m.no, m.held_on, l.present, l.sent,
                               row_number() over (partition by m.book_id order by m.no desc) as back
                          from meeting m
                          join (select book_id, meeting_no, count(attendance) as called,
                                       count(case when attendance in ('present', 'late') then 1 end) as present,
                                       count(case when attendance = 'sent' then 1 end) as sent
                                  from meeting_line group by book_id, meeting_no) l on l.book_id = m.book_id and l.meeting_no = m.no
                         where m.kind = 'regular' and l.called > 0) x
                 where x.back <= 4
                 order by x.book_id, x.no";
    LAST_MEETINGS = "select book_id, max(held_on) as held_on from meeting where kind = 'regular' group by book_id";
    /// What was given up since a day and has not come back; what was taken back does not count.
    WRITTEN_OFF = "select e.book_id, cast(coalesce(sum(e.lost), 0) as bigint) as lost
                     from loan_event e
                    where e.kind in ('written-off', 'recovered') and e.on_day >= $1 and e.on_day <= $2
                      and not exists (select 1 from loan_event u where u.book_id = e.book_id and u.loan_no = e.loan_no and u.undoes = e.no)
                    group by e.book_id having sum(e.lost) <> 0";
    /// Grants of families by what happened last; those under codes are not told of one by one, and so not at all here.
    GRANTS = "select n.book_id, cast(count(*) as bigint) as applied,
                     cast(coalesce(sum(x.agreed), 0) as bigint) as agreed, cast(coalesce(sum(x.closed), 0) as bigint) as closed
                from award_grant n
                join (select book_id, grant_no,
                             max(case when kind in ('agreed', 'brought') then 1 else 0 end) as agreed,
                             max(case when kind = 'closed' then 1 else 0 end) as closed
                        from award_act where grant_no is not null group by book_id, grant_no) x
                  on x.book_id = n.book_id and x.grant_no = n.no
               where not n.coded
               group by n.book_id";
}

/// Something of one book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfBook<T> {
    /// The book's number.
    pub book: i64,
    /// What.
    pub of: T,
}

#[derive(FromRow)]
struct BalanceRow {
    book_id: i64,
    fund: i64,
    account: i64,
    commodity: String,
    quantity: i64,
}

/// What the funds of every book are for.
pub async fn funds(tx: &mut Tx) -> Result<HashMap<(i64, i64), FundKind>> {
    let rows: Vec<(i64, i64, String)> = tx.all(FUNDS, ()).await?;
    let kind = |text: &str| FundKind::parse(text).ok_or_else(|| Error::Garbled(format!("fund kind {text}")));
    rows.into_iter().map(|(book, no, text)| Ok(((book, no), kind(&text)?))).collect()
}

/// Everything that is counted, by code.
pub async fn commodities(tx: &mut Tx) -> Result<HashMap<String, Commodity>> {
    let rows: Vec<(String, i64)> = tx.all(COMMODITIES, ()).await?;
    let read = |(code, decimals): (String, i64)| {
        let known = u8::try_from(decimals).ok().and_then(|decimals| Commodity::new(&code, decimals).ok());
        Ok((code.clone(), known.ok_or_else(|| Error::Garbled(format!("commodity {code}")))?))
    };
    rows.into_iter().map(read).collect()
}

/// Every balance of the books that somebody reads: as kept now, or at the end of a day.
pub async fn balances(tx: &mut Tx, ground: &Ground, whose: &Whose, as_of: Option<NaiveDate>) -> Result<Vec<OfBook<Held>>> {
    let (first, last) = whose.range();
    let rows: Vec<BalanceRow> = match as_of {
        None => tx.all(BALANCES, (first, last)).await?,
        Some(day) => tx.all(BALANCES_AS_OF, (first, last, day)).await?,
    };
    let mut all = Vec::with_capacity(rows.len());
    for row in rows.into_iter().filter(|row| ground.has(row.book_id)) {
        let (fund, commodity) = (ground.fund(row.book_id, row.fund)?, ground.commodity(&row.commodity)?);
        let of = Held { fund, account: AccountNo(row.account), commodity, quantity: row.quantity };
        all.push(OfBook { book: row.book_id, of });
    }
    Ok(all)
}

#[derive(FromRow)]
struct MovedRow {
    book_id: i64,
    fund: i64,
    account: i64,
    commodity: String,
    sort: String,
    assets: i64,
    cash: i64,
    debit: i64,
    credit: i64,
}

/// What moved in the books that somebody reads, from a day to a day.
pub async fn moved(tx: &mut Tx, ground: &Ground, whose: &Whose, (from, to): (NaiveDate, NaiveDate)) -> Result<Vec<OfBook<Moved>>> {
    let (first, last) = whose.range();
    let rows: Vec<MovedRow> = tx.all(MOVED, (first, last, from, to)).await?;
    let mut all = Vec::with_capacity(rows.len());
    for row in rows.into_iter().filter(|row| ground.has(row.book_id)) {
        let of = Moved {
            fund: ground.fund(row.book_id, row.fund)?,
            account: AccountNo(row.account),
            commodity: ground.commodity(&row.commodity)?,
            sort: Sort::parse(&row.sort).ok_or_else(|| Error::Garbled(format!("entry of kind {}", row.sort)))?,
            assets: row.assets != 0,
            cash: row.cash != 0,
            debit: row.debit,
            credit: row.credit,
        };
        all.push(OfBook { book: row.book_id, of });
    }
    Ok(all)
}

/// A price as a book has it.
#[derive(Clone, Debug, FromRow)]
pub struct PriceRow {
    /// The book.
    pub book_id: i64,
    /// The good's code.
    pub good: String,
    /// Of which day.
    pub day: NaiveDate,
    /// For one unit, smallest units of the group's currency.
    pub amount: i64,
    /// Where from.
    pub source: String,
}

/// The last price of every good in every book, on or before a day.
pub async fn prices(tx: &mut Tx, day: NaiveDate) -> Result<HashMap<(i64, String), PriceRow>> {
    let rows: Vec<PriceRow> = tx.all(PRICES, (day,)).await?;
    Ok(rows.into_iter().map(|row| ((row.book_id, row.good.clone()), row)).collect())
}

/// Members of every group, and women among them.
pub async fn members(tx: &mut Tx) -> Result<HashMap<i64, (i64, i64)>> {
    let rows: Vec<(i64, i64, i64)> = tx.all(MEMBERS, ()).await?;
    Ok(rows.into_iter().map(|(book, members, women)| (book, (members, women))).collect())
}

/// A meeting at which the roll was called.
#[derive(Clone, Debug, FromRow)]
pub struct AttendedRow {
    /// The book.
    pub book_id: i64,
    /// Its number.
    pub no: i64,
    /// Its day.
    pub held_on: NaiveDate,
    /// Members on that day.
    pub members: i64,
    /// Who came, late or in time.
    pub present: i64,
    /// Who sent money.
    pub sent: i64,
}

/// The last four such meetings of every group, oldest first.
pub async fn attended(tx: &mut Tx) -> Result<HashMap<i64, Vec<AttendedRow>>> {
    let mut all: HashMap<i64, Vec<AttendedRow>> = HashMap::new();
    for row in tx.all::<AttendedRow>(ATTENDED, ()).await? {
        all.entry(row.book_id).or_default().push(row);
    }
    Ok(all)
}

/// The day of the last meeting of every group.
pub async fn last_meetings(tx: &mut Tx) -> Result<HashMap<i64, NaiveDate>> {
    let rows: Vec<(i64, NaiveDate)> = tx.all(LAST_MEETINGS, ()).await?;
    Ok(rows.into_iter().collect())
}

/// What each book gave up of loans in some days, less what came back of it.
pub async fn written_off(tx: &mut Tx, (from, to): (NaiveDate, NaiveDate)) -> Result<HashMap<i64, i64>> {
    let rows: Vec<(i64, i64)> = tx.all(WRITTEN_OFF, (from, to)).await?;
    Ok(rows.into_iter().collect())
}

/// Grants of an award by how far they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow)]
pub struct GrantsRow {
    /// The award's book.
    pub book_id: i64,
    /// Asked for, whatever became of it.
    pub applied: i64,
    /// Of them signed.
    pub agreed: i64,
    /// Of them closed.
    pub closed: i64,
}

/// Grants of families, award by award.
pub async fn grants(tx: &mut Tx) -> Result<HashMap<i64, GrantsRow>> {
    let rows: Vec<GrantsRow> = tx.all(GRANTS, ()).await?;
    Ok(rows.into_iter().map(|row| (row.book_id, row)).collect())
}

//! The SQL of people, members and officers.
use crate::store::{BookId, Result, Tx, add_party, statements};
use chrono::{DateTime, NaiveDate, Utc};
use domain::meetings::MemberStanding;
use domain::people::{LeaveReason, Names, Office, Sex};
use ledger::PartyNo;
use sqlx::FromRow;
use uuid::Uuid;

statements! {
    MEMBERS = "select m.party_no, m.number, m.joined_on, m.left_on, m.left_reason, m.left_note, m.person_id,
                      p.family_name_km, p.given_name_km, p.family_name_latin, p.given_name_latin,
                      p.sex, p.birth_year, p.id_poor, p.phone, p.village_code,
                      coalesce(-s.quantity, 0) as savings, coalesce(-f.quantity, 0) as social_fund
                 from member m
                 join person p on p.id = m.person_id
                 left join balance s on s.book_id = m.book_id and s.fund = 1 and s.account = 2010 and s.party = m.party_no and s.commodity = $2
                 left join balance f on f.book_id = m.book_id and f.fund = 2 and f.account = 3110 and f.party = m.party_no and f.commodity = $2
                where m.book_id = $1
                order by m.number";
    /// What the rules of a meeting need of each.
    STANDINGS = "select m.party_no, m.joined_on, m.left_on, coalesce(-s.quantity, 0) as savings
                   from member m
                   left join balance s on s.book_id = m.book_id and s.fund = 1 and s.account = 2010 and s.party = m.party_no and s.commodity = $2
                  where m.book_id = $1
                  order by m.party_no";
    MEMBER = "select m.party_no, m.number, m.joined_on, m.left_on, m.left_reason, m.left_note, m.person_id,
                     p.family_name_km, p.given_name_km, p.family_name_latin, p.given_name_latin,
                     p.sex, p.birth_year, p.id_poor, p.phone, p.village_code,
                     coalesce(-s.quantity, 0) as savings, coalesce(-f.quantity, 0) as social_fund
                from member m
                join person p on p.id = m.person_id
                left join balance s on s.book_id = m.book_id and s.fund = 1 and s.account = 2010 and s.party = m.party_no and s.commodity = $2
                left join balance f on f.book_id = m.book_id and f.fund = 2 and f.account = 3110 and f.party = m.party_no and f.commodity = $2
               where m.book_id = $1 and m.number = $3";
    /// People of an organisation who bear the same names: perhaps the same person, in another group.
    NAMESAKES = "select p.id, p.family_name_km, p.given_name_km, p.family_name_latin, p.given_name_latin, p.sex, p.birth_year,
                        p.phone, p.village_code, coalesce(g.code, '') as group_code, coalesce(m.number, 0) as number,
                        coalesce(g.book_id, 0) as book_id, coalesce(g.name_km, '') as group_km, coalesce(g.name_latin, '') as group_latin
                   from person p
                   left join member m on m.person_id = p.id
                   left join savings_group g on g.book_id = m.book_id
                  where p.organisation_id = $1
                    and (p.family_name_km <> '' and p.family_name_km = $2 and p.given_name_km = $3
                         or p.family_name_latin <> '' and lower(p.family_name_latin) = lower($4) and lower(p.given_name_latin) = lower($5))
                  order by p.id, group_code";
    ADD_PERSON = "insert into person (id, organisation_id, family_name_km, given_name_km, family_name_latin, given_name_latin,
                                      sex, birth_year, id_poor, phone, village_code)
                  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    CHANGE_PERSON = "update person set family_name_km = $2, given_name_km = $3, family_name_latin = $4, given_name_latin = $5,
                                       sex = $6, birth_year = $7, id_poor = $8, phone = $9, village_code = $10
                      where id = $1";
    ADD_MEMBER = "insert into member (book_id, party_no, person_id, number, joined_on) values ($1, $2, $3, $4, $5)";
    OF_KEY = "select m.number from party p join member m on m.book_id = p.book_id and m.party_no = p.no where p.book_id = $1 and p.uid = $2";
    SET_JOINED = "update member set joined_on = $3 where book_id = $1 and party_no = $2";
    LINE_DAYS = "select min(m.held_on), max(m.held_on) from meeting_line l join meeting m on m.book_id = l.book_id and m.no = l.meeting_no
                  where l.book_id = $1 and l.party_no = $2";
    /// The last day of a posting of a member's in the fund of a bank.
    LAST_AT_BANK = "select max(day) from posting where book_id = $1 and party = $2 and party > 0 and fund > 2";
    OTHER_GROUPS = "select g.book_id, g.organisation_id, g.code, g.name_km, g.name_latin from member m join savings_group g on g.book_id = m.book_id
                     where m.person_id = $1 and m.book_id <> $2 and m.left_on is null order by g.code";
    PAYOUTS = "select o.party_no, o.meeting_no, o.line, m.held_on, m.entry_no, o.amount from meeting_other o
                 join meeting m on m.book_id = o.book_id and m.no = o.meeting_no
                where o.book_id = $1 and o.party_no between $2 and $3 and o.kind = 'withdrawal'
                order by o.party_no, o.meeting_no, o.line";
    /// Corrections of members' lines, and of payments to them, that were confirmed.
    MENDED = "select coalesce(o.party_no, c.party_no) as party_no, c.no, c.meeting_no, c.figure, c.other_line, c.was, c.becomes, d.entry_no, e.day
                from correction c
                join correction_decision d on d.book_id = c.book_id and d.correction_no = c.no and d.decision = 'confirmed'
                join entry e on e.book_id = d.book_id and e.no = d.entry_no
                left join meeting_other o on o.book_id = c.book_id and o.meeting_no = c.meeting_no and o.line = c.other_line
               where c.book_id = $1 and (c.other_line is null and c.party_no between $2 and $3
                                         or o.party_no between $2 and $3 and o.kind = 'withdrawal')
               order by d.entry_no";
    /// Savings that members took along when they left.
    LEFT_WITH = "select party_no, on_day, savings, entry_no from payout where book_id = $1 and party_no between $2 and $3";
    FINAL_PAYOUT = "select on_day, savings, profit, fee, social_grant, penalty, interest, principal, stays_owed, entry_no
                      from payout where book_id = $1 and party_no = $2";
    ADD_FINAL_PAYOUT = "insert into payout (book_id, no, id, party_no, on_day, savings, profit, fee, social_grant, penalty, interest,
                                            principal, stays_owed, entry_no, recorded_by, recorded_at)
                        select $1, coalesce(max(no), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15
                          from payout where book_id = $1";
    LEAVE = "update member set left_on = $3, left_reason = $4, left_note = $5 where book_id = $1 and party_no = $2";
    NEXT_NUMBER = "select coalesce(max(number), 0) + 1 from member where book_id = $1";
    OFFICERS = "select t.no, t.party_no, t.office, t.from_day, t.to_day, m.number,
                       p.family_name_km, p.given_name_km, p.family_name_latin, p.given_name_latin
                  from officer_term t
                  join member m on m.book_id = t.book_id and m.party_no = t.party_no
                  join person p on p.id = m.person_id
                 where t.book_id = $1
                 order by t.from_day desc, t.no desc";
    ADD_TERM = "insert into officer_term (book_id, no, party_no, office, from_day)
                select $1, coalesce(max(no), 0) + 1, $2, $3, $4 from officer_term where book_id = $1";
    END_TERM = "update officer_term set to_day = $3 where book_id = $1 and no = $2 and to_day is null";
    END_TERMS_OF = "update officer_term set to_day = $3 where book_id = $1 and party_no = $2 and to_day is null";
}

/// A member, her person, and what she has.
#[derive(Clone, Debug, FromRow)]
pub struct Member {
    /// Her number in the book.
    pub party_no: i64,
    /// The number on her passbook.
    pub number: i64,
    /// Since when.
    pub joined_on: NaiveDate,
    /// Until when.
    pub left_on: Option<NaiveDate>,
    /// Why she left.
    pub left_reason: Option<String>,
    /// More about it.
    pub left_note: String,
    /// Who she is.
    pub person_id: Uuid,
    /// Family name in Khmer.
    pub family_name_km: String,
    /// Given name in Khmer.
    pub given_name_km: String,
    /// Family name in Latin script.
    pub family_name_latin: String,
    /// Given name in Latin script.
    pub given_name_latin: String,
    /// `female` or `male`.
    pub sex: Option<String>,
    /// Year of birth.
    pub birth_year: Option<i64>,
    /// ID-Poor level.
    pub id_poor: Option<i64>,
    /// `+855…`, or empty.
    pub phone: String,
    /// Eight digits, or empty.
    pub village_code: String,
    /// Saved, smallest units.
    pub savings: i64,
    /// Given to the social fund, smallest units.
    pub social_fund: i64,
}

impl Member {
    /// Her number in the book, typed.
    pub fn party(&self) -> PartyNo {
        PartyNo(self.party_no)
    }

    /// Her names.
    pub fn names(&self) -> Names {
        Names {
            family_km: self.family_name_km.clone(),
            given_km: self.given_name_km.clone(),
            family_latin: self.family_name_latin.clone(),
            given_latin: self.given_name_latin.clone(),
        }
    }

    /// Her names as pages take them.
    pub fn name(&self) -> templates::parts::Name {
        let names = self.names();
        templates::parts::Name::new(names.khmer(), names.latin())
    }
}

/// Everyone who is or was a member, as the rules of a meeting need them, in one read.
pub async fn standings(tx: &mut Tx, book: BookId, commodity: &str) -> Result<Vec<MemberStanding>> {
    let rows: Vec<(i64, NaiveDate, Option<NaiveDate>, i64)> = tx.all(STANDINGS, (book.0, commodity)).await?;
    let standing = |(party, joined_on, left_on, savings)| MemberStanding {
        party: PartyNo(party),
        joined_on,
        left_on,
        savings,
        loans: Vec::new(),
        approved: None,
    };
    Ok(rows.into_iter().map(standing).collect())
}

/// Everyone who is or was a member, by number, with balances, in one read.
pub async fn members(tx: &mut Tx, book: BookId, commodity: &str) -> Result<Vec<Member>> {
    tx.all(MEMBERS, (book.0, commodity.to_owned())).await
}

/// The member of a number.
pub async fn member(tx: &mut Tx, book: BookId, commodity: &str, number: i64) -> Result<Option<Member>> {
    tx.optional(MEMBER, (book.0, commodity.to_owned(), number)).await
}

/// What is said of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Her names.
    pub names: Names,
    /// Female or male.
    pub sex: Option<Sex>,
    /// Year of birth.
    pub birth_year: Option<i64>,
    /// ID-Poor level.
    pub id_poor: Option<i64>,
    /// `+855…`, or empty.
    pub phone: String,
    /// Eight digits, or empty.
    pub village_code: String,
}

/// Adds a person.
pub async fn add_person(tx: &mut Tx, organisation: Uuid, person: &Person) -> Result<Uuid> {
    let id = Uuid::now_v7();
    let Person { names, sex, birth_year, id_poor, phone, village_code } = person.clone();
    let sex = sex.map(|sex| sex.code().to_owned());
    let Names { family_km, given_km, family_latin, given_latin } = names;
    tx.run(
        ADD_PERSON,
        (id, organisation, family_km, given_km, family_latin, given_latin, sex, birth_year, id_poor, phone, village_code),
    )
    .await?;
    Ok(id)
}

/// Changes what is said of a person.
pub async fn change_person(tx: &mut Tx, id: Uuid, person: &Person) -> Result<()> {
    let Person { names, sex, birth_year, id_poor, phone, village_code } = person.clone();
    let sex = sex.map(|sex| sex.code().to_owned());
    let Names { family_km, given_km, family_latin, given_latin } = names;
    tx.run(CHANGE_PERSON, (id, family_km, given_km, family_latin, given_latin, sex, birth_year, id_poor, phone, village_code))
        .await
        .map(drop)
}

/// Somebody of the same names.
#[derive(Clone, Debug, FromRow)]
pub struct Namesake {
    /// Who.
    pub id: Uuid,
    /// Family name in Khmer.
    pub family_name_km: String,
    /// Given name in Khmer.
    pub given_name_km: String,
    /// Family name in Latin script.
    pub family_name_latin: String,
    /// Given name in Latin script.
    pub given_name_latin: String,
    /// `female` or `male`.
    pub sex: Option<String>,
    /// Year of birth.
    pub birth_year: Option<i64>,
    /// `+855…`, or empty.
    pub phone: String,
    /// Eight digits, or empty.
    pub village_code: String,
    /// A group she is or was in; empty for none.
    pub group_code: String,
    /// Her number there.
    pub number: i64,
    /// That group's book; 0 for none.
    pub book_id: i64,
    /// That group's name in Khmer.
    pub group_km: String,
    /// That group's name in Latin script.
    pub group_latin: String,
}

impl Namesake {
    /// Her name as pages take it.
    pub fn name(&self) -> templates::parts::Name {
        name(&self.family_name_km, &self.given_name_km, &self.family_name_latin, &self.given_name_latin)
    }
}

/// Four names as pages take them.
fn name(family_km: &str, given_km: &str, family_latin: &str, given_latin: &str) -> templates::parts::Name {
    let joined = |family: &str, given: &str| format!("{family} {given}").trim().to_owned();
    templates::parts::Name::new(joined(family_km, given_km), joined(family_latin, given_latin))
}

/// People of the organisation who bear these names, one row a membership.
pub async fn namesakes(tx: &mut Tx, organisation: Uuid, names: &Names) -> Result<Vec<Namesake>> {
    let Names { family_km, given_km, family_latin, given_latin } = names.clone();
    tx.all(NAMESAKES, (organisation, family_km, given_km, family_latin, given_latin)).await
}

/// Takes a person into a group under a number; [`crate::store::Error::Taken`] when the number is.
pub async fn add_member(tx: &mut Tx, book: BookId, person: Uuid, number: i64, joined_on: NaiveDate) -> Result<PartyNo> {
    add_member_as(tx, book, Uuid::now_v7(), person, number, joined_on).await
}

/// The same under a key that a form carries, so that the form sent twice adds one member.
pub async fn add_member_as(
    tx: &mut Tx,
    book: BookId,
    key: Uuid,
    person: Uuid,
    number: i64,
    joined_on: NaiveDate,
) -> Result<PartyNo> {
    let party = add_party(tx, book, key).await?;
    tx.run(ADD_MEMBER, (book.0, party.0, person, number, joined_on)).await?;
    Ok(party)
}

/// Ends a membership, and with it her terms of office.
pub async fn leave(tx: &mut Tx, book: BookId, party: PartyNo, on: NaiveDate, reason: LeaveReason, note: &str) -> Result<()> {
    tx.run(LEAVE, (book.0, party.0, on, reason.code().to_owned(), note.to_owned())).await?;
    tx.run(END_TERMS_OF, (book.0, party.0, on)).await.map(drop)
}

/// The number of the member who was added under a key.
pub async fn number_of_key(tx: &mut Tx, book: BookId, key: Uuid) -> Result<Option<i64>> {
    Ok(tx.optional::<(i64,)>(OF_KEY, (book.0, key)).await?.map(|(number,)| number))
}

/// Mends since when somebody is a member.
pub async fn set_joined(tx: &mut Tx, book: BookId, party: PartyNo, on: NaiveDate) -> Result<()> {
    tx.run(SET_JOINED, (book.0, party.0, on)).await.map(drop)
}

/// The days of a member's first and last line in the meetings.
pub async fn line_days(tx: &mut Tx, book: BookId, party: PartyNo) -> Result<(Option<NaiveDate>, Option<NaiveDate>)> {
    tx.one(LINE_DAYS, (book.0, party.0)).await
}

/// The day on which something of a member's was last posted at a bank.
pub async fn last_at_bank(tx: &mut Tx, book: BookId, party: PartyNo) -> Result<Option<NaiveDate>> {
    tx.value(LAST_AT_BANK, (book.0, party.0)).await
}

/// A group as a person's page names it.
#[derive(Clone, Debug, FromRow)]
pub struct OtherGroup {
    /// Its book.
    pub book_id: i64,
    /// Its organisation.
    pub organisation_id: Uuid,
    /// Its code.
    pub code: String,
    /// Its name in Khmer.
    pub name_km: String,
    /// Its name in Latin script.
    pub name_latin: String,
}

/// The other groups in which a person is a member today.
pub async fn other_groups(tx: &mut Tx, person: Uuid, book: BookId) -> Result<Vec<OtherGroup>> {
    tx.all(OTHER_GROUPS, (person, book.0)).await
}

/// Whose lines are read: the statements are the same, so that one passbook and all of them say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Members {
    /// Of everyone who is or was a member.
    All,
    /// Of one.
    One(PartyNo),
}

impl Members {
    /// The first and the last number in the book.
    pub fn range(self) -> (i64, i64) {
        match self {
            Members::All => (1, i64::MAX),
            Members::One(party) => (party.0, party.0),
        }
    }
}

/// Savings that were paid back at a meeting.
#[derive(Clone, Debug, FromRow)]
pub struct Payout {
    /// To whom.
    pub party_no: i64,
    /// The meeting.
    pub meeting_no: i64,
    /// Which line of other money.
    pub line: i64,
    /// Its day.
    pub held_on: NaiveDate,
    /// Its entry.
    pub entry_no: Option<i64>,
    /// How much, smallest units.
    pub amount: i64,
}

/// What was paid back to one member, or to all, hers together and oldest first.
pub async fn payouts(tx: &mut Tx, book: BookId, of: Members) -> Result<Vec<Payout>> {
    let (first, last) = of.range();
    tx.all(PAYOUTS, (book.0, first, last)).await
}

/// Party, day, savings and entry of what members took along when they left.
pub async fn left_with(tx: &mut Tx, book: BookId, of: Members) -> Result<Vec<(i64, NaiveDate, i64, Option<i64>)>> {
    let (first, last) = of.range();
    tx.all(LEFT_WITH, (book.0, first, last)).await
}

/// What a member took along when she left, or her heirs; smallest units. Penalty, interest and principal are what her
/// money settled of her loans.
#[derive(Clone, Debug, FromRow)]
pub struct FinalPayout {
    /// The day.
    pub on_day: NaiveDate,
    /// What she had saved.
    pub savings: i64,
    /// Her part of what was earned; below zero in a loss.
    pub profit: i64,
    /// What the group kept.
    pub fee: i64,
    /// Given from the social fund.
    pub social_grant: i64,
    /// Penalties settled.
    pub penalty: i64,
    /// Interest settled.
    pub interest: i64,
    /// Principal settled.
    pub principal: i64,
    /// What she goes on owing.
    pub stays_owed: i64,
    /// What posted it; none where nothing was.
    pub entry_no: Option<i64>,
}

/// What a member took along, if she was paid out.
pub async fn final_payout(tx: &mut Tx, book: BookId, party: PartyNo) -> Result<Option<FinalPayout>> {
    tx.optional(FINAL_PAYOUT, (book.0, party.0)).await
}

/// Writes what a member takes along, under the key of its entry.
pub async fn add_final_payout(
    tx: &mut Tx,
    book: BookId,
    id: Uuid,
    party: PartyNo,
    row: &FinalPayout,
    by: Uuid,
    at: DateTime<Utc>,
) -> Result<()> {
    let FinalPayout { on_day, savings, profit, fee, social_grant, penalty, interest, principal, stays_owed, entry_no } = *row;
    let (book, party) = (book.0, party.0);
    tx.run(
        ADD_FINAL_PAYOUT,
        (book, id, party, on_day, savings, profit, fee, social_grant, penalty, interest, principal, stays_owed, entry_no, by, at),
    )
    .await
    .map(drop)
}

/// A confirmed correction of a figure of a member's.
#[derive(Clone, Debug, FromRow)]
pub struct Mended {
    /// Whose figure.
    pub party_no: i64,
    /// Its number in the book.
    pub no: i64,
    /// The meeting.
    pub meeting_no: i64,
    /// `savings`, `social-fund`, `fine` or `other`: a payment to her.
    pub figure: String,
    /// Which line of other money.
    pub other_line: Option<i64>,
    /// How the figure stood.
    pub was: i64,
    /// What is right.
    pub becomes: i64,
    /// The entry that posts the difference.
    pub entry_no: i64,
    /// And its day.
    pub day: NaiveDate,
}

/// The confirmed corrections of one member's figures, or of all, in the order they were posted.
pub async fn mended(tx: &mut Tx, book: BookId, of: Members) -> Result<Vec<Mended>> {
    let (first, last) = of.range();
    tx.all(MENDED, (book.0, first, last)).await
}

/// The number that the next member gets, unless another is chosen.
pub async fn next_number(tx: &mut Tx, book: BookId) -> Result<i64> {
    tx.value(NEXT_NUMBER, (book.0,)).await
}

/// A term of office.
#[derive(Clone, Debug, FromRow)]
pub struct Term {
    /// Its number in the book.
    pub no: i64,
    /// Whose.
    pub party_no: i64,
    /// Which office.
    pub office: String,
    /// Since when.
    pub from_day: NaiveDate,
    /// Until when.
    pub to_day: Option<NaiveDate>,
    /// Her member number.
    pub number: i64,
    /// Family name in Khmer.
    pub family_name_km: String,
    /// Given name in Khmer.
    pub given_name_km: String,
    /// Family name in Latin script.
    pub family_name_latin: String,
    /// Given name in Latin script.
    pub given_name_latin: String,
}

impl Term {
    /// Her name as pages take it.
    pub fn name(&self) -> templates::parts::Name {
        name(&self.family_name_km, &self.given_name_km, &self.family_name_latin, &self.given_name_latin)
    }
}

/// Every term of office, latest first.
pub async fn officers(tx: &mut Tx, book: BookId) -> Result<Vec<Term>> {
    tx.all(OFFICERS, (book.0,)).await
}

/// Begins a term.
pub async fn begin_term(tx: &mut Tx, book: BookId, party: PartyNo, office: Office, from: NaiveDate) -> Result<()> {
    tx.run(ADD_TERM, (book.0, party.0, office.code().to_owned(), from)).await.map(drop)
}

/// Ends a term that has not ended; says whether there was one.
pub async fn end_term(tx: &mut Tx, book: BookId, no: i64, to: NaiveDate) -> Result<bool> {
    Ok(tx.run(END_TERM, (book.0, no, to)).await? == 1)
}

//! The SQL of what farmers and groups sold by themselves. Appended to; a wrong sale is taken back by a row of its own.
use crate::{
    groups::pages::place,
    store::{Error, Result, Tx, statements},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    coops::Kind,
    farm_sales::{Buyer, BuyerKind, FarmSale, Said, Seller, Unit},
};
use sqlx::FromRow;
use templates::parts::Name;
use uuid::Uuid;

/// Sales with the names of their sellers, the latest first.
macro_rules! sales {
    ($which:literal) => {
        concat!(
            "select s.no, s.id, s.organisation_id, o.code as organisation, s.person_id, s.book_id, s.commodity, s.grade, s.organic,
                    s.quantity, s.unit, s.riel, s.day, s.village, s.buyer_id, s.buyer_kind, s.buyer_name, s.linked,
                    s.recorded_at, s.recorded_by, u.reason, u.recorded_at as undone_at, u.recorded_by as undone_by,
                    coalesce(p.family_name_km, '') as family_name_km, coalesce(p.given_name_km, '') as given_name_km,
                    coalesce(p.family_name_latin, '') as family_name_latin, coalesce(p.given_name_latin, '') as given_name_latin,
                    coalesce(g.code, '') as group_code, coalesce(g.name_km, '') as group_km, coalesce(g.name_latin, '') as group_latin
               from farm_sale s
               join organisation o on o.id = s.organisation_id
               left join person p on p.id = s.person_id
               left join savings_group g on g.book_id = s.book_id
               left join farm_sale_undone u on u.sale_no = s.no ",
            $which,
            " order by s.day desc, s.no desc"
        )
    };
}

/// People with the groups that they are in.
macro_rules! people {
    ($which:literal) => {
        concat!(
            "select p.id, p.organisation_id, o.code as organisation, p.family_name_km, p.given_name_km, p.family_name_latin,
                    p.given_name_latin, p.birth_year, p.village_code, coalesce(g.code, '') as group_code,
                    coalesce(g.name_km, '') as group_km, coalesce(g.name_latin, '') as group_latin,
                    coalesce(g.village_code, '') as group_village, coalesce(g.book_id, 0) as book_id, coalesce(m.number, 0) as number
               from person p
               join organisation o on o.id = p.organisation_id and not o.practice
               left join member m on m.person_id = p.id and m.left_on is null
               left join savings_group g on g.book_id = m.book_id ",
            $which,
            " order by p.family_name_latin, p.given_name_latin, p.family_name_km, p.given_name_km, p.id, g.code"
        )
    };
}

statements! {
    /// Numbers are given one after another; an SQLite file has one writer as it is.
    IN_LINE = "select cast(1 as bigint)", postgres: "select cast(1 as bigint) from (select pg_advisory_xact_lock(7012)) as held";
    SALES = sales!("");
    OF_SELLER = sales!("where s.person_id = $1 or s.book_id = $2");
    SALE = sales!("where s.no = $1");
    /// What buyers of the board bought, whoever sold it: no name of a seller leaves this.
    BOUGHT = "select s.buyer_id, s.person_id, s.book_id, s.unit, s.quantity, s.riel, s.day, s.linked
                from farm_sale s
               where s.buyer_id is not null and not exists (select 1 from farm_sale_undone u where u.sale_no = s.no)";
    OF_KEY = "select no from farm_sale where id = $1";
    /// The organisation of a sale is that of its seller.
    ADD = "insert into farm_sale (no, id, organisation_id, person_id, book_id, commodity, grade, organic, quantity, unit, riel, day,
                                  village, buyer_id, buyer_kind, buyer_name, linked, recorded_at, recorded_by)
           select coalesce(max(no), 0) + 1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18
             from farm_sale returning no";
    UNDO = "insert into farm_sale_undone (sale_no, reason, recorded_at, recorded_by) values ($1, $2, $3, $4)";
    /// Everybody who may be a seller, one row a membership; somebody without one, once.
    PEOPLE = people!("");
    PERSON = people!("where p.id = $1");
}

/// A sale as it is stored, with the names of its seller.
#[derive(Clone, Debug, FromRow)]
pub struct SaleRow {
    /// Its number.
    pub no: i64,
    /// The form's key.
    pub id: Uuid,
    /// The organisation that serves the seller.
    pub organisation_id: Uuid,
    /// Its code.
    pub organisation: String,
    person_id: Option<Uuid>,
    book_id: Option<i64>,
    commodity: String,
    grade: String,
    organic: bool,
    quantity: i64,
    unit: String,
    riel: i64,
    day: NaiveDate,
    village: String,
    buyer_id: Option<Uuid>,
    buyer_kind: Option<String>,
    buyer_name: String,
    linked: bool,
    /// When it was written.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: Uuid,
    /// Why it was taken back, where it was.
    pub reason: Option<String>,
    /// When it was taken back.
    pub undone_at: Option<DateTime<Utc>>,
    /// Who took it back.
    pub undone_by: Option<Uuid>,
    family_name_km: String,
    given_name_km: String,
    family_name_latin: String,
    given_name_latin: String,
    /// The code of the group that sold; empty for a person.
    pub group_code: String,
    group_km: String,
    group_latin: String,
}

impl SaleRow {
    /// It stands: nobody took it back.
    pub fn stands(&self) -> bool {
        self.reason.is_none()
    }

    /// The name of the seller.
    pub fn seller(&self) -> Name {
        if self.group_code.is_empty() {
            name([&self.family_name_km, &self.given_name_km, &self.family_name_latin, &self.given_name_latin])
        } else {
            Name::new(&self.group_km, &self.group_latin)
        }
    }

    /// What it says.
    ///
    /// # Errors
    /// A word that this program does not know.
    pub fn said(&self) -> Result<Said> {
        let garbled = || Error::Garbled(format!("sale {} of farmers", self.no));
        let seller = match (self.person_id, self.book_id) {
            (Some(person), None) => Seller::Person(person),
            (None, Some(book)) => Seller::Group(book),
            _ => return Err(garbled()),
        };
        let buyer = match (self.buyer_id, &self.buyer_kind) {
            (Some(id), None) => Buyer::Board(id),
            (None, Some(kind)) => Buyer::Other(BuyerKind::parse(kind).ok_or_else(garbled)?, self.buyer_name.clone()),
            _ => return Err(garbled()),
        };
        Ok(Said {
            seller,
            kind: Kind { crop: self.commodity.clone(), grade: self.grade.clone(), organic: self.organic },
            quantity: self.quantity,
            unit: Unit::parse(&self.unit).ok_or_else(garbled)?,
            riel: self.riel,
            day: self.day,
            village: self.village.clone(),
            buyer,
            linked: self.linked,
        })
    }
}

/// Every sale, the latest first.
pub async fn sales(tx: &mut Tx) -> Result<Vec<SaleRow>> {
    tx.all(SALES, ()).await
}

/// The sales of a seller, the latest first.
pub async fn of_seller(tx: &mut Tx, seller: Seller) -> Result<Vec<SaleRow>> {
    let (person, book) = sides(seller);
    tx.all(OF_SELLER, (person, book)).await
}

/// The sale of a number.
pub async fn sale(tx: &mut Tx, no: i64) -> Result<Option<SaleRow>> {
    tx.optional(SALE, (no,)).await
}

/// The sale that was written under a key.
pub async fn no_of_key(tx: &mut Tx, key: Uuid) -> Result<Option<i64>> {
    Ok(tx.optional::<(i64,)>(OF_KEY, (key,)).await?.map(|(no,)| no))
}

fn sides(seller: Seller) -> (Option<Uuid>, Option<i64>) {
    match seller {
        Seller::Person(id) => (Some(id), None),
        Seller::Group(book) => (None, Some(book)),
    }
}

/// Writes a sale of a seller whom an organisation serves; its number. `id` is the form's key.
pub async fn add(tx: &mut Tx, id: Uuid, organisation: Uuid, sale: &FarmSale, by: Uuid, at: DateTime<Utc>) -> Result<i64> {
    tx.value::<i64>(IN_LINE, ()).await?;
    let Said { seller, kind, quantity, unit, riel, day, village, buyer, linked } = sale.said().clone();
    let (person, book) = sides(seller);
    let (buyer_id, buyer_kind, buyer_name) = match buyer {
        Buyer::Board(id) => (Some(id), None, String::new()),
        Buyer::Other(kind, name) => (None, Some(kind.code().to_owned()), name),
    };
    let unit = unit.code().to_owned();
    let row = (
        id,
        organisation,
        person,
        book,
        kind.crop,
        kind.grade,
        kind.organic,
        quantity,
        unit,
        riel,
        day,
        village,
        buyer_id,
        buyer_kind,
        buyer_name,
        linked,
        at,
        by,
    );
    tx.value(ADD, row).await
}

/// Takes a sale back.
pub async fn undo(tx: &mut Tx, no: i64, reason: &str, by: Uuid, at: DateTime<Utc>) -> Result<()> {
    tx.run(UNDO, (no, reason.to_owned(), at, by)).await.map(drop)
}

/// Something that a buyer of the board bought from a farmer or a group.
#[derive(Clone, Debug, FromRow)]
struct BoughtRow {
    buyer_id: Uuid,
    person_id: Option<Uuid>,
    book_id: Option<i64>,
    unit: String,
    quantity: i64,
    riel: i64,
    day: NaiveDate,
    linked: bool,
}

/// What buyers of the board bought from farmers and groups, without what was bought and where.
pub async fn bought(tx: &mut Tx) -> Result<Vec<(Uuid, Said)>> {
    let said = |row: BoughtRow| {
        let seller = row.person_id.map(Seller::Person).or(row.book_id.map(Seller::Group));
        let (seller, unit) = seller.zip(Unit::parse(&row.unit)).ok_or_else(|| Error::Garbled("a sale of farmers".into()))?;
        let said = Said {
            seller,
            kind: Kind { crop: String::new(), grade: String::new(), organic: false },
            quantity: row.quantity,
            unit,
            riel: row.riel,
            day: row.day,
            village: String::new(),
            buyer: Buyer::Board(row.buyer_id),
            linked: row.linked,
        };
        Ok((row.buyer_id, said))
    };
    tx.all::<BoughtRow>(BOUGHT, ()).await?.into_iter().map(said).collect()
}

/// Somebody who may be a seller; a row for each group she is in.
#[derive(Clone, Debug, FromRow)]
pub struct PersonRow {
    /// Who.
    pub id: Uuid,
    /// The organisation that serves her.
    pub organisation_id: Uuid,
    /// Its code.
    pub organisation: String,
    family_name_km: String,
    given_name_km: String,
    family_name_latin: String,
    given_name_latin: String,
    /// Year of birth.
    pub birth_year: Option<i64>,
    village_code: String,
    /// A group she is in; empty for none.
    pub group_code: String,
    group_km: String,
    group_latin: String,
    group_village: String,
    /// Its book; 0 for none.
    pub book_id: i64,
    /// Her number there.
    pub number: i64,
}

impl PersonRow {
    /// Her name.
    pub fn name(&self) -> Name {
        name([&self.family_name_km, &self.given_name_km, &self.family_name_latin, &self.given_name_latin])
    }

    /// The group of this row.
    pub fn group(&self) -> Name {
        Name::new(&self.group_km, &self.group_latin)
    }

    /// Where she lives, as closely as is known: her own village, or her group's.
    pub fn village(&self) -> &str {
        if self.village_code.is_empty() { &self.group_village } else { &self.village_code }
    }

    /// The same as people read it.
    pub fn place(&self) -> Name {
        place(self.village())
    }
}

/// Everybody who may be a seller, by name, one row a membership.
pub async fn people(tx: &mut Tx) -> Result<Vec<PersonRow>> {
    tx.all(PEOPLE, ()).await
}

/// Somebody of an id, one row a membership.
pub async fn person(tx: &mut Tx, id: Uuid) -> Result<Vec<PersonRow>> {
    tx.all(PERSON, (id,)).await
}

fn name([family_km, given_km, family_latin, given_latin]: [&str; 4]) -> Name {
    let joined = |family: &str, given: &str| format!("{family} {given}").trim().to_owned();
    Name::new(joined(family_km, given_km), joined(family_latin, given_latin))
}

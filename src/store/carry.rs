//! The rows of a book as they travel between databases: read in the order in which they were written, and written again
//! in the same order, past the same guards, into a database of either engine.
//!
//! What is carried stands in `carried.txt`; the statements are made of it. A row is a JSON array of its columns: numbers,
//! texts and dates as they are, bytes and ids in hexadecimal, instants in RFC 3339 with six decimals and a Z.
use super::{BookId, Engine, Error, Result, Sql, Tx, statements};
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::Value;
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::LazyLock,
};

const TEXT: &str = include_str!("carried.txt");
/// Who the member of a number is; the one thing carried that is not a row of the book.
const PERSON: &str = "person";
const PERSON_COLUMNS: &str = "id:uuid organisation_id:uuid family_name_km:text* given_name_km:text* family_name_latin:text* \
    given_name_latin:text* sex:text* birth_year:int* id_poor:int* phone:text* village_code:text*";
/// The most rows that one statement writes.
const RUN_MOST: usize = 500;

statements! {
    WRITTEN = "select what, key, no from written where book_id = $1 and no > $2 order by no";
    LAST_WRITTEN = "select coalesce(max(no), 0) from written where book_id = $1";
    /// Which of the people named in a JSON array are known here.
    PEOPLE_THERE = "select lower(hex(id)) from person where id in (select unhex(value) from json_each($1))",
        postgres: "select replace(cast(id as text), '-', '') from person
                    where id in (select value::uuid from json_array_elements_text($1::json) as l (value))";
    /// Who each member is, and whether she is of the group's organisation.
    MEMBERS = "select t.party_no, lower(hex(t.person_id)), cast(p.organisation_id = g.organisation_id as integer)
                 from member t join person p on p.id = t.person_id join savings_group g on g.book_id = t.book_id where t.book_id = $1",
        postgres: "select t.party_no, replace(cast(t.person_id as text), '-', ''), cast(cast(p.organisation_id = g.organisation_id as integer) as bigint)
                     from member t join person p on p.id = t.person_id join savings_group g on g.book_id = t.book_id where t.book_id = $1";
}

/// How rows of a table are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    Once,
    Many,
    Mended,
    Asked,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Int,
    Text,
    Day,
    Time,
    Uuid,
    Bytes,
    Bool,
}

struct Column {
    name: &'static str,
    kind: Kind,
    /// Whether it may be mended.
    mended: bool,
}

struct Table {
    name: &'static str,
    how: How,
    /// Positions of the key's columns.
    key: Vec<usize>,
    columns: Vec<Column>,
    since: Sql,
    all: Sql,
    /// How many rows of a book stand in no order of writing.
    forgotten: Sql,
    insert: Sql,
    update: Option<Sql>,
}

static TABLES: LazyLock<Vec<Table>> =
    LazyLock::new(|| TEXT.lines().filter(|line| !line.starts_with('#')).filter_map(Table::parse).collect());
static PEOPLE: LazyLock<Table> = LazyLock::new(Table::of_people);

/// A row that travels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// The table; `person` for who a member is.
    pub what: String,
    /// Its columns, in the order of `carried.txt`.
    pub row: Vec<Value>,
}

/// What was done with rows that came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Took {
    /// Rows that were written, by table.
    pub new: BTreeMap<String, usize>,
    /// Rows that were mended.
    pub mended: usize,
    /// Rows that were here already, the same.
    pub known: usize,
}

/// A row that is here already and says something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// The table.
    pub what: String,
    /// As it is here.
    pub here: Vec<Value>,
    /// As it came.
    pub brought: Vec<Value>,
}

/// Why rows that came are not taken.
#[derive(Debug)]
pub enum NotTaken {
    /// These are here already and say something else.
    Clashes(Vec<Clash>),
    /// A row of a table that is not carried, or of another shape.
    Strange(String),
    /// The guards refused a row, or the database could not.
    Store(Error),
}

impl From<Error> for NotTaken {
    fn from(error: Error) -> NotTaken {
        NotTaken::Store(error)
    }
}

/// The rows of a book that were written after a mark (0: all), each once, in the order of writing; and the new mark.
pub async fn since(tx: &mut Tx, book: BookId, after: i64) -> Result<(Vec<Carried>, i64)> {
    let order: Vec<(String, String, i64)> = tx.all(WRITTEN, (book.0, after)).await?;
    let upto = order.last().map_or(after, |(_, _, no)| *no);
    let mut rows: HashMap<(&str, String), Vec<Value>> = HashMap::new();
    for table in TABLES.iter().chain([&*PEOPLE]).filter(|table| order.iter().any(|(what, ..)| what == table.name)) {
        for (json,) in tx.all::<(String,)>(table.since, (book.0, after)).await? {
            let row = table.read(&json)?;
            rows.insert((table.name, table.key_of(&row)), row);
        }
    }
    let mut carried = Vec::with_capacity(rows.len());
    for (what, key, _) in order {
        let Some(table) = table(&what) else { return Err(Error::Garbled(format!("{what} is written down and not carried"))) };
        let key = serde_json::from_str::<Value>(&key).map_err(|_| Error::Garbled(format!("the key of a {what}")))?.to_string();
        if let Some(row) = rows.remove(&(table.name, key)) {
            carried.push(Carried { what, row });
        }
    }
    Ok((carried, upto))
}

/// The mark of a book's last written row.
pub async fn last_written(tx: &mut Tx, book: BookId) -> Result<i64> {
    tx.value(LAST_WRITTEN, (book.0,)).await
}

/// Writes rows that came, in their order. What is here already and the same is passed over; what differs is mended where
/// it may be, and otherwise clashes: all clashes are told at once, before anything is written.
///
/// # Errors
/// [`NotTaken`]; the transaction is then to be dropped.
pub async fn take(tx: &mut Tx, engine: Engine, book: BookId, rows: &[Carried]) -> Result<Took, NotTaken> {
    let steps = plan(tx, book, rows).await?;
    let mut took = Took { known: rows.len() - steps.len(), ..Took::default() };
    let mut at = 0;
    while let Some(step) = steps.get(at) {
        let table = step.table;
        let alike = |other: &&Step<'_>| std::ptr::eq(other.table, table) && other.new == step.new;
        let together = table.how == How::Many && step.new;
        let run = if together { steps[at..].iter().take(RUN_MOST).take_while(alike).count() } else { 1 };
        let part: Vec<Vec<Value>> = steps[at..at + run].iter().map(|step| table.spelled(step.row, engine)).collect();
        if step.new {
            insert(tx, book, table, &part).await?;
            *took.new.entry(table.name.to_owned()).or_default() += run;
        } else {
            update(tx, book, table, &part[0]).await?;
            took.mended += 1;
        }
        at += run;
    }
    people_are_members(tx, book, rows).await?;
    Ok(took)
}

/// Sees that everybody who came is a member of this very group, of its own organisation: nobody else is told anew by it.
async fn people_are_members(tx: &mut Tx, book: BookId, rows: &[Carried]) -> Result<(), NotTaken> {
    let members: Vec<(i64, String, i64)> = tx.all(MEMBERS, (book.0,)).await?;
    let people: HashMap<i64, (&str, bool)> = members.iter().map(|(no, id, own)| (*no, (id.as_str(), *own == 1))).collect();
    let is_hers = |row: &[Value]| {
        let here = row[0].as_i64().and_then(|no| people.get(&no));
        here.is_some_and(|(id, own)| *own && row[1].as_str() == Some(id))
    };
    let all = rows.iter().filter(|carried| carried.what == PERSON).all(|carried| is_hers(&carried.row));
    if all && people.values().all(|(_, own)| *own) { Ok(()) } else { Err(NotTaken::Strange("a person who is no member".into())) }
}

/// A row that is to be written.
struct Step<'r> {
    table: &'static Table,
    row: &'r [Value],
    new: bool,
}

async fn plan<'r>(tx: &mut Tx, book: BookId, rows: &'r [Carried]) -> Result<Vec<Step<'r>>, NotTaken> {
    let mut there: HashMap<&str, HashMap<String, Vec<Value>>> = HashMap::new();
    let mut known = people_there(tx, rows).await?;
    let (mut steps, mut clashes) = (Vec::new(), Vec::new());
    for Carried { what, row } in rows {
        let table = table(what).ok_or_else(|| NotTaken::Strange(format!("{what} is not carried")))?;
        table.fits(row).map_err(NotTaken::Strange)?;
        if !there.contains_key(table.name) {
            let all = tx.all::<(String,)>(table.all, (book.0,)).await?;
            let all = all.into_iter().map(|(json,)| table.read(&json).map(|row| (table.key_of(&row), row)));
            there.insert(table.name, all.collect::<Result<_>>()?);
        }
        let here = there[table.name].get(&table.key_of(row));
        match here {
            // She may be known here without being of this book, or the number was another's before.
            here if what == PERSON && here.is_none_or(|here| here[1] != row[1]) => {
                let id = row[1].as_str().ok_or_else(|| NotTaken::Strange("a person without an id".into()))?;
                steps.push(Step { table, row, new: known.insert(id.to_owned()) });
            }
            None => steps.push(Step { table, row, new: true }),
            Some(here) if here == row => {}
            Some(here) if table.may_become(here, row) => steps.push(Step { table, row, new: false }),
            Some(here) => clashes.push(Clash { what: what.clone(), here: here.clone(), brought: row.clone() }),
        }
    }
    if clashes.is_empty() { Ok(steps) } else { Err(NotTaken::Clashes(clashes)) }
}

/// The people of these rows who are known here already.
async fn people_there(tx: &mut Tx, rows: &[Carried]) -> Result<HashSet<String>> {
    let people = rows.iter().filter(|carried| carried.what == PERSON);
    let ids: Vec<&str> = people.filter_map(|carried| carried.row.get(1)?.as_str()).filter(|id| is_id(id)).collect();
    let found: Vec<(String,)> = tx.all(PEOPLE_THERE, (Value::from(ids).to_string(),)).await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

async fn insert(tx: &mut Tx, book: BookId, table: &Table, rows: &[Vec<Value>]) -> Result<()> {
    let json = |rows: &[Vec<Value>]| serde_json::to_string(rows).map_err(|error| Error::Garbled(error.to_string()));
    if table.how != How::Asked {
        return tx.run(table.insert, (book.0, json(rows)?)).await.map(drop);
    }
    for row in rows {
        let asked = table.columns.iter().zip(row).map(|(column, value)| if column.mended { Value::Null } else { value.clone() });
        let asked: Vec<Value> = asked.collect();
        tx.run(table.insert, (book.0, json(std::slice::from_ref(&asked))?)).await?;
        if asked != *row {
            update(tx, book, table, row).await?;
        }
    }
    Ok(())
}

async fn update(tx: &mut Tx, book: BookId, table: &Table, row: &[Value]) -> Result<()> {
    let sql = table.update.ok_or_else(|| Error::Garbled(format!("a {} is never changed", table.name)))?;
    let json = serde_json::to_string(&[row]).map_err(|error| Error::Garbled(error.to_string()))?;
    tx.run(sql, (book.0, json)).await.map(drop)
}

fn table(what: &str) -> Option<&'static Table> {
    if what == PERSON { Some(&PEOPLE) } else { TABLES.iter().find(|table| table.name == what) }
}

/// The tables and their columns, for the test that compares them with the schema of both engines.
pub fn tables() -> impl Iterator<Item = (&'static str, Vec<&'static str>)> {
    TABLES.iter().map(|table| (table.name, table.columns.iter().map(|column| column.name).collect()))
}

/// Every statement made of `carried.txt`, for the test that shows them to both engines.
pub(super) fn statements() -> impl Iterator<Item = (&'static str, Sql)> {
    let made = TABLES.iter().chain([&*PEOPLE]).flat_map(|table| {
        [Some(table.since), Some(table.all), Some(table.forgotten), Some(table.insert), table.update]
            .into_iter()
            .flatten()
            .map(|sql| (table.name, sql))
    });
    STATEMENTS.iter().copied().chain(made)
}

fn forgotten(name: &str, place: &str, from: &str) -> Sql {
    let text = format!(
        "select count(*) {from} and {place} not in (select w.key from written w where w.book_id = $1 and w.what = '{name}')"
    );
    made(text.clone(), text)
}

/// How many rows of each table of a book would not travel, for they stand in no order of writing.
pub(super) async fn forgotten_rows(tx: &mut Tx, book: BookId) -> Result<Vec<(&'static str, i64)>> {
    let mut found = Vec::new();
    for table in TABLES.iter().chain([&*PEOPLE]) {
        let many: i64 = tx.value(table.forgotten, (book.0,)).await?;
        if many > 0 {
            found.push((table.name, many));
        }
    }
    Ok(found)
}

/// Text that is made once and lives as long as the program.
fn made(sqlite: String, postgres: String) -> Sql {
    Sql::each(sqlite.leak(), postgres.leak())
}

impl Column {
    fn parse(text: &'static str) -> Option<Column> {
        let (name, kind) = text.split_once(':')?;
        let (kind, mended) = kind.strip_suffix('*').map_or((kind, false), |kind| (kind, true));
        let kind = match kind {
            "int" => Kind::Int,
            "text" => Kind::Text,
            "day" => Kind::Day,
            "time" => Kind::Time,
            "uuid" => Kind::Uuid,
            "bytes" => Kind::Bytes,
            "bool" => Kind::Bool,
            _ => return None,
        };
        Some(Column { name, kind, mended })
    }

    /// The column as JSON: SQLite, PostgreSQL.
    fn told(&self, of: &str) -> [String; 2] {
        let name = format!("{of}.{}", self.name);
        match self.kind {
            Kind::Int | Kind::Text => [name.clone(), name],
            Kind::Bool => [name.clone(), format!("cast({name} as integer)")],
            Kind::Day => [name.clone(), format!("cast({name} as text)")],
            Kind::Time => [name.clone(), format!("to_char({name} at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')")],
            Kind::Uuid => [
                format!("case when {name} is not null then lower(hex({name})) end"),
                format!("replace(cast({name} as text), '-', '')"),
            ],
            Kind::Bytes => [format!("case when {name} is not null then lower(hex({name})) end"), format!("encode({name}, 'hex')")],
        }
    }

    /// The column out of the JSON array `r.value`: SQLite, PostgreSQL.
    fn written(&self, at: usize) -> [String; 2] {
        let text = format!("(r.value ->> {at})");
        let postgres = match self.kind {
            Kind::Int => format!("cast({text} as bigint)"),
            Kind::Text => text.clone(),
            Kind::Day => format!("cast({text} as date)"),
            Kind::Time => format!("cast({text} as timestamptz)"),
            Kind::Uuid => format!("cast({text} as uuid)"),
            Kind::Bytes => format!("decode({text}, 'hex')"),
            Kind::Bool => format!("({text} = '1')"),
        };
        let sqlite = if matches!(self.kind, Kind::Uuid | Kind::Bytes) { format!("unhex({text})") } else { text };
        [sqlite, postgres]
    }
}

impl Table {
    /// A line of `carried.txt`: `how name (key) columns`.
    fn parse(line: &'static str) -> Option<Table> {
        let (head, rest) = line.split_once(" (")?;
        let (how, name) = head.split_once(' ')?;
        let (key, columns) = rest.split_once(')')?;
        let how = match how {
            "once" => How::Once,
            "many" => How::Many,
            "mended" => How::Mended,
            "asked" => How::Asked,
            _ => return None,
        };
        let columns: Vec<Column> = columns.split_whitespace().map(Column::parse).collect::<Option<_>>()?;
        let key: Vec<usize> =
            key.split_whitespace().map(|part| columns.iter().position(|column| column.name == part)).collect::<Option<_>>()?;
        let place = format!(
            "'[' || {} || ']'",
            match &key[..] {
                [] => "''".to_owned(),
                [at] if columns[*at].kind == Kind::Text => format!("'\"' || t.{} || '\"'", columns[*at].name),
                several => several.iter().map(|at| format!("t.{}", columns[*at].name)).collect::<Vec<_>>().join(" || ',' || "),
            }
        );
        let [sqlite, postgres] = told(&columns, "t");
        let from = format!("from {name} t where t.book_id = $1");
        let new = format!("and {place} in (select w.key from written w where w.book_id = $1 and w.no > $2 and w.what = '{name}')");
        let all = made(
            format!("select json_array({sqlite}) {from}"),
            format!("select cast(json_build_array({postgres}) as text) {from}"),
        );
        let since = made(
            format!("select json_array({sqlite}) {from} {new}"),
            format!("select cast(json_build_array({postgres}) as text) {from} {new}"),
        );
        let names = columns.iter().map(|column| column.name).collect::<Vec<_>>().join(", ");
        let [sqlite, postgres] = values(&columns, |_| true, 0);
        let insert = made(
            format!("insert into {name} (book_id, {names}) select $1, {sqlite} from json_each($2) r order by r.key"),
            format!("insert into {name} (book_id, {names}) select $1, {postgres} {} order by r.n", POSTGRES_ROWS),
        );
        let update = columns.iter().any(|column| column.mended).then(|| {
            let places: Vec<(String, usize)> = key.iter().map(|at| (columns[*at].name.to_owned(), *at)).collect();
            update_of(name, "t.book_id = $1", &columns, 0, &places)
        });
        Some(Table { name, how, key, columns, since, all, forgotten: forgotten(name, &place, &from), insert, update })
    }

    /// Who members are: the number of the membership, then the person.
    fn of_people() -> Table {
        let person: Vec<Column> = PERSON_COLUMNS.split_whitespace().filter_map(Column::parse).collect();
        let [sqlite, postgres] = told(&person, "p");
        let from = "from member t join person p on p.id = t.person_id where t.book_id = $1";
        let new = "and '[' || t.party_no || ']' in (select w.key from written w where w.book_id = $1 and w.no > $2 and w.what = 'person')";
        let names = person.iter().map(|column| column.name).collect::<Vec<_>>().join(", ");
        let [one, other] = values(&person, |_| true, 1);
        Table {
            name: PERSON,
            how: How::Once,
            key: vec![0],
            all: made(
                format!("select json_array(t.party_no, {sqlite}) {from}"),
                format!("select cast(json_build_array(t.party_no, {postgres}) as text) {from}"),
            ),
            since: made(
                format!("select json_array(t.party_no, {sqlite}) {from} {new}"),
                format!("select cast(json_build_array(t.party_no, {postgres}) as text) {from} {new}"),
            ),
            forgotten: forgotten("person", "'[' || t.party_no || ']'", from),
            insert: made(
                format!("insert into person ({names}) select {one} from json_each($2) r where $1 > 0 order by r.key"),
                format!("insert into person ({names}) select {other} {POSTGRES_ROWS} where cast($1 as bigint) > 0 order by r.n"),
            ),
            update: Some(update_of("person", "cast($1 as bigint) > 0", &person, 1, &[("id".to_owned(), 1)])),
            columns: [Column { name: "party_no", kind: Kind::Int, mended: false }].into_iter().chain(person).collect(),
        }
    }

    fn key_of(&self, row: &[Value]) -> String {
        Value::from(self.key.iter().map(|at| row[*at].clone()).collect::<Vec<_>>()).to_string()
    }

    /// Whether a row is one of this table.
    fn fits(&self, row: &[Value]) -> Result<(), String> {
        let right = |(column, value): (&Column, &Value)| match (column.kind, value) {
            (_, Value::Null) => true,
            (Kind::Int, value) => value.is_i64(),
            (Kind::Bool, value) => matches!(value.as_i64(), Some(0 | 1)),
            (Kind::Uuid, Value::String(text)) => is_id(text),
            (Kind::Bytes, Value::String(text)) => text.len() % 2 == 0 && text.bytes().all(|byte| byte.is_ascii_hexdigit()),
            (Kind::Time, Value::String(text)) => instant(text).is_some_and(|at| spelled(at) == *text),
            (Kind::Text | Kind::Day, Value::String(_)) => true,
            _ => false,
        };
        let fits = row.len() == self.columns.len() && self.columns.iter().zip(row).all(right);
        if fits { Ok(()) } else { Err(format!("a {} of another shape", self.name)) }
    }

    fn may_become(&self, here: &[Value], brought: &[Value]) -> bool {
        // The same person under the same number, told anew; of another person it is another membership.
        self.update.is_some()
            && self.columns.iter().zip(here.iter().zip(brought)).all(|(column, (one, other))| column.mended || one == other)
    }

    /// A row as the engine told it.
    fn read(&self, json: &str) -> Result<Vec<Value>> {
        let garbled = || Error::Garbled(format!("a {}", self.name));
        let mut row: Vec<Value> = serde_json::from_str(json).map_err(|_| garbled())?;
        for (column, value) in self.columns.iter().zip(&mut row) {
            if let (Kind::Time, Value::String(text)) = (column.kind, &*value) {
                *value = spelled(instant(text).ok_or_else(garbled)?).into();
            }
        }
        Ok(row)
    }

    /// A row as the engine wants it: SQLite compares instants as text, and so they are spelled as every other.
    fn spelled(&self, row: &[Value], engine: Engine) -> Vec<Value> {
        let spell = |(column, value): (&Column, &Value)| match (column.kind, value) {
            (Kind::Time, Value::String(text)) if engine == Engine::Sqlite => {
                instant(text).map_or(Value::Null, |at| at.to_rfc3339_opts(SecondsFormat::AutoSi, false).into())
            }
            _ => value.clone(),
        };
        self.columns.iter().zip(row).map(spell).collect()
    }
}

const POSTGRES_ROWS: &str = "from jsonb_array_elements(cast(cast($2 as text) as jsonb)) with ordinality as r (value, n)";

/// Whether a text is an id as it travels: 32 hexadecimal digits, small letters.
fn is_id(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn instant(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.with_timezone(&Utc))
}

fn spelled(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// Columns as the elements of a JSON array, spelled for each engine.
fn told(columns: &[Column], of: &str) -> [String; 2] {
    [0, 1].map(|engine| columns.iter().map(|column| column.told(of)[engine].clone()).collect::<Vec<_>>().join(", "))
}

/// Columns out of a JSON array whose first `before` elements are something else, spelled for each engine.
fn values(columns: &[Column], which: impl Fn(&Column) -> bool, before: usize) -> [String; 2] {
    let of = |engine: usize| {
        let part = columns.iter().enumerate().filter(|(_, column)| which(column));
        part.map(|(at, column)| column.written(at + before)[engine].clone()).collect::<Vec<_>>().join(", ")
    };
    [of(0), of(1)]
}

/// The statement that mends one row of a JSON array of one; `places` are the key's columns and where they stand in it.
fn update_of(name: &str, within: &str, columns: &[Column], before: usize, places: &[(String, usize)]) -> Sql {
    let names: Vec<&str> = columns.iter().filter(|column| column.mended).map(|column| column.name).collect();
    let values = values(columns, |column| column.mended, before);
    let rows = ["from json_each($2) r", POSTGRES_ROWS];
    let [sqlite, postgres] = [0, 1].map(|engine| {
        let row = rows[engine];
        let key = places.iter().map(|(column, at)| {
            let kind =
                columns.iter().find(|one| one.name == column).map_or_else(String::new, |one| one.written(*at)[engine].clone());
            format!(" and t.{column} = (select {kind} {row})")
        });
        format!(
            "update {name} as t set ({}) = (select {} {row}) where {within}{}",
            names.join(", "),
            values[engine],
            key.collect::<String>()
        )
    });
    made(sqlite, postgres)
}

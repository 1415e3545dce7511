//! One program, two engines. A statement is written once, bound with a tuple and read into a struct or a tuple:
//!
//! ```ignore
//! let mut tx = db.read().await?;
//! let funds: Vec<(i64, String)> = tx.all("select no, code from fund where book_id = $1 order by no", (book.0,)).await?;
//! ```
//!
//! Nothing outside `store` names an engine, save the statements that truly differ, which say both with [`Sql::each`].
use super::{BookId, Error, Result, memory::Memory, schema};
use sqlx::{
    Arguments, Connection, Encode, Executor, FromRow, Postgres, SqlSafeStr, Sqlite, Transaction, Type,
    postgres::{PgArguments, PgConnectOptions, PgPool, PgPoolOptions, PgRow},
    sqlite::{
        SqliteArguments, SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteRow,
        SqliteSynchronous,
    },
};
use std::{
    any::Any,
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
    time::Duration,
};

/// How long a request waits for its turn before it is told that the database is away.
const PATIENCE: Duration = Duration::from_secs(10);
/// Prepared statements kept per connection: more than the program has.
const STATEMENTS_KEPT: usize = 512;
/// A write-ahead log that grew is cut back to this many bytes.
const JOURNAL_BYTES: &str = "16777216";

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// A file beside the program.
    Sqlite,
    /// A server.
    Postgres,
}

/// A database: an SQLite file (one writer, several readers) or a PostgreSQL server. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Db(Pools, Memory);

#[derive(Clone, Debug)]
enum Pools {
    Sqlite { read: SqlitePool, write: SqlitePool },
    Postgres(PgPool),
}

/// A transaction on either. Every statement runs in one, so that a page is drawn from a single instant. Dropped without
/// [`Tx::commit`], it rolls back.
#[derive(Debug)]
pub struct Tx(Either, Mind);

#[derive(Debug)]
enum Either {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// What a transaction may know from others before it.
#[derive(Debug)]
struct Mind {
    memory: Memory,
    /// Whether what it reads is committed: it cannot write.
    reads_only: bool,
}

impl Db {
    /// Opens `sqlite:FILE` (made when it is missing) or `postgres://…` and brings the schema up to date.
    ///
    /// # Errors
    /// [`Error::Schema`] when the database was written by a newer program, [`Error::Away`] when it cannot be reached.
    pub async fn open(url: &str) -> Result<Db> {
        let db = Db::connected(url, true).await?;
        if !schema::is_current(&db).await? {
            let migrator = schema::migrator(db.engine());
            match &db.0 {
                Pools::Sqlite { write, .. } => migrator.run(write).await?,
                Pools::Postgres(pool) => migrator.run(pool).await?,
            }
        }
        Ok(db)
    }

    /// Connects to what is there, as it is: nothing is made and nothing migrated.
    ///
    /// # Errors
    /// [`Error::Away`] when there is no such file or server.
    pub async fn connect(url: &str) -> Result<Db> {
        Db::connected(url, false).await
    }

    async fn connected(url: &str, make: bool) -> Result<Db> {
        if !url.starts_with("sqlite:") {
            let options = PgConnectOptions::from_str(url)?
                .application_name("sansom")
                .statement_cache_capacity(STATEMENTS_KEPT)
                .options([("timezone", "UTC"), ("lock_timeout", "10s"), ("idle_in_transaction_session_timeout", "60s")]);
            // A connection that went away is found before it is used, not by the first unlucky request.
            let pool = PgPoolOptions::new().max_connections(16).acquire_timeout(PATIENCE).test_before_acquire(true);
            return Ok(Db(Pools::Postgres(pool.connect_with(options).await?), Memory::default()));
        }
        let options = sqlite_options(url)?.create_if_missing(make);
        let write = sqlite_pool(1).connect_with(options.clone().optimize_on_close(true, None)).await?;
        let read = sqlite_pool(4).connect_with(options.create_if_missing(false).pragma("query_only", "ON")).await?;
        Ok(Db(Pools::Sqlite { read, write }, Memory::default()))
    }

    /// Which engine it is.
    pub fn engine(&self) -> Engine {
        match &self.0 {
            Pools::Sqlite { .. } => Engine::Sqlite,
            Pools::Postgres(_) => Engine::Postgres,
        }
    }

    /// The file, where it is one.
    pub fn file(&self) -> Option<PathBuf> {
        match &self.0 {
            Pools::Sqlite { write, .. } => Some(write.connect_options().get_filename().to_owned()),
            Pools::Postgres(_) => None,
        }
    }

    /// Reads from one snapshot; writing in it fails.
    pub async fn read(&self) -> Result<Tx> {
        let on = match &self.0 {
            Pools::Sqlite { read, .. } => Either::Sqlite(read.begin().await?),
            Pools::Postgres(pool) => Either::Postgres(pool.begin_with("begin isolation level repeatable read read only").await?),
        };
        Ok(Tx(on, Mind { memory: self.1.clone(), reads_only: true }))
    }

    /// Reads and writes; on SQLite waits here, in line, for the one writer.
    pub async fn write(&self) -> Result<Tx> {
        let on = match &self.0 {
            Pools::Sqlite { write, .. } => Either::Sqlite(write.begin_with("begin immediate").await?),
            Pools::Postgres(pool) => Either::Postgres(pool.begin().await?),
        };
        Ok(Tx(on, Mind { memory: self.1.clone(), reads_only: false }))
    }

    /// Whether the database answers, and an SQLite file is still where it was: what a readiness check asks.
    pub async fn ping(&self) -> Result<()> {
        if self.file().is_some_and(|file| !file.exists()) {
            return Err(Error::Away("the data file is gone".into()));
        }
        self.read().await?.value::<i64>("select cast(1 as bigint)", ()).await.map(drop)
    }

    /// Writes a consistent copy into a new file, while others read and write.
    ///
    /// # Errors
    /// [`Error::Unsupported`] on PostgreSQL, whose own `pg_dump` does this; [`Error::Io`] when the file is there
    /// already; [`Error::Full`].
    pub async fn snapshot_to(&self, path: &Path) -> Result<()> {
        let Pools::Sqlite { write, .. } = &self.0 else {
            return Err(Error::Unsupported("a PostgreSQL database is copied with pg_dump"));
        };
        if path.exists() {
            return Err(std::io::Error::from(std::io::ErrorKind::AlreadyExists).into());
        }
        // Written under another name first: a file of the asked name is a whole one.
        let mut part = path.as_os_str().to_owned();
        part.push(".part");
        let part = PathBuf::from(part);
        match std::fs::remove_file(&part) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        // A connection of its own: the one writer goes on writing.
        let options: SqliteConnectOptions = (*write.connect_options()).clone().create_if_missing(false);
        let mut connection = SqliteConnection::connect_with(&options.optimize_on_close(false, None)).await?;
        let copied = sqlx::query("vacuum into $1").bind(part.to_string_lossy().into_owned()).execute(&mut connection).await;
        connection.close().await.ok();
        let kept = copied.map_err(Error::from).and_then(|_| Ok(std::fs::File::open(&part)?.sync_all()?));
        if let Err(error) = kept.and_then(|()| Ok(std::fs::rename(&part, path)?)) {
            std::fs::remove_file(&part).ok();
            return Err(error);
        }
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::File::open(folder)?.sync_all()?;
        }
        Ok(())
    }

    /// Whether a database made by some version of this program is there; connects only.
    pub(super) async fn has_table(&self, name: &'static str) -> Result<bool> {
        const THERE: Sql = Sql::each(
            "select count(*) from sqlite_schema where type = 'table' and name = $1",
            "select count(*) from pg_class where relkind = 'r' and oid = to_regclass($1)",
        );
        Ok(self.read().await?.value::<i64>(THERE, (name,)).await? > 0)
    }

    /// Ends every connection; what others wait for fails as [`Error::Away`].
    pub async fn close(&self) {
        match &self.0 {
            Pools::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

fn sqlite_options(url: &str) -> Result<SqliteConnectOptions> {
    Ok(SqliteConnectOptions::from_str(url)?
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        .statement_cache_capacity(STATEMENTS_KEPT)
        .pragma("recursive_triggers", "ON") // REPLACE then meets the triggers that refuse deleting
        .pragma("trusted_schema", "OFF")
        .pragma("journal_size_limit", JOURNAL_BYTES))
}

fn sqlite_pool(most: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(most)
        .acquire_timeout(PATIENCE)
        .test_before_acquire(false) // it is a file, not a line that may have gone
        .idle_timeout(None)
        .max_lifetime(None)
        // On a full disk SQLite rolls back by itself and sqlx does not learn of it: such a connection is thrown away.
        .before_acquire(|connection, _| Box::pin(async move { Ok(!connection.is_in_transaction()) }))
}

/// Says the same thing of either engine.
macro_rules! on {
    ($tx:expr, $sql:expr, $values:expr, $query:ident, |$q:ident, $on:ident| $body:expr) => {{
        let sql: Sql = $sql.into();
        match &mut $tx.0 {
            Either::Sqlite(tx) => {
                let ($q, $on) = (sqlx::$query(sql.sqlite.into_sql_str(), $values.sqlite()?), &mut **tx);
                $body
            }
            Either::Postgres(tx) => {
                let ($q, $on) = (sqlx::$query(sql.postgres.into_sql_str(), $values.postgres()?), &mut **tx);
                $body
            }
        }
    }};
}

impl Tx {
    /// Every row.
    pub async fn all<R: Record>(&mut self, sql: impl Into<Sql>, values: impl Values) -> Result<Vec<R>> {
        on!(self, sql, values, query_as_with, |query, on| Ok(query.fetch_all(on).await?))
    }

    /// The one row, if there is one.
    pub async fn optional<R: Record>(&mut self, sql: impl Into<Sql>, values: impl Values) -> Result<Option<R>> {
        on!(self, sql, values, query_as_with, |query, on| Ok(query.fetch_optional(on).await?))
    }

    /// The one row, which is there.
    pub async fn one<R: Record>(&mut self, sql: impl Into<Sql>, values: impl Values) -> Result<R> {
        self.optional(sql, values).await?.ok_or(Error::Sql(sqlx::Error::RowNotFound))
    }

    /// One column of one row.
    pub async fn value<T>(&mut self, sql: impl Into<Sql>, values: impl Values) -> Result<T>
    where
        (T,): Record,
    {
        Ok(self.one::<(T,)>(sql, values).await?.0)
    }

    /// Runs a statement and says how many rows it touched.
    pub async fn run(&mut self, sql: impl Into<Sql>, values: impl Values) -> Result<u64> {
        on!(self, sql, values, query_with, |query, on| Ok(query.execute(on).await?.rows_affected()))
    }

    /// What an earlier transaction read of a book and [`Tx::remember`]ed. It may know more than this transaction sees.
    pub(crate) fn remembered<T: Any + Send + Sync>(&self, book: BookId) -> Option<Arc<T>> {
        self.1.memory.get(book)
    }

    /// Keeps for later transactions what was read from so many rows of a book that never change. What a writing transaction
    /// saw is not kept: it may be rolled back.
    pub(crate) fn remember<T: Any + Send + Sync>(&self, book: BookId, rows: usize, what: &Arc<T>) {
        if self.1.reads_only {
            self.1.memory.put(book, rows, what.clone());
        }
    }

    /// Begins work that may fail without spoiling the rest of the transaction; ended by [`Tx::keep`] or [`Tx::undo`].
    pub async fn savepoint(&mut self) -> Result<()> {
        self.run("savepoint part", ()).await.map(drop)
    }

    /// Keeps what was done since [`Tx::savepoint`].
    pub async fn keep(&mut self) -> Result<()> {
        self.run("release savepoint part", ()).await.map(drop)
    }

    /// Undoes what was done since [`Tx::savepoint`].
    pub async fn undo(&mut self) -> Result<()> {
        self.run("rollback to savepoint part", ()).await?;
        self.keep().await
    }

    /// Asks the engine whether a statement is well formed: what `query!` does when compiling, done by a test.
    pub async fn check(&mut self, sql: impl Into<Sql>) -> Result<()> {
        let sql = sql.into();
        match &mut self.0 {
            Either::Sqlite(tx) => drop((&mut **tx).prepare(sql.sqlite.into_sql_str()).await?),
            Either::Postgres(tx) => drop((&mut **tx).prepare(sql.postgres.into_sql_str()).await?),
        }
        Ok(())
    }

    /// Makes it last: once this returns, it is on the disk. Deferred rules are checked here too.
    pub async fn commit(self) -> Result<()> {
        match self.0 {
            Either::Sqlite(tx) => tx.commit().await?,
            Either::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

/// The text of a statement: one for both engines unless said otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sql {
    sqlite: &'static str,
    postgres: &'static str,
}

impl Sql {
    /// Two spellings, for the few statements that need them.
    pub const fn each(sqlite: &'static str, postgres: &'static str) -> Sql {
        Sql { sqlite, postgres }
    }
}

impl From<&'static str> for Sql {
    fn from(text: &'static str) -> Sql {
        Sql::each(text, text)
    }
}

/// Whatever both engines can store …
pub trait Value: for<'q> Encode<'q, Sqlite> + Type<Sqlite> + for<'q> Encode<'q, Postgres> + Type<Postgres> + Send {}
impl<T: for<'q> Encode<'q, Sqlite> + Type<Sqlite> + for<'q> Encode<'q, Postgres> + Type<Postgres> + Send> Value for T {}

/// … and whatever both can return: any `#[derive(FromRow)]` struct, and tuples.
pub trait Record: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}
impl<T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin> Record for T {}

/// The values of `$1, $2 …`, as a tuple of at most eighteen.
pub trait Values: Send {
    /// Bound for SQLite.
    fn sqlite(self) -> Result<SqliteArguments>;
    /// Bound for PostgreSQL.
    fn postgres(self) -> Result<PgArguments>;
}

macro_rules! values {
    ($($name:ident)*) => {
        #[allow(non_snake_case, unused_mut, reason = "one shape for every length, none included")]
        impl<$($name: Value),*> Values for ($($name,)*) {
            fn sqlite(self) -> Result<SqliteArguments> {
                let (($($name,)*), mut list) = (self, SqliteArguments::default());
                $( list.add($name).map_err(sqlx::Error::Encode)?; )*
                Ok(list)
            }
            fn postgres(self) -> Result<PgArguments> {
                let (($($name,)*), mut list) = (self, PgArguments::default());
                $( list.add($name).map_err(sqlx::Error::Encode)?; )*
                Ok(list)
            }
        }
    };
}
/// Every length down from the one given.
macro_rules! values_down_from {
    () => { values!(); };
    ($first:ident $($rest:ident)*) => { values!($first $($rest)*); values_down_from!($($rest)*); };
}
values_down_from!(A B C D E F G H I J K L M N O P Q R);

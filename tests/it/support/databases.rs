//! A fresh database for a test, on each engine: an SQLite file, and a PostgreSQL database copied from one that was
//! migrated once.
use futures::FutureExt;
use sansom::store::{Db, Engine};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use std::{panic::AssertUnwindSafe, path::PathBuf, sync::Arc};
use uuid::Uuid;

/// A database that is there for one test.
#[derive(Clone)]
pub struct Database {
    /// Opened and migrated.
    pub db: Db,
    /// What it was opened by.
    pub url: String,
    /// The server's own address, on PostgreSQL.
    pub server: Option<String>,
    /// Where the program keeps its files besides: the key of papers, print runs.
    pub folder: Arc<Folder>,
}

/// A folder that goes with its last holder.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new() -> Folder {
        let path = std::env::temp_dir().join(format!("sansom-{}", Uuid::now_v7().simple()));
        std::fs::create_dir_all(&path).expect("a folder for a test");
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

/// Runs a test on SQLite and, where a server is named, on PostgreSQL; what it made goes, also when the test fails.
pub async fn each_engine<F, Fut>(test: F)
where
    F: Fn(Database) -> Fut,
    Fut: Future<Output = ()>,
{
    sqlite(&test).await;
    match std::env::var("SANSOM_TEST_POSTGRES") {
        Ok(server) if !server.is_empty() => postgres(&server, &test).await,
        _ => assert!(std::env::var_os("CI").is_none(), "SANSOM_TEST_POSTGRES names the server that is tested besides"),
    }
}

/// On SQLite alone.
pub async fn sqlite<F, Fut>(test: F)
where
    F: Fn(Database) -> Fut,
    Fut: Future<Output = ()>,
{
    let folder = Arc::new(Folder::new());
    let url = format!("sqlite:{}", folder.0.join("sansom.db").display());
    let db = Db::open(&url).await.expect("a new SQLite file");
    // Held here too: a test may take the database out of its `Database` and drop the rest.
    test(Database { db: db.clone(), url, server: None, folder: folder.clone() }).await;
    db.close().await;
    drop(folder);
}

async fn postgres<F, Fut>(server: &str, test: F)
where
    F: Fn(Database) -> Fut,
    Fut: Future<Output = ()>,
{
    let mut admin = PgConnection::connect(server).await.expect("the server of SANSOM_TEST_POSTGRES");
    let template = template(&mut admin, server).await;
    let name = format!("sansom_{}", Uuid::now_v7().simple());
    run(&mut admin, format!("create database {name} template {template}")).await;
    let url = beside(server, &name);
    let db = Db::open(&url).await.expect("a copy of the template");
    let database = Database { db: db.clone(), url, server: Some(server.to_owned()), folder: Arc::new(Folder::new()) };
    let ended = AssertUnwindSafe(test(database)).catch_unwind().await;
    db.close().await;
    run(&mut admin, format!("drop database {name} with (force)")).await;
    if let Err(panic) = ended {
        std::panic::resume_unwind(panic);
    }
}

/// The migrated database that others are copied from, made by whoever comes first; a changed schema makes another.
async fn template(admin: &mut PgConnection, server: &str) -> String {
    let script: Vec<u8> = sansom::store::migrator(Engine::Postgres).iter().flat_map(|one| one.checksum.to_vec()).collect();
    let mark: String = script
        .iter()
        .enumerate()
        .fold([0u8; 8], |mut sum, (at, byte)| {
            sum[at % 8] = sum[at % 8].wrapping_mul(31).wrapping_add(*byte);
            sum
        })
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let name = format!("sansom_template_{mark}");
    admin.execute("select pg_advisory_lock(4711)").await.expect("a lock");
    let there: (i64,) = sqlx::query_as("select count(*) from pg_database where datname = $1")
        .bind(&name)
        .fetch_one(&mut *admin)
        .await
        .expect("databases");
    if there.0 == 0 {
        let draft = format!("{name}_draft");
        run(admin, format!("drop database if exists {draft} with (force)")).await;
        run(admin, format!("create database {draft}")).await;
        Db::open(&beside(server, &draft)).await.expect("the migrations").close().await;
        // The connections' own processes may still be ending.
        run(admin, format!("select pg_terminate_backend(pid) from pg_stat_activity where datname = '{draft}'")).await;
        let mut tries = 0;
        while admin.execute(AssertSqlSafe(format!("alter database {draft} rename to {name}"))).await.is_err() {
            tries += 1;
            assert!(tries < 100, "the template is still in use");
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    }
    admin.execute("select pg_advisory_unlock(4711)").await.expect("unlocked");
    name
}

async fn run(admin: &mut PgConnection, sql: String) {
    admin.execute(AssertSqlSafe(sql)).await.expect("an order to the server");
}

/// The server's URL with another database.
pub fn beside(server: &str, database: &str) -> String {
    let (before, _) = server.rsplit_once('/').expect("a URL ends with a database");
    format!("{before}/{database}")
}

//! The home of programme staff over the whole demo, and over ten times as much: the demo's own rows, ten times under other
//! numbers. The copies are made without guards, as nobody could through the program: what is measured here only reads.
use super::{Fallible, median, pages_in_turn, row};
use rusqlite::Connection;
use sansom::{
    app::{App, Clock, Settings},
    demo,
    programme::kept,
    store::Db,
};
use std::{
    collections::BTreeSet,
    path::Path,
    time::{Duration, Instant},
};

/// So many times as much.
const TIMES: i64 = 10;
/// Books and numbers of one copy are so far from those of the next.
const APART: i64 = 1_000_000;
/// What is the programme's own and not once more in a copy of it.
const ONCE: [&str; 22] = [
    "commodity",
    "organisation",
    "app_user",
    "app_role",
    "app_role_of_any_book",
    "session",
    "attempt",
    "setting",
    "good",
    "buyer",
    "buyer_offer",
    "market_price",
    "transport_rate",
    "paper_key",
    "paper",
    "upload",
    "award_upload",
    "user_person",
    "target",
    "api_token",
    "grant_code",
    "grant_service",
];
/// Ids that stay in each copy, as those of whoever wrote (`…_by`); every other one (sixteen bytes, which no hash has) is another.
const STAY: [&str; 4] = ["organisation_id", "buyer_id", "by_user", "user_id"];

pub(super) async fn measure(folder: &Path) -> Fallible<bool> {
    let (small, large) = (folder.join("demo.db"), folder.join("demo-ten-times.db"));
    let demo = made(&small).await?;
    multiplied(&small, &large)?;
    let ten = Db::open(&format!("sqlite:{}", large.display())).await?;
    let size = sizes(&large)?;
    let times = pages_in_turn([&demo, &ten], "officer", "/programme").await?;
    let growth = times[1].as_secs_f64() / times[0].as_secs_f64();
    let what = format!("the home of programme staff over {size}, against the demo, a tenth of it");
    let measured = format!("{:.1} ms against {:.1} ms: {growth:.2} ×", times[1].as_secs_f64() * 1e3, times[0].as_secs_f64() * 1e3);
    let quick = row(&what, &measured, "under 150 ms, and under 3 ×", times[1] < Duration::from_millis(150) && growth < 3.0);
    let mut counted = [Vec::new(), Vec::new()];
    for _ in 0..3 {
        counted[0].push(count(&demo).await?);
        counted[1].push(count(&ten).await?);
    }
    let counted = counted.map(median);
    let growth = counted[1].as_secs_f64() / counted[0].as_secs_f64();
    let flat = row(
        "counting every figure behind it anew",
        &format!("{:.0} ms against {:.0} ms: {growth:.1} ×", counted[1].as_secs_f64() * 1e3, counted[0].as_secs_f64() * 1e3),
        "under 15 ×",
        growth < 15.0,
    );
    Ok(quick && flat)
}

fn app(db: &Db) -> App {
    App::new(db.clone(), Clock::System, Settings { secure_cookies: true, demo: true })
}

/// The whole demo in a new file.
async fn made(file: &Path) -> Fallible<Db> {
    let db = Db::open(&format!("sqlite:{}", file.display())).await?;
    let app = app(&db);
    demo::make(&app).await.map_err(|failure| failure.0)?;
    let begun = Instant::now();
    demo::whole::make(&app).await.map_err(|failure| failure.0)?;
    eprintln!("bench: the whole demo was made in {:.1} s", begun.elapsed().as_secs_f64());
    Ok(db)
}

/// How long it takes to count everything.
async fn count(db: &Db) -> Fallible<Duration> {
    let app = app(db);
    let begun = Instant::now();
    kept::reckon(&app, app.now()).await.map_err(|fault| format!("{fault:?}"))?;
    Ok(begun.elapsed())
}

/// What a file holds, in words.
fn sizes(file: &Path) -> Fallible<String> {
    let connection = Connection::open(file)?;
    let count = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    let groups = count("select count(*) from savings_group where saves")?;
    let (people, postings) = (count("select count(*) from person")?, count("select count(*) from posting")?);
    Ok(format!("{groups} savings groups, {people} people, {postings} postings"))
}

/// A file with everything of another, so many times.
fn multiplied(from: &Path, to: &Path) -> Fallible {
    Connection::open(from)?.execute("vacuum into ?1", [to.to_string_lossy()])?;
    let mut connection = Connection::open(to)?;
    connection.execute_batch(
        "pragma foreign_keys = off; pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -200000;",
    )?;
    connection.execute("attach ?1 as small", [from.to_string_lossy()])?;
    let names = |kind: &str| -> Fallible<Vec<String>> {
        let mut found = connection
            .prepare("select name from sqlite_schema where type = ?1 and name not like 'sqlite_%' and name not like '_sqlx%'")?;
        Ok(found.query_map([kind], |row| row.get(0))?.collect::<Result<_, _>>()?)
    };
    let (triggers, tables) = (names("trigger")?, names("table")?);
    let once: BTreeSet<&str> = ONCE.into();
    let copies: Vec<String> = tables
        .iter()
        .filter(|table| !once.contains(table.as_str()))
        .map(|table| copying(&connection, table))
        .collect::<Fallible<_>>()?;
    let copy = connection.transaction()?;
    // Guards see that rows come as the program writes them.
    for trigger in triggers {
        copy.execute_batch(&format!("drop trigger \"{trigger}\""))?;
    }
    for sql in copies {
        let mut insert = copy.prepare(&sql).map_err(|error| format!("{sql}: {error}"))?;
        for time in 1..TIMES {
            insert.execute([time]).map_err(|error| format!("{sql}: {error}"))?;
        }
    }
    copy.commit()?;
    connection.execute_batch("analyze; pragma journal_mode = wal;")?;
    Ok(())
}

/// The statement that copies the first rows of a table under other numbers.
fn copying(connection: &Connection, table: &str) -> Fallible<String> {
    let mut info = connection.prepare(&format!("select name, type from pragma_table_info('{table}')"))?;
    let columns: Vec<(String, String)> = info.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    let is_book = |name: &str| {
        matches!(
            (table, name),
            (_, "book_id" | "parent_book") | ("book", "id") | ("farm_sale", "no") | ("farm_sale_undone", "sale_no")
        )
    };
    // The seventh byte of an id says its version, which is never 0.
    let is_coded = matches!(table, "savings_group" | "bank" | "award" | "coop" | "course");
    let expression = |(name, kind): &(String, String)| match name.as_str() {
        name if is_book(name) => format!("{name} + ?1 * {APART}"),
        "code" if is_coded => "code || 'X' || ?1".to_owned(),
        name if kind == "BLOB" && !STAY.contains(&name) && !name.ends_with("_by") => {
            format!(
                "case when length({name}) = 16 then unhex(substr(hex({name}), 1, 12) || printf('%02x', ?1) || substr(hex({name}), 15)) else {name} end"
            )
        }
        name => name.to_owned(),
    };
    // The order of writing goes on by itself.
    let columns: Vec<(String, String)> =
        columns.into_iter().filter(|(name, _)| (table, name.as_str()) != ("written", "no")).collect();
    let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
    let values: Vec<String> = columns.iter().map(expression).collect();
    // Book 0 is the programme's own trail.
    let first = names.iter().find(|name| is_book(name)).map(|book| format!("where {book} > 0")).unwrap_or_default();
    Ok(format!("insert into {table} ({}) select {} from small.{table} {first}", names.join(", "), values.join(", ")))
}

//! Who keeps which book, and since when nothing was heard of whom.
use super::Office;
use crate::{
    app::Clock,
    bundles::overview::{Kept, New, Other, Overview},
    cli::{Outcome, print},
    exports::{Cell, Rows},
};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

pub async fn status(office: &Office<'_>, as_json: bool) -> Outcome {
    let mut tx = office.db.read().await?;
    let overview = Overview::read(&mut tx).await?;
    let now = Clock::System.now();
    if as_json {
        print(format!("{:#}\n", to_json(&overview, now)?))?;
        return Ok(true);
    }
    match &overview.own {
        None => print("this installation has no name yet: sansom bundle name\n")?,
        Some(own) => {
            print(format!("{}, a {}\nid           {}\nfingerprint  {}\n", own.name, own.kind, own.id, own.keys()?.fingerprint()))?;
        }
    }
    if overview.others.is_empty() {
        print("nobody else is known here yet\n")?;
        return Ok(true);
    }
    print(format!("\n{}", instances(&overview, now)?.to_text()))?;
    let books = books(&overview);
    if !books.rows.is_empty() {
        print(format!("\n{}", books.to_text()))?;
    }
    Ok(true)
}

fn instances(overview: &Overview, now: DateTime<Utc>) -> Result<Rows, crate::store::Error> {
    let mut rows = Rows::new(&["heard", "days", "sent", "waiting", "state", "fingerprint", "id", "name"]);
    for other in &overview.others {
        rows.push([
            Cell::text(day(other.taken_at)),
            Cell::Number(other.silent_days(now).map_or_else(String::new, |days| days.to_string())),
            Cell::text(day(other.sent_at)),
            Cell::count(other.waiting),
            Cell::text(state(other, now)),
            Cell::text(other.instance.keys()?.fingerprint()),
            Cell::text(other.instance.id.to_string()),
            Cell::text(&other.instance.name),
        ]);
    }
    Ok(rows)
}

fn state(other: &Other, now: DateTime<Utc>) -> &'static str {
    match other {
        other if other.instance.lost_at.is_some() => "lost",
        other if other.is_silent(now) => "silent",
        _ => "well",
    }
}

fn books(overview: &Overview) -> Rows {
    let mut rows = Rows::new(&["group", "since", "here", "there", "new", "with", "kept"]);
    for other in &overview.others {
        for book in &other.books {
            rows.push([
                Cell::text(&book.group.code),
                Cell::text(day(Some(book.since))),
                Cell::count(book.group.head_no),
                Cell::count(book.known_there),
                Cell::count(not_there(book).entries),
                Cell::text(&other.instance.name),
                Cell::text(if book.is_here { "here" } else { book.keeper.as_str() }),
            ]);
        }
    }
    rows
}

/// What the other is not known to have: only of a book that is kept by one of the two.
fn not_there(book: &Kept) -> New {
    if book.is_here || book.is_there { book.new } else { New::default() }
}

fn day(at: Option<DateTime<Utc>>) -> String {
    at.map_or_else(|| "never".to_owned(), |at| at.date_naive().to_string())
}

fn to_json(overview: &Overview, now: DateTime<Utc>) -> Result<Value, crate::store::Error> {
    let own = match &overview.own {
        None => Value::Null,
        Some(own) => json!({ "id": own.id, "name": own.name, "kind": own.kind, "fingerprint": own.keys()?.fingerprint() }),
    };
    let mut others = Vec::new();
    for other in &overview.others {
        let books = other.books.iter().map(|book| {
            json!({
                "group": book.group.code,
                "kept": if book.is_here { "here" } else if book.is_there { "there" } else { "elsewhere" },
                "keeper": book.keeper,
                "since": book.since,
                "last_entry_here": book.group.head_no,
                "last_entry_there": book.known_there,
                "new_entries": not_there(book).entries,
                "new_meetings": not_there(book).meetings,
            })
        });
        others.push(json!({
            "id": other.instance.id,
            "name": other.instance.name,
            "kind": other.instance.kind,
            "fingerprint": other.instance.keys()?.fingerprint(),
            "lost_at": other.instance.lost_at,
            "last_taken_at": other.taken_at,
            "last_sent_at": other.sent_at,
            "waiting_receipts": other.waiting,
            "silent_days": other.silent_days(now),
            "silent": other.is_silent(now),
            "books": books.collect::<Vec<_>>(),
        }));
    }
    Ok(json!({ "own": own, "others": others }))
}

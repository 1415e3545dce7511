//! What holds of the source itself: arrows between crates, where SQL and clocks may stand, words that exist.
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a folder with one of these endings.
fn files(below: &str, ending: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(below)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == ending) {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    assert!(!found.is_empty(), "{below} holds .{ending} files");
    found
}

/// The code of a file without its tests and comments.
fn code(text: &str) -> String {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn arrows_run_one_way() {
    for (below, may) in
        [("ledger", vec![]), ("words", vec![]), ("domain", vec!["ledger"]), ("templates", vec!["domain", "ledger", "words"])]
    {
        let manifest = fs::read_to_string(root().join(below).join("Cargo.toml")).unwrap();
        for other in ["ledger", "domain", "words", "templates", "sansom"] {
            let depends =
                manifest.lines().any(|line| line.starts_with(&format!("{other}.")) || line.starts_with(&format!("{other} =")));
            assert!(!depends || may.contains(&other), "{below} must not know {other}");
        }
        for banned in ["sqlx", "tokio", "axum", "rand", "getrandom"] {
            assert!(!manifest.contains(&format!("\n{banned}")), "{below} has no business with {banned}");
        }
    }
}

#[test]
fn rules_read_no_clock_and_hold_no_float() {
    for below in ["ledger/src", "domain/src"] {
        for (path, text) in files(below, "rs") {
            for banned in ["::now()", "now_v7", "SystemTime", "f64", "f32", "std::fs", "println!"] {
                assert!(!code(&text).contains(banned), "{}: {banned}", path.display());
            }
        }
    }
}

#[test]
fn sql_stands_in_stores() {
    for (path, text) in files("src", "rs") {
        let store = path.ends_with("store.rs") || path.starts_with(root().join("src/store"));
        for banned in ["\"select ", "\"insert into", "\"update ", "\"delete from", "sqlx::query"] {
            assert!(store || !code(&text).contains(banned), "{}: {banned}", path.display());
        }
        let built = code(&text).contains("AssertSqlSafe");
        assert!(!built || path.ends_with("src/store/schema.rs"), "{}: SQL that is put together", path.display());
    }
}

#[test]
fn pages_hold_no_style_and_no_script() {
    for (path, text) in files("templates/src", "rs") {
        for banned in [" style=", "onclick", "script {", "style {"] {
            assert!(!code(&text).contains(banned), "{}: {banned}", path.display());
        }
    }
}

/// Every key that stands as a plain text in `say("…")` or `with("…")` has its words.
#[test]
fn every_key_that_is_asked_for_has_words() {
    let known: BTreeSet<String> = words::keys(words::Language::Khmer).into_iter().collect();
    let mut asked = 0;
    for (path, text) in files("src", "rs").into_iter().chain(files("templates/src", "rs")) {
        for call in ["words.say(\"", "head.say(\"", "words().say(\"", "words.with(\"", "head.with(\""] {
            for rest in code(&text).split(call).skip(1) {
                let key = rest.split('"').next().unwrap_or_default();
                let is_key = key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
                if is_key && key.len() > 1 && !key.ends_with('-') {
                    assert!(known.contains(key), "{}: {key} has no words", path.display());
                    asked += 1;
                }
            }
        }
    }
    assert!(asked > 200, "only {asked} keys were found");
}

#[test]
fn nothing_is_left_to_do_and_no_word_is_private() {
    let private = [
        "TO".to_owned() + "DO",
        "FIX".to_owned() + "ME",
        "XX".to_owned() + "X",
        "unimple".to_owned() + "mented!",
        "to".to_owned() + "do!(",
    ];
    for below in ["src", "domain", "ledger", "words", "templates", "tests", "benches"] {
        for (path, text) in files(below, "rs") {
            for word in &private {
                assert!(!text.contains(word.as_str()), "{}: {word}", path.display());
            }
        }
    }
}

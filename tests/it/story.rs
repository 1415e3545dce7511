//! The stories of fixtures/stories: commands as a person types them, what they print, and between them the reckoning by
//! hand. Each is played with the real program on both engines. `UPDATE_EXPECT=1` writes down what is printed now; whoever
//! does that reads the reckoning again.
use crate::support::databases::{Database, each_engine};
use std::{
    fmt::Write as _,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

#[tokio::test]
async fn a_season_of_a_small_group() {
    play("season.txt").await;
}

#[tokio::test]
async fn loans_from_files() {
    play("loans.txt").await;
}

#[tokio::test]
async fn banks_from_files() {
    play("banks.txt").await;
}

#[tokio::test]
async fn files_with_mistakes() {
    play("refusals.txt").await;
}

/// The folder of the stories.
pub fn stories() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/stories")
}

/// Plays a story on each engine and compares all that is printed.
async fn play(name: &'static str) {
    let path = stories().join(name);
    each_engine(|database| {
        let path = path.clone();
        async move {
            let told = std::fs::read_to_string(&path).unwrap();
            let played = played(&told, &database);
            if std::env::var_os("UPDATE_EXPECT").is_some() {
                std::fs::write(&path, played).unwrap();
            } else {
                assert!(told == played, "{name} is told otherwise:\n{}", first_difference(&told, &played));
            }
        }
    })
    .await;
}

/// The story with what its commands print now.
fn played(told: &str, database: &Database) -> String {
    let mut text = String::new();
    for line in told.lines().filter(|line| !line.starts_with("=>") && !line.starts_with("!!")) {
        text += line;
        text.push('\n');
        let Some(command) = line.strip_prefix("$ ") else { continue };
        let (out, complaints) = run(command, database);
        for (mark, said) in [("=>", out), ("!!", complaints)] {
            for line in said.lines() {
                writeln!(text, "{}", format!("{mark} {line}").trim_end()).unwrap();
            }
        }
    }
    text
}

/// Runs `sansom …` against a database, in the folder of the stories; what follows `<<<` is typed in.
pub fn run(command: &str, database: &Database) -> (String, String) {
    let (command, typed) = command.split_once(" <<< ").unwrap_or((command, ""));
    let words = words(command);
    assert_eq!(words[0], "sansom");
    let mut process = sansom(database);
    process.args(&words[1..]).current_dir(stories()).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = process.spawn().unwrap();
    child.stdin.take().unwrap().write_all(format!("{typed}\n").as_bytes()).ok();
    let done = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let (out, complaints) = (text(done.stdout), text(done.stderr));
    assert_eq!(done.status.success(), complaints.is_empty(), "{command}: {:?}\n{complaints}", done.status);
    (out, complaints)
}

/// The program over a database, with nothing of this shell's own settings.
pub fn sansom(database: &Database) -> Command {
    let mut process = Command::new(env!("CARGO_BIN_EXE_sansom"));
    process.env_remove("SANSOM_DATA").env_remove("SANSOM_DATABASE_URL").env("SANSOM_LOG", "error");
    match database.db.file() {
        Some(file) => process.arg("--data").arg(file.parent().unwrap()),
        None => process.arg("--data").arg(&database.folder.0).arg("--database-url").arg(&database.url),
    };
    process
}

/// Splits at spaces, not within double quotes.
fn words(command: &str) -> Vec<String> {
    let parts = command.split('"').enumerate();
    let mut words = vec![String::new()];
    for (at, part) in parts {
        if at % 2 == 1 {
            words.last_mut().unwrap().push_str(part);
            continue;
        }
        for (no, word) in part.split(' ').enumerate() {
            if no > 0 {
                words.push(String::new());
            }
            words.last_mut().unwrap().push_str(word);
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The first line in which two tellings differ.
pub fn first_difference(told: &str, played: &str) -> String {
    let differs = told.lines().zip(played.lines()).enumerate().find(|(_, (told, played))| told != played);
    match differs {
        Some((at, (told, played))) => format!("line {}\n  told   {told}\n  played {played}", at + 1),
        None => format!("{} lines are told, {} are played", told.lines().count(), played.lines().count()),
    }
}

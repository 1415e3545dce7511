//! The stories of fixtures/stories/banks: a season or a calving under one scheme after another. What is done, `=>`, and
//! what the rules make of it. A line that is done and has no `=>` must be possible; a question ends in `?`.
//!
//! A story is read by people first; `UPDATE_EXPECT=1 cargo test -p domain --test bank_stories` writes the answers anew,
//! to be read again before they are kept.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops there")]
#[path = "bank_stories/answers.rs"]
mod answers;
#[path = "bank_stories/book.rs"]
mod book;
#[path = "bank_stories/reading.rs"]
mod reading;
#[path = "bank_stories/saying.rs"]
mod saying;

use book::{Book, Kept};
use chrono::NaiveDate;
use domain::banks::{Bank, GOODS, Member, Party, PriceKind, Rules, Season, Version, When};
use ledger::{Commodity, FundNo};
use reading::{day, number};
use saying::Saying;
use std::{collections::BTreeMap, fs, path::Path};

#[test]
fn stories() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/stories/banks");
    let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    for file in &files {
        let text = fs::read_to_string(file).unwrap();
        let again = tell(&text);
        assert!(again.contains("\n=> refused: "), "nothing is refused in {}", file.display());
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(file, &again).unwrap();
            continue;
        }
        assert_eq!(text, again, "{}", file.display());
    }
    assert!(files.len() >= 17, "only {} stories were found", files.len());
}

/// The story with the answers that the rules give now.
fn tell(text: &str) -> String {
    let mut book = Book::default();
    let mut told = String::new();
    let mut lines = text.lines().filter(|line| !line.starts_with("   ")).peekable();
    while let Some(line) = lines.next() {
        assert!(!line.starts_with("=> "), "{line:?} answers nothing");
        told += &format!("{line}\n");
        let asked = lines.next_if(|next| next.starts_with("=> ")).is_some();
        if line.starts_with('#') || line.trim().is_empty() {
            assert!(!asked, "{line:?} has an answer");
            continue;
        }
        let (done, answer) = book.line(line);
        // What nobody asked about must have been done.
        assert!(done || asked, "{line:?}: {answer}");
        if asked || line.ends_with('?') {
            told += &format!("=> {answer}\n");
        }
    }
    book.banks.iter().for_each(Kept::agrees);
    told
}

impl Book {
    /// Reads a line: whether what it says was done, and the answer.
    fn line(&mut self, line: &str) -> (bool, String) {
        let (first, rest) = line.split_once(' ').unwrap_or((line, ""));
        let on = first.parse::<NaiveDate>().ok();
        if line.ends_with('?') {
            let (on, question) = on.map_or((self.today, line), |on| (on, rest));
            let saying = Saying { book: self, state: self.bank().state(on).unwrap() };
            return (true, answers::answer(&saying, on, question));
        }
        match on {
            Some(on) => self.dated(on, rest),
            None => {
                self.agreed(line);
                (true, "written".to_owned())
            }
        }
    }

    /// `2026-06-10 lend food PADDY: 17 100 kg`; `, looked twice` after cautions, `, written 2026-06-12` when it was.
    fn dated(&mut self, on: NaiveDate, line: &str) -> (bool, String) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            ["price", good, amount] => drop(self.price((good, ""), on, number(amount), PriceKind::Market)),
            ["price", good, class, amount] => drop(self.price((good, class), on, number(amount), PriceKind::Market)),
            ["member", no, "leaves"] => self.member(number(no)).left_on = Some(on),
            _ => return self.done(on, line),
        }
        (true, "written".to_owned())
    }

    fn done(&mut self, on: NaiveDate, line: &str) -> (bool, String) {
        let (line, known) = line.strip_suffix(", looked twice").map_or((line, false), |line| (line, true));
        let (line, written) = line.split_once(", written ").map_or((line, on), |(line, written)| (line, day(written)));
        let ask = reading::ask(self, on, line);
        let acts = self.ask(&ask, When { day: on, today: self.today.max(on).max(written), known });
        let saying = Saying { book: self, state: self.bank().state(NaiveDate::MAX).unwrap() };
        match acts {
            Err(refusals) => (false, saying.refusals(&ask, &refusals)),
            Ok(acts) => {
                let done = self.bank().acts.iter().filter(|act| acts.contains(&act.no));
                (true, done.map(|act| saying.fact(&act.fact)).collect::<Vec<_>>().join("\n   "))
            }
        }
    }

    /// What was agreed before: banks, members, seasons.
    fn agreed(&mut self, line: &str) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            ["bank", name, "under", scheme, "since", from] => self.open(name, scheme, day(from)),
            ["at", name] => self.at = self.banks.iter().position(|kept| kept.name == name).unwrap(),
            ["members", first, "to", last, "since", from] => {
                let member = |no| Member {
                    party: Party(no),
                    joined_on: day(from),
                    left_on: None,
                    id_poor: None,
                    woman: None,
                    birth_year: None,
                };
                self.bank_mut().members.extend((number(first)..=number(last)).map(member));
            }
            ["member", no, "has", "ID-Poor", level] => self.member(number(no)).id_poor = Some(number(level)),
            ["season", no, "lends", lend_from, "to", lend_to, "harvests", harvest_from, "to", harvest_to] => {
                let [lend_from, lend_to, harvest_from, harvest_to] = [lend_from, lend_to, harvest_from, harvest_to].map(day);
                let (name_km, name_latin) = (String::new(), String::new());
                let season = Season { no: number(no), name_km, name_latin, lend_from, lend_to, harvest_from, harvest_to };
                self.bank_mut().seasons.push(season);
            }
            _ => panic!("what does {line:?} mean?"),
        }
    }

    fn open(&mut self, name: &str, scheme: &str, opened_on: NaiveDate) {
        let file = format!("{}/../fixtures/banks/schemes/{scheme}.toml", env!("CARGO_MANIFEST_DIR"));
        let rules = Rules::parse(&fs::read_to_string(file).unwrap(), &GOODS).unwrap();
        let bank = Bank {
            fund: FundNo(7 + self.banks.len() as i64),
            money: Commodity::KHR,
            opened_on,
            rules: vec![Version { no: 1, from: opened_on, rules }],
            seasons: vec![],
            goods: GOODS.clone(),
            prices: self.banks.first().map_or(vec![], |kept| kept.bank.prices.clone()),
            members: vec![],
            acts: vec![],
            closed_through: None,
        };
        self.at = self.banks.len();
        self.banks.push(Kept { name: name.to_owned(), bank, lines: BTreeMap::new() });
    }
}

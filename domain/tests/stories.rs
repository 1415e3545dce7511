//! The stories of fixtures/stories/meetings: what is done at a meeting, `=>`, and what the rule makes of it.
//!
//! A story is read by people first; `UPDATE_EXPECT=1 cargo test -p domain` writes the answers anew, to be read again
//! before they are kept.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops there")]
use chrono::NaiveDate;
use domain::{
    chart::{account_code, fund_code},
    constitution::Constitution,
    meetings::{Attendance, Count, Line, MemberStanding, Other, OtherKind, Saved, Sheet, Standing, seal},
};
use ledger::PartyNo;
use std::{collections::BTreeMap, fmt::Write, fs, path::Path};
use uuid::Uuid;

#[test]
fn stories() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/stories/meetings");
    let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let mut told = 0;
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let again: Vec<String> = text
            .trim_end()
            .split("\n\n\n")
            .map(|story| {
                told += 1;
                tell(story)
            })
            .collect();
        let again = again.join("\n\n\n") + "\n";
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(&file, &again).unwrap();
            continue;
        }
        assert_eq!(text, again, "{}", file.display());
    }
    assert!(told > 20, "only {told} stories were found");
}

/// The story with the answer that the rule gives now.
fn tell(story: &str) -> String {
    let done = story.split("\n=> ").next().unwrap().trim_end();
    format!("{done}\n=> {}", answer(done))
}

fn answer(story: &str) -> String {
    let mut constitution = include_str!("../../fixtures/constitutions/weekly_shares.toml").to_owned();
    let mut members: Vec<MemberStanding> = Vec::new();
    let (mut last, mut closed_through, mut cash, mut bank) = (None, None, (0, 0), 0);
    let (mut cycle_ends_on, mut today) = (None, day("2026-11-21"));
    let mut sheet = Sheet {
        key: Uuid::from_u128(7),
        after: None,
        held_on: day("2026-11-21"),
        lines: vec![],
        other: vec![],
        count: Count::NotCounted,
        difference_reason: String::new(),
        difference_named: None,
        witnessed: true,
        note: String::new(),
    };
    for line in story.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            ["rules", "monthly-amounts"] => {
                constitution = include_str!("../../fixtures/constitutions/monthly_amounts.toml").to_owned()
            }
            ["fines", "go", "to", "social"] => {
                constitution = constitution.replace("fines_go_to = \"loan\"", "fines_go_to = \"social\"")
            }
            ["member", no, "has", savings, ref rest @ ..] => members.push(MemberStanding {
                party: PartyNo(no.parse().unwrap()),
                savings: number(savings),
                joined_on: after(rest, "joined").map_or(day("2026-01-01"), day),
                left_on: after(rest, "left").map(day),
            }),
            ["box", "loan", loan, "social", social] => cash = (number(loan), number(social)),
            ["bank", amount] => bank = number(amount),
            ["last", no, "on", on] => last = Some((number(no), day(on))),
            ["opened", "after", no] => sheet.after = Some(number(no)),
            ["closed", "through", on] => closed_through = Some(day(on)),
            ["cycle", "ends", on] => cycle_ends_on = Some(day(on)),
            ["today", on] => today = day(on),
            ["held", on] => sheet.held_on = day(on),
            ["count", "nothing"] => sheet.count = Count::Counted(BTreeMap::new()),
            ["count", ref notes @ ..] => {
                sheet.count = Count::Counted(
                    notes
                        .iter()
                        .map(|note| note.split_once('x').unwrap())
                        .map(|(value, many)| (number(value), number(many)))
                        .collect(),
                );
            }
            ["reason", ..] => sheet.difference_reason = line.trim_start_matches("reason ").to_owned(),
            ["difference", by, "named"] => sheet.difference_named = Some(number(by)),
            ["nobody", "witnessed"] => sheet.witnessed = false,
            ["other", kind, amount, ref rest @ ..] => sheet.other.push(Other {
                row: sheet.other.len(),
                kind: OtherKind::parse(kind).unwrap(),
                party: after(rest, "member").map(|no| PartyNo(no.parse().unwrap())),
                amount: number(amount),
                note: rest.join(" ").split_once("for ").map_or(String::new(), |(_, what)| what.to_owned()),
            }),
            [no, attendance, ref rest @ ..] => sheet.lines.push(Line {
                party: PartyNo(no.parse().unwrap_or_else(|_| panic!("what does {line:?} mean?"))),
                attendance: Attendance::parse(attendance),
                savings: after(rest, "shares")
                    .map(|n| Saved::Shares(number(n)))
                    .or(after(rest, "saves").map(|n| Saved::Amount(number(n)))),
                social_fund: after(rest, "social").map(number),
                fine: after(rest, "fine").map(number),
            }),
            _ => panic!("what does {line:?} mean?"),
        }
    }
    let constitution = Constitution::parse(&constitution).unwrap();
    let standing = Standing {
        constitution: &constitution,
        cycle_starts_on: day("2026-01-01"),
        cycle_ends_on,
        members: &members,
        last,
        closed_through,
        cash_loan: cash.0,
        cash_social: cash.1,
        bank,
        today,
    };
    match seal(&sheet, &standing) {
        Err(refusals) => {
            refusals.iter().fold("refused".to_owned(), |text, refusal| format!("{text}\n   {:?}: {:?}", refusal.place, refusal.why))
        }
        Ok(sealed) => {
            let totals = sealed.totals;
            let mut text = format!("sealed: {} of {} came, {} should be in the box", totals.came, totals.marked, totals.expected);
            match totals.difference() {
                None => text += ", not counted",
                Some(0) => text += ", and is",
                Some(by) => write!(text, ", {} too {}", by.abs(), if by < 0 { "little is" } else { "much is" }).unwrap(),
            }
            for posting in sealed.entry.iter().flat_map(|entry| entry.postings()) {
                let party = posting.party.map_or(String::new(), |party| format!(" of {}", party.0));
                write!(
                    text,
                    "\n   {:<7}{:<30}{:>12}",
                    fund_code(posting.fund),
                    format!("{}{party}", account_code(posting.account)),
                    posting.amount.quantity()
                )
                .unwrap();
            }
            text
        }
    }
}

fn after<'a>(words: &[&'a str], name: &str) -> Option<&'a str> {
    words.iter().position(|word| *word == name).map(|at| words[at + 1])
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_else(|_| panic!("{text:?} is not a day"))
}

fn number(text: &str) -> i64 {
    text.replace(',', "").parse().unwrap_or_else(|_| panic!("{text:?} is not a number"))
}

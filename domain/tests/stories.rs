//! The stories of fixtures/stories/meetings: what is done at a meeting, `=>`, and what the rule makes of it.
//!
//! A story is read by people first; `UPDATE_EXPECT=1 cargo test -p domain` writes the answers anew, to be read again
//! before they are kept.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops there")]
use chrono::NaiveDate;
use domain::{
    chart::{account_code, fund_code},
    constitution::Constitution,
    loans::{LoanAccount, Moved, Terms, What},
    meetings::{Approved, Attendance, Count, Line, MemberStanding, Other, OtherKind, Saved, Sheet, Standing, seal},
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
    let (mut external, mut administration, mut lending) = (0, 0, true);
    // What was lent and paid before the meeting; told once the rules are known.
    let mut lent: Vec<Vec<&str>> = Vec::new();
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
            ["share", "value", value] => {
                constitution = constitution.replace("share_value = 5000", &format!("share_value = {}", number(value)))
            }
            ["fines", "go", "to", "social"] => {
                constitution = constitution.replace("fines_go_to = \"loan\"", "fines_go_to = \"social\"")
            }
            ["member", no, "has", savings, ref rest @ ..] => members.push(MemberStanding {
                party: PartyNo(no.parse().unwrap()),
                savings: number(savings),
                joined_on: after(rest, "joined").map_or(day("2026-01-01"), day),
                left_on: after(rest, "left").map(day),
                loans: vec![],
                approved: None,
            }),
            // A rule of lending that this story changes: `rule at_a_time_most = 2`.
            ["rule", name, "=", ..] => {
                let rule = line.trim_start_matches("rule ");
                let kept: Vec<&str> = constitution.lines().filter(|line| !line.starts_with(&format!("{name} "))).collect();
                constitution = kept.join("\n").replace("[loans]", &format!("[loans]\n{rule}"));
            }
            ["loan", ..] | ["paid", ..] | ["written", "off", ..] => lent.push(words.clone()),
            ["approved", no, principal, "in", instalments] => {
                let member = members.iter_mut().find(|member| member.party.0.to_string() == no).unwrap();
                let approved = Approved { application: 1, principal: number(principal), instalments: instalments.parse().unwrap() };
                member.approved = Some(approved);
            }
            ["external", amount] => external = number(amount),
            ["administration", amount] => administration = number(amount),
            ["share-out", "begun"] => lending = false,
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
                repayment: after(rest, "repays").map(number),
                loan: after(rest, "borrows").map(number),
            }),
            _ => panic!("what does {line:?} mean?"),
        }
    }
    let constitution = Constitution::parse(&constitution).unwrap();
    lend(&constitution, &mut members, &lent);
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
        external,
        administration,
        lending,
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
            for moved in &sealed.repaid {
                let Moved { owed, interest, penalty, lost } = moved.moved;
                let open = if moved.open { "open" } else { "closed" };
                write!(
                    text,
                    "\n   loan {} of {}: interest {interest}, penalty {penalty}, principal {}",
                    moved.loan, moved.party.0, -owed
                )
                .unwrap();
                text += &if lost < 0 { format!(", recovered {}", -lost) } else { format!(", {open}") };
            }
            for given in &sealed.given {
                let top_up = given.tops_up.map_or(String::new(), |loan| format!(" on loan {loan}"));
                write!(text, "\n   lent to {}{top_up}: {}", given.party.0, given.principal).unwrap();
                for row in &given.plan {
                    write!(text, "\n      {}  {:>9} + {:>6}", row.due, row.principal, row.interest).unwrap();
                }
            }
            text
        }
    }
}

/// `loan of 3 given 2026-08-21 300,000 in 3`, `paid 3 106,000 on 2026-09-21`, `written off 3 on 2026-10-01`.
fn lend(constitution: &Constitution, members: &mut [MemberStanding], lent: &[Vec<&str>]) {
    for (no, words) in lent.iter().filter(|words| words[0] == "loan").enumerate() {
        let ["loan", "of", who, "given", on, principal, "in", instalments] = words[..] else { panic!("what does {words:?} mean?") };
        let terms = Terms::of(constitution, number(principal), instalments.parse().unwrap(), day(on));
        let plan = terms.schedule().unwrap();
        let party = PartyNo(who.parse().unwrap());
        let mut loan = LoanAccount { no: no as i64 + 1, party, terms, versions: vec![plan], events: vec![] };
        loan = loan.with(day(on), What::Given(1));
        members.iter_mut().find(|member| member.party == party).unwrap().loans.push(loan);
    }
    for words in lent {
        let (who, on, what) = match words[..] {
            ["paid", who, amount, "on", on] => (who, on, What::Repaid(number(amount))),
            ["written", "off", who, "on", on] => (who, on, What::WrittenOff),
            _ => continue,
        };
        let member = members.iter_mut().find(|member| member.party.0.to_string() == who).unwrap();
        let loan = member.loans.last_mut().unwrap();
        *loan = loan.with(day(on), what);
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

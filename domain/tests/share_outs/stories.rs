//! The stories of fixtures/stories/share-outs: a box and its members, `=>`, and how it is divided or what a leaver is
//! paid. `UPDATE_EXPECT=1 cargo test -p domain` writes the answers anew, to be read again before they are kept.
use super::books::balances_of;
use domain::{
    chart::{account_code, fund_code},
    constitution::{LeavingProfit, SocialFundAtShareOut},
    leaving::{GroupStanding, Leaver, LeavingRules, leave},
    share_outs::{
        Appropriation, Books, BoxStanding, Claim, Debts, Division, EntryKeys, ProfitRule, Rules, Scope, Year, divide, entries,
        share_out,
    },
};
use ledger::{Commodity, Entry, PartyNo};
use std::{collections::BTreeMap, fmt::Write, fs, path::Path};
use uuid::Uuid;

#[test]
fn stories() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/stories/share-outs");
    let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let mut told = 0;
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let stories: Vec<String> = text.trim_end().split("\n\n\n").map(tell).collect();
        told += stories.len();
        let again = stories.join("\n\n\n") + "\n";
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

/// What a story says before its `=>`.
struct Told {
    rules: Rules,
    standing: BoxStanding,
    claims: Vec<Claim>,
    given: Option<i64>,
    reinvested: BTreeMap<PartyNo, i64>,
    posted: bool,
    leaving: LeavingRules,
    leaves: Option<(PartyNo, i64)>,
}

fn answer(story: &str) -> String {
    let told = read(story);
    if let Some((party, grant)) = told.leaves {
        return leaver(&told, party, grant);
    }
    let division = match told.given {
        Some(pool) => divide(pool, told.standing.cash_social, &told.rules, &told.claims),
        None => share_out(&told.standing, &told.rules, &told.claims),
    };
    match division {
        Err(refusals) => refusals.iter().fold("refused".to_owned(), |text, refusal| format!("{text}\n   {refusal:?}")),
        Ok(division) if told.posted => posted(&told, &division),
        Ok(division) => shown(&division),
    }
}

fn read(story: &str) -> Told {
    let mut told = Told {
        rules: Rules {
            scope: Scope::PaidOut,
            profit: ProfitRule::BySavings,
            appropriation: Appropriation::default(),
            social: SocialFundAtShareOut::Kept,
            multiple: 100,
        },
        standing: BoxStanding::default(),
        claims: vec![],
        given: None,
        reinvested: BTreeMap::new(),
        posted: false,
        leaving: LeavingRules { profit: LeavingProfit::None, fee_percent: 0.into(), multiple: 100 },
        leaves: None,
    };
    for line in story.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let find = |name: &str| after(&words, name).map_or(0, number);
        match words[..] {
            ["profit", ref rule @ ..] => told.rules.profit = profit_rule(rule),
            ["administration", a, "reserve", r] => {
                told.rules.appropriation =
                    Appropriation { administration_percent: a.parse().unwrap(), reserve_percent: r.parse().unwrap() };
            }
            ["savings", "stay", ..] => {
                let year = Year { earned: find("earned"), retained: find("closed"), carried: find("carried") };
                told.rules.scope = Scope::Kept(year);
            }
            ["social", "split"] => told.rules.social = SocialFundAtShareOut::SplitEqually,
            ["round", "to", multiple] => (told.rules.multiple, told.leaving.multiple) = (number(multiple), number(multiple)),
            ["box", cash, ..] => {
                told.standing = BoxStanding {
                    cash_loan: number(cash),
                    bank: find("bank"),
                    external_debt: find("borrowed"),
                    administration: find("administration"),
                    reserve: find("reserve"),
                    unpaid_shares: find("unpaid"),
                    cash_social: find("social"),
                };
            }
            ["pool", pool, ..] => (told.given, told.standing.cash_social) = (Some(number(pool)), find("social")),
            ["member", no, "saved", saved, ref rest @ ..] => {
                let find = |name: &str| after(rest, name).map_or(0, number);
                told.claims.push(Claim {
                    party: party(no),
                    is_member: rest.last() != Some(&"left"),
                    savings: number(saved),
                    interest_paid: find("interest"),
                    savings_months: find("months"),
                    debts: Debts { penalty: find("penalty"), interest: find("due"), principal: find("owes") },
                });
            }
            [no, "saves", "anew", amount] => drop(told.reinvested.insert(party(no), number(amount))),
            ["post"] => told.posted = true,
            ["leavers", "get", "savings"] => told.leaving.profit = LeavingProfit::None,
            ["leavers", "get", "worth"] => told.leaving.profit = LeavingProfit::CurrentWorth,
            ["leavers", "pay", percent] => told.leaving.fee_percent = percent.parse().unwrap(),
            [no, "leaves"] => told.leaves = Some((party(no), 0)),
            [no, "leaves", "with", "a", "grant", "of", amount] => told.leaves = Some((party(no), number(amount))),
            _ => panic!("what does {line:?} mean?"),
        }
    }
    told
}

fn profit_rule(words: &[&str]) -> ProfitRule {
    match words {
        ["by", "savings"] => ProfitRule::BySavings,
        ["the", "same", "for", "all"] => ProfitRule::Equal,
        ["by", "interest", "paid"] => ProfitRule::ByInterestPaid,
        ["by", "savings", "and", "months"] => ProfitRule::BySavingsMonths,
        [percent, "by", "savings,", "the", "rest", "by", "interest", "paid"] => {
            ProfitRule::Mixed { savings_percent: percent.parse().unwrap() }
        }
        ["stays"] => ProfitRule::None,
        _ => panic!("what does {words:?} mean?"),
    }
}

fn shown(division: &Division) -> String {
    let Division { pool, profit, savings, administration, reserve, remainder, social, stays_owed, .. } = division;
    let mut text = match division.scope {
        Scope::PaidOut => format!("{} to divide: savings {}, profit {}", show(*pool), show(*savings), show(*profit)),
        Scope::Kept(_) => format!("{} to divide, and savings of {} stay", show(*pool), show(*savings)),
    };
    let row = |cells: [String; 7]| {
        cells.iter().skip(1).fold(format!("\n   {:<8}", cells[0]), |text, cell| format!("{text}{cell:>12}")).trim_end().to_owned()
    };
    text += &format!(
        "\n{}",
        row(["member", "saved", "profit", "gross", "social", "owes", "net"].map(str::to_owned)).trim_start_matches('\n')
    );
    for line in &division.lines {
        let cells = [line.savings, line.profit, line.gross, line.social, line.debts.total(), line.net].map(show);
        let [saved, profit, gross, social, owes, net] = cells;
        text += &row([line.party.0.to_string(), saved, profit, gross, social, owes, net]);
    }
    for (name, amount) in [("administration", administration), ("reserve", reserve)] {
        if *amount != 0 {
            write!(text, "\n   {name} {}", show(*amount)).unwrap();
        }
    }
    write!(text, "\n   remainder {}", show(*remainder)).unwrap();
    if social.pool != 0 {
        write!(text, "\n   social fund {}, of which {} stays", show(social.pool), show(social.remainder)).unwrap();
    }
    if *stays_owed != 0 {
        write!(text, "\n   stays owed {}", show(*stays_owed)).unwrap();
    }
    write!(text, "\n   handed over {}", show(division.paid())).unwrap();
    text
}

fn posted(told: &Told, division: &Division) -> String {
    let balances = balances_of(&told.standing, &told.rules, &told.claims);
    let ids = [1, 2, 3, 4].map(Uuid::from_u128);
    let books = Books {
        source: Uuid::from_u128(9),
        keys: EntryKeys { settlement: ids[0], appropriation: ids[1], payout: ids[2], reinvestment: ids[3] },
        on: "2026-11-29".parse().unwrap(),
        commodity: Commodity::KHR,
        balances: &balances,
        reinvested: &told.reinvested,
    };
    match entries(division, &books) {
        Err(refusals) => refusals.iter().fold("refused".to_owned(), |text, refusal| format!("{text}\n   {refusal:?}")),
        Ok(made) => {
            let named = [
                ("loans are repaid out of payouts", made.settlement),
                ("the box is divided", made.appropriation),
                ("everybody is paid", made.payout),
                ("saved anew", made.reinvestment),
            ];
            named.into_iter().fold("posted".to_owned(), |text, (name, entry)| match entry {
                Some(entry) => text + "\n " + name + &lines(&entry),
                None => text,
            })
        }
    }
}

fn leaver(told: &Told, party: PartyNo, grant: i64) -> String {
    let claim = told.claims.iter().find(|claim| claim.party == party).unwrap();
    let group = GroupStanding {
        standing: told.standing,
        loans: told.claims.iter().map(|claim| claim.debts.principal).sum(),
        savings: told.claims.iter().map(|claim| claim.savings).sum(),
    };
    let who = Leaver { party, savings: claim.savings, debts: claim.debts };
    match leave(&who, &told.leaving, &group, grant) {
        Err(refusals) => refusals.iter().fold("refused".to_owned(), |text, refusal| format!("{text}\n   {refusal:?}")),
        Ok(leaving) => {
            let parts = [
                ("savings", leaving.savings),
                ("profit", leaving.profit),
                ("fee", -leaving.fee),
                ("debts", -leaving.debts.total()),
            ];
            let sum = parts
                .iter()
                .filter(|(name, part)| *name == "savings" || *part != 0)
                .map(|(name, part)| format!("{name} {}", show(*part)));
            let mut text = format!("{} are net {}", sum.collect::<Vec<_>>().join(", "), show(leaving.net));
            if leaving.social_grant != 0 {
                write!(text, ", and a grant of {}", show(leaving.social_grant)).unwrap();
            }
            let entry = leaving.entry(Uuid::from_u128(1), Uuid::from_u128(9), "2026-11-29".parse().unwrap(), Commodity::KHR);
            text + &entry.map_or(String::new(), |entry| lines(&entry))
        }
    }
}

fn lines(entry: &Entry) -> String {
    let line = |posting: &ledger::Posting| {
        let party = posting.party.map_or(String::new(), |party| format!(" of {}", party.0));
        let account = format!("{}{party}", account_code(posting.account));
        format!("\n   {:<7}{account:<30}{:>12}", fund_code(posting.fund), show(posting.amount.quantity()))
    };
    entry.postings().iter().map(line).collect()
}

fn after<'a>(words: &[&'a str], name: &str) -> Option<&'a str> {
    words.iter().position(|word| *word == name).and_then(|at| words.get(at + 1)).copied()
}

fn party(text: &str) -> PartyNo {
    PartyNo(number(text))
}

fn number(text: &str) -> i64 {
    text.replace(',', "").parse().unwrap_or_else(|_| panic!("{text:?} is not a number"))
}

/// An amount with a comma at every thousand.
fn show(amount: i64) -> String {
    let digits = amount.unsigned_abs().to_string();
    let grouped = digits.as_bytes().rchunks(3).rev().map(|chunk| std::str::from_utf8(chunk).unwrap()).collect::<Vec<_>>();
    format!("{}{}", if amount < 0 { "-" } else { "" }, grouped.join(","))
}

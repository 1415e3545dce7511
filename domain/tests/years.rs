//! The stories of fixtures/stories/years: a group's whole year, meeting after meeting, and how it ends.
//!
//! What the rules answer at one meeting is what the next begins with. `UPDATE_EXPECT=1 cargo test -p domain --test years`
//! writes the answers anew, to be read again before they are kept.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops there")]
use chrono::NaiveDate;
use domain::{
    chart::{ADMINISTRATION, BANK, CASH, EXTERNAL_LOAN, INTEREST, LOAN_FUND, LOANS, SAVINGS, SOCIAL_FUND, account_code, fund_code},
    constitution::Constitution,
    loans::{LoanAccount, What},
    meetings::{Approved, Attendance, Count, Line, MemberStanding, Other, OtherKind, Saved, Sealed, Sheet, Standing, seal},
    share_outs::{Balance, Books, BoxStanding, Claim, Debts, EntryKeys, Rules, Scope, Year, entries, share_out},
};
use ledger::{AccountKind, AccountNo, BalanceKey, Balances, Entry, FundNo, PartyNo};
use std::{collections::BTreeMap, fmt::Write, fs, path::Path};
use uuid::Uuid;

#[test]
fn years() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/stories/years");
    let mut told = 0;
    for file in fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path()) {
        let text = fs::read_to_string(&file).unwrap();
        let again = play(&text);
        told += 1;
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(&file, &again).unwrap();
            continue;
        }
        assert_eq!(text, again, "{}", file.display());
    }
    assert_eq!(told, 2, "a group of each kind");
}

/// A group while its year is played.
struct Group {
    constitution: Constitution,
    members: Vec<PartyNo>,
    approved: BTreeMap<PartyNo, Approved>,
    loans: Vec<LoanAccount>,
    balances: Balances,
    last: Option<(i64, NaiveDate)>,
}

fn play(text: &str) -> String {
    let mut group = Group {
        constitution: Constitution::parse(include_str!("../../fixtures/constitutions/weekly_shares.toml")).unwrap(),
        members: vec![],
        approved: BTreeMap::new(),
        loans: vec![],
        balances: Balances::default(),
        last: None,
    };
    let mut told = String::new();
    let mut scene: Vec<&str> = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with("   ")) {
        if line.starts_with("=> ") {
            told += &format!("=> {}\n", group.scene(&scene));
            scene.clear();
            continue;
        }
        told += &format!("{line}\n");
        if !line.starts_with('#') && !line.trim().is_empty() {
            scene.push(line);
        }
    }
    assert!(scene.is_empty(), "{scene:?} has no end");
    told
}

impl Group {
    /// Plays the lines up to an answer.
    fn scene(&mut self, lines: &[&str]) -> String {
        let (mut meeting, mut share_out) = (None, None);
        let mut puts_back = BTreeMap::new();
        for line in lines {
            let words: Vec<&str> = line.split_whitespace().collect();
            match words[..] {
                ["rules", "weekly-shares"] => {}
                ["rules", "monthly-amounts"] => {
                    let rules = include_str!("../../fixtures/constitutions/monthly_amounts.toml");
                    self.constitution = Constitution::parse(rules).unwrap();
                }
                ["member", no] => self.members.push(PartyNo(no.parse().unwrap())),
                ["approved", no, principal, "in", instalments] => {
                    let approved =
                        Approved { application: 1, principal: number(principal), instalments: instalments.parse().unwrap() };
                    self.approved.insert(PartyNo(no.parse().unwrap()), approved);
                }
                ["meeting", on] => meeting = Some(self.sheet(day(on))),
                ["share-out", on] | ["yearly", "split", on] => share_out = Some(day(on)),
                [no, "puts", "back", amount] => {
                    puts_back.insert(PartyNo(no.parse().unwrap()), number(amount));
                }
                _ => fill(meeting.as_mut().unwrap(), line, &words),
            }
        }
        match (meeting, share_out) {
            (Some(sheet), None) => self.meet(&sheet),
            (None, Some(on)) => self.end(on, &puts_back),
            _ => panic!("a meeting or an end in {lines:?}"),
        }
    }

    fn sheet(&self, held_on: NaiveDate) -> Sheet {
        let no = self.last.map_or(1, |(no, _)| no + 1);
        Sheet {
            key: Uuid::from_u128(no.unsigned_abs().into()),
            after: self.last.map(|(no, _)| no),
            held_on,
            lines: vec![],
            other: vec![],
            count: Count::NotCounted,
            difference_reason: String::new(),
            difference_named: None,
            witnessed: true,
            note: String::new(),
        }
    }

    fn balance(&self, fund: FundNo, account: AccountNo, party: Option<PartyNo>) -> i64 {
        self.balances.get(BalanceKey { fund, account, party, commodity: self.constitution.commodity() }).quantity()
    }

    fn meet(&mut self, sheet: &Sheet) -> String {
        let members: Vec<MemberStanding> = self
            .members
            .iter()
            .map(|&party| MemberStanding {
                party,
                joined_on: day("2026-01-01"),
                left_on: None,
                savings: -self.balance(LOAN_FUND, SAVINGS, Some(party)),
                loans: self.loans.iter().filter(|loan| loan.party == party).cloned().collect(),
                approved: self.approved.get(&party).copied(),
            })
            .collect();
        let standing = Standing {
            constitution: &self.constitution,
            cycle_starts_on: day("2026-01-01"),
            cycle_ends_on: None,
            members: &members,
            last: self.last,
            closed_through: None,
            cash_loan: self.balance(LOAN_FUND, CASH, None),
            cash_social: self.balance(SOCIAL_FUND, CASH, None),
            bank: self.balance(LOAN_FUND, BANK, None),
            external: -self.balance(LOAN_FUND, EXTERNAL_LOAN, None),
            administration: -self.balance(LOAN_FUND, ADMINISTRATION, None),
            lending: true,
            today: sheet.held_on,
        };
        let sealed = match seal(sheet, &standing) {
            Ok(sealed) => sealed,
            Err(refusals) => return format!("refused {refusals:?}"),
        };
        self.keep(&sealed);
        self.last = Some((self.last.map_or(1, |(no, _)| no + 1), sheet.held_on));
        let lent: i64 = self.members.iter().map(|&party| self.balance(LOAN_FUND, LOANS, Some(party))).sum();
        let social = self.balance(SOCIAL_FUND, CASH, None);
        format!("{} in the box, {social} of it social fund; {lent} lent", sealed.totals.expected)
    }

    fn keep(&mut self, sealed: &Sealed) {
        self.post(sealed.entry.as_ref());
        for moved in &sealed.repaid {
            self.loans.iter_mut().find(|loan| loan.no == moved.loan).unwrap().events.push(moved.event);
        }
        for given in &sealed.given {
            let no = i64::try_from(self.loans.len()).unwrap() + 1;
            let (terms, versions) = (given.terms.clone(), vec![given.plan.clone()]);
            let loan = LoanAccount { no, party: given.party, terms, versions, events: vec![] };
            self.loans.push(loan.with(given.on, What::Given(1)));
            self.approved.remove(&given.party);
        }
    }

    fn post(&mut self, entry: Option<&Entry>) {
        if let Some(entry) = entry {
            self.balances.add(entry).unwrap();
        }
    }

    /// The share-out, or the yearly split where savings are kept.
    fn end(&mut self, on: NaiveDate, puts_back: &BTreeMap<PartyNo, i64>) -> String {
        let kept = self.constitution.savings_kept();
        let balances: Vec<Balance> = self
            .balances
            .iter()
            .map(|(key, amount)| Balance { fund: key.fund, account: key.account, party: key.party, quantity: amount.quantity() })
            .collect();
        let income = |kind| domain::chart::ACCOUNTS.iter().filter(move |line| line.kind == kind).map(|line| line.no);
        let of_year: Vec<AccountNo> = income(AccountKind::Income).chain(income(AccountKind::Expense)).collect();
        let earned: i64 = balances
            .iter()
            .filter(|line| line.fund == LOAN_FUND && of_year.contains(&line.account))
            .map(|line| -line.quantity)
            .sum();
        let scope = if kept { Scope::Kept(Year { earned, ..Year::default() }) } else { Scope::PaidOut };
        let claims: Vec<Claim> = self.members.iter().map(|&party| self.claim(party, on, kept)).collect();
        let division = share_out(&BoxStanding::read(&balances), &Rules::of(&self.constitution, scope), &claims).unwrap();
        let key = Uuid::from_u128;
        let books = Books {
            source: key(100),
            keys: EntryKeys { settlement: key(101), appropriation: key(102), payout: key(103), reinvestment: key(104) },
            on,
            commodity: self.constitution.commodity(),
            balances: &balances,
            reinvested: puts_back,
        };
        let posted = entries(&division, &books).unwrap();
        let posted: Vec<Entry> = posted.iter().cloned().collect();
        posted.iter().for_each(|entry| self.post(Some(entry)));
        let mut text = format!("{} to divide, {} of it profit", division.pool, division.profit);
        if kept {
            write!(text, "; administration {}, reserve {}", division.administration, division.reserve).unwrap();
        }
        for line in &division.lines {
            write!(
                text,
                "\n   {}: saved {}, profit {}, gross {}, debts {}, net {}, puts back {}",
                line.party.0,
                line.savings,
                line.profit,
                line.gross,
                line.debts.total(),
                line.net,
                puts_back.get(&line.party).copied().unwrap_or(0)
            )
            .unwrap();
        }
        write!(text, "\n   carried {}", division.remainder).unwrap();
        let cash = |fund| self.balance(fund, CASH, None);
        write!(text, "\n   in the box {}, {} of it social fund", cash(LOAN_FUND) + cash(SOCIAL_FUND), cash(SOCIAL_FUND)).unwrap();
        text += "\n   the books:";
        for (key, amount) in self.balances.iter().filter(|(_, amount)| !amount.is_zero()) {
            let party = key.party.map_or(String::new(), |party| format!(" of {}", party.0));
            let name = format!("{}{party}", account_code(key.account));
            write!(text, "\n      {:<7}{name:<28}{:>10}", fund_code(key.fund), amount.quantity()).unwrap();
        }
        text
    }

    /// What a member has and owes at the end: everything in a share-out, and what is due in a yearly split.
    fn claim(&self, party: PartyNo, on: NaiveDate, kept: bool) -> Claim {
        let positions: Vec<_> = self.loans.iter().filter(|loan| loan.party == party).map(|loan| loan.position(on)).collect();
        let penalty = positions.iter().map(|position| position.penalty).sum();
        let (principal, interest) = match kept {
            true => (0, positions.iter().map(|position| position.interest).sum()),
            false => {
                let principal: i64 = positions.iter().map(|position| position.principal).sum();
                (principal, positions.iter().map(|position| position.payoff - position.principal - position.penalty).sum())
            }
        };
        Claim {
            party,
            is_member: true,
            savings: -self.balance(LOAN_FUND, SAVINGS, Some(party)),
            interest_paid: -self.balance(LOAN_FUND, INTEREST, Some(party)),
            savings_months: 0,
            debts: Debts { penalty, interest, principal },
        }
    }
}

/// A line of the sheet.
fn fill(sheet: &mut Sheet, line: &str, words: &[&str]) {
    match words {
        ["other", kind, amount, rest @ ..] => sheet.other.push(Other {
            row: sheet.other.len(),
            kind: OtherKind::parse(kind).unwrap(),
            party: after(rest, "member").map(|no| PartyNo(no.parse().unwrap())),
            amount: number(amount),
            note: line.split_once(" for ").map_or(String::new(), |(_, what)| what.to_owned()),
        }),
        [no, attendance, rest @ ..] => sheet.lines.push(Line {
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

fn after<'a>(words: &[&'a str], name: &str) -> Option<&'a str> {
    words.iter().position(|word| *word == name).map(|at| words[at + 1])
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_else(|_| panic!("{text:?} is not a day"))
}

fn number(text: &str) -> i64 {
    text.replace(',', "").parse().unwrap_or_else(|_| panic!("{text:?} is not a number"))
}

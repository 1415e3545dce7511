//! A member's passbook: what she has with her group, in her own hands.
//!
//! It is made of leaves: the cover, the rules, savings meeting by meeting, each loan, what she has to do with each bank,
//! the thumbprints, and the last page, which says how the books stood when it was printed. A leaf that is full never
//! changes when something is added behind it: so many lines a leaf, each as high as the other, and no leaf says how many
//! there are in all. A leaf is known by the hash of what stands on it, and a later print is of the new ones only.
mod banks;
mod cover;
mod last;
mod loans;
mod rules;
mod savings;

pub(crate) use banks::{amount as good_amount, name as good_name};

use crate::{Block, Document, Language, Page, Say, Size, Story, Weight, colour, contract::Name, page::Align};
use chrono::NaiveDate;
use domain::{
    banks::Good,
    constitution::Constitution,
    loans::{Terms, schedule::Instalment},
    passbook::Line,
};
use ledger::Commodity;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// A member's passbook. Quantities are smallest units of the group's commodity, unless a good is named.
#[derive(Clone, Debug)]
pub struct Passbook {
    /// Her group.
    pub group: Arc<PassbookGroup>,
    /// Her number.
    pub number: i64,
    /// Her name.
    pub name: Name,
    /// Her village.
    pub place: Name,
    /// Since when she is a member.
    pub joined_on: NaiveDate,
    /// The day she left.
    pub left_on: Option<NaiveDate>,
    /// Every line of her savings; none where nobody saves.
    pub lines: Vec<Line>,
    /// Her loans of money, by number.
    pub loans: Vec<PassbookLoan>,
    /// What she has to do with each bank of the group.
    pub banks: Vec<PassbookBank>,
    /// How the books stood.
    pub stand: Stand,
    /// Her signed square; none: it was not signed.
    pub seal: Option<Signed>,
}

/// What the passbooks of a group have in common.
#[derive(Clone, Debug)]
pub struct PassbookGroup {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Name,
    /// Where it is.
    pub place: Name,
    /// Its currency.
    pub commodity: Commodity,
    /// What it agreed; none where nobody saves.
    pub rules: Option<Constitution>,
    /// The most shares a meeting, from the first day of each cycle on.
    pub most_shares: Vec<(NaiveDate, Option<u32>)>,
}

/// A loan of money in a passbook.
#[derive(Clone, Debug)]
pub struct PassbookLoan {
    /// Its number.
    pub no: i64,
    /// What for.
    pub purpose: String,
    /// What was agreed.
    pub terms: Terms,
    /// The plan that holds.
    pub plan: Vec<Instalment>,
    /// The day on which the plan took the place of an earlier one.
    pub planned_on: Option<NaiveDate>,
    /// What happened to it, oldest first.
    pub events: Vec<LoanLine>,
}

/// Something that happened to a loan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoanLine {
    /// The key `loan-event-<kind>` names it.
    pub kind: String,
    /// Its day.
    pub on: NaiveDate,
    /// The meeting.
    pub meeting: Option<i64>,
    /// The money that moved.
    pub amount: i64,
    /// What of it was penalty.
    pub penalty: i64,
    /// What of it was interest.
    pub interest: i64,
    /// Principal owed after it.
    pub balance: i64,
    /// It was taken back.
    pub undone: bool,
}

/// What a member has to do with a bank.
#[derive(Clone, Debug)]
pub struct PassbookBank {
    /// The bank's code.
    pub code: String,
    /// Its name.
    pub name: Name,
    /// What happened, oldest first.
    pub lines: Vec<BankLine>,
    /// What she owes today, good by good.
    pub owed: Vec<(Good, i64)>,
    /// When the first of it is due.
    pub due_on: Option<NaiveDate>,
    /// What she may have back.
    pub deposits: Vec<(Good, i64)>,
    /// Tags of the bank's animals that she keeps, with the code of their class.
    pub keeps: Vec<(String, &'static str)>,
    /// Tags of the animals that became hers.
    pub owns: Vec<(String, &'static str)>,
    /// What she owes for animals: what, the animal's tag, from when.
    pub owes: Vec<(Owing, String, Option<NaiveDate>)>,
}

/// Something that happened between a member and a bank.
#[derive(Clone, Debug)]
pub struct BankLine {
    /// Its day.
    pub on: NaiveDate,
    /// What.
    pub what: BankDeed,
}

/// What happened.
#[derive(Clone, Debug)]
pub enum BankDeed {
    /// Lent to her: the loan, the good, how much, how much is to be brought back by when.
    Lent(i64, Good, i64, i64, NaiveDate),
    /// On a loan of a good: the loan, the good, what happened (`passbook-bank-<code>` names it), how much of the debt is
    /// gone by it, what is owed then.
    Moved(i64, Good, &'static str, i64, i64),
    /// An animal came to her: its tag and the code of its class.
    Came(String, &'static str),
    /// It went on.
    Went(String, &'static str),
}

/// What is owed for an animal; money in smallest units of the group's commodity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owing {
    /// The so-manieth calf.
    Calf(u32),
    /// The animal itself moves on.
    MovesOn,
    /// Another animal for a lost one, or so much money.
    Claim(i64),
    /// Money for a male calf.
    Money(i64),
    /// The so-manieth instalment, so much money.
    Instalment(u32, i64),
}

/// How the books stood when the passbook was printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stand {
    /// The day.
    pub on: NaiveDate,
    /// The last entry of the book; 0: nothing was posted yet.
    pub entry: i64,
    /// The last sealed meeting and its day.
    pub meeting: Option<(i64, NaiveDate)>,
    /// What she has saved.
    pub savings: i64,
    /// In shares, where they are whole.
    pub shares: Option<i64>,
    /// What she gave to the social fund.
    pub social_fund: i64,
    /// What she owes of loans of money: principal.
    pub principal: i64,
    /// Interest and penalties that are due.
    pub interest: i64,
}

/// A signed square.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The address that scanning it gives.
    pub address: String,
    /// The code to type.
    pub code: String,
    /// Where to type it: the page, as people type its address.
    pub site: String,
}

/// A leaf: one page, or as many as something unusually long needs.
enum Leaf<'a> {
    Cover,
    Rules,
    Savings(usize, &'a [Line]),
    Loan(usize, loans::Part<'a>),
    Bank(usize, &'a PassbookBank, &'a [BankLine]),
    Thumbs,
}

impl Leaf<'_> {
    /// Which part of the passbook it belongs to.
    fn part(&self) -> &'static str {
        match self {
            Leaf::Cover => "cover",
            Leaf::Rules => "rules",
            Leaf::Savings(..) => "savings",
            Leaf::Loan(..) => "loan",
            Leaf::Bank(..) => "bank",
            Leaf::Thumbs => "thumbs",
        }
    }
}

/// The sizes on which a passbook is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Paper {
    A6,
    A5,
}

impl Paper {
    fn of(size: Size) -> Paper {
        if size.width.min(size.height) < 120.0 { Paper::A6 } else { Paper::A5 }
    }
}

/// What a leaf is drawn with.
#[derive(Clone, Copy)]
pub(crate) struct Hand {
    say: Say,
    size: Size,
    paper: Paper,
}

impl Hand {
    /// One number for A6, another for A5.
    fn by_paper<T>(self, a6: T, a5: T) -> T {
        if self.paper == Paper::A6 { a6 } else { a5 }
    }

    fn both(self) -> bool {
        self.say.language() == Language::Both
    }
}

impl Passbook {
    /// The whole passbook.
    pub fn document(&self, say: &Say, size: Size) -> Document {
        self.print(say, size, None)
    }

    /// Only the leaves whose hash is not among those that were printed before; the last page is always printed, since it
    /// says how the books stand now.
    pub fn new_leaves(&self, say: &Say, size: Size, printed: &[String]) -> Document {
        self.print(say, size, Some(printed))
    }

    /// The hash of each leaf in hexadecimal, in their order; the last page is not among them.
    pub fn pages_hash(&self, say: &Say, size: Size) -> Vec<String> {
        let hand = hand(*say, size);
        self.leaves(hand).iter().map(|leaf| self.hash(leaf, hand)).collect()
    }

    fn print(&self, say: &Say, size: Size, printed: Option<&[String]>) -> Document {
        let hand = hand(*say, size);
        let mut pages = Vec::new();
        for leaf in self.leaves(hand) {
            if printed.is_none_or(|printed| !printed.contains(&self.hash(&leaf, hand))) {
                pages.extend(self.draw(&leaf, hand));
            }
        }
        pages.extend(last::pages(self, hand));
        let name = self.name.label(*say).main;
        let title = format!("{} · {} · {name}", say.say("passbook").main, say.ordinal(self.number));
        let language = if say.language() == Language::English { "en" } else { "km-KH" };
        let bookmarks = vec![crate::Bookmark { name: format!("{} · {name}", say.ordinal(self.number)), page: 0 }];
        Document { title, language, pages, bookmarks, sides: None }
    }

    fn leaves(&self, hand: Hand) -> Vec<Leaf<'_>> {
        let mut leaves = vec![Leaf::Cover];
        if self.group.rules.is_some() {
            leaves.push(Leaf::Rules);
            let chunks = self.lines.chunks(savings::rows(hand)).enumerate();
            leaves.extend(chunks.map(|(at, lines)| Leaf::Savings(at + 1, lines)));
            if self.lines.is_empty() {
                leaves.push(Leaf::Savings(1, &[]));
            }
        }
        leaves.extend(
            self.loans.iter().flat_map(|loan| loans::parts(loan, hand)).enumerate().map(|(at, part)| Leaf::Loan(at + 1, part)),
        );
        for bank in self.banks.iter().filter(|bank| !bank.lines.is_empty()) {
            let chunks = bank.lines.chunks(banks::rows(hand)).enumerate();
            leaves.extend(chunks.map(|(at, lines)| Leaf::Bank(at + 1, bank, lines)));
        }
        leaves.push(Leaf::Thumbs);
        leaves
    }

    fn draw(&self, leaf: &Leaf<'_>, hand: Hand) -> Vec<Page> {
        let say = hand.say;
        match leaf {
            Leaf::Cover => vec![cover::page(self, hand)],
            Leaf::Rules => self.set(hand, &say.say("constitution").main, None, rules::blocks(&self.group, hand)),
            Leaf::Savings(no, lines) => {
                self.set(hand, &say.say("passbook-savings").main, Some(*no), vec![savings::table(self, lines, hand)])
            }
            Leaf::Loan(no, part) => self.set(hand, &say.say("passbook-loans").main, Some(*no), loans::blocks(part, hand)),
            Leaf::Bank(no, bank, lines) => {
                self.set(hand, &bank.name.label(say).main, Some(*no), vec![banks::heading(bank, hand), banks::table(lines, hand)])
            }
            Leaf::Thumbs => self.set(hand, &say.say("passbook-hands").main, None, last::thumbs(self, hand)),
        }
    }

    /// Lays blocks out under the name of the member, with the part and its own page number at the foot.
    fn set(&self, hand: Hand, part: &str, no: Option<usize>, blocks: Vec<Block>) -> Vec<Page> {
        let say = hand.say;
        let whose = format!("{} · {}", say.ordinal(self.number), self.name.line(say));
        let story = Story::new("", say, hand.size).unnumbered().head(whose, self.group.name.line(say)).foot(part);
        let text = story.text_size() * 0.85;
        let Some(no) = no else { return largest(&story, &blocks) };
        let mut pages = laid(&story, &blocks, story.text_size());
        for page in &mut pages {
            let number = say.ordinal(no as i64);
            let (sides, up) = hand.by_paper((7.5, 8.0), (10.0, 10.0));
            let (left, width) = (sides * crate::MM, page.width() - 2.0 * sides * crate::MM);
            let line = page.height() - up * crate::MM - crate::table::leading(text) * 0.2;
            page.text((left, line, width), Align::Right, (text, Weight::Bold, colour::SOFT), &number);
        }
        pages
    }

    /// What stands on a leaf, as a hash: what is printed, and in what.
    fn hash(&self, leaf: &Leaf<'_>, hand: Hand) -> String {
        let shares = &self.group.most_shares;
        let what = match leaf {
            Leaf::Cover => {
                format!("{:?} {:?} {:?} {:?}", self.name, self.place, self.joined_on, (&self.group.name, &self.group.place))
            }
            Leaf::Rules => format!("{:?}", self.group.rules),
            Leaf::Savings(no, lines) => {
                let printed: Vec<_> = lines.iter().map(|line| (savings::printed(line), savings::most(shares, line.date))).collect();
                format!("{no} {printed:?}")
            }
            Leaf::Loan(no, part) => format!("{no} {part:?}"),
            Leaf::Bank(no, bank, lines) => format!("{no} {} {lines:?}", bank.code),
            Leaf::Thumbs => String::new(),
        };
        let text = format!("leaf 1 {:?} {:?} {} {} {what}", hand.say, hand.paper, leaf.part(), self.number);
        Sha256::digest(text.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Against the usual text, for pages that are not filled line by line: as large as fits one page.
const TEXTS: [f32; 6] = [1.3, 1.2, 1.12, 1.06, 1.0, 0.94];

/// Lays blocks out in the largest text that needs one page; in the usual one where none does.
pub(crate) fn largest(story: &Story, blocks: &[Block]) -> Vec<Page> {
    let mut sizes = TEXTS.iter().map(|size| laid(story, blocks, story.text_size() * size));
    sizes.find(|pages| pages.len() == 1).unwrap_or_else(|| laid(story, blocks, story.text_size()))
}

fn laid(story: &Story, blocks: &[Block], text: f32) -> Vec<Page> {
    let mut story = story.clone().text(text);
    for block in blocks {
        story.add(block.clone());
    }
    story.finish().pages
}

fn hand(say: Say, size: Size) -> Hand {
    Hand { say, size, paper: Paper::of(size) }
}

#[cfg(test)]
mod tests;

//! Rice, other goods and animals: what happened between a member and a bank, line by line.
use super::{BankDeed, BankLine, Hand, PassbookBank};
use crate::{Block, Cell, Column, Label, Row, Say, Table};
use domain::banks::Good;
use words::Words;

/// How many lines stand on a page.
pub(super) fn rows(hand: Hand) -> usize {
    if hand.both() { hand.by_paper(5, 8) } else { hand.by_paper(8, 12) }
}

pub(super) fn heading(bank: &PassbookBank, hand: Hand) -> Block {
    Block::Heading(bank.name.label(hand.say))
}

/// The lines of a page, and lines to be filled by hand.
pub(super) fn table(lines: &[BankLine], hand: Hand) -> Block {
    let say = hand.say;
    let columns = vec![
        Column::text(say.say("passbook-what")),
        Column::number(say.say("passbook-quantity")),
        Column::number(say.say("passbook-left")),
        Column::hand(say.say("passbook-sign"), hand.by_paper(14.5, 17.0)),
    ];
    let rows: Vec<Row> = lines.iter().map(|line| row(line, say)).collect();
    let spare = self::rows(hand).saturating_sub(rows.len());
    let high = if hand.both() { 17.4 } else { 12.4 };
    Block::Table(Table::new(columns, rows).size(hand.by_paper(8.0, 9.5)).row(high).spare(spare))
}

fn row(line: &BankLine, say: Say) -> Row {
    let (what, moved, left) = match &line.what {
        BankDeed::Lent(no, good, lent, due, by) => {
            let what = say.with("passbook-bank-lent", |words| {
                vec![
                    ("good", name(words, good)),
                    ("number", words.ordinal(*no)),
                    ("amount", amount(words, good, *due)),
                    ("date", words.date_short(*by)),
                ]
            });
            (what, amount(say.words(), good, *lent), amount(say.words(), good, *due))
        }
        BankDeed::Moved(no, good, code, gone, left) => {
            let what = say
                .with(&format!("passbook-bank-{code}"), |words| vec![("good", name(words, good)), ("number", words.ordinal(*no))]);
            let gone = if *gone == 0 { String::new() } else { amount(say.words(), good, *gone) };
            (what, gone, amount(say.words(), good, *left))
        }
        BankDeed::Came(tag, class) => (animal(say, "passbook-bank-came", tag, class), String::new(), String::new()),
        BankDeed::Went(tag, class) => (animal(say, "passbook-bank-went", tag, class), String::new(), String::new()),
    };
    // The day stands before what happened, once: columns are scarce on a small page.
    let what = Label { main: format!("{} {}", say.day(line.on), what.main), beside: what.beside };
    Row::new(vec![Cell::Label(what), Cell::text(moved), Cell::strong(left)])
}

fn animal(say: Say, key: &str, tag: &str, class: &str) -> Label {
    say.with(key, |words| vec![("animal", said(words, tag, class))])
}

/// An animal by its tag and what it is.
pub(super) fn said(words: Words, tag: &str, class: &str) -> String {
    format!("{} {tag}", words.say(&format!("good-{class}")))
}

/// A good by class, variety and grade.
pub(crate) fn name(words: Words, good: &Good) -> String {
    let class = words.say(&format!("good-{}", good.class().code()));
    let parts = [&*class, words.name(&good.variety_km, &good.variety_latin), &good.grade];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// So much of a good, with its unit.
pub(crate) fn amount(words: Words, good: &Good, quantity: i64) -> String {
    words.amount(quantity, good.commodity().decimals(), good.code())
}

//! Savings, social fund and fines, line by line, as they were stamped.
use super::{Hand, Paper, Passbook};
use crate::{Block, Cell, Column, Label, Row, RowKind, Table, Width, page::Align};
use chrono::NaiveDate;
use domain::passbook::{Line, LineKind};

/// How many lines stand on a page: always the same, so that a full page stays as it is.
pub(super) fn rows(hand: Hand) -> usize {
    match (hand.paper, hand.both()) {
        (Paper::A6, false) => 10,
        (Paper::A6, true) => 9,
        (Paper::A5, false) => 13,
        (Paper::A5, true) => 12,
    }
}

/// What of a line is printed. That it was mended later is not: the correction has a line of its own, and what was
/// printed before stays true.
pub(super) fn printed(line: &Line) -> Line {
    Line { corrected_by: None, attendance: None, ..*line }
}

/// The most shares of a meeting on a day.
pub(super) fn most(cycles: &[(NaiveDate, Option<u32>)], day: NaiveDate) -> Option<u32> {
    cycles.iter().rev().find(|(from, _)| *from <= day).or_else(|| cycles.first()).and_then(|(_, most)| *most)
}

/// The lines of a page; what is not filled yet is left for the hand.
pub(super) fn table(book: &Passbook, lines: &[Line], hand: Hand) -> Block {
    let say = hand.say;
    let narrow = hand.paper == Paper::A6;
    let day = lines.last().map_or(book.stand.on, |line| line.date);
    let shares = most(&book.group.most_shares, day).is_some();
    let shared = |share: f32, align: Align, head: Label| Column { head, width: Width::Share(share), align };
    let mut columns = vec![shared(1.0, Align::Left, say.say("passbook-meeting"))];
    if shares {
        columns.push(Column::short(say.say("shares")));
    }
    let heads: &[&str] = if narrow {
        &["passbook-head-savings", "passbook-head-social", "fine"]
    } else {
        &["savings-in", "savings-after", "social-fund", "social-after", "fine"]
    };
    columns.extend(heads.iter().map(|head| shared(1.0, Align::Right, say.say(head))));
    columns.push(Column::hand(say.say("passbook-sign"), hand.by_paper(14.5, 17.0)));
    let rows: Vec<Row> = lines.iter().map(|line| row(book, line, shares, hand)).collect();
    let spare = self::rows(hand).saturating_sub(rows.len());
    Block::Table(Table::new(columns, rows).size(hand.by_paper(8.5, 10.0)).row(hand.by_paper(10.4, 11.4)).spare(spare))
}

fn row(book: &Passbook, line: &Line, shares: bool, hand: Hand) -> Row {
    let (say, unit) = (hand.say, book.group.commodity);
    let change = |quantity: i64| match quantity {
        0 => String::new(),
        1.. => format!("+{}", say.quantity(quantity, unit)),
        _ => say.quantity(quantity, unit),
    };
    let mut cells = vec![Cell::Under(title(line, hand), say.day(line.date))];
    if shares {
        cells.push(stamps(book, line, hand));
    }
    let pair = |quantity: i64, balance: i64| {
        let balance = say.quantity(balance, unit);
        match hand.paper {
            Paper::A6 => vec![Cell::Over(change(quantity), balance)],
            Paper::A5 => vec![Cell::text(change(quantity)), Cell::strong(balance)],
        }
    };
    cells.extend(pair(line.savings, line.savings_balance));
    cells.extend(pair(line.social_fund, line.social_balance));
    cells.push(Cell::text(say.or_blank(line.fine, unit)));
    cells.push(Cell::Blank);
    let kind = if matches!(line.kind, LineKind::Correction(_)) { RowKind::Marked } else { RowKind::Plain };
    Row { cells, kind }
}

/// What a line is of, in as few letters as the column has room for.
fn title(line: &Line, hand: Hand) -> String {
    let say = hand.say;
    let said = |key: &str, number: u32| say.with(key, |words| vec![("number", words.ordinal(number.into()))]).main;
    match line.kind {
        LineKind::Meeting => say.ordinal(line.meeting.unwrap_or(0).into()),
        LineKind::Opening => say.say("passbook-line-opening").main,
        LineKind::Payout => say.say("line-payout").main,
        LineKind::Correction(meeting) => said("passbook-line-correction", meeting),
        LineKind::ShareOut(number) => said("passbook-line-share-out", number),
        LineKind::PutBack(_) => say.say("share-out-why-put-back").main,
    }
}

/// Stamped squares, as many as can be counted at a glance; a number where there are more, or some were taken back.
fn stamps(book: &Passbook, line: &Line, hand: Hand) -> Cell {
    let most = most(&book.group.most_shares, line.date).unwrap_or(0);
    match line.shares {
        None | Some(0) => Cell::Blank,
        Some(shares @ 1..=10) if most <= 10 => Cell::Stamps(shares as u32, most),
        Some(shares) => Cell::text(hand.say.number(shares)),
    }
}

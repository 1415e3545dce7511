//! The blank sheet: what is known stands there, and everything else has room for a pencil.
use super::{MeetingSheet, SheetMember, SheetSaving, lead, signing};
use crate::{
    Align, Block, Cell, Column, Document, Facts, Label, Language, Margins, Row, Say, Size, Story, Table, Width, cash_count::ROW,
    of_group::signatures,
};
use chrono::NaiveDate;
use domain::{constitution::Step, meetings::Attendance};

/// More squares than this do not fit: then the number is written.
const SQUARES_MOST: i64 = 6;
/// The white at the sides and the least room for a name, in millimetres.
const SIDES: f32 = 9.0;
const NAME_LEAST: f32 = 33.0;
/// Rows without a name, for those who join on that day.
const SPARE: usize = 2;

pub(super) fn document(sheet: &MeetingSheet, dues_on: NaiveDate, say: Say) -> Document {
    let columns = columns(sheet, say);
    let wide: f32 = columns.iter().map(|column| if let Width::Fixed(millimetres) = column.width { millimetres } else { 0.0 }).sum();
    // Upright where the names still have room: a small group's sheet is then one page.
    let upright = !sheet.repayments && wide + squares(sheet) + NAME_LEAST <= Size::A4.width - 2.0 * SIDES;
    let size = if upright { Size::A4 } else { Size::A4_ACROSS };
    let title = sheet.title(say);
    let mut story = Story::new(title.line(), say, size)
        .margins(Margins { top: 7.0, sides: SIDES, bottom: 8.0 })
        .head(sheet.group.head(say), title.line());
    story.add(Block::Beside(vec![
        (1.3, vec![Block::Title(title)]),
        (1.0, vec![Block::Facts(Facts::new(vec![(say.say("sheet-date"), String::new())]))]),
    ]));
    story.add(Block::Small(sheet.rules_line(say)));
    story.add(Block::Table(members(sheet, columns, say)));
    if sheet.repayments {
        let says = say.with("sheet-paper-dues-on", |words| vec![("date", words.date(dues_on))]);
        story.add(Block::Small(says));
    }
    let mut reckoning = vec![Block::Heading(say.say("reckoning")), Block::Table(sheet.count.reckoning_table(say, 9.0))];
    let count = vec![Block::Heading(say.say("count")), Block::Table(sheet.count.notes_table(say, 9.0))];
    if upright {
        // The count is longer than the reckoning: what is said of both stands under the shorter one.
        reckoning.extend(remarks(sheet, say, 2));
        for blocks in [others(sheet, say, 3), new_loans(sheet, say, 3)] {
            story.add(Block::Together(blocks));
        }
        story.add(Block::Beside(vec![(1.1, reckoning), (1.0, count)]));
        story.add(Block::Together(signed(sheet, say, 4)));
    } else {
        let hands = [others(sheet, say, 4), new_loans(sheet, say, 4)].into_iter().filter(|blocks| !blocks.is_empty());
        story.add(Block::Beside(hands.map(|blocks| (1.0, blocks)).collect()));
        let beside = remarks(sheet, say, 3).into_iter().chain(signed(sheet, say, 2)).collect();
        story.add(Block::Beside(vec![(1.1, reckoning), (0.9, count), (1.0, beside)]));
    }
    story.finish()
}

/// Why the box differs and who bears it, and so many lines for what was decided.
fn remarks(sheet: &MeetingSheet, say: Say, lines: usize) -> Vec<Block> {
    let mut blocks: Vec<Block> = sheet.count.bearing(say).into_iter().collect();
    blocks.push(Block::Heading(say.say("meeting-minutes")));
    blocks.push(Block::Table(Table::new(vec![Column::text(Label::default())], vec![]).row(ROW).spare(lines)));
    blocks
}

/// Who signs, so many beside each other.
fn signed(sheet: &MeetingSheet, say: Say, across: usize) -> Vec<Block> {
    let signers = signing(sheet).chunks(across).map(|signers| Block::Signatures(signatures(say, signers, false)));
    [Block::Text(say.say("seal-witnessed"))].into_iter().chain(signers).collect()
}

fn columns(sheet: &MeetingSheet, say: Say) -> Vec<Column> {
    let mut columns = lead(say);
    // Wide enough for the word above in one piece.
    let tick = if say.language() == Language::Khmer { 11.5 } else { 14.8 };
    columns.extend(Attendance::ALL.map(|attendance| Column::hand(say.say(&format!("attendance-{}", attendance.code())), tick)));
    for step in sheet.money() {
        columns.extend(columns_of(sheet, step, say));
    }
    columns.push(Column::hand(say.say("sheet-paper-sign"), 24.0));
    columns
}

/// How wide the squares of the shares and the numbers are, in millimetres: they fit, and so have no width of their own.
fn squares(sheet: &MeetingSheet) -> f32 {
    let number = 10.0;
    match sheet.saving {
        SheetSaving::Shares { most, .. } if most <= SQUARES_MOST => number + most as f32 * 6.4 + 2.0,
        _ => number,
    }
}

fn members(sheet: &MeetingSheet, columns: Vec<Column>, say: Say) -> Table {
    let row = |member: &SheetMember| {
        // The name on one line: a row is then no higher in two languages, and a page has room for as many.
        let mut cells = vec![Cell::text(say.ordinal(member.number)), Cell::text(member.name.label(say).line())];
        cells.extend(hand_cells(sheet, Some(member), say));
        Row::new(cells)
    };
    let mut rows: Vec<Row> = sheet.members.iter().map(row).collect();
    for _ in 0..SPARE {
        let mut cells = vec![Cell::Blank, Cell::Blank];
        cells.extend(hand_cells(sheet, None, say));
        rows.push(Row::new(cells));
    }
    rows.push(Row::sum(total(sheet, say)));
    Table::new(columns, rows).size(9.0).row(ROW)
}

fn columns_of(sheet: &MeetingSheet, step: Step, say: Say) -> Vec<Column> {
    match (step, sheet.saving) {
        (Step::Savings, SheetSaving::Shares { most, .. }) if most <= SQUARES_MOST => {
            vec![Column { head: say.say("shares"), width: Width::Fit, align: Align::Middle }]
        }
        (Step::Savings, SheetSaving::Shares { .. }) => vec![Column::hand(say.say("shares"), 20.0)],
        (Step::Savings, SheetSaving::Amounts(_)) => vec![Column::hand(say.say("savings"), 27.0)],
        (Step::SocialFund, _) => vec![Column::hand(say.say("social-fund"), 18.0)],
        (Step::Fines, _) => vec![Column::hand(say.say("fine"), 15.0)],
        (Step::Repayments, _) => {
            let mut columns =
                vec![Column::number(say.say("sheet-paper-principal-due")), Column::number(say.say("sheet-paper-interest-due"))];
            columns.extend(owes_penalty(sheet).then(|| Column::number(say.say("sheet-paper-penalty-due"))));
            columns.push(Column::hand(say.say("sheet-paper-repaid"), 27.0));
            columns
        }
        // New loans have rows of their own, with room for their terms.
        _ => vec![],
    }
}

fn owes_penalty(sheet: &MeetingSheet) -> bool {
    sheet.members.iter().any(|member| member.due.is_some_and(|due| due.penalty > 0))
}

/// What is written by hand in a member's row; of somebody who is not named yet nothing is known.
fn hand_cells(sheet: &MeetingSheet, member: Option<&SheetMember>, say: Say) -> Vec<Cell> {
    let mut cells = vec![Cell::Tick(false); Attendance::ALL.len()];
    for step in sheet.money() {
        match (step, sheet.saving) {
            (Step::Savings, SheetSaving::Shares { most, .. }) if (1..=SQUARES_MOST).contains(&most) => {
                cells.push(Cell::Squares(u32::try_from(most).unwrap_or(1)));
            }
            (Step::Savings, SheetSaving::Amounts(usual)) => cells.push(hint(sheet, usual, say)),
            (Step::SocialFund, _) => cells.push(hint(sheet, sheet.social.flatten(), say)),
            (Step::Repayments, _) => cells.extend(due(sheet, member, say)),
            (Step::Savings | Step::Fines, _) => cells.push(Cell::Blank),
            _ => {}
        }
    }
    cells
}

fn hint(sheet: &MeetingSheet, agreed: Option<i64>, say: Say) -> Cell {
    agreed.map_or(Cell::Blank, |agreed| Cell::Hint(sheet.quantity(say, agreed)))
}

fn due(sheet: &MeetingSheet, member: Option<&SheetMember>, say: Say) -> Vec<Cell> {
    let due = member.and_then(|member| member.due);
    let cell = |of: fn(&super::Due) -> i64| Cell::text(due.map_or(String::new(), |due| say.or_blank(of(&due), sheet.commodity)));
    let mut cells = vec![cell(|due| due.principal), cell(|due| due.interest)];
    cells.extend(owes_penalty(sheet).then(|| cell(|due| due.penalty)));
    cells.push(Cell::Blank);
    cells
}

/// Only what is known beforehand is added up: what falls due.
fn total(sheet: &MeetingSheet, say: Say) -> Vec<Cell> {
    let mut cells = vec![Cell::Blank, Cell::Label(say.say("total"))];
    cells.extend(vec![Cell::Blank; Attendance::ALL.len()]);
    for step in sheet.money() {
        match step {
            Step::Repayments => {
                let sum = |of: fn(&super::Due) -> i64| {
                    let sum: i64 = sheet.members.iter().filter_map(|member| member.due.as_ref()).map(of).sum();
                    Cell::text(say.or_blank(sum, sheet.commodity))
                };
                cells.extend([sum(|due| due.principal), sum(|due| due.interest)]);
                cells.extend(owes_penalty(sheet).then(|| sum(|due| due.penalty)));
                cells.push(Cell::Blank);
            }
            Step::Loans => {}
            _ => cells.push(Cell::Blank),
        }
    }
    cells
}

/// Rows for money that comes in or goes out beside the members' columns.
fn others(sheet: &MeetingSheet, say: Say, rows: usize) -> Vec<Block> {
    let columns = vec![
        Column::text(say.say("sheet-paper-other-what")),
        Column::hand(say.say("sheet-paper-in"), 28.0),
        Column::hand(say.say("sheet-paper-out"), 28.0),
    ];
    let rows = if sheet.loans { rows } else { rows + 1 };
    vec![Block::Heading(say.say("step-other")), Block::Table(Table::new(columns, vec![]).size(9.0).row(ROW).spare(rows))]
}

/// Rows for new loans: who, how much, for how many months.
fn new_loans(sheet: &MeetingSheet, say: Say, rows: usize) -> Vec<Block> {
    if !sheet.loans {
        return vec![];
    }
    let columns = vec![
        Column::hand(say.say("sheet-number"), 11.0),
        Column::text(say.say("sheet-member")),
        Column::hand(say.say("other-amount"), 32.0),
        Column::hand(say.say("sheet-paper-months"), 14.0),
        Column::hand(say.say("sheet-paper-sign"), 26.0),
    ];
    vec![Block::Heading(say.say("step-loans")), Block::Table(Table::new(columns, vec![]).size(9.0).row(ROW).spare(rows))]
}

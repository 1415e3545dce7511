//! The filled sheet: what was sealed, what it came to, and what was mended since.
use super::{MeetingSheet, SheetMember, SheetSaving, lead, signing};
use crate::{
    Align, Block, Cell, Column, Document, Facts, Label, Margins, Row, RowKind, Say, Size, Story, Table, Width, contract::Name,
    of_group::signatures,
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    constitution::Step,
    meetings::{Attendance, OtherKind},
};

/// A sealed meeting.
#[derive(Clone, Debug)]
pub struct Held {
    /// Its day.
    pub on: NaiveDate,
    /// Who sealed it.
    pub sealed_by: String,
    /// When.
    pub sealed_at: DateTime<Utc>,
    /// Its entry, where it had one.
    pub entry: Option<i64>,
    /// The first characters of the entry's hash: the mark for the paper book.
    pub mark: String,
    /// How many were there, in the order of [`Attendance::ALL`].
    pub came: [i64; 5],
    /// Totals as sealed: savings, social fund, fines, repayments, new loans.
    pub totals: [i64; 5],
    /// The same after corrections, where something was mended.
    pub right_totals: Option<[i64; 5]>,
    /// Other money.
    pub other: Vec<OtherLine>,
    /// Minutes.
    pub note: String,
    /// What was mended since.
    pub corrected: Vec<Corrected>,
}

/// What was written in a member's row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeldLine {
    /// How she was there.
    pub attendance: Option<Attendance>,
    /// Shares (a count) or savings (an amount).
    pub savings: Figure,
    /// To the social fund.
    pub social: Figure,
    /// Fines.
    pub fine: Figure,
    /// Paid back.
    pub repayment: Figure,
    /// Lent.
    pub loan: Figure,
}

/// A figure as it was sealed and, where it was mended, as it is right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figure {
    /// As sealed; none: nothing was written.
    pub sealed: Option<i64>,
    /// As it is right, and the number of the last correction.
    pub right: Option<(i64, i64)>,
}

impl Figure {
    fn now(self) -> Option<i64> {
        self.right.map(|(right, _)| right).or(self.sealed)
    }
}

/// A line of other money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherLine {
    /// What kind.
    pub kind: OtherKind,
    /// Whose, where it concerns a member.
    pub member: Option<Name>,
    /// How much.
    pub amount: Figure,
    /// What for.
    pub note: String,
}

/// A correction of this meeting, as a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corrected {
    /// Its number.
    pub number: i64,
    /// Whose figure.
    pub member: Option<Name>,
    /// Code of the figure: a key `figure-<code>` names it.
    pub figure: String,
    /// Whether it counts shares.
    pub is_count: bool,
    /// How it stood.
    pub was: i64,
    /// What is right.
    pub becomes: i64,
}

pub(super) fn document(sheet: &MeetingSheet, held: &Held, say: Say) -> Document {
    let title = sheet.title(say);
    let head = format!("{} · {}", title.line(), say.day(held.on));
    let mut story = Story::new(title.line(), say, Size::A4)
        .margins(Margins { top: 10.0, sides: 12.0, bottom: 10.0 })
        .head(sheet.group.head(say), head);
    story.add(Block::Title(title));
    story.add(Block::Beside(vec![(1.0, vec![Block::Facts(day(sheet, held, say))]), (1.0, vec![Block::Facts(sealed(held, say))])]));
    story.add(Block::Table(members(sheet, held, say)));
    let mut left = others(sheet, held, say);
    left.extend(corrections(sheet, held, say));
    let mut middle = vec![Block::Heading(say.say("reckoning")), Block::Table(sheet.count.reckoning_table(say, 9.0))];
    middle.extend(sheet.count.bearing(say));
    let count = vec![Block::Heading(say.say("count")), Block::Table(sheet.count.notes_table(say, 9.0))];
    // Where nobody counted there are no notes to list.
    let count = if sheet.count.counted.is_some() { count } else { vec![] };
    story.add(Block::Beside(vec![(1.1, middle), (1.0, count)]));
    for block in left {
        story.add(block);
    }
    if !held.note.is_empty() {
        story.add(Block::Together(vec![Block::Heading(say.say("meeting-minutes")), Block::Text(Label::from(held.note.as_str()))]));
    }
    story.add(Block::Signatures(signatures(say, signing(sheet), false)));
    story.finish()
}

/// What a group brought along was no meeting: nobody came to it, and no share was stamped at it.
fn is_meeting(sheet: &MeetingSheet) -> bool {
    sheet.number > 0
}

fn day(sheet: &MeetingSheet, held: &Held, say: Say) -> Facts {
    let mut facts = vec![(say.say("sheet-date"), say.date(held.on).main)];
    if is_meeting(sheet) {
        facts.push((say.say("sheet-paper-came"), say.number(held.came[0] + held.came[1])));
    }
    Facts::new(facts)
}

fn sealed(held: &Held, say: Say) -> Facts {
    let mut facts = vec![(say.say("meeting-sealed-by"), format!("{} · {}", held.sealed_by, say.words().instant(held.sealed_at)))];
    if let Some(entry) = held.entry {
        facts.push((say.say("meeting-entries"), format!("{} · {}", say.ordinal(entry), held.mark)));
    }
    Facts::new(facts)
}

fn is_count(sheet: &MeetingSheet, step: Step) -> bool {
    step == Step::Savings && matches!(sheet.saving, SheetSaving::Shares { .. })
}

fn members(sheet: &MeetingSheet, held: &Held, say: Say) -> Table {
    let mut columns = lead(say);
    if is_meeting(sheet) {
        columns.push(Column { head: say.say("step-attendance"), width: Width::Share(0.35), align: Align::Left });
    }
    for step in sheet.money() {
        let head = match step {
            Step::Savings if is_count(sheet, step) => say.say("shares"),
            Step::Savings => say.say("savings"),
            Step::SocialFund => say.say("social-fund"),
            Step::Fines => say.say("fine"),
            Step::Repayments => say.say("step-repayments"),
            _ => say.say("step-loans"),
        };
        columns.push(Column { head, width: Width::Share(0.4), align: Align::Right });
        if is_count(sheet, step) {
            let squares = Column { head: Label::default(), width: Width::Fit, align: Align::Left };
            let worth = Column { head: say.say("savings"), width: Width::Share(0.4), align: Align::Right };
            columns.push(if is_meeting(sheet) { squares } else { worth });
        }
    }
    let mut rows: Vec<Row> = sheet.members.iter().map(|member| row(sheet, member, say)).collect();
    rows.push(Row::sum(totals(sheet, say.say("total"), held.totals, say)));
    if let Some(right) = held.right_totals {
        rows.push(Row { cells: totals(sheet, say.say("meeting-total-corrected"), right, say), kind: RowKind::Marked });
    }
    Table::new(columns, rows).size(9.0)
}

fn row(sheet: &MeetingSheet, member: &SheetMember, say: Say) -> Row {
    let line = &member.line;
    let mut cells = vec![Cell::text(say.ordinal(member.number)), Cell::Label(member.name.label(say))];
    let attendance = line.attendance.map_or(Cell::Blank, |at| Cell::Label(say.say(&format!("attendance-{}", at.code()))));
    cells.extend(is_meeting(sheet).then_some(attendance));
    let mut mended = false;
    for step in sheet.money() {
        let figure = match step {
            Step::Savings => line.savings,
            Step::SocialFund => line.social,
            Step::Fines => line.fine,
            Step::Repayments => line.repayment,
            _ => line.loan,
        };
        mended |= figure.right.is_some();
        cells.push(figure_cell(sheet, figure, is_count(sheet, step), say));
        if let (Step::Savings, SheetSaving::Shares { value, most }) = (step, sheet.saving) {
            let shares = figure.now().unwrap_or(0);
            cells.push(match (is_meeting(sheet), u32::try_from(shares), u32::try_from(most)) {
                (true, Ok(stamped), Ok(most @ ..=10)) if stamped <= 20 => Cell::Stamps(stamped, most),
                (true, ..) => Cell::Blank,
                (false, ..) => Cell::text(sheet.quantity(say, shares.saturating_mul(value))),
            });
        }
    }
    Row { cells, kind: if mended { RowKind::Marked } else { RowKind::Plain } }
}

/// A figure as it is right; where it was mended, how it was sealed stands under it.
fn figure_cell(sheet: &MeetingSheet, figure: Figure, count: bool, say: Say) -> Cell {
    let text = |quantity: i64| if count { say.number(quantity) } else { sheet.quantity(say, quantity) };
    match figure.right {
        None => figure.sealed.map_or(Cell::Blank, |sealed| Cell::text(text(sealed))),
        Some((right, _)) => {
            let was = say.words().with("sheet-paper-was", &[("figure", figure.sealed.map_or("–".into(), text).into())]);
            Cell::Under(text(right), was)
        }
    }
}

fn totals(sheet: &MeetingSheet, label: Label, sums: [i64; 5], say: Say) -> Vec<Cell> {
    let mut cells = vec![Cell::Blank, Cell::Label(label)];
    cells.extend(is_meeting(sheet).then_some(Cell::Blank));
    for step in sheet.money() {
        let sum = match step {
            Step::Savings => sums[0],
            Step::SocialFund => sums[1],
            Step::Fines => sums[2],
            Step::Repayments => sums[3],
            _ => sums[4],
        };
        if let (Step::Savings, SheetSaving::Shares { value, .. }) = (step, sheet.saving) {
            cells.push(Cell::strong(say.number(sum / value.max(1))));
            let worth = if is_meeting(sheet) { format!("= {}", sheet.amount(say, sum)) } else { sheet.quantity(say, sum) };
            cells.push(Cell::strong(worth));
        } else {
            cells.push(Cell::strong(sheet.quantity(say, sum)));
        }
    }
    cells
}

fn others(sheet: &MeetingSheet, held: &Held, say: Say) -> Vec<Block> {
    if held.other.is_empty() {
        return vec![];
    }
    let columns = vec![
        Column::text(say.say("sheet-paper-other-what")),
        Column::number(say.say("sheet-paper-in")),
        Column::number(say.say("sheet-paper-out")),
    ];
    let row = |line: &OtherLine| {
        let mut what = vec![say.say(&format!("other-{}", line.kind.code())).main];
        what.extend(line.member.as_ref().map(|member| member.line(say)));
        let what = what.join(" · ");
        let what = if line.note.is_empty() { Cell::text(what) } else { Cell::Under(what, line.note.clone()) };
        let amount = figure_cell(sheet, line.amount, false, say);
        let amounts = if line.kind.comes_in() { [amount, Cell::Blank] } else { [Cell::Blank, amount] };
        let [comes_in, goes_out] = amounts;
        let kind = if line.amount.right.is_some() { RowKind::Marked } else { RowKind::Plain };
        Row { cells: vec![what, comes_in, goes_out], kind }
    };
    let table = Table::new(columns, held.other.iter().map(row).collect()).size(9.0);
    headed(say.say("step-other"), table)
}

/// A table under its heading: a short one is not parted from it.
fn headed(heading: Label, table: Table) -> Vec<Block> {
    let short = table.rows.len() <= 12;
    let blocks = vec![Block::Heading(heading), Block::Table(table)];
    if short { vec![Block::Together(blocks)] } else { blocks }
}

fn corrections(sheet: &MeetingSheet, held: &Held, say: Say) -> Vec<Block> {
    if held.corrected.is_empty() {
        return vec![];
    }
    let columns = vec![
        Column::number(say.say("sheet-number")),
        Column::text(say.say("sheet-member")),
        Column::text(say.say("which-figure")),
        Column { head: say.say("before"), width: Width::Share(0.6), align: Align::Right },
        Column { head: say.say("after"), width: Width::Share(0.6), align: Align::Right },
    ];
    let row = |line: &Corrected| {
        let text = |quantity: i64| if line.is_count { say.number(quantity) } else { sheet.quantity(say, quantity) };
        Row {
            cells: vec![
                Cell::text(say.ordinal(line.number)),
                line.member.as_ref().map_or(Cell::Blank, |member| Cell::Label(member.label(say))),
                Cell::Label(say.say(&format!("figure-{}", line.figure))),
                Cell::text(text(line.was)),
                Cell::strong(text(line.becomes)),
            ],
            kind: RowKind::Marked,
        }
    };
    let table = Table::new(columns, held.corrected.iter().map(row).collect()).size(9.0);
    headed(say.say("sheet-paper-corrected"), table)
}

//! The goods of a season in their own measure, and its animals head by head.
use crate::{
    Block, Cell, Label, Row, Say, Table,
    bank_statement::{amount, figures, good_name, head_in, is_money, lead, titled},
};
use domain::banks::{
    acts::Cause,
    season_report::{GoodReport, HerdReport, Line, Moved},
};

/// A good: what was in the store, what is lent, line by line; and what was earned.
pub(super) fn of_good(say: Say, report: &GoodReport) -> Vec<Block> {
    let (unit, is_money) = (report.good.commodity(), is_money(&report.good));
    let lends = report.opening.lent != 0 || report.closing.lent != 0 || report.lines.iter().any(|(_, moved)| moved.lent != 0);
    let mut columns =
        vec![lead(say.say("statement-line")), figures(head_in(say, if is_money { "season-box" } else { "season-store" }, unit))];
    if lends {
        columns.push(figures(head_in(say, "season-lent", unit)));
    }
    let cells = |name: Label, moved: Moved, whole: bool| {
        let figure = |quantity| Cell::text(if whole { say.quantity(quantity, unit) } else { say.or_blank(quantity, unit) });
        let mut cells = vec![Cell::Label(name), figure(moved.store)];
        if lends {
            cells.push(figure(moved.lent));
        }
        cells
    };
    let mut rows = vec![Row::new(cells(say.say("season-before"), report.opening, true))];
    rows.extend(report.lines.iter().map(|(line, moved)| Row::new(cells(line_name(say, *line, is_money), *moved, false))));
    rows.push(Row::sum(cells(say.say("season-now"), report.closing, true)));
    let mut blocks = titled(say.of(|words| good_name(words, &report.good)), Table::new(columns, rows));
    if report.deposits != 0 {
        blocks.push(Block::Small(say.with("season-deposits", |words| vec![("amount", amount(words, unit, report.deposits))])));
    }
    let (kind, cash) = report.interest;
    if kind.saturating_add(cash) != 0 {
        blocks.push(Block::Small(say.of(|words| {
            let earned = format!("{}: {}", words.say("season-interest-earned"), amount(words, unit, kind.saturating_add(cash)));
            let in_cash = words.with("season-interest-in-cash", &[("amount", amount(words, unit, cash).into())]);
            if cash == 0 { earned } else { format!("{earned} ({in_cash})") }
        })));
    }
    blocks
}

/// A line by its name.
pub(super) fn line_name(say: Say, line: Line, is_money: bool) -> Label {
    match (line, is_money) {
        (Line::Lost(Cause::Death), _) => say.say("season-herd-died"),
        (Line::Lost(cause), _) => say.say(&format!("bank-cause-{}", cause.code())),
        (Line::Repaid, true) => say.say("season-money-repaid"),
        (Line::Interest, true) => say.say("account-interest"),
        (Line::Sold, true) => say.say("season-money-sold"),
        (Line::Bought, true) => say.say("season-money-bought"),
        _ => say.say(&format!("season-line-{}", line.code())),
    }
}

/// A species: what came and went, head by head, and from hand to hand.
pub(super) fn of_herd(say: Say, report: &HerdReport) -> Vec<Block> {
    let columns = || vec![lead(say.say("statement-line")), figures(say.say("season-heads"))];
    let cells = |key: &str, heads: i64| vec![Cell::Label(say.say(key)), Cell::text(say.number(heads))];
    let mut rows = vec![Row::new(cells("season-before", report.opening))];
    rows.extend(report.lines.iter().map(|(line, heads)| Row::new(cells(&format!("season-herd-{}", line.code()), *heads))));
    rows.push(Row::sum(cells("season-now", report.closing)));
    let hands = [
        ("season-herd-own-hands", report.own_hands),
        ("season-herd-keepers", report.keepers),
        ("season-herd-placed", report.placed),
        ("season-herd-passed-on", report.passed_on),
        ("season-herd-returned", report.returned),
        ("season-herd-families", report.families),
        ("season-herd-due", report.due),
    ];
    let hands: Vec<Row> = hands.iter().filter(|(_, heads)| *heads != 0).map(|(key, heads)| Row::new(cells(key, *heads))).collect();
    let mut sides = vec![(
        1.0,
        vec![Block::Heading(say.of(|words| good_name(words, &report.good))), Block::Table(Table::new(columns(), rows))],
    )];
    if !hands.is_empty() {
        sides.push((1.0, vec![Block::Heading(say.say("season-hands")), Block::Table(Table::new(columns(), hands))]));
    }
    vec![Block::Together(vec![Block::Beside(sides)])]
}

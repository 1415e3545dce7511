//! The count of the box, on its own paper and as a part of the meeting sheet: note by note, what should be there, and
//! who bears what differs.
use crate::{
    Align, Block, Cell, Column, Document, Facts, Label, Language, Margins, Row, Say, Size, Story, Table, Width,
    of_group::{OfGroup, Signer, currency, signatures},
};
use chrono::NaiveDate;
use domain::people::Office;
use ledger::Commodity;

/// A line of what should be in the box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reckoned {
    /// From the last meeting, where the group has one fund.
    Opening,
    /// From the last meeting, in the loan fund.
    OpeningLoan,
    /// From the last meeting, in the social fund.
    OpeningSocial,
    /// Savings came in.
    Savings,
    /// Contributions to the social fund came in.
    Social,
    /// Fines came in.
    Fines,
    /// Loans were paid back.
    Repayments,
    /// Charges were kept back from new loans.
    ServiceCharges,
    /// Other money came in.
    OtherIn,
    /// New loans went out.
    Loans,
    /// Other money went out.
    OtherOut,
}

impl Reckoned {
    fn key(self) -> &'static str {
        match self {
            Reckoned::Opening => "reckoning-opening",
            Reckoned::OpeningLoan => "reckoning-opening-loan",
            Reckoned::OpeningSocial => "reckoning-opening-social",
            Reckoned::Savings => "reckoning-savings",
            Reckoned::Social => "reckoning-social",
            Reckoned::Fines => "reckoning-fines",
            Reckoned::Repayments => "reckoning-repayments",
            Reckoned::ServiceCharges => "reckoning-service-charges",
            Reckoned::OtherIn => "reckoning-other-in",
            Reckoned::Loans => "reckoning-loans",
            Reckoned::OtherOut => "reckoning-other-out",
        }
    }

    fn sign(self) -> &'static str {
        match self {
            Reckoned::Opening | Reckoned::OpeningLoan | Reckoned::OpeningSocial => "",
            Reckoned::Loans | Reckoned::OtherOut => "\u{2212}",
            _ => "+",
        }
    }
}

/// A count of the box; what is not known is to be written by hand. Amounts in smallest units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// The currency.
    pub commodity: Commodity,
    /// The notes, largest first: value of one, and how many were counted.
    pub notes: Vec<(i64, Option<i64>)>,
    /// Loose money beside the notes, where the currency has some: none, or what was counted of it.
    pub coins: Option<Option<i64>>,
    /// How what should be there came about.
    pub reckoned: Vec<(Reckoned, Option<i64>)>,
    /// What should be there.
    pub expected: Option<i64>,
    /// Of which in the loan fund and in the social fund, where the group has both and it is known.
    pub by_fund: Option<(i64, i64)>,
    /// What was counted.
    pub counted: Option<i64>,
    /// Whether this is to be filled in by hand; otherwise what is missing was not counted.
    pub blank: bool,
    /// Why they differ, where they do.
    pub difference_reason: String,
}

/// The least height of a row that a hand writes in, in millimetres.
pub(crate) const ROW: f32 = 7.6;

impl Count {
    /// What was counted less what should be there.
    pub fn difference(&self) -> Option<i64> {
        Some(self.counted? - self.expected?)
    }

    fn row(&self) -> f32 {
        if self.blank { ROW } else { 0.0 }
    }

    /// The face of a note: no cents on a dollar note.
    fn face(&self, say: Say, value: i64) -> String {
        let unit = 10_i64.pow(u32::from(self.commodity.decimals()));
        if value % unit == 0 { say.number(value / unit) } else { say.quantity(value, self.commodity) }
    }

    /// Note by note, with its total in figures.
    pub(crate) fn notes_table(&self, say: Say, size: f32) -> Table {
        let quantity =
            |quantity: Option<i64>| quantity.map_or(Cell::Blank, |quantity| Cell::text(say.quantity(quantity, self.commodity)));
        let columns = vec![
            Column { head: say.say("count-note"), width: Width::Share(1.0), align: Align::Right },
            Column { head: say.say("count-many"), width: Width::Share(1.0), align: Align::Right },
            Column { head: say.say("count-amount"), width: Width::Share(1.5), align: Align::Right },
        ];
        let mut rows: Vec<Row> = self
            .notes
            .iter()
            .map(|(value, many)| {
                let pieces = many.map_or(Cell::Blank, |many| Cell::text(say.number(many)));
                let worth = quantity(many.map(|many| value.saturating_mul(many)));
                Row::new(vec![Cell::strong(self.face(say, *value)), pieces, worth])
            })
            .collect();
        if let Some(coins) = self.coins {
            rows.push(Row::new(vec![Cell::Label(say.say("count-coins")), Cell::Blank, quantity(coins)]));
        }
        rows.push(Row::sum(vec![Cell::Label(say.say("counted")), Cell::Blank, self.counted(say)]));
        Table::new(columns, rows).size(size).row(self.row())
    }

    fn counted(&self, say: Say) -> Cell {
        match self.counted {
            Some(counted) => Cell::strong(say.quantity(counted, self.commodity)),
            None if self.blank => Cell::Blank,
            None => Cell::Label(say.say("sheet-paper-not-counted")),
        }
    }

    /// What should be there, what was counted, and the difference.
    pub(crate) fn reckoning_table(&self, say: Say, size: f32) -> Table {
        let quantity = |quantity: i64| say.quantity(quantity, self.commodity);
        let columns = vec![
            Column { head: Label::default(), width: Width::Fit, align: Align::Middle },
            Column { head: Label::default(), width: Width::Share(1.6), align: Align::Left },
            Column { head: Label::default(), width: Width::Share(1.0), align: Align::Right },
        ];
        let line = |sign: &str, what: Label, amount: Cell| Row::new(vec![Cell::text(sign), Cell::Label(what), amount]);
        let shown = |amount: Option<i64>| amount.map_or(Cell::Blank, |amount| Cell::text(quantity(amount)));
        // What is nothing says nothing on a paper that is filled in; on a blank one every line may come to something.
        let kept = |amount: &Option<i64>| self.blank || amount.is_some_and(|amount| amount != 0);
        let mut rows: Vec<Row> = self
            .reckoned
            .iter()
            .filter(|(what, amount)| kept(amount) || what.sign().is_empty())
            .map(|(what, amount)| line(what.sign(), say.say(what.key()), shown(*amount)))
            .collect();
        let sum = |what: Label, amount: Cell| Row::sum(vec![Cell::text("="), Cell::Label(what), amount]);
        rows.push(sum(say.say("reckoning-expected"), self.expected.map_or(Cell::Blank, |amount| Cell::strong(quantity(amount)))));
        if let Some((loan, social)) = self.by_fund {
            rows.push(line("", say.say("fund-loan"), Cell::text(quantity(loan))));
            rows.push(line("", say.say("fund-social"), Cell::text(quantity(social))));
        }
        rows.push(line("", say.say("counted"), self.counted(say)));
        rows.push(line("", say.say("difference"), self.difference_cell(say)));
        Table::new(columns, rows).size(size).row(self.row())
    }

    fn difference_cell(&self, say: Say) -> Cell {
        let amount = |amount: i64| say.amount(self.commodity.of(amount));
        match self.difference() {
            None => Cell::Blank,
            Some(0) => Cell::Label(say.say("agrees")),
            Some(over @ 1..) => Cell::Label(say.with("verdict-over", |_| vec![("amount", amount(over))])),
            Some(short) => Cell::Label(say.with("verdict-short", |_| vec![("amount", amount(-short))])),
        }
    }

    /// Why the box differs and who bears it: written by hand, or what was written at the meeting.
    pub(crate) fn bearing(&self, say: Say) -> Option<Block> {
        let differs = self.difference().is_some_and(|difference| difference != 0);
        (self.blank || differs).then(|| {
            Block::Facts(Facts::new(vec![
                (say.say("sheet-paper-why-differs"), self.difference_reason.clone()),
                (say.say("sheet-paper-who-bears"), String::new()),
            ]))
        })
    }
}

/// The count of a box as a paper of its own.
#[derive(Clone, Debug)]
pub struct CashCount {
    /// Whose box.
    pub group: OfGroup,
    /// At which meeting: its number and, once it was held, its day.
    pub meeting: (i64, Option<NaiveDate>),
    /// The count.
    pub count: Count,
    /// Who signs.
    pub signers: Vec<Signer>,
}

impl CashCount {
    /// A sheet of A4.
    pub fn document(&self, say: Say) -> Document {
        let title = say.say("cash-count-paper");
        let mut story = Story::new(title.line(), say, Size::A4)
            .margins(Margins { top: 11.0, sides: 14.0, bottom: 9.0 })
            .head(self.group.head(say), title.line())
            .unnumbered();
        story.add(Block::Title(title));
        let (number, held_on) = self.meeting;
        story.add(Block::Beside(vec![
            (
                1.0,
                vec![Block::Facts(Facts::new(vec![
                    (say.say("group"), self.group.head(say)),
                    (say.say("meeting"), say.ordinal(number)),
                ]))],
            ),
            (
                1.0,
                vec![Block::Facts(Facts::new(vec![
                    (say.say("date"), held_on.map_or(String::new(), |day| say.date(day).main)),
                    (say.say("currency"), currency(say, self.count.commodity)),
                ]))],
            ),
        ]));
        let notes = vec![Block::Heading(say.say("count")), Block::Table(self.count.notes_table(say, 10.0).row(self.row(say)))];
        let reckoned =
            vec![Block::Heading(say.say("reckoning")), Block::Table(self.count.reckoning_table(say, 10.0).row(self.row(say)))];
        story.add(Block::Beside(vec![(1.0, notes), (1.0, reckoned)]));
        if let Some(bearing) = self.count.bearing(say) {
            story.add(bearing);
        }
        // Who counted, and who watched: the secretary writes.
        let counted: Vec<Signer> = self.signers.iter().filter(|signer| signer.office != Office::Secretary).cloned().collect();
        story.add(Block::Together(vec![
            Block::Text(say.say("sheet-paper-counted-together")),
            Block::Signatures(signatures(say, &counted, false)),
        ]));
        story.finish()
    }

    /// Millimetres; two languages take the room that one leaves free.
    fn row(&self, say: Say) -> f32 {
        match (self.count.blank, say.language()) {
            (true, Language::Both) => ROW,
            (true, _) => 8.6,
            (false, _) => 6.5,
        }
    }
}

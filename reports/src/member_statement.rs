//! What a year at the cooperative was for one member, after the general meeting: her shares, what she delivered and what
//! became of its worth, what the year gives her, what she owes, and what the cooperative paid her and still owes. One page
//! that she takes home; the sums of all members' are those that the general meeting heard.
use crate::{
    Block, Cell, Document, Facts, Label, Language, Margins, Row, Say, Signatures, Size, Story, Table,
    bank_statement::{amount, figures, head_in, lead, titled},
    contract::Name,
    general_meeting::kind_name,
    of_group::OfGroup,
};
use chrono::NaiveDate;
use domain::coops::Kind;
use ledger::Commodity;
use words::Words;

/// The statement. Weights are grams, amounts the smallest units of `money`.
#[derive(Clone, Debug)]
pub struct MemberStatement {
    /// The cooperative, as papers head themselves.
    pub coop: OfGroup,
    /// Its money.
    pub money: Commodity,
    /// The first and the last day of the year.
    pub year: (NaiveDate, NaiveDate),
    /// The day of the general meeting.
    pub decided_on: NaiveDate,
    /// The day of the statement: what was paid and is owed is told through it.
    pub told_on: NaiveDate,
    /// Her number; none: no member any more.
    pub number: Option<i64>,
    /// Her name.
    pub name: Name,
    /// Shares at the end of the year.
    pub shares: i64,
    /// What one cost.
    pub par: i64,
    /// What she delivered in the year, crop by crop and grade by grade.
    pub delivered: Vec<Delivered>,
    /// Of it what she delivered while she was no member, which earns no refund.
    pub not_counted: i64,
    /// Of the year's deliveries to what she owed.
    pub offset: i64,
    /// Of them paid at the scale.
    pub cash: i64,
    /// On her shares.
    pub dividend: i64,
    /// For what she delivered.
    pub refund: i64,
    /// Advances and inputs that were open in the year or were given since.
    pub credits: Vec<CreditTold>,
    /// What was owed to her when the year began: for deliveries, of what years gave.
    pub before: (i64, i64),
    /// What came to it and was paid out since, day by day.
    pub moves: Vec<Move>,
    /// Who pays and signs; empty: to be written.
    pub treasurer: Name,
}

/// What was delivered of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivered {
    /// What.
    pub kind: Kind,
    /// How often.
    pub times: i64,
    /// Dry and clean, as it was paid.
    pub weight: i64,
    /// Its worth.
    pub amount: i64,
}

/// An advance, or inputs on credit, from the beginning of the year on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreditTold {
    /// Its number.
    pub no: i64,
    /// What it was for; may be empty.
    pub what: String,
    /// Inputs; else an advance in money.
    pub inputs: bool,
    /// What was owed of it when the year began, or was given later with what was added.
    pub owed: i64,
    /// Of it paid with deliveries.
    pub by_deliveries: i64,
    /// Of it paid in money.
    pub in_money: i64,
}

/// Something that changed what the cooperative owes her.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// What it was.
    pub what: Moved,
    /// Of what is owed for deliveries; below zero: paid out.
    pub deliveries: i64,
    /// Of what years gave; below zero: paid out.
    pub years: i64,
}

/// What changed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moved {
    /// Deliveries of the year that were not paid at the scale.
    OfYear,
    /// The same of later deliveries.
    Since,
    /// A general meeting divided the year through this day.
    Divided(NaiveDate),
    /// It was paid out on this day.
    Paid(NaiveDate),
}

const KILOGRAMS: u8 = 3;
/// Points of the text of its tables.
const TABLE: f32 = 8.5;
/// Sizes of the text that are tried, the largest first, against the usual.
const TEXTS: [f32; 5] = [1.15, 1.07, 1.0, 0.94, 0.88];

impl CreditTold {
    /// What is still owed of it.
    pub fn left(&self) -> i64 {
        self.owed - self.by_deliveries - self.in_money
    }
}

impl MemberStatement {
    /// What the cooperative owes her on the day of the statement: for deliveries, of what years gave.
    pub fn owed(&self) -> (i64, i64) {
        let add = |sum: (i64, i64), one: &Move| (sum.0 + one.deliveries, sum.1 + one.years);
        self.moves.iter().fold(self.before, add)
    }

    /// The statement on pages of A5, in two languages of A4; on one, in the largest text with which it fits.
    pub fn document(&self, say: Say) -> Document {
        let mut sizes = TEXTS.iter().map(|size| self.laid(say, *size));
        sizes.find(|document| document.pages.len() == 1).unwrap_or_else(|| self.laid(say, 1.0))
    }

    /// The statement in text of a size, against the usual.
    fn laid(&self, say: Say, size: f32) -> Document {
        let title = say.say("member-paper");
        let paper = if say.language() == Language::Both { Size::A4 } else { Size::A5 };
        let margins = Margins { top: 8.0, sides: 10.0, bottom: 7.0 };
        let story = Story::new(format!("{} · {}", title.main, self.name.line(say)), say, paper).margins(margins);
        let text = story.text_size() * size;
        let meeting = say.with("member-paper-meeting", |words| vec![("date", words.date(self.decided_on))]);
        let mut story = story.text(text).head(self.coop.head(say), self.days(say.words())).foot(meeting.main);
        story.add(Block::Title(title)).add(Block::Facts(self.about(say)));
        let tables = [self.delivered(say), self.credits(say), self.account(say)];
        for block in tables.into_iter().flatten() {
            story.add(sized(block, TABLE * size));
        }
        story.add(self.signing(say));
        story.finish()
    }

    fn days(&self, words: Words) -> String {
        words.with(
            "member-paper-days",
            &[("from", words.date_short(self.year.0).into()), ("to", words.date_short(self.year.1).into())],
        )
    }

    fn about(&self, say: Say) -> Facts {
        let who = match self.number {
            Some(number) => format!("{} · {}", say.ordinal(number), self.name.line(say)),
            None => self.name.line(say),
        };
        let shares = say.with("member-paper-shares", |words| {
            let money = |quantity| amount(words, self.money, quantity);
            vec![
                ("count", words.number(self.shares)),
                ("par", money(self.par)),
                ("makes", money(self.shares.saturating_mul(self.par))),
            ]
        });
        let mut lines = vec![(say.say("member"), who)];
        if self.par > 0 {
            lines.push((say.say("member-paper-held"), shares.main));
        }
        Facts { lines }
    }

    fn cell(&self, say: Say, quantity: i64) -> Cell {
        Cell::text(say.quantity(quantity, self.money))
    }

    fn or_blank(&self, say: Say, quantity: i64) -> Cell {
        Cell::text(say.or_blank(quantity, self.money))
    }

    /// An amount that goes off.
    fn less(&self, say: Say, quantity: i64) -> Cell {
        if quantity == 0 { self.cell(say, 0) } else { Cell::text(format!("\u{2212}{}", say.quantity(quantity, self.money))) }
    }

    /// What she delivered, and what became of its worth.
    fn delivered(&self, say: Say) -> Vec<Block> {
        let heading = say.say("member-paper-delivered");
        if self.delivered.is_empty() {
            return vec![Block::Heading(heading), Block::Small(say.say("member-paper-nothing"))];
        }
        let weight = |grams: i64| Cell::text(say.words().quantity(grams, KILOGRAMS));
        let columns = vec![
            lead(say.say("delivery-what")),
            figures(say.of(|words| words.say("member-paper-times").into_owned())),
            figures(say.of(|words| format!("{} ({})", words.say("delivery-weight"), words.say("unit-kg")))),
            figures(head_in(say, "delivery-amount", self.money)),
        ];
        let row = |one: &Delivered| {
            let kind = Cell::Label(say.of(|words| kind_name(words, &one.kind)));
            Row::new(vec![kind, Cell::text(say.number(one.times)), weight(one.weight), self.cell(say, one.amount)])
        };
        let mut rows: Vec<Row> = self.delivered.iter().map(row).collect();
        let sum = |of: fn(&Delivered) -> i64| self.delivered.iter().map(of).sum::<i64>();
        let worth = sum(|one| one.amount);
        rows.push(Row::sum(vec![
            Cell::Label(say.say("total")),
            Cell::text(say.number(sum(|one| one.times))),
            weight(sum(|one| one.weight)),
            self.cell(say, worth),
        ]));
        let line = |key: &str, cell: Cell| vec![Cell::Label(say.say(key)), Cell::Blank, Cell::Blank, cell];
        rows.push(Row::new(line("member-paper-offset", self.less(say, self.offset))));
        rows.push(Row::new(line("member-paper-cash", self.less(say, self.cash))));
        rows.push(Row::sum(line("member-paper-left", self.cell(say, worth - self.offset - self.cash))));
        let mut blocks = titled(heading, Table::new(columns, rows));
        if self.not_counted > 0 {
            blocks.push(Block::Small(
                say.with("member-paper-not-counted", |words| vec![("weight", words.amount(self.not_counted, KILOGRAMS, ""))]),
            ));
        }
        blocks
    }

    /// What she owes, credit by credit.
    fn credits(&self, say: Say) -> Vec<Block> {
        if self.credits.is_empty() {
            return Vec::new();
        }
        let columns = vec![
            lead(say.say("coop-credits")),
            figures(say.say("member-paper-owed")),
            figures(say.say("member-paper-by-deliveries")),
            figures(say.say("member-paper-in-money")),
            figures(say.say("coop-credit-left")),
        ];
        let row = |one: &CreditTold| {
            Row::new(vec![
                Cell::Label(one.named(say)),
                self.cell(say, one.owed),
                self.or_blank(say, one.by_deliveries),
                self.or_blank(say, one.in_money),
                self.cell(say, one.left()),
            ])
        };
        let mut rows: Vec<Row> = self.credits.iter().map(row).collect();
        let sum = |of: fn(&CreditTold) -> i64| self.cell(say, self.credits.iter().map(of).sum());
        rows.push(Row::sum(vec![
            Cell::Label(say.say("total")),
            sum(|one| one.owed),
            sum(|one| one.by_deliveries),
            sum(|one| one.in_money),
            sum(CreditTold::left),
        ]));
        titled(self.through(say, "member-paper-credits"), Table::new(columns, rows))
    }

    fn through(&self, say: Say, key: &str) -> Label {
        say.with(key, |words| vec![("date", words.date_short(self.told_on))])
    }

    /// What the cooperative owed her, what came to it, what it paid, and what it still owes.
    fn account(&self, say: Say) -> Vec<Block> {
        let columns = vec![
            lead(say.say("statement-line")),
            figures(say.say("coop-paid-deliveries")),
            figures(say.say("coop-paid-dividends")),
            figures(say.say("total")),
        ];
        let cells = |name: Label, deliveries: i64, years: i64| {
            let figure = |quantity: i64| if quantity < 0 { self.less(say, -quantity) } else { self.or_blank(say, quantity) };
            let sum = deliveries + years;
            vec![Cell::Label(name), figure(deliveries), figure(years), if sum == 0 { self.cell(say, 0) } else { figure(sum) }]
        };
        let mut rows = Vec::new();
        if self.before != (0, 0) {
            let name = say.with("member-paper-before", |words| vec![("date", words.date_short(self.year.0))]);
            rows.push(Row::new(cells(name, self.before.0, self.before.1)));
        }
        for one in &self.moves {
            if one.what == Moved::Divided(self.year.1) {
                rows.push(Row::new(cells(say.say("coop-dividend"), 0, self.dividend)));
                rows.push(Row::new(cells(say.say("coop-refund"), 0, self.refund)));
            } else {
                rows.push(Row::new(cells(one.what.named(say), one.deliveries, one.years)));
            }
        }
        if self.dividend + self.refund == 0 {
            rows.push(Row::new(cells(say.say("member-paper-gives-nothing"), 0, 0)));
        }
        let (deliveries, years) = self.owed();
        rows.push(Row::sum(cells(self.through(say, "member-paper-still"), deliveries, years)));
        titled(
            say.of(|words| {
                format!("{} ({})", words.say("member-paper-account"), words.unit(self.money.decimals(), self.money.code()))
            }),
            Table::new(columns, rows),
        )
    }

    fn signing(&self, say: Say) -> Block {
        let people = vec![(say.say("office-treasurer"), self.treasurer.line(say)), (say.say("member"), self.name.line(say))];
        Block::Together(vec![Block::Small(say.say("member-paper-sign")), Block::Signatures(Signatures { people, thumbs: true })])
    }
}

impl CreditTold {
    fn named(&self, say: Say) -> Label {
        let kind = if self.inputs { "coop-credit-inputs" } else { "coop-credit-advance" };
        say.of(|words| {
            let parts = [words.ordinal(self.no), words.say(kind).into_owned(), self.what.clone()];
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
        })
    }
}

impl Moved {
    fn named(self, say: Say) -> Label {
        let of = |key: &str, day: NaiveDate| say.with(key, move |words| vec![("date", words.date_short(day))]);
        match self {
            Moved::OfYear => say.say("member-paper-of-year"),
            Moved::Since => say.say("member-paper-since"),
            Moved::Divided(to) => of("member-paper-divided", to),
            Moved::Paid(day) => of("member-paper-paid", day),
        }
    }
}

/// A block whose tables have text of so many points.
fn sized(block: Block, points: f32) -> Block {
    match block {
        Block::Table(table) => Block::Table(table.size(points)),
        Block::Together(blocks) => Block::Together(blocks.into_iter().map(|block| sized(block, points)).collect()),
        other => other,
    }
}

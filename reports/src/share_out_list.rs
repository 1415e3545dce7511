//! The list of a share-out, read aloud and signed: a line for everybody with what she has saved, what is due to her, what
//! is settled and what she takes home, and a place for her thumb; what the box holds afterwards; and behind it the proof.
use crate::{
    Align, Block, Cell, Column, Document, Label, MM, Row, Say, Size, Story, Table, Weight, Width,
    contract::{Person, decimal},
    of_group::{OfGroup, Signer, signatures},
    shape,
    share_out_proof::{self, FundProof},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::constitution::Profit;
use ledger::Commodity;
use rust_decimal::Decimal;
use words::Words;

/// The list of a share-out. Amounts in smallest units of the group's unit.
#[derive(Clone, Debug)]
pub struct ShareOutList {
    /// The group.
    pub group: OfGroup,
    /// Its unit.
    pub unit: Commodity,
    /// Whether savings stay and only the profit is divided.
    pub kept: bool,
    /// The number of the cycle that ends.
    pub cycle: i64,
    /// The day of the share-out.
    pub on: NaiveDate,
    /// How the profit is divided.
    pub rule: Profit,
    /// Payouts are multiples of this.
    pub round_to: i64,
    /// The value of a share, where shares are bought.
    pub share_value: Option<i64>,
    /// Everybody, in the order of the numbers.
    pub lines: Vec<ShareOutLine>,
    /// What is divided, and what becomes of it.
    pub pot: Pot,
    /// What of the social fund is split, and what of that cannot be.
    pub social: Option<(i64, i64)>,
    /// What was counted in the box.
    pub counted: i64,
    /// What stays in the box, part by part: keys of what, and how much.
    pub stays: Vec<(&'static str, i64)>,
    /// Who signs for the group.
    pub officers: Vec<Signer>,
    /// Whether it took place.
    pub state: ShareOutState,
}

/// Whether a share-out took place.
#[derive(Clone, Debug)]
pub enum ShareOutState {
    /// It is proposed: nobody signs yet. Where the pool comes from: keys of what, and how much.
    Proposed(Vec<(&'static str, i64)>),
    /// It took place.
    TookPlace {
        /// Who proposed it, when; who confirmed it, when.
        officers: [(String, DateTime<Utc>); 2],
        /// Every balance before and after.
        funds: Vec<FundProof>,
    },
}

/// What is divided, and what becomes of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pot {
    /// All of it.
    pub pool: i64,
    /// What of it members had saved; nothing where savings stay.
    pub savings: i64,
    /// The profit.
    pub profit: i64,
    /// Taken off for administration.
    pub administration: i64,
    /// Taken off for capital.
    pub reserve: i64,
    /// What cannot be handed out in notes: it stays in the box for the next cycle.
    pub remainder: i64,
}

/// A member's line.
#[derive(Clone, Debug, Default)]
pub struct ShareOutLine {
    /// Who.
    pub who: Person,
    /// Whether she has left.
    pub left: bool,
    /// What she has saved.
    pub savings: i64,
    /// Her part of the profit.
    pub profit: i64,
    /// What is due to her out of the loan fund.
    pub gross: i64,
    /// Her part of the social fund.
    pub social: i64,
    /// Loans and interest settled out of it.
    pub settled: i64,
    /// Penalties settled out of it.
    pub penalty: i64,
    /// What she goes on owing.
    pub stays_owed: i64,
    /// What she leaves in the box.
    pub put_back: i64,
}

impl ShareOutLine {
    /// What she takes home.
    pub fn home(&self) -> i64 {
        self.gross + self.social - self.settled - self.penalty - self.put_back
    }
}

/// Points of the list's text.
const TEXT: f32 = 9.5;
/// Millimetres for a thumb beside a signature, and the least for a name.
const SIGN: f32 = 36.0;
const NAME: f32 = 36.0;

/// What a column shows.
type Figure = fn(&ShareOutLine) -> i64;

impl ShareOutList {
    /// The list, and the proof behind it.
    pub fn document(&self, say: Say) -> Document {
        let of = self.with(say, "share-out-of-cycle", |words| vec![("number", words.ordinal(self.cycle))]);
        let waits = matches!(self.state, ShareOutState::Proposed(_));
        let right = if waits { say.say("paper-share-out-waits").main } else { say.date(self.on).main };
        let name = format!("{} · {}", of.main, self.group.name.line(say));
        let head = (format!("{} · {}", self.group.head(say), of.main), right);
        let mut story = Story::new(&name, say, self.size(say)).head(head.0, head.1);
        story.add(Block::Title(if waits { say.say("paper-share-out-waits") } else { of }));
        story.add(Block::Text(self.say(say, if waits { "paper-share-out-waits-text" } else { "paper-share-out-sign" })));
        story.add(Block::Small(self.how(say)));
        story.add(Block::Table(self.table(say)));
        let mut beside = vec![Block::Heading(self.say(say, "share-out-remainder")), Block::Text(self.remainder(say))];
        if !waits {
            let mut places = signatures(say, &self.officers, false);
            places.people.push((say.say("share-out-witness"), String::new()));
            beside.push(Block::Heading(say.say("share-out-signed")));
            beside.push(Block::Signatures(places));
        }
        story.add(Block::Beside(vec![(0.42, self.the_box(say)), (0.58, beside)]));
        share_out_proof::add(&mut story, self, say);
        story.finish()
    }

    /// Whose it is what cannot be handed out.
    fn remainder(&self, say: Say) -> Label {
        if self.pot.remainder == 0 {
            return say.say("paper-share-out-remainder-none");
        }
        self.with(say, "paper-share-out-remainder", |words| {
            vec![("amount", self.amount(words, self.pot.remainder)), ("note", self.amount(words, self.round_to))]
        })
    }

    /// A text, in the words of a yearly split where it is one and there are some.
    pub(crate) fn say(&self, say: Say, key: &str) -> Label {
        say.say(&self.key(say, key))
    }

    /// A text with values, likewise.
    pub(crate) fn with(&self, say: Say, key: &str, values: impl Fn(Words) -> Vec<(&'static str, String)>) -> Label {
        say.with(&self.key(say, key), values)
    }

    fn key(&self, say: Say, key: &str) -> String {
        let kept = format!("{key}-kept");
        if self.kept && say.words().has(&kept) { kept } else { key.to_owned() }
    }

    pub(crate) fn amount(&self, words: Words, quantity: i64) -> String {
        words.amount(quantity, self.unit.decimals(), self.unit.code())
    }

    /// A sum over everybody.
    pub(crate) fn sum(&self, of: Figure) -> i64 {
        self.lines.iter().map(of).sum()
    }

    /// What is in the box when everybody was paid.
    pub(crate) fn box_after(&self) -> i64 {
        self.counted - self.sum(ShareOutLine::home)
    }

    /// The day, the rule and the unit, on a line.
    fn how(&self, say: Say) -> Label {
        say.of(|words| {
            let unit = words.with("amounts-in", &[("sign", words.unit(self.unit.decimals(), self.unit.code()))]);
            let rounded = format!("{} {}", words.say("share-out-round-to"), self.amount(words, self.round_to));
            let rule = format!("{}: {}", words.say("profit-rule"), rule(words, &self.rule));
            [words.date(self.on), rule, rounded, unit].join(" · ")
        })
    }

    /// The columns there are: the key of the head, the figure, whether it is shown where it is nothing.
    fn columns(&self) -> Vec<(&'static str, Figure, bool)> {
        let all: [(&str, Figure, bool); 8] = [
            ("share-out-savings", |line| line.savings, true),
            ("profit", |line| line.profit, true),
            ("share-out-gross", |line| line.gross, true),
            ("social-fund", |line| line.social, false),
            ("share-out-settled", |line| -line.settled, false),
            ("loan-penalty", |line| -line.penalty, false),
            ("share-out-puts-back", |line| -line.put_back, false),
            ("share-out-home", ShareOutLine::home, true),
        ];
        let any = |of: Figure| self.lines.iter().any(|line| of(line) != 0);
        all.into_iter().filter(|(_, of, always)| *always || any(*of)).collect()
    }

    /// Upright where the figures leave room for a name and a thumb, else lying.
    fn size(&self, say: Say) -> Size {
        let wide = |of: Figure| shape(&say.quantity(self.sum(of), self.unit), Weight::Bold).width(TEXT).max(15.0 * MM) + 2.0 * MM;
        let figures: f32 = self.columns().iter().map(|(_, of, _)| wide(*of)).sum();
        if figures + (10.0 + NAME + SIGN) * MM <= 180.0 * MM { Size::A4 } else { Size::A4_ACROSS }
    }

    fn table(&self, say: Say) -> Table {
        let shown = self.columns();
        let figure = |key| Column { head: self.say(say, key), width: Width::Share(1.0), align: Align::Right };
        let name = Column { head: say.say("name"), width: Width::Share(2.4), align: Align::Left };
        let mut columns = vec![Column::number(say.say("number-short")), name];
        columns.extend(shown.iter().map(|(key, ..)| figure(*key)));
        let signed = !matches!(self.state, ShareOutState::Proposed(_));
        if signed {
            columns.push(Column::hand(say.say("share-out-signature"), SIGN));
        }
        let mut rows: Vec<Row> = self.lines.iter().map(|line| self.row(say, line, &shown)).collect();
        let mut sum = vec![Cell::Blank, Cell::Label(say.say("total"))];
        sum.extend(shown.iter().map(|(_, of, _)| Cell::strong(say.quantity(self.sum(*of), self.unit))));
        rows.push(Row::sum(sum));
        Table::new(columns, rows).size(TEXT).row(if signed { 12.0 } else { 7.0 })
    }

    fn row(&self, say: Say, line: &ShareOutLine, shown: &[(&str, Figure, bool)]) -> Row {
        let mut cells = vec![Cell::text(say.ordinal(line.who.number)), self.name(say, line)];
        for (key, of, always) in shown {
            let figure = of(line);
            cells.push(match *key {
                "share-out-home" => Cell::strong(say.quantity(figure, self.unit)),
                "share-out-savings" => self.saved(say, figure),
                _ if !always && figure == 0 => Cell::Blank,
                _ => Cell::text(say.quantity(figure, self.unit)),
            });
        }
        Row::new(cells)
    }

    /// What she saved, and how many shares that is.
    fn saved(&self, say: Say, savings: i64) -> Cell {
        match self.share_value.filter(|value| savings > 0 && savings % value == 0) {
            Some(value) => {
                let shares = say.with("shares-count", |words| vec![("count", words.number(savings / value))]);
                Cell::Under(say.quantity(savings, self.unit), shares.main)
            }
            None => Cell::text(say.quantity(savings, self.unit)),
        }
    }

    /// Her name, and what is to be known about her: that she has left, that she stays owing.
    fn name(&self, say: Say, line: &ShareOutLine) -> Cell {
        let name = line.who.name.label(say);
        let left = line.left.then(|| say.say("share-out-has-left").line());
        let owing = (line.stays_owed > 0)
            .then(|| say.with("share-out-stays-owing", |words| vec![("amount", self.amount(words, line.stays_owed))]).line());
        let under: Vec<String> = [name.beside.clone(), left, owing].into_iter().flatten().collect();
        if under.is_empty() { Cell::text(name.main) } else { Cell::Under(name.main, under.join(" · ")) }
    }

    /// The box to the last riel: what was counted, what was taken home, what stays and for what.
    pub(crate) fn the_box(&self, say: Say) -> Vec<Block> {
        let mut rows = vec![
            figure(self, say, "share-out-counted", self.counted),
            figure(self, say, "share-out-taken-home", -self.sum(ShareOutLine::home)),
            total(self, self.say(say, "share-out-stays-in-box"), self.box_after(), say),
        ];
        rows.push(Row::section(Label::from(say.say("share-out-box-holds").line())));
        rows.extend(self.stays.iter().map(|(key, quantity)| figure(self, say, key, *quantity)));
        let stays = self.stays.iter().map(|(_, quantity)| quantity).sum();
        rows.push(total(self, say.say("total"), stays, say));
        vec![Block::Heading(self.say(say, "share-out-box-after")), Block::Table(figures(rows))]
    }
}

/// A figure with what it is.
pub(crate) fn figure(list: &ShareOutList, say: Say, key: &str, quantity: i64) -> Row {
    Row::new(vec![Cell::Label(list.say(say, key)), Cell::text(say.quantity(quantity, list.unit))])
}

/// A sum of figures.
pub(crate) fn total(list: &ShareOutList, label: Label, quantity: i64, say: Say) -> Row {
    Row::sum(vec![Cell::Label(label), Cell::strong(say.amount(list.unit.of(quantity)))])
}

/// Figures under each other.
pub(crate) fn figures(rows: Vec<Row>) -> Table {
    Table::new(vec![Column::text(Label::default()), Column::number(Label::default())], rows).size(9.5)
}

/// How the profit is divided, in words.
pub(crate) fn rule(words: Words, profit: &Profit) -> String {
    let rest = |taken: Decimal| decimal(words, Decimal::ONE_HUNDRED - taken);
    let key = match profit {
        Profit::BySavings => "profit-by-savings",
        Profit::Equal => "profit-equal",
        Profit::ByInterestPaid => "profit-by-interest-paid",
        Profit::BySavingsMonths => "profit-by-savings-months",
        Profit::None => "profit-none",
        Profit::Mixed { savings_percent } => {
            let values = [("savings", decimal(words, *savings_percent).into()), ("interest", rest(*savings_percent).into())];
            return words.with("share-out-rule-mixed", &values);
        }
        Profit::Waterfall { administration_percent: administration, reserve_percent: reserve } => {
            let values = [
                ("administration", decimal(words, *administration).into()),
                ("reserve", decimal(words, *reserve).into()),
                ("members", rest(administration + reserve).into()),
            ];
            return words.with("share-out-rule-waterfall", &values);
        }
    };
    words.say(key).into_owned()
}

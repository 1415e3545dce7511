//! The report to the donor: the budget line by line, the restricted fund, how many were helped, and every exchange rate
//! that was used. Nobody is named, and counts of few people are not told.
use crate::{
    Align, Block, Cell, Column, Document, Label, Row, Say, Signatures, Table, Width,
    of_award::{OfAward, Rate},
};
use chrono::NaiveDate;
use ledger::Amount;

/// The report to the donor. Amounts in smallest units of the award's currency.
#[derive(Clone, Debug)]
pub struct DonorReport {
    /// The award.
    pub of: OfAward,
    /// Who gives.
    pub donor: String,
    /// The first and the last day.
    pub span: (NaiveDate, NaiveDate),
    /// The budget.
    pub lines: Vec<DonorRow>,
    /// There at the beginning, received, returned, spent; none where it would tell what a line hides.
    pub fund: [Option<i64>; 4],
    /// Kinds of help, and how many people: none is not told.
    pub helped: Vec<(Label, Option<i64>)>,
    /// All of them, where it may be told.
    pub helped_all: Option<i64>,
    /// Families with a grant.
    pub families: i64,
    /// Grants under codes, where there are any, and where their count may be told.
    pub coded: Option<Option<i64>>,
    /// Counts below it are not told.
    pub below: i64,
    /// Every rate that was used.
    pub rates: Vec<RateRow>,
}

/// A line of the budget.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DonorRow {
    /// Its name.
    pub name: Label,
    /// What it has.
    pub budget: i64,
    /// Spent before the span; none where it would tell of too few people under codes, as of the figures below.
    pub before: Option<i64>,
    /// Spent in it.
    pub spent: Option<i64>,
    /// Of all that was spent, what is proved.
    pub verified: Option<i64>,
    /// What is still free.
    pub available: Option<i64>,
}

/// A rate that was used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RateRow {
    /// What for: the key of its words, or the voucher's number.
    pub what: RateOf,
    /// When; none where several stand together.
    pub day: Option<NaiveDate>,
    /// What was paid, and what it was charged at; none where it would tell of too few.
    pub sums: Option<(Amount, i64)>,
    /// The rate.
    pub rate: Rate,
    /// It is not the table's.
    pub other: bool,
}

/// What a rate was used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RateOf {
    /// Notes that were bought.
    Notes,
    /// A voucher.
    Voucher(i64),
    /// Vouchers of grants under codes, together.
    ByCode,
}

impl DonorReport {
    /// The report on paper.
    pub fn document(&self, say: Say) -> Document {
        let title = say.say("paper-donor");
        let (from, to) = self.span;
        let days = say.with("season-from-to", |words| vec![("from", words.date(from)), ("to", words.date(to))]);
        let mut story = self.of.story(&title, days.main.clone(), say);
        story.add(Block::Title(title));
        let donor = say.with("paper-donor-to", |_| vec![("donor", self.donor.clone())]);
        story.add(Block::Text(Label::from(donor.line()))).add(Block::Text(days));
        story.add(Block::Heading(say.say("paper-donor-lines"))).add(Block::Table(self.lines(say)));
        story.add(Block::Small(say.say("paper-donor-lines-text")));
        story.add(Block::Together(vec![
            Block::Heading(say.say("paper-donor-fund")),
            Block::Table(self.fund(say)),
            Block::Small(say.say("paper-donor-fund-text")),
        ]));
        story.add(Block::Together(self.helped(say)));
        story.add(Block::Heading(say.say("paper-donor-rates")));
        match self.rates.is_empty() {
            true => story.add(Block::Text(say.say("paper-donor-rates-none"))),
            false => story.add(Block::Table(self.rates(say))),
        };
        let people = ["role-finance", "role-manager", "role-auditor"].map(|role| (say.say(role), String::new())).into();
        story.add(Block::Together(vec![
            Block::Gap(2.0),
            Block::Text(say.with("paper-donor-signed", |words| vec![("date", words.date(to))])),
            Block::Signatures(Signatures { people, thumbs: false }),
        ]));
        story.finish()
    }

    fn money(&self, say: Say, quantity: i64) -> Cell {
        Cell::text(say.quantity(quantity, self.of.currency))
    }

    /// A figure, or that it is not told.
    fn told(&self, say: Say, quantity: Option<i64>) -> Cell {
        quantity.map_or_else(|| Cell::Label(say.say("paper-donor-hidden")), |quantity| self.money(say, quantity))
    }

    fn lines(&self, say: Say) -> Table {
        let currency = self.of.currency;
        let unit =
            say.of(|words| format!("{} ({})", words.say("paper-donor-line"), words.unit(currency.decimals(), currency.code())));
        let figures = |key: &str| Column { head: say.say(key), width: Width::Share(0.5), align: Align::Right };
        let heads =
            ["paper-donor-budget", "paper-donor-before", "paper-donor-spent", "paper-donor-verified", "paper-donor-available"];
        let columns = std::iter::once(Column::text(unit)).chain(heads.map(figures)).collect();
        let cells = |row: &DonorRow| {
            let figures =
                [Some(row.budget), row.before, row.spent, row.verified, row.available].map(|quantity| self.told(say, quantity));
            std::iter::once(Cell::Label(row.name.clone())).chain(figures).collect::<Vec<Cell>>()
        };
        let mut rows: Vec<Row> = self.lines.iter().map(|row| Row::new(cells(row))).collect();
        let sum = |of: fn(&DonorRow) -> Option<i64>| self.lines.iter().map(of).sum::<Option<i64>>();
        rows.push(Row::sum(cells(&DonorRow {
            name: say.say("total"),
            budget: self.lines.iter().map(|row| row.budget).sum(),
            before: sum(|row| row.before),
            spent: sum(|row| row.spent),
            verified: sum(|row| row.verified),
            available: sum(|row| row.available),
        })));
        Table::new(columns, rows)
    }

    fn fund(&self, say: Say) -> Table {
        let [forward, received, returned, spent] = self.fund;
        let columns = two(say, "paper-donor-fund", "paper-award-amount", Some(self.of.currency));
        let row = |key: &str, quantity| Row::new(vec![Cell::Label(say.say(key)), self.told(say, quantity)]);
        let left = || Some(forward? + received? - returned? - spent?);
        let mut balance = row("paper-donor-balance", left());
        balance.kind = crate::RowKind::Sum;
        let rows = vec![
            row("paper-donor-forward", forward),
            row("paper-donor-received", received),
            row("paper-donor-returned", returned.map(|sum| -sum)),
            row("paper-donor-spent", spent.map(|sum| -sum)),
            balance,
        ];
        Table::new(columns, rows)
    }

    fn helped(&self, say: Say) -> Vec<Block> {
        let count = |count: Option<i64>| match count {
            Some(count) => Cell::text(say.number(count)),
            None => Cell::Label(say.say("paper-donor-hidden")),
        };
        let row = |name: Label, of: Option<i64>| Row::new(vec![Cell::Label(name), count(of)]);
        let mut rows: Vec<Row> = self.helped.iter().map(|(name, of)| row(name.clone(), *of)).collect();
        if !rows.is_empty() {
            rows.push(Row::sum(vec![Cell::Label(say.say("total")), count(self.helped_all)]));
        }
        rows.push(row(say.say("paper-donor-families"), Some(self.families)));
        rows.extend(self.coded.map(|of| row(say.say("paper-donor-coded"), of)));
        let text = say.with("paper-donor-helped-text", |words| vec![("count", words.number(self.below))]);
        vec![
            Block::Heading(say.say("paper-donor-helped")),
            Block::Table(Table::new(two(say, "paper-donor-helped-kind", "paper-donor-helped-count", None), rows)),
            Block::Small(text),
        ]
    }

    fn rates(&self, say: Say) -> Table {
        let own = self.of.currency;
        let columns = vec![
            Column::text(say.say("paper-donor-rate-for")),
            Column::number(say.say("paper-receipts-day")),
            Column::number(say.say("paper-donor-rate-paid")),
            Column::number(say.say("paper-donor-rate-charged")),
            Column::number(say.say("paper-donor-rate-used")),
            Column::text(say.say("paper-donor-rate-source")),
        ];
        let row = |row: &RateRow| {
            let what = match row.what {
                RateOf::Notes => say.say("paper-donor-notes"),
                RateOf::ByCode => say.say("paper-donor-coded"),
                RateOf::Voucher(no) => say.with("voucher-number", |words| vec![("number", words.ordinal(no))]),
            };
            let hidden = || Cell::text(say.say("paper-donor-hidden").main);
            let (paid, charged) = match row.sums {
                Some((paid, charged)) => (Cell::text(say.amount(paid)), Cell::text(say.amount(own.of(charged)))),
                None => (hidden(), hidden()),
            };
            let source = match &row.rate.read {
                _ if row.other => Cell::Label(say.say("paper-donor-rate-other")),
                Some((source, on)) => Cell::text(format!("{source} · {}", say.day(*on))),
                None => Cell::Blank,
            };
            let day = row.day.map(|day| say.day(day)).unwrap_or_default();
            let rate = Cell::text(row.rate.bare(say.words(), own));
            Row::new(vec![Cell::Label(what), Cell::text(day), paid, charged, rate, source])
        };
        Table::new(columns, self.rates.iter().map(row).collect())
    }
}

/// Two columns: what, and its figure.
fn two(say: Say, what: &str, figure: &str, currency: Option<ledger::Commodity>) -> Vec<Column> {
    let head = say.of(|words| match currency {
        Some(currency) => format!("{} ({})", words.say(figure), words.unit(currency.decimals(), currency.code())),
        None => words.say(figure).into_owned(),
    });
    vec![Column::text(say.say(what)), Column { head, width: Width::Share(0.4), align: Align::Right }]
}

//! A voucher: what is paid for what, in figures and in words, through whose hands it went, and the places to sign. One
//! that pays a grant under a code says the sum and the steps alone: nobody who receives is named or signs.
use crate::{
    Align, Block, Cell, Column, Document, Label, Row, Say, Signatures, Table, Width,
    contract::{self, Agreed, Fit, Name},
    of_award::{OfAward, Rate, ReceiptRow, beginning},
};
use chrono::NaiveDate;
use domain::grants::acts::Step;
use ledger::Amount;

/// A voucher on paper.
#[derive(Clone, Debug)]
pub struct VoucherPaper {
    /// The award.
    pub of: OfAward,
    /// Its number.
    pub no: i64,
    /// Its number on papers of before; empty otherwise.
    pub own_no: String,
    /// What for, as its page says it.
    pub what: Label,
    /// The line of the budget; empty for an advance.
    pub line: Label,
    /// Where the money comes from; empty where papers of before do not say it.
    pub source: Label,
    /// How it is paid.
    pub means: Label,
    /// The transfer's reference; may be empty.
    pub reference: String,
    /// Offers that were asked for.
    pub quotations: i64,
    /// What is charged to the award.
    pub amount: i64,
    /// What is paid.
    pub paid: Amount,
    /// The rate between them, where they are of two currencies.
    pub rate: Option<Rate>,
    /// Its steps: who, when; nothing: not yet.
    pub steps: Vec<(Step, Option<(String, NaiveDate)>)>,
    /// Who receives.
    pub receiver: Receiver,
    /// Its receipts.
    pub receipts: Vec<ReceiptRow>,
    /// Whether it counts.
    pub stands: Stands,
}

/// Who receives the money of a voucher.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Receiver {
    /// Somebody who signs or presses a thumb, before a witness where it is cash; the name may be left to be written.
    Signs {
        /// Who.
        name: Name,
        /// Before a witness.
        witness: bool,
    },
    /// Nobody signs here: the provider keeps the receipt under seal. Its digests.
    Sealed(Vec<String>),
}

/// Whether a voucher counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stands {
    /// It does.
    Yes,
    /// It is of papers that were signed before these books.
    Before,
    /// It was taken back before it was paid.
    TakenBack(NaiveDate),
    /// What was recorded was undone.
    Undone(NaiveDate),
}

impl VoucherPaper {
    /// The voucher on one sheet where its receipts allow.
    pub fn document(&self, say: Say) -> Document {
        contract::on_one_sheet(|fit| {
            let title = say.with("voucher-number", |words| vec![("number", words.ordinal(self.no))]);
            let name = format!("{} · {}", self.of.code, title.main);
            let mut story = fit.story(&name, (self.of.head(say), title.main.clone()), say).foot(self.of.organisation.line(say));
            story.add(Block::Title(fit.short(title)));
            story.add(Block::Small(fit.short(self.of.label(say))));
            story.add(Block::Table(self.facts(say).table(fit)));
            let hint = match self.stands {
                Stands::Yes => None,
                Stands::Before => Some(say.say("paper-voucher-before")),
                Stands::TakenBack(day) => Some(dated(say, "voucher-taken-back-on", day)),
                Stands::Undone(day) => Some(dated(say, "voucher-undone-on", day)),
            };
            if let Some(hint) = hint {
                story.add(Block::Text(fit.short(hint)));
            }
            story.add(Block::Heading(fit.short(say.say("paper-voucher-steps"))));
            story.add(Block::Table(self.steps(say, fit)));
            self.proof(say, fit).into_iter().for_each(|block| {
                story.add(block);
            });
            story
        })
    }

    fn facts(&self, say: Say) -> Agreed {
        let mut facts = Agreed::default();
        let paid = self.paid;
        let (quantity, currency) = (paid.quantity(), paid.commodity());
        facts.strong(say.say("paper-award-amount"), say.of(|words| words.amount(quantity, currency.decimals(), currency.code())));
        facts.line(say.say("paper-award-spelled"), say.of(|words| words.spelled(quantity, currency.decimals(), currency.code())));
        if let Some(rate) = &self.rate {
            facts.line(say.say("paper-award-charged"), say.of(|words| self.of.money(words, self.amount)));
            facts.line(say.say("paper-award-rate"), say.of(|words| rate.show(words, self.of.currency)));
        }
        facts.line(say.say("voucher-for"), self.what.clone());
        facts.line(say.say("voucher-line"), self.line.clone());
        facts.line(say.say("voucher-source"), self.source.clone());
        facts.line(say.say("voucher-means"), self.means.clone());
        facts.line(say.say("voucher-reference"), Label::from(self.reference.as_str()));
        if self.quotations > 0 {
            facts.line(say.say("voucher-quotations"), Label::from(say.number(self.quotations)));
        }
        facts.line(say.say("voucher-own-number"), Label::from(self.own_no.as_str()));
        facts
    }

    fn signs(&self) -> bool {
        self.stands == Stands::Yes
    }

    /// Five hands, with room for each to sign.
    fn steps(&self, say: Say, fit: Fit) -> Table {
        let mut columns = vec![
            Column { head: say.say("paper-voucher-step"), width: Width::Share(0.8), align: Align::Left },
            Column::text(say.say("voucher-who")),
            Column::number(say.say("paper-receipts-day")),
        ];
        if self.signs() {
            columns.push(Column::hand(say.say("paper-voucher-signature"), 48.0));
        }
        let row = |(step, done): &(Step, Option<(String, NaiveDate)>)| {
            let (who, day) = match done {
                Some((who, day)) => (Cell::text(who), Cell::text(say.day(*day))),
                None => (Cell::Label(fit.short(say.say("voucher-not-yet"))), Cell::Blank),
            };
            Row::new(vec![Cell::Label(fit.short(say.say(&format!("voucher-step-{}", step.code())))), who, day])
        };
        let high = if self.signs() { 8.5 } else { 0.0 };
        Table::new(columns, self.steps.iter().map(row).collect()).size(fit.table).row(high)
    }

    /// The receipts and the places to sign; for a sealed one the line that says so.
    fn proof(&self, say: Say, fit: Fit) -> Vec<Block> {
        let payer = || {
            let paid = self.steps.iter().find(|(step, _)| *step == Step::Paid).and_then(|(_, done)| done.as_ref());
            (say.say("paper-voucher-payer"), paid.map(|(who, _)| who.clone()).unwrap_or_default())
        };
        match &self.receiver {
            Receiver::Sealed(digests) if digests.is_empty() => vec![Block::Text(fit.short(say.say("paper-voucher-sealed-none")))],
            Receiver::Sealed(digests) => {
                let line = |digest: &String| say.with("paper-voucher-sealed", |_| vec![("digest", beginning(digest))]);
                digests.iter().map(|digest| Block::Text(fit.short(line(digest)))).collect()
            }
            Receiver::Signs { name, witness } => {
                let mut blocks = Vec::new();
                if !self.receipts.is_empty() {
                    blocks.push(Block::Heading(fit.short(say.say("voucher-receipts"))));
                    blocks.push(Block::Table(self.receipts(say).size(fit.table)));
                }
                if self.signs() {
                    let mut people = vec![payer(), (say.say("paper-voucher-receiver"), name.line(say))];
                    people.extend(witness.then(|| (say.say("share-out-witness"), String::new())));
                    blocks.push(Block::Together(vec![
                        Block::Text(fit.short(say.say("paper-voucher-signed"))),
                        Block::Small(fit.short(say.say("loan-contract-thumb"))),
                        Block::Signatures(Signatures { people, thumbs: true }),
                    ]));
                }
                blocks
            }
        }
    }

    fn receipts(&self, say: Say) -> Table {
        let currency = self.paid.commodity();
        let columns =
            vec![
                Column::number(say.say("number-short")),
                Column::text(say.say("voucher-supplier")),
                Column { head: say.say("paper-receipts-own-number"), width: Width::Share(0.5), align: Align::Left },
                Column::number(say.say("paper-receipts-day")),
                Column::number(say.of(|words| {
                    format!("{} ({})", words.say("paper-award-amount"), words.unit(currency.decimals(), currency.code()))
                })),
                Column::short(say.say("paper-award-digest")),
            ];
        let row = |receipt: &ReceiptRow| {
            let (supplier, number) = match &receipt.said {
                Some((supplier, number)) => (Cell::text(supplier), Cell::text(number)),
                None => (Cell::Label(say.say("paper-receipts-sealed")), Cell::Blank),
            };
            let amount = Cell::text(say.quantity(receipt.amount.quantity(), receipt.amount.commodity()));
            Row::new(vec![
                Cell::text(say.ordinal(receipt.no)),
                supplier,
                number,
                Cell::text(say.day(receipt.day)),
                amount,
                Cell::text(beginning(&receipt.digest)),
            ])
        };
        let mut rows: Vec<Row> = self.receipts.iter().map(row).collect();
        if rows.len() > 1 {
            let sum = self.receipts.iter().fold(0_i64, |sum, receipt| sum.saturating_add(receipt.amount.quantity()));
            let total = Cell::Label(say.say("total"));
            rows.push(Row::sum(vec![Cell::Blank, total, Cell::Blank, Cell::Blank, Cell::text(say.quantity(sum, currency))]));
        }
        Table::new(columns, rows)
    }
}

fn dated(say: Say, key: &str, day: NaiveDate) -> Label {
    say.of(|words| format!("{} {}", words.say(key), words.date(day)))
}

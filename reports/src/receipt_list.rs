//! The list of receipts: of some vouchers, or of a family's grant. Of a sealed one it says that it is there, and its
//! fingerprint.
use crate::{
    Align, Block, Cell, Column, Document, Label, Row, Say, Table, Width,
    of_award::{OfAward, ReceiptRow, amount, beginning},
};
use ledger::Commodity;

/// The list of receipts.
#[derive(Clone, Debug)]
pub struct ReceiptList {
    /// The award.
    pub of: OfAward,
    /// Whose.
    pub whose: Whose,
    /// The receipts, by number.
    pub receipts: Vec<ReceiptRow>,
}

/// Whose receipts are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Of all vouchers.
    All,
    /// Of vouchers from one number to another.
    Vouchers(i64, i64),
    /// Of a family's grant.
    Grant(i64),
}

impl ReceiptList {
    /// The list on paper.
    pub fn document(&self, say: Say) -> Document {
        let title = say.say("paper-receipts");
        let whose = match self.whose {
            Whose::All => say.say("paper-receipts-all"),
            Whose::Grant(no) => say.with("paper-receipts-of-grant", |words| vec![("number", words.ordinal(no))]),
            Whose::Vouchers(from, to) => {
                say.with("paper-receipts-of-vouchers", |words| vec![("from", words.ordinal(from)), ("to", words.ordinal(to))])
            }
        };
        let mut story = self.of.story(&title, whose.main.clone(), say);
        story.add(Block::Title(title)).add(Block::Text(whose));
        if self.receipts.is_empty() {
            story.add(Block::Text(say.say("paper-receipts-none")));
            return story.finish();
        }
        story.add(Block::Table(self.table(say))).add(Block::Small(say.say("paper-receipts-digest-text")));
        story.finish()
    }

    fn table(&self, say: Say) -> Table {
        let columns = vec![
            Column::number(say.say("number-short")),
            Column { head: say.say("paper-receipts-voucher"), width: Width::Share(0.45), align: Align::Right },
            Column::text(say.say("voucher-supplier")),
            Column { head: say.say("paper-receipts-own-number"), width: Width::Share(0.5), align: Align::Left },
            Column::number(say.say("paper-receipts-day")),
            Column::number(say.say("paper-award-amount")),
            Column::short(say.say("paper-award-digest")),
        ];
        let row = |receipt: &ReceiptRow| {
            let (supplier, number) = match &receipt.said {
                Some((supplier, number)) => (Cell::text(supplier), Cell::text(number)),
                None => (Cell::Label(say.say("paper-receipts-sealed")), Cell::Blank),
            };
            Row::new(vec![
                Cell::text(say.ordinal(receipt.no)),
                Cell::text(say.ordinal(receipt.voucher)),
                supplier,
                number,
                Cell::text(say.day(receipt.day)),
                Cell::text(say.amount(receipt.amount)),
                Cell::text(beginning(&receipt.digest)),
            ])
        };
        let mut rows: Vec<Row> = self.receipts.iter().map(row).collect();
        for (at, (currency, sum)) in self.sums().into_iter().enumerate() {
            let total = if at == 0 { say.say("total") } else { Label::default() };
            let sum = Cell::text(amount(say.words(), currency, sum));
            rows.push(Row::sum(vec![Cell::Blank, Cell::Blank, Cell::Label(total), Cell::Blank, Cell::Blank, sum]));
        }
        Table::new(columns, rows)
    }

    /// What they come to, currency by currency.
    fn sums(&self) -> Vec<(Commodity, i64)> {
        let mut sums: Vec<(Commodity, i64)> = Vec::new();
        for receipt in &self.receipts {
            let (currency, quantity) = (receipt.amount.commodity(), receipt.amount.quantity());
            match sums.iter_mut().find(|(known, _)| *known == currency) {
                Some((_, sum)) => *sum = sum.saturating_add(quantity),
                None => sums.push((currency, quantity)),
            }
        }
        sums
    }
}

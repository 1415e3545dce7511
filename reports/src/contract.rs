//! What contracts have in common: who agrees, what was agreed line by line, and the places to sign under it.
use crate::{
    Align, Block, Cell, Column, Document, Label, Margins, Row, Say, Signatures, Size, Story, Table, Width,
    named::{Named, Signer, signatures},
};
use rust_decimal::Decimal;
use words::Words;

/// A member as papers name her.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// Her number, as on her passbook.
    pub number: i64,
    /// Her name.
    pub name: Named,
}

impl Person {
    /// Her number and name.
    pub(crate) fn listed(&self, words: Words) -> String {
        format!("{} · {}", words.ordinal(self.number), show(words, &self.name))
    }
}

/// A name in a language, for a sentence.
pub(crate) fn show(words: Words, name: &Named) -> String {
    words.name(&name.khmer, &name.latin).to_owned()
}

/// What was agreed, line by line: what it is about, and what was said. Sections part them.
#[derive(Debug, Default)]
pub(crate) struct Agreed {
    rows: Vec<Row>,
}

impl Agreed {
    /// A heading within.
    pub(crate) fn section(&mut self, heading: Label) {
        self.rows.push(Row::section(heading));
    }

    /// A line; what was not agreed is empty and left out.
    pub(crate) fn line(&mut self, about: Label, said: Label) {
        if !said.is_empty() {
            self.rows.push(Row::new(vec![Cell::Label(about), Cell::Label(said)]));
        }
    }

    /// A line in bold: what is to be read first.
    pub(crate) fn strong(&mut self, about: Label, said: &Label) {
        self.rows.push(Row::new(vec![Cell::Label(about), Cell::strong(said.line())]));
    }

    /// The lines as a table.
    pub(crate) fn table(self, size: f32) -> Table {
        let column = |share| Column { head: Label::default(), width: Width::Share(share), align: Align::Left };
        Table::new(vec![column(0.3), column(0.7)], self.rows).size(size)
    }
}

/// How closely a contract is set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fit {
    /// Points of what stands in tables.
    pub(crate) table: f32,
    margins: Option<Margins>,
}

const LOOSE: Fit = Fit { table: 9.5, margins: None };
const CLOSE: Fit = Fit { table: 8.6, margins: Some(Margins { top: 11.0, sides: 15.0, bottom: 9.0 }) };
const CLOSEST: Fit = Fit { table: 8.0, margins: Some(Margins { top: 8.0, sides: 12.0, bottom: 7.0 }) };

impl Fit {
    /// An empty contract, its name and whose it is above every page.
    pub(crate) fn story(self, title: &str, head: (String, String), say: Say) -> Story {
        let story = Story::new(title, say, Size::A4).head(head.0, head.1);
        match self.margins {
            Some(margins) => story.margins(margins),
            None => story,
        }
    }
}

/// Sets a contract as loosely as one sheet allows: what is signed does not hang on a second page unless it must.
pub(crate) fn on_one_sheet(tell: impl Fn(Fit) -> Story) -> Document {
    let close = [LOOSE, CLOSE, CLOSEST].into_iter().map(|fit| tell(fit).finish()).find(|document| document.pages.len() == 1);
    close.unwrap_or_else(|| tell(LOOSE).finish())
}

/// What is said above the signatures, and the places to sign: never parted by a page's end.
pub(crate) fn signing(say: Say, copies: Label, people: Vec<(Label, String)>) -> Block {
    Block::Together(vec![
        Block::Text(say.say("loan-contract-sign")),
        Block::Text(copies),
        Block::Small(say.say("loan-contract-thumb")),
        Block::Signatures(Signatures { people, thumbs: true }),
    ])
}

/// Who signs a loan: the borrower, who answers for it, the officers, and a witness, who writes her own name.
pub(crate) fn signers(say: Say, borrower: (Label, &Person), guarantors: &[Person], officers: &[Signer]) -> Vec<(Label, String)> {
    let mut people = vec![(borrower.0, borrower.1.name.show(say))];
    people.extend(guarantors.iter().map(|who| (say.say("loan-guarantor"), who.name.show(say))));
    people.extend(signatures(say, officers, true).people);
    people.push((say.say("share-out-witness"), String::new()));
    people
}

/// People one after the other, by number and name.
pub(crate) fn listed(say: Say, people: &[Person]) -> Label {
    say.of(|words| people.iter().map(|who| who.listed(words)).collect::<Vec<_>>().join(&words.say("list-comma")))
}

/// A rate or a percentage, without noughts at its end.
pub(crate) fn decimal(words: Words, rate: Decimal) -> String {
    let rate = rate.normalize();
    words.quantity(i64::try_from(rate.mantissa()).unwrap_or(i64::MAX), u8::try_from(rate.scale()).unwrap_or_default())
}

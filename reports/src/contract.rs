//! What contracts have in common: who agrees, what was agreed line by line, and the places to sign under it.
use crate::{
    Align, Block, Cell, Column, Document, Label, MM, Margins, Row, Say, Signatures, Size, Story, Table, Weight, Width,
    of_group::{Signer, signatures},
    shape,
};
use rust_decimal::Decimal;
use words::Words;

/// A name in both scripts, family name first; one may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    /// In Khmer script.
    pub khmer: String,
    /// In Latin script.
    pub latin: String,
}

impl Name {
    /// From its two forms.
    pub fn new(khmer: impl Into<String>, latin: impl Into<String>) -> Name {
        Name { khmer: khmer.into(), latin: latin.into() }
    }

    /// The form for a language.
    pub(crate) fn show(&self, words: Words) -> String {
        words.name(&self.khmer, &self.latin).to_owned()
    }

    /// The name for a paper, the other form beside it where the paper is in both.
    pub(crate) fn label(&self, say: Say) -> Label {
        say.name(&self.khmer, &self.latin)
    }

    /// On one line, for the head of a page and under a place to sign.
    pub(crate) fn line(&self, say: Say) -> String {
        self.show(say.words())
    }
}

/// A member as papers name her.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// Her number, as on her passbook.
    pub number: i64,
    /// Her name.
    pub name: Name,
}

impl Person {
    /// Her number and name.
    pub(crate) fn listed(&self, words: Words) -> String {
        format!("{} · {}", words.ordinal(self.number), self.name.show(words))
    }
}

/// What was agreed, line by line: what it is about, and what was said. Sections part them.
#[derive(Debug, Default)]
pub(crate) struct Agreed {
    lines: Vec<Line>,
}

#[derive(Debug)]
enum Line {
    Section(Label),
    Said(Label, Label),
    Strong(Label, Label),
}

/// How wide the column is that says what a line is about, in millimetres.
const ABOUT: f32 = 56.0;

impl Agreed {
    /// A heading within.
    pub(crate) fn section(&mut self, heading: Label) {
        self.lines.push(Line::Section(heading));
    }

    /// A line; what was not agreed is empty and left out.
    pub(crate) fn line(&mut self, about: Label, said: Label) {
        if !said.is_empty() {
            self.lines.push(Line::Said(about, said));
        }
    }

    /// A line in bold: what is to be read first.
    pub(crate) fn strong(&mut self, about: Label, said: Label) {
        self.lines.push(Line::Strong(about, said));
    }

    /// The lines as a table.
    pub(crate) fn table(&self, fit: Fit) -> Table {
        let column = |width| Column { head: Label::default(), width, align: Align::Left };
        let rows = self.lines.iter().map(|line| match line {
            Line::Section(heading) => Row::section(Label::from(heading.line())),
            Line::Strong(about, said) => Row::new(vec![fit.cell(about, ABOUT), Cell::strong(said.line())]),
            Line::Said(about, said) => {
                let cells = [fit.cell(about, ABOUT), fit.cell(said, fit.width() - ABOUT)];
                // A row is low only where both are.
                let low = cells.iter().all(|cell| matches!(cell, Cell::Text(_)));
                Row::new(if low { cells.into() } else { vec![Cell::Label(about.clone()), Cell::Label(said.clone())] })
            }
        });
        Table::new(vec![column(Width::Fixed(ABOUT)), column(Width::Share(1.0))], rows.collect()).size(fit.table)
    }
}

/// How closely a contract is set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fit {
    /// Points of what stands in tables.
    pub(crate) table: f32,
    margins: Margins,
    /// Whether the second language stands after the first where a line has room for both.
    joined: bool,
}

const LOOSE: Fit = Fit { table: 9.5, margins: Margins { top: 15.0, sides: 15.0, bottom: 14.0 }, joined: false };
const CLOSE: Fit = Fit { table: 8.6, margins: Margins { top: 11.0, sides: 15.0, bottom: 9.0 }, joined: false };
const JOINED: Fit = Fit { table: 9.2, margins: Margins { top: 11.0, sides: 15.0, bottom: 9.0 }, joined: true };
const CLOSEST: Fit = Fit { table: 8.2, margins: Margins { top: 8.0, sides: 13.0, bottom: 7.0 }, joined: true };

impl Fit {
    /// An empty contract, its name and whose it is above every page.
    pub(crate) fn story(self, title: &str, head: (String, String), say: Say) -> Story {
        Story::new(title, say, Size::A4).head(head.0, head.1).margins(self.margins)
    }

    /// The millimetres between the margins.
    fn width(self) -> f32 {
        Size::A4.width - 2.0 * self.margins.sides
    }

    /// A short text: in both languages on one line where lines are to be joined.
    pub(crate) fn short(self, label: Label) -> Label {
        if self.joined { Label::from(label.line()) } else { label }
    }

    /// A text for a cell so many millimetres wide: on one line where it is to be and fits.
    fn cell(self, label: &Label, width: f32) -> Cell {
        let line = label.line();
        let fits = shape(&line, Weight::Regular).width(self.table) < (width - 3.0) * MM;
        if label.beside.is_none() || self.joined && fits { Cell::text(line) } else { Cell::Label(label.clone()) }
    }
}

/// Sets a contract as loosely as one sheet allows: what is signed does not hang on a second page unless it must.
pub(crate) fn on_one_sheet(tell: impl Fn(Fit) -> Story) -> Document {
    let close =
        [LOOSE, CLOSE, JOINED, CLOSEST].into_iter().map(|fit| tell(fit).finish()).find(|document| document.pages.len() == 1);
    close.unwrap_or_else(|| tell(LOOSE).finish())
}

/// What is said above the signatures, and the places to sign: never parted by a page's end.
pub(crate) fn signing(say: Say, fit: Fit, copies: Label, people: Vec<(Label, String)>) -> Block {
    Block::Together(vec![
        Block::Text(fit.short(say.say("loan-contract-sign"))),
        if fit.joined { Block::Small(copies) } else { Block::Text(copies) },
        Block::Small(fit.short(say.say("loan-contract-thumb"))),
        places(people),
    ])
}

/// Places to sign, in rows of as many as have room beside each other.
fn places(people: Vec<(Label, String)>) -> Block {
    let rows = people.len().div_ceil(5);
    let across = people.len().div_ceil(rows.max(1)).max(1);
    let row = |people: &[(Label, String)]| {
        let place = |at: usize| match people.get(at) {
            Some(one) => vec![Block::Signatures(Signatures { people: vec![one.clone()], thumbs: true })],
            None => Vec::new(),
        };
        Block::Beside((0..across).map(|at| (1.0, place(at))).collect())
    };
    Block::Together(people.chunks(across).map(row).collect())
}

/// Who signs a loan: the borrower, who answers for it, the officers, and a witness, who writes her own name.
pub(crate) fn signers(say: Say, borrower: (Label, &Person), guarantors: &[Person], officers: &[Signer]) -> Vec<(Label, String)> {
    let mut people = vec![(borrower.0, borrower.1.name.line(say))];
    people.extend(guarantors.iter().map(|who| (say.say("loan-guarantor"), who.name.line(say))));
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

#[cfg(test)]
mod tests;

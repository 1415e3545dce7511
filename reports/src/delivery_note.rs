//! A delivery note: what she brought to the scale, what was taken off and why, what it is worth, and what became of the
//! money. One small page, so that she can check every step at home.
use crate::{
    Align, Block, Cell, Column, Document, Label, Language, Margins, Row, Say, Signatures, Size, Story, Table, Width,
    contract::Name, passbook::largest,
};
use chrono::NaiveDate;
use ledger::Commodity;
use words::Words;

/// A delivery note. Weights are grams, amounts the smallest units of `money`.
#[derive(Clone, Debug)]
pub struct DeliveryNote {
    /// The cooperative.
    pub coop: Name,
    /// Where it is.
    pub place: Name,
    /// The note's number.
    pub no: i64,
    /// The day.
    pub on: NaiveDate,
    /// The member's number; none: no member.
    pub number: Option<i64>,
    /// Who brought it.
    pub name: Name,
    /// The crop.
    pub crop: Name,
    /// Its grade; may be empty.
    pub grade: String,
    /// From a valid organic plot.
    pub organic: bool,
    /// The plot; may be empty.
    pub plot: String,
    /// The lot it went into.
    pub lot: i64,
    /// On the scale.
    pub gross: i64,
    /// Of it bags and cart.
    pub tare: i64,
    /// What the tester said, tenths of a per cent.
    pub moisture: Option<i64>,
    /// Straw and stones, tenths of a per cent.
    pub foreign: Option<i64>,
    /// The moisture that is paid for, tenths of a per cent.
    pub standard: i64,
    /// Taken off, reason by reason: the end of the key `delivery-off-` and the weight.
    pub taken_off: Vec<(&'static str, i64)>,
    /// Taken off for straw and stones.
    pub straw: i64,
    /// Taken off for moisture.
    pub water: i64,
    /// What is paid for.
    pub weight: i64,
    /// For a kilogram.
    pub price: i64,
    /// What it is worth.
    pub amount: i64,
    /// To what she owes: the credit's number and how much.
    pub offsets: Vec<(i64, i64)>,
    /// In her hand.
    pub cash: i64,
    /// What stays owed to her for it.
    pub owed: i64,
    /// What she still owes after it.
    pub owes_after: i64,
    /// The currency.
    pub money: Commodity,
    /// It was taken back.
    pub undone: bool,
}

impl DeliveryNote {
    /// The note on a page of A6, in two languages of A5.
    pub fn document(&self, say: &Say) -> Document {
        let say = *say;
        let title = say.with("delivery-note-number", |words| vec![("number", words.ordinal(self.no))]);
        let name = format!("{} · {}", title.main, self.name.line(say));
        let size = if say.language() == Language::Both { Size::A5 } else { Size::A6 };
        let margins = Margins { top: 6.5, sides: 7.5, bottom: 5.0 };
        let story = Story::new(name.as_str(), say, size).unnumbered().margins(margins);
        let story = story.head(self.coop.line(say), say.day(self.on));
        let people = vec![(say.say("office-treasurer"), String::new()), (say.say("delivery-who"), self.name.line(say))];
        let mut blocks = vec![Block::Title(title), Block::Text(self.who(say)), Block::Small(self.what(say))];
        if self.undone {
            blocks.push(Block::Text(say.say("delivery-undone")));
        }
        blocks.push(Block::Table(self.reckoned(say)));
        blocks.push(Block::Together(vec![Block::Signatures(Signatures { people, thumbs: false })]));
        let language = if say.language() == Language::English { "en" } else { "km-KH" };
        Document { title: name, language, pages: largest(&story, &blocks), bookmarks: vec![], sides: None }
    }

    fn who(&self, say: Say) -> Label {
        match self.number {
            Some(number) => say.with("receipt-of", |words| {
                vec![("number", words.ordinal(number)), ("name", words.name(&self.name.khmer, &self.name.latin).to_owned())]
            }),
            None => {
                let other = say.say("delivery-not-member");
                Label { main: format!("{} · {}", self.name.line(say), other.main), beside: other.beside }
            }
        }
    }

    /// Crop, grade, plot and lot, on one line.
    fn what(&self, say: Say) -> Label {
        say.of(|words| {
            let mut parts = vec![words.name(&self.crop.khmer, &self.crop.latin).to_owned()];
            parts.extend(Some(self.grade.clone()).filter(|grade| !grade.is_empty()));
            parts.extend(self.organic.then(|| words.say("coop-organic").into_owned()));
            if !self.plot.is_empty() {
                parts.push(format!("{} {}", words.say("delivery-plot-short"), self.plot));
            }
            parts.push(format!("{} {}", words.say("delivery-lot"), words.ordinal(self.lot)));
            parts.join(" · ")
        })
    }

    /// Every step from the scale to her hand.
    fn reckoned(&self, say: Say) -> Table {
        let column = |width, align| Column { head: Label::default(), width, align };
        let columns = vec![column(Width::Share(1.5), Align::Left), column(Width::Share(1.0), Align::Right)];
        let kg = |grams: i64| Cell::text(say.words().amount(grams, 3, ""));
        let less = |grams: i64| Cell::text(format!("\u{2212}{}", say.words().amount(grams, 3, "")));
        let money = |amount: i64| say.amount(self.money.of(amount));
        let named = |key: &str| Cell::Label(say.say(key));
        let part = |tenths: i64| Cell::text(percent(say.words(), tenths));
        let mut rows = vec![
            Row::new(vec![named("delivery-gross"), kg(self.gross)]),
            Row::new(vec![named("delivery-tare"), less(self.tare)]),
            Row::sum(vec![named("delivery-net"), kg(self.gross - self.tare)]),
        ];
        rows.extend(self.moisture.map(|tenths| Row::new(vec![named("delivery-moisture"), part(tenths)])));
        rows.extend(self.foreign.map(|tenths| Row::new(vec![named("delivery-foreign"), part(tenths)])));
        for (reason, grams) in &self.taken_off {
            rows.push(Row::new(vec![named(&format!("delivery-off-{reason}")), less(*grams)]));
        }
        if self.straw > 0 {
            rows.push(Row::new(vec![named("delivery-straw"), less(self.straw)]));
        }
        if self.water > 0 {
            let above = say.with("delivery-water", |words| vec![("percent", tenths(words, self.standard))]);
            rows.push(Row::new(vec![Cell::Label(above), less(self.water)]));
        }
        rows.push(Row::sum(vec![named("delivery-weight"), kg(self.weight)]));
        rows.push(Row::new(vec![named("delivery-price"), Cell::text(money(self.price))]));
        rows.push(Row::sum(vec![named("delivery-amount"), Cell::strong(money(self.amount))]));
        for (credit, amount) in &self.offsets {
            let to = say.with("delivery-credit-no", |words| vec![("number", words.ordinal(*credit))]);
            rows.push(Row::new(vec![Cell::Label(to), Cell::text(format!("\u{2212}{}", money(*amount)))]));
        }
        rows.push(Row::new(vec![named("delivery-in-hand"), Cell::strong(money(self.cash))]));
        rows.push(Row::new(vec![named("delivery-balance"), Cell::text(money(self.owed))]));
        if self.owes_after > 0 {
            rows.push(Row::new(vec![named("delivery-owes-after"), Cell::text(money(self.owes_after))]));
        }
        Table::new(columns, rows).size(8.5)
    }
}

fn tenths(words: Words, tenths: i64) -> String {
    if tenths % 10 == 0 { words.quantity(tenths / 10, 0) } else { words.quantity(tenths, 1) }
}

fn percent(words: Words, part: i64) -> String {
    format!("{}\u{a0}%", tenths(words, part))
}

//! The statements that non-profit reporting asks for, over many books: financial position, activities by fund, cash flows,
//! and the notes with what there is in kind. The rows are those of the page.
use crate::{
    Block, Cell, Column, Document, Label, Row, RowKind, Say, Signatures, Size, Story, Table,
    bank_statement::{figures, head_in, lead},
    contract::Name,
};
use chrono::NaiveDate;
use domain::programme::statements::{self as told, FundKind, GoodNote, Prices, Set, Tone};
use ledger::Commodity;
use words::Words;

/// A rate at which dollars were turned into riel.
#[derive(Clone, Debug)]
pub struct Rate {
    /// Riel for a dollar.
    pub riel: i64,
    /// Of which day.
    pub day: NaiveDate,
    /// Where it is from.
    pub source: String,
}

/// The statements.
#[derive(Clone, Debug)]
pub struct ProgrammeStatements {
    /// Whose books; none: of all partners.
    pub partner: Option<Name>,
    /// The one book's name and code, where it is one.
    pub book: Option<(Name, String)>,
    /// The days.
    pub days: (NaiveDate, NaiveDate),
    /// The days compared with.
    pub earlier: Option<(NaiveDate, NaiveDate)>,
    /// A set a money.
    pub sets: Vec<Set>,
    /// The rate, where dollars were turned into riel.
    pub rate: Option<Rate>,
    /// What there is in kind.
    pub kind: Vec<(Name, GoodNote)>,
    /// Agreed with families and not paid yet, in each money.
    pub agreed: Vec<(Commodity, i64)>,
    /// How many books there are: of groups, banks in them, cooperatives in them, of awards.
    pub counted: [i64; 4],
}

/// Letters of the tables: a column a kind of fund stands beside the others.
const POINTS: f32 = 8.0;

impl ProgrammeStatements {
    /// On paper: across where there are many kinds of funds.
    pub fn document(&self, say: Say) -> Document {
        let title = say.say("programme-statements");
        let many = self.sets.iter().any(|set| set.funds().len() > 2);
        let size = if many { Size::A4_ACROSS } else { Size::A4 };
        let whose = say.of(|words| self.whose(words));
        let mut story = Story::new(title.main.clone(), say, size)
            .head(whose.main.clone(), self.said_days(say.words(), self.days))
            .foot(title.main.clone());
        story.add(Block::Title(title));
        story.add(Block::Text(whose));
        for block in self.heading(say) {
            story.add(block);
        }
        for (at, set) in self.sets.iter().enumerate() {
            if at > 0 {
                story.add(Block::NewPage);
            }
            for block in self.set(say, set) {
                story.add(block);
            }
        }
        for block in self.notes(say) {
            story.add(block);
        }
        story.add(signing(say));
        story.finish()
    }

    fn whose(&self, words: Words) -> String {
        let partner = self.partner.as_ref().map(|name| name.show(words));
        match (&self.book, partner) {
            (Some((name, code)), Some(partner)) => format!("{} · {code} · {partner}", name.show(words)),
            (Some((name, code)), None) => format!("{} · {code}", name.show(words)),
            (None, Some(partner)) => partner,
            (None, None) => words.say("programme-all-partners").into_owned(),
        }
    }

    fn said_days(&self, words: Words, (from, to): (NaiveDate, NaiveDate)) -> String {
        words.with("accounts-days", &[("from", words.date_short(from).into()), ("to", words.date_short(to).into())])
    }

    fn heading(&self, say: Say) -> Vec<Block> {
        let days = say.of(|words| {
            let own = self.said_days(words, self.days);
            match self.earlier {
                Some(earlier) => {
                    let compared = words.with("accounts-compared", &[("days", self.said_days(words, earlier).into())]);
                    format!("{own} · {compared}")
                }
                None => own,
            }
        });
        let [groups, banks, cooperatives, awards] = self.counted;
        let counted = say.with("accounts-paper-counted", |words| {
            let number = |count| words.number(count);
            vec![
                ("groups", number(groups)),
                ("banks", number(banks)),
                ("cooperatives", number(cooperatives)),
                ("awards", number(awards)),
            ]
        });
        let mut blocks = vec![Block::Text(days), Block::Small(counted), Block::Small(say.say("accounts-not-eliminated"))];
        blocks.extend(self.rate.as_ref().map(|rate| Block::Text(said_rate(say, rate))));
        if self.sets.is_empty() {
            blocks.push(Block::Text(say.say("accounts-nothing")));
        }
        blocks
    }

    fn set(&self, say: Say, set: &Set) -> Vec<Block> {
        let eve = self.days.0.pred_opt().unwrap_or(self.days.0);
        let then = self.earlier.map_or(eve, |(_, to)| to);
        let at = say.of(|words| words.date_short(then));
        let earlier = self.earlier.map(|_| say.say("accounts-earlier"));
        let parts = [
            ("accounts-position", set.position(), Some(at)),
            ("accounts-activities", set.activities(), earlier.clone()),
            ("accounts-cash", set.cash(), earlier),
        ];
        let mut blocks = Vec::new();
        for (at, (key, rows, before)) in parts.into_iter().enumerate() {
            if at > 0 {
                blocks.push(Block::NewPage);
            }
            let title = head_in(say, key, set.now.money);
            blocks.push(Block::Bookmark(title.main.clone()));
            blocks.push(Block::Heading(title));
            blocks.push(Block::Table(table(say, set, &rows, before)));
        }
        blocks
    }

    fn notes(&self, say: Say) -> Vec<Block> {
        let mut texts = ["accounts-note-basis", "accounts-note-funds", "accounts-note-exchanged"].map(|key| say.say(key)).to_vec();
        texts.push(say.say(if self.rate.is_some() { "accounts-note-converted" } else { "accounts-note-apart" }));
        for (money, agreed) in self.agreed.iter().filter(|(_, agreed)| *agreed != 0) {
            texts.push(
                say.with("accounts-note-agreed", |words| vec![("amount", words.amount(*agreed, money.decimals(), money.code()))]),
            );
        }
        texts.push(say.say("accounts-note-kind"));
        let numbered = (1..).zip(texts).map(|(no, text)| Block::Numbered(say.ordinal(no), text));
        let title = say.say("accounts-notes");
        let mut blocks = vec![Block::NewPage, Block::Bookmark(title.main.clone()), Block::Heading(title)];
        blocks.extend(numbered);
        if !self.kind.is_empty() {
            blocks.push(Block::Heading(say.say("accounts-in-kind")));
            blocks.push(Block::Table(self.in_kind(say)));
        }
        if self.kind.iter().any(|(_, note)| note.by_class) {
            blocks.push(Block::Small(say.say("accounts-by-class")));
        }
        blocks
    }

    fn in_kind(&self, say: Say) -> Table {
        let eve = self.days.0.pred_opt().unwrap_or(self.days.0);
        let day = |day: NaiveDate| figures(say.of(move |words| words.date_short(day)));
        let columns = vec![lead(say.say("accounts-good")), day(self.days.1), day(eve), lead(say.say("accounts-worth"))];
        let mut rows = Vec::new();
        for (good, note) in &self.kind {
            let unit = note.kind.good;
            let amount = |quantity| Cell::text(say.amount(unit.of(quantity)));
            let name = say.of(|words| good.show(words));
            let (now, before) = note.kind.own();
            rows.push(Row::sum(vec![Cell::Label(name), amount(now), amount(before), Cell::Label(worth(say, note))]));
            for (account, now, before) in &note.kind.lines {
                let name = say.say(&format!("account-{}", account.code));
                rows.push(Row::new(vec![Cell::Label(name), amount(*now), amount(*before), Cell::Blank]));
            }
        }
        Table::new(columns, rows).size(POINTS)
    }
}

fn said_rate(say: Say, rate: &Rate) -> Label {
    say.with("accounts-rate-said", |words| {
        vec![("rate", words.amount(rate.riel, 0, "KHR")), ("date", words.date_short(rate.day)), ("source", rate.source.clone())]
    })
}

/// A statement: a column a kind of fund, all together, and the days compared with.
fn table(say: Say, set: &Set, rows: &[told::Row], before: Option<Label>) -> Table {
    let funds: Vec<FundKind> = Some(set.funds()).filter(|funds| funds.len() > 1).unwrap_or_default();
    let mut columns: Vec<Column> = vec![lead(say.say("account"))];
    columns.extend(funds.iter().map(|fund| figures(say.say(&format!("fund-kind-{}", fund.code())))));
    columns.push(figures(say.say("accounts-together")));
    columns.extend(before.clone().map(figures));
    let money = set.now.money;
    let row = |row: &told::Row| {
        let figure = |quantity: i64| match row.tone {
            Tone::Line => Cell::text(say.or_blank(quantity, money)),
            _ => Cell::text(say.quantity(quantity, money)),
        };
        if row.tone == Tone::Section {
            return Row::section(name(say, row));
        }
        let mut cells = vec![Cell::Label(name(say, row))];
        cells.extend(funds.iter().map(|fund| figure(row.sums.of(*fund))));
        cells.push(figure(row.sums.total()));
        cells.extend(before.iter().map(|_| figure(row.before.unwrap_or(0))));
        let kind = if row.tone == Tone::Line { RowKind::Plain } else { RowKind::Sum };
        Row { cells, kind }
    };
    Table::new(columns, rows.iter().map(row).collect()).size(POINTS)
}

/// What a row is: an account, with what came or went where it says so, or a word of the statements.
fn name(say: Say, row: &told::Row) -> Label {
    let account = |words: Words, code: &str| words.say(&format!("account-{code}")).into_owned();
    match (row.account, row.code) {
        (Some(of), "received" | "paid") => {
            say.of(|words| words.with(&format!("statement-row-{}", row.code), &[("account", account(words, of.code).into())]))
        }
        (Some(of), _) => say.of(|words| account(words, of.code)),
        (None, code) => say.say(&format!("statement-row-{code}")),
    }
}

/// What a good is worth by the price table, with the prices' days and sources.
fn worth(say: Say, note: &GoodNote) -> Label {
    if note.by_class {
        return say.say("accounts-worth-by-class");
    }
    say.of(|words| {
        let amount = |money: &Commodity, quantity| words.amount(quantity, money.decimals(), money.code());
        let mut parts: Vec<String> = note.worth.iter().map(|(money, worth)| amount(money, *worth)).collect();
        parts.extend(note.prices.as_ref().map(|prices| said_prices(words, prices)));
        if note.unpriced != 0 {
            parts.push(words.with("accounts-unpriced", &[("quantity", amount(&note.kind.good, note.unpriced).into())]));
        }
        parts.join(" · ")
    })
}

fn said_prices(words: Words, prices: &Prices) -> String {
    let (least, most) = prices.amounts;
    let money = |quantity| words.amount(quantity, prices.money.decimals(), prices.money.code());
    let amount =
        if least == most { money(least) } else { format!("{}–{}", words.quantity(least, prices.money.decimals()), money(most)) };
    let (first, last) = prices.days;
    let day = |day| words.date_short(day);
    let days = if first == last { day(first) } else { format!("{}–{}", day(first), day(last)) };
    let sources: Vec<_> = prices.sources.iter().map(|source| words.say(&format!("bank-price-source-{source}"))).collect();
    words.with("accounts-prices", &[("price", amount.into()), ("days", days.into()), ("sources", sources.join(", ").into())])
}

fn signing(say: Say) -> Block {
    let people = ["accounts-paper-prepared", "accounts-paper-approved"].map(|key| (say.say(key), String::new())).to_vec();
    Block::Together(vec![Block::Gap(4.0), Block::Signatures(Signatures { people, thumbs: false })])
}

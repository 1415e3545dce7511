//! The agreement on a family's grant: who gives what to whom, what is bought, when each part is paid, what both keep to,
//! and the places to sign. Nothing on it says why the family was chosen.
use crate::{
    Align, Block, Cell, Column, Document, Label, Row, Say, Table, Width,
    contract::{self, Agreed, Fit, Name},
    of_award::OfAward,
};
use chrono::NaiveDate;

/// The agreement of a family's grant. Amounts in smallest units of the award's currency.
#[derive(Clone, Debug)]
pub struct GrantAgreement {
    /// The award.
    pub of: OfAward,
    /// The grant's number.
    pub no: i64,
    /// Who answers for the family.
    pub family: Name,
    /// Where the business stands: the village.
    pub village: Name,
    /// What business.
    pub business: Label,
    /// The line of the budget.
    pub line: Label,
    /// What the family brings.
    pub own: i64,
    /// What is bought.
    pub plan: Vec<(String, i64)>,
    /// How it is paid: how much, from which day, how.
    pub tranches: Vec<(i64, NaiveDate, Label)>,
    /// When it was agreed, and by whom for the organisation.
    pub agreed: (NaiveDate, String),
    /// When it was changed last.
    pub changed: Option<NaiveDate>,
}

/// What both keep to.
const DUTIES: [&str; 6] = [
    "paper-grant-duty-use",
    "paper-grant-duty-receipts",
    "paper-grant-duty-visits",
    "paper-grant-duty-back",
    "paper-grant-duty-free",
    "paper-grant-duty-quiet",
];

impl GrantAgreement {
    /// The agreement on one sheet where its plan allows.
    pub fn document(&self, say: Say) -> Document {
        contract::on_one_sheet(|fit| {
            let title = say.say("paper-grant-agreement");
            let number = say.with("grant-no", |words| vec![("number", words.ordinal(self.no))]);
            let name = format!("{} · {}", self.of.code, number.main);
            let mut story = fit.story(&name, (self.of.head(say), number.main), say).foot(self.of.organisation.line(say));
            story.add(Block::Title(fit.short(title)));
            story.add(Block::Text(self.given(say)));
            story.add(Block::Table(self.facts(say).table(fit)));
            let part = |key: &str, table: Table| vec![Block::Heading(fit.short(say.say(key))), Block::Table(table)];
            let mut beside = vec![(1.0, part("paper-grant-plan", self.plan(say, fit)))];
            beside.push((1.6, part("paper-grant-tranches", self.tranches(say, fit))));
            story.add(Block::Beside(beside));
            story.add(Block::Heading(fit.short(say.say("paper-grant-duties"))));
            for (at, key) in DUTIES.iter().enumerate() {
                let months = [("one", 1), ("three", 3), ("six", 6), ("twelve", 12)];
                let text = say.with(key, |words| months.map(|(name, count)| (name, words.number(count))).into());
                story.add(Block::Numbered(format!("{}.", say.ordinal(at as i64 + 1)), text));
            }
            let people = vec![
                (say.say("paper-grant-family"), self.family.line(say)),
                (say.say("paper-grant-manager"), self.agreed.1.clone()),
                (say.say("share-out-witness"), String::new()),
            ];
            story.add(contract::signing(say, fit, say.say("paper-grant-copies"), people));
            story
        })
    }

    fn sum(&self) -> i64 {
        self.tranches.iter().fold(0, |sum, (amount, ..)| sum.saturating_add(*amount))
    }

    fn given(&self, say: Say) -> Label {
        say.with("paper-grant-given", |words| {
            vec![
                ("organisation", self.of.organisation.show(words)),
                ("name", self.family.show(words)),
                ("amount", self.of.money(words, self.sum())),
            ]
        })
    }

    fn facts(&self, say: Say) -> Agreed {
        let mut facts = Agreed::default();
        let (sum, currency) = (self.sum(), self.of.currency);
        facts.strong(say.say("paper-award-amount"), say.of(|words| self.of.money(words, sum)));
        facts.line(say.say("paper-award-spelled"), say.of(|words| words.spelled(sum, currency.decimals(), currency.code())));
        facts.line(say.say("paper-grant-for"), self.business.clone());
        facts.line(say.say("paper-grant-village"), self.village.label(say));
        facts.line(say.say("voucher-line"), self.line.clone());
        facts.line(say.say("paper-grant-day"), say.date(self.agreed.0));
        facts.line(say.say("paper-grant-changed"), self.changed.map(|day| say.date(day)).unwrap_or_default());
        facts
    }

    /// The plan, and how the grant and the family's own money come to it.
    fn plan(&self, say: Say, fit: Fit) -> Table {
        let money = |quantity| Cell::text(say.quantity(quantity, self.of.currency));
        let columns = vec![Column::text(say.say("grant-plan-what")), Column::number(self.in_currency(say, "grant-plan-cost"))];
        let mut rows: Vec<Row> = self.plan.iter().map(|(what, cost)| Row::new(vec![Cell::text(what), money(*cost)])).collect();
        let cost = self.plan.iter().fold(0_i64, |sum, (_, cost)| sum.saturating_add(*cost));
        if !rows.is_empty() {
            rows.push(Row::sum(vec![Cell::Label(fit.short(say.say("total"))), money(cost)]));
        }
        // What was approved may be less than what was asked for; the family then brings the rest or buys less.
        rows.push(Row::new(vec![Cell::Label(fit.short(say.say("paper-grant-plan-grant"))), money(self.sum())]));
        rows.push(Row::new(vec![Cell::Label(fit.short(say.say("paper-grant-plan-own"))), money(self.own)]));
        Table::new(columns, rows).size(fit.table)
    }

    fn tranches(&self, say: Say, fit: Fit) -> Table {
        let columns = vec![
            Column::number(say.say("number-short")),
            Column::number(self.in_currency(say, "paper-award-amount")),
            Column::number(say.say("grant-tranche-from")),
            Column { head: say.say("grant-means"), width: Width::Share(0.3), align: Align::Left },
            Column { head: say.say("paper-grant-when"), width: Width::Share(1.0), align: Align::Left },
        ];
        let row = |(at, (amount, from, means)): (usize, &(i64, NaiveDate, Label))| {
            let when = match at {
                0 => say.say("paper-grant-first"),
                at => say.with("paper-grant-next", |words| vec![("number", words.ordinal(at as i64))]),
            };
            Row::new(vec![
                Cell::text(say.ordinal(at as i64 + 1)),
                Cell::strong(say.quantity(*amount, self.of.currency)),
                Cell::text(say.day(*from)),
                Cell::Label(fit.short(means.clone())),
                Cell::Label(when),
            ])
        };
        let mut rows: Vec<Row> = self.tranches.iter().enumerate().map(row).collect();
        if rows.len() > 1 {
            let sum = Cell::text(say.quantity(self.sum(), self.of.currency));
            rows.push(Row::sum(vec![Cell::Blank, sum, Cell::Label(fit.short(say.say("total")))]));
        }
        Table::new(columns, rows).size(fit.table)
    }

    fn in_currency(&self, say: Say, key: &str) -> Label {
        let currency = self.of.currency;
        say.of(|words| format!("{} ({})", words.say(key), words.unit(currency.decimals(), currency.code())))
    }
}

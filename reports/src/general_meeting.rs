//! The paper for the general meeting of a cooperative: what the year earned and cost, how the surplus is divided, what lies
//! in the store, and what each member gets; signed by those who lead it.
use crate::{
    Block, Cell, Column, Document, Facts, Label, Row, Say, Signatures, Size, Story, Table,
    bank_statement::{amount, figures, head_in, lead, titled},
    contract::Name,
    of_group::{OfGroup, Signer, signatures},
};
use chrono::NaiveDate;
use domain::coops::{Kind, acts::YearEnd, crops};
use ledger::{AccountNo, Commodity};
use words::Words;

/// The paper.
#[derive(Clone, Debug)]
pub struct GeneralMeeting {
    /// The cooperative, as papers head themselves.
    pub coop: OfGroup,
    /// The group in whose book it is.
    pub group: OfGroup,
    /// Its money.
    pub money: Commodity,
    /// The year that was divided.
    pub year: YearEnd,
    /// The day of the meeting.
    pub decided_on: NaiveDate,
    /// What was delivered in the year by members and by others, grams.
    pub delivered: (i64, i64),
    /// What lay in the store at its end: kind and grams.
    pub stock: Vec<(Kind, i64)>,
    /// What each member gets, by number.
    pub members: Vec<Gets>,
    /// Who signs.
    pub signers: Vec<Signer>,
}

/// What a member gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gets {
    /// Her number; none: no member any more.
    pub number: Option<i64>,
    /// Her name.
    pub name: Name,
    /// Shares at the end of the year.
    pub shares: i64,
    /// What she delivered, grams.
    pub weight: i64,
    /// On her shares.
    pub dividend: i64,
    /// For what she delivered.
    pub refund: i64,
}

const KILOGRAMS: u8 = 3;

impl GeneralMeeting {
    /// The paper.
    pub fn document(&self, say: Say) -> Document {
        let title = say.say("report-general-meeting");
        let mut story = Story::new(format!("{} · {}", title.main, self.coop.code), say, Size::A4)
            .head(self.coop.head(say), self.days(say.words()))
            .foot(self.group.head(say));
        story.add(Block::Title(title));
        story.add(Block::Text(say.of(|words| {
            let parts = [self.coop.name.show(words).to_owned(), self.coop.place.show(words).to_owned(), self.days(words)];
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
        })));
        story.add(Block::Text(self.sentence(say)));
        story.add(Block::Text(say.with("meeting-paper-delivered", |words| {
            let kg = |grams: i64| words.amount(grams, KILOGRAMS, "");
            vec![("members", kg(self.delivered.0)), ("others", kg(self.delivered.1))]
        })));
        let blocks = [self.result(say), self.division(say), self.store(say), self.each(say)];
        for block in blocks.into_iter().flatten() {
            story.add(block);
        }
        story.add(self.signing(say));
        story.finish()
    }

    fn days(&self, words: Words) -> String {
        let days = [("from", words.date(self.year.from).into()), ("to", words.date(self.year.to).into())];
        words.with("meeting-paper-year", &days)
    }

    /// What was earned above all costs, the worth of the store reckoned in.
    fn earned(&self) -> i64 {
        self.year.stock - self.year.stock_before - self.year.closes.iter().map(|(.., stands)| stands).sum::<i64>()
    }

    fn sentence(&self, say: Say) -> Label {
        let money = |words: Words, quantity: i64| amount(words, self.money, quantity);
        match &self.year.division {
            None => say.with("meeting-paper-lost", |words| vec![("result", money(words, self.earned().saturating_abs()))]),
            Some(division) => say.with("meeting-paper-earned", |words| {
                vec![
                    ("result", money(words, self.earned())),
                    ("surplus", money(words, division.surplus)),
                    ("members", words.number(division.lines.len() as i64)),
                ]
            }),
        }
    }

    fn cell(&self, say: Say, quantity: i64) -> Cell {
        Cell::text(say.quantity(quantity, self.money))
    }

    fn line(&self, say: Say, name: Label, quantity: i64) -> Row {
        Row::new(vec![Cell::Label(name), self.cell(say, quantity)])
    }

    fn sum(&self, say: Say, key: &str, quantity: i64) -> Row {
        Row::sum(vec![Cell::Label(say.say(key)), self.cell(say, quantity)])
    }

    fn columns(&self, say: Say) -> Vec<Column> {
        vec![lead(say.say("statement-line")), figures(head_in(say, "amount", self.money))]
    }

    /// Income, costs, and what is left, account by account.
    fn result(&self, say: Say) -> Vec<Block> {
        let mut sums: std::collections::BTreeMap<i64, i64> = std::collections::BTreeMap::new();
        for (account, _, stands) in &self.year.closes {
            *sums.entry(*account).or_default() += stands;
        }
        let name = |account: i64| say.say(&format!("account-{}", domain::chart::account_code(AccountNo(account))));
        let (mut income, mut costs) = (0_i64, 0_i64);
        let (mut came, mut went) = (Vec::new(), Vec::new());
        for (account, stands) in sums {
            if stands < 0 {
                income -= stands;
                came.push(self.line(say, name(account), -stands));
            } else {
                costs += stands;
                went.push(self.line(say, name(account), stands));
            }
        }
        let mut rows = came;
        rows.push(self.sum(say, "coop-income", income));
        rows.extend(went);
        rows.push(self.sum(say, "coop-costs", costs));
        rows.push(self.line(say, say.say("coop-stock-before"), self.year.stock_before));
        rows.push(self.line(say, say.say("coop-stock-now"), self.year.stock));
        let earned = self.earned();
        let key = if earned < 0 { "coop-year-loss" } else { "coop-year-earned" };
        rows.push(self.sum(say, key, earned.saturating_abs()));
        titled(say.say("coop-year-result"), Table::new(self.columns(say), rows))
    }

    /// The parts of the surplus.
    fn division(&self, say: Say) -> Vec<Block> {
        let Some(division) = &self.year.division else { return Vec::new() };
        let parts = [
            ("coop-part-reserve", division.reserve),
            ("coop-part-social", division.social),
            ("coop-part-education", division.education),
            ("coop-part-committee", division.committee),
            ("coop-part-dividend", division.dividend()),
            ("coop-part-refund", division.refund()),
        ];
        let shown = parts.iter().filter(|(_, quantity)| *quantity != 0);
        let mut rows: Vec<Row> = shown.map(|(key, quantity)| self.line(say, say.say(key), *quantity)).collect();
        rows.push(self.sum(say, "coop-surplus-divided", division.surplus));
        let mut blocks = titled(say.say("coop-year-division"), Table::new(self.columns(say), rows));
        if division.others > 0 {
            blocks.push(Block::Small(
                say.with("coop-of-it-others", |words| vec![("amount", amount(words, self.money, division.others))]),
            ));
        }
        blocks
    }

    fn store(&self, say: Say) -> Vec<Block> {
        if self.stock.is_empty() {
            return Vec::new();
        }
        let columns = vec![lead(say.say("statement-line")), figures(say.say("coop-weight"))];
        let row = |(kind, grams): &(Kind, i64)| {
            let weight = say.words().amount(*grams, KILOGRAMS, "");
            Row::new(vec![Cell::Label(say.of(|words| kind_name(words, kind))), Cell::text(weight)])
        };
        titled(say.say("meeting-paper-stock"), Table::new(columns, self.stock.iter().map(row).collect()))
    }

    /// What each member gets; parts by member are what the meeting hears and each may check.
    fn each(&self, say: Say) -> Vec<Block> {
        if self.members.is_empty() {
            return Vec::new();
        }
        let columns = vec![
            Column::number(say.say("number-short")),
            lead(say.say("member")),
            figures(say.say("coop-shares")),
            figures(say.of(|words| format!("{} ({})", words.say("coop-weight"), words.say("unit-kg")))),
            figures(head_in(say, "coop-dividend", self.money)),
            figures(head_in(say, "coop-refund", self.money)),
            figures(head_in(say, "coop-together", self.money)),
        ];
        let weight = |grams: i64| say.words().quantity(grams, KILOGRAMS);
        let row = |one: &Gets| {
            Row::new(vec![
                Cell::text(one.number.map_or_else(String::new, |number| say.ordinal(number))),
                Cell::text(one.name.line(say)),
                Cell::text(say.number(one.shares)),
                Cell::text(weight(one.weight)),
                Cell::text(say.or_blank(one.dividend, self.money)),
                Cell::text(say.or_blank(one.refund, self.money)),
                self.cell(say, one.dividend + one.refund),
            ])
        };
        let mut rows: Vec<Row> = self.members.iter().map(row).collect();
        let sum = |of: fn(&Gets) -> i64| self.members.iter().map(of).sum::<i64>();
        rows.push(Row::sum(vec![
            Cell::text(""),
            Cell::Label(say.say("coop-together")),
            Cell::text(say.number(sum(|one| one.shares))),
            Cell::text(weight(sum(|one| one.weight))),
            self.cell(say, sum(|one| one.dividend)),
            self.cell(say, sum(|one| one.refund)),
            self.cell(say, sum(|one| one.dividend + one.refund)),
        ]));
        titled(say.say("coop-each-gets"), Table::new(columns, rows))
    }

    fn signing(&self, say: Say) -> Block {
        let Signatures { mut people, thumbs } = signatures(say, &self.signers, false);
        people.extend((0..3).map(|_| (say.say("season-sign-member"), String::new())));
        let lines = vec![
            (say.say("date"), say.date(self.decided_on).line()),
            (say.say("meeting-paper-minute"), self.year.minute.clone()),
            (say.say("meeting-paper-present"), String::new()),
        ];
        Block::Together(vec![
            Block::Heading(say.say("meeting-paper-agreed")),
            Block::Facts(Facts { lines }),
            Block::Signatures(Signatures { people, thumbs }),
        ])
    }
}

/// A kind by its crop, its grade, and whether it is organic.
pub(crate) fn kind_name(words: Words, kind: &Kind) -> String {
    let crop = crops::crop(&kind.crop).map_or(kind.crop.as_str(), |crop| words.name(&crop.name_km, &crop.name_latin));
    let organic = if kind.organic { words.say("coop-organic") } else { "".into() };
    [crop, kind.grade.as_str(), organic.as_ref()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

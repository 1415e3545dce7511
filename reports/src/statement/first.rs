//! The first page: where everything is and whose it is, in two short lists that come to the same, and the months as bars.
use super::GroupStatement;
use crate::{
    Block, Cell, Chart, Column, Label, Row, Say, Series, Table,
    bank_statement::{amount, lead, month_short},
};
use domain::{
    banks::statement::Holding,
    chart::{BANK, CASH, LOANS, SOCIAL_FUND},
    statements::{FundStatement, Month, Position},
};
use ledger::AccountNo;
use words::Words;

/// Points of the two lists: they are read by those who seldom read.
const LARGE: f32 = 11.0;
/// More bars than these have no room; years take their place.
const MONTHS: usize = 24;

/// A line of one of the two lists: what, with what there is to add below it, and how much.
type Line = (Label, Label, Option<i64>);

impl GroupStatement {
    pub(super) fn first(&self, say: Say) -> Vec<Block> {
        let mut blocks =
            vec![Block::Title(say.say("statement-paper")), Block::Text(say.of(|words| self.heading(words))), Block::Gap(2.0)];
        let [all, ..] = self.totals();
        if all == Some(0) && self.months.is_empty() {
            blocks.push(Block::Text(say.say("statement-nothing")));
        }
        blocks.push(Block::Text(match all {
            Some(all) => say.with("statement-paper-plain", |words| {
                let of = |count| words.number(count);
                vec![("date", words.date(self.to)), ("amount", amount(words, self.money, all)), ("members", of(self.members))]
            }),
            None => say.say("statement-incomplete"),
        }));
        let (there, whose) = (self.there(say), self.whose(say));
        let balanced = sum(&there) == sum(&whose);
        let list = |key: &str, lines: Vec<Line>| (1.0, vec![Block::Table(self.list(say, key, lines))]);
        blocks.push(Block::Beside(vec![list("statement-paper-there", there), list("statement-paper-whose", whose)]));
        if all.is_some() {
            blocks.push(Block::Text(say.say(if balanced { "statement-paper-same" } else { "statement-off" })));
        }
        blocks.extend(self.in_a_sentence(say));
        blocks.extend(self.chart(say));
        blocks
    }

    /// What was earned and spent, in one sentence.
    fn in_a_sentence(&self, say: Say) -> Option<Block> {
        let of = |list: fn(&FundStatement) -> &Vec<(AccountNo, i64)>| {
            self.funds.iter().flat_map(list).fold(0_i64, |sum, (_, value)| sum.saturating_add(*value))
        };
        let (earned, spent) = (of(|fund| &fund.earned), of(|fund| &fund.spent));
        let said = say.with("statement-paper-turned", |words| {
            let of = |quantity| amount(words, self.money, quantity);
            vec![("from", words.date(self.from)), ("earned", of(earned)), ("spent", of(spent))]
        });
        (!self.funds.is_empty()).then_some(Block::Text(said))
    }

    /// Where it is: the box, the bank, in members' hands, at the banks of the group.
    fn there(&self, say: Say) -> Vec<Line> {
        let of = |account| self.over_funds(|now| now.of(account));
        let mut lines: Vec<Line> = Vec::new();
        if !self.funds.is_empty() || self.banks.is_empty() {
            lines.push((say.say("statement-paper-in-box"), Label::default(), Some(of(CASH))));
        }
        if of(BANK) != 0 {
            lines.push((say.say("account-bank"), Label::default(), Some(of(BANK))));
        }
        if of(LOANS) != 0 {
            let who = say.with("statement-paper-borrowers", |words| vec![("count", words.number(self.borrowers))]);
            lines.push((say.say("statement-paper-lent"), who, Some(of(LOANS))));
        }
        let other = self.over_funds(|now| now.has()) - of(CASH) - of(BANK) - of(LOANS);
        if other != 0 {
            lines.push((say.say("statement-paper-other"), Label::default(), Some(other)));
        }
        lines.extend(self.banks.iter().map(|bank| (bank.name.label(say), self.kept(say, bank), bank.told.sums.assets)));
        lines
    }

    /// What a bank keeps, in its own measures: `1,250 kg · 14 head`.
    fn kept(&self, say: Say, bank: &super::BankPart) -> Label {
        let goods = bank.told.assets.iter().filter(|held| !matches!(held.what, Holding::Box | Holding::InAdvance));
        let mut sums: Vec<(ledger::Commodity, i64)> = Vec::new();
        for held in goods.filter(|held| held.good.commodity() != self.money) {
            let commodity = held.good.commodity();
            match sums.iter_mut().find(|(of, _)| *of == commodity) {
                Some((_, sum)) => *sum = sum.saturating_add(held.quantity),
                None => sums.push((commodity, held.quantity)),
            }
        }
        let said =
            |words: Words| sums.iter().map(|(commodity, sum)| amount(words, *commodity, *sum)).collect::<Vec<_>>().join(" · ");
        say.of(said)
    }

    /// Whose it is: members' savings, the social fund, what was earned and kept, others'; and the banks' own.
    fn whose(&self, say: Say) -> Vec<Line> {
        let own = |social: bool| {
            let funds = self.funds.iter().filter(move |fund| (fund.fund == SOCIAL_FUND) == social);
            funds.fold(0_i64, |sum, fund| sum.saturating_add(fund.now.own()))
        };
        let members = self.over_funds(Position::owes_members);
        let others = self.over_funds(Position::owes).saturating_sub(members);
        let mut lines: Vec<Line> = vec![];
        if !self.funds.is_empty() || self.banks.is_empty() {
            lines.push((say.say("statement-paper-savings"), Label::default(), Some(members)));
            lines.push((say.say("social-fund"), say.say("statement-paper-social"), Some(own(true))));
            lines.push((say.say("statement-paper-earned"), say.say("statement-paper-earned-text"), Some(own(false))));
        }
        if others != 0 {
            lines.push((say.say("statement-paper-others"), Label::default(), Some(others)));
        }
        for bank in &self.banks {
            let sums = &bank.told.sums;
            lines.push((bank.name.label(say), say.say("statement-own"), sums.own()));
            if sums.liabilities != Some(0) {
                let owed = say.with("statement-paper-bank-owes", |words| vec![("bank", bank.name.show(words))]);
                lines.push((owed, Label::default(), sums.liabilities));
            }
        }
        lines
    }

    fn over_funds(&self, of: impl Fn(&Position) -> i64) -> i64 {
        self.funds.iter().fold(0, |sum, fund: &FundStatement| sum.saturating_add(of(&fund.now)))
    }

    fn list(&self, say: Say, key: &str, lines: Vec<Line>) -> Table {
        let columns = vec![lead(say.say(key)), Column::number(say.unit(self.money))];
        let figure = |value| self.show(say).number(value);
        let total = sum(&lines);
        let mut rows: Vec<Row> = lines
            .into_iter()
            .map(|(name, under, value)| {
                let name = if under.is_empty() { Cell::Label(name) } else { Cell::Under(name.line(), under.line()) };
                Row::new(vec![name, Cell::strong(figure(value))])
            })
            .collect();
        rows.push(Row::sum(vec![Cell::Label(say.say("total")), Cell::text(figure(total))]));
        Table::new(columns, rows).size(LARGE).row(9.0)
    }

    /// What was saved, lent and paid back, month by month; year by year where the months are too many.
    fn chart(&self, say: Say) -> Option<Block> {
        let points = self.points(say);
        let values = |of: fn(&Month) -> i64| points.iter().map(|(_, point)| of(point)).collect::<Vec<_>>();
        let series = vec![
            Series { name: say.say("statement-paper-bars-saved"), values: values(|point| point.saved) },
            Series { name: say.say("statement-paper-bars-lent"), values: values(|point| point.lent) },
            Series { name: say.say("statement-paper-bars-repaid"), values: values(|point| point.repaid) },
        ];
        let most = series.iter().flat_map(|one| &one.values).copied().max().filter(|most| *most > 0)?;
        let title = say.say(if self.months.len() > MONTHS { "statement-paper-bars-years" } else { "statement-paper-bars" });
        let groups = points.into_iter().map(|(name, _)| name).collect();
        let chart = Chart { title, groups, series, most: say.amount(self.money.of(most)) };
        Some(Block::Together(vec![Block::Gap(3.0), Block::Chart(chart)]))
    }

    fn points(&self, say: Say) -> Vec<(String, Month)> {
        use chrono::Datelike;
        if self.months.len() <= MONTHS {
            return self.months.iter().map(|month| (month_short(say, month.first), *month)).collect();
        }
        let mut years: Vec<(i32, Month)> = Vec::new();
        for month in &self.months {
            match years.last_mut().filter(|(year, _)| *year == month.first.year()) {
                Some((_, sum)) => {
                    sum.saved = sum.saved.saturating_add(month.saved);
                    sum.lent = sum.lent.saturating_add(month.lent);
                    sum.repaid = sum.repaid.saturating_add(month.repaid);
                }
                None => years.push((month.first.year(), *month)),
            }
        }
        years.into_iter().map(|(year, sum)| (say.ordinal(year.into()), sum)).collect()
    }
}

/// The sum of a list; none where a price is missing.
fn sum(lines: &[Line]) -> Option<i64> {
    lines.iter().try_fold(0_i64, |sum, (_, _, value)| Some(sum.saturating_add((*value)?)))
}

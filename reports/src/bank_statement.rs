//! The statement of a bank in money: what it has, where that comes from, and the account of each good in its own measure
//! first and in money second. The statement of a group and the report of a season show the same parts.
use crate::{
    Align, Block, Cell, Column, Document, Label, Row, Say, Signatures, Size, Story, Table, Width,
    of_group::{OfGroup, Signer, signatures},
};
use chrono::NaiveDate;
use domain::{
    banks::{
        Good, Measure,
        span::Span,
        statement::{Account, Flow, Held, Holding, Missing, PriceUsed, Statement, Sums},
    },
    chart::account_code,
};
use ledger::{AccountNo, Commodity};
use words::Words;

/// The statement of a bank.
#[derive(Clone, Debug)]
pub struct BankStatement {
    /// The bank, as papers head themselves.
    pub bank: OfGroup,
    /// The group that keeps it.
    pub group: OfGroup,
    /// What it says.
    pub told: Statement,
    /// Its money.
    pub money: Commodity,
    /// The goods there are.
    pub goods: Vec<Good>,
    /// Who signs.
    pub signers: Vec<Signer>,
}

impl BankStatement {
    /// The statement on paper.
    pub fn document(&self, say: Say) -> Document {
        let told = &self.told;
        let title = say.say("report-statement");
        let show = Told { say, money: self.money, goods: &self.goods };
        let mut story = Story::new(format!("{} · {}", title.main, self.bank.code), say, Size::A4)
            .head(self.bank.head(say), days(say.words(), told.span))
            .foot(self.group.head(say));
        story.add(Block::Title(title));
        story.add(Block::Text(say.of(|words| named(words, &self.bank, told.span))));
        if told.accounts.is_empty() {
            story.add(Block::Text(say.say("statement-nothing")));
        } else {
            for block in show.whole(told) {
                story.add(block);
            }
        }
        story.add(signing(say, &self.signers));
        story.finish()
    }
}

/// Whose a statement is, where that is, and of which days: `Rice bank · Takeo · 1 January 2026 to 31 March 2026`.
pub(crate) fn named(words: Words, of: &OfGroup, span: Span) -> String {
    let (name, place) = (of.name.show(words), of.place.show(words));
    [name, place, days(words, span)].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// From when to when.
pub(crate) fn days(words: Words, span: Span) -> String {
    let to = ("to", words.date(span.to).into());
    match span.from {
        Some(from) => words.with("season-from-to", &[("from", words.date(from).into()), to]),
        None => words.with("season-through", &[to]),
    }
}

/// Officers and the auditor, who sign that figures, books and what is there agree.
pub(crate) fn signing(say: Say, signers: &[Signer]) -> Block {
    let Signatures { mut people, thumbs } = signatures(say, signers, false);
    people.push((say.say("role-auditor"), String::new()));
    Block::Together(vec![
        Block::Heading(say.say("statement-paper-signed")),
        Block::Text(say.say("statement-paper-signed-text")),
        Block::Signatures(Signatures { people, thumbs }),
    ])
}

/// A good by its class, variety and grade.
pub(crate) fn good_name(words: Words, good: &Good) -> String {
    let class = words.say(&format!("good-{}", good.class().code()));
    let variety = words.name(&good.variety_km, &good.variety_latin);
    let parts = [class.as_ref(), variety, good.grade.as_str()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// An amount with its unit, in words.
pub(crate) fn amount(words: Words, commodity: Commodity, quantity: i64) -> String {
    words.amount(quantity, commodity.decimals(), commodity.code())
}

/// The head of a column with what it is counted in: `In money (៛)`.
pub(crate) fn head_in(say: Say, key: &str, commodity: Commodity) -> Label {
    say.of(|words| format!("{} ({})", words.say(key), words.unit(commodity.decimals(), commodity.code())))
}

/// A column of what each line is about.
pub(crate) fn lead(head: Label) -> Column {
    Column { head, width: Width::Share(1.0), align: Align::Left }
}

/// A column of figures: wide enough that they stand apart from each other.
pub(crate) fn figures(head: Label) -> Column {
    Column { head, width: Width::Share(0.34), align: Align::Right }
}

/// Whether a table's good is money.
pub(crate) fn is_money(good: &Good) -> bool {
    good.class().measure() == Measure::Money
}

/// How the parts of a statement are shown.
#[derive(Clone, Copy)]
pub(crate) struct Told<'a> {
    pub(crate) say: Say,
    pub(crate) money: Commodity,
    pub(crate) goods: &'a [Good],
}

impl Told<'_> {
    /// All parts of a bank's statement.
    fn whole(self, told: &Statement) -> Vec<Block> {
        let mut blocks = self.verdict(&told.sums, &told.missing);
        blocks.extend(self.has_and_came(told));
        if !told.accounts.is_empty() {
            blocks.push(Block::Heading(self.say.say("statement-paper-accounts")));
        }
        blocks.extend(told.accounts.iter().map(|account| self.account(account)));
        blocks.extend(self.prices(&told.prices));
        blocks
    }

    /// What the bank has, less what it owes; and where that comes from.
    pub(crate) fn has_and_came(self, told: &Statement) -> Vec<Block> {
        let mut blocks = self.has(told);
        blocks.extend(self.came("statement-came", &told.sums, &told.income, &told.expenses));
        if told.concession != 0 {
            let text = self.say.with("statement-concession", |words| vec![("amount", amount(words, self.money, told.concession))]);
            blocks.push(Block::Small(text));
        }
        blocks
    }

    /// Whether it balances; where nobody can tell, the prices that are missing.
    pub(crate) fn verdict(self, sums: &Sums, missing: &[Missing]) -> Vec<Block> {
        let say = self.say;
        let key = match sums.balances() {
            Some(true) => "statement-balances",
            Some(false) => "statement-off",
            None => "statement-incomplete",
        };
        let mut blocks = vec![Block::Text(say.say(key)), Block::Small(say.say("statement-text"))];
        if !missing.is_empty() {
            blocks.push(Block::Text(say.with("statement-missing", |words| vec![("count", words.number(missing.len() as i64))])));
            blocks.extend(missing.iter().map(|one| Block::Small(self.missing(one))));
        }
        blocks
    }

    fn missing(self, one: &Missing) -> Label {
        let key = if one.act.is_some() { "statement-missing-act" } else { "statement-missing-there" };
        self.say.with(key, |words| {
            let good = ("good", self.priced(words, &one.good, &one.class));
            vec![good, ("date", words.date_short(one.day)), ("act", words.ordinal(one.act.unwrap_or_default()))]
        })
    }

    /// An amount of money without its sign; a dash where a price is missing.
    pub(crate) fn number(self, value: Option<i64>) -> String {
        value.map_or_else(|| "–".to_owned(), |value| self.say.quantity(value, self.money))
    }

    /// What is held or owed, by name.
    fn held(self, held: &Held, owed: bool) -> Label {
        self.say.of(|words| {
            let what =
                words.with(&format!("statement-held-{}", held.what.code()), &[("good", good_name(words, &held.good).into())]);
            if owed { words.with("statement-owed", &[("what", what.into())]) } else { what }
        })
    }

    /// How much of it there is; nothing where it is money.
    fn quantity(self, held: &Held) -> String {
        let of_money = matches!(held.what, Holding::Box | Holding::InAdvance) || is_money(&held.good);
        if of_money { String::new() } else { self.say.amount(held.good.commodity().of(held.quantity)) }
    }

    fn has(self, told: &Statement) -> Vec<Block> {
        let say = self.say;
        let columns = vec![
            lead(say.say("statement-line")),
            figures(say.say("statement-quantity")),
            figures(head_in(say, "statement-value", self.money)),
        ];
        let line = |held: &Held, owed: bool, value: Option<i64>| {
            Row::new(vec![Cell::Label(self.held(held, owed)), Cell::text(self.quantity(held)), Cell::text(self.number(value))])
        };
        let sum = |key: &str, value| Row::sum(vec![Cell::Label(say.say(key)), Cell::Blank, Cell::text(self.number(value))]);
        let mut rows: Vec<Row> = told.assets.iter().map(|held| line(held, false, held.value)).collect();
        rows.push(sum("statement-has-all", told.sums.assets));
        if !told.liabilities.is_empty() {
            rows.extend(told.liabilities.iter().map(|held| line(held, true, held.value.map(i64::saturating_neg))));
        }
        let own = told.sums.assets.zip(told.sums.liabilities).map(|(has, owes)| has.saturating_sub(owes));
        rows.push(sum("statement-own", own));
        titled(say.say("statement-has"), Table::new(columns, rows))
    }

    /// Where it comes from: what was there before, given, earned, spent, passed on, and what prices did.
    pub(crate) fn came(
        self,
        heading: &str,
        sums: &Sums,
        income: &[(AccountNo, Option<i64>)],
        expenses: &[(AccountNo, Option<i64>)],
    ) -> Vec<Block> {
        let say = self.say;
        let columns = vec![
            lead(say.say("statement-line")),
            figures(head_in(say, "statement-paper-of-it", self.money)),
            figures(head_in(say, "statement-value", self.money)),
        ];
        let part = |key: &str, value| Row::new(vec![Cell::Label(say.say(key)), Cell::Blank, Cell::text(self.number(value))]);
        let of = |(no, value): &(AccountNo, Option<i64>), sign: fn(i64) -> i64| {
            let name = say.say(&format!("account-{}", account_code(*no)));
            Row::new(vec![Cell::Label(part_of(name)), Cell::text(self.number(value.map(sign)))])
        };
        let mut rows = Vec::new();
        if sums.opening != Some(0) {
            rows.push(part("statement-opening", sums.opening));
        }
        rows.push(part("statement-contributed", sums.contributed));
        rows.push(part("statement-income", sums.income));
        rows.extend(income.iter().map(|line| of(line, |value| value)));
        rows.push(part("statement-expenses", sums.expenses.map(i64::saturating_neg)));
        rows.extend(expenses.iter().map(|line| of(line, i64::saturating_neg)));
        if sums.passed != Some(0) {
            rows.push(part("statement-passed", sums.passed.map(i64::saturating_neg)));
        }
        rows.push(part("statement-holding", sums.holding));
        rows.push(Row::sum(vec![Cell::Label(say.say("statement-own")), Cell::Blank, Cell::text(self.number(sums.own()))]));
        titled(say.say(heading), Table::new(columns, rows))
    }

    /// The account of a good: its own measure first, money second; of money there is money alone.
    fn account(self, account: &Account) -> Block {
        let (say, of) = (self.say, account.good.commodity());
        let is_money = is_money(&account.good);
        let mut columns = vec![lead(say.of(|words| good_name(words, &account.good)))];
        if !is_money {
            columns.push(figures(say.unit(of)));
        }
        columns.push(figures(head_in(say, "statement-value", self.money)));
        let cells = |name: Label, quantity: Option<i64>, value: Option<i64>| {
            let mut cells = vec![Cell::Label(name)];
            if !is_money {
                cells.push(Cell::text(quantity.map_or(String::new(), |quantity| say.quantity(quantity, of))));
            }
            cells.push(Cell::text(self.number(value)));
            cells
        };
        let mut rows = Vec::new();
        let (opening, closing) = (account.opening, account.closing);
        if opening.quantity != 0 {
            rows.push(Row::new(cells(say.say("statement-before"), Some(opening.quantity), opening.value)));
        }
        for (flow, moved) in &account.flows {
            let quantity = Some(moved.quantity).filter(|quantity| *quantity != 0);
            rows.push(Row::new(cells(self.flow(*flow, is_money), quantity, moved.value)));
        }
        if !is_money && account.holding != Some(0) {
            let key = if account.good.class().is_registered() { "statement-holding" } else { "statement-prices-changed" };
            rows.push(Row::new(cells(say.say(key), None, account.holding)));
        }
        rows.push(Row::sum(cells(say.say("statement-now"), Some(closing.quantity), closing.value)));
        Block::Together(vec![Block::Table(Table::new(columns, rows))])
    }

    fn flow(self, flow: Flow, is_money: bool) -> Label {
        let kind = if is_money { "statement-money" } else { "statement" };
        match flow {
            Flow::Of(account) => self.say.say(&format!("account-{}", account_code(account))),
            Flow::Bought | Flow::Sold => self.say.say(&format!("{kind}-{}", flow.code())),
        }
    }

    /// A good, or the class of animal it is priced by.
    pub(crate) fn priced(self, words: Words, code: &str, class: &str) -> String {
        let good = self.goods.iter().find(|good| good.code() == code);
        let name = good.map_or_else(|| code.to_owned(), |good| good_name(words, good));
        match good.filter(|_| !class.is_empty()) {
            Some(good) => format!("{name} ({})", words.say(&format!("animal-{}-{class}", good.class().code()))),
            None => name,
        }
    }

    /// The prices at which what is there is valued.
    pub(crate) fn prices(self, prices: &[PriceUsed]) -> Vec<Block> {
        let say = self.say;
        let columns = vec![
            lead(say.say("statement-line")),
            figures(say.say("statement-paper-each")),
            figures(say.say("date")),
            figures(head_in(say, "statement-paper-price", self.money)),
        ];
        let row = |price: &PriceUsed| {
            let unit = self.goods.iter().find(|good| good.code() == price.good).map(|good| say.unit(good.commodity()));
            Row::new(vec![
                Cell::Label(say.of(|words| self.priced(words, &price.good, &price.class))),
                Cell::Label(unit.unwrap_or_default()),
                Cell::text(say.day(price.day)),
                Cell::text(say.quantity(price.amount, self.money)),
            ])
        };
        let rows: Vec<Row> = prices.iter().map(row).collect();
        if rows.is_empty() { Vec::new() } else { titled(say.say("statement-prices"), Table::new(columns, rows)) }
    }
}

/// Rows up to so many stay on one page together, with their heading and their sums.
pub(crate) const TOGETHER: usize = 24;

/// A heading with its table. A longer one flows over pages, where its head comes again.
pub(crate) fn titled(heading: Label, table: Table) -> Vec<Block> {
    let short = table.rows.len() <= TOGETHER;
    let blocks = vec![Block::Heading(heading), Block::Table(table)];
    if short { vec![Block::Together(blocks)] } else { blocks }
}

/// Blocks under a title that stays with the first of them.
pub(crate) fn under(title: Label, mut blocks: Vec<Block>) -> Vec<Block> {
    let title = Block::Title(title);
    match blocks.first_mut() {
        Some(Block::Together(first)) => first.insert(0, title),
        _ => blocks.insert(0, title),
    }
    blocks
}

/// A line that is part of the one above it.
fn part_of(name: Label) -> Label {
    Label { main: format!("– {}", name.main), ..name }
}

/// The months of a span under their bars: `11/26`.
pub(crate) fn month_short(say: Say, day: NaiveDate) -> String {
    use chrono::Datelike;
    format!("{}/{}", say.ordinal(day.month().into()), say.ordinal((day.year() % 100).into()))
}

//! The statements row by row, as a page, a paper and a file show them: the same rows in all three.
use super::{Account, Activity, CashLine, Flow, FundKind, InKind, Position, Statement, Sums, What};
use chrono::NaiveDate;
use ledger::{AccountKind, Commodity};
use std::collections::BTreeSet;

/// The statements of some days beside those of earlier ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set {
    /// Of the days that were asked for.
    pub now: Statement,
    /// Of the days they are compared with; none: the position before the first day stands in their place.
    pub earlier: Option<Statement>,
}

/// How a row stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// A heading.
    Section,
    /// A line.
    Line,
    /// A sum of lines.
    Sum,
    /// What everything comes to.
    Total,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// How it stands out.
    pub tone: Tone,
    /// What it is, where no account says it: a word in files.
    pub code: &'static str,
    /// The account whose line it is.
    pub account: Option<Account>,
    /// By fund; a heading has none.
    pub sums: Sums,
    /// The same, of all funds, of the days compared with.
    pub before: Option<i64>,
}

/// One side of a line of cash.
type Side = fn(&CashLine) -> Sums;

impl Row {
    fn section(code: &'static str) -> Row {
        Row { tone: Tone::Section, code, account: None, sums: Sums::default(), before: None }
    }

    fn named(tone: Tone, code: &'static str, sums: Sums, before: Option<Sums>) -> Row {
        Row { tone, code, account: None, sums, before: before.map(|sums| sums.total()) }
    }

    fn of(account: Account, sums: Sums, before: Option<Sums>) -> Row {
        Row { account: Some(account), ..Row::named(Tone::Line, account.code, sums, before) }
    }

    fn is_nothing(&self) -> bool {
        self.sums.is_zero() && self.before.unwrap_or(0) == 0
    }
}

impl Set {
    /// The kinds of funds with anything in them, now or then.
    pub fn funds(&self) -> Vec<FundKind> {
        let mut funds = self.now.funds();
        funds.extend(self.earlier.iter().flat_map(Statement::funds));
        funds.sort_unstable();
        funds.dedup();
        funds
    }

    fn earlier_position(&self) -> &Position {
        self.earlier.as_ref().map_or(&self.now.before, |earlier| &earlier.now)
    }

    /// The statement of financial position.
    pub fn position(&self) -> Vec<Row> {
        let (now, before) = (&self.now.now, self.earlier_position());
        let mut rows = Vec::new();
        let list = |rows: &mut Vec<Row>, kind: AccountKind| {
            let accounts: BTreeSet<Account> = now.of(kind).chain(before.of(kind)).map(|(account, _)| account).collect();
            rows.extend(accounts.into_iter().map(|account| Row::of(account, now.held(account), Some(before.held(account)))));
        };
        rows.push(Row::section("assets"));
        list(&mut rows, AccountKind::Asset);
        rows.push(Row::named(Tone::Sum, "total-assets", now.assets(), Some(before.assets())));
        rows.push(Row::section("liabilities"));
        list(&mut rows, AccountKind::Liability);
        rows.push(Row::named(Tone::Sum, "total-liabilities", now.liabilities(), Some(before.liabilities())));
        rows.push(Row::section("net-assets"));
        list(&mut rows, AccountKind::Equity);
        list(&mut rows, AccountKind::Conversion);
        let result = Row::named(Tone::Line, "result", now.result(), Some(before.result()));
        rows.extend(Some(result).filter(|row| !row.is_nothing()));
        rows.push(Row::named(Tone::Sum, "total-net-assets", now.net(), Some(before.net())));
        let all = |position: &Position| position.liabilities().plus(position.net());
        rows.push(Row::named(Tone::Total, "liabilities-and-net-assets", all(now), Some(all(before))));
        rows
    }

    /// The statement of activities.
    pub fn activities(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        let both = |of: &dyn Fn(&Statement) -> Sums| (of(&self.now), self.earlier.as_ref().map(of));
        let sum = |tone, code, of: &dyn Fn(&Statement) -> Sums| {
            let (now, before) = both(of);
            Row::named(tone, code, now, before)
        };
        for (code, what) in [("given", What::Given), ("earned", What::Earned)] {
            self.accounts(&mut rows, code, what, |sums| sums);
        }
        rows.push(sum(Tone::Sum, "total-income", &|told| told.sum(What::Given).plus(told.sum(What::Earned))));
        self.accounts(&mut rows, "spent", What::Spent, Sums::turned);
        rows.push(sum(Tone::Sum, "total-expenses", &|told| told.sum(What::Spent).turned()));
        let some = |rows: &mut Vec<Row>, code, what| {
            let row = sum(Tone::Line, code, &|told: &Statement| told.sum(what));
            rows.extend(Some(row).filter(|row| !row.is_nothing()));
        };
        some(&mut rows, "exchanged", What::Exchanged);
        some(&mut rows, "stock", What::Stock);
        rows.push(sum(Tone::Total, "surplus", &Statement::surplus));
        rows.push(Row::section("changes"));
        rows.push(sum(Tone::Line, "net-before", &|told| told.before.net()));
        rows.push(sum(Tone::Line, "surplus", &Statement::surplus));
        some(&mut rows, "brought", What::Brought);
        some(&mut rows, "divided", What::Divided);
        some(&mut rows, "left", What::Left);
        rows.push(sum(Tone::Total, "net-now", &|told| told.now.net()));
        rows
    }

    /// A heading and a line an account; nothing where there are none.
    fn accounts(&self, rows: &mut Vec<Row>, code: &'static str, what: What, own: fn(Sums) -> Sums) {
        let told = [Some(&self.now), self.earlier.as_ref()];
        let accounts: BTreeSet<Account> =
            told.into_iter().flatten().flat_map(|told| told.of(what)).filter_map(|line| line.account).collect();
        if accounts.is_empty() {
            return;
        }
        rows.push(Row::section(code));
        let of = |told: &Statement, account: Account| {
            let line = told.of(what).find(|line: &&Activity| line.account == Some(account));
            line.map_or(Sums::default(), |line| own(line.sums))
        };
        let row = |account| Row::of(account, of(&self.now, account), self.earlier.as_ref().map(|told| of(told, account)));
        rows.extend(accounts.into_iter().map(row));
    }

    /// The statement of cash flows: what came and what went, by what it was for.
    pub fn cash(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        for flow in Flow::ALL {
            self.flow(&mut rows, flow);
        }
        let sum = |tone, code, of: fn(&Statement) -> Sums| Row::named(tone, code, of(&self.now), self.earlier.as_ref().map(of));
        rows.push(sum(Tone::Sum, "cash-change", Statement::cash_change));
        rows.push(sum(Tone::Line, "cash-before", |told| told.before.cash()));
        rows.push(sum(Tone::Total, "cash-now", |told| told.now.cash()));
        rows
    }

    fn flow(&self, rows: &mut Vec<Row>, flow: Flow) {
        let lines = |told: &Statement| told.cash.iter().filter(|line| line.flow == flow).copied().collect::<Vec<CashLine>>();
        let (now, earlier) = (lines(&self.now), self.earlier.as_ref().map(lines));
        let accounts: BTreeSet<Option<Account>> = now.iter().chain(earlier.iter().flatten()).map(|line| line.account).collect();
        if accounts.is_empty() {
            return;
        }
        let section = match flow {
            Flow::Operating => "cash-operating",
            Flow::Investing => "cash-investing",
            Flow::Financing => "cash-financing",
            Flow::Brought => "cash-brought",
        };
        let net = |lines: &Vec<CashLine>| lines.iter().map(CashLine::net).sum::<Sums>();
        let sum = Row::named(Tone::Sum, "cash-net", net(&now), earlier.as_ref().map(net));
        if flow == Flow::Brought {
            rows.push(Row { tone: Tone::Line, code: section, ..sum });
            return;
        }
        rows.push(Row::section(section));
        let sides: [(&'static str, Side); 2] = [("received", |line| line.came), ("paid", |line| line.went.turned())];
        for (code, side) in sides {
            let of =
                |lines: &Vec<CashLine>, account| lines.iter().find(|line| line.account == account).map_or(Sums::default(), side);
            let row = |account: Option<Account>| Row {
                account,
                ..Row::named(Tone::Line, code, of(&now, account), earlier.as_ref().map(|lines| of(lines, account)))
            };
            rows.extend(accounts.iter().copied().map(row).filter(|row| !row.is_nothing()));
        }
        rows.push(sum);
    }
}

/// A good of the notes with what it is worth by the price table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoodNote {
    /// What there is.
    pub kind: InKind,
    /// What is worth anything by a price, all books together: in each money, smallest units.
    pub worth: Vec<(Commodity, i64)>,
    /// The prices that were used; none: no book has one.
    pub prices: Option<Prices>,
    /// Of it without a price on or before the day, smallest units: not valued.
    pub unpriced: i64,
    /// Its price goes by age and sex, animal by animal: each bank's own statement values it.
    pub by_class: bool,
}

/// The prices that some books have of a good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prices {
    /// Their money.
    pub money: Commodity,
    /// The least and the most for one unit.
    pub amounts: (i64, i64),
    /// The first and the last day of them.
    pub days: (NaiveDate, NaiveDate),
    /// Where they come from, each once: `price-source-<word>`.
    pub sources: Vec<String>,
}

impl Prices {
    /// Widens them by one more.
    pub fn with(self, amount: i64, day: NaiveDate, source: &str) -> Prices {
        let mut sources = self.sources;
        if !sources.iter().any(|one| one == source) {
            sources.push(source.to_owned());
        }
        Prices {
            money: self.money,
            amounts: (self.amounts.0.min(amount), self.amounts.1.max(amount)),
            days: (self.days.0.min(day), self.days.1.max(day)),
            sources,
        }
    }
}

//! The proof of a share-out: what was divided and how, every balance before and after it, each change explained.
use crate::{
    Align, Block, Cell, Column, Label, Row, Say, Story, Table, Width,
    share_out_list::{Pot, ShareOutList, ShareOutState, figure, figures, rule, total},
};
use chrono::{DateTime, Utc};
use domain::chart::{account_code, fund_code};
use ledger::{AccountNo, FundNo};

/// The balances of a fund before and after. Amounts in smallest units, each in its account's own sense.
#[derive(Clone, Debug)]
pub struct FundProof {
    /// Which.
    pub fund: FundNo,
    /// What it has and spent: debit balances.
    pub has: Vec<AccountProof>,
    /// What it owes, to whom, and earned: credit balances.
    pub owes: Vec<AccountProof>,
}

/// An account before and after.
#[derive(Clone, Debug)]
pub struct AccountProof {
    /// Which.
    pub account: AccountNo,
    /// Before the first entry of the share-out.
    pub before: i64,
    /// After the last.
    pub after: i64,
    /// What changed it: the key of what (empty: not known), and by how much.
    pub changes: Vec<(String, i64)>,
}

impl FundProof {
    /// Whether both sides are equal, before and after, and every change is explained.
    fn balances(&self) -> bool {
        let explained = |line: &AccountProof| line.before + line.changes.iter().map(|(_, by)| by).sum::<i64>() == line.after;
        sums(&self.has) == sums(&self.owes) && self.has.iter().chain(&self.owes).all(explained)
    }
}

fn sums(lines: &[AccountProof]) -> (i64, i64) {
    lines.iter().fold((0, 0), |(before, after), line| (before + line.before, after + line.after))
}

/// Adds the proof behind the list.
pub(crate) fn add(story: &mut Story, list: &ShareOutList, say: Say) {
    story.add(Block::NewPage).add(Block::Bookmark(say.say("share-out-proof").main));
    story.add(Block::Title(say.say("share-out-proof")));
    if let ShareOutState::TookPlace { funds, .. } = &list.state {
        story.add(Block::Text(say.say(if agrees(list, funds) { "share-out-proved" } else { "share-out-not-proved" })));
    }
    let mut right = goes(list, say);
    right.extend(social(list, say));
    right.push(Block::Gap(2.0));
    right.push(Block::Text(say.of(|words| format!("{}: {}", words.say("profit-rule"), rule(words, &list.rule)))));
    story.add(Block::Beside(vec![(0.5, comes(list, say)), (0.5, right)]));
    if let ShareOutState::TookPlace { officers, funds } = &list.state {
        for fund in funds {
            story.add(Block::Heading(say.of(|words| {
                let unit = words.unit(list.unit.decimals(), list.unit.code());
                let fund = words.say(&format!("fund-name-{}", fund_code(fund.fund)));
                format!("{fund} ({})", words.with("amounts-in", &[("sign", unit)]))
            })));
            story.add(Block::Table(accounts(list, fund, say)));
            let verdict = say.say(if fund.balances() { "share-out-fund-agrees" } else { "share-out-differs" });
            story.add(Block::Together(vec![Block::Small(verdict)]));
        }
        for (key, (who, at)) in ["share-out-proposed-by", "share-out-confirmed-by"].into_iter().zip(officers) {
            story.add(Block::Small(acted(say, key, who, *at)));
        }
    }
}

fn acted(say: Say, key: &str, who: &str, at: DateTime<Utc>) -> Label {
    say.of(|words| format!("{}: {who} · {}", words.say(key), words.instant(at)))
}

/// Whether every figure agrees with every other.
fn agrees(list: &ShareOutList, funds: &[FundProof]) -> bool {
    let stays: i64 = list.stays.iter().map(|(_, quantity)| quantity).sum();
    stays == list.box_after() && divided(list) == list.pot.pool && funds.iter().all(FundProof::balances)
}

/// Everything that was divided, by what became of it.
fn divided(list: &ShareOutList) -> i64 {
    let Pot { administration, reserve, remainder, .. } = list.pot;
    administration + reserve + list.sum(|line| line.gross) + remainder
}

/// What the pool is made of: where each part came from, as far as that is known, and what of it members had saved.
fn comes(list: &ShareOutList, say: Say) -> Vec<Block> {
    let mut rows = Vec::new();
    if let ShareOutState::Proposed(sources) = &list.state {
        rows.extend(sources.iter().map(|(key, quantity)| figure(list, say, key, *quantity)));
    }
    rows.push(total(list, list.say(say, "share-out-pool"), list.pot.pool, say));
    if !list.kept {
        rows.push(figure(list, say, "share-out-savings-back", list.pot.savings));
        let profit = if list.pot.profit < 0 { "share-out-loss" } else { "share-out-profit" };
        rows.push(figure(list, say, profit, list.pot.profit));
    }
    vec![Block::Heading(list.say(say, "share-out-pool-from")), Block::Table(figures(rows))]
}

/// What becomes of the pool.
fn goes(list: &ShareOutList, say: Say) -> Vec<Block> {
    let parts = [
        ("share-out-to-administration", list.pot.administration, false),
        ("share-out-to-reserve", list.pot.reserve, false),
        ("share-out-to-members", list.sum(|line| line.gross), true),
        ("share-out-remainder", list.pot.remainder, true),
    ];
    let shown = parts.into_iter().filter(|(_, quantity, always)| *always || *quantity != 0);
    let mut rows: Vec<Row> = shown.map(|(key, quantity, _)| figure(list, say, key, quantity)).collect();
    rows.push(total(list, say.say("total"), divided(list), say));
    vec![Block::Heading(list.say(say, "share-out-pool-to")), Block::Table(figures(rows))]
}

/// What of the social fund was split.
fn social(list: &ShareOutList, say: Say) -> Vec<Block> {
    let Some((pool, remainder)) = list.social else { return Vec::new() };
    let shared = list.sum(|line| line.social);
    let rows = vec![
        figure(list, say, "share-out-to-members", shared),
        figure(list, say, "share-out-remainder", remainder),
        total(list, say.say("total"), pool, say),
    ];
    vec![Block::Heading(say.say("social-fund")), Block::Table(figures(rows))]
}

/// Every account of a fund: before, what changed it, after.
fn accounts(list: &ShareOutList, fund: &FundProof, say: Say) -> Table {
    let column = |key, share, align| Column { head: say.say(key), width: Width::Share(share), align };
    let columns = vec![
        column("account", 2.0, Align::Left),
        column("share-out-before", 1.0, Align::Right),
        column("paper-proof-why", 2.4, Align::Left),
        column("paper-proof-by", 1.0, Align::Right),
        column("share-out-after", 1.0, Align::Right),
    ];
    let mut rows = Vec::new();
    for (key, lines) in [("share-out-has", &fund.has), ("share-out-belongs", &fund.owes)] {
        rows.push(Row::section(say.say(key)));
        rows.extend(lines.iter().flat_map(|line| account(list, line, say)));
        let (before, after) = sums(lines);
        let number = |quantity| Cell::strong(say.quantity(quantity, list.unit));
        rows.push(Row::sum(vec![Cell::Label(say.say("total")), number(before), Cell::Blank, Cell::Blank, number(after)]));
    }
    Table::new(columns, rows).size(9.0)
}

/// An account: its first change stands on its own line, the others below.
fn account(list: &ShareOutList, line: &AccountProof, say: Say) -> Vec<Row> {
    let number = |quantity: i64| say.quantity(quantity, list.unit);
    let change = |at: usize| match line.changes.get(at) {
        Some((key, by)) => {
            let why = if key.is_empty() { Label::default() } else { say.say(key) };
            let sign = if *by > 0 { "+" } else { "" };
            [Cell::Label(why), Cell::text(format!("{sign}{}", number(*by)))]
        }
        None => [Cell::Blank, Cell::Blank],
    };
    let row = |at: usize| {
        let own = at == 0;
        let name = Cell::Label(say.say(&format!("account-{}", account_code(line.account))));
        let [why, by] = change(at);
        Row::new(vec![
            if own { name } else { Cell::Blank },
            if own { Cell::text(number(line.before)) } else { Cell::Blank },
            why,
            by,
            if own { Cell::strong(number(line.after)) } else { Cell::Blank },
        ])
    };
    (0..line.changes.len().max(1)).map(row).collect()
}

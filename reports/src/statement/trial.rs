//! The trial balance: every account that is not nought, and the proof that debit and credit agree in each fund.
use super::{FundName, GroupStatement, balance::account_name};
use crate::{
    Block, Cell, Column, Label, Row, Say, Table,
    bank_statement::{figures, good_name, lead},
};
use domain::banks::Good;
use ledger::{AccountNo, Commodity};

/// The balances of a fund in one commodity.
#[derive(Clone, Debug)]
pub struct TrialFund {
    /// The fund.
    pub fund: FundName,
    /// In what it is counted.
    pub commodity: Commodity,
    /// The good it is; none for money.
    pub good: Option<Good>,
    /// Its accounts.
    pub lines: Vec<TrialLine>,
}

/// The balance of an account, members together; one of both is nought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrialLine {
    /// The account.
    pub account: AccountNo,
    /// On the debit side.
    pub debit: i64,
    /// On the credit side.
    pub credit: i64,
}

impl TrialFund {
    fn sums(&self) -> (i64, i64) {
        self.lines
            .iter()
            .fold((0, 0), |(debit, credit), line| (debit.saturating_add(line.debit), credit.saturating_add(line.credit)))
    }

    /// Fund and what is counted: `Loan fund · ៛`, `Rice bank · Paddy, kg`.
    fn name(&self, say: Say) -> Label {
        say.of(|words| {
            let unit = words.unit(self.commodity.decimals(), self.commodity.code());
            match &self.good {
                Some(good) => format!("{} · {}, {unit}", self.fund.show(words), good_name(words, good)),
                None => format!("{} · {unit}", self.fund.show(words)),
            }
        })
    }
}

impl GroupStatement {
    pub(super) fn trial_balance(&self, say: Say) -> Vec<Block> {
        let title = say.of(|words| format!("{} · {}", words.say("trial-balance"), words.date(self.to)));
        let columns = vec![
            Column::number(say.say("number-short")),
            lead(say.say("account")),
            figures(say.say("debit")),
            figures(say.say("credit")),
        ];
        let mut rows = Vec::new();
        for fund in &self.trial {
            let figure = |quantity| Cell::text(say.or_blank(quantity, fund.commodity));
            rows.push(Row::section(fund.name(say)));
            rows.extend(fund.lines.iter().map(|line| {
                let name = Cell::Label(account_name(say, line.account));
                Row::new(vec![Cell::text(say.ordinal(line.account.0)), name, figure(line.debit), figure(line.credit)])
            }));
            let (debit, credit) = fund.sums();
            let of = |quantity| Cell::text(say.quantity(quantity, fund.commodity));
            rows.push(Row::sum(vec![Cell::Blank, Cell::Label(say.say("total")), of(debit), of(credit)]));
        }
        if rows.is_empty() {
            return vec![Block::Title(title), Block::Text(say.say("no-lines"))];
        }
        let agrees = self.trial.iter().map(TrialFund::sums).all(|(debit, credit)| debit == credit);
        let verdict = say.say(if agrees { "books-balance" } else { "books-do-not-balance" });
        vec![Block::Title(title), Block::Text(verdict), Block::Table(Table::new(columns, rows))]
    }
}

//! A division, or a share-out that took place, as pages show it.
use super::{
    form::say_rule,
    ground::Ground,
    store::{Decided, LineRow, Plan, rule},
};
use crate::{members::store::Member, store::Result};
use domain::{
    chart::{ADMINISTRATION, CASH, EXTERNAL_LOAN, LOAN_FUND, PROFIT_SHARES, RESERVE, SOCIAL_FUND},
    constitution::SocialFundAtShareOut,
    share_outs::{Division, DivisionLine, Scope},
};
use ledger::PartyNo;
use templates::cycles::{DivisionView, MemberLine, SocialView};
use words::Words;

/// A division before it is posted.
pub fn preview(ground: &Ground, division: &Division, plan: &Plan, words: Words) -> DivisionView {
    let back = |party: &PartyNo| plan.put_back.get(party).copied().unwrap_or(0);
    let line = |line: &DivisionLine| MemberLine {
        savings: line.savings,
        profit: line.profit,
        gross: line.gross,
        social: line.social,
        settled: line.settled.total(),
        stays_owed: line.stays_owed(),
        put_back: back(&line.party),
        ..named(&ground.members, line.party)
    };
    let split = division.social.rule == SocialFundAtShareOut::SplitEqually;
    let mut view = DivisionView {
        rule: say_rule(words, &plan.profit),
        on: plan.chosen.on,
        round_to: plan.chosen.round_to,
        next: (plan.chosen.next_starts_on, plan.chosen.next_ends_on),
        sources: said(words, sources(ground, division)),
        pool: division.pool,
        savings: division.savings,
        profit: division.profit,
        administration: division.administration,
        reserve: division.reserve,
        remainder: division.remainder,
        social: SocialView { split, pool: division.social.pool, each: division.social.each, remainder: division.social.remainder },
        counted: plan.counted(),
        stays: Vec::new(),
        lines: division.lines.iter().map(line).collect(),
    };
    view.stays = said(words, stays(ground, division, &view));
    view
}

/// Who a line is of.
fn named(members: &[Member], party: PartyNo) -> MemberLine {
    let member = members.iter().find(|member| member.party() == party);
    MemberLine {
        number: member.map_or(0, |member| member.number as u32),
        name: member.map(Member::name).unwrap_or_default(),
        left: member.is_some_and(|member| member.left_on.is_some()),
        ..MemberLine::default()
    }
}

/// What things are, by their keys, and how much of each.
pub type Figures = Vec<(&'static str, i64)>;

/// Where the pool comes from, line by line; lines of nothing are left out.
pub fn sources(ground: &Ground, division: &Division) -> Figures {
    let settled = |of: fn(&DivisionLine) -> i64| division.lines.iter().map(of).sum::<i64>();
    let charges = settled(|line| line.settled.interest + line.settled.penalty);
    let holds = ground.holds;
    let all = match division.scope {
        Scope::PaidOut => vec![
            ("share-out-from-cash", holds.cash_loan),
            ("share-out-from-bank", holds.bank),
            ("share-out-from-principal", settled(|line| line.settled.principal)),
            ("share-out-from-interest", charges),
            ("share-out-less-external", -holds.external_debt),
            ("share-out-less-administration", -holds.administration),
            ("share-out-less-reserve", -holds.reserve),
            ("share-out-less-unpaid", -holds.unpaid_shares),
        ],
        Scope::Kept(year) => vec![
            ("share-out-from-earned", year.earned),
            ("share-out-from-retained", year.retained),
            ("share-out-from-carried", year.carried),
            ("share-out-from-interest", charges),
        ],
    };
    there(all)
}

/// What the box holds when everybody was paid, part by part: in a share-out everything in it belongs to something; in a
/// yearly split savings stay, and the box is told by its funds.
pub fn stays(ground: &Ground, division: &Division, view: &DivisionView) -> Figures {
    let put_back = view.sum(|line| line.put_back);
    let social = ground.holds.cash_social - view.sum(|line| line.social);
    let holds = ground.holds;
    there(match division.scope {
        Scope::PaidOut => vec![
            ("share-out-stays-remainder", division.remainder),
            ("share-out-stays-put-back", put_back),
            ("share-out-stays-administration", holds.administration + division.administration),
            ("share-out-stays-reserve", holds.reserve + division.reserve),
            ("share-out-stays-external", holds.external_debt),
            ("share-out-stays-unpaid", holds.unpaid_shares),
            ("share-out-stays-social", social),
        ],
        Scope::Kept(_) => vec![("share-out-stays-loan-fund", view.box_after() - social), ("share-out-stays-social", social)],
    })
}

fn there(all: Figures) -> Figures {
    all.into_iter().filter(|(_, quantity)| *quantity != 0).collect()
}

/// Figures in the reader's words.
pub fn said(words: Words, all: Figures) -> Vec<(String, i64)> {
    all.into_iter().map(|(key, quantity)| (words.say(key).into_owned(), quantity)).collect()
}

/// Balances after a share-out, by fund and account, debit positive.
pub type After<'a> = &'a dyn Fn(ledger::FundNo, ledger::AccountNo) -> i64;

/// What the box holds since a share-out that took place.
pub fn stays_since(decided: &Decided, put_back: i64, kept: bool, after: After<'_>) -> Figures {
    let social = after(SOCIAL_FUND, CASH);
    let parts = if kept {
        vec![("share-out-stays-loan-fund", after(LOAN_FUND, CASH)), ("share-out-stays-social", social)]
    } else {
        vec![
            ("share-out-stays-remainder", decided.remainder),
            ("share-out-stays-put-back", put_back),
            ("share-out-stays-administration", -after(LOAN_FUND, ADMINISTRATION)),
            ("share-out-stays-reserve", -after(LOAN_FUND, RESERVE)),
            ("share-out-stays-external", -after(LOAN_FUND, EXTERNAL_LOAN)),
            ("share-out-stays-unpaid", -after(LOAN_FUND, PROFIT_SHARES)),
            ("share-out-stays-social", social),
        ]
    };
    there(parts)
}

/// A share-out that took place.
pub fn decided(
    decided: &Decided,
    lines: &[LineRow],
    members: &[Member],
    stays: Vec<(String, i64)>,
    words: Words,
) -> Result<DivisionView> {
    let line = |row: &LineRow| MemberLine {
        savings: row.savings,
        profit: row.profit,
        gross: row.gross,
        social: row.social,
        settled: row.penalty + row.interest + row.principal,
        stays_owed: row.stays_owed,
        put_back: row.reinvested,
        ..named(members, PartyNo(row.party_no))
    };
    let mut lines: Vec<MemberLine> = lines.iter().map(line).collect();
    lines.sort_by_key(|line| line.number);
    Ok(DivisionView {
        rule: say_rule(words, &rule(&decided.rule)?),
        on: decided.on_day,
        round_to: decided.round_to,
        next: (decided.next_starts_on, decided.next_ends_on),
        sources: Vec::new(),
        pool: decided.pool,
        savings: lines.iter().map(|line| line.savings).sum(),
        profit: decided.profit,
        administration: decided.administration,
        reserve: decided.reserve,
        remainder: decided.remainder,
        social: SocialView {
            split: decided.social_pool > 0,
            pool: decided.social_pool,
            each: lines.iter().map(|line| line.social).max().unwrap_or(0),
            remainder: decided.social_remainder,
        },
        counted: decided.counted,
        stays,
        lines,
    })
}

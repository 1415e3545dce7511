//! What the group agreed, in short sentences.
use super::{Hand, PassbookGroup, loans::decimal};
use crate::{Block, Label, Say};
use domain::{
    constitution::{
        Constitution, Fine, FinesGoTo, Interest, LeavingProfit, LoanTerms, Profit, Repay, Saving, SocialFundAtShareOut,
    },
    loans::schedule::EveryUnit,
};
use words::Words;

/// The rules, numbered; only what was agreed.
pub(super) fn blocks(group: &PassbookGroup, hand: Hand) -> Vec<Block> {
    let say = hand.say;
    let Some(rules) = &group.rules else { return Vec::new() };
    let mut blocks = vec![Block::Heading(say.say("constitution"))];
    let sentences = sentences(rules, say);
    let numbered = (1..).zip(sentences).map(|(number, sentence)| Block::Numbered(say.ordinal(number), sentence));
    blocks.extend(numbered);
    blocks
}

fn sentences(rules: &Constitution, say: Say) -> Vec<Label> {
    let terms = rules.terms();
    let mut all = vec![say.say(&format!("passbook-rule-{}", terms.rhythm.code())), saving(rules, say)];
    all.extend(social(rules, say));
    all.extend(fines(rules, say));
    all.extend(lending(rules, say));
    all.push(profit(rules, say));
    all.push(leaving(rules, say));
    all.push(say.say("passbook-rule-corrections"));
    all
}

fn money(rules: &Constitution, words: Words, quantity: i64) -> String {
    words.amount(quantity, rules.commodity().decimals(), rules.commodity().code())
}

fn saving(rules: &Constitution, say: Say) -> Label {
    match (&rules.terms().saving, rules.shares(), rules.expected_saving()) {
        (Saving::Shares { .. }, Some((value, most)), _) => {
            say.with("passbook-rule-shares", |words| vec![("amount", money(rules, words, value)), ("most", words.number(most))])
        }
        (_, _, Some(usual)) => say.with("passbook-rule-usual", |words| vec![("amount", money(rules, words, usual))]),
        _ => say.say("passbook-rule-free"),
    }
}

fn social(rules: &Constitution, say: Say) -> Vec<Label> {
    let Some(each) = rules.contribution() else { return Vec::new() };
    let end = match rules.terms().social_fund.at_share_out {
        SocialFundAtShareOut::Kept => "passbook-rule-social-kept",
        SocialFundAtShareOut::SplitEqually => "passbook-rule-social-split",
    };
    vec![say.with(end, |words| vec![("amount", money(rules, words, each))])]
}

fn fines(rules: &Constitution, say: Say) -> Vec<Label> {
    let terms = rules.terms();
    if terms.fines.is_empty() {
        return Vec::new();
    }
    let key = match terms.fines_go_to {
        FinesGoTo::Loan => "passbook-rule-fines-loan",
        FinesGoTo::Social => "passbook-rule-fines-social",
    };
    vec![say.with(key, |words| {
        let one =
            |fine: &Fine| format!("{} {}", words.name(&fine.name_km, &fine.name_en), money(rules, words, rules.fine_amount(fine)));
        vec![("fines", terms.fines.iter().map(one).collect::<Vec<_>>().join(&words.say("list-comma")))]
    })]
}

fn lending(rules: &Constitution, say: Say) -> Vec<Label> {
    let loans = &rules.terms().loans;
    let mut all = vec![
        say.with("passbook-rule-limit", |words| {
            vec![
                ("times", decimal(words, loans.limit_times_savings)),
                ("months", words.number(loans.term_months_most)),
                ("loans", words.number(loans.at_a_time_most)),
            ]
        }),
        interest(loans, say),
        say.with(repay(loans.repay), |words| vec![("every", every(loans, words))]),
    ];
    if loans.guarantors_least > 0 {
        all.push(say.with("passbook-rule-guarantors", |words| vec![("count", words.number(loans.guarantors_least.into()))]));
    }
    if rules.service_charge() > 0 {
        all.push(say.with("passbook-rule-charge", |words| vec![("amount", money(rules, words, rules.service_charge()))]));
    }
    if rules.penalty() > 0 {
        let days = i64::from(loans.penalty_after_days);
        let key = if days == 0 { "passbook-rule-late" } else { "passbook-rule-late-after" };
        all.push(say.with(key, |words| vec![("amount", money(rules, words, rules.penalty())), ("count", words.number(days))]));
    }
    all
}

fn interest(loans: &LoanTerms, say: Say) -> Label {
    if loans.interest_percent_month.is_zero() {
        return say.say("passbook-rule-no-interest");
    }
    let key = match loans.interest {
        Interest::Flat => "passbook-rule-interest-flat",
        Interest::Declining => "passbook-rule-interest-declining",
    };
    say.with(key, |words| vec![("rate", decimal(words, loans.interest_percent_month))])
}

fn repay(repay: Repay) -> &'static str {
    match repay {
        Repay::EqualPrincipal => "passbook-rule-equal-principal",
        Repay::EqualInstalments => "passbook-rule-equal-instalments",
        Repay::Single => "passbook-rule-single",
    }
}

fn every(loans: &LoanTerms, words: Words) -> String {
    let unit = match loans.every.unit {
        EveryUnit::Day => "day",
        EveryUnit::Week => "week",
        EveryUnit::Month => "month",
    };
    match loans.every.count {
        1 => words.say(&format!("loan-every-{unit}")).into_owned(),
        count => words.with(&format!("loan-every-{unit}s"), &[("count", words.number(count.into()).into())]),
    }
}

/// How profit is divided, and what becomes of savings then.
fn profit(rules: &Constitution, say: Say) -> Label {
    let how = match &rules.terms().profit {
        Profit::BySavings => "passbook-rule-profit-by-savings",
        Profit::Equal => "passbook-rule-profit-equal",
        Profit::ByInterestPaid => "passbook-rule-profit-by-interest",
        Profit::Mixed { .. } => "passbook-rule-profit-mixed",
        Profit::BySavingsMonths => "passbook-rule-profit-by-months",
        Profit::Waterfall { .. } => "passbook-rule-profit-waterfall",
        Profit::None => "passbook-rule-profit-none",
    };
    let end = if rules.savings_kept() { "passbook-rule-savings-stay" } else { "passbook-rule-savings-paid" };
    say.with(how, |words| {
        let percent = |rate| format!("{} %", decimal(words, rate));
        let mut values = vec![("end", words.say(end).into_owned())];
        match &rules.terms().profit {
            Profit::Mixed { savings_percent } => {
                values.push(("savings", percent(*savings_percent)));
                values.push(("interest", percent(rust_decimal::Decimal::ONE_HUNDRED - savings_percent)));
            }
            Profit::Waterfall { administration_percent, reserve_percent } => {
                values.push(("administration", percent(*administration_percent)));
                values.push(("reserve", percent(*reserve_percent)));
            }
            _ => {}
        }
        values
    })
}

fn leaving(rules: &Constitution, say: Say) -> Label {
    let leaving = &rules.terms().leaving;
    let key = match (leaving.profit, leaving.fee_percent.is_zero()) {
        (LeavingProfit::None, true) => "passbook-rule-leaves",
        (LeavingProfit::None, false) => "passbook-rule-leaves-fee",
        (LeavingProfit::CurrentWorth, true) => "passbook-rule-leaves-worth",
        (LeavingProfit::CurrentWorth, false) => "passbook-rule-leaves-worth-fee",
    };
    say.with(key, |words| vec![("fee", decimal(words, leaving.fee_percent))])
}

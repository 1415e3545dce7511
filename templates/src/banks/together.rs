//! The statement of a group with all its banks: what each part has, owes and calls its own, and where the banks' own comes
//! from.
use super::{
    BankHead,
    statement::{Show, days, period, verdict},
};
use crate::parts::{Around, Column, GroupHead, Name, Problem, Row, Table, card, empty, facts, table_card};
use crate::{layout::Frame, layout::page as draw};
use domain::{
    banks::{
        Good,
        span::Span,
        statement::{FundMoney, Statement, Sums, group_totals},
    },
    chart::account_code,
};
use ledger::AccountNo;
use maud::{Markup, html};
use std::{borrow::Cow, collections::BTreeMap};

/// The page.
#[derive(Clone, Debug)]
pub struct TogetherPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which group.
    pub group: GroupHead,
    /// The first day, as typed.
    pub from: String,
    /// The last, as typed.
    pub to: String,
    /// The days it is about.
    pub span: Span,
    /// The address of the same as a file.
    pub csv: String,
    /// Its other funds, with their names.
    pub funds: Vec<(Name, FundMoney)>,
    /// Its banks with their statements.
    pub banks: Vec<(BankHead, Statement)>,
    /// The banks together.
    pub sums: Sums,
    /// The goods there are.
    pub goods: Vec<Good>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

/// `GET /groups/{code}/statement?from=&to=`
pub fn together(page: &TogetherPage) -> Markup {
    let (words, group) = (page.around.words, &page.group);
    let title = words.say("statement-of-group");
    let show = Show { words, money: &group.unit, goods: &page.goods };
    let body = html! {
        div.stack {
            (period(words, (&group.href("statement"), &group.href("papers/statement")), (&page.from, &page.to), &page.csv, &page.problems))
            p.muted { (days(words, page.span)) }
            @if page.banks.is_empty() && page.funds.is_empty() {
                div.card { (empty("scale", &words.say("no-lines"), &words.say("statement-nothing"), None)) }
            } @else {
                (verdict(words, &page.sums))
                @for (bank, told) in &page.banks { (show.missing(&told.missing, &bank.href("prices"))) }
                (parts(page, show))
                div.halves.even {
                    @for (name, fund) in &page.funds { (of_fund(page, show, name, fund)) }
                    @for (bank, told) in &page.banks { (of_bank(page, show, bank, told)) }
                }
                @if page.banks.is_empty() { p.muted { (words.say("statement-no-banks")) } }
                @else {
                    (show.came(&words.say("statement-banks-came"), &page.sums, &of_all(page, |told| &told.income), &of_all(page, |told| &told.expenses)))
                    (show.concession(page.banks.iter().map(|(_, told)| told.concession).sum()))
                }
            }
        }
    };
    let (back, under) = (group.href(""), group.name.show(words));
    let frame = Frame {
        words,
        title: &title,
        under,
        back: Some(&back),
        user: page.around.user.as_deref(),
        path: &page.around.path,
        error: !page.problems.is_empty(),
        scripts: &[],
        styles: &["bank.css"],
        notice: page.around.notice.as_deref(),
        practice: page.around.practice.as_ref(),
    };
    draw(&frame, body)
}

/// What each part has, owes and calls its own.
fn parts(page: &TogetherPage, show: Show<'_>) -> Markup {
    let words = show.words;
    let heading = words.say("statement-parts");
    let columns = [
        Column::lead(words.say("statement-part")),
        Column::number(words.say("statement-part-has")),
        Column::number(words.say("statement-part-owes")),
        Column::figure(words.say("statement-part-own")),
    ];
    let row = |name: Markup, (has, owes, own): (Option<i64>, Option<i64>, Option<i64>)| {
        Row::new(vec![name, show.value(has), show.value(owes), show.value(own)])
    };
    let fund = |(name, fund): &(Name, FundMoney)| {
        row(html! { (name.show(words)) }, (Some(fund.has()), Some(fund.owes()), Some(fund.own())))
    };
    let bank = |(bank, told): &(BankHead, Statement)| {
        let name = html! { a href=(bank.href("statement")) { (bank.name.show(words)) } };
        row(name, (told.sums.assets, told.sums.liabilities, told.sums.own()))
    };
    let rows = page.funds.iter().map(fund).chain(page.banks.iter().map(bank)).collect();
    let funds: Vec<FundMoney> = page.funds.iter().map(|(_, fund)| fund.clone()).collect();
    let foot = vec![row(html! { (words.say("total")) }, group_totals(&page.sums, &funds))];
    table_card(
        "scale",
        &heading,
        html! {},
        html! { (Table { words, caption: &heading, columns: &columns, rows, foot, listing: None }) },
    )
}

/// What a fund of money has and owes, account by account.
fn of_fund(page: &TogetherPage, show: Show<'_>, name: &Name, fund: &FundMoney) -> Markup {
    let words = show.words;
    let account = |no: AccountNo| words.say(&format!("account-{}", account_code(no)));
    let has = fund.assets.iter().map(|(no, value)| (account(*no), show.value(Some(*value))));
    let owed = fund.liabilities.iter().map(|(no, value)| {
        let name = words.with("statement-owed", &[("what", account(*no))]);
        (Cow::from(name), show.value(Some(value.saturating_neg())))
    });
    let own = (words.say("statement-part-own"), html! { b { (show.value(Some(fund.own()))) } });
    let lines: Vec<(Cow<'_, str>, Markup)> = has.chain(owed).chain([own]).collect();
    card("piggy-bank", name.show(page.around.words), facts(&lines))
}

/// What a bank has and owes.
fn of_bank(page: &TogetherPage, show: Show<'_>, bank: &BankHead, told: &Statement) -> Markup {
    let words = show.words;
    let has = told.assets.iter().map(|held| (Cow::from(show.held(held)), show.value(held.value)));
    let owed = told.liabilities.iter().map(|held| {
        let name = words.with("statement-owed", &[("what", show.held(held).into())]);
        (Cow::from(name), show.value(held.value.map(i64::saturating_neg)))
    });
    let own = (words.say("statement-part-own"), html! { b { (show.value(told.sums.own())) } });
    let lines: Vec<(Cow<'_, str>, Markup)> = has.chain(owed).chain([own]).collect();
    card("warehouse", bank.name.show(page.around.words), facts(&lines))
}

/// Income or expenses of all banks, by account.
fn of_all(page: &TogetherPage, part: impl Fn(&Statement) -> &Vec<(AccountNo, Option<i64>)>) -> Vec<(AccountNo, Option<i64>)> {
    let mut sums: BTreeMap<AccountNo, Option<i64>> = BTreeMap::new();
    for (no, value) in page.banks.iter().flat_map(|(_, told)| part(told)) {
        let sum = sums.entry(*no).or_insert(Some(0));
        *sum = sum.zip(*value).map(|(sum, value)| sum.saturating_add(value));
    }
    sums.into_iter().collect()
}

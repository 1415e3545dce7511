//! A divided box as pages show it: where the pool comes from, line by line, and what each gets. One struct for the
//! preview, for the officer who confirms, and for the paper.
use super::Head;
use crate::layout::icon;
use crate::parts::{Column, Name, Row, Table, Tone, badge, sign, table_card};
use chrono::NaiveDate;
use maud::{Markup, html};
use std::borrow::Cow;

/// A divided box. Amounts in smallest units.
#[derive(Clone, Debug)]
pub struct DivisionView {
    /// The rule, already said.
    pub rule: String,
    /// The day.
    pub on: NaiveDate,
    /// Payouts are multiples of this.
    pub round_to: i64,
    /// The first and last day of the next cycle.
    pub next: (NaiveDate, Option<NaiveDate>),
    /// Where the pool comes from: what, already said, and how much (below zero: taken off).
    pub sources: Vec<(String, i64)>,
    /// What is divided.
    pub pool: i64,
    /// What all have saved together; stays where savings are kept.
    pub savings: i64,
    /// The profit.
    pub profit: i64,
    /// Taken off it for administration.
    pub administration: i64,
    /// Taken off it for capital.
    pub reserve: i64,
    /// Carried to the next cycle.
    pub remainder: i64,
    /// The social fund.
    pub social: SocialView,
    /// What was counted.
    pub counted: i64,
    /// What stays in the box for others or for good, beside the remainder: what, already said, and how much.
    pub stays: Vec<(String, i64)>,
    /// Everybody.
    pub lines: Vec<MemberLine>,
}

/// The social fund in a share-out.
#[derive(Clone, Copy, Debug, Default)]
pub struct SocialView {
    /// Whether it is split.
    pub split: bool,
    /// What is in it.
    pub pool: i64,
    /// What each member gets of it.
    pub each: i64,
    /// What stays in it.
    pub remainder: i64,
}

/// A member's line. Amounts in smallest units.
#[derive(Clone, Debug, Default)]
pub struct MemberLine {
    /// Her number.
    pub number: u32,
    /// Her name.
    pub name: Name,
    /// Whether she has left.
    pub left: bool,
    /// What she has saved.
    pub savings: i64,
    /// Her part of the profit.
    pub profit: i64,
    /// What she is due out of the loan fund.
    pub gross: i64,
    /// Her part of the social fund.
    pub social: i64,
    /// What of her debts is settled.
    pub settled: i64,
    /// What she goes on owing.
    pub stays_owed: i64,
    /// What she leaves in the box.
    pub put_back: i64,
}

impl MemberLine {
    /// What she is due after her debts.
    pub fn paid(&self) -> i64 {
        self.gross + self.social - self.settled
    }

    /// What she takes home.
    pub fn home(&self) -> i64 {
        self.paid() - self.put_back
    }
}

impl DivisionView {
    /// A sum over everybody.
    pub fn sum(&self, of: fn(&MemberLine) -> i64) -> i64 {
        self.lines.iter().map(of).sum()
    }

    /// What will be in the box when everybody was paid.
    pub fn box_after(&self) -> i64 {
        self.counted - self.sum(MemberLine::home)
    }
}

/// Where the pool comes from and what becomes of it, as two lists of figures.
pub(super) fn pool(head: &Head, view: &DivisionView) -> Markup {
    let (words, unit) = (head.around.words, &head.group.unit);
    let line = |label: &str, quantity: i64| {
        html! { div { dt { (label) } dd.(if quantity < 0 { "out" } else { "" }) { (unit.amount(words, quantity)) } } }
    };
    let part = |label: &str, quantity: i64| html! { div.part { dt { (label) } dd { (unit.amount(words, quantity)) } } };
    let sum = |label: &str, quantity: i64| html! { div.sum { dt { (label) } dd { (unit.amount(words, quantity)) } } };
    html! {
        section.card {
            h2 { (icon("scale")) (head.say("share-out-pool-from")) }
            dl.facts {
                @for (label, quantity) in &view.sources { (line(label, *quantity)) }
                (sum(&head.say("share-out-pool"), view.pool))
                @if !head.kept {
                    (part(&head.say("share-out-savings-back"), view.savings))
                    (part(&head.say(if view.profit < 0 { "share-out-loss" } else { "share-out-profit" }), view.profit))
                }
            }
        }
        section.card {
            h2 { (icon("coins")) (head.say("share-out-pool-to")) }
            dl.facts {
                @if view.administration > 0 { (line(&head.say("share-out-to-administration"), view.administration)) }
                @if view.reserve > 0 { (line(&head.say("share-out-to-reserve"), view.reserve)) }
                (line(&head.say("share-out-to-members"), view.sum(|line| line.gross)))
                (line(&head.say("share-out-remainder"), view.remainder))
                (sum(&head.say("share-out-pool"), view.administration + view.reserve + view.sum(|line| line.gross) + view.remainder))
            }
            p.hint { (head.with("share-out-remainder-text", &[("amount", head.amount(view.round_to).into())])) }
        }
    }
}

/// The rule, the days and the social fund, in words.
pub(super) fn choices(head: &Head, view: &DivisionView) -> Markup {
    let (words, unit) = (head.around.words, &head.group.unit);
    let fact = |label: Cow<'_, str>, value: Markup| html! { div { dt { (label) } dd { (value) } } };
    let (from, until) = view.next;
    html! {
        dl.facts {
            (fact(words.say("profit-rule"), html! { (view.rule) }))
            (fact(words.say("share-out-round-to"), unit.amount(words, view.round_to)))
            (fact(words.say("share-out-on"), html! { (words.date(view.on)) }))
            (fact(head.say("share-out-next-cycle"), html! { (words.date(from)) " – " @if let Some(until) = until { (words.date(until)) } }))
            @if view.social.pool > 0 {
                (fact(words.say("social-fund"), html! {
                    (unit.amount(words, view.social.pool)) " · "
                    @if view.social.split { (words.with("share-out-social-each", &[("amount", head.amount(view.social.each).into())])) }
                    @else { (words.say("social-kept")) }
                }))
            }
        }
    }
}

/// What the box holds when everybody was paid: the remainder, what is kept, and what was put back.
pub(super) fn after(head: &Head, view: &DivisionView) -> Markup {
    let (words, unit) = (head.around.words, &head.group.unit);
    let line = |label: &str, quantity: i64| html! { div { dt { (label) } dd { (unit.amount(words, quantity)) } } };
    html! {
        section.card {
            h2 { (icon("vault")) (words.say("share-out-box-after")) }
            dl.facts {
                (line(&words.say("share-out-counted"), view.counted))
                (line(&words.say("share-out-taken-home"), -view.sum(MemberLine::home)))
                div.sum { dt { (words.say("share-out-stays-in-box")) } dd { (unit.amount(words, view.box_after())) } }
                @for (label, quantity) in &view.stays { (line(label, *quantity)) }
            }
        }
    }
}

/// Everybody's line.
pub(super) fn members(head: &Head, view: &DivisionView) -> Markup {
    let (words, unit) = (head.around.words, &head.group.unit);
    let any = |of: fn(&MemberLine) -> i64| view.lines.iter().any(|line| of(line) != 0);
    let (social, debts, back) = (any(|line| line.social), any(|line| line.settled), any(|line| line.put_back));
    let mut columns = vec![
        Column::mark(words.say("number-short")),
        Column::lead(words.say("member")),
        Column::number(head.say("share-out-savings")),
        Column::number(words.say("profit")),
        Column::number(head.say("share-out-gross")),
    ];
    let mut figures: Vec<fn(&MemberLine) -> i64> = vec![|line| line.savings, |line| line.profit, |line| line.gross];
    for (shown, key, of) in [
        (social, "social-fund", (|line| line.social) as fn(&MemberLine) -> i64),
        (debts, "share-out-settled", |line| -line.settled),
        (back, "share-out-puts-back", |line| -line.put_back),
    ] {
        if shown {
            columns.push(Column::number(head.say(key)));
            figures.push(of);
        }
    }
    columns.push(Column::figure(head.say("share-out-home")));
    let row = |line: &MemberLine| {
        let mut cells = vec![html! { (words.ordinal(line.number.into())) }, name(head, line)];
        cells.extend(figures.iter().map(|of| signed(head, of(line))));
        cells.push(unit.number(words, line.home()));
        Row { cells, tone: if line.stays_owed > 0 { "fix" } else { "" } }
    };
    let mut foot = vec![html! { span {} }, html! { (words.say("total")) }];
    foot.extend(figures.iter().map(|of| signed(head, view.sum(*of))));
    foot.push(unit.number(words, view.sum(MemberLine::home)));
    let heading = head.say("share-out-who-gets");
    let rows = view.lines.iter().map(row).collect();
    let table = Table { words, caption: &heading, columns: &columns, rows, foot: vec![Row::new(foot)], listing: None };
    let aside = html! { span.small { (words.with("amounts-in", &[("sign", sign(words, unit).into())])) } };
    table_card("users", &heading, aside, html! { div.wide-t { (table) } })
}

fn signed(head: &Head, quantity: i64) -> Markup {
    let number = head.group.unit.or_blank(head.around.words, quantity);
    if quantity < 0 {
        html! { span.out { (number) } }
    } else {
        number
    }
}

fn name(head: &Head, line: &MemberLine) -> Markup {
    let words = head.around.words;
    html! {
        a href=(head.group.href(&format!("members/{}", line.number))) { (line.name.show(words)) }
        @if line.left { " " (badge(Tone::Past, "log-out", &words.say("share-out-has-left"))) }
        @if line.stays_owed > 0 {
            span.stays { (badge(Tone::Stop, "triangle-alert", &words.with("share-out-stays-owing", &[("amount", head.amount(line.stays_owed).into())]))) }
        }
    }
}

//! The first step: what is still owed, what lies elsewhere, and what to do about each before the box is counted.
use super::{Head, Step, give_up};
use crate::layout::icon;
use crate::parts::{Column, Name, Row, Table, Tone, badge, more, note_box, table_card};
use maud::{Markup, html};

/// What stands before the count. Amounts in smallest units.
#[derive(Clone, Debug)]
pub struct CollectPage {
    /// Group, reader, problems.
    pub head: Head,
    /// Who owes something: every loan that is open, in a yearly split those of which something is due.
    pub debtors: Vec<Debtor>,
    /// Approved loans that were not paid out.
    pub applications: u32,
    /// At the bank.
    pub bank: i64,
    /// Owed outside.
    pub external: i64,
    /// Set aside for administration.
    pub administration: i64,
    /// Why the box cannot be divided yet, already said.
    pub hindrances: Vec<String>,
    /// The number of the next meeting.
    pub next_meeting: u32,
}

/// A member who owes something.
#[derive(Clone, Debug)]
pub struct Debtor {
    /// Her number.
    pub number: u32,
    /// Her name.
    pub name: Name,
    /// Whether she has left.
    pub left: bool,
    /// What she has saved.
    pub savings: i64,
    /// Principal.
    pub principal: i64,
    /// Interest and penalties.
    pub charges: i64,
}

/// `GET /groups/{code}/share-out/collect`
pub fn collect(page: &CollectPage) -> Markup {
    let head = &page.head;
    let body = html! {
        p.lead { (head.say("share-out-collect-text")) }
        @for hindrance in &page.hindrances { (note_box("stop", "hourglass", html! { p { (hindrance) } })) }
        (debtors(page))
        (elsewhere(page))
        div.actions {
            @if head.may_propose {
                a.btn.main href=(head.carried.href(&head.group.href(Step::Count.below()))) { (icon("calculator")) (head.say("share-out-to-count")) }
                a.btn href=(head.group.href(&format!("meetings/{}", page.next_meeting))) { (icon("notebook-pen")) (head.say("share-out-another-meeting")) }
            }
        }
        @if !head.may_propose { p.hint { (head.say("share-out-watch")) } }
        (give_up(head))
    };
    head.step(Step::Collect, &[], body)
}

fn debtors(page: &CollectPage) -> Markup {
    let head = &page.head;
    let (words, unit) = (head.around.words, &head.group.unit);
    if page.debtors.is_empty() {
        return note_box("", "circle-check", html! { p { (head.say("share-out-nobody-owes")) } });
    }
    let columns = [
        Column::mark(words.say("number-short")),
        Column::lead(words.say("member")),
        Column::number(words.say("savings")),
        Column::number(words.say("share-out-principal")),
        Column::number(words.say("share-out-interest")),
        Column::figure(head.say("share-out-owes")),
        Column::act(words.say("state")),
    ];
    let row = |debtor: &Debtor| {
        let owes = debtor.principal + debtor.charges;
        Row::new(vec![
            html! { (words.ordinal(debtor.number.into())) },
            html! { a href=(head.group.href(&format!("members/{}", debtor.number))) { (debtor.name.show(words)) } },
            unit.number(words, debtor.savings),
            unit.or_blank(words, debtor.principal),
            unit.or_blank(words, debtor.charges),
            unit.number(words, owes),
            html! {
                @if debtor.left { (badge(Tone::Past, "log-out", &words.say("share-out-has-left"))) " " }
                @if owes > debtor.savings && !head.kept { (badge(Tone::Warn, "triangle-alert", &words.say("share-out-more-than-saved"))) }
            },
        ])
    };
    let sum = |of: fn(&Debtor) -> i64| unit.number(words, page.debtors.iter().map(of).sum());
    let foot = Row::new(vec![
        html! { span {} },
        html! { (words.say("total")) },
        sum(|debtor| debtor.savings),
        sum(|debtor| debtor.principal),
        sum(|debtor| debtor.charges),
        sum(|debtor| debtor.principal + debtor.charges),
        html! {},
    ]);
    let heading = head.say("share-out-debtors");
    let rows = page.debtors.iter().map(row).collect();
    let table = Table { words, caption: &heading, columns: &columns, rows, foot: vec![foot], listing: None };
    table_card("hand-coins", &heading, html! {}, html! { (table) p.pad.hint { (head.say("share-out-debtors-text")) } })
}

/// What is not in the box, or not the members'.
fn elsewhere(page: &CollectPage) -> Markup {
    let head = &page.head;
    let with = |key: &str, quantity: i64| head.with(key, &[("amount", head.amount(quantity).into())]);
    let sheet = head.group.href(&format!("meetings/{}", page.next_meeting));
    html! {
        @if page.bank != 0 {
            (note_box(if head.kept { "" } else { "stop" }, "building-2", html! {
                p { (with("share-out-bank", page.bank)) }
                @if head.may_propose && !head.kept { (more(&sheet, &head.say("share-out-next-sheet"))) }
            }))
        }
        @if page.external > 0 {
            (note_box("warn", "hand-coins", html! {
                p { (with("share-out-external", page.external)) }
                @if head.may_propose { (more(&sheet, &head.say("share-out-next-sheet"))) }
            }))
        }
        @if page.administration > 0 { (note_box("", "wallet", html! { p { (with("share-out-administration-stays", page.administration)) } })) }
        @if page.applications > 0 {
            (note_box("", "clipboard-list", html! {
                p { (head.with("share-out-applications", &[("count", head.around.words.number(page.applications.into()).into())])) }
            }))
        }
    }
}

//! One entry of the book: its postings, who wrote it and when, and its place in the chain.
use crate::books::AccountName;
use crate::layout::icon;
use crate::parts::{self, Around, Column, GroupHead, Name, Row, Table, Tone, Unit, badge, card, facts, table_card};
use chrono::{DateTime, NaiveDate, Utc};
use maud::{Markup, html};

/// One entry of a group's book.
#[derive(Clone, Debug)]
pub struct EntryPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which group.
    pub group: GroupHead,
    /// Its number in the book, without gaps.
    pub number: u64,
    /// The day it counts for.
    pub date: NaiveDate,
    /// What it was for, already said in the reader's language.
    pub why: String,
    /// The reason that was written with it; empty for none.
    pub memo: String,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Who recorded it.
    pub recorded_by: String,
    /// Its postings.
    pub postings: Vec<PostingLine>,
    /// Its hash, hexadecimal.
    pub hash: String,
    /// The hash of the entry before it; empty for the first.
    pub previous_hash: String,
    /// The meeting it records.
    pub meeting: Option<u32>,
    /// What it records of a bank: the bank's code and name, and the number of the act there.
    pub act: Option<(String, Name, i64)>,
    /// The price that the act cites, already said.
    pub price: Option<String>,
    /// The entry it corrects or reverses, and the number of the correction.
    pub corrects: Option<(u64, Option<u32>)>,
    /// Entries that correct it, each with the number of the correction.
    pub corrected_by: Vec<(u64, Option<u32>)>,
    /// The last entry's number, for the way to the next.
    pub last: u64,
}

/// One posting.
#[derive(Clone, Debug)]
pub struct PostingLine {
    /// The account.
    pub account: AccountName,
    /// The address of its lines.
    pub href: String,
    /// The fund.
    pub fund: Name,
    /// The name of the good that is counted; empty for money.
    pub counted: String,
    /// Whom it concerns; empty for none.
    pub party: Name,
    /// Member number of the party, when it is a member.
    pub member: Option<u32>,
    /// What it is counted in.
    pub unit: Unit,
    /// Smallest units; debit positive, credit negative.
    pub quantity: i64,
}

/// `GET /groups/{code}/entries/{number}`
pub fn entry(page: &EntryPage) -> Markup {
    let (words, group) = (page.around.words, &page.group);
    let heading = words.say("postings");
    let columns = [
        Column::lead(words.say("account")),
        Column::text(words.say("fund")),
        Column::text(words.say("party")),
        Column::side(words.say("debit")),
        Column::side(words.say("credit")),
    ];
    let rows = page.postings.iter().map(|posting| {
        Row::new(vec![
            html! {
                span.muted { (posting.account.number) } " " a href=(posting.href) { (posting.account.name.show(words)) }
                @if !posting.counted.is_empty() { span.small { (posting.counted) } }
            },
            html! { (posting.fund.show(words)) },
            html! {
                @match posting.member {
                    Some(number) => a href=(group.href(&format!("members/{number}"))) { (posting.party.show(words)) },
                    None => (posting.party.show(words)),
                }
            },
            html! { @if posting.quantity > 0 { (posting.unit.amount(words, posting.quantity)) } },
            html! { @if posting.quantity < 0 { (posting.unit.amount(words, posting.quantity.saturating_neg())) } },
        ])
    });
    let table = Table { words, caption: &heading, columns: &columns, rows: rows.collect(), foot: totals(page), listing: None };
    let entry_link = |number: u64| {
        html! {
            a href=(group.href(&format!("entries/{number}"))) { (words.with("entry-number", &[("number", words.ordinal(number as i64).into())])) }
        }
    };
    let correction_link = |number: u32| {
        html! {
            a href=(group.href(&format!("corrections/{number}"))) { (words.with("correction-number", &[("number", words.ordinal(number.into()).into())])) }
        }
    };
    let body = html! {
        div.stack {
            @if let Some((original, number)) = page.corrects {
                (parts::note_box("warn", "undo-2", html! { p { (words.say("entry-corrects")) " " (entry_link(original)) @if let Some(number) = number { " · " (correction_link(number)) } } }))
            }
            @for (entry, number) in &page.corrected_by {
                (parts::note_box("warn", "undo-2", html! { p { (words.say("entry-corrected-by")) " " (entry_link(*entry)) @if let Some(number) = number { " · " (correction_link(*number)) } } }))
            }
            div.halves.even {
                (card("file-text", &words.say("about-entry"), facts(&[
                    (words.say("date"), html! { (words.date(page.date)) }),
                    (words.say("what-for"), html! { (page.why) }),
                    (words.say("reason"), html! { (page.memo) }),
                    (words.say("meeting"), html! { @if let Some(number) = page.meeting { a href=(group.href(&format!("meetings/{number}"))) { (words.with("meeting-number", &[("number", words.ordinal(number.into()).into())])) } } }),
                    (words.say("bank"), html! { @if let Some((code, name, no)) = &page.act {
                        a href=(format!("/banks/{}/acts/{no}", parts::encode(code))) { (name.show(words)) " · " (words.with("entry-act-number", &[("number", words.ordinal(*no).into())])) }
                    } }),
                    (words.say("entry-price-cited"), html! { @if let Some(price) = &page.price { (price) } }),
                    (words.say("recorded-by"), html! { (page.recorded_by) }),
                    (words.say("recorded-at"), html! { span.n { (words.instant(page.recorded_at)) } }),
                ])))
                (card("link", &words.say("place-in-chain"), html! {
                    p.small { (words.say("chain-text")) }
                    p { (words.say("hash")) } p.code { (page.hash) }
                    @if !page.previous_hash.is_empty() { p { (words.say("hash-before")) } p.code { (page.previous_hash) } }
                }))
            }
            (table_card("list-checks", &heading, html! { (badge(Tone::Good, "lock", &words.say("written-once"))) }, html! { (table) }))
            div.actions {
                @if page.number > 1 { a.btn href=(group.href(&format!("entries/{}", page.number - 1))) { (icon("chevron-left")) (words.say("entry-before")) } }
                @if page.number < page.last { a.btn href=(group.href(&format!("entries/{}", page.number + 1))) { (words.say("entry-after")) (icon("chevron-right")) } }
            }
        }
    };
    let title = words.with("entry-number", &[("number", words.ordinal(page.number as i64).into())]);
    page.around.page(&title, group.name.show(words), Some(&group.href("cash-book")), &[], body)
}

/// Debits and credits of each thing that is counted, where there are several: each is in balance by itself.
fn totals(page: &EntryPage) -> Vec<Row> {
    let words = page.around.words;
    let mut sums: Vec<(&PostingLine, i64, i64)> = Vec::new();
    for posting in &page.postings {
        let (debit, credit) = (posting.quantity.max(0), posting.quantity.min(0).saturating_neg());
        match sums.iter_mut().find(|(of, ..)| of.unit == posting.unit) {
            Some((_, in_all, out)) => (*in_all, *out) = (in_all.saturating_add(debit), out.saturating_add(credit)),
            None => sums.push((posting, debit, credit)),
        }
    }
    if sums.len() < 2 {
        return vec![];
    }
    let row = |(of, debit, credit): (&PostingLine, i64, i64)| {
        Row::new(vec![
            html! { (words.say("total")) @if !of.counted.is_empty() { " · " (of.counted) } },
            html! {},
            html! {},
            of.unit.amount(words, debit),
            of.unit.amount(words, credit),
        ])
    };
    sums.into_iter().map(row).collect()
}

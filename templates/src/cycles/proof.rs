//! The proof of a share-out: every balance before and after it, each change explained, and the box to the riel.
use super::Head;
use crate::books::AccountName;
use crate::layout::icon;
use crate::parts::{Name, card, encode, facts, more, sign};
use chrono::{DateTime, NaiveDate, Utc};
use maud::{Markup, html};

/// The proof of a share-out. Amounts in smallest units.
#[derive(Clone, Debug)]
pub struct ProofPage {
    /// Group, reader.
    pub head: Head,
    /// The number of the share-out.
    pub number: u32,
    /// The day.
    pub on: NaiveDate,
    /// The rule, already said.
    pub rule: String,
    /// Who proposed and who confirmed it, and when.
    pub officers: [(String, DateTime<Utc>); 2],
    /// What was counted before.
    pub counted: i64,
    /// What members took home.
    pub home: i64,
    /// What the book says is in the box since.
    pub box_after: i64,
    /// What it is made of: what, already said, and how much. None where savings stay in it with the rest.
    pub parts: Option<Vec<(String, i64)>>,
    /// The balances of each fund.
    pub funds: Vec<ProofFund>,
    /// The entries that posted it: number, and what it was, already said.
    pub entries: Vec<(u64, String)>,
}

impl ProofPage {
    /// Whether every figure agrees with every other.
    pub fn agrees(&self) -> bool {
        let parts = self.parts.as_ref().is_none_or(|parts| parts.iter().map(|(_, part)| part).sum::<i64>() == self.box_after);
        self.counted - self.home == self.box_after && parts && self.funds.iter().all(ProofFund::balances)
    }
}

/// The balances of a fund.
#[derive(Clone, Debug)]
pub struct ProofFund {
    /// Which.
    pub fund: Name,
    /// What it has and spent: debit balances.
    pub has: Vec<ProofLine>,
    /// What it owes, to whom, and earned: credit balances.
    pub owes: Vec<ProofLine>,
}

impl ProofFund {
    fn sums(lines: &[ProofLine]) -> (i64, i64) {
        lines.iter().fold((0, 0), |(before, after), line| (before + line.before, after + line.after))
    }

    fn balances(&self) -> bool {
        let explained = |line: &ProofLine| line.before + line.changes.iter().map(|(_, by)| by).sum::<i64>() == line.after;
        ProofFund::sums(&self.has) == ProofFund::sums(&self.owes) && self.has.iter().chain(&self.owes).all(explained)
    }
}

/// An account before and after, in its own sense.
#[derive(Clone, Debug)]
pub struct ProofLine {
    /// Which account.
    pub account: AccountName,
    /// Before the first entry of the share-out.
    pub before: i64,
    /// After the last.
    pub after: i64,
    /// What changed it: what, already said, and by how much.
    pub changes: Vec<(String, i64)>,
}

/// `GET /groups/{code}/share-outs/{no}`
pub fn proof(page: &ProofPage) -> Markup {
    let head = &page.head;
    let words = head.around.words;
    let agrees = page.agrees();
    let body = html! {
        div.stack {
            p.verdict.(if agrees { "" } else { "off" }) {
                (icon(if agrees { "circle-check" } else { "triangle-alert" }))
                (words.say(if agrees { "share-out-proved" } else { "share-out-not-proved" }))
            }
            (sentence(page))
            div.actions.no-paper {
                a.btn.main href=(head.group.href(&format!("papers/share-out-list?no={}", page.number))) { (icon("printer")) (words.say("print")) }
                a.btn href=(head.group.href(&format!("share-outs/{}/list", page.number))) { (icon("list")) (words.say("share-out-list")) }
            }
            @for fund in &page.funds { (fund_card(page, fund)) }
            (about(page))
        }
    };
    head.page(&words.say("share-out-proof"), &head.group.href("cycles"), &[], body)
}

/// The sentence that must be true, as figures.
fn sentence(page: &ProofPage) -> Markup {
    let head = &page.head;
    let words = head.around.words;
    let term = |label: &str, sign: &str, quantity: i64| {
        html! { div.term { span.op aria-hidden="true" { (sign) } b.n { (head.amount(quantity)) } span { (label) } } }
    };
    let sum = |label: &str, right: bool| {
        html! { div.term.sum.(if right { "good" } else { "wrong" }) {
            span.op aria-hidden="true" { "=" } b.n { (head.amount(page.box_after)) } span { (label) }
            (icon(if right { "circle-check" } else { "circle-x" }))
            span.vh { (words.say(if right { "agrees" } else { "share-out-differs" })) }
        } }
    };
    html! {
        section.card {
            h2 { (icon("vault")) (words.say("share-out-box-holds")) }
            div.equation {
                (term(&words.say("share-out-counted"), "", page.counted))
                (term(&words.say("share-out-taken-home"), "−", page.home))
                (sum(&words.say("share-out-in-box"), page.counted - page.home == page.box_after))
            }
            @if let Some(parts) = &page.parts {
                div.equation {
                    @for (at, (label, quantity)) in parts.iter().enumerate() { (term(label, if at == 0 { "" } else { "+" }, *quantity)) }
                    (sum(&words.say("share-out-in-box"), parts.iter().map(|(_, part)| part).sum::<i64>() == page.box_after))
                }
            }
        }
    }
}

fn fund_card(page: &ProofPage, fund: &ProofFund) -> Markup {
    let head = &page.head;
    let words = head.around.words;
    let agrees = fund.balances();
    html! {
        section.card.flush {
            div.card-head {
                h2 { (icon("scale")) (fund.fund.show(words)) }
                span.small { (words.with("amounts-in", &[("sign", sign(words, &head.group.unit).into())])) }
            }
            table.proof {
                caption.vh { (fund.fund.show(words)) }
                thead { tr {
                    th scope="col" { (words.say("account")) }
                    th.num scope="col" { (words.say("share-out-before")) }
                    th.num scope="col" { (words.say("share-out-after")) }
                } }
                (side(page, &words.say("share-out-has"), &fund.has))
                (side(page, &words.say("share-out-belongs"), &fund.owes))
            }
            p.pad.(if agrees { "in" } else { "bad-ink" }) {
                (icon(if agrees { "circle-check" } else { "triangle-alert" })) " "
                (words.say(if agrees { "share-out-fund-agrees" } else { "share-out-differs" }))
            }
        }
    }
}

fn side(page: &ProofPage, heading: &str, lines: &[ProofLine]) -> Markup {
    let (words, unit) = (page.head.around.words, &page.head.group.unit);
    let (before, after) = ProofFund::sums(lines);
    html! {
        tbody {
            tr.group { th scope="rowgroup" colspan="3" { (heading) } }
            @for line in lines {
                tr {
                    th scope="row" { a href=(page.head.group.href(&format!("accounts/{}", encode(&line.account.number)))) { (line.account.name.show(words)) } }
                    td.num { (unit.number(words, line.before)) }
                    td.num { b { (unit.number(words, line.after)) } }
                }
                @for (what, by) in &line.changes {
                    tr.change {
                        td { (what) }
                        td.num.by colspan="2" { span.n.(if *by < 0 { "out" } else { "in" }) { @if *by > 0 { "+" } (unit.number(words, *by)) } }
                    }
                }
            }
            tr.sum { th scope="row" { (words.say("total")) } td.num { (unit.number(words, before)) } td.num { (unit.number(words, after)) } }
        }
    }
}

fn about(page: &ProofPage) -> Markup {
    let head = &page.head;
    let words = head.around.words;
    let [proposed, confirmed] = &page.officers;
    let who = |(name, at): &(String, DateTime<Utc>)| html! { (name) " · " span.n { (words.instant(*at)) } };
    card(
        "info",
        &head.say("share-out-about"),
        html! {
            (facts(&[
                (words.say("share-out-on"), html! { (words.date(page.on)) }),
                (words.say("profit-rule"), html! { (page.rule) }),
                (words.say("share-out-proposed-by"), who(proposed)),
                (words.say("share-out-confirmed-by"), who(confirmed)),
            ]))
            @for (number, what) in &page.entries {
                p { (more(&head.group.href(&format!("entries/{number}")), what)) }
            }
        },
    )
}

//! A voucher with its steps, and beside it what proves it: the agreement, the receipts as pictures, the visits.
use super::{AwardFrame, AwardHead, forms::listed, vouchers::stands};
use crate::{
    layout::icon,
    parts::{Amount, Around, Fields, Problem, Upload, card, facts, note_box},
};
use chrono::NaiveDate;
use maud::{Markup, html};
use std::borrow::Cow;

/// A step, and who did it.
#[derive(Clone, Debug)]
pub struct StepLine {
    /// `prepared`, `checked` …
    pub step: &'static str,
    /// Who and when; nothing: not yet.
    pub done: Option<(String, NaiveDate)>,
}

/// A receipt.
#[derive(Clone, Debug)]
pub struct ReceiptShown {
    /// Its number.
    pub no: i64,
    /// Who sold; empty where it is sealed.
    pub supplier: String,
    /// Its own number.
    pub number: String,
    /// Its day.
    pub day: NaiveDate,
    /// Its sum, in the currency that was paid.
    pub amount: Amount,
    /// What was bought, line by line.
    pub lines: Vec<(String, Amount)>,
    /// The address of its scan, and whether it is a picture; nothing: it is sealed or not here.
    pub scan: Option<(String, bool)>,
    /// Kept under seal elsewhere: the digest.
    pub sealed: Option<String>,
    /// Who saw it there, and when.
    pub sighted: Option<(String, NaiveDate)>,
}

/// A visit.
#[derive(Clone, Debug)]
pub struct VisitShown {
    /// When.
    pub day: NaiveDate,
    /// Who.
    pub who: String,
    /// What was seen, and how the business stands, in words.
    pub said: String,
    /// The address of the picture of what was bought.
    pub picture: Option<String>,
}

/// What is typed into the forms of this page.
#[derive(Clone, Debug, Default)]
pub struct ActForm {
    /// Made by the server: sent twice, written once.
    pub key: String,
    /// The day of the step.
    pub day: String,
    /// The number of the transfer.
    pub reference: String,
    /// A witness was there.
    pub witness: bool,
    /// Why it is taken back or undone.
    pub reason: String,
    /// The day on which it is taken back or undone.
    pub undo_day: String,
    /// The day on which a receipt is filed.
    pub filed: String,
    /// Who sold.
    pub supplier: String,
    /// The receipt's own number.
    pub number: String,
    /// Its day.
    pub receipt_day: String,
    /// Its sum.
    pub amount: String,
    /// What was bought: what, how much.
    pub lines: Vec<(String, String)>,
    /// The day on which a sealed receipt was seen where it is kept.
    pub sight_day: String,
}

/// Why a voucher of a grant under a code is taken back or undone.
pub const REASONS: [&str; 5] = ["amount", "date", "twice", "other-means", "not-needed"];

/// How many lines of a receipt the form offers.
pub const LINES: usize = 6;

/// What the reader may do next.
#[derive(Clone, Debug, Default)]
pub struct Acts {
    /// The next step: `check`, `approve`, `pay`, `record`; nothing where it is not hers.
    pub step: Option<&'static str>,
    /// The number of a transfer is asked for.
    pub reference: bool,
    /// A witness is asked for.
    pub witness: bool,
    /// `void` or `reverse`.
    pub undo: Option<&'static str>,
    /// She may file a receipt.
    pub receipt: bool,
    /// She may say that she saw a sealed receipt where it is kept.
    pub sight: bool,
    /// Why the next step, which is of her office, cannot be hers; empty otherwise.
    pub kept_from: String,
}

/// The page.
#[derive(Clone, Debug)]
pub struct VoucherPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which award.
    pub award: AwardHead,
    /// Its number.
    pub no: i64,
    /// One of [`super::vouchers::STANDS`].
    pub stands: &'static str,
    /// What is charged.
    pub amount: Amount,
    /// What is paid, in the currency it is paid in.
    pub paid: Amount,
    /// The other facts, by the keys of their names.
    pub facts: Vec<(&'static str, String)>,
    /// Its steps.
    pub steps: Vec<StepLine>,
    /// What is agreed with who receives it, by the keys of its names; nothing: no grant, or one by code.
    pub agreement: Vec<(&'static str, String)>,
    /// The grant's page.
    pub grant: Option<String>,
    /// It pays a grant by code: nobody is named, and its receipts are sealed.
    pub coded: bool,
    /// Its receipts.
    pub receipts: Vec<ReceiptShown>,
    /// The visits of its grant.
    pub visits: Vec<VisitShown>,
    /// What the reader may do.
    pub acts: Acts,
    /// The sign of the currency that is paid.
    pub sign: String,
    /// What has been typed.
    pub form: ActForm,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET /awards/{award}/vouchers/{no}`
pub fn voucher(page: &VoucherPage) -> Markup {
    let words = page.around.words;
    let title = words.with("voucher-number", &[("number", words.ordinal(page.no).into())]);
    let fields = Fields { words, problems: &page.problems };
    let body = html! {
        div.stack {
            (fields.summary())
            div.halves.even {
                div.stack { (paper(page)) (steps(page)) (next(page, fields)) (sight(page, fields)) (file(page, fields)) (undo(page, fields)) }
                div.stack { (agreement(page)) (receipts(page)) (visits(page)) }
            }
        }
    };
    let back = page.award.href("vouchers");
    let frame = AwardFrame { around: &page.around, award: &page.award, tab: None, title: &title, back, problems: &page.problems };
    frame.draw(body)
}

fn paper(page: &VoucherPage) -> Markup {
    let words = page.around.words;
    let mut all: Vec<(Cow<'_, str>, Markup)> =
        vec![(words.say("amount"), html! { b { (page.amount.unit.amount(words, page.amount.quantity)) } })];
    if page.paid.unit != page.amount.unit {
        all.push((words.say("voucher-paid"), page.paid.unit.amount(words, page.paid.quantity)));
    }
    all.extend(page.facts.iter().map(|(key, value)| (words.say(key), html! { @if !value.is_empty() { (value) } })));
    html! {
        section.card {
            div.card-head { h2 { (icon("file-text")) (words.say("voucher")) } (stands(words, page.stands)) }
            (facts(&all))
            a.more href=(act(page, "voucher.pdf")) { (icon("printer")) (words.say("print")) }
        }
    }
}

fn steps(page: &VoucherPage) -> Markup {
    let words = page.around.words;
    let lines: Vec<(Cow<'_, str>, Markup)> = page
        .steps
        .iter()
        .map(|line| {
            let done = html! {
                @match &line.done {
                    Some((who, day)) => { (who) " · " span.n { (words.date_short(*day)) } }
                    None => { span.muted { (words.say("voucher-not-yet")) } }
                }
            };
            (words.say(&format!("voucher-step-{}", line.step)), done)
        })
        .collect();
    card("stamp", &words.say("voucher-signatures"), facts(&lines))
}

fn act(page: &VoucherPage, act: &str) -> String {
    page.award.href(&format!("vouchers/{}/{act}", page.no))
}

fn next(page: &VoucherPage, fields: Fields<'_>) -> Markup {
    let (words, form) = (fields.words, &page.form);
    if !page.acts.kept_from.is_empty() {
        return note_box("warn", "hand", html! { p { (page.acts.kept_from) } });
    }
    let Some(step) = page.acts.step else { return html! {} };
    let inside = html! {
        form.form method="post" action=(act(page, step)) novalidate {
            p.hint { (words.say(&format!("voucher-{step}-text"))) }
            input type="hidden" name="key" value=(form.key);
            (fields.date("day", "date", &form.day))
            @if page.acts.reference && page.coded {
                (fields.text("reference", "voucher-reference", &form.reference).mid().hint("code-reference-hint"))
            } @else if page.acts.reference { (fields.text("reference", "voucher-reference", &form.reference).mid()) }
            @if page.acts.witness { (fields.check("witness", "voucher-witness", form.witness)) }
            div.actions { button.btn.main type="submit" { (icon("check")) (words.say(&format!("voucher-{step}"))) } }
        }
    };
    card("user-check", &words.say("voucher-your-turn"), inside)
}

fn undo(page: &VoucherPage, fields: Fields<'_>) -> Markup {
    let (words, form) = (fields.words, &page.form);
    let Some(undo) = page.acts.undo else { return html! {} };
    let open = ["reason", "undo_day"].iter().any(|name| page.problems.iter().any(|problem| problem.field == *name));
    html! {
        details.card.fold open[open] {
            summary { (words.say(&format!("voucher-{undo}"))) (icon("chevron-right")) }
            form.form method="post" action=(act(page, undo)) novalidate {
                p.hint { (words.say(&format!("voucher-{undo}-text"))) }
                input type="hidden" name="key" value=(form.key);
                (fields.date("undo_day", "date", &form.undo_day))
                @if page.coded {
                    (fields.select("reason", "reason", &form.reason, &listed(words, "code-reason", &REASONS)))
                } @else { (fields.text("reason", "reason", &form.reason)) }
                div.actions { button.btn.danger type="submit" { (icon("undo-2")) (words.say(&format!("voucher-{undo}"))) } }
            }
        }
    }
}

fn agreement(page: &VoucherPage) -> Markup {
    let words = page.around.words;
    if page.coded {
        return note_box("", "lock", html! { p { (words.say("voucher-coded-text")) } });
    }
    if page.agreement.is_empty() {
        return html! {};
    }
    let lines: Vec<(Cow<'_, str>, Markup)> =
        page.agreement.iter().map(|(key, value)| (words.say(key), html! { @if !value.is_empty() { (value) } })).collect();
    let body = html! {
        (facts(&lines))
        @if let Some(href) = &page.grant { a.more href=(href) { (words.say("voucher-open-grant")) (icon("chevron-right")) } }
    };
    card("handshake", &words.say("voucher-agreement"), body)
}

fn receipts(page: &VoucherPage) -> Markup {
    let words = page.around.words;
    let body = html! {
        @if page.receipts.is_empty() { p.muted { (words.say("voucher-no-receipts")) } }
        @for receipt in &page.receipts { (receipt_shown(page, receipt)) }
    };
    card("scroll-text", &words.say("voucher-receipts"), body)
}

fn receipt_shown(page: &VoucherPage, receipt: &ReceiptShown) -> Markup {
    let words = page.around.words;
    let title = words.with("voucher-receipt-number", &[("number", words.ordinal(receipt.no).into())]);
    let mut lines: Vec<(Cow<'_, str>, Markup)> = vec![
        (words.say("voucher-supplier"), html! { (receipt.supplier) }),
        (words.say("voucher-receipt-own-number"), html! { (receipt.number) }),
        (words.say("date"), html! { (words.date_short(receipt.day)) }),
        (words.say("amount"), receipt.amount.unit.amount(words, receipt.amount.quantity)),
    ];
    lines.extend(receipt.lines.iter().map(|(what, amount)| (Cow::from(what.as_str()), amount.unit.amount(words, amount.quantity))));
    html! {
        h3 { (title) }
        (facts(&lines))
        @match &receipt.scan {
            Some((href, true)) => { a href=(href) { img src=(href) alt=(title) loading="lazy" width="100%"; } }
            Some((href, false)) => { a.btn href=(href) { (icon("file-text")) (words.say("voucher-open-scan")) } }
            None => {}
        }
        @if let Some(digest) = &receipt.sealed {
            p.small { (icon("lock")) " " (words.say("voucher-sealed")) }
            p.small.hash { (digest) }
            @match &receipt.sighted {
                Some((who, day)) => { p.small { (words.with("voucher-sighted", &[("who", who.as_str().into()), ("date", words.date(*day).into())])) } }
                None => { p.small.muted { (words.say("voucher-not-sighted")) } }
            }
        }
    }
}

fn file(page: &VoucherPage, fields: Fields<'_>) -> Markup {
    let (words, form) = (fields.words, &page.form);
    if !page.acts.receipt {
        return html! {};
    }
    let inside = html! {
        form.form method="post" action=(act(page, "receipt")) enctype="multipart/form-data" novalidate {
            input type="hidden" name="key" value=(form.key);
            (fields.date("filed", "voucher-filed", &form.filed))
            (fields.text("supplier", "voucher-supplier", &form.supplier))
            (fields.text("number", "voucher-receipt-own-number", &form.number).hint("voucher-receipt-own-number-hint").mid())
            (fields.date("receipt_day", "voucher-receipt-day", &form.receipt_day))
            (fields.amount("amount", "amount", &form.amount, &page.sign))
            (bought(page, fields))
            (Upload {
                name: "scan",
                label: "voucher-scan",
                hint: "voucher-scan-hint",
                button: "upload-choose-scan",
                accept: "image/jpeg,image/png,application/pdf",
                must: true,
            }
            .draw(fields))
            div.actions { button.btn.main type="submit" { (icon("check")) (words.say("voucher-file")) } }
        }
    };
    card("plus", &words.say("voucher-file-receipt"), inside)
}

/// An auditor saw a sealed receipt where it is kept: only that she saw it is written.
fn sight(page: &VoucherPage, fields: Fields<'_>) -> Markup {
    let words = fields.words;
    let unseen: Vec<&ReceiptShown> =
        page.receipts.iter().filter(|receipt| receipt.sealed.is_some() && receipt.sighted.is_none()).collect();
    let ([first, ..], true) = (unseen.as_slice(), page.acts.sight) else { return html! {} };
    let number = |no: i64| words.with("voucher-receipt-number", &[("number", words.ordinal(no).into())]);
    let inside = html! {
        form.form method="post" action=(act(page, "sight")) novalidate {
            p.hint { (words.say("sight-text")) }
            input type="hidden" name="key" value=(page.form.key);
            @if unseen.len() == 1 { input type="hidden" name="receipt" value=(first.no); p { b { (number(first.no)) } } }
            @else {
                @let all: Vec<_> = unseen.iter().map(|receipt| (receipt.no.to_string().into(), number(receipt.no).into())).collect();
                (fields.select("receipt", "sight-which", &first.no.to_string(), &all))
            }
            (fields.date("sight_day", "sight-day", &page.form.sight_day))
            div.actions { button.btn.main type="submit" { (icon("eye")) (words.say("sight-write")) } }
        }
    };
    card("eye", &words.say("sight-receipt"), inside)
}

/// What was bought, line by line: whoever types it lets the sum be checked.
fn bought(page: &VoucherPage, fields: Fields<'_>) -> Markup {
    let words = fields.words;
    let typed = |at: usize| page.form.lines.get(at).map_or(("", ""), |(what, amount)| (what.as_str(), amount.as_str()));
    let open = page.problems.iter().any(|problem| problem.field.starts_with("line_")) || !page.form.lines.is_empty();
    html! {
        details.fold open[open] {
            summary { (words.say("voucher-lines")) (icon("chevron-right")) }
            div.form { @for at in 0..LINES {
                @let number = words.ordinal(at as i64 + 1);
                div.pair.start {
                    (fields.text("", "voucher-line-what", typed(at).0).named(format!("line_{at}_what")).labelled(words.with("voucher-line-what", &[("number", number.as_str().into())])))
                    (fields.amount("", "amount", typed(at).1, &page.sign).named(format!("line_{at}_amount")))
                }
            } }
        }
    }
}

fn visits(page: &VoucherPage) -> Markup {
    let words = page.around.words;
    if page.visits.is_empty() {
        return html! {};
    }
    let body = html! {
        @for visit in &page.visits {
            p { b.n { (words.date_short(visit.day)) } " · " (visit.who) br; (visit.said) }
            @if let Some(href) = &visit.picture { a href=(href) { img src=(href) alt=(visit.said) loading="lazy" width="100%"; } }
        }
    };
    card("map-pin", &words.say("voucher-visits"), body)
}

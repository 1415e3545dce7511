//! One grant under a code: its life, the liaison's next step, sealed receipts, training and referrals.
use super::{ViewRow, last_views};
use crate::{
    awards::{
        AwardFrame, AwardHead,
        forms::{ActForm, Choice, act_form, listed},
        grant::{Event, TrancheRow, steps, timeline, tranches},
    },
    layout::icon,
    parts::{Around, Fields, Name, Problem, Tone, badge, card, facts},
};
use chrono::NaiveDate;
use maud::{Markup, html};
use std::borrow::Cow;
use words::Words;

/// What is typed to file a sealed receipt.
#[derive(Clone, Debug, Default)]
pub struct ReceiptForm {
    /// Made by the server: sent twice, written once.
    pub key: String,
    /// The voucher.
    pub voucher: String,
    /// The day on which it is filed.
    pub filed: String,
    /// The receipt's day.
    pub receipt_day: String,
    /// Its sum.
    pub amount: String,
    /// The digest of the scan that the provider keeps.
    pub hash: String,
    /// The vouchers that may be chosen, with the sign of what each pays.
    pub vouchers: Vec<Choice>,
}

/// What is typed to write a training or a referral down.
#[derive(Clone, Debug, Default)]
pub struct ServiceForm {
    /// Made by the server: sent twice, written once.
    pub key: String,
    /// `training-business`, `referral-health` …
    pub service: String,
    /// When.
    pub service_day: String,
    /// How long, of a training.
    pub hours: String,
    /// `yes` or `no`: completed, or accepted.
    pub done: String,
}

/// A training or a referral.
#[derive(Clone, Debug)]
pub struct ServiceRow {
    /// `training-business`, `referral-health` …
    pub service: String,
    /// When.
    pub day: NaiveDate,
    /// How long, of a training.
    pub hours: Option<i64>,
    /// Completed, or accepted.
    pub done: bool,
}

/// Everything that may be chosen as a training or a referral.
pub const SERVICES: [&str; 15] = [
    "training-business",
    "training-bookkeeping",
    "training-farming",
    "training-trade",
    "training-marketing",
    "training-other",
    "referral-health",
    "referral-legal",
    "referral-education",
    "referral-training",
    "referral-job",
    "referral-lodging",
    "referral-finance",
    "referral-papers",
    "referral-other",
];

/// The page.
#[derive(Clone, Debug)]
pub struct CodePage {
    /// What surrounds the page.
    pub around: Around,
    /// Which award.
    pub award: AwardHead,
    /// The grant's number.
    pub no: i64,
    /// Its code, as people read it.
    pub code: String,
    /// It was drawn just now.
    pub drawn: bool,
    /// Who knows.
    pub provider: Name,
    /// The province.
    pub province: Name,
    /// `female`, `male`; empty: not said.
    pub sex: String,
    /// The age by its word; empty: not said.
    pub age: String,
    /// What business, by its word.
    pub business: String,
    /// The line that pays.
    pub line: Name,
    /// How far it is.
    pub stage: &'static str,
    /// What was asked for, brought, agreed, paid, is still to be paid back.
    pub sums: [i64; 5],
    /// The parts of the plan.
    pub plan: Vec<i64>,
    /// The tranches.
    pub tranches: Vec<TrancheRow>,
    /// Everything that happened.
    pub events: Vec<Event>,
    /// The form of a visit, where one may be made.
    pub form: Option<ActForm>,
    /// Where the voucher of the next tranche is made out, where its turn came.
    pub voucher_new: Option<String>,
    /// A sealed receipt; none where no voucher waits for one.
    pub receipt: Option<ReceiptForm>,
    /// A training or a referral.
    pub service: ServiceForm,
    /// Those that were.
    pub services: Vec<ServiceRow>,
    /// Who looked last.
    pub views: Vec<ViewRow>,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET /awards/{award}/codes/{no}`
pub fn code(page: &CodePage) -> Markup {
    let (words, award) = (page.around.words, &page.award);
    let fields = Fields { words, problems: &page.problems };
    let title = words.with("grant-no", &[("number", words.ordinal(page.no).into())]);
    let href = award.href(&format!("codes/{}", page.no));
    let body = html! {
        // A form that came back says what is wrong above everything else.
        @if page.form.is_none() { (fields.summary()) }
        @if page.drawn { (drawn(page)) }
        (steps(words, page.stage))
        div.halves {
            div.stack {
                @if let Some(form) = &page.form { (act_form(words, &page.problems, &href, form)) }
                @if let Some(href) = &page.voucher_new {
                    div.actions { a.btn.main href=(href) { (icon("file-text")) (words.say("grant-voucher-new")) } }
                }
                @if let Some(form) = &page.receipt { (receipt(fields, &href, form)) }
                (service(fields, &href, &page.service))
                (timeline(words, &page.events))
            }
            div.stack {
                (about(page))
                @if !page.tranches.is_empty() { (tranches(words, award, &page.tranches)) }
                @if !page.services.is_empty() { (services(words, &page.services)) }
            }
        }
        (last_views(words, award, &page.views))
    };
    let (around, back) = (&page.around, award.href("codes"));
    AwardFrame { around, award, tab: None, title: &title, back, problems: &page.problems }.draw(body)
}

fn drawn(page: &CodePage) -> Markup {
    let words = page.around.words;
    html! {
        section.card.drawn-code role="status" {
            p { (words.say("code-drawn")) }
            p.big-code { (page.code) }
            p { (words.say("code-drawn-text")) }
        }
    }
}

fn about(page: &CodePage) -> Markup {
    let (words, unit) = (page.around.words, &page.award.unit);
    let money = |amount: i64| html! { @if amount > 0 { (unit.amount(words, amount)) } };
    let said = |key: &str, word: &str| html! { @if word.is_empty() { (words.say("code-not-said")) } @else { (words.say(&format!("{key}{word}"))) } };
    let [asked, own, agreed, paid, to_recover] = page.sums;
    let plan = html! { @for (at, part) in page.plan.iter().enumerate() { @if at > 0 { " + " } (unit.number(words, *part)) } };
    let all: Vec<(Cow<'_, str>, Markup)> = vec![
        (words.say("code"), html! { b.grant-code { (page.code) } }),
        (words.say("code-provider"), html! { (page.provider.show(words)) }),
        (words.say("code-province"), html! { (page.province.show(words)) }),
        (words.say("code-sex"), said("", &page.sex)),
        (words.say("code-age"), said("code-age-", &page.age)),
        (words.say("grant-business"), html! { (words.say(&format!("grant-business-{}", page.business))) }),
        (words.say("award-line"), html! { (page.line.show(words)) }),
        (words.say("grant-asked"), money(asked)),
        (words.say("code-own"), money(own)),
        (words.say("grant-plan"), plan),
        (words.say("grant-agreed"), money(agreed)),
        (words.say("grant-paid"), money(paid)),
        (words.say("grant-to-recover"), money(to_recover)),
    ];
    card("lock", &words.say("code-about"), facts(&all))
}

fn receipt(fields: Fields<'_>, href: &str, form: &ReceiptForm) -> Markup {
    let words = fields.words;
    let vouchers: Vec<_> = form.vouchers.iter().map(|(value, text)| (Cow::from(value), Cow::from(text))).collect();
    let inside = html! {
        form.form method="post" action={ (href) "/receipt" } novalidate {
            p.hint { (words.say("code-receipt-text")) }
            input type="hidden" name="key" value=(form.key);
            (fields.select("voucher", "voucher", &form.voucher, &vouchers))
            (fields.date("filed", "voucher-filed", &form.filed))
            (fields.date("receipt_day", "voucher-receipt-day", &form.receipt_day))
            (fields.amount("amount", "amount", &form.amount, ""))
            (fields.text("hash", "voucher-hash", &form.hash).hint("voucher-hash-hint"))
            div.actions { button.btn.main type="submit" { (icon("check")) (words.say("voucher-file")) } }
        }
    };
    card("scroll-text", &words.say("code-receipt"), inside)
}

fn service(fields: Fields<'_>, href: &str, form: &ServiceForm) -> Markup {
    let words = fields.words;
    let mine = ["service", "service_day", "hours", "done"];
    let open = fields.problems.iter().any(|problem| mine.contains(&problem.field.as_str()));
    html! {
        details.card.fold open[open] {
            summary { (words.say("code-service")) (icon("chevron-right")) }
            form.form method="post" action={ (href) "/service" } novalidate {
                input type="hidden" name="key" value=(form.key);
                (fields.select("service", "code-service-what", &form.service, &listed(words, "code", &SERVICES)))
                (fields.date("service_day", "grant-day", &form.service_day))
                (fields.count("hours", "code-hours", &form.hours).hint("code-hours-hint"))
                (fields.radios("done", "code-done", &form.done, true, &[
                    ("yes", words.say("code-done-yes"), "".into()),
                    ("no", words.say("code-done-no"), "".into()),
                ]))
                div.actions { button.btn.main type="submit" { (icon("check")) (words.say("code-service-write")) } }
            }
        }
    }
}

fn services(words: Words, services: &[ServiceRow]) -> Markup {
    let body = html! {
        ul.plain-list {
            @for row in services {
                li {
                    b { (words.say(&format!("code-{}", row.service))) } " · " span.n { (words.date_short(row.day)) }
                    @if let Some(hours) = row.hours { " · " (words.with("code-hours-of", &[("count", words.number(hours).into())])) }
                    " " (outcome(words, row))
                }
            }
        }
    };
    card("list-checks", &words.say("code-services"), body)
}

fn outcome(words: Words, row: &ServiceRow) -> Markup {
    let kind = row.service.split('-').next().unwrap_or_default();
    let (tone, symbol, end) = if row.done { (Tone::Good, "circle-check", "yes") } else { (Tone::Past, "ban", "no") };
    badge(tone, symbol, &words.say(&format!("code-{kind}-done-{end}")))
}

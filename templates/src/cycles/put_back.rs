//! The fourth step: what each leaves in the box for the next cycle.
use super::{Head, Step};
use crate::layout::icon;
use crate::parts::{Fields, Name, Tone, badge, sign};
use maud::{Markup, html};

/// What each leaves in the box. Amounts in smallest units.
#[derive(Clone, Debug)]
pub struct PutBackPage {
    /// Group, reader, problems.
    pub head: Head,
    /// Everybody who is due something, or stays owing.
    pub lines: Vec<PutBackLine>,
    /// The value of a share in the next cycle, where the group saves in shares.
    pub share_value: Option<i64>,
    /// What everybody is to leave, as typed: shares, or an amount.
    pub each: String,
}

/// A member and what is handed over to her.
#[derive(Clone, Debug)]
pub struct PutBackLine {
    /// Her party number, which names the field.
    pub party: i64,
    /// Her number in the group.
    pub number: u32,
    /// Her name.
    pub name: Name,
    /// What is handed over to her.
    pub paid: i64,
    /// What she stays owing.
    pub stays_owed: i64,
    /// What she leaves, as typed.
    pub typed: String,
}

fn owns(name: &str) -> bool {
    name == "each" || name.strip_prefix('p').is_some_and(|party| party.bytes().all(|b| b.is_ascii_digit()))
}

/// `GET /groups/{code}/share-out/put-back`; goes on to `…/preview`.
pub fn put_back(page: &PutBackPage) -> Markup {
    let head = &page.head;
    let words = head.around.words;
    let fields = Fields { words, problems: &head.problems };
    let here = head.group.href(Step::PutBack.below());
    let body = html! {
        (fields.summary())
        form.form method="get" action=(head.group.href(Step::Preview.below())) novalidate {
            (head.carried.hidden(owns))
            section.card {
                p { (head.say("share-out-put-back-text")) }
                div.fill-all {
                    @match page.share_value {
                        Some(_) => (fields.count("each", "share-out-each-shares", &page.each)),
                        None => (fields.amount("each", "share-out-each-amount", &page.each, &sign(words, &head.group.unit))),
                    }
                    button.btn type="submit" name="do" value="fill" formaction=(here) { (icon("check-check")) (head.say("share-out-fill")) }
                }
                p.hint { (hint(page)) }
            }
            section.card {
                h2 { (icon("users")) (words.say("members")) }
                div.openrows { @for line in &page.lines { (row(page, fields, line)) } }
            }
            div.actions { button.btn.main type="submit" { (words.say("next")) (icon("chevron-right")) } }
        }
    };
    head.step(Step::PutBack, &[], body)
}

fn hint(page: &PutBackPage) -> String {
    let head = &page.head;
    match page.share_value {
        Some(value) => head.with("share-out-fill-shares", &[("amount", head.amount(value).into())]),
        None => head.say("share-out-fill-amounts").into_owned(),
    }
}

fn row(page: &PutBackPage, fields: Fields<'_>, line: &PutBackLine) -> Markup {
    let head = &page.head;
    let words = head.around.words;
    let field = format!("p{}", line.party);
    html! {
        fieldset.openrow {
            legend { span.muted.n { (words.ordinal(line.number.into())) } " " (line.name.show(words)) }
            div.f {
                span.hint { (head.say("share-out-is-paid")) }
                b.due.n { (head.amount(line.paid)) }
                @if line.stays_owed > 0 {
                    (badge(Tone::Stop, "triangle-alert", &words.with("share-out-stays-owing", &[("amount", head.amount(line.stays_owed).into())])))
                }
            }
            @if line.paid > 0 {
                (fields.amount("", "share-out-puts-back", &line.typed, &sign(words, &head.group.unit)).named(field))
            }
        }
    }
}

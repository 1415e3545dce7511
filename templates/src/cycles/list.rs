//! The paper of a share-out: a line each with room for a signature or a thumbprint, read aloud and kept in the box.
use super::{DivisionView, Head, MemberLine};
use crate::layout::icon;
use crate::parts::sign;
use chrono::{DateTime, Utc};
use maud::{Markup, html};

/// The list of a share-out that took place.
#[derive(Clone, Debug)]
pub struct ListPage {
    /// Group, reader.
    pub head: Head,
    /// The number of the share-out.
    pub number: u32,
    /// What was divided.
    pub division: DivisionView,
    /// Who proposed and who confirmed it, and when.
    pub officers: [(String, DateTime<Utc>); 2],
}

/// `GET /groups/{code}/share-outs/{no}/list`
pub fn list(page: &ListPage) -> Markup {
    let (head, division) = (&page.head, &page.division);
    let words = head.around.words;
    let body = html! {
        div.stack.paper-list {
            div.actions.no-paper {
                a.btn.main href=(head.group.href(&format!("papers/share-out-list?no={}", page.number))) { (icon("printer")) (words.say("print")) }
                a.btn href=(head.group.href(&format!("share-outs/{}", page.number))) { (icon("scale")) (words.say("share-out-proof")) }
            }
            section.card.flush {
                div.card-head {
                    h2 { (head.group.name.show(words)) " · " (words.date(division.on)) }
                    span.small { (words.with("amounts-in", &[("sign", sign(words, &head.group.unit).into())])) }
                }
                (table(head, division))
            }
            div.halves.even { (sums(page)) (signs(page)) }
        }
    };
    head.page(&head.say("share-out-list"), &head.group.href("cycles"), &[], body)
}

/// What a column shows.
type Figure = fn(&MemberLine) -> i64;

fn table(head: &Head, division: &DivisionView) -> Markup {
    let (words, unit) = (head.around.words, &head.group.unit);
    let any = |of: Figure| division.lines.iter().any(|line| of(line) != 0);
    let all: [(&str, Figure, bool); 7] = [
        ("share-out-savings", |line| line.savings, true),
        ("profit", |line| line.profit, true),
        ("share-out-gross", |line| line.gross, true),
        ("social-fund", |line| line.social, false),
        ("share-out-settled", |line| -line.settled, false),
        ("share-out-puts-back", |line| -line.put_back, false),
        ("share-out-home", MemberLine::home, true),
    ];
    let shown: Vec<_> = all.into_iter().filter(|(_, of, always)| *always || any(*of)).collect();
    let last = shown.len() - 1;
    html! {
        table.sign-table {
            caption.vh { (head.say("share-out-list")) }
            thead { tr {
                th.mark scope="col" { (words.say("number-short")) }
                th scope="col" { (words.say("name")) }
                @for (key, ..) in &shown { th.num scope="col" { (head.say(key)) } }
                th.sign scope="col" { (words.say("share-out-signature")) }
            } }
            tbody { @for line in &division.lines { tr {
                td.mark { (words.ordinal(line.number.into())) }
                th scope="row" {
                    (line.name.show(words))
                    @if line.left { span.small { (words.say("share-out-has-left")) } }
                    @if line.stays_owed > 0 { span.bad-ink { (words.with("share-out-stays-owing", &[("amount", head.amount(line.stays_owed).into())])) } }
                }
                @for (at, (key, of, _)) in shown.iter().enumerate() {
                    td.num.(if at == last { "fig" } else { "" }) data-l=(head.say(key)) { (unit.number(words, of(line))) }
                }
                td.sign {}
            } } }
            tfoot { tr {
                td.mark {}
                th scope="row" { (words.say("total")) }
                @for (at, (key, of, _)) in shown.iter().enumerate() {
                    td.num.(if at == last { "fig" } else { "" }) data-l=(head.say(key)) { (unit.number(words, division.sum(*of))) }
                }
                td.sign {}
            } }
        }
    }
}

fn sums(page: &ListPage) -> Markup {
    let (head, division) = (&page.head, &page.division);
    let (words, unit) = (head.around.words, &head.group.unit);
    let line = |label: &str, quantity: i64| html! { div { dt { (label) } dd { (unit.amount(words, quantity)) } } };
    html! {
        section.card {
            h2 { (icon("vault")) (words.say("share-out-stays-in-box")) }
            dl.facts {
                @for (label, quantity) in &division.stays { (line(label, *quantity)) }
                div.sum { dt { (words.say("total")) } dd { (unit.amount(words, division.box_after())) } }
            }
        }
    }
}

fn signs(page: &ListPage) -> Markup {
    let head = &page.head;
    let words = head.around.words;
    let line = |office: &str| html! { li { span { (words.say(office)) } span.sign-line {} } };
    html! {
        section.card {
            h2 { (icon("stamp")) (words.say("share-out-signed")) }
            ul.sign-lines { (line("office-chair")) (line("office-treasurer")) (line("office-secretary")) (line("share-out-witness")) }
            @for (key, (who, at)) in ["share-out-proposed-by", "share-out-confirmed-by"].iter().zip(&page.officers) {
                p.small { (words.say(key)) ": " (who) " · " span.n { (words.instant(*at)) } }
            }
        }
    }
}
